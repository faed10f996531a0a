//! Hyperscanning: pairs or groups of people recorded at the millisecond clock, region by region, into a folder that instruments read.
//!
//! ```text
//! scan.json              what was recorded; says `complete` last
//! protocol.toml          the protocol as it was run
//! paper.bib              its paper
//! dyad-001.zarr          activity_PHASE [person × sample × population] of the first unit, its mean over a sample's interval
//! diverged-001.zarr      the same of a unit that became NaN or infinite, until then
//! dyad-001_events.tsv    what began when, as others could see or hear it
//! ```
//! A unit is written as soon as it is done; a scan that was stopped goes on with those that are missing, to the same bits.

pub mod benchmark;
pub mod bids;
mod ready;
pub mod sensors;

pub use ready::unready;

use self::bids::names::unique;
use self::sensors::Settings;
use crate::run::{Progress, Study, society};
use crate::size::gigabytes;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use syntony_brain::Plan;
use syntony_brain::cast::CastMember;
use syntony_brain::neural::{FastPlan, Node};
use syntony_language::Problems;
use syntony_model::protocol::{Group, PhaseKind, Task};
use syntony_model::{Atlas, Library};
use syntony_observe::Recorder;
use syntony_observe::bout::{Bout, Cue, Moment, Witness};
use syntony_observe::instrument::{Anatomy, Instruments, every};
use syntony_society::Run;
use syntony_society::society::BlowUp;
use syntony_store::{Array, Cell, Column, Data, DataTable, Opening, RunFolder, StoreError, atomic, hash};

const MANIFEST: &str = "scan.json";
/// Memory that recording a unit may take, bytes.
const UNIT_MAX: f64 = 8e9;
/// Samples a second, unless something else is asked.
const USUAL_HZ: f64 = 250.0;
/// Format of the folder.
const FORMAT: u32 = 1;

/// What is recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanManifest {
    /// Version of this layout.
    pub format: u32,
    /// `running` or `complete`.
    pub status: String,
    /// Version of Syntony.
    pub syntony: String,
    /// Protocol and group.
    pub protocol: String,
    /// Its title.
    pub title: String,
    /// Group.
    pub group: String,
    /// Seed.
    pub seed: u64,
    /// Units: pairs or groups of people.
    pub dyads: usize,
    /// Samples a second.
    pub rate_hz: f64,
    /// Overrides, `path=value`.
    pub set: Vec<String>,
    /// Hash of the protocol text.
    pub protocol_hash: String,
    /// Hash of the atlas texts.
    pub atlas_hash: String,
    /// People of a unit.
    pub people: Vec<PersonOf>,
    /// Populations, in the order of arrays.
    pub populations: Vec<PopulationOf>,
    /// Phases at the millisecond clock.
    pub phases: Vec<PhaseOf>,
}

/// Instruments as the atlas of people has them.
pub fn instruments(library: &Library) -> Result<Instruments, Problems> {
    match library.iter().find(|(_, atlas)| atlas.processes.contains_key("instrument")) {
        Some((_, atlas)) => Instruments::read(atlas),
        None => {
            let mut problems = Problems::default();
            problems.add(Default::default(), "no atlas has the process `instrument`, expected one", None);
            Err(problems)
        }
    }
}

/// A member of the cast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonOf {
    /// Name.
    pub name: String,
    /// `F` or `M`.
    pub sex: String,
    /// Age class.
    #[serde(default)]
    pub age: String,
}

/// A population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PopulationOf {
    /// Key.
    pub key: String,
    /// Region.
    pub region: String,
    /// Whether it is cortex.
    pub cortical: bool,
    /// p at rest.
    pub rest: f64,
    /// Where it lies on the right, m.
    pub position: [f64; 3],
}

/// A phase at the millisecond clock: ground truth of the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhaseOf {
    /// Name.
    pub name: String,
    /// Name of its array.
    pub array: String,
    /// What people did.
    pub task: String,
    /// Whether acts of one reached the others.
    pub coupled: bool,
    /// Whether all got the same from outside.
    pub common_input: bool,
    /// Start after the beginning of the experiment, s.
    pub start_s: f64,
    /// Length, s.
    pub duration_s: f64,
}

