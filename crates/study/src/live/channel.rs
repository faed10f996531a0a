//! What can be seen of a scene while it runs: every population, pool, receptor, feeling and tie, by name.

use serde::Serialize;
use syntony_brain::{Block, Plan, Variable};
use syntony_model::Atlas;
use syntony_observe::trace::Source;

/// One number that a scene shows at every moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Channel {
    /// Name as protocols have it, such as `level:oxytocin@pvn`.
    pub name: String,
    /// For people, such as `oxytocin in paraventricular nucleus`.
    pub label: String,
    /// Unit.
    pub unit: &'static str,
    /// `rate`, `level`, `signal`, `state` or `tie`.
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
    source: Option<Source>,
}

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

impl Channel {
    /// Value now of the first unit.
    pub fn read(&self, block: &Block) -> f64 {
        match self.source {
            Some(Source::State(v)) => v.read(block, self.member, 0),
            _ => f64::NAN,
        }
    }
}

/// Every channel of a plan, member after member.
pub(super) fn all(atlas: &Atlas, block: &Block) -> Vec<Channel> {
    (0..block.plan.members()).flat_map(|m| of_member(atlas, block, m)).collect()
}

fn of_member(atlas: &Atlas, block: &Block, member: usize) -> Vec<Channel> {
    let plan: &Plan = &block.plan;
    let region = |r: usize| plan.regions[r].clone();
    let place = |key: &str| atlas.regions.get(key).map_or(key.to_string(), |r| r.name.clone());
    let new = |name: String, label: String, kind: &'static str| {
        let variable = Variable::resolve(&name, member, block)?;
        let (unit, source) = (variable.unit(), Some(Source::State(variable)));
        let (other, region, substance, rest, max) = (None, None, None, None, None);
        Some(Channel {
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
        Some(Channel { region: Some(region(node.region)), rest, max, ..channel })
    });
    let levels = plan.pools.pools.iter().filter_map(|pool| {
        let (ligand, at) = (plan.pools.ligands[pool.ligand].key.clone(), region(pool.region));
        let channel = new(format!("level:{ligand}@{at}"), format!("{ligand} in {}", place(&at)), "level")?;
        let (rest, kept) = (pool.basal.get(member).copied(), followed(&ligand, &at));
        Some(Channel { region: Some(at), substance: Some(ligand), rest, kept, ..channel })
    });
    let signals = plan.receptors.sites.iter().filter_map(|site| {
        let (receptor, at) = (site.receptor.clone(), region(site.region));
        let name = atlas.receptors.get(&receptor).map_or(receptor.clone(), |r| r.name.clone());
        let channel = new(format!("signal:{receptor}@{at}"), format!("{name} in {}", place(&at)), "signal")?;
        Some(Channel { region: Some(at), substance: Some(receptor), rest: Some(site.reference), ..channel })
    });
    let states = STATES.iter().filter_map(|state| {
        let label = if *state == "corticosterone" && plan.social.is_some() { "cortisol" } else { state };
        Some(Channel { kept: true, ..new(state.to_string(), label.to_string(), "state")? })
    });
    let others = plan.cast.pairs.iter().filter(|(from, _)| *from == member).map(|(_, other)| *other);
    let ties =
        others.flat_map(|other| TIES.iter().map(move |tie| (other, *tie))).filter_map(|(other, tie)| {
            let name = format!("{tie}:{}", plan.cast.members[other].name);
            Some(Channel { kept: true, other: Some(other), ..new(name, tie.to_string(), "tie")? })
        });
    rates.chain(levels).chain(signals).chain(states).chain(ties).collect()
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
