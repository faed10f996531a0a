//! What a schedule does to the goal: a cohort lives through it, and every member of every draw has a value.
//!
//! ```text
//! wellbeing_i, security_i = mean over the last week of w_i, of trust_i in the others
//! resonance_i = mean over j of  r(v_i, v_j) − mean over other draws u' of r(v_i, v_j in u')      (r weighted by the length of ticks)
//! recovery: wellbeing of the member with the greatest distress + alarm when nobody practises
//! ```
//! v: valence at the ticks of the last week in which people are together. The second term takes away what the day does to everybody.

use super::{Minutes, PlanTrouble, Planner, day};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use syntony_brain::block::social::Readout;
use syntony_brain::{Block, Variable};
use syntony_engine::grid;
use syntony_model::protocol::{Goal, PhaseKind};
use syntony_observe::bout::{Bout, Witness};
use syntony_results::stats::mean;
use syntony_society::{Run, Schedule, Society};

const WEEK_S: f64 = 7.0 * 86_400.0;
/// Draws that share a block.
const UNITS_MAX: usize = 64;

/// What came out for a cohort, `[member][draw]`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CohortValues {
    /// The goal.
    pub goal: Vec<Vec<f64>>,
    /// Distress and alarm.
    pub hurt: Vec<Vec<f64>>,
}

impl CohortValues {
    /// Share of each member in the goal of a draw, by how things are without practice.
    pub fn weights(&self, goal: Goal) -> Vec<Vec<f64>> {
        let (members, draws) = (self.hurt.len(), self.hurt.first().map_or(0, Vec::len));
        if goal != Goal::Recovery {
            return vec![vec![1.0 / members.max(1) as f64; draws]; members];
        }
        let worst =
            |u: usize| (0..members).fold(0, |w, m| if self.hurt[m][u] > self.hurt[w][u] { m } else { w });
        let share = |m: usize, u: usize| if worst(u) == m { 1.0 } else { 0.0 };
        (0..members).map(|m| (0..draws).map(|u| share(m, u)).collect()).collect()
    }

    /// The goal of each draw.
    pub fn of_draws(&self, weights: &[Vec<f64>]) -> Vec<f64> {
        let draws = self.goal.first().map_or(0, Vec::len);
        (0..draws).map(|u| self.goal.iter().zip(weights).map(|(g, w)| g[u] * w[u]).sum()).collect()
    }

    /// Gain of each draw over another life of the same people.
    pub fn gains(&self, base: &CohortValues, goal: Goal) -> Vec<f64> {
        super::apart(self, base, &base.weights(goal))
    }
}

impl Planner<'_> {
    /// Lets a cohort live through a schedule, with `free_s` more time together a day.
    pub(super) fn live(
        &self,
        run: &Run,
        minutes: &Minutes,
        free_s: f64,
        ids: &[u64],
        stop: &AtomicBool,
    ) -> Result<CohortValues, PlanTrouble> {
        let mut run = run.clone();
        run.group.phases = day::phases(self.aim, self.atlas, minutes, free_s);
        run.schedule = Schedule::new(&run.group, &run.scenes);
        let run = Arc::new(run);
        let members = run.plan.members();
        let mut all = CohortValues { goal: vec![Vec::new(); members], hurt: vec![Vec::new(); members] };
        for ids in ids.chunks(UNITS_MAX) {
            let mut society = Society::new(run.clone(), self.options.seed, ids);
            let mut gauge = Gauge::new(self.aim.goal, &run, &society, self.aim.horizon_s - WEEK_S);
            match society.run(&mut gauge, &|| stop.load(Ordering::Relaxed)) {
                Ok(true) => {}
                Ok(false) => return Err(PlanTrouble::Interrupted),
                Err(blow_up) => return Err(PlanTrouble::BlowUp(blow_up)),
            }
            let part = gauge.values();
            for m in 0..members {
                all.goal[m].extend_from_slice(&part.goal[m]);
                all.hurt[m].extend_from_slice(&part.hurt[m]);
            }
        }
        Ok(all)
    }
}

/// Writes down what the goal needs, in the last week.
struct Gauge {
    goal: Goal,
    from_s: f64,
    members: usize,
    units: usize,
    /// Phases in which people are together.
    together: Vec<bool>,
    /// Variables whose mean is the goal, by member.
    scored: Vec<Vec<Variable>>,
    seconds: f64,
    sum: Vec<f64>,
    hurt: Vec<f64>,
    /// Length of the ticks in which people are together, and valence then, `[member × unit]` each.
    ticks: Vec<f64>,
    valence: Vec<Vec<f64>>,
}

