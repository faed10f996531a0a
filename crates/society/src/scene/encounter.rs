//! People meet: each spreads the tick over acts towards the others, and every act, face and voice is sensed by all who are within reach.
//!
//! **Equations**
//! ```text
//! u_a(i→j) = base_a + Σ_k appeal_ak s_k(i,j) + reciprocity_a (kindness of j to i in the last tick) − cost_a (1 − capacity_i)
//! P(a, j) = softmax(u / temperature), drawn dt/bout times (at most 6, then shares of the tick)
//! ```
//! **Symbols.** s_k: states of the actor, see [`syntony_brain::social::State`]. A mutual act needs the other, who agrees with probability
//! logistic(consent + u_a(j→i)); a bid that is not taken is felt as a small exclusion. Scripts replace the choice for their share of the time.

use super::{Scene, Stretch, stream};
use syntony_brain::plan::Plan;
use syntony_brain::social::mirror::{DISTRESS, JOY};
use syntony_brain::social::repertoire::ActPlan;
use syntony_brain::social::{CODES, Feature, Social, State};
use syntony_engine::grid::row_mut;
use syntony_engine::math::{exp, logistic};
use syntony_engine::noise::name;
use syntony_model::atlas::Reach;
use syntony_model::protocol::Encounter;
use syntony_observe::bout::Act;

/// What is met that is nobody.
const PAIN: u64 = name("pain");
const THREAT: u64 = name("threat");
const PLAIN: u64 = name("plain");
/// Draws of an act per tick, at most.
const DRAWS_MAX: usize = 6;

/// What people carry from tick to tick: how kind one was to another, then the share of imitation, `[2 × pair × unit]`.
#[derive(Debug, Clone, Default)]
pub struct EncounterState {
    last: Vec<f64>,
}

/// People who meet.
pub(super) struct Meeting<'a> {
    pub social: &'a Social,
    /// Who is there.
    pub members: &'a [usize],
    pub reach: Reach,
}

impl<'a> Meeting<'a> {
    /// Everybody but one.
    fn others(&self, i: usize) -> impl Iterator<Item = usize> + use<'a> {
        self.members.iter().copied().filter(move |j| *j != i)
    }
}

/// Who does what to whom, for which share of the tick.
#[derive(Clone, Copy)]
pub(super) struct Interaction<'a> {
    pub by: usize,
    pub to: usize,
    /// Its number in the repertoire.
    number: usize,
    pub act: &'a ActPlan,
    pub share: f64,
    velocity: Option<f64>,
    temperature: Option<f64>,
}

/// An instructed act.
pub(super) struct Told<'a> {
    pub deed: Interaction<'a>,
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
    let mut memory = Memory { last: &state.last, now: vec![0.0; state.last.len()] };
    let m = Meeting { social, members: &members, reach: e.reach };
    for unit in 0..s.units {
        for &i in &members {
            for j in m.others(i) {
                if let Some(c) = s.column(i, j, unit) {
                    s.senses.near[c] = social.repertoire.nearness(e.reach);
                }
            }
        }
        show(s, &m, unit);
        for &i in &members {
            let mut left = 1.0;
            for t in told.iter().filter(|t| t.deed.by == i) {
                left -= t.deed.share;
                memory.keep(s, social, unit, &t.deed);
                obey(s, &m, unit, t, 0.0);
            }
            if e.free && left > 1e-9 {
                choose(s, &m, &mut memory, unit, i, left);
            }
        }
    }
    let now = memory.now;
    imitation(s, &m, &now);
    state.last = now;
    for x in s.senses.social.iter_mut().chain(&mut s.senses.touch).chain(&mut s.senses.seen) {
        *x = x.min(1.0);
    }
}

/// What members of the encounter were told to do.
pub(super) fn told<'a>(plan: &Plan, social: &'a Social, e: &Encounter) -> Vec<Told<'a>> {
    let answer = |a: &String| social.repertoire.find(a).map(|a| &social.repertoire.acts[a]);
    let all = e.script.iter().filter_map(|x| {
        let number = social.repertoire.find(&x.act)?;
        let deed = Interaction {
            by: plan.member(&x.by)?,
            to: plan.member(&x.to)?,
            number,
            act: &social.repertoire.acts[number],
            share: x.share,
            velocity: x.velocity,
            temperature: x.temperature,
        };
        Some(Told { deed, answer: x.answer.as_ref().and_then(answer) })
    });
    all.collect()
}

