//! People meet: each spreads the tick over acts towards the others, and every act, face and voice is sensed by all who are within reach.
//!
//! ```text
//! u_a(i→j) = base_a + Σ_k appeal_ak s_k(i,j) + reciprocity_a (kindness of j to i in the last tick) − cost_a (1 − capacity_i)
//! P(a, j) = softmax(u / temperature), drawn dt/bout times (at most 6, then shares of the tick)
//! ```
//! **Symbols.** s_k: states of the actor, see [`syntony_brain::social::State`]. A mutual act needs the other, who agrees with probability
//! logistic(consent + u_a(j→i)); a bid that is not taken is felt as a small exclusion. Scripts replace the choice for their share of the time.

use super::{Scene, stream};
use syntony_brain::plan::Plan;
use syntony_brain::social::repertoire::ActPlan;
use syntony_brain::social::{CODES, Feature, Social, State};
use syntony_engine::math::{exp, logistic};
use syntony_model::atlas::Reach;
use syntony_model::protocol::Encounter;
use syntony_observe::bout::Act;

/// Draws of an act per tick, at most.
const DRAWS_MAX: usize = 6;

/// What people carry from tick to tick: how kind one was to another, then the share of imitation, `[2 × pair × unit]`.
#[derive(Debug, Clone, Default)]
pub struct EncounterState {
    last: Vec<f64>,
}

/// An instructed act, with indices.
pub(super) struct Told<'a> {
    pub by: usize,
    pub to: usize,
    pub act: usize,
    pub share: f64,
    velocity: Option<f64>,
    temperature: Option<f64>,
    answer: Option<&'a ActPlan>,
}

/// One tick of an encounter.
pub fn encounter(s: &mut Scene, state: &mut EncounterState, e: &Encounter) {
    let plan: &Plan = s.plan;
    let Some(social) = &plan.social else { return };
    let members: Vec<usize> = e.members.iter().filter_map(|m| plan.member(m)).collect();
    if let Some(hours) = e.hours_s {
        let of_day = (s.into_s + 0.5 * s.dt_s) % 86_400.0;
        if of_day >= hours {
            state.last.fill(0.0);
            return;
        }
    }
    expose(s, e);
    state.last.resize(2 * plan.pairs() * s.units, 0.0);
    let told = told(plan, social, e);
    let mut now = vec![0.0; state.last.len()];
    for unit in 0..s.units {
        for &i in &members {
            for &j in members.iter().filter(|j| **j != i) {
                if let Some(c) = s.column(i, j, unit) {
                    s.senses.near[c] = social.repertoire.nearness(e.reach);
                }
            }
        }
        show(s, &members, social.repertoire.clarity(e.reach), unit);
        for &i in &members {
            let mut left = 1.0;
            for t in told.iter().filter(|t| t.by == i) {
                left -= t.share;
                let act = &social.repertoire.acts[t.act];
                let kind = act.kindness(social.repertoire.disclosure);
                remember(s, &mut now, kind, act, unit, (i, t.to), t.share);
                obey(s, social, &members, unit, t, 0.0);
            }
            if e.free && left > 1e-9 {
                choose(s, social, &state.last, &mut now, &members, e.reach, unit, i, left);
            }
        }
    }
    imitation(s, &members, &now);
    state.last = now;
    for x in s.senses.social.iter_mut().chain(&mut s.senses.touch).chain(&mut s.senses.seen) {
        *x = x.min(1.0);
    }
}

/// What members of the encounter were told to do.
pub(super) fn told<'a>(plan: &Plan, social: &'a Social, e: &Encounter) -> Vec<Told<'a>> {
    let answer = |a: &String| social.repertoire.find(a).map(|a| &social.repertoire.acts[a]);
    let all = e.script.iter().filter_map(|x| {
        Some(Told {
            by: plan.member(&x.by)?,
            to: plan.member(&x.to)?,
            act: social.repertoire.find(&x.act)?,
            share: x.share,
            velocity: x.velocity,
            temperature: x.temperature,
            answer: x.answer.as_ref().and_then(answer),
        })
    });
    all.collect()
}

/// Does an instructed act for its share of the tick, from `from` seconds on.
pub(super) fn obey(s: &mut Scene, social: &Social, members: &[usize], unit: usize, t: &Told, from: f64) {
    tell(s, unit, (t.by, t.to, t.act), from, t.share * s.dt_s, social.repertoire.acts[t.act].mutual);
    perform(s, social, members, unit, t.by, t.to, t.act, t.share, t.velocity, t.temperature);
    answer(s, social, unit, t);
}

