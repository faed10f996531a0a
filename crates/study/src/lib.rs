//! Questions: protocols run, claims judged, reports written.

pub mod cma;
pub mod cortex;
pub mod fit;
pub mod folder;
pub mod judge;
pub(crate) mod linear;
pub mod live;
pub mod person;
pub mod plan;
pub mod power;
pub mod record;
pub mod report;
pub mod run;
pub mod scan;
pub mod selection;
pub mod sensitivity;
pub(crate) mod size;
pub mod stats;
pub mod validate;
pub mod work;

pub use record::{Manifest, Results};
pub use run::{Options, Outcome, Progress};
