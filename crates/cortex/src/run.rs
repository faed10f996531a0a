//! Runs brains over threads and writes what is recorded as it comes.

use super::instruments::Scalp;
use super::pieces::{Blown, CortexStopped, piece, piece_of, snapshot, times_as_long};
use super::together::{BatchEnd, BatchShared, SeriesNumber, Together};
use super::{CortexPlan, records};
use crate::mass::Maker;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;
use syntony_engine::Snapshot;
use syntony_engine::network::Scheme;
use syntony_model::Atlas;
use syntony_observe::instrument::eeg::NAMES;
use syntony_store::{
    Array, ArrayGroup, Data, GrowingGroup, Opening, Parts, RunFolder, StoreError, atomic, hash,
};
use syntony_study::Progress;
use syntony_study::folder::FolderError;

/// The part that says which brains are done.
const DONE: &str = "done";
const MANIFEST: &str = "run.json";
/// States before a blow-up.
const GOOD: &str = "last_good.zarr";

/// What a run did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Summary {
    /// Seconds that it took.
    pub wall_s: f64,
    /// Nodes × steps × brains.
    pub node_steps: f64,
    /// Threads.
    pub threads: usize,
    /// Mean and standard deviation over time of what is shown, over regions and brains.
    pub shown: (f64, f64),
    /// Parts that could not be used, and were simulated again.
    pub damaged: Vec<String>,
}

/// Runs a plan into a folder, or goes on with a run of the same that was interrupted, or that blew up: the latter with shorter steps, too.
pub fn run(
    plan: &CortexPlan,
    atlas: &Atlas,
    path: &Path,
    opening: Opening,
    progress: &Progress,
) -> Result<Summary, CortexStopped> {
    RunFolder::only(path, &[MANIFEST])?;
    let (opening, before) = match opening {
        // killed before anything was asked, or nothing there at all
        _ if !RunFolder::begun(path) => (Opening::New, None),
        Opening::Overwrite => (opening, None),
        Opening::New | Opening::Resume => match same_run(plan, atlas, path)? {
            There::Complete(summary) => {
                RunFolder::tidy(path);
                return Ok(*summary);
            }
            There::Begun(_) if opening == Opening::New => {
                return Err(StoreError::RunExists { path: path.to_path_buf() }.into());
            }
            There::Begun(before) => (opening, Some(before)),
        },
    };
    let folder = RunFolder::create(path, opening)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.ask.threads).build();
    let pool = pool.map_err(|e| FolderError::Threads { said: e.to_string() })?;
    let threads = pool.current_num_threads();
    // brains that stood side by side do so again
    let before = before.unwrap_or_else(|| Before { lanes: plan.lanes(threads), steps: Vec::new() });
    let told = |status: &str, wall_s: f64, blown: Option<&Blown>| {
        let mut all = manifest(plan, atlas, status, (wall_s, threads, before.lanes));
        all["dt_s_before"] = json!(before.steps);
        all["blow_up"] = json!(blown);
        all
    };
    folder.write_json(MANIFEST, &told("running", 0.0, None))?;
    folder.write_json("parameters.json", &records(plan, atlas))?;
    let began = Instant::now();
    let same = (before.lanes, &*identity(plan, atlas));
    let done = pool.install(|| match plan.ask.single {
        true => brains::<f32>(plan, plan.card.single, &folder, same, progress),
        false => brains::<f64>(plan, plan.card.double, &folder, same, progress),
    });
    let wall_s = began.elapsed().as_secs_f64();
    let (status, blown) = match &done {
        Ok(_) => ("complete", None),
        Err(CortexStopped::BlowUp(blown)) => ("failed", Some(blown)),
        Err(_) => ("interrupted", None),
    };
    let mut last = told(status, wall_s, blown);
    let done = done.map(|Done { shown, stepped, damaged }| {
        let node_steps = stepped as f64 * plan.connectome.regions() as f64;
        Summary { wall_s, node_steps, threads, shown, damaged }
    });
    last["summary"] = json!(done.as_ref().ok());
    // on a full disk the first reason is the one to tell
    let told = folder.write_json(MANIFEST, &last);
    if done.is_ok() {
        folder.finish()?;
    }
    let summary = done?;
    told?;
    Ok(summary)
}

