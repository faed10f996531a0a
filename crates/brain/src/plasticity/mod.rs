//! What contact leaves behind: bonds, needs, places.

pub mod attribution;
pub mod bond;
pub mod need;
pub mod place;
pub mod teaching;

pub use bond::BondParameters;
pub use need::NeedParameters;
pub use place::PlaceParameters;
pub use teaching::Teacher;
