//! Steroid state: what ovaries, testes and hormonal contraception make of receptors and of the stress response.
//!
//! **Equations** (E: estradiol over the mean of a free cycle; T: testosterone over that of men):
//! ```text
//! E = e_sex · c_E · g · given,   T = t_sex · c_T · g · given
//! density of a receptor at a site × max(0.05, 1 + k_site (E − 1)),   or with T in the place of E
//! drive of the stress axis × f_contraception
//! ```
//! **Symbols.** e_sex, t_sex: level of the sex (1 for women's estradiol and men's testosterone); c: level left under hormonal contraception; g: level left
//! without gonads; k_site: relative change of density per unit of the steroid. **Shape.** factors per member, computed once. **Assumptions.** levels are
//! those of weeks, without the days of the cycle; genes read them, nothing acts within minutes. **Papers.** Kirschbaum et al. 1999 (contraception
//! blunts the free cortisol response); directions at the receptors from rodents.

use crate::cast::{Cast, CastMember};
use crate::numbers::Numbers;
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;
use syntony_model::protocol::{Age, Sex};

/// Least density that a steroid leaves.
const LEAST: f64 = 0.05;

/// Sites whose density follows a steroid: receptor, region, parameter.
const ESTRADIOL: [(&str, &str, &str); 3] = [
    ("otr", "bla", "steroid.otr_bla"),
    ("otr", "nacc", "steroid.otr_nacc"),
    ("mor", "nacc", "steroid.mor_nacc"),
];
const TESTOSTERONE: [(&str, &str, &str); 1] = [("v1ar", "hyp", "steroid.v1ar_hyp")];

/// Changes densities of the cast by steroid state; gives the factor on the drive of the stress axis by member.
pub fn apply(atlas: &Atlas, cast: &mut Cast, n: &mut Numbers) -> Vec<f64> {
    if !atlas.processes.contains_key("steroid") {
        return vec![1.0; cast.members.len()];
    }
    let one = Dimension::NONE;
    let male = n.take("steroid.estradiol_male", one, "estradiol of men, relative to a free cycle");
    let female = n.take("steroid.testosterone_female", one, "testosterone of women, relative to men");
    let without = n.take("steroid.gonads_removed", one, "sex steroids without gonads");
    let pill = [
        n.take("steroid.estradiol_contraception", one, "estradiol under hormonal contraception"),
        n.take("steroid.testosterone_contraception", one, "testosterone under hormonal contraception"),
    ];
    let blunted =
        n.take("steroid.cortisol_contraception", one, "drive of the stress axis under contraception");
    let estradiol = ESTRADIOL.map(|(r, at, path)| (r, at, n.take(path, one, "density per estradiol")));
    let testosterone =
        TESTOSTERONE.map(|(r, at, path)| (r, at, n.take(path, one, "density per testosterone")));
    let level = |m: &CastMember, of_sex: f64, pill: f64, given: f64| {
        let gonads = if m.state.gonadectomised { without } else { 1.0 };
        of_sex * if m.state.contraception { pill } else { 1.0 } * gonads * given
    };
    for m in cast.members.iter_mut().filter(|m| m.age == Age::Adult) {
        let (e, t) = if m.sex == Sex::F { (1.0, female) } else { (male, 1.0) };
        let e = level(m, e, pill[0], m.state.estradiol);
        let t = level(m, t, pill[1], m.state.testosterone);
        for (sites, x) in [(&estradiol[..], e), (&testosterone[..], t)] {
            for (receptor, region, k) in sites {
                let factor = (1.0 + k * (x - 1.0)).max(LEAST);
                m.density.push((receptor.to_string(), region.to_string(), factor));
            }
        }
    }
    cast.members.iter().map(|m| if m.state.contraception { blunted } else { 1.0 }).collect()
}
