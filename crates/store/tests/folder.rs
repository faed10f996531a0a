//! Run folders and their parts: nobody's files are lost, one writer at a time, and only whole parts are taken for whole.

use std::fs;
use std::path::Path;
use syntony_store::{Cell, Column, DataTable, Opening, RunFolder, StoreError};

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|n| n.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn manifest() -> serde_json::Value {
    serde_json::json!({ "format": 1, "syntony": "0.1.0" })
}

#[test]
fn keeps_a_run_from_its_first_to_its_last_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("runs/a");
    let run = RunFolder::create(&path, Opening::New).unwrap();
    run.write_json("run.json", &manifest()).unwrap();
    run.write_text("report.html", "<p>").unwrap();
    let mut table = DataTable::new(vec![Column::new("x", "a number")]);
    table.push(vec![Cell::Number(1.0)]);
    run.write_table("animals.tsv", &table).unwrap();
    let parts = run.parts("identity").unwrap();
    parts.write("csf-000", b"abc").unwrap();
    assert!(path.join("run.lock").exists() && path.join("parts/csf-000.bin").exists());
    run.finish().unwrap();
    assert_eq!(names(&path), [".syntony-run", "animals.json", "animals.tsv", "report.html", "run.json"]);
    assert!(RunFolder::holds_run(&path));
}

#[test]
fn text_a_folder_with_something_else_in_it_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("thesis.tex"), "years of work").unwrap();
    for opening in [Opening::New, Opening::Overwrite, Opening::Resume] {
        let error = RunFolder::create(dir.path(), opening).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "{}: is not the folder of a Syntony run: it contains `thesis.tex`\n  hint: choose an empty or a new folder",
                dir.path().display()
            )
        );
    }
    assert_eq!(names(dir.path()), ["thesis.tex"]);
}

#[test]
fn text_a_run_is_not_overwritten_unless_asked() {
    let dir = tempfile::tempdir().unwrap();
    // killed in its first moment, it can be begun anew
    drop(RunFolder::create(dir.path(), Opening::New).unwrap());
    RunFolder::create(dir.path(), Opening::New).unwrap().write_text("run.json", "{}").unwrap();
    assert_eq!(
        RunFolder::create(dir.path(), Opening::New).unwrap_err().to_string(),
        format!(
            "{}: holds a Syntony run already\n  hint: resume it, overwrite it, or choose another folder",
            dir.path().display()
        )
    );
}

#[test]
fn keeps_other_peoples_files_when_a_run_is_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let run = RunFolder::create(dir.path(), Opening::New).unwrap();
    run.write_json("run.json", &manifest()).unwrap();
    run.write_text("old.txt", "of the old run").unwrap();
    run.parts("i").unwrap().write("p", b"1").unwrap();
    drop(run);
    fs::write(dir.path().join("my-notes.md"), "mine").unwrap();
    let run = RunFolder::create(dir.path(), Opening::Overwrite).unwrap();
    assert_eq!(names(dir.path()), [".syntony-run", "my-notes.md", "run.lock"]);
    run.write_text("new.txt", "").unwrap();
    drop(run);
    assert_eq!(fs::read(dir.path().join("my-notes.md")).unwrap(), b"mine");
}

#[test]
fn same_files_and_parts_are_there_on_resuming() {
    let dir = tempfile::tempdir().unwrap();
    let run = RunFolder::create(dir.path(), Opening::New).unwrap();
    run.write_json("run.json", &manifest()).unwrap();
    let parts = run.parts("i").unwrap();
    assert!(parts.valid().is_empty());
    for i in [10, 2, 1] {
        parts.write(&format!("g-{i:03}"), &[i]).unwrap();
    }
    drop((parts, run));
    fs::write(dir.path().join("parts/.left.partial"), "by a killed process").unwrap();
    fs::write(dir.path().join(".left.partial"), "by a killed process").unwrap();
    let run = RunFolder::create(dir.path(), Opening::Resume).unwrap();
    let parts = run.parts("i").unwrap();
    assert_eq!(parts.valid(), ["g-001", "g-002", "g-010"]);
    assert!(parts.damaged().is_empty());
    assert_eq!(parts.read("g-010").unwrap(), [10]);
    assert_eq!(names(&dir.path().join("parts")).len(), 3);
    assert_eq!(names(dir.path()), [".syntony-run", "parts", "run.json", "run.lock"]);
}

#[test]
fn keeps_a_copied_run_recognisable_by_its_manifest() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("run.json"), manifest().to_string()).unwrap();
    assert!(RunFolder::holds_run(dir.path()));
    fs::write(dir.path().join("run.json"), "{\"name\": \"another tool's\"}").unwrap();
    assert!(!RunFolder::holds_run(dir.path()));
    assert!(matches!(RunFolder::create(dir.path(), Opening::Overwrite), Err(StoreError::NotARun { .. })));
}

#[test]
fn text_there_must_be_something_to_resume() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("x");
    assert_eq!(
        RunFolder::create(&missing, Opening::Resume).unwrap_err(),
        StoreError::NotFound { path: missing.clone() }
    );
    assert!(!missing.exists());
    let error = RunFolder::create(dir.path(), Opening::Resume).unwrap_err();
    assert!(error.to_string().contains("hint: check the path"), "{error}");
}

