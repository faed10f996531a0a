//! Protocols run: chunks over threads, run folders, scenes played live, recordings as datasets.

pub mod factors;
pub mod folder;
pub mod inert;
pub mod live;
pub mod person;
pub mod run;
pub mod scan;
pub mod selection;
pub mod size;
pub mod work;

pub use run::{Options, Progress, RunEnd};
