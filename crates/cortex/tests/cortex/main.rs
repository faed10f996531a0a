//! Runs of whole-cortex networks: balance, the same bits everywhere, what is left of runs that fail.

use std::path::Path;
use std::sync::atomic::Ordering;
use syntony_cortex::Connectome;
use syntony_cortex::{CortexAsk, CortexPlan, CortexStopped, Opening, Scaling, Scheme, run};
use syntony_language::Place;
use syntony_model::{Atlas, Library};
use syntony_store::{ArrayGroup, Data};
use syntony_study::Progress;

mod damaged;
mod instruments;

fn cells(text: &str) -> Vec<String> {
    text.split(',').map(|cell| cell.trim().to_string()).collect()
}

fn ask() -> CortexAsk {
    CortexAsk {
        connectome: "synthetic:20".into(),
        mass: "wong_wang_ei".into(),
        duration: 0.1,
        skip: 0.0,
        dt: 1e-4,
        scheme: Scheme::Heun,
        speed: 3.0,
        every: 1e-3,
        brains: 1,
        seed: 1,
        single: false,
        scaling: Scaling::Max,
        balanced: false,
        frozen: false,
        maps: Vec::new(),
        sites: None,
        record: Vec::new(),
        stimuli: Vec::new(),
        bold: None,
        eeg: None,
        clean: true,
        set: Vec::new(),
        threads: 1,
    }
}

fn atlas(set: &[&str]) -> Atlas {
    let mut library = Library::embedded().unwrap();
    for text in set {
        let (path, value) = text.split_once('=').unwrap();
        library.set(path, value).unwrap();
    }
    library.lineage("human").unwrap().clone()
}

