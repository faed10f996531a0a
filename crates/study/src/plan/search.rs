//! Which schedule to try next: covariance matrix adaptation on minutes of practice, kept within limits by projection.
//!
//! **Equations** (Hansen 2016, arXiv 1604.00772, with the constants given there; x in minutes):
//! ```text
//! x_k = project(m + σ B D z_k),  z ~ N(0, I)            project(x) = argmin |y − x|² : least ≤ y ≤ most, Σ y ≤ budget
//! m ← Σ w_i x_(i)      σ, C ← path lengths and ranks, as in the paper
//! ```
//! **Assumption.** A point is learnt from where it was projected to, so that the search may settle on a limit.
//! **Why not a crate.** `cmaes` 0.2 calls the goal itself (no ask and tell, so no clean stop with the best so far), brings nalgebra
//! with some thirty crates, and its sums follow the widest vectors of the machine; here the bits must be the same on every one.

use syntony_engine::Stream;
use syntony_engine::math::{exp, ln};

/// What a schedule must keep, in minutes a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    /// At least, by practice.
    pub least: Vec<f64>,
    /// At most, by practice.
    pub most: Vec<f64>,
    /// Of all together, at most.
    pub budget: f64,
}

impl Room {
    /// The nearest schedule that keeps the limits: `clamp(x − λ)` with the smallest λ ≥ 0 that keeps the budget.
    pub fn project(&self, x: &[f64]) -> Vec<f64> {
        let moved = |shift: f64| -> Vec<f64> {
            let one = |i: usize| (x[i] - shift).max(self.least[i]).min(self.most[i]);
            (0..x.len()).map(one).collect()
        };
        let sum = |shift: f64| moved(shift).iter().sum::<f64>();
        if sum(0.0) <= self.budget {
            return moved(0.0);
        }
        // the sum falls piecewise linearly, with kinks where a practice leaves its most or reaches its least
        let mut kinks: Vec<f64> =
            (0..x.len()).flat_map(|i| [x[i] - self.most[i], x[i] - self.least[i]]).collect();
        kinks.push(0.0);
        kinks.retain(|k| *k >= 0.0);
        kinks.sort_by(f64::total_cmp);
        let mut low = 0.0;
        for high in kinks {
            let (above, below) = (sum(low), sum(high));
            if below <= self.budget {
                let share = if above > below { (above - self.budget) / (above - below) } else { 1.0 };
                return moved(low + share * (high - low));
            }
            low = high;
        }
        self.least.clone()
    }

    /// The schedule in whole minutes nearby, within the limits; limits that are no whole minutes may be met exactly.
    pub fn whole(&self, x: &[f64]) -> Vec<f64> {
        let x = self.project(x);
        let one = |i: usize| x[i].round().max(self.least[i]).min(self.most[i]);
        let mut out: Vec<f64> = (0..x.len()).map(one).collect();
        for o in
            out.iter_mut().enumerate().filter(|(i, o)| **o < 1.0 && self.least[*i] <= 0.0).map(|(_, o)| o)
        {
            *o = 0.0;
        }
        while out.iter().sum::<f64>() > self.budget + 1e-9 {
            let excess = |i: usize| out[i] - x[i];
            let most = (0..x.len())
                .filter(|&i| out[i] > self.least[i])
                .max_by(|&a, &b| excess(a).total_cmp(&excess(b)).then(b.cmp(&a)));
            match most {
                Some(i) => out[i] = (out[i] - 1.0).max(self.least[i]),
                None => break,
            }
        }
        out
    }

    /// The middle of what is allowed.
    pub fn middle(&self) -> Vec<f64> {
        let n = self.least.len().max(1) as f64;
        let free = self.budget - self.least.iter().sum::<f64>();
        self.project(&self.least.iter().map(|l| l + free / n).collect::<Vec<_>>())
    }

    /// As much as may be of one practice, the least of the others.
    pub fn only(&self, practice: usize) -> Vec<f64> {
        let mut out = self.least.clone();
        let left = self.budget - out.iter().sum::<f64>();
        out[practice] = (out[practice] + left).min(self.most[practice]);
        out
    }
}

/// The state of the search.
#[derive(Debug, Clone)]
pub struct Search {
    mean: Vec<f64>,
    sigma: f64,
    covariance: Vec<f64>,
    path_c: Vec<f64>,
    path_s: Vec<f64>,
    axes: Vec<f64>,
    lengths: Vec<f64>,
    weights: Vec<f64>,
    seed: u64,
    generation: u64,
}

