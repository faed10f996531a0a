//! Every number of the atlas is read by something: a value that nobody reads would be provenance without effect.

use std::collections::BTreeSet;
use std::path::Path;
use syntony_model::{Library, Protocol};
use syntony_study::run::{Options, Study};

/// Numbers that no study of a protocol reads, and what does.
const ELSEWHERE: [(&str, &str); 16] = [
    ("practice.", "practices that `plan` combines"),
    ("process.scene.hand_drive", "the explorer: populations moved by hand"),
    ("compound.*.onset", "vectors, which no built-in protocol gives"),
    ("compound.*.spread", "vectors, likewise"),
    ("process.instrument.", "instruments of `scan` and `cortex`"),
    ("process.montage.", "electrodes of `scan` and `cortex`"),
    ("process.position.", "places of regions, for `scan` and `cortex`"),
    ("process.dosing.", "what `check` takes for a slip of a unit"),
    ("process.assay.", "what `validate` and `fit` know of laboratories"),
    ("process.jansen_rit.", "a mass of `cortex`"),
    ("process.kuramoto.", "a mass of `cortex`"),
    ("process.montbrio.", "a mass of `cortex`"),
    ("process.stuart_landau.", "a mass of `cortex`"),
    ("process.wilson_cowan.", "a mass of `cortex`"),
    ("process.wong_wang", "masses of `cortex`"),
    ("region.*.position", "places of regions, for `scan` and `cortex`"),
];

/// What a path names, whatever entry it is of: `receptor.*.binding.*.kd`.
fn kind(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    if parts.len() < 3 || parts[0] == "process" {
        return path.to_string();
    }
    // the last part of these is an entry, too: a region, an act
    let entry = parts[0] == "practice" || matches!(parts[2], "density" | "fibre");
    let inner = |i: usize| i == 1 || i > 2 && (entry || i + 1 < parts.len());
    let all: Vec<&str> =
        parts.iter().enumerate().map(|(i, part)| if inner(i) { "*" } else { part }).collect();
    all.join(".")
}

/// The lineage and the kind of a number; compounds are those of all lineages.
fn of(lineage: &str, path: &str) -> (String, String) {
    let kind = kind(path);
    (if kind.starts_with("compound.") { "all" } else { lineage }.to_string(), kind)
}

#[test]
fn every_number_of_the_atlas_is_read() {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../protocols");
    let mut read: BTreeSet<(String, String)> = BTreeSet::new();
    for entry in std::fs::read_dir(&dir).unwrap_or_else(|e| panic!("{e}")).flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(entry.path()).unwrap_or_else(|e| panic!("{e}"));
        let atlas = library.of(&text);
        let protocol = Protocol::read(&name, &text, atlas).unwrap_or_else(|p| panic!("{p}"));
        let options = Options { seed: 1, replicates: 1, groups: vec![], traces: false };
        let study = Study::compile(&protocol, atlas, &options).unwrap_or_else(|p| panic!("{name}: {p}"));
        read.extend(study.used().map(|id| of(library.lineage_of(&text), &atlas.params.get(id).path)));
    }
    let mut dead = BTreeSet::new();
    for (lineage, atlas) in library.iter() {
        for (_, param) in atlas.params.iter() {
            let (lineage, kind) = of(lineage, &param.path);
            let elsewhere = ELSEWHERE.iter().any(|(start, _)| kind.starts_with(start));
            if !elsewhere && !read.contains(&(lineage.clone(), kind.clone())) {
                dead.insert(format!("{lineage} {kind}"));
            }
        }
    }
    assert!(dead.is_empty(), "nothing reads {}", dead.into_iter().collect::<Vec<_>>().join(", "));
}
