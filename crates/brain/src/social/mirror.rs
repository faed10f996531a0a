//! A mirror system that is learned.
//!
//! **Equations** (a: motor category, b: category seen, shares of time):
//! ```text
//! dW_ab/dt = η [ P_ab − W_ab Σ_a' P_a'b ] − (W_ab − W⁰_ab)/τ_W + (F_ab − W_ab Σ_a' F_a'b)/τ_c        (for years)
//! dF_ab/dt = η_F [ paired_ab − F_ab Σ_a' paired_a'b ] − F_ab/τ_F                                        (for days)
//! P_ab = s e_a δ_ab + paired_ab                               (contingent pairs only: acts that coincide by chance teach nothing)
//! E_ab = W_ab (1 − κ Σ_a' F_a'b) + κ F_ab                     (what sight evokes)
//! m_ij = μ min(1, Σ_b E_bb o_jb)                     φ_b = E_bb/Σ_a E_ab        (motor resonance, fidelity of category b)
//! v_ij = γ φ_distress distress_seen S (κ + (1 − κ) F)       joy_ij = γ φ_joy joy_seen S       S = 1 + k tanh Salience
//! ```
//! **Symbols.** e: execution (1); F: familiarity; o: sight of another's act (1); s: share of own acts that are seen or heard; paired: acts done within half a
//! second of the sight of another act, as when one is imitated, imitates, or is trained; η, η_F: per act, times acts a second (1/s); F: what was trained, kept apart and part of it
//! consolidated (τ_c), of weight κ; W⁰ ~ U(0, w₀). **Shape.** W and F are `[8·8 × lane]`. **Assumptions.** the rate form of
//! a rule with 400 ms traces of sight and execution; only execution gates, so sight alone teaches nothing. Columns are normalised by what was
//! executed while b was seen. Where something was trained is not told apart. **Papers.** Heyes et al. 2005 (some hundreds of pairs, for a day); Catmur et al. 2007 (counter-mirror training); Heyes & Catmur 2022 (association); Keysers & Gazzola
//! 2014 (Hebbian account).

use crate::numbers::Numbers;
use syntony_engine::Key;
use syntony_engine::noise::uniform;
use syntony_language::quantity::Dimension;

/// Motor categories.
pub const CODES: usize = 8;
/// The category of a joyful face.
pub const JOY: usize = 0;
/// The category of a face in distress.
pub const DISTRESS: usize = 1;
/// The category of handling things.
pub const HANDLE: usize = 2;
/// The category of striking.
pub const STRIKE: usize = 6;
/// Random-number stream of the weights at birth.
const BIRTH: u32 = 5;

/// Parameters of the mirror system.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations above
pub struct MirrorParameters {
    pub eta: f64,
    pub tau: f64,
    pub trained: f64,
    pub trained_time: f64,
    pub consolidation: f64,
    pub weight: f64,
    pub birth: f64,
    pub self_seen: f64,
    pub gain: f64,
    pub motor: f64,
    pub salience: f64,
    pub stranger: f64,
    pub act_rate: f64,
    pub solitary: f64,
}

impl MirrorParameters {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Self {
        let (one, time, rate) = (Dimension::NONE, Dimension::TIME, Dimension::RATE);
        MirrorParameters {
            eta: n.take("mirror.eta", one, "association by a pair of sight and act"),
            tau: n.take("mirror.tau", time, "time in which an unused association fades").max(1.0),
            trained: n.take("mirror.trained", one, "training by a contingent pair"),
            trained_time: n
                .take("mirror.trained_time", time, "time in which what was trained fades")
                .max(1.0),
            consolidation: n
                .take("mirror.consolidation", time, "time in which what was trained becomes lasting")
                .max(1.0),
            weight: n.take("mirror.trained_weight", one, "weight of what was trained").clamp(0.0, 1.0),
            birth: n.take("mirror.w0", one, "largest weight at birth"),
            self_seen: n.take("mirror.self_seen", one, "share of own acts that are seen or heard"),
            gain: n.take("mirror.gain", one, "vicarious feeling per feeling seen, for a perfect mirror"),
            motor: n.take("mirror.motor", one, "motor activity for seeing an act relative to doing it"),
            salience: n.take("mirror.salience", one, "rise of vicarious feeling per receptor signal"),
            stranger: n.take("mirror.stranger", one, "vicarious feeling for an unknown other, over known"),
            solitary: n.take("mirror.solitary", one, "share of time alone spent seeing oneself act"),
            act_rate: n.take("mirror.act_rate", rate, "acts of a category per second of doing it"),
        }
    }

    /// Weights at birth, `[a × b]`.
    pub fn at_birth(&self, key: Key) -> Vec<f64> {
        (0..CODES * CODES).map(|i| self.birth * uniform(key, BIRTH, i as u32, 0)).collect()
    }

    /// What growing up with hands, a voice and answering others makes of the weights: the fixed point of the equation when every
    /// category is done equally and a part of it is seen.
    pub fn grown(&self, birth: &[f64]) -> Vec<f64> {
        let done = 1.0 / CODES as f64;
        let pairing = |a: usize, b: usize| {
            if a == b { self.act_rate * self.self_seen * done } else { 0.0 }
        };
        (0..CODES * CODES)
            .map(|i| {
                let (a, b) = (i / CODES, i % CODES);
                let all: f64 = (0..CODES).map(|a| pairing(a, b)).sum();
                let forget = 1.0 / self.tau;
                (self.eta * pairing(a, b) + forget * birth[i]) / (self.eta * all + forget)
            })
            .collect()
    }
}

impl MirrorParameters {
    /// What the sight of b evokes of a: lasting and trained weights, and all that was trained with b.
    pub fn evoked(&self, lasting: f64, trained: f64, all: f64) -> f64 {
        lasting * (1.0 - self.weight * all.min(1.0)) + self.weight * trained
    }
}

/// Fidelity φ of category b: the share of what its sight evokes that is the same act.
pub fn fidelity(w: impl Fn(usize, usize) -> f64, b: usize) -> f64 {
    let all: f64 = (0..CODES).map(|a| w(a, b)).sum();
    if all > 0.0 { w(b, b) / all } else { 0.0 }
}
