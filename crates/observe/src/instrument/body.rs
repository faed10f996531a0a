//! The body as it is measured from outside: pupil, heart, skin conductance. All follow the locus coeruleus.
//!
//! **Equations**, a: activity of the locus coeruleus relative to rest:
//! ```text
//! pupil = d₀ + g_p (h ∗ a),   h(t) ∝ t^10.1 e^{−10.1 t/t_max}      (as ten stages of t_max/10)
//! heart rate = r₀ (1 + g_h lowpass(a, τ_h) + A sin φ_breath)
//! skin = c₀ + g_s (b ∗ a₊),   b ∝ e^{−t/fall} − e^{−t/rise}
//! ```
//! **Symbols.** mm, 1/s, µS. **Shape.** `[sample]` of one person. **Assumptions.** linear; light is constant; one sympathetic source.
//! **Papers.** Hoeks & Levelt 1993 (pupil); Benedek & Kaernbach 2010 (skin).

use super::blood::rotation;
use super::take;
use syntony_brain::numbers::Numbers;
use syntony_engine::Stream;
use syntony_engine::math::exp;
use syntony_language::quantity::Dimension;

/// Stages of the pupil.
const STAGES: usize = 10;

/// Numbers of the instruments.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // each is explained where it is read
pub struct BodyInstruments {
    pub pupil: f64,
    pub pupil_gain: f64,
    pub pupil_time: f64,
    pub pupil_noise: f64,
    pub heart: f64,
    pub heart_gain: f64,
    pub heart_time: f64,
    pub breath: f64,
    pub arrhythmia: f64,
    pub skin: f64,
    pub skin_gain: f64,
    pub skin_rise: f64,
    pub skin_fall: f64,
    pub skin_noise: f64,
}

/// What is measured.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Physiology {
    /// Pupil diameter, mm.
    pub pupil: Vec<f64>,
    /// Heart rate, 1/s.
    pub heart: Vec<f64>,
    /// Skin conductance, µS.
    pub skin: Vec<f64>,
    /// Breath, −1 to 1.
    pub breath: Vec<f64>,
}

impl BodyInstruments {
    pub(super) fn read(n: &mut Numbers) -> BodyInstruments {
        let (one, time, rate, length) =
            (Dimension::NONE, Dimension::TIME, Dimension::RATE, Dimension::LENGTH);
        let mm = 1e3;
        BodyInstruments {
            pupil: mm * take(n, "pupil", length, "diameter of the pupil at rest"),
            pupil_gain: mm
                * take(n, "pupil_gain", length, "its change per relative activity of the coeruleus"),
            pupil_time: take(n, "pupil_time", time, "time to its maximum").max(0.05),
            pupil_noise: mm * take(n, "pupil_noise", length, "hippus and camera noise"),
            heart: take(n, "heart", rate, "heart rate at rest"),
            heart_gain: take(n, "heart_gain", one, "its relative change per relative activity"),
            heart_time: take(n, "heart_time", time, "time in which it follows").max(0.05),
            breath: take(n, "breath", rate, "breathing rate"),
            arrhythmia: take(n, "arrhythmia", one, "respiratory swing of heart rate"),
            skin: take(n, "skin", Dimension::CONDUCTANCE, "skin conductance at rest"),
            skin_gain: take(n, "skin_gain", Dimension::CONDUCTANCE, "its change per relative activity"),
            skin_rise: take(n, "skin_rise", time, "rise of a skin response").max(0.05),
            skin_fall: take(n, "skin_fall", time, "fall of a skin response").max(0.05),
            skin_noise: take(n, "skin_noise", Dimension::CONDUCTANCE, "noise of skin conductance"),
        }
    }

    /// What is measured at the rate of `arousal`, the relative activity of the locus coeruleus.
    pub fn measure(&self, arousal: &[f64], rate_hz: f64, random: &mut Stream) -> Physiology {
        let follow = |time: f64| 1.0 - exp(-1.0 / (time * rate_hz));
        let (stage, slow) = (follow(self.pupil_time / STAGES as f64), follow(self.heart_time));
        let (rise, fall) = (follow(self.skin_rise), follow(self.skin_fall));
        let (c, s) = rotation(2.0 * std::f64::consts::PI * self.breath / rate_hz);
        let mut all = Physiology::default();
        let (mut pupil, mut heart, mut skin) = ([0.0; STAGES], 0.0, (0.0, 0.0));
        let (mut x, mut y) = (1.0, 0.0);
        for a in arousal {
            let mut input = *a;
            for p in &mut pupil {
                *p += stage * (input - *p);
                input = *p;
            }
            heart += slow * (a - heart);
            skin.0 += rise * (a.max(0.0) - skin.0);
            skin.1 += fall * (skin.0 - skin.1);
            // breath wanders in phase, not in depth
            let wander = 0.01 * random.normal();
            (x, y) = (c * x - s * y - wander * y, s * x + c * y + wander * x);
            let size = (x * x + y * y).sqrt();
            (x, y) = (x / size, y / size);
            all.pupil.push(self.pupil + self.pupil_gain * input + self.pupil_noise * random.normal());
            all.heart.push(self.heart * (1.0 + self.heart_gain * heart + self.arrhythmia * y));
            all.skin.push(self.skin + self.skin_gain * skin.1 + self.skin_noise * random.normal());
            all.breath.push(y);
        }
        all
    }
}
