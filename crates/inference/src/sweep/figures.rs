//! Figures of a sweep: curves along one number, maps over two, clouds over more.

use super::{DoseResponse, SweepReport, Swept};
use syntony_results::report::scale::{Scale, extent, labels, left_of, nice, number, shorten, text_width};
use syntony_results::report::svg::Svg;

/// Width of a figure: two side by side on a wide page.
const WIDTH: f64 = 470.0;
const TOP: f64 = 12.0;
const PLOT: f64 = 210.0;
/// Room below the plot for numbers and the name of the axis.
const BELOW: f64 = 42.0;
const RIGHT: f64 = WIDTH - 14.0;
const LEFT: f64 = 44.0;
/// Colours of the style sheet.
const COLOURS: usize = 8;
/// Steps of a map's colour.
pub(super) const SHADES: usize = 9;
/// Rows of a map at most that show their numbers.
const TEXT: f64 = 34.0;

/// A figure with its heading.
pub(super) struct Picture {
    pub title: String,
    pub svg: String,
}

/// Class of a group's colour.
pub(super) fn colour(group: usize) -> String {
    format!("g{}", group % COLOURS)
}

fn with_unit(label: &str, unit: &str) -> String {
    if unit == "1" || unit.is_empty() { label.to_string() } else { format!("{label}, {unit}") }
}

/// Where the values of an axis lie: in steps, or in ratios with 0 a step below the least.
struct Along {
    scale: Scale,
    logarithmic: bool,
    zero: f64,
}

impl Along {
    fn new(axis: &Swept, to: (f64, f64)) -> Along {
        let there = axis.values.iter().copied().chain([axis.range.0, axis.range.1]);
        let (low, high) = extent(there).unwrap_or((0.0, 1.0));
        if !axis.logarithmic {
            return Along { scale: Scale { from: (low, high), to }, logarithmic: false, zero: 0.0 };
        }
        let least = axis.values.iter().copied().filter(|x| *x > 0.0).fold(high, f64::min);
        let (a, b) = (least.log10(), high.log10());
        let zero = a - (b - a) / (axis.values.len().max(3) - 2) as f64;
        let from = (if low > 0.0 { a } else { zero }, b);
        Along { scale: Scale { from, to }, logarithmic: true, zero }
    }

    fn at(&self, value: f64) -> f64 {
        match self.logarithmic {
            true if value > 0.0 => self.scale.at(value.log10()),
            true => self.scale.at(self.zero),
            false => self.scale.at(value),
        }
    }

    /// Numbers of the axis: the values themselves where they are few, else round ones.
    fn ticks(&self, axis: &Swept) -> Vec<(f64, String)> {
        if axis.values.len() <= 9 && !axis.values.is_empty() {
            return axis.values.iter().map(|&v| (self.at(v), number(v))).collect();
        }
        let (low, high) = self.scale.from;
        let round: Vec<f64> = match self.logarithmic {
            true => (low.ceil() as i32..=high.floor() as i32).map(|d| 10f64.powi(d)).collect(),
            false => nice(low, high, 6).into_iter().filter(|t| *t >= low && *t <= high).collect(),
        };
        let names: Vec<String> = match self.logarithmic {
            true => round.iter().map(|t| number(*t)).collect(),
            false => labels(&round),
        };
        round.iter().zip(names).map(|(t, name)| (self.at(*t), name)).collect()
    }

    /// The axis with its numbers and its name.
    fn draw(&self, svg: &mut Svg, axis: &Swept, y: f64) {
        let (x0, x1) = self.scale.to;
        svg.line("axis", (x0, y), (x1, y));
        let mut free = 0.0;
        for (x, text) in self.ticks(axis) {
            svg.line("axis", (x, y), (x, y + 4.0));
            let half = text_width(&text, 11.0) / 2.0;
            let centre = x.min(svg.width - half - 1.0).max(half + 1.0);
            if centre - half >= free {
                svg.text("tick mid", (centre, y + 16.0), &text);
                free = centre + half + 5.0;
            }
        }
        let name = if self.logarithmic { format!("{}, log scale", axis.name()) } else { axis.name() };
        svg.text("label mid", ((x0 + x1) / 2.0, y + 36.0), &shorten(&name, x1 - x0, 12.5));
    }
}

/// Values of the vertical axis with some round numbers; zero is in it where it is near.
fn upright(values: impl Iterator<Item = f64>) -> Option<(Scale, Vec<f64>)> {
    let (low, high) = extent(values)?;
    let low = if low > 0.0 && low < 0.6 * high { 0.0 } else { low };
    let high = if low == 0.0 && high == 0.0 { 1.0 } else { high };
    let ticks = nice(low, high, 5);
    let from = (ticks[0], *ticks.last()?);
    Some((Scale { from, to: (TOP + PLOT, TOP) }, ticks))
}

