//! The circuit.

mod circuit;
mod fast;
mod fluctuation;
