//! How sure the fitted numbers are.

use serde::{Deserialize, Serialize};

/// How well the posterior is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Draws.
    pub draws: usize,
    /// Effective number of independent draws.
    pub effective: f64,
    /// Power of the likelihood that was reached; 1 is all of it, less is a wider posterior.
    pub power: f64,
}
