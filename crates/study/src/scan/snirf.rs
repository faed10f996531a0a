//! Light as SNIRF 1.1: an HDF5 file with oxy- and deoxyhaemoglobin over every cortical region, where its source and detector stand, and when.
//!
//! <https://github.com/fNIRS/snirf> describes the format; MNE, Homer3 and Cedalion read it.

use super::sensors::Shown;
use hdf5_pure::{DatasetBuilder, Error, FileBuilder, GroupBuilder};

/// Kind of data that is processed: haemoglobin rather than light.
const PROCESSED: i32 = 99_999;

/// Source and detector of a region, m, on the scalp above it: one in front of it and one behind, or above and below at the poles.
pub fn optodes(position: [f64; 3], (centre, radius): ([f64; 3], f64), distance: f64) -> [[f64; 3]; 2] {
    let scaled = |v: [f64; 3]| {
        let length = v.iter().map(|x| x * x).sum::<f64>().sqrt().max(1e-9);
        v.map(|x| x / length)
    };
    let out = scaled(std::array::from_fn(|i| position[i] - centre[i]));
    let axis = if out[1].abs() < 0.8 { 1 } else { 2 };
    let along = scaled(std::array::from_fn(|i| f64::from(u8::from(i == axis)) - out[axis] * out[i]));
    [0.5 * distance, -0.5 * distance].map(|step| {
        let at = scaled(std::array::from_fn(|i| radius * out[i] + step * along[i]));
        std::array::from_fn(|i| centre[i] + radius * at[i])
    })
}

/// Onset, length and name of what began.
pub type Stimulus = (f64, f64, String);

fn text(d: &mut DatasetBuilder, value: &str) {
    d.with_vlen_strings(&[value]).with_shape(&[]);
}

fn index(g: &mut GroupBuilder, name: &str, value: usize) {
    g.create_dataset(name).with_i32_data(&[value as i32]).with_shape(&[]);
}

/// The bytes of a file. The format asks for wavelengths, m, which haemoglobin has none of.
pub fn file(
    subject: &str,
    seen: &Shown,
    (rate_hz, regions): (f64, &[String]),
    (optodes, wavelengths): (&[[[f64; 3]; 2]], [f64; 2]),
    stimuli: &[Stimulus],
) -> Result<Vec<u8>, Error> {
    let mut file = FileBuilder::new();
    text(file.create_dataset("formatVersion"), "1.1");
    let mut nirs = file.create_group("nirs");
    let mut tags = nirs.create_group("metaDataTags");
    for (name, value) in [
        ("SubjectID", subject),
        ("MeasurementDate", "2000-01-01"),
        ("MeasurementTime", "00:00:00Z"),
        ("LengthUnit", "m"),
        ("TimeUnit", "s"),
        ("FrequencyUnit", "Hz"),
        ("ManufacturerName", "Syntony"),
    ] {
        text(tags.create_dataset(name), value);
    }
    nirs.add_group(tags.finish());
    let (samples, count) = (seen.oxy.first().map_or(0, Vec::len), regions.len());
    let mut data = nirs.create_group("data1");
    let row = |i: usize| seen.oxy.iter().zip(&seen.deoxy).flat_map(move |(o, d)| [o[i], d[i]]);
    let series: Vec<f64> = (0..samples).flat_map(row).collect();
    data.create_dataset("dataTimeSeries")
        .with_f64_data(&series)
        .with_shape(&[samples as u64, 2 * count as u64]);
    let times: Vec<f64> = (0..samples).map(|i| i as f64 / rate_hz).collect();
    data.create_dataset("time").with_f64_data(&times).with_shape(&[samples as u64]);
    for k in 0..2 * count {
        let mut list = data.create_group(&format!("measurementList{}", k + 1));
        index(&mut list, "sourceIndex", k / 2 + 1);
        index(&mut list, "detectorIndex", k / 2 + 1);
        index(&mut list, "wavelengthIndex", 1);
        list.create_dataset("dataType").with_i32_data(&[PROCESSED]).with_shape(&[]);
        index(&mut list, "dataTypeIndex", 1);
        text(list.create_dataset("dataTypeLabel"), if k % 2 == 0 { "HbO" } else { "HbR" });
        text(list.create_dataset("dataUnit"), "uM");
        data.add_group(list.finish());
    }
    nirs.add_group(data.finish());
    let mut probe = nirs.create_group("probe");
    let nm = wavelengths.map(|m| (m * 1e12).round() / 1e3);
    probe.create_dataset("wavelengths").with_f64_data(&nm).with_shape(&[2]);
    for (which, name) in ["source", "detector"].into_iter().enumerate() {
        let places: Vec<f64> = optodes.iter().flat_map(|pair| pair[which]).collect();
        probe
            .create_dataset(&format!("{name}Pos3D"))
            .with_f64_data(&places)
            .with_shape(&[optodes.len() as u64, 3]);
        let names: Vec<&str> = regions.iter().map(String::as_str).collect();
        probe.create_dataset(&format!("{name}Labels")).with_vlen_strings(&names).with_shape(&[count as u64]);
    }
    nirs.add_group(probe.finish());
    let mut names: Vec<&str> = stimuli.iter().map(|s| s.2.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for (k, name) in names.iter().enumerate() {
        let mut stim = nirs.create_group(&format!("stim{}", k + 1));
        text(stim.create_dataset("name"), name);
        let rows: Vec<f64> = stimuli.iter().filter(|s| s.2 == *name).flat_map(|s| [s.0, s.1, 1.0]).collect();
        stim.create_dataset("data").with_f64_data(&rows).with_shape(&[rows.len() as u64 / 3, 3]);
        nirs.add_group(stim.finish());
    }
    file.add_group(nirs.finish());
    file.finish()
}
