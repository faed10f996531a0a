//! Where a society is in time, and how it goes on when what is to come is revised.

use super::{BlowUp, Run, Society};
use crate::schedule::Segment;
use std::sync::Arc;
use syntony_brain::Senses;

impl Society {
    /// Ticks done.
    pub fn ticks(&self) -> u64 {
        self.tick
    }

    /// Whether the last segment is over.
    pub fn ended(&self) -> bool {
        self.segment >= self.run.schedule.segments.len()
    }

    /// Time of the brains, s after the beginning of the experiment.
    pub fn time_s(&self) -> f64 {
        let segments = &self.run.schedule.segments;
        match (segments.get(self.segment), segments.last()) {
            (Some(s), _) => s.start_s + s.dt_s * self.tick_in_segment as f64,
            (None, Some(s)) => s.start_s + s.dt_s * s.ticks as f64,
            (None, None) => 0.0,
        }
    }

    /// What the brains sensed in the last tick.
    pub fn senses(&self) -> &Senses {
        &self.senses
    }

    /// When the next tick will be over, s; none at the end.
    pub fn next_s(&self) -> Option<f64> {
        let segment = self.run.schedule.segments.get(self.segment)?;
        Some(segment.start_s + segment.dt_s * (self.tick_in_segment + 1) as f64)
    }

    /// Goes on with a revised run (see [`Run::revised`]) whose past has the same ticks as this one's; false, and nothing changed, if it
    /// has not.
    pub fn go_on_with(&mut self, run: Arc<Run>) -> bool {
        let dt = |run: &Run, segment: usize| run.schedule.segments[segment].dt_s.to_bits();
        let (old, mut left, mut place) = (&self.run, self.tick, (0, 0));
        let (mut old_segment, mut old_left) = (0, old.schedule.segments.first().map_or(0, |s| s.ticks));
        while left > 0 {
            let Some(segment) = run.schedule.segments.get(place.0) else { return false };
            let part = left.min(segment.ticks).min(old_left);
            if part > 0 && dt(&run, place.0) != dt(old, old_segment) {
                return false;
            }
            let whole = segment.ticks - place.1;
            let part = part.min(whole);
            place = if part == whole { (place.0 + 1, 0) } else { (place.0, place.1 + part) };
            (left, old_left) = (left - part, old_left - part);
            while old_left == 0 && left > 0 {
                old_segment += 1;
                let Some(next) = old.schedule.segments.get(old_segment) else { return false };
                old_left = next.ticks;
            }
        }
        self.begun = place.1 > 0;
        (self.segment, self.tick_in_segment) = place;
        self.run = run;
        true
    }

    /// Every state is a number at the end of a segment.
    pub(super) fn finite(&self, segment: &Segment) -> Result<(), BlowUp> {
        let Some((variable, column, value)) = self.block.first_not_finite() else { return Ok(()) };
        let end = segment.start_s + segment.dt_s * segment.ticks as f64;
        let member = self.block.who(&variable, column);
        let unit = column % self.block.units;
        Err(BlowUp {
            time_s: end,
            variable,
            unit,
            member,
            place: String::new(),
            value,
            good_s: segment.start_s,
        })
    }
}
