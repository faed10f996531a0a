//! The atlases of all lineages: what they share in `common`, and one folder for each lineage (`vole`, `human`).

use super::Atlas;
use super::read::{embedded_files, finish, folder_files};
use std::path::Path;
use syntony_language::problem::{Problem, Problems};

/// The folder that every lineage shares.
const COMMON: &str = "common/";
/// The name of the only lineage of an atlas without that folder.
const WHOLE: &str = "atlas";

/// Atlases by lineage. A protocol belongs to the lineage of its cast.
#[derive(Debug, Clone)]
pub struct Library {
    /// Name and atlas, in alphabetical order; never empty.
    atlases: Vec<(String, Atlas)>,
}

impl Library {
    /// The library that was built into this binary.
    pub fn embedded() -> Result<Library, Problems> {
        let mut problems = Problems::default();
        let files = embedded_files(&mut problems);
        Library::read(files, problems, "atlas/")
    }

    /// Reads the library in a folder; a folder without `common` is one atlas.
    pub fn from_dir(path: &Path) -> Result<Library, Problems> {
        let mut problems = Problems::default();
        let files = folder_files(path, &mut problems);
        Library::read(files, problems, &format!("{}/", path.display()))
    }

    fn read(files: Vec<(String, String)>, mut problems: Problems, prefix: &str) -> Result<Library, Problems> {
        let short = |name: &str| name.strip_prefix(prefix).unwrap_or(name).to_string();
        let folder = |name: &str| short(name).split_once('/').map_or(String::new(), |(f, _)| f.to_string());
        let lineages: Vec<String> = if files.iter().any(|(name, _)| short(name).starts_with(COMMON)) {
            let mut all: Vec<String> = files.iter().map(|(name, _)| folder(name)).collect();
            all.retain(|f| !f.is_empty() && format!("{f}/") != COMMON);
            all.sort();
            all.dedup();
            all
        } else {
            vec![WHOLE.to_string()]
        };
        let mut atlases = Vec::new();
        for lineage in lineages {
            let own =
                |name: &str| lineage == WHOLE || folder(name) == lineage || short(name).starts_with(COMMON);
            let mine = files.iter().filter(|(name, _)| own(name)).cloned().collect();
            match finish(mine, Problems::default(), prefix) {
                Ok(atlas) => atlases.push((lineage, atlas)),
                Err(more) => more.0.into_iter().for_each(|p| {
                    // what is wrong with a shared file is told once
                    if !problems.0.contains(&p) {
                        problems.0.push(p);
                    }
                }),
            }
        }
        problems.into_result(Library { atlases })
    }

    /// Names and atlases.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Atlas)> {
        self.atlases.iter().map(|(name, atlas)| (name.as_str(), atlas))
    }

    /// The atlas of a lineage.
    pub fn lineage(&self, name: &str) -> Option<&Atlas> {
        self.iter().find(|(n, _)| *n == name).map(|(_, a)| a)
    }

    /// The atlas that a protocol needs: that of the first species in its text which some lineage has, else the first.
    pub fn of(&self, protocol: &str) -> &Atlas {
        let cast = protocol.split("species").skip(1).filter_map(|rest| {
            let value = rest.trim_start().strip_prefix('=')?.trim_start();
            value.strip_prefix('"')?.split('"').next()
        });
        let found = cast.into_iter().find_map(|s| self.iter().find(|(_, a)| a.species.contains_key(s)));
        found.or_else(|| self.lineage("vole").map(|a| ("", a))).map_or(&self.atlases[0].1, |(_, a)| a)
    }

    /// The lineage whose atlas a protocol needs.
    pub fn lineage_of(&self, protocol: &str) -> &str {
        let atlas = self.of(protocol);
        self.iter().find(|(_, a)| std::ptr::eq(*a, atlas)).map_or(WHOLE, |(name, _)| name)
    }

    /// Overrides a number of one lineage; of none that there is no atlas of.
    pub fn set_in(&mut self, lineage: &str, path: &str, text: &str) -> Result<(), Problem> {
        let mut own = self.atlases.iter_mut().filter(|(name, _)| name == lineage);
        own.next().map_or(Ok(()), |(_, atlas)| atlas.set(path, text))
    }

    /// Overrides a number in every lineage that has it.
    pub fn set(&mut self, path: &str, text: &str) -> Result<(), Problem> {
        let has = |a: &Atlas| a.params.find(path).is_some();
        let known = self.atlases.iter().any(|(_, a)| has(a));
        let mut result = Ok(());
        for (_, atlas) in self.atlases.iter_mut().filter(|(_, a)| !known || has(a)) {
            result = atlas.set(path, text);
            if result.is_err() {
                break;
            }
        }
        result
    }
}
