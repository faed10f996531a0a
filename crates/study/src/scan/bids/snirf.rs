//! Light as SNIRF 1.1: an HDF5 file with oxy- and deoxyhaemoglobin over every cortical region, where its source and detector stand, and when.
//!
//! <https://github.com/fNIRS/snirf> describes the format; MNE, Homer3 and Cedalion read it.

use hdf5_pure::{DatasetBuilder, Error, FileBuilder, GroupBuilder};

/// Kind of data that is processed: haemoglobin rather than light.
const PROCESSED: i32 = 99_999;

/// Source and detector of a region, m, on the scalp above it: one in front of it and one behind, or above and below at the poles. Places
/// are seen from the centre of the head.
pub fn optodes(position: [f64; 3], radius: f64, distance: f64) -> [[f64; 3]; 2] {
    let scaled = |v: [f64; 3]| {
        let length = v.iter().map(|x| x * x).sum::<f64>().sqrt().max(1e-9);
        v.map(|x| x / length)
    };
    let out = scaled(position);
    let axis = if out[1].abs() < 0.8 { 1 } else { 2 };
    let along = scaled(std::array::from_fn(|i| f64::from(u8::from(i == axis)) - out[axis] * out[i]));
    [0.5 * distance, -0.5 * distance]
        .map(|step| scaled(std::array::from_fn(|i| radius * out[i] + step * along[i])).map(|at| radius * at))
}

fn text(d: &mut DatasetBuilder, value: &str) {
    d.with_vlen_strings(&[value]).with_shape(&[]);
}

fn index(g: &mut GroupBuilder, name: &str, value: usize) {
    g.create_dataset(name).with_i32_data(&[value as i32]).with_shape(&[]);
}

/// What a recording of one person is made of, beside its samples.
pub struct Light<'a> {
    /// Label of the person.
    pub subject: String,
    /// When it began, `2000-01-01T00:00:00.000000`.
    pub began: String,
    /// Samples a second.
    pub rate_hz: f64,
    /// Regions under the optodes.
    pub regions: Vec<&'a str>,
    /// Source and detector of each, m.
    pub optodes: Vec<[[f64; 3]; 2]>,
    /// Of the light, m; the format asks for them, haemoglobin has none.
    pub wavelengths: [f64; 2],
    /// Places that tell where the head is, m.
    pub landmarks: [(&'static str, [f64; 3]); 3],
    /// Onset, duration and name of what began, s.
    pub stimuli: Vec<(f64, f64, String)>,
}

impl Light<'_> {
    /// The bytes of a file of oxy- and deoxyhaemoglobin, `[region][sample]`.
    pub fn file(&self, oxy: &[Vec<f64>], deoxy: &[Vec<f64>]) -> Result<Vec<u8>, Error> {
        let mut file = FileBuilder::new();
        text(file.create_dataset("formatVersion"), "1.1");
        let mut nirs = file.create_group("nirs");
        let mut tags = nirs.create_group("metaDataTags");
        let (day, time) = self.began.split_once('T').unwrap_or((&self.began, "00:00:00"));
        for (name, value) in [
            ("SubjectID", self.subject.as_str()),
            ("MeasurementDate", day),
            ("MeasurementTime", &format!("{time}Z")),
            ("LengthUnit", "m"),
            ("TimeUnit", "s"),
            ("FrequencyUnit", "Hz"),
            ("ManufacturerName", "Syntony"),
        ] {
            text(tags.create_dataset(name), value);
        }
        nirs.add_group(tags.finish());
        self.data(&mut nirs, oxy, deoxy);
        self.probe(&mut nirs);
        self.stimuli(&mut nirs);
        file.add_group(nirs.finish());
        file.finish()
    }

    fn data(&self, nirs: &mut GroupBuilder, oxy: &[Vec<f64>], deoxy: &[Vec<f64>]) {
        let (samples, count) = (oxy.first().map_or(0, Vec::len), self.regions.len());
        let mut data = nirs.create_group("data1");
        let row = |i: usize| oxy.iter().zip(deoxy).flat_map(move |(o, d)| [o[i], d[i]]);
        let series: Vec<f64> = (0..samples).flat_map(row).collect();
        data.create_dataset("dataTimeSeries")
            .with_f64_data(&series)
            .with_shape(&[samples as u64, 2 * count as u64]);
        let times: Vec<f64> = (0..samples).map(|i| i as f64 / self.rate_hz).collect();
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
    }

    fn probe(&self, nirs: &mut GroupBuilder) {
        let mut probe = nirs.create_group("probe");
        let nm = self.wavelengths.map(|m| (m * 1e12).round() / 1e3);
        probe.create_dataset("wavelengths").with_f64_data(&nm).with_shape(&[2]);
        let mut places = |name: &str, at: Vec<[f64; 3]>, labels: &[&str]| {
            let count = labels.len() as u64;
            let flat = at.concat();
            probe.create_dataset(&format!("{name}Pos3D")).with_f64_data(&flat).with_shape(&[count, 3]);
            probe.create_dataset(&format!("{name}Labels")).with_vlen_strings(labels).with_shape(&[count]);
        };
        places("source", self.optodes.iter().map(|pair| pair[0]).collect(), &self.regions);
        places("detector", self.optodes.iter().map(|pair| pair[1]).collect(), &self.regions);
        let names = self.landmarks.map(|l| l.0);
        places("landmark", self.landmarks.map(|l| l.1).to_vec(), &names);
        nirs.add_group(probe.finish());
    }

    fn stimuli(&self, nirs: &mut GroupBuilder) {
        let mut names: Vec<&str> = self.stimuli.iter().map(|s| s.2.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for (k, name) in names.iter().enumerate() {
            let mut stim = nirs.create_group(&format!("stim{}", k + 1));
            text(stim.create_dataset("name"), name);
            let of = self.stimuli.iter().filter(|s| s.2 == *name);
            let rows: Vec<f64> = of.flat_map(|s| [s.0, s.1, 1.0]).collect();
            stim.create_dataset("data").with_f64_data(&rows).with_shape(&[rows.len() as u64 / 3, 3]);
            nirs.add_group(stim.finish());
        }
    }
}
