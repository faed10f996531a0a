//! Whether what an interrupted run has recorded is still what it recorded.
//!
//! Of each series of each brain a running sum of 64 bits is kept with the state from which the run goes on: h ← rotate((h xor bits) · prime),
//! a bijection in h and in the bits, so that any one value that differs is found.

use super::Plan;
use super::instruments;
use super::run::{piece, piece_of};
use std::ops::Range;
use syntony_store::{Data, Stream};

/// The FNV prime of 64 bits.
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The sum after one more value.
pub(super) fn add(sum: u64, value: f64) -> u64 {
    (sum ^ value.to_bits()).wrapping_mul(PRIME).rotate_left(29)
}

/// Sums as numbers of a snapshot, which hold 53 bits.
pub(super) fn to_numbers(sums: &[u64]) -> Vec<f64> {
    sums.iter().flat_map(|s| [(s >> 32) as f64, (s & 0xffff_ffff) as f64]).collect()
}

/// And back.
pub(super) fn of_numbers(numbers: &[f64]) -> Vec<u64> {
    numbers.chunks_exact(2).map(|n| (n[0] as u64) << 32 | n[1] as u64).collect()
}

/// What a plan records: stream, array, times of a piece, times in all, values of a time.
pub(super) fn recorded(plan: &Plan) -> Vec<((usize, usize), usize, usize, usize)> {
    let regions = plan.connectome.regions();
    let series = (0..plan.record.len()).map(|array| ((0, array), piece(plan), plan.samples(), regions));
    let shown = instruments::series(plan).into_iter().enumerate();
    let shown = shown.map(|(k, (count, width))| ((1 + k, 0), piece_of(width, count), count, width));
    series.chain(shown).collect()
}

/// Whether the first `written` times of brains have these sums, one for each brain.
pub(super) fn hold(
    plan: &Plan,
    series: &[Stream],
    brains: Range<usize>,
    (which, written, sums): (usize, usize, &[u64]),
) -> bool {
    let ((stream, array), piece, count, width) = recorded(plan)[which];
    if written > count || sums.len() != brains.len() {
        return false;
    }
    for (brain, &expected) in brains.zip(sums) {
        let mut sum = 0;
        for from in (0..written).step_by(piece) {
            let to = (from + piece).min(written);
            let Ok(data) = series[stream].get(array, &[brain..brain + 1, from..to, 0..width]) else {
                return false;
            };
            sum = match data {
                Data::F32(values) => values.into_iter().fold(sum, |s, x| add(s, f64::from(x))),
                Data::F64(values) => values.into_iter().fold(sum, add),
                _ => return false,
            };
        }
        if sum != expected {
            return false;
        }
    }
    true
}
