//! Scores over many claims.

use super::effects::{Sizes, sizes};
use super::{Bits, Experiment, Finding, Share, bits, has_paper};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use syntony_model::protocol::RecordRole;
use syntony_results::judge::HOLDS;

/// Scores of the experiments that have a role, lineage and topic.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct TopicScore {
    /// Role; none for all that have a paper.
    pub role: Option<String>,
    /// Lineage; none for all.
    pub lineage: Option<String>,
    /// Topic; none for all.
    pub topic: Option<String>,
    /// Experiments.
    pub experiments: usize,
    /// Claims that hold, of those that could be judged.
    pub holds: Share,
    /// Claims that are weak.
    pub weak: usize,
    /// Claims of no difference that are hollow in at least half of the repetitions, of those with a control.
    #[serde(default)]
    pub hollow: Share,
    /// Claims that could not be judged.
    pub not_applicable: usize,
    /// Claims whose simulated direction is the published one, of those with a direction.
    pub signs: Share,
    /// Geometric mean of the fold errors.
    pub fold: Option<f64>,
    /// Quantities within two-fold, of those that have a fold error or ought to have one.
    pub two_fold: Share,
    /// The same two where amounts of other animals of a laboratory are known, see `known.rs`.
    pub fold_known: Option<f64>,
    /// Quantities within two-fold then.
    pub two_fold_known: Share,
    /// Quantities without a fold error because one is zero or the signs differ: outside two-fold, not in the mean.
    pub foldless: usize,
    /// Published quantities within the 90 % predictive interval.
    pub covered: Share,
    /// The same, of sampling alone.
    pub covered_by_sampling: Share,
    /// Claims that hold where nothing has an effect, and in the model, of the claims of which that can be asked.
    pub null: Baseline,
    /// Claims that hold where every comparison has the same effect, and in the model.
    pub constant: Baseline,
    /// Geometric mean of the fold errors where nothing has an effect, and in the model, over the same quantities.
    pub null_fold: Option<(f64, f64)>,
    /// Bits of all claims that are forecasts or published numbers.
    pub bits: Option<Bits>,
    /// Bits of comparisons alone.
    pub comparison_bits: Option<Bits>,
    /// The same where nothing has an effect.
    pub null_bits: Option<Bits>,
    /// The same where every comparison has a middling effect in the published direction.
    pub told_bits: Option<Bits>,
    /// The same as a regression on designs foretells it from other papers.
    #[serde(default)]
    pub ridge_bits: Option<Bits>,
    /// The same from other laboratories.
    #[serde(default)]
    pub ridge_laboratory_bits: Option<Bits>,
    /// Comparisons whose published outcome is the likeliest.
    pub hit: Share,
    /// Simulated effects beside published ones.
    #[serde(default)]
    pub sizes: Sizes,
}

/// A baseline beside the model, on the same claims.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, PartialEq, Eq)]
pub struct Baseline {
    /// Claims that hold in the baseline.
    pub baseline: Share,
    /// Claims that hold in the model.
    pub model: Share,
}

/// Geometric mean; none of nothing.
pub fn mean_fold(folds: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = folds.fold((0.0, 0usize), |(s, n), f| (s + f.ln(), n + 1));
    (n > 0).then(|| (sum / n as f64).exp())
}

/// Scores: all with a paper, each role, each lineage, each lineage with each role, each topic.
pub fn scores(experiments: &[Experiment]) -> Vec<TopicScore> {
    let lineages: BTreeSet<&str> = experiments.iter().map(|e| e.lineage.as_str()).collect();
    let topics: BTreeSet<&str> =
        experiments.iter().filter(|e| has_paper(&e.role)).map(|e| e.topic.as_str()).collect();
    let roles = RecordRole::ALL.map(RecordRole::word);
    let mut asked: Vec<(Option<&str>, Option<&str>, Option<&str>)> = vec![(None, None, None)];
    asked.extend(roles.iter().map(|r| (Some(*r), None, None)));
    for lineage in lineages {
        asked.push((None, Some(lineage), None));
        asked.extend(roles.iter().map(|r| (Some(*r), Some(lineage), None)));
    }
    asked.extend(topics.into_iter().filter(|t| !t.is_empty()).map(|t| (None, None, Some(t))));
    asked.into_iter().filter_map(|(role, lineage, topic)| score(experiments, role, lineage, topic)).collect()
}

