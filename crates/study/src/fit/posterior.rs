//! How sure the fitted numbers are: draws of an approximate posterior, by adaptive importance sampling on a synthetic likelihood.
//!
//! **Equations** (u: positions within the ranges, y = ln(u / (1 − u)); β: power of the likelihood)
//! ```text
//! target    log p(y) = −β Σ surprise(u) − pull(u) + Σ ln u (1 − u)          the prior is even over the ranges
//! round r   y ~ t₅(m_r, S_r);  m_r, S_r: moments of all draws so far, weighted by w^γ; the first from the search
//! weight    w = p(y) / mean_r q_r(y)                                        every round counts as part of one mixture
//! ```
//! γ ≤ 1 is the largest at which enough draws are effective for moments; it only guides the proposals.
//! **Shape** rounds × draws; all meet the same animals, whose number is in the error of what they show.
//! **Assumptions.** The surprise of a claim is that of [`super::score`]; claims of one protocol weigh as in the loss. With many parameters and
//! few draws the likelihood cannot be taken at its full power: β ≤ 1 is the largest at which a third of a round is effective, and a β below 1
//! makes the posterior *wider* than the claims warrant.
//! **Papers** Koblents & Míguez 2015 (flattened weights), doi 10.1007/s11222-013-9440-2; Cornuet et al. 2012 (adaptive multiple importance sampling), doi 10.1111/j.1467-9469.2011.00756.x

use super::evaluate::{Manner, Trial, Trouble};
use super::search::{Search, State};
use super::space::values;
use super::task::Task;
use crate::run::Progress;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::atomic::Ordering;
use syntony_engine::Stream;
use syntony_engine::math::{exp, ln};
use syntony_store::{Cell, Column, StoreError, Table};

/// Degrees of freedom of the proposals.
const FREEDOM: f64 = 5.0;
/// Least share of the draws that are effective.
const EFFECTIVE: f64 = 1.0 / 3.0;
/// Effective draws for each moment of a coordinate that proposals are guided by.
const GUIDE: f64 = 4.0;
/// Powers of the likelihood that are tried.
const POWERS: usize = 40;
/// Narrowest and widest first proposal along a coordinate, as a share of the range.
const FIRST: (f64, f64) = (0.05, 0.25);
/// What covariances are stretched by, and how far they are drawn towards their diagonal.
const STRETCH: f64 = 1.3;
const SHRINK: f64 = 0.2;
/// Seeds of the animals of the rounds begin here.
const SEEDS: u64 = 1 << 52;
/// The stream of random numbers of the draws.
const STREAM: u32 = 7;

/// Heading of the weights.
const WEIGHT: &str = "weight";

/// How well the posterior is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Draws.
    pub draws: usize,
    /// Effective number of independent draws.
    pub effective: f64,
    /// Power of the likelihood that was reached; 1 is all of it, less is a wider posterior.
    pub power: f64,
}

/// A multivariate t distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    middle: Vec<f64>,
    /// Lower triangle L with L Lᵀ = S, row by row.
    root: Vec<f64>,
}

/// The draws of one round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Round {
    proposal: Proposal,
    /// Draws, y.
    draws: Vec<Vec<f64>>,
    /// Minus the log likelihood and minus the log prior (without the Jacobian) of each.
    surprise: Vec<(f64, f64)>,
}

fn logit(u: f64) -> f64 {
    let u = u.clamp(0.02, 0.98);
    ln(u / (1.0 - u))
}

fn inside(y: &[f64]) -> Vec<f64> {
    y.iter().map(|v| 1.0 / (1.0 + exp(-v.clamp(-40.0, 40.0)))).collect()
}

impl Proposal {
    /// From a mean and a covariance that need not be sound.
    fn new(middle: Vec<f64>, mut covariance: Vec<f64>) -> Proposal {
        let n = middle.len();
        for r in 0..n {
            for c in 0..n {
                covariance[r * n + c] *= if r == c { STRETCH } else { STRETCH * (1.0 - SHRINK) };
            }
        }
        let mut root = vec![0.0; n * n];
        for r in 0..n {
            for c in 0..=r {
                let sum: f64 = (0..c).map(|k| root[r * n + k] * root[c * n + k]).sum();
                root[r * n + c] = if r == c {
                    (covariance[r * n + r] - sum).max(1e-6).sqrt()
                } else {
                    (covariance[r * n + c] - sum) / root[c * n + c]
                };
            }
        }
        Proposal { middle, root }
    }