impl ScanManifest {
    /// What was asked, however far it is.
    fn asked(&self) -> ScanManifest {
        ScanManifest { status: String::new(), ..self.clone() }
    }

    /// What instruments need to know of the populations.
    pub fn anatomy(&self) -> Anatomy {
        let p = &self.populations;
        Anatomy {
            keys: p.iter().map(|x| x.key.clone()).collect(),
            cortical: p.iter().map(|x| x.cortical).collect(),
            position: p.iter().map(|x| x.position).collect(),
            rest: p.iter().map(|x| x.rest).collect(),
        }
    }
}

/// A scan ready to be made.
pub struct Scan<'a> {
    study: &'a Study<'a>,
    run: Arc<Run>,
    /// What will be in the folder.
    pub manifest: ScanManifest,
}

/// What keeps groups with phases at the millisecond clock from being scanned and exported with the usual settings.
pub fn unscannable(study: &Study, atlas: &Atlas) -> Problems {
    let mut problems = Problems::default();
    let groups = study.protocol.groups.iter().zip(&study.runs);
    for (group, _) in groups.filter(|(_, run)| run.as_ref().is_some_and(|r| r.moments.is_some())) {
        if let Err(p) = Scan::new(study, atlas, &group.key, (1, 1, USUAL_HZ), &[]) {
            problems.0.extend(p.0);
        }
    }
    problems
}

/// How a scan ended otherwise than well.
#[derive(Debug)]
pub enum ScanStopped {
    /// The user stopped it.
    Interrupted,
    /// A state left the numbers.
    BlowUp(BlowUp),
    /// A file or folder could not be used.
    Store(StoreError),
    /// The folder holds another scan.
    Other(String),
}

impl From<StoreError> for ScanStopped {
    fn from(e: StoreError) -> ScanStopped {
        ScanStopped::Store(e)
    }
}

fn people(plan: &Plan) -> Vec<PersonOf> {
    let person = |m: &CastMember| PersonOf {
        name: m.name.clone(),
        sex: format!("{:?}", m.sex),
        age: format!("{:?}", m.age).to_lowercase(),
    };
    plan.cast.members.iter().map(person).collect()
}

fn populations(plan: &Plan, fast: &FastPlan) -> Vec<PopulationOf> {
    let population = |(node, position): (&Node, &[f64; 3])| PopulationOf {
        key: node.key.clone(),
        region: plan.regions[node.region].clone(),
        cortical: node.cortical,
        rest: node.rest,
        position: *position,
    };
    plan.circuit.nodes.iter().zip(&fast.position).map(population).collect()
}

