//! Labelled arrays as one Zarr v3 group, as xarray reads it: `xarray.open_zarr("run/data.zarr")`.
//!
//! Every array names its dimensions; an array with the name of its only dimension is that dimension's coordinate. `units`,
//! `long_name` and `description` are attributes. The root `zarr.json` holds a copy of every array's metadata ("consolidated"), merged
//! here and not by zarrs, whose copy of the string codec zarr-python refuses. A group is written beside its place and then renamed:
//! an interrupted write leaves the old group, or none.

use crate::atomic;
use crate::error::StoreError;
use serde_json::{Map, Value, json};
use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use zarrs::array::codec::GzipCodec;
use zarrs::array::{ArrayBuilder, ArrayError, ArrayMetadataOptions, ArraySubset, data_type};
use zarrs::filesystem::FilesystemStore;
use zarrs::storage::StorageError;

/// Values of a chunk at most; 8 MiB of `f64`.
const CHUNK: u64 = 1 << 20;
/// Values of a chunk at most when it is read: those of a stream may be larger.
const CHUNK_MAX: u64 = 1 << 22;
/// A middle level: traces shrink to a half, and the highest level gains little for three times the time.
const GZIP_LEVEL: u32 = 5;
/// Bytes that an array may have in memory whatever lies on the disk: empty chunks are not written.
const EMPTY_BYTES: u64 = 1 << 28;
/// Bytes that deflate can make of one.
const RATIO: u64 = 1032;
/// xarray would silently turn numbers with these units into time differences.
const DECODED_UNITS: [&str; 7] =
    ["days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"];

/// The values of an array, last dimension fastest.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Double precision; NaN is a missing value.
    F64(Vec<f64>),
    /// Single precision; NaN is a missing value.
    F32(Vec<f32>),
    /// Whole numbers.
    I64(Vec<i64>),
    /// Labels.
    Text(Vec<String>),
}

impl Data {
    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Data::F64(v) => v.len(),
            Data::F32(v) => v.len(),
            Data::I64(v) => v.len(),
            Data::Text(v) => v.len(),
        }
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    fn first_infinite(&self) -> Option<usize> {
        match self {
            Data::F64(v) => v.iter().position(|x| x.is_infinite()),
            Data::F32(v) => v.iter().position(|x| x.is_infinite()),
            Data::I64(_) | Data::Text(_) => None,
        }
    }
}

/// An array with the names of its dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Name within the group.
    pub name: String,
    /// Dimensions and lengths.
    pub dims: Vec<(String, usize)>,
    /// Values.
    pub data: Data,
    /// Attributes.
    pub attrs: Map<String, Value>,
    /// Whether it labels its dimensions although it is not named like one of them.
    pub auxiliary: bool,
}

impl Array {
    /// An array without attributes.
    pub fn new(name: impl Into<String>, dims: &[(&str, usize)], data: Data) -> Array {
        let dims = dims.iter().map(|(d, n)| (d.to_string(), *n)).collect();
        Array { name: name.into(), dims, data, attrs: Map::new(), auxiliary: false }
    }
    /// A coordinate: labels or positions along the dimension of the same name.
    pub fn coordinate(name: &str, data: Data) -> Array {
        let n = data.len();
        Array::new(name, &[(name, n)], data)
    }
    /// Makes it a coordinate although it is not named like its dimension, e.g. labels beside keys.
    pub fn auxiliary(mut self) -> Array {
        self.auxiliary = true;
        self
    }
    /// Sets an attribute.
    pub fn attr(mut self, key: &str, value: impl Into<Value>) -> Array {
        self.attrs.insert(key.into(), value.into());
        self
    }
    /// Unit as people write it, `s`, `min`, `nM`.
    pub fn units(self, units: &str) -> Array {
        self.attr("units", units)
    }
    /// Name in words, used by xarray as axis label.
    pub fn long_name(self, name: &str) -> Array {
        self.attr("long_name", name)
    }
    /// What it is.
    pub fn description(self, text: &str) -> Array {
        self.attr("description", text)
    }
}

