//! Reduced Wong-Wang mass of an excitatory and an inhibitory population (dynamic mean field).
//!
//! **Equations**
//! ```text
//! I_e = w_p J_N S_e − J_i S_i + W_e I_o + I_ext + J_N u      u = G Σ_j w_j S_e,j(t − d_j)
//! I_i = J_N S_e − S_i + W_i I_o + λ J_N u
//! r_k = x_k / (1 − exp(−d_k x_k)),  x_k = g_k (a_k I_k − b_k)
//! dS_e/dt = −S_e/τ_e + (1 − S_e) γ_e r_e,   dS_i/dt = −S_i/τ_i + γ_i r_i
//! balance: at rest r_e = ρ gives S_e = γ_e τ_e ρ / (1 + γ_e τ_e ρ) and I_e = (x⁻¹(ρ)/g_e + b_e)/a_e,
//!          S_i = τ_i γ_i r_i(S_i), and J_i = (w_p J_N S_e + W_e I_o + I_ext + J_N u − I_e) / S_i
//! ```
//! **Symbols.** S: open synapses (1), 0..1; r: rate (Hz); I: current (nA), an S_i of 1 inhibits inhibitory cells by 1 nA; g: gain (1), where
//! receptor maps act; ρ: rate that feedback inhibition holds (Hz).
//! **Shape.** States S_e, S_i; sends S_e.
//! **Assumptions.** Gating of NMDA and GABA is all that is slow. Noise in both states. The balance takes every region to be at its ρ.
//! **Papers.** Deco et al. 2014; numbers named as in TVB's `ReducedWongWangExcInh`; the balance without iteration: Demirtaş et al. 2019.

use super::{Mass, MassNumber, dims};
use syntony_engine::Real;
use syntony_engine::math::exp;
use syntony_engine::network::Dynamics;
use syntony_language::quantity::Dimension;

/// The mass.
#[derive(Debug, Clone, Copy, Default)]
pub struct WongWangEi;

impl<R: Real> Dynamics<R, 2, 1, 12> for WongWangEi {
    #[inline(always)]
    fn slope(&self, [e, i]: [R; 2], [u]: [R; 1], n: [R; 12]) -> [R; 2] {
        let [ee, ei, eu, e_rest, e_gain, e_decay, ie, ii, iu, i_rest, i_gain, i_decay] = n;
        let x = ((ee * e - ei * i) + eu * u) + e_rest;
        let y = ((ie * e - ii * i) + iu * u) + i_rest;
        [(R::of(1.0) - e) * (e_gain * x.ramp()) - e_decay * e, i_gain * y.ramp() - i_decay * i]
    }
    #[inline(always)]
    fn sent(&self, [e, _]: [R; 2], _: [R; 12]) -> [R; 1] {
        [e]
    }
    #[inline(always)]
    fn keep(&self, state: [R; 2]) -> [R; 2] {
        state.map(share)
    }
}

/// Into 0..1; what is no number stays none.
#[inline(always)]
pub(super) fn share<R: Real>(x: R) -> R {
    let (zero, one) = (R::default(), R::of(1.0));
    let x = if x < zero { zero } else { x };
    if x > one { one } else { x }
}

