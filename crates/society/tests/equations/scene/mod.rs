//! Scenes: what many draw in a tick, against the shares that the chains have in the long run.

mod arena;
mod cage;
mod encounter;
mod moments;
mod tests;

use crate::common::atlas;
use std::collections::BTreeMap;
use std::sync::Arc;
use syntony_brain::numbers::Numbers;
use syntony_brain::{Block, Drives, Plan, Senses};
use syntony_engine::Key;
use syntony_observe::Witness;
use syntony_observe::bout::{Act, Bout};
use syntony_society::SceneParameters;
use syntony_society::scene::Scene;

/// Repetitions of the cast.
const UNITS: usize = 1_000;

/// Time and number of acts by (act, actor, target).
#[derive(Default)]
struct Seen(BTreeMap<(Act, usize, Option<usize>), (f64, usize)>);

impl Witness for Seen {
    fn bout(&mut self, bout: &Bout) {
        let (time, count) = self.0.entry((bout.act, bout.actor, bout.target)).or_default();
        *time += bout.duration_s;
        *count += usize::from(bout.begins);
    }
    fn tick(&mut self, _: f64, _: f64, _: &[usize], _: &Block) {}
}

/// A room in which all units want the same.
struct Room {
    plan: Arc<Plan>,
    p: SceneParameters,
    keys: Vec<Key>,
    drives: Drives,
    senses: Senses,
    seen: Seen,
    /// Length of the tick, s.
    dt_s: f64,
}

impl Room {
    fn of(plan: &Arc<Plan>, dt_s: f64) -> Room {
        let (lanes, pairs) = (plan.members() * UNITS, plan.pairs() * UNITS);
        let (places, social) = (plan.cast.places.len(), plan.social.is_some());
        let atlas = if social { people() } else { atlas() };
        Room {
            p: SceneParameters::read(&atlas, &mut Numbers::new(&atlas)),
            keys: (0..lanes as u64).map(|k| Key::new(9, k)).collect(),
            drives: Drives::new(pairs, lanes, places, social),
            senses: Senses::new(pairs, lanes, places, social),
            seen: Seen::default(),
            plan: plan.clone(),
            dt_s,
        }
    }

    /// Wanting and consent of one for another.
    fn wants(&mut self, from: usize, to: usize, wanting: f64, consent: f64) {
        let pair = self.plan.pair(from, to).unwrap();
        self.drives.wanting[pair * UNITS..][..UNITS].fill(wanting);
        self.drives.consent[pair * UNITS..][..UNITS].fill(consent);
    }

    /// One tick, the first of its phase.
    fn tick(&mut self, play: impl FnOnce(&mut Scene)) {
        let Room { plan, p, keys, drives, senses, seen, dt_s } = self;
        play(&mut Scene {
            plan,
            p,
            units: UNITS,
            keys,
            phase: 0,
            into_s: 0.0,
            time_s: 0.0,
            dt_s: *dt_s,
            tick: 0,
            drives,
            senses,
            witness: seen,
        });
    }

    /// Share of all time that somebody spends so.
    fn share(&self, act: Act, actor: usize, target: Option<usize>) -> f64 {
        let time = self.seen.0.get(&(act, actor, target)).map_or(0.0, |x| x.0);
        time / self.dt_s / UNITS as f64
    }
}

fn people() -> syntony_model::Atlas {
    syntony_model::Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"))
}

/// Two shares agree within what so many long ticks leave open.
#[track_caller]
fn agree(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() < 0.01, "{what}: {found}, expected {expected}");
}
