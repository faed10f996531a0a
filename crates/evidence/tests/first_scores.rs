//! First scores are a log: entries may be appended, and those that are there stay as they are.

use std::path::Path;
use syntony_evidence::first::{HEAD, Log, day, mean};
use syntony_evidence::{Base, Share};
use syntony_language::Problems;
use syntony_language::text::Files;
use syntony_model::{Library, Protocol};

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

/// An entry as it is appended today.
fn entry(record: &str, claim: usize, rest: &str) -> String {
    format!(
        "\n[[score]]\nrecord = \"{record}\"\nseed = 1\ncommit = \"c\"\nreplicates = 20\nclaim = \"c{claim}\"\n\
         published = \"x\"\nsimulated = \"y\"\n{rest}\n"
    )
}

#[test]
fn exact_running_mean_of_first_scores_over_papers_and_months() {
    let of = |bits: f64, verdict: &str, date: &str, source: &str| {
        format!(
            "verdict = \"{verdict}\"\nholds_in = 0.5\nlineage = \"vole\"\nsource = \"{source}\"\ndate = \"{date}\"\nbits = {bits:?}"
        )
    };
    let mut text = HEAD.to_string();
    for claim in 0..3 {
        text += &entry("a", claim, &of(1.0, "holds", "2026-12-01", "paper_a"));
    }
    // another record of the same paper, a month later, and another paper
    text += &entry("a2", 0, &of(0.0, "fails", "2027-01-01", "paper_a"));
    text += &entry("b", 0, &of(-1.0, "weak", "2027-01-31", "paper_b"));
    text += &entry("b", 1, "verdict = \"na\"");
    assert_eq!([1_764_547_200.0, 951_825_599.0].map(day), ["2025-12-01", "2000-02-29"]);
    let log = Log::read("log.toml", &text).unwrap_or_else(|p| panic!("{p}"));
    let means = mean::running(&log, &[], &Base::default());
    let names: Vec<String> = means.iter().map(mean::name).collect();
    assert_eq!(names, ["all", "voles", "voles, 2026-12", "voles, 2027-01"]);
    let bits = means[0].bits.expect("bits");
    assert_eq!((bits.mean, bits.claims, bits.papers, bits.interval), (0.4, 5, 2, (-1.0, 0.75)));
    assert_eq!(means[0].holds, Share { hits: 3, of: 5 }, "what could not be judged does not count");
    assert_eq!(means[3].bits.map(|b| b.mean), Some(-0.5));
    let table = mean::table(&means);
    assert!(
        table.contains("| all | 2 | **+0.40 (-1.00 to +0.75)** | 5 | 3 of 5 (60 %, 0 to 75) |"),
        "{table}"
    );
    assert_eq!(mean::table(&[]), "", "no section without a log");
}

#[test]
fn exact_bits_of_the_first_batch_from_the_share_of_repetitions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let key = "stijovic_2023_isolation_energy";
    let text = std::fs::read_to_string(root.join(format!("protocols/{key}.toml"))).expect("a protocol");
    let protocol =
        Protocol::read(&format!("{key}.toml"), &text, library.of(&text)).unwrap_or_else(|p| panic!("{p}"));
    let known = [("human", &protocol)];
    let score = |share: &str| {
        format!("{HEAD}{}", entry(key, 0, &format!("verdict = \"weak\"\nholds_in = {share}")))
            .replace("\"c0\"", "\"energy\"")
    };
    for (share, hits) in [("0.0", 0.0), ("0.75", 15.0)] {
        let log = Log::read("log.toml", &score(share)).unwrap_or_else(|p| panic!("{p}"));
        let all = mean::running(&log, &known, &Base::default())[0].bits.expect("bits").mean;
        // nothing is known of base rates: a quarter for either sign
        let expected: f64 = (((hits + 0.5) / 21.5) / 0.25_f64).log2();
        assert!((all - expected).abs() < 1e-12, "{share}: {all} {expected}");
    }
}

#[test]
fn text_of_a_log_that_is_damaged() {
    let fine = entry("a", 0, "verdict = \"fails\"\nholds_in = 0.0");
    for (text, words) in [
        (fine.clone(), "log.toml:1:"),
        (format!("{HEAD}{fine}{fine}"), "log.toml:14:"),
        (format!("{HEAD}{fine}[other]\n"), "expected nothing but [[score]]"),
        (format!("{HEAD}{}", fine.replace("0.0", "1.5")), "log.toml:12:"),
        (format!("{HEAD}{}", fine.replace("claim", "clam")), "a score without 'claim'"),
        (format!("{HEAD}{}", &fine[..fine.len() - 8]), "log.toml:"),
    ] {
        let said = Log::read("log.toml", &text).expect_err("damaged").to_string();
        assert!(said.contains(words), "{words}: {said}");
    }
}
