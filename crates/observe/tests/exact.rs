//! How courses go together, against closed forms.

use syntony_model::protocol::Aspect;
use syntony_observe::linkage::Linkage;

/// Orthogonal courses of unit variance over one period.
fn wave(k: usize, t: usize) -> f64 {
    let phase = 2.0 * std::f64::consts::PI * (t as f64 + 0.5) / 64.0;
    std::f64::consts::SQRT_2
        * (((k / 2 + 1) as f64) * phase + if k.is_multiple_of(2) { 0.0 } else { std::f64::consts::FRAC_PI_2 })
            .sin()
}

fn link(
    parts: usize,
    units: usize,
    cohort: Vec<usize>,
    read: impl Fn(usize, usize, usize) -> f64,
) -> Linkage {
    let mut link = Linkage::new(parts, units, cohort);
    for t in 0..64 {
        // a tick of twice the length stands for two
        link.add(2.0, |a, u| read(a, u, t));
    }
    link
}

#[test]
fn exact_resonance_is_what_a_pair_has_beyond_shuffled_pairs() {
    // in each unit the second follows the first with r = 0.6, and both hold a course that everybody has
    let shared = |u: usize, t: usize| wave(0, t) + wave(1 + u, t);
    let other = |u: usize, t: usize| wave(0, t) + 0.6 * wave(1 + u, t) + 0.8 * wave(5 + u, t);
    let l = link(2, 3, vec![0; 3], |a, u, t| if a == 0 { shared(u, t) } else { other(u, t) });
    // real pair: (1 + 0.6)/2; shuffled: 1/2
    for u in 0..3 {
        let r = l.resonance(u).expect("three pairs can be shuffled");
        assert!((r - 0.3).abs() < 1e-12, "{r}");
    }
}

#[test]
fn exact_nobody_is_shuffled_with_another_repetition() {
    let l = link(2, 2, vec![0, 1], |a, u, t| wave(a + u, t));
    assert_eq!(l.resonance(0), None);
}

#[test]
fn exact_integration_of_parts_that_share_one_course() {
    // three parts with correlation s² among each other: C = s², P = 3/(1 + 2 s⁴)
    let s2: f64 = 0.5;
    let part = |a: usize, t: usize| s2.sqrt() * wave(0, t) + (1.0 - s2).sqrt() * wave(1 + a, t) + 7.0;
    let l = link(3, 1, Vec::new(), |a, _, t| part(a, t));
    let get = |aspect| l.integration(0, aspect).expect("three parts move");
    let d = (3.0 / (1.0 + 2.0 * s2 * s2) - 1.0) / 2.0;
    assert!((get(Aspect::Coordination) - s2).abs() < 1e-12);
    assert!((get(Aspect::Differentiation) - d).abs() < 1e-12);
    assert!((get(Aspect::Integration) - s2 * d).abs() < 1e-12);
}

#[test]
fn exact_one_being_and_strangers_are_not_integrated() {
    for (same, coordination, differentiation) in [(true, 1.0, 0.0), (false, 0.0, 1.0)] {
        let l = link(4, 1, Vec::new(), |a, _, t| wave(if same { 0 } else { a }, t));
        let get = |aspect| l.integration(0, aspect).expect("four parts move");
        assert!((get(Aspect::Coordination) - coordination).abs() < 1e-12);
        assert!((get(Aspect::Differentiation) - differentiation).abs() < 1e-12);
        assert!(get(Aspect::Integration).abs() < 1e-12);
    }
    let still = link(2, 1, Vec::new(), |_, _, _| 3.0);
    assert_eq!(still.integration(0, Aspect::Integration), None);
}
