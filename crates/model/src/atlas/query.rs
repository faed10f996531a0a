//! Questions to the atlas: what a species inherits, what a name means, what a path holds.

use super::{Atlas, Compound, Species};
use crate::param::{Param, ParamId};
use std::collections::BTreeMap;
use syntony_language::problem::{Place, Problem, nearest};
use syntony_language::quantity::{Dimension as D, Quantity};

/// Something that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `species`, `region`, `population`, …
    pub kind: &'static str,
    /// Key.
    pub key: String,
    /// Name in words.
    pub name: String,
}

impl Atlas {
    /// A species and the ones it inherits from, itself first; empty if there is no such species.
    pub fn species_chain(&self, species: &str) -> Vec<&Species> {
        let mut chain: Vec<&Species> = Vec::new();
        let mut next = self.species.get(species);
        while let Some(here) = next {
            if chain.iter().any(|s| s.key == here.key) {
                break;
            }
            chain.push(here);
            next = here.inherits.as_ref().and_then(|base| self.species.get(base));
        }
        chain
    }

    fn inherited(&self, species: &str, get: impl Fn(&Species) -> Option<ParamId>) -> Option<ParamId> {
        self.species_chain(species).into_iter().find_map(get)
    }

    /// The number behind [`Atlas::density`].
    pub fn density_id(&self, species: &str, receptor: &str, region: &str) -> Option<ParamId> {
        let key = (receptor.to_string(), region.to_string());
        self.inherited(species, |s| s.density.get(&key).copied())
    }

    /// Relative density of a receptor in a region, inherited if the species itself does not say.
    pub fn density(&self, species: &str, receptor: &str, region: &str) -> Option<f64> {
        self.density_id(species, receptor, region).map(|id| self.params.value(id))
    }

    /// The number behind [`Atlas::fibre`].
    pub fn fibre_id(&self, species: &str, ligand: &str, region: &str) -> Option<ParamId> {
        let key = (ligand.to_string(), region.to_string());
        self.inherited(species, |s| s.fibre.get(&key).copied())
    }

    /// Relative density of the fibres that release a ligand in a region, inherited likewise.
    pub fn fibre(&self, species: &str, ligand: &str, region: &str) -> Option<f64> {
        self.fibre_id(species, ligand, region).map(|id| self.params.value(id))
    }

    /// A number of the body in internal units, inherited likewise.
    pub fn body(&self, species: &str, number: &str) -> Option<f64> {
        self.inherited(species, |s| s.body.get(number).copied()).map(|id| self.params.value(id))
    }

    /// The key of the region that a paper's name for a site means; letter case does not matter.
    pub fn region_of_site(&self, site: &str) -> Option<&str> {
        let site = site.trim();
        if let Some((key, _)) = self.regions.get_key_value(site) {
            return Some(key);
        }
        let same = |name: &str| name.to_lowercase() == site.to_lowercase();
        let by_alias = self.regions.values().find(|r| same(&r.key) || r.aliases.iter().any(|a| same(a)));
        by_alias.or_else(|| self.regions.values().find(|r| same(&r.name))).map(|r| r.key.as_str())
    }

    /// The compound of a key, alias or name; letter case does not matter.
    pub fn compound_named(&self, name: &str) -> Option<&Compound> {
        let name = name.trim();
        if let Some(compound) = self.compounds.get(name) {
            return Some(compound);
        }
        let same = |other: &str| other.to_lowercase() == name.to_lowercase();
        let by_alias = self.compounds.values().find(|c| same(&c.key) || c.aliases.iter().any(|a| same(a)));
        by_alias.or_else(|| self.compounds.values().find(|c| same(&c.name)))
    }

    /// The papers behind the equations that read a number, with the entry that they belong to, such as `process.bond`.
    pub fn papers_of(&self, path: &str) -> Option<(String, &[String])> {
        let mut parts = path.split('.');
        let (kind, key) = (parts.next()?, parts.next()?);
        let papers = match kind {
            "process" => &self.processes.get(key)?.papers,
            "ligand" => &self.ligands.get(key)?.papers,
            _ => return None,
        };
        Some((format!("{kind}.{key}"), papers))
    }

    /// Everything whose key, name or alias contains the query; exact keys first, then keys, then names.
    pub fn find(&self, query: &str) -> Vec<Found> {
        let query = query.trim().to_lowercase();
        let mut found: Vec<(u8, Found)> = Vec::new();
        for (kind, key, name, aliases) in self.entries() {
            let lower = key.to_lowercase();
            let rank = if lower == query || aliases.iter().any(|a| a.to_lowercase() == query) {
                0
            } else if lower.contains(&query) {
                1
            } else if name.to_lowercase().contains(&query)
                || aliases.iter().any(|a| a.to_lowercase().contains(&query))
            {
                2
            } else {
                continue;
            };
            found.push((rank, Found { kind, key: key.to_string(), name: name.to_string() }));
        }
        found.sort_by_key(|f| f.0);
        found.into_iter().map(|f| f.1).collect()
    }

