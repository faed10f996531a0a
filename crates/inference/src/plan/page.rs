//! The report of a plan: one self-contained HTML file, readable without network and without scripts.

use super::{DrawSpread, PlanReport};
use minijinja::{Environment, Value, context};
use syntony_results::report::scale::{PixelScale, labels, nice, number};
use syntony_results::report::svg::Svg;
use syntony_results::report::{ReportError, STYLE};

const TEMPLATE: &str = include_str!("plan.html.jinja");

/// The report as one HTML file. Equal inputs give equal bytes.
///
/// # Errors
/// Only if the template itself is broken.
pub fn render(report: &PlanReport) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.add_filter("signed", signed);
    environment.add_filter("minutes", number);
    environment.add_filter("percent", |x: f64| format!("{:.0} %", 100.0 * x));
    environment.add_template("plan.html", TEMPLATE)?;
    let nonce = blake3::hash(STYLE.as_bytes()).to_hex()[..24].to_string();
    let page = context! {
        style => Value::from_safe_string(STYLE.into()),
        nonce => nonce,
        report => Value::from(minijinja::value::Serde(report)),
        figure => Value::from_safe_string(figure(report)),
    };
    Ok(environment.get_template("plan.html")?.render(page)?)
}

fn signed(x: f64) -> String {
    format!("{x:+.3}").replace('-', "−")
}

/// Gains of the schedules beside those of the same time without practice.
fn figure(report: &PlanReport) -> String {
    const ROW: f64 = 46.0;
    let rows: Vec<(String, Option<DrawSpread>, Option<DrawSpread>)> = report
        .schedules
        .iter()
        .enumerate()
        .map(|(i, f)| (format!("schedule {}", i + 1), f.gain, f.free))
        .collect();
    let ends: Vec<f64> = rows
        .iter()
        .flat_map(|(_, gain, free)| [gain, free].into_iter().flatten().flat_map(|s| [s.low, s.high]))
        .chain([0.0])
        .collect();
    let (low, high) = ends.iter().fold((0.0f64, 0.0f64), |(l, h), x| (l.min(*x), h.max(*x)));
    let height = 30.0 + ROW * rows.len() as f64;
    let title = "Gain of each schedule, and of the same time together without practice";
    let mut svg = Svg::new(640.0, height, title, "Dots are means over draws; lines hold nine of ten draws.");
    let ticks = nice(low, high, 5);
    let ends = (ticks.first().copied().unwrap_or(low), ticks.last().copied().unwrap_or(high));
    let scale = PixelScale { from: ends, to: (110.0, 610.0) };
    let bottom = height - 24.0;
    svg.line("zero", (scale.at(0.0), 0.0), (scale.at(0.0), bottom));
    for (i, (name, gain, free)) in rows.iter().enumerate() {
        let y = 12.0 + ROW * i as f64;
        svg.text("tick", (0.0, y + 10.0), name);
        for (group, spread, y) in [("g0", gain, y), ("g6", free, y + 16.0)] {
            let Some(s) = spread else { continue };
            svg.open(group);
            svg.line("bar", (scale.at(s.low), y), (scale.at(s.high), y));
            svg.dot("dot", (scale.at(s.mean), y), 4.5);
            svg.close();
        }
    }
    for (t, label) in ticks.iter().copied().zip(labels(&ticks)) {
        svg.text("tick mid", (scale.at(t), height - 6.0), &label);
    }
    svg.finish()
}
