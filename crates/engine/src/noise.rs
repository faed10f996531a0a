//! Randomness as a pure function of (seed, lane, stream, variable, step): Philox4x32-10, no state to carry.
//!
//! Every draw is the image of a counter under a keyed bijection (Salmon et al. 2011), so neither the number of
//! lanes, nor threads, nor a restart from a snapshot changes it. One block of 128 bits serves the variables
//! 2i and 2i + 1, so filling many rows at once costs half of filling them one by one, with the same bits.

// Expansion of `multiversion`, see `math`.
#![allow(unsafe_code)]

use crate::math::{ln, normal_from_uniform, normal_from_uniform_slice};
use multiversion::multiversion;

const MULTIPLIER: [u64; 2] = [0xd251_1f53, 0xcd9e_8d57];
const WEYL: [u64; 2] = [0x9e37_79b9, 0xbb67_ae85];
pub(crate) const LOW: u64 = 0xffff_ffff;
/// Marks the blocks of a [`Stream`], so that they never meet the blocks of rows.
const STREAM_MARK: u64 = 0x8000_0000;
/// Fewer lanes than this are filled across variables instead of across lanes.
const FEW_LANES: usize = 8;
/// Blocks handled at once when there are few lanes.
const CHUNK: usize = 64;

/// What keys the generator: one seed and one lane, mixed once at construction.
///
/// For one seed different lanes have different keys. Make the keys of a block once and keep them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(u64);

impl Key {
    /// The key of lane `lane` under `seed`.
    pub const fn new(seed: u64, lane: u64) -> Key {
        Key(mix(mix(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ lane))
    }

    /// Keys of many lanes under one seed.
    pub fn of_lanes(seed: u64, lanes: &[u64]) -> Vec<Key> {
        lanes.iter().map(|&lane| Key::new(seed, lane)).collect()
    }

    /// The key of something named that belongs to this one: a receptor of an animal, a population of a brain.
    ///
    /// What is drawn for it depends on its name alone, not on what else there is.
    pub const fn named(self, name: u64) -> Key {
        Key(mix(self.0 ^ mix(name.wrapping_add(0x9e37_79b9_7f4a_7c15))))
    }

    /// The 64 bits given to the generator.
    pub const fn bits(self) -> u64 {
        self.0
    }
}

/// The number of a name (FNV-1a, 64 bits), the same in every program: noise is keyed by it, so that no list decides what is drawn.
pub const fn name(text: &str) -> u64 {
    let (bytes, mut hash, mut i) = (text.as_bytes(), 0xcbf2_9ce4_8422_2325_u64, 0);
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash
}

/// A bijection of 64 bits in which every input bit reaches every output bit (SplitMix64's last stage).
const fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The block cipher on words kept in the low halves of 64-bit integers, which is what vector units multiply.
#[inline(always)]
pub(crate) fn rounds(counter: [u64; 4], key: u64) -> (u64, u64) {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let (mut k0, mut k1) = (key & LOW, key >> 32);
    let mut round = 0;
    while round < 10 {
        let (p0, p1) = (MULTIPLIER[0] * c0, MULTIPLIER[1] * c2);
        (c0, c1, c2, c3) = ((p1 >> 32) ^ c1 ^ k0, p1 & LOW, (p0 >> 32) ^ c3 ^ k1, p0 & LOW);
        (k0, k1) = ((k0 + WEYL[0]) & LOW, (k1 + WEYL[1]) & LOW);
        round += 1;
    }
    (c0 | (c1 << 32), c2 | (c3 << 32))
}

/// Philox4x32 with ten rounds, as in Random123.
pub fn philox4x32(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let (low, high) = rounds(counter.map(u64::from), u64::from(key[0]) | (u64::from(key[1]) << 32));
    [low as u32, (low >> 32) as u32, high as u32, (high >> 32) as u32]
}

/// The two 64-bit words of one block.
#[inline(always)]
fn block(key: Key, stream: u32, block: u64, step: u64) -> (u64, u64) {
    rounds([u64::from(stream), block, step & LOW, step >> 32], key.0)
}

/// The upper 52 bits as the midpoint of one of 2^52 equal intervals of (0, 1); exact.
#[inline(always)]
fn open_unit(word: u64) -> f64 {
    const ONE_MINUS: f64 = 1.0 - f64::EPSILON / 2.0;
    f64::from_bits((word >> 12) | 0x3ff0_0000_0000_0000) - ONE_MINUS
}

/// The half of the block that belongs to a variable or draw number.
#[inline(always)]
fn half(words: (u64, u64), index: u32) -> u64 {
    if index & 1 == 0 { words.0 } else { words.1 }
}

/// A uniform number in the open interval (0, 1), in steps of 2^-52.
#[inline]
pub fn uniform(key: Key, stream: u32, variable: u32, step: u64) -> f64 {
    open_unit(half(block(key, stream, u64::from(variable >> 1), step), variable))
}

/// A standard normal number: the quantile of [`uniform`], so at most 8.3 in size.
#[inline]
pub fn normal(key: Key, stream: u32, variable: u32, step: u64) -> f64 {
    normal_from_uniform(uniform(key, stream, variable, step))
}

/// Fills rows `[variable x lane]` with [`uniform`] numbers for the variables `first_variable ..`.
///
/// `out` holds a whole number of rows of `keys.len()` lanes; one row is the common case.
///
/// # Panics
/// If `out` is not a whole number of rows.
pub fn fill_uniform(out: &mut [f64], keys: &[Key], stream: u32, first_variable: u32, step: u64) {
    let lanes = keys.len();
    if lanes == 0 {
        assert!(out.is_empty(), "numbers for no lane");
        return;
    }
    assert!(out.len().is_multiple_of(lanes), "{} numbers are no whole number of rows of {lanes}", out.len());
    if lanes < FEW_LANES {
        fill_across_variables(out, keys, stream, first_variable, step);
        return;
    }
    let mut variable = first_variable;
    let mut rest = out;
    while !rest.is_empty() {
        let pair = variable & 1 == 0 && rest.len() >= 2 * lanes;
        let (rows, next) = rest.split_at_mut(if pair { 2 * lanes } else { lanes });
        if pair {
            let (even, odd) = rows.split_at_mut(lanes);
            fill_two_rows(even, odd, keys, stream, variable, step);
        } else {
            fill_one_row(rows, keys, stream, variable, step);
        }
        variable = variable.wrapping_add(if pair { 2 } else { 1 });
        rest = next;
    }
}

/// Fills rows with [`normal`] numbers; shape and conditions as for [`fill_uniform`].
pub fn fill_normal(out: &mut [f64], keys: &[Key], stream: u32, first_variable: u32, step: u64) {
    fill_uniform(out, keys, stream, first_variable, step);
    normal_from_uniform_slice(out);
}

/// Successive standard normal numbers for many keys, one a key and step.
///
/// Two successive steps share a block of the generator: the second half is kept, so that each costs half.
#[derive(Clone, Debug)]
pub struct Normals {
    keys: Vec<Key>,
    stream: u32,
    kept: Vec<f64>,
    kept_step: Option<u64>,
}

impl Normals {
    /// Draws for each of `keys` in a stream.
    pub fn new(keys: Vec<Key>, stream: u32) -> Normals {
        Normals { kept: vec![0.0; keys.len()], keys, stream, kept_step: None }
    }