/// What a run that is gone on with had.
struct Before {
    lanes: usize,
    /// Lengths of steps that brains were simulated with before, s.
    steps: Vec<f64>,
}

/// Hash of everything that the run depends on.
pub fn hash_of(plan: &CortexPlan, atlas: &Atlas) -> String {
    hash::of_bytes(identity(plan, atlas).as_bytes())
}

/// Whether a folder holds another run, or other work.
pub fn is_other(plan: &CortexPlan, atlas: &Atlas, path: &Path) -> bool {
    RunFolder::begun(path) && same_run(plan, atlas, path).is_err()
}

/// What is in a folder of this run.
enum There {
    /// All of it.
    Complete(Box<Summary>),
    /// Some of it.
    Begun(Before),
}

/// What the run in a folder has, if it is this one.
fn same_run(plan: &CortexPlan, atlas: &Atlas, path: &Path) -> Result<There, FolderError> {
    let there: Value = atomic::read_json(&path.join(MANIFEST))?;
    let complete = there["status"] == "complete";
    let other = |differs| FolderError::Other { path: path.to_path_buf(), complete, differs };
    let asked: Value = serde_json::from_str(&identity(plan, atlas)).unwrap_or_default();
    let differs = |(key, value): (&String, &Value)| {
        (there[key] != *value).then(|| format!("{key} is {}, expected {value}", there[key]))
    };
    let mut differs: Vec<String> = asked.as_object().into_iter().flatten().filter_map(differs).collect();
    let (dt, own) = (there["dt_s"].as_f64().unwrap_or(f64::NAN), plan.ask.dt);
    let mut steps: Vec<f64> = serde_json::from_value(there["dt_s_before"].clone()).unwrap_or_default();
    match times_as_long(dt, own) {
        Some(1) => {}
        Some(_) if there["status"] == "failed" || steps.contains(&dt) => steps.push(dt),
        Some(_) => differs.push(format!("dt_s is {dt}, expected {own}, or a run that blew up")),
        None => differs.push(format!("dt_s is {dt}, of which {own} is no whole part")),
    }
    if !differs.is_empty() {
        return Err(other(differs));
    }
    if complete {
        return match (dt == own, serde_json::from_value(there["summary"].clone())) {
            (true, Ok(summary)) => Ok(There::Complete(Box::new(summary))),
            _ => Err(other(differs)),
        };
    }
    let lanes = there["lanes"].as_u64().unwrap_or(1).clamp(1, plan.ask.brains as u64) as usize;
    Ok(There::Begun(Before { lanes, steps }))
}

/// What makes two runs the same. The length of a step is told by each part.
fn identity(plan: &CortexPlan, atlas: &Atlas) -> String {
    let mut all = manifest(plan, atlas, "", (0.0, 0, 0));
    for how in ["status", "wall_s", "threads", "lanes", "connectome", "regions_file", "dt_s"] {
        all.as_object_mut().map(|all| all.remove(how));
    }
    all.to_string()
}

