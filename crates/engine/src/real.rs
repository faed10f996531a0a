//! What a network computes with, `f64` or `f32`: elementary functions that have no branch and no table, so that loops become vectors.
//!
//! Like [`crate::math`] they use IEEE `+ - * / sqrt`, integers and selections alone, so every vector width gives the same bits. They are
//! shorter than those of `math`: within 4 units of the last place (`exp`), no subnormal results, arguments limited to what is normal.

use std::f64::consts::{LOG2_E, PI};
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// A floating-point number with the functions that units of a network need.
pub trait Real:
    Copy
    + PartialOrd
    + Default
    + Send
    + Sync
    + std::fmt::Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + 'static
{
    /// The nearest number.
    fn of(x: f64) -> Self;
    /// As `f64`, exact.
    fn to(self) -> f64;
    /// eˣ for |x| below 700 (`f64`) or 87 (`f32`); beyond, the value at that limit. NaN stays NaN.
    fn exp(self) -> Self;
    /// x / (1 − e⁻ˣ), 1 at zero; within 16 units of rounding (`f64`: 64).
    fn ramp(self) -> Self;
    /// 1 / (1 + e⁻ˣ).
    #[inline(always)]
    fn logistic(self) -> Self {
        Self::of(1.0) / (Self::of(1.0) + Self::exp(-self))
    }
    /// (sin 2πv, cos 2πv) for v in [−½, ½).
    fn circle(v: Self) -> (Self, Self);
    /// sin x and cos x within 8 units of rounding for |x| up to some hundred turns.
    fn sine_cosine(self) -> (Self, Self);
    /// The same angle in [−π, π], for some hundred turns.
    fn wrapped(self) -> Self;
    /// The angle in [−π, π] whose sine and cosine are in this ratio, within 8 units of rounding; NaN if both are zero.
    #[inline(always)]
    fn angle(sine: Self, cosine: Self) -> Self {
        Self::of(angle(sine.to(), cosine.to()))
    }
    /// How many of the numbers of [`Real::normals`] count.
    const NORMALS: usize;
    /// Independent standard normal numbers from 128 random bits, two (`f64`) or four (`f32`): Box-Muller.
    fn normals(low: u64, high: u64) -> [Self; 4];
}

