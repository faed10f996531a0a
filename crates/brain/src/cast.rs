//! Who is in a unit, and what is done and measured there.

use syntony_model::protocol::{Age, BodyState, Rearing, Sex};

/// One animal of the cast.
#[derive(Debug, Clone, PartialEq)]
pub struct CastMember {
    /// Name.
    pub name: String,
    /// Species key.
    pub species: String,
    /// Sex.
    pub sex: Sex,
    /// Age class at the start.
    pub age: Age,
    /// Rearing.
    pub rearing: Rearing,
    /// Endocrine state.
    pub state: BodyState,
    /// Density multipliers: (receptor, region or `*`, factor).
    pub density: Vec<(String, String, f64)>,
    /// Attachment anxiety and avoidance in standard deviations, where given.
    pub attachment: (Option<f64>, Option<f64>),
    /// Names of kin.
    pub kin: Vec<String>,
    /// Attraction to others by name, in standard deviations, where given.
    pub attraction: Vec<(String, f64)>,
}

/// Who is in a unit, what may be given to them, and which places they learn about.
#[derive(Debug, Clone, Default)]
pub struct Cast {
    /// Animals, the subject first.
    pub members: Vec<CastMember>,
    /// Ordered pairs (i attends j) that ever share a place.
    pub pairs: Vec<(usize, usize)>,
    /// Compounds given to anybody, by key.
    pub compounds: Vec<String>,
    /// (receptor, region) sites that a manipulation touches, so that they exist even at zero density.
    pub expressed: Vec<(String, String)>,
    /// Names of conditioned places.
    pub places: Vec<String>,
    /// (ligand or receptor, region) that somebody measures, so that they exist even where nothing depends on them.
    pub watched: Vec<(String, String)>,
}

impl Cast {
    /// Whether somebody measures this ligand or receptor here.
    pub fn watches(&self, key: &str, region: &str) -> bool {
        self.watched.iter().any(|(k, r)| k == key && r == region)
    }
}
