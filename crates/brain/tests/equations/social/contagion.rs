//! Distress that is taken from another.

use crate::{Brains, atlas, near, number, response};

#[test]
fn exact_what_is_taken() {
    let (b, atlas) = (Brains::voles(), atlas("vole"));
    let take = |name: &str| number(&atlas, &format!("contagion.{name}"));
    let (plan, c) = (&b.block.plan, b.block.plan.contagion.as_ref().unwrap());
    let reserve = plan.coupling.reserve;
    let (_, rest) = c.site.unwrap();
    near("as at rest", c.distress(1.0), 0.0);
    near("less than at rest", c.distress(0.4), 0.0);
    near("D", c.distress(3.0), (2.0 / take("rise")).tanh());
    for (distress, familiarity, relayed) in
        [(0.0, 1.0, 1.0), (0.8, 1.0, 1.0), (0.8, 0.0, 2.0), (1.0, 0.4, 0.3)]
    {
        let known = take("unknown") + (1.0 - take("unknown")) * familiarity;
        let expected = take("gain") * distress * known * f64::min(relayed, 1.0);
        near("without receptors", c.taken(distress, familiarity, None, relayed), expected);
        for signal in [0.0, 0.25, 2.0] {
            let factor = 1.0 + take("oxytocin") * (response(signal, reserve) - rest).tanh();
            near("v", c.taken(distress, familiarity, Some(signal), relayed), expected * factor.max(0.0));
        }
    }
}
