//! Free numbers of the atlas adjusted to the claims of calibration records: search, judgement on fresh animals, record.
//!
//! The search ([`search`], strategy in [`crate::cma`]) sees a loss ([`score`], [`laboratory`]) summed over claims; each protocol's claims
//! weigh 1/√k, so that k claims of the same animals count as √k and not as k. What it ends with is judged against the start on animals
//! that it has not seen, with the atlas as it is: if it is no better, the start is kept, and the record says so.

pub mod apply;
pub mod chains;
pub mod cross;
pub mod emulator;
pub mod evaluate;
pub mod folder;
pub mod laboratory;
pub mod posterior;
pub mod prior;
pub mod record;
pub mod score;
pub mod search;
pub mod smoother;
pub mod space;
pub mod task;

pub use cross::{By, Cross};
pub use folder::{FitError, FitOptions, FitStopped, look, perform};
pub use record::{Asked, FitRecord};
pub use task::FitTask;

use evaluate::{FitTrial, Manner, Trouble};
use record::{Checkpoint, ClaimRecord, Fitted, JudgedLoss};
use search::Search;
use space::{reflected, rounded, values};
use std::sync::atomic::Ordering;
use syntony_engine::grid;
use syntony_results::record::Verdict;
use syntony_results::stats::{mean, sd};
use syntony_store::hash;
use syntony_study::Progress;

/// What the loss is, for the record.
const OBJECTIVE: &str = "sum over claims of weight × ln(1 + distance²): distance is the noncentrality that a test at the paper's n lacks \
for nine of ten studies to find it (or has too much, where none was found), or the difference of a quantity in standard errors, published \
and own; weight 1/√k for a protocol with k claims; amounts of one paper share a log factor with a normal prior";
/// The same of a fit on bits.
const OBJECTIVE_BITS: &str = "sum over claims of weight × -log2 of the probability of what was published, in a study of the paper's n; one in \
twenty is taken to be wrong; weight 1/√k for a protocol with k claims";
/// Fresh animals have seeds from here.
const FRESH: u64 = 1 << 50;
/// Replicates by which claims are judged.
const REPLICATES: usize = 20;

