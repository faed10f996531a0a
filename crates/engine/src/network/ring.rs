//! The past of what nodes send, and what the edges bring from it: one contiguous load per edge for a whole block of steps.

use super::{BLOCK, Edges};
use crate::real::Real;

/// Past signals `[signal × node × slot × lane]`; slot is step modulo `slots`, and the first slots stand again behind the last.
#[derive(Debug, Clone)]
pub(super) struct Ring<R> {
    starts: Vec<usize>,
    /// Source, delay and weight of each edge.
    edges: Vec<(u32, u32, R)>,
    slots: usize,
    stride: usize,
    lanes: usize,
    past: Vec<R>,
}

impl<R: Real> Ring<R> {
    pub(super) fn new(edges: &Edges, signals: usize, lanes: usize) -> Self {
        let nodes = edges.starts.len() - 1;
        let slots = edges.delay.iter().copied().max().unwrap_or(1) + 2 * BLOCK;
        // an odd number of cache lines between nodes, so that they do not share the same few sets
        let stride = ((slots + BLOCK) * lanes).next_multiple_of(2 * BLOCK) + BLOCK;
        let parts = edges.from.iter().zip(&edges.delay).zip(&edges.weight);
        Ring {
            starts: edges.starts.clone(),
            edges: parts.map(|((&from, &delay), &w)| (from as u32, delay as u32, R::of(w))).collect(),
            slots,
            stride,
            lanes,
            past: vec![R::default(); signals * nodes * stride],
        }
    }

    /// Number of nodes.
    pub(super) fn nodes(&self) -> usize {
        self.starts.len() - 1
    }

    /// The whole past of a node in a lane is `sent`.
    pub(super) fn fill(&mut self, node: usize, lane: usize, sent: &[R]) {
        for (signal, &value) in sent.iter().enumerate() {
            let row = (signal * self.nodes() + node) * self.stride;
            let row = &mut self.past[row..row + (self.slots + BLOCK) * self.lanes];
            row.iter_mut().skip(lane).step_by(self.lanes).for_each(|x| *x = value);
        }
    }

    /// What arrives at `node` at the steps `step + 1 ..= step + BLOCK`, to the rows 1.. of `received`, `stride` apart, from `at` on.
    ///
    /// Rows further ahead than the shortest delay mean nothing yet.
    #[inline(always)]
    pub(super) fn gather(
        &self,
        (node, signal): (usize, usize),
        step: u64,
        received: &mut [R],
        stride: usize,
        at: usize,
    ) {
        let (slots, lanes) = (self.slots, self.lanes);
        let slot = ((step + 1) % slots as u64) as usize;
        let nodes = self.nodes();
        let past = &self.past[signal * nodes * self.stride..(signal + 1) * nodes * self.stride];
        let edges = &self.edges[self.starts[node]..self.starts[node + 1]];
        for piece in 0..lanes {
            let mut sum = [R::default(); BLOCK];
            for &(from, delay, weight) in edges {
                let ago = slot + slots - delay as usize;
                let ago = if ago >= slots { ago - slots } else { ago };
                let start = from as usize * self.stride + ago * lanes + piece * BLOCK;
                for (sum, &value) in sum.iter_mut().zip(&past[start..start + BLOCK]) {
                    *sum += weight * value;
                }
            }
            // a piece is BLOCK / lanes steps of all lanes
            let rows = BLOCK / lanes;
            for (row, values) in sum.chunks_exact(lanes).enumerate() {
                let to = (1 + piece * rows + row) * stride + at;
                received[to..to + lanes].copy_from_slice(values);
            }
        }
    }

    /// Stores what `node` sent after the steps `step + 1 ..= step + count`: rows of `sent`, `stride` apart, from `at` on.
    #[inline(always)]
    pub(super) fn keep(
        &mut self,
        (node, signal): (usize, usize),
        (step, count): (u64, usize),
        sent: &[R],
        stride: usize,
        at: usize,
    ) {
        let (slots, lanes) = (self.slots, self.lanes);
        let first = ((step + 1) % slots as u64) as usize;
        let row = (signal * self.nodes() + node) * self.stride;
        let past = &mut self.past[row..row + self.stride];
        for u in 0..count {
            let slot = first + u;
            let slot = if slot >= slots { slot - slots } else { slot };
            let from = u * stride + at;
            past[slot * lanes..(slot + 1) * lanes].copy_from_slice(&sent[from..from + lanes]);
        }
        if first < BLOCK || first + count > slots {
            past.copy_within(0..BLOCK * lanes, slots * lanes);
        }
    }
}
