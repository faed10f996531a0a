//! One process, and the two arrays to which all processes add.

use crate::layout::Slots;
use crate::state::State;

/// One process written as dy/dt = a − k·y for the variables it contributes to.
///
/// `C` is whatever the terms of one plan share and only read: inputs, couplings, parameters. Several terms may
/// add to the same row. Gains `a ≥ 0` and losses `k ≥ 0` keep the exponential steppers positive.
pub trait Term<C: ?Sized>: Send + Sync {
    /// A short name for messages.
    fn name(&self) -> &str;

    /// The groups of rows this term adds to; it must add to no others.
    fn owns(&self) -> Vec<Slots>;

    /// Adds this term's share at `state`. Must be a pure function of its arguments, must not look from one lane
    /// into another, and must not allocate.
    fn rates(&self, state: &State, context: &C, rates: &mut Rates);
}

/// Gains a and losses k of dy/dt = a − k·y, each `[slot x lane]` like the state.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    lanes: usize,
    gain: Vec<f64>,
    loss: Vec<f64>,
}

impl Rates {
    /// Zero rates of a given shape.
    pub fn zeros(slots: usize, lanes: usize) -> Rates {
        Rates { lanes, gain: vec![0.0; slots * lanes], loss: vec![0.0; slots * lanes] }
    }

    /// Zero rates of the shape of `state`.
    pub fn like(state: &State) -> Rates {
        Rates::zeros(state.slots(), state.lanes())
    }

    /// Sets everything to zero. Steppers do this before every evaluation.
    pub fn clear(&mut self) {
        self.gain.fill(0.0);
        self.loss.fill(0.0);
    }

    /// Number of lanes.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// All gains, `[slot x lane]`.
    #[inline]
    pub fn gains(&self) -> &[f64] {
        &self.gain
    }

    /// All losses, `[slot x lane]`.
    #[inline]
    pub fn losses(&self) -> &[f64] {
        &self.loss
    }

    /// Gains of a group of rows for writing, `[member x lane]`.
    #[track_caller]
    #[inline]
    pub fn gains_mut(&mut self, slots: Slots) -> &mut [f64] {
        &mut self.gain[slots.start * self.lanes..(slots.start + slots.len) * self.lanes]
    }

    /// Losses of a group of rows for writing, `[member x lane]`.
    #[track_caller]
    #[inline]
    pub fn losses_mut(&mut self, slots: Slots) -> &mut [f64] {
        &mut self.loss[slots.start * self.lanes..(slots.start + slots.len) * self.lanes]
    }

    /// Gains and losses of a group of rows for writing, each `[member x lane]`.
    #[track_caller]
    #[inline]
    pub fn rows_mut(&mut self, slots: Slots) -> (&mut [f64], &mut [f64]) {
        let range = slots.start * self.lanes..(slots.start + slots.len) * self.lanes;
        (&mut self.gain[range.clone()], &mut self.loss[range])
    }

    /// Gain and loss of one row for writing.
    #[track_caller]
    #[inline]
    pub fn row_mut(&mut self, slot: usize) -> (&mut [f64], &mut [f64]) {
        self.rows_mut(Slots { start: slot, len: 1 })
    }

    /// Adds gain and loss, as a function of the lane, to one row.
    #[inline]
    #[track_caller]
    pub fn add(&mut self, slot: usize, rate: impl Fn(usize) -> (f64, f64)) {
        let (gains, losses) = self.row_mut(slot);
        for (lane, (gain, loss)) in gains.iter_mut().zip(losses).enumerate() {
            let (g, l) = rate(lane);
            *gain += g;
            *loss += l;
        }
    }

    /// Adds `values` to the gain of one row.
    #[track_caller]
    pub fn add_gain(&mut self, slot: usize, values: &[f64]) {
        add(self.row_mut(slot).0, values);
    }

    /// Adds `values` to the loss of one row.
    #[track_caller]
    pub fn add_loss(&mut self, slot: usize, values: &[f64]) {
        add(self.row_mut(slot).1, values);
    }

    /// Adds `factor`·`values` to the gain of one row.
    #[track_caller]
    pub fn add_gain_scaled(&mut self, slot: usize, factor: f64, values: &[f64]) {
        add_scaled(self.row_mut(slot).0, factor, values);
    }

    /// Adds `factor`·`values` to the loss of one row.
    #[track_caller]
    pub fn add_loss_scaled(&mut self, slot: usize, factor: f64, values: &[f64]) {
        add_scaled(self.row_mut(slot).1, factor, values);
    }

    /// Adds one number to the gain of a group of rows.
    #[track_caller]
    pub fn add_constant_gain(&mut self, slots: Slots, value: f64) {
        self.gains_mut(slots).iter_mut().for_each(|gain| *gain += value);
    }

    /// Adds one number to the loss of a group of rows: first-order decay.
    #[track_caller]
    pub fn add_constant_loss(&mut self, slots: Slots, value: f64) {
        self.losses_mut(slots).iter_mut().for_each(|loss| *loss += value);
    }

    /// Relaxation of one row towards `target` at `rate`: a += rate·target, k += rate.
    #[track_caller]
    pub fn add_relaxation(&mut self, slot: usize, rate: f64, target: &[f64]) {
        let (gain, loss) = self.row_mut(slot);
        add_scaled(gain, rate, target);
        loss.iter_mut().for_each(|loss| *loss += rate);
    }

    /// The derivative a − k·y of every value, written to `out`.
    ///
    /// # Panics
    /// If `state` or `out` has another shape.
    pub fn derivative(&self, state: &State, out: &mut [f64]) {
        let y = state.values();
        assert!(
            y.len() == self.gain.len() && out.len() == self.gain.len(),
            "rates and state differ in shape"
        );
        for (((out, &y), &gain), &loss) in out.iter_mut().zip(y).zip(&self.gain).zip(&self.loss) {
            *out = gain - loss * y;
        }
    }
}

#[track_caller]
fn add(row: &mut [f64], values: &[f64]) {
    assert_eq!(row.len(), values.len(), "one value per lane");
    for (sum, &value) in row.iter_mut().zip(values) {
        *sum += value;
    }
}

#[track_caller]
fn add_scaled(row: &mut [f64], factor: f64, values: &[f64]) {
    assert_eq!(row.len(), values.len(), "one value per lane");
    for (sum, &value) in row.iter_mut().zip(values) {
        *sum += factor * value;
    }
}
