//! The power of a claim by counting studies, against the analytic power of its test.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};
use syntony_engine::Stream;
use syntony_model::{Library, Protocol};
use syntony_study::power::of_cohort;
use syntony_study::record::AnimalRow;

const ALPHA: f64 = 0.05;
const TARGET: f64 = 0.8;

/// P(t > critical value) for Student's t with noncentrality `delta`: the mean of Φ(delta − t √(v/ν)) over v ~ χ²(ν).
fn noncentral_t_power(delta: f64, df: f64) -> f64 {
    let critical = StudentsT::new(0.0, 1.0, df).expect("t").inverse_cdf(1.0 - ALPHA / 2.0);
    let (chi, normal) = (ChiSquared::new(df).expect("chi²"), Normal::standard());
    let steps = 4000;
    let at = |i: usize| chi.inverse_cdf((i as f64 + 0.5) / steps as f64);
    (0..steps).map(|i| normal.cdf(delta - critical * (at(i) / df).sqrt())).sum::<f64>() / steps as f64
}

fn smallest(power: impl Fn(usize) -> f64) -> usize {
    (2..).find(|&n| power(n) >= TARGET).expect("a power that rises")
}

/// A protocol with a paired claim within `ot` and a claim between `ot` and `csf`.
fn protocol() -> Protocol {
    let text = include_str!("../../cli/tests/tiny.toml");
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    Protocol::read("tiny.toml", text, library.of(text)).unwrap_or_else(|p| panic!("{p}"))
}

/// Normal scores: those of group 1 lie `effect` standard deviations above those of group 0; so does the first measure above the second.
fn cohort(size: usize, effect: f64) -> Vec<AnimalRow> {
    let mut rows = Vec::new();
    for group in 0..2 {
        for animal in 0..size {
            let mut random = Stream::new(5, animal as u64, group as u32, 0);
            let base = random.normal();
            let shift = if group == 1 { effect } else { 0.0 };
            let values =
                vec![Some(base + random.normal() + shift), Some(base), Some(random.normal() + shift)];
            rows.push(AnimalRow { replicate: 0, group, animal, values });
        }
    }
    rows
}

fn check(claim: usize, effect: f64, from: usize, analytic: impl Fn(usize) -> f64) {
    let protocol = protocol();
    let n: Vec<usize> = (2..=40).collect();
    let p = of_cohort(&protocol, &protocol.claims[claim], &mut cohort(40 * 500, effect), &n, TARGET);
    // smaller studies are made of the same subjects as larger ones, so the deviations go together: none may be great
    for c in p.curve.iter().filter(|c| c.n >= from) {
        let truth = analytic(c.n);
        let z = (c.power - truth) / (truth * (1.0 - truth) / c.studies as f64).sqrt();
        assert!(z.abs() < 3.3, "power {} at n = {}, {truth} expected, z = {z}", c.power, c.n);
    }
    let right = smallest(&analytic);
    let (low, high) = (p.interval.0.expect("a lower end"), p.interval.1.expect("an upper end"));
    assert!((low..=high).contains(&right) && high - low <= 4, "{right} is not in {low} to {high}");
    assert!(p.smallest.is_some_and(|n| n.abs_diff(right) <= 1), "{:?} instead of {right}", p.smallest);
}

#[test]
fn exact_power_of_a_paired_t_test_is_that_of_the_noncentral_t() {
    check(0, 0.7, 3, |n| noncentral_t_power(0.7 * (n as f64).sqrt(), n as f64 - 1.0));
}

#[test]
fn exact_power_of_a_welch_t_test_between_like_groups_is_nearly_that_of_the_noncentral_t() {
    // Welch's degrees of freedom fall short of 2n − 2, which costs a little power below n = 8
    check(1, 0.9, 8, |n| noncentral_t_power(0.9 * (n as f64 / 2.0).sqrt(), 2.0 * n as f64 - 2.0));
}

#[test]
fn exact_power_without_an_effect_is_half_the_error_level() {
    let protocol = protocol();
    let p = of_cohort(&protocol, &protocol.claims[0], &mut cohort(20_000, 0.0), &[10], TARGET);
    assert!((p.curve[0].low..=p.curve[0].high).contains(&(ALPHA / 2.0)), "{:?}", p.curve);
    assert_eq!((p.smallest, p.interval), (None, (None, None)));
}

#[test]
fn exact_studies_are_disjoint() {
    let protocol = protocol();
    let p = of_cohort(&protocol, &protocol.claims[0], &mut cohort(100, 0.5), &[3, 7, 50], TARGET);
    assert_eq!(p.curve.iter().map(|c| c.studies).collect::<Vec<_>>(), [33, 14, 2]);
}
