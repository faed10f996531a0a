//! Small protocols for the tests of this crate.

#![allow(dead_code)] // each test file uses its own part

use std::sync::Arc;
use syntony_model::{Atlas, Protocol};
use syntony_society::{Run, Society};

/// The embedded atlas.
pub fn atlas() -> Atlas {
    Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"))
}

/// A pair that lives together for some hours and is then tested, with lines added to its only group.
pub fn pair(sex: &str, other: &str, hours: f64, mating: bool, group: &str) -> String {
    format!(
        r#"key = "pair"
title = "a pair"
source = "williams_1992"
role = "scenario"
summary = "A pair lives together and one of them chooses."
[cast.subject]
species = "prairie"
sex = "{sex}"
[cast.partner]
species = "prairie"
sex = "{other}"
[cast.stranger]
species = "prairie"
sex = "{other}"
[[phase]]
name = "cohabitation"
kind = "together"
members = ["subject", "partner"]
duration = "{hours} h"
mating = {mating}
[[phase]]
name = "test"
kind = "choice"
chooser = "subject"
options = ["partner", "stranger"]
duration = "3 h"
[[group]]
key = "only"
n = 10
{group}
[[measure]]
key = "partner"
kind = "contact"
with = "partner"
phase = "test"
unit = "min"
[[measure]]
key = "stranger"
kind = "contact"
with = "stranger"
phase = "test"
unit = "min"
[[claim]]
key = "prefers"
text = "prefers"
kind = "within"
group = "only"
first = "partner"
second = "stranger"
expect = "greater"
criterion = "paired_t"
alpha = 0.05
verified = true
"#
    )
}

/// Reads and compiles the only group of a protocol.
pub fn compile(atlas: &Atlas, text: &str) -> Arc<Run> {
    let protocol = Protocol::read("pair.toml", text, atlas).unwrap_or_else(|p| panic!("{p}"));
    Arc::new(Run::compile(atlas, &protocol.groups[0], &[]).unwrap_or_else(|p| panic!("{p}")))
}

/// Units of a run with these names, not yet run.
pub fn society(run: &Arc<Run>, seed: u64, ids: &[u64]) -> Society {
    Society::new(run.clone(), seed, ids)
}
