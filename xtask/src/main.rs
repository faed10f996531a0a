//! Checks of the house: `cargo xtask tidy` says what in the tree is not as ARCHITECTURE.md and STYLE.md have it.
//!
//! Problems go to stdout, one a line, `file:line: what is, expected what`; exit 0 without any, 1 with some, 2 for a
//! command that is not understood or a tree that cannot be read.

mod code;
mod tidy;
mod tree;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tree::Tree;

const USAGE: &str = "usage: cargo xtask tidy [ROOT]";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let root = match args[..] {
        ["tidy"] => own_root(),
        ["tidy", root] if !root.starts_with('-') => PathBuf::from(root),
        _ => return stop(USAGE),
    };
    match Tree::read(&root) {
        Ok(tree) => report(&tree),
        Err(error) => stop(&error),
    }
}

/// The workspace that this binary was built from.
fn own_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

fn report(tree: &Tree) -> ExitCode {
    let problems = tidy::problems(tree);
    let mut stdout = std::io::stdout().lock();
    for problem in &problems {
        // a reader that went away (`| head`) wants no more
        if writeln!(stdout, "{problem}").is_err() {
            break;
        }
    }
    say(&format!("tidy: {} files, {} problems", tree.files.len(), problems.len()));
    ExitCode::from(u8::from(!problems.is_empty()))
}

fn stop(words: &str) -> ExitCode {
    say(words);
    ExitCode::from(2)
}

fn say(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}
