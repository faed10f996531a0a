//! A published experiment as data: cast, groups, phases, doses, manipulations, measures, claims.

mod aim;
mod animal;
mod bounds;
mod cast;
mod claims;
mod comings;
mod controls;
mod course;
mod doses;
mod effects;
mod knowledge;
mod known;
pub mod laboratory;
mod manipulations;
mod measures;
mod names;
mod outcome;
mod paper;
mod phases;
mod plausible;
mod read;
mod reductions;
mod repeat;
mod samples;
mod settings;
mod sexes;
mod variables;
mod variation;
mod varies;

pub use aim::{Aim, Goal, Limit, Strain};
pub use animal::{Age, BodyState, Member, Rearing, Sex};
pub use cast::MEMBERS_MAX;
pub use course::{
    Absence, Dose, Encounter, Manipulation, ManipulationKind, Moments, Phase, PhaseKind, Script, Task,
    TimedAct,
};
pub use knowledge::{Knowledge, Known};
pub use outcome::{
    Aspect, Claim, ClaimKind, Criterion, Expect, Instrument, IntegrationLevel, Keep, Measure, MeasureKind,
    Reduce, Reduction, Rhythm, Sample, Spread, scale,
};
pub use read::Beside;
pub use variables::{Scale, VARIABLES, VariableForm, VariableKind};
pub use variation::{Form, Threshold, Variation, Varies};

use crate::atlas::Source;
use syntony_language::problem::{Place, Problem};

/// A checked protocol. Groups are complete: what they share has been filled in.
#[derive(Debug, Clone)]
pub struct Protocol {
    /// `first_author_year[_topic]`, also the file's name.
    pub key: String,
    /// Title in words.
    pub title: String,
    /// What was asked and done, in a few sentences.
    pub summary: String,
    /// Key of the paper in its bibliography; empty where there is none.
    pub source: String,
    /// The paper: of the built-in bibliography, or one's own.
    pub paper: Option<Source>,
    /// How the record may be used.
    pub role: RecordRole,
    /// What it is about, in one word such as `da_site`; empty where none is given.
    pub topic: String,
    /// Deviations and judgements, one sentence each.
    pub notes: Vec<String>,
    /// Groups with everything filled in.
    pub groups: Vec<Group>,
    /// What is scored.
    pub measures: Vec<Measure>,
    /// Units that claims name other than by group.
    pub samples: Vec<Sample>,
    /// What the paper says.
    pub claims: Vec<Claim>,
    /// What keeps nothing from running and should be known: words that were read as others.
    pub remarks: Vec<Problem>,
    /// How what it says of its paper is known, unless a group or claim says otherwise.
    pub known: Known,
    /// FNV-1a (64 bit, hex) of the text; run folders keep a cryptographic hash of their own.
    pub hash: String,
    /// The text itself.
    pub text: String,
}

impl Protocol {
    /// One-line citation of the paper; empty where there is none.
    pub fn citation(&self) -> String {
        self.paper.as_ref().map_or(String::new(), |p| p.citation.clone())
    }

    /// Who made it: the last author; the protocol's own key where there is no paper.
    pub fn laboratory(&self) -> String {
        self.paper.as_ref().map_or(self.key.clone(), |p| laboratory::of(&p.citation))
    }

    /// The groups that a claim rests on, its samples taken apart, in the protocol's order.
    pub fn groups_behind(&self, claim: &ClaimKind) -> Vec<String> {
        let mut all: Vec<usize> = claim.groups().into_iter().flat_map(|name| self.groups_of(name)).collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().map(|g| self.groups[g].key.clone()).collect()
    }
    /// Indices of the groups that a claim means by a name: a group, or those of a sample.
    pub fn groups_of(&self, name: &str) -> Vec<usize> {
        let sample = self.samples.iter().find(|s| s.key == name);
        let means = |key: &String| sample.map_or(key == name, |s| s.groups.contains(key));
        (0..self.groups.len()).filter(|&g| means(&self.groups[g].key)).collect()
    }

    /// Published number of units of a group, or of the groups of a sample before any are left out.
    pub fn n_of(&self, name: &str) -> usize {
        self.groups_of(name).into_iter().map(|g| self.groups[g].n).sum()
    }
}

/// How a record may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordRole {
    /// Parameters may be fitted to it.
    Calibration,
    /// Used to build and check, not to fit.
    Development,
    /// Kept apart: a prediction.
    Prediction,
    /// An effect that must not be wired in.
    Constraint,
    /// A scenario without a paper.
    Scenario,
}

impl RecordRole {
    /// All roles, in the order in which they are shown.
    pub const ALL: [Self; 5] =
        [Self::Calibration, Self::Development, Self::Constraint, Self::Prediction, Self::Scenario];

    /// The word of the files.
    pub fn word(self) -> &'static str {
        match self {
            RecordRole::Calibration => "calibration",
            RecordRole::Development => "development",
            RecordRole::Prediction => "prediction",
            RecordRole::Constraint => "constraint",
            RecordRole::Scenario => "scenario",
        }
    }
}

/// One group of the design.
#[derive(Debug, Clone)]
pub struct Group {
    /// Key, e.g. `ot`.
    pub key: String,
    /// Label for plots.
    pub label: String,
    /// Number of experimental units (subjects) as published.
    pub n: usize,
    /// Index of the group whose animals these are, in another condition (crossover).
    pub same_as: Option<usize>,
    /// Key of the group whose animals these are: its own, or that of [`Group::same_as`]. What is inborn is drawn by it.
    pub born: String,
    /// Animals of one unit; the subject first.
    pub cast: Vec<Member>,
    /// What happens, in order.
    pub phases: Vec<Phase>,
    /// What is given.
    pub doses: Vec<Dose>,
    /// What is changed in the brain other than by a dose.
    pub manipulations: Vec<Manipulation>,
    /// Acts at times of their own.
    pub acts: Vec<TimedAct>,
    /// Who is away when.
    pub absences: Vec<Absence>,
    /// Where it is written.
    pub place: Place,
}
