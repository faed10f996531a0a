//! What experimenters give, and how it gets to receptors.
//!
//! **Equations.** For each compound (amounts in nmol, concentrations in nM):
//! ```text
//! d depot/dt  = infusion − k_a depot                         (ip, sc, oral, nasal: one each, k_a of the body)
//! d plasma/dt = (infusion + Σ k_a depot) / V_plasma − k_p plasma
//! d csf/dt    = (infusion + f_n k_n nose) / V_csf − k_b csf
//! d nose/dt   = infusion − k_n nose                              (intranasal: the dose on its way inward)
//! d nerve/dt  = θ k_n nose − k_b nerve                           (tissue along the olfactory and trigeminal nerves)
//! d site/dt   = infusion / (V_region V_u) − k_b site         (per infused region)
//! level in a region = site + a nerve + f_csf csf + f_brain plasma       f_brain = unbound share × brain over plasma
//! vector: level = volume given × spread / V_region, which stays            (its action on expression: see [`super::receptors`])
//! ```
//! **Symbols.** k = ln 2 / half-life; V: volumes of the body; V_u: unbound volume of distribution in
//! tissue, ml/ml (the extracellular share for peptides, far more for what binds to tissue); f_csf: share of the CSF
//! concentration that reaches receptors in tissue; f_brain: brain over plasma; f_n: share of a dose by the nose that enters brain fluid; θ: rise in tissue
//! that the nerves reach (nM/nmol); a: access of a region to it (1). Of a dose by the nose a small share gets into blood. **Shape.** one row per compartment and lane.
//! **Assumptions.** First-order everywhere; what is bound in brain outlasts
//! plasma, so systemic doses leave with the longer of both half-lives; a site infusion stays at its site. The chain is linear and moved
//! exactly over a tick ([`DosePlan::advance`]), so no mass is made or lost at any tick.
//! **Papers.** Mens et al. 1983 (peptide half-lives, brain fraction); Lee et al. 2020 (where labelled oxytocin is found after a spray); f_csf is fitted.

use crate::chemistry::LN_2;
use crate::numbers::Numbers;
use crate::plan::Cast;
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;
use syntony_model::atlas::{Compound, Route};
use syntony_model::protocol::Dose;

/// What a compound does to expression or release.
#[derive(Debug, Clone)]
pub struct ActionPlan {
    /// `expression:RECEPTOR`, `release:LIGAND` or `clearance:LIGAND`.
    pub target: String,
    /// Fold change minus one at saturation.
    pub amount: f64,
    /// Half-effective concentration, nM.
    pub half: f64,
}

/// A compound with its kinetics.
#[derive(Debug, Clone)]
pub struct CompoundPlan {
    /// Key.
    pub key: String,
    /// Ligand that it is identical with.
    pub ligand: Option<String>,
    /// ng/nmol.
    pub molar_mass: f64,
    /// ng per IU.
    pub mass_per_iu: f64,
    /// Absorption from any depot, 1/s, where the compound has its own; else that of the body and the route.
    pub absorption: Option<f64>,
    /// Elimination from plasma, 1/s.
    pub elimination: f64,
    /// Clearance in brain and CSF, 1/s.
    pub clearance: f64,
    /// Level in brain over level in plasma: unbound share in plasma times brain over plasma of the unbound.
    pub brain_fraction: f64,
    /// Share of the CSF concentration that reaches receptors in tissue.
    pub csf_fraction: f64,
    /// Unbound volume of distribution in brain tissue, ml/ml: amount in tissue over unbound concentration.
    pub tissue_volume: f64,
    /// Volume of distribution, l per kg of body; 0 where it is that of plasma.
    pub distribution: f64,
    /// Share of an intranasal dose that enters brain fluid.
    pub nasal_share: f64,
    /// k_n, 1/s.
    pub nasal_rate: f64,
    /// θ, nM per nmol.
    pub nasal_tissue: f64,
    /// Share of an intranasal dose that gets into blood.
    pub nasal_blood: f64,
    /// Of a vector: rate at which expression follows its injection, 1/s.
    pub onset: Option<f64>,
    /// What 1 nM in plasma adds to the glucocorticoid, fold of its basal level; 0 for all else.
    pub hormone: f64,
    /// Slow actions.
    pub actions: Vec<ActionPlan>,
}

