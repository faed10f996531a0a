//! Tests by which papers judge, on plain slices.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Mean.
pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// Standard deviation with n − 1.
pub fn sd(x: &[f64]) -> f64 {
    let m = mean(x);
    (x.iter().map(|v| (v - m) * (v - m)).sum::<f64>() / (x.len() as f64 - 1.0)).sqrt()
}

/// Outcome of a test: direction of the first against the second, and the two-sided p.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// Mean difference (or r) in its own unit; the sign is the direction.
    pub difference: f64,
    /// Standardised effect.
    pub effect: f64,
    /// Two-sided p; 1 where the test has no spread to work with and no difference, 0 where every difference is alike.
    pub p: f64,
}

fn two_sided_t(t: f64, df: f64) -> f64 {
    match StudentsT::new(0.0, 1.0, df) {
        Ok(d) if t.is_finite() => 2.0 * (1.0 - d.cdf(t.abs())),
        _ => 1.0,
    }
}

/// One-sample t test against a value.
pub fn one_sample_t(x: &[f64], value: f64) -> Test {
    let (m, s) = (mean(x) - value, sd(x));
    if x.len() < 2 || s.is_nan() {
        return Test { difference: m, effect: 0.0, p: 1.0 };
    }
    if s == 0.0 {
        return Test { difference: m, effect: 0.0, p: if m == 0.0 { 1.0 } else { 0.0 } };
    }
    let t = m / (s / (x.len() as f64).sqrt());
    Test { difference: m, effect: m / s, p: two_sided_t(t, x.len() as f64 - 1.0) }
}

/// Paired t test.
pub fn paired_t(x: &[f64], y: &[f64]) -> Test {
    let d: Vec<f64> = x.iter().zip(y).map(|(a, b)| a - b).collect();
    one_sample_t(&d, 0.0)
}

/// Welch's t test.
pub fn welch_t(x: &[f64], y: &[f64]) -> Test {
    let (nx, ny) = (x.len() as f64, y.len() as f64);
    let m = mean(x) - mean(y);
    if x.len() < 2 || y.len() < 2 {
        return Test { difference: m, effect: 0.0, p: 1.0 };
    }
    let (vx, vy) = (sd(x).powi(2), sd(y).powi(2));
    let (ax, ay) = (vx / nx, vy / ny);
    let pooled = (((nx - 1.0) * vx + (ny - 1.0) * vy) / (nx + ny - 2.0)).sqrt();
    if ax + ay == 0.0 {
        return Test { difference: m, effect: 0.0, p: if m == 0.0 { 1.0 } else { 0.0 } };
    }
    let df = (ax + ay).powi(2) / (ax * ax / (nx - 1.0) + ay * ay / (ny - 1.0));
    Test { difference: m, effect: m / pooled, p: two_sided_t(m / (ax + ay).sqrt(), df) }
}

/// Difference of differences, (a − b) − (c − d), of four groups with variances of their own (Welch and Satterthwaite).
pub fn interaction(groups: [&[f64]; 4]) -> Test {
    let [a, b, c, d] = groups.map(mean);
    let difference = (a - b) - (c - d);
    if groups.iter().any(|x| x.len() < 2) {
        return Test { difference, effect: 0.0, p: 1.0 };
    }
    let df = |x: &[f64]| x.len() as f64 - 1.0;
    let parts = groups.map(|x| sd(x).powi(2) / x.len() as f64);
    let total: f64 = parts.iter().sum();
    let pooled =
        groups.iter().map(|x| df(x) * sd(x).powi(2)).sum::<f64>() / groups.iter().map(|x| df(x)).sum::<f64>();
    if total == 0.0 {
        return Test { difference, effect: 0.0, p: if difference == 0.0 { 1.0 } else { 0.0 } };
    }
    let freedom = total * total / parts.iter().zip(groups).map(|(v, x)| v * v / df(x)).sum::<f64>();
    Test {
        difference,
        effect: difference / pooled.sqrt(),
        p: two_sided_t(difference / total.sqrt(), freedom),
    }
}

