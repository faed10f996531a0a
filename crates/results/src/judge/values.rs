//! What a claim looks at in one repetition of the study, and whether it holds there by the paper's own criterion.

use super::{reduction, varies};
use crate::stats::{self, Student, Test, Z95 as Z};
use std::fmt;
use syntony_model::protocol::{Claim, ClaimKind, Criterion, Expect, Reduction, Spread};

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
    /// Whether nothing differs here nor in the control, so that "no difference" is hollow.
    pub hollow: bool,
}

impl Judged {
    /// As it counts beside its control, which shows the effect or does not.
    pub fn beside(self, shown: bool) -> Judged {
        Judged { holds: self.holds && shown, hollow: self.holds && !shown, ..self }
    }
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
    /// No result at this n could be significant.
    NeverSignificant {
        /// Animals with a score, in the smaller sample.
        have: usize,
        /// The smallest p that the test can give.
        p: String,
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
            Unjudged::NeverSignificant { have, p } => {
                write!(f, "{have} with a score: the smallest p that the test can give is {p}")
            }
            Unjudged::Flat => {
                write!(f, "no score differs from any other in any repetition: \"no difference\" says nothing")
            }
        }
    }
}

/// Fewest values in a sample from which the criterion of a claim can be computed. A spread of two values is no spread to test by.
fn fewest(kind: &ClaimKind) -> usize {
    match (kind, kind.compared()) {
        (ClaimKind::Correlation { .. }, _) => 4,
        (_, Some((_, Criterion::Direction))) => 1,
        (_, Some(_)) | (ClaimKind::Mean { .. } | ClaimKind::Varies(_), _) => 3,
        _ => 1,
    }
}

/// Whether a claim is about no difference.
pub fn expects_none(kind: &ClaimKind) -> bool {
    match kind {
        ClaimKind::Correlation { value: Some(_), .. } => false,
        kind => kind.compared().is_some_and(|(expect, _)| expect == Expect::None),
    }
}