/// The series of a run, `[brain × time × region]`.
fn series(ask: &CortexAsk, atlas: &Atlas, path: &Path) -> Vec<f64> {
    let plan = CortexPlan::compile(ask, Connectome::read(&ask.connectome).unwrap(), atlas).unwrap();
    run(&plan, atlas, path, Opening::New, &Progress::default()).unwrap();
    let group = ArrayGroup::read(&path.join("series.zarr")).unwrap();
    match group.get(plan.card.shown.0).unwrap().data.clone() {
        Data::F64(values) => values,
        Data::F32(values) => values.into_iter().map(f64::from).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn exact_rate_of_balanced_regions() {
    let atlas = atlas(&["process.wong_wang_ei.noise=0", "process.wong_wang_ei.coupling=0.2"]);
    let folder = tempfile::tempdir().unwrap();
    let ask = CortexAsk { balanced: true, duration: 0.1, skip: 4.9, ..ask() };
    let last = series(&ask, &atlas, &folder.path().join("run"));
    // γ τ ρ / (1 + γ τ ρ) with ρ = 3 Hz
    let want = 0.641 * 0.1 * 3.0 / (1.0 + 0.641 * 0.1 * 3.0);
    assert!(last.iter().all(|s| (s - want).abs() < 1e-6), "{:?} {want}", &last[..3]);
}

#[test]
fn same_series_with_1_2_and_8_threads_alone_and_among_others() {
    let atlas = atlas(&[]);
    let folder = tempfile::tempdir().unwrap();
    // with long delays brains run one by one, with short ones side by side
    for (speed, single) in [(3.0, false), (f64::INFINITY, true)] {
        let with = |threads: usize, brains: usize| {
            let (eeg, bold, clean, skip) = (Some(500.0), Some(0.02), false, 0.02);
            let ask = CortexAsk { threads, brains, speed, single, eeg, bold, clean, skip, ..ask() };
            let path = folder.path().join(format!("{threads}-{brains}-{single}"));
            let mut all = Vec::new();
            for brain in series(&ask, &atlas, &path).chunks(100 * 20) {
                all.push(brain.to_vec());
            }
            for (file, name, each) in [("eeg.zarr", "eeg", 50 * 28), ("bold.zarr", "bold", 5 * 20)] {
                let found = numbers(&path.join(file), name);
                all.iter_mut().zip(found.chunks(each)).for_each(|(brain, x)| brain.extend_from_slice(x));
            }
            all.concat()
        };
        let one = with(1, 11);
        assert_eq!(one, with(2, 11));
        assert_eq!(one, with(8, 11));
        let alone = with(1, 1);
        assert_eq!(one[..alone.len()], alone[..]);
        assert_ne!(one[..alone.len()], one[alone.len()..2 * alone.len()]);
    }
}

#[test]
fn same_values_when_the_beginning_is_skipped() {
    let atlas = atlas(&[]);
    let folder = tempfile::tempdir().unwrap();
    let whole = series(&ask(), &atlas, &folder.path().join("whole"));
    let rest =
        series(&CortexAsk { skip: 0.06, duration: 0.04, ..ask() }, &atlas, &folder.path().join("rest"));
    assert_eq!(whole[60 * 20..], rest[..]);
}

/// Masses that fall apart 0.3 s after the start, when a stimulus makes them too fast for the step.
fn wild(folder: &Path, brains: usize) -> (CortexAsk, CortexPlan, std::path::PathBuf) {
    let stimuli = vec![(Place::default(), cells("left_2,beta,4e6 1/s,300ms,400ms"))];
    let record = vec!["x".into(), "y".into()];
    let mass = "stuart_landau".to_string();
    let ask = CortexAsk { mass, duration: 0.6, dt: 4e-4, every: 2e-3, brains, stimuli, record, ..ask() };
    let plan = CortexPlan::compile(&ask, Connectome::read(&ask.connectome).unwrap(), &atlas(&[])).unwrap();
    (ask, plan, folder.join(format!("wild {brains}")))
}

#[test]
fn keeps_the_last_good_state_of_a_run_that_blows_up() {
    let folder = tempfile::tempdir().unwrap();
    let atlas = atlas(&[]);
    let (ask, plan, path) = wild(folder.path(), 2);
    let stopped = run(&plan, &atlas, &path, Opening::New, &Progress::default()).unwrap_err();
    let CortexStopped::BlowUp(blown) = stopped else { panic!("{stopped:?}") };
    assert_eq!((blown.brain, &blown.region[..]), (0, "left_2"), "{blown:?}");
    assert!(!blown.value.is_finite() && blown.time_s > 0.3 && blown.time_s < 0.4, "{blown:?}");
    assert!(blown.good_s <= blown.time_s - 0.04 && blown.good_s > blown.time_s - 0.05, "{blown:?}");
    let words = format!(
        "{} of region 'left_2' in brain 0 is {} by {}ms; all was well at",
        blown.variable,
        blown.value,
        (blown.time_s * 1e6).round() / 1e3
    );
    assert!(blown.to_string().starts_with(&words), "{blown}");
    assert_eq!(files(&path), ["last_good.zarr", "parameters.json", "parts", "run.json"]);
    let told: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path.join("run.json")).unwrap()).unwrap();
    assert_eq!((&told["status"], &told["blow_up"]["good_s"]), (&"failed".into(), &blown.good_s.into()));
    // the states are those of a run that ends there, and what was recorded until then is all there
    let short = CortexAsk { duration: blown.good_s, stimuli: Vec::new(), brains: 1, ..ask.clone() };
    let quiet = series(&short, &atlas, &folder.path().join("short"));
    let recorded = values(&path.join("parts/series.zarr"), &["x"]);
    let [Data::F64(recorded)] = &recorded[..] else { panic!("{recorded:?}") };
    assert_eq!(recorded[..quiet.len()], quiet[..]);
    let states = values(&path.join("last_good.zarr"), &["x", "y"]);
    let [Data::F64(x), Data::F64(y)] = &states[..] else { panic!("{states:?}") };
    assert!(x.len() == 40 && y.len() == 40 && x.iter().all(|x| x.abs() < 1.0), "{x:?}");
    // the same steps lead to the same place
    let again = run(&plan, &atlas, &path, Opening::Resume, &Progress::default()).unwrap_err();
    assert!(
        matches!(&again, CortexStopped::BlowUp(b) if format!("{b:?}") == format!("{blown:?}")),
        "{again:?}"
    );
}

