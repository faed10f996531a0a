//! Files of equations: the map leads to each.

use super::{Problem, architecture};
use crate::tree::{File, Tree};

/// What the header of such a file says.
const HEADER: &str = "//! **Equation";
/// Every file of equations is named in ARCHITECTURE.md, by itself or by a folder within `src`.
pub fn are_named(tree: &Tree) -> Vec<Problem> {
    let Some(map) = tree.file(architecture::MAP) else { return Vec::new() };
    let unnamed = files(tree).filter(|file| {
        let named = |path: &str| map.text.contains(&format!("`{path}`"));
        let folders = file.path.match_indices('/').map(|(at, _)| &file.path[..=at]);
        let mut inside = folders.filter(|folder| folder.split("/src/").nth(1).is_some_and(|f| !f.is_empty()));
        !named(&file.path) && !inside.any(named)
    });
    let what = "has equations, expected a row of ARCHITECTURE.md, *Where is the equation?*, that names it";
    unnamed.map(|file| Problem::new(&file.path, 1, what)).collect()
}

/// Shipped files whose header has equations.
fn files(tree: &Tree) -> impl Iterator<Item = &File> {
    let shipped = |f: &&File| f.path.starts_with("crates/") && f.path.contains("/src/");
    let says = |f: &&File| f.text.lines().take_while(|l| l.starts_with("//!")).any(|l| l.starts_with(HEADER));
    tree.rust().filter(shipped).filter(says)
}