/// Stressor, threat and pain from outside.
pub(super) fn expose(s: &mut Scene, e: &Encounter) {
    let units = s.units;
    let stress = e.stressor.as_ref().map_or(0.0, |name| s.p.stressor(name));
    for m in e.stressed.iter().filter_map(|m| s.plan.member(m)) {
        let lanes = m * units..(m + 1) * units;
        s.senses.stress[lanes.clone()].fill(stress);
        s.senses.threat[lanes.clone()].fill(e.threat.max(stress));
        s.senses.heat[lanes].fill(e.pain);
    }
}

/// Faces and voices: what shows of joy and distress, seen by the others and done by oneself.
pub(super) fn show(s: &mut Scene, members: &[usize], clear: f64, unit: usize) {
    let (units, pairs, lanes) = (s.units, s.senses.near.len(), s.drives.joy.len());
    for &j in members {
        let lane = j * units + unit;
        let (joy, distress) = (s.drives.joy[lane], s.drives.distress[lane]);
        s.senses.done[lane] += joy;
        s.senses.done[lanes + lane] += distress;
        for &i in members.iter().filter(|i| **i != j) {
            let Some(c) = s.column(i, j, unit) else { continue };
            s.senses.social[Feature::Joy as usize * pairs + c] += clear * joy;
            s.senses.social[Feature::Distress as usize * pairs + c] += clear * distress;
            s.senses.seen[c] += clear * joy;
            s.senses.seen[pairs + c] += clear * distress;
        }
    }
}

/// Draws acts and does them.
#[allow(clippy::too_many_arguments)]
fn choose(
    s: &mut Scene,
    social: &Social,
    last: &[f64],
    now: &mut [f64],
    members: &[usize],
    reach: Reach,
    unit: usize,
    i: usize,
    share: f64,
) {
    let repertoire = &social.repertoire;
    let pairs = s.senses.near.len();
    let mut options = Vec::with_capacity(repertoire.acts.len() * members.len());
    for &j in members.iter().filter(|j| **j != i) {
        let (Some(c), Some(back)) = (s.column(i, j, unit), s.column(j, i, unit)) else { continue };
        let feel = feelings(s, c);
        for (k, act) in repertoire.acts.iter().enumerate().filter(|(_, a)| a.reach <= reach) {
            options.push((k, j, c, inclination(act, &feel, last[back])));
        }
    }
    let Some(best) = options.iter().map(|o| o.3).reduce(f64::max) else { return };
    let weights: Vec<f64> = options.iter().map(|o| exp((o.3 - best) / repertoire.temperature)).collect();
    let total: f64 = weights.iter().sum();
    let draws = ((s.dt_s / repertoire.bout).round() as usize).clamp(1, DRAWS_MAX);
    let mut random = s.stream(i, unit, stream::ENCOUNTER);
    for draw in 0..draws {
        let mut left = random.uniform() * total;
        let picked = weights.iter().position(|w| {
            left -= w;
            left <= 0.0
        });
        let (k, j, c, _) = options[picked.unwrap_or(options.len() - 1)];
        let part = share / draws as f64;
        let act = &repertoire.acts[k];
        if act.mutual {
            let other =
                s.column(j, i, unit).map_or(-9.0, |back| inclination(act, &feelings(s, back), last[c]));
            if random.uniform() > logistic(repertoire.consent + other) {
                s.senses.social[Feature::Exclusion as usize * pairs + c] += repertoire.missed * part;
                continue;
            }
        }
        remember(s, now, act.kindness(repertoire.disclosure), act, unit, (i, j), part);
        let (from, length) = (draw as f64 * s.dt_s / draws as f64, part * s.dt_s);
        tell(s, unit, (i, j, k), from, length, act.mutual);
        perform(s, social, members, unit, i, j, k, part, None, None);
    }
}

/// States of the actor of column (i, j) towards the other.
fn feelings(s: &Scene, c: usize) -> [f64; State::ALL.len()] {
    let pairs = s.senses.near.len();
    std::array::from_fn(|k| s.drives.feelings[k * pairs + c])
}

