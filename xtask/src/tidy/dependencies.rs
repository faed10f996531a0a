//! What crates may use: the layers as ARCHITECTURE.md has them, and a reason for every crate from outside.

use super::{Problem, architecture};
use crate::tree::{File, Tree};

/// Our library for others, and the prefix of our other crates.
const OURS: &str = "syntony";

/// A crate of ours uses no other than those that its row in ARCHITECTURE.md allows, for tests neither.
pub fn layers(tree: &Tree) -> Vec<Problem> {
    let (rooms, mut found) = (architecture::rooms(tree), Vec::new());
    if tree.file(architecture::MAP).is_some() && rooms.is_empty() {
        let what = "no table with the columns `place` and `may use`, expected the crates and their layers";
        found.push(Problem::new(architecture::MAP, 1, what));
        return found;
    }
    for file in manifests(tree) {
        let folder = file.path.trim_end_matches("/Cargo.toml");
        // a crate without a row is a problem that `rooms_are_named` tells
        let Some(room) = rooms.iter().find(|r| r.place == folder) else { continue };
        for entry in entries(file) {
            let Some(name) = ours(&entry.package) else { continue };
            if entry.section.ends_with("dependencies") && !room.may_use.iter().any(|m| m == name) {
                let allowed =
                    if room.may_use.is_empty() { "none".to_string() } else { room.may_use.join(", ") };
                let what = format!("depends on `{name}`, expected of ours only: {allowed}");
                found.push(Problem::new(&file.path, entry.line, what));
            }
        }
    }
    found
}

/// The folder in `crates` of a crate of ours, by the name of its package.
fn ours(package: &str) -> Option<&str> {
    let rest = package.strip_prefix(OURS)?;
    if rest.is_empty() { Some(package) } else { rest.strip_prefix('-') }
}

/// A crate from outside is named once, in the workspace, with a comment that says why.
pub fn reasons(tree: &Tree) -> Vec<Problem> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|f| f.path.rsplit('/').next() == Some("Cargo.toml")) {
        for entry in entries(file).iter().filter(|e| e.section.ends_with("dependencies")) {
            let name = &entry.package;
            if entry.section == "workspace.dependencies" {
                if !entry.text.contains('#') && !entry.text.contains("path =") {
                    let what = format!("`{name}` without a comment, expected why it is worth its weight");
                    found.push(Problem::new(&file.path, entry.line, what));
                }
            } else if !entry.text.contains("workspace = true") && !entry.text.contains("workspace=true") {
                let what = format!("`{name}` with a version of its own, expected `{name}.workspace = true`");
                found.push(Problem::new(&file.path, entry.line, what));
            }
        }
    }
    found
}

fn manifests(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.crates().into_iter().filter_map(|folder| tree.file(&format!("{folder}/Cargo.toml")))
}

/// A line `key = …` of a manifest.
struct Entry {
    section: String,
    package: String,
    line: usize,
    text: String,
}

/// The entries of a manifest; `[dependencies.NAME]` counts as one entry of `[dependencies]`.
fn entries(manifest: &File) -> Vec<Entry> {
    let (mut section, mut found) = (String::new(), Vec::new());
    for (n, text) in manifest.text.lines().enumerate() {
        let entry = |section: &str, name: &str, text: &str| Entry {
            section: section.to_string(),
            package: renamed(text).unwrap_or(name).to_string(),
            line: n + 1,
            text: text.to_string(),
        };
        if let Some(header) = text.trim().strip_prefix('[').and_then(|t| t.split_once(']')) {
            section = header.0.to_string();
            if let Some((table, name)) = section.rsplit_once("dependencies.") {
                found.push(entry(&format!("{table}dependencies"), name, text));
            }
        } else if let Some((key, _)) = text.split_once('=') {
            let name = key.trim().trim_end_matches(".workspace");
            if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)) {
                found.push(entry(&section, name, text));
            }
        }
    }
    found
}

/// The real name of a dependency that has another one here.
fn renamed(text: &str) -> Option<&str> {
    text.split_once("package = \"")?.1.split_once('"').map(|(name, _)| name)
}
