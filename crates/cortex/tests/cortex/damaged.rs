//! Whole cortices gone on with after what they left was altered: told, and simulated again.

use super::{ask, atlas};
use std::path::Path;
use std::sync::atomic::Ordering;
use syntony_cortex::Connectome;
use syntony_cortex::{CortexAsk, CortexPlan, CortexStopped, Opening, run};
use syntony_store::{ArrayGroup, Data};
use syntony_study::Progress;

/// Every value of a group of arrays.
fn values(path: &Path, names: &[&str]) -> Vec<Data> {
    let group = ArrayGroup::read(path).unwrap();
    names.iter().map(|name| group.get(name).unwrap().data.clone()).collect()
}

#[test]
fn same_bits_after_a_part_was_damaged() {
    let atlas = atlas(&[]);
    let folder = tempfile::tempdir().unwrap();
    let ask = CortexAsk { duration: 15.0, ..ask() };
    let plan = CortexPlan::compile(&ask, Connectome::read(&ask.connectome).unwrap(), &atlas).unwrap();
    let (whole, path) = (folder.path().join("whole"), folder.path().join("parts"));
    run(&plan, &atlas, &whole, Opening::New, &Progress::default()).unwrap();
    let stop = Progress::default();
    stop.stop.store(true, Ordering::Relaxed);
    assert!(matches!(run(&plan, &atlas, &path, Opening::New, &stop), Err(CortexStopped::Interrupted)));
    let part = path.join("parts/brains-0.bin");
    let mut bytes = std::fs::read(&part).unwrap();
    bytes[500] ^= 1;
    std::fs::write(&part, bytes).unwrap();
    let summary = run(&plan, &atlas, &path, Opening::Resume, &Progress::default()).unwrap();
    assert_eq!(summary.damaged, ["brains-0: the checksum does not match"]);
    let series = |path: &Path| values(&path.join("series.zarr"), &["S_e"]);
    assert!(series(&whole) == series(&path));
}

#[test]
fn issue_rel_11_cortex_chunk() {
    let atlas = atlas(&[]);
    let folder = tempfile::tempdir().unwrap();
    let record = vec!["S_i".to_string(), "S_e".to_string()];
    let ask = CortexAsk { duration: 15.0, brains: 2, record, ..ask() };
    let plan = CortexPlan::compile(&ask, Connectome::read(&ask.connectome).unwrap(), &atlas).unwrap();
    let whole = folder.path().join("whole");
    run(&plan, &atlas, &whole, Opening::New, &Progress::default()).unwrap();
    let series = |path: &Path| values(&path.join("series.zarr"), &["S_e", "S_i"]);
    let stop = Progress::default();
    stop.stop.store(true, Ordering::Relaxed);
    let flip = |chunk: &Path| {
        let mut bytes = std::fs::read(chunk).unwrap();
        let middle = bytes.len() / 3;
        bytes[middle] ^= 0x40;
        std::fs::write(chunk, bytes).unwrap();
    };
    // of a brain that is on its way, and of one that is done
    for (name, times) in [("begun", 1), ("done", 2)] {
        for how in ["flipped", "gone"] {
            let path = folder.path().join(format!("{name} {how}"));
            for time in 0..times {
                let opening = if time == 0 { Opening::New } else { Opening::Resume };
                assert!(matches!(run(&plan, &atlas, &path, opening, &stop), Err(CortexStopped::Interrupted)));
            }
            let chunk = path.join("parts/series.zarr/S_e/c/0/0/0");
            if how == "flipped" {
                flip(&chunk)
            } else {
                std::fs::remove_file(&chunk).unwrap()
            }
            let summary = run(&plan, &atlas, &path, Opening::Resume, &Progress::default()).unwrap();
            let told = |d: &String| {
                d.starts_with("brains-0: what was recorded") && d.ends_with("is not what was written")
            };
            let damaged = summary.damaged;
            assert!(!damaged.is_empty() && damaged.iter().all(told), "{name} {how}: {damaged:?}");
            assert!(series(&whole) == series(&path), "{name} {how}");
        }
    }
}
