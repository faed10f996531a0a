//! A fit finds what data were made with, gives the same bits however it is run, and refuses what it must not do.

use std::path::Path;
use std::sync::atomic::Ordering;
use syntony_inference::fit::posterior::Draws;
use syntony_inference::fit::search::Search;
use syntony_inference::fit::{
    Asked, By, FitError, FitOptions, FitRecord, FitStopped, FitTask, folder, perform,
};
use syntony_model::{Fitting, Library, Protocol};
use syntony_results::stats;
use syntony_study::Progress;
use syntony_study::run::{Options, Study};

/// Numbers that the data are made with, by path.
const TRUTH: [(&str, f64); 3] = [
    ("compound.oxytocin.csf_fraction", 0.05),
    ("process.test.arm_base", 0.3),
    ("process.test.arm_rate", 8.0),
];

const MEASURES: [&str; 3] = ["level", "open", "entries"];

/// A vole that gets oxytocin and walks a maze; claims are put at its end.
fn maze(key: &str, claims: &str) -> String {
    format!(
        r#"key = "{key}"
title = "a maze"
source = "williams_1992"
role = "calibration"
topic = "{key}"
summary = "A vole gets oxytocin and walks a maze."
[cast.subject]
species = "prairie"
sex = "F"
[[phase]]
name = "rest"
kind = "alone"
members = ["subject"]
duration = "30 min"
[[phase]]
name = "maze"
kind = "plus_maze"
member = "subject"
duration = "5 min"
[[group]]
key = "only"
n = 30
dose = [{{ compound = "oxytocin", route = "icv", amount = "100 ng", at = "start of rest" }}]
[[measure]]
key = "level"
kind = "microdialysis"
ligand = "oxytocin"
region = "nacc_shell"
phase = "rest"
unit = "nM"
[[measure]]
key = "open"
kind = "open_arm_share"
phase = "maze"
unit = "1"
[[measure]]
key = "entries"
kind = "open_arm_entries"
phase = "maze"
unit = "count"
{claims}"#
    )
}

/// What a laboratory with these numbers, and animals of this seed, would publish.
fn published(library: &Library, seed: u64) -> String {
    let mut atlas = library.lineage("vole").unwrap().clone();
    TRUTH.iter().for_each(|(path, value)| atlas.set(path, &value.to_string()).unwrap());
    let protocol = Protocol::read("maze.toml", &maze("maze", ""), &atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed, replicates: 1, groups: vec![], traces: false };
    let rows = Study::compile(&protocol, &atlas, &options).unwrap().rows(&Progress::default()).unwrap();
    let claim = |(m, key): (usize, &&str)| {
        let x: Vec<f64> = rows.iter().filter_map(|r| r.values[m]).collect();
        let (mean, sd) = (stats::mean(&x), stats::sd(&x));
        format!(
            "[[claim]]\nkey = \"{key}\"\ntext = \"mean\"\nkind = \"mean\"\ngroup = \"only\"\nmeasure = \"{key}\"\n\
             value = {mean}\nsd = {sd}\nn = {}\nverified = true\n",
            x.len()
        )
    };
    MEASURES.iter().enumerate().map(claim).collect()
}

fn file(more: &str) -> String {
    let paths: String = TRUTH.iter().map(|(path, _)| format!("[[parameter]]\npath = \"{path}\"\n")).collect();
    // the data are made without what groups treated alike differ by
    let set = if more == SEARCH { "set = [\"process.assay.groups_sd=0.1\"]\n" } else { "" };
    format!("key = \"maze\"\nlineage = \"vole\"\n{set}{paths}[loss]\nlaboratory = 0\n{more}")
}

fn library() -> Library {
    Library::embedded().unwrap_or_else(|p| panic!("{p}"))
}

fn fitting(more: &str, library: &Library) -> Fitting {
    Fitting::read("maze.toml", &file(more), library).unwrap_or_else(|p| panic!("{p}"))
}

fn protocols(texts: &[(&str, String)], library: &Library) -> Vec<Protocol> {
    let read = |(key, claims): &(&str, String)| {
        let (name, atlas) = (format!("{key}.toml"), library.lineage("vole").unwrap());
        Protocol::read(&name, &maze(key, claims), atlas).unwrap_or_else(|p| panic!("{p}"))
    };
    texts.iter().map(read).collect()
}

