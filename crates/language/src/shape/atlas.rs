//! The shape of the atlas: all of its files read as one table.

use super::{Bounds, Field, Kind, Shape, Word, may, need};
use crate::quantity::Dimension as D;

const ANY: Kind = Kind::Param(&[], Bounds::Any, &[]);
const PURE: Kind = Kind::Param(&[D::NONE], Bounds::Any, &[]);
const SHARE: Kind = Kind::Param(&[D::NONE], Bounds::Share, &[]);
const RELATIVE: Kind = Kind::Param(&[D::NONE], Bounds::NotNegative, &[]);
const VOLUME: Kind = Kind::Param(&[D::VOLUME], Bounds::Positive, &[]);
const TIME: Kind = Kind::Param(&[D::TIME], Bounds::Positive, &[]);
const MOLAR_MASS: Field =
    may("molar_mass", Kind::Param(&[D::MOLAR_MASS], Bounds::Positive, &[]), "Molar mass.");

const MASSES: &[Word] =
    &[("cortex", "principal and interneuron population"), ("nucleus", "principal population only")];
const ROUTES: &[Word] = &[
    ("icv", "into the cerebral ventricles"),
    ("site", "into a region"),
    ("ip", "intraperitoneal"),
    ("sc", "subcutaneous"),
    ("iv", "intravenous"),
    ("oral", "by mouth"),
    ("intranasal", "into the nose"),
];

static BODY: Shape = Shape {
    name: "body",
    about: "Numbers of the body by name.",
    fields: &[
        may("body_mass", Kind::Param(&[D::MASS], Bounds::Positive, &[]), "Mass of an adult."),
        may("csf_volume", VOLUME, "Volume of cerebrospinal fluid."),
        may(
            "short_day_otr",
            Kind::Param(&[D::NONE], Bounds::Any, &[]),
            "Relative rise of oxytocin receptors of females on short days without estradiol.",
        ),
        may("plasma_volume", VOLUME, "Volume of plasma."),
    ],
    rest: Some(ANY),
    variants: &[],
};

static SPECIES: Shape = Shape {
    name: "species",
    about: "A species: maps of receptors and fibres over regions, by inheritance.",
    fields: &[
        need("name", Kind::Text, "Name in words and Latin."),
        may("inherits", Kind::Key, "The species that it refines."),
        may("castable", Kind::Flag, "Whether a protocol may cast it; false (a base) by default."),
        may(
            "density",
            Kind::Map("receptor", &Kind::Map("region", &RELATIVE)),
            "Receptor density by region, relative.",
        ),
        may(
            "fibre",
            Kind::Map("ligand", &Kind::Map("region", &RELATIVE)),
            "Fibre density by region, relative.",
        ),
        may("body", Kind::Table(&BODY), "Numbers of the body."),
    ],
    rest: None,
    variants: &[],
};

static REGION: Shape = Shape {
    name: "region",
    about: "An anatomical site: where ligands diffuse and receptors sit.",
    fields: &[
        need("name", Kind::Text, "Name in words."),
        may("aliases", Kind::List(&Kind::Text), "Other names under which papers give it."),
        need("volume", VOLUME, "Tissue volume that a site infusion fills."),
        may(
            "nerve_access",
            SHARE,
            "Share of what travels along the nerves of the nose that reaches it [default: none].",
        ),
    ],
    rest: None,
    variants: &[],
};

static POPULATION: Shape = Shape {
    name: "population",
    about: "A population of neurons: a node of the circuit.",
    fields: &[
        need("name", Kind::Text, "Name in words."),
        need("region", Kind::Key, "The region that it lies in."),
        need("kind", Kind::OneOf(MASSES), "Neural mass."),
        need("rest", Kind::Param(&[D::NONE], Bounds::Inside, &[]), "Output at rest, 0 to 1."),
        need("rate_max", Kind::Param(&[D::RATE], Bounds::Positive, &[]), "Firing rate at output 1."),
    ],
    rest: None,
    variants: &[],
};

const TRANSMITTER: &[Field] = &[need("transmitter", Kind::Text, "Transmitter, e.g. glutamate.")];
const STRENGTH: Kind = Kind::Param(&[D::NONE], Bounds::Ordinal, TRANSMITTER);

