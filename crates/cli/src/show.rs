//! `syntony show`: what the atlas and the protocols hold, by key, path, alias or part of a name; or a protocol file.

use crate::describe::{self, Entry, number_rows};
use crate::fail::Fail;
use crate::out::{Out, aligned, count};
use crate::{input, protocols};
use serde_json::{Value, json};
use std::path::PathBuf;
use syntony_model::alias::meant;
use syntony_model::problem::nearest;
use syntony_model::{Atlas, Library, Param, Protocol};

/// What to look up.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Key, alias, path of a number, part of a name, a kind such as receptors, or a protocol file; nothing for an overview
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Atlas to look into instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
    /// Lineage whose anatomy and behaviour to show (vole, human); by default the first that knows the name
    #[arg(long, value_name = "NAME")]
    lineage: Option<String>,
}

/// Kinds in plural and singular, in the order of the overview.
const KINDS: [(&str, &str); 15] = [
    ("protocols", "protocol"),
    ("species", "species"),
    ("regions", "region"),
    ("populations", "population"),
    ("projections", "projection"),
    ("percepts", "percept"),
    ("ligands", "ligand"),
    ("receptors", "receptor"),
    ("effects", "effect"),
    ("compounds", "compound"),
    ("acts", "act"),
    ("practices", "practice"),
    ("processes", "process"),
    ("parameters", "parameter"),
    ("sources", "source"),
];
/// Numbers listed in a search; more are counted.
const NUMBERS_MAX: usize = 20;

/// Shows.
pub fn show(args: &Args, out: &Out) -> Result<(), Fail> {
    let library = input::library(args.atlas.as_deref())?;
    let name = args.name.as_deref().unwrap_or("").trim();
    let (lineage, atlas) = chosen(args, name, &library)?;
    let others = library.iter().filter(|(other, a)| *other != lineage && has(a, name));
    for (other, _) in others.filter(|_| args.lineage.is_none()) {
        out.word(&format!("note: shown for {lineage}; `--lineage {other}` shows '{name}' there"));
    }
    if name.is_empty() {
        return overview(atlas, out);
    }
    let lower = name.to_lowercase();
    if let Some((_, kind)) = KINDS.iter().find(|(many, one)| lower == *many || lower == *one) {
        return list(kind, atlas, out);
    }
    if let Some(id) = atlas.params.find(name) {
        return number(atlas.params.get(id), atlas, out);
    }
    let exact: Vec<Entry> = entries(atlas).into_iter().filter(|e| is_exactly(e, name, atlas)).collect();
    if !exact.is_empty() {
        return details(&exact, atlas, &library, out);
    }
    if input::is_file(name) {
        let (protocol, _) = input::protocol(name, &library)?;
        return match out.json {
            true => out.data(&json!({ "shown": [describe::protocol_json(&protocol)] })),
            false => out.text(&describe::protocol(&protocol)),
        };
    }
    search(name, atlas, out)
}

/// The atlas that was asked for, else the first that knows the name, voles first.
fn chosen<'a>(args: &Args, name: &str, library: &'a Library) -> Result<(&'a str, &'a Atlas), Fail> {
    if let Some(wanted) = &args.lineage {
        let found = library.iter().find(|(lineage, _)| lineage == wanted);
        return found.ok_or_else(|| {
            let known: Vec<&str> = library.iter().map(|(lineage, _)| lineage).collect();
            let what = format!("no such lineage, expected one of {}", known.join(", "));
            Fail::one(format!("--lineage {wanted}"), what, None)
        });
    }
    let mut all: Vec<(&str, &Atlas)> = library.iter().collect();
    all.sort_by_key(|(lineage, _)| *lineage != "vole");
    let first = all.iter().find(|(_, a)| has(a, name)).or(all.first()).copied();
    first.ok_or_else(|| Fail::one(name, "the atlas is empty", None))
}

/// Whether an atlas has something of exactly this name that is its own, not shared by all lineages.
fn has(atlas: &Atlas, name: &str) -> bool {
    let shared = ["protocol", "receptor", "compound", "source"];
    atlas.params.find(name).is_some()
        || entries(atlas).iter().any(|e| !shared.contains(&e.kind) && is_exactly(e, name, atlas))
}