    fn first(task: &Task, state: &State) -> Proposal {
        let n = state.centre.len();
        let mut covariance = vec![0.0; n * n];
        for i in 0..n {
            let u = state.centre[i].clamp(0.02, 0.98);
            let wide = state
                .strategy
                .sd(i)
                .clamp(FIRST.0, FIRST.1)
                .max(task.fitting.loss.pull.unwrap_or(0.0).min(FIRST.1));
            covariance[i * n + i] = (wide / (u * (1.0 - u))).powi(2).min(4.0);
        }
        Proposal::new(state.centre.iter().map(|u| logit(*u)).collect(), covariance)
    }

    fn draw(&self, random: &mut Stream) -> Vec<f64> {
        let n = self.middle.len();
        let z: Vec<f64> = (0..n).map(|_| random.normal()).collect();
        let chi: f64 = (0..FREEDOM as usize).map(|_| random.normal()).map(|v| v * v).sum();
        let stretch = (FREEDOM / chi.max(1e-9)).sqrt();
        let by = |r: usize| (0..=r).map(|c| self.root[r * n + c] * z[c]).sum::<f64>();
        (0..n).map(|r| self.middle[r] + stretch * by(r)).collect()
    }

    /// Log density up to a constant that all proposals of that size share.
    fn log_density(&self, y: &[f64]) -> f64 {
        let n = self.middle.len();
        let mut z = vec![0.0; n];
        let mut size = 0.0;
        for r in 0..n {
            let sum: f64 = (0..r).map(|c| self.root[r * n + c] * z[c]).sum();
            z[r] = (y[r] - self.middle[r] - sum) / self.root[r * n + r];
            size += ln(self.root[r * n + r]);
        }
        let square: f64 = z.iter().map(|v| v * v).sum();
        -size - 0.5 * (FREEDOM + n as f64) * ln(1.0 + square / FREEDOM)
    }
}

/// Log of the mean of exponentials.
fn log_mean(x: &[f64]) -> f64 {
    let most = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    most + ln(x.iter().map(|v| exp(v - most)).sum::<f64>() / x.len() as f64)
}

/// Weights that sum to 1 of log weights.
fn weights(log: &[f64]) -> Vec<f64> {
    let most = log.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raw: Vec<f64> = log.iter().map(|v| exp(v - most)).collect();
    let sum: f64 = raw.iter().sum();
    raw.iter().map(|v| v / sum).collect()
}

fn effective(weights: &[f64]) -> f64 {
    1.0 / weights.iter().map(|w| w * w).sum::<f64>()
}

/// All draws of all rounds.
struct Pool<'r> {
    draws: Vec<&'r Vec<f64>>,
    /// Minus the log likelihood of each.
    surprise: Vec<f64>,
    /// Log of everything else in the target over the density of the mixture of rounds.
    rest: Vec<f64>,
    /// Effective draws that are enough for a posterior, and to guide proposals by.
    enough: (f64, f64),
}

