//! What is still there and should not be, counted crate by crate: a number that may only fall.

use super::{Problem, counts};
use crate::code::{self, is_name};
use crate::tree::{File, Tree};
use std::collections::BTreeMap;

/// Lines `CHECK CRATE NUMBER`: what is left.
const PLACE: &str = "xtask/src/tidy/ratchets.txt";
/// Lines of a function: what is longer is read in parts.
const LINES: usize = 70;
/// Numbers that say nothing about biology.
const PLAIN: [&str; 4] = ["0.0", "0.5", "1.0", "2.0"];

/// Something that is counted.
struct Ratchet {
    name: &'static str,
    /// What it is, and what should stand there instead.
    what: &'static str,
    instead: &'static str,
    holds: fn(&File) -> bool,
    count: fn(&str) -> usize,
}

const RATCHETS: [Ratchet; 7] = [
    Ratchet {
        name: "products",
        what: "products in indices",
        instead: "name the row or column",
        holds: outside_engine,
        count: |code| indices(code).filter(|i| has_product(i)).count(),
    },
    Ratchet {
        name: "literals",
        what: "numbers in equations",
        instead: "a number of biology stands in the atlas, any other is a constant with a name",
        holds: |f| {
            ["circuit/src/", "brain/src/", "observe/src/", "society/src/scene/"]
                .iter()
                .any(|p| inside(f).starts_with(p))
        },
        count: |code| literals(code).filter(|l| !PLAIN.contains(l)).count(),
    },
    Ratchet {
        name: "defaults",
        what: "numbers that stand in for one that the atlas lacks",
        instead: "0, 1, or an entry of the atlas",
        holds: |_| true,
        count: |code| defaults(code).filter(|l| !["0.0", "1.0"].contains(l)).count(),
    },
    Ratchet {
        name: "bare",
        what: "parameters of public functions that are a bare `usize` or `bool`",
        instead: "a type says which of many, or which of two",
        holds: outside_engine,
        count: bare,
    },
    Ratchet {
        name: "numbered",
        what: "rows by number, other than the first",
        instead: "a row has a name",
        holds: outside_engine,
        count: |code| code.match_indices(".at(").filter(|(at, _)| numbered(&code[at + 4..])).count(),
    },
    Ratchet {
        name: "long",
        what: "functions of more than 70 lines",
        instead: "parts of them have names",
        holds: |_| true,
        count: |code| bodies(code).filter(|body| body.lines().count() > LINES).count(),
    },
    Ratchet {
        name: "errors",
        what: "kinds of errors",
        instead: "a crate fails in one way, with variants",
        holds: |_| true,
        count: |code| code.matches("Error for ").count(),
    },
];

/// What is left becomes less, crate by crate.
pub fn all(tree: &Tree) -> Vec<Problem> {
    let (files, mut found) = (counts::shipped(tree), Vec::new());
    for ratchet in &RATCHETS {
        let mut counts: BTreeMap<&str, usize> = left(tree, ratchet).map(|(owner, _)| (owner, 0)).collect();
        for (file, code) in files.iter().filter(|(file, _)| (ratchet.holds)(file)) {
            let Some(owner) = file.path.split('/').nth(1) else { continue };
            *counts.entry(owner).or_default() += (ratchet.count)(code);
        }
        for (owner, n) in counts {
            let bound = left(tree, ratchet).find(|(name, _)| *name == owner).map_or(0, |b| b.1);
            if n == bound {
                continue;
            }
            let (name, what, instead) = (ratchet.name, ratchet.what, ratchet.instead);
            let what = match n > bound {
                true => format!("{n} {what}, expected at most {bound}: {instead}"),
                false => format!("{n} {what}, expected `{name} {owner} {n}` in {PLACE} ({bound})"),
            };
            found.push(Problem::new(&format!("crates/{owner}/Cargo.toml"), 1, what));
        }
    }
    found
}

/// Crates and numbers of a ratchet.
fn left<'a>(tree: &'a Tree, ratchet: &Ratchet) -> impl Iterator<Item = (&'a str, usize)> {
    let text = tree.file(PLACE).map_or("", |f| &f.text);
    let lines = text.lines().filter_map(|l| l.strip_prefix(ratchet.name)?.strip_prefix(' '));
    lines.filter_map(|l| l.split_once(' ')).map(|(owner, n)| (owner, n.parse().unwrap_or(0)))
}

