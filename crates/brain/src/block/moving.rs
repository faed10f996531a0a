//! A tick during which the circuit moves at the millisecond clock, while chemistry, learning and bonds keep their own.
//!
//! **Equations.** With c̄ a channel's value at the slow clock, ū the mean of the sense that carries it, and [`course`] its course:
//! ```text
//! stimulus(t) = Σ over slow channels of w c̄ + Σ over fast channels of w k course(u(t)),   k = c̄/ū
//! film → w_voice + w_act    heard → φ w_voice    felt → w_felt (somatosensory cortex)    motor → the weights of `mirror`
//! faces last, and come and go with feelings from tick to tick: what of c̄ they are belongs to the slow channels
//! what is seen moves the motor cortex after a while: course of mirroring without an onset, delayed
//! ```
//! Then every population's mean over the tick stands in for its fixed point, in all situations attended.
//! **Symbols.** w: weight of a percept in the atlas; φ: size of the own voice. **Shape.** `[population × lane]`. **Assumptions.** what is said of
//! [`course`] and [`noise`]; a lane's stimulus is made of that lane's percepts alone.
//!
//! [`course`]: crate::neural::fast::course
//! [`noise`]: crate::neural::fast::noise

use super::Block;
use crate::channel::Channel;
use crate::neural::fast::course::{Course, Decay, PerceptShape};
use crate::neural::fast::noise::Tuning;
use crate::neural::fast::percepts::{Percepts, ROW_S, Sense};
use crate::neural::{Fast, FastPlan, fast::NotFinite};
use crate::senses::Senses;
use std::collections::VecDeque;
use syntony_engine::grid;

/// How far the variance of drive by acts goes towards that of the last tick.
const VARIANCE_SHARE: f64 = 0.2;

/// A sense as it drives populations.
#[derive(Debug, Clone)]
struct Way {
    sense: Sense,
    /// Channel of the slow clock that it resolves; none for what that clock does not have.
    channel: Option<Channel>,
    /// (population, weight).
    drives: Vec<(usize, f64)>,
    decay: Decay,
    /// Delay behind the percept, rows.
    late: usize,
    courses: Vec<Course>,
    waiting: Vec<VecDeque<f64>>,
    /// k of each lane.
    gain: Vec<f64>,
}

/// The brains of a block in motion, and what they have in mind of the last seconds.
#[derive(Debug, Clone)]
pub struct Moving {
    /// The circuits.
    pub fast: Fast,
    ways: Vec<Way>,
    per_row: usize,
    variance: Vec<f64>,
    settled: Option<(Vec<f64>, Vec<f64>)>,
    rows: Vec<f64>,
    mean: Vec<f64>,
}

impl Moving {
    /// Brains of a block, with steps of `dt` seconds; a millisecond must be a whole number of them.
    pub fn new(block: &Block, plan: &FastPlan, dt: f64) -> Moving {
        let (lanes, units) = (block.lane_count(), block.units);
        let weights: Vec<&[f64]> =
            (0..lanes).map(|lane| &block.changes.weights[lane / units.max(1)][..]).collect();
        let (born, keys) = (block.born.clone(), block.keys.clone());
        let fast = Fast::new(&block.plan.circuit, plan, &born, &keys, &weights, dt);
        let of = |channel: Channel, factor: f64| -> Vec<(usize, f64)> {
            let mine = block.plan.percepts.iter().filter(|(c, ..)| *c == channel);
            mine.map(|&(_, r, w)| (r, factor * w)).collect()
        };
        let (sensory, motor) =
            (plan.course, PerceptShape { onset: plan.motor, lasting: plan.motor, phasic: 0.0 });
        let mirror = PerceptShape { onset: plan.mirror, lasting: plan.mirror, phasic: 0.0 };
        let felt: Vec<(usize, f64)> =
            block.plan.population("s1").map(|r| (r, plan.felt)).into_iter().collect();
        let way = |sense, channel, drives: Vec<(usize, f64)>, shape: PerceptShape, late: f64| Way {
            sense,
            channel,
            drives,
            decay: shape.decay(dt),
            late: (late / ROW_S).round() as usize,
            courses: vec![Course::default(); lanes],
            waiting: vec![VecDeque::new(); lanes],
            gain: vec![1.0; lanes],
        };
        let mut film = of(Channel::Voice, 1.0);
        film.extend(of(Channel::Act, 1.0));
        let ways = vec![
            way(Sense::Seen, Some(Channel::Act), of(Channel::Act, 1.0), sensory, 0.0),
            way(Sense::Voice, Some(Channel::Voice), of(Channel::Voice, 1.0), sensory, 0.0),
            way(Sense::Seen, Some(Channel::Mirror), of(Channel::Mirror, 1.0), mirror, plan.mirror_late),
            way(Sense::Motor, Some(Channel::Mirror), of(Channel::Mirror, 1.0), motor, 0.0),
            way(Sense::Film, None, film, sensory, 0.0),
            way(Sense::Heard, None, of(Channel::Voice, plan.heard), sensory, 0.0),
            way(Sense::Felt, None, felt, sensory, 0.0),
        ];
        let width = block.plan.circuit.nodes.len() * lanes;
        Moving {
            fast,
            ways,
            per_row: (ROW_S / dt).round().max(1.0) as usize,
            variance: vec![0.0; width],
            settled: None,
            rows: Vec::new(),
            mean: vec![0.0; width],
        }
    }

