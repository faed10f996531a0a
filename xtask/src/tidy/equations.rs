//! Files of equations: the map leads to each, and each of a brain or of what is between brains has a test against what its header says.

use super::{Problem, architecture};
use crate::code;
use crate::tree::{File, Tree};

/// What the header of such a file says.
const HEADER: &str = "//! **Equation";
/// Crates whose equations are tested one file by one.
const TESTED: [&str; 3] = ["circuit", "brain", "society"];
/// Tests against a stated equation, and of what it conserves or bounds.
const TESTS: [&str; 2] = ["fn exact_", "fn keeps_"];

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

/// Every file of equations has a test `exact_…` or `keeps_…`: in itself, or in its mirror below `tests/equations/`.
pub fn are_tested(tree: &Tree) -> Vec<Problem> {
    let mut found = Vec::new();
    for file in files(tree) {
        let Some((owner, path)) = file.path["crates/".len()..].split_once("/src/") else { continue };
        if !TESTED.contains(&owner) {
            continue;
        }
        // circuits are tested with those of the atlas, which only a plan of the brain compiles
        let mirror = match owner {
            "circuit" => format!("crates/brain/tests/equations/neural/{path}"),
            _ => format!("crates/{owner}/tests/equations/{path}"),
        };
        let texts = [Some(file), tree.file(&mirror)].into_iter().flatten();
        if !texts.map(|f| code::without_words(&f.text)).any(|code| TESTS.iter().any(|t| code.contains(t))) {
            let what = format!("has equations, expected a test `exact_…` or `keeps_…` here or in {mirror}");
            found.push(Problem::new(&file.path, 1, what));
        }
    }
    found
}

/// Shipped files whose header has equations.
fn files(tree: &Tree) -> impl Iterator<Item = &File> {
    let shipped = |f: &&File| f.path.starts_with("crates/") && f.path.contains("/src/");
    let says = |f: &&File| f.text.lines().take_while(|l| l.starts_with("//!")).any(|l| l.starts_with(HEADER));
    tree.rust().filter(shipped).filter(says)
}
