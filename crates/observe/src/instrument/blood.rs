//! Blood: BOLD and near-infrared spectroscopy from the same balloon.
//!
//! **Equations** (states in logarithms, so that flow, volume and content stay positive):
//! ```text
//! ds/dt = ε z − κ s − γ (f − 1),   d ln f/dt = s/f,   d ln v/dt = (f − v^(1/α))/(τ v),   d ln q/dt = (f E(f)/E₀ − q v^(1/α − 1))/(τ q)
//! E(f) = 1 − (1 − E₀)^(1/f)
//! BOLD = V₀ [k₁ (1 − q) + k₂ (1 − q/v) + k₃ (1 − v)],   k₁ = 4.3 ϑ₀ E₀ TE,   k₂ = ε_r r₀ E₀ TE,   k₃ = 1 − ε_r
//! ΔHbR = HbR₀ (q − 1),   ΔHbT = HbT₀ (v − 1),   ΔHbO = ΔHbT − ΔHbR,   times the part of the light's path that lies in the region
//! ```
//! **Symbols.** z: activity relative to rest; s, f, v, q: signal, flow, volume, deoxyhaemoglobin (1 at rest). **Shape.** one region in, `[sample]` out.
//! **Assumptions.** one compartment; Euler in steps of 10 ms or the recording's. Systemic waves (0.1 Hz, breath, heart) and noise on top.
//! **Papers.** Friston et al. 2003; Stephan et al. 2007.

use super::{TooFast, averaged, every, pink, take};
use syntony_brain::numbers::Numbers;
use syntony_engine::Stream;
use syntony_engine::math::{exp, ln};
use syntony_language::quantity::Dimension;

/// Steps of the balloon are no longer, s.
const STEP_S: f64 = 0.01;

/// Numbers of the instruments.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations
pub struct Blood {
    pub efficacy: f64,
    pub kappa: f64,
    pub gamma: f64,
    pub tau: f64,
    pub alpha: f64,
    pub extraction: f64,
    pub volume: f64,
    pub k: [f64; 3],
    pub noise: f64,
    pub drift: f64,
    pub hbt: f64,
    pub hbr: f64,
    pub share: f64,
    pub fnirs_noise: f64,
    /// From source to detector, m.
    pub distance: f64,
    /// Of its light, m.
    pub wavelengths: [f64; 2],
    pub systemic: f64,
    /// Pressure waves, breath and heart, Hz, with sizes relative to the first.
    pub rhythms: [(f64, f64); 3],
    /// Lowest frequency of the drift, Hz.
    pub drift_hz: f64,
}

/// The balloon of a region: s, ln f, ln v, ln q; all zero at rest.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Balloon(pub [f64; 4]);

impl Balloon {
    /// Volume and deoxyhaemoglobin.
    pub fn state(self) -> BalloonState {
        BalloonState { volume: exp(self.0[2]), content: exp(self.0[3]) }
    }
}

/// µM in one nM, the internal unit of concentrations: what is recorded of haemoglobin is in µM.
const UM: f64 = 1e-3;

/// Volume and deoxyhaemoglobin, 1 at rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BalloonState {
    /// v.
    pub volume: f64,
    /// q.
    pub content: f64,
}

impl Blood {
    pub(super) fn read(n: &mut Numbers) -> Blood {
        let (one, time, rate) = (Dimension::NONE, Dimension::TIME, Dimension::RATE);
        let concentration = Dimension::CONCENTRATION;
        let extraction = take(n, "extraction", one, "oxygen extracted at rest");
        let echo = take(n, "echo", time, "echo time");
        let offset = take(n, "offset_frequency", rate, "frequency offset of deoxygenated vessels");
        let slope = take(n, "relaxation_slope", rate, "slope of relaxation with saturation");
        let ratio = take(n, "signal_ratio", one, "intra- over extravascular signal");
        Blood {
            efficacy: take(n, "bold_efficacy", rate, "vasodilatory signal per relative activity"),
            kappa: take(n, "signal_decay", rate, "decay of the vasodilatory signal"),
            gamma: take(n, "feedback", Dimension::RATE_OF_RATE, "feedback of flow on it"),
            tau: take(n, "transit", time, "transit time").max(0.05),
            alpha: take(n, "stiffness", one, "stiffness of vessels").max(0.01),
            volume: take(n, "blood", one, "blood volume at rest"),
            k: [4.3 * offset * extraction * echo, ratio * slope * extraction * echo, 1.0 - ratio],
            extraction,
            noise: take(n, "bold_noise", one, "noise of a scanner relative to its signal"),
            drift: take(n, "bold_drift", one, "drift of a scanner relative to its signal"),
            hbt: UM * take(n, "hbt", concentration, "haemoglobin at rest"),
            hbr: UM * take(n, "hbr", concentration, "deoxyhaemoglobin at rest"),
            share: take(n, "fnirs_share", one, "part of the light's path that lies in the region"),
            distance: take(n, "optode_distance", Dimension::LENGTH, "from source to detector"),
            wavelengths: [
                take(n, "wavelength_short", Dimension::LENGTH, "shorter wavelength of its light"),
                take(n, "wavelength_long", Dimension::LENGTH, "longer wavelength of its light"),
            ],
            fnirs_noise: UM * take(n, "fnirs_noise", concentration, "noise of near-infrared spectroscopy"),
            systemic: UM * take(n, "systemic", concentration, "systemic waves"),
            rhythms: [
                (take(n, "pressure_wave", rate, "waves of arterial pressure"), 1.0),
                (
                    take(n, "breath", rate, "breathing rate"),
                    take(n, "breath_share", one, "waves of breath relative to those of pressure"),
                ),
                (
                    take(n, "heart", rate, "heart rate at rest"),
                    take(n, "heart_share", one, "waves of the heart relative to those of pressure"),
                ),
            ],
            drift_hz: take(n, "drift_frequency", rate, "lowest frequency of a scanner's drift"),
        }
    }

