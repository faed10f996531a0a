//! One circuit, two clocks: the mean of the fast clock is the fixed point of the slow one, with sustained input and with acts.

use syntony_brain::neural::circuit::Columns;
use syntony_brain::neural::fast::course::Course;
use syntony_brain::neural::fast::noise::Tuning;
use syntony_brain::neural::{Fast, FastPlan};
use syntony_brain::{Cast, Plan};
use syntony_engine::{Key, Stream};
use syntony_model::Atlas;

const DT: f64 = 1e-3;
/// Time in which a start is forgotten, steps.
const SETTLE: usize = 3_000;
/// Steps of a comparison.
const STEPS: usize = 60_000;
/// Cases side by side; the first is rest.
const CASES: usize = 21;

struct Case {
    plan: Plan,
    fast: FastPlan,
    stimulus: Vec<f64>,
    g: Vec<f64>,
    h: Vec<f64>,
}

/// Rest, and 20 draws of six driven populations with a gain and an excitability of their own everywhere.
fn cases() -> Case {
    let atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    let plan = Plan::compile(&atlas, Cast::default()).unwrap_or_else(|p| panic!("{p}"));
    let mut fast = FastPlan::compile(&atlas, &plan.circuit, &plan.regions).unwrap_or_else(|p| panic!("{p}"));
    // infra-slow noise moves what both clocks are given; a mean over a minute would see five of its swings
    fast.slow_sd = 0.0;
    fast.tau_sd = 0.0;
    let n = plan.circuit.nodes.len();
    let (mut stimulus, mut h, mut g) = (vec![0.0; n * CASES], vec![0.0; n * CASES], vec![1.0; n * CASES]);
    for case in 1..CASES {
        let mut random = Stream::new(7, case as u64, 1, 0);
        for _ in 0..6 {
            let r = random.below(n as u64) as usize;
            stimulus[r * CASES + case] = -1.0 + 3.5 * random.uniform();
        }
        for r in 0..n {
            g[r * CASES + case] = 0.8 + 0.5 * random.uniform();
            h[r * CASES + case] = -0.5 + random.uniform();
        }
    }
    Case { plan, fast, stimulus, g, h }
}

/// Fixed points of the slow clock, `[population × case]`.
fn slow(c: &Case) -> Vec<f64> {
    let circuit = &c.plan.circuit;
    let n = circuit.nodes.len();
    let weights: Vec<f64> = circuit.synapses.iter().map(|s| s.weight).collect();
    let mut p: Vec<f64> =
        circuit.nodes.iter().flat_map(|node| std::iter::repeat_n(node.rest, CASES)).collect();
    let mut inner = vec![circuit.cortex.n_rest; n * CASES];
    let (mut x, whole) = (vec![0.0; 3 * CASES], vec![1.0; n * CASES]);
    for _ in 0..200 {
        circuit.relax(
            &weights,
            Columns {
                p: &mut p,
                n: &mut inner,
                stimulus: &c.stimulus,
                columns: CASES,
                at: 0,
                width: CASES,
                h: &c.h,
                g: &c.g,
                glutamate: &whole,
                gaba: &whole,
                other: &whole,
                lanes: CASES,
                lane: 0,
                x: &mut x,
            },
        );
    }
    p
}

/// Means of the fast clock, `[population × case]`, with the stimulus times `course(step, case)`.
fn means(c: &Case, variance: &[f64], course: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let n = c.plan.circuit.nodes.len();
    let weights: Vec<f64> = c.plan.circuit.synapses.iter().map(|s| s.weight).collect();
    let keys: Vec<Key> = (0..CASES as u64).map(|lane| Key::new(3, lane)).collect();
    let mut fast = Fast::new(&c.plan.circuit, &c.fast, &keys, &keys, &vec![&weights[..]; CASES], DT);
    fast.tune(Tuning { stimulus: &c.stimulus, h: &c.h, g: &c.g, acts: variance });
    let mut sum = vec![0.0; n * CASES];
    let mut rows = vec![0.0; 100 * n * CASES];
    let mut done = 0;
    while done < SETTLE + STEPS {
        for (u, row) in rows.chunks_mut(n * CASES).enumerate() {
            for (i, x) in row.iter_mut().enumerate() {
                *x = c.stimulus[i] * course(done + u, i % CASES);
            }
        }
        let mut u = 0;
        let run = fast.advance(&rows, &mut |p| {
            if done + u >= SETTLE {
                sum.iter_mut().zip(p).for_each(|(s, p)| *s += p);
            }
            u += 1;
        });
        assert_eq!(run, Ok(()));
        done += 100;
    }
    let at = |r: usize, case: usize| sum[fast.of(r, case)] / STEPS as f64;
    (0..n * CASES).map(|i| at(i / CASES, i % CASES)).collect()
}

