//! Networks of like units with delayed coupling and noise of their own, many at once.
//!
//! **Equations** for node i of a lane, with x its S states, u its C received signals, q its P numbers:
//! ```text
//! dx_i = slope(x_i, u_i, q_i) dt + σ dW_i,   u_i(t) = Σ_e w_e sent(x_from(e)(t − d_e dt))
//! ```
//! **Symbols.** d_e: whole steps, at least one; σ: per state, per √time; w_e: any unit. History before the start is the first state.
//! **Shape.** State `[S × column]`, column = node × lane (lane innermost), padded to whole vectors; past signals `[C × node × step × lane]`.
//! **Assumptions.** *Time blocks*: when no delay is shorter than b steps, the coupling of b steps ahead is known, and what an edge brings in
//! them is one contiguous load. b is at most 16. Nothing is summed across columns, and no product is fused with a sum, so a lane has the same
//! bits alone, beside others, and in vectors of any width. Between two steps coupling is linear in time.
//! **Papers.** Euler-Maruyama and stochastic Heun for additive noise: Kloeden & Platen 1992. Coupling frozen over a step: Sanz-Leon et al. 2015.

mod kernel;
mod ring;

use crate::noise::Key;
use crate::real::Real;
use kernel::{draw, steps};
use ring::Ring;

/// Steps of a block at most, and values of a vector for which columns are padded.
pub const BLOCK: usize = 16;

/// The dynamics of a node: S states, C signals sent and received, P numbers of its own.
pub trait Unit<R: Real, const S: usize, const C: usize, const P: usize>: Copy + Send + Sync {
    /// Rate of change, per unit of time.
    fn slope(&self, state: [R; S], received: [R; C], numbers: [R; P]) -> [R; S];
    /// What other nodes receive.
    fn sent(&self, state: [R; S]) -> [R; C];
    /// Brings a state back into its range, after every step.
    #[inline(always)]
    fn keep(&self, state: [R; S]) -> [R; S] {
        state
    }
    /// What is recorded.
    #[inline(always)]
    fn shown(&self, state: [R; S]) -> R {
        state[0]
    }
}

/// How a step is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Euler, Euler-Maruyama; order 1.
    Euler,
    /// Heun, stochastic Heun; order 2, and 1 (strong) with additive noise.
    Heun,
    /// Classical Runge-Kutta; order 4 without edges, 2 with delayed ones.
    RungeKutta,
}

/// Directed edges, by target.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edges {
    /// Edges into node i are `starts[i]..starts[i + 1]`.
    pub starts: Vec<usize>,
    /// Source of each edge.
    pub from: Vec<usize>,
    /// Delay of each edge in steps.
    pub delay: Vec<usize>,
    /// Weight of each edge.
    pub weight: Vec<f64>,
}

/// What does not change during a run.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Scheme of a step.
    pub scheme: Scheme,
    /// Length of a step.
    pub dt: f64,
    /// Whether all stages of a step see the coupling at its beginning.
    pub frozen: bool,
    /// σ of each state; none is no noise.
    pub noise: Vec<f64>,
    /// Steps over which a recorded value is a mean.
    pub every: u64,
}

/// A state that is no number any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlowUp {
    /// Step by the end of which it was found.
    pub step: u64,
    /// Node.
    pub node: usize,
    /// Lane.
    pub lane: usize,
    /// State variable.
    pub variable: usize,
}

/// Lanes of one network, with state, past and noise.
#[derive(Debug, Clone)]
pub struct Network<R, U, const S: usize, const C: usize, const P: usize> {
    unit: U,
    setting: Setting,
    nodes: usize,
    lanes: usize,
    columns: usize,
    block: usize,
    step: u64,
    ring: Ring<R>,
    state: Vec<R>,
    numbers: Vec<R>,
    received: Vec<R>,
    sent: Vec<R>,
    noise: Vec<R>,
    sum: Vec<R>,
    keys: Vec<u64>,
    index: Vec<u64>,
}

