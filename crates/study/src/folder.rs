//! A run's folder: what is in it already, how a run is begun, resumed and completed, and how it is read again.
//!
//! ```text
//! run.json          the manifest: what was asked, with what, how it ended
//! protocol.toml     the protocol as it was run
//! paper.bib         its paper
//! person_NAME.json  members who brought what another scene had left in them
//! design.json       groups with cast and schedule, measures
//! animals.tsv       one row per subject and replicate; animals.json says what the columns mean
//! events.tsv        acts of the first replicate; events.json likewise
//! series.zarr       time courses of the first replicate, for xarray
//! ties.zarr         who is tied to whom in the first replicate, likewise
//! verdicts.json     claims beside what came out
//! parameters.json   numbers that the run read, and their sources
//! report.html       all of it for people
//! parts/            finished chunks, until the run is complete
//! ```
//! `run.json` says `complete` only after everything else is on the disk, and the parts go last: a run that was killed at any moment
//! can be resumed, to the same result.

mod ask;
mod error;
pub mod glance;
mod series;
mod tables;
mod ties;

pub use ask::RunAsk;
pub use error::FolderError;

use crate::person;
use crate::run::{Chunk, ChunkResult, Progress, Study, subject_ties};
use ask::RunRecord;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;
use syntony_results::record::{
    GroupRecord, Manifest, MeasureRecord, ParameterRecord, Results, SourceRecord, Verdict,
};
use syntony_results::report;
use syntony_society::society::BlowUp;
use syntony_store::{Opening, Parts, RunFolder, StoreError, atomic, hash};

const MANIFEST: &str = "run.json";
const DESIGN: &str = "design.json";
const ANIMALS: &str = "animals.tsv";
const EVENTS: &str = "events.tsv";
const SERIES: &str = "series.zarr";
const TIES: &str = "ties.zarr";
const VERDICTS: &str = "verdicts.json";
const PARAMETERS: &str = "parameters.json";
/// Name of the report in a run's folder.
pub const REPORT: &str = "report.html";

/// Groups and measures as they were run.
#[derive(Debug, Serialize, Deserialize)]
struct Design {
    groups: Vec<GroupRecord>,
    measures: Vec<MeasureRecord>,
}

/// Numbers and where they come from.
#[derive(Debug, Serialize, Deserialize)]
struct Numbers {
    parameters: Vec<ParameterRecord>,
    sources: Vec<SourceRecord>,
}

/// What a folder holds, as seen by who wants to run into it.
#[derive(Debug)]
pub enum FolderState {
    /// Nothing that a run would lose.
    Free,
    /// The very run that is asked for, complete.
    Complete(Box<Manifest>),
    /// The very run that is asked for, interrupted or being written.
    Begun,
    /// Another run.
    Other(FolderError),
}

/// The manifest of a run in a folder.
fn record(path: &Path) -> Result<RunRecord, FolderError> {
    let place = path.join(MANIFEST);
    let there: serde_json::Value = atomic::read_json(&place)?;
    if there["kind"] == "cortex" {
        return Err(
            StoreError::OtherWork { path: path.to_path_buf(), holds: "a run of `syntony cortex`" }.into()
        );
    }
    let read = serde_json::from_value(there);
    Ok(read.map_err(|e| StoreError::Damaged { path: place, why: e.to_string() })?)
}

/// Looks into a folder. A folder with anything else in it counts as free here and is refused when opened.
pub fn look(path: &Path, ask: &RunAsk) -> Result<FolderState, FolderError> {
    RunFolder::only(path, &[MANIFEST])?;
    let there = match record(path) {
        Ok(record) => record,
        // killed before anything was run
        Err(FolderError::Store(StoreError::NotFound { .. })) => return Ok(FolderState::Free),
        Err(e) => return Err(e),
    };
    let differs = there.differs(&ask.record());
    Ok(match (differs.is_empty(), there.is_complete()) {
        (true, true) => {
            RunFolder::tidy(path);
            FolderState::Complete(Box::new(there.manifest))
        }
        (true, false) => FolderState::Begun,
        (false, complete) => {
            FolderState::Other(FolderError::Other { path: path.to_path_buf(), complete, differs })
        }
    })
}

