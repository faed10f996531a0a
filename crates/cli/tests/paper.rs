//! A paper of one's own: checked, run, scored, shown and cited like a built-in record.

mod shell;

use shell::Shell;

const INLINE: &str =
    r#"{ title = "Vole & vole", authors = ["Own A", "Other B"], year = 2024, doi = "10.1234/ours" }"#;
const CITATION: &str = "Own A; Other B (2024). Vole & vole. doi:10.1234/ours";

/// The small experiment as a record with a paper.
fn record(source: &str) -> String {
    let tiny = include_str!("tiny.toml");
    tiny.replace("role = \"scenario\"", &format!("role = \"prediction\"\nsource = {source}"))
}

#[test]
fn issue_own_paper_in_the_protocol_is_scored_and_cited() {
    let shell = Shell::new();
    shell.write("tiny.toml", record(INLINE).as_bytes());
    assert_eq!(shell.syntony("check tiny.toml").code, 0);
    assert!(shell.syntony("show ./tiny.toml").stdout.contains(CITATION));
    let cited = shell.syntony("cite tiny.toml").stdout;
    assert!(
        cited.contains("@misc{tiny,\n  author = {Own A and Other B},\n  title = {{Vole \\& vole}}"),
        "{cited}"
    );
    let run = shell.syntony("run tiny.toml --replicates 2 --json").json();
    assert_eq!(run["runs"][0]["manifest"]["citation"], CITATION);
    assert!(shell.read("runs/tiny-s1/report.html").contains("Own A; Other B (2024)"));
    let text = shell.syntony("cite runs/tiny-s1 --format text").stdout;
    assert!(text.contains(&format!("tiny: {CITATION}\n  the protocol\n")), "{text}");

    let done = shell.syntony("validate tiny.toml --replicates 2 --json").json()["validation"].clone();
    assert_eq!(done["experiments"][0]["citation"], CITATION);
    let roles: Vec<&str> =
        done["scores"].as_array().expect("scores").iter().filter_map(|s| s["role"].as_str()).collect();
    assert!(roles.contains(&"prediction"), "a record of one's own has scores: {roles:?}");
    assert_eq!(done["scores"][0]["role"], serde_json::Value::Null, "and counts in those of all with a paper");
}

#[test]
fn issue_own_paper_of_a_bibliography_beside_the_file() {
    let shell = Shell::new();
    std::fs::create_dir(shell.path("mine")).expect("a folder");
    shell.write("mine/tiny.toml", record("\"own_2024\"").as_bytes());
    let missing = shell.syntony("check mine/tiny.toml");
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.contains("unknown source 'own_2024', expected a key of the built-in sources.bib\n")
    );
    let bib = "@article{own_2024, author = {Own, A.}, title = {Voles}, journal = {J Voles}, year = {2024}}\n";
    shell.write("mine/library.bib", bib.as_bytes());
    assert_eq!(shell.syntony("check mine").code, 0);
    assert_eq!(shell.syntony("run mine/tiny.toml --replicates 1 --out run").code, 0);
    assert_eq!(shell.read("run/paper.bib"), bib);
    let again = shell.syntony("run run/protocol.toml --replicates 1");
    assert!(
        again.stderr.contains("expected the same name"),
        "the file is complete but for its name: {}",
        again.stderr
    );
    assert!(!again.stderr.contains("unknown source"), "{}", again.stderr);

    shell.write("mine/library.bib", b"@article{own_2024, title = {M\xe4use}}\n");
    let latin = shell.syntony("check mine/tiny.toml");
    assert!(
        latin.stderr.contains("mine/library.bib") && latin.stderr.contains("not UTF-8"),
        "{}",
        latin.stderr
    );
}

