//! The shapes of measures and claims.

use super::effect::EFFECT;
use super::known::KNOWN;
use super::reductions::{ABOLISHES, REDUCES as REDUCES_CLAIM};
use super::several::{IN_GROUP, N, OF_MEASURE};
use super::varies::{ICC, SPREAD, WITHIN_BETWEEN};
use super::{Bounds, Field, Kind, Shape, Variant, Word, may, need};
use crate::quantity::Dimension;

const TIME: Kind = Kind::Quantity(&[Dimension::TIME]);
const ONE: Kind = Kind::Number(Bounds::Any);

const EXPECTS: &[Word] = &[
    ("greater", "first greater than second"),
    ("less", "first less than second"),
    ("none", "no difference by the test"),
];
const CRITERIA: &[Word] = &[
    ("paired_t", "paired t test within animals"),
    ("welch_t", "Welch's t test between groups"),
    ("rank", "Wilcoxon signed-rank or rank-sum test"),
    ("one_sample_t", "one-sample t test against a value"),
    ("direction", "direction of the means only"),
    ("tost", "equivalence within a `margin`, two one-sided t tests"),
    ("fisher", "Fisher's exact test of the shares of animals above the value `above`"),
    ("chi2", "χ² test of the shares of animals above the value `above`, with Yates's correction"),
];
const DIFFERS: &[Word] = &[("differ", "the groups differ"), ("none", "no difference by the test")];
const AMONG: &[Word] = &[
    ("anova", "one-way analysis of variance"),
    ("chi2", "χ² test of the shares of animals above the value `above`"),
];
const COEFFICIENTS: &[Word] = &[
    ("pearson", "Pearson's coefficient with a t test"),
    ("spearman", "Spearman's coefficient, by all pairings up to ten pairs, with a t test above"),
    ("direction", "the sign of Pearson's coefficient only"),
];
const REDUCES: &[Word] = &[
    ("mean", "mean over the window"),
    ("max", "largest value"),
    ("min", "smallest value"),
    ("last", "last value"),
];

const LEVELS: &[Word] = &[
    ("self", "the populations of the member's brain"),
    ("pair", "the member and another"),
    ("group", "everybody in the phase"),
];
const ASPECTS: &[Word] = &[
    ("integration", "coordination times differentiation"),
    ("coordination", "how far the parts go together"),
    ("differentiation", "how far each part is its own"),
];

const WITH: Field = need("with", Kind::Key, "The other member.");
const REGION: Field = need("region", Kind::Text, "Region, by key or alias.");

const PHASE: Field = need(
    "phase",
    Kind::Key,
    "Phase in which it is scored; of one that is repeated each repetition is scored (as KEY_1, KEY_2, …) and KEY is their mean.",
);
const WHO: Field = may("member", Kind::Key, "Whose behaviour or brain; the subject by default.");
const FROM: Field = may("from", TIME, "Beginning of the window within the phase.");
const TO: Field = may("to", TIME, "End of the window within the phase.");
const REDUCE: Field =
    may("reduce", Kind::OneOf(REDUCES), "How the time course becomes a number; mean by default.");
const FIRST: Field = need("first", Kind::Key, "First measure, given before.");
const SECOND: Field = need("second", Kind::Key, "Second measure, given before.");