/// Arrays that share dimensions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArrayGroup {
    /// Attributes of the whole.
    pub attrs: Map<String, Value>,
    /// Arrays; the coordinates among them.
    pub arrays: Vec<Array>,
}

impl ArrayGroup {
    /// An empty group.
    pub fn new() -> ArrayGroup {
        ArrayGroup::default()
    }
    /// Sets an attribute.
    pub fn attr(mut self, key: &str, value: impl Into<Value>) -> ArrayGroup {
        self.attrs.insert(key.into(), value.into());
        self
    }
    /// Adds an array.
    pub fn push(&mut self, array: Array) {
        self.arrays.push(array);
    }
    /// The array of that name.
    pub fn get(&self, name: &str) -> Option<&Array> {
        self.arrays.iter().find(|a| a.name == name)
    }

    /// Writes the group to the folder `path`, replacing a group that is there.
    pub fn write(&self, path: &Path) -> Result<(), StoreError> {
        let fail = |e: &io::Error| StoreError::from_io(path, e);
        self.check(path)?;
        if path.is_dir() && !path.join("zarr.json").is_file() && !is_empty(path) {
            return Err(StoreError::WrongKind { path: path.to_path_buf(), expected: "a Zarr group" });
        }
        if path.is_file() {
            return Err(StoreError::WrongKind { path: path.to_path_buf(), expected: "a folder" });
        }
        let parent = atomic::parent(path);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".").suffix(atomic::PARTIAL);
        let beside = builder.tempdir_in(parent).map_err(|e| fail(&e))?;
        let new = beside.path().join("new");
        fs::create_dir(&new).map_err(|e| fail(&e))?;
        self.write_in(&new).map_err(|e| at(e, path))?;
        if path.exists() {
            fs::rename(path, beside.path().join("old")).map_err(|e| fail(&e))?;
        }
        fs::rename(&new, path).map_err(|e| fail(&e))?;
        atomic::sync_folder(parent)
    }

    fn write_in(&self, folder: &Path) -> Result<(), StoreError> {
        self.write_with(folder, &[])
    }

    /// Writes the group around arrays that are in `folder` already.
    pub(crate) fn write_with(&self, folder: &Path, there: &[&str]) -> Result<(), StoreError> {
        let store = FilesystemStore::new(folder)
            .map_err(|e| StoreError::Invalid { path: folder.to_path_buf(), why: e.to_string() })?;
        let store = Arc::new(store);
        let mut all = Map::new();
        for array in &self.arrays {
            write_array(&store, array).map_err(|e| named(folder, &array.name, e))?;
        }
        for name in self.arrays.iter().map(|a| a.name.as_str()).chain(there.iter().copied()) {
            all.insert(name.into(), atomic::read_json(&folder.join(name).join("zarr.json"))?);
        }
        let mut attrs = self.attrs.clone();
        let auxiliary: Vec<&str> =
            self.arrays.iter().filter(|a| a.auxiliary).map(|a| a.name.as_str()).collect();
        if !auxiliary.is_empty() {
            attrs.insert("coordinates".into(), auxiliary.join(" ").into());
        }
        let root = json!({
            "zarr_format": 3,
            "node_type": "group",
            "attributes": attrs,
            "consolidated_metadata":
                { "kind": "inline", "must_understand": false, "metadata": all },
        });
        atomic::write_json(&folder.join("zarr.json"), &root)
    }

    /// Reads a group that was written here.
    pub fn read(path: &Path) -> Result<ArrayGroup, StoreError> {
        let damaged = |why: String| StoreError::Damaged { path: path.to_path_buf(), why };
        let mut root: Value = atomic::read_json(&path.join("zarr.json"))?;
        let mut attrs = match root["attributes"].take() {
            Value::Object(attrs) => attrs,
            _ => Map::new(),
        };
        let auxiliary = attrs.shift_remove("coordinates");
        let auxiliary: Vec<&str> =
            auxiliary.as_ref().and_then(Value::as_str).unwrap_or_default().split(' ').collect();
        let store = FilesystemStore::new(path).map_err(|e| damaged(e.to_string()))?;
        let store = Arc::new(store);
        let names = root["consolidated_metadata"]["metadata"].as_object();
        let names = names.ok_or_else(|| damaged("no consolidated metadata".into()))?;
        let mut arrays = Vec::new();
        let mut left = bytes_at_most(path).map_err(damaged)?;
        for name in names.keys() {
            let fail = |e| damaged(format!("{name}: {e}"));
            let (mut array, bytes) = read_part(&store, path, name, &[], left).map_err(fail)?;
            left -= bytes;
            array.auxiliary = auxiliary.contains(&name.as_str());
            arrays.push(array);
        }
        Ok(ArrayGroup { attrs, arrays })
    }

    /// The attributes of a group, and nothing else of it.
    pub fn attributes(path: &Path) -> Result<Map<String, Value>, StoreError> {
        let mut root: Value = atomic::read_json(&path.join("zarr.json"))?;
        Ok(match root["attributes"].take() {
            Value::Object(attrs) => attrs,
            _ => Map::new(),
        })
    }

    /// One array of a group, or its part at a place of each of the leading dimensions; `None` takes all of one.
    pub fn read_one(path: &Path, name: &str, places: &[Option<usize>]) -> Result<Array, StoreError> {
        let damaged = |why: String| StoreError::Damaged { path: path.to_path_buf(), why };
        let store = FilesystemStore::new(path).map_err(|e| damaged(e.to_string()))?;
        let most = bytes_at_most(&path.join(name)).map_err(damaged)?;
        let read = read_part(&Arc::new(store), path, name, places, most);
        read.map(|(array, _)| array).map_err(|e| damaged(format!("{name}: {e}")))
    }

    /// Everything that would make a group that does not open.
    pub(crate) fn check(&self, path: &Path) -> Result<(), StoreError> {
        let invalid = |why: String| Err(StoreError::Invalid { path: path.to_path_buf(), why });
        let mut lengths: Vec<(&str, usize)> = Vec::new();
        for (i, a) in self.arrays.iter().enumerate() {
            let name = &a.name;
            if name.is_empty() || name.starts_with(['.', '_']) || name.contains(['/', '\\', ' ']) {
                return invalid(format!("an array cannot be called `{name}`"));
            }
            if self.arrays[..i].iter().any(|b| b.name == *name) {
                return invalid(format!("two arrays are called `{name}`"));
            }
            let want: usize = a.dims.iter().map(|(_, n)| n).product();
            if a.data.len() != want {
                let is = a.data.len();
                return invalid(format!("`{name}` has {is} values, its dimensions make {want}"));
            }
            if let Some(at) = a.data.first_infinite() {
                return invalid(format!("`{name}` is infinite at position {at}"));
            }
            let units = a.attrs.get("units").and_then(Value::as_str).unwrap_or_default();
            if DECODED_UNITS.contains(&units) {
                return invalid(format!("`{name}`: write the unit `{units}` in short, e.g. `s`"));
            }
            for (d, n) in &a.dims {
                match lengths.iter().find(|(known, _)| known == d) {
                    Some((_, m)) if m != n => {
                        return invalid(format!("dimension `{d}` has {m} and, in `{name}`, {n}"));
                    }
                    Some(_) => {}
                    None => lengths.push((d, *n)),
                }
            }
        }
        Ok(())
    }
}

