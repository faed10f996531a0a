//! Many numbers at once: an ensemble of points that is moved towards what was published, each by what it showed itself.
//!
//! **Equations** (z_i: positions of point i; y_i: what its claims show, on the scale of [`super::score`]; C: covariances over the ensemble, luck of simulated animals taken off; j: claim, w_j: weight)
//! ```text
//! R_j = α σ_j² / w_j                                                  σ: SE of a published number
//! R_j = (s σ_j)²,  s = (α/w_j) h(a) / h(0),  Φ(a) = ½^(w_j/α),  h = φ/Φ    σ: SE of a test (1 for a t), whose likelihood Φ((y − c)/σ)^(w_j/α) is Φ((y − c)/sσ + a), nearly
//! t_j ~ N(y_j, R_j) where the test, with its critical value moved by s a σ, comes out as published;  t_j = published for numbers
//! y ← y_k + C_yy (C_yy + R)⁻¹ (t − y_k − e),   e ~ N(0, R)            in turn with t, SWEEPS times; k: a point at random
//! z_i ← z_i + C_zy (C_yy + R)⁻¹ (t − y_i − e)                         then it is run again; α times with the same α: 1/α + … + 1/α = 1
//! ```
//! A number that no claim depends on keeps its prior but for what chance correlations take (about claims / points of its variance in all).
//! **Assumptions.** What claims show is near enough to linear in z over an ensemble; each step is small (α), and every point is corrected by its own residual, so that what is not linear is met again in the next.
//! **Papers.** Emerick & Reynolds 2013 (ensemble smoother with multiple data assimilation), doi 10.1016/j.cageo.2012.03.011; Evensen 2009 (ensembles for parameters), doi 10.1109/MCS.2009.932223;
//! Albert & Chib 1993 (a latent number behind each outcome), doi 10.1080/01621459.1993.10476321

use super::score::{Needs, Score};
use rayon::prelude::*;
use statrs::distribution::{Continuous, ContinuousCDF, Normal};
use syntony_engine::Stream;
use syntony_results::linear::{backward, cholesky, forward};
use syntony_results::stats::mean;

/// Turns of latent numbers and of what is shown.
const SWEEPS: usize = 40;
/// Stream of random numbers.
const STREAM: u32 = 9;
/// Share of the variance of what is shown that is no luck, at least.
const LEAST: f64 = 0.1;

/// A claim of an ensemble.
#[derive(Debug, Clone)]
pub struct EnsembleClaim {
    /// What was published.
    pub score: Score,
    /// Weight in the likelihood.
    pub weight: f64,
    /// How many animals were simulated for each of the paper's.
    pub animals: f64,
    /// What each point shows; the mean of the others where it shows nothing.
    pub y: Vec<f64>,
}

/// A part of a likelihood, Φ((λ − c) / w)^(1/α), as one of a wider test: Φ((λ − c + s a w) / s w), equal in value and slope at λ = c. Gives s and a.
fn part(alpha: f64) -> (f64, f64) {
    let normal = Normal::standard();
    let a = normal.inverse_cdf(0.5f64.powf(1.0 / alpha));
    let hazard = |x: f64| normal.pdf(x) / normal.cdf(x);
    (alpha * hazard(a) / hazard(0.0), a)
}

impl EnsembleClaim {
    /// Where the published outcome lies for a number behind it (from, to; a point for numbers), and the error of that number, if it counts by one part in α.
    fn part(&self, alpha: f64, laboratory: f64) -> ((f64, f64), f64) {
        let at = |lambda: f64| self.score.bent(lambda).0;
        let ((s, a), slope) = (part(alpha), |lambda: f64| self.score.bent(lambda).1);
        match self.score {
            // of a published size the number behind it is known, as that of a quantity is
            Score::Effect(_, Needs { size: Some(size), .. }) if !size.most => {
                ((at(size.lambda), at(size.lambda)), alpha.sqrt() * size.error() * slope(size.lambda))
            }
            Score::Effect(_, needs) => {
                let most = needs.size.map_or(f64::INFINITY, |size| at(size.lambda + size.error()));
                let least = at(needs.critical - s * a * needs.scale);
                ((least, most.max(least)), s * needs.scale * slope(needs.critical))
            }
            Score::NoEffect(_, needs) => {
                let end = needs.critical + s * a * needs.scale;
                ((at(-end), at(end)), s * needs.scale * slope(needs.critical))
            }
            score => ((0.0, 0.0), alpha.sqrt() * score.error(0.0, laboratory)),
        }
    }
}

