//! Run folders: manifest, arrays, tables, parts and atomic writes.
//!
//! This crate knows files and nothing about what is in them: no equations, no protocols. `study` hands it texts, tables and
//! arrays; what it writes is either whole or not there.
//!
//! | module | what it is for |
//! |---|---|
//! | [`atomic`] | one file, written whole or not at all |
//! | [`table`] | tab-separated tables with a JSON sidecar, as in BIDS |
//! | [`arrays`] | labelled arrays as a Zarr v3 group that xarray opens |
//! | [`stream`] | an array that is written piece by piece |
//! | [`dataset`] | a folder of many files that appears whole |
//! | [`folder`] | a run's folder: refused, overwritten or resumed; one writer at a time |
//! | [`parts`] | finished pieces of a run that an interruption must not cost |
//! | [`log`] | files that only grow: nothing writes over them |
//! | [`hash`] | hashes of texts and of numbers' bits |

pub mod arrays;
pub mod atomic;
pub mod dataset;
pub mod error;
pub mod folder;
pub mod hash;
mod lock;
pub mod log;
pub mod parts;
pub mod stream;
pub mod table;

pub use arrays::{Array, ArrayGroup, Data};
pub use dataset::Dataset;
pub use error::StoreError;
pub use folder::{Opening, RunFolder};
pub use parts::{DamagedPart, Parts};
pub use stream::GrowingGroup;
pub use table::{Cell, Column, DataTable};