/// Makes an array without values; compressed at a level, or not at all.
pub(crate) fn create_array(
    store: &Arc<FilesystemStore>,
    a: &Array,
    chunk: Vec<u64>,
    gzip: Option<u32>,
) -> Result<zarrs::array::Array<FilesystemStore>, ArrayError> {
    let other = |e: &dyn std::fmt::Display| ArrayError::Other(e.to_string());
    let shape: Vec<u64> = a.dims.iter().map(|(_, n)| *n as u64).collect();
    let mut builder = match &a.data {
        Data::F64(_) => ArrayBuilder::new(shape, chunk, data_type::float64(), f64::NAN),
        Data::F32(_) => ArrayBuilder::new(shape, chunk, data_type::float32(), f32::NAN),
        Data::I64(_) => ArrayBuilder::new(shape, chunk, data_type::int64(), 0i64),
        Data::Text(_) => ArrayBuilder::new(shape, chunk, data_type::string(), ""),
    };
    if let Some(level) = gzip {
        let gzip = GzipCodec::new(level).map_err(|e| other(&e))?;
        builder.bytes_to_bytes_codecs(vec![Arc::new(gzip)]);
    }
    let names: Vec<&str> = a.dims.iter().map(|(d, _)| d.as_str()).collect();
    builder.dimension_names(Some(names)).attributes(a.attrs.clone());
    let array = builder.build(store.clone(), &format!("/{}", a.name)).map_err(|e| other(&e))?;
    // the library's name and version in every array would make equal runs unequal after an update
    let options = ArrayMetadataOptions::default().with_include_zarrs_metadata(false);
    array.store_metadata_opt(&options)?;
    Ok(array)
}

