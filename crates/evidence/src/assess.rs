//! One claim with everything that a validation says of it.
//!
//! | | |
//! |---|---|
//! | holds in | share of the repetitions at the paper's n in which the claim holds by its own criterion, with Wilson's 95 % interval |
//! | effect | Cohen's d of the comparison (mean difference over SD of differences, pooled SD, or SD), or r: median over repetitions, with the central 95 % |
//! | direction | sign of the difference over all animals of all repetitions, against the published one; an effect below 0.1 is no answer, and not right |
//! | forecast | probability of each outcome, over draws of a posterior where there is one, and bits against base rates ([`super::forecast`]) |
//! | fold | published over simulated quantity or the inverse, whichever is at least 1 |
//! | predictive interval | central 90 % of what the simulated study reports at the paper's n (sampling error of the animals), an amount times exp(σ z): groups that are treated alike differ by more than sampling, and laboratories too (σ² = `assay.groups_sd`² + `assay.laboratory_sd`²) |

use super::baseline;
use super::effects::{self, standardised};
use super::finding::{ComparedQuantity, Finding, Laboratory};
use super::forecast::{self, Base};
use super::repetition::{Repetition, repetitions};
use statrs::distribution::{ContinuousCDF, Normal};
use syntony_model::protocol::{Claim, ClaimKind, Expect, Variation};
use syntony_results::amount::amount;
use syntony_results::judge::{ScoreTable, Values, expects_none};
use syntony_results::stats;
use syntony_study::run::Options;

/// An effect (d or r) over all animals of all repetitions below which the model says nothing about the direction.
const NO_ANSWER: f64 = 0.1;

/// Judges a claim and measures it. With `drawn`, animals of which each
/// repetition has the numbers of one draw of a posterior, forecasts and the predictive interval are theirs.
pub(super) fn assess(
    table: &ScoreTable,
    drawn: Option<&ScoreTable>,
    claim: &Claim,
    options: &Options,
    between: (f64, f64),
    (base, lineage): (&Base, &str),
) -> Finding {
    let protocol = table.protocol();
    let verdict = table.judge(claim);
    let each = |table: &ScoreTable, c: &Claim| -> Vec<Option<Values>> {
        (0..options.replicates).map(|k| table.values_of(c, Some(k)).ok()).collect()
    };
    let samples: Vec<Values> = each(table, claim).into_iter().flatten().collect();
    let together = |of: &dyn Fn(&Claim) -> Option<Vec<Option<Values>>>| repetitions(protocol, claim, of);
    let all = table.values_of(claim, None).and_then(|s| s.judge(claim)).ok().map(|j| j.value);
    let judged = verdict.replicates > 0;
    let effects: Vec<f64> = samples.iter().filter_map(|s| standardised(claim, s)).collect();
    let direction = if judged { direction(&claim.kind) } else { None };
    let null = together(&|c| judged.then(|| baseline::null(table, c, options))).unwrap_or_default();
    let bits_of = |samples: &[Repetition]| forecast::forecast(claim, samples, base.of_lineage(lineage));
    // what is foretold is over the draws where there are some: a sure forecast is one that they all make
    let foretold = drawn.unwrap_or(table);
    let forecast = together(&|c| judged.then(|| each(foretold, c))).and_then(|all| bits_of(&all));
    let beside = |samples: &[Repetition]| forecast.as_ref().and_then(|_| bits_of(samples)).map(|f| f.bits);
    let told = together(&|c| baseline::constant(table, c, baseline::TOLD, options.replicates));
    let quantity = match (judged, all) {
        (true, Some(all)) => {
            let drawn = drawn.map(|t| each(t, claim).into_iter().flatten().collect());
            quantity(claim, &samples, drawn, all, table, between)
        }
        _ => None,
    };
    let held = (verdict.share * verdict.replicates as f64).round() as usize;
    Finding {
        share_interval: judged.then(|| stats::wilson(held, verdict.replicates)),
        expects_none: expects_none(&claim.kind),
        effect: (judged && !effects.is_empty()).then(|| stats::quantile(&effects, 0.5)),
        effect_interval: stats::central95(&effects).filter(|_| judged),
        size: verdict.published_effect.as_ref().filter(|_| judged).map(|p| effects::size(claim, p, &samples)),
        direction,
        agrees: direction.map(|d| agrees(table, claim, all, d)),
        quantity,
        drawn: drawn.map(|t| t.judge(claim)).filter(|v| v.replicates > 0).map(|v| v.share),
        null: baseline::held(claim, &null),
        constant: None,
        bits: match &forecast {
            Some(f) => Some(f.bits),
            None if judged => {
                let shown = each(foretold, claim)
                    .into_iter()
                    .flatten()
                    .filter_map(|s| s.judge(claim).ok())
                    .map(|j| j.value);
                let between = between.0.hypot(between.1);
                forecast::number(claim, protocol, &shown.collect::<Vec<_>>(), between, base)
            }
            None => None,
        },
        null_bits: beside(&null),
        told_bits: told.and_then(|told| beside(&told)),
        ridge_bits: None,
        ridge_laboratory_bits: None,
        forecast,
        verdict,
    }
}

/// Whether all animals together show the published direction, clearly enough to say so.
fn agrees(table: &ScoreTable, claim: &Claim, all: Option<f64>, published: i8) -> bool {
    let neutral = if matches!(claim.kind, ClaimKind::Ratio { .. }) { 1.0 } else { 0.0 };
    let pooled = table.values_of(claim, None).ok().and_then(|s| standardised(claim, &s));
    let says = pooled.is_none_or(|d| d.abs() >= NO_ANSWER);
    says && all.is_some_and(|v| (v - neutral) * f64::from(published) > 0.0)
}

