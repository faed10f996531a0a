//! How much of a reward is credited.

use crate::{Brains, atlas, near, number, response};

#[test]
fn exact_what_is_credited_at_given_signals() {
    for (lineage, b) in [("vole", Brains::voles()), ("human", Brains::people())] {
        let (plan, atlas) = (&b.block.plan, atlas(lineage));
        let take = |name: &str| number(&atlas, &format!("attribution.{name}"));
        let (reserve, sites) = (plan.coupling.reserve, &plan.receptors.sites);
        for fold in [0.0, 0.3, 1.0, 3.0] {
            let rows: Vec<[f64; 1]> = sites.iter().map(|s| [fold * s.reference]).collect();
            let (mut credited, mut cortex) = ([0.0], [0.0]);
            plan.attribution.of(&mut credited, &mut cortex, |s| (&rows[s], sites[s].coupling[1]));
            let psi = |s: usize| response(sites[s].coupling[1] * rows[s][0], reserve);
            let signal: f64 = plan.attribution.sites.iter().map(|&(s, weight)| weight * psi(s)).sum();
            let prefrontal: f64 = plan.attribution.prefrontal.iter().map(|&s| psi(s)).sum();
            let (raised, half) = (signal.powf(take("exponent")), take("half").powf(take("exponent")));
            let z = take("attention_half");
            let attention = (take("attention_floor") * z + prefrontal) / (z + prefrontal);
            let expected = take("scale") * raised / (raised + half) * attention;
            near("A", credited[0], expected.min(take("most")));
        }
    }
}

/// Receptors of the accumbens count fully, V1a receptors of the pallidum as the atlas says, all others by their paths, never below zero.
#[test]
fn keeps_weights_of_sites() {
    let (b, atlas) = (Brains::voles(), atlas("vole"));
    let plan = &b.block.plan;
    for &(s, weight) in &plan.attribution.sites {
        let site = &plan.receptors.sites[s];
        match (site.receptor.as_str(), plan.regions[site.region].as_str()) {
            (_, "nacc_shell") => near("accumbens", weight, 1.0),
            ("v1ar", "vp") => near("pallidum", weight, number(&atlas, "attribution.pallidum")),
            (receptor, region) => assert!(weight > 0.0 && weight < 10.0, "{receptor} of {region}: {weight}"),
        }
        assert!(site.nonapeptide);
    }
}
