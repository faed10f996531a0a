//! What instruments show of brains while they are stepped: rest, a scanner, electrodes.
//!
//! Activity is that which the mass shows, `[region × lane]`. The noise of an instrument is a function of seed, brain, sample and channel.

use super::CortexPlan;
use syntony_engine::grid;
use syntony_engine::noise::fill_normal;
use syntony_engine::{Key, Real};
use syntony_observe::instrument::Pink;
use syntony_observe::instrument::blood::{Balloon, Blood};
use syntony_observe::instrument::eeg::Eeg;

/// Streams of the random numbers of instruments.
const SCANNER: u32 = 9;
const ELECTRODES: u32 = 10;

/// The scanner that is asked.
#[derive(Debug, Clone)]
pub struct Bold {
    /// Blood.
    pub blood: Blood,
    /// Recorded values of a volume.
    pub samples: usize,
}

/// The electrodes that are asked.
#[derive(Debug, Clone)]
pub struct Scalp {
    /// The instrument.
    pub eeg: Eeg,
    /// Recorded values of a sample.
    pub samples: usize,
    /// Potential of unit activity, µV `[channel × region]`.
    pub lead: Vec<f64>,
}

/// What instruments give, in the order of their streams: times, and values of a time.
pub(super) fn series(plan: &CortexPlan) -> Vec<(usize, usize)> {
    let bold = plan.bold.as_ref().map(|b| (plan.samples() / b.samples, plan.connectome.regions()));
    let scalp = plan.scalp.as_ref().map(|s| (plan.samples() / s.samples, s.eeg.electrodes.len()));
    bold.into_iter().chain(scalp).collect()
}

/// 1/f and white noise of channels, `[channel × lane]`.
struct Noise {
    pink: Pink,
    keys: Vec<Key>,
    stream: u32,
    /// `[channel × octave × lane]`.
    state: Vec<f64>,
    /// `[channel × (octave, and one) × lane]`.
    drawn: Vec<f64>,
    /// Samples so far.
    step: f64,
}

impl Noise {
    fn new(keys: &[Key], stream: u32, channels: usize, (rate_hz, low_hz): (f64, f64)) -> Noise {
        let pink = Pink::new(rate_hz, low_hz);
        let mut state = vec![0.0; channels * pink.octaves() * keys.len()];
        fill_normal(&mut state, keys, stream, 0, u64::MAX);
        state.iter_mut().for_each(|x| *x = pink.start(*x));
        let drawn = vec![0.0; channels * (pink.octaves() + 1) * keys.len()];
        Noise { pink, keys: keys.to_vec(), stream, state, drawn, step: 0.0 }
    }

    /// Adds the noise of the next sample: so much of 1/f and so much of white.
    fn add(&mut self, to: &mut [f64], (slow, white): (f64, f64)) {
        let (lanes, octaves) = (self.keys.len(), self.pink.octaves());
        fill_normal(&mut self.drawn, &self.keys, self.stream, 0, self.step as u64);
        self.step += 1.0;
        for (channel, to) in to.chunks_exact_mut(lanes).enumerate() {
            let drawn = grid::row(&self.drawn, channel, (octaves + 1) * lanes);
            let state = grid::row_mut(&mut self.state, channel, octaves * lanes);
            for (lane, to) in to.iter_mut().enumerate() {
                let mut sum = 0.0;
                for octave in 0..octaves {
                    let x = &mut grid::row_mut(state, octave, lanes)[lane];
                    *x = self.pink.step(octave, *x, grid::row(drawn, octave, lanes)[lane]);
                    sum += *x;
                }
                *to += slow * sum + white * grid::row(drawn, octaves, lanes)[lane];
            }
        }
    }
}

/// Mean activity at rest of each column.
struct Rest {
    sum: Vec<f64>,
    values: f64,
}

/// What a scanner makes of what is shown.
struct Scanner {
    bold: Bold,
    noise: Option<Noise>,
    /// Recorded values of the present volume so far.
    seen: f64,
    balloons: Vec<Balloon>,
    /// Sum of the present volume.
    sum: Vec<f64>,
}

/// What electrodes make of it.
struct Electrodes {
    scalp: Scalp,
    noise: Option<Noise>,
    seen: f64,
    sum: Vec<f64>,
}

/// All instruments of brains side by side.
pub(super) struct CortexInstruments {
    lanes: usize,
    rest: Rest,
    scanner: Option<Scanner>,
    electrodes: Option<Electrodes>,
}

