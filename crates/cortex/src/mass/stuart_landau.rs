//! Stuart-Landau oscillator: the normal form of a supercritical Hopf bifurcation.
//!
//! **Equations**
//! ```text
//! dx/dt = (a − β (x² + y²)) x − 2π f y + u_x − h x
//! dy/dt = (a − β (x² + y²)) y + 2π f x + u_y − h y
//! u_z = G Σ_j w_j z_j(t − d_j),   h = difference · G Σ_j w_j
//! ```
//! **Symbols.** x, y (1); a: distance from the bifurcation (1/s); β: cubic damping (1/s); f: frequency (Hz); G (1/s).
//! **Shape.** States x, y; sends both.
//! **Assumptions.** difference = 1 couples to z_j − z_i, 0 to z_j. Noise in both states.
//! **Papers.** Deco et al. 2017. TVB's `SupHopf` is β = 1/ms and difference = 0, with times in ms.

use super::{Mass, MassNumber};
use std::f64::consts::PI;
use syntony_engine::Real;
use syntony_engine::network::Dynamics;
use syntony_language::quantity::Dimension;

/// First distance from the unstable point.
const FIRST: f64 = 0.1;

/// The mass.
#[derive(Debug, Clone, Copy, Default)]
pub struct StuartLandau;

impl<R: Real> Dynamics<R, 2, 2, 3> for StuartLandau {
    #[inline(always)]
    fn slope(&self, [x, y]: [R; 2], [u, v]: [R; 2], [growth, cubic, turn]: [R; 3]) -> [R; 2] {
        let growth = growth - cubic * (x * x + y * y);
        [(growth * x - turn * y) + u, (growth * y + turn * x) + v]
    }
    #[inline(always)]
    fn sent(&self, state: [R; 2], _: [R; 3]) -> [R; 2] {
        state
    }
}

impl Mass<6, 2, 2, 3> for StuartLandau {
    const KEY: &'static str = "stuart_landau";
    const ABOUT: &'static str = "Stuart-Landau (supercritical Hopf)";
    const STATES: [(&'static str, &'static str); 2] = [("x", "1"), ("y", "1")];
    const NOISY: [bool; 2] = [true, true];
    const SHOWN: (&'static str, &'static str, &'static str) = ("x", "1", "real part");
    const ACTIVE: bool = false;
    const NUMBERS: [MassNumber; 6] = [
        ("a", Dimension::RATE, "distance from the bifurcation"),
        ("beta", Dimension::RATE, "cubic damping"),
        ("frequency", Dimension::RATE, "frequency"),
        ("difference", Dimension::NONE, "1: coupling to differences; 0: to what is sent"),
        ("coupling", Dimension::RATE, "global coupling G"),
        ("noise", Dimension::RATE, "intensity D of the noise of both states"),
    ];

    fn fold([a, beta, frequency, difference, coupling, _]: [f64; 6], strength: f64) -> [f64; 3] {
        [a - difference * coupling * strength, beta, 2.0 * PI * frequency]
    }

    fn factor(n: [f64; 6]) -> f64 {
        n[4]
    }

    fn first(_: [f64; 6], turn: f64) -> [f64; 2] {
        let (sine, cosine) = f64::circle(turn - 0.5);
        [FIRST * cosine, FIRST * sine]
    }

    fn fastest([a, _, frequency, ..]: [f64; 6]) -> f64 {
        1.0 / a.abs().max(2.0 * PI * frequency.abs())
    }
}
