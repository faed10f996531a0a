//! What a claim looks at in one repetition of the study, and whether it holds there by the paper's own criterion.

use crate::stats::{self, Test, Z95 as Z};
use std::fmt;
use syntony_model::protocol::{Claim, ClaimKind, Criterion, Expect, Spread};

/// The values of one repetition: of each group that the claim compares, or of each measure, then for the same animals.
#[derive(Debug, Clone, PartialEq)]
pub struct Values(pub Vec<Vec<f64>>);

/// Outcome of one claim in one repetition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// Whether it holds.
    pub holds: bool,
    /// Difference, mean, ratio, coefficient, quantile or share.
    pub value: f64,
    /// Effect as the test standardises it.
    pub effect: Option<f64>,
    /// Whether nothing differs at all, so that "no difference" says nothing.
    pub flat: bool,
}

/// Why a criterion cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unjudged {
    /// No animal of the group has a score.
    NoScore {
        /// Group.
        group: String,
        /// Measure.
        measure: String,
    },
    /// Fewer animals than the criterion needs.
    TooFew {
        /// Animals with a score, in the smaller sample.
        have: usize,
        /// Animals that the criterion needs.
        need: usize,
    },
    /// No animal differs from any other in any repetition.
    Flat,
}

impl fmt::Display for Unjudged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unjudged::NoScore { group, measure } => {
                write!(f, "no animal of the group '{group}' has a score '{measure}'")
            }
            Unjudged::TooFew { have, need } => {
                write!(f, "{have} with a score, the criterion needs at least {need}")
            }
            Unjudged::Flat => {
                write!(f, "no score differs from any other in any repetition: \"no difference\" says nothing")
            }
        }
    }
}

/// Fewest values in a sample from which the criterion of a claim can be computed.
fn fewest(kind: &ClaimKind) -> usize {
    match kind {
        ClaimKind::Within { criterion: Criterion::Direction, .. }
        | ClaimKind::Between { criterion: Criterion::Direction, .. }
        | ClaimKind::Against { criterion: Criterion::Direction, .. }
        | ClaimKind::Ratio { .. }
        | ClaimKind::Quantile { .. }
        | ClaimKind::Fraction { .. } => 1,
        ClaimKind::Correlation { .. } => 4,
        ClaimKind::Interaction { .. } => 2,
        ClaimKind::Within { .. }
        | ClaimKind::Between { .. }
        | ClaimKind::Against { .. }
        | ClaimKind::Mean { .. } => 2,
    }
}

/// Whether a claim is about no difference.
pub fn expects_none(kind: &ClaimKind) -> bool {
    match kind {
        ClaimKind::Within { expect, .. }
        | ClaimKind::Between { expect, .. }
        | ClaimKind::Against { expect, .. }
        | ClaimKind::Interaction { expect, .. }
        | ClaimKind::Correlation { expect, value: None, .. } => *expect == Expect::None,
        _ => false,
    }
}

impl Values {
    /// The first group or measure.
    pub fn x(&self) -> &[f64] {
        self.0.first().map_or(&[], Vec::as_slice)
    }

    /// The second group or measure; empty if the claim has one alone.
    pub fn y(&self) -> &[f64] {
        self.0.get(1).map_or(&[], Vec::as_slice)
    }

    /// Judges a claim by its own criterion.
    pub fn judge(&self, claim: &Claim) -> Result<Judged, Unjudged> {
        let have = self.0.iter().map(Vec::len).min().unwrap_or(0);
        let need = fewest(&claim.kind);
        if have < need {
            return Err(Unjudged::TooFew { have, need });
        }
        Ok(self.outcome(claim))
    }

    /// The test behind the claim; none for a claim that compares otherwise, or without enough values.
    pub fn test(&self, claim: &Claim) -> Option<Test> {
        let have = self.0.iter().map(Vec::len).min().unwrap_or(0);
        if have < fewest(&claim.kind) {
            return None;
        }
        let (x, y) = (self.x(), self.y());
        Some(match &claim.kind {
            ClaimKind::Within { criterion, .. } => match criterion {
                Criterion::Rank => stats::signed_rank(x, y),
                Criterion::WelchT => stats::welch_t(x, y),
                _ => stats::paired_t(x, y),
            },
            ClaimKind::Between { criterion, .. } => match criterion {
                Criterion::Rank => stats::rank_sum(x, y),
                Criterion::PairedT => stats::paired_t(x, y),
                _ => stats::welch_t(x, y),
            },
            ClaimKind::Interaction { .. } => {
                stats::interaction([0, 1, 2, 3].map(|i| self.0.get(i).map_or(&[][..], Vec::as_slice)))
            }
            ClaimKind::Against { value, criterion, .. } => match criterion {
                Criterion::Rank => stats::signed_rank(x, &vec![*value; x.len()]),
                _ => stats::one_sample_t(x, *value),
            },
            ClaimKind::Correlation { ranks, .. } => stats::correlation(x, y, *ranks),
            _ => return None,
        })
    }

