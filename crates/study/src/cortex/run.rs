//! Runs brains over threads and writes what is recorded as it comes.

use super::{Plan, checks, records};
use crate::Progress;
use crate::folder::FolderError;
use rayon::prelude::*;
use serde_json::json;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Instant;
use syntony_brain::neural::mass::{Lanes, Maker};
use syntony_engine::network::{BlowUp, Scheme, Setting};
use syntony_engine::noise::uniform;
use syntony_engine::{Key, Real};
use syntony_model::Atlas;
use syntony_store::{Array, Data, Group, Opening, RunFolder, Stream, hash};

/// Stream of the random numbers for first states.
const FIRST: u32 = 8;
/// Values of a piece of the series at most.
const PIECE: usize = 1 << 18;
/// Node-steps between two looks at whether to stop.
const STRETCH: u64 = 2_000_000;

/// What a run did.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Seconds that it took.
    pub wall_s: f64,
    /// Nodes × steps × brains.
    pub node_steps: f64,
    /// Threads.
    pub threads: usize,
    /// Mean and standard deviation over time of what is shown, over regions and brains.
    pub shown: (f64, f64),
}

/// Why there is no result.
#[derive(Debug)]
pub enum Stopped {
    /// Somebody stopped it.
    Interrupted,
    /// A state left the numbers, in words.
    BlowUp(String),
    /// The folder could not be written.
    Folder(FolderError),
}

impl<E: Into<FolderError>> From<E> for Stopped {
    fn from(error: E) -> Stopped {
        Stopped::Folder(error.into())
    }
}

/// A number as the series keeps it.
pub trait Kept: Real {
    /// Values as an array.
    fn data(values: Vec<Self>) -> Data;
}

impl Kept for f64 {
    fn data(values: Vec<f64>) -> Data {
        Data::F64(values)
    }
}

impl Kept for f32 {
    fn data(values: Vec<f32>) -> Data {
        Data::F32(values)
    }
}

/// Runs a plan into a folder; with `overwrite` a run that is there is replaced.
pub fn run(
    plan: &Plan,
    atlas: &Atlas,
    path: &Path,
    overwrite: bool,
    progress: &Progress,
) -> Result<Summary, Stopped> {
    let there = RunFolder::holds_run(path);
    let opening = if there && overwrite { Opening::Overwrite } else { Opening::New };
    let folder = RunFolder::create(path, opening)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.ask.threads).build();
    let pool = pool.map_err(|e| FolderError::Threads { said: e.to_string() })?;
    let threads = pool.current_num_threads();
    folder.write_json("run.json", &manifest(plan, atlas, "running", 0.0, threads))?;
    folder.write_json("parameters.json", &records(plan, atlas))?;
    let began = Instant::now();
    let done = pool.install(|| match plan.ask.single {
        true => brains::<f32>(plan, plan.card.single, &folder, threads, progress),
        false => brains::<f64>(plan, plan.card.double, &folder, threads, progress),
    });
    let wall_s = began.elapsed().as_secs_f64();
    let status = match &done {
        Ok(_) => "complete",
        Err(Stopped::Interrupted) => "interrupted",
        Err(_) => "failed",
    };
    // on a full disk the first reason is the one to tell
    let told = folder.write_json("run.json", &manifest(plan, atlas, status, wall_s, threads));
    let shown = done?;
    told?;
    folder.finish()?;
    let node_steps = plan.steps.0 as f64 * (plan.connectome.regions() * plan.ask.brains) as f64;
    Ok(Summary { wall_s, node_steps, threads, shown })
}

fn manifest(plan: &Plan, atlas: &Atlas, status: &str, wall_s: f64, threads: usize) -> serde_json::Value {
    let ask = &plan.ask;
    let numbers: Vec<f64> = plan.connectome.weights.iter().chain(&plan.connectome.lengths).copied().collect();
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
        "set": ask.set, "brains": ask.brains, "seed": ask.seed, "wall_s": wall_s, "threads": threads,
    })
}

fn scheme(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Euler => "euler",
        Scheme::Heun => "heun",
        Scheme::RungeKutta => "rk4",
    }
}

/// All brains; mean and standard deviation of what is shown.
fn brains<R: Kept>(
    plan: &Plan,
    make: Maker<R>,
    folder: &RunFolder,
    threads: usize,
    progress: &Progress,
) -> Result<(f64, f64), Stopped> {
    let (ask, regions, samples) = (&plan.ask, plan.connectome.regions(), plan.samples());
    let piece = (PIECE / regions).clamp(1, samples);
    let (name, unit, meaning) = plan.card.shown;
    let dims = [("brain", ask.brains), ("time", samples), ("region", regions)];
    let series = Array::new(name, &dims, R::data(Vec::new())).units(unit).long_name(meaning);
    let stream = Stream::begin(&folder.file("series.zarr")?, &labels(plan), &series, &[1, piece, regions])?;
    let lanes = plan.lanes(threads);
    progress.total.store(plan.steps.0 * ask.brains as u64, Ordering::Relaxed);
    let first: Mutex<Option<Stopped>> = Mutex::new(None);
    let starts: Vec<usize> = (0..ask.brains).step_by(lanes).collect();
    let sums: Vec<[f64; 3]> = starts
        .into_par_iter()
        .map(|start| {
            let mine = start..(start + lanes).min(ask.brains);
            together(plan, make, mine, piece, &stream, progress).unwrap_or_else(|stopped| {
                let mut first = first.lock().unwrap_or_else(|e| e.into_inner());
                // a reason counts more than that others were stopped because of it
                if first.is_none() || matches!(*first, Some(Stopped::Interrupted)) {
                    *first = Some(stopped);
                }
                progress.stop.store(true, Ordering::Relaxed);
                [0.0; 3]
            })
        })
        .collect();
    if let Some(stopped) = first.into_inner().unwrap_or_else(|e| e.into_inner()) {
        return Err(stopped);
    }
    stream.finish()?;
    let [n, mean, spread] = sums.iter().fold([0.0; 3], |a, b| std::array::from_fn(|i| a[i] + b[i]));
    Ok((mean / n, spread / n))
}

