//! The same result whatever the threads, the interruptions and the number of replicates.

mod shell;

use shell::Shell;

/// Enough parts that an interruption falls between them.
const MANY: &str = "run tiny.toml --replicates 200 --threads 1";

#[test]
fn same_result_with_1_2_and_8_threads() {
    let shell = Shell::new();
    for threads in [1, 2, 8] {
        let args = format!("run tiny.toml --replicates 30 --threads {threads} --out t{threads}");
        assert_eq!(shell.syntony(&args).code, 0);
    }
    assert_eq!(shell.hash("t1"), shell.hash("t2"));
    assert_eq!(shell.hash("t1"), shell.hash("t8"));
    for file in
        ["animals.tsv", "events.tsv", "verdicts.json", "series.zarr/level_oxytocin_nacc_shell/c/0/0/0"]
    {
        let read = |t: &str| std::fs::read(shell.path(t).join(file)).expect("a file of the run");
        assert_eq!(read("t1"), read("t8"), "{file}");
    }
    assert_eq!(shell.syntony("run tiny.toml --replicates 30 --seed 2 --out s2").code, 0);
    assert_ne!(shell.hash("t1"), shell.hash("s2"), "the hash sees the seed");
}

#[test]
fn same_result_after_an_interruption() {
    let shell = Shell::new();
    assert_eq!(shell.syntony(&format!("{MANY} --out whole")).code, 0);
    for signal in ["INT", "TERM"] {
        let (out, args) = (format!("after_{signal}"), format!("{MANY} --out after_{signal}"));
        let said = shell.signalled(&args, &format!("{out}/parts"), 2, signal);
        assert_eq!((said.code, said.stdout.as_str()), (130, ""), "{}", said.stderr);
        assert!(said.stderr.contains(&format!("go on with `syntony {args} --resume`")), "{}", said.stderr);
        assert_eq!(shell.manifest(&out)["status"], "interrupted");
        assert!(!shell.path(&out).join("run.lock").exists());

        let refused = shell.syntony(&args);
        assert_eq!(refused.code, 2);
        assert!(refused.stderr.contains("hint: go on with --resume"), "{}", refused.stderr);
        let other = shell.syntony(&format!("{args} --seed 7 --resume"));
        assert_eq!(other.code, 2);
        assert!(
            other.stderr.contains("holds an unfinished run of something else: seed 1 there, 7 asked"),
            "{}",
            other.stderr
        );

        let resumed = shell.syntony(&format!("{args} --resume"));
        assert_eq!(resumed.code, 0, "{}", resumed.stderr);
        let kept: usize = between(&resumed.stderr, "resumed, ", " of ").parse().expect("a count");
        assert!(kept >= 2, "{}", resumed.stderr);
        assert_eq!(shell.hash(&out), shell.hash("whole"));
        assert_eq!(shell.read(&format!("{out}/animals.tsv")), shell.read("whole/animals.tsv"));
        assert_eq!(shell.read(&format!("{out}/events.tsv")), shell.read("whole/events.tsv"));
    }
}

#[test]
fn same_result_after_being_killed_again_and_again() {
    let shell = Shell::new();
    assert_eq!(shell.syntony(&format!("{MANY} --out whole")).code, 0);
    let args = format!("{MANY} --out killed");
    for parts in [1, 3, 5, 8] {
        let resume = if parts == 1 { "" } else { " --resume" };
        assert_eq!(shell.signalled(&format!("{args}{resume}"), "killed/parts", parts, "KILL").code, 128 + 9);
        assert_eq!(shell.manifest("killed")["status"], "running");
    }
    // what a kill in the middle of a write, or a disk error, may leave
    shell.write("killed/.x.partial", b"half");
    let parts: Vec<_> =
        std::fs::read_dir(shell.path("killed/parts")).expect("parts").flatten().map(|e| e.path()).collect();
    let part = parts.iter().find(|p| p.extension().is_some_and(|e| e == "bin")).expect("a part");
    let bytes = std::fs::read(part).expect("a part");
    std::fs::write(part, &bytes[..bytes.len() / 2]).expect("a part");
    let resumed = shell.syntony(&format!("{args} --resume"));
    assert_eq!(resumed.code, 0, "{}", resumed.stderr);
    assert!(resumed.stderr.contains("part run again: "), "{}", resumed.stderr);
    assert_eq!(shell.hash("killed"), shell.hash("whole"));
}

#[test]
fn same_result_when_killed_while_the_results_are_written() {
    let shell = Shell::new();
    let args = "run tiny.toml --replicates 2 --out done";
    assert_eq!(shell.syntony(args).code, 0);
    let (hash, manifest) = (shell.hash("done"), shell.read("done/run.json"));
    // everything is there but the word `complete`, and the parts have gone with the power
    shell.write("done/run.json", manifest.replace("\"complete\"", "\"running\"").as_bytes());
    assert_eq!(shell.syntony(&format!("{args} --resume")).code, 0);
    assert_eq!(shell.hash("done"), hash);
    // killed before the manifest was written
    std::fs::remove_file(shell.path("done/run.json")).expect("a manifest");
    assert_eq!(shell.syntony(args).code, 0);
    assert_eq!(shell.hash("done"), hash);
}

