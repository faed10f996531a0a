//! Who is tied to whom over time, as labelled arrays, one for each kind of tie: `xarray.open_zarr("ties.zarr").trust.sel(group="meet")`.
//!
//! Arrays are `[group × sample × animal × pair]`, so that all ties of a moment lie together; `from` and `to` name the members of each pair.
//! Groups differ in size, so arrays are as large as the largest and NaN elsewhere; `ties` in the attributes says what each group has.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::Path;
use syntony_engine::grid;
use syntony_results::record::{GroupRecord, TieRecord};
use syntony_store::{Array, ArrayGroup, Data, StoreError};

/// What a group has of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Extent {
    kinds: Vec<String>,
    animals: usize,
    samples: usize,
    pairs: usize,
}

/// All ties of a run.
pub fn group(ties: &[TieRecord], groups: &[GroupRecord]) -> ArrayGroup {
    let mut of: Vec<(usize, Vec<&TieRecord>)> = Vec::new();
    for t in ties {
        match of.iter_mut().find(|(g, _)| *g == t.group) {
            Some((_, all)) => all.push(t),
            None => of.push((t.group, vec![t])),
        }
    }
    let most = |f: &dyn Fn(&TieRecord) -> usize| ties.iter().map(f).max().unwrap_or(0);
    let (samples, animals) = (most(&|t| t.time_s.len()), most(&|t| t.values.len()));
    let pairs = most(&|t| t.pairs.len());
    let mut times = vec![f64::NAN; of.len() * samples];
    let mut names = [vec![String::new(); of.len() * pairs], vec![String::new(); of.len() * pairs]];
    let mut kinds: Vec<(&str, Vec<f32>)> = Vec::new();
    let mut index = Map::new();
    for (at, (g, all)) in of.iter().enumerate() {
        let first = all[0];
        grid::row_mut(&mut times, at, samples)[..first.time_s.len()].copy_from_slice(&first.time_s);
        for (p, &(from, to)) in first.pairs.iter().enumerate() {
            for (names, member) in names.iter_mut().zip([from, to]) {
                grid::row_mut(names, at, pairs)[p] = groups[*g].member(member).to_string();
            }
        }
        for t in all {
            let k = kinds.iter().position(|(kind, _)| *kind == t.kind).unwrap_or_else(|| {
                kinds.push((&t.kind, vec![f32::NAN; of.len() * samples * animals * pairs]));
                kinds.len() - 1
            });
            for (animal, row) in t.values.iter().enumerate() {
                for (sample, values) in row.chunks(t.pairs.len().max(1)).enumerate() {
                    let group = grid::row_mut(&mut kinds[k].1, at, samples * animals * pairs);
                    let now = grid::row_mut(group, sample, animals * pairs);
                    grid::row_mut(now, animal, pairs)[..values.len()].copy_from_slice(values);
                }
            }
        }
        let extent = Extent {
            kinds: all.iter().map(|t| t.kind.clone()).collect(),
            animals: first.values.len(),
            samples: first.time_s.len(),
            pairs: first.pairs.len(),
        };
        index.insert(groups[*g].key.clone(), serde_json::to_value(extent).unwrap_or_default());
    }
    let dims = [("group", of.len()), ("sample", samples), ("animal", animals), ("pair", pairs)];
    let mut all = ArrayGroup::new()
        .attr("title", "who is tied to whom in the first replicate")
        .attr("ties", Value::Object(index));
    let keys = of.iter().map(|(g, _)| groups[*g].key.clone()).collect();
    all.push(Array::coordinate("group", Data::Text(keys)));
    let time = Array::new("time", &dims[..2], Data::F64(times)).auxiliary();
    all.push(time.units("s").long_name("time from the beginning of the first phase"));
    for (name, labels) in ["from", "to"].into_iter().zip(names) {
        all.push(Array::new(name, &[dims[0], dims[3]], Data::Text(labels)).auxiliary());
    }
    for (kind, values) in kinds {
        all.push(Array::new(kind, &dims, Data::F32(values)).units("1").long_name(kind));
    }
    all
}

/// The ties of one group in a run's folder; values are read when they are asked for.
#[derive(Debug)]
pub struct Ties<'a> {
    place: &'a Path,
    at: usize,
    extent: Extent,
    /// Who is tied to whom, as places in the cast.
    pub pairs: Vec<(usize, usize)>,
    /// Sample times, s.
    pub time_s: Vec<f64>,
}

fn damaged(place: &Path, why: &str) -> StoreError {
    StoreError::Damaged { path: place.to_path_buf(), why: why.into() }
}

/// Which groups have ties.
pub fn keys(place: &Path) -> Result<Vec<String>, StoreError> {
    let attrs = ArrayGroup::attributes(place)?;
    Ok(attrs.get("ties").and_then(Value::as_object).into_iter().flatten().map(|(k, _)| k.clone()).collect())
}

