//! A run's folder: made, overwritten or resumed, with one writer at a time.
//!
//! ```text
//! runs/insel_hulihan_1995/
//!   run.json …            whatever the run writes, each file whole or not there
//!   .syntony-run          which of them are Syntony's: only those are removed when a run is overwritten
//!   parts/                finished pieces, until the run is complete
//!   run.lock              while somebody writes
//! ```

use crate::arrays::ArrayGroup;
use crate::atomic;
use crate::error::StoreError;
use crate::lock::{self, Lock};
use crate::parts::Parts;
use crate::table::DataTable;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Marks a run folder and lists the files that Syntony wrote.
const MARKER: &str = ".syntony-run";
const MARKER_HEAD: &str =
    "Folder of a Syntony run. The files below are Syntony's and are removed when the run is overwritten.\n";
const PARTS: &str = "parts";
/// What says which kind of work a folder holds.
const KINDS: [(&str, &str); 6] = [
    ("run.json", "a run"),
    ("scan.json", "a scan"),
    ("ask.json", "an analysis"),
    ("search.json", "a fit"),
    ("fit.toml", "a fit"),
    ("kept", "a validation"),
];

/// How a folder is to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It must be empty or not exist.
    New,
    /// A run that is there is removed first; other people's files in the folder stay.
    Overwrite,
    /// A run that is there is continued: its files and parts stay.
    Resume,
}

/// An open run folder. The lock is given back when it is dropped.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    files: Mutex<BTreeSet<String>>,
    lock: Lock,
}

impl RunFolder {
    /// Makes or opens the folder.
    ///
    /// # Errors
    /// `RunExists` for a run when `New`, `NotARun` for a folder with anything else in it, `Locked` while another process writes it,
    /// `NotFound` when there is nothing to resume.
    pub fn create(path: &Path, opening: Opening) -> Result<RunFolder, StoreError> {
        let fail = |e: io::Error| StoreError::from_io(path, &e);
        if path.exists() && !path.is_dir() {
            return Err(StoreError::WrongKind { path: path.to_path_buf(), expected: "a folder" });
        }
        let found = if path.is_dir() { first_entry(path)? } else { None };
        match (found, is_run(path), opening) {
            (Some(_), true, Opening::New) if RunFolder::begun(path) => {
                return Err(StoreError::RunExists { path: path.to_path_buf() });
            }
            (Some(found), false, _) => {
                return Err(StoreError::NotARun { path: path.to_path_buf(), found });
            }
            (None, _, Opening::Resume) if !path.exists() => {
                return Err(StoreError::NotFound { path: path.to_path_buf() });
            }
            (None, _, Opening::Resume) => {
                let found = String::new();
                return Err(StoreError::NotARun { path: path.to_path_buf(), found });
            }
            _ => {}
        }
        fs::create_dir_all(path).map_err(fail)?;
        let lock = Lock::take(path)?;
        let mut files = listed(path);
        if opening == Opening::Overwrite || !RunFolder::begun(path) {
            for name in &files {
                atomic::remove(&path.join(name))?;
            }
            files.clear();
        }
        atomic::remove_leftovers(path)?;
        let folder = RunFolder { path: path.to_path_buf(), files: Mutex::new(files), lock };
        folder.write_marker()?;
        Ok(folder)
    }

    /// Folders that hold a run: `folder` itself, or those in it up to a depth, in the order of their names, at most so many.
    pub fn find(folder: &Path, depth: usize, most: usize) -> Vec<PathBuf> {
        if RunFolder::holds_run(folder) {
            return vec![folder.to_path_buf()];
        }
        let mut found = Vec::new();
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        // a link may lead out of the folder
        let real = entries.filter(|e| e.file_type().is_ok_and(|t| t.is_dir()));
        let mut inside: Vec<PathBuf> = real.map(|e| e.path()).collect();
        inside.sort();
        for path in inside.into_iter().filter(|_| depth > 0) {
            if found.len() < most {
                found.extend(RunFolder::find(&path, depth - 1, most - found.len()));
            }
        }
        found
    }

    /// Whether `path` holds a run, complete or not.
    pub fn holds_run(path: &Path) -> bool {
        is_run(path)
    }

    /// Whether anything is in it that the work has written. A process that was killed in its first moment leaves a folder with nothing
    /// in it: that can be begun anew, and there is nothing to go on with.
    pub fn begun(path: &Path) -> bool {
        is_run(path) && listed(path).iter().any(|name| name != PARTS && path.join(name).exists())
    }

