//! Two models that know nothing of mechanisms, by which a score is to be read.
//!
//! **Nothing has an effect.** In each repetition the labels of the simulated animals are exchanged: animals are dealt anew to the
//! groups, the two options of an animal (or its sides of a value) are swapped with probability one half, pairs of a correlation are
//! dealt anew. For a number of one group its animals are drawn from all groups of the protocol that have the score; with one such group
//! the question has no answer.
//!
//! **Everything has the same effect.** The difference of means is replaced by one constant number of standard deviations in the published
//! direction, with the animals' own spread and n; claims of no difference get the same difference. The constant is the median of
//! the sizes of all simulated effects that have a published direction. Only comparisons have this baseline.
//!
//! In both a claim of no difference that has a control holds only where the control does, in the same repetition of the same baseline.

use super::effects::{contrast, pooled_sd, standardised};
use super::repetition::Repetition;
use super::{Experiment, has_paper};
use syntony_engine::noise::Stream;
use syntony_model::protocol::{Claim, ClaimKind, Expect};
use syntony_results::judge::{ScoreTable, Values, reduction};
use syntony_results::stats;
use syntony_study::run::Options;

/// The effect of which every comparison has it in the published direction, in standard deviations: a middling effect, for someone who was
/// told the directions and nothing else (Cohen 1988).
pub(super) const TOLD: f64 = 0.5;

/// Stream of the draws below; those of runs have other seeds.
const STREAM: u32 = 0x76_61_6c;

/// What each repetition shows where nothing has an effect.
pub(super) fn null(table: &ScoreTable, claim: &Claim, options: &Options) -> Vec<Option<Values>> {
    let protocol = table.protocol();
    let seed = options.seed ^ u64::from_str_radix(&protocol.hash, 16).unwrap_or(0);
    let index = protocol.claims.iter().position(|c| c.key == claim.key).unwrap_or_default();
    let each = (0..options.replicates).map(|k| {
        let mut stream = Stream::new(seed, index as u64, STREAM, k as u64);
        let values = table.values_of(claim, Some(k)).ok()?;
        exchanged(table, &claim.kind, values, k, &mut stream)
    });
    each.collect()
}

/// The expectation of the null model for a published number.
pub(super) fn null_value(table: &ScoreTable, claim: &Claim) -> Option<f64> {
    match &claim.kind {
        ClaimKind::Ratio { .. } => Some(1.0),
        ClaimKind::Mean { measure, .. }
        | ClaimKind::Quantile { measure, .. }
        | ClaimKind::Fraction { measure, .. } => {
            Values(vec![table.pool(measure, None)?]).judge(claim).ok().map(|j| j.value)
        }
        ClaimKind::Varies(v) if v.measures.len() == 1 => {
            Values(vec![table.pool(&v.measures[0], None)?]).judge(claim).ok().map(|j| j.value)
        }
        _ => None,
    }
}

fn exchanged(
    table: &ScoreTable,
    kind: &ClaimKind,
    values: Values,
    k: usize,
    stream: &mut Stream,
) -> Option<Values> {
    let Values(mut parts) = values;
    match kind {
        kind if kind.paired() => {
            let [x, y] = &mut parts[..] else { return None };
            for (a, b) in x.iter_mut().zip(y).filter(|_| stream.uniform() < 0.5) {
                std::mem::swap(a, b);
            }
        }
        ClaimKind::Within { .. }
        | ClaimKind::Between { .. }
        | ClaimKind::Among { .. }
        | ClaimKind::Interaction { .. }
        | ClaimKind::Ratio { .. } => {
            let mut all = parts.concat();
            shuffle(&mut all, stream);
            let mut rest = all.into_iter();
            parts.iter_mut().for_each(|p| *p = rest.by_ref().take(p.len()).collect());
        }
        ClaimKind::Against { value, .. } => {
            for v in parts.iter_mut().flatten().filter(|_| stream.uniform() < 0.5) {
                *v = 2.0 * value - *v;
            }
        }
        ClaimKind::Correlation { .. } => shuffle(parts.last_mut()?, stream),
        ClaimKind::Mean { measure, .. }
        | ClaimKind::Quantile { measure, .. }
        | ClaimKind::Fraction { measure, .. } => {
            let mut all = table.pool(measure, Some(k))?;
            shuffle(&mut all, stream);
            all.truncate(parts.first()?.len());
            parts = vec![all];
        }
        ClaimKind::Reduces(r) => {
            let arm = parts.split_off(parts.len() / 2);
            let control = exchanged(table, &r.control, Values(parts), k, stream)?;
            parts = [control.0, exchanged(table, &r.arm, Values(arm), k, stream)?.0].concat();
        }
        // sessions that know nothing of each other, or animals of any group
        ClaimKind::Varies(v) if v.measures.len() > 1 => {
            parts.iter_mut().skip(1).for_each(|session| shuffle(session, stream));
        }
        ClaimKind::Varies(v) => {
            let mut all = table.pool(&v.measures[0], Some(k))?;
            shuffle(&mut all, stream);
            all.truncate(parts.first()?.len());
            parts = vec![all];
        }
    }
    Some(Values(parts))
}

