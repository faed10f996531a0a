//! The files of the repository: what git tracks or would track, and without git what lies there.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Never part of the source, whoever lists it.
const NOT_SOURCE: [&str; 7] = [".git", "target", "runs", ".venv", "node_modules", "dist", "__pycache__"];

/// One file.
pub struct File {
    /// Relative to the root, with `/`.
    pub path: String,
    /// Bytes.
    pub size: usize,
    /// Its text; empty if it has none.
    pub text: String,
}

/// All files, in the order of their paths.
pub struct Tree {
    /// The files.
    pub files: Vec<File>,
}

impl Tree {
    /// Reads the tree at `root`.
    pub fn read(root: &Path) -> Result<Tree, String> {
        let mut paths = match of_git(root) {
            Some(paths) if !paths.is_empty() => paths,
            _ => walk(root)?,
        };
        paths.sort();
        paths.dedup();
        let mut files = Vec::new();
        for path in paths {
            let place = root.join(&path);
            // a file that was deleted and is still in the index, a link, a submodule
            if !std::fs::symlink_metadata(&place).is_ok_and(|m| m.is_file()) {
                continue;
            }
            let bytes = std::fs::read(&place).map_err(|e| format!("{path}: {e}"))?;
            let size = bytes.len();
            let text =
                if bytes.contains(&0) { String::new() } else { String::from_utf8(bytes).unwrap_or_default() };
            files.push(File { path, size, text });
        }
        Ok(Tree { files })
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|f| f.path == path)
    }

    /// Whether a path names a file or a folder with files in it.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.iter().any(|f| f.path == path || f.path.starts_with(&folder))
    }

    /// The Rust files.
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|f| f.path.ends_with(".rs"))
    }

    /// The crates' folders, `crates/NAME`.
    pub fn crates(&self) -> Vec<&str> {
        let manifest = |f: &'_ File| f.path.starts_with("crates/") && f.path.ends_with("/Cargo.toml");
        self.files.iter().filter(|f| manifest(f)).filter_map(|f| f.path.strip_suffix("/Cargo.toml")).collect()
    }
}

/// Tracked files and new ones that are not ignored, so that a problem shows before the commit.
fn of_git(root: &Path) -> Option<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    let output = git.output().ok().filter(|o| o.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.split('\0').filter(|p| !p.is_empty()).map(str::to_string).collect())
}

fn walk(root: &Path) -> Result<Vec<String>, String> {
    let (mut folders, mut found) = (vec![PathBuf::new()], Vec::new());
    while let Some(folder) = folders.pop() {
        let place = root.join(&folder);
        let fail = |e: std::io::Error| format!("{}: {e}", place.display());
        for entry in std::fs::read_dir(&place).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let (name, kind) = (entry.file_name(), entry.file_type().map_err(fail)?);
            let name = name.to_string_lossy();
            let path = folder.join(&*name);
            if kind.is_dir() && !NOT_SOURCE.contains(&&*name) {
                folders.push(path);
            } else if kind.is_file() {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    Ok(found)
}
