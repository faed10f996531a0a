//! The processes that move the lane state: one line each in [`all`].

// Expansion of `multiversion`: the same source for every vector width, with the same bits.
#![allow(unsafe_code)]

use super::birth::Expressing;
use super::social::{CALM, CAPACITY, DESCENDING, REFRAME, SKILL, WELLBEING};
use super::tick::place_reward;
use super::{Changes, Knob, LaneSlots, Traits, Work};
use crate::chemistry::doses::Part;
use crate::chemistry::hpa::{self, HpaParameters};
use crate::homologue::Role;
use crate::plan::Plan;
use crate::plasticity::bond::EdgeSlots;
use crate::plasticity::need;
use crate::senses::Senses;
use crate::social::autonomic::Outlet;
use crate::social::mirror::HANDLE;
use crate::social::{CODES, Feature};
use multiversion::multiversion;
use syntony_engine::grid;
use syntony_engine::math::{ln, tanh};
use syntony_engine::{Rates, Slots, State, Term};
use syntony_model::protocol::Age;

/// What all terms of a tick may look at.
pub struct Tick<'a> {
    pub plan: &'a Plan,
    pub units: usize,
    pub slots: &'a LaneSlots,
    pub work: &'a Work,
    pub senses: &'a Senses,
    pub traits: &'a Traits,
    pub changes: &'a Changes,
}

impl<'a> Tick<'a> {
    /// Plasma of given compounds that are the hormone of the adrenal cortex, and the fold of its basal level that 1 nM adds.
    fn given_hormone<'s>(&'s self, state: &'s State) -> impl Iterator<Item = (&'s [f64], f64)> {
        let given = self.plan.doses.compounds.iter().enumerate().filter(|(_, c)| c.hormone > 0.0);
        given.map(|(c, x)| (state.row(self.slots.compartments.at(Part::Plasma.of(c))), x.hormone))
    }
}

type BoxedTerm = Box<dyn for<'a> Term<Tick<'a>>>;

/// The terms of a plan.
pub fn all(
    plan: &Plan,
    slots: &LaneSlots,
    trafficking: &[usize],
    expressing: &[Expressing],
) -> Vec<BoxedTerm> {
    let mut terms: Vec<BoxedTerm> = vec![
        Box::new(Pools(slots.level)),
        Box::new(Surface(slots.surface, trafficking.to_vec())),
        Box::new(Expression(slots.expression, expressing.to_vec())),
        Box::new(StressAxis(slots.hpa)),
        Box::new(Needs(slots.need)),
        Box::new(Places(slots.place)),
    ];
    if plan.social.is_some() {
        terms.push(Box::new(Mirror(slots.mirror, slots.trained)));
        terms.push(Box::new(Person(slots.person)));
        terms.push(Box::new(Outflow(slots.outflow)));
    }
    terms
}

/// Ligand pools, see [`crate::chemistry::pools`].
struct Pools(Slots);

impl<'a> Term<Tick<'a>> for Pools {
    fn name(&self) -> &str {
        "pools"
    }
    fn owns(&self) -> Vec<Slots> {
        vec![self.0]
    }
    fn rates(&self, _: &State, t: &Tick<'a>, rates: &mut Rates) {
        let lanes = t.work.bond_max.len();
        for (i, pool) in t.plan.pools.pools.iter().enumerate() {
            let (gain, loss) = rates.row_mut(self.0.at(i));
            loss.iter_mut().for_each(|k| *k += pool.clearance);
            let released = grid::row(&t.work.released, pool.ligand, lanes);
            let factor = grid::row(&t.work.release, i, lanes);
            for (m, basal) in pool.basal.iter().enumerate() {
                let rate = pool.clearance * basal;
                for lane in m * t.units..(m + 1) * t.units {
                    gain[lane] += rate * released[lane] * factor[lane];
                }
            }
        }
    }
}

/// Internalisation and recycling, see [`crate::chemistry::receptors`].
struct Surface(Slots, Vec<usize>);

