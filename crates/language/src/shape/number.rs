//! A number of the atlas: `{ value, unit, range, grade, source, note }` and the rules between these keys.

use super::check::Checker;
use super::{Bounds, Field, Kind, Word, may, need};
use crate::quantity::{Dimension, Quantity};
use crate::text::Table;

/// How well a number may be known.
pub const GRADES: &[Word] = &[
    ("measured", "read off an experiment; needs a source"),
    ("derived", "computed from measured numbers; needs a source"),
    ("fitted", "adjusted on calibration records; needs a range"),
    ("assumed", "a judgement; needs a range"),
];

/// The keys of every number.
pub(super) const FIELDS: &[Field] = &[
    need("value", Kind::Number(Bounds::Any), "The number."),
    need("unit", Kind::Unit, "Its unit; `1` for a pure number."),
    may("range", Kind::Interval, "Plausible range, lower end first, in the same unit."),
    need("grade", Kind::OneOf(GRADES), "How well it is known."),
    may("source", Kind::Text, "Key of `sources.bib`."),
    may("note", Kind::Text, "What the number is or how it was obtained."),
];

impl Checker<'_> {
    /// Notes everything that is wrong with one number of the atlas.
    pub(super) fn described(
        &mut self,
        (dimensions, bounds): (&[Dimension], Bounds),
        extra: &'static [Field],
        key: &str,
        table: &Table,
    ) {
        let fields: Vec<Field> = FIELDS.iter().chain(extra).copied().collect();
        self.fields(&fields, key, table);
        let value = table.number("value");
        if let (Some(value), Some(unit)) = (value, table.text("unit")) {
            let quantity = Quantity::new(value, unit);
            if crate::quantity::Unit::parse(unit).is_ok()
                && let Err(error) = quantity.and_then(|q| q.of(dimensions))
            {
                self.broken(key, &error, table.spot_of("unit"));
            }
        }
        if let Some(value) = value.filter(|v| !bounds.hold(*v)) {
            self.add(
                table.spot_of("value"),
                format!("the value of '{key}' is {value}, expected {}", bounds.describe()),
                None,
            );
        }
        let range: Vec<f64> = table.list("range").iter().filter_map(|n| n.number()).collect();
        if let Some(value) = value
            && let [low, high] = range[..]
            && low <= high
            && !(low..=high).contains(&value)
        {
            let what = format!(
                "the value {value} of '{key}' lies outside its range [{low}, {high}], expected it inside"
            );
            self.add(table.spot_of("value"), what, None);
        }
        let has_source = table.text("source").is_some_and(|s| !s.trim().is_empty());
        match table.text("grade") {
            Some(grade @ ("measured" | "derived")) if !has_source => {
                let hint = "give the key of sources.bib, or grade it \"assumed\" with a range".to_string();
                self.add(
                    table.spot,
                    format!("'{key}' is graded {grade} but has no 'source', expected one"),
                    Some(hint),
                );
            }
            Some(grade @ ("fitted" | "assumed")) if table.get("range").is_none() => {
                let hint = "write range = [low, high], the values you would still believe".to_string();
                self.add(
                    table.spot,
                    format!("'{key}' is graded {grade} but has no 'range', expected one"),
                    Some(hint),
                );
            }
            _ => {}
        }
    }
}