    /// Mean drive by what the slow clock does not know, `[population × lane]`.
    fn extra(&self, percepts: &Percepts, lanes: usize) -> Vec<f64> {
        let mut extra = vec![0.0; self.variance.len()];
        for way in self.ways.iter().filter(|w| w.channel.is_none()) {
            for lane in 0..lanes {
                let mean = percepts.mean(way.sense, lane);
                way.drives.iter().for_each(|&(r, w)| grid::row_mut(&mut extra, r, lanes)[lane] += w * mean);
            }
        }
        extra
    }

    /// Rows of stimulus for the steps of a tick, given what does not change within it.
    fn fill(&mut self, base: &[f64], percepts: &Percepts, lanes: usize) {
        let width = base.len();
        self.rows.clear();
        for row in 0..percepts.rows() {
            for step in 0..self.per_row {
                let at = self.rows.len();
                self.rows.extend_from_slice(base);
                let into = &mut self.rows[at..at + width];
                for way in &mut self.ways {
                    for lane in 0..lanes {
                        if step == 0 {
                            way.waiting[lane].push_back(percepts.at(row, way.sense, lane));
                        }
                        let u = match way.waiting[lane].len() {
                            n if n <= way.late => 0.0,
                            _ => way.waiting[lane][0],
                        };
                        let x = way.gain[lane] * way.courses[lane].step(u, &way.decay);
                        way.drives.iter().for_each(|&(r, w)| grid::row_mut(into, r, lanes)[lane] += w * x);
                        if step + 1 == self.per_row && way.waiting[lane].len() > way.late {
                            way.waiting[lane].pop_front();
                        }
                    }
                }
            }
        }
    }

    /// Lets the variance that acts bring follow that of the rows.
    fn follow(&mut self, width: usize) {
        let count = (self.rows.len() / width).max(1) as f64;
        let (mut sum, mut square) = (vec![0.0; width], vec![0.0; width]);
        for row in self.rows.chunks(width) {
            for ((s, q), x) in sum.iter_mut().zip(&mut square).zip(row) {
                *s += x;
                *q += x * x;
            }
        }
        for ((v, s), q) in self.variance.iter_mut().zip(&sum).zip(&square) {
            *v += VARIANCE_SHARE * ((q / count - s * s / (count * count)).max(0.0) - *v);
        }
    }
}

