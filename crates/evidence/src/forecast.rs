//! Claims as forecasts: what the simulated studies say would come out, scored in bits against base rates.
//!
//! **Equations.** A comparison has three outcomes at the paper's n and by its test: first above second, below, no significant difference (two, if it is
//! judged by its direction alone). Of R repetitions k show one of the m outcomes:
//! ```text
//! P(outcome) = (k + ½) / (R + m/2)                            bits = log₂ P(y) − log₂ P_base(y)
//! P(hollow)  = R_hollow / (R + m/2)                           the published outcome, where the control of the claim does not hold: counts to no outcome
//! P_base     = b/2, b/2, 1 − b                                b: share of the comparisons of the lineage's calibration records that differ; ½, ½ for two outcomes
//! ```
//! A published number y has a density f instead, that of what the repetitions show (normal kernels, on a scale where numbers add), and the
//! density g of the published numbers of its kind in calibration records:
//! ```text
//! f(y) = (R · mean_k N(y; v_k, h² + s²) + ½ g(y)) / (R + ½)   bits = log₂ f(y) − log₂ g(y)
//! ```
//! **Symbols.** y: what was published; v_k: what repetition k shows, h: Silverman's bandwidth 1.06 SD R^(−1/5), s: what laboratories and like groups differ by
//! (`assay.laboratory_sd`, `assay.groups_sd`; amounts alone) together with the error of the published number where it is given. Scale: ln for amounts,
//! ratios and spreads, logit for shares (half an event added), z for what sessions say ([`syntony_results::judge::varies`]), else the measure's own unit.
//! **Assumptions.** The halves (Krichevsky and Trofimov 1981) bound what one sure and wrong forecast loses: 5.4 bits with 20 repetitions. g is what
//! somebody expects who has seen n such numbers and takes them for normal: Student's t with n − 1 degrees of freedom about their mean, scale SD √(1 + 1/n).
//! Spreads have been seen wherever a mean was published with its SD or SEM and n. Of intraclass correlations each from 0 to 1 is expected alike.
//! **Papers.** Good 1952, J R Stat Soc B 14:107 (logarithmic score); Krichevsky and Trofimov 1981, IEEE Trans Inf Theory 27:199; Silverman 1986 (bandwidth);
//! Gneiting and Raftery 2007, J Am Stat Assoc 102:359 (proper scores).

mod spread;

use super::repetition::Repetition;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Continuous, StudentsT};
use std::collections::BTreeMap;
use syntony_language::quantity::{Dimension, Unit};
use syntony_model::Protocol;
use syntony_model::protocol::{Claim, ClaimKind, Criterion, Expect, RecordRole, Threshold, Variation};
use syntony_results::judge::{expects_none, sem, varies};
use syntony_results::stats::{self, Z95};

/// Published numbers of a kind from which a reference density is made.
const FEWEST: usize = 3;

/// What one repetition of a comparison shows, or what was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// The first is above the second.
    Above,
    /// The first is below the second.
    Below,
    /// No significant difference.
    None,
}

/// The forecast of a comparison beside what was published.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Forecast {
    /// Probability of: first above second, below, no significant difference.
    pub probability: [f64; 3],
    /// Probability of what was published while the control of the claim does not hold.
    #[serde(default)]
    pub hollow: f64,
    /// What was published.
    pub published: Difference,
    /// Probability that base rates give to what was published.
    pub base: f64,
    /// log₂ of the probability of what was published over that of base rates.
    pub bits: f64,
}

impl Forecast {
    /// Whether the published outcome is the likeliest, alone.
    pub fn hit(&self) -> bool {
        let own = self.probability[self.published as usize];
        self.probability.iter().filter(|p| **p >= own).count() == 1 && self.hollow < own
    }
}

/// What is known before any simulation: how often comparisons differ, and what numbers of each kind are like. From calibration records alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Base {
    /// By lineage, since what is asked of voles and of people differs: how often comparisons differ.
    pub differ: BTreeMap<String, Differ>,
    /// Mean, standard deviation and number of the published numbers of each kind, on the scale where they add.
    pub numbers: BTreeMap<String, (f64, f64, usize)>,
}