    /// Kind, key, name and aliases of every entry.
    fn entries(&self) -> Vec<(&'static str, &str, &str, &[String])> {
        let mut all: Vec<(&'static str, &str, &str, &[String])> = Vec::new();
        all.extend(self.species.values().map(|e| ("species", &*e.key, &*e.name, &[][..])));
        all.extend(self.regions.values().map(|e| ("region", &*e.key, &*e.name, &e.aliases[..])));
        all.extend(self.populations.iter().map(|e| ("population", &*e.key, &*e.name, &[][..])));
        all.extend(self.ligands.values().map(|e| ("ligand", &*e.key, &*e.name, &[][..])));
        all.extend(
            self.receptors.values().map(|e| ("receptor", &*e.key, &*e.name, std::slice::from_ref(&e.gene))),
        );
        all.extend(self.compounds.values().map(|e| ("compound", &*e.key, &*e.name, &e.aliases[..])));
        all.extend(self.acts.values().map(|e| ("act", &*e.key, &*e.name, &[][..])));
        all.extend(self.practices.values().map(|e| ("practice", &*e.key, &*e.name, &[][..])));
        all.extend(self.processes.values().map(|e| ("process", &*e.key, &*e.about, &[][..])));
        all.extend(self.sources.values().map(|e| ("source", &*e.key, &*e.citation, &[][..])));
        all
    }

    /// The path of a number that was probably meant.
    pub fn near(&self, path: &str) -> Option<&str> {
        nearest_path(path, self.params.paths())
    }

    /// Overrides a number. A bare number keeps the unit that the atlas gives.
    pub fn set(&mut self, path: &str, text: &str) -> Result<(), Problem> {
        let place = Place { file: format!("--set {path}={text}"), line: 0, column: 0 };
        let problem = |what: String, hint: Option<String>| Problem { place: place.clone(), what, hint };
        let Some(id) = self.params.find(path) else {
            let hint = self.near(path).map(|n| format!("did you mean '{n}'?"));
            return Err(problem(
                format!("unknown path '{path}', expected the path of a number of the atlas"),
                hint,
            ));
        };
        let param = self.params.get_mut(id);
        let mut written = Quantity::parse(text).map_err(|e| problem(e.to_string(), e.hint()))?;
        if text.trim().parse::<f64>().is_ok() {
            written = Quantity::new(written.number, param.written.unit.text())
                .map_err(|e| problem(e.to_string(), e.hint()))?;
        }
        let written = written.of(&[param.dimension()]).map_err(|e| problem(e.to_string(), e.hint()))?;
        if let Some((low, high)) = param.range {
            if written.number < 0.0 && low.min(high) >= 0.0 && never_negative(param) {
                let what = format!("'{written}' is negative, expected 0 or more");
                let hint = format!("the atlas gives {low} to {high} {}", param.written.unit.text());
                return Err(problem(what, Some(hint.trim_end_matches(" 1").into())));
            }
            let in_new = |x: f64| written.unit.from_internal(param.written.unit.internal(x));
            param.range = Some((in_new(low), in_new(high)));
        }
        param.written = written;
        param.overridden = Some(format!("--set {path}={text}"));
        Ok(())
    }
}

/// Whether a negative number has no meaning: noise, times, masses, volumes, concentrations.
fn never_negative(param: &Param) -> bool {
    let name = param.path.rsplit('.').next().unwrap_or_default();
    let noise = name.contains("noise") || name.ends_with("_sd") || name.ends_with("background");
    let sizes = [D::TIME, D::MASS, D::VOLUME, D::CONCENTRATION, D::MASS_CONCENTRATION, D::MOLAR_MASS];
    noise || sizes.contains(&param.dimension())
}

/// The path with the most parts in common, else the nearest in letters.
fn nearest_path<'a>(path: &str, paths: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let paths: Vec<&str> = paths.collect();
    let ends: BTreeMap<&str, &str> = paths.iter().map(|p| (p.rsplit('.').next().unwrap_or(p), *p)).collect();
    let same_end = paths.iter().filter(|p| p.ends_with(&format!(".{path}"))).copied().next();
    same_end
        .or_else(|| nearest(path, paths.iter().copied()))
        .or_else(|| ends.get(path.rsplit('.').next().unwrap_or(path)).copied())
}
