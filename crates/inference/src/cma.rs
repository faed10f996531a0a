//! Which points to try next: covariance matrix adaptation (CMA-ES), asked and told, the same bits on every machine.
//!
//! **Equations** (Hansen 2016, arXiv 1604.00772, with the constants given there)
//! ```text
//! x_k = m + σ B D z_k,  z ~ N(0, I)
//! m ← Σ w_i x_(i)      σ, C ← path lengths and ranks, as in the paper; positive weights only
//! ```
//! **Assumption.** A point is learnt from where it is told to be, so whoever projects a point into limits lets the search settle on them.
//! **Why not a crate.** `cmaes` 0.2 calls the goal itself (no ask and tell, so no checkpoint and no clean stop), brings nalgebra
//! with some thirty crates, and its sums follow the widest vectors of the machine; here the bits must be the same on every one.

use serde::{Deserialize, Serialize};
use syntony_engine::Stream;
use syntony_engine::grid::{self, Grid};
use syntony_engine::math::{exp, ln};

/// Points of a generation that are usual for so many dimensions.
pub fn points(dimensions: usize) -> usize {
    4 + (3.0 * ln(dimensions as f64 + 0.5)) as usize
}

/// The state of the search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CmaEs {
    mean: Vec<f64>,
    sigma: f64,
    covariance: Vec<f64>,
    path_c: Vec<f64>,
    path_s: Vec<f64>,
    axes: Vec<f64>,
    lengths: Vec<f64>,
    weights: Vec<f64>,
    points: usize,
    seed: u64,
    generation: u64,
}

impl CmaEs {
    /// Begins at a point, with steps of about `sigma`, trying so many points (at least 4) in each generation.
    pub fn new(start: Vec<f64>, sigma: f64, points: usize, seed: u64) -> CmaEs {
        let n = start.len();
        let points = points.max(4);
        let raw: Vec<f64> =
            (0..points / 2).map(|i| ln((points as f64 + 1.0) / 2.0) - ln(i as f64 + 1.0)).collect();
        let total: f64 = raw.iter().sum();
        CmaEs {
            covariance: identity(n),
            axes: identity(n),
            path_c: vec![0.0; n],
            path_s: vec![0.0; n],
            lengths: vec![1.0; n],
            weights: raw.iter().map(|w| w / total).collect(),
            mean: start,
            sigma,
            points,
            seed,
            generation: 0,
        }
    }

    /// How far it still looks around, along the longest axis.
    pub fn width(&self) -> f64 {
        self.sigma * self.lengths.iter().copied().fold(0.0, f64::max)
    }

    /// Middle of the distribution.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Standard deviation of the distribution along one coordinate.
    pub fn sd(&self, coordinate: usize) -> f64 {
        self.sigma * grid::row(&self.covariance, coordinate, self.mean.len())[coordinate].max(0.0).sqrt()
    }

    /// Generations told.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Makes it look around no further than that.
    pub fn narrow(&mut self, width: f64) {
        let now = self.width();
        if now > width {
            self.sigma *= width / now;
        }
    }

    /// A point of the distribution from standard normal numbers, `stretch` times as far out.
    pub fn place(&self, z: &[f64], stretch: f64) -> Vec<f64> {
        let n = self.mean.len();
        let along: Vec<f64> = (0..n).map(|c| self.lengths[c] * z[c]).collect();
        (0..n).map(|r| self.mean[r] + stretch * self.sigma * self.across(r, &along)).collect()
    }

    /// A coordinate of what lies so far along the axes.
    fn across(&self, coordinate: usize, along: &[f64]) -> f64 {
        grid::row(&self.axes, coordinate, along.len()).iter().zip(along).map(|(a, x)| a * x).sum()
    }

    /// Points to try.
    pub fn ask(&self) -> Vec<Vec<f64>> {
        let n = self.mean.len();
        let point = |k: usize| {
            let mut random = Stream::new(self.seed, k as u64, 0, self.generation);
            let z: Vec<f64> = (0..n).map(|_| random.normal()).collect();
            self.place(&z, 1.0)
        };
        (0..self.points).map(point).collect()
    }

