//! Datasets as laboratories' tools read them: everybody has a label, samples and markers of a person keep to one clock, and what an export
//! would refuse is refused before a scan.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use syntony_model::{Library, Protocol};
use syntony_store::{ArrayGroup, Data, DataTable, Opening};
use syntony_study::run::Study;
use syntony_study::scan::sensors::Settings;
use syntony_study::scan::{Made, Scan, bids, instruments, unready, unscannable};
use syntony_study::{Options, Progress};

fn library() -> Library {
    Library::embedded().unwrap_or_else(|p| panic!("{p}"))
}

/// So many people in one room, for so long.
fn room(people: usize, task: &str, duration: &str, phases: &[&str]) -> String {
    let names: Vec<String> =
        (0..people).map(|i| if i == 0 { "subject".into() } else { format!("p{i}") }).collect();
    let mut text = "key = \"room\"\ntitle = \"Room\"\nsource = \"\"\nrole = \"scenario\"\nsummary = \"People in a room.\"\n".to_string();
    for name in &names {
        text += &format!("[cast.{name}]\nspecies = \"human\"\nsex = \"F\"\n");
    }
    for phase in phases {
        text += &format!(
            "[[phase]]\nname = \"{phase}\"\nkind = \"encounter\"\nmembers = {names:?}\nreach = \"sight\"\nclock = \"ms\"\n\
             task = \"{task}\"\nduration = \"{duration}\"\n"
        );
    }
    text + &format!(
        "[[group]]\nkey = \"g\"\nn = 2\n[[measure]]\nkey = \"joy\"\nkind = \"state\"\nvariable = \"joy\"\nphase = \"{}\"\nunit = \"1\"\n\
         [[claim]]\nkey = \"c\"\ntext = \"t\"\nkind = \"against\"\ngroup = \"g\"\nmeasure = \"joy\"\nvalue = 0\nexpect = \"greater\"\n\
         criterion = \"one_sample_t\"\nalpha = 0.05\nverified = true\n",
        phases[0]
    )
}

/// Scans a protocol of one group.
fn scanned(text: &str, dyads: usize, path: &Path) -> Made {
    with_study(text, |study, atlas| {
        let scan = Scan::new(study, atlas, "g", (3, dyads, 250.0), &[]).unwrap_or_else(|p| panic!("{p}"));
        scan.perform(path, Opening::New, &Progress::default()).unwrap_or_else(|e| panic!("{e:?}"));
    });
    Made::open(path).unwrap_or_else(|e| panic!("{e}"))
}

