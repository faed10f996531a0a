//! What travels to who looks: a header as JSON, then numbers as 32-bit floats, little end first.
//!
//! ```text
//! u32 length of the header | header, padded with blanks to a multiple of 4 | f32 …
//! ```

use serde::Serialize;
use syntony_study::live::{Live, SeenAct};

/// Acts of late in a frame: enough for who skips some frames.
const ACTS: usize = 24;

/// How a scene goes on.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Pace {
    /// Whether it plays.
    pub playing: bool,
    /// Seconds of the scene per second.
    pub speed: f64,
    /// The same as it really goes.
    pub real: f64,
    /// Why it stands still, if something went wrong.
    pub error: String,
    /// Counts deeds and journeys back: what was known of the scene is to be asked for again.
    pub version: u64,
    /// Whether it is on the way to another time.
    pub seeking: bool,
}

#[derive(Serialize)]
struct Act<'a> {
    n: u64,
    act: &'a str,
    by: usize,
    to: Option<usize>,
    at: f64,
    lasts: f64,
}

#[derive(Serialize)]
struct Header<'a> {
    kind: &'static str,
    t: f64,
    tick: u64,
    ended: bool,
    away: &'a [String],
    acts: Vec<Act<'a>>,
    #[serde(flatten)]
    pace: &'a Pace,
}

fn packed(header: &impl Serialize, values: impl Iterator<Item = f32>) -> Vec<u8> {
    let mut json = serde_json::to_vec(header).unwrap_or_default();
    json.resize(json.len().next_multiple_of(4), b' ');
    let mut bytes = (json.len() as u32).to_le_bytes().to_vec();
    bytes.extend(json);
    values.for_each(|v| bytes.extend(v.to_le_bytes()));
    bytes
}

/// The moment: all channels.
pub fn moment(live: &Live, pace: &Pace) -> Vec<u8> {
    let seen = |a: &'_ SeenAct| (a.number, a.actor, a.target, a.onset_s, a.duration_s);
    let from = live.acts.len().saturating_sub(ACTS);
    let acts = live.acts[from..].iter().map(|a| {
        let (n, by, to, at, lasts) = seen(a);
        Act { n, act: &a.act, by, to, at, lasts }
    });
    let header = Header {
        kind: "moment",
        t: live.time_s(),
        tick: live.ticks(),
        ended: live.ended(),
        away: live.away(),
        acts: acts.collect(),
        pace,
    };
    packed(&header, live.values())
}

/// The course of the kept channels: times, then rows.
pub fn course(live: &Live) -> Vec<u8> {
    let kept: Vec<usize> = (0..live.channels.len()).filter(|&i| live.channels[i].kept).collect();
    let header = serde_json::json!({ "kind": "course", "samples": live.course.time_s.len(), "kept": kept });
    let times = live.course.time_s.iter().map(|t| *t as f32);
    packed(&header, times.chain(live.course.rows.iter().flatten().copied()))
}
