//! Cross-spectra over segments and over wavelets.
//!
//! **Equations**, ⟨⟩ over segments (Welch, half overlapping, Hann), S_k = X_k Y_k* in a segment k:
//! ```text
//! coherence = |⟨S⟩|² / (⟨|X|²⟩⟨|Y|²⟩),   imaginary coherence = Im⟨S⟩ / √(⟨|X|²⟩⟨|Y|²⟩)
//! PLI = |⟨sign Im S⟩|,   wPLI = |⟨Im S⟩| / ⟨|Im S|⟩
//! debiased wPLI² = ((Σ Im S)² − Σ (Im S)²) / ((Σ |Im S|)² − Σ (Im S)²)
//! wavelet coherence = |s⟨w⁻¹ X Y*⟩|² / (s⟨w⁻¹|X|²⟩ s⟨w⁻¹|Y|²⟩),  Morlet with ω₀ = 6, s: Gaussian smoothing in time by the scale
//! ```
//! **Shape.** `[time]` in, means over the frequencies of a band out. **Assumptions.** stationary within a segment. What one source sends to two
//! sensors at once has no imaginary part: imaginary coherence and wPLI are blind to it. But wPLI is above zero by chance, the more so the fewer segments carry
//! the weight; signals that wax and wane together have fewer than copies of them, so that wPLI exceeds its surrogates. The debiased square does not. **Papers.** Nolte et al. 2004; Vinck et al. 2011;
//! Grinsted et al. 2004.

use super::signal::{Band, fft, filtered, transform};
use rustfft::num_complex::Complex64;
use syntony_engine::math::exp;

/// Measures of a band from cross-spectra.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CrossSpectrum {
    /// Magnitude-squared coherence.
    pub coherence: f64,
    /// Imaginary part of coherency, signed: positive when the first leads.
    pub imaginary: f64,
    /// Phase-lag index.
    pub pli: f64,
    /// Weighted phase-lag index.
    pub wpli: f64,
    /// Its square without the bias of few segments; below zero by chance as often as above.
    pub debiased: f64,
}

/// Hann window of a length, without a cosine of the platform: cos from a rotation.
fn hann(length: usize) -> Vec<f64> {
    // a transform turns a single line into its cosine, with the library's own twiddles
    let mut line = vec![Complex64::new(0.0, 0.0); length];
    if length > 1 {
        line[1] = Complex64::new(1.0, 0.0);
    }
    fft(length, true).process(&mut line);
    line.iter().map(|z| 0.5 - 0.5 * z.re).collect()
}

/// Cross-spectral measures of x and y in a band, over segments of `segment_s`.
pub fn cross(x: &[f64], y: &[f64], rate_hz: f64, band: Band, segment_s: f64) -> CrossSpectrum {
    let n = x.len().min(y.len());
    let length = ((segment_s * rate_hz).round() as usize).clamp(4, n.max(4));
    if n < length {
        return CrossSpectrum::default();
    }
    let (window, forward) = (hann(length), fft(length, false));
    let bins: Vec<usize> =
        (1..length / 2).filter(|&k| band.contains(k as f64 * rate_hz / length as f64)).collect();
    let mut sums = vec![(Complex64::new(0.0, 0.0), 0.0, 0.0, 0.0, 0.0, 0.0); bins.len()];
    let taper = |v: &[f64]| -> Vec<Complex64> {
        let mean = v.iter().sum::<f64>() / length as f64;
        let mut z: Vec<Complex64> =
            v.iter().zip(&window).map(|(v, w)| Complex64::new((v - mean) * w, 0.0)).collect();
        forward.process(&mut z);
        z
    };
    let mut count = 0.0;
    for at in (0..=n - length).step_by((length / 2).max(1)) {
        let (a, b) = (taper(&x[at..at + length]), taper(&y[at..at + length]));
        count += 1.0;
        for (sum, &k) in sums.iter_mut().zip(&bins) {
            let s = a[k] * b[k].conj();
            sum.0 += s;
            sum.1 += a[k].norm_sqr();
            sum.2 += b[k].norm_sqr();
            sum.3 += s.im.abs();
            sum.4 += if s.im > 0.0 { 1.0 } else { -1.0 };
            sum.5 += s.im * s.im;
        }
    }
    let mut all = CrossSpectrum::default();
    let share = 1.0 / bins.len().max(1) as f64;
    for (s, xx, yy, weight, sign, square) in sums {
        let power = (xx * yy).max(1e-300);
        all.coherence += share * s.norm_sqr() / power;
        all.imaginary += share * s.im / power.sqrt();
        all.pli += share * f64::abs(sign / count);
        let pairs = weight * weight - square;
        all.debiased += share * if pairs > 0.0 { (s.im * s.im - square) / pairs } else { 0.0 };
        all.wpli += share * if weight > 0.0 { s.im.abs() / weight } else { 0.0 };
    }
    all
}

/// Voices per octave.
const VOICES: f64 = 4.0;
/// ω₀ of the Morlet wavelet.
const OMEGA: f64 = 6.0;

/// Wavelet coherence of x and y, mean over a band and over all times outside the cone of influence.
pub fn wavelet_coherence(x: &[f64], y: &[f64], rate_hz: f64, band: Band) -> f64 {
    let n = x.len().min(y.len());
    let (sx, sy) = (transform(&x[..n]), transform(&y[..n]));
    let (mut sum, mut count) = (0.0, 0.0);
    let step = exp(std::f64::consts::LN_2 / VOICES);
    let mut hz = band.low_hz;
    while hz <= band.high_hz {
        // in the frequency domain a Morlet wavelet is a Gaussian around its frequency
        let gain = |f: f64| {
            let u = OMEGA * (f / hz - 1.0);
            exp(-0.5 * u * u)
        };
        let (a, b) = (filtered(&sx, rate_hz, gain), filtered(&sy, rate_hz, gain));
        let scale = OMEGA / (2.0 * std::f64::consts::PI * hz) * rate_hz;
        let cross: Vec<Complex64> = a.iter().zip(&b).map(|(a, b)| a * b.conj()).collect();
        let part = |f: &dyn Fn(usize) -> f64| smooth(&(0..n).map(f).collect::<Vec<_>>(), scale);
        let (re, im) = (part(&|i| cross[i].re), part(&|i| cross[i].im));
        let (xx, yy) = (part(&|i| a[i].norm_sqr()), part(&|i| b[i].norm_sqr()));
        let cone = (1.5 * scale).ceil() as usize;
        for i in cone..n.saturating_sub(cone) {
            sum += (re[i] * re[i] + im[i] * im[i]) / (xx[i] * yy[i]).max(1e-300);
            count += 1.0;
        }
        hz *= step;
    }
    if count > 0.0 { sum / count } else { f64::NAN }
}

/// Gaussian smoothing over `sd` samples by way of the spectrum.
fn smooth(x: &[f64], sd: f64) -> Vec<f64> {
    let n = x.len();
    let mut all: Vec<Complex64> = x.iter().map(|v| Complex64::new(*v, 0.0)).collect();
    fft(n, false).process(&mut all);
    for (k, z) in all.iter_mut().enumerate() {
        let turns = k.min(n - k) as f64 / n as f64;
        let u = 2.0 * std::f64::consts::PI * turns * sd;
        *z *= exp(-0.5 * u * u) / n as f64;
    }
    fft(n, true).process(&mut all);
    all.iter().map(|z| z.re).collect()
}
