//! Arrays that are written piece by piece, by many threads at once: their size never has to fit into memory.
//!
//! The group grows in a place of its own and is renamed when it is whole. What has grown until an interruption can be gone on with.

use crate::arrays::{self, Array, ArrayGroup, Data, at, create_array, named};
use crate::atomic;
use crate::error::StoreError;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zarrs::array::{ArrayBytes, ArrayError, ArraySubset};
use zarrs::filesystem::FilesystemStore;

/// A group of which some arrays are still being written.
pub struct GrowingGroup {
    path: PathBuf,
    growing: PathBuf,
    arrays: Vec<(String, zarrs::array::Array<FilesystemStore>)>,
}

impl GrowingGroup {
    /// Begins a group that will be at `path` and grows at `growing` (what is at either is removed): the arrays of `group`, and those
    /// `streamed`, of which only name, dimensions, type and attributes count. Pieces that cover whole chunks of `chunk` values each
    /// may be put by several threads.
    pub fn begin(
        path: &Path,
        growing: &Path,
        group: &ArrayGroup,
        streamed: &[Array],
        chunk: &[usize],
    ) -> Result<GrowingGroup, StoreError> {
        let fail = |e| StoreError::from_io(path, &e);
        group.check(path)?;
        for there in [path, growing].into_iter().filter(|p| p.exists()) {
            fs::remove_dir_all(there).map_err(fail)?;
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
        Ok(GrowingGroup { path: path.to_path_buf(), growing: growing.to_path_buf(), arrays })
    }

    /// Goes on with the arrays of a group that was begun in the same place, if they are what would be begun.
    pub fn again(
        path: &Path,
        growing: &Path,
        streamed: &[Array],
        chunk: &[usize],
    ) -> Result<GrowingGroup, StoreError> {
        if path.exists() && !growing.exists() {
            // the process died when some groups were whole and others not yet
            fs::rename(path, growing).map_err(|e| StoreError::from_io(path, &e))?;
        }
        let damaged = |why: String| StoreError::Damaged { path: growing.to_path_buf(), why };
        let store = store(path, growing)?;
        let open = |a: &Array| {
            let name = &a.name;
            let (shape, chunks) = arrays::extent(growing, name).map_err(damaged)?;
            let lengths = a.dims.iter().map(|(_, n)| *n as u64);
            let pieces = chunk.iter().map(|&n| n.max(1) as u64);
            if !lengths.eq(shape.iter().copied()) || !pieces.eq(chunks.iter().copied()) {
                let why = format!(
                    "{name}: its shape is {shape:?} in chunks of {chunks:?}, which is not that of the run"
                );
                return Err(damaged(why));
            }
            let array = zarrs::array::Array::open(store.clone(), &format!("/{name}"));
            array.map(|array| (name.clone(), array)).map_err(|e| damaged(format!("{name}: {e}")))
        };
        let arrays = streamed.iter().map(open).collect::<Result<_, _>>()?;
        Ok(GrowingGroup { path: path.to_path_buf(), growing: growing.to_path_buf(), arrays })
    }

    /// Reads the values of a box of one of the arrays back, as bytes.
    pub fn get(&self, which: usize, ranges: &[Range<usize>]) -> Result<Vec<u8>, StoreError> {
        let ranges: Vec<Range<u64>> = ranges.iter().map(|r| r.start as u64..r.end as u64).collect();
        let subset = ArraySubset::new_with_ranges(&ranges);
        let (name, array) = &self.arrays[which];
        let read: Result<ArrayBytes, ArrayError> = array.retrieve_array_subset(&subset);
        let bytes = read.and_then(|bytes| Ok(bytes.into_fixed()?.into_owned()));
        bytes.map_err(|e| StoreError::Damaged { path: self.growing.clone(), why: format!("{name}: {e}") })
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
