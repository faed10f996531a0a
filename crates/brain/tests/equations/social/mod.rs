//! People.

mod affect;
mod attachment;
mod mirror;
mod regulation;
