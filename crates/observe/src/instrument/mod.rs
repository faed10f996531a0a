//! Instruments: what electrodes, scanners and lights show of activity, with their own sampling, noise and artefacts.
//!
//! Every instrument is a function of recorded activity: it never touches a brain. Its numbers are in the atlas, process `instrument`.

pub mod blood;
pub mod body;
pub mod eeg;
pub mod reading;

use syntony_brain::Plan;
use syntony_brain::numbers::Numbers;
use syntony_engine::Stream;
use syntony_language::Problems;
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;

/// Activity of one person as it was recorded.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Samples a second.
    pub rate_hz: f64,
    /// Activity relative to rest, p/p* − 1, `[population][sample]`.
    pub relative: Vec<Vec<f64>>,
    /// Activity less that at rest, p − p*.
    pub deviation: Vec<Vec<f64>>,
}

/// Populations as instruments see them.
#[derive(Debug, Clone)]
pub struct Anatomy {
    /// Key of each population.
    pub keys: Vec<String>,
    /// Whether it is cortex, the only source of potentials at the scalp.
    pub cortical: Vec<bool>,
    /// Where it lies on the right, m.
    pub position: Vec<[f64; 3]>,
    /// p at rest.
    pub rest: Vec<f64>,
}

impl Anatomy {
    /// Reads it off a plan and the places of its populations.
    pub fn new(plan: &Plan, position: &[[f64; 3]]) -> Anatomy {
        let nodes = &plan.circuit.nodes;
        Anatomy {
            keys: nodes.iter().map(|n| n.key.clone()).collect(),
            cortical: nodes.iter().map(|n| n.cortical).collect(),
            position: position.to_vec(),
            rest: nodes.iter().map(|n| n.rest).collect(),
        }
    }

    /// Index of a population.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|k| k == key)
    }

    /// Recorded activity `[sample × population]` of one person.
    pub fn recorded(&self, rows: &[f32], rate_hz: f64) -> Recorded {
        let course = |population: usize, f: &dyn Fn(f64, f64) -> f64| -> Vec<f64> {
            let rest = self.rest[population];
            rows.chunks(self.keys.len()).map(|row| f(f64::from(row[population]), rest)).collect()
        };
        let all = 0..self.keys.len();
        Recorded {
            rate_hz,
            relative: all.clone().map(|p| course(p, &|x, rest| x / rest - 1.0)).collect(),
            deviation: all.map(|p| course(p, &|x, rest| x - rest)).collect(),
        }
    }
}

/// A sampling rate that an instrument cannot have.
#[derive(Debug, Clone, PartialEq)]
pub struct TooFast {
    /// What was asked, Hz.
    pub asked_hz: f64,
    /// What was recorded, Hz.
    pub recorded_hz: f64,
}

impl std::fmt::Display for TooFast {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (a, r) = (self.asked_hz, self.recorded_hz);
        write!(f, "an instrument at {a} Hz sees activity recorded at {r} Hz, expected a rate that divides it")
    }
}

/// Samples of a recording that make one sample of an instrument.
pub fn every(asked_hz: f64, recorded_hz: f64) -> Result<usize, TooFast> {
    let ratio = recorded_hz / asked_hz;
    let whole = ratio.round();
    if asked_hz > 0.0 && whole >= 1.0 && (ratio - whole).abs() < 1e-6 * whole {
        Ok(whole as usize)
    } else {
        Err(TooFast { asked_hz, recorded_hz })
    }
}

/// Means over as many samples.
pub fn averaged(x: &[f64], every: usize) -> Vec<f64> {
    x.chunks_exact(every).map(|c| c.iter().sum::<f64>() / every as f64).collect()
}

/// Noise with a spectrum of 1/f between two frequencies, of standard deviation 1: a sum of Ornstein-Uhlenbeck processes, one an octave.
#[derive(Debug, Clone)]
pub struct Pink {
    /// What of each is kept in a sample, and what a draw adds.
    steps: Vec<(f64, f64)>,
    share: f64,
}

impl Pink {
    /// From `low_hz` to half of the samples a second.
    pub fn new(rate_hz: f64, low_hz: f64) -> Pink {
        let mut rates = Vec::new();
        let mut hz = low_hz;
        while hz < 0.5 * rate_hz {
            rates.push(2.0 * std::f64::consts::PI * hz);
            hz *= 2.0;
        }
        let share = 1.0 / (rates.len().max(1) as f64).sqrt();
        let step = |r: &f64| {
            let keep = syntony_engine::math::exp(-r / rate_hz);
            (keep, share * (1.0 - keep * keep).sqrt())
        };
        Pink { steps: rates.iter().map(step).collect(), share }
    }

    /// Number of processes; the noise is their sum.
    pub fn octaves(&self) -> usize {
        self.steps.len()
    }

    /// A process at the beginning, from a standard normal number.
    pub fn start(&self, z: f64) -> f64 {
        self.share * z
    }

    /// A process a sample later.
    pub fn step(&self, octave: usize, x: f64, z: f64) -> f64 {
        let (keep, kick) = self.steps[octave];
        x * keep + kick * z
    }
}

/// A course of [`Pink`] noise.
pub fn pink(samples: usize, rate_hz: f64, low_hz: f64, random: &mut Stream) -> Vec<f64> {
    let pink = Pink::new(rate_hz, low_hz);
    let mut state: Vec<f64> = (0..pink.octaves()).map(|_| pink.start(random.normal())).collect();
    (0..samples)
        .map(|_| {
            for (octave, x) in state.iter_mut().enumerate() {
                *x = pink.step(octave, *x, random.normal());
            }
            state.iter().sum()
        })
        .collect()
}

/// Numbers of all instruments.
#[derive(Debug, Clone)]
pub struct Instruments {
    /// Electrodes.
    pub eeg: eeg::Eeg,
    /// Blood.
    pub blood: blood::Blood,
    /// Pupil, heart, skin.
    pub body: body::BodyInstruments,
}

impl Instruments {
    /// Reads them.
    pub fn read(atlas: &Atlas) -> Result<Instruments, Problems> {
        let mut n = Numbers::new(atlas);
        let all = Instruments {
            eeg: eeg::Eeg::read(&mut n),
            blood: blood::Blood::read(&mut n),
            body: body::BodyInstruments::read(&mut n),
        };
        n.problems.into_result(all)
    }
}

/// A number of an instrument.
fn take(n: &mut Numbers, name: &str, dimension: Dimension, meaning: &'static str) -> f64 {
    n.take(&format!("instrument.{name}"), dimension, meaning)
}
