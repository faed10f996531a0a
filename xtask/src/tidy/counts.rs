//! What is counted against a bound: lines of a crate, parameters of a function, names of types.

use super::{Problem, words};
use crate::code::{self, is_name};
use crate::tree::{File, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// This file: what it says is left must be left.
const OWN: &str = "xtask/src/tidy/counts.rs";
/// Lines of a crate's `src`: more than that nobody holds in the head.
const LINES: usize = 9_000;
/// Parameters of a function beside `self`: beyond that they have names, in a struct.
const PARAMETERS: usize = 6;
/// Names of types that mean different things in different files, and what; nothing is added.
const NAMES: &str = include_str!("names.txt");

/// Rust that is shipped, without words and tests, with its file.
pub(super) fn shipped(tree: &Tree) -> Vec<(&File, String)> {
    let for_tests = words::test_files(tree);
    let source = |f: &&File| f.path.starts_with("crates/") && f.path.contains("/src/");
    let files = tree.rust().filter(source).filter(|f| !for_tests.contains(&f.path));
    files.map(|f| (f, code::without_tests(&code::without_words(&f.text)))).collect()
}

/// No crate is too large.
pub fn lines(tree: &Tree) -> Vec<Problem> {
    let mut found = Vec::new();
    for folder in tree.crates() {
        let src = format!("{folder}/src/");
        let lines: usize =
            tree.rust().filter(|f| f.path.starts_with(&src)).map(|f| f.text.lines().count()).sum();
        if lines > LINES {
            let what = format!("{lines} lines of Rust in `src`, expected at most {LINES}: split it");
            found.push(Problem::new(&format!("{folder}/Cargo.toml"), 1, what));
        }
    }
    found
}

/// No function has so many parameters that only their order tells them apart.
pub fn parameters(tree: &Tree) -> Vec<Problem> {
    let mut found = Vec::new();
    for (file, code) in shipped(tree) {
        for (at, _) in code.match_indices("fn ").filter(|(at, _)| !code[..*at].ends_with(is_name)) {
            let Some((name, inside)) = signature(&code[at + 3..]) else { continue };
            let is_self = |p: &str| p.split(':').next().is_some_and(|name| name.ends_with("self"));
            let all = code::split(inside, ',').into_iter().map(str::trim);
            let n = all.filter(|p| !p.is_empty() && !is_self(p)).count();
            if n > PARAMETERS {
                let what = format!(
                    "`{name}` has {n} parameters, expected at most {PARAMETERS}: a struct names them"
                );
                found.push(Problem::new(&file.path, 1 + code[..at].matches('\n').count(), what));
            }
        }
    }
    found
}

/// Name of a function and what stands between its parentheses.
pub(super) fn signature(code: &str) -> Option<(&str, &str)> {
    let name = code.split(|c| !is_name(c)).next().filter(|n| !n.is_empty())?;
    let rest = code[name.len()..].trim_start();
    let rest = match rest.starts_with('<') {
        true => &rest[bracket(rest)?..],
        false => rest,
    };
    let inside = rest.trim_start().starts_with('(').then(|| rest.trim_start())?;
    Some((name, &inside[1..bracket(inside)? - 1]))
}

/// Bytes of the bracket that the code begins with.
pub(super) fn bracket(code: &str) -> Option<usize> {
    let (mut depth, mut before) = (0, ' ');
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            '>' if before == '-' => {}
            ')' | ']' | '}' | '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + c.len_utf8());
        }
        before = c;
    }
    None
}

/// A name of a type means one thing, or is on the list with what it means where.
pub fn names(tree: &Tree) -> Vec<Problem> {
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, code) in shipped(tree) {
        for name in types(&code) {
            places.entry(name.to_string()).or_default().insert(file.path.clone());
        }
    }
    let listed: BTreeSet<&str> = NAMES.lines().filter_map(|l| l.split_once(": ")).map(|(n, _)| n).collect();
    let mut found = Vec::new();
    for (name, files) in
        places.iter().filter(|(name, files)| files.len() > 1 && !listed.contains(name.as_str()))
    {
        let all: Vec<&str> = files.iter().map(String::as_str).collect();
        let what = format!(
            "`{name}` is a type in {} too, expected a name of its own",
            all[..all.len() - 1].join(", ")
        );
        found.push(Problem::new(all[all.len() - 1], 1, what));
    }
    // what a small tree in a test does not define is no news
    if tree.file(OWN).is_some() {
        let once = listed.into_iter().filter(|name| places.get(*name).is_none_or(|files| files.len() < 2));
        found.extend(once.map(|name| {
            let what = format!("`{name}` means one thing now, expected no entry");
            Problem::new("xtask/src/tidy/names.txt", 1, what)
        }));
    }
    found
}

/// Types that other files can name.
fn types(code: &str) -> impl Iterator<Item = &str> {
    let kinds = ["struct ", "enum ", "trait ", "union ", "type "];
    kinds.into_iter().flat_map(move |kind| {
        code.match_indices(kind).filter_map(move |(at, _)| {
            let before = code[..at].rsplit('\n').next().unwrap_or_default();
            let before = before.trim_start();
            let public = before.starts_with("pub") && before.trim_end().ends_with(['b', ')']);
            public.then(|| code[at + kind.len()..].split(|c| !is_name(c)).next()).flatten()
        })
    })
}
