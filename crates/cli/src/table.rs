//! The claims of a run beside what came out, for a terminal.

use crate::out::{count, wrapped};
use syntony_model::protocol::Known;
use syntony_results::record::{Results, Verdict};
use syntony_results::stats;
use syntony_results::words::short;

/// Widest claim before it is broken.
const CLAIM_WIDTH: usize = 52;

/// The table; colours only if asked for, and never the only sign.
pub fn claims(results: &Results, colour: bool) -> String {
    let mut rows = vec![[
        String::from("verdict"),
        "holds in".into(),
        "claim".into(),
        "simulated".into(),
        "effect".into(),
        results.verdicts.first().map_or("published", Verdict::expected_is).into(),
    ]];
    let mut words = vec![String::new()];
    // what is known alike of all claims is said once, below
    let told = match results.verdicts.len() {
        0 | 1 => Known::default(),
        _ => Known::shared(results.verdicts.iter().map(|v| &v.known)),
    };
    for v in &results.verdicts {
        let unit = unit(v, results);
        let held = (v.share * v.replicates as f64).round() as usize;
        let share = if v.replicates == 0 { "-".into() } else { format!("{held}/{}", v.replicates) };
        let published_unit = if v.published_value.is_some() { unit } else { "" };
        let mut text = wrapped(&v.text, CLAIM_WIDTH).into_iter();
        let first = text.next().unwrap_or_default();
        rows.push([
            v.word().to_string(),
            share,
            first,
            format!("{}{unit}", v.simulated),
            effect(v),
            format!("{}{published_unit}{}", v.expected(), doubts(&v.known.besides(&told))),
        ]);
        words.push(v.word().to_string());
        for more in text {
            rows.push([String::new(), String::new(), more, String::new(), String::new(), String::new()]);
            words.push(String::new());
        }
    }
    let width = |c: usize| rows.iter().map(|r| r[c].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let mut table = String::new();
    for (row, word) in rows.iter().zip(&words) {
        let mut line = String::new();
        for (c, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[c] - cell.chars().count());
            // numbers stand right
            let cell = if c == 1 { format!("{pad}{cell}") } else { format!("{cell}{pad}") };
            line.push_str(&if c == 0 && colour { painted(&cell, word) } else { cell });
            line.push_str("  ");
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    if !told.doubts().is_empty() {
        table.push_str(&format!("behind the claims: {}\n", told.doubts()));
    }
    results.verdicts.iter().flat_map(remarks).for_each(|remark| table.push_str(&remark));
    table
}

/// What is to be known of a verdict beside its row, a line each.
fn remarks(v: &Verdict) -> Vec<String> {
    let mut lines = Vec::new();
    if v.hollow > 0 {
        let (hollow, n, control) = (v.hollow, v.replicates, &v.control);
        lines.push(format!(
            "{}: hollow in {hollow}/{n}, where its control {control} does not hold either\n",
            v.claim
        ));
    }
    if !v.reason.is_empty() {
        lines.push(format!("{}: {}\n", v.claim, v.reason));
    }
    for few in v.counted.iter().filter(|c| 2 * c.most < c.n) {
        let n = if few.least == few.most {
            format!("{}", few.most)
        } else {
            format!("{} to {}", few.least, few.most)
        };
        lines.push(format!("{}: few scores, {n} of {} in {}\n", v.claim, few.n, few.group));
    }
    lines
}

/// What nobody has read of the paper behind a claim, in brackets.
pub fn doubts(known: &Known) -> String {
    Some(known.doubts()).filter(|d| !d.is_empty()).map_or(String::new(), |d| format!(" ({d})"))
}

/// The standardised effect with its name.
fn effect(v: &Verdict) -> String {
    let size = |e: f64| if e.abs() < 0.995 { format!("{e:.2}") } else { format!("{e:.1}") };
    v.effect_size.map_or(String::new(), |e| format!("{} {}", v.effect_name, size(e)).trim().to_string())
}

/// How many animals each group has, and what the groups show that no claim names.
pub fn groups(results: &Results) -> String {
    let rows = |g: usize| results.animals.iter().filter(move |a| a.group == g);
    let ran: Vec<usize> = (0..results.groups.len()).filter(|&g| rows(g).next().is_some()).collect();
    let n = |g: &usize| results.groups[*g].n;
    let Some(first) = ran.first().map(n) else { return String::new() };
    let mut text = match ran.iter().all(|g| n(g) == first) {
        true => format!(
            "n = {first} in {}\n",
            if ran.len() == 1 { "the group".into() } else { format!("each of {} groups", ran.len()) }
        ),
        false => {
            let each: Vec<String> =
                ran.iter().map(|g| format!("{} {}", results.groups[*g].key, n(g))).collect();
            format!("n: {}\n", each.join(", "))
        }
    };
    for g in ran {
        let key = &results.groups[g].key;
        let named = |v: &Verdict| v.groups.contains(key) || v.counted.iter().any(|c| c.of.contains(key));
        if results.verdicts.iter().any(named) {
            continue;
        }
        let mean = |m: usize| -> Option<String> {
            let x: Vec<f64> = rows(g).filter_map(|a| a.values.get(m).copied().flatten()).collect();
            let unit = spaced(&results.measures[m].unit);
            (!x.is_empty()).then(|| format!("{} {}{unit}", results.measures[m].key, short(stats::mean(&x))))
        };
        let means: Vec<String> = (0..results.measures.len()).filter_map(mean).collect();
        text.push_str(&format!("in no claim: {key}: {}\n", means.join(", ")));
    }
    text
}

/// `10 claims: 7 hold, 1 is mixed, 2 fail`.
pub fn tally(verdicts: &[Verdict]) -> String {
    if verdicts.is_empty() {
        return "no claim about the groups that were run".into();
    }
    let n = |word: &str| verdicts.iter().filter(|v| v.word() == word).count();
    let verb =
        |n: usize, one: &str, many: &str| (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }));
    let parts = [
        verb(n("holds"), "holds", "hold"),
        verb(n("mixed"), "is mixed", "are mixed"),
        verb(n("fails"), "fails", "fail"),
        verb(n("not applicable"), "is not applicable", "are not applicable"),
    ];
    format!(
        "{}: {}",
        count(verdicts.len(), "claim"),
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    )
}

/// The unit of what was measured, where all measures of the claim share one and the claim is about amounts.
fn unit<'a>(v: &Verdict, results: &'a Results) -> &'a str {
    // of shares the claim counts animals
    let amounts = ["within", "between", "among", "against", "mean", "quantile"].contains(&v.kind.as_str());
    if !amounts || matches!(v.effect_name.as_str(), "ln OR" | "V") {
        return "";
    }
    let mut units = v
        .measures
        .iter()
        .filter_map(|key| results.measures.iter().find(|m| m.key == *key))
        .map(|m| m.unit.as_str());
    match units.next() {
        Some(unit) if units.all(|u| u == unit) => spaced(unit),
        _ => "",
    }
}

/// A leading space for the units that occur; others stay off the table.
fn spaced(unit: &str) -> &'static str {
    match unit {
        "s" => " s",
        "min" => " min",
        "h" => " h",
        "%" => " %",
        "nM" => " nM",
        "pM" => " pM",
        "Hz" => " Hz",
        "ng/ml" => " ng/ml",
        _ => "",
    }
}

/// A verdict in its colour.
pub fn painted(cell: &str, verdict: &str) -> String {
    let code = match verdict {
        "holds" => "32",
        "mixed" => "33",
        "fails" => "31",
        _ => return cell.to_string(),
    };
    format!("\u{1b}[{code}m{cell}\u{1b}[0m")
}