impl Mass<23, 2, 1, 12> for WongWangEi {
    const KEY: &'static str = "wong_wang_ei";
    const ABOUT: &'static str = "reduced Wong-Wang, excitatory and inhibitory";
    const STATES: [(&'static str, &'static str); 2] = [("S_e", "1"), ("S_i", "1")];
    const NOISY: [bool; 2] = [true, true];
    const SHOWN: (&'static str, &'static str, &'static str) = ("S_e", "1", "open excitatory synapses");
    const ACTIVE: bool = true;
    const NUMBERS: [MassNumber; 23] = [
        ("a_e", dims::RATE_PER_CURRENT, "slope of the excitatory transfer function"),
        ("b_e", Dimension::RATE, "threshold of the excitatory transfer function"),
        ("d_e", Dimension::TIME, "curvature of the excitatory transfer function"),
        ("gamma_e", Dimension::NONE, "excitatory synapses opened by a spike"),
        ("tau_e", Dimension::TIME, "life of NMDA gating"),
        ("gain_e", Dimension::NONE, "gain of the excitatory transfer function"),
        ("w_p", Dimension::NONE, "recurrent excitation"),
        ("j_n", Dimension::CURRENT, "current of open NMDA synapses"),
        ("w_e", Dimension::NONE, "share of the outer current, excitatory"),
        ("i_ext", Dimension::CURRENT, "added current, excitatory"),
        ("a_i", dims::RATE_PER_CURRENT, "slope of the inhibitory transfer function"),
        ("b_i", Dimension::RATE, "threshold of the inhibitory transfer function"),
        ("d_i", Dimension::TIME, "curvature of the inhibitory transfer function"),
        ("gamma_i", Dimension::NONE, "inhibitory synapses opened by a spike"),
        ("tau_i", Dimension::TIME, "life of GABA gating"),
        ("gain_i", Dimension::NONE, "gain of the inhibitory transfer function"),
        ("j_i", Dimension::CURRENT, "current of open GABA synapses"),
        ("w_i", Dimension::NONE, "share of the outer current, inhibitory"),
        ("i_o", Dimension::CURRENT, "outer current"),
        ("lambda", Dimension::NONE, "share of the coupling that reaches inhibitory cells"),
        ("rate", Dimension::RATE, "excitatory rate that balanced inhibition holds"),
        ("coupling", Dimension::NONE, "global coupling G"),
        ("noise", Dimension::RATE, "intensity D of the noise of both states"),
    ];

    fn fold(n: [f64; 23], _: f64) -> [f64; 12] {
        let [a_e, b_e, d_e, gamma_e, tau_e, gain_e, w_p, j_n, w_e, i_ext, rest @ ..] = n;
        let [a_i, b_i, d_i, gamma_i, tau_i, gain_i, j_i, w_i, i_o, lambda, _, _, _] = rest;
        let (e, i) = (d_e * gain_e * a_e, d_i * gain_i * a_i);
        [
            e * w_p * j_n,
            e * j_i,
            e * j_n,
            e * (w_e * i_o + i_ext) - d_e * gain_e * b_e,
            gamma_e / d_e,
            1.0 / tau_e,
            i * j_n,
            i,
            i * lambda * j_n,
            i * w_i * i_o - d_i * gain_i * b_i,
            gamma_i / d_i,
            1.0 / tau_i,
        ]
    }

    fn factor(n: [f64; 23]) -> f64 {
        n[21]
    }

    fn fastest(n: [f64; 23]) -> f64 {
        n[4].min(n[14])
    }
}

/// S_e of a region at the rate that balanced inhibition holds.
pub fn balanced_state(n: &[f64]) -> f64 {
    let open = n[3] * n[4] * n[20];
    open / (1.0 + open)
}

/// J_i that holds a region at its rate while it receives `u` = G Σ w S_e; negative if nothing can.
pub fn balanced_inhibition(n: &[f64], u: f64) -> f64 {
    let &[
        a_e,
        b_e,
        d_e,
        _,
        _,
        gain_e,
        w_p,
        j_n,
        w_e,
        i_ext,
        a_i,
        b_i,
        d_i,
        gamma_i,
        tau_i,
        gain_i,
        _,
        w_i,
        i_o,
        lambda,
        rate,
        ..,
    ] = n
    else {
        return f64::NAN;
    };
    let ramp = |x: f64, d: f64| if x == 0.0 { 1.0 / d } else { x / (1.0 - exp(-d * x)) };
    // both functions rise, so halving finds the root
    let x = root(-1e4, 1e4, |x| ramp(x, d_e) - rate);
    let current = (x / gain_e + b_e) / a_e;
    let s = balanced_state(n);
    let gaba = root(0.0, 1e3, |i| {
        let y = gain_i * (a_i * (j_n * s - i + w_i * i_o + lambda * j_n * u) - b_i);
        i - tau_i * gamma_i * ramp(y, d_i)
    });
    (w_p * j_n * s + w_e * i_o + i_ext + j_n * u - current) / gaba
}

fn root(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}
