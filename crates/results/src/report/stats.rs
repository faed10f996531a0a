//! What the report draws of a sample: mean with interval, histogram.

use crate::stats;

/// Mean and 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// Number of values.
    pub n: usize,
    /// Mean.
    pub mean: f64,
    /// Interval; none for fewer than two values.
    pub interval: Option<(f64, f64)>,
}

/// Mean of the values; none of none.
pub fn mean(values: &[f64], bounded: bool) -> Option<Mean> {
    let interval = stats::of_mean(values, bounded);
    (!values.is_empty()).then(|| Mean { n: values.len(), mean: stats::mean(values), interval })
}

/// Share of the values in each of `bins` equal bins of `low`…`high`; the last bin is closed.
pub fn histogram(values: &[f64], low: f64, high: f64, bins: usize) -> Vec<f64> {
    let mut shares = vec![0.0; bins];
    if values.is_empty() || bins == 0 || high <= low {
        return shares;
    }
    for v in values {
        let at = ((v - low) / (high - low) * bins as f64).floor();
        shares[(at.max(0.0) as usize).min(bins - 1)] += 1.0 / values.len() as f64;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_histogram() {
        assert_eq!(histogram(&[0.0, 0.1, 0.9, 1.0], 0.0, 1.0, 2), [0.5, 0.5]);
        assert_eq!(histogram(&[], 0.0, 1.0, 2), [0.0, 0.0]);
        assert_eq!(mean(&[], false), None);
    }
}
