//! A complete run without its large files: what a viewer opens at once, and single pieces when they are asked for.

pub use super::ties::Ties;
use super::{
    ANIMALS, DESIGN, Design, EVENTS, FolderError, MANIFEST, Numbers, PARAMETERS, SERIES, TIES, VERDICTS,
    tables,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use syntony_results::record::{
    AnimalRow, EventRow, GroupRecord, Manifest, MeasureRecord, ParameterRecord, SourceRecord, Verdict,
};
use syntony_store::{ArrayGroup, Data, RunFolder, StoreError, atomic};

/// What is small in a run.
#[derive(Debug, Clone, Serialize)]
pub struct Glance {
    /// Manifest.
    pub manifest: Manifest,
    /// Groups.
    pub groups: Vec<GroupRecord>,
    /// Measures.
    pub measures: Vec<MeasureRecord>,
    /// Claims.
    pub verdicts: Vec<Verdict>,
    /// Numbers that were read.
    pub parameters: Vec<ParameterRecord>,
    /// Sources.
    pub sources: Vec<SourceRecord>,
    /// Which group has which series.
    pub series: Vec<SeriesEntry>,
}

/// A series that can be asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SeriesEntry {
    /// Group key.
    #[serde(default)]
    pub group: String,
    /// Name of the array.
    pub array: String,
    /// Variable.
    pub variable: String,
    /// Label.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Kind.
    pub kind: String,
    /// Animals that have it.
    pub animals: usize,
    /// Samples.
    pub samples: usize,
}

/// One series: times, and one row for each animal.
#[derive(Debug, Clone, Serialize)]
pub struct SeriesPiece {
    /// Times, s.
    pub time_s: Vec<f64>,
    /// Values by animal.
    pub values: Vec<Vec<f32>>,
}

/// Run folders in a folder, or the folder itself, in the order of their names; at most so many, at most so deep.
pub fn find(folder: &Path, most: usize) -> Vec<PathBuf> {
    RunFolder::find(folder, 3, most)
}

/// The manifest alone.
pub fn manifest(path: &Path) -> Result<Manifest, FolderError> {
    Ok(atomic::read_json(&path.join(MANIFEST))?)
}

/// What a list of runs shows of one.
#[derive(Debug, Clone)]
pub struct RunLine {
    /// Manifest.
    pub manifest: Manifest,
    /// How many claims have which verdict, as people read it.
    pub verdicts: BTreeMap<String, usize>,
    /// When the manifest was last written, s since 1970.
    pub finished: Option<u64>,
}

/// A run in a line; one that is not complete has no verdicts.
pub fn line(path: &Path) -> Result<RunLine, FolderError> {
    let manifest = manifest(path)?;
    let all: Vec<Verdict> = atomic::read_json(&path.join(VERDICTS)).unwrap_or_default();
    let mut verdicts = BTreeMap::new();
    all.iter().for_each(|v| *verdicts.entry(v.word().to_string()).or_default() += 1);
    let written = std::fs::metadata(path.join(MANIFEST)).and_then(|m| m.modified()).ok();
    let since = written.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Ok(RunLine { manifest, verdicts, finished: since.map(|s| s.as_secs()) })
}

/// Everything small.
pub fn open(path: &Path) -> Result<Glance, FolderError> {
    let manifest = manifest(path)?;
    let Design { groups, measures } = atomic::read_json(&path.join(DESIGN))?;
    let Numbers { parameters, sources } = atomic::read_json(&path.join(PARAMETERS))?;
    let verdicts = atomic::read_json(&path.join(VERDICTS))?;
    let place = path.join(SERIES);
    let mut series = if place.exists() { entries(&place)? } else { Vec::new() };
    series.extend(own_ties(path, &groups)?);
    Ok(Glance { manifest, groups, measures, verdicts, parameters, sources, series })
}

fn entries(place: &Path) -> Result<Vec<SeriesEntry>, StoreError> {
    let attrs = ArrayGroup::attributes(place)?;
    let mut all = Vec::new();
    for (group, list) in attrs.get("series").and_then(|s| s.as_object()).into_iter().flatten() {
        for entry in list.as_array().into_iter().flatten() {
            if let Ok(entry) = serde_json::from_value::<SeriesEntry>(entry.clone()) {
                all.push(SeriesEntry { group: group.clone(), ..entry });
            }
        }
    }
    Ok(all)
}

