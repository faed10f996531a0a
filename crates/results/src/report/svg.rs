//! Small figures as inline SVG: axes and marks. Colours and fonts are classes of the style sheet.

use super::scale::{PixelScale, labels, text_width};
use std::fmt::Write as _;

/// A figure being drawn, in pixels of the page.
pub struct Svg {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    title: String,
    description: String,
    body: String,
}

impl Svg {
    /// An empty figure. Title and description are for those who cannot see it.
    pub fn new(width: f64, height: f64, title: &str, description: &str) -> Svg {
        let (title, description) = (title.into(), description.into());
        Svg { width, height, title, description, body: String::new() }
    }

    fn put(&mut self, args: std::fmt::Arguments) {
        // writing to a String cannot fail
        let _ = self.body.write_fmt(args);
    }

    /// Opens a group of marks of that class, e.g. `g2` for the colour of the third group.
    pub fn open(&mut self, class: &str) {
        self.put(format_args!("<g class=\"{}\">", escape(class)));
    }

    /// Closes a group of marks.
    pub fn close(&mut self) {
        self.body.push_str("</g>");
    }

    /// A line.
    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(px);
        self.put(format_args!("<path class=\"{class}\" d=\"M{x1} {y1}L{x2} {y2}\"/>"));
    }

    /// A line through points.
    pub fn curve(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.len() > 1 {
            let d = path(points);
            self.put(format_args!("<path class=\"{class}\" d=\"{d}\"/>"));
        }
    }

    /// A closed shape.
    pub fn shape(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.len() > 2 {
            let d = path(points);
            self.put(format_args!("<path class=\"{class}\" d=\"{d}Z\"/>"));
        }
    }

    /// A rectangle.
    pub fn rect(&mut self, class: &str, at: (f64, f64), size: (f64, f64)) {
        let [x, y, w, h] = [at.0, at.1, size.0.max(0.0), size.1.max(0.0)].map(px);
        self.put(format_args!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/>"));
    }

    /// A dot.
    pub fn dot(&mut self, class: &str, at: (f64, f64), radius: f64) {
        let [x, y, r] = [at.0, at.1, radius].map(px);
        self.put(format_args!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>"));
    }

    /// A diamond: the mark of what is published.
    pub fn diamond(&mut self, class: &str, (x, y): (f64, f64), r: f64) {
        self.shape(class, &[(x, y - r), (x + r, y), (x, y + r), (x - r, y)]);
    }

    /// A text; the class says where it is anchored: `start` (default), `mid` or `end`.
    pub fn text(&mut self, class: &str, at: (f64, f64), text: &str) {
        let [x, y] = [at.0, at.1].map(px);
        self.put(format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escape(text)));
    }

    /// Horizontal grid with numbers on the left, at `x0`…`x1`.
    pub fn y_axis(&mut self, scale: &PixelScale, ticks: &[f64], x0: f64, x1: f64) {
        for (&t, label) in ticks.iter().zip(labels(ticks)) {
            let y = scale.at(t);
            self.line(if t == 0.0 { "zero" } else { "grid" }, (x0, y), (x1, y));
            self.text("tick end", (x0 - 6.0, y + 3.5), &label);
        }
    }

    /// Numbers below the axis at height `y`, the last with the unit.
    pub fn x_axis(&mut self, scale: &PixelScale, ticks: &[f64], y: f64, unit: &str) {
        let (x0, x1) = scale.to;
        self.line("axis", (x0, y), (x1, y));
        let mut free = 0.0;
        for (i, (&t, label)) in ticks.iter().zip(labels(ticks)).enumerate() {
            let x = scale.at(t);
            let last = i + 1 == ticks.len() && !unit.is_empty();
            let text = if last { format!("{label} {unit}") } else { label };
            // the last number stays under its tick, the unit hangs over to the right; all stay within the figure
            let half = text_width(&text, 11.0) / 2.0;
            let centre = x + if last { text_width(unit, 11.0) / 2.0 + 1.5 } else { 0.0 };
            let centre = centre.min(self.width - half - 1.0).max(half + 1.0);
            self.line("axis", (x, y), (x, y + 4.0));
            // where two would meet the tick stays and the label goes
            if centre - half >= free {
                self.text("tick mid", (centre, y + 15.0), &text);
                free = centre + half + 4.0;
            }
        }
    }

    /// The element.
    pub fn finish(self) -> String {
        let [w, h] = [self.width, self.height].map(px);
        let (title, description) = (escape(&self.title), escape(&self.description));
        format!(
            "<svg role=\"img\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\"><title>{title}</title><desc>{description}</desc>{}</svg>",
            self.body
        )
    }
}

fn path(points: &[(f64, f64)]) -> String {
    let mut d = String::new();
    for (i, p) in points.iter().enumerate() {
        let letter = if i == 0 { 'M' } else { 'L' };
        let _ = write!(d, "{letter}{} {}", px(p.0), px(p.1));
    }
    d
}

/// A coordinate with one decimal. Callers keep to finite numbers; anything else would hide the whole figure, so it goes to 0.
fn px(v: f64) -> String {
    if !v.is_finite() {
        return "0".into();
    }
    let text = format!("{v:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".into() } else { text.into() }
}

/// Text as it may stand in HTML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_coordinate_finite() {
        let mut svg = Svg::new(10.0, 10.0, "a < b", "");
        svg.curve("x", &[(f64::NAN, 1.0), (f64::INFINITY, -0.0)]);
        svg.dot("x", (0.0, PixelScale { from: (1.0, 1.0), to: (0.0, 10.0) }.at(1.0)), 2.0);
        let text = svg.finish();
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
        assert!(text.contains("<title>a &lt; b</title>"));
        assert!(text.contains("cy=\"5\""));
    }
}
