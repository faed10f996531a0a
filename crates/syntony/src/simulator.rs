//! A study as a function: numbers of the model in, mean scores out.

use crate::{Control, Error, Number, Study};
use rayon::prelude::*;
use std::sync::atomic::Ordering;
use syntony_language::Problems;
use syntony_language::problem::nearest;
use syntony_results::record::AnimalRow;
use syntony_results::stats::mean;
use syntony_study::folder::FolderError;
use syntony_study::{RunEnd, run};

/// A study as a function of some numbers of the model, for whoever samples, fits or optimises: see [`Study::simulator`].
#[derive(Debug, Clone)]
pub struct Simulator {
    study: Study,
    parameters: Vec<Number>,
    outputs: Vec<Output>,
    noise: Noise,
}

/// The random numbers of the points of a simulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    /// Every point has its own, which are a function of the seed and the point.
    Own,
    /// All points have the same, as optimisers and differences want it, so that points differ by their numbers alone.
    Common,
}

/// What a simulator gives of each point: the mean of a measure in a group, over the animals of all repetitions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Output {
    /// Name, `GROUP.MEASURE`.
    pub name: String,
    /// Unit, such as `min`; `1` for none.
    pub unit: String,
    /// Places of the group and of the measure in the protocol.
    place: (usize, usize),
}

impl Study {
    /// The study as a function of these numbers, by path, that gives the mean scores of `GROUP.MEASURE` names; of every group with
    /// each of its measures, where no name is given.
    ///
    /// # Errors
    /// [`Error::Input`] with every number that is unknown or that nothing in the study reads, and every name that is unknown.
    ///
    /// ```
    /// use syntony::{Library, Study};
    ///
    /// let library = Library::embedded()?;
    /// let study = Study::of(&library, "williams_1992")?;
    /// let simulator = study.simulator(&["process.bond.tag_rate"], &["h6_mated.partner", "h6_mated.stranger"])?;
    /// let scores = simulator.run(&[vec![0.1], vec![0.4]])?;
    /// assert_eq!((scores.len(), scores[0].len()), (2, 2));
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn simulator<S: AsRef<str>>(mut self, parameters: &[S], measures: &[S]) -> Result<Simulator, Error> {
        let mut problems = Problems::default();
        let mut add = |given: &str, what: &str, hint: Option<String>| {
            problems.0.push(crate::source::problem(given, what, hint));
        };
        let all = self.scored();
        let asked = |name: &S| all.iter().find(|o| o.name == name.as_ref()).cloned();
        for name in measures.iter().filter(|name| asked(name).is_none()) {
            let near = nearest(name.as_ref(), all.iter().map(|o| o.name.as_str()));
            let hint = near.map(|n| format!("did you mean '{n}'?"));
            add(name.as_ref(), "expected GROUP.MEASURE of the protocol, scored in that group", hint);
        }
        let outputs =
            if measures.is_empty() { all.clone() } else { measures.iter().filter_map(asked).collect() };
        let groups =
            outputs.iter().filter_map(|o| o.name.split_once('.')).map(|(group, _)| group.to_string());
        self.options.groups = groups.collect();
        self.options.traces = false;
        let read: Vec<_> = self.compiled()?.used().collect();
        let mut numbers = Vec::new();
        for path in parameters.iter().map(AsRef::as_ref) {
            let atlas = self.atlas();
            match atlas.params.find(path) {
                None => {
                    let hint = atlas.near(path).map(|n| format!("did you mean '{n}'?"));
                    add(path, "unknown path, expected that of a number of the atlas", hint);
                }
                Some(id) if !read.contains(&id) => add(path, "nothing that is run reads this number", None),
                Some(id) => {
                    let lineage = self.library.atlases.lineage_of(&self.protocol.text);
                    numbers.push(Number::of(lineage, atlas.params.get(id)));
                }
            }
        }
        Ok(problems.into_result(Simulator {
            study: self,
            parameters: numbers,
            outputs,
            noise: Noise::Own,
        })?)
    }

    /// Every group with each measure that is scored in it.
    fn scored(&self) -> Vec<Output> {
        let mut all = Vec::new();
        for (g, group) in self.protocol.groups.iter().enumerate() {
            for (m, measure) in self.protocol.measures.iter().enumerate() {
                if measure.phase.is_empty() || group.phases.iter().any(|f| f.name == measure.phase) {
                    let name = format!("{}.{}", group.key, measure.key);
                    all.push(Output { name, unit: measure.unit.clone(), place: (g, m) });
                }
            }
        }
        all
    }
}

impl Simulator {
    /// Which random numbers its points have; their own by default.
    pub fn noise(mut self, noise: Noise) -> Simulator {
        self.noise = noise;
        self
    }

    /// Puts its runs under somebody's control.
    pub fn control(mut self, control: &Control) -> Simulator {
        self.study = self.study.control(control);
        self
    }

    /// The numbers that a point consists of, with unit and plausible range.
    pub fn parameters(&self) -> &[Number] {
        &self.parameters
    }

    /// What each row of scores consists of.
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// The scores at every point, `[point × output]`, on the threads of the study. NaN where a score is missing in all animals, and in
    /// the whole row where the numbers do not fit together or a state left the numbers.
    ///
    /// # Errors
    /// [`Error::Input`] for a point that has not a finite value for each number, [`Error::Interrupted`].
    pub fn run(&self, points: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, Error> {
        for (i, point) in points.iter().enumerate() {
            if point.len() != self.parameters.len() || point.iter().any(|x| !x.is_finite()) {
                let what = format!("{point:?}, expected {} finite values", self.parameters.len());
                return Err(Error::input(&format!("point {i}"), what, None));
            }
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.study.threads).build();
        let pool = pool.map_err(|e| FolderError::Threads { said: e.to_string() })?;
        let progress = &self.study.control.0;
        progress.total.store(self.study.compiled()?.ticks() * points.len() as u64, Ordering::Relaxed);
        let all = pool.install(|| points.par_iter().with_max_len(1).map(|point| self.at(point)).collect());
        let rows: Result<Vec<Vec<f64>>, RunEnd> = all;
        Ok(rows?)
    }

    fn at(&self, point: &[f64]) -> Result<Vec<f64>, RunEnd> {
        let progress = &self.study.control.0;
        if progress.stop.load(Ordering::Relaxed) {
            return Err(RunEnd::Interrupted);
        }
        let nothing = || Ok(vec![f64::NAN; self.outputs.len()]);
        let mut atlas = self.study.atlas().clone();
        let mut options = self.study.options.clone();
        for (number, x) in self.parameters.iter().zip(point) {
            if atlas.set(&number.path, &x.to_string()).is_err() {
                return nothing();
            }
            if self.noise == Noise::Own {
                options.seed = mixed(options.seed ^ x.to_bits());
            }
        }
        let Ok(study) = run::Study::compile(&self.study.protocol, &atlas, &options) else { return nothing() };
        match study.rows(progress) {
            Ok(rows) => Ok(self.outputs.iter().map(|o| o.of(&rows)).collect()),
            Err(RunEnd::BlowUp(_)) => nothing(),
            Err(other) => Err(other),
        }
    }
}

impl Output {
    fn of(&self, rows: &[AnimalRow]) -> f64 {
        let own = rows.iter().filter(|row| row.group == self.place.0);
        let there: Vec<f64> = own.filter_map(|row| row.values[self.place.1]).collect();
        mean(&there)
    }
}

/// Another seed, all of whose bits depend on all of these (the finaliser of SplitMix64).
fn mixed(seed: u64) -> u64 {
    let x = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}
