//! How what a protocol says of its paper is known.

use super::{Field, Kind, Shape, may};

const GRADES: Kind = Kind::OneOf(&[
    ("full_text", "read in the full text, or computed from deposited data"),
    ("abstract", "read in the abstract, a figure or a page that quotes the paper"),
    ("memory", "from memory, to be verified"),
    ("assumed", "assumed: nobody has read it"),
]);
const KNOWN_N: Field = may("n", GRADES, "Numbers of animals, people or couples.");
const KNOWN_DOSE: Field = may("dose", GRADES, "Doses, and the strength of manipulations.");
const KNOWN_DURATION: Field = may("duration", GRADES, "Durations of phases, and times between them.");

pub(super) static KNOWN: Shape = Shape {
    name: "known",
    about: "How what is said of the paper is known.",
    fields: &[
        KNOWN_N,
        KNOWN_DOSE,
        KNOWN_DURATION,
        may("test", GRADES, "Statistical test."),
        may("outcome", GRADES, "What was found; `memory` if nothing is said."),
    ],
    rest: None,
    variants: &[],
};

pub(super) static KNOWN_GROUP: Shape = Shape {
    name: "known_group",
    about: "How what is said of one group is known.",
    fields: &[KNOWN_N, KNOWN_DOSE, KNOWN_DURATION],
    rest: None,
    variants: &[],
};
