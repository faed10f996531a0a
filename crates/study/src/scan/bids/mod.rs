//! A scan as a BIDS dataset of a hyperscanning experiment.
//!
//! ```text
//! participants.tsv                          one row a person; partners share `dyad`
//! sub-001a/ses-001/…_scans.tsv              when each recording began; partners share the session
//!                 /eeg/…_task-talk_eeg.*    BrainVision
//!                      …_events.tsv         what began when, and who did it
//!                      …_electrodes.tsv     where the electrodes are, in the coordinates of …_coordsystem.json
//!                      …_recording-autonomic_physio.tsv.gz   pupil, heart, skin, breath
//!                 /nirs/…_nirs.snirf        oxy- and deoxyhaemoglobin over every cortical region, …_optodes.tsv where
//! derivatives/syntony/sub-…/ses-…/func/     BOLD of every region as a table of time series
//! derivatives/syntony/sub-…/ses-…/          haemoglobin, BOLD and the activity of every region itself, as Zarr for xarray
//! derivatives/syntony/truth.json            ground truth: who was coupled when, and how
//! ```
//! Brain Imaging Data Structure 1.10. BOLD is not written as images: it is the course of regions, so it stands with the derivatives.

mod brainvision;
mod derivatives;
mod eeg;
mod events;
pub mod names;
mod nirs;
mod snirf;

use super::ready::unready;
use super::sensors::{Settings, look, person};
use super::{Made, ScanManifest};
use crate::run::Progress;
use names::{Date, labels, subject};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::Ordering;
use syntony_language::Problems;
use syntony_observe::instrument::Instruments;
use syntony_observe::instrument::body::Physiology;
use syntony_store::{Cell, Column, DataTable, Dataset, StoreError};

const VERSION: &str = "1.10.0";
/// Folder of the ground truth.
const TRUTH: &str = "derivatives/syntony";

/// How an export ended otherwise than well.
#[derive(Debug)]
pub enum ExportStopped {
    /// The user stopped it.
    Interrupted,
    /// A file or folder could not be used.
    Store(StoreError),
    /// What was asked cannot be made of this scan.
    Refused(Problems),
    /// A file that could not be made.
    Format(String),
}

impl From<StoreError> for ExportStopped {
    fn from(e: StoreError) -> ExportStopped {
        ExportStopped::Store(e)
    }
}

/// Writes a scan as a dataset to a new folder.
pub fn export(
    scan: &Made,
    instruments: &Instruments,
    settings: &Settings,
    out: &Path,
    progress: &Progress,
) -> Result<(), ExportStopped> {
    let m = &scan.manifest;
    unready(m, settings).into_result(()).map_err(ExportStopped::Refused)?;
    let set = Dataset::begin(out)?;
    let tasks = labels(m.phases.iter().map(|p| p.name.as_str()));
    top(&set, m, settings, &tasks)?;
    progress.total.store(m.dyads as u64, Ordering::Relaxed);
    (0..m.dyads).into_par_iter().with_max_len(1).try_for_each(|dyad| {
        if progress.stop.load(Ordering::Relaxed) {
            return Err(ExportStopped::Interrupted);
        }
        let (activity, events) = (scan.dyad(dyad)?, scan.events(dyad)?);
        for who in 0..m.people.len() {
            let p = Person { set: &set, m, instruments, settings, tasks: &tasks, events: &events, dyad, who };
            eeg::places(&p)?;
            nirs::places(&p)?;
            let mut truth = derivatives::regions(&p);
            for (phase, activity) in activity.iter().enumerate() {
                let own = person(activity, who);
                let seen = look(m, instruments, settings, own, (dyad, who, phase))
                    .map_err(|e| ExportStopped::Format(e.to_string()))?;
                eeg::recording(&p, phase, &seen.eeg)?;
                nirs::recording(&p, phase, (&seen.oxy, &seen.deoxy))?;
                physiology(&p, phase, &seen.body)?;
                derivatives::scanner(&p, phase, &seen.bold)?;
                derivatives::add(&mut truth, &p, phase, &seen, own);
            }
            p.scans()?;
            set.arrays(&format!("{TRUTH}/{}/regions.zarr", p.folder()), &truth)?;
        }
        progress.done.fetch_add(1, Ordering::Relaxed);
        Ok(())
    })?;
    Ok(set.finish()?)
}

