//! Early care.

use crate::{Brains, atlas, cast, near, number};
use syntony_model::protocol::Rearing;

#[test]
fn exact_release_by_rearing() {
    let atlas = atlas("vole");
    let take = |name: &str| number(&atlas, &format!("rearing.{name}"));
    for (rearing, touch, father) in [
        (Rearing::Biparental, 1.0, 1.0),
        (Rearing::MotherSister, take("touch_sister"), 0.0),
        (Rearing::MotherOnly, take("touch_mother"), 0.0),
        (Rearing::Deprived, take("touch_deprived"), 1.0),
    ] {
        let mut cast = cast("prairie");
        cast.members[1].rearing = rearing;
        let plan = Brains::of("vole", cast).block.plan.clone();
        assert_eq!(plan.rearing[0], [("oxytocin", 1.0), ("vasopressin", 1.0)]);
        let [(_, oxytocin), (_, vasopressin)] = plan.rearing[1];
        near("oxytocin", oxytocin, 1.0 - take("oxytocin") * (1.0 - touch));
        near("vasopressin", vasopressin, 1.0 - take("vasopressin") * (1.0 - father));
    }
}
