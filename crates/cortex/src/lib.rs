//! Whole-cortex networks: a neural mass in every region of a connectome, for any number of brains.
//!
//! ```text
//! run.json          what was asked, with what, how it ended
//! parameters.json   numbers that the run read, and their sources
//! series.zarr       what is recorded, [brain × time × region], for xarray; not compressed
//! bold.zarr         what a scanner would show of it, likewise, if that is asked
//! eeg.zarr          what electrodes would show of it, [brain × time × channel], if that is asked
//! parts/            of a run that was interrupted or blew up: what has grown, and states from which it goes on to the same bits
//! last_good.zarr    states before a blow-up, [brain × region]
//! ```
//! Brains run side by side over threads; each has noise and first states of its own, and the same bits whatever runs beside it. The series
//! is written while the run goes on, so that memory does not grow with time.

mod checks;
pub mod connectome;
mod instruments;
mod maps;
pub mod mass;
mod pieces;
mod run;
mod stimuli;
mod together;

pub use connectome::Connectome;
pub use instruments::{Bold, Scalp};
pub use pieces::{Blown, CortexStopped};
pub use run::{Summary, hash_of, is_other, run};
pub use stimuli::{Stimulus, of_table as stimuli_of, of_text as stimulus_of};
pub use syntony_engine::network::Scheme;
pub use syntony_store::Opening;

use mass::{Card, balanced_inhibition, balanced_state, cards};
use std::collections::BTreeMap;
use std::path::Path;
use syntony_engine::grid;
use syntony_engine::network::{BLOCK, Edges};
use syntony_language::problem::nearest;
use syntony_language::{Place, Problems};
use syntony_model::{Atlas, ParamId};
use syntony_results::record::SourceRecord;
use syntony_store::{StoreError, atomic};

/// How weights are scaled before the global coupling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scaling {
    /// The largest is 1.
    Max,
    /// The largest sum of weights into a region is 1.
    Strength,
    /// As they are.
    Raw,
}

/// What is asked. Times in s, speed in m/s.
#[derive(Debug, Clone)]
pub struct CortexAsk {
    /// The connectome as the user gave it.
    pub connectome: String,
    /// Key of the mass.
    pub mass: String,
    /// Simulated time that is recorded.
    pub duration: f64,
    /// Simulated time before it.
    pub skip: f64,
    /// Length of a step.
    pub dt: f64,
    /// Scheme of a step.
    pub scheme: Scheme,
    /// Speed of conduction; infinite for none but the shortest delay, one step.
    pub speed: f64,
    /// Time over which a recorded value is a mean.
    pub every: f64,
    /// Brains.
    pub brains: usize,
    /// Seed of noise and first states.
    pub seed: u64,
    /// Single precision.
    pub single: bool,
    /// Scaling of weights.
    pub scaling: Scaling,
    /// Local inhibition is set so that every region fires at its rate.
    pub balanced: bool,
    /// All stages of a step see the coupling at its beginning, as in TVB.
    pub frozen: bool,
    /// Numbers that maps scale by region: number, and map or size*map.
    pub maps: Vec<(String, String)>,
    /// A table that says which region of the atlas a region is: name and text.
    pub sites: Option<(String, String)>,
    /// Overrides as written, for the record.
    pub set: Vec<String>,
    /// What is recorded: the name of what the mass shows, or of states; nothing for the former.
    pub record: Vec<String>,
    /// Stimuli: place, and region, number, amount, from, to as written.
    pub stimuli: Vec<(Place, Vec<String>)>,
    /// Time between two volumes of a scanner.
    pub bold: Option<f64>,
    /// Samples of electrodes a second.
    pub eeg: Option<f64>,
    /// Instruments have no noise of their own.
    pub clean: bool,
    /// Threads; 0 for as many as the machine has.
    pub threads: usize,
}

/// A variable that is recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedVariable {
    /// Name in the series.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Meaning.
    pub meaning: &'static str,
    /// Index of the state; none for what the mass shows.
    pub state: Option<usize>,
}

/// A run that can begin.
#[derive(Clone)]
pub struct CortexPlan {
    /// What was asked.
    pub ask: CortexAsk,
    /// The mass.
    pub card: Card,
    /// The connectome.
    pub connectome: Connectome,
    /// Edges with delays in steps and coupling in their weights.
    pub edges: Edges,
    /// Numbers of the mass `[region][number]`.
    pub numbers: Vec<Vec<f64>>,
    /// Sums of the weights into each region.
    pub strengths: Vec<f64>,
    /// What is recorded.
    pub record: Vec<RecordedVariable>,
    /// What changes numbers for a while.
    pub stimuli: Vec<Stimulus>,
    /// The scanner.
    pub bold: Option<Bold>,
    /// The electrodes.
    pub scalp: Option<Scalp>,
    /// σ of each state per √s.
    pub noise: Vec<f64>,
    /// Steps in all, before recording, and of a recorded value.
    pub steps: (u64, u64, u64),
    /// Numbers of the atlas that it reads.
    pub used: Vec<ParamId>,
}