impl<'r> Pool<'r> {
    fn of(rounds: &'r [Round]) -> Pool<'r> {
        let draws: Vec<&Vec<f64>> = rounds.iter().flat_map(|r| &r.draws).collect();
        let both: Vec<(f64, f64)> = rounds.iter().flat_map(|r| r.surprise.iter().copied()).collect();
        let rest = |(y, (_, prior)): (&&Vec<f64>, &(f64, f64))| {
            let jacobian: f64 = inside(y).iter().map(|u| ln((u * (1.0 - u)).max(1e-300))).sum();
            let mixture: Vec<f64> = rounds.iter().map(|r| r.proposal.log_density(y)).collect();
            jacobian - prior - log_mean(&mixture)
        };
        let rest = draws.iter().zip(&both).map(rest).collect();
        let posterior = EFFECTIVE * rounds.last().map_or(0, |r| r.draws.len()) as f64;
        let guide = GUIDE * (1 + draws.first().map_or(0, |d| d.len())) as f64;
        let enough = (posterior, guide.min(posterior));
        Pool { draws, surprise: both.iter().map(|b| b.0).collect(), rest, enough }
    }

    /// Weights with this power of the likelihood, their logarithms flattened by a factor.
    fn weights(&self, power: f64, flat: f64) -> Vec<f64> {
        let log = |(s, r): (&f64, &f64)| flat * (r - power * s);
        weights(&self.surprise.iter().zip(&self.rest).map(log).collect::<Vec<_>>())
    }

    /// Weights to learn the next proposal from: as flat as it takes for enough draws to count.
    fn flattened(&self) -> Vec<f64> {
        let whole = self.weights(1.0, 1.0);
        if effective(&whole) >= self.enough.1 {
            return whole;
        }
        // evenly weighted at 0, and fewer draws count the further from it
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..30 {
            let middle = 0.5 * (low + high);
            if effective(&self.weights(1.0, middle)) < self.enough.1 { high = middle } else { low = middle }
        }
        self.weights(1.0, low)
    }

    /// Weights of the posterior at the largest power at which enough draws count, else at the one at which most do.
    fn posterior(&self) -> (Vec<f64>, f64) {
        let (mut best, mut most) = (1.0, 0.0);
        for step in 0..=POWERS {
            let power = 1.0 - step as f64 / POWERS as f64;
            let count = effective(&self.weights(power, 1.0));
            if count > most {
                (best, most) = (power, count);
            }
            if count >= self.enough.0 {
                break;
            }
        }
        (self.weights(best, 1.0), best)
    }
}

/// Weighted mean and covariance.
fn moments(draws: &[&Vec<f64>], weights: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let n = draws.first().map_or(0, |d| d.len());
    let mean = |i: usize| draws.iter().zip(weights).map(|(d, w)| w * d[i]).sum::<f64>();
    let middle: Vec<f64> = (0..n).map(mean).collect();
    let of = |r: usize, c: usize| {
        draws.iter().zip(weights).map(|(d, w)| w * (d[r] - middle[r]) * (d[c] - middle[c])).sum::<f64>()
    };
    let covariance = (0..n * n).map(|i| of(i / n, i % n)).collect();
    (middle, covariance)
}

/// One more round.
pub fn round(
    search: &Search,
    state: &State,
    before: &[Round],
    draws: usize,
    progress: &Progress,
) -> Result<Round, Trouble> {
    let task = search.task;
    let proposal = match before.is_empty() {
        true => Proposal::first(task, state),
        false => {
            let pool = Pool::of(before);
            let (middle, covariance) = moments(&pool.draws, &pool.flattened());
            Proposal::new(middle, covariance)
        }
    };
    let (seed, number) = (task.fitting.search.seed, before.len() as u64);
    let drawn: Vec<Vec<f64>> =
        (0..draws).map(|k| proposal.draw(&mut Stream::new(seed, k as u64, STREAM, number))).collect();
    // the same for all rounds, so that none of them weighs more for the luck of its animals
    let animals = SEEDS + (seed << 20);
    let trials: Vec<Trial> =
        drawn.iter().map(|y| Trial { values: values(task.axes(), &inside(y)), seed: animals }).collect();
    progress
        .total
        .store(progress.done.load(Ordering::Relaxed) + search.ticks * draws as u64, Ordering::Relaxed);
    let manner = Manner { atlas: &task.coarse, effort: 1.0, takes: search.takes };
    let found = task.evaluate(&trials, manner, progress)?;
    let surprise =
        found.iter().zip(&drawn).map(|(e, y)| (task.surprise(e), search.pull(&inside(y)))).collect();
    Ok(Round { proposal, draws: drawn, surprise })
}

/// Draws of the posterior in the units of the atlas.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// Paths in the atlas.
    pub paths: Vec<String>,
    /// Units.
    pub units: Vec<String>,
    /// Values of each draw.
    pub values: Vec<Vec<f64>>,
    /// Weights, which sum to 1.
    pub weights: Vec<f64>,
}

impl Draws {
    /// The draws of all rounds.
    pub fn of(task: &Task, rounds: &[Round]) -> (Draws, Summary) {
        let pool = Pool::of(rounds);
        let (all, (weights, power)) = (&pool.draws, pool.posterior());
        let summary = Summary { draws: all.len(), effective: effective(&weights), power };
        let draws = Draws {
            paths: task.axes().iter().map(|a| a.path.clone()).collect(),
            units: task.axes().iter().map(|a| a.unit.clone()).collect(),
            values: all.iter().map(|y| values(task.axes(), &inside(y))).collect(),
            weights,
        };
        (draws, summary)
    }

    /// As a table: weight, then one column for each path.
    pub fn table(&self) -> Table {
        let mut columns = vec![Column::new(WEIGHT, "weight of the draw; all weights sum to 1")];
        for (path, unit) in self.paths.iter().zip(&self.units) {
            columns.push(Column::new(path.as_str(), "a number of the atlas").units(unit.as_str()));
        }
        let mut table = Table::new(columns);
        for (values, weight) in self.values.iter().zip(&self.weights) {
            let numbers = std::iter::once(weight).chain(values);
            table.push(numbers.map(|v| Cell::Number(*v)).collect());
        }
        table
    }

    /// Reads what [`Draws::table`] wrote.
    pub fn read(path: &Path) -> Result<Draws, StoreError> {
        let table = Table::read(path)?;
        let damaged =
            || StoreError::Damaged { path: path.to_path_buf(), why: "not the draws of a posterior".into() };
        if table.columns.first().is_none_or(|c| c.name != WEIGHT) || table.rows.is_empty() {
            return Err(damaged());
        }
        let number = |cell: &Cell| cell.number().filter(|v| v.is_finite()).ok_or_else(damaged);
        let rows: Vec<Vec<f64>> =
            table.rows.iter().map(|row| row.iter().map(number).collect()).collect::<Result<_, _>>()?;
        Ok(Draws {
            paths: table.columns[1..].iter().map(|c| c.name.clone()).collect(),
            units: table.columns[1..].iter().map(|c| c.units.clone()).collect(),
            weights: rows.iter().map(|r| r[0]).collect(),
            values: rows.iter().map(|r| r[1..].to_vec()).collect(),
        })
    }

