//! A scene that runs while somebody looks: one unit of a protocol, tick by tick, with deeds from outside.
//!
//! The state is a function of protocol text, seed and deeds, and of nothing else: deeds become tables of the protocol (see [`deed`]), so
//! [`Live::text`] run from the command line with the same seed gives the same bits. To go back is to step on from the nearest snapshot.

pub mod channel;
pub mod deed;

pub use channel::SceneChannel;
pub use deed::{Deed, Timed};

use crate::run::{society, watched};
use std::sync::Arc;
use syntony_brain::numbers::Numbers;
use syntony_language::{Dimension, Problems, Quantity};
use syntony_model::atlas::Route;
use syntony_model::protocol::{Dose, Group};
use syntony_model::{Atlas, Protocol};
use syntony_observe::bout::{Bout, Witness};
use syntony_society::society::BlowUp;
use syntony_society::{Run, Society};

/// Snapshots that are kept at most; when there are more, every second goes.
const SNAPSHOTS_MAX: usize = 192;
/// Bytes of snapshots at most, as a dozen people have larger ones than two; and of a snapshot, for each channel that it can show.
const SNAPSHOT_BYTES: usize = 24 << 20;
const CHANNEL_BYTES: usize = 80;
/// Ticks between snapshots at first.
const SNAPSHOT_TICKS: u64 = 32;
/// Samples of a course that are kept at most; when there are more, every second goes.
const SAMPLES_MAX: usize = 1200;
/// Acts that are kept for whoever looks.
const ACTS_MAX: usize = 64;
/// Deeds in a scene at most: every one reads the whole text anew.
pub const DEEDS_MAX: usize = 2_000;

/// What to play.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneAsk {
    /// Name for messages.
    pub name: String,
    /// Text of the protocol.
    pub text: String,
    /// Group; the first if there is none.
    pub group: Option<String>,
    /// Seed.
    pub seed: u64,
    /// Compounds that may be given later without living through all of it again; they change nothing until they are.
    pub at_hand: Vec<String>,
}

/// An act as it was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenAct {
    /// Number in the scene's order.
    pub number: u64,
    /// Word.
    pub act: String,
    /// Who, and towards whom.
    pub actor: usize,
    /// Towards whom.
    pub target: Option<usize>,
    /// Onset, s.
    pub onset_s: f64,
    /// Duration, s.
    pub duration_s: f64,
}

/// The course of the kept channels.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SceneCourse {
    /// Times, s.
    pub time_s: Vec<f64>,
    /// Rows of values, one per time, in the order of the kept channels.
    pub rows: Vec<Vec<f32>>,
    /// Ticks between samples.
    every: u64,
}

/// A scene that runs.
#[derive(Clone)]
pub struct Live {
    ask: SceneAsk,
    deeds: Vec<Timed>,
    /// What the text with the deeds says.
    protocol: Arc<Protocol>,
    group: usize,
    /// Drive of what is silenced or stimulated at the screen, logit units.
    drive: f64,
    society: Society,
    /// What is shown.
    pub channels: Arc<Vec<SceneChannel>>,
    kept: Arc<Vec<usize>>,
    snapshots: Vec<Arc<Society>>,
    snapshot_ticks: u64,
    /// Course so far.
    pub course: SceneCourse,
    /// Acts of late.
    pub acts: Vec<SeenAct>,
}

impl Live {
    /// Begins a scene.
    pub fn new(atlas: &Atlas, ask: SceneAsk) -> Result<Live, Problems> {
        Live::with(atlas, ask, Vec::new())
    }

    /// Begins a scene in which deeds are to be done.
    pub fn with(atlas: &Atlas, ask: SceneAsk, deeds: Vec<Timed>) -> Result<Live, Problems> {
        let mut numbers = Numbers::new(atlas);
        let drive = numbers.take("scene.hand_drive", Dimension::NONE, "drive by hand, logit units");
        numbers.problems.into_result(())?;
        let (protocol, group) = read(atlas, &ask, &deeds, drive)?;
        let run = Run::compile(atlas, &with_at_hand(&protocol.groups[group], &ask), &watched(&protocol))?;
        // the same brains, by the course that the protocol alone has
        let run = run.revised(&protocol.groups[group]).unwrap_or(run);
        let society = society(Arc::new(run), ask.seed, &[(0, 0)]);
        let channels = channel::all(atlas, &society.block);
        let kept = (0..channels.len()).filter(|&i| channels[i].kept).collect();
        let mut live = Live {
            ask,
            deeds,
            protocol: Arc::new(protocol),
            group,
            drive,
            snapshots: vec![Arc::new(society.clone())],
            society,
            channels: Arc::new(channels),
            kept: Arc::new(kept),
            snapshot_ticks: SNAPSHOT_TICKS,
            course: SceneCourse { every: 1, ..SceneCourse::default() },
            acts: Vec::new(),
        };
        live.sample();
        Ok(live)
    }

