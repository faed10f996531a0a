//! Sweeps: a protocol at every point of a grid, or at Sobol points, over numbers of the atlas and of the protocol itself.
//!
//! | module | does |
//! |---|---|
//! | `range` | numbers that are swept, and their values |
//! | `report` | means, effects and verdicts at every point |
//! | `hill` | dose-response: EC50 of a Hill curve |
//! | `tables`, `page` | what of it is written |
//!
//! At every point the same animals live, so curves are smooth beyond what sampling of animals allows. A group that no swept number reaches is run once.

mod figures;
pub mod hill;
mod page;
mod range;
mod report;

pub use crate::power::PowerStopped;
pub use page::render;
pub use range::Swept;
pub use report::{AtPoint, ClaimShare, DoseResponse, GroupScore, Swathe, SweepReport};

use crate::sensitivity::sobol;
use range::swept;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use syntony_language::Problems;
use syntony_model::{Atlas, ParamId, Protocol};
use syntony_results::record::AnimalRow;
use syntony_store::hash;
use syntony_study::factors::Factors;
use syntony_study::folder::FolderError;
use syntony_study::run::{Options, Progress, RunEnd, Study};
use syntony_study::size;
use syntony_study::work::WorkFolder;

/// Most points of a sweep.
pub const POINTS_MAX: usize = 10_000;
/// Most bytes of scores that are kept in memory, and what one of them takes with its share of a row.
const BYTES_MAX: f64 = 8e9;
const SCORE: f64 = 16.0;
const ROW: f64 = 120.0;

/// What to sweep.
#[derive(Debug, Clone)]
pub struct SweepAsk {
    /// `PATH=FROM..TO[:log][/N]`, `PATH=A,B,C` or `PATH`.
    pub over: Vec<String>,
    /// Sobol points instead of a grid.
    pub points: Option<usize>,
    /// Groups; empty for all.
    pub groups: Vec<String>,
    /// Virtual repetitions of the study at every point.
    pub replicates: usize,
    /// Seed of animals and of Sobol points.
    pub seed: u64,
}

/// A part of the jobs: the first of four is (1, 4).
pub type Shard = (usize, usize);

/// The animals of a group at some points, or why there are none.
type Lived = Result<Vec<AnimalRow>, String>;

/// A sweep that can be run.
pub struct Sweep<'a> {
    protocol: &'a Protocol,
    atlas: &'a Atlas,
    wanted: &'a SweepAsk,
    factors: Factors<'a>,
    pool: rayon::ThreadPool,
    /// Numbers that are swept.
    pub axes: Vec<Swept>,
    /// Values of the axes at every point.
    pub points: Vec<Vec<f64>>,
    /// Groups that are run, by index.
    groups: Vec<usize>,
    portions: Vec<Portion>,
    /// At every point the portion of each group, or why the point cannot be.
    plan: Vec<Result<Vec<usize>, String>>,
    /// Unit-ticks and seconds of a group as it stands in the protocol, by place in `groups`.
    cost: Vec<(u64, f64)>,
}

/// A group as it is at one point or more.
struct Portion {
    name: String,
    point: usize,
    group: usize,
}

