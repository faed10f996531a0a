//! Scenes: given what the brains want, who does what to whom during one tick.
//!
//! Each scene is a continuous-time Markov chain, simulated event by event with the rates of the tick's beginning.

pub mod arena;
pub mod cage;
mod cells;
pub mod encounter;
pub mod moments;
pub mod tests;

use crate::parameters::SceneParameters;
use syntony_brain::{Drives, Plan, Senses};
use syntony_engine::{Key, Stream};
use syntony_model::protocol::PhaseKind;
use syntony_observe::bout::{Act, Bout, Witness};

/// Logit units beyond which wanting no longer changes rates.
pub const WANTING_MAX: f64 = 8.0;

/// Random-number streams of scenes.
pub mod stream {
    /// Contact of a dyad in a cage.
    pub const CAGE: u32 = 100;
    /// Mating latency.
    pub const MATING: u32 = 101;
    /// Mating bouts.
    pub const MATE_BOUTS: u32 = 102;
    /// Attacks.
    pub const ATTACK: u32 = 103;
    /// Choice among chambers.
    pub const CHOICE: u32 = 104;
    /// Tests of one animal.
    pub const TEST: u32 = 105;
    /// Lever work.
    pub const OPERANT: u32 = 106;
    /// Investigation.
    pub const INVESTIGATE: u32 = 107;
    /// Choice of acts among people.
    pub const ENCOUNTER: u32 = 108;
    /// What people do at the millisecond clock.
    pub const MOMENTS: u32 = 109;
    /// A film.
    pub const FILM: u32 = 110;
    /// Contact while a lever gives access.
    pub const ACCESS: u32 = 111;
}

/// Part of a tick, in which something is done.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    /// From so many seconds after the tick's beginning.
    pub at_s: f64,
    /// For so many seconds.
    pub length_s: f64,
    /// It begins here, and does not go on from before.
    pub begins: bool,
}

impl Stretch {
    /// Something that is over at once.
    pub fn moment(at_s: f64) -> Stretch {
        Stretch { at_s, length_s: 0.0, begins: true }
    }
    /// From one time of the tick to another.
    pub fn between(at_s: f64, end_s: f64, begins: bool) -> Stretch {
        Stretch { at_s, length_s: end_s - at_s, begins }
    }
}

/// What a scene of one tick works with.
pub struct Scene<'a> {
    /// Plan.
    pub plan: &'a Plan,
    /// Parameters.
    pub p: &'a SceneParameters,
    /// Units.
    pub units: usize,
    /// Keys of the lanes.
    pub keys: &'a [Key],
    /// Index of the phase.
    pub phase: usize,
    /// Seconds since the phase began.
    pub into_s: f64,
    /// Start of the tick, s.
    pub time_s: f64,
    /// Length of the tick, s.
    pub dt_s: f64,
    /// Number of the tick.
    pub tick: u64,
    /// What the brains want.
    pub drives: &'a Drives,
    /// What they will have sensed.
    pub senses: &'a mut Senses,
    /// Who watches.
    pub witness: &'a mut dyn Witness,
}

