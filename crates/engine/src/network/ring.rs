//! The past of what nodes send, and what the edges bring from it: one contiguous load per edge for a whole block of steps.

// Expansion of `multiversion`, see `math`.
#![allow(unsafe_code)]

use super::{BLOCK, CHUNK, Edges};
use crate::real::Real;
use multiversion::multiversion;
use std::ops::Range;

/// Past signals `[signal × node × slot × lane]`; slot is step modulo `slots`, and the first slots stand again behind the last.
#[derive(Debug, Clone)]
pub(super) struct Ring<R> {
    starts: Vec<usize>,
    /// Source, delay and weight of each edge.
    edges: Vec<(u32, u32, R)>,
    slots: usize,
    stride: usize,
    signals: usize,
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
            signals,
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

    /// What arrives at nodes at the steps `step + 1 ..= step + BLOCK`, to the rows 1.. of `received`, `[row × chunk × signal × column]`.
    ///
    /// Rows further ahead than the shortest delay mean nothing yet.
    pub(super) fn couple(&self, nodes: Range<usize>, step: u64, received: &mut [R], width: usize) {
        let slot = ((step + 1) % self.slots as u64) as usize;
        let lanes = self.lanes;
        match lanes {
            // known widths make for better loops
            1 => couple(self, nodes, slot, received, (width, 1)),
            CHUNK => couple(self, nodes, slot, received, (width, CHUNK)),
            _ => couple(self, nodes, slot, received, (width, lanes)),
        }
    }

    /// Stores what nodes sent after the steps `step + 1 ..= step + count`, `[step × chunk × signal × column]`.
    pub(super) fn keep(
        &mut self,
        nodes: Range<usize>,
        (step, count): (u64, usize),
        sent: &[R],
        width: usize,
    ) {
        let (slots, lanes, all) = (self.slots, self.lanes, self.nodes());
        let first = ((step + 1) % slots as u64) as usize;
        for signal in 0..self.signals {
            for node in nodes.clone() {
                let past = (signal * all + node) * self.stride;
                let past = &mut self.past[past..past + self.stride];
                let at = place((node - nodes.start) * lanes, signal, self.signals);
                for u in 0..count {
                    let slot = first + u;
                    let slot = if slot >= slots { slot - slots } else { slot };
                    let from = u * self.signals * width + at;
                    past[slot * lanes..(slot + 1) * lanes].copy_from_slice(&sent[from..from + lanes]);
                }
                if first < BLOCK || first + count > slots {
                    past.copy_within(0..BLOCK * lanes, slots * lanes);
                }
            }
        }
    }
}

/// Place of a column and signal in a row `[chunk × signal × column]`.
#[inline(always)]
pub(super) fn place(column: usize, signal: usize, signals: usize) -> usize {
    (column / CHUNK * signals + signal) * CHUNK + column % CHUNK
}

#[multiversion(targets = "simd")]
fn couple<R: Real>(
    ring: &Ring<R>,
    nodes: Range<usize>,
    slot: usize,
    received: &mut [R],
    (width, lanes): (usize, usize),
) {
    let (slots, signals, all) = (ring.slots, ring.signals, ring.nodes());
    for signal in 0..signals {
        let past = &ring.past[signal * all * ring.stride..(signal + 1) * all * ring.stride];
        for node in nodes.clone() {
            let edges = &ring.edges[ring.starts[node]..ring.starts[node + 1]];
            let at = place((node - nodes.start) * lanes, signal, signals);
            for piece in 0..lanes {
                let mut sum = [R::default(); BLOCK];
                for &(from, delay, weight) in edges {
                    let ago = slot + slots - delay as usize;
                    let ago = if ago >= slots { ago - slots } else { ago };
                    let start = from as usize * ring.stride + ago * lanes + piece * BLOCK;
                    for (sum, &value) in sum.iter_mut().zip(&past[start..start + BLOCK]) {
                        *sum += weight * value;
                    }
                }
                // a piece is BLOCK / lanes steps of all lanes
                let rows = BLOCK / lanes;
                for (row, values) in sum.chunks_exact(lanes).enumerate() {
                    let to = (1 + piece * rows + row) * signals * width + at;
                    received[to..to + lanes].copy_from_slice(values);
                }
            }
        }
    }
}
