//! Ligands, receptors, what is given.

mod doses;
mod effects;
mod hpa;
mod pools;
mod rearing;
mod receptors;
mod steroids;
