//! Ligands released in regions.
//!
//! **Equation.** `dC/dt = k C₀ φ_m R (1 + Σ effects) − k C`, `R = ⟨(p/p*)^x⟩` over the situations of the tick.
//! **Symbols.** C: concentration in the region's extracellular fluid (nM); C₀: basal level at fibre density 1 (nM);
//! φ: fibre density of the species (1); p/p*: activity of the releasing population over rest (1); x: release exponent (1);
//! k = ln 2 / half-life (1/s), with the shorter `half_life_nucleus` in the releasing nucleus itself, from which the peptide escapes.
//! **Shape.** `level[pool × lane]`. **Assumptions.** One well-mixed pool per region; peptides arrive by axons, not by diffusion
//! from the nucleus (space constant about 0.5 mm). At rest C = C₀ φ. **Paper.** Leng & Ludwig 2008; exponent from the
//! spike-secretion model of Maicas-Royo, Leng & MacGregor 2018; fast uptake makes dopamine quasi-steady.

use crate::cast::{Cast, CastMember};
use crate::chemistry::LN_2;
use crate::homologue::Role;
use crate::neural::Circuit;
use crate::numbers::Numbers;
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;
use syntony_model::protocol::Sex;

/// How a ligand comes about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Release {
    /// By a population, with this exponent on its relative activity.
    Population(usize, f64),
    /// The circulating stress hormone, with this basal level (nM).
    Hormone(f64),
    /// At a constant level (nM).
    Ambient(f64),
}

/// A ligand of the body.
#[derive(Debug, Clone)]
pub struct LigandPlan {
    /// Key.
    pub key: String,
    /// Source.
    pub release: Release,
    /// Whether its release differs between animals like that of a peptide.
    pub peptide: bool,
}

/// One ligand in one region.
#[derive(Debug, Clone)]
pub struct Pool {
    /// Index of the ligand.
    pub ligand: usize,
    /// Index of the region.
    pub region: usize,
    /// Rate of clearance, 1/s.
    pub clearance: f64,
    /// Level at rest by member, nM.
    pub basal: Vec<f64>,
}

/// All pools of a plan.
#[derive(Debug, Clone)]
pub struct PoolPlan {
    /// Ligands.
    pub ligands: Vec<LigandPlan>,
    /// Ligands by region.
    pub pools: Vec<Pool>,
}

impl PoolPlan {
    /// Pools for every ligand that has fibres in a region of any cast species, where a receptor that matters binds it.
    pub fn compile(
        atlas: &Atlas,
        cast: &Cast,
        regions: &[String],
        circuit: &Circuit,
        n: &mut Numbers,
    ) -> Self {
        let avp_female = n.take(
            "sex.vasopressin_fibres_female",
            Dimension::NONE,
            "vasopressin fibres of females, relative to males",
        );
        let (mut ligands, mut pools) = (Vec::new(), Vec::new());
        for (l, (key, ligand)) in atlas.ligands.iter().enumerate() {
            let of = format!("ligand `{key}`");
            let basal = n.required(&ligand.numbers, "basal", &of, &ligand.place);
            let source = ligand
                .released_by
                .as_ref()
                .and_then(|s| circuit.nodes.iter().position(|node| node.key == *s));
            let release = match source {
                Some(population) => {
                    Release::Population(population, n.optional(&ligand.numbers, "release_exponent", 1.0))
                }
                None if ligand.class == "steroid" => Release::Hormone(basal),
                None => Release::Ambient(basal),
            };
            ligands.push(LigandPlan { key: key.clone(), release, peptide: ligand.class == "peptide" });
            let Release::Population(population, _) = release else { continue };
            let half_life = n.required(&ligand.numbers, "half_life", &of, &ligand.place);
            let local = n.optional(&ligand.numbers, "half_life_nucleus", half_life);
            for (r, region) in regions.iter().enumerate() {
                let bound = atlas.receptors.iter().any(|(k, receptor)| {
                    let there = |m: &CastMember| atlas.density_id(&m.species, k, region).is_some();
                    receptor.binding.contains_key(key)
                        && (cast.members.iter().any(there)
                            || cast.expressed.iter().any(|(e, r)| e == k && r == region))
                });
                let learned = key == "dopamine" && Role::Accumbens.is(region);
                if !bound && !learned && !cast.watches(key, region) {
                    continue;
                }
                let fibre: Vec<f64> = cast
                    .members
                    .iter()
                    .map(|m| {
                        let sexed = key == "vasopressin" && (m.sex != Sex::M || m.state.gonadectomised);
                        let fibre = atlas.fibre_id(&m.species, key, region).map_or(0.0, |id| n.value(id));
                        fibre * if sexed { avp_female } else { 1.0 }
                    })
                    .collect();
                if fibre.iter().all(|&f| f == 0.0) {
                    continue;
                }
                let own = circuit.nodes[population].region == r;
                pools.push(Pool {
                    ligand: l,
                    region: r,
                    clearance: LN_2 / if own { local } else { half_life },
                    basal: fibre.iter().map(|f| f * basal).collect(),
                });
            }
        }
        PoolPlan { ligands, pools }
    }

    /// Index of a pool by ligand and region.
    pub fn find(&self, ligand: usize, region: usize) -> Option<usize> {
        self.pools.iter().position(|p| p.ligand == ligand && p.region == region)
    }
    /// Index of a ligand.
    pub fn ligand(&self, key: &str) -> Option<usize> {
        self.ligands.iter().position(|l| l.key == key)
    }
}
