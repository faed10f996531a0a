//! What the command line says of fits: kept, used, refused, written into an atlas.

mod shell;

use shell::Shell;
use std::path::Path;

#[test]
fn text_a_fit_is_kept_used_and_not_mistaken_for_another() {
    let shell = Shell::new();
    shell.write("small.toml", shell::small_fit(1).as_bytes());
    assert_eq!(shell.syntony("check small.toml").stdout, "ok  small.toml  fit: 1 parameter\n");
    let fitted = shell.syntony("fit small.toml --out fit");
    assert_eq!(fitted.code, 0, "{}", fitted.stderr);
    assert!(fitted.stderr.contains("small: 1 parameter, 2 claims of 1 protocol"), "{}", fitted.stderr);
    assert!(fitted.stderr.contains("6 evaluations in "), "{}", fitted.stderr);
    assert!(fitted.stdout.contains("claims that hold: "), "{}", fitted.stdout);

    let again = shell.syntony("fit small.toml --out fit");
    assert_eq!((again.code, &again.stdout), (0, &fitted.stdout));
    assert!(again.stderr.contains("fit holds this very fit already"), "{}", again.stderr);
    let other = shell.syntony("fit small.toml --out fit --seed 2 --resume");
    assert_eq!(other.code, 2);
    assert!(
        other.stderr.starts_with(
            "fit: holds a fit of something else: seed 1 there, 2 asked\n  hint: nothing was changed"
        ),
        "{}",
        other.stderr
    );
    let run = "run tiny.toml --replicates 2 --no-traces";
    assert_eq!(shell.syntony(&format!("{run} --set @fit/fitted.set --out r")).code, 0);
    let set = shell.read("fit/fitted.set");
    let line = set.lines().find(|l| l.starts_with("compound.")).expect("a fitted number");
    let value = line.split("  #").next().expect("a value");
    assert_eq!(shell.manifest("r")["set"], serde_json::json!([value]));
}

#[test]
fn text_overrides_of_a_file_are_told_by_line() {
    let shell = Shell::new();
    shell.write("bad.set", b"# a remark\nprocess.test.arm_rate=3 nM\n\nprocess.test.arm_bse=1\nrate 3\n");
    let said = shell.syntony("run tiny.toml --set @bad.set --set @none.set");
    assert_eq!(said.code, 2);
    for part in
        ["bad.set:2: ", "bad.set:4: unknown path 'process.test.arm_bse'", "bad.set:5: no '='", "none.set: "]
    {
        assert!(said.stderr.contains(part), "{part}: {}", said.stderr);
    }
}

#[test]
fn text_fitted_values_go_into_an_atlas_and_nothing_else_changes() {
    let shell = Shell::new();
    shell.write("small.toml", shell::small_fit(1).as_bytes());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../atlas");
    assert!(shell.sh(&format!("cp -r {} atlas && cp -r atlas before", root.display())).code == 0);
    // far from what the claims want, so that the start is not kept
    let from = "--set compound.oxytocin.csf_fraction=0.003 --atlas atlas --out fit";
    let fitted = shell.syntony(&format!("fit small.toml --generations 3 {from}"));
    assert_eq!(fitted.code, 0, "{}", fitted.stderr);
    let changed = shell.syntony("fit apply fit --atlas atlas --force");
    assert_eq!(changed.code, 0, "{}", changed.stderr);
    assert!(changed.stdout.starts_with("compound.oxytocin.csf_fraction  "), "{}", changed.stdout);
    let differ = shell.sh("diff -r before atlas | grep -c '^[<>]'");
    assert_eq!(differ.stdout, "2\n", "one line before, one after");
    assert_eq!(shell.syntony("check atlas").code, 0);
    let none = shell.syntony("fit apply none --atlas atlas");
    assert_eq!(none.code, 2);
    assert!(none.stderr.starts_with("none"), "{}", none.stderr);
}
