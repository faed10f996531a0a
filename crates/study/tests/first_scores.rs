//! First scores are a log: entries may be appended, and those that are there stay as they are.

use std::path::Path;
use syntony_model::Problems;
use syntony_model::text::Files;

/// How many entries there were when the file was begun, and the hash of their text.
const BEGUN: (usize, &str) = (245, "8229baaecfde38e49720076453c9a5a44dea240d804eaee66b9a4dc420efb544");

#[test]
fn golden_first_scores_are_appended_and_never_changed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/evidence/first_scores.toml");
    let text = std::fs::read_to_string(path).expect("first scores");
    let (count, hash) = BEGUN;
    let entries: Vec<&str> = text.split("[[score]]").skip(1).collect();
    assert!(entries.len() >= count, "{} entries, {count} were there", entries.len());
    let there: Vec<&str> = entries[..count].iter().map(|e| e.trim()).collect();
    assert_eq!(blake3::hash(there.join("\n").as_bytes()).to_hex().as_str(), hash, "an entry was changed");
}

#[test]
fn keeps_every_first_score_with_its_claim() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("docs/evidence/first_scores.toml")).expect("first scores");
    let mut problems = Problems::default();
    let table = Files::default().parse("first_scores.toml", &text, &mut problems);
    let table = table.unwrap_or_else(|| panic!("{problems}"));
    let mut seen = std::collections::BTreeSet::new();
    for score in table.tables("score") {
        let word = |key: &str| score.text(key).map(String::from);
        let (record, claim) = (word("record").expect("a record"), word("claim").expect("a claim"));
        assert!(seen.insert((record.clone(), claim.clone())), "{record}: {claim} is scored twice");
        for key in ["verdict", "published", "simulated", "commit"] {
            assert!(word(key).is_some(), "{record}: {claim} has no {key}");
        }
        let file = root.join(format!("protocols/{}.toml", word("protocol").unwrap_or(record.clone())));
        // a record that nobody could write down has one entry, and no protocol
        let Ok(protocol) = std::fs::read_to_string(file) else {
            assert_eq!((claim.as_str(), word("verdict").as_deref()), ("(record)", Some("na")), "{record}");
            continue;
        };
        // what could not be judged at first may be left out since
        let there = protocol.contains(&format!("key = \"{claim}\""));
        assert!(there || word("verdict").as_deref() == Some("na"), "{record} has no claim {claim}");
    }
}
