//! The tree is tidy, and each check sees what it is for.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

fn tidy(root: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("tidy").args(root).output().expect("the binary starts")
}

#[test]
fn keeps_this_tree_tidy() {
    let output = tidy(&[]);
    let problems = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "\n{problems}{}", String::from_utf8_lossy(&output.stderr));
}

/// A small tree in which all is well.
const WELL: [(&str, &str); 9] = [
    (
        "ARCHITECTURE.md",
        "| place | what | may use |\n|---|---|---|\n| `crates/model` | nouns | – |\n| `crates/engine` | arithmetic | – |\n\
         | `crates/brain` | equations, `crates/brain/src/lib.rs` | model, engine |\n| `crates/study` | runs | all above |\n",
    ),
    ("clippy.toml", "disallowed-methods = [\n    { path = \"f64::exp\", reason = \"r\" },\n]\n"),
    (
        "Cargo.toml",
        "[workspace.dependencies]\nsyntony-model = { path = \"crates/model\" }\nrayon = \"1\" # threads\n",
    ),
    ("crates/model/Cargo.toml", "[package]\nname = \"syntony-model\"\n"),
    ("crates/engine/Cargo.toml", "[package]\nname = \"syntony-engine\"\n"),
    ("crates/brain/Cargo.toml", "[dependencies]\nsyntony-model.workspace = true\n"),
    ("crates/brain/src/lib.rs", "//! Equations.\n"),
    ("crates/study/Cargo.toml", "[dependencies]\nsyntony-brain.workspace = true\nrayon.workspace = true\n"),
    ("crates/study/src/lib.rs", "//! Runs.\n"),
];

