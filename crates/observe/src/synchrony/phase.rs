//! Phase and envelope.
//!
//! **Equations** for analytic signals a, b with phases φ, ψ:
//! ```text
//! PLV = |⟨e^{i(φ − ψ)}⟩|
//! ccorr = Σ sin(φ − φ̄) sin(ψ − ψ̄) / √(Σ sin²(φ − φ̄) Σ sin²(ψ − ψ̄))      φ̄: circular mean
//! accorr: the same with the φ̄, ψ̄ that make it largest: numerator ½ (|Σ e^{i(φ − ψ)}| − |Σ e^{i(φ + ψ)}|)
//! envelope correlation = r(|a|, |b|),   power correlation = r(|a|², |b|²)
//! ```
//! **Shape.** `[time]`. **Assumptions.** band-limited signals. PLV of n independent cycles is about n^-1/2, not 0. A rhythm
//! goes round, so its phase has no mean: ccorr then depends on chance, accorr does not.
//! **Papers.** Lachaux et al. 1999 (PLV); Jammalamadaka & SenGupta 2001, Burgess 2013 (circular correlation);
//! Zimmermann et al. 2022 (adjusted).

use super::correlation;
use rustfft::num_complex::Complex64;

fn unit(z: Complex64) -> Complex64 {
    let size = z.norm_sqr().sqrt();
    if size > 0.0 { z / size } else { Complex64::new(0.0, 0.0) }
}

/// Phase-locking value, 0 to 1.
pub fn plv(a: &[Complex64], b: &[Complex64]) -> f64 {
    let n = a.len().min(b.len()).max(1);
    let sum: Complex64 = a.iter().zip(b).map(|(a, b)| unit(*a) * unit(*b).conj()).sum();
    (sum / n as f64).norm_sqr().sqrt()
}

/// Circular correlation, −1 to 1.
pub fn ccorr(a: &[Complex64], b: &[Complex64]) -> f64 {
    let mean = |v: &[Complex64]| unit(v.iter().map(|z| unit(*z)).sum());
    let (ma, mb) = (mean(a), mean(b));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (x, y) = ((unit(*a) * ma.conj()).im, (unit(*b) * mb.conj()).im);
        xy += x * y;
        xx += x * x;
        yy += y * y;
    }
    if xx > 0.0 && yy > 0.0 { xy / (xx * yy).sqrt() } else { 0.0 }
}

/// Adjusted circular correlation, −1 to 1, for phases without a mean.
pub fn accorr(a: &[Complex64], b: &[Complex64]) -> f64 {
    let pairs = || a.iter().zip(b).map(|(a, b)| (unit(*a), unit(*b)));
    let difference: Complex64 = pairs().map(|(x, y)| x * y.conj()).sum();
    let total: Complex64 = pairs().map(|(x, y)| x * y).sum();
    // angles ½ (total ± difference); the sign of a root does not matter
    let (plus, minus) = (unit(total), unit(difference));
    let (ma, mb) = ((plus * minus).sqrt(), (plus * minus.conj()).sqrt());
    let (mut xx, mut yy) = (0.0, 0.0);
    for (x, y) in pairs() {
        let (x, y) = ((x * ma.conj()).im, (y * mb.conj()).im);
        xx += x * x;
        yy += y * y;
    }
    let size = |z: Complex64| z.norm_sqr().sqrt();
    if xx > 0.0 && yy > 0.0 { 0.5 * (size(difference) - size(total)) / (xx * yy).sqrt() } else { 0.0 }
}

/// Correlation of envelopes.
pub fn envelope_correlation(a: &[Complex64], b: &[Complex64]) -> f64 {
    let envelope = |v: &[Complex64]| v.iter().map(|z| z.norm_sqr().sqrt()).collect::<Vec<_>>();
    correlation(&envelope(a), &envelope(b))
}

/// Correlation of power.
pub fn power_correlation(a: &[Complex64], b: &[Complex64]) -> f64 {
    let power = |v: &[Complex64]| v.iter().map(|z| z.norm_sqr()).collect::<Vec<_>>();
    correlation(&power(a), &power(b))
}

/// Mean of a measure over windows of `length` samples without overlap; what is left over is dropped.
pub fn windowed(
    a: &[Complex64],
    b: &[Complex64],
    length: usize,
    measure: impl Fn(&[Complex64], &[Complex64]) -> f64,
) -> f64 {
    let length = length.max(1);
    let values: Vec<f64> =
        a.chunks_exact(length).zip(b.chunks_exact(length)).map(|(a, b)| measure(a, b)).collect();
    values.iter().sum::<f64>() / values.len().max(1) as f64
}
