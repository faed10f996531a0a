//! How courses go together: resonance between two people, coordination and differentiation of parts.
//!
//! **Equations** (r_ab: correlation of two courses over a window, weighted by the length of ticks):
//! ```text
//! resonance = r(x_u, y_u) − mean over u' ≠ u of r(x_u, y_u')          (y_u': the other in another unit of the same repetition, a shuffled pair)
//! coordination C = mean over a ≠ b of |r_ab|                         (0: the parts do not go together, 1: they all do)
//! participation P = m²/Σ_ab r_ab²,   differentiation D = (P − 1)/(m − 1)        (0: all parts are one, 1: each is its own)
//! integration = C D
//! ```
//! **Symbols.** m: parts that move at all; the populations of one brain (self), two people (pair), everybody there (group). **Shape.** streaming second
//! moments, `[part × part]` per unit; a step allocates nothing. **Assumptions.** linear and without lag. Integration is greatest where parts go
//! together in part (|r| about one half for a pair): neither a sum of strangers nor one being. Nothing in the model acts on it. **Paper.** Abbott, Rogers &
//! Sloboda 1994 (P, for modes of a spectrum); the product is a definition of this program.

use syntony_engine::grid;
use syntony_model::protocol::Aspect;

/// Sums over a window for the courses of a gauge.
#[derive(Debug, Clone)]
pub struct Linkage {
    parts: usize,
    units: usize,
    /// Repetition of each unit; empty if courses are compared within units only.
    cohort: Vec<usize>,
    weight: f64,
    /// First value of each course, from which it is counted, `[part × unit]`.
    origin: Vec<f64>,
    now: Vec<f64>,
    sum: Vec<f64>,
    /// Within a unit `[part × part × unit]`; for shuffled pairs `[unit × unit]` of first with second part.
    product: Vec<f64>,
    crossed: Vec<f64>,
}

impl Linkage {
    /// For the courses of so many parts in so many units; `cohort` says which units may be shuffled with each other.
    pub fn new(parts: usize, units: usize, cohort: Vec<usize>) -> Self {
        let m = parts;
        Linkage {
            units,
            weight: 0.0,
            origin: vec![0.0; m * units],
            now: vec![0.0; m * units],
            sum: vec![0.0; m * units],
            product: vec![0.0; m * m * units],
            crossed: vec![0.0; if cohort.is_empty() { 0 } else { units * units }],
            parts,
            cohort,
        }
    }

    /// Adds a tick of this length; `read` gives a part of a unit.
    pub fn add(&mut self, dt_s: f64, read: impl Fn(usize, usize) -> f64) {
        let (m, units, first) = (self.parts, self.units, self.weight == 0.0);
        for a in 0..m {
            for u in 0..units {
                let x = read(a, u);
                let i = a * units + u;
                if first {
                    self.origin[i] = x;
                }
                self.now[i] = x - self.origin[i];
                self.sum[i] += dt_s * self.now[i];
            }
        }
        for a in 0..m {
            for b in 0..m {
                let (x, y) = (grid::row(&self.now, a, units), grid::row(&self.now, b, units));
                let sums = grid::row_mut(&mut self.product, a * m + b, units);
                for (sum, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
                    *sum += dt_s * x * y;
                }
            }
        }
        if m == 2 && !self.crossed.is_empty() {
            for u in 0..units {
                for v in (0..units).filter(|v| self.cohort[*v] == self.cohort[u]) {
                    grid::row_mut(&mut self.crossed, u, units)[v] += dt_s * self.now[u] * self.now[units + v];
                }
            }
        }
        self.weight += dt_s;
    }

    /// Variance of a course, if it moves.
    fn variance(&self, a: usize, u: usize) -> Option<f64> {
        let (m, mean) = (self.parts, grid::row(&self.sum, a, self.units)[u] / self.weight);
        let variance = grid::row(&self.product, a * m + a, self.units)[u] / self.weight - mean * mean;
        (variance > 1e-18).then_some(variance)
    }

    fn correlation(&self, (a, u): (usize, usize), (b, v): (usize, usize), product: f64) -> Option<f64> {
        let mean = |a: usize, u: usize| grid::row(&self.sum, a, self.units)[u] / self.weight;
        let covariance = product / self.weight - mean(a, u) * mean(b, v);
        Some((covariance / (self.variance(a, u)? * self.variance(b, v)?).sqrt()).clamp(-1.0, 1.0))
    }

    /// Correlation of the two parts of a unit, less that of shuffled pairs.
    pub fn resonance(&self, u: usize) -> Option<f64> {
        let real = self.correlation((0, u), (1, u), grid::row(&self.crossed, u, self.units)[u])?;
        let others = (0..self.units).filter(|v| *v != u && self.cohort[*v] == self.cohort[u]);
        let shuffled: Vec<f64> = others
            .filter_map(|v| self.correlation((0, u), (1, v), grid::row(&self.crossed, u, self.units)[v]))
            .collect();
        (!shuffled.is_empty()).then(|| real - shuffled.iter().sum::<f64>() / shuffled.len() as f64)
    }

    /// Coordination, differentiation or their product in a unit.
    pub fn integration(&self, u: usize, aspect: Aspect) -> Option<f64> {
        let all = self.parts;
        let parts: Vec<usize> =
            (0..all).filter(|&a| self.weight > 0.0 && self.variance(a, u).is_some()).collect();
        let m = parts.len();
        if m < 2 {
            return None;
        }
        let (mut absolute, mut squares) = (0.0, m as f64);
        for &a in &parts {
            for &b in parts.iter().filter(|b| **b != a) {
                let r =
                    self.correlation((a, u), (b, u), grid::row(&self.product, a * all + b, self.units)[u])?;
                absolute += r.abs();
                squares += r * r;
            }
        }
        let coordination = absolute / (m * (m - 1)) as f64;
        let differentiation = ((m * m) as f64 / squares - 1.0) / (m - 1) as f64;
        Some(match aspect {
            Aspect::Coordination => coordination,
            Aspect::Differentiation => differentiation,
            Aspect::Integration => coordination * differentiation,
        })
    }
}