#[test]
fn same_beginning_when_a_run_that_blew_up_goes_on_with_shorter_steps() {
    let folder = tempfile::tempdir().unwrap();
    let atlas = atlas(&[]);
    let (ask, plan, path) = wild(folder.path(), 2);
    run(&plan, &atlas, &path, Opening::New, &Progress::default()).unwrap_err();
    let before = values(&path.join("parts/series.zarr"), &["x"]);
    let finer = |dt: f64| {
        let ask = CortexAsk { dt, ..ask.clone() };
        let plan = CortexPlan::compile(&ask, Connectome::read(&ask.connectome).unwrap(), &atlas).unwrap();
        run(&plan, &atlas, &path, Opening::Resume, &Progress::default())
    };
    let Err(CortexStopped::Folder(e)) = finer(2.5e-4) else { panic!("gone on with another step") };
    assert!(e.to_string().contains("dt_s is 0.0004, of which 0.00025 is no whole part"), "{e}");
    finer(1e-5).unwrap();
    assert_eq!(files(&path), ["last_good.zarr", "parameters.json", "run.json", "series.zarr"]);
    let told = std::fs::read_to_string(path.join("run.json")).unwrap();
    assert!(told.contains("complete") && told.contains("0.0004"), "{told}");
    let after = values(&path.join("series.zarr"), &["x"]);
    let ([Data::F64(before), Data::F64(after)], per) = ([&before[0], &after[0]], 300 * 20) else { panic!() };
    let good = 120 * 20;
    assert_eq!(before[..good], after[..good]);
    assert!(after.len() == 2 * per && after.iter().all(|x| x.is_finite()));
    // from there on it is what these steps make of the state that was kept, but for noise
    let quiet = CortexAsk { dt: 1e-5, ..ask.clone() };
    let whole = series(&quiet, &atlas, &folder.path().join("whole"));
    let apart =
        |range: std::ops::Range<usize>| range.map(|k| (after[k] - whole[k]).abs()).fold(0.0, f64::max);
    assert!(apart(good..good + 200) < 2.0 * apart(0..good), "{} {}", apart(good..good + 200), apart(0..good));
}

/// What lies in a folder, sorted, but for hidden files.
fn files(path: &Path) -> Vec<String> {
    let names =
        std::fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let mut all: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    all.sort();
    all
}

/// Every value of a group of arrays.
fn values(path: &Path, names: &[&str]) -> Vec<Data> {
    let group = ArrayGroup::read(path).unwrap();
    names.iter().map(|name| group.get(name).unwrap().data.clone()).collect()
}

