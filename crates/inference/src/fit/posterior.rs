//! How sure the numbers are: draws of the posterior of all numbers that are not measured, by stand-ins of the claims.
//!
//! **Equations** (z: positions of the numbers, [`super::prior`]; y_j: what claim j shows, [`super::score`]; m_j, s_j: its stand-in, [`super::emulator`])
//! ```text
//! prior       z ~ N(0, I)
//! likelihood  log L(z) = −Σ_j w_j surprise_j(m_j(z), s_j)                 m_j of a λ on the scale 3 asinh(λ/3);  w_j = 1/√k for the k claims of a protocol, as in the loss
//! round 1     POINTS draws of the prior are run, each with animals of its own; stand-ins are made of what they show
//! round r     chains ([`super::chains`]) draw from prior × L; POINTS of their draws are run; stand-ins are made of all rounds, a round weighs half of the next
//! ```
//! Numbers that no stand-in has a term for are drawn from their prior.
//! **Assumptions.** What a stand-in does not foretell (s_j: small effects of many numbers; the luck of simulated animals is taken off) is noise that is independent from claim to claim. It is counted in the
//! likelihood, so that a poor stand-in makes the posterior wider, not wrong. [`Convergence::off`] says how large the errors were of stand-ins that had not seen the last round.
//! **Papers.** Kennedy & O'Hagan 2001 (calibration with an emulator), doi 10.1111/1467-9868.00294; Craig et al. 1997 and Vernon, Goldstein & Bower 2010 (in waves),
//! doi 10.1214/10-BA524

use super::chains::{Agreement, Chain, agreement};
use super::emulator::{Emulator, TrainingPoint};
use super::evaluate::{FitTrial, Manner, Trouble, stopped};
use super::prior::values;
use super::score::Score;
use super::smoother::{self, EnsembleClaim};
use super::task::FitTask;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::Ordering;
use syntony_engine::Stream;
use syntony_model::fitting::Posterior as Asked;
use syntony_results::stats::{mean, quantile_weighted};
use syntony_store::{Cell, Column, DataTable, StoreError};
use syntony_study::run::Progress;

/// Points that are run before they are kept.
pub const BATCH: usize = 16;
/// Chains.
const CHAINS: usize = 4;
/// Draws that are kept of each chain.
const KEPT: usize = 1000;
/// Steps between two draws that are kept, at first and at most.
const THIN: (usize, usize) = (1, 16);
/// Steps before the first, in which chains learn how far to leap.
const LEARNS: usize = 500;
/// How far apart two points are whose difference is a slope of the surprise.
const NEAR: f64 = 1e-3;
/// Largest part of what a stand-in does not foretell that is put down to the luck of simulated animals, as SD.
const MOST_LUCK: f64 = 0.95;
/// Seeds of the animals begin here.
const SEEDS: u64 = 1 << 52;
/// Streams of random numbers: positions of the prior, and chains.
const STREAMS: (u32, u32) = (7, 8);
/// Headings of the weights and of the lineage.
const WEIGHT: &str = "weight";
const LINEAGE: &str = "lineage";

/// How well the posterior is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PosteriorSummary {
    /// Draws that were kept.
    pub draws: usize,
    /// Points that were run.
    pub points: usize,
    /// Mean surprise of the claims, weighted, by round: the first is that of the prior.
    pub surprise: Vec<f64>,
    /// That of the numbers of the atlas.
    #[serde(default)]
    pub surprise_of_atlas: f64,
    /// Of chains on stand-ins; nothing of an ensemble that was moved.
    #[serde(default)]
    pub chains: Option<Convergence>,
}

/// How well chains on stand-ins agree, and how good these are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Convergence {
    /// Numbers that some claim is known to depend on; the others are as they were before.
    pub numbers: usize,
    /// R̂ of the number that has settled least; near 1 when chains agree.
    pub r_hat: f64,
    /// Effective number of draws for the middle of the distribution, of the number with fewest.
    pub bulk: f64,
    /// And for its tails.
    pub tail: f64,
    /// Errors of stand-ins that had not seen the last round, in units of what they expected: 1 is right.
    pub off: f64,
    /// What is foretold of each laboratory from the claims of the others.
    #[serde(default)]
    pub left_out: Vec<Left>,
}

/// What is foretold of a laboratory from the claims of the others, by stand-ins.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Left {
    /// Last author.
    pub laboratory: String,
    /// Comparisons.
    pub comparisons: usize,
    /// Sum over them of log₂ of the probability of what was published, from the claims of others.
    pub bits: f64,
    /// The same with their own claims.
    pub fitted: f64,
    /// Numbers that lie in the 90 % interval that is foretold of them, and how many there are.
    pub amounts: (usize, usize),
}