impl Real for f64 {
    #[inline(always)]
    fn of(x: f64) -> f64 {
        x
    }
    #[inline(always)]
    fn to(self) -> f64 {
        self
    }
    #[inline(always)]
    fn exp(self) -> f64 {
        // adding it rounds to a whole number n and leaves n + 1023 in the low bits
        const ROUNDER: f64 = 6_755_399_441_055_744.0 + 1023.0;
        let x = if self > 700.0 { 700.0 } else { self };
        let x = if x < -700.0 { -700.0 } else { x };
        let shifted = x * LOG2_E + ROUNDER;
        let n = shifted - ROUNDER;
        let r = (x - n * f64::from_bits(0x3fe6_2e42_fee0_0000)) - n * f64::from_bits(0x3dea_39ef_3579_3c76);
        let (r2, r4) = (r * r, (r * r) * (r * r));
        let low = (0.5 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0));
        let middle = (1.0 / 720.0 + r * (1.0 / 5040.0)) + r2 * (1.0 / 40320.0 + r * (1.0 / 362_880.0));
        let high = (1.0 / 3_628_800.0 + r * (1.0 / 39_916_800.0))
            + r2 * (1.0 / 479_001_600.0 + r * (1.0 / 6_227_020_800.0));
        let q = r + r2 * (low + r4 * (middle + r4 * high));
        (1.0 + q) * f64::from_bits((shifted.to_bits() & 0x7ff) << 52)
    }
    #[inline(always)]
    fn ramp(self) -> f64 {
        let x2 = self * self;
        let near = (1.0 + 0.5 * self) + x2 * (1.0 / 12.0 - x2 * (1.0 / 720.0));
        let far = self / (1.0 - Real::exp(-self));
        if x2 < 0.000_2 { near } else { far }
    }
    #[inline(always)]
    fn circle(v: f64) -> (f64, f64) {
        // sine and cosine of half the angle, |x| ≤ π/2, then doubled
        let x = v * PI;
        let z = x * x;
        let (z2, z4) = (z * z, (z * z) * (z * z));
        let s = (1.0 - z * (1.0 / 6.0)) + z2 * (1.0 / 120.0 - z * (1.0 / 5040.0));
        let t = (1.0 / 362_880.0 - z * (1.0 / 39_916_800.0))
            + z2 * (1.0 / 6_227_020_800.0 - z * (1.0 / 1_307_674_368_000.0));
        let s = x
            * (s + z4
                * (t + z4
                    * (2.811_457_254_345_520_6e-15 - z * 8.220_635_246_624_33e-18
                        + z2 * 1.957_294_106_339_126_3e-20)));
        let c = (1.0 - z * 0.5) + z2 * (1.0 / 24.0 - z * (1.0 / 720.0));
        let d = (1.0 / 40320.0 - z * (1.0 / 3_628_800.0))
            + z2 * (1.0 / 479_001_600.0 - z * (1.0 / 87_178_291_200.0));
        let c = c + z4
            * (d + z4
                * (4.779_477_332_387_385e-14 - z * 1.561_920_696_858_622_6e-16
                    + z2 * 4.110_317_623_312_165e-19));
        (2.0 * s * c, 1.0 - 2.0 * s * s)
    }
    #[inline(always)]
    fn wrapped(self) -> f64 {
        const ROUNDER: f64 = 6_755_399_441_055_744.0;
        let turns = (self * (0.5 / PI) + ROUNDER) - ROUNDER;
        // 2π in two parts; a multiple of the first is exact
        (self - turns * 6.28125) - turns * 1.935_307_179_586_476_9e-3
    }
    #[inline(always)]
    fn sine_cosine(self) -> (f64, f64) {
        f64::circle(self.wrapped() * (0.5 / PI))
    }
    const NORMALS: usize = 2;
    #[inline(always)]
    fn normals(low: u64, high: u64) -> [f64; 4] {
        let unit = |w: u64| f64::from_bits((w >> 12) | 0x3ff0_0000_0000_0000);
        let u = unit(low) - (1.0 - f64::EPSILON / 2.0);
        let radius = (-2.0 * ln_f64(u)).sqrt();
        let (s, c) = f64::circle(unit(high) - 1.5);
        [radius * c, radius * s, 0.0, 0.0]
    }
}

/// As [`Real::angle`]: halved three times, then the series of the arc tangent.
#[inline(always)]
fn angle(sine: f64, cosine: f64) -> f64 {
    let size = (sine * sine + cosine * cosine).sqrt();
    let t = if sine < 0.0 { -sine } else { sine } / (size + cosine.abs());
    let t = t / (1.0 + (1.0 + t * t).sqrt());
    let t = t / (1.0 + (1.0 + t * t).sqrt());
    let z = t * t;
    let series = (0..12).rev().fold(0.0, |sum, k| 1.0 / f64::from(2 * k + 1) - z * sum);
    let sharp = 8.0 * t * series;
    let up = if cosine < 0.0 { PI - sharp } else { sharp };
    if sine < 0.0 { -up } else { up }
}

/// ln x of a normal number, as in FreeBSD's `e_log.c`.
#[inline(always)]
fn ln_f64(x: f64) -> f64 {
    let b = x.to_bits().wrapping_sub(0x3fe6_a09e_0000_0000);
    let exponent = ((b as i64) >> 52) as u64;
    // a small whole number to a float without a conversion that vector units lack
    let magic = f64::from_bits(0x4338_0000_0000_0000);
    let k = f64::from_bits(exponent.wrapping_add(0x4338_0000_0000_0000)) - magic;
    let f = f64::from_bits((b & 0x000f_ffff_ffff_ffff).wrapping_add(0x3fe6_a09e_0000_0000)) - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even =
        w * (3.999_999_999_940_942e-1 + w * (2.222_219_843_214_978_4e-1 + w * 1.531_383_769_920_937_3e-1));
    let odd = 2.857_142_874_366_239e-1 + w * (1.818_357_216_161_805e-1 + w * 1.479_819_860_511_658_6e-1);
    let odd = z * (6.666_666_666_666_735e-1 + w * odd);
    let h = 0.5 * f * f;
    let tail = s * (h + (even + odd)) + k * f64::from_bits(0x3dea_39ef_3579_3c76);
    k * f64::from_bits(0x3fe6_2e42_fee0_0000) - ((h - tail) - f)
}

