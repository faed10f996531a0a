//! How people differ from each other and from themselves of yesterday.

pub mod mood;
pub mod response;
