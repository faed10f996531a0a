//! How a reward prediction error teaches: by the burst of dopamine cells that it causes, as it arrives in the accumbens.
//!
//! **Equations**
//! ```text
//! F = p/(1 − ρ p)   F₀ = F e^(−g w δ₊) / (1 − F + F e^(−g w δ₊))          (the same cells without the error)
//! δ̂ = R_nacc [p − F₀/(1 + ρ F₀)] / (w p′),   p′ = F*(1 − F*)/(1 + ρ F*)²
//! ```
//! **Symbols.** p: activity of the dopamine cells while that other is attended (1); δ₊: positive part of the prediction error (1);
//! w: drive of dopamine cells by a unit of error (logit units); g: their gain (1); R_nacc: factor on dopamine release in the accumbens
//! (1); F*: their output at rest. δ̂ equals δ₊ to first order in cells at rest. **Shape.** `[pair × unit]`.
//! **Assumptions.** Only what the error adds to firing teaches; the tonic level opens the gate of [`super::bond`]. So nothing is
//! learned when the cells are silenced, when the error does not reach them, or when their terminals release nothing, however open
//! the gate. The scale is degenerate with the rate of tagging and fixed by the cells at rest.
//! **Papers.** Aragona et al. 2003 (dopamine of the accumbens is needed and enough), Curtis & Wang 2005 (so are the cells that
//! release it); positive errors as bursts: Schultz 1998.

use crate::channel::Channel;
use crate::chemistry::pools::{PoolPlan, Release};
use crate::homologue::Role;
use crate::neural::circuit::{Circuit, activity, output};
use syntony_engine::math::exp;

/// The cells that teach, and how they answer an error.
#[derive(Debug, Clone)]
pub struct Teacher {
    /// Their population.
    pub population: usize,
    /// Dopamine in the accumbens, if it has a pool there.
    pub pool: Option<usize>,
    /// w.
    pub drive: f64,
    /// 1/(w p′); 0 where the error drives nothing.
    scale: f64,
}

impl Teacher {
    /// The population that releases dopamine; `None` in a lineage without one.
    pub fn find(
        circuit: &Circuit,
        percepts: &[(Channel, usize, f64)],
        pools: &PoolPlan,
        regions: &[String],
    ) -> Option<Teacher> {
        let dopamine = pools.ligand("dopamine")?;
        let Release::Population(population, _) = pools.ligands[dopamine].release else { return None };
        let drive: f64 = percepts
            .iter()
            .filter(|(channel, to, _)| *channel == Channel::Reward && *to == population)
            .map(|(_, _, weight)| weight)
            .sum();
        let accumbens = regions.iter().position(|r| Role::Accumbens.is(r));
        let rest = output(circuit.nodes[population].rest);
        let slope = rest * (1.0 - rest) / ((1.0 + rest) * (1.0 + rest));
        let scale = if drive > 0.0 { 1.0 / (drive * slope) } else { 0.0 };
        Some(Teacher { population, pool: accumbens.and_then(|r| pools.find(dopamine, r)), drive, scale })
    }

    /// δ̂ of one column: activity p and gain g of the cells, the error as it reaches them, and the factor on release.
    pub fn taught(&self, p: f64, gain: f64, error: f64, release: f64) -> f64 {
        let with = output(p);
        let fall = exp(-gain * self.drive * error.max(0.0));
        let without = with * fall / (1.0 - with + with * fall).max(1e-12);
        release.max(0.0) * (p - activity(without)).max(0.0) * self.scale
    }
}
