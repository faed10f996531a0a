//! Builds the entries of the atlas from its tree and checks every name that they refer to.

use super::{Atlas, Region, Source, Species};
use crate::param::{Grade, Param, ParamId};
use std::collections::{BTreeMap, BTreeSet};
use syntony_language::notes::Notes;
use syntony_language::problem::Place;
use syntony_language::quantity::Quantity;
use syntony_language::text::{KeyValue, Spot, Table};

/// Builds the atlas; whatever is wrong is noted, and what cannot be built is left out.
pub(super) fn build(root: &Table, sources: BTreeMap<String, Source>, notes: &mut Notes) -> Atlas {
    let mut builder = Builder { root, notes, atlas: Atlas { sources, ..Atlas::default() } };
    builder.species();
    builder.inheritance();
    builder.regions();
    builder.populations();
    builder.projections();
    builder.percepts();
    builder.ligands();
    builder.receptors();
    builder.effects();
    builder.compounds();
    builder.acts();
    builder.practices();
    builder.processes();
    builder.atlas
}

/// Builds one atlas.
pub(super) struct Builder<'a> {
    pub root: &'a Table,
    pub notes: &'a mut Notes,
    pub atlas: Atlas,
}

impl<'a> Builder<'a> {
    /// Entries of one kind, by key, that are tables.
    pub(super) fn entries(&self, kind: &str) -> impl Iterator<Item = (&'a KeyValue, &'a Table)> + use<'a> {
        let all: &'a [KeyValue] = self.root.table(kind).map_or(&[], |t| &t.entries);
        all.iter().filter_map(|e| Some((e, e.node.table()?)))
    }

    pub(super) fn place(&self, entry: &KeyValue) -> Place {
        self.notes.files.place(entry.at)
    }

    /// Notes a reference to something that the atlas does not have.
    pub(super) fn known(&mut self, kind: &str, name: &str, spot: Spot) {
        let all: &'a [KeyValue] = self.root.table(kind).map_or(&[], |t| &t.entries);
        self.notes.known(kind, "atlas", name, spot, all.iter().map(|e| e.key.as_str()));
    }

    /// Adds a number; nothing if its table is not complete, which has been noted already.
    pub(super) fn param(&mut self, path: String, table: &Table) -> Option<ParamId> {
        let source = table.text("source").unwrap_or_default().trim();
        if !source.is_empty() && !self.atlas.sources.contains_key(source) {
            let keys = self.atlas.sources.keys().map(String::as_str);
            let spot = table.spot_of("source");
            self.notes.known("source", "file sources.bib", source, spot, keys);
        }
        let grade = match table.text("grade")? {
            "measured" => Grade::Measured,
            "derived" => Grade::Derived,
            "fitted" => Grade::Fitted,
            "assumed" => Grade::Assumed,
            _ => return None,
        };
        let written = Quantity::new(table.number("value")?, table.text("unit")?).ok()?;
        let range: Vec<f64> = table.list("range").iter().filter_map(|n| n.number()).collect();
        let range = if let [low, high] = range[..] { Some((low, high)) } else { None };
        let place = self.notes.files.place(table.spot);
        let note = table.text_or_empty("note");
        let source = source.to_string();
        let param = Param { path, written, range, grade, source, note, place, overridden: None };
        match self.atlas.params.insert(param) {
            Ok(id) => Some(id),
            Err(old) => {
                let first = self.atlas.params.get(old);
                let what = format!(
                    "'{}' is given twice, expected once; the first is at {}",
                    first.path, first.place
                );
                self.notes.add(table.spot, what, None);
                None
            }
        }
    }

    /// The papers that the equations of an entry rest on.
    pub(super) fn papers(&mut self, table: &Table) -> Vec<String> {
        let mut papers = Vec::new();
        for (paper, spot) in table.texts("papers") {
            let keys = self.atlas.sources.keys().map(String::as_str);
            self.notes.known("source", "file sources.bib", paper, spot, keys);
            papers.push(paper.to_string());
        }
        papers
    }

    /// Adds every number of a table (keys whose values are tables with a value).
    pub(super) fn numbers(
        &mut self,
        path: &str,
        table: &Table,
        except: &[&str],
    ) -> BTreeMap<String, ParamId> {
        let mut out = BTreeMap::new();
        for entry in table.entries.iter().filter(|e| !except.contains(&e.key.as_str())) {
            if let Some(number) = entry.node.table()
                && let Some(id) = self.param(format!("{path}.{}", entry.key), number)
            {
                out.insert(entry.key.clone(), id);
            }
        }
        out
    }

    /// A map of maps of numbers: density by receptor and region, fibre by ligand and region.
    fn map(&mut self, path: &str, kind: &str, table: Option<&Table>) -> BTreeMap<(String, String), ParamId> {
        let mut out = BTreeMap::new();
        for entry in table.map_or(&[][..], |t| &t.entries) {
            self.known(kind, &entry.key, entry.at);
            let Some(regions) = entry.node.table() else {
                continue;
            };
            for region in &regions.entries {
                self.known("region", &region.key, region.at);
            }
            for (region, id) in self.numbers(&format!("{path}.{}", entry.key), regions, &[]) {
                out.insert((entry.key.clone(), region), id);
            }
        }
        out
    }

    fn species(&mut self) {
        for (entry, table) in self.entries("species") {
            let key = entry.key.clone();
            let density = self.map(&format!("species.{key}.density"), "receptor", table.table("density"));
            let fibre = self.map(&format!("species.{key}.fibre"), "ligand", table.table("fibre"));
            let body = table
                .table("body")
                .map(|t| self.numbers(&format!("species.{key}.body"), t, &[]))
                .unwrap_or_default();
            let inherits = table.text("inherits").map(String::from);
            if let Some(base) = &inherits {
                self.known("species", base, table.spot_of("inherits"));
            }
            let species = Species {
                name: table.text_or_empty("name"),
                inherits,
                castable: table.flag("castable"),
                density,
                fibre,
                body,
                place: self.place(entry),
                key: key.clone(),
            };
            self.atlas.species.insert(key, species);
        }
    }

    /// Notes every circle of inheritance once, at its first member.
    fn inheritance(&mut self) {
        let mut told: BTreeSet<String> = BTreeSet::new();
        for (entry, table) in self.entries("species") {
            let mut chain = vec![entry.key.as_str()];
            while let Some(base) =
                self.atlas.species.get(chain[chain.len() - 1]).and_then(|s| s.inherits.as_deref())
            {
                let seen = chain.iter().position(|k| *k == base);
                chain.push(base);
                if let Some(start) = seen {
                    let circle: Vec<String> = chain[start..].iter().map(|k| k.to_string()).collect();
                    if start == 0 && !circle.iter().any(|k| told.contains(k)) {
                        let what = format!(
                            "species inherit in a circle ({}), expected a base at the end",
                            circle.join(" -> ")
                        );
                        self.notes.add(
                            table.spot_of("inherits"),
                            what,
                            Some("take one 'inherits' away".into()),
                        );
                        told.extend(circle);
                    }
                    break;
                }
            }
        }
    }

    fn regions(&mut self) {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for (entry, _) in self.entries("region") {
            names.insert(entry.key.to_lowercase(), entry.key.clone());
        }
        for (entry, table) in self.entries("region") {
            self.aliases("region", entry, table, &mut names);
            let Some(volume) =
                table.table("volume").and_then(|t| self.param(format!("region.{}.volume", entry.key), t))
            else {
                continue;
            };
            let nerve_access = table
                .table("nerve_access")
                .and_then(|t| self.param(format!("region.{}.nerve_access", entry.key), t));
            let region = Region {
                key: entry.key.clone(),
                name: table.text_or_empty("name"),
                aliases: table.texts("aliases").map(|a| a.0.to_string()).collect(),
                volume,
                nerve_access,
                place: self.place(entry),
            };
            self.atlas.regions.insert(entry.key.clone(), region);
        }
    }

    /// Notes an alias that already means something else.
    pub(super) fn aliases(
        &mut self,
        kind: &str,
        entry: &KeyValue,
        table: &Table,
        names: &mut BTreeMap<String, String>,
    ) {
        for (alias, spot) in table.texts("aliases") {
            match names.insert(alias.to_lowercase(), entry.key.clone()) {
                Some(other) if other != entry.key => {
                    let what = format!(
                        "the alias '{alias}' of {kind} '{}' already means {kind} '{other}', expected one meaning",
                        entry.key
                    );
                    self.notes.add(spot, what, None);
                }
                _ => {}
            }
        }
    }
}
