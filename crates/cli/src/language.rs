//! `syntony show` of the protocol language: kinds of phases, measures, claims, and all other words, with what may be said of each; state variables
//! with unit and scale.

use crate::out::{Out, aligned};
use serde_json::{Value, json};
use syntony_language::alias::words_for;
use syntony_language::shape::{Item, Listing, listings};
use syntony_model::protocol::{VARIABLES, VariableForm};
use syntony_model::{Atlas, Library};

/// Names of all lists with the number of their words.
pub fn overview() -> Vec<(String, usize)> {
    let mut all = vec![("variables".to_string(), VARIABLES.len())];
    all.extend(listings().into_iter().map(|l| (l.many, l.items.len())));
    all
}

/// The list of a name, in plural or singular, as text and data; nothing if there is none.
pub fn list(name: &str, library: &Library) -> Option<(String, Value)> {
    if matches!(name, "variable" | "variables") {
        let rows: Vec<Vec<String>> = VARIABLES.iter().map(|v| row(v, library)).collect();
        return Some((aligned(&rows, ""), json!({ "found": variables(library) })));
    }
    if matches!(name, "stressor" | "stressors") {
        return Some(stressors(library));
    }
    let list = listings().into_iter().find(|l| l.many == name || l.one == name)?;
    let rows: Vec<Vec<String>> =
        list.items.iter().map(|i| vec![i.word.to_string(), i.about.to_string(), also(i.word)]).collect();
    let found: Vec<Value> = list.items.iter().map(|i| data(&list, i)).collect();
    Some((aligned(&rows, ""), json!({ "found": found })))
}

/// Everything of the language under a word, as texts and data; `kind.word` where several kinds have it.
pub fn named(name: &str, library: &Library) -> (Vec<String>, Vec<Value>) {
    let (mut texts, mut all) = (Vec::new(), Vec::new());
    let is = |kind: &str, word: &str| name == word || name == format!("{kind}.{word}");
    for list in listings() {
        for item in list.items.iter().filter(|i| is(list.one, i.word)) {
            texts.push(details(&list, item));
            all.push(data(&list, item));
        }
    }
    let asked = name.split(':').next().unwrap_or(name);
    for v in VARIABLES.iter().filter(|v| v.word() == asked || is("variable", v.word())) {
        texts.push(variable(v, library));
        all.push(variable_json(v, library));
    }
    (texts, all)
}

/// Words of the language in which a text occurs: kind, word, meaning.
pub fn search(query: &str) -> Vec<(String, String, String)> {
    let hit = |word: &str, about: &str| {
        let also = words_for(word).any(|w| w.contains(query));
        word.contains(query) || about.to_lowercase().contains(query) || also
    };
    let mut found = Vec::new();
    for list in listings() {
        let items = list.items.iter().filter(|i| hit(i.word, i.about));
        found.extend(items.map(|i| (list.one.to_string(), i.word.to_string(), i.about.to_string())));
    }
    let variables = VARIABLES.iter().filter(|v| hit(v.word(), v.about));
    found.extend(variables.map(|v| ("variable".to_string(), v.form.to_string(), v.about.to_string())));
    found
}

/// Prints a list.
pub fn print(list: (String, Value), out: &Out) -> Result<(), crate::fail::Fail> {
    if out.json { out.data(&list.1) } else { out.text(&list.0) }
}

fn also(word: &str) -> String {
    let words: Vec<&str> = words_for(word).collect();
    if words.is_empty() { String::new() } else { format!("also: {}", words.join(", ")) }
}

fn details(list: &Listing, item: &Item) -> String {
    let mut text = format!("{} {}: {}\n", list.one, item.word, item.about);
    let also = also(item.word);
    if !also.is_empty() {
        text.push_str(&format!("  {also}\n"));
    }
    let rows: Vec<Vec<String>> = item
        .fields
        .iter()
        .map(|f| {
            let needed = if f.required { "needed" } else { "" };
            vec![f.name.to_string(), needed.into(), f.kind.expected(), f.about.into()]
        })
        .collect();
    text.push_str(&aligned(&rows, "  "));
    text
}

fn data(list: &Listing, item: &Item) -> Value {
    let fields: Vec<Value> = item
        .fields
        .iter()
        .map(|f| json!({ "key": f.name, "needed": f.required, "value": f.kind.expected(), "about": f.about }))
        .collect();
    let also: Vec<&str> = words_for(item.word).collect();
    json!({ "kind": list.one, "key": item.word, "name": item.about, "also": also, "fields": fields })
}

fn lineages(v: &VariableForm, library: &Library) -> Vec<String> {
    let has = |lineage: &str| !v.people || lineage == "human";
    library.iter().map(|(name, _)| name.to_string()).filter(|name| has(name)).collect()
}

fn scale(v: &VariableForm, library: &Library) -> String {
    let atlas: Option<&Atlas> = match v.people {
        true => library.lineage("human"),
        false => library.iter().next().map(|(_, a)| a),
    };
    atlas.map_or(String::new(), |a| v.scale.words(a))
}

fn row(v: &VariableForm, library: &Library) -> Vec<String> {
    let whose = lineages(v, library).join(", ");
    vec![v.form.into(), v.unit.into(), scale(v, library), whose, v.about.into()]
}

fn variables(library: &Library) -> Vec<Value> {
    VARIABLES.iter().map(|v| variable_json(v, library)).collect()
}

fn variable(v: &VariableForm, library: &Library) -> String {
    let mut rows = vec![
        vec!["unit".to_string(), v.unit.to_string()],
        vec!["scale".into(), scale(v, library)],
        vec!["lineages".into(), lineages(v, library).join(", ")],
    ];
    let also: Vec<&str> = words_for(v.word()).collect();
    if !also.is_empty() {
        rows.push(vec!["also called".into(), also.join(", ")]);
    }
    format!("variable {}: {}\n{}", v.form, v.about, aligned(&rows, "  "))
}

fn variable_json(v: &VariableForm, library: &Library) -> Value {
    json!({
        "kind": "variable", "key": v.form, "name": v.about, "unit": v.unit, "scale": scale(v, library),
        "lineages": lineages(v, library), "also": words_for(v.word()).collect::<Vec<_>>(),
    })
}

/// Stressors are the numbers of the process `stress`.
fn stressors(library: &Library) -> (String, Value) {
    let (mut rows, mut found) = (Vec::new(), Vec::new());
    for (lineage, atlas) in library.iter() {
        for (name, &id) in atlas.processes.get("stress").iter().flat_map(|p| &p.numbers) {
            let param = atlas.params.get(id);
            rows.push(vec![name.clone(), lineage.to_string(), param.written.to_string(), param.note.clone()]);
            found.push(json!({ "kind": "stressor", "key": name, "lineage": lineage, "parameter": param }));
        }
    }
    (aligned(&rows, ""), json!({ "found": found }))
}
