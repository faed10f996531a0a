//! Two people from millisecond to millisecond: what couples their brains, and what does not.

use crate::common::{compile, society};
use std::sync::Arc;
use syntony_brain::Block;
use syntony_model::Atlas;
use syntony_observe::bout::{Bout, Cued};
use syntony_observe::instrument::{Anatomy, Instruments, averaged};
use syntony_observe::synchrony::{Band, analytic, band_pass, correlation, plv, windowed};
use syntony_observe::{Recorder, Witness};
use syntony_society::Run;

/// Samples a second, dyads side by side, and how long they are together.
const RATE: f64 = 100.0;
const DYADS: usize = 16;
const FOR: &str = "duration = \"150 s\"";
const THETA: Band = Band::new(4.0, 8.0);
const ALPHA: Band = Band::new(8.0, 13.0);
const SLOW: Band = Band::new(0.01, 0.1);

fn couple(phase: &str) -> Arc<Run> {
    with_group(phase, "")
}

fn with_group(phase: &str, group: &str) -> Arc<Run> {
    with(phase, group, &[])
}

fn with(phase: &str, group: &str, set: &[(&str, &str)]) -> Arc<Run> {
    let mut atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    for (path, value) in set {
        atlas.set(path, value).unwrap_or_else(|p| panic!("{p}"));
    }
    // tasks belong to the millisecond clock
    let clock = if phase.contains("task") { "clock = \"ms\"" } else { "" };
    let text = format!(
        r#"key = "pair"
title = "a couple"
source = ""
role = "scenario"
summary = "A couple."
[cast.subject]
species = "human"
sex = "F"
bond = [{{ with = "partner", for = "3 y" }}]
[cast.partner]
species = "human"
sex = "M"
bond = [{{ with = "subject", for = "3 y" }}]
[[phase]]
name = "phase"
kind = "encounter"
members = ["subject", "partner"]
{clock}
reach = "sight"
{phase}
[[group]]
key = "only"
n = 10
{group}
[[measure]]
key = "joy"
kind = "state"
variable = "joy"
phase = "phase"
unit = "1"
[[claim]]
key = "joy"
text = "joy"
kind = "against"
group = "only"
measure = "joy"
value = 0
expect = "greater"
criterion = "one_sample_t"
alpha = 0.05
verified = true
"#
    );
    compile(&atlas, &text)
}

fn record(run: &Arc<Run>, dyads: usize) -> Recorder {
    record_from(run, 0, dyads)
}

/// Dyads from this number on.
fn record_from(run: &Arc<Run>, first: usize, dyads: usize) -> Recorder {
    let ids: Vec<u64> = (first as u64..(first + dyads) as u64).collect();
    let mut recorder = Recorder::new(run.plan.circuit.nodes.len(), RATE);
    let mut all = society(run, 12, &ids);
    let done = all.run(&mut recorder, &|| false);
    assert_eq!(done, Ok(true));
    recorder
}

/// Effect of real over shuffled pairs: difference of means over the SD of shuffled ones.
fn effect(real: &[f64], shuffled: &[f64]) -> f64 {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (m, s) = (mean(real), mean(shuffled));
    let sd = (shuffled.iter().map(|x| (x - s) * (x - s)).sum::<f64>() / shuffled.len() as f64).sqrt();
    (m - s) / sd
}

/// Over all real and all shuffled pairs of dyads.
fn over_pairs<T>(a: &[T], b: &[T], measure: impl Fn(&T, &T) -> f64) -> f64 {
    let (mut real, mut shuffled) = (Vec::new(), Vec::new());
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            if i == j { real.push(measure(x, y)) } else { shuffled.push(measure(x, y)) }
        }
    }
    effect(&real, &shuffled)
}

/// Mean activity of regions, `[member][dyad][sample]`.
fn signals(run: &Run, r: &Recorder, regions: &[&str]) -> [Vec<Vec<f64>>; 2] {
    [0, 1].map(|member| {
        (0..DYADS)
            .map(|u| {
                let mut sum: Vec<f64> = Vec::new();
                for region in regions {
                    let population = run.plan.population(region).unwrap_or_else(|| panic!("{region}"));
                    let x = r.signal(0, population, member * DYADS + u);
                    if sum.is_empty() { sum = x } else { sum.iter_mut().zip(&x).for_each(|(s, x)| *s += x) }
                }
                sum
            })
            .collect()
    })
}

fn phase_effect(s: &[Vec<Vec<f64>>; 2], band: Band) -> f64 {
    let z = |v: &Vec<Vec<f64>>| v.iter().map(|x| analytic(x, RATE, band)).collect::<Vec<_>>();
    over_pairs(&z(&s[0]), &z(&s[1]), |a, b| windowed(a, b, (3.0 * RATE) as usize, plv))
}

