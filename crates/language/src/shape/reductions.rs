//! The shapes of claims that an effect is smaller in an arm, or gone from it.

use super::{Field, Kind, Variant, need};

const EFFECT: Field = need(
    "control",
    Kind::Key,
    "The claim of this protocol that shows the effect (kind within, between or against); it must hold in the same repetition.",
);
const ARM: Field = need(
    "arm",
    Kind::List(&Kind::Key),
    "The groups or samples in the place of those of the control: one, or two where it compares two. One may be the same, as a common vehicle is.",
);

pub(super) const REDUCES: Variant = Variant {
    name: "reduces",
    about: "An effect is smaller in an arm than in its control: one difference against the other, by a t test with unequal variances, of pairs where the animals are the same.",
    fields: &[EFFECT, ARM],
};

pub(super) const ABOLISHES: Variant = Variant {
    name: "abolishes",
    about: "An effect is gone in an arm: smaller than in its control, and no difference by the test of the control.",
    fields: &[EFFECT, ARM],
};