impl<'a> Scan<'a> {
    /// Prepares a scan of so many units of a group.
    ///
    /// # Errors
    /// A group without a phase at the millisecond clock, and a rate that steps do not divide.
    pub fn new(
        study: &'a Study<'a>,
        atlas: &Atlas,
        group: &str,
        (seed, dyads, rate_hz): (u64, usize, f64),
        set: &[String],
    ) -> Result<Scan<'a>, Problems> {
        let mut problems = Problems::default();
        let found = study.protocol.groups.iter().position(|g| g.key == group);
        let Some(run) = found.and_then(|g| study.runs[g].clone()) else {
            problems.add(
                Default::default(),
                format!("no group `{group}`, expected one of the protocol"),
                None,
            );
            return Err(problems);
        };
        let Some((fast, _)) = &run.moments else {
            let what =
                format!("the group `{group}` has no phase at the millisecond clock, expected at least one");
            let hint = "write `clock = \"ms\"` into an encounter".to_string();
            problems.add(Default::default(), what, Some(hint));
            return Err(problems);
        };
        if every(rate_hz, 1.0 / fast.step).is_err() {
            let (most, step) = (1.0 / fast.step, fast.step * 1e3);
            let what = format!(
                "{rate_hz} samples a second at steps of {step} ms, expected a rate that divides {most} Hz"
            );
            problems.add(ready::flag("--rate"), what, Some("process.millisecond.step is the step".into()));
        }
        let plan = &run.plan;
        let recorded: f64 = phases(&run.group).iter().map(|p| p.duration_s).sum();
        let values = recorded * rate_hz * (plan.cast.members.len() * plan.circuit.nodes.len()) as f64;
        // kept twice while it is written
        let bytes = 2.0 * values * size_of::<f32>() as f64;
        if bytes > UNIT_MAX {
            let (is, most) = (gigabytes(bytes), gigabytes(UNIT_MAX));
            let what = format!("recording one group of people needs {is} of memory, expected at most {most}");
            problems.add(Default::default(), what, Some("a lower --rate or shorter phases".into()));
        }
        let manifest = ScanManifest {
            format: FORMAT,
            status: "running".into(),
            syntony: env!("CARGO_PKG_VERSION").into(),
            protocol: study.protocol.key.clone(),
            title: study.protocol.title.clone(),
            group: group.to_string(),
            seed,
            dyads,
            rate_hz,
            set: set.to_vec(),
            protocol_hash: hash::of_bytes(study.protocol.text.as_bytes()),
            atlas_hash: hash::of_texts(atlas.texts.iter().map(|(n, t)| (n.as_str(), t.as_str()))),
            people: people(plan),
            populations: populations(plan, fast),
            phases: phases(&run.group),
        };
        // what no instrument could record is not scanned; at a rate that physiology can have, all can
        let later = unready(&manifest, &Settings::for_recording(rate_hz)).0;
        problems
            .0
            .extend(later.into_iter().filter(|p| !["--eeg", "--fnirs", "--tr"].contains(&&*p.place.file)));
        problems.into_result(Scan { study, run, manifest })
    }

    /// Hash of everything that the scan depends on.
    pub fn hash(&self) -> String {
        hash::of_bytes(&serde_json::to_vec(&self.manifest.asked()).unwrap_or_default())
    }

    /// Whether a folder holds another scan, or other work.
    pub fn is_other(&self, path: &Path) -> bool {
        RunFolder::begun(path) && read_manifest(path).map_or(true, |m| m.asked() != self.manifest.asked())
    }

    /// Records what is not in the folder yet.
    pub fn perform(
        &self,
        path: &Path,
        opening: Opening,
        progress: &Progress,
    ) -> Result<ScanManifest, ScanStopped> {
        RunFolder::only(path, &[MANIFEST])?;
        // killed before anything was asked, or nothing there at all
        let opening = if RunFolder::begun(path) { opening } else { Opening::New };
        if RunFolder::begun(path) && opening != Opening::Overwrite {
            let there = read_manifest(path)?;
            match there.asked() == self.manifest.asked() {
                false => {
                    let what = "holds a scan of something else, or by another version";
                    return Err(ScanStopped::Other(what.into()));
                }
                true if there.status == "complete" && (0..there.dyads).all(|d| is_there(path, d)) => {
                    RunFolder::tidy(path);
                    return Ok(there);
                }
                true => {}
            }
        }
        let folder = RunFolder::create(path, opening)?;
        folder.write_json(MANIFEST, &self.manifest)?;
        folder.write_text("protocol.toml", &self.study.protocol.text)?;
        if let Some(paper) = &self.study.protocol.paper {
            folder.write_text("paper.bib", &format!("{}\n", paper.bibtex.trim()))?;
        }
        let there = |dyad: usize| opening == Opening::Resume && is_there(path, dyad);
        let ticks = self.run.schedule.ticks();
        progress.total.store(ticks * self.manifest.dyads as u64, Ordering::Relaxed);
        (0..self.manifest.dyads).into_par_iter().with_max_len(1).try_for_each(|dyad| {
            if there(dyad) {
                progress.done.fetch_add(ticks, Ordering::Relaxed);
                return Ok(());
            }
            let (mut recorder, done) = self.record(dyad, progress);
            if let Err(stopped) = done {
                // what was recorded before it diverged is no dyad, but it is not lost
                if matches!(stopped, ScanStopped::BlowUp(_)) {
                    let all = recorder.sections.iter_mut().flat_map(|s| &mut s.activity).flatten();
                    all.filter(|x| x.is_infinite()).for_each(|x| *x = f32::NAN);
                    folder.write_arrays(&diverged_of(dyad), &self.arrays(&recorder))?;
                }
                return Err(stopped);
            }
            folder.write_table(&events_of(dyad), &events(&self.run, &recorder.cues))?;
            folder.write_arrays(&arrays_of(dyad), &self.arrays(&recorder))?;
            Ok::<(), ScanStopped>(())
        })?;
        let done = ScanManifest { status: "complete".into(), ..self.manifest.clone() };
        folder.write_json(MANIFEST, &done)?;
        folder.finish()?;
        Ok(done)
    }

    /// Runs one unit: that of the very animal of a run with this seed. What was recorded, to the end or until it was stopped.
    pub fn record(&self, dyad: usize, progress: &Progress) -> (Recorder, Result<(), ScanStopped>) {
        let recorder = Recorder::new(self.manifest.populations.len(), self.manifest.rate_hz);
        let mut watch = Watch { recorder, progress };
        let mut society = society(self.run.clone(), self.manifest.seed, &[(0, dyad)]);
        let done = match society.run(&mut watch, &|| progress.stop.load(Ordering::Relaxed)) {
            Ok(true) => Ok(()),
            Ok(false) => Err(ScanStopped::Interrupted),
            Err(mut blow_up) => {
                blow_up.place = format!("dyad {}", dyad + 1);
                Err(ScanStopped::BlowUp(blow_up))
            }
        };
        (watch.recorder, done)
    }

    fn arrays(&self, recorder: &Recorder) -> syntony_store::ArrayGroup {
        let m = &self.manifest;
        let mut group = syntony_store::ArrayGroup::new()
            .attr("title", format!("activity of {} at the millisecond clock", m.protocol))
            .attr("rate_hz", m.rate_hz);
        let names = |f: fn(&PopulationOf) -> &String| m.populations.iter().map(|p| f(p).clone()).collect();
        group.push(Array::coordinate("population", Data::Text(names(|p| &p.key))));
        let count = m.populations.len();
        group.push(
            Array::new("region", &[("population", count)], Data::Text(names(|p| &p.region))).auxiliary(),
        );
        let people = m.people.iter().map(|p| p.name.clone()).collect();
        group.push(Array::coordinate("person", Data::Text(people)));
        for phase in &m.phases {
            let Some(section) =
                recorder.sections.iter().find(|s| self.run.group.phases[s.phase].name == phase.name)
            else {
                continue;
            };
            let time = format!("time_{}", phase.array);
            let at = |i: usize| section.start_s + (i as f64 + 0.5) / m.rate_hz;
            let times = (0..section.samples).map(at).collect();
            group.push(Array::coordinate(&time, Data::F64(times)).units("s"));
            let dims = [("person", m.people.len()), (&time, section.samples), ("population", count)];
            let array = Array::new(&phase.array, &dims, Data::F32(section.activity.concat()));
            let array = array.units("1").long_name("activity of a population");
            group.push(array.attr("task", phase.task.as_str()).attr("coupled", phase.coupled));
        }
        group
    }
}

