//! A block of steps for a tile of columns: what arrives, noise, the steps, what is sent. A tile stays in the nearest cache.

// Expansion of `multiversion`, see `math`.
#![allow(unsafe_code)]

use super::ring::Ring;
use super::{Scheme, Setting, Unit};
use crate::noise::{LOW, rounds};
use crate::real::Real;
use multiversion::multiversion;
use std::array::from_fn;

/// Stream of the noise of networks.
const STREAM: u64 = 7;

/// What columns carry from block to block; rows are `count` long.
#[derive(Debug, Clone)]
pub(super) struct Columns<R> {
    /// Number of columns, a multiple of `BLOCK`.
    pub count: usize,
    /// `[S × column]`.
    pub state: Vec<R>,
    /// `[P × column]`.
    pub numbers: Vec<R>,
    /// What arrived at the end of the last block, `[C × column]`.
    pub arrived: Vec<R>,
    /// What was shown since the last mean.
    pub sum: Vec<R>,
    /// Means that became complete in a block, `[mean × column]`.
    pub means: Vec<R>,
    /// Key of the noise.
    pub keys: Vec<u64>,
    /// Node, as the noise counts it.
    pub index: Vec<u64>,
}

/// Room for a tile.
#[derive(Debug, Clone)]
pub(super) struct Scratch<R> {
    /// `[BLOCK + 1 × C × column]`.
    pub received: Vec<R>,
    /// `[BLOCK × C × column]`.
    pub sent: Vec<R>,
    /// `[BLOCK × S × column]`; empty without noise.
    pub noise: Vec<R>,
}

/// Steps `step + 1 ..= step + count` of the columns from `first` on, `width` of them.
#[multiversion(targets = "simd")]
pub(super) fn tile<R: Real, U: Unit<R, S, C, P>, const S: usize, const C: usize, const P: usize>(
    (unit, setting): (&U, &Setting),
    ring: &mut Ring<R>,
    columns: &mut Columns<R>,
    scratch: &mut Scratch<R>,
    (first, width, lanes): (usize, usize, usize),
    (step, count): (u64, usize),
) {
    let nodes = first / lanes..((first + width) / lanes).min(ring.nodes());
    let own = |node: usize| (node - nodes.start) * lanes;
    let stride = C * width;
    for signal in 0..C {
        let at = signal * columns.count + first;
        scratch.received[signal * width..(signal + 1) * width]
            .copy_from_slice(&columns.arrived[at..at + width]);
        for node in nodes.clone() {
            let at = signal * width + own(node);
            ring.gather((node, signal), step, &mut scratch.received, stride, at);
        }
        columns.arrived[at..at + width]
            .copy_from_slice(&scratch.received[count * stride + signal * width..][..width]);
    }
    let root = setting.dt.sqrt();
    for (pair, sigma) in setting.noise.chunks(2).enumerate() {
        let sigma = [sigma[0] * root, sigma.get(1).map_or(0.0, |s| s * root)];
        if sigma != [0.0; 2] {
            let ids = (&columns.keys[first..first + width], &columns.index[first..first + width]);
            draw::<R, S>(&mut scratch.noise, ids, sigma.map(R::of), pair, (step, count));
        }
    }
    steps(unit, setting, columns, scratch, (first, width), (step, count));
    for signal in 0..C {
        for node in nodes.clone() {
            let at = signal * width + own(node);
            ring.keep((node, signal), (step, count), &scratch.sent, stride, at);
        }
    }
}

/// Noise of the states `2 pair` and `2 pair + 1`, to rows `[step × state × column]` that begin at `aligned(step)`.
///
/// A block of the generator has `R::NORMALS` numbers: for two states, or one, at as many steps as they serve.
#[inline(always)]
fn draw<R: Real, const S: usize>(
    out: &mut [R],
    (keys, index): (&[u64], &[u64]),
    scale: [R; 2],
    pair: usize,
    (step, count): (u64, usize),
) {
    let width = keys.len();
    let index = &index[..width];
    let served = if 2 * pair + 1 < S { 2 } else { 1 };
    let scale = if served == 2 { scale } else { [scale[0]; 2] };
    let per = (R::NORMALS / served) as u64;
    for group in step / per..(step + count as u64).div_ceil(per) {
        let row = |i: usize| {
            let step = (group * per - aligned(step)) as usize + i / served;
            let start = (step * S + 2 * pair + i % served) * width;
            start..start + width
        };
        macro_rules! fill {
            ($($i:literal $name:ident),*) => {
                let Ok([$($name),*]) = out.get_disjoint_mut([$(row($i)),*]) else { return };
                $(let $name = &mut $name[..width];)*
                for j in 0..width {
                    let counter = [STREAM, index[j] | (pair as u64) << 24, group & LOW, group >> 32];
                    let (low, high) = rounds(counter, keys[j]);
                    let z = R::normals(low, high);
                    $($name[j] = scale[$i % 2] * z[$i];)*
                }
            };
        }
        if R::NORMALS == 4 {
            fill!(0 a, 1 b, 2 c, 3 d);
        } else {
            fill!(0 a, 1 b);
        }
    }
}

/// The step at which rows of noise begin.
fn aligned(step: u64) -> u64 {
    step & !3
}

