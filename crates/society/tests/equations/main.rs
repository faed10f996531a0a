//! A test for each file of equations, against what its first lines say. The folders are those of `src`.

#[path = "../common/mod.rs"]
mod common;
mod scene;
