//! Checks a tree against its shape: keys, types, words, units. Every problem is noted, none stops it.

use super::{Bounds, Field, Kind, Shape, join, list_of, listed};
use crate::alias::instead;
use crate::problem::{Problems, nearest};
use crate::quantity::{Dimension, Quantity, QuantityError, Unit};
use crate::text::{Files, KeyValue, Node, Spot, Table, Value};

/// Notes everything in which a table differs from its shape.
pub fn check(shape: &'static Shape, table: &Table, files: &Files, problems: &mut Problems) {
    Checker { files, problems }.table(shape, table, false);
}

/// Notes everything in which the table of one field differs from what a shape says of it.
pub fn check_field(shape: &'static Shape, name: &str, table: &Table, files: &Files, problems: &mut Problems) {
    let node = Node { value: Value::Table(table.clone()), spot: table.spot };
    if let Some(field) = shape.fields.iter().find(|f| f.name == name) {
        Checker { files, problems }.value(&field.kind, name, &node);
    }
}

/// Walks a tree along a shape.
pub(super) struct Checker<'a> {
    files: &'a Files,
    problems: &'a mut Problems,
}

impl Checker<'_> {
    pub(super) fn add(&mut self, spot: Spot, what: String, hint: Option<String>) {
        self.problems.add(self.files.place(spot), what, hint);
    }

    fn table(&mut self, shape: &'static Shape, table: &Table, patch: bool) {
        let word = table.text("kind").filter(|w| shape.variants.iter().any(|v| v.name == *w));
        let title = title(shape, table);
        self.kind_word(shape, table, &title, patch);
        let fields = shape.fields_for(word);
        let unsure = !shape.variants.is_empty() && word.is_none();
        for entry in &table.entries {
            match (fields.iter().find(|f| f.name == entry.key), &shape.rest) {
                (Some(field), _) => self.value(&field.kind, &entry.key, &entry.node),
                (None, _) if entry.key == "kind" && !shape.variants.is_empty() => {}
                (None, Some(kind)) => {
                    self.key(&entry.key, entry.at);
                    self.value(kind, &entry.key, &entry.node);
                }
                (None, None) => self.unknown_key(shape, &fields, &title, entry),
            }
        }
        let missing = |f: &&&'static Field| f.required && table.get(f.name).is_none();
        let common: Vec<&'static Field> = if unsure { shape.fields.iter().collect() } else { fields };
        for field in common.iter().filter(missing).filter(|_| !patch) {
            self.add(
                table.spot,
                format!("the {title} has no '{}', expected {}", field.name, field.kind.expected()),
                None,
            );
        }
    }

    /// The word that selects a variant.
    fn kind_word(&mut self, shape: &'static Shape, table: &Table, title: &str, patch: bool) {
        if shape.variants.is_empty() {
            return;
        }
        let words = || shape.variants.iter().map(|v| v.name);
        let all = || listed(words(), list_of(shape.name).unwrap_or_default());
        match table.entry("kind").map(|e| &e.node) {
            None if patch => {}
            None => {
                self.add(table.spot, format!("the {title} has no 'kind', expected one of {}", all()), None)
            }
            Some(node) => match node.text() {
                Some(word) if words().any(|w| w == word) => {}
                Some(word) => self.word(word, node.spot, "kind", words(), shape.name),
                None => self.add(
                    node.spot,
                    format!("'kind' is {}, expected one of {}", node.value.kind(), all()),
                    None,
                ),
            },
        }
    }

    fn unknown_key(&mut self, shape: &'static Shape, fields: &[&Field], title: &str, entry: &KeyValue) {
        let key = &entry.key;
        let elsewhere = shape.variants.iter().find(|v| v.fields.iter().any(|f| f.name == key));
        let hint = match elsewhere {
            Some(variant) => Some(format!("it belongs to kind '{}'", variant.name)),
            None => nearest(key, fields.iter().map(|f| f.name)).map(|n| format!("did you mean '{n}'?")),
        };
        let kind = if shape.variants.is_empty() { None } else { Some("kind") };
        let known = join(kind.into_iter().chain(fields.iter().map(|f| f.name)));
        self.add(entry.at, format!("unknown key '{key}' in the {title}, expected one of {known}"), hint);
    }

    fn value(&mut self, kind: &Kind, key: &str, node: &Node) {
        match (kind, &node.value) {
            (Kind::Text, Value::Text(_)) | (Kind::Flag, Value::Bool(_)) => {}
            (Kind::Moment, Value::Text(_)) => {}
            (Kind::Key, Value::Text(text)) => self.key(text, node.spot),
            (Kind::OneOf(words), Value::Text(word)) => {
                if !words.iter().any(|w| w.0 == word) {
                    self.word(word, node.spot, key, words.iter().map(|w| w.0), "");
                }
            }
            (Kind::Count, Value::Integer(i)) if *i >= 1 && *i <= i64::from(u32::MAX) => {}
            (Kind::Count, Value::Integer(i)) => {
                self.add(node.spot, format!("'{key}' is {i}, expected {}", kind.expected()), None)
            }
            (Kind::Number(bounds), Value::Integer(i)) => self.number(*bounds, key, *i as f64, node.spot),
            (Kind::Number(bounds), Value::Number(x)) => self.number(*bounds, key, *x, node.spot),
            (Kind::Quantity(dimensions), Value::Text(text)) => {
                self.quantity(dimensions, key, text, node.spot)
            }
            (Kind::Quantity(dimensions), Value::Integer(_) | Value::Number(_)) => {
                self.bare(dimensions, key, node)
            }
            (Kind::Unit, Value::Text(text)) => {
                if let Err(error) = Unit::parse(text) {
                    self.broken(key, &error, node.spot);
                }
            }
            (Kind::Param(dimensions, bounds, extra), Value::Table(table)) => {
                self.described((dimensions, *bounds), extra, key, table)
            }
            (Kind::List(item), Value::List(nodes)) => {
                for node in nodes {
                    self.value(item, key, node);
                }
            }
            (Kind::TextOr(_), Value::Text(_)) => {}
            // a value of the wrong type is told what else it may be
            (Kind::TextOr(other @ (Kind::Table(_) | Kind::List(_))), Value::Table(_) | Value::List(_)) => {
                self.value(other, key, node)
            }
            (Kind::Interval, Value::List(nodes)) => self.interval(key, nodes, node.spot),
            (Kind::Table(shape), Value::Table(table)) => self.table(shape, table, false),
            (Kind::Patch(shape), Value::Table(table)) => self.table(shape, table, true),
            (Kind::Map(_, item), Value::Table(table)) => {
                for entry in &table.entries {
                    self.key(&entry.key, entry.at);
                    self.value(item, &entry.key, &entry.node);
                }
            }
            (_, value) => self.add(
                node.spot,
                format!("'{key}' is {}, expected {}", value.kind(), kind.expected()),
                None,
            ),
        }
    }

    pub(super) fn fields(&mut self, fields: &[Field], owner: &str, table: &Table) {
        for entry in &table.entries {
            match fields.iter().find(|f| f.name == entry.key) {
                Some(field) => self.value(&field.kind, &entry.key, &entry.node),
                None => {
                    let hint = nearest(&entry.key, fields.iter().map(|f| f.name))
                        .map(|n| format!("did you mean '{n}'?"));
                    let known = join(fields.iter().map(|f| f.name));
                    self.add(
                        entry.at,
                        format!(
                            "unknown key '{}' in the number '{owner}', expected one of {known}",
                            entry.key
                        ),
                        hint,
                    );
                }
            }
        }
        for field in fields.iter().filter(|f| f.required && table.get(f.name).is_none()) {
            self.add(
                table.spot,
                format!("the number '{owner}' has no '{}', expected {}", field.name, field.kind.expected()),
                None,
            );
        }
    }

    fn word<'a>(
        &mut self,
        word: &str,
        spot: Spot,
        key: &str,
        words: impl Iterator<Item = &'a str> + Clone,
        of: &str,
    ) {
        let near = || nearest(word, words.clone()).map(|n| format!("did you mean '{n}'?"));
        let hint = instead(word).filter(|_| key == "criterion").map(String::from).or_else(near);
        let all = listed(words, list_of(of).unwrap_or_default());
        self.add(spot, format!("'{key}' is '{word}', expected one of {all}"), hint);
    }

    fn key(&mut self, text: &str, spot: Spot) {
        let fine = !text.is_empty()
            && text.len() <= 64
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !fine {
            let shown: String = text.chars().take(64).collect();
            self.add(spot, format!("'{shown}' is not a name, expected up to 64 letters, digits and _"), None);
        }
    }

    fn number(&mut self, bounds: Bounds, key: &str, x: f64, spot: Spot) {
        if !x.is_finite() {
            self.add(spot, format!("'{key}' is {x}, expected a finite number"), None);
        } else if !bounds.hold(x) {
            self.add(spot, format!("'{key}' is {x}, expected {}", bounds.describe()), None);
        }
    }

    fn interval(&mut self, key: &str, nodes: &[Node], spot: Spot) {
        let numbers: Vec<f64> = nodes.iter().filter_map(Node::number).collect();
        match numbers[..] {
            [low, high] if nodes.len() == 2 => {
                if low > high {
                    self.add(
                        spot,
                        format!("'{key}' is [{low}, {high}], expected the lower end first"),
                        Some(format!("write [{high}, {low}]")),
                    );
                }
            }
            _ => self.add(
                spot,
                format!(
                    "'{key}' has {} finite numbers in {} items, expected two numbers",
                    numbers.len(),
                    nodes.len()
                ),
                None,
            ),
        }
    }

    fn quantity(&mut self, dimensions: &[Dimension], key: &str, text: &str, spot: Spot) {
        if let Err(error) = Quantity::parse_as(text, dimensions) {
            self.broken(key, &error, spot);
        }
    }

    pub(super) fn broken(&mut self, key: &str, error: &QuantityError, spot: Spot) {
        self.add(spot, format!("'{key}': {error}"), error.hint());
    }

    /// A number where a string with a unit is expected.
    fn bare(&mut self, dimensions: &[Dimension], key: &str, node: &Node) {
        let Some(x) = node.number() else {
            self.add(
                node.spot,
                format!("'{key}' is not a finite number, expected a string with number and unit"),
                None,
            );
            return;
        };
        let unit = dimensions
            .first()
            .and_then(|d| d.units().split(", ").find(|u| *u == "h").or(d.units().split(", ").next()));
        let hint = unit
            .filter(|u| !u.is_empty())
            .map(|u| format!("write {key} = \"{x} {u}\", with the unit that you mean"));
        let expected = Kind::Quantity(&[]).expected();
        let which = if dimensions.is_empty() {
            expected
        } else {
            format!("{expected}: {}", crate::quantity::describe_any(dimensions))
        };
        self.add(node.spot, format!("'{key}' is the bare number {x}, expected {which}"), hint);
    }
}

/// What a table is called in messages: `phase 'test'`.
fn title(shape: &Shape, table: &Table) -> String {
    let name = table.text("key").or_else(|| table.text("name")).filter(|_| shape.name != "protocol");
    match name {
        Some(name) => format!("{} '{}'", shape.name, name.chars().take(40).collect::<String>()),
        None => shape.name.to_string(),
    }
}
