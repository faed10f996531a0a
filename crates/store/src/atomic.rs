//! One file, written whole or not at all: temporary file beside it, fsync, rename, fsync of the folder.

use crate::error::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

/// Ending of the temporary files; a killed process may leave one behind.
pub(crate) const PARTIAL: &str = ".partial";
/// Largest file that is read as a whole.
const BYTES_MAX: u64 = 1 << 31;
/// Largest text that is read as a whole.
const TEXT_MAX: u64 = 1 << 28;

/// Words in the first line by which a log is known.
pub const MARK: &str = "entries are appended and never changed";
/// Longest first line that is looked at.
const FIRST_LINE_MAX: u64 = 4096;

/// Whether a file is a log.
fn is_log(path: &Path) -> bool {
    let mut first = Vec::new();
    let read = File::open(path).and_then(|f| f.take(FIRST_LINE_MAX).read_to_end(&mut first));
    let line = first.split(|b| *b == b'\n').next().unwrap_or_default();
    read.is_ok() && line.windows(MARK.len()).any(|w| w == MARK.as_bytes())
}

/// Writes `bytes` to `path`. A reader sees the old file or the new one, never a piece.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write_with(path, |out| out.write_all(bytes))
}

/// Writes what `fill` puts out to `path`. If it fails, the old file stays and nothing half-written is left.
pub fn write_with(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), StoreError> {
    if is_log(path) {
        return Err(StoreError::GrowsOnly { path: path.to_path_buf() });
    }
    replace(path, fill, |_| true)
}

/// Puts a new file in the place of an old one, a log too, if what was written is `right`.
pub(crate) fn replace(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    right: impl FnOnce(&[u8]) -> bool,
) -> Result<(), StoreError> {
    let fail = |e: io::Error| StoreError::from_io(path, &e);
    if path.is_dir() {
        return Err(StoreError::WrongKind { path: path.to_path_buf(), expected: "a file" });
    }
    let folder = parent(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(PARTIAL);
    // tempfile's own 0600 would hide results from colleagues; the umask still applies to this
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let temporary = builder.tempfile_in(folder).map_err(fail)?;
    let mut out = BufWriter::new(temporary);
    fill(&mut out).map_err(fail)?;
    let temporary = out.into_inner().map_err(|e| fail(e.into_error()))?;
    temporary.as_file().sync_all().map_err(fail)?;
    if is_log(path) && !right(&fs::read(temporary.path()).map_err(fail)?) {
        return Err(StoreError::GrowsOnly { path: path.to_path_buf() });
    }
    temporary.persist(path).map_err(|e| fail(e.error))?;
    sync_folder(folder)
}

/// Writes a value as indented JSON with a newline at the end.
pub fn write_json<T: Serialize + ?Sized>(path: &Path, value: &T) -> Result<(), StoreError> {
    let mut text = serde_json::to_vec_pretty(value)
        .map_err(|e| StoreError::Invalid { path: path.to_path_buf(), why: e.to_string() })?;
    text.push(b'\n');
    write(path, &text)
}

/// Opens a file that is read as a whole: no device, which would have no end, and no more bytes than `most`.
fn open(path: &Path, most: u64) -> Result<File, StoreError> {
    let fail = |e: io::Error| StoreError::from_io(path, &e);
    // looked at before it is opened: a pipe would wait for somebody who writes
    let about = fs::metadata(path).map_err(fail)?;
    if !about.is_file() {
        return Err(StoreError::WrongKind { path: path.to_path_buf(), expected: "a file" });
    }
    if about.len() > most {
        let why = format!("it has {} bytes, expected at most {most}", about.len());
        return Err(StoreError::Damaged { path: path.to_path_buf(), why });
    }
    File::open(path).map_err(fail)
}

fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    // a file may grow while it is read
    let read = open(path, most)?.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|e| StoreError::from_io(path, &e))?;
    Ok(bytes)
}

/// Opens a file to be read line by line.
pub(crate) fn lines_of(path: &Path) -> Result<BufReader<File>, StoreError> {
    Ok(BufReader::new(open(path, u64::MAX)?))
}

/// Reads a whole file, of 2 GiB at most.
pub fn read(path: &Path) -> Result<Vec<u8>, StoreError> {
    read_at_most(path, BYTES_MAX)
}

/// Reads a whole text file, of 256 MiB at most.
pub fn read_text(path: &Path) -> Result<String, StoreError> {
    String::from_utf8(read_at_most(path, TEXT_MAX)?)
        .map_err(|_| StoreError::Damaged { path: path.to_path_buf(), why: "not UTF-8 text".into() })
}