fn with_study<T>(text: &str, then: impl FnOnce(&Study, &syntony_model::Atlas) -> T) -> T {
    let library = library();
    let atlas = library.lineage("human").unwrap_or_else(|| panic!("no people"));
    let protocol = Protocol::read("room.toml", text, atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed: 3, replicates: 1, groups: vec!["g".into()], traces: false };
    let study = Study::compile(&protocol, atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    then(&study, atlas)
}

fn exported(scan: &Made, settings: &Settings, out: PathBuf) -> PathBuf {
    let tools = instruments(&library()).unwrap_or_else(|p| panic!("{p}"));
    bids::export(scan, &tools, settings, &out, &Progress::default()).unwrap_or_else(|e| panic!("{e:?}"));
    out
}

fn column(path: &Path, name: &str) -> Vec<String> {
    let table = DataTable::read(path).unwrap_or_else(|e| panic!("{e}"));
    let at = table.column(name).unwrap_or_else(|| panic!("no {name}"));
    let text = |c: &syntony_store::Cell| match c {
        syntony_store::Cell::Text(t) => t.clone(),
        other => format!("{other:?}"),
    };
    table.rows.iter().map(|r| text(&r[at])).collect()
}

#[test]
fn issue_more_than_26_people() {
    let place = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let scan = scanned(&room(28, "rest", "1 s", &["rest"]), 2, &place.path().join("scan"));
    let out = exported(&scan, &Settings::default(), place.path().join("bids"));
    let people = column(&out.join("participants.tsv"), "participant_id");
    let sorted: BTreeSet<&String> = people.iter().collect();
    assert_eq!((people.len(), sorted.len()), (56, 56), "{people:?}");
    assert!(sorted.into_iter().eq(people.iter()), "labels sort as people do: {people:?}");
    let mut recordings = BTreeSet::new();
    for (k, person) in people.iter().enumerate() {
        let session = format!("ses-{:03}", k / 28 + 1);
        let eeg = out.join(person).join(&session).join("eeg");
        let bytes = fs::read(eeg.join(format!("{person}_{session}_task-rest_eeg.eeg"))).unwrap_or_default();
        assert_eq!(bytes.len(), 250 * 28 * 4, "{person}");
        assert!(recordings.insert(bytes), "{person} has the recording of another");
    }
    let folders = fs::read_dir(&out).unwrap_or_else(|e| panic!("{e}"));
    let folders = folders.flatten().filter(|f| f.file_name().to_string_lossy().starts_with("sub-")).count();
    assert_eq!(folders, 56);
}

#[test]
fn issue_phases_of_like_names_keep_their_files() {
    let place = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let phases = ["rest_1", "rest1", "Rest1"];
    let scan = scanned(&room(2, "rest", "1 s", &phases), 1, &place.path().join("scan"));
    let arrays: BTreeSet<&String> = scan.manifest.phases.iter().map(|p| &p.array).collect();
    assert_eq!(arrays.len(), 3, "{arrays:?}");
    let out = exported(&scan, &Settings::default(), place.path().join("bids"));
    let session = out.join("sub-001a/ses-001");
    let files = column(&session.join("sub-001a_ses-001_scans.tsv"), "filename");
    let times = column(&session.join("sub-001a_ses-001_scans.tsv"), "acq_time");
    assert_eq!(files.iter().collect::<BTreeSet<_>>().len(), 6, "{files:?}");
    assert!(files.iter().all(|f| session.join(f).is_file()), "{files:?}");
    let want = ["00.000000", "00.000000", "01.000000", "01.000000", "02.000000", "02.000000"];
    for (time, seconds) in times.iter().zip(want) {
        assert_eq!(*time, format!("2000-01-01T00:00:{seconds}"));
    }
}

/// EEG of a person, `[channel][sample]`, and samples and names of the markers, from 0.
fn eeg(bids: &Path, person: &str) -> (Vec<Vec<f64>>, Vec<(usize, String)>) {
    let base = bids.join(format!("sub-{person}/ses-001/eeg/sub-{person}_ses-001_task-talk_eeg"));
    let bytes = fs::read(base.with_extension("eeg")).unwrap_or_else(|e| panic!("{e}"));
    let all: Vec<f64> = bytes.as_chunks::<4>().0.iter().map(|b| f64::from(f32::from_le_bytes(*b))).collect();
    let channels = (0..28).map(|c| all.iter().skip(c).step_by(28).copied().collect()).collect();
    let text = fs::read_to_string(base.with_extension("vmrk")).unwrap_or_else(|e| panic!("{e}"));
    let marks = text.lines().filter(|l| l.contains("=Stimulus,")).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[2].parse::<usize>().unwrap_or(0) - 1, cells[1].to_string())
    });
    (channels, marks.collect())
}

/// Where the largest step of a signal is.
fn step(x: &[f64]) -> usize {
    let size = |i: usize| (x[i] - x[i - 1]).abs();
    (1..x.len()).max_by(|a, b| size(*a).total_cmp(&size(*b))).unwrap_or(0)
}

