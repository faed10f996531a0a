//! Elementary functions that give the same bits on every machine and vectorise over slices.
//!
//! Everything is built from IEEE `+ - * / sqrt`, integer operations and selections: no call into a system
//! library, no fused multiply-add, no branch. So a scalar call, a loop, and a loop compiled for any vector
//! width return the same bits, and a run can be compared between machines by hash.

// The attribute `multiversion` expands to calls of `#[target_feature]` functions behind a check of the
// processor; those calls are the only unsafe code here.
#![allow(unsafe_code)]

use multiversion::multiversion;

const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// Upper part of ln 2: the last 21 bits are zero, so a multiple of it by any exponent is exact.
const LN2_HI: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
/// ln 2 − `LN2_HI`.
const LN2_LO: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
/// Adding this number rounds to an integer n and leaves n + 2046 in the low bits of the sum.
const ROUNDER: f64 = 6_755_399_441_055_744.0 + 2046.0;
/// Above this argument `exp` is infinite.
const EXP_MAX: f64 = 710.0;
/// Below this argument `exp` is zero.
const EXP_MIN: f64 = -746.0;
/// Values of one piece of a function that works in two passes.
const PIECE: usize = 128;
/// Bit pattern of √½, to which `ln` brings every mantissa down.
const SQRT_HALF_BITS: u64 = 0x3fe6_a09e_0000_0000;

/// Minimax coefficients of (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2, ascending; error 1.4e-18.
const EXP_TAIL: [f64; 11] = [
    0.5,
    0.166_666_666_666_666_7,
    0.041_666_666_666_666_67,
    0.008_333_333_333_326_112,
    0.001_388_888_888_888_373,
    0.000_198_412_698_749_012_6,
    2.480_158_732_560_532_4e-5,
    2.755_725_529_796_964_3e-6,
    2.755_727_357_010_214e-7,
    2.510_525_953_844_849_4e-8,
    2.091_471_734_171_637_8e-9,
];

/// Coefficients of the even and odd series of ln((1 + s) / (1 − s)) as in FreeBSD's `e_log.c`, ascending in s².
const LN_SERIES: [f64; 7] = [
    6.666_666_666_666_735e-1,
    3.999_999_999_940_942e-1,
    2.857_142_874_366_239e-1,
    2.222_219_843_214_978_4e-1,
    1.818_357_216_161_805e-1,
    1.531_383_769_920_937_3e-1,
    1.479_819_860_511_658_6e-1,
];

/// `x` limited to the range in which the exponential is neither zero nor infinite; NaN stays NaN.
#[inline(always)]
fn clamp_exponent(x: f64) -> f64 {
    let below = if x > EXP_MAX { EXP_MAX } else { x };
    if below < EXP_MIN { EXP_MIN } else { below }
}

/// A polynomial of degree three or more with ascending coefficients, as four interleaved Horner chains in x⁴.
///
/// One chain of dependent additions would leave a vector unit idle most of the time.
#[inline(always)]
fn polynomial<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    let x2 = x * x;
    let x4 = x2 * x2;
    let chain = |first: usize| {
        let mut i = first + (N - 1 - first) / 4 * 4;
        let mut sum = coefficients[i];
        while i >= 4 {
            i -= 4;
            sum = sum * x4 + coefficients[i];
        }
        sum
    };
    (chain(0) + chain(1) * x) + (chain(2) + chain(3) * x) * x2
}

/// Cody-Waite reduction: (q, s1, s2) with eˣ = (1 + q)·s1·s2, where |q| < 0.42 and s1, s2 are powers of two.
#[inline(always)]
fn reduce(x: f64) -> (f64, f64, f64) {
    let x = clamp_exponent(x);
    let shifted = x * LOG2_E + ROUNDER;
    let n = shifted - ROUNDER;
    let r = (x - n * LN2_HI) - n * LN2_LO;
    let q = r + r * r * polynomial(&EXP_TAIL, r);
    let biased = shifted.to_bits() & 0xfff;
    let half = biased >> 1;
    (q, f64::from_bits(half << 52), f64::from_bits((biased - half) << 52))
}

/// eˣ. Error below 1 ulp; overflows to infinity and underflows gradually to zero.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let (q, s1, s2) = reduce(x);
    ((1.0 + q) * s1) * s2
}

