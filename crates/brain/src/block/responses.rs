//! How the regions of all lanes answer now: the equations of [`crate::person::response`], drawn for a block of brains.

use crate::channel::Channel;
use crate::person::response::ResponseParameters;
use crate::plan::Plan;
use crate::stream;
use std::ops::Range;
use syntony_engine::Key;
use syntony_engine::grid::{row, row_mut};
use syntony_engine::math::exp;
use syntony_engine::noise::{name, normal};

/// What all regions of a person have in common, among the names of populations.
const EVERYWHERE: u64 = name("everywhere");
/// The stress axis, likewise.
const AXIS: u64 = name("stress axis");

/// What a lane meets that is nobody, and what its populations make of it, `[population × lane]`.
#[derive(Debug, Clone)]
struct Thing {
    content: u64,
    drive: Vec<f64>,
}

/// How the regions of all lanes answer now.
#[derive(Debug, Clone)]
pub struct Responses {
    p: ResponseParameters,
    /// Drive by a percept at x = 1, `[percept × lane]`.
    pub weight: Vec<f64>,
    /// κ of who is attended, `[population × pair column]`.
    pub other: Vec<f64>,
    things: Vec<Thing>,
    /// G without trials, and trials, `[population × lane]`.
    gain: Vec<f64>,
    trial: Vec<f64>,
    /// ω of the day, `[percept × lane]`.
    channel: Vec<f64>,
    day: Option<u64>,
    born: Vec<Key>,
    keys: Vec<Key>,
}

impl Responses {
    /// Of lanes with these keys of birth and of what is lived through.
    pub fn new(p: &ResponseParameters, plan: &Plan, born: &[Key], keys: &[Key]) -> Responses {
        let (lanes, populations) = (born.len(), plan.circuit.nodes.len());
        let units = lanes / plan.members().max(1);
        let mut new = Responses {
            p: p.clone(),
            weight: vec![0.0; plan.percepts.len() * lanes],
            other: vec![0.0; populations * plan.pairs() * units],
            things: Vec::new(),
            gain: vec![1.0; populations * lanes],
            trial: vec![1.0; populations * lanes],
            channel: vec![0.0; plan.percepts.len() * lanes],
            day: None,
            born: born.to_vec(),
            keys: keys.to_vec(),
        };
        new.dawn(plan, 0);
        new
    }

    /// Goes to a day, by its number after the beginning of the experiment; false if it is that day.
    pub fn dawn(&mut self, plan: &Plan, day: u64) -> bool {
        if self.day == Some(day) {
            return false;
        }
        self.day = Some(day);
        self.things.clear();
        let lanes = self.born.len();
        let units = lanes / plan.members().max(1);
        let p = &self.p;
        let half = 0.5 * (p.gain * p.gain + p.gain_day * p.gain_day);
        let inborn = |lane: usize, of: u64| normal(self.born[lane].named(of), stream::RESPONSE, 0, 0);
        let today = |lane: usize, of: u64| p.of_day(self.keys[lane].named(of), day);
        let everywhere: Vec<(f64, f64)> =
            (0..lanes).map(|lane| (inborn(lane, EVERYWHERE), today(lane, EVERYWHERE))).collect();
        for (r, node) in plan.circuit.nodes.iter().enumerate() {
            let of = name(&node.key);
            for (lane, gain) in row_mut(&mut self.gain, r, lanes).iter_mut().enumerate() {
                let (f, g) = everywhere[lane];
                let ln = p.gain * p.common(f, inborn(lane, of)) + p.gain_day * p.common(g, today(lane, of));
                *gain = exp(ln - half);
            }
        }
        for (k, &(channel, r, _)) in plan.percepts.iter().enumerate() {
            let of = name(&format!("{} {}", Channel::ALL[channel as usize].0, plan.circuit.nodes[r].key));
            for (lane, w) in row_mut(&mut self.channel, k, lanes).iter_mut().enumerate() {
                *w = p.channel * inborn(lane, of) + p.channel_day * today(lane, of);
            }
        }
        let columns = plan.pairs() * units;
        for (pair, &(from, to)) in plan.cast.pairs.iter().enumerate() {
            for u in 0..units {
                let drive = self.meets(plan, from * units + u, plan.names[to]);
                for (r, x) in drive.into_iter().enumerate() {
                    row_mut(row_mut(&mut self.other, r, columns), pair, units)[u] = x;
                }
            }
        }
        self.weigh(plan);
        true
    }