impl Gauge {
    fn new(goal: Goal, run: &Run, society: &Society, from_s: f64) -> Gauge {
        let (members, units) = (run.plan.members(), society.block.units);
        let resolve = |name: &str, m: usize| Variable::resolve(name, m, &society.block);
        let names: Vec<&String> = run.group.cast.iter().map(|m| &m.name).collect();
        let scored = (0..members)
            .map(|m| match goal {
                Goal::Security => {
                    let others = names.iter().enumerate().filter(|(j, _)| *j != m);
                    others.filter_map(|(_, name)| resolve(&format!("trust:{name}"), m)).collect()
                }
                Goal::Wellbeing | Goal::Recovery => resolve("wellbeing", m).into_iter().collect(),
                Goal::Resonance => Vec::new(),
            })
            .collect();
        let meets = |kind: &PhaseKind| matches!(kind, PhaseKind::Encounter(e) if e.members.len() > 1);
        Gauge {
            goal,
            from_s,
            members,
            units,
            together: run.group.phases.iter().map(|p| meets(&p.kind)).collect(),
            scored,
            seconds: 0.0,
            sum: vec![0.0; members * units],
            hurt: vec![0.0; members * units],
            ticks: Vec::new(),
            valence: Vec::new(),
        }
    }

    fn values(&self) -> CohortValues {
        let by_member = |x: &dyn Fn(usize) -> f64| -> Vec<Vec<f64>> {
            (0..self.members).map(|m| (0..self.units).map(|u| x(m * self.units + u)).collect()).collect()
        };
        let seconds = self.seconds.max(1e-9);
        let hurt = by_member(&|lane| self.hurt[lane] / seconds);
        let goal = match self.goal {
            Goal::Resonance => by_member(&|lane| self.resonance(lane / self.units, lane % self.units)),
            _ => by_member(&|lane| self.sum[lane] / seconds),
        };
        CohortValues { goal, hurt }
    }

    /// How far the feelings of a member move with those of the others of its draw, beyond those of other draws.
    fn resonance(&self, i: usize, unit: usize) -> f64 {
        let own = self.course(i, unit);
        let with = |j: usize| {
            let strangers = (0..self.units).filter(|u| *u != unit);
            let by_chance: Vec<f64> = strangers.map(|u| self.together(&own, &self.course(j, u))).collect();
            let chance = if by_chance.is_empty() { 0.0 } else { mean(&by_chance) };
            self.together(&own, &self.course(j, unit)) - chance
        };
        mean(&(0..self.members).filter(|j| *j != i).map(with).collect::<Vec<_>>())
    }

    fn course(&self, member: usize, unit: usize) -> Vec<f64> {
        self.valence.iter().map(|v| grid::row(v, member, self.units)[unit]).collect()
    }

    /// Correlation weighted by the length of ticks; 0 where one does not move.
    fn together(&self, x: &[f64], y: &[f64]) -> f64 {
        let total: f64 = self.ticks.iter().sum();
        let moment = |f: &dyn Fn(usize) -> f64| {
            self.ticks.iter().enumerate().map(|(t, w)| w * f(t)).sum::<f64>() / total.max(1e-9)
        };
        let (mx, my) = (moment(&|t| x[t]), moment(&|t| y[t]));
        let xy = moment(&|t| (x[t] - mx) * (y[t] - my));
        let (xx, yy) = (moment(&|t| (x[t] - mx) * (x[t] - mx)), moment(&|t| (y[t] - my) * (y[t] - my)));
        if xx * yy > 1e-24 { xy / (xx * yy).sqrt() } else { 0.0 }
    }
}

impl Witness for Gauge {
    fn bout(&mut self, _: &Bout) {}

    fn tick(&mut self, time_s: f64, dt_s: f64, phases: &[usize], block: &Block) {
        if time_s - 0.5 * dt_s < self.from_s {
            return;
        }
        self.seconds += dt_s;
        for m in 0..self.members {
            for u in 0..self.units {
                let lane = m * self.units + u;
                let scored = &self.scored[m];
                let value: f64 = scored.iter().map(|v| v.read(block, m, u)).sum();
                self.sum[lane] += dt_s * value / scored.len().max(1) as f64;
                let hurt =
                    Variable::Person(Readout::Distress).read(block, m, u) + Variable::Alarm.read(block, m, u);
                self.hurt[lane] += dt_s * hurt;
            }
        }
        if self.goal == Goal::Resonance && phases.iter().any(|&p| self.together[p]) {
            self.ticks.push(dt_s);
            let read = |lane: usize| {
                Variable::Person(Readout::Valence).read(block, lane / self.units, lane % self.units)
            };
            self.valence.push((0..self.members * self.units).map(read).collect());
        }
    }
}
