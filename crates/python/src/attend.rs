//! What goes between Python and Rust: waiting that Ctrl-C ends, exceptions, JSON, arrays.

use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::PyByteArray;
use serde::Serialize;
use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;
use syntony::{Control, Error, Problem};
use syntony_language::Place;

/// How often whoever waits looks for Ctrl-C and tells how far it is.
const LOOK: Duration = Duration::from_millis(50);

/// How to run, a dict.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct RunSettings {
    /// Virtual repetitions.
    pub replicates: usize,
    /// Seed of all randomness.
    pub seed: u64,
    /// Threads; 0 for as many as the machine has.
    pub threads: usize,
    /// What is called with the share done.
    pub progress: Option<Py<PyAny>>,
}

impl RunSettings {
    /// A study that is run so.
    pub fn of(&self, study: &syntony::Study) -> syntony::Study {
        study.clone().replicates(self.replicates).seed(self.seed).threads(self.threads)
    }
}

/// Works in another thread without the GIL. Ctrl-C and an exception of `progress`, which is called with the share done, stop it.
pub fn attended<T: Send>(
    py: Python,
    control: &Control,
    progress: &Option<Py<PyAny>>,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> PyResult<T> {
    let (done, mut over) = channel::<()>();
    let tell = |share: f64| progress.as_ref().map_or(Ok(()), |f| f.call1(py, (share,)).map(|_| ()));
    let look = || {
        py.check_signals()?;
        tell(control.done())
    };
    let ended = thread::scope(|scope| {
        let working = scope.spawn(move || {
            let _done = done; // its end is told even by a panic
            work()
        });
        let mut stopped = None;
        loop {
            let look_again;
            (over, look_again) = py.detach(move || {
                let waited = over.recv_timeout(LOOK);
                (over, waited == Err(RecvTimeoutError::Timeout))
            });
            if !look_again {
                break;
            }
            if stopped.is_none() {
                stopped = look().err();
                stopped.iter().for_each(|_| control.stop());
            }
        }
        let result = working.join().unwrap_or_else(|panic| resume_unwind(panic));
        match stopped {
            Some(exception) => Err(exception),
            None => result.map_err(|e| raised(py, e)),
        }
    })?;
    tell(1.0)?;
    Ok(ended)
}

/// The exception for an error.
pub fn raised(py: Python, error: Error) -> PyErr {
    let exception = |name: &str| py.import("syntony._errors")?.getattr(name);
    let made = match &error {
        Error::Interrupted => return PyKeyboardInterrupt::new_err("interrupted"),
        Error::Input(problems) => {
            let one = |p: &Problem| (p.file.clone(), p.line, p.column, p.what.clone(), p.hint.clone());
            let all: Vec<_> = problems.iter().map(one).collect();
            exception("ProtocolError").and_then(|e| e.call1((all,)))
        }
        Error::Unstable(what) => exception("UnstableError").and_then(|e| e.call1((what,))),
        other => exception("FolderError").and_then(|e| e.call1((other.to_string(),))),
    };
    made.map_or_else(|e| e, PyErr::from_value)
}

/// A problem of something that Python has given.
pub fn problem(place: Place, what: &str) -> Problem {
    let problem = syntony_language::Problem { place, what: what.trim_end().into(), hint: None };
    match Error::from(syntony_language::Problems(vec![problem])) {
        Error::Input(mut problems) => problems.remove(0),
        _ => unreachable!("problems are input"),
    }
}

/// As JSON; NaN and infinity become null.
pub fn json(value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|e| PyRuntimeError::new_err(e.to_string()))
}

/// An array that NumPy takes without a copy.
pub fn array<'py, const N: usize>(
    py: Python<'py>,
    values: impl ExactSizeIterator<Item = [u8; N]>,
) -> PyResult<Bound<'py, PyByteArray>> {
    PyByteArray::new_with(py, N * values.len(), |bytes| {
        bytes.chunks_exact_mut(N).zip(values).for_each(|(slot, value)| slot.copy_from_slice(&value));
        Ok(())
    })
}