    /// Learns from points and their values; less is better, and of equals the first counts more.
    pub fn tell(&mut self, points: &[Vec<f64>], values: &[f64]) {
        let n = self.mean.len();
        let size = n as f64;
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
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
            .map(|c| {
                (0..n).map(|r| grid::row(&self.axes, r, n)[c] * move_by[r]).sum::<f64>() / self.lengths[c]
            })
            .collect();
        for r in 0..n {
            let white = self.across(r, &along);
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
        for (r, row) in self.covariance.chunks_exact_mut(n).enumerate() {
            for (c, with) in row.iter_mut().enumerate() {
                let ranks: f64 = self.weights.iter().zip(&steps).map(|(w, y)| w * y[r] * y[c]).sum();
                *with = kept * *with + c1 * self.path_c[r] * self.path_c[c] + cmu * ranks;
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
    let (mut a, mut v) = (Grid::of(matrix.to_vec(), n), Grid::of(identity(n), n));
    for _ in 0..SWEEPS {
        let off: f64 = (0..n).flat_map(|r| &a.row(r)[..r]).map(|x| x * x).sum();
        if off < 1e-30 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                let apq = a[(p, q)];
                if apq == 0.0 {
                    continue;
                }
                let theta = (a[(q, q)] - a[(p, p)]) / (2.0 * apq);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cos = 1.0 / (t * t + 1.0).sqrt();
                let sin = t * cos;
                let turned = |x: f64, y: f64| (cos * x - sin * y, sin * x + cos * y);
                for k in 0..n {
                    (a[(k, p)], a[(k, q)]) = turned(a[(k, p)], a[(k, q)]);
                }
                for k in 0..n {
                    (a[(p, k)], a[(q, k)]) = turned(a[(p, k)], a[(q, k)]);
                    (v[(k, p)], v[(k, q)]) = turned(v[(k, p)], v[(k, q)]);
                }
            }
        }
    }
    ((0..n).map(|i| a[(i, i)]).collect(), v.values().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Goal = fn(&[f64]) -> f64;

    /// Evaluations until the goal is below 1e-9, median over 5 seeds.
    fn evaluations(goal: Goal, start: f64, sigma: f64, n: usize) -> usize {
        let one = |seed| {
            let mut search = CmaEs::new(vec![start; n], sigma, 10, seed);
            for generation in 1..5000 {
                let points = search.ask();
                let values: Vec<f64> = points.iter().map(|x| goal(x)).collect();
                search.tell(&points, &values);
                if values.iter().any(|v| *v < 1e-9) {
                    return generation * 10;
                }
            }
            usize::MAX
        };
        let mut all: Vec<usize> = (1..=5).map(one).collect();
        all.sort_unstable();
        all[2]
    }

    fn sphere(x: &[f64]) -> f64 {
        x.iter().map(|v| v * v).sum()
    }

    fn ellipsoid(x: &[f64]) -> f64 {
        let n = x.len() as f64;
        x.iter().enumerate().map(|(i, v)| 10f64.powf(6.0 * i as f64 / (n - 1.0)) * v * v).sum()
    }

    fn rosenbrock(x: &[f64]) -> f64 {
        x.windows(2).map(|w| 100.0 * (w[1] - w[0] * w[0]).powi(2) + (1.0 - w[0]).powi(2)).sum()
    }

    /// `pycma` 4.5, `CMA_active` off, popsize 10, medians over 11 seeds (tests/data/pycma.py).
    #[test]
    fn cross_pycma_needs_about_as_many_evaluations() {
        for (goal, start, sigma, theirs) in [
            (sphere as Goal, 1.0, 0.5, 1481),
            (ellipsoid as Goal, 1.0, 0.5, 5711),
            (rosenbrock as Goal, 0.0, 0.3, 5771),
        ] {
            let ours = evaluations(goal, start, sigma, 10);
            let ratio = ours as f64 / theirs as f64;
            assert!((0.75..1.33).contains(&ratio), "{ours} against {theirs}");
        }
    }

    #[test]
    fn same_path_whatever_increasing_function_the_goal_goes_through() {
        let run = |through: fn(f64) -> f64| {
            let mut search = CmaEs::new(vec![1.0; 4], 0.5, points(4), 3);
            for _ in 0..50 {
                let points = search.ask();
                let values: Vec<f64> = points.iter().map(|x| through(ellipsoid(x))).collect();
                search.tell(&points, &values);
            }
            search
        };
        assert_eq!(run(|v| v), run(|v| 3.0 * v.sqrt() - 7.0));
    }

    #[test]
    fn same_bits_when_kept_as_text_and_read_again() {
        let step = |search: &mut CmaEs| {
            let points = search.ask();
            let values: Vec<f64> = points.iter().map(|x| rosenbrock(x)).collect();
            search.tell(&points, &values);
        };
        let mut whole = CmaEs::new(vec![0.3; 5], 0.2, 8, 9);
        (0..20).for_each(|_| step(&mut whole));
        let text = serde_json::to_string(&whole).unwrap();
        let mut again: CmaEs = serde_json::from_str(&text).unwrap();
        (0..20).for_each(|_| step(&mut whole));
        (0..20).for_each(|_| step(&mut again));
        assert_eq!(whole, again);
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
