//! Quantiles and intervals, by one rule everywhere: in verdicts, reports, power, fits and plans.
//!
//! | | |
//! |---|---|
//! | quantile | linear between the sorted values, of which the k-th of n lies at (k − 1)/(n − 1): type 7 of Hyndman & Fan 1996, Am Stat 50:361, the default of R and NumPy |
//! | weighted quantile | the same line; a value lies at the weight below it and half its own, stretched so that the first is at 0 and the last at 1 (with equal weights type 7) |
//! | share | Wilson's score interval |
//! | mean | Student's t; of a score with bounds the percentile bootstrap, which never leaves the range of what was seen |

use super::mean;
use statrs::distribution::{ContinuousCDF, StudentsT};
use syntony_engine::Stream;
pub use syntony_model::effect::Z95;

/// Resamples of a bootstrap.
const RESAMPLES: usize = 2000;
/// Stream of the bootstrap; those of runs have other numbers.
const STREAM: u32 = 0x62_6f_6f;

/// The value below which a share `q` of the values lies; NaN of none.
pub fn quantile(x: &[f64], q: f64) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile_sorted(&sorted, q)
}

/// The same of values that are sorted.
pub fn quantile_sorted(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = q.clamp(0.0, 1.0) * last as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    below + (above - below) * at.fract()
}

/// The value below which a share `q` of the weight lies; NaN without weight.
pub fn quantile_weighted(x: &[f64], weights: &[f64], q: f64) -> f64 {
    let mut points: Vec<(f64, f64)> =
        x.iter().copied().zip(weights.iter().copied()).filter(|p| p.1 > 0.0).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (Some(&first), Some(&last)) = (points.first(), points.last()) else { return f64::NAN };
    let span = points.iter().map(|p| p.1).sum::<f64>() - 0.5 * (first.1 + last.1);
    let target = q.clamp(0.0, 1.0) * span;
    let mut at = 0.0;
    for pair in points.windows(2) {
        let step = 0.5 * (pair[0].1 + pair[1].1);
        if at + step >= target {
            return pair[0].0 + (pair[1].0 - pair[0].0) * ((target - at) / step);
        }
        at += step;
    }
    last.0
}

/// Central 95 % of the values; none of fewer than two.
pub fn central95(x: &[f64]) -> Option<(f64, f64)> {
    (x.len() > 1).then(|| (quantile(x, 0.025), quantile(x, 0.975)))
}

/// Wilson's score interval of a share at 95 %; everything is possible where nothing was tried.
pub fn wilson(hits: usize, of: usize) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (of as f64, hits as f64 / of as f64);
    let z2 = Z95 * Z95 / n;
    let half = Z95 * (p * (1.0 - p) / n + z2 / (4.0 * n)).sqrt();
    let centre = p + z2 / 2.0;
    (((centre - half) / (1.0 + z2)).max(0.0), ((centre + half) / (1.0 + z2)).min(1.0))
}

/// 95 % interval of a mean; none of fewer than two values.
pub fn of_mean(x: &[f64], bounded: bool) -> Option<(f64, f64)> {
    if bounded {
        return bootstrap(x);
    }
    let n = x.len() as f64;
    let t = StudentsT::new(0.0, 1.0, n - 1.0).ok().filter(|_| x.len() > 1)?;
    let (middle, half) = (mean(x), t.inverse_cdf(0.975) * super::sd(x) / n.sqrt());
    Some((middle - half, middle + half))
}

/// Percentile bootstrap of the mean, with the same draws for the same number of values.
fn bootstrap(x: &[f64]) -> Option<(f64, f64)> {
    let mut stream = Stream::new(0, x.len() as u64, STREAM, 0);
    let n = x.len() as u64;
    let mut resample = |_: usize| (0..n).map(|_| x[stream.below(n) as usize]).sum::<f64>() / n as f64;
    (x.len() > 1).then(|| (0..RESAMPLES).map(&mut resample).collect::<Vec<f64>>()).and_then(|m| central95(&m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_quantiles_are_those_of_type_7() {
        // numpy.quantile([1, 2, 4, 7, 11], [0.1, 0.25, 0.5, 0.9])
        let x = [11.0, 1.0, 7.0, 2.0, 4.0];
        for (q, want) in [(0.0, 1.0), (0.1, 1.4), (0.25, 2.0), (0.5, 4.0), (0.9, 9.4), (1.0, 11.0)] {
            assert!((quantile(&x, q) - want).abs() < 1e-12, "{q}");
            assert!((quantile_weighted(&x, &[0.2; 5], q) - want).abs() < 1e-12, "weighted, {q}");
        }
        assert!(quantile(&[], 0.5).is_nan() && quantile_weighted(&[], &[], 0.5).is_nan());
        assert_eq!(quantile_weighted(&[1.0, 2.0, 3.0], &[0.0, 1.0, 0.0], 0.1), 2.0);
    }

    #[test]
    fn exact_interval_of_a_share() {
        // Newcombe (1998), Stat Med 17:857, method 3: 81/263, 15/148, 0/20 and 1/29
        let near = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < 5e-5 && (a.1 - b.1).abs() < 5e-5;
        for (hits, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            assert!(near(wilson(hits, of), (low, high)), "{hits} of {of}: {:?}", wilson(hits, of));
        }
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }

    #[test]
    fn exact_interval_of_a_mean() {
        // 1 2 3 4: sd 1.29099, t(3, 0.975) = 3.18245
        let (low, high) = of_mean(&[1.0, 2.0, 3.0, 4.0], false).unwrap();
        assert!((high - 2.5 - 3.18245 * 1.290994 / 2.0).abs() < 1e-4 && (low + high - 5.0).abs() < 1e-12);
        assert_eq!((of_mean(&[2.0], false), of_mean(&[2.0], true), of_mean(&[], true)), (None, None, None));
    }

    #[test]
    fn keeps_the_interval_of_a_bounded_score_within_what_was_seen() {
        let minutes = [0.0, 0.0, 0.0, 1.0, 2.0, 90.0];
        assert!(of_mean(&minutes, false).unwrap().0 < 0.0);
        let (low, high) = of_mean(&minutes, true).unwrap();
        assert!((0.0..15.5).contains(&low) && (15.5..90.0).contains(&high), "{low} {high}");
        // twenty values: close to Student's interval
        let even: Vec<f64> = (0..20).map(f64::from).collect();
        let (t, b) = (of_mean(&even, false).unwrap(), of_mean(&even, true).unwrap());
        assert!((t.0 - b.0).abs() < 0.5 && (t.1 - b.1).abs() < 0.5, "{t:?} {b:?}");
    }
}
