//! The Python package: `syntony._core`, on which the Python files beside it stand.
//!
//! Arrays go as bytes that NumPy looks at without a copy, tables as JSON, errors as the exceptions of `syntony/_errors.py`. Whatever
//! takes long runs without the GIL, and the thread that waits for it looks for Ctrl-C.

mod attend;
mod questions;
mod run;
mod scene;

use attend::raised;
use pyo3::prelude::*;
use std::sync::OnceLock;
use syntony::{Error, Library, Problem};
use syntony_language::Place;

/// Numbers that are changed, path and value with or without its unit.
type Overrides = Vec<(String, String)>;

/// The library inside, read once.
fn embedded() -> Result<&'static Library, Error> {
    static LIBRARY: OnceLock<Result<Library, Error>> = OnceLock::new();
    LIBRARY.get_or_init(Library::embedded).as_ref().map_err(Clone::clone)
}

/// The library with numbers changed, and everything that is wrong with the changes.
fn library(overrides: Overrides) -> (Result<Library, Error>, Vec<Problem>) {
    let mut library = match embedded() {
        Ok(library) => library.clone(),
        error => return (error.cloned(), Vec::new()),
    };
    let mut problems = Vec::new();
    for (path, value) in overrides {
        if let Err(Error::Input(more)) = library.set(&path, &value) {
            problems.extend(more);
        }
    }
    (Ok(library), problems)
}

/// The library with numbers changed, where nothing is wrong with the changes.
fn changed(overrides: Overrides) -> Result<Library, Error> {
    let (library, problems) = library(overrides);
    if problems.is_empty() { library } else { Err(Error::Input(problems)) }
}

/// The module.
#[pymodule]
mod _core {
    use super::*;

    #[pymodule_export]
    use questions::{Function, show, validate};
    #[pymodule_export]
    use run::{Run, Study};
    #[pymodule_export]
    use scene::Scene;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("COUPLE", syntony::doc::COUPLE)
    }

    /// Keys of the built-in protocols, sorted.
    #[pyfunction]
    fn protocols(py: Python) -> PyResult<Vec<&'static str>> {
        Ok(embedded().map_err(|e| raised(py, e))?.protocols().collect())
    }

    /// The name and the text of a built-in protocol or of a file.
    #[pyfunction]
    fn source(py: Python, given: &str) -> PyResult<(String, String)> {
        let named = syntony::source::text(given).map_err(|p| raised(py, p.into()))?;
        Ok((named.name, named.text))
    }

    /// TOML as JSON.
    #[pyfunction]
    fn loads(py: Python, name: &str, text: &str) -> PyResult<String> {
        let table: Result<toml::Table, _> = toml::from_str(text);
        let table = table.map_err(|e| {
            let line = e.span().map_or(0, |s| 1 + text[..s.start].matches('\n').count());
            raised(
                py,
                Error::Input(vec![attend::problem(
                    Place { file: name.into(), line, column: 0 },
                    e.message(),
                )]),
            )
        })?;
        attend::json(&table)
    }

    /// JSON as TOML.
    #[pyfunction]
    fn dumps(py: Python, name: &str, json: &str) -> PyResult<String> {
        let place = || Place { file: name.into(), ..Place::default() };
        let refused = |what: String| raised(py, Error::Input(vec![attend::problem(place(), &what)]));
        let table: toml::Table = serde_json::from_str(json).map_err(|e| refused(e.to_string()))?;
        toml::to_string(&table).map_err(|e| refused(e.to_string()))
    }

    /// A number of the model, as JSON.
    #[pyfunction]
    fn number(py: Python, path: &str, overrides: Overrides) -> PyResult<String> {
        let number = changed(overrides).and_then(|library| library.number(path));
        attend::json(&number.map_err(|e| raised(py, e))?)
    }
}