impl<'a> Sweep<'a> {
    /// Checks everything that is asked, and finds what has to be run, on so many threads (none: as many as the machine has).
    pub fn new(
        protocol: &'a Protocol,
        atlas: &'a Atlas,
        wanted: &'a SweepAsk,
        threads: Option<u32>,
    ) -> Result<Sweep<'a>, Problems> {
        let study = Study::compile(protocol, atlas, &options(wanted, wanted.groups.clone()))?;
        let factors = Factors::of(protocol, atlas);
        let axes = swept(&wanted.over, &study.used().collect::<Vec<ParamId>>(), atlas, &factors)?;
        let points = points(&axes, wanted)?;
        let groups: Vec<usize> = (0..study.runs.len()).filter(|&g| study.runs[g].is_some()).collect();
        let units = |g: usize| (protocol.groups[g].n * wanted.replicates) as f64;
        let one = |&g: &usize| {
            let run = study.runs[g].as_ref();
            let ticks = run.map_or(0, |r| r.schedule.ticks()) * units(g) as u64;
            (ticks, run.map_or(0.0, |r| size::unit_seconds(r) * units(g)))
        };
        let cost = groups.iter().map(one).collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0) as usize).build();
        let pool = pool.map_err(|e| one_problem(format!("the threads could not be started: {e}"), None))?;
        let (portions, plan) = (Vec::new(), Vec::new());
        let mut sweep =
            Sweep { protocol, atlas, wanted, factors, pool, axes, points, groups, portions, plan, cost };
        sweep.plan();
        let bytes: f64 = sweep
            .portions
            .iter()
            .map(|p| units(sweep.groups[p.group]) * (ROW + SCORE * protocol.measures.len() as f64))
            .sum();
        if bytes > BYTES_MAX {
            let (is, most) = (size::gigabytes(bytes), size::gigabytes(BYTES_MAX));
            let what = format!("scores of {} points take {is}, expected at most {most}", sweep.points.len());
            return Err(one_problem(what, Some("fewer points, --groups or --replicates")));
        }
        Ok(sweep)
    }

    /// Finds which groups are the same at which points.
    fn plan(&mut self) {
        let names: Vec<Result<Vec<String>, String>> =
            self.pool.install(|| (0..self.points.len()).into_par_iter().map(|p| self.names(p)).collect());
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for (point, names) in names.into_iter().enumerate() {
            let one = |(group, name): (usize, String)| {
                *known.entry(name.clone()).or_insert_with(|| {
                    self.portions.push(Portion { name, point, group });
                    self.portions.len() - 1
                })
            };
            let at = names.map(|names| names.into_iter().enumerate().map(one).collect());
            self.plan.push(at);
        }
    }

    /// What each group is at a point, as the names of its pieces.
    fn names(&self, point: usize) -> Result<Vec<String>, String> {
        let protocol = self.protocol_at(point)?;
        let name = |&g: &usize| {
            let group = &protocol.groups[g];
            let mut h = hash::Hash::new();
            h.text(&group.key);
            for (axis, value) in self.axes.iter().zip(&self.points[point]).filter(|(a, _)| a.atlas) {
                h.text(&axis.path).integer(value.to_bits());
            }
            // what a group is, without the places where its tables stand in the text
            if self.axes.iter().any(|a| !a.atlas) {
                h.text(&format!("{group:?}"));
            }
            h.hex()[..32].to_string()
        };
        Ok(self.groups.iter().map(name).collect())
    }

    fn protocol_at(&self, point: usize) -> Result<Cow<'a, Protocol>, String> {
        let own: Vec<(&str, _)> = self
            .axes
            .iter()
            .zip(&self.points[point])
            .filter(|(a, _)| !a.atlas)
            .map(|(a, value)| (a.path.as_str(), a.quantity(*value)))
            .collect();
        match own.is_empty() {
            true => Ok(Cow::Borrowed(self.protocol)),
            false => self.factors.moved(&own, self.atlas).map(Cow::Owned).map_err(|p| first(&p)),
        }
    }

    fn atlas_at(&self, point: usize) -> Result<Cow<'a, Atlas>, String> {
        let mut atlas = Cow::Borrowed(self.atlas);
        for (axis, value) in self.axes.iter().zip(&self.points[point]).filter(|(a, _)| a.atlas) {
            let text = axis.quantity(*value).to_string();
            atlas.to_mut().set(&axis.path, &text).map_err(|p| p.what)?;
        }
        Ok(atlas)
    }

    /// Pieces of it: each group as it is at one point or more.
    pub fn pieces(&self) -> usize {
        self.portions.len()
    }

    /// Time that it takes on one core, s, roughly.
    pub fn seconds(&self, shard: Option<Shard>) -> f64 {
        self.of_shard(shard).into_iter().map(|i| self.cost[self.portions[i].group].1).sum()
    }

    fn of_shard(&self, shard: Option<Shard>) -> Vec<usize> {
        let (i, n) = shard.unwrap_or((1, 1));
        (0..self.portions.len()).filter(|k| k % n == i - 1).collect()
    }

    /// What decides the pieces, in words. The same for every shard.
    pub fn identity(&self, set: &[String]) -> Vec<(String, String)> {
        let texts = self.atlas.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let list = |x: &[String]| serde_json::to_string(x).unwrap_or_default();
        let w = self.wanted;
        let all = [
            ("question", "sweep".to_string()),
            ("Syntony", env!("CARGO_PKG_VERSION").into()),
            ("protocol", self.protocol.text.clone()),
            ("atlas", hash::of_texts(texts)),
            ("overrides", list(set)),
            ("over", list(&w.over)),
            ("points", w.points.map_or("grid".into(), |n| n.to_string())),
            ("groups", list(&w.groups)),
            ("replicates", w.replicates.to_string()),
            ("seed", w.seed.to_string()),
        ];
        all.into_iter().map(|(what, value)| (what.to_string(), value)).collect()
    }

    /// Runs whatever of a shard (or of all) is not kept yet.
    pub fn run(
        &self,
        shard: Option<Shard>,
        progress: &Progress,
        work: &WorkFolder,
    ) -> Result<(), PowerStopped> {
        let mut mine = self.of_shard(shard);
        let ticks = |i: &usize| self.cost[self.portions[*i].group].0;
        progress.done.store(0, Ordering::Relaxed);
        progress.total.store(mine.iter().map(ticks).sum(), Ordering::Relaxed);
        // long ones first, so that threads end together
        mine.sort_by_key(|i| std::cmp::Reverse(ticks(i)));
        let one = |&i: &usize| {
            let name = &self.portions[i].name;
            if work.have::<Lived>(name).is_some() {
                progress.done.fetch_add(ticks(&i), Ordering::Relaxed);
                return Ok(());
            }
            let lived = self.live(i, progress)?;
            work.keep(name, &lived, progress);
            Ok(())
        };
        let done: Result<(), RunEnd> =
            self.pool.install(|| mine.par_iter().with_max_len(1).map(one).collect());
        match work.failure() {
            Some(e) => Err(PowerStopped::Folder(e)),
            None => done.map_err(PowerStopped::Outcome),
        }
    }

    fn live(&self, portion: usize, progress: &Progress) -> Result<Lived, RunEnd> {
        if progress.stop.load(Ordering::Relaxed) {
            return Err(RunEnd::Interrupted);
        }
        let Portion { point, group, .. } = self.portions[portion];
        let expected = self.cost[group].0;
        let (protocol, atlas) = match (self.protocol_at(point), self.atlas_at(point)) {
            (Ok(protocol), Ok(atlas)) => (protocol, atlas),
            (Err(why), _) | (_, Err(why)) => return Ok(Err(why)),
        };
        let key = protocol.groups[self.groups[group]].key.clone();
        let study = match Study::compile(&protocol, &atlas, &options(self.wanted, vec![key])) {
            Ok(study) => study,
            Err(problems) => {
                progress.done.fetch_add(expected, Ordering::Relaxed);
                return Ok(Err(first(&problems)));
            }
        };
        progress.total.fetch_add(study.ticks(), Ordering::Relaxed);
        progress.total.fetch_sub(expected, Ordering::Relaxed);
        match study.rows(progress) {
            Ok(rows) => Ok(Ok(rows)),
            Err(RunEnd::BlowUp(blow_up)) => Ok(Err(blow_up.to_string())),
            Err(other) => Err(other),
        }
    }

    /// Takes over what other folders of the same sweep have; gives how many pieces are still missing.
    pub fn gather(
        &self,
        work: &WorkFolder,
        from: &[WorkFolder],
        progress: &Progress,
    ) -> Result<usize, FolderError> {
        let mut missing = 0;
        for portion in &self.portions {
            if work.have::<Lived>(&portion.name).is_some() {
                continue;
            }
            match from.iter().find_map(|w| w.have::<Lived>(&portion.name)) {
                Some(lived) => work.keep(&portion.name, &lived, progress),
                None => missing += 1,
            }
        }
        work.failure().map_or(Ok(missing), Err)
    }

    /// The answer, if the folder has all pieces; else how many it lacks.
    pub fn answer(&self, work: &WorkFolder) -> Result<SweepReport, usize> {
        let lived: Vec<Option<Lived>> =
            self.pool.install(|| self.portions.par_iter().map(|p| work.read(&p.name)).collect());
        let missing = lived.iter().filter(|l| l.is_none()).count();
        if missing > 0 {
            return Err(missing);
        }
        let lived: Vec<Lived> = lived.into_iter().flatten().collect();
        Ok(self.pool.install(|| self.report(&lived)))
    }
}

