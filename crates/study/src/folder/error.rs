//! What can be wrong with a run's folder.

use std::fmt;
use std::path::PathBuf;
use syntony_results::report::ReportError;
use syntony_store::StoreError;

/// A run's folder that could not be made, resumed, completed or read.
#[derive(Debug, Clone, PartialEq)]
pub enum FolderError {
    /// The files.
    Store(StoreError),
    /// The folder holds a run of something else.
    Other {
        /// The folder.
        path: PathBuf,
        /// Whether that run is complete.
        complete: bool,
        /// What is different, in words.
        differs: Vec<String>,
    },
    /// The run was not completed, so there are no results.
    Incomplete {
        /// The folder.
        path: PathBuf,
    },
    /// The report could not be rendered.
    Report(ReportError),
    /// The threads could not be started.
    Threads {
        /// What the system said.
        said: String,
    },
}

impl FolderError {
    /// The path concerned; empty for none.
    pub fn path(&self) -> PathBuf {
        match self {
            FolderError::Store(e) => e.path().to_path_buf(),
            FolderError::Other { path, .. } | FolderError::Incomplete { path } => path.clone(),
            FolderError::Report(_) | FolderError::Threads { .. } => PathBuf::new(),
        }
    }

    /// What is, without the path.
    pub fn what(&self) -> String {
        match self {
            FolderError::Store(e) => e.what(),
            FolderError::Other { complete, differs, .. } => {
                let state = if *complete { "a complete" } else { "an unfinished" };
                match differs.is_empty() {
                    true => format!("holds {state} run already"),
                    false => format!("holds {state} run of something else: {}", differs.join("; ")),
                }
            }
            FolderError::Incomplete { .. } => "the run is not complete, expected one with results".into(),
            FolderError::Report(e) => e.to_string(),
            FolderError::Threads { said } => format!("the threads could not be started: {said}"),
        }
    }

    /// The way out, if one is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            FolderError::Store(e) => e.hint().map(str::to_string),
            FolderError::Other { .. } => {
                Some("choose another folder with --out, or replace the run with --force".into())
            }
            FolderError::Incomplete { .. } => Some("go on with `syntony run … --resume`".into()),
            FolderError::Report(_) => None,
            FolderError::Threads { .. } => Some("ask for fewer with --threads".into()),
        }
    }
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        if !path.as_os_str().is_empty() {
            write!(f, "{}: ", path.display())?;
        }
        f.write_str(&self.what())?;
        match self.hint() {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for FolderError {}

impl From<StoreError> for FolderError {
    fn from(error: StoreError) -> FolderError {
        FolderError::Store(error)
    }
}

impl From<ReportError> for FolderError {
    fn from(error: ReportError) -> FolderError {
        FolderError::Report(error)
    }
}
