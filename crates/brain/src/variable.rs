//! State variables by name, for measures, traces and people.

use crate::block::Block;
use crate::block::social::{Readout, Relation};
use crate::chemistry::doses::Part;
use crate::chemistry::hpa;
use crate::named::named;
use crate::plan::Plan;
use crate::social::autonomic::Organ;
use syntony_engine::grid;
use syntony_model::protocol::VariableKind as Kind;

/// A variable of one member, resolved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Variable {
    /// Firing rate of a population, Hz.
    Rate(usize),
    /// Level of a ligand in a region, nM (pool index).
    Level(usize),
    /// Signal S of a receptor site.
    Signal(usize),
    /// Density times surface and expression of a receptor site.
    Binding(usize),
    /// Density of a receptor site at birth.
    Density(usize),
    /// Inborn factor on the release of a ligand (index of the ligand).
    Release(usize),
    /// What an animal was born with.
    Trait(Trait),
    /// Edge state towards a member: row of the edge layout, pair index.
    Edge(usize, usize),
    /// Value Q of a member: pair index.
    Preference(usize),
    /// Burst of dopamine at the cue of a member: pair index.
    Cue(usize),
    /// Stress hormone: row of the lane state times the animal's own basal level.
    Hormone(usize),
    /// Glucocorticoid in plasma: own and given.
    Glucocorticoid,
    /// A given compound in plasma, nM.
    Plasma(usize),
    /// Nothing, always 0: a compound that is never given.
    None,
    /// Row of the lane state.
    Lane(usize),
    /// Need D.
    Need,
    /// Alarm.
    Alarm,
    /// How much of a reward is credited.
    Attribution,
    /// A readout of a person.
    Person(Readout),
    /// An organ over its value at rest, as the mean person's would be.
    Organ(Organ),
    /// A readout of one person towards another: pair index.
    Relation(Relation, usize),
}

impl Variable {
    /// Resolves a name in one of the forms of [`syntony_model::protocol::VARIABLES`] for a member.
    pub fn resolve(name: &str, member: usize, block: &Block) -> Option<Variable> {
        let plan: &Plan = &block.plan;
        let (kind, word, what) = Kind::split(name)?;
        let at = || {
            let (key, region) = what.split_once('@')?;
            Some((key, plan.region(region)?))
        };
        let receptor = || at().and_then(|(k, r)| plan.receptors.find(k, r));
        let hormone = |row: usize| Some(Variable::Hormone(block.slots.hpa.at(row)));
        let need = |row: usize| Some(Variable::Lane(block.slots.need.at(row)));
        match kind {
            Kind::Rate => plan.population(what).map(Variable::Rate),
            Kind::Level => {
                at().and_then(|(l, r)| plan.pools.find(plan.pools.ligand(l)?, r)).map(Variable::Level)
            }
            Kind::Signal => receptor().map(Variable::Signal),
            Kind::Binding => receptor().map(Variable::Binding),
            Kind::Density => receptor().map(Variable::Density),
            Kind::Release => plan.pools.ligand(what).map(Variable::Release),
            Kind::Trait => Trait::of(word).map(Variable::Trait),
            Kind::Attachment => plan.social.as_ref().and_then(|_| Trait::of(word)).map(Variable::Trait),
            Kind::Edge if word == "preference" => {
                Some(Variable::Preference(plan.pair(member, plan.member(what)?)?))
            }
            Kind::Cue => Some(Variable::Cue(plan.pair(member, plan.member(what)?)?)),
            Kind::Edge => {
                let row = block.edge_layout.slot(word)?;
                Some(Variable::Edge(row, plan.pair(member, plan.member(what)?)?))
            }
            Kind::Crh => hormone(0),
            Kind::Acth => hormone(1),
            Kind::Corticosterone => Some(Variable::Glucocorticoid),
            Kind::Contact => need(0),
            Kind::SetPoint => need(1),
            Kind::Passivity => need(2),
            Kind::Load => need(3),
            Kind::Need => Some(Variable::Need),
            Kind::Alarm => Some(Variable::Alarm),
            Kind::Attribution => Some(Variable::Attribution),
            Kind::Person => plan.social.as_ref().and_then(|_| Readout::of(word)).map(Variable::Person),
            Kind::Relation => {
                plan.social.as_ref()?;
                Some(Variable::Relation(Relation::of(word)?, plan.pair(member, plan.member(what)?)?))
            }
        }
    }

