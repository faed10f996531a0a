//! The shapes of claims about how people or animals differ.

use super::several::{IN_GROUP, N, OF_MEASURE};
use super::{Bounds, Field, Kind, Variant, Word, may, need};

const FORMS: &[Word] = &[
    ("agreement", "ICC(A,1): two-way, and a shift of everybody between sessions counts as error"),
    ("consistency", "ICC(C,1): two-way, without such a shift"),
    ("one_way", "ICC(1): sessions that have no order, as reports over days"),
];
const SPREADS: &[Word] = &[
    ("sd", "standard deviation, in the measure's unit"),
    ("cv", "coefficient of variation: standard deviation over mean"),
];
const SESSIONS: Field = need(
    "measures",
    Kind::List(&Kind::Key),
    "The same thing each time, two or more; or one measure of a phase that is repeated, which stands for each of its repetitions.",
);
const INTERVAL: Field = may(
    "interval",
    Kind::Interval,
    "Published 95 % interval; what `n` lets one expect of a normal distribution by default.",
);

pub(super) const ICC: Variant = Variant {
    name: "icc",
    about: "Retest reliability: the intraclass correlation of a single measurement over two or more sessions of the same animals.",
    fields: &[
        IN_GROUP,
        SESSIONS,
        need("form", Kind::OneOf(FORMS), "Which intraclass correlation (McGraw and Wong 1996)."),
        need("value", Kind::Number(Bounds::Signed), "Published coefficient."),
        INTERVAL,
        N,
    ],
};

pub(super) const SPREAD: Variant = Variant {
    name: "spread",
    about: "How much the animals of a group differ in a measure.",
    fields: &[
        IN_GROUP,
        OF_MEASURE,
        need("of", Kind::OneOf(SPREADS), "As what the spread is told."),
        need("value", Kind::Number(Bounds::Positive), "Published spread; 0.3 is a CV of 30 %."),
        INTERVAL,
        N,
    ],
};

pub(super) const WITHIN_BETWEEN: Variant = Variant {
    name: "within_between",
    about: "How much one person wavers over time against how much people differ: SD within over SD between, of which the wavering is taken out.",
    fields: &[
        IN_GROUP,
        SESSIONS,
        need("value", Kind::Number(Bounds::Positive), "Published ratio, SD within over SD between."),
        INTERVAL,
        N,
    ],
};
