//! Sex steroids of people.

use crate::{Brains, atlas, cast, near, number};

#[test]
fn exact_densities_by_steroids() {
    let atlas = atlas("human");
    let take = |name: &str| number(&atlas, &format!("steroid.{name}"));
    for (contraception, gonadectomised, given) in
        [(false, false, 1.0), (true, false, 1.0), (false, true, 1.0), (false, true, 0.7), (true, true, 2.0)]
    {
        let mut cast = cast("human");
        for m in &mut cast.members {
            (m.state.contraception, m.state.gonadectomised) = (contraception, gonadectomised);
            (m.state.estradiol, m.state.testosterone) = (given, given);
        }
        let plan = Brains::of("human", cast).block.plan.clone();
        let left = if gonadectomised { take("gonads_removed") } else { 1.0 };
        let pill = |of: &str| if contraception { take(&format!("{of}_contraception")) } else { 1.0 };
        for (m, e, t) in [(0, 1.0, take("testosterone_female")), (1, take("estradiol_male"), 1.0)] {
            let e = e * pill("estradiol") * left * given;
            let t = t * pill("testosterone") * left * given;
            for (receptor, region, x) in
                [("otr", "bla", e), ("otr", "nacc", e), ("mor", "nacc", e), ("v1ar", "hyp", t)]
            {
                let all = &plan.cast.members[m].density;
                let found = all.iter().find(|(k, r, _)| k == receptor && r == region).unwrap().2;
                let slope = take(&format!("{receptor}_{region}"));
                near(receptor, found, (1.0 + slope * (x - 1.0)).max(0.05));
            }
            let drive = if contraception { take("cortisol_contraception") } else { 1.0 };
            near("drive of the stress axis", plan.stress_drive[m], drive);
        }
    }
}
