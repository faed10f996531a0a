//! What a run leaves for people: traces, acts, numbers used and groups, as records.

use super::Chunk;
use syntony_model::protocol::{Group, ManipulationKind, PhaseKind};
use syntony_observe::bout::Bout;
use syntony_observe::trace::{Trace, TraceSource, Traces};
use syntony_results::record::*;
use syntony_society::Run;

pub(super) fn series_record(t: Trace, time_s: &[f64], run: &Run, group: usize) -> SeriesRecord {
    let kind = match t.name.split(':').next().unwrap_or("") {
        "contact" => "behaviour",
        "level" => "level",
        "signal" => "occupancy",
        "rate" => "rate",
        "corticosterone" => "hpa",
        _ => "need",
    };
    let unit = match t.source {
        TraceSource::State(v) => v.unit(),
        TraceSource::Behaviour(..) => "share of time",
    };
    let member = &run.plan.cast.members[t.member].name;
    let label = t.name.replace(':', " ").replace('@', " in ");
    SeriesRecord {
        group,
        variable: t.name,
        label: if member == "subject" { label } else { format!("{label} ({member})") },
        unit: unit.into(),
        kind: kind.into(),
        time_s: time_s.to_vec(),
        values: t.values,
    }
}

/// Ties as they were recorded, by kind.
pub(super) fn tie_records(tied: Traces, run: &Run, group: usize) -> Vec<TieRecord> {
    let pairs = &run.plan.cast.pairs;
    let samples = tied.time_s.len();
    let of_kind = |traces: &[Trace]| TieRecord {
        group,
        kind: traces[0].name.clone(),
        pairs: pairs.clone(),
        time_s: tied.time_s.clone(),
        values: (0..traces[0].values.len())
            .map(|unit| (0..samples).flat_map(|k| traces.iter().map(move |t| t.values[unit][k])).collect())
            .collect(),
    };
    tied.traces.chunks(pairs.len().max(1)).map(of_kind).collect()
}

/// Ties of the first member of each group as time courses.
pub(crate) fn subject_ties(ties: &[TieRecord], groups: &[GroupRecord]) -> Vec<SeriesRecord> {
    let course = |t: &TieRecord, p: usize| {
        let other = groups[t.group].member(t.pairs[p].1);
        let label = format!("{} {other}", t.kind);
        SeriesRecord {
            group: t.group,
            variable: format!("{}:{other}", t.kind),
            label: match groups[t.group].member(0) {
                "subject" => label,
                name => format!("{label} ({name})"),
            },
            unit: "1".into(),
            kind: "bond".into(),
            time_s: t.time_s.clone(),
            values: t
                .values
                .iter()
                .map(|v| v.iter().skip(p).step_by(t.pairs.len()).copied().collect())
                .collect(),
        }
    };
    let own = |t: &TieRecord| -> Vec<usize> { (0..t.pairs.len()).filter(|&p| t.pairs[p].0 == 0).collect() };
    ties.iter().flat_map(|t| own(t).into_iter().map(move |p| course(t, p))).collect()
}

pub(super) fn event_row(b: &Bout, run: &Run, chunk: &Chunk) -> EventRow {
    let name = |m: usize| run.plan.cast.members.get(m).map_or(String::new(), |x| x.name.clone());
    EventRow {
        group: chunk.group,
        animal: chunk.units[b.unit].1,
        onset_s: b.onset_s,
        duration_s: b.duration_s,
        actor: name(b.actor),
        act: b.act.name(&run.plan),
        target: b.target.map_or(String::new(), name),
    }
}

/// A number of the atlas, for people.
pub fn parameter_record(p: &syntony_model::Param) -> ParameterRecord {
    ParameterRecord {
        path: p.path.clone(),
        value: p.written.number,
        unit: p.written.unit.text().to_string(),
        range: p.range,
        grade: format!("{:?}", p.grade).to_lowercase(),
        source: p.source.clone(),
        note: p.note.clone(),
        overridden: p.overridden.clone(),
    }
}

