//! A Markdown reference of a shape: one section per table.

use crate::atlas::Atlas;
use crate::protocol::VARIABLES;
use std::fmt::Write;
use syntony_language::alias::ALIASES;
use syntony_language::shape::{Field, Kind, PROTOCOL, Shape, Word, join};

/// The page of the protocol language: every table, every state variable, every other word; scales are those of an atlas of people.
pub fn protocol_page(people: &Atlas) -> String {
    let mut out = String::from(
        "# Protocols, key by key\n\n\
        The program writes this page from the description by which it reads protocols. [Formats](formats.md) shows an example, \
        [Writing a protocol](../guides/writing_a_protocol.md) goes through one; `syntony show measures` (phases, claims, variables, …) lists the same \
        in the terminal, `syntony show contact` one of them.\n\n",
    );
    out.push_str(&reference(&PROTOCOL));
    out.push_str(
        "## State variables\n\nWhat `variable` of a measure may name: traces and claims are in these units. \
        People have all of them, voles those that are not marked.\n\n\
        | variable | unit | scale | people only | meaning |\n|---|---|---|---|---|\n",
    );
    for v in VARIABLES {
        let only = if v.people { "yes" } else { "" };
        let _ =
            writeln!(out, "| `{}` | {} | {} | {only} | {} |", v.form, v.unit, v.scale.words(people), v.about);
    }
    out.push_str(
        "\n## Other words\n\nA word on the left is read as the name on the right where that may stand, and `check` says so. \
        Compounds and regions have their other names in the atlas (`syntony show OTA`); units are not replaced, only hinted at.\n\n\
        | written | read as |\n|---|---|\n",
    );
    for (written, name) in ALIASES.iter().filter(|a| syntony_language::quantity::Unit::parse(a.1).is_err()) {
        let _ = writeln!(out, "| `{written}` | `{name}` |");
    }
    out
}

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
    for field in fields {
        if let Some(words) = words(&field.kind) {
            let all: Vec<String> = words.iter().map(|(word, about)| format!("`{word}` {about}")).collect();
            let _ = writeln!(out, "`{}` is one of: {}.\n", field.name, all.join("; "));
        }
    }
}

fn words(kind: &Kind) -> Option<&'static [Word]> {
    match kind {
        Kind::OneOf(words) => Some(words),
        Kind::List(item) => words(item),
        _ => None,
    }
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
            format!("number of the atlas: {}", syntony_language::quantity::describe_any(dimensions))
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