/// A folder that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("syntony-tidy-{}-{n}", std::process::id()));
        std::fs::create_dir(&path).expect("a temporary folder");
        Folder(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The small tree in a folder.
fn well() -> Folder {
    let folder = Folder::new();
    for (path, text) in WELL {
        folder.write(path, text.as_bytes());
    }
    folder
}

/// What tidy says of a tree.
fn lines(folder: &Folder) -> Vec<String> {
    String::from_utf8(tidy(&[&folder.0]).stdout).expect("UTF-8").lines().map(str::to_string).collect()
}

/// What tidy says of the small tree with one file more, or another.
fn check(path: &str, text: &str, expected: &[&str]) {
    let folder = well();
    folder.write(path, text.as_bytes());
    let output = tidy(&[&folder.0]);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(said.lines().collect::<Vec<_>>(), expected, "{path}: {text}");
    assert_eq!(output.status.code(), Some(i32::from(!expected.is_empty())));
}

/// In the source of `brain`, below its first line.
fn brain(code: &str, expected: &[&str]) {
    check("crates/brain/src/lib.rs", &format!("//! Equations.\n{code}\n"), expected);
}

#[test]
fn text_a_tidy_tree_has_no_problem() {
    check("crates/brain/src/lib.rs", "//! Equations.\n", &[]);
}

#[test]
fn text_a_file_begins_with_what_it_is_for() {
    let expected = "crates/brain/tests/keeps.rs:1: no `//!` in the first line, expected what the file is for";
    check("crates/brain/tests/keeps.rs", "use x::y;\n", &[expected]);
}

#[test]
fn text_a_source_file_has_600_lines_at_most() {
    check("crates/brain/tests/x.py", &"x = 1\n".repeat(600), &[]);
    let expected = "crates/brain/tests/x.py:601: 601 lines, expected at most 600: split it";
    check("crates/brain/tests/x.py", &"x = 1\n".repeat(601), &[expected]);
    check("crates/brain/tests/x.md", &"x\n".repeat(601), &[]);
}

#[test]
fn text_a_file_has_3_megabytes_at_most() {
    check("crates/brain/x.csv", &" ".repeat(3_000_000), &[]);
    let expected = "crates/brain/x.csv:1: 3000001 bytes, expected at most 3000000";
    check("crates/brain/x.csv", &" ".repeat(3_000_001), &[expected]);
}

#[test]
fn text_unfinished_code_is_seen_in_tests_too() {
    let finished =
        |word: &str| format!("crates/brain/src/lib.rs:2: `{word}`, expected code that is finished");
    brain(&["fn f() { to", "do!() }"].concat(), &[&finished(&["to", "do!("].concat())]);
    brain("#[cfg(test)] mod tests { fn f() { dbg!(1); } }", &[&finished("dbg!(")]);
    let expected =
        "crates/brain/src/lib.rs:3: `#[ignore`, expected a test that runs, and an error that is a value";
    brain("#[test]\n#[ignore = \"slow\"]\nfn f() {}", &[expected]);
}

#[test]
fn text_a_function_has_6_parameters_at_most() {
    brain("fn f(&mut self, a: A<B, C>, b: (D, E), c: fn(F, G) -> H, d: i8, e: i8, f: i8) {}", &[]);
    let seven =
        "fn f<T: Fn(u8) -> u8>(\n    a: u8, b: u8, c: u8, d: u8, e: u8, f: u8,\n    g: self::T,\n) {}";
    let expected = "crates/brain/src/lib.rs:2: `f` has 7 parameters, expected at most 6: a struct names them";
    brain(seven, &[expected]);
    brain(&format!("#[cfg(test)]\nmod tests {{\n{seven}\n}}"), &[]);
}

#[test]
fn text_a_position_is_not_computed_in_an_index() {
    let model = |code: &str| format!("//! Nouns.\nfn f() {{ {code} }}\n");
    check("crates/model/src/lib.rs", &model("x[*row]; y[a + b]; [2 * n]; vec![0.0; 2 * n];"), &[]);
    let expected =
        "crates/model/Cargo.toml:1: 2 products in indices, expected at most 0: name the row or column";
    check("crates/model/src/lib.rs", &model("x[r * n + l]; y[(r) * n..];"), &[expected]);
    let engine = "//! Arithmetic.\nfn f() { x[r * n + l]; }\n";
    check("crates/engine/src/lib.rs", engine, &[]);
}

#[test]
fn text_what_is_left_is_counted() {
    let count = |code: &str, expected: &str| {
        brain(code, &[&format!("crates/brain/Cargo.toml:1: {expected}")]);
    };
    let literals = "numbers in equations, expected at most 0: a number of biology stands in the atlas, any other is a constant with a name";
    count(
        "const A: f64 = 0.3; fn f(x: (f64, f64)) -> f64 { 2.0 * x.0 + 1.5e-3 + x.1 * 7e2 + v[0..3] }",
        &format!("3 {literals}"),
    );
    brain("fn f() -> f64 { 0.0 + 1.0 + 0.5 + 2.0 + a1.x + 3 }", &[]);
    brain("fn f() { n.optional(&x, NAME, g(1.0, 2.0)); n.optional(a, b, 1.0) }", &[]);
    let bare = "parameters of public functions that are a bare `usize` or `bool`, expected at most 0: a type says which of many, or which of two";
    count("pub fn f(a: usize, b: &[usize], c: bool) {}\nfn g(a: usize) {}", &format!("2 {bare}"));
    let numbered = "rows by number, other than the first, expected at most 0: a row has a name";
    count("fn f() { s.at(0); s.at(i); s.at(3); s.at(12) }", &format!("2 {numbered}"));
    let long = format!("fn f() {{\n{}}}", "    g();\n".repeat(68));
    brain(&long, &[]);
    let more = long.replace("fn f() {", "fn f() {\n");
    count(&more, "1 functions of more than 70 lines, expected at most 0: parts of them have names");
    let errors = "kinds of errors, expected at most 0: a crate fails in one way, with variants";
    count("impl std::error::Error for A {}", &format!("1 {errors}"));
}

#[test]
fn text_the_map_leads_to_each_file_of_equations_and_each_has_a_test() {
    let folder = well();
    let file = "crates/brain/src/a/b.rs";
    folder.write("crates/study/src/lib.rs", b"//! Runs.\n//!\n//! x = 1\n");
    folder.write(file, b"//! B.\n//!\n//! **Equation.** `x = 1`\n");
    let map = format!(
        "{file}:1: has equations, expected a row of ARCHITECTURE.md, *Where is the equation?*, that names it"
    );
    let test = format!(
        "{file}:1: has equations, expected a test `exact_\u{2026}` or `keeps_\u{2026}` here or in crates/brain/tests/equations/a/b.rs"
    );
    assert_eq!(lines(&folder), [map, test.clone()]);
    folder.write("ARCHITECTURE.md", format!("{}\nSee `crates/brain/src/a/`.\n", WELL[0].1).as_bytes());
    folder.write("crates/brain/tests/equations/a/b.rs", b"//! B.\n// fn exact_b() {}\nfn same_b() {}\n");
    assert_eq!(lines(&folder), [test]);
    folder.write("crates/brain/tests/equations/a/b.rs", b"//! B.\nfn keeps_b() {}\n");
    assert_eq!(lines(&folder), [""; 0]);
}

#[test]
fn text_a_name_of_a_type_means_one_thing() {
    let folder = well();
    folder.write("crates/brain/src/a.rs", b"//! A.\npub struct Vole;\n");
    folder.write("crates/brain/src/b.rs", b"//! B.\npub(crate) enum Vole {}\n");
    folder.write("crates/brain/src/c.rs", b"//! C.\nstruct Vole;\n");
    let expected =
        "crates/brain/src/b.rs:1: `Vole` is a type in crates/brain/src/a.rs too, expected a name of its own";
    assert_eq!(lines(&folder), [expected]);
}

#[test]
fn text_files_do_not_need_each_other() {
    let folder = well();
    folder.write("crates/brain/src/lib.rs", b"//! Equations.\nmod a;\nmod b;\npub use b::B;\n");
    folder.write("crates/brain/src/a.rs", b"//! A.\nuse crate::{B, a as other};\npub struct A;\n");
    folder.write("crates/brain/src/b.rs", b"//! B.\npub struct B;\n");
    assert_eq!(lines(&folder), [""; 0], "a parent takes from its modules");
    folder.write(
        "crates/brain/src/b.rs",
        b"//! B.\n// see crate::a::A\nfn f(a: super::a::A) {}\npub struct B;\n",
    );
    let expected = "crates/brain/src/a.rs:1: needs itself by crates/brain/src/b.rs, crates/brain/src/a.rs, expected files without circles";
    assert_eq!(lines(&folder), [expected], "through the re-export");
}

#[test]
fn text_rooms_of_a_crate_do_not_need_each_other() {
    let folder = well();
    folder.write("crates/brain/src/lib.rs", b"//! Equations.\nmod a;\nmod b;\n");
    folder.write("crates/brain/src/a/mod.rs", b"//! A.\nmod x;\nmod y;\npub struct A;\n");
    folder.write("crates/brain/src/a/x.rs", b"//! X.\nuse crate::b::B;\n");
    folder.write("crates/brain/src/b.rs", b"//! B.\nuse crate::a::y::Y;\npub struct B;\n");
    folder.write("crates/brain/src/a/y.rs", b"//! Y.\npub struct Y;\n");
    let expected = "crates/brain/Cargo.toml:1: `a` needs itself by b, a, expected modules without circles";
    assert_eq!(lines(&folder), [expected]);
}

#[test]
fn text_a_crate_has_9000_lines_at_most() {
    let folder = well();
    for k in 0..16 {
        folder.write(&format!("crates/brain/src/m{k}.rs"), "//! Many.\n".repeat(600).as_bytes());
    }
    let expected = "crates/brain/Cargo.toml:1: 9601 lines of Rust in `src`, expected at most 9000: split it";
    assert_eq!(lines(&folder), [expected]);
}

#[test]
fn text_words_in_comments_strings_and_longer_names_are_no_code() {
    brain("// dbg!(1) and x.exp()\n/* HashMap /* rayon */ std::fs */", &[]);
    brain(
        r##"const A: &str = "HashMap \" std::fs"; const B: &str = r#"" rayon "#; const C: char = '"';"##,
        &[],
    );
    brain("struct MyHashMap; fn f<'a>(x: &'a u8) { my_dbg!(x); x.exp_slice(); sprint!(1) }", &[]);
    let expected = "crates/brain/src/lib.rs:2: `HashMap`, expected an order: `Vec`, `BTreeMap`, `BTreeSet`";
    brain("const Q: char = '\"'; use std::collections::HashMap; const R: char = '\"';", &[expected]);
}

#[test]
fn text_floats_of_std_are_banned_where_numbers_are_results() {
    let because = "expected `engine::math`, which is the same on every machine";
    brain(
        "fn f(x: f64) -> f64 { x\n    .exp() }",
        &[&format!("crates/brain/src/lib.rs:3: `.exp(`, {because}")],
    );
    brain(
        "const F: fn(f64) -> f64 = f64::exp;",
        &[&format!("crates/brain/src/lib.rs:2: `f64::exp`, {because}")],
    );
    check("crates/study/src/lib.rs", "//! Runs.\nfn f(x: f64) -> f64 { x.exp() }\n", &[]);
    check("crates/brain/tests/exact.rs", "//! Exact.\nfn f(x: f64) -> f64 { x.exp() }\n", &[]);
    let expected = "clippy.toml:1: no `path = \"f64::…\"`, expected the banned methods of `f64`";
    check("clippy.toml", "", &[expected]);
}

#[test]
fn text_tests_inside_a_source_file_may_use_what_it_may_not() {
    brain(
        "fn g() {}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n    fn f() { println!(\"{}\", 1.0.exp()); }\n}",
        &[],
    );
    brain("#[cfg(test)]\nuse std::fs;\n#[cfg(test)]\nfn f(_: [u8; 2]) { fs::x() }", &[]);
    let after = "crates/brain/src/lib.rs:3: `println!`, expected a value or an error that `cli` prints";
    brain("#[cfg(test)] mod tests { fn f() { if true { println!() } } }\nfn g() { println!() }", &[after]);
}

#[test]
fn text_a_module_in_a_file_of_its_own_may_be_for_tests() {
    let folder = Folder::new();
    for (path, text) in WELL {
        folder.write(path, text.as_bytes());
    }
    folder.write("crates/brain/src/lib.rs", b"//! Equations.\nmod tests;\n#[cfg(test)]\nmod fake;\n");
    for name in ["fake", "tests"] {
        folder.write(&format!("crates/brain/src/{name}.rs"), b"//! A module.\nuse std::fs;\n");
    }
    let said = String::from_utf8(tidy(&[&folder.0]).stdout).expect("UTF-8");
    let expected = "expected the disk to be left to `store`, `cli`, `syntony::source`, `study::folder`, `model::atlas::read` and `cortex::connectome`";
    assert_eq!(said, format!("crates/brain/src/tests.rs:2: `std::fs`, {expected}\n"));
}

#[test]
fn text_disk_terminal_clock_and_threads_have_their_places() {
    let disk = "expected the disk to be left to `store`, `cli`, `syntony::source`, `study::folder`, `model::atlas::read` and `cortex::connectome`";
    brain(
        "use std::{fs, io};\nfn f() { fs::read() }",
        &[&format!("crates/brain/src/lib.rs:3: `fs::`, {disk}")],
    );
    for path in
        ["crates/study/src/folder.rs", "crates/study/src/folder/x.rs", "crates/model/src/atlas/read.rs"]
    {
        check(path, "//! A door.\nuse std::fs;\n", &[]);
    }
    for path in ["crates/brain/build.rs", "crates/brain/examples/x.rs", "crates/brain/benches/x.rs"] {
        check(path, "//! Outside.\nfn main() { println!(\"{}\", std::fs::x()) }\n", &[]);
    }
    let clock = "expected a function of its arguments: no clock, no global";
    brain("use std::time::Instant;", &[&format!("crates/brain/src/lib.rs:2: `Instant`, {clock}")]);
    let threads = "expected threads to be left to `study` and what asks it";
    brain("use rayon::prelude::*;", &[&format!("crates/brain/src/lib.rs:2: `rayon`, {threads}")]);
    check("crates/study/src/lib.rs", "//! Runs.\nuse rayon::prelude::*;\nuse std::time::Instant;\n", &[]);
}

#[test]
fn text_paths_of_a_machine_are_seen_in_every_text() {
    for name in ["work", "root", "tmp", "home"] {
        let path = format!("/{name}/");
        let expected = format!(
            "a.txt:2: names `{path}`, expected a path relative to the repository or a temporary folder"
        );
        check("a.txt", &format!("one\nsee {path}me\n"), &[&expected]);
        check("a.txt", &format!("https://example.org{path}x ~{path} $HOME{path} a{path}b\n"), &[]);
    }
}

#[test]
fn text_a_crate_uses_only_the_layers_below() {
    let layer = |line: usize, name: &str, allowed: &str| {
        format!("crates/brain/Cargo.toml:{line}: depends on `{name}`, expected of ours only: {allowed}")
    };
    let manifest = "[dependencies]\nsyntony-model.workspace = true\nsyntony-study.workspace = true\n";
    check("crates/brain/Cargo.toml", manifest, &[&layer(3, "study", "model, engine")]);
    let manifest = "[dev-dependencies]\nsyntony-study = { workspace = true, features = [] }\n";
    check("crates/brain/Cargo.toml", manifest, &[&layer(2, "study", "model, engine")]);
    let manifest = "[dependencies]\nours = { workspace = true, package = \"syntony-study\" }\n";
    check("crates/brain/Cargo.toml", manifest, &[&layer(2, "study", "model, engine")]);
    let expected = "crates/engine/Cargo.toml:2: depends on `model`, expected of ours only: none";
    check("crates/engine/Cargo.toml", "[build-dependencies]\nsyntony-model.workspace = true\n", &[expected]);
}

#[test]
fn text_a_crate_from_outside_has_a_reason_and_one_version() {
    let expected = "Cargo.toml:2: `rayon` without a comment, expected why it is worth its weight";
    check("Cargo.toml", "[workspace.dependencies]\nrayon = \"1\"\n", &[expected]);
    let expected =
        "crates/study/Cargo.toml:2: `rayon` with a version of its own, expected `rayon.workspace = true`";
    check("crates/study/Cargo.toml", "[dependencies]\nrayon = \"1\"\n", &[expected]);
}

#[test]
fn text_the_map_and_the_tree_agree() {
    let rows = |more: &str| format!("{}{more}\n", WELL[0].1);
    check(
        "ARCHITECTURE.md",
        &rows("See `crates/brain/src/<kind>.rs`, `engine::math`, `main.rs`, `crates/brain/src/`."),
        &[],
    );
    let gone = "ARCHITECTURE.md:7: names `crates/brain/src/gone.rs`, expected a file or folder of the tree";
    check("ARCHITECTURE.md", &rows("See `crates/brain/src/gone.rs`."), &[gone]);
    let row = |place: &str| {
        format!("ARCHITECTURE.md:1: does not name `{place}`, expected a row of the rooms for it")
    };
    check("crates/mind/Cargo.toml", "[package]\n", &[&row("crates/mind")]);
    check("web/index.html", "<p>\n", &[&row("web")]);
    check(".ci/run", "true\n", &[]);
    let table = "ARCHITECTURE.md:1: no table with the columns `place` and `may use`, expected the crates and their layers";
    let rooms = ["crates/brain", "crates/engine", "crates/model", "crates/study"].map(row);
    let mut expected: Vec<&str> = rooms.iter().map(String::as_str).collect();
    expected.push(table);
    check("ARCHITECTURE.md", "# Architecture\n", &expected);
}

#[test]
fn text_without_a_map_that_is_the_problem() {
    let folder = Folder::new();
    for (path, text) in &WELL[1..] {
        folder.write(path, text.as_bytes());
    }
    let output = tidy(&[&folder.0]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "ARCHITECTURE.md:1: no such file, expected the map of the tree\n"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn text_a_command_that_is_not_understood_ends_with_2() {
    let run = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(args).output().expect("the binary starts")
    };
    for args in [&[][..], &["tidi"], &["tidy", "--help"], &["tidy", "a", "b"]] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "usage: cargo xtask tidy [ROOT]\n");
    }
    assert_eq!(run(&["tidy", "no/such/folder"]).status.code(), Some(2));
}
