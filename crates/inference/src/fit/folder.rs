//! A fit's folder: begun, resumed, completed.
//!
//! ```text
//! search.json    what was asked and the state after the last generation: enough to go on with the same bits
//! fit.toml       the fit file
//! fit.json       what came out, last
//! fitted.set     the fitted values, for --set @FILE
//! rounds.json    rounds of the posterior, to go on from
//! posterior.tsv  draws of the posterior with their weights, if they were asked for; posterior.json says what the columns mean
//! cross.json     the folds of a cross-validation, and the one that was being searched
//! ```

use super::cross::{self, By, Cross};
use super::evaluate::Trouble;
use super::posterior::{self, Draws, PosteriorPoint};
use super::record::{Asked, Checkpoint, FitRecord};
use super::score::Score;
use super::search::{self, Search};
use super::task::FitTask;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;
use syntony_language::Problems;
use syntony_store::{Opening, RunFolder, StoreError, atomic};
use syntony_study::run::Progress;

const SEARCH: &str = "search.json";
const FILE: &str = "fit.toml";
const RECORD: &str = "fit.json";
const ROUNDS: &str = "rounds.json";
const CROSS: &str = "cross.json";
/// Name of the file with the draws of the posterior.
pub const DRAWS: &str = "posterior.tsv";
/// Name of the file with the fitted values.
pub const SET: &str = "fitted.set";

/// A fit's folder that cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub enum FitError {
    /// The files.
    Store(StoreError),
    /// The folder holds a fit of something else.
    Other {
        /// The folder.
        path: PathBuf,
        /// What is different, in words.
        differs: Vec<String>,
    },
    /// The folder holds no finished fit.
    Incomplete {
        /// The folder.
        path: PathBuf,
    },
    /// The threads could not be started.
    Threads {
        /// What the system said.
        said: String,
    },
}

impl From<StoreError> for FitError {
    fn from(error: StoreError) -> FitError {
        FitError::Store(error)
    }
}

/// Why a fit has no result.
#[derive(Debug)]
pub enum FitStopped {
    /// Somebody stopped it; it can be resumed after so many generations.
    Interrupted(usize),
    /// The brains cannot be put together.
    Problems(Problems),
    /// The folder.
    Folder(FitError),
}

impl From<FitError> for FitStopped {
    fn from(error: FitError) -> FitStopped {
        FitStopped::Folder(error)
    }
}

impl From<StoreError> for FitStopped {
    fn from(error: StoreError) -> FitStopped {
        FitStopped::Folder(error.into())
    }
}

/// What a folder holds.
#[derive(Debug)]
pub enum FitFolderState {
    /// Nothing that a fit would lose.
    Free,
    /// The very fit that is asked for, with so many generations and, if it is complete, its record.
    Same(usize, Option<Box<FitRecord>>),
    /// Another fit.
    Other(FitError),
}

/// Looks into a folder.
pub fn look(path: &Path, asked: &Asked) -> Result<FitFolderState, FitError> {
    if !RunFolder::holds_run(path) {
        return Ok(FitFolderState::Free);
    }
    RunFolder::only(path, &[SEARCH, FILE])?;
    let there: Checkpoint = match atomic::read_json(&path.join(SEARCH)) {
        Ok(there) => there,
        // killed before the first generation was done
        Err(StoreError::NotFound { .. }) => return Ok(FitFolderState::Free),
        Err(e) => return Err(e.into()),
    };
    let differs = there.asked.differs(asked);
    if !differs.is_empty() {
        return Ok(FitFolderState::Other(FitError::Other { path: path.to_path_buf(), differs }));
    }
    // a record from before the search went on is not that of this search; what was found is written after the record
    let set = atomic::read(&path.join(SET)).unwrap_or_default();
    let whole = |r: &FitRecord| r.trials == there.state.trials && set == r.to_set().as_bytes();
    let record = read(path).ok().filter(whole);
    if record.is_some() {
        RunFolder::tidy(path);
    }
    Ok(FitFolderState::Same(there.state.history.len(), record.map(Box::new)))
}

