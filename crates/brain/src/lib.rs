//! The equations of one brain.
//!
//! `compile` turns the atlas into a [`Plan`]; a [`Block`] holds many brains of one plan side by side and
//! steps them. Percepts come in as [`Senses`], dispositions to act go out as [`Drives`]; no brain sees another.
//!
//! Where to look: the circuit in the crate `syntony-circuit`, here `neural`, pools, receptors, doses and the stress axis in `chemistry`,
//! bonds and needs in `plasticity`, how people differ in `person`, what the brain is disposed to do in `action`.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))] // std floats differ between machines

pub mod action;
pub mod block;
pub mod cast;
pub mod channel;
pub mod chemistry;
pub mod homologue;
pub(crate) mod named;
pub mod person;
pub mod plan;
pub mod plasticity;
pub mod senses;
pub mod social;
pub(crate) mod stream;
pub mod variable;

pub use block::Block;
pub use block::imprint::Imprint;
pub use cast::{Cast, CastMember};
pub use plan::Plan;
pub use senses::{Drives, Senses};
pub use syntony_circuit as neural;
pub use syntony_circuit::numbers;
pub use variable::Variable;
