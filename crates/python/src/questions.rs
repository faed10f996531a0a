//! Questions that take many runs, and what is known of a name.

use crate::attend::{RunSettings, array, attended, json, raised};
use crate::{Overrides, changed, embedded};
use pyo3::prelude::*;
use pyo3::types::PyByteArray;
use syntony::{Control, ValidationAsk};

/// A study as a function of numbers of the model.
#[pyclass(frozen, name = "Simulator", module = "syntony._core")]
pub struct Function(pub syntony::Simulator);

#[pymethods]
impl Function {
    /// The numbers, as JSON.
    fn parameters(&self) -> PyResult<String> {
        json(&self.0.parameters())
    }

    /// Names and units of what it gives.
    fn outputs(&self) -> Vec<(&str, &str)> {
        self.0.outputs().iter().map(|o| (o.name.as_str(), o.unit.as_str())).collect()
    }

    /// Runs it at points (float64, `[point × number]`), gives float64 `[point × output]`.
    fn run<'py>(
        &self,
        py: Python<'py>,
        points: &[u8],
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyByteArray>> {
        let values: Vec<f64> = points.as_chunks().0.iter().map(|b| f64::from_ne_bytes(*b)).collect();
        let points: Vec<Vec<f64>> =
            values.chunks(self.0.parameters().len().max(1)).map(<[f64]>::to_vec).collect();
        let control = Control::default();
        let simulator = self.0.clone().control(&control);
        let rows = attended(py, &control, &progress, || simulator.run(&points))?.concat();
        array(py, rows.iter().map(|v| v.to_ne_bytes()))
    }
}

/// Judges many protocols together, as JSON.
#[pyfunction]
pub fn validate(py: Python, how: RunSettings, words: Vec<String>, overrides: Overrides) -> PyResult<String> {
    let control = Control::default();
    let RunSettings { replicates, seed, threads, progress } = how;
    let ask = ValidationAsk { words, replicates, seed, threads };
    json(&attended(py, &control, &progress, || changed(overrides)?.validate(&ask, &control))?)
}

/// Everything of this name in the library, as JSON.
#[pyfunction]
pub fn show(py: Python, name: &str) -> PyResult<String> {
    let things = embedded().and_then(|library| library.show(name));
    json(&things.map_err(|e| raised(py, e))?)
}