const SEARCH: &str = "[search]\nstart = \"middle\"\ngenerations = 25\nanimals = 60\nfresh = 2\n[posterior]\npoints = 80\nrounds = 4\n";

#[test]
fn exact_numbers_that_data_were_made_with_are_found_again() {
    let library = library();
    let fitting = fitting(SEARCH, &library);
    let (mut within, mut all) = (0, 0);
    for seed in 101..104 {
        let read = protocols(&[("maze", published(&library, seed))], &library);
        let task =
            FitTask::new(&fitting, library.lineage("vole").unwrap(), read).unwrap_or_else(|p| panic!("{p}"));
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("fit");
        let (record, _) = done(&task, &path, FitOptions::default(), &Progress::default()).unwrap();
        let chains = record.posterior.as_ref().and_then(|p| p.chains.as_ref()).unwrap();
        assert!(chains.enough() && chains.numbers == 3, "{chains:?}");
        for (p, (path, truth)) in record.parameters.iter().zip(TRUTH) {
            let (_, low, high) = p.posterior.unwrap();
            // as a share of the range on the number's own scale, log or linear
            assert!(p.learnt(0.7).is_some(), "{path}: {low} to {high} says nothing");
            all += 1;
            within += usize::from((low..=high).contains(&truth));
        }
        let draws = Draws::read(&path.join(folder::DRAWS)).unwrap();
        let thinned: Vec<_> = draws.overrides(10).collect();
        assert_eq!((thinned.len(), thinned[0].len(), draws.paths[0].as_str()), (10, 3, TRUTH[0].0));
    }
    // 95 % intervals hold 8.6 of 9 on average, and fewer than 7 in one of a hundred such tests
    assert!(within >= 7, "{within} of {all} within their intervals");
}

type Done = Result<(FitRecord, Option<syntony_inference::fit::Cross>), FitStopped>;

fn done(task: &FitTask, path: &Path, how: FitOptions, progress: &Progress) -> Done {
    perform(task, &Asked::of(task, &[]), path, how, progress)
}

const SHORT: &str =
    "[search]\ngenerations = 4\nanimals = 16\nfresh = 2\n[posterior]\npoints = 20\nrounds = 2\ndraws = 30\n";

/// What two fits must have alike: everything but the time that they took.
fn timeless(mut record: FitRecord) -> FitRecord {
    (record.wall_s, record.busy_s, record.threads) = (0.0, 0.0, 0);
    record
}

#[test]
fn same_fit_with_1_2_and_8_threads_and_after_interruptions() {
    let library = library();
    let fitting = fitting(SHORT, &library);
    let claims = published(&library, 101);
    let read = protocols(&[("maze", claims.clone()), ("other", claims)], &library);
    let task =
        FitTask::new(&fitting, library.lineage("vole").unwrap(), read).unwrap_or_else(|p| panic!("{p}"));
    let dir = tempfile::tempdir().unwrap();
    let how = |threads| FitOptions { threads, cross: Some((By::Topic, 2)), ..FitOptions::default() };
    let fit = |name: &str, threads, progress: &Progress| {
        let (record, cross) = done(&task, &dir.path().join(name), how(threads), progress)?;
        Ok::<_, FitStopped>((timeless(record), cross))
    };
    let whole = fit("one", 1, &Progress::default()).unwrap();
    let folds = &whole.1.as_ref().unwrap().folds;
    assert_eq!(
        folds.iter().map(|f| (f.without.as_str(), f.out.0, f.fitted.0)).collect::<Vec<_>>(),
        [("maze", 3, 3), ("other", 3, 3)]
    );
    for threads in [2, 8] {
        assert_eq!(
            fit(&format!("t{threads}"), threads, &Progress::default()).unwrap(),
            whole,
            "{threads} threads"
        );
    }
    // stopped after so many unit-ticks, again and again, until it comes to its end
    let (mut limit, mut stops) = (0, 0);
    let resumed = loop {
        limit += 4000;
        let progress = Progress::default();
        let ended = std::sync::atomic::AtomicBool::new(false);
        let result = std::thread::scope(|s| {
            s.spawn(|| {
                while !ended.load(Ordering::Relaxed) && progress.done.load(Ordering::Relaxed) < limit {
                    std::thread::sleep(std::time::Duration::from_millis(1));
                }
                progress.stop.store(true, Ordering::Relaxed);
            });
            let result = fit("stopped", 2, &progress);
            ended.store(true, Ordering::Relaxed);
            result
        });
        match result {
            Ok(result) => break result,
            Err(FitStopped::Interrupted(_)) => stops += 1,
            Err(e) => panic!("{e:?}"),
        }
    };
    assert!(stops > 2, "it was stopped {stops} times only");
    assert_eq!(resumed, whole);
}

