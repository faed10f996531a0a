//! One description of the formats, from which the checks, the JSON Schema and the reference follow.

mod atlas;
mod cast;
mod check;
mod effect;
mod fit;
mod known;
mod lists;
mod number;
mod outcome;
mod plan;
mod protocol;
mod reductions;
mod schema;
mod settle;
mod several;
mod treatment;
mod varies;

pub use atlas::ATLAS;
pub use cast::PHASE;
pub use check::{check, check_field};
pub use fit::FIT;
pub use lists::{Item, Listing, listings};
pub use number::GRADES;
pub use plan::{GOALS, PLAN};
pub use protocol::PROTOCOL;
pub use schema::schema;
pub use settle::{Settled, one, settle};

use crate::quantity::{Dimension, describe_any};

/// A word that may be written and what it means.
pub type Word = (&'static str, &'static str);

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any text.
    Text,
    /// A name that others refer to: letters, digits and `_`.
    Key,
    /// One of some words.
    OneOf(&'static [Word]),
    /// True or false.
    Flag,
    /// A whole number of at least 1.
    Count,
    /// A pure number.
    Number(Bounds),
    /// A string with number and unit, of one of these dimensions (any, if none is given).
    Quantity(&'static [Dimension]),
    /// A string that names a time of the experiment.
    Moment,
    /// A unit.
    Unit,
    /// A number of the atlas, of one of these dimensions (any, if none is given), where it may lie, and what else
    /// its table may say.
    Param(&'static [Dimension], Bounds, &'static [Field]),
    /// A list.
    List(&'static Kind),
    /// A string, or something else.
    TextOr(&'static Kind),
    /// Two numbers, the lower first.
    Interval,
    /// A table of known keys.
    Table(&'static Shape),
    /// A table that says only what differs from another.
    Patch(&'static Shape),
    /// A table from names to values; the first text says what the names are.
    Map(&'static str, &'static Kind),
}

/// Where a pure number may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounds {
    /// Anywhere.
    Any,
    /// Above 0.
    Positive,
    /// At 0 or above.
    NotNegative,
    /// From 0 to 1.
    Share,
    /// Between 0 and 1, ends excluded.
    Inside,
    /// From −1 to 1.
    Signed,
    /// From −3 to 3.
    Ordinal,
}

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// What it means, in a sentence.
    pub about: &'static str,
}

/// Fields that depend on the word given for `kind`.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// The word.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// What it is called in messages, e.g. `phase`.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// Known keys.
    pub fields: &'static [Field],
    /// What further keys hold, if they are allowed.
    pub rest: Option<Kind>,
    /// Fields selected by the key `kind`; empty if there is no such key.
    pub variants: &'static [Variant],
}

const fn need(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, required: true, about }
}

const fn may(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, required: false, about }
}

impl Bounds {
    /// Whether a number lies there.
    pub fn hold(self, x: f64) -> bool {
        match self {
            Bounds::Any => true,
            Bounds::Positive => x > 0.0,
            Bounds::NotNegative => x >= 0.0,
            Bounds::Share => (0.0..=1.0).contains(&x),
            Bounds::Inside => x > 0.0 && x < 1.0,
            Bounds::Signed => (-1.0..=1.0).contains(&x),
            Bounds::Ordinal => (-3.0..=3.0).contains(&x),
        }
    }

    /// In words.
    pub fn describe(self) -> &'static str {
        match self {
            Bounds::Any => "a number",
            Bounds::Positive => "a number above 0",
            Bounds::NotNegative => "a number of at least 0",
            Bounds::Share => "a number from 0 to 1",
            Bounds::Inside => "a number between 0 and 1",
            Bounds::Signed => "a number from -1 to 1",
            Bounds::Ordinal => "a number from -3 to 3",
        }
    }
}

impl Kind {
    /// What is expected, in words.
    pub fn expected(&self) -> String {
        match self {
            Kind::Text => "a string".into(),
            Kind::Key => "a name of letters, digits and _".into(),
            Kind::OneOf(words) => format!("one of {}", join(words.iter().map(|w| w.0))),
            Kind::Flag => "true or false".into(),
            Kind::Count => "a whole number of at least 1".into(),
            Kind::Number(bounds) => bounds.describe().into(),
            Kind::Quantity(dimensions) => match dimensions {
                [] => "a string with number and unit".into(),
                _ => format!("a string with {}", describe_any(dimensions)),
            },
            Kind::Moment => {
                "a time such as \"start of test\", \"30 min before test\" or \"2 h into test\"".into()
            }
            Kind::Unit => "a unit such as \"min\"".into(),
            Kind::Param(..) => {
                "a table such as { value = 1, unit = \"nM\", range = [0.5, 2], grade = \"assumed\" }".into()
            }
            Kind::List(item) => format!("a list, each item {}", item.expected()),
            Kind::TextOr(other) => format!("a string or {}", other.expected()),
            Kind::Interval => "two numbers such as [1.1, 1.6]".into(),
            Kind::Table(shape) => format!("a table ({})", shape.name),
            Kind::Patch(shape) => format!("a table of what differs ({})", shape.name),
            Kind::Map(keys, _) => format!("a table by {keys}"),
        }
    }
}

impl Shape {
    /// Every field that the word given for `kind` allows; all of them if the word is not known.
    pub fn fields_for(&self, word: Option<&str>) -> Vec<&'static Field> {
        let mut fields: Vec<&'static Field> = self.fields.iter().collect();
        for variant in self.variants.iter().filter(|v| word.is_none_or(|w| w == v.name)) {
            for field in variant.fields {
                if !fields.iter().any(|f| f.name == field.name) {
                    fields.push(field);
                }
            }
        }
        fields
    }
}

/// Names in a row, cut when there are too many to read.
pub fn join<'a>(names: impl Iterator<Item = &'a str>) -> String {
    listed(names, "")
}

/// Names in a row; where there are too many to read, it says what `syntony show` calls all of them.
pub fn listed<'a>(names: impl Iterator<Item = &'a str>, shown_as: &str) -> String {
    const SHOWN_MAX: usize = 240;
    let names: Vec<&str> = names.collect();
    let mut text = String::new();
    for (i, name) in names.iter().enumerate() {
        if i > 0 && text.len() + name.len() > SHOWN_MAX {
            let all = names.len();
            let command =
                if shown_as.is_empty() { String::new() } else { format!(": `syntony show {shown_as}`") };
            text.push_str(&format!(", … ({all} in all{command})"));
            break;
        }
        text.push_str(if i == 0 { "" } else { ", " });
        text.push_str(name);
    }
    if names.is_empty() { "nothing".into() } else { text }
}

/// What `syntony show` calls the list of things of a kind; nothing for what only a protocol has.
pub fn list_of(what: &str) -> Option<&'static str> {
    const LISTS: &[(&str, &str)] = &[
        ("act", "acts"),
        ("claim", "claims"),
        ("compound", "compounds"),
        ("ligand", "ligands"),
        ("manipulation", "manipulations"),
        ("measure", "measures"),
        ("phase", "phases"),
        ("population", "populations"),
        ("population or region", "populations"),
        ("practice", "practices"),
        ("process", "processes"),
        ("receptor", "receptors"),
        ("region", "regions"),
        ("source", "sources"),
        ("species", "species"),
        ("stressor", "stressors"),
    ];
    LISTS.iter().find(|l| l.0 == what).map(|l| l.1)
}
