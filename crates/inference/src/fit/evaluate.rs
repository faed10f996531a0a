//! Many points at once: each is run through every experiment and its claims are scored, in parallel and in a fixed order.

use super::laboratory;
use super::score::{Score, SimulatedPopulation, score};
use super::space::atlas_with;
use super::task::{FitExperiment, FitTarget, FitTask};
use rayon::prelude::*;
use std::sync::atomic::Ordering;
use syntony_language::Problems;
use syntony_model::{Atlas, Protocol};
use syntony_results::judge::{ScoreTable, rows_of};
use syntony_results::record::{AnimalRow, Verdict};
use syntony_study::run::{Options, Progress, RunEnd, Study};

/// Loss of a point at which a state left the numbers.
pub const BLOWN: f64 = 1e3;

/// A point to be run: values of the axes, and the seed of the animals.
#[derive(Debug, Clone)]
pub struct FitTrial {
    /// Values, one for each axis.
    pub values: Vec<f64>,
    /// Seed.
    pub seed: u64,
}

/// How trials are run.
#[derive(Clone, Copy)]
pub struct Manner<'a> {
    /// The atlas to start from.
    pub atlas: &'a Atlas,
    /// How many times the usual number of animals.
    pub effort: f64,
    /// Which experiments and claims take part.
    pub takes: &'a (dyn Fn(&FitExperiment, &FitTarget) -> bool + Sync),
}

/// What came of one trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Scores of the claims, in the task's order; `None` for those that take no part or if a state left the numbers.
    pub scores: Vec<Option<Score>>,
    /// Whether a state left the numbers.
    pub blown: bool,
}

/// Why there is no evaluation.
#[derive(Debug)]
pub enum Trouble {
    /// The brains cannot be put together.
    Problems(Problems),
    /// Somebody stopped it.
    Interrupted,
}

/// Animals of one experiment.
struct Animals<'a> {
    protocol: &'a Protocol,
    rows: &'a [AnimalRow],
}

impl SimulatedPopulation for Animals<'_> {
    fn column(&self, group: &str, measure: &str) -> Vec<Option<f64>> {
        let m = self.protocol.measures.iter().position(|x| x.key == measure);
        let rows = rows_of(self.protocol, self.rows, group, None);
        m.map_or(Vec::new(), |m| rows.into_iter().map(|r| r.values[m]).collect())
    }
    /// Of a sample that keeps some units, as many as are kept of the paper's.
    fn n(&self, group: &str) -> f64 {
        let groups = self.protocol.groups_of(group);
        let all = self.rows.iter().filter(|r| groups.contains(&r.group)).count().max(1);
        let kept = rows_of(self.protocol, self.rows, group, None).len();
        self.protocol.n_of(group) as f64 * kept as f64 / all as f64
    }
}

/// Scores of one experiment's claims; nothing if a state left the numbers.
type Scores = Option<Vec<Option<Score>>>;