/// An open run folder with its finished chunks.
#[derive(Debug)]
pub struct Folder {
    folder: RunFolder,
    parts: Parts,
    record: RunRecord,
    began: Instant,
    failed: Mutex<Option<StoreError>>,
}

impl Folder {
    /// Makes the folder, or opens it to go on; with `overwrite` a run that is there is removed first.
    pub fn open(path: &Path, ask: &RunAsk, overwrite: bool) -> Result<Folder, FolderError> {
        let opening = match (RunFolder::holds_run(path), overwrite) {
            (false, _) => Opening::New,
            (true, true) => Opening::Overwrite,
            (true, false) => Opening::Resume,
        };
        if opening == Opening::Overwrite {
            RunFolder::only(path, &[MANIFEST])?;
            // first of all it stops being a complete run: a kill while its files are removed must not leave one without results
            RunFolder::create(path, Opening::Resume)?.write_json(MANIFEST, &ask.record())?;
        }
        let folder = RunFolder::create(path, opening).map_err(|e| match e {
            // where folders cannot be made, as in /proc, the system says that the new one does not exist
            StoreError::NotFound { path } => {
                StoreError::NotWritable { path, kind: std::io::ErrorKind::NotFound }
            }
            e => e,
        })?;
        // looked at again now that nobody else can write
        let mut record = ask.record();
        match self::record(path) {
            Ok(there) => {
                let differs = there.differs(&record);
                if !differs.is_empty() || there.is_complete() {
                    let complete = there.is_complete();
                    return Err(FolderError::Other { path: path.to_path_buf(), complete, differs });
                }
                record.manifest.wall_s = there.manifest.wall_s;
            }
            Err(FolderError::Store(StoreError::NotFound { .. })) => {}
            Err(e) => return Err(e),
        }
        folder.write_json(MANIFEST, &record)?;
        folder.write_text("protocol.toml", &ask.protocol.text)?;
        if let Some(paper) = &ask.protocol.paper {
            // beside the text, which may name it by a key that only the user's bibliography has
            folder.write_text("paper.bib", &format!("{}\n", paper.bibtex.trim()))?;
        }
        for (i, p) in ask.people.iter().enumerate() {
            folder.write_json(&person::file_name(i, &p.member), &p.kept.to_json())?;
        }
        let parts = folder.parts(&record.identity())?;
        Ok(Folder { folder, parts, record, began: Instant::now(), failed: Mutex::new(None) })
    }

    /// Finished chunks found on opening.
    pub fn kept(&self) -> usize {
        self.parts.valid().len()
    }

