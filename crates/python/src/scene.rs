//! A scene, tick by tick.

use crate::attend::{problem, raised};
use crate::{Overrides, changed};
use pyo3::prelude::*;
use std::time::Duration;
use syntony::{Error, Setting};
use syntony_language::{Dimension, Place, Quantity};

/// A scene in which the caller acts.
#[pyclass(module = "syntony._core")]
pub struct Scene(syntony::Scene);

#[pymethods]
impl Scene {
    /// Begins a scene: the text of a protocol, one of its groups (the first by default), a seed.
    #[new]
    fn new(
        py: Python,
        name: &str,
        text: &str,
        overrides: Overrides,
        group: Option<&str>,
        seed: u64,
    ) -> PyResult<Scene> {
        let begun = py.detach(|| {
            let setting = Setting::of_text(&changed(overrides)?, name, text).seed(seed);
            group.map_or(setting.clone(), |g| setting.group(g)).begin()
        });
        begun.map(Scene).map_err(|e| raised(py, e))
    }

    /// Steps one tick; false at the end.
    fn step(&mut self, py: Python) -> PyResult<bool> {
        py.detach(|| self.0.step()).map_err(|e| raised(py, e))
    }

    /// Time since the beginning of the first phase, s.
    #[getter]
    fn time(&self) -> f64 {
        self.0.time_s()
    }

    /// Names of the members.
    #[getter]
    fn members(&self) -> Vec<&str> {
        self.0.members().collect()
    }

    /// Names of the variables of a member.
    fn variables(&self, py: Python, of: &str) -> PyResult<Vec<&str>> {
        self.0.variables(of).map_err(|e| raised(py, e))
    }

    /// The value now of a variable of a member.
    fn value(&self, py: Python, variable: &str, of: &str) -> PyResult<f64> {
        self.0.value(of, variable).map_err(|e| raised(py, e))
    }

    /// Lets one do an act to another for a time with its unit.
    fn act(&mut self, py: Python, by: &str, to: &str, act: &str, time: &str) -> PyResult<()> {
        let time = Duration::from_secs_f64(seconds(py, time)?);
        py.detach(|| self.0.act(by, to, act, time)).map_err(|e| raised(py, e))
    }

    /// Gives a member a compound now.
    fn give(&mut self, py: Python, member: &str, compound: &str, amount: &str, route: &str) -> PyResult<()> {
        py.detach(|| self.0.give(member, compound, route, amount)).map_err(|e| raised(py, e))
    }

    /// Lets a member leave now.
    fn leave(&mut self, py: Python, member: &str) -> PyResult<()> {
        py.detach(|| self.0.leave(member)).map_err(|e| raised(py, e))
    }

    /// Lets a member who had left come back now.
    fn back(&mut self, py: Python, member: &str) -> PyResult<()> {
        py.detach(|| self.0.back(member)).map_err(|e| raised(py, e))
    }

    /// The protocol with all that was done.
    fn text(&self) -> String {
        self.0.protocol()
    }

    /// A time with its unit, in s.
    #[staticmethod]
    fn seconds(py: Python, time: &str) -> PyResult<f64> {
        seconds(py, time)
    }
}

fn seconds(py: Python, time: &str) -> PyResult<f64> {
    let refused = |what: String| {
        raised(py, Error::Input(vec![problem(Place { file: time.into(), ..Place::default() }, &what)]))
    };
    let time = Quantity::parse_as(time, &[Dimension::TIME]).map_err(|e| refused(e.to_string()))?;
    let seconds = time.internal();
    let bad = || refused("expected a time from now on, as 10 min".into());
    Duration::try_from_secs_f64(seconds).map(|_| seconds).map_err(|_| bad())
}
