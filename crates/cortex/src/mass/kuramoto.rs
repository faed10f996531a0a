//! Kuramoto phase oscillator.
//!
//! **Equations**
//! ```text
//! dθ/dt = 2π f + G Σ_j w_j sin(θ_j(t − d_j) − θ)
//! ```
//! **Symbols.** θ: phase (rad), kept in −π..π; f: frequency (Hz); G (1/s), TVB's a (which it means to divide by the number of regions, and does not).
//! **Shape.** State θ; sends sin θ and cos θ, so that an edge costs no sine: sin(θ_j − θ) = sin θ_j cos θ − cos θ_j sin θ.
//! A recorded phase is the circular mean over its interval, arg ⟨e^{iθ}⟩; what is shown is ⟨cos θ⟩.
//! **Assumptions.** Weak coupling. Noise in the phase.
//! **Papers.** Kuramoto 1984; with delays on a connectome Cabral et al. 2011.

use super::{Mass, MassNumber};
use std::f64::consts::PI;
use syntony_engine::Real;
use syntony_engine::network::Dynamics;
use syntony_language::quantity::Dimension;

/// The mass.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kuramoto;

impl<R: Real> Dynamics<R, 1, 2, 1> for Kuramoto {
    #[inline(always)]
    fn slope(&self, [phase]: [R; 1], [sines, cosines]: [R; 2], [turn]: [R; 1]) -> [R; 1] {
        let (sine, cosine) = phase.sine_cosine();
        [turn + (sines * cosine - cosines * sine)]
    }
    #[inline(always)]
    fn sent(&self, [phase]: [R; 1], _: [R; 1]) -> [R; 2] {
        let (sine, cosine) = phase.sine_cosine();
        [sine, cosine]
    }
    #[inline(always)]
    fn keep(&self, [phase]: [R; 1]) -> [R; 1] {
        [phase.wrapped()]
    }
    #[inline(always)]
    fn shown(&self, [phase]: [R; 1]) -> R {
        phase.sine_cosine().1
    }
    #[inline(always)]
    fn summed(&self, [phase]: [R; 1]) -> [R; 1] {
        [phase.sine_cosine().0]
    }
    #[inline(always)]
    fn mean(&self, [sine]: [R; 1], cosine: R) -> [R; 1] {
        [R::angle(sine, cosine)]
    }
}

impl Mass<3, 1, 2, 1> for Kuramoto {
    const KEY: &'static str = "kuramoto";
    const ABOUT: &'static str = "Kuramoto phase";
    const STATES: [(&'static str, &'static str); 1] = [("theta", "rad")];
    const NOISY: [bool; 1] = [true];
    const SHOWN: (&'static str, &'static str, &'static str) = ("cos_theta", "1", "cosine of the phase");
    const ACTIVE: bool = false;
    const NUMBERS: [MassNumber; 3] = [
        ("frequency", Dimension::RATE, "frequency"),
        ("coupling", Dimension::RATE, "global coupling G"),
        ("noise", Dimension::RATE, "intensity D of the noise"),
    ];

    fn fold([frequency, _, _]: [f64; 3], _: f64) -> [f64; 1] {
        [2.0 * PI * frequency]
    }

    fn factor(n: [f64; 3]) -> f64 {
        n[1]
    }

    fn first(_: [f64; 3], turn: f64) -> [f64; 1] {
        [2.0 * PI * (turn - 0.5)]
    }

    fn fastest(n: [f64; 3]) -> f64 {
        1.0 / (2.0 * PI * n[0].abs())
    }
}
