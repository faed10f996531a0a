//! The loops of the fast clock, over flat rows of columns so that they become vector instructions.

// Expansion of `multiversion`: the same source for every vector width, with the same bits.
#![allow(unsafe_code)]

use super::noise::NoisePoint;
use super::plan::FastPlan;
use crate::circuit::{Circuit, Cortex, Node, RHO};
use multiversion::multiversion;
use syntony_engine::grid;
use syntony_engine::math::logistic;

/// Delayed projections, by target node.
#[derive(Debug, Clone)]
pub(super) struct Projections {
    starts: Vec<usize>,
    from: Vec<usize>,
    delay: Vec<usize>,
    /// `[edge × lane]`
    weight: Vec<f64>,
    /// Σ w p*, what the sources send at rest, `[node × lane]`
    rest: Vec<f64>,
    /// Whether all lanes have the same weights.
    alike: bool,
    pub(super) shortest: usize,
    pub(super) longest: usize,
}

impl Projections {
    pub(super) fn new(
        circuit: &Circuit,
        plan: &FastPlan,
        order: &[usize],
        place: &[usize],
        weights: &[&[f64]],
        dt: f64,
    ) -> Projections {
        let (mut starts, mut from, mut delay, mut weight, mut rest) =
            (vec![0], vec![], vec![], vec![], vec![]);
        for &r in order {
            let mut sent = vec![0.0; weights.len()];
            for e in circuit.starts[r]..circuit.starts[r + 1] {
                let source = circuit.synapses[e].from;
                from.push(place[source]);
                delay.push(((plan.delay[e] / dt).round() as usize).max(1));
                for (sent, w) in sent.iter_mut().zip(weights) {
                    weight.push(w[e]);
                    *sent += w[e] * circuit.nodes[source].rest;
                }
            }
            rest.extend(sent);
            starts.push(from.len());
        }
        let (shortest, longest) =
            (delay.iter().copied().min().unwrap_or(1), delay.iter().copied().max().unwrap_or(1));
        let alike = weights.windows(2).all(|w| w[0] == w[1]);
        Projections { starts, from, delay, weight, rest, alike, shortest, longest }
    }
}

/// What arrives in the next `now` steps, to rows `[step × node × lane]`.
pub(super) fn gather(
    edges: &Projections,
    past: &[f64],
    (head, capacity, lanes, now): (usize, usize, usize, usize),
    received: &mut [f64],
) {
    let width = edges.rest.len();
    let mut sums = vec![0.0; now * lanes];
    for node in 0..edges.starts.len() - 1 {
        let rest = grid::row(&edges.rest, node, lanes);
        for row in sums.chunks_mut(lanes) {
            row.iter_mut().zip(rest).for_each(|(x, r)| *x = -r);
        }
        for e in edges.starts[node]..edges.starts[node + 1] {
            let at = (edges.from[e] * capacity + head - edges.delay[e]) * lanes;
            let sent = &past[at..at + sums.len()];
            let weight = grid::row(&edges.weight, e, lanes);
            if edges.alike {
                add(&mut sums, sent, weight[0]);
            } else {
                for (sums, sent) in sums.chunks_mut(lanes).zip(sent.chunks(lanes)) {
                    for ((x, s), w) in sums.iter_mut().zip(sent).zip(weight) {
                        *x += w * s;
                    }
                }
            }
        }
        for (received, row) in received.chunks_mut(width).zip(sums.chunks(lanes)) {
            grid::row_mut(received, node, lanes).copy_from_slice(row);
        }
    }
}

#[multiversion(targets = "simd")]
fn add(sums: &mut [f64], sent: &[f64], weight: f64) {
    for (x, s) in sums.iter_mut().zip(sent) {
        *x += weight * s;
    }
}

/// Numbers of each column: F(slope (…) − threshold), share of the way that a step goes, what is added.
#[derive(Debug, Clone)]
pub(super) struct FastColumns {
    slope: Vec<f64>,
    offset: Vec<f64>,
    rate: Vec<f64>,
    added: Vec<f64>,
    n_offset: Vec<f64>,
    n_rate: Vec<f64>,
    n_added: Vec<f64>,
}

/// What a column is made from.
pub(super) struct Constants<'a> {
    pub node: &'a Node,
    pub cortex: &'a Cortex,
    pub plan: &'a FastPlan,
    pub dt: f64,
    pub pace: f64,
    pub g: f64,
    pub h: f64,
}

