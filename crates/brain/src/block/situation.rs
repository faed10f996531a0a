//! The fixed point of situations: a brain that attends nobody, or one other.

// Expansion of `multiversion`: the same source for every vector width, with the same bits.
#![allow(unsafe_code)]

use super::Block;
use crate::neural::circuit::Columns;
use crate::senses::Senses;
use multiversion::multiversion;
use syntony_engine::grid;

/// Columns that are relaxed at once: situations beside each other, whose members have the same weights.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) at: usize,
    pub(super) width: usize,
    /// One of these members.
    pub(super) member: usize,
}

impl Span {
    /// Columns relaxed at once: enough to fill vectors, few enough to stay in cache.
    pub(super) const MOST: usize = 128;

    pub(super) fn takes(&self, at: usize, width: usize) -> bool {
        at == self.at + self.width && self.width + width <= Span::MOST
    }
}

impl Block {
    /// Stimuli and the fixed point of columns that stand beside each other.
    pub(super) fn relax(&mut self, senses: &Senses, span: &Span) {
        let (units, lanes, columns) = (self.units, self.lanes.lanes(), self.columns());
        let (plan, work, &Span { at, width, member }) = (&self.plan, &mut self.work, span);
        for (k, &(channel, population, weight)) in plan.percepts.iter().enumerate() {
            let from = &grid::row(&work.channel, channel, columns)[at..][..width];
            if from.iter().all(|&x| x == 0.0) {
                continue;
            }
            let into = &mut grid::row_mut(&mut work.stimulus, population, columns)[at..][..width];
            match &self.responses {
                None => add_weighted_to(into, from, weight),
                Some(r) => {
                    let own = grid::row(&r.weight, k, lanes);
                    for (i, (into, from)) in into.chunks_mut(units).zip(from.chunks(units)).enumerate() {
                        add_products(into, from, grid::row(own, whose(plan, at / units + i), units));
                    }
                }
            }
        }
        self.meet(senses, span);
        let (plan, work) = (&self.plan, &mut self.work);
        // excitability and gain lie by lane; of several situations they are laid out by column
        let whole = width == units;
        if !whole {
            let size = plan.circuit.nodes.len() * width;
            work.spread.resize(5 * size, 0.0);
            let [glutamate, gaba, other] = &work.through;
            let from = [&work.h, &work.g, glutamate, gaba, other];
            for (into, from) in work.spread.chunks_mut(size).zip(from) {
                for (row, own) in into.chunks_mut(width).zip(from.chunks(lanes)) {
                    for (k, part) in row.chunks_mut(units).enumerate() {
                        part.copy_from_slice(grid::row(own, whose(plan, at / units + k), units));
                    }
                }
            }
        }
        let size = work.spread.len() / 5;
        let [glutamate, gaba, other] = &work.through;
        let rows = [&work.h, &work.g, glutamate, gaba, other].map(|own| &own[..]);
        let laid = |k: usize| if whole { rows[k] } else { &work.spread[k * size..][..size] };
        work.x.resize((3 * width).max(work.x.len()), 0.0);
        plan.circuit.relax(
            &self.changes.weights[member],
            Columns {
                p: &mut self.p,
                n: &mut self.n,
                stimulus: &work.stimulus,
                columns,
                at,
                width,
                h: laid(0),
                g: laid(1),
                glutamate: laid(2),
                gaba: laid(3),
                other: laid(4),
                lanes: if whole { lanes } else { width },
                lane: if whole { member * units } else { 0 },
                x: &mut work.x,
            },
        );
    }

    /// What populations make of whom, and of what, a situation is with, beyond what its percepts are.
    fn meet(&mut self, senses: &Senses, span: &Span) {
        let (units, columns, plan) = (self.units, self.columns(), self.plan.clone());
        let (members, pairs) = (plan.members(), plan.pairs() * units);
        let Some(responses) = &mut self.responses else { return };
        for situation in span.at / units..(span.at + span.width) / units {
            let (who, at) = (whose(&plan, situation), situation * units);
            if situation >= members {
                for r in 0..plan.circuit.nodes.len() {
                    let own = grid::row(grid::row(&responses.other, r, pairs), situation - members, units);
                    let into = &mut grid::row_mut(&mut self.work.stimulus, r, columns)[at..][..units];
                    add_weighted_to(into, own, 1.0);
                }
            }
            let Some(content) = senses.content.get(who).copied().flatten() else { continue };
            let thing = responses.thing(&plan, content);
            for r in 0..plan.circuit.nodes.len() {
                let own = grid::row(grid::row(thing, r, members * units), who, units);
                let into = &mut grid::row_mut(&mut self.work.stimulus, r, columns)[at..][..units];
                add_weighted_to(into, own, 1.0);
            }
        }
    }
}

/// Whose a situation is: of the members attending nobody, then of pairs.
fn whose(plan: &crate::plan::Plan, situation: usize) -> usize {
    let members = plan.members();
    if situation < members { situation } else { plan.cast.pairs[situation - members].0 }
}

#[multiversion(targets = "simd")]
fn add_products(into: &mut [f64], from: &[f64], weights: &[f64]) {
    for ((x, c), w) in into.iter_mut().zip(from).zip(weights) {
        *x += w * c;
    }
}

#[multiversion(targets = "simd")]
pub(super) fn add_weighted_to(into: &mut [f64], from: &[f64], weight: f64) {
    for (x, c) in into.iter_mut().zip(from) {
        *x += weight * c;
    }
}
