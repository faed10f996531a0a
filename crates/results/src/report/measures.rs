//! What was scored: animals of the first replicate with mean and interval beside the published mean.

use super::scale::{PixelScale, extent, left_of, nice, number, shorten, wrap};
use super::stats::mean;
use super::svg::Svg;
use crate::record::{MeasureRecord, Results, Verdict};

const TOP: f64 = 14.0;
const PLOT: f64 = 190.0;
/// Least room for the labels of the axis.
const LEFT: f64 = 40.0;
/// Width of the usual figure: three of them side by side on a wide page, one on a phone.
pub const NARROW: f64 = 300.0;
/// Measures of a family stand side by side; more than this many would be a crowd.
const FAMILY: usize = 4;

/// A figure with its caption.
pub struct Figure {
    /// Heading.
    pub title: String,
    /// Below the figure.
    pub caption: String,
    /// The element.
    pub svg: String,
}

/// Measures that share unit, phase and size, and may stand in one figure.
struct Family {
    /// Their indices.
    members: Vec<usize>,
    /// What their labels have in common, or the only label.
    title: String,
    /// What distinguishes each.
    names: Vec<String>,
}

/// One figure per family: animals of the first replicate, mean, interval, published mean.
pub fn groups(results: &Results) -> Vec<Figure> {
    families(results).iter().filter_map(|f| group_figure(results, f)).collect()
}

/// Values of a measure in a group; of the first replicate or of all.
pub fn values(results: &Results, group: usize, measure: usize, first_only: bool) -> Vec<f64> {
    let rows = results.animals.iter().filter(|a| a.group == group);
    rows.filter(|a| !first_only || a.replicate == 0)
        .filter_map(|a| a.values.get(measure).copied().flatten())
        .filter(|v| v.is_finite())
        .collect()
}

fn families(results: &Results) -> Vec<Family> {
    let size = |m: usize| {
        let all = (0..results.groups.len()).flat_map(|g| values(results, g, m, true));
        extent(all).map_or(0.0, |(a, b)| a.abs().max(b.abs()))
    };
    let mut families: Vec<Vec<usize>> = Vec::new();
    for (m, measure) in results.measures.iter().enumerate() {
        let fits = |f: &Vec<usize>| {
            let first = &results.measures[f[0]];
            let (a, b) = (size(f[0]), size(m));
            (&first.unit, &first.phase) == (&measure.unit, &measure.phase)
                && f.len() < FAMILY
                && a <= 8.0 * b
                && b <= 8.0 * a
                && shared(&[first, measure]) > 0
        };
        match families.iter().position(fits) {
            Some(i) => families[i].push(m),
            None => families.push(vec![m]),
        }
    }
    families.into_iter().map(|members| family(results, members)).collect()
}

/// Number of leading words that all labels share, leaving at least one to each.
fn shared(measures: &[&MeasureRecord]) -> usize {
    common(&measures.iter().map(|m| m.label.split_whitespace().collect()).collect::<Vec<_>>())
}

fn common(words: &[Vec<&str>]) -> usize {
    let most = words.iter().map(|w| w.len().saturating_sub(1)).min().unwrap_or(0);
    (0..most).take_while(|&i| words.iter().all(|w| w[i] == words[0][i])).count()
}

/// `contact with partner` and `contact with stranger` become `contact with partner and stranger`, with `partner` and `stranger`
/// below the columns.
fn family(results: &Results, members: Vec<usize>) -> Family {
    let measures: Vec<&MeasureRecord> = members.iter().map(|&m| &results.measures[m]).collect();
    if let [only] = measures[..] {
        return Family { members, title: only.label.clone(), names: vec![String::new()] };
    }
    let mut words: Vec<Vec<&str>> = measures.iter().map(|m| m.label.split_whitespace().collect()).collect();
    let start = words[0][..common(&words)].join(" ");
    for w in &mut words {
        w.drain(..start.split_whitespace().count());
        w.reverse();
    }
    let mut end = words[0][..common(&words)].to_vec();
    let mut comma = false;
    for w in &mut words {
        w.drain(..end.len());
        w.reverse();
        if let Some(last) = w.last_mut() {
            comma |= last.ends_with(',');
            *last = last.trim_end_matches(',');
        }
    }
    end.reverse();
    let names: Vec<String> = words.iter().map(|w| w.join(" ")).collect();
    let (last, first) = names.split_last().map_or(("", &[][..]), |(l, f)| (l.as_str(), f));
    let mut title = format!("{start} {} and {last}", first.join(", "));
    if !end.is_empty() {
        title = format!("{title}{} {}", if comma { "," } else { "" }, end.join(" "));
    }
    Family { members, title, names }
}

