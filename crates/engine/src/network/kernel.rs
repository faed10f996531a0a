//! The two loops over the columns of a tile: noise, and the steps of a block.

// Expansion of `multiversion`, see `math`.
#![allow(unsafe_code)]

use super::{CHUNK, Dynamics, NetworkSetting, Scheme};
use crate::noise::{LOW, rounds};
use crate::real::Real;
use multiversion::multiversion;
use std::array::from_fn;

/// Stream of the noise of networks.
const STREAM: u64 = 7;

/// Noise of the states `2 pair` and `2 pair + 1`, to rows `[step × chunk × state × column]` that begin at `aligned(step)`.
///
/// A block of the generator has `R::NORMALS` numbers: for two states, or one, at as many steps as they serve.
#[multiversion(targets = "simd")]
pub(super) fn draw<R: Real>(
    out: &mut [R],
    (keys, index): (&[u64], &[u64]),
    scale: [R; 2],
    (states, pair): (usize, usize),
    (step, count): (u64, usize),
) {
    let width = keys.len();
    let served = if 2 * pair + 1 < states { 2 } else { 1 };
    let scale = if served == 2 { scale } else { [scale[0]; 2] };
    let per = (R::NORMALS / served) as u64;
    for group in step / per..(step + count as u64).div_ceil(per) {
        let before = (group * per - aligned(step)) as usize;
        for (chunk, (keys, index)) in keys.chunks_exact(CHUNK).zip(index.chunks_exact(CHUNK)).enumerate() {
            let mut z = [[R::default(); CHUNK]; 4];
            for j in 0..CHUNK {
                let counter = [STREAM, index[j] | (pair as u64) << 24, group & LOW, group >> 32];
                let (low, high) = rounds(counter, keys[j]);
                let drawn = R::normals(low, high);
                for i in 0..R::NORMALS {
                    z[i][j] = scale[i % 2] * drawn[i];
                }
            }
            for (i, z) in z.iter().enumerate().take(R::NORMALS) {
                let row = (before + i / served) * states * width;
                let start = row + chunk * states * CHUNK + (2 * pair + i % served) * CHUNK;
                out[start..start + CHUNK].copy_from_slice(z);
            }
        }
    }
}

/// The step at which rows of noise begin.
fn aligned(step: u64) -> u64 {
    step & !3
}

/// What steps of a tile read, rows as long as the tile: what arrives (one row more than steps), noise or nothing, numbers.
pub(super) type Given<'a, R> = (&'a [R], &'a [R], &'a [R]);

/// What is recorded of a tile: sums since the last mean, and rows of means of the whole network, `stride` columns apart.
pub(super) struct TileRecord<'a, R> {
    /// What is shown, `[column]`.
    pub sum: &'a mut [R],
    pub means: &'a mut [R],
    /// The states, `[chunk × state × column of the chunk]`; nothing if they are not recorded.
    pub state_sum: &'a mut [R],
    pub state_means: &'a mut [R],
    pub stride: usize,
}

