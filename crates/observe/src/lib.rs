//! Instruments and scores: what an observer of behaviour or of a brain writes down.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))] // std floats differ between machines

pub mod bout;
pub mod evoked;
pub mod granger;
pub mod instrument;
pub mod linkage;
pub mod recording;
pub mod rhythm;
mod sampled;
pub mod score;
pub mod synchrony;
pub mod trace;

pub use bout::{Bout, Witness};
pub use recording::Recorder;
pub use score::BlockScores;
pub use trace::Traces;
