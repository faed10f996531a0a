//! Neural masses of whole-cortex networks: one file each, and a card that says what a user may name.
//!
//! **Shape.** A mass has S states, sends C signals and reads P numbers per region. Every number of the atlas may differ from region to
//! region: [`Mass::fold`] turns the N numbers of a region into the P that the step needs, with constant products taken once.
//! **Units.** Time in s; states and signals as each file says. Every edge is weight × [`Mass::factor`] of its target.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))] // std floats differ between machines

mod jansen_rit;
mod kuramoto;
mod montbrio;
mod stuart_landau;
mod wilson_cowan;
mod wong_wang;
mod wong_wang_ei;

pub use jansen_rit::JansenRit;
pub use kuramoto::Kuramoto;
pub use montbrio::Montbrio;
pub use stuart_landau::StuartLandau;
pub use wilson_cowan::WilsonCowan;
pub use wong_wang::WongWang;
pub use wong_wang_ei::{WongWangEi, balanced_inhibition, balanced_state};

use syntony_engine::network::{Dynamics, Edges, Network, NetworkBlowUp, NetworkSetting};
use syntony_engine::{Key, Real, Snapshot, SnapshotError};
use syntony_language::quantity::Dimension;

/// Name in the atlas, dimension, meaning.
pub type MassNumber = (&'static str, Dimension, &'static str);

