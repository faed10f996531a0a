//! Tests by which papers judge, on plain slices. What is exact at small n is; tails are survival functions, so that small p keep their digits.

mod counts;
mod interval;
mod ranks;
mod variance;

pub use counts::{chi2, counted, fisher};
pub use interval::{Z95, central95, of_mean, quantile, quantile_sorted, quantile_weighted, wilson};
pub use ranks::{rank_sum, ranks, signed_rank};
pub use variance::{Squares, icc_of_z, reach_of_z, z_of_icc};

use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor, StudentsT};
use syntony_model::effect::correction;

/// Mean.
pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// Standard deviation with n − 1.
pub fn sd(x: &[f64]) -> f64 {
    let m = mean(x);
    (x.iter().map(|v| (v - m) * (v - m)).sum::<f64>() / (x.len() as f64 - 1.0)).sqrt()
}

/// Outcome of a test: direction of the first against the second, and p.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// Difference of means or shares, or r; the sign is the direction.
    pub difference: f64,
    /// Standardised effect, of the kind that goes with the test.
    pub effect: f64,
    /// Two-sided p (of an equivalence the larger one-sided); 1 where the test has no spread to work with and no difference, 0 where every
    /// difference is alike.
    pub p: f64,
}

/// A difference in units of its standard error, on Student's t.
#[derive(Debug, Clone, Copy)]
pub struct Student {
    difference: f64,
    effect: f64,
    error: f64,
    freedom: f64,
}

impl Student {
    /// A difference with the standard deviation in which its effect is told, its standard error and degrees of freedom.
    fn new(difference: f64, sd: f64, error: f64, freedom: f64) -> Student {
        let effect = if error > 0.0 { difference / sd } else { 0.0 };
        Student { difference, effect, error, freedom }
    }

    /// One sample against a value; the effect is d.
    pub fn one(x: &[f64], value: f64) -> Student {
        let (s, n) = (sd(x), x.len() as f64);
        Student::new(mean(x) - value, s, s / n.sqrt(), n - 1.0)
    }

    /// The same animals twice; the effect is d of their differences.
    pub fn paired(x: &[f64], y: &[f64]) -> Student {
        Student::one(&x.iter().zip(y).map(|(a, b)| a - b).collect::<Vec<_>>(), 0.0)
    }

    /// Two groups with variances of their own (Welch); the effect is Hedges' g.
    pub fn welch(x: &[f64], y: &[f64]) -> Student {
        Student::contrast(&[x, y], &[1.0, -1.0])
    }

    /// A contrast of groups with variances of their own (Welch and Satterthwaite); the effect is Hedges' g, by the pooled deviation.
    pub fn contrast(groups: &[&[f64]], signs: &[f64]) -> Student {
        let difference = groups.iter().zip(signs).map(|(x, sign)| sign * mean(x)).sum();
        let df = |x: &[f64]| x.len() as f64 - 1.0;
        let parts: Vec<f64> = groups.iter().map(|x| sd(x).powi(2) / x.len() as f64).collect();
        let total: f64 = parts.iter().sum();
        let all: f64 = groups.iter().map(|x| df(x)).sum();
        let pooled = (groups.iter().map(|x| df(x) * sd(x).powi(2)).sum::<f64>() / all).sqrt();
        let freedom = total * total / parts.iter().zip(groups).map(|(v, x)| v * v / df(x)).sum::<f64>();
        Student::new(difference, pooled / correction(all), total.sqrt(), freedom)
    }

    /// Whether there is a difference: two-sided.
    pub fn differs(self) -> Test {
        let Student { difference, effect, error, freedom } = self;
        let p = match StudentsT::new(0.0, 1.0, freedom) {
            _ if error == 0.0 && difference != 0.0 => 0.0,
            Ok(law) if error > 0.0 => 2.0 * law.sf(difference.abs() / error),
            _ => 1.0,
        };
        Test { difference, effect, p }
    }

    /// Whether the difference is smaller than a margin: two one-sided tests, of which the larger p counts.
    pub fn equivalent(self, margin: f64) -> Test {
        let Student { difference, effect, error, freedom } = self;
        let room = margin - difference.abs();
        let p = match StudentsT::new(0.0, 1.0, freedom) {
            _ if error == 0.0 && room > 0.0 => 0.0,
            Ok(law) if error > 0.0 => law.sf(room / error),
            _ => 1.0,
        };
        Test { difference, effect, p }
    }
}

/// One-sample t test against a value.
pub fn one_sample_t(x: &[f64], value: f64) -> Test {
    Student::one(x, value).differs()
}

/// Paired t test.
pub fn paired_t(x: &[f64], y: &[f64]) -> Test {
    Student::paired(x, y).differs()
}

/// Welch's t test.
pub fn welch_t(x: &[f64], y: &[f64]) -> Test {
    Student::welch(x, y).differs()
}

/// Difference of differences, (a − b) − (c − d), of four groups.
pub fn interaction(groups: [&[f64]; 4]) -> Test {
    Student::contrast(&groups, &[1.0, -1.0, -1.0, 1.0]).differs()
}

/// One-way analysis of variance. The effect, and the difference, is η².
pub fn anova(groups: &[&[f64]]) -> Test {
    let all = groups.concat();
    let (n, k, grand) = (all.len() as f64, groups.len() as f64, mean(&all));
    let between: f64 = groups.iter().map(|x| x.len() as f64 * (mean(x) - grand).powi(2)).sum();
    let within: f64 = groups.iter().map(|x| x.iter().map(|v| (v - mean(x)).powi(2)).sum::<f64>()).sum();
    let share = between / (between + within);
    let p = match FisherSnedecor::new(k - 1.0, n - k) {
        _ if within == 0.0 && between > 0.0 => 0.0,
        Ok(law) if within > 0.0 => law.sf(between / (k - 1.0) / (within / (n - k))),
        _ => 1.0,
    };
    let effect = if share.is_finite() { share } else { 0.0 };
    Test { difference: effect, effect, p }
}

/// Two-sided p of a normal deviate: as χ² with one degree of freedom, since the error function of statrs has eleven digits.
fn two_sided_z(z: f64) -> f64 {
    ChiSquared::new(1.0).map_or(1.0, |law| law.sf(z * z))
}

/// Pearson's r with a t test, or Spearman's on ranks: by all pairings up to ten pairs, with a t test above.
pub fn correlation(x: &[f64], y: &[f64], by_rank: bool) -> Test {
    let (x, y) = if by_rank { (ranks(x), ranks(y)) } else { (x.to_vec(), y.to_vec()) };
    let n = x.len() as f64;
    let (mx, my) = (mean(&x), mean(&y));
    let sxy: f64 = x.iter().zip(&y).map(|(a, b)| (a - mx) * (b - my)).sum();
    let sxx: f64 = x.iter().map(|a| (a - mx) * (a - mx)).sum();
    let syy: f64 = y.iter().map(|b| (b - my) * (b - my)).sum();
    let r = sxy / (sxx * syy).sqrt();
    if x.len() < 3 || !r.is_finite() {
        return Test { difference: 0.0, effect: 0.0, p: 1.0 };
    }
    let exact = if by_rank { ranks::spearman_exact(&x, &y) } else { None };
    let by_t = || {
        let t = r * ((n - 2.0) / (1.0 - r * r).max(1e-12)).sqrt();
        StudentsT::new(0.0, 1.0, n - 2.0).map_or(1.0, |law| 2.0 * law.sf(t.abs()))
    };
    Test { difference: r, effect: r, p: exact.unwrap_or_else(by_t) }
}