/// How often comparisons differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Differ {
    /// Comparisons that differ.
    pub differ: usize,
    /// Of how many.
    pub comparisons: usize,
}

impl Differ {
    /// Their share, half a comparison of either sort added, so that one sort alone is not thought certain.
    pub fn share(self) -> f64 {
        (self.differ as f64 + 0.5) / (self.comparisons as f64 + 1.0)
    }

    /// The probability of an outcome.
    fn probability(self, outcome: Difference, outcomes: usize) -> f64 {
        match outcome {
            _ if outcomes == 2 => 0.5,
            Difference::None => 1.0 - self.share(),
            _ => 0.5 * self.share(),
        }
    }
}

impl Base {
    /// Base rates of the calibration records among protocols, each with its lineage.
    pub fn of<'a>(protocols: impl Iterator<Item = (&'a str, &'a Protocol)>) -> Base {
        let mut differ: BTreeMap<String, Differ> = BTreeMap::new();
        let mut numbers: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for (lineage, protocol) in protocols.filter(|p| p.1.role == RecordRole::Calibration) {
            let counts = differ.entry(lineage.into()).or_default();
            for claim in &protocol.claims {
                if outcomes(&claim.kind) == 3 {
                    counts.comparisons += 1;
                    counts.differ += usize::from(!expects_none(&claim.kind));
                }
                for (kind, value) in Number::seen(claim, protocol) {
                    numbers.entry(kind).or_default().push(value);
                }
            }
        }
        let enough = |v: &Vec<f64>| v.len() >= FEWEST && stats::sd(v) > 0.0;
        let described = |(kind, v): (String, Vec<f64>)| (kind, (stats::mean(&v), stats::sd(&v), v.len()));
        let numbers = numbers.into_iter().filter(|(_, v)| enough(v)).map(described).collect();
        Base { differ, numbers }
    }

    /// How often comparisons of a lineage differ; half of them where nothing is known.
    pub fn of_lineage(&self, lineage: &str) -> Differ {
        self.differ.get(lineage).copied().unwrap_or_default()
    }
}

/// How many outcomes a claim can have; 0 for a number, and for tests that know no side.
fn outcomes(kind: &ClaimKind) -> usize {
    match kind.compared() {
        _ if matches!(kind, ClaimKind::Among { .. }) => 0,
        Some((_, Criterion::Tost { .. })) | None => 0,
        Some((_, Criterion::Direction)) => 2,
        Some(_) => 3,
    }
}

/// What was published of a comparison; none for a number.
fn published(kind: &ClaimKind) -> Option<Difference> {
    match kind.compared().filter(|_| outcomes(kind) > 0)?.0 {
        Expect::Greater => Some(Difference::Above),
        Expect::Less => Some(Difference::Below),
        Expect::None => Some(Difference::None),
        Expect::Differ => None,
    }
}

/// Whether the first side was published to be above the second (none: no difference), and how many outcomes there can be; none for a number.
pub(super) fn sides(kind: &ClaimKind) -> Option<(Option<bool>, usize)> {
    let above = match published(kind)? {
        Difference::Above => Some(true),
        Difference::Below => Some(false),
        Difference::None => None,
    };
    Some((above, outcomes(kind)))
}

/// What one repetition shows; none where the test cannot be computed.
fn outcome(claim: &Claim, repetition: &Repetition) -> Option<Difference> {
    let test = repetition.values.test(claim)?;
    let side = match test.difference {
        d if outcomes(&claim.kind) == 3 && (test.p >= claim.alpha || d == 0.0) => Difference::None,
        d if d > 0.0 => Difference::Above,
        d if d < 0.0 => Difference::Below,
        _ => return None,
    };
    // an effect that is smaller, but still there, is not gone
    let partly = || !repetition.values.judge(claim).is_ok_and(|j| j.holds);
    let partly = claim.reduces() && Some(side) == published(&claim.kind) && partly();
    Some(if partly { Difference::None } else { side })
}

