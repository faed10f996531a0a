//! Good files gone wrong, for tests of the readers: lines taken out, doubled, swapped or given other values, and bytes changed.

#![allow(dead_code)] // each test file uses its own part

use proptest::prelude::*;
use proptest::sample::Index;
use syntony_language::Problems;

/// How many cases: few, so that the tests stay fast, or as many as `PROPTEST_CASES` says.
pub fn cases(few: u32) -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(few),
    }
}

/// Whether what is said is in words, each with the file it is of.
pub fn in_words(said: &Problems) -> bool {
    !said.0.is_empty() && said.0.iter().all(|p| !p.what.is_empty() && !p.place.file.is_empty())
}

/// Values that no key expects.
const ODD: [&str; 24] = [
    "0",
    "-1",
    "1e400",
    "nan",
    "\"\"",
    "\"nan h\"",
    "\"-5 h\"",
    "\"1e300 week\"",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "true",
    "2020-01-01",
    "99999999999999999999",
    "\"start of start of\"",
    "\"5 h before\"",
    "\"start of test\"",
    "\"bond:\"",
    "\"@:\"",
    "\"level:@\"",
    "\"empty\"",
    "\"*\"",
    "[1, 0]",
];

/// Pieces that readers of text trip over.
const PIECES: [&str; 18] = [
    "\"",
    "'",
    "{",
    "}",
    "[[",
    "]]",
    "=",
    ".",
    ",",
    "*",
    "\\",
    "@",
    "\n",
    "\r",
    "\0",
    "#",
    "1e999",
    "é\u{301}",
];

/// One of some good texts, up to three times gone wrong.
pub fn mutated(good: Vec<&'static str>) -> impl Strategy<Value = String> {
    let change = (0..7u8, any::<Index>(), any::<Index>(), 0..ODD.len(), 0..PIECES.len());
    (0..good.len(), prop::collection::vec(change, 1..4)).prop_map(move |(which, changes)| {
        let mut lines: Vec<String> = good[which].lines().map(String::from).collect();
        for (how, at, other, odd, piece) in changes {
            if lines.is_empty() {
                break;
            }
            let (at, other) = (at.index(lines.len()), other.index(lines.len()));
            match how {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, lines[other].clone()),
                2 | 3 => {
                    let key = lines[at].split('=').next().unwrap_or_default().to_string();
                    lines[at] = format!("{key}= {}", ODD[odd]);
                }
                4 => lines.swap(at, other),
                // a value of another line
                5 => {
                    let value = lines[other].split_once('=').map_or(String::new(), |(_, v)| v.to_string());
                    let key = lines[at].split('=').next().unwrap_or_default().to_string();
                    lines[at] = format!("{key}={value}");
                }
                _ => {
                    let end = lines[at].len();
                    let cut = (0..=other.min(end)).rev().find(|i| lines[at].is_char_boundary(*i));
                    lines[at].insert_str(cut.unwrap_or(0), PIECES[piece]);
                }
            }
        }
        lines.join("\n")
    })
}
