//! Every malformed file of `tests/bad` is refused with exactly the words of the `.txt` beside it.
//!
//! `SYNTONY_BLESS=1 cargo test -p syntony-model --test bad` writes the words anew; read the difference before you commit.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use syntony_language::Problems;
use syntony_model::{Atlas, Protocol};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn small_atlas() -> Atlas {
    match Atlas::from_dir(&folder().join("atlas")) {
        Ok(atlas) => atlas,
        Err(problems) => panic!("{problems}"),
    }
}

/// Files that begin with `atlas_` are an atlas of their own, all others are protocols.
fn refuse(name: &str, text: &str, atlas: &Atlas, bib: &str) -> Option<Problems> {
    if name.starts_with("atlas_") {
        let files = [(name.to_string(), text.to_string()), ("sources.bib".to_string(), bib.to_string())];
        Atlas::read(&files).err()
    } else {
        Protocol::read(name, text, atlas).err()
    }
}

#[test]
fn text_every_bad_file_is_refused_with_its_words() {
    let bless = std::env::var_os("SYNTONY_BLESS").is_some();
    let atlas = small_atlas();
    let bib = std::fs::read_to_string(folder().join("atlas/sources.bib")).expect("sources.bib");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder().join("bad"))
        .expect("tests/bad")
        .map(|e| e.expect("entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 45, "only {} bad files", paths.len());
    let mut report = String::new();
    for path in paths {
        let name = path.file_name().expect("name").to_string_lossy().to_string();
        let text = std::fs::read_to_string(&path).expect("text");
        let got = match refuse(&name, &text, &atlas, &bib) {
            Some(problems) => format!("{problems}\n"),
            None => "read without a problem\n".to_string(),
        };
        let beside = path.with_extension("txt");
        if bless {
            std::fs::write(&beside, &got).expect("write");
            continue;
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        if got != expected {
            let _ = writeln!(report, "--- {name}, expected:\n{expected}--- got:\n{got}");
        }
        assert!(!got.starts_with("read without"), "{name} was read without a problem");
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn text_messages_keep_the_rules_of_the_house() {
    for entry in std::fs::read_dir(folder().join("bad")).expect("tests/bad") {
        let path = entry.expect("entry").path();
        if path.extension().is_none_or(|e| e != "txt") {
            continue;
        }
        for line in std::fs::read_to_string(&path).expect("text").lines() {
            let shown = path.display();
            assert!(!line.ends_with('.'), "{shown}: a full stop: {line}");
            assert!(line.len() < 400, "{shown}: too long to read: {line}");
            if !line.starts_with("  hint: ") {
                assert!(line.contains(".toml"), "{shown}: no place: {line}");
                let says = line.contains("expected") || line.contains("not valid TOML");
                assert!(says, "{shown}: does not say what was expected: {line}");
            }
        }
    }
}
