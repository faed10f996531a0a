//! `syntony fit`: what it refuses, and the same result whatever the threads and the interruptions.

mod shell;

use shell::Shell;

const FIT: &str = r#"key = "two"
lineage = "vole"
protocols = ["tiny.toml"]
allow = [{ role = "scenario", reason = "a test of the search" }]
[[parameter]]
path = "process.action.base"
[[parameter]]
path = "process.action.value_slope"
[search]
animals = 8
fresh = 2
"#;

#[test]
fn text_all_problems_of_a_fit_file_at_once() {
    let shell = Shell::new();
    let bad = FIT.replace("action.base", "action.bas").replace("slope\"", "slope\"\nrange = [1, 99]");
    shell.write("bad.toml", bad.as_bytes());
    let said = shell.syntony("fit bad.toml");
    assert_eq!((said.code, said.stdout.as_str()), (2, ""));
    for words in ["did you mean 'process.action.base'?", "two different ends within [1, 15]"] {
        assert!(said.stderr.contains(words), "{}", said.stderr);
    }
}

#[test]
fn same_fit_with_1_and_2_threads_and_when_resumed() {
    let shell = Shell::new();
    shell.write("two.toml", FIT.as_bytes());
    let fit = |args: &str| {
        let said = shell.syntony(&format!("fit two.toml --json {args}"));
        assert_eq!(said.code, 0, "{}", said.stderr);
        let json = said.json();
        (json["fit"]["parameters"].clone(), json["fit"]["history"].clone())
    };
    let whole = fit("--generations 4 --threads 1 --out one");
    assert_eq!(whole.1.as_array().map_or(0, Vec::len), 4);
    assert_eq!(fit("--generations 4 --threads 2 --out two"), whole);
    assert_ne!(fit("--generations 2 --threads 2 --out part"), whole);
    assert_eq!(fit("--generations 4 --threads 2 --out part --resume"), whole);
    shell.write("tiny.toml", include_str!("tiny.toml").replace("n = 4", "n = 6").as_bytes());
    let other = shell.syntony("fit two.toml --generations 4 --out part --resume");
    assert_eq!(other.code, 2, "{}", other.stderr);
    assert!(other.stderr.contains("holds a fit of something else"), "{}", other.stderr);
}