/// Rows of the state of one compound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Part {
    /// Peritoneum, nmol.
    Ip,
    /// Under the skin, nmol.
    Sc,
    /// Gut, nmol.
    Oral,
    /// Nasal mucosa on the way to blood, nmol.
    Nasal,
    /// Blood, nM.
    Plasma,
    /// Ventricles, nM.
    Csf,
    /// Nasal mucosa on the way to the brain, nmol.
    Nose,
    /// Tissue along the nerves of the nose, nM at full access.
    Nerve,
}

impl Part {
    /// Every row with its name.
    pub const ALL: [(&'static str, Part); 8] = [
        ("ip", Part::Ip),
        ("sc", Part::Sc),
        ("oral", Part::Oral),
        ("nasal", Part::Nasal),
        ("plasma", Part::Plasma),
        ("csf", Part::Csf),
        ("nose", Part::Nose),
        ("nerve", Part::Nerve),
    ];
    /// Where what is not given into a vein waits to be absorbed, in the order of [`Body::absorption`].
    pub const DEPOTS: [Part; 4] = [Part::Ip, Part::Sc, Part::Oral, Part::Nasal];

    /// Row of a compound among all compartments.
    pub fn of(self, compound: usize) -> usize {
        compound * Part::ALL.len() + self as usize
    }
}

/// The body that doses are given to.
#[derive(Debug, Clone)]
pub struct Body {
    /// kg.
    pub mass: f64,
    /// l.
    pub csf_volume: f64,
    /// l.
    pub plasma_volume: f64,
    /// Absorption from peritoneum, skin, gut and nose, 1/s.
    pub absorption: [f64; 4],
}

/// Compounds of a plan and the body they are given to.
#[derive(Debug, Clone)]
pub struct DosePlan {
    /// Compounds.
    pub compounds: Vec<CompoundPlan>,
    /// Volume of each region, l.
    pub region_volume: Vec<f64>,
    /// Access of each region to what travels along the nerves of the nose.
    pub nerve_access: Vec<f64>,
    /// By member.
    pub body: Vec<Body>,
}

/// Where a dose goes and how much of it, in nmol (bolus) or nmol/s (infusion).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delivery {
    /// Compound index.
    pub compound: usize,
    /// Compartment.
    pub to: Compartment,
    /// nmol or nmol/s.
    pub amount: f64,
}

/// A compartment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compartment {
    /// A row of the compound.
    Body(Part),
    /// A region.
    Region(usize),
}