/// A measure along one number: a curve for each group that moves, the first group as a line where it does not.
pub(super) fn curves(report: &SweepReport, measure: usize) -> Option<Picture> {
    let axis = &report.axes[0];
    let moving = |g: &usize| report.groups[*g].moves;
    let groups: Vec<usize> = (0..report.groups.len()).filter(|g| moving(g) || *g == 0).collect();
    let line = |g: usize| -> Vec<(f64, f64, (f64, f64))> {
        let mut all: Vec<_> = (0..report.points.len())
            .filter_map(|p| {
                let s = report.score(p, g, measure)?;
                Some((report.points[p].at[0], s.mean, s.interval.unwrap_or((s.mean, s.mean))))
            })
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        all
    };
    let lines: Vec<(usize, Vec<_>)> =
        groups.into_iter().map(|g| (g, line(g))).filter(|l| !l.1.is_empty()).collect();
    if !lines.iter().any(|(g, _)| moving(g)) {
        return None;
    }
    let seen = lines.iter().flat_map(|(g, l)| {
        let band = moving(g);
        l.iter().flat_map(move |p| if band { vec![p.1, p.2.0, p.2.1] } else { vec![p.1] })
    });
    let (y, ticks) = upright(seen)?;
    let (_, label, unit) = &report.measures[measure];
    let title = with_unit(label, unit);
    let left = left_of(&ticks, LEFT);
    let x = Along::new(axis, (left + 8.0, RIGHT - 8.0));
    let about = format!("{title} along {}", axis.name());
    let mut svg = Svg::new(WIDTH, TOP + PLOT + BELOW, &title, &about);
    svg.y_axis(&y, &ticks, left, RIGHT);
    for (_, l) in lines.iter().filter(|(g, _)| moving(g)) {
        let (up, down) = (l.iter(), l.iter().rev());
        let band: Vec<(f64, f64)> =
            up.map(|p| (x.at(p.0), y.at(p.2.1))).chain(down.map(|p| (x.at(p.0), y.at(p.2.0)))).collect();
        let group = lines.iter().find(|o| std::ptr::eq(&o.1, l)).map_or(0, |o| o.0);
        svg.open(&colour(group));
        svg.shape("band", &band);
        svg.close();
    }
    for (g, l) in &lines {
        let mean: Vec<(f64, f64)> = l.iter().map(|p| (x.at(p.0), y.at(p.1))).collect();
        svg.open(&colour(*g));
        if !moving(g) {
            svg.line("still", (left, mean[0].1), (RIGHT, mean[0].1));
            svg.close();
            continue;
        }
        let hill = report.responses.iter().find(|r| (r.group, r.measure) == (*g, measure));
        match hill.and_then(|r| r.hill.as_ref().map(|_| r)) {
            Some(response) => half(&mut svg, response, &x, &y),
            None => svg.curve("course", &mean),
        }
        mean.iter().for_each(|&at| svg.dot("mean", at, 4.0));
        svg.close();
    }
    x.draw(&mut svg, axis, TOP + PLOT);
    Some(Picture { title, svg: svg.finish() })
}

/// A Hill curve, with its half and the interval of that.
fn half(svg: &mut Svg, response: &DoseResponse, x: &Along, y: &Scale) {
    let Some(hill) = &response.hill else { return };
    let (low, high) = x.scale.from;
    let low = if x.zero == low { x.zero } else { low };
    let curve: Vec<(f64, f64)> = (0..=80)
        .map(|i| low + (high - low) * f64::from(i) / 80.0)
        .map(|l| (x.scale.at(l), y.at(hill.at(10f64.powf(l)))))
        .collect();
    svg.curve("course", &curve);
    let at = (x.at(hill.ec50), y.at(hill.at(hill.ec50)));
    if hill.interval {
        let ends = [hill.low.map_or(x.scale.to.0, |v| x.at(v)), hill.high.map_or(x.scale.to.1, |v| x.at(v))];
        svg.line("interval", (ends[0], at.1), (ends[1], at.1));
    }
    svg.line("fall", at, (at.0, TOP + PLOT));
    svg.diamond("half", at, 6.0);
}

/// A measure of a group over two numbers: the first along, the second up.
pub(super) fn map(report: &SweepReport, group: usize, measure: usize) -> Option<Picture> {
    let (_, label, unit) = &report.measures[measure];
    let title = format!("{} · {}", with_unit(label, unit), report.groups[group].label);
    let value = |p: usize| report.score(p, group, measure).map(|s| s.mean);
    mapped(report, title, &value)
}

/// Of a claim over two numbers the share of repetitions in which it holds, percent.
pub(super) fn shares(report: &SweepReport, claim: usize) -> Option<Picture> {
    let title = format!("{}, % of repetitions", report.claims[claim].1);
    let value = |p: usize| {
        let found = report.points[p].claims.iter().find(|c| c.claim == claim && c.replicates > 0);
        found.map(|c| 100.0 * c.share)
    };
    mapped(report, title, &value)
}

