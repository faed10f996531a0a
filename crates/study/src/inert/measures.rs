//! Measures that nothing can score, and those that nothing moves.

use super::{Inert, runs};
use crate::run::{Study, gauge, society};
use std::collections::BTreeSet;
use syntony_language::Unit;
use syntony_model::Atlas;
use syntony_model::protocol::{IntegrationLevel, Measure, MeasureKind};
use syntony_observe::bout::Act;
use syntony_observe::score::{What, act_of};
use syntony_society::influence::{At, Influence, Node};
use syntony_society::scene::shows;
use syntony_society::{Run, Society};

impl Inert {
    pub(super) fn measures(&mut self, study: &Study, atlas: &Atlas) {
        let groups: Vec<(&Run, Society, BTreeSet<At>)> = runs(study)
            .map(|(g, run)| {
                let compiled = study.runs[g].clone().unwrap_or_else(|| run.clone().into());
                (run, society(compiled, 1, &[(0, 0)]), Influence(&run.plan).reach(all_moved(run)))
            })
            .collect();
        for m in study.protocol.measures.iter().filter(|m| m.kind.parts().is_empty()) {
            let has = |run: &Run| run.group.phases.iter().any(|f| f.name == m.phase);
            let with: Vec<_> = groups.iter().filter(|(run, ..)| has(run)).collect();
            let faults: Vec<_> = with.iter().map(|(run, society, _)| fault(m, run, society, atlas)).collect();
            if let Some(Some((what, hint))) = faults.first().filter(|_| faults.iter().all(Option::is_some)) {
                let what = format!("the measure '{}' cannot be scored: {what}", m.key);
                self.faults.add(m.place.clone(), what, hint.clone());
                continue;
            }
            let still = |(run, _, moved): &&(&Run, Society, BTreeSet<At>)| {
                !given_in_plasma(m, run) && !reads(m, run).iter().any(|at| moved.contains(at))
            };
            if !with.is_empty() && with.iter().all(still) {
                let what = format!(
                    "the measure '{}' is constant: nothing that happens in this protocol moves it",
                    m.key
                );
                self.warn(&m.place, what, None);
            }
            let short = |run: &Run| {
                let phase = run.group.phases.iter().find(|f| f.name == m.phase);
                phase.is_some_and(|f| m.window_s.1.is_finite() && m.window_s.1 > f.duration_s + 1e-6)
            };
            if !with.is_empty() && with.iter().all(|(run, ..)| short(run)) {
                let what = format!(
                    "the window of '{}' ends after the phase '{}': it is scored to the end of the phase",
                    m.key, m.phase
                );
                self.warn(&m.place, what, None);
            }
        }
    }
}

/// Everything that phases, doses and manipulations of a group move at once.
fn all_moved(run: &Run) -> Vec<At> {
    let phases = (0..run.group.phases.len()).flat_map(|i| run.touched_by_phase(i));
    let doses = (0..run.group.doses.len()).flat_map(|i| run.touched_by_dose(i));
    let changed = run.group.manipulations.iter().flat_map(|m| run.touched_by_manipulation(m));
    phases.chain(doses).chain(changed).collect()
}

/// Why a group that has the phase gives no score, and what it could.
fn fault(m: &Measure, run: &Run, society: &Society, atlas: &Atlas) -> Option<(String, Option<String>)> {
    let plan = &run.plan;
    let phase = run.group.phases.iter().find(|f| f.name == m.phase)?;
    let species = plan.member(&m.member).map(|i| plan.cast.members[i].species.as_str()).unwrap_or_default();
    let name = atlas.species.get(species).map_or(species, |s| s.name.split(" (").next().unwrap_or(species));
    if let Some((asked, others)) = asked(&m.kind) {
        let Some(act) = act_of(&m.kind, plan) else {
            let shown = Act::ALL
                .iter()
                .filter(|(_, a)| others.iter().all(|other| shows(plan, &phase.kind, &m.member, *a, *other)));
            let acts: Vec<&str> = shown.map(|(word, _)| *word).collect();
            let what =
                format!("no {name} of this model ever does '{asked}', expected an act that is simulated");
            return Some((
                what,
                (!acts.is_empty()).then(|| format!("the phase '{}' shows {}", m.phase, acts.join(", "))),
            ));
        };
        let absent = others.iter().find(|other| !shows(plan, &phase.kind, &m.member, act, **other))?;
        let towards = absent.map_or(String::new(), |other| format!(" towards '{other}'"));
        let what = format!(
            "the phase '{}' never shows '{asked}' of '{}'{towards}, expected an act that it can show",
            m.phase, m.member
        );
        let shown: Vec<&str> = Act::ALL
            .iter()
            .filter(|(_, a)| shows(plan, &phase.kind, &m.member, *a, *absent))
            .map(|(word, _)| *word)
            .collect();
        return Some((what, (!shown.is_empty()).then(|| format!("it shows {}", shown.join(", ")))));
    }
    matches!(gauge(m, run, society).what, What::Missing).then(|| missing(m, name))
}

/// What a measure that resolves to nothing lacks.
fn missing(m: &Measure, name: &str) -> (String, Option<String>) {
    match &m.kind {
        MeasureKind::Plasma(hormone) => {
            let what = format!(
                "plasma of '{hormone}' of '{}' is not simulated in this unit, expected corticosterone, or oxytocin where none is given, as fold of rest (unit \"1\")",
                m.member
            );
            let hint = "unit = \"nM\" gives the concentration of a compound that is given";
            (what, Some(hint.into()))
        }
        MeasureKind::Microdialysis(ligand, region) => (
            format!("no '{ligand}' is released in '{region}' of a {name}, expected a region with its fibres"),
            None,
        ),
        MeasureKind::State(v, _) | MeasureKind::Reading(_, v, _) => {
            (format!("a {name} has no '{v}', expected a state that the model has here"), None)
        }
        _ => (format!("a {name} has no such state, expected one that the model has here"), None),
    }
}