/// What the standardised effect of a claim is called.
pub fn effect_name(kind: &ClaimKind) -> &'static str {
    match (kind, kind.compared()) {
        (ClaimKind::Mean { .. }, _) => "z",
        (_, Some((_, criterion))) => match criterion {
            Criterion::Rank | Criterion::Pearson => "r",
            Criterion::Spearman => "ρ",
            Criterion::Fisher { .. } => "ln OR",
            Criterion::Chi2 { .. } => "V",
            Criterion::Anova => "η²",
            Criterion::Direction if matches!(kind, ClaimKind::Correlation { .. }) => "r",
            _ if kind.paired() => "d_z",
            _ if matches!(kind, ClaimKind::Against { .. }) => "d",
            _ => "g",
        },
        _ => "",
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

    /// The fewest values of a group or measure.
    fn least(&self) -> usize {
        self.0.iter().map(Vec::len).min().unwrap_or(0)
    }

    /// The smallest two-sided p that a test by ranks can give at this n.
    fn smallest_p(&self, claim: &Claim) -> Option<f64> {
        let (_, criterion) = claim.kind.compared()?;
        let (n, m) = (self.x().len() as u32, self.y().len() as u32);
        let ways: f64 = match criterion {
            Criterion::Rank if claim.kind.paired() || m == 0 => 2f64.powi(n as i32),
            Criterion::Rank => (1..=n).map(|k| f64::from(m + k) / f64::from(k)).product(),
            Criterion::Spearman => (1..=n).map(f64::from).product(),
            _ => return None,
        };
        Some((2.0 / ways).min(1.0))
    }

    /// Judges a claim by its own criterion.
    pub fn judge(&self, claim: &Claim) -> Result<Judged, Unjudged> {
        let (have, need) = (self.least(), fewest(&claim.kind));
        if have < need {
            return Err(Unjudged::TooFew { have, need });
        }
        match self.smallest_p(claim) {
            Some(p) if p >= claim.alpha => Err(Unjudged::NeverSignificant { have, p: format!("{p:.2}") }),
            _ => Ok(self.outcome(claim)),
        }
    }

    /// The test behind the claim; none for a claim that compares otherwise, or without enough values.
    pub fn test(&self, claim: &Claim) -> Option<Test> {
        let (_, criterion) = claim.kind.compared()?;
        // a study of two is too small to be judged, not too small to be done: its test is what it is
        if self.least() < fewest(&claim.kind).min(2) {
            return None;
        }
        let (x, y) = (self.x(), self.y());
        let all = || self.0.iter().map(Vec::as_slice).collect::<Vec<_>>();
        let part = |i: usize| self.0.get(i).map_or(&[][..], Vec::as_slice);
        let paired = claim.kind.paired();
        Some(match (&claim.kind, criterion) {
            (ClaimKind::Correlation { .. }, _) => stats::correlation(x, y, criterion == Criterion::Spearman),
            (ClaimKind::Interaction { .. }, _) => stats::interaction([0, 1, 2, 3].map(part)),
            (ClaimKind::Reduces(r), _) => reduction::test(r, &self.0),
            (ClaimKind::Against { value, .. }, Criterion::Rank) => {
                stats::signed_rank(x, &vec![*value; x.len()])
            }
            (_, Criterion::Rank) if paired => stats::signed_rank(x, y),
            (_, Criterion::Rank) => stats::rank_sum(x, y),
            (_, Criterion::Fisher { above }) => stats::fisher([x, y].map(|v| stats::counted(v, above))),
            (_, Criterion::Chi2 { above }) => {
                stats::chi2(&self.0.iter().map(|v| stats::counted(v, above)).collect::<Vec<_>>())
            }
            (_, Criterion::Anova) => stats::anova(&all()),
            (kind, _) => {
                let student = match kind {
                    ClaimKind::Against { value, .. } => Student::one(x, *value),
                    _ if paired => Student::paired(x, y),
                    _ => Student::welch(x, y),
                };
                match criterion {
                    Criterion::Tost { margin } => student.equivalent(margin),
                    _ => student.differs(),
                }
            }
        })
    }

    /// Whether nothing differs that the claim compares.
    fn flat(&self, claim: &Claim) -> bool {
        let (x, y) = (self.x(), self.y());
        if let Some((_, Criterion::Fisher { above } | Criterion::Chi2 { above })) = claim.kind.compared() {
            let counted = || self.0.iter().flatten().filter(|v| **v > above).count();
            return counted() == 0 || counted() == self.0.iter().map(Vec::len).sum::<usize>();
        }
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
        let holds = match (expect, criterion) {
            (Expect::Greater, _) => t.difference > 0.0 && significant,
            (Expect::Less, _) => t.difference < 0.0 && significant,
            (Expect::Differ, _) | (Expect::None, Criterion::Tost { .. }) => significant,
            (Expect::None, _) => t.p >= claim.alpha,
        };
        Judged { holds, value: t.difference, effect: Some(t.effect), flat: self.flat(claim), hollow: false }
    }

    /// Whether the arm of a reduction shows no effect, where that is asked.
    fn gone(&self, r: &Reduction, claim: &Claim) -> bool {
        let arm = Claim { kind: r.arm.clone(), control: None, effect: None, ..claim.clone() };
        let own = Values(self.0[self.0.len() / 2..].to_vec());
        !r.gone || own.judge(&arm).is_ok_and(|j| j.holds)
    }

    fn outcome(&self, claim: &Claim) -> Judged {
        let (x, y) = (self.x(), self.y());
        let plain = |holds: bool, value: f64, effect: Option<f64>| Judged {
            holds,
            value,
            effect,
            flat: false,
            hollow: false,
        };
        match &claim.kind {
            ClaimKind::Within { expect, criterion, .. }
            | ClaimKind::Between { expect, criterion, .. }
            | ClaimKind::Among { expect, criterion, .. }
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
            ClaimKind::Correlation { value, expect, criterion, .. } => {
                let own = self.tested(claim, *expect, *criterion);
                let near = value.is_none_or(|r| {
                    let z = |r: f64| 0.5 * ((1.0 + r) / (1.0 - r).max(1e-9)).ln();
                    (z(own.value) - z(r)).abs() <= Z * (2.0 / (x.len() as f64 - 3.0).max(1.0)).sqrt()
                });
                Judged { holds: own.holds && near, ..own }
            }
            ClaimKind::Quantile { probability, value, n, .. } => {
                let below = x.iter().filter(|v| *v <= value).count() as f64 / x.len() as f64;
                let se =
                    (probability * (1.0 - probability) * (1.0 / *n as f64 + 1.0 / x.len() as f64)).sqrt();
                plain((below - probability).abs() <= Z * se, stats::quantile(x, *probability), None)
            }
            ClaimKind::Fraction { threshold, value, n, .. } => {
                let share = threshold.share(x);
                let (nx, n) = (x.len() as f64, *n as f64);
                let pooled =
                    ((share * nx + value * n) / (nx + n)).clamp(0.5 / (nx + n), 1.0 - 0.5 / (nx + n));
                let se = (pooled * (1.0 - pooled) * (1.0 / nx + 1.0 / n)).sqrt();
                plain((share - value).abs() <= Z * se, share, None)
            }
            ClaimKind::Reduces(r) => {
                let own = self.tested(claim, r.expect(), Criterion::WelchT);
                Judged { holds: own.holds && self.gone(r, claim), ..own }
            }
            ClaimKind::Varies(v) => {
                let (holds, value) = varies::judged(v, &self.0);
                plain(holds, value, None)
            }
        }
    }
}

/// Standard error of a published mean.
pub fn sem(spread: Spread, n: usize) -> f64 {
    match spread {
        Spread::Sd(s) => s / (n as f64).sqrt(),
        Spread::Sem(s) => s,
    }
}