impl Block {
    /// As [`Block::step`], with the circuit in motion: `percepts` says what reached each lane when, `seen` gets the activity after every step
    /// (`[node × lane]`, see [`Fast::of`]).
    pub fn step_moving(
        &mut self,
        senses: &Senses,
        active: &[bool],
        moving: &mut Moving,
        percepts: &Percepts,
        seen: &mut dyn FnMut(&[f64]),
    ) -> Result<(), NotFinite> {
        let (lanes, width) = (self.lanes.lanes(), moving.variance.len());
        if let Some((p, n)) = moving.settled.take() {
            (self.p, self.n) = (p, n);
        }
        // a circuit in motion has an infra-slow noise of its own
        self.sense(senses, 0.0);
        let extra = moving.extra(percepts, lanes);
        self.drive_circuit(senses, active, &extra);
        moving.settled = Some((self.p.clone(), self.n.clone()));
        let settled = self.attended(&self.p, active);
        let mut base = self.attended(&self.work.stimulus, active);
        let channels = self.attended(&self.work.channel, active);
        base.iter_mut().zip(&extra).for_each(|(b, x)| *b -= x);
        let faces = self.faces(senses, percepts, active);
        let lasts = |channel: Channel, lane: usize| if channel == Channel::Act { faces[lane] } else { 0.0 };
        for way in &mut moving.ways {
            let Some(channel) = way.channel else { continue };
            for (lane, gain) in way.gain.iter_mut().enumerate() {
                // own commands and what is seen share the channel of mirroring
                if way.sense == Sense::Motor {
                    continue;
                }
                let own = if channel == Channel::Mirror { percepts.mean(Sense::Motor, lane) } else { 0.0 };
                let value = grid::row(&channels, channel, lanes)[lane] - own - lasts(channel, lane);
                let mean = percepts.mean(way.sense, lane);
                // when too little was there to say how strong it is, it is as strong as before
                if mean > 1e-3 {
                    *gain = value.max(0.0) / mean;
                }
            }
        }
        // what is resolved in time is taken out of what is not
        for (channel, r, w) in &self.plan.percepts {
            if matches!(channel, Channel::Act | Channel::Voice | Channel::Mirror) {
                for lane in 0..lanes {
                    let moves = grid::row(&channels, *channel, lanes)[lane] - lasts(*channel, lane);
                    grid::row_mut(&mut base, *r, lanes)[lane] -= w * moves;
                }
            }
        }
        moving.fill(&base, percepts, lanes);
        moving.follow(width);
        let mut stimulus = self.attended(&self.work.stimulus, active);
        stimulus.iter_mut().for_each(|x| *x = x.clamp(-60.0, 60.0));
        let h = self.transmitted(&settled, &stimulus);
        moving.fast.tune(Tuning { stimulus: &stimulus, h: &h, g: &self.work.g, acts: &moving.variance });
        moving.mean.fill(0.0);
        let rows = std::mem::take(&mut moving.rows);
        let mean = &mut moving.mean;
        let done = moving.fast.advance(&rows, &mut |p| {
            mean.iter_mut().zip(p).for_each(|(m, p)| *m += p);
            seen(p);
        });
        let steps = (rows.len() / width).max(1) as f64;
        moving.rows = rows;
        done?;
        for r in 0..self.plan.circuit.nodes.len() {
            for lane in 0..lanes {
                let shift =
                    moving.mean[moving.fast.of(r, lane)] / steps - grid::row(&settled, r, lanes)[lane];
                self.shift(r, lane, shift, active);
            }
        }
        self.teach();
        self.average(active);
        let dt = percepts.rows() as f64 * ROW_S;
        self.feel(dt);
        self.step_states(senses, dt);
        Ok(())
    }

    /// What of the channel of acts is faces, in each lane.
    fn faces(&self, senses: &Senses, percepts: &Percepts, active: &[bool]) -> Vec<f64> {
        let (lanes, mut all) = (self.lanes.lanes(), vec![0.0; self.columns()]);
        for (c, (&near, face)) in senses.near.iter().zip(&percepts.faces).enumerate() {
            all[lanes + c] = if near > 1e-9 { face / near } else { 0.0 };
        }
        self.attended(&all, active)
    }

    /// Mean over the situations of each lane, weighted by attention, of rows `[row × column]`.
    fn attended(&self, of: &[f64], active: &[bool]) -> Vec<f64> {
        let (lanes, columns) = (self.lanes.lanes(), self.columns());
        let mut all = Vec::with_capacity(of.len() / columns * lanes);
        let (attention, pairs, units) = (&self.work.attention, &self.plan.cast.pairs, self.units);
        let over = super::tick::Attended { attention, pairs, active, units };
        for row in of.chunks(columns) {
            let at = all.len();
            all.resize(at + lanes, 0.0);
            super::tick::mix(&mut all[at..], row, over, None);
        }
        all
    }

    /// Excitability, with what receptors add to or take from transmission where the slow clock has settled, `[population × lane]`.
    fn transmitted(&self, p: &[f64], stimulus: &[f64]) -> Vec<f64> {
        let (lanes, circuit) = (self.lanes.lanes(), &self.plan.circuit);
        let mut h = self.work.h.clone();
        for r in 0..circuit.nodes.len() {
            let beyond = |by: usize, lane: usize| self.work.through[by][r * lanes + lane] - 1.0;
            for lane in 0..lanes {
                let weights = &self.changes.weights[lane / self.units];
                let span = circuit.starts[r]..circuit.starts[r + 1];
                let sent = circuit.synapses[span.clone()].iter().zip(&weights[span]);
                let changed: f64 = sent
                    .map(|(s, w)| {
                        w * beyond(s.transmitter as usize, lane) * grid::row(p, s.from, lanes)[lane]
                    })
                    .sum();
                h[r * lanes + lane] += changed + beyond(0, lane) * grid::row(stimulus, r, lanes)[lane];
            }
        }
        h
    }

    /// Shifts the activity of a population in every situation of a lane.
    fn shift(&mut self, r: usize, lane: usize, by: f64, active: &[bool]) {
        let (lanes, columns, units) = (self.lanes.lanes(), self.columns(), self.units);
        let row = grid::row_mut(&mut self.p, r, columns);
        let own = self
            .plan
            .cast
            .pairs
            .iter()
            .enumerate()
            .filter(|(i, (from, _))| active[*i] && *from == lane / units);
        let pairs = own.map(|(i, _)| lanes + i * units + lane % units);
        for column in std::iter::once(lane).chain(pairs) {
            row[column] = (row[column] + by).clamp(0.0, 0.5);
        }
    }
}
