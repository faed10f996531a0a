//! Values of a study that is written in a test.

use syntony_model::{Library, Protocol};
use syntony_study::run::{Options, Progress, Study};

/// Values of all measures by group and animal, in the order of repetitions; NaN where nothing could be scored.
pub fn rows(text: &str, seed: u64, replicates: usize) -> Vec<Vec<Vec<f64>>> {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let atlas = library.of(text);
    let key = text.split('"').nth(1).unwrap_or_default();
    let protocol = Protocol::read(&format!("{key}.toml"), text, atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed, replicates, groups: vec![], traces: false };
    let study = Study::compile(&protocol, atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let rows = study.rows(&Progress::default()).unwrap_or_else(|e| panic!("{e:?}"));
    let groups = rows.iter().map(|r| r.group).max().unwrap_or(0) + 1;
    let of = |g: usize| rows.iter().filter(move |r| r.group == g);
    let values =
        |r: &syntony_results::record::AnimalRow| r.values.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
    (0..groups).map(|g| of(g).map(values).collect()).collect()
}

/// A measure of all animals of a group.
pub fn column(rows: &[Vec<f64>], measure: usize) -> Vec<f64> {
    rows.iter().map(|r| r[measure]).collect()
}
