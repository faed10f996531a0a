//! The circuit at the slow clock: every population at the fixed point that its inputs allow.
//!
//! **Equation** (Wilson-Cowan with refractoriness; coupling acts on deviations from rest `p*`):
//! ```text
//! X_r = Σ_e w_e (A_e p_s − p*_s) + A_glu stimulus_r            (A: transmission that receptors leave, 1 at rest)
//! nucleus:  p = F(g (X + h) − θ) / (1 + ρ F)
//! cortex:   p = F_p / (1 + ρ F_p),  F_p = F(g (w_pp p − w_pn n + b_p + X + h) − θ_p)
//!           n = F_n / (1 + ρ F_n),  F_n = F(w_np p − w_nn n + b_n + κ (X + h) − θ_n)
//! θ = −logit(rest),  p* = rest / (1 + ρ rest),  b_p = −(w_pp p* − w_pn n*),  b_n = −(w_np p* − w_nn n*)
//! w_e = ordinal_e G / (Σ_into r |ordinal| + c)
//! ```
//! **Symbols.** p, n: activity of principal and interneuron population, 0-0.5 (1); X, h, stimulus: drive (logit units);
//! g: gain (1); θ: threshold; G: global coupling; rate in Hz is p times the population's `rate_max`.
//! **Shape.** `p[population × column]`; a column is a brain in a situation (attending nobody, or one other), unit innermost.
//! **Assumptions.** Inputs change more slowly than 0.1 s, so the fast dynamics has settled; noise is left out at this clock
//! (it shifts mean rates by up to 6 %). Range: g 0.7-1.3, |X| up to about 4. A lesion is h = −60, which takes p to 0.
//! **Paper.** Wilson & Cowan 1972; the closed-form rest follows from setting all deviations to zero.

// Expansion of `multiversion`: the same source for every vector width, with the same bits.
#![allow(unsafe_code)]

use multiversion::multiversion;
use syntony_engine::Key;
use syntony_engine::grid;
use syntony_engine::math::logistic;
use syntony_engine::noise::name;

/// A population.
#[derive(Debug, Clone)]
pub struct Node {
    /// Key in the atlas.
    pub key: String,
    /// Index of its region.
    pub region: usize,
    /// Has an interneuron population.
    pub cortical: bool,
    /// θ of the principal population.
    pub threshold: f64,
    /// p at rest.
    pub rest: f64,
    /// Rate at p = 1, Hz.
    pub rate_max: f64,
}

/// A projection into a population.
#[derive(Debug, Clone, Copy)]
pub struct Synapse {
    /// Source population.
    pub from: usize,
    /// Weight (logit units per unit of deviation).
    pub weight: f64,
    /// What carries it.
    pub transmitter: Transmitter,
}

/// Which receptors at the target a projection needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transmitter {
    /// Channels of glutamate.
    Glutamate,
    /// Channels of GABA.
    Gaba,
    /// Neither alone.
    Other,
}

impl Transmitter {
    /// Of the words of the atlas.
    pub fn of(words: &str) -> Transmitter {
        match words {
            w if w.starts_with("GABA") && !w.contains("glutamate") => Transmitter::Gaba,
            w if w.starts_with("glutamate") => Transmitter::Glutamate,
            _ => Transmitter::Other,
        }
    }
}

/// Constants of the cortical mass.
#[derive(Debug, Clone, Copy)]
pub struct Cortex {
    /// Recurrent excitation.
    pub w_pp: f64,
    /// Inhibition of principals.
    pub w_pn: f64,
    /// Excitation of interneurons.
    pub w_np: f64,
    /// Inhibition among interneurons.
    pub w_nn: f64,
    /// Share of external drive that also reaches interneurons.
    pub kappa: f64,
    /// Interneuron activity at rest.
    pub n_rest: f64,
    /// θ of interneurons.
    pub n_threshold: f64,
}

/// Refractoriness ρ.
pub(super) const RHO: f64 = 1.0;