    /// The value below which a share of the weight lies.
    pub fn quantile(&self, parameter: usize, share: f64) -> f64 {
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        order.sort_by(|&a, &b| self.values[a][parameter].total_cmp(&self.values[b][parameter]));
        let mut sum = 0.0;
        for &i in &order {
            sum += self.weights[i];
            if sum >= share {
                return self.values[i][parameter];
            }
        }
        order.last().map_or(f64::NAN, |&i| self.values[i][parameter])
    }

    /// So many draws of equal weight, as overrides `PATH=VALUE` of the atlas: for predictions that carry the uncertainty.
    pub fn overrides(&self, number: usize) -> impl Iterator<Item = Vec<(String, String)>> + '_ {
        // systematic resampling: evenly spaced in the cumulative weight
        let mut sums = Vec::with_capacity(self.weights.len());
        let mut sum = 0.0;
        for w in &self.weights {
            sum += w;
            sums.push(sum);
        }
        (0..number).map(move |k| {
            let at = (k as f64 + 0.5) / number as f64 * sum;
            let i = sums.partition_point(|s| *s < at).min(self.values.len().saturating_sub(1));
            let written = |(v, unit): (&f64, &String)| {
                if unit == "1" || unit.is_empty() { format!("{v}") } else { format!("{v} {unit}") }
            };
            let values = self.values[i].iter().zip(&self.units).map(written);
            self.paths.iter().cloned().zip(values).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws rounds of a normal likelihood instead of simulated animals.
    fn sampled(rounds: usize, draws: usize, sd: f64) -> Vec<Round> {
        let mut all: Vec<Round> = Vec::new();
        for number in 0..rounds {
            let proposal = match all.is_empty() {
                true => Proposal::new(vec![0.0; 3], vec![4.0, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0, 4.0]),
                false => {
                    let pool = Pool::of(&all);
                    let (middle, covariance) = moments(&pool.draws, &pool.flattened());
                    Proposal::new(middle, covariance)
                }
            };
            let one = |k: usize| proposal.draw(&mut Stream::new(5, k as u64, 1, number as u64));
            let drawn: Vec<Vec<f64>> = (0..draws).map(one).collect();
            let surprise = |y: &Vec<f64>| {
                let u = inside(y);
                let z: Vec<f64> = u.iter().zip([0.3, 0.5, 0.8]).map(|(u, m)| (u - m) / sd).collect();
                (0.5 * z.iter().map(|z| z * z).sum::<f64>(), 0.0)
            };
            all.push(Round { surprise: drawn.iter().map(surprise).collect(), proposal, draws: drawn });
        }
        all
    }

    #[test]
    fn exact_moments_of_a_known_posterior() {
        let rounds = sampled(4, 400, 0.05);
        let pool = Pool::of(&rounds);
        let (draws, (weights, power)) = (&pool.draws, pool.posterior());
        assert_eq!(power, 1.0);
        for (i, want) in [0.3, 0.5, 0.8].into_iter().enumerate() {
            let u: Vec<f64> = draws.iter().map(|y| inside(y)[i]).collect();
            let mean: f64 = u.iter().zip(&weights).map(|(u, w)| u * w).sum();
            let var: f64 = u.iter().zip(&weights).map(|(u, w)| w * (u - mean) * (u - mean)).sum();
            assert!((mean - want).abs() < 0.01, "{i}: {mean}");
            assert!((var.sqrt() - 0.05).abs() < 0.006, "{i}: {}", var.sqrt());
        }
    }

    #[test]
    fn keeps_the_posterior_wide_when_draws_are_few() {
        let rounds = sampled(1, 30, 0.001);
        let (weights, power) = Pool::of(&rounds).posterior();
        assert!(power < 1.0 && effective(&weights) >= 9.9, "{power} {}", effective(&weights));
    }

    #[test]
    fn exact_overrides_follow_the_weights() {
        let draws = Draws {
            paths: vec!["a".into()],
            units: vec!["min".into()],
            values: vec![vec![1.0], vec![2.0], vec![3.0]],
            weights: vec![0.25, 0.0, 0.75],
        };
        let texts: Vec<String> = draws.overrides(4).map(|d| d[0].1.clone()).collect();
        assert_eq!(texts, ["1 min", "3 min", "3 min", "3 min"]);
        assert_eq!((draws.quantile(0, 0.1), draws.quantile(0, 0.5)), (1.0, 3.0));
    }
}
