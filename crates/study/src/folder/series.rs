//! Time courses as labelled arrays, one per variable: `xarray.open_zarr("series.zarr").level_oxytocin_pvn.sel(group="ot")`.
//!
//! Groups differ in size and length, so arrays are as large as the largest and NaN elsewhere; `series` in the attributes says which
//! group has which variable. Ties of the first member are in `ties.zarr` with everybody's.

use serde_json::{Map, Value, json};
use std::path::Path;
use syntony_engine::grid;
use syntony_results::record::{GroupRecord, Results, SeriesRecord};
use syntony_store::{Array, ArrayGroup, Data, StoreError};

/// Names that arrays of variables may not take.
const COORDINATES: [&str; 3] = ["group", "label", "time"];

/// All series of a run but ties.
pub fn group(results: &Results) -> ArrayGroup {
    let tie = |s: &SeriesRecord| {
        let kind = s.variable.split(':').next();
        results.ties.iter().any(|t| t.group == s.group && Some(&*t.kind) == kind)
    };
    let series: Vec<&SeriesRecord> = results.series.iter().filter(|s| !tie(s)).collect();
    let mut groups: Vec<usize> = series.iter().map(|s| s.group).collect();
    groups.sort_unstable();
    groups.dedup();
    let animals = series.iter().map(|s| s.values.len()).max().unwrap_or(0);
    let samples = series.iter().map(|s| s.time_s.len()).max().unwrap_or(0);
    let place = |g: usize| groups.iter().position(|x| *x == g).unwrap_or(0);
    let names =
        |f: fn(&GroupRecord) -> &String| groups.iter().map(|&g| f(&results.groups[g]).clone()).collect();

    let mut times = vec![f64::NAN; groups.len() * samples];
    let mut variables: Vec<(String, Array)> = Vec::new();
    let mut index = Map::new();
    let dims = [("group", groups.len()), ("animal", animals), ("sample", samples)];
    for s in series {
        let g = place(s.group);
        grid::row_mut(&mut times, g, samples)[..s.time_s.len()].copy_from_slice(&s.time_s);
        let at = variables.iter().position(|(v, _)| *v == s.variable).unwrap_or_else(|| {
            let taken = |n: &str| COORDINATES.contains(&n) || variables.iter().any(|(_, a)| a.name == n);
            let empty = Data::F32(vec![f32::NAN; groups.len() * animals * samples]);
            let array =
                Array::new(free_name(&s.variable, taken), &dims, empty).units(&s.unit).long_name(&s.label);
            variables.push((
                s.variable.clone(),
                array.attr("variable", s.variable.as_str()).attr("kind", s.kind.as_str()),
            ));
            variables.len() - 1
        });
        if let Data::F32(all) = &mut variables[at].1.data {
            for (animal, values) in s.values.iter().enumerate() {
                let row = grid::row_mut(grid::row_mut(all, g, animals * samples), animal, samples);
                for (slot, v) in row[..s.time_s.len()].iter_mut().zip(values) {
                    *slot = if v.is_finite() { *v } else { f32::NAN };
                }
            }
        }
        let entry = json!({
            "array": variables[at].1.name, "variable": s.variable, "label": s.label, "unit": s.unit, "kind": s.kind,
            "animals": s.values.len(), "samples": s.time_s.len(),
        });
        let key = results.groups[s.group].key.clone();
        if let Value::Array(list) = index.entry(key).or_insert_with(|| json!([])) {
            list.push(entry);
        }
    }

    let mut all = ArrayGroup::new()
        .attr("title", "time courses of the first replicate")
        .attr("series", Value::Object(index));
    all.push(Array::coordinate("group", Data::Text(names(|g| &g.key))));
    all.push(Array::new("label", &[("group", groups.len())], Data::Text(names(|g| &g.label))).auxiliary());
    let time =
        Array::new("time", &[("group", groups.len()), ("sample", samples)], Data::F64(times)).auxiliary();
    all.push(time.units("s").long_name("time from the beginning of the first phase"));
    variables.into_iter().for_each(|(_, array)| all.push(array));
    all
}

/// `level:oxytocin@pvn` as a name that Python and every file system take.
fn free_name(variable: &str, taken: impl Fn(&str) -> bool) -> String {
    let plain: String = variable.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let plain = plain.trim_start_matches('_');
    let first = if plain.starts_with(|c: char| c.is_ascii_alphabetic()) {
        plain.to_string()
    } else {
        format!("x_{plain}")
    };
    if !taken(&first) {
        return first;
    }
    let mut n = 2;
    while taken(&format!("{first}_{n}")) {
        n += 1;
    }
    format!("{first}_{n}")
}

/// Reads the series back, in their order.
pub fn read(path: &Path, groups: &[GroupRecord]) -> Result<Vec<SeriesRecord>, StoreError> {
    let damaged = |why: String| StoreError::Damaged { path: path.to_path_buf(), why };
    let all = ArrayGroup::read(path)?;
    let find = |name: &str| all.get(name).ok_or_else(|| damaged(format!("no array `{name}`")));
    let (keys, times) = match (&find("group")?.data, &find("time")?.data) {
        (Data::Text(keys), Data::F64(times)) => (keys, times),
        _ => return Err(damaged("`group` or `time` is of another type".into())),
    };
    let index = all
        .attrs
        .get("series")
        .and_then(Value::as_object)
        .ok_or_else(|| damaged("no `series` in its attributes".into()))?;
    let mut series = Vec::new();
    for (key, entries) in index {
        let group = groups
            .iter()
            .position(|g| g.key == *key)
            .ok_or_else(|| damaged(format!("no group `{key}` in the run")))?;
        let at = keys.iter().position(|k| k == key).ok_or_else(|| damaged(format!("no group `{key}`")))?;
        for entry in entries.as_array().into_iter().flatten() {
            let text = |k: &str| entry[k].as_str().unwrap_or_default().to_string();
            let count = |k: &str| entry[k].as_u64().unwrap_or(0) as usize;
            let array = find(&text("array"))?;
            let (Data::F32(values), [(_, n), (_, animals), (_, samples)]) = (&array.data, &array.dims[..])
            else {
                return Err(damaged(format!("`{}` is of another type", array.name)));
            };
            let (animals, samples) = (*animals, *samples);
            let small = count("animals") > animals || count("samples") > samples || at >= *n;
            if small || times.len() < (at + 1) * samples {
                return Err(damaged(format!("`{}` is too small", array.name)));
            }
            let row = |a: usize| {
                let group = grid::row(values, at, animals * samples);
                grid::row(group, a, samples)[..count("samples")].to_vec()
            };
            series.push(SeriesRecord {
                group,
                variable: text("variable"),
                label: text("label"),
                unit: text("unit"),
                kind: text("kind"),
                time_s: grid::row(times, at, samples)[..count("samples")].to_vec(),
                values: (0..count("animals")).map(row).collect(),
            });
        }
    }
    Ok(series)
}
