//! Paths of one machine have no place in the source: on another they mean nothing, or something else.

use super::Problem;
use crate::tree::Tree;

/// Folders at the root of somebody's machine; spelled without slashes so that this file passes its own check.
const ROOTS: [&str; 4] = ["work", "root", "tmp", "home"];

/// No text names a folder of the machine that it was written on.
pub fn of_a_machine(tree: &Tree) -> Vec<Problem> {
    let roots = ROOTS.map(|name| format!("/{name}/"));
    let mut found = Vec::new();
    for file in &tree.files {
        for (n, line) in file.text.lines().enumerate() {
            for root in roots.iter().filter(|root| names(line, root)) {
                let what = format!(
                    "names `{root}`, expected a path relative to the repository or a temporary folder"
                );
                found.push(Problem::new(&file.path, n + 1, what));
            }
        }
    }
    found
}

/// Whether a line holds `root` as the beginning of a path and not in the middle of one or of an address.
fn names(line: &str, root: &str) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || "_.-~})>*".contains(c);
    line.match_indices(root).any(|(at, _)| !line[..at].ends_with(goes_on))
}
