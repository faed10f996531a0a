//! One animal chooses among others that cannot leave their place.
//!
//! **Equations.** States: neutral chamber, chamber k, contact with k. From the neutral chamber to k at `λ_c (2/K) exp(u_k/4)`, back at
//! `λ_c exp(−u_k/4)`, into contact at `λ_h exp(u_k/2)`, out of it at `λ_o exp(−u_k/2)`. An empty cage has wanting `EMPTY`.
//! With levers, chambers are closed until the ratio is pressed; at the opening a worker is in contact with the probability that it has
//! in the long run, so that short accesses count as long ones do.

use super::cage::{self, DyadState};
use super::{Scene, Stretch, poisson, stream};
use syntony_engine::math::{exp, ln};
use syntony_observe::bout::Act;

/// Wanting of an empty cage, logit units: what is left is exploration.
pub const EMPTY: f64 = -2.0;

/// Where the chooser is, by unit: neutral chamber, chamber, contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Where {
    /// Neutral chamber.
    #[default]
    Neutral,
    /// In the chamber of an option.
    Chamber(usize),
    /// In contact with an option.
    Contact(usize),
}

/// One tick of a choice test.
pub fn choice(s: &mut Scene, state: &mut [Where], chooser: usize, options: &[Option<usize>], barrier: bool) {
    for (unit, place) in state.iter_mut().enumerate() {
        let wanting: Vec<f64> =
            options.iter().map(|o| o.map_or(EMPTY, |m| s.wanting(chooser, m, unit))).collect();
        let mut near = vec![0.0; options.len()];
        let mut touch = vec![0.0; options.len()];
        let mut random = s.stream(chooser, unit, stream::CHOICE);
        let (mut t, mut began, mut entered) = (0.0, s.into_s < 1e-6, false);
        while t < s.dt_s {
            let (leave, contact_rate) = rates(s, *place, &wanting, options, barrier);
            let next = (t + random.exponential() / (leave + contact_rate).max(1e-12)).min(s.dt_s);
            let stretch = Stretch::between(t, next, began);
            let spent = stretch.length_s;
            match *place {
                Where::Neutral => s.bout(unit, chooser, Act::Neutral, None, stretch),
                Where::Chamber(k) | Where::Contact(k) => {
                    near[k] += spent;
                    let inside = Stretch { begins: began && entered, ..stretch };
                    s.bout(unit, chooser, Act::Near, options[k], inside);
                    if let (Where::Contact(_), Some(other)) = (*place, options[k]) {
                        touch[k] += spent;
                        s.both(unit, (chooser, other), Act::Huddle, stretch);
                    }
                }
            }
            if next < s.dt_s {
                let contact = random.uniform() * (leave + contact_rate) < contact_rate;
                // who only leaves contact has been in the chamber before
                entered = *place == Where::Neutral;
                *place = match *place {
                    Where::Neutral => Where::Chamber(pick(&mut random, &wanting)),
                    Where::Chamber(k) if contact => Where::Contact(k),
                    Where::Chamber(_) => Where::Neutral,
                    Where::Contact(k) => Where::Chamber(k),
                };
                began = true;
            } else {
                began = false;
            }
            t = next;
        }
        sense(s, unit, chooser, options, &near, &touch);
    }
}

/// Rates of leaving the present state otherwise than into contact, and into contact.
fn rates(s: &Scene, place: Where, wanting: &[f64], options: &[Option<usize>], barrier: bool) -> (f64, f64) {
    match place {
        Where::Neutral => {
            let scale = s.p.cross * 2.0 / wanting.len().max(1) as f64;
            (wanting.iter().map(|u| scale * exp(0.25 * u)).sum(), 0.0)
        }
        Where::Chamber(k) => {
            let contact =
                if barrier || options[k].is_none() { 0.0 } else { s.p.huddle_start * exp(0.5 * wanting[k]) };
            (s.p.cross * exp(-0.25 * wanting[k]), contact)
        }
        Where::Contact(k) => (s.p.huddle_stop * exp(-0.5 * wanting[k]), 0.0),
    }
}

fn pick(random: &mut syntony_engine::Stream, wanting: &[f64]) -> usize {
    let total: f64 = wanting.iter().map(|u| exp(0.25 * u)).sum();
    let mut left = random.uniform() * total;
    for (k, u) in wanting.iter().enumerate() {
        left -= exp(0.25 * u);
        if left <= 0.0 {
            return k;
        }
    }
    wanting.len() - 1
}

fn sense(s: &mut Scene, unit: usize, chooser: usize, options: &[Option<usize>], near: &[f64], touch: &[f64]) {
    for (k, option) in options.iter().enumerate() {
        let Some(other) = *option else { continue };
        for (from, to) in [(chooser, other), (other, chooser)] {
            if let Some(c) = s.column(from, to, unit) {
                s.senses.near[c] = near[k] / s.dt_s;
                s.senses.touch[c] = touch[k] / s.dt_s;
            }
        }
        s.investigations(chooser, other, unit, near[k]);
        s.attacks(chooser, other, unit, near[k]);
        s.attacks(other, chooser, unit, touch[k]);
    }
}

/// Progress at the levers, by unit: presses since the last access by option, accesses by option, and the end of a running access.
#[derive(Debug, Clone, Default)]
pub struct LeverState {
    /// Presses towards the next access.
    pub pressed: Vec<f64>,
    /// Accesses earned.
    pub earned: Vec<f64>,
    /// Option that is open, and seconds of access left.
    pub open: Option<(usize, f64)>,
    /// In contact with whom it gives access to.
    pub contact: bool,
}