/// The forecast of a comparison from what its repetitions show; none for a number, or where nothing could be tested.
pub(super) fn forecast(claim: &Claim, samples: &[Repetition], base: Differ) -> Option<Forecast> {
    let published = published(&claim.kind)?;
    let of = outcomes(&claim.kind);
    let (mut counts, mut hollow) = ([0usize; 3], 0usize);
    for (repetition, outcome) in samples.iter().filter_map(|s| Some((s, outcome(claim, s)?))) {
        // what was published counts only beside a control that holds
        match outcome {
            outcome if outcome == published && !repetition.shown => hollow += 1,
            outcome => counts[outcome as usize] += 1,
        }
    }
    let repetitions = counts.iter().sum::<usize>() + hollow;
    if repetitions == 0 {
        return None;
    }
    let all = repetitions as f64 + 0.5 * of as f64;
    let mut probability = counts.map(|k| (k as f64 + 0.5) / all);
    if of == 2 {
        probability[Difference::None as usize] = 0.0;
    }
    let base = base.probability(published, of);
    let own = probability[published as usize];
    // a claim of no difference that is judged by direction alone cannot come out
    (own > 0.0).then(|| Forecast {
        probability,
        hollow: hollow as f64 / all,
        published,
        base,
        bits: (own / base).log2(),
    })
}

/// Bits of a comparison of which no more is known than the share of repetitions with the published outcome, perhaps judged `by_sign` alone.
pub(super) fn bits_of_share(
    claim: &Claim,
    share: f64,
    repetitions: usize,
    by_sign: bool,
    base: Differ,
) -> Option<f64> {
    let published = published(&claim.kind)?;
    let of = if by_sign { 2 } else { outcomes(&claim.kind) };
    let r = repetitions as f64;
    let own = (share * r + 0.5) / (r + 0.5 * of as f64);
    Some((own / base.probability(published, of)).log2())
}

/// A published number on a scale where such numbers add.
struct Number {
    /// Kind, for its reference density.
    kind: String,
    /// Published.
    published: f64,
    /// Standard error of the published number.
    error: f64,
    /// Whether it is an amount, which laboratories measure with a factor of their own.
    amount: bool,
    /// From the unit of the measure to the scale.
    scale: Scale,
    /// What is expected of it whatever was published before.
    flat: Option<f64>,
}

#[derive(Clone, Copy)]
enum Scale {
    /// Logarithm of an amount, whose unit has this many internal ones.
    Ln(f64),
    /// Logit of a share of n, half an event added.
    Logit(f64),
    /// That of a number about sessions, of which there are so many.
    Sessions(Variation, usize),
    Own,
}

impl Scale {
    fn of(self, v: f64) -> f64 {
        match self {
            Scale::Ln(unit) => (v * unit).ln(),
            Scale::Logit(n) => {
                let p = (v * n + 0.5) / (n + 1.0);
                (p / (1.0 - p)).ln()
            }
            Scale::Sessions(of, sessions) => varies::scaled(of, sessions, v),
            Scale::Own => v,
        }
    }

    /// A standard error at a value, as one of the scale.
    fn error(self, v: f64, error: f64) -> f64 {
        match self {
            Scale::Ln(_) => error / v,
            Scale::Logit(n) => {
                let p = (v * n + 0.5) / (n + 1.0);
                error / (p * (1.0 - p))
            }
            Scale::Sessions(..) | Scale::Own => error,
        }
    }
}

