//! Populations of neurons: how they settle, and how they move from millisecond to millisecond.

pub mod circuit;
pub mod fast;
pub mod fluctuation;

pub use circuit::{Circuit, Node, Synapse};
pub use fast::{Fast, FastPlan};
