//! Numbers of a protocol's text that a sweep may move, each under a path: doses, times of phases, n, strengths of manipulations.
//!
//! | path | what |
//! |---|---|
//! | `dose.COMPOUND` | amount of a compound; 0 leaves the dose out |
//! | `phase.PHASE.duration` | length of a phase |
//! | `n` | animals of every group |
//! | `express.RECEPTOR`, `release.LIGAND`, `process.PROCESS`, `express.RECEPTOR.REGION` … | factor of a manipulation |
//! | `stimulate.TARGET`, `silence.TARGET` | its amount |
//!
//! `GROUP.` before one of them means what that group alone has. A moved protocol is its text with other numbers, read again: all times,
//! checks and limits are those of a file that says so.

use std::collections::BTreeMap;
use syntony_language::{Problems, Quantity};
use syntony_model::{Atlas, Protocol};
use toml::{Table, Value};

/// Manipulations with a number: kind, the key of what is changed, the key of the number.
const CHANGES: [(&str, &str, &str); 5] = [
    ("express", "receptor", "factor"),
    ("release", "ligand", "factor"),
    ("process", "process", "factor"),
    ("stimulate", "target", "amount"),
    ("silence", "target", "amount"),
];

/// A number that may be moved.
#[derive(Debug, Clone)]
pub struct Factor {
    /// As it is written, where it is first written.
    pub written: Quantity,
    /// Whether it is the amount of a dose.
    pub dose: bool,
    /// Whether it counts animals.
    pub count: bool,
    places: Vec<Place>,
}

/// The way to a number through the tables of the text.
type Place = Vec<Key>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Name(String),
    Item(usize),
}

fn name(word: &str) -> Key {
    Key::Name(word.into())
}

/// All numbers of a protocol that may be moved.
#[derive(Debug, Clone)]
pub struct Factors<'a> {
    protocol: &'a Protocol,
    root: Table,
    all: BTreeMap<String, Factor>,
}

impl<'a> Factors<'a> {
    /// Those of a protocol.
    pub fn of(protocol: &'a Protocol, atlas: &Atlas) -> Factors<'a> {
        // the text has been read before
        let root: Table = protocol.text.parse().unwrap_or_default();
        let mut found = Finder { atlas, all: BTreeMap::new() };
        found.treatments("", &root, &[]);
        let groups = list(&root, "group");
        for (i, group) in groups.iter().enumerate() {
            let at = [name("group"), Key::Item(i)];
            found.treatments(&format!("{}.", text(group, "key")), group, &at);
            found.phases(&root, group, &at);
            found.size(&groups, i);
        }
        Factors { protocol, root, all: found.all }
    }

    /// The number of a path.
    pub fn get(&self, path: &str) -> Option<&Factor> {
        self.all.get(path)
    }

    /// All paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(String::as_str)
    }

    /// The protocol with these numbers moved.
    pub fn moved(&self, to: &[(&str, Quantity)], atlas: &Atlas) -> Result<Protocol, Problems> {
        let mut root = self.root.clone();
        let mut gone: Vec<&Place> = Vec::new();
        for (factor, quantity) in to.iter().filter_map(|(path, q)| Some((self.all.get(*path)?, q))) {
            for place in &factor.places {
                match factor.dose && quantity.number == 0.0 {
                    true => gone.push(place),
                    false => put(&mut root, place, factor, quantity),
                }
            }
        }
        // the last of a list first, so that the others keep their places
        gone.sort();
        gone.iter().rev().for_each(|place| take_out(&mut root, place));
        let p = self.protocol;
        let beside: Vec<_> =
            p.paper.iter().map(|s| ("paper.bib".to_string(), Ok(s.bibtex.clone()))).collect();
        let text = toml::to_string(&root).unwrap_or_default();
        Protocol::read_beside(&format!("{}.toml", p.key), &text, atlas, &beside)
    }
}

fn text<'t>(table: &'t Table, key: &str) -> &'t str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'t>(table: &'t Table, key: &str) -> Vec<&'t Table> {
    let items = table.get(key).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_table).collect()
}

struct Finder<'a> {
    atlas: &'a Atlas,
    all: BTreeMap<String, Factor>,
}

