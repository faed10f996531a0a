//! Scores of a dozen runs, bit for bit: what only moves code must keep them; what changes results writes them anew and says so.

use std::fmt::Write;
use std::path::Path;
use syntony_model::{Library, Protocol};
use syntony_study::run::{Options, Progress, Study};

/// Built-in protocols and the groups that are run of each: both lineages, doses by many routes, vectors, lesions, levers, loss, kept ties,
/// and the millisecond clock.
const RUNS: [(&str, &[&str]); 12] = [
    ("insel_hulihan_1995", &["mated", "ot"]),
    ("williams_1992", &[]),
    ("aragona_2006", &[]),
    ("liu_wang_2003", &[]),
    ("bosch_2009", &[]),
    ("winslow_1993", &[]),
    ("brusman_2022", &[]),
    ("keebaugh_2011", &[]),
    ("hurlemann_2010", &[]),
    ("ditzen_2007", &[]),
    ("says_k_loss", &[]),
    ("singer_2004_moments", &[]),
];

/// FNV-1a over the bits of all scores of the first two repetitions' worth of animals.
fn bits(library: &Library, key: &str, groups: &[&str]) -> String {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../protocols");
    let file = dir.join(format!("{key}.toml"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let atlas = library.of(&text);
    let mut protocol = Protocol::read(&format!("{key}.toml"), &text, atlas).unwrap_or_else(|p| panic!("{p}"));
    protocol.groups.iter_mut().for_each(|g| g.n = g.n.min(2));
    let groups = groups.iter().map(|g| g.to_string()).collect();
    let options = Options { seed: 1, replicates: 1, groups, traces: false };
    let study = Study::compile(&protocol, atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let parts =
        study.run(&Progress::default(), &|_| None, &|_, _| {}).unwrap_or_else(|e| panic!("{key}: {e:?}"));
    let animals = study.gather(parts, atlas).animals;
    let values = animals.iter().flat_map(|r| &r.values).map(|v| v.map_or(u64::MAX, f64::to_bits));
    let hash = values
        .flat_map(u64::to_le_bytes)
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

#[test]
fn golden_bits_of_a_dozen_runs() {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let mut now = String::new();
    for (key, groups) in RUNS {
        writeln!(now, "{key} {}", bits(&library, key, groups)).unwrap_or_else(|e| panic!("{e}"));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/golden_bits.txt");
    if std::env::var_os("SYNTONY_BLESS").is_some() {
        std::fs::write(&file, &now).unwrap_or_else(|e| panic!("{e}"));
    }
    let then = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        now == then,
        "scores moved: SYNTONY_BLESS=1 writes them anew, CHANGELOG says why\nnow\n{now}then\n{then}"
    );
}
