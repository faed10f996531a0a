//! The shapes of doses and manipulations.

use super::{Bounds, Field, Kind, Shape, Variant, Word, may, need};
use crate::quantity::Dimension;

const TIME: Kind = Kind::Quantity(&[Dimension::TIME]);
const NAMES: Kind = Kind::List(&Kind::Key);
const FACTOR: Kind = Kind::Number(Bounds::NotNegative);

const ROUTES: &[Word] = &[
    ("icv", "into the cerebral ventricles"),
    ("site", "into a region, named by `site`"),
    ("ip", "intraperitoneal"),
    ("sc", "subcutaneous"),
    ("iv", "intravenous"),
    ("oral", "by mouth"),
    ("intranasal", "into the nose"),
];

pub(super) static DOSE: Shape = Shape {
    name: "dose",
    about: "A compound, vehicle or vector given by a route.",
    fields: &[
        need("compound", Kind::Text, "Compound of the atlas, by key or alias."),
        need("route", Kind::OneOf(ROUTES), "How it is given."),
        may("site", Kind::Text, "Region, by key or alias; needed for route `site`."),
        need(
            "amount",
            Kind::Quantity(&[]),
            "Mass, mass per side, mass per body mass, mass per time, IU; a volume for a vehicle or vector.",
        ),
        may("members", NAMES, "Who gets it; the subject by default."),
        need("at", Kind::Moment, "When it begins; it may be before the first phase."),
        may("for", TIME, "Length of an infusion; a bolus without it."),
        may("every", TIME, "Interval between repetitions; needs `times`."),
        may("times", Kind::Count, "Number of repetitions; needs `every`."),
    ],
    rest: None,
    variants: &[],
};

const WHERE: Field = may("region", Kind::Text, "Region, by key or alias; everywhere by default.");
const TIMES: Field = need("factor", FACTOR, "Factor; 0 takes it away.");
const TARGET: Field = need("target", Kind::Text, "Population, or region for all of its populations.");
const DRIVE: Field = need("amount", Kind::Number(Bounds::Positive), "Drive in logit units.");
const FROM: Field = may("from", Kind::Moment, "When it begins; always by default.");
const TO: Field = may("to", Kind::Moment, "When it ends; never by default.");

pub(super) static MANIPULATION: Shape = Shape {
    name: "manipulation",
    about: "A change of the brain other than by a dose.",
    fields: &[
        may("members", NAMES, "Who; the subject by default."),
        may("during", Kind::Key, "Phase to which it is confined."),
    ],
    rest: None,
    variants: &[
        Variant {
            name: "express",
            about: "Density of a receptor is multiplied: vector, knock-down, knock-out.",
            fields: &[
                need("receptor", Kind::Key, "Receptor."),
                WHERE,
                TIMES,
                may(
                    "developmental",
                    Kind::Flag,
                    "Since development. Nothing in the model grows up with a receptor yet: `check` warns.",
                ),
                FROM,
                TO,
            ],
        },
        Variant {
            name: "release",
            about: "Release of a ligand is multiplied.",
            fields: &[need("ligand", Kind::Key, "Ligand."), WHERE, TIMES, FROM, TO],
        },
        Variant {
            name: "lesion",
            about: "A population or region is taken away.",
            fields: &[TARGET, FROM, TO],
        },
        Variant {
            name: "silence",
            about: "A population or region is held down.",
            fields: &[TARGET, DRIVE, FROM, TO],
        },
        Variant {
            name: "stimulate",
            about: "A population or region is driven.",
            fields: &[TARGET, DRIVE, FROM, TO],
        },
        Variant {
            name: "project",
            about: "A projection is multiplied; `during` confines it to a phase.",
            fields: &[
                need("from", Kind::Key, "Source population."),
                need("to", Kind::Key, "Target population."),
                TIMES,
            ],
        },
        Variant {
            name: "process",
            about: "A process of the model is scaled: a knock-out test of the model.",
            fields: &[need("process", Kind::Text, "Process, or PROCESS.INPUT."), TIMES, FROM, TO],
        },
    ],
};
