//! The answer as one self-contained HTML file, readable without network and without scripts.

use super::figures::{Picture, SHADES, cloud, colour, curves, map, shares};
use super::{ClaimShare, DoseResponse, SweepReport};
use minijinja::{Environment, Value, context};
use syntony_results::report::scale::number;
use syntony_results::report::{ReportError, STYLE};
use syntony_results::words::short;

const TEMPLATE: &str = include_str!("sweep.html.jinja");
/// Figures at most; the rest is in the tables.
const FIGURES: usize = 60;
/// Columns of the table of claims at most.
const COLUMNS: usize = 11;

/// The page. Equal inputs give equal bytes.
///
/// # Errors
/// Only if the template itself is broken.
pub fn render(report: &SweepReport) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.add_filter("number", number);
    environment.add_template("sweep.html", TEMPLATE)?;
    let nonce = blake3::hash(STYLE.as_bytes()).to_hex()[..24].to_string();
    let grid = !report.sobol;
    let all = figures(report);
    let more = all.len().saturating_sub(FIGURES);
    let figures: Vec<Value> = all.into_iter().take(FIGURES).map(picture).collect();
    let moving: Vec<Value> = report
        .groups
        .iter()
        .enumerate()
        .filter(|(_, g)| g.moves)
        .map(|(i, g)| context! { colour => colour(i), label => g.label.clone() })
        .collect();
    let still: Vec<String> = report.groups.iter().filter(|g| !g.moves).map(|g| g.label.clone()).collect();
    let reference = !report.groups[0].moves && grid && report.axes.len() == 1 && !moving.is_empty();
    let claims: Vec<Value> = match (grid, report.axes.len()) {
        (true, 2) => varying(report).into_iter().filter_map(|c| shares(report, c)).map(picture).collect(),
        _ => Vec::new(),
    };
    let (columns, rows) = claim_table(report);
    let shades: Vec<String> =
        (0..SHADES).map(|s| format!(".s{s} {{ fill-opacity: {:.2}; }}", 0.06 + 0.115 * s as f64)).collect();
    let failed: Vec<Value> = report
        .points
        .iter()
        .enumerate()
        .filter_map(|(i, p)| {
            let at: Vec<String> = p.at.iter().map(|v| number(*v)).collect();
            Some(context! { point => i + 1, at => at, why => p.failed.clone()? })
        })
        .collect();
    let page = context! {
        style => Value::from_safe_string(STYLE.into()),
        shades => Value::from_safe_string(shades.join(" ")),
        nonce => nonce,
        report => Value::from(minijinja::value::Serde(report)),
        axes => report.axes.iter().map(axis).collect::<Vec<Value>>(),
        points => report.points.len(),
        figures => figures,
        more => more,
        curves => grid && report.axes.len() == 1,
        maps => grid && report.axes.len() == 2,
        moving => moving,
        still => still,
        reference => reference.then(|| report.groups[0].label.clone()),
        responses => report.responses.iter().map(|r| response(report, r)).collect::<Vec<Value>>(),
        any_hill => report.responses.iter().any(|r| r.hill.is_some()),
        dose => report.dose().map(|a| a.name()),
        columns => columns,
        rows => rows,
        claims => claims,
        failed => failed,
    };
    Ok(environment.get_template("sweep.html")?.render(page)?)
}

fn picture(p: Picture) -> Value {
    context! { title => p.title, svg => Value::from_safe_string(p.svg) }
}

fn axis(a: &super::Swept) -> Value {
    let how = if a.logarithmic { ", in equal ratios" } else { "" };
    let how = if a.continuous { how } else { ", as listed" };
    let unit = if a.unit == "1" { String::new() } else { format!(" {}", a.unit) };
    let span = format!("{} to {}{unit}{how}", number(a.range.0), number(a.range.1));
    context! { path => a.path.clone(), name => a.name(), span => span, home => a.home.map(|h| format!("{}{unit}", number(h))) }
}