fn slow_effect(s: &[Vec<Vec<f64>>; 2]) -> f64 {
    let hb = |x: &Vec<f64>| -> Vec<f64> {
        let per: Vec<f64> = x.chunks(RATE as usize).map(|c| c.iter().sum::<f64>() / c.len() as f64).collect();
        // blood is slow: six seconds side by side
        let smooth: Vec<f64> = per.windows(6).map(|w| w.iter().sum::<f64>() / 6.0).collect();
        let y = band_pass(&smooth, 1.0, SLOW);
        y[10..y.len() - 10].to_vec()
    };
    let z = |v: &Vec<Vec<f64>>| v.iter().map(hb).collect::<Vec<_>>();
    over_pairs(&z(&s[0]), &z(&s[1]), |a, b| correlation(a, b))
}

struct Effects {
    theta: f64,
    alpha: f64,
    sts: f64,
    motor: f64,
    motor_alpha: f64,
}

/// Synchrony of sensory cortex (theta, alpha, slow) and of motor and parietal cortex (slow, alpha) over shuffled pairs, with a standard error of 0.25.
fn effects(task: &str) -> Effects {
    let run = couple(&format!("{FOR}\n{task}"));
    let r = record(&run, DYADS);
    let (sts, motor) = (signals(&run, &r, &["sts"]), signals(&run, &r, &["m1", "s1", "ipl"]));
    Effects {
        theta: phase_effect(&sts, THETA),
        alpha: phase_effect(&sts, ALPHA),
        sts: slow_effect(&sts),
        motor: slow_effect(&motor),
        motor_alpha: phase_effect(&motor, ALPHA),
    }
}

/// Three standard errors: what real pairs may differ from shuffled ones by chance.
const CHANCE: f64 = 0.75;

#[test]
fn keeps_brains_apart_where_no_act_comes_through() {
    for task in
        ["task = \"rest\"", "task = \"conversation\"\napart = true", "task = \"imitation\"\napart = true"]
    {
        let e = effects(task);
        for x in [e.theta, e.alpha, e.sts, e.motor, e.motor_alpha] {
            assert!(x.abs() < CHANCE, "{task}: {x}");
        }
    }
}

#[test]
fn paper_conversation_couples_sensory_theta() {
    let e = effects("task = \"conversation\"");
    assert!(e.theta > 3.0, "{}", e.theta);
    // who takes turns hears while the other speaks: slow courses of sensory cortex go against each other
    assert!(e.sts < -CHANCE, "{}", e.sts);
}

#[test]
fn paper_imitation_couples_slow_courses() {
    let e = effects("task = \"imitation\"");
    assert!(e.sts > 1.0 && e.motor > 1.0, "{} {}", e.sts, e.motor);
    assert!(e.theta > 1.0, "{}", e.theta);
    // centroparietal alpha phase synchrony (dumas_2010) does not come out; known to be missing
    assert!(e.motor_alpha.abs() < CHANCE, "{}", e.motor_alpha);
}

#[test]
fn exact_a_film_couples_two_who_never_met() {
    let e = effects("task = \"film\"");
    assert!(e.theta > 3.0 && e.sts > 1.0, "{} {}", e.theta, e.sts);
}

/// The subject's activity, bit for bit, whatever the other is like: different as soon as acts come through, the same if none does.
#[test]
fn keeps_no_way_from_brain_to_brain_but_acts() {
    let other =
        "manipulation = [{ kind = \"silence\", target = \"m1\", amount = 1.5, members = [\"partner\"] }]";
    let course = |task: &str, group: &str| {
        let run = with_group(&format!("duration = \"12 s\"\n{task}"), group);
        let r = record(&run, 1);
        let populations = run.plan.circuit.nodes.len();
        [0, 1].map(|lane| (0..populations).map(|p| r.signal(0, p, lane)).collect::<Vec<_>>())
    };
    for task in ["task = \"film\"", "task = \"conversation\"\napart = true"] {
        let ([mine, other_before], [same, other_after]) = (course(task, ""), course(task, other));
        assert!(mine == same, "{task}");
        assert!(other_before != other_after, "{task}");
    }
}

#[test]
fn paper_cavallo_2014_seen_acts_reach_the_motor_cortex_after_200_ms() {
    let run = couple(&format!("{FOR}\ntask = \"observation\""));
    let r = record(&run, DYADS);
    let motor = signals(&run, &r, &["m1"]);
    let (before, window) = ((0.2 * RATE) as usize, (0.6 * RATE) as usize);
    let mut mean = vec![0.0; window];
    for c in r.cues.iter().filter(|c| c.what == Cued::Gesture) {
        let at = (c.onset_s * RATE) as usize;
        if at >= before && at + window < motor[1][c.unit].len() + before {
            let course = &motor[1][c.unit][at - before..at - before + window];
            mean.iter_mut().zip(course).for_each(|(m, x)| *m += x);
        }
    }
    let rest = mean[..before].iter().sum::<f64>() / before as f64;
    let peak = mean.iter().fold(0.0f64, |a, x| a.max(x - rest));
    let onset =
        mean.iter().rposition(|x| x - rest < 0.2 * peak).map_or(0.0, |i| (i + 1 - before) as f64 / RATE);
    assert!((0.15..0.25).contains(&onset), "{onset}");
}

