//! What the command line says, word for word: exit code, stdout, stderr. `SYNTONY_BLESS=1` writes the texts anew.

mod shell;

use shell::{Shell, same_words};

fn said(name: &str, args: &str) {
    let shell = Shell::new();
    same_words(&shell, name, &shell.syntony(args));
}

#[test]
fn text_help() {
    said("help", "--help");
    for verb in [
        "check",
        "run",
        "validate",
        "keep",
        "plan",
        "power",
        "sensitivity",
        "sweep",
        "fit",
        "cite",
        "show",
        "report",
        "new",
        "schema",
        "completions",
        "cortex",
    ] {
        said(&format!("help_{verb}"), &format!("{verb} --help"));
    }
}

#[test]
fn text_an_unknown_verb_is_told_with_the_nearest() {
    said("unknown_verb", "chek tiny.toml");
    said("unknown_verb_json", "chek tiny.toml --json");
    said("no_verb", "");
    said("replicates_zero", "run tiny.toml --replicates 0");
    said("resume_and_force", "run tiny.toml --resume --force");
}

/// A protocol with a dozen things wrong in it.
fn broken() -> String {
    include_str!("tiny.toml")
        .replace("species = \"prairie\"\nsex = \"F\"", "species = \"prarie\"\nsex = \"X\"")
        .replace("duration = \"30 min\"", "duration = \"30 nM\"")
        .replace("kind = \"choice\"", "kind = \"chioce\"")
        .replace("compound = \"oxytocin\"", "compound = \"oxitocin\"")
        .replace("100 ng", "100")
        .replace("unit = \"nM\"", "unit = \"nm\"")
        .replace("first = \"partner\"", "first = \"partnr\"")
        .replace("n = 4", "n = -4")
        .replace("title =", "titel =")
}

#[test]
fn text_check_reports_all_problems_of_all_files_at_once() {
    let shell = Shell::new();
    shell.write("broken.toml", broken().as_bytes());
    shell.write("syntax.toml", b"key = \"a\nkey = = 3\n[[group\n");
    let args = "check tiny.toml broken.toml syntax.toml nowhere.toml";
    same_words(&shell, "check_many", &shell.syntony(args));
    let json = shell.syntony(&format!("{args} --json"));
    assert_eq!(json.code, 2);
    let problems = json.json()["problems"].as_array().map_or(0, Vec::len);
    assert!(problems >= 10, "{problems} problems");
    assert_eq!(json.json()["ok"][0]["file"], "tiny.toml");
    assert_eq!(json.stderr, "");
}

#[test]
fn text_files_that_cannot_be_read() {
    let shell = Shell::new();
    shell.write("latin1.toml", b"key = \"a\"\ntitle = \"M\xe4use\"\n");
    let big = std::fs::File::create(shell.path("big.toml")).expect("a file");
    big.set_len(100 << 20).expect("a sparse file");
    std::fs::create_dir(shell.path("empty")).expect("a folder");
    std::fs::create_dir(shell.path("folder.toml")).expect("a folder");
    let args = "check latin1.toml big.toml empty folder.toml missing.toml tinny.toml";
    same_words(&shell, "unreadable", &shell.syntony(args));
    same_words(&shell, "unreadable_run", &shell.syntony("run latin1.toml big.toml empty"));
    assert!(!shell.path("runs").exists(), "nothing is begun when something is wrong");
}

#[test]
fn text_what_is_given_to_run_is_checked_before_anything_runs() {
    said("unknown_protocol", "run insel_hullihan_1995");
    said("unknown_group", "run tiny.toml --groups csf,oxt");
    said("unknown_path", "run tiny.toml --set process.bond.tag_rat=1");
    said(
        "wrong_unit",
        "run tiny.toml --set process.bond.tag_rate=3nM --set receptor.otr.binding.oxytocin.kd=x",
    );
    said("set_without_value", "run tiny.toml --set process.bond.tag_rate");
    said("set_twice", "run tiny.toml --set process.bond.tag_rate=1 --set process.bond.tag_rate=2");
    said("given_twice", "run tiny.toml ./tiny.toml");
    said("no_atlas", "run tiny.toml --atlas nowhere");
}