fn manifest(
    plan: &CortexPlan,
    atlas: &Atlas,
    status: &str,
    (wall_s, threads, lanes): (f64, usize, usize),
) -> Value {
    let ask = &plan.ask;
    let centres = plan.connectome.centres.iter().flatten().flatten();
    let numbers = plan.connectome.weights.iter().chain(&plan.connectome.lengths).chain(centres);
    let numbers: Vec<f64> = numbers.copied().collect();
    json!({
        "format": 1, "syntony": env!("CARGO_PKG_VERSION"), "kind": "cortex", "status": status,
        "connectome": ask.connectome, "connectome_hash": hash::of_numbers(&numbers),
        "regions": plan.connectome.regions(), "tracts": plan.connectome.tracts(),
        "atlas_hash": hash::of_texts(atlas.texts.iter().map(|(n, t)| (n.as_str(), t.as_str()))),
        "mass": ask.mass, "scheme": scheme(ask.scheme), "precision": if ask.single { "f32" } else { "f64" },
        "dt_s": ask.dt, "duration_s": ask.duration, "skip_s": ask.skip, "every_s": ask.every,
        "speed_m_s": if ask.speed.is_finite() { json!(ask.speed) } else { json!("inf") },
        "weights": format!("{:?}", ask.scaling).to_lowercase(), "balanced": ask.balanced, "frozen": ask.frozen,
        "noise": !plan.noise.is_empty(),
        "regions_file": ask.sites.as_ref().map(|(name, _)| name), "sites": plan.connectome.sites,
        "maps": ask.maps.iter().map(|(n, m)| format!("{n}={m}")).collect::<Vec<_>>(),
        "set": ask.set, "brains": ask.brains, "seed": ask.seed,
        "record": plan.record.iter().map(|r| r.name).collect::<Vec<_>>(),
        "stimuli": ask.stimuli.iter().map(|(_, cells)| cells.join(",")).collect::<Vec<_>>(), "bold_s": ask.bold,
        "eeg_hz": ask.eeg, "clean": ask.clean,
        "wall_s": wall_s, "threads": threads, "lanes": lanes,
    })
}

fn scheme(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Euler => "euler",
        Scheme::Heun => "heun",
        Scheme::RungeKutta => "rk4",
    }
}

/// What came of all brains.
struct Done {
    shown: (f64, f64),
    /// Steps made in this process, over brains.
    stepped: u64,
    damaged: Vec<String>,
}

/// All brains.
fn brains<R: SeriesNumber>(
    plan: &CortexPlan,
    make: Maker<R>,
    folder: &RunFolder,
    (lanes, identity): (usize, &str),
    progress: &Progress,
) -> Result<Done, CortexStopped> {
    let parts = folder.parts(identity)?;
    let series = streams::<R>(plan, folder, parts.valid().is_empty())?;
    progress.total.store(plan.steps.0 * plan.ask.brains as u64, Ordering::Relaxed);
    let damaged: Mutex<Vec<String>> = Mutex::default();
    let before = finished(&parts, folder)?;
    let done: Mutex<BTreeMap<usize, Finished>> = Mutex::default();
    let first: Mutex<Option<CortexStopped>> = Mutex::new(None);
    let (stopping, stepped) = (AtomicBool::new(false), AtomicU64::new(0));
    // a reason counts more than that others were stopped because of it
    let fail = |stopped: CortexStopped, states: Option<ArrayGroup>| {
        stopping.store(true, Ordering::Relaxed);
        let mut first = first.lock().unwrap_or_else(|e| e.into_inner());
        if first.is_none() || matches!(*first, Some(CortexStopped::Interrupted)) {
            let written = states.map_or(Ok(()), |states| folder.write_arrays(GOOD, &states));
            *first = Some(written.map_or_else(CortexStopped::from, |()| stopped));
        }
    };
    let starts: Vec<usize> = (0..plan.ask.brains).step_by(lanes).collect();
    starts.into_par_iter().for_each(|start| {
        let brains = start..(start + lanes).min(plan.ask.brains);
        let steps = plan.steps.0 * brains.len() as u64;
        let place = BatchShared {
            series: &series,
            parts: &parts,
            stopping: &stopping,
            stepped: &stepped,
            progress,
            damaged: &damaged,
        };
        let insert = |sums, digests| {
            done.lock().unwrap_or_else(|e| e.into_inner()).insert(start, (sums, digests));
        };
        let mut together = Together::new(plan, make, brains);
        if let Some((sums, digests)) = before.get(&start) {
            if together.is_whole(digests, &place) {
                progress.done.fetch_add(steps, Ordering::Relaxed);
                return insert(*sums, digests.clone());
            }
            let why = format!("brains-{start}: what was recorded is not what was written");
            damaged.lock().unwrap_or_else(|e| e.into_inner()).push(why);
        }
        match together.run(&place) {
            Ok(BatchEnd::Done(sums, digests)) => insert(sums, digests),
            Ok(BatchEnd::Held) => {
                first.lock().unwrap_or_else(|e| e.into_inner()).get_or_insert(CortexStopped::Interrupted);
            }
            Ok(BatchEnd::Blown(blown, states)) => fail(CortexStopped::BlowUp(blown), Some(states)),
            Err(stopped) => fail(stopped, None),
        }
    });
    let done = done.into_inner().unwrap_or_else(|e| e.into_inner());
    if let Some(stopped) = first.into_inner().unwrap_or_else(|e| e.into_inner()) {
        keep(&parts, &done)?;
        return Err(stopped);
    }
    series.into_iter().try_for_each(GrowingGroup::finish)?;
    let [n, mean, spread] = done.values().fold([0.0; 3], |a, (b, _)| std::array::from_fn(|i| a[i] + b[i]));
    let mut damaged = damaged.into_inner().unwrap_or_else(|e| e.into_inner());
    damaged.extend(parts.damaged().iter().map(|d| format!("{}: {}", d.name, d.why)));
    damaged.sort();
    Ok(Done { shown: (mean / n, spread / n), stepped: stepped.into_inner(), damaged })
}

