//! What is read of people, against the equations at the head of `instrument/reading.rs`.

use syntony_brain::numbers::Numbers;
use syntony_brain::social::autonomic::Organ;
use syntony_engine::Key;
use syntony_engine::noise::name;
use syntony_model::Atlas;
use syntony_observe::instrument::Instruments;
use syntony_observe::instrument::blood::{Balloon, Blood};
use syntony_observe::instrument::reading::{Mark, Readings, Sitter};

const PEOPLE: u64 = 4000;

fn atlas() -> Atlas {
    Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"))
}

fn readings() -> Readings {
    Readings::read(&mut Numbers::new(&atlas()))
}

fn number(name: &str) -> f64 {
    let atlas = atlas();
    atlas.params.value(atlas.params.find(&format!("process.{name}")).unwrap_or_else(|| panic!("{name}")))
}

fn sitter(person: u64, visit: u64, measure: u64) -> Sitter {
    Sitter { born: Key::new(1, person), key: Key::new(2 + visit, person), measure }
}

fn moments(x: &[f64]) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    (mean, (x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt())
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let ((ma, sa), (mb, sb)) = (moments(a), moments(b));
    a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum::<f64>() / (a.len() as f64 - 1.0) / (sa * sb)
}

/// The settled signal is where the balloon ends.
#[test]
fn exact_settled_signal_is_the_end_of_the_balloon() {
    let instruments = Instruments::read(&atlas()).unwrap_or_else(|p| panic!("{p}"));
    let (blood, readings): (&Blood, Readings) = (&instruments.blood, readings());
    for z in [-0.2, 0.02, 0.2, 0.5] {
        let mut balloon = Balloon::default();
        for _ in 0..2000 {
            blood.blow(&mut balloon, z, 20.0);
        }
        let (end, settled) = (blood.bold(balloon.state()), readings.settled(z));
        assert!((end - settled).abs() < 1e-6, "z {z}: {settled}, the balloon ends at {end}");
    }
    assert!((readings.settled(0.01) / 0.01 - 0.044).abs() < 0.01, "{}", readings.settled(0.01));
}

/// A region at rest: the error alone, smaller with more trials, as stated.
#[test]
fn exact_error_of_a_scanner() {
    let r = readings();
    let slope = 2.0 * r.settled(0.5 * number("instrument.bold_slope"));
    for (trials, window) in [(60.0_f64, 100.0), (180.0, 300.0), (300.0, 300.0)] {
        let x: Vec<f64> = (0..PEOPLE).map(|i| r.scan(0.0, (trials, window), &sitter(i, 0, 7))).collect();
        let (mean, sd) = moments(&x);
        let noise = number("instrument.correlated")
            / (trials / number("instrument.repeat"))
            / number("instrument.steady").powi(2);
        let left = 2.0 * number("circuit.fluctuation_time") * (1.0 / trials - 1.0 / window);
        let expected = (noise + (slope * number("circuit.fluctuation_sd")).powi(2) * left).sqrt();
        assert!((sd / expected - 1.0).abs() < 0.05, "{trials} of {window} s: {sd}, expected {expected}");
        assert!(mean.abs() < 4.0 * expected / (PEOPLE as f64).sqrt());
    }
}

/// A mark is what is felt for the mean person, never leaves the scale, and is more of the person than of the day.
#[test]
fn exact_marks_on_a_scale() {
    let r = readings();
    let mark = |day| Mark { ends: (0.0, 1.0), variable: 3, content: 4, day };
    let of = |felt: f64, day: u64, visit: u64| -> Vec<f64> {
        (0..PEOPLE).map(|i| r.mark(felt, &mark(day), &sitter(i, visit, 9 + day))).collect()
    };
    let (a, b) = (of(0.5, 0, 0), of(0.5, 14, 0));
    assert!(a.iter().all(|x| (0.0..=1.0).contains(x)));
    let (mean, sd) = moments(&a);
    let square = |name: &str| number(name).powi(2);
    let person = square("instrument.scale_shift")
        + square("instrument.appraisal")
        + 0.25 * square("instrument.use_of_scale");
    let day = square("instrument.appraisal_day") + square("assay.rating_sd");
    let icc = correlation(&a, &b);
    assert!((mean - 0.52).abs() < 0.03, "mean {mean}");
    assert!((sd - (person + day).sqrt()).abs() < 0.03, "SD {sd}, expected about {}", (person + day).sqrt());
    assert!((icc - person / (person + day)).abs() < 0.06, "ICC {icc}, expected {}", person / (person + day));
}

/// Whoever is nobody's twin has one key of birth and of what is lived through: traits and the first day are apart all the same.
#[test]
fn keeps_traits_and_the_first_day_apart() {
    let r = readings();
    let level = |i: u64| {
        r.level(1.0, (0, 0), 0.0, &Sitter { born: Key::new(1, i), key: Key::new(1, i), measure: 1 }).ln()
    };
    let (_, sd) = moments(&(0..PEOPLE).map(level).collect::<Vec<_>>());
    let expected = number("instrument.oxytocin_level").hypot(number("instrument.oxytocin_day"));
    assert!((sd / expected - 1.0).abs() < 0.04, "{sd}, expected {expected}");
}

