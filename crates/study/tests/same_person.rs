//! Who is kept is the one of the run, and begins the next scene as she ended the last.

use std::sync::Arc;
use syntony_brain::{Imprint, Variable};
use syntony_model::{Atlas, Protocol};
use syntony_observe::bout::Nobody;
use syntony_society::{Run, Society};
use syntony_study::person::{Kept, Origin, Person};
use syntony_study::run::{Study, Which, id};
use syntony_study::{Options, Progress};

/// A couple who meet, and a scene of three of whom she meets only the one that she does not know.
const HISTORY: &str = r#"kind = "encounter"
members = ["subject", "partner"]
hours = "4 h"
script = [{ by = "partner", to = "subject", act = "validate", share = 0.4 }]"#;
const LATER: &str = r#"kind = "encounter"
members = ["anna", "other"]"#;
/// What must be there again, to the last bit.
const SAME: [&str; 9] = [
    "trust:partner",
    "preference:partner",
    "bond:partner",
    "maturation:partner",
    "familiarity:partner",
    "mirror",
    "capacity",
    "skill",
    "load",
];

fn protocol(atlas: &Atlas, subject: &str, third: &str, phase: &str) -> Protocol {
    let text = format!(
        r#"key = "scene"
title = "a scene"
source = ""
role = "scenario"
summary = "People."
[cast.{subject}]
species = "human"
sex = "F"
[cast.partner]
species = "human"
sex = "M"
{third}
[[phase]]
name = "phase"
duration = "3 d"
{phase}
[[group]]
key = "only"
n = 5
[[measure]]
key = "joy"
kind = "state"
variable = "joy"
phase = "phase"
unit = "1"
[[claim]]
key = "joy"
text = "joy"
kind = "against"
group = "only"
measure = "joy"
value = 0
expect = "greater"
criterion = "one_sample_t"
alpha = 0.05
verified = true
"#
    );
    Protocol::read("scene.toml", &text, atlas).unwrap_or_else(|p| panic!("{p}"))
}

fn options() -> Options {
    Options { seed: 7, replicates: 2, groups: Vec::new(), traces: false }
}

/// The history, its second animal's subject kept, and the society of all five that ran it.
fn history(atlas: &Atlas) -> (Kept, Society) {
    let protocol = protocol(atlas, "subject", "", HISTORY);
    let (options, which) = (options(), Which { group: 0, replicate: 0, animal: 1, member: 0 });
    let study = Study::compile(&protocol, atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let imprint = study.imprint(&which, &Progress::default()).unwrap_or_else(|e| panic!("{e:?}"));
    let from = Origin::new(&protocol, atlas, &options, &[], &[], &which);
    let run = study.runs[0].clone().unwrap_or_else(|| panic!("a run"));
    let ids: Vec<u64> = (0..5).map(|animal| id(&run.group.key, 0, animal)).collect();
    let mut society = Society::new(run, options.seed, &ids);
    assert_eq!(society.run(&mut Nobody, &|| false), Ok(true));
    (Kept { imprint, from }, society)
}

fn later(run: Run, units: u64) -> Society {
    let mut society = Society::new(Arc::new(run), 99, &(0..units).collect::<Vec<_>>());
    // a look around, so that what is computed from the states is there
    let (senses, active) = (society.block.no_senses(), vec![false; society.run.plan.pairs()]);
    society.block.look(&senses, &active);
    society
}

fn run_social(society: &Society) -> &syntony_brain::social::Social {
    society.run.plan.social.as_ref().unwrap_or_else(|| panic!("people"))
}

fn value(society: &Society, name: &str, unit: usize) -> u64 {
    let variable = Variable::resolve(name, 0, &society.block).unwrap_or_else(|| panic!("{name}"));
    variable.read(&society.block, 0, unit).to_bits()
}

#[test]
fn same_person_as_in_a_run_of_many() {
    let atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    let (kept, society) = history(&atlas);
    assert_eq!(kept.imprint, society.block.imprint(0, 1));
    assert_ne!(kept.imprint, society.block.imprint(0, 2));
}

#[test]
fn same_trust_preference_bond_and_mirror_in_the_next_scene() {
    let atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    let (kept, mut before) = history(&atlas);
    let text = kept.to_json().to_string();
    let read = Kept::read("anna.json", &text).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!((&read, read.hash()), (&kept, kept.hash()), "a file brings back every bit");

    let protocol = protocol(&atlas, "anna", "[cast.other]\nspecies = \"human\"\nsex = \"M\"", LATER);
    let people = [Person { member: "anna".into(), file: "anna.json".into(), kept: read }];
    let study = Study::compile_with(&protocol, &atlas, &options(), &people).unwrap_or_else(|p| panic!("{p}"));
    let run = study.runs[0].as_deref().unwrap_or_else(|| panic!("a run")).clone();
    let mut after = later(run, 3);
    let (senses, active) = (before.block.no_senses(), vec![false; before.run.plan.pairs()]);
    before.block.look(&senses, &active);
    for name in SAME {
        for unit in 0..3 {
            assert_eq!(value(&after, name, unit), value(&before, name, 1), "{name} of unit {unit}");
        }
    }
    // nothing of her is lost on the way, and what she does not know she takes as she is
    let Imprint { lanes, traits, edges, .. } = after.block.imprint(0, 2);
    assert_eq!((&lanes, &traits), (&kept.imprint.lanes, &kept.imprint.traits));
    assert_eq!(edges["partner"], kept.imprint.edges["partner"]);
    let social = run_social(&after);
    let (good, bad) = social.attachment.prior(traits["anxiety"]);
    assert_eq!(edges["other"]["captured"], 0.0);
    assert_eq!((edges["other"]["evidence[for]"], edges["other"]["evidence[against]"]), (good, bad));
    assert_ne!(kept.imprint.edges["partner"]["captured"], 0.0);
    assert_eq!(after.run(&mut Nobody, &|| false), Ok(true));
}

#[test]
fn keeps_nonsense_out_of_a_brain() {
    let atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    let (kept, _) = history(&atlas);
    let check = |path: &[&str], to: serde_json::Value, expected: &str| {
        let mut json = kept.to_json();
        let at = path.iter().fold(&mut json, |j, key| &mut j[*key]);
        *at = to;
        let read = Kept::read("anna.json", &json.to_string());
        let said = read.err().map(|p| p.to_string()).unwrap_or_default();
        assert!(said.starts_with(expected), "{said:?}, expected {expected:?}");
    };
    check(&["lanes", "need[load]"], ().into(), "anna.json: lanes.need[load] is not a finite number");
    check(&["traits", "density[otr@bla]"], (-1.0).into(), "anna.json: traits.density[otr@bla] is negative");
    check(&["version"], 99.into(), "anna.json: is the file of a person in version 99, expected 2");
    check(&["syntony"], "plan".into(), "anna.json: is not the file of a person");
    check(&["sex"], "X".into(), "anna.json: unknown sex `X`, expected F or M");
    check(&["lanes"], "many".into(), "anna.json:1:");
    let text = kept.to_json().to_string().replacen("\"need[load]\":", "\"need[load]\":1e999,\"x\":", 1);
    let said = Kept::read("anna.json", &text).err().map(|p| p.to_string()).unwrap_or_default();
    assert!(said.contains("number out of range, expected the file of a person"), "{said}");
}
