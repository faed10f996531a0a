//! The past of what nodes send, and what the edges bring from it: one contiguous load per edge for a whole block of steps.

// Expansion of `multiversion`, see `math`.
#![allow(unsafe_code)]

use super::{BLOCK, Edges};
use crate::real::Real;
use multiversion::multiversion;

/// Past signals `[signal × node × slot × lane]`; slot is step modulo `slots`, and the first slots stand again behind the last.
#[derive(Debug, Clone)]
pub(super) struct Ring<R> {
    starts: Vec<usize>,
    from: Vec<usize>,
    delay: Vec<usize>,
    weight: Vec<R>,
    slots: usize,
    stride: usize,
    signals: usize,
    lanes: usize,
    past: Vec<R>,
    sums: Vec<R>,
}

impl<R: Real> Ring<R> {
    pub(super) fn new(edges: &Edges, signals: usize, lanes: usize) -> Self {
        let nodes = edges.starts.len() - 1;
        let slots = edges.delay.iter().copied().max().unwrap_or(1) + 2 * BLOCK;
        // an odd number of cache lines between nodes, so that they do not share the same few sets
        let stride = ((slots + BLOCK) * lanes + BLOCK).next_multiple_of(2 * BLOCK) + BLOCK;
        Ring {
            starts: edges.starts.clone(),
            from: edges.from.clone(),
            delay: edges.delay.clone(),
            weight: edges.weight.iter().map(|&w| R::of(w)).collect(),
            slots,
            stride,
            signals,
            lanes,
            past: vec![R::default(); signals * nodes * stride],
            sums: vec![R::default(); nodes * BLOCK * lanes],
        }
    }

    fn nodes(&self) -> usize {
        self.starts.len() - 1
    }

    /// The whole past of a column is `sent`.
    pub(super) fn fill(&mut self, column: usize, sent: &[R]) {
        let (node, lane) = (column / self.lanes, column % self.lanes);
        for (signal, &value) in sent.iter().enumerate() {
            let row = (signal * self.nodes() + node) * self.stride;
            let row = &mut self.past[row..row + (self.slots + BLOCK) * self.lanes];
            row.iter_mut().skip(lane).step_by(self.lanes).for_each(|x| *x = value);
        }
    }

    /// What arrives at steps `step + 1 ..= step + BLOCK`, to the rows 1.. of `received` (`[row × signal × column]`).
    ///
    /// Rows further ahead than the shortest delay mean nothing yet.
    pub(super) fn couple(&mut self, received: &mut [R], columns: usize, step: u64) {
        let (nodes, width) = (self.nodes(), BLOCK * self.lanes);
        let slot = ((step + 1) % self.slots as u64) as usize;
        for signal in 0..self.signals {
            let past = &self.past[signal * nodes * self.stride..(signal + 1) * nodes * self.stride];
            let edges = (&self.starts[..], &self.from[..], &self.delay[..], &self.weight[..]);
            gather(past, edges, &mut self.sums, (slot, self.slots, self.stride, self.lanes));
            let at = |row: usize| ((row + 1) * self.signals + signal) * columns;
            for (node, sums) in self.sums.chunks_exact(width).enumerate() {
                for (row, values) in sums.chunks_exact(self.lanes).enumerate() {
                    let to = at(row) + node * self.lanes;
                    received[to..to + self.lanes].copy_from_slice(values);
                }
            }
        }
    }

    /// Stores what was sent after the steps `step + 1 ..= step + count` (`[step × signal × column]`).
    pub(super) fn keep(&mut self, sent: &[R], columns: usize, step: u64, count: usize) {
        let (nodes, lanes) = (self.nodes(), self.lanes);
        let first = ((step + 1) % self.slots as u64) as usize;
        for (row, past) in self.past.chunks_exact_mut(self.stride).enumerate() {
            let (signal, node) = (row / nodes, row % nodes);
            for u in 0..count {
                let slot = first + u;
                let slot = if slot >= self.slots { slot - self.slots } else { slot };
                let at = (u * self.signals + signal) * columns + node * lanes;
                past[slot * lanes..(slot + 1) * lanes].copy_from_slice(&sent[at..at + lanes]);
            }
            if first < BLOCK || first + count > self.slots {
                past.copy_within(0..BLOCK * lanes, self.slots * lanes);
            }
        }
    }
}

/// Starts, sources, delays and weights of edges.
type Parts<'a, R> = (&'a [usize], &'a [usize], &'a [usize], &'a [R]);

/// Weighted sums `[node × step × lane]` for a block that begins at `slot`.
#[multiversion(targets = "simd")]
fn gather<R: Real>(past: &[R], edges: Parts<R>, sums: &mut [R], shape: (usize, usize, usize, usize)) {
    let (starts, from, delay, weight) = edges;
    let (slot, slots, stride, lanes) = shape;
    for (node, sums) in sums.chunks_exact_mut(BLOCK * lanes).enumerate() {
        let span = starts[node]..starts[node + 1];
        for (piece, out) in sums.chunks_exact_mut(BLOCK).enumerate() {
            let mut sum = [R::default(); BLOCK];
            let edges = from[span.clone()].iter().zip(&delay[span.clone()]).zip(&weight[span.clone()]);
            for ((&from, &delay), &weight) in edges {
                let at = slot + slots - delay;
                let at = if at >= slots { at - slots } else { at };
                let at = from * stride + at * lanes + piece * BLOCK;
                for (sum, &value) in sum.iter_mut().zip(&past[at..at + BLOCK]) {
                    *sum += weight * value;
                }
            }
            out.copy_from_slice(&sum);
        }
    }
}
