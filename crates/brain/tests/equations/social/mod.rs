//! People.

mod affect;
mod attachment;
mod autonomic;
mod contagion;
mod mirror;
mod pain;
mod regulation;
