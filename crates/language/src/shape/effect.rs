//! The shape of a published effect size.

use super::{Bounds, Kind, Shape, Word, may, need};

const USES: &[Word] = &[
    ("target", "the simulated effect ought to be as large"),
    ("upper_bound", "very likely inflated: the simulated effect ought not to be larger"),
    ("benchmark", "size of the nearest effect that is known well: judged by its order alone"),
    ("null", "pooled evidence is about nothing"),
];
const ANY: Kind = Kind::Number(Bounds::Any);
const SPREADS: Kind = Kind::List(&Kind::Number(Bounds::Positive));

pub(super) static EFFECT: Shape = Shape {
    name: "effect",
    about: "The size of an effect, as first minus second of the claim, by one of `d`, `g`, `dz`, `r`, `t`, `F`, `eta2`, `p` and `means`. What follows from a test, from means or from a `d` with `n` is corrected for small samples (Hedges' g, d_z or d; of a correlation r).",
    fields: &[
        may(
            "d",
            ANY,
            "Difference over the pooled standard deviation; against a value, over that of the group.",
        ),
        may("g", ANY, "The same, corrected for small samples already."),
        may("dz", ANY, "Of pairs: mean difference over the standard deviation of differences."),
        may(
            "r",
            Kind::Number(Bounds::Signed),
            "Coefficient of a correlation; of a comparison r of its test (z/√n, or point-biserial).",
        ),
        may("t", ANY, "Statistic of a t test."),
        may(
            "F",
            Kind::Number(Bounds::NotNegative),
            "F with one degree of freedom of the effect; the sign is that of the claim.",
        ),
        may("eta2", Kind::Number(Bounds::Inside), "Partial η² with one degree of freedom of the effect."),
        may("p", Kind::Number(Bounds::Inside), "Two-sided p of a t test."),
        may("means", Kind::List(&ANY), "Means, with `sd` or `sem`: one for each group, or both of a pair."),
        may("sd", SPREADS, "Standard deviation of each mean."),
        may("sem", SPREADS, "Standard error of each mean."),
        may(
            "correlation",
            Kind::Number(Bounds::Signed),
            "Correlation of the two of a pair; with `means` of pairs.",
        ),
        may(
            "n",
            Kind::List(&Kind::Count),
            "Subjects of each group, or [pairs], that the size comes from. With a test or means those of the claim by default; a size without `n` and `ci` has no interval.",
        ),
        may("ci", Kind::Interval, "Published 95 % interval."),
        need("use", Kind::OneOf(USES), "What it may be compared with."),
        may("source", Kind::Text, "Where it stands; either this or `from_memory`."),
        may("from_memory", Kind::Flag, "Whether it is recalled and was not read; false by default."),
        may("note", Kind::Text, "How it was found, and what is to be minded."),
    ],
    rest: None,
    variants: &[],
};
