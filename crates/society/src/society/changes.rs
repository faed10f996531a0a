//! What an experimenter changes in the brains of a group, and which rows of their state that touches.

use super::Run;
use crate::cast::meetings;
use crate::influence::{At, Influence, Node};
use crate::schedule::Segment;
use syntony_brain::block::{Changes, Knob};
use syntony_brain::plan::Channel;
use syntony_brain::social::regulation;
use syntony_engine::grid;
use syntony_model::protocol::{Manipulation, ManipulationKind, PhaseKind};

impl Run {
    /// What is changed during a segment.
    pub(super) fn changes(&self, segment: &Segment) -> Changes {
        let mut c = Changes::none(&self.plan);
        for &i in &segment.phases {
            let PhaseKind::Encounter(e) = &self.group.phases[i].kind else { continue };
            for (member, strategy, strength) in &e.regulate {
                if let Some(m) = self.plan.member(member) {
                    c.strategy[m][regulation::row(*strategy)] += strength;
                }
            }
        }
        for &i in &segment.changes {
            self.change(&self.group.manipulations[i], &mut c);
        }
        c
    }

    fn change(&self, manipulation: &Manipulation, c: &mut Changes) {
        let (plan, members) = (&self.plan, self.plan.members());
        for m in manipulation.members.iter().filter_map(|m| plan.member(m)) {
            match &manipulation.kind {
                ManipulationKind::Express { receptor, region, factor, .. } => {
                    for (s, site) in plan.receptors.sites.iter().enumerate() {
                        let here = region.as_ref().is_none_or(|r| plan.regions[site.region] == *r);
                        if site.receptor == *receptor && here {
                            grid::row_mut(&mut c.density, s, members)[m] *= factor;
                        }
                    }
                }
                ManipulationKind::Release { ligand, region, factor } => {
                    for (p, pool) in plan.pools.pools.iter().enumerate() {
                        let here = region.as_ref().is_none_or(|r| plan.regions[pool.region] == *r);
                        if plan.pools.ligands[pool.ligand].key == *ligand && here {
                            grid::row_mut(&mut c.release, p, members)[m] *= factor;
                        }
                    }
                }
                ManipulationKind::Drive { target, amount } => {
                    for (r, node) in plan.circuit.nodes.iter().enumerate() {
                        if node.key == *target || plan.regions[node.region] == *target {
                            grid::row_mut(&mut c.drive, r, members)[m] += amount.max(-60.0);
                        }
                    }
                }
                ManipulationKind::Project { from, to, factor } => {
                    let find = |key: &str| plan.population(key);
                    if let (Some(from), Some(to)) = (find(from), find(to)) {
                        for e in plan.circuit.starts[to]..plan.circuit.starts[to + 1] {
                            if plan.circuit.synapses[e].from == from {
                                c.weights[m][e] *= factor;
                            }
                        }
                    }
                }
                ManipulationKind::Process { process, factor } => {
                    if let Some(knob) = Knob::of(process) {
                        c.knobs[knob as usize] *= factor;
                    }
                }
            }
        }
    }

    /// What a manipulation moves at once: where the changes that it makes differ from none.
    pub fn touched_by_manipulation(&self, manipulation: &Manipulation) -> Vec<At> {
        let (plan, members) = (&self.plan, self.plan.members());
        let (none, mut c) = (Changes::none(plan), Changes::none(plan));
        self.change(manipulation, &mut c);
        let differs =
            |a: &[f64], b: &[f64]| -> Vec<usize> { (0..a.len()).filter(|&i| a[i] != b[i]).collect() };
        let mut all: Vec<At> = Vec::new();
        let sites = differs(&c.density, &none.density).into_iter().map(|i| (i / members, i % members));
        all.extend(sites.filter(|&(s, m)| Influence(plan).has(s, m)).map(|(s, m)| (m, Node::Receptors(s))));
        let pools = differs(&c.release, &none.release).into_iter().map(|i| (i / members, i % members));
        let filled = pools.filter(|&(p, m)| plan.pools.pools[p].basal[m] > 0.0);
        all.extend(filled.map(|(p, m)| (m, Node::Pool(p))));
        let driven = differs(&c.drive, &none.drive).into_iter();
        all.extend(driven.map(|i| (i % members, Node::Population(i / members))));
        for m in 0..members {
            for e in differs(&c.weights[m], &none.weights[m]) {
                let to = (0..plan.circuit.nodes.len()).find(|&r| e < plan.circuit.starts[r + 1]);
                all.extend(to.map(|r| (m, Node::Population(r))));
            }
        }
        for (i, (_, knob)) in Knob::ALL.iter().enumerate().filter(|(i, _)| c.knobs[*i] != none.knobs[*i]) {
            debug_assert_eq!(i, *knob as usize);
            all.extend((0..members).flat_map(|m| self.turned(*knob).into_iter().map(move |node| (m, node))));
        }
        all
    }

    /// What a factor on an input of a process moves.
    fn turned(&self, knob: Knob) -> Vec<Node> {
        let people = self.plan.social.is_some();
        match knob {
            Knob::Learning if self.plan.cast.pairs.is_empty() => Vec::new(),
            Knob::Learning => vec![Node::Ties],
            Knob::PredictionError | Knob::Alarm if self.plan.cast.pairs.is_empty() => Vec::new(),
            Knob::PredictionError => vec![Node::Ties],
            Knob::Alarm => Influence(&self.plan).driven(&[Channel::Alarm]),
            Knob::Need => vec![Node::Need],
            Knob::MirrorLearning | Knob::Mirror | Knob::Safety | Knob::Effort => {
                people.then_some(Node::Feelings).into_iter().collect()
            }
        }
    }

    /// What a dose, by its index, moves at once.
    pub fn touched_by_dose(&self, dose: usize) -> Vec<At> {
        self.deliveries[dose].iter().flat_map(|&(m, d)| Influence(&self.plan).touched(d, m)).collect()
    }

    /// What a phase, by its index, moves at once.
    pub fn touched_by_phase(&self, phase: usize) -> Vec<At> {
        let kind = &self.group.phases[phase].kind;
        let member = |name: &str| self.plan.member(name);
        let each = |names: Vec<&str>, nodes: &[Node]| -> Vec<At> {
            names.into_iter().filter_map(member).flat_map(|m| nodes.iter().map(move |n| (m, *n))).collect()
        };
        let here = || kind.members();
        // whoever is there is near somebody or nobody
        let mut all = each(here(), &[Node::Need, Node::Ties]);
        let met = meetings(kind);
        all.extend(each(met.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect(), &[Node::Company]));
        match kind {
            PhaseKind::Stress { .. } | PhaseKind::ForcedSwim { .. } | PhaseKind::PlusMaze { .. } => {
                all.extend(each(here(), &[Node::Stressor]));
            }
            PhaseKind::Conditioning { .. } | PhaseKind::PlaceTest { .. } => {
                all.extend(each(here(), &[Node::Places]));
            }
            PhaseKind::Encounter(e) => {
                let stressed = e.stressor.is_some() || e.threat > 0.0 || e.pain > 0.0;
                if stressed {
                    all.extend(each(e.stressed.iter().map(String::as_str).collect(), &[Node::Stressor]));
                }
                let regulating = e.regulate.iter().filter(|r| r.2 > 0.0).map(|r| r.0.as_str()).collect();
                all.extend(each(regulating, &[Node::Feelings]));
                all.extend(each(here(), &[Node::Feelings]));
            }
            _ => {}
        }
        all
    }
}