impl<'a> Term<Tick<'a>> for Surface {
    fn name(&self) -> &str {
        "surface"
    }
    fn owns(&self) -> Vec<Slots> {
        vec![self.0]
    }
    fn rates(&self, state: &State, t: &Tick<'a>, rates: &mut Rates) {
        let lanes = state.lanes();
        for (i, &s) in self.1.iter().enumerate() {
            let site = &t.plan.receptors.sites[s];
            let (gain, loss) = rates.row_mut(self.0.at(i));
            let occupied = grid::row(&t.work.occupied, s, lanes);
            for ((gain, loss), occ) in gain.iter_mut().zip(loss).zip(occupied) {
                *gain += site.recycling;
                *loss += site.recycling + site.internalisation * occ;
            }
        }
    }
}

/// Expression that a given compound changes.
struct Expression(Slots, Vec<Expressing>);

impl<'a> Term<Tick<'a>> for Expression {
    fn name(&self) -> &str {
        "expression"
    }
    fn owns(&self) -> Vec<Slots> {
        vec![self.0]
    }
    fn rates(&self, state: &State, t: &Tick<'a>, rates: &mut Rates) {
        let (lanes, regions) = (state.lanes(), t.plan.regions.len());
        for (i, &(s, vector)) in self.1.iter().enumerate() {
            let site = &t.plan.receptors.sites[s];
            let k = vector
                .and_then(|c| t.plan.doses.compounds[c].onset)
                .unwrap_or(t.plan.receptors.expression_rate);
            rates.add_constant_gain(Slots { start: self.0.at(i), len: 1 }, k);
            rates.add_constant_loss(Slots { start: self.0.at(i), len: 1 }, k);
            let all = t.plan.doses.compounds.iter().enumerate();
            for (c, compound) in all.filter(|(c, x)| vector.map_or(x.onset.is_none(), |v| v == *c)) {
                for action in compound
                    .actions
                    .iter()
                    .filter(|a| a.target.strip_prefix("expression:") == Some(&site.receptor))
                {
                    let at = (c * regions + site.region) * lanes;
                    let (gain, _) = rates.row_mut(self.0.at(i));
                    for (lane, level) in t.work.given[at..at + lanes].iter().enumerate() {
                        let change = k * action.amount * level / (level + action.half);
                        gain[lane] = (gain[lane] + change).max(0.0);
                    }
                }
            }
        }
    }
}

/// See [`crate::chemistry::hpa`].
struct StressAxis(Slots);

impl<'a> Term<Tick<'a>> for StressAxis {
    fn name(&self) -> &str {
        "stress axis"
    }
    fn owns(&self) -> Vec<Slots> {
        vec![self.0]
    }
    fn rates(&self, state: &State, t: &Tick<'a>, rates: &mut Rates) {
        let (p, lanes, crh) = (&t.plan.hpa, state.lanes(), t.plan.action.populations.crh);
        let rest = t.plan.circuit.nodes[crh].rest;
        let [h, a, f, m, sigma] = [0, 1, 2, 3, 4].map(|i| self.0.at(i));
        let pag = t.plan.action.populations.pag;
        let pag_rest = t.plan.circuit.nodes[pag].rest;
        let given = t.plan.doses.compounds.iter().position(|c| c.ligand.as_deref() == Some("oxytocin"));
        let oxytocin = given.map(|c| state.row(t.slots.compartments.at(Part::Plasma.of(c))));
        let (crh, pag) = (grid::row(&t.work.mean, crh, lanes), grid::row(&t.work.mean, pag, lanes));
        let (hormone, acth, adrenal) = (state.row(h), state.row(a), state.row(sigma));
        // the row of gains, which is this term's own, holds the restraint until the drive is known
        let restraint = rates.row_mut(h).0;
        restraint.copy_from_slice(state.row(f));
        for (row, fold) in t.given_hormone(state) {
            restraint.iter_mut().zip(row).for_each(|(x, given)| *x += fold * given);
        }
        restrain(p, restraint);
        for lane in 0..lanes {
            let restraint = rates.row_mut(h).0[lane];
            let strength = p.drive * t.plan.stress_drive[lane / t.units] * t.traits.axis[lane];
            let drive = 1.0 + strength * (crh[lane] / rest - 1.0);
            rates.row_mut(h).0[lane] *= p.w1 * drive.max(0.05);
            let pituitary = p.pituitary(oxytocin.map_or(0.0, |o| o[lane]));
            rates.row_mut(a).0[lane] += p.w2 * hormone[lane] * restraint * pituitary;
        }
        rates.add_constant_loss(Slots { start: h, len: 1 }, p.w1);
        rates.add_constant_loss(Slots { start: a, len: 1 }, p.w2);
        rates.add(f, |lane| (p.w3 * t.plan.adrenal[lane / t.units] * adrenal[lane] * acth[lane], p.w3));
        rates.add(sigma, |lane| {
            let sympathetic = (pag[lane] / pag_rest - 1.0).max(0.0);
            ((1.0 + p.sensitivity * sympathetic) / p.sensitivity_time, 1.0 / p.sensitivity_time)
        });
        rates.add(m, |lane| {
            let stress = t.senses.stress[lane];
            (stress / p.memory_on, stress / p.memory_on + 1.0 / p.memory_off)
        });
    }
}

