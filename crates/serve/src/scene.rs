//! A scene in a thread of its own: it steps as fast as asked and possible, takes what it is told, and shows its newest frame.

use crate::frame::{self, Pace};
use axum::body::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use syntony_language::{Place, Problems};
use syntony_model::Library;
use syntony_study::live::{Deed, Live};
use tokio::sync::{oneshot, watch};

/// Between frames.
const FRAME: Duration = Duration::from_millis(33);
/// Stepping between two frames at most, so that a scene leaves room for other scenes and answers.
const WORK: Duration = Duration::from_millis(24);
/// Viewers beyond which every second frame is left out, and so on.
const CROWD: usize = 40;
/// A scene at which nobody looks stands still after a while, on the way to another time too, and is forgotten later.
const ALONE: Duration = Duration::from_secs(5);
/// Forgotten after.
const FORGOTTEN: Duration = Duration::from_secs(45 * 60);
/// A week a second is fast enough.
const SPEED_MAX: f64 = 7.0 * 86_400.0;

/// What a scene is told by who looks.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Order {
    /// Go on.
    Play,
    /// Stand still.
    Pause,
    /// Seconds of the scene per second.
    Speed {
        /// How many.
        x: f64,
    },
    /// One tick.
    Step,
    /// To a time, s.
    Seek {
        /// When.
        t: f64,
    },
    /// Somebody does something.
    Deed {
        /// What.
        deed: Deed,
    },
}

pub enum Message {
    Order(Order, Option<oneshot::Sender<Result<(), Problems>>>),
    Describe(oneshot::Sender<Value>),
    Course(oneshot::Sender<Vec<u8>>),
    /// A copy, and the time to which it is on its way.
    Fork(oneshot::Sender<(Box<Live>, Option<f64>)>),
}

/// How to reach a scene.
#[derive(Clone)]
pub struct Handle {
    /// Title, for who looks on at it.
    pub title: String,
    tell: Sender<Message>,
    /// The newest frame.
    pub frames: watch::Receiver<Bytes>,
    /// Who looks.
    pub viewers: Arc<AtomicUsize>,
}

impl Handle {
    pub fn tell(&self, message: Message) -> bool {
        self.tell.send(message).is_ok()
    }
    /// Whether its thread still lives.
    pub fn lives(&self) -> bool {
        self.frames.has_changed().is_ok()
    }
    pub async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        self.tell(message(answer));
        answered.await.ok()
    }
}

/// Begins a scene's thread; it stands still at first, or travels to the time at which it is to begin.
pub fn begin(
    library: Arc<Library>,
    lineage: String,
    live: Box<Live>,
    to: Option<f64>,
) -> std::io::Result<Handle> {
    let (tell, told) = channel();
    let pace = Pace { speed: 60.0, seeking: to.is_some(), ..Pace::default() };
    let (show, frames) = watch::channel(Bytes::from(frame::moment(&live, &pace)));
    let viewers = Arc::new(AtomicUsize::new(0));
    let title = live.protocol().title.clone();
    let scene = Scene { library, lineage, live, pace, show, viewers: viewers.clone(), to, debt: 0.0 };
    std::thread::Builder::new().name("scene".into()).spawn(move || scene.run(&told))?;
    Ok(Handle { title, tell, frames, viewers })
}

struct Scene {
    library: Arc<Library>,
    lineage: String,
    live: Box<Live>,
    pace: Pace,
    show: watch::Sender<Bytes>,
    viewers: Arc<AtomicUsize>,
    /// Time to which it travels.
    to: Option<f64>,
    /// Seconds of the scene that have not been stepped yet.
    debt: f64,
}

