//! Claims against what came out, by each paper's own criterion and n.

use crate::record::{AnimalRow, Verdict};
use crate::stats::{self, Test};
use syntony_model::Protocol;
use syntony_model::protocol::{Claim, ClaimKind, Criterion, Expect, Keep, Spread};

/// Share of replicates from which a claim is said to hold.
pub const HOLDS: f64 = 0.8;
/// Share of replicates below which it fails.
pub const WEAK: f64 = 0.5;
/// Two-sided normal quantile of a 95 % interval.
const Z: f64 = 1.959964;

/// Scores by group, measure and replicate.
pub struct Table<'a> {
    protocol: &'a Protocol,
    rows: &'a [AnimalRow],
    replicates: usize,
}

/// Outcome of one claim in one replicate.
struct Outcome {
    holds: bool,
    value: f64,
    effect: Option<f64>,
}

impl<'a> Table<'a> {
    /// A table over all replicates; rows are sorted by group, replicate and animal.
    pub fn new(protocol: &'a Protocol, rows: &'a [AnimalRow], replicates: usize) -> Self {
        Table { protocol, rows, replicates }
    }

    fn column(&self, group: &str, measure: &str, replicate: Option<usize>) -> Option<Vec<Option<f64>>> {
        let m = self.protocol.measures.iter().position(|x| x.key == measure)?;
        Some(rows_of(self.protocol, self.rows, group, replicate).into_iter().map(|r| r.values[m]).collect())
    }

    fn values(&self, group: &str, measure: &str, replicate: Option<usize>) -> Option<Vec<f64>> {
        let column: Vec<f64> = self.column(group, measure, replicate)?.into_iter().flatten().collect();
        (!column.is_empty()).then_some(column)
    }

    fn both(
        &self,
        group: &str,
        first: &str,
        second: &str,
        replicate: Option<usize>,
    ) -> Option<(Vec<f64>, Vec<f64>)> {
        let (x, y) = (self.column(group, first, replicate)?, self.column(group, second, replicate)?);
        let pairs: Vec<(f64, f64)> = x.into_iter().zip(y).filter_map(|(a, b)| Some((a?, b?))).collect();
        (!pairs.is_empty()).then(|| pairs.into_iter().unzip())
    }

    /// The verdict on one claim.
    pub fn judge(&self, claim: &Claim) -> Verdict {
        let outcomes: Vec<Outcome> =
            (0..self.replicates).filter_map(|k| self.outcome(claim, Some(k))).collect();
        let all = self.outcome(claim, None);
        let words = |x: Vec<&str>| x.into_iter().map(String::from).collect::<Vec<String>>();
        let (groups, measures) = (words(claim.kind.groups()), words(claim.kind.measures()));
        let share = outcomes.iter().filter(|o| o.holds).count() as f64 / outcomes.len().max(1) as f64;
        let values: Vec<f64> = outcomes.iter().map(|o| o.value).filter(|v| v.is_finite()).collect();
        let interval =
            (values.len() > 1).then(|| (stats::quantile(&values, 0.025), stats::quantile(&values, 0.975)));
        let verdict = match outcomes.is_empty() {
            true => "not applicable",
            false if share >= HOLDS => "holds",
            false if share >= WEAK => "weak",
            false => "fails",
        };
        let (published, published_value, published_interval) = self.published(claim);
        Verdict {
            claim: claim.key.clone(),
            text: claim.text.clone(),
            kind: kind_word(&claim.kind).into(),
            groups,
            measures,
            published,
            published_value,
            published_interval,
            simulated: self.simulated(claim),
            simulated_value: (!values.is_empty()).then(|| stats::mean(&values)),
            simulated_interval: interval,
            effect_size: all.and_then(|o| o.effect).filter(|e| e.is_finite()),
            criterion: criterion_words(claim),
            share,
            replicates: outcomes.len(),
            verdict: verdict.into(),
            verified: claim.verified,
        }
    }

