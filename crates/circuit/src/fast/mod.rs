//! The circuit at the millisecond clock: the same populations, projections and numbers, in motion and in noise.
//!
//! **Equations** (X, F, θ, b, w, g, h and rest as in [`super::circuit`], which is the fixed point of the mean):
//! ```text
//! X_r = Σ_e w_e (p_s(t − d_e) − p*_s) + stimulus_r(t) + σ s_r + σ_slow u_r
//! cortex:   τ_p dp/dt = −p + (1 − ρ p) F(g (w_pp p − w_pn n + b_p + X + h) − θ_p + o_p) + ρ c_p
//!           τ_n dn/dt = −n + (1 − ρ n) F(w_np p − w_nn n + b_n + κ (X + h) − θ_n + o_n) + ρ c_n
//! nucleus:  τ_u dp/dt = −p + (1 − ρ p) F(g (X + h) − θ + o_p) + ρ c_p
//! s, u: Ornstein-Uhlenbeck of spread 1, times τ_s and τ_slow, exact steps
//! d_e = synapse + length_e / velocity
//! ```
//! **Symbols.** o, c: what noise does to a mean, see [`noise`]; d: delay (s); τ times a factor of its own in every person.
//! **Shape.** `[population × lane]`, a lane is a person: no fast edge crosses brains. Steps are made in blocks no longer than the shortest
//! delay, so that what an edge brings in a block is one contiguous load.
//! **Assumptions.** Heun's rule, coupling linear between steps; noise is held for a millisecond; a lesion is h = −60, as at the slow clock.
//! **Papers.** Wilson & Cowan 1972; noise inside F as coloured noise, since white noise there has no limit.

mod checks;
pub mod course;
mod kernel;
pub mod noise;
pub mod percepts;
mod plan;

use super::Circuit;
use kernel::{FastColumns, cortex, gather, nucleus};
use noise::Tuned;
pub use noise::Tuning;
pub use plan::FastPlan;
use syntony_engine::Key;
use syntony_engine::grid;
use syntony_engine::math::{exp, expm1};
use syntony_engine::noise::{Normals, normal};

/// Random-number streams of the fast clock.
mod stream {
    pub const FAST: u32 = 20;
    pub const SLOW: u32 = 21;
    pub const TAU: u32 = 22;
}

/// Longest block, steps.
const BLOCK: usize = 16;
/// Steps of the past beyond the longest delay before it is moved to the front.
const ROOM: usize = 256;
/// Steps of fast noise between two of slow noise.
const SLOW_EVERY: u64 = 64;

/// A state that is no number any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotFinite {
    /// Population, in the order of the circuit.
    pub population: usize,
    /// Lane.
    pub lane: usize,
}

/// The brains of some people in motion.
#[derive(Debug, Clone)]
pub struct Fast {
    circuit: Circuit,
    plan: FastPlan,
    /// Place of a population of the circuit among the nodes here, cortex first.
    place: Vec<usize>,
    /// Population of a node.
    order: Vec<usize>,
    cortical: usize,
    lanes: usize,
    dt: f64,
    block: usize,
    hold: u64,
    step: u64,
    /// Of what is inborn.
    born: Vec<Key>,
    /// Fast and slow.
    noise: [Normals; 2],
    edges: kernel::Projections,
    weights: Vec<Vec<f64>>,
    p: Vec<f64>,
    n: Vec<f64>,
    past: Vec<f64>,
    capacity: usize,
    head: usize,
    received: Vec<f64>,
    fast: Vec<f64>,
    slow: Vec<f64>,
    draw: Vec<f64>,
    decay: [(f64, f64); 2],
    columns: FastColumns,
    tuned: Tuned,
}

