//! What does nothing is told or refused, word for word. `SYNTONY_BLESS=1` writes the texts anew.

mod shell;

use shell::{Shell, same_words};

/// Protocols with something in them that does nothing.
const INERT: [(&str, &str); 5] = [
    ("inert_drugs", include_str!("inert/inert_drugs.toml")),
    ("inert_changes", include_str!("inert/inert_changes.toml")),
    ("inert_measures", include_str!("inert/inert_measures.toml")),
    ("inert_design", include_str!("inert/inert_design.toml")),
    ("inert_people", include_str!("inert/inert_people.toml")),
];

#[test]
fn text_check_names_everything_that_does_nothing() {
    let shell = Shell::new();
    for (name, text) in INERT {
        let file = format!("{name}.toml");
        shell.write(&file, text.as_bytes());
        same_words(&shell, name, &shell.syntony(&format!("check {file}")));
    }
    assert_eq!(shell.syntony("check inert_design.toml").code, 0);
    assert_eq!(shell.syntony("check inert_design.toml --strict").code, 1);
    let json = shell.syntony("check inert_design.toml --json");
    let warnings = json.json()["warnings"].as_array().map_or(0, Vec::len);
    assert!(warnings >= 6 && json.code == 0 && json.stderr.is_empty(), "{warnings} {}", json.stderr);
    let run = shell.syntony("run inert_design.toml --replicates 1 --set process.operant.effort=1");
    assert!(run.stderr.starts_with("warning: "), "{}", run.stderr);
    let json = shell.syntony("run inert_design.toml --replicates 1 --json --force");
    assert_eq!(json.json()["warnings"].as_array().map(Vec::len), Some(warnings), "the same, and no more");
    let none = shell.syntony("run tiny.toml --replicates 1 --set process.steroid.otr_bla=1 --out x");
    assert!(none.stderr.contains("nothing that is run reads this number"), "{}", none.stderr);
}

#[test]
fn text_every_viral_vector_acts() {
    let shell = Shell::new();
    shell.write("vectors.toml", include_bytes!("inert/vectors.toml"));
    let checked = shell.syntony("check vectors.toml");
    assert_eq!((checked.code, checked.stderr.as_str()), (0, ""));
    let run = shell.syntony("run vectors.toml --replicates 1 --json");
    let verdicts = run.json()["runs"][0]["verdicts"].as_array().cloned().unwrap_or_default();
    assert_eq!(verdicts.len(), 4, "{}", run.stderr);
    assert!(verdicts.iter().all(|v| v["verdict"] == "holds"), "{verdicts:?}");
}

#[test]
fn text_what_check_refuses_is_refused_by_whoever_runs_it() {
    let shell = Shell::new();
    shell.write("inert_measures.toml", include_bytes!("inert/inert_measures.toml"));
    let fit = "key = \"f\"\nlineage = \"vole\"\nprotocols = [\"inert_measures.toml\"]\n\
        allow = [{ role = \"scenario\", reason = \"a test\" }]\n[[parameter]]\npath = \"process.test.arm_rate\"\n";
    shell.write("f.toml", fit.as_bytes());
    let checked = shell.syntony("check inert_measures.toml");
    let fault = checked.stderr.lines().find(|l| l.starts_with("inert_measures.toml:")).expect("a fault");
    for command in ["run inert_measures.toml", "validate inert_measures.toml", "fit f.toml"] {
        let said = shell.syntony(command);
        assert_eq!(said.code, 2, "{command}");
        assert!(said.stderr.contains(fault), "{command}: {}", said.stderr);
    }
}
