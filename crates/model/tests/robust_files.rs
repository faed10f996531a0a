//! Whatever is in a fit file, a plan, a cast, a bibliography or an override: words come back, no panic.
//!
//! `PROPTEST_CASES=1000000 cargo test --release --workspace --test robust_files` tries a million of each.

mod mutate;

use mutate::{cases, in_words, mutated};
use proptest::prelude::*;
use std::sync::{LazyLock, Mutex};
use syntony_model::{Aim, Atlas, Fitting, Library, Protocol};

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::embedded().unwrap_or_else(|p| panic!("{p}")));
/// The same, for what changes numbers.
static CHANGED: LazyLock<Mutex<Library>> = LazyLock::new(|| Mutex::new(LIBRARY.clone()));
static PATHS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let paths = LIBRARY.iter().flat_map(|(_, a)| a.params.paths().map(String::from));
    paths.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
});

const FITS: [&str; 2] = [
    include_str!("../../../fits/vole_posterior.toml"),
    r#"key = "all"
title = "Every key of a fit"
lineage = "human"
protocols = ["role:calibration", "coan_2006"]
without = ["roberts_2015", "coan_2006/hand"]
set = ["process.scene.tick=10 min"]
[[allow]]
role = "development"
reason = "to try"
[[parameter]]
path = "process.belief.*"
without = ["*.rate_*"]
scale = "linear"
[[parameter]]
path = "process.reward.play"
range = [0.5, 1.0]
[search]
seed = 3
generations = 4
points = 8
animals = 32
start = "middle"
width = 0.06
effort = 2
fresh = 3
[loss]
laboratory = 0.3
pull = 0.5
weight.coan_2006 = 2
[posterior]
only = true
points = 32
rounds = 2
draws = 20
"#,
];

const PLAN: &str = r#"key = "plan"
title = "Every key of a plan"
goal = "wellbeing"
horizon = "28 d"
budget = "30 min"
hours = "4 h"
reach = "touch"
practices = ["touch", "attention", "repair"]
strain = { stressor = "conflict", time = "10 min" }
[[limit]]
practice = "touch"
least = "5 min"
most = "20 min"
"#;

const CAST: &str = r#"
[cast.anna]
species = "human"
sex = "F"
age = "adult"
attachment = { anxiety = 1.0, avoidance = 0.0 }
bond = [{ with = "ben", for = "3 y", quality = 0.7, kin = false }]
attraction = [{ to = "ben", value = 1 }]
state = { contraception = true, day_length = "12 h" }
density = [{ receptor = "otr", region = "nacc", factor = 0.5 }]
[cast.ben]
species = "human"
sex = "opposite"
familiar_with = ["anna"]
familiar_for = "2 y"
state = { gonadectomised = true, testosterone = 0.5 }
[cast.carl]
species = "human"
sex = "same"
rearing = "biparental"
"#;

const REST: &str = r#"
[[phase]]
name = "evening"
kind = "encounter"
members = ["anna", "ben", "carl"]
duration = "1 h"
[[group]]
key = "a"
n = 2
[[group]]
key = "b"
n = 2
cast.ben = { attachment = { anxiety = 2.0, avoidance = 0.0 } }
[[measure]]
key = "joy"
kind = "state"
variable = "joy"
phase = "evening"
reduce = "mean"
unit = "1"
"#;

