//! Outside the skull: who is where when, what they do to each other, and what each senses of it.
//!
//! The only loop of the simulator is [`Society::run`]: brains step alone for one tick, then acts go out and percepts come in.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))] // std floats differ between machines

mod cast;
pub mod influence;
pub mod parameters;
pub mod scene;
pub mod schedule;
pub mod society;

pub use parameters::SceneParameters;
pub use schedule::Schedule;
pub use society::{Run, Society, day};
