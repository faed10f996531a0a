//! A scan as a BIDS dataset of a hyperscanning experiment.
//!
//! ```text
//! participants.tsv                          one row a person; partners share `dyad`
//! sub-001a/ses-001/eeg/…_task-talk_eeg.*    BrainVision; partners share the session
//!                      …_events.tsv         what began when, and who did it
//!                      …_recording-autonomic_physio.tsv.gz   pupil, heart, skin, breath
//! sub-001a/ses-001/nirs/…_nirs.snirf        oxy- and deoxyhaemoglobin over every cortical region
//! derivatives/syntony/sub-…/ses-…/func/     BOLD of every region as a table of time series
//! derivatives/syntony/sub-…/ses-…/          blood (light, scanner) and the activity of every region itself, as Zarr for xarray
//! derivatives/syntony/truth.json            what is planted: who was coupled when, and how
//! ```
//! Brain Imaging Data Structure 1.10. BOLD is not written as images: it is the course of regions, so it stands with the derivatives.

use super::brainvision::{self, Marker};
use super::sensors::{Settings, Shown, cortex, look, person};
use super::snirf;
use super::{Made, Manifest, PhaseOf};
use crate::run::Progress;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::Ordering;
use syntony_observe::instrument::{Instruments, eeg::NAMES};
use syntony_store::{Array, Cell, Column, Data, Dataset, Group, StoreError, Table};

const VERSION: &str = "1.10.0";
/// Folder of what is true.
const TRUTH: &str = "derivatives/syntony";

/// How an export ended otherwise than well.
#[derive(Debug)]
pub enum Stopped {
    /// The user stopped it.
    Interrupted,
    /// A file or folder could not be used.
    Store(StoreError),
    /// An instrument faster than the recording.
    TooFast(String),
    /// A file that could not be made.
    Format(String),
}

impl From<StoreError> for Stopped {
    fn from(e: StoreError) -> Stopped {
        Stopped::Store(e)
    }
}

/// Writes a scan as a dataset to a new folder.
pub fn export(
    scan: &Made,
    instruments: &Instruments,
    settings: &Settings,
    out: &Path,
    progress: &Progress,
) -> Result<(), Stopped> {
    let m = &scan.manifest;
    if let Some(fast) = settings.too_fast(m.rate_hz).first() {
        return Err(Stopped::TooFast(fast.to_string()));
    }
    let set = Dataset::begin(out)?;
    top(&set, m, settings)?;
    progress.total.store(m.dyads as u64, Ordering::Relaxed);
    (0..m.dyads).into_par_iter().with_max_len(1).try_for_each(|dyad| {
        if progress.stop.load(Ordering::Relaxed) {
            return Err(Stopped::Interrupted);
        }
        let (activity, events) = (scan.dyad(dyad)?, scan.events(dyad)?);
        for who in 0..m.people.len() {
            let mut truth = Group::new().attr("title", "blood and activity of regions, without electrodes");
            truth.push(Array::coordinate("population", Data::Text(keys(m, |_| true))));
            truth.push(Array::coordinate("cortex", Data::Text(keys(m, |c| c))));
            for (k, phase) in m.phases.iter().enumerate() {
                let seen = look(m, instruments, settings, person(&activity[k], who), (dyad, who, k))
                    .map_err(|e| Stopped::TooFast(e.to_string()))?;
                electrodes(&set, m, settings, (dyad, who), phase, &seen.eeg, &events)?;
                light(&set, m, (instruments, settings), (dyad, who), phase, (&seen, &events))?;
                scanner(&set, m, settings, &Name::new(dyad, who, phase), &seen)?;
                physiology(&set, settings, &Name::new(dyad, who, phase), &seen)?;
                regions(&mut truth, m, settings, phase, &seen, person(&activity[k], who));
            }
            let name = Name::new(dyad, who, &m.phases[0]);
            set.arrays(&format!("{TRUTH}/{}/{}/regions.zarr", name.subject, name.session), &truth)?;
        }
        progress.done.fetch_add(1, Ordering::Relaxed);
        Ok(())
    })?;
    Ok(set.finish()?)
}

