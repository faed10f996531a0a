//! Files: how they begin, how long and how large they may be.

use super::Problem;
use crate::tree::Tree;

/// Lines of a source file; 100 to 400 read well.
const LINES: usize = 600;
/// Languages that [`LINES`] holds for.
const SOURCES: [&str; 5] = [".rs", ".py", ".ts", ".tsx", ".js"];
/// Bytes of any file: what is larger is data to be made or fetched, not source.
const BYTES: usize = 3_000_000;

/// Every Rust file says first what it is for.
pub fn first_line(tree: &Tree) -> Vec<Problem> {
    let silent = tree.rust().filter(|f| !f.text.starts_with("//! "));
    silent
        .map(|f| Problem::new(&f.path, 1, "no `//!` in the first line, expected what the file is for"))
        .collect()
}

/// No source file is too long to be read at one sitting.
pub fn length(tree: &Tree) -> Vec<Problem> {
    let sources = tree.files.iter().filter(|f| SOURCES.iter().any(|s| f.path.ends_with(s)));
    let long = sources.map(|f| (f, f.text.lines().count())).filter(|&(_, lines)| lines > LINES);
    long.map(|(f, lines)| {
        Problem::new(&f.path, lines, format!("{lines} lines, expected at most {LINES}: split it"))
    })
    .collect()
}

/// No file is large.
pub fn size(tree: &Tree) -> Vec<Problem> {
    let large = tree.files.iter().filter(|f| f.size > BYTES);
    large.map(|f| Problem::new(&f.path, 1, format!("{} bytes, expected at most {BYTES}", f.size))).collect()
}