impl Scene<'_> {
    /// Wanting of one for another, limited.
    pub fn wanting(&self, from: usize, to: usize, unit: usize) -> f64 {
        self.column(from, to, unit).map_or(0.0, |c| self.drives.wanting[c].clamp(-WANTING_MAX, WANTING_MAX))
    }
    /// Wanting of one to work for another, limited.
    pub fn work(&self, from: usize, to: usize, unit: usize) -> f64 {
        self.column(from, to, unit).map_or(0.0, |c| self.drives.work[c].clamp(-WANTING_MAX, WANTING_MAX))
    }
    /// How little effort costs a member of a unit.
    pub fn vigour(&self, member: usize, unit: usize) -> f64 {
        self.drives.vigour[self.lane(member, unit)]
    }
    /// Random numbers of a member of a unit for this tick.
    pub fn stream(&self, member: usize, unit: usize, stream: u32) -> Stream {
        Stream::with_key(self.keys[self.lane(member, unit)], stream, self.tick)
    }
    /// Random numbers of a member of a unit towards another for this tick.
    pub fn stream_towards(&self, member: usize, other: usize, unit: usize, stream: u32) -> Stream {
        Stream::with_key(self.key_towards(member, other, unit), stream, self.tick)
    }
    /// Random numbers of a member of a unit in a test of this kind for this tick.
    pub fn stream_of_test(&self, member: usize, unit: usize, act: Act) -> Stream {
        let key = self.keys[self.lane(member, unit)].named(u64::from(act.number()));
        Stream::with_key(key, stream::TEST, self.tick)
    }
    /// What is drawn of a member towards another, whoever else there is.
    pub fn key_towards(&self, member: usize, other: usize, unit: usize) -> Key {
        self.keys[self.lane(member, unit)].named(self.plan.names[other])
    }
    /// Reports an act.
    pub fn bout(&mut self, unit: usize, actor: usize, act: Act, target: Option<usize>, stretch: Stretch) {
        self.witness.bout(&Bout {
            phase: self.phase,
            unit,
            actor,
            act,
            target,
            onset_s: self.time_s + stretch.at_s,
            duration_s: stretch.length_s,
            begins: stretch.begins,
        });
    }

    /// Reports an act that two do together.
    pub fn both(&mut self, unit: usize, (i, j): (usize, usize), act: Act, stretch: Stretch) {
        self.bout(unit, i, act, Some(j), stretch);
        self.bout(unit, j, act, Some(i), stretch);
    }

    /// Attacks of one on another during `near_s` seconds of nearness; both feel it.
    pub fn attacks(&mut self, from: usize, to: usize, unit: usize, near_s: f64) {
        let Some(c) = self.column(from, to, unit) else { return };
        if near_s <= 0.0 || self.into_s + self.dt_s <= self.p.attack_start_delay {
            return;
        }
        let mut random = self.stream_towards(from, to, unit, stream::ATTACK);
        let count = poisson(&mut random, self.drives.attack[c] * near_s);
        for _ in 0..count {
            let at = random.uniform() * self.dt_s;
            self.bout(unit, from, Act::Attack, Some(to), Stretch::moment(at));
        }
        if let Some(back) = self.column(to, from, unit) {
            self.senses.pain[back] =
                (self.senses.pain[back] + f64::from(count) * self.p.attack_pain / self.dt_s).min(1.0);
        }
    }

    /// Investigation bouts of an unknown other.
    pub fn investigations(&mut self, from: usize, to: usize, unit: usize, near_s: f64) {
        let Some(c) = self.column(from, to, unit) else { return };
        let unknown = (1.0 - self.drives.consent[c]).max(0.0);
        let mut random = self.stream_towards(from, to, unit, stream::INVESTIGATE);
        for _ in 0..poisson(&mut random, self.p.investigate * unknown * near_s) {
            let at = random.uniform() * self.dt_s;
            self.bout(unit, from, Act::Investigate, Some(to), Stretch::moment(at));
        }
    }
}

/// Whether a phase can show this act of one member towards another, or towards nobody (`None`; `empty` is an empty cage).
pub fn shows(plan: &Plan, kind: &PhaseKind, actor: &str, act: Act, towards: Option<&str>) -> bool {
    let there = |name: &str| kind.members().contains(&name);
    let sex = |name: &str| plan.member(name).map(|m| plan.cast.members[m].sex);
    let two = || there(actor) && towards.is_some_and(|x| x != actor && there(x));
    let empty = |options: &[Option<String>]| towards == Some("empty") && options.iter().any(Option::is_none);
    match kind {
        PhaseKind::Alone { .. } | PhaseKind::Stress { .. } => false,
        PhaseKind::Together { mating, barrier, .. } => match act {
            Act::Investigate => two(),
            Act::Huddle | Act::Attack => two() && !barrier,
            Act::Mate => two() && *mating && sex(actor) != towards.and_then(sex),
            _ => false,
        },
        PhaseKind::Choice { chooser, options, barrier } => match act {
            Act::Neutral => actor == chooser,
            Act::Near => actor == chooser && (two() || empty(options)),
            Act::Investigate => actor == chooser && two(),
            Act::Huddle => (actor == chooser || towards == Some(chooser.as_str())) && two() && !barrier,
            Act::Attack => two() && (actor == chooser || towards == Some(chooser.as_str()) && !barrier),
            _ => false,
        },
        PhaseKind::Operant { member, options, .. } => match act {
            Act::Near | Act::Press => actor == member && (two() || empty(options)),
            Act::Huddle | Act::Attack => two() && (actor == member || towards == Some(member.as_str())),
            Act::Investigate => actor == member && two(),
            _ => false,
        },
        PhaseKind::Intruder { .. } | PhaseKind::Conditioning { .. } => {
            matches!(act, Act::Investigate | Act::Huddle | Act::Attack) && two()
        }
        PhaseKind::ForcedSwim { member } => act == Act::Float && actor == member,
        PhaseKind::PlusMaze { member } => act == Act::OpenArm && actor == member,
        PhaseKind::PlaceTest { member, .. } => act == Act::Place && actor == member,
        PhaseKind::Encounter(_) => matches!(act, Act::Done(_)) && two(),
    }
}

/// A Poisson number by counting exponential gaps; bounded, since rates per tick are small.
pub fn poisson(random: &mut Stream, mean: f64) -> u32 {
    let (mut count, mut left) = (0, mean.min(1e4));
    if left <= 0.0 {
        return 0;
    }
    loop {
        left -= random.exponential();
        if left <= 0.0 {
            return count;
        }
        count += 1;
    }
}
