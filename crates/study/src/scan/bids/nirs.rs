//! fNIRS: haemoglobin as SNIRF, and where the optodes are.

use super::eeg::{cap_trak, cells, coordinates, landmarks};
use super::events::{began, table};
use super::{ExportStopped, Person, snirf, text};
use crate::scan::PopulationOf;
use serde_json::json;
use syntony_store::{Cell, Column, DataTable, StoreError};

/// Cortical regions, each with a source and a detector.
fn regions<'a>(p: &Person<'a>) -> Vec<&'a PopulationOf> {
    p.m.populations.iter().filter(|p| p.cortical).collect()
}

/// Source and detector of each region, m, in CapTrak coordinates.
fn optodes(p: &Person) -> Vec<[[f64; 3]; 2]> {
    let (eeg, distance) = (&p.instruments.eeg, p.instruments.blood.distance);
    let above = |r: &&PopulationOf| {
        snirf::optodes(eeg.from_centre(r.position), eeg.radius, distance).map(|at| cap_trak(eeg, at))
    };
    regions(p).iter().map(above).collect()
}

/// Where the optodes of a person are.
pub(super) fn places(p: &Person) -> Result<(), StoreError> {
    let optodes = optodes(p);
    let mut all = DataTable::new(["name", "type", "x", "y", "z"].map(|c| Column::new(c, c)).to_vec());
    for (which, kind) in ["source", "detector"].into_iter().enumerate() {
        for (i, pair) in optodes.iter().enumerate() {
            let letter = if which == 0 { 'S' } else { 'D' };
            let [x, y, z] = cells(pair[which]);
            all.push(vec![format!("{letter}{}", i + 1).into(), kind.into(), x, y, z]);
        }
    }
    p.set.bytes(&p.shared("nirs", "optodes.tsv"), text(&all).as_bytes())?;
    let about = coordinates(&p.instruments.eeg, "NIRS");
    p.set.json(&p.shared("nirs", "coordsystem.json"), &about)
}

/// The recording of a phase.
pub(super) fn recording(
    p: &Person,
    phase: usize,
    (oxy, deoxy): (&[Vec<f64>], &[Vec<f64>]),
) -> Result<(), ExportStopped> {
    let (of, rate, regions) = (&p.m.phases[phase], p.settings.fnirs_hz, regions(p));
    let duration = oxy.first().map_or(0, Vec::len) as f64 / rate;
    let began = began(p.events, of, p.name(), duration, p.clock());
    let light = snirf::Light {
        subject: p.subject(),
        began: p.date(phase).iso(),
        rate_hz: rate,
        regions: regions.iter().map(|r| r.key.as_str()).collect(),
        optodes: optodes(p),
        wavelengths: p.instruments.blood.wavelengths,
        // as readers of the format expect them
        landmarks: landmarks(&p.instruments.eeg).map(|(n, at)| (if n == "NAS" { "Nasion" } else { n }, at)),
        stimuli: began.iter().map(|b| (b.onset_s, b.duration_s, format!("{}/{}", b.what, b.actor))).collect(),
    };
    let bytes = light.file(oxy, deoxy).map_err(|e| ExportStopped::Format(format!("fNIRS as SNIRF: {e}")))?;
    let at = |rest: &str| p.file("nirs", phase, rest);
    p.set.bytes(&at("nirs.snirf"), &bytes)?;
    p.set.table(&at("events.tsv"), &table(&began))?;
    p.set.json(
        &at("nirs.json"),
        &json!({
            "TaskName": p.tasks[phase], "TaskDescription": of.task, "SamplingFrequency": rate,
            "NIRSChannelCount": 2 * regions.len(), "NIRSSourceOptodeCount": regions.len(),
            "NIRSDetectorOptodeCount": regions.len(), "NIRSPlacementScheme": "a source and a detector above each cortical region",
            "ACCELChannelCount": 0, "GYROChannelCount": 0, "MAGNChannelCount": 0,
            "SourceType": "n/a", "DetectorType": "n/a", "HardwareFilters": "n/a", "SoftwareVersions": p.m.syntony,
            "SubjectArtefactDescription": "waves of arterial pressure, breath and heart",
            "RecordingDuration": duration, "Manufacturer": "Syntony",
            "ManufacturersModelName": format!("simulated, {}", p.m.syntony),
        }),
    )?;
    let mut channels = DataTable::new(
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
    Ok(p.set.bytes(&at("channels.tsv"), text(&channels).as_bytes())?)
}
