//! Curves of power as one self-contained HTML file, readable without network and without scripts.

use super::Power;
use minijinja::{Environment, Value, context};
use syntony_results::report::scale::{PixelScale, nice};
use syntony_results::report::svg::Svg;
use syntony_results::report::{ReportError, STYLE};

const TEMPLATE: &str = include_str!("power.html.jinja");

/// The page. Equal inputs give equal bytes.
///
/// # Errors
/// Only if the template itself is broken.
pub fn render(key: &str, title: &str, seed: u64, all: &[Power]) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.add_filter("two", |x: f64| format!("{x:.2}").replace('-', "−"));
    environment.add_template("power.html", TEMPLATE)?;
    let nonce = blake3::hash(STYLE.as_bytes()).to_hex()[..24].to_string();
    let figures: Vec<Value> = all.iter().map(|p| Value::from_safe_string(figure(p))).collect();
    let page = context! {
        style => Value::from_safe_string(STYLE.into()),
        nonce => nonce,
        key => key,
        title => title,
        seed => seed,
        claims => Value::from(minijinja::value::Serde(all)),
        figures => figures,
    };
    Ok(environment.get_template("power.html")?.render(page)?)
}

/// Power against n, with its interval, the target and the paper's n.
fn figure(p: &Power) -> String {
    let (left, right, top, bottom) = (44.0, 460.0, 12.0, 200.0);
    let title = format!("Power of {} against n", p.claim);
    let mut svg =
        Svg::new(500.0, 240.0, &title, "The band is the 95 % interval; the dashed line is the target.");
    let most = p.curve.last().map_or(1.0, |c| c.n as f64);
    let x = PixelScale { from: (0.0, most), to: (left, right) };
    let y = PixelScale { from: (0.0, 1.0), to: (bottom, top) };
    svg.y_axis(&y, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0], left, right);
    let ticks: Vec<f64> = nice(0.0, most, 6).into_iter().filter(|t| *t <= most && t.fract() == 0.0).collect();
    svg.x_axis(&x, &ticks, bottom, "n");
    svg.line("target", (left, y.at(p.target)), (right, y.at(p.target)));
    svg.open("g0");
    let up = p.curve.iter().map(|c| (x.at(c.n as f64), y.at(c.high)));
    let down = p.curve.iter().rev().map(|c| (x.at(c.n as f64), y.at(c.low)));
    svg.shape("area", &up.chain(down).collect::<Vec<_>>());
    let points: Vec<(f64, f64)> = p.curve.iter().map(|c| (x.at(c.n as f64), y.at(c.power))).collect();
    svg.curve("curve", &points);
    points.iter().for_each(|&at| svg.dot("dot", at, 3.0));
    svg.close();
    let own = p.paper_n.iter().copied().min().unwrap_or(0);
    if (1..=most as usize).contains(&own) {
        let at = x.at(own as f64);
        svg.line("paper", (at, top), (at, bottom));
        svg.text("tick mid", (at, bottom + 32.0), "the protocol's n");
    }
    svg.finish()
}
