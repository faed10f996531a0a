//! A member lives from the first phase that names it, its first dose or its first manipulation on; until then nothing happens to it.
//! A stranger of whom a protocol speaks on the last day has not been alone for weeks before.

use super::{Run, Society};
use crate::schedule::Segment;
use std::sync::Arc;
use syntony_engine::State;

/// Who has not been met yet, and the state in which they will enter.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    members: Vec<usize>,
    /// Of lanes and edges; snapshots share it.
    start: Arc<(State, State)>,
}

impl Waiting {
    /// Nobody has entered.
    pub fn new(members: usize, lanes: &State, edges: &State) -> Option<Waiting> {
        Some(Waiting { members: (0..members).collect(), start: Arc::new((lanes.clone(), edges.clone())) })
    }
}

/// Whether a segment concerns a member.
fn concerns(run: &Run, segment: &Segment, member: usize) -> bool {
    let name = &run.plan.cast.members[member].name;
    let given = segment.boluses.iter().chain(&segment.infusions);
    segment.phases.iter().any(|&i| run.group.phases[i].kind.members().contains(&name.as_str()))
        || given.flat_map(|&i| &run.deliveries[i]).any(|(m, _)| *m == member)
        || segment.changes.iter().any(|&i| run.group.manipulations[i].members.contains(name))
}

impl Society {
    /// Lets those enter whom the segment concerns.
    pub(super) fn enter(&mut self, run: &Run, segment: &Segment) {
        let Some(waiting) = &mut self.waiting else { return };
        waiting.members.retain(|&member| {
            let waits = !concerns(run, segment, member);
            self.block.resting[member] = waits;
            waits
        });
        if waiting.members.is_empty() {
            self.waiting = None;
        }
    }

    /// Holds those who have not entered as they were at the start.
    pub(super) fn hold(&mut self) {
        let Some(waiting) = &self.waiting else { return };
        let (units, block) = (self.block.units, &mut self.block);
        let (lanes, edges) = &*waiting.start;
        for &member in &waiting.members {
            copy(lanes, &mut block.lanes, member * units, units);
        }
        for (pair, (from, _)) in self.run.plan.cast.pairs.iter().enumerate() {
            if waiting.members.contains(from) {
                copy(edges, &mut block.edges, pair * units, units);
            }
        }
    }
}

fn copy(from: &State, to: &mut State, at: usize, width: usize) {
    for slot in 0..from.slots() {
        to.row_mut(slot)[at..at + width].copy_from_slice(&from.row(slot)[at..at + width]);
    }
}
