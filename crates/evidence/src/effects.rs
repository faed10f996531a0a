//! Published effect sizes beside simulated ones.
//!
//! **Equations.** The simulated effect is the median over repetitions at the record's n, each corrected for small samples as the published one is ([`Metric`]):
//! ```text
//! ratio = |simulated| / |published|        over n targets: exp(mean ln ratio), spread exp(SD ln ratio), share with ½ ≤ ratio ≤ 2 and the same sign
//! covered: published within the 5 % and 95 % quantiles of the repetitions        above twice: ratio > 2, of upper bounds and of benchmarks
//! ```
//! **Assumptions.** A target without a simulated effect, or with one of the other sign, is not within two-fold and not covered; one of exactly 0 has no ratio.

use super::finding::Size;
use super::{Experiment, Finding, Share};
use serde::{Deserialize, Serialize};
use syntony_model::effect::{Effect, Metric, Purpose};
use syntony_model::protocol::{Claim, ClaimKind, Criterion};
use syntony_results::judge::{Values, reduction};
use syntony_results::stats;

/// The simulated effect beside the published one.
pub(super) fn size(claim: &Claim, published: &Effect, samples: &[Values]) -> Size {
    let effect = |s: &Values| {
        let n: Vec<usize> = match published.metric {
            Metric::Groups => s.0.iter().map(Vec::len).collect(),
            _ => vec![s.x().len()],
        };
        Some(published.metric.corrected(standardised(claim, s)?, &n))
    };
    let each: Vec<f64> = samples.iter().filter_map(effect).collect();
    beside(published.value, &each)
}

/// Simulated effects beside a published one.
fn beside(published: f64, each: &[f64]) -> Size {
    let at = |q: f64| (!each.is_empty()).then(|| stats::quantile(each, q));
    let simulated = at(0.5);
    let interval = at(0.05).zip(at(0.95));
    let ratio = simulated.map(|s| (s / published).abs()).filter(|r| r.is_finite() && *r > 0.0);
    let same = simulated.is_some_and(|s| s * published > 0.0);
    Size {
        simulated,
        interval,
        ratio,
        within_two: same && ratio.is_some_and(|r| (0.5..=2.0).contains(&r)),
        covered: interval.is_some_and(|(a, b)| (a..=b).contains(&published)),
    }
}

/// How simulated effects compare with published ones.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sizes {
    /// Geometric mean of the ratios of targets.
    pub ratio: Option<f64>,
    /// Their spread as a factor.
    pub spread: Option<f64>,
    /// Targets whose simulated effect is within two-fold.
    pub two_fold: Share,
    /// Targets in the simulated 90 % interval.
    pub covered: Share,
    /// Targets whose simulated effect has the other sign.
    pub wrong_sign: usize,
    /// Upper bounds that the simulated effect is above twice of.
    pub above_bound: Share,
    /// The same of benchmarks.
    pub above_benchmark: Share,
}

impl Sizes {
    /// Whether there is anything to say.
    pub fn any(&self) -> bool {
        self.two_fold.of + self.above_bound.of + self.above_benchmark.of > 0
    }
}

/// Of judged claims with a published effect: that effect, and the simulated one.
pub(super) fn both<'a>(
    experiments: &'a [&'a Experiment],
) -> impl Iterator<Item = (&'a Experiment, &'a Finding, &'a Effect, &'a Size)> {
    let claims = experiments.iter().flat_map(|e| e.claims.iter().map(move |f| (*e, f)));
    claims.filter_map(|(e, f)| Some((e, f, f.verdict.published_effect.as_ref()?, f.size.as_ref()?)))
}

/// The score of experiments.
pub(super) fn sizes(experiments: &[&Experiment]) -> Sizes {
    let of = |purpose: Purpose| both(experiments).filter(move |b| b.2.purpose == purpose);
    let targets = || of(Purpose::Target);
    let logs: Vec<f64> = targets().filter_map(|b| b.3.ratio).map(f64::ln).collect();
    let above = |purpose| Share::count(of(purpose).map(|b| b.3.ratio.is_some_and(|r| r > 2.0)));
    Sizes {
        ratio: (!logs.is_empty()).then(|| stats::mean(&logs).exp()),
        spread: (logs.len() > 1).then(|| stats::sd(&logs).exp()),
        two_fold: Share::count(targets().map(|b| b.3.within_two)),
        covered: Share::count(targets().map(|b| b.3.covered)),
        wrong_sign: targets().filter(|b| b.3.simulated.is_some_and(|s| s * b.2.value < 0.0)).count(),
        above_bound: above(Purpose::UpperBound),
        above_benchmark: above(Purpose::Benchmark),
    }
}