impl Left {
    /// Both together.
    pub fn with(mut self, other: &Left) -> Left {
        self.comparisons += other.comparisons;
        self.bits += other.bits;
        self.fitted += other.fitted;
        self.amounts = (self.amounts.0 + other.amounts.0, self.amounts.1 + other.amounts.1);
        self
    }
}

impl Convergence {
    /// Whether the chains agree and are long enough.
    pub fn enough(&self) -> bool {
        self.r_hat <= 1.05 && self.bulk.min(self.tail) >= 400.0
    }
}

/// A point that was run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PosteriorPoint {
    /// Positions of the numbers.
    z: Vec<f64>,
    /// What each claim shows; nothing where an animal gave no score or a state left the numbers.
    shown: Vec<Option<f64>>,
}

/// A claim with its stand-in.
struct Claim {
    /// Which one.
    number: usize,
    emulator: Emulator,
    /// What the stand-in does not foretell, but for the luck of the simulated animals.
    sd: f64,
    score: Score,
    weight: f64,
}

impl Claim {
    /// What it is expected to show, and the SD with which that is known.
    fn at(&self, z: &[f64]) -> (f64, f64) {
        self.score.unbent(self.emulator.at(z), self.sd)
    }
}

/// Stand-ins of the claims, and what they are compared with.
struct Known {
    claims: Vec<Claim>,
    /// Numbers that they depend on.
    numbers: Vec<usize>,
    laboratory: f64,
}

impl Known {
    /// From rounds; `scores` has one score of each claim, of which only what was published is used.
    fn of(task: &FitTask, rounds: &[Vec<PosteriorPoint>], scores: &[Option<Score>]) -> Known {
        let last = rounds.len() as i32;
        let points: Vec<(&PosteriorPoint, f64)> = rounds
            .iter()
            .enumerate()
            .flat_map(|(r, round)| round.iter().map(move |p| (p, 0.5f64.powi(last - 1 - r as i32))))
            .collect();
        let weights: Vec<f64> = task.targets().map(|(_, t)| t.weight).collect();
        let animals: Vec<f64> = task.targets().map(|(e, _)| e.replicates as f64).collect();
        let claim = |j: usize| {
            let score = scores[j]?;
            let seen: Vec<TrainingPoint> = points
                .iter()
                .filter_map(|(p, weight)| {
                    Some(TrainingPoint { z: &p.z, y: score.bent(p.shown[j]?).0, weight: *weight })
                })
                .collect();
            // a claim that most points say nothing of is no guide
            if seen.len() * 2 < points.len() {
                return None;
            }
            let emulator = Emulator::of(&seen)?;
            // animals that are simulated are no doubt about the numbers
            let slopes: Vec<f64> =
                points.iter().filter_map(|(p, _)| Some(score.bent(p.shown[j]?).1)).collect();
            let luck = (score.luck(animals[j]) * mean(&slopes)).min(emulator.sd * MOST_LUCK);
            let sd = (emulator.sd * emulator.sd - luck * luck).sqrt();
            Some(Claim { number: j, emulator, sd, score, weight: weights[j] })
        };
        let mut claims: Vec<Claim> =
            (0..scores.len()).into_par_iter().map(claim).collect::<Vec<_>>().into_iter().flatten().collect();
        // numbers that matter, in order; terms then name positions among them
        let terms = claims.iter().flat_map(|c| &c.emulator.terms);
        let all: BTreeSet<usize> = terms.flat_map(|(t, _)| [Some(t.number), t.by]).flatten().collect();
        let numbers: BTreeMap<usize, usize> = all.into_iter().zip(0..).collect();
        let terms = claims.iter_mut().flat_map(|c| &mut c.emulator.terms);
        terms.for_each(|(t, _)| *t = t.renamed(|n| numbers[&n]));
        Known { claims, numbers: numbers.into_keys().collect(), laboratory: task.fitting.loss.laboratory }
    }

    /// Log likelihood at positions of the numbers that matter, of the claims that take part; adds its gradient.
    fn likelihood(&self, z: &[f64], gradient: &mut [f64], takes: &Takes) -> f64 {
        let mut one = |c: &Claim| {
            let at = c.emulator.at(z);
            let surprise = |bent: f64| {
                let (shown, sd) = c.score.unbent(bent, c.sd);
                c.weight * c.score.surprise(shown, sd, self.laboratory)
            };
            c.emulator.slope(z, (surprise(at - NEAR) - surprise(at + NEAR)) / (2.0 * NEAR), gradient);
            surprise(at)
        };
        -self.claims.iter().filter(|c| takes(c)).map(&mut one).sum::<f64>()
    }