#[multiversion(targets = "simd")]
fn restrain(p: &HpaParameters, level: &mut [f64]) {
    for x in level {
        *x = p.restraint(*x);
    }
}

/// See [`crate::plasticity::need`].
struct Needs(Slots);

impl<'a> Term<Tick<'a>> for Needs {
    fn name(&self) -> &str {
        "needs"
    }
    fn owns(&self) -> Vec<Slots> {
        vec![self.0]
    }
    fn rates(&self, state: &State, t: &Tick<'a>, rates: &mut Rates) {
        let (p, lanes) = (&t.plan.need, state.lanes());
        let [contact, set_point, passivity, load, isolation] = [0, 1, 2, 3, 4].map(|i| self.0.at(i));
        {
            let (gain, loss) = rates.row_mut(contact);
            for (pair, &(from, _)) in t.plan.cast.pairs.iter().enumerate() {
                for u in 0..t.units {
                    let c = pair * t.units + u;
                    let contact =
                        if t.plan.social.is_some() { t.work.social.quality[c] } else { t.senses.touch[c] };
                    let quality = contact / p.fill_time;
                    grid::row_mut(gain, from, t.units)[u] += quality;
                    grid::row_mut(loss, from, t.units)[u] += quality;
                }
            }
            loss.iter_mut().for_each(|k| *k += 1.0 / p.decay_time);
        }
        let coping = crate::chemistry::effects::Input::Passivity as usize * lanes;
        let (met, before, glucocorticoid) =
            (state.row(contact), state.row(set_point), state.row(self.corticosterone(t)));
        rates.add(set_point, |lane| {
            let target = if met[lane] < before[lane] { met[lane] } else { t.traits.set_point[lane] };
            (target / p.set_point_time, 1.0 / p.set_point_time)
        });
        rates.add(passivity, |lane| (t.work.input[coping + lane] / p.passivity_time, 1.0 / p.passivity_time));
        rates.add(load, |lane| {
            let given: f64 = t.given_hormone(state).map(|(row, fold)| fold * row[lane]).sum();
            let strain = (ln((glucocorticoid[lane] + given).max(1e-6)) - p.load_threshold).max(0.0);
            (strain / p.load_time, 1.0 / p.load_recovery)
        });
        rates.add(isolation, |lane| {
            ((p.set_point - met[lane]).max(0.0) / p.isolation_time, 1.0 / p.isolation_time)
        });
    }
}

impl Needs {
    fn corticosterone(&self, t: &Tick<'_>) -> usize {
        t.slots.hpa.at(hpa::row::CORTICOSTERONE)
    }
}

/// See [`crate::plasticity::place`].
struct Places(Slots);