/// Mid-ranks.
pub fn ranks(x: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
    let mut rank = vec![0.0; x.len()];
    let mut i = 0;
    while i < order.len() {
        let mut j = i;
        while j + 1 < order.len() && x[order[j + 1]] == x[order[i]] {
            j += 1;
        }
        for &k in &order[i..=j] {
            rank[k] = 0.5 * (i + j) as f64 + 1.0;
        }
        i = j + 1;
    }
    rank
}

fn two_sided_z(z: f64) -> f64 {
    Normal::standard().cdf(-z.abs()) * 2.0
}

/// Wilcoxon signed-rank test, normal approximation with ties.
pub fn signed_rank(x: &[f64], y: &[f64]) -> Test {
    let d: Vec<f64> = x.iter().zip(y).map(|(a, b)| a - b).filter(|d| *d != 0.0).collect();
    let difference = if x.is_empty() { 0.0 } else { mean(x) - mean(y) };
    if d.len() < 2 {
        return Test { difference, effect: 0.0, p: 1.0 };
    }
    let r = ranks(&d.iter().map(|d| d.abs()).collect::<Vec<_>>());
    let plus: f64 = r.iter().zip(&d).filter(|(_, d)| **d > 0.0).map(|(r, _)| r).sum();
    let expected = r.iter().sum::<f64>() / 2.0;
    let var = r.iter().map(|r| r * r).sum::<f64>() / 4.0;
    let z = (plus - expected) / var.sqrt();
    Test { difference, effect: z / (d.len() as f64).sqrt(), p: two_sided_z(z) }
}

/// Rank-sum (Mann-Whitney) test, normal approximation with ties.
pub fn rank_sum(x: &[f64], y: &[f64]) -> Test {
    let (nx, ny) = (x.len() as f64, y.len() as f64);
    let difference = mean(x) - mean(y);
    if x.is_empty() || y.is_empty() {
        return Test { difference: 0.0, effect: 0.0, p: 1.0 };
    }
    let all: Vec<f64> = x.iter().chain(y).copied().collect();
    let r = ranks(&all);
    let n = nx + ny;
    let mean_rank = (n + 1.0) / 2.0;
    let s2 = r.iter().map(|r| (r - mean_rank) * (r - mean_rank)).sum::<f64>() / (n - 1.0);
    let sum: f64 = r[..x.len()].iter().sum();
    let var = s2 * nx * ny / n;
    if var == 0.0 {
        return Test { difference, effect: 0.0, p: 1.0 };
    }
    let z = (sum - nx * mean_rank) / var.sqrt();
    Test { difference, effect: z / n.sqrt(), p: two_sided_z(z) }
}

/// Pearson's r (or Spearman's, on ranks) with a t test.
pub fn correlation(x: &[f64], y: &[f64], by_rank: bool) -> Test {
    let (x, y) = if by_rank { (ranks(x), ranks(y)) } else { (x.to_vec(), y.to_vec()) };
    let n = x.len() as f64;
    let (mx, my) = (mean(&x), mean(&y));
    let sxy: f64 = x.iter().zip(&y).map(|(a, b)| (a - mx) * (b - my)).sum();
    let sxx: f64 = x.iter().map(|a| (a - mx) * (a - mx)).sum();
    let syy: f64 = y.iter().map(|b| (b - my) * (b - my)).sum();
    let r = sxy / (sxx * syy).sqrt();
    if x.len() < 4 || !r.is_finite() {
        return Test { difference: 0.0, effect: 0.0, p: 1.0 };
    }
    let t = r * ((n - 2.0) / (1.0 - r * r).max(1e-12)).sqrt();
    Test { difference: r, effect: r, p: two_sided_t(t, n - 2.0) }
}

/// Quantile with linear interpolation.
pub fn quantile(x: &[f64], q: f64) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() {
        return f64::NAN;
    }
    let at = q * (sorted.len() as f64 - 1.0);
    let (lo, hi) = (at.floor() as usize, at.ceil() as usize);
    sorted[lo] + (sorted[hi] - sorted[lo]) * (at - lo as f64)
}
