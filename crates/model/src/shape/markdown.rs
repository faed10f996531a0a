//! A Markdown reference of a shape: one section per table.

use super::{Field, Kind, Shape, join};
use std::fmt::Write;

/// The reference of a shape and of every table within, in order of first mention.
pub fn reference(shape: &'static Shape) -> String {
    let mut out = String::new();
    let mut done: Vec<&'static str> = Vec::new();
    let mut queue = vec![shape];
    while !queue.is_empty() {
        let shape = queue.remove(0);
        if done.contains(&shape.name) {
            continue;
        }
        done.push(shape.name);
        section(shape, &mut out);
        let all = shape.fields.iter().chain(shape.variants.iter().flat_map(|v| v.fields));
        queue.extend(all.filter_map(|f| inner(&f.kind)));
    }
    out
}

fn section(shape: &Shape, out: &mut String) {
    let _ = writeln!(out, "## {}\n\n{}\n", shape.name, shape.about);
    rows(shape.fields, out);
    if let Some(rest) = &shape.rest {
        let _ = writeln!(out, "Any further key: {}.\n", cell(rest));
    }
    for variant in shape.variants {
        let _ = writeln!(out, "### {} of kind `{}`\n\n{}\n", shape.name, variant.name, variant.about);
        rows(variant.fields, out);
    }
}

fn rows(fields: &[Field], out: &mut String) {
    if fields.is_empty() {
        return;
    }
    out.push_str("| key | value | needed | meaning |\n|---|---|---|---|\n");
    for field in fields {
        let needed = if field.required { "yes" } else { "" };
        let _ = writeln!(
            out,
            "| `{}` | {} | {needed} | {} |",
            field.name,
            cell(&field.kind),
            field.about.replace('|', "\\|")
        );
    }
    out.push('\n');
}

fn cell(kind: &Kind) -> String {
    let text = match kind {
        Kind::Table(shape) => format!("table [{0}](#{0})", shape.name),
        Kind::Patch(shape) => format!("what differs in [{0}](#{0})", shape.name),
        Kind::List(item) => format!("list of: {}", cell(item)),
        Kind::TextOr(other) => format!("a string, or {}", cell(other)),
        Kind::Map(keys, item) => format!("by {keys}: {}", cell(item)),
        Kind::OneOf(words) => join(words.iter().map(|w| w.0)),
        Kind::Param([], ..) => "number of the atlas".into(),
        Kind::Param(dimensions, ..) => {
            format!("number of the atlas: {}", crate::quantity::describe_any(dimensions))
        }
        other => other.expected(),
    };
    text.replace('|', "\\|")
}

fn inner(kind: &Kind) -> Option<&'static Shape> {
    match kind {
        Kind::Table(shape) | Kind::Patch(shape) => Some(shape),
        Kind::List(item) | Kind::Map(_, item) | Kind::TextOr(item) => inner(item),
        _ => None,
    }
}
