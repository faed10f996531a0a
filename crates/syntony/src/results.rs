//! What a run gives: verdicts, scores, time courses, a folder.

use crate::{Error, Study};
use serde::Serialize;
use std::fmt;
use std::path::Path;
use std::time::Instant;
use syntony_language::problem::nearest;
use syntony_results::record;
use syntony_results::record::{MeasureRecord, Results};
use syntony_study::folder;

/// A study that was run, in memory.
#[derive(Debug, Clone)]
pub struct Run {
    pub(crate) study: Study,
    pub(crate) results: Results,
    pub(crate) took_s: f64,
}

/// How a claim came out over the repetitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Outcome {
    /// In four fifths of the repetitions or more.
    Holds,
    /// In half of them or more.
    Mixed,
    /// In fewer.
    Fails,
    /// It cannot be judged; [`Verdict::reason`] says why.
    #[serde(rename = "not applicable")]
    NotApplicable,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Outcome::Holds => "holds",
            Outcome::Mixed => "mixed",
            Outcome::Fails => "fails",
            Outcome::NotApplicable => "not applicable",
        })
    }
}

/// A claim beside what came out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// Key of the claim.
    pub claim: String,
    /// The claim in words.
    pub text: String,
    /// What the paper found, or what a design of one's own expects.
    pub expected: String,
    /// What came out, in the units of the measures; the mean over the repetitions where they are several.
    pub simulated: String,
    /// Number that was published, or is expected, where there is one, in the unit of the measure.
    pub expected_value: Option<f64>,
    /// Its 95 % interval.
    pub expected_interval: Option<(f64, f64)>,
    /// Number that came out, where there is one, in the unit of the measure.
    pub simulated_value: Option<f64>,
    /// Its 95 % interval.
    pub simulated_interval: Option<(f64, f64)>,
    /// Groups concerned.
    pub groups: Vec<String>,
    /// Measures concerned.
    pub measures: Vec<String>,
    /// How it came out.
    pub outcome: Outcome,
    /// Share of the repetitions in which it holds, 0 to 1.
    pub share: f64,
    /// Repetitions in which what is claimed comes out but the positive control of the claim does not: they count as not held.
    pub hollow: usize,
    /// Standardised effect, and what it is (`d_z`, `g`, `r`, …).
    pub effect: Option<(f64, String)>,
    /// The test, in words.
    pub criterion: String,
    /// Why it is not applicable, or not in every repetition; empty where it is.
    pub reason: String,
}

/// The scores of one measure in one group, one an animal (in people, one a person or couple).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Scores {
    /// What is scored, in words.
    pub label: String,
    /// Unit, such as `min`; `1` for none.
    pub unit: String,
    /// Scores, repetition after repetition, animal after animal; NaN where there is none.
    pub values: Vec<f64>,
    /// Animals in each repetition, so that `values.chunks(n)` are the repetitions.
    pub n: usize,
}

impl Scores {
    /// Mean of the scores that are there, in the unit; NaN if none is.
    pub fn mean(&self) -> f64 {
        let there: Vec<f64> = self.values.iter().copied().filter(|v| !v.is_nan()).collect();
        syntony_results::stats::mean(&there)
    }
}

/// The course of one variable in one group, in the first repetition.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Series {
    /// What it is, in words.
    pub label: String,
    /// Unit, such as `nM`; `1` for none.
    pub unit: String,
    /// Times of the samples, s.
    pub time_s: Vec<f64>,
    /// `[animal × sample]`.
    pub values: Vec<Vec<f32>>,
}

impl Study {
    /// Runs it.
    ///
    /// # Errors
    /// [`Error::Input`] for unknown groups and for more than fits into memory, [`Error::Unstable`], [`Error::Interrupted`].
    ///
    /// ```
    /// use syntony::{Library, Study};
    ///
    /// let library = Library::embedded()?;
    /// let of = |threads| Study::of(&library, "williams_1992")?.threads(threads).run();
    /// assert_eq!(of(1)?.hash(), of(2)?.hash());
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn run(self) -> Result<Run, Error> {
        let began = Instant::now();
        let results = folder::in_memory(&self.ask(), &self.compiled()?, &self.control.0)?;
        Ok(Run { study: self, results, took_s: began.elapsed().as_secs_f64() })
    }
}

