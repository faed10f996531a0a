//! A scene that is played live, rewound, forked and interfered with has the bits of the command line.

use syntony_model::{Library, Protocol};
use syntony_study::Options;
use syntony_study::live::{Deed, Live, SceneAsk};
use syntony_study::run::{Progress, Study};

const COUPLE: &str = include_str!("couple.toml");
const VARIABLES: [&str; 6] =
    ["joy", "corticosterone", "level:oxytocin@pvn", "rate:vta", "bond:partner", "trust:partner"];

fn library() -> Library {
    Library::embedded().unwrap_or_else(|p| panic!("{p}"))
}

fn ask(seed: u64) -> SceneAsk {
    SceneAsk { name: "couple.toml".into(), text: COUPLE.into(), group: None, seed, at_hand: Vec::new() }
}

fn live(library: &Library, seed: u64) -> Live {
    Live::new(library.of(COUPLE), ask(seed)).unwrap_or_else(|p| panic!("{p}"))
}

fn to(live: &mut Live, time_s: f64) {
    let there = live.seek(time_s, u64::MAX).unwrap_or_else(|e| panic!("{e}"));
    assert!(there);
}

fn deed(live: &mut Live, library: &Library, deed: Deed) {
    live.intervene(library.of(COUPLE), deed).unwrap_or_else(|p| panic!("{p}"));
}

fn state(live: &Live) -> Vec<u64> {
    (0..live.channels.len()).map(|i| live.value(i).to_bits()).collect()
}

/// The subject's variables at the end.
fn shown(live: &Live) -> Vec<u64> {
    let of = |name: &str| live.channels.iter().position(|c| c.member == 0 && c.name == name);
    VARIABLES.iter().map(|v| live.value(of(v).unwrap_or(usize::MAX)).to_bits()).collect()
}

/// The same from the command line: measures of the first animal of the first replicate.
fn told(library: &Library, text: &str, seed: u64) -> Vec<u64> {
    let atlas = library.of(text);
    let protocol = Protocol::read("couple.toml", text, atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed, replicates: 1, groups: vec![], traces: false };
    let study = Study::compile(&protocol, atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let parts = study.run(&Progress::default(), &|_| None, &|_, _| {}).unwrap_or_else(|e| panic!("{e:?}"));
    let results = study.gather(parts, atlas);
    results.animals[0].values.iter().map(|v| v.unwrap_or(f64::NAN).to_bits()).collect()
}

fn hug(for_s: f64) -> Deed {
    Deed::Act { by: "partner".into(), to: "subject".into(), act: "hug".into(), for_s }
}

#[test]
fn same_bits_live_and_from_the_command_line() {
    let library = library();
    for seed in [1, 2] {
        let mut live = live(&library, seed);
        to(&mut live, f64::MAX);
        assert_eq!(shown(&live), told(&library, COUPLE, seed), "seed {seed}");
    }
}

#[test]
fn same_bits_from_the_protocol_that_deeds_become() {
    let library = library();
    let mut live = live(&library, 3);
    to(&mut live, 100.0);
    deed(&mut live, &library, hug(60.0));
    to(&mut live, 130.0);
    let criticise =
        Deed::Act { by: "partner".into(), to: "subject".into(), act: "criticise".into(), for_s: 40.0 };
    deed(&mut live, &library, criticise);
    to(&mut live, 300.0);
    deed(&mut live, &library, Deed::Leave { member: "partner".into() });
    let lesion = Deed::Change { member: "subject".into(), how: "lesion".into(), target: "vta".into() };
    to(&mut live, 600.0);
    deed(&mut live, &library, Deed::Back { member: "partner".into() });
    deed(&mut live, &library, lesion);
    to(&mut live, 700.0);
    let dose = Deed::Dose {
        member: "subject".into(),
        compound: "oxytocin".into(),
        route: "intranasal".into(),
        site: None,
        amount: "24 IU".into(),
    };
    deed(&mut live, &library, dose);
    to(&mut live, f64::MAX);
    let text = live.text();
    assert_eq!(shown(&live), told(&library, &text, 3), "{text}");
    assert!(shown(&live) != told(&library, COUPLE, 3));
    // and once more from the beginning
    let end = state(&live);
    to(&mut live, 0.0);
    to(&mut live, f64::MAX);
    assert_eq!(state(&live), end);
}

#[test]
fn same_bits_whatever_is_at_hand() {
    let library = library();
    // vectors and vehicles have no kinetics
    let compounds = library.of(COUPLE).compounds.values().filter(|c| c.numbers.contains_key("molar_mass"));
    let at_hand: Vec<String> = compounds.map(|c| c.key.clone()).collect();
    assert!(at_hand.len() > 30);
    let mut live =
        Live::new(library.of(COUPLE), SceneAsk { at_hand, ..ask(7) }).unwrap_or_else(|p| panic!("{p}"));
    to(&mut live, f64::MAX);
    assert_eq!(shown(&live), told(&library, COUPLE, 7));
    to(&mut live, 600.0);
    let naltrexone = Deed::Dose {
        member: "subject".into(),
        compound: "naltrexone".into(),
        route: "oral".into(),
        site: None,
        amount: "50 mg".into(),
    };
    deed(&mut live, &library, naltrexone);
    to(&mut live, f64::MAX);
    assert_eq!(shown(&live), told(&library, &live.text(), 7));
}

#[test]
fn same_moment_after_going_back_and_in_a_fork() {
    let library = library();
    let mut live = live(&library, 4);
    to(&mut live, 400.0);
    let then = state(&live);
    to(&mut live, 900.0);
    let later = state(&live);
    to(&mut live, 400.0);
    assert_eq!(state(&live), then);
    let mut fork = live.clone();
    to(&mut live, 900.0);
    assert_eq!(state(&live), later);
    deed(&mut fork, &library, hug(120.0));
    to(&mut fork, 900.0);
    assert!(state(&fork) != later, "another future");
    assert!(live.deeds().is_empty());
}

#[test]
fn keeps_a_past_that_a_deed_does_not_reach() {
    let library = library();
    let mut live = live(&library, 5);
    to(&mut live, 500.0);
    let then = state(&live);
    deed(&mut live, &library, hug(60.0));
    to(&mut live, 0.0);
    to(&mut live, 500.0);
    assert_eq!(state(&live), then);
}

#[test]
fn says_what_is_wrong_with_a_deed() {
    let library = library();
    let mut live = live(&library, 6);
    to(&mut live, 50.0);
    let wrong = Deed::Act { by: "partner".into(), to: "subject".into(), act: "hugg".into(), for_s: 60.0 };
    let problems = live.intervene(library.of(COUPLE), wrong);
    let said = problems.err().map(|p| p.to_string()).unwrap_or_default();
    assert!(said.contains("hugg") && said.contains("did you mean 'hug'?"), "{said}");
    assert!(live.deeds().is_empty());
}
