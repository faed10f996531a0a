//! Puts the name that Syntony has for a thing where a file says another word of the field.

use super::{Field, Kind, Shape};
use crate::alias::read_as;
use crate::text::{Node, Spot, Table, Value};

/// A word that was read as another.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// Where it stands.
    pub spot: Spot,
    /// What is written.
    pub written: String,
    /// As what it is read.
    pub name: String,
}

/// Replaces words of a table, and of all tables within, by the names that its shape knows.
pub fn settle(shape: &Shape, table: &mut Table, settled: &mut Vec<Settled>) {
    if !shape.variants.is_empty()
        && let Some(entry) = table.entries.iter_mut().find(|e| e.key == "kind")
    {
        one(&mut entry.node, shape.variants.iter().map(|v| v.name), settled);
    }
    let fields = shape.fields_for(table.text("kind"));
    for entry in &mut table.entries {
        let field: Option<&&Field> = fields.iter().find(|f| f.name == entry.key);
        if let Some(kind) = field.map(|f| &f.kind).or(shape.rest.as_ref()) {
            value(kind, &mut entry.node, settled);
        }
    }
}

fn value(kind: &Kind, node: &mut Node, settled: &mut Vec<Settled>) {
    match (kind, &mut node.value) {
        (Kind::OneOf(words), Value::Text(_)) => one(node, words.iter().map(|w| w.0), settled),
        (Kind::List(item), Value::List(nodes)) => nodes.iter_mut().for_each(|n| value(item, n, settled)),
        (Kind::Table(shape) | Kind::Patch(shape), Value::Table(table)) => settle(shape, table, settled),
        (Kind::Map(_, item), Value::Table(table)) => {
            table.entries.iter_mut().for_each(|e| value(item, &mut e.node, settled));
        }
        _ => {}
    }
}

/// Replaces one word, if it is another for one of these.
pub fn one<'a>(node: &mut Node, known: impl Iterator<Item = &'a str> + Clone, settled: &mut Vec<Settled>) {
    let Value::Text(text) = &mut node.value else { return };
    if let Some(name) = read_as(text, known) {
        let written = std::mem::replace(text, name.to_string());
        settled.push(Settled { spot: node.spot, written, name: name.to_string() });
    }
}