/// (eˣ, eˣ − 1), both with small relative error, for the price of one reduction.
#[inline(always)]
pub fn exp_and_expm1(x: f64) -> (f64, f64) {
    let (q, s1, s2) = reduce(x);
    let exponential = ((1.0 + q) * s1) * s2;
    let scale = s1 * s2;
    let shifted = q * scale + (scale - 1.0);
    (exponential, if x > 40.0 { exponential } else { shifted })
}

/// eˣ − 1 without cancellation near zero. Error below 2.5 ulp.
#[inline(always)]
pub fn expm1(x: f64) -> f64 {
    exp_and_expm1(x).1
}

/// φ₁(x) = (eˣ − 1) / x, equal to 1 at x = 0. The weight of a constant gain over a step of linear decay.
#[inline(always)]
pub fn expm1_over_x(x: f64) -> f64 {
    exp_and_phi1(x).1
}

/// (eˣ, φ₁(x)): what one exponential step needs.
#[inline(always)]
pub fn exp_and_phi1(x: f64) -> (f64, f64) {
    let (exponential, shifted) = exp_and_expm1(x);
    let divisor = if x > EXP_MAX { EXP_MAX } else { x };
    let nonzero = if divisor == 0.0 { 1.0 } else { divisor };
    (exponential, if divisor == 0.0 { 1.0 } else { shifted / nonzero })
}

/// ln of a positive, finite, not subnormal x times 2^(1023 − bias).
#[inline(always)]
fn ln_normal(x: f64, bias: f64) -> f64 {
    let bits = x.to_bits().wrapping_add(0x3ff0_0000_0000_0000 - SQRT_HALF_BITS);
    // the biased exponent as a float, by placing it in the mantissa of 2^52
    let biased = f64::from_bits((bits >> 52) | 0x4330_0000_0000_0000) - 4_503_599_627_370_496.0;
    let exponent = biased - bias;
    let f = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) + SQRT_HALF_BITS) - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let series = z * polynomial(&LN_SERIES, z);
    exponent * LN2_HI - ((half_square - (s * (half_square + series) + exponent * LN2_LO)) - f)
}

/// ln x. Error below 1 ulp; −∞ at 0, NaN below 0.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let tiny = x < f64::MIN_POSITIVE;
    let scaled = if tiny { x * 18_014_398_509_481_984.0 } else { x };
    let finite = ln_normal(scaled, if tiny { 1023.0 + 54.0 } else { 1023.0 });
    let above = if x > f64::MAX { x } else { finite };
    let defined = if x == 0.0 { f64::NEG_INFINITY } else { above };
    // false for NaN too, which must come out as NaN
    if x >= 0.0 { defined } else { f64::NAN }
}

/// xʸ for x ≥ 0 as exp(y ln x), with x⁰ = 1. Relative error about |y ln x|·1.2e-16; NaN for x < 0.
#[inline(always)]
pub fn pow(x: f64, y: f64) -> f64 {
    let power = exp(y * ln(x));
    if y == 0.0 { 1.0 } else { power }
}

/// tanh x. Error below 3 ulp.
#[inline(always)]
pub fn tanh(x: f64) -> f64 {
    let magnitude = if x.abs() > 20.0 { 20.0 } else { x.abs() };
    let shifted = exp_and_expm1(2.0 * magnitude).1;
    (shifted / (shifted + 2.0)).copysign(x)
}

/// 1 / (1 + e⁻ˣ). Error below 2.5 ulp; zero below −709.8.
#[inline(always)]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// e^-36.8, the end of the range of the approximation below.
const QUANTILE_END: f64 = 1.042_228_790_559_592e-16;
/// Numerator of the normal quantile, ascending in t; with the denominator, relative error 1.8e-11.
const QUANTILE_TOP: [f64; 10] = [
    5.101_950_409_292_668,
    26.434_862_465_157_106,
    66.384_836_925_339_94,
    103.792_497_394_148_44,
    109.874_314_443_134_17,
    80.732_423_163_022_2,
    40.772_947_301_576_99,
    13.534_481_160_472_614,
    2.660_879_866_695_994,
    0.234_593_587_889_805_28,
];
/// Denominator of the normal quantile, ascending in t; positive on −1 ≤ t ≤ 1.
const QUANTILE_BOTTOM: [f64; 9] = [
    1.0,
    4.498_957_052_125_486,
    10.004_008_541_785_502,
    13.760_733_958_296_667,
    12.626_022_124_359_512,
    7.786_208_597_930_016,
    3.130_743_033_577_848_8,
    0.743_116_983_406_119_8,
    0.080_960_062_761_851_07,
];

