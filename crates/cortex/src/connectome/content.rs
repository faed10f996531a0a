//! What a file of a connectome holds, and how much it may unpack to.

use std::io::Read;

/// Largest file, and most that is unpacked.
pub(super) const BYTES_MAX: u64 = 1 << 30;
/// What a packed file may unpack to in any case, and how many times its size.
const UNPACKED_MIN: u64 = 64 << 20;
const UNPACKED_TIMES: u64 = 20;

/// What is in a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    Text(String),
    Numbers(Vec<usize>, Vec<f64>),
    Names(Vec<String>),
}

/// How much may still be unpacked.
pub(super) struct Budget {
    left: u64,
    all: u64,
}

impl Budget {
    pub fn of(packed: u64) -> Budget {
        let all = (UNPACKED_TIMES.saturating_mul(packed)).clamp(UNPACKED_MIN, BYTES_MAX);
        Budget { left: all, all }
    }

    fn too_much(&self) -> String {
        format!("unpacks to more than {} MiB, expected a connectome", self.all >> 20)
    }

    /// Takes so many bytes.
    pub fn bytes(&mut self, count: u64) -> Result<(), String> {
        self.left = self.left.checked_sub(count).ok_or_else(|| self.too_much())?;
        Ok(())
    }

    /// Takes so many numbers.
    pub fn numbers(&mut self, count: usize) -> Result<(), String> {
        self.bytes((count as u64).saturating_mul(8))
    }

    /// Reads all that is packed, if it is not too much.
    pub fn unpack(&mut self, packed: impl Read) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let mut limited = packed.take(self.left + 1);
        limited.read_to_end(&mut bytes).map_err(|e| format!("is damaged ({e})"))?;
        self.bytes(bytes.len() as u64)?;
        Ok(bytes)
    }
}
