//! Runs of whole-cortex networks: balance, the same bits everywhere, what is left of runs that fail.

use std::path::Path;
use std::sync::atomic::Ordering;
use syntony_model::{Atlas, Connectome, Library};
use syntony_store::{Data, Group};
use syntony_study::Progress;
use syntony_study::cortex::{Ask, Plan, Scaling, Scheme, Stopped, run};

fn ask() -> Ask {
    Ask {
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
fn series(ask: &Ask, atlas: &Atlas, path: &Path) -> Vec<f64> {
    let plan = Plan::compile(ask, Connectome::read(&ask.connectome).unwrap(), atlas).unwrap();
    run(&plan, atlas, path, false, &Progress::default()).unwrap();
    let group = Group::read(&path.join("series.zarr")).unwrap();
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
    let ask = Ask { balanced: true, duration: 0.1, skip: 4.9, ..ask() };
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
            let ask = Ask { threads, brains, speed, single, ..ask() };
            series(&ask, &atlas, &folder.path().join(format!("{threads}-{brains}-{single}")))
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
    let rest = series(&Ask { skip: 0.06, duration: 0.04, ..ask() }, &atlas, &folder.path().join("rest"));
    assert_eq!(whole[60 * 20..], rest[..]);
}

#[test]
fn keeps_nothing_of_a_run_that_is_stopped_or_blows_up() {
    let folder = tempfile::tempdir().unwrap();
    let attempt = |name: &str, ask: Ask, atlas: &Atlas, progress: &Progress| {
        let path = folder.path().join(name);
        let plan = Plan::compile(&ask, Connectome::read(&ask.connectome).unwrap(), atlas).unwrap();
        let stopped = run(&plan, atlas, &path, false, progress).unwrap_err();
        let mut left: Vec<String> = std::fs::read_dir(&path)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| !name.starts_with('.'))
            .collect();
        left.sort();
        assert_eq!(left, ["parameters.json", "run.json"], "{name}");
        (stopped, std::fs::read_to_string(path.join("run.json")).unwrap())
    };
    let stop = Progress::default();
    stop.stop.store(true, Ordering::Relaxed);
    let (stopped, manifest) = attempt("stopped", ask(), &atlas(&[]), &stop);
    assert!(matches!(stopped, Stopped::Interrupted) && manifest.contains("\"interrupted\""));

    let wild = atlas(&["process.montbrio.coupling=1000"]);
    let ask = Ask { mass: "montbrio".into(), duration: 1.0, ..ask() };
    let (stopped, manifest) = attempt("wild", ask, &wild, &Progress::default());
    let Stopped::BlowUp(words) = stopped else { panic!("{stopped:?}") };
    assert!(words.contains("in brain 0") && words.contains("ms") && words.contains("region '"), "{words}");
    assert!(manifest.contains("\"failed\""));
}

#[test]
fn text_every_problem_of_what_is_asked() {
    let check = |ask: Ask, want: &[&str]| {
        let connectome = Connectome::read(&ask.connectome).unwrap();
        let Err(problems) = Plan::compile(&ask, connectome, &atlas(&[])) else { panic!("{ask:?}") };
        let said = problems.to_string();
        for words in want {
            assert!(said.contains(words), "no '{words}' in\n{said}");
        }
    };
    check(
        Ask { mass: "kuramotto".into(), ..ask() },
        &["unknown mass 'kuramotto'", "did you mean 'kuramoto'?"],
    );
    check(
        Ask { dt: 0.02, every: 0.02, duration: 1.0, speed: 5.0, ..ask() },
        &[
            "20ms is too long for wong_wang_ei, whose shortest time constant is 10ms",
            "use at most --dt 5ms",
            "the shortest delay",
        ],
    );
    check(
        Ask { speed: -1.0, every: 1.5e-4, ..ask() },
        &["expected a speed above zero", "0.15ms is no whole number of steps"],
    );
    check(Ask { speed: 0.01, ..ask() }, &["makes delays of up to"]);
    check(Ask { brains: 0, duration: 0.0, ..ask() }, &["expected 1 to 1000000", "--duration"]);
    check(
        Ask {
            mass: "kuramoto".into(),
            balanced: true,
            maps: vec![("frequence".into(), "age".into())],
            ..ask()
        },
        &["no inhibition to balance", "did you mean 'frequency'?", "no map 'age'", "put a maps.csv"],
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
        let ask = Ask { connectome: connectome.clone(), maps: vec![("gain_e".into(), map.into())], ..ask() };
        let plan = Plan::compile(&ask, Connectome::read(&connectome).unwrap(), &atlas).unwrap();
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
    assert_eq!(gains("age").0, [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(gains("0.1*age").0, [1.1, 1.2, 1.0 + 0.1 * 3.0, 1.4]);

    let wrong = |maps: &[&str], want: &[&str]| {
        let maps = maps.iter().map(|m| ("gain_e".to_string(), m.to_string())).collect();
        let ask = Ask { connectome: connectome.clone(), maps, ..ask() };
        let Err(problems) = Plan::compile(&ask, Connectome::read(&connectome).unwrap(), &atlas) else {
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