fn write_array(store: &Arc<FilesystemStore>, a: &Array) -> Result<(), ArrayError> {
    let shape: Vec<u64> = a.dims.iter().map(|(_, n)| *n as u64).collect();
    let array = create_array(store, a, chunk_shape(&shape), Some(GZIP_LEVEL))?;
    if a.data.is_empty() {
        return Ok(());
    }
    let all = array.subset_all();
    match &a.data {
        Data::F64(v) => array.store_array_subset(&all, v),
        Data::F32(v) => array.store_array_subset(&all, v),
        Data::I64(v) => array.store_array_subset(&all, v),
        Data::Text(v) => array.store_array_subset(&all, v),
    }
}

/// What the metadata of an array say of its size, before anything is set aside for it.
struct Extent {
    shape: Vec<u64>,
    chunk: Vec<u64>,
    /// Bytes of a value in memory.
    width: u64,
}

impl Extent {
    fn read(folder: &Path, name: &str) -> Result<Extent, String> {
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
            return Err("no name of an array".into());
        }
        let about: Value = atomic::read_json(&folder.join(name).join("zarr.json")).map_err(|e| e.what())?;
        let lengths = |v: &Value| -> Option<Vec<u64>> { v.as_array()?.iter().map(Value::as_u64).collect() };
        let shape = lengths(&about["shape"]).ok_or("no shape")?;
        let chunk =
            lengths(&about["chunk_grid"]["configuration"]["chunk_shape"]).ok_or("no shape of chunks")?;
        let values = chunk.iter().try_fold(1u64, |all, n| all.checked_mul(*n)).unwrap_or(u64::MAX);
        if chunk.contains(&0) || values > CHUNK_MAX {
            return Err(format!("chunks of the shape {chunk:?}, expected at most {CHUNK_MAX} values"));
        }
        let width = match about["data_type"].as_str() {
            Some("float64" | "int64") => 8,
            Some("float32") => 4,
            Some("string") => size_of::<String>() as u64,
            _ => return Err(format!("the data type is {}, expected numbers or text", about["data_type"])),
        };
        Ok(Extent { shape, chunk, width })
    }

    /// Bytes in memory of what is read of it, if that is no more than can be there.
    fn bytes(&self, ranges: &[Range<u64>], most: u64) -> Result<u64, String> {
        let length = |r: &Range<u64>| r.end - r.start;
        let bytes = ranges.iter().try_fold(self.width, |all, r| all.checked_mul(length(r)));
        bytes
            .filter(|b| *b <= most)
            .ok_or_else(|| format!("its shape is {:?}, which is more than the files can hold", self.shape))
    }
}

/// Shape of an array and of its chunks.
pub(crate) fn extent(folder: &Path, name: &str) -> Result<(Vec<u64>, Vec<u64>), String> {
    bytes_in(&folder.join(name)).map_err(|e| e.what())?;
    Extent::read(folder, name).map(|e| (e.shape, e.chunk))
}

