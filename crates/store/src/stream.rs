//! Arrays that are written piece by piece, by many threads at once: their size never has to fit into memory.
//!
//! The group grows in a place of its own and is renamed when it is whole. What has grown until an interruption can be gone on with.

use crate::arrays::{Array, Data, Group, at, create_array, named};
use crate::atomic;
use crate::error::StoreError;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zarrs::array::{ArrayError, ArraySubset, data_type};
use zarrs::filesystem::FilesystemStore;

/// A group of which some arrays are still being written.
pub struct Stream {
    path: PathBuf,
    growing: PathBuf,
    arrays: Vec<(String, zarrs::array::Array<FilesystemStore>)>,
}

impl Stream {
    /// Begins a group that will be at `path` (nothing may be there) and grows at `growing` (what is there is removed): the arrays of
    /// `group`, and those `streamed`, of which only name, dimensions, type and attributes count. Pieces that cover whole chunks of
    /// `chunk` values each may be put by several threads.
    pub fn begin(
        path: &Path,
        growing: &Path,
        group: &Group,
        streamed: &[Array],
        chunk: &[usize],
    ) -> Result<Stream, StoreError> {
        let fail = |e| StoreError::from_io(path, &e);
        group.check(path)?;
        if path.exists() {
            return Err(StoreError::WrongKind { path: path.to_path_buf(), expected: "nothing" });
        }
        if growing.exists() {
            fs::remove_dir_all(growing).map_err(fail)?;
        }
        fs::create_dir_all(growing).map_err(fail)?;
        let store = store(path, growing)?;
        let chunk: Vec<u64> = chunk.iter().map(|&n| n.max(1) as u64).collect();
        let make = |a: &Array| {
            let array = create_array(&store, a, chunk.clone(), None);
            array.map(|made| (a.name.clone(), made)).map_err(|e| at(named(growing, &a.name, e), path))
        };
        let arrays = streamed.iter().map(make).collect::<Result<_, _>>()?;
        let names: Vec<&str> = streamed.iter().map(|a| a.name.as_str()).collect();
        group.write_with(growing, &names).map_err(|e| at(e, path))?;
        Ok(Stream { path: path.to_path_buf(), growing: growing.to_path_buf(), arrays })
    }

    /// Goes on with the arrays of a group that was begun in the same place.
    pub fn again(path: &Path, growing: &Path, names: &[&str]) -> Result<Stream, StoreError> {
        let store = store(path, growing)?;
        let open = |name: &&str| {
            let array = zarrs::array::Array::open(store.clone(), &format!("/{name}"));
            let why = |e: zarrs::array::ArrayCreateError| ArrayError::Other(e.to_string());
            array.map(|a| (name.to_string(), a)).map_err(|e| at(named(growing, name, why(e)), path))
        };
        let arrays = names.iter().map(open).collect::<Result<_, _>>()?;
        Ok(Stream { path: path.to_path_buf(), growing: growing.to_path_buf(), arrays })
    }

    /// Writes the values of a box of one of the arrays, counted from zero.
    pub fn put(&self, which: usize, ranges: &[Range<usize>], data: &Data) -> Result<(), StoreError> {
        let ranges: Vec<Range<u64>> = ranges.iter().map(|r| r.start as u64..r.end as u64).collect();
        let subset = ArraySubset::new_with_ranges(&ranges);
        let (name, array) = &self.arrays[which];
        let done: Result<(), ArrayError> = match data {
            Data::F64(v) => array.store_array_subset(&subset, v),
            Data::F32(v) => array.store_array_subset(&subset, v),
            Data::I64(v) => array.store_array_subset(&subset, v),
            Data::Text(v) => array.store_array_subset(&subset, v),
        };
        done.map_err(|e| at(named(&self.growing, name, e), &self.path))
    }

    /// The values of a box of one of the arrays, as far as they have been written.
    pub fn get(&self, which: usize, ranges: &[Range<usize>]) -> Result<Data, StoreError> {
        let ranges: Vec<Range<u64>> = ranges.iter().map(|r| r.start as u64..r.end as u64).collect();
        let subset = ArraySubset::new_with_ranges(&ranges);
        let (name, array) = &self.arrays[which];
        let single = *array.data_type() == data_type::float32();
        let read: Result<Data, ArrayError> = match single {
            true => array.retrieve_array_subset(&subset).map(Data::F32),
            false => array.retrieve_array_subset(&subset).map(Data::F64),
        };
        read.map_err(|e| at(named(&self.growing, name, e), &self.path))
    }

    /// Puts the whole group into its place.
    pub fn finish(self) -> Result<(), StoreError> {
        fs::rename(&self.growing, &self.path).map_err(|e| StoreError::from_io(&self.path, &e))?;
        atomic::sync_folder(atomic::parent(&self.path))
    }
}

fn store(path: &Path, growing: &Path) -> Result<Arc<FilesystemStore>, StoreError> {
    let store = FilesystemStore::new(growing)
        .map_err(|e| StoreError::Invalid { path: path.to_path_buf(), why: e.to_string() })?;
    Ok(Arc::new(store))
}
