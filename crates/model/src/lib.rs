//! The nouns of Syntony: parameters, the atlas and the protocols, read and checked.
//!
//! Nothing here moves in time. Text comes in, every problem in it is reported at once, and what goes
//! on is checked: numbers in the internal units (s, nM, ng, Hz, m, K, …), names that exist.

pub mod atlas;
pub mod effect;
pub mod fitting;
pub mod param;
pub mod protocol;
pub mod reference;

pub use atlas::{Atlas, Library};
pub use fitting::Fitting;
pub use param::{Grade, Param, ParamId, Params};
pub use protocol::{Aim, Protocol};
