//! Ticks.

mod moving;