/// Levers, each of which gives access to another or to an empty cage.
#[derive(Debug, Clone, Copy)]
pub struct Levers<'a> {
    /// Who works.
    pub worker: usize,
    /// Behind each lever.
    pub options: &'a [Option<usize>],
    /// Presses for the first access.
    pub ratio: f64,
    /// How many more for each further one.
    pub ratio_step: f64,
    /// Length of an access, s.
    pub access_s: f64,
}

/// One tick of lever work: presses at a rate set by wanting and effort; an access is spent with the other.
pub fn operant(s: &mut Scene, state: &mut [LeverState], levers: &Levers) {
    let Levers { worker, options, ratio, ratio_step, access_s } = *levers;
    for (unit, lever) in state.iter_mut().enumerate() {
        lever.pressed.resize(options.len(), 0.0);
        lever.earned.resize(options.len(), 0.0);
        let mut random = s.stream(worker, unit, stream::OPERANT);
        let mut moves = s.stream(worker, unit, stream::ACCESS);
        let (mut t, mut near, mut touch) = (0.0, vec![0.0; options.len()], vec![0.0; options.len()]);
        while t < s.dt_s {
            if let Some((k, left)) = lever.open {
                let spent = left.min(s.dt_s - t);
                let opens = left >= access_s;
                let stretch = Stretch { at_s: t, length_s: spent, begins: opens };
                near[k] += spent;
                if let Some(other) = options[k] {
                    touch[k] += access(s, &mut moves, lever, unit, (worker, other), stretch);
                }
                s.bout(unit, worker, Act::Near, options[k], stretch);
                lever.open = (left > spent).then_some((k, left - spent));
                t += spent;
                continue;
            }
            let ease = s.vigour(worker, unit).max(1e-3);
            let rate = |k: usize| {
                let u = options[k].map_or(EMPTY, |m| s.work(worker, m, unit));
                let needed = ratio + ratio_step * lever.earned[k];
                let effort = s.p.press_effort * ln(needed.max(1.0)) / ease;
                s.p.press_rate * exp((0.5 * (u - effort)).clamp(-8.0, 3.0))
            };
            let total: f64 = (0..options.len()).map(rate).sum();
            let next = t + random.exponential() / total.max(1e-12);
            if next >= s.dt_s {
                break;
            }
            let mut left = random.uniform() * total;
            let k = (0..options.len()).find(|&k| {
                left -= rate(k);
                left <= 0.0
            });
            let k = k.unwrap_or(options.len() - 1);
            s.bout(unit, worker, Act::Press, options[k], Stretch::moment(next));
            lever.pressed[k] += 1.0;
            if lever.pressed[k] >= ratio + ratio_step * lever.earned[k] {
                lever.pressed[k] = 0.0;
                lever.earned[k] += 1.0;
                lever.open = Some((k, access_s));
            }
            t = next;
        }
        sense(s, unit, worker, options, &near, &touch);
    }
}

/// Contact during a stretch of access; gives its length.
fn access(
    s: &mut Scene,
    random: &mut syntony_engine::Stream,
    lever: &mut LeverState,
    unit: usize,
    (worker, other): (usize, usize),
    stretch: Stretch,
) -> f64 {
    let Stretch { at_s: from, length_s: length, begins: opens } = stretch;
    let u = s.wanting(worker, other, unit);
    let (start, stop) = (s.p.huddle_start * exp(0.5 * u), s.p.huddle_stop * exp(-0.5 * u));
    if opens {
        lever.contact = random.uniform() * (start + stop) < start;
    }
    let (end, mut t, mut began, mut total) = (from + length, from, opens, 0.0);
    while t < end {
        let leave = if lever.contact { stop } else { start };
        let next = (t + random.exponential() / leave.max(1e-12)).min(end);
        if lever.contact {
            total += next - t;
            s.both(unit, (worker, other), Act::Huddle, Stretch::between(t, next, began));
        }
        if next < end {
            lever.contact = !lever.contact;
            began = lever.contact;
        }
        t = next;
    }
    total
}

/// A stranger in a resident's cage: each investigates, attacks, or settles beside the other, as in a cage that both share.
pub fn intruder(s: &mut Scene, state: &mut DyadState, resident: usize, intruder: usize) {
    for unit in 0..s.units {
        for (from, to) in [(resident, intruder), (intruder, resident)] {
            if let Some(c) = s.column(from, to, unit) {
                s.senses.near[c] = 1.0;
            }
            s.investigations(from, to, unit, s.dt_s);
        }
        let touch = cage::contact(s, state, resident, intruder, unit);
        for (from, to) in [(resident, intruder), (intruder, resident)] {
            if let Some(c) = s.column(from, to, unit) {
                s.senses.touch[c] = touch;
            }
        }
        s.attacks(resident, intruder, unit, s.dt_s);
        // on foreign ground an animal attacks less than at home
        let mut random = s.stream_towards(intruder, resident, unit, stream::ATTACK);
        if let Some(c) = s.column(intruder, resident, unit) {
            let count = poisson(&mut random, s.p.attack_abroad * s.drives.attack[c] * s.dt_s);
            for _ in 0..count {
                let at = random.uniform() * s.dt_s;
                s.bout(unit, intruder, Act::Attack, Some(resident), Stretch::moment(at));
            }
        }
    }
}