impl DosePlan {
    /// Kinetics of the compounds that the cast may be given.
    pub fn compile(atlas: &Atlas, cast: &Cast, regions: &[String], n: &mut Numbers) -> Self {
        let first = cast.members.first().map(|m| m.species.as_str());
        let tissue = first.map_or(1.0, |species| of_body(atlas, species, "extracellular_fraction", n));
        let nasal = n.take(
            "dose.nasal_half_life",
            Dimension::TIME,
            "half-life of a dose in the nose on its way to the brain",
        );
        let compounds = cast
            .compounds
            .iter()
            .filter_map(|key| atlas.compounds.get(key).map(|c| (key, c)))
            .filter(|(_, c)| c.class != "vehicle")
            .map(|(key, c)| {
                let of = format!("compound `{key}`");
                let rate = |half_life: f64| if half_life > 0.0 { LN_2 / half_life } else { 0.0 };
                // nothing of a vector is cleared: a given volume spreads over its multiple of tissue
                let vector = c.class == "vector";
                let needed = |name: &str, n: &mut Numbers| n.required(&c.numbers, name, &of, &c.place);
                let brain = if vector { 0.0 } else { needed("half_life_brain", n) };
                let molar_mass = if vector { 1.0 } else { needed("molar_mass", n) };
                let onset = vector.then(|| 1.0 / needed("onset", n).max(1.0));
                let spread = if vector { 1.0 / needed("spread", n).max(1e-9) } else { tissue };
                let free = n.optional(&c.numbers, "free_fraction", 1.0);
                let plasma = n.optional(&c.numbers, "half_life_plasma", brain);
                CompoundPlan {
                    key: key.clone(),
                    ligand: c.ligand.clone(),
                    molar_mass,
                    mass_per_iu: c.numbers.get("potency").map_or(0.0, |&id| 1.0 / n.value(id)),
                    absorption: c.numbers.get("half_life_absorption").map(|&id| rate(n.value(id))),
                    elimination: rate(plasma.max(brain)),
                    clearance: rate(brain),
                    brain_fraction: n.optional(&c.numbers, "brain_fraction", 0.0) * free,
                    csf_fraction: n.optional(&c.numbers, "csf_fraction", 0.0),
                    tissue_volume: n.optional(&c.numbers, "tissue_volume", spread),
                    distribution: n.optional(&c.numbers, "distribution_volume", 0.0),
                    nasal_share: n.optional(&c.numbers, "intranasal_fraction", 0.0),
                    nasal_rate: rate(n.optional(&c.numbers, "intranasal_delay", nasal)),
                    nasal_tissue: n.optional(&c.numbers, "intranasal_tissue", 0.0),
                    nasal_blood: n.optional(&c.numbers, "intranasal_bioavailability", 1.0),
                    onset,
                    hormone: glucocorticoid(atlas, c, n).map_or(0.0, |basal| free / basal.max(1e-9)),
                    actions: c
                        .actions
                        .iter()
                        .map(|a| ActionPlan {
                            target: a.target.clone(),
                            amount: n.value(a.amount),
                            half: n.value(a.half),
                        })
                        .collect(),
                }
            })
            .collect();
        let body = cast.members.iter().map(|m| body_of(atlas, &m.species, n)).collect();
        DosePlan {
            compounds,
            region_volume: regions.iter().map(|r| n.value(atlas.regions[r].volume)).collect(),
            nerve_access: regions
                .iter()
                .map(|r| atlas.regions[r].nerve_access.map_or(0.0, |id| n.value(id)))
                .collect(),
            body,
        }
    }

