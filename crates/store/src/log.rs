//! Logs: text files that say in their first line that they only grow. Nothing writes over one; [`append`] adds to its end.

pub use crate::atomic::MARK;
use crate::atomic::{self, parent};
use crate::error::StoreError;
use crate::lock::Lock;
use std::path::Path;

/// Adds `more` to a log whose bytes are `known`; no bytes begin a new file. The whole new file takes the place of the old one, so that whoever is
/// killed leaves the old one; a file that is not what is known stays as it is.
pub fn append(path: &Path, known: &[u8], more: &[u8]) -> Result<(), StoreError> {
    let _lock = Lock::take(parent(path))?;
    let there = match atomic::read(path) {
        Ok(bytes) => bytes,
        Err(StoreError::NotFound { .. }) => Vec::new(),
        Err(e) => return Err(e),
    };
    if there != known {
        return Err(StoreError::Grown { path: path.to_path_buf() });
    }
    let mut all = there;
    all.extend(more);
    atomic::replace(path, |out| out.write_all(&all), |new| new.starts_with(known) && new.len() == all.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_log_from_everything_but_appending() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.toml");
        let head = format!("# {MARK}\n");
        append(&path, b"", head.as_bytes()).unwrap();
        append(&path, head.as_bytes(), b"a = 1\n").unwrap();
        let all = format!("{head}a = 1\n");
        // over it, shorter, the same, longer; and by somebody who knows an older one
        for other in ["", "x", &all, &format!("{all}b = 2\n")] {
            let error = atomic::write(&path, other.as_bytes()).unwrap_err();
            assert_eq!(error, StoreError::GrowsOnly { path: path.clone() });
        }
        let error = append(&path, head.as_bytes(), b"b = 2\n").unwrap_err();
        assert_eq!(error, StoreError::Grown { path: path.clone() });
        assert_eq!(atomic::read_text(&path).unwrap(), all);
        let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["log.toml"], "no lock and nothing half-written is left");
    }
}
