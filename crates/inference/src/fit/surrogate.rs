//! A stand-in for the surprise of a point that costs nothing to ask: a quadratic through what was seen.
//!
//! **Equations** (u: positions within the ranges; m, s: mean and standard deviation of those seen; F: surprise and pull there; r: round, whose
//! animals all its points meet, d: parameters)
//! ```text
//! x_i = (u_i − m_i) / s_i                                              at most CLIP from the middle
//! q(u) = max(q_min, Σ β_i x_i + Σ_{i≤j} β_ij x_i x_j) + ½ Σ ⟨|x_i| − EDGE⟩₊²       q_min: least of those seen
//! β: least of Σ w (q − F + c_r)² + λ |β|²                              c_r: what the animals of a round have in common
//! w = 1 / (1 + (max(0, F − median_r F) / d)²)                          far-off points bend it little
//! ```
//! **Assumption.** None that a posterior rests on: a poor stand-in makes proposals that are refused, not wrong draws.

use syntony_results::linear::{backward, cholesky, forward};
use syntony_results::stats::{mean, quantile, sd};

/// Weight of the pull of coefficients to zero: as one observation more of each.
const RIDGE: f64 = 1.0;
/// Points for each coefficient before there is a stand-in.
const POINTS: usize = 2;
/// Standard deviations from the middle beyond which it is level.
const CLIP: f64 = 4.0;
/// And beyond which it is believed less and less.
const EDGE: f64 = 2.0;

/// A quadratic.
#[derive(Debug, Clone, PartialEq)]
pub struct Surrogate {
    middle: Vec<f64>,
    scale: Vec<f64>,
    coefficients: Vec<f64>,
    floor: f64,
}

/// A point and what was found there.
pub type Seen = (Vec<f64>, f64);

impl Surrogate {
    /// From points that were seen, round by round; nothing while they are too few.
    pub fn of<'s>(rounds: impl Iterator<Item = &'s [Seen]>) -> Option<Surrogate> {
        let rounds: Vec<&[Seen]> = rounds.filter(|r| !r.is_empty()).collect();
        let seen: Vec<&Seen> = rounds.iter().copied().flatten().collect();
        let d = seen.first()?.0.len();
        let number = d + d * (d + 1) / 2;
        if seen.len() < POINTS * number {
            return None;
        }
        let along = |i: usize| seen.iter().map(|(u, _)| u[i]).collect::<Vec<f64>>();
        let mut quadratic = Surrogate {
            middle: (0..d).map(|i| mean(&along(i))).collect(),
            scale: (0..d).map(|i| sd(&along(i)).max(1e-6)).collect(),
            coefficients: Vec::new(),
            floor: f64::NEG_INFINITY,
        };
        let mut normal = vec![vec![0.0; number]; number];
        let mut moment = vec![0.0; number];
        for round in rounds {
            let median = quantile(&round.iter().map(|s| s.1).collect::<Vec<_>>(), 0.5);
            let weight = |f: f64| 1.0 / (1.0 + ((f - median).max(0.0) / d as f64).powi(2));
            let rows: Vec<(f64, Vec<f64>)> =
                round.iter().map(|(u, f)| (weight(*f), [quadratic.terms(u), vec![*f]].concat())).collect();
            let all: f64 = rows.iter().map(|r| r.0).sum();
            let common: Vec<f64> =
                (0..=number).map(|i| rows.iter().map(|(w, row)| w * row[i]).sum::<f64>() / all).collect();
            for (weight, row) in &rows {
                let mut terms: Vec<f64> = row.iter().zip(&common).map(|(t, c)| t - c).collect();
                let f = terms.pop().unwrap_or(0.0);
                for (i, a) in terms.iter().enumerate() {
                    moment[i] += weight * a * f;
                    normal[i].iter_mut().zip(&terms[..=i]).for_each(|(n, b)| *n += weight * a * b);
                }
            }
        }
        normal.iter_mut().enumerate().for_each(|(i, row)| row[i] += RIDGE);
        let root = cholesky(&normal)?;
        quadratic.coefficients = backward(&root, &forward(&root, &moment));
        quadratic.floor = seen.iter().map(|(u, _)| quadratic.at(u)).fold(f64::INFINITY, f64::min);
        Some(quadratic)
    }

    /// Every x and every product of two.
    fn terms(&self, u: &[f64]) -> Vec<f64> {
        let x: Vec<f64> = u
            .iter()
            .zip(&self.middle)
            .zip(&self.scale)
            .map(|((u, m), s)| ((u - m) / s).clamp(-CLIP, CLIP))
            .collect();
        let products = (0..x.len()).flat_map(|i| x[..=i].iter().map(move |v| (i, v)));
        let products: Vec<f64> = products.map(|(i, v)| x[i] * v).collect();
        x.iter().copied().chain(products).collect()
    }

    /// What it expects at a point, but for what all points have in common.
    pub fn at(&self, u: &[f64]) -> f64 {
        let expected: f64 = self.terms(u).iter().zip(&self.coefficients).map(|(t, c)| t * c).sum();
        let beyond = |((u, m), s): ((&f64, &f64), &f64)| (((u - m) / s).abs() - EDGE).max(0.0).powi(2);
        let edge: f64 = u.iter().zip(&self.middle).zip(&self.scale).map(beyond).sum();
        expected.max(self.floor) + 0.5 * edge
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_quadratic_is_found_again_and_few_points_give_none() {
        let truth = |u: &[f64]| 3.0 + 40.0 * (u[0] - 0.4).powi(2) - 25.0 * (u[0] - 0.4) * (u[1] - 0.6) + u[1];
        let seen: Vec<Seen> = (0..4000)
            .map(|k| {
                let u = vec![
                    0.2 + 0.4 * (f64::from(k) * 0.618_034).fract(),
                    0.4 + 0.4 * (f64::from(k) * 0.414_214).fract(),
                ];
                let f = truth(&u);
                (u, f)
            })
            .collect();
        // every round has animals of its own, which are luckier or less so
        let lucky: Vec<Vec<Seen>> = seen
            .chunks(100)
            .enumerate()
            .map(|(r, round)| round.iter().map(|(u, f)| (u.clone(), f + 5.0 * (r % 3) as f64)).collect())
            .collect();
        let found = Surrogate::of(lucky.iter().map(Vec::as_slice)).unwrap();
        let rise = |u: &[f64]| found.at(u) - found.at(&[0.4, 0.6]);
        for u in [[0.3, 0.5], [0.45, 0.62], [0.55, 0.45]] {
            let want = truth(&u) - truth(&[0.4, 0.6]);
            assert!((rise(&u) - want).abs() < 0.01, "{u:?}: {} {want}", rise(&u));
        }
        assert_eq!(Surrogate::of(std::iter::once(&seen[..9])), None);
    }
}