/// A measure may be called as what it reads: its error is apart from the person all the same.
#[test]
fn keeps_a_reading_apart_from_whom_it_is_of() {
    let r = readings();
    let level = |i: u64| {
        let (born, key) = (Key::new(1, i), Key::new(1, i));
        r.level(1.0, (0, 0), 0.3, &Sitter { born, key, measure: name("oxytocin") }).ln()
    };
    let (_, sd) = moments(&(0..PEOPLE).map(level).collect::<Vec<_>>());
    let expected = number("instrument.oxytocin_level").hypot(number("instrument.oxytocin_day")).hypot(0.3);
    assert!((sd / expected - 1.0).abs() < 0.04, "{sd}, expected {expected}");
}

/// Oxytocin of two visits goes together as little as published, of one visit nearly wholly; organs of a person by less than 0.4.
#[test]
fn exact_levels_and_organs() {
    let r = readings();
    let level = |day: u64, measure: u64| -> Vec<f64> {
        (0..PEOPLE).map(|i| r.level(1.0, (0, day), 0.1, &sitter(i, 0, measure)).ln()).collect()
    };
    let (visit, again, later) = (level(0, 1), level(0, 2), level(10, 3));
    let (same, other) = (correlation(&visit, &again), correlation(&visit, &later));
    assert!(same > 0.85, "twice in a visit {same}");
    assert!((0.2..0.5).contains(&other), "two visits {other}");
    let organ = |which: Organ, x: f64, measure: u64| -> Vec<f64> {
        (0..PEOPLE).map(|i| r.organ(x, (which, 0), &sitter(i, 0, measure)).ln()).collect()
    };
    for (word, which) in Organ::ALL {
        let together = correlation(&organ(Organ::Heart, 1.5, 5), &organ(which, 1.5, 6));
        assert!(which == Organ::Heart || together.abs() < 0.4, "heart with {word}: {together}");
        // at rest level, day and moment are all that differs; beyond it people follow by more or less, by 1 on average
        let of = |what: &str| number(&format!("instrument.{word}_{what}"));
        let spread = of("person").hypot(of("day")).hypot(of("moment"));
        let (_, sd) = moments(&organ(which, 1.0, 7));
        assert!((sd / spread - 1.0).abs() < 0.05, "{word} at rest: {sd}, expected {spread}");
        let follows: Vec<f64> = organ(which, 1.5, 7)
            .iter()
            .zip(organ(which, 1.0, 7))
            .map(|(a, b)| (a - b) / 1.5_f64.ln())
            .collect();
        let expected = (of("own").powi(2).exp() - 1.0).sqrt();
        let (mean, sd) = moments(&follows);
        assert!((mean - 1.0).abs() < 0.05, "{word} follows by {mean}");
        assert!((sd / expected - 1.0).abs() < 0.15, "{word} follows with SD {sd}, expected {expected}");
    }
}

/// Two answers of one person go together by the reliability, and stay on the scale.
#[test]
fn exact_reliability_of_questionnaires() {
    let r = readings();
    let spread = number("instrument.questionnaire_spread");
    let reliability = number("instrument.questionnaire_reliability");
    let none = (f64::NEG_INFINITY, f64::INFINITY);
    for (ends, sd) in [(none, 1.0), ((-50.0, 50.0), 100.0 * spread)] {
        let people: Vec<f64> = (0..PEOPLE).map(|i| sd * sitter(i, 0, 99).once()).collect();
        let asked = |measure: u64| -> Vec<f64> {
            let of = |i: usize| r.answers(people[i], ends, &sitter(i as u64, 0, measure));
            (0..people.len()).map(of).collect()
        };
        let (first, second) = (asked(1), asked(2));
        let found = correlation(&first, &second);
        assert!((found - reliability).abs() < 0.02, "{found}, reliability {reliability}");
    }
    let full: Vec<f64> = (0..PEOPLE).map(|i| r.answers(1.0, (0.0, 1.0), &sitter(i, 0, 1))).collect();
    assert!(full.iter().all(|x| (0.0..=1.0).contains(x)) && full.contains(&1.0));
}

/// Motor responses differ between people by their excitability, about a mean of what there is.
#[test]
fn exact_motor_responses() {
    let r = readings();
    let (person, error) = (number("instrument.motor_person"), number("instrument.motor_error"));
    for x in [0.0_f64, 1.0] {
        let read: Vec<f64> = (0..PEOPLE).map(|i| r.motor(x, 5, &sitter(i, 0, 1))).collect();
        let (mean, sd) = moments(&read);
        let expected = (x * x * ((person * person).exp() - 1.0) + error * error).sqrt();
        assert!((mean - x).abs() < 0.03, "{x}: mean {mean}");
        assert!((sd / expected - 1.0).abs() < 0.07, "{x}: SD {sd}, expected {expected}");
    }
}