    /// Chains of the numbers that matter; so many steps between draws.
    fn walked(&self, seed: u64, thin: usize, takes: &Takes, progress: &Progress) -> Vec<Vec<Vec<f64>>> {
        let chain = |k: usize| {
            let mut random = Stream::new(seed, k as u64, STREAMS.1, 0);
            let likelihood = |z: &[f64], gradient: &mut [f64]| self.likelihood(z, gradient, takes);
            let mut chain = Chain::new(self.numbers.len(), &mut random, &likelihood);
            (0..LEARNS).for_each(|_| chain.step(true, &mut random, &likelihood));
            let mut draw = |_: usize| {
                // whoever stops it asks for no more of it
                let thin = if stopped(progress) { 0 } else { thin };
                (0..thin).for_each(|_| chain.step(false, &mut random, &likelihood));
                chain.z.clone()
            };
            (0..KEPT).map(&mut draw).collect()
        };
        (0..CHAINS).into_par_iter().map(chain).collect()
    }

    /// Chains of the numbers that matter, and how they agree: longer ones until they do.
    fn chains(&self, seed: u64, progress: &Progress) -> (Vec<Vec<Vec<f64>>>, Agreement) {
        let mut thin = THIN.0;
        loop {
            let chains = self.walked(seed, thin, &|_| true, progress);
            let of = |i: usize| {
                agreement(&chains.iter().map(|c| c.iter().map(|z| z[i]).collect()).collect::<Vec<_>>())
            };
            let each: Vec<Agreement> = (0..self.numbers.len()).into_par_iter().map(of).collect();
            let least = |f: fn(&Agreement) -> f64| each.iter().map(f).fold((CHAINS * KEPT) as f64, f64::min);
            let all = Agreement {
                r_hat: each.iter().map(|a| a.r_hat).fold(1.0, f64::max),
                bulk: least(|a| a.bulk),
                tail: least(|a| a.tail),
            };
            if (all.r_hat <= 1.01 && all.bulk.min(all.tail) >= 400.0) || thin >= THIN.1 || stopped(progress) {
                return (chains, all);
            }
            thin *= 2;
        }
    }

    /// What is foretold of each laboratory from the claims of the others; `of` names the laboratory of a claim.
    fn left_out(&self, seed: u64, of: &(dyn Fn(usize) -> String + Sync), progress: &Progress) -> Vec<Left> {
        let names: BTreeSet<String> = self.claims.iter().map(|c| of(c.number)).collect();
        if names.len() < 2 {
            return Vec::new();
        }
        let all = self.walked(seed, THIN.0, &|_| true, progress);
        let one = |name: &String| {
            let without = self.walked(seed, THIN.0, &|c| of(c.number) != *name, progress);
            let mut left = Left { laboratory: name.clone(), ..Left::default() };
            for c in self.claims.iter().filter(|c| of(c.number) == *name) {
                let mean_of = |chains: &[Vec<Vec<f64>>], f: &dyn Fn((f64, f64)) -> f64| {
                    mean(&chains.iter().flatten().map(|z| f(c.at(z))).collect::<Vec<_>>())
                };
                let probability = |(y, sd): (f64, f64)| c.score.probability(y, sd).unwrap_or(0.0).max(1e-4);
                if c.score.probability(0.0, c.sd).is_some() {
                    left.comparisons += 1;
                    left.bits += mean_of(&without, &probability).log2();
                    left.fitted += mean_of(&all, &probability).log2();
                } else {
                    let below =
                        |(y, sd): (f64, f64)| Normal::standard().cdf(-y / c.score.error(sd, self.laboratory));
                    left.amounts.0 += usize::from((0.05..=0.95).contains(&mean_of(&without, &below)));
                    left.amounts.1 += 1;
                }
            }
            left
        };
        names.iter().map(one).collect()
    }
}

/// Which claims take part.
type Takes<'a> = dyn Fn(&Claim) -> bool + Sync + 'a;

