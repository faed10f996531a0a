//! The report's tables: cast and schedule, parameters, sources, provenance.

use super::scale::{exact, number, time_unit};
use super::svg::Svg;
use super::timeline::when;
use crate::record::{GroupRecord, Manifest, ParameterRecord, SourceRecord, SpanRecord};
use minijinja::{Value, context};
use std::fmt::Write as _;

/// Grades from the best to the worst, with their classes.
const GRADES: [(&str, &str); 4] =
    [("measured", "q-measured"), ("derived", "q-derived"), ("fitted", "q-fitted"), ("assumed", "q-assumed")];

/// The manifest as the page shows it.
pub fn manifest(m: &Manifest) -> Value {
    let role = match m.role.as_str() {
        "calibration" => "parameters were fitted to this experiment",
        "development" => "used while the model was built",
        "prediction" => "not used to build or fit the model",
        "constraint" => "a condition that the model has to meet",
        "scenario" => "no published outcome to compare with",
        _ => "",
    };
    context! {
        protocol => &m.protocol,
        title => &m.title,
        summary => &m.summary,
        role => &m.role,
        role_meaning => role,
        citation => &m.citation,
        warnings => m.warnings.iter().collect::<Value>(),
        notes => m.notes.iter().collect::<Value>(),
        version => &m.syntony,
        format => m.format,
        protocol_hash => &m.protocol_hash,
        atlas_hash => &m.atlas_hash,
        result_hash => &m.result_hash,
        // as text: a template would write large seeds as it likes
        seed => m.seed.to_string(),
        replicates => m.replicates,
        status => &m.status,
        complete => m.status == "complete",
        set => m.set.iter().collect::<Value>(),
        people => m.people.iter().map(|p| p.word()).collect::<Value>(),
        wall => duration(m.wall_s),
        threads => m.threads,
        command => command(m),
    }
}

/// The command that makes this run again.
fn command(m: &Manifest) -> String {
    let mut text = format!("syntony run {}", quoted(&m.protocol));
    let _ = write!(text, " --seed {} --replicates {}", m.seed, m.replicates);
    for set in &m.set {
        let _ = write!(text, " \\\n  --set {}", quoted(set));
    }
    for person in &m.people {
        let given = format!("{}={}", person.member, person.file);
        let _ = write!(text, " \\\n  --person {}", quoted(&given));
    }
    text
}

/// A word as a shell reads it back.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=+,@%".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_string(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if !s.is_finite() => "–".into(),
        s if s < 120.0 => format!("{} s", number(s)),
        s if s < 7200.0 => format!("{} min", number(s / 60.0)),
        s => format!("{} h", number(s / 3600.0)),
    }
}

/// Groups with cast and schedule in words.
pub fn groups(groups: &[GroupRecord]) -> Value {
    let times = groups.iter().flat_map(|g| g.phases.iter().chain(&g.doses));
    let (low, high) = times.fold((0.0f64, 0.0f64), |(a, b), s| (a.min(s.start_s), b.max(s.end_s)));
    let (unit_s, unit) = time_unit(high - low);
    let span = |s: &SpanRecord| {
        context! { name => &s.name, kind => s.kind.replace('_', " "), when => when(s, unit_s, unit) }
    };
    groups
        .iter()
        .enumerate()
        .map(|(i, g)| {
            context! {
                label => &g.label,
                key => &g.key,
                class => format!("g{}", i % 8),
                swatch => Value::from_safe_string(swatch(i)),
                n => g.n,
                cast => g.cast.iter().collect::<Value>(),
                phases => g.phases.iter().map(span).collect::<Value>(),
                doses => g.doses.iter().map(span).collect::<Value>(),
            }
        })
        .collect()
}

/// The cast, if all groups share it.
pub fn same_cast(groups: &[GroupRecord]) -> Value {
    match groups.split_first() {
        Some((first, rest)) if rest.iter().all(|g| g.cast == first.cast) => first.cast.iter().collect(),
        _ => Value::from(()),
    }
}

/// A group's line as the legend shows it.
fn swatch(group: usize) -> String {
    let mut svg = Svg::new(26.0, 12.0, "", "");
    svg.open(&format!("g{}", group % 8));
    svg.line("trace", (1.0, 6.0), (25.0, 6.0));
    svg.dot("mean", (13.0, 6.0), 3.6);
    svg.close();
    svg.finish().replace("role=\"img\"", "aria-hidden=\"true\"")
}

/// Parameters by path.
pub fn parameters(parameters: &[ParameterRecord], sources: &[SourceRecord]) -> Value {
    let mut sorted: Vec<&ParameterRecord> = parameters.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    sorted
        .into_iter()
        .map(|p| {
            let unit = if p.unit == "1" { "" } else { p.unit.as_str() };
            context! {
                path => &p.path,
                value => exact(p.value),
                unit => unit,
                range => p.range.map(|(a, b)| format!("{} – {}", exact(a), exact(b))),
                grade => &p.grade,
                grade_class => grade_class(&p.grade),
                source => &p.source,
                cited => sources.iter().any(|s| s.key == p.source),
                note => &p.note,
                overridden => p.overridden.as_deref(),
            }
        })
        .collect()
}

fn grade_class(grade: &str) -> &'static str {
    GRADES.iter().find(|(g, _)| *g == grade).map_or("q-assumed", |(_, class)| class)
}

/// How many parameters have which grade, and a bar of the shares.
pub fn grades(parameters: &[ParameterRecord]) -> Value {
    let counts: Vec<(&str, &str, usize)> = GRADES
        .iter()
        .map(|(g, class)| (*g, *class, parameters.iter().filter(|p| p.grade == *g).count()))
        .collect();
    let total = parameters.len().max(1) as f64;
    let words: Vec<String> = counts.iter().map(|(g, _, n)| format!("{n} {g}")).collect();
    let mut svg = Svg::new(420.0, 12.0, "Grades of the parameters", &words.join(", "));
    let mut x = 0.0;
    for (_, class, n) in &counts {
        let width = 420.0 * *n as f64 / total;
        svg.rect(&format!("grade-bar {class}"), (x, 0.0), (width - 1.5, 12.0));
        x += width;
    }
    let rows: Value =
        counts.iter().map(|(g, class, n)| context! { grade => *g, class => *class, count => *n }).collect();
    context! { bar => Value::from_safe_string(svg.finish()), rows => rows }
}

/// Sources by key.
pub fn sources(sources: &[SourceRecord]) -> Value {
    let mut sorted: Vec<&SourceRecord> = sources.iter().collect();
    sorted.sort_by(|a, b| a.key.cmp(&b.key));
    sorted
        .into_iter()
        .map(|s| context! { key => &s.key, citation => &s.citation, bibtex => &s.bibtex })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;

    #[test]
    fn text_of_the_command_survives_a_shell() {
        let mut m = fake::manifest();
        m.protocol = "insel_hulihan_1995".into();
        (m.seed, m.replicates) = (u64::MAX, 20);
        m.set = vec!["process.bond.tag_rate=0.6 1/h".into(), "a=it's".into()];
        assert_eq!(
            command(&m),
            "syntony run insel_hulihan_1995 --seed 18446744073709551615 --replicates 20 \\\n  \
             --set 'process.bond.tag_rate=0.6 1/h' \\\n  --set 'a=it'\\''s'"
        );
    }

    #[test]
    fn text_of_durations() {
        assert_eq!(duration(3.25), "3.25 s");
        assert_eq!(duration(600.0), "10 min");
        assert_eq!(duration(7200.0), "2 h");
        assert_eq!(duration(f64::NAN), "–");
    }
}
