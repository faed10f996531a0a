//! Circles between files of a crate: two files that need each other can only be read both at once.
//!
//! A file needs another where it names by `crate::…` or `super::…` what is defined there, also through a re-export. What a file takes from
//! modules of its own is not counted: they are its parts.

use super::{Problem, words};
use crate::code;
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// Names of modules from the root of a crate.
type Path = Vec<String>;

/// A file as a module.
struct Module {
    file: String,
    code: String,
    /// What it imports, by the name under which it has it.
    imports: BTreeMap<String, Path>,
}

type Modules = BTreeMap<Path, Module>;

/// No files of a crate need each other.
pub fn none(tree: &Tree) -> Vec<Problem> {
    let for_tests = words::test_files(tree);
    let mut found = Vec::new();
    for folder in tree.crates() {
        let modules = modules(tree, &format!("{folder}/src/"), &for_tests);
        for circle in circles(&needs(&modules)) {
            let names: Vec<&str> = circle.iter().map(|p| modules[p].file.as_str()).collect();
            let what = format!("needs itself by {}, expected files without circles", names[1..].join(", "));
            found.push(Problem::new(names[0], 1, what));
        }
    }
    found
}

/// Modules at the root of a crate that need each other, where it is known: what is in a circle with what. This list only shrinks.
const ROOMS: &str = "xtask/src/tidy/rooms.txt";

/// No modules at the root of a crate need each other, though no files do.
pub fn between_rooms(tree: &Tree) -> Vec<Problem> {
    let for_tests = words::test_files(tree);
    let mut found = Vec::new();
    let mut known: Vec<&str> = tree.file(ROOMS).map_or("", |f| &f.text).lines().collect();
    for folder in tree.crates() {
        let modules = modules(tree, &format!("{folder}/src/"), &for_tests);
        let room = |path: &Path| path.iter().take(1).cloned().collect::<Path>();
        let mut rooms: Needs = modules.keys().map(|path| (room(path), BTreeSet::new())).collect();
        let needs = needs(&modules);
        if !circles(&needs).is_empty() {
            continue; // [`none`] tells them
        }
        for (path, needed) in needs {
            let own = room(&path);
            // what the root of a crate names it shows, and others take from there what is defined in a room
            let others = needed.iter().map(room).filter(|other| *other != own && !other.is_empty());
            rooms.entry(own.clone()).or_default().extend(others);
        }
        for circle in circles(&rooms) {
            let names: Vec<String> = circle.iter().map(|path| path.concat()).collect();
            let line = format!("{folder}: {}", names.join(", "));
            let before = known.len();
            known.retain(|l| *l != line);
            if known.len() == before {
                let what = format!("`{}` needs itself by {}", names[0], names[1..].join(", "));
                let what = format!("{what}, expected modules without circles");
                found.push(Problem::new(&format!("{folder}/Cargo.toml"), 1, what));
            }
        }
    }
    found.extend(
        known
            .into_iter()
            .map(|line| Problem::new(ROOMS, 1, format!("`{line}` is mended, expected no entry"))),
    );
    found
}

type Needs = BTreeMap<Path, BTreeSet<Path>>;

/// What each module needs.
fn needs(modules: &Modules) -> Needs {
    modules.iter().map(|(path, module)| (path.clone(), needed(modules, path, module))).collect()
}

/// Circles, each of which has a module that no other one has.
fn circles(needs: &Needs) -> Vec<Vec<Path>> {
    let (mut all, mut told) = (Vec::new(), BTreeSet::new());
    for path in needs.keys() {
        let Some(circle) = circle(needs, path).filter(|_| !told.contains(path)) else { continue };
        told.extend(circle.clone());
        all.push(circle);
    }
    all
}

/// The files below `src`, without those for tests.
fn modules(tree: &Tree, src: &str, for_tests: &[String]) -> Modules {
    let files = tree.rust().filter(|f| f.path.starts_with(src) && !for_tests.contains(&f.path));
    let mut modules: Modules = files
        .map(|f| {
            let inside = f.path[src.len()..].trim_end_matches(".rs");
            let inside = inside.strip_suffix("/mod").unwrap_or(inside);
            let parts = inside.split('/').filter(|p| !["lib", "main"].contains(p));
            let code = code::without_tests(&code::without_words(&f.text));
            (
                parts.map(str::to_string).collect(),
                Module { file: f.path.clone(), code, imports: BTreeMap::new() },
            )
        })
        .collect();
    let all: BTreeSet<Path> = modules.keys().cloned().collect();
    for (path, module) in &mut modules {
        for (written, name) in code::uses(&module.code) {
            if let Some(to) = absolute(&all, path, &written) {
                module.imports.insert(name, to);
            }
        }
    }
    modules
}

/// From the root of the crate; none for what is of another crate.
fn absolute(modules: &BTreeSet<Path>, here: &Path, written: &str) -> Option<Path> {
    let mut parts = written.split("::").peekable();
    let first = *parts.peek()?;
    let mut path = match first {
        "crate" => Path::new(),
        _ => here.clone(),
    };
    if ["crate", "self"].contains(&first) {
        parts.next();
    } else if first != "super" {
        path.push(first.to_string());
        if !modules.contains(&path) {
            return None;
        }
        parts.next();
    }
    while parts.next_if_eq(&"super").is_some() {
        path.pop()?;
    }
    path.extend(parts.filter(|p| *p != "self").map(str::to_string));
    Some(path)
}

/// The module in which something is defined.
fn home(modules: &Modules, path: &Path) -> Path {
    let mut path = path.clone();
    // a re-export of a re-export, and so on; a circle of them does not compile
    for _ in 0..8 {
        let within = (0..=path.len()).rev().find(|&n| modules.contains_key(&path[..n])).unwrap_or(0);
        let imported = path.get(within).and_then(|name| modules.get(&path[..within])?.imports.get(name));
        match imported {
            Some(to) if *to != path => path = [&to[..], &path[within + 1..]].concat(),
            _ => return path[..within].to_vec(),
        }
    }
    path
}

/// The modules that a module needs.
fn needed(modules: &Modules, here: &Path, module: &Module) -> BTreeSet<Path> {
    let all: BTreeSet<Path> = modules.keys().cloned().collect();
    let used = code::uses(&module.code).into_iter().map(|(written, _)| written);
    let named = code::paths(&module.code);
    let outside = used.chain(named).filter(|p| p.starts_with("crate::") || p.starts_with("super::"));
    let homes = outside.filter_map(|p| absolute(&all, here, p.trim_end_matches("::*")));
    homes.map(|path| home(modules, &path)).filter(|to| to != here && modules.contains_key(to)).collect()
}

/// The shortest way from a module back to itself.
fn circle(needs: &Needs, from: &Path) -> Option<Vec<Path>> {
    let mut ways = vec![vec![from.clone()]];
    let mut seen = BTreeSet::new();
    let mut at = 0;
    while at < ways.len() {
        let way = ways[at].clone();
        for next in &needs[&way[way.len() - 1]] {
            if next == from {
                return Some([way, vec![from.clone()]].concat());
            }
            if seen.insert(next.clone()) {
                ways.push([way.clone(), vec![next.clone()]].concat());
            }
        }
        at += 1;
    }
    None
}