fn mapped(report: &SweepReport, title: String, value: &dyn Fn(usize) -> Option<f64>) -> Option<Picture> {
    let [across, up] = &report.axes[..] else { return None };
    let (low, high) = extent((0..report.points.len()).filter_map(value))?;
    let names: Vec<String> = up.values.iter().map(|v| number(*v)).collect();
    let left = names.iter().map(|t| text_width(t, 11.0) + 12.0).fold(LEFT, f64::max) + 18.0;
    let right = RIGHT - 66.0;
    let (wide, tall) = ((right - left) / across.values.len() as f64, PLOT / up.values.len() as f64);
    let bottom = TOP + PLOT;
    let about = format!("{title}: {} along, {} up", across.name(), up.name());
    let mut svg = Svg::new(WIDTH, bottom + BELOW, &title, &about);
    let shade = |v: f64| match high > low {
        true => (((v - low) / (high - low) * SHADES as f64) as usize).min(SHADES - 1),
        false => 0,
    };
    for p in 0..report.points.len() {
        let at = &report.points[p].at;
        let place = |axis: &Swept, v: f64| axis.values.iter().position(|x| *x == v);
        let (Some(i), Some(j)) = (place(across, at[0]), place(up, at[1])) else { continue };
        let corner = (left + wide * i as f64, bottom - tall * (j + 1) as f64);
        let middle = (corner.0 + wide / 2.0, corner.1 + tall / 2.0 + 4.0);
        match value(p) {
            Some(v) => {
                svg.rect(&format!("tile s{}", shade(v)), corner, (wide - 1.0, tall - 1.0));
                let text = number(v);
                if wide >= TEXT.max(text_width(&text, 11.0) + 4.0) && tall >= 16.0 {
                    let dark = if shade(v) * 2 > SHADES { "mid on" } else { "mid" };
                    svg.text(dark, middle, &text);
                }
            }
            None if report.points[p].failed.is_some() => {
                svg.rect("tile none", corner, (wide - 1.0, tall - 1.0));
                svg.text("tick mid", middle, "×");
            }
            None => {}
        }
    }
    let mut free = 0.0;
    for (i, v) in across.values.iter().enumerate() {
        let (x, text) = (left + wide * (i as f64 + 0.5), number(*v));
        let half = text_width(&text, 11.0) / 2.0;
        if x - half >= free {
            svg.text("tick mid", (x, bottom + 16.0), &text);
            free = x + half + 5.0;
        }
    }
    let every = (up.values.len() as f64 * 13.0 / PLOT).ceil().max(1.0) as usize;
    for (j, name) in names.iter().enumerate().step_by(every) {
        svg.text("tick end", (left - 6.0, bottom - tall * (j as f64 + 0.5) + 4.0), name);
    }
    svg.text(
        "label mid",
        ((left + right) / 2.0, bottom + 36.0),
        &shorten(&across.name(), right - left, 12.5),
    );
    svg.text("label mid turned", (-(TOP + PLOT / 2.0), 13.0), &shorten(&up.name(), PLOT, 12.5));
    for s in 0..SHADES {
        let step = PLOT / SHADES as f64;
        svg.rect(&format!("tile s{s}"), (right + 12.0, bottom - step * (s + 1) as f64), (12.0, step));
    }
    svg.text("tick", (right + 28.0, TOP + 9.0), &number(high));
    svg.text("tick", (right + 28.0, bottom), &number(low));
    Some(Picture { title, svg: svg.finish() })
}

/// A measure over one of many numbers: a dot for each point and group that moves.
pub(super) fn cloud(report: &SweepReport, measure: usize, axis: usize) -> Option<Picture> {
    let swept = &report.axes[axis];
    let groups: Vec<usize> = (0..report.groups.len()).filter(|g| report.groups[*g].moves).collect();
    let dots: Vec<(usize, f64, f64)> = groups
        .iter()
        .flat_map(|&g| (0..report.points.len()).map(move |p| (g, p)))
        .filter_map(|(g, p)| Some((g, report.points[p].at[axis], report.score(p, g, measure)?.mean)))
        .collect();
    let (y, ticks) = upright(dots.iter().map(|d| d.2))?;
    let (_, label, unit) = &report.measures[measure];
    let title = with_unit(label, unit);
    let left = left_of(&ticks, LEFT);
    let x = Along::new(swept, (left + 8.0, RIGHT - 8.0));
    let about = format!("{title} over {}", swept.name());
    let mut svg = Svg::new(WIDTH, TOP + PLOT + BELOW, &title, &about);
    svg.y_axis(&y, &ticks, left, RIGHT);
    for (g, v, mean) in dots {
        svg.open(&colour(g));
        svg.dot("animal", (x.at(v), y.at(mean)), 3.0);
        svg.close();
    }
    x.draw(&mut svg, swept, TOP + PLOT);
    Some(Picture { title, svg: svg.finish() })
}