pub(super) static MEASURE: Shape = Shape {
    name: "measure",
    about: "What is scored: one number per experimental unit.",
    fields: &[
        need("key", Kind::Key, "Name that claims use."),
        may("label", Kind::Text, "Label for plots; the key by default."),
        need("unit", Kind::Unit, "Unit for people."),
    ],
    rest: None,
    variants: &[
        Variant {
            name: "contact",
            about: "Time in side-by-side contact with a member.",
            fields: &[PHASE, WHO, FROM, TO, WITH],
        },
        Variant {
            name: "chamber",
            about: "Time in the chamber of a member.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                need(
                    "with",
                    Kind::Key,
                    "The other member; `neutral` is the neutral chamber, `empty` the empty cage.",
                ),
            ],
        },
        Variant {
            name: "share",
            about: "Contact with one member, divided by contact with two.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                need("of", Kind::Key, "The one."),
                need("against", Kind::Key, "The other."),
            ],
        },
        Variant {
            name: "latency",
            about: "Time to the first such act.",
            fields: &[PHASE, WHO, FROM, TO, need("act", Kind::Key, "Act of the atlas."), WITH],
        },
        Variant {
            name: "act_count",
            about: "Number of such acts.",
            fields: &[PHASE, WHO, FROM, TO, need("act", Kind::Key, "Act of the atlas."), WITH],
        },
        Variant {
            name: "act_share",
            about: "Share of time spent in such an act.",
            fields: &[PHASE, WHO, FROM, TO, need("act", Kind::Key, "Act of the atlas."), WITH],
        },
        Variant { name: "attacks", about: "Attacks on a member.", fields: &[PHASE, WHO, FROM, TO, WITH] },
        Variant {
            name: "presses",
            about: "Lever presses for a member.",
            fields: &[PHASE, WHO, FROM, TO, WITH],
        },
        Variant { name: "floating", about: "Time floating or immobile.", fields: &[PHASE, WHO, FROM, TO] },
        Variant {
            name: "open_arm_share",
            about: "Share of time on open arms.",
            fields: &[PHASE, WHO, FROM, TO],
        },
        Variant { name: "open_arm_entries", about: "Entries to open arms.", fields: &[PHASE, WHO, FROM, TO] },
        Variant {
            name: "place_share",
            about: "Share of time in a place, minus chance.",
            fields: &[PHASE, WHO, FROM, TO, need("place", Kind::Key, "The place.")],
        },
        Variant {
            name: "state",
            about: "A state variable of the model.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                need("variable", Kind::Text, "Such as `level:oxytocin@nacc_shell` or `bond:partner`."),
                REDUCE,
            ],
        },
        Variant {
            name: "rating",
            about: "What a person says of a state on a scale from 0 to 1 (valence and wellbeing: -1 to 1), with how this person uses scales, what the moment is to this one beyond what regions carry, and the error of the mark.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                need("variable", Kind::Text, "Such as `joy`, `distress` or `closeness:partner`."),
                REDUCE,
            ],
        },
        Variant {
            name: "questionnaire",
            about: "What many items find of what somebody is like or has with another, with the reliability of a questionnaire.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                need(
                    "variable",
                    Kind::Text,
                    "Such as `attachment_anxiety`, `trust:partner` or `bond:partner`.",
                ),
                REDUCE,
            ],
        },
        Variant {
            name: "motor",
            about: "How strongly a sight moves the own muscles, as motor evoked potentials or times of reaction show it: with the excitability of the person and the error of a mean of trials.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                need("variable", Kind::Text, "`hand_mirror`, `counter_mirror` or `mirror`."),
                REDUCE,
            ],
        },
        Variant {
            name: "body",
            about: "An organ that the sympathetic and vagal branch move, over its mean at rest: with the level and the responsiveness of the person, the day and the moment.",
            fields: &[PHASE, WHO, FROM, TO, need("organ", Kind::OneOf(ORGANS), "Which."), REDUCE],
        },
        Variant {
            name: "bold",
            about: "Signal of a region in a scanner, relative to that at rest: the mean of its phase, with the vessels of the person, the noise of the scanner, and the ongoing activity that the trials of the phase leave.",
            fields: &[PHASE, WHO, FROM, TO, REGION],
        },
        Variant {
            name: "microdialysis",
            about: "Mean of a ligand in a region, with the instrument's noise.",
            fields: &[PHASE, WHO, FROM, TO, need("ligand", Kind::Key, "Ligand."), REGION],
        },
        Variant {
            name: "plasma",
            about: "Plasma level at the end of the window, with the error of an assay: of a hormone as fold of rest (of oxytocin, where none is given, the mean firing of the neurones that release it), of a given compound its concentration.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                need("hormone", Kind::Key, "Hormone, or compound that is given."),
            ],
        },
        Variant {
            name: "binding",
            about: "Receptor binding in a region at the end of the window.",
            fields: &[PHASE, WHO, FROM, TO, need("receptor", Kind::Key, "Receptor."), REGION],
        },
        Variant {
            name: "coupling",
            about: "Correlation over time of a state variable of two members.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                WITH,
                need("variable", Kind::Text, "State variable, the same of both."),
            ],
        },
        Variant {
            name: "feedback",
            about: "Linear feedback (Granger causality) from another to the member: ln of the residual variance of the own past over that of both pasts.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                WITH,
                need("variable", Kind::Text, "State variable, the same of both."),
                may(
                    "lags",
                    Kind::Count,
                    "Ticks of the phase that the past reaches back, 1 to 8; 1 by default.",
                ),
            ],
        },
        Variant {
            name: "power",
            about: "Power of a rhythm of the mean activity of populations, at the millisecond clock.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                POPULATIONS,
                RHYTHM,
                may("acting", Kind::Flag, "Only while somebody is in a series of gestures."),
            ],
        },
        Variant {
            name: "evoked",
            about: "Seconds from when a gesture of another can be seen to 20 % of the peak of the mean response of populations, at the millisecond clock.",
            fields: &[PHASE, WHO, FROM, TO, POPULATIONS],
        },
        Variant {
            name: "decoding",
            about: "Share of halves of this phase and of another that a decoder trained on the other units tells apart, at the millisecond clock; 0.5 is chance.",
            fields: &[
                PHASE,
                WHO,
                need("versus", Kind::Key, "The other phase."),
                need("populations", Kind::List(&Kind::Key), "Populations, each a feature."),
            ],
        },
        Variant {
            name: "synchrony",
            about: "Phase-locking of a rhythm with that of another in windows of 3 s (slow: correlation), less that of shuffled pairs, at the millisecond clock.",
            fields: &[PHASE, WHO, FROM, TO, WITH, POPULATIONS, RHYTHM],
        },
        Variant {
            name: "sum",
            about: "Sum of other measures of the same unit.",
            fields: &[need("of", Kind::List(&Kind::Key), "Measures, given before.")],
        },
        Variant {
            name: "mean",
            about: "Mean of other measures of the same unit, of those of them that an animal has: over several phases, or over several others.",
            fields: &[need("of", Kind::List(&Kind::Key), "Measures, given before.")],
        },
        Variant { name: "difference", about: "First measure minus second.", fields: &[FIRST, SECOND] },
        Variant {
            name: "quotient",
            about: "First measure over second; nothing is scored where the second is 0.",
            fields: &[FIRST, SECOND],
        },
        Variant {
            name: "resonance",
            about: "Correlation of the courses of two members, less that of shuffled pairs: units of the same repetition.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                WITH,
                may("variable", Kind::Text, "State variable of both; `valence` by default."),
            ],
        },
        Variant {
            name: "integration",
            about: "Coordination times differentiation of the parts of a person, a pair or a group.",
            fields: &[
                PHASE,
                WHO,
                FROM,
                TO,
                need("level", Kind::OneOf(LEVELS), "Parts of what."),
                may("aspect", Kind::OneOf(ASPECTS), "What of it; the product by default."),
                may("with", Kind::Key, "The other of a pair."),
                may("variable", Kind::Text, "State variable of each member; `valence` by default."),
            ],
        },
    ],
};

