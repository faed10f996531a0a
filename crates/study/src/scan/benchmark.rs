//! Datasets of which it is known what couples people, and what common measures of synchrony make of them.
//!
//! | set | ground truth |
//! |---|---|
//! | coupled | interaction through acts: people talk |
//! | imitation | interaction through acts: people imitate each other |
//! | none | no interaction: people talk apart |
//! | common_input | no interaction: the same film |
//! | drifting_clocks | interaction through acts, recorded by instruments whose clocks drift apart |
//! | volume_conduction | no interaction of regions; sensors of one head share their fields |
//!
//! A pair is detected as coupled when its value is above 95 % of those of shuffled pairs; within a head, above those of 19 phase-randomised
//! copies. The share of pairs so detected is the rate of true positives in the first sets and of false ones in the others.

use super::sensors::{Settings, Shown, cortex, look, person};
use super::{Made, ScanManifest};
use rayon::prelude::*;
use serde::Serialize;
use syntony_engine::Stream;
use syntony_observe::instrument::eeg::NAMES;
use syntony_observe::instrument::{Instruments, TooFast};
use syntony_observe::synchrony::{
    Band, Complex64, accorr, analytic, band_pass, ccorr, correlation, cross, envelope_correlation, granger,
    phase_randomised, plv, power_correlation, wavelet_coherence, windowed,
};
use syntony_store::StoreError;

/// The protocol of the sets.
pub const PROTOCOL: &str = include_str!("synchrony_benchmark.toml");

/// One set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Set {
    /// Name.
    pub name: &'static str,
    /// Group of the protocol.
    pub group: &'static str,
    /// Overrides of the atlas.
    pub set: &'static [(&'static str, &'static str)],
    /// Whether the clock of the partner's instruments drifts.
    pub drifts: bool,
    /// Whether sensors of one head are compared rather than two people.
    pub within: bool,
    /// Whether there is interaction in the ground truth.
    pub interaction: bool,
}

const fn between(name: &'static str, group: &'static str, interaction: bool) -> Set {
    Set { name, group, set: &[], drifts: false, within: false, interaction }
}

/// All sets.
pub const SETS: [Set; 6] = [
    between("coupled", "coupled", true),
    between("imitation", "imitation", true),
    between("none", "none", false),
    between("common_input", "common_input", false),
    Set { drifts: true, ..between("drifting_clocks", "coupled", true) },
    Set {
        set: &[("process.circuit.coupling", "0")],
        within: true,
        ..between("volume_conduction", "none", false)
    },
];

/// What a measure makes of a set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BenchmarkFinding {
    /// Set.
    pub set: String,
    /// Measure.
    pub measure: String,
    /// Whether there is interaction in the ground truth.
    pub interaction: bool,
    /// Mean over pairs.
    pub real: f64,
    /// Mean over surrogates.
    pub surrogate: f64,
    /// Share of pairs detected as coupled.
    pub rate: f64,
    /// Pairs.
    pub pairs: usize,
}

/// Electrodes over the superior temporal sulcus of both sides.
const TEMPORAL: [&str; 6] = ["P7", "T7", "CP5", "P8", "T8", "CP6"];
/// Two electrodes of one head that share fields.
const NEIGHBOURS: [&str; 2] = ["C3", "CP5"];
const THETA: Band = Band::new(4.0, 8.0);
const ALPHA: Band = Band::new(8.0, 13.0);
const SLOW: Band = Band::new(0.02, 0.1);
/// Length of a window of phase measures, and of a segment of spectra, s.
const WINDOW_S: f64 = 3.0;
/// Phase-randomised copies.
const COPIES: usize = 19;
/// Samples that a prediction looks back, at this rate.
const ORDER: usize = 8;
const PREDICTION_HZ: f64 = 50.0;
/// Random-number stream of copies.
const STREAM: u32 = 301;