const PAPERS: Field = may(
    "papers",
    Kind::List(&Kind::Key),
    "Papers that its equations rest on, by key in sources.bib; those of its numbers stand with the numbers.",
);

static LIGAND: Shape = Shape {
    name: "ligand",
    about: "A transmitter, peptide or hormone made by the body; further numbers by name.",
    fields: &[
        need("name", Kind::Text, "Name in words."),
        need("class", Kind::Text, "peptide, monoamine, opioid, steroid, …"),
        may("released_by", Kind::Key, "Population whose firing releases it; none for circulating hormones."),
        may("half_life", TIME, "Half-life in the tissue."),
        PAPERS,
    ],
    rest: Some(ANY),
    variants: &[],
};

static BINDING: Shape = Shape {
    name: "binding",
    about: "Affinity and efficacy of a ligand or compound.",
    fields: &[
        need(
            "kd",
            Kind::Param(&[D::CONCENTRATION], Bounds::Positive, &[]),
            "Equilibrium dissociation constant.",
        ),
        need("efficacy", PURE, "1 full agonist, 0 antagonist."),
    ],
    rest: None,
    variants: &[],
};

const CLASSES: &[Word] = &[
    ("Gs", "raises cyclic AMP: excites cells, eases release"),
    ("Gq", "raises calcium: excites cells, eases release"),
    ("Gi", "lowers cyclic AMP: silences cells and terminals"),
    ("excitatory", "a channel: transmits what arrives by glutamate"),
    ("inhibitory", "a channel: transmits what arrives by GABA"),
    ("nuclear", "a receptor of a hormone that changes expression"),
];

static RECEPTOR: Shape = Shape {
    name: "receptor",
    about: "A receptor, transporter or channel and who binds it; further numbers by name.",
    fields: &[
        need("name", Kind::Text, "Name in words."),
        need("gene", Kind::Text, "Gene symbol."),
        need("class", Kind::OneOf(CLASSES), "What it couples to."),
        may(
            "cells",
            Kind::Map("region", &Kind::List(&Kind::Key)),
            "Populations of a region whose cells carry it; all of the region where nothing is said.",
        ),
        may(
            "terminals",
            Kind::List(&Kind::Key),
            "Ligands whose terminals carry it (those of projections: glutamate, gaba); all where nothing is said.",
        ),
        may("binding", Kind::Map("ligand or compound", &Kind::Table(&BINDING)), "Who binds it."),
    ],
    rest: Some(ANY),
    variants: &[],
};

static EFFECT: Shape = Shape {
    name: "effect",
    about: "What the signal of a receptor does at a region, relative to rest.",
    fields: &[
        need("receptor", Kind::Key, "Receptor."),
        need("region", Kind::Key, "Region where it sits."),
        need(
            "target",
            Kind::Text,
            "excitability:POPULATION, gain:POPULATION, release:LIGAND or PROCESS.INPUT.",
        ),
        need("amount", ANY, "Size per unit of signal above rest."),
    ],
    rest: None,
    variants: &[],
};

static ACTION: Shape = Shape {
    name: "action",
    about: "What a compound does other than compete at a receptor.",
    fields: &[
        need(
            "target",
            Kind::Text,
            "expression:RECEPTOR, release:LIGAND or clearance:LIGAND, each with @REGION or without.",
        ),
        need("amount", PURE, "Fold change minus one at full occupancy."),
        need(
            "half",
            Kind::Param(&[D::CONCENTRATION, D::MASS_CONCENTRATION, D::NONE], Bounds::Positive, &[]),
            "Half-effective concentration.",
        ),
    ],
    rest: None,
    variants: &[],
};

static COMPOUND: Shape = Shape {
    name: "compound",
    about: "A substance, vehicle, vector or inhibitor that an experimenter gives; further numbers by name.",
    fields: &[
        need("name", Kind::Text, "Name in words."),
        may("aliases", Kind::List(&Kind::Text), "Other names."),
        need(
            "class",
            Kind::Text,
            "agonist, antagonist, vehicle, vector, inhibitor, stimulant, opioid, peptide, hormone, …",
        ),
        may("ligand", Kind::Text, "The ligand it is identical with; empty if none."),
        need("routes", Kind::List(&Kind::OneOf(ROUTES)), "Routes by which it reaches a target at all."),
        MOLAR_MASS,
        may("half_life_brain", TIME, "Half-life in the brain."),
        may("half_life_plasma", TIME, "Half-life in plasma."),
        may("brain_fraction", RELATIVE, "Brain over plasma at equilibrium."),
        may(
            "potency",
            Kind::Param(&[D::POTENCY], Bounds::Positive, &[]),
            "International units per mass; needed for doses in IU.",
        ),
        may("action", Kind::List(&Kind::Table(&ACTION)), "What is not competition at a receptor."),
    ],
    rest: Some(ANY),
    variants: &[],
};