#[test]
fn issue_clock_drift() {
    let place = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let scan = scanned(&room(2, "conversation", "30 s", &["talk"]), 1, &place.path().join("scan"));
    // from its last event on everything is far more active: a step in every instrument
    let onsets = column(&place.path().join("scan/dyad-001_events.tsv"), "onset");
    let onsets: Vec<f64> = onsets.iter().filter_map(|t| t.parse().ok()).filter(|t| *t < 29.0).collect();
    let at_s = onsets.iter().copied().fold(0.0, f64::max);
    assert!(at_s > 20.0, "{onsets:?}");
    let arrays = place.path().join("scan/dyad-001.zarr");
    let mut group = ArrayGroup::read(&arrays).unwrap_or_else(|e| panic!("{e}"));
    let populations = scan.manifest.populations.len();
    let Some(Data::F32(values)) =
        group.arrays.iter_mut().find(|a| a.name == "activity_talk").map(|a| &mut a.data)
    else {
        panic!("no activity")
    };
    let per_person = values.len() / 2;
    for (i, x) in values.iter_mut().enumerate() {
        if (i % per_person / populations) as f64 / 250.0 >= at_s {
            *x += 2.0;
        }
    }
    fs::remove_dir_all(&arrays).unwrap_or_else(|e| panic!("{e}"));
    group.write(&arrays).unwrap_or_else(|e| panic!("{e}"));
    for ppm in [0.0, 5000.0, -5000.0] {
        let settings = Settings { drift_ppm: ppm, ..Settings::default() };
        let out = exported(&scan, &settings, place.path().join(format!("bids{ppm}")));
        for (person, clock) in [("001a", 1.0), ("001b", 1.0 + 1e-6 * ppm)] {
            let (channels, marks) = eeg(&out, person);
            let samples = channels[0].len();
            assert!((samples as f64 - 7500.0 * clock).abs() <= 1.0, "{ppm} {person}: {samples}");
            // a faster clock has the same moment later, in samples, markers and events alike
            let want = clock * at_s * 250.0;
            let found = step(&channels[13]) as f64;
            assert!((found - want).abs() <= 2.0, "{ppm} {person}: step at {found}, expected {want}");
            // as above, of the events before the last second
            let before = |t: f64| t < clock * 29.0;
            let last = marks.iter().map(|m| m.0 as f64).filter(|m| before(m / 250.0)).fold(0.0, f64::max);
            assert!((last - want).abs() <= 1.0, "{ppm} {person}: marker at {last}, expected {want}");
            let file = |kind: &str, end: &str| {
                out.join(format!("sub-{person}/ses-001/{kind}/sub-{person}_ses-001_task-talk_{end}"))
            };
            for kind in ["eeg", "nirs"] {
                let told: Vec<f64> = column(&file(kind, "events.tsv"), "onset")
                    .iter()
                    .filter_map(|t| t.parse().ok())
                    .collect();
                let latest = told.iter().copied().filter(|t| before(*t)).fold(0.0, f64::max);
                assert!((latest - clock * at_s).abs() < 1e-3, "{ppm} {person} {kind}: {latest}");
            }
            // no instrument holds its last value, and all are as long as the clock says
            for channel in &channels {
                assert!(
                    channel[samples - 4..].windows(2).all(|w| w[0] != w[1]),
                    "{ppm} {person}: a held end"
                );
            }
            let truth =
                ArrayGroup::read(&out.join(format!("derivatives/syntony/sub-{person}/ses-001/regions.zarr")))
                    .unwrap_or_else(|e| panic!("{e}"));
            let length = |name: &str| truth.get(name).map_or(0, |a| a.data.len()) as f64;
            assert!((length("time_hbo_talk") - 300.0 * clock).abs() <= 1.0, "{}", length("time_hbo_talk"));
            assert!((length("time_bold_talk") - 30.0 * clock).abs() <= 1.0);
            assert_eq!(length("time_activity_talk"), 7500.0);
        }
    }
}

#[test]
fn issue_refused_by_an_export_is_refused_before_a_scan() {
    let rest = room(2, "rest", "2 s", &["rest"]);
    with_study(&rest, |study, atlas| {
        assert!(unscannable(study, atlas).is_empty());
        // what a scan takes, an export with its usual settings takes
        for rate in [50.0, 100.0, 200.0, 250.0, 500.0, 1000.0] {
            let scan = Scan::new(study, atlas, "g", (1, 1, rate), &[]).unwrap_or_else(|p| panic!("{p}"));
            let problems = unready(&scan.manifest, &Settings::for_recording(rate));
            assert!(problems.is_empty(), "{rate}: {problems}");
        }
        for rate in [40.0, 125.0, 300.0, 1e12, 0.0, -250.0, f64::NAN, f64::INFINITY] {
            let Err(problems) = Scan::new(study, atlas, "g", (1, 1, rate), &[]) else { panic!("{rate}") };
            assert!(problems.0.iter().any(|p| p.place.file == "--rate"), "{rate}: {problems}");
        }
        let scan = Scan::new(study, atlas, "g", (1, 1, 250.0), &[]).unwrap_or_else(|p| panic!("{p}"));
        let wild = Settings {
            eeg_hz: 300.0,
            fnirs_hz: -10.0,
            repeat_s: 3.0,
            drift_ppm: -1e6,
            ..Settings::default()
        };
        let all = unready(&scan.manifest, &wild).to_string();
        for want in [
            "--eeg: EEG at 300 Hz cannot be made of activity recorded at 250 Hz",
            "hint: for instance --eeg 250",
            "--fnirs: -10, expected a number above 0",
            "the phase `rest` lasts 2 s, expected at least one sample of each instrument: 3 s",
            "--drift: -1000000 ppm, expected at most 10000 either way",
        ] {
            assert!(all.contains(want), "no '{want}' in\n{all}");
        }
    });
    let short = room(2, "rest", "0.5 s", &["rest"]);
    let problems = with_study(&short, unscannable);
    assert!(problems.to_string().contains("the phase `rest` lasts 0.5 s"), "{problems}");
}
