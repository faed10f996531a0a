//! How a term gets its parameters: each is named once, with its dimension and meaning, where it is used.
//!
//! The same call that reads a number checks that it exists and has the right dimension, notes that the
//! plan depends on it (for `report` and `cite`), and documents it (for the reference page).

use std::collections::BTreeSet;
use syntony_language::quantity::Dimension;
use syntony_language::{Place, Problems};
use syntony_model::{Atlas, ParamId};

/// Meaning of a parameter as the code that uses it states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// Path in the atlas.
    pub path: String,
    /// What it does.
    pub meaning: &'static str,
}

/// Reads parameters and keeps account of them.
pub struct Numbers<'a> {
    atlas: &'a Atlas,
    /// What was missing or had the wrong dimension.
    pub problems: Problems,
    /// Every parameter read.
    pub used: BTreeSet<ParamId>,
    /// Meaning of the process parameters read.
    pub meanings: Vec<Meaning>,
}

impl<'a> Numbers<'a> {
    /// Starts reading.
    pub fn new(atlas: &'a Atlas) -> Self {
        Numbers { atlas, problems: Problems::default(), used: BTreeSet::new(), meanings: Vec::new() }
    }

    /// A process parameter in internal units; 0 and a problem if it is missing or of another dimension.
    pub fn take(&mut self, name: &str, dimension: Dimension, meaning: &'static str) -> f64 {
        let path = format!("process.{name}");
        self.meanings.push(Meaning { path: path.clone(), meaning });
        let Some(id) = self.atlas.params.find(&path) else {
            let place = Place { file: "atlas/processes".into(), ..Place::default() };
            self.problems.add(
                place,
                format!("no parameter `{path}`, which the model needs: {meaning}"),
                None,
            );
            return 0.0;
        };
        let param = self.atlas.params.get(id);
        if param.dimension() != dimension {
            self.problems.add(
                param.place.clone(),
                format!("`{path}` is {}, expected {}", param.dimension().describe(), dimension.describe()),
                None,
            );
        }
        self.used.insert(id);
        param.value()
    }

    /// A number of an atlas entry by id.
    pub fn value(&mut self, id: ParamId) -> f64 {
        self.used.insert(id);
        self.atlas.params.value(id)
    }

    /// A named number of an atlas entry, or a default where the entry may leave it out.
    pub fn optional(
        &mut self,
        numbers: &std::collections::BTreeMap<String, ParamId>,
        name: &str,
        default: f64,
    ) -> f64 {
        match numbers.get(name) {
            Some(&id) => self.value(id),
            None => default,
        }
    }

    /// A named number of an atlas entry that must be there.
    pub fn required(
        &mut self,
        numbers: &std::collections::BTreeMap<String, ParamId>,
        name: &str,
        of: &str,
        place: &Place,
    ) -> f64 {
        match numbers.get(name) {
            Some(&id) => self.value(id),
            None => {
                self.problems.add(
                    place.clone(),
                    format!("{of} has no `{name}`, which the model needs"),
                    None,
                );
                0.0
            }
        }
    }
}
