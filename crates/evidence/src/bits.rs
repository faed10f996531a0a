//! Bits of many claims: their mean with an interval over papers, and whether probabilities mean what they say.
//!
//! ```text
//! bits a claim = Σ bits / claims        interval: central 95 % when papers are drawn with replacement, 2000 times
//! expected calibration error = Σ_bins n/N |mean forecast − share that came out|
//! ```
//! A paper is the unit, since its claims share animals, doses and errors. Papers: Efron and Tibshirani 1993 (bootstrap); Guo et al. 2017, ICML (calibration error).

use super::{Experiment, Finding, has_paper};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use syntony_engine::noise::Stream;
use syntony_results::stats;

/// Samples of papers of which the interval is made.
const DRAWS: usize = 2000;
/// Stream of the draws.
const STREAM: u32 = 0x62_69_74;
/// Bins of a reliability diagram.
const BINS: usize = 10;

/// Mean bits a claim.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, PartialEq)]
pub struct Bits {
    /// Claims.
    pub claims: usize,
    /// Papers that they are of.
    pub papers: usize,
    /// Mean over claims.
    pub mean: f64,
    /// Its 95 % interval over papers.
    pub interval: (f64, f64),
}

impl Bits {
    /// `+0.21 (-0.05 to +0.48)`.
    pub fn words(self) -> String {
        let (a, b) = self.interval;
        format!("{:+.2} ({a:+.2} to {b:+.2})", self.mean)
    }
}

/// Bits of the claims of experiments for which `of` knows them; none of none.
pub fn bits(experiments: &[&Experiment], of: impl Fn(&Finding) -> Option<f64>) -> Option<Bits> {
    over_papers(experiments.iter().flat_map(|e| {
        let paper = if e.citation.is_empty() { &e.protocol } else { &e.citation };
        e.claims.iter().filter_map(&of).map(move |bits| (paper.as_str(), bits))
    }))
}

/// The mean of claims, each with its paper; none of none.
pub(super) fn over_papers<'a>(claims: impl Iterator<Item = (&'a str, f64)>) -> Option<Bits> {
    let mut papers: BTreeMap<&str, (f64, usize)> = BTreeMap::new();
    for (paper, bits) in claims {
        let sum = papers.entry(paper).or_default();
        *sum = (sum.0 + bits, sum.1 + 1);
    }
    let papers: Vec<(f64, usize)> = papers.into_values().collect();
    let mean = |each: &mut dyn Iterator<Item = (f64, usize)>| {
        let (sum, n) = each.fold((0.0, 0), |(s, n), (bits, claims)| (s + bits, n + claims));
        (sum / n as f64, n)
    };
    let (all, claims) = mean(&mut papers.iter().copied());
    if claims == 0 {
        return None;
    }
    let draw = |k: usize| {
        let mut stream = Stream::new(0, papers.len() as u64, STREAM, k as u64);
        let mut chosen = (0..papers.len()).map(|_| papers[stream.below(papers.len() as u64) as usize]);
        mean(&mut chosen).0
    };
    let draws: Vec<f64> = (0..DRAWS).map(draw).collect();
    let interval = (stats::quantile(&draws, 0.025), stats::quantile(&draws, 0.975));
    Some(Bits { claims, papers: papers.len(), mean: all, interval })
}

/// Forecasts whose probability lies in one tenth.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, PartialEq)]
pub struct Bin {
    /// Forecasts, one for each outcome of each comparison.
    pub forecasts: usize,
    /// Their mean probability.
    pub probability: f64,
    /// Share of them that came out.
    pub came_out: f64,
}

/// The reliability diagram of the comparisons of experiments with a paper: every outcome that can be is a forecast.
pub fn reliability(experiments: &[Experiment]) -> Vec<Bin> {
    let mut bins = vec![Bin::default(); BINS];
    let claims = experiments.iter().filter(|e| has_paper(&e.role)).flat_map(|e| &e.claims);
    for f in claims.filter_map(|f| f.forecast.as_ref()) {
        for (outcome, p) in f.probability.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            let of = (p * BINS as f64) as usize;
            let bin = &mut bins[of.min(BINS - 1)];
            bin.forecasts += 1;
            bin.probability += p;
            bin.came_out += f64::from(u8::from(outcome == f.published as usize));
        }
    }
    for bin in &mut bins {
        let n = bin.forecasts.max(1) as f64;
        (bin.probability, bin.came_out) = (bin.probability / n, bin.came_out / n);
    }
    bins
}

/// Expected calibration error; none of no forecast.
pub fn calibration_error(bins: &[Bin]) -> Option<f64> {
    let all: usize = bins.iter().map(|b| b.forecasts).sum();
    let off = |b: &Bin| b.forecasts as f64 * (b.probability - b.came_out).abs();
    (all > 0).then(|| bins.iter().map(off).sum::<f64>() / all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::tests::{experiment, finding};
    use crate::{Difference, Forecast};

    fn paper(citation: &str, each: &[f64]) -> Experiment {
        let claim = |bits: &f64| Finding { bits: Some(*bits), ..finding("holds", None, None, None) };
        let claims = each.iter().map(claim).collect();
        Experiment { citation: citation.into(), ..experiment("vole", "development", "t", claims) }
    }

    #[test]
    fn exact_mean_over_claims_and_interval_over_papers() {
        let papers = [paper("a", &[1.0, 1.0, 1.0]), paper("b", &[-1.0]), paper("a", &[0.0])];
        let all: Vec<&Experiment> = papers.iter().collect();
        let got = bits(&all, |f| f.bits).unwrap();
        assert_eq!((got.claims, got.papers, got.mean), (5, 2, 0.4));
        // of two papers a quarter of the draws is the first twice (mean 3/4), a quarter the second twice (-1)
        assert_eq!(got.interval, (-1.0, 0.75));
        assert_eq!(bits(&all, |f| f.null_bits), None);
        assert_eq!(got.words(), "+0.40 (-1.00 to +0.75)");
    }

    #[test]
    fn exact_interval_of_many_papers() {
        // 200 papers of one claim with bits of 0 and 1: SD of the mean 0.5/√200, so ±0.0693
        let papers: Vec<Experiment> = (0..200).map(|i| paper(&format!("{i}"), &[f64::from(i % 2)])).collect();
        let got = bits(&papers.iter().collect::<Vec<_>>(), |f| f.bits).unwrap();
        assert!(
            (got.interval.0 - 0.4307).abs() < 0.006 && (got.interval.1 - 0.5693).abs() < 0.006,
            "{got:?}"
        );
    }

    #[test]
    fn exact_reliability() {
        let sure = |published| Forecast {
            probability: [0.95, 0.03, 0.02],
            hollow: 0.0,
            published,
            base: 0.3,
            bits: 0.0,
        };
        let claim =
            |published| Finding { forecast: Some(sure(published)), ..finding("holds", None, None, None) };
        let claims = vec![claim(Difference::Above), claim(Difference::Below)];
        let bins = reliability(&[experiment("vole", "development", "t", claims)]);
        assert_eq!((bins[9].forecasts, bins[9].came_out), (2, 0.5));
        assert_eq!((bins[0].forecasts, bins[0].came_out), (4, 0.25));
        let expected = (2.0 * 0.45 + 4.0 * (0.25 - 0.025)) / 6.0;
        assert!((calibration_error(&bins).unwrap() - expected).abs() < 1e-12);
        assert_eq!(calibration_error(&reliability(&[])), None);
    }
}