/// A number and its 95 % interval.
type Estimate = (f64, Option<(f64, f64)>);

/// The published mean of a measure in a group.
fn published(results: &Results, group: usize, measure: usize) -> Option<Estimate> {
    let (g, m) = (&results.groups[group], &results.measures[measure]);
    let is = |v: &&Verdict| {
        v.kind == "mean"
            && matches!(&v.groups[..], [x] if *x == g.key || *x == g.label)
            && matches!(&v.measures[..], [x] if *x == m.key || *x == m.label)
    };
    let v = results.verdicts.iter().find(is)?;
    let value = v.published_value.filter(|x| x.is_finite())?;
    Some((value, v.published_interval.filter(|i| i.0.is_finite() && i.1.is_finite())))
}

/// Where the columns of a figure stand: clusters of groups, in each a column per measure.
struct Columns {
    /// Measures per group.
    k: usize,
    column: f64,
    gap: f64,
    cluster: f64,
    left: f64,
    right: f64,
}

impl Columns {
    fn new(groups: usize, k: usize, left: f64) -> Columns {
        let n = groups as f64;
        let (column, gap) = if k == 1 { ((256.0 / n).clamp(58.0, 84.0), 0.0) } else { (60.0, 18.0) };
        let cluster = column * k as f64 + gap;
        let right = (left + cluster * n).max(NARROW - 4.0);
        Columns { k, column, gap, cluster, left, right }
    }
    /// Middle of the i-th column.
    fn at(&self, i: usize) -> f64 {
        let within = ((i % self.k) as f64 + 0.5) * self.column;
        self.left + (i / self.k) as f64 * self.cluster + self.gap / 2.0 + within
    }
}

fn group_figure(results: &Results, family: &Family) -> Option<Figure> {
    let cells: Vec<(usize, usize)> =
        (0..results.groups.len()).flat_map(|g| family.members.iter().map(move |&m| (g, m))).collect();
    let ticks = ticks(results, &cells)?;
    let y = PixelScale { from: (ticks[0], *ticks.last()?), to: (TOP + PLOT, TOP) };
    let columns = Columns::new(results.groups.len(), family.members.len(), left_of(&ticks, LEFT));
    let height = TOP + PLOT + if columns.k == 1 { 38.0 } else { 58.0 };
    let description = describe(results, family, &cells);
    let mut svg = Svg::new(columns.right + 4.0, height, &family.title, &description);
    svg.y_axis(&y, &ticks, columns.left, columns.right);
    for (i, &(g, m)) in cells.iter().enumerate() {
        let x = columns.at(i);
        svg.open(&format!("g{}", g % 8));
        draw_animals(&mut svg, &values(results, g, m, true), results.measures[m].bounded(), x, &y);
        if let Some((value, interval)) = published(results, g, m) {
            draw_published(&mut svg, value, interval, x + 23.0, &y);
        }
        svg.close();
        if columns.k > 1 {
            let name = shorten(&family.names[i % columns.k], columns.column, 11.0);
            svg.text("tick mid", (x, TOP + PLOT + 16.0), &name);
        }
        if i % columns.k == 0 {
            draw_group_name(&mut svg, &named(results, g), g, &columns);
        }
    }
    let first = &results.measures[family.members[0]];
    let caption = match first.phase.as_str() {
        "" => String::new(),
        phase => format!("during {phase}"),
    };
    Some(Figure { title: with_unit(&family.title, &first.unit), caption, svg: svg.finish() })
}