    fn outcome(&self, claim: &Claim, k: Option<usize>) -> Option<Outcome> {
        let tested = |t: Test, expect: Expect, criterion: Criterion| {
            let significant = criterion == Criterion::Direction || t.p < claim.alpha;
            let holds = match expect {
                Expect::Greater => t.difference > 0.0 && significant,
                Expect::Less => t.difference < 0.0 && significant,
                Expect::None => t.p >= claim.alpha,
            };
            Some(Outcome { holds, value: t.difference, effect: Some(t.effect) })
        };
        match &claim.kind {
            ClaimKind::Within { group, first, second, expect, criterion } => {
                let (x, y) = self.both(group, first, second, k)?;
                let t = match criterion {
                    Criterion::Rank => stats::signed_rank(&x, &y),
                    Criterion::WelchT => stats::welch_t(&x, &y),
                    _ => stats::paired_t(&x, &y),
                };
                tested(t, *expect, *criterion)
            }
            ClaimKind::Between { measure, first, second, expect, criterion } => {
                let (x, y) = (self.values(first, measure, k)?, self.values(second, measure, k)?);
                let t = match criterion {
                    Criterion::Rank => stats::rank_sum(&x, &y),
                    _ => stats::welch_t(&x, &y),
                };
                tested(t, *expect, *criterion)
            }
            ClaimKind::Interaction { measure, first, second, expect } => {
                let of = |group: &String| self.values(group, measure, k);
                let (a, b, c, d) = (of(&first.0)?, of(&first.1)?, of(&second.0)?, of(&second.1)?);
                tested(stats::interaction([&a, &b, &c, &d]), *expect, Criterion::WelchT)
            }
            ClaimKind::Against { group, measure, value, expect, criterion } => {
                let x = self.values(group, measure, k)?;
                let t = match criterion {
                    Criterion::Rank => stats::signed_rank(&x, &vec![*value; x.len()]),
                    _ => stats::one_sample_t(&x, *value),
                };
                tested(t, *expect, *criterion)
            }
            ClaimKind::Mean { group, measure, value, spread, n } => {
                let x = self.values(group, measure, k)?;
                let published = sem(*spread, *n);
                let own = if x.len() > 1 { stats::sd(&x) / (x.len() as f64).sqrt() } else { f64::INFINITY };
                let mean = stats::mean(&x);
                let z = (mean - value) / (published * published + own * own).sqrt();
                Some(Outcome { holds: z.abs() <= Z, value: mean, effect: Some(z) })
            }
            ClaimKind::Ratio { measure, first, second, interval, .. } => {
                let (x, y) = (self.values(first, measure, k)?, self.values(second, measure, k)?);
                let ratio = stats::mean(&x) / stats::mean(&y);
                Some(Outcome {
                    holds: ratio >= interval.0 && ratio <= interval.1,
                    value: ratio,
                    effect: None,
                })
            }
            ClaimKind::Correlation { group, first, second, value, expect, ranks } => {
                let (x, y) = self.both(group, first, second, k)?;
                let t = stats::correlation(&x, &y, *ranks);
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
                Some(Outcome { holds, value: t.difference, effect: Some(t.difference) })
            }
            ClaimKind::Quantile { group, measure, probability, value, n } => {
                let x = self.values(group, measure, k)?;
                let below = x.iter().filter(|v| *v <= value).count() as f64 / x.len() as f64;
                let se =
                    (probability * (1.0 - probability) * (1.0 / *n as f64 + 1.0 / x.len() as f64)).sqrt();
                let holds = (below - probability).abs() <= Z * se;
                Some(Outcome { holds, value: stats::quantile(&x, *probability), effect: None })
            }
            ClaimKind::Fraction { group, measure, above, value, n } => {
                let x = self.values(group, measure, k)?;
                let share = x.iter().filter(|v| *v > above).count() as f64 / x.len() as f64;
                let (nx, n) = (x.len() as f64, *n as f64);
                let pooled =
                    ((share * nx + value * n) / (nx + n)).clamp(0.5 / (nx + n), 1.0 - 0.5 / (nx + n));
                let se = (pooled * (1.0 - pooled) * (1.0 / nx + 1.0 / n)).sqrt();
                Some(Outcome { holds: (share - value).abs() <= Z * se, value: share, effect: None })
            }
        }
    }

    fn published(&self, claim: &Claim) -> (String, Option<f64>, Option<(f64, f64)>) {
        let direction = |e: &Expect, first: &str, second: &str| match e {
            Expect::Greater => format!("{first} > {second}"),
            Expect::Less => format!("{first} < {second}"),
            Expect::None => format!("{first} = {second}"),
        };
        match &claim.kind {
            ClaimKind::Within { first, second, expect, .. } => (direction(expect, first, second), None, None),
            ClaimKind::Between { first, second, expect, .. } => {
                (direction(expect, first, second), None, None)
            }
            ClaimKind::Interaction { first, second, expect, .. } => {
                let minus = |g: &(String, String)| format!("({} − {})", g.0, g.1);
                (direction(expect, &minus(first), &minus(second)), None, None)
            }
            ClaimKind::Against { measure, value, expect, .. } => {
                (direction(expect, measure, &format!("{value}")), Some(*value), None)
            }
            ClaimKind::Mean { value, spread, n, .. } => {
                let s = sem(*spread, *n);
                (format!("{value} ± {s:.2}"), Some(*value), Some((value - Z * s, value + Z * s)))
            }
            ClaimKind::Ratio { value, interval, .. } => {
                (format!("×{value:.2}"), Some(*value), Some(*interval))
            }
            ClaimKind::Correlation { value, expect, .. } => match value {
                Some(r) => (format!("r = {r:.2}"), Some(*r), None),
                None => (direction(expect, "r", "0"), None, None),
            },
            ClaimKind::Quantile { probability, value, .. } => {
                (format!("q{:.0} = {value}", probability * 100.0), Some(*value), None)
            }
            ClaimKind::Fraction { value, above, .. } => {
                (format!("{:.0} % above {above}", value * 100.0), Some(*value), None)
            }
        }
    }

