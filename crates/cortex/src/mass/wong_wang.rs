//! Reduced Wong-Wang mass of one excitatory population.
//!
//! **Equations**
//! ```text
//! I = w J_N S + I_o + J_N u,   u = G Σ_j w_j S_j(t − d_j)
//! r = x / (1 − exp(−d x)),  x = a I − b
//! dS/dt = −S/τ + (1 − S) γ r
//! ```
//! **Symbols.** S: open synapses (1), 0..1; r: rate (Hz); I: current (nA).
//! **Shape.** State S; sends it.
//! **Assumptions.** Inhibition is in the numbers. Noise in S.
//! **Papers.** Wong & Wang 2006, Deco et al. 2013; numbers named as in TVB's `ReducedWongWang`.

use super::wong_wang_ei::share;
use super::{Mass, MassNumber, dims};
use syntony_engine::Real;
use syntony_engine::network::Dynamics;
use syntony_language::quantity::Dimension;

/// The mass.
#[derive(Debug, Clone, Copy, Default)]
pub struct WongWang;

impl<R: Real> Dynamics<R, 1, 1, 5> for WongWang {
    #[inline(always)]
    fn slope(&self, [s]: [R; 1], [u]: [R; 1], [own, given, rest, gain, decay]: [R; 5]) -> [R; 1] {
        let x = (own * s + given * u) + rest;
        [(R::of(1.0) - s) * (gain * x.ramp()) - decay * s]
    }
    #[inline(always)]
    fn sent(&self, state: [R; 1], _: [R; 5]) -> [R; 1] {
        state
    }
    #[inline(always)]
    fn keep(&self, state: [R; 1]) -> [R; 1] {
        state.map(share)
    }
}

impl Mass<10, 1, 1, 5> for WongWang {
    const KEY: &'static str = "wong_wang";
    const ABOUT: &'static str = "reduced Wong-Wang, one population";
    const STATES: [(&'static str, &'static str); 1] = [("S", "1")];
    const NOISY: [bool; 1] = [true];
    const SHOWN: (&'static str, &'static str, &'static str) = ("S", "1", "open synapses");
    const ACTIVE: bool = true;
    const NUMBERS: [MassNumber; 10] = [
        ("a", dims::RATE_PER_CURRENT, "slope of the transfer function"),
        ("b", Dimension::RATE, "threshold of the transfer function"),
        ("d", Dimension::TIME, "curvature of the transfer function"),
        ("gamma", Dimension::NONE, "synapses opened by a spike"),
        ("tau", Dimension::TIME, "life of NMDA gating"),
        ("w", Dimension::NONE, "recurrent excitation"),
        ("j_n", Dimension::CURRENT, "current of open synapses"),
        ("i_o", Dimension::CURRENT, "outer current"),
        ("coupling", Dimension::NONE, "global coupling G"),
        ("noise", Dimension::RATE, "intensity D of the noise"),
    ];

    fn fold([a, b, d, gamma, tau, w, j_n, i_o, _, _]: [f64; 10], _: f64) -> [f64; 5] {
        [d * a * w * j_n, d * a * j_n, d * (a * i_o - b), gamma / d, 1.0 / tau]
    }

    fn factor(n: [f64; 10]) -> f64 {
        n[8]
    }

    fn fastest(n: [f64; 10]) -> f64 {
        n[4]
    }
}
