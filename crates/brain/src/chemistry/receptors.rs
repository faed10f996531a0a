//! Who binds where, and what the bound receptor does.
//!
//! **Equations.** Competitive occupancy over all ligands and compounds present, surface fraction, signal:
//! ```text
//! occ = Σ_a e_a C_a/K_a / (1 + Σ_a C_a/K_a)        (antagonists have efficacy e = 0)
//! dR/dt = k_rec (1 − R) − k_int occ R              (surface fraction)
//! dE/dt = (1 + Σ_c α_c C_c/(C_c + c_half) − E)/τ   (expression, where a given compound changes it, never below 0)
//! S = density · E · R · occ                        (E: product of one for enzyme inhibitors and one for each vector)
//! ```
//! **Symbols.** C, K (nM); of a vector C is the transduced volume over that of the region (1), α its factor minus one, τ its onset;
//! e efficacy 0-1; density relative to the reference animal (1); k (1/s).
//! **Shape.** `S[site × lane]`, a site is a receptor in a region. **Assumptions.** Binding is at equilibrium: ticks are much
//! longer than binding. What a signal does, see [`super::effects`].
//! **Papers.** affinities as sourced in the atlas; trafficking: Conti et al. 2009.

use crate::cast::{Cast, CastMember};
use crate::chemistry::doses::DosePlan;
use crate::chemistry::pools::{PoolPlan, Release};
use crate::chemistry::{LN_2, Level};
use crate::numbers::Numbers;
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;
use syntony_model::atlas::ReceptorClass;
use syntony_model::protocol::Sex;

/// One binding partner at a site.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// Where its level comes from.
    pub level: Level,
    /// 1/K, 1/nM.
    pub affinity: f64,
    /// Efficacy.
    pub efficacy: f64,
}

/// A receptor in a region.
#[derive(Debug, Clone)]
pub struct Site {
    /// Receptor key.
    pub receptor: String,
    /// What it couples to.
    pub class: ReceptorClass,
    /// Index of the region.
    pub region: usize,
    /// Relative density by member.
    pub density: Vec<f64>,
    /// Binding partners.
    pub bound: Vec<Bound>,
    /// Whether all that the body itself binds here is constant.
    pub still: bool,
    /// k_int, 1/s.
    pub internalisation: f64,
    /// k_rec, 1/s.
    pub recycling: f64,
    /// Signal of the reference animal at rest.
    pub reference: f64,
    /// Whether its density varies like that of peptide receptors.
    pub peptide: bool,
    /// Whether oxytocin or vasopressin is its own ligand.
    pub nonapeptide: bool,
    /// g: coupling by sex, by member.
    pub coupling: Vec<f64>,
}

/// All sites.
#[derive(Debug, Clone)]
pub struct ReceptorPlan {
    /// Sites.
    pub sites: Vec<Site>,
    /// Rate at which expression follows what drives it, 1/s.
    pub expression_rate: f64,
}

impl ReceptorPlan {
    /// Sites at which any cast member has the receptor, or a manipulation puts it.
    pub fn compile(
        atlas: &Atlas,
        cast: &Cast,
        regions: &[String],
        pools: &PoolPlan,
        doses: &DosePlan,
        n: &mut Numbers,
    ) -> Self {
        let time = n.take(
            "receptor.expression_time",
            Dimension::TIME,
            "time in which receptor expression follows an enzyme inhibitor",
        );
        let half_life = n.take(
            "receptor.recycling_half_life",
            Dimension::TIME,
            "half-life of an internalised receptor whose recycling nobody measured",
        );
        let recycling = LN_2 / half_life.max(1.0);
        let sexes = [
            n.take("sex.otr_male", Dimension::NONE, "coupling of oxytocin receptors, males over females"),
            n.take("sex.v1ar_female", Dimension::NONE, "coupling of V1a receptors, females over males"),
            n.take("sex.crfr1_female", Dimension::NONE, "coupling of CRFR1 in females, relative to males"),
        ];
        let mut sites = Vec::new();
        for (key, receptor) in &atlas.receptors {
            for (r, region) in regions.iter().enumerate() {
                if receptor.class == ReceptorClass::Nuclear && !read(atlas, cast, key, region) {
                    continue;
                }
                let density: Vec<f64> =
                    cast.members.iter().map(|m| density_of(atlas, m, key, region, n)).collect();
                let expressed = cast.expressed.iter().any(|(k, s)| k == key && s == region);
                if !expressed && density.iter().all(|&d| d == 0.0) {
                    continue;
                }
                let bound: Vec<Bound> = receptor
                    .binding
                    .iter()
                    .filter_map(|(partner, b)| {
                        let level = level_of(partner, r, pools, doses)?;
                        Some(Bound { level, affinity: 1.0 / n.value(b.kd), efficacy: n.value(b.efficacy) })
                    })
                    .collect();
                let bound: Vec<Bound> =
                    bound.into_iter().chain(given_ligands(receptor, r, doses, n)).collect();
                let root = cast
                    .members
                    .first()
                    .map(|m| atlas.species_chain(&m.species))
                    .and_then(|c| c.last().map(|s| s.key.clone()));
                let reference_density =
                    root.and_then(|root| atlas.density_id(&root, key, region)).map_or(1.0, |id| n.value(id));
                let reference = reference_density * rest_occupancy(&bound, pools);
                let peptide = receptor
                    .binding
                    .keys()
                    .any(|k| atlas.ligands.get(k).is_some_and(|l| l.class == "peptide"));
                let nonapeptide =
                    ["oxytocin", "vasopressin"].iter().any(|k| receptor.binding.contains_key(*k));
                let internalisation = n.optional(&receptor.numbers, "internalisation", 0.0);
                let recycling = n.optional(&receptor.numbers, "recycling", recycling);
                sites.push(Site {
                    receptor: key.clone(),
                    class: receptor.class,
                    region: r,
                    density,
                    still: bound.iter().all(|b| matches!(b.level, Level::Ambient(_) | Level::Given(..))),
                    bound,
                    internalisation,
                    recycling,
                    reference,
                    peptide,
                    nonapeptide,
                    coupling: coupling_by_sex(cast, key, sexes),
                });
            }
        }
        ReceptorPlan { sites, expression_rate: if time > 0.0 { 1.0 / time } else { 0.0 } }
    }

