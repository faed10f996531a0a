//! What happened inside over time: one small figure per variable, one line per group (mean over animals), quartiles as a band.

use super::measures::{Figure, NARROW, with_unit};
use super::scale::{PixelScale, extent, left_of, nice, number, time_ticks, time_unit};
use super::svg::Svg;
use crate::record::{Results, SeriesRecord, SpanRecord};
use crate::stats;

const WIDTH: f64 = NARROW;
const TOP: f64 = 12.0;
const PLOT: f64 = 120.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = WIDTH - 8.0;
/// Points drawn per line; longer series are averaged within bins.
const POINTS: usize = 150;

/// Kinds in the order of the report, with their headings.
const KINDS: [(&str, &str); 8] = [
    ("behaviour", "Behaviour"),
    ("bond", "Preference and bond"),
    ("level", "Ligand levels"),
    ("occupancy", "Receptor occupancy"),
    ("rate", "Activity of regions"),
    ("hpa", "Stress axis"),
    ("need", "Needs"),
    ("", "Other"),
];

/// Figures of one kind.
pub struct Section {
    /// Heading.
    pub title: &'static str,
    /// Figures.
    pub figures: Vec<Figure>,
}

/// All series by kind, each variable in one figure.
pub fn sections(results: &Results) -> Vec<Section> {
    let mut out = Vec::new();
    for (kind, title) in KINDS {
        let known = |k: &str| KINDS.iter().any(|(name, _)| *name == k && !k.is_empty());
        let of_kind = |s: &&SeriesRecord| s.kind == kind || (kind.is_empty() && !known(&s.kind));
        let mut variables: Vec<&str> = Vec::new();
        for s in results.series.iter().filter(of_kind) {
            if !variables.contains(&s.variable.as_str()) {
                variables.push(&s.variable);
            }
        }
        let series = |v: &str| -> Vec<&SeriesRecord> {
            results.series.iter().filter(of_kind).filter(|s| s.variable == v).collect()
        };
        let figures: Vec<Figure> = variables.iter().filter_map(|v| figure(results, &series(v))).collect();
        if !figures.is_empty() {
            out.push(Section { title, figures });
        }
    }
    out
}

/// A line with its band: time in the unit of the figure, mean, lower and upper quartile.
struct Line {
    group: usize,
    points: Vec<[f64; 4]>,
}

fn figure(results: &Results, series: &[&SeriesRecord]) -> Option<Figure> {
    let (start, end) = extent(series.iter().flat_map(|s| s.time_s.iter().copied()))?;
    let (unit_s, unit) = time_unit(end - start);
    let lines: Vec<Line> = series
        .iter()
        .map(|s| Line { group: s.group, points: summarise(s, start, end, unit_s) })
        .filter(|l| !l.points.is_empty())
        .collect();
    let (low, high) = extent(lines.iter().flat_map(|l| &l.points).flat_map(|p| [p[1], p[2], p[3]]))?;
    let low = if low > 0.0 && low < 0.6 * high { 0.0 } else { low };
    // a constant at zero gets an axis that begins there
    let high = if low == 0.0 && high == 0.0 { 1.0 } else { high };
    let ticks = nice(low, high, 4);
    let y = PixelScale { from: (ticks[0], *ticks.last()?), to: (TOP + PLOT, TOP) };
    let left = left_of(&ticks, LEFT);
    let x = PixelScale { from: (start / unit_s, end / unit_s), to: (left, RIGHT) };

    let first = series.first()?;
    let title = with_unit(&first.label, &first.unit);
    let mut svg = Svg::new(WIDTH, TOP + PLOT + 18.0, &title, &describe(results, &lines));
    for p in common_phases(results).unwrap_or_default() {
        let (a, b) = (x.at(p.start_s / unit_s).max(left), x.at(p.end_s / unit_s).min(RIGHT));
        if b > a && is_test(p) {
            svg.rect("test", (a, TOP), (b - a, PLOT));
        }
    }
    svg.y_axis(&y, &ticks, left, RIGHT);
    draw(&mut svg, &lines, &x, &y);
    svg.x_axis(&x, &time_ticks(x.from.0, x.from.1, unit, 5), TOP + PLOT, unit);
    Some(Figure { title, caption: first.variable.clone(), svg: svg.finish() })
}

fn describe(results: &Results, lines: &[Line]) -> String {
    let label = |g: usize| results.groups.get(g).map_or("", |g| g.label.as_str());
    let ends: Vec<String> = lines
        .iter()
        .filter_map(|l| Some((label(l.group), l.points.first()?[1], l.points.last()?[1])))
        .map(|(name, a, b)| format!("{name}: from {} to {}", number(a), number(b)))
        .collect();
    ends.join("; ")
}

/// All bands first, then all lines, so that no band hides a line.
fn draw(svg: &mut Svg, lines: &[Line], x: &PixelScale, y: &PixelScale) {
    let at = |line: &Line, i: usize| -> Vec<(f64, f64)> {
        line.points.iter().map(|p| (x.at(p[0]), y.at(p[i]))).collect()
    };
    for line in lines {
        let mut band = at(line, 2);
        band.extend(at(line, 3).into_iter().rev());
        svg.open(&format!("g{}", line.group % 8));
        svg.shape("band", &band);
        svg.close();
    }
    for line in lines {
        let mean = at(line, 1);
        svg.open(&format!("g{}", line.group % 8));
        svg.curve("trace", &mean);
        if let [only] = mean[..] {
            svg.dot("animal", only, 2.6);
        }
        svg.close();
    }
}

/// Mean and quartiles over animals, averaged within bins of time.
fn summarise(s: &SeriesRecord, start: f64, end: f64, unit_s: f64) -> Vec<[f64; 4]> {
    let bin = |t: f64| match end > start {
        true => ((t - start) / (end - start) * (POINTS - 1) as f64) as usize,
        false => 0,
    };
    let mut sums: Vec<([f64; 4], usize)> = vec![([0.0; 4], 0); POINTS];
    for (i, &t) in s.time_s.iter().enumerate().filter(|(_, t)| t.is_finite()) {
        let mut values: Vec<f64> = s
            .values
            .iter()
            .filter_map(|row| row.get(i))
            .map(|v| f64::from(*v))
            .filter(|v| v.is_finite())
            .collect();
        if values.is_empty() {
            continue;
        }
        values.sort_by(f64::total_cmp);
        let [q1, q3] = [0.25, 0.75].map(|q| stats::quantile_sorted(&values, q));
        let mean = stats::mean(&values);
        let (sum, n) = &mut sums[bin(t)];
        for (total, v) in sum.iter_mut().zip([t / unit_s, mean, q1, q3]) {
            *total += v;
        }
        *n += 1;
    }
    sums.into_iter().filter(|(_, n)| *n > 0).map(|(s, n)| s.map(|v| v / n as f64)).collect()
}

/// Tests and challenges are shaded; living together or alone is the ground.
fn is_test(p: &SpanRecord) -> bool {
    !matches!(p.kind.as_str(), "together" | "alone" | "conditioning")
}

/// Whether the figures have a shade to explain.
pub fn any_shade(results: &Results) -> bool {
    common_phases(results).is_some_and(|phases| phases.iter().any(is_test))
}

/// The phases, if they are the same for all groups.
fn common_phases(results: &Results) -> Option<&[SpanRecord]> {
    let (first, others) = results.groups.split_first()?;
    let same = others.iter().all(|g| g.phases == first.phases);
    same.then_some(&first.phases[..])
}
