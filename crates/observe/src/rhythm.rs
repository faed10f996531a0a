//! Rhythms of populations and how those of two people go together, in phases at the millisecond clock.
//!
//! **Equations.** x: mean activity of the populations, 100 samples a second; z: its analytic signal in the band of the rhythm:
//! ```text
//! power = ⟨|z|²⟩                                              times 10⁴
//!             or only over series of gestures, once rhythms have settled (`process.timing.settled`)
//! synchrony = PLV(z_i, z_j), windows of 3 s,  less its mean over shuffled pairs            (slow: correlation instead, ends trimmed)
//! ```
//! **Shape.** a course for each part and unit; shuffled pairs are of the same repetition. **Assumptions.** no electrodes in between. **Paper.** Lachaux
//! et al. 1999.

use crate::bout::{Cue, Cued, Moment};
use crate::sampled::{RATE_HZ, Sampled};
use crate::synchrony::{Band, analytic, correlation, plv, windowed};
use std::sync::OnceLock;
use syntony_model::protocol::Rhythm;

/// Length of a window, s.
const WINDOW_S: f64 = 3.0;
/// Power is small.
const POWER: f64 = 1e4;

/// The band of a rhythm.
pub fn band(rhythm: Rhythm) -> Band {
    match rhythm {
        Rhythm::Theta => Band::new(4.0, 8.0),
        Rhythm::Alpha => Band::new(8.0, 13.0),
        Rhythm::Mu => Band::new(8.0, 12.0),
        Rhythm::Beta => Band::new(13.0, 30.0),
        Rhythm::Slow => Band::new(0.02, 0.1),
    }
}

/// Courses of one or two members in a window, by unit.
#[derive(Debug)]
pub struct RhythmCourse {
    sampled: Sampled,
    rhythm: Rhythm,
    cohort: Vec<usize>,
    /// If only series of gestures count: after how long they do, s.
    acting: Option<f64>,
    /// Series that went on, (unit, beginning, end).
    series: Vec<(usize, f64, f64)>,
    values: OnceLock<Vec<Option<f64>>>,
}

impl RhythmCourse {
    /// Of these members and populations; one member for power, two for synchrony. `acting`: only while somebody is in a series of gestures,
    /// from so many seconds after its beginning.
    pub fn new(
        members: Vec<usize>,
        populations: Vec<usize>,
        rhythm: Rhythm,
        acting: Option<f64>,
        cohort: &[usize],
        window_s: (f64, f64),
    ) -> RhythmCourse {
        RhythmCourse {
            sampled: Sampled::new(members, populations, cohort.len(), window_s),
            rhythm,
            cohort: cohort.to_vec(),
            acting,
            series: Vec::new(),
            values: OnceLock::new(),
        }
    }

    /// Notes a series of gestures.
    pub fn cue(&mut self, cue: &Cue) {
        if self.acting.is_some() && cue.what == Cued::Series {
            self.series.push((cue.unit, cue.onset_s, cue.onset_s + cue.duration_s));
        }
    }

    /// Adds a step.
    pub fn add(&mut self, m: &Moment) {
        self.sampled.add(m);
    }

    /// Value of a unit; nothing where the phase was too short.
    pub fn value(&self, unit: usize) -> Option<f64> {
        self.values.get_or_init(|| self.compute())[unit]
    }

    fn compute(&self) -> Vec<Option<f64>> {
        let (units, band) = (self.cohort.len(), band(self.rhythm));
        let least = (2.0 / band.low_hz * RATE_HZ) as usize;
        let signals: Vec<Vec<f64>> =
            self.sampled.courses.iter().map(|c| c.iter().map(|x| f64::from(*x)).collect()).collect();
        if signals.iter().any(|s| s.len() < least) {
            return vec![None; units];
        }
        let z: Vec<_> = signals.iter().map(|s| analytic(s, RATE_HZ, band)).collect();
        if self.sampled.members() == 1 {
            let power = |unit: usize, z: &[crate::synchrony::Complex64]| {
                let at = |i: usize| self.sampled.window_s.0 + (i as f64 + 0.5) / RATE_HZ;
                let counts = |i: usize| match self.acting {
                    Some(settled_s) => {
                        let on = |(from, to): (f64, f64)| at(i) > from + settled_s && at(i) < to;
                        self.series.iter().any(|&(u, from, to)| u == unit && on((from, to)))
                    }
                    None => true,
                };
                let some = || z.iter().enumerate().filter(|(i, _)| counts(*i)).map(|(_, z)| z.norm_sqr());
                let n = some().count();
                (n > 0).then(|| POWER * some().sum::<f64>() / n as f64)
            };
            return z.iter().enumerate().map(|(unit, z)| power(unit, z)).collect();
        }
        let ends = if self.rhythm == Rhythm::Slow { (0.25 / band.low_hz * RATE_HZ) as usize } else { 0 };
        let together = |u: usize, v: usize| {
            let (a, b) = (&z[u], &z[units + v]);
            if ends == 0 {
                return windowed(a, b, (WINDOW_S * RATE_HZ) as usize, plv);
            }
            let real = |z: &[crate::synchrony::Complex64]| {
                z[ends..z.len() - ends].iter().map(|z| z.re).collect::<Vec<f64>>()
            };
            correlation(&real(a), &real(b))
        };
        (0..units)
            .map(|u| {
                let others: Vec<f64> = (0..units)
                    .filter(|v| *v != u && self.cohort[*v] == self.cohort[u])
                    .map(|v| together(u, v))
                    .collect();
                let mean = others.iter().sum::<f64>() / others.len() as f64;
                (!others.is_empty()).then(|| together(u, u) - mean)
            })
            .collect()
    }
}
