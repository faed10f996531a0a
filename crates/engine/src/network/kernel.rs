//! The two loops over columns: noise, and the steps of a block.

// Expansion of `multiversion`, see `math`.
#![allow(unsafe_code)]

use super::{Scheme, Setting, Unit};
use crate::noise::{LOW, rounds};
use crate::real::Real;
use multiversion::multiversion;
use std::array::from_fn;
use std::ops::Range;

/// Stream of the noise of networks.
const STREAM: u64 = 7;

/// Noise of the states `2 pair` and `2 pair + 1` for `count` steps from `step` on, to rows `[step × state × column]`.
#[multiversion(targets = "simd")]
pub(super) fn draw<R: Real>(
    out: &mut [R],
    columns: (&[u64], &[u64]),
    sigma: [f64; 2],
    place: (usize, usize),
    count: usize,
    step: u64,
) {
    let ((keys, index), (states, pair)) = (columns, place);
    let width = keys.len();
    let (index, scale) = (&index[..width], sigma.map(R::of));
    for u in 0..count {
        let now = step + u as u64;
        let row = &mut out[(u * states + 2 * pair) * width..(u + 1) * states * width];
        let (first, second) = row.split_at_mut(width);
        if second.is_empty() {
            for j in 0..width {
                let (low, high) =
                    rounds([STREAM, index[j] | (pair as u64) << 24, now & LOW, now >> 32], keys[j]);
                first[j] = scale[0] * R::pair(low, high).0;
            }
            continue;
        }
        let second = &mut second[..width];
        for j in 0..width {
            let (low, high) = rounds([STREAM, index[j] | (pair as u64) << 24, now & LOW, now >> 32], keys[j]);
            let (a, b) = R::pair(low, high);
            first[j] = scale[0] * a;
            second[j] = scale[1] * b;
        }
    }
}

#[inline(always)]
fn rows<R, const N: usize>(flat: &[R], width: usize) -> [&[R]; N] {
    from_fn(|v| &flat[v * width..(v + 1) * width])
}

#[inline(always)]
fn rows_mut<R, const N: usize>(flat: &mut [R], width: usize) -> [&mut [R]; N] {
    let mut rest = flat.chunks_exact_mut(width);
    from_fn(|_| rest.next().unwrap_or_default())
}

/// Steps `span` of a block, given `rows` of received signals, noise and numbers; adds what is shown to `sum`.
#[multiversion(targets = "simd")]
pub(super) fn steps<R: Real, U: Unit<R, S, C, P>, const S: usize, const C: usize, const P: usize>(
    unit: &U,
    setting: &Setting,
    state: &mut [R],
    given: (&[R], &[R], &[R]),
    sent: &mut [R],
    sum: &mut [R],
    span: Range<usize>,
) {
    let (received, noise, numbers) = given;
    let width = sum.len();
    let noise_rows = if noise.is_empty() { 0 } else { S };
    let (unit, dt) = (*unit, setting.dt);
    let x: [&mut [R]; S] = rows_mut(state, width);
    let numbers: [&[R]; P] = rows(numbers, width);
    for u in span {
        let next = if setting.frozen { u } else { u + 1 };
        let now: [&[R]; C] = rows(&received[u * C * width..], width);
        let then: [&[R]; C] = rows(&received[next * C * width..], width);
        let out: [&mut [R]; C] = rows_mut(&mut sent[u * C * width..(u + 1) * C * width], width);
        let z = &noise[u * noise_rows * width..(u + 1) * noise_rows * width];
        macro_rules! each_column {
            ($move:expr) => {
                if noise_rows == 0 {
                    for j in 0..width {
                        let at = (from_fn(|v| x[v][j]), from_fn(|v| now[v][j]), from_fn(|v| then[v][j]));
                        let y: [R; S] =
                            $move(&unit, R::of(dt), at, from_fn(|v| numbers[v][j]), [R::default(); S]);
                        let y = unit.keep(y);
                        let s = unit.sent(y);
                        (0..S).for_each(|v| x[v][j] = y[v]);
                        (0..C).for_each(|v| out[v][j] = s[v]);
                        sum[j] += unit.shown(y);
                    }
                } else {
                    let z: [&[R]; S] = rows(z, width);
                    for j in 0..width {
                        let at = (from_fn(|v| x[v][j]), from_fn(|v| now[v][j]), from_fn(|v| then[v][j]));
                        let y: [R; S] =
                            $move(&unit, R::of(dt), at, from_fn(|v| numbers[v][j]), from_fn(|v| z[v][j]));
                        let y = unit.keep(y);
                        let s = unit.sent(y);
                        (0..S).for_each(|v| x[v][j] = y[v]);
                        (0..C).for_each(|v| out[v][j] = s[v]);
                        sum[j] += unit.shown(y);
                    }
                }
            };
        }
        match setting.scheme {
            Scheme::Euler => each_column!(euler),
            Scheme::Heun => each_column!(heun),
            Scheme::RungeKutta => each_column!(runge_kutta),
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
