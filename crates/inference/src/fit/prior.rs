//! What is known of a number before any claim is looked at: the value of the atlas, and its range.
//!
//! **Equations** (z: standard normal, one for each number; v, a, b: value of the atlas, lower and upper end of its range; f: ln where equal factors count alike, else identity)
//! ```text
//! f(x) = f(v) + z (f(b) − f(v)) / k   for z ≥ 0
//! f(x) = f(v) + z (f(v) − f(a)) / k   for z < 0          k = 1.96: 95 % lie within the range; what leaves it is put to its end
//! ```
//! **Assumptions.** Ranges of the atlas are what their sources, or honest doubt, leave open, taken as 95 % intervals; numbers are independent.

use syntony_engine::math::{exp, ln};
use syntony_model::fitting::FitAxis;
use syntony_results::stats::Z95;

/// Value of a number at a standard normal position.
pub fn value(axis: &FitAxis, z: f64) -> f64 {
    let f = |x: f64| if axis.log { ln(x) } else { x };
    let (from, to) = (f(axis.value), f(if z < 0.0 { axis.low } else { axis.high }));
    let there = from + (to - from) * z.abs() / Z95;
    (if axis.log { exp(there) } else { there }).clamp(axis.low, axis.high)
}

/// Values at standard normal positions.
pub fn values(axes: &[FitAxis], z: &[f64]) -> Vec<f64> {
    axes.iter().zip(z).map(|(a, z)| value(a, *z)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_middle_and_ends_of_the_prior() {
        let axis =
            |value, low, high, log| FitAxis { path: String::new(), unit: "1".into(), value, low, high, log };
        let log = axis(2.0, 0.5, 32.0, true);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9 * b.abs().max(1.0);
        assert!(near(value(&log, 0.0), 2.0) && near(value(&log, Z95), 32.0) && near(value(&log, -Z95), 0.5));
        assert!(near(value(&log, 0.5 * Z95), 8.0) && near(value(&log, 9.0), 32.0));
        let one_sided = axis(0.0, 0.0, 0.1, false);
        assert!(near(value(&one_sided, -1.0), 0.0) && near(value(&one_sided, 0.5 * Z95), 0.05));
    }
}
