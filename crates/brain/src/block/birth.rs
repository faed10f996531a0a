//! How a block begins: states at rest, individual differences, and what animals and people bring from before.

use super::{Block, EdgeSlots, LaneSlots, Traits, social};
use crate::chemistry::doses::Part;
use crate::chemistry::hpa;
use crate::plan::Plan;
use crate::social::CODES;
use crate::social::attachment::row as belief;
use crate::social::autonomic::{OUTLETS, Outlet};
use crate::stream;
use syntony_engine::grid;
use syntony_engine::noise::{name, normal};
use syntony_engine::{Key, Layout};

impl Block {
    /// Puts every state at its rest.
    pub(super) fn start(&mut self) {
        let (plan, units) = (self.plan.clone(), self.units);
        for (i, pool) in plan.pools.pools.iter().enumerate() {
            let row = self.lanes.row_mut(self.slots.level.at(i));
            for (m, basal) in pool.basal.iter().enumerate() {
                grid::row_mut(row, m, units).fill(*basal);
            }
        }
        self.lanes.rows_mut(self.slots.surface).fill(1.0);
        self.lanes.rows_mut(self.slots.expression).fill(1.0);
        for i in 0..3 {
            self.lanes.row_mut(self.slots.hpa.at(i)).fill(1.0);
        }
        self.lanes.row_mut(self.slots.hpa.at(hpa::row::ADRENAL)).fill(1.0);
        for i in 0..2 {
            self.lanes.row_mut(self.slots.need.at(i)).copy_from_slice(&self.traits.set_point);
        }
        self.grow_up();
        // an animal that finds its surface receptors partly internalised at rest starts there
        self.settle_surface();
    }

    /// What people bring: a mirror system that has grown up (unless they are newborn), capacity, prior beliefs.
    fn grow_up(&mut self) {
        let plan = self.plan.clone();
        let Some(social) = &plan.social else { return };
        let lanes = self.lanes.lanes();
        for lane in 0..lanes {
            let birth: Vec<f64> =
                (0..CODES * CODES).map(|i| grid::row(&self.traits.mirror_at_birth, i, lanes)[lane]).collect();
            let newborn = plan.cast.members[lane / self.units].age == syntony_model::protocol::Age::Neonate;
            let weights = if newborn { birth } else { social.mirror.grown(&birth) };
            for (i, w) in weights.into_iter().enumerate() {
                self.lanes.row_mut(self.slots.mirror.at(i))[lane] = w;
            }
        }
        self.lanes.row_mut(self.slots.person.at(social::CAPACITY)).fill(1.0);
        (0..plan.pairs()).for_each(|pair| {
            self.presume(pair);
            self.attract(pair);
        });
    }

    /// What people believe of whom they do not know.
    pub(super) fn presume(&mut self, pair: usize) {
        let plan = self.plan.clone();
        let Some(social) = &plan.social else { return };
        let from = plan.cast.pairs[pair].0;
        for u in 0..self.units {
            let (a, b) = social.attachment.prior(grid::row(&self.traits.anxiety, from, self.units)[u]);
            let c = pair * self.units + u;
            self.edges.row_mut(self.edge_slots.trust.at(belief::GOOD))[c] = a;
            self.edges.row_mut(self.edge_slots.trust.at(belief::BAD))[c] = b;
        }
    }

    /// What another is to somebody at first sight: what that one is to everybody, and to this one.
    fn attract(&mut self, pair: usize) {
        let plan = self.plan.clone();
        let Some(social) = &plan.social else { return };
        let (a, (from, to)) = (&social.attachment, plan.cast.pairs[pair]);
        let (i, j) = (&plan.cast.members[from], &plan.cast.members[to]);
        let adult = |m: &crate::cast::CastMember| m.age == syntony_model::protocol::Age::Adult;
        let given = i.attraction.iter().find(|(name, _)| *name == j.name).map(|(_, x)| *x);
        for u in 0..self.units {
            let (own, other) =
                (grid::row(&self.born, from, self.units)[u], grid::row(&self.born, to, self.units)[u]);
            let drawn = a.attraction_shared * normal(other, stream::ATTRACTION, 0, 0)
                + a.attraction_own * normal(own.named(plan.names[to]), stream::ATTRACTION, 0, 0);
            let none = i.kin.contains(&j.name) || !adult(i) || !adult(j);
            let value = given.unwrap_or(if none { 0.0 } else { drawn });
            let row = self.edges.row_mut(self.edge_slots.attraction.at(0));
            grid::row_mut(row, pair, self.units)[u] = value;
        }
    }