#[test]
fn text_a_second_writer_is_refused_and_a_dead_one_reported() {
    let dir = tempfile::tempdir().unwrap();
    let first = RunFolder::create(dir.path(), Opening::New).unwrap();
    let error = RunFolder::create(dir.path(), Opening::Resume).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{}: is being written by another process ({})\n  hint: wait for it to end, or choose another folder",
            dir.path().display(),
            std::process::id()
        )
    );
    drop(first);
    fs::write(dir.path().join("run.lock"), "3999999999\n").unwrap();
    let run = RunFolder::create(dir.path(), Opening::Resume).unwrap();
    assert_eq!(run.stale_lock(), Some(3_999_999_999));
}

#[test]
fn keeps_damaged_parts_from_being_taken_for_whole() {
    let dir = tempfile::tempdir().unwrap();
    let run = RunFolder::create(dir.path(), Opening::New).unwrap();
    let parts = run.parts("i").unwrap();
    let bytes: Vec<u8> = (0..1000u32).flat_map(u32::to_le_bytes).collect();
    for name in ["cut", "empty", "flipped", "header", "longer", "renamed", "whole"] {
        parts.write(name, &bytes).unwrap();
    }
    run.parts("another run").unwrap().write("foreign", &bytes).unwrap();
    let file = |name: &str| dir.path().join(format!("parts/{name}.bin"));
    let whole = fs::read(file("whole")).unwrap();
    let flip = |at: usize| {
        let mut w = whole.clone();
        w[at] ^= 1;
        w
    };
    fs::write(file("cut"), &whole[..whole.len() - 1]).unwrap();
    fs::write(file("empty"), b"").unwrap();
    fs::write(file("flipped"), flip(whole.len() - 7)).unwrap();
    fs::write(file("header"), flip(0)).unwrap();
    fs::write(file("longer"), [&whole[..], b"x"].concat()).unwrap();
    fs::rename(file("renamed"), file("to")).unwrap();

    let parts = run.parts("i").unwrap();
    assert_eq!(parts.valid(), ["whole"]);
    assert_eq!(parts.read("whole").unwrap(), bytes);
    let why: Vec<(&str, &str)> = parts.damaged().iter().map(|d| (d.name.as_str(), d.why.as_str())).collect();
    assert_eq!(
        why,
        [
            ("cut", "3999 of 4000 bytes are there"),
            ("empty", "0 bytes are too few for a header"),
            ("flipped", "the checksum does not match"),
            ("foreign", "part of a run with another protocol, atlas, seed or version"),
            ("header", "not a part of this version's format"),
            ("longer", "4001 of 4000 bytes are there"),
            ("to", "the checksum does not match"),
        ]
    );
    // a damaged part is simply made again
    parts.write("cut", &bytes).unwrap();
    assert!(run.parts("i").unwrap().valid().contains(&"cut".to_string()));
}

#[test]
fn keeps_every_prefix_of_a_part_out() {
    let dir = tempfile::tempdir().unwrap();
    let run = RunFolder::create(dir.path(), Opening::New).unwrap();
    let parts = run.parts("i").unwrap();
    parts.write("p", b"some bytes").unwrap();
    let path = dir.path().join("parts/p.bin");
    let whole = fs::read(&path).unwrap();
    for cut in 0..whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        assert!(matches!(parts.read("p"), Err(StoreError::Damaged { .. })), "{cut} bytes");
    }
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        fs::write(&path, changed).unwrap();
        assert!(matches!(parts.read("p"), Err(StoreError::Damaged { .. })), "byte {at}");
    }
}

#[test]
fn text_names_that_would_leave_the_folder_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let run = RunFolder::create(&dir.path().join("run"), Opening::New).unwrap();
    for name in ["../x", "a/b", "", ".hidden", "a\nb"] {
        assert!(matches!(run.write_text(name, ""), Err(StoreError::Invalid { .. })), "{name}");
        assert!(matches!(run.parts("i").unwrap().write(name, b""), Err(StoreError::Invalid { .. })));
    }
}

#[test]
fn text_a_file_where_the_folder_should_be() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "mine").unwrap();
    let error = RunFolder::create(&file, Opening::Overwrite).unwrap_err();
    assert_eq!(error, StoreError::WrongKind { path: file.clone(), expected: "a folder" });
    let error = RunFolder::create(&file.join("run"), Opening::New).unwrap_err();
    assert_eq!(error, StoreError::WrongKind { path: file, expected: "a folder" });
}

/// `/proc` cannot be written, not even by root.
#[cfg(target_os = "linux")]
#[test]
fn text_a_place_that_cannot_be_written() {
    for path in ["/proc/syntony", "/proc/self/syntony"] {
        let error = RunFolder::create(Path::new(path), Opening::New).unwrap_err();
        let text = error.to_string();
        assert_eq!(error.path(), Path::new(path));
        assert!(text.starts_with(path), "{text}");
        assert!(text.contains("hint:"), "{text}");
    }
}
