//! Where readers of atlas and protocol note what is wrong, with the same words for the same thing.

use crate::problem::{Problem, Problems, nearest};
use crate::shape::Settled;
use crate::text::{Files, Spot};

/// The problems so far and the files that they are in.
#[derive(Debug, Default)]
pub struct Notes {
    /// What the places of problems are in.
    pub files: Files,
    /// What is wrong so far.
    pub problems: Problems,
}

impl Notes {
    /// Notes a problem.
    pub fn add(&mut self, spot: Spot, what: impl Into<String>, hint: Option<String>) {
        let place = self.files.place(spot);
        self.problems.add(place, what, hint);
    }

    /// Words that were read as others, told.
    pub fn remarks(&self, settled: Vec<Settled>) -> Vec<Problem> {
        let told = |s: Settled| Problem {
            place: self.files.place(s.spot),
            what: format!("'{}' is read as '{}'", s.written, s.name),
            hint: None,
        };
        settled.into_iter().map(told).collect()
    }

    /// Notes a name that is not among the known ones; says whether it is.
    pub fn known<'a>(
        &mut self,
        what: &str,
        owner: &str,
        name: &str,
        spot: Spot,
        known: impl Iterator<Item = &'a str> + Clone,
    ) -> bool {
        if known.clone().any(|k| k == name) {
            return true;
        }
        let hint = match nearest(name, known.clone()) {
            Some(near) => Some(format!("did you mean '{near}'?")),
            None if known.clone().next().is_none() => Some(format!("the {owner} has no {what} at all")),
            None => match crate::shape::list_of(what).filter(|_| owner != "protocol") {
                Some(list) if known.clone().count() > 12 => Some(format!("`syntony show {list}` lists them")),
                _ => Some(format!("known are: {}", crate::shape::join(known))),
            },
        };
        let a = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        self.add(spot, format!("unknown {what} '{name}', expected {a} {what} of the {owner}"), hint);
        false
    }
}
