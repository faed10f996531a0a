//! Measures of synchrony on signals of which the answer is known.

use std::f64::consts::PI;
use syntony_engine::Stream;
use syntony_observe::synchrony::*;

const RATE: f64 = 250.0;
const SECONDS: f64 = 120.0;
const ALPHA: Band = Band::new(8.0, 13.0);

fn times() -> Vec<f64> {
    (0..(RATE * SECONDS) as usize).map(|i| i as f64 / RATE).collect()
}

fn noise(key: u64) -> Vec<f64> {
    let mut random = Stream::new(key, 0, 1, 0);
    times().iter().map(|_| random.normal()).collect()
}

fn sum(a: &[f64], wa: f64, b: &[f64], wb: f64) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| wa * a + wb * b).collect()
}

/// A rhythm of 10 Hz whose phase wanders.
fn rhythm(key: u64, lag_s: f64) -> Vec<f64> {
    let mut random = Stream::new(key, 0, 1, 0);
    let mut wander = 0.0;
    times()
        .iter()
        .map(|t| {
            wander += 0.05 * random.normal();
            (2.0 * PI * 10.0 * (t - lag_s) + wander).sin()
        })
        .collect()
}

#[test]
fn exact_analytic_signal_of_a_sine() {
    let x: Vec<f64> = times().iter().map(|t| 3.0 + 2.0 * (2.0 * PI * 10.0 * t).sin()).collect();
    let z = analytic(&x, RATE, ALPHA);
    for (i, t) in times().iter().enumerate() {
        assert!((z[i].norm() - 2.0).abs() < 1e-9);
        assert!((z[i].re - 2.0 * (2.0 * PI * 10.0 * t).sin()).abs() < 1e-9);
    }
}

#[test]
fn exact_phase_measures_of_a_shared_rhythm() {
    let (x, y) = (rhythm(1, 0.0), rhythm(1, 0.025));
    let (a, b) = (analytic(&x, RATE, ALPHA), analytic(&y, RATE, ALPHA));
    assert!(plv(&a, &b) > 0.999);
    // a constant lag does not matter, and a rhythm with itself is one
    assert!(accorr(&a, &b) > 0.99 && ccorr(&a, &a) > 0.999);
    assert!(envelope_correlation(&a, &a) > 0.999);
}

#[test]
fn exact_plv_of_independent_noise_is_its_bias() {
    // rms PLV of n independent phases is n^-1/2; a band of 5 Hz has about that many a second
    let (x, y) = (noise(1), noise(2));
    let (a, b) = (analytic(&x, RATE, ALPHA), analytic(&y, RATE, ALPHA));
    let short = windowed(&a, &b, (3.0 * RATE) as usize, plv);
    assert!((0.15..0.35).contains(&short), "{short}");
    assert!(plv(&a, &b) < 0.1);
    assert!(ccorr(&a, &b).abs() < 0.1 && accorr(&a, &b).abs() < 0.1);
    assert!(power_correlation(&a, &b).abs() < 0.15);
    assert!(cross(&x, &y, RATE, ALPHA, 2.0).coherence < 0.03);
}

#[test]
fn exact_coherence_of_a_mixture() {
    // y = x + noise of the same power: coherence ½, all of it in phase
    let (x, n) = (noise(1), noise(2));
    let all = cross(&x, &sum(&x, 1.0, &n, 1.0), RATE, ALPHA, 2.0);
    assert!((all.coherence - 0.5).abs() < 0.04, "{all:?}");
    assert!(all.imaginary.abs() < 0.04, "{all:?}");
}

#[test]
fn exact_volume_conduction_has_no_imaginary_part_and_a_delay_has() {
    let (source, n1, n2) = (rhythm(1, 0.0), noise(2), noise(3));
    let late = rhythm(1, 0.025);
    let mixed = cross(&sum(&source, 1.0, &n1, 0.5), &sum(&source, 0.7, &n2, 0.5), RATE, ALPHA, 2.0);
    assert!(mixed.coherence > 0.4 && mixed.imaginary.abs() < 0.05 && mixed.wpli < 0.35, "{mixed:?}");
    let delayed = cross(&sum(&source, 1.0, &n1, 0.5), &sum(&late, 0.7, &n2, 0.5), RATE, ALPHA, 2.0);
    assert!(delayed.imaginary > 0.4 && delayed.wpli > 0.6, "{delayed:?}");
}

#[test]
fn exact_wavelet_coherence_is_high_where_there_is_coupling() {
    let (source, n1, n2) = (rhythm(1, 0.0), noise(2), noise(3));
    let (x, y) = (sum(&source, 1.0, &n1, 0.5), sum(&source, 1.0, &n2, 0.5));
    let (at, off) = (Band::new(9.0, 11.0), Band::new(25.0, 35.0));
    let (high, low) = (wavelet_coherence(&x, &y, RATE, at), wavelet_coherence(&x, &y, RATE, off));
    assert!(high > low + 0.3, "{high} {low}");
}

#[test]
fn exact_granger_of_an_autoregression() {
    // y(t) = 0.5 x(t − 1) + e: ln(1 + 0.25) forwards, nothing backwards
    let (x, e) = (noise(1), noise(2));
    let y: Vec<f64> = (0..x.len()).map(|t| if t == 0 { 0.0 } else { 0.5 * x[t - 1] } + e[t]).collect();
    assert!((granger(&x, &y, 3) - 1.25f64.ln()).abs() < 0.02);
    assert!(granger(&y, &x, 3).abs() < 0.005);
    assert!((transfer_entropy(&x, &y, 3) - 0.5 * granger(&x, &y, 3)).abs() < 1e-15);
}

#[test]
fn keeps_the_spectrum_of_a_phase_randomised_copy_and_breaks_the_rest() {
    let x = rhythm(1, 0.0);
    let mut random = Stream::new(9, 0, 1, 0);
    let y = phase_randomised(&x, &mut random);
    let power = |v: &[f64]| band_pass(v, RATE, ALPHA).iter().map(|x| x * x).sum::<f64>();
    assert!((power(&x) / power(&y) - 1.0).abs() < 1e-6);
    let (a, b) = (analytic(&x, RATE, ALPHA), analytic(&y, RATE, ALPHA));
    assert!(plv(&a, &b) < 0.5);
}
