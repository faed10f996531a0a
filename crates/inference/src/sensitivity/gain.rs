//! What an experiment would tell about the numbers that are guessed: expected information gain, linear and Gaussian.
//!
//! **Equations** (θ: the numbers, uniform over their ranges and scaled to variance 1, here taken for normal; m: means of the experiment's
//! groups at its own n, one for each group and measure):
//! ```text
//! m = Gθ + e         G by least squares over the design points; a row that an F test at 1 % takes for chance is 0, others are
//!                    shrunk by √(R²_adj/R²), so that chance tells nothing
//! Σ = (1 − λ) C + λ diag C + max(0, 1/n − 1/R) W        C: covariance of residuals, λ = q/(q + degrees of freedom)
//! gain = ½ log₂ det(I + Gᵀ Σ⁻¹ G)                       bits about all numbers together
//! P = (I + Gᵀ Σ⁻¹ G)⁻¹                                  what is left: number i keeps √P_ii of its doubt
//! target: h by least squares likewise; 1 − hᵀPh/hᵀh is the share of the doubt about the target that goes
//! ```
//! **Symbols.** q: means; R: animals per group simulated at a point; W: covariance between animals. **Assumptions.** What is not linear in
//! θ counts as noise, so the gain is rather too low. Each experiment is taken by itself, with nothing known beyond the ranges.
//! **Paper.** Chaloner & Verdinelli 1995, Stat Sci 10:273 (Bayesian design in the linear model).

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, FisherSnedecor};
use syntony_results::linear::{SquareMatrix, backward, cholesky, forward};

/// Error level of the test by which a mean depends on the numbers at all.
const CHANCE: f64 = 0.01;

/// The means of one group and measure over design points.
#[derive(Debug, Clone)]
pub struct DesignMeans {
    /// Group index.
    pub group: usize,
    /// Animals of the group in the experiment.
    pub n: usize,
    /// Animals simulated at each point.
    pub simulated: usize,
    /// Mean at each point.
    pub means: Vec<f64>,
}

/// What an experiment tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gain {
    /// Expected information about all numbers together, bits.
    pub bits: f64,
    /// Share of each number's standard deviation that goes.
    pub learned: Vec<f64>,
    /// Share of the doubt about each target that goes; nothing for a target that does not go up or down with the numbers.
    pub targets: Vec<Option<f64>>,
}

