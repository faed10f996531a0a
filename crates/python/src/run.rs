//! Studies and what comes out of them.

use crate::attend::{RunSettings, array, attended, json, raised};
use crate::questions::Function;
use crate::{Overrides, library};
use pyo3::prelude::*;
use pyo3::types::PyByteArray;
use std::path::PathBuf;
use syntony::{Control, Error, Noise, PowerAsk};

/// A protocol that has been read and found right.
#[pyclass(frozen, module = "syntony._core")]
pub struct Study(syntony::Study);

/// A study that was run.
#[pyclass(frozen, module = "syntony._core")]
pub struct Run(syntony::Run);

#[pymethods]
impl Study {
    /// Reads a protocol; everything that is wrong with it and with the numbers that are changed is told at once.
    #[new]
    fn new(py: Python, name: &str, text: &str, overrides: Overrides) -> PyResult<Study> {
        let read = py.detach(|| {
            let (library, mut problems) = library(overrides);
            match syntony::Study::of_text(&library?, name, text) {
                Ok(study) if problems.is_empty() => Ok(Study(study)),
                Err(Error::Input(more)) => {
                    problems.extend(more);
                    Err(Error::Input(problems))
                }
                Ok(_) => Err(Error::Input(problems)),
                Err(other) => Err(other),
            }
        });
        read.map_err(|e| raised(py, e))
    }

    /// Runs it.
    fn run(&self, py: Python, how: RunSettings, groups: Vec<String>, traces: bool) -> PyResult<Run> {
        let control = Control::default();
        let study = how.of(&self.0).groups(groups).traces(traces).control(&control);
        attended(py, &control, &how.progress, || study.run()).map(Run)
    }

    /// The power of its claims, as JSON; the studies of the largest n are as many as replicates are asked for.
    fn power(
        &self,
        py: Python,
        how: RunSettings,
        claims: Vec<String>,
        n: Option<Vec<usize>>,
        target: f64,
        alpha: Option<f64>,
    ) -> PyResult<String> {
        let control = Control::default();
        let (simulations, seed) = (how.replicates, how.seed);
        let usual = PowerAsk { claims, target, alpha, simulations, seed, ..PowerAsk::default() };
        let ask = match n {
            Some(n) => PowerAsk { n, own: false, ..usual },
            None => usual,
        };
        let study = how.of(&self.0).control(&control);
        json(&attended(py, &control, &how.progress, || study.power(&ask))?)
    }

    /// It as a function of numbers of the model.
    fn simulator(
        &self,
        py: Python,
        how: RunSettings,
        parameters: Vec<String>,
        measures: Vec<String>,
        common: bool,
    ) -> PyResult<Function> {
        let study = how.of(&self.0);
        let simulator = py.detach(|| study.simulator(&parameters, &measures));
        let noise = if common { Noise::Common } else { Noise::Own };
        Ok(Function(simulator.map_err(|e| raised(py, e))?.noise(noise)))
    }
}

/// Label, unit and values.
type Array<'py> = (String, String, Bound<'py, PyByteArray>);

#[pymethods]
impl Run {
    /// Claims beside what came out, as JSON.
    fn claims(&self) -> PyResult<String> {
        json(&self.0.verdicts().collect::<Vec<_>>())
    }

    /// Keys of the groups that were run.
    fn groups(&self) -> Vec<&str> {
        self.0.groups().collect()
    }

    /// Keys of the measures.
    fn measures(&self) -> Vec<&str> {
        self.0.measures().collect()
    }

    /// Animals of a group in each repetition; label, unit and scores (float64) of a measure.
    fn scores<'py>(&self, py: Python<'py>, group: &str, measure: &str) -> PyResult<(usize, Array<'py>)> {
        let s = self.0.measure(group, measure).map_err(|e| raised(py, e))?;
        Ok((s.n, (s.label, s.unit, array(py, s.values.iter().map(|v| v.to_ne_bytes()))?)))
    }

    /// Names of the variables that were recorded of a group.
    fn variables(&self, py: Python, group: &str) -> PyResult<Vec<&str>> {
        self.0.variables(group).map_err(|e| raised(py, e))
    }

    /// Times (float64, s); label, unit and values (float32, `[animal × sample]`) of a variable.
    fn series<'py>(
        &self,
        py: Python<'py>,
        group: &str,
        variable: &str,
    ) -> PyResult<(Bound<'py, PyByteArray>, Array<'py>)> {
        let s = self.0.series(group, variable).map_err(|e| raised(py, e))?;
        let time = array(py, s.time_s.iter().map(|t| t.to_ne_bytes()))?;
        let values: Vec<f32> = s.values.into_iter().flatten().collect();
        Ok((time, (s.label, s.unit, array(py, values.iter().map(|v| v.to_ne_bytes()))?)))
    }

    /// Hash of all scores, bit by bit.
    fn hash(&self) -> String {
        self.0.hash()
    }

    /// The report as an HTML page.
    fn report(&self, py: Python) -> PyResult<String> {
        py.detach(|| self.0.report()).map_err(|e| raised(py, e))
    }

    /// Writes the folder that the command line writes.
    fn write(&self, py: Python, folder: PathBuf) -> PyResult<()> {
        py.detach(|| self.0.write(folder)).map_err(|e| raised(py, e))
    }
}
