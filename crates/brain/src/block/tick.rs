//! One tick of the brain clock: receive, evaluate every situation, learn and relax, then say what is wanted.

// Expansion of `multiversion`: the same source for every vector width, with the same bits.
#![allow(unsafe_code)]

use super::situation::Span;
use super::{Block, Knob};
use crate::channel::Channel;
use crate::chemistry::effects::Input;
use crate::chemistry::hpa;
use crate::chemistry::pools::Release;
use crate::plasticity::bond::{raise, value};
use crate::plasticity::need;
use crate::senses::{Drives, Senses};
use multiversion::multiversion;
use syntony_engine::grid;
use syntony_engine::math::{exp, ln, logistic, pow};
use syntony_model::protocol::Sex;

impl Block {
    /// Advances all brains by `dt` seconds, given what they sensed during it. `active` marks the pairs (not columns) that
    /// share a place now: only for these is the other's cue evaluated.
    pub fn step(&mut self, senses: &Senses, active: &[bool], dt: f64) {
        self.sense(senses, dt);
        self.drive_circuit(senses, active, &[]);
        self.teach();
        self.average(active);
        self.feel(dt);
        self.step_states(senses, dt);
    }

    /// Ongoing activity of the tick, and mood.
    fn fluctuate(&mut self, dt: f64) {
        let (plan, h) = (&self.plan, &mut self.work.h);
        self.fluctuation.step(&plan.fluctuation, dt, h);
        if let (Some(moods), Some(p)) = (&self.moods, &plan.mood) {
            moods.drive(p, h);
        }
    }

    /// Evaluates signals and circuit for the senses given, without letting time pass.
    pub fn look(&mut self, senses: &Senses, active: &[bool]) {
        self.sense(senses, 0.0);
        self.drive_circuit(senses, active, &[]);
        self.teach();
        self.average(active);
        self.feel(0.0);
    }

    /// Everything that comes before the circuit; ongoing activity drifts for `dt`.
    pub(super) fn sense(&mut self, senses: &Senses, dt: f64) {
        self.attend(senses);
        self.receive();
        self.fluctuate(dt);
        self.inner_states();
        self.relate(senses);
        self.evaluate_edges(senses);
        self.get_to_know(senses);
    }

    /// Shares of attention: nearness, normalised where several are near.
    fn attend(&mut self, senses: &Senses) {
        let (units, lanes) = (self.units, self.lanes.lanes());
        let attention = &mut self.work.attention;
        attention.fill(0.0);
        for (pair, &(from, _)) in self.plan.cast.pairs.iter().enumerate() {
            for u in 0..units {
                grid::row_mut(attention, from, units)[u] += grid::row(&senses.near, pair, units)[u];
            }
        }
        for (pair, &(from, _)) in self.plan.cast.pairs.iter().enumerate() {
            for u in 0..units {
                let total = grid::row(attention, from, units)[u].max(1.0);
                grid::row_mut(&mut attention[lanes..], pair, units)[u] =
                    grid::row(&senses.near, pair, units)[u] / total;
            }
        }
        for x in &mut attention[..lanes] {
            *x = (1.0 - *x).max(0.0);
        }
    }

    /// Largest bond, maturation, alarm and need of each lane.
    fn inner_states(&mut self) {
        let (units, plan, work) = (self.units, &self.plan, &mut self.work);
        for row in [&mut work.bond_max, &mut work.maturation_max, &mut work.alarm] {
            row.fill(0.0);
        }
        let bond = self.edges.row(self.edge_slots.bond.at(0));
        let maturation = self.edges.row(self.edge_slots.maturation.at(0));
        let expectation = self.edges.row(self.edge_slots.expectation.at(0));
        let presence = self.edges.row(self.edge_slots.presence.at(0));
        let gone = self.edge_slots.realised.range().next().map(|row| self.edges.row(row));
        for (pair, &(from, _)) in plan.cast.pairs.iter().enumerate() {
            for u in 0..units {
                let (c, lane) = (pair * units + u, from * units + u);
                let believed = match (&plan.social, gone) {
                    (Some(s), Some(gone)) => {
                        work.edge.realised[c] = gone[c];
                        s.attachment.disbelief + (1.0 - s.attachment.disbelief) * gone[c]
                    }
                    _ => 1.0,
                };
                work.bond_max[lane] = work.bond_max[lane].max(bond[c]);
                work.maturation_max[lane] = work.maturation_max[lane].max(maturation[c]);
                work.alarm[lane] += self.changes.of(Knob::Alarm)
                    * plan.need.alarm_gain
                    * bond[c]
                    * believed
                    * (expectation[c] - presence[c]).max(0.0);
            }
        }
        let contact = self.lanes.row(self.slots.need.at(need::row::CONTACT));
        let set_point = self.lanes.row(self.slots.need.at(need::row::SET_POINT));
        for ((need, h), s) in work.need.iter_mut().zip(contact).zip(set_point) {
            *need = self.changes.of(Knob::Need) * pow((s - h).max(0.0), plan.need.exponent);
        }
    }

