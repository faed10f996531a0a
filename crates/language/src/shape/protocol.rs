//! The shape of a protocol file and of its groups.

use super::cast::{ABSENCE, ACT, MEMBER, PHASE};
use super::known::{KNOWN, KNOWN_GROUP};
use super::outcome::{CLAIM, MEASURE, SAMPLE};
use super::treatment::{DOSE, MANIPULATION};
use super::{Kind, Shape, Word, may, need};

const NAMES: Kind = Kind::List(&Kind::Key);

const ROLES: &[Word] = &[
    ("calibration", "parameters may be fitted to it"),
    ("development", "used to build and check, not to fit"),
    ("prediction", "kept apart: a prediction"),
    ("constraint", "an effect that must not be wired in"),
    ("scenario", "a scenario without a paper"),
];

static REPEAT: Shape = Shape {
    name: "repeat",
    about: "Phases that are done several times: they are written out as NAME_1, NAME_2, …, which everything else may name.",
    fields: &[
        need("phases", NAMES, "Phases that follow each other, done in this order each time."),
        need("times", Kind::Count, "How often."),
        may(
            "fresh",
            NAMES,
            "Members who are others each time (any new stranger), written out as MEMBER_1, MEMBER_2, …; a measure, dose or manipulation that names MEMBER means whoever it is then.",
        ),
    ],
    rest: None,
    variants: &[],
};

static GROUP: Shape = Shape {
    name: "group",
    about: "One group of the design: what differs from the shared cast, phases and doses.",
    fields: &[
        need("key", Kind::Key, "Name that claims use."),
        may("label", Kind::Text, "Label for plots; the key by default."),
        need("n", Kind::Count, "Number of experimental units as published."),
        may(
            "females",
            Kind::Count,
            "How many of the n are female, where the subject has `sex = \"both\"`; half by default, and the odd one too. The group is written out as KEY_f and KEY_m, and KEY is both.",
        ),
        may(
            "known",
            Kind::Table(&KNOWN_GROUP),
            "How its n, doses and durations are known, where that differs.",
        ),
        may(
            "same_as",
            Kind::Key,
            "An earlier group: the same animals in another condition, in no order and with nothing carried over.",
        ),
        may("cast", Kind::Map("member", &Kind::Patch(&MEMBER)), "What differs in members."),
        may("phase", Kind::Map("phase", &Kind::Patch(&PHASE)), "What differs in phases."),
        may("skip", NAMES, "Phases left out."),
        may(
            "repeat",
            Kind::List(&Kind::Table(&REPEAT)),
            "Repetitions of its own instead of the shared ones.",
        ),
        may("phases", Kind::List(&Kind::Table(&PHASE)), "A list of its own instead of the shared phases."),
        may("dose", Kind::List(&Kind::Table(&DOSE)), "Doses in addition to the shared ones."),
        may(
            "manipulation",
            Kind::List(&Kind::Table(&MANIPULATION)),
            "Manipulations in addition to the shared ones.",
        ),
        may("act", Kind::List(&Kind::Table(&ACT)), "Acts in addition to the shared ones."),
        may("absence", Kind::List(&Kind::Table(&ABSENCE)), "Absences in addition to the shared ones."),
    ],
    rest: None,
    variants: &[],
};

static PAPER: Shape = Shape {
    name: "paper",
    about: "A paper that is in no bibliography yet.",
    fields: &[
        need("title", Kind::Text, "Title."),
        need(
            "authors",
            Kind::TextOr(&Kind::List(&Kind::Text)),
            "Authors, each as in `Insel TR`: a list, or one string with ` and ` or `;` between them.",
        ),
        need("year", Kind::Count, "Year of publication."),
        may("doi", Kind::Text, "Digital object identifier, such as `10.1037/0735-7044.109.4.782`."),
        may("journal", Kind::Text, "Journal, with volume and pages if you like."),
        may(
            "key",
            Kind::Key,
            "Its name in the bibliography, the same in all protocols of one paper; the key of the protocol by default.",
        ),
    ],
    rest: None,
    variants: &[],
};

/// A protocol file.
pub static PROTOCOL: Shape = Shape {
    name: "protocol",
    about: "An experiment: cast, phases, doses, groups, measures, claims.",
    fields: &[
        need("key", Kind::Key, "first_author_year[_topic], also the name of the file."),
        need("title", Kind::Text, "Title in words."),
        may(
            "source",
            Kind::TextOr(&Kind::Table(&PAPER)),
            "The paper: a key of the built-in `sources.bib` or of a `.bib` file beside the protocol, or the paper itself. Needed unless the role is scenario.",
        ),
        need("role", Kind::OneOf(ROLES), "How the record may be used."),
        may("topic", Kind::Key, "What it is about, in one word: scores and selections go by it."),
        may("summary", Kind::Text, "What was asked and done, in a few sentences."),
        may(
            "known",
            Kind::Table(&KNOWN),
            "How what is said of the paper is known; groups and claims may say otherwise for themselves.",
        ),
        may("notes", Kind::List(&Kind::Text), "Deviations and judgements, one sentence each."),
        need(
            "cast",
            Kind::Map("member", &Kind::Table(&MEMBER)),
            "Animals of one experimental unit; the first is the subject.",
        ),
        may("phase", Kind::List(&Kind::Table(&PHASE)), "What happens, in order."),
        may("repeat", Kind::List(&Kind::Table(&REPEAT)), "Phases that are done several times."),
        may("dose", Kind::List(&Kind::Table(&DOSE)), "What every group is given."),
        may("manipulation", Kind::List(&Kind::Table(&MANIPULATION)), "What is changed in every group."),
        may("act", Kind::List(&Kind::Table(&ACT)), "Acts at times of their own, in every group."),
        may("absence", Kind::List(&Kind::Table(&ABSENCE)), "Who is away when, in every group."),
        need("group", Kind::List(&Kind::Table(&GROUP)), "Groups of the design."),
        may("measure", Kind::List(&Kind::Table(&MEASURE)), "What is scored."),
        may("sample", Kind::List(&Kind::Table(&SAMPLE)), "Units that claims name other than by group."),
        may("claim", Kind::List(&Kind::Table(&CLAIM)), "What the paper says."),
    ],
    rest: None,
    variants: &[],
};
