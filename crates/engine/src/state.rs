//! The numbers themselves: one row per variable, one column per lane, lane innermost.

use crate::layout::{Layout, Slots};

/// Values of all variables in all lanes, `[slot x lane]` in one allocation.
#[derive(Debug, PartialEq)]
pub struct State {
    slots: usize,
    lanes: usize,
    values: Vec<f64>,
}

impl Clone for State {
    fn clone(&self) -> State {
        State { slots: self.slots, lanes: self.lanes, values: self.values.clone() }
    }

    /// Reuses the allocation, so that a scratch state of the right size costs nothing.
    fn clone_from(&mut self, source: &State) {
        self.slots = source.slots;
        self.lanes = source.lanes;
        self.values.clone_from(&source.values);
    }
}

impl State {
    /// Zeros for every row of `layout` in `lanes` lanes.
    pub fn new(layout: &Layout, lanes: usize) -> State {
        State::zeros(layout.len(), lanes)
    }

    /// Zeros of a given shape.
    pub fn zeros(slots: usize, lanes: usize) -> State {
        State { slots, lanes, values: vec![0.0; slots * lanes] }
    }

    /// Number of rows.
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// Number of lanes, the length of every row.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// One row, of length `lanes`.
    ///
    /// # Panics
    /// If there is no such row.
    #[track_caller]
    #[inline]
    pub fn row(&self, slot: usize) -> &[f64] {
        &self.values[slot * self.lanes..(slot + 1) * self.lanes]
    }

    /// One row for writing.
    ///
    /// # Panics
    /// If there is no such row.
    #[track_caller]
    #[inline]
    pub fn row_mut(&mut self, slot: usize) -> &mut [f64] {
        &mut self.values[slot * self.lanes..(slot + 1) * self.lanes]
    }

    /// A group of rows as one slice `[member x lane]`, for flat passes.
    ///
    /// # Panics
    /// If the group reaches beyond the state.
    #[track_caller]
    #[inline]
    pub fn rows(&self, slots: Slots) -> &[f64] {
        &self.values[slots.start * self.lanes..(slots.start + slots.len) * self.lanes]
    }

    /// A group of rows for writing.
    ///
    /// # Panics
    /// If the group reaches beyond the state.
    #[track_caller]
    #[inline]
    pub fn rows_mut(&mut self, slots: Slots) -> &mut [f64] {
        &mut self.values[slots.start * self.lanes..(slots.start + slots.len) * self.lanes]
    }

    /// Two different rows for writing at once, in the order asked for.
    ///
    /// # Panics
    /// If the rows are the same or do not exist.
    #[track_caller]
    pub fn row2_mut(&mut self, first: usize, second: usize) -> (&mut [f64], &mut [f64]) {
        self.rows2_mut(Slots { start: first, len: 1 }, Slots { start: second, len: 1 })
    }

    /// Two disjoint groups for writing at once, in the order asked for.
    ///
    /// # Panics
    /// If the groups overlap or reach beyond the state.
    #[track_caller]
    pub fn rows2_mut(&mut self, first: Slots, second: Slots) -> (&mut [f64], &mut [f64]) {
        assert!(!first.overlaps(second), "rows {first:?} and {second:?} overlap");
        let lanes = self.lanes;
        if first.start <= second.start {
            let (head, tail) = self.values.split_at_mut(second.start * lanes);
            (&mut head[first.start * lanes..][..first.len * lanes], &mut tail[..second.len * lanes])
        } else {
            let (head, tail) = self.values.split_at_mut(first.start * lanes);
            (&mut tail[..first.len * lanes], &mut head[second.start * lanes..][..second.len * lanes])
        }
    }

    /// All values, `[slot x lane]`.
    #[inline]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// All values for writing, `[slot x lane]`.
    #[inline]
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }

    /// One value.
    ///
    /// # Panics
    /// If the slot or the lane does not exist.
    #[track_caller]
    pub fn get(&self, slot: usize, lane: usize) -> f64 {
        self.row(slot)[lane]
    }

    /// Sets one value.
    ///
    /// # Panics
    /// If the slot or the lane does not exist.
    #[track_caller]
    pub fn set(&mut self, slot: usize, lane: usize, value: f64) {
        self.row_mut(slot)[lane] = value;
    }

    /// All variables of one lane, in the order of slots.
    ///
    /// # Panics
    /// If there is no such lane.
    #[track_caller]
    pub fn lane(&self, lane: usize) -> Vec<f64> {
        assert!(lane < self.lanes, "lane {lane} of {}", self.lanes);
        (0..self.slots).map(|slot| self.values[slot * self.lanes + lane]).collect()
    }

    /// Writes all variables of one lane.
    ///
    /// # Panics
    /// If there is no such lane or `values` has another length than there are slots.
    #[track_caller]
    pub fn set_lane(&mut self, lane: usize, values: &[f64]) {
        assert!(lane < self.lanes, "lane {lane} of {}", self.lanes);
        assert_eq!(values.len(), self.slots, "one value per slot");
        for (slot, &value) in values.iter().enumerate() {
            self.values[slot * self.lanes + lane] = value;
        }
    }

    /// The first value that is NaN, or beyond what a file of 32-bit numbers holds, as (slot, lane, value).
    pub fn first_not_finite(&self) -> Option<(usize, usize, f64)> {
        let index =
            self.values.iter().position(|value| value.is_nan() || value.abs() > f64::from(f32::MAX))?;
        Some((index / self.lanes, index % self.lanes, self.values[index]))
    }
}
