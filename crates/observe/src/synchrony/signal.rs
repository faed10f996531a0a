//! Filters in the frequency domain, analytic signals, surrogates.
//!
//! **Equations.** `analytic(x) = IFFT(2 G(f) FFT(x)(f))` over f > 0, with G(f) a pass band with smooth edges (cubic, 15 % of a limit wide); its real
//! part is the filtered signal, its angle the phase, its modulus the envelope. A phase-randomised copy has x's spectrum and random phases.
//! **Symbols.** x: signal `[time]`; rate in Hz. **Shape.** one signal. **Assumptions.** the signal is taken as periodic: trim the ends, or pad.
//! **Papers.** Gabor 1946 (analytic signal); Theiler et al. 1992 (surrogates).

use rustfft::num_complex::Complex64;
use rustfft::{Fft, FftPlanner};
use std::sync::Arc;
use syntony_engine::Stream;

/// A band of frequencies, Hz.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Lower limit.
    pub low_hz: f64,
    /// Upper limit.
    pub high_hz: f64,
}

/// Width of the edges of a pass band, relative to its limits.
const EDGE: f64 = 0.15;

impl Band {
    /// A band.
    pub const fn new(low_hz: f64, high_hz: f64) -> Band {
        Band { low_hz, high_hz }
    }

    /// The bands of the field with their names.
    pub const ALL: [(&'static str, Band); 5] = [
        ("delta", Band::new(1.0, 4.0)),
        ("theta", Band::new(4.0, 8.0)),
        ("alpha", Band::new(8.0, 13.0)),
        ("beta", Band::new(13.0, 30.0)),
        ("gamma", Band::new(30.0, 45.0)),
    ];

    /// Share of a frequency that passes.
    pub fn gain(&self, hz: f64) -> f64 {
        let rise = |at: f64| {
            let u = ((hz - at * (1.0 - EDGE)) / (2.0 * EDGE * at)).clamp(0.0, 1.0);
            u * u * (3.0 - 2.0 * u)
        };
        let low = if self.low_hz > 0.0 { rise(self.low_hz) } else { 1.0 };
        low * (1.0 - rise(self.high_hz))
    }

    /// Whether a frequency lies inside.
    pub fn contains(&self, hz: f64) -> bool {
        hz >= self.low_hz && hz <= self.high_hz
    }
}

/// A transform of this length, forward or inverse.
pub(super) fn fft(length: usize, inverse: bool) -> Arc<dyn Fft<f64>> {
    let mut planner = FftPlanner::new();
    if inverse { planner.plan_fft_inverse(length) } else { planner.plan_fft_forward(length) }
}

/// Spectrum of a signal less its mean.
pub(super) fn transform(x: &[f64]) -> Vec<Complex64> {
    let mean = x.iter().sum::<f64>() / x.len().max(1) as f64;
    let mut all: Vec<Complex64> = x.iter().map(|v| Complex64::new(v - mean, 0.0)).collect();
    if !all.is_empty() {
        fft(all.len(), false).process(&mut all);
    }
    all
}

/// Analytic signal of `x` in a band.
pub fn analytic(x: &[f64], rate_hz: f64, band: Band) -> Vec<Complex64> {
    filtered(&transform(x), rate_hz, |hz| band.gain(hz))
}

/// Analytic signal of a spectrum through a gain.
pub(super) fn filtered(spectrum: &[Complex64], rate_hz: f64, gain: impl Fn(f64) -> f64) -> Vec<Complex64> {
    let n = spectrum.len();
    if n == 0 {
        return Vec::new();
    }
    let mut out = vec![Complex64::new(0.0, 0.0); n];
    for k in 1..n.div_ceil(2) {
        let hz = k as f64 * rate_hz / n as f64;
        out[k] = spectrum[k] * (2.0 * gain(hz) / n as f64);
    }
    fft(n, true).process(&mut out);
    out
}

/// The signal in a band.
pub fn band_pass(x: &[f64], rate_hz: f64, band: Band) -> Vec<f64> {
    analytic(x, rate_hz, band).iter().map(|z| z.re).collect()
}

/// A copy with the same spectrum and random phases.
pub fn phase_randomised(x: &[f64], random: &mut Stream) -> Vec<f64> {
    let n = x.len();
    let mean = x.iter().sum::<f64>() / n.max(1) as f64;
    let mut all = transform(x);
    for k in 1..n.div_ceil(2) {
        // two normal numbers point in a uniform direction
        let z = Complex64::new(random.normal(), random.normal());
        let size = z.norm_sqr().sqrt().max(1e-300);
        let turned = all[k] * (z / size);
        all[k] = turned;
        all[n - k] = turned.conj();
    }
    if n > 0 {
        fft(n, true).process(&mut all);
    }
    all.iter().map(|z| mean + z.re / n as f64).collect()
}
