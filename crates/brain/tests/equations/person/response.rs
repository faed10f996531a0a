//! How regions answer.

use crate::{atlas, cast, number};
use std::sync::Arc;
use syntony_brain::block::responses::Responses;
use syntony_brain::person::response::ResponseParameters;
use syntony_brain::{Block, Plan};
use syntony_engine::Key;

const PEOPLE: usize = 4000;

struct People {
    plan: Plan,
    p: ResponseParameters,
    born: Vec<Key>,
    keys: Vec<Key>,
}

/// Many casts of three.
fn people() -> People {
    let plan = Plan::compile(&atlas("human"), cast("human")).unwrap_or_else(|p| panic!("{p}"));
    let p = plan.response.clone().unwrap();
    let keys = |seed: u64| -> Vec<Key> {
        let of = |n: &u64| (0..PEOPLE as u64).map(|i| Key::new(seed, i).named(*n)).collect::<Vec<_>>();
        plan.names.iter().flat_map(of).collect()
    };
    People { p, born: keys(1), keys: keys(2), plan }
}

fn moments(x: impl Iterator<Item = f64>) -> (f64, f64) {
    let x: Vec<f64> = x.collect();
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    (mean, (x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt())
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let ((ma, sa), (mb, sb)) = (moments(a.iter().copied()), moments(b.iter().copied()));
    a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum::<f64>() / (a.len() as f64 - 1.0) / (sa * sb)
}

/// Weights, contents and the stress axis have the stated mean, spread and correlation from day to day.
#[test]
fn exact_spread_of_people_and_days() {
    let People { plan, p, born, keys } = people();
    let take = |name: &str| number(&atlas("human"), &format!("response.{name}"));
    let mut r = Responses::new(&p, &plan, &born, &keys);
    let lanes = born.len();
    let subjects = |row: &[f64], k: usize| row[k * lanes..][..PEOPLE].to_vec();
    // a percept of one weight: its SD is that of gain, lognormal, and of the channel
    let (k, w) = plan.percepts.iter().enumerate().map(|(k, p)| (k, p.2)).find(|(_, w)| *w >= 1.0).unwrap();
    let first = subjects(&r.weight, k);
    let (mean, sd) = moments(first.iter().copied());
    let variance = take("gain").powi(2) + take("gain_day").powi(2);
    let channel = take("channel").powi(2) + take("channel_day").powi(2);
    let expected = (w * w * (variance.exp() - 1.0) + channel).sqrt();
    assert!((mean / w - 1.0).abs() < 0.03, "mean weight {mean}, expected {w}");
    assert!((sd / expected - 1.0).abs() < 0.06, "SD of a weight {sd}, expected {expected}");
    let of = |r: &Responses| r.other[..PEOPLE].to_vec();
    let content = of(&r);
    let size = (take("content").powi(2) + take("content_day").powi(2)).sqrt();
    let (mean, sd) = moments(content.iter().copied());
    assert!(mean.abs() < 0.01 && (sd / size - 1.0).abs() < 0.04, "content {mean} {sd}, expected 0 {size}");
    let mut axis = vec![0.0; lanes];
    r.axis(&mut axis);
    let (mean, sd) = moments(axis.iter().map(|x| x.ln()));
    let size = (take("axis").powi(2) + take("axis_day").powi(2)).sqrt();
    assert!((sd / size - 1.0).abs() < 0.03 && (mean + size * size / 2.0).abs() < 0.03, "{mean} {sd}");
    // the next day and a day far away: what is of the person stays, of the day φ or nothing
    let share = take("content").powi(2) / (take("content").powi(2) + take("content_day").powi(2));
    r.dawn(&plan, 1);
    let stays = correlation(&content, &of(&r));
    let expected = share + (1.0 - share) * take("stays");
    assert!((stays - expected).abs() < 0.04, "next day {stays}, expected {expected}");
    r.dawn(&plan, 200);
    let stays = correlation(&content, &of(&r));
    assert!((stays - share).abs() < 0.04, "half a year later {stays}, expected {share}");
    // two regions have the shared part in common
    let columns = plan.pairs() * PEOPLE;
    let shared = correlation(&content, &r.other[columns..columns + PEOPLE]);
    let between = share * take("shared");
    assert!((shared - between).abs() < 0.05, "another region, another day {shared}, expected {between}");
}

/// More trials, less spread; their mean is 1.
#[test]
fn exact_spread_of_trials() {
    let People { plan, p, born, keys } = people();
    let p = ResponseParameters { gain: 0.0, gain_day: 0.0, channel: 0.0, channel_day: 0.0, ..p };
    let mut r = Responses::new(&p, &plan, &born, &keys);
    let (k, w) = plan.percepts.iter().enumerate().map(|(k, p)| (k, p.2)).find(|(_, w)| *w >= 1.0).unwrap();
    for trials in [10.0_f64, 40.0] {
        r.begin(&plan, 0..PEOPLE, 77, trials);
        let (mean, sd) = moments(r.weight[k * born.len()..][..PEOPLE].iter().copied());
        let expected = w * p.trial / trials.sqrt();
        assert!((mean / w - 1.0).abs() < 0.02, "{trials} trials: {mean}, expected {w}");
        assert!((sd / expected - 1.0).abs() < 0.05, "{trials} trials: {sd}, expected {expected}");
    }
}

/// Without spread a person is the mean: weights are those of the atlas, contents nothing.
#[test]
fn keeps_everybody_alike_without_spread() {
    let People { plan, p, born, keys } = people();
    let none = ResponseParameters {
        gain: 0.0,
        gain_day: 0.0,
        content: 0.0,
        content_day: 0.0,
        channel: 0.0,
        channel_day: 0.0,
        trial: 0.0,
        axis: 0.0,
        axis_day: 0.0,
        ..p
    };
    let mut r = Responses::new(&none, &plan, &born, &keys);
    r.begin(&plan, PEOPLE..2 * PEOPLE, 5, 1.0);
    r.dawn(&plan, 3);
    for (row, percept) in r.weight.chunks(born.len()).zip(&plan.percepts) {
        assert!(row.iter().all(|x| *x == percept.2));
    }
    assert!(r.other.iter().all(|x| *x == 0.0));
    assert!(r.thing(&plan, 9).iter().all(|x| *x == 0.0));
}

/// What a person is does not hang on who else is there, and twins share what is inborn alone.
#[test]
fn keeps_a_person_whoever_else_is_there() {
    let plan = Arc::new(Plan::compile(&atlas("human"), cast("human")).unwrap_or_else(|p| panic!("{p}")));
    let of = |units: u64, run: u64| {
        let keys = |seed: u64| -> Vec<Key> {
            let of = |n: &u64| (0..units).map(|i| Key::new(seed, i).named(*n)).collect::<Vec<_>>();
            plan.names.iter().flat_map(of).collect()
        };
        Block::new(plan.clone(), units as usize, keys(1), keys(run), vec![])
    };
    let (one, many, twin) = (of(1, 2), of(5, 2), of(1, 3));
    assert_eq!(one.traits.axis[0], many.traits.axis[0]);
    assert_eq!(one.traits.density[0], twin.traits.density[0]);
    assert_ne!(one.traits.axis[0], twin.traits.axis[0]);
}