    /// Rewards, prediction errors and the plasticity gate of every edge.
    fn evaluate_edges(&mut self, senses: &Senses) {
        let (units, lanes) = (self.units, self.lanes.lanes());
        let plan = self.plan.clone();
        let (p, work, changes) = (&plan.bond, &mut self.work, &self.changes);
        let value = value(&self.edge_slots, &self.edges);
        let expectation = self.edges.row(self.edge_slots.expectation.at(0));
        let presence = self.edges.row(self.edge_slots.presence.at(0));
        let input = |work: &super::Work, i: Input, lane: usize| grid::row(&work.input, i, lanes)[lane];
        work.edge.learning = changes.of(Knob::Learning);
        work.social_reward.fill(0.0);
        let at = |work: &super::Work, site: Option<usize>, lane: usize| {
            site.map_or(0.0, |s| grid::row(&work.signal, s, lanes)[lane])
        };
        let d2_rest = p.d2_nacc.map_or(1.0, |s| plan.receptors.sites[s].reference).max(1e-9);
        for lane in 0..lanes {
            let d2 = at(work, p.d2_nacc, lane);
            work.edge.gate[lane] = d2;
            work.edge.against[lane] = (2.0 - d2 / d2_rest).max(0.0);
        }
        raise(&mut work.edge.gate, d2_rest, p.gate_d2_exponent);
        for lane in 0..lanes {
            work.edge.gate[lane] = p.gate(work.edge.gate[lane], at(work, p.d1_nacc, lane));
            let sites = &plan.receptors.sites;
            let signal = |s: usize| sites[s].coupling[lane / units] * grid::row(&work.signal, s, lanes)[lane];
            work.edge.kappa[lane] = p.kappa_fold(signal);
            work.edge.crf_cost[lane] = p.crf_cost(signal);
            work.vigour[lane] = plan.vigour.of(signal);
        }
        work.x.resize(units.max(work.x.len()), 0.0);
        for m in 0..plan.members() {
            let signal = |s: usize| {
                let row = grid::row(&work.signal, s, lanes);
                (grid::row(row, m, units), plan.receptors.sites[s].coupling[m])
            };
            let credited = grid::row_mut(&mut work.edge.attribution, m, units);
            plan.attribution.of(credited, &mut work.x[..units], signal);
        }
        for (pair, &(from, _)) in plan.cast.pairs.iter().enumerate() {
            for u in 0..units {
                let (c, lane) = (pair * units + u, from * units + u);
                let near = senses.near[c];
                let given_near = |x: f64| if near > 1e-9 { x / near } else { 0.0 };
                let (touch, sexual, pain) =
                    (given_near(senses.touch[c]), given_near(senses.sexual[c]), given_near(senses.pain[c]));
                let hedonic = 1.0 + input(work, Input::Hedonic, lane);
                let company = if near > 1e-9 { p.reward_company } else { 0.0 };
                let reward = hedonic * (p.reward_touch * touch + p.reward_sexual * sexual + company)
                    + p.reward_relief * work.need[lane] * touch
                    + work.social.reward.get(c).map_or(0.0, |&r| given_near(r));
                let credited = work.edge.attribution[lane] * reward;
                // what is expected of somebody who is there but not engaged (a picture, a sleeper) is nothing
                let engaged = work.social.engaged.get(c).map_or(1.0, |&x| given_near(x).min(1.0));
                work.edge.near[c] = near;
                work.edge.touch[c] = senses.touch[c];
                work.edge.apart[c] = if plan.social.is_some() {
                    (1.0 - presence[c] / expectation[c].max(0.01)).max(0.0)
                } else {
                    1.0 - near
                };
                work.edge.credited[c] = credited;
                let cost = p.cost_pain * pain + if near > 1e-9 { work.edge.crf_cost[lane] } else { 0.0 };
                work.edge.error[c] = credited - cost - engaged * value(c);
                work.edge.recognition[c] = 1.0 + input(work, Input::Recognition, lane);
                work.social_reward[lane] += near * (reward - p.cost_pain * pain);
            }
        }
    }

