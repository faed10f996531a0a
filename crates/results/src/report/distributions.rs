//! What was scored, over all replicates: a histogram per group, one below the other.

use super::measures::{Figure, NARROW, values, with_unit};
use super::scale::{PixelScale, extent, nice, number, text_width};
use super::stats::histogram;
use super::svg::Svg;
use crate::record::Results;
use crate::stats::quantile_sorted;

const ROW: f64 = 46.0;
const BINS: usize = 40;

/// One figure per measure: histograms over all replicates, a row per group.
pub fn figures(results: &Results) -> Vec<Figure> {
    (0..results.measures.len()).filter_map(|m| figure(results, m)).collect()
}

/// The values of one group.
struct Row<'a> {
    group: usize,
    label: &'a str,
    n: usize,
    /// Share of the values in each bin.
    shares: Vec<f64>,
    quartiles: [f64; 3],
}

fn figure(results: &Results, m: usize) -> Option<Figure> {
    let measure = &results.measures[m];
    let of_groups: Vec<(usize, Vec<f64>)> = (0..results.groups.len())
        .map(|g| (g, values(results, g, m, false)))
        .filter(|(_, v)| !v.is_empty())
        .collect();
    let (low, high) = extent(of_groups.iter().flat_map(|(_, v)| v.iter().copied()))?;
    let ticks = nice(low, high, 5);
    let (low, high) = (ticks[0], *ticks.last()?);
    let rows: Vec<Row> = of_groups
        .into_iter()
        .map(|(group, mut v)| {
            v.sort_by(f64::total_cmp);
            let quartiles = [0.25, 0.5, 0.75].map(|p| quantile_sorted(&v, p));
            let label = results.groups[group].label.as_str();
            let shares = histogram(&v, low, high, BINS);
            Row { group, label, n: v.len(), shares, quartiles }
        })
        .collect();

    let title = with_unit(&measure.label, &measure.unit);
    let words: Vec<String> = rows.iter().map(describe).collect();
    let bottom = 6.0 + ROW * rows.len() as f64;
    let x = PixelScale { from: (low, high), to: (14.0, NARROW - 14.0) };
    let tallest = rows.iter().flat_map(|r| &r.shares).fold(0.0f64, |a, b| a.max(*b));
    let mut svg = Svg::new(NARROW, bottom + 18.0, &title, &words.join("; "));
    for (i, row) in rows.iter().enumerate() {
        draw(&mut svg, row, 6.0 + ROW * (i + 1) as f64, tallest, &x);
    }
    svg.x_axis(&x, &ticks, bottom, "");
    let sizes = || rows.iter().map(|r| r.n);
    let (fewest, most) = (sizes().min()?, sizes().max()?);
    let caption = match fewest == most {
        true => format!("n = {most} per group"),
        false => format!("n = {fewest} to {most} per group"),
    };
    Some(Figure { title, caption, svg: svg.finish() })
}

fn describe(row: &Row) -> String {
    let [q1, q2, q3] = row.quartiles.map(number);
    format!("{}: median {q2}, quartiles {q1} and {q3}, n = {}", row.label, row.n)
}

fn draw(svg: &mut Svg, row: &Row, base: f64, tallest: f64, x: &PixelScale) {
    let (left, right) = x.to;
    let edge = |bin: usize| left + (right - left) * bin as f64 / BINS as f64;
    let mut outline = vec![(left, base)];
    for (bin, share) in row.shares.iter().enumerate() {
        // by its square root, so that one tall bin does not flatten the others
        let top = base - (share / tallest).sqrt() * (ROW - 8.0);
        outline.extend([(edge(bin), top), (edge(bin + 1), top)]);
    }
    outline.push((right, base));
    svg.open(&format!("g{}", row.group % 8));
    svg.shape("hist", &outline);
    svg.line("hist-base", (left, base), (right, base));
    svg.line("quartiles", (x.at(row.quartiles[0]), base), (x.at(row.quartiles[2]), base));
    svg.dot("median", (x.at(row.quartiles[1]), base), 3.2);
    svg.close();
    // the name stands where the histogram is lower, so that they do not meet
    let highest = |bins: &[f64]| bins.iter().fold(0.0f64, |a, b| a.max(*b));
    let span = ((text_width(row.label, 11.0) + 8.0) / (right - left) * BINS as f64) as usize;
    let span = span.clamp(1, BINS);
    if highest(&row.shares[..span]) <= highest(&row.shares[BINS - span..]) {
        svg.text("halo", (left, base - ROW + 16.0), row.label);
    } else {
        svg.text("halo end", (right, base - ROW + 16.0), row.label);
    }
}
