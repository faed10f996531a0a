//! One writer per run folder: a file `run.lock` with the writer's process id, locked by the operating system.
//!
//! The system drops the lock when the process ends, however it ends, so a file that is there but not locked is stale. Where the file
//! system cannot lock (some cluster disks), the process id decides.

use crate::atomic;
use crate::error::StoreError;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Name of the file.
pub(crate) const NAME: &str = "run.lock";

/// A held lock; given back when dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
    /// Process that left the lock behind, if one did.
    pub stale: Option<u32>,
}

impl Lock {
    /// Takes the lock of `folder`.
    pub fn take(folder: &Path) -> Result<Lock, StoreError> {
        let path = folder.join(NAME);
        let fail = |e: io::Error| StoreError::from_io(&path, &e);
        loop {
            let mut file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(fail)?;
            let locked = || StoreError::Locked { path: folder.to_path_buf(), pid: pid_in(&path) };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(locked()),
                Err(TryLockError::Error(_)) => match pid_in(&path) {
                    Some(pid) if is_alive(pid) => return Err(locked()),
                    _ => {}
                },
            }
            // the former holder may have deleted the file between our opening and our locking
            if !is_same(&file, &path) {
                continue;
            }
            let stale = pid_in(&path);
            file.set_len(0).and_then(|()| file.rewind()).map_err(fail)?;
            writeln!(file, "{}", std::process::id()).map_err(fail)?;
            file.sync_all().map_err(fail)?;
            return Ok(Lock { file, path, stale });
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // delete first, while still locked: nobody can then hold a lock on a name that vanishes
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
        let _ = atomic::sync_folder(atomic::parent(&self.path));
    }
}

fn pid_in(path: &Path) -> Option<u32> {
    let mut text = String::new();
    File::open(path).ok()?.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(target_os = "linux")]
fn is_alive(pid: u32) -> bool {
    Path::new("/proc").join(pid.to_string()).exists()
}

/// Without a portable way to ask, a process id counts as alive: better to refuse than to write twice.
#[cfg(not(target_os = "linux"))]
fn is_alive(_pid: u32) -> bool {
    true
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_same(_file: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_out_a_second_writer_until_the_first_ends() {
        let dir = tempfile::tempdir().unwrap();
        let first = Lock::take(dir.path()).unwrap();
        assert_eq!(first.stale, None);
        let pid = Some(std::process::id());
        assert_eq!(
            Lock::take(dir.path()).unwrap_err(),
            StoreError::Locked { path: dir.path().to_path_buf(), pid }
        );
        drop(first);
        assert!(!dir.path().join(NAME).exists());
        Lock::take(dir.path()).unwrap();
    }

    #[test]
    fn text_a_lock_left_by_a_dead_process_is_taken_over() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(NAME), "99999999999\n").unwrap();
        assert_eq!(Lock::take(dir.path()).unwrap().stale, None, "not a process id");
        fs::write(dir.path().join(NAME), "3999999999\n").unwrap();
        let lock = Lock::take(dir.path()).unwrap();
        assert_eq!(lock.stale, Some(3_999_999_999));
        assert_eq!(pid_in(&dir.path().join(NAME)), Some(std::process::id()));
    }

    #[test]
    fn keeps_one_writer_among_many_threads() {
        let dir = tempfile::tempdir().unwrap();
        let inside = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|s| {
            for _ in 0..8 {
                s.spawn(|| {
                    for _ in 0..50 {
                        if let Ok(lock) = Lock::take(dir.path()) {
                            use std::sync::atomic::Ordering::SeqCst;
                            assert_eq!(inside.fetch_add(1, SeqCst), 0, "two writers");
                            std::thread::yield_now();
                            inside.fetch_sub(1, SeqCst);
                            drop(lock);
                        }
                    }
                });
            }
        });
    }
}
