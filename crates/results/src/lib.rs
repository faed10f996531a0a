//! What a run leaves, and what it says: records, tests of claims, the report.

pub mod amount;
pub mod judge;
pub mod linear;
pub mod record;
pub mod report;
pub mod stats;
pub mod words;
