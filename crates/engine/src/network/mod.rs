//! Networks of like units with delayed coupling and noise of their own, many at once.
//!
//! **Equations** for node i of a lane, with x its S states, u its C received signals, q its P numbers:
//! ```text
//! dx_i = slope(x_i, u_i, q_i) dt + σ dW_i,   u_i(t) = Σ_e w_e sent(x_from(e)(t − d_e dt))
//! ```
//! **Symbols.** d_e: whole steps, at least one; σ: per state, per √time; w_e: any unit. History before the start is the first state.
//! **Shape.** State `[chunk × S × column of the chunk]`, column = node × lane (lane innermost), padded to whole vectors; past signals `[C × node × step × lane]`.
//! Lanes are padded to 1, 2, 4, 8 or 16.
//! **Assumptions.** *Time blocks*: when no delay is shorter than b steps, the coupling of b steps ahead is known, and what an edge brings in
//! them is one contiguous load. b is at most 16. Nothing is summed across columns, and no product is fused with a sum, so a lane has the same
//! bits alone, beside others, and in vectors of any width. Between two steps coupling is linear in time.
//! **Papers.** Euler-Maruyama and stochastic Heun for additive noise: Kloeden & Platen 1992. Coupling frozen over a step: Sanz-Leon et al. 2015.

mod frozen;
mod kernel;
mod ring;

use crate::noise::Key;
use crate::real::Real;
use kernel::{TileRecord, draw, steps};
use ring::{Ring, place};
use std::array::from_fn;

/// Steps of a block at most, values of a vector for which columns are padded, and lanes at most.
pub const BLOCK: usize = 16;
/// Columns that are stepped as vectors, all of one length.
const CHUNK: usize = BLOCK;
/// Columns of a tile at most: what a block of steps of them needs stays in the nearest cache.
const TILE: usize = 48;
/// Nodes at most: the noise counts them with 24 bits.
const NODES_MAX: usize = 1 << 24;