/// The gain from cells, with `within[a][b]` the covariance between animals of cells a and b (0 across groups), at points `x`
/// (`[point][number]`, variance 1), of which the experiment reads the numbers `read`. `targets` are the slopes of scores on all numbers.
/// Nothing if there are too few points.
pub fn gain(
    x: &[Vec<f64>],
    read: &[usize],
    cells: &[DesignMeans],
    within: &SquareMatrix,
    targets: &[Vec<f64>],
) -> Option<Gain> {
    let k = x.first()?.len();
    let columns: SquareMatrix = x.iter().map(|p| read.iter().map(|&i| p[i]).collect()).collect();
    let fit = Fit::new(&columns)?;
    let (slopes, residuals): (SquareMatrix, SquareMatrix) = cells.iter().map(|c| fit.of(&c.means)).unzip();
    let mut sigma = vec![vec![0.0; cells.len()]; cells.len()];
    let shrink = cells.len() as f64 / (cells.len() as f64 + fit.freedom);
    for a in 0..cells.len() {
        for b in 0..cells.len() {
            let c: f64 =
                residuals[a].iter().zip(&residuals[b]).map(|(p, q)| p * q).sum::<f64>() / fit.freedom;
            let fewer = (1.0 / cells[a].n as f64 - 1.0 / cells[a].simulated as f64).max(0.0);
            let kept = if a == b { 1.0 } else { 1.0 - shrink };
            sigma[a][b] = kept * c + fewer * within[a][b];
        }
        // a measure without any noise tells what it tells exactly, but not infinitely
        sigma[a][a] = sigma[a][a] * (1.0 + 1e-9) + 1e-300;
    }
    let root = cholesky(&sigma)?;
    // whitened slopes, so that the precision is I + ŜᵀŜ
    let mut white = vec![vec![0.0; k]; cells.len()];
    for (s, &i) in read.iter().enumerate() {
        let column: Vec<f64> = slopes.iter().map(|row| row[s]).collect();
        forward(&root, &column).into_iter().enumerate().for_each(|(a, v)| white[a][i] = v);
    }
    let mut precision = vec![vec![0.0; k]; k];
    for i in 0..k {
        for j in 0..k {
            let unit = if i == j { 1.0 } else { 0.0 };
            precision[i][j] = unit + white.iter().map(|w| w[i] * w[j]).sum::<f64>();
        }
    }
    let root = cholesky(&precision)?;
    let bits = root.iter().enumerate().map(|(i, r)| r[i].log2()).sum();
    // hᵀPh = |L⁻¹h|²
    let left = |h: &[f64]| forward(&root, h).iter().map(|v| v * v).sum::<f64>();
    let axis = |i: usize| (0..k).map(|j| if i == j { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
    let of_target = |h: &Vec<f64>| {
        let all: f64 = h.iter().map(|v| v * v).sum();
        (all > 0.0).then(|| 1.0 - left(h) / all)
    };
    Some(Gain {
        bits,
        learned: (0..k).map(|i| 1.0 - left(&axis(i)).sqrt()).collect(),
        targets: targets.iter().map(of_target).collect(),
    })
}

/// Slopes of a score on the numbers at points `x`, all 0 where an F test takes them for chance; nothing if there are too few points.
pub fn slopes(x: &[Vec<f64>], score: &[f64]) -> Option<Vec<f64>> {
    Some(Fit::new(x)?.of(score).0)
}

/// Least squares on the same points for many scores.
struct Fit<'a> {
    x: &'a [Vec<f64>],
    /// Means of the numbers over the points.
    centre: Vec<f64>,
    root: SquareMatrix,
    freedom: f64,
}

impl<'a> Fit<'a> {
    fn new(x: &'a [Vec<f64>]) -> Option<Fit<'a>> {
        let (n, k) = (x.len(), x.first()?.len());
        let freedom = n as f64 - k as f64 - 1.0;
        let centre: Vec<f64> = (0..k).map(|i| x.iter().map(|p| p[i]).sum::<f64>() / n as f64).collect();
        let mut normal = vec![vec![0.0; k]; k];
        for p in x {
            for i in 0..k {
                for j in 0..k {
                    normal[i][j] += (p[i] - centre[i]) * (p[j] - centre[j]);
                }
            }
        }
        let root = cholesky(&normal)?;
        (freedom >= 1.0).then_some(Fit { x, centre, root, freedom })
    }

    /// Slopes, shrunk by what they owe to chance, and residuals of the unshrunk fit.
    fn of(&self, y: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let n = y.len() as f64;
        let mean = y.iter().sum::<f64>() / n;
        let mut moment = vec![0.0; self.centre.len()];
        for (p, v) in self.x.iter().zip(y) {
            moment.iter_mut().enumerate().for_each(|(i, m)| *m += (p[i] - self.centre[i]) * (v - mean));
        }
        let slopes = backward(&self.root, &forward(&self.root, &moment));
        let residual = |(p, v): (&Vec<f64>, &f64)| {
            let fitted: f64 = slopes.iter().zip(p).zip(&self.centre).map(|((s, x), c)| s * (x - c)).sum();
            v - mean - fitted
        };
        let residuals: Vec<f64> = self.x.iter().zip(y).map(residual).collect();
        let squares = |r: &[f64]| r.iter().map(|v| v * v).sum::<f64>();
        let all = y.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
        let unexplained = if all > 0.0 { squares(&residuals) / all } else { 1.0 };
        let adjusted = 1.0 - unexplained * (n - 1.0) / self.freedom;
        let f = (1.0 - unexplained) / unexplained.max(1e-12) * self.freedom / slopes.len() as f64;
        let chance = FisherSnedecor::new(slopes.len() as f64, self.freedom).map_or(1.0, |d| d.sf(f));
        let keep = match chance < CHANCE && adjusted > 0.0 {
            true => (adjusted / (1.0 - unexplained)).sqrt(),
            false => 0.0,
        };
        (slopes.iter().map(|s| s * keep).collect(), residuals)
    }
}
