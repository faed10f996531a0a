//! What came out at every point: means over repetitions, effects against the first group, verdicts; and curves through doses.

use super::hill::{self, Hill};
use super::{Lived, Sweep, Swept};
use rayon::prelude::*;
use serde::Serialize;
use syntony_results::judge::ScoreTable;
use syntony_results::record::AnimalRow;
use syntony_results::stats::{self, central95, mean, sd};
use syntony_store::hash::of_bytes;

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SweepReport {
    /// Protocol key.
    pub protocol: String,
    /// Its title.
    pub title: String,
    /// Its paper in one line; empty for none.
    pub citation: String,
    /// Seed.
    pub seed: u64,
    /// Virtual repetitions of the study at every point.
    pub replicates: usize,
    /// Numbers that were swept.
    pub axes: Vec<Swept>,
    /// Whether points are Sobol's; else they are all combinations, the last axis fastest.
    pub sobol: bool,
    /// Groups that were run.
    pub groups: Vec<Swathe>,
    /// Measures: key, label, unit.
    pub measures: Vec<(String, String, String)>,
    /// Claims: key, text.
    pub claims: Vec<(String, String)>,
    /// Points.
    pub points: Vec<AtPoint>,
    /// Curves through doses, where one dose is swept.
    pub responses: Vec<DoseResponse>,
    /// Hash of all scores, bit by bit: equal for equal sweeps.
    pub result_hash: String,
}

/// A group over all points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Swathe {
    /// Key.
    pub key: String,
    /// Label for plots.
    pub label: String,
    /// Whether a swept number reaches it.
    pub moves: bool,
}

/// One point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AtPoint {
    /// Values of the axes.
    pub at: Vec<f64>,
    /// Why nothing came out.
    pub failed: Option<String>,
    /// Scores by group and measure.
    pub scores: Vec<GroupScore>,
    /// Claims that were judged.
    pub claims: Vec<ClaimShare>,
}

impl AtPoint {
    /// The score of a group and a measure, by place.
    pub fn score(&self, of: (usize, usize)) -> Option<&GroupScore> {
        self.scores.iter().find(|s| (s.group, s.measure) == of)
    }
}

/// A measure in a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupScore {
    /// Group, by place in [`SweepReport::groups`].
    pub group: usize,
    /// Measure, by place in [`SweepReport::measures`].
    pub measure: usize,
    /// Mean of every repetition; none where no animal has a score.
    pub means: Vec<Option<f64>>,
    /// Animals with a score in all repetitions.
    pub animals: usize,
    /// Mean over repetitions.
    pub mean: f64,
    /// Central 95 % of repetitions; none for fewer than two.
    pub interval: Option<(f64, f64)>,
    /// Standard error of the mean.
    pub error: Option<f64>,
    /// Hedges' g against the first group, over the animals of all repetitions; none for that group.
    pub effect: Option<f64>,
}

/// How often a claim holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimShare {
    /// Claim, by place in [`SweepReport::claims`].
    pub claim: usize,
    /// `holds`, `weak`, `fails` or `not applicable`.
    pub verdict: String,
    /// Share of repetitions in which it holds.
    pub share: f64,
    /// Repetitions that could be judged.
    pub replicates: usize,
    /// Repetitions in which its positive control fails.
    pub hollow: usize,
    /// Standardised effect over all repetitions.
    pub effect: Option<f64>,
    /// Name of the effect.
    pub effect_name: String,
    /// Why it could not be judged.
    pub reason: String,
}

/// A Hill curve of a measure in a group, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DoseResponse {
    /// Group, by place.
    pub group: usize,
    /// Measure, by place.
    pub measure: usize,
    /// The curve.
    pub hill: Option<Hill>,
    /// Why there is none; empty if there is one.
    pub refused: String,
}

impl SweepReport {
    /// Points at which nothing came out.
    pub fn failed(&self) -> usize {
        self.points.iter().filter(|p| p.failed.is_some()).count()
    }

    /// The axis, if one dose alone is swept on a scale of ratios.
    pub fn dose(&self) -> Option<&Swept> {
        match &self.axes[..] {
            [only] if only.dose && only.logarithmic => Some(only),
            _ => None,
        }
    }
}