const BIB: &str = r#"% a remark with an @ in it
@article{own_2020,
  author = {Own, A. and Other, {\"O}.},
  title = {{A {nested} title} -- of \& a paper},
  year = 2020, journal = "J. of {Own}",
  volume = 3, pages = {1--9}, doi = {10.1/x},
}
@string{x = "y"}
@misc{b_1999, title = {B}}
"#;

fn human() -> &'static Atlas {
    LIBRARY.lineage("human").unwrap_or_else(|| panic!("people are in the atlas"))
}

#[test]
fn keeps_what_the_mutations_start_from_good() {
    for fit in FITS {
        Fitting::read("fit.toml", fit, &LIBRARY).unwrap_or_else(|p| panic!("{p}"));
    }
    Aim::read("plan.toml", &format!("{PLAN}{CAST}"), human()).unwrap_or_else(|p| panic!("{p}"));
    cast(CAST).unwrap_or_else(|p| panic!("{p}"));
    paper(BIB).unwrap_or_else(|p| panic!("{p}"));
}

fn cast(cast: &str) -> Result<Protocol, syntony_language::Problems> {
    let head = "key = \"p\"\ntitle = \"P\"\nsource = \"\"\nrole = \"scenario\"\nsummary = \"S.\"\n";
    Protocol::read("p.toml", &format!("{head}{cast}{REST}"), human())
}

fn paper(bib: &str) -> Result<Protocol, syntony_language::Problems> {
    let head = "key = \"p\"\ntitle = \"P\"\nsource = \"own_2020\"\nrole = \"development\"\ntopic = \"t\"\nsummary = \"S.\"\n";
    let beside = [("own.bib".to_string(), Ok(bib.to_string()))];
    Protocol::read_beside("p.toml", &format!("{head}{CAST}{REST}"), human(), &beside)
}

/// Values of overrides, sensible and not.
fn value() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<f64>().prop_map(|x| x.to_string()),
        (-5.0..5.0).prop_map(|x: f64| x.to_string()),
        "[-+]?[0-9]{0,22}[.,]?[0-9]{0,4}([eE][-+]?[0-9]{1,4})?",
        "\\PC{0,8}",
    ];
    let unit = prop::sample::select(vec![
        "",
        " ",
        " 1",
        " 1/h",
        " nM",
        "nM",
        " min",
        " %",
        " 1/(nM h)",
        " h^2",
        " /",
        " µm",
        " nM nM",
        " h/h/h",
        " m^99",
    ]);
    (number, unit).prop_map(|(number, unit)| format!("{number}{unit}"))
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn keeps_calm_with_mutated_fits(text in mutated(FITS.to_vec())) {
        if let Err(said) = Fitting::read("fit.toml", &text, &LIBRARY) {
            prop_assert!(in_words(&said), "{}", said);
        }
    }

    #[test]
    fn keeps_calm_with_mutated_plans(text in mutated(vec![PLAN, CAST]), first in any::<bool>()) {
        let _ = Aim::is(&text);
        let text = if first { format!("{text}{CAST}") } else { format!("{PLAN}{text}") };
        match Aim::read("plan.toml", &text, human()) {
            Ok(aim) => prop_assert!(aim.cast.len() > 1 && aim.horizon_s > 0.0 && aim.budget_s >= 0.0),
            Err(said) => prop_assert!(in_words(&said), "{}", said),
        }
    }

    #[test]
    fn keeps_calm_with_mutated_casts(text in mutated(vec![CAST])) {
        match cast(&text) {
            Ok(protocol) => prop_assert!(protocol.groups.len() == 2),
            Err(said) => prop_assert!(in_words(&said), "{}", said),
        }
    }

    #[test]
    fn keeps_calm_with_mutated_bibliographies(text in mutated(vec![BIB])) {
        match paper(&text) {
            Ok(protocol) => prop_assert_eq!(protocol.source, "own_2020"),
            Err(said) => prop_assert!(in_words(&said), "{}", said),
        }
    }

    #[test]
    fn keeps_calm_with_any_override(which in any::<prop::sample::Index>(), path in "\\PC{0,20}", known in 0..10u8, value in value()) {
        let known = known > 0;
        let path = if known { which.get(&PATHS) } else { &path };
        let mut library = CHANGED.lock().unwrap_or_else(|e| e.into_inner());
        match library.set(path, &value) {
            Ok(()) => for (_, atlas) in library.iter() {
                if let Some(id) = atlas.params.find(path) {
                    prop_assert!(atlas.params.value(id).is_finite(), "{} = {}", path, value);
                }
            },
            Err(said) => prop_assert!(!said.what.is_empty() && !said.place.file.is_empty(), "{}", said),
        }
    }
}
