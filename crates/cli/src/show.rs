//! `syntony show`: what the atlas and the protocols hold, by key, path, alias or part of a name; or a protocol file.

use crate::describe::{self, Entry, number_rows};
use crate::fail::Fail;
use crate::out::{Out, aligned, count};
use crate::{input, language};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use syntony::protocols;
use syntony::shown::{entries, has, is_exactly};
use syntony_language::problem::nearest;
use syntony_model::{Atlas, Library, Param, Protocol};

/// What to look up.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
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
pub fn show(args: &ShowArgs, out: &Out) -> Result<(), Fail> {
    let library = input::library(args.atlas.as_deref())?;
    let name = args.name.as_deref().unwrap_or("").trim();
    let (lineage, atlas) = chosen(args, name, &library)?;
    let lower = name.to_lowercase();
    if let Some((_, kind)) = KINDS.iter().find(|(many, one)| lower == *many || lower == *one) {
        return list(kind, &asked(args, &library)?, out);
    }
    if name.is_empty() {
        return overview(&asked(args, &library)?, out);
    }
    if let Some(list) = language::list(&lower, &library) {
        return language::print(list, out);
    }
    let others = library.iter().filter(|(other, a)| *other != lineage && has(a, name));
    for (other, _) in others.filter(|_| args.lineage.is_none()) {
        out.word(&format!("note: shown for {lineage}; `--lineage {other}` shows '{name}' there"));
    }
    if let Some(id) = atlas.params.find(name) {
        return number(atlas.params.get(id), atlas, out);
    }
    let exact: Vec<Entry> = entries(atlas).into_iter().filter(|e| is_exactly(e, name, atlas)).collect();
    if !exact.is_empty() || !language::named(name, &library).0.is_empty() {
        return details(name, &exact, atlas, &library, out);
    }
    if input::is_file(name) {
        let (protocol, atlas) = input::protocol(name, &library)?;
        return match out.json {
            true => out.data(&json!({ "shown": [describe::protocol_json(&protocol, atlas)] })),
            false => out.text(&describe::protocol(&protocol, atlas)),
        };
    }
    search(name, atlas, out)
}

/// The atlas that was asked for, else the first that knows the name, voles first.
fn chosen<'a>(args: &ShowArgs, name: &str, library: &'a Library) -> Result<(&'a str, &'a Atlas), Fail> {
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

/// The lineages whose things are listed: the one asked for, else all, voles first.
fn asked<'a>(args: &ShowArgs, library: &'a Library) -> Result<Vec<(&'a str, &'a Atlas)>, Fail> {
    if args.lineage.is_some() {
        return Ok(vec![chosen(args, "", library)?]);
    }
    let mut all: Vec<(&str, &Atlas)> = library.iter().collect();
    all.sort_by_key(|(lineage, _)| *lineage != "vole");
    Ok(all)
}

fn overview(atlases: &[(&str, &Atlas)], out: &Out) -> Result<(), Fail> {
    let each: Vec<(Vec<Entry>, &Atlas)> = atlases.iter().map(|(_, a)| (entries(a), *a)).collect();
    let n = |kind: &str, (entries, atlas): &(Vec<Entry>, &Atlas)| match kind {
        "parameter" => atlas.params.len(),
        kind => entries.iter().filter(|e| e.kind == kind).count(),
    };
    if out.json {
        let total = |kind: &str| match kind {
            "parameter" => parameters(atlases).len(),
            kind => union(kind, atlases).len(),
        };
        let mut counts: serde_json::Map<String, Value> =
            KINDS.iter().map(|(many, one)| (many.to_string(), json!(total(one)))).collect();
        counts.extend(language::overview().into_iter().map(|(many, n)| (many, json!(n))));
        return out.data(&Value::Object(counts));
    }
    let mut rows =
        vec![std::iter::once(String::new()).chain(atlases.iter().map(|(l, _)| l.to_string())).collect()];
    for (many, one) in KINDS {
        let counts = each.iter().map(|a| n(one, a).to_string());
        rows.push(std::iter::once(many.to_string()).chain(counts).collect::<Vec<String>>());
    }
    out.text(&aligned(&rows, ""))?;
    out.text("words of the protocol language")?;
    let words: Vec<Vec<String>> =
        language::overview().into_iter().map(|(many, n)| vec![many, n.to_string()]).collect();
    out.text(&aligned(&words, ""))?;
    out.word("`syntony show receptors` lists a kind, `syntony show otr` shows everything about one");
    Ok(())
}

/// Things of a kind that any of the atlases has, in their order, with the lineages that have each.
fn union(kind: &str, atlases: &[(&str, &Atlas)]) -> Vec<(Entry, Vec<String>)> {
    let mut all: Vec<(Entry, Vec<String>)> = Vec::new();
    for (lineage, atlas) in atlases {
        for entry in entries(atlas).into_iter().filter(|e| e.kind == kind) {
            match all.iter_mut().find(|(e, _)| e.key == entry.key) {
                Some((_, lineages)) => lineages.push(lineage.to_string()),
                None => all.push((entry, vec![lineage.to_string()])),
            }
        }
    }
    all
}