    /// Makes a member know another from before, for this long.
    pub fn acquaint(&mut self, pair: usize, seconds: f64) {
        let plan = self.plan.clone();
        let familiar = 1.0 - syntony_engine::math::exp(-seconds / plan.bond.familiarity_time);
        let expected = 1.0 - syntony_engine::math::exp(-seconds / plan.bond.expectation_time);
        for (slots, value) in [
            (self.edge_slots.familiarity, familiar),
            (self.edge_slots.expectation, expected),
            (self.edge_slots.presence, expected),
            (
                self.edge_slots.ease,
                1.0 - syntony_engine::math::exp(-plan.bond.housed_touch * seconds / plan.bond.ease_time),
            ),
        ] {
            grid::row_mut(self.edges.row_mut(slots.at(0)), pair, self.units).fill(value);
        }
    }

    /// Gives a member the bond that so long a relationship of that quality leaves (0-1: share of bids answered well).
    pub fn attach(&mut self, pair: usize, seconds: f64, quality: f64) {
        let plan = self.plan.clone();
        let usual = plan.social.as_ref().map_or(1.0, |s| s.attachment.usual_presence);
        self.acquaint(pair, seconds);
        for slots in [self.edge_slots.expectation, self.edge_slots.presence] {
            let row = self.edges.row_mut(slots.at(0));
            grid::row_mut(row, pair, self.units).iter_mut().for_each(|x| *x *= usual);
        }
        let grown = |time: f64| 1.0 - syntony_engine::math::exp(-seconds / time);
        let p = &plan.bond;
        let Some(social) = &plan.social else { return };
        let a = &social.attachment;
        // a belief that forgets holds the evidence of its own life span
        let weight = a.history_weight * grown(a.decay);
        for u in 0..self.units {
            let c = pair * self.units + u;
            let (from, to) = plan.cast.pairs[pair];
            let lane = from * self.units + u;
            let z = normal(self.born[lane].named(plan.names[to]), stream::HISTORY, 0, 0);
            let quality = (quality + a.quality_sd * z).clamp(0.05, 1.0);
            let preference = a.history_share * quality * grown(p.consolidation_time);
            let bond = a.history_share * quality * grown(p.maturation_time);
            let (good, bad) = a.prior(self.traits.anxiety[lane]);
            for (row, value) in [
                (self.edge_slots.captured.at(0), preference),
                (self.edge_slots.consolidation.at(0), grown(p.consolidation_time)),
                (self.edge_slots.bond.at(0), bond),
                (self.edge_slots.maturation.at(0), bond * grown(p.maturation_time)),
                (self.edge_slots.trust.at(belief::GOOD), good + weight * quality),
                (self.edge_slots.trust.at(belief::BAD), bad + weight * (1.0 - quality)),
            ] {
                self.edges.row_mut(row)[c] = value;
            }
        }
    }

    /// Trust as the beliefs have it, so that it can be read before the first tick computes it.
    pub fn settle_trust(&mut self) {
        let [good, bad] = [self.edge_slots.trust.at(belief::GOOD), self.edge_slots.trust.at(belief::BAD)]
            .map(|r| self.edges.row(r));
        let evidence = good.iter().zip(bad);
        for (trust, (good, bad)) in self.work.social.trust.iter_mut().zip(evidence) {
            *trust = crate::social::attachment::trust(*good, *bad);
        }
    }

    fn settle_surface(&mut self) {
        self.receive();
        for (i, &s) in self.trafficking.iter().enumerate() {
            let site = &self.plan.receptors.sites[s];
            let lanes = self.lanes.lanes();
            let row = self.lanes.row_mut(self.slots.surface.at(i));
            for (r, occ) in row.iter_mut().zip(grid::row(&self.work.occupied, s, lanes)) {
                *r = site.recycling / (site.recycling + site.internalisation * occ);
            }
        }
    }
}

/// A site whose expression is changed, and by which vector; by anything else if by none.
pub type Expressing = (usize, Option<usize>);

