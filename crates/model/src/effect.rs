//! Published effect sizes, from what papers give of them.
//!
//! **Equations.** With n_i subjects in each of k groups, N = Σ n_i, m = N − k degrees of freedom (n − 1 of pairs and of one group, n − 2 of a correlation):
//! ```text
//! groups        d = t √(Σ 1/n_i)        g = J(m) d       Var = Σ 1/n_i + g²/(2N)
//! pairs, one    d = t/√n                d_z = J(m) d     Var = 1/n + d_z²/(2n)
//! correlation   r = t/√(t² + m)         atanh r          Var = 1/(n − 3)
//! J(m) = Γ(m/2) / (√(m/2) Γ((m − 1)/2))                  interval: ± 1.96 √Var
//! t = ±√F,  F = m η²/(1 − η²),  t = r √(m/(1 − r²)),  t = the quantile at 1 − p/2
//! ```
//! **Symbols.** d: difference of means over the pooled standard deviation, over that of differences, or of the one group; J: correction for small samples.
//! Of means with their standard deviations s: pooled s² = Σ (n_i − 1) s_i² / m, of differences s² = s₁² + s₂² − 2 ρ s₁ s₂.
//! **Assumptions.** Normal scores of equal variance; η² is partial, of one degree of freedom; r of a comparison is that of its test (z/√n, or point-biserial).
//! **Papers.** Hedges and Olkin 1985 (Statistical methods for meta-analysis, chapters 5 and 6); Viechtbauer 2010, J Stat Softw 36(3) (`escalc`: SMD, SMCC, SMN, ZCOR);
//! Rosenthal 1994 (effects from t, F, p and r).

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::gamma::ln_gamma;

/// Quantile of the normal distribution for an interval of 95 %.
pub const Z95: f64 = 1.959963984540054;

/// In what an effect is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Metric {
    /// Hedges' g: difference over the pooled standard deviation.
    #[serde(rename = "g")]
    Groups,
    /// Difference over the standard deviation of differences.
    #[serde(rename = "d_z")]
    Pairs,
    /// Distance of a mean from a value over the standard deviation.
    #[serde(rename = "d")]
    One,
    /// Coefficient of correlation.
    #[serde(rename = "r")]
    Correlation,
}

impl Metric {
    /// Its letter.
    pub fn word(self) -> &'static str {
        match self {
            Metric::Groups => "g",
            Metric::Pairs => "d_z",
            Metric::One => "d",
            Metric::Correlation => "r",
        }
    }

    /// Degrees of freedom.
    pub fn freedom(self, n: &[usize]) -> f64 {
        let all = n.iter().sum::<usize>() as f64;
        match self {
            Metric::Groups => all - n.len() as f64,
            Metric::Pairs | Metric::One => all - 1.0,
            Metric::Correlation => all - 2.0,
        }
    }

    /// What a statistic t says.
    pub fn of_t(self, t: f64, n: &[usize]) -> f64 {
        match self {
            Metric::Correlation => t / (t * t + self.freedom(n)).sqrt(),
            _ => t * n.iter().map(|n| 1.0 / *n as f64).sum::<f64>().sqrt(),
        }
    }

    /// A difference in standard deviations, corrected for small samples; a correlation as it is.
    pub fn corrected(self, d: f64, n: &[usize]) -> f64 {
        if self == Metric::Correlation { d } else { d * correction(self.freedom(n)) }
    }

    /// The 95 % interval of a (corrected) effect.
    pub fn interval(self, effect: f64, n: &[usize]) -> (f64, f64) {
        let all = n.iter().sum::<usize>() as f64;
        if self == Metric::Correlation {
            let half = Z95 / (all - 3.0).sqrt();
            return ((effect.atanh() - half).tanh(), (effect.atanh() + half).tanh());
        }
        let variance = n.iter().map(|n| 1.0 / *n as f64).sum::<f64>() + effect * effect / (2.0 * all);
        (effect - Z95 * variance.sqrt(), effect + Z95 * variance.sqrt())
    }
}

/// The correction of Hedges for small samples; 1 for one degree of freedom, where there is none.
pub fn correction(m: f64) -> f64 {
    if m < 2.0 {
        return 1.0;
    }
    (ln_gamma(m / 2.0) - ln_gamma((m - 1.0) / 2.0)).exp() / (m / 2.0).sqrt()
}

/// The t of a two-sided p.
pub fn t_of_p(p: f64, freedom: f64) -> Option<f64> {
    Some(StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(1.0 - p / 2.0))
}

/// What a published effect may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The simulated effect ought to be as large.
    Target,
    /// Very likely inflated: the simulated effect ought not to be larger.
    UpperBound,
    /// Size of the nearest effect that is known well: an order of size.
    Benchmark,
    /// Pooled evidence is about nothing.
    Null,
}

impl Purpose {
    /// All.
    pub const ALL: [Purpose; 4] = [Purpose::Target, Purpose::UpperBound, Purpose::Benchmark, Purpose::Null];

    /// The word of the files.
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Target => "target",
            Purpose::UpperBound => "upper_bound",
            Purpose::Benchmark => "benchmark",
            Purpose::Null => "null",
        }
    }
}

/// A published effect of a claim: its first minus its second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// In what it is counted.
    pub metric: Metric,
    /// Size and sign.
    pub value: f64,
    /// Its 95 % interval, where one is published or n is known.
    pub interval: Option<(f64, f64)>,
    /// What it may be used for.
    #[serde(rename = "use")]
    pub purpose: Purpose,
    /// Where it stands.
    pub source: String,
    /// Whether it was recalled and not read.
    pub from_memory: bool,
    /// How it was found.
    pub note: String,
}

impl Effect {
    /// `g -0.69 (-0.89 to -0.48), target`.
    pub fn words(&self) -> String {
        let around = self.interval.map_or(String::new(), |(a, b)| format!(" ({a:.2} to {b:.2})"));
        let memory = if self.from_memory { ", from memory" } else { "" };
        let purpose = self.purpose.word().replace('_', " ");
        format!("{} {:.2}{around}, {purpose}{memory}", self.metric.word(), self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `tests/data/effects.py` wrote the table.
    #[test]
    fn exact_effects_are_those_of_escalc() {
        let number = |t: &str| t.parse::<f64>().unwrap_or_else(|_| panic!("'{t}'"));
        let mut rows = 0;
        for line in include_str!("../tests/data/effects.tsv").lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let metric = match cells[0] {
                "g" => Metric::Groups,
                "d_z" => Metric::Pairs,
                "d" => Metric::One,
                _ => Metric::Correlation,
            };
            let n: Vec<usize> = cells[2].split(',').map(|t| number(t) as usize).collect();
            let t = match cells[1].split_once('=') {
                Some(("t", t)) => number(t),
                Some(("p", p)) => t_of_p(number(p), metric.freedom(&n)).unwrap(),
                other => panic!("{other:?}"),
            };
            let effect = metric.corrected(metric.of_t(t, &n), &n);
            let (low, high) = metric.interval(effect, &n);
            for (found, expected) in [effect, low, high].into_iter().zip(&cells[3..]) {
                assert!((found - number(expected)).abs() < 1e-9, "{line}: {found}");
            }
            rows += 1;
        }
        assert!(rows > 30);
    }
}
