//! What one laboratory measures, it measures with a factor of its own.
//!
//! **Equations** (for the amounts i of one paper and dimension; w_i: weights, σ: standard deviation)
//! ```text
//! cost = min over δ of  Σ w_i f_i(δ) + δ² / 2σ²            δ ~ N(0, σ²), log factor, profiled
//! ```
//! **Assumption.** Absolute minutes or concentrations of two laboratories differ by chamber, observer and assay, all amounts alike;
//! shares, ratios and tests within one paper do not.

/// Widest shift, in standard deviations.
const WIDEST: f64 = 3.0;
const GRID: usize = 24;
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// The least cost over shifts with this standard deviation, and the shift; `cost` is that of the amounts alone.
pub fn profiled(sd: f64, cost: impl Fn(f64) -> f64) -> (f64, f64) {
    if sd <= 0.0 {
        return (cost(0.0), 0.0);
    }
    let whole = |shift: f64| cost(shift) + shift * shift / (2.0 * sd * sd);
    let step = WIDEST * sd / GRID as f64;
    let (mut best, mut least) = (0.0, whole(0.0));
    for i in 1..=GRID {
        for shift in [i as f64 * step, -(i as f64) * step] {
            let there = whole(shift);
            if there < least {
                (best, least) = (shift, there);
            }
        }
    }
    let (mut low, mut high) = (best - step, best + step);
    for _ in 0..16 {
        let (a, b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if whole(a) < whole(b) { high = b } else { low = a }
    }
    let middle = 0.5 * (low + high);
    let there = whole(middle);
    if there < least { (there, middle) } else { (least, best) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_shift_of_a_parabola() {
        // (δ − 0.3)² / 2·0.1² + δ² / 2·0.2²: least at 0.3 · 0.2² / (0.1² + 0.2²)
        let (cost, shift) = profiled(0.2, |d| (d - 0.3) * (d - 0.3) / 0.02);
        assert!((shift - 0.24).abs() < 1e-4, "{shift}");
        assert!((cost - 0.09 / (2.0 * (0.01 + 0.04))).abs() < 1e-6, "{cost}");
        assert_eq!(profiled(0.0, |d| 1.0 + d), (1.0, 0.0));
    }
}
