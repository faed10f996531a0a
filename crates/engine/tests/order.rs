//! Measured order = declared order, for every stepper in the tables.

// References come from the standard library; measured orders are shown by --nocapture.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use syntony_engine::noise::Key;
use syntony_engine::stepper::{Evaluate, StepperEntry};
use syntony_engine::stochastic::StochasticEntry;
use syntony_engine::{Calculus, Rates, State, Wiener, steppers, stochastic_steppers};

/// Slope of log error against log step by least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().map(|&(step, error)| (step.ln(), error.ln())).unzip();
    let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let covariance: f64 = x.iter().zip(&y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    covariance / x.iter().map(|x| (x - mean_x).powi(2)).sum::<f64>()
}

struct Problem {
    name: &'static str,
    start: &'static [f64],
    end: f64,
    exact: fn(f64) -> Vec<f64>,
    rates: fn(&State, f64, &mut Rates),
}

/// y' = r y − r y·y: gain and loss both depend on y.
fn logistic_growth(state: &State, _: f64, rates: &mut Rates) {
    rates.add_gain_scaled(0, 1.5, state.row(0));
    rates.add_loss_scaled(0, 1.5, state.row(0));
}

/// y0' = −2 y0, y1' = 2 y0 − 0.7 y1, y2' = 0.7 y1: a linear chain.
fn chain(state: &State, _: f64, rates: &mut Rates) {
    rates.row_mut(0).1[0] += 2.0;
    rates.add_gain_scaled(1, 2.0, state.row(0));
    rates.row_mut(1).1[0] += 0.7;
    rates.add_gain_scaled(2, 0.7, state.row(1));
}

/// y' = 3t² (1 − y): rates that depend on time only.
fn clocked(_: &State, t: f64, rates: &mut Rates) {
    rates.add_relaxation(0, 3.0 * t * t, &[1.0]);
}

const PROBLEMS: [Problem; 3] = [
    Problem {
        name: "logistic growth",
        start: &[0.1],
        end: 2.0,
        exact: |t| vec![1.0 / (1.0 + 9.0 * (-1.5 * t).exp())],
        rates: logistic_growth,
    },
    Problem {
        name: "linear chain",
        start: &[1.0, 0.0, 0.0],
        end: 1.5,
        exact: |t| {
            let (first, second) = ((-2.0 * t).exp(), 2.0 / 1.3 * ((-0.7 * t).exp() - (-2.0 * t).exp()));
            vec![first, second, 1.0 - first - second]
        },
        rates: chain,
    },
    Problem {
        name: "clocked relaxation",
        start: &[3.0],
        end: 1.2,
        exact: |t| vec![1.0 + 2.0 * (-t * t * t).exp()],
        rates: clocked,
    },
];

