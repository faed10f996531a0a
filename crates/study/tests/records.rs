//! The built-in records say how what they say of their papers is known.

use std::path::Path;
use syntony_model::protocol::RecordRole;
use syntony_model::{Library, Protocol};

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All built-in records with a paper.
fn records() -> Vec<Protocol> {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let mut files: Vec<_> = std::fs::read_dir(root().join("protocols"))
        .expect("protocols")
        .map(|e| e.expect("a file").path())
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("a protocol");
        let name = path.file_name().expect("a name").to_string_lossy().to_string();
        Protocol::read(&name, &text, library.of(&text)).unwrap_or_else(|p| panic!("{p}"))
    };
    files.iter().map(read).filter(|p| p.role != RecordRole::Scenario).collect()
}

#[test]
fn keeps_a_grade_for_everything_that_records_say() {
    for p in records() {
        assert_eq!(p.ungraded(), Vec::<&str>::new(), "{}", p.key);
        for c in &p.claims {
            assert!(c.known.outcome.is_some(), "{}: {}", p.key, c.key);
        }
        // what notes call assumed is not called read
        let says = |word: &str| p.notes.iter().any(|n| n.contains(word));
        assert!(!(says("n is not known") && p.n_is_read()), "{}", p.key);
    }
}
