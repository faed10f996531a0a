//! The shapes of the animals and of the phases that they live through.

use super::{Bounds, Field, Kind, Shape, Variant, Word, may, need};
use crate::quantity::Dimension;

pub(super) const TIME: Kind = Kind::Quantity(&[Dimension::TIME]);
const NAMES: Kind = Kind::List(&Kind::Key);
const FACTOR: Kind = Kind::Number(Bounds::NotNegative);

const SEXES: &[Word] = &[
    ("F", "female"),
    ("M", "male"),
    ("both", "some of either sex; for the subject of a protocol"),
    ("opposite", "the other sex than the subject's"),
    ("same", "the sex of the subject"),
];
const AGES: &[Word] = &[("neonate", "first days"), ("juvenile", "after weaning"), ("adult", "adult")];
const REARINGS: &[Word] = &[
    ("biparental", "by both parents"),
    ("mother_sister", "by the mother and an older sister"),
    ("mother_only", "by the mother alone"),
    ("deprived", "with long separations from the mother"),
];

pub(super) static STATE: Shape = Shape {
    name: "state",
    about: "Endocrine and seasonal state of a member.",
    fields: &[
        may("gonadectomised", Kind::Flag, "Whether the gonads were removed; false by default."),
        may("adrenalectomised", Kind::Flag, "Whether the adrenals were removed; false by default."),
        may("estradiol", FACTOR, "Estradiol relative to an intact animal of long days; 1 by default."),
        may("testosterone", FACTOR, "Testosterone relative to an intact animal; 1 by default."),
        may(
            "contraception",
            Kind::Flag,
            "Whether a woman is under hormonal contraception; false by default.",
        ),
        may("day_length", TIME, "Light per day; 14 h by default."),
    ],
    rest: None,
    variants: &[],
};

pub(super) static DENSITY: Shape = Shape {
    name: "density",
    about: "A multiplier of receptor density, e.g. of a genotype.",
    fields: &[
        need("receptor", Kind::Key, "Receptor."),
        may("region", Kind::Text, "Region; `*` or nothing for everywhere."),
        need("factor", FACTOR, "Factor."),
    ],
    rest: None,
    variants: &[],
};

pub(super) static MEMBER: Shape = Shape {
    name: "member",
    about: "One animal. The first member of the cast is the subject.",
    fields: &[
        need("species", Kind::Key, "Species of the atlas that may be cast."),
        need("sex", Kind::OneOf(SEXES), "Sex."),
        may("age", Kind::OneOf(AGES), "Age class when the first phase begins; adult by default."),
        may("rearing", Kind::OneOf(REARINGS), "Early care; biparental by default."),
        may("familiar_with", NAMES, "Members that it was long housed with before."),
        may("familiar_for", TIME, "Length of that acquaintance; needed with `familiar_with`."),
        may("state", Kind::Table(&STATE), "Gonads, hormones, season."),
        may("density", Kind::List(&Kind::Table(&DENSITY)), "Multipliers of receptor density."),
        may(
            "attachment",
            Kind::Table(&ATTACHMENT),
            "Attachment of a person; drawn from the cohort by default.",
        ),
        may("bond", Kind::List(&Kind::Table(&BOND)), "Bonds that a person comes with."),
        may(
            "attraction",
            Kind::List(&Kind::Table(&ATTRACTION)),
            "Attraction of a person to others; drawn from the cohort by default.",
        ),
    ],
    rest: None,
    variants: &[],
};

static ATTACHMENT: Shape = Shape {
    name: "attachment",
    about: "Attachment of a person, in standard deviations from the mean.",
    fields: &[
        may("anxiety", Kind::Number(Bounds::Any), "Anxiety; drawn by default."),
        may("avoidance", Kind::Number(Bounds::Any), "Avoidance; drawn by default."),
    ],
    rest: None,
    variants: &[],
};

static ATTRACTION: Shape = Shape {
    name: "attraction",
    about: "Attraction to another at first sight.",
    fields: &[
        need("to", Kind::Key, "To whom."),
        need(
            "value",
            Kind::Number(Bounds::Any),
            "In standard deviations from the mean; 0 for neither liking nor dislike.",
        ),
    ],
    rest: None,
    variants: &[],
};