/// Ticks that take in animals, intervals and published means.
fn ticks(results: &Results, cells: &[(usize, usize)]) -> Option<Vec<f64>> {
    let mut all = Vec::new();
    for &(g, m) in cells {
        let v = values(results, g, m, true);
        if let Some((low, high)) = mean(&v, results.measures[m].bounded()).and_then(|x| x.interval) {
            all.extend([low, high]);
        }
        if let Some((value, interval)) = published(results, g, m) {
            all.push(value);
            all.extend(interval.map_or(vec![], |(a, b)| vec![a, b]));
        }
        all.extend(v);
    }
    let (low, high) = extent(all)?;
    // from zero, unless that would press the animals into the top of the figure
    let low = if low > 0.0 && low < 0.6 * high { 0.0 } else { low };
    Some(nice(low, high, 5))
}

/// A group's name, with its n where groups differ in it.
fn named(results: &Results, group: usize) -> String {
    let g = &results.groups[group];
    match results.groups.iter().all(|other| other.n == g.n) {
        true => g.label.clone(),
        false => format!("{}, n = {}", g.label, g.n),
    }
}

fn draw_group_name(svg: &mut Svg, label: &str, group: usize, columns: &Columns) {
    let middle = columns.left + (group as f64 + 0.5) * columns.cluster;
    let mut y = TOP + PLOT + 16.0;
    if columns.k > 1 {
        let edge = (columns.cluster - columns.gap) / 2.0;
        svg.line("axis", (middle - edge, y + 8.0), (middle + edge, y + 8.0));
        y += 22.0;
    }
    for line in wrap(label, columns.cluster + 5.0, 11.0, 2) {
        svg.text("group mid", (middle, y), &line);
        y += 12.5;
    }
}

/// Whether any figure has a published mean to explain.
pub fn any_published(results: &Results) -> bool {
    let cells = (0..results.groups.len()).flat_map(|g| (0..results.measures.len()).map(move |m| (g, m)));
    cells.into_iter().any(|(g, m)| published(results, g, m).is_some())
}

/// `contact, min`; pure numbers and labels that name their unit stay as they are.
pub fn with_unit(title: &str, unit: &str) -> String {
    match unit {
        "" | "1" => title.to_string(),
        unit => format!("{title}, {unit}"),
    }
}

fn draw_animals(svg: &mut Svg, values: &[f64], bounded: bool, x: f64, y: &PixelScale) {
    for (i, v) in values.iter().enumerate() {
        // the golden ratio spreads any number of points evenly, and the same way each time
        let jitter = ((i as f64 + 0.5) * 0.618_033_988_749_895).fract() - 0.5;
        svg.dot("animal", (x - 12.0 + jitter * 22.0, y.at(*v)), 2.6);
    }
    if let Some(m) = mean(values, bounded) {
        let x = x + 10.0;
        if let Some((low, high)) = m.interval {
            svg.line("interval", (x, y.at(low)), (x, y.at(high)));
        }
        svg.dot("mean", (x, y.at(m.mean)), 4.6);
    }
}

fn draw_published(svg: &mut Svg, value: f64, interval: Option<(f64, f64)>, x: f64, y: &PixelScale) {
    if let Some((low, high)) = interval {
        svg.line("pub-line", (x, y.at(low)), (x, y.at(high)));
    }
    svg.diamond("pub", (x, y.at(value)), 5.4);
}

fn describe(results: &Results, family: &Family, cells: &[(usize, usize)]) -> String {
    let k = family.members.len();
    let mut parts = Vec::new();
    for (i, &(g, m)) in cells.iter().enumerate() {
        let Some(mean) = mean(&values(results, g, m, true), results.measures[m].bounded()) else {
            continue;
        };
        let name = &family.names[i % k];
        let space = if name.is_empty() { "" } else { ", " };
        let mut text = format!("{}{space}{name}: mean {}", results.groups[g].label, number(mean.mean));
        if let Some((low, high)) = mean.interval {
            text += &format!(" ({} to {}, n = {})", number(low), number(high), mean.n);
        }
        if let Some((value, _)) = published(results, g, m) {
            text += &format!(", published {}", number(value));
        }
        parts.push(text);
    }
    parts.join("; ")
}
