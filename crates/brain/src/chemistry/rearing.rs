//! Early care: what it makes, once, of the release of oxytocin and vasopressin.
//!
//! **Equations** (c: touch that the pup got, f: care by a father, both relative to rearing by two parents)
//! ```text
//! release of oxytocin × (1 − k_ot (1 − c)),   release of vasopressin × (1 − k_avp (1 − f))
//! ```
//! **Symbols.** k: share of later release that early care organises (1). **Shape.** factors per member, constant for life. **Assumptions.**
//! touch by anybody sets oxytocin, what only a father does sets vasopressin of the bed nucleus; the receptors of the forebrain stay as they
//! are; later experience does not undo it. **Papers.** Barrett et al. 2015 (touch excites oxytocin neurons of pups, isolation of pups
//! weakens later attachment with receptors unchanged, oxytocin release in the same days restores it), Ahern, Hammock & Young 2011 (parents
//! share the nest equally and mothers do not compensate), Frazier et al. 2006 (retrieval by fathers, not grooming, shapes vasopressin of
//! the bed nucleus).

use crate::numbers::Numbers;
use crate::plan::Cast;
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;
use syntony_model::protocol::Rearing;

/// Factors on the release of oxytocin and vasopressin, by member; 1 in a lineage without the process.
pub fn release(atlas: &Atlas, cast: &Cast, n: &mut Numbers) -> Vec<[(&'static str, f64); 2]> {
    let mut factors = vec![[("oxytocin", 1.0), ("vasopressin", 1.0)]; cast.members.len()];
    if !atlas.processes.contains_key("rearing") {
        return factors;
    }
    let one = Dimension::NONE;
    let oxytocin = n.take("rearing.oxytocin", one, "share of oxytocin release that early touch organises");
    let vasopressin =
        n.take("rearing.vasopressin", one, "share of vasopressin release that a father's care organises");
    let sister = n.take("rearing.touch_sister", one, "touch by mother and sister, relative to two parents");
    let mother = n.take("rearing.touch_mother", one, "touch by the mother alone, relative to two parents");
    let deprived =
        n.take("rearing.touch_deprived", one, "touch with long separations, relative to two parents");
    for (factor, m) in factors.iter_mut().zip(&cast.members) {
        let (touch, father) = match m.rearing {
            Rearing::Biparental => (1.0, 1.0),
            Rearing::MotherSister => (sister, 0.0),
            Rearing::MotherOnly => (mother, 0.0),
            Rearing::Deprived => (deprived, 1.0),
        };
        factor[0].1 = (1.0 - oxytocin * (1.0 - touch)).max(0.0);
        factor[1].1 = (1.0 - vasopressin * (1.0 - father)).max(0.0);
    }
    factors
}
