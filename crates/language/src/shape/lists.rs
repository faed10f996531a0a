//! Every list of words of the protocol language, read off its shape, so that it can be looked up.

use super::{Field, Kind, PROTOCOL, Shape};

/// A word that may be written, and what it means.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// The word.
    pub word: &'static str,
    /// What it means.
    pub about: &'static str,
    /// What may be said with it; empty for a word alone.
    pub fields: &'static [Field],
}

/// Words of one kind: kinds of phases, of measures, criteria, routes.
#[derive(Debug, Clone)]
pub struct Listing {
    /// What several are called.
    pub many: String,
    /// What one is called: the table or key at which it stands.
    pub one: &'static str,
    /// The words, in the order of the shape.
    pub items: Vec<Item>,
}

/// All lists, kinds of tables first.
pub fn listings() -> Vec<Listing> {
    let (mut kinds, mut words) = (Vec::new(), Vec::new());
    let mut done: Vec<&'static str> = Vec::new();
    let mut queue = vec![&PROTOCOL];
    while !queue.is_empty() {
        let shape: &'static Shape = queue.remove(0);
        if done.contains(&shape.name) {
            continue;
        }
        done.push(shape.name);
        if !shape.variants.is_empty() {
            let item = |v: &super::Variant| Item { word: v.name, about: v.about, fields: v.fields };
            add(&mut kinds, shape.name, shape.variants.iter().map(item).collect());
        }
        for field in shape.fields.iter().chain(shape.variants.iter().flat_map(|v| v.fields)) {
            walk(&field.kind, field.name, &mut queue, &mut words);
        }
    }
    kinds.extend(words);
    kinds
}

fn walk(kind: &Kind, name: &'static str, queue: &mut Vec<&'static Shape>, words: &mut Vec<Listing>) {
    match kind {
        Kind::Table(shape) | Kind::Patch(shape) => queue.push(shape),
        Kind::List(item) | Kind::Map(_, item) => walk(item, name, queue, words),
        Kind::OneOf(all) => {
            let item = |w: &super::Word| Item { word: w.0, about: w.1, fields: &[] };
            add(words, name, all.iter().map(item).collect());
        }
        _ => {}
    }
}

/// Adds a list; one of the same name is the same list, or goes on with more words.
fn add(lists: &mut Vec<Listing>, one: &'static str, items: Vec<Item>) {
    match lists.iter_mut().find(|l| l.one == one) {
        Some(list) => {
            let new: Vec<Item> =
                items.into_iter().filter(|i| !list.items.iter().any(|x| x.word == i.word)).collect();
            list.items.extend(new);
        }
        None => lists.push(Listing { many: plural(one), one, items }),
    }
}

fn plural(one: &str) -> String {
    match one {
        "criterion" => "criteria".into(),
        "sex" | "reach" => format!("{one}es"),
        "strategy" => "strategies".into(),
        one => format!("{one}s"),
    }
}
