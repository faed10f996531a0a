//! JSON Schema (draft 2020-12) of a shape, for editors and forms.

use super::number::FIELDS;
use super::{Bounds, Field, Kind, Shape, Variant};
use crate::quantity::{Dimension, describe_any};
use serde_json::{Map, Value, json};

/// The JSON Schema of a shape.
pub fn schema(shape: &'static Shape, title: &str) -> Value {
    let mut out = table(shape, true);
    if let Value::Object(map) = &mut out {
        let head =
            [("$schema", json!("https://json-schema.org/draft/2020-12/schema")), ("title", json!(title))];
        let body = std::mem::take(map);
        map.extend(head.into_iter().map(|(k, v)| (k.to_string(), v)));
        map.extend(body);
    }
    out
}

fn table(shape: &'static Shape, complete: bool) -> Value {
    if shape.variants.is_empty() {
        let mut out = object(shape.about, shape.fields.iter(), None, complete);
        if let Some(rest) = &shape.rest {
            out["additionalProperties"] = kind(rest);
        }
        return out;
    }
    if !complete {
        return object(shape.about, shape.fields_for(None).into_iter(), Some((shape.variants, false)), false);
    }
    let of: Vec<Value> = shape
        .variants
        .iter()
        .map(|v| {
            object(v.about, shape.fields.iter().chain(v.fields), Some((std::slice::from_ref(v), true)), true)
        })
        .collect();
    json!({ "description": shape.about, "oneOf": of })
}

/// An object of fields; with words for `kind` if there are variants.
fn object(
    about: &str,
    fields: impl Iterator<Item = &'static Field>,
    words: Option<(&'static [Variant], bool)>,
    complete: bool,
) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    if let Some((variants, needed)) = words {
        let list: Vec<&str> = variants.iter().map(|v| v.name).collect();
        properties.insert("kind".into(), json!({ "enum": list, "description": "What it is." }));
        if needed {
            required.push("kind");
        }
    }
    for field in fields {
        let mut value = kind(&field.kind);
        let about = match value.get("description").and_then(Value::as_str) {
            Some(more) if !more.is_empty() => {
                format!("{} ({more})", field.about.trim_end_matches('.'))
            }
            _ => field.about.to_string(),
        };
        value["description"] = json!(about);
        properties.insert(field.name.into(), value);
        if field.required && complete {
            required.push(field.name);
        }
    }
    json!({ "type": "object", "description": about, "properties": properties, "required": required, "additionalProperties": false })
}

fn kind(of: &Kind) -> Value {
    match of {
        Kind::Text | Kind::Moment | Kind::Unit => json!({ "type": "string" }),
        Kind::Key => json!({ "type": "string", "pattern": "^[A-Za-z0-9_]{1,64}$" }),
        Kind::OneOf(words) => {
            let options: Vec<Value> =
                words.iter().map(|(word, about)| json!({ "const": word, "description": about })).collect();
            json!({ "oneOf": options })
        }
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Count => json!({ "type": "integer", "minimum": 1 }),
        Kind::Number(bounds) => number(*bounds),
        Kind::Quantity(dimensions) => quantity(dimensions),
        Kind::Param(dimensions, bounds, extra) => {
            let about = if dimensions.is_empty() { String::new() } else { describe_any(dimensions) };
            let mut out = object(&about, FIELDS.iter().chain(*extra), None, true);
            out["properties"]["value"] = number(*bounds);
            out
        }
        Kind::List(item) => json!({ "type": "array", "items": kind(item) }),
        Kind::TextOr(other) => json!({ "anyOf": [{ "type": "string" }, kind(other)] }),
        Kind::Interval => {
            json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 })
        }
        Kind::Table(shape) => table(shape, true),
        Kind::Patch(shape) => table(shape, false),
        Kind::Map(keys, item) => json!({
            "type": "object",
            "description": format!("by {keys}"),
            "propertyNames": { "pattern": "^[A-Za-z0-9_]{1,64}$" },
            "additionalProperties": kind(item),
        }),
    }
}

fn number(bounds: Bounds) -> Value {
    match bounds {
        Bounds::Any => json!({ "type": "number" }),
        Bounds::Positive => json!({ "type": "number", "exclusiveMinimum": 0 }),
        Bounds::NotNegative => json!({ "type": "number", "minimum": 0 }),
        Bounds::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Bounds::Inside => json!({ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 }),
        Bounds::Ordinal => json!({ "type": "number", "minimum": -3, "maximum": 3 }),
        Bounds::Signed => json!({ "type": "number", "minimum": -1, "maximum": 1 }),
    }
}

/// A quantity: a strict pattern for times, whose units are few; for others a number and some unit.
fn quantity(dimensions: &[Dimension]) -> Value {
    const NUMBER: &str = "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?";
    if dimensions == [Dimension::TIME] {
        let pattern = format!("{NUMBER}\\s*(ms|s|min|h|d|week|month|y)$");
        return json!({ "type": "string", "pattern": pattern, "description": "s, min, h, d, week, month, y", "examples": ["20 min"] });
    }
    let about = if dimensions.is_empty() { "number and unit".into() } else { describe_any(dimensions) };
    json!({ "type": "string", "pattern": format!("{NUMBER}\\s*[^0-9\\s].*$"), "description": about, "examples": ["100 ng/h", "5 mg/kg"] })
}
