//! Run folders that somebody has altered are told to be damaged, and the server stands.

mod common;

use common::{folder, get};
use std::path::Path;
use syntony_model::{Library, Protocol};
use syntony_study::folder::{Folder, RunAsk, perform};
use syntony_study::run::Study;
use syntony_study::{Options, Progress};

const TINY: &str = include_str!("../../cli/tests/tiny.toml");

/// A run in the server's folder.
fn run(path: &Path) {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let atlas = library.of(TINY);
    let protocol = Protocol::read("tiny.toml", TINY, atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed: 1, replicates: 1, groups: Vec::new(), traces: true };
    let ask = RunAsk { protocol: &protocol, atlas, options: &options, set: &[], people: &[], threads: 1 };
    let study = Study::compile(&protocol, atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let folder = Folder::open(path, &ask, true).unwrap_or_else(|e| panic!("{e}"));
    perform(&ask, &study, folder, &Progress::default()).unwrap_or_else(|_| panic!("a run"));
}

/// Writes another size into the description of every array below a folder.
fn resize(place: &Path, to: &str) {
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            resize(&path, to);
        } else if path.file_name().is_some_and(|n| n == "zarr.json") {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let mut value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            if value["node_type"] == "array" {
                let size: serde_json::Value = serde_json::from_str(to).unwrap_or_default();
                value["shape"].as_array_mut().into_iter().flatten().for_each(|n| *n = size.clone());
                std::fs::write(&path, value.to_string()).unwrap_or_else(|e| panic!("{e}"));
            }
        }
    }
}

#[test]
fn issue_rel_01_an_altered_shape_does_not_end_the_server() {
    let place = folder().join("altered");
    run(&place);
    let asked = [
        "/api/runs/altered",
        "/api/runs/altered/series?group=csf&variable=need",
        "/api/runs/altered/series?group=csf&variable=bond%3Apartner",
        "/api/runs/altered/ties?group=csf",
        "/api/runs/altered/ties/values?group=csf&kind=bond&sample=0",
        "/api/runs/altered/ties/values?group=csf&kind=bond&animal=0",
    ];
    for path in asked {
        assert_eq!(get(path).0, 200, "{path}: {}", get(path).1);
    }
    for size in ["1000000000", "9223372036854775808", "0", "-1", "\"many\""] {
        for part in ["series.zarr", "ties.zarr"] {
            resize(&place.join(part), size);
        }
        for path in asked {
            let (status, answer) = get(path);
            assert!((200..500).contains(&status), "{path} with {size}: {status} {answer}");
        }
        assert_eq!(get("/api/hello").0, 200, "{size}");
    }
}
