//! What can go wrong, in one type.

use std::fmt;
use std::path::PathBuf;
use syntony_language::Problems;
use syntony_study::RunEnd;
use syntony_study::folder::{FolderError, RunStopped};

/// One thing that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Where: a file, or what else was given.
    pub file: String,
    /// Line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// Column, from 1; 0 for the line as a whole.
    pub column: usize,
    /// What is, and what was expected.
    pub what: String,
    /// The way out, if one is known.
    pub hint: Option<String>,
}

/// Why something could not be read, run or written. `Display` says all that is wrong, a problem a line, each with the way out if one is known.
///
/// ```
/// use syntony::{Error, Library, Study};
///
/// let library = Library::embedded()?;
/// let Err(error) = Study::of(&library, "wiliams_1992") else { unreachable!() };
/// assert!(error.to_string().contains("did you mean 'williams_1992'?"));
/// assert!(matches!(&error, Error::Input(problems) if problems.len() == 1));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// Everything that is wrong with what was given, in the order of files and lines; never empty.
    Input(Vec<Problem>),
    /// [`Control::stop`](crate::Control::stop) stopped it.
    Interrupted,
    /// A state of the model left the numbers (NaN or infinity): when, whose, which. A changed number may be too large.
    Unstable(String),
    /// A folder or a file of a run.
    Folder {
        /// Which; empty where there is none.
        path: PathBuf,
        /// What is, and what was expected.
        what: String,
    },
}

impl Error {
    /// Wrong input that has no place in a file.
    pub(crate) fn input(given: &str, what: impl Into<String>, hint: Option<String>) -> Error {
        Problems(vec![crate::source::problem(given, what, hint)]).into()
    }

    /// The exit code that the command line has for it: 2 for input and folders, 3 for instability, 130 for an interruption.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Input(_) | Error::Folder { .. } => 2,
            Error::Unstable(_) => 3,
            Error::Interrupted => 130,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { file, line, column, what, hint } = self.clone();
        let place = syntony_language::Place { file, line, column };
        syntony_language::Problem { place, what, hint }.fmt(f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Input(problems) => {
                let all: Vec<String> = problems.iter().map(Problem::to_string).collect();
                f.write_str(&all.join("\n"))
            }
            Error::Interrupted => f.write_str("interrupted"),
            Error::Unstable(what) => f.write_str(what),
            Error::Folder { path, what } if path.as_os_str().is_empty() => f.write_str(what),
            Error::Folder { path, what } => write!(f, "{}: {what}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Error {
        let one = |p: syntony_language::Problem| Problem {
            file: p.place.file,
            line: p.place.line,
            column: p.place.column,
            what: p.what,
            hint: p.hint,
        };
        Error::Input(problems.0.into_iter().map(one).collect())
    }
}

impl From<FolderError> for Error {
    // hints of folders name options of the command line
    fn from(error: FolderError) -> Error {
        Error::Folder { path: error.path(), what: error.what() }
    }
}

impl From<RunEnd> for Error {
    fn from(outcome: RunEnd) -> Error {
        match outcome {
            RunEnd::BlowUp(blow_up) => Error::Unstable(blow_up.to_string()),
            _ => Error::Interrupted,
        }
    }
}

impl From<RunStopped> for Error {
    fn from(stopped: RunStopped) -> Error {
        match stopped {
            RunStopped::Interrupted => Error::Interrupted,
            RunStopped::BlowUp(blow_up) => Error::Unstable(blow_up.to_string()),
            RunStopped::Folder(error) => error.into(),
        }
    }
}