pub(super) fn expressing_sites(plan: &Plan, infused: &[(usize, usize)]) -> Vec<Expressing> {
    let mut all = Vec::new();
    for (s, site) in plan.receptors.sites.iter().enumerate() {
        let target = format!("expression:{}", site.receptor);
        let acting = |c: &usize| plan.doses.compounds[*c].actions.iter().any(|a| a.target == target);
        let compounds: Vec<usize> = (0..plan.doses.compounds.len()).filter(acting).collect();
        let vector = |c: &usize| plan.doses.compounds[*c].onset.is_some();
        all.extend(compounds.iter().any(|c| !vector(c)).then_some((s, None)));
        let here = |c: &&usize| vector(c) && infused.contains(&(**c, site.region));
        all.extend(compounds.iter().filter(here).map(|c| (s, Some(*c))));
    }
    all
}

pub(super) fn lane_layout(
    plan: &Plan,
    trafficking: &[usize],
    expressing: &[Expressing],
    infused: &[(usize, usize)],
) -> (Layout, LaneSlots) {
    let mut layout = Layout::new();
    let site = |&s: &usize| {
        format!("{}@{}", plan.receptors.sites[s].receptor, plan.regions[plan.receptors.sites[s].region])
    };
    let expressed = |&(s, vector): &Expressing| match vector {
        Some(c) => format!("{}:{}", plan.doses.compounds[c].key, site(&s)),
        None => site(&s),
    };
    let pools: Vec<String> = plan
        .pools
        .pools
        .iter()
        .map(|p| format!("{}@{}", plan.pools.ligands[p.ligand].key, plan.regions[p.region]))
        .collect();
    let compartments: Vec<String> = plan
        .doses
        .compounds
        .iter()
        .flat_map(|c| Part::ALL.map(|(part, _)| format!("{} {part}", c.key)))
        .collect();
    let sites: Vec<String> = infused
        .iter()
        .map(|&(c, r)| format!("{}@{}", plan.doses.compounds[c].key, plan.regions[r]))
        .collect();
    let slots = LaneSlots {
        level: layout.add_named("level", &pools),
        surface: layout.add_named("surface", &trafficking.iter().map(site).collect::<Vec<_>>()),
        expression: layout.add_named("expression", &expressing.iter().map(expressed).collect::<Vec<_>>()),
        compartments: layout.add_named("compartment", &compartments),
        infused: layout.add_named("infused", &sites),
        hpa: layout.add_named("hpa", &["crh", "acth", "corticosterone", "stress_memory", "adrenal"]),
        need: layout.add_named("need", &["contact", "set_point", "passivity", "load", "isolation"]),
        place: layout.add_named("place", &plan.cast.places),
        mirror: layout.add("mirror", if plan.social.is_some() { CODES * CODES } else { 0 }),
        trained: layout.add("trained", if plan.social.is_some() { CODES * CODES } else { 0 }),
        person: layout.add_named(
            "person",
            if plan.social.is_some() {
                &["capacity", "skill", "wellbeing", "calm", "reframed", "descending"]
            } else {
                &[]
            },
        ),
        outflow: layout.add_named(
            "outflow",
            &Outlet::ALL.map(|(word, _)| word)[..if plan.social.is_some() { OUTLETS } else { 0 }],
        ),
    };
    (layout, slots)
}

pub(super) fn edge_layout(people: bool) -> (Layout, EdgeSlots) {
    let mut layout = Layout::new();
    let slots = EdgeSlots {
        familiarity: layout.add("familiarity", 1),
        tag: layout.add("tag", 1),
        tag_against: layout.add("tag_against", 1),
        captured: layout.add("captured", 1),
        aversion: layout.add("aversion", 1),
        ease: layout.add("ease", 1),
        consolidation: layout.add("consolidation", 1),
        bond: layout.add("bond", 1),
        maturation: layout.add("maturation", 1),
        expectation: layout.add("expectation", 1),
        presence: layout.add("presence", 1),
        realised: layout.add("realised", usize::from(people)),
        habituated: layout.add("habituated", usize::from(people)),
        attraction: layout.add("attraction", usize::from(people)),
        trust: layout.add_named("evidence", if people { &["for", "against"] } else { &[] }),
    };
    (layout, slots)
}