/// Suppression of 8 to 12 Hz over motor, somatosensory and parietal cortex during series of gestures, for the one who moves and the one who looks on.
#[test]
fn paper_fox_2016_seeing_suppresses_mu_less_than_doing() {
    let run = couple(&format!("{FOR}\ntask = \"observation\""));
    // the ratio of two small changes: it takes many dyads to be known
    let recorded: Vec<_> = (0..4)
        .map(|k| record_from(&run, k * DYADS, DYADS))
        .map(|r| (signals(&run, &r, &["m1", "s1", "ipl"]), r))
        .collect();
    let suppression = |member: usize| {
        let (mut during, mut outside) = ((0.0, 0.0), (0.0, 0.0));
        let all =
            recorded.iter().flat_map(|(motor, r)| motor[member].iter().enumerate().map(move |x| (r, x)));
        for (r, (unit, x)) in all {
            let series: Vec<(f64, f64)> = r
                .cues
                .iter()
                .filter(|c| c.unit == unit && c.what == Cued::Series)
                .map(|c| (c.onset_s, c.onset_s + c.duration_s))
                .collect();
            for (i, z) in analytic(x, RATE, Band::new(8.0, 12.0)).iter().enumerate() {
                let t = i as f64 / RATE;
                if series.iter().any(|(a, b)| t > a + 0.8 && t < *b) {
                    during = (during.0 + z.norm_sqr(), during.1 + 1.0);
                } else if series.iter().all(|(a, b)| t < a - 0.5 || t > b + 2.0) {
                    outside = (outside.0 + z.norm_sqr(), outside.1 + 1.0);
                }
            }
        }
        1.0 - (during.0 / during.1) / (outside.0 / outside.1)
    };
    let (doing, seeing) = (suppression(0), suppression(1));
    assert!(doing > 0.1 && seeing > 0.05, "{doing} {seeing}");
    // 0.31 over 0.46 in the meta-analysis
    let ratio = seeing / doing;
    assert!((0.4..0.95).contains(&ratio), "{ratio}");
}

/// Synchrony of oxyhaemoglobin over motor and parietal cortex, as light shows it with its noise, over shuffled pairs.
fn light_effect(run: &Arc<Run>) -> f64 {
    let atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    let blood = Instruments::read(&atlas).unwrap_or_else(|p| panic!("{p}")).blood;
    let r = record(run, DYADS);
    let (fast, _) = run.moments.as_ref().expect("a phase at the millisecond clock");
    let rest = Anatomy::new(&run.plan, &fast.position).rest;
    let hz = 10.0;
    let seen = |member: usize, unit: usize| {
        let mut random = syntony_engine::Stream::new(5, (unit * 2 + member) as u64, 900, 0);
        let mut sum = vec![0.0; r.sections[0].samples / 10];
        let waves = blood.waves(sum.len(), hz, &mut random);
        for region in ["m1", "s1", "ipl"] {
            let p = run.plan.population(region).unwrap_or_else(|| panic!("{region}"));
            let x: Vec<f64> =
                r.signal(0, p, member * DYADS + unit).iter().map(|x| x / rest[p] - 1.0).collect();
            let states = blood.balloon(&averaged(&x, 10), hz);
            let [oxy, _] =
                blood.light(&states, hz, hz, &waves, &mut random).unwrap_or_else(|e| panic!("{e}"));
            sum.iter_mut().zip(&oxy).for_each(|(s, x)| *s += x);
        }
        let y = band_pass(&sum, hz, Band::new(0.02, 0.1));
        y[150..y.len() - 150].to_vec()
    };
    let people = [0, 1].map(|m| (0..DYADS).map(|u| seen(m, u)).collect::<Vec<_>>());
    over_pairs(&people[0], &people[1], |a, b| correlation(a, b))
}

#[test]
fn paper_slow_synchrony_of_imitation_grows_with_attention_and_mirror_gain() {
    let at = |attention: &str, mirror: &str, more: &str| {
        let phase = format!("duration = \"300 s\"\ntask = \"imitation\"\nattention = {attention}\n{more}");
        let knob = format!(
            "manipulation = [{{ kind = \"process\", process = \"mirror.output\", factor = {mirror}, members = [\"subject\", \"partner\"] }}]"
        );
        light_effect(&with_group(&phase, &knob))
    };
    let (full, cut) = (at("1", "1", ""), at("1", "1", "apart = true"));
    let attention = [at("0.1", "1", ""), full];
    let mirror = [at("1", "0", ""), full, at("1", "2", "")];
    assert!(full > CHANCE && cut.abs() < CHANCE, "{full} {cut}");
    assert!(attention[1] > attention[0], "{attention:?}");
    assert!(mirror[2] > mirror[0], "{mirror:?}");
}