/// One person of a session, and what its files are made of.
struct Person<'a> {
    set: &'a Dataset,
    m: &'a ScanManifest,
    instruments: &'a Instruments,
    settings: &'a Settings,
    /// Labels of phases.
    tasks: &'a [String],
    events: &'a DataTable,
    dyad: usize,
    who: usize,
}

impl Person<'_> {
    /// Member of the protocol's cast.
    fn name(&self) -> &str {
        &self.m.people[self.who].name
    }

    fn subject(&self) -> String {
        format!("sub-{}", subject(self.dyad, self.who, self.m.people.len()))
    }

    fn session(&self) -> String {
        format!("ses-{:03}", self.dyad + 1)
    }

    fn folder(&self) -> String {
        format!("{}/{}", self.subject(), self.session())
    }

    /// What names of files of a phase begin with.
    fn base(&self, phase: usize) -> String {
        format!("{}_{}_task-{}", self.subject(), self.session(), self.tasks[phase])
    }

    /// A file of a phase.
    fn file(&self, kind: &str, phase: usize, rest: &str) -> String {
        format!("{}/{kind}/{}_{rest}", self.folder(), self.base(phase))
    }

    /// A file of all phases.
    fn shared(&self, kind: &str, rest: &str) -> String {
        format!("{}/{kind}/{}_{}_{rest}", self.folder(), self.subject(), self.session())
    }

    fn clock(&self) -> f64 {
        self.settings.clock(self.who)
    }

    fn date(&self, phase: usize) -> Date {
        Date::after(self.m.phases[phase].start_s)
    }

    /// When each recording began.
    fn scans(&self) -> Result<(), StoreError> {
        let mut scans = DataTable::new(vec![
            Column::new("filename", "Recording."),
            Column::new(
                "acq_time",
                "When it began; the experiment is taken to begin with the year 2000, and partners are recorded at once.",
            ),
        ]);
        for phase in 0..self.m.phases.len() {
            for (kind, end) in [("eeg", "eeg.vhdr"), ("nirs", "nirs.snirf")] {
                let file = format!("{kind}/{}_{end}", self.base(phase));
                scans.push(vec![file.into(), self.date(phase).iso().into()]);
            }
        }
        let name = format!("{}/{}_{}_scans.tsv", self.folder(), self.subject(), self.session());
        self.set.table(&name, &scans)
    }
}

/// The files of the whole dataset.
fn top(set: &Dataset, m: &ScanManifest, settings: &Settings, tasks: &[String]) -> Result<(), StoreError> {
    let how = format!("protocol {}, group {}, seed {}", m.protocol, m.group, m.seed);
    let about = |kind: &str| {
        json!({
            "Name": format!("{} ({}): simulated", m.title, m.group),
            "BIDSVersion": VERSION,
            "DatasetType": kind,
            "License": "CC0",
            "Authors": ["Syntony"],
            "Acknowledgements": "simulated: no person was recorded",
            "HowToAcknowledge": "cite Syntony and its version; `syntony cite` names the papers behind the numbers",
            "Keywords": ["hyperscanning", "simulation", "EEG", "fNIRS"],
            "GeneratedBy": [{ "Name": "Syntony", "Version": m.syntony, "Description": how }],
        })
    };
    set.json("dataset_description.json", &about("raw"))?;
    set.json(&format!("{TRUTH}/dataset_description.json"), &about("derivative"))?;
    set.json(&format!("{TRUTH}/truth.json"), &json!({ "scan": m, "instruments": truth_of(m, settings) }))?;
    set.bytes("README.md", readme(m, settings, tasks).as_bytes())?;
    participants(set, m)
}

fn readme(m: &ScanManifest, settings: &Settings, tasks: &[String]) -> String {
    let mut text = format!(
        "# {}\n\nSimulated people: protocol `{}`, group `{}`, seed {}. No person was recorded.\n\
         Partners share a session and the column `dyad` of participants.tsv.\n\n## Ground truth by condition\n\n",
        m.title, m.protocol, m.group, m.seed
    );
    for (p, task) in m.phases.iter().zip(tasks) {
        let what = match (p.coupled, p.common_input) {
            (true, _) => "coupled through acts",
            (_, true) => {
                "common input: the same film, no interaction. Synchrony here is no sign of interaction"
            }
            _ => "no coupling: synchrony here is chance",
        };
        let _ = writeln!(text, "- {task} (`{}`, {}): {what}", p.name, p.task);
    }
    let _ = writeln!(
        text,
        "\n`{TRUTH}` has haemoglobin, BOLD and the activity of every region, as Zarr for xarray, and `truth.json`."
    );
    if settings.drift_ppm != 0.0 {
        let _ = writeln!(
            text,
            "\nThe clock of everybody but the first person of a session is off by {} ppm: EEG, fNIRS, BOLD, physiology, markers and \
             events of a person keep to the same clock, and a faster one puts the same moment later in the file.",
            settings.drift_ppm
        );
    }
    text
}

