//! Published experiments on social bonding, run in a simulated brain and judged beside what the papers found.
//!
//! ```text
//! Library ─of→ Study ─run→ Run ─→ verdicts, measure, series, write
//!         └─of→ Setting ─begin→ Scene ─→ act, give, leave, step, value, protocol
//! ```
//!
//! A [`Study`] is a protocol with everything that a run depends on; [`Study::run`] gives a [`Run`] in memory:
//!
//! ```
//! use syntony::{Library, Study};
//!
//! let library = Library::embedded()?;
//! let run = Study::of(&library, "williams_1992")?.replicates(2).seed(1).run()?;
//! for v in run.verdicts() {
//!     println!("{:6} {:3.0} %  {}", v.outcome, 100.0 * v.share, v.text);
//! }
//! # Ok::<(), syntony::Error>(())
//! ```
//!
//! A [`Scene`] is one couple or group, tick by tick, in which the caller acts:
//!
//! ```
//! use std::time::Duration;
//! use syntony::{Library, Setting};
//!
//! # let text = syntony::doc::COUPLE;
//! let library = Library::embedded()?;
//! let mut scene = Setting::of_text(&library, "couple.toml", text).seed(7).begin()?;
//! scene.act("anna", "ben", "hug", Duration::from_secs(600))?;
//! while scene.step()? && scene.value("ben", "trust:anna")? < 0.8 {}
//! let played = scene.protocol(); // the command line runs it to the same bits
//! # assert!(played.contains("hug"));
//! # Ok::<(), syntony::Error>(())
//! ```
//!
//! | I want to … | |
//! |---|---|
//! | run a published experiment, or a file of mine | [`Study::of`] |
//! | change a number of the model | [`Library::set`] |
//! | look a name or a number up | [`Library::show`] |
//! | have one score for each animal | [`Run::measure`] |
//! | have time courses | [`Run::series`] |
//! | keep a run as `syntony run` does | [`Run::write`] |
//! | watch or stop a long run | [`Control`] |
//! | do something to somebody and see what comes of it | [`Scene`] |
//! | sample, fit or optimise with tools of others | [`Study::simulator`] |
//! | know how many subjects a design needs | [`Study::power`] |
//! | judge many protocols together | [`Library::validate`] |
//!
//! **Units.** Every score, series and number says its unit. Times are seconds since the beginning of the first phase, where nothing else
//! is said. **Missing** values are NaN, and NaN means nothing else. **Determinism.** A result is a function of protocol, numbers and
//! seed: it has the same bits on any number of threads.
//!
//! Only what stands on this page is meant to last; the other crates of the workspace may change with every version.
#![deny(missing_docs)]

mod error;
mod library;
mod questions;
mod results;
mod scene;
mod simulator;
mod study;

#[doc(hidden)]
pub mod protocols;
#[doc(hidden)]
pub mod shown;
#[doc(hidden)]
pub mod source;

pub use error::{Error, Problem};
pub use library::{Library, Number};
pub use questions::ValidationAsk;
pub use results::{Outcome, Run, Scores, Series, Verdict};
pub use scene::{Scene, Setting};
pub use shown::Thing;
pub use simulator::{Noise, Output, Simulator};
pub use study::{Control, Study};
pub use syntony_evidence::Validation;
pub use syntony_inference::power::{Power, PowerAsk, PowerPoint};

/// What the examples of these pages play.
#[doc(hidden)]
pub mod doc {
    /// A couple at home for an evening.
    pub const COUPLE: &str = include_str!("couple.toml");
}

/// The programs of the README are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod readme {}
