//! What no instrument of the dataset records as it is: BOLD of regions, and the activity behind everything.

use super::{Person, TRUTH};
use crate::scan::sensors::{Shown, cortex};
use serde_json::json;
use syntony_store::{Array, ArrayGroup, Data, StoreError};

/// BOLD of every region as time series.
pub(super) fn scanner(p: &Person, phase: usize, bold: &[Vec<f64>]) -> Result<(), StoreError> {
    let file =
        |end: &str| format!("{TRUTH}/{}/func/{}_desc-regions_timeseries.{end}", p.folder(), p.base(phase));
    let mut rows = keys(p, false).join("\t") + "\n";
    for i in 0..bold.first().map_or(0, Vec::len) {
        let row: Vec<String> = bold.iter().map(|x| format!("{:.6}", x[i])).collect();
        rows += &(row.join("\t") + "\n");
    }
    p.set.bytes(&file("tsv"), rows.as_bytes())?;
    let repeat = p.settings.repeat_s;
    p.set.json(
        &file("json"),
        &json!({ "RepetitionTime": repeat, "SamplingFrequency": 1.0 / repeat, "StartTime": 0,
            "Description": "BOLD of every region, change relative to its mean signal" }),
    )
}

/// Keys of populations, of all or of those in cortex.
fn keys(p: &Person, outer: bool) -> Vec<String> {
    p.m.populations.iter().filter(|x| x.cortical || !outer).map(|x| x.key.clone()).collect()
}

/// Arrays of a person to which phases are added.
pub(super) fn regions(p: &Person) -> ArrayGroup {
    let mut all = ArrayGroup::new().attr("title", "haemoglobin, BOLD and activity of regions");
    all.push(Array::coordinate("population", Data::Text(keys(p, false))));
    all.push(Array::coordinate("cortex", Data::Text(keys(p, true))));
    all
}

/// Blood and activity of a phase. Blood is by the clock of the person's instruments, activity by the true one.
pub(super) fn add(all: &mut ArrayGroup, p: &Person, phase: usize, seen: &Shown, activity: &[f32]) {
    let (populations, outer) = (p.m.populations.len(), cortex(&p.m.anatomy()).len());
    let task = &p.tasks[phase];
    let flat = |v: &[Vec<f64>]| Data::F32(v.iter().flatten().map(|x| *x as f32).collect());
    let mut add = |what: &str, unit: &str, of: (&str, usize), data: &[Vec<f64>], interval: f64| {
        let samples = data.first().map_or(0, Vec::len);
        let time = format!("time_{what}_{task}");
        let at = (0..samples).map(|i| (i as f64 + 0.5) * interval).collect();
        all.push(
            Array::coordinate(&time, Data::F64(at)).units("s").description("by the clock of the instruments"),
        );
        all.push(Array::new(format!("{what}_{task}"), &[of, (&time, samples)], flat(data)).units(unit));
    };
    add("hbo", "uM", ("cortex", outer), &seen.oxy, 1.0 / p.settings.fnirs_hz);
    add("hbr", "uM", ("cortex", outer), &seen.deoxy, 1.0 / p.settings.fnirs_hz);
    add("bold", "1", ("population", populations), &seen.bold, p.settings.repeat_s);
    let samples = activity.len() / populations.max(1);
    let time = format!("time_activity_{task}");
    let at = (0..samples).map(|i| (i as f64 + 0.5) / p.m.rate_hz).collect();
    all.push(Array::coordinate(&time, Data::F64(at)).units("s").description("true time"));
    let dims = [(time.as_str(), samples), ("population", populations)];
    all.push(Array::new(format!("activity_{task}"), &dims, Data::F32(activity.to_vec())).units("1"));
}