/// Reads a value from JSON, of 256 MiB at most.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, StoreError> {
    serde_json::from_slice(&read_at_most(path, TEXT_MAX)?)
        .map_err(|e| StoreError::Damaged { path: path.to_path_buf(), why: e.to_string() })
}

/// Removes what a killed process has left of files that were being written.
pub(crate) fn remove_leftovers(folder: &Path) -> Result<(), StoreError> {
    let fail = |e: io::Error| StoreError::from_io(folder, &e);
    for entry in fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') && name.ends_with(PARTIAL) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a file or folder, if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    let done = match fs::symlink_metadata(path) {
        Ok(m) if m.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(e) => Err(e),
    };
    match done {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(StoreError::from_io(path, &e)),
        Ok(()) => Ok(()),
    }
}

/// Makes a rename in `folder` outlast a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    let synced = File::open(folder).and_then(|f| f.sync_all());
    match synced {
        // some network file systems and Windows cannot sync a folder; the rename itself has happened
        Err(e) if !matches!(e.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => Ok(()),
        Err(e) => Err(StoreError::from_io(folder, &e)),
        Ok(()) => Ok(()),
    }
}

/// The folder of a path; `.` for a bare name.
pub(crate) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn same_bytes_come_back_and_replace_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("run.json");
        write(&path, b"old and longer").unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(read(&path).unwrap(), b"new");
        assert_eq!(names(dir.path()), ["run.json"]);
    }

    #[test]
    fn same_value_comes_back_from_json() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.json");
        let value = vec![(1.5f64, "a".to_string()), (0.1 + 0.2, "ß".to_string())];
        write_json(&path, &value).unwrap();
        assert_eq!(read_json::<Vec<(f64, String)>>(&path).unwrap(), value);
        assert!(read_text(&path).unwrap().ends_with("]\n"));
    }

    #[cfg(unix)]
    #[test]
    fn keeps_files_readable_by_colleagues_as_the_umask_says() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |p: &Path| fs::metadata(p).unwrap().permissions().mode() & 0o777;
        let dir = tempfile::tempdir().unwrap();
        let (ours, plain) = (dir.path().join("a"), dir.path().join("b"));
        write(&ours, b"x").unwrap();
        fs::write(&plain, b"x").unwrap(); // the system's default: 0666 & !umask
        assert_eq!(mode(&ours), mode(&plain) & 0o644);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn keeps_the_old_file_when_the_disk_is_full() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("results.json");
        write(&path, b"old").unwrap();
        let error = write_with(&path, |out| {
            out.write_all(b"half of the new")?;
            // the system's own words for a full disk
            File::options().write(true).open("/dev/full")?.write_all(b"x")
        })
        .unwrap_err();
        assert_eq!(error, StoreError::DiskFull { path: path.clone() });
        assert_eq!(read(&path).unwrap(), b"old");
        assert_eq!(names(dir.path()), ["results.json"], "nothing half-written is left");
    }

    #[test]
    fn keeps_nothing_when_the_writer_fails() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        let error = write_with(&path, |out| {
            out.write_all(&[0; 100_000])?;
            Err(io::Error::other("broken"))
        })
        .unwrap_err();
        assert_eq!(error.to_string(), format!("{}: broken", path.display()));
        assert!(names(dir.path()).is_empty());
    }

    #[test]
    fn text_a_missing_folder_a_file_for_a_folder_and_a_folder_for_a_file_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("nowhere/x");
        assert_eq!(
            write(&missing, b"").unwrap_err().to_string(),
            format!("{}: does not exist\n  hint: check the spelling of the path", missing.display())
        );
        let file = dir.path().join("file");
        write(&file, b"").unwrap();
        assert_eq!(
            write(&file.join("x"), b"").unwrap_err(),
            StoreError::WrongKind { path: file, expected: "a folder" }
        );
        assert_eq!(
            write(dir.path(), b"").unwrap_err(),
            StoreError::WrongKind { path: dir.path().to_path_buf(), expected: "a file" }
        );
    }

    #[test]
    fn text_every_error_says_what_is_and_what_to_do() {
        let p = Path::new("r");
        let text = |kind| StoreError::from_io(p, &io::Error::from(kind)).to_string();
        assert_eq!(
            text(io::ErrorKind::PermissionDenied),
            "r: cannot be written (permission denied)\n  hint: choose a folder that you may write"
        );
        assert_eq!(
            text(io::ErrorKind::ReadOnlyFilesystem),
            "r: cannot be written (read-only filesystem or storage medium)\n  hint: choose a folder that you may write"
        );
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
            assert!(text(kind).starts_with("r: no space left\n  hint: free some space"));
        }
    }
}