    /// What every edge is taught: its prediction error as the dopamine cells bring it, attended and gated.
    pub(super) fn teach(&mut self) {
        let (units, lanes, columns) = (self.units, self.lanes.lanes(), self.columns());
        let plan = &self.plan;
        let Some(teacher) = &plan.teacher else { return };
        let (work, reach) = (&mut self.work, self.changes.of(Knob::PredictionError));
        let (pl, da) = (plan.action.populations.pl, teacher.population);
        work.edge.learned.fill(0.0);
        for (pair, &(from, _)) in plan.cast.pairs.iter().enumerate() {
            for u in 0..units {
                let (c, lane) = (pair * units + u, from * units + u);
                let attended = grid::row(&self.p, pl, columns)[lanes + c] / plan.circuit.nodes[pl].rest;
                let release = teacher.pool.map_or(1.0, |pool| grid::row(&work.release, pool, lanes)[lane]);
                let (p, gain) =
                    (grid::row(&self.p, da, columns)[lanes + c], grid::row(&work.g, da, lanes)[lane]);
                let taught = teacher.taught(p, gain, reach * work.edge.error[c], release);
                work.edge.tagging[c] = attended * work.edge.gate[lane] * taught;
                work.edge.learned[lane] += work.edge.near[c] * work.edge.tagging[c];
            }
        }
    }

    pub(crate) fn columns(&self) -> usize {
        (self.plan.members() + self.plan.pairs()) * self.units
    }

    /// Channels, stimuli and the fixed point of every situation that can occur now. `extra` is drive beyond the channels, `[population × lane]`
    /// or empty.
    pub(super) fn drive_circuit(&mut self, senses: &Senses, active: &[bool], extra: &[f64]) {
        let (units, lanes, columns) = (self.units, self.lanes.lanes(), self.columns());
        let plan = self.plan.clone();
        self.fill_channels(senses, active);
        self.fill_social_channels(senses, active);
        let work = &mut self.work;
        work.stimulus.fill(0.0);
        if !extra.is_empty() {
            for (row, own) in work.stimulus.chunks_mut(columns).zip(extra.chunks(lanes)) {
                row[..lanes].copy_from_slice(own);
                for (pair, &(from, _)) in plan.cast.pairs.iter().enumerate() {
                    let own = grid::row(own, from, units);
                    grid::row_mut(&mut row[lanes..], pair, units).copy_from_slice(own);
                }
            }
        }
        let alone = (0..plan.members()).map(|m| (m * units, m));
        let pairs = plan.cast.pairs.iter().enumerate().filter(|(i, _)| active[*i]);
        let mut spans = std::mem::take(&mut work.spans);
        spans.clear();
        for (at, member) in alone.chain(pairs.map(|(i, &(from, _))| (lanes + i * units, from))) {
            // attending nobody is a situation only of who is there and has attention left
            let away = || work.attention[at..at + units].iter().all(|&a| a == 0.0);
            if at < lanes && (self.resting[member] || self.accompanied[member] && away()) {
                continue;
            }
            let weights = &self.changes.weights;
            let alike = |a: usize, b: usize| a == b || weights[a] == weights[b];
            match spans.last_mut() {
                Some(span) if span.takes(at, units) && alike(span.member, member) => {
                    span.width += units;
                }
                _ => spans.push(Span { at, width: units, member }),
            }
        }
        for span in &spans {
            self.relax(senses, span);
        }
        self.work.spans = spans;
    }

