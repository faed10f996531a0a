//! Names of the atlas under which papers know them otherwise: acts, ligands and receptors are put under their keys before anything is read.

use super::VariableForm;
use super::variables::VARIABLES;
use crate::atlas::Atlas;
use syntony_language::alias::read_as;
use syntony_language::shape::{Settled, Shape, one, settle};
use syntony_language::text::{Node, Table, Value};

/// Replaces the field's other words of a file of this shape by the names that Syntony has; gives what was replaced.
pub(super) fn settled(shape: &Shape, root: &mut Table, atlas: &Atlas) -> Vec<Settled> {
    let mut all = Vec::new();
    settle(shape, root, &mut all);
    table(root, atlas, &mut all);
    all.sort_by_key(|s| s.spot.order());
    all
}

fn table(table: &mut Table, atlas: &Atlas, all: &mut Vec<Settled>) {
    table.entries.iter_mut().for_each(|e| node(&e.key, &mut e.node, atlas, all));
}

fn node(key: &str, node: &mut Node, atlas: &Atlas, all: &mut Vec<Settled>) {
    match &mut node.value {
        Value::Table(inner) => table(inner, atlas, all),
        Value::List(items) => items.iter_mut().for_each(|item| self::node(of_each(key), item, atlas, all)),
        Value::Text(text) => match key {
            "act" | "answer" => one(node, atlas.acts.keys().map(String::as_str), all),
            "practice" => one(node, atlas.practices.keys().map(String::as_str), all),
            "ligand" | "hormone" => one(node, atlas.ligands.keys().map(String::as_str), all),
            "variable" => {
                if let Some(name) = variable(text, atlas) {
                    let written = std::mem::replace(text, name.clone());
                    all.push(Settled { spot: node.spot, written, name });
                }
            }
            "receptor" => {
                let gene = atlas.receptors.values().find(|r| r.gene.eq_ignore_ascii_case(text));
                match gene.filter(|r| r.key != *text) {
                    Some(receptor) => {
                        let written = std::mem::replace(text, receptor.key.clone());
                        all.push(Settled { spot: node.spot, written, name: receptor.key.clone() });
                    }
                    None => one(node, atlas.receptors.keys().map(String::as_str), all),
                }
            }
            _ => {}
        },
        _ => {}
    }
}

/// The key under which one item of a list would stand.
fn of_each(key: &str) -> &str {
    if key == "practices" { "practice" } else { "" }
}

/// A state variable under the names that Syntony has, where it is written under others.
fn variable(text: &str, atlas: &Atlas) -> Option<String> {
    let (word, of) = text.split_once(':').map_or((text, None), |(word, of)| (word, Some(of)));
    let word = read_as(word, VARIABLES.iter().map(VariableForm::word)).unwrap_or(word);
    let form = VARIABLES.iter().find(|v| v.word() == word)?.form;
    let ligand = |name: &str| read_as(name, atlas.ligands.keys().map(String::as_str)).map(String::from);
    let receptor = |name: &str| {
        let gene = atlas.receptors.values().find(|r| r.gene.eq_ignore_ascii_case(name));
        gene.map(|r| r.key.clone())
    };
    let of = of.map(|of| {
        let (name, site) =
            of.split_once('@').map_or((of, String::new()), |(name, site)| (name, format!("@{site}")));
        let own = match form {
            _ if form.contains(":LIGAND") => ligand(name),
            _ if form.contains(":RECEPTOR") => receptor(name),
            _ => None,
        };
        format!("{}{site}", own.as_deref().unwrap_or(name))
    });
    let settled = of.map_or(word.to_string(), |of| format!("{word}:{of}"));
    (settled != text).then_some(settled)
}
