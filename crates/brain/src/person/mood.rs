//! Mood: what is felt of good and bad for about an hour, carried on by events and by nothing.
//!
//! **Equation** (valence ±; person i)
//! ```text
//! dm±/dt = −(m± − μ±_i − d±_i(day))/τ_m + g (felt± − usual±)/τ_e + w_i √(2/τ_m) σ dW,     d usual±/dt = (felt± − usual±)/τ_h
//! h_d1 += k₊ m₊,  h_vp −= k₊ m₊,     h_bla, h_acc, h_pag += k₋ m₋          k: such that m moves what is felt by m, were each population alone
//! μ = σ_μ z,  d = σ_d ζ(day),  good against bad −r,     w = e^(σ_w z)
//! ```
//! **Symbols.** m: mood, on the scale of what is felt (1); felt: joy, distress; usual: what is felt of late, to which people get used; g τ_m/τ_e < 1: what events
//! leave; σ: SD within an hour and more; σ_μ, σ_d, σ_w: SD between people, days, and of ln of how much people waver; r: opposition of good and bad; z, ζ, W:
//! normal, keyed by person and valence, ζ as in [`super::response`]. **Shape.** `[valence × lane]`. **Assumptions.** Exact over a tick for what stays during it.
//! Drives act on the whole circuit, so that mood inclines to acts, too. **Papers.** Bringmann et al. 2013, 2016 and the other diaries (spread between, within,
//! persistence); Frederick & Loewenstein 1999 (getting used: idea, time assumed).

use super::response::ResponseParameters;
use crate::neural::Circuit;
use crate::numbers::Numbers;
use crate::social::AffectParameters;
use crate::stream;
use syntony_engine::Key;
use syntony_engine::grid::{row, row_mut};
use syntony_engine::math::exp;
use syntony_engine::noise::{name, normal};
use syntony_language::quantity::Dimension;

/// Good, then bad.
const VALENCES: [u64; 2] = [name("good mood"), name("bad mood")];
/// How much somebody wavers.
const WAVER: u64 = name("waver");

/// Numbers of mood.
#[derive(Debug, Clone, PartialEq)]
pub struct MoodParameters {
    /// σ_μ.
    pub between: f64,
    /// σ_d.
    pub day: f64,
    /// r.
    pub opposed: f64,
    /// σ_w.
    pub waver: f64,
    /// σ.
    pub within: f64,
    /// τ_m, s.
    pub time: f64,
    /// g.
    pub events: f64,
    /// τ_e, s.
    pub events_time: f64,
    /// τ_h, s.
    pub usual_time: f64,
    /// Population and drive per m, of good and of bad.
    pub drives: [Vec<(usize, f64)>; 2],
}

impl MoodParameters {
    /// Reads them; what moves which population follows from what is felt of it.
    pub fn read(n: &mut Numbers, circuit: &Circuit, affect: &AffectParameters) -> Self {
        let (one, time) = (Dimension::NONE, Dimension::TIME);
        let at = affect.populations;
        let good = [(at.d1, 1.0, affect.reward), (at.vp, -1.0, affect.value)];
        let bad = [(at.bla, 1.0, affect.bla), (at.acc, 1.0, 0.5 * affect.acc), (at.pag, 1.0, affect.pag)];
        let drives = |of: &[(usize, f64, f64)]| -> Vec<(usize, f64)> {
            let felt: f64 = of.iter().map(|(r, _, weight)| weight * circuit.slope(&circuit.nodes[*r])).sum();
            of.iter().map(|(r, sign, _)| (*r, sign / felt.max(f64::MIN_POSITIVE))).collect()
        };
        MoodParameters {
            drives: [drives(&good), drives(&bad)],
            between: n.take("mood.between", one, "SD of mood between people"),
            day: n.take("mood.day", one, "SD of mood between days"),
            opposed: n.take("mood.opposed", one, "how far good and bad mood exclude each other"),
            waver: n.take("mood.waver", one, "SD of ln of how much mood wavers, between people"),
            within: n.take("mood.within", one, "SD of mood within a day"),
            time: n.take("mood.time", time, "time for which a mood lasts").max(1.0),
            events: n.take("mood.events", one, "what events leave in mood"),
            events_time: n.take("mood.events_time", time, "time in which events leave it").max(1.0),
            usual_time: n.take("mood.usual_time", time, "time in which people get used to events").max(1.0),
        }
    }
}