/// The populations, what they project to, and how many sweeps a tick takes.
#[derive(Debug, Clone)]
pub struct Circuit {
    /// Populations, in the order in which they are relaxed.
    pub nodes: Vec<Node>,
    /// Inputs of population r are `synapses[starts[r]..starts[r + 1]]`.
    pub starts: Vec<usize>,
    /// All projections, by target.
    pub synapses: Vec<Synapse>,
    /// Constants of the cortical mass.
    pub cortex: Cortex,
    /// Least and greatest gain g that receptors can give a population.
    pub gain: (f64, f64),
    /// Gauss-Seidel sweeps per tick; the state is kept between ticks, so few are enough.
    pub sweeps: usize,
}

/// Activity of a population for an output of F: p = F / (1 + ρ F).
#[inline(always)]
pub fn activity(output: f64) -> f64 {
    output / (1.0 + RHO * output)
}

/// The output of F of a population with activity p, the inverse of [`activity`].
#[inline(always)]
pub fn output(activity: f64) -> f64 {
    activity / (1.0 - RHO * activity)
}

/// Columns `at .. at + width` of a block, and what drives them. Each is by itself: how many stand beside each other changes no bit.
pub struct Columns<'a> {
    /// Activity of principals, `[population × columns]`.
    pub p: &'a mut [f64],
    /// Activity of interneurons, likewise.
    pub n: &'a mut [f64],
    /// Stimulus, likewise.
    pub stimulus: &'a [f64],
    /// Columns of a row.
    pub columns: usize,
    /// The first.
    pub at: usize,
    /// How many.
    pub width: usize,
    /// Excitability, `[population × lanes]`, of which `lane .. lane + width` are those of the columns.
    pub h: &'a [f64],
    /// Gain, likewise.
    pub g: &'a [f64],
    /// Transmission into it by glutamate, GABA and all else, likewise.
    pub glutamate: &'a [f64],
    /// By GABA.
    pub gaba: &'a [f64],
    /// By neither.
    pub other: &'a [f64],
    /// Lanes of a row of these.
    pub lanes: usize,
    /// The first.
    pub lane: usize,
    /// Room for `3 width` numbers.
    pub x: &'a mut [f64],
}

impl Circuit {
    /// Keys of what is drawn for each population of each lane, `[population × lane]`, by their names.
    pub fn keys(&self, lanes: &[Key]) -> Vec<Key> {
        let of = |node: &Node| name(&node.key);
        self.nodes.iter().map(of).flat_map(|n| lanes.iter().map(move |key| key.named(n))).collect()
    }

    /// Change of a population's activity, relative to rest, per logit unit of drive to it alone, at rest.
    pub fn slope(&self, node: &Node) -> f64 {
        let c = &self.cortex;
        // of p = F/(1 + ρ F) the slope is p (1 − F)/(1 + ρ F), which is p (1 − 2 p) at ρ = 1
        let own = |p: f64| p * (1.0 - 2.0 * RHO * p);
        let dp = own(node.rest);
        if !node.cortical {
            return dp / node.rest;
        }
        let dn = own(c.n_rest);
        let (a11, a12) = (1.0 - dp * c.w_pp, dp * c.w_pn);
        let (a21, a22) = (-dn * c.w_np, 1.0 + dn * c.w_nn);
        (a22 * dp - a12 * dn * c.kappa) / (a11 * a22 - a12 * a21) / node.rest
    }

    /// Relaxes columns that share these weights.
    pub fn relax(&self, weights: &[f64], these: Columns<'_>) {
        let Columns { p, n, stimulus, columns, at, width, h, g, glutamate, gaba, other, lanes, lane, x } =
            these;
        let (x, rest) = x.split_at_mut(width);
        let (by_gaba, rest) = rest.split_at_mut(width);
        let by_other = &mut rest[..width];
        for _ in 0..self.sweeps {
            for (r, node) in self.nodes.iter().enumerate() {
                let (row, lane_row) = (r * columns + at, r * lanes + lane);
                x.copy_from_slice(&stimulus[row..row + width]);
                by_gaba.fill(0.0);
                by_other.fill(0.0);
                let mut still = 0.0;
                let span = self.starts[r]..self.starts[r + 1];
                for (synapse, w) in self.synapses[span.clone()].iter().zip(&weights[span]) {
                    let from = synapse.from;
                    let source = &grid::row(p, from, columns)[at..at + width];
                    still += w * self.nodes[from].rest;
                    match synapse.transmitter {
                        Transmitter::Glutamate => couple(x, source, *w),
                        Transmitter::Gaba => couple(by_gaba, source, *w),
                        Transmitter::Other => couple(by_other, source, *w),
                    }
                }
                let own = lane_row..lane_row + width;
                transmit(
                    x,
                    [by_gaba, by_other],
                    &h[own.clone()],
                    [&glutamate[own.clone()], &gaba[own.clone()], &other[own]],
                    still,
                );
                let g = &g[lane_row..lane_row + width];
                if node.cortical {
                    let (p, n) = (&mut p[row..row + width], &mut n[row..row + width]);
                    settle_cortex(&self.cortex, node, x, g, p, n);
                } else {
                    settle_nucleus(node.threshold, x, g, &mut p[row..row + width]);
                }
            }
        }
    }
}