impl Real for f32 {
    #[inline(always)]
    fn of(x: f64) -> f32 {
        x as f32
    }
    #[inline(always)]
    fn to(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn exp(self) -> f32 {
        const ROUNDER: f32 = 12_582_912.0 + 127.0;
        let x = if self > 87.0 { 87.0 } else { self };
        let x = if x < -87.0 { -87.0 } else { x };
        let shifted = x * std::f32::consts::LOG2_E + ROUNDER;
        let n = shifted - ROUNDER;
        let r = (x - n * 0.693_359_4) + n * 2.121_944_4e-4;
        let r2 = r * r;
        let p = (0.5 + r * 1.666_666_5e-1)
            + r2 * ((4.166_579_6e-2 + r * 8.333_452e-3) + r2 * (1.398_2e-3 + r * 1.987_569_2e-4));
        (1.0 + (r + r2 * p)) * f32::from_bits((shifted.to_bits() & 0xff) << 23)
    }
    #[inline(always)]
    fn ramp(self) -> f32 {
        let x2 = self * self;
        let near = (1.0 + 0.5 * self) + x2 * (1.0 / 12.0 - x2 * (1.0 / 720.0));
        let far = self / (1.0 - Real::exp(-self));
        if x2 < 0.1 { near } else { far }
    }
    #[inline(always)]
    fn circle(v: f32) -> (f32, f32) {
        let x = v * std::f32::consts::PI;
        let z = x * x;
        let z2 = z * z;
        let s = (8.333_334e-3 - z * 1.984_127e-4) + z2 * (2.755_732e-6 - z * 2.505_210_8e-8);
        let s = x * ((1.0 - z * 0.166_666_67) + z2 * s);
        let c = (4.166_666_8e-2 - z * 1.388_888_9e-3) + z2 * (2.480_158_8e-5 - z * 2.755_732e-7);
        let c = (1.0 - z * 0.5) + z2 * (c + z2 * z2 * 2.087_675_7e-9);
        (2.0 * s * c, 1.0 - 2.0 * s * s)
    }
    #[inline(always)]
    fn wrapped(self) -> f32 {
        const ROUNDER: f32 = 12_582_912.0;
        let turns = (self * (0.5 / std::f32::consts::PI) + ROUNDER) - ROUNDER;
        (self - turns * 6.28125) - turns * 1.935_307_2e-3
    }
    #[inline(always)]
    fn sine_cosine(self) -> (f32, f32) {
        f32::circle(self.wrapped() * (0.5 / std::f32::consts::PI))
    }
    const NORMALS: usize = 4;
    #[inline(always)]
    fn normals(low: u64, high: u64) -> [f32; 4] {
        let (a, b) = pair_f32(low);
        let (c, d) = pair_f32(high);
        [a, b, c, d]
    }
}

/// Two standard normal numbers from 64 random bits.
#[inline(always)]
fn pair_f32(bits: u64) -> (f32, f32) {
    const STEP: f32 = 1.0 / 16_777_216.0;
    let u = ((bits as u32) >> 9) as i32 as f32 * (2.0 * STEP) + STEP;
    let v = ((bits >> 32) as u32 >> 8) as i32 as f32 * STEP - 0.5;
    let radius = (-2.0 * ln_f32(u)).sqrt();
    let (s, c) = f32::circle(v);
    (radius * c, radius * s)
}

/// ln x of a normal number, as in FreeBSD's `e_logf.c`.
#[inline(always)]
fn ln_f32(x: f32) -> f32 {
    let b = x.to_bits().wrapping_sub(0x3f35_04f3);
    let k = ((b as i32) >> 23) as f32;
    let f = f32::from_bits((b & 0x007f_ffff).wrapping_add(0x3f35_04f3)) - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let r = w * (0.400_009_72 + w * 0.242_790_79) + z * (0.666_666_7 + w * 0.284_987_87);
    let h = 0.5 * f * f;
    k * std::f32::consts::LN_2 - (h - s * (h + r) - f)
}

#[cfg(test)]
mod tests {
    use super::{Real, ln_f32, ln_f64};

