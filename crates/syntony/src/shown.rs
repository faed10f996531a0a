//! What the atlas and the protocols know of a name.

use crate::library::Number;
use crate::{Error, Library, protocols};
use serde::Serialize;
use std::collections::BTreeSet;
use syntony_language::alias::meant;
use syntony_language::problem::nearest;
use syntony_model::{Atlas, Param};

/// Something of the library: a region, receptor, compound, act, parameter, …, with its numbers and where they come from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Thing {
    /// `region`, `receptor`, `parameter`, …
    pub kind: String,
    /// Key; the path of a parameter.
    pub key: String,
    /// Name in words.
    pub name: String,
    /// Whose: `vole` or `human`.
    pub lineage: String,
    /// What is known besides numbers: what, and what it is.
    pub facts: Vec<(String, String)>,
    /// Its own numbers.
    pub numbers: Vec<Number>,
    /// Papers behind numbers and equations: key and citation.
    pub sources: Vec<(String, String)>,
}

impl Library {
    /// Everything of exactly this name, by key, alias, name in words or path, of voles where both have it.
    ///
    /// # Errors
    /// [`Error::Input`] if there is nothing of this name.
    ///
    /// ```
    /// let things = syntony::Library::embedded()?.show("oxytocin")?;
    /// assert!(things.iter().any(|t| t.kind == "ligand" && !t.numbers.is_empty() && !t.sources.is_empty()));
    /// # Ok::<(), syntony::Error>(())
    /// ```
    pub fn show(&self, name: &str) -> Result<Vec<Thing>, Error> {
        let mut all: Vec<(&str, &Atlas)> = self.atlases.iter().collect();
        all.sort_by_key(|(lineage, _)| *lineage != "vole");
        if let Some((lineage, atlas, id)) = all.iter().find_map(|(l, a)| Some((l, a, a.params.find(name)?))) {
            let p = atlas.params.get(id);
            let thing = |p: &Param| Thing {
                kind: "parameter".into(),
                key: p.path.clone(),
                name: p.note.clone(),
                lineage: lineage.to_string(),
                facts: Vec::new(),
                numbers: vec![Number::of(lineage, p)],
                sources: sources(&[p], &[], atlas),
            };
            return Ok(vec![thing(p)]);
        }
        // what all lineages share is told of the first that has something of its own by this name
        let first = all.iter().find(|(_, a)| has(a, name)).or(all.first()).copied();
        let Some((lineage, atlas)) = first else { return Ok(Vec::new()) };
        let found: Vec<Entry> = entries(atlas).into_iter().filter(|e| is_exactly(e, name, atlas)).collect();
        if found.is_empty() {
            let known = entries(atlas);
            let near = nearest(name, known.iter().map(|e| e.key.as_str()).chain(atlas.params.paths()));
            let hint = near.map(|n| format!("did you mean '{n}'?"));
            return Err(Error::input(name, "nothing of that name in the atlas or the protocols", hint));
        }
        let thing = |e: Entry| {
            let (_, own, _) = numbers(&e, atlas);
            Thing {
                kind: e.kind.into(),
                lineage: lineage.into(),
                facts: facts(&e, atlas).into_iter().map(|(what, is)| (what.to_string(), is)).collect(),
                numbers: own.iter().map(|p| Number::of(lineage, p)).collect(),
                sources: sources(&own, papers(&e, atlas), atlas),
                key: e.key,
                name: e.name,
            }
        };
        Ok(found.into_iter().map(thing).collect())
    }
}

/// Something with a key.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `region`, `receptor`, …
    pub kind: &'static str,
    /// Key.
    pub key: String,
    /// Name in words.
    pub name: String,
}

/// Whether an atlas has something of exactly this name that is its own, not shared by all lineages.
pub fn has(atlas: &Atlas, name: &str) -> bool {
    let shared = ["protocol", "receptor", "compound", "source"];
    atlas.params.find(name).is_some()
        || entries(atlas).iter().any(|e| !shared.contains(&e.kind) && is_exactly(e, name, atlas))
}