    /// What was asked for.
    pub fn ask(&self) -> &SceneAsk {
        &self.ask
    }
    /// Deeds done, in order.
    pub fn deeds(&self) -> &[Timed] {
        &self.deeds
    }
    /// What is run.
    pub fn run(&self) -> &Run {
        &self.society.run
    }
    /// The group that is played.
    pub fn group(&self) -> &Group {
        &self.society.run.group
    }
    /// The protocol with the deeds.
    pub fn protocol(&self) -> &Protocol {
        &self.protocol
    }
    /// The text with the deeds: what the command line runs to the same bits.
    pub fn text(&self) -> String {
        whole(&self.ask.text, &self.deeds, self.drive)
    }
    /// Time, s after the beginning of the experiment.
    pub fn time_s(&self) -> f64 {
        self.society.time_s()
    }
    /// Ticks done.
    pub fn ticks(&self) -> u64 {
        self.society.ticks()
    }
    /// When the next tick will be over, s; none at the end.
    pub fn next_s(&self) -> Option<f64> {
        self.society.next_s()
    }
    /// End of the last phase, s.
    pub fn end_s(&self) -> f64 {
        self.society.run.schedule.segments.last().map_or(0.0, |s| s.start_s + s.dt_s * s.ticks as f64)
    }
    /// Start of the first segment, s.
    pub fn start_s(&self) -> f64 {
        self.society.run.schedule.segments.first().map_or(0.0, |s| s.start_s)
    }
    /// Whether it is over.
    pub fn ended(&self) -> bool {
        self.society.ended()
    }
    /// Who is away now.
    pub fn away(&self) -> &[String] {
        let now = self.time_s();
        let segments = &self.society.run.schedule.segments;
        segments.iter().rev().find(|s| s.start_s <= now).map_or(&[], |s| &s.away)
    }
    /// The value of a channel, in full precision.
    pub fn value(&self, channel: usize) -> f64 {
        self.channels.get(channel).map_or(f64::NAN, |c| c.read(&self.society))
    }
    /// The values of all channels.
    pub fn values(&self) -> impl Iterator<Item = f32> {
        self.channels.iter().map(|c| c.read(&self.society) as f32)
    }

    /// One tick; false, and nothing done, at the end.
    pub fn step(&mut self) -> Result<bool, BlowUp> {
        let mut eyes = Eyes { acts: Vec::new() };
        if !self.society.step(&mut eyes)? {
            return Ok(false);
        }
        let number = self.acts.last().map_or(0, |a| a.number + 1);
        let plan = &self.society.run.plan;
        let seen = eyes.acts.iter().enumerate().map(|(i, b)| SeenAct {
            number: number + i as u64,
            act: b.act.name(plan),
            actor: b.actor,
            target: b.target,
            onset_s: b.onset_s,
            duration_s: b.duration_s,
        });
        self.acts.extend(seen);
        let surplus = self.acts.len().saturating_sub(ACTS_MAX);
        self.acts.drain(..surplus);
        let ticks = self.society.ticks();
        let newest = self.snapshots.last().map_or(0, |s| s.ticks());
        if ticks >= newest + self.snapshot_ticks {
            self.snapshots.push(Arc::new(self.society.clone()));
            let most =
                (SNAPSHOT_BYTES / (CHANNEL_BYTES * self.channels.len().max(1))).clamp(16, SNAPSHOTS_MAX);
            if self.snapshots.len() > most {
                keep_every_second(&mut self.snapshots);
                self.snapshot_ticks *= 2;
            }
        }
        if ticks.is_multiple_of(self.course.every) {
            self.sample();
        }
        Ok(true)
    }

    fn sample(&mut self) {
        let time_s = self.time_s();
        if self.course.time_s.last().is_some_and(|last| *last >= time_s) {
            return;
        }
        self.course.time_s.push(time_s);
        self.course.rows.push(self.kept.iter().map(|&i| self.value(i) as f32).collect());
        if self.course.time_s.len() > SAMPLES_MAX {
            keep_every_second(&mut self.course.time_s);
            keep_every_second(&mut self.course.rows);
            self.course.every *= 2;
        }
    }

    /// The last snapshot at or before a time, s.
    fn snapshot_before(&self, time_s: f64) -> &Arc<Society> {
        let after = self.snapshots.partition_point(|s| s.time_s() <= time_s + 1e-9);
        &self.snapshots[after.saturating_sub(1)]
    }

