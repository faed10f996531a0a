//! Random-number streams of a brain; each use of randomness has its own, and what is drawn in it is keyed by the name of what it is for.

pub const DENSITY: u32 = 1;
pub const TRAIT: u32 = 2;
pub const DAY: u32 = 3;
pub const RELEASE: u32 = 4;
pub const HISTORY: u32 = 6;
pub const ATTRACTION: u32 = 7;
pub const FLUCTUATION: u32 = 8;
pub const RESPONSE: u32 = 9;
pub const RESPONSE_DAY: u32 = 10;
pub const RESPONSE_TRIAL: u32 = 11;
pub const MOOD: u32 = 12;
pub const MOOD_EVENT: u32 = 13;
