//! Where a scene reads what brains want and writes what they sense: positions in rows are known here, scenes name who, towards whom, and what.

use super::Scene;
use syntony_brain::senses::BRANCHES;
use syntony_brain::social::{CODES, State};
use syntony_engine::grid::{row, row_mut};

impl Scene<'_> {
    /// Lane of a member of a unit.
    pub fn lane(&self, member: usize, unit: usize) -> usize {
        member * self.units + unit
    }
    /// Column of an ordered pair and unit.
    pub fn column(&self, from: usize, to: usize, unit: usize) -> Option<usize> {
        self.plan.pair(from, to).map(|p| p * self.units + unit)
    }
    /// Number of lanes.
    fn lanes(&self) -> usize {
        self.senses.stress.len()
    }
    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.senses.near.len()
    }
    /// A feature of what is perceived of another.
    pub fn feature(&mut self, feature: impl Into<usize>, column: usize) -> &mut f64 {
        let columns = self.columns();
        &mut row_mut(&mut self.senses.social, feature, columns)[column]
    }
    /// Lets a share of the autonomic outflow that shows of a lane be seen by whom a column goes out from.
    pub(super) fn see_outflow(&mut self, lane: usize, column: usize, share: f64) {
        let (lanes, columns) = (self.lanes(), self.columns());
        for branch in 0..BRANCHES {
            let shown = row(&self.drives.outflow, branch, lanes)[lane];
            row_mut(&mut self.senses.outflow, branch, columns)[column] = share * shown;
        }
    }
    /// Acts of another that are seen, by motor category.
    pub fn seen(&mut self, code: usize, column: usize) -> &mut f64 {
        let columns = self.columns();
        &mut row_mut(&mut self.senses.seen, code, columns)[column]
    }
    /// Own acts, by motor category.
    pub fn done(&mut self, code: usize, lane: usize) -> &mut f64 {
        let lanes = self.lanes();
        &mut row_mut(&mut self.senses.done, code, lanes)[lane]
    }
    /// Acts of one category done within half a second of the sight of another.
    pub fn paired(&mut self, done: usize, seen: usize, lane: usize) -> &mut f64 {
        let lanes = self.lanes();
        let of_done = row_mut(&mut self.senses.paired, done, CODES * lanes);
        &mut row_mut(of_done, seen, lanes)[lane]
    }
    /// Presence of a place.
    pub fn place(&mut self, place: usize, lane: usize) -> &mut f64 {
        let lanes = self.lanes();
        &mut row_mut(&mut self.senses.place, place, lanes)[lane]
    }
    /// What a place is worth to an animal.
    pub fn place_value(&self, place: usize, lane: usize) -> f64 {
        row(&self.drives.place, place, self.lanes())[lane]
    }
    /// States of the actor of a column towards the other.
    pub fn feelings(&self, column: usize) -> [f64; State::ALL.len()] {
        State::ALL.map(|(_, state)| row(&self.drives.feelings, state, self.columns())[column])
    }
}
