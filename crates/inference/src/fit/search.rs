//! The search: generations of points on common random numbers, with the noise watched.
//!
//! Within a generation all points meet the same animals, so that their differences are theirs; the next generation meets others, so
//! that no animal is fitted. Some points of each generation meet a second set of animals: what changes is noise. While noise is more
//! than half of what points differ by, more animals are simulated; while it is little, fewer.

use super::evaluate::{BLOWN, Evaluation, FitTrial, Manner, Trouble, stopped};
use super::space::{Position, reflected, values};
use super::task::{FitExperiment, FitTarget, FitTask};
use crate::cma::{CmaEs, points};
use serde::{Deserialize, Serialize};
use std::sync::atomic::Ordering;
use syntony_results::stats::quantile;
use syntony_study::run::Progress;

/// Weight of a new generation in running means.
const NEW: f64 = 0.2;
/// The running middle is over about the last third of the generations.
const LAST: f64 = 3.0;
/// More animals when noise has more than this share in what points differ by, fewer when it has less than the other.
const NOISY: (f64, f64) = (0.5, 0.15);
/// How fast the number of animals changes.
const STEP: f64 = 1.25;
/// Least number of animals, as a share of the usual one.
const LEAST: f64 = 0.4;
/// Widest distribution, as a share of the ranges.
const WIDEST: f64 = 0.35;
/// The search has settled when it looks around less than this share of the ranges.
const SETTLED: f64 = 2e-3;
/// Seeds of second sets of animals lie so far from those of the first.
const SECOND: u64 = 1 << 40;

/// What one generation was like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Generation {
    /// Least loss of a point.
    pub best: f64,
    /// Median loss.
    pub median: f64,
    /// Standard deviation of the distribution along its longest axis, as a share of the ranges.
    pub width: f64,
    /// Share of noise in the variance between points, running mean.
    pub noise: f64,
    /// How many times the usual number of animals there were.
    pub effort: f64,
}

/// Everything that the next generation depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchState {
    /// The distribution.
    pub strategy: CmaEs,
    /// Running mean of its middle, within the ranges.
    pub centre: Vec<f64>,
    /// Variance of noise and of the loss between points, running means.
    pub variances: (f64, f64),
    /// How many times the usual number of animals.
    pub effort: f64,
    /// Generations so far.
    pub history: Vec<Generation>,
    /// Trials so far.
    pub trials: usize,
}

/// A search within a task: all of it, or without what a cross-validation leaves out.
pub struct Search<'a> {
    /// The task.
    pub task: &'a FitTask<'a>,
    /// Which claims take part.
    pub takes: &'a (dyn Fn(&FitExperiment, &FitTarget) -> bool + Sync),
    /// Generations.
    pub generations: usize,
    /// Whether it begins in the middle of the ranges.
    pub from_middle: bool,
    /// Moves seeds, so that searches meet different animals.
    pub salt: u64,
    /// Unit-ticks of one trial with the usual number of animals.
    pub ticks: u64,
}

