//! A protocol with everything that a run of it depends on.

use crate::source::{self, Named};
use crate::{Error, Library};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use syntony_model::protocol::Group;
use syntony_model::{Atlas, Protocol};
use syntony_study::folder::RunAsk;
use syntony_study::inert::Inert;
use syntony_study::{Options, Progress, run};

/// A protocol, ready to run: once, with seed 1, all groups, on all threads, with time courses, unless another is asked for.
#[derive(Debug, Clone)]
pub struct Study {
    pub(crate) library: Library,
    pub(crate) protocol: Protocol,
    pub(crate) options: Options,
    pub(crate) threads: usize,
    pub(crate) control: Control,
}

/// Looks after a run from another thread: how far it is, and a way to stop it. Clones look after the same run.
///
/// ```
/// use syntony::{Control, Error, Library, Study};
///
/// let library = Library::embedded()?;
/// let control = Control::default();
/// control.stop();
/// let stopped = Study::of(&library, "williams_1992")?.control(&control).run();
/// assert!(matches!(stopped, Err(Error::Interrupted)));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Control(pub(crate) Arc<Progress>);

impl Control {
    /// Stops the run at its next tick; its result is [`Error::Interrupted`].
    pub fn stop(&self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }

    /// How much is done, 0 to 1; 0 before it has begun.
    pub fn done(&self) -> f64 {
        let total = self.0.total.load(Ordering::Relaxed).max(1);
        self.0.done.load(Ordering::Relaxed) as f64 / total as f64
    }
}

impl Study {
    /// The study of a published experiment, by its key, or of a protocol file, by its path.
    ///
    /// # Errors
    /// [`Error::Input`] with everything that is wrong with the protocol, by line.
    ///
    /// ```
    /// let library = syntony::Library::embedded()?;
    /// let study = syntony::Study::of(&library, "insel_hulihan_1995")?;
    /// assert_eq!(study.groups_all().count(), 8);
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn of(library: &Library, key_or_file: &str) -> Result<Study, Error> {
        Study::read(library, &source::text(key_or_file)?)
    }

    /// The study of a protocol that is in memory; `name` stands in messages.
    ///
    /// # Errors
    /// [`Error::Input`] with everything that is wrong with the protocol, by line.
    ///
    /// ```
    /// let library = syntony::Library::embedded()?;
    /// let error = syntony::Study::of_text(&library, "mine.toml", "key = 3").unwrap_err();
    /// assert!(error.to_string().contains("mine.toml:1:"));
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn of_text(library: &Library, name: &str, text: &str) -> Result<Study, Error> {
        Study::read(library, &Named { name: name.into(), text: text.into() })
    }

    fn read(library: &Library, named: &Named) -> Result<Study, Error> {
        let protocol = source::read_protocol(named, library.atlases.of(&named.text))?;
        let options = Options { seed: 1, replicates: 1, groups: Vec::new(), traces: true };
        let study =
            Study { library: library.clone(), protocol, options, threads: 0, control: Control::default() };
        let compiled = study.compiled().map_err(|mut p| {
            p.0.iter_mut()
                .filter(|p| p.place.file.is_empty())
                .for_each(|p| p.place.file = named.name.clone());
            p
        })?;
        Inert::faults(&compiled, study.atlas()).into_result(())?;
        Ok(study)
    }

    /// Virtual repetitions of the whole study, each at the n of its record; 1 by default.
    pub fn replicates(mut self, replicates: usize) -> Study {
        self.options.replicates = replicates.max(1);
        self
    }

    /// Seed of all randomness; 1 by default.
    pub fn seed(mut self, seed: u64) -> Study {
        self.options.seed = seed;
        self
    }

    /// Runs these groups alone; claims about others are not judged. All by default.
    ///
    /// ```
    /// let library = syntony::Library::embedded()?;
    /// let run = syntony::Study::of(&library, "insel_hulihan_1995")?.groups(["mated"]).run()?;
    /// assert!(run.measure("mated", "partner").is_ok() && run.measure("csf", "partner").is_err());
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn groups<S: Into<String>>(mut self, groups: impl IntoIterator<Item = S>) -> Study {
        self.options.groups = groups.into_iter().map(Into::into).collect();
        self
    }

    /// Threads; 0, the default, for as many as the machine has. Results do not depend on it.
    pub fn threads(mut self, threads: usize) -> Study {
        self.threads = threads;
        self
    }

    /// Whether the time courses and acts of the first repetition are kept, which [`crate::Run::series`] reads; they are by default.
    pub fn traces(mut self, traces: bool) -> Study {
        self.options.traces = traces;
        self
    }

    /// Puts the run under somebody's control.
    pub fn control(mut self, control: &Control) -> Study {
        self.control = control.clone();
        self
    }

    /// Keys of all groups of the protocol, in its order.
    pub fn groups_all(&self) -> impl Iterator<Item = &str> {
        self.protocol.groups.iter().map(|g: &Group| g.key.as_str())
    }

    pub(crate) fn atlas(&self) -> &Atlas {
        self.library.atlases.of(&self.protocol.text)
    }

    pub(crate) fn ask(&self) -> RunAsk<'_> {
        RunAsk {
            protocol: &self.protocol,
            atlas: self.atlas(),
            options: &self.options,
            set: &self.library.set,
            people: &[],
            threads: self.threads,
        }
    }

    pub(crate) fn compiled(&self) -> Result<run::Study<'_>, syntony_language::Problems> {
        run::Study::compile(&self.protocol, self.atlas(), &self.options)
    }
}