/// Everything that has a key, kind after kind.
pub fn entries(atlas: &Atlas) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    let mut add = |kind: &'static str, key: &str, name: &str| {
        all.push(Entry { kind, key: key.into(), name: name.into() })
    };
    for key in protocols::keys() {
        add("protocol", key, &title(key));
    }
    atlas.species.values().for_each(|e| add("species", &e.key, &e.name));
    atlas.regions.values().for_each(|e| add("region", &e.key, &e.name));
    atlas.populations.iter().for_each(|e| add("population", &e.key, &e.name));
    atlas.projections.iter().for_each(|e| {
        add(
            "projection",
            &format!("{}.{}", e.to, e.from),
            &format!("{} to {}, {}", e.from, e.to, e.transmitter),
        )
    });
    atlas.percepts.iter().for_each(|e| {
        add("percept", &format!("{}.{}", e.channel, e.to), &format!("{} drives {}", e.channel, e.to))
    });
    atlas.ligands.values().for_each(|e| add("ligand", &e.key, &e.name));
    atlas.receptors.values().for_each(|e| add("receptor", &e.key, &e.name));
    for e in &atlas.effects {
        add(
            "effect",
            &format!("{}.{}.{}", e.receptor, e.region, e.target),
            &format!("{} in {} on {}", e.receptor, e.region, e.target),
        );
    }
    atlas.compounds.values().for_each(|e| add("compound", &e.key, &e.name));
    atlas.acts.values().for_each(|e| add("act", &e.key, &e.name));
    atlas.practices.values().for_each(|e| add("practice", &e.key, &e.name));
    atlas.processes.values().for_each(|e| add("process", &e.key, &e.about));
    atlas.sources.values().for_each(|e| add("source", &e.key, &e.citation));
    all
}

/// The title of a built-in protocol, without reading the rest.
fn title(key: &str) -> String {
    let text = protocols::text(key).unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix("title"));
    let quoted = line.and_then(|l| l.trim_start().strip_prefix('=')).map(str::trim);
    quoted.map_or(String::new(), |t| t.trim_matches('"').replace("\\\"", "\""))
}

pub fn is_exactly(e: &Entry, name: &str, atlas: &Atlas) -> bool {
    let same = |other: &str| other.to_lowercase() == name.to_lowercase();
    let alias = match e.kind {
        "region" => atlas.region_of_site(name) == Some(&e.key),
        "compound" => atlas.compound_named(name).is_some_and(|c| c.key == e.key),
        "ligand" => meant(name, &[&e.key]).is_some(),
        "receptor" => atlas.receptors.get(&e.key).is_some_and(|r| same(&r.gene)),
        _ => false,
    };
    alias || same(&e.key) || (e.kind != "source" && same(&e.name)) || same(&format!("{}.{}", e.kind, e.key))
}