impl<R: Real, U: Unit<R, S, C, P>, const S: usize, const C: usize, const P: usize> Network<R, U, S, C, P> {
    /// A network at rest in `first` (`[S × node]`), with `numbers` (`[P × node]`), one lane for each key.
    ///
    /// # Panics
    /// If shapes do not fit, a delay is zero, or a recorded value spans no step.
    pub fn new(
        unit: U,
        edges: &Edges,
        first: &[f64],
        numbers: &[f64],
        keys: &[Key],
        setting: Setting,
    ) -> Self {
        let (nodes, lanes) = (edges.starts.len().saturating_sub(1), keys.len());
        assert!(nodes > 0 && lanes > 0 && setting.every > 0, "no node, no lane or no step to record");
        assert!(first.len() == S * nodes && numbers.len() == P * nodes, "numbers for other nodes");
        assert!(edges.delay.iter().all(|&d| d > 0), "a delay of no step");
        assert!(setting.noise.is_empty() || setting.noise.len() == S, "noise for other states");
        let columns = (nodes * lanes).next_multiple_of(BLOCK);
        let block = edges.delay.iter().copied().min().unwrap_or(BLOCK).min(BLOCK);
        // padding repeats the last column, so that it stays a number
        let spread = |values: &[f64], rows: usize| -> Vec<R> {
            let column = |c: usize| (c / lanes).min(nodes - 1);
            (0..rows * columns).map(|k| R::of(values[k / columns * nodes + column(k % columns)])).collect()
        };
        let state = spread(first, S);
        let mut network = Network {
            ring: Ring::new(edges, C, lanes),
            numbers: spread(numbers, P),
            received: vec![R::default(); (BLOCK + 1) * C * columns],
            sent: vec![R::default(); BLOCK * C * columns],
            noise: vec![R::default(); if setting.noise.is_empty() { 0 } else { BLOCK * S * columns }],
            sum: vec![R::default(); columns],
            keys: (0..columns).map(|c| keys[c % lanes].bits()).collect(),
            index: (0..columns).map(|c| (c / lanes) as u64).collect(),
            step: 0,
            unit,
            setting,
            nodes,
            lanes,
            columns,
            block,
            state,
        };
        for column in 0..nodes * lanes {
            let sent = unit.sent(std::array::from_fn(|v| network.state[v * columns + column]));
            network.ring.fill(column, &sent);
        }
        network.ring.couple(&mut network.received, columns, 0);
        network.received.copy_within(C * columns..2 * C * columns, 0);
        network
    }

    /// Steps made so far.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// State `variable` of a node in a lane.
    pub fn at(&self, variable: usize, node: usize, lane: usize) -> f64 {
        self.state[variable * self.columns + node * self.lanes + lane].to()
    }

    /// Makes `count` steps; gives each mean of what is shown, `[node × lane]`, as soon as its steps are done.
    pub fn advance(&mut self, count: u64, sink: &mut dyn FnMut(&[R])) -> Result<(), BlowUp> {
        let end = self.step + count;
        while self.step < end {
            let now = (end - self.step).min(self.block as u64) as usize;
            self.advance_block(now, sink);
            self.finite()?;
        }
        Ok(())
    }

    fn advance_block(&mut self, now: usize, sink: &mut dyn FnMut(&[R])) {
        let (columns, every) = (self.columns, self.setting.every);
        self.ring.couple(&mut self.received, columns, self.step);
        if !self.setting.noise.is_empty() {
            let root = self.setting.dt.sqrt();
            for (pair, sigma) in self.setting.noise.chunks(2).enumerate() {
                let sigma = [sigma[0] * root, sigma.get(1).map_or(0.0, |s| s * root)];
                if sigma != [0.0; 2] {
                    draw(&mut self.noise, (&self.keys, &self.index), sigma, (S, pair), now, self.step);
                }
            }
        }
        let mut from = 0;
        while from < now {
            let done = self.step + from as u64;
            let to = now.min(from + (every - done % every) as usize);
            let rows = (&self.received[..], &self.noise[..], &self.numbers[..]);
            steps(&self.unit, &self.setting, &mut self.state, rows, &mut self.sent, &mut self.sum, from..to);
            from = to;
            if (self.step + to as u64).is_multiple_of(every) {
                let share = R::of(1.0 / every as f64);
                self.sum.iter_mut().for_each(|s| *s = *s * share);
                sink(&self.sum[..self.nodes * self.lanes]);
                self.sum.fill(R::default());
            }
        }
        self.ring.keep(&self.sent, columns, self.step, now);
        // the last row of this block is the first of the next
        self.received.copy_within(now * C * columns..(now + 1) * C * columns, 0);
        self.step += now as u64;
    }

    /// The first state that is no number.
    fn finite(&self) -> Result<(), BlowUp> {
        let zero = R::default();
        // 0 × x is zero for a number, and a sum over all is a vector loop
        let total = self.state.iter().fold(zero, |sum, &x| sum + zero * x);
        if total == zero {
            return Ok(());
        }
        let bad = self.state.iter().position(|&x| zero * x != zero).unwrap_or(0);
        let column = (bad % self.columns).min(self.nodes * self.lanes - 1);
        let (node, lane) = (column / self.lanes, column % self.lanes);
        Err(BlowUp { step: self.step, node, lane, variable: bad / self.columns })
    }
}