impl Search {
    /// Begins at a point, with steps of about `sigma` minutes.
    pub fn new(start: Vec<f64>, sigma: f64, seed: u64) -> Search {
        let n = start.len();
        let points = 4 + (3.0 * ln(n as f64 + 0.5)) as usize;
        let raw: Vec<f64> =
            (0..points / 2).map(|i| ln((points as f64 + 1.0) / 2.0) - ln(i as f64 + 1.0)).collect();
        let total: f64 = raw.iter().sum();
        Search {
            covariance: identity(n),
            axes: identity(n),
            path_c: vec![0.0; n],
            path_s: vec![0.0; n],
            lengths: vec![1.0; n],
            weights: raw.iter().map(|w| w / total).collect(),
            mean: start,
            sigma,
            seed,
            generation: 0,
        }
    }

    /// How far it still looks around, minutes.
    pub fn width(&self) -> f64 {
        self.sigma * self.lengths.iter().copied().fold(0.0, f64::max)
    }

    /// Points to try.
    pub fn ask(&self) -> Vec<Vec<f64>> {
        let n = self.mean.len();
        let points = 4 + (3.0 * ln(n as f64 + 0.5)) as usize;
        let point = |k: usize| {
            let mut random = Stream::new(self.seed, k as u64, 0, self.generation);
            let z: Vec<f64> = (0..n).map(|i| self.lengths[i] * random.normal()).collect();
            (0..n)
                .map(|r| self.mean[r] + self.sigma * (0..n).map(|c| self.axes[r * n + c] * z[c]).sum::<f64>())
                .collect()
        };
        (0..points).map(point).collect()
    }

    /// Learns from points and their values; greater is better, and of equals the first counts more.
    pub fn tell(&mut self, points: &[Vec<f64>], values: &[f64]) {
        let n = self.mean.len();
        let size = n as f64;
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
        let step = |k: usize, i: usize| (points[order[k]][i] - self.mean[i]) / self.sigma;
        let steps: Vec<Vec<f64>> =
            (0..self.weights.len()).map(|k| (0..n).map(|i| step(k, i)).collect()).collect();
        let move_by: Vec<f64> =
            (0..n).map(|i| self.weights.iter().zip(&steps).map(|(w, y)| w * y[i]).sum()).collect();
        let effective = 1.0 / self.weights.iter().map(|w| w * w).sum::<f64>();
        let cs = (effective + 2.0) / (size + effective + 5.0);
        let cc = (4.0 + effective / size) / (size + 4.0 + 2.0 * effective / size);
        let c1 = 2.0 / ((size + 1.3) * (size + 1.3) + effective);
        let cmu = (2.0 * (effective - 2.0 + 1.0 / effective) / ((size + 2.0) * (size + 2.0) + effective))
            .min(1.0 - c1)
            .max(0.0);
        let damping = 1.0 + 2.0 * (((effective - 1.0) / (size + 1.0)).sqrt() - 1.0).max(0.0) + cs;
        // C^(−1/2) y
        let along: Vec<f64> = (0..n)
            .map(|c| (0..n).map(|r| self.axes[r * n + c] * move_by[r]).sum::<f64>() / self.lengths[c])
            .collect();
        for r in 0..n {
            let white: f64 = (0..n).map(|c| self.axes[r * n + c] * along[c]).sum();
            self.path_s[r] = (1.0 - cs) * self.path_s[r] + (cs * (2.0 - cs) * effective).sqrt() * white;
        }
        let length = self.path_s.iter().map(|p| p * p).sum::<f64>().sqrt();
        let usual = size.sqrt() * (1.0 - 1.0 / (4.0 * size) + 1.0 / (21.0 * size * size));
        let begun = 1.0 - exp(2.0 * (self.generation as f64 + 1.0) * ln(1.0 - cs));
        let straight = if length / begun.sqrt() < (1.4 + 2.0 / (size + 1.0)) * usual { 1.0 } else { 0.0 };
        for (path, by) in self.path_c.iter_mut().zip(&move_by) {
            *path = (1.0 - cc) * *path + straight * (cc * (2.0 - cc) * effective).sqrt() * by;
        }
        let kept = 1.0 - c1 - cmu + (1.0 - straight) * c1 * cc * (2.0 - cc);
        for r in 0..n {
            for c in 0..n {
                let ranks: f64 = self.weights.iter().zip(&steps).map(|(w, y)| w * y[r] * y[c]).sum();
                let at = r * n + c;
                self.covariance[at] =
                    kept * self.covariance[at] + c1 * self.path_c[r] * self.path_c[c] + cmu * ranks;
            }
        }
        for (mean, by) in self.mean.iter_mut().zip(&move_by) {
            *mean += self.sigma * by;
        }
        self.sigma *= exp(((cs / damping) * (length / usual - 1.0)).min(1.0));
        (self.lengths, self.axes) = eigen(&self.covariance, n);
        self.lengths.iter_mut().for_each(|l| *l = l.max(1e-12).sqrt());
        self.generation += 1;
    }
}

fn identity(n: usize) -> Vec<f64> {
    (0..n * n).map(|i| if i / n == i % n { 1.0 } else { 0.0 }).collect()
}

