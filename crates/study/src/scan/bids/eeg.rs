//! Electrodes: samples, markers, channels, and where the electrodes are.
//!
//! Places are in CapTrak coordinates, in which MNE and EEGLAB expect those of electrodes: from half way between the ears, x to the right ear, y to
//! the nasion, z up.

use super::brainvision::{self, Marker};
use super::events::{Began, began, table};
use super::{Person, text};
use serde_json::{Value, json};
use syntony_observe::instrument::eeg::{Eeg, NAMES};
use syntony_store::{Cell, Column, DataTable, StoreError};

/// Coordinates of places.
const SPACE: &str = "CapTrak";

/// Landmarks in CapTrak coordinates, m: nasion, left and right ear.
pub(super) fn landmarks(eeg: &Eeg) -> [(&'static str, [f64; 3]); 3] {
    let far = eeg.radius * (1.0 - eeg.ears * eeg.ears).max(0.0).sqrt();
    [("NAS", [0.0, far, 0.0]), ("LPA", [-far, 0.0, 0.0]), ("RPA", [far, 0.0, 0.0])]
}

/// A place as seen from the centre of the head, m, in CapTrak coordinates.
pub(super) fn cap_trak(eeg: &Eeg, [x, y, z]: [f64; 3]) -> [f64; 3] {
    [x, y, z + eeg.ears * eeg.radius]
}

/// What the sidecar of places says; `kind` is EEG or NIRS.
pub(super) fn coordinates(eeg: &Eeg, kind: &str) -> Value {
    let places: serde_json::Map<String, Value> =
        landmarks(eeg).into_iter().map(|(name, at)| (name.to_string(), json!(at.map(rounded)))).collect();
    let about = "from half way between the preauricular points; x to the right one, y to the nasion, z up; a spherical head";
    let mut all = serde_json::Map::new();
    all.insert(format!("{kind}CoordinateSystem"), SPACE.into());
    all.insert(format!("{kind}CoordinateUnits"), "m".into());
    all.insert(format!("{kind}CoordinateSystemDescription"), about.into());
    all.insert("AnatomicalLandmarkCoordinates".into(), places.into());
    all.insert("AnatomicalLandmarkCoordinateSystem".into(), SPACE.into());
    all.insert("AnatomicalLandmarkCoordinateUnits".into(), "m".into());
    all.insert("AnatomicalLandmarkCoordinateSystemDescription".into(), about.into());
    all.into()
}

/// To a hundredth of a millimetre.
pub(super) fn rounded(x: f64) -> f64 {
    (x * 1e5).round() / 1e5
}

/// A place as cells.
pub(super) fn cells(at: [f64; 3]) -> [Cell; 3] {
    at.map(|x| Cell::Number(rounded(x)))
}

/// Where the electrodes of a person are.
pub(super) fn places(p: &Person) -> Result<(), StoreError> {
    let eeg = &p.instruments.eeg;
    let mut all = DataTable::new(["name", "x", "y", "z"].map(|c| Column::new(c, c)).to_vec());
    for (name, at) in NAMES.iter().zip(&eeg.electrodes) {
        let [x, y, z] = cells(cap_trak(eeg, at.map(|u| eeg.radius * u)));
        all.push(vec![(*name).into(), x, y, z]);
    }
    p.set.bytes(&p.shared("eeg", &format!("space-{SPACE}_electrodes.tsv")), text(&all).as_bytes())?;
    p.set.json(&p.shared("eeg", &format!("space-{SPACE}_coordsystem.json")), &coordinates(eeg, "EEG"))
}

/// The recording of a phase.
pub(super) fn recording(p: &Person, phase: usize, eeg: &[Vec<f64>]) -> Result<(), StoreError> {
    let (of, rate) = (&p.m.phases[phase], p.settings.eeg_hz);
    let at = |rest: &str| p.file("eeg", phase, rest);
    let base = format!("{}_eeg", p.base(phase));
    let samples = eeg.first().map_or(0, Vec::len);
    p.set.bytes(&at("eeg.vhdr"), brainvision::header(&base, &NAMES, rate).as_bytes())?;
    p.set.bytes(&at("eeg.eeg"), &brainvision::data(eeg))?;
    p.set.json(
        &at("eeg.json"),
        &json!({
            "TaskName": p.tasks[phase], "TaskDescription": of.task, "Instructions": "none: simulated",
            "SamplingFrequency": rate, "PowerLineFrequency": "n/a", "SoftwareFilters": "n/a", "HardwareFilters": "n/a",
            "EEGReference": "average", "EEGGround": "n/a", "EEGPlacementScheme": "10-20", "EEGChannelCount": NAMES.len(),
            "EOGChannelCount": 0, "ECGChannelCount": 0, "EMGChannelCount": 0, "MISCChannelCount": 0, "TriggerChannelCount": 0,
            "HeadCircumference": rounded(200.0 * std::f64::consts::PI * p.instruments.eeg.radius),
            "RecordingType": "continuous", "RecordingDuration": samples as f64 / rate,
            "Manufacturer": "Syntony", "ManufacturersModelName": format!("simulated, {}", p.m.syntony),
            "SoftwareVersions": p.m.syntony, "SubjectArtefactDescription": if p.settings.artefacts { "eye blinks" } else { "n/a" },
        }),
    )?;
    let mut channels = DataTable::new(
        ["name", "type", "units", "sampling_frequency", "reference", "status"]
            .map(|c| Column::new(c, c))
            .to_vec(),
    );
    for name in NAMES {
        channels.push(vec![
            name.into(),
            "EEG".into(),
            "uV".into(),
            rate.into(),
            "average".into(),
            "good".into(),
        ]);
    }
    p.set.bytes(&at("channels.tsv"), text(&channels).as_bytes())?;
    let began = began(p.events, of, p.name(), samples as f64 / rate, p.clock());
    let mark = |b: &Began| {
        let sample = ((b.onset_s * rate).round() as usize).min(samples.saturating_sub(1));
        let length = ((b.duration_s * rate).round() as usize).min(samples - sample);
        Marker { sample, length, code: format!("{}/{}", b.what, b.actor) }
    };
    let marks: Vec<Marker> = began.iter().map(mark).collect();
    p.set.table(&at("events.tsv"), &table(&began))?;
    let markers = brainvision::markers(&base, &p.date(phase).digits(), &marks);
    p.set.bytes(&at("eeg.vmrk"), markers.as_bytes())
}