/// Records, and moves the bar.
struct Watch<'a> {
    recorder: Recorder,
    progress: &'a Progress,
}

impl Witness for Watch<'_> {
    fn bout(&mut self, _: &Bout) {}
    fn tick(&mut self, _: f64, _: f64, _: &[usize], _: &syntony_brain::Block) {
        self.progress.done.fetch_add(1, Ordering::Relaxed);
    }
    fn cue(&mut self, cue: &Cue) {
        self.recorder.cue(cue);
    }
    fn moment(&mut self, moment: &Moment) {
        self.recorder.moment(moment);
    }
}

fn phases(group: &Group) -> Vec<PhaseOf> {
    let moving = group.phases.iter().filter_map(|phase| match &phase.kind {
        PhaseKind::Encounter(e) => e.moments.map(|what| (phase, what)),
        _ => None,
    });
    let plain = |name: &str| {
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect::<String>()
    };
    let arrays = unique(moving.clone().map(|(phase, _)| plain(&phase.name)));
    let each = moving.zip(arrays).map(|((phase, what), array)| {
        let (film, rest) = (what.task == Task::Film, what.task == Task::Rest);
        PhaseOf {
            name: phase.name.clone(),
            array: format!("activity_{array}"),
            task: what.task.word().into(),
            coupled: !what.apart && !film && !rest,
            common_input: film,
            start_s: phase.start_s,
            duration_s: phase.duration_s,
        }
    });
    each.collect()
}