impl FitTask<'_> {
    /// Runs trials; the result does not depend on the number of threads.
    pub fn evaluate(
        &self,
        trials: &[FitTrial],
        manner: Manner,
        progress: &Progress,
    ) -> Result<Vec<Evaluation>, Trouble> {
        let made: Result<Vec<Atlas>, _> =
            trials.par_iter().map(|t| atlas_with(manner.atlas, self.axes(), &t.values)).collect();
        let atlases = made.map_err(|p| Trouble::Problems(Problems(vec![p])))?;
        let takes = |e: &FitExperiment| e.claims.iter().any(|t| (manner.takes)(e, t));
        let taking: Vec<usize> =
            (0..self.experiments.len()).filter(|&e| takes(&self.experiments[e])).collect();
        let mut jobs: Vec<(usize, usize)> =
            taking.iter().flat_map(|&e| (0..trials.len()).map(move |t| (t, e))).collect();
        // long experiments first, so that threads end together; results go back in the fixed order
        let size = |e: usize| self.size(&self.experiments[e]);
        jobs.sort_by(|a, b| size(b.1).total_cmp(&size(a.1)).then(a.cmp(b)));
        let mut done: Vec<((usize, usize), Scores)> = jobs
            .into_par_iter()
            .with_max_len(1)
            .map(|(t, e)| {
                let scores =
                    self.scores(&self.experiments[e], &atlases[t], trials[t].seed, manner, progress)?;
                Ok(((t, e), scores))
            })
            .collect::<Result<_, Trouble>>()?;
        done.sort_by_key(|(at, _)| *at);
        let mut done = done.into_iter().peekable();
        let gather = |t: usize| {
            let mut whole = Evaluation { scores: Vec::new(), blown: false };
            for (e, experiment) in self.experiments.iter().enumerate() {
                let scores = match done.peek().is_some_and(|(at, _)| *at == (t, e)) {
                    true => done.next().map(|(_, scores)| scores),
                    false => None,
                };
                whole.blown |= matches!(scores, Some(None));
                let none = || vec![None; experiment.claims.len()];
                whole.scores.extend(scores.flatten().unwrap_or_else(none));
            }
            whole
        };
        Ok((0..trials.len()).map(gather).collect())
    }

    /// About how long an experiment takes: animals times simulated time.
    fn size(&self, e: &FitExperiment) -> f64 {
        let of = |g: &syntony_model::protocol::Group| {
            let span: f64 = g.phases.last().map_or(0.0, |p| p.end_s());
            g.n as f64 * (1.0 + span / 86_400.0)
        };
        e.replicates as f64
            * e.protocol.groups.iter().filter(|g| e.groups.contains(&g.key)).map(of).sum::<f64>()
    }

    fn compile<'e>(
        &self,
        e: &'e FitExperiment,
        atlas: &Atlas,
        seed: u64,
        replicates: usize,
    ) -> Result<Study<'e>, Trouble> {
        let options = Options { seed, replicates, groups: e.groups.clone(), traces: false };
        Study::compile(&e.protocol, atlas, &options).map_err(|mut p| {
            let nameless = p.0.iter_mut().filter(|p| p.place.file.is_empty());
            nameless.for_each(|p| p.place.file = e.protocol.key.clone());
            Trouble::Problems(p)
        })
    }

    fn scores(
        &self,
        e: &FitExperiment,
        atlas: &Atlas,
        seed: u64,
        manner: Manner,
        progress: &Progress,
    ) -> Result<Scores, Trouble> {
        let replicates = (e.replicates as f64 * manner.effort).round().max(1.0) as usize;
        let study = self.compile(e, atlas, seed, replicates)?;
        let rows = match study.rows(progress) {
            Ok(rows) => rows,
            Err(RunEnd::BlowUp(_)) => return Ok(None),
            Err(_) => return Err(Trouble::Interrupted),
        };
        let animals = Animals { protocol: &e.protocol, rows: &rows };
        let groups = |t: &FitTarget| t.laboratory.map_or(0.0, |_| study.between().0);
        let one = |t: &FitTarget| (manner.takes)(e, t).then(|| score(&t.claim, t.needs, groups(t), &animals));
        Ok(Some(e.claims.iter().map(one).collect()))
    }

    /// Unit-ticks of one trial, for the progress bar.
    pub fn ticks(&self, manner: Manner) -> Result<u64, Trouble> {
        let one = |e: &FitExperiment| {
            let replicates = (e.replicates as f64 * manner.effort).round().max(1.0) as usize;
            Ok(self.compile(e, manner.atlas, 0, replicates)?.ticks())
        };
        let takes = |e: &&FitExperiment| e.claims.iter().any(|t| (manner.takes)(e, t));
        self.experiments.iter().filter(takes).map(one).sum()
    }

    /// The loss of scores, and that of each claim in it; the shifts of laboratories are chosen for the least loss.
    pub fn loss(&self, evaluation: &Evaluation) -> (f64, Vec<f64>) {
        if !self.fitting.loss.bits {
            return self.sum(evaluation, |score, shift| score.loss(shift));
        }
        if evaluation.blown {
            return (BLOWN, vec![0.0; evaluation.scores.len()]);
        }
        let laboratory = self.fitting.loss.laboratory;
        let one = |((_, t), score): ((&FitExperiment, &FitTarget), &Option<Score>)| {
            let score = score.as_ref()?;
            Some(
                t.weight * score.surprise(score.shown().unwrap_or(0.0), 0.0, laboratory)
                    / std::f64::consts::LN_2,
            )
        };
        let terms: Vec<f64> = self.targets().zip(&evaluation.scores).map(|x| one(x).unwrap_or(0.0)).collect();
        (terms.iter().sum(), terms)
    }

    fn sum(&self, evaluation: &Evaluation, of: impl Fn(&Score, f64) -> f64) -> (f64, Vec<f64>) {
        let targets: Vec<&FitTarget> = self.targets().map(|(_, t)| t).collect();
        let mut terms = vec![0.0; targets.len()];
        if evaluation.blown {
            return (BLOWN, terms);
        }
        let pairs: Vec<(usize, &FitTarget, &Score)> = targets
            .iter()
            .zip(&evaluation.scores)
            .enumerate()
            .filter_map(|(i, (t, s))| Some((i, *t, s.as_ref()?)))
            .collect();
        let mut total = 0.0;
        for (i, t, s) in pairs.iter().filter(|(_, t, _)| t.laboratory.is_none()) {
            terms[*i] = t.weight * of(s, 0.0);
            total += terms[*i];
        }
        for laboratory in 0..self.laboratories {
            let own: Vec<_> = pairs.iter().filter(|(_, t, _)| t.laboratory == Some(laboratory)).collect();
            if own.is_empty() {
                continue;
            }
            let cost = |shift: f64| own.iter().map(|(_, t, s)| t.weight * of(s, shift)).sum::<f64>();
            let (least, shift) = laboratory::profiled(self.fitting.loss.laboratory, cost);
            own.iter().for_each(|(i, t, s)| terms[*i] = t.weight * of(s, shift));
            total += least;
        }
        (total, terms)
    }

    /// Claims judged by each paper's own criterion and n, in the task's order; `None` where a state left the numbers.
    pub fn judge(
        &self,
        values: &[f64],
        seed: u64,
        replicates: usize,
        takes: &(dyn Fn(&FitExperiment, &FitTarget) -> bool + Sync),
        progress: &Progress,
    ) -> Result<Vec<Option<Verdict>>, Trouble> {
        let atlas =
            atlas_with(self.atlas, self.axes(), values).map_err(|p| Trouble::Problems(Problems(vec![p])))?;
        let one = |e: &FitExperiment| -> Result<Vec<Option<Verdict>>, Trouble> {
            let claims: Vec<&FitTarget> = e.claims.iter().filter(|t| takes(e, t)).collect();
            if claims.is_empty() {
                return Ok(Vec::new());
            }
            match self.compile(e, &atlas, seed, replicates)?.rows(progress) {
                Ok(rows) => {
                    let table = ScoreTable::new(&e.protocol, &rows, replicates);
                    Ok(claims.iter().map(|t| Some(table.judge(&t.claim))).collect())
                }
                Err(RunEnd::BlowUp(_)) => Ok(vec![None; claims.len()]),
                Err(_) => Err(Trouble::Interrupted),
            }
        };
        let all: Vec<Vec<Option<Verdict>>> =
            self.experiments.par_iter().with_max_len(1).map(one).collect::<Result<_, Trouble>>()?;
        Ok(all.into_iter().flatten().collect())
    }
}

/// Whether it shall stop.
pub fn stopped(progress: &Progress) -> bool {
    progress.stop.load(Ordering::Relaxed)
}
