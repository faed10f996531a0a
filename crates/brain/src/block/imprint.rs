//! What a history has left in one brain, to be taken along into another scene.
//!
//! Kept is what lasts: receptors at the surface and as expressed, the sensitivity of the adrenal, need, passive coping and load, places,
//! the mirror system, capacity and skill, what was learned of each other, and what she or he was born with. Left behind is what passes
//! within hours: levels of ligands and hormones, given compounds, the mood and the inclination of the day.

use super::{Block, Traits};
use crate::chemistry::hpa::row::ADRENAL;
use crate::social::CODES;
use std::collections::BTreeMap;
use syntony_engine::Slots;
use syntony_engine::grid;
use syntony_model::protocol::Sex;

/// Version of what an imprint contains; 2 since the value of another has four parts.
pub const VERSION: u32 = 2;

/// What is imprinted on one brain, by the names of the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Imprint {
    /// Version, see [`VERSION`].
    pub version: u32,
    /// Species key.
    pub species: String,
    /// Sex.
    pub sex: Sex,
    /// Rows of the lane state.
    pub lanes: BTreeMap<String, f64>,
    /// Individual differences: `density[otr@nacc_shell]`, `release[oxytocin]`, `anxiety`.
    pub traits: BTreeMap<String, f64>,
    /// Rows of the edge state, by the name of the other.
    pub edges: BTreeMap<String, BTreeMap<String, f64>>,
}

impl Imprint {
    /// Every number with where it stands: `lanes.need[load]`, `edges.partner.bond`.
    pub fn numbers(&self) -> impl Iterator<Item = (String, f64)> {
        let under = |part: &'static str, map: &BTreeMap<String, f64>| {
            map.iter().map(move |(name, x)| (format!("{part}.{name}"), *x)).collect::<Vec<_>>()
        };
        let edges = self.edges.iter().flat_map(|(other, rows)| {
            rows.iter().map(move |(name, x)| (format!("edges.{other}.{name}"), *x))
        });
        under("lanes", &self.lanes).into_iter().chain(under("traits", &self.traits)).chain(edges)
    }

    /// Why no brain can have such a number here, if that is so.
    pub fn trouble(name: &str, value: f64) -> Option<&'static str> {
        // shares and factors; a disposition, an inclination or a place may well be below nothing
        const FACTORS: [&str; 7] = [
            "lanes.surface[",
            "lanes.expression[",
            "traits.density[",
            "traits.release[",
            "traits.hormone",
            "traits.regulation",
            "traits.pain",
        ];
        let factor = FACTORS.iter().any(|start| name.starts_with(start));
        match value {
            x if !x.is_finite() => Some("is not a finite number"),
            x if x < 0.0 && factor => Some("is negative"),
            _ => None,
        }
    }
}

impl Block {
    /// What is imprinted on a member of a unit.
    pub fn imprint(&self, member: usize, unit: usize) -> Imprint {
        let lane = member * self.units + unit;
        let who = &self.plan.cast.members[member];
        let rows = self.lasting().into_iter();
        let lanes = rows.map(|row| (self.layout.name(row).to_string(), self.lanes.row(row)[lane]));
        let mut traits = BTreeMap::new();
        for (names, values) in self.trait_names().into_iter().zip(self.traits.lasting()) {
            for (i, name) in names.into_iter().enumerate() {
                traits.insert(name, grid::row(values, i, self.lane_count())[lane]);
            }
        }
        let mut edges = BTreeMap::new();
        for (pair, &(from, to)) in self.plan.cast.pairs.iter().enumerate() {
            if from == member {
                let names = self.edge_layout.names().iter().enumerate();
                let column = pair * self.units + unit;
                let rows = names.map(|(row, name)| (name.clone(), self.edges.row(row)[column])).collect();
                edges.insert(self.plan.cast.members[to].name.clone(), rows);
            }
        }
        Imprint {
            version: VERSION,
            species: who.species.clone(),
            sex: who.sex,
            lanes: lanes.collect(),
            traits,
            edges,
        }
    }

    /// Gives a member of every unit what an imprint holds, before anything else is said of whom that member knows. What this plan has
    /// no row for, and whoever is not in this cast, is left out.
    pub fn recall(&mut self, member: usize, imprint: &Imprint) {
        let (units, width) = (self.units, self.lane_count());
        let lanes = member * units..(member + 1) * units;
        for row in self.lasting() {
            if let Some(&x) = imprint.lanes.get(self.layout.name(row)) {
                self.lanes.row_mut(row)[lanes.clone()].fill(x);
            }
        }
        for (names, values) in self.trait_names().into_iter().zip(self.traits.lasting_mut()) {
            for (i, name) in names.iter().enumerate() {
                if let Some(&x) = imprint.traits.get(name) {
                    grid::row_mut(values, i, width)[lanes.clone()].fill(x);
                }
            }
        }
        self.work.bound = false;
        let plan = self.plan.clone();
        for (pair, &(_, to)) in plan.cast.pairs.iter().enumerate().filter(|(_, p)| p.0 == member) {
            // strangers are met as she is now, not as whoever was drawn in her place
            self.presume(pair);
            for (name, &x) in imprint.edges.get(&plan.cast.members[to].name).into_iter().flatten() {
                if let Some(row) = self.edge_layout.slot(name) {
                    grid::row_mut(self.edges.row_mut(row), pair, units).fill(x);
                }
            }
        }
    }

    /// Rows of the lane state that last.
    fn lasting(&self) -> Vec<usize> {
        let s = &self.slots;
        let adrenal = Slots { start: s.hpa.at(ADRENAL), len: 1 };
        [s.surface, s.expression, adrenal, s.need, s.place, s.mirror, s.trained, s.person]
            .into_iter()
            .flat_map(Slots::range)
            .collect()
    }

    /// Names of the individual differences, in the order of [`Traits::lasting`].
    fn trait_names(&self) -> [Vec<String>; 12] {
        let plan = &self.plan;
        let one = |name: &str| vec![name.to_string()];
        let sites = plan.receptors.sites.iter();
        let born = if plan.social.is_some() { CODES * CODES } else { 0 };
        [
            sites.map(|s| format!("density[{}@{}]", s.receptor, plan.regions[s.region])).collect(),
            plan.pools.ligands.iter().map(|l| format!("release[{}]", l.key)).collect(),
            (0..born).map(|i| format!("mirror_at_birth[{i}]")).collect(),
            one("hormone"),
            one("affiliation"),
            one("novelty"),
            one("anxiety"),
            one("avoidance"),
            one("regulation"),
            one("pain"),
            one("realising"),
            one("set_point"),
        ]
    }
}

impl Traits {
    /// The differences that last, each `[row × lane]`.
    fn lasting(&self) -> [&Vec<f64>; 12] {
        [
            &self.density,
            &self.release,
            &self.mirror_at_birth,
            &self.hormone,
            &self.affiliation,
            &self.novelty,
            &self.anxiety,
            &self.avoidance,
            &self.regulation,
            &self.pain,
            &self.realising,
            &self.set_point,
        ]
    }

    fn lasting_mut(&mut self) -> [&mut Vec<f64>; 12] {
        [
            &mut self.density,
            &mut self.release,
            &mut self.mirror_at_birth,
            &mut self.hormone,
            &mut self.affiliation,
            &mut self.novelty,
            &mut self.anxiety,
            &mut self.avoidance,
            &mut self.regulation,
            &mut self.pain,
            &mut self.realising,
            &mut self.set_point,
        ]
    }
}