static BOND: Shape = Shape {
    name: "bond",
    about: "A bond from before the experiment.",
    fields: &[
        need("with", Kind::Key, "To whom."),
        need("for", TIME, "How long they have been close."),
        may("quality", Kind::Number(Bounds::Share), "Share of bids that were answered well; 0.8 by default."),
        may("kin", Kind::Flag, "Whether they are kin, whose ties fade more slowly; false by default."),
    ],
    rest: None,
    variants: &[],
};

const CLOCKS: &[Word] = &[("s", "populations at their fixed point"), ("ms", "populations in motion")];
const TASKS: &[Word] = &[
    ("rest", "nothing"),
    ("conversation", "they talk"),
    ("imitation", "they move their hands and do as the other does"),
    ("observation", "the first one moves the hands, the others keep still"),
    ("film", "all watch the same film"),
];

static SCRIPT: Shape = Shape {
    name: "script",
    about: "An act that somebody was told to do.",
    fields: &[
        need("by", Kind::Key, "Who does it."),
        need("to", Kind::Key, "To whom."),
        need("act", Kind::Key, "Act of the atlas."),
        may("share", Kind::Number(Bounds::Share), "Share of the time; 1 by default."),
        may("velocity", Kind::Quantity(&[Dimension::SPEED]), "Velocity of stroking."),
        may("temperature", Kind::Quantity(&[Dimension::TEMPERATURE]), "Temperature of what touches."),
        may("answer", Kind::Key, "Act with which the other was told to answer, within half a second."),
    ],
    rest: None,
    variants: &[],
};

/// An act at a time of its own.
pub(super) static ACT: Shape = Shape {
    name: "act",
    about: "An act that somebody does at a given time, in the encounter that runs then.",
    fields: &[
        need("by", Kind::Key, "Who does it."),
        need("to", Kind::Key, "To whom."),
        need("act", Kind::Key, "Act of the atlas."),
        need("at", Kind::Moment, "When it begins."),
        need("for", TIME, "How long."),
        may("share", Kind::Number(Bounds::Share), "Share of that time; 1 by default."),
        may("velocity", Kind::Quantity(&[Dimension::SPEED]), "Velocity of stroking."),
        may("temperature", Kind::Quantity(&[Dimension::TEMPERATURE]), "Temperature of what touches."),
        may("answer", Kind::Key, "Act with which the other was told to answer, within half a second."),
    ],
    rest: None,
    variants: &[],
};

/// Somebody is away.
pub(super) static ABSENCE: Shape = Shape {
    name: "absence",
    about: "Somebody is away from encounters and home cages for a while.",
    fields: &[
        ONE_MEMBER,
        need("at", Kind::Moment, "When somebody leaves."),
        may("for", TIME, "How long; to the end by default."),
    ],
    rest: None,
    variants: &[],
};

static REGULATE: Shape = Shape {
    name: "regulate",
    about: "How somebody was told to deal with feelings.",
    fields: &[
        need("member", Kind::Key, "Who."),
        need("strategy", Kind::OneOf(super::atlas::STRATEGIES), "How."),
        may("strength", FACTOR, "Effort relative to the usual; 1 by default."),
    ],
    rest: None,
    variants: &[],
};

const MEMBERS: Field = need("members", NAMES, "Who.");
const ONE_MEMBER: Field = may("member", Kind::Key, "Who; the subject by default.");
const BARRIER: Field =
    may("barrier", Kind::Flag, "A screen that sight and smell pass, and contact does not.");

