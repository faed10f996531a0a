//! How far a simulated population is from what a paper says, in standard errors at the paper's n.
//!
//! **Equations** (d: standardised effect, pooled over the replicates; n, α: of the paper; ν: degrees of freedom of its test)
//! ```text
//! direction   λ = d √n (paired, one-sample) or Δ / √(s₁²/n₁ + s₂²/n₂) (two groups)
//!             P(holds) ≈ Φ((λ − c) / w),   c = t₁₋α/₂ (1 − 1/4ν),   w = √(1 + t² / 2ν)
//!             short by max(0, c + z₀.₉ w − λ)                  so that nine of ten such studies would find it
//! no effect   over by  max(0, |λ| − max(0, c − z₀.₉ w))
//! quantity    z = (x − published) / √(SE² + own SE²)           own SE: of the simulated population at the paper's n
//! size        s = (λ − λ_p) / √(1 + (σ_s λ_p)²)                 of a published effect; above it only, where that is a bound or a benchmark
//! loss        ln(1 + distance² + s²)                           far-off claims pull, but do not rule
//! likelihood  ε + (1 − 2ε) P(holds), or Student's t with 4 degrees of freedom of z, and of s; of an amount z = ln(x / published) / √((SE / published)² + σ² + σ_L²);
//!             of a λ, z or ln x that is known with SD s only, w² or the square of the denominator is larger by s²
//! ```
//! **Symbols** λ noncentrality; λ_p: that of the published size; σ_s: by how much a size may be off; ε share of published results that are taken to be wrong; σ: `assay.groups_sd`, groups of one paper that are treated
//! alike differ by so much beyond sampling; σ_L: `assay.laboratory_sd`. The loss is without them, because the verdicts that it follows are.
//! **Assumptions.** Rank tests by their normal approximation; a rank test at the paper's n has a greatest λ, and nine tenths of it are enough.
//! **Paper** of the approximation to the noncentral t: Johnson & Welch 1940, as in Abramowitz & Stegun 26.7.10.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use syntony_engine::math::{exp, ln};
use syntony_model::effect::{Metric, Purpose};
use syntony_model::protocol::{Claim, ClaimKind, Criterion, Expect};
use syntony_results::judge::sem;
use syntony_results::stats::{self, Z95 as Z};

/// A claim should hold in this share of studies of the paper's size.
const POWER: f64 = 0.9;
/// Share of published outcomes that are taken to be wrong, for the likelihood.
const WRONG: f64 = 0.05;
/// By how much a simulated effect may be off a published one, relative to it, beyond sampling.
const SIZE: f64 = 0.35;
/// Greatest distance that is told apart.
const FAR: f64 = 30.0;
/// Where λ begins to count by its logarithm.
const BENT: f64 = 3.0;
/// Least share of a published amount that is told apart.
const LEAST: f64 = 0.01;
/// What a paper's test needs, fixed before anything is simulated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needs {
    /// Critical value, c.
    pub critical: f64,
    /// Scale of the noncentrality, w.
    pub scale: f64,
    /// Noncentrality that is enough.
    pub enough: f64,
    /// Noncentrality of the published size, where there is one.
    pub size: Option<PublishedSize>,
}

/// A published size as the noncentrality of the paper's test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublishedSize {
    /// λ_p.
    pub lambda: f64,
    /// Whether less than it is as good.
    pub most: bool,
}

impl PublishedSize {
    /// Of a claim that compares, at the paper's n.
    fn of(claim: &Claim, n: &impl Fn(&str) -> f64) -> Option<PublishedSize> {
        let effect = claim.effect.as_ref()?;
        let (expect, _) = claim.kind.compared()?;
        let per = match (effect.metric, &claim.kind) {
            (Metric::Groups, ClaimKind::Between { first, second, .. }) => {
                (1.0 / n(first) + 1.0 / n(second)).sqrt()
            }
            (Metric::Pairs | Metric::One, kind) => 1.0 / n(kind.groups().first()?).sqrt(),
            _ => return None,
        };
        let most = effect.purpose != Purpose::Target;
        let none = expect == Expect::None || effect.purpose == Purpose::Null;
        (!none).then(|| PublishedSize { lambda: effect.value.abs() / per, most })
    }

    /// s.
    fn off(self, lambda: f64) -> f64 {
        let by = (lambda - self.lambda) / self.error();
        if self.most { by.max(0.0) } else { by }
    }

