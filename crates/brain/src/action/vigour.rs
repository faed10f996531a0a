//! How hard an animal works for another: dopamine in the core of the accumbens.
//!
//! **Equations**
//! ```text
//! E = Σ ψ(S_D1, S_D2; core) / rest, within 0.1 to 3
//! u_work = u − ease − tolerance + β v (E − 1) + s_x (1 − F)      s_x: of males with testes for females
//! ln press rate = ln λ₀ + ½ (u_work − c ln n / E)
//! ```
//! **Symbols.** u, v, F: see [`super`]; n: presses that are needed; c: `operant.effort`; λ₀: `operant.press_rate`. **Shape.** E `[lane]`, u_work
//! `[pair × unit]`. **Assumptions.** Contact at hand needs no effort, so E does not reach it. Ease is bearing and calm, no reason to work. Interest in an
//! unknown female is appetitive: it makes males work, and decides nothing about whom they rest with. **Papers.** Salamone & Correa 2012 (dopamine of the core carries effort,
//! not liking), Dewsbury 1981 (males are aroused anew by unknown females), Everitt 1990 (appetitive and consummatory sexual behaviour come apart).

use crate::chemistry::effects::respond;
use crate::chemistry::receptors::ReceptorPlan;
use crate::homologue::Role;

/// The sites that carry effort.
#[derive(Debug, Clone)]
pub struct Vigour {
    /// D1 and D2 of the core.
    pub sites: Vec<usize>,
    rest: f64,
    reserve: f64,
}

impl Vigour {
    /// Finds them; a lineage whose accumbens is one region has them there.
    pub fn compile(receptors: &ReceptorPlan, regions: &[String], reserve: f64) -> Self {
        let core = regions.iter().position(|r| r == "nacc_core");
        let core = core.or_else(|| regions.iter().position(|r| Role::Accumbens.is(r)));
        let find = |receptor| core.and_then(|r| receptors.find(receptor, r));
        let sites: Vec<usize> = ["d1r", "d2r"].into_iter().filter_map(find).collect();
        let rest = sites.iter().map(|&s| respond(receptors.sites[s].reference, reserve)).sum();
        Vigour { sites, rest, reserve }
    }

    /// E, from the signals of the sites.
    pub fn of(&self, signal: impl Fn(usize) -> f64) -> f64 {
        let all: f64 = self.sites.iter().map(|&s| respond(signal(s), self.reserve)).sum();
        if self.rest > 0.0 { (all / self.rest).clamp(0.1, 3.0) } else { 1.0 }
    }
}