    fn fill_channels(&mut self, senses: &Senses, active: &[bool]) {
        let (units, lanes, columns) = (self.units, self.lanes.lanes(), self.columns());
        let plan = &self.plan;
        let work = &mut self.work;
        let memory = self.lanes.row(self.slots.hpa.at(hpa::row::MEMORY));
        let isolation = self.lanes.row(self.slots.need.at(need::row::ISOLATION));
        let edge = |slots: syntony_engine::Slots| self.edges.row(slots.at(0));
        let (familiarity, labile, captured, maturation, bond) = (
            edge(self.edge_slots.familiarity),
            edge(self.edge_slots.tag),
            edge(self.edge_slots.captured),
            edge(self.edge_slots.maturation),
            edge(self.edge_slots.bond),
        );
        let (against, aversion) = (edge(self.edge_slots.tag_against), edge(self.edge_slots.aversion));
        let value = value(&self.edge_slots, &self.edges);
        work.value_max.fill(0.0);
        for (pair, &(from, _)) in plan.cast.pairs.iter().enumerate() {
            for u in 0..units {
                let best = &mut grid::row_mut(&mut work.value_max, from, units)[u];
                *best = best.max(value(pair * units + u));
            }
        }
        let pl = plan.action.populations.pl;
        let mild = &work.social.mild;
        let felt = |lane: usize| senses.stress[lane] * mild.get(lane).copied().unwrap_or(1.0);
        let channel = &mut work.channel;
        let mut set = |ch: Channel, column: usize, x: f64| grid::row_mut(channel, ch, columns)[column] = x;
        for (lane, &remembered) in memory.iter().enumerate().take(lanes) {
            set(Channel::Alarm, lane, work.alarm[lane]);
            set(Channel::Stress, lane, felt(lane));
            set(Channel::Strain, lane, strain(plan, felt(lane), remembered));
            set(Channel::Need, lane, work.need[lane]);
            set(Channel::Isolation, lane, isolation[lane]);
        }
        for (pair, &(from, to)) in plan.cast.pairs.iter().enumerate().filter(|(i, _)| active[*i]) {
            let rival_kind = if plan.cast.members[from].sex == plan.cast.members[to].sex {
                plan.bond.rejection_same
            } else {
                1.0
            };
            for u in 0..units {
                let (c, lane) = (pair * units + u, from * units + u);
                let column = lanes + c;
                let near = senses.near[c];
                let given_near = |x: f64| if near > 1e-9 { x / near } else { 0.0 };
                let unknown = 1.0 - familiarity[c];
                let error = work.edge.error[c] * if near > 1e-9 { 1.0 } else { 0.0 };
                let other_bond = (work.maturation_max[lane] - maturation[c]).max(0.0);
                set(Channel::Odour, column, 1.0);
                set(Channel::Novelty, column, unknown);
                set(Channel::Familiarity, column, familiarity[c]);
                set(Channel::Touch, column, given_near(senses.touch[c]));
                set(Channel::Sexual, column, given_near(senses.sexual[c]));
                set(Channel::Pain, column, given_near(senses.pain[c]));
                set(Channel::Reward, column, error.max(0.0) * self.changes.of(Knob::PredictionError));
                set(
                    Channel::Disappointment,
                    column,
                    (-error).max(0.0) * self.changes.of(Knob::PredictionError),
                );
                let attended = grid::row(&self.p, pl, columns)[column] / plan.circuit.nodes[pl].rest;
                let worth = value(c).max(0.0) * (1.0 + plan.need.incentive * work.need[lane]);
                set(Channel::Incentive, column, worth);
                set(Channel::Go, column, (labile[c] + captured[c]) * attended);
                set(Channel::Aversion, column, against[c] + aversion[c]);
                // who is not the bonded one is aversive while unknown, and for being worth less, by way of dynorphin
                let kappa = work.edge.kappa[lane];
                let contrast = (work.value_max[lane] - value(c)).max(0.0);
                set(
                    Channel::Rejection,
                    column,
                    kappa * other_bond * (plan.bond.rejection_unknown * unknown + contrast) * rival_kind,
                );
                // an unknown other is a rival, more so of whom the animal is bonded to (not that one itself, however new);
                // to a person a rival is who is given warmth, see `fill_social_channels`
                let rival = if plan.social.is_some() {
                    0.0
                } else {
                    let bonded = (work.bond_max[lane] - bond[c]).max(0.0);
                    unknown * (bonded * kappa + grid::row(&work.input, Input::Guarding, lanes)[lane]).max(0.0)
                };
                set(Channel::Rivalry, column, rival);
                if let Some(contagion) = &plan.contagion {
                    let crh = plan.action.populations.crh;
                    let of = grid::row(&work.mean, crh, lanes)[to * units + u];
                    let signal = contagion.site.map(|(s, _)| {
                        plan.receptors.sites[s].coupling[from] * grid::row(&work.signal, s, lanes)[lane]
                    });
                    let relayed = contagion.cingulate.map_or(1.0, |acc| {
                        grid::row(&self.p, acc, columns)[column] / plan.circuit.nodes[acc].rest
                    });
                    let distress = contagion.distress(of / plan.circuit.nodes[crh].rest);
                    set(
                        Channel::Vicarious,
                        column,
                        contagion.taken(distress, familiarity[c], signal, relayed),
                    );
                }
                set(Channel::Alarm, column, work.alarm[lane]);
                set(Channel::Stress, column, felt(lane));
                set(Channel::Strain, column, strain(plan, felt(lane), memory[lane]));
                set(Channel::Need, column, work.need[lane]);
                set(Channel::Isolation, column, isolation[lane]);
            }
        }
    }

