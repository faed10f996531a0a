//! What an animal takes from the distress of another: contagion, for a lineage whose atlas has the process `contagion`.
//!
//! **Equations** (i attends j)
//! ```text
//! D_j = tanh (⟨p_crh,j/p*_crh − 1⟩₊ / d)                         (distress that smells and shows: activity of the CRH cells of the last tick)
//! v_ij = γ D_j [κ + (1 − κ) F_ij] (1 + k_o tanh Δψ_i) min(1, p_acc,ij/p*_acc)     (Δψ: response of oxytocin receptors of the cingulate beyond rest)
//! ```
//! **Symbols.** γ: fidelity (1); d: rise of the CRH cells that is felt as much distress; κ: what is taken from an unknown other, relative to a known one; F: familiarity; k_o: factor of oxytocin. The cingulate relays it: without its cells nothing is taken. v drives the
//! cingulate, the amygdala, the periaqueductal grey and the stress axis (`percept.vicarious`). **Shape.** `[pair × unit]`.
//! **Assumptions.** Smell and posture carry it while the other is near; what passes through a wall is none. One tick old. Two animals in distress move each
//! other, by less than they are moved. **Papers.** Jeon et al. 2010 (the cingulate is needed, more is taken from mates and siblings), Burkett et al.
//! 2016 (prairie voles match the state of a stressed mate, by oxytocin receptors of the cingulate), Pisansky et al. 2017 (oxytocin raises it, for strangers too).

use crate::chemistry::effects::respond;
use crate::chemistry::receptors::ReceptorPlan;
use crate::neural::Circuit;
use crate::numbers::Numbers;
use syntony_engine::math::tanh;
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;

/// Parameters of contagion.
#[derive(Debug, Clone)]
pub struct Contagion {
    /// γ.
    pub gain: f64,
    /// κ.
    pub unknown: f64,
    /// d.
    pub rise: f64,
    /// k_o.
    pub oxytocin: f64,
    /// Oxytocin receptors of the cingulate: site, ψ at rest.
    pub site: Option<(usize, f64)>,
    /// Cells of the cingulate.
    pub cingulate: Option<usize>,
    reserve: f64,
}

impl Contagion {
    /// Reads them; `None` in a lineage without the process.
    pub fn read(
        atlas: &Atlas,
        n: &mut Numbers,
        circuit: &Circuit,
        receptors: &ReceptorPlan,
        regions: &[String],
        reserve: f64,
    ) -> Option<Self> {
        atlas.processes.contains_key("contagion").then(|| {
            let one = Dimension::NONE;
            let cingulate = regions.iter().position(|r| r == "acc");
            let site = cingulate.and_then(|r| receptors.find("otr", r));
            Contagion {
                cingulate: circuit.nodes.iter().position(|node| node.key == "acc"),
                gain: n.take("contagion.gain", one, "distress taken from a known other in full distress"),
                rise: n.take("contagion.rise", one, "relative rise of CRH cells felt as much distress"),
                unknown: n.take("contagion.unknown", one, "share of it that is taken from an unknown other"),
                oxytocin: n.take("contagion.oxytocin", one, "rise by oxytocin receptors of the cingulate"),
                site: site.map(|s| (s, respond(receptors.sites[s].reference, reserve))),
                reserve,
            }
        })
    }

    /// D of an animal whose CRH cells fire so much, relative to rest.
    pub fn distress(&self, relative: f64) -> f64 {
        tanh((relative - 1.0).max(0.0) / self.rise)
    }

    /// v, from the distress of the other, its familiarity, the signal of the receptors of the cingulate and the activity of its cells
    /// relative to rest.
    pub fn taken(&self, distress: f64, familiarity: f64, signal: Option<f64>, relayed: f64) -> f64 {
        let beyond = match (self.site, signal) {
            (Some((_, rest)), Some(s)) => respond(s, self.reserve) - rest,
            _ => 0.0,
        };
        let known = self.unknown + (1.0 - self.unknown) * familiarity;
        self.gain * distress * known * (1.0 + self.oxytocin * tanh(beyond)).max(0.0) * relayed.min(1.0)
    }
}