/// Keeps what is done for whoever resumes.
fn keep(parts: &Parts, done: &BTreeMap<usize, Finished>) -> Result<(), CortexStopped> {
    let row = |(&start, (sums, digests)): (&usize, &Finished)| {
        (start.to_string(), [&sums[..], &digests[..]].concat())
    };
    let kept = Snapshot { arrays: done.iter().map(row).collect(), ..Snapshot::default() };
    parts.write(DONE, &kept.write())?;
    Ok(())
}

/// Sums of brains that are done, and digests of what they wrote.
type Finished = ([f64; 3], Vec<f64>);

/// Brains that were done before an interruption, by the first of those that stood side by side.
fn finished(parts: &Parts, folder: &RunFolder) -> Result<BTreeMap<usize, Finished>, CortexStopped> {
    if !parts.valid().iter().any(|name| name == DONE) {
        return Ok(BTreeMap::new());
    }
    let kept = snapshot(parts.read(DONE)?, path_of(folder, DONE))?;
    let row = |(start, values): &(String, Vec<f64>)| {
        let (sums, digests) = values.split_first_chunk()?;
        Some((start.parse().ok()?, (*sums, digests.to_vec())))
    };
    Ok(kept.arrays.iter().filter_map(row).collect())
}

fn path_of(folder: &RunFolder, part: &str) -> std::path::PathBuf {
    folder.path().join("parts").join(format!("{part}.bin"))
}

/// The series and what instruments show, as far as it is asked: begun, or as far as they have grown.
fn streams<R: SeriesNumber>(
    plan: &CortexPlan,
    folder: &RunFolder,
    new: bool,
) -> Result<Vec<GrowingGroup>, FolderError> {
    let (regions, brains) = (plan.connectome.regions(), plan.ask.brains);
    let array = |name: &str, length: usize, (of, width): (&str, usize)| {
        let dims = [("brain", brains), ("time", length), (of, width)];
        Array::new(name, &dims, R::data(Vec::new()))
    };
    let open = |file: &str,
                labels: ArrayGroup,
                arrays: Vec<Array>,
                chunk: [usize; 3]|
     -> Result<GrowingGroup, FolderError> {
        let (path, growing) = (folder.file(file)?, folder.path().join("parts").join(file));
        Ok(match new {
            true => GrowingGroup::begin(&path, &growing, &labels, &arrays, &chunk)?,
            false => GrowingGroup::again(&path, &growing, &arrays, &chunk)?,
        })
    };
    let of = |r: &super::RecordedVariable| {
        array(r.name, plan.samples(), ("region", regions)).units(r.unit).long_name(r.meaning)
    };
    let series = plan.record.iter().map(of).collect();
    let time = times(plan, plan.samples(), 1);
    let mut all = vec![open("series.zarr", labels(plan, time), series, [1, piece(plan), regions])?];
    let noise = if plan.ask.clean { "without noise" } else { "with noise of the instrument" };
    if let Some(bold) = &plan.bold {
        let volumes = plan.samples() / bold.samples;
        let array = array("bold", volumes, ("region", regions));
        let array = array.units("1").long_name(&format!("BOLD relative to rest, {noise}"));
        let labels = labels(plan, times(plan, volumes, bold.samples));
        all.push(open("bold.zarr", labels, vec![array], [1, piece_of(regions, volumes), regions])?);
    }
    if let Some(scalp) = &plan.scalp {
        let (count, channels) = (plan.samples() / scalp.samples, scalp.eeg.electrodes.len());
        let array = array("eeg", count, ("channel", channels));
        let array = array.units("uV").long_name(&format!("potential against the average, {noise}"));
        let time = times(plan, count, scalp.samples);
        let chunk = [1, piece_of(channels, count), channels];
        all.push(open("eeg.zarr", electrodes(plan, scalp, time), vec![array], chunk)?);
    }
    Ok(all)
}

