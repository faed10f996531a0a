//! Fields that claims of several kinds have.

use super::{Field, Kind, need};

pub(super) const IN_GROUP: Field = need("group", Kind::Key, "Group or sample.");
pub(super) const OF_MEASURE: Field = need("measure", Kind::Key, "Measure.");
pub(super) const N: Field = need("n", Kind::Count, "Published n.");
