//! What a page shows of a validation at a glance: first scores, bits by role and topic beside the baselines, effect sizes, reliability.

use super::first::{self, mean::FirstScore};
use super::{Bin, Bits, Share, TopicScore, Validation, calibration_error, effects, has_paper, name, pages};
use serde::Serialize;

/// The file of the digest, beside the pages of the evidence.
pub const FILE: &str = "scores.json";

/// A validation at a glance.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Standing {
    /// The command that made it.
    pub made: String,
    /// Virtual repetitions of each study.
    pub replicates: usize,
    /// Records with a paper, and those whose n was read.
    pub n_is_read: Share,
    /// First scores.
    pub first: Vec<FirstMean>,
    /// Scores of all, by lineage and role, and by topic.
    pub scores: Vec<ScoreRow>,
    /// Published effects beside simulated ones.
    pub effects: Vec<EffectPair>,
    /// How often what was forecast with a probability came out.
    pub reliability: Vec<Bin>,
    /// Expected calibration error of the forecasts.
    pub calibration_error: Option<f64>,
}

/// The mean of some first scores.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct FirstMean {
    /// Of what.
    pub name: String,
    /// See [`FirstScore`].
    #[serde(flatten)]
    pub score: FirstScore,
}

/// A score.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct ScoreRow {
    /// Of what.
    pub name: String,
    /// Lineage, if it is of one.
    pub lineage: Option<String>,
    /// Role, if it is of one.
    pub role: Option<String>,
    /// Topic, if it is of one.
    pub topic: Option<String>,
    /// Bits of all claims.
    pub bits: Option<Bits>,
    /// Bits of comparisons alone; the baselines are of the same.
    pub comparisons: Option<Bits>,
    /// Every direction is told, the effect middling.
    pub told: Option<Bits>,
    /// A regression on designs, from other papers.
    pub ridge: Option<Bits>,
    /// The same from other laboratories.
    pub ridge_laboratory: Option<Bits>,
    /// Nothing has an effect.
    pub null: Option<Bits>,
    /// Comparisons whose published outcome is the likeliest.
    pub hit: Share,
    /// Claims that hold by the criterion of their record.
    pub holds: Share,
    /// Claims with the published direction.
    pub signs: Share,
    /// Claims of no difference that are hollow.
    pub hollow: Share,
    /// Simulated over published effects, geometric mean.
    pub ratio: Option<f64>,
}

/// A published effect beside the simulated one.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct EffectPair {
    /// Protocol.
    pub protocol: String,
    /// Claim in words.
    pub text: String,
    /// Lineage.
    pub lineage: String,
    /// In what it is counted.
    pub metric: String,
    /// What it may be used for.
    pub purpose: String,
    /// Published, with its interval.
    pub published: f64,
    /// See `published`.
    pub published_interval: Option<(f64, f64)>,
    /// Simulated, with the central 90 % of repetitions.
    pub simulated: f64,
    /// See `simulated`.
    pub simulated_interval: Option<(f64, f64)>,
}

/// The digest of a validation.
pub fn digest(v: &Validation) -> Standing {
    let all: Vec<_> = v.experiments.iter().filter(|e| has_paper(&e.role)).collect();
    let wanted = |s: &&TopicScore| {
        let by_role = s.topic.is_none() && (s.role.is_none() || s.lineage.is_some());
        (by_role || s.topic.is_some()) && s.role.as_deref().is_none_or(has_paper)
    };
    let point = |(e, f, published, size): (&super::Experiment, &super::Finding, _, &super::Size)| {
        let published: &syntony_model::effect::Effect = published;
        Some(EffectPair {
            protocol: e.protocol.clone(),
            text: f.verdict.text.clone(),
            lineage: e.lineage.clone(),
            metric: published.metric.word().into(),
            purpose: published.purpose.word().into(),
            published: published.value,
            published_interval: published.interval,
            simulated: size.simulated?,
            simulated_interval: size.interval,
        })
    };
    Standing {
        made: pages::made(v),
        replicates: v.replicates,
        n_is_read: Share::count(all.iter().map(|e| e.n_is_read)),
        first: v.first.iter().map(|s| FirstMean { name: first::mean::name(s), score: s.clone() }).collect(),
        scores: v.scores.iter().filter(wanted).map(row).collect(),
        effects: effects::both(&all).filter_map(point).collect(),
        reliability: v.reliability.clone(),
        calibration_error: calibration_error(&v.reliability),
    }
}

fn row(s: &TopicScore) -> ScoreRow {
    ScoreRow {
        name: name(s),
        lineage: s.lineage.clone(),
        role: s.role.clone(),
        topic: s.topic.clone(),
        bits: s.bits,
        comparisons: s.comparison_bits,
        told: s.told_bits,
        ridge: s.ridge_bits,
        ridge_laboratory: s.ridge_laboratory_bits,
        null: s.null_bits,
        hit: s.hit,
        holds: s.holds,
        signs: s.signs,
        hollow: s.hollow,
        ratio: s.sizes.ratio,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::tests::with;
    use crate::score::tests::{experiment, finding};
    use syntony_model::effect::Purpose;

    #[test]
    fn exact_a_digest_has_what_the_pages_have() {
        let claims = vec![
            with(Purpose::Target, 0.5, &[1.0, 1.0]),
            with(Purpose::Benchmark, 0.5, &[]),
            finding("fails", None, None, None),
        ];
        let experiments =
            vec![experiment("vole", "development", "t", claims), experiment("human", "scenario", "", vec![])];
        let v = Validation {
            syntony: "0".into(),
            seed: 7,
            replicates: 20,
            set: vec!["a=1".into()],
            posterior: vec![],
            constant_effect: None,
            base: Default::default(),
            scores: crate::scores(&experiments),
            first: vec![],
            reliability: vec![],
            experiments,
        };
        let d = digest(&v);
        assert_eq!(d.made, "`syntony validate --replicates 20 --seed 7 --set a=1`");
        let names: Vec<&str> = d.scores.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(names, ["all with a paper", "voles", "voles, development", "t"]);
        assert_eq!((d.n_is_read, d.scores[0].holds), (Share { hits: 0, of: 1 }, Share { hits: 2, of: 3 }));
        let points: Vec<(f64, f64)> = d.effects.iter().map(|p| (p.published, p.simulated)).collect();
        assert_eq!(points, [(0.5, 1.0)], "an effect that is not there is no point");
        assert!(serde_json::to_string(&d).unwrap().contains("\"purpose\":\"target\""));
    }
}