fn overview(atlas: &Atlas, out: &Out) -> Result<(), Fail> {
    let entries = entries(atlas);
    let n = |kind: &str| match kind {
        "parameter" => atlas.params.len(),
        kind => entries.iter().filter(|e| e.kind == kind).count(),
    };
    if out.json {
        let counts = KINDS.iter().map(|(many, one)| (many.to_string(), json!(n(one)))).collect();
        return out.data(&Value::Object(counts));
    }
    let rows: Vec<Vec<String>> =
        KINDS.iter().map(|(many, one)| vec![many.to_string(), n(one).to_string()]).collect();
    out.text(&aligned(&rows, ""))?;
    out.word("`syntony show receptors` lists a kind, `syntony show otr` shows everything about one");
    Ok(())
}

/// Everything that has a key, in the order of [`KINDS`].
fn entries(atlas: &Atlas) -> Vec<Entry> {
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

fn is_exactly(e: &Entry, name: &str, atlas: &Atlas) -> bool {
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

fn list(kind: &str, atlas: &Atlas, out: &Out) -> Result<(), Fail> {
    if kind == "parameter" {
        let all: Vec<&Param> = atlas.params.iter().map(|(_, p)| p).collect();
        return match out.json {
            true => out.data(&json!({ "parameters": all })),
            false => out.text(&aligned(&number_rows(&all, ""), "")),
        };
    }
    let found: Vec<Entry> = entries(atlas).into_iter().filter(|e| e.kind == kind).collect();
    if out.json {
        return out.data(&json!({ "found": found.iter().map(Entry::json).collect::<Vec<_>>() }));
    }
    let rows: Vec<Vec<String>> = found.into_iter().map(|e| vec![e.key, e.name]).collect();
    out.text(&aligned(&rows, ""))
}

fn number(param: &Param, atlas: &Atlas, out: &Out) -> Result<(), Fail> {
    match out.json {
        true => out
            .data(&json!({ "parameters": [param], "sources": describe::sources_json(&[param], &[], atlas) })),
        false => out.text(&describe::number(param, atlas)),
    }
}

fn details(exact: &[Entry], atlas: &Atlas, library: &Library, out: &Out) -> Result<(), Fail> {
    let mut texts = Vec::new();
    let mut data = Vec::new();
    for e in exact {
        if e.kind == "protocol" {
            let built_in = protocols::text(&e.key).unwrap_or_default();
            let atlas = library.of(built_in);
            let protocol = Protocol::read(&format!("protocols/{}.toml", e.key), built_in, atlas)?;
            texts.push(describe::protocol(&protocol));
            data.push(describe::protocol_json(&protocol));
        } else {
            texts.push(describe::entry(e, atlas));
            data.push(describe::entry_json(e, atlas));
        }
    }
    match out.json {
        true => out.data(&json!({ "shown": data })),
        false => out.text(&texts.join("\n")),
    }
}

fn search(name: &str, atlas: &Atlas, out: &Out) -> Result<(), Fail> {
    let query = name.to_lowercase();
    let all = entries(atlas);
    let aliased: Vec<(&str, String)> = atlas.find(name).into_iter().map(|f| (f.kind, f.key)).collect();
    let hit = |e: &&Entry| {
        let in_words = e.key.to_lowercase().contains(&query) || e.name.to_lowercase().contains(&query);
        in_words || aliased.iter().any(|(kind, key)| *kind == e.kind && *key == e.key)
    };
    let found: Vec<&Entry> = all.iter().filter(hit).collect();
    let numbers: Vec<&Param> =
        atlas.params.iter().map(|(_, p)| p).filter(|p| p.path.to_lowercase().contains(&query)).collect();
    if found.is_empty() && numbers.is_empty() {
        let keys = all.iter().map(|e| e.key.as_str()).chain(atlas.params.paths());
        let hint = match nearest(name, keys) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "`syntony show` lists the kinds of things there are".into(),
        };
        return Err(Fail::one(name, "nothing of that name in the atlas or the protocols", Some(hint)));
    }
    if out.json {
        return out.data(
            &json!({ "found": found.iter().map(|e| e.json()).collect::<Vec<_>>(), "parameters": numbers }),
        );
    }
    let rows: Vec<Vec<String>> =
        found.iter().map(|e| vec![e.kind.to_string(), e.key.clone(), e.name.clone()]).collect();
    let mut text = aligned(&rows, "");
    if !numbers.is_empty() {
        text.push_str(&format!(
            "{}{}\n",
            if found.is_empty() { "" } else { "\n" },
            count(numbers.len(), "number")
        ));
        let shown = if found.is_empty() { &numbers[..] } else { &numbers[..numbers.len().min(NUMBERS_MAX)] };
        text.push_str(&aligned(&number_rows(shown, ""), "  "));
        if shown.len() < numbers.len() {
            text.push_str(&format!("  … and {} more\n", numbers.len() - shown.len()));
        }
    }
    out.text(&text)
}