fn figures(report: &SweepReport) -> Vec<Picture> {
    let measures = 0..report.measures.len();
    let moving: Vec<usize> = (0..report.groups.len()).filter(|g| report.groups[*g].moves).collect();
    match (report.sobol, report.axes.len()) {
        (false, 1) => measures.filter_map(|m| curves(report, m)).collect(),
        (false, 2) => measures.flat_map(|m| moving.iter().filter_map(move |&g| map(report, g, m))).collect(),
        (_, axes) => measures.flat_map(|m| (0..axes).filter_map(move |a| cloud(report, m, a))).collect(),
    }
}

/// Claims that are not alike at all points.
fn varying(report: &SweepReport) -> Vec<usize> {
    let share = |p: &super::AtPoint, c: usize| {
        p.claims.iter().find(|x| x.claim == c && x.replicates > 0).map(|x| x.share.to_bits())
    };
    let differs = |c: &usize| {
        let mut all: Vec<u64> = report.points.iter().filter_map(|p| share(p, *c)).collect();
        all.sort_unstable();
        all.dedup();
        all.len() > 1
    };
    (0..report.claims.len()).filter(differs).collect()
}

/// Shares of claims along one number: values of some points, and a row for each claim.
fn claim_table(report: &SweepReport) -> (Vec<String>, Vec<Value>) {
    if report.sobol || report.axes.len() != 1 {
        return (Vec::new(), Vec::new());
    }
    let last = report.points.len() - 1;
    let shown: Vec<usize> = match last < COLUMNS {
        true => (0..=last).collect(),
        false => (0..COLUMNS).map(|i| i * last / (COLUMNS - 1)).collect(),
    };
    let columns = shown.iter().map(|&p| number(report.points[p].at[0])).collect();
    let row = |c: usize| -> Option<Value> {
        let found: Vec<Option<&ClaimShare>> = shown
            .iter()
            .map(|&p| report.points[p].claims.iter().find(|x| x.claim == c && x.replicates > 0))
            .collect();
        found.iter().any(Option::is_some).then(|| {
            let cells: Vec<Value> = found
                .iter()
                .map(|x| {
                    let class = match x.map(|x| x.verdict.as_str()) {
                        Some("holds") => "v-holds",
                        Some("weak") => "v-weak",
                        Some("fails") => "v-fails",
                        _ => "v-none",
                    };
                    let share = x.map_or("–".to_string(), |x| format!("{:.0} %", 100.0 * x.share));
                    context! { class => class, share => share }
                })
                .collect();
            context! { text => report.claims[c].1.clone(), key => report.claims[c].0.clone(), cells => cells }
        })
    };
    (columns, (0..report.claims.len()).filter_map(row).collect())
}

fn response(report: &SweepReport, r: &DoseResponse) -> Value {
    let (_, label, unit) = &report.measures[r.measure];
    let own = if unit == "1" { String::new() } else { format!(" {unit}") };
    let curve = r.hill.as_ref().map(|h| {
        context! {
            ec50 => report.ec50(h),
            slope => short(h.slope),
            levels => format!("{} to {}{own}", number(h.bottom), number(h.top)),
            explained => format!("{:.0} %", (100.0 * h.explained).floor()),
        }
    });
    context! {
        measure => label.clone(),
        group => report.groups[r.group].label.clone(),
        colour => colour(r.group),
        curve => curve,
        refused => r.refused.clone(),
    }
}

impl SweepReport {
    /// An EC50 with its unit and interval, in words.
    pub fn ec50(&self, h: &super::hill::Hill) -> String {
        let Some(axis) = self.dose() else { return number(h.ec50) };
        let unit = if axis.unit == "1" { String::new() } else { format!(" {}", axis.unit) };
        let least = axis.values.iter().copied().filter(|x| *x > 0.0).fold(f64::INFINITY, f64::min);
        let low = h.low.map_or(format!("below {}", number(least)), number);
        let high = h.high.map_or(format!("above {}", number(axis.range.1)), number);
        match h.interval {
            true => format!("{}{unit} (95 % {low} to {high})", number(h.ec50)),
            false => format!("{}{unit} (too few repetitions for an interval)", number(h.ec50)),
        }
    }
}