/// Numbers that are the thing's own (by path prefix), and others that name it.
pub fn numbers<'a>(e: &Entry, atlas: &'a Atlas) -> (String, Vec<&'a Param>, Vec<&'a Param>) {
    let all = || atlas.params.iter().map(|(_, p)| p);
    if e.kind == "source" {
        return (String::new(), Vec::new(), all().filter(|p| p.source == e.key).collect());
    }
    let prefix = format!("{}.{}", e.kind, e.key);
    let mine = |p: &&Param| {
        p.path.strip_prefix(&prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let names = |p: &&Param| p.path.split(['.', ':']).skip(1).any(|part| part == e.key);
    let own: Vec<&Param> = all().filter(mine).collect();
    let others = all().filter(|p| !mine(p) && names(p)).collect();
    (format!("{prefix}."), own, others)
}

/// Numbers that a species has from those that it inherits from, nearest first; what a nearer one says hides the rest.
pub fn inherited<'a>(e: &Entry, atlas: &'a Atlas) -> Vec<(&'a str, Vec<&'a Param>)> {
    if e.kind != "species" {
        return Vec::new();
    }
    let mut said: BTreeSet<&str> = BTreeSet::new();
    let mut maps = Vec::new();
    for species in atlas.species_chain(&e.key) {
        let prefix = format!("species.{}.", species.key);
        let written = atlas.params.iter().filter_map(|(_, p)| Some((p.path.strip_prefix(&prefix)?, p)));
        let news: Vec<(&str, &Param)> = written.filter(|(what, _)| !said.contains(what)).collect();
        said.extend(news.iter().map(|n| n.0));
        maps.push((species.key.as_str(), news.into_iter().map(|n| n.1).collect()));
    }
    maps.into_iter().skip(1).filter(|(_, numbers): &(&str, Vec<&Param>)| !numbers.is_empty()).collect()
}

/// What is known of a thing besides numbers.
pub fn facts(e: &Entry, atlas: &Atlas) -> Vec<(&'static str, String)> {
    let mut facts: Vec<(&'static str, String)> = Vec::new();
    let mut add = |what: &'static str, text: String| {
        if !text.is_empty() {
            facts.push((what, text));
        }
    };
    let key = e.key.as_str();
    if let Some(s) = atlas.species.get(key).filter(|_| e.kind == "species") {
        let chain: Vec<&str> = atlas.species_chain(key).iter().skip(1).map(|s| s.key.as_str()).collect();
        add("inherits from", chain.join(", "));
        add("can be cast", if s.castable { "yes".into() } else { "no".into() });
    } else if let Some(r) = atlas.regions.get(key).filter(|_| e.kind == "region") {
        let inside: Vec<&str> =
            atlas.populations.iter().filter(|p| p.region == key).map(|p| p.key.as_str()).collect();
        add("also called", r.aliases.join(", "));
        add("populations", inside.join(", "));
    } else if let Some(p) = atlas.populations.iter().find(|p| p.key == key).filter(|_| e.kind == "population")
    {
        add("region", p.region.clone());
        add("kind", format!("{:?}", p.kind).to_lowercase());
    } else if let Some(l) = atlas.ligands.get(key).filter(|_| e.kind == "ligand") {
        add("class", l.class.clone());
        add("released by", l.released_by.clone().unwrap_or_default());
        add("equations rest on", l.papers.join(", "));
    } else if let Some(r) = atlas.receptors.get(key).filter(|_| e.kind == "receptor") {
        add("gene", r.gene.clone());
        add("binds", r.binding.keys().cloned().collect::<Vec<_>>().join(", "));
        add("class", r.class.key().to_string());
        let cells = r.cells.iter().map(|(region, cells)| format!("{} of {region}", cells.join(", ")));
        add("cells that carry it", cells.collect::<Vec<_>>().join("; "));
        add("terminals that carry it", r.terminals.join(", "));
        let own = atlas.effects.iter().filter(|e| e.receptor == key);
        let own = own.map(|e| format!("{} in {}", e.target, e.region));
        add("beside its class", own.collect::<Vec<_>>().join(", "));
    } else if let Some(c) = atlas.compounds.get(key).filter(|_| e.kind == "compound") {
        add("also called", c.aliases.join(", "));
        add("class", c.class.clone());
        add("identical with", c.ligand.clone().unwrap_or_default());
        add(
            "routes",
            c.routes.iter().map(|r| format!("{r:?}").to_lowercase()).collect::<Vec<_>>().join(", "),
        );
        add("acts on", c.actions.iter().map(|a| a.target.clone()).collect::<Vec<_>>().join(", "));
    } else if let Some(a) = atlas.acts.get(key).filter(|_| e.kind == "act") {
        add("mutual", if a.mutual { "yes".into() } else { "no".into() });
    } else if let Some(p) = atlas.processes.get(key).filter(|_| e.kind == "process") {
        add("equations rest on", p.papers.join(", "));
    } else if let Some(p) = atlas.practices.get(key).filter(|_| e.kind == "practice") {
        add("what is done", p.about.clone());
        add("alone", if p.alone { "yes".into() } else { "no".into() });
        add("strategy", p.strategy.map_or(String::new(), |s| format!("{s:?}").to_lowercase()));
    } else if let Some(s) = atlas.sources.get(key).filter(|_| e.kind == "source") {
        add("BibTeX", s.bibtex.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    facts
}

/// The papers that the equations of a thing rest on.
pub fn papers<'a>(e: &Entry, atlas: &'a Atlas) -> &'a [String] {
    atlas.papers_of(&format!("{}.{}", e.kind, e.key)).map_or(&[], |(_, papers)| papers)
}

/// Key and citation of the sources of numbers and of equations, each once.
pub fn sources(numbers: &[&Param], papers: &[String], atlas: &Atlas) -> Vec<(String, String)> {
    let of_numbers = numbers.iter().map(|p| p.source.as_str());
    let keys: BTreeSet<&str> = of_numbers.chain(papers.iter().map(String::as_str)).collect();
    keys.into_iter()
        .filter_map(|k| atlas.sources.get(k))
        .map(|s| (s.key.clone(), s.citation.clone()))
        .collect()
}