/// Deals anew (Fisher and Yates).
fn shuffle(values: &mut [f64], stream: &mut Stream) {
    for i in (1..values.len()).rev() {
        values.swap(i, stream.below(i as u64 + 1) as usize);
    }
}

/// Median size of the effects that have a published direction.
pub(super) fn constant_effect(experiments: &[Experiment]) -> Option<f64> {
    let sizes: Vec<f64> = experiments
        .iter()
        .filter(|e| has_paper(&e.role))
        .flat_map(|e| &e.claims)
        .filter(|f| {
            f.direction.is_some()
                && matches!(f.verdict.kind.as_str(), "within" | "between" | "interaction" | "against")
        })
        .filter_map(|f| f.effect.map(f64::abs))
        .collect();
    (!sizes.is_empty()).then(|| stats::quantile(&sizes, 0.5))
}

/// What each repetition of a comparison shows where every comparison has this effect; none for other claims, and without spread.
pub(super) fn constant(
    table: &ScoreTable,
    claim: &Claim,
    effect: f64,
    replicates: usize,
) -> Option<Vec<Option<Values>>> {
    let expect = match &claim.kind {
        ClaimKind::Within { expect, .. }
        | ClaimKind::Between { expect, .. }
        | ClaimKind::Interaction { expect, .. }
        | ClaimKind::Against { expect, .. } => *expect,
        ClaimKind::Reduces(r) => r.expect(),
        _ => return None,
    };
    let all = table.values_of(claim, None).ok()?;
    let sd = match &claim.kind {
        kind if kind.paired() => {
            stats::sd(&all.x().iter().zip(all.y()).map(|(a, b)| a - b).collect::<Vec<_>>())
        }
        ClaimKind::Reduces(r) => pooled_sd(&Values(reduction::contrast(r, &all.0).values)),
        _ => pooled_sd(&all),
    };
    // without spread there are no standard deviations to count in
    standardised(claim, &all)?;
    let difference = match &claim.kind {
        ClaimKind::Against { value, .. } => stats::mean(all.x()) - value,
        ClaimKind::Interaction { .. } => contrast(&all),
        ClaimKind::Reduces(r) => reduction::contrast(r, &all.0).difference(),
        _ => stats::mean(all.x()) - stats::mean(all.y()),
    };
    let wanted = effect * sd * if expect == Expect::Less { -1.0 } else { 1.0 };
    let (place, way) = match &claim.kind {
        ClaimKind::Reduces(r) => reduction::contrast(r, &all.0).handle,
        _ => (0, 1.0),
    };
    let each = (0..replicates).map(|k| {
        let Values(mut parts) = table.values_of(claim, Some(k)).ok()?;
        parts.get_mut(place)?.iter_mut().for_each(|v| *v += way * (wanted - difference));
        Some(Values(parts))
    });
    Some(each.collect())
}

