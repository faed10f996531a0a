//! Populations of neurons and how they settle.

pub mod circuit;
pub mod fluctuation;
pub mod mass;

pub use circuit::{Circuit, Node, Synapse};