#[test]
fn text_folders_that_cannot_be_used() {
    let shell = Shell::new();
    shell.write("file", b"");
    std::fs::create_dir(shell.path("mine")).expect("a folder");
    shell.write("mine/thesis.txt", b"three years of work");
    let run = |out: &str| shell.syntony(&format!("run tiny.toml --replicates 1 --out {out}"));
    same_words(&shell, "out_is_a_file", &run("file"));
    same_words(&shell, "out_below_a_file", &run("file/run"));
    same_words(&shell, "out_in_proc", &run("/proc/x"));
    same_words(&shell, "out_is_not_ours", &run("mine"));
    let forced = shell.syntony("run tiny.toml --replicates 1 --out mine --force");
    assert_eq!((forced.code, shell.read("mine/thesis.txt").as_str()), (2, "three years of work"));
    same_words(&shell, "report_of_nothing", &shell.syntony("report mine"));
    same_words(&shell, "report_of_no_folder", &shell.syntony("report nowhere"));
}

#[test]
fn text_somebody_is_kept_and_lives_on_in_another_run() {
    let shell = Shell::new();
    let keep = "keep tiny.toml --group ot --member subject --animal 3 --out anna.json";
    same_words(&shell, "keep", &shell.syntony(keep));
    let json = shell.syntony(&format!("{keep} --force --json")).json();
    assert_eq!((&json["file"], &json["from"]["animal"]), (&"anna.json".into(), &3.into()));
    let bytes = shell.read("anna.json");
    same_words(&shell, "keep_again", &shell.syntony(keep));
    assert_eq!(shell.read("anna.json"), bytes);

    let run = "run tiny.toml --replicates 1 --out her";
    let with = format!("{run} --person subject=anna.json");
    assert_eq!(shell.syntony(&with).code, 0);
    assert_eq!(shell.syntony(&format!("{run}else")).code, 0);
    assert_ne!(shell.hash("her"), shell.hash("herelse"));
    assert_eq!(shell.manifest("her")["people"][0]["member"], "subject");
    assert_eq!(shell.read("her/person_subject.json"), bytes);
    // whoever is in the run's folder is the same person, and another one is another run
    let again = shell.syntony(&format!("{run} --person subject=her/person_subject.json"));
    assert!(again.stderr.starts_with("her holds this very run already"), "{}", again.stderr);
    shell
        .syntony(&keep.replace("anna", "eva").replace("--animal 3", "--animal 2 --person subject=anna.json"));
    let other = format!("{run} --resume --person subject=eva.json");
    let said = shell.syntony(&other);
    assert_eq!(said.code, 2);
    assert!(
        said.stderr.contains("holds a complete run of something else: people subject="),
        "{}",
        said.stderr
    );
    let none = shell.syntony(&format!("{run} --resume"));
    assert!(none.stderr.contains(" there, none asked"), "{}", none.stderr);
    let male = shell.syntony(&format!("{run}_ --person partner=anna.json"));
    let note = "note: anna.json is of the sex F, but `partner` in tiny is M; the scene keeps its own\n";
    assert!(male.code == 0 && male.stderr.starts_with(note), "{}", male.stderr);
}

