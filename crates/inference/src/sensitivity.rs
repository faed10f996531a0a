//! Sensitivity: which guessed numbers a score hangs on, and which experiment would pin them down.
//!
//! | module | does |
//! |---|---|
//! | `target` | scores: a measure, or what a claim compares, animal by animal |
//! | `axes` | numbers that move, and their ranges |
//! | `points` | runs at points of the ranges, with the same animals at each |
//! | `noise` | products of expectations without the noise between animals |
//! | `morris` | a screen of many numbers |
//! | `sobol` | shares of variance of those that matter |
//! | `gain`, `candidates` | what other experiments would tell about them |

mod axes;
mod candidates;
pub mod gain;
pub mod morris;
pub mod noise;
mod page;
mod points;
pub mod sobol;
mod target;

pub use axes::Axis;
pub(crate) use axes::between;
pub use candidates::CandidateExperiment;
pub use page::render;
pub use target::{AskedTarget, SensitivityTarget};

use axes::axes;
use morris::{ElementaryEffect, Trajectory, trajectory};
use points::{Bench, DesignScores, Piece};
use serde::Serialize;
use sobol::Indices;
use std::sync::atomic::Ordering;
use syntony_language::Problems;
use syntony_model::{Atlas, ParamId, Protocol};
use syntony_results::record::AnimalRow;
use syntony_store::hash;
use syntony_study::folder::FolderError;
use syntony_study::run::{Options, Progress, RunEnd, Study};
use syntony_study::work::WorkFolder;
use target::targets;

/// How to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A screen of all numbers if there are many, then indices of those that matter.
    Both,
    /// The screen alone.
    Morris,
    /// Indices of all numbers.
    Sobol,
}

/// What to ask.
#[derive(Debug, Clone)]
pub struct SensitivityAsk {
    /// Scores.
    pub asked: AskedTarget,
    /// Numbers by path or glob; empty for all that are guessed.
    pub over: Vec<String>,
    /// Numbers that stay where they are unless they are named.
    pub fixed: Vec<String>,
    /// How.
    pub method: Method,
    /// Numbers that go from the screen to the indices.
    pub screen: usize,
    /// Trajectories of the screen.
    pub trajectories: usize,
    /// Rows of the design for indices.
    pub samples: usize,
    /// Virtual repetitions of the study at every point.
    pub replicates: usize,
    /// Seed of animals and designs.
    pub seed: u64,
}

/// A question that can be answered.
pub struct Question<'a> {
    protocol: &'a Protocol,
    atlas: &'a Atlas,
    ask: &'a SensitivityAsk,
    options: Options,
    targets: Vec<SensitivityTarget>,
    /// Numbers that move.
    pub axes: Vec<Axis>,
    candidates: &'a [(Protocol, &'a Atlas)],
    /// Time of the run at one point on one core, s, roughly.
    point_s: f64,
}