    /// Whether nothing differs that the claim compares.
    fn flat(&self, claim: &Claim) -> bool {
        let (x, y) = (self.x(), self.y());
        match &claim.kind {
            kind if kind.paired() => x.iter().zip(y).all(|(a, b)| a == b),
            ClaimKind::Against { value, .. } => x.iter().all(|v| v == value),
            ClaimKind::Correlation { .. } => x.iter().all(|v| *v == x[0]) || y.iter().all(|v| *v == y[0]),
            _ => self.0.iter().flatten().all(|v| *v == x[0]),
        }
    }

    fn tested(&self, claim: &Claim, expect: Expect, criterion: Criterion) -> Judged {
        let none = Test { difference: f64::NAN, effect: f64::NAN, p: 1.0 };
        let t = self.test(claim).unwrap_or(none);
        let significant = criterion == Criterion::Direction || t.p < claim.alpha;
        let holds = match expect {
            Expect::Greater => t.difference > 0.0 && significant,
            Expect::Less => t.difference < 0.0 && significant,
            Expect::None => t.p >= claim.alpha,
        };
        Judged { holds, value: t.difference, effect: Some(t.effect), flat: self.flat(claim) }
    }

    fn outcome(&self, claim: &Claim) -> Judged {
        let (x, y) = (self.x(), self.y());
        let plain =
            |holds: bool, value: f64, effect: Option<f64>| Judged { holds, value, effect, flat: false };
        match &claim.kind {
            ClaimKind::Within { expect, criterion, .. }
            | ClaimKind::Between { expect, criterion, .. }
            | ClaimKind::Against { expect, criterion, .. } => self.tested(claim, *expect, *criterion),
            ClaimKind::Interaction { expect, .. } => self.tested(claim, *expect, Criterion::WelchT),
            ClaimKind::Mean { value, spread, n, .. } => {
                let published = sem(*spread, *n);
                let own = stats::sd(x) / (x.len() as f64).sqrt();
                let mean = stats::mean(x);
                let z = (mean - value) / (published * published + own * own).sqrt();
                plain(z.abs() <= Z, mean, Some(z))
            }
            ClaimKind::Ratio { interval, .. } => {
                let ratio = stats::mean(x) / stats::mean(y);
                plain(ratio >= interval.0 && ratio <= interval.1, ratio, None)
            }
            ClaimKind::Correlation { value, expect, ranks, .. } => {
                let t = stats::correlation(x, y, *ranks);
                let near = value.is_none_or(|r| {
                    let z = |r: f64| 0.5 * ((1.0 + r) / (1.0 - r).max(1e-9)).ln();
                    (z(t.difference) - z(r)).abs() <= Z * (2.0 / (x.len() as f64 - 3.0).max(1.0)).sqrt()
                });
                let holds = near
                    && match expect {
                        Expect::Greater => t.difference > 0.0,
                        Expect::Less => t.difference < 0.0,
                        Expect::None => t.p >= claim.alpha,
                    };
                Judged { holds, value: t.difference, effect: Some(t.difference), flat: self.flat(claim) }
            }
            ClaimKind::Quantile { probability, value, n, .. } => {
                let below = x.iter().filter(|v| *v <= value).count() as f64 / x.len() as f64;
                let se =
                    (probability * (1.0 - probability) * (1.0 / *n as f64 + 1.0 / x.len() as f64)).sqrt();
                plain((below - probability).abs() <= Z * se, stats::quantile(x, *probability), None)
            }
            ClaimKind::Fraction { above, value, n, .. } => {
                let share = x.iter().filter(|v| *v > above).count() as f64 / x.len() as f64;
                let (nx, n) = (x.len() as f64, *n as f64);
                let pooled =
                    ((share * nx + value * n) / (nx + n)).clamp(0.5 / (nx + n), 1.0 - 0.5 / (nx + n));
                let se = (pooled * (1.0 - pooled) * (1.0 / nx + 1.0 / n)).sqrt();
                plain((share - value).abs() <= Z * se, share, None)
            }
        }
    }
}

/// Standard error of a published mean.
pub(crate) fn sem(spread: Spread, n: usize) -> f64 {
    match spread {
        Spread::Sd(s) => s / (n as f64).sqrt(),
        Spread::Sem(s) => s,
    }
}
