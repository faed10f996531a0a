//! Which of many numbers matter at all: Morris' elementary effects, few points for each number.
//!
//! **Design.** A trajectory begins at a random node of a grid of p = 4 levels in the unit cube and moves each number once, in random
//! order, by Δ = p/(2(p − 1)), up or down as the grid allows: k + 1 points.
//!
//! **Equations** (d: change of the score for the same animals over Δ; mean d̄; ⟨d, d⟩ of [`super::noise`]; E over trajectories):
//! ```text
//! μ* = E|d̄|      σ² = Var(d̄) − E[var(d)/n], at least 0      effect² = E⟨d, d⟩ = μ² + σ², at least 0
//! ```
//! μ* of a number that does nothing is not zero but what the noise between animals makes of it, `floor = √(2/π · E[var(d)/n])`. The
//! screen therefore goes by `effect`, which is free of noise. **Papers.** Morris 1991, Technometrics 33:161; Campolongo et al. 2007,
//! Environ Model Softw 22:1509.

use super::noise::{difference, moments, product};
use serde::Serialize;
use syntony_engine::Stream;

const LEVELS: f64 = 4.0;
/// Step of a number in the unit cube.
const STEP: f64 = LEVELS / (2.0 * (LEVELS - 1.0));

/// A walk through the unit cube.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// Points, one more than numbers.
    pub points: Vec<Vec<f64>>,
    /// Number that moved between a point and the next.
    pub moved: Vec<usize>,
    /// By how much.
    pub steps: Vec<f64>,
}

/// Trajectory `t` of a design over so many numbers.
pub fn trajectory(t: usize, axes: usize, seed: u64) -> Trajectory {
    let mut random = Stream::new(seed, t as u64, 0x3015, 0);
    let mut at: Vec<f64> = (0..axes).map(|_| (random.uniform() * LEVELS).floor() / (LEVELS - 1.0)).collect();
    let mut moved: Vec<usize> = (0..axes).collect();
    for i in (1..axes).rev() {
        moved.swap(i, (random.uniform() * (i + 1) as f64) as usize);
    }
    let (mut points, mut steps) = (vec![at.clone()], Vec::new());
    for &i in &moved {
        // of four levels the lower two can go up, the upper two down
        let step = if at[i] < 0.5 { STEP } else { -STEP };
        at[i] += step;
        points.push(at.clone());
        steps.push(step);
    }
    Trajectory { points, moved, steps }
}

/// What a number does, in units of the score over its whole range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ElementaryEffect {
    /// Mean effect, with sign.
    pub mu: f64,
    /// Mean size of the effect.
    pub mu_star: f64,
    /// What μ* would be from noise alone.
    pub floor: f64,
    /// How much the effect differs from place to place: curvature or interaction, without noise.
    pub sigma: f64,
    /// Root mean square effect, without noise.
    pub effect: f64,
}

/// Effects of all numbers from the scores `[trajectory][point][animal]`.
pub fn effects(walks: &[Trajectory], scores: &[&[Vec<f64>]]) -> Vec<ElementaryEffect> {
    let axes = walks.first().map_or(0, |w| w.moved.len());
    let mut of: Vec<Vec<(f64, f64, f64)>> = vec![Vec::new(); axes];
    for (walk, scores) in walks.iter().zip(scores) {
        for (s, (&i, &step)) in walk.moved.iter().zip(&walk.steps).enumerate() {
            let d: Vec<f64> = difference(&scores[s + 1], &scores[s]).iter().map(|x| x / step).collect();
            let n = d.iter().filter(|x| x.is_finite()).count() as f64;
            let (mean, variance) = moments(&d);
            if mean.is_finite() {
                of[i].push((mean, variance / n, product(&d, &d)));
            }
        }
    }
    of.iter().map(|d| effect(d)).collect()
}

fn effect(d: &[(f64, f64, f64)]) -> ElementaryEffect {
    let n = d.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64, f64)) -> f64| d.iter().map(of).sum::<f64>() / n.max(1.0);
    let (mu, noise) = (mean(&|x| x.0), mean(&|x| x.1));
    let spread = d.iter().map(|x| (x.0 - mu) * (x.0 - mu)).sum::<f64>() / (n - 1.0).max(1.0);
    ElementaryEffect {
        mu,
        mu_star: mean(&|x| x.0.abs()),
        floor: (noise * 2.0 / std::f64::consts::PI).sqrt(),
        sigma: (spread - noise).max(0.0).sqrt(),
        effect: mean(&|x| x.2).max(0.0).sqrt(),
    }
}