/// The published direction.
fn direction(kind: &ClaimKind) -> Option<i8> {
    match kind {
        kind if kind.compared().is_some() => match kind.compared()?.0 {
            Expect::Greater => Some(1),
            Expect::Less => Some(-1),
            Expect::None | Expect::Differ => None,
        },
        ClaimKind::Ratio { interval, .. } if interval.0 > 1.0 => Some(1),
        ClaimKind::Ratio { interval, .. } if interval.1 < 1.0 => Some(-1),
        _ => None,
    }
}

/// The published number, and whether a fold error says something.
fn published(claim: &Claim) -> Option<(f64, bool)> {
    match &claim.kind {
        ClaimKind::Mean { value, .. }
        | ClaimKind::Ratio { value, .. }
        | ClaimKind::Fraction { value, .. }
        | ClaimKind::Quantile { value, .. } => Some((*value, true)),
        ClaimKind::Correlation { value: Some(r), .. } => Some((*r, false)),
        ClaimKind::Varies(v) => Some((v.value, !matches!(v.of, Variation::Icc(_)))),
        _ => None,
    }
}

fn quantity(
    claim: &Claim,
    samples: &[Values],
    drawn: Option<Vec<Values>>,
    simulated: f64,
    table: &ScoreTable,
    (groups_sd, laboratory_sd): (f64, f64),
) -> Option<ComparedQuantity> {
    let (published, folds) = published(claim)?;
    let numbers = |samples: &[Values]| -> Vec<f64> {
        let judged = samples.iter().filter_map(|s| s.judge(claim).ok());
        judged.map(|j| j.value).filter(|v| v.is_finite()).collect()
    };
    let values = numbers(samples);
    if values.len() < 2 {
        return None;
    }
    let interval = |v: &[f64]| (stats::quantile(v, 0.05), stats::quantile(v, 0.95));
    let sampling = interval(&values);
    let logs: Vec<f64> = values.iter().filter(|v| **v > 0.0).map(|v| v.ln()).collect();
    let laboratory = amount(claim, table.protocol()).map(|(source, dimension)| Laboratory {
        name: format!("{source} {dimension}"),
        animals: animals(claim, table),
        sd: laboratory_sd,
        groups_sd,
        sampling_sd: Some(stats::sd(&logs)).filter(|sd| sd.is_finite()).unwrap_or(0.0),
    });
    let known = drawn.map(|samples| numbers(&samples)).filter(|v| v.len() > 1).unwrap_or(values);
    let predictive = match laboratory {
        Some(_) => interval(&elsewhere(&known, groups_sd.hypot(laboratory_sd))),
        None => interval(&known),
    };
    let inside = |(low, high): (f64, f64)| (low..=high).contains(&published);
    let fold = if folds { fold(published, simulated, &claim.kind) } else { None };
    let null = baseline::null_value(table, claim).filter(|_| folds);
    Some(ComparedQuantity {
        published,
        simulated,
        fold,
        fold_known: fold,
        laboratory,
        within_two: (folds && (published != 0.0 || fold.is_some())).then(|| fold.is_some_and(|f| f <= 2.0)),
        predictive,
        covered: inside(predictive),
        covered_by_sampling: inside(sampling),
        null_fold: null.and_then(|v| self::fold(published, v, &claim.kind)),
    })
}

/// Protocol and group of the animals that a claim is of, those of samples over several groups included.
fn animals(claim: &Claim, table: &ScoreTable) -> Vec<String> {
    let protocol = table.protocol();
    let groups = claim.kind.groups().into_iter().flat_map(|k| protocol.groups_of(k));
    groups.map(|g| format!("{} {}", protocol.key, protocol.groups[g].key)).collect()
}

/// What groups that are treated alike elsewhere would show: every value times exp(σ z) at equally probable z.
fn elsewhere(values: &[f64], sd: f64) -> Vec<f64> {
    const POINTS: u32 = 40;
    let normal = Normal::standard();
    let factors =
        (0..POINTS).map(|k| (sd * normal.inverse_cdf((f64::from(k) + 0.5) / f64::from(POINTS))).exp());
    factors.flat_map(|f| values.iter().map(move |v| v * f)).collect()
}

/// How many times too much or too little; none if one is zero or their signs differ. Of shares half an event in the published n is added
/// to both, since none of ten and one of ten are no infinite way apart.
fn fold(published: f64, simulated: f64, kind: &ClaimKind) -> Option<f64> {
    let (p, s) = match kind {
        ClaimKind::Fraction { n, .. } => {
            let add = |v: f64| (v * *n as f64 + 0.5) / (*n as f64 + 1.0);
            (add(published), add(simulated))
        }
        _ => (published, simulated),
    };
    let ratio = s / p;
    (ratio > 0.0 && ratio.is_finite()).then(|| ratio.max(1.0 / ratio))
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntony_model::protocol::Threshold;

    #[test]
    fn exact_folds() {
        let ratio = ClaimKind::Ratio {
            measure: "m".into(),
            first: "a".into(),
            second: "b".into(),
            value: 1.0,
            interval: (0.5, 2.0),
        };
        let share = ClaimKind::Fraction {
            group: "a".into(),
            measure: "m".into(),
            threshold: Threshold::Above(0.0),
            value: 0.0,
            n: 9,
        };
        assert_eq!(fold(2.0, 1.0, &ratio), Some(2.0));
        assert_eq!(fold(-1.0, -4.0, &ratio), Some(4.0));
        assert_eq!(fold(1.0, -1.0, &ratio), None);
        assert_eq!(fold(0.0, 1.0, &ratio), None);
        // (0·9 + ½)/10 = 0.05 and (⅓·9 + ½)/10 = 0.35
        assert!((fold(0.0, 1.0 / 3.0, &share).unwrap() - 7.0).abs() < 1e-12);
    }
}
