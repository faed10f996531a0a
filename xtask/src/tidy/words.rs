//! Words that code may not contain, each with the places that it is banned from and the reason.

use super::Problem;
use crate::code;
use crate::tree::{File, Tree};

/// Crates that compute results: plain functions of their input.
const PURE: [&str; 8] = ["language", "model", "engine", "circuit", "brain", "observe", "society", "results"];
/// Crates, and a folder, whose numbers must be the same on every machine.
const KERNELS: [&str; 6] = [
    "crates/engine/",
    "crates/circuit/",
    "crates/brain/",
    "crates/observe/",
    "crates/society/",
    "crates/cortex/src/mass/",
];
/// Files outside `store` and `cli` that read or write.
const READERS: [&str; 5] = [
    "crates/model/src/atlas/read.rs",
    "crates/cortex/src/connectome/files.rs",
    "crates/study/src/folder.rs",
    "crates/study/src/folder/",
    "crates/syntony/src/source.rs",
];

/// What a file is for, as far as its path tells.
struct Place<'a> {
    path: &'a str,
    /// `engine` for `crates/engine/…`; empty elsewhere.
    owner: &'a str,
    /// In a crate's `src`, thus part of what is shipped.
    shipped: bool,
}

struct Ban {
    words: Vec<String>,
    /// Whether test code in `src` is meant, too.
    in_tests: bool,
    holds: fn(&Place) -> bool,
    expected: &'static str,
}

/// No file contains a word that is banned from its place.
pub fn forbidden(tree: &Tree) -> Vec<Problem> {
    let (floats, mut found) = (float_methods(tree), Vec::new());
    if floats.is_empty() {
        found.push(Problem::new(
            "clippy.toml",
            1,
            "no `path = \"f64::…\"`, expected the banned methods of `f64`",
        ));
    }
    let (bans, only_for_tests) = (bans(&floats), test_files(tree));
    for file in tree.rust() {
        let place = place(&file.path);
        let code = code::without_words(&file.text);
        let shipped =
            if only_for_tests.contains(&file.path) { String::new() } else { code::without_tests(&code) };
        for ban in bans.iter().filter(|ban| (ban.holds)(&place)) {
            let code = if ban.in_tests { &code } else { &shipped };
            search(file, code, ban, &mut found);
        }
    }
    found
}

fn search(file: &File, code: &str, ban: &Ban, found: &mut Vec<Problem>) {
    for (n, line) in code.lines().enumerate() {
        if let Some(word) = ban.words.iter().find(|word| has_word(line, word)) {
            found.push(Problem::new(&file.path, n + 1, format!("`{word}`, expected {}", ban.expected)));
        }
    }
}

fn bans(floats: &[String]) -> Vec<Ban> {
    let ban = |words: &[&str], in_tests, holds, expected| Ban {
        words: words.iter().map(|w| w.to_string()).collect(),
        in_tests,
        holds,
        expected,
    };
    let floats: Vec<String> =
        floats.iter().flat_map(|m| [format!(".{m}("), format!("f64::{m}"), format!("f32::{m}")]).collect();
    let floats: Vec<&str> = floats.iter().map(String::as_str).collect();
    vec![
        ban(&["todo!(", "unimplemented!(", "dbg!("], true, |_| true, "code that is finished"),
        ban(
            &["#[ignore", "#[should_panic"],
            true,
            |_| true,
            "a test that runs, and an error that is a value",
        ),
        ban(
            &floats,
            false,
            |p| p.shipped && KERNELS.iter().any(|k| p.path.starts_with(k)),
            "`engine::math`, which is the same on every machine",
        ),
        ban(
            &["HashMap", "HashSet"],
            false,
            |p| p.shipped && !p.owner.is_empty(),
            "an order: `Vec`, `BTreeMap`, `BTreeSet`",
        ),
        ban(
            &["std::fs", "fs::"],
            false,
            |p| {
                p.shipped
                    && !["", "store", "cli"].contains(&p.owner)
                    && !READERS.iter().any(|r| p.path.starts_with(r))
            },
            "the disk to be left to `store`, `cli`, `syntony::source`, `study::folder`, `model::atlas::read` and `cortex::connectome`",
        ),
        ban(
            &["println!", "eprintln!", "print!", "eprint!"],
            false,
            |p| p.shipped && !["", "cli"].contains(&p.owner),
            "a value or an error that `cli` prints",
        ),
        ban(
            &["Instant", "SystemTime", "thread_local!", "static mut"],
            false,
            |p| p.shipped && PURE.contains(&p.owner),
            "a function of its arguments: no clock, no global",
        ),
        ban(
            &["rayon", "std::thread", "thread::"],
            false,
            |p| p.shipped && PURE.contains(&p.owner),
            "threads to be left to `study` and what asks it",
        ),
    ]
}

/// The methods of `f64` that clippy.toml bans: one list for both checks.
fn float_methods(tree: &Tree) -> Vec<String> {
    let text = tree.file("clippy.toml").map_or("", |f| &f.text);
    let paths = text.lines().filter_map(|l| l.split_once("path = \"f64::")?.1.split_once('"'));
    paths.map(|(method, _)| method.to_string()).collect()
}

fn place(path: &str) -> Place<'_> {
    let inside = path.strip_prefix("crates/").and_then(|p| p.split_once('/'));
    let (owner, shipped) = match inside {
        Some((owner, rest)) => (owner, rest.starts_with("src/")),
        None => ("", path.starts_with("xtask/src/")),
    };
    Place { path, owner, shipped }
}

/// Files of modules that are compiled for tests only.
pub(super) fn test_files(tree: &Tree) -> Vec<String> {
    let mut files = Vec::new();
    for file in tree.rust() {
        let code = code::without_words(&file.text);
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let folder = match name {
            "mod.rs" | "lib.rs" | "main.rs" => folder.to_string(),
            _ => format!("{folder}/{}", name.trim_end_matches(".rs")),
        };
        for module in code::test_modules(&code) {
            files.push(format!("{folder}/{module}.rs"));
            files.push(format!("{folder}/{module}/mod.rs"));
        }
    }
    files
}

/// Whether `word` is in the line and no part of a longer name.
fn has_word(line: &str, word: &str) -> bool {
    let (first, last) = (word.starts_with(code::is_name), word.ends_with(code::is_name));
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back().is_some_and(code::is_name);
        let after = line[at + word.len()..].chars().next().is_some_and(code::is_name);
        !(first && before || last && after)
    })
}
