//! What people do from millisecond to millisecond, and when it reaches the others: the only way from one brain to another.
//!
//! **Equations**
//! ```text
//! command at t → motor activity t, visible t + 80 ms → percept of others t + 80 + 120 ms ± jitter
//!                felt t + 140 ms, heard and seen by oneself t + 180 ms
//! ```
//! Nobody acts on anything but percepts: turns come from silence and overlap as they are heard, imitation from gestures as they are seen.
//! Times are those of the atlas, process `timing`. Apart, acts reach nobody; a film reaches everybody, and nobody acts. What of another's act is
//! heeded, and how much it moves a brain, goes with attention. Who was told to do something does it instead of the task, for its share of each tick;
//! who is away neither acts nor perceives.

mod gestures;
mod line;
mod speech;
mod timing;

use super::encounter::{Interaction, Meeting, expose, obey, show, told};
use super::{Scene, stream};
use gestures::Gestures;
use line::Line;
use speech::Speech;
use syntony_brain::Plan;
use syntony_brain::neural::fast::percepts::{Percepts, ROW_S, Sense};
use syntony_brain::social::Feature;
use syntony_brain::social::mirror::{DISTRESS, JOY};
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
    (e, now): (&Encounter, &Encounter),
    what: Moments,
    t: &Timing,
    percepts: &mut Percepts,
) {
    let plan: &Plan = s.plan;
    let Some(social) = &plan.social else { return };
    let all: Vec<usize> = e.members.iter().filter_map(|m| plan.member(m)).collect();
    let members: Vec<usize> = now.members.iter().filter_map(|m| plan.member(m)).collect();
    let told = told(plan, social, now);
    if state.was.is_empty() {
        *state = MomentState::new(plan, s.units);
    }
    let m = Meeting { social, members: &members, reach: e.reach };
    expose(s, now);
    let open = !what.apart && what.task != Task::Film;
    for unit in 0..s.units {
        if open {
            for c in pairs_of(s, &members, unit) {
                s.senses.near[c] = what.attention * social.repertoire.nearness(e.reach);
            }
            show(s, &m, unit);
            percepts.faces.resize(s.columns(), 0.0);
            for c in pairs_of(s, &members, unit) {
                percepts.faces[c] = what.attention * (*s.seen(JOY, c) + *s.seen(DISTRESS, c));
            }
        }
        let mut from = vec![0.0; plan.members()];
        let mut begun = Vec::new();
        for t in told.iter().filter(|_| open) {
            let from = &mut from[t.deed.by];
            obey(s, &m, unit, t, *from);
            begun.push((&t.deed, *from));
            *from += t.deed.share * s.dt_s;
        }
        let (all, here) = (&all[..], &members[..]);
        let mut play = Play { s, state, t, what, open, reach: e.reach, unit, all, here, busy: from };
        for (deed, from) in begun {
            play.instructed(deed, from);
        }
        play.tick(percepts);
    }
    let talk = what.task == Task::Conversation;
    let known = told.iter().map(|t| t.deed).filter(|_| open).collect();
    let code = if talk { VOICE } else { HANDS };
    Known { code, gaze: (talk && open).then_some(t.gaze), deeds: known }.average(s, &members, percepts);
    if what.attention < 1.0 {
        // who attends less perceives less of the others; what is felt on the skin is felt all the same
        for x in s.senses.seen.iter_mut().chain(&mut s.senses.social) {
            *x *= what.attention;
        }
    }
}

/// Columns of who meets whom.
fn pairs_of(s: &Scene, members: &[usize], unit: usize) -> Vec<usize> {
    let pairs = members.iter().flat_map(|&i| members.iter().map(move |&j| (i, j)));
    pairs.filter(|(i, j)| i != j).filter_map(|(i, j)| s.column(i, j, unit)).collect()
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
    /// Everybody, and who is not away.
    all: &'a [usize],
    here: &'a [usize],
    /// How long each does in this tick what it was told to, s.
    busy: Vec<f64>,
}