impl FastColumns {
    pub(super) fn new(width: usize) -> FastColumns {
        let row = || vec![0.0; width];
        FastColumns {
            slope: row(),
            offset: row(),
            rate: row(),
            added: row(),
            n_offset: row(),
            n_rate: row(),
            n_added: row(),
        }
    }

    pub(super) fn set(&mut self, at: usize, point: &NoisePoint, k: &Constants) {
        let (c, node) = (k.cortex, k.node);
        let (b_p, tau) = if node.cortical {
            (-(c.w_pp * node.rest - c.w_pn * c.n_rest), k.plan.tau_p)
        } else {
            (0.0, k.plan.tau_u)
        };
        self.slope[at] = k.g;
        self.offset[at] = k.g * (b_p + k.h) - node.threshold + point.offset;
        self.rate[at] = k.dt / (tau * k.pace);
        self.added[at] = RHO * point.added;
        let b_n = -(c.w_np * node.rest - c.w_nn * c.n_rest) - c.n_threshold;
        self.n_offset[at] = b_n + c.kappa * k.h + point.n_offset;
        self.n_rate[at] = k.dt / (k.plan.tau_n * k.pace);
        self.n_added[at] = RHO * point.n_added;
    }
}

/// One step of Heun's rule for the cortical columns, the first ones.
#[multiversion(targets = "simd")]
pub(super) fn cortex(
    c: &Cortex,
    columns: &FastColumns,
    (before, after, noise): (&[f64], &[f64], &[f64]),
    p: &mut [f64],
    n: &mut [f64],
) {
    let width = p.len();
    let (before, after, noise, n) = (&before[..width], &after[..width], &noise[..width], &mut n[..width]);
    let (slope, offset) = (&columns.slope[..width], &columns.offset[..width]);
    let (rate, added) = (&columns.rate[..width], &columns.added[..width]);
    let (n_offset, n_rate, n_added) =
        (&columns.n_offset[..width], &columns.n_rate[..width], &columns.n_added[..width]);
    for j in 0..width {
        let (p0, n0) = (p[j], n[j]);
        let x = before[j] + noise[j];
        let f = logistic(slope[j] * (c.w_pp * p0 - c.w_pn * n0 + x) + offset[j]);
        let f_n = logistic(c.w_np * p0 - c.w_nn * n0 + c.kappa * x + n_offset[j]);
        let kp = rate[j] * (f * (1.0 - RHO * p0) - p0 + added[j]);
        let kn = n_rate[j] * (f_n * (1.0 - RHO * n0) - n0 + n_added[j]);
        let (p1, n1, x) = (p0 + kp, n0 + kn, after[j] + noise[j]);
        let f = logistic(slope[j] * (c.w_pp * p1 - c.w_pn * n1 + x) + offset[j]);
        let f_n = logistic(c.w_np * p1 - c.w_nn * n1 + c.kappa * x + n_offset[j]);
        p[j] = p0 + 0.5 * (kp + rate[j] * (f * (1.0 - RHO * p1) - p1 + added[j]));
        n[j] = n0 + 0.5 * (kn + n_rate[j] * (f_n * (1.0 - RHO * n1) - n1 + n_added[j]));
    }
}

/// One step of Heun's rule for the columns of nuclei, from column `at` on.
#[multiversion(targets = "simd")]
pub(super) fn nucleus(
    columns: &FastColumns,
    at: usize,
    (before, after, noise): (&[f64], &[f64], &[f64]),
    p: &mut [f64],
) {
    let width = p.len();
    let (before, after, noise) = (&before[..width], &after[..width], &noise[..width]);
    let (slope, offset) = (&columns.slope[at..at + width], &columns.offset[at..at + width]);
    let (rate, added) = (&columns.rate[at..at + width], &columns.added[at..at + width]);
    for j in 0..width {
        let p0 = p[j];
        let f = logistic(slope[j] * (before[j] + noise[j]) + offset[j]);
        let k = rate[j] * (f * (1.0 - RHO * p0) - p0 + added[j]);
        let p1 = p0 + k;
        let f = logistic(slope[j] * (after[j] + noise[j]) + offset[j]);
        p[j] = p0 + 0.5 * (k + rate[j] * (f * (1.0 - RHO * p1) - p1 + added[j]));
    }
}