    /// Index of a site.
    pub fn find(&self, receptor: &str, region: usize) -> Option<usize> {
        self.sites.iter().position(|s| s.receptor == receptor && s.region == region)
    }
}

/// Whether anything reads a nuclear receptor of a region: by class it does nothing to cells.
fn read(atlas: &Atlas, cast: &Cast, receptor: &str, region: &str) -> bool {
    cast.watches(receptor, region)
        || atlas.effects.iter().any(|e| e.receptor == receptor && e.region == region)
}

/// g of each member: estradiol couples oxytocin receptors, testosterone V1a receptors, without gonads neither does; CRFR1 couples more in females.
fn coupling_by_sex(cast: &Cast, receptor: &str, [otr_male, v1ar_female, crfr1_female]: [f64; 3]) -> Vec<f64> {
    let of = |m: &CastMember| {
        let has = |sex: Sex| m.sex == sex && !m.state.gonadectomised;
        match receptor {
            "otr" if !has(Sex::F) => otr_male,
            "v1ar" if !has(Sex::M) => v1ar_female,
            "crfr1" if m.sex == Sex::F => crfr1_female,
            _ => 1.0,
        }
    };
    cast.members.iter().map(of).collect()
}

/// Relative density of a receptor at a site of a member: that of the species times what makes this member differ from it.
pub(crate) fn density_of(
    atlas: &Atlas,
    member: &crate::plan::CastMember,
    receptor: &str,
    region: &str,
    n: &mut Numbers,
) -> f64 {
    let of = atlas.density_id(&member.species, receptor, region);
    of.map_or(0.0, |id| n.value(id)) * multiplier(member, receptor, region)
}

fn multiplier(member: &crate::plan::CastMember, receptor: &str, region: &str) -> f64 {
    member
        .density
        .iter()
        .filter(|(k, r, _)| k == receptor && (r == "*" || r == region))
        .map(|(_, _, f)| f)
        .product()
}

fn level_of(partner: &str, region: usize, pools: &PoolPlan, doses: &DosePlan) -> Option<Level> {
    if let Some(l) = pools.ligand(partner) {
        return match pools.ligands[l].release {
            Release::Population(..) => pools.find(l, region).map(Level::Pool),
            Release::Hormone(basal) => Some(Level::Hormone(basal)),
            Release::Ambient(c) => Some(Level::Ambient(c)),
        };
    }
    doses.find(partner).map(|c| Level::Given(c, region))
}

/// A compound that is one of the body's own ligands binds as that ligand does.
fn given_ligands(
    receptor: &syntony_model::atlas::Receptor,
    region: usize,
    doses: &DosePlan,
    n: &mut Numbers,
) -> Vec<Bound> {
    let mut bound = Vec::new();
    for (c, compound) in doses.compounds.iter().enumerate() {
        if let Some(b) = compound.ligand.as_ref().and_then(|l| receptor.binding.get(l)) {
            // a compound named like the ligand is already there under its own key when the ligand has no pool
            bound.push(Bound {
                level: Level::Given(c, region),
                affinity: 1.0 / n.value(b.kd),
                efficacy: n.value(b.efficacy),
            });
        }
    }
    bound
}

/// Occupancy of the first member's species when nothing happens.
fn rest_occupancy(bound: &[Bound], pools: &PoolPlan) -> f64 {
    let (mut num, mut den) = (0.0, 1.0);
    for b in bound {
        let c = match b.level {
            Level::Pool(p) => pools.pools[p].basal.first().copied().unwrap_or(0.0),
            Level::Hormone(c) | Level::Ambient(c) => c,
            Level::Given(..) => 0.0,
        };
        num += b.efficacy * c * b.affinity;
        den += c * b.affinity;
    }
    num / den
}
