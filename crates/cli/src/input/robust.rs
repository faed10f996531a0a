//! Whatever is given with `--set`, as text or in a file: words come back, no panic.
//!
//! `PROPTEST_CASES=1000000 cargo test --release --workspace --bin syntony robust` tries a million.

use super::set;
use proptest::prelude::*;
use std::sync::{LazyLock, Mutex};
use syntony_language::Problems;
use syntony_model::Library;

/// Numbers are changed in one library, one after the other.
static LIBRARY: LazyLock<Mutex<Library>> =
    LazyLock::new(|| Mutex::new(Library::embedded().unwrap_or_else(|p| panic!("{p}"))));

fn line() -> impl Strategy<Value = Vec<u8>> {
    let path = prop::sample::select(vec![
        "process.bond.tag_rate",
        "process.bond.gate_d1_half",
        "percept.go.nacc_d1",
        "no",
        "",
    ]);
    let value = prop_oneof!["-?[0-9]{0,4}[.,]?[0-9]{0,3}(e[0-9]{1,3})?", "\\PC{0,6}"];
    let unit = prop::sample::select(vec!["", " 1/h", " nM", " # why", "#", "\t", "=", "\0", "\u{feff}"]);
    let good = (path, value, unit).prop_map(|(p, v, u)| format!("{p}={v}{u}").into_bytes());
    prop_oneof![4 => good, 1 => prop::collection::vec(any::<u8>(), 0..12)]
}

fn cases() -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(64),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn keeps_calm_with_any_overrides(lines in prop::collection::vec(line(), 0..8), ending in "\r?\n") {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("numbers.txt");
        std::fs::write(&file, lines.join(ending.as_bytes()))?;
        let shown = file.display().to_string();
        let texts = lines.iter().map(|l| String::from_utf8_lossy(l).into_owned());
        let given: Vec<String> = texts.filter(|t| !t.starts_with('@')).chain([format!("@{shown}")]).collect();
        let mut library = LIBRARY.lock().unwrap_or_else(|e| e.into_inner());
        for asked in [&given[..given.len() - 1], &given[given.len() - 1..]] {
            let mut problems = Problems::default();
            let all = set(&mut library, asked, &mut problems);
            prop_assert!(all.len() <= lines.len() + asked.len());
            for problem in &problems.0 {
                let file = &problem.place.file;
                prop_assert!(file.starts_with("--set ") || *file == shown, "{}", problem);
                prop_assert!(!problem.what.is_empty());
            }
        }
    }
}