#[test]
fn text_people_who_cannot_be_kept_or_brought_are_told() {
    let shell = Shell::new();
    let keep = |args: &str| shell.syntony(&format!("keep tiny.toml --out anna.json {args}"));
    same_words(&shell, "keep_unknown", &keep("--group to --member subjct"));
    same_words(&shell, "keep_no_member", &keep("--group ot --member subjct --animal 4"));
    assert!(!shell.path("anna.json").exists());
    assert_eq!(keep("--group ot --member subject").code, 0);
    let whole = shell.read("anna.json");
    let write = |name: &str, from: &str, to: &str| {
        assert!(whole.contains(from), "{from}");
        shell.write(name, whole.replacen(from, to, 1).as_bytes());
    };
    write("meadow.json", "\"prairie\"", "\"meadow\"");
    write("new.json", "\"version\": 2", "\"version\": 3");
    write("old.json", "\"version\": 2", "\"version\": 1");
    write("nan.json", "\"need[load]\": 0.0", "\"need[load]\": null");
    write("half.json", "\"traits\"", "\"traits\": {");
    shell.write("run.json", b"{ \"format\": 1 }\n");
    let run = |people: &[&str]| {
        let people: String = people.iter().map(|p| format!(" --person {p}")).collect();
        shell.syntony(&format!("run tiny.toml --replicates 1{people}"))
    };
    let files = ["new", "old", "nan", "half", "run", "nowhere"].map(|f| format!("subject={f}.json"));
    let files: Vec<&str> =
        files.iter().map(String::as_str).chain(["subject", "=anna.json", "subject=."]).collect();
    same_words(&shell, "person_files", &run(&files));
    let who = ["subjct=anna.json", "partner=anna.json", "partner=anna.json", "stranger=meadow.json"];
    same_words(&shell, "person_who", &run(&who));
    assert!(!shell.path("runs").exists(), "nothing is begun when something is wrong");
}

#[test]
fn text_a_full_disk_is_named_and_the_run_can_be_resumed() {
    let shell = Shell::new();
    let run = "$S run tiny.toml --replicates 2 --threads 1 --out full";
    // a limit on the size of files looks to a program like a full disk: 8 blocks hold the manifest, not the traces
    let said = shell.sh(&format!("trap '' XFSZ; ulimit -f 12; exec {run}"));
    same_words(&shell, "full_disk", &said);
    assert_eq!(shell.manifest("full")["status"], "interrupted");
    assert_eq!(shell.sh(&format!("{run} --resume")).code, 0);
    assert_eq!(shell.sh("$S run tiny.toml --replicates 2 --out free").code, 0);
    assert_eq!(shell.hash("full"), shell.hash("free"));
    let stdout = shell.sh("$S show receptors > /dev/full");
    same_words(&shell, "full_stdout", &stdout);
}

#[test]
fn text_a_reader_that_goes_away_is_no_failure() {
    let shell = Shell::new();
    for args in ["show parameters", "schema atlas", "--help", "completions bash", "show --json otr"] {
        // the reader has gone before the first byte is written
        let said = shell.sh(&format!("{{ sleep 0.3; $S {args}; echo $? >&2; }} | true"));
        assert_eq!(said.stderr, "0\n", "{args}");
    }
}

