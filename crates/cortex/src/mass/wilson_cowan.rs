//! Wilson-Cowan mass of an excitatory and an inhibitory population.
//!
//! **Equations**
//! ```text
//! x_e = α_e (c_ee E − c_ei I + P − θ_e + u),   u = G Σ_j w_j E_j(t − d_j)
//! x_i = α_i (c_ie E − c_ii I + Q − θ_i)
//! s_k = c_k (F(a_k (x_k − b_k)) − shift F(−a_k b_k)),   F(z) = 1/(1 + exp(−z))
//! τ_e dE/dt = −E + (k_e − r_e E) s_e,   τ_i dI/dt = −I + (k_i − r_i I) s_i
//! ```
//! **Symbols.** E, I: active shares (1); P, Q: drives (1).
//! **Shape.** States E, I; sends E.
//! **Assumptions.** shift = 1 makes rest without drive zero. Noise in both states.
//! **Papers.** Wilson & Cowan 1972; numbers named as in TVB's `WilsonCowan`.

use super::{Mass, MassNumber};
use syntony_engine::Real;
use syntony_engine::math::exp;
use syntony_engine::network::Dynamics;
use syntony_language::quantity::Dimension;

/// The mass.
#[derive(Debug, Clone, Copy, Default)]
pub struct WilsonCowan;

impl<R: Real> Dynamics<R, 2, 1, 17> for WilsonCowan {
    #[inline(always)]
    fn slope(&self, [e, i]: [R; 2], [u]: [R; 1], n: [R; 17]) -> [R; 2] {
        let [ee, ei, eu, e_rest, c_e, low_e, k_e, r_e, rate_e, rest @ ..] = n;
        let [ie, ii, i_rest, c_i, low_i, k_i, r_i, rate_i] = rest;
        let s = c_e * (((ee * e - ei * i) + eu * u) + e_rest).logistic() - low_e;
        let t = c_i * ((ie * e - ii * i) + i_rest).logistic() - low_i;
        [rate_e * ((k_e - r_e * e) * s - e), rate_i * ((k_i - r_i * i) * t - i)]
    }
    #[inline(always)]
    fn sent(&self, [e, _]: [R; 2], _: [R; 17]) -> [R; 1] {
        [e]
    }
}

impl Mass<25, 2, 1, 17> for WilsonCowan {
    const KEY: &'static str = "wilson_cowan";
    const ABOUT: &'static str = "Wilson-Cowan";
    const STATES: [(&'static str, &'static str); 2] = [("E", "1"), ("I", "1")];
    const NOISY: [bool; 2] = [true, true];
    const SHOWN: (&'static str, &'static str, &'static str) = ("E", "1", "active share of excitatory cells");
    const ACTIVE: bool = true;
    const NUMBERS: [MassNumber; 25] = [
        ("c_ee", Dimension::NONE, "excitatory to excitatory"),
        ("c_ei", Dimension::NONE, "inhibitory to excitatory"),
        ("c_ie", Dimension::NONE, "excitatory to inhibitory"),
        ("c_ii", Dimension::NONE, "inhibitory to inhibitory"),
        ("tau_e", Dimension::TIME, "excitatory time constant"),
        ("tau_i", Dimension::TIME, "inhibitory time constant"),
        ("a_e", Dimension::NONE, "slope, excitatory"),
        ("b_e", Dimension::NONE, "position, excitatory"),
        ("c_e", Dimension::NONE, "height, excitatory"),
        ("theta_e", Dimension::NONE, "threshold, excitatory"),
        ("a_i", Dimension::NONE, "slope, inhibitory"),
        ("b_i", Dimension::NONE, "position, inhibitory"),
        ("c_i", Dimension::NONE, "height, inhibitory"),
        ("theta_i", Dimension::NONE, "threshold, inhibitory"),
        ("r_e", Dimension::NONE, "refractoriness, excitatory"),
        ("r_i", Dimension::NONE, "refractoriness, inhibitory"),
        ("k_e", Dimension::NONE, "greatest response, excitatory"),
        ("k_i", Dimension::NONE, "greatest response, inhibitory"),
        ("p", Dimension::NONE, "drive, excitatory"),
        ("q", Dimension::NONE, "drive, inhibitory"),
        ("alpha_e", Dimension::NONE, "gain of the input, excitatory"),
        ("alpha_i", Dimension::NONE, "gain of the input, inhibitory"),
        ("shift", Dimension::NONE, "1: no response without input; 0: plain sigmoid"),
        ("coupling", Dimension::NONE, "global coupling G"),
        ("noise", Dimension::RATE, "intensity D of the noise of both states"),
    ];

    fn fold(n: [f64; 25], _: f64) -> [f64; 17] {
        let [c_ee, c_ei, c_ie, c_ii, tau_e, tau_i, a_e, b_e, c_e, theta_e, rest @ ..] = n;
        let [a_i, b_i, c_i, theta_i, r_e, r_i, k_e, k_i, p, q, alpha_e, alpha_i, shift, _, _] = rest;
        let (e, i) = (a_e * alpha_e, a_i * alpha_i);
        let low = |a: f64, b: f64, c: f64| shift * c / (1.0 + exp(a * b));
        [
            e * c_ee,
            e * c_ei,
            e,
            e * (p - theta_e) - a_e * b_e,
            c_e,
            low(a_e, b_e, c_e),
            k_e,
            r_e,
            1.0 / tau_e,
            i * c_ie,
            i * c_ii,
            i * (q - theta_i) - a_i * b_i,
            c_i,
            low(a_i, b_i, c_i),
            k_i,
            r_i,
            1.0 / tau_i,
        ]
    }

    fn factor(n: [f64; 25]) -> f64 {
        n[23]
    }

    fn fastest(n: [f64; 25]) -> f64 {
        n[4].min(n[5])
    }
}
