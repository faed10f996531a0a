//! What noise does to a mean, and how the transfer function of the fast clock answers it.
//!
//! Under noise a saturating F has another mean and a smaller slope. The excitability of every population is taken to have adapted to that, so
//! that the slow clock's fixed point is the fast clock's mean; the slope stays that of the atlas, and noise lowers it.
//!
//! **Equations**, around the slow clock's p̄, n̄ of the node, for Ornstein-Uhlenbeck inputs k of variance σ_k² and time τ_k:
//! ```text
//! o: ⟨F(x̄ + o + ξ)⟩ = F(x̄),  F̄' = ⟨F'(x̄ + o + ξ)⟩,  ξ ~ N(0, v)         (Gauss-Hermite, seven points)
//! ⟨(1 − ρ p) F⟩ = (1 − ρ p̄) F̄ − ρ cov(p, F)    ⇒  c = cov(p, F) = F̄' cov(p, x)
//! c_k = σ_k² (1/τ_k − A)⁻¹ B,   A P + P Aᵀ + Σ_k (c_k Bᵀ + B c_kᵀ) = 0,   v = aᵀ P a + …
//! ```
//! **Symbols.** A, B: the node's linear dynamics with the slopes F̄', found together with v by half steps; P: covariance of (p, n); v: variance of the argument of F.
//! Inputs: fast and slow noise, what other nodes send (Σ w² var p, time τ_p), what acts bring. **Shape.** `[population × lane]`.
//! **Assumptions.** Gaussian fluctuations; no correlation between nodes.
//! **Paper.** Gardiner 2009, linear noise approximation.

use super::plan::FastPlan;
use crate::circuit::{Circuit, Columns, RHO};
use std::f64::consts::PI;
use syntony_engine::grid;
use syntony_engine::math::logistic;

/// Sweeps to the fixed point when brains are tuned anew.
const SWEEPS: usize = 40;
/// Rounds in which slopes and variances find each other.
const ROUNDS: usize = 12;

/// Offset and added mean of one population in one lane.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoisePoint {
    /// o of the principal population.
    pub offset: f64,
    /// c of the principal population.
    pub added: f64,
    /// o of the interneurons.
    pub n_offset: f64,
    /// c of the interneurons.
    pub n_added: f64,
    /// Variance of the argument of F, of both.
    pub spread: (f64, f64),
    /// Variance of p.
    pub variance: f64,
}

/// Fixed points of the slow clock and what noise needs there.
#[derive(Debug, Clone)]
pub(super) struct Tuned {
    pub(super) p: Vec<f64>,
    n: Vec<f64>,
    pub(super) points: Vec<NoisePoint>,
}

/// Newton steps to an offset.
const NEWTON: usize = 3;
/// Points and weights of Gauss-Hermite quadrature for a normal distribution.
const QUADRATURE: [(f64, f64); 7] = [
    (-3.750439717725742, 0.0005482688559720005),
    (-2.366759410734541, 0.030757123967586033),
    (-1.154405394739968, 0.24012317860501325),
    (0.0, 0.45714285714285746),
    (1.154405394739968, 0.24012317860501325),
    (2.366759410734541, 0.030757123967586033),
    (3.750439717725742, 0.0005482688559720005),
];
/// Variance by which a swing is taken to grow in a round.
const SWING: f64 = 0.1;
/// Least damping at which the noise of a node is taken to be linear, 1/s.
const TRACE_MIN: f64 = 2.0;

/// Drive of a node: variance and time constant of one input.
type Input = (f64, f64);

/// What the slow clock tells, all `[population × lane]` in the order of the circuit.
#[derive(Debug, Clone, Copy)]
pub struct Tuning<'a> {
    /// Mean stimulus to come.
    pub stimulus: &'a [f64],
    /// Excitability.
    pub h: &'a [f64],
    /// Gain.
    pub g: &'a [f64],
    /// Variance of the stimulus from acts.
    pub acts: &'a [f64],
}

/// What acts on a node: the sum of what it receives, its gain and pace, the noise that comes in, and what was found before.
struct Acting<'a> {
    x: f64,
    g: f64,
    pace: f64,
    inputs: &'a [Input],
    old: NoisePoint,
}