impl CortexInstruments {
    pub fn new(plan: &CortexPlan, keys: &[Key]) -> CortexInstruments {
        let (regions, lanes) = (plan.connectome.regions(), keys.len());
        let value = plan.steps.2 as f64 * plan.ask.dt;
        let noise = |stream: u32, channels: usize, samples: usize, low_hz: f64| {
            let rate_hz = 1.0 / (value * samples as f64);
            (!plan.ask.clean).then(|| Noise::new(keys, stream, channels, (rate_hz, low_hz)))
        };
        let blank = vec![0.0; regions * lanes];
        let scanner = plan.bold.as_ref().map(|bold| Scanner {
            noise: noise(SCANNER, regions, bold.samples, bold.blood.drift_hz),
            bold: bold.clone(),
            seen: 0.0,
            balloons: vec![Balloon::default(); regions * lanes],
            sum: blank.clone(),
        });
        let electrodes = plan.scalp.as_ref().map(|scalp| Electrodes {
            noise: noise(ELECTRODES, scalp.eeg.electrodes.len(), scalp.samples, scalp.eeg.background_hz),
            scalp: scalp.clone(),
            seen: 0.0,
            sum: blank.clone(),
        });
        CortexInstruments { lanes, rest: Rest { sum: blank, values: 0.0 }, scanner, electrodes }
    }

    /// A value at rest.
    pub fn rest<R: Real>(&mut self, shown: &[R]) {
        self.rest.sum.iter_mut().zip(shown).for_each(|(sum, x)| *sum += x.to());
        self.rest.values += 1.0;
    }

    /// One value of what is shown; a volume `[region × lane]` when one is complete, relative to rest.
    pub fn volume<R: Real>(&mut self, shown: &[R], rate_hz: f64) -> Option<Vec<f64>> {
        let (rest, s) = (&self.rest, self.scanner.as_mut()?);
        for (k, x) in shown.iter().enumerate() {
            let rest = rest.sum[k] / rest.values;
            // a region that is silent at rest has no relative activity
            let z = if rest > 0.0 { x.to() / rest - 1.0 } else { 0.0 };
            s.bold.blood.blow(&mut s.balloons[k], z, rate_hz);
            s.sum[k] += s.bold.blood.bold(s.balloons[k].state());
        }
        let n = s.bold.samples as f64;
        s.seen += 1.0;
        (s.seen == n).then(|| {
            s.seen = 0.0;
            let mut volume: Vec<f64> = s.sum.iter_mut().map(|sum| std::mem::take(sum) / n).collect();
            if let Some(noise) = &mut s.noise {
                noise.add(&mut volume, (s.bold.blood.drift, s.bold.blood.noise));
            }
            volume
        })
    }

    /// One value of what is shown; potentials `[channel × lane]` in µV against their average, when a sample is complete.
    pub fn potentials<R: Real>(&mut self, shown: &[R]) -> Option<Vec<f64>> {
        let (rest, e, lanes) = (&self.rest, self.electrodes.as_mut()?, self.lanes);
        e.sum.iter_mut().zip(shown).for_each(|(sum, x)| *sum += x.to());
        let n = e.scalp.samples as f64;
        e.seen += 1.0;
        (e.seen == n).then(|| {
            e.seen = 0.0;
            let sums = e.sum.iter_mut().zip(&rest.sum);
            let away: Vec<f64> = sums.map(|(sum, r)| std::mem::take(sum) / n - r / rest.values).collect();
            let regions = away.len() / lanes;
            let mut all = Vec::with_capacity(e.scalp.lead.len() / regions * lanes);
            for lead in e.scalp.lead.chunks_exact(regions) {
                let of = |lane: usize| lead.iter().enumerate().map(move |(r, w)| (w, r * lanes + lane));
                all.extend((0..lanes).map(|lane| of(lane).map(|(w, at)| w * away[at]).sum::<f64>()));
            }
            if let Some(noise) = &mut e.noise {
                noise.add(&mut all, (e.scalp.eeg.background, e.scalp.eeg.noise));
            }
            for lane in 0..lanes {
                let channels = || (lane..all.len()).step_by(lanes);
                let mean = channels().map(|k| all[k]).sum::<f64>() / channels().count() as f64;
                channels().for_each(|k| all[k] -= mean);
            }
            all
        })
    }

    /// All that changes, by name.
    pub fn parts(&mut self) -> Vec<(&'static str, Vec<&mut f64>)> {
        fn noisy(noise: Option<&mut Noise>) -> Vec<&mut f64> {
            noise.into_iter().flat_map(|n| std::iter::once(&mut n.step).chain(&mut n.state)).collect()
        }
        let mut all = vec![("rest", self.rest.sum.iter_mut().chain([&mut self.rest.values]).collect())];
        if let Some(s) = &mut self.scanner {
            let balloons = s.balloons.iter_mut().flat_map(|b| &mut b.0);
            all.push(("volume", s.sum.iter_mut().chain(balloons).chain([&mut s.seen]).collect()));
            all.push(("volume_noise", noisy(s.noise.as_mut())));
        }
        if let Some(e) = &mut self.electrodes {
            all.push(("potentials", e.sum.iter_mut().chain([&mut e.seen]).collect()));
            all.push(("potentials_noise", noisy(e.noise.as_mut())));
        }
        all
    }
}