impl Finder<'_> {
    fn add(&mut self, path: String, written: Option<Quantity>, kind: (bool, bool), place: Place) {
        let Some(written) = written else { return };
        let (dose, count) = kind;
        let new = Factor { written, dose, count, places: Vec::new() };
        let factor = self.all.entry(path).or_insert(new);
        if !factor.places.contains(&place) {
            factor.places.push(place);
        }
    }

    /// Doses and manipulations of the whole protocol, or of a group.
    fn treatments(&mut self, owner: &str, table: &Table, at: &[Key]) {
        for (i, dose) in list(table, "dose").into_iter().enumerate() {
            let Some(compound) = self.atlas.compound_named(text(dose, "compound")) else { continue };
            let place = [at, &[name("dose"), Key::Item(i), name("amount")]].concat();
            let word = format!("dose.{}", compound.key);
            self.both(owner, &word, quantity(dose, "amount"), (true, false), place);
        }
        for (i, change) in list(table, "manipulation").into_iter().enumerate() {
            let kind = CHANGES.iter().find(|c| c.0 == text(change, "kind"));
            let Some((kind, what, number)) = kind else { continue };
            let place = [at, &[name("manipulation"), Key::Item(i), name(number)]].concat();
            let word = format!("{kind}.{}", text(change, what));
            let written = quantity(change, number);
            if let Some(region) = change.get("region").and_then(Value::as_str) {
                self.both(owner, &format!("{word}.{region}"), written, (false, false), place.clone());
            }
            self.both(owner, &word, written, (false, false), place);
        }
    }

    /// Under its own path and under that of its group.
    fn both(&mut self, owner: &str, word: &str, written: Option<Quantity>, kind: (bool, bool), place: Place) {
        if !owner.is_empty() {
            self.add(format!("{owner}{word}"), written, kind, place.clone());
        }
        self.add(word.into(), written, kind, place);
    }

    /// Lengths of the phases that a group has: its own, or those of all with what it changes.
    fn phases(&mut self, root: &Table, group: &Table, at: &[Key]) {
        let own = group.contains_key("phases");
        let skipped = group.get("skip").and_then(Value::as_array);
        let skips = |phase: &str| skipped.is_some_and(|s| s.iter().any(|v| v.as_str() == Some(phase)));
        let base = if own { list(group, "phases") } else { list(root, "phase") };
        for (i, phase) in base.iter().enumerate().filter(|(_, p)| !skips(text(p, "name"))) {
            let key = text(phase, "name");
            let word = format!("phase.{key}.duration");
            let changed = group.get("phase").and_then(|p| p.get(key)).and_then(Value::as_table);
            let written = changed.and_then(|c| quantity(c, "duration"));
            let here = match own {
                true => [at, &[name("phases"), Key::Item(i), name("duration")]].concat(),
                false => [at, &[name("phase"), name(key), name("duration")]].concat(),
            };
            let home = written.or_else(|| quantity(phase, "duration"));
            self.add(format!("{}.{word}", text(group, "key")), home, (false, false), here.clone());
            match own || written.is_some() {
                true => self.add(word, home, (false, false), here),
                false => {
                    let shared = vec![name("phase"), Key::Item(i), name("duration")];
                    self.add(word, home, (false, false), shared);
                }
            }
        }
    }

    /// Animals of a group, and of those that are the same animals.
    fn size(&mut self, groups: &[&Table], i: usize) {
        let first = |key: &str| -> String {
            let own = groups.iter().find(|g| text(g, "key") == key);
            own.and_then(|g| g.get("same_as")).and_then(Value::as_str).unwrap_or(key).to_string()
        };
        let key = text(groups[i], "key");
        let written = groups[i].get("n").and_then(Value::as_integer).map(|n| Quantity::pure(n as f64));
        for (j, other) in groups.iter().enumerate() {
            if first(text(other, "key")) == first(key) {
                let place = vec![name("group"), Key::Item(j), name("n")];
                self.both(&format!("{key}."), "n", written, (false, true), place);
            }
        }
    }
}

/// A number as it stands in a table.
fn quantity(table: &Table, key: &str) -> Option<Quantity> {
    match table.get(key)? {
        Value::String(text) => Quantity::parse(text).ok(),
        Value::Integer(n) => Some(Quantity::pure(*n as f64)),
        Value::Float(x) => Some(Quantity::pure(*x)),
        _ => None,
    }
}

fn put(root: &mut Table, place: &[Key], factor: &Factor, quantity: &Quantity) {
    let Some((Key::Name(last), way)) = place.split_last() else { return };
    let Some(table) = follow(root, way) else { return };
    let value = match table.get(last) {
        _ if factor.count => Value::Integer(quantity.number.round() as i64),
        Some(Value::Integer(_) | Value::Float(_)) => Value::Float(quantity.number),
        _ => Value::String(quantity.to_string()),
    };
    table.insert(last.clone(), value);
}

/// The table at a place; what a group has not changed yet is made.
fn follow<'t>(root: &'t mut Table, way: &[Key]) -> Option<&'t mut Table> {
    let mut here = root;
    let mut keys = way.iter();
    while let Some(key) = keys.next() {
        let Key::Name(key) = key else { return None };
        here = match here.entry(key.clone()).or_insert_with(|| Value::Table(Table::new())) {
            Value::Array(items) => {
                let Some(Key::Item(i)) = keys.next() else { return None };
                items.get_mut(*i)?.as_table_mut()?
            }
            other => other.as_table_mut()?,
        };
    }
    Some(here)
}

/// Takes the table that a number stands in out of its list.
fn take_out(root: &mut Table, place: &[Key]) {
    let [way @ .., Key::Name(list), Key::Item(i), _] = place else { return };
    if let Some(Value::Array(items)) = follow(root, way).and_then(|t| t.get_mut(list))
        && *i < items.len()
    {
        items.remove(*i);
    }
}
