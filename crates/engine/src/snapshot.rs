//! A state frozen to bytes: named arrays behind a versioned header, closed by a checksum.
//!
//! Little-endian throughout. Magic (8 bytes), version (u32), then u64 each: layout hash, lanes, step, seed, number
//! of arrays; per array: length of the name, name (UTF-8), number of values, values as bit patterns; last, FNV-1a 64
//! of everything before. Reading checks all of it and never panics, whatever the bytes.

use crate::layout::{Fnv, Layout};
use crate::state::State;
use std::fmt;

/// The first eight bytes of every snapshot.
pub const MAGIC: [u8; 8] = *b"SYNTONY\0";
/// The version this code writes and reads.
pub const VERSION: u32 = 1;
/// Name of the array in which [`Snapshot::of`] keeps the state.
pub const STATE_ARRAY: &str = "state";

/// What is needed to go on from a step as if nothing had happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// [`Layout::hash`] of the layout the values belong to.
    pub layout_hash: u64,
    /// Number of lanes.
    pub lanes: u64,
    /// Steps done.
    pub step: u64,
    /// Seed of the run.
    pub seed: u64,
    /// Named arrays in the order of writing.
    pub arrays: Vec<(String, Vec<f64>)>,
}

/// Why bytes are not a usable snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The bytes do not start with [`MAGIC`].
    NotASnapshot {
        /// The first bytes found, at most eight.
        found: Vec<u8>,
    },
    /// Written in another version of the format.
    Version {
        /// The version in the header.
        found: u32,
        /// The version this code reads.
        supported: u32,
    },
    /// The bytes end too early.
    Truncated {
        /// What was being read.
        what: &'static str,
        /// Offset of its first byte.
        at: usize,
        /// Bytes it needs.
        needed: u64,
        /// Bytes left before the checksum.
        available: usize,
    },
    /// The contents are not those that were written.
    Checksum {
        /// The checksum at the end.
        stored: u64,
        /// The checksum of what precedes it.
        computed: u64,
    },
    /// The name of an array is not UTF-8.
    Name {
        /// Number of the array, from zero.
        array: usize,
    },
    /// Two arrays have the same name.
    Duplicate {
        /// The name.
        name: String,
    },
    /// Bytes are left between the last array and the checksum.
    Trailing {
        /// How many.
        count: usize,
    },
    /// The snapshot was taken of another layout.
    Layout {
        /// The hash in the snapshot.
        found: u64,
        /// The hash of the layout asked for.
        expected: u64,
    },
    /// There is no array of that name.
    Missing {
        /// The name asked for.
        name: String,
    },
    /// An array has another number of values than its shape needs.
    Length {
        /// Name of the array.
        name: String,
        /// Values in the snapshot.
        found: usize,
        /// Values the shape needs.
        expected: u64,
    },
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use SnapshotError::*;
        match self {
            NotASnapshot { found } => {
                write!(f, "not a snapshot: starts with {found:02x?}, expected {MAGIC:02x?}")
            }
            Version { found, supported } => {
                write!(f, "snapshot format version {found}, expected version {supported}")
            }
            Truncated { what, at, needed, available } => {
                write!(f, "cut off at byte {at}: {what} needs {needed} bytes, {available} are there")
            }
            Checksum { stored, computed } => {
                write!(f, "damaged: checksum {computed:016x}, expected {stored:016x}")
            }
            Name { array } => write!(f, "name of array {array} is not UTF-8"),
            Duplicate { name } => write!(f, "array `{name}` occurs twice"),
            Trailing { count } => write!(f, "{count} bytes follow the last array, expected none"),
            Layout { found, expected } => {
                write!(f, "taken of layout {found:016x}, expected layout {expected:016x}")
            }
            Missing { name } => write!(f, "no array `{name}`"),
            Length { name, found, expected } => {
                write!(f, "array `{name}` has {found} values, expected {expected}")
            }
        }
    }
}

impl std::error::Error for SnapshotError {}

impl Snapshot {
    /// A snapshot of `state` after `step` steps; more arrays may be pushed.
    pub fn of(layout: &Layout, state: &State, step: u64, seed: u64) -> Snapshot {
        Snapshot {
            layout_hash: layout.hash(),
            lanes: state.lanes() as u64,
            step,
            seed,
            arrays: vec![(STATE_ARRAY.to_owned(), state.values().to_vec())],
        }
    }