impl<'a> Term<Tick<'a>> for Places {
    fn name(&self) -> &str {
        "places"
    }
    fn owns(&self) -> Vec<Slots> {
        vec![self.0]
    }
    fn rates(&self, state: &State, t: &Tick<'a>, rates: &mut Rates) {
        let lanes = state.lanes();
        if self.0.len == 0 {
            return;
        }
        let region = t.plan.regions.iter().position(|r| Role::Accumbens.is(r));
        let pool = region.and_then(|r| t.plan.pools.ligand("dopamine").and_then(|l| t.plan.pools.find(l, r)));
        let d1 = t.plan.bond.d1_nacc;
        for i in 0..self.0.len {
            for lane in 0..lanes {
                let here = grid::row(&t.senses.place, i, lanes)[lane];
                let fold = pool.map_or(1.0, |p| {
                    state.row(t.slots.level.at(p))[lane]
                        / t.plan.pools.pools[p].basal[lane / t.units].max(1e-9)
                });
                let d1_fold = d1.map_or(0.0, |s| {
                    grid::row(&t.work.signal, s, lanes)[lane] / t.plan.receptors.sites[s].reference.max(1e-9)
                });
                let reward = place_reward(t.plan, fold, d1_fold, t.work.social_reward[lane]);
                let k = t.plan.place.rate * here;
                let (gain, loss) = rates.row_mut(self.0.at(i));
                gain[lane] += k * reward;
                loss[lane] += k;
            }
        }
    }
}

/// See [`crate::social::mirror`].
struct Mirror(Slots, Slots);

impl<'a> Term<Tick<'a>> for Mirror {
    fn name(&self) -> &str {
        "mirror system"
    }
    fn owns(&self) -> Vec<Slots> {
        vec![self.0, self.1]
    }
    fn rates(&self, state: &State, t: &Tick<'a>, rates: &mut Rates) {
        let Some(social) = &t.plan.social else { return };
        let (p, lanes) = (&social.mirror, state.lanes());
        let learning = t.changes.of(Knob::MirrorLearning);
        let (eta, fast) = (p.eta * learning, p.trained * learning);
        for lane in 0..lanes {
            let grown = t.plan.cast.members[lane / t.units].age != Age::Neonate;
            let alone = if grown { p.solitary * t.work.attention[lane] } else { 0.0 };
            let done =
                |a: usize| grid::row(&t.senses.done, a, lanes)[lane] + if a >= HANDLE { alone } else { 0.0 };
            for b in 0..CODES {
                let paired = |a: usize| p.act_rate * grid::row(&t.senses.paired, a * CODES + b, lanes)[lane];
                let own = p.act_rate * p.self_seen * done(b);
                let trained = |a: usize| state.row(self.1.at(a * CODES + b))[lane];
                let all_paired: f64 = (0..CODES).map(paired).sum();
                let kept = (0..CODES).map(trained).sum::<f64>() / p.consolidation;
                for a in 0..CODES {
                    let i = a * CODES + b;
                    let pairing = paired(a) + if a == b { own } else { 0.0 };
                    let born = grid::row(&t.traits.mirror_at_birth, i, lanes)[lane];
                    let (gain, loss) = rates.row_mut(self.0.at(i));
                    gain[lane] += eta * pairing + born / p.tau + trained(a) / p.consolidation;
                    loss[lane] += eta * (all_paired + own) + 1.0 / p.tau + kept;
                    let (gain, loss) = rates.row_mut(self.1.at(i));
                    gain[lane] += fast * paired(a);
                    loss[lane] += fast * all_paired + 1.0 / p.trained_time;
                }
            }
        }
    }
}

/// See [`crate::social::regulation`] and [`crate::social::affect`].
struct Person(Slots);