/// A phase.
pub static PHASE: Shape = Shape {
    name: "phase",
    about: "A stretch of time. Phases follow one another unless `start` is given.",
    fields: &[
        need("name", Kind::Key, "Name within the protocol."),
        need("duration", TIME, "Length."),
        may(
            "start",
            Kind::Moment,
            "Start: a time after the beginning of the first phase, or a time of an earlier phase.",
        ),
        may("tick", TIME, "Largest step of the clock of behaviour."),
        may(
            "trials",
            Kind::Count,
            "Of people: trials of the paper that it stands for; one for every 10 s by default.",
        ),
        may("trial", TIME, "Of people: how long each of them takes; 6 s by default."),
    ],
    rest: None,
    variants: &[
        Variant { name: "alone", about: "Each member alone in a cage of its own.", fields: &[MEMBERS] },
        Variant {
            name: "together",
            about: "Members live together in a home cage.",
            fields: &[
                MEMBERS,
                may(
                    "mating",
                    Kind::Flag,
                    "Whether pairs of opposite sex mate; they do not unless it is true.",
                ),
                BARRIER,
            ],
        },
        Variant {
            name: "choice",
            about: "One chooses among tethered or caged others: partner preference test.",
            fields: &[
                may("chooser", Kind::Key, "Who chooses; the subject by default."),
                need("options", NAMES, "Members offered; `empty` is an empty cage."),
                BARRIER,
            ],
        },
        Variant {
            name: "intruder",
            about: "A stranger is put into a resident's cage.",
            fields: &[
                need("resident", Kind::Key, "Whose cage it is."),
                need("intruder", Kind::Key, "Who is put in."),
            ],
        },
        Variant {
            name: "encounter",
            about: "People meet: in a room, on the telephone, or only as a picture.",
            fields: &[
                MEMBERS,
                may("reach", Kind::OneOf(super::atlas::REACHES), "How near they are; touch by default."),
                may("free", Kind::Flag, "Whether they choose what they do; true by default."),
                may("script", Kind::List(&Kind::Table(&SCRIPT)), "What they were told to do."),
                may("hours", TIME, "Time of each day that they are together; all of it by default."),
                may("stressor", Kind::Key, "Name of a number of the process `stress` that acts meanwhile."),
                may("stressed", NAMES, "On whom stressor, threat and pain act; the subject by default."),
                may("threat", Kind::Number(Bounds::Share), "Threat of a cue or a film."),
                may("pain", Kind::Number(Bounds::Share), "Pain from outside, such as heat."),
                may("regulate", Kind::List(&Kind::Table(&REGULATE)), "How feelings are dealt with."),
                may("clock", Kind::OneOf(CLOCKS), "At which clock brains run; s by default."),
                may(
                    "task",
                    Kind::OneOf(TASKS),
                    "What they do at the millisecond clock; conversation by default.",
                ),
                may("apart", Kind::Flag, "At the millisecond clock: neither sees nor hears the other."),
                may(
                    "attention",
                    Kind::Number(Bounds::Share),
                    "At the millisecond clock: share of attention that each gives to the others; 1 by default.",
                ),
            ],
        },
        Variant {
            name: "stress",
            about: "A stressor acts on members.",
            fields: &[
                MEMBERS,
                need("stressor", Kind::Key, "Name of a number of the process `stress`, e.g. restraint."),
            ],
        },
        Variant { name: "forced_swim", about: "Active against passive coping.", fields: &[ONE_MEMBER] },
        Variant { name: "plus_maze", about: "Approach against anxiety.", fields: &[ONE_MEMBER] },
        Variant {
            name: "operant",
            about: "Levers or barriers give access to others.",
            fields: &[
                ONE_MEMBER,
                need("options", NAMES, "Members to be had; `empty` is an empty chamber."),
                need("ratio", Kind::Number(Bounds::Positive), "Presses for the first access."),
                may("ratio_step", FACTOR, "Added presses after each access; 0 by default."),
                need("access", TIME, "Length of one access."),
            ],
        },
        Variant {
            name: "conditioning",
            about: "A place is paired with what the member gets there.",
            fields: &[
                ONE_MEMBER,
                need("place", Kind::Key, "Name of the place."),
                may("with", Kind::Key, "Companion there."),
            ],
        },
        Variant {
            name: "place_test",
            about: "Choice between places.",
            fields: &[ONE_MEMBER, need("places", NAMES, "Names of the places.")],
        },
    ],
};
