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

    /// The past as it is kept.
    pub(super) fn past(&self) -> &[R] {
        &self.past
    }

    /// The same, to be written.
    pub(super) fn past_mut(&mut self) -> &mut [R] {
        &mut self.past
    }

    /// Steps of the past before slots are used again.
    pub(super) fn slots(&self) -> usize {
        self.slots
    }

    /// Takes over the past of the same network until `step`, in steps `times` as long, and takes it for linear between these. What it
    /// does not reach back to is its oldest.
    pub(super) fn refine(&mut self, (old, old_slots): (&[f64], usize), step: u64, times: u64) {
        let (slots, lanes) = (self.slots as u64, self.lanes);
        let old_stride = old.len() / (self.signals * self.nodes());
        let slot = |step: u64, ago: u64, slots: u64| ((step % slots + slots - ago % slots) % slots) as usize;
        for (row, old) in self.past.chunks_exact_mut(self.stride).zip(old.chunks_exact(old_stride)) {
            for ago in 0..slots {
                let before =
                    |more: u64| slot(step, (ago / times + more).min(old_slots as u64 - 1), old_slots as u64);
                let (later, sooner) = (before(0) * lanes, before(1) * lanes);
                let part = (ago % times) as f64 / times as f64;
                let to = slot(step * times, ago, slots) * lanes;
                for lane in 0..lanes {
                    let (later, sooner) = (old[later + lane], old[sooner + lane]);
                    row[to + lane] = R::of(later + part * (sooner - later));
                }
            }
            row.copy_within(0..BLOCK * lanes, self.slots * lanes);
        }
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
        match self.lanes {
            1 => couple::<R, 1>(self, nodes, slot, received, width),
            2 => couple::<R, 2>(self, nodes, slot, received, width),
            4 => couple::<R, 4>(self, nodes, slot, received, width),
            8 => couple::<R, 8>(self, nodes, slot, received, width),
            _ => couple::<R, 16>(self, nodes, slot, received, width),
        }
    }

    /// Stores what nodes sent after the steps `step + 1 ..= step + count`, `[step × chunk × signal × column]`.
    pub(super) fn keep(&mut self, nodes: Range<usize>, steps: (u64, usize), sent: &[R], width: usize) {
        match self.lanes {
            1 => keep::<R, 1>(self, nodes, steps, sent, width),
            2 => keep::<R, 2>(self, nodes, steps, sent, width),
            4 => keep::<R, 4>(self, nodes, steps, sent, width),
            8 => keep::<R, 8>(self, nodes, steps, sent, width),
            _ => keep::<R, 16>(self, nodes, steps, sent, width),
        }
    }
}

/// Place of a column and signal in a row `[chunk × signal × column]`.
#[inline(always)]
pub(super) fn place(column: usize, signal: usize, signals: usize) -> usize {
    (column / CHUNK * signals + signal) * CHUNK + column % CHUNK
}

#[multiversion(targets = "simd")]
fn couple<R: Real, const L: usize>(
    ring: &Ring<R>,
    nodes: Range<usize>,
    slot: usize,
    received: &mut [R],
    width: usize,
) {
    let (slots, signals, all) = (ring.slots, ring.signals, ring.nodes());
    let many = CHUNK / L;
    for signal in 0..signals {
        let past = &ring.past[signal * all * ring.stride..(signal + 1) * all * ring.stride];
        for (chunk, first) in nodes.clone().step_by(many).enumerate() {
            // a piece is BLOCK / L steps of all lanes of a node
            let mut pieces = [[R::default(); BLOCK]; CHUNK];
            for (own, pieces) in pieces.chunks_exact_mut(L).enumerate().take(nodes.end - first) {
                let node = first + own;
                let edges = &ring.edges[ring.starts[node]..ring.starts[node + 1]];
                for (k, piece) in pieces.iter_mut().enumerate() {
                    let mut sum = [R::default(); BLOCK];
                    for &(from, delay, weight) in edges {
                        let ago = slot + slots - delay as usize;
                        let ago = if ago >= slots { ago - slots } else { ago };
                        let start = from as usize * ring.stride + ago * L + k * BLOCK;
                        for (sum, &value) in sum.iter_mut().zip(&past[start..start + BLOCK]) {
                            *sum += weight * value;
                        }
                    }
                    *piece = sum;
                }
            }
            let at = (chunk * signals + signal) * CHUNK;
            let rows = received[signals * width + at..].chunks_mut(signals * width);
            for (step, row) in rows.enumerate().take(BLOCK) {
                for (own, row) in row[..CHUNK].as_chunks_mut::<L>().0.iter_mut().enumerate() {
                    let from = step % many * L;
                    *row = std::array::from_fn(|lane| pieces[own * L + step / many][from + lane]);
                }
            }
        }
    }
}

#[multiversion(targets = "simd")]
fn keep<R: Real, const L: usize>(
    ring: &mut Ring<R>,
    nodes: Range<usize>,
    (step, count): (u64, usize),
    sent: &[R],
    width: usize,
) {
    let (slots, signals, all) = (ring.slots, ring.signals, ring.nodes());
    let first = ((step + 1) % slots as u64) as usize;
    let before = count.min(slots - first);
    for signal in 0..signals {
        for node in nodes.clone() {
            let past = (signal * all + node) * ring.stride;
            let past = &mut ring.past[past..past + ring.stride];
            let at = place((node - nodes.start) * L, signal, signals);
            let rows = |from: usize| sent[from * signals * width + at..].chunks(signals * width);
            let store = |past: &mut [R], from: usize| {
                for (to, row) in past.as_chunks_mut::<L>().0.iter_mut().zip(rows(from)) {
                    to.copy_from_slice(&row[..L]);
                }
            };
            store(&mut past[first * L..(first + before) * L], 0);
            if before < count {
                store(&mut past[..(count - before) * L], before);
            }
            if first < BLOCK || before < count {
                past.copy_within(0..BLOCK * L, slots * L);
            }
        }
    }
}
