//! A number of the atlas: value, unit, range, source, grade, and the place where it is written.

use serde::Serialize;
use std::collections::BTreeMap;
use syntony_language::problem::Place;
use syntony_language::quantity::{Dimension, Quantity};

/// How well a number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Read off an experiment.
    Measured,
    /// Computed from measured numbers.
    Derived,
    /// Adjusted on records with role `calibration`; carries a range.
    Fitted,
    /// A judgement; carries a range.
    Assumed,
}

/// Index of a parameter in [`Params`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ParamId(pub u32);

/// One number with everything that is known about it.
#[derive(Debug, Clone, Serialize)]
pub struct Param {
    /// Dotted path in the atlas, e.g. `receptors.otr.oxytocin.kd`.
    pub path: String,
    /// The value as written, with its unit.
    pub written: Quantity,
    /// Plausible range in the written unit; required for `fitted` and `assumed`.
    pub range: Option<(f64, f64)>,
    /// How well it is known.
    pub grade: Grade,
    /// Key in `sources.bib`; empty only for `assumed` and `fitted`.
    pub source: String,
    /// A sentence on what the number is or how it was obtained.
    pub note: String,
    /// Where it is written.
    pub place: Place,
    /// Where an override came from (`--set`), if any.
    pub overridden: Option<String>,
}

impl Param {
    /// Value in internal units.
    pub fn value(&self) -> f64 {
        self.written.internal()
    }
    /// Physical dimension.
    pub fn dimension(&self) -> Dimension {
        self.written.dimension()
    }
}

/// All numbers of the atlas, by path, in order of first mention.
#[derive(Debug, Clone, Default)]
pub struct Params {
    list: Vec<Param>,
    by_path: BTreeMap<String, ParamId>,
}

impl Params {
    /// Adds a number; an existing path is an error of the caller and is returned.
    pub fn insert(&mut self, param: Param) -> Result<ParamId, ParamId> {
        if let Some(&old) = self.by_path.get(&param.path) {
            return Err(old);
        }
        let id = ParamId(self.list.len() as u32);
        self.by_path.insert(param.path.clone(), id);
        self.list.push(param);
        Ok(id)
    }
    /// Looks a path up.
    pub fn find(&self, path: &str) -> Option<ParamId> {
        self.by_path.get(path).copied()
    }
    /// The parameter behind an id.
    pub fn get(&self, id: ParamId) -> &Param {
        &self.list[id.0 as usize]
    }
    /// The parameter behind an id, to override it.
    pub fn get_mut(&mut self, id: ParamId) -> &mut Param {
        &mut self.list[id.0 as usize]
    }
    /// Value in internal units.
    pub fn value(&self, id: ParamId) -> f64 {
        self.get(id).value()
    }
    /// All parameters in order of first mention.
    pub fn iter(&self) -> impl Iterator<Item = (ParamId, &Param)> {
        self.list.iter().enumerate().map(|(i, p)| (ParamId(i as u32), p))
    }
    /// All paths, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_path.keys().map(String::as_str)
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