    /// Error of λ_p.
    pub fn error(self) -> f64 {
        (SIZE * self.lambda).hypot(1.0)
    }
}

/// One claim beside a simulated population.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Score {
    /// A test that should come out: its noncentrality in the direction of the paper.
    Effect(f64, Needs),
    /// A test that should not come out: its noncentrality.
    NoEffect(f64, Needs),
    /// A distance in standard errors.
    Distance(f64),
    /// An amount that a laboratory may have measured with a factor of its own.
    Amount {
        /// Simulated.
        simulated: f64,
        /// Its standard error at the paper's n.
        own: f64,
        /// That of all animals that were simulated.
        pooled: f64,
        /// Published.
        value: f64,
        /// Its standard error.
        published: f64,
        /// SD of ln amounts between groups treated alike.
        groups: f64,
    },
    /// Nothing to compare: no animal gave a score.
    Missing,
}

fn normal() -> Normal {
    Normal::standard()
}

/// What is needed of a test with so many degrees of freedom (0: none, the normal is enough).
fn needs(criterion: Criterion, alpha: f64, freedom: f64, most: f64) -> Needs {
    // each of the two tests of an equivalence is one-sided
    let alpha = if matches!(criterion, Criterion::Tost { .. }) { 2.0 * alpha } else { alpha };
    let t = match criterion {
        Criterion::Direction => 0.0,
        Criterion::Rank | Criterion::Fisher { .. } | Criterion::Chi2 { .. } => {
            normal().inverse_cdf(1.0 - alpha / 2.0)
        }
        _ => StudentsT::new(0.0, 1.0, freedom.max(1.0)).map_or(Z, |d| d.inverse_cdf(1.0 - alpha / 2.0)),
    };
    let (critical, scale) = match criterion {
        Criterion::Direction | Criterion::Rank | Criterion::Fisher { .. } | Criterion::Chi2 { .. } => {
            (t, 1.0)
        }
        _ => (t * (1.0 - 0.25 / freedom.max(1.0)), (1.0 + t * t / (2.0 * freedom.max(1.0))).sqrt()),
    };
    let enough = critical + normal().inverse_cdf(POWER) * scale;
    Needs {
        critical,
        scale,
        size: None,
        enough: if criterion == Criterion::Rank { enough.min(0.9 * most) } else { enough },
    }
}

/// What the test of a claim needs; nothing for a claim without a test. `n` gives a group's n.
pub fn test_of(claim: &Claim, n: impl Fn(&str) -> f64) -> Option<Needs> {
    let size = PublishedSize::of(claim, &n);
    let found = match &claim.kind {
        ClaimKind::Within { group, criterion, .. } | ClaimKind::Against { group, criterion, .. } => {
            let n = n(group);
            let most = (1.5 * n * (n + 1.0) / (2.0 * n + 1.0)).sqrt();
            Some(needs(*criterion, claim.alpha, n - 1.0, most))
        }
        ClaimKind::Between { first, .. } if claim.kind.paired() => {
            Some(needs(Criterion::PairedT, claim.alpha, n(first) - 1.0, f64::INFINITY))
        }
        ClaimKind::Between { first, second, criterion, .. } => {
            let (a, b) = (n(first), n(second));
            let most = (3.0 * a * b / (a + b + 1.0)).sqrt();
            Some(needs(*criterion, claim.alpha, a + b - 2.0, most))
        }
        ClaimKind::Interaction { .. } => {
            let freedom = claim.kind.groups().into_iter().map(|g| n(g) - 1.0).sum();
            Some(needs(Criterion::WelchT, claim.alpha, freedom, f64::INFINITY))
        }
        ClaimKind::Correlation { group, criterion, .. } => {
            let criterion = if *criterion == Criterion::Direction { *criterion } else { Criterion::Rank };
            Some(needs(criterion, claim.alpha, n(group) - 2.0, f64::INFINITY))
        }
        _ => None,
    };
    found.map(|needs| Needs { size, ..needs })
}

impl Needs {
    /// Probability that a study of this size finds an effect in that direction.
    pub fn power(&self, lambda: f64) -> f64 {
        normal().cdf((lambda - self.critical) / self.scale)
    }

    /// The same for a noncentrality that is known with this SD.
    fn wider(self, sd: f64) -> Needs {
        Needs { scale: self.scale.hypot(sd), ..self }
    }

    fn allowed(&self) -> f64 {
        (self.critical - normal().inverse_cdf(POWER) * self.scale).max(0.0)
    }
}

