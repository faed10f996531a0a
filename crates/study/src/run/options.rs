//! What is asked of a run, and what those see and say who wait for it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64};

/// What to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Seed.
    pub seed: u64,
    /// Virtual repetitions of the whole study.
    pub replicates: usize,
    /// Groups; empty for all.
    pub groups: Vec<String>,
    /// Whether traces and acts of the first replicate are kept.
    pub traces: bool,
}

/// Shared between the run and whoever watches or stops it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Unit-ticks done.
    pub done: AtomicU64,
    /// Unit-ticks in all.
    pub total: AtomicU64,
    /// Set to stop between ticks.
    pub stop: AtomicBool,
    /// Time that threads have spent on it, µs.
    pub busy_us: AtomicU64,
    /// What there is to say beside how far it is.
    pub note: Mutex<String>,
}

/// One member of one unit of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Which {
    /// Group index in the protocol.
    pub group: usize,
    /// Replicate, from 0.
    pub replicate: usize,
    /// Animal within the group, from 0.
    pub animal: usize,
    /// Member index in the cast.
    pub member: usize,
}
