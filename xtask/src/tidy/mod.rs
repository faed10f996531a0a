//! What is checked: each check looks at the whole tree and says every problem that it finds.

mod architecture;
mod circles;
mod counts;
mod dependencies;
mod equations;
mod paths;
mod ratchets;
mod shape;
mod words;

use crate::tree::Tree;
use std::fmt;

/// Something that is not as it should be.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    file: String,
    line: usize,
    what: String,
}

impl Problem {
    /// At a line of a file, counted from 1. `what` says what is, then `, expected …`.
    fn new(file: &str, line: usize, what: impl Into<String>) -> Problem {
        Problem { file: file.to_string(), line, what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

type Check = fn(&Tree) -> Vec<Problem>;

const CHECKS: [Check; 17] = [
    shape::first_line,
    shape::length,
    shape::size,
    words::forbidden,
    paths::of_a_machine,
    dependencies::layers,
    dependencies::reasons,
    architecture::names_exist,
    architecture::rooms_are_named,
    equations::are_named,
    equations::are_tested,
    circles::none,
    circles::between_rooms,
    counts::lines,
    counts::parameters,
    ratchets::all,
    counts::names,
];

/// All problems, in the order of files and lines.
pub fn problems(tree: &Tree) -> Vec<Problem> {
    let mut all: Vec<Problem> = CHECKS.iter().flat_map(|check| check(tree)).collect();
    all.sort();
    all.dedup();
    all
}
