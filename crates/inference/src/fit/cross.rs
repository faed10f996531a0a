//! Cross-validation: fitted without an experiment, a topic or a laboratory, judged on what was left out.
//!
//! Every fold begins in the middle of the ranges, since the values of the atlas may have seen what is left out.

use super::evaluate::{Trouble, stopped};
use super::search::{Search, SearchState};
use super::space::{rounded, values};
use super::task::{FitExperiment, FitTarget, FitTask};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use syntony_study::run::Progress;

/// Replicates by which claims are judged, and the seeds of their animals.
const REPLICATES: usize = 20;
const SEEDS: u64 = 1 << 53;

/// What is left out together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// One experiment at a time.
    Experiment,
    /// All experiments of a topic.
    Topic,
    /// All experiments of a laboratory, that is of a last author.
    Laboratory,
}

/// One fold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fold {
    /// Experiment, topic or laboratory that was left out.
    pub without: String,
    /// Claims that were left out, and how many of them hold.
    pub out: (usize, usize),
    /// Claims that were fitted, and how many of them hold.
    pub fitted: (usize, usize),
    /// Values.
    pub values: Vec<f64>,
}

/// All folds (`cross.json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cross {
    /// What was left out together.
    pub by: By,
    /// Generations of each fold.
    pub generations: usize,
    /// Folds.
    pub folds: Vec<Fold>,
}

impl Cross {
    /// Share of claims that hold where they were left out, and where they were fitted (mean over folds).
    pub fn shares(&self) -> (f64, f64) {
        let sum = |of: &dyn Fn(&Fold) -> (usize, usize)| {
            let (all, hold) = self.folds.iter().map(of).fold((0, 0), |s, x| (s.0 + x.0, s.1 + x.1));
            hold as f64 / all.max(1) as f64
        };
        (sum(&|f| f.out), sum(&|f| f.fitted))
    }
}

/// Names of the folds; an experiment without a topic is a topic of its own.
pub fn folds(task: &FitTask, by: By) -> Vec<String> {
    task.experiments.iter().map(|e| name(e, by)).collect::<BTreeSet<_>>().into_iter().collect()
}

fn name(e: &FitExperiment, by: By) -> String {
    match by {
        By::Laboratory => e.protocol.laboratory(),
        By::Topic if !e.protocol.topic.is_empty() => e.protocol.topic.clone(),
        _ => e.protocol.key.clone(),
    }
}

/// Goes on with a fold: `keep` gets every state, to be resumed from.
pub fn fold<E: From<Trouble>>(
    whole: &Search,
    (number, without): (usize, &str),
    by: By,
    state: Option<SearchState>,
    progress: &Progress,
    keep: &mut dyn FnMut(&SearchState) -> Result<(), E>,
) -> Result<Fold, E> {
    let task = whole.task;
    let takes = |e: &FitExperiment, _: &FitTarget| name(e, by) != without;
    let search = Search { takes: &takes, from_middle: true, salt: 1 + number as u64, ..*whole };
    let mut state = state.unwrap_or_else(|| search.begin());
    while !search.ended(&state) {
        search.step(&mut state, progress)?;
        keep(&state)?;
    }
    if stopped(progress) {
        return Err(Trouble::Interrupted.into());
    }
    let found: Vec<f64> = values(task.axes(), &state.centre).into_iter().map(rounded).collect();
    let seed = SEEDS + (task.fitting.search.seed << 20);
    let all = |_: &FitExperiment, _: &FitTarget| true;
    let verdicts = task.judge(&found, seed, REPLICATES, &all, progress)?;
    let (mut out, mut fitted) = ((0, 0), (0, 0));
    for ((e, t), verdict) in task.targets().zip(&verdicts) {
        let sum = if takes(e, t) { &mut fitted } else { &mut out };
        sum.0 += 1;
        sum.1 += usize::from(verdict.as_ref().is_some_and(|v| v.verdict == "holds"));
    }
    Ok(Fold { without: without.to_string(), out, fitted, values: found })
}
