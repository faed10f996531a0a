//! The grades by which something of a paper is known, and what they are of.

use serde::{Deserialize, Serialize};
use syntony_language::text::Table;

/// How something is known, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Knowledge {
    /// Read in the full text, or computed from deposited data.
    FullText,
    /// Read in the abstract, a figure, or a page that quotes the paper.
    Abstract,
    /// From memory, to be verified.
    Memory,
    /// Assumed, because nobody here has read it.
    Assumed,
}

impl Knowledge {
    /// All, the best first.
    pub const ALL: [Knowledge; 4] =
        [Knowledge::FullText, Knowledge::Abstract, Knowledge::Memory, Knowledge::Assumed];

    /// The word of the files.
    pub fn word(self) -> &'static str {
        match self {
            Knowledge::FullText => "full_text",
            Knowledge::Abstract => "abstract",
            Knowledge::Memory => "memory",
            Knowledge::Assumed => "assumed",
        }
    }

    /// As it follows what is known.
    fn said(self) -> &'static str {
        match self {
            Knowledge::FullText => "read in the full text",
            Knowledge::Abstract => "read in the abstract",
            Knowledge::Memory => "from memory",
            Knowledge::Assumed => "assumed",
        }
    }

    pub(super) fn of(word: &str) -> Option<Knowledge> {
        Knowledge::ALL.into_iter().find(|k| k.word() == word)
    }

    /// Whether somebody has read it.
    pub fn is_read(self) -> bool {
        self <= Knowledge::Abstract
    }
}

/// What is known how; nothing where there is no such thing, or where nobody has said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Numbers of animals, people or couples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<Knowledge>,
    /// Doses, and the strength of manipulations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dose: Option<Knowledge>,
    /// Durations of phases and the times between them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Knowledge>,
    /// Statistical test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Knowledge>,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Knowledge>,
}

impl Known {
    /// Each with its key and its name in words.
    pub fn each(&self) -> [(&'static str, &'static str, Option<Knowledge>); 5] {
        [
            ("n", "n", self.n),
            ("dose", "doses", self.dose),
            ("duration", "durations", self.duration),
            ("test", "test", self.test),
            ("outcome", "outcome", self.outcome),
        ]
    }

    pub(super) fn read(table: Option<&Table>) -> Known {
        let of = |key: &str| table.and_then(|t| t.text(key)).and_then(Knowledge::of);
        Known {
            n: of("n"),
            dose: of("dose"),
            duration: of("duration"),
            test: of("test"),
            outcome: of("outcome"),
        }
    }

    /// These, and those of another where these say nothing.
    pub(super) fn or(self, other: Known) -> Known {
        Known {
            n: self.n.or(other.n),
            dose: self.dose.or(other.dose),
            duration: self.duration.or(other.duration),
            test: self.test.or(other.test),
            outcome: self.outcome.or(other.outcome),
        }
    }

    /// What nobody has read, in words such as `n, doses assumed; outcome from memory`; empty where there is nothing.
    pub fn doubts(&self) -> String {
        self.words(&[Knowledge::Assumed, Knowledge::Memory])
    }

    /// What is known in the same way wherever it is known at all.
    pub fn shared<'a>(all: impl Iterator<Item = &'a Known> + Clone) -> Known {
        let one = |of: fn(&Known) -> Option<Knowledge>| {
            let mut grades = all.clone().filter_map(of);
            let first = grades.next()?;
            grades.all(|k| k == first).then_some(first)
        };
        Known {
            n: one(|k| k.n),
            dose: one(|k| k.dose),
            duration: one(|k| k.duration),
            test: one(|k| k.test),
            outcome: one(|k| k.outcome),
        }
    }

    /// What is known otherwise than here.
    pub fn besides(&self, told: &Known) -> Known {
        let rest = |own: Option<Knowledge>, told: Option<Knowledge>| own.filter(|_| own != told);
        Known {
            n: rest(self.n, told.n),
            dose: rest(self.dose, told.dose),
            duration: rest(self.duration, told.duration),
            test: rest(self.test, told.test),
            outcome: rest(self.outcome, told.outcome),
        }
    }

    /// Everything, in words.
    pub fn describe(&self) -> String {
        self.words(&Knowledge::ALL)
    }

    fn words(&self, grades: &[Knowledge]) -> String {
        let part = |grade: &Knowledge| {
            let which = self.each().into_iter().filter(|(.., k)| *k == Some(*grade));
            let names: Vec<&str> = which.map(|(_, name, _)| name).collect();
            (!names.is_empty()).then(|| format!("{} {}", names.join(", "), grade.said()))
        };
        grades.iter().filter_map(part).collect::<Vec<_>>().join("; ")
    }
}