fn z_of(simulated: f64, own: f64, value: f64, published: f64, factor: f64) -> f64 {
    let error = (published * published + factor * factor * own * own).sqrt();
    ((simulated * factor - value) / error).clamp(-FAR, FAR)
}

impl Score {
    /// The distance when the laboratory's factor is `exp(shift)`.
    pub fn distance(&self, shift: f64) -> f64 {
        match *self {
            Score::Effect(lambda, needs) => {
                let short = (needs.enough - lambda).max(0.0);
                let (short, off) = match needs.size {
                    // a study that was too small for its effect need not find it
                    Some(size) => ((size.lambda.min(needs.enough) - lambda).max(0.0), size.off(lambda)),
                    None => (short, 0.0),
                };
                short.hypot(off).min(FAR)
            }
            Score::NoEffect(lambda, needs) => (lambda.abs() - needs.allowed()).clamp(0.0, FAR),
            Score::Distance(z) => z.abs().min(FAR),
            Score::Amount { simulated, own, value, published, .. } => {
                z_of(simulated, own, value, published, exp(shift)).abs()
            }
            Score::Missing => FAR,
        }
    }

    /// The loss.
    pub fn loss(&self, shift: f64) -> f64 {
        let distance = self.distance(shift);
        ln(1.0 + distance * distance)
    }

    /// What a stand-in learns of it: a noncentrality, a distance, or how far a number is from the published one: as a logarithm where
    /// that is above zero, else in standard errors of the paper.
    pub fn shown(&self) -> Option<f64> {
        let shown = match *self {
            Score::Effect(lambda, _) | Score::NoEffect(lambda, _) => lambda,
            Score::Distance(z) => z,
            Score::Amount { simulated, value, .. } if value > 0.0 => ln((simulated / value).max(LEAST)),
            Score::Amount { simulated, value, published, .. } => (simulated - value) / published.max(1e-9),
            Score::Missing => return None,
        };
        Some(shown.clamp(-FAR, FAR)).filter(|v| v.is_finite())
    }

    /// What is shown on a scale on which a few numbers that are far out do not rule: λ near the critical values, its logarithm far beyond; numbers as they are.
    /// Gives the slope there, too.
    pub fn bent(&self, shown: f64) -> (f64, f64) {
        match self {
            Score::Effect(..) | Score::NoEffect(..) => {
                let x = shown / BENT;
                (BENT * x.asinh(), 1.0 / x.hypot(1.0))
            }
            _ => (shown, 1.0),
        }
    }

    /// Back from a bent scale: what is shown, and the SD with which it is known.
    pub fn unbent(&self, bent: f64, sd: f64) -> (f64, f64) {
        match self {
            Score::Effect(..) | Score::NoEffect(..) => {
                (BENT * (bent / BENT).sinh(), sd * (bent / BENT).cosh())
            }
            _ => (bent, sd),
        }
    }

    /// The part that the luck of simulated animals has in what is [`shown`](Score::shown), as SD, with so many animals for each of the paper's.
    pub fn luck(&self, animals: f64) -> f64 {
        match *self {
            Score::Effect(_, needs) | Score::NoEffect(_, needs) => needs.scale / animals.sqrt(),
            Score::Amount { pooled, simulated, value, .. } if value > 0.0 => {
                pooled / simulated.max(LEAST * value)
            }
            Score::Amount { pooled, published, .. } => pooled / published.max(1e-9),
            Score::Distance(_) | Score::Missing => 0.0,
        }
    }

    /// Minus the logarithm of the likelihood, up to a constant, where the claim [`shows`](Score::shown) a number that is known with this SD. Only what
    /// was published is taken from the score. `laboratory` is the SD of the log factor of a laboratory.
    pub fn surprise(&self, shown: f64, sd: f64, laboratory: f64) -> f64 {
        match (self.probability(shown, sd), *self) {
            (Some(probability), Score::Effect(_, Needs { size: Some(size), .. })) => {
                tail(size.off(shown) / 1f64.hypot(sd)) - ln(WRONG + (1.0 - 2.0 * WRONG) * probability)
            }
            (Some(probability), _) => -ln(WRONG + (1.0 - 2.0 * WRONG) * probability),
            (None, Score::Missing) => -ln(WRONG),
            // the published number is one sample of the population
            (None, _) => tail(shown / self.error(sd, laboratory)),
        }
    }

