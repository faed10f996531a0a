//! What can be seen of a scene while it runs: every population, pool, receptor, feeling and tie, by name.

use serde::Serialize;
use syntony_brain::social::Feature;
use syntony_brain::{Block, Plan, Variable};
use syntony_model::Atlas;
use syntony_society::Society;

/// One number that a scene shows at every moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SceneChannel {
    /// Name as protocols have it, such as `level:oxytocin@pvn`.
    pub name: String,
    /// For people, such as `oxytocin in paraventricular nucleus`.
    pub label: String,
    /// Unit.
    pub unit: &'static str,
    /// `rate`, `level`, `signal`, `state`, `tie` or `sense`.
    pub kind: &'static str,
    /// Index of the member.
    pub member: usize,
    /// Index of the other, for ties.
    pub other: Option<usize>,
    /// Region, where it has one.
    pub region: Option<String>,
    /// Ligand or receptor, where it is of one.
    pub substance: Option<String>,
    /// Value at rest, where there is one.
    pub rest: Option<f64>,
    /// Largest value, where there is one.
    pub max: Option<f64>,
    /// Whether its course is kept for curves.
    pub kept: bool,
    #[serde(skip)]
    source: Source,
}

/// Where a number is read.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Source {
    State(Variable),
    /// What a pair's first senses of its second, by row of [`SENSES`].
    Sense(usize, usize),
}

/// What one senses of another that all lineages have; people have [`Feature`]s besides.
const SENSES: [&str; 4] = ["near", "touch", "sexual", "pain"];

/// States of one member whose course is kept.
const STATES: [&str; 14] = [
    "joy",
    "distress",
    "valence",
    "arousal",
    "effort",
    "safety",
    "capacity",
    "wellbeing",
    "mirror",
    "need",
    "alarm",
    "corticosterone",
    "passivity",
    "contact",
];
/// Ties whose course is kept.
const TIES: [&str; 9] = [
    "bond",
    "preference",
    "familiarity",
    "trust",
    "resonance",
    "vicarious",
    "closeness",
    "attraction",
    "realised",
];

impl SceneChannel {
    /// Value now of the first unit.
    pub fn read(&self, society: &Society) -> f64 {
        let (senses, units) = (society.senses(), society.block.units);
        match self.source {
            Source::State(v) => v.read(&society.block, self.member, 0),
            Source::Sense(row, pair) => {
                let rows = [&senses.near, &senses.touch, &senses.sexual, &senses.pain];
                let social = || senses.social.get((row - SENSES.len()) * senses.near.len() + pair * units);
                rows.get(row).map_or_else(social, |r| r.get(pair * units)).copied().unwrap_or(f64::NAN)
            }
        }
    }
}

/// Every channel of a plan, member after member.
pub(super) fn all(atlas: &Atlas, block: &Block) -> Vec<SceneChannel> {
    (0..block.plan.members()).flat_map(|m| of_member(atlas, block, m)).collect()
}

fn of_member(atlas: &Atlas, block: &Block, member: usize) -> Vec<SceneChannel> {
    let plan: &Plan = &block.plan;
    let region = |r: usize| plan.regions[r].clone();
    let place = |key: &str| atlas.regions.get(key).map_or(key.to_string(), |r| r.name.clone());
    let new = |name: String, label: String, kind: &'static str| {
        let variable = Variable::resolve(&name, member, block)?;
        let (unit, source) = (variable.unit(), Source::State(variable));
        let (other, region, substance, rest, max) = (None, None, None, None, None);
        Some(SceneChannel {
            name,
            label,
            unit,
            kind,
            member,
            other,
            region,
            substance,
            rest,
            max,
            kept: false,
            source,
        })
    };
    let rates = plan.circuit.nodes.iter().filter_map(|node| {
        let known = atlas.populations.iter().find(|p| p.key == node.key);
        let label = known.map_or(node.key.clone(), |p| p.name.clone());
        let channel = new(format!("rate:{}", node.key), label, "rate")?;
        let (rest, max) = (Some(node.rest * node.rate_max), Some(node.rate_max));
        Some(SceneChannel { region: Some(region(node.region)), rest, max, ..channel })
    });
    let levels = plan.pools.pools.iter().filter_map(|pool| {
        let (ligand, at) = (plan.pools.ligands[pool.ligand].key.clone(), region(pool.region));
        let channel = new(format!("level:{ligand}@{at}"), format!("{ligand} in {}", place(&at)), "level")?;
        let (rest, kept) = (pool.basal.get(member).copied(), followed(&ligand, &at));
        Some(SceneChannel { region: Some(at), substance: Some(ligand), rest, kept, ..channel })
    });
    let signals = plan.receptors.sites.iter().filter_map(|site| {
        let (receptor, at) = (site.receptor.clone(), region(site.region));
        let name = atlas.receptors.get(&receptor).map_or(receptor.clone(), |r| r.name.clone());
        let channel = new(format!("signal:{receptor}@{at}"), format!("{name} in {}", place(&at)), "signal")?;
        Some(SceneChannel {
            region: Some(at),
            substance: Some(receptor),
            rest: Some(site.reference),
            ..channel
        })
    });
    let states = STATES.iter().filter_map(|state| {
        let label = if *state == "corticosterone" && plan.social.is_some() { "cortisol" } else { state };
        Some(SceneChannel { kept: true, ..new(state.to_string(), label.to_string(), "state")? })
    });
    let others = plan.cast.pairs.iter().filter(|(from, _)| *from == member).map(|(_, other)| *other);
    let ties =
        others.flat_map(|other| TIES.iter().map(move |tie| (other, *tie))).filter_map(|(other, tie)| {
            let name = format!("{tie}:{}", plan.cast.members[other].name);
            Some(SceneChannel { kept: true, other: Some(other), ..new(name, tie.to_string(), "tie")? })
        });
    rates.chain(levels).chain(signals).chain(states).chain(ties).chain(senses(plan, member)).collect()
}

/// What a member senses of each other one.
fn senses(plan: &Plan, member: usize) -> Vec<SceneChannel> {
    let features = Feature::ALL.iter().filter(|_| plan.social.is_some()).map(|(word, _)| *word);
    let words: Vec<&str> = SENSES.into_iter().chain(features).collect();
    let pairs = plan.cast.pairs.iter().enumerate().filter(|(_, (from, _))| *from == member);
    let of_pair = |(pair, &(_, other)): (usize, &(usize, usize))| {
        let name = &plan.cast.members[other].name;
        words.iter().enumerate().map(move |(row, word)| SceneChannel {
            name: format!("{word}:{name}"),
            label: format!("{word} of {name}"),
            unit: "1",
            kind: "sense",
            member,
            other: Some(other),
            region: None,
            substance: None,
            rest: None,
            max: Some(1.0),
            kept: false,
            source: Source::Sense(row, pair),
        })
    };
    pairs.flat_map(of_pair).collect()
}

/// Pools whose course tells most of the story.
fn followed(ligand: &str, region: &str) -> bool {
    matches!(
        (ligand, region),
        ("oxytocin", "pvn" | "nacc" | "nacc_shell" | "cea")
            | ("dopamine", "nacc" | "nacc_shell")
            | ("vasopressin", "vp" | "ls")
            | ("crf", "bnst" | "cea")
            | ("endorphin", "nacc" | "nacc_shell" | "acc" | "vta" | "pag")
            | ("serotonin" | "noradrenaline", "cea" | "vmpfc" | "pl")
    )
}