impl Tuned {
    pub(super) fn new(circuit: &Circuit, weights: &[&[f64]], lanes: usize) -> Tuned {
        debug_assert_eq!(weights.len(), lanes);
        let rest = |r: usize| std::iter::repeat_n(circuit.nodes[r].rest, lanes);
        let point = NoisePoint::default();
        Tuned {
            p: (0..circuit.nodes.len()).flat_map(rest).collect(),
            n: vec![circuit.cortex.n_rest; circuit.nodes.len() * lanes],
            points: vec![point; circuit.nodes.len() * lanes],
        }
    }

    pub(super) fn tune(
        &mut self,
        circuit: &Circuit,
        plan: &FastPlan,
        weights: &[&[f64]],
        pace: &[f64],
        told: Tuning<'_>,
    ) {
        let Tuning { stimulus, h, g, acts } = told;
        let lanes = pace.len();
        // what receptors change in transmission stands in the excitability already
        let (mut scratch, whole) = (vec![0.0; 3], vec![1.0; h.len()]);
        for (lane, w) in weights.iter().enumerate() {
            for _ in 0..SWEEPS {
                circuit.relax(
                    w,
                    Columns {
                        p: &mut self.p,
                        n: &mut self.n,
                        stimulus,
                        columns: lanes,
                        at: lane,
                        width: 1,
                        h,
                        g,
                        glutamate: &whole,
                        gaba: &whole,
                        other: &whole,
                        lanes,
                        lane,
                        x: &mut scratch,
                    },
                );
            }
        }
        for _ in 0..ROUNDS {
            for r in 0..circuit.nodes.len() {
                for lane in 0..lanes {
                    let at = r * lanes + lane;
                    let span = circuit.starts[r]..circuit.starts[r + 1];
                    let (mut x, mut sent) = (stimulus[at] + h[at], 0.0);
                    for e in span {
                        let (from, w) = (circuit.synapses[e].from, weights[lane][e]);
                        x += w * (grid::row(&self.p, from, lanes)[lane] - circuit.nodes[from].rest);
                        sent += w * w * grid::row(&self.points, from, lanes)[lane].variance;
                    }
                    let inputs = [
                        (plan.noise_sd * plan.noise_sd, plan.noise_tau),
                        (plan.slow_sd * plan.slow_sd, plan.slow_tau),
                        (sent, plan.tau_p * pace[lane]),
                        (acts[at], plan.act_tau),
                    ];
                    let on = Acting { x, g: g[at], pace: pace[lane], inputs: &inputs, old: self.points[at] };
                    self.points[at] = if circuit.nodes[r].cortical {
                        cortex(circuit, plan, r, on, self.p[at], self.n[at])
                    } else {
                        nucleus(circuit.nodes[r].threshold, plan.tau_u, on, self.p[at])
                    };
                }
            }
        }
    }
}

/// The same in closed form, of logistic-probit; in a loop of excitation and inhibition it errs less than what is exact for a Gaussian input.
fn flattened(at: f64, variance: f64) -> (f64, f64) {
    let flatter = (1.0 + PI / 8.0 * variance.max(0.0)).sqrt();
    let f = logistic(at);
    (at * (flatter - 1.0), f * (1.0 - f) / flatter)
}

/// Offset o and slope F̄' for a variance.
fn averaged(at: f64, variance: f64) -> (f64, f64) {
    let (sd, target) = (variance.max(0.0).sqrt(), logistic(at));
    let mean = |o: f64| {
        QUADRATURE.iter().fold((0.0, 0.0), |(f, slope), (z, w)| {
            let y = logistic(at + o + sd * z);
            (f + w * y, slope + w * y * (1.0 - y))
        })
    };
    let mut offset = 0.0;
    for _ in 0..NEWTON {
        let (f, slope) = mean(offset);
        offset -= (f - target) / slope.max(1e-12);
    }
    (offset, mean(offset).1)
}