    /// Probability of the published outcome of a comparison that [`shows`](Score::shown) a number that is known with this SD; none of other claims.
    pub fn probability(&self, shown: f64, sd: f64) -> Option<f64> {
        let probability = match *self {
            Score::Effect(_, needs) => needs.wider(sd).power(shown),
            Score::NoEffect(_, needs) => 1.0 - needs.wider(sd).power(shown) - needs.wider(sd).power(-shown),
            _ => return None,
        };
        Some(probability.clamp(0.0, 1.0))
    }

    /// Standard error of what a number [`shows`](Score::shown): that of the paper, groups that differ and laboratories, and the SD with which it is known.
    pub fn error(&self, sd: f64, laboratory: f64) -> f64 {
        match *self {
            Score::Amount { value, published, groups, .. } if value > 0.0 => {
                let laboratory = if groups > 0.0 { laboratory } else { 0.0 };
                (published / value).hypot(groups).hypot(laboratory).hypot(sd)
            }
            _ => 1f64.hypot(sd),
        }
    }
}

/// Minus the logarithm of Student's t with 4 degrees of freedom, up to a constant.
fn tail(z: f64) -> f64 {
    2.5 * ln(1.0 + z * z / 4.0)
}

/// Scores of a simulated population by group and measure, absent ones included.
pub trait SimulatedPopulation {
    /// One value per animal.
    fn column(&self, group: &str, measure: &str) -> Vec<Option<f64>>;
    /// The paper's n of a group.
    fn n(&self, group: &str) -> f64;
}

fn present(column: Vec<Option<f64>>) -> Vec<f64> {
    column.into_iter().flatten().collect()
}

/// The score of one claim; `groups` is the SD of ln amounts between groups treated alike, 0 for what is no amount.
pub fn score(claim: &Claim, needs: Option<Needs>, groups: f64, of: &impl SimulatedPopulation) -> Score {
    score_or_nothing(claim, needs, groups, of).unwrap_or(Score::Missing)
}

fn score_or_nothing<P: SimulatedPopulation>(
    claim: &Claim,
    needs: Option<Needs>,
    groups: f64,
    of: &P,
) -> Option<Score> {
    let some = |x: Vec<f64>| (x.len() > 1).then_some(x);
    let values = |group: &str, measure: &str| some(present(of.column(group, measure)));
    let both = |(group, first): (&str, &str), (other, second): (&str, &str)| {
        let pairs = of.column(group, first).into_iter().zip(of.column(other, second));
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.filter_map(|(a, b)| Some((a?, b?))).unzip();
        Some((some(x)?, some(y)?))
    };
    Some(match &claim.kind {
        ClaimKind::Within { group, first, second, expect, criterion } => {
            let (x, y) = both((group, first), (group, second))?;
            within(&x, &y, of.n(group), *criterion, *expect, needs?)
        }
        ClaimKind::Against { group, measure, value, expect, criterion } => {
            let x = values(group, measure)?;
            within(&x, &vec![*value; x.len()], of.n(group), *criterion, *expect, needs?)
        }
        ClaimKind::Between { measure, first, second, expect, criterion } if claim.kind.paired() => {
            let (x, y) = both((first, measure), (second, measure))?;
            within(&x, &y, of.n(first), *criterion, *expect, needs?)
        }
        ClaimKind::Between { measure, first, second, expect, criterion } => {
            let (x, y) = (values(first, measure)?, values(second, measure)?);
            between([&x, &y], [of.n(first), of.n(second)], *criterion, *expect, needs?)
        }
        ClaimKind::Interaction { measure, first, second, expect } => {
            let signed = [(&first.0, 1.0), (&first.1, -1.0), (&second.0, -1.0), (&second.1, 1.0)];
            directed(interaction(signed, measure, of)?, *expect, needs?)
        }
        ClaimKind::Mean { group, measure, value, spread, n } => {
            let x = values(group, measure)?;
            let published = sem(*spread, *n);
            let error = |n: f64| (var(&x) / n).sqrt();
            let (own, pooled) = (error(of.n(group)), error(x.len() as f64));
            Score::Amount { simulated: stats::mean(&x), own, pooled, value: *value, published, groups }
        }
        ClaimKind::Quantile { group, measure, probability, value, n } => {
            let x = values(group, measure)?;
            let [own, pooled, published] =
                quantile_errors(&x, *probability, [of.n(group), x.len() as f64, *n as f64]);
            let (simulated, value) = (stats::quantile(&x, *probability), *value);
            Score::Amount { simulated, own, pooled, value, published, groups }
        }
        ClaimKind::Ratio { measure, first, second, value, interval } => {
            let (x, y) = (values(first, measure)?, values(second, measure)?);
            Score::Distance(ratio(&x, &y, (of.n(first), of.n(second)), *value, *interval))
        }
        ClaimKind::Fraction { group, measure, threshold, value, n } => {
            let x = values(group, measure)?;
            fraction(threshold.share(&x), [x.len() as f64, of.n(group), *n as f64], *value)
        }
        // refused before a fit begins
        ClaimKind::Among { .. } | ClaimKind::Varies(_) | ClaimKind::Reduces(_) => return None,
        ClaimKind::Correlation { group, first, second, value, expect, criterion } => {
            let (x, y) = both((group, first), (group, second))?;
            let r = stats::correlation(&x, &y, *criterion == Criterion::Spearman).effect;
            let found = fisher(r.clamp(-0.9999, 0.9999));
            let room = (of.n(group) - 3.0).max(1.0).sqrt();
            match value {
                Some(v) => Score::Distance((found - fisher(v.clamp(-0.9999, 0.9999))) * room / 2f64.sqrt()),
                None => directed(found * room, *expect, needs?),
            }
        }
    })
}