fn inside(file: &File) -> &str {
    file.path.strip_prefix("crates/").unwrap_or_default()
}

/// `engine` is where positions are known.
fn outside_engine(file: &File) -> bool {
    !inside(file).starts_with("engine/")
}

/// What stands between the brackets of indices.
fn indices(code: &str) -> impl Iterator<Item = &str> {
    code.match_indices('[').filter_map(|(at, _)| {
        let of_value = code[..at].ends_with(|c| is_name(c) || c == ')' || c == ']');
        let end = of_value.then(|| square(&code[at..]))??;
        Some(&code[at + 1..at + end])
    })
}

/// Bytes to the closing bracket of an index, in which `<` compares.
fn square(code: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Whether something is multiplied; what is dereferenced has nothing before its star.
fn has_product(index: &str) -> bool {
    index.match_indices(" * ").any(|(at, _)| index[..at].ends_with(|c| is_name(c) || c == ')' || c == ']'))
}

/// Numbers with a point or an exponent.
fn literals(code: &str) -> impl Iterator<Item = &str> {
    let digit = |c: char| c.is_ascii_digit();
    let starts = code.char_indices().filter(move |&(at, c)| {
        // a digit of a name, of a number that began before, or of a field
        digit(c) && !code[..at].ends_with(|b: char| is_name(b) || b == '.')
    });
    starts.filter_map(move |(at, _)| {
        let rest = &code[at..];
        let mut end = rest.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(rest.len());
        let whole = end;
        if rest[end..].starts_with('.') && rest[end + 1..].starts_with(digit) {
            end += 1 + rest[end + 1..].find(|c: char| !digit(c)).unwrap_or(rest.len() - end - 1);
        }
        if let Some(power) = rest[end..].strip_prefix('e') {
            let sign = usize::from(power.starts_with('-'));
            let digits = power[sign..].find(|c: char| !digit(c)).unwrap_or(power.len() - sign);
            end += 1 + sign + digits;
        }
        (end > whole).then(|| &rest[..end])
    })
}

/// What `optional(…)` gives where nothing stands, if it is written as a number.
fn defaults(code: &str) -> impl Iterator<Item = &str> {
    code.match_indices("optional(").filter_map(|(at, _)| {
        let open = &code[at + "optional".len()..];
        let inside = &open[1..counts::bracket(open)?.checked_sub(1)?];
        let last = code::split(inside, ',').into_iter().map(str::trim).rfind(|p| !p.is_empty())?;
        last.starts_with(|c: char| c.is_ascii_digit()).then_some(last)
    })
}

/// Bare positions and switches among the parameters of public functions.
fn bare(code: &str) -> usize {
    let all = code.match_indices("pub fn ").filter_map(|(at, _)| counts::signature(&code[at + 7..]));
    let parameters = all.flat_map(|(_, inside)| code::split(inside, ','));
    let of = parameters.filter_map(|p| p.split_once(':').map(|(_, of)| of.trim().to_string()));
    of.filter(|of| of == "usize" || of == "bool").count()
}

/// Whether a row is called by a number from 1 on; the first of a group of one needs none.
fn numbered(inside: &str) -> bool {
    let (number, rest) = inside.split_at(inside.find(|c: char| !c.is_ascii_digit()).unwrap_or(0));
    !number.is_empty() && number != "0" && rest.starts_with(')')
}

/// Functions, from their names to their last braces.
fn bodies(code: &str) -> impl Iterator<Item = &str> {
    let starts = code.match_indices("fn ").filter(|(at, _)| !code[..*at].ends_with(is_name));
    starts.filter_map(|(at, _)| {
        let rest = &code[at..];
        let open = rest.find(['{', ';']).filter(|&open| rest[open..].starts_with('{'))?;
        let mut depth = 0;
        let end = rest[open..].char_indices().find_map(|(i, c)| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            (depth == 0).then_some(i)
        })?;
        Some(&rest[..=open + end])
    })
}