/// Position −1 ≤ t ≤ 1 of a quantile between the centre and the far tail, from 1 − x² = 4u(1 − u).
///
/// As in Giles (2010), erf⁻¹(x) / x depends smoothly on w = −ln(1 − x²). In s = √(w + 6) it stays smooth from the
/// centre (analytic in w) to the tails (like √w), so one rational function serves both: minimax up to w = 36.8,
/// where u comes within 2^-53 of 0 or 1.
#[inline(always)]
fn quantile_position(one_minus_x2: f64) -> f64 {
    let limited = if one_minus_x2 < QUANTILE_END { QUANTILE_END } else { one_minus_x2 };
    (6.0 - ln_normal(limited, 1023.0)).sqrt() * 0.488_677_208_494_653_74 - 2.197_009_809_739_571
}

/// √2 erf⁻¹(x) / x at position t.
#[inline(always)]
fn quantile_over_x(t: f64) -> f64 {
    polynomial(&QUANTILE_TOP, t) / polynomial(&QUANTILE_BOTTOM, t)
}

/// erf⁻¹(x) for −1 < x < 1, relative error below 2e-11; limited to ±5.87.
#[inline(always)]
pub fn erf_inv(x: f64) -> f64 {
    std::f64::consts::FRAC_1_SQRT_2 * x * quantile_over_x(quantile_position((1.0 - x) * (1.0 + x)))
}

/// The standard normal quantile of `u` in (0, 1), relative error below 2e-11; limited to ±8.21.
#[inline(always)]
pub fn normal_from_uniform(u: f64) -> f64 {
    (2.0 * u - 1.0) * quantile_over_x(quantile_position(4.0 * (u * (1.0 - u))))
}

/// Replaces every value by its exponential; same bits as [`exp`].
#[multiversion(targets = "simd")]
pub fn exp_slice(values: &mut [f64]) {
    for value in values {
        *value = exp(*value);
    }
}

/// Replaces every value by its natural logarithm; same bits as [`ln`].
#[multiversion(targets = "simd")]
pub fn ln_slice(values: &mut [f64]) {
    for value in values {
        *value = ln(*value);
    }
}

/// Replaces every value by its hyperbolic tangent; same bits as [`tanh`].
#[multiversion(targets = "simd")]
pub fn tanh_slice(values: &mut [f64]) {
    for value in values {
        *value = tanh(*value);
    }
}

/// Replaces every value by 1 / (1 + e⁻ˣ); same bits as [`logistic`].
#[multiversion(targets = "simd")]
pub fn logistic_slice(values: &mut [f64]) {
    for value in values {
        *value = logistic(*value);
    }
}

/// Replaces every value by φ₁; same bits as [`expm1_over_x`].
#[multiversion(targets = "simd")]
pub fn expm1_over_x_slice(values: &mut [f64]) {
    for value in values {
        *value = expm1_over_x(*value);
    }
}

/// Raises every value to the power `y`; same bits as [`pow`].
#[multiversion(targets = "simd")]
pub fn pow_slice(values: &mut [f64], y: f64) {
    for value in values {
        *value = pow(*value, y);
    }
}

/// Replaces uniform numbers by normal ones; same bits as [`normal_from_uniform`].
///
/// Two passes over short pieces: in one pass the chain of dependent operations is too long to overlap.
#[multiversion(targets = "simd")]
pub fn normal_from_uniform_slice(values: &mut [f64]) {
    let mut positions = [0.0; PIECE];
    for piece in values.chunks_mut(PIECE) {
        let positions = &mut positions[..piece.len()];
        for (position, &mut u) in positions.iter_mut().zip(&mut *piece) {
            *position = quantile_position(4.0 * (u * (1.0 - u)));
        }
        for (u, &position) in piece.iter_mut().zip(&*positions) {
            *u = (2.0 * *u - 1.0) * quantile_over_x(position);
        }
    }
}
