//! Mood.

use crate::{Brains, atlas, cast, number};
use syntony_brain::Plan;
use syntony_brain::person::mood::Moods;
use syntony_engine::Key;

const PEOPLE: usize = 4000;

/// People to whom nothing happens have the stated spread, between and within, and persistence; bad goes against good.
#[test]
fn exact_mood_of_people_left_alone() {
    let plan = Plan::compile(&atlas("human"), cast("human")).unwrap_or_else(|p| panic!("{p}"));
    let (p, days) = (plan.mood.clone().unwrap(), plan.response.clone().unwrap());
    let keys = |seed: u64| -> Vec<Key> { (0..PEOPLE as u64).map(|i| Key::new(seed, i)).collect() };
    let mut m = Moods::new(&p, &days, &keys(1), &keys(2));
    let take = |name: &str| number(&atlas("human"), &format!("mood.{name}"));
    // events that stay leave nothing once people are used to them; here none come
    let none = vec![0.0; PEOPLE];
    let dt = 600.0;
    let mut last = m.mood.clone();
    for tick in 0..600 {
        if tick == 599 {
            last.copy_from_slice(&m.mood);
        }
        m.step(&p, dt, [&none, &none]);
    }
    let stats = |a: &[f64], b: &[f64]| {
        let n = a.len() as f64;
        let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
        let cov = |x: &[f64], mx: f64, y: &[f64], my: f64| {
            x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / (n - 1.0)
        };
        (cov(a, ma, a, ma), cov(a, ma, b, mb))
    };
    let (good, bad) = m.mood.split_at(PEOPLE);
    let within = take("within").powi(2) * (2.0 * take("waver").powi(2)).exp();
    let between = take("between").powi(2) + take("day").powi(2);
    let (variance, against) = stats(good, bad);
    assert!((variance / (within + between) - 1.0).abs() < 0.1, "{variance}, expected {}", within + between);
    let opposed = -take("opposed") * between;
    assert!((against - opposed).abs() < 0.1 * between, "{against}, expected {opposed}");
    let (_, later) = stats(good, &last[..PEOPLE]);
    let expected = between + within * (-dt / take("time")).exp();
    assert!((later / expected - 1.0).abs() < 0.1, "{later}, expected {expected}");
}

/// Whoever is nobody's twin has one key of birth and of what is lived through: set point and first mood are apart all the same.
#[test]
fn keeps_set_point_and_first_mood_apart() {
    let plan = Plan::compile(&atlas("human"), cast("human")).unwrap_or_else(|p| panic!("{p}"));
    let (p, days) = (plan.mood.clone().unwrap(), plan.response.clone().unwrap());
    let keys: Vec<Key> = (0..PEOPLE as u64).map(|i| Key::new(1, i)).collect();
    let m = Moods::new(&p, &days, &keys, &keys);
    let variance = m.mood[..PEOPLE].iter().map(|x| x * x).sum::<f64>() / PEOPLE as f64;
    let expected = p.between.powi(2) + p.day.powi(2) + p.within.powi(2) * (2.0 * p.waver.powi(2)).exp();
    assert!((variance / expected - 1.0).abs() < 0.08, "{variance}, expected {expected}");
}

/// An event that stays raises mood at first; people get used to it.
#[test]
fn exact_events_are_felt_and_worn_off() {
    let plan = Plan::compile(&atlas("human"), cast("human")).unwrap_or_else(|p| panic!("{p}"));
    let (mut p, days) = (plan.mood.clone().unwrap(), plan.response.clone().unwrap());
    (p.between, p.day, p.within) = (0.0, 0.0, 0.0);
    let key = [Key::new(1, 1)];
    let mut m = Moods::new(&p, &days, &key, &key);
    let (dt, felt) = (60.0, 0.4);
    let (mut mood, mut usual, mut most) = (0.0, 0.0, 0.0_f64);
    for _ in 0..3000 {
        m.step(&p, dt, [&[felt], &[0.0]]);
        usual += (felt - usual) * (1.0 - (-dt / p.usual_time).exp());
        let to = p.events * p.time / p.events_time * (felt - usual);
        mood = to + (mood - to) * (-dt / p.time).exp();
        assert!((m.mood[0] - mood).abs() < 1e-12);
        most = most.max(m.mood[0]);
    }
    assert!(most > 0.2 * felt && m.mood[0] < 0.01, "{most} {}", m.mood[0]);
}

/// Mood moves what is felt by about as much as itself, in the whole circuit too.
#[test]
fn exact_drive_of_what_is_felt() {
    let b = Brains::people();
    let p = b.block.plan.mood.clone().unwrap();
    let affect = &b.block.plan.social.as_ref().unwrap().affect;
    let at = affect.populations;
    let weight = |r: usize| match r {
        r if r == at.bla => affect.bla,
        r if r == at.acc => 0.5 * affect.acc,
        r if r == at.pag => affect.pag,
        r if r == at.d1 => affect.reward,
        _ => -affect.value,
    };
    for drives in &p.drives {
        let felt: f64 = drives
            .iter()
            .map(|(r, k)| weight(*r) * k * b.block.plan.circuit.slope(&b.block.plan.circuit.nodes[*r]))
            .sum();
        assert!((felt - 1.0).abs() < 1e-9, "{felt}");
    }
}