impl FitTask<'_> {
    /// The search of the whole task.
    pub fn search(&self) -> Result<Search<'_>, Trouble> {
        let manner = Manner { atlas: &self.coarse, effort: 1.0, takes: &|_, _| true };
        Ok(Search {
            task: self,
            takes: &|_, _| true,
            generations: self.fitting.search.generations,
            from_middle: self.fitting.search.from_middle,
            salt: 0,
            ticks: self.ticks(manner)?,
        })
    }

    /// What the search has found, judged on fresh animals.
    pub fn conclude(&self, checkpoint: &Checkpoint, progress: &Progress) -> Result<FitRecord, Trouble> {
        let state = &checkpoint.state;
        let axes = self.axes();
        *progress.note.lock().unwrap_or_else(|e| e.into_inner()) = "judged on fresh animals".into();
        let written = |x: &[f64]| -> Vec<f64> {
            let near = |(v, a): (f64, &syntony_model::fitting::FitAxis)| rounded(v).clamp(a.low, a.high);
            values(axes, x).into_iter().zip(axes).map(near).collect()
        };
        let start: Vec<f64> = axes.iter().map(|a| a.value).collect();
        let searched = !state.history.is_empty();
        let mut candidates = vec![("start", start)];
        if searched {
            candidates.push(("mean", written(&reflected(state.strategy.mean()))));
            candidates.push(("centre", written(&state.centre)));
        }
        let manner = Manner { atlas: self.atlas, effort: 1.0, takes: &|_, _| true };
        let fresh = self.fitting.search.fresh;
        let seed = |i: usize| FRESH + (self.fitting.search.seed << 20) + i as u64;
        let trial = |(c, i): (usize, usize)| FitTrial { values: candidates[c].1.clone(), seed: seed(i) };
        let trials: Vec<FitTrial> =
            (0..candidates.len()).flat_map(|c| (0..fresh).map(move |i| (c, i))).map(trial).collect();
        let done = progress.done.load(Ordering::Relaxed);
        progress.total.store(done + self.ticks(manner)? * trials.len() as u64, Ordering::Relaxed);
        let found = self.evaluate(&trials, manner, progress)?;
        let losses: Vec<Vec<f64>> =
            found.chunks(fresh).map(|c| c.iter().map(|e| self.loss(e).0).collect()).collect();
        let terms = |c: usize| self.mean_terms(grid::row(&found, c, fresh));
        let best =
            (1..candidates.len()).fold(0, |b, c| if mean(&losses[c]) < mean(&losses[b]) { c } else { b });
        let gained: Vec<f64> = losses[0].iter().zip(&losses[best]).map(|(a, b)| a - b).collect();
        let all = |_: &task::FitExperiment, _: &task::FitTarget| true;
        let verdict = |c: usize| self.judge(&candidates[c].1, seed(fresh), REPLICATES, &all, progress);
        let before = if searched { verdict(0)? } else { Vec::new() };
        let after = if best == 0 { before.clone() } else { verdict(best)? };
        let mut h = hash::Hash::new();
        candidates[best].1.iter().for_each(|v| {
            h.number(*v);
        });
        Ok(FitRecord {
            parameters: self.fitted(&checkpoint.asked, &candidates[best].1, state),
            asked: checkpoint.asked.clone(),
            title: self.fitting.title.clone(),
            status: "complete".into(),
            objective: if self.fitting.loss.bits { OBJECTIVE_BITS } else { OBJECTIVE }.into(),
            chosen: candidates[best].0.into(),
            start: judged(&losses[0]),
            end: judged(&losses[best]),
            gained: judged(&gained),
            claims: if searched {
                self.claim_records(&before, &after, &terms(0), &terms(best))
            } else {
                Vec::new()
            },
            noise_sd: state.noise_sd(),
            history: state.history.clone(),
            trials: state.trials,
            result_hash: h.hex(),
            posterior: None,
            wall_s: checkpoint.wall_s,
            busy_s: checkpoint.busy_s,
            threads: rayon::current_num_threads(),
        })
    }

    fn mean_terms(&self, evaluations: &[evaluate::Evaluation]) -> Vec<f64> {
        let all: Vec<Vec<f64>> = evaluations.iter().map(|e| self.loss(e).1).collect();
        let of = |i: usize| all.iter().map(|t| t[i]).sum::<f64>() / all.len().max(1) as f64;
        (0..self.targets().count()).map(of).collect()
    }

    fn fitted(&self, asked: &Asked, values: &[f64], state: &search::SearchState) -> Vec<Fitted> {
        let one = |(i, was): (usize, &record::Ranged)| Fitted {
            was: was.clone(),
            fitted: values[i],
            spread: if state.history.is_empty() { 0.0 } else { state.strategy.sd(i) },
            posterior: None,
        };
        asked.parameters.iter().enumerate().map(one).collect()
    }

    fn claim_records(
        &self,
        before: &[Option<Verdict>],
        after: &[Option<Verdict>],
        first: &[f64],
        second: &[f64],
    ) -> Vec<ClaimRecord> {
        let text = |v: &Option<Verdict>, of: fn(&Verdict) -> &String| {
            v.as_ref().map_or("-".into(), |v| of(v).clone())
        };
        let share = |v: &Option<Verdict>| v.as_ref().map_or(0.0, |v| v.share);
        let verdict = |v: &Option<Verdict>| v.as_ref().map_or("fails".to_string(), |v| v.verdict.clone());
        let one = |(i, (e, t)): (usize, (&task::FitExperiment, &task::FitTarget))| ClaimRecord {
            protocol: e.protocol.key.clone(),
            claim: t.claim.key.clone(),
            published: text(&before[i], Verdict::expected),
            simulated: (text(&before[i], |v| &v.simulated), text(&after[i], |v| &v.simulated)),
            share: (share(&before[i]), share(&after[i])),
            verdict: (verdict(&before[i]), verdict(&after[i])),
            loss: (first[i], second[i]),
        };
        self.targets().enumerate().map(one).collect()
    }
}

fn judged(losses: &[f64]) -> JudgedLoss {
    let error = if losses.len() > 1 { sd(losses) / (losses.len() as f64).sqrt() } else { 0.0 };
    JudgedLoss { loss: mean(losses), error }
}
