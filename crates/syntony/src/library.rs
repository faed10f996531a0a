//! The numbers of the model, for voles and people, and the published experiments.

use crate::{Error, protocols};
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;
use syntony_language::Problems;
use syntony_model::{Atlas, Param};

/// The numbers of the model and where they come from: one atlas for voles, one for people. A clone costs nothing until it is changed.
#[derive(Debug, Clone)]
pub struct Library {
    pub(crate) atlases: Arc<syntony_model::Library>,
    /// What was changed, `PATH=VALUE`.
    pub(crate) set: Vec<String>,
}

/// A number of the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Number {
    /// Path, such as `process.bond.tag_rate`.
    pub path: String,
    /// Whose: `vole` or `human`.
    pub lineage: String,
    /// Value, in the unit.
    pub value: f64,
    /// Unit; `1` for none.
    pub unit: String,
    /// Plausible range, in the unit.
    pub range: Option<(f64, f64)>,
    /// How well it is known: `measured`, `derived`, `fitted` or `assumed`.
    pub grade: String,
    /// Key of the paper; empty where there is none.
    pub source: String,
    /// What it is, or how it was obtained.
    pub note: String,
}

impl Number {
    pub(crate) fn of(lineage: &str, p: &Param) -> Number {
        Number {
            path: p.path.clone(),
            lineage: lineage.to_string(),
            value: p.written.number,
            unit: p.written.unit.text().to_string(),
            range: p.range,
            grade: format!("{:?}", p.grade).to_lowercase(),
            source: p.source.clone(),
            note: p.note.clone(),
        }
    }
}

impl Library {
    /// The library inside this crate.
    ///
    /// # Errors
    /// [`Error::Input`] if what is inside is wrong, which the tests rule out.
    ///
    /// ```
    /// let library = syntony::Library::embedded()?;
    /// assert!(library.protocols().any(|key| key == "insel_hulihan_1995"));
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn embedded() -> Result<Library, Error> {
        Ok(Library { atlases: Arc::new(syntony_model::Library::embedded()?), set: Vec::new() })
    }

    /// The library in a folder, as `--atlas` of the command line takes it.
    ///
    /// # Errors
    /// [`Error::Input`] with everything that is wrong with its files.
    ///
    /// ```
    /// let error = syntony::Library::from_dir("no/such/folder").unwrap_err();
    /// assert!(error.to_string().starts_with("no/such/folder: cannot be read"));
    /// ```
    pub fn from_dir(folder: impl AsRef<Path>) -> Result<Library, Error> {
        let atlases = syntony_model::Library::from_dir(folder.as_ref())?;
        Ok(Library { atlases: Arc::new(atlases), set: Vec::new() })
    }

    /// Changes a number of every lineage that has it; a value without a unit is in the unit of the atlas.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown path, or a value that is none or has a unit of another kind.
    ///
    /// ```
    /// let mut library = syntony::Library::embedded()?;
    /// library.set("process.bond.tag_rate", "0.4 1/h")?;
    /// let number = library.number("process.bond.tag_rate")?;
    /// assert_eq!((number.value, number.unit.as_str()), (0.4, "1/h"));
    /// assert!(library.set("process.bond.tag_rate", "3 nM").is_err());
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn set(&mut self, path: &str, value: &str) -> Result<(), Error> {
        Arc::make_mut(&mut self.atlases).set(path, value).map_err(|mut p| {
            p.place.file = format!("{path}={value}"); // without the option of the command line
            Error::from(Problems(vec![p]))
        })?;
        let own = format!("{path}=");
        self.set.retain(|text| !text.starts_with(&own));
        self.set.push(format!("{own}{value}"));
        Ok(())
    }

    /// A number of the model, of voles where both have it.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown path.
    ///
    /// ```
    /// let number = syntony::Library::embedded()?.number("process.bond.gate_d1_half")?;
    /// assert!(number.value > 0.0 && number.unit == "1");
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn number(&self, path: &str) -> Result<Number, Error> {
        let mut all: Vec<(&str, &Atlas)> = self.atlases.iter().collect();
        all.sort_by_key(|(lineage, _)| *lineage != "vole");
        let found = all.iter().find_map(|(lineage, a)| Some((lineage, a.params.get(a.params.find(path)?))));
        let Some((lineage, p)) = found else {
            let near = all.iter().find_map(|(_, a)| a.near(path));
            let hint = near.map(|n| format!("did you mean '{n}'?"));
            return Err(Error::input(path, "unknown path, expected that of a number of the atlas", hint));
        };
        Ok(Number::of(lineage, p))
    }

    /// Keys of the published experiments inside this crate, sorted.
    pub fn protocols(&self) -> impl Iterator<Item = &'static str> + use<> {
        protocols::keys().into_iter()
    }
}
