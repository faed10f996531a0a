//! The syntony command line.
fn main() {}