/// Positions of all numbers in so many draws of the prior.
fn of_prior(task: &FitTask, number: usize, salt: u64) -> Vec<Vec<f64>> {
    let one = |k: usize| {
        let mut random = Stream::new(task.fitting.search.seed, k as u64, STREAMS.0, salt);
        // so many digits are kept in the folder
        (0..task.axes().len()).map(|_| (random.normal() * 1e3).round() / 1e3).collect()
    };
    (0..number).map(one).collect()
}

/// Positions of all numbers; the stand-ins on which chains walked, and how well these agree.
type Drawn = (Vec<Vec<f64>>, Option<(Known, Agreement)>);

/// Positions in draws of the posterior that rounds let one make, and how well they are known; of the prior before the first.
fn drawn(
    task: &FitTask,
    rounds: &[Vec<PosteriorPoint>],
    scores: &[Option<Score>],
    number: usize,
    progress: &Progress,
) -> Result<Drawn, Trouble> {
    let salt = rounds.len() as u64;
    let mut all = of_prior(task, number, salt);
    if rounds.is_empty() {
        return Ok((all, None));
    }
    let known = Known::of(task, rounds, scores);
    let (chains, agreement) = known.chains(task.fitting.search.seed.wrapping_add(salt << 32), progress);
    if stopped(progress) {
        return Err(Trouble::Interrupted);
    }
    // evenly over all chains
    let kept: Vec<&Vec<f64>> = chains.iter().flatten().collect();
    for (z, draw) in all.iter_mut().zip(kept.iter().step_by((kept.len() / number).max(1)).cycle()) {
        known.numbers.iter().zip(*draw).for_each(|(i, v)| z[*i] = (v * 1e3).round() / 1e3);
    }
    Ok((all, Some((known, agreement))))
}

/// Where the points of a round are moved to ([`smoother`]).
fn moved(
    task: &FitTask,
    last: &[PosteriorPoint],
    number: usize,
    asked: &Asked,
    scores: &[Option<Score>],
) -> Vec<Vec<f64>> {
    let claim = |(j, (e, t)): (usize, (&super::task::FitExperiment, &super::task::FitTarget))| {
        let score = scores[j]?;
        let seen: Vec<f64> = last.iter().filter_map(|p| Some(score.bent(p.shown[j]?).0)).collect();
        // a claim that most points say nothing of is no guide
        if seen.len() * 2 < last.len() {
            return None;
        }
        let usual = mean(&seen);
        let y = last.iter().map(|p| p.shown[j].map_or(usual, |y| score.bent(y).0)).collect();
        Some(EnsembleClaim { score, weight: t.weight, animals: e.replicates as f64, y })
    };
    let claims: Vec<EnsembleClaim> = task.targets().enumerate().filter_map(claim).collect();
    let z: Vec<Vec<f64>> = last.iter().map(|p| p.z.clone()).collect();
    let steps = (asked.rounds - 1) as f64;
    let seed = task.fitting.search.seed.wrapping_add((number as u64) << 32);
    let there = smoother::moved(&z, &claims, steps, task.fitting.loss.laboratory, seed);
    there.into_iter().map(|z| z.into_iter().map(|v| (v * 1e3).round() / 1e3).collect()).collect()
}

/// One score of each claim as the paper says it, for what was published.
pub fn published(task: &FitTask, progress: &Progress) -> Result<Vec<Option<Score>>, Trouble> {
    let values = task.axes().iter().map(|a| a.value).collect();
    let trial = FitTrial { values, seed: SEEDS };
    let found =
        task.evaluate(&[trial], Manner { atlas: &task.coarse, effort: 1.0, takes: &|_, _| true }, progress)?;
    Ok(found.into_iter().next().map_or(Vec::new(), |e| e.scores))
}

/// What is done with the rounds after each batch.
pub type AfterBatch<'a, E> = &'a mut dyn FnMut(&[Vec<PosteriorPoint>]) -> Result<(), E>;

