//! What people do from millisecond to millisecond, and when it reaches the others: the only way from one brain to another.
//!
//! ```text
//! command at t → motor activity t, visible t + 80 ms → percept of others t + 80 + 120 ms ± jitter
//!                felt t + 140 ms, heard and seen by oneself t + 180 ms
//! ```
//! Nobody acts on anything but percepts: turns come from silence and overlap as they are heard, imitation from gestures as they are seen.
//! Times are those of the atlas, process `timing`. Apart, acts reach nobody; a film reaches everybody, and nobody acts.

mod gestures;
mod line;
mod speech;
mod timing;

use super::encounter::{expose, show};
use super::{Scene, stream};
use gestures::Gestures;
use line::Line;
use speech::Speech;
use syntony_brain::Plan;
use syntony_brain::neural::fast::percepts::{Percepts, ROW_S, Sense};
use syntony_brain::social::Feature;
use syntony_engine::Stream;
use syntony_model::atlas::Reach;
use syntony_model::protocol::{Encounter, Moments, Task};
use syntony_observe::bout::{Cue, Cued};
pub use timing::Timing;

/// Motor category of gestures and of speech.
const HANDS: usize = 2;
const VOICE: usize = 4;

/// An act that begins now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Does {
    /// A syllable or gesture of this length, ms.
    Act(f64),
    /// Readiness for so long, ms.
    Readies(f64),
    /// A turn or series has ended that began so long ago, ms.
    Ended(f64),
}

/// What somebody perceives in a millisecond.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Perceived {
    /// Others are heard.
    pub heard: bool,
    /// A gesture of another begins to be seen.
    pub begins: bool,
}

/// What one phase carries from tick to tick.
#[derive(Debug, Clone, Default)]
pub struct MomentState {
    speech: Vec<Speech>,
    gestures: Vec<Gestures>,
    film: Vec<Film>,
    /// By pair and unit.
    seen: Vec<Line>,
    voice: Vec<Line>,
    /// By lane.
    shown: Vec<Line>,
    heard: Vec<Line>,
    felt: Vec<Line>,
    motor: Vec<Line>,
    was: Vec<f64>,
}

/// A film: quiet and shots, with syllables in them.
#[derive(Debug, Clone, Copy, Default)]
struct Film {
    on: bool,
    left_ms: f64,
    next_ms: f64,
}

impl MomentState {
    fn new(plan: &Plan, units: usize) -> MomentState {
        let (lanes, pairs) = (plan.members() * units, plan.pairs() * units);
        let lines = |n: usize| vec![Line::default(); n];
        MomentState {
            speech: vec![Speech::default(); lanes],
            gestures: vec![Gestures::default(); lanes],
            film: vec![Film::default(); units],
            seen: lines(pairs),
            voice: lines(pairs),
            shown: lines(lanes),
            heard: lines(lanes),
            felt: lines(lanes),
            motor: lines(lanes),
            was: vec![0.0; lanes],
        }
    }
}

/// One tick: says what was sensed on average, and when in `percepts`.
pub fn moments(
    s: &mut Scene,
    state: &mut MomentState,
    e: &Encounter,
    what: Moments,
    t: &Timing,
    percepts: &mut Percepts,
) {
    let plan: &Plan = s.plan;
    let Some(social) = &plan.social else { return };
    let members: Vec<usize> = e.members.iter().filter_map(|m| plan.member(m)).collect();
    if state.was.is_empty() {
        *state = MomentState::new(plan, s.units);
    }
    expose(s, e);
    let open = !what.apart && what.task != Task::Film;
    for unit in 0..s.units {
        if open {
            for &i in &members {
                for &j in members.iter().filter(|j| **j != i) {
                    if let Some(c) = s.column(i, j, unit) {
                        s.senses.near[c] = social.repertoire.nearness(e.reach);
                    }
                }
            }
            show(s, &members, social.repertoire.clarity(e.reach), unit);
        }
        let mut play = Play { s, state, t, what, open, reach: e.reach, unit, members: &members };
        play.tick(percepts);
    }
    let code = if what.task == Task::Conversation { VOICE } else { HANDS };
    average(s, &members, code, what.task == Task::Conversation && open, t, percepts);
}

/// A unit in a tick.
struct Play<'a, 'b> {
    s: &'a mut Scene<'b>,
    state: &'a mut MomentState,
    t: &'a Timing,
    what: Moments,
    open: bool,
    reach: Reach,
    unit: usize,
    members: &'a [usize],
}