/// Does an instructed act for its share of the tick, from `from` seconds on.
pub(super) fn obey(s: &mut Scene, m: &Meeting, unit: usize, t: &Told, from: f64) {
    tell(s, unit, &t.deed, from);
    perform(s, m, unit, &t.deed);
    answer(s, unit, t);
}

/// Stressor, threat and pain from outside.
pub(super) fn expose(s: &mut Scene, e: &Encounter) {
    let units = s.units;
    let stress = e.stressor.as_ref().map_or(0.0, |name| s.p.stressor(name));
    // whoever is alone in a scene looks at something, be it only what stands for nothing in particular
    let told = match &e.stressor {
        Some(stressor) => name(stressor),
        None if e.pain > 0.0 => PAIN,
        None if e.threat > 0.0 => THREAT,
        None => PLAIN,
    };
    let shows = told != PLAIN;
    for m in &e.members {
        let exposed = if shows { e.stressed.contains(m) } else { e.members.len() == 1 };
        if let Some(m) = s.plan.member(m).filter(|_| exposed) {
            s.senses.content[m] = Some(told);
        }
    }
    for m in e.stressed.iter().filter_map(|m| s.plan.member(m)) {
        row_mut(&mut s.senses.stress, m, units).fill(stress);
        row_mut(&mut s.senses.threat, m, units).fill(e.threat.max(stress));
        row_mut(&mut s.senses.heat, m, units).fill(e.pain);
    }
}

/// Faces, voices and bodies: what shows of joy, distress and arousal, seen by the others and done by oneself.
pub(super) fn show(s: &mut Scene, m: &Meeting, unit: usize) {
    let clear = m.social.repertoire.clarity(m.reach);
    for &j in m.members {
        let lane = s.lane(j, unit);
        let (joy, distress) = (s.drives.joy[lane], s.drives.distress[lane]);
        *s.done(JOY, lane) += joy;
        *s.done(DISTRESS, lane) += distress;
        for i in m.others(j) {
            let Some(c) = s.column(i, j, unit) else { continue };
            *s.feature(Feature::Joy, c) += clear * joy;
            *s.feature(Feature::Distress, c) += clear * distress;
            *s.seen(JOY, c) += clear * joy;
            *s.seen(DISTRESS, c) += clear * distress;
            s.see_outflow(lane, c, clear);
        }
    }
}

/// Draws acts and does them.
fn choose(s: &mut Scene, m: &Meeting, memory: &mut Memory, unit: usize, i: usize, share: f64) {
    let repertoire = &m.social.repertoire;
    let last = memory.last;
    let mut options = Vec::with_capacity(repertoire.acts.len() * m.members.len());
    for j in m.others(i) {
        let (Some(c), Some(back)) = (s.column(i, j, unit), s.column(j, i, unit)) else { continue };
        let feel = s.feelings(c);
        for (k, act) in repertoire.acts.iter().enumerate().filter(|(_, a)| a.reach <= m.reach) {
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
                s.column(j, i, unit).map_or(-9.0, |back| inclination(act, &s.feelings(back), last[c]));
            if random.uniform() > logistic(repertoire.consent + other) {
                *s.feature(Feature::Exclusion, c) += repertoire.missed * part;
                continue;
            }
        }
        let deed =
            Interaction { by: i, to: j, number: k, act, share: part, velocity: None, temperature: None };
        memory.keep(s, m.social, unit, &deed);
        tell(s, unit, &deed, draw as f64 * s.dt_s / draws as f64);
        perform(s, m, unit, &deed);
    }
}