impl Number {
    fn of(claim: &Claim, protocol: &Protocol) -> Option<Number> {
        let amount = |key: &str, value: f64, error: f64| {
            let unit = Unit::parse(&protocol.measures.iter().find(|m| m.key == key)?.unit).ok()?;
            let dimension = unit.dimension();
            let amount = value > 0.0 && dimension != Dimension::NONE;
            let scale = if amount { Scale::Ln(unit.internal(1.0)) } else { Scale::Own };
            let kind = if amount { format!("amount {dimension:?}") } else { format!("number {dimension:?}") };
            let (published, error) = (scale.of(value), scale.error(value, error));
            Some(Number { kind, published, error, amount, scale, flat: None })
        };
        match &claim.kind {
            ClaimKind::Mean { measure, value, spread, n, .. } => amount(measure, *value, sem(*spread, *n)),
            ClaimKind::Quantile { measure, value, .. } => amount(measure, *value, 0.0),
            ClaimKind::Fraction { value, n, threshold, .. } => {
                let n = *n as f64;
                // shares above something are no guide to shares below it
                let kind = match threshold {
                    Threshold::Above(_) => "share above",
                    Threshold::Below(_) => "share below",
                };
                let p = (value * n + 0.5) / (n + 1.0);
                let scale = Scale::Logit(n);
                let error = scale.error(*value, (p * (1.0 - p) / n).sqrt());
                Some(Number {
                    kind: kind.into(),
                    published: scale.of(*value),
                    error,
                    amount: false,
                    scale,
                    flat: None,
                })
            }
            ClaimKind::Varies(v) => Number::varies(v, protocol),
            ClaimKind::Ratio { value, interval, .. } if *value > 0.0 && interval.0 > 0.0 => {
                let error = (interval.1 / interval.0).ln() / (2.0 * Z95);
                let scale = Scale::Ln(1.0);
                Some(Number {
                    kind: "ratio".into(),
                    published: scale.of(*value),
                    error,
                    amount: false,
                    scale,
                    flat: None,
                })
            }
            _ => None,
        }
    }
}

/// Bits of a published number; none for a comparison, or where too few numbers of its kind are known.
pub(super) fn number(
    claim: &Claim,
    protocol: &Protocol,
    simulated: &[f64],
    between_sd: f64,
    base: &Base,
) -> Option<f64> {
    let number = Number::of(claim, protocol)?;
    let (reference, narrowest) = match number.flat {
        Some(flat) => (flat, 0.0),
        None => {
            let (mean, sd, n) = *base.numbers.get(&number.kind)?;
            (expected(number.published, mean, sd, n)?, 0.01 * sd)
        }
    };
    let values: Vec<f64> = simulated.iter().map(|v| number.scale.of(*v)).filter(|v| v.is_finite()).collect();
    let r = simulated.len() as f64;
    if simulated.is_empty() {
        return None;
    }
    let h = if values.len() > 1 { 1.06 * stats::sd(&values) * (values.len() as f64).powf(-0.2) } else { 0.0 };
    let between = if number.amount { between_sd } else { 0.0 };
    // an amount of zero in a repetition has no logarithm: it counts among the R and adds no density; a kernel is never narrower
    // than a hundredth of what is known before
    let width = (h * h + number.error * number.error + between * between).sqrt().max(narrowest);
    let sum: f64 = values.iter().map(|v| density(number.published, *v, width)).sum();
    Some((((sum + 0.5 * reference) / (r + 0.5)) / reference).log2())
}

/// Density of the next number after n of this mean and SD (posterior predictive of a normal with unknown mean and variance).
fn expected(x: f64, mean: f64, sd: f64, n: usize) -> Option<f64> {
    let scale = sd * (1.0 + 1.0 / n as f64).sqrt();
    StudentsT::new(mean, scale, n as f64 - 1.0).ok().map(|t| t.pdf(x)).filter(|g| *g > 0.0)
}