#[test]
fn issue_own_design_is_a_hypothesis() {
    let shell = Shell::new();
    let run = shell.syntony("run tiny.toml --replicates 2");
    let head = run.stdout.lines().nth(2).unwrap_or_default();
    assert!(head.starts_with("verdict") && head.ends_with("hypothesis"), "{head}");
    assert!(!run.stdout.contains("published") && !run.stdout.contains('†'), "{}", run.stdout);
    let report = shell.read("runs/tiny-s1/report.html");
    assert!(report.contains("<th scope=\"col\">Hypothesis</th>"));
    assert!(!report.contains(">Published</th>") && !report.contains("recalled, not yet"));
    let json = shell.syntony("run tiny.toml --replicates 2 --json").json();
    let verdict = &json["runs"][0]["verdicts"][0];
    assert_eq!(verdict["hypothesis"], "partner > stranger");
    assert_eq!(verdict.get("published"), None);
    let shown = shell.syntony("show ./tiny.toml --json").json();
    assert_eq!(shown["shown"][0]["claims"][0]["hypothesis"], "partner > stranger");
    let done = shell.syntony("validate tiny.toml --replicates 2").stdout;
    assert!(done.contains("hypothesis") && !done.contains("published"), "{done}");
}

#[test]
fn text_what_is_known_stands_beside_the_claim() {
    let shell = Shell::new();
    let known = "known = { n = \"assumed\", dose = \"memory\", duration = \"abstract\", test = \"assumed\", outcome = \"full_text\" }";
    let graded = record(INLINE)
        .replacen("summary =", &format!("{known}\nsummary ="), 1)
        .replace("verified = true\n", "");
    shell.write("tiny.toml", graded.replace("verified = false\n", "").as_bytes());
    assert_eq!(shell.syntony("check tiny.toml").stderr, "");
    let run = shell.syntony("run tiny.toml --replicates 2").stdout;
    assert!(run.contains("behind the claims: n, test assumed; doses from memory"), "{run}");
    let shown = shell.syntony("show ./tiny.toml").stdout;
    let all =
        "outcome read in the full text; durations read in the abstract; doses from memory; n, test assumed";
    assert!(shown.contains(all), "{shown}");
    let report = shell.read("runs/tiny-s1/report.html");
    assert!(report.contains("n, test assumed; doses from memory"));
    let json = shell.syntony("run tiny.toml --replicates 2 --json").json();
    assert_eq!(json["runs"][0]["verdicts"][0]["known"]["n"], "assumed");
    std::fs::create_dir(shell.path("pages")).expect("a folder");
    let done =
        shell.syntony("validate tiny.toml --replicates 2 --pages pages --json").json()["validation"].clone();
    assert_eq!(
        (&done["experiments"][0]["n_is_read"], &done["experiments"][0]["read_in_full"]),
        (&false.into(), &false.into())
    );
    let page = shell.read("pages/README.md");
    assert!(page.contains("at the paper's n where that was read (0 of 1 records)"), "{page}");
    assert!(
        page.contains(
            "0 of 1 records have n, doses, durations, tests and outcomes all read in the full text"
        )
    );
    assert!(shell.read("pages/voles.md").contains("partner > stranger (n, test assumed; doses from memory)"));

    shell.write("tiny.toml", record(INLINE).as_bytes());
    let check = shell.syntony("check tiny.toml");
    assert_eq!(check.code, 0);
    assert_eq!(
        check.stderr,
        "note: tiny.toml: nothing says how n, dose, duration, test of the paper are known\n  \
         hint: write [known] n = \"…\", dose = \"…\", duration = \"…\", test = \"…\" with full_text, abstract, memory or assumed\n"
    );
    let new = shell.syntony("new my_study");
    assert_eq!(new.code, 0);
    assert!(shell.read("my_study.toml").contains("# known = { n = \"full_text\""));
}

#[test]
fn issue_first_scores_are_left_alone() {
    let shell = Shell::new();
    std::fs::create_dir(shell.path("pages")).expect("a folder");
    let log = include_bytes!("../../../docs/evidence/first_scores.toml");
    shell.write("pages/first_scores.toml", log);
    for args in ["", " --force"] {
        let said = shell.syntony(&format!("validate tiny.toml --replicates 1 --pages pages{args}"));
        assert!(said.code < 2, "{}", said.stderr);
        assert_eq!(std::fs::read(shell.path("pages/first_scores.toml")).expect("the log"), log);
    }
}
