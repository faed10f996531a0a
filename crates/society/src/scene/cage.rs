//! A home cage: every dyad in it meets, huddles, mates, fights.
//!
//! **Equations.** Contact of a dyad (i, j) starts at rate `cage · λ_h · consent_ij · consent_ji · exp(ū/2)` and ends at `λ_o exp(−ū/2)`, with
//! ū the mean of both wantings: both must agree, and a free animal avoids one that it does not know. Mating of an opposite-sex
//! dyad begins after a log-normal latency and wanes to a low level.

use super::{Scene, Stretch, poisson, stream};
use syntony_engine::Stream;
use syntony_engine::math::exp;
use syntony_model::protocol::Sex;
use syntony_observe::bout::Act;

/// What a dyad carries from tick to tick, by unit.
#[derive(Debug, Clone, Default)]
pub struct DyadState {
    /// In contact.
    pub contact: Vec<bool>,
    /// When the dyad first met with a female in oestrus, s; negative infinity if not yet.
    pub met_s: Vec<f64>,
    /// Seconds from meeting to the first mating; infinity if they do not mate.
    pub latency_s: Vec<f64>,
}

impl DyadState {
    /// Nothing yet.
    pub fn new(units: usize) -> Self {
        DyadState {
            contact: vec![false; units],
            met_s: vec![f64::NEG_INFINITY; units],
            latency_s: vec![f64::INFINITY; units],
        }
    }
}

/// One tick of one dyad that shares a cage.
pub fn dyad(s: &mut Scene, state: &mut DyadState, i: usize, j: usize, mating: bool, barrier: bool) {
    for unit in 0..s.units {
        let (Some(ij), Some(ji)) = (s.column(i, j, unit), s.column(j, i, unit)) else { return };
        s.senses.near[ij] = 1.0;
        s.senses.near[ji] = 1.0;
        s.investigations(i, j, unit, s.dt_s);
        s.investigations(j, i, unit, s.dt_s);
        if barrier {
            continue;
        }
        let sexual = if mating { mate(s, state, i, j, unit) } else { 0.0 };
        let touch = contact(s, state, i, j, unit) * (1.0 - s.p.mate_contact_loss * sexual);
        for (c, me, other) in [(ij, i, j), (ji, j, i)] {
            s.senses.touch[c] = touch;
            s.senses.sexual[c] = sexual;
            s.attacks(me, other, unit, s.dt_s);
        }
    }
}

/// Share of the tick in contact.
pub(super) fn contact(s: &mut Scene, state: &mut DyadState, i: usize, j: usize, unit: usize) -> f64 {
    let u = 0.5 * (s.wanting(i, j, unit) + s.wanting(j, i, unit));
    let consent = |a: usize, b: usize| s.column(a, b, unit).map_or(0.0, |c| s.drives.consent[c]);
    let start = s.p.cage_factor * s.p.huddle_start * consent(i, j) * consent(j, i) * exp(0.5 * u);
    let stop = s.p.huddle_stop * exp(-0.5 * u);
    let mut random: Stream = s.stream_towards(i, j, unit, stream::CAGE);
    let (mut t, mut total, mut began) = (0.0, 0.0, false);
    let mut together = state.contact[unit];
    while t < s.dt_s {
        let rate = if together { stop } else { start };
        let next = (t + random.exponential() / rate.max(1e-12)).min(s.dt_s);
        if together {
            total += next - t;
            s.both(unit, (i, j), Act::Huddle, Stretch::between(t, next, began));
        }
        if next < s.dt_s {
            together = !together;
            began = together;
        }
        t = next;
    }
    state.contact[unit] = together;
    total / s.dt_s
}

/// Level of mating in this tick (0-1) and its bouts.
fn mate(s: &mut Scene, state: &mut DyadState, i: usize, j: usize, unit: usize) -> f64 {
    let sex = |m: usize| s.plan.cast.members[m].sex;
    if sex(i) == sex(j) {
        return 0.0;
    }
    if state.met_s[unit] == f64::NEG_INFINITY {
        state.met_s[unit] = s.time_s;
        let mut random = Stream::with_key(s.key_towards(i, j, unit), stream::MATING, 0);
        let latency = s.p.mate_latency * exp(s.p.mate_latency_sd * random.normal());
        state.latency_s[unit] = latency.min(s.p.mate_latency_max);
    }
    let since = s.time_s + 0.5 * s.dt_s - state.met_s[unit] - state.latency_s[unit];
    if since < 0.0 {
        return 0.0;
    }
    let level = s.p.mate_late + (1.0 - s.p.mate_late) * exp(-since / s.p.mate_decay);
    let (male, female) = if sex(i) == Sex::M { (i, j) } else { (j, i) };
    let mut random = s.stream_towards(male, female, unit, stream::MATE_BOUTS);
    for _ in 0..poisson(&mut random, s.p.mate_bout_rate * level * s.dt_s) {
        let at = random.uniform() * s.dt_s;
        s.both(unit, (male, female), Act::Mate, Stretch::moment(at));
    }
    level
}