    /// Fills `out`, one number a key, with those of `step`.
    ///
    /// # Panics
    /// If `out` has another length.
    pub fn fill(&mut self, out: &mut [f64], step: u64) {
        assert_eq!(out.len(), self.keys.len(), "numbers for other keys");
        if self.kept_step == Some(step) {
            out.copy_from_slice(&self.kept);
            return;
        }
        if step & 1 == 0 {
            fill_two_rows(out, &mut self.kept, &self.keys, self.stream, 0, step >> 1);
            normal_from_uniform_slice(&mut self.kept);
            self.kept_step = Some(step + 1);
        } else {
            fill_one_row(out, &self.keys, self.stream, 1, step >> 1);
        }
        normal_from_uniform_slice(out);
    }
}

#[multiversion(targets = "simd")]
fn fill_one_row(row: &mut [f64], keys: &[Key], stream: u32, variable: u32, step: u64) {
    let second = variable & 1 == 1;
    for (value, &key) in row.iter_mut().zip(keys) {
        let (low, high) = block(key, stream, u64::from(variable >> 1), step);
        *value = open_unit(if second { high } else { low });
    }
}

#[multiversion(targets = "simd")]
fn fill_two_rows(even: &mut [f64], odd: &mut [f64], keys: &[Key], stream: u32, variable: u32, step: u64) {
    for ((even, odd), &key) in even.iter_mut().zip(odd).zip(keys) {
        let (low, high) = block(key, stream, u64::from(variable >> 1), step);
        *even = open_unit(low);
        *odd = open_unit(high);
    }
}

/// Two-stage filling for a few lanes: gather keys and counters of a chunk of blocks, then run them as vectors.
fn fill_across_variables(out: &mut [f64], keys: &[Key], stream: u32, first_variable: u32, step: u64) {
    let lanes = keys.len();
    let first = u64::from(first_variable);
    let end = first + (out.len() / lanes) as u64;
    let mut chunk =
        Chunk { keys: [Key(0); CHUNK], blocks: [0; CHUNK], even: [0.0; CHUNK], odd: [0.0; CHUNK] };
    let (mut head, mut lane) = (first >> 1, 0);
    while 2 * head < end {
        let (chunk_head, chunk_lane) = (head, lane);
        let mut count = 0;
        while count < CHUNK && 2 * head < end {
            chunk.keys[count] = keys[lane];
            chunk.blocks[count] = head & (STREAM_MARK - 1);
            count += 1;
            lane += 1;
            (head, lane) = if lane == lanes { (head + 1, 0) } else { (head, lane) };
        }
        chunk.run(count, stream, step);
        let (mut pair, mut column) = (chunk_head, chunk_lane);
        for (&even, &odd) in chunk.even[..count].iter().zip(&chunk.odd[..count]) {
            if 2 * pair >= first {
                out[(2 * pair - first) as usize * lanes + column] = even;
            }
            if 2 * pair + 1 < end {
                out[(2 * pair + 1 - first) as usize * lanes + column] = odd;
            }
            column += 1;
            (pair, column) = if column == lanes { (pair + 1, 0) } else { (pair, column) };
        }
    }
}

struct Chunk {
    keys: [Key; CHUNK],
    blocks: [u64; CHUNK],
    even: [f64; CHUNK],
    odd: [f64; CHUNK],
}

impl Chunk {
    fn run(&mut self, count: usize, stream: u32, step: u64) {
        let (even, odd) = (&mut self.even[..count], &mut self.odd[..count]);
        run_chunk(even, odd, &self.keys[..count], &self.blocks[..count], stream, step);
    }
}

#[multiversion(targets = "simd")]
fn run_chunk(even: &mut [f64], odd: &mut [f64], keys: &[Key], blocks: &[u64], stream: u32, step: u64) {
    for (((even, odd), &key), &index) in even.iter_mut().zip(odd).zip(keys).zip(blocks) {
        let (low, high) = block(key, stream, index & LOW, step);
        *even = open_unit(low);
        *odd = open_unit(high);
    }
}

/// Any number of draws for one lane within one step; draw k is a pure function of (key, stream, step, k).
///
/// Its numbers never coincide with those of [`uniform`] for the same stream. It allocates nothing.
#[derive(Clone, Debug)]
pub struct Stream {
    key: Key,
    stream: u32,
    step: u64,
    drawn: u32,
    kept: u64,
}

impl Stream {
    /// The draws of `lane` in stream `stream` at `step`, from the first.
    pub fn new(seed: u64, lane: u64, stream: u32, step: u64) -> Stream {
        Stream::with_key(Key::new(seed, lane), stream, step)
    }