fn density(x: f64, mean: f64, sd: f64) -> f64 {
    let z = (x - mean) / sd;
    (-0.5 * z * z).exp() / (sd * (2.0 * std::f64::consts::PI).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntony_language::problem::Place;
    use syntony_model::protocol::Reduction;
    use syntony_results::judge::Values;

    fn claim(kind: ClaimKind) -> Claim {
        Claim {
            key: "c".into(),
            text: String::new(),
            kind,
            alpha: 0.05,
            control: None,
            effect: None,
            known: Default::default(),
            place: Place::default(),
        }
    }

    fn between(expect: Expect, criterion: Criterion) -> Claim {
        let text = |t: &str| t.to_string();
        claim(ClaimKind::Between {
            measure: text("m"),
            first: text("a"),
            second: text("b"),
            expect,
            criterion,
        })
    }

    /// Two groups of four that differ by `d` with hardly any spread.
    fn sample(d: f64) -> Repetition {
        let group = |at: f64| vec![at - 0.02, at - 0.01, at + 0.01, at + 0.02];
        Repetition { values: Values(vec![group(d), group(0.0)]), shown: true }
    }

    /// 31.5 of 50: 0.63.
    const DIFFER: Differ = Differ { differ: 31, comparisons: 49 };

    fn base() -> Base {
        let numbers = BTreeMap::from([("ratio".to_string(), (0.0, 1.0, 5))]);
        Base { differ: BTreeMap::new(), numbers }
    }

    #[test]
    fn exact_bits_of_forecasts_made_by_hand() {
        // of 20 repetitions 18 above, 1 below, 1 without a difference
        let mut samples = vec![sample(1.0); 18];
        samples.extend([sample(-1.0), sample(0.0)]);
        let of = |expect| forecast(&between(expect, Criterion::WelchT), &samples, DIFFER).unwrap();
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        let above = of(Expect::Greater);
        let p = [18.5 / 21.5, 1.5 / 21.5, 1.5 / 21.5];
        assert!(above.probability.iter().zip(p).all(|(a, b)| near(*a, b)));
        assert!(near(above.bits, (p[0] / 0.315).log2()), "1.45 bits");
        assert!(near(of(Expect::Less).bits, (p[1] / 0.315).log2()), "sure and wrong loses 2.2 bits");
        assert!(near(of(Expect::None).bits, (p[2] / 0.37).log2()));
        assert!(above.hit() && !of(Expect::None).hit());
        assert!(near(above.probability.iter().sum::<f64>(), 1.0));
    }

    #[test]
    fn exact_bits_beside_a_control() {
        // the control holds in 12 of 20; nothing differs in 15, in 9 of them beside a control that holds; 5 differ, whatever the control does
        let row = |d: f64, shown: bool, n: usize| vec![Repetition { shown, ..sample(d) }; n];
        let samples = [row(0.0, true, 9), row(0.0, false, 6), row(1.0, true, 3), row(1.0, false, 2)].concat();
        let f = forecast(&between(Expect::None, Criterion::WelchT), &samples, DIFFER).unwrap();
        assert_eq!((f.probability, f.hollow), ([5.5 / 21.5, 0.5 / 21.5, 9.5 / 21.5], 6.0 / 21.5));
        assert!((f.bits - (9.5 / 21.5 / 0.37f64).log2()).abs() < 1e-12 && f.hit());
        // where most are hollow the published outcome is not the likeliest
        let f = forecast(
            &between(Expect::None, Criterion::WelchT),
            &[row(0.0, true, 4), row(0.0, false, 16)].concat(),
            DIFFER,
        );
        assert!(f.is_some_and(|f| !f.hit() && f.hollow == 16.0 / 21.5 && f.probability[2] == 4.5 / 21.5));
    }

    #[test]
    fn exact_bits_of_an_effect_that_is_gone() {
        let text = |t: &str| t.to_string();
        let within = |group: &str, expect| ClaimKind::Within {
            group: text(group),
            first: text("m"),
            second: text("n"),
            expect,
            criterion: Criterion::PairedT,
        };
        let claim_of = |gone| {
            claim(ClaimKind::Reduces(Box::new(Reduction {
                control: within("a", Expect::Greater),
                arm: within("b", Expect::None),
                gone,
                same_animals: false,
            })))
        };
        // differences of the control of about 1, of the arm of about `d`
        let row = |d: f64, shown: bool, n: usize| {
            let group = |at: f64| vec![at - 0.02, at - 0.01, at + 0.01, at + 0.02];
            let values = Values(vec![group(1.0), vec![0.0; 4], group(d), vec![0.0; 4]]);
            vec![Repetition { values, shown }; n]
        };
        // of 20 repetitions the effect is gone in 12, beside a control that does not hold in 3 more, halved in 2, the same in 2, and larger in 1
        let samples =
            [row(0.0, true, 12), row(0.0, false, 3), row(0.5, true, 2), row(1.0, true, 2), row(2.0, true, 1)];
        let samples = samples.concat();
        let f = forecast(&claim_of(true), &samples, DIFFER).unwrap();
        assert_eq!((f.probability, f.hollow), ([12.5 / 21.5, 1.5 / 21.5, 4.5 / 21.5], 3.0 / 21.5));
        assert!((f.bits - (12.5 / 21.5 / 0.315f64).log2()).abs() < 1e-12 && f.hit());
        // smaller is enough for the other kind
        let f = forecast(&claim_of(false), &samples, DIFFER).unwrap();
        assert_eq!((f.probability, f.hollow), ([14.5 / 21.5, 1.5 / 21.5, 2.5 / 21.5], 3.0 / 21.5));
    }

    #[test]
    fn exact_bits_where_direction_alone_is_judged() {
        let samples = [sample(1.0), sample(1.0), sample(-1.0)];
        let f = forecast(&between(Expect::Greater, Criterion::Direction), &samples, DIFFER).unwrap();
        assert_eq!((f.probability, f.base), ([2.5 / 4.0, 1.5 / 4.0, 0.0], 0.5));
        assert!((f.bits - 1.25f64.log2()).abs() < 1e-12);
        assert_eq!(forecast(&between(Expect::None, Criterion::Direction), &samples, DIFFER), None);
    }

    #[test]
    fn keeps_a_tie_from_being_a_hit() {
        let samples = [sample(1.0), sample(0.0)];
        let f = forecast(&between(Expect::Greater, Criterion::WelchT), &samples, DIFFER).unwrap();
        assert!(!f.hit());
    }

    #[test]
    fn keeps_inflated_effects_and_silence_from_paying() {
        let (always, never) = (vec![sample(9.0); 20], vec![sample(0.0); 20]);
        // half of the published outcomes differ, half do not: both extremes are worse than base rates
        let bits = |samples: &[Repetition]| -> f64 {
            let of = |e| forecast(&between(e, Criterion::WelchT), samples, DIFFER).unwrap().bits;
            of(Expect::Greater) + of(Expect::None)
        };
        assert!(bits(&always) < 0.0 && bits(&never) < 0.0);
    }

    #[test]
    fn exact_bits_of_a_number() {
        let atlas = syntony_model::Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
        let tiny = include_str!("../../cli/tests/tiny.toml");
        let protocol = Protocol::read("tiny.toml", tiny, &atlas).unwrap_or_else(|p| panic!("{p}"));
        let text = |t: &str| t.to_string();
        let e = std::f64::consts::E;
        let ratio = claim(ClaimKind::Ratio {
            measure: text("m"),
            first: text("a"),
            second: text("b"),
            value: e,
            interval: ((1.0 - Z95).exp(), (1.0 + Z95).exp()),
        });
        // five numbers of mean 0 and SD 1 were known: t with 4 degrees of freedom and scale √1.2, 3/8 (1 + z²/4)^(−5/2) / √1.2
        let t = |x: f64| 0.375 * (1.0 + x * x / 1.2 / 4.0).powf(-2.5) / 1.2f64.sqrt();
        let (normal, g) = (|x: f64| (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt(), t(1.0));
        // published ln ratio 1 with a standard error of 1; one repetition shows 0: f = (N(1; 0, 1) + g/2) / 1.5
        let bits = number(&ratio, &protocol, &[1.0], 0.0, &base()).unwrap();
        assert!((bits - ((normal(1.0) + 0.5 * g) / 1.5 / g).log2()).abs() < 1e-9, "{bits}");
        // two repetitions at the published value: h = 0, f = (2 N(0; 1) + g/2) / 2.5
        let bits = number(&ratio, &protocol, &[e, e], 0.0, &base()).unwrap();
        assert!((bits - ((2.0 * normal(0.0) + 0.5 * g) / 2.5 / g).log2()).abs() < 1e-9, "{bits}");
        // a published number far from all that was known before: finite, and never below the share that the guess keeps
        let far = claim(ClaimKind::Ratio {
            measure: text("m"),
            first: text("a"),
            second: text("b"),
            value: (60.0f64).exp(),
            interval: ((59.0f64).exp(), (61.0f64).exp()),
        });
        let bits = number(&far, &protocol, &[1.0], 0.0, &base()).unwrap();
        assert!((bits - (0.5f64 / 1.5).log2()).abs() < 1e-6, "{bits}");
        // a kind of which nothing is known before
        assert_eq!(number(&ratio, &protocol, &[e], 0.0, &Base::default()), None);
    }
}
