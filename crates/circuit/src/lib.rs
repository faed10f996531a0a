//! Populations of neurons: how they settle, and how they move from millisecond to millisecond.
//!
//! A [`Circuit`] relaxes to the fixed point that its inputs allow; [`Fast`] moves the same populations through time, with delays and
//! noise; [`fluctuation`] is what is left of ongoing activity where a tick is long. [`numbers`] is how every equation gets its numbers
//! from the atlas. Nothing here knows chemistry, others or acts.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))] // std floats differ between machines

pub mod circuit;
pub mod fast;
pub mod fluctuation;
pub mod numbers;

pub use circuit::{Circuit, Node, Synapse};
pub use fast::{Fast, FastPlan};
pub use numbers::Numbers;