/// A neural mass: N numbers of the atlas for a [`Dynamics`] with S states, C signals and P numbers.
pub trait Mass<const N: usize, const S: usize, const C: usize, const P: usize>:
    Dynamics<f64, S, C, P> + Dynamics<f32, S, C, P> + Default + 'static
{
    /// Key of its process in the atlas.
    const KEY: &'static str;
    /// What it is, in a few words.
    const ABOUT: &'static str;
    /// States, with their units.
    const STATES: [(&'static str, &'static str); S];
    /// States that noise enters.
    const NOISY: [bool; S];
    /// What is recorded: name, unit, meaning.
    const SHOWN: (&'static str, &'static str, &'static str);
    /// Whether what is shown is an activity, never negative: what blood answers to.
    const ACTIVE: bool;
    /// Its numbers; the last two are the global coupling and the intensity D of its noise.
    const NUMBERS: [MassNumber; N];
    /// What the step needs, from the numbers of a region and the sum of the weights into it.
    fn fold(numbers: [f64; N], strength: f64) -> [f64; P];
    /// By what the weights of edges into a region are multiplied.
    fn factor(numbers: [f64; N]) -> f64;
    /// The first state; `turn` is a number in 0..1 that is another for each region and brain.
    fn first(_numbers: [f64; N], _turn: f64) -> [f64; S] {
        [0.0; S]
    }
    /// Its shortest time constant in s.
    fn fastest(numbers: [f64; N]) -> f64;
}

/// Lanes of a network, whatever its mass.
pub trait Lanes<R>: Send {
    /// As [`Network::advance`].
    fn advance(&mut self, count: u64, sink: &mut dyn FnMut(&[R])) -> Result<(), NetworkBlowUp>;
    /// As [`Network::at`].
    fn at(&self, variable: usize, node: usize, lane: usize) -> f64;
    /// As [`Network::renumber`].
    fn renumber(&mut self, numbers: &[f64]);
    /// As [`Network::freeze`].
    fn freeze(&self) -> Snapshot;
    /// As [`Network::thaw_finer`].
    fn thaw_finer(&mut self, from: &Snapshot, times: u64) -> Result<(), SnapshotError>;
}

impl<R: Real, U: Dynamics<R, S, C, P>, const S: usize, const C: usize, const P: usize> Lanes<R>
    for Network<R, U, S, C, P>
{
    fn advance(&mut self, count: u64, sink: &mut dyn FnMut(&[R])) -> Result<(), NetworkBlowUp> {
        Network::advance(self, count, sink)
    }
    fn at(&self, variable: usize, node: usize, lane: usize) -> f64 {
        Network::at(self, variable, node, lane)
    }
    fn renumber(&mut self, numbers: &[f64]) {
        Network::renumber(self, numbers);
    }
    fn freeze(&self) -> Snapshot {
        Network::freeze(self)
    }
    fn thaw_finer(&mut self, from: &Snapshot, times: u64) -> Result<(), SnapshotError> {
        Network::thaw_finer(self, from, times)
    }
}

/// Makes a network from edges, first states `[S × node × lane]`, numbers `[P × node]` and a key for each lane.
pub type Maker<R> = fn(&Edges, &[f64], &[f64], &[Key], NetworkSetting) -> Box<dyn Lanes<R>>;

/// A mass without its types: what a user may name, and how a network is made of it.
#[derive(Clone)]
pub struct Card {
    /// Key of its process in the atlas.
    pub key: &'static str,
    /// What it is.
    pub about: &'static str,
    /// States, with their units.
    pub states: Vec<(&'static str, &'static str)>,
    /// States that noise enters.
    pub noisy: Vec<bool>,
    /// What is recorded: name, unit, meaning.
    pub shown: (&'static str, &'static str, &'static str),
    /// Whether what is shown is an activity, never negative.
    pub active: bool,
    /// Numbers; the last two are coupling and noise.
    pub numbers: Vec<MassNumber>,
    /// Numbers of the step from those of a region and the sum of the weights into it.
    pub fold: fn(&[f64], f64) -> Vec<f64>,
    /// Multiplier of edges.
    pub factor: fn(&[f64]) -> f64,
    /// First state.
    pub first: fn(&[f64], f64) -> Vec<f64>,
    /// Shortest time constant in s.
    pub fastest: fn(&[f64]) -> f64,
    /// A network in double precision.
    pub double: Maker<f64>,
    /// A network in single precision.
    pub single: Maker<f32>,
}

/// Every mass.
pub fn cards() -> [Card; 7] {
    [
        card::<WongWangEi, 23, 2, 1, 12>(),
        card::<WongWang, 10, 1, 1, 5>(),
        card::<Montbrio, 9, 2, 1, 6>(),
        card::<WilsonCowan, 25, 2, 1, 17>(),
        card::<JansenRit, 17, 6, 1, 13>(),
        card::<StuartLandau, 6, 2, 2, 3>(),
        card::<Kuramoto, 3, 1, 2, 1>(),
    ]
}

fn card<M, const N: usize, const S: usize, const C: usize, const P: usize>() -> Card
where
    M: Mass<N, S, C, P>,
{
    Card {
        key: M::KEY,
        about: M::ABOUT,
        states: M::STATES.to_vec(),
        noisy: M::NOISY.to_vec(),
        shown: M::SHOWN,
        active: M::ACTIVE,
        numbers: M::NUMBERS.to_vec(),
        fold: |n, strength| M::fold(array(n), strength).to_vec(),
        factor: |n| M::factor(array(n)),
        first: |n, turn| M::first(array(n), turn).to_vec(),
        fastest: |n| M::fastest(array(n)),
        double: make::<f64, M, S, C, P>,
        single: make::<f32, M, S, C, P>,
    }
}

fn make<R: Real, U, const S: usize, const C: usize, const P: usize>(
    edges: &Edges,
    first: &[f64],
    numbers: &[f64],
    keys: &[Key],
    setting: NetworkSetting,
) -> Box<dyn Lanes<R>>
where
    U: Dynamics<R, S, C, P> + Default + 'static,
{
    Box::new(Network::new(U::default(), edges, first, numbers, keys, setting))
}

fn array<const N: usize>(numbers: &[f64]) -> [f64; N] {
    std::array::from_fn(|i| numbers[i])
}

/// Dimensions that only masses have.
mod dims {
    use super::Dimension;
    pub const RATE_PER_CURRENT: Dimension = Dimension::RATE.per(Dimension::CURRENT);
    pub const PER_POTENTIAL: Dimension = Dimension::NONE.per(Dimension::POTENTIAL);
    /// Of noise in the speed of a potential.
    pub const POTENTIAL_NOISE: Dimension = Dimension::POTENTIAL.power(2).per(Dimension::TIME.power(3));
}
