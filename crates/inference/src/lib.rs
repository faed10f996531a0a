//! Questions that take many runs: fits, sensitivity, power, plans, sweeps.

pub mod cma;
pub mod fit;
pub mod plan;
pub mod power;
pub mod sensitivity;
pub mod sweep;
