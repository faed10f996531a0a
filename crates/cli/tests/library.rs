//! The library for other programs gives what the command line gives.

mod shell;

use shell::Shell;
use syntony::{Library, Study};

#[test]
fn same_run_from_the_library_and_from_the_command_line() {
    let shell = Shell::new();
    let mut library = Library::embedded().unwrap_or_else(|e| panic!("{e}"));
    library.set("compound.oxytocin.csf_fraction", "0.05").unwrap_or_else(|e| panic!("{e}"));
    let tiny = shell.path("tiny.toml").display().to_string();
    let study = Study::of(&library, &tiny).unwrap_or_else(|e| panic!("{e}"));
    let run = study.replicates(3).seed(5).threads(2).run().unwrap_or_else(|e| panic!("{e}"));
    run.write(shell.path("ours")).unwrap_or_else(|e| panic!("{e}"));
    let asked = "run tiny.toml --replicates 3 --seed 5 --set compound.oxytocin.csf_fraction=0.05";
    assert_eq!(shell.syntony(&format!("{asked} --out theirs")).code, 0);
    assert_eq!(run.hash(), shell.hash("theirs"));
    let differ = shell.sh("diff -rq ours theirs | grep -v -e run.json -e report.html");
    assert_eq!(differ.stdout, "");
    // the command line takes the folder for its own
    let again = shell.syntony(&format!("{asked} --out ours"));
    assert!(again.code == 0 && again.stderr.contains("holds this very run already"), "{}", again.stderr);
}
