//! Populations of neurons and how they settle.

pub mod circuit;

pub use circuit::{Circuit, Node, Synapse};