    /// Goes to the first tick at or after a time, back or forth; at most `ticks_max` ticks at a time: false while it is not there yet.
    pub fn seek(&mut self, time_s: f64, ticks_max: u64) -> Result<bool, BlowUp> {
        let time_s = time_s.clamp(self.start_s(), self.end_s());
        if self.time_s() > time_s + 1e-9 {
            let run = self.society.run.clone();
            self.society = Society::clone(self.snapshot_before(time_s));
            // a snapshot from before a deed knows nothing of it
            self.society.go_on_with(run);
            self.acts.clear();
        }
        for _ in 0..ticks_max {
            if self.time_s() >= time_s - 1e-9 || !self.step()? {
                return Ok(true);
            }
        }
        Ok(self.time_s() >= time_s - 1e-9)
    }

    /// Does something now. What was to be done later is taken back: it belongs to another future.
    pub fn intervene(&mut self, atlas: &Atlas, deed: Deed) -> Result<(), Problems> {
        if let Some(now) = self.begin_intervention(atlas, deed)? {
            while self.time_s() < now - 1e-9 && matches!(self.step(), Ok(true)) {}
        }
        Ok(())
    }

    /// The same for who must not wait: if brains of another plan have to live through all of it again, they stand at the beginning, and
    /// the time is given to which they are to be brought.
    pub fn begin_intervention(&mut self, atlas: &Atlas, deed: Deed) -> Result<Option<f64>, Problems> {
        if self.deeds.len() >= DEEDS_MAX {
            let mut problems = Problems::default();
            let place = syntony_language::Place { file: self.ask.name.clone(), ..Default::default() };
            let hint = "save the protocol and go on from it".into();
            problems.add(place, format!("{DEEDS_MAX} deeds, expected no more in a scene"), Some(hint));
            return Err(problems);
        }
        let now = self.time_s();
        let mut deeds = self.deeds.clone();
        deeds.retain(|d| d.at_s < now || d.at_s == now && d.deed != deed);
        deeds.push(Timed { at_s: now, deed });
        self.become_another(atlas, deeds)
    }

    fn become_another(&mut self, atlas: &Atlas, deeds: Vec<Timed>) -> Result<Option<f64>, Problems> {
        let (protocol, group) = read(atlas, &self.ask, &deeds, self.drive)?;
        let now = self.time_s();
        let revised = self.society.run.revised(&protocol.groups[group]).map(Arc::new);
        let went_on = revised.is_some_and(|run| self.society.go_on_with(run));
        if went_on {
            self.snapshots.retain(|s| s.time_s() <= now);
            let before = self.course.time_s.partition_point(|t| *t <= now);
            self.course.time_s.truncate(before);
            self.course.rows.truncate(before);
            (self.protocol, self.group, self.deeds) = (Arc::new(protocol), group, deeds);
            return Ok(None);
        }
        *self = Live::with(atlas, self.ask.clone(), deeds)?;
        Ok(Some(now))
    }
}

/// The text with tables for the deeds.
fn whole(text: &str, deeds: &[Timed], drive: f64) -> String {
    let gap = if text.ends_with('\n') { "" } else { "\n" };
    format!("{text}{gap}{}", deed::tables(deeds, drive))
}

fn read(atlas: &Atlas, ask: &SceneAsk, deeds: &[Timed], drive: f64) -> Result<(Protocol, usize), Problems> {
    let protocol = Protocol::read(&ask.name, &whole(&ask.text, deeds, drive), atlas)?;
    let group = match &ask.group {
        None => Some(0),
        Some(key) => protocol.groups.iter().position(|g| g.key == *key),
    };
    let mut problems = Problems::default();
    if group.is_none() || protocol.groups.is_empty() {
        let known = protocol.groups.iter().map(|g| g.key.as_str()).collect::<Vec<_>>().join(", ");
        let key = ask.group.as_deref().unwrap_or_default();
        let place = syntony_language::Place { file: ask.name.clone(), ..Default::default() };
        problems.add(place, format!("no group `{key}`, expected one of {known}"), None);
    }
    problems.into_result((protocol, group.unwrap_or(0)))
}

/// The group with a dose of each compound at hand, at no time and to nobody.
fn with_at_hand(group: &Group, ask: &SceneAsk) -> Group {
    let mut group = group.clone();
    let Ok(amount) = Quantity::parse("1 mg") else { return group };
    group.doses.extend(ask.at_hand.iter().map(|compound| Dose {
        compound: compound.clone(),
        route: Route::Iv,
        site: None,
        amount,
        members: Vec::new(),
        times_s: Vec::new(),
        duration_s: 0.0,
        place: group.place.clone(),
    }));
    group
}

fn keep_every_second<T>(all: &mut Vec<T>) {
    let mut i = 0;
    all.retain(|_| {
        i += 1;
        i % 2 == 1
    });
}

/// Writes down the acts of a tick.
struct Eyes {
    acts: Vec<Bout>,
}

impl Witness for Eyes {
    fn bout(&mut self, bout: &Bout) {
        if bout.begins && bout.unit == 0 {
            self.acts.push(*bout);
        }
    }
    fn tick(&mut self, _: f64, _: f64, _: &[usize], _: &syntony_brain::Block) {}
}