#[test]
fn same_bits_whatever_the_ongoing_activity_of_the_slow_clock() {
    let course = |sd: &str| {
        let set = [("process.circuit.fluctuation_sd", sd)];
        record(&with("duration = \"5 s\"\ntask = \"conversation\"", "", &set), 1).sections[0].activity.clone()
    };
    assert!(course("0") == course("0.3"));
}

#[test]
fn keeps_acts_and_absences_in_time() {
    let told =
        "act = [{ at = \"5 s\", for = \"5 s\", by = \"partner\", to = \"subject\", act = \"joint_task\" }]";
    let away = "absence = [{ at = \"10 s\", for = \"30 s\", member = \"partner\" }]";
    let course = |task: &str, group: &str| {
        let run = with_group(&format!("duration = \"45 s\"\ntask = \"{task}\""), group);
        let r = record(&run, 1);
        let m1 = run.plan.population("m1").expect("m1");
        let all = |member: usize| -> Vec<f64> {
            (0..r.sections.len()).flat_map(|s| r.signal(s, m1, member)).collect()
        };
        let acts = r.cues.iter().filter(|c| c.member == Some(1) && (10.1..40.0).contains(&c.onset_s));
        (all(0), all(1), acts.filter(|c| c.what != Cued::Turn).count())
    };
    let mean = |x: &[f64]| x[600..1000].iter().sum::<f64>() / 400.0;
    let (free, obeyed) = (course("rest", ""), course("rest", told));
    // who does it moves, and who sees it a little
    assert!(mean(&obeyed.1) > mean(&free.1) && mean(&obeyed.0) > mean(&free.0));
    let (talk, gone) = (course("conversation", ""), course("conversation", away));
    assert!(talk.2 > 0 && gone.2 == 0, "{} {}", talk.2, gone.2);
}

/// Mean activity of populations of the subject after 20 s.
struct Means {
    populations: Vec<usize>,
    lanes: usize,
    sum: Vec<f64>,
    ticks: f64,
}

impl Witness for Means {
    fn bout(&mut self, _: &Bout) {}
    fn tick(&mut self, time_s: f64, _: f64, _: &[usize], block: &Block) {
        if time_s > 20.0 {
            let of = |r: usize| block.work().mean[r * self.lanes..][..self.lanes / 2].iter().sum::<f64>();
            self.sum.iter_mut().zip(&self.populations).for_each(|(sum, &r)| *sum += of(r));
            self.ticks += 1.0;
        }
    }
}

#[test]
fn exact_two_clocks_agree_on_the_sight_of_pain() {
    let quiet = [
        ("process.millisecond.noise_sd", "0"),
        ("process.millisecond.slow_sd", "0"),
        ("process.circuit.fluctuation_sd", "0"),
    ];
    // faces are read off a circuit whose noise is off, so that both clocks show the same
    let keys = ["sts", "ains_o", "acc_o", "bla"];
    let means = |phase: &str, pain: &str| {
        let run = with(&format!("duration = \"60 s\"\n{phase}\n{pain}"), "", &quiet);
        let populations = keys.map(|k| run.plan.population(k).unwrap_or_else(|| panic!("{k}"))).to_vec();
        let mut means = Means { populations, lanes: 2 * 4, sum: vec![0.0; keys.len()], ticks: 0.0 };
        assert_eq!(society(&run, 3, &[0, 1, 2, 3]).run(&mut means, &|| false), Ok(true));
        means.sum.iter().map(|sum| sum / means.ticks / 4.0).collect::<Vec<f64>>()
    };
    let pain = "pain = 0.5\nstressed = [\"partner\"]";
    let rise = |phase: &str| -> Vec<(f64, f64)> {
        let (rest, seen) = (means(phase, ""), means(phase, pain));
        rest.iter().zip(&seen).map(|(rest, seen)| (*rest, seen - rest)).collect()
    };
    let (fast, slow) = (rise("task = \"rest\""), rise("free = false\ntick = \"1 s\""));
    for ((key, fast), slow) in keys.iter().zip(&fast).zip(&slow) {
        assert!(slow.1 > 0.02 * slow.0, "{key}: {slow:?}");
        assert!((fast.0 / slow.0 - 1.0).abs() < 0.05, "{key} at rest: {fast:?} {slow:?}");
        assert!((fast.1 / slow.1 - 1.0).abs() < 0.1, "{key} rises: {fast:?} {slow:?}");
    }
}
