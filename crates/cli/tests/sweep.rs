//! `syntony sweep`: the same bits however it is cut, killed and gone on with, and what it says of what is wrong.

mod shell;

use shell::{Shell, same_words};

/// Two doses and two numbers of animals of the short experiment.
const SWEEP: &str =
    "sweep tiny.toml --over dose.oxytocin=1..1000:log/4 --over process.bond.tag_rate=0.1,3 --replicates 2";

fn files(shell: &Shell, folder: &str) -> Vec<String> {
    let names = ["sweep.json", "points.csv", "claims.csv", "report.html", "protocol.toml"];
    names.iter().map(|name| shell.read(&format!("{folder}/{name}"))).collect()
}

fn ran(shell: &Shell, args: &str) -> String {
    let said = shell.syntony(args);
    assert_eq!(said.code, 0, "{args}: {}", said.stderr);
    said.stdout
}

#[test]
fn same_sweep_on_one_thread_and_two_and_in_shards() {
    let shell = Shell::new();
    let one = ran(&shell, &format!("{SWEEP} --threads 1 --out one"));
    assert_eq!(one, ran(&shell, &format!("{SWEEP} --threads 2 --out two")));
    assert_eq!(files(&shell, "one"), files(&shell, "two"));
    assert_eq!(shell.hash("one"), shell.hash("two"));
    // again: everything is kept
    let again = shell.syntony(&format!("{SWEEP} --out one"));
    assert!(again.code == 0 && again.stderr.contains("kept from before"), "{}", again.stderr);
    assert_eq!(again.stdout, one);

    let of = |i: usize| ran(&shell, &format!("{SWEEP} --shard {i}/3 --threads 1 --out s{i}"));
    assert_eq!(of(1) + &of(3), "");
    let early = shell.syntony("sweep --merge s1 s3 --out early");
    assert_eq!(early.code, 2);
    assert!(early.stderr.contains("pieces are in none of the folders"), "{}", early.stderr);
    of(2);
    let merged = ran(&shell, "sweep --merge s1 s2 s3 --out whole");
    assert_eq!(merged, one);
    assert_eq!(files(&shell, "whole"), files(&shell, "one"));
    assert_eq!(shell.hash("whole"), shell.hash("one"));
    assert_eq!(shell.manifest("s1")["status"], "shard");
    assert_eq!(shell.manifest("s1")["shard"], "1/3");
}

#[test]
fn same_sweep_when_it_was_interrupted() {
    let shell = Shell::new();
    let long = format!("{SWEEP} --replicates 200 --threads 1").replace("--replicates 2 ", "");
    let whole = ran(&shell, &format!("{long} --out whole"));
    for (signal, code, status) in [("INT", 130, "interrupted"), ("KILL", 128 + 9, "running")] {
        let said = shell.signalled(&format!("{long} --out {signal}"), &format!("{signal}/parts"), 2, signal);
        assert_eq!(said.code, code, "{}", said.stderr);
        assert_eq!(shell.manifest(signal)["status"], status);
        assert_eq!(ran(&shell, &format!("{long} --out {signal}")), whole);
        assert_eq!(files(&shell, signal), files(&shell, "whole"));
    }
}

#[test]
fn same_numbers_as_a_run_where_a_point_is_at_home() {
    let shell = Shell::new();
    ran(&shell, "sweep tiny.toml --over dose.oxytocin=10,100 --replicates 3 --out swept");
    let json: serde_json::Value = serde_json::from_str(&shell.read("swept/sweep.json")).expect("JSON");
    ran(&shell, "run tiny.toml --replicates 3 --no-traces --out ran");
    let verdicts: serde_json::Value = serde_json::from_str(&shell.read("ran/verdicts.json")).expect("JSON");
    let home = &json["points"][1];
    assert_eq!(home["at"][0], 100.0);
    for (claim, verdict) in
        home["claims"].as_array().expect("claims").iter().zip(verdicts.as_array().expect("verdicts"))
    {
        assert_eq!(claim["share"], verdict["share"]);
        assert_eq!(claim["effect"], verdict["effect_size"]);
    }
    // what the dose does not reach is the same at every point
    assert_eq!(json["groups"][0]["moves"], false);
    assert_eq!(json["groups"][1]["moves"], true);
}

#[test]
fn same_words_of_a_point_that_fails() {
    let shell = Shell::new();
    let said = shell.syntony("sweep tiny.toml --over ot.n=0,2 --replicates 2 --json");
    assert_eq!(said.code, 0, "{}", said.stderr);
    let points = said.json()["sweep"]["points"].clone();
    let why = points[0]["failed"].as_str().unwrap_or_default().to_string();
    assert!(!why.is_empty(), "{points}");
    assert!(points[1]["failed"].is_null() && !points[1]["scores"].as_array().expect("scores").is_empty());
    assert!(shell.read("runs/sweep-tiny-s1/points.csv").contains(&why));
}

#[test]
fn text_sweep_of_what_is_wrong() {
    let shell = Shell::new();
    let wrong = [
        "dose.oxytocine=1..10",
        "process.bond.tag_rat=1..3",
        "process.bond.tag_rate=3..1",
        "process.bond.tag_rate=2..2",
        "dose.oxytocin=0..100:log",
        "dose.oxytocin=1..100:log/1",
        "dose.oxytocin=1,2:log",
        "dose.oxytocin",
        "dose.oxytocin=1,,2",
        "process.bond.tag_rate=1..3ng",
    ];
    let over: Vec<String> = wrong.iter().map(|w| format!("--over {w}")).collect();
    same_words(&shell, "sweep_wrong", &shell.syntony(&format!("sweep tiny.toml {}", over.join(" "))));
    let many = "--over dose.oxytocin=1..100/200 --over phase.test.duration=10..30/100";
    same_words(&shell, "sweep_too_many", &shell.syntony(&format!("sweep tiny.toml {many}")));
    same_words(&shell, "sweep_nothing", &shell.syntony("sweep tiny.toml"));
    same_words(&shell, "sweep_merge_of_nothing", &shell.syntony("sweep --merge nowhere"));
    assert!(!shell.path("runs").exists(), "nothing is begun when something is wrong");
}