#[test]
fn text_runs_are_told_and_told_again() {
    let shell = Shell::new();
    let first = shell.syntony("run tiny.toml --replicates 2");
    assert_eq!((first.code, first.stdout.lines().count()), (0, 8), "{}{}", first.stdout, first.stderr);
    assert!(
        first.stdout.starts_with("tiny: A short stay together, then a choice\n\nverdict  holds in  claim")
    );
    assert!(first.stderr.ends_with("report: runs/tiny-s1/report.html\n"), "{}", first.stderr);
    assert!(!first.stdout.contains('\u{1b}'), "no colour into a pipe");
    let again = shell.syntony("run tiny.toml --replicates 2");
    assert_eq!(again.stdout, first.stdout);
    assert!(again.stderr.starts_with("runs/tiny-s1 holds this very run already; --force runs it again\n"));
    assert_eq!(shell.syntony("run tiny.toml --replicates 2 --force").stdout, first.stdout);
    same_words(
        &shell,
        "another_run",
        &shell.syntony("run tiny.toml --replicates 3 --groups ot --no-traces --out runs/tiny-s1"),
    );
    let json = shell.syntony("run tiny.toml --replicates 2 --json").json();
    assert_eq!(json["runs"][0]["verdicts"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["runs"][0]["manifest"]["status"], "complete");
    for file in [
        "animals.tsv",
        "animals.json",
        "events.tsv",
        "protocol.toml",
        "series.zarr/zarr.json",
        "parameters.json",
    ] {
        assert!(!shell.read(&format!("runs/tiny-s1/{file}")).is_empty(), "{file}");
    }
    assert!(!shell.path("runs/tiny-s1/parts").exists() && !shell.path("runs/tiny-s1/run.lock").exists());
}

#[test]
fn text_strict_makes_a_failed_claim_the_exit_code() {
    let shell = Shell::new();
    let swapped = include_str!("tiny.toml").replace(
        "expect = \"greater\"\ncriterion = \"welch_t\"",
        "expect = \"less\"\ncriterion = \"welch_t\"",
    );
    shell.write("tiny.toml", swapped.as_bytes());
    assert_eq!(shell.syntony("run tiny.toml --replicates 2").code, 0);
    let strict = shell.syntony("run tiny.toml --replicates 2 --strict");
    assert_eq!(strict.code, 1);
    assert!(strict.stdout.contains("fails"));
    assert_eq!(shell.syntony("run tiny.toml --replicates 2 --strict --json").code, 1);
}

#[test]
fn text_a_blow_up_is_named() {
    let shell = Shell::new();
    let run = "run tiny.toml --replicates 1 --threads 1 --set process.bond.tag_rate=1e300";
    let said = shell.syntony(run);
    assert_eq!((said.code, said.stdout.as_str()), (3, ""), "{}", said.stderr);
    for word in
        ["note: process.bond.tag_rate = 1e300 1/h is outside the range", "tiny: ", " became ", "hint: "]
    {
        assert!(said.stderr.contains(word), "{word}: {}", said.stderr);
    }
    let json = shell.syntony(&format!("{run} --force --json"));
    assert_eq!((json.code, json.json()["problems"].as_array().map(Vec::len)), (3, Some(1)));
}

#[test]
fn text_show_finds_by_key_alias_path_and_part() {
    let shell = Shell::new();
    same_words(&shell, "show_nothing", &shell.syntony("show otrr"));
    same_words(&shell, "show_nothing_json", &shell.syntony("show otrr --json"));
    let first = |args: &str| shell.syntony(args).stdout.lines().next().unwrap_or_default().to_string();
    assert_eq!(first("show otr"), "receptor otr: oxytocin receptor");
    assert_eq!(first("show Oxtr"), "receptor otr: oxytocin receptor");
    assert_eq!(first("show receptor.otr"), "receptor otr: oxytocin receptor");
    assert!(first("show NAcc").starts_with("region nacc_shell: "));
    assert_eq!(first("show process.bond.tag_rate"), "process.bond.tag_rate");
    assert!(first("show insel_hulihan_1995").starts_with("protocol insel_hulihan_1995: "));
    assert!(first("show quinp").starts_with("compound  quinpirole"));
    assert_eq!(first("show OT"), "ligand oxytocin: oxytocin");
    assert!(
        shell.syntony("show huddling").stdout.contains("measure   contact "),
        "by another word of the field"
    );
    assert!(first("show practices").contains("human"), "things of people are listed without being asked for");
    let closeness = shell.syntony("show closeness:partner --json").json()["shown"][0].clone();
    assert!(closeness["scale"].as_str().is_some_and(|s| s.starts_with("0 to ")), "{closeness}");
    let overview = shell.syntony("show --json").json();
    for kind in [
        "species",
        "regions",
        "populations",
        "projections",
        "ligands",
        "receptors",
        "compounds",
        "acts",
        "practices",
        "processes",
        "protocols",
        "variables",
        "phases",
        "measures",
        "claims",
        "criteria",
        "manipulations",
    ] {
        assert!(overview[kind].as_u64().is_some_and(|n| n > 0), "{kind}");
        let listed = shell.syntony(&format!("show {kind} --json")).json();
        assert_eq!(listed["found"].as_array().map(|l| l.len() as u64), overview[kind].as_u64(), "{kind}");
    }
    let number = shell.syntony("show receptor.otr.binding.oxytocin.kd --json").json();
    for known in ["path", "written", "range", "grade", "source", "note", "place"] {
        assert!(number["parameters"][0].get(known).is_some(), "{known}");
    }
}

#[test]
fn text_show_of_a_species_says_from_which_it_has_its_maps() {
    let shell = Shell::new();
    let shown = |species: &str| shell.syntony(&format!("show {species} --json")).json()["shown"][0].clone();
    let count = |list: &serde_json::Value| list.as_array().map_or(0, Vec::len);
    let (vole, prairie, meadow) = (shown("vole"), shown("prairie"), shown("meadow"));
    assert_eq!(count(&vole["inherited"]), 0);
    assert_eq!(prairie["inherited"][0]["from"], "vole");
    assert_eq!(prairie["inherited"][0]["parameters"], vole["parameters"]);
    let (own, all) = (count(&meadow["parameters"]), count(&vole["parameters"]));
    let inherited = count(&meadow["inherited"][0]["parameters"]);
    assert!(0 < inherited && inherited < all && all <= own + inherited, "{own}, {inherited} of {all}");
    let text = shell.syntony("show prairie").stdout;
    assert!(text.contains(&format!("\n{all} numbers inherited from vole, ")), "{text}");
    assert!(text.contains("\n  density.otr.nacc_shell "), "{text}");
}

#[test]
fn text_show_of_a_protocol_file() {
    let shell = Shell::new();
    said("show_file", "show tiny.toml");
    assert_eq!(shell.syntony("show ./tiny.toml --json").json()["shown"][0]["key"], "tiny");
    said("show_near_file", "show tinny.toml");
    said("show_near_protocol", "show insel_hullihan_1995.toml");
    said("show_no_file", "show nowhere.toml");
}

#[test]
fn text_every_built_in_protocol_is_fine_and_can_be_shown() {
    let shell = Shell::new();
    let keys = shell.syntony("show protocols --json").json();
    let keys: Vec<String> = keys["found"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|p| p["key"].as_str().expect("a key").into())
        .collect();
    let checked = shell.syntony(&format!("check {}", keys.join(" ")));
    assert_eq!(checked.code, 0, "{}", checked.stderr);
    assert_eq!(checked.stdout.lines().count(), keys.len());
    let shown = shell.syntony(&format!("show {} --json", keys[0])).json();
    assert!(shown["shown"][0]["claims"].as_array().is_some_and(|c| !c.is_empty()));
}

#[test]
fn text_new_writes_a_protocol_that_checks_and_overwrites_nothing() {
    let shell = Shell::new();
    same_words(&shell, "new", &shell.syntony("new my_study"));
    assert_eq!(shell.syntony("check my_study.toml").code, 0);
    shell.write("my_study.toml", b"mine");
    same_words(&shell, "new_again", &shell.syntony("new my_study"));
    assert_eq!(shell.read("my_study.toml"), "mine");
    same_words(&shell, "new_bad_key", &shell.syntony("new ../My-study"));
    same_words(&shell, "new_known_key", &shell.syntony("new insel_hulihan_1995"));
}

#[test]
fn text_plan_files_are_checked_and_told_like_others() {
    let shell = Shell::new();
    let couple = include_str!("../../../examples/13_a_thriving_plan/couple.toml");
    shell.write("couple.toml", couple.as_bytes());
    same_words(&shell, "plan_ok", &shell.syntony("check couple.toml"));
    let limits =
        "practice = \"tuch\"\nleast = \"2 min\"\n\n[[limit]]\npractice = \"repair\"\nleast = \"40 min\"";
    let broken =
        couple.replace("practice = \"touch\"", limits).replace("human\"\nsex = \"M", "humann\"\nsex = \"M");
    shell.write("broken.toml", broken.replace("key = \"couple\"", "key = \"broken\"").as_bytes());
    same_words(&shell, "plan_broken", &shell.syntony("plan broken.toml"));
    assert_eq!(shell.syntony("plan broken.toml --json").json()["problems"].as_array().map(Vec::len), Some(4));
    same_words(&shell, "plan_of_a_protocol", &shell.syntony("plan tiny.toml"));
}

#[test]
fn text_validate_says_what_holds_and_how_sure_that_is() {
    let shell = Shell::new();
    let args = "validate tiny.toml --replicates 12 --out v";
    same_words(&shell, "validate", &shell.syntony(args));
    assert_eq!(shell.syntony(&format!("{args} --strict")).code, 1);
    let json = shell.syntony(&format!("{args} --json")).json();
    assert_eq!(json["validation"]["experiments"][0]["claims"][0]["verdict"], "fails");
    let report = shell.read("v/report.html");
    assert!(
        !report.contains("http://") && !report.contains("https://") && report.contains("syntony run tiny")
    );
}

#[test]
fn text_validate_says_why_a_claim_cannot_be_judged() {
    let shell = Shell::new();
    let tiny = shell.read("tiny.toml");
    let alike = "[[claim]]\nkey = \"alike\"\ntext = \"nobody attacks\"\nkind = \"against\"\ngroup = \"csf\"\nmeasure = \"level\"\n\
                 value = 0\nexpect = \"none\"\ncriterion = \"one_sample_t\"\nalpha = 0.05\nverified = true\n";
    let text = tiny.replace("n = 4", "n = 1") + alike;
    shell.write("tiny.toml", text.replace("level:oxytocin@nacc_shell", "bond:partner").as_bytes());
    same_words(&shell, "validate_unjudged", &shell.syntony("validate tiny.toml --replicates 3 --out v"));
    let zero = "[[claim]]\nkey = \"zero\"\ntext = \"no spread\"\nkind = \"mean\"\ngroup = \"csf\"\nmeasure = \"partner\"\n\
                value = 1\nsd = 0\nn = 1\nverified = true\n\
                [[claim]]\nkey = \"lacks\"\ntext = \"no such score\"\nkind = \"mean\"\ngroup = \"csf\"\nmeasure = \"partnr\"\n\
                value = 1\nsd = 1\nn = 1\nverified = true\n";
    shell.write("tiny.toml", format!("{tiny}{zero}").as_bytes());
    same_words(&shell, "validate_bad_claims", &shell.syntony("validate tiny.toml --out v2"));
}

#[test]
fn text_validate_refuses_what_it_cannot_mean() {
    let shell = Shell::new();
    same_words(
        &shell,
        "validate_unknown",
        &shell.syntony("validate vole callibration topic:los nosuch.toml"),
    );
    same_words(&shell, "validate_unknown_words", &shell.syntony("validate vole callibration topic:los"));
    same_words(&shell, "validate_nothing", &shell.syntony("validate vole says_*"));
    assert_eq!(shell.syntony("run tiny.toml --replicates 1 --out run").code, 0);
    same_words(&shell, "validate_into_a_run", &shell.syntony("validate tiny.toml --replicates 2 --out run"));
    shell.write("plain.md", b"no marks\n");
    let said = shell.syntony("validate tiny.toml --replicates 2 --out v --readme plain.md");
    same_words(&shell, "validate_no_marks", &said);
}

#[test]
fn text_validate_gives_every_repetition_the_numbers_of_a_draw() {
    let shell = Shell::new();
    let args = "validate level.toml --replicates 6 --json --posterior draws.tsv --out v";
    let below = "\n[[claim]]\nkey = \"below\"\ntext = \"level below 0.1 nM\"\nkind = \"against\"\ngroup = \"csf\"\nmeasure = \"level\"\nvalue = 0.1\nexpect = \"less\"\ncriterion = \"one_sample_t\"\nalpha = 0.05\nverified = true\n";
    let claim = "\n[[claim]]\nkey = \"csf_level\"\ntext = \"level at rest\"\nkind = \"mean\"\ngroup = \"csf\"\nmeasure = \"level\"\nvalue = 0.05\nsem = 0.01\nn = 6\n";
    let text = shell.read("tiny.toml").replace("key = \"tiny\"", "key = \"level\"") + below + claim;
    shell.write("level.toml", text.as_bytes());
    let levels = |low: &str, high: &str| {
        let draws = format!("weight\tlineage\tligand.oxytocin.basal\n0.5\tvole\t{low}\n0.5\tvole\t{high}\n");
        shell.write("draws.tsv", draws.as_bytes());
        let said = shell.syntony(args).json()["validation"].clone();
        let claims = said["experiments"][0]["claims"].clone();
        let last = claims.as_array().and_then(|c| c.last()).cloned().unwrap_or_default();
        let foretold = claims.as_array().and_then(|c| c[c.len() - 2]["forecast"]["probability"][1].as_f64());
        let ends = [0, 1].map(|i| last["quantity"]["predictive"][i].as_f64().unwrap_or(f64::NAN));
        (
            said["replicates"].as_u64(),
            said["posterior"][0].to_string(),
            last,
            ends,
            foretold.unwrap_or(f64::NAN),
        )
    };
    let (replicates, set, same, ends, sure) = levels("0.05", "0.05");
    assert_eq!((replicates, set.as_str()), (Some(6), "\"draws.tsv\""));
    assert_eq!(levels("0.05", "0.05").2, same);
    let (.., other, wide, unsure) = levels("0.01", "0.4");
    assert_eq!(other["simulated"], same["simulated"], "what is simulated has the atlas' own numbers");
    assert!(wide[0] < 0.5 * ends[0] && wide[1] > 2.0 * ends[1], "{ends:?} {wide:?}");
    // of six repetitions all are below, or half of them: (6 + ½) / 7½ and (3 + ½) / 7½
    assert!((sure - 6.5 / 7.5).abs() < 1e-12 && (unsure - 3.5 / 7.5).abs() < 1e-12, "{sure} {unsure}");
    shell.write("draws.tsv", b"weight\tlineage\tprocess.bond.tag_rat\n1\tvole\t2\n");
    same_words(&shell, "validate_no_such_number", &shell.syntony(args.replace("--json ", "").as_str()));
    shell.write("draws.tsv", b"key\tvalue\n1\t2\n");
    same_words(&shell, "validate_no_draws", &shell.syntony(args.replace("--json ", "").as_str()));
}

#[test]
fn text_validate_writes_pages_with_reasons_of_what_fails() {
    let shell = Shell::new();
    shell
        .write("README.md", b"x\n<!-- syntony validate: begin -->\nold\n<!-- syntony validate: end -->\ny\n");
    std::fs::create_dir(shell.path("pages")).expect("a folder");
    let args = "validate anacker_2014 --replicates 2 --out v --pages pages --readme README.md";
    let bad = b"[reason]\nanaker_2014 = \"x\"\n[reason.anacker_2014]\nmale_inhibitd = \"y\"\n";
    shell.write("pages/reasons.toml", bad);
    same_words(&shell, "validate_bad_reasons", &shell.syntony(args));
    shell.write("pages/reasons.toml", b"untested = [\"a thing\"]\n[reason.anacker_2014]\ncrf_lower = \"because\"\nfemale_ethanol_prefers = \"not shown\"\n");
    assert_eq!(shell.syntony(args).code, 0);
    let page = shell.read("pages/voles.md");
    assert!(page.contains("\n- *ethanol lowers CRF in the bed nucleus*: because\n"), "{page}");
    assert!(!page.contains("not shown"), "{page}");
    // nothing happens to males: that mating is unchanged says nothing
    assert!(
        page.contains("| fails | 0 % (0-66), hollow in 100 % | ethanol leaves mating unchanged |"),
        "{page}"
    );
    let overview = shell.read("pages/README.md");
    assert!(
        overview.contains("ethanol lowers CRF in the bed nucleus") && overview.contains("- a thing\n"),
        "{overview}"
    );
    let readme = shell.read("README.md");
    assert!(
        readme.starts_with("x\n<!-- syntony validate: begin -->\n| | papers | claims | **bits a claim** |")
            && readme.ends_with("end -->\ny\n"),
        "{readme}"
    );
}

#[test]
fn text_schema_and_completions() {
    let shell = Shell::new();
    for (args, title) in
        [("schema", "Syntony protocol"), ("schema atlas", "Syntony atlas"), ("schema plan", "Syntony plan")]
    {
        assert_eq!(shell.syntony(args).json()["title"], title);
    }
    for script in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = shell.syntony(&format!("completions {script}"));
        assert!(said.code == 0 && said.stdout.contains("replicates"), "{script}");
    }
}

