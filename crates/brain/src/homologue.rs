//! The same role under the name that each lineage has for it: processes ask for the role, the atlas says where it is.

use crate::cast::Cast;
use syntony_model::Atlas;

/// A role that a process needs a site for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Medial prefrontal cortex that carries value and attention to a partner.
    Prefrontal,
    /// Accumbens, where partner cues are learned.
    Accumbens,
    /// Ventral pallidum.
    Pallidum,
    /// Pallidal cells that tonically inhibit approach.
    PallidalOutput,
    /// Hypothalamic cells of attack and defence.
    Defence,
}

impl Role {
    /// Keys of the region or population, by lineage.
    pub const fn keys(self) -> [&'static str; 2] {
        match self {
            Role::Prefrontal => ["pl", "vmpfc"],
            Role::Accumbens => ["nacc_shell", "nacc"],
            Role::Pallidum => ["vp", "vp"],
            Role::PallidalOutput => ["vp_out", "vp"],
            Role::Defence => ["ah", "hyp"],
        }
    }

    /// Whether a key plays this role.
    pub fn is(self, key: &str) -> bool {
        self.keys().contains(&key)
    }
}

/// Sites that gate learning, whatever the atlas says of their effects.
pub const GATES: [(&str, Role); 5] = [
    ("otr", Role::Accumbens),
    ("otr", Role::Prefrontal),
    ("v1ar", Role::Pallidum),
    ("d2r", Role::Accumbens),
    ("d1r", Role::Accumbens),
];

/// Whether anything depends on the signal of a receptor in a region: an effect, the gate of learning, or a measure.
pub fn matters(atlas: &Atlas, cast: &Cast, receptor: &str, region: &str) -> bool {
    GATES.iter().any(|(gate, role)| *gate == receptor && role.is(region))
        || cast.watches(receptor, region)
        || atlas.effects.iter().any(|e| e.receptor == receptor && e.region == region)
}