const ORGANS: &[Word] = &[
    ("heart", "heart rate"),
    ("pressure", "arterial pressure"),
    ("skin", "skin conductance"),
    ("amylase", "alpha-amylase in saliva"),
    ("rsa", "respiratory sinus arrhythmia (power)"),
    ("pep", "pre-ejection period"),
];
const RHYTHMS: &[Word] = &[
    ("theta", "4 to 8 Hz"),
    ("alpha", "8 to 13 Hz"),
    ("mu", "8 to 12 Hz"),
    ("beta", "13 to 30 Hz"),
    ("slow", "0.02 to 0.1 Hz"),
];
const POPULATIONS: Field =
    need("populations", Kind::List(&Kind::Key), "Populations whose mean activity is taken.");
const RHYTHM: Field = need("rhythm", Kind::OneOf(RHYTHMS), "Band of frequencies.");

static KEEP: Shape = Shape {
    name: "keep",
    about: "A criterion that a unit must meet.",
    fields: &[
        need("measure", Kind::Key, "Measure."),
        may("above", ONE, "It must be greater than this."),
        may("below", ONE, "It must be less than this."),
    ],
    rest: None,
    variants: &[],
};

pub(super) static SAMPLE: Shape = Shape {
    name: "sample",
    about: "Units that a claim may name as if they were a group: several groups together, or those that met a criterion.",
    fields: &[
        need("key", Kind::Key, "Name that claims use."),
        need("groups", Kind::List(&Kind::Key), "Groups that it is taken from."),
        may(
            "keep",
            Kind::List(&Kind::Table(&KEEP)),
            "Only units that meet all of these; all units by default.",
        ),
    ],
    rest: None,
    variants: &[],
};

const EXPECT: Field = need("expect", Kind::OneOf(EXPECTS), "Direction that the paper reports.");
const CRITERION: Field = need("criterion", Kind::OneOf(CRITERIA), "Test by which the paper says so.");
const MARGIN: Field = may(
    "margin",
    Kind::Number(Bounds::Positive),
    "Greatest difference that counts as none, in the measure's unit; with `tost`.",
);
const ABOVE: Field = may("above", ONE, "Value above which an animal is counted; with `fisher` and `chi2`.");
const SIZE: Field = may("effect", Kind::Table(&EFFECT), "Published size of the effect.");
const VALUE: Field = need("value", ONE, "Published value.");

const CONTROL: Field = may(
    "control",
    Kind::Key,
    "With expect = `none`: the claim of this protocol that shows the effect which is absent here. The claim then holds only in repetitions in which that one holds, too.",
);