#[test]
fn same_animals_for_all_points_of_a_generation_and_others_for_the_next() {
    let library = library();
    let fitting = fitting(SHORT, &library);
    let read = protocols(&[("maze", published(&library, 101))], &library);
    let task =
        FitTask::new(&fitting, library.lineage("vole").unwrap(), read).unwrap_or_else(|p| panic!("{p}"));
    let whole = task.search().unwrap();
    let run = |search: &Search| {
        let mut state = search.begin();
        search.step(&mut state, &Progress::default()).unwrap();
        state
    };
    assert_eq!(run(&whole), run(&whole));
    assert_ne!(
        run(&whole).history,
        run(&Search { salt: 1, ..whole }).history,
        "salt moves animals and points"
    );
}

#[test]
fn keeps_a_fit_of_something_else() {
    let library = library();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("fit");
    let atlas = library.lineage("vole").unwrap();
    let short = fitting("[search]\ngenerations = 1\nanimals = 16\nfresh = 1\n", &library);
    let claims = published(&library, 101);
    let read = |claims: &str| protocols(&[("maze", claims.to_string())], &library);
    let task = FitTask::new(&short, atlas, read(&claims)).unwrap();
    done(&task, &path, FitOptions::default(), &Progress::default()).unwrap();
    let kept = std::fs::read(path.join("search.json")).unwrap();

    let refused =
        |task: &FitTask, what: &str| match done(task, &path, FitOptions::default(), &Progress::default()) {
            Err(FitStopped::Folder(FitError::Other { differs, .. })) => {
                assert!(differs.iter().any(|d| d == what), "{differs:?}, expected {what}");
            }
            other => panic!("{other:?}"),
        };
    let changed = read(&claims.replace("text = \"mean\"", "text = \"the mean\""));
    refused(&FitTask::new(&short, atlas, changed).unwrap(), "the text of protocol maze has changed");
    let more = fitting("[search]\ngenerations = 1\nanimals = 32\nfresh = 1\n", &library);
    refused(&FitTask::new(&more, atlas, read(&claims)).unwrap(), "animals 16 there, 32 asked");
    let mut other = atlas.clone();
    other.texts[0].1.push_str("# a remark\n");
    refused(&FitTask::new(&short, &other, read(&claims)).unwrap(), "the atlas has changed");
    assert_eq!(std::fs::read(path.join("search.json")).unwrap(), kept);

    // more generations are no other fit
    let longer = fitting("[search]\ngenerations = 2\nanimals = 16\nfresh = 1\n", &library);
    let task = FitTask::new(&longer, atlas, read(&claims)).unwrap();
    let (record, _) = done(&task, &path, FitOptions::default(), &Progress::default()).unwrap();
    // gone on with and stopped, the record of what was there before is none
    let there = |path: &Path| folder::look(path, &Asked::of(&task, &[])).unwrap();
    assert!(matches!(there(&path), folder::FitFolderState::Same(2, Some(_))));
    let text = std::fs::read_to_string(path.join("search.json")).unwrap();
    let mut search: serde_json::Value = serde_json::from_str(&text).unwrap();
    search["state"]["trials"] = (record.trials + 6).into();
    std::fs::write(path.join("search.json"), search.to_string()).unwrap();
    assert!(matches!(there(&path), folder::FitFolderState::Same(2, None)));
    assert_eq!(record.history.len(), 2);
}

/// What is wrong with a fit file, without the places.
fn wrong(text: &str, claims: &str) -> String {
    wrong_with(text, &maze("maze", claims))
}