fn participants(set: &Dataset, m: &ScanManifest) -> Result<(), StoreError> {
    let mut people = DataTable::new(vec![
        Column::new("participant_id", "Person."),
        Column::new("species", "Simulated after."),
        Column::new("age", "Age; nobody has one in years here, see age_class.").units("year"),
        Column::new("age_class", "Age class of the protocol."),
        Column::new("sex", "Sex.").level("F", "female").level("M", "male"),
        Column::new("handedness", "Handedness; not simulated, both hemispheres are alike."),
        Column::new("group", "Group of the protocol."),
        Column::new("dyad", "Pair, or group of people, recorded together."),
        Column::new("role", "Member of the protocol's cast."),
    ]);
    for dyad in 0..m.dyads {
        for (who, p) in m.people.iter().enumerate() {
            people.push(vec![
                format!("sub-{}", subject(dyad, who, m.people.len())).into(),
                "homo sapiens".into(),
                Cell::Missing,
                p.age.as_str().into(),
                p.sex.as_str().into(),
                Cell::Missing,
                m.group.as_str().into(),
                format!("{:03}", dyad + 1).into(),
                p.name.as_str().into(),
            ]);
        }
    }
    set.table("participants.tsv", &people)
}

fn truth_of(m: &ScanManifest, s: &Settings) -> Value {
    let ppm = |who: usize| if who > 0 { s.drift_ppm } else { 0.0 };
    let clocks: serde_json::Map<String, Value> =
        m.people.iter().enumerate().map(|(who, p)| (p.name.clone(), ppm(who).into())).collect();
    json!({
        "eeg_hz": s.eeg_hz, "fnirs_hz": s.fnirs_hz, "repetition_s": s.repeat_s, "physiology_hz": s.body_hz,
        "artefacts": s.artefacts, "drift_ppm": s.drift_ppm, "clock_fast_by_ppm": clocks,
    })
}

/// A table without its sidecar.
fn text(table: &DataTable) -> String {
    let mut text = table.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join("\t") + "\n";
    for row in &table.rows {
        let cells: Vec<String> = row
            .iter()
            .map(|c| match c {
                Cell::Text(t) => t.clone(),
                Cell::Number(x) => x.to_string(),
                Cell::Integer(x) => x.to_string(),
                Cell::Missing => "n/a".into(),
            })
            .collect();
        text += &(cells.join("\t") + "\n");
    }
    text
}

/// Pupil, heart, skin and breath.
fn physiology(p: &Person, phase: usize, b: &Physiology) -> Result<(), StoreError> {
    let mut rows = String::new();
    for i in 0..b.pupil.len() {
        let _ = writeln!(rows, "{:.4}\t{:.4}\t{:.4}\t{:.4}", b.pupil[i], b.heart[i], b.skin[i], b.breath[i]);
    }
    p.set.gzip(&p.file("eeg", phase, "recording-autonomic_physio.tsv.gz"), &rows)?;
    p.set.json(
        &p.file("eeg", phase, "recording-autonomic_physio.json"),
        &json!({
            "SamplingFrequency": p.settings.body_hz, "StartTime": 0, "TaskName": p.tasks[phase], "PhysioType": "generic",
            "Columns": ["pupil", "heart_rate", "skin_conductance", "respiratory"],
            "Manufacturer": "Syntony",
            "pupil": { "Description": "diameter of the pupil", "Units": "mm" },
            "heart_rate": { "Description": "heart rate", "Units": "Hz" },
            "skin_conductance": { "Description": "skin conductance", "Units": "uS" },
            "respiratory": { "Description": "breath, -1 to 1", "Units": "arbitrary" },
        }),
    )
}