/// Share of the repetitions in which a claim holds; none if it can be judged in none.
pub(super) fn held(claim: &Claim, each: &[Repetition]) -> Option<f64> {
    let judged: Vec<bool> = each.iter().filter_map(|r| r.judge(claim)).map(|j| j.holds).collect();
    let hits = judged.iter().filter(|h| **h).count();
    (!judged.is_empty()).then(|| hits as f64 / judged.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repetition::repetitions;
    use syntony_model::{Atlas, Protocol};
    use syntony_results::record::AnimalRow;

    const REPLICATES: usize = 400;

    /// Two groups of ten whose `partner` differs by two standard deviations, with claims of each kind.
    fn protocol() -> Protocol {
        let tiny = include_str!("../../cli/tests/tiny.toml");
        let text = tiny.split("[[claim]]").next().unwrap_or_default().to_string();
        let text = text.replace("n = 5", "n = 10").replace("n = 4", "n = 10");
        let claims = [
            (
                "more",
                "kind = \"between\"\nmeasure = \"partner\"\nfirst = \"ot\"\nsecond = \"csf\"\nexpect = \"greater\"\ncriterion = \"welch_t\"",
            ),
            (
                "alike",
                "kind = \"between\"\nmeasure = \"partner\"\nfirst = \"ot\"\nsecond = \"csf\"\nexpect = \"none\"\ncriterion = \"welch_t\"",
            ),
            (
                "within",
                "kind = \"within\"\ngroup = \"ot\"\nfirst = \"partner\"\nsecond = \"stranger\"\nexpect = \"greater\"\ncriterion = \"paired_t\"",
            ),
            (
                "beside",
                "kind = \"between\"\nmeasure = \"stranger\"\nfirst = \"ot\"\nsecond = \"csf\"\nexpect = \"none\"\ncriterion = \"welch_t\"\ncontrol = \"more\"",
            ),
            ("less", "kind = \"reduces\"\ncontrol = \"within\"\narm = [\"csf\"]"),
            ("mean", "kind = \"mean\"\ngroup = \"ot\"\nmeasure = \"partner\"\nvalue = 7\nsem = 0.3\nn = 10"),
        ];
        let claims = claims.map(|(key, body)| {
            format!("[[claim]]\nkey = \"{key}\"\ntext = \"{key}\"\n{body}\nalpha = 0.05\nverified = true\n")
        });
        let text = text + &claims.join("\n");
        let atlas = Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
        Protocol::read("tiny.toml", &text, &atlas).unwrap_or_else(|p| panic!("{p}"))
    }

    fn rows() -> Vec<AnimalRow> {
        let mut rows = Vec::new();
        for group in 0..2 {
            for replicate in 0..REPLICATES {
                for animal in 0..10 {
                    let mut draw = Stream::new(3, (group * 100 + animal) as u64, 1, replicate as u64);
                    let partner = 5.0 + 2.0 * group as f64 + draw.normal();
                    let values = vec![Some(partner), Some(5.0 + draw.normal()), None];
                    rows.push(AnimalRow { replicate, group, animal, values });
                }
            }
        }
        rows
    }

    #[test]
    fn exact_shares_where_nothing_has_an_effect() {
        let (protocol, rows) = (protocol(), rows());
        let table = ScoreTable::new(&protocol, &rows, REPLICATES);
        let options = Options { seed: 1, replicates: REPLICATES, groups: vec![], traces: false };
        let share = |i: usize| {
            let claim = &protocol.claims[i];
            let each = repetitions(&protocol, claim, |c| Some(null(&table, c, &options))).unwrap();
            held(claim, &each).unwrap()
        };
        let held = |i: usize| table.judge(&protocol.claims[i]).share;
        // the model: power of a t test with d = 2 and ten in each group is 0.988, and 1.4 within animals 0.98
        assert!(held(0) > 0.96 && held(2) > 0.96 && held(1) < 0.04 && held(5) > 0.9);
        // nothing has an effect: one side of an error level of 0.05, and all but that level
        for (i, expected) in [(0, 0.025), (1, 0.95), (2, 0.025)] {
            let error = (expected * (1.0 - expected) / REPLICATES as f64).sqrt();
            assert!((share(i) - expected).abs() < 4.0 * error, "{i}: {}", share(i));
        }
        // strangers do not differ: 0.95 of the repetitions, of which 0.988 have the control; where nothing has an effect 0.025 have it
        assert!(held(3) > 0.88 && held(3) < 0.98 && share(3) < 0.06, "{} {}", held(3), share(3));
        // the mean of both groups is 6, three published errors away
        assert!(share(5) < 0.6, "{}", share(5));
        // 2 above 0 within animals, whose differences have an SD of √2 in both groups: d = √2 of ten each, power 0.848; a control without an effect leaves nothing
        assert!((held(4) - 0.848).abs() < 0.07 && share(4) < 0.01, "{} {}", held(4), share(4));
        assert!((null_value(&table, &protocol.claims[5]).unwrap() - 6.0).abs() < 0.05);
    }

    #[test]
    fn exact_shares_where_every_comparison_has_the_same_effect() {
        let (protocol, rows) = (protocol(), rows());
        let table = ScoreTable::new(&protocol, &rows, REPLICATES);
        let share = |i: usize, d: f64| {
            let claim = &protocol.claims[i];
            let each = repetitions(&protocol, claim, |c| constant(&table, c, d, REPLICATES));
            each.and_then(|each| held(claim, &each))
        };
        let near = |i: usize, d: f64, expected: f64| {
            let error = (expected * (1.0 - expected) / REPLICATES as f64).sqrt();
            let share = share(i, d).unwrap();
            assert!((share - expected).abs() < 4.0 * error, "claim {i}, d = {d}: {share}");
        };
        // power of the two-sided t test with ten in each group: 0.5620 for d = 1 (Cohen 1988, table 2.3.5)
        near(0, 0.0, 0.025);
        near(0, 1.0, 0.562);
        near(1, 1.0, 1.0 - 0.562);
        // paired, n = 10, d = 1: 0.8031
        near(2, 1.0, 0.803);
        // told the effect of the control, and the same where there is none: 0.562 and not 0.562, of different measures
        near(3, 1.0, 0.562 * (1.0 - 0.562));
        // of the contrast alone 0.562, of its control 0.803: between what both give if they were independent and the smaller
        let less = share(4, 1.0).unwrap();
        assert!(less > 0.40 && less < 0.60 && share(4, 4.0) == Some(1.0), "{less}");
        assert_eq!(share(5, 1.0), None, "a number is no comparison");
    }
}
