//! The answer of a sweep for a terminal.

use crate::out::{aligned, count};
use syntony_inference::sweep::{SweepReport, Swept};
use syntony_results::words::short;

/// Points of a table; the rest is in the files.
const ROWS: usize = 25;

/// Means of every group that moves, shares of claims, EC50s, failures.
pub fn told(r: &SweepReport) -> String {
    let mut text = format!("{}: {}\n", r.protocol, r.title);
    let kind = if r.sobol { "Sobol point" } else { "point" };
    text.push_str(&format!(
        "{} over {}, {} at each, with the same animals\n",
        count(r.points.len(), kind),
        r.axes.iter().map(Swept::name).collect::<Vec<_>>().join(", "),
        count(r.replicates, "repetition")
    ));
    let still: Vec<&str> = r.groups.iter().filter(|g| !g.moves).map(|g| g.key.as_str()).collect();
    if !still.is_empty() {
        text.push_str(&format!("the same at every point: {}\n", still.join(", ")));
    }
    for (group, g) in r.groups.iter().enumerate().filter(|(_, g)| g.moves) {
        text.push_str(&format!("\n{}: mean (95 % of repetitions)\n", g.key));
        text.push_str(&aligned(&means(r, group), "  "));
        more(r, &mut text);
    }
    text.push_str(&claims(r));
    text.push_str(&responses(r));
    let failed: Vec<Vec<String>> = r
        .points
        .iter()
        .filter_map(|p| {
            let mut row: Vec<String> = p.at.iter().map(|v| short(*v)).collect();
            row.push(p.failed.clone()?);
            Some(row)
        })
        .collect();
    if !failed.is_empty() {
        text.push_str(&format!("\n{} of {} failed\n", failed.len(), count(r.points.len(), "point")));
        text.push_str(&aligned(&failed[..failed.len().min(ROWS)], "  "));
    }
    text
}

fn more(r: &SweepReport, text: &mut String) {
    if r.points.len() > ROWS {
        text.push_str(&format!("  … and {} more in points.csv\n", r.points.len() - ROWS));
    }
}

fn means(r: &SweepReport, group: usize) -> Vec<Vec<String>> {
    let measures: Vec<usize> = (0..r.measures.len())
        .filter(|&m| (0..r.points.len()).any(|p| r.points[p].score((group, m)).is_some()))
        .collect();
    let mut head: Vec<String> = r.axes.iter().map(Swept::name).collect();
    head.extend(measures.iter().map(|&m| {
        let (key, _, unit) = &r.measures[m];
        if unit == "1" { key.clone() } else { format!("{key}, {unit}") }
    }));
    let mut rows = vec![head];
    for p in (0..r.points.len()).filter(|&p| r.points[p].failed.is_none()).take(ROWS) {
        let mut row: Vec<String> = r.points[p].at.iter().map(|v| short(*v)).collect();
        row.extend(measures.iter().map(|&m| match r.points[p].score((group, m)) {
            Some(s) => match s.interval {
                Some((low, high)) => format!("{} ({} to {})", short(s.mean), short(low), short(high)),
                None => short(s.mean),
            },
            None => "-".into(),
        }));
        rows.push(row);
    }
    rows
}

/// Shares of the claims by point, for one number that is swept.
fn claims(r: &SweepReport) -> String {
    if r.axes.len() != 1 || r.sobol || r.claims.is_empty() {
        return String::new();
    }
    let shown: Vec<usize> =
        (0..r.points.len()).filter(|&p| r.points[p].failed.is_none()).take(ROWS / 2).collect();
    let mut rows = vec![vec![r.axes[0].name()]];
    rows[0].extend(shown.iter().map(|&p| short(r.points[p].at[0])));
    for (c, (key, _)) in r.claims.iter().enumerate() {
        let share = |&p: &usize| {
            let found = r.points[p].claims.iter().find(|x| x.claim == c && x.replicates > 0);
            found.map(|x| format!("{:.0} %", 100.0 * x.share))
        };
        let shares: Vec<Option<String>> = shown.iter().map(share).collect();
        if shares.iter().any(Option::is_some) {
            let mut row = vec![key.clone()];
            row.extend(shares.into_iter().map(|s| s.unwrap_or("-".into())));
            rows.push(row);
        }
    }
    match rows.len() {
        1 => String::new(),
        _ => format!("\nclaims: proportion of repetitions in which they hold\n{}", aligned(&rows, "  ")),
    }
}

fn responses(r: &SweepReport) -> String {
    if r.responses.is_empty() {
        return String::new();
    }
    let row = |x: &syntony_inference::sweep::DoseResponse| {
        let what = match &x.hill {
            Some(h) => format!(
                "EC50 {}, slope {}, from {} to {}",
                r.ec50(h),
                short(h.slope),
                short(h.bottom),
                short(h.top)
            ),
            None => x.refused.clone(),
        };
        vec![r.groups[x.group].key.clone(), r.measures[x.measure].0.clone(), what]
    };
    let rows: Vec<Vec<String>> = r.responses.iter().map(row).collect();
    format!("\ndose-response\n{}", aligned(&rows, "  "))
}