/// Runs what is missing of a round, batch by batch; `keep` gets the rounds after each.
pub fn round<E: From<Trouble>>(
    task: &FitTask,
    rounds: &mut Vec<Vec<PosteriorPoint>>,
    asked: &Asked,
    scores: &[Option<Score>],
    progress: &Progress,
    keep: AfterBatch<'_, E>,
) -> Result<(), E> {
    let manner = Manner { atlas: &task.coarse, effort: 1.0, takes: &|_, _| true };
    if rounds.last().is_none_or(|r| r.len() >= asked.points) {
        rounds.push(Vec::new());
    }
    let number = rounds.len() - 1;
    let planned = match rounds[..number].split_last() {
        Some((last, _)) if asked.ensemble => moved(task, last, number, asked, scores),
        _ => drawn(task, &rounds[..number], scores, asked.points, progress)?.0,
    };
    let left = ((asked.rounds - number) * asked.points - rounds[number].len()) as u64 * task.ticks(manner)?;
    progress.total.store(progress.done.load(Ordering::Relaxed) + left, Ordering::Relaxed);
    while rounds[number].len() < asked.points {
        let from = rounds[number].len();
        let batch = &planned[from..(from + BATCH).min(asked.points)];
        let seed = |k: usize| {
            SEEDS + (task.fitting.search.seed << 20) + 1 + (number * asked.points + from + k) as u64
        };
        let trial = |(k, z): (usize, &Vec<f64>)| FitTrial { values: values(task.axes(), z), seed: seed(k) };
        let trials: Vec<FitTrial> = batch.iter().enumerate().map(trial).collect();
        let found = task.evaluate(&trials, manner, progress)?;
        let point = |(z, e): (&Vec<f64>, super::evaluate::Evaluation)| PosteriorPoint {
            z: z.clone(),
            shown: e.scores.iter().map(|s| s.as_ref().filter(|_| !e.blown).and_then(Score::shown)).collect(),
        };
        rounds[number].extend(batch.iter().zip(found).map(point));
        keep(rounds)?;
    }
    Ok(())
}

/// Draws of the posterior in the units of the atlas.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// Whose atlas.
    pub lineage: String,
    /// Paths in the atlas.
    pub paths: Vec<String>,
    /// Units.
    pub units: Vec<String>,
    /// Values of each draw.
    pub values: Vec<Vec<f64>>,
    /// Weights, which sum to 1.
    pub weights: Vec<f64>,
}

impl Draws {
    /// Draws of the posterior after all rounds, and how well they are known.
    pub fn of(
        task: &FitTask,
        rounds: &[Vec<PosteriorPoint>],
        scores: &[Option<Score>],
        asked: &Asked,
        progress: &Progress,
    ) -> Result<(Draws, PosteriorSummary), Trouble> {
        let ensemble = rounds.last().filter(|_| asked.ensemble);
        let (all, known) = match ensemble {
            Some(last) => (last.iter().map(|p| p.z.clone()).collect(), None),
            None => drawn(task, rounds, scores, asked.draws, progress)?,
        };
        let draws = Draws {
            lineage: task.fitting.lineage.clone(),
            paths: task.axes().iter().map(|a| a.path.clone()).collect(),
            units: task.axes().iter().map(|a| a.unit.clone()).collect(),
            values: all
                .iter()
                .map(|z| values(task.axes(), z).into_iter().map(super::space::rounded).collect())
                .collect(),
            weights: vec![1.0 / all.len() as f64; all.len()],
        };
        let weights: Vec<f64> = task.targets().map(|(_, t)| t.weight).collect();
        let surprise = |shown: &[Option<f64>]| -> f64 {
            let claims = shown.iter().zip(scores).zip(&weights);
            let one = |((shown, score), w): ((&Option<f64>, &Option<Score>), &f64)| {
                Some(w * score.as_ref()?.surprise((*shown)?, 0.0, task.fitting.loss.laboratory))
            };
            claims.filter_map(one).sum()
        };
        let settled = |(known, a): (Known, Agreement)| {
            let laboratories: Vec<String> = task.targets().map(|(e, _)| e.protocol.laboratory()).collect();
            let of = |j: usize| laboratories[j].clone();
            let left_out = known.left_out(task.fitting.search.seed, &of, progress);
            let off = off(task, rounds, scores);
            let numbers = known.numbers.len();
            Convergence { numbers, r_hat: a.r_hat, bulk: a.bulk, tail: a.tail, off, left_out }
        };
        let summary = PosteriorSummary {
            draws: all.len(),
            points: rounds.iter().map(Vec::len).sum(),
            surprise: rounds
                .iter()
                .map(|r| mean(&r.iter().map(|p| surprise(&p.shown)).collect::<Vec<_>>()))
                .collect(),
            surprise_of_atlas: surprise(
                &scores.iter().map(|s| s.as_ref().and_then(Score::shown)).collect::<Vec<_>>(),
            ),
            chains: known.map(settled),
        };
        Ok((draws, summary))
    }

