//! The same question gives the same bits on 1, 2 and 8 threads, and a replicate does not depend on how many there are.

#[path = "../../society/tests/common/mod.rs"]
mod common;

use common::{atlas, pair};
use syntony_model::Protocol;
use syntony_results::record::AnimalRow;
use syntony_study::run::{Options, Progress, Study};

fn rows(threads: usize, replicates: usize, traces: bool) -> Vec<AnimalRow> {
    let atlas = atlas();
    let text = pair("F", "M", 2.0, true, "");
    let protocol = Protocol::read("pair.toml", &text, &atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed: 5, replicates, groups: vec![], traces };
    let study = Study::compile(&protocol, &atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap_or_else(|e| panic!("{e}"));
    let parts = pool
        .install(|| study.run(&Progress::default(), &|_| None, &|_, _| {}))
        .unwrap_or_else(|e| panic!("{e:?}"));
    study.gather(parts, &atlas).animals
}

fn bits(rows: &[AnimalRow]) -> Vec<Option<u64>> {
    rows.iter().flat_map(|r| r.values.iter().map(|v| v.map(f64::to_bits))).collect()
}

#[test]
fn same_on_one_two_and_eight_threads() {
    let one = rows(1, 20, false);
    assert_eq!(one.len(), 200);
    for threads in [2, 8] {
        assert_eq!(bits(&one), bits(&rows(threads, 20, false)), "{threads} threads");
    }
}

#[test]
fn same_replicate_whatever_their_number_and_whether_traced() {
    let many = rows(2, 9, false);
    let first: Vec<AnimalRow> = many.into_iter().filter(|r| r.replicate == 0).collect();
    assert_eq!(bits(&first), bits(&rows(2, 1, true)));
}