pub(super) const STRATEGIES: &[Word] = &[
    ("reappraise", "see it in another light"),
    ("suppress", "do not show it"),
    ("accept", "notice it without judging"),
];

/// How far an act reaches.
pub(super) const REACHES: &[Word] = &[
    ("picture", "only a likeness is there"),
    ("voice", "voices are heard"),
    ("sight", "faces and hands are seen"),
    ("touch", "bodies touch"),
];

static ACT: Shape = Shape {
    name: "act",
    about: "What one animal does towards another, and what is sensed of it.",
    fields: &[
        need("name", Kind::Text, "Name in words."),
        may("mutual", Kind::Flag, "Whether both do it at once; false by default."),
        may("senses", Kind::Map("channel", &ANY), "Sensory content by channel."),
        may("reach", Kind::OneOf(REACHES), "How far it reaches; touch by default."),
        may(
            "code",
            Kind::Number(Bounds::NotNegative),
            "Motor category that a mirror system tells apart, 0 to 7.",
        ),
        may("numbers", Kind::Map("number", &ANY), "cost (1), bout (time), base (logit units)."),
        may("appeal", Kind::Map("state", &PURE), "Inclination to the act per unit of a state of the actor."),
    ],
    rest: None,
    variants: &[],
};

static PRACTICE: Shape = Shape {
    name: "practice",
    about: "What people may do on purpose for some minutes a day; `syntony plan` chooses among them.",
    fields: &[
        need("name", Kind::Text, "Name in words."),
        need("about", Kind::Text, "What is done, in a sentence."),
        may(
            "acts",
            Kind::Map("act", &SHARE),
            "Share of the time that each gives to an act, towards all others together.",
        ),
        may("strategy", Kind::OneOf(STRATEGIES), "How feelings are dealt with meanwhile."),
        may("alone", Kind::Flag, "Whether each is by itself; false by default."),
    ],
    rest: None,
    variants: &[],
};

static PROCESS: Shape = Shape {
    name: "process",
    about: "A process of the model; its parameters by name.",
    fields: &[need("about", Kind::Text, "What it is, in a sentence."), PAPERS],
    rest: Some(ANY),
    variants: &[],
};

/// The atlas.
pub static ATLAS: Shape = Shape {
    name: "atlas",
    about: "The science as data. All files of the folder are read as one; each may hold any of these tables.",
    fields: &[
        may("species", Kind::Map("species", &Kind::Table(&SPECIES)), "Species by key."),
        may("region", Kind::Map("region", &Kind::Table(&REGION)), "Regions by key."),
        may("population", Kind::Map("population", &Kind::Table(&POPULATION)), "Populations by key."),
        may(
            "projection",
            Kind::Map("target", &Kind::Map("source", &STRENGTH)),
            "Projections: signed ordinal strength -3 to 3.",
        ),
        may(
            "percept",
            Kind::Map("channel", &Kind::Map("population", &PURE)),
            "Drive in logit units at channel = 1.",
        ),
        may("ligand", Kind::Map("ligand", &Kind::Table(&LIGAND)), "Ligands by key."),
        may("receptor", Kind::Map("receptor", &Kind::Table(&RECEPTOR)), "Receptors by key."),
        may("effect", Kind::List(&Kind::Table(&EFFECT)), "Effects of receptors."),
        may("compound", Kind::Map("compound", &Kind::Table(&COMPOUND)), "Compounds by key."),
        may("act", Kind::Map("act", &Kind::Table(&ACT)), "Acts by key."),
        may("practice", Kind::Map("practice", &Kind::Table(&PRACTICE)), "Practices by key."),
        may("process", Kind::Map("process", &Kind::Table(&PROCESS)), "Processes by key."),
    ],
    rest: None,
    variants: &[],
};