/// Moods of all lanes.
#[derive(Debug, Clone)]
pub struct Moods {
    /// m, `[valence × lane]`.
    pub mood: Vec<f64>,
    usual: Vec<f64>,
    /// μ + d.
    set: Vec<f64>,
    waver: Vec<f64>,
    born: Vec<Key>,
    keys: Vec<Key>,
    ticks: u64,
}

impl Moods {
    /// Of lanes with these keys of birth and of what is lived through, at the beginning of day 0.
    pub fn new(p: &MoodParameters, days: &ResponseParameters, born: &[Key], keys: &[Key]) -> Moods {
        let lanes = born.len();
        let waver = |key: &Key| exp(p.waver * normal(key.named(WAVER), stream::MOOD, 0, 0));
        let mut new = Moods {
            mood: vec![0.0; 2 * lanes],
            usual: vec![0.0; 2 * lanes],
            set: vec![0.0; 2 * lanes],
            waver: born.iter().map(waver).collect(),
            born: born.to_vec(),
            keys: keys.to_vec(),
            ticks: 0,
        };
        new.dawn(p, days, 0);
        for v in 0..2 {
            for lane in 0..lanes {
                let m = row(&new.set, v, lanes)[lane] + new.waver[lane] * p.within * new.shock(v, lane);
                row_mut(&mut new.mood, v, lanes)[lane] = m;
                row_mut(&mut new.usual, v, lanes)[lane] = m.max(0.0);
            }
        }
        new.ticks = 1;
        new
    }

    /// A draw of this tick.
    fn shock(&self, valence: usize, lane: usize) -> f64 {
        // a stream of its own: whoever is nobody's twin has one key for what is inborn and what is lived through
        normal(self.keys[lane].named(VALENCES[valence]), stream::MOOD_EVENT, 0, self.ticks)
    }

    /// Goes to a day.
    pub fn dawn(&mut self, p: &MoodParameters, days: &ResponseParameters, day: u64) {
        let lanes = self.born.len();
        let against = (1.0 - p.opposed * p.opposed).sqrt();
        for lane in 0..lanes {
            let z = VALENCES.map(|of| normal(self.born[lane].named(of), stream::MOOD, 0, 0));
            let d = VALENCES.map(|of| days.of_day(self.keys[lane].named(of), day));
            let bad = |x: [f64; 2]| against * x[1] - p.opposed * x[0];
            self.set[lane] = p.between * z[0] + p.day * d[0];
            row_mut(&mut self.set, 1_usize, lanes)[lane] = p.between * bad(z) + p.day * bad(d);
        }
    }

    /// Goes on by `dt` seconds in which so much was felt, `[valence × lane]`.
    pub fn step(&mut self, p: &MoodParameters, dt: f64, felt: [&[f64]; 2]) {
        if dt <= 0.0 {
            return;
        }
        let lanes = self.born.len();
        let (stays, used) = (exp(-dt / p.time), 1.0 - exp(-dt / p.usual_time));
        let kick = p.within * (1.0 - stays * stays).sqrt();
        for (v, felt) in felt.into_iter().enumerate() {
            for (lane, felt) in felt.iter().enumerate() {
                let usual = &mut row_mut(&mut self.usual, v, lanes)[lane];
                *usual += used * (felt - *usual);
                let left = p.events * p.time / p.events_time * (felt - *usual);
                let to = row(&self.set, v, lanes)[lane] + left;
                let shock = kick * self.waver[lane] * self.shock(v, lane);
                let m = &mut row_mut(&mut self.mood, v, lanes)[lane];
                *m = to + (*m - to) * stays + shock;
            }
        }
        self.ticks += 1;
    }

    /// Adds what mood drives to `h`, `[population × lane]`.
    pub fn drive(&self, p: &MoodParameters, h: &mut [f64]) {
        let lanes = self.born.len();
        for (v, drives) in p.drives.iter().enumerate() {
            for &(r, k) in drives {
                for (h, m) in row_mut(h, r, lanes).iter_mut().zip(row(&self.mood, v, lanes)) {
                    *h += k * m;
                }
            }
        }
    }
}