    /// The state kept by [`Snapshot::of`].
    ///
    /// # Errors
    /// If the layout is another one, or the array is missing or of the wrong length.
    pub fn state(&self, layout: &Layout) -> Result<State, SnapshotError> {
        let expected = layout.hash();
        if self.layout_hash != expected {
            return Err(SnapshotError::Layout { found: self.layout_hash, expected });
        }
        let values = self.array(STATE_ARRAY)?;
        let size = (layout.len() as u64).saturating_mul(self.lanes);
        if values.len() as u64 != size {
            let name = STATE_ARRAY.to_owned();
            return Err(SnapshotError::Length { name, found: values.len(), expected: size });
        }
        let mut state = State::new(layout, self.lanes as usize);
        state.values_mut().copy_from_slice(values);
        Ok(state)
    }

    /// The array called `name`.
    ///
    /// # Errors
    /// If there is none.
    pub fn array(&self, name: &str) -> Result<&[f64], SnapshotError> {
        let found = self.arrays.iter().find(|(candidate, _)| candidate == name);
        found
            .map(|(_, values)| values.as_slice())
            .ok_or_else(|| SnapshotError::Missing { name: name.to_owned() })
    }

    /// The snapshot as bytes.
    pub fn write(&self) -> Vec<u8> {
        let body: usize = self.arrays.iter().map(|(name, values)| 16 + name.len() + 8 * values.len()).sum();
        let mut bytes = Vec::with_capacity(60 + body);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        for number in [self.layout_hash, self.lanes, self.step, self.seed, self.arrays.len() as u64] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for (name, values) in &self.arrays {
            bytes.extend_from_slice(&(name.len() as u64).to_le_bytes());
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(&(values.len() as u64).to_le_bytes());
            for value in values {
                bytes.extend_from_slice(&value.to_bits().to_le_bytes());
            }
        }
        let checksum = checksum(&bytes);
        bytes.extend_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// Reads what [`Snapshot::write`] wrote, verifying everything.
    ///
    /// # Errors
    /// The first thing that is wrong, in the order magic, version, checksum, contents.
    pub fn read(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
        if !bytes.starts_with(&MAGIC) {
            return Err(SnapshotError::NotASnapshot { found: bytes[..bytes.len().min(8)].to_vec() });
        }
        let mut reader = Reader { bytes, at: MAGIC.len() };
        let found = u32::from_le_bytes(reader.array("version")?);
        if found != VERSION {
            return Err(SnapshotError::Version { found, supported: VERSION });
        }
        let end = bytes.len().saturating_sub(8).max(reader.at);
        let stored = u64::from_le_bytes(Reader { bytes, at: end }.array("checksum")?);
        let computed = checksum(&bytes[..end]);
        if stored != computed {
            return Err(SnapshotError::Checksum { stored, computed });
        }
        reader.bytes = &bytes[..end];
        reader.contents()
    }
}

fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = Fnv::new();
    hash.write(bytes);
    hash.finish()
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, what: &'static str, needed: u64) -> Result<&'a [u8], SnapshotError> {
        let available = self.bytes.len() - self.at;
        if needed > available as u64 {
            return Err(SnapshotError::Truncated { what, at: self.at, needed, available });
        }
        let taken = &self.bytes[self.at..self.at + needed as usize];
        self.at += needed as usize;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], SnapshotError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(what, N as u64)?);
        Ok(array)
    }

    fn number(&mut self, what: &'static str) -> Result<u64, SnapshotError> {
        Ok(u64::from_le_bytes(self.array(what)?))
    }

    fn contents(&mut self) -> Result<Snapshot, SnapshotError> {
        let mut snapshot = Snapshot {
            layout_hash: self.number("layout hash")?,
            lanes: self.number("number of lanes")?,
            step: self.number("step")?,
            seed: self.number("seed")?,
            arrays: Vec::new(),
        };
        let count = self.number("number of arrays")?;
        for _ in 0..count {
            let length = self.number("length of a name")?;
            let name = self.take("name of an array", length)?;
            let name = std::str::from_utf8(name)
                .map_err(|_| SnapshotError::Name { array: snapshot.arrays.len() })?
                .to_owned();
            let count = self.number("number of values")?;
            let bytes = self.take("values of an array", count.saturating_mul(8))?;
            let (words, _) = bytes.as_chunks::<8>();
            let values = words.iter().map(|word| f64::from_bits(u64::from_le_bytes(*word))).collect();
            if snapshot.array(&name).is_ok() {
                return Err(SnapshotError::Duplicate { name });
            }
            snapshot.arrays.push((name, values));
        }
        match self.bytes.len() - self.at {
            0 => Ok(snapshot),
            count => Err(SnapshotError::Trailing { count }),
        }
    }
}
