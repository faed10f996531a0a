//! Finished pieces of a run: what an interruption must not cost.
//!
//! `parts/<name>.bin` is a header and the bytes. The header carries a hash of the run's identity, the length, and a hash of name and
//! bytes, so a part that was cut short, altered, renamed or made by another run is not taken for whole.

use crate::atomic;
use crate::error::StoreError;
use std::fs;
use std::path::{Path, PathBuf};

/// First bytes of a part; the last digit is the version of its format.
const MAGIC: &[u8; 8] = b"synpart1";
const HEADER: usize = 8 + 32 + 8 + 32;

/// A part that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamagedPart {
    /// Name.
    pub name: String,
    /// Why.
    pub why: String,
}

/// The parts of one run. Parts may be written from several threads at once, each name by one.
#[derive(Debug)]
pub struct Parts {
    folder: PathBuf,
    identity: [u8; 32],
    valid: Vec<String>,
    damaged: Vec<DamagedPart>,
}

impl Parts {
    /// Opens (or makes) the folder of parts. `identity` says what they are parts of, e.g. the hash of plan, protocol, seed and
    /// version: parts of another identity count as damaged.
    pub fn open(folder: &Path, identity: &str) -> Result<Parts, StoreError> {
        let fail = |e: std::io::Error| StoreError::from_io(folder, &e);
        fs::create_dir_all(folder).map_err(fail)?;
        let identity = *blake3::hash(identity.as_bytes()).as_bytes();
        let mut parts = Parts { folder: folder.to_path_buf(), identity, valid: vec![], damaged: vec![] };
        atomic::remove_leftovers(folder)?;
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if path.extension().is_some_and(|e| e == "bin") {
                names.push(name);
            }
        }
        names.sort();
        for name in names {
            match parts.read(&name) {
                Ok(_) => parts.valid.push(name),
                Err(StoreError::Damaged { why, .. }) => {
                    parts.damaged.push(DamagedPart { name, why });
                }
                Err(e) => return Err(e),
            }
        }
        Ok(parts)
    }

    /// The folder of parts, made if need be, without looking at what is in it: for parts whose names say what they are.
    pub fn unread(folder: &Path, identity: &str) -> Result<Parts, StoreError> {
        fs::create_dir_all(folder).map_err(|e| StoreError::from_io(folder, &e))?;
        atomic::remove_leftovers(folder)?;
        let identity = *blake3::hash(identity.as_bytes()).as_bytes();
        Ok(Parts { folder: folder.to_path_buf(), identity, valid: vec![], damaged: vec![] })
    }

    /// Names of the whole parts found on opening, sorted.
    pub fn valid(&self) -> &[String] {
        &self.valid
    }

    /// Parts found on opening that cannot be used: to be reported and made again.
    pub fn damaged(&self) -> &[DamagedPart] {
        &self.damaged
    }

    /// Writes a part; afterwards it is whole on the disk.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(name)?;
        atomic::write_with(&path, |out| {
            out.write_all(MAGIC)?;
            out.write_all(&self.identity)?;
            out.write_all(&(bytes.len() as u64).to_le_bytes())?;
            out.write_all(&checksum(name, bytes))?;
            out.write_all(bytes)
        })
    }

    /// Reads a part, if it is whole.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path(name)?;
        let mut file = atomic::read(&path)?;
        let damaged = |why: String| Err(StoreError::Damaged { path: path.clone(), why });
        if file.len() < HEADER {
            return damaged(format!("{} bytes are too few for a header", file.len()));
        }
        if &file[..8] != MAGIC {
            return damaged("not a part of this version's format".into());
        }
        if file[8..40] != self.identity {
            return damaged("part of a run with another protocol, atlas, seed or version".into());
        }
        let mut length = [0; 8];
        length.copy_from_slice(&file[40..48]);
        let length = u64::from_le_bytes(length);
        let found = (file.len() - HEADER) as u64;
        if found != length {
            return damaged(format!("{found} of {length} bytes are there"));
        }
        if file[48..HEADER] != checksum(name, &file[HEADER..]) {
            return damaged("the checksum does not match".into());
        }
        file.drain(..HEADER);
        Ok(file)
    }

    fn path(&self, name: &str) -> Result<PathBuf, StoreError> {
        let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if name.is_empty() || name.starts_with('.') || !name.chars().all(fine) {
            let why = format!("a part cannot be called `{name}`");
            return Err(StoreError::Invalid { path: self.folder.clone(), why });
        }
        Ok(self.folder.join(format!("{name}.bin")))
    }
}

fn checksum(name: &str, bytes: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(name.len() as u64).to_le_bytes());
    hasher.update(name.as_bytes());
    hasher.update(bytes);
    *hasher.finalize().as_bytes()
}
