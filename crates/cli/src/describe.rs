//! Everything about one thing of the atlas, or about one protocol, in words and as JSON.

use crate::out::{aligned, count, wrapped};
use serde_json::{Map, Value, json};
pub use syntony::shown::Entry;
use syntony::shown::{facts, inherited, numbers, papers, sources};
use syntony_model::protocol::{MeasureKind, VariableForm};
use syntony_model::{Atlas, Param, Protocol};
use syntony_results::judge::ScoreTable;

const WIDTH: usize = 100;

/// A thing as JSON.
pub fn thing_json(e: &Entry) -> Value {
    json!({ "kind": e.kind, "key": e.key, "name": e.name })
}

/// Path (without `prefix`), value, range, grade and source of numbers.
pub fn number_rows(numbers: &[&Param], prefix: &str) -> Vec<Vec<String>> {
    let row = |p: &&Param| {
        let path = p.path.strip_prefix(prefix).unwrap_or(&p.path).to_string();
        vec![path, value(p), range(p), grade(p), p.source.clone()]
    };
    numbers.iter().map(row).collect()
}

fn value(p: &Param) -> String {
    p.written.to_string()
}

fn range(p: &Param) -> String {
    p.range.map_or("-".into(), |(low, high)| format!("{low} to {high}"))
}

fn grade(p: &Param) -> String {
    format!("{:?}", p.grade).to_lowercase()
}

/// One number with all that is known of it.
pub fn number(p: &Param, atlas: &Atlas) -> String {
    let mut rows = vec![
        vec!["value".to_string(), value(p)],
        vec!["range".into(), range(p)],
        vec!["grade".into(), grade(p)],
        vec!["dimension".into(), p.dimension().describe()],
        vec!["written in".into(), p.place.to_string()],
    ];
    if let Some(source) = atlas.sources.get(&p.source) {
        rows.push(vec!["source".into(), format!("{}: {}", source.key, source.citation)]);
    }
    if !p.note.is_empty() {
        rows.push(vec!["note".into(), p.note.clone()]);
    }
    format!("{}\n{}", p.path, aligned(&rows, "  "))
}

/// Everything about a thing.
pub fn entry(e: &Entry, atlas: &Atlas) -> String {
    let mut text = format!("{} {}: {}\n", e.kind, e.key, e.name);
    let rows: Vec<Vec<String>> =
        facts(e, atlas).into_iter().map(|(what, is)| vec![what.to_string(), is]).collect();
    text.push_str(&aligned(&rows, "  "));
    let (prefix, own, others) = numbers(e, atlas);
    if !own.is_empty() {
        text.push_str(&format!("\n{}\n", count(own.len(), "number")));
        let lines = aligned(&number_rows(&own, &prefix), "  ");
        for (line, p) in lines.lines().zip(&own) {
            text.push_str(line);
            text.push('\n');
            if !p.note.is_empty() {
                wrapped(&p.note, WIDTH - 6).iter().for_each(|l| text.push_str(&format!("      {l}\n")));
            }
        }
    }
    let inherited = inherited(e, atlas);
    for (from, numbers) in &inherited {
        text.push_str(&format!(
            "\n{} inherited from {from}, with notes in `syntony show {from}`\n{}",
            count(numbers.len(), "number"),
            aligned(&number_rows(numbers, &format!("species.{from}.")), "  ")
        ));
    }
    if !others.is_empty() {
        let what = if e.kind == "source" { "cited by" } else { "named by" };
        text.push_str(&format!(
            "\n{what} {}\n{}",
            count(others.len(), "number"),
            aligned(&number_rows(&others, ""), "  ")
        ));
    }
    let read: Vec<&Param> = own.into_iter().chain(inherited.into_iter().flat_map(|i| i.1)).collect();
    let sources = sources(&read, papers(e, atlas), atlas);
    if !sources.is_empty() && e.kind != "source" {
        text.push_str("\nsources\n");
        sources.iter().for_each(|(key, citation)| text.push_str(&format!("  {key}: {citation}\n")));
    }
    text
}

/// The same as JSON.
pub fn sources_json(numbers: &[&Param], papers: &[String], atlas: &Atlas) -> Value {
    sources(numbers, papers, atlas)
        .into_iter()
        .map(|(key, citation)| json!({ "key": key, "citation": citation }))
        .collect()
}

/// Everything about a thing as JSON.
pub fn entry_json(e: &Entry, atlas: &Atlas) -> Value {
    let (_, own, others) = numbers(e, atlas);
    let facts: Map<String, Value> =
        facts(e, atlas).into_iter().map(|(what, is)| (what.replace(' ', "_"), is.into())).collect();
    let inherited = inherited(e, atlas);
    let from: Vec<Value> = inherited.iter().map(|(s, p)| json!({ "from": s, "parameters": p })).collect();
    let read: Vec<&Param> = own.iter().copied().chain(inherited.into_iter().flat_map(|i| i.1)).collect();
    json!({
        "kind": e.kind, "key": e.key, "name": e.name, "facts": facts,
        "parameters": own, "inherited": from, "named_by": others, "sources": sources_json(&read, papers(e, atlas), atlas),
    })
}

