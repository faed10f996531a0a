//! Which region of the atlas a region of a connectome is: a file says so, or the name does.
//!
//! ```text
//! region,atlas          a head line, then a label of the connectome and a region of the atlas (key, name or alias); - for none
//! ```
//! What the file leaves open goes by name: as the atlas has it, without marks of the hemisphere (`ctx-lh-insula`), or as The Virtual Brain
//! names its 76 regions. All problems are told at once.

use super::Connectome;
use std::collections::BTreeMap;
use syntony_language::problem::{Place, Problems, nearest};
use syntony_language::table::CellTable;
use syntony_model::Atlas;
use syntony_model::atlas::Region;

/// Names of The Virtual Brain, without l or r.
const TVB_76: &str = include_str!("tvb_76.csv");
/// Parts of a label that say on which side it lies, or that it is cortex.
const SIDES: [&str; 8] = ["l", "r", "lh", "rh", "left", "right", "ctx", "hemisphere"];
/// Problems of a table that are told.
const TOLD_MAX: usize = 50;
/// What stands for no region.
const NONE: &str = "-";

impl Connectome {
    /// Finds the region of the atlas of each region, by a file (name and text) first, and notes those that have none.
    ///
    /// # Errors
    /// Labels and regions that nobody knows, and labels that are there twice.
    pub fn locate(&mut self, file: Option<(&str, &str)>, atlas: &Atlas) -> Result<(), Problems> {
        let mut problems = Problems::default();
        let mut sites: Vec<Option<String>> = self.labels.iter().map(|l| by_name(l, atlas)).collect();
        if let Some((name, text)) = file {
            self.read_sites((name, text), atlas, &mut sites, &mut problems);
        }
        let without = |(label, site): (&String, &Option<String>)| site.is_none().then(|| label.clone());
        let none: Vec<String> = self.labels.iter().zip(&sites).filter_map(without).collect();
        if none.len() == self.labels.len() && problems.is_empty() {
            let place = Place { file: file.map_or("--connectome", |f| f.0).into(), ..Place::default() };
            let hint = "write a table with the columns region,atlas and give it with --regions";
            problems.add(place, "no region is a region of the atlas by its name", Some(hint.into()));
        } else if !none.is_empty() {
            let (some, all) = (none.len(), self.labels.len());
            self.notes.push(format!("{some} of {all} regions are not in the atlas: {}", none.join(", ")));
        }
        self.sites = sites;
        problems.into_result(())
    }

    fn read_sites(
        &self,
        (name, text): (&str, &str),
        atlas: &Atlas,
        sites: &mut [Option<String>],
        problems: &mut Problems,
    ) {
        let place = |line: usize, column: usize| Place { file: name.into(), line, column };
        let labels: BTreeMap<&str, usize> = self.labels.iter().map(String::as_str).zip(0..).collect();
        let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
        let table = CellTable::new(name, text);
        let rows = table.all(problems);
        let mut rows = rows.iter().map(|r| (r.line, r.cells.iter().map(|c| &*c.text).collect::<Vec<&str>>()));
        match rows.next() {
            Some((_, head)) if head == ["region", "atlas"] => {}
            Some((line, head)) => {
                let hint = "write region,atlas above the lines".to_string();
                let what = format!("the head is '{}', expected region,atlas", head.join(","));
                return problems.add(place(line, 0), what, Some(hint));
            }
            None => return problems.add(place(0, 0), "is empty, expected lines of region,atlas", None),
        }
        for (line, cells) in rows {
            if problems.0.len() >= TOLD_MAX {
                return problems.add(place(line, 0), "after so many problems the rest is not read", None);
            }
            let &[label, site] = &cells[..] else {
                let what = format!(
                    "{} cells, expected a region of the connectome and one of the atlas",
                    cells.len()
                );
                problems.add(place(line, 0), what, None);
                continue;
            };
            let at = labels.get(label).copied();
            match at.map(|at| (at, seen.insert(at, line))) {
                None => {
                    let near = nearest(label, labels.keys().copied()).map(|n| format!("did you mean '{n}'?"));
                    let what = format!("no region '{label}', expected a label of the connectome");
                    problems.add(place(line, 1), what, near);
                }
                Some((_, Some(before))) => {
                    let what =
                        format!("'{label}' is mapped twice, expected once; the first is line {before}");
                    problems.add(place(line, 1), what, None);
                }
                _ => {}
            }
            let found = match site {
                NONE => None,
                _ => match atlas.region_of_site(site) {
                    Some(key) => Some(key.to_string()),
                    None => {
                        let near = nearest(site, names(atlas)).map(|n| format!("did you mean '{n}'?"));
                        let hint =
                            near.or_else(|| Some("`syntony show regions` lists them; - is none".into()));
                        let what = format!("unknown region '{site}', expected one of the atlas or {NONE}");
                        problems.add(place(line, 2), what, hint);
                        continue;
                    }
                },
            };
            if let Some(at) = at {
                sites[at] = found;
            }
        }
    }
}

fn names(atlas: &Atlas) -> impl Iterator<Item = &str> {
    atlas.regions.values().flat_map(every_name)
}

fn every_name(region: &Region) -> impl Iterator<Item = &str> {
    [region.key.as_str(), region.name.as_str()].into_iter().chain(region.aliases.iter().map(String::as_str))
}

/// The region of the atlas that a label names, if it names one and no other.
fn by_name(label: &str, atlas: &Atlas) -> Option<String> {
    let bare = plain(label);
    let mut found = atlas.regions.values().filter(|r| every_name(r).any(|n| plain(n) == bare));
    match (found.next(), found.next()) {
        (Some(region), None) => Some(region.key.clone()),
        _ => {
            let name = label.strip_prefix(['l', 'r'])?;
            let mut rows = CellTable::new("tvb_76.csv", TVB_76).rows(2);
            let site = rows.find(|r| r.cells[0].text == name)?.cells[1].text.to_string();
            atlas.regions.contains_key(&site).then_some(site)
        }
    }
}

/// Letters and figures of a name in lower case, without its side.
pub(super) fn plain(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.filter(|w| !SIDES.contains(&w.as_str())).collect()
}
