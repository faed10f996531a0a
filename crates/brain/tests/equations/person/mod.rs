//! How people differ.

mod mood;
mod response;
