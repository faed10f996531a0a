//! Time courses at a chosen interval, for reports.

use crate::bout::{Act, Bout, Witness};
use syntony_brain::{Block, Variable};

/// One recorded variable.
#[derive(Debug, Clone)]
pub struct Trace {
    /// Name as given.
    pub name: String,
    /// What is read; behaviour (share of time in an act towards a member) has none.
    pub source: TraceSource,
    /// Member.
    pub member: usize,
    /// Values by unit, one per sample.
    pub values: Vec<Vec<f32>>,
}

/// Where a trace comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TraceSource {
    /// A state variable.
    State(Variable),
    /// Share of time in an act towards a member.
    Behaviour(Act, usize),
}

/// Records traces every `interval_s`; memory is samples × traces × units and nothing else.
pub struct Traces {
    /// Traces.
    pub traces: Vec<Trace>,
    /// Sample times, s.
    pub time_s: Vec<f64>,
    interval_s: f64,
    next_s: f64,
    /// Traces that are behaviour: number, act, actor, towards whom. There may be thousands of others.
    behaviours: Vec<(usize, Act, usize, usize)>,
    /// Seconds in each behaviour since the last sample, `[trace][unit]`.
    busy: Vec<Vec<f64>>,
    last_s: f64,
    /// Acts, kept up to a bound.
    pub bouts: Vec<Bout>,
    bouts_max: usize,
}

impl Traces {
    /// Starts recording `(name, source, member)` for the units of a block, beginning at `start_s`.
    pub fn new(
        wanted: Vec<(String, TraceSource, usize)>,
        units: usize,
        start_s: f64,
        interval_s: f64,
        bouts_max: usize,
    ) -> Self {
        let traces: Vec<Trace> = wanted
            .into_iter()
            .map(|(name, source, member)| Trace { name, source, member, values: vec![Vec::new(); units] })
            .collect();
        let busy = vec![vec![0.0; units]; traces.len()];
        let behaviour = |(i, t): (usize, &Trace)| match t.source {
            TraceSource::Behaviour(act, target) => Some((i, act, t.member, target)),
            TraceSource::State(_) => None,
        };
        let behaviours = traces.iter().enumerate().filter_map(behaviour).collect();
        Traces {
            traces,
            time_s: Vec::new(),
            interval_s,
            next_s: start_s,
            behaviours,
            busy,
            last_s: start_s,
            bouts: Vec::new(),
            bouts_max,
        }
    }
}

impl Witness for Traces {
    fn bout(&mut self, b: &Bout) {
        if self.bouts.len() < self.bouts_max {
            // an act that goes on from the tick or the choice before is one row, not two
            let joined =
                self.bouts.iter_mut().rev().take(64).find(|x| {
                    x.unit == b.unit && x.actor == b.actor && x.act == b.act && x.target == b.target
                });
            match joined {
                Some(x)
                    if (!b.begins || matches!(b.act, Act::Done(_)))
                        && (x.onset_s + x.duration_s - b.onset_s).abs() < 1e-6 =>
                {
                    x.duration_s += b.duration_s
                }
                _ => self.bouts.push(*b),
            }
        }
        for &(i, act, actor, target) in &self.behaviours {
            if act == b.act && actor == b.actor && b.target == Some(target) {
                self.busy[i][b.unit] += b.duration_s;
            }
        }
    }

    fn tick(&mut self, time_s: f64, _: f64, _: &[usize], block: &Block) {
        if time_s + 1e-6 < self.next_s {
            return;
        }
        let span = (time_s - self.last_s).max(1e-9);
        self.time_s.push(time_s);
        for (trace, busy) in self.traces.iter_mut().zip(&mut self.busy) {
            for (unit, time) in busy.iter().enumerate() {
                let x = match trace.source {
                    TraceSource::State(v) => v.read(block, trace.member, unit),
                    TraceSource::Behaviour(..) => (time / span).min(1.0),
                };
                trace.values[unit].push(x as f32);
            }
            busy.fill(0.0);
        }
        self.last_s = time_s;
        while self.next_s <= time_s + 1e-6 {
            self.next_s += self.interval_s;
        }
    }
}