/// Name of the arrays of a unit, from 0.
fn arrays_of(dyad: usize) -> String {
    format!("dyad-{:03}.zarr", dyad + 1)
}

/// Whether a unit has been recorded.
fn is_there(path: &Path, dyad: usize) -> bool {
    path.join(arrays_of(dyad)).join("zarr.json").is_file() && path.join(events_of(dyad)).is_file()
}

/// Name of the arrays of a unit that diverged.
fn diverged_of(dyad: usize) -> String {
    format!("diverged-{:03}.zarr", dyad + 1)
}

fn events_of(dyad: usize) -> String {
    format!("dyad-{:03}_events.tsv", dyad + 1)
}

/// What began when, in time.
fn events(run: &Run, cues: &[Cue]) -> DataTable {
    let what = Column::new("trial_type", "What began, as others could see or hear it.")
        .level("syllable", "a syllable")
        .level("gesture", "a gesture of the hands")
        .level("turn", "a turn of speaking")
        .level("series", "a series of gestures")
        .level("film", "a syllable and movement of the film");
    let mut table = DataTable::new(vec![
        Column::new("onset", "Time after the beginning of the experiment.").units("s"),
        Column::new("duration", "Length.").units("s"),
        what,
        Column::new("person", "Who acted; n/a for a film."),
        Column::new("phase", "Phase of the protocol."),
    ]);
    let mut order: Vec<&Cue> = cues.iter().collect();
    order.sort_by(|a, b| a.onset_s.total_cmp(&b.onset_s));
    for c in order {
        let person = c.member.map(|m| run.plan.cast.members[m].name.clone());
        let ms = |x: f64| (x * 1e3).round() / 1e3;
        table.push(vec![
            ms(c.onset_s).into(),
            ms(c.duration_s).into(),
            c.what.word().into(),
            person.map_or(Cell::Missing, Cell::Text),
            run.group.phases[c.phase].name.clone().into(),
        ]);
    }
    table
}

/// A scan that was made before.
#[derive(Debug, Clone)]
pub struct Made {
    path: PathBuf,
    /// What was recorded.
    pub manifest: ScanManifest,
}

/// One phase of one unit: activity `[sample × population]` of each person.
pub type Activity = Vec<Vec<f32>>;

impl Made {
    /// Opens a complete scan.
    ///
    /// # Errors
    /// `Damaged` for a folder that holds none, or one that was stopped.
    pub fn open(path: &Path) -> Result<Made, StoreError> {
        let manifest = read_manifest(path)?;
        let damaged = |why: &str| StoreError::Damaged { path: path.to_path_buf(), why: why.into() };
        if manifest.status != "complete" {
            return Err(damaged("the scan was stopped; go on with `syntony scan … --resume`"));
        }
        Ok(Made { path: path.to_path_buf(), manifest })
    }

    /// All phases of a unit, in their order.
    pub fn dyad(&self, dyad: usize) -> Result<Vec<Activity>, StoreError> {
        let path = self.path.join(arrays_of(dyad));
        let group = syntony_store::ArrayGroup::read(&path)?;
        let damaged = |why: String| StoreError::Damaged { path: path.clone(), why };
        let mut all = Vec::new();
        for phase in &self.manifest.phases {
            let array =
                group.get(&phase.array).ok_or_else(|| damaged(format!("no array `{}`", phase.array)))?;
            let Data::F32(values) = &array.data else {
                return Err(damaged(format!("`{}` is of another type", phase.array)));
            };
            let each = (values.len() / self.manifest.people.len().max(1)).max(1);
            all.push(values.chunks(each).map(<[f32]>::to_vec).collect());
        }
        Ok(all)
    }

    /// What began when in a unit.
    pub fn events(&self, dyad: usize) -> Result<DataTable, StoreError> {
        DataTable::read(&self.path.join(events_of(dyad)))
    }
}

fn read_manifest(path: &Path) -> Result<ScanManifest, StoreError> {
    atomic::read_json(&path.join(MANIFEST))
}
