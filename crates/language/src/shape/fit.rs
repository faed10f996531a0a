//! The shape of a fit file: which numbers are adjusted on which claims, and how long is searched.

use super::{Bounds, Kind, Shape, Word, may, need};

/// What a fit makes small.
pub const MEASURES: &[Word] = &[
    ("distance", "ln(1 + d²), d: how far a claim is from what its paper says, in standard errors"),
    ("bits", "minus log₂ of the probability of what was published"),
];

/// How a posterior is drawn.
pub const METHODS: &[Word] = &[
    ("chains", "Markov chains on stand-ins of the claims, until they agree"),
    (
        "ensemble",
        "points that are moved towards what was published, in as many steps as rounds follow the first",
    ),
];

/// Where a search begins.
pub const STARTS: &[Word] = &[
    ("atlas", "at the values of the atlas"),
    ("middle", "in the middle of the ranges, as if nothing had been fitted before"),
];

/// How a range is searched.
pub const SCALES: &[Word] =
    &[("log", "equal factors are equally likely"), ("linear", "equal differences are equally likely")];

/// Roles that a fit may be allowed to use besides `calibration`.
pub const ROLES: &[Word] = &[
    ("development", "used to build and check"),
    ("prediction", "kept apart as a prediction"),
    ("constraint", "an effect that must not be wired in"),
    ("scenario", "a scenario without a paper"),
];

static PARAMETER: Shape = Shape {
    name: "parameter",
    about: "Numbers of the atlas that are adjusted; all must be graded fitted or assumed and have a range.",
    fields: &[
        need("path", Kind::Text, "Path in the atlas; `*` stands for any part of it."),
        may("without", Kind::List(&Kind::Text), "Paths that `*` shall not reach."),
        may("range", Kind::Interval, "Narrower range, in the unit of the atlas; the atlas's own by default."),
        may(
            "scale",
            Kind::OneOf(SCALES),
            "How the range is searched; log by default if it begins above 0 and spans more than a factor of 3.",
        ),
    ],
    rest: None,
    variants: &[],
};

static ALLOW: Shape = Shape {
    name: "allow",
    about: "A role that may be fitted to although it is not `calibration`; the reason goes into the record.",
    fields: &[need("role", Kind::OneOf(ROLES), "The role."), need("reason", Kind::Text, "Why.")],
    rest: None,
    variants: &[],
};

static SEARCH: Shape = Shape {
    name: "search",
    about: "How long and how finely is searched.",
    fields: &[
        may("seed", Kind::Count, "Seed; 1 by default."),
        may("generations", Kind::Count, "Generations; 100 by default."),
        may("points", Kind::Count, "Points tried in each generation; 4 + 3 ln(parameters) by default."),
        may(
            "animals",
            Kind::Count,
            "Subjects simulated in each group, on average over the groups of a protocol; 40 by default.",
        ),
        may("start", Kind::OneOf(STARTS), "Where it begins; atlas by default."),
        may("width", Kind::Number(Bounds::Inside), "First steps, as a share of the ranges; 0.15 by default."),
        may(
            "effort",
            Kind::Number(Bounds::Positive),
            "How many times more animals there may be when noise hides the differences between points; 4 by default.",
        ),
        may("fresh", Kind::Count, "Seeds on which the result is judged against the start; 8 by default."),
    ],
    rest: None,
    variants: &[],
};

static LOSS: Shape = Shape {
    name: "loss",
    about: "What the search makes small.",
    fields: &[
        may(
            "laboratory",
            Kind::Number(Bounds::NotNegative),
            "Standard deviation of the log factor by which all amounts of one paper may be shifted together; 0.2 by default, 0 for none.",
        ),
        may(
            "pull",
            Kind::Number(Bounds::Positive),
            "Standard deviation, as a share of the range, of a normal prior around the values of the atlas; none by default.",
        ),
        may(
            "measure",
            Kind::OneOf(MEASURES),
            "What is summed over claims: distance (ln(1 + d²), by default) or bits (minus log₂ of the probability of what was published).",
        ),
        may(
            "weight",
            Kind::Map("protocol", &Kind::Number(Bounds::NotNegative)),
            "Weights of protocols; 1 by default.",
        ),
    ],
    rest: None,
    variants: &[],
};

static POSTERIOR: Shape = Shape {
    name: "posterior",
    about: "How the posterior is drawn; without this table there is none.",
    fields: &[
        may(
            "only",
            Kind::Flag,
            "Nothing is searched: the numbers of the atlas are the middle; false by default.",
        ),
        may(
            "method",
            Kind::OneOf(METHODS),
            "chains (by default) for numbers that claims can tell apart, ensemble for hundreds of them.",
        ),
        may("points", Kind::Count, "Points that are run in each round; 160 by default."),
        may("rounds", Kind::Count, "Rounds: the first is of the prior; 4 by default."),
        may(
            "draws",
            Kind::Count,
            "Draws of chains that are written, 200 by default; of an ensemble there are as many as points.",
        ),
    ],
    rest: None,
    variants: &[],
};

/// A fit file.
pub static FIT: Shape = Shape {
    name: "fit",
    about: "Which numbers of the atlas `syntony fit` adjusts, on which claims.",
    fields: &[
        need("key", Kind::Key, "Also the name of the file."),
        may("title", Kind::Text, "Title in words."),
        need("lineage", Kind::Key, "Whose atlas: vole or human."),
        may(
            "protocols",
            Kind::List(&Kind::Text),
            "Words that choose protocols, as in `syntony validate`: keys and globs, files, roles, `topic:…`; all of the lineage with role calibration by default.",
        ),
        may(
            "without",
            Kind::List(&Kind::Text),
            "Protocols, or claims as PROTOCOL/CLAIM, that are left out; `*` as above.",
        ),
        may("allow", Kind::List(&Kind::Table(&ALLOW)), "Roles that may be used besides calibration."),
        need("parameter", Kind::List(&Kind::Table(&PARAMETER)), "Numbers that are adjusted."),
        may(
            "set",
            Kind::List(&Kind::Text),
            "PATH=VALUE of numbers that are other while it searches, such as longer ticks, but not when the result is judged.",
        ),
        may("search", Kind::Table(&SEARCH), "How long and how finely is searched."),
        may("loss", Kind::Table(&LOSS), "What the search makes small."),
        may("posterior", Kind::Table(&POSTERIOR), "How the posterior is drawn."),
    ],
    rest: None,
    variants: &[],
};
