//! How two signals go together: phase, amplitude, spectrum, prediction; and what they would show if they did not.
//!
//! All measures are functions of arrays, whatever these are: regions, sensors, haemoglobin, breath. A value means nothing alone: short windows
//! lift every phase measure, and shared filters every correlation. Compare with shuffled pairs, or with phase-randomised copies.

pub mod phase;
pub mod prediction;
pub mod signal;
pub mod spectrum;

pub use phase::{accorr, ccorr, envelope_correlation, plv, power_correlation, windowed};
pub use prediction::{granger, transfer_entropy};
pub use rustfft::num_complex::Complex64;
pub use signal::{Band, analytic, band_pass, phase_randomised};
pub use spectrum::{CrossSpectrum, cross, wavelet_coherence};

/// Pearson's correlation; 0 if one of them does not move.
pub fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len().min(y.len());
    let mean = |v: &[f64]| v[..n].iter().sum::<f64>() / n.max(1) as f64;
    let (mx, my) = (mean(x), mean(y));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (a, b) in x[..n].iter().zip(&y[..n]) {
        xy += (a - mx) * (b - my);
        xx += (a - mx) * (a - mx);
        yy += (b - my) * (b - my);
    }
    if xx > 0.0 && yy > 0.0 { xy / (xx * yy).sqrt() } else { 0.0 }
}
