//! The room of the parameters: every range is stretched to 0 to 1, and what leaves it is reflected.

use syntony_engine::math::{ln, pow};
use syntony_language::Problem;
use syntony_model::Atlas;
use syntony_model::fitting::FitAxis;

/// Position of a number within its range, and back.
pub trait Position {
    /// The value at a position from 0 to 1.
    fn at(&self, position: f64) -> f64;
    /// The position of a value, within 0 to 1.
    fn position(&self, value: f64) -> f64;
}

impl Position for FitAxis {
    fn at(&self, position: f64) -> f64 {
        let u = position.clamp(0.0, 1.0);
        match (u == 0.0, u == 1.0, self.log) {
            (true, ..) => self.low,
            (_, true, _) => self.high,
            (_, _, true) => (self.low * pow(self.high / self.low, u)).clamp(self.low, self.high),
            _ => (self.low + (self.high - self.low) * u).clamp(self.low, self.high),
        }
    }

    fn position(&self, value: f64) -> f64 {
        let u = match self.log {
            true => ln(value / self.low) / ln(self.high / self.low),
            false => (value - self.low) / (self.high - self.low),
        };
        u.clamp(0.0, 1.0)
    }
}

/// The point within the ranges that a point anywhere stands for: reflected at the ends, so that an end is no trap.
pub fn reflected(x: &[f64]) -> Vec<f64> {
    let one = |v: &f64| {
        let r = v.rem_euclid(2.0);
        if r > 1.0 { 2.0 - r } else { r }
    };
    x.iter().map(one).collect()
}

/// Values at a point within the ranges.
pub fn values(axes: &[FitAxis], point: &[f64]) -> Vec<f64> {
    axes.iter().zip(point).map(|(a, u)| a.at(*u)).collect()
}

/// A number with so few digits that it reads well and still is what was judged.
pub fn rounded(x: f64) -> f64 {
    format!("{x:.4e}").parse().unwrap_or(x)
}

/// An atlas with these values.
pub fn atlas_with(base: &Atlas, axes: &[FitAxis], values: &[f64]) -> Result<Atlas, Problem> {
    let mut atlas = base.clone();
    for (axis, value) in axes.iter().zip(values) {
        atlas.set(&axis.path, &axis.written(*value))?;
    }
    Ok(atlas)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(low: f64, high: f64, log: bool) -> FitAxis {
        FitAxis { path: String::new(), unit: "1".into(), value: low, low, high, log }
    }

    #[test]
    fn exact_ends_of_a_range_and_back() {
        for a in [axis(0.1, 7.0, true), axis(-2.0, 3.0, false)] {
            assert_eq!((a.at(0.0), a.at(1.0), a.at(-1.0), a.at(2.0)), (a.low, a.high, a.low, a.high));
            for u in [0.0, 0.2, 0.5, 0.99, 1.0] {
                assert!((a.position(a.at(u)) - u).abs() < 1e-12);
            }
        }
        assert!((axis(1.0, 100.0, true).at(0.5) - 10.0).abs() < 1e-12);
    }

    #[test]
    fn exact_reflection_at_the_ends() {
        let got = reflected(&[0.3, -0.2, 1.25, 2.1, -1.9]);
        let want = [0.3, 0.2, 0.75, 0.1, 0.1];
        assert!(got.iter().zip(want).all(|(g, w)| (g - w).abs() < 1e-12), "{got:?}");
    }
}