    /// Refuses a folder in which another kind of work has been begun than the one that writes `own`.
    pub fn only(path: &Path, own: &[&str]) -> Result<(), StoreError> {
        let other = |(name, _): &&(&str, &str)| !own.contains(name) && path.join(name).exists();
        match KINDS.iter().find(other).filter(|_| is_run(path)) {
            Some((_, holds)) => Err(StoreError::OtherWork { path: path.to_path_buf(), holds }),
            None => Ok(()),
        }
    }

    /// Removes what a killed process has left of a run that is complete, unless somebody writes there.
    pub fn tidy(path: &Path) {
        let over = path.join(PARTS).exists() || path.join(lock::NAME).exists();
        if let Some(Ok(folder)) = over.then(|| RunFolder::create(path, Opening::Resume)) {
            // what cannot be removed does no harm
            let _ = folder.finish();
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Process that died while it wrote the folder, if one did.
    pub fn stale_lock(&self) -> Option<u32> {
        self.lock.stale
    }

    /// Path of a file or folder in the run, noted as Syntony's. For what is not written through the methods below.
    pub fn file(&self, name: &str) -> Result<PathBuf, StoreError> {
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', '\n']) {
            let why = format!("a file of a run cannot be called `{name}`");
            return Err(StoreError::Invalid { path: self.path.clone(), why });
        }
        let new = self.files.lock().unwrap_or_else(|e| e.into_inner()).insert(name.to_string());
        if new {
            self.write_marker()?;
        }
        Ok(self.path.join(name))
    }

    /// Writes a text file.
    pub fn write_text(&self, name: &str, text: &str) -> Result<(), StoreError> {
        atomic::write(&self.file(name)?, text.as_bytes())
    }

    /// Writes a JSON file.
    pub fn write_json<T: Serialize + ?Sized>(&self, name: &str, value: &T) -> Result<(), StoreError> {
        atomic::write_json(&self.file(name)?, value)
    }

    /// Writes a table, `name` ending in `.tsv`, and its sidecar.
    pub fn write_table(&self, name: &str, table: &DataTable) -> Result<(), StoreError> {
        self.file(&Path::new(name).with_extension("json").to_string_lossy())?;
        table.write(&self.file(name)?)
    }

    /// Writes labelled arrays, `name` ending in `.zarr`.
    pub fn write_arrays(&self, name: &str, group: &ArrayGroup) -> Result<(), StoreError> {
        group.write(&self.file(name)?)
    }

    /// Opens the folder's parts; `identity` as in [`Parts::open`].
    pub fn parts(&self, identity: &str) -> Result<Parts, StoreError> {
        Parts::open(&self.file(PARTS)?, identity)
    }

    /// Ends the run: the parts are removed, they are in the results now.
    pub fn finish(self) -> Result<(), StoreError> {
        atomic::remove(&self.path.join(PARTS))?;
        self.files.lock().unwrap_or_else(|e| e.into_inner()).remove(PARTS);
        self.write_marker()
    }

    fn write_marker(&self) -> Result<(), StoreError> {
        // held while writing: two threads that each add a file must not write their lists in the wrong order
        let files = self.files.lock().unwrap_or_else(|e| e.into_inner());
        let mut text = String::from(MARKER_HEAD);
        for name in files.iter() {
            text.push_str(name);
            text.push('\n');
        }
        atomic::write(&self.path.join(MARKER), text.as_bytes())
    }
}

/// A run has the marker; a copied one, which may have lost hidden files, has a `run.json` that names Syntony's version.
fn is_run(path: &Path) -> bool {
    if let Ok(text) = fs::read_to_string(path.join(MARKER)) {
        return text.starts_with(MARKER_HEAD);
    }
    let manifest = atomic::read_json::<serde_json::Value>(&path.join("run.json"));
    manifest.is_ok_and(|m| m["syntony"].is_string() && m["format"].is_u64())
}

fn listed(path: &Path) -> BTreeSet<String> {
    let Ok(text) = fs::read_to_string(path.join(MARKER)) else {
        return ["run.json", PARTS].iter().map(|s| s.to_string()).collect();
    };
    let names = text.lines().skip(1).filter(|l| !l.is_empty() && !l.contains(['/', '\\']));
    names.filter(|l| !l.starts_with('.')).map(str::to_string).collect()
}

fn first_entry(path: &Path) -> Result<Option<String>, StoreError> {
    let fail = |e: io::Error| StoreError::from_io(path, &e);
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(fail)? {
        let name = entry.map_err(fail)?.file_name().to_string_lossy().into_owned();
        // a process that died between taking the lock and writing the marker leaves an empty folder
        if name != lock::NAME && !name.ends_with(atomic::PARTIAL) {
            names.push(name);
        }
    }
    Ok(names.into_iter().min())
}
