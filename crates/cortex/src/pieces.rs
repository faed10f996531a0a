//! How a run of cortices stops, and the pieces in which it is kept until then.

use super::CortexPlan;
use super::checks::ms;
use serde::Serialize;
use syntony_engine::{Snapshot, SnapshotError};
use syntony_store::StoreError;
use syntony_study::folder::FolderError;

/// Values of a piece of the series at most.
const PIECE: usize = 1 << 18;
/// Why there is no result.
#[derive(Debug)]
pub enum CortexStopped {
    /// Somebody stopped it.
    Interrupted,
    /// A state left the numbers; the brains are kept as they were before.
    BlowUp(Blown),
    /// The folder could not be written.
    Folder(FolderError),
}

/// A state that left the numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Blown {
    /// State of the mass.
    pub variable: String,
    /// Label of the region.
    pub region: String,
    /// Brain, from 0.
    pub brain: usize,
    /// What it became.
    #[serde(skip)]
    pub value: f64,
    /// By when that was found, s.
    pub time_s: f64,
    /// Time of the last good state, s, which is kept.
    pub good_s: f64,
}

impl std::fmt::Display for Blown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Blown { variable, region, brain, value, time_s, good_s } = self;
        let (time, good) = (ms(*time_s), ms(*good_s));
        write!(
            f,
            "{variable} of region '{region}' in brain {brain} is {value} by {time}; all was well at {good}"
        )
    }
}

impl<E: Into<FolderError>> From<E> for CortexStopped {
    fn from(error: E) -> CortexStopped {
        CortexStopped::Folder(error.into())
    }
}

/// How many times as long a step was, if that is a whole number.
pub(super) fn times_as_long(was: f64, is: f64) -> Option<u64> {
    let times = (was / is).round();
    ((1.0..1e6).contains(&times) && (times * is - was).abs() < 1e-9 * was).then_some(times as u64)
}

/// A snapshot in a part.
pub(super) fn snapshot(bytes: Vec<u8>, path: std::path::PathBuf) -> Result<Snapshot, FolderError> {
    let damaged = |e: SnapshotError| StoreError::Damaged { path, why: e.to_string() };
    Ok(Snapshot::read(&bytes).map_err(damaged)?)
}

/// Values of a region that are written at once.
pub(super) fn piece(plan: &CortexPlan) -> usize {
    piece_of(plan.connectome.regions() * plan.record.len(), plan.samples())
}

/// The same of so many columns and times.
pub(super) fn piece_of(columns: usize, times: usize) -> usize {
    (PIECE / columns).clamp(1, times.max(1))
}