    /// The same with a key made before.
    pub fn with_key(key: Key, stream: u32, step: u64) -> Stream {
        Stream { key, stream, step, drawn: 0, kept: 0 }
    }

    /// Number of draws so far, which is the number of the next.
    pub fn drawn(&self) -> u32 {
        self.drawn
    }

    /// Sixty-four random bits. Every other method takes exactly one such draw.
    pub fn bits(&mut self) -> u64 {
        let index = self.drawn;
        self.drawn = self.drawn.wrapping_add(1);
        if index & 1 == 1 {
            return self.kept;
        }
        let (low, high) = block(self.key, self.stream, STREAM_MARK | u64::from(index >> 1), self.step);
        self.kept = high;
        low
    }

    /// A uniform number in the open interval (0, 1).
    pub fn uniform(&mut self) -> f64 {
        open_unit(self.bits())
    }

    /// A standard normal number.
    pub fn normal(&mut self) -> f64 {
        normal_from_uniform(self.uniform())
    }

    /// An exponential number with mean one: a waiting time at unit rate.
    pub fn exponential(&mut self) -> f64 {
        -ln(self.uniform())
    }

    /// A whole number in `0..n`; the probabilities differ from 1/n by less than 2^-64.
    ///
    /// # Panics
    /// If `n` is zero.
    #[track_caller]
    pub fn below(&mut self, n: u64) -> u64 {
        assert!(n > 0, "a whole number below zero");
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::open_unit;

    #[test]
    fn exact_ends_of_the_open_interval() {
        assert_eq!(open_unit(0), f64::EPSILON / 2.0);
        assert_eq!(open_unit(u64::MAX), 1.0 - f64::EPSILON / 2.0);
        assert_eq!(open_unit(1 << 63), 0.5 + f64::EPSILON / 2.0);
    }
}