/// A paper, with nothing yet that rests on it.
pub fn source_record(s: &syntony_model::atlas::Source) -> SourceRecord {
    SourceRecord {
        key: s.key.clone(),
        citation: s.citation.clone(),
        bibtex: s.bibtex.clone(),
        protocol: false,
        equations: Vec::new(),
        parameters: Vec::new(),
    }
}

pub(super) fn group_record(g: &Group) -> GroupRecord {
    let cast = g
        .cast
        .iter()
        .map(|m| {
            format!(
                "{}: {}, {:?}, {}",
                m.name,
                species_words(&m.species),
                m.sex,
                format!("{:?}", m.age).to_lowercase()
            )
        })
        .collect();
    let phases = g
        .phases
        .iter()
        .map(|f| SpanRecord {
            name: f.name.clone(),
            kind: kind_word(&f.kind).into(),
            start_s: f.start_s,
            end_s: f.end_s(),
        })
        .collect();
    let end = g.phases.iter().map(|f| f.end_s()).fold(0.0, f64::max);
    let mut doses: Vec<SpanRecord> = Vec::new();
    for d in &g.doses {
        let to = d.site.as_ref().map_or(format!("{:?}", d.route).to_lowercase(), |s| s.clone());
        for t in &d.times_s {
            doses.push(SpanRecord {
                name: format!("{} {} ({to})", d.compound, d.amount),
                kind: "dose".into(),
                start_s: *t,
                end_s: (t + d.duration_s).min(end),
            });
        }
    }
    for m in &g.manipulations {
        doses.push(SpanRecord {
            name: in_words(&m.kind),
            kind: "manipulation".into(),
            start_s: m.window_s.0.max(g.phases.first().map_or(0.0, |f| f.start_s)),
            end_s: m.window_s.1.min(end),
        });
    }
    GroupRecord { key: g.key.clone(), label: g.label.clone(), n: g.n, cast, phases, doses }
}

/// A species as people say it.
fn species_words(key: &str) -> String {
    if key == "human" { "human".into() } else { format!("{key} vole") }
}

/// A manipulation as people say it.
fn in_words(kind: &ManipulationKind) -> String {
    let at = |region: &Option<String>| region.as_ref().map_or(String::new(), |r| format!(" in {r}"));
    match kind {
        ManipulationKind::Express { receptor, region, factor, .. } => {
            format!("{receptor}{} × {factor}", at(region))
        }
        ManipulationKind::Release { ligand, region, factor } => {
            format!("release of {ligand}{} × {factor}", at(region))
        }
        ManipulationKind::Drive { target, amount } if amount.is_infinite() => format!("{target} lesioned"),
        ManipulationKind::Drive { target, amount } => format!("{target} driven by {amount}"),
        ManipulationKind::Project { from, to, factor } => format!("{from} to {to} × {factor}"),
        ManipulationKind::Process { process, factor } => format!("{process} × {factor}"),
    }
}

fn kind_word(kind: &PhaseKind) -> &'static str {
    match kind {
        PhaseKind::Alone { .. } => "alone",
        PhaseKind::Together { barrier: true, .. } => "together, behind a screen",
        PhaseKind::Together { mating: true, .. } => "together, mating",
        PhaseKind::Together { .. } => "together",
        PhaseKind::Encounter(e) if !e.script.is_empty() => "encounter, scripted",
        PhaseKind::Encounter(_) => "encounter",
        PhaseKind::Choice { barrier: true, .. } => "choice, behind screens",
        PhaseKind::Choice { .. } => "choice",
        PhaseKind::Intruder { .. } => "intruder",
        PhaseKind::Stress { .. } => "stress",
        PhaseKind::ForcedSwim { .. } => "forced swim",
        PhaseKind::PlusMaze { .. } => "plus maze",
        PhaseKind::Operant { .. } => "operant",
        PhaseKind::Conditioning { .. } => "conditioning",
        PhaseKind::PlaceTest { .. } => "place test",
    }
}