impl Scene {
    fn run(mut self, told: &Receiver<Message>) {
        let (mut looked, mut last, mut frames) = (Instant::now(), Instant::now(), 0usize);
        loop {
            let busy = self.to.is_some() || self.pace.playing;
            let wait = if busy { FRAME.saturating_sub(last.elapsed()) } else { Duration::from_secs(1) };
            let mut changed = match told.recv_timeout(wait) {
                Ok(message) => self.hear(message),
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            while let Ok(message) = told.try_recv() {
                changed |= self.hear(message);
            }
            if self.viewers.load(Ordering::Relaxed) > 0 {
                looked = Instant::now();
            } else if looked.elapsed() > FORGOTTEN {
                return;
            } else if looked.elapsed() > ALONE && (self.pace.playing || self.to.is_some()) {
                (self.pace.playing, self.pace.seeking, self.to) = (false, false, None);
                changed = true;
            }
            if (self.to.is_some() || self.pace.playing) && (changed || last.elapsed() >= FRAME) {
                let passed = last.elapsed().min(4 * FRAME).as_secs_f64();
                last = Instant::now();
                changed |= self.go(passed);
            } else if !busy {
                last = Instant::now();
            }
            frames += 1;
            // many who look get fewer frames each; the page draws what is between
            let every = 1 + self.viewers.load(Ordering::Relaxed) / CROWD;
            if changed && (frames.is_multiple_of(every) || !self.pace.playing) {
                self.show.send_replace(Bytes::from(frame::moment(&self.live, &self.pace)));
            }
        }
    }

    /// Travels or plays for one frame; whether anything is to be shown.
    fn go(&mut self, passed: f64) -> bool {
        let (began, from) = (Instant::now(), self.live.time_s());
        if let Some(to) = self.to {
            while began.elapsed() < 2 * WORK {
                match self.live.seek(to, 16) {
                    Ok(false) => {}
                    Ok(true) => {
                        self.to = None;
                        break;
                    }
                    Err(e) => return self.stop(e.to_string()),
                }
            }
            self.pace.seeking = self.to.is_some();
            return true;
        }
        self.debt += passed * self.pace.speed;
        let goal = from + self.debt;
        let mut time = from;
        while began.elapsed() < WORK {
            // a tick begins when its time is up, so that what is seen is never ahead
            let next = self.live.next_s();
            if next.is_none_or(|next| next > goal) {
                break;
            }
            match self.live.step() {
                Ok(true) => time = self.live.time_s(),
                Ok(false) => break,
                Err(e) => return self.stop(e.to_string()),
            }
        }
        if self.live.ended() {
            self.pace.playing = false;
        }
        let behind = self.live.next_s().is_some_and(|next| next <= goal);
        self.debt = if behind { 0.0 } else { (goal - time).max(0.0) };
        let real = (time - from) / passed.max(1e-3);
        self.pace.real = if behind { 0.8 * self.pace.real + 0.2 * real } else { self.pace.speed };
        time > from || self.live.ended()
    }

    fn stop(&mut self, why: String) -> bool {
        (self.pace.playing, self.to, self.pace.error) = (false, None, why);
        self.pace.seeking = false;
        true
    }

    /// Does what it is told; whether anything is to be shown.
    fn hear(&mut self, message: Message) -> bool {
        match message {
            Message::Order(order, answer) => {
                let result = self.obey(order);
                if let Some(answer) = answer {
                    let _ = answer.send(result);
                }
                true
            }
            Message::Describe(answer) => {
                let _ = answer.send(self.describe());
                false
            }
            Message::Course(answer) => {
                let _ = answer.send(frame::course(&self.live));
                false
            }
            Message::Fork(answer) => {
                let _ = answer.send((self.live.clone(), self.to));
                false
            }
        }
    }

    fn obey(&mut self, order: Order) -> Result<(), Problems> {
        match order {
            Order::Play => self.pace.playing = !self.live.ended(),
            Order::Pause => self.pace.playing = false,
            Order::Speed { x } if x.is_finite() => {
                (self.pace.speed, self.debt) = (x.clamp(0.1, SPEED_MAX), 0.0);
            }
            Order::Step => {
                self.pace.playing = false;
                if let Err(e) = self.live.step() {
                    self.stop(e.to_string());
                }
            }
            Order::Seek { t } if t.is_finite() => {
                (self.to, self.pace.seeking, self.debt) = (Some(t), true, 0.0);
                self.pace.version += u64::from(t < self.live.time_s());
            }
            Order::Deed { .. } if self.to.is_some() => {
                let mut problems = Problems::default();
                let what = "the scene is on the way to another time, expected to be there first";
                problems.add(Place::default(), what, None);
                return Err(problems);
            }
            Order::Deed { deed } => {
                let atlas = self.library.lineage(&self.lineage);
                let atlas = atlas.unwrap_or_else(|| self.library.of(""));
                let back = self.live.begin_intervention(atlas, deed)?;
                if back.is_some() {
                    (self.to, self.pace.seeking) = (back, true);
                }
                self.pace.version += 1;
            }
            Order::Speed { .. } | Order::Seek { .. } => {}
        }
        Ok(())
    }

    /// Everything about the scene that is not of the moment.
    fn describe(&self) -> Value {
        let (live, run) = (&self.live, self.live.run());
        let members: Vec<Value> = run
            .group
            .cast
            .iter()
            .map(|m| json!({ "name": m.name, "species": m.species, "sex": format!("{:?}", m.sex) }))
            .collect();
        let phases: Vec<Value> = run
            .group
            .phases
            .iter()
            .map(|p| json!({ "name": p.name, "start": p.start_s, "end": p.end_s(), "members": p.kind.members() }))
            .collect();
        let protocol = live.protocol();
        let acts = run.plan.social.as_ref().map(|s| {
            let all = s.repertoire.acts.iter();
            all.map(|a| json!({ "key": a.key, "mutual": a.mutual })).collect::<Vec<_>>()
        });
        json!({
            "lineage": self.lineage,
            "title": protocol.title, "summary": protocol.summary, "key": protocol.key,
            "name": live.ask().name, "base": live.ask().text, "text": live.text(),
            "group": live.group().key, "seed": live.ask().seed,
            "start": live.start_s(), "end": live.end_s(),
            "members": members, "phases": phases, "acts": acts.unwrap_or_default(),
            "deeds": live.deeds(), "channels": *live.channels, "version": self.pace.version,
        })
    }
}