    /// As a table: weight, lineage, then one column for each path.
    pub fn table(&self) -> DataTable {
        let mut columns = vec![
            Column::new(WEIGHT, "weight of the draw; all weights sum to 1"),
            Column::new(LINEAGE, "whose atlas"),
        ];
        for (path, unit) in self.paths.iter().zip(&self.units) {
            columns.push(Column::new(path.as_str(), "a number of the atlas").units(unit.as_str()));
        }
        let mut table = DataTable::new(columns);
        for (values, weight) in self.values.iter().zip(&self.weights) {
            let first = [Cell::Number(*weight), Cell::Text(self.lineage.clone())];
            table.push(first.into_iter().chain(values.iter().map(|v| Cell::Number(*v))).collect());
        }
        table
    }

    /// Reads what [`Draws::table`] wrote.
    pub fn read(path: &Path) -> Result<Draws, StoreError> {
        let table = DataTable::read(path)?;
        let damaged =
            || StoreError::Damaged { path: path.to_path_buf(), why: "not the draws of a posterior".into() };
        let headed = |i: usize, name: &str| table.columns.get(i).is_some_and(|c| c.name == name);
        let lineage = match table.rows.first().and_then(|row| row.get(1)) {
            Some(Cell::Text(lineage)) if headed(0, WEIGHT) && headed(1, LINEAGE) => lineage.clone(),
            _ => return Err(damaged()),
        };
        let number = |cell: &Cell| cell.number().filter(|v| v.is_finite()).ok_or_else(damaged);
        let rows: Vec<Vec<f64>> =
            table.rows.iter().map(|row| row[2..].iter().map(number).collect()).collect::<Result<_, _>>()?;
        Ok(Draws {
            lineage,
            paths: table.columns[2..].iter().map(|c| c.name.clone()).collect(),
            units: table.columns[2..].iter().map(|c| c.units.clone()).collect(),
            weights: table.rows.iter().map(|row| number(&row[0])).collect::<Result<_, _>>()?,
            values: rows,
        })
    }

    /// The value below which a share of the weight lies.
    pub fn quantile(&self, parameter: usize, share: f64) -> f64 {
        let values: Vec<f64> = self.values.iter().map(|draw| draw[parameter]).collect();
        quantile_weighted(&values, &self.weights, share)
    }

    /// So many draws of equal weight, as overrides `PATH=VALUE` of the atlas: for predictions that carry the uncertainty.
    pub fn overrides(&self, number: usize) -> impl Iterator<Item = Vec<(String, String)>> + '_ {
        // systematic resampling: evenly spaced in the cumulative weight
        let mut sums = Vec::with_capacity(self.weights.len());
        let mut sum = 0.0;
        for w in &self.weights {
            sum += w;
            sums.push(sum);
        }
        (0..number).map(move |k| {
            let at = (k as f64 + 0.5) / number as f64 * sum;
            let i = sums.partition_point(|s| *s < at).min(self.values.len().saturating_sub(1));
            let written = |(v, unit): (&f64, &String)| {
                if unit == "1" || unit.is_empty() { format!("{v}") } else { format!("{v} {unit}") }
            };
            let values = self.values[i].iter().zip(&self.units).map(written);
            self.paths.iter().cloned().zip(values).collect()
        })
    }
}

/// Errors of the last round, in units of what stand-ins of the rounds before it expected.
fn off(task: &FitTask, rounds: &[Vec<PosteriorPoint>], scores: &[Option<Score>]) -> f64 {
    let Some((last, before)) = rounds.split_last().filter(|(_, before)| !before.is_empty()) else {
        return f64::NAN;
    };
    let known = Known::of(task, before, scores);
    let mut errors = Vec::new();
    for p in last {
        let z: Vec<f64> = known.numbers.iter().map(|i| p.z[*i]).collect();
        let error = |c: &Claim| {
            Some((c.score.bent(p.shown[c.number]?).0 - c.emulator.at(&z)) / c.emulator.sd.max(1e-9))
        };
        errors.extend(known.claims.iter().filter_map(error));
    }
    mean(&errors.iter().map(|e: &f64| e * e).collect::<Vec<_>>()).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_overrides_follow_the_weights() {
        let draws = Draws {
            lineage: "vole".into(),
            paths: vec!["a".into()],
            units: vec!["min".into()],
            values: vec![vec![1.0], vec![2.0], vec![3.0]],
            weights: vec![0.25, 0.0, 0.75],
        };
        let texts: Vec<String> = draws.overrides(4).map(|d| d[0].1.clone()).collect();
        assert_eq!(texts, ["1 min", "3 min", "3 min", "3 min"]);
        assert_eq!((draws.quantile(0, 0.0), draws.quantile(0, 1.0)), (1.0, 3.0));
    }
}
