//! The shape of a plan file: who wants what, and how much time there is.

use super::atlas::REACHES;
use super::cast::{MEMBER, TIME};
use super::{Kind, Shape, Word, may, need};

/// What a plan may aim at.
pub const GOALS: &[Word] = &[
    ("wellbeing", "well-being of all, averaged over the last week"),
    ("security", "trust of each in the others, averaged over the last week"),
    ("resonance", "how far feelings move together while they meet, beyond what the day does to everybody"),
    ("recovery", "well-being of whoever is worst off without practice"),
];

static LIMIT: Shape = Shape {
    name: "limit",
    about: "How much of one practice a day there may or must be.",
    fields: &[
        need("practice", Kind::Key, "Practice of the atlas."),
        may("most", TIME, "At most; the budget by default."),
        may("least", TIME, "At least; none by default."),
    ],
    rest: None,
    variants: &[],
};

static STRAIN: Shape = Shape {
    name: "strain",
    about: "A stressor that acts on all members every day; `conflict` is met together, others alone.",
    fields: &[
        need("stressor", Kind::Key, "Name of a number of the process `stress`, e.g. conflict."),
        need("time", TIME, "How long each day."),
    ],
    rest: None,
    variants: &[],
};

/// A plan file.
pub static PLAN: Shape = Shape {
    name: "plan",
    about: "A couple or group, a goal, and the time they have; `syntony plan` looks for what to do with it.",
    fields: &[
        need("key", Kind::Key, "Also the name of the file."),
        may("title", Kind::Text, "Title in words."),
        need("goal", Kind::OneOf(GOALS), "What is to rise."),
        may("horizon", TIME, "How long they practise; 28 d by default, a week at least."),
        need("budget", TIME, "Time for practice each day, at most."),
        may(
            "hours",
            TIME,
            "Time together each day besides practice, in which they do as they like; 4 h by default.",
        ),
        may("reach", Kind::OneOf(REACHES), "How near they are when they meet; touch by default."),
        may("practices", Kind::List(&Kind::Key), "Practices that may be used; all of the atlas by default."),
        may("limit", Kind::List(&Kind::Table(&LIMIT)), "Limits of single practices."),
        may("strain", Kind::Table(&STRAIN), "What weighs on them every day."),
        need("cast", Kind::Map("member", &Kind::Table(&MEMBER)), "Who they are; at least two."),
    ],
    rest: None,
    variants: &[],
};
