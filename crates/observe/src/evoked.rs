//! What acts of others evoke in a brain, and whether activity tells one condition from another, in phases at the millisecond clock.
//!
//! **Equations.** x(t): mean activity of populations around the moment at which a gesture of another can be seen, averaged over gestures:
//! ```text
//! latency = last t at which x − x̄_before < 0.2 max(x − x̄_before), up to the maximum
//! decoder: condition a where Σ_k (x_k − ½ (a_k + b_k)) (a_k − b_k)/v_k > 0,  a, b, v: means and variance of the units it was trained on
//! ```
//! **Symbols.** x̄_before: mean over 0.2 s before. **Shape.** one course, or one pattern a condition and half, for each unit. **Assumptions.** a decoder
//! knows means over halves of a phase, one feature a population. **Paper.** Cavallo et al. 2014 (time of mirror responses).

use crate::bout::{Cue, Cued, Moment};
use crate::sampled::{RATE_HZ, Sampled};
use std::sync::OnceLock;
use syntony_engine::grid::Grid;

/// Window around a gesture, s.
const BEFORE_S: f64 = 0.2;
const AFTER_S: f64 = 0.6;
/// Share of the peak at which a response has begun.
const BEGUN: f64 = 0.2;
/// Gestures that make a mean.
const LEAST: usize = 5;

/// Course of one member, and the gestures of others.
#[derive(Debug)]
pub struct Evoked {
    member: usize,
    sampled: Sampled,
    /// (unit, onset).
    seen: Vec<(usize, f64)>,
}

impl Evoked {
    /// Of these populations of a member.
    pub fn new(member: usize, populations: Vec<usize>, units: usize, window_s: (f64, f64)) -> Evoked {
        Evoked { member, sampled: Sampled::new(vec![member], populations, units, window_s), seen: Vec::new() }
    }

    /// Notes a gesture of another.
    pub fn cue(&mut self, cue: &Cue) {
        if cue.what == Cued::Gesture && cue.member.is_some_and(|m| m != self.member) {
            self.seen.push((cue.unit, cue.onset_s));
        }
    }

    /// Adds a step.
    pub fn add(&mut self, m: &Moment) {
        self.sampled.add(m);
    }

    /// Time to the response, s; nothing with too few gestures or no rise.
    pub fn value(&self, unit: usize) -> Option<f64> {
        let (before, window) = ((BEFORE_S * RATE_HZ) as usize, ((BEFORE_S + AFTER_S) * RATE_HZ) as usize);
        let (mut mean, mut count) = (vec![0.0; window], 0);
        for (_, onset) in self.seen.iter().filter(|(u, _)| *u == unit) {
            let at = ((onset - self.sampled.window_s.0) * RATE_HZ) as usize;
            if let Some(course) =
                at.checked_sub(before).and_then(|from| self.sampled.courses[unit].get(from..from + window))
            {
                mean.iter_mut().zip(course).for_each(|(m, x)| *m += f64::from(*x));
                count += 1;
            }
        }
        let rest = mean[..before].iter().sum::<f64>() / before as f64;
        let top = (before..window).max_by(|a, b| mean[*a].total_cmp(&mean[*b]))?;
        let peak = mean[top] - rest;
        if count < LEAST || peak <= 0.0 {
            return None;
        }
        let below = mean[before..top].iter().rposition(|x| x - rest < BEGUN * peak);
        Some(below.map_or(0.0, |i| (i + 1) as f64 / RATE_HZ))
    }
}

/// Patterns of a member in two phases, and a decoder of them.
#[derive(Debug)]
pub struct Decoding {
    member: usize,
    populations: Vec<usize>,
    units: usize,
    /// Windows of both conditions, s, with their phases.
    windows: [(usize, f64, f64); 2],
    /// `[condition × half][unit × population]` sums, and steps.
    sums: [Grid<f64>; 4],
    steps: [f64; 4],
    values: OnceLock<Vec<Option<f64>>>,
}

impl Decoding {
    /// Of these populations of a member in two phases.
    pub fn new(
        member: usize,
        populations: Vec<usize>,
        units: usize,
        windows: [(usize, f64, f64); 2],
    ) -> Decoding {
        let none = Grid::new(0.0, units, populations.len());
        let sums = std::array::from_fn(|_| none.clone());
        Decoding { member, populations, units, windows, sums, steps: [0.0; 4], values: OnceLock::new() }
    }

    /// Adds a step.
    pub fn add(&mut self, m: &Moment) {
        for (condition, (phase, from, to)) in self.windows.iter().enumerate() {
            if *phase != m.phase || m.time_s <= *from || m.time_s > to + 0.5 * m.dt_s {
                continue;
            }
            let which = 2 * condition + usize::from(m.time_s > 0.5 * (from + to));
            for unit in 0..self.units {
                let lane = self.member * self.units + unit;
                for (sum, &p) in self.sums[which].row_mut(unit).iter_mut().zip(&self.populations) {
                    *sum += m.activity(p, lane);
                }
            }
            self.steps[which] += 1.0;
        }
    }

    /// Share of the four halves of a unit that are told rightly by what the others taught.
    pub fn value(&self, unit: usize) -> Option<f64> {
        self.values.get_or_init(|| (0..self.units).map(|u| self.tell(u)).collect())[unit]
    }

    fn tell(&self, unit: usize) -> Option<f64> {
        let features = self.populations.len();
        if self.units < 3 || self.steps.contains(&0.0) {
            return None;
        }
        let x = |which: usize, u: usize, k: usize| self.sums[which][(u, k)] / self.steps[which];
        let others: Vec<usize> = (0..self.units).filter(|u| *u != unit).collect();
        let n = 2.0 * others.len() as f64;
        let mut side = [0.0; 4];
        for k in 0..features {
            let mean = |condition: usize| {
                others.iter().map(|&u| x(2 * condition, u, k) + x(2 * condition + 1, u, k)).sum::<f64>() / n
            };
            let (a, b) = (mean(0), mean(1));
            let within: f64 = (0..4)
                .flat_map(|w| others.iter().map(move |&u| (w, u)))
                .map(|(w, u)| x(w, u, k) - if w < 2 { a } else { b })
                .map(|x| x * x)
                .sum();
            let variance = (within / (2.0 * n)).max(1e-18);
            for (w, side) in side.iter_mut().enumerate() {
                *side += (x(w, unit, k) - 0.5 * (a + b)) * (a - b) / variance;
            }
        }
        let right = side.iter().enumerate().filter(|(w, s)| (**s > 0.0) == (*w < 2)).count();
        Some(right as f64 / 4.0)
    }
}
