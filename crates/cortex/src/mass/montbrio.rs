//! Montbrió-Pazó-Roxin mass: the exact mean field of quadratic integrate-and-fire neurons.
//!
//! **Equations**
//! ```text
//! τ dr/dt = Δ/π + 2 V r
//! τ dV/dt = V² − (π r)² + η + J r + I + u,   u = G Σ_j w_j (c_r r_j + c_v V_j)(t − d_j)
//! ```
//! **Symbols.** r: spikes per τ and neuron (1), so that r/τ is the rate; V: mean potential (1); Δ, η: width and centre of the excitabilities;
//! J: synaptic weight. With τ = 1 ms r is in kHz, as in TVB.
//! **Shape.** States r, V; sends c_r r + c_v V.
//! **Assumptions.** Infinitely many neurons, Lorentzian excitabilities, instantaneous synapses. r stays above zero. Noise in both states.
//! **Papers.** Montbrió, Pazó & Roxin 2015; numbers named as in TVB's `MontbrioPazoRoxin`.

use super::{Mass, MassNumber};
use std::f64::consts::PI;
use syntony_engine::Real;
use syntony_engine::network::Dynamics;
use syntony_language::quantity::Dimension;

/// The mass.
#[derive(Debug, Clone, Copy, Default)]
pub struct Montbrio;

impl<R: Real> Dynamics<R, 2, 1, 6> for Montbrio {
    #[inline(always)]
    fn slope(&self, [r, v]: [R; 2], [u]: [R; 1], [width, drive, j, rate, _, _]: [R; 6]) -> [R; 2] {
        let turn = R::of(PI) * r;
        [rate * (width + R::of(2.0) * v * r), rate * (((v * v - turn * turn) + (drive + j * r)) + u)]
    }
    #[inline(always)]
    fn sent(&self, [r, v]: [R; 2], [.., c_r, c_v]: [R; 6]) -> [R; 1] {
        [c_r * r + c_v * v]
    }
    #[inline(always)]
    fn keep(&self, [r, v]: [R; 2]) -> [R; 2] {
        [if r < R::default() { R::default() } else { r }, v]
    }
}

impl Mass<9, 2, 1, 6> for Montbrio {
    const KEY: &'static str = "montbrio";
    const ABOUT: &'static str = "Montbrió-Pazó-Roxin";
    const STATES: [(&'static str, &'static str); 2] = [("r", "1"), ("V", "1")];
    const NOISY: [bool; 2] = [true, true];
    const SHOWN: (&'static str, &'static str, &'static str) = ("r", "1", "spikes per tau and neuron");
    const ACTIVE: bool = true;
    const NUMBERS: [MassNumber; 9] = [
        ("tau", Dimension::TIME, "membrane time constant"),
        ("delta", Dimension::NONE, "half width of the excitabilities"),
        ("eta", Dimension::NONE, "centre of the excitabilities"),
        ("j", Dimension::NONE, "synaptic weight"),
        ("i_ext", Dimension::NONE, "added current"),
        ("c_r", Dimension::NONE, "share of the rate in what is sent"),
        ("c_v", Dimension::NONE, "share of the potential in what is sent"),
        ("coupling", Dimension::NONE, "global coupling G"),
        ("noise", Dimension::RATE, "intensity D of the noise of both states"),
    ];

    fn fold([tau, delta, eta, j, i_ext, c_r, c_v, _, _]: [f64; 9], _: f64) -> [f64; 6] {
        [delta / PI, eta + i_ext, j, 1.0 / tau, c_r, c_v]
    }

    fn factor(n: [f64; 9]) -> f64 {
        n[7]
    }

    fn fastest(n: [f64; 9]) -> f64 {
        n[0]
    }
}
