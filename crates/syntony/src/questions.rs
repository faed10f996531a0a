//! Questions that take many runs: power of a design, and what many protocols say together.

use crate::source::{problem, selection};
use crate::{Control, Error, Library, Study};
use syntony_evidence::{self as evidence, Base, Repeat, Trial, Validation, regression};
use syntony_inference::power::{self, Power, PowerAsk, PowerStopped};
use syntony_language::Problems;
use syntony_study::folder::FolderError;

/// What to judge together: everything that is built in, 20 repetitions, seed 1, on all threads, unless another is asked for.
#[derive(Debug, Clone)]
pub struct ValidationAsk {
    /// Keys, globs, files, lineages, roles and topics; no word is everything that is built in.
    pub words: Vec<String>,
    /// Virtual repetitions of each study.
    pub replicates: usize,
    /// Seed of all randomness.
    pub seed: u64,
    /// Threads; 0 for as many as the machine has.
    pub threads: usize,
}

impl Default for ValidationAsk {
    fn default() -> ValidationAsk {
        ValidationAsk { words: Vec::new(), replicates: 20, seed: 1, threads: 0 }
    }
}

impl Study {
    /// How often a study of n subjects would find what the model does, claim by claim, as `syntony power` has it.
    ///
    /// # Errors
    /// [`Error::Input`] for a claim that is unknown or has no test, and for an n that is too small or too large, [`Error::Unstable`],
    /// [`Error::Interrupted`].
    ///
    /// ```
    /// use syntony::{Library, PowerAsk, Study};
    ///
    /// let library = Library::embedded()?;
    /// let ask = PowerAsk { n: vec![4, 8], own: false, simulations: 20, ..PowerAsk::default() };
    /// let power = Study::of(&library, "williams_1992")?.power(&ask)?;
    /// assert_eq!(power[0].curve.len(), 2);
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn power(&self, ask: &PowerAsk) -> Result<Vec<Power>, Error> {
        let mut ask = ask.clone();
        ask.n.sort_unstable();
        ask.n.dedup();
        let shares = [("target", Some(ask.target)), ("alpha", ask.alpha)];
        let mut wrong = Problems::default();
        for (what, x) in shares.into_iter().filter_map(|(what, x)| Some((what, x?))) {
            if !(x > 0.0 && x < 1.0) {
                wrong.0.push(problem(format!("{what} {x}"), "expected a share between 0 and 1", None));
            }
        }
        wrong.into_result(())?;
        let done = power::power(&self.protocol, self.atlas(), &ask, self.threads, &self.control.0, None);
        done.map_err(|stopped| match stopped {
            PowerStopped::Input(mut problems) => {
                let unplaced = problems.0.iter_mut().filter(|p| p.place.file.is_empty());
                unplaced.for_each(|p| p.place.file = self.protocol.key.clone());
                problems.into()
            }
            PowerStopped::Outcome(outcome) => outcome.into(),
            PowerStopped::Folder(e) => e.into(),
        })
    }
}

impl Library {
    /// Judges many protocols together, as `syntony validate` does. Nothing is kept for the next time.
    ///
    /// # Errors
    /// [`Error::Input`] for words that mean nothing and protocols that are wrong, [`Error::Unstable`], [`Error::Interrupted`].
    pub fn validate(&self, ask: &ValidationAsk, control: &Control) -> Result<Validation, Error> {
        let library = &*self.atlases;
        let repeat = Repeat { seed: ask.seed, replicates: ask.replicates.max(1) };
        let chosen = selection(&ask.words, library)?;
        let mut problems = Problems::default();
        let mut trials = Vec::new();
        for (protocol, atlas) in &chosen {
            match Trial::compile(protocol, atlas, library.lineage_of(&protocol.text), repeat) {
                Ok(trial) => trials.push(trial),
                Err(p) => problems.0.extend(p.0),
            }
        }
        problems.into_result(())?;
        let built_in = selection(&[], library)?;
        let all: Vec<_> = built_in.iter().map(|(p, _)| (library.lineage_of(&p.text), p)).collect();
        let base = Base::of(all.iter().copied());
        let own = chosen.iter().filter(|(p, _)| built_in.iter().all(|(b, _)| b.key != p.key));
        let designs = own.chain(&built_in).map(|(p, atlas)| (library.lineage_of(&p.text), p, *atlas));
        let designs = regression::features::designs(designs);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(ask.threads).build();
        let pool = pool.map_err(|e| FolderError::Threads { said: e.to_string() })?;
        pool.install(|| {
            let known = vec![None; trials.len()];
            let rows = evidence::perform(&trials, known.clone(), &control.0, &|_, _| {})?;
            let mut done = evidence::judge(&trials, &rows, &known, repeat, &self.set, &base);
            regression::fill(&mut done, &designs);
            Ok(done)
        })
    }
}
