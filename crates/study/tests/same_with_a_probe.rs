//! Measuring changes nothing, and neither does what a protocol or an atlas has besides: not one bit of all else moves.

#[path = "../../society/tests/common/mod.rs"]
mod common;

use common::pair;
use std::path::Path;
use syntony_engine::Stream;
use syntony_model::{Atlas, Library, Protocol};
use syntony_study::run::{Options, Progress, Study};

/// People talk; one of them rates the other's company, with the error of a scale.
const PEOPLE: &str = r#"key = "pair"
title = "a couple"
source = "williams_1992"
role = "scenario"
summary = "Two people and a stranger meet."
[cast.anna]
species = "human"
sex = "F"
bond = [{ with = "ben", for = "3 y", quality = 0.8 }]
[cast.ben]
species = "human"
sex = "M"
[cast.carl]
species = "human"
sex = "M"
[[phase]]
name = "talk"
kind = "encounter"
members = ["anna", "ben", "carl"]
reach = "touch"
duration = "30 min"
[[group]]
key = "spray"
n = 3
dose = [{ compound = "oxytocin", route = "intranasal", amount = "24 IU", at = "start of talk" }]
[[measure]]
key = "partner"
kind = "rating"
variable = "joy"
phase = "talk"
unit = "1"
[[measure]]
key = "stranger"
kind = "state"
variable = "corticosterone"
phase = "talk"
unit = "1"
"#;

fn voles() -> String {
    let dose = r#"dose = [{ compound = "oxytocin", route = "icv", amount = "100 ng", at = "start of cohabitation" }]"#;
    pair("F", "M", 2.0, true, dose).replacen("n = 10", "n = 3", 1)
}

/// Scores of the measures `partner` and `stranger` of every animal.
fn scores(atlas: &Atlas, text: &str) -> Vec<Option<u64>> {
    let protocol = Protocol::read("pair.toml", text, atlas).unwrap_or_else(|p| panic!("{p}\n{text}"));
    let options = Options {
        seed: 5,
        replicates: 1,
        groups: vec![protocol.groups.last().map_or(String::new(), |g| g.key.clone())],
        traces: false,
    };
    let study = Study::compile(&protocol, atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let parts = study.run(&Progress::default(), &|_| None, &|_, _| {}).unwrap_or_else(|e| panic!("{e:?}"));
    let of = |key: &str| protocol.measures.iter().position(|m| m.key == key);
    let (Some(a), Some(b)) = (of("partner"), of("stranger")) else { panic!("the measures are there") };
    let rows = study.gather(parts, atlas).animals;
    rows.iter().flat_map(|r| [r.values[a], r.values[b]]).map(|x| x.map(f64::to_bits)).collect()
}

fn pick<T: Clone>(random: &mut Stream, all: &[T]) -> T {
    all[random.below(all.len() as u64) as usize].clone()
}

/// A measure of something that the others have nothing to do with.
fn probe(atlas: &Atlas, random: &mut Stream, phase: &str, n: usize) -> String {
    let regions: Vec<&String> = atlas.regions.keys().collect();
    let region = pick(random, &regions);
    let receptor = pick(random, &atlas.receptors.keys().collect::<Vec<_>>());
    let ligand = pick(random, &atlas.ligands.keys().collect::<Vec<_>>());
    let population = &pick(random, &atlas.populations.iter().collect::<Vec<_>>()).key;
    let what = match random.below(4) {
        0 => format!("kind = \"binding\"\nreceptor = \"{receptor}\"\nregion = \"{region}\""),
        1 => format!("kind = \"state\"\nvariable = \"level:{ligand}@{region}\""),
        2 => format!("kind = \"state\"\nvariable = \"signal:{receptor}@{region}\""),
        _ => format!("kind = \"state\"\nvariable = \"rate:{population}\""),
    };
    format!("[[measure]]\nkey = \"probe_{n}\"\n{what}\nphase = \"{phase}\"\nunit = \"1\"\n")
}

#[test]
fn same_with_a_probe() {
    let mut tried = 0;
    for (lineage, text, phase) in [("vole", voles(), "test"), ("human", PEOPLE.to_string(), "talk")] {
        let atlas = Atlas::embedded(lineage).unwrap_or_else(|p| panic!("{p}"));
        let plain = scores(&atlas, &text);
        assert!(plain.iter().any(Option::is_some));
        let mut random = Stream::new(11, 0, 0, 0);
        for n in 0..40 {
            let probe = probe(&atlas, &mut random, phase, n);
            // first of all measures: whatever went by position would move
            let probed = text.replacen("[[measure]]", &format!("{probe}[[measure]]"), 1);
            if Protocol::read("pair.toml", &probed, &atlas).is_err() {
                continue; // nothing of the kind is there to be measured
            }
            tried += 1;
            assert_eq!(scores(&atlas, &probed), plain, "{lineage}: {probe}");
        }
    }
    assert!(tried >= 20, "only {tried} probes could be read");
}

/// Another group before, another member who meets nobody, and members and measures in another order.
#[test]
fn same_with_others_in_the_protocol() {
    let atlas = Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
    let (text, plain) = (voles(), scores(&atlas, &voles()));
    let group = "[[group]]\nkey = \"before\"\nn = 2\n[[group]]";
    assert_eq!(scores(&atlas, &text.replacen("[[group]]", group, 1)), plain, "a group before");
    let member = "[cast.other]\nspecies = \"montane\"\nsex = \"F\"\n[cast.partner]";
    assert_eq!(
        scores(&atlas, &text.replacen("[cast.partner]", member, 1)),
        plain,
        "a member whom nobody meets"
    );
}

/// Entries that nothing uses, added to a copy of the atlas.
#[test]
fn same_with_an_entry() {
    let dir = std::env::temp_dir().join(format!("syntony-entry-{}", std::process::id()));
    let atlas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../atlas");
    copy(&atlas, &dir);
    let (text, plain) =
        (voles(), scores(&Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}")), &voles()));
    let number = |v: &str, u: &str| {
        format!("{{ value = {v}, unit = \"{u}\", range = [0, 100], grade = \"assumed\" }}")
    };
    let receptor = format!(
        "[receptor.aaa]\nname = \"a receptor\"\ngene = \"Aaa1\"\nclass = \"Gq\"\n\
         [receptor.aaa.binding.oxytocin]\nkd = {}\nefficacy = {}\n",
        number("1", "nM"),
        number("1", "1"),
    );
    std::fs::write(dir.join("common/receptors/aaa.toml"), receptor).unwrap_or_else(|e| panic!("{e}"));
    let region = format!("[region.aaa]\nname = \"a region\"\nvolume = {}\n", number("1", "ul"));
    std::fs::write(dir.join("vole/regions/aaa.toml"), region).unwrap_or_else(|e| panic!("{e}"));
    let population = format!(
        "[population.aaa]\nname = \"a population\"\nregion = \"aaa\"\nkind = \"nucleus\"\nrest = {}\nrate_max = {}\n",
        number("0.1", "1"),
        number("50", "Hz"),
    );
    std::fs::write(dir.join("vole/populations/aaa.toml"), population).unwrap_or_else(|e| panic!("{e}"));
    let library = Library::from_dir(&dir).unwrap_or_else(|p| panic!("{p}"));
    let with = scores(library.of(&text), &text);
    std::fs::remove_dir_all(&dir).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(with, plain);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap_or_else(|e| panic!("{e}"));
    for entry in std::fs::read_dir(from).unwrap_or_else(|e| panic!("{e}")).flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap_or_else(|e| panic!("{e}"));
        }
    }
}
