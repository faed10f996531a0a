//! The language of atlas and protocols: quantities with units, the shape of every table, text with its places, problems.
//!
//! What may be written stands in [`shape`], once, for the checks, the JSON Schema and the reference alike. Text comes in through
//! [`text`] and [`table`] with the place of every value, and whoever reads it tells all that is wrong with it as [`Problems`].

pub mod alias;
pub mod moment;
pub mod notes;
pub mod problem;
pub mod quantity;
pub mod shape;
pub mod table;
pub mod text;

pub use moment::TimeText;
pub use problem::{Place, Problem, Problems};
pub use quantity::{Dimension, Quantity, Unit};
