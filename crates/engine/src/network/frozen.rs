//! A network frozen to a snapshot and thawed again: from there it goes on with the same bits.

use super::{Network, Unit};
use crate::layout::Fnv;
use crate::real::Real;
use crate::snapshot::{Snapshot, SnapshotError};

/// Names of the arrays of a network in a snapshot.
const ARRAYS: [&str; 5] = ["state", "arrived", "sum", "state_sum", "past"];

impl<R: Real, U: Unit<R, S, C, P>, const S: usize, const C: usize, const P: usize> Network<R, U, S, C, P> {
    /// Everything that a step changes; numbers, edges and setting are not in it. More arrays may be pushed.
    pub fn freeze(&self) -> Snapshot {
        let all = &self.columns;
        let kept = [&all.state, &all.arrived, &all.sum, &all.state_sum, self.ring.past()];
        let exact = |values: &[R]| values.iter().map(|x| x.to()).collect();
        Snapshot {
            layout_hash: self.shape_hash(),
            lanes: self.lanes.0 as u64,
            step: self.step,
            seed: 0,
            arrays: ARRAYS.iter().zip(kept).map(|(name, values)| (name.to_string(), exact(values))).collect(),
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

    fn shape_hash(&self) -> u64 {
        let mut hash = Fnv::new();
        for number in [S, C, P, self.nodes, self.lanes.0, self.block, size_of::<R>()] {
            hash.write(&(number as u64).to_le_bytes());
        }
        hash.finish()
    }
}