pub(super) fn draw_traits(plan: &Plan, units: usize, keys: &[Key]) -> Traits {
    let lanes = plan.members() * units;
    let mut density = vec![0.0; plan.receptors.sites.len() * lanes];
    for (s, site) in plan.receptors.sites.iter().enumerate() {
        let sd = if site.peptide { plan.cohort.density_sd } else { plan.cohort.density_sd_other };
        let here = name(&format!("{}@{}", site.receptor, plan.regions[site.region]));
        // one genotype moves a receptor everywhere, the rest of the spread is that of the site
        let (everywhere, shared) = (name(&site.receptor), plan.cohort.density_shared);
        for (lane, key) in keys.iter().enumerate() {
            let of = |name: u64| normal(key.named(name), stream::DENSITY, 0, 0);
            let z = shared.sqrt() * of(everywhere) + (1.0 - shared).sqrt() * of(here);
            grid::row_mut(&mut density, s, lanes)[lane] =
                site.density[lane / units] * syntony_engine::math::exp(sd * z);
        }
    }
    let drawn = |key: &Key, of: &str| normal(key.named(name(of)), stream::TRAIT, 0, 0);
    let draw = |of: &str, sd: f64| -> Vec<f64> { keys.iter().map(|key| sd * drawn(key, of)).collect() };
    let factor =
        |of: &str, sd: f64| -> Vec<f64> { draw(of, sd).into_iter().map(syntony_engine::math::exp).collect() };
    let attachment = |of: &str,
                      given: fn(&crate::cast::CastMember) -> Option<f64>,
                      sd: fn(&crate::social::AttachmentParameters) -> f64|
     -> Vec<f64> {
        let sd = plan.social.as_ref().map_or(0.0, |s| sd(&s.attachment));
        let draw = |(lane, key): (usize, &Key)| {
            sd * given(&plan.cast.members[lane / units]).unwrap_or_else(|| drawn(key, of))
        };
        keys.iter().enumerate().map(draw).collect()
    };
    let mut release = vec![1.0; plan.pools.ligands.len() * lanes];
    for (l, ligand) in plan.pools.ligands.iter().enumerate().filter(|(_, l)| l.peptide) {
        let of = name(&ligand.key);
        for (lane, key) in keys.iter().enumerate() {
            let z = normal(key.named(of), stream::RELEASE, 0, 0);
            let reared = plan.rearing[lane / units].iter().find(|(of, _)| *of == ligand.key);
            grid::row_mut(&mut release, l, lanes)[lane] =
                reared.map_or(1.0, |(_, x)| *x) * syntony_engine::math::exp(plan.cohort.release_sd * z);
        }
    }
    Traits {
        release,
        hormone: factor("hormone", plan.cohort.hormone_sd),
        density,
        axis: vec![1.0; lanes],
        affiliation: draw("affiliation", plan.cohort.affiliation_sd),
        novelty: draw("novelty", plan.cohort.novelty_sd),
        day: vec![0.0; plan.pairs() * units],
        anxiety: attachment("anxiety", |m| m.attachment.0, |a| a.anxiety_sd),
        avoidance: attachment("avoidance", |m| m.attachment.1, |a| a.avoidance_sd),
        regulation: factor("regulation", plan.social.as_ref().map_or(0.0, |s| s.regulation.sd)),
        pain: draw("pain", 1.0)
            .into_iter()
            .map(|z| plan.social.as_ref().map_or(1.0, |s| s.pain.own(z)))
            .collect(),
        mirror_at_birth: mirror_at_birth(plan, lanes, keys),
        realising: factor("realising", plan.social.as_ref().map_or(0.0, |s| s.attachment.realise_sd)),
        set_point: draw("set_point", plan.social.as_ref().map_or(0.0, |s| s.attachment.need_sd))
            .into_iter()
            .map(|z| (plan.need.set_point + z).clamp(0.0, 1.0))
            .collect(),
    }
}

/// Weights of the mirror system at birth, `[done × seen × lane]`; none for lineages without it.
fn mirror_at_birth(plan: &Plan, lanes: usize, keys: &[Key]) -> Vec<f64> {
    let Some(social) = &plan.social else { return Vec::new() };
    let mut all = vec![0.0; CODES * CODES * lanes];
    for (lane, key) in keys.iter().enumerate() {
        for (i, w) in social.mirror.at_birth(*key).into_iter().enumerate() {
            grid::row_mut(&mut all, i, lanes)[lane] = w;
        }
    }
    all
}
