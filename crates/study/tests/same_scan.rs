//! A scan has the same bits on any number of threads and after it was stopped; its dataset holds what was recorded.

use std::fs;
use std::path::Path;
use syntony_model::{Library, Protocol};
use syntony_store::{ArrayGroup, Data, Opening};
use syntony_study::run::Study;
use syntony_study::scan::benchmark::PROTOCOL;
use syntony_study::scan::sensors::Settings;
use syntony_study::scan::{Made, Scan, ScanStopped, bids, instruments};
use syntony_study::{Options, Progress};

fn library() -> Library {
    Library::embedded().unwrap_or_else(|p| panic!("{p}"))
}

/// Scans three couples for three seconds into a folder.
fn scan(path: &Path, opening: Opening, threads: usize, seed: u64) -> Result<(), ScanStopped> {
    scan_with(library(), path, opening, threads, seed)
}

fn scan_with(
    library: Library,
    path: &Path,
    opening: Opening,
    threads: usize,
    seed: u64,
) -> Result<(), ScanStopped> {
    let atlas = library.lineage("human").unwrap_or_else(|| panic!("no people"));
    let text = PROTOCOL.replace("3 min", "3 s");
    let protocol = Protocol::read("synchrony_benchmark.toml", &text, atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed, replicates: 1, groups: vec!["coupled".into()], traces: false };
    let study = Study::compile(&protocol, atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let scan = Scan::new(&study, atlas, "coupled", (seed, 3, 250.0), &[]).unwrap_or_else(|p| panic!("{p}"));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap_or_else(|e| panic!("{e}"));
    pool.install(|| scan.perform(path, opening, &Progress::default())).map(|_| ())
}

fn bits(path: &Path) -> Vec<Vec<u32>> {
    let made = Made::open(path).unwrap_or_else(|e| panic!("{e}"));
    let dyad = |k| made.dyad(k).unwrap_or_else(|e| panic!("{e}"));
    (0..3).flat_map(|k| dyad(k).concat()).map(|x| x.iter().map(|v| v.to_bits()).collect()).collect()
}

#[test]
fn same_scan_on_one_and_three_threads_and_when_resumed() {
    let place = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let (one, three) = (place.path().join("one"), place.path().join("three"));
    scan(&one, Opening::New, 1, 5).unwrap_or_else(|e| panic!("{e:?}"));
    scan(&three, Opening::New, 3, 5).unwrap_or_else(|e| panic!("{e:?}"));
    assert!(bits(&one) == bits(&three));
    assert_eq!(bits(&one)[0].len(), 750 * 30);
    // as if it had been stopped before the second couple
    fs::remove_dir_all(one.join("dyad-002.zarr")).unwrap_or_else(|e| panic!("{e}"));
    scan(&one, Opening::Resume, 1, 5).unwrap_or_else(|e| panic!("{e:?}"));
    assert!(bits(&one) == bits(&three));
    // another seed is another scan
    assert!(matches!(scan(&one, Opening::Resume, 1, 6), Err(ScanStopped::Other(_))));
}

#[test]
fn exact_dataset_holds_what_was_recorded() {
    let place = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let (recorded, out) = (place.path().join("scan"), place.path().join("bids"));
    scan(&recorded, Opening::New, 2, 5).unwrap_or_else(|e| panic!("{e:?}"));
    let made = Made::open(&recorded).unwrap_or_else(|e| panic!("{e}"));
    let tools = instruments(&library()).unwrap_or_else(|p| panic!("{p}"));
    let fast = Settings { eeg_hz: 500.0, ..Settings::default() };
    let refused = bids::export(&made, &tools, &fast, &out, &Progress::default());
    assert!(matches!(refused, Err(bids::ExportStopped::Refused(_))));
    assert!(!out.exists());
    bids::export(&made, &tools, &Settings::default(), &out, &Progress::default())
        .unwrap_or_else(|e| panic!("{e:?}"));
    let person = out.join("sub-002b/ses-002/eeg/sub-002b_ses-002_task-task_eeg.eeg");
    let bytes = fs::read(person).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(bytes.len(), 28 * 750 * 4);
    let truth = ArrayGroup::read(&out.join("derivatives/syntony/sub-002b/ses-002/regions.zarr"))
        .unwrap_or_else(|e| panic!("{e}"));
    let Some(Data::F32(activity)) = truth.get("activity_task").map(|a| &a.data) else {
        panic!("no activity")
    };
    let [phase] = &made.dyad(1).unwrap_or_else(|e| panic!("{e}"))[..] else { panic!("one phase") };
    assert!(*activity == phase[1]);
    // EEG and fNIRS of a person have the same events
    let events = |kind: &str| {
        let file = format!("sub-002b/ses-002/{kind}/sub-002b_ses-002_task-task_events.tsv");
        fs::read_to_string(out.join(file)).unwrap_or_else(|e| panic!("{e}"))
    };
    assert_eq!(events("eeg"), events("nirs"));
    assert!(events("nirs").lines().count() > 1, "{}", events("nirs"));
}

#[test]
fn keeps_what_was_recorded_before_a_blow_up() {
    let place = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let path = place.path().join("wild");
    let mut library = library();
    library.set("process.millisecond.noise_sd", "1e300").unwrap_or_else(|p| panic!("{p}"));
    let Err(ScanStopped::BlowUp(b)) = scan_with(library, &path, Opening::New, 1, 5) else {
        panic!("no blow-up")
    };
    let words = format!("{} of {} became NaN by 1 s; all was well at 0 s (dyad 1)", b.variable, b.member);
    assert_eq!(b.to_string(), words);
    assert!(b.variable.starts_with("activity of ") && b.member == "subject", "{b}");
    let kept = ArrayGroup::read(&path.join("diverged-001.zarr")).unwrap_or_else(|e| panic!("{e}"));
    let Some(Data::F32(activity)) = kept.get("activity_task").map(|a| &a.data) else {
        panic!("nothing kept")
    };
    assert_eq!(activity.len(), 2 * 250 * 30);
    assert!(Made::open(&path).is_err());
}
