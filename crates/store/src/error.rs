//! What can go wrong with files, each with one clear message and the way out.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A file or folder that could not be written, read or trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// No room left: disk, quota or file size limit.
    DiskFull {
        /// What was being written.
        path: PathBuf,
    },
    /// The place exists but may not be written.
    NotWritable {
        /// What was being written.
        path: PathBuf,
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// Nothing there.
    NotFound {
        /// What was looked for.
        path: PathBuf,
    },
    /// Something of the wrong kind is there: a file for a folder or the reverse.
    WrongKind {
        /// What was found.
        path: PathBuf,
        /// What was expected, e.g. `a folder`.
        expected: &'static str,
    },
    /// The folder holds a Syntony run already.
    RunExists {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds something else.
    NotARun {
        /// The folder.
        path: PathBuf,
        /// One of the things found in it; empty when nothing is.
        found: String,
    },
    /// The folder holds another kind of work.
    OtherWork {
        /// The folder.
        path: PathBuf,
        /// What, e.g. `a scan`.
        holds: &'static str,
    },
    /// Another process writes the folder.
    Locked {
        /// The folder.
        path: PathBuf,
        /// Its process id, if known.
        pid: Option<u32>,
    },
    /// The bytes are not what was written.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A log, to which entries are only appended, was to be written over.
    GrowsOnly {
        /// The log.
        path: PathBuf,
    },
    /// A log is not what it was when it was read.
    Grown {
        /// The log.
        path: PathBuf,
    },
    /// What was asked to be written makes no sense: a mistake of the caller.
    Invalid {
        /// Where it was to go.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Anything else the system said.
    Io {
        /// The file.
        path: PathBuf,
        /// Kind of failure.
        kind: io::ErrorKind,
        /// What the system said.
        said: String,
    },
}

impl StoreError {
    /// Names the failure that an operation on `path` met.
    pub fn from_io(path: &Path, error: &io::Error) -> StoreError {
        use io::ErrorKind as K;
        let path = path.to_path_buf();
        match error.kind() {
            K::StorageFull | K::QuotaExceeded | K::FileTooLarge => StoreError::DiskFull { path },
            kind @ (K::PermissionDenied | K::ReadOnlyFilesystem) => StoreError::NotWritable { path, kind },
            K::NotFound => StoreError::NotFound { path },
            K::NotADirectory => {
                // what was given is the file in which a folder was looked for
                let given = path.ancestors().find(|p| p.is_file()).map(Path::to_path_buf);
                StoreError::WrongKind { path: given.unwrap_or(path), expected: "a folder" }
            }
            K::IsADirectory => StoreError::WrongKind { path, expected: "a file" },
            kind => StoreError::Io { path, kind, said: error.to_string() },
        }
    }

    /// The path concerned.
    pub fn path(&self) -> &Path {
        match self {
            StoreError::DiskFull { path }
            | StoreError::NotWritable { path, .. }
            | StoreError::NotFound { path }
            | StoreError::WrongKind { path, .. }
            | StoreError::RunExists { path }
            | StoreError::NotARun { path, .. }
            | StoreError::OtherWork { path, .. }
            | StoreError::Locked { path, .. }
            | StoreError::Damaged { path, .. }
            | StoreError::GrowsOnly { path }
            | StoreError::Grown { path }
            | StoreError::Invalid { path, .. }
            | StoreError::Io { path, .. } => path,
        }
    }

    /// What is, without the path and without a full stop.
    pub fn what(&self) -> String {
        match self {
            StoreError::DiskFull { .. } => "no space left".into(),
            StoreError::NotWritable { kind, .. } => format!("cannot be written ({kind})"),
            StoreError::NotFound { .. } => "does not exist".into(),
            StoreError::WrongKind { expected, .. } => format!("is not {expected}"),
            StoreError::RunExists { .. } => "holds a Syntony run already".into(),
            StoreError::NotARun { found, .. } if found.is_empty() => {
                "is not the folder of a Syntony run".into()
            }
            StoreError::NotARun { found, .. } => {
                format!("is not the folder of a Syntony run: it contains `{found}`")
            }
            StoreError::OtherWork { holds, .. } => format!("holds {holds}, expected a folder of its own"),
            StoreError::Locked { pid: Some(pid), .. } => {
                format!("is being written by another process ({pid})")
            }
            StoreError::Locked { pid: None, .. } => "is being written by another process".into(),
            StoreError::Damaged { why, .. } => format!("is damaged: {why}"),
            StoreError::GrowsOnly { .. } => {
                "is a log, whose entries are appended and never changed, expected another file".into()
            }
            StoreError::Grown { .. } => "has changed since it was read, nothing was appended".into(),
            StoreError::Invalid { why, .. } => format!("cannot be written: {why}"),
            StoreError::Io { said, .. } => said.clone(),
        }
    }

    /// The way out, if one is known.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            StoreError::DiskFull { .. } => {
                "free some space or choose a folder on another disk; finished parts are kept, so the run can be resumed"
            }
            StoreError::NotWritable { .. } => "choose a folder that you may write",
            StoreError::NotFound { .. } => "check the spelling of the path",
            StoreError::WrongKind { .. } => "choose another path",
            StoreError::RunExists { .. } => "resume it, overwrite it, or choose another folder",
            StoreError::NotARun { found, .. } if found.is_empty() => {
                "check the path: a run's folder contains `run.json`"
            }
            StoreError::NotARun { .. } => "choose an empty or a new folder",
            StoreError::OtherWork { .. } => "choose another folder with --out",
            StoreError::Locked { .. } => "wait for it to end, or choose another folder",
            StoreError::Damaged { .. } => "delete it and run again",
            StoreError::GrowsOnly { .. } => "choose another path",
            StoreError::Grown { .. } => "the same command reads it anew",
            StoreError::Invalid { .. } | StoreError::Io { .. } => return None,
        })
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path().display(), self.what())?;
        match self.hint() {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for StoreError {}