impl Fast {
    /// Brains at rest, one for each key, with steps of `dt` seconds. `weights` are those of the circuit's synapses in each lane.
    pub fn new(
        circuit: &Circuit,
        plan: &FastPlan,
        born: &[Key],
        keys: &[Key],
        weights: &[&[f64]],
        dt: f64,
    ) -> Fast {
        let (count, lanes) = (circuit.nodes.len(), keys.len());
        let mut order: Vec<usize> = (0..count).filter(|&r| circuit.nodes[r].cortical).collect();
        let cortical = order.len();
        order.extend((0..count).filter(|&r| !circuit.nodes[r].cortical));
        let mut place = vec![0; count];
        order.iter().enumerate().for_each(|(i, &r)| place[r] = i);
        let edges = kernel::Projections::new(circuit, plan, &order, &place, weights, dt);
        let block = edges.shortest.min(BLOCK);
        let capacity = edges.longest + ROOM + 2 * BLOCK;
        let hold = ((plan.noise_step / dt).round() as u64).max(1);
        let rest = |spread: &dyn Fn(usize) -> f64| -> Vec<f64> {
            order.iter().flat_map(|&r| std::iter::repeat_n(spread(r), lanes)).collect()
        };
        let p = rest(&|r| circuit.nodes[r].rest);
        let past = p.chunks(lanes).flat_map(|row| row.repeat(capacity)).collect();
        let decay = |tau: f64, step: f64| {
            let kick = if tau > 0.0 { (-expm1(-2.0 * step / tau)).sqrt() } else { 1.0 };
            (if tau > 0.0 { exp(-step / tau) } else { 0.0 }, kick)
        };
        let held = hold as f64 * dt;
        let of_node = |keys: &[Key]| order.iter().flat_map(|&r| grid::row(keys, r, lanes).to_vec()).collect();
        let named: Vec<Key> = of_node(&circuit.keys(keys));
        let mut fast = Fast {
            n: rest(&|_| circuit.cortex.n_rest),
            columns: FastColumns::new(count * lanes),
            tuned: Tuned::new(circuit, weights, lanes),
            received: vec![0.0; (BLOCK + 1) * count * lanes],
            fast: vec![0.0; count * lanes],
            slow: vec![0.0; count * lanes],
            draw: vec![0.0; count * lanes],
            decay: [decay(plan.noise_tau, held), decay(plan.slow_tau, SLOW_EVERY as f64 * held)],
            weights: weights.iter().map(|w| w.to_vec()).collect(),
            head: edges.longest + 1,
            born: born.to_vec(),
            noise: [stream::FAST, stream::SLOW].map(|of| Normals::new(named.clone(), of)),
            step: 0,
            circuit: circuit.clone(),
            plan: plan.clone(),
            place,
            order,
            cortical,
            lanes,
            dt,
            block,
            hold,
            edges,
            p,
            past,
            capacity,
        };
        let [quick, slow] = &mut fast.noise;
        quick.fill(&mut fast.fast, u64::MAX);
        slow.fill(&mut fast.slow, u64::MAX);
        let zero = vec![0.0; count * lanes];
        fast.tune(Tuning { stimulus: &zero, h: &zero, g: &vec![1.0; count * lanes], acts: &zero });
        fast
    }

    /// Lanes.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// Length of a step, s.
    pub fn dt(&self) -> f64 {
        self.dt
    }

    /// Steps made so far.
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// Factor on the time constants of a lane: it gives everybody an alpha frequency of their own.
    pub fn pace(&self, lane: usize) -> f64 {
        exp(self.plan.tau_sd * normal(self.born[lane], stream::TAU, 0, 0))
    }

    /// Activity of a population (of the circuit) in a lane now.
    pub fn p(&self, population: usize, lane: usize) -> f64 {
        grid::row(&self.p, self.place[population], self.lanes)[lane]
    }

    /// Takes gain and excitability from the slow clock, and makes noise leave the mean where that clock has it, given the mean stimulus to
    /// come and its variance from acts.
    pub fn tune(&mut self, told: Tuning<'_>) {
        let Tuning { h, g, .. } = told;
        let pace: Vec<f64> = (0..self.lanes).map(|lane| self.pace(lane)).collect();
        let weights: Vec<&[f64]> = self.weights.iter().map(Vec::as_slice).collect();
        let Fast { circuit, plan, tuned, .. } = self;
        tuned.tune(circuit, plan, &weights, &pace, told);
        for (i, &r) in self.order.iter().enumerate() {
            let node = &self.circuit.nodes[r];
            for (lane, &pace) in pace.iter().enumerate() {
                let (from, to) = (r * self.lanes + lane, i * self.lanes + lane);
                let point = &self.tuned.points[from];
                let constants = kernel::Constants {
                    node,
                    cortex: &self.circuit.cortex,
                    plan: &self.plan,
                    dt: self.dt,
                    pace,
                    g: g[from],
                    h: h[from],
                };
                self.columns.set(to, point, &constants);
            }
        }
    }