    /// Chunks found on opening that cannot be used and are run again: name and reason.
    pub fn damaged(&self) -> Vec<String> {
        self.parts.damaged().iter().map(|d| format!("{}: {}", d.name, d.why)).collect()
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    fn have(&self, chunk: &Chunk, measures: usize) -> Option<ChunkResult> {
        let name = chunk.name();
        if !self.parts.valid().contains(&name) {
            return None;
        }
        let part: ChunkResult = serde_json::from_slice(&self.parts.read(&name).ok()?).ok()?;
        part.is_of(chunk, measures).then_some(part)
    }

    /// Keeps a finished chunk. If that cannot be written the run is stopped.
    pub fn keep(&self, chunk: &Chunk, part: &ChunkResult, progress: &Progress) {
        let name = chunk.name();
        let written = serde_json::to_vec(part)
            .map_err(|e| StoreError::Invalid { path: self.path(), why: e.to_string() })
            .and_then(|bytes| self.parts.write(&name, &bytes));
        if let Err(e) = written {
            // later chunks would fail likewise; the first reason is the true one
            self.failed.lock().unwrap_or_else(|e| e.into_inner()).get_or_insert(e);
            progress.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }

    fn wall_s(&self) -> f64 {
        self.record.manifest.wall_s + self.began.elapsed().as_secs_f64()
    }

    fn interrupted(&self) -> Result<(), FolderError> {
        let mut record = self.record.clone();
        record.manifest.status = "interrupted".into();
        record.manifest.wall_s = self.wall_s();
        Ok(self.folder.write_json(MANIFEST, &record)?)
    }

    fn complete(self, results: &Results) -> Result<Manifest, FolderError> {
        let record = completed(self.record.clone(), results, self.wall_s());
        let f = &self.folder;
        f.write_json(DESIGN, &Design { groups: results.groups.clone(), measures: results.measures.clone() })?;
        f.write_table(ANIMALS, &tables::animals(results))?;
        f.write_table(EVENTS, &tables::events(results))?;
        if !results.series.is_empty() {
            f.write_arrays(SERIES, &series::group(results))?;
        }
        if !results.ties.is_empty() {
            f.write_arrays(TIES, &ties::group(&results.ties, &results.groups))?;
        }
        f.write_json(VERDICTS, &results.verdicts)?;
        let numbers = Numbers { parameters: results.parameters.clone(), sources: results.sources.clone() };
        f.write_json(PARAMETERS, &numbers)?;
        f.write_text(REPORT, &report::render(&record.manifest, results)?)?;
        f.write_json(MANIFEST, &record)?;
        self.folder.finish()?;
        Ok(record.manifest)
    }
}

/// The record of a run that is complete after so long, s.
fn completed(mut record: RunRecord, results: &Results, wall_s: f64) -> RunRecord {
    record.manifest.status = "complete".into();
    record.manifest.result_hash = result_hash(results);
    record.manifest.wall_s = wall_s;
    record
}

/// Why a run has no results.
#[derive(Debug)]
pub enum RunStopped {
    /// Somebody stopped it; it can be resumed.
    Interrupted,
    /// A state left the numbers.
    BlowUp(BlowUp),
    /// The folder could not be written.
    Folder(FolderError),
}

impl From<FolderError> for RunStopped {
    fn from(error: FolderError) -> RunStopped {
        RunStopped::Folder(error)
    }
}

/// Runs what the folder lacks, and completes it.
pub fn perform(
    ask: &RunAsk,
    study: &Study,
    folder: Folder,
    progress: &Progress,
) -> Result<(Manifest, Results), RunStopped> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(ask.threads).build();
    let pool = pool.map_err(|e| FolderError::Threads { said: e.to_string() })?;
    let mut folder = folder;
    folder.record.manifest.threads = pool.current_num_threads();
    let measures = ask.protocol.measures.len();
    let have = |chunk: &Chunk| folder.have(chunk, measures);
    let keep = |chunk: &Chunk, part: &ChunkResult| folder.keep(chunk, part, progress);
    let parts = pool.install(|| study.run(progress, &have, &keep));
    if let Some(e) = folder.failed.lock().unwrap_or_else(|e| e.into_inner()).take() {
        // the disk may be full: what is on it says `running` and can be resumed all the same
        let _ = folder.interrupted();
        return Err(FolderError::from(e).into());
    }
    match parts {
        Ok(parts) => {
            let results = study.gather(parts, ask.atlas);
            let manifest = folder.complete(&results)?;
            Ok((manifest, results))
        }
        Err(crate::RunEnd::BlowUp(blow_up)) => {
            folder.interrupted()?;
            Err(RunStopped::BlowUp(blow_up))
        }
        Err(_) => {
            folder.interrupted()?;
            Err(RunStopped::Interrupted)
        }
    }
}

/// Runs all of it without a folder.
pub fn in_memory(ask: &RunAsk, study: &Study, progress: &Progress) -> Result<Results, RunStopped> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(ask.threads).build();
    let pool = pool.map_err(|e| FolderError::Threads { said: e.to_string() })?;
    match pool.install(|| study.run(progress, &|_| None, &|_, _| {})) {
        Ok(parts) => Ok(study.gather(parts, ask.atlas)),
        Err(crate::RunEnd::BlowUp(blow_up)) => Err(RunStopped::BlowUp(blow_up)),
        Err(_) => Err(RunStopped::Interrupted),
    }
}