    /// a of every lane, today.
    pub fn axis(&self, into: &mut [f64]) {
        let (p, day) = (&self.p, self.day.unwrap_or(0));
        let half = 0.5 * (p.axis * p.axis + p.axis_day * p.axis_day);
        for (x, (born, key)) in into.iter_mut().zip(self.born.iter().zip(&self.keys)) {
            let inborn = normal(born.named(AXIS), stream::RESPONSE, 0, 0);
            *x = exp(p.axis * inborn + p.axis_day * p.of_day(key.named(AXIS), day) - half);
        }
    }

    /// κ of a content for every population of a lane, today.
    fn meets(&self, plan: &Plan, lane: usize, content: u64) -> Vec<f64> {
        let (p, day) = (&self.p, self.day.unwrap_or(0));
        let (born, key) = (self.born[lane].named(content), self.keys[lane].named(content));
        let inborn = |of: u64| normal(born.named(of), stream::RESPONSE, 0, 0);
        let today = |of: u64| p.of_day(key.named(of), day);
        let (f, g) = (inborn(EVERYWHERE), today(EVERYWHERE));
        let drive = |of: u64| p.content * p.common(f, inborn(of)) + p.content_day * p.common(g, today(of));
        plan.circuit.nodes.iter().map(|node| drive(name(&node.key))).collect()
    }

    /// κ of what a member meets that is nobody, `[population × lane]`.
    pub fn thing(&mut self, plan: &Plan, content: u64) -> &[f64] {
        let found = self.things.iter().position(|t| t.content == content);
        let at = found.unwrap_or_else(|| {
            let lanes = self.born.len();
            let mut drive = vec![0.0; plan.circuit.nodes.len() * lanes];
            for lane in 0..lanes {
                for (r, x) in self.meets(plan, lane, content).into_iter().enumerate() {
                    row_mut(&mut drive, r, lanes)[lane] = x;
                }
            }
            self.things.push(Thing { content, drive });
            self.things.len() - 1
        });
        &self.things[at].drive
    }

    /// Lanes begin a phase, by the number of its name, that stands for so many trials.
    pub fn begin(&mut self, plan: &Plan, these: Range<usize>, phase: u64, trials: f64) {
        let lanes = self.born.len();
        let sd = self.p.trial / trials.max(1.0).sqrt();
        for (r, node) in plan.circuit.nodes.iter().enumerate() {
            let of = name(&node.key);
            let keys = &self.keys[these.clone()];
            let own = &mut row_mut(&mut self.trial, r, lanes)[these.clone()];
            for (x, key) in own.iter_mut().zip(keys) {
                *x = (1.0 + sd * normal(key.named(phase).named(of), stream::RESPONSE_TRIAL, 0, 0)).max(0.0);
            }
        }
        self.weigh(plan);
    }

    /// Drive by every percept, from what it is made of.
    fn weigh(&mut self, plan: &Plan) {
        let lanes = self.born.len();
        for (k, &(_, r, w)) in plan.percepts.iter().enumerate() {
            let (gain, trial) = (row(&self.gain, r, lanes), row(&self.trial, r, lanes));
            let own = row(&self.channel, k, lanes);
            let into = row_mut(&mut self.weight, k, lanes);
            for (((x, g), t), o) in into.iter_mut().zip(gain).zip(trial).zip(own) {
                *x = w * g * t + o;
            }
        }
    }
}
