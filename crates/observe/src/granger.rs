//! Linear feedback from one course to another: does the past of the other tell more than the own past?
//!
//! **Equations.**
//! ```text
//! x_t = a₀ + Σ_{k=1..p} a_k x_{t−k} + ε_t                        (own past alone, residual variance σ²)
//! x_t = b₀ + Σ_k b_k x_{t−k} + Σ_k c_k y_{t−k} + η_t             (and the other's, residual variance τ²)
//! F_{y→x} = ln(σ²/τ²)
//! ```
//! **Symbols.** p: lags, in ticks. **Shape.** sums of products of a row (1, x_{t−1..t−p}, y_{t−1..t−p}, x_t), streaming, per unit. **Assumptions.** linear and
//! stationary over the window. What both share because they started together is in each one's own past, so it counts for nothing, unlike in a
//! correlation. **Papers.** Geweke 1982 (F); the bivariate analysis of spouses' series in Levenson & Gottman 1983 is of this kind.

use syntony_engine::grid::{self, Grid};
use syntony_engine::math::ln;

/// Sums over a window for one ordered pair of courses, in every unit.
#[derive(Debug, Clone)]
pub struct Granger {
    lags: usize,
    rows: u64,
    /// First value of each course of a unit, from which it is counted.
    origin: Vec<[f64; 2]>,
    /// Last values, newest first, `[unit × course × lag]`.
    past: Vec<f64>,
    /// Sums of products of each unit, `[row × row]`.
    product: Vec<Grid<f64>>,
    row: Vec<f64>,
    units: usize,
}

impl Granger {
    /// For so many lags and units.
    pub fn new(lags: usize, units: usize) -> Self {
        let m = 2 * lags + 2;
        Granger {
            lags,
            rows: 0,
            origin: vec![[0.0; 2]; units],
            past: vec![0.0; 2 * lags * units],
            product: vec![Grid::new(0.0, m, m); units],
            row: vec![0.0; m],
            units,
        }
    }

    /// Adds a tick; `read` gives the course (0: the one that is predicted, 1: the other) of a unit.
    pub fn add(&mut self, read: impl Fn(usize, usize) -> f64) {
        let (p, m) = (self.lags, self.row.len());
        for u in 0..self.units {
            let now = [read(0, u), read(1, u)];
            if self.rows == 0 {
                self.origin[u] = now;
            }
            let now = [now[0] - self.origin[u][0], now[1] - self.origin[u][1]];
            let past = grid::row_mut(&mut self.past, u, 2 * p);
            if self.rows >= p as u64 {
                self.row[0] = 1.0;
                self.row[1..m - 1].copy_from_slice(past);
                self.row[m - 1] = now[0];
                for (i, a) in self.row.iter().enumerate() {
                    for (sum, b) in self.product[u].row_mut(i).iter_mut().zip(&self.row) {
                        *sum += a * b;
                    }
                }
            }
            for (course, x) in past.chunks_exact_mut(p).zip(now) {
                course.rotate_right(1);
                course[0] = x;
            }
        }
        self.rows += 1;
    }

    /// F of the other on the first; nothing where the window is too short or a course stands still.
    pub fn feedback(&self, u: usize) -> Option<f64> {
        let (p, m) = (self.lags, self.row.len());
        if self.rows < (3 * m) as u64 {
            return None;
        }
        let (mut sums, last) = (self.product[u].clone(), (m - 1, m - 1));
        let whole = sums[last];
        for k in 0..=p {
            sweep(&mut sums, m, k, whole)?;
        }
        let own = sums[last];
        for k in p + 1..=2 * p {
            sweep(&mut sums, m, k, whole)?;
        }
        let both = sums[last];
        (both > whole * EXACT && own.is_finite()).then(|| ln(own / both).max(0.0))
    }
}

/// Residual, relative to all of a course, below which nothing is left to predict but rounding errors.
const EXACT: f64 = 1e-12;

/// Regresses all rows on row k (the sweep operator of Beaton 1964).
fn sweep(a: &mut Grid<f64>, m: usize, k: usize, whole: f64) -> Option<()> {
    let pivot = a[(k, k)];
    if pivot.is_nan() || pivot <= whole.min(1.0) * EXACT {
        return None;
    }
    for i in (0..m).filter(|i| *i != k) {
        let share = a[(i, k)] / pivot;
        for j in (0..m).filter(|j| *j != k) {
            a[(i, j)] -= share * a[(k, j)];
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(k: u64) -> f64 {
        syntony_engine::noise::normal(syntony_engine::Key::new(7, 0), 1, 0, k)
    }

    /// x_t = 0.5 x_{t−1} + 0.5 y_{t−1} + ε, y_t = 0.5 y_{t−1} + η: σ² is that of the best prediction from the own past.
    #[test]
    fn exact_feedback_goes_from_the_leader_to_the_follower() {
        let (mut from_y, mut from_x) = (Granger::new(2, 1), Granger::new(2, 1));
        let (mut x, mut y) = (0.0, 0.0);
        for k in 0..20_000 {
            (x, y) = (0.5 * x + 0.5 * y + noise(2 * k), 0.5 * y + noise(2 * k + 1));
            from_y.add(|c, _| if c == 0 { x } else { y });
            from_x.add(|c, _| if c == 0 { y } else { x });
        }
        let (f, back) = (from_y.feedback(0).unwrap_or(f64::NAN), from_x.feedback(0).unwrap_or(f64::NAN));
        assert!((f - 0.269).abs() < 0.02, "{f}");
        assert!(back < 1e-3, "{back}");
    }

    #[test]
    fn exact_two_who_settle_alike_tell_nothing_of_each_other() {
        let (mut g, mut level) = (Granger::new(2, 1), [1.0, 1.0]);
        for k in 0..200 {
            level = [0, 1].map(|c| 0.98 * level[c] + 0.01 * noise(2 * k + c as u64));
            g.add(|c, _| level[c]);
        }
        assert!(g.feedback(0).is_some_and(|f| f < 0.05), "{:?}", g.feedback(0));
    }

    #[test]
    fn exact_a_course_that_stands_still_has_no_feedback() {
        let mut g = Granger::new(1, 1);
        (0..100).for_each(|k| g.add(|c, _| if c == 0 { noise(k) } else { 3.0 }));
        assert_eq!(g.feedback(0), None);
    }
}