/// Inclination to an act with these feelings, given how kind the other just was.
fn inclination(act: &ActPlan, feel: &[f64; State::ALL.len()], returned: f64) -> f64 {
    let states: f64 = act.drawn_by.iter().map(|&(k, appeal)| appeal * feel[k as usize]).sum();
    act.base + states + act.appeal[State::Reciprocity as usize] * returned
        - act.cost * (1.0 - feel[State::Capacity as usize])
}

/// What an act of one towards another lets both and the others sense.
fn perform(s: &mut Scene, m: &Meeting, unit: usize, deed: &Interaction) {
    let Interaction { by, to, act, share, velocity, temperature, .. } = *deed;
    let touch = m.social.repertoire.touch(act, velocity, temperature) * share;
    let pressure = m.social.repertoire.pressure(act, velocity) * share;
    *s.done(act.code, s.lane(by, unit)) += share;
    let warm = touch + share * (act.sexual + act.features[Feature::Responsive as usize]);
    for k in m.others(by) {
        let Some(c) = s.column(k, by, unit) else { continue };
        *s.seen(act.code, c) += share;
        if k == to {
            receive(s, act, touch, share, c);
            *s.feature(Feature::Pressure, c) += pressure;
        } else {
            *s.feature(Feature::Aside, c) += warm;
        }
    }
    if act.mutual
        && let Some(c) = s.column(by, to, unit)
    {
        receive(s, act, touch, share, c);
        *s.done(act.code, s.lane(to, unit)) += share;
    }
}

/// Reports an act that begins so many seconds into the tick; a mutual one is done by both.
fn tell(s: &mut Scene, unit: usize, deed: &Interaction, from: f64) {
    let stretch = Stretch { at_s: from, length_s: deed.share * s.dt_s, begins: true };
    let done = Act::Done(deed.number as u16);
    s.bout(unit, deed.by, done, Some(deed.to), stretch);
    if deed.act.mutual {
        s.bout(unit, deed.to, done, Some(deed.by), stretch);
    }
}

/// What was kept of the last tick, and what this one leaves.
struct Memory<'a> {
    last: &'a [f64],
    now: Vec<f64>,
}

impl Memory<'_> {
    /// Keeps how kind an act was for the next tick: warmth less hostility, and imitation.
    fn keep(&mut self, s: &Scene, social: &Social, unit: usize, deed: &Interaction) {
        let Interaction { by, to, act, share, .. } = *deed;
        let kind = act.kindness(social.repertoire.disclosure);
        let (kindness, imitation) = self.now.split_at_mut(s.columns());
        for (a, b) in [(by, to), (to, by)].into_iter().take(if act.mutual { 2 } else { 1 }) {
            if let Some(c) = s.column(a, b, unit) {
                kindness[c] += share * kind;
                if act.key == "imitate" {
                    imitation[c] += share;
                }
            }
        }
    }
}

fn receive(s: &mut Scene, act: &ActPlan, touch: f64, share: f64, c: usize) {
    s.senses.touch[c] += touch;
    s.senses.sexual[c] = (s.senses.sexual[c] + share * act.sexual).min(1.0);
    s.senses.pain[c] = (s.senses.pain[c] + share * act.pain).min(1.0);
    for (f, x) in act.features.iter().enumerate() {
        *s.feature(f, c) += share * x;
    }
}

/// Where one imitates another, both have the same act in sight and in hand.
fn imitation(s: &mut Scene, m: &Meeting, now: &[f64]) {
    let (_, imitated) = now.split_at(s.columns());
    for unit in 0..s.units {
        for &i in m.members {
            for j in m.others(i) {
                let Some(c) = s.column(i, j, unit) else { continue };
                let share = imitated[c];
                for b in (0..CODES).filter(|_| share > 0.0) {
                    let done = *s.done(b, s.lane(j, unit));
                    for of in [i, j] {
                        *s.paired(b, b, s.lane(of, unit)) += share * done;
                    }
                }
            }
        }
    }
}

/// The other answers with an act of its own within half a second: the pair of sight and act that a mirror learns from.
fn answer(s: &mut Scene, unit: usize, t: &Told) {
    let Some(given) = t.answer else { return };
    *s.paired(given.code, t.deed.act.code, s.lane(t.deed.to, unit)) += t.deed.share;
}