    /// The balloon under activity `z` relative to rest, one state a sample.
    pub fn balloon(&self, z: &[f64], rate_hz: f64) -> Vec<BalloonState> {
        let mut balloon = Balloon::default();
        z.iter()
            .map(|z| {
                self.blow(&mut balloon, *z, rate_hz);
                balloon.state()
            })
            .collect()
    }

    /// One sample of a balloon under activity `z` relative to rest.
    pub fn blow(&self, balloon: &mut Balloon, z: f64, rate_hz: f64) {
        let parts = (1.0 / (rate_hz * STEP_S)).ceil().max(1.0);
        let h = 1.0 / (rate_hz * parts);
        let [s, f, v, q] = &mut balloon.0;
        for _ in 0..parts as usize {
            let (flow, volume, content) = (exp(*f), exp(*v), exp(*q));
            let out = exp(*v / self.alpha);
            let extracted = 1.0 - exp(ln(1.0 - self.extraction) / flow);
            let ds = self.efficacy * z - self.kappa * *s - self.gamma * (flow - 1.0);
            let dv = (flow - out) / (self.tau * volume);
            let dq = (flow * extracted / self.extraction - content * out / volume) / (self.tau * content);
            *f += h * *s / flow;
            *s += h * ds;
            *v += h * dv;
            *q += h * dq;
        }
    }

    /// BOLD relative to the mean signal, without noise.
    pub fn bold(&self, s: BalloonState) -> f64 {
        let [k1, k2, k3] = self.k;
        self.volume * (k1 * (1.0 - s.content) + k2 * (1.0 - s.content / s.volume) + k3 * (1.0 - s.volume))
    }

    /// What a scanner shows of a region in these states every `repeat_s`, relative to its mean.
    pub fn scan(
        &self,
        states: &[BalloonState],
        recorded_hz: f64,
        repeat_s: f64,
        random: &mut Stream,
    ) -> Result<Vec<f64>, TooFast> {
        let every = every(1.0 / repeat_s, recorded_hz)?;
        let clean: Vec<f64> = states.iter().map(|s| self.bold(*s)).collect();
        let clean = averaged(&clean, every);
        let drift = pink(clean.len(), 1.0 / repeat_s, self.drift_hz, random);
        Ok(clean.iter().zip(&drift).map(|(x, d)| x + self.drift * d + self.noise * random.normal()).collect())
    }

    /// What light shows of a region in these states at `rate_hz`: oxy- and deoxyhaemoglobin, µM. `waves` are those of the person, see [`Blood::waves`].
    pub fn light(
        &self,
        states: &[BalloonState],
        recorded_hz: f64,
        rate_hz: f64,
        waves: &[f64],
        random: &mut Stream,
    ) -> Result<[Vec<f64>; 2], TooFast> {
        let every = every(rate_hz, recorded_hz)?;
        let part =
            |f: &dyn Fn(&BalloonState) -> f64| averaged(&states.iter().map(f).collect::<Vec<_>>(), every);
        let deoxy = part(&|s| self.share * self.hbr * (s.content - 1.0));
        let oxy = part(&|s| self.share * (self.hbt * (s.volume - 1.0) - self.hbr * (s.content - 1.0)));
        let mut shown = |clean: &[f64], size: f64| -> Vec<f64> {
            let wave = |i: usize| waves.get(i).copied().unwrap_or(0.0);
            let noisy = |(i, x): (usize, &f64)| x + size * wave(i) + self.fnirs_noise * random.normal();
            clean.iter().enumerate().map(noisy).collect()
        };
        // the pulse of pressure is mostly arterial
        Ok([shown(&oxy, 1.0), shown(&deoxy, 0.2)])
    }

    /// Systemic waves of a person, µM: narrow-band noise around their frequencies.
    pub fn waves(&self, samples: usize, rate_hz: f64, random: &mut Stream) -> Vec<f64> {
        let mut all = vec![0.0; samples];
        for (hz, size) in self.rhythms.into_iter().filter(|(hz, _)| *hz < 0.5 * rate_hz) {
            // a damped rotation driven by noise: a band around hz
            let (turn, keep) = (2.0 * std::f64::consts::PI * hz / rate_hz, exp(-0.1 * hz / rate_hz * 6.0));
            let (c, s) = rotation(turn);
            let (mut x, mut y) = (random.normal(), random.normal());
            let kick = (1.0 - keep * keep).sqrt();
            for w in &mut all {
                (x, y) = (
                    keep * (c * x - s * y) + kick * random.normal(),
                    keep * (s * x + c * y) + kick * random.normal(),
                );
                *w += self.systemic * size * x;
            }
        }
        all
    }
}

/// Cosine and sine of a small angle, by halving it and doubling again.
pub(super) fn rotation(angle: f64) -> (f64, f64) {
    let small = angle / 1024.0;
    let square = small * small;
    let mut c = 1.0 - square / 2.0 + square * square / 24.0;
    let mut s = small * (1.0 - square / 6.0 + square * square / 120.0);
    for _ in 0..10 {
        (c, s) = (c * c - s * s, 2.0 * s * c);
    }
    (c, s)
}