/// Writes a run that was made without a folder and took so long, s; nothing, where the very run is there.
pub fn write(path: &Path, ask: &RunAsk, results: &Results, took_s: f64) -> Result<(), FolderError> {
    if matches!(look(path, ask)?, FolderState::Complete(_)) {
        return Ok(());
    }
    let mut folder = Folder::open(path, ask, false)?;
    folder.record.manifest.wall_s += took_s;
    folder.complete(results).map(|_| ())
}

/// The report of a run that was made without a folder and took so long, s.
pub fn report_of(ask: &RunAsk, results: &Results, took_s: f64) -> Result<String, FolderError> {
    Ok(report::render(&completed(ask.record(), results, took_s).manifest, results)?)
}

/// Reads a complete run, and that its animals are those that were written.
pub fn read(path: &Path) -> Result<(Manifest, Results), FolderError> {
    if !RunFolder::holds_run(path) {
        let path = path.to_path_buf();
        let missing = !path.exists();
        return Err(if missing {
            StoreError::NotFound { path }
        } else {
            StoreError::NotARun { path, found: String::new() }
        }
        .into());
    }
    RunFolder::only(path, &[MANIFEST])?;
    let record = match record(path) {
        Err(FolderError::Store(StoreError::NotFound { .. })) => {
            return Err(FolderError::Incomplete { path: path.to_path_buf() });
        }
        other => other?,
    };
    if !record.is_complete() {
        return Err(FolderError::Incomplete { path: path.to_path_buf() });
    }
    let Design { groups, measures } = atomic::read_json(&path.join(DESIGN))?;
    let Numbers { parameters, sources } = atomic::read_json(&path.join(PARAMETERS))?;
    let verdicts: Vec<Verdict> = atomic::read_json(&path.join(VERDICTS))?;
    let animals = tables::read_animals(&path.join(ANIMALS), &groups, measures.len())?;
    let events = tables::read_events(&path.join(EVENTS), &groups, usize::MAX)?;
    let there = |name: &str| Some(path.join(name)).filter(|p| record.traces && p.exists());
    let mut series = there(SERIES).map_or(Ok(Vec::new()), |p| series::read(&p, &groups))?;
    let ties = there(TIES).map_or(Ok(Vec::new()), |p| ties::read(&p, &groups))?;
    series.extend(subject_ties(&ties, &groups));
    let results = Results { groups, measures, animals, events, series, ties, verdicts, parameters, sources };
    if result_hash(&results) != record.manifest.result_hash {
        let why = "it is not what the run wrote: its hash is not the one in run.json".into();
        return Err(StoreError::Damaged { path: path.join(ANIMALS), why }.into());
    }
    Ok((record.manifest, results))
}

/// Renders the report of a complete run again; returns where it is.
pub fn write_report(path: &Path) -> Result<PathBuf, FolderError> {
    let (manifest, results) = read(path)?;
    let to = path.join(REPORT);
    atomic::write(&to, report::render(&manifest, &results)?.as_bytes())?;
    Ok(to)
}

/// Hash of the animals' scores, bit by bit: equal for equal runs.
pub fn result_hash(results: &Results) -> String {
    let mut h = hash::Hash::new();
    for m in &results.measures {
        h.text(&m.key);
    }
    for row in &results.animals {
        h.text(&results.groups[row.group].key).integer(row.replicate as u64).integer(row.animal as u64);
        for &value in &row.values {
            h.optional(value);
        }
    }
    h.hex()
}