#[test]
fn text_cite_names_what_the_report_lists() {
    let shell = Shell::new();
    assert_eq!(shell.syntony("run tiny.toml --replicates 1 --out run").code, 0);
    let (run, file) = (shell.syntony("cite run"), shell.syntony("cite tiny.toml"));
    assert_eq!((run.code, &run.stdout), (0, &file.stdout));
    let json = shell.syntony("cite run --json").json();
    let numbers: serde_json::Value = serde_json::from_str(&shell.read("run/parameters.json")).expect("JSON");
    assert_eq!(json["sources"], numbers["sources"]);
    let report = shell.read("run/report.html");
    for source in json["sources"].as_array().expect("sources") {
        let key = source["key"].as_str().unwrap_or_default();
        assert!(report.contains(&format!("id=\"source-{key}\"")), "the report does not list {key}");
        assert!(run.stdout.contains(&format!("{{{key},")), "no entry of {key}");
    }
    let of = |key: &str| json["sources"].as_array().into_iter().flatten().find(|s| s["key"] == key).cloned();
    let bond = of("aragona_2006").expect("a paper behind the equations of the bond");
    assert_eq!(bond["equations"], serde_json::json!(["process.bond"]));
    assert!(run.stdout.ends_with("version = {0.1.0}\n}\n"), "{}", run.stdout);
    same_words(&shell, "cite_nothing", &shell.syntony("cite nowhere"));
    std::fs::create_dir(shell.path("mine")).expect("a folder");
    same_words(&shell, "cite_no_run", &shell.syntony("cite mine"));
}