/// Everything about a protocol.
pub fn protocol(p: &Protocol, atlas: &Atlas) -> String {
    let mut text = format!("protocol {}: {}\n", p.key, p.title);
    let mut rows = vec![vec!["role".to_string(), p.role.word().into()]];
    if !p.topic.is_empty() {
        rows.push(vec!["topic".into(), p.topic.clone()]);
    }
    if let Some(s) = &p.paper {
        rows.push(vec!["source".into(), s.citation.clone()]);
    }
    text.push_str(&aligned(&rows, "  "));
    let mut paragraph = |first: &str, rest: &str, body: &str| {
        let lines = wrapped(body, WIDTH - rest.len());
        lines
            .iter()
            .enumerate()
            .for_each(|(i, l)| text.push_str(&format!("{}{l}\n", if i == 0 { first } else { rest })));
    };
    paragraph("\n  ", "  ", &p.summary);
    p.notes.iter().for_each(|n| paragraph("  - ", "    ", n));

    text.push_str("\ngroups\n");
    let hours = |s: f64| format!("{} h", (s / 36.0).round() / 100.0);
    let group = |g: &syntony_model::protocol::Group| {
        let phases: Vec<String> =
            g.phases.iter().map(|f| format!("{} {}", f.name, hours(f.duration_s))).collect();
        vec![g.key.clone(), format!("n {}", g.n), g.label.clone(), phases.join(", ")]
    };
    text.push_str(&aligned(&p.groups.iter().map(group).collect::<Vec<_>>(), "  "));
    text.push_str("\nmeasures\n");
    let measure = |m: &syntony_model::protocol::Measure| {
        let scored = m.kind.formula().unwrap_or_else(|| m.phase.clone());
        vec![m.key.clone(), m.label.clone(), m.unit.clone(), scored, scale(m, atlas)]
    };
    text.push_str(&aligned(&p.measures.iter().map(measure).collect::<Vec<_>>(), "  "));
    if !p.samples.is_empty() {
        text.push_str("\nsamples\n");
        let sample = |s: &syntony_model::protocol::Sample| vec![s.key.clone(), s.groups.join(" + "), kept(s)];
        text.push_str(&aligned(&p.samples.iter().map(sample).collect::<Vec<_>>(), "  "));
    }
    text.push_str("\nclaims\n");
    let empty = ScoreTable::new(p, &[], 0);
    let claim = |c: &syntony_model::protocol::Claim| {
        let v = empty.judge(c);
        let known = if p.is_hypothesis() { String::new() } else { c.known.describe() };
        vec![c.key.clone(), c.text.clone(), v.expected().clone(), v.criterion, known]
    };
    text.push_str(&aligned(&p.claims.iter().map(claim).collect::<Vec<_>>(), "  "));
    text
}

/// What a measure of a state reads, and where its values lie.
fn scale(m: &syntony_model::protocol::Measure, atlas: &Atlas) -> String {
    match &m.kind {
        MeasureKind::State(name, _) | MeasureKind::Reading(_, name, _) => {
            VariableForm::of(name).map_or(String::new(), |v| format!("{name}: {}", v.scale.words(atlas)))
        }
        _ => String::new(),
    }
}

/// Which units a sample keeps, in words.
fn kept(s: &syntony_model::protocol::Sample) -> String {
    let bound = |word: &str, x: f64| if x.is_finite() { format!(" {word} {x}") } else { String::new() };
    let all =
        s.keep.iter().map(|k| format!("{}{}{}", k.measure, bound("above", k.above), bound("below", k.below)));
    all.collect::<Vec<_>>().join(" and ")
}

/// A protocol as JSON: what is for people, and the text itself.
pub fn protocol_json(p: &Protocol, atlas: &Atlas) -> Value {
    let empty = ScoreTable::new(p, &[], 0);
    let groups: Vec<Value> =
        p.groups.iter().map(|g| json!({ "key": g.key, "label": g.label, "n": g.n })).collect();
    let measures: Vec<Value> = p
        .measures
        .iter()
        .map(|m| json!({ "key": m.key, "label": m.label, "unit": m.unit, "phase": m.phase, "formula": m.kind.formula(), "scale": scale(m, atlas) }))
        .collect();
    let samples: Vec<Value> =
        p.samples.iter().map(|s| json!({ "key": s.key, "groups": s.groups, "keep": kept(s) })).collect();
    let claims: Vec<Value> = p.claims.iter().map(|c| empty.judge(c)).map(|v| {
        json!({ "key": v.claim, "text": v.text, "kind": v.kind, v.expected_is(): v.expected(), "criterion": v.criterion, "verified": v.verified, "known": v.known })
    }).collect();
    json!({
        "kind": "protocol", "key": p.key, "title": p.title, "summary": p.summary, "role": p.role.word(), "topic": p.topic,
        "source": p.source, "citation": p.paper.as_ref().map(|s| s.citation.clone()), "notes": p.notes,
        "groups": groups, "measures": measures, "samples": samples, "claims": claims, "toml": p.text,
    })
}
