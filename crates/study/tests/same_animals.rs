//! A group that is `same_as` another has its animals, born alike, on days of their own.

#[path = "../../society/tests/common/mod.rs"]
mod common;

use common::{atlas, pair};
use std::collections::BTreeSet;
use syntony_model::Protocol;
use syntony_results::stats::correlation;
use syntony_study::run::{Options, Progress, Study, id};

/// Receptor binding of the animals of two groups, and their minutes with the partner.
fn two_groups(again: &str) -> [Vec<f64>; 4] {
    let atlas = atlas();
    let binding = "[[measure]]\nkey = \"receptors\"\nkind = \"binding\"\nreceptor = \"otr\"\nregion = \"nacc_shell\"\n\
                   phase = \"test\"\nunit = \"1\"\n[[measure]]\nkey = \"stranger\"";
    let group = format!("[[group]]\nkey = \"again\"\nn = 10\n{again}");
    let text = pair("F", "M", 6.0, false, &group).replacen("[[measure]]\nkey = \"stranger\"", binding, 1);
    let protocol = Protocol::read("pair.toml", &text, &atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed: 5, replicates: 1, groups: vec![], traces: false };
    let study = Study::compile(&protocol, &atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let parts = study.run(&Progress::default(), &|_| None, &|_, _| {}).unwrap_or_else(|e| panic!("{e:?}"));
    let rows = study.gather(parts, &atlas).animals;
    let of = |g: usize, m: usize| rows.iter().filter(|r| r.group == g).filter_map(|r| r.values[m]).collect();
    [of(0, 1), of(1, 1), of(0, 0), of(1, 0)]
}

#[test]
fn same_as_gives_the_same_animals_on_other_days() {
    let [first, again, minutes, minutes_again] = two_groups("same_as = \"only\"");
    assert_eq!(first.len(), 10);
    let r = correlation(&first, &again, false).difference;
    assert!(r > 0.99, "receptors are inborn: r = {r}");
    assert!(minutes.iter().zip(&minutes_again).all(|(a, b)| a != b), "each day is its own");
    let [first, others, ..] = two_groups("");
    let r = correlation(&first, &others, false).difference;
    assert!(r < 0.9, "others have receptors of their own: r = {r}");
}

/// Groups of up to 100,000 animals: none is another's, in no repetition.
#[test]
fn keeps_animals_of_large_groups_apart() {
    let animals = [0, 1, 16_383, 16_384, 32_768, 99_999];
    let all = ["mated", "csf", "ot"].into_iter().flat_map(|group| {
        (0..3).flat_map(move |replicate| animals.map(move |animal| id(group, replicate, animal)))
    });
    assert_eq!(all.collect::<BTreeSet<u64>>().len(), 3 * 3 * animals.len());
}