/// Labels of a recording.
struct Name {
    subject: String,
    session: String,
    base: String,
}

impl Name {
    fn new(dyad: usize, who: usize, phase: &PhaseOf) -> Name {
        let letter = char::from(b'a' + (who % 26) as u8);
        let (subject, session) = (format!("sub-{:03}{letter}", dyad + 1), format!("ses-{:03}", dyad + 1));
        let base = format!("{subject}_{session}_task-{}", label(&phase.name));
        Name { subject, session, base }
    }

    fn file(&self, rest: &str) -> String {
        self.in_folder("eeg", rest)
    }

    fn in_folder(&self, kind: &str, rest: &str) -> String {
        format!("{}/{}/{kind}/{}_{rest}", self.subject, self.session, self.base)
    }
}

/// A label has letters and digits only.
fn label(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn keys(m: &Manifest, wanted: impl Fn(bool) -> bool) -> Vec<String> {
    m.populations
        .iter()
        .filter(|p| wanted(p.cortical) || wanted(true) && wanted(false))
        .map(|p| p.key.clone())
        .collect()
}

/// The files of the whole dataset.
fn top(set: &Dataset, m: &Manifest, settings: &Settings) -> Result<(), StoreError> {
    let about = |kind: &str| {
        json!({
            "Name": format!("{} ({}): simulated", m.title, m.group),
            "BIDSVersion": VERSION,
            "DatasetType": kind,
            "License": "CC0",
            "Authors": ["Syntony"],
            "GeneratedBy": [{ "Name": "Syntony", "Version": m.syntony }],
        })
    };
    set.json("dataset_description.json", &about("raw"))?;
    set.json(&format!("{TRUTH}/dataset_description.json"), &about("derivative"))?;
    let mut readme = format!(
        "# {}\n\nSimulated people: protocol `{}`, group `{}`, seed {}.\n",
        m.title, m.protocol, m.group, m.seed
    );
    let _ = writeln!(
        readme,
        "Partners share a session and the column `dyad` of participants.tsv. No person was recorded.\n\nWhat is planted in each task:\n"
    );
    for p in &m.phases {
        let what = match (p.coupled, p.common_input) {
            (true, _) => "coupled through acts",
            (_, true) => {
                "common input: the same film, no way from one to the other. Synchrony here is no interaction"
            }
            _ => "nothing: synchrony here is chance",
        };
        let _ = writeln!(readme, "- {} ({}): {what}", label(&p.name), p.task);
    }
    let _ = writeln!(
        readme,
        "\nBlood (light, scanner) and the activity of every region are in `{TRUTH}`, as Zarr for xarray."
    );
    set.bytes("README.md", readme.as_bytes())?;
    set.json(&format!("{TRUTH}/truth.json"), &json!({ "scan": m, "instruments": truth_of(settings) }))?;
    let mut people = Table::new(vec![
        Column::new("participant_id", "Who."),
        Column::new("species", "Simulated after."),
        Column::new("sex", "Sex.").level("F", "female").level("M", "male"),
        Column::new("dyad", "Whom they were recorded with."),
        Column::new("role", "Member of the protocol's cast."),
    ]);
    for dyad in 0..m.dyads {
        for (who, p) in m.people.iter().enumerate() {
            let name = Name::new(dyad, who, &m.phases[0]);
            let dyad: Cell = format!("{:03}", dyad + 1).into();
            people.push(vec![
                name.subject.into(),
                "homo sapiens".into(),
                p.sex.as_str().into(),
                dyad,
                p.name.as_str().into(),
            ]);
        }
    }
    set.table("participants.tsv", &people)
}

fn truth_of(s: &Settings) -> Value {
    json!({
        "eeg_hz": s.eeg_hz, "fnirs_hz": s.fnirs_hz, "repetition_s": s.repeat_s, "body_hz": s.body_hz,
        "artefacts": s.artefacts, "drift_ppm": s.drift_ppm,
    })
}

/// Electrodes and what began when.
fn electrodes(
    set: &Dataset,
    m: &Manifest,
    settings: &Settings,
    (dyad, who): (usize, usize),
    phase: &PhaseOf,
    eeg: &[Vec<f64>],
    events: &Table,
) -> Result<(), StoreError> {
    let name = Name::new(dyad, who, phase);
    let (base, rate) = (format!("{}_eeg", name.base), settings.eeg_hz);
    set.bytes(&name.file("eeg.vhdr"), brainvision::header(&base, &NAMES, rate).as_bytes())?;
    set.bytes(&name.file("eeg.eeg"), &brainvision::data(eeg))?;
    let samples = eeg.first().map_or(0, Vec::len);
    set.json(
        &name.file("eeg.json"),
        &json!({
            "TaskName": label(&phase.name), "TaskDescription": phase.task,
            "SamplingFrequency": rate, "PowerLineFrequency": "n/a", "SoftwareFilters": "n/a",
            "EEGReference": "average", "EEGPlacementScheme": "10-20", "EEGChannelCount": NAMES.len(),
            "EOGChannelCount": 0, "ECGChannelCount": 0, "EMGChannelCount": 0, "MiscChannelCount": 0, "TriggerChannelCount": 0,
            "RecordingType": "continuous", "RecordingDuration": samples as f64 / rate,
            "Manufacturer": "Syntony", "ManufacturersModelName": format!("simulated, {}", m.syntony),
        }),
    )?;
    let mut channels = Table::new(vec![
        Column::new("name", "Electrode."),
        Column::new("type", "Kind of channel."),
        Column::new("units", "Unit."),
        Column::new("sampling_frequency", "Samples a second.").units("Hz"),
    ]);
    NAMES.iter().for_each(|n| channels.push(vec![(*n).into(), "EEG".into(), "uV".into(), rate.into()]));
    set.bytes(&name.file("channels.tsv"), text(&channels).as_bytes())?;
    let began = began(events, phase, &m.people[who].name, samples as f64 / rate);
    let mark = |b: &Began| Marker {
        sample: (b.onset_s * rate).round() as usize,
        length: (b.duration_s * rate).round() as usize,
        code: format!("{}/{}", b.what, b.actor),
    };
    let marks: Vec<Marker> = began.iter().map(mark).collect();
    set.table(&name.file("events.tsv"), &event_table(&began))?;
    set.bytes(&name.file("eeg.vmrk"), brainvision::markers(&base, &marks).as_bytes())
}

/// What began in a recording, as others could see or hear it.
struct Began {
    onset_s: f64,
    duration_s: f64,
    what: String,
    /// The one recorded, a partner, or the film.
    actor: &'static str,
}

/// What began in a phase, of the first seconds that were recorded.
fn began(events: &Table, phase: &PhaseOf, own: &str, recorded_s: f64) -> Vec<Began> {
    let column = |c: &str| events.column(c);
    let (Some(on), Some(long), Some(kind), Some(by), Some(of)) =
        (column("onset"), column("duration"), column("trial_type"), column("person"), column("phase"))
    else {
        return Vec::new();
    };
    let word = |cell: &Cell| if let Cell::Text(t) = cell { t.clone() } else { String::new() };
    let rows = events.rows.iter().filter(|r| word(&r[of]) == phase.name);
    let all = rows.map(|row| Began {
        onset_s: row[on].number().unwrap_or(0.0) - phase.start_s,
        duration_s: row[long].number().unwrap_or(0.0),
        what: word(&row[kind]),
        actor: match &row[by] {
            Cell::Text(t) if t == own => "self",
            Cell::Missing => "film",
            _ => "other",
        },
    });
    all.filter(|b| (0.0..recorded_s).contains(&b.onset_s)).collect()
}

/// The same as a table of events.
fn event_table(began: &[Began]) -> Table {
    let mut table = Table::new(vec![
        Column::new("onset", "Time after the beginning of the recording.").units("s"),
        Column::new("duration", "Length.").units("s"),
        Column::new("trial_type", "What began, as others could see or hear it."),
        Column::new("actor", "Who did it.")
            .level("self", "the one recorded")
            .level("other", "a partner")
            .level("film", "the film"),
    ]);
    for b in began {
        let onset = (b.onset_s * 1e3).round() / 1e3;
        table.push(vec![onset.into(), b.duration_s.into(), b.what.as_str().into(), b.actor.into()]);
    }
    table
}

/// A table without its sidecar.
fn text(table: &Table) -> String {
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

/// Light, where it was shone, and what began when.
fn light(
    set: &Dataset,
    m: &Manifest,
    (instruments, settings): (&Instruments, &Settings),
    (dyad, who): (usize, usize),
    phase: &PhaseOf,
    (seen, events): (&Shown, &Table),
) -> Result<(), Stopped> {
    let name = Name::new(dyad, who, phase);
    let outer: Vec<&super::PopulationOf> = m.populations.iter().filter(|p| p.cortical).collect();
    let regions: Vec<String> = outer.iter().map(|p| p.key.clone()).collect();
    let (head, blood) = ((instruments.eeg.centre, instruments.eeg.radius), &instruments.blood);
    let optodes: Vec<_> = outer.iter().map(|p| snirf::optodes(p.position, head, blood.distance)).collect();
    let began = began(events, phase, &m.people[who].name, phase.duration_s);
    let stimulus = |b: &Began| (b.onset_s, b.duration_s, format!("{}/{}", b.what, b.actor));
    let stimuli: Vec<snirf::Stimulus> = began.iter().map(stimulus).collect();
    let rate = settings.fnirs_hz;
    let lit = (&optodes[..], blood.wavelengths);
    let bytes = snirf::file(&name.subject, seen, (rate, &regions), lit, &stimuli)
        .map_err(|e| Stopped::Format(format!("light as SNIRF: {e}")))?;
    let at = |rest: &str| name.in_folder("nirs", rest);
    set.bytes(&at("nirs.snirf"), &bytes)?;
    set.table(&at("events.tsv"), &event_table(&began))?;
    set.json(
        &at("nirs.json"),
        &json!({
            "TaskName": label(&phase.name), "TaskDescription": phase.task, "SamplingFrequency": rate,
            "NIRSChannelCount": 2 * regions.len(), "NIRSSourceOptodeCount": regions.len(),
            "NIRSDetectorOptodeCount": regions.len(), "NIRSPlacementScheme": "a source and a detector above each cortical region",
            "ACCELChannelCount": 0, "GYROChannelCount": 0, "MAGNChannelCount": 0,
            "RecordingDuration": phase.duration_s, "Manufacturer": "Syntony",
        }),
    )?;
    let mut channels = Table::new(
        ["name", "type", "source", "detector", "wavelength_nominal", "units", "sampling_frequency"]
            .map(|c| Column::new(c, c))
            .to_vec(),
    );
    for k in 0..2 * regions.len() {
        let (i, kind) = (k / 2 + 1, if k % 2 == 0 { "HBO" } else { "HBR" });
        channels.push(vec![
            format!("S{i}_D{i} {}", kind.to_lowercase()).into(),
            format!("NIRSCW{kind}").into(),
            format!("S{i}").into(),
            format!("D{i}").into(),
            Cell::Missing,
            "uM".into(),
            rate.into(),
        ]);
    }
    set.bytes(&at("channels.tsv"), text(&channels).as_bytes())?;
    let mut places = Table::new(["name", "type", "x", "y", "z"].map(|c| Column::new(c, c)).to_vec());
    for (which, kind) in ["source", "detector"].into_iter().enumerate() {
        for (i, pair) in optodes.iter().enumerate() {
            let letter = if which == 0 { 'S' } else { 'D' };
            let [x, y, z] = pair[which].map(|v| Cell::Number((v * 1e7).round() / 1e4));
            places.push(vec![format!("{letter}{}", i + 1).into(), kind.into(), x, y, z]);
        }
    }
    let session = format!("{}/{}/nirs/{}_{}", name.subject, name.session, name.subject, name.session);
    set.bytes(&format!("{session}_optodes.tsv"), text(&places).as_bytes())?;
    set.json(
        &format!("{session}_coordsystem.json"),
        &json!({
            "NIRSCoordinateSystem": "Other", "NIRSCoordinateUnits": "mm",
            "NIRSCoordinateSystemDescription": "right, anterior, superior of the anterior commissure",
        }),
    )?;
    Ok(())
}

/// BOLD of every region as time series.
fn scanner(set: &Dataset, m: &Manifest, s: &Settings, name: &Name, seen: &Shown) -> Result<(), StoreError> {
    let file = |end: &str| {
        let (subject, session, base) = (&name.subject, &name.session, &name.base);
        format!("{TRUTH}/{subject}/{session}/func/{base}_desc-regions_timeseries.{end}")
    };
    let mut rows = keys(m, |_| true).join("\t") + "\n";
    for i in 0..seen.bold.first().map_or(0, Vec::len) {
        let row: Vec<String> = seen.bold.iter().map(|x| format!("{:.6}", x[i])).collect();
        rows += &(row.join("\t") + "\n");
    }
    set.bytes(&file("tsv"), rows.as_bytes())?;
    set.json(
        &file("json"),
        &json!({ "RepetitionTime": s.repeat_s, "SamplingFrequency": 1.0 / s.repeat_s, "StartTime": 0,
            "Description": "BOLD of every region, change relative to its mean signal" }),
    )
}

fn physiology(set: &Dataset, settings: &Settings, name: &Name, seen: &Shown) -> Result<(), StoreError> {
    let b = &seen.body;
    let mut rows = String::new();
    for i in 0..b.pupil.len() {
        let _ = writeln!(rows, "{:.4}\t{:.4}\t{:.4}\t{:.4}", b.pupil[i], b.heart[i], b.skin[i], b.breath[i]);
    }
    set.gzip(&name.file("recording-autonomic_physio.tsv.gz"), &rows)?;
    set.json(
        &name.file("recording-autonomic_physio.json"),
        &json!({
            "SamplingFrequency": settings.body_hz, "StartTime": 0,
            "Columns": ["pupil", "heart_rate", "skin_conductance", "respiratory"],
            "pupil": { "Description": "diameter of the pupil", "Units": "mm" },
            "heart_rate": { "Description": "heart rate", "Units": "Hz" },
            "skin_conductance": { "Description": "skin conductance", "Units": "uS" },
            "respiratory": { "Description": "breath, -1 to 1", "Units": "arbitrary" },
        }),
    )
}

/// Blood and activity of a phase, added to the arrays of a person.
fn regions(truth: &mut Group, m: &Manifest, s: &Settings, phase: &PhaseOf, seen: &Shown, activity: &[f32]) {
    let anatomy = m.anatomy();
    let (all, outer) = (m.populations.len(), cortex(&anatomy).len());
    let task = label(&phase.name);
    let flat = |v: &[Vec<f64>]| Data::F32(v.iter().flatten().map(|x| *x as f32).collect());
    let mut add = |what: &str, unit: &str, of: (&str, usize), data: &[Vec<f64>], interval: f64| {
        let samples = data.first().map_or(0, Vec::len);
        let time = format!("time_{what}_{task}");
        let at = (0..samples).map(|i| (i as f64 + 0.5) * interval).collect();
        if !truth.arrays.iter().any(|a| a.name == time) {
            truth.push(Array::coordinate(&time, Data::F64(at)).units("s"));
        }
        truth.push(Array::new(format!("{what}_{task}"), &[of, (&time, samples)], flat(data)).units(unit));
    };
    add("hbo", "uM", ("cortex", outer), &seen.oxy, 1.0 / s.fnirs_hz);
    add("hbr", "uM", ("cortex", outer), &seen.deoxy, 1.0 / s.fnirs_hz);
    add("bold", "1", ("population", all), &seen.bold, s.repeat_s);
    let samples = activity.len() / all.max(1);
    let time = format!("time_activity_{task}");
    let at = (0..samples).map(|i| (i as f64 + 0.5) / m.rate_hz).collect();
    truth.push(Array::coordinate(&time, Data::F64(at)).units("s"));
    let dims = [(time.as_str(), samples), ("population", all)];
    truth.push(Array::new(format!("activity_{task}"), &dims, Data::F32(activity.to_vec())).units("1"));
}
