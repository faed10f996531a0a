//! Validation: many protocols run together, every claim judged by its own criterion, and scores over all of them.
//!
//! ```text
//! protocols ─compile→ Trial ─perform→ scores of animals ─judge→ Finding ─score→ Validation ─show→ table, report, pages
//! ```
//! The scores of a trial's animals are kept under a key (`cache::key`) of all that they depend on; judging is done anew each time.

mod assess;
mod baseline;
mod bits;
pub mod cache;
pub mod digest;
mod effects;
mod finding;
pub mod first;
mod forecast;
mod forecasts_page;
mod forest;
mod known;
pub mod pages;
mod reasons;
pub mod regression;
mod repetition;
mod report;
mod score;
mod share;

pub use bits::{Bin, Bits, bits, calibration_error, reliability};
pub use effects::Sizes;
pub use finding::{ComparedQuantity, Finding, Laboratory, Size};
pub use forecast::{Base, Differ, Difference, Forecast};
pub use reasons::Reasons;
pub use report::{Link, render};
pub use score::{TopicScore, mean_fold, name, people_say, scores};
pub use share::Share;

use serde::{Deserialize, Serialize};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use syntony_language::Problems;
use syntony_model::protocol::{Claim, RecordRole};
use syntony_model::{Atlas, Protocol};
use syntony_results::judge::ScoreTable;
use syntony_results::record::AnimalRow;
use syntony_study::run::{Chunk, ChunkResult, Options, Progress, RunEnd, Study};

/// A protocol that is to be judged, compiled.
pub struct Trial<'a> {
    /// Protocol.
    pub protocol: &'a Protocol,
    /// Atlas of its cast, with overrides applied.
    pub atlas: &'a Atlas,
    /// Lineage of its cast.
    pub lineage: String,
    /// Hash of everything that the scores of its animals depend on.
    pub key: String,
    study: Study<'a>,
    options: Options,
}

/// How often, and with which randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeat {
    /// Seed.
    pub seed: u64,
    /// Virtual repetitions of each study at the paper's n.
    pub replicates: usize,
}

impl Repeat {
    /// Seed of one repetition that is run by itself, with numbers of its own.
    pub fn seed_of(&self, replicate: usize) -> u64 {
        self.seed ^ (replicate as u64 + 1) << 40
    }
}

/// Scores of trials that were run one repetition at a time, `[repetition × trial]`, as those of `trials` trials.
pub fn gathered(rows: Vec<Vec<AnimalRow>>, trials: usize) -> Vec<Vec<AnimalRow>> {
    let mut all = vec![Vec::new(); trials];
    for (i, rows) in rows.into_iter().enumerate() {
        all[i % trials].extend(rows.into_iter().map(|row| AnimalRow { replicate: i / trials, ..row }));
    }
    for rows in &mut all {
        rows.sort_by_key(|r| (r.group, r.replicate, r.animal));
    }
    all
}

/// A protocol with what came out.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Experiment {
    /// Key.
    pub protocol: String,
    /// Title in words.
    pub title: String,
    /// Role of the record.
    pub role: String,
    /// Topic; empty for none.
    pub topic: String,
    /// Lineage.
    pub lineage: String,
    /// One-line citation of the paper; empty for a scenario.
    pub citation: String,
    /// Whether everything that its claims rest on was read in the full text of the paper.
    #[serde(default)]
    pub read_in_full: bool,
    /// Whether n was read in the paper or its abstract.
    #[serde(default)]
    pub n_is_read: bool,
    /// Deviations and judgements.
    pub notes: Vec<String>,
    /// Its claims.
    pub claims: Vec<Finding>,
}

/// Everything that a validation says.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Validation {
    /// Version of Syntony.
    pub syntony: String,
    /// Seed.
    pub seed: u64,
    /// Virtual repetitions of each study.
    pub replicates: usize,
    /// Overrides, `path=value`.
    pub set: Vec<String>,
    /// Files with draws of posteriors.
    pub posterior: Vec<String>,
    /// The effect of the second baseline, in standard deviations; none without claims of a direction.
    pub constant_effect: Option<f64>,
    /// What base rates know.
    pub base: Base,
    /// Scores: all together, then by role, lineage, both, and topic.
    pub scores: Vec<TopicScore>,
    /// The running mean of first scores; nothing without a log of them.
    #[serde(default)]
    pub first: Vec<first::mean::FirstScore>,
    /// How often what was forecast with a probability came out, over the comparisons of experiments with a paper.
    pub reliability: Vec<Bin>,
    /// Experiments, in the order of the selection.
    pub experiments: Vec<Experiment>,
}

impl<'a> Trial<'a> {
    /// Compiles a protocol for validation.
    pub fn compile(
        protocol: &'a Protocol,
        atlas: &'a Atlas,
        lineage: &str,
        repeat: Repeat,
    ) -> Result<Trial<'a>, Problems> {
        let options =
            Options { seed: repeat.seed, replicates: repeat.replicates, groups: vec![], traces: false };
        let study = Study::compile(protocol, atlas, &options)?;
        let key = cache::key(protocol, atlas, study.used(), repeat);
        Ok(Trial { protocol, atlas, lineage: lineage.into(), key, study, options })
    }

    /// How much there is to do, in unit-ticks.
    pub fn cost(&self) -> u64 {
        self.study.ticks()
    }

    /// Judges its claims on the scores of its animals, and of those with the numbers of a posterior.
    fn findings(&self, rows: &[AnimalRow], drawn: Option<&[AnimalRow]>, base: &Base) -> Vec<Finding> {
        let table_of = |rows| ScoreTable::new(self.protocol, rows, self.options.replicates);
        let (table, drawn) = (table_of(rows), drawn.map(table_of));
        let between = self.study.between();
        let assess = |claim| {
            assess::assess(&table, drawn.as_ref(), claim, &self.options, between, (base, &self.lineage))
        };
        self.protocol.claims.iter().map(assess).collect()
    }
}

