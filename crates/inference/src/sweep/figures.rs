//! Figures of a sweep: curves along one number, maps over two, clouds over more.

use super::{DoseResponse, SweepReport, Swept};
use syntony_results::report::along::{Along, Steps, upright};
use syntony_results::report::scale::{PixelScale, extent, left_of, number, shorten, text_width};
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

fn steps(axis: &Swept) -> Steps {
    if axis.logarithmic { Steps::Ratios } else { Steps::Equal }
}

/// A measure along one number: a curve for each group that moves, the first group as a line where it does not.
pub(super) fn curves(report: &SweepReport, measure: usize) -> Option<Picture> {
    let axis = &report.axes[0];
    let moving = |g: &usize| report.groups[*g].moves;
    let groups: Vec<usize> = (0..report.groups.len()).filter(|g| moving(g) || *g == 0).collect();
    let line = |g: usize| -> Vec<(f64, f64, (f64, f64))> {
        let mut all: Vec<_> = (0..report.points.len())
            .filter_map(|p| {
                let s = report.points[p].score((g, measure))?;
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
    let (y, ticks) = upright(seen, (TOP + PLOT, TOP))?;
    let (_, label, unit) = &report.measures[measure];
    let title = with_unit(label, unit);
    let left = left_of(&ticks, LEFT);
    let x = Along::new(&axis.values, steps(axis), (left + 8.0, RIGHT - 8.0));
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
            Some(response) => half(&mut svg, response, axis, &x, &y),
            None => svg.curve("course", &mean),
        }
        mean.iter().for_each(|&at| svg.dot("mean", at, 4.0));
        svg.close();
    }
    x.draw(&mut svg, &axis.name(), TOP + PLOT);
    Some(Picture { title, svg: svg.finish() })
}

/// A Hill curve over the doses above 0, with its half and the interval of that.
fn half(svg: &mut Svg, response: &DoseResponse, axis: &Swept, x: &Along, y: &PixelScale) {
    let Some(hill) = &response.hill else { return };
    let least = axis.values.iter().copied().filter(|v| *v > 0.0).fold(axis.range.1, f64::min);
    let (low, high) = (least.log10(), axis.range.1.log10());
    let curve: Vec<(f64, f64)> = (0..=80)
        .map(|i| 10f64.powf(low + (high - low) * f64::from(i) / 80.0))
        .map(|dose| (x.at(dose), y.at(hill.at(dose))))
        .collect();
    svg.curve("course", &curve);
    let at = (x.at(hill.ec50), y.at(hill.at(hill.ec50)));
    if hill.interval {
        let ends = [hill.low.unwrap_or(least), hill.high.unwrap_or(axis.range.1)];
        svg.line("interval", (x.at(ends[0]), at.1), (x.at(ends[1]), at.1));
    }
    svg.line("fall", at, (at.0, TOP + PLOT));
    svg.diamond("half", at, 6.0);
}

/// A measure of a group over two numbers: the first along, the second up.
pub(super) fn map(report: &SweepReport, group: usize, measure: usize) -> Option<Picture> {
    let (_, label, unit) = &report.measures[measure];
    let title = format!("{} · {}", with_unit(label, unit), report.groups[group].label);
    let value = |p: usize| report.points[p].score((group, measure)).map(|s| s.mean);
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
    // what reads the same has one colour
    let differ = number(low) != number(high);
    let shade = |v: f64| match differ {
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
                    let dark = if shade(v) + 2 >= SHADES { "mid on" } else { "mid" };
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
    if differ {
        for s in 0..SHADES {
            let step = PLOT / SHADES as f64;
            svg.rect(&format!("tile s{s}"), (right + 12.0, bottom - step * (s + 1) as f64), (12.0, step));
        }
        svg.text("tick", (right + 28.0, TOP + 9.0), &number(high));
        svg.text("tick", (right + 28.0, bottom), &number(low));
    }
    Some(Picture { title, svg: svg.finish() })
}

/// A measure over one of many numbers: a dot for each point and group that moves.
pub(super) fn cloud(report: &SweepReport, measure: usize, axis: usize) -> Option<Picture> {
    let swept = &report.axes[axis];
    let groups: Vec<usize> = (0..report.groups.len()).filter(|g| report.groups[*g].moves).collect();
    let dots: Vec<(usize, f64, f64)> = groups
        .iter()
        .flat_map(|&g| (0..report.points.len()).map(move |p| (g, p)))
        .filter_map(|(g, p)| Some((g, report.points[p].at[axis], report.points[p].score((g, measure))?.mean)))
        .collect();
    let (y, ticks) = upright(dots.iter().map(|d| d.2), (TOP + PLOT, TOP))?;
    let (_, label, unit) = &report.measures[measure];
    let title = with_unit(label, unit);
    let left = left_of(&ticks, LEFT);
    let ends = [swept.range.0, swept.range.1];
    let x = Along::new(
        if swept.continuous { &ends } else { &swept.values },
        steps(swept),
        (left + 8.0, RIGHT - 8.0),
    );
    let about = format!("{title} over {}", swept.name());
    let mut svg = Svg::new(WIDTH, TOP + PLOT + BELOW, &title, &about);
    svg.y_axis(&y, &ticks, left, RIGHT);
    for (g, v, mean) in dots {
        svg.open(&colour(g));
        svg.dot("animal", (x.at(v), y.at(mean)), 3.0);
        svg.close();
    }
    x.draw(&mut svg, &swept.name(), TOP + PLOT);
    Some(Picture { title, svg: svg.finish() })
}