/// The steps from `step` on of a tile; every array is `[… × chunk × variable × column of the chunk]`.
///
/// What is shown is added to a sum, which goes to the next of the rows of means whenever a mean is complete.
#[multiversion(targets = "simd")]
pub(super) fn steps<R: Real, U: Dynamics<R, S, C, P>, const S: usize, const C: usize, const P: usize>(
    (unit, setting): (&U, &NetworkSetting),
    state: &mut [R],
    (received, noise, numbers): Given<R>,
    sent: &mut [R],
    TileRecord { sum, means, state_sum, state_means, stride }: TileRecord<'_, R>,
    step: u64,
) {
    let width = sum.len();
    let (unit, dt) = (*unit, R::of(setting.dt));
    let share = R::of(1.0 / setting.every as f64);
    let mut mean = 0;
    for (u, out) in sent.chunks_exact_mut(C * width).enumerate() {
        let next = if setting.frozen { u } else { u + 1 };
        let now = arrays::<R, C>(&received[u * C * width..(u + 1) * C * width]);
        let then = arrays::<R, C>(&received[next * C * width..(next + 1) * C * width]);
        let columns = arrays_mut::<R, S>(state).iter_mut().zip(arrays::<R, P>(numbers));
        let columns =
            columns.zip(arrays_mut::<R, 1>(sum)).zip(now.iter().zip(then).zip(arrays_mut::<R, C>(out)));
        macro_rules! each_column {
            ($move:expr, $columns:expr) => {
                for (chunk, ((((x, n), [sum]), ((now, then), out)), z)) in $columns.enumerate() {
                    // to arrays of their own first: nothing that is read can change while a vector is made
                    let (mut ys, mut ss, mut shown) =
                        ([[R::default(); CHUNK]; S], [[R::default(); CHUNK]; C], [R::default(); CHUNK]);
                    for j in 0..CHUNK {
                        let point = (from_fn(|v| x[v][j]), from_fn(|v| now[v][j]), from_fn(|v| then[v][j]));
                        let n = from_fn(|v| n[v][j]);
                        let y: [R; S] = unit.keep($move(&unit, dt, point, n, z(j)));
                        let s = unit.sent(y, n);
                        (0..S).for_each(|v| ys[v][j] = y[v]);
                        (0..C).for_each(|v| ss[v][j] = s[v]);
                        shown[j] = unit.shown(y);
                    }
                    (*x, *out) = (ys, ss);
                    if let Some(sum) = arrays_mut::<R, S>(state_sum).get_mut(chunk) {
                        for j in 0..CHUNK {
                            let summed = unit.summed(from_fn(|v| ys[v][j]));
                            (0..S).for_each(|v| sum[v][j] += summed[v]);
                        }
                    }
                    sum.iter_mut().zip(shown).for_each(|(s, x)| *s += x);
                }
            };
        }
        macro_rules! scheme {
            ($columns:expr) => {
                match setting.scheme {
                    Scheme::Euler => each_column!(euler, $columns),
                    Scheme::Heun => each_column!(heun, $columns),
                    Scheme::RungeKutta => each_column!(runge_kutta, $columns),
                }
            };
        }
        if noise.is_empty() {
            scheme!(columns.map(|c| (c, |_: usize| [R::default(); S])));
        } else {
            let row_of = (step - aligned(step)) as usize + u;
            let z = arrays::<R, S>(&noise[row_of * S * width..(row_of + 1) * S * width]);
            scheme!(columns.zip(z.iter().map(|z| move |j: usize| -> [R; S] { from_fn(|v| z[v][j]) })));
        }
        if (step + u as u64 + 1).is_multiple_of(setting.every) {
            let means = &mut means[mean * stride..][..width];
            means.iter_mut().zip(&mut *sum).for_each(|(m, s)| *m = *s * share);
            if !state_sum.is_empty() {
                let to = arrays_mut::<R, S>(&mut state_means[S * mean * stride..][..S * width]);
                let shown = arrays::<R, 1>(means).iter().zip(arrays::<R, S>(state_sum));
                for (to, ([shown], summed)) in to.iter_mut().zip(shown) {
                    for j in 0..CHUNK {
                        let mean = unit.mean(from_fn(|v| summed[v][j] * share), shown[j]);
                        (0..S).for_each(|v| to[v][j] = mean[v]);
                    }
                }
                state_sum.fill(R::default());
            }
            sum.fill(R::default());
            mean += 1;
        }
    }
}

/// Chunks `[variable × column]`.
#[inline(always)]
fn arrays<R, const N: usize>(flat: &[R]) -> &[[[R; CHUNK]; N]] {
    flat.as_chunks().0.as_chunks().0
}

#[inline(always)]
fn arrays_mut<R, const N: usize>(flat: &mut [R]) -> &mut [[[R; CHUNK]; N]] {
    flat.as_chunks_mut().0.as_chunks_mut().0
}

/// State, and received signals at the beginning and the end of the step.
type Point<R, const S: usize, const C: usize> = ([R; S], [R; C], [R; C]);

#[inline(always)]
fn euler<R: Real, U: Dynamics<R, S, C, P>, const S: usize, const C: usize, const P: usize>(
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
fn heun<R: Real, U: Dynamics<R, S, C, P>, const S: usize, const C: usize, const P: usize>(
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
fn runge_kutta<R: Real, U: Dynamics<R, S, C, P>, const S: usize, const C: usize, const P: usize>(
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