/// The score of what has this role, lineage and topic; none if nothing has.
fn score(
    experiments: &[Experiment],
    role: Option<&str>,
    lineage: Option<&str>,
    topic: Option<&str>,
) -> Option<TopicScore> {
    let own: Vec<&Experiment> = experiments
        .iter()
        .filter(|e| role.map_or(has_paper(&e.role), |r| r == e.role))
        .filter(|e| lineage.is_none_or(|l| l == e.lineage) && topic.is_none_or(|t| t == e.topic))
        .collect();
    if own.is_empty() {
        return None;
    }
    let claims: Vec<&Finding> = own.iter().flat_map(|e| &e.claims).collect();
    let judged = || claims.iter().filter(|f| f.verdict.verdict != "not applicable");
    let quantities = || claims.iter().filter_map(|f| f.quantity.as_ref());
    let holds = |f: &Finding| f.verdict.verdict == "holds";
    let beside = |of: fn(&Finding) -> Option<f64>| Baseline {
        baseline: Share::count(claims.iter().filter_map(|f| of(f)).map(|s| s >= HOLDS)),
        model: Share::count(claims.iter().filter(|f| of(f).is_some()).map(|f| holds(f))),
    };
    let both = || quantities().filter_map(|q| Some((q.null_fold?, q.fold?)));
    Some(TopicScore {
        role: role.map(str::to_string),
        lineage: lineage.map(str::to_string),
        topic: topic.map(str::to_string),
        experiments: own.len(),
        holds: Share::count(judged().map(|f| holds(f))),
        weak: judged().filter(|f| f.verdict.verdict == "weak").count(),
        hollow: Share::count(
            judged()
                .filter(|f| !f.verdict.control.is_empty())
                .map(|f| 2 * f.verdict.hollow >= f.verdict.replicates),
        ),
        not_applicable: claims.len() - judged().count(),
        signs: Share::count(claims.iter().filter_map(|f| f.agrees)),
        fold: mean_fold(quantities().filter_map(|q| q.fold)),
        two_fold: Share::count(quantities().filter_map(|q| q.within_two)),
        fold_known: mean_fold(quantities().filter_map(|q| q.fold_known)),
        two_fold_known: Share::count(
            quantities().filter(|q| q.within_two.is_some()).map(|q| q.fold_known.is_some_and(|f| f <= 2.0)),
        ),
        foldless: quantities().filter(|q| q.within_two.is_some() && q.fold.is_none()).count(),
        covered: Share::count(quantities().map(|q| q.covered)),
        covered_by_sampling: Share::count(quantities().map(|q| q.covered_by_sampling)),
        null: beside(|f| f.null),
        constant: beside(|f| f.constant),
        null_fold: mean_fold(both().map(|b| b.0)).zip(mean_fold(both().map(|b| b.1))),
        bits: bits(&own, |f| f.bits),
        comparison_bits: bits(&own, |f| f.forecast.as_ref().map(|f| f.bits)),
        null_bits: bits(&own, |f| f.null_bits),
        told_bits: bits(&own, |f| f.told_bits),
        sizes: sizes(&own),
        ridge_bits: bits(&own, |f| f.ridge_bits),
        ridge_laboratory_bits: bits(&own, |f| f.ridge_laboratory_bits),
        hit: Share::count(claims.iter().filter_map(|f| f.forecast.as_ref()).map(|f| f.hit())),
    })
}

/// A lineage as people say it.
pub fn people_say(lineage: &str) -> String {
    match lineage {
        "vole" => "voles".into(),
        "human" => "people".into(),
        other => other.into(),
    }
}

