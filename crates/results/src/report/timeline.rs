//! What was done and when: one band of phases per group, doses as marks above it, on a common axis.

use super::scale::{PixelScale, extent, shorten, text_width, time_ticks, time_unit, wrap};
use super::svg::Svg;
use crate::record::{GroupRecord, SpanRecord};
use std::fmt::Write as _;

const WIDTH: f64 = 970.0;
const LEFT: f64 = 168.0;
const RIGHT: f64 = 16.0;
const BAND: f64 = 28.0;
const ROW: f64 = 18.0;

/// The figure; none when no group has a phase.
pub fn figure(groups: &[GroupRecord]) -> Option<String> {
    let spans = || groups.iter().flat_map(|g| g.phases.iter().chain(&g.doses));
    let (low, high) = extent(spans().flat_map(|s| [s.start_s, s.end_s]))?;
    let (unit_s, unit) = time_unit(high - low);
    let to = (LEFT, WIDTH - RIGHT);
    let scale = PixelScale { from: (low / unit_s, high / unit_s), to };
    let laid: Vec<Vec<(usize, &SpanRecord)>> =
        groups.iter().map(|g| lay_doses(&g.doses, &scale, unit_s)).collect();
    let heights = laid.iter().map(|d| rows(d) as f64 * ROW + BAND + 18.0);
    let height = heights.clone().sum::<f64>() + 34.0;

    let mut svg = Svg::new(WIDTH, height, "Schedule of the groups", &describe(groups, unit_s, unit));
    let mut top = 4.0;
    for ((g, doses), h) in groups.iter().zip(&laid).zip(heights) {
        let band = top + rows(doses) as f64 * ROW;
        svg.text("label end", (LEFT - 12.0, band + 16.0), &shorten(&g.label, LEFT - 20.0, 12.5));
        svg.text("tick end", (LEFT - 12.0, band + 29.0), &format!("n = {}", g.n));
        for (i, phase) in g.phases.iter().enumerate() {
            draw_phase(&mut svg, phase, i, band, &scale, unit_s);
        }
        // all stems before all names, so that no stem runs through a name
        for (row, dose) in doses {
            let x = scale.at(dose.start_s / unit_s);
            svg.line("stem", (x, top + (*row as f64 + 0.5) * ROW - 1.0), (x, band + 3.0));
        }
        for (row, dose) in doses {
            draw_dose(&mut svg, dose, top + *row as f64 * ROW, band, &scale, unit_s);
        }
        top += h;
    }
    let ticks = time_ticks(scale.from.0, scale.from.1, unit, 9);
    svg.x_axis(&scale, &ticks, top, unit);
    Some(svg.finish())
}

fn rows(doses: &[(usize, &SpanRecord)]) -> usize {
    doses.iter().map(|(row, _)| row + 1).max().unwrap_or(0)
}

/// A row for each dose, the first highest, so that no name runs into the next and no stem through a name.
fn lay_doses<'a>(doses: &'a [SpanRecord], scale: &PixelScale, unit_s: f64) -> Vec<(usize, &'a SpanRecord)> {
    let mut sorted: Vec<&SpanRecord> = doses.iter().collect();
    sorted.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    let mut ends: Vec<f64> = Vec::new();
    let mut out = Vec::new();
    for dose in sorted {
        let (x, to) = label_span(dose, scale, unit_s);
        let row = ends.iter().position(|e| *e + 6.0 <= x).unwrap_or(ends.len());
        if row == ends.len() {
            ends.push(to);
        } else {
            ends[row] = to;
        }
        out.push((row, dose));
    }
    out
}

/// Where a dose's mark and name begin and end; near the right edge the name stands left of the mark.
fn label_span(dose: &SpanRecord, scale: &PixelScale, unit_s: f64) -> (f64, f64) {
    let (x, end) = (scale.at(dose.start_s / unit_s), scale.at(dose.end_s / unit_s));
    let width = text_width(&dose.name, 11.0) + 10.0;
    if x + width <= WIDTH { (x - 5.0, end.max(x + width)) } else { (x - width, end.max(x + 5.0)) }
}

fn draw_phase(svg: &mut Svg, p: &SpanRecord, i: usize, y: f64, scale: &PixelScale, unit_s: f64) {
    let (x0, x1) = (scale.at(p.start_s / unit_s), scale.at(p.end_s / unit_s));
    let width = (x1 - x0).max(3.0);
    svg.rect(&format!("phase {}", phase_class(&p.kind)), (x0, y), (width, BAND));
    svg.line("edge", (x0, y), (x0, y + BAND));
    if width < 46.0 {
        // too narrow for a name: the number in the list below the figure
        let at = (x0 + width / 2.0, y + BAND + 12.0);
        return svg.text("tick mid", at, &(i + 1).to_string());
    }
    let lines = wrap(&p.name, width - 8.0, 11.0, 2);
    for (l, line) in lines.iter().enumerate() {
        let middle = y + BAND / 2.0 + 4.0 + (l as f64 - (lines.len() - 1) as f64 / 2.0) * 12.0;
        svg.text("mid", (x0 + width / 2.0, middle), line);
    }
}

fn draw_dose(svg: &mut Svg, d: &SpanRecord, y: f64, band: f64, scale: &PixelScale, unit_s: f64) {
    let (x0, x1) = (scale.at(d.start_s / unit_s), scale.at(d.end_s / unit_s));
    let middle = y + ROW / 2.0 - 1.0;
    svg.shape("dose", &[(x0 - 4.0, band - 3.0), (x0 + 4.0, band - 3.0), (x0, band + 4.0)]);
    if x1 - x0 > 2.0 {
        svg.rect("dose", (x0, middle + 5.0), (x1 - x0, 2.5));
    }
    if x0 + text_width(&d.name, 11.0) + 10.0 <= WIDTH {
        svg.text("halo", (x0 + 5.0, middle + 1.0), &d.name);
    } else {
        svg.text("halo end", (x0 - 5.0, middle + 1.0), &d.name);
    }
}

/// Tint of a kind of phase.
fn phase_class(kind: &str) -> &'static str {
    match kind {
        "together" | "conditioning" => "p-together",
        "choice" | "place_test" | "operant" => "p-choice",
        "intruder" | "stress" | "forced_swim" | "plus_maze" => "p-stress",
        _ => "p-alone",
    }
}

fn describe(groups: &[GroupRecord], unit_s: f64, unit: &str) -> String {
    let mut text = String::new();
    for g in groups {
        let _ = write!(text, "{}: ", g.label);
        let spans: Vec<String> = g
            .phases
            .iter()
            .chain(&g.doses)
            .map(|s| format!("{} {}", s.name, when(s, unit_s, unit)))
            .collect();
        let _ = write!(text, "{}. ", spans.join(", "));
    }
    text
}

/// `0 to 24 h`, or `at 6 h` for a moment.
pub fn when(span: &SpanRecord, unit_s: f64, unit: &str) -> String {
    let value = |s: f64| super::scale::number(s / unit_s);
    match span.end_s > span.start_s {
        true => format!("{} to {} {unit}", value(span.start_s), value(span.end_s)),
        false => format!("at {} {unit}", value(span.start_s)),
    }
}