#[inline(always)]
fn rows<R, const N: usize>(flat: &[R], stride: usize, width: usize) -> [&[R]; N] {
    from_fn(|v| &flat[v * stride..v * stride + width])
}

#[inline(always)]
fn rows_mut<R, const N: usize>(flat: &mut [R], stride: usize, width: usize) -> [&mut [R]; N] {
    let mut rest = flat.chunks_mut(stride);
    from_fn(|_| &mut rest.next().unwrap_or_default()[..width])
}

/// The steps themselves; adds what is shown to the sum, and keeps a mean whenever one is complete.
#[inline(always)]
fn steps<R: Real, U: Unit<R, S, C, P>, const S: usize, const C: usize, const P: usize>(
    unit: &U,
    setting: &Setting,
    columns: &mut Columns<R>,
    scratch: &mut Scratch<R>,
    (first, width): (usize, usize),
    (step, count): (u64, usize),
) {
    let all = columns.count;
    let (unit, dt) = (*unit, R::of(setting.dt));
    let share = R::of(1.0 / setting.every as f64);
    let x: [&mut [R]; S] = rows_mut(&mut columns.state[first..], all, width);
    let numbers: [&[R]; P] = rows(&columns.numbers[first..], all, width);
    let sum = &mut columns.sum[first..first + width];
    let mut mean = 0;
    for u in 0..count {
        let next = if setting.frozen { u } else { u + 1 };
        let now: [&[R]; C] = rows(&scratch.received[u * C * width..], width, width);
        let then: [&[R]; C] = rows(&scratch.received[next * C * width..], width, width);
        let out: [&mut [R]; C] = rows_mut(&mut scratch.sent[u * C * width..], width, width);
        macro_rules! each_column {
            ($move:expr, $noise:expr) => {
                for j in 0..width {
                    let at = (from_fn(|v| x[v][j]), from_fn(|v| now[v][j]), from_fn(|v| then[v][j]));
                    let n = from_fn(|v| numbers[v][j]);
                    let y: [R; S] = unit.keep($move(&unit, dt, at, n, $noise(j)));
                    let s = unit.sent(y, n);
                    (0..S).for_each(|v| x[v][j] = y[v]);
                    (0..C).for_each(|v| out[v][j] = s[v]);
                    sum[j] += unit.shown(y);
                }
            };
        }
        macro_rules! scheme {
            ($noise:expr) => {
                match setting.scheme {
                    Scheme::Euler => each_column!(euler, $noise),
                    Scheme::Heun => each_column!(heun, $noise),
                    Scheme::RungeKutta => each_column!(runge_kutta, $noise),
                }
            };
        }
        if scratch.noise.is_empty() {
            scheme!(|_| [R::default(); S]);
        } else {
            let row = (step - aligned(step)) as usize + u;
            let z: [&[R]; S] = rows(&scratch.noise[row * S * width..], width, width);
            scheme!(|j: usize| from_fn(|v| z[v][j]));
        }
        if (step + u as u64 + 1).is_multiple_of(setting.every) {
            let means = &mut columns.means[mean * all + first..][..width];
            means.iter_mut().zip(&mut *sum).for_each(|(m, s)| *m = *s * share);
            sum.fill(R::default());
            mean += 1;
        }
    }
}

/// State, and received signals at the beginning and the end of the step.
type Point<R, const S: usize, const C: usize> = ([R; S], [R; C], [R; C]);

#[inline(always)]
fn euler<R: Real, U: Unit<R, S, C, P>, const S: usize, const C: usize, const P: usize>(
    unit: &U,
    dt: R,
    (x, now, _): Point<R, S, C>,
    q: [R; P],
    z: [R; S],
) -> [R; S] {
    let k = unit.slope(x, now, q);
    from_fn(|v| x[v] + dt * k[v] + z[v])
}

#[inline(always)]
fn heun<R: Real, U: Unit<R, S, C, P>, const S: usize, const C: usize, const P: usize>(
    unit: &U,
    dt: R,
    (x, now, then): Point<R, S, C>,
    q: [R; P],
    z: [R; S],
) -> [R; S] {
    let half = R::of(0.5) * dt;
    let a = unit.slope(x, now, q);
    let b = unit.slope(from_fn(|v| x[v] + dt * a[v] + z[v]), then, q);
    from_fn(|v| x[v] + half * (a[v] + b[v]) + z[v])
}

#[inline(always)]
fn runge_kutta<R: Real, U: Unit<R, S, C, P>, const S: usize, const C: usize, const P: usize>(
    unit: &U,
    dt: R,
    (x, now, then): Point<R, S, C>,
    q: [R; P],
    z: [R; S],
) -> [R; S] {
    let half = R::of(0.5) * dt;
    let middle: [R; C] = from_fn(|v| R::of(0.5) * (now[v] + then[v]));
    let a = unit.slope(x, now, q);
    let b = unit.slope(from_fn(|v| x[v] + half * a[v]), middle, q);
    let c = unit.slope(from_fn(|v| x[v] + half * b[v]), middle, q);
    let d = unit.slope(from_fn(|v| x[v] + dt * c[v]), then, q);
    let sixth = dt * R::of(1.0 / 6.0);
    let two = R::of(2.0);
    from_fn(|v| x[v] + sixth * (a[v] + two * (b[v] + c[v]) + d[v]) + z[v])
}