/// Ties of the first member of each group, as series that can be asked for.
fn own_ties(path: &Path, groups: &[GroupRecord]) -> Result<Vec<SeriesEntry>, StoreError> {
    let place = path.join(TIES);
    let mut all = Vec::new();
    for group in groups.iter().filter(|_| place.exists()) {
        let Some(ties) = Ties::open(&place, group)? else { continue };
        for kind in ties.kinds() {
            all.extend(ties.pairs.iter().filter(|(from, _)| *from == 0).map(|&(_, to)| SeriesEntry {
                group: group.key.clone(),
                array: kind.clone(),
                variable: format!("{kind}:{}", group.member(to)),
                label: format!("{kind} {}", group.member(to)),
                unit: "1".into(),
                kind: "bond".into(),
                animals: ties.animals(),
                samples: ties.time_s.len(),
            }));
        }
    }
    Ok(all)
}

/// The ties of one group, for `look`; none where the run or the group has none. Only what `look` asks for is read.
pub fn ties<T>(
    path: &Path,
    group: &str,
    look: impl FnOnce(&GroupRecord, &Ties) -> Result<T, StoreError>,
) -> Result<Option<T>, FolderError> {
    let Design { groups, .. } = atomic::read_json(&path.join(DESIGN))?;
    let place = path.join(TIES);
    let Some(group) = groups.iter().find(|g| g.key == group).filter(|_| place.exists()) else {
        return Ok(None);
    };
    Ok(Ties::open(&place, group)?.map(|ties| look(group, &ties)).transpose()?)
}

/// One series of one group; nothing else is read.
pub fn piece(path: &Path, group: &str, variable: &str) -> Result<Option<SeriesPiece>, FolderError> {
    let own = variable.split_once(':').map(|(kind, other)| {
        ties(path, group, |record, ties| {
            let pair = ties.pairs.iter().position(|&(from, to)| from == 0 && record.member(to) == other);
            let Some(pair) = pair else { return Ok(None) };
            let Some(all) = ties.values(kind, None, None, Some(pair))? else { return Ok(None) };
            let row = |a: usize| all.iter().skip(a).step_by(ties.animals().max(1)).copied().collect();
            let values = (0..ties.animals()).map(row).collect();
            Ok(Some(SeriesPiece { time_s: ties.time_s.clone(), values }))
        })
    });
    if let Some(Some(found)) = own.transpose()?.flatten() {
        return Ok(Some(found));
    }
    let place = path.join(SERIES);
    let Some(entry) = entries(&place)?.into_iter().find(|e| e.group == group && e.variable == variable)
    else {
        return Ok(None);
    };
    let damaged = |why: &str| StoreError::Damaged { path: place.clone(), why: why.into() };
    let Data::Text(keys) = ArrayGroup::read_one(&place, "group", &[])?.data else {
        return Err(damaged("`group` is of another type").into());
    };
    let at = keys.iter().position(|k| k == group).ok_or_else(|| damaged("the group is missing"))?;
    let times = ArrayGroup::read_one(&place, "time", &[Some(at)])?;
    let array = ArrayGroup::read_one(&place, &entry.array, &[Some(at)])?;
    let (Data::F64(times), Data::F32(values)) = (times.data, array.data) else {
        return Err(damaged("the values are of another type").into());
    };
    let samples = array.dims.last().map_or(0, |(_, n)| *n).max(1);
    let rows = values.chunks(samples).take(entry.animals);
    let values = rows.map(|row| row[..entry.samples.min(row.len())].to_vec()).collect();
    let time_s = times[..entry.samples.min(times.len())].to_vec();
    Ok(Some(SeriesPiece { time_s, values }))
}

/// Scores of all animals, one after another.
pub fn animals(path: &Path, each: &mut dyn FnMut(AnimalRow)) -> Result<(), FolderError> {
    let Design { groups, measures } = atomic::read_json(&path.join(DESIGN))?;
    Ok(tables::scan_animals(&path.join(ANIMALS), &groups, measures.len(), each)?)
}

/// Acts of the first replicate, the first so many.
pub fn events(path: &Path, most: usize) -> Result<Vec<EventRow>, FolderError> {
    let Design { groups, .. } = atomic::read_json(&path.join(DESIGN))?;
    Ok(tables::read_events(&path.join(EVENTS), &groups, most)?)
}