fn wrong_with(text: &str, protocol: &str) -> String {
    let library = library();
    let atlas = library.lineage("vole").unwrap();
    let read = || Protocol::read("maze.toml", protocol, atlas).unwrap_or_else(|p| panic!("{p}"));
    let task = |f: &Fitting| FitTask::new(f, atlas, vec![read()]).map(|_| ());
    match Fitting::read("maze.toml", text, &library).and_then(|f| task(&f)) {
        Ok(()) => String::new(),
        Err(p) => p.to_string(),
    }
}

#[test]
fn text_all_that_is_wrong_with_parameters_is_told_at_once() {
    let text = r#"key = "maze"
lineage = "vole"
[[parameter]]
path = "compound.oxytocin.half_life_brain"
[[parameter]]
path = "process.test.arm_bse"
[[parameter]]
path = "process.test.arm_rate"
range = [0.5, 30]
[[parameter]]
path = "proces.choice.*"
[[parameter]]
path = "process.test.arm_base"
scale = "log"
"#;
    let said = wrong(text, "");
    for line in [
        "maze.toml:4:8: 'compound.oxytocin.half_life_brain' is graded measured, expected fitted or assumed",
        "maze.toml:6:8: unknown path 'process.test.arm_bse', expected the path of a number of the atlas\n  \
         hint: did you mean 'process.test.arm_base'?",
        "maze.toml:9:9: the range [0.5, 30] of 'process.test.arm_rate', expected two different ends within [1, 20]",
        "maze.toml:11:8: no number of the atlas that is graded fitted or assumed matches 'proces.choice.*'\n  \
         hint: did you mean 'process.choice.*'?",
        "maze.toml:14:9: a log scale for 'process.test.arm_base' whose range begins at -2, expected a range above 0",
    ] {
        assert!(said.contains(line), "{line}\nis not in\n{said}");
    }
}

#[test]
fn text_an_ensemble_of_one_round_is_refused() {
    let posterior = "[posterior]\nmethod = \"ensemble\"\nrounds = 1\n";
    let said = wrong(&file(posterior), "");
    assert!(
        said.contains("1 round of an ensemble, expected at least 2: the first is of the prior"),
        "{said}"
    );
}

#[test]
fn text_claims_and_roles_that_cannot_be_fitted_are_told() {
    let claim = |key: &str, more: &str| {
        format!(
            "[[claim]]\nkey = \"{key}\"\ntext = \"x\"\nkind = \"mean\"\ngroup = \"only\"\nmeasure = \"open\"\n\
             value = 0.3\nn = 16\nverified = true\n{more}\n"
        )
    };
    let alone = claim("alone", "sd = 0.1");
    let said = wrong_with(&file(""), &maze("maze", &alone).replace("n = 30\ndose", "n = 1\ndose"));
    assert!(
        said.contains("the claim 'alone' tests the group 'only' with n = 1, expected at least 2"),
        "{said}"
    );
    let fine = claim("fine", "sd = 0.1");
    let said = wrong(&file("").replace("key =", "without = [\"maze/fin\"]\nkey ="), &fine);
    assert!(said.contains("nothing to leave out by 'maze/fin'"), "{said}");
    assert!(said.contains("hint: did you mean 'maze/fine'?"), "{said}");
    let said = wrong(&file("").replace("key =", "set = [\"process.test.arm_rate=3\"]\nkey ="), &fine);
    assert!(said.contains("'process.test.arm_rate' is set and fitted, expected one of them"), "{said}");
    assert_eq!(wrong(&file(""), &fine), "");

    let library = library();
    let role = |fitting: &Fitting| {
        let text = maze("maze", &fine).replace("\"calibration\"", "\"development\"");
        let atlas = library.lineage("vole").unwrap();
        let read = Protocol::read("maze.toml", &text, atlas).unwrap_or_else(|p| panic!("{p}"));
        FitTask::new(fitting, atlas, vec![read]).map(|_| ()).map_err(|p| p.to_string())
    };
    let said = role(&fitting("", &library)).unwrap_err();
    assert!(said.contains("the role is development, expected calibration"), "{said}");
    let allowed =
        fitting("[[allow]]\nrole = \"development\"\nreason = \"to see what it would take\"\n", &library);
    assert_eq!(role(&allowed), Ok(()));
}
