//! Manipulations: what is changed in the brain other than by a dose, and from when to when.

use super::read::{Draft, Reader};
use super::{Manipulation, ManipulationKind};
use syntony_language::text::{Spot, Table};

impl Reader<'_> {
    /// Fills in the manipulations of a group: the shared ones, then its own.
    pub(super) fn manipulations(&mut self, group: &Table, draft: &mut Draft) {
        let root = self.root;
        for table in root.tables("manipulation").chain(group.tables("manipulation")) {
            let members = self.members(table, "members", draft);
            let window_s = self.window(table, draft);
            let Some(kind) = self.change(table) else { continue };
            let place = self.notes.files.place(table.spot);
            // during a phase that is repeated: in each of its repetitions, and not between them
            let during = table.text("during").unwrap_or_default();
            let each: Vec<(f64, f64)> = draft.each(during).filter_map(|name| draft.span(&name)).collect();
            for window_s in if each.is_empty() { vec![window_s] } else { each } {
                let (members, kind, place) = (members.clone(), kind.clone(), place.clone());
                draft.group.manipulations.push(Manipulation { members, kind, window_s, place });
            }
        }
    }

    /// From when to when; always by default.
    fn window(&mut self, table: &Table, draft: &Draft) -> (f64, f64) {
        let always = (f64::NEG_INFINITY, f64::INFINITY);
        let projection = table.text("kind") == Some("project");
        let bounded = !projection && (table.get("from").is_some() || table.get("to").is_some());
        if let Some(phase) = table.text("during") {
            if bounded {
                self.notes.add(
                    table.spot_of("during"),
                    "'during' together with 'from' or 'to', expected one or the other",
                    None,
                );
            }
            if draft.span(phase).is_none() {
                self.missing_phase(phase, table.spot_of("during"), draft);
            }
            return draft.span(phase).unwrap_or(always);
        }
        if !bounded {
            return always;
        }
        let mut edge = |key: &str| table.text(key).map(|text| self.moment(text, table.spot_of(key), draft));
        let (from, to) = (edge("from"), edge("to"));
        if let (Some(Some(from)), Some(Some(to))) = (from, to)
            && from >= to
            && draft.timed
        {
            self.notes.add(
                table.spot_of("to"),
                "the manipulation ends before it begins, expected 'to' after 'from'",
                None,
            );
        }
        (from.flatten().unwrap_or(always.0), to.flatten().unwrap_or(always.1))
    }

    fn change(&mut self, table: &Table) -> Option<ManipulationKind> {
        let factor = table.number("factor");
        Some(match table.text("kind")? {
            "express" => {
                let receptor = table.text("receptor");
                receptor.iter().for_each(|r| self.receptor(r, table.spot_of("receptor")));
                let region = self.place_of(table)?;
                let developmental = table.flag("developmental");
                ManipulationKind::Express {
                    receptor: receptor?.to_string(),
                    region,
                    factor: factor?,
                    developmental,
                }
            }
            "release" => {
                let ligand = table.text("ligand");
                ligand.iter().for_each(|l| self.ligand(l, table.spot_of("ligand")));
                ligand.iter().for_each(|l| self.released(l, table.spot_of("ligand")));
                let region = self.place_of(table)?;
                ManipulationKind::Release { ligand: ligand?.to_string(), region, factor: factor? }
            }
            kind @ ("lesion" | "silence" | "stimulate") => {
                let target = self.target(table.text("target")?, table.spot_of("target"))?;
                let amount = match kind {
                    "lesion" => f64::NEG_INFINITY,
                    "silence" => -table.number("amount")?,
                    _ => table.number("amount")?,
                };
                ManipulationKind::Drive { target, amount }
            }
            "project" => {
                let (from, to) = (table.text("from")?.to_string(), table.text("to")?.to_string());
                self.projection(&from, &to, table);
                ManipulationKind::Project { from, to, factor: factor? }
            }
            "process" => {
                let process = table.text("process")?.to_string();
                let name = process.split('.').next().unwrap_or_default();
                let names = self.atlas.processes.keys().map(String::as_str);
                self.notes.known("process", "atlas", name, table.spot_of("process"), names);
                ManipulationKind::Process { process, factor: factor? }
            }
            _ => return None,
        })
    }

    /// Notes a ligand that no cells release, so that nothing can change its release.
    fn released(&mut self, key: &str, spot: Spot) {
        let atlas = self.atlas;
        let Some(ligand) = atlas.ligands.get(key).filter(|l| l.released_by.is_none()) else { return };
        let others = atlas.ligands.values().filter(|l| l.released_by.is_some()).map(|l| l.key.as_str());
        let what = format!(
            "'{key}' is released by no cells of the model, expected one of {}",
            syntony_language::shape::join(others)
        );
        let hint = (ligand.class == "steroid")
            .then(|| "a stressor raises it, a lesion of the cells that drive it lowers it; it can be given as a dose".to_string());
        self.notes.add(spot, what, hint);
    }

    /// The region of a manipulation: none given is everywhere, an unknown one is noted.
    fn place_of(&mut self, table: &Table) -> Option<Option<String>> {
        match table.text("region") {
            None | Some("*") => Some(None),
            Some(name) => self.region(name, table.spot_of("region")).map(Some),
        }
    }

    /// A population, or a region in which populations lie.
    fn target(&mut self, name: &str, spot: Spot) -> Option<String> {
        let atlas = self.atlas;
        if atlas.populations.iter().any(|p| p.key == name) {
            return Some(name.to_string());
        }
        if let Some(region) = atlas.region_of_site(name) {
            if !atlas.populations.iter().any(|p| p.region == region) {
                let what = format!(
                    "no population lies in the region '{region}', expected a population or a region with some"
                );
                self.notes.add(spot, what, None);
            }
            return Some(region.to_string());
        }
        let populations = atlas.populations.iter().map(|p| p.key.as_str());
        let names: Vec<&str> = populations.chain(atlas.regions.keys().map(String::as_str)).collect();
        self.notes.known("population or region", "atlas", name, spot, names.into_iter());
        None
    }

    fn projection(&mut self, from: &str, to: &str, table: &Table) {
        let populations = || self.atlas.populations.iter().map(|p| p.key.as_str());
        let mut both = true;
        for (key, name) in [("from", from), ("to", to)] {
            both &= self.notes.known("population", "atlas", name, table.spot_of(key), populations());
        }
        let exists = self.atlas.projections.iter().any(|p| p.from == from && p.to == to);
        if both && !exists {
            let sources: Vec<&str> =
                self.atlas.projections.iter().filter(|p| p.to == to).map(|p| p.from.as_str()).collect();
            let hint = format!(
                "projections to '{to}' come from {}",
                syntony_language::shape::join(sources.into_iter())
            );
            self.notes.add(
                table.spot_of("from"),
                format!("no projection from '{from}' to '{to}', expected one of the atlas"),
                Some(hint),
            );
        }
    }
}
