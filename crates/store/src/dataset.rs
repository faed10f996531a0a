//! A folder of many files that appears whole: built beside its place, then renamed.

use crate::atomic;
use crate::error::StoreError;
use crate::table::DataTable;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A dataset in the making.
#[derive(Debug)]
pub struct Dataset {
    place: PathBuf,
    beside: tempfile::TempDir,
}

impl Dataset {
    /// Begins a dataset that will stand at `path`.
    ///
    /// # Errors
    /// `NotARun` for a folder that is not empty.
    pub fn begin(path: &Path) -> Result<Dataset, StoreError> {
        let fail = |e: io::Error| StoreError::from_io(path, &e);
        if path.exists() {
            let first = fs::read_dir(path).map_err(fail)?.next();
            if let Some(entry) = first {
                let found = entry.map_err(fail)?.file_name().to_string_lossy().into_owned();
                return Err(StoreError::NotARun { path: path.to_path_buf(), found });
            }
        }
        let parent = atomic::parent(path);
        fs::create_dir_all(parent).map_err(fail)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".").suffix(atomic::PARTIAL);
        let beside = builder.tempdir_in(parent).map_err(fail)?;
        fs::create_dir(beside.path().join("new")).map_err(fail)?;
        Ok(Dataset { place: path.to_path_buf(), beside })
    }

    /// Where a file goes; its folders are made.
    fn at(&self, name: &str) -> Result<PathBuf, StoreError> {
        let path = self.beside.path().join("new").join(name);
        fs::create_dir_all(atomic::parent(&path))
            .map_err(|e| StoreError::from_io(&self.place.join(name), &e))?;
        Ok(path)
    }

    /// Writes bytes.
    pub fn bytes(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.at(name)?;
        fs::write(path, bytes).map_err(|e| StoreError::from_io(&self.place.join(name), &e))
    }

    /// Writes a value as indented JSON.
    pub fn json<T: Serialize + ?Sized>(&self, name: &str, value: &T) -> Result<(), StoreError> {
        atomic::write_json(&self.at(name)?, value)
    }

    /// Writes a table and its sidecar.
    pub fn table(&self, name: &str, table: &DataTable) -> Result<(), StoreError> {
        table.write(&self.at(name)?)
    }

    /// Writes arrays as a Zarr group.
    pub fn arrays(&self, name: &str, group: &crate::arrays::ArrayGroup) -> Result<(), StoreError> {
        group.write(&self.at(name)?)
    }

    /// Writes text, compressed.
    pub fn gzip(&self, name: &str, text: &str) -> Result<(), StoreError> {
        let squeeze = || -> io::Result<Vec<u8>> {
            let mut out = GzEncoder::new(Vec::new(), Compression::default());
            out.write_all(text.as_bytes())?;
            out.finish()
        };
        let bytes = squeeze().map_err(|e| StoreError::from_io(&self.place.join(name), &e))?;
        self.bytes(name, &bytes)
    }

    /// Puts the dataset in its place.
    pub fn finish(self) -> Result<(), StoreError> {
        let fail = |e: io::Error| StoreError::from_io(&self.place, &e);
        if self.place.exists() {
            fs::remove_dir(&self.place).map_err(fail)?;
        }
        fs::rename(self.beside.path().join("new"), &self.place).map_err(fail)?;
        atomic::sync_folder(atomic::parent(&self.place))
    }
}