#[test]
fn text_power_of_what_has_none() {
    said("power_unknown_claim", "power tiny.toml --claim ot_preferes");
    said("power_n_of_one", "power tiny.toml --n 1,8,20000 --target 2");
    said("power_no_list", "power tiny.toml --n many");
    let shell = Shell::new();
    let rough = include_str!("tiny.toml")
        .replace("key = \"tiny\"", "key = \"rough\"")
        .replace("criterion = \"paired_t\"", "criterion = \"direction\"");
    shell.write("rough.toml", rough.as_bytes());
    same_words(&shell, "power_no_test", &shell.syntony("power rough.toml --claim ot_prefers"));
}

#[test]
fn text_power_of_a_small_design_and_again_from_its_parts() {
    let shell = Shell::new();
    let ask = "power tiny.toml --claim level_rises --n 2..5 --simulations 20 --threads 1 --out power";
    same_words(&shell, "power", &shell.syntony(ask));
    let before = shell.read("power/power.json");
    for threads in [2, 8] {
        let again = shell.syntony(&format!("{ask}{threads} --threads {threads}").replace(" --threads 1", ""));
        assert_eq!(again.code, 0, "{}", again.stderr);
        assert_eq!(shell.read(&format!("power{threads}/power.json")), before);
    }
    // from the parts that are there
    assert_eq!(shell.syntony(ask).code, 0);
    assert_eq!(shell.read("power/power.json"), before);
    let other = shell.syntony(&ask.replace("2..5", "2..6"));
    same_words(&shell, "power_other", &other);
    let page = shell.read("power/power.html");
    assert!(page.contains("<svg") && !page.contains("NaN"));
}