impl Ties<'_> {
    /// Of a group; none where it has no ties.
    pub fn open<'a>(place: &'a Path, group: &GroupRecord) -> Result<Option<Ties<'a>>, StoreError> {
        let attrs = ArrayGroup::attributes(place)?;
        let Some(extent) = attrs.get("ties").and_then(|t| t.get(&group.key)) else { return Ok(None) };
        let extent = Extent::deserialize(extent).map_err(|e| damaged(place, &e.to_string()))?;
        let text =
            |name: &str, places: &[Option<usize>]| match ArrayGroup::read_one(place, name, places)?.data {
                Data::Text(labels) => Ok(labels),
                _ => Err(damaged(place, &format!("`{name}` is of another type"))),
            };
        let at = text("group", &[])?.iter().position(|k| *k == group.key);
        let at = at.ok_or_else(|| damaged(place, &format!("no group `{}`", group.key)))?;
        let member = |name: &String| {
            let found = (0..group.cast.len()).find(|&i| group.member(i) == name);
            found.ok_or_else(|| damaged(place, &format!("`{name}` is not in the cast")))
        };
        let (from, to) = (text("from", &[Some(at)])?, text("to", &[Some(at)])?);
        let both = from.iter().zip(&to).take(extent.pairs);
        let pairs =
            both.map(|(a, b)| Ok((member(a)?, member(b)?))).collect::<Result<Vec<_>, StoreError>>()?;
        let Data::F64(mut time_s) = ArrayGroup::read_one(place, "time", &[Some(at)])?.data else {
            return Err(damaged(place, "`time` is of another type"));
        };
        if extent.animals > group.n || pairs.len() < extent.pairs || time_s.len() < extent.samples {
            return Err(damaged(place, "it is too small"));
        }
        time_s.truncate(extent.samples);
        Ok(Some(Ties { place, at, extent, pairs, time_s }))
    }

    /// Kinds of ties.
    pub fn kinds(&self) -> &[String] {
        &self.extent.kinds
    }

    /// Subjects.
    pub fn animals(&self) -> usize {
        self.extent.animals
    }

    /// Values of a kind, all or at a sample, an animal, a pair: `[sample × animal × pair]`, what is asked for once left out. None of a kind
    /// or place that is not there.
    pub fn values(
        &self,
        kind: &str,
        sample: Option<usize>,
        animal: Option<usize>,
        pair: Option<usize>,
    ) -> Result<Option<Vec<f32>>, StoreError> {
        let Extent { kinds, animals, samples, pairs } = &self.extent;
        let beyond = |place: Option<usize>, n: usize| place.is_some_and(|at| at >= n);
        if !kinds.iter().any(|k| k == kind)
            || beyond(sample, *samples)
            || beyond(animal, *animals)
            || beyond(pair, *pairs)
        {
            return Ok(None);
        }
        let array = ArrayGroup::read_one(self.place, kind, &[Some(self.at), sample, animal, pair])?;
        let (Data::F32(values), [_, (_, s), (_, a), (_, p)]) = (&array.data, &array.dims[..]) else {
            return Err(damaged(self.place, &format!("`{kind}` is of another type")));
        };
        // without what is only there because another group is larger
        let (a, rows) = ((*a).max(1), values.chunks((*p).max(1)).enumerate());
        let kept = rows.filter(|(i, _)| i / a < *samples.min(s) && i % a < *animals.min(&a));
        Ok(Some(kept.flat_map(|(_, row)| &row[..*pairs.min(p)]).copied().collect()))
    }
}

/// Reads the ties back, in their order.
pub fn read(place: &Path, groups: &[GroupRecord]) -> Result<Vec<TieRecord>, StoreError> {
    let mut all = Vec::new();
    for key in keys(place)? {
        let group = groups.iter().position(|g| g.key == key);
        let group = group.ok_or_else(|| damaged(place, &format!("no group `{key}` in the run")))?;
        let Some(ties) = Ties::open(place, &groups[group])? else { continue };
        for kind in ties.kinds() {
            let values = ties.values(kind, None, None, None)?.unwrap_or_default();
            let (animals, pairs) = (ties.animals(), ties.pairs.len());
            if animals.checked_mul(pairs).and_then(|n| n.checked_mul(ties.time_s.len())) != Some(values.len())
            {
                return Err(damaged(place, &format!("`{kind}` is too small")));
            }
            let row = |animal: usize| {
                let moments = values.chunks((animals * pairs).max(1));
                moments.flat_map(|m| grid::row(m, animal, pairs)).copied().collect()
            };
            all.push(TieRecord {
                group,
                kind: kind.clone(),
                pairs: ties.pairs.clone(),
                time_s: ties.time_s.clone(),
                values: (0..animals).map(row).collect(),
            });
        }
    }
    Ok(all)
}