    /// Activity and release averaged over the situations of the tick.
    pub(super) fn average(&mut self, active: &[bool]) {
        let (units, lanes, columns) = (self.units, self.lanes.lanes(), self.columns());
        let plan = &self.plan;
        let work = &mut self.work;
        let over = Attended { attention: &work.attention, pairs: &plan.cast.pairs, active, units };
        for (mean, p) in
            work.mean.chunks_mut(lanes).zip(self.p.chunks(columns)).take(plan.circuit.nodes.len())
        {
            mix(mean, p, over, None);
        }
        for (l, ligand) in plan.pools.ligands.iter().enumerate() {
            let Release::Population(r, exponent) = ligand.release else { continue };
            let fold = Some((plan.circuit.nodes[r].rest, exponent));
            let released = grid::row_mut(&mut work.released, l, lanes);
            mix(released, grid::row(&self.p, r, columns), over, fold);
        }
    }

    /// What the brains want now.
    pub fn drives(&self, out: &mut Drives) {
        let (units, lanes, columns) = (self.units, self.lanes.lanes(), self.columns());
        let (plan, work, a) = (&self.plan, &self.work, &self.plan.action);
        let rest = |r: usize| plan.circuit.nodes[r].rest;
        let edge = |slots: syntony_engine::Slots| self.edges.row(slots.at(0));
        let (familiarity, maturation) = (edge(self.edge_slots.familiarity), edge(self.edge_slots.maturation));
        let ease = edge(self.edge_slots.ease);
        out.vigour.copy_from_slice(&work.vigour);
        for (pair, &(from, to)) in plan.cast.pairs.iter().enumerate() {
            for u in 0..units {
                let (c, lane) = (pair * units + u, from * units + u);
                let column = lanes + c;
                let value =
                    1.0 - grid::row(&self.p, a.populations.vp, columns)[column] / rest(a.populations.vp);
                let unknown = 1.0 - familiarity[c];
                out.wanting[c] = a.base
                    + if plan.cast.members[from].sex == Sex::M { a.base_male } else { 0.0 }
                    + a.sociability[from]
                    + a.ease * ease[c]
                    + a.tolerance[from] * familiarity[c]
                    + a.value_slope * value
                    + self.traits.affiliation[lane]
                    + self.traits.novelty[lane] * unknown
                    + a.maturation * maturation[c]
                    + a.need * work.need[lane]
                    + grid::row(&work.input, Input::Approach, lanes)[lane]
                    + self.traits.day[c] * plan.cohort.day(familiarity[c]);
                let member = |m: usize| &plan.cast.members[m];
                let opposite = member(from).sex == Sex::M && member(to).sex == Sex::F;
                let sexual =
                    if opposite && !member(from).state.gonadectomised { a.sexual_novelty } else { 0.0 };
                let vigour = grid::row(&work.vigour, from, units)[u];
                out.work[c] = out.wanting[c] - a.ease * ease[c] - a.tolerance[from] * familiarity[c]
                    + a.value_slope * value * (vigour - 1.0)
                    + sexual * unknown;
                out.consent[c] = a.consent_floor + (1.0 - a.consent_floor) * familiarity[c];
                let aggression =
                    grid::row(&self.p, a.populations.ah, columns)[column] / rest(a.populations.ah);
                out.attack[c] = a.attack_max * logistic(a.attack_slope * (aggression - a.attack_threshold));
                out.sexual[c] = 1.0;
            }
        }
        for lane in 0..lanes {
            let relative = |r: usize| grid::row(&work.mean, r, lanes)[lane] / rest(r) - 1.0;
            out.anxiety[lane] = a.anxiety_crh * relative(a.populations.crh)
                + a.anxiety_cea * relative(a.populations.cea)
                + grid::row(&work.input, Input::Anxiety, lanes)[lane];
            out.passivity[lane] = self.lanes.row(self.slots.need.at(need::row::PASSIVITY))[lane];
        }
        for i in 0..plan.cast.places.len() {
            for (x, v) in
                grid::row_mut(&mut out.place, i, lanes).iter_mut().zip(self.lanes.row(self.slots.place.at(i)))
            {
                *x = plan.place.slope * v;
            }
        }
        self.express(out);
    }
}

