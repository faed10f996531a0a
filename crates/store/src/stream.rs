//! An array that is written piece by piece, by many threads at once: its size never has to fit into memory.
//!
//! The group grows beside its place and is renamed when it is whole: an interrupted write leaves nothing.

use crate::arrays::{Array, Data, Group, at, create_array, named};
use crate::atomic;
use crate::error::StoreError;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zarrs::array::{ArrayError, ArraySubset};
use zarrs::filesystem::FilesystemStore;

/// A group of which one array is still being written.
pub struct Stream {
    path: PathBuf,
    beside: tempfile::TempDir,
    name: String,
    array: zarrs::array::Array<FilesystemStore>,
}

impl Stream {
    /// Begins a group at `path` (nothing may be there): the arrays of `group`, and `streamed`, of which only name, dimensions, type and
    /// attributes count. Pieces that cover whole chunks of `chunk` values each may be put by several threads.
    pub fn begin(
        path: &Path,
        group: &Group,
        streamed: &Array,
        chunk: &[usize],
    ) -> Result<Stream, StoreError> {
        let fail = |e: &io::Error| StoreError::from_io(path, e);
        group.check(path)?;
        if path.exists() {
            return Err(StoreError::WrongKind { path: path.to_path_buf(), expected: "nothing" });
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".").suffix(atomic::PARTIAL);
        let beside = builder.tempdir_in(atomic::parent(path)).map_err(|e| fail(&e))?;
        let new = beside.path().join("new");
        fs::create_dir(&new).map_err(|e| fail(&e))?;
        let store = FilesystemStore::new(&new)
            .map_err(|e| StoreError::Invalid { path: path.to_path_buf(), why: e.to_string() })?;
        let chunk = chunk.iter().map(|&n| n.max(1) as u64).collect();
        let array = create_array(&Arc::new(store), streamed, chunk, None)
            .map_err(|e| at(named(&new, &streamed.name, e), path))?;
        group.write_with(&new, &[&streamed.name]).map_err(|e| at(e, path))?;
        Ok(Stream { path: path.to_path_buf(), beside, name: streamed.name.clone(), array })
    }

    /// Writes the values of a box.
    pub fn put(&self, ranges: &[Range<usize>], data: &Data) -> Result<(), StoreError> {
        let ranges: Vec<Range<u64>> = ranges.iter().map(|r| r.start as u64..r.end as u64).collect();
        let subset = ArraySubset::new_with_ranges(&ranges);
        let done: Result<(), ArrayError> = match data {
            Data::F64(v) => self.array.store_array_subset(&subset, v),
            Data::F32(v) => self.array.store_array_subset(&subset, v),
            Data::I64(v) => self.array.store_array_subset(&subset, v),
            Data::Text(v) => self.array.store_array_subset(&subset, v),
        };
        done.map_err(|e| at(named(self.beside.path(), &self.name, e), &self.path))
    }

    /// Puts the whole group into its place.
    pub fn finish(self) -> Result<(), StoreError> {
        fs::rename(self.beside.path().join("new"), &self.path)
            .map_err(|e| StoreError::from_io(&self.path, &e))?;
        atomic::sync_folder(atomic::parent(&self.path))
    }
}
