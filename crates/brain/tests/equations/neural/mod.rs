//! The circuit.

mod circuit;
mod fast;
