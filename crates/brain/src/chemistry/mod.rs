//! Ligand pools, receptors, given compounds, and the stress axis.

pub mod doses;
pub mod effects;
pub mod hpa;
pub mod kinetics;
pub mod pools;
pub mod rearing;
pub mod receptors;
pub mod season;
pub mod steroids;

/// Where the level of a ligand or compound at a receptor comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Level {
    /// An integrated pool of the body's own ligand.
    Pool(usize),
    /// The circulating stress hormone; basal level in nM times the fold change.
    Hormone(f64),
    /// A constant ambient level, nM.
    Ambient(f64),
    /// A given compound (index) in the region (index) of the receptor.
    Given(usize, usize),
}

/// ln 2, to turn half-lives into rates.
pub const LN_2: f64 = std::f64::consts::LN_2;

impl From<effects::Input> for usize {
    fn from(row: effects::Input) -> usize {
        row as usize
    }
}
