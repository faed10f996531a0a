//! The same role under the name that each lineage has for it: processes ask for the role, the atlas says where it is.

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