/// What labels the series.
fn labels(plan: &Plan) -> Group {
    let (skip, every, dt) = (plan.steps.1, plan.steps.2, plan.ask.dt);
    // a value is the mean of the steps up to its time
    let time = (1..=plan.samples() as u64).map(|k| (skip + k * every) as f64 * dt).collect();
    let mut group = Group::new().attr("title", "whole-cortex network").attr("mass", plan.card.about);
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

/// Brains that are stepped together; number of series, sums of their means and standard deviations.
fn together<R: Kept>(
    plan: &Plan,
    make: Maker<R>,
    mine: std::ops::Range<usize>,
    piece: usize,
    stream: &Stream,
    progress: &Progress,
) -> Result<[f64; 3], Stopped> {
    let (ask, regions, lanes) = (&plan.ask, plan.connectome.regions(), mine.len());
    let (steps, skipped, every) = plan.steps;
    let keys: Vec<Key> = mine.clone().map(|brain| Key::new(ask.seed, brain as u64)).collect();
    let setting =
        Setting { scheme: ask.scheme, dt: ask.dt, frozen: ask.frozen, noise: plan.noise.clone(), every };
    let mut network = make(&plan.edges, &first(plan, &keys), &plan.folded, &keys, setting);
    let mut rows: Vec<Vec<R>> = vec![Vec::with_capacity(piece * regions); lanes];
    let mut sums = vec![[0.0; 2]; regions * lanes];
    let (mut written, mut seen) = (0, 0);
    let mut failed = None;
    let stretch = (STRETCH / (regions * lanes) as u64).max(1);
    while seen < steps {
        let now = stretch.min(steps - seen);
        let mut before = seen;
        let mut sink = |mean: &[R]| {
            before = (before / every + 1) * every;
            if before <= skipped || failed.is_some() {
                return;
            }
            for (lane, row) in rows.iter_mut().enumerate() {
                row.extend((0..regions).map(|r| mean[r * lanes + lane]));
            }
            for (sum, x) in sums.iter_mut().zip(mean) {
                *sum = [sum[0] + x.to(), sum[1] + x.to() * x.to()];
            }
            if rows[0].len() == piece * regions {
                failed = put(stream, &mut rows, &mine, &mut written, regions).err();
            }
        };
        let done = network.advance(now, &mut sink);
        if let Err(blow_up) = done {
            return Err(Stopped::BlowUp(words(plan, blow_up, &mine, &*network)));
        }
        if let Some(stopped) = failed {
            return Err(stopped);
        }
        seen += now;
        progress.done.fetch_add(now * lanes as u64, Ordering::Relaxed);
        if progress.stop.load(Ordering::Relaxed) {
            return Err(Stopped::Interrupted);
        }
    }
    put(stream, &mut rows, &mine, &mut written, regions)?;
    let n = written as f64;
    Ok(sums.iter().fold([0.0; 3], |all, s| {
        let mean = s[0] / n;
        [all[0] + 1.0, all[1] + mean, all[2] + (s[1] / n - mean * mean).max(0.0).sqrt()]
    }))
}

/// Writes what has come together of each brain.
fn put<R: Kept>(
    stream: &Stream,
    rows: &mut [Vec<R>],
    mine: &std::ops::Range<usize>,
    written: &mut usize,
    regions: usize,
) -> Result<(), Stopped> {
    let now = rows[0].len() / regions;
    if now == 0 {
        return Ok(());
    }
    for (brain, row) in mine.clone().zip(rows) {
        let room = row.capacity();
        let data = R::data(std::mem::replace(row, Vec::with_capacity(room)));
        stream.put(&[brain..brain + 1, *written..*written + now, 0..regions], &data)?;
    }
    *written += now;
    Ok(())
}

/// First states `[S × region × lane]`.
fn first(plan: &Plan, keys: &[Key]) -> Vec<f64> {
    let regions = plan.connectome.regions();
    let each: Vec<Vec<f64>> = (0..regions * keys.len())
        .map(|k| {
            let (region, lane) = (k / keys.len(), k % keys.len());
            (plan.card.first)(&plan.numbers[region], uniform(keys[lane], FIRST, region as u32, 0))
        })
        .collect();
    (0..plan.card.states.len()).flat_map(|v| each.iter().map(move |s| s[v])).collect()
}

/// Where and when a state left the numbers.
fn words<R>(plan: &Plan, b: BlowUp, mine: &std::ops::Range<usize>, network: &dyn Lanes<R>) -> String {
    let (state, _) = plan.card.states[b.variable];
    format!(
        "{state} of region '{}' in brain {} is {} by {}",
        plan.connectome.labels[b.node],
        mine.start + b.lane,
        network.at(b.variable, b.node, b.lane),
        checks::ms(b.step as f64 * plan.ask.dt)
    )
}