/// Reads the record of a complete fit.
pub fn read(path: &Path) -> Result<FitRecord, FitError> {
    match atomic::read_json::<FitRecord>(&path.join(RECORD)) {
        Ok(record) => Ok(record),
        Err(StoreError::NotFound { .. }) if path.join(SEARCH).exists() => {
            Err(FitError::Incomplete { path: path.to_path_buf() })
        }
        Err(e) => Err(e.into()),
    }
}

/// How a fit is performed.
#[derive(Debug, Clone, Copy, Default)]
pub struct FitOptions {
    /// Whether a fit that is there is removed first.
    pub overwrite: bool,
    /// Threads; 0 for as many as the machine has.
    pub threads: usize,
    /// What is left out in a cross-validation, and the generations of each fold.
    pub cross: Option<(By, usize)>,
}

/// Rounds of the posterior of a search after so many trials.
#[derive(Debug, Serialize, Deserialize)]
struct Rounds {
    trials: usize,
    points: usize,
    /// Steps in which an ensemble is moved: with others, what was published would count too much or too little.
    #[serde(default)]
    steps: usize,
    rounds: Vec<Vec<PosteriorPoint>>,
}

/// A cross-validation and the fold that is being searched.
#[derive(Debug, Serialize, Deserialize)]
struct Crossing {
    #[serde(flatten)]
    cross: Cross,
    open: Option<search::SearchState>,
}

/// Searches from where the folder is, judges what was found, draws a posterior and cross-validates if that was asked.
pub fn perform(
    task: &FitTask,
    asked: &Asked,
    path: &Path,
    how: FitOptions,
    progress: &Progress,
) -> Result<(FitRecord, Option<Cross>), FitStopped> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(how.threads).build();
    let pool = pool.map_err(|e| FitError::Threads { said: e.to_string() })?;
    let opening = match (RunFolder::holds_run(path), how.overwrite) {
        (false, _) => Opening::New,
        (true, true) => Opening::Overwrite,
        (true, false) => Opening::Resume,
    };
    let folder = RunFolder::create(path, opening)?;
    // looked at again now that nobody else can write
    if let FitFolderState::Other(e) = look(path, asked)? {
        return Err(e.into());
    }
    folder.write_text(FILE, &task.fitting.text)?;
    let work = || -> Result<(FitRecord, Option<Cross>), Failed> {
        let search = task.search()?;
        let (at, record) = searched(task, asked, &search, &folder, progress)?;
        let record = drawn(task, &at, record, &folder, progress)?;
        folder.write_text(SET, &record.to_set())?;
        folder.write_json(RECORD, &record)?;
        let crossed = how.cross.map(|(by, generations)| crossed(&search, by, generations, &folder, progress));
        Ok((record, crossed.transpose()?))
    };
    pool.install(work).map_err(|failed| match failed {
        Failed::Trouble(Trouble::Problems(p)) => FitStopped::Problems(p),
        Failed::Trouble(Trouble::Interrupted) => FitStopped::Interrupted(generations(path)),
        Failed::Store(e) => e.into(),
    })
}

/// Why a stage ended.
enum Failed {
    Trouble(Trouble),
    Store(StoreError),
}

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Failed {
        Failed::Trouble(trouble)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Failed {
        Failed::Store(error)
    }
}

fn generations(path: &Path) -> usize {
    atomic::read_json::<Checkpoint>(&path.join(SEARCH)).map_or(0, |there| there.state.history.len())
}

/// The file, if it is there.
fn kept<T: DeserializeOwned>(folder: &RunFolder, name: &str) -> Result<Option<T>, StoreError> {
    match atomic::read_json(&folder.path().join(name)) {
        Ok(there) => Ok(Some(there)),
        Err(StoreError::NotFound { .. }) => Ok(None),
        Err(e) => Err(e),
    }
}