impl Play<'_, '_> {
    fn tick(&mut self, percepts: &mut Percepts) {
        let (units, unit) = (self.s.units, self.unit);
        let mut random: Vec<Stream> =
            self.members.iter().map(|&m| self.s.stream(m, unit, stream::MOMENTS, 0)).collect();
        let mut projector = self.s.stream(0, unit, stream::FILM, 0);
        for row in 0..percepts.rows() {
            let at_s = row as f64 * ROW_S;
            if self.what.task == Task::Film {
                self.show_film(&mut projector, &mut random, at_s);
            }
            for (k, random) in random.iter_mut().enumerate() {
                let lane = self.members[k] * units + unit;
                let (seen, voice) = self.perceive(self.members[k]);
                let begins = seen > 0.5 && self.state.was[lane] <= 0.5;
                self.state.was[lane] = seen;
                for (sense, x) in [
                    (Sense::Seen, seen),
                    (Sense::Voice, voice),
                    (Sense::Film, self.state.shown[lane].next()),
                    (Sense::Heard, self.state.heard[lane].next()),
                    (Sense::Felt, self.state.felt[lane].next()),
                    (Sense::Motor, self.state.motor[lane].next()),
                ] {
                    percepts.set(row, sense, lane, x);
                }
                let perceived = Perceived { heard: voice > 0.5, begins };
                let acts = match self.what.task {
                    Task::Conversation => self.state.speech[lane].go(self.t, perceived, random),
                    Task::Imitation => self.state.gestures[lane].go(self.t, perceived, true, random),
                    Task::Observation if k == 0 => {
                        self.state.gestures[lane].go(self.t, Perceived::default(), false, random)
                    }
                    _ => [None; 2],
                };
                for act in acts.into_iter().flatten() {
                    self.act(self.members[k], act, at_s, random);
                }
            }
        }
    }

    /// What of others reaches a member now: seen, heard.
    fn perceive(&mut self, i: usize) -> (f64, f64) {
        let (mut seen, mut voice) = (0.0, 0.0);
        for &j in self.members.iter().filter(|j| **j != i) {
            if let Some(c) = self.s.column(i, j, self.unit) {
                seen += self.state.seen[c].next();
                voice += self.state.voice[c].next();
            }
        }
        (f64::min(seen, 1.0), f64::min(voice, 1.0))
    }

    /// An act begins: it goes its ways.
    fn act(&mut self, i: usize, act: Does, at_s: f64, random: &mut Stream) {
        let (t, lane) = (self.t, i * self.s.units + self.unit);
        let speaks = self.what.task == Task::Conversation;
        let length = match act {
            Does::Readies(length) => {
                self.state.motor[lane].put(0.0, length, t.readying);
                return;
            }
            Does::Ended(length) => {
                let what = if speaks { Cued::Turn } else { Cued::Series };
                self.cue(Some(i), what, at_s - length * ROW_S, length * ROW_S);
                return;
            }
            Does::Act(length) => length,
        };
        let ms = 1.0 / ROW_S;
        self.cue(
            Some(i),
            if speaks { Cued::Syllable } else { Cued::Gesture },
            at_s + t.visible,
            length * ROW_S,
        );
        self.state.motor[lane].put(0.0, length, 1.0);
        self.state.felt[lane].put(t.felt * ms, length, 1.0);
        self.state.heard[lane].put(t.heard * ms, length, 1.0);
        if !self.open {
            return;
        }
        for &j in self.members.iter().filter(|j| **j != i) {
            let Some(c) = self.s.column(j, i, self.unit) else { continue };
            let after = (t.visible + t.sense + t.jitter * random.normal()) * ms;
            if speaks && self.reach >= Reach::Voice {
                self.state.voice[c].put(after, length, 1.0);
            }
            if self.reach >= Reach::Sight {
                self.state.seen[c].put(after, length, 1.0);
            }
        }
    }

    fn show_film(&mut self, projector: &mut Stream, random: &mut [Stream], at_s: f64) {
        let (t, ms) = (self.t, 1.0 / ROW_S);
        let film = &mut self.state.film[self.unit];
        film.left_ms -= 1.0;
        if film.left_ms <= 0.0 {
            film.on = !film.on;
            film.left_ms = t.shot * ms * projector.exponential();
        }
        film.next_ms -= 1.0;
        if film.next_ms > 0.0 {
            return;
        }
        film.next_ms = ms / t.syllables * (1.0 + t.irregular * projector.normal()).max(0.3);
        if !film.on {
            return;
        }
        let length = t.syllable * ms;
        for (k, random) in random.iter_mut().enumerate() {
            let lane = self.members[k] * self.s.units + self.unit;
            let after = (t.sense + t.jitter * random.normal()) * ms;
            self.state.shown[lane].put(after, length, 1.0);
        }
        self.cue(None, Cued::Film, at_s, t.syllable);
    }

    fn cue(&mut self, member: Option<usize>, what: Cued, at_s: f64, duration_s: f64) {
        let onset_s = self.s.time_s + at_s;
        self.s.witness.cue(&Cue { phase: self.s.phase, unit: self.unit, member, what, onset_s, duration_s });
    }
}

/// What the slow clock is told: shares of the tick. With more than two, what is perceived is shared out evenly.
fn average(s: &mut Scene, members: &[usize], code: usize, looked_at: bool, t: &Timing, percepts: &Percepts) {
    let (units, pairs, lanes) = (s.units, s.senses.near.len(), s.drives.joy.len());
    let others = (members.len().max(2) - 1) as f64;
    for &i in members {
        for unit in 0..units {
            let lane = i * units + unit;
            s.senses.done[code * lanes + lane] += percepts.mean(Sense::Motor, lane);
            let (seen, voice) = (percepts.mean(Sense::Seen, lane), percepts.mean(Sense::Voice, lane));
            for &j in members.iter().filter(|j| **j != i) {
                let Some(c) = s.column(i, j, unit) else { continue };
                s.senses.seen[code * pairs + c] += seen / others;
                s.senses.social[Feature::Voice as usize * pairs + c] += voice / others;
                if looked_at {
                    s.senses.social[Feature::Gaze as usize * pairs + c] += t.gaze;
                }
            }
        }
    }
}