/// Ends of means over so many samples.
fn times(plan: &CortexPlan, count: usize, samples: usize) -> Vec<f64> {
    let (_, skip, every) = plan.steps;
    // a value is the mean of the steps up to its time
    (1..=count as u64).map(|k| (skip + k * every * samples as u64) as f64 * plan.ask.dt).collect()
}

/// What labels potentials: electrodes and where they are, in m from the centre of the head.
fn electrodes(plan: &CortexPlan, scalp: &Scalp, time: Vec<f64>) -> ArrayGroup {
    let rate_hz = 1.0 / (plan.steps.2 as f64 * plan.ask.dt * scalp.samples as f64);
    // 1/(k dt) of a rate that was asked is that rate but for rounding
    let rate_hz = (rate_hz * 1e6).round() / 1e6;
    let mut group = ArrayGroup::new()
        .attr("title", "electroencephalogram of a whole-cortex network")
        .attr("mass", plan.card.about)
        .attr("rate_hz", rate_hz)
        .attr("reference", "average");
    group.push(Array::coordinate("brain", Data::I64((0..plan.ask.brains as i64).collect())));
    group.push(Array::coordinate("time", Data::F64(time)).units("s").long_name("end of the mean"));
    group.push(Array::coordinate("channel", Data::Text(NAMES.map(String::from).to_vec())));
    for (axis, name) in ["electrode_x", "electrode_y", "electrode_z"].into_iter().enumerate() {
        let values = scalp.eeg.electrodes.iter().map(|e| e[axis] * scalp.eeg.radius).collect();
        group.push(Array::new(name, &[("channel", NAMES.len())], Data::F64(values)).units("m").auxiliary());
    }
    group
}

/// What labels values at these times.
fn labels(plan: &CortexPlan, time: Vec<f64>) -> ArrayGroup {
    let mut group = ArrayGroup::new().attr("title", "whole-cortex network").attr("mass", plan.card.about);
    group.push(Array::coordinate("brain", Data::I64((0..plan.ask.brains as i64).collect())));
    group.push(Array::coordinate("time", Data::F64(time)).units("s").long_name("end of the mean"));
    group.push(Array::coordinate("region", Data::Text(plan.connectome.labels.clone())));
    if !plan.connectome.sites.is_empty() {
        let sites = plan.connectome.sites.iter().map(|s| s.clone().unwrap_or_default()).collect();
        let sites = Array::new("atlas_region", &[("region", plan.connectome.regions())], Data::Text(sites));
        group.push(sites.long_name("region of the atlas").auxiliary());
    }
    if let Some(centres) = &plan.connectome.centres {
        for (axis, name) in ["centre_x", "centre_y", "centre_z"].into_iter().enumerate() {
            let values = centres.iter().map(|c| c[axis]).collect();
            group.push(
                Array::new(name, &[("region", centres.len())], Data::F64(values)).units("mm").auxiliary(),
            );
        }
    }
    group
}
