//! What is learned.

mod attribution;
mod bond;
mod need;
mod place;
mod teaching;
