//! The power of a claim by counting studies, against the analytic power of its test.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};
use syntony_engine::Stream;
use syntony_inference::power::of_cohort;
use syntony_model::protocol::{ClaimKind, Criterion};
use syntony_model::{Library, Protocol};
use syntony_results::record::AnimalRow;

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
    let mut protocol = Protocol::read("tiny.toml", text, library.of(text)).unwrap_or_else(|p| panic!("{p}"));
    protocol.groups.iter_mut().for_each(|g| g.n = 5);
    protocol
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

#[test]
fn issue_unequal_groups_keep_their_proportions() {
    let mut protocol = protocol();
    (protocol.groups[0].n, protocol.groups[1].n) = (25, 20);
    let claim = &protocol.claims[1];
    let p = of_cohort(&protocol, claim, &mut cohort(1000, 0.5), &[4, 10, 20], TARGET);
    assert_eq!(p.paper_n, [25, 20]);
    assert_eq!(p.curve.iter().map(|c| c.sizes.clone()).collect::<Vec<_>>(), [[5, 4], [13, 10], [25, 20]]);
    // as many studies as the larger group allows
    assert_eq!(p.curve.iter().map(|c| c.studies).collect::<Vec<_>>(), [200, 76, 40]);
}

#[test]
fn issue_three_against_three_has_no_power_by_ranks() {
    let mut protocol = protocol();
    if let ClaimKind::Between { criterion, .. } = &mut protocol.claims[1].kind {
        *criterion = Criterion::Rank;
    }
    if let ClaimKind::Within { criterion, .. } = &mut protocol.claims[0].kind {
        *criterion = Criterion::Rank;
    }
    let found = |claim: usize, n: usize| {
        let claim = &protocol.claims[claim];
        of_cohort(&protocol, claim, &mut cohort(2000, 9.0), &[n], TARGET).curve[0].power
    };
    assert_eq!((found(1, 3), found(0, 5)), (0.0, 0.0), "the smallest p is 0.1, and 0.0625");
    assert!(found(1, 4) > 0.99 && found(0, 6) > 0.99, "it is 0.029, and 0.031");
}
