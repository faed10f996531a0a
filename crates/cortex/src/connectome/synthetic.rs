//! A made-up connectome for first minutes, tests and benchmarks: no brain's, but with the statistics that matter for time.
//!
//! **Rule.** Half of the N regions lie on each hemisphere, an ellipsoid shell with half-axes of 28, 78 and 55 mm about (±34, 0, 0), on a golden
//! spiral. A tract's length is 1.2 times the distance. Its weight is exp(−distance / 40 mm) (0.2 + h), with h in 0..1 hashed from the
//! pair; mirror images get 0.3 more. The 26 % of the pairs with the largest weights are kept, and the largest is 1.

use super::Connectome;
use syntony_engine::grid;
use syntony_language::problem::{Place, Problems};

/// Share of the pairs that have a tract, as in TVB's connectome of 76 regions.
const DENSITY: f64 = 0.26;
/// Half-axes of a hemisphere, mm.
const AXES: [f64; 3] = [28.0, 78.0, 55.0];
/// Distance of its centre from the midline, mm.
const OFFSET: f64 = 34.0;
/// Distance over which weights fall e-fold, mm.
const REACH: f64 = 40.0;

pub(super) fn from_words(given: &str, n: &str) -> Result<Connectome, Problems> {
    match n.parse::<usize>() {
        Ok(n) if (2..=super::REGIONS_MAX).contains(&n) => Ok(make(n)),
        _ => {
            let place = Place { file: given.into(), ..Place::default() };
            let what = format!("'{n}' regions, expected 2 to {}", super::REGIONS_MAX);
            let mut problems = Problems::default();
            problems.add(place, what, Some("write for instance synthetic:76".into()));
            Err(problems)
        }
    }
}

fn make(n: usize) -> Connectome {
    let centres: Vec<[f64; 3]> = (0..n).map(|r| centre(r / 2, n.div_ceil(2), r % 2 == 0)).collect();
    let distance = |a: usize, b: usize| {
        (0..3).map(|k| (centres[a][k] - centres[b][k]) * (centres[a][k] - centres[b][k])).sum::<f64>().sqrt()
    };
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for a in 0..n {
        for b in 0..a {
            let mirror = if a / 2 == b / 2 { 0.3 } else { 0.0 };
            pairs.push(((-distance(a, b) / REACH).exp() * (0.2 + hash(a, b)) + mirror, a, b));
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0));
    pairs.truncate(((pairs.len() as f64 * DENSITY).round() as usize).max(1));
    let largest = pairs[0].0;
    let (mut weights, mut lengths) = (vec![0.0; n * n], vec![0.0; n * n]);
    for a in 0..n {
        for b in 0..n {
            grid::row_mut(&mut lengths, a, n)[b] = 1.2e-3 * distance(a, b);
        }
    }
    for (w, a, b) in pairs {
        grid::row_mut(&mut weights, a, n)[b] = w / largest;
        grid::row_mut(&mut weights, b, n)[a] = w / largest;
    }
    let label = |r: usize| format!("{}_{}", if r.is_multiple_of(2) { "left" } else { "right" }, r / 2 + 1);
    Connectome {
        labels: (0..n).map(label).collect(),
        weights,
        lengths,
        centres: Some(centres),
        notes: vec!["a synthetic connectome: nobody's brain".into()],
        ..Connectome::default()
    }
}

/// Point `k` of `count` on a golden spiral over a hemisphere.
fn centre(k: usize, count: usize, left: bool) -> [f64; 3] {
    let z = 1.0 - (2 * k + 1) as f64 / count as f64;
    let ring = (1.0 - z * z).sqrt();
    let turn = k as f64 * std::f64::consts::PI * (3.0 - 5.0_f64.sqrt());
    let side = if left { -1.0 } else { 1.0 };
    [side * (OFFSET + AXES[0] * ring * turn.cos()), AXES[1] * ring * turn.sin(), AXES[2] * z]
}

/// A number in 0..1 that only depends on the pair (SplitMix64's last stage).
fn hash(a: usize, b: usize) -> f64 {
    let mut x =
        (a as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (b as u64).wrapping_mul(0xd1b5_4a32_d192_ed03);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