/// Inclination to an act with these feelings, given how kind the other just was.
fn inclination(act: &ActPlan, feel: &[f64; State::ALL.len()], returned: f64) -> f64 {
    let states: f64 = act.drawn_by.iter().map(|&(k, appeal)| appeal * feel[k as usize]).sum();
    act.base + states + act.appeal[State::Reciprocity as usize] * returned
        - act.cost * (1.0 - feel[State::Capacity as usize])
}

/// What an act of i towards j lets j, i and the others sense.
#[allow(clippy::too_many_arguments)]
fn perform(
    s: &mut Scene,
    social: &Social,
    members: &[usize],
    unit: usize,
    i: usize,
    j: usize,
    act: usize,
    share: f64,
    velocity: Option<f64>,
    temperature: Option<f64>,
) {
    let act = &social.repertoire.acts[act];
    let touch = social.repertoire.touch(act, velocity, temperature) * share;
    let pressure = social.repertoire.pressure(act, velocity) * share;
    let (pairs, lanes) = (s.senses.near.len(), s.drives.joy.len());
    s.senses.done[act.code * lanes + i * s.units + unit] += share;
    let warm = touch + share * (act.sexual + act.features[Feature::Responsive as usize]);
    for &k in members.iter().filter(|k| **k != i) {
        let Some(c) = s.column(k, i, unit) else { continue };
        s.senses.seen[act.code * pairs + c] += share;
        if k == j {
            receive(s, act, touch, share, c);
            s.senses.social[Feature::Pressure as usize * pairs + c] += pressure;
        } else {
            s.senses.social[Feature::Aside as usize * pairs + c] += warm;
        }
    }
    if act.mutual
        && let Some(c) = s.column(i, j, unit)
    {
        receive(s, act, touch, share, c);
        s.senses.done[act.code * lanes + j * s.units + unit] += share;
    }
}

/// Reports an act; a mutual one is done by both.
fn tell(s: &mut Scene, unit: usize, (i, j, k): (usize, usize, usize), from: f64, length: f64, mutual: bool) {
    s.bout(unit, i, Act::Done(k as u16), Some(j), from, length, true);
    if mutual {
        s.bout(unit, j, Act::Done(k as u16), Some(i), from, length, true);
    }
}

/// Keeps how kind an act was for the next tick: warmth less hostility, and imitation.
fn remember(
    s: &Scene,
    now: &mut [f64],
    kind: f64,
    act: &ActPlan,
    unit: usize,
    (i, j): (usize, usize),
    share: f64,
) {
    let pairs = s.senses.near.len();
    for (a, b) in [(i, j), (j, i)].into_iter().take(if act.mutual { 2 } else { 1 }) {
        if let Some(c) = s.column(a, b, unit) {
            now[c] += share * kind;
            if act.key == "imitate" {
                now[pairs + c] += share;
            }
        }
    }
}

fn receive(s: &mut Scene, act: &ActPlan, touch: f64, share: f64, c: usize) {
    let pairs = s.senses.near.len();
    s.senses.touch[c] += touch;
    s.senses.sexual[c] = (s.senses.sexual[c] + share * act.sexual).min(1.0);
    s.senses.pain[c] = (s.senses.pain[c] + share * act.pain).min(1.0);
    for (f, x) in act.features.iter().enumerate() {
        s.senses.social[f * pairs + c] += share * x;
    }
}

/// Where one imitates another, both have the same act in sight and in hand.
fn imitation(s: &mut Scene, members: &[usize], now: &[f64]) {
    let (pairs, lanes) = (s.senses.near.len(), s.drives.joy.len());
    for unit in 0..s.units {
        for &i in members {
            for &j in members.iter().filter(|j| **j != i) {
                let Some(c) = s.column(i, j, unit) else { continue };
                let share = now[pairs + c];
                for b in (0..CODES).filter(|_| share > 0.0) {
                    let done = s.senses.done[b * lanes + j * s.units + unit];
                    for m in [i, j] {
                        s.senses.paired[(b * CODES + b) * lanes + m * s.units + unit] += share * done;
                    }
                }
            }
        }
    }
}

/// The other answers with an act of its own within half a second: the pair of sight and act that a mirror learns from.
fn answer(s: &mut Scene, social: &Social, unit: usize, t: &Told) {
    let Some(given) = t.answer else { return };
    let lanes = s.drives.joy.len();
    let seen = social.repertoire.acts[t.act].code;
    s.senses.paired[(given.code * CODES + seen) * lanes + t.to * s.units + unit] += t.share;
}
