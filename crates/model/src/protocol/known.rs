//! How what a protocol says of its paper is known: n, doses, durations, tests and outcomes, each with a grade.

use super::read::{Draft, Reader};
use super::{Claim, ClaimKind, Criterion, Group, Protocol, Role};
use crate::text::Table;
use serde::{Deserialize, Serialize};

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

    fn of(word: &str) -> Option<Knowledge> {
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
    fn or(self, other: Known) -> Known {
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

impl Reader<'_> {
    /// What is known of the paper, for the whole protocol.
    pub(super) fn known(&mut self, groups: &[Draft]) -> Known {
        let root = self.root;
        let (table, spot) = (root.table("known"), root.spot_of("known"));
        let claims = root.tables("claim").filter(|t| t.get("known").is_some());
        let parts = root.tables("group").filter(|t| t.get("known").is_some());
        let first = parts.chain(claims).map(|t| t.spot_of("known")).next();
        if root.text("role") == Some(Role::Scenario.word())
            && root.text_or_empty("source").is_empty()
            && let Some(spot) = table.map(|_| spot).or(first)
        {
            let hint = "give the paper as `source` and another role, or leave `known` out";
            self.notes.add(
                spot,
                "a scenario without a paper has `known`, expected nothing of the kind",
                Some(hint.into()),
            );
        }
        let given = |g: &Group| !g.doses.is_empty() || !g.manipulations.is_empty();
        for table in std::iter::once(root).chain(root.tables("group")).filter_map(|t| t.table("known")) {
            if table.get("dose").is_some() && !groups.is_empty() && !groups.iter().any(|d| given(&d.group)) {
                let what =
                    "`dose` is known of a protocol that gives nothing, expected a dose or a manipulation";
                self.notes.add(table.spot_of("dose"), what, None);
            }
        }
        Known::read(table)
    }

    /// How what a claim says is known: its own word, else the worst of its groups', else the protocol's.
    pub(super) fn known_of(&mut self, table: &Table, kind: &ClaimKind, groups: &[&Draft]) -> Known {
        let whole = Known::read(self.root.table("known"));
        let own = |d: &&Draft| {
            let known = d.known.or(whole);
            let given = !d.group.doses.is_empty() || !d.group.manipulations.is_empty();
            Known { dose: known.dose.filter(|_| given), ..known }
        };
        let each: Vec<Known> = groups.iter().map(own).collect();
        let worst = |of: fn(&Known) -> Option<Knowledge>| each.iter().filter_map(of).max();
        let of_groups =
            Known { n: worst(|k| k.n), dose: worst(|k| k.dose), duration: worst(|k| k.duration), ..whole };
        let claim = Known::read(table.table("known"));
        let mut known = claim.or(of_groups);
        known.outcome = Some(self.outcome_of(table, claim.outcome, whole.outcome));
        if !kind.tested() {
            known.test = None;
        }
        known
    }

    /// How an outcome is known. `verified` says of one claim whether it was read at all.
    fn outcome_of(&mut self, table: &Table, own: Option<Knowledge>, whole: Option<Knowledge>) -> Knowledge {
        let known = own.or(whole);
        if table.get("verified").is_none() {
            return known.unwrap_or(Knowledge::Memory);
        }
        match (table.flag("verified"), own, known) {
            (true, _, Some(known)) | (false, Some(known), _) if known.is_read() != table.flag("verified") => {
                let (is, expected) = if table.flag("verified") {
                    ("true", "full_text or abstract")
                } else {
                    ("false", "memory or assumed")
                };
                let what = format!(
                    "`verified` is {is} but the outcome is known as '{}', expected {expected}",
                    known.word()
                );
                self.notes.add(
                    table.spot_of("verified"),
                    what,
                    Some("leave `verified` out: `known` says it".into()),
                );
                known
            }
            (true, ..) => known.unwrap_or(Knowledge::Abstract),
            (false, own, _) => own.unwrap_or(Knowledge::Memory),
        }
    }
}

impl ClaimKind {
    /// Whether a statistical test decides it.
    pub fn tested(&self) -> bool {
        self.compared().is_some_and(|(_, criterion)| criterion != Criterion::Direction)
    }
}

impl Protocol {
    /// Whether its claims are a design of one's own rather than what a paper found.
    pub fn is_hypothesis(&self) -> bool {
        self.role == Role::Scenario && self.paper.is_none()
    }

    /// Whether everything that its claims rest on was read in the full text.
    pub fn read_in_full(&self) -> bool {
        let known = |k: Option<Knowledge>, needed: bool| k.map_or(!needed, |k| k == Knowledge::FullText);
        !self.claims.is_empty()
            && self.claims.iter().all(|c| {
                let k = &c.known;
                [
                    (k.n, true),
                    (k.dose, self.gives(c)),
                    (k.duration, true),
                    (k.test, c.kind.tested()),
                    (k.outcome, true),
                ]
                .into_iter()
                .all(|(k, needed)| known(k, needed))
            })
    }

    /// Whether n of all groups behind its claims was read.
    pub fn n_is_read(&self) -> bool {
        !self.claims.is_empty() && self.claims.iter().all(|c| c.known.n.is_some_and(Knowledge::is_read))
    }

    /// What a paper says that no grade is given of.
    pub fn ungraded(&self) -> Vec<&'static str> {
        let missing = |name: &&str| {
            self.claims.iter().any(|c| match *name {
                "n" => c.known.n.is_none(),
                "dose" => c.known.dose.is_none() && self.gives(c),
                "duration" => c.known.duration.is_none(),
                _ => c.known.test.is_none() && c.kind.tested(),
            })
        };
        let all = ["n", "dose", "duration", "test"];
        if self.is_hypothesis() { Vec::new() } else { all.into_iter().filter(missing).collect() }
    }

    /// Whether anything is given or changed in the groups of a claim.
    fn gives(&self, claim: &Claim) -> bool {
        let groups = claim.kind.groups().into_iter().flat_map(|key| self.groups_of(key));
        groups
            .into_iter()
            .map(|g| &self.groups[g])
            .any(|g| !g.doses.is_empty() || !g.manipulations.is_empty())
    }
}
