//! People.

mod affect;
mod attachment;
mod contagion;
mod mirror;
mod pain;
mod regulation;