impl Run {
    /// The claims about the groups that were run, in the order of the protocol.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict> {
        self.results.verdicts.iter().map(|v| Verdict {
            claim: v.claim.clone(),
            text: v.text.clone(),
            expected: v.expected().clone(),
            simulated: v.simulated.clone(),
            expected_value: v.published_value,
            expected_interval: v.published_interval,
            simulated_value: v.simulated_value,
            simulated_interval: v.simulated_interval,
            groups: v.groups.clone(),
            measures: v.measures.clone(),
            outcome: match v.word() {
                "holds" => Outcome::Holds,
                "mixed" => Outcome::Mixed,
                "fails" => Outcome::Fails,
                _ => Outcome::NotApplicable,
            },
            share: v.share,
            hollow: v.hollow,
            effect: v.effect_size.map(|size| (size, v.effect_name.clone())),
            criterion: v.criterion.clone(),
            reason: v.reason.clone(),
        })
    }

    /// The scores of a measure in a group.
    ///
    /// # Errors
    /// [`Error::Input`] for a group that was not run, or an unknown measure.
    ///
    /// ```
    /// use syntony::{Library, Study};
    ///
    /// let library = Library::embedded()?;
    /// let run = Study::of(&library, "insel_hulihan_1995")?.groups(["mated"]).replicates(2).run()?;
    /// let minutes = run.measure("mated", "partner")?;
    /// assert_eq!((minutes.unit.as_str(), minutes.values.len()), ("min", 2 * minutes.n));
    /// assert!(minutes.mean() > run.measure("mated", "stranger")?.mean());
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn measure(&self, group: &str, measure: &str) -> Result<Scores, Error> {
        let g = self.group(group)?;
        let keys = self.results.measures.iter().map(|m| m.key.as_str());
        let m = place(keys, measure, "measure of the protocol")?;
        let rows = self.results.animals.iter().filter(|row| row.group == g);
        let values = rows.map(|row| row.values.get(m).copied().flatten().unwrap_or(f64::NAN)).collect();
        let MeasureRecord { label, unit, .. } = self.results.measures[m].clone();
        Ok(Scores { label, unit, values, n: self.results.groups[g].n })
    }

    /// Keys of the measures, in the order of the protocol.
    pub fn measures(&self) -> impl Iterator<Item = &str> {
        self.results.measures.iter().map(|m| m.key.as_str())
    }

    /// Keys of the groups that were run, in the order of the protocol.
    pub fn groups(&self) -> impl Iterator<Item = &str> + Clone {
        let asked = &self.study.options.groups;
        let ran = move |g: &&record::GroupRecord| asked.is_empty() || asked.contains(&g.key);
        self.results.groups.iter().filter(ran).map(|g| g.key.as_str())
    }

    /// The course of a variable in a group, in the first repetition.
    ///
    /// # Errors
    /// [`Error::Input`] for a group that was not run, a variable that was not recorded, and with [`Study::traces`] off.
    ///
    /// ```
    /// use syntony::{Library, Study};
    ///
    /// let library = Library::embedded()?;
    /// let run = Study::of(&library, "insel_hulihan_1995")?.groups(["mated"]).run()?;
    /// let bond = run.series("mated", "bond:partner")?;
    /// assert_eq!(bond.values[0].len(), bond.time_s.len());
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn series(&self, group: &str, variable: &str) -> Result<Series, Error> {
        let g = self.group(group)?;
        let own: Vec<_> = self.results.series.iter().filter(|s| s.group == g).collect();
        let found = place(own.iter().map(|s| s.variable.as_str()), variable, "variable that was recorded")?;
        let s = own[found];
        Ok(Series {
            label: s.label.clone(),
            unit: s.unit.clone(),
            time_s: s.time_s.clone(),
            values: s.values.clone(),
        })
    }

    /// Names of the variables that were recorded of a group.
    ///
    /// # Errors
    /// [`Error::Input`] for a group that was not run.
    pub fn variables(&self, group: &str) -> Result<Vec<&str>, Error> {
        let g = self.group(group)?;
        let own = self.results.series.iter().filter(|s| s.group == g);
        Ok(own.map(|s| s.variable.as_str()).collect())
    }

    /// Hash of all scores, bit by bit: equal for equal runs.
    pub fn hash(&self) -> String {
        folder::result_hash(&self.results)
    }

    /// The report that `syntony run` writes: one HTML page that needs no network.
    ///
    /// # Errors
    /// [`Error::Folder`] if the page cannot be made, which the tests rule out.
    pub fn report(&self) -> Result<String, Error> {
        Ok(folder::report_of(&self.study.ask(), &self.results, self.took_s)?)
    }

    /// Writes the folder that `syntony run` writes: manifest, tables, arrays, report. Nothing, where the very run is there.
    ///
    /// # Errors
    /// [`Error::Folder`] where another run is there, where something else is, and for what the system says.
    ///
    /// ```
    /// # use syntony::{Library, Study};
    /// # let place = tempfile::tempdir().unwrap();
    /// # let mine = place.path().join("mine");
    /// let library = Library::embedded()?;
    /// let run = Study::of(&library, "williams_1992")?.run()?;
    /// run.write(&mine)?;
    /// assert!(mine.join("report.html").exists());
    /// assert!(Study::of(&library, "williams_1992")?.seed(2).run()?.write(&mine).is_err());
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        Ok(folder::write(path.as_ref(), &self.study.ask(), &self.results, self.took_s)?)
    }

    /// The place of a group that was run.
    fn group(&self, key: &str) -> Result<usize, Error> {
        place(self.groups(), key, "group that was run")?;
        // all groups of the protocol are there, also those that were not run
        Ok(self.results.groups.iter().position(|g| g.key == key).unwrap_or(0))
    }
}

/// Where a name stands among those that are known.
pub(crate) fn place<'n>(
    known: impl Iterator<Item = &'n str> + Clone,
    name: &str,
    expected: &str,
) -> Result<usize, Error> {
    known.clone().position(|k| k == name).ok_or_else(|| {
        let hint = match nearest(name, known.clone()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("known are: {}", known.collect::<Vec<_>>().join(", ")),
        };
        Error::input(name, format!("expected a {expected}"), Some(hint))
    })
}
