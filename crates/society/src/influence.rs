//! What can move what in a plan: the graph of its equations, for finding what is given or measured and does nothing.
//!
//! A node is a group of rows of one member's state; an edge is a term of the equations whose size in this plan is not zero, read from
//! the tables of the plan (synapses, bindings, effects, percepts). Time, saturation and sign are left out: where there is no path there is no
//! influence, where there is one there may still be little.

use std::collections::BTreeSet;
use syntony_brain::channel::Channel;
use syntony_brain::chemistry::Level;
use syntony_brain::chemistry::doses::{Compartment, Delivery, Part};
use syntony_brain::chemistry::effects::{Input, Target};
use syntony_brain::chemistry::pools::Release;
use syntony_brain::homologue::Role;
use syntony_brain::plan::Plan;
use syntony_model::protocol::VariableKind;

/// A group of rows of one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// Receptors of a site: density, expression, surface.
    Receptors(usize),
    /// Signal of a site.
    Signal(usize),
    /// Ligand in a region.
    Pool(usize),
    /// Firing of a population.
    Population(usize),
    /// Input of a process.
    Input(Input),
    /// Stress axis and load.
    Hormones,
    /// What was learned of others.
    Ties,
    /// What was learned of places.
    Places,
    /// Contact of late, its set point, need, isolation.
    Need,
    /// Passive coping.
    Passivity,
    /// Anxiety.
    Anxiety,
    /// Inclination to others.
    Wanting,
    /// Readiness to attack.
    Attack,
    /// Affect, regulation and mirroring of people.
    Feelings,
    /// Who is near and what they do.
    Company,
    /// A stressor, threat or pain from outside.
    Stressor,
}

/// A node of a member.
pub type At = (usize, Node);

/// Channels by which what was learned of others, company, feelings and the like drive the circuit.
const TIES: &[Channel] = &[
    Channel::Novelty,
    Channel::Familiarity,
    Channel::Reward,
    Channel::Disappointment,
    Channel::Go,
    Channel::Aversion,
    Channel::Rejection,
    Channel::Rivalry,
    Channel::Alarm,
    Channel::Comfort,
];
const NEED: &[Channel] = &[Channel::Need, Channel::Isolation];
const STRESSOR: &[Channel] = &[Channel::Stress, Channel::Strain, Channel::Threat, Channel::Pain];
const FEELINGS: &[Channel] = &[
    Channel::Safety,
    Channel::Effort,
    Channel::Conflict,
    Channel::Threat,
    Channel::Vicarious,
    Channel::Resonance,
    Channel::Mirror,
    Channel::Strain,
];
const COMPANY: &[Channel] = &[
    Channel::Odour,
    Channel::Touch,
    Channel::Sexual,
    Channel::Pain,
    Channel::Warmth,
    Channel::Gaze,
    Channel::Voice,
    Channel::Responsive,
    Channel::Disclosure,
    Channel::Play,
    Channel::Hostility,
    Channel::Exclusion,
    Channel::Joy,
    Channel::Distress,
    Channel::Mirror,
    Channel::Act,
    Channel::Pressure,
    Channel::Comfort,
    Channel::Vicarious,
];

/// What can move what in a plan.
#[derive(Debug, Clone, Copy)]
pub struct Influence<'a>(pub &'a Plan);

impl std::ops::Deref for Influence<'_> {
    type Target = Plan;

    fn deref(&self) -> &Plan {
        self.0
    }
}