/// The dynamics of a node: S states, C signals sent and received, P numbers of its own.
pub trait Dynamics<R: Real, const S: usize, const C: usize, const P: usize>: Copy + Send + Sync {
    /// Rate of change, per unit of time.
    fn slope(&self, state: [R; S], received: [R; C], numbers: [R; P]) -> [R; S];
    /// What other nodes receive.
    fn sent(&self, state: [R; S], numbers: [R; P]) -> [R; C];
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
    /// What is summed for the mean of the states: of an angle its sine, since angles either side of ±π have no mean of numbers.
    #[inline(always)]
    fn summed(&self, state: [R; S]) -> [R; S] {
        state
    }
    /// The mean of the states, from the means of what is [`Dynamics::summed`] and of what is [`Dynamics::shown`].
    #[inline(always)]
    fn mean(&self, summed: [R; S], _shown: R) -> [R; S] {
        summed
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

/// How columns stand for nodes and lanes.
#[derive(Debug, Clone, Copy)]
struct Shape {
    nodes: usize,
    lanes: (usize, usize),
    count: usize,
}

impl Shape {
    /// Node and lane of a column; padding repeats the last node and the last lane, so that it stays a number.
    fn of(self, column: usize) -> (usize, usize) {
        let (lanes, padded) = self.lanes;
        ((column / padded).min(self.nodes - 1), (column % padded).min(lanes - 1))
    }

    /// `[row × node]` or `[row × node × lane]` as `[chunk × row × column of the chunk]`.
    fn spread<R: Real>(self, values: &[f64], rows: usize) -> Vec<R> {
        let each = if values.len() == rows * self.nodes { 1 } else { self.lanes.0 };
        let value = |k: usize| {
            let (row, column) = (k / CHUNK % rows, k / (rows * CHUNK) * CHUNK + k % CHUNK);
            let (node, lane) = self.of(column);
            R::of(values[(row * self.nodes + node) * each + lane.min(each - 1)])
        };
        (0..rows * self.count).map(value).collect()
    }
}

/// What does not change during a run.
#[derive(Debug, Clone)]
pub struct NetworkSetting {
    /// Scheme of a step.
    pub scheme: Scheme,
    /// Length of a step.
    pub dt: f64,
    /// Whether all stages of a step see the coupling at its beginning.
    pub frozen: bool,
    /// σ of each state, per √time; none is no noise.
    pub noise: Vec<f64>,
    /// Steps over which a recorded value is a mean.
    pub every: u64,
    /// Whether the states are recorded beside what is shown.
    pub states: bool,
}

/// A state that is no number any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkBlowUp {
    /// Step by the end of which it was found.
    pub step: u64,
    /// Node.
    pub node: usize,
    /// Lane.
    pub lane: usize,
    /// State variable.
    pub variable: usize,
}

/// What columns carry from block to block, `[chunk × variable × column of the chunk]`.
#[derive(Debug, Clone)]
struct Columns<R> {
    /// Number of columns, a multiple of `CHUNK`.
    count: usize,
    state: Vec<R>,
    numbers: Vec<R>,
    /// What arrived at the end of the last block.
    arrived: Vec<R>,
    /// What was shown since the last mean.
    sum: Vec<R>,
    /// Means that became complete in a block, `[mean × column]`.
    means: Vec<R>,
    /// The same of the states, `[… × chunk × state × column of the chunk]`; nothing if they are not recorded.
    state_sum: Vec<R>,
    state_means: Vec<R>,
    keys: Vec<u64>,
    /// Node, as the noise counts it.
    index: Vec<u64>,
}

/// Room for a block of steps of a tile: `[step × chunk × variable × column of the chunk]`.
#[derive(Debug, Clone)]
struct Scratch<R> {
    received: Vec<R>,
    sent: Vec<R>,
    noise: Vec<R>,
}

/// Lanes of one network, with state, past and noise.
#[derive(Debug, Clone)]
pub struct Network<R, U, const S: usize, const C: usize, const P: usize> {
    unit: U,
    setting: NetworkSetting,
    nodes: usize,
    /// Lanes asked for, and with padding.
    lanes: (usize, usize),
    block: usize,
    step: u64,
    ring: Ring<R>,
    columns: Columns<R>,
    scratch: Scratch<R>,
    /// What a sink is given.
    mean: Vec<R>,
}

impl<R: Real, U: Dynamics<R, S, C, P>, const S: usize, const C: usize, const P: usize>
    Network<R, U, S, C, P>
{
    /// A network at rest in `first` (`[S × node]` or `[S × node × lane]`), with `numbers` (`[P × node]` or `[P × node × lane]`),
    /// one lane for each key.
    ///
    /// # Panics
    /// If shapes do not fit, there are more than 16 lanes, a delay is zero, or a recorded value spans no step.
    pub fn new(
        unit: U,
        edges: &Edges,
        first: &[f64],
        numbers: &[f64],
        keys: &[Key],
        setting: NetworkSetting,
    ) -> Self {
        let (nodes, lanes) = (edges.starts.len().saturating_sub(1), keys.len());
        assert!(nodes > 0 && lanes > 0 && setting.every > 0, "no node, no lane or no step to record");
        assert!(nodes < NODES_MAX && lanes <= BLOCK, "too many nodes or lanes");
        let fits = |n: usize, rows: usize| n == rows * nodes || n == rows * nodes * lanes;
        assert!(fits(first.len(), S) && fits(numbers.len(), P), "numbers for other nodes");
        assert!(edges.delay.iter().all(|&d| d > 0), "a delay of no step");
        assert!(setting.noise.is_empty() || setting.noise.len() == S, "noise for other states");
        let padded = lanes.next_power_of_two();
        let count = (nodes * padded).next_multiple_of(BLOCK);
        let shape = Shape { nodes, lanes: (lanes, padded), count };
        let recorded = if setting.states { S * count } else { 0 };
        let tile = TILE.min(count);
        let blank = |n: usize| vec![R::default(); n];
        let means = (BLOCK as u64).div_ceil(setting.every) as usize;
        let mut network = Network {
            ring: Ring::new(edges, C, padded),
            columns: Columns {
                count,
                state: shape.spread(first, S),
                numbers: shape.spread(numbers, P),
                arrived: blank(C * count),
                sum: blank(count),
                means: blank(means * count),
                state_sum: blank(recorded),
                state_means: blank(means * recorded),
                keys: (0..count).map(|c| keys[shape.of(c).1].bits()).collect(),
                index: (0..count).map(|c| shape.of(c).0 as u64).collect(),
            },
            scratch: Scratch {
                received: blank((BLOCK + 1) * C * tile),
                sent: blank(BLOCK * C * tile),
                noise: if setting.noise.is_empty() { Vec::new() } else { blank((BLOCK + 6) * S * tile) },
            },
            mean: blank(nodes * lanes * if setting.states { 1 + S } else { 1 }),
            block: edges.delay.iter().copied().min().unwrap_or(BLOCK).min(BLOCK),
            lanes: (lanes, padded),
            step: 0,
            unit,
            setting,
            nodes,
        };
        for column in 0..nodes * padded {
            let all = &network.columns;
            let numbers = from_fn(|v| all.numbers[place(column, v, P)]);
            let sent = unit.sent(from_fn(|v| all.state[place(column, v, S)]), numbers);
            network.ring.fill(column / padded, column % padded, &sent);
        }
        network.arrive();
        network
    }

    /// What arrives now. Before the start nothing changes, so what arrives in the first step arrived at its beginning.
    fn arrive(&mut self) {
        let row = C * self.columns.count;
        let mut rows = vec![R::default(); (BLOCK + 1) * row];
        self.ring.couple(0..self.nodes, self.step.saturating_sub(1), &mut rows, self.columns.count);
        self.columns.arrived.copy_from_slice(&rows[row..2 * row]);
    }

    /// Steps made so far.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// State `variable` of a node in a lane.
    pub fn at(&self, variable: usize, node: usize, lane: usize) -> f64 {
        self.columns.state[place(node * self.lanes.1 + lane, variable, S)].to()
    }

    /// Gives nodes other numbers from now on, `[P × node]` or `[P × node × lane]`.
    pub fn renumber(&mut self, numbers: &[f64]) {
        let shape = Shape { nodes: self.nodes, lanes: self.lanes, count: self.columns.count };
        self.columns.numbers = shape.spread(numbers, P);
    }

    /// Makes `count` steps; gives each mean of what is shown, `[node × lane]`, and of the states behind it if they are recorded,
    /// `[1 + S × node × lane]`, as soon as its steps are done.
    pub fn advance(&mut self, count: u64, sink: &mut dyn FnMut(&[R])) -> Result<(), NetworkBlowUp> {
        let end = self.step + count;
        while self.step < end {
            let now = (end - self.step).min(self.block as u64) as usize;
            self.advance_block(now, sink);
            self.finite()?;
        }
        Ok(())
    }

    fn advance_block(&mut self, now: usize, sink: &mut dyn FnMut(&[R])) {
        let (count, (lanes, padded), every) = (self.columns.count, self.lanes, self.setting.every);
        for first in (0..count).step_by(TILE) {
            self.advance_tile(first, TILE.min(count - first), now);
        }
        let complete = (self.step + now as u64) / every - self.step / every;
        for mean in 0..complete as usize {
            let means = &self.columns.means[mean * count..(mean + 1) * count];
            let (shown, states) = self.mean.split_at_mut(self.nodes * lanes);
            for (to, from) in shown.chunks_exact_mut(lanes).zip(means.chunks_exact(padded)) {
                to.copy_from_slice(&from[..lanes]);
            }
            let means = self.columns.state_means.chunks_exact(S * count).nth(mean).unwrap_or_default();
            for (k, to) in states.iter_mut().enumerate() {
                let (variable, node, lane) = (k / lanes / self.nodes, k / lanes % self.nodes, k % lanes);
                *to = means[place(node * padded + lane, variable, S)];
            }
            sink(&self.mean);
        }
        self.step += now as u64;
    }

    /// A block of steps for the columns from `first` on.
    fn advance_tile(&mut self, first: usize, width: usize, now: usize) {
        let (all, padded, step) = (&mut self.columns, self.lanes.1, self.step);
        let Scratch { received, sent, noise } = &mut self.scratch;
        let nodes = first / padded..((first + width) / padded).min(self.nodes);
        let own = C * first..C * (first + width);
        received[..C * width].copy_from_slice(&all.arrived[own.clone()]);
        self.ring.couple(nodes.clone(), step, received, width);
        all.arrived[own].copy_from_slice(&received[now * C * width..(now + 1) * C * width]);
        let root = self.setting.dt.sqrt();
        for (pair, sigma) in self.setting.noise.chunks(2).enumerate() {
            let sigma = [sigma[0] * root, sigma.get(1).map_or(0.0, |s| s * root)];
            if sigma != [0.0; 2] {
                let ids = (&all.keys[first..first + width], &all.index[first..first + width]);
                draw(noise, ids, sigma.map(R::of), (S, pair), (step, now));
            }
        }
        let sent = &mut sent[..now * C * width];
        steps(
            (&self.unit, &self.setting),
            &mut all.state[S * first..S * (first + width)],
            (received, noise, &all.numbers[P * first..P * (first + width)]),
            sent,
            TileRecord {
                sum: &mut all.sum[first..first + width],
                means: &mut all.means[first..],
                state_sum: all.state_sum.get_mut(S * first..S * (first + width)).unwrap_or_default(),
                state_means: all.state_means.get_mut(S * first..).unwrap_or_default(),
                stride: all.count,
            },
            step,
        );
        self.ring.keep(nodes, (step, now), sent, width);
    }

    /// The first state that is no number.
    fn finite(&self) -> Result<(), NetworkBlowUp> {
        let zero = R::default();
        // 0 × x is zero for a number, and a sum over all is a vector loop
        if self.columns.state.iter().fold(zero, |sum, &x| sum + zero * x) == zero {
            return Ok(());
        }
        let (lanes, padded) = self.lanes;
        for (node, lane) in (0..self.nodes * lanes).map(|k| (k / lanes, k % lanes)) {
            for variable in 0..S {
                if zero * self.columns.state[place(node * padded + lane, variable, S)] != zero {
                    return Err(NetworkBlowUp { step: self.step, node, lane, variable });
                }
            }
        }
        Ok(())
    }
}
