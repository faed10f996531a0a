//! Builds the circuit: populations, projections, percepts, effects, acts, practices and processes.

use super::build::Builder;
use super::{
    ActKind, MassKind, Percept, Population, Practice, Process, Projection, Reach, ReceptorEffect, Strategy,
};
use syntony_language::text::Spot;

impl Builder<'_> {
    /// Nodes of the circuit.
    pub(super) fn populations(&mut self) {
        for (entry, table) in self.entries("population") {
            let key = entry.key.clone();
            if let Some(region) = table.text("region") {
                self.known("region", region, table.spot_of("region"));
            }
            let rest = table.table("rest").and_then(|t| self.param(format!("population.{key}.rest"), t));
            let rate_max =
                table.table("rate_max").and_then(|t| self.param(format!("population.{key}.rate_max"), t));
            let kind =
                if table.text("kind") == Some("cortex") { MassKind::Cortex } else { MassKind::Nucleus };
            let (Some(rest), Some(rate_max)) = (rest, rate_max) else {
                continue;
            };
            let (name, region, place) =
                (table.text_or_empty("name"), table.text_or_empty("region"), self.place(entry));
            self.atlas.populations.push(Population { key, name, region, kind, rest, rate_max, place });
        }
    }

    /// Edges of the circuit.
    pub(super) fn projections(&mut self) {
        for (target, sources) in self.entries("projection") {
            self.known("population", &target.key, target.at);
            for source in &sources.entries {
                self.known("population", &source.key, source.at);
                let Some(table) = source.node.table() else {
                    continue;
                };
                let Some(strength) = self.param(format!("projection.{}.{}", target.key, source.key), table)
                else {
                    continue;
                };
                let transmitter = table.text_or_empty("transmitter");
                let (from, to, place) = (source.key.clone(), target.key.clone(), self.place(source));
                self.atlas.projections.push(Projection { from, to, strength, transmitter, place });
            }
        }
    }

    /// What drives the circuit from outside.
    pub(super) fn percepts(&mut self) {
        for (channel, driven) in self.entries("percept") {
            for population in &driven.entries {
                self.known("population", &population.key, population.at);
                let Some(table) = population.node.table() else {
                    continue;
                };
                let Some(weight) = self.param(format!("percept.{}.{}", channel.key, population.key), table)
                else {
                    continue;
                };
                let (to, place) = (population.key.clone(), self.place(population));
                self.atlas.percepts.push(Percept { channel: channel.key.clone(), to, weight, place });
            }
        }
    }

    /// What occupied receptors do.
    pub(super) fn effects(&mut self) {
        for table in self.root.tables("effect") {
            for kind in ["receptor", "region"] {
                if let Some(name) = table.text(kind) {
                    self.known(kind, name, table.spot_of(kind));
                }
            }
            let (Some(receptor), Some(region), Some(target)) =
                (table.text("receptor"), table.text("region"), table.text("target"))
            else {
                continue;
            };
            self.effect_target(target, table.spot_of("target"));
            let Some(amount) = table
                .table("amount")
                .and_then(|t| self.param(format!("effect.{receptor}.{region}.{target}"), t))
            else {
                continue;
            };
            let place = self.notes.files.place(table.spot);
            let (receptor, region, target) = (receptor.to_string(), region.to_string(), target.to_string());
            self.atlas.effects.push(ReceptorEffect { receptor, region, target, amount, place });
        }
    }

    fn effect_target(&mut self, target: &str, spot: Spot) {
        match target.split_once(':') {
            Some(("excitability" | "gain", population)) => self.known("population", population, spot),
            Some(("release", ligand)) => self.known("ligand", ligand, spot),
            None if target.split_once('.').is_some_and(|(_, input)| !input.is_empty()) => {
                let process = target.split('.').next().unwrap_or_default();
                self.known("process", process, spot);
            }
            _ => {
                let expected = "excitability:POPULATION, gain:POPULATION, release:LIGAND or PROCESS.INPUT";
                self.notes.add(
                    spot,
                    format!("'{target}' is no target of an effect, expected {expected}"),
                    None,
                );
            }
        }
    }

    /// What animals do to one another.
    pub(super) fn acts(&mut self) {
        for (entry, table) in self.entries("act") {
            let path = format!("act.{}.senses", entry.key);
            let senses = table.table("senses").map(|t| self.numbers(&path, t, &[])).unwrap_or_default();
            let part = |what: &str| format!("act.{}.{what}", entry.key);
            let mut numbers =
                |what: &str| table.table(what).map(|t| self.numbers(&part(what), t, &[])).unwrap_or_default();
            let (numbers, appeal) = (numbers("numbers"), numbers("appeal"));
            let act = ActKind {
                key: entry.key.clone(),
                name: table.text_or_empty("name"),
                mutual: table.flag("mutual"),
                senses,
                reach: Reach::of(table.text("reach")),
                code: table.number("code").map(|c| c as usize),
                numbers,
                appeal,
                place: self.place(entry),
            };
            self.atlas.acts.insert(entry.key.clone(), act);
        }
    }

    /// What people may do on purpose.
    pub(super) fn practices(&mut self) {
        for (entry, table) in self.entries("practice") {
            for act in table.table("acts").map_or(&[][..], |t| &t.entries) {
                self.known("act", &act.key, act.at);
            }
            let path = format!("practice.{}.acts", entry.key);
            let acts = table.table("acts").map(|t| self.numbers(&path, t, &[])).unwrap_or_default();
            let shares: f64 = acts.values().map(|id| self.atlas.params.value(*id)).sum();
            if shares > 1.0 + 1e-9 {
                let what = format!(
                    "the acts of the practice '{}' take {shares:.2} of its time, expected at most 1",
                    entry.key
                );
                self.notes.add(table.spot_of("acts"), what, None);
            }
            let practice = Practice {
                key: entry.key.clone(),
                name: table.text_or_empty("name"),
                about: table.text_or_empty("about"),
                acts,
                strategy: table.text("strategy").and_then(Strategy::of),
                alone: table.flag("alone"),
                place: self.place(entry),
            };
            self.atlas.practices.insert(entry.key.clone(), practice);
        }
    }

    /// Parameters of the terms of the model.
    pub(super) fn processes(&mut self) {
        for (entry, table) in self.entries("process") {
            let numbers = self.numbers(&format!("process.{}", entry.key), table, &[]);
            let (about, place) = (table.text_or_empty("about"), self.place(entry));
            let (key, papers) = (entry.key.clone(), self.papers(table));
            self.atlas.processes.insert(entry.key.clone(), Process { key, about, papers, numbers, place });
        }
    }
}
