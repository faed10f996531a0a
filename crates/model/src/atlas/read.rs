//! Reads the atlas: all files become one tree, the tree is checked, and the entries are built from it.

use super::{Atlas, bib, build};
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::path::Path;
use syntony_language::notes::Notes;
use syntony_language::problem::{Place, Problems};
use syntony_language::shape::{ATLAS, check};
use syntony_language::text::{KeyValue, Spot, Table, Value, decode};

/// The atlas of the repository, inside the binary.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../atlas");
/// Deepest folder that is looked into.
const DEPTH_MAX: usize = 8;

impl Atlas {
    /// Reads an atlas from texts by file name. Files ending in `.toml` are tables, files ending in `.bib` are
    /// sources, others are left alone. The order of the files does not matter: they are read by name.
    pub fn read(files: &[(String, String)]) -> Result<Atlas, Problems> {
        let mut files: Vec<&(String, String)> = files.iter().collect();
        files.sort();
        let mut notes = Notes::default();
        let mut sources = BTreeMap::new();
        let mut root = Table::default();
        let mut broken = false;
        for (name, text) in files.iter().copied() {
            if name.ends_with(".bib") {
                bib::read(name, text, &mut sources, &mut notes.problems);
            } else if name.ends_with(".toml") {
                match notes.files.parse(name, text, &mut notes.problems) {
                    Some(table) => merge(&mut root, table, &mut notes),
                    None => broken = true,
                }
            }
        }
        check(&ATLAS, &root, &notes.files, &mut notes.problems);
        if broken {
            // names of the broken file are unknown, so what refers to them cannot be judged
            return notes.problems.into_result(Atlas::default());
        }
        let mut atlas = build::build(&root, sources, &mut notes);
        atlas.texts = files.iter().map(|f| (f.0.clone(), f.1.clone())).collect();
        notes.problems.into_result(atlas)
    }

    /// The atlas of one lineage that was built into this binary.
    pub fn embedded(lineage: &str) -> Result<Atlas, Problems> {
        let mut problems = Problems::default();
        let mut files = embedded_files(&mut problems);
        files.retain(|(name, _)| {
            name.strip_prefix("atlas/").is_some_and(|n| {
                n.split_once('/').is_some_and(|(folder, _)| folder == "common" || folder == lineage)
            })
        });
        finish(files, problems, "atlas/")
    }

    /// Reads the atlas of one lineage in a folder.
    pub fn from_dir(path: &Path) -> Result<Atlas, Problems> {
        let mut problems = Problems::default();
        let files = folder_files(path, &mut problems);
        finish(files, problems, &format!("{}/", path.display()))
    }
}

/// The files inside the binary.
pub(super) fn embedded_files(problems: &mut Problems) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![&EMBEDDED];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let name = format!("atlas/{}", file.path().display());
            take(&name, file.contents().to_vec(), &mut files, problems);
        }
    }
    files
}

/// The files of a folder: the one place where this crate touches the disk.
pub(super) fn folder_files(path: &Path, problems: &mut Problems) -> Vec<(String, String)> {
    let mut files = Vec::new();
    gather(path, 0, &mut files, problems);
    if files.is_empty() && problems.is_empty() {
        let hint = Some("give the folder that holds species/, regions/ and sources.bib".to_string());
        problems.add(whole(path), "the folder has no .toml file, expected an atlas", hint);
    }
    files
}

pub(super) fn finish(
    files: Vec<(String, String)>,
    mut problems: Problems,
    prefix: &str,
) -> Result<Atlas, Problems> {
    match Atlas::read(&files) {
        Ok(mut atlas) => {
            for (name, _) in &mut atlas.texts {
                if let Some(short) = name.strip_prefix(prefix) {
                    *name = short.to_string();
                }
            }
            problems.into_result(atlas)
        }
        Err(more) => {
            problems.0.extend(more.0);
            problems.into_result(Atlas::default())
        }
    }
}

