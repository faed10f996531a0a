//! First scores: what is refused, what is appended, and that nothing takes an entry away.

mod shell;

use shell::{Said, Shell};

const INLINE: &str = r#"{ title = "Vole & vole", authors = ["Own A", "Other B"], year = 2024 }"#;
const FIRST: &str = "validate tiny.toml --first --log log.toml --out v --replicates 3";

/// The small experiment as a record with a paper, in a folder of its own.
fn shell() -> Shell {
    let shell = Shell::new();
    let tiny = include_str!("tiny.toml");
    let record = tiny.replace("role = \"scenario\"", &format!("role = \"prediction\"\nsource = {INLINE}"));
    shell.write("tiny.toml", record.as_bytes());
    shell
}

fn commit(shell: &Shell) {
    let line = "git init -q . && git add -A && git -c user.name=a -c user.email=a@b.c commit -qm x";
    let said = shell.sh(line);
    assert_eq!(said.code, 0, "{}", said.stderr);
}

fn refused(said: &Said, words: &[&str]) {
    assert_eq!(said.code, 2, "{}", said.stderr);
    words.iter().for_each(|w| assert!(said.stderr.contains(w), "{w}: {}", said.stderr));
}

#[test]
fn text_first_scores_are_of_committed_records_alone() {
    let shell = shell();
    refused(&shell.syntony(FIRST), &["tiny.toml: is in no folder of which git holds a commit"]);
    let set = " --set process.bond.tag_rate=0.4 --posterior draws.tsv";
    let all = ["--set: together with --first", "--posterior: together", "is in no folder"];
    refused(&shell.syntony(&format!("{FIRST}{set}")), &all);
    refused(&shell.syntony("validate --first --log log.toml"), &["--first: without a selection"]);
    let scenario = "validate says_k_loss winslow_1993 --first --log log.toml";
    refused(&shell.syntony(scenario), &["has no paper", "is a calibration record"]);
    commit(&shell);
    shell.write("other.toml", shell.read("tiny.toml").replace("\"tiny\"", "\"other\"").as_bytes());
    refused(&shell.syntony(&FIRST.replace("tiny", "other")), &["other.toml: is not committed to git"]);
    shell.write("tiny.toml", format!("{}\n# a remark\n", shell.read("tiny.toml")).as_bytes());
    refused(&shell.syntony(FIRST), &["tiny.toml: is not what git holds"]);
    assert!(!shell.path("log.toml").exists() && !shell.path("v").exists(), "nothing ran");
}

#[test]
fn keeps_first_scores_from_being_written_over() {
    let shell = shell();
    commit(&shell);
    let said = shell.syntony(FIRST);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(said.stderr.contains("appended to log.toml: "), "{}", said.stderr);
    assert!(said.stdout.contains("first scores\n"), "{}", said.stdout);
    let log = shell.read("log.toml");
    for line in
        ["record = \"tiny\"", "replicates = 3", "seed = 90210", "lineage = \"vole\"", "probability = ["]
    {
        assert!(log.contains(&format!("\n{line}")), "{line}: {log}");
    }
    // a second time, by the same key; and nothing that writes files writes this one
    refused(&shell.syntony(FIRST), &["tiny.toml: has a first score (log.toml:3), expected a new record"]);
    let marks = "<!-- syntony validate: begin -->\n<!-- syntony validate: end -->\n";
    let marked = log.replacen('\n', &format!("\n# {marks}"), 1);
    shell.write("marked.toml", marked.as_bytes());
    let validate = "validate tiny.toml --replicates 1 --out w";
    let over = "is a log, whose entries are appended and never changed, expected another file";
    refused(&shell.syntony(&format!("{validate} --log log.toml --readme marked.toml")), &[over]);
    assert_eq!(shell.read("marked.toml"), marked);
    let keep = "keep tiny.toml --group csf --member subject --out log.toml";
    assert_ne!(shell.syntony(keep).code, 0);
    std::fs::create_dir(shell.path("pages")).expect("a folder");
    shell.write("pages/first_scores.toml", log.as_bytes());
    let pages = format!("{validate} --pages pages --log pages/first_scores.toml");
    assert_eq!(shell.syntony(&pages).code, 0);
    let page = shell.read("pages/README.md");
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}: {page}"));
    assert!(
        place("**First scores**: what the model said of 1 papers") < place("**bits a claim** | comparisons")
    );
    for out in ["--out pages --force", "--out ."] {
        assert_eq!(shell.syntony(&format!("validate tiny.toml --replicates 1 {out}")).code, 2, "{out}");
    }
    assert_eq!(shell.read("pages/first_scores.toml"), log);
    assert_eq!(shell.read("log.toml"), log);
    assert!(
        shell
            .syntony(&format!("{validate} --pages pages --log none.toml"))
            .stderr
            .contains("none.toml: no first scores")
    );
}

#[test]
fn keeps_a_damaged_or_shortened_log_from_being_appended_to() {
    let shell = shell();
    shell
        .write("other.toml", shell.read("tiny.toml").replace("key = \"tiny\"", "key = \"other\"").as_bytes());
    commit(&shell);
    assert_eq!(shell.syntony(FIRST).code, 0);
    let log = shell.read("log.toml");
    let other = FIRST.replace("tiny", "other");
    let line = 1 + log.lines().position(|l| l.starts_with("verdict")).expect("a verdict");
    let broken = log.replacen("verdict = \"", "verdict = \"h", 1);
    shell.write("log.toml", broken.as_bytes());
    refused(
        &shell.syntony(&other),
        &[&format!("log.toml:{line}:"), "expected one of holds, weak, fails, na"],
    );
    assert_eq!(shell.read("log.toml"), broken);
    shell.write("log.toml", log.as_bytes());
    commit(&shell);
    let short = log.rsplit_once("\n[[score]]").expect("entries").0;
    shell.write("log.toml", format!("{short}\n").as_bytes());
    refused(&shell.syntony(&other), &["is not what git holds of it"]);
    shell.write("log.toml", log.as_bytes());
    assert_eq!(shell.syntony(&other).code, 0);
    assert!(shell.read("log.toml").starts_with(&log) && shell.read("log.toml").len() > log.len());
}
