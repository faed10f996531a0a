//! So many of so many.

use serde::{Deserialize, Serialize};

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub hits: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    pub(super) fn count(each: impl Iterator<Item = bool>) -> Share {
        each.fold(Share::default(), |s, hit| Share { hits: s.hits + usize::from(hit), of: s.of + 1 })
    }

    /// As a number; none of none is none.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// `12 of 15 (80 %)`; `-` of none.
    pub fn words(self) -> String {
        self.share().map_or("-".into(), |s| format!("{} of {} ({:.0} %)", self.hits, self.of, 100.0 * s))
    }
}
