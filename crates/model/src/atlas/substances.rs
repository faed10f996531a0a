//! Builds the chemistry: ligands, receptors and compounds.

use super::build::Builder;
use super::{Action, Binding, Compound, Ligand, Receptor, ReceptorClass, Route};
use std::collections::BTreeMap;
use syntony_language::text::{KeyValue, Table};

impl Builder<'_> {
    /// What the body releases.
    pub(super) fn ligands(&mut self) {
        for (entry, table) in self.entries("ligand") {
            let released_by = table.text("released_by").filter(|p| !p.is_empty()).map(String::from);
            if let Some(population) = &released_by {
                self.known("population", population, table.spot_of("released_by"));
            }
            let numbers = self.numbers(&format!("ligand.{}", entry.key), table, &[]);
            let (name, class, place) =
                (table.text_or_empty("name"), table.text_or_empty("class"), self.place(entry));
            let papers = self.papers(table);
            self.atlas.ligands.insert(
                entry.key.clone(),
                Ligand { key: entry.key.clone(), name, class, released_by, papers, numbers, place },
            );
        }
    }

    /// What binds it.
    pub(super) fn receptors(&mut self) {
        for (entry, table) in self.entries("receptor") {
            let key = entry.key.clone();
            let mut binding = BTreeMap::new();
            for partner in table.table("binding").map_or(&[][..], |t| &t.entries) {
                self.partner(partner);
                let Some(numbers) = partner.node.table() else {
                    continue;
                };
                let path = format!("receptor.{key}.binding.{}", partner.key);
                let kd = numbers.table("kd").and_then(|t| self.param(format!("{path}.kd"), t));
                let efficacy =
                    numbers.table("efficacy").and_then(|t| self.param(format!("{path}.efficacy"), t));
                if let (Some(kd), Some(efficacy)) = (kd, efficacy) {
                    binding.insert(partner.key.clone(), Binding { kd, efficacy });
                }
            }
            let class = table.text("class").and_then(|word| ReceptorClass::ALL.iter().find(|c| c.0 == word));
            let Some(&(_, class)) = class else { continue };
            let cells = self.cells(table);
            let terminals = self.terminals(table);
            let numbers = self.numbers(&format!("receptor.{key}"), table, &["binding", "cells", "terminals"]);
            let (name, gene, place) =
                (table.text_or_empty("name"), table.text_or_empty("gene"), self.place(entry));
            let receptor =
                Receptor { key: key.clone(), name, gene, class, cells, terminals, binding, numbers, place };
            self.atlas.receptors.insert(key, receptor);
        }
    }

    /// Which cells of a region carry a receptor; the brain checks the names, since each lineage has its own.
    fn cells(&mut self, table: &Table) -> BTreeMap<String, Vec<String>> {
        let mut cells = BTreeMap::new();
        let Some(regions) = table.table("cells") else { return cells };
        for entry in &regions.entries {
            let names: Vec<String> = regions.texts(&entry.key).map(|(name, _)| name.to_string()).collect();
            cells.insert(entry.key.clone(), names);
        }
        cells
    }

    /// Ligands whose terminals carry a receptor.
    fn terminals(&mut self, table: &Table) -> Vec<String> {
        let ligands = self.root.table("ligand").map_or(&[][..], |t| &t.entries);
        let names: Vec<&str> = ligands.iter().map(|e| e.key.as_str()).collect();
        let mut terminals = Vec::new();
        for (name, at) in table.texts("terminals") {
            self.notes.known("ligand", "atlas", name, at, names.iter().copied());
            terminals.push(name.to_string());
        }
        terminals
    }

    /// Notes a binding partner that is neither a ligand nor a compound.
    fn partner(&mut self, entry: &KeyValue) {
        let names = ["ligand", "compound"].iter().filter_map(|k| self.root.table(k)).flat_map(|t| &t.entries);
        let names: Vec<&str> = names.map(|e| e.key.as_str()).collect();
        self.notes.known("ligand or compound", "atlas", &entry.key, entry.at, names.into_iter());
    }

    /// What experimenters give.
    pub(super) fn compounds(&mut self) {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for (entry, _) in self.entries("compound") {
            names.insert(entry.key.to_lowercase(), entry.key.clone());
        }
        for (entry, table) in self.entries("compound") {
            self.aliases("compound", entry, table, &mut names);
            let ligand = table.text("ligand").filter(|l| !l.is_empty()).map(String::from);
            if let Some(ligand) = &ligand {
                self.known("ligand", ligand, table.spot_of("ligand"));
            }
            let routes = table
                .texts("routes")
                .filter_map(|(word, _)| Route::ALL.iter().find(|r| r.0 == word).map(|r| r.1))
                .collect();
            let actions = self.actions(&entry.key, table);
            let compound = Compound {
                key: entry.key.clone(),
                name: table.text_or_empty("name"),
                aliases: table.texts("aliases").map(|a| a.0.to_string()).collect(),
                class: table.text_or_empty("class"),
                ligand,
                routes,
                numbers: self.numbers(&format!("compound.{}", entry.key), table, &["action"]),
                actions,
                place: self.place(entry),
            };
            self.atlas.compounds.insert(entry.key.clone(), compound);
        }
    }

    fn actions(&mut self, compound: &str, table: &Table) -> Vec<Action> {
        let mut actions = Vec::new();
        for action in table.tables("action") {
            let Some(target) = action.text("target") else {
                continue;
            };
            let spot = action.spot_of("target");
            let (what, region) =
                target.split_once('@').map_or((target, None), |(what, region)| (what, Some(region)));
            if let Some(region) = region {
                self.known("region", region, spot);
            }
            match what.split_once(':') {
                Some(("expression", receptor)) => self.known("receptor", receptor, spot),
                Some(("release" | "clearance", ligand)) => self.known("ligand", ligand, spot),
                _ => {
                    let expected =
                        "expression:RECEPTOR, release:LIGAND or clearance:LIGAND, with @REGION or without";
                    self.notes.add(
                        spot,
                        format!("'{target}' is no target of an action, expected {expected}"),
                        None,
                    );
                }
            }
            let path = format!("compound.{compound}.action.{target}");
            let amount = action.table("amount").and_then(|t| self.param(format!("{path}.amount"), t));
            let half = action.table("half").and_then(|t| self.param(format!("{path}.half"), t));
            if let (Some(amount), Some(half)) = (amount, half) {
                actions.push(Action { target: target.to_string(), amount, half });
            }
        }
        actions
    }
}