fn options(wanted: &SweepAsk, groups: Vec<String>) -> Options {
    Options { seed: wanted.seed, replicates: wanted.replicates, groups, traces: false }
}

fn one_problem(what: String, hint: Option<&str>) -> Problems {
    let mut problems = Problems::default();
    problems.add(Default::default(), what, hint.map(String::from));
    problems
}

/// The first problem in words, and how many more there are.
fn first(problems: &Problems) -> String {
    let what = problems.0.first().map_or(String::new(), |p| p.what.clone());
    match problems.0.len() {
        0 | 1 => what,
        n => format!("{what} (and {} more)", n - 1),
    }
}

/// Values at every point: all combinations, the last axis fastest, or Sobol points.
fn points(axes: &[Swept], wanted: &SweepAsk) -> Result<Vec<Vec<f64>>, Problems> {
    let number = match wanted.points {
        Some(n) => n,
        None => axes.iter().fold(1usize, |n, a| n.saturating_mul(a.values.len())),
    };
    if number > POINTS_MAX {
        let each: Vec<String> = axes.iter().map(|a| a.values.len().to_string()).collect();
        let is = if wanted.points.is_some() { String::new() } else { format!("{} = ", each.join(" × ")) };
        let what = format!("{is}{number} points, expected at most {POINTS_MAX}");
        let hint = "fewer values with /N, or --points N for Sobol points over the ranges";
        return Err(one_problem(what, Some(hint)));
    }
    if wanted.points.is_some() && axes.len() > sobol::AXES_MAX {
        let (is, most) = (axes.len(), sobol::AXES_MAX);
        let what = format!("{is} numbers are too many for Sobol points, expected at most {most}");
        return Err(one_problem(what, None));
    }
    if wanted.points.is_some() {
        let at = |j: usize| {
            let (row, _) = sobol::row(j, axes.len(), wanted.seed);
            axes.iter().zip(row).map(|(a, share)| a.at(share)).collect()
        };
        return Ok((0..number).map(at).collect());
    }
    let at = |mut k: usize| {
        let mut values: Vec<f64> = axes
            .iter()
            .rev()
            .map(|a| {
                let value = a.values[k % a.values.len()];
                k /= a.values.len();
                value
            })
            .collect();
        values.reverse();
        values
    };
    Ok((0..number).map(at).collect())
}
