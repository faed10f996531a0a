//! What is said of people from millisecond to millisecond: common input, and acts that nobody could see.

mod shell;

use shell::{Shell, same_words};

/// The couples of the example, with a second or two for each phase.
fn couples(more: &str) -> String {
    let text = include_str!("../../../examples/14_two_brains/two_brains.toml");
    let phases = text.replace("duration = \"2 min\"", "duration = \"2 s\"").replace("n = 20", "n = 2");
    phases + more
}

#[test]
fn text_a_film_seen_by_both_is_told_as_common_input() {
    let shell = Shell::new();
    shell.write("two_brains.toml", couples("").as_bytes());
    let said = shell.syntony("run two_brains.toml --replicates 2 --out two");
    assert_eq!(said.code, 0, "{}", said.stderr);
    let warning = "common input: in `film` of the group `couples` all see the same film and nobody reaches another; \
        synchrony there is no interaction";
    let lines = |text: &str| text.lines().filter(|l| l.contains("common input")).count();
    assert!(said.stderr.contains(&format!("warning: {warning}\n")), "{}", said.stderr);
    let report = shell.read("two/report.html");
    let shown = report.replace("&#x60;", "`").replace("&#96;", "`");
    assert!(shown.contains(warning), "not in the report");
    // of one phase only, and again whenever the run is told
    assert_eq!(lines(&said.stderr), 1);
    assert_eq!(lines(&shell.syntony("run two_brains.toml --replicates 2 --out two").stderr), 1);

    let alone = couples("").replace("task = \"film\"", "task = \"conversation\"");
    shell.write("two_brains.toml", alone.as_bytes());
    let said = shell.syntony("run two_brains.toml --replicates 2 --out three");
    assert_eq!((said.code, lines(&said.stderr)), (0, 0), "{}", said.stderr);
    assert!(!shell.read("three/report.html").contains("common input"));
}

#[test]
fn text_acts_that_reach_nobody_are_refused() {
    let shell = Shell::new();
    let act = |at: &str| {
        format!(
            "\n[[act]]\nat = \"{at}\"\nfor = \"1 s\"\nby = \"subject\"\nto = \"partner\"\nact = \"joint_task\"\n"
        )
    };
    // phases last two seconds each: rest, talk apart, talk, imitate, film
    shell.write("two_brains.toml", couples(&(act("0.5 s") + &act("4.5 s"))).as_bytes());
    let fine = shell.syntony("check two_brains.toml");
    assert_eq!(fine.code, 0, "{}", fine.stderr);
    shell.write("two_brains.toml", couples(&(act("2.5 s") + &act("8.5 s"))).as_bytes());
    same_words(&shell, "acts_that_reach_nobody", &shell.syntony("check two_brains.toml"));
}