/// Median and worst relative difference, and where the worst is.
fn differences(c: &Case, fast: &[f64], slow: &[f64]) -> (f64, f64, String) {
    let mut all: Vec<(f64, usize)> =
        fast.iter().zip(slow).map(|(f, s)| (f / s - 1.0).abs()).zip(0..).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (worst, at) = all[all.len() - 1];
    let name = &c.plan.circuit.nodes[at / CASES].key;
    (all[all.len() / 2].0, worst, format!("{name}, case {}: {:.4} at {:.4}", at % CASES, fast[at], slow[at]))
}

#[test]
fn exact_two_clocks_agree_on_sustained_input() {
    let c = cases();
    let quiet = vec![0.0; c.stimulus.len()];
    let (median, worst, at) = differences(&c, &means(&c, &quiet, |_, _| 1.0), &slow(&c));
    assert!(median < 0.01, "median {median}");
    assert!(worst < 0.06, "worst {worst} ({at})");
}

/// Acts at 1 to 5 Hz, there for two fifths of the time, as their percepts run their course.
#[test]
fn exact_two_clocks_agree_on_acts() {
    let share = 0.4;
    // what an act drives at full strength is drawn as before; the slow clock knows its share of the time
    let mut c = cases();
    c.stimulus.iter_mut().for_each(|x| *x *= share);
    let decay = c.fast.course.decay(DT);
    let mut courses = Vec::new();
    for case in 0..CASES {
        let period = 1.0 / (1.0 + 4.0 * case as f64 / CASES as f64);
        let mut course = Course::default();
        let there = |step: usize| f64::from((step as f64 * DT / period).fract() < share);
        courses
            .push((0..SETTLE + STEPS).map(|u| course.step(there(u), &decay) / share).collect::<Vec<f64>>());
    }
    let spread: Vec<f64> = courses
        .iter()
        .map(|x| x[SETTLE..].iter().map(|x| (x - 1.0) * (x - 1.0)).sum::<f64>() / STEPS as f64)
        .collect();
    let variance: Vec<f64> = c.stimulus.iter().enumerate().map(|(i, x)| x * x * spread[i % CASES]).collect();
    let (median, worst, at) = differences(&c, &means(&c, &variance, |u, case| courses[case][u]), &slow(&c));
    assert!(median < 0.03, "median {median}");
    assert!(worst < 0.10, "worst {worst} ({at})");
}

#[test]
fn same_person_alone_and_in_company() {
    let c = cases();
    let weights: Vec<f64> = c.plan.circuit.synapses.iter().map(|s| s.weight).collect();
    let key = |lane: usize| Key::new(3, lane as u64);
    let run = |keys: &[Key], lane: usize| {
        let n = c.plan.circuit.nodes.len() * keys.len();
        let mut fast = Fast::new(&c.plan.circuit, &c.fast, keys, keys, &vec![&weights[..]; keys.len()], DT);
        // the first population is cortical, so its columns come first
        let mut all = Vec::new();
        let done = fast.advance(&vec![0.1; 700 * n], &mut |p| all.push(p[lane]));
        assert_eq!(done, Ok(()));
        all
    };
    assert_eq!(run(&[key(4)], 0), run(&[key(0), key(4), key(9), key(2), key(5)], 1));
}

#[test]
fn text_steps_time_constants_and_delays_that_cannot_be() {
    let check = |number: &str, value: &str, want: &str| {
        let mut atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
        atlas.set(&format!("process.millisecond.{number}"), value).unwrap_or_else(|p| panic!("{p}"));
        let plan = Plan::compile(&atlas, Cast::default()).unwrap_or_else(|p| panic!("{p}"));
        let Err(problems) = FastPlan::compile(&atlas, &plan.circuit, &plan.regions) else {
            panic!("{number} {value}")
        };
        assert!(problems.to_string().contains(want), "no '{want}' in\n{problems}");
    };
    for step in ["70 ms", "0.3 ms", "0 ms"] {
        check(
            "step",
            step,
            &format!("`process.millisecond.step` is {step}, expected 1 ms or a whole part of it"),
        );
    }
    check("tau_p", "0.25 ms", "use at most --set process.millisecond.step=0.125ms");
    check("tau_u", "0 ms", "`process.millisecond.tau_u` is 0 ms, expected a time above zero");
    check("velocity", "0 m/s", "is inf s, expected at most 2 s");
    check("velocity", "1e-9 m/s", "expected at most 2 s");
    // what is below zero is refused where it is set
    let mut atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    for (number, value) in [("step", "-1 ms"), ("tau_u", "-5 ms")] {
        let Err(problem) = atlas.set(&format!("process.millisecond.{number}"), value) else {
            panic!("{number}")
        };
        assert!(problem.to_string().contains("is negative, expected 0 or more"), "{problem}");
    }
    check("synapse", "0 ms", "is 0 ms, expected at least a step of 1 ms");
    check("synapse", "0.4 ms", "use at most --set process.millisecond.step=0.25ms");
}