    /// Index of a compound by its key.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.compounds.iter().position(|c| c.key == key)
    }

    /// Volume that an infusion of a compound into a region fills, l.
    pub fn site_volume(&self, compound: usize, region: usize) -> f64 {
        self.region_volume[region] * self.compounds[compound].tissue_volume
    }

    /// Volume in which a compound spreads in a member's body, l.
    pub fn plasma_volume(&self, compound: usize, member: usize) -> f64 {
        let body = &self.body[member];
        let distribution = self.compounds[compound].distribution;
        if distribution > 0.0 { distribution * body.mass } else { body.plasma_volume }
    }

    /// Indices of the compounds that are a ligand, or called by that name.
    pub fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = usize> + 'a {
        let is = move |c: &CompoundPlan| c.key == name || c.ligand.as_deref() == Some(name);
        (0..self.compounds.len()).filter(move |&c| is(&self.compounds[c]))
    }

    /// What one dose delivers to one member; nothing for a vehicle.
    pub fn deliver(&self, dose: &Dose, member: usize, site: Option<usize>) -> Vec<Delivery> {
        let Some(first) = self.first(dose, member, site) else { return Vec::new() };
        let compound = &self.compounds[first.compound];
        if dose.route != Route::Intranasal {
            return vec![first];
        }
        let blood = Delivery { amount: compound.nasal_blood * first.amount, ..first };
        vec![blood, Delivery { to: Compartment::Body(Part::Nose), ..first }]
    }

    fn first(&self, dose: &Dose, member: usize, site: Option<usize>) -> Option<Delivery> {
        let compound = self.find(&dose.compound)?;
        let c = &self.compounds[compound];
        let body_mass = self.body[member].mass;
        let given = Given::of(dose.amount.dimension())?;
        let amount = dose.amount.internal() * if given.per_body { body_mass } else { 1.0 };
        let nmol = match given.base {
            Base::Amount | Base::Volume => amount,
            Base::Mass => amount / c.molar_mass,
            Base::Iu => amount * c.mass_per_iu / c.molar_mass,
        };
        let infused = dose.duration_s > 0.0 && !given.per_time;
        let rate = if infused { nmol / dose.duration_s } else { nmol };
        let to = match dose.route {
            Route::Icv => Compartment::Body(Part::Csf),
            Route::Site => Compartment::Region(site?),
            Route::Iv => Compartment::Body(Part::Plasma),
            Route::Ip => Compartment::Body(Part::Ip),
            Route::Sc => Compartment::Body(Part::Sc),
            Route::Oral => Compartment::Body(Part::Oral),
            Route::Intranasal => Compartment::Body(Part::Nasal),
        };
        Some(Delivery { compound, to, amount: rate })
    }
}

/// What the number of a dose counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Mass,
    Amount,
    Iu,
    /// Of a vector, l.
    Volume,
}

/// A dose's dimension taken apart; `per side` says only that both sides get it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Given {
    base: Base,
    per_body: bool,
    per_time: bool,
}

impl Given {
    fn of(dimension: Dimension) -> Option<Given> {
        for (base, of) in [
            (Base::Mass, Dimension::MASS),
            (Base::Amount, Dimension::AMOUNT),
            (Base::Iu, Dimension::IU),
            (Base::Volume, Dimension::VOLUME),
        ] {
            for per_body in [false, true] {
                for per_time in [false, true] {
                    let mut d = of;
                    for (wanted, by) in [(per_body, Dimension::BODY), (per_time, Dimension::TIME)] {
                        d = if wanted { d.per(by) } else { d };
                    }
                    if d == dimension || d.per(Dimension::SIDE) == dimension {
                        return Some(Given { base, per_body, per_time });
                    }
                }
            }
        }
        None
    }
}

/// Basal free level (nM) of the hormone of the adrenal cortex, if a compound is that hormone.
fn glucocorticoid(atlas: &Atlas, compound: &Compound, n: &mut Numbers) -> Option<f64> {
    let ligand = atlas.ligands.get(compound.ligand.as_ref()?)?;
    (ligand.class == "steroid").then(|| n.optional(&ligand.numbers, "basal", 0.0))
}

fn of_body(atlas: &Atlas, species: &str, name: &str, n: &mut Numbers) -> f64 {
    match atlas.species_chain(species).iter().find_map(|s| s.body.get(name).copied()) {
        Some(id) => n.value(id),
        None => {
            let place = atlas.species.get(species).map(|s| s.place.clone()).unwrap_or_default();
            n.problems.add(place, format!("species `{species}` has no `{name}` in its body"), None);
            1.0
        }
    }
}

fn body_of(atlas: &Atlas, species: &str, n: &mut Numbers) -> Body {
    const KG_PER_NG: f64 = 1e-12;
    let mut get = |name: &str| of_body(atlas, species, name, n);
    Body {
        mass: get("body_mass") * KG_PER_NG,
        csf_volume: get("csf_volume"),
        plasma_volume: get("plasma_volume"),
        absorption: ["ip", "sc", "oral", "intranasal"]
            .map(|route| LN_2 / get(&format!("absorption_half_life_{route}")).max(1e-9)),
    }
}