pub(super) static CLAIM: Shape = Shape {
    name: "claim",
    about: "Something that the paper says, with the test by which it says so.",
    fields: &[
        need("key", Kind::Key, "Name, unique in the protocol."),
        need("text", Kind::Text, "In words."),
        may("alpha", Kind::Number(Bounds::Inside), "Error level of the criterion; 0.05 by default."),
        may(
            "verified",
            Kind::Flag,
            "Whether this outcome was read: false is short for `known = { outcome = \"memory\" }`, true says that it was read where `known` of the protocol says.",
        ),
        may("known", Kind::Table(&KNOWN), "How what it says of the paper is known, where that differs."),
    ],
    rest: None,
    variants: &[
        Variant {
            name: "within",
            about: "Within one group, two measures of the same animals.",
            fields: &[
                IN_GROUP,
                need("first", Kind::Key, "First measure."),
                need("second", Kind::Key, "Second measure."),
                EXPECT,
                CRITERION,
                CONTROL,
                SIZE,
                MARGIN,
            ],
        },
        Variant {
            name: "between",
            about: "One measure between two groups.",
            fields: &[
                OF_MEASURE,
                need("first", Kind::Key, "First group or sample."),
                need("second", Kind::Key, "Second group or sample."),
                EXPECT,
                CRITERION,
                CONTROL,
                SIZE,
                MARGIN,
                ABOVE,
            ],
        },
        Variant {
            name: "among",
            about: "One measure in several groups.",
            fields: &[
                OF_MEASURE,
                need("groups", Kind::List(&Kind::Key), "Groups or samples, two or more."),
                need("expect", Kind::OneOf(DIFFERS), "What the paper reports."),
                need("criterion", Kind::OneOf(AMONG), "Test by which the paper says so."),
                CONTROL,
                ABOVE,
            ],
        },
        Variant {
            name: "interaction",
            about: "One measure in four groups: a difference against a difference, by a t test with unequal variances.",
            fields: &[
                OF_MEASURE,
                need("first", Kind::List(&Kind::Key), "Two groups or samples: the first minus the second."),
                need("second", Kind::List(&Kind::Key), "Two others, whose difference it is compared with."),
                EXPECT,
                CONTROL,
                SIZE,
            ],
        },
        Variant {
            name: "mean",
            about: "A group mean against a published mean.",
            fields: &[
                IN_GROUP,
                OF_MEASURE,
                VALUE,
                may("sd", Kind::Number(Bounds::Positive), "Standard deviation; either this or `sem`."),
                may(
                    "sem",
                    Kind::Number(Bounds::Positive),
                    "Standard error of the mean; either this or `sd`.",
                ),
                N,
            ],
        },
        Variant {
            name: "against",
            about: "A group mean against a fixed value.",
            fields: &[IN_GROUP, OF_MEASURE, VALUE, EXPECT, CRITERION, CONTROL, SIZE, MARGIN],
        },
        Variant {
            name: "ratio",
            about: "Mean of the first group over mean of the second.",
            fields: &[
                OF_MEASURE,
                need("first", Kind::Key, "First group or sample."),
                need("second", Kind::Key, "Second group or sample."),
                need("value", Kind::Number(Bounds::Positive), "Published ratio."),
                need("interval", Kind::Interval, "Published or plausible interval."),
            ],
        },
        Variant {
            name: "percent_change",
            about: "Mean of the first group relative to the second, in percent: 33 means a ratio of 1.33.",
            fields: &[
                OF_MEASURE,
                need("first", Kind::Key, "First group or sample."),
                need("second", Kind::Key, "Second group or sample."),
                VALUE,
                need("interval", Kind::Interval, "Published or plausible interval, in percent."),
            ],
        },
        Variant {
            name: "correlation",
            about: "Correlation of two measures over the animals of a group.",
            fields: &[
                IN_GROUP,
                need("first", Kind::Key, "First measure."),
                need("second", Kind::Key, "Second measure."),
                may("value", Kind::Number(Bounds::Signed), "Published coefficient."),
                EXPECT,
                may("criterion", Kind::OneOf(COEFFICIENTS), "Coefficient and test; `pearson` by default."),
                CONTROL,
                SIZE,
            ],
        },
        Variant {
            name: "quantile",
            about: "A quantile of a measure in a group.",
            fields: &[
                IN_GROUP,
                OF_MEASURE,
                need("probability", Kind::Number(Bounds::Inside), "Probability."),
                VALUE,
                N,
            ],
        },
        Variant {
            name: "fraction",
            about: "Share of animals above a threshold, or below it.",
            fields: &[
                IN_GROUP,
                OF_MEASURE,
                may("above", ONE, "Threshold above which an animal is counted; either this or `below`."),
                may("below", ONE, "Threshold below which an animal is counted; either this or `above`."),
                need("value", Kind::Number(Bounds::Share), "Published share."),
                N,
            ],
        },
        REDUCES_CLAIM,
        ABOLISHES,
        ICC,
        SPREAD,
        WITHIN_BETWEEN,
    ],
};
