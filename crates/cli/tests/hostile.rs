//! A folder that somebody has damaged or altered: no panic, no memory beyond what the files can hold, and a word which file it is.

// A counting allocator has to implement an unsafe trait; it only counts and passes on.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use syntony_model::{Atlas, Protocol};
use syntony_results::record::Results;
use syntony_results::report;
use syntony_study::folder::{self, Folder, FolderState, RunAsk, glance};
use syntony_study::run::Study;
use syntony_study::{Options, Progress};

struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// `alloc_zeroed` and `realloc` go through these two
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(now, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Memory that reading a small folder may take, whatever is in it: what empty chunks may stand for, and some copies.
const BYTES_MAX: usize = 1 << 30;

const TINY: &str = include_str!("tiny.toml");

fn options() -> Options {
    Options { seed: 3, replicates: 2, groups: Vec::new(), traces: true }
}

/// Runs the small protocol into a folder.
fn run_into(path: &Path, protocol: &Protocol, atlas: &Atlas) -> Results {
    let options = options();
    let ask = RunAsk { protocol, atlas, options: &options, set: &[], people: &[], threads: 1 };
    let study = Study::compile(protocol, atlas, &options).expect("a study");
    let folder = Folder::open(path, &ask, false).expect("an open folder");
    let (_, results) = folder::perform(&ask, &study, folder, &Progress::default()).expect("a run");
    results
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all.sort();
    all
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

/// What may stand where a number stood.
const NUMBERS: [&str; 10] = [
    "9223372036854775808",
    "18446744073709551615",
    "1000000000",
    "-1",
    "0",
    "1e308",
    "4294967296",
    "null",
    "\"\"",
    "[]",
];

/// Bytes with one thing changed: a bit, a number, the end.
fn altered(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut new = bytes.to_vec();
    let digits: Vec<usize> = (0..new.len()).filter(|&i| new[i].is_ascii_digit()).collect();
    match dice.roll(8) {
        0 => new.truncate(dice.roll(bytes.len())),
        1 if !new.is_empty() => {
            let at = dice.roll(new.len());
            new[at] ^= 1 << dice.roll(8);
        }
        2 => new.extend_from_slice(bytes),
        _ if !digits.is_empty() => {
            let mut start = digits[dice.roll(digits.len())];
            let mut end = start;
            while start > 0 && new[start - 1].is_ascii_digit() {
                start -= 1;
            }
            while end < new.len() && new[end].is_ascii_digit() {
                end += 1;
            }
            new.splice(start..end, NUMBERS[dice.roll(NUMBERS.len())].bytes());
        }
        _ => new.clear(),
    }
    new
}

/// All that reads a complete run.
fn read_all(path: &Path, groups: &[&str]) {
    let whole = folder::read(path);
    let rendered = folder::write_report(path);
    assert_eq!(whole.is_ok(), rendered.is_ok(), "{rendered:?}");
    if let Err(e) = whole {
        assert!(e.path().starts_with(path), "it does not say which file: {e}");
    }
    if let Ok(glance) = glance::open(path) {
        for entry in glance.series.iter().take(6) {
            let _ = glance::piece(path, &entry.group, &entry.variable);
        }
    }
    for group in groups {
        let _ = glance::ties(path, group, |_, ties| {
            ties.kinds().iter().try_for_each(|kind| ties.values(kind, None, None, Some(0)).map(|_| ()))
        });
    }
    let _ = glance::animals(path, &mut |_| {});
    let _ = glance::events(path, 100);
}

#[test]
fn keeps_readers_of_a_damaged_run_from_panics_and_from_memory_without_bound() {
    let atlas = Atlas::embedded("vole").expect("the atlas");
    let protocol = Protocol::read("tiny.toml", TINY, &atlas).expect("a protocol");
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("run");
    run_into(&path, &protocol, &atlas);
    let mut dice = Dice(1);
    MOST.store(NOW.load(Ordering::Relaxed), Ordering::Relaxed);
    for (i, file) in files(&path).into_iter().filter(|f| !f.ends_with("report.html")).enumerate() {
        let array = file.components().any(|c| c.as_os_str().to_string_lossy().ends_with(".zarr"));
        if array && i % 4 > 0 {
            continue; // there are many of a kind
        }
        let bytes = fs::read(&file).expect("a file of the run");
        for _ in 0..if array { 6 } else { 12 } {
            fs::write(&file, altered(&bytes, &mut dice)).expect("a damaged file");
            read_all(&path, &["csf", "ot"]);
        }
        fs::write(&file, bytes).expect("the file again");
    }
    folder::read(&path).expect("the run as it was");
    let most = MOST.load(Ordering::Relaxed);
    assert!(most < BYTES_MAX, "{most} bytes");
}

#[test]
fn issue_rel_01_zarr_shape() {
    let atlas = Atlas::embedded("vole").expect("the atlas");
    let protocol = Protocol::read("tiny.toml", TINY, &atlas).expect("a protocol");
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("run");
    run_into(&path, &protocol, &atlas);
    MOST.store(NOW.load(Ordering::Relaxed), Ordering::Relaxed);
    for (array, key) in [("group", "shape"), ("time", "shape"), ("need", "shape"), ("need", "chunk_shape")] {
        let file = path.join("series.zarr").join(array).join("zarr.json");
        let text = fs::read_to_string(&file).expect("metadata");
        let at = text.find(&format!("\"{key}\"")).expect("a shape");
        let open = at + text[at..].find('[').expect("a list");
        let end = open + text[open..].find([',', ']']).expect("a number");
        for length in ["9223372036854775808", "1000000000", "4294967296"] {
            fs::write(&file, format!("{}[{length}{}", &text[..open], &text[end..])).expect("altered");
            let error = folder::read(&path).expect_err("a damaged run");
            assert!(error.path().ends_with("series.zarr"), "{error}");
            assert!(error.what().contains(array), "{error}");
            folder::write_report(&path).expect_err("a damaged run");
            let _ = glance::piece(&path, "csf", "need");
        }
        fs::write(&file, text).expect("as it was");
    }
    let most = MOST.load(Ordering::Relaxed);
    assert!(most < BYTES_MAX, "{most} bytes");
    folder::read(&path).expect("the run as it was");
}

#[test]
fn same_results_when_the_parts_of_a_killed_run_are_damaged() {
    let atlas = Atlas::embedded("vole").expect("the atlas");
    let protocol = Protocol::read("tiny.toml", TINY, &atlas).expect("a protocol");
    let dir = tempfile::tempdir().expect("a folder");
    let whole = run_into(&dir.path().join("whole"), &protocol, &atlas);
    let options = options();
    let ask =
        RunAsk { protocol: &protocol, atlas: &atlas, options: &options, set: &[], people: &[], threads: 1 };
    let mut dice = Dice(2);
    for round in 0..8 {
        let path = dir.path().join(format!("run-{round}"));
        let study = Study::compile(&protocol, &atlas, &options).expect("a study");
        {
            let folder = Folder::open(&path, &ask, false).expect("an open folder");
            let progress = Progress::default();
            let keep = |chunk: &_, part: &_| folder.keep(chunk, part, &progress);
            study.run(&progress, &|_| None, &keep).map_err(|_| ()).expect("parts");
        }
        for file in files(&path.join("parts")) {
            let bytes = fs::read(&file).expect("a part");
            fs::write(&file, altered(&bytes, &mut dice)).expect("a damaged part");
        }
        assert!(matches!(folder::look(&path, &ask), Ok(FolderState::Begun)));
        let folder = Folder::open(&path, &ask, false).expect("an open folder");
        let (_, again) = folder::perform(&ask, &study, folder, &Progress::default()).expect("a run");
        assert!(again == whole, "round {round}");
    }
}

/// The same values with one leaf changed.
fn stirred(value: &mut serde_json::Value, at: &mut usize, to: &serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Array(all) => all.iter_mut().for_each(|v| stirred(v, at, to)),
        Value::Object(all) => all.iter_mut().for_each(|(_, v)| stirred(v, at, to)),
        leaf => {
            if *at == 0 {
                *leaf = to.clone();
            }
            *at = at.wrapping_sub(1);
        }
    }
}

#[test]
fn keeps_reports_of_senseless_results_from_panics() {
    let atlas = Atlas::embedded("vole").expect("the atlas");
    let protocol = Protocol::read("tiny.toml", TINY, &atlas).expect("a protocol");
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("run");
    let mut results = run_into(&path, &protocol, &atlas);
    let (manifest, _) = folder::read(&path).expect("a run");
    results.parameters.truncate(3);
    results.series.truncate(4);
    results.series.iter_mut().for_each(|s| {
        s.time_s.truncate(5);
        s.values.iter_mut().for_each(|v| v.truncate(5));
    });
    results.ties.clear();
    results.events.truncate(3);
    results.animals.truncate(6);
    let plain = serde_json::to_value(&results).expect("JSON");
    let leaves = plain.to_string().matches([',', ':']).count();
    let (mut dice, mut rendered) = (Dice(3), 0);
    for round in 0..600 {
        let mut value = plain.clone();
        let to: serde_json::Value = serde_json::from_str(NUMBERS[round % 8]).expect("a number");
        stirred(&mut value, &mut dice.roll(leaves), &to);
        if let Ok(results) = serde_json::from_value::<Results>(value) {
            rendered += usize::from(report::render(&manifest, &results).is_ok());
        }
    }
    assert!(rendered > 100, "{rendered}");
}
