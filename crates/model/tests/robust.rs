//! Whatever the bytes, the readers answer with words: no panic, no endless work.
//!
//! `PROPTEST_CASES=1000000 cargo test --release --workspace --test robust` tries a million of each.

mod mutate;

use mutate::{cases, mutated};
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;
use syntony_language::text::{BYTES_MAX, decode};
use syntony_model::{Atlas, Protocol};

const GOOD: &str = include_str!("good/insel_hulihan_1995.toml");

static ATLAS: LazyLock<Atlas> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/atlas");
    Atlas::from_dir(&path).unwrap_or_else(|problems| panic!("{problems}"))
});

fn read(text: &str) -> Option<String> {
    Protocol::read("insel_hulihan_1995.toml", text, &ATLAS).err().map(|p| p.to_string())
}

#[test]
fn text_bytes_that_are_not_utf8() {
    let error = decode("a.toml", b"key = 1\nb = \"\xc3\xa9\xff\"\n".to_vec()).expect_err("not UTF-8");
    let words = "a.toml:2:7: byte 15 of the file (0xff) is not UTF-8, expected UTF-8 text\n  hint: save the file as UTF-8";
    assert_eq!(error.to_string(), words);
}

#[test]
fn text_a_file_that_is_too_big_is_not_parsed() {
    let words = "a.toml: the file has 8.0 MB, expected at most 8 MB\n  hint: split it, or check that it is the file you meant";
    let text = "#".repeat(BYTES_MAX + 1);
    assert_eq!(Protocol::read("a.toml", &text, &ATLAS).expect_err("too big").to_string(), words);
    assert_eq!(decode("a.toml", text.into_bytes()).expect_err("too big").to_string(), words);
}

#[test]
fn text_a_folder_that_is_not_there() {
    let error = Atlas::from_dir(Path::new("/nowhere/atlas")).expect_err("no folder").to_string();
    assert!(error.starts_with("/nowhere/atlas: cannot be read ("), "{error}");
}

#[test]
fn keeps_calm_with_deep_and_long_files() {
    let long_list = format!("notes = [{}]", "1,".repeat(200_000));
    for text in [
        "[".repeat(100_000),
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{a=".repeat(100_000)),
        format!("[{}a]\n", "a.".repeat(100_000)),
        long_list,
        "[[phase]]\n".repeat(20_000),
        "[[group]]\n".repeat(2_000) + &"[[phase]]\n".repeat(900),
        format!(
            "{GOOD}\n[[dose]]\ncompound = \"csf\"\nroute = \"icv\"\namount = \"1 ul\"\nat = \"start of test\"\nevery = \"1 s\"\ntimes = 4000000000\n"
        ),
    ] {
        assert!(read(&text).is_some_and(|p| p.contains("expected")), "{}", &text[..40.min(text.len())]);
    }
}

#[test]
fn keeps_line_ends_and_byte_order_marks_apart_from_meaning() {
    assert_eq!(read(GOOD), None);
    assert_eq!(read(&GOOD.replace('\n', "\r\n")), None);
    assert_eq!(read(&format!("\u{feff}{GOOD}")), None);
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn keeps_calm_with_mutated_protocols(text in mutated(vec![GOOD])) {
        if let Some(words) = read(&text) {
            prop_assert!(words.contains("insel_hulihan_1995.toml:"), "{}", words);
        }
    }

    #[test]
    fn keeps_calm_with_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes).to_string();
        let _ = decode("a.toml", bytes);
        let _ = read(&text);
        let _ = Atlas::read(&[("a.toml".into(), text.clone()), ("a.bib".into(), text)]);
    }

    #[test]
    fn keeps_calm_with_spliced_bytes(at in 0..GOOD.len(), bytes in "\\PC{0,12}") {
        let at = (0..=at).rev().find(|i| GOOD.is_char_boundary(*i)).unwrap_or(0);
        let text = format!("{}{bytes}{}", &GOOD[..at], &GOOD[at..]);
        let _ = read(&text);
        let _ = Atlas::read(&[("a.toml".into(), text.clone()), ("a.bib".into(), text)]);
    }
}
