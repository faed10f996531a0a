//! Effort.

use crate::{Brains, near, response};

#[test]
fn exact_effort_by_dopamine_of_the_core() {
    for b in [Brains::voles(), Brains::people()] {
        let plan = &b.block.plan;
        let (reserve, sites) = (plan.coupling.reserve, &plan.receptors.sites);
        let at = |fold: f64| plan.vigour.of(|s| fold * sites[s].reference);
        let all = |fold: f64| -> f64 {
            plan.vigour.sites.iter().map(|&s| response(fold * sites[s].reference, reserve)).sum()
        };
        assert_eq!(plan.vigour.sites.len(), 2);
        near("at rest", at(1.0), 1.0);
        for fold in [0.0, 0.2, 0.7, 1.5, 4.0, 1e9] {
            near("E", at(fold), (all(fold) / all(1.0)).clamp(0.1, 3.0));
        }
    }
}