fn whole(path: &Path) -> Place {
    Place { file: path.display().to_string(), line: 0, column: 0 }
}

fn wanted(name: &str) -> bool {
    name.ends_with(".toml") || name.ends_with(".bib")
}

fn take(name: &str, bytes: Vec<u8>, files: &mut Vec<(String, String)>, problems: &mut Problems) {
    if wanted(name) {
        match decode(name, bytes) {
            Ok(text) => files.push((name.to_string(), text)),
            Err(more) => problems.0.extend(more.0),
        }
    }
}

fn gather(folder: &Path, depth: usize, files: &mut Vec<(String, String)>, problems: &mut Problems) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            return problems.add(whole(folder), format!("cannot be read ({error}), expected a folder"), None);
        }
    };
    let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth < DEPTH_MAX {
                gather(&path, depth + 1, files, problems);
            }
            continue;
        }
        let name = path.display().to_string();
        if !wanted(&name) {
            continue;
        }
        let size = std::fs::metadata(&path).map_or(0, |m| m.len());
        if size > syntony_language::text::BYTES_MAX as u64 {
            let what =
                syntony_language::text::too_big(size as usize).map(|(what, _)| what).unwrap_or_default();
            problems.add(whole(&path), what, None);
            continue;
        }
        match std::fs::read(&path) {
            Ok(bytes) => take(&name, bytes, files, problems),
            Err(error) => {
                problems.add(whole(&path), format!("cannot be read ({error}), expected a text file"), None)
            }
        }
    }
}

/// Adds the tables of one file to the tree. An entry may be continued in another file, a value may not be repeated.
fn merge(root: &mut Table, file: Table, notes: &mut Notes) {
    for KeyValue { key: kind, at, node } in file.entries {
        let Some(old) = root.entries.iter_mut().find(|e| e.key == kind) else {
            root.entries.push(KeyValue { key: kind, at, node });
            continue;
        };
        match (&mut old.node.value, node.value) {
            (Value::List(old), Value::List(new)) => old.extend(new),
            (Value::Table(old), Value::Table(new)) => {
                let mut index = keys(old);
                for entry in new.entries {
                    if let Some(&i) = index.get(&entry.key) {
                        let path = format!("{kind}.{}", entry.key);
                        if let Some((path, first, second)) = join(&mut old.entries[i], entry, path) {
                            let first = notes.files.place(first);
                            notes.add(
                                second,
                                format!("'{path}' is given twice, expected once; the first is at {first}"),
                                None,
                            );
                        }
                    } else {
                        index.insert(entry.key.clone(), old.entries.len());
                        old.entries.push(entry);
                    }
                }
            }
            (_, value) => notes.add(
                at,
                format!(
                    "'{kind}' is {} here and another thing in another file, expected tables",
                    value.kind()
                ),
                None,
            ),
        }
    }
}

fn keys(table: &Table) -> BTreeMap<String, usize> {
    table.entries.iter().enumerate().map(|(i, e)| (e.key.clone(), i)).collect()
}

/// Joins two tables of the same key; returns the first thing that is in both.
fn join(old: &mut KeyValue, new: KeyValue, path: String) -> Option<(String, Spot, Spot)> {
    let (first, second) = (old.at, new.at);
    match (&mut old.node.value, new.node.value) {
        (Value::Table(old), Value::Table(new))
            if old.get("value").is_none() && new.get("value").is_none() =>
        {
            let mut index = keys(old);
            let mut twice = None;
            for entry in new.entries {
                if let Some(&i) = index.get(&entry.key) {
                    let path = format!("{path}.{}", entry.key);
                    twice = twice.or(join(&mut old.entries[i], entry, path));
                } else {
                    index.insert(entry.key.clone(), old.entries.len());
                    old.entries.push(entry);
                }
            }
            twice
        }
        _ => Some((path, first, second)),
    }
}