/// A measure by name, as a function of two signals, their rate and a band.
type Measure = (&'static str, fn(&[f64], &[f64], f64, Band) -> f64);

type OfPhases = fn(&[Complex64], &[Complex64]) -> f64;

fn short(x: &[f64], y: &[f64], hz: f64, band: Band, f: OfPhases) -> f64 {
    windowed(&analytic(x, hz, band), &analytic(y, hz, band), (WINDOW_S * hz) as usize, f)
}

fn long(x: &[f64], y: &[f64], hz: f64, band: Band, f: OfPhases) -> f64 {
    f(&analytic(x, hz, band), &analytic(y, hz, band))
}

const ELECTRIC: [Measure; 12] = [
    ("plv, windows of 3 s", |x, y, hz, b| short(x, y, hz, b, plv)),
    ("plv, whole recording", |x, y, hz, b| long(x, y, hz, b, plv)),
    ("ccorr", |x, y, hz, b| short(x, y, hz, b, ccorr)),
    ("accorr", |x, y, hz, b| short(x, y, hz, b, accorr)),
    ("coherence", |x, y, hz, b| cross(x, y, hz, b, WINDOW_S).coherence),
    ("imaginary coherence", |x, y, hz, b| cross(x, y, hz, b, WINDOW_S).imaginary.abs()),
    ("wpli", |x, y, hz, b| cross(x, y, hz, b, WINDOW_S).wpli),
    ("wpli, debiased", |x, y, hz, b| cross(x, y, hz, b, WINDOW_S).debiased),
    ("envelope correlation", |x, y, hz, b| long(x, y, hz, b, envelope_correlation)),
    ("power correlation", |x, y, hz, b| long(x, y, hz, b, power_correlation)),
    ("wavelet coherence", wavelet_coherence),
    ("granger", |x, y, hz, _| {
        let per = (hz / PREDICTION_HZ).max(1.0) as usize;
        let thin = |v: &[f64]| v.chunks(per).map(|c| c.iter().sum::<f64>() / c.len() as f64).collect();
        let (x, y): (Vec<f64>, Vec<f64>) = (thin(x), thin(y));
        granger(&x, &y, ORDER).max(granger(&y, &x, ORDER))
    }),
];

const SLOWLY: [Measure; 2] = [
    ("fnirs correlation", |x, y, hz, b| {
        // both ends know the filter rather than the blood
        let ends = ((0.5 / b.low_hz * hz) as usize).min(x.len() / 3);
        let trim = |v: &[f64]| {
            let all = band_pass(v, hz, b);
            all[ends..all.len() - ends].to_vec()
        };
        correlation(&trim(x), &trim(y))
    }),
    ("fnirs wavelet coherence", wavelet_coherence),
];

/// What kept the findings from being made.
#[derive(Debug)]
pub enum BenchmarkStopped {
    /// A file could not be read.
    Store(StoreError),
    /// An instrument faster than the recording.
    TooFast(TooFast),
}

impl From<StoreError> for BenchmarkStopped {
    fn from(e: StoreError) -> BenchmarkStopped {
        BenchmarkStopped::Store(e)
    }
}

impl From<TooFast> for BenchmarkStopped {
    fn from(e: TooFast) -> BenchmarkStopped {
        BenchmarkStopped::TooFast(e)
    }
}

/// What all measures make of a set that was recorded.
pub fn findings(
    set: &Set,
    scan: &Made,
    instruments: &Instruments,
    settings: &Settings,
) -> Result<Vec<BenchmarkFinding>, BenchmarkStopped> {
    let m = &scan.manifest;
    let people: Vec<Vec<Shown>> = (0..m.dyads)
        .into_par_iter()
        .map(|dyad| {
            let activity = scan.dyad(dyad)?;
            let all = (0..m.people.len())
                .map(|who| look(m, instruments, settings, person(&activity[0], who), (dyad, who, 0)));
            Ok(all.collect::<Result<Vec<Shown>, TooFast>>()?)
        })
        .collect::<Result<_, BenchmarkStopped>>()?;
    if set.within {
        return Ok(within(set, m, settings, &people));
    }
    let electric = |s: &Shown| mean(&s.eeg, &TEMPORAL);
    let sts = cortex(&m.anatomy()).iter().position(|p| m.populations[*p].key == "sts").unwrap_or(0);
    let fnirs = |s: &Shown| s.oxy[sts].clone();
    let mut all = between_people(set, &people, &electric, settings.eeg_hz, THETA, &ELECTRIC);
    all.extend(between_people(set, &people, &fnirs, settings.fnirs_hz, SLOW, &SLOWLY));
    Ok(all)
}

/// Mean over electrodes.
fn mean(eeg: &[Vec<f64>], names: &[&str]) -> Vec<f64> {
    let mut sum = vec![0.0; eeg.first().map_or(0, Vec::len)];
    for channel in NAMES.iter().zip(eeg).filter(|(n, _)| names.contains(n)).map(|(_, c)| c) {
        sum.iter_mut().zip(channel).for_each(|(s, x)| *s += x / names.len() as f64);
    }
    sum
}

/// Real against shuffled pairs.
fn between_people(
    set: &Set,
    people: &[Vec<Shown>],
    signal: &dyn Fn(&Shown) -> Vec<f64>,
    hz: f64,
    band: Band,
    measures: &[Measure],
) -> Vec<BenchmarkFinding> {
    let signals: Vec<[Vec<f64>; 2]> = people.iter().map(|p| [signal(&p[0]), signal(&p[1])]).collect();
    let n = signals.len();
    measures
        .par_iter()
        .map(|(name, f)| {
            let value = |i: usize, j: usize| f(&signals[i][0], &signals[j][1], hz, band);
            let real: Vec<f64> = (0..n).map(|i| value(i, i)).collect();
            let mut shuffled: Vec<f64> = (0..n * n)
                .map(|k| (k / n, k % n))
                .filter(|(i, j)| i != j)
                .map(|(i, j)| value(i, j))
                .collect();
            shuffled.sort_by(f64::total_cmp);
            let limit = (0.95 * shuffled.len() as f64) as usize;
            let limit = shuffled.get(limit).copied().unwrap_or(f64::INFINITY);
            finding(set, name, &real, &shuffled, &|x, _| x > limit)
        })
        .collect()
}

/// Two electrodes of each head against copies.
fn within(set: &Set, m: &ScanManifest, settings: &Settings, people: &[Vec<Shown>]) -> Vec<BenchmarkFinding> {
    let pairs: Vec<[Vec<f64>; 2]> =
        people.iter().flatten().map(|s| NEIGHBOURS.map(|n| mean(&s.eeg, &[n]))).collect();
    ELECTRIC
        .par_iter()
        .map(|(name, f)| {
            let (mut real, mut copies, mut highest) = (Vec::new(), Vec::new(), Vec::new());
            for (i, [x, y]) in pairs.iter().enumerate() {
                real.push(f(x, y, settings.eeg_hz, ALPHA));
                let mut random = Stream::new(m.seed, i as u64, STREAM, 0);
                let own: Vec<f64> = (0..COPIES)
                    .map(|_| f(x, &phase_randomised(y, &mut random), settings.eeg_hz, ALPHA))
                    .collect();
                highest.push(own.iter().copied().fold(f64::NEG_INFINITY, f64::max));
                copies.extend(own);
            }
            finding(set, name, &real, &copies, &|x, i| x > highest[i])
        })
        .collect()
}

fn finding(
    set: &Set,
    measure: &str,
    real: &[f64],
    surrogate: &[f64],
    found: &dyn Fn(f64, usize) -> bool,
) -> BenchmarkFinding {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len().max(1) as f64;
    let positive = real.iter().enumerate().filter(|(i, x)| found(**x, *i)).count();
    BenchmarkFinding {
        set: set.name.into(),
        measure: measure.into(),
        interaction: set.interaction,
        real: mean(real),
        surrogate: mean(surrogate),
        rate: positive as f64 / real.len().max(1) as f64,
        pairs: real.len(),
    }
}