/// A score that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AskedScore {
    /// In words.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Effects of all numbers in the screen, if there was one.
    pub effects: Option<Vec<ElementaryEffect>>,
    /// Indices of the numbers in [`SensitivityReport::chosen`]; nothing where no row could be used.
    pub indices: Option<Indices>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensitivityReport {
    /// Protocol key.
    pub protocol: String,
    /// Its title.
    pub title: String,
    /// Seed.
    pub seed: u64,
    /// Virtual repetitions of the study at every point.
    pub replicates: usize,
    /// Animals (casts) behind a score at every point; the least where groups differ.
    pub animals: usize,
    /// Trajectories of the screen; 0 without one.
    pub trajectories: usize,
    /// Rows of the design for indices; 0 without one.
    pub samples: usize,
    /// Runs at design points.
    pub points: usize,
    /// Points at which a state left the numbers, or the numbers did not fit together; their rows are left out.
    pub failed: usize,
    /// Numbers that moved.
    pub axes: Vec<Axis>,
    /// Those with indices, as positions in `axes`.
    pub chosen: Vec<usize>,
    /// Scores.
    pub scores: Vec<AskedScore>,
    /// Candidate experiments, the most telling first.
    pub experiments: Vec<CandidateExperiment>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum SensitivityStopped {
    /// The runs were stopped, or left the numbers.
    Outcome(RunEnd),
    /// The folder could not be written.
    Folder(FolderError),
    /// No design point could be used.
    Nothing,
}

impl<'a> Question<'a> {
    /// Checks everything that is asked.
    pub fn new(
        protocol: &'a Protocol,
        atlas: &'a Atlas,
        ask: &'a SensitivityAsk,
        candidates: &'a [(Protocol, &'a Atlas)],
    ) -> Result<Question<'a>, Problems> {
        let targets = targets(protocol, &ask.asked)?;
        let mut groups: Vec<String> = targets.iter().flat_map(|t| t.groups.clone()).collect();
        groups.sort();
        groups.dedup();
        let options = Options { seed: ask.seed, replicates: ask.replicates, groups, traces: false };
        let study = Study::compile(protocol, atlas, &options)?;
        let (point_s, used) = (study.seconds(), study.used().collect::<Vec<ParamId>>());
        let axes = axes(&ask.over, &ask.fixed, &used, atlas)?;
        let question = Question { protocol, atlas, ask, options, targets, axes, candidates, point_s };
        let mut problems = Problems::default();
        let mut add = |what: String, hint: &str| {
            problems.add(Default::default(), what, (!hint.is_empty()).then(|| hint.to_string()));
        };
        if question.axes.is_empty() {
            add(
                "the run reads no guessed number with a range, so nothing can move".into(),
                "name some with --over",
            );
        }
        if question.animals() < 2 {
            let what = format!(
                "{} animal at every point tells no noise from effects, expected at least 2",
                question.animals()
            );
            add(what, "ask for more --replicates");
        }
        if question.final_axes() > sobol::AXES_MAX {
            let what = format!(
                "{} numbers are too many for indices, expected at most {}",
                question.final_axes(),
                sobol::AXES_MAX
            );
            add(what, "screen them with --screen, or choose with --over");
        }
        problems.into_result(question)
    }

    /// Animals behind a score; the least where groups differ.
    fn animals(&self) -> usize {
        let n = self.protocol.groups.iter().filter(|g| self.options.groups.contains(&g.key)).map(|g| g.n);
        n.min().unwrap_or(0) * self.ask.replicates
    }

    fn screens(&self) -> bool {
        match self.ask.method {
            Method::Morris => true,
            Method::Both => self.axes.len() > self.ask.screen,
            Method::Sobol => false,
        }
    }

    /// Numbers that will have indices, at most.
    fn final_axes(&self) -> usize {
        match self.ask.method {
            Method::Morris => 0,
            Method::Both => self.axes.len().min(self.ask.screen),
            Method::Sobol => self.axes.len(),
        }
    }

    /// Runs at design points, at most.
    pub fn points(&self) -> usize {
        let screen = if self.screens() { self.ask.trajectories * (self.axes.len() + 1) } else { 0 };
        let k = self.final_axes();
        let rows = if k > 0 { self.ask.samples * (k + 2 + self.candidates.len()) } else { 0 };
        screen + rows
    }

    /// Time that all of it takes on one core at most, s, roughly.
    pub fn seconds(&self) -> f64 {
        self.points() as f64 * self.point_s
    }

    /// What decides the runs at design points, in words: the same question finds its finished pieces again, with more samples too.
    pub fn identity(&self) -> Vec<(String, String)> {
        let p = self.protocol;
        let list = |x: &[String]| x.join(", ");
        let moved: Vec<String> =
            self.axes.iter().map(|a| format!("{} {} to {}", a.path, a.range.0, a.range.1)).collect();
        let set = self.atlas.params.iter().filter_map(|(_, p)| p.overridden.clone()).collect::<Vec<_>>();
        let texts = self.atlas.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let asked = &self.ask.asked;
        let all = [
            ("question", "sensitivity".to_string()),
            ("Syntony", env!("CARGO_PKG_VERSION").into()),
            ("protocol", p.key.clone()),
            ("protocol's text", hash::of_bytes(p.text.as_bytes())),
            ("atlas", hash::of_texts(texts)),
            ("overrides", list(&set)),
            ("seed", self.ask.seed.to_string()),
            ("replicates", self.ask.replicates.to_string()),
            ("measures", list(&asked.measures)),
            ("claims", list(&asked.claims)),
            ("group", asked.group.clone().unwrap_or_default()),
            ("numbers moved", list(&moved)),
        ];
        all.into_iter().map(|(what, value)| (what.to_string(), value)).collect()
    }

    /// Runs whatever the folder lacks, and answers.
    pub fn answer(
        &self,
        threads: usize,
        progress: &Progress,
        work: Option<&WorkFolder>,
    ) -> Result<SensitivityReport, SensitivityStopped> {
        progress.done.store(0, Ordering::Relaxed);
        progress.total.store(self.points() as u64, Ordering::Relaxed);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool =
            pool.map_err(|e| SensitivityStopped::Folder(FolderError::Threads { said: e.to_string() }))?;
        let answer = pool.install(|| self.answer_here(progress, work));
        if let Some(e) = work.and_then(WorkFolder::failure) {
            return Err(SensitivityStopped::Folder(e));
        }
        answer
    }

    fn answer_here(
        &self,
        progress: &Progress,
        work: Option<&WorkFolder>,
    ) -> Result<SensitivityReport, SensitivityStopped> {
        let mut report = SensitivityReport {
            protocol: self.protocol.key.clone(),
            title: self.protocol.title.clone(),
            seed: self.ask.seed,
            replicates: self.ask.replicates,
            animals: self.animals(),
            trajectories: 0,
            samples: 0,
            points: 0,
            failed: 0,
            axes: self.axes.clone(),
            chosen: (0..self.axes.len()).collect(),
            scores: self.targets.iter().map(score).collect(),
            experiments: Vec::new(),
        };
        if self.screens() {
            self.screen(&mut report, progress, work)?;
        }
        if self.ask.method != Method::Morris && !report.chosen.is_empty() {
            let chosen: Vec<Axis> = report.chosen.iter().map(|&i| self.axes[i].clone()).collect();
            let scores = self.sobol(&chosen, &mut report, progress, work)?;
            self.experiments(&chosen, &scores, &mut report, progress, work)?;
        }
        Ok(report)
    }

    fn bench<'b>(&'b self, axes: &'b [Axis]) -> Bench<'b> {
        Bench { protocol: self.protocol, atlas: self.atlas, options: &self.options, axes }
    }

    fn of_rows(&self, rows: &[AnimalRow]) -> Vec<Vec<f64>> {
        self.targets.iter().map(|t| t.scores(rows)).collect()
    }

    /// Morris' effects of all numbers, and the choice of those that go on.
    fn screen(
        &self,
        report: &mut SensitivityReport,
        progress: &Progress,
        work: Option<&WorkFolder>,
    ) -> Result<(), SensitivityStopped> {
        let k = self.axes.len();
        let walks: Vec<Trajectory> =
            (0..self.ask.trajectories).map(|t| trajectory(t, k, self.ask.seed)).collect();
        let pieces: Vec<Piece> =
            walks.iter().enumerate().map(|(t, w)| (format!("screen-{t}"), w.points.clone())).collect();
        let bench = self.bench(&self.axes);
        let scores = bench
            .scores(&pieces, &|rows| self.of_rows(rows), progress, work)
            .map_err(SensitivityStopped::Outcome)?;
        report.count(&scores);
        report.trajectories = walks.len();
        let mut weight = vec![0.0f64; k];
        for (t, score) in report.scores.iter_mut().enumerate() {
            let of = of_target(&scores, t);
            let of: Vec<&[Vec<f64>]> = of.iter().map(Vec::as_slice).collect();
            let effects = morris::effects(&walks, &of);
            let most = effects.iter().map(|e| e.effect).fold(0.0, f64::max);
            for (w, e) in weight.iter_mut().zip(&effects).filter(|_| most > 0.0) {
                *w = w.max(e.effect / most);
            }
            score.effects = Some(effects);
        }
        let mut order: Vec<usize> = (0..k).filter(|&i| weight[i] > 0.0).collect();
        order.sort_by(|&a, &b| weight[b].total_cmp(&weight[a]));
        order.truncate(if self.ask.method == Method::Morris { k } else { self.ask.screen });
        order.sort_unstable();
        report.chosen = order;
        Ok(())
    }

    /// Sobol's indices of the chosen numbers; gives the scores for what else is to be learnt from them.
    fn sobol(
        &self,
        chosen: &[Axis],
        report: &mut SensitivityReport,
        progress: &Progress,
        work: Option<&WorkFolder>,
    ) -> Result<Vec<DesignScores>, SensitivityStopped> {
        let mark = candidates::mark(chosen);
        let row = |j: usize| (format!("sobol-{mark}-{j}"), sobol::points(j, chosen.len(), self.ask.seed));
        let pieces: Vec<Piece> = (0..self.ask.samples).map(row).collect();
        let bench = self.bench(chosen);
        let scores = bench
            .scores(&pieces, &|rows| self.of_rows(rows), progress, work)
            .map_err(SensitivityStopped::Outcome)?;
        report.count(&scores);
        report.samples = pieces.len();
        for (t, score) in report.scores.iter_mut().enumerate() {
            let rows = of_target(&scores, t);
            let rows: Vec<&[Vec<f64>]> = rows.iter().map(Vec::as_slice).collect();
            score.indices = sobol::indices(&rows, self.ask.seed);
        }
        match report.scores.iter().any(|s| s.indices.is_some()) {
            true => Ok(scores),
            false => Err(SensitivityStopped::Nothing),
        }
    }
}

impl SensitivityReport {
    fn count(&mut self, scores: &[DesignScores]) {
        self.points += scores.iter().map(Vec::len).sum::<usize>();
        self.failed += scores.iter().flatten().filter(|p| p.is_none()).count();
    }
}

fn score(t: &SensitivityTarget) -> AskedScore {
    AskedScore { label: t.label.clone(), unit: t.unit.clone(), effects: None, indices: None }
}

/// Scores of one target, `[piece][point][animal]`; no animal where the point failed.
fn of_target(scores: &[DesignScores], t: usize) -> Vec<Vec<Vec<f64>>> {
    let point = |p: &Option<Vec<Vec<f64>>>| p.as_ref().map_or(Vec::new(), |s| s[t].clone());
    scores.iter().map(|piece| piece.iter().map(point).collect()).collect()
}