/// What a score is of.
pub fn name(s: &TopicScore) -> String {
    let lineage = s.lineage.as_deref().map(people_say);
    let parts = [lineage, s.role.clone(), s.topic.as_deref().map(|t| t.replace('_', " "))];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if name.is_empty() { "all with a paper".into() } else { name }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::ComparedQuantity;
    use syntony_model::protocol::{Claim, ClaimKind};
    use syntony_results::record::Verdict;

    pub(crate) fn finding(
        verdict: &str,
        agrees: Option<bool>,
        null: Option<f64>,
        quantity: Option<ComparedQuantity>,
    ) -> Finding {
        let words = Verdict { verdict: verdict.into(), ..Verdict::default() };
        Finding {
            verdict: words,
            share_interval: None,
            expects_none: false,
            effect: None,
            effect_interval: None,
            size: None,
            direction: agrees.map(|_| 1),
            agrees,
            quantity,
            drawn: None,
            null,
            constant: None,
            forecast: None,
            bits: None,
            null_bits: None,
            told_bits: None,
            ridge_bits: None,
            ridge_laboratory_bits: None,
        }
    }

    /// A claim of this kind without anything else.
    pub(crate) fn claim_of(kind: ClaimKind) -> Claim {
        Claim {
            key: "c".into(),
            text: String::new(),
            kind,
            alpha: 0.05,
            control: None,
            effect: None,
            known: Default::default(),
            place: Default::default(),
        }
    }

    fn quantity(fold: Option<f64>, covered: bool) -> Option<ComparedQuantity> {
        Some(ComparedQuantity {
            published: 1.0,
            simulated: 1.0,
            fold,
            fold_known: fold.map(f64::sqrt),
            laboratory: None,
            within_two: Some(fold.is_some_and(|f| f <= 2.0)),
            predictive: (0.0, 1.0),
            covered,
            covered_by_sampling: true,
            null_fold: Some(3.0),
        })
    }

    pub(crate) fn experiment(lineage: &str, role: &str, topic: &str, claims: Vec<Finding>) -> Experiment {
        let text = |t: &str| t.to_string();
        Experiment {
            protocol: text("p"),
            title: text("t"),
            role: text(role),
            topic: text(topic),
            lineage: text(lineage),
            citation: text(""),
            read_in_full: false,
            n_is_read: false,
            notes: vec![],
            claims,
        }
    }

    #[test]
    fn exact_scores_of_verdicts_made_by_hand() {
        let first = vec![
            finding("holds", Some(true), Some(0.02), None),
            finding("holds", None, Some(0.95), None),
            finding("weak", Some(false), None, quantity(Some(2.0), true)),
            finding("fails", Some(true), None, quantity(Some(8.0), false)),
            finding("fails", None, None, quantity(None, false)),
            finding("not applicable", None, None, None),
        ];
        let second = vec![finding("fails", Some(false), Some(0.0), None)];
        let third = vec![finding("holds", Some(true), Some(0.0), None)];
        let all = scores(&[
            experiment("vole", "calibration", "loss", first),
            experiment("human", "development", "loss", second),
            experiment("human", "scenario", "", third),
        ]);
        let names: Vec<String> = all.iter().map(super::name).collect();
        let expected = [
            "all with a paper",
            "calibration",
            "development",
            "scenario",
            "people",
            "people, development",
            "people, scenario",
            "voles",
            "voles, calibration",
            "loss",
        ];
        assert_eq!(names, expected);
        let s = &all[0];
        assert_eq!((s.experiments, s.holds, s.weak, s.not_applicable), (2, Share { hits: 2, of: 6 }, 1, 1));
        assert_eq!(s.signs, Share { hits: 2, of: 4 });
        assert_eq!(s.fold.map(|f| (f * 1e9).round() / 1e9), Some(4.0), "the root of 2 · 8");
        assert_eq!((s.two_fold, s.foldless), (Share { hits: 1, of: 3 }, 1));
        assert_eq!(s.fold_known.map(|f| (f * 1e9).round() / 1e9), Some(2.0), "the root of that");
        assert_eq!(s.two_fold_known, Share { hits: 1, of: 3 });
        assert_eq!((s.covered, s.covered_by_sampling), (Share { hits: 1, of: 3 }, Share { hits: 3, of: 3 }));
        assert_eq!(s.null.baseline, Share { hits: 1, of: 3 });
        assert_eq!(s.null.model, Share { hits: 2, of: 3 });
        assert_eq!(s.constant.baseline.share(), None);
        assert_eq!(s.null_fold.map(|f| (f.0.round(), f.1.round())), Some((3.0, 4.0)));
        assert_eq!(all[3].holds, Share { hits: 1, of: 1 }, "a scenario is scored, on its own");
    }
}
