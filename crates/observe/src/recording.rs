//! Activity of every region as it was at the millisecond clock, at a rate of one's own, with what began when.
//!
//! A sample is the mean over its interval, so that what is faster than half the rate does not fold back. Phases at the slow clock leave gaps:
//! a recording is a list of sections, one for each phase.

use crate::bout::{Bout, Cue, Moment, Witness};
use syntony_brain::Block;
use syntony_engine::grid;

/// A recording without a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedSection {
    /// Index of the phase.
    pub phase: usize,
    /// Start after the beginning of the experiment, s.
    pub start_s: f64,
    /// Samples.
    pub samples: usize,
    /// Activity, `[lane][sample × population]`.
    pub activity: Vec<Vec<f32>>,
}

/// Records all populations of all lanes.
#[derive(Debug, Clone)]
pub struct Recorder {
    interval_s: f64,
    populations: usize,
    /// Sections so far.
    pub sections: Vec<RecordedSection>,
    /// What began when.
    pub cues: Vec<Cue>,
    sum: Vec<f64>,
    steps: f64,
}

impl Recorder {
    /// For so many populations, with this many samples a second; a sample must be a whole number of steps.
    pub fn new(populations: usize, rate_hz: f64) -> Recorder {
        Recorder {
            interval_s: 1.0 / rate_hz,
            populations,
            sections: Vec::new(),
            cues: Vec::new(),
            sum: Vec::new(),
            steps: 0.0,
        }
    }

    /// Signal of a population in a lane of a section.
    pub fn signal(&self, section: usize, population: usize, lane: usize) -> Vec<f64> {
        let rows = self.sections[section].activity[lane].chunks(self.populations);
        rows.map(|row| f64::from(row[population])).collect()
    }
}

impl Witness for Recorder {
    fn bout(&mut self, _: &Bout) {}
    fn tick(&mut self, _: f64, _: f64, _: &[usize], _: &Block) {}

    fn cue(&mut self, cue: &Cue) {
        self.cues.push(*cue);
    }

    fn moment(&mut self, m: &Moment) {
        let begins = self.sections.last().is_none_or(|s| {
            let end = s.start_s + s.samples as f64 * self.interval_s;
            s.phase != m.phase || (self.steps == 0.0 && m.time_s - end > 2.0 * m.dt_s)
        });
        if begins {
            self.sum = vec![0.0; m.p.len()];
            self.steps = 0.0;
            self.sections.push(RecordedSection {
                phase: m.phase,
                start_s: m.time_s - m.dt_s,
                samples: 0,
                activity: vec![Vec::new(); m.lanes],
            });
        }
        let Some(section) = self.sections.last_mut() else { return };
        self.sum.iter_mut().zip(m.p).for_each(|(s, p)| *s += p);
        self.steps += 1.0;
        if (self.steps + 0.5) * m.dt_s < self.interval_s {
            return;
        }
        for (lane, rows) in section.activity.iter_mut().enumerate() {
            for &node in m.nodes {
                rows.push((grid::row(&self.sum, node, m.lanes)[lane] / self.steps) as f32);
            }
        }
        section.samples += 1;
        self.sum.fill(0.0);
        self.steps = 0.0;
    }
}