/// The search to its end, and its judgement; that of an earlier session if nothing was searched since.
fn searched(
    task: &FitTask,
    asked: &Asked,
    search: &Search,
    folder: &RunFolder,
    progress: &Progress,
) -> Result<(Checkpoint, FitRecord), Failed> {
    let begin = || Checkpoint { asked: asked.clone(), state: search.begin(), wall_s: 0.0, busy_s: 0.0 };
    // one that has not begun may have been asked for a posterior only
    let begun = |at: &Checkpoint| !at.state.history.is_empty();
    let mut at: Checkpoint = kept(folder, SEARCH)?.filter(begun).unwrap_or_else(begin);
    folder.write_json(SEARCH, &at)?;
    while !search.ended(&at.state) {
        let (began, busy) = (Instant::now(), progress.busy_us.load(Ordering::Relaxed));
        search.step(&mut at.state, progress)?;
        at.wall_s += began.elapsed().as_secs_f64();
        at.busy_s += (progress.busy_us.load(Ordering::Relaxed) - busy) as f64 * 1e-6;
        folder.write_json(SEARCH, &at)?;
    }
    let before: Option<FitRecord> = kept(folder, RECORD)?;
    let record = match before.filter(|r| r.trials == at.state.trials) {
        Some(record) => record,
        None => task.conclude(&at, progress)?,
    };
    folder.write_json(RECORD, &record)?;
    Ok((at, record))
}

/// The posterior, if it was asked for.
fn drawn(
    task: &FitTask,
    at: &Checkpoint,
    mut record: FitRecord,
    folder: &RunFolder,
    progress: &Progress,
) -> Result<FitRecord, Failed> {
    let Some(asked) = task.fitting.posterior else { return Ok(record) };
    let (trials, points) = (at.state.trials, asked.points);
    let steps = if asked.ensemble { asked.rounds - 1 } else { 0 };
    let same = |r: &Rounds| (r.trials, r.points, r.steps) == (trials, points, steps);
    let begin = || Rounds { trials, points, steps, rounds: Vec::new() };
    let mut rounds = kept::<Rounds>(folder, ROUNDS)?.filter(same).unwrap_or_else(begin).rounds;
    let scores: Vec<Option<Score>> = posterior::published(task, progress)?;
    let whole = |rounds: &[Vec<PosteriorPoint>]| rounds.iter().filter(|r| r.len() >= asked.points).count();
    while whole(&rounds) < asked.rounds {
        *progress.note.lock().unwrap_or_else(|e| e.into_inner()) =
            format!("posterior {}/{}", whole(&rounds) + 1, asked.rounds);
        posterior::round(
            task,
            &mut rounds,
            &asked,
            &scores,
            progress,
            &mut |rounds| -> Result<(), Failed> {
                let now = Rounds { trials, points, steps, rounds: rounds.to_vec() };
                Ok(folder.write_json(ROUNDS, &now)?)
            },
        )?;
    }
    let (draws, summary) = Draws::of(task, &rounds, &scores, &asked, progress)?;
    folder.write_table(DRAWS, &draws.table())?;
    for (i, p) in record.parameters.iter_mut().enumerate() {
        p.posterior = Some((draws.quantile(i, 0.5), draws.quantile(i, 0.025), draws.quantile(i, 0.975)));
    }
    record.posterior = Some(summary);
    Ok(record)
}

/// The cross-validation.
fn crossed(
    search: &Search,
    by: By,
    generations: usize,
    folder: &RunFolder,
    progress: &Progress,
) -> Result<Cross, Failed> {
    let begin = || Crossing { cross: Cross { by, generations, folds: Vec::new() }, open: None };
    let same = |c: &Crossing| c.cross.by == by && c.cross.generations == generations;
    let mut there = kept::<Crossing>(folder, CROSS)?.filter(same).unwrap_or_else(begin);
    let shorter = Search { generations, ..*search };
    for (i, without) in cross::folds(search.task, by).iter().enumerate().skip(there.cross.folds.len()) {
        let Crossing { cross, open } = &mut there;
        let keep = &mut |state: &search::SearchState| {
            let now = Crossing { cross: cross.clone(), open: Some(state.clone()) };
            folder.write_json(CROSS, &now).map_err(Failed::from)
        };
        let fold = cross::fold(&shorter, (i, without), by, open.take(), progress, keep)?;
        cross.folds.push(fold);
        folder.write_json(CROSS, &there)?;
    }
    Ok(there.cross)
}
