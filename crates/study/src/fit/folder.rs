//! A fit's folder: begun, resumed, completed.
//!
//! ```text
//! search.json    what was asked and the state after the last generation: enough to go on with the same bits
//! fit.toml       the fit file
//! fit.json       what came out, last
//! fitted.set     the fitted values, for --set @FILE
//! posterior.tsv  draws of the posterior with their weights, if they were asked for; posterior.json says what the columns mean
//! ```

use super::evaluate::Trouble;
use super::record::{Asked, Checkpoint, Record};
use super::task::Task;
use crate::run::Progress;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;
use syntony_model::Problems;
use syntony_store::{Opening, RunFolder, StoreError, atomic};

const SEARCH: &str = "search.json";
const FILE: &str = "fit.toml";
const RECORD: &str = "fit.json";
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
pub enum Stopped {
    /// Somebody stopped it; it can be resumed after so many generations.
    Interrupted(usize),
    /// The brains cannot be put together.
    Problems(Problems),
    /// The folder.
    Folder(FitError),
}

impl From<FitError> for Stopped {
    fn from(error: FitError) -> Stopped {
        Stopped::Folder(error)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Stopped {
        Stopped::Folder(error.into())
    }
}

/// What a folder holds.
#[derive(Debug)]
pub enum State {
    /// Nothing that a fit would lose.
    Free,
    /// The very fit that is asked for, with so many generations and, if it is complete, its record.
    Same(usize, Option<Box<Record>>),
    /// Another fit.
    Other(FitError),
}

/// Looks into a folder.
pub fn look(path: &Path, asked: &Asked) -> Result<State, FitError> {
    if !RunFolder::holds_run(path) {
        return Ok(State::Free);
    }
    let there: Checkpoint = match atomic::read_json(&path.join(SEARCH)) {
        Ok(there) => there,
        // killed before the first generation was done, or no fit at all
        Err(StoreError::NotFound { .. }) if !path.join("run.json").exists() => return Ok(State::Free),
        Err(e) => return Err(e.into()),
    };
    let differs = there.asked.differs(asked);
    if !differs.is_empty() {
        return Ok(State::Other(FitError::Other { path: path.to_path_buf(), differs }));
    }
    Ok(State::Same(there.state.history.len(), read(path).ok().map(Box::new)))
}

/// Reads the record of a complete fit.
pub fn read(path: &Path) -> Result<Record, FitError> {
    match atomic::read_json::<Record>(&path.join(RECORD)) {
        Ok(record) => Ok(record),
        Err(StoreError::NotFound { .. }) if path.join(SEARCH).exists() => {
            Err(FitError::Incomplete { path: path.to_path_buf() })
        }
        Err(e) => Err(e.into()),
    }
}

/// Searches from where the folder is, and judges what was found; with `overwrite` a fit that is there is removed first.
pub fn perform(
    task: &Task,
    asked: &Asked,
    path: &Path,
    overwrite: bool,
    threads: usize,
    progress: &Progress,
) -> Result<Record, Stopped> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|e| FitError::Threads { said: e.to_string() })?;
    let opening = match (RunFolder::holds_run(path), overwrite) {
        (false, _) => Opening::New,
        (true, true) => Opening::Overwrite,
        (true, false) => Opening::Resume,
    };
    let folder = RunFolder::create(path, opening)?;
    // looked at again now that nobody else can write
    if let State::Other(e) = look(path, asked)? {
        return Err(e.into());
    }
    folder.write_text(FILE, &task.fitting.text)?;
    pool.install(|| perform_here(task, asked, &folder, progress))
}

fn perform_here(
    task: &Task,
    asked: &Asked,
    folder: &RunFolder,
    progress: &Progress,
) -> Result<Record, Stopped> {
    let search = task.search().map_err(|t| stopped(t, 0))?;
    let mut at: Checkpoint = match atomic::read_json(&folder.path().join(SEARCH)) {
        Ok(there) => there,
        Err(StoreError::NotFound { .. }) => {
            Checkpoint { asked: asked.clone(), state: search.begin(), wall_s: 0.0, busy_s: 0.0 }
        }
        Err(e) => return Err(e.into()),
    };
    folder.write_json(SEARCH, &at)?;
    while !search.ended(&at.state) {
        let (began, busy) = (Instant::now(), progress.busy_us.load(Ordering::Relaxed));
        search.step(&mut at.state, progress).map_err(|t| stopped(t, at.state.history.len()))?;
        at.wall_s += began.elapsed().as_secs_f64();
        at.busy_s += (progress.busy_us.load(Ordering::Relaxed) - busy) as f64 * 1e-6;
        folder.write_json(SEARCH, &at)?;
    }
    let record = task.conclude(&at, progress).map_err(|t| stopped(t, at.state.history.len()))?;
    folder.write_text(SET, &record.to_set())?;
    folder.write_json(RECORD, &record)?;
    Ok(record)
}

fn stopped(trouble: Trouble, generations: usize) -> Stopped {
    match trouble {
        Trouble::Interrupted => Stopped::Interrupted(generations),
        Trouble::Problems(p) => Stopped::Problems(p),
    }
}