impl CortexPlan {
    /// Checks what is asked, all of it, and compiles it.
    pub fn compile(
        ask: &CortexAsk,
        mut connectome: Connectome,
        atlas: &Atlas,
    ) -> Result<CortexPlan, Problems> {
        let mut problems = Problems::default();
        let all = cards();
        let Some(card) = all.iter().find(|c| c.key == ask.mass).cloned() else {
            let keys = || all.iter().map(|c| c.key);
            let hint = match nearest(&ask.mass, keys()) {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("there are {}", keys().collect::<Vec<_>>().join(", ")),
            };
            problems.add(flag("--mass"), format!("unknown mass '{}'", ask.mass), Some(hint));
            return Err(problems);
        };
        let (base, mut used) = read(&card, atlas, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let n = connectome.regions();
        let mut numbers = vec![base; n];
        used.extend(maps::apply(ask, &card, (&mut connectome, atlas), &mut numbers, &mut problems));
        let (weights, strengths) = scaled(ask.scaling, &connectome);
        if ask.balanced {
            balance(&card, &connectome, (&weights, n), &mut numbers, &mut problems);
        }
        let steps = checks::times(ask, &card, &numbers, &mut problems);
        checks::delays(ask, &card, &mut connectome, &mut problems);
        let record = checks::record(ask, &card, &mut problems);
        let stimuli = stimuli::read(ask, &card, (&connectome, steps.0), &mut problems);
        let (bold, scalp) =
            checks::instruments(ask, (&card, steps), (&connectome, atlas), &mut used, &mut problems);
        if !problems.is_empty() {
            return problems.into_result(()).map(|()| unreachable!("there are problems"));
        }
        let edges = tracts(ask, &card, (&connectome, &weights), &numbers);
        // D is one for all regions; σ² = 2 D
        let sigma = (2.0 * numbers[0][card.numbers.len() - 1]).sqrt();
        let noise = match sigma == 0.0 {
            true => Vec::new(),
            false => card.noisy.iter().map(|&noisy| if noisy { sigma } else { 0.0 }).collect(),
        };
        let ask = ask.clone();
        let plan = CortexPlan {
            ask,
            card,
            connectome,
            edges,
            numbers,
            strengths,
            record,
            stimuli,
            bold,
            scalp,
            noise,
            steps,
            used,
        };
        checks::stimulated(&plan)?;
        checks::size(&plan)?;
        Ok(plan)
    }

    /// Values that are recorded of a brain and region.
    pub fn samples(&self) -> usize {
        let (steps, skipped, every) = self.steps;
        ((steps - skipped) / every) as usize
    }

    /// Brains that are stepped together: side by side where delays are too short for blocks of steps.
    pub fn lanes(&self, threads: usize) -> usize {
        let block = self.edges.delay.iter().copied().min().unwrap_or(BLOCK);
        match block >= BLOCK {
            true => 1,
            false => self.ask.brains.div_ceil(threads.max(1)).clamp(1, BLOCK),
        }
    }
}

/// A place on the command line.
fn flag(name: &str) -> Place {
    Place { file: name.into(), line: 0, column: 0 }
}

/// Tracts in steps, with the strength that the mass gives them.
fn tracts(
    ask: &CortexAsk,
    card: &Card,
    (connectome, weights): (&Connectome, &[f64]),
    numbers: &[Vec<f64>],
) -> Edges {
    let (n, mut edges) = (connectome.regions(), Edges { starts: vec![0], ..Edges::default() });
    for (to, numbers) in numbers.iter().enumerate() {
        for from in (0..n).filter(|&from| grid::row(weights, to, n)[from] > 0.0) {
            edges.from.push(from);
            let delay = grid::row(&connectome.lengths, to, n)[from] / ask.speed / ask.dt;
            edges.delay.push((delay.round() as usize).max(1));
            edges.weight.push(grid::row(weights, to, n)[from] * (card.factor)(numbers));
        }
        edges.starts.push(edges.from.len());
    }
    edges
}

/// Numbers of a mass in the atlas, and which they are.
fn read(card: &Card, atlas: &Atlas, problems: &mut Problems) -> (Vec<f64>, Vec<ParamId>) {
    let mut used = Vec::new();
    let mut base = Vec::new();
    for (name, dimension, meaning) in &card.numbers {
        let path = format!("process.{}.{name}", card.key);
        match atlas.params.find(&path).map(|id| (id, atlas.params.get(id))) {
            Some((id, param)) if param.dimension() == *dimension => {
                used.push(id);
                base.push(param.value());
            }
            Some((_, param)) => problems.add(
                param.place.clone(),
                format!("`{path}` is {}, expected {}", param.dimension().describe(), dimension.describe()),
                None,
            ),
            None => problems.add(flag("--atlas"), format!("no `{path}`: {meaning}"), None),
        }
    }
    (base, used)
}

/// Weights `[to × from]` and their sums into each region.
fn scaled(scaling: Scaling, connectome: &Connectome) -> (Vec<f64>, Vec<f64>) {
    let n = connectome.regions();
    let sums = |w: &[f64]| -> Vec<f64> { w.chunks_exact(n).map(|row| row.iter().sum()).collect() };
    let largest = |x: &[f64]| x.iter().copied().fold(0.0, f64::max);
    let by = match scaling {
        Scaling::Max => largest(&connectome.weights),
        Scaling::Strength => largest(&sums(&connectome.weights)),
        Scaling::Raw => 1.0,
    };
    let weights: Vec<f64> = connectome.weights.iter().map(|w| w / by).collect();
    let strengths = sums(&weights);
    (weights, strengths)
}

/// Sets local inhibition so that every region rests at its rate.
fn balance(
    card: &Card,
    connectome: &Connectome,
    (weights, n): (&[f64], usize),
    numbers: &mut [Vec<f64>],
    problems: &mut Problems,
) {
    let Some(inhibition) = card.numbers.iter().position(|(name, ..)| *name == "j_i") else {
        let hint = Some("use --mass wong_wang_ei".to_string());
        problems.add(flag("--balance"), format!("{} has no inhibition to balance", card.key), hint);
        return;
    };
    let rest: Vec<f64> = numbers.iter().map(|n| balanced_state(n)).collect();
    for (to, own) in numbers.iter_mut().enumerate() {
        let input: f64 = grid::row(weights, to, n).iter().zip(&rest).map(|(w, s)| w * s).sum();
        own[inhibition] = balanced_inhibition(own, (card.factor)(own) * input);
        if own[inhibition] <= 0.0 {
            let what = format!(
                "no inhibition holds region '{}' at its rate: it would fire less without any",
                connectome.labels[to]
            );
            let hint = Some("a larger coupling, or a lower process.wong_wang_ei.rate".to_string());
            problems.add(flag("--balance"), what, hint);
        }
    }
}

/// What a complete run of a network in a folder rests on; none if there is no such run.
///
/// # Errors
/// A run whose sources cannot be read.
pub fn sources(path: &Path) -> Result<Option<Vec<SourceRecord>>, StoreError> {
    let Ok(run) = atomic::read_json::<serde_json::Value>(&path.join("run.json")) else { return Ok(None) };
    if run["kind"] != "cortex" || run["status"] != "complete" {
        return Ok(None);
    }
    let place = path.join("parameters.json");
    let mut numbers: serde_json::Value = atomic::read_json(&place)?;
    let sources = serde_json::from_value(numbers["sources"].take());
    sources.map(Some).map_err(|e| StoreError::Damaged { path: place, why: format!("sources: {e}") })
}

/// Numbers and sources for `parameters.json`.
pub(crate) fn records(plan: &CortexPlan, atlas: &Atlas) -> serde_json::Value {
    let parameters: Vec<_> =
        plan.used.iter().map(|&id| syntony_study::run::parameter_record(atlas.params.get(id))).collect();
    let mut sources: BTreeMap<&str, SourceRecord> = BTreeMap::new();
    let entry = format!("process.{}", plan.card.key);
    let papers = atlas.processes.get(plan.card.key).map_or(&[][..], |p| &p.papers);
    let maps = plan.used.iter().any(|&id| atlas.params.get(id).path.starts_with("species."));
    let of_maps = maps.then_some((maps::PAPER, "receptor densities".to_string()));
    for (paper, entry) in papers.iter().map(|p| (p.as_str(), entry.clone())).chain(of_maps) {
        if let Some(s) = atlas.sources.get(paper) {
            let record = sources.entry(&s.key).or_insert_with(|| syntony_study::run::source_record(s));
            record.equations.push(entry);
        }
    }
    for p in &parameters {
        if let Some(s) = atlas.sources.get(&p.source) {
            let record = sources.entry(&s.key).or_insert_with(|| syntony_study::run::source_record(s));
            record.parameters.push(p.path.clone());
        }
    }
    serde_json::json!({ "parameters": parameters, "sources": sources.into_values().collect::<Vec<_>>() })
}
