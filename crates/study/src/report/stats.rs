//! The few statistics that the report draws: mean with interval, quartiles, histogram.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Mean and 95 % confidence interval by Student's t.
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
pub fn mean(values: &[f64]) -> Option<Mean> {
    let n = values.len();
    if n == 0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    let interval = match StudentsT::new(0.0, 1.0, n as f64 - 1.0) {
        Ok(t) if n > 1 => {
            let half = t.inverse_cdf(0.975) * (squares / (n as f64 - 1.0) / n as f64).sqrt();
            Some((mean - half, mean + half))
        }
        _ => None,
    };
    Some(Mean { n, mean, interval })
}

/// The value below which a share `p` of the sorted values lies, interpolated.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = p.clamp(0.0, 1.0) * last as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(below + (above - below) * at.fract())
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
    fn exact_mean_and_interval() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[2.0]), Some(Mean { n: 1, mean: 2.0, interval: None }));
        // 1 2 3 4: sd 1.29099, t(3, 0.975) = 3.18245
        let m = mean(&[1.0, 2.0, 3.0, 4.0]).unwrap();
        let (low, high) = m.interval.unwrap();
        assert_eq!(m.mean, 2.5);
        assert!((high - 2.5 - 3.18245 * 1.290994 / 2.0).abs() < 1e-4);
        assert!((low + high - 5.0).abs() < 1e-12);
    }

    #[test]
    fn exact_quantiles_and_histogram() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.5), Some(2.0));
        assert_eq!(quantile(&[0.0, 1.0], 0.25), Some(0.25));
        assert_eq!(histogram(&[0.0, 0.1, 0.9, 1.0], 0.0, 1.0, 2), [0.5, 0.5]);
        assert_eq!(histogram(&[], 0.0, 1.0, 2), [0.0, 0.0]);
    }
}
