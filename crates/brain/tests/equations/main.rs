//! A test for each file of equations: what a tick does, against what the first lines of the file say, written down here anew.
//!
//! The folders are those of `src`. Rates are taken to stay during a tick, as everywhere at the slow clock, so that a state x with gain g and
//! loss k goes to `x e^(−k t) + g (1 − e^(−k t))/k`.

mod action;
mod block;
mod chemistry;
mod neural;
mod person;
mod plasticity;
mod social;

use std::sync::Arc;
use syntony_brain::{Block, Cast, CastMember, Plan, Senses};
use syntony_engine::{Key, Stream};
use syntony_model::Atlas;
use syntony_model::protocol::{Age, BodyState, Rearing, Sex};

/// Repetitions of the cast.
const UNITS: usize = 2;
/// A tick, s.
const TICK: f64 = 240.0;

fn atlas(lineage: &str) -> Atlas {
    Atlas::embedded(lineage).unwrap_or_else(|p| panic!("{p}"))
}

/// A number of a process.
fn number(atlas: &Atlas, name: &str) -> f64 {
    let path = format!("process.{name}");
    atlas.params.value(atlas.params.find(&path).unwrap_or_else(|| panic!("no {path}")))
}

fn member(name: &str, species: &str, sex: Sex) -> CastMember {
    CastMember {
        name: name.into(),
        species: species.into(),
        sex,
        age: Age::Adult,
        rearing: Rearing::Biparental,
        state: BodyState::default(),
        density: vec![],
        attachment: (None, None),
        kin: vec![],
        attraction: vec![],
    }
}

/// A female and two males that all meet her.
fn cast(species: &str) -> Cast {
    Cast {
        members: [("subject", Sex::F), ("partner", Sex::M), ("stranger", Sex::M)]
            .map(|(name, sex)| member(name, species, sex))
            .into(),
        pairs: vec![(0, 1), (1, 0), (0, 2), (2, 0)],
        compounds: ["oxytocin", "corticosterone", "cocaine"].map(String::from).into(),
        places: vec!["left".into(), "right".into()],
        ..Cast::default()
    }
}

/// Brains in no particular state, and what they sense.
struct Brains {
    block: Block,
    senses: Senses,
    active: Vec<bool>,
}

impl Brains {
    fn of(lineage: &str, cast: Cast) -> Brains {
        let plan = Arc::new(Plan::compile(&atlas(lineage), cast).unwrap_or_else(|p| panic!("{p}")));
        let ids = (0..UNITS as u64).map(|id| Key::new(5, id));
        let keys: Vec<Key> = plan.names.iter().flat_map(|n| ids.clone().map(|k| k.named(*n))).collect();
        let block = Block::new(plan, UNITS, keys.clone(), keys, vec![]);
        let (senses, active) = (block.no_senses(), vec![true; block.plan.pairs()]);
        let mut brains = Brains { block, senses, active };
        let mut random = Stream::new(11, 0, 0, 0);
        for x in brains.block.lanes.values_mut() {
            *x = *x * (0.7 + 0.6 * random.uniform()) + 0.05 * random.uniform();
        }
        let size = brains.block.edges.values().len();
        brains.block.edges.values_mut().iter_mut().for_each(|x| *x = 0.1 + 0.8 * random.uniform());
        assert!(size > 0);
        let Senses {
            near, touch, sexual, pain, stress, place, social, seen, done, paired, threat, heat, ..
        } = &mut brains.senses;
        for row in [near, touch, sexual, pain, stress, place, social, seen, done, paired, threat, heat] {
            row.iter_mut().for_each(|x| *x = 0.4 * random.uniform());
        }
        brains
    }

    fn voles() -> Brains {
        Brains::of("vole", cast("prairie"))
    }

    fn people() -> Brains {
        Brains::of("human", cast("human"))
    }

    fn step(&mut self) {
        self.block.step(&self.senses, &self.active, TICK);
    }

    /// Activity over rest of a population, averaged over the last tick.
    fn relative(&self, population: usize, lane: usize) -> f64 {
        let lanes = self.block.lane_count();
        self.block.work().mean[population * lanes + lane] / self.block.plan.circuit.nodes[population].rest
    }
}

/// Where a state with this gain and loss is after a tick.
fn moved(x: f64, gain: f64, loss: f64) -> f64 {
    x * (-loss * TICK).exp() + gain / loss * (1.0 - (-loss * TICK).exp())
}

/// ψ.
fn response(signal: f64, reserve: f64) -> f64 {
    (1.0 + reserve) * signal / (signal + reserve)
}

#[track_caller]
fn near(what: &str, found: f64, expected: f64) {
    let scale = expected.abs().max(1e-6);
    assert!((found - expected).abs() <= 1e-9 * scale, "{what}: {found}, expected {expected}");
}