fn nucleus(threshold: f64, tau: f64, on: Acting<'_>, p: f64) -> NoisePoint {
    let Acting { x, g, pace, inputs, old } = on;
    let at = g * x - threshold;
    let f = logistic(at);
    let (offset, slope) = averaged(at, old.spread.0);
    let tau = tau * pace;
    let (a, b) = ((1.0 + RHO * f) / tau, (1.0 - RHO * p) * g * slope / tau);
    let (mut v, mut cov, mut variance) = (0.0, 0.0, 0.0);
    for &(s2, tau_k) in inputs {
        let c = s2 * b / (1.0 / tau_k + a);
        v += g * g * s2;
        cov += g * c;
        variance += b * c / a;
    }
    let spread = (0.5 * (old.spread.0 + v), 0.0);
    NoisePoint { offset, added: slope * cov, variance, spread, ..NoisePoint::default() }
}

fn cortex(circuit: &Circuit, plan: &FastPlan, r: usize, on: Acting<'_>, p: f64, n: f64) -> NoisePoint {
    let Acting { x, g, pace, inputs, old } = on;
    let (k, node) = (&circuit.cortex, &circuit.nodes[r]);
    let b_p = -(k.w_pp * node.rest - k.w_pn * k.n_rest);
    let b_n = -(k.w_np * node.rest - k.w_nn * k.n_rest) - k.n_threshold;
    let at = g * (k.w_pp * p - k.w_pn * n + b_p + x) - node.threshold;
    let at_n = k.w_np * p - k.w_nn * n + b_n + k.kappa * x;
    let (f, f_n) = (logistic(at), logistic(at_n));
    let ((offset, slope), (n_offset, slope_n)) = (flattened(at, old.spread.0), flattened(at_n, old.spread.1));
    let (tp, tn) = (plan.tau_p * pace, plan.tau_n * pace);
    let (dp, dn) = ((1.0 - RHO * p) * g * slope / tp, (1.0 - RHO * n) * slope_n / tn);
    let (a11, a12) = (dp * k.w_pp - (1.0 + RHO * f) / tp, -dp * k.w_pn);
    let (a21, a22) = (dn * k.w_np, -dn * k.w_nn - (1.0 + RHO * f_n) / tn);
    let (b1, b2) = (dp, dn * k.kappa);
    let (trace, det) = (a11 + a22, a11 * a22 - a12 * a21);
    if !(trace < -TRACE_MIN && det > 0.0) {
        // past the onset of its rhythm, whose swings flatten F until it is not
        let spread = (old.spread.0 + SWING, old.spread.1 + SWING);
        return NoisePoint { spread, offset, n_offset, ..old };
    }
    let (mut c1, mut c2, mut input) = (0.0, 0.0, 0.0);
    for &(s2, tau_k) in inputs.iter().filter(|(s2, _)| *s2 > 0.0) {
        let (m11, m22) = (1.0 / tau_k - a11, 1.0 / tau_k - a22);
        let det = m11 * m22 - a12 * a21;
        c1 += s2 * (m22 * b1 + a12 * b2) / det;
        c2 += s2 * (a21 * b1 + m11 * b2) / det;
        input += s2;
    }
    // A P + P Aᵀ = −Q for the symmetric 2 × 2 P, in closed form
    let (q11, q12, q22) = (2.0 * c1 * b1, c1 * b2 + c2 * b1, 2.0 * c2 * b2);
    let scale = -1.0 / (2.0 * trace * det);
    let p11 = scale * (q11 * (det + a22 * a22) - 2.0 * a12 * a22 * q12 + a12 * a12 * q22);
    let p22 = scale * (q22 * (det + a11 * a11) - 2.0 * a21 * a11 * q12 + a21 * a21 * q11);
    let p12 = scale * (-a21 * a22 * q11 + 2.0 * a11 * a22 * q12 - a11 * a12 * q22);
    let quadratic = |u: f64, w: f64, s: f64| {
        u * u * p11 + w * w * p22 - 2.0 * u * w * p12 + s * s * input + 2.0 * s * (u * c1 - w * c2)
    };
    let spread = (
        0.5 * (old.spread.0 + g * g * quadratic(k.w_pp, k.w_pn, 1.0)),
        0.5 * (old.spread.1 + quadratic(k.w_np, k.w_nn, k.kappa)),
    );
    NoisePoint {
        offset,
        added: slope * g * (k.w_pp * p11 - k.w_pn * p12 + c1),
        n_offset,
        n_added: slope_n * (k.w_np * p12 - k.w_nn * p22 + k.kappa * c2),
        spread,
        variance: p11,
    }
}