    /// Largest error of the functions over many arguments, in units of `eps`.
    fn check<R: Real>(eps: f64, reach: f64, ln: fn(R) -> R) {
        let mut worst = [0.0_f64; 4];
        for i in 0..40_001 {
            let at = f64::from(i) / 20_000.0 - 1.0;
            let x = R::of(at * reach);
            let want = x.to().exp();
            worst[0] = worst[0].max((x.exp().to() / want - 1.0).abs());
            let x = R::of(at * 20.0);
            let (s, c) = x.sine_cosine();
            worst[1] = worst[1].max((s.to() - x.to().sin()).abs()).max((c.to() - x.to().cos()).abs());
            let ramp = if x.to() == 0.0 { 1.0 } else { -x.to() / (-x.to()).exp_m1() };
            worst[3] = worst[3].max((x.ramp().to() / ramp - 1.0).abs());
            let x = R::of((at * 12.0).exp());
            worst[2] = worst[2].max((ln(x).to() - x.to().ln()).abs() / x.to().ln().abs().max(1.0));
        }
        let [exp, circle, ln, ramp] = worst.map(|e| e / eps);
        assert!(exp < 4.0 && circle < 8.0 && ln < 2.0 && ramp < 64.0, "{exp} {circle} {ln} {ramp}");
    }

    #[test]
    fn exact_functions_to_the_last_places() {
        check::<f64>(f64::EPSILON, 690.0, ln_f64);
        check::<f32>(f64::from(f32::EPSILON), 86.0, ln_f32);
    }

    #[test]
    fn exact_angle_of_a_sine_and_a_cosine() {
        for i in -4000..=4000 {
            let want = f64::from(i) / 4000.0 * std::f64::consts::PI;
            for size in [1e-9, 0.3, 1.0, 16.0] {
                let (s, c) = (size * want.sin(), size * want.cos());
                assert!((f64::angle(s, c) - s.atan2(c)).abs() < 8.0 * f64::EPSILON, "{want} {size}");
                let single = f32::angle(s as f32, c as f32);
                assert!((single - (s as f32).atan2(c as f32)).abs() < 8.0 * f32::EPSILON, "{want} {size}");
            }
        }
        assert!(f64::angle(0.0, 0.0).is_nan());
    }

    #[test]
    fn exact_moments_of_pairs() {
        fn moments<R: Real>() -> [f64; 5] {
            let n = 200_000_u64;
            let mut sums = [0.0; 5];
            for i in 0..n {
                let words = crate::noise::philox4x32([i as u32, 0, 0, 0], [1, 2]).map(u64::from);
                let z = R::normals(words[0] | (words[1] << 32), words[2] | (words[3] << 32)).map(R::to);
                for pair in z[..R::NORMALS].chunks(2) {
                    let (a, b, n) = (pair[0], pair[1], (n as usize * R::NORMALS / 2) as f64);
                    for (s, x) in sums.iter_mut().zip([a + b, a * a, b * b, a * b, a * a * a * a]) {
                        *s += x / n;
                    }
                }
            }
            sums
        }
        for [mean, aa, bb, ab, fourth] in [moments::<f64>(), moments::<f32>()] {
            assert!(mean.abs() < 0.015 && (aa - 1.0).abs() < 0.015 && (bb - 1.0).abs() < 0.015);
            assert!(ab.abs() < 0.012 && (fourth - 3.0).abs() < 0.1, "{ab} {fourth}");
        }
    }

    #[test]
    fn keeps_nonsense_visible() {
        assert!(Real::exp(f64::NAN).is_nan() && Real::exp(f32::NAN).is_nan());
        assert!(Real::exp(1e9_f64).is_finite() && Real::exp(-1e9_f32) > 0.0);
        assert!(f32::normals(0, 0).iter().all(|z| z.is_finite()));
    }
}
