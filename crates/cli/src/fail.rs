//! How a verb ends otherwise than well, and what that is for the shell.

use std::io;
pub use syntony::source::problem;
use syntony_language::{Problem, Problems};
use syntony_study::folder::FolderError;

/// The way a verb failed.
#[derive(Debug)]
pub enum Fail {
    /// Something given is wrong.
    Input(Problems),
    /// Numerical instability: a state became NaN or infinite.
    Numbers(Problem),
    /// The user stopped it; how to go on.
    Interrupted(Problem),
    /// A claim failed and `--strict` was given.
    Claims,
    /// Something given is wrong, and that has been told.
    Told,
    /// Whoever read stdout has gone.
    Pipe,
}

impl Fail {
    /// One problem that has no place in a file.
    pub fn one(file: impl Into<String>, what: impl Into<String>, hint: Option<String>) -> Fail {
        Fail::Input(Problems(vec![problem(file, what, hint)]))
    }
}

/// The problem of a run's folder.
pub fn folder_problem(error: &FolderError) -> Problem {
    problem(error.path().display().to_string(), error.what(), error.hint())
}

impl From<FolderError> for Fail {
    fn from(error: FolderError) -> Fail {
        Fail::Input(Problems(vec![folder_problem(&error)]))
    }
}

impl From<Problems> for Fail {
    fn from(problems: Problems) -> Fail {
        Fail::Input(problems)
    }
}

impl From<Problem> for Fail {
    fn from(problem: Problem) -> Fail {
        Fail::Input(Problems(vec![problem]))
    }
}

/// Writing to stdout failed.
impl From<io::Error> for Fail {
    fn from(error: io::Error) -> Fail {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Fail::Pipe,
            _ => Fail::one("stdout", format!("cannot be written ({error})"), None),
        }
    }
}