/// Stress now and remembered.
fn strain(plan: &crate::plan::Plan, stress: f64, memory: f64) -> f64 {
    (stress + plan.hpa.memory_weight * memory).min(plan.hpa.strain_max)
}

/// Which situations there are in a tick, and how much each counts.
#[derive(Clone, Copy)]
pub(super) struct Attended<'a> {
    /// Share of the tick, by column.
    pub attention: &'a [f64],
    /// Who attends whom.
    pub pairs: &'a [(usize, usize)],
    /// Which of these share a place.
    pub active: &'a [bool],
    pub units: usize,
}

/// Mean over situations of p, or of (p / rest)^exponent, weighted by attention.
pub(super) fn mix(into: &mut [f64], p: &[f64], over: Attended<'_>, fold: Option<(f64, f64)>) {
    let Attended { attention, pairs, active, units } = over;
    let lanes = into.len();
    into.fill(0.0);
    let mut add = |lane: usize, column: usize, width: usize| {
        let (into, p) = (&mut into[lane..lane + width], &p[column..column + width]);
        let attention = &attention[column..column + width];
        if attention.iter().all(|&a| a == 0.0) {
            return;
        }
        match fold {
            None => add_weighted(into, p, attention, 1.0),
            Some((rest, 1.0)) => add_weighted(into, p, attention, rest),
            Some((rest, exponent)) => add_powers(into, p, attention, rest, exponent),
        }
    };
    for member in 0..lanes / units {
        add(member * units, member * units, units);
    }
    for (pair, &(from, _)) in pairs.iter().enumerate().filter(|(pair, _)| active[*pair]) {
        add(from * units, lanes + pair * units, units);
    }
}

#[multiversion(targets = "simd")]
fn add_weighted(into: &mut [f64], p: &[f64], attention: &[f64], rest: f64) {
    for ((x, p), a) in into.iter_mut().zip(p).zip(attention) {
        *x += p / rest * a;
    }
}

#[multiversion(targets = "simd")]
fn add_powers(into: &mut [f64], p: &[f64], attention: &[f64], rest: f64, exponent: f64) {
    for ((x, p), a) in into.iter_mut().zip(p).zip(attention) {
        *x += pow(p / rest, exponent) * a;
    }
}

/// Value that places get: dopamine over rest gated by D1, plus social reward.
pub(crate) fn place_reward(plan: &crate::plan::Plan, dopamine_fold: f64, d1_fold: f64, social: f64) -> f64 {
    plan.place.dopamine_value * ln(dopamine_fold.max(exp(-3.0))) * d1_fold.min(2.0)
        + plan.place.social_value * social
}
