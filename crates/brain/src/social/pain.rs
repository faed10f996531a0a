//! Pain that gets through: what touch keeps out at the spinal cord, and what the brain sends down to meet it.
//!
//! **Equations** (S: safety; ρ: what has been reappraised; A: mu receptors of the periaqueductal grey):
//! ```text
//! nociception = heat e^(σ ζ − σ²/2) (1 − gate touch)(1 − K D)
//! dD/dt = (min(p_pag/p*_pag, 1) clip₀₁(d_v S min(p_vmpfc/p*_vmpfc, m) + A + d_l ρ lateral − d_b ⟨p_bla/p*_bla − 1⟩₊) − D)/τ_D
//! ```
//! **Symbols.** heat: what is done to the skin, 0-1; ζ: a person's own, standard normal; D: descending inhibition, 0-1; A: 0 at rest. **Shape.** `[lane]`.
//! **Assumptions.** one signal reaches all regions and the rating, so that they fall together; the gate does not know who touches, safety does. Words of
//! support find a new meaning ([`super::regulation`]). All of it goes down by way of the grey. Somebody who is merely there does nothing. **Papers.** Heinricher et al. 2009 (brain stem, both
//! ways); Coghill et al. 2003 (people differ); Che et al. 2018 (sizes: touch and sight of a partner, words; presence nil).

use crate::numbers::Numbers;
use syntony_engine::math::exp;
use syntony_language::quantity::Dimension;

/// Parameters of what gets through.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations above
pub struct PainParameters {
    pub sd: f64,
    pub most: f64,
    pub safety: f64,
    pub prefrontal_max: f64,
    pub reappraised: f64,
    pub fear: f64,
    pub time: f64,
}

impl PainParameters {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Self {
        let one = Dimension::NONE;
        PainParameters {
            sd: n.take("pain.sd", one, "SD of ln of what gets through, between people"),
            most: n.take("pain.descending", one, "share of pain that full descending inhibition keeps out"),
            safety: n.take("pain.safety", one, "descending inhibition per safety, at rest of the cortex"),
            prefrontal_max: n.take("pain.prefrontal_max", one, "prefrontal activity over rest that counts"),
            reappraised: n.take("pain.reappraised", one, "descending inhibition per new meaning"),
            fear: n.take("pain.fear", one, "loss of it per activity of the amygdala over rest"),
            time: n.take("pain.time", Dimension::TIME, "time in which it follows").max(1.0),
        }
    }

    /// How much more than others somebody has of the same, mean 1; z: standard normal.
    pub fn own(&self, z: f64) -> f64 {
        exp(self.sd * z - 0.5 * self.sd * self.sd)
    }

    /// Where D goes; activity over rest.
    pub fn descending(&self, safety: f64, [vmpfc, bla, pag]: [f64; 3], opioid: f64, found: f64) -> f64 {
        let sent = self.safety * safety * vmpfc.min(self.prefrontal_max) + opioid + self.reappraised * found;
        (sent - self.fear * (bla - 1.0).max(0.0)).clamp(0.0, 1.0) * pag.min(1.0)
    }

    /// Share of what is done to the skin that gets through.
    pub fn through(&self, gated: f64, descending: f64) -> f64 {
        (1.0 - gated).max(0.0) * (1.0 - self.most * descending)
    }
}
