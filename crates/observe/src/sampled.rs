//! Mean activity of populations of some members, sampled in a window, in phases at the millisecond clock.
//!
//! **Shape.** `[member × unit][sample]`, 100 samples a second, each the mean of the steps up to it.

use crate::bout::Moment;
use syntony_engine::grid;

/// Samples a second.
pub(crate) const RATE_HZ: f64 = 100.0;

/// Courses that are being sampled.
#[derive(Debug)]
pub(crate) struct Sampled {
    members: Vec<usize>,
    populations: Vec<usize>,
    units: usize,
    /// From and to, s.
    pub window_s: (f64, f64),
    sum: Vec<f64>,
    steps: f64,
    /// `[member × unit][sample]`
    pub courses: Vec<Vec<f32>>,
}

impl Sampled {
    /// Of these populations of these members.
    pub fn new(members: Vec<usize>, populations: Vec<usize>, units: usize, window_s: (f64, f64)) -> Sampled {
        let all = members.len() * units;
        let (sum, courses) = (vec![0.0; all], vec![Vec::new(); all]);
        Sampled { members, populations, units, window_s, sum, steps: 0.0, courses }
    }

    /// Number of members.
    pub fn members(&self) -> usize {
        self.members.len()
    }

    /// Adds a step.
    pub fn add(&mut self, m: &Moment) {
        if m.time_s <= self.window_s.0 || m.time_s > self.window_s.1 + 0.5 * m.dt_s {
            return;
        }
        let share = 1.0 / self.populations.len().max(1) as f64;
        for (k, &member) in self.members.iter().enumerate() {
            for unit in 0..self.units {
                let lane = member * self.units + unit;
                let x: f64 = self.populations.iter().map(|&p| m.activity(p, lane)).sum();
                grid::row_mut(&mut self.sum, k, self.units)[unit] += share * x;
            }
        }
        self.steps += 1.0;
        if (self.steps + 0.5) * m.dt_s < 1.0 / RATE_HZ {
            return;
        }
        for (course, sum) in self.courses.iter_mut().zip(&mut self.sum) {
            course.push((*sum / self.steps) as f32);
            *sum = 0.0;
        }
        self.steps = 0.0;
    }
}