/// Cohen's d of a comparison, r of a correlation.
pub(super) fn standardised(claim: &Claim, s: &Values) -> Option<f64> {
    let d = match &claim.kind {
        kind if kind.paired() => {
            let differences: Vec<f64> = s.x().iter().zip(s.y()).map(|(a, b)| a - b).collect();
            stats::mean(&differences) / stats::sd(&differences)
        }
        ClaimKind::Within { .. } | ClaimKind::Between { .. } => {
            (stats::mean(s.x()) - stats::mean(s.y())) / pooled_sd(s)
        }
        ClaimKind::Interaction { .. } => contrast(s) / pooled_sd(s),
        ClaimKind::Reduces(r) => {
            let c = reduction::contrast(r, &s.0);
            c.difference() / pooled_sd(&Values(c.values))
        }
        ClaimKind::Against { value, .. } => (stats::mean(s.x()) - value) / stats::sd(s.x()),
        ClaimKind::Correlation { criterion, .. } => {
            stats::correlation(s.x(), s.y(), *criterion == Criterion::Spearman).difference
        }
        _ => return None,
    };
    d.is_finite().then_some(d)
}

/// Difference of the first two groups minus that of the last two.
pub(super) fn contrast(s: &Values) -> f64 {
    s.0.iter().zip([1.0, -1.0, -1.0, 1.0]).map(|(v, sign)| sign * stats::mean(v)).sum()
}

/// Standard deviation within groups.
pub(super) fn pooled_sd(s: &Values) -> f64 {
    let groups = || s.0.iter().filter(|v| v.len() > 1);
    let freedom = |v: &Vec<f64>| v.len() as f64 - 1.0;
    (groups().map(|v| freedom(v) * stats::sd(v).powi(2)).sum::<f64>() / groups().map(freedom).sum::<f64>())
        .sqrt()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::score::tests::{experiment, finding};

    pub(crate) fn with(purpose: Purpose, published: f64, each: &[f64]) -> Finding {
        let mut finding = finding("holds", Some(true), None, None);
        finding.verdict.published_effect = Some(Effect {
            metric: Metric::Groups,
            value: published,
            interval: Some((published - 0.2, published + 0.2)),
            purpose,
            source: "abstract".into(),
            from_memory: false,
            note: String::new(),
        });
        Finding { size: Some(beside(published, each)), ..finding }
    }

    #[test]
    fn exact_scores_of_effects_made_by_hand() {
        let claims = vec![
            with(Purpose::Target, 0.5, &[0.4, 1.0, 1.6]),
            with(Purpose::Target, -0.4, &[-0.9, -0.8, -0.7]),
            with(Purpose::Target, 0.5, &[-1.0, -0.5, 0.6]),
            with(Purpose::Target, 0.5, &[]),
            with(Purpose::UpperBound, 1.0, &[2.5]),
            with(Purpose::UpperBound, 1.0, &[2.0]),
            with(Purpose::Benchmark, 1.0, &[-2.5]),
            with(Purpose::Null, 0.0, &[0.3]),
        ];
        let e = experiment("vole", "development", "t", claims);
        let s = sizes(&[&e]);
        // ratios 2, 2 and 1, the last of the other sign; none without a spread
        let (mean, spread) = s.ratio.zip(s.spread).unwrap();
        assert!((mean - 4f64.powf(1.0 / 3.0)).abs() < 1e-12, "{mean}");
        let sd = 2f64.ln() / 3f64.sqrt();
        assert!((spread - sd.exp()).abs() < 1e-12, "{spread}");
        // 90 % of the first are 0.46 to 1.54, of the third -0.95 to 0.49
        assert_eq!((s.two_fold, s.covered), (Share { hits: 2, of: 4 }, Share { hits: 1, of: 4 }));
        assert_eq!(
            (s.wrong_sign, s.above_bound, s.above_benchmark),
            (1, Share { hits: 1, of: 2 }, Share { hits: 1, of: 1 })
        );
        assert!(s.any() && !sizes(&[]).any());
    }
}