fn error_after(entry: &StepperEntry, problem: &Problem, steps: u32) -> f64 {
    let slots = problem.start.len();
    let mut stepper = (entry.build)(slots, 1);
    let mut state = State::zeros(slots, 1);
    state.set_lane(0, problem.start);
    let dt = problem.end / f64::from(steps);
    for step in 0..steps {
        stepper.step(&mut state, f64::from(step) * dt, dt, &mut |state, t, rates| {
            (problem.rates)(state, t, rates)
        });
    }
    let exact = (problem.exact)(problem.end);
    state.values().iter().zip(exact).map(|(got, exact)| (got - exact).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn order_of_every_stepper_is_the_declared_one() {
    for entry in steppers() {
        let declared = (entry.build)(1, 1).order();
        for problem in &PROBLEMS {
            let points: Vec<(f64, f64)> = [32, 64, 128, 256]
                .map(|steps| (problem.end / f64::from(steps), error_after(entry, problem, steps)))
                .to_vec();
            let measured = slope(&points);
            println!("{} on {}: {measured:.3}", entry.name, problem.name);
            assert!(
                (measured - declared).abs() < 0.12,
                "{} on {}: order {measured:.3}, declared {declared}; {points:?}",
                entry.name,
                problem.name
            );
        }
    }
}

#[test]
fn order_table_agrees_with_the_steppers() {
    for entry in steppers() {
        let mut stepper = (entry.build)(1, 1);
        assert_eq!(stepper.name(), entry.name);
        let mut evaluations = 0;
        let mut count = |_: &State, _: f64, _: &mut Rates| evaluations += 1;
        let count: &mut Evaluate<'_> = &mut count;
        stepper.step(&mut State::zeros(1, 1), 0.0, 0.1, count);
        assert_eq!(evaluations, stepper.stages(), "{} declares its evaluations", entry.name);
    }
    assert_eq!(syntony_engine::stepper::stepper("heun", 1, 1).map(|stepper| stepper.name()), Some("heun"));
    assert!(syntony_engine::stepper::stepper("magic", 1, 1).is_none());
}

/// Increments of W over [0, 1]: `[fine step][lane]`.
fn path(lanes: usize, fine: usize, stream: u32) -> Vec<Vec<f64>> {
    let keys = Key::of_lanes(17, &(0..lanes as u64).collect::<Vec<_>>());
    let wiener = Wiener::new(&keys, stream);
    (0..fine)
        .map(|step| {
            let mut increments = vec![0.0; lanes];
            wiener.fill(&mut increments, 0, step as u64, 1.0 / fine as f64);
            increments
        })
        .collect()
}

fn run(
    entry: &StochasticEntry,
    path: &[Vec<f64>],
    merged: usize,
    rates: fn(&mut Rates),
    diffusion: fn(&State, &mut [f64]),
) -> Vec<f64> {
    let lanes = path[0].len();
    let mut stepper = (entry.build)(1, lanes);
    assert_eq!(stepper.name(), entry.name);
    let mut state = State::zeros(1, lanes);
    state.row_mut(0).fill(1.0);
    let dt = merged as f64 / path.len() as f64;
    for (step, fine) in path.chunks(merged).enumerate() {
        let increments: Vec<f64> = (0..lanes).map(|lane| fine.iter().map(|row| row[lane]).sum()).collect();
        stepper.step(
            &mut state,
            step as f64 * dt,
            dt,
            &increments,
            &mut |_, _, share| rates(share),
            &mut |state, _, spread| diffusion(state, spread),
        );
    }
    state.values().to_vec()
}

fn strong_errors(path: &[Vec<f64>], exact: &[f64], run: impl Fn(usize) -> Vec<f64>, merges: &[usize]) -> f64 {
    let points: Vec<(f64, f64)> = merges
        .iter()
        .map(|&merged| {
            let error: f64 = run(merged).iter().zip(exact).map(|(got, exact)| (got - exact).powi(2)).sum();
            (merged as f64 / path.len() as f64, (error / exact.len() as f64).sqrt())
        })
        .collect();
    slope(&points)
}

#[test]
fn order_strong_with_multiplicative_noise() {
    const DRIFT: f64 = 0.6;
    const NOISE: f64 = 0.8;
    let path = path(2000, 1024, 1);
    let total: Vec<f64> = (0..2000).map(|lane| path.iter().map(|row| row[lane]).sum()).collect();
    for entry in stochastic_steppers() {
        let stepper = (entry.build)(1, 1);
        let drift = match stepper.calculus() {
            Calculus::Ito => -DRIFT - 0.5 * NOISE * NOISE,
            Calculus::Stratonovich => -DRIFT,
        };
        let exact: Vec<f64> = total.iter().map(|w| (drift + NOISE * w).exp()).collect();
        let solve = |merged| {
            let spread = |state: &State, spread: &mut [f64]| {
                spread.iter_mut().zip(state.row(0)).for_each(|(spread, y)| *spread = NOISE * y);
            };
            run(entry, &path, merged, |rates| rates.row_mut(0).1.fill(DRIFT), spread)
        };
        let measured = strong_errors(&path, &exact, solve, &[8, 16, 32, 64]);
        println!("{} multiplicative: {measured:.3}", entry.name);
        let declared = stepper.strong_order();
        assert!(
            (measured - declared).abs() < 0.12,
            "{}: strong order {measured:.3}, declared {declared}",
            entry.name
        );
    }
}

#[test]
fn order_strong_with_additive_noise() {
    let path = path(500, 4096, 2);
    let relax = |rates: &mut Rates| rates.row_mut(0).1.fill(2.0);
    let spread = |_: &State, spread: &mut [f64]| spread.fill(0.5);
    let finest = stochastic_steppers().iter().find(|entry| entry.name == "stochastic_heun").expect("listed");
    let exact = run(finest, &path, 1, relax, spread);
    for entry in stochastic_steppers() {
        let solve = |merged| run(entry, &path, merged, relax, spread);
        let measured = strong_errors(&path, &exact, solve, &[32, 64, 128, 256]);
        println!("{} additive: {measured:.3}", entry.name);
        let declared = (entry.build)(1, 1).strong_order_additive();
        assert!(
            (measured - declared).abs() < 0.12,
            "{}: strong order {measured:.3}, declared {declared}",
            entry.name
        );
    }
}
