//! What a protocol says that does nothing, found by following the equations of its compiled groups from what is done to what is measured.

mod design;
mod measures;
mod told;
mod treatments;

use crate::run::Study;
use std::collections::BTreeMap;
use syntony_language::{Place, Problem, Problems};
use syntony_model::Atlas;
use syntony_society::Run;

/// What is inert in a protocol.
#[derive(Debug, Clone, Default)]
pub struct Inert {
    /// What can never mean anything.
    pub faults: Problems,
    /// What may be meant as a control, or forgotten.
    pub warnings: Vec<Problem>,
}

impl Inert {
    /// What can never mean anything, alone.
    pub fn faults(study: &Study, atlas: &Atlas) -> Problems {
        let mut found = Inert::default();
        found.measures(study, atlas);
        found.faults
    }

    /// Everything inert in the groups of a study that were asked for.
    pub fn of(study: &Study, atlas: &Atlas) -> Inert {
        let mut found = Inert::default();
        found.measures(study, atlas);
        found.told(study);
        found.treatments(study, atlas);
        found.phases(study);
        found.groups(study);
        found.members(study, atlas);
        found.warnings.sort();
        found.warnings.dedup();
        found
    }

    fn warn(&mut self, place: &Place, what: String, hint: Option<String>) {
        self.warnings.push(Problem { place: place.clone(), what, hint });
    }

    /// Warns of what is inert in every group that has it; a group knows it by where it is written.
    fn warn_all(&mut self, all: Seen) {
        for (place, each) in all.0 {
            if let Some(Some((what, hint))) =
                each.iter().find(|x| x.is_some()).filter(|_| each.iter().all(Option::is_some))
            {
                self.warn(&place, what.clone(), hint.clone());
            }
        }
    }
}

/// What to say of something, and a hint.
type Said = (String, Option<String>);

/// What is to be said of each thing, by group; nothing where it acts.
#[derive(Default)]
struct Seen(BTreeMap<Place, Vec<Option<Said>>>);

impl Seen {
    fn add(&mut self, place: &Place, said: Option<Said>) {
        self.0.entry(place.clone()).or_default().push(said);
    }
}

/// The groups that were asked for.
fn runs<'a>(study: &'a Study) -> impl Iterator<Item = (usize, &'a Run)> {
    study.runs.iter().enumerate().filter_map(|(g, run)| Some((g, &**run.as_ref()?)))
}
