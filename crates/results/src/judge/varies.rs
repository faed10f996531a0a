//! Claims about how people or animals differ: what a repetition shows, on the scale on which its error is known, and whether that is what was published.
//!
//! ```text
//! holds: |scale(simulated) − scale(published)| ≤ 1.96 √(e² at the simulated n + e² at the published n, or of the published interval)
//! ICC, within/between: z = ½ ln((1 + (k − 1) r)/(1 − r)) of ICC, e by the F distribution (stats::variance); r = 1/(1 + q²) of a ratio q
//! SD: ln, e² = 1/(2 (n − 1))           CV: ln, e² = 1/(2 (n − 1)) + CV²/n
//! ```
//! **Paper.** Nakagawa et al. 2015, Methods Ecol Evol 6:143 (errors of ln SD and ln CV).

use crate::stats::{self, Squares, Z95 as Z};
use crate::words::short;
use syntony_model::protocol::{Form, Variation, Varies};

/// The number that the values of the animals show, each vector a session of the same animals.
fn shown(of: Variation, sessions: &[Vec<f64>]) -> f64 {
    let first = sessions.first().map_or(&[][..], Vec::as_slice);
    match of {
        Variation::Icc(form) => Squares::of(sessions).icc(form),
        Variation::WithinBetween => Squares::of(sessions).within_between(),
        Variation::Sd => stats::sd(first),
        Variation::Cv => stats::sd(first) / stats::mean(first),
    }
}

/// A number on the scale on which its error is known.
pub fn scaled(of: Variation, sessions: usize, value: f64) -> f64 {
    match of {
        Variation::Icc(_) => stats::z_of_icc(value, sessions),
        Variation::WithinBetween => stats::z_of_icc(1.0 / (1.0 + value * value), sessions),
        Variation::Sd | Variation::Cv => value.ln(),
    }
}

/// The form of intraclass correlation whose error a number has; none of a spread.
fn form(of: Variation) -> Option<Form> {
    match of {
        Variation::Icc(form) => Some(form),
        Variation::WithinBetween => Some(Form::OneWay),
        Variation::Sd | Variation::Cv => None,
    }
}

/// How far the 95 % interval of a number reaches below and above it on its scale.
fn reach(of: Variation, sessions: usize, value: f64, n: usize) -> (f64, f64) {
    match form(of) {
        Some(form) => stats::reach_of_z(form, n, sessions),
        None => {
            let of_mean = if of == Variation::Cv { value * value / n as f64 } else { 0.0 };
            let half = Z * (0.5 / (n as f64 - 1.0) + of_mean).sqrt();
            (half, half)
        }
    }
}

fn error(of: Variation, sessions: usize, value: f64, n: usize) -> f64 {
    let (below, above) = reach(of, sessions, value, n);
    (below + above) / (2.0 * Z)
}

/// The error of the published number on its scale.
pub fn published_error(v: &Varies) -> f64 {
    let sessions = v.measures.len();
    match v.interval {
        Some((low, high)) => (scaled(v.of, sessions, high) - scaled(v.of, sessions, low)).abs() / (2.0 * Z),
        None => error(v.of, sessions, v.value, v.n),
    }
}

/// The published interval, or the one that its n lets one expect.
pub fn published_interval(v: &Varies) -> (f64, f64) {
    if let Some(interval) = v.interval {
        return interval;
    }
    let sessions = v.measures.len();
    let at = scaled(v.of, sessions, v.value);
    let (below, above) = reach(v.of, sessions, v.value, v.n);
    let back = |x: f64| match v.of {
        Variation::Icc(_) => stats::icc_of_z(x, sessions),
        // of an ICC of zero or less people differ by nothing but their own wavering
        Variation::WithinBetween => (1.0 / stats::icc_of_z(x, sessions).max(0.0) - 1.0).sqrt(),
        Variation::Sd | Variation::Cv => x.exp(),
    };
    let (a, b) = (back(at - below), back(at + above));
    (a.min(b), a.max(b))
}

/// Density of a number at z if every ICC from 0 to 1 were as likely; none of a spread.
pub fn flat_density(of: Variation, sessions: usize, z: f64) -> Option<f64> {
    form(of)?;
    let (f, k) = ((2.0 * z).exp(), sessions as f64);
    Some(2.0 * f * k / (f + k - 1.0).powi(2))
}

/// Whether it holds, and what is shown.
pub(super) fn judged(v: &Varies, sessions: &[Vec<f64>]) -> (bool, f64) {
    let (many, n) = (v.measures.len(), sessions.first().map_or(0, Vec::len));
    let value = shown(v.of, sessions);
    let off = scaled(v.of, many, value) - scaled(v.of, many, v.value);
    let own = error(v.of, many, value, n);
    (off.abs() <= Z * own.hypot(published_error(v)), value)
}

/// `ICC(C,1) = 0.45`.
pub(super) fn words(of: Variation, value: f64) -> String {
    format!("{} = {}", of.name(), short(value))
}