/// Numbers of all atlases by path and value, with the lineages that have each.
fn parameters<'a>(atlases: &[(&str, &'a Atlas)]) -> Vec<(&'a Param, Vec<String>)> {
    let mut all: BTreeMap<(String, String), (&Param, Vec<String>)> = BTreeMap::new();
    for (lineage, atlas) in atlases {
        for (_, p) in atlas.params.iter() {
            let own = (p.path.clone(), p.written.to_string());
            all.entry(own).or_insert((p, Vec::new())).1.push(lineage.to_string());
        }
    }
    all.into_values().collect()
}

fn list(kind: &str, atlases: &[(&str, &Atlas)], out: &Out) -> Result<(), Fail> {
    if kind == "parameter" {
        let all = parameters(atlases);
        if out.json {
            let data: Vec<&Param> = all.iter().map(|(p, _)| *p).collect();
            return out.data(&json!({ "parameters": data }));
        }
        let numbers: Vec<&Param> = all.iter().map(|(p, _)| *p).collect();
        let mut rows = number_rows(&numbers, "");
        for (row, (_, lineages)) in rows.iter_mut().zip(&all) {
            row.push(lineages.join(", "));
        }
        return out.text(&aligned(&rows, ""));
    }
    let found = union(kind, atlases);
    if out.json {
        let data = |(e, lineages): &(Entry, Vec<String>)| {
            let mut value = describe::thing_json(e);
            value["lineages"] = json!(lineages);
            value
        };
        return out.data(&json!({ "found": found.iter().map(data).collect::<Vec<_>>() }));
    }
    // sources and protocols belong to nobody
    let whose = atlases.len() > 1 && !matches!(kind, "source" | "protocol");
    let row = |(e, lineages): (Entry, Vec<String>)| match whose {
        true => vec![e.key, lineages.join(", "), e.name],
        false => vec![e.key, e.name],
    };
    out.text(&aligned(&found.into_iter().map(row).collect::<Vec<_>>(), ""))
}

fn number(param: &Param, atlas: &Atlas, out: &Out) -> Result<(), Fail> {
    match out.json {
        true => out
            .data(&json!({ "parameters": [param], "sources": describe::sources_json(&[param], &[], atlas) })),
        false => out.text(&describe::number(param, atlas)),
    }
}

fn details(name: &str, exact: &[Entry], atlas: &Atlas, library: &Library, out: &Out) -> Result<(), Fail> {
    let (mut texts, mut data) = (Vec::new(), Vec::new());
    for e in exact {
        if e.kind == "protocol" {
            let built_in = protocols::text(&e.key).unwrap_or_default();
            let atlas = library.of(built_in);
            let protocol = Protocol::read(&format!("protocols/{}.toml", e.key), built_in, atlas)?;
            texts.push(describe::protocol(&protocol, atlas));
            data.push(describe::protocol_json(&protocol, atlas));
        } else {
            texts.push(describe::entry(e, atlas));
            data.push(describe::entry_json(e, atlas));
        }
    }
    let (words, more) = language::named(name, library);
    texts.extend(words);
    data.extend(more);
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
    let words = language::search(&query);
    if found.is_empty() && numbers.is_empty() && words.is_empty() {
        let keys = all.iter().map(|e| e.key.as_str()).chain(atlas.params.paths());
        let hint = match nearest(name, keys) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "`syntony show` lists the kinds of things there are".into(),
        };
        return Err(Fail::one(name, "nothing of that name in the atlas or the protocols", Some(hint)));
    }
    if out.json {
        let mut data: Vec<Value> = found.iter().map(|e| describe::thing_json(e)).collect();
        data.extend(words.iter().map(|(kind, key, name)| json!({ "kind": kind, "key": key, "name": name })));
        return out.data(&json!({ "found": data, "parameters": numbers }));
    }
    let mut rows: Vec<Vec<String>> =
        found.iter().map(|e| vec![e.kind.to_string(), e.key.clone(), e.name.clone()]).collect();
    rows.extend(words.into_iter().map(|(kind, key, name)| vec![kind, key, name]));
    let mut text = aligned(&rows, "");
    if !numbers.is_empty() {
        text.push_str(&format!(
            "{}{}\n",
            if rows.is_empty() { "" } else { "\n" },
            count(numbers.len(), "number")
        ));
        let shown = if rows.is_empty() { &numbers[..] } else { &numbers[..numbers.len().min(NUMBERS_MAX)] };
        text.push_str(&aligned(&number_rows(shown, ""), "  "));
        if shown.len() < numbers.len() {
            let more = numbers.len() - shown.len();
            text.push_str(&format!("  … and {more} more: `syntony show parameters` lists all\n"));
        }
    }
    out.text(&text)
}