#[test]
fn same_animals_in_the_first_replicate_of_one_and_of_many() {
    let shell = Shell::new();
    for traces in ["", " --no-traces"] {
        for n in [1, 30] {
            let args = format!("run tiny.toml --replicates {n}{traces} --out r{n} --force");
            assert_eq!(shell.syntony(&args).code, 0);
        }
        let first = |out: &str| -> Vec<String> {
            let table = shell.read(&format!("{out}/animals.tsv"));
            table.lines().filter(|l| l.split('\t').nth(1) == Some("0")).map(str::to_string).collect()
        };
        assert_eq!(first("r1").len(), 9);
        assert_eq!(first("r1"), first("r30"), "traces:{traces}");
    }
}

#[test]
fn same_report_from_the_folder() {
    let shell = Shell::new();
    assert_eq!(shell.syntony("run tiny.toml --replicates 2 --out run").code, 0);
    let report = shell.read("run/report.html");
    std::fs::remove_file(shell.path("run/report.html")).expect("a report");
    assert_eq!(shell.syntony("report run").stdout, "run/report.html\n");
    assert_eq!(shell.read("run/report.html"), report);

    let table = shell.read("run/animals.tsv");
    let shorter: Vec<&str> = table.lines().take(table.lines().count() - 1).collect();
    shell.write("run/animals.tsv", format!("{}\n", shorter.join("\n")).as_bytes());
    let said = shell.syntony("report run");
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("its hash is not the one in run.json"), "{}", said.stderr);
}

/// A small question of sensitivity with a screen, indices and a candidate.
const ASK: &str = "sensitivity tiny.toml --measure partner --group ot --over process.choice.* --over process.action.base \
    --method both --screen 3 --trajectories 4 --samples 16 --replicates 2 --candidates tiny.toml";

#[test]
fn same_sensitivity_with_1_2_and_8_threads_and_after_an_interruption() {
    let shell = Shell::new();
    for threads in [1, 2, 8] {
        let said = shell.syntony(&format!("{ASK} --threads {threads} --out t{threads}"));
        assert_eq!(said.code, 0, "{}", said.stderr);
    }
    let whole = shell.read("t1/sensitivity.json");
    assert_eq!(shell.read("t2/sensitivity.json"), whole);
    assert_eq!(shell.read("t8/sensitivity.json"), whole);
    let said = shell.signalled(&format!("{ASK} --threads 1 --out cut"), "cut/parts", 3, "INT");
    assert_eq!((said.code, said.stdout.as_str()), (130, ""), "{}", said.stderr);
    assert!(said.stderr.contains("hint: the same command goes on from there"), "{}", said.stderr);
    assert!(!shell.path("cut/sensitivity.json").exists());
    let resumed = shell.syntony(&format!("{ASK} --threads 1 --out cut"));
    assert!(resumed.code == 0 && resumed.stderr.contains("kept from before"), "{}", resumed.stderr);
    assert_eq!(shell.read("cut/sensitivity.json"), whole);
    // a longer design goes on from the shorter one, another question does not
    let longer = shell.syntony(&format!("{} --out t1", ASK.replace("--samples 16", "--samples 32")));
    assert!(longer.code == 0 && longer.stderr.contains("kept from before"), "{}", longer.stderr);
    let fresh = shell.syntony(&format!("{} --out fresh", ASK.replace("--samples 16", "--samples 32")));
    assert_eq!(fresh.code, 0);
    assert_eq!(shell.read("t1/sensitivity.json"), shell.read("fresh/sensitivity.json"));
    let other = shell.syntony(&format!("{ASK} --seed 2 --out t1"));
    assert_eq!(other.code, 2);
    assert!(other.stderr.contains("something else: seed 1 there, 2 asked"), "{}", other.stderr);
    for page in ["t1/sensitivity.html", "t1/sensitivity.tsv"] {
        let text = shell.read(page);
        assert!(text.contains("process.action.base") && !text.contains("NaN"), "{page}");
    }
}

#[test]
fn same_validation_after_an_interruption_and_with_something_damaged() {
    let shell = Shell::new();
    let tiny = shell.read("tiny.toml");
    for key in ["a", "b", "c", "d"] {
        shell.write(
            &format!("{key}.toml"),
            tiny.replace("key = \"tiny\"", &format!("key = \"{key}\"")).as_bytes(),
        );
    }
    let args = "validate a.toml b.toml c.toml d.toml --replicates 60 --threads 1 --out";
    assert_eq!(shell.syntony(&format!("{args} whole")).code, 0);
    let said = shell.signalled(&format!("{args} v"), "v/kept", 1, "INT");
    assert_eq!((said.code, said.stdout.as_str()), (130, ""), "{}", said.stderr);
    assert!(said.stderr.contains("interrupted; the finished protocols are kept"), "{}", said.stderr);
    assert!(!shell.path("v/report.html").exists());
    let kept =
        std::fs::read_dir(shell.path("v/kept")).expect("what is kept").flatten().next().expect("a file");
    let bytes = std::fs::read(kept.path()).expect("a file");
    std::fs::write(kept.path(), &bytes[..bytes.len() / 2]).expect("a file");
    let again = shell.syntony(&format!("{args} v"));
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(again.stderr.contains("what is kept is damaged, run again: "), "{}", again.stderr);
    for file in ["validation.json", "report.html"] {
        assert_eq!(shell.read(&format!("v/{file}")), shell.read(&format!("whole/{file}")), "{file}");
    }
    let third = shell.syntony(&format!("{args} v"));
    assert!(third.stderr.contains("4 of 4 protocols are kept from before, 0 run"), "{}", third.stderr);
    assert_eq!(third.stdout, again.stdout);
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).map_or("", |x| x.1);
    rest.split_once(after).map_or("", |x| x.0)
}
