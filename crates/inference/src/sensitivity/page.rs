//! Sensitivity as one self-contained HTML file, readable without network and without scripts.

use super::{AskedScore, SensitivityReport};
use minijinja::{Environment, Value, context};
use syntony_results::report::scale::{PixelScale, number, shorten};
use syntony_results::report::svg::Svg;
use syntony_results::report::{ReportError, STYLE};

const TEMPLATE: &str = include_str!("sensitivity.html.jinja");
/// A bar: class, value, interval.
type Bar = (&'static str, f64, Option<(f64, f64)>);

/// Bars of a figure.
const BARS: usize = 20;

/// The page. Equal inputs give equal bytes.
///
/// # Errors
/// Only if the template itself is broken.
pub fn render(report: &SensitivityReport) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.add_filter("number", number);
    environment.add_filter("two", |x: f64| format!("{x:.2}").replace('-', "−"));
    environment.add_filter("percent", |x: f64| format!("{:.0} %", 100.0 * x).replace('-', "−"));
    environment.add_template("sensitivity.html", TEMPLATE)?;
    let nonce = blake3::hash(STYLE.as_bytes()).to_hex()[..24].to_string();
    let figures: Vec<Value> =
        report.scores.iter().map(|s| Value::from_safe_string(figure(report, s))).collect();
    let told: Vec<bool> =
        report.scores.iter().map(|s| s.indices.as_ref().is_some_and(|i| i.are_told())).collect();
    let orders: Vec<Vec<usize>> = report.scores.iter().map(|s| report.order(s)).collect();
    let page = context! {
        style => Value::from_safe_string(STYLE.into()),
        nonce => nonce,
        report => Value::from(minijinja::value::Serde(report)),
        figures => figures,
        orders => orders,
        told => told,
    };
    Ok(environment.get_template("sensitivity.html")?.render(page)?)
}

impl SensitivityReport {
    /// Positions in `chosen` by total index, else by effect in the screen; the greatest first.
    pub fn order(&self, score: &AskedScore) -> Vec<usize> {
        let weight = |p: usize| match (&score.indices, &score.effects) {
            (Some(i), _) if i.are_told() => i.total[p].value,
            (_, Some(e)) => e[self.chosen[p]].effect,
            (_, None) => 0.0,
        };
        let mut order: Vec<usize> = (0..self.chosen.len()).collect();
        order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)));
        order
    }
}

/// Total and first-order indices as bars with intervals; without them, effects of the screen.
fn figure(report: &SensitivityReport, score: &AskedScore) -> String {
    const ROW: f64 = 26.0;
    let order = report.order(score);
    let shown = &order[..order.len().min(BARS)];
    let height = 30.0 + ROW * shown.len() as f64;
    let title = format!("What {} hangs on", score.label);
    let mut svg = Svg::new(720.0, height, &title, "Bars with 95 % intervals, the greatest first.");
    let bars = |p: usize| -> Vec<Bar> {
        match (&score.indices, &score.effects) {
            (Some(i), _) if i.are_told() => vec![
                ("g0", i.total[p].value, Some((i.total[p].low, i.total[p].high))),
                ("g5", i.first[p].value, Some((i.first[p].low, i.first[p].high))),
            ],
            (_, Some(e)) => vec![("g0", e[report.chosen[p]].effect, None)],
            (_, None) => Vec::new(),
        }
    };
    let ends = shown.iter().flat_map(|&p| bars(p)).map(|(_, v, i)| i.map_or(v, |i| i.1));
    let most = ends.filter(|v| v.is_finite()).fold(0.0, f64::max).max(1e-12);
    let scale = PixelScale { from: (0.0, most), to: (270.0, 700.0) };
    svg.line("zero", (scale.at(0.0), 0.0), (scale.at(0.0), height - 22.0));
    for (r, &p) in shown.iter().enumerate() {
        let y = 4.0 + ROW * r as f64;
        let path = shorten(&report.axes[report.chosen[p]].path, 260.0, 11.0);
        svg.text("tick end", (262.0, y + 13.0), &path);
        for (b, (class, value, interval)) in bars(p).into_iter().enumerate() {
            let y = y + 10.0 * b as f64;
            svg.open(class);
            svg.rect("bar", (scale.at(0.0), y), (scale.at(value.max(0.0)) - scale.at(0.0), 8.0));
            if let Some((low, high)) = interval {
                svg.line("error", (scale.at(low.max(0.0)), y + 4.0), (scale.at(high.max(0.0)), y + 4.0));
            }
            svg.close();
        }
    }
    for t in [0.0, most / 2.0, most] {
        svg.text("tick mid", (scale.at(t), height - 6.0), &number(t));
    }
    svg.finish()
}