/// A draw of N(mean, sd²) between two ends.
fn between(mean: f64, sd: f64, (from, to): (f64, f64), random: &mut Stream) -> f64 {
    if from == to {
        return from;
    }
    let normal = Normal::standard();
    let (a, b) = (normal.cdf((from - mean) / sd), normal.cdf((to - mean) / sd));
    let u = a + (b - a) * random.uniform();
    let drawn = mean + sd * normal.inverse_cdf(u.clamp(1e-12, 1.0 - 1e-12));
    drawn.clamp(from, to)
}

/// The ensemble after one of `steps` equal steps; `laboratory` is the SD of the log factor of a laboratory.
pub fn moved(
    z: &[Vec<f64>],
    claims: &[EnsembleClaim],
    steps: f64,
    laboratory: f64,
    seed: u64,
) -> Vec<Vec<f64>> {
    let (points, number) = (z.len() as f64, claims.len());
    let slope = |c: &EnsembleClaim, y: f64| c.score.bent(c.score.unbent(y, 0.0).0).1;
    let centred: Vec<Vec<f64>> = claims
        .iter()
        .map(|c| {
            let m = mean(&c.y);
            c.y.iter().map(|y| y - m).collect()
        })
        .collect();
    let parts: Vec<((f64, f64), f64)> = claims.iter().map(|c| c.part(steps / c.weight, laboratory)).collect();
    let covariance = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / (points - 1.0);
    let mut whole: Vec<Vec<f64>> =
        centred.iter().map(|a| centred.iter().map(|b| covariance(a, b)).collect()).collect();
    for (i, c) in claims.iter().enumerate() {
        let luck = c.score.luck(c.animals) * mean(&c.y.iter().map(|y| slope(c, *y)).collect::<Vec<_>>());
        let luck = (luck * luck).min((1.0 - LEAST) * whole[i][i]);
        whole[i][i] += parts[i].1 * parts[i].1 - luck;
    }
    // the luck that was taken off may be more than there was: then what is left of it stays
    let root = (0..60).find_map(|k| {
        let root = cholesky(&whole);
        (0..number).for_each(|i| whole[i][i] *= 1.0 + 1e-3 * f64::powi(2.0, k));
        root
    });
    let Some(root) = root else { return z.to_vec() };
    let solved = |v: &[f64]| backward(&root, &forward(&root, v));
    // weights of the points' deviations that answer a residual
    let answer = |residual: &[f64]| -> Vec<f64> {
        let x = solved(residual);
        let one = |l: usize| centred.iter().zip(&x).map(|(c, x)| c[l] * x).sum::<f64>() / (points - 1.0);
        (0..z.len()).map(one).collect()
    };
    let middle: Vec<f64> =
        (0..z[0].len()).map(|d| mean(&z.iter().map(|z| z[d]).collect::<Vec<_>>())).collect();
    let one = |i: usize| -> Vec<f64> {
        let mut random = Stream::new(seed, i as u64, STREAM, 0);
        let mut y: Vec<f64> = claims.iter().map(|c| c.y[i]).collect();
        let mut weights = Vec::new();
        for sweep in 0..=SWEEPS {
            let k = if sweep == SWEEPS { i } else { random.below(z.len() as u64) as usize };
            let residual: Vec<f64> = (0..number)
                .map(|j| {
                    let (region, error) = parts[j];
                    between(y[j], error, region, &mut random) - claims[j].y[k] - error * random.normal()
                })
                .collect();
            weights = answer(&residual);
            for (j, c) in claims.iter().enumerate() {
                y[j] = c.y[k] + centred[j].iter().zip(&weights).map(|(c, w)| c * w).sum::<f64>();
            }
        }
        let mut next = z[i].clone();
        for (other, w) in z.iter().zip(&weights) {
            next.iter_mut().zip(other).zip(&middle).for_each(|((n, o), m)| *n += w * (o - m));
        }
        next
    };
    (0..z.len()).into_par_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::score::Needs;
    use syntony_results::stats::sd;

    /// 2 z₀ + z₁ was published as 1 ± 0.5, a test of 3 z₂ came out above its critical value of 2, and one of 4 z₃ did not; z₄ to z₄₃ do nothing.
    #[test]
    fn exact_moments_of_numbers_and_of_outcomes() {
        let needs = Needs { critical: 2.0, scale: 1.0, enough: 3.3, size: None };
        let number =
            Score::Amount { simulated: 1.0, own: 0.0, pooled: 0.0, value: -1.0, published: 0.5, groups: 0.0 };
        let mut z: Vec<Vec<f64>> = (0..400)
            .map(|k| {
                let mut random = Stream::new(5, k, 1, 0);
                (0..44).map(|_| random.normal()).collect()
            })
            .collect();
        for step in 0..4 {
            let claim = |score: Score, of: &dyn Fn(&[f64]) -> f64| EnsembleClaim {
                score,
                weight: 1.0,
                animals: 1e9,
                y: z.iter().map(|z| score.bent(of(z)).0).collect(),
            };
            let claims = [
                claim(number, &|z| (2.0 * z[0] + z[1] - 1.0) / 0.5),
                claim(Score::Effect(0.0, needs), &|z| 3.0 * z[2]),
                claim(Score::NoEffect(0.0, needs), &|z| 4.0 * z[3]),
            ];
            z = moved(&z, &claims, 4.0, 0.0, 7 + step);
        }
        // by quadrature: φ(z) Φ(3z − 2), and φ(z) (Φ(2 − 4z) − Φ(−2 − 4z))
        let by = |likelihood: &dyn Fn(f64) -> f64| {
            let at = |k: i32| f64::from(k) * 1e-3;
            let weight = |z: f64| (-0.5 * z * z).exp() * likelihood(z);
            let all: f64 = (-6000..6000).map(|k| weight(at(k))).sum();
            let mean: f64 = (-6000..6000).map(|k| at(k) * weight(at(k))).sum::<f64>() / all;
            let square: f64 = (-6000..6000).map(|k| at(k).powi(2) * weight(at(k))).sum::<f64>() / all;
            (mean, (square - mean * mean).sqrt())
        };
        let cdf = |x: f64| Normal::standard().cdf(x);
        // 2 z₀ + z₁: variance 5 before, error ½
        let gain = 5.0 / 5.25;
        let want = [
            (0, 2.0 / 5.25, (1.0f64 - 4.0 / 5.25).sqrt()),
            (1, 1.0 / 5.25, (1.0f64 - 1.0 / 5.25).sqrt()),
            (2, by(&|z| cdf(3.0 * z - 2.0)).0, by(&|z| cdf(3.0 * z - 2.0)).1),
            (3, 0.0, by(&|z| cdf(2.0 - 4.0 * z) - cdf(-2.0 - 4.0 * z)).1),
            (9, 0.0, 1.0),
        ];
        for (i, mean_of, sd_of) in want {
            let x: Vec<f64> = z.iter().map(|z| z[i]).collect();
            assert!((mean(&x) - mean_of).abs() < 0.15, "{i}: {} for {mean_of}", mean(&x));
            assert!((sd(&x) / sd_of - 1.0).abs() < 0.25, "{i}: {} for {sd_of}", sd(&x));
        }
        let sum: Vec<f64> = z.iter().map(|z| 2.0 * z[0] + z[1]).collect();
        assert!(
            (mean(&sum) - gain).abs() < 0.1 && (sd(&sum) / (5.0 * (1.0 - gain)).sqrt() - 1.0).abs() < 0.2,
            "{} ± {}",
            mean(&sum),
            sd(&sum)
        );
    }
}