impl<'a> Term<Tick<'a>> for Person {
    fn name(&self) -> &str {
        "regulation and well-being"
    }
    fn owns(&self) -> Vec<Slots> {
        vec![self.0]
    }
    fn rates(&self, state: &State, t: &Tick<'a>, rates: &mut Rates) {
        let Some(social) = &t.plan.social else { return };
        let (r, a, lanes) = (&social.regulation, &social.affect, state.lanes());
        let w = &t.work.social;
        for lane in 0..lanes {
            let given: f64 = t.given_hormone(state).map(|(row, fold)| fold * row[lane]).sum();
            let cortisol = state.row(t.slots.hpa.at(hpa::row::CORTICOSTERONE))[lane] + given;
            let capacity = state.row(self.0.at(CAPACITY))[lane];
            // what one does anyhow makes nobody more skilled
            let meant = t.changes.strategy[lane / t.units] != [0.0; 3];
            let practice = grid::row(&w.by_strategy, 2_usize, lanes)[lane]
                + if meant { w.by_strategy[lane] } else { 0.0 };
            let valence = tanh(w.joy[lane] - w.distress[lane]);
            let load = state.row(t.slots.need.at(need::row::LOAD))[lane];
            let well = valence - a.wellbeing_need * t.work.need[lane] - a.wellbeing_load * load;
            let mut set = |row: usize, gain: f64, loss: f64| {
                let (gains, losses) = rates.row_mut(self.0.at(row));
                gains[lane] += gain;
                losses[lane] += loss;
            };
            let tired = r.cost * w.effort[lane] + r.chronic * (cortisol - 1.0).max(0.0);
            set(CAPACITY, 1.0 / r.rest_time, 1.0 / r.rest_time + tired);
            let learn = practice * capacity / r.practice_time;
            set(SKILL, learn, learn + 1.0 / r.forget_time);
            set(WELLBEING, well / a.wellbeing_time, 1.0 / a.wellbeing_time);
            // what is felt of late must not feed itself: only safety beyond it counts
            let calm = state.row(self.0.at(CALM))[lane];
            let attachment = &social.attachment;
            let on = if w.safety[lane] > calm { 1.0 / attachment.calm_on } else { 0.0 };
            set(CALM, on * w.safety[lane], on + 1.0 / attachment.calm_time);
            let found = w.by_strategy[lane] + r.words * w.words[lane];
            set(REFRAME, found / r.reframe_time, 1.0 / r.reframe_time);
            set(DESCENDING, w.descending[lane] / social.pain.time, 1.0 / social.pain.time);
        }
    }
}

/// See [`crate::social::autonomic`].
struct Outflow(Slots);

impl<'a> Term<Tick<'a>> for Outflow {
    fn name(&self) -> &str {
        "autonomic outflow"
    }
    fn owns(&self) -> Vec<Slots> {
        vec![self.0]
    }
    fn rates(&self, state: &State, t: &Tick<'a>, rates: &mut Rates) {
        let Some(social) = &t.plan.social else { return };
        for (_, outlet) in Outlet::ALL {
            let rate = 1.0 / social.autonomic.time(outlet);
            let led = grid::row(&t.work.social.led, outlet, state.lanes());
            rates.add(self.0.at(outlet.into()), |lane| (rate * led[lane], rate));
        }
    }
}

/// Evidence about each other, and how far it is believed that the other is gone, see [`crate::social::attachment`].
pub fn beliefs(t: &Tick<'_>, slots: &EdgeSlots, rates: &mut Rates) {
    let Some(social) = &t.plan.social else { return };
    let (p, pairs) = (&social.attachment, t.senses.near.len());
    let x = |f: Feature, c: usize| grid::row(&t.senses.social, f, pairs)[c];
    for (pair, &(from, _)) in t.plan.cast.pairs.iter().enumerate() {
        for u in 0..t.units {
            let c = pair * t.units + u;
            let (good, bad) = p.prior(grid::row(&t.traits.anxiety, from, t.units)[u]);
            let answered = x(Feature::Responsive, c) + p.disclosure * x(Feature::Disclosure, c);
            let missed = x(Feature::Hostility, c) + x(Feature::Exclusion, c);
            for (row, gain, prior) in [(0, p.rate_good * answered, good), (1, p.rate_bad * missed, bad)] {
                let (gains, losses) = rates.row_mut(slots.trust.at(row));
                gains[c] += t.changes.of(Knob::Learning) * gain + prior / p.decay;
                losses[c] += 1.0 / p.decay;
            }
            let sinks =
                grid::row(&t.traits.realising, from, t.units)[u] * t.work.edge.apart[c] / p.realise_time;
            let (near, repertoire) = (t.senses.near[c], &social.repertoire);
            let (gains, losses) = rates.row_mut(slots.habituated.at(0));
            gains[c] += near / repertoire.habituation;
            losses[c] += near / repertoire.habituation + (1.0 - near) / repertoire.habituation_recovery;
            let (gains, losses) = rates.row_mut(slots.realised.at(0));
            gains[c] += sinks;
            losses[c] += sinks + t.senses.near[c] / p.realise_back;
        }
    }
}