impl Influence<'_> {
    /// Everything that these nodes can move, themselves included.
    pub fn reach(&self, from: impl IntoIterator<Item = At>) -> BTreeSet<At> {
        let mut all = BTreeSet::new();
        let mut open: Vec<At> = from.into_iter().collect();
        while let Some(at) = open.pop() {
            if all.insert(at) {
                open.extend(self.after(at));
            }
        }
        all
    }

    /// Whether a member has a receptor at a site at all.
    pub fn has(&self, site: usize, member: usize) -> bool {
        self.receptors.sites[site].density[member] > 0.0
    }

    /// What a delivery to a member moves at once.
    pub fn touched(&self, d: Delivery, member: usize) -> Vec<At> {
        let compound = &self.doses.compounds[d.compound];
        let gets = |r: usize| match d.to {
            Compartment::Region(at) => at == r,
            Compartment::Body(Part::Csf) => compound.csf_fraction > 0.0,
            Compartment::Body(Part::Nose | Part::Nerve) => {
                compound.nasal_share * compound.csf_fraction > 0.0
                    || compound.nasal_tissue * self.doses.nerve_access[r] > 0.0
            }
            Compartment::Body(_) => compound.brain_fraction > 0.0,
        };
        let acts = |kind: &str, on: &str| {
            compound.actions.iter().any(|a| a.amount != 0.0 && a.target == format!("{kind}:{on}"))
        };
        let mut all = Vec::new();
        for (s, site) in self.receptors.sites.iter().enumerate() {
            if !gets(site.region) || !self.has(s, member) {
                continue;
            }
            let own = |level: &Level| matches!(level, Level::Given(c, _) if *c == d.compound);
            // an antagonist has nothing to keep away where nothing else binds
            let moved = site.bound.iter().any(|b| {
                own(&b.level) && b.affinity > 0.0 && (b.efficacy > 0.0 || self.agonist(s, member, d.compound))
            });
            if moved {
                all.push((member, Node::Signal(s)));
            }
            if acts("expression", &site.receptor) {
                all.push((member, Node::Receptors(s)));
            }
        }
        for (p, pool) in self.pools.pools.iter().enumerate().filter(|(_, p)| gets(p.region)) {
            let key = &self.pools.ligands[pool.ligand].key;
            let moved = pool.basal[member] > 0.0 && (acts("release", key) || acts("clearance", key));
            if moved || compound.ligand.as_ref() == Some(key) {
                all.push((member, Node::Pool(p)));
            }
        }
        let blood =
            matches!(d.to, Compartment::Body(part) if !matches!(part, Part::Csf | Part::Nose | Part::Nerve));
        let restrains = compound.ligand.as_deref() == Some("oxytocin") && self.hpa.oxytocin_restraint != 0.0;
        if blood && (restrains || compound.hormone > 0.0) {
            all.push((member, Node::Hormones));
        }
        all
    }

    /// Whether anything but one compound activates a site.
    fn agonist(&self, site: usize, member: usize, but: usize) -> bool {
        self.receptors.sites[site].bound.iter().filter(|b| b.efficacy > 0.0).any(|b| match b.level {
            Level::Pool(p) => self.pools.pools[p].basal[member] > 0.0,
            Level::Hormone(c) | Level::Ambient(c) => c > 0.0,
            Level::Given(c, _) => c != but,
        })
    }

    /// What a state variable shows.
    pub fn shown(&self, name: &str, member: usize) -> Vec<At> {
        use VariableKind as V;
        let Some((kind, _, what)) = V::split(name) else { return Vec::new() };
        let at = || what.split_once('@').and_then(|(key, region)| Some((key, self.region(region)?)));
        let site = || at().and_then(|(key, r)| self.receptors.find(key, r));
        let pool = || at().and_then(|(key, r)| self.pools.find(self.pools.ligand(key)?, r));
        let nodes = match kind {
            V::Rate => self.population(what).map(Node::Population).into_iter().collect(),
            V::Level => pool().map(Node::Pool).into_iter().collect(),
            V::Signal => site().map(Node::Signal).into_iter().collect(),
            V::Binding => site().map(Node::Receptors).into_iter().collect(),
            // what an animal was born with is measured for how animals differ: that it is constant need not be told
            V::Density | V::Release | V::Trait | V::Attachment => vec![Node::Need],
            V::Edge => vec![Node::Ties],
            V::Corticosterone | V::Acth | V::Crh | V::Load => vec![Node::Hormones],
            V::Contact | V::SetPoint | V::Need => vec![Node::Need],
            V::Alarm => vec![Node::Ties, Node::Company],
            V::Attribution => vec![Node::Ties],
            V::Cue => vec![Node::Ties, Node::Need],
            V::Passivity => vec![Node::Passivity],
            V::Person => vec![Node::Feelings],
            V::Relation => vec![Node::Ties, Node::Feelings],
        };
        nodes.into_iter().map(|node| (member, node)).collect()
    }

    /// Populations that channels drive.
    pub fn driven(&self, channels: &[Channel]) -> Vec<Node> {
        let driven = self.percepts.iter().filter(|(c, _, weight)| channels.contains(c) && *weight != 0.0);
        driven.map(|&(_, population, _)| Node::Population(population)).collect()
    }

    /// What a node moves directly.
    fn after(&self, (m, node): At) -> Vec<At> {
        let people = self.social.is_some();
        let own: Vec<Node> = match node {
            Node::Receptors(s) if self.has(s, m) => vec![Node::Signal(s)],
            Node::Receptors(_) => Vec::new(),
            Node::Signal(s) => self.after_signal(s, m),
            Node::Pool(p) => self.after_pool(p, m),
            Node::Population(r) => self.after_population(r, m),
            Node::Input(input) => match input {
                Input::Hedonic | Input::Recognition => vec![Node::Ties],
                Input::Approach => vec![Node::Wanting],
                Input::Guarding if people => Vec::new(),
                Input::Guarding => self.driven(&[Channel::Rivalry]),
                Input::Passivity => vec![Node::Passivity],
                Input::Anxiety => vec![Node::Anxiety],
                Input::Salience | Input::Analgesia if people => vec![Node::Feelings],
                Input::Salience | Input::Analgesia => Vec::new(),
            },
            Node::Hormones => self.after_hormones(m),
            Node::Ties => self.after_ties(m),
            Node::Need => {
                let mut next = vec![Node::Wanting, Node::Ties];
                next.extend(people.then_some(Node::Feelings));
                next.extend(self.driven(NEED));
                next
            }
            Node::Wanting | Node::Attack => vec![Node::Company],
            Node::Feelings => {
                let mut next = vec![Node::Wanting, Node::Ties];
                next.extend(self.driven(FEELINGS));
                next
            }
            Node::Company => {
                let mut next = vec![Node::Ties, Node::Need];
                next.extend(people.then_some(Node::Feelings));
                next.extend(self.driven(COMPANY));
                next
            }
            Node::Stressor => {
                let mut next = vec![Node::Hormones];
                next.extend(people.then_some(Node::Feelings));
                next.extend(self.driven(STRESSOR));
                next
            }
            Node::Places | Node::Passivity | Node::Anxiety => Vec::new(),
        };
        let mut all: Vec<At> = own.into_iter().map(|next| (m, next)).collect();
        if matches!(node, Node::Wanting | Node::Attack | Node::Feelings) {
            let others = self.cast.pairs.iter().filter(|(_, to)| *to == m).map(|&(from, _)| from);
            all.extend(others.map(|other| (other, Node::Company)));
        }
        all
    }

    fn after_signal(&self, s: usize, m: usize) -> Vec<Node> {
        if !self.has(s, m) {
            return Vec::new();
        }
        let effects = self.effects.iter().filter(|e| e.site == s && e.amount != 0.0);
        let mut next: Vec<Node> = effects
            .map(|e| match e.target {
                Target::Excitability(r) | Target::Gain(r) => Node::Population(r),
                Target::Release(p) => Node::Pool(p),
                Target::Input(i) => Node::Input(i),
            })
            .collect();
        if let Some(of) = self.coupling.coupled.iter().find(|c| c.site == s) {
            next.extend(of.cells.iter().filter(|_| of.amount != 0.0).map(|&r| Node::Population(r)));
            if of.terminals != 0.0 {
                let all = self.inside(self.receptors.sites[s].region, m);
                let carries = |node: &Node| match (&of.ends, node) {
                    (Some(ends), Node::Pool(p)) => ends.pools.contains(p),
                    (Some(ends), _) => ends.transmit.contains(&true),
                    (None, _) => true,
                };
                next.extend(all.into_iter().filter(carries));
            }
        }
        if self.coupling.channels.iter().any(|c| c.site == s) {
            next.extend(self.inside(self.receptors.sites[s].region, m));
        }
        if self.contagion.as_ref().and_then(|c| c.site).is_some_and(|(site, _)| site == s) {
            next.push(Node::Feelings);
        }
        let a = &self.attribution;
        let b = &self.bond;
        let gates = b.d2_nacc == Some(s) || b.d1_nacc == Some(s);
        if self.vigour.sites.contains(&s) {
            next.push(Node::Wanting);
        }
        let costs = b.crf.is_some_and(|(site, _)| site == s);
        if b.kappa.is_some_and(|(site, _)| site == s) {
            next.extend(self.driven(&[Channel::Rivalry, Channel::Rejection]));
        }
        if gates || costs || a.sites.iter().any(|(site, _)| *site == s) || a.prefrontal.contains(&s) {
            next.push(Node::Ties);
        }
        if self.bond.d1_nacc == Some(s) && !self.cast.places.is_empty() {
            next.push(Node::Places);
        }
        if self.receptors.sites[s].internalisation > 0.0 {
            next.push(Node::Receptors(s));
        }
        next
    }

    /// What terminals of a region release and drive.
    fn inside(&self, region: usize, m: usize) -> Vec<Node> {
        let cells = self.circuit.nodes.iter().enumerate().filter(|(_, node)| node.region == region);
        let pools =
            self.pools.pools.iter().enumerate().filter(|(_, p)| p.region == region && p.basal[m] > 0.0);
        cells.map(|(r, _)| Node::Population(r)).chain(pools.map(|(p, _)| Node::Pool(p))).collect()
    }

    fn after_pool(&self, p: usize, m: usize) -> Vec<Node> {
        let pool = &self.pools.pools[p];
        let binds = |s: &usize| {
            self.has(*s, m) && self.receptors.sites[*s].bound.iter().any(|b| b.level == Level::Pool(p))
        };
        let mut next: Vec<Node> = (0..self.receptors.sites.len()).filter(binds).map(Node::Signal).collect();
        let dopamine = self.pools.ligands[pool.ligand].key == "dopamine"
            && Role::Accumbens.is(&self.regions[pool.region]);
        next.extend(dopamine.then_some(Node::Ties));
        next.extend((dopamine && !self.cast.places.is_empty()).then_some(Node::Places));
        next
    }

    fn after_population(&self, r: usize, m: usize) -> Vec<Node> {
        let c = &self.circuit;
        let targets = (0..c.nodes.len()).filter(|&to| {
            c.synapses[c.starts[to]..c.starts[to + 1]].iter().any(|s| s.from == r && s.weight != 0.0)
        });
        let mut next: Vec<Node> = targets.map(Node::Population).collect();
        let pools = self.pools.pools.iter().enumerate().filter(|(_, pool)| {
            let released = matches!(self.pools.ligands[pool.ligand].release, Release::Population(from, x) if from == r && x != 0.0);
            released && pool.basal[m] > 0.0
        });
        next.extend(pools.map(|(p, _)| Node::Pool(p)));
        let (a, at) = (&self.action, self.action.populations);
        let teaches = self.teacher.as_ref().is_some_and(|t| t.population == r);
        for (read, of) in [
            (at.vp == r && a.value_slope != 0.0, Node::Wanting),
            (at.ah == r && a.attack_max != 0.0, Node::Attack),
            (at.crh == r && a.anxiety_crh != 0.0 || at.cea == r && a.anxiety_cea != 0.0, Node::Anxiety),
            (at.crh == r && self.hpa.drive != 0.0, Node::Hormones),
            (self.contagion.is_some() && at.crh == r, Node::Feelings),
            (at.pag == r && self.hpa.sensitivity != 0.0, Node::Hormones),
            (at.pl == r || teaches, Node::Ties),
            (self.social.as_ref().is_some_and(|s| s.affect.populations.all().contains(&r)), Node::Feelings),
            (self.social.is_some() && at.cea == r, Node::Feelings),
        ] {
            next.extend(read.then_some(of));
        }
        next
    }

    fn after_hormones(&self, m: usize) -> Vec<Node> {
        let binds = |s: &usize| {
            let bound = &self.receptors.sites[*s].bound;
            self.has(*s, m) && bound.iter().any(|b| matches!(b.level, Level::Hormone(c) if c > 0.0))
        };
        let mut next: Vec<Node> = (0..self.receptors.sites.len()).filter(binds).map(Node::Signal).collect();
        next.extend(self.social.is_some().then_some(Node::Feelings));
        next.extend(self.driven(&[Channel::Strain]));
        next
    }

    fn after_ties(&self, m: usize) -> Vec<Node> {
        let b = &self.bond;
        let mut next = self.driven(TIES);
        next.push(Node::Wanting);
        next.extend(b.d1_nacc.filter(|_| b.d1_upregulation != 0.0).map(Node::Receptors));
        for (p, pool) in self.pools.pools.iter().enumerate().filter(|(_, p)| p.basal[m] > 0.0) {
            let rise = match self.pools.ligands[pool.ligand].key.as_str() {
                "dynorphin" => b.dynorphin_upregulation,
                "crf" => b.crf_upregulation,
                _ => 0.0,
            };
            next.extend((rise != 0.0).then_some(Node::Pool(p)));
        }
        next.extend(self.social.is_some().then_some(Node::Feelings));
        next.extend((!self.cast.places.is_empty()).then_some(Node::Places));
        next
    }
}