    /// Unit for people.
    pub fn unit(self) -> &'static str {
        match self {
            Variable::Rate(_) => "Hz",
            Variable::Level(_) | Variable::Plasma(_) => "nM",
            Variable::Hormone(_) | Variable::Glucocorticoid => "fold",
            _ => "1",
        }
    }

    /// Value of member `member` in unit `unit`.
    pub fn read(self, block: &Block, member: usize, unit: usize) -> f64 {
        let (lanes, units) = (block.lane_count(), block.units);
        let lane = member * units + unit;
        match self {
            Variable::Rate(r) => {
                grid::row(&block.work().mean, r, lanes)[lane] * block.plan.circuit.nodes[r].rate_max
            }
            Variable::Level(p) => block.lanes.row(block.slots.level.at(p))[lane] + block.given_as(p, lane),
            Variable::Signal(s) => grid::row(&block.work().signal, s, lanes)[lane],
            Variable::Binding(s) => block.binding(s, member, lane),
            Variable::Density(s) => grid::row(&block.traits.density, s, lanes)[lane],
            Variable::Release(l) => grid::row(&block.traits.release, l, lanes)[lane],
            Variable::Trait(which) => block.inborn(which, lane),
            Variable::Edge(row, pair) => grid::row(block.edges.row(row), pair, units)[unit],
            Variable::Preference(pair) => {
                crate::plasticity::bond::value(&block.edge_slots, &block.edges)(pair * units + unit)
            }
            Variable::Cue(pair) => {
                let c = pair * units + unit;
                let value = crate::plasticity::bond::value(&block.edge_slots, &block.edges)(c).max(0.0);
                let unknown = 1.0 - block.edges.row(block.edge_slots.familiarity.at(0))[c];
                let (bond, need) = (&block.plan.bond, block.plan.need.incentive * block.work().need[lane]);
                bond.cue_gain * ((1.0 + need) * value + bond.cue_novelty * unknown)
            }
            Variable::Hormone(row) => block.lanes.row(row)[lane] * block.traits.hormone[lane],
            Variable::Glucocorticoid => {
                let own = block.lanes.row(block.slots.hpa.at(hpa::row::CORTICOSTERONE))[lane]
                    * block.traits.hormone[lane];
                let given = block.plan.doses.compounds.iter().enumerate().filter(|(_, c)| c.hormone > 0.0);
                own + given.map(|(c, x)| x.hormone * block.plasma(c, lane)).sum::<f64>()
            }
            Variable::Plasma(compound) => block.plasma(compound, lane),
            Variable::None => 0.0,
            Variable::Lane(row) => block.lanes.row(row)[lane],
            Variable::Need => block.work().need[lane],
            Variable::Alarm => block.work().alarm[lane],
            Variable::Attribution => block.work().edge.attribution[lane],
            Variable::Person(readout) => block.person(readout, lane),
            Variable::Organ(organ) => block.organ(organ, lane),
            Variable::Relation(relation, pair) => block.relation(relation, pair * units + unit),
        }
    }
}

named! {
    /// What an animal was born with, or a person has become before the first phase.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[allow(missing_docs)] // the words say it
    pub enum Trait {
        Sociability = "sociability",
        NoveltySeeking = "novelty_seeking",
        BasalHormone = "basal_hormone",
        ContactSetPoint = "contact_set_point",
        AttachmentAnxiety = "attachment_anxiety",
        AttachmentAvoidance = "attachment_avoidance",
        RegulationStrength = "regulation_strength",
        PainSensitivity = "pain_sensitivity",
        RealisingSpeed = "realising_speed",
    }
}

impl Block {
    /// A trait of an animal; attachment in standard deviations of the cohort, as a protocol writes it.
    fn inborn(&self, which: Trait, lane: usize) -> f64 {
        let t = &self.traits;
        let attachment = self.plan.social.as_ref().map(|s| &s.attachment);
        let of = |x: f64, sd: f64| if sd > 0.0 { x / sd } else { 0.0 };
        match which {
            Trait::Sociability => t.affiliation[lane],
            Trait::NoveltySeeking => t.novelty[lane],
            Trait::BasalHormone => t.hormone[lane],
            Trait::ContactSetPoint => t.set_point[lane],
            Trait::AttachmentAnxiety => of(t.anxiety[lane], attachment.map_or(0.0, |a| a.anxiety_sd)),
            Trait::AttachmentAvoidance => of(t.avoidance[lane], attachment.map_or(0.0, |a| a.avoidance_sd)),
            Trait::RegulationStrength => t.regulation[lane],
            Trait::PainSensitivity => t.pain[lane],
            Trait::RealisingSpeed => t.realising[lane],
        }
    }

    /// Level of given compounds that are the ligand of a pool, in its region.
    fn given_as(&self, pool: usize, lane: usize) -> f64 {
        let (plan, lanes) = (&self.plan, self.lane_count());
        let pool = &plan.pools.pools[pool];
        let key = &plan.pools.ligands[pool.ligand].key;
        let same = plan.doses.compounds.iter().enumerate().filter(|(_, c)| c.ligand.as_ref() == Some(key));
        same.map(|(c, _)| grid::row(&self.work().given, c * plan.regions.len() + pool.region, lanes)[lane])
            .sum()
    }

    /// A given compound in plasma, nM.
    fn plasma(&self, compound: usize, lane: usize) -> f64 {
        self.lanes.row(self.slots.compartments.at(Part::Plasma.of(compound)))[lane]
    }

    /// What an autoradiograph of a site would show: density times surface fraction and expression.
    pub fn binding(&self, site: usize, member: usize, lane: usize) -> f64 {
        let lanes = self.lane_count();
        let mut b = grid::row(&self.traits.density, site, lanes)[lane]
            * grid::row(&self.changes.density, site, self.plan.members())[member];
        for (slots, sites) in
            [(self.slots.surface, &self.trafficking), (self.slots.expression, &self.expressing)]
        {
            for i in (0..sites.len()).filter(|&i| sites[i] == site) {
                b *= self.lanes.row(slots.at(i))[lane];
            }
        }
        if self.plan.bond.d1_nacc == Some(site) {
            b *= 1.0 + self.plan.bond.d1_upregulation * self.work().maturation_max[lane];
        }
        b
    }
}