/// The whole array, or what is at places of its leading dimensions, and its bytes in memory, `most` at most.
fn read_part(
    store: &Arc<FilesystemStore>,
    folder: &Path,
    name: &str,
    places: &[Option<usize>],
    most: u64,
) -> Result<(Array, u64), String> {
    let extent = Extent::read(folder, name)?;
    let mut ranges: Vec<Range<u64>> = extent.shape.iter().map(|&n| 0..n).collect();
    for (dim, (range, place)) in ranges.iter_mut().zip(places).enumerate() {
        let Some(at) = *place else { continue };
        if at as u64 >= range.end {
            return Err(format!("no place {at} in its dimension {dim}"));
        }
        *range = at as u64..at as u64 + 1;
    }
    let bytes = extent.bytes(&ranges, most)?;
    let array = zarrs::array::Array::open(store.clone(), &format!("/{name}")).map_err(|e| e.to_string())?;
    let lengths: Vec<usize> = ranges.iter().map(|r| (r.end - r.start) as usize).collect();
    let all = ArraySubset::new_with_ranges(&ranges);
    let kind = array.data_type();
    let data = if *kind == data_type::float64() {
        array.retrieve_array_subset(&all).map(Data::F64)
    } else if *kind == data_type::float32() {
        array.retrieve_array_subset(&all).map(Data::F32)
    } else if *kind == data_type::int64() {
        array.retrieve_array_subset(&all).map(Data::I64)
    } else {
        array.retrieve_array_subset(&all).map(Data::Text)
    };
    let names = array.dimension_names().clone().unwrap_or_default();
    if names.len() != lengths.len() {
        return Err("its dimensions have no names".into());
    }
    let dims = names.into_iter().map(Option::unwrap_or_default);
    let array = Array {
        name: name.into(),
        dims: dims.zip(lengths).collect(),
        data: data.map_err(|e| e.to_string())?,
        attrs: array.attributes().clone(),
        auxiliary: false,
    };
    Ok((array, bytes))
}

/// Bytes in memory that the arrays in a folder can have.
fn bytes_at_most(folder: &Path) -> Result<u64, String> {
    Ok(EMPTY_BYTES + RATIO * bytes_in(folder).map_err(|e| e.what())?)
}

/// Bytes of the files in a folder and below. A link or a device could be anything, and is refused.
fn bytes_in(folder: &Path) -> Result<u64, StoreError> {
    let fail = |e: io::Error| StoreError::from_io(folder, &e);
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let about = entry.metadata().map_err(fail)?;
        bytes += match about.is_dir() {
            true => bytes_in(&entry.path())?,
            false if about.is_file() => about.len(),
            false => {
                let name = entry.file_name().to_string_lossy().into_owned();
                return Err(StoreError::Damaged { path: folder.into(), why: format!("`{name}` is no file") });
            }
        };
    }
    Ok(bytes)
}

/// The whole array if it is small; else halved along its leading dimensions.
fn chunk_shape(shape: &[u64]) -> Vec<u64> {
    let mut chunk: Vec<u64> = shape.iter().map(|&n| n.max(1)).collect();
    while chunk.iter().product::<u64>() > CHUNK {
        match chunk.iter_mut().find(|n| **n > 1) {
            Some(n) => *n = n.div_ceil(2),
            None => break,
        }
    }
    chunk
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut d| d.next().is_none())
}

/// An error of zarrs in our words.
pub(crate) fn named(folder: &Path, name: &str, error: ArrayError) -> StoreError {
    match &error {
        ArrayError::StorageError(StorageError::IOError(io)) => StoreError::from_io(folder, io),
        other => StoreError::Invalid { path: folder.to_path_buf(), why: format!("`{name}`: {other}") },
    }
}

/// The same error at the place that the caller named rather than in the temporary folder.
pub(crate) fn at(error: StoreError, to: &Path) -> StoreError {
    let path = to.to_path_buf();
    match error {
        StoreError::DiskFull { .. } => StoreError::DiskFull { path },
        StoreError::NotWritable { kind, .. } => StoreError::NotWritable { path, kind },
        StoreError::Invalid { why, .. } => StoreError::Invalid { path, why },
        StoreError::Io { kind, said, .. } => StoreError::Io { path, kind, said },
        other => other,
    }
}
