//! Day length: what short days make of the oxytocin receptors of a species that lives in groups in winter.
//!
//! **Equations** (s: how short the days are, E: estradiol over that of an intact female of long days)
//! ```text
//! s = (D_long − D)/(D_long − D_short), limited to 0-1
//! E = E_given (1 − (1 − e) s) with gonads, which regress on short days; E_given without
//! density of OTR at a site × (1 + k s ⟨1 − E⟩₊)
//! ```
//! **Symbols.** D: day length (h); e: estradiol left on short days (1); k: relative rise on short days without estradiol, a number of the species' body
//! (`short_day_otr`), 0 where it has none. **Shape.** factors per member, computed once. **Assumptions.** levels are those of weeks on one
//! day length; both conditions are needed, short days and little estradiol: neither ovariectomy on long days nor short days with
//! estradiol is enough; females only, in whom it was measured. **Papers.** Parker, Phillips, Kinney & Lee 2001 (lateral and central
//! amygdala, septum), Beery 2019 (review: central amygdala, accumbens, hippocampus); Beery et al. 2008 (estradiol and day length interact).

use crate::numbers::Numbers;
use crate::plan::Cast;
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;
use syntony_model::protocol::Sex;

/// Where binding follows day length.
const SITES: [&str; 5] = ["bla", "cea", "ls", "nacc_shell", "hpc"];

/// Changes densities of those of the cast whose receptors follow day length.
pub fn apply(atlas: &Atlas, cast: &mut Cast, n: &mut Numbers) {
    if !atlas.processes.contains_key("season") {
        return;
    }
    let long = n.take("season.long_day", Dimension::TIME, "light per day that counts as long");
    let short = n.take("season.short_day", Dimension::TIME, "light per day that counts as short");
    let left = n.take("season.estradiol_short", Dimension::NONE, "own estradiol left on short days");
    for m in cast.members.iter_mut().filter(|m| m.sex == Sex::F) {
        let of = atlas.species_chain(&m.species).iter().find_map(|s| s.body.get("short_day_otr").copied());
        let Some(k) = of.map(|id| n.value(id)) else { continue };
        let s = shortness(m.state.day_length_h * 3600.0, long, short);
        let own = if m.state.gonadectomised { 1.0 } else { 1.0 - (1.0 - left) * s };
        let factor = 1.0 + k * s * (1.0 - own * m.state.estradiol).max(0.0);
        m.density.extend(SITES.map(|site| ("otr".to_string(), site.to_string(), factor)));
    }
}

/// s, from times in the same unit.
fn shortness(day: f64, long: f64, short: f64) -> f64 {
    ((long - day) / (long - short).max(1.0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::shortness;

    #[test]
    fn exact_shortness_between_long_and_short_days() {
        for (day, s) in [(16.0, 0.0), (14.0, 0.0), (12.0, 0.5), (10.0, 1.0), (8.0, 1.0)] {
            assert_eq!(shortness(day * 3600.0, 14.0 * 3600.0, 10.0 * 3600.0), s);
        }
    }
}