/// Two groups of other animals, in units of the error that groups of the paper's n have.
fn between(
    [x, y]: [&[f64]; 2],
    [a, b]: [f64; 2],
    criterion: Criterion,
    expect: Expect,
    needs: Needs,
) -> Score {
    let (difference, error) = (stats::mean(x) - stats::mean(y), (var(x) / a + var(y) / b).sqrt());
    match criterion {
        Criterion::Rank => directed(stats::rank_sum(x, y).effect * (a + b).sqrt(), expect, needs),
        Criterion::Fisher { above } | Criterion::Chi2 { above } => {
            directed(shares([x, y], [a, b], above), expect, needs)
        }
        Criterion::Tost { margin } => room(difference, error, margin, needs),
        _ => directed(over(difference, error), expect, needs),
    }
}

/// A sum of means with their signs, in units of its error.
fn interaction(signed: [(&String, f64); 4], measure: &str, of: &impl SimulatedPopulation) -> Option<f64> {
    let (mut difference, mut error) = (0.0, 0.0);
    for (group, sign) in signed {
        let x = Some(present(of.column(group, measure))).filter(|x| x.len() > 1)?;
        difference += sign * stats::mean(&x);
        error += var(&x) / of.n(group);
    }
    Some(over(difference, error.sqrt()))
}

/// A share of so many simulated animals against the published one, of groups of these sizes.
fn fraction(share: f64, [animals, own, n]: [f64; 3], value: f64) -> Score {
    // half an animal more on each side, so that none at all is no certainty
    let share = (share * animals + 0.5) / (animals + 1.0);
    let pooled = (share * own + value * n) / (own + n);
    let pooled = pooled.clamp(0.5 / (own + n), 1.0 - 0.5 / (own + n));
    Score::Distance((share - value) / (pooled * (1.0 - pooled) * (1.0 / own + 1.0 / n)).sqrt())
}

fn var(x: &[f64]) -> f64 {
    stats::sd(x).powi(2)
}

fn fisher(r: f64) -> f64 {
    0.5 * ln((1.0 + r) / (1.0 - r))
}

/// A difference over its error; without spread as far as is told apart.
fn over(difference: f64, error: f64) -> f64 {
    if difference == 0.0 { 0.0 } else { (difference / error).clamp(-FAR, FAR) }
}

fn within(x: &[f64], y: &[f64], n: f64, criterion: Criterion, expect: Expect, needs: Needs) -> Score {
    let d: Vec<f64> = x.iter().zip(y).map(|(a, b)| a - b).collect();
    let (difference, error) = (stats::mean(&d), (var(&d) / n).sqrt());
    match criterion {
        Criterion::Rank => {
            let moved = d.iter().filter(|d| **d != 0.0).count() as f64 / d.len() as f64;
            directed(stats::signed_rank(x, y).effect * (n * moved).sqrt(), expect, needs)
        }
        Criterion::Tost { margin } => room(difference, error, margin, needs),
        _ => directed(over(difference, error), expect, needs),
    }
}

/// An equivalence: how far, in standard errors, the margin is above the difference.
fn room(difference: f64, error: f64, margin: f64, needs: Needs) -> Score {
    directed(over(margin - difference.abs(), error), Expect::Greater, needs)
}

