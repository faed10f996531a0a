//! The arithmetic of Syntony: lane arrays, terms, steppers, counter-based randomness and deterministic math.
//!
//! A *variable* is a row of numbers, one per *lane*; rows that belong together are a group of slots in a
//! [`Layout`]. A [`State`] holds the rows, [`Term`]s add gains and losses to [`Rates`], a [`Stepper`] moves
//! the state. Nothing here knows what a variable means, in which unit it is, or where it will be stored.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))] // std floats differ between machines

pub mod grid;
pub mod layout;
pub mod math;
pub mod network;
pub mod noise;
pub mod real;
pub mod snapshot;
pub mod state;
pub mod stepper;
pub mod stochastic;
pub mod term;

pub use layout::{Layout, Slots};
pub use noise::{Key, Stream};
pub use real::Real;
pub use snapshot::{Snapshot, SnapshotError};
pub use state::State;
pub use stepper::{Stepper, steppers};
pub use stochastic::{Calculus, OrnsteinUhlenbeck, StochasticStepper, Wiener, stochastic_steppers};
pub use term::{Rates, Term};
