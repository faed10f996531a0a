//! The course that a percept of an act takes in the brain: an onset that passes, and a drive that stays for a while.
//!
//! **Equations**, for an act that is there with strength u(t), 0 to 1:
//! ```text
//! τ_f da/dt = u − a,   τ_f df/dt = a − f,   τ_l dl/dt = u − l,   course = l + A (f − l)
//! ```
//! **Symbols.** f: what follows the act at once; l: what outlasts it; A: size of the onset (1); τ_f, τ_l: times (s). The mean of the course is that
//! of u whatever A, so that the slow clock, which knows shares of time, drives as much. **Shape.** one act channel. **Assumptions.** linear;
//! exact for u constant over a step. **Papers.** onset and adaptation of evoked responses; sizes from trial runs.

use syntony_engine::math::exp;

/// How percepts run their course.
#[derive(Debug, Clone, Copy)]
pub struct PerceptShape {
    /// τ_f, s.
    pub onset: f64,
    /// τ_l, s.
    pub lasting: f64,
    /// A.
    pub phasic: f64,
}

/// One channel in its course.
#[derive(Debug, Clone, Copy, Default)]
pub struct Course {
    a: f64,
    f: f64,
    l: f64,
}

/// Decays of a step, made once.
#[derive(Debug, Clone, Copy)]
pub struct Decay {
    fast: f64,
    mixed: f64,
    slow: f64,
    phasic: f64,
}

impl PerceptShape {
    /// For steps of `dt` seconds.
    pub fn decay(&self, dt: f64) -> Decay {
        let fast = exp(-dt / self.onset);
        Decay { fast, mixed: fast * dt / self.onset, slow: exp(-dt / self.lasting), phasic: self.phasic }
    }
}

impl Course {
    /// The course after one more step in which the act was there with strength `u`.
    #[inline]
    pub fn step(&mut self, u: f64, d: &Decay) -> f64 {
        self.f = u + (self.f - u) * d.fast + (self.a - u) * d.mixed;
        self.a = u + (self.a - u) * d.fast;
        self.l = u + (self.l - u) * d.slow;
        self.l + d.phasic * (self.f - self.l)
    }
}