impl Sweep<'_> {
    pub(super) fn report(&self, lived: &[Lived]) -> SweepReport {
        let p = self.protocol;
        let points: Vec<AtPoint> =
            (0..self.points.len()).into_par_iter().map(|i| self.at_point(i, lived)).collect();
        let moves = |g: usize| {
            let mut of: Vec<usize> = self.plan.iter().flatten().map(|portions| portions[g]).collect();
            let there = of.len();
            of.sort_unstable();
            of.dedup();
            // of one point nobody can tell
            of.len() > 1 || there < 2
        };
        let group = |(place, &g): (usize, &usize)| {
            let (key, label) = (p.groups[g].key.clone(), p.groups[g].label.clone());
            Swathe { key, label, moves: moves(place) }
        };
        let mut report = SweepReport {
            protocol: p.key.clone(),
            title: p.title.clone(),
            citation: p.citation(),
            seed: self.wanted.seed,
            replicates: self.wanted.replicates,
            axes: self.axes.clone(),
            sobol: self.wanted.points.is_some(),
            groups: self.groups.iter().enumerate().map(group).collect(),
            measures: p.measures.iter().map(|m| (m.key.clone(), m.label.clone(), m.unit.clone())).collect(),
            claims: p.claims.iter().map(|c| (c.key.clone(), c.text.clone())).collect(),
            points,
            responses: Vec::new(),
            result_hash: self.hash(lived),
        };
        report.responses = responses(&report);
        report
    }

    fn hash(&self, lived: &[Lived]) -> String {
        let names: Vec<&str> = self.portions.iter().map(|p| p.name.as_str()).collect();
        of_bytes(&serde_json::to_vec(&(names, lived)).unwrap_or_default())
    }

    fn at_point(&self, point: usize, lived: &[Lived]) -> AtPoint {
        let failed = |why: &str| AtPoint {
            at: self.points[point].clone(),
            failed: Some(why.to_string()),
            scores: Vec::new(),
            claims: Vec::new(),
        };
        let portions = match &self.plan[point] {
            Ok(portions) => portions,
            Err(why) => return failed(why),
        };
        let mut rows: Vec<AnimalRow> = Vec::new();
        for &i in portions {
            match &lived[i] {
                Ok(of_group) => rows.extend(of_group.iter().cloned()),
                Err(why) => return failed(why),
            }
        }
        rows.sort_by_key(|r| (r.group, r.replicate, r.animal));
        let table = ScoreTable::new(self.protocol, &rows, self.wanted.replicates);
        let ran = |key: &String| {
            let groups = self.protocol.groups_of(key);
            !groups.is_empty() && groups.into_iter().all(|g| self.groups.contains(&g))
        };
        let judged = self.protocol.claims.iter().enumerate().map(|(claim, c)| (claim, table.judge(c)));
        let claims = judged.filter(|(_, v)| v.groups.iter().all(ran)).map(|(claim, v)| ClaimShare {
            claim,
            verdict: v.verdict,
            share: v.share,
            replicates: v.replicates,
            hollow: v.hollow,
            effect: v.effect_size,
            effect_name: v.effect_name,
            reason: v.reason,
        });
        AtPoint {
            at: self.points[point].clone(),
            failed: None,
            scores: self.scores(&rows),
            claims: claims.collect(),
        }
    }

    fn scores(&self, rows: &[AnimalRow]) -> Vec<GroupScore> {
        let mut all = Vec::new();
        for measure in 0..self.protocol.measures.len() {
            let first = values(rows, self.groups[0], measure, None);
            for (group, &g) in self.groups.iter().enumerate() {
                let every = values(rows, g, measure, None);
                if every.is_empty() {
                    continue;
                }
                let of = |k: usize| Some(values(rows, g, measure, Some(k))).filter(|v| !v.is_empty());
                let means: Vec<Option<f64>> =
                    (0..self.wanted.replicates).map(|k| of(k).map(|v| mean(&v))).collect();
                let there: Vec<f64> = means.iter().flatten().copied().collect();
                let several = there.len() > 1;
                let against = group > 0 && first.len() > 1 && every.len() > 1;
                all.push(GroupScore {
                    group,
                    measure,
                    animals: every.len(),
                    mean: mean(&there),
                    interval: central95(&there),
                    error: several.then(|| sd(&there) / (there.len() as f64).sqrt()),
                    effect: against.then(|| stats::welch_t(&every, &first).effect),
                    means,
                });
            }
        }
        all
    }
}

/// Scores of a group that are numbers; of one repetition or of all.
fn values(rows: &[AnimalRow], group: usize, measure: usize, replicate: Option<usize>) -> Vec<f64> {
    let from = rows.partition_point(|r| r.group < group);
    let own = &rows[from..rows.partition_point(|r| r.group <= group)];
    let own = replicate.map_or(own, |k| {
        &own[own.partition_point(|r| r.replicate < k)..own.partition_point(|r| r.replicate <= k)]
    });
    own.iter().filter_map(|r| r.values[measure]).filter(|v| v.is_finite()).collect()
}

/// Hill curves of everything that a single swept dose reaches.
fn responses(report: &SweepReport) -> Vec<DoseResponse> {
    let Some(axis) = report.dose() else { return Vec::new() };
    let pairs: Vec<(usize, usize)> = (0..report.measures.len())
        .flat_map(|m| (0..report.groups.len()).map(move |g| (g, m)))
        .filter(|&(g, _)| report.groups[g].moves)
        .collect();
    let one = |&(group, measure): &(usize, usize)| {
        let mut there: Vec<(f64, Vec<Option<f64>>)> = (0..report.points.len())
            .filter_map(|p| {
                Some((report.points[p].at[0], report.points[p].score((group, measure))?.means.clone()))
            })
            .collect();
        there.sort_by(|a, b| a.0.total_cmp(&b.0));
        if there.is_empty() {
            return None;
        }
        let (doses, means): (Vec<f64>, Vec<Vec<Option<f64>>>) = there.into_iter().unzip();
        let fit = hill::fitted(&doses, &means, &axis.unit, report.seed);
        let refused = fit.as_ref().err().cloned().unwrap_or_default();
        Some(DoseResponse { group, measure, hill: fit.ok(), refused })
    };
    pairs.par_iter().filter_map(one).collect()
}