/// Eigenvalues and, in columns, eigenvectors of a symmetric matrix, by Jacobi's rotations.
fn eigen(matrix: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    const SWEEPS: usize = 60;
    let (mut a, mut v) = (matrix.to_vec(), identity(n));
    for _ in 0..SWEEPS {
        let off: f64 =
            (0..n).flat_map(|r| (0..r).map(move |c| (r, c))).map(|(r, c)| a[r * n + c] * a[r * n + c]).sum();
        if off < 1e-30 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                let apq = a[p * n + q];
                if apq == 0.0 {
                    continue;
                }
                let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cos = 1.0 / (t * t + 1.0).sqrt();
                let sin = t * cos;
                for k in 0..n {
                    let (x, y) = (a[k * n + p], a[k * n + q]);
                    (a[k * n + p], a[k * n + q]) = (cos * x - sin * y, sin * x + cos * y);
                }
                for k in 0..n {
                    let (x, y) = (a[p * n + k], a[q * n + k]);
                    (a[p * n + k], a[q * n + k]) = (cos * x - sin * y, sin * x + cos * y);
                    let (x, y) = (v[k * n + p], v[k * n + q]);
                    (v[k * n + p], v[k * n + q]) = (cos * x - sin * y, sin * x + cos * y);
                }
            }
        }
    }
    ((0..n).map(|i| a[i * n + i]).collect(), v)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room() -> Room {
        Room { least: vec![0.0, 5.0, 0.0], most: vec![20.0, 30.0, 40.0], budget: 40.0 }
    }

    #[test]
    fn exact_projection_agrees_with_the_closed_form() {
        for (x, want) in [
            ([10.0, 10.0, 10.0], [10.0, 10.0, 10.0]), // nothing binds
            ([-3.0, 2.0, 30.0], [0.0, 5.0, 30.0]),    // limits bind
            ([15.0, 20.0, 20.0], [10.0, 15.0, 15.0]), // the budget binds: all fall by 15/3
            ([100.0, 0.0, 30.0], [20.0, 5.0, 15.0]),  // the budget and two limits bind
            ([24.0, 6.0, 18.0], [20.0, 5.0, 15.0]), // one at its most, one at its least, the third takes the rest
        ] {
            let got = room().project(&x);
            assert!(got.iter().zip(want).all(|(g, w)| (g - w).abs() < 1e-12), "{x:?}: {got:?}, {want:?}");
        }
    }

    #[test]
    fn keeps_the_limits_whatever_is_projected_and_nothing_allowed_is_nearer() {
        let room = room();
        let mut random = Stream::new(1, 0, 0, 0);
        for _ in 0..2000 {
            let x: Vec<f64> = (0..3).map(|_| 40.0 * random.normal()).collect();
            let y = room.project(&x);
            let kept = |y: &[f64]| {
                y.iter().sum::<f64>() <= 40.0 + 1e-9
                    && (0..3).all(|i| y[i] >= room.least[i] - 1e-12 && y[i] <= room.most[i] + 1e-12)
            };
            assert!(kept(&y), "{x:?} {y:?}");
            assert!(kept(&room.whole(&x)), "{x:?}");
            let away = |y: &[f64]| (0..3).map(|i| (y[i] - x[i]) * (y[i] - x[i])).sum::<f64>();
            let other: Vec<f64> = y.iter().map(|v| v + random.normal()).collect();
            assert!(
                !kept(&other) || away(&other) >= away(&y) - 1e-9,
                "{x:?}: {other:?} is nearer than {y:?}"
            );
        }
    }

    #[test]
    fn order_of_the_search_finds_an_optimum_inside_and_on_the_limits() {
        let room = room();
        for best in [[12.0, 10.0, 8.0], [0.0, 5.0, 35.0], [20.0, 20.0, 0.0]] {
            let mut search = Search::new(room.middle(), 12.0, 7);
            for _ in 0..120 {
                let points: Vec<Vec<f64>> = search.ask().iter().map(|x| room.project(x)).collect();
                let value = |x: &Vec<f64>| {
                    -(0..3).map(|i| (1.0 + i as f64) * (x[i] - best[i]) * (x[i] - best[i])).sum::<f64>()
                };
                let values: Vec<f64> = points.iter().map(value).collect();
                search.tell(&points, &values);
            }
            let found = room.whole(&search.mean);
            assert!((0..3).all(|i| (found[i] - best[i]).abs() <= 1.0), "{found:?}, {best:?}");
        }
    }

    #[test]
    fn exact_eigenvectors_give_the_matrix_back() {
        let matrix = [4.0, 1.0, -0.5, 1.0, 3.0, 0.25, -0.5, 0.25, 1.0];
        let (values, vectors) = eigen(&matrix, 3);
        for r in 0..3 {
            for c in 0..3 {
                let sum: f64 = (0..3).map(|k| vectors[r * 3 + k] * values[k] * vectors[c * 3 + k]).sum();
                assert!((sum - matrix[r * 3 + c]).abs() < 1e-12);
            }
        }
    }
}
