//! The folder of a long piece of work that is not a run: what is asked, and pieces that an interruption must not cost.
//!
//! The pieces stay when the work is done, so the same question is answered at once, and a longer one goes on from there.

use crate::Progress;
use crate::folder::FolderError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use syntony_store::{Opening, Parts, RunFolder, StoreError, atomic, hash};

const ASK: &str = "ask.json";
/// What a sweep leaves beside it.
const MANIFEST: &str = "run.json";

/// An open folder with its finished pieces.
#[derive(Debug)]
pub struct WorkFolder {
    folder: RunFolder,
    parts: Parts,
    failed: Mutex<Option<StoreError>>,
}

/// Hash of what is asked.
pub fn hash_of(ask: &[(String, String)]) -> String {
    let mut identity = hash::Hash::new();
    for (what, value) in ask {
        identity.text(what).text(value);
    }
    identity.hex()
}

/// What was asked of the work in a folder.
pub fn asked(path: &Path) -> Result<Vec<(String, String)>, FolderError> {
    Ok(atomic::read_json(&path.join(ASK))?)
}

fn is_sweep(ask: &[(String, String)]) -> bool {
    ask.iter().any(|(what, value)| what == "question" && value == "sweep")
}

/// Whether a folder holds other work.
pub fn is_other(path: &Path, ask: &[(String, String)]) -> bool {
    let there: Vec<(String, String)> = atomic::read_json(&path.join(ASK)).unwrap_or_default();
    RunFolder::begun(path) && !differs(&there, ask).is_empty()
}

impl WorkFolder {
    /// Opens the folder for what is asked: `ask` in words (one per thing that decides the pieces). Another piece of work that is there
    /// already is refused, or removed with `overwrite`.
    pub fn open(path: &Path, ask: &[(String, String)], overwrite: bool) -> Result<WorkFolder, FolderError> {
        let own = if is_sweep(ask) { &[ASK, MANIFEST][..] } else { &[ASK] };
        RunFolder::only(path, own)?;
        let there = RunFolder::holds_run(path);
        let opening = match (there, overwrite) {
            (false, _) => Opening::New,
            (true, true) => Opening::Overwrite,
            (true, false) => Opening::Resume,
        };
        if opening == Opening::Resume {
            let old: Vec<(String, String)> = atomic::read_json(&path.join(ASK)).unwrap_or_default();
            let differs = differs(&old, ask);
            // killed before anything was asked, nothing differs
            if RunFolder::begun(path) && !differs.is_empty() {
                return Err(FolderError::Other { path: path.to_path_buf(), complete: true, differs });
            }
        }
        let folder = RunFolder::create(path, opening)?;
        folder.write_json(ASK, ask)?;
        let parts = folder.parts(&hash_of(ask))?;
        Ok(WorkFolder { folder, parts, failed: Mutex::new(None) })
    }

    /// Pieces found on opening.
    pub fn kept(&self) -> usize {
        self.parts.valid().len()
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    /// The folder, to write results into.
    pub fn folder(&self) -> &RunFolder {
        &self.folder
    }

    /// A piece that was finished earlier.
    pub fn have<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let known = self.parts.valid().binary_search_by(|n| n.as_str().cmp(name)).is_ok();
        known.then(|| self.parts.read(name).ok().and_then(|b| serde_json::from_slice(&b).ok())).flatten()
    }

    /// A piece that is there by now.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.parts.read(name).ok().and_then(|b| serde_json::from_slice(&b).ok())
    }

    /// Keeps a finished piece. If that cannot be written the work is stopped, and [`WorkFolder::failure`] says why.
    pub fn keep<T: Serialize>(&self, name: &str, piece: &T, progress: &Progress) {
        let written = serde_json::to_vec(piece)
            .map_err(|e| StoreError::Invalid { path: self.path(), why: e.to_string() })
            .and_then(|bytes| self.parts.write(name, &bytes));
        if let Err(e) = written {
            self.failed.lock().unwrap_or_else(|e| e.into_inner()).get_or_insert(e);
            progress.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Why a piece could not be kept.
    pub fn failure(&self) -> Option<FolderError> {
        self.failed.lock().unwrap_or_else(|e| e.into_inner()).take().map(FolderError::from)
    }
}

fn differs(old: &[(String, String)], asked: &[(String, String)]) -> Vec<String> {
    if old.is_empty() {
        return vec!["another piece of work is there".into()];
    }
    let of = |list: &[(String, String)], what: &str| {
        list.iter().find(|(w, _)| w == what).map_or("none".into(), |(_, v)| v.clone())
    };
    let mut all: Vec<String> = Vec::new();
    for (what, value) in asked {
        let was = of(old, what);
        if was != *value {
            let long = was.len() > 80 || value.len() > 80;
            all.push(match long {
                true => format!("{what} differs"),
                false => format!("{what} {was} there, {value} asked"),
            });
        }
    }
    all
}
