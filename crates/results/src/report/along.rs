//! A horizontal axis of numbers that somebody chose, in equal steps or in equal ratios, and a vertical one that suits what is drawn.

use super::scale::{PixelScale, extent, labels, nice, number, shorten, text_width};
use super::svg::Svg;

/// Values that are all written at an axis, at least and at most: two are but its ends.
const WRITTEN: std::ops::RangeInclusive<usize> = 3..=9;

/// How far apart two values lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steps {
    /// By their difference.
    Equal,
    /// By their ratio; 0 lies a step below the least of the others.
    Ratios,
}

/// Where values lie along an axis.
pub struct Along<'a> {
    values: &'a [f64],
    steps: Steps,
    zero: f64,
    /// From values, or their logarithms to base 10, to pixels.
    scale: PixelScale,
}

impl<'a> Along<'a> {
    /// An axis with room for these values, rising, between two pixels.
    pub fn new(values: &'a [f64], steps: Steps, to: (f64, f64)) -> Along<'a> {
        let (low, high) = extent(values.iter().copied()).unwrap_or((0.0, 1.0));
        if steps == Steps::Equal {
            return Along { values, steps, zero: 0.0, scale: PixelScale { from: (low, high), to } };
        }
        let least = values.iter().copied().filter(|x| *x > 0.0).fold(high, f64::min);
        let (a, b) = (least.log10(), high.log10());
        let zero = a - (b - a) / (values.len().max(3) - 2) as f64;
        let from = (if low > 0.0 { a } else { zero }, b);
        Along { values, steps, zero, scale: PixelScale { from, to } }
    }

    /// The pixel of a value.
    pub fn at(&self, value: f64) -> f64 {
        match self.steps {
            Steps::Ratios if value > 0.0 => self.scale.at(value.log10()),
            Steps::Ratios => self.scale.at(self.zero),
            Steps::Equal => self.scale.at(value),
        }
    }

    /// Numbers of the axis: the values themselves where they are few, else round ones.
    fn ticks(&self) -> Vec<(f64, String)> {
        if WRITTEN.contains(&self.values.len()) {
            return self.values.iter().map(|&v| (self.at(v), number(v))).collect();
        }
        let (low, high) = self.scale.from;
        let (round, names) = match self.steps {
            Steps::Ratios => {
                let round: Vec<f64> =
                    (low.ceil() as i32..=high.floor() as i32).map(|d| 10f64.powi(d)).collect();
                let names = round.iter().map(|t| number(*t)).collect();
                (round, names)
            }
            Steps::Equal => {
                let round: Vec<f64> =
                    nice(low, high, 6).into_iter().filter(|t| *t >= low && *t <= high).collect();
                let names = labels(&round);
                (round, names)
            }
        };
        round.iter().zip(names).map(|(t, name)| (self.at(*t), name)).collect()
    }

    /// Draws it at a height, with its numbers and its name.
    pub fn draw(&self, svg: &mut Svg, name: &str, y: f64) {
        let (x0, x1) = self.scale.to;
        svg.line("axis", (x0, y), (x1, y));
        let mut free = 0.0;
        for (x, text) in self.ticks() {
            svg.line("axis", (x, y), (x, y + 4.0));
            let half = text_width(&text, 11.0) / 2.0;
            let centre = x.min(svg.width - half - 1.0).max(half + 1.0);
            if centre - half >= free {
                svg.text("tick mid", (centre, y + 16.0), &text);
                free = centre + half + 5.0;
            }
        }
        let name = if self.steps == Steps::Ratios { format!("{name}, log scale") } else { name.to_string() };
        svg.text("label mid", ((x0 + x1) / 2.0, y + 36.0), &shorten(&name, x1 - x0, 12.5));
    }
}

/// A vertical axis for values, between two pixels, and its round numbers; zero is on it where it is near.
pub fn upright(values: impl IntoIterator<Item = f64>, to: (f64, f64)) -> Option<(PixelScale, Vec<f64>)> {
    let (low, high) = extent(values)?;
    let low = if low > 0.0 && low < 0.6 * high { 0.0 } else { low };
    // a constant at zero gets an axis that begins there
    let high = if low == 0.0 && high == 0.0 { 1.0 } else { high };
    let ticks = nice(low, high, 5);
    let from = (ticks[0], *ticks.last()?);
    Some((PixelScale { from, to }, ticks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_places_of_doses_and_of_none() {
        let doses = [0.0, 1.0, 10.0, 100.0];
        let axis = Along::new(&doses, Steps::Ratios, (0.0, 300.0));
        assert_eq!(doses.map(|d| axis.at(d).round()), [0.0, 100.0, 200.0, 300.0]);
        let steps = Along::new(&[2.0, 4.0], Steps::Equal, (0.0, 10.0));
        assert_eq!(steps.at(3.0), 5.0);
    }
}
