//! How a person's regions answer: more than others' or less, one content more than another, today more than yesterday.
//!
//! **Equation** (person i, population r, channel c, content q: a member, a film, a task)
//! ```text
//! stimulus_ir = Σ_c w_rc x_c G_ir + Σ_c ω_irc x_c + κ_irq
//! G_ir = e^(λ_ir + η_ir − (σ_ρ² + σ_η²)/2) ⟨1 + σ_g ξ_ir/√k⟩₊
//! λ_ir = σ_ρ (√a f_i + √(1 − a) z_ir)        κ_irq = σ_κ (√a f_iq + √(1 − a) z_irq)        ω_irc = σ_ω z_irc
//! η, and what the day adds to κ and ω: likewise, with sizes of their own, from day to day d ← φ d + √(1 − φ²) ξ
//! a_i = e^(σ_a ζ_i + σ_b ζ_i(day) − (σ_a² + σ_b²)/2)                            (drive of the stress axis)
//! ```
//! **Symbols.** w: weight of the atlas (logit units); x: channel; σ_ρ, σ_η: SD of ln gain between people and between days; σ_κ, σ_ω: SD of drive
//! (logit units; ω at x = 1); a: share that all regions of a person have in common; σ_g: SD of the gain of a trial, k: trials that a phase stands for;
//! f, z, ξ: standard normal, keyed by the names of person, population, channel, content. **Shape.** `[population × lane]`, `[percept × lane]`,
//! `[population × pair column]`. **Assumptions.** κ is there while something is attended, at full strength; ω only where the atlas has a weight. φ is cut
//! after six days. Twins (`same_as`) share λ, κ, ω and have days of their own. **Papers.** Elliott et al. 2020 (how little a contrast repeats itself),
//! Han et al. 2022 (more with more trials); sizes from trial runs against effect sizes of Poldrack et al. 2017.

use crate::numbers::Numbers;
use crate::stream;
use syntony_engine::Key;
use syntony_engine::noise::normal;
use syntony_language::quantity::Dimension;

/// Days that are remembered.
const DAYS: u64 = 6;

/// Sizes of what differs.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseParameters {
    /// σ_ρ.
    pub gain: f64,
    /// σ_η.
    pub gain_day: f64,
    /// σ_κ between people.
    pub content: f64,
    /// σ_κ between days.
    pub content_day: f64,
    /// σ_ω between people.
    pub channel: f64,
    /// σ_ω between days.
    pub channel_day: f64,
    /// σ_g.
    pub trial: f64,
    /// σ_a.
    pub axis: f64,
    /// σ_b.
    pub axis_day: f64,
    /// a.
    pub shared: f64,
    /// φ.
    pub stays: f64,
}

impl ResponseParameters {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Self {
        let mut take = |name: &str, meaning| n.take(&format!("response.{name}"), Dimension::NONE, meaning);
        ResponseParameters {
            gain: take("gain", "SD of ln of how strongly a region answers, between people"),
            gain_day: take("gain_day", "SD of ln of how strongly a region answers, between days"),
            content: take("content", "SD of a region's own drive by a content, between people"),
            content_day: take("content_day", "SD of a region's own drive by a content, between days"),
            channel: take("channel", "SD of the weight of a percept, between people"),
            channel_day: take("channel_day", "SD of the weight of a percept, between days"),
            trial: take("trial", "SD of how strongly a region answers, between trials"),
            axis: take("axis", "SD of ln of how strongly the stress axis answers, between people"),
            axis_day: take("axis_day", "SD of ln of how strongly the stress axis answers, between days"),
            shared: take("shared", "share of these that all regions of a person have in common"),
            stays: take("stays", "correlation of one day with the next"),
        }
    }

    /// A standard normal value of a day that goes with that of the day before.
    pub(crate) fn of_day(&self, key: Key, day: u64) -> f64 {
        let (mut sum, mut weight, mut total) = (0.0, 1.0, 0.0);
        for back in 0..DAYS {
            sum += weight * normal(key, stream::RESPONSE_DAY, 0, day + DAYS - back);
            total += weight * weight;
            weight *= self.stays;
        }
        sum / total.sqrt()
    }

    /// √a f + √(1 − a) z.
    pub(crate) fn common(&self, f: f64, z: f64) -> f64 {
        self.shared.sqrt() * f + (1.0 - self.shared).sqrt() * z
    }
}