#[multiversion(targets = "simd")]
fn couple(x: &mut [f64], source: &[f64], weight: f64) {
    for (x, s) in x.iter_mut().zip(source) {
        *x += weight * s;
    }
}

/// What arrives by each transmitter, as far as receptors let it through, against what arrives at rest.
#[multiversion(targets = "simd")]
fn transmit(x: &mut [f64], by: [&mut [f64]; 2], h: &[f64], through: [&[f64]; 3], rest: f64) {
    let width = x.len();
    let [by_gaba, by_other] = by;
    let (by_gaba, by_other, h) = (&by_gaba[..width], &by_other[..width], &h[..width]);
    let [glutamate, gaba, other] = through;
    let (glutamate, gaba, other) = (&glutamate[..width], &gaba[..width], &other[..width]);
    for i in 0..width {
        x[i] = glutamate[i] * x[i] + gaba[i] * by_gaba[i] + other[i] * by_other[i] - rest + h[i];
    }
}

#[multiversion(targets = "simd")]
fn settle_nucleus(threshold: f64, x: &[f64], g: &[f64], p: &mut [f64]) {
    for ((p, x), g) in p.iter_mut().zip(x).zip(g) {
        *p = activity(logistic(g * x - threshold));
    }
}

/// A damped Newton step on (p, n); warm-started, so the residual vanishes over sweeps and ticks.
#[allow(clippy::manual_clamp)] // max and min are one instruction each and let no NaN through, clamp would
#[multiversion(targets = "simd")]
fn settle_cortex(c: &Cortex, node: &Node, x: &[f64], g: &[f64], p: &mut [f64], n: &mut [f64]) {
    let width = x.len();
    let (g, p, n) = (&g[..width], &mut p[..width], &mut n[..width]);
    let b_p = -(c.w_pp * node.rest - c.w_pn * c.n_rest);
    let b_n = -(c.w_np * node.rest - c.w_nn * c.n_rest) - c.n_threshold;
    let theta = node.threshold;
    for i in 0..width {
        let fp = logistic(g[i] * (c.w_pp * p[i] - c.w_pn * n[i] + b_p + x[i]) - theta);
        let fn_ = logistic(c.w_np * p[i] - c.w_nn * n[i] + b_n + c.kappa * x[i]);
        let (qp, qn) = (1.0 + RHO * fp, 1.0 + RHO * fn_);
        let dp = g[i] * fp * (1.0 - fp) / (qp * qp);
        let dn = fn_ * (1.0 - fn_) / (qn * qn);
        let (rp, rn) = (fp / qp - p[i], fn_ / qn - n[i]);
        let (a11, a12) = (1.0 - dp * c.w_pp, dp * c.w_pn);
        let (a21, a22) = (-dn * c.w_np, 1.0 + dn * c.w_nn);
        let inverse = 1.0 / (a11 * a22 - a12 * a21);
        let step_p = (a22 * rp - a12 * rn) * inverse;
        let step_n = (a11 * rn - a21 * rp) * inverse;
        p[i] = (p[i] + step_p.max(-0.1).min(0.1)).max(1e-6).min(0.5);
        n[i] = (n[i] + step_n.max(-0.1).min(0.1)).max(1e-6).min(0.5);
    }
}
