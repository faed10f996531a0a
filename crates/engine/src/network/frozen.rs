//! A network frozen to a snapshot and thawed again: from there it goes on with the same bits.

use super::{Dynamics, Network};
use crate::layout::Fnv;
use crate::real::Real;
use crate::snapshot::{Snapshot, SnapshotError};

/// Name of the array that says how many steps the past has.
const SLOTS: &str = "slots";
/// Names of the arrays of a network in a snapshot.
const ARRAYS: [&str; 5] = ["state", "arrived", "sum", "state_sum", "past"];

impl<R: Real, U: Dynamics<R, S, C, P>, const S: usize, const C: usize, const P: usize>
    Network<R, U, S, C, P>
{
    /// Everything that a step changes; numbers, edges and setting are not in it. More arrays may be pushed.
    pub fn freeze(&self) -> Snapshot {
        let all = &self.columns;
        let kept = [&all.state, &all.arrived, &all.sum, &all.state_sum, self.ring.past()];
        let exact = |values: &[R]| values.iter().map(|x| x.to()).collect();
        let mut arrays: Vec<(String, Vec<f64>)> =
            ARRAYS.iter().zip(kept).map(|(name, values)| (name.to_string(), exact(values))).collect();
        arrays.push((SLOTS.into(), vec![self.ring.slots() as f64]));
        Snapshot {
            layout_hash: self.shape_hash(),
            lanes: self.lanes.0 as u64,
            step: self.step,
            seed: 0,
            arrays,
        }
    }

    /// Goes back to a snapshot of a network with the same edges and lanes.
    ///
    /// # Errors
    /// If it is of another network; nothing has changed then.
    pub fn thaw(&mut self, from: &Snapshot) -> Result<(), SnapshotError> {
        let expected = self.shape_hash();
        if from.layout_hash != expected {
            return Err(SnapshotError::Layout { found: from.layout_hash, expected });
        }
        let all = &mut self.columns;
        let kept: [&mut [R]; 5] =
            [&mut all.state, &mut all.arrived, &mut all.sum, &mut all.state_sum, self.ring.past_mut()];
        for (name, to) in ARRAYS.iter().zip(&kept) {
            let found = from.array(name)?.len();
            if found != to.len() {
                let expected = to.len() as u64;
                return Err(SnapshotError::Length { name: name.to_string(), found, expected });
            }
        }
        for (name, to) in ARRAYS.iter().zip(kept) {
            to.iter_mut().zip(from.array(name)?).for_each(|(to, x)| *to = R::of(*x));
        }
        self.step = from.step;
        Ok(())
    }

    /// As [`Network::thaw`], from a snapshot of the same network with steps that were `times` as long; the past is linear between them.
    ///
    /// # Errors
    /// If it is of another network; nothing has changed then.
    pub fn thaw_finer(&mut self, from: &Snapshot, times: u64) -> Result<(), SnapshotError> {
        if times == 1 {
            return self.thaw(from);
        }
        let all = &mut self.columns;
        let kept: [&mut [R]; 3] = [&mut all.state, &mut all.sum, &mut all.state_sum];
        let names = [ARRAYS[0], ARRAYS[2], ARRAYS[3]];
        let wrong = |name: &str, found: usize, expected: usize| {
            Err(SnapshotError::Length { name: name.into(), found, expected: expected as u64 })
        };
        for (name, to) in names.iter().zip(&kept) {
            let found = from.array(name)?.len();
            if found != to.len() {
                return wrong(name, found, to.len());
            }
        }
        let (past, slots) = (from.array(ARRAYS[4])?, from.array(SLOTS)?.first().map_or(0, |&s| s as usize));
        let (rows, least) = (C * self.nodes, slots * self.lanes.1);
        if slots == 0 || !past.len().is_multiple_of(rows) || past.len() / rows < least {
            return wrong(ARRAYS[4], past.len(), rows * least.max(1));
        }
        // sums of what is shown since the last mean would have been made of as many more steps
        for ((name, to), by) in names.iter().zip(kept).zip([1.0, times as f64, times as f64]) {
            to.iter_mut().zip(from.array(name)?).for_each(|(to, x)| *to = R::of(by * x));
        }
        self.ring.refine((past, slots), from.step, times);
        self.step = from.step * times;
        self.arrive();
        Ok(())
    }

    fn shape_hash(&self) -> u64 {
        let mut hash = Fnv::new();
        for number in [S, C, P, self.nodes, self.lanes.0, self.block, size_of::<R>()] {
            hash.write(&(number as u64).to_le_bytes());
        }
        hash.finish()
    }
}