impl Play<'_, '_> {
    fn tick(&mut self, percepts: &mut Percepts) {
        let unit = self.unit;
        let mut random: Vec<Stream> =
            self.all.iter().map(|&m| self.s.stream(m, unit, stream::MOMENTS)).collect();
        let mut projector = self.s.stream(0, unit, stream::FILM);
        for row in 0..percepts.rows() {
            let at_s = row as f64 * ROW_S;
            if self.what.task == Task::Film {
                self.show_film(&mut projector, &mut random, at_s);
            }
            for (k, random) in random.iter_mut().enumerate() {
                let member = self.all[k];
                let lane = self.s.lane(member, unit);
                let away = !self.here.contains(&member);
                let (mut seen, mut voice) = self.perceive(member);
                let mut shown = self.state.shown[lane].next();
                if away {
                    (seen, voice, shown) = (0.0, 0.0, 0.0);
                    (self.state.speech[lane], self.state.gestures[lane]) = Default::default();
                }
                let mut begins = seen > 0.5 && self.state.was[lane] <= 0.5;
                self.state.was[lane] = seen;
                if begins && self.what.attention < 1.0 {
                    begins = random.uniform() < self.what.attention;
                }
                for (sense, x) in [
                    (Sense::Seen, seen),
                    (Sense::Voice, voice),
                    (Sense::Film, shown),
                    (Sense::Heard, self.state.heard[lane].next()),
                    (Sense::Felt, self.state.felt[lane].next()),
                    (Sense::Motor, self.state.motor[lane].next()),
                ] {
                    percepts.set(row, sense, lane, x);
                }
                let perceived = Perceived { heard: voice > 0.5, begins };
                if away || at_s < self.busy[member] {
                    continue;
                }
                let acts = match self.what.task {
                    Task::Conversation => self.state.speech[lane].go(self.t, perceived, random),
                    Task::Imitation => self.state.gestures[lane].go(self.t, perceived, true, random),
                    Task::Observation if k == 0 => {
                        self.state.gestures[lane].go(self.t, Perceived::default(), false, random)
                    }
                    _ => [None; 2],
                };
                for act in acts.into_iter().flatten() {
                    self.act(member, act, at_s, random);
                }
            }
        }
    }

    /// What of others reaches a member now: seen, heard.
    fn perceive(&mut self, i: usize) -> (f64, f64) {
        let (mut seen, mut voice) = (0.0, 0.0);
        for &j in self.all.iter().filter(|j| **j != i) {
            if let Some(c) = self.s.column(i, j, self.unit) {
                seen += self.state.seen[c].next();
                voice += self.state.voice[c].next();
            }
        }
        (f64::min(seen, 1.0), f64::min(voice, 1.0))
    }

    /// An act begins: it goes its ways.
    fn act(&mut self, i: usize, act: Does, at_s: f64, random: &mut Stream) {
        let (t, lane) = (self.t, self.s.lane(i, self.unit));
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
        for &j in self.here.iter().filter(|j| **j != i) {
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

    /// What somebody was told to do goes its ways, `from` seconds after the beginning of the tick; voice and movement of hands, if it has them.
    fn instructed(&mut self, deed: &Interaction, from: f64) {
        let (voice, moves) = (voice(deed), moves(deed));
        let (t, ms, i) = (self.t, 1.0 / ROW_S, deed.by);
        let (lane, length) = (self.s.lane(i, self.unit), deed.share * self.s.dt_s * ms);
        if moves {
            self.state.motor[lane].put(from * ms, length, 1.0);
            self.state.felt[lane].put((from + t.felt) * ms, length, 1.0);
        }
        if voice > 0.0 {
            self.state.heard[lane].put((from + t.heard) * ms, length, voice);
        }
        for &j in self.here.iter().filter(|j| **j != i) {
            let Some(c) = self.s.column(j, i, self.unit) else { continue };
            let after = (from + t.visible + t.sense) * ms;
            if voice > 0.0 && self.reach >= Reach::Voice {
                self.state.voice[c].put(after, length, voice);
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
            let lane = self.s.lane(self.all[k], self.unit);
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

/// What remains of a share once what is known of it is taken away.
fn what_is_new(share: f64, known: f64) -> f64 {
    (share - known).max(0.0)
}

/// Voice of what is done.
fn voice(deed: &Interaction) -> f64 {
    deed.act.features[Feature::Voice as usize]
}

/// Whether hands move.
fn moves(deed: &Interaction) -> bool {
    deed.act.code >= HANDS
}

/// What the slow clock knows of a tick.
struct Known<'a> {
    /// Motor category of the task.
    code: usize,
    /// How much one is looked at.
    gaze: Option<f64>,
    /// What people were told to do.
    deeds: Vec<Interaction<'a>>,
}

impl Known<'_> {
    /// What the slow clock is told: shares of the tick, less those of acts that it knows already. With more than two, what is perceived is shared
    /// out evenly.
    fn average(&self, s: &mut Scene, members: &[usize], percepts: &Percepts) {
        let known = |i: usize, f: &dyn Fn(&Interaction) -> f64| -> f64 {
            self.deeds.iter().filter(|x| x.by == i).map(|x| x.share * f(x)).sum()
        };
        let others = (members.len().max(2) - 1) as f64;
        for &i in members {
            for unit in 0..s.units {
                let lane = s.lane(i, unit);
                let moved = known(i, &|x| f64::from(u8::from(moves(x))));
                *s.done(self.code, lane) += what_is_new(percepts.mean(Sense::Motor, lane), moved);
                let (seen, heard) = (percepts.mean(Sense::Seen, lane), percepts.mean(Sense::Voice, lane));
                for &j in members.iter().filter(|j| **j != i) {
                    let Some(c) = s.column(i, j, unit) else { continue };
                    *s.seen(self.code, c) += what_is_new(seen / others, known(j, &|_| 1.0));
                    *s.feature(Feature::Voice, c) += what_is_new(heard / others, known(j, &voice));
                    if let Some(gaze) = self.gaze {
                        *s.feature(Feature::Gaze, c) += gaze;
                    }
                }
            }
        }
    }
}