impl Search<'_> {
    /// Where it begins.
    pub fn begin(&self) -> SearchState {
        let settings = &self.task.fitting.search;
        let start = self.start();
        let number = settings.points.unwrap_or_else(|| points(start.len()));
        // a strategy in a thousand dimensions is large; without a search there is none
        let middle = if self.generations == 0 { Vec::new() } else { start.clone() };
        SearchState {
            strategy: CmaEs::new(middle, settings.width, number, settings.seed ^ self.salt),
            centre: start,
            variances: (0.0, 0.0),
            effort: 1.0,
            history: Vec::new(),
            trials: 0,
        }
    }

    /// The point where it begins.
    pub fn start(&self) -> Vec<f64> {
        let one =
            |a: &syntony_model::fitting::FitAxis| if self.from_middle { 0.5 } else { a.position(a.value) };
        self.task.axes().iter().map(one).collect()
    }

    /// Whether nothing more is to be done.
    pub fn ended(&self, state: &SearchState) -> bool {
        state.history.len() >= self.generations || state.history.last().is_some_and(|g| g.width < SETTLED)
    }

    /// Points of a generation that meet a second set of animals.
    fn again(number: usize) -> usize {
        (number / 6).max(2)
    }

    /// Trials of one generation.
    pub fn trials(&self) -> usize {
        let number = self.task.fitting.search.points.unwrap_or_else(|| points(self.task.axes().len())).max(4);
        number + Search::again(number)
    }

    /// One generation.
    pub fn step(&self, state: &mut SearchState, progress: &Progress) -> Result<(), Trouble> {
        self.say(state, progress);
        let told = state.strategy.ask();
        let inside: Vec<Vec<f64>> = told.iter().map(|x| reflected(x)).collect();
        let settings = &self.task.fitting.search;
        // far apart for neighbouring seeds of the user, next to each other for generations
        let seed =
            (settings.seed << 20).wrapping_add(self.salt << 8).wrapping_add(state.history.len() as u64);
        let again = Search::again(told.len());
        let trial = |x: &Vec<f64>, seed: u64| FitTrial { values: values(self.task.axes(), x), seed };
        let mut trials: Vec<FitTrial> = inside.iter().map(|x| trial(x, seed)).collect();
        trials.extend(inside[..again].iter().map(|x| trial(x, seed + SECOND)));
        let manner = Manner { atlas: &self.task.coarse, effort: state.effort, takes: self.takes };
        let evaluations = self.task.evaluate(&trials, manner, progress)?;
        if stopped(progress) {
            return Err(Trouble::Interrupted);
        }
        let goal = |e: &Evaluation, x: &[f64]| self.task.loss(e).0 + self.pull(x);
        let losses: Vec<f64> = evaluations.iter().zip(&inside).map(|(e, x)| goal(e, x)).collect();
        let second: Vec<f64> =
            evaluations[told.len()..].iter().zip(&inside).map(|(e, x)| goal(e, x)).collect();
        state.learn_noise(&losses, &second);
        state.strategy.tell(&told, &losses);
        state.strategy.narrow(WIDEST);
        for (centre, x) in state.centre.iter_mut().zip(reflected(state.strategy.mean())) {
            *centre += (LAST / (state.history.len() + 1) as f64).min(1.0) * (x - *centre);
        }
        state.trials += trials.len();
        state.history.push(Generation {
            best: losses.iter().copied().fold(f64::INFINITY, f64::min),
            median: quantile(&losses, 0.5),
            width: state.strategy.width(),
            noise: state.noise(),
            effort: state.effort,
        });
        state.adapt(settings.effort);
        Ok(())
    }

    fn say(&self, state: &SearchState, progress: &Progress) {
        let left = (self.generations.saturating_sub(state.history.len()) * self.trials()) as f64;
        let ticks = left * self.ticks as f64 * state.effort;
        progress.total.store(progress.done.load(Ordering::Relaxed) + ticks as u64, Ordering::Relaxed);
        if let Some(g) = state.history.last() {
            let text = format!("{}/{} loss {:.2}", state.history.len(), self.generations, g.median);
            *progress.note.lock().unwrap_or_else(|e| e.into_inner()) = text;
        }
    }

    /// Minus the log prior around the atlas, if there is one.
    pub fn pull(&self, x: &[f64]) -> f64 {
        let Some(sd) = self.task.fitting.loss.pull else { return 0.0 };
        let from: Vec<f64> = self.task.axes().iter().map(|a| a.position(a.value)).collect();
        x.iter().zip(&from).map(|(a, b)| (a - b) * (a - b) / (2.0 * sd * sd)).sum()
    }
}

impl SearchState {
    /// Share of noise in the variance between points.
    pub fn noise(&self) -> f64 {
        let (noise, all) = self.variances;
        if all > 0.0 { (noise / all).min(1.0) } else { 0.0 }
    }

    /// Standard deviation of the loss of one point from one set of animals to another.
    pub fn noise_sd(&self) -> f64 {
        self.variances.0.sqrt()
    }

    /// What both sets of animals change alike does not matter: it moves no ranks.
    fn learn_noise(&mut self, first: &[f64], second: &[f64]) {
        let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
        if differences.iter().any(|d| d.abs() > 0.5 * BLOWN) {
            return;
        }
        // by quartiles, since a point may be far off
        let spread = (quantile(first, 0.75) - quantile(first, 0.25)) / 1.349;
        let new = (0.5 * variance(&differences), spread * spread);
        let weight = NEW.max(1.0 / (self.history.len() + 1) as f64);
        self.variances.0 += weight * (new.0 - self.variances.0);
        self.variances.1 += weight * (new.1 - self.variances.1);
    }

    fn adapt(&mut self, most: f64) {
        let noise = self.noise();
        if noise > NOISY.0 {
            self.effort = (self.effort * STEP).min(most);
        } else if noise < NOISY.1 {
            self.effort = (self.effort / STEP).max(LEAST);
        }
    }
}

fn variance(x: &[f64]) -> f64 {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (x.len() as f64 - 1.0)
}
