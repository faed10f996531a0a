//! Under which key the scores of a protocol's animals are kept, and how they are written.
//!
//! The key covers the text of the protocol, every number of the atlas that its run reads, what the atlas holds besides numbers, seed
//! and replicates, and the sources of Syntony that decide what comes out. How a claim is judged is not in it: that is done anew.

use super::Repeat;
use syntony_model::{Atlas, ParamId, Protocol};
use syntony_results::record::AnimalRow;
use syntony_store::hash::Hash;

/// Version of the format below.
const FORMAT: u64 = 1;

/// Hash of everything that the scores of a protocol's animals depend on.
pub(super) fn key(
    protocol: &Protocol,
    atlas: &Atlas,
    used: impl Iterator<Item = ParamId>,
    repeat: Repeat,
) -> String {
    let mut hash = Hash::new();
    hash.integer(FORMAT).text(env!("CARGO_PKG_VERSION")).text(env!("SYNTONY_SOURCES"));
    hash.text(&protocol.text).integer(repeat.seed).integer(repeat.replicates as u64);
    for param in used.map(|id| atlas.params.get(id)) {
        hash.text(&param.path).number(param.value());
    }
    // what is there and what joins what; numbers stand in it as references only
    let a = atlas;
    hash.text(&format!("{:?}", (&a.species, &a.regions, &a.populations, &a.projections, &a.percepts)));
    hash.text(&format!("{:?}", (&a.ligands, &a.receptors, &a.effects, &a.compounds, &a.acts, &a.processes)));
    hash.hex()
}

/// The scores as bytes.
pub fn encode(rows: &[AnimalRow]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for row in rows {
        for at in [row.group, row.replicate, row.animal] {
            bytes.extend((at as u32).to_le_bytes());
        }
        for value in &row.values {
            bytes.extend(value.unwrap_or(f64::NAN).to_le_bytes());
        }
    }
    bytes
}

/// The scores from bytes, if these are all animals of the protocol in every replicate.
pub fn decode(bytes: &[u8], protocol: &Protocol, replicates: usize) -> Option<Vec<AnimalRow>> {
    let size = 12 + 8 * protocol.measures.len();
    let expected = protocol
        .groups
        .iter()
        .enumerate()
        .flat_map(|(g, group)| (0..replicates).flat_map(move |k| (0..group.n).map(move |a| (g, k, a))));
    let mut rows = Vec::with_capacity(bytes.len() / size);
    let mut chunks = bytes.chunks(size);
    for (group, replicate, animal) in expected {
        let chunk = chunks.next().filter(|c| c.len() == size)?;
        let (at, values) = chunk.split_at(12);
        let mut at = at.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
        if (at.next(), at.next(), at.next()) != (Some(group), Some(replicate), Some(animal)) {
            return None;
        }
        let value = |b: &[u8]| f64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]);
        let values = values.chunks_exact(8).map(|b| Some(value(b)).filter(|v| !v.is_nan())).collect();
        rows.push(AnimalRow { replicate, group, animal, values });
    }
    chunks.next().is_none().then_some(rows)
}