/// A trial that is being run.
struct Going {
    chunks: Vec<Chunk>,
    parts: Mutex<Vec<ChunkResult>>,
    left: AtomicUsize,
}

/// Runs the trials whose animals are not `known`, all chunks in the pool of threads that it is called in; `keep` gets each trial as soon
/// as it is finished. The longest come first, so that threads end together.
pub fn perform(
    trials: &[Trial],
    known: Vec<Option<Vec<AnimalRow>>>,
    progress: &Progress,
    keep: &(dyn Fn(&Trial, &[AnimalRow]) + Sync),
) -> Result<Vec<Vec<AnimalRow>>, RunEnd> {
    let going: Vec<Going> = trials
        .iter()
        .zip(&known)
        .map(|(t, known)| {
            let chunks = if known.is_some() { Vec::new() } else { t.study.chunks() };
            let left = AtomicUsize::new(chunks.len());
            Going { chunks, parts: Mutex::default(), left }
        })
        .collect();
    let mut order: Vec<usize> = (0..trials.len()).filter(|&i| known[i].is_none()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(trials[i].cost()), i));
    progress.total.store(order.iter().map(|&i| trials[i].cost()).sum(), Ordering::Relaxed);
    let queue: Vec<(usize, usize)> =
        order.into_iter().flat_map(|i| (0..going[i].chunks.len()).map(move |c| (i, c))).collect();
    let rows: Vec<Mutex<Option<Vec<AnimalRow>>>> = known.into_iter().map(Mutex::new).collect();
    let (next, first) = (AtomicUsize::new(0), Mutex::new(None::<RunEnd>));
    rayon::broadcast(|_| {
        while let Some(&(i, c)) = queue.get(next.fetch_add(1, Ordering::Relaxed)) {
            match trials[i].study.run_chunk(&going[i].chunks[c], progress) {
                Ok(part) => finish(&trials[i], &going[i], part, &rows[i], keep),
                Err(outcome) => {
                    // the others need not go on; what they say of being stopped is not the reason
                    next.store(queue.len(), Ordering::Relaxed);
                    lock(&first).get_or_insert(outcome);
                    progress.stop.store(true, Ordering::Relaxed);
                }
            }
        }
    });
    match lock(&first).take() {
        Some(outcome) => Err(outcome),
        None => Ok(rows.into_iter().map(|r| lock(&r).take().unwrap_or_default()).collect()),
    }
}

fn finish(
    trial: &Trial,
    going: &Going,
    part: ChunkResult,
    to: &Mutex<Option<Vec<AnimalRow>>>,
    keep: &(dyn Fn(&Trial, &[AnimalRow]) + Sync),
) {
    lock(&going.parts).push(part);
    if going.left.fetch_sub(1, Ordering::AcqRel) > 1 {
        return;
    }
    let parts = std::mem::take(&mut *lock(&going.parts));
    let mut rows: Vec<AnimalRow> = parts.into_iter().flat_map(|p| p.rows).collect();
    rows.sort_by_key(|r| (r.group, r.replicate, r.animal));
    keep(trial, &rows);
    *lock(to) = Some(rows);
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|e| e.into_inner())
}

/// Judges every claim of every trial and scores them. `drawn` has the animals of a trial once more, of which each repetition has the numbers
/// of one draw of a posterior, where there is one.
/// `base` is what calibration records alone let one guess.
pub fn judge(
    trials: &[Trial],
    rows: &[Vec<AnimalRow>],
    drawn: &[Option<Vec<AnimalRow>>],
    repeat: Repeat,
    set: &[String],
    base: &Base,
) -> Validation {
    use rayon::prelude::*;
    let mut experiments: Vec<Experiment> = trials
        .par_iter()
        .zip(rows)
        .enumerate()
        .map(|(i, (t, rows))| Experiment {
            protocol: t.protocol.key.clone(),
            title: t.protocol.title.clone(),
            role: t.protocol.role.word().into(),
            topic: t.protocol.topic.clone(),
            lineage: t.lineage.clone(),
            citation: t.protocol.citation(),
            read_in_full: t.protocol.read_in_full(),
            n_is_read: t.protocol.n_is_read(),
            notes: t.protocol.notes.clone(),
            claims: t.findings(rows, drawn.get(i).and_then(|d| d.as_deref()), base),
        })
        .collect();
    known::fill(&mut experiments);
    let constant = baseline::constant_effect(&experiments);
    if let Some(effect) = constant {
        experiments.par_iter_mut().zip(trials).zip(rows).for_each(|((e, t), rows)| {
            let table = ScoreTable::new(t.protocol, rows, repeat.replicates);
            for (finding, claim) in e.claims.iter_mut().zip(&t.protocol.claims) {
                let same = |c: &Claim| baseline::constant(&table, c, effect, repeat.replicates);
                let each = repetition::repetitions(t.protocol, claim, same);
                finding.constant = each.and_then(|each| baseline::held(claim, &each));
            }
        });
    }
    Validation {
        syntony: env!("CARGO_PKG_VERSION").into(),
        seed: repeat.seed,
        replicates: repeat.replicates,
        set: set.to_vec(),
        posterior: Vec::new(),
        constant_effect: constant,
        base: base.clone(),
        scores: scores(&experiments),
        first: Vec::new(),
        reliability: reliability(&experiments),
        experiments,
    }
}

/// Roles whose claims count in the scores over several roles: those with a paper.
pub(crate) fn has_paper(role: &str) -> bool {
    role != RecordRole::Scenario.word()
}