/// A difference of shares over its error at the paper's n, half an animal more on each side.
fn shares(values: [&[f64]; 2], n: [f64; 2], above: f64) -> f64 {
    let [p, q] = values.map(|x| (stats::counted(x, above)[0] + 0.5) / (x.len() as f64 + 1.0));
    over(p - q, (p * (1.0 - p) / n[0] + q * (1.0 - q) / n[1]).sqrt())
}

fn directed(lambda: f64, expect: Expect, needs: Needs) -> Score {
    match expect {
        _ if lambda.is_nan() => Score::Missing,
        Expect::Greater => Score::Effect(lambda, needs),
        Expect::Less => Score::Effect(-lambda, needs),
        Expect::None | Expect::Differ => Score::NoEffect(lambda, needs),
    }
}

/// Standard errors of a quantile in samples of these sizes, by the spacing around it.
fn quantile_errors(x: &[f64], probability: f64, n: [f64; 3]) -> [f64; 3] {
    const NEAR: f64 = 0.15;
    let (low, high) = ((probability - NEAR).max(0.0), (probability + NEAR).min(1.0));
    let spacing = (stats::quantile(x, high) - stats::quantile(x, low)) / (high - low);
    // a sample without spread around its quantile still says no more than one with a twentieth of its size
    let spacing = spacing.max(0.05 * stats::quantile(x, probability).abs()).max(1e-9);
    let error = |n: f64| spacing * (probability * (1.0 - probability) / n).sqrt();
    n.map(error)
}

fn ratio(x: &[f64], y: &[f64], n: (f64, f64), value: f64, interval: (f64, f64)) -> f64 {
    let (mx, my) = (stats::mean(x), stats::mean(y));
    let found = mx / my;
    if found <= 0.0 || !found.is_finite() || value <= 0.0 {
        return FAR;
    }
    let ends = [interval.0, interval.1].map(|e| if e > 0.0 { ln(e / value).abs() } else { 0.0 });
    let published = ends[0].max(ends[1]) / Z;
    let own = var(x) / (n.0 * mx * mx) + var(y) / (n.1 * my * my);
    over(ln(found / value), (published * published + own).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `1 - scipy.stats.nct.cdf(t.ppf(0.975, df), df, λ)` of SciPy 1.16: d = 0.5 in one sample of 20; d = 0.909 in two groups of 20.
    #[test]
    fn exact_power_agrees_with_tables_of_the_noncentral_t() {
        let one = needs(Criterion::OneSampleT, 0.05, 19.0, f64::INFINITY);
        assert!((one.power(0.5 * 20f64.sqrt()) - 0.5645).abs() < 0.01, "{}", one.power(0.5 * 20f64.sqrt()));
        let two = needs(Criterion::WelchT, 0.05, 38.0, f64::INFINITY);
        assert!(
            (two.power(0.909 * 10f64.sqrt()) - 0.7999).abs() < 0.01,
            "{}",
            two.power(0.909 * 10f64.sqrt())
        );
        assert!((two.power(two.enough) - POWER).abs() < 1e-9);
    }

    #[test]
    fn order_of_the_loss_follows_what_the_paper_says() {
        let needs = needs(Criterion::PairedT, 0.05, 9.0, f64::INFINITY);
        let loss = |score: Score| score.loss(0.0);
        assert_eq!(loss(Score::Effect(9.0, needs)), 0.0);
        assert!(loss(Score::Effect(-1.0, needs)) > loss(Score::Effect(1.0, needs)));
        assert_eq!(loss(Score::NoEffect(0.2, needs)), 0.0);
        assert!(loss(Score::NoEffect(-4.0, needs)) == loss(Score::NoEffect(4.0, needs)));
        let amount =
            Score::Amount { simulated: 8.0, own: 1.0, pooled: 0.5, value: 10.0, published: 1.0, groups: 0.0 };
        assert!(amount.distance(0.0) > amount.distance(0.2), "a laboratory's factor may explain it");
        for score in [Score::Effect(2.0, needs), Score::NoEffect(2.0, needs), amount, Score::Missing] {
            let shown = score.shown().unwrap_or(0.0);
            let (bent, slope) = score.bent(shown);
            let (there, sd) = score.unbent(bent, 0.5 * slope);
            assert!((there - shown).abs() < 1e-9 && (sd - 0.5).abs() < 1e-9, "{score:?}");
            assert!(score.surprise(shown, 0.3, 0.2).is_finite() && score.surprise(shown, 0.3, 0.2) >= 0.0);
        }
    }
}
