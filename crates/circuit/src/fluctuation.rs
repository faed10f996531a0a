//! Ongoing activity: every population drifts a little by itself, within seconds.
//!
//! **Equation.** An Ornstein-Uhlenbeck process per population and brain, added to its excitability, as its mean over a tick:
//! ```text
//! ds = −s dt/τ + σ √(2/τ) dW,    h += mean of s over the tick,    a = dt/τ
//! var = 2σ² (a − 1 + e^−a)/a²,   ρ = (1 − e^−a)²/(2 (a − 1 + e^−a))        (variance and lag-one correlation of such means)
//! u ← ρ u + √(1 − ρ²) ξ,         mean of s = √var u
//! ```
//! **Symbols.** σ (logit units), τ (s), ξ: standard normal, one stream per brain and population. **Shape.** `[population × lane]`.
//! **Assumptions.** Means of successive ticks are taken as a first-order process, which keeps variance and lag-one correlation; the longer the tick the less is left,
//! so a day in ticks of minutes hardly knows of it. All situations of a tick share it. **Papers.** Fox & Raichle 2007 (slow spontaneous fluctuation);
//! size and time from trial runs at the fast clock.

use crate::numbers::Numbers;
use syntony_engine::Key;
use syntony_engine::math::exp;
use syntony_engine::noise::Normals;
use syntony_language::quantity::Dimension;

/// Size and time of ongoing fluctuation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FluctuationParameters {
    /// σ, logit units; 0 leaves it out.
    pub sd: f64,
    /// τ, s.
    pub time: f64,
}

impl FluctuationParameters {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Self {
        FluctuationParameters {
            sd: n.take("circuit.fluctuation_sd", Dimension::NONE, "SD of ongoing activity, logit units"),
            time: n
                .take("circuit.fluctuation_time", Dimension::TIME, "time in which ongoing activity drifts")
                .max(0.1),
        }
    }

    /// SD of means over a tick and correlation of successive ones.
    pub fn over(&self, dt: f64) -> (f64, f64) {
        let a = (dt / self.time).max(1e-4);
        let (decay, part) = (exp(-a), a - 1.0 + exp(-a));
        (self.sd * (2.0 * part).sqrt() / a, ((1.0 - decay) * (1.0 - decay) / (2.0 * part)).min(1.0))
    }
}

/// Where the fluctuation of all populations stands.
#[derive(Debug, Clone)]
pub struct Fluctuation {
    /// u, `[population × lane]`.
    drift: Vec<f64>,
    fresh: Vec<f64>,
    noise: Normals,
    ticks: u64,
}

impl Fluctuation {
    /// Of populations in lanes; `keys` are `[population × lane]`.
    pub fn new(keys: Vec<Key>, stream: u32) -> Self {
        let none = vec![0.0; keys.len()];
        Fluctuation { drift: none.clone(), fresh: none, noise: Normals::new(keys, stream), ticks: 0 }
    }

    /// Goes on by a tick and adds its mean to `h`, `[population × lane]`.
    pub fn step(&mut self, p: &FluctuationParameters, dt: f64, h: &mut [f64]) {
        if p.sd <= 0.0 || dt <= 0.0 {
            return;
        }
        self.noise.fill(&mut self.fresh, self.ticks);
        let (sd, stays) = p.over(dt);
        if self.ticks == 0 {
            self.drift.copy_from_slice(&self.fresh);
        }
        let new = (1.0 - stays * stays).sqrt();
        for ((u, z), h) in self.drift.iter_mut().zip(&self.fresh).zip(h) {
            *u = stays * *u + new * z;
            *h += sd * *u;
        }
        self.ticks += 1;
    }
}
