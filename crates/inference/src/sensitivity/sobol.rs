//! How the variance of a score divides among the numbers that move over their ranges: Sobol's indices.
//!
//! **Design.** Rows j of A and B are the halves of scrambled Sobol points of 2k dimensions (`sobol_burley`); AB_i is A with column i of B.
//! A longer design begins with the shorter one, so samples can be added.
//!
//! **Equations** (⟨a, b⟩ of [`super::noise`], f₀ the mean over A and B):
//! ```text
//! V    = ½ E[⟨a − f₀, a − f₀⟩ + ⟨b − f₀, b − f₀⟩]              variance that the numbers make
//! S_i  = E[⟨b − f₀, c_i − a⟩] / V                             alone (Saltelli 2010)
//! ST_i = ½ E[⟨a − c_i, a − c_i⟩] / V                          with all its interactions (Jansen 1999)
//! W    = E[variance over animals at a point]                  share of noise in one animal's score: W/(V + W)
//! ```
//! **Intervals.** 95 % percentiles over bootstraps of rows; scrambled points lie more evenly than a bootstrap knows, so they are wide.
//! **Papers.** Saltelli et al. 2010, Comput Phys Commun 181:259; Jansen 1999, Comput Phys Commun 117:35; points: Burley 2020, JCGT 9(4).

use super::noise::{difference, moments, product};
use serde::Serialize;
use syntony_engine::Stream;
use syntony_results::stats::quantile;

/// Most numbers that a design can move: half the dimensions of its points.
pub const AXES_MAX: usize = sobol_burley::NUM_DIMENSIONS as usize / 2;
/// Most rows of a design.
pub const ROWS_MAX: usize = 1 << 16;
/// Bootstraps behind an interval.
const BOOTSTRAPS: usize = 1000;

/// Row `j` of A in the unit cube, then of B.
pub fn row(j: usize, axes: usize, seed: u64) -> (Vec<f64>, Vec<f64>) {
    let scramble = (seed ^ (seed >> 32)) as u32;
    let at = |d: usize| f64::from(sobol_burley::sample(j as u32, d as u32, scramble));
    ((0..axes).map(at).collect(), (axes..2 * axes).map(at).collect())
}

/// The points of row `j` in the unit cube: A, B, and A with each column of B.
pub fn points(j: usize, axes: usize, seed: u64) -> Vec<Vec<f64>> {
    let (a, b) = row(j, axes, seed);
    let mixed = (0..axes).map(|i| {
        let mut c = a.clone();
        c[i] = b[i];
        c
    });
    [a.clone(), b.clone()].into_iter().chain(mixed).collect()
}

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Value.
    pub value: f64,
    /// Lower limit.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
}

/// Indices of one score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Indices {
    /// Mean over the ranges.
    pub mean: f64,
    /// Variance that the numbers make.
    pub variance: Estimate,
    /// Variance between animals at a point.
    pub within: f64,
    /// Rows that could be used.
    pub rows: usize,
    /// First-order index of each number.
    pub first: Vec<Estimate>,
    /// Total index of each number.
    pub total: Vec<Estimate>,
}

impl Indices {
    /// Whether the numbers make a variance that can be told from none. If not, the indices are shares of nothing.
    pub fn are_told(&self) -> bool {
        self.variance.low > 0.0
    }
}

/// What one row adds to the sums.
struct Terms {
    variance: f64,
    first: Vec<f64>,
    total: Vec<f64>,
}

/// The indices from the scores `[row][point][animal]`, points as in [`points`]. Rows with a point that has fewer than two scores are
/// left out; nothing if fewer than two are left.
pub fn indices(rows: &[&[Vec<f64>]], seed: u64) -> Option<Indices> {
    let axes = rows.first()?.len().checked_sub(2)?;
    let of: Vec<[(f64, f64); 2]> = rows.iter().map(|r| [moments(&r[0]), moments(&r[1])]).collect();
    let whole: Vec<usize> = (0..rows.len())
        .filter(|&j| rows[j].iter().all(|p| p.iter().filter(|x| x.is_finite()).count() > 1))
        .collect();
    if whole.len() < 2 {
        return None;
    }
    let n = 2.0 * whole.len() as f64;
    let mean = whole.iter().map(|&j| of[j][0].0 + of[j][1].0).sum::<f64>() / n;
    let within = whole.iter().map(|&j| of[j][0].1 + of[j][1].1).sum::<f64>() / n;
    let terms: Vec<Terms> = whole.iter().map(|&j| terms(rows[j], mean)).collect();
    let all: Vec<usize> = (0..terms.len()).collect();
    let here = ratios(&terms, &all, axes);
    let mut random = Stream::new(seed, 0, 0xb007, 0);
    let boots: Vec<Vec<f64>> = (0..BOOTSTRAPS)
        .map(|_| {
            let draw = |_| (random.uniform() * terms.len() as f64) as usize;
            ratios(&terms, &(0..terms.len()).map(draw).collect::<Vec<_>>(), axes)
        })
        .collect();
    let estimate = |i: usize| {
        let spread: Vec<f64> = boots.iter().map(|b| b[i]).filter(|x| x.is_finite()).collect();
        Estimate { value: here[i], low: quantile(&spread, 0.025), high: quantile(&spread, 0.975) }
    };
    Some(Indices {
        mean,
        variance: estimate(0),
        within,
        rows: whole.len(),
        first: (0..axes).map(|i| estimate(1 + i)).collect(),
        total: (0..axes).map(|i| estimate(1 + axes + i)).collect(),
    })
}

fn terms(row: &[Vec<f64>], mean: f64) -> Terms {
    let (a, b) = (&row[0], &row[1]);
    let about = |x: &[f64]| x.iter().map(|v| v - mean).collect::<Vec<f64>>();
    let (a0, b0) = (about(a), about(b));
    let first = row[2..].iter().map(|c| product(&b0, &difference(c, a)));
    let total = row[2..].iter().map(|c| {
        let d = difference(a, c);
        0.5 * product(&d, &d)
    });
    // an animal that scores at one point of a pair only may leave too few
    let or_none = |x: f64| if x.is_finite() { x } else { 0.0 };
    Terms {
        variance: 0.5 * (product(&a0, &a0) + product(&b0, &b0)),
        first: first.map(or_none).collect(),
        total: total.map(or_none).collect(),
    }
}

/// Variance, first-order and total indices over chosen rows.
fn ratios(terms: &[Terms], chosen: &[usize], axes: usize) -> Vec<f64> {
    let n = chosen.len() as f64;
    let mut sums = vec![0.0; 1 + 2 * axes];
    for &j in chosen {
        let t = &terms[j];
        let parts = [t.variance].into_iter().chain(t.first.iter().copied()).chain(t.total.iter().copied());
        sums.iter_mut().zip(parts).for_each(|(s, x)| *s += x);
    }
    let variance = sums[0] / n;
    sums.iter_mut().for_each(|s| *s /= n * variance);
    sums[0] = variance;
    sums
}