/// The act that a measure asks for, and towards whom; `None` for nobody.
fn asked(kind: &MeasureKind) -> Option<(&str, Vec<Option<&str>>)> {
    Some(match kind {
        MeasureKind::Contact(a) => ("huddle", vec![Some(a)]),
        MeasureKind::Share(a, b) => {
            ("huddle", [a, b].iter().filter(|x| **x != "empty").map(|x| Some(x.as_str())).collect())
        }
        MeasureKind::Chamber(Some(a)) => ("near", vec![Some(a)]),
        MeasureKind::Chamber(None) => ("neutral", vec![None]),
        MeasureKind::Latency(act, a) | MeasureKind::ActCount(act, a) | MeasureKind::ActShare(act, a) => {
            (act, vec![Some(a)])
        }
        MeasureKind::Attacks(a) => ("attack", vec![Some(a)]),
        MeasureKind::Presses(a) => ("press", vec![Some(a)]),
        MeasureKind::Floating => ("float", vec![None]),
        MeasureKind::OpenArmShare | MeasureKind::OpenArmEntries => ("open_arm", vec![None]),
        MeasureKind::PlaceShare(_) => ("place", vec![None]),
        _ => return None,
    })
}

/// Whether a measure is of the plasma of a compound, and its concentration.
pub(super) fn in_plasma(m: &Measure) -> Option<&str> {
    let concentration = Unit::parse(&m.unit)
        .is_ok_and(|u| u.dimension() == syntony_language::quantity::Dimension::CONCENTRATION);
    match &m.kind {
        MeasureKind::Plasma(hormone) if concentration => Some(hormone),
        _ => None,
    }
}

/// Whether a group gives the compound whose plasma is measured to whom it is measured of.
fn given_in_plasma(m: &Measure, run: &Run) -> bool {
    let Some(hormone) = in_plasma(m) else { return false };
    let compounds = &run.plan.doses;
    run.group.doses.iter().any(|d| {
        d.members.contains(&m.member)
            && compounds.of(hormone).any(|c| compounds.compounds[c].key == d.compound)
    })
}

/// The nodes that a measure is read from.
pub(super) fn reads(m: &Measure, run: &Run) -> Vec<At> {
    let plan = &run.plan;
    let Some(member) = plan.member(&m.member) else { return Vec::new() };
    let Some(phase) = run.group.phases.iter().find(|f| f.name == m.phase) else { return Vec::new() };
    let there: Vec<usize> = phase.kind.members().iter().filter_map(|x| plan.member(x)).collect();
    let of = |names: &[&str], variable: &str| -> Vec<At> {
        names.iter().filter_map(|x| plan.member(x)).flat_map(|i| Influence(plan).shown(variable, i)).collect()
    };
    let cells = |keys: &[String], members: &[usize]| -> Vec<At> {
        let cells: Vec<usize> = keys.iter().filter_map(|k| plan.population(k)).collect();
        members.iter().flat_map(|&i| cells.iter().map(move |r| (i, Node::Population(*r)))).collect()
    };
    match &m.kind {
        MeasureKind::Floating => vec![(member, Node::Passivity)],
        MeasureKind::OpenArmShare | MeasureKind::OpenArmEntries => vec![(member, Node::Anxiety)],
        MeasureKind::PlaceShare(_) => vec![(member, Node::Places)],
        MeasureKind::State(v, _) | MeasureKind::Reading(_, v, _) => Influence(plan).shown(v, member),
        MeasureKind::Coupling(v, with)
        | MeasureKind::Feedback { with, variable: v, .. }
        | MeasureKind::Resonance { with, variable: v } => of(&[&m.member, with], v),
        MeasureKind::Integration { level, variable, .. } => match level {
            IntegrationLevel::Own => {
                (0..plan.circuit.nodes.len()).map(|r| (member, Node::Population(r))).collect()
            }
            IntegrationLevel::Pair(with) => of(&[&m.member, with], variable),
            IntegrationLevel::Group => of(&phase.kind.members(), variable),
        },
        MeasureKind::Microdialysis(ligand, region) => {
            Influence(plan).shown(&format!("level:{ligand}@{region}"), member)
        }
        MeasureKind::Binding(receptor, region) => {
            Influence(plan).shown(&format!("binding:{receptor}@{region}"), member)
        }
        MeasureKind::Plasma(_) if in_plasma(m).is_some() => Vec::new(),
        MeasureKind::Plasma(hormone) if hormone == "oxytocin" => Influence(plan).shown("rate:pvn_ot", member),
        MeasureKind::Plasma(_) => vec![(member, Node::Hormones)],
        MeasureKind::Power { populations, .. }
        | MeasureKind::Evoked { populations }
        | MeasureKind::Decoding { populations, .. } => cells(populations, &[member]),
        MeasureKind::Synchrony { populations, .. } => cells(populations, &there),
        _ => {
            let nodes = [Node::Wanting, Node::Attack, Node::Ties, Node::Feelings, Node::Company];
            there.iter().flat_map(|&i| nodes.iter().map(move |n| (i, *n))).collect()
        }
    }
}
