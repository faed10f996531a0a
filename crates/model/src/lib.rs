//! The nouns of Syntony: quantities, parameters, the atlas and the protocols, read and checked.
//!
//! Nothing here moves in time. Text comes in, every problem in it is reported at once, and what goes
//! on is checked: numbers in the internal units (s, nM, ng, Hz, m, K, …), names that exist.

pub mod alias;
pub mod atlas;
pub mod connectome;
pub mod effect;
pub mod fitting;
mod notes;
pub mod param;
pub mod problem;
pub mod protocol;
pub mod quantity;
pub mod shape;
pub mod table;
pub mod text;

pub use atlas::{Atlas, Library};
pub use connectome::Connectome;
pub use fitting::Fitting;
pub use param::{Grade, Param, ParamId, Params};
pub use problem::{Place, Problem, Problems};
pub use protocol::{Aim, Protocol};
pub use quantity::{Dimension, Quantity, Unit};