    fn simulated(&self, claim: &Claim) -> String {
        let m = |group: &str, measure: &str| {
            self.values(group, measure, None).map_or(f64::NAN, |x| stats::mean(&x))
        };
        match &claim.kind {
            ClaimKind::Within { group, first, second, .. } => {
                format!("{} vs {}", short(m(group, first)), short(m(group, second)))
            }
            ClaimKind::Between { measure, first, second, .. } => {
                format!("{} vs {}", short(m(first, measure)), short(m(second, measure)))
            }
            ClaimKind::Interaction { measure, first, second, .. } => {
                let of = |g: &(String, String)| short(m(&g.0, measure) - m(&g.1, measure));
                format!("{} vs {}", of(first), of(second))
            }
            ClaimKind::Against { group, measure, .. } | ClaimKind::Mean { group, measure, .. } => {
                short(m(group, measure))
            }
            ClaimKind::Ratio { measure, first, second, .. } => {
                format!("×{:.2}", m(first, measure) / m(second, measure))
            }
            ClaimKind::Correlation { .. } => {
                self.outcome(claim, None).map_or("-".into(), |o| format!("r = {:.2}", o.value))
            }
            ClaimKind::Quantile { .. } => self.outcome(claim, None).map_or("-".into(), |o| short(o.value)),
            ClaimKind::Fraction { .. } => {
                self.outcome(claim, None).map_or("-".into(), |o| format!("{:.0} %", o.value * 100.0))
            }
        }
    }
}

/// The rows that a claim means by the name of a group or sample; all are sorted by group, replicate and animal.
pub(crate) fn rows_of<'a>(
    protocol: &Protocol,
    rows: &'a [AnimalRow],
    name: &str,
    replicate: Option<usize>,
) -> Vec<&'a AnimalRow> {
    let sample = protocol.samples.iter().find(|s| s.key == name);
    let keep: Vec<(Option<usize>, &Keep)> = sample
        .iter()
        .flat_map(|s| &s.keep)
        .map(|k| (protocol.measures.iter().position(|m| m.key == k.measure), k))
        .collect();
    let kept = |row: &&AnimalRow| {
        keep.iter().all(|(m, k)| m.and_then(|m| row.values[m]).is_some_and(|x| x > k.above && x < k.below))
    };
    let of_group = |g: usize| {
        let from = rows.partition_point(|r| r.group < g);
        let rows = &rows[from..rows.partition_point(|r| r.group <= g)];
        replicate.map_or(rows, |k| {
            &rows[rows.partition_point(|r| r.replicate < k)..rows.partition_point(|r| r.replicate <= k)]
        })
    };
    protocol.groups_of(name).into_iter().flat_map(of_group).filter(kept).collect()
}

/// A number for people: three significant figures.
pub fn short(x: f64) -> String {
    match x.abs() {
        a if !a.is_finite() => "-".into(),
        a if a >= 100.0 => format!("{x:.0}"),
        a if a >= 1.0 => format!("{x:.1}"),
        a if a >= 0.01 || a == 0.0 => format!("{x:.3}"),
        _ => format!("{x:.2e}"),
    }
}

fn sem(spread: Spread, n: usize) -> f64 {
    match spread {
        Spread::Sd(s) => s / (n as f64).sqrt(),
        Spread::Sem(s) => s,
    }
}

fn kind_word(kind: &ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Within { .. } => "within",
        ClaimKind::Between { .. } => "between",
        ClaimKind::Interaction { .. } => "interaction",
        ClaimKind::Mean { .. } => "mean",
        ClaimKind::Against { .. } => "against",
        ClaimKind::Ratio { .. } => "ratio",
        ClaimKind::Correlation { .. } => "correlation",
        ClaimKind::Quantile { .. } => "quantile",
        ClaimKind::Fraction { .. } => "fraction",
    }
}

fn criterion_words(claim: &Claim) -> String {
    let test = |c: &Criterion| match c {
        Criterion::PairedT => "paired t",
        Criterion::WelchT => "Welch t",
        Criterion::Rank => "rank test",
        Criterion::OneSampleT => "one-sample t",
        Criterion::Direction => "direction",
    };
    match &claim.kind {
        ClaimKind::Within { criterion, .. }
        | ClaimKind::Between { criterion, .. }
        | ClaimKind::Against { criterion, .. } => match criterion {
            Criterion::Direction => "direction".into(),
            c => format!("{}, p < {}", test(c), claim.alpha),
        },
        ClaimKind::Interaction { .. } => format!("contrast, Welch t, p < {}", claim.alpha),
        ClaimKind::Mean { .. } => "difference within 95 %".into(),
        ClaimKind::Ratio { .. } => "within the interval".into(),
        ClaimKind::Correlation { ranks, .. } => {
            if *ranks {
                "Spearman".into()
            } else {
                "Pearson".into()
            }
        }
        ClaimKind::Quantile { .. } | ClaimKind::Fraction { .. } => "binomial 95 %".into(),
    }
}
