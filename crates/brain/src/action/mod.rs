//! What the brain is disposed to do, read from the circuit.
//!
//! **Equations** (columns ij: i attends j; VP output cells tonically inhibit approach, so value is their silence):
//! ```text
//! v_ij = (p*_vp − p_vp,ij)/p*_vp
//! wanting u_ij = u₀ (+ u_m in males) + w_s (d̄_i − 1) + w_H H_ij + w_s ⟨1 − d̄_i⟩₊ τ_i F_ij + β v_ij + affiliation_i + novelty_i (1 − F_ij) + w_M M_ij + w_D D_i + approach + day_ij
//! d̄: mean of the species' OTR density in the accumbens shell and V1aR density in the pallidum (relative)
//! τ_i = o_i/o_1, o_i: product of its OTR densities in lateral and central amygdala (tolerance of whom it knows: with 1 it keeps
//!                no distance any more, above it seeks company)
//! consent = c₀ + (1 − c₀) F_ij                 (a free animal avoids one it does not know)
//! attack rate = a_max logistic(γ (p_ah,ij/p*_ah − θ_a))
//! anxiety = a_1 (p_crh/p*_crh − 1) + a_2 (p_cea/p*_cea − 1) + effects
//! ```
//! **Symbols.** u in logit units; rates in 1/s. **Shape.** `[pair × unit]`, `[lane]`. **Assumptions.** dispositions follow the
//! circuit without delay; acts are drawn from them by the society. A species that keeps apart (d̄ < 1) keeps apart from strangers; how far it bears
//! the company of one it knows follows oxytocin receptors of the amygdala, and needs neither mating nor dopamine. **Papers.** Lim & Young
//! 2004 (VP); Parker, Phillips, Kinney & Lee 2001 (meadow voles that form no preference have fewer of these receptors); Beery 2019.

pub mod vigour;

use crate::cast::{Cast, CastMember};
use crate::chemistry::receptors::density_of;
use crate::homologue::Role;
use crate::neural::Circuit;
use crate::numbers::Numbers;
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;

/// Parameters of the readout.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations above
pub struct ActionParameters {
    pub base: f64,
    pub base_male: f64,
    pub value_slope: f64,
    pub maturation: f64,
    pub need: f64,
    pub sexual_novelty: f64,
    pub consent_floor: f64,
    /// What ease with a known other adds.
    pub ease: f64,
    pub sociability: Vec<f64>,
    /// What familiarity adds to the inclination of a member that keeps apart, logit units.
    pub tolerance: Vec<f64>,
    pub attack_max: f64,
    pub attack_slope: f64,
    pub attack_threshold: f64,
    pub anxiety_crh: f64,
    pub anxiety_cea: f64,
    pub populations: Readout,
}

/// Populations that are read.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs)]
pub struct Readout {
    pub vp: usize,
    pub ah: usize,
    pub crh: usize,
    pub cea: usize,
    pub pl: usize,
    pub pag: usize,
}

impl ActionParameters {
    /// Reads them and finds the populations.
    pub fn read(atlas: &Atlas, n: &mut Numbers, circuit: &Circuit, regions: &[String], cast: &Cast) -> Self {
        let (one, rate) = (Dimension::NONE, Dimension::RATE);
        let mut find =
            |keys: [&str; 2]| match circuit.nodes.iter().position(|node| keys.contains(&&*node.key)) {
                Some(i) => i,
                None => {
                    let what =
                        format!("no population `{}`, which behaviour is read from", keys.join("` or `"));
                    n.problems.add(Default::default(), what, None);
                    0
                }
            };
        let populations = Readout {
            vp: find(Role::PallidalOutput.keys()),
            ah: find(Role::Defence.keys()),
            crh: find(["pvn_crh"; 2]),
            cea: find(["cea"; 2]),
            pl: find(Role::Prefrontal.keys()),
            pag: find(["pag"; 2]),
        };
        let weight = n.take(
            "action.sociability",
            one,
            "inclination per unit of species density of the two bonding receptors",
        );
        let mut density = |m: &CastMember, receptor: &str, role: Role| {
            regions.iter().find(|r| role.is(r)).map_or(0.0, |r| density_of(atlas, m, receptor, r, n))
        };
        let sociability: Vec<f64> = cast
            .members
            .iter()
            .map(|m| {
                let both = density(m, "otr", Role::Accumbens) + density(m, "v1ar", Role::Pallidum);
                weight * (0.5 * both - 1.0)
            })
            .collect();
        ActionParameters {
            tolerance: tolerance(atlas, n, cast, &sociability),
            sociability,
            ease: n.take("action.ease", one, "inclination added by ease with a known other"),
            base: n.take("action.base", one, "inclination to contact with an animal of no particular value"),
            base_male: n.take("action.base_male", one, "added inclination to contact of males"),
            value_slope: n.take("action.value_slope", one, "inclination per unit of pallidal value"),
            maturation: n.take("action.maturation", one, "added inclination to the partner of a mature bond"),
            sexual_novelty: n.take(
                "action.sexual_novelty",
                one,
                "work of males for a female they do not know",
            ),
            need: n.take("action.need", one, "added inclination per unit of need"),
            consent_floor: n.take("action.consent_floor", one, "readiness for contact with a stranger"),
            attack_max: n.take("action.attack_max", rate, "greatest rate of attacks"),
            attack_slope: n.take("action.attack_slope", one, "steepness of attack on hypothalamic activity"),
            attack_threshold: n.take("action.attack_threshold", one, "activity of half the greatest rate"),
            anxiety_crh: n.take("action.anxiety_crh", one, "anxiety per relative activity of CRH cells"),
            anxiety_cea: n.take("action.anxiety_cea", one, "anxiety per relative activity of cea"),
            populations,
        }
    }
}

/// Logit units by which familiarity raises the inclination of each member that keeps apart; none in a lineage without the process.
fn tolerance(atlas: &Atlas, n: &mut Numbers, cast: &Cast, sociability: &[f64]) -> Vec<f64> {
    if !atlas.processes.contains_key("tolerance") {
        return vec![0.0; cast.members.len()];
    }
    let unit = n.take(
        "tolerance.unit",
        Dimension::NONE,
        "product of the two densities at which no distance is kept",
    );
    let each = cast.members.iter().zip(sociability);
    each.map(|(m, low)| {
        let both = density_of(atlas, m, "otr", "bla", n) * density_of(atlas, m, "otr", "cea", n);
        (-low).max(0.0) * both / unit.max(1e-9)
    })
    .collect()
}