/// Every value of an array.
fn numbers(path: &Path, name: &str) -> Vec<f64> {
    match values(path, &[name]).remove(0) {
        Data::F64(values) => values,
        Data::F32(values) => values.into_iter().map(f64::from).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn same_bits_after_interruptions() {
    let atlas = atlas(&[]);
    let folder = tempfile::tempdir().unwrap();
    // long enough for two looks at whether to stop, with pieces of the series and volumes that no look falls on
    for (name, brains, speed, single) in [("alone", 1, 3.0, false), ("beside", 3, f64::INFINITY, true)] {
        let (duration, skip) = (24.0 / brains as f64, 0.5);
        let record = vec!["S_i".to_string(), "S_e".to_string()];
        let stimuli = vec![(Place::default(), cells("right_1,i_ext,0.1nA,3s,9.5s"))];
        let (bold, eeg, clean) = (Some(0.7), Some(250.0), false);
        let ask =
            CortexAsk { brains, speed, single, duration, skip, record, stimuli, bold, eeg, clean, ..ask() };
        let plan = CortexPlan::compile(&ask, Connectome::read(&ask.connectome).unwrap(), &atlas).unwrap();
        let (whole, parts) = (folder.path().join(name), folder.path().join(format!("{name} in parts")));
        let first = run(&plan, &atlas, &whole, Opening::New, &Progress::default()).unwrap();

        let stop = Progress::default();
        stop.stop.store(true, Ordering::Relaxed);
        let mut opening = Opening::New;
        let mut interruptions = 0;
        let last = loop {
            match run(&plan, &atlas, &parts, opening, &stop) {
                Ok(summary) => break summary,
                Err(CortexStopped::Interrupted) => {}
                Err(other) => panic!("{other:?}"),
            }
            assert_eq!(files(&parts), ["parameters.json", "parts", "run.json"]);
            interruptions += 1;
            opening = Opening::Resume;
        };
        assert!(interruptions >= 2, "{name}: {interruptions}");
        assert_eq!(files(&parts), ["bold.zarr", "eeg.zarr", "parameters.json", "run.json", "series.zarr"]);
        assert_eq!(first.shown, last.shown);
        let all = |path: &Path| {
            let series = values(&path.join("series.zarr"), &["S_e", "S_i", "time"]);
            let eeg = values(&path.join("eeg.zarr"), &["eeg", "time"]);
            (series, values(&path.join("bold.zarr"), &["bold", "time"]), eeg)
        };
        assert!(all(&whole) == all(&parts), "{name}");

        assert!(last.damaged.is_empty());
        // a complete run stays as it is, and another one is not gone on with
        let again = run(&plan, &atlas, &parts, Opening::Resume, &stop).unwrap();
        assert_eq!(again.shown, last.shown);
        let refused = |plan: &CortexPlan, want: &str| {
            let stopped = run(plan, &atlas, &parts, Opening::Resume, &stop).unwrap_err();
            let CortexStopped::Folder(e) = stopped else { panic!("{stopped:?}") };
            assert!(e.to_string().contains(want), "{e}");
        };
        let other = CortexPlan { ask: CortexAsk { seed: 2, ..ask.clone() }, ..plan.clone() };
        refused(&other, "seed is 1, expected 2");
    }
}

#[test]
fn same_bits_of_what_is_shown_beside_states() {
    let atlas = atlas(&[]);
    let folder = tempfile::tempdir().unwrap();
    let alone = series(&ask(), &atlas, &folder.path().join("alone"));
    let record = vec!["S_i".to_string(), "S_e".to_string()];
    let both = series(&CortexAsk { record, ..ask() }, &atlas, &folder.path().join("both"));
    assert_eq!(alone, both);
    let inhibition = values(&folder.path().join("both/series.zarr"), &["S_i"]);
    let [Data::F64(inhibition)] = &inhibition[..] else { panic!("{inhibition:?}") };
    assert!(inhibition.len() == both.len() && inhibition.iter().all(|s| (0.0..=1.0).contains(s)));
    assert_ne!(inhibition[..], both[..]);
}

#[test]
fn text_every_problem_of_what_is_asked() {
    let check = |ask: CortexAsk, want: &[&str]| {
        let connectome = Connectome::read(&ask.connectome).unwrap();
        let Err(problems) = CortexPlan::compile(&ask, connectome, &atlas(&[])) else { panic!("{ask:?}") };
        let said = problems.to_string();
        for words in want {
            assert!(said.contains(words), "no '{words}' in\n{said}");
        }
    };
    check(
        CortexAsk { mass: "kuramotto".into(), ..ask() },
        &["unknown mass 'kuramotto'", "did you mean 'kuramoto'?"],
    );
    check(
        CortexAsk { dt: 0.02, every: 0.02, duration: 1.0, speed: 5.0, ..ask() },
        &["20ms is too long for wong_wang_ei, whose shortest time constant is 10ms", "use at most --dt 5ms"],
    );
    check(
        CortexAsk { speed: -1.0, every: 1.5e-4, ..ask() },
        &["expected a speed above zero", "0.15ms is no whole number of steps"],
    );
    check(CortexAsk { speed: 0.01, ..ask() }, &["makes delays of up to"]);
    check(CortexAsk { brains: 0, duration: 0.0, ..ask() }, &["expected 1 to 1000000", "--duration"]);
    check(
        CortexAsk {
            mass: "kuramoto".into(),
            balanced: true,
            maps: vec![("frequence".into(), "age".into())],
            ..ask()
        },
        &["no inhibition to balance", "did you mean 'frequency'?", "no map 'age'", "put a maps.csv"],
    );
    let stimulus = |text: &str| (Place { file: "s.csv".into(), line: 3, column: 0 }, cells(text));
    check(
        CortexAsk {
            stimuli: vec![
                stimulus("left_22,i_xt,0.1nA,0s,1s"),
                stimulus("left_1,i_ext,0.1mV,0,1s"),
                stimulus("left_1,coupling,1,0s,1s"),
                stimulus("left_1,i_ext,0.1nA,80ms,20ms"),
                stimulus("left_1,i_ext"),
                stimulus("left_1,tau_i,-9.9ms,0s,50ms"),
            ],
            record: vec!["S_x".into(), "S_e".into(), "S_e".into()],
            bold: Some(0.0123),
            ..ask()
        },
        &[
            "s.csv:3: no region 'left_22', expected a label of the connectome",
            "no number 'i_xt' that a stimulus may change",
            "did you mean 'i_ext'?",
            "expected a current",
            "'0' has no unit",
            "no number 'coupling' that a stimulus may change",
            "from 80ms to 20ms, expected a time within the 100ms that are simulated",
            "2 cells, expected region,number,amount,from,to",
            "--record: wong_wang_ei has no 'S_x'",
            "'S_e' is there twice",
            "--bold: instruments see activity relative to rest",
            "12.3ms is no whole number of recorded values of 1ms",
        ],
    );
    check(
        CortexAsk { stimuli: vec![stimulus("left_1,tau_i,-9.9ms,0s,50ms")], ..ask() },
        &["whose shortest time constant is 0.1ms during a stimulus"],
    );
    let eeg = |rate: f64| CortexAsk { eeg: Some(rate), skip: 0.01, ..ask() };
    check(
        eeg(20_000.0),
        &[
            "--eeg: 20000 Hz is more than a sample in a step of 0.1ms",
            "at most --eeg 10000 Hz, or a shorter --dt",
        ],
    );
    check(
        eeg(2000.0),
        &["more than a sample in a recorded value of 1ms", "a shorter --every: 0.1ms would do"],
    );
    check(eeg(300.0), &["no whole number of recorded values of 1ms", "for instance --eeg 333.3"]);
    for rate in [0.0, -250.0, 5.0, f64::INFINITY] {
        check(eeg(rate), &[&format!("--eeg: {rate} Hz, expected at least a sample within 100ms")]);
    }
    check(CortexAsk { eeg: Some(250.0), ..ask() }, &["--eeg: instruments see activity relative to rest"]);
    let folder = tempfile::tempdir().unwrap();
    let nowhere = connectome(folder.path(), "a\nb");
    check(
        CortexAsk { connectome: nowhere.clone(), ..eeg(250.0) },
        &["--eeg: the connectome does not say where its regions are", "put a centres.csv into it"],
    );
    std::fs::write(folder.path().join("centres.csv"), "a,0.03,0,0.06\nb,-0.03,0,0.06\n").unwrap();
    check(
        CortexAsk { connectome: nowhere, ..eeg(250.0) },
        &["lie up to 18.000 mm from that of a head with a radius of 92 mm", "are they in mm"],
    );
    check(
        CortexAsk { mass: "kuramoto".into(), bold: Some(1.0), ..ask() },
        &[
            "kuramoto shows cos_theta (1), which is no activity",
            "expected a time between two volumes from 1ms",
        ],
    );
}

/// A connectome in a folder of its own.
fn connectome(folder: &Path, labels: &str) -> String {
    let n = labels.lines().count();
    let square = |x: &str| (0..n).map(|_| vec![x; n].join(",") + "\n").collect::<String>();
    std::fs::write(folder.join("weights.csv"), square("1")).unwrap();
    std::fs::write(folder.join("lengths.csv"), square("20")).unwrap();
    std::fs::write(folder.join("labels.csv"), labels).unwrap();
    folder.display().to_string()
}

#[test]
fn exact_gain_where_the_atlas_has_receptors() {
    let atlas = atlas(&[]);
    let folder = tempfile::tempdir().unwrap();
    let connectome = connectome(folder.path(), "lCCA\nrV1\nrAMYG\nrS1");
    std::fs::write(folder.path().join("maps.csv"), "region,age\nlCCA,1\nrV1,2\nrAMYG,3\nrS1,4\n").unwrap();
    let gains = |map: &str| {
        let ask =
            CortexAsk { connectome: connectome.clone(), maps: vec![("gain_e".into(), map.into())], ..ask() };
        let plan = CortexPlan::compile(&ask, Connectome::read(&connectome).unwrap(), &atlas).unwrap();
        let at = plan.card.numbers.iter().position(|n| n.0 == "gain_e").unwrap();
        let base = atlas.params.value(atlas.params.find("process.wong_wang_ei.gain_e").unwrap());
        (plan.numbers.iter().map(|n| n[at] / base).collect::<Vec<_>>(), plan)
    };
    let density = |region: &str| atlas.density("human", "otr", region).unwrap();
    let (found, plan) = gains("0.5*otr");
    // the atlas has no V1, and no oxytocin receptor in S1
    assert_eq!(found, [1.0 + 0.5 * density("acc"), 1.0, 1.0 + 0.5 * density("bla"), 1.0]);
    assert!(plan.used.contains(&atlas.density_id("human", "otr", "acc").unwrap()));
    assert_eq!(plan.connectome.notes.last().unwrap(), "1 of 4 regions are not in the atlas: rV1");
    let path = folder.path().join("run");
    run(&plan, &atlas, &path, Opening::New, &Progress::default()).unwrap();
    let sources = syntony_cortex::sources(&path).unwrap().unwrap();
    assert!(sources.iter().any(|s| s.key == "deco_2018"), "{sources:?}");
    let sites = ["acc", "", "bla", "s1"].map(String::from).to_vec();
    assert!(values(&path.join("series.zarr"), &["atlas_region"]) == [Data::Text(sites)]);
    assert_eq!(gains("age").0, [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(gains("0.1*age").0, [1.1, 1.2, 1.0 + 0.1 * 3.0, 1.4]);

    let wrong = |maps: &[&str], want: &[&str]| {
        let maps = maps.iter().map(|m| ("gain_e".to_string(), m.to_string())).collect();
        let ask = CortexAsk { connectome: connectome.clone(), maps, ..ask() };
        let Err(problems) = CortexPlan::compile(&ask, Connectome::read(&connectome).unwrap(), &atlas) else {
            panic!("{ask:?}")
        };
        want.iter().for_each(|w| assert!(problems.to_string().contains(w), "no '{w}' in\n{problems}"));
    };
    wrong(
        &["otr", "0.2nM*otr", "-4*otr", "0.2*v1ar", "0.2*otrr"],
        &[
            "--map gain_e=otr: 'otr' is a density of the atlas, 0 in many regions, expected SIZE*otr",
            "'0.2nM' is no size, expected a number without unit",
            "multiplies the number of region 'lCCA' by -1.400, expected above zero",
            "no density of 'v1ar' in any region of this connectome",
            "the atlas has it in bnst, cea, hyp, ls, mea, vp; map a region to one with --regions",
            "no map 'otrr'",
            "did you mean 'otr'?",
        ],
    );
}