    /// Makes steps, one for each row of `stimulus` (`[step × population × lane]`, what acts at the end of the step, in the order of the
    /// circuit), and gives `seen` the activity after each (`[node × lane]`, see [`Fast::of`]).
    pub fn advance(&mut self, stimulus: &[f64], seen: &mut dyn FnMut(&[f64])) -> Result<(), NotFinite> {
        let width = self.p.len();
        let mut rows = stimulus;
        while !rows.is_empty() {
            let now = (rows.len() / width).min(self.block);
            let (these, rest) = rows.split_at(now * width);
            self.advance_block(these, now, seen);
            rows = rest;
        }
        match self.p.iter().chain(&self.n).position(|x| !x.is_finite()) {
            Some(bad) => {
                let column = bad % width;
                Err(NotFinite { population: self.order[column / self.lanes], lane: column % self.lanes })
            }
            None => Ok(()),
        }
    }

    /// Place of a population and lane in what [`Fast::advance`] gives.
    pub fn of(&self, population: usize, lane: usize) -> usize {
        self.place[population] * self.lanes + lane
    }

    /// Node of each population.
    pub fn nodes(&self) -> &[usize] {
        &self.place
    }

    fn advance_block(&mut self, stimulus: &[f64], now: usize, seen: &mut dyn FnMut(&[f64])) {
        let (lanes, width) = (self.lanes, self.p.len());
        if self.head + BLOCK >= self.capacity {
            let keep = self.edges.longest + 1;
            for row in self.past.chunks_mut(self.capacity * lanes) {
                row.copy_within((self.head - keep) * lanes..self.head * lanes, 0);
            }
            self.head = keep;
        }
        let received = &mut self.received[width..];
        gather(&self.edges, &self.past, (self.head, self.capacity, lanes, now), received);
        for (u, row) in received.chunks_mut(width).take(now).enumerate() {
            for (i, &r) in self.order.iter().enumerate() {
                let from = u * width + r * lanes;
                let into = grid::row_mut(row, i, lanes);
                for (x, s) in into.iter_mut().zip(&stimulus[from..from + lanes]) {
                    *x += s;
                }
            }
        }
        for u in 0..now {
            if self.step.is_multiple_of(self.hold) {
                self.move_noise(self.step / self.hold);
            }
            // the noise of a step holds at both of its ends
            let (before, after) =
                (grid::row(&self.received, u, width), grid::row(&self.received, u + 1, width));
            let at = self.cortical * lanes;
            let (pc, pu) = self.p.split_at_mut(at);
            cortex(
                &self.circuit.cortex,
                &self.columns,
                (&before[..at], &after[..at], &self.draw[..at]),
                pc,
                &mut self.n[..at],
            );
            nucleus(&self.columns, at, (&before[at..], &after[at..], &self.draw[at..]), pu);
            for (row, p) in self.past.chunks_mut(self.capacity * lanes).zip(self.p.chunks(lanes)) {
                grid::row_mut(row, self.head, lanes).copy_from_slice(p);
            }
            self.head += 1;
            self.step += 1;
            seen(&self.p);
        }
        self.received.copy_within(now * width..(now + 1) * width, 0);
    }

    fn move_noise(&mut self, index: u64) {
        let [(decay, kick), slow] = self.decay;
        if self.plan.slow_sd > 0.0 && index.is_multiple_of(SLOW_EVERY) {
            self.noise[1].fill(&mut self.draw, index / SLOW_EVERY);
            for (x, z) in self.slow.iter_mut().zip(&self.draw) {
                *x = *x * slow.0 + slow.1 * z;
            }
        }
        self.noise[0].fill(&mut self.draw, index);
        let (sd, slow_sd) = (self.plan.noise_sd, self.plan.slow_sd);
        for ((z, x), u) in self.draw.iter_mut().zip(&mut self.fast).zip(&self.slow) {
            *x = *x * decay + kick * *z;
            *z = sd * *x + slow_sd * u;
        }
    }
}
