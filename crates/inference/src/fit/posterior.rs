//! How sure the fitted numbers are: draws of an approximate posterior, by an ensemble of Markov chains on a synthetic likelihood.
//!
//! **Equations** (u: positions within the ranges, y = ln(u / (1 − u)); a, b: two other chains of the other half; d: parameters)
//! ```text
//! target      log p(y) = −Σ surprise(u) − pull(u) + Σ ln u (1 − u)          the prior is even over the ranges
//! proposal    y' = y + g (y_a − y_b) + e,   g = 2.38 / √(2d), and 1 in every tenth;   e ~ N(0, 10⁻⁴ d⁻¹)
//! accepted    with probability min(1, p(y') / p(y));   one half of the chains moves, then the other
//! stand-in    once enough was seen, three rounds in four: y' is where WALK such moves lead on g(y) = exp(−q(u)) Π u (1 − u),
//!             accepted with probability min(1, p(y') g(y) / p(y) g(y'))
//! settled     R̂ = √(((n − 1) W + B) / (n W))                                B, W: variance between (times n) and within chains
//! ```
//! **Shape** rounds × chains; the first half of the rounds is forgotten. In each round a chain and where it would go meet the same animals,
//! in the next others: a chain that kept the luck of its animals would not move on. The stand-in q ([`super::surrogate`]) learns from all rounds before:
//! it changes less and less, and what it gets wrong costs moves that are refused.
//! **Assumptions.** The noise of simulated animals is small beside the claims' own; what there is of it makes the posterior wider. The surprise of a claim is that of [`super::score`]; claims of one protocol weigh as in the loss. The chains begin near
//! what the search has found: while they have not settled (R̂ well above 1.1) the draws may be too near to it.
//! **Papers** Andrieu & Roberts 2009 (Monte Carlo within Metropolis), doi 10.1214/07-AOS574; ter Braak 2006 (differential evolution Markov chain), doi 10.1007/s11222-006-8769-1; Christen & Fox 2005
//! (a stand-in is asked first), doi 10.1198/106186005X76983; Roberts & Rosenthal 2007 (chains that learn as they go), doi 10.1239/jap/1183667414; Gelman & Rubin 1992,
//! doi 10.1214/ss/1177011136

use super::evaluate::{Manner, Trial, Trouble};
use super::search::{Search, State};
use super::space::values;
use super::surrogate::{Seen, Surrogate};
use super::task::Task;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::atomic::Ordering;
use syntony_engine::Stream;
use syntony_engine::math::{exp, ln};
use syntony_results::stats::quantile_weighted;
use syntony_store::{Cell, Column, StoreError, Table};
use syntony_study::run::Progress;

/// Fewest chains: either half needs two others to learn a direction from.
pub const CHAINS_MIN: usize = 6;
/// Narrowest and widest first spread along a coordinate, as a share of the range.
const FIRST: (f64, f64) = (0.03, 0.1);
/// Every so many rounds a chain may jump as far as two others are apart.
const JUMP: u64 = 10;
/// One round in so many is without the stand-in.
const PLAIN: u64 = 4;
/// Moves on the stand-in before the model is asked, in turn: far when it is good, near while it is poor.
const WALK: [usize; 3] = [5, 25, 125];
/// Standard deviation of what is added to every move, over √d.
const JITTER: f64 = 0.01;
/// Seeds of the animals begin here.
const SEEDS: u64 = 1 << 52;
/// The stream of random numbers of the chains.
const STREAM: u32 = 7;
/// Headings of the weights and of the lineage.
const WEIGHT: &str = "weight";
const LINEAGE: &str = "lineage";

/// How well the posterior is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Draws that were kept.
    pub draws: usize,
    /// Effective number of independent draws, of the parameter with fewest.
    pub effective: f64,
    /// Share of moves that were accepted.
    pub accepted: f64,
    /// R̂ of the parameter that has settled least; near 1 when chains agree.
    pub unsettled: f64,
}

impl Summary {
    /// Whether the chains agree.
    pub fn settled(&self) -> bool {
        self.unsettled < 1.2
    }
}

/// Where the chains are after a round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// Positions, y.
    chains: Vec<Vec<f64>>,
    /// Moves that were accepted in this round.
    accepted: usize,
    /// Points of this round with their surprise and pull.
    #[serde(default)]
    seen: Vec<Seen>,
}

fn logit(u: f64) -> f64 {
    let u = u.clamp(0.02, 0.98);
    ln(u / (1.0 - u))
}

fn inside(y: &[f64]) -> Vec<f64> {
    y.iter().map(|v| 1.0 / (1.0 + exp(-v.clamp(-40.0, 40.0)))).collect()
}

/// Log of the target, up to a constant, where the surprise and the pull together are so much.
fn target(y: &[f64], surprise: f64) -> f64 {
    inside(y).iter().map(|u| ln((u * (1.0 - u)).max(1e-300))).sum::<f64>() - surprise
}

/// Where the chains begin: around a middle with these spreads, in positions within the ranges.
fn first(middle: &[f64], spread: &[f64], chains: usize, seed: u64) -> Vec<Vec<f64>> {
    let one = |k: usize| {
        let mut random = Stream::new(seed, k as u64, STREAM, 0);
        let place = |(u, sd): (&f64, &f64)| {
            let u = u.clamp(0.02, 0.98);
            logit(u) + (sd / (u * (1.0 - u))).min(1.5) * random.normal()
        };
        middle.iter().zip(spread).map(place).collect()
    };
    (0..chains).map(one).collect()
}

/// Where a chain would go.
struct Move {
    chain: usize,
    to: Vec<f64>,
    /// Log of what was drawn for acceptance.
    luck: f64,
    /// How much more the stand-in expects there than here, as log density.
    expected: f64,
}

/// What the chains of one half would move to.
fn proposed(before: &Round, half: usize, seed: u64, number: u64, standin: Option<&Surrogate>) -> Vec<Move> {
    let n = before.chains[0].len();
    let others: Vec<&Vec<f64>> = before.chains.iter().skip(1 - half).step_by(2).collect();
    let usual = 2.38 / (2.0 * n as f64).sqrt();
    let jitter = JITTER / (n as f64).sqrt();
    let step = |from: &[f64], far: f64, random: &mut Stream| -> Vec<f64> {
        let a = random.below(others.len() as u64) as usize;
        let b = (a + 1 + random.below(others.len() as u64 - 1) as usize) % others.len();
        let one = |i: usize| from[i] + far * (others[a][i] - others[b][i]) + jitter * random.normal();
        (0..n).map(one).collect()
    };
    let one = |chain: usize| {
        let mut random = Stream::new(seed, chain as u64, STREAM, number);
        let here = &before.chains[chain];
        let (to, expected) = match standin {
            None => {
                let far = if number.is_multiple_of(JUMP) { 1.0 } else { usual };
                (step(here, far, &mut random), 0.0)
            }
            Some(q) => {
                let log = |y: &[f64]| target(y, q.at(&inside(y)));
                let begun = log(here);
                let (mut y, mut density) = (here.clone(), begun);
                for _ in 0..WALK[(chain / 2 + number as usize) % WALK.len()] {
                    let next = step(&y, usual, &mut random);
                    let there = log(&next);
                    if ln(random.uniform().max(1e-300)) < there - density {
                        (y, density) = (next, there);
                    }
                }
                (y, density - begun)
            }
        };
        Move { chain, to, luck: ln(random.uniform().max(1e-300)), expected }
    };
    (half..before.chains.len()).step_by(2).map(one).collect()
}

/// The surprise and the pull of points, together.
type Surprises<'f, E> = &'f mut dyn FnMut(&[&Vec<f64>]) -> Result<Vec<f64>, E>;

/// One round more, with a function that gives the surprises of points.
fn moved<E>(before: &[Round], seed: u64, surprise: Surprises<E>) -> Result<Round, E> {
    let number = before.len() as u64;
    let standin = match number % PLAIN {
        0 => None,
        _ => Surrogate::of(before.iter().map(|r| r.seen.as_slice())),
    };
    let chains = before.last().map_or(Vec::new(), |r| r.chains.clone());
    let mut now = Round { accepted: 0, chains, seen: Vec::new() };
    for half in 0..2 {
        let moves = proposed(&now, half, seed, number, standin.as_ref());
        let here = moves.iter().map(|m| &now.chains[m.chain]);
        let points: Vec<Vec<f64>> = here.chain(moves.iter().map(|m| &m.to)).cloned().collect();
        let found = surprise(&points.iter().collect::<Vec<_>>())?;
        let (here, there) = found.split_at(moves.len());
        for ((m, here), there) in moves.into_iter().zip(here).zip(there) {
            if m.luck < target(&m.to, *there) - target(&now.chains[m.chain], *here) - m.expected {
                now.chains[m.chain] = m.to;
                now.accepted += 1;
            }
        }
        now.seen.extend(points.iter().map(|y| inside(y)).zip(found));
    }
    Ok(now)
}

/// One more round.
pub fn round(
    search: &Search,
    state: &State,
    before: &[Round],
    chains: usize,
    progress: &Progress,
) -> Result<Round, Trouble> {
    let task = search.task;
    let seed = task.fitting.search.seed;
    let chains = chains.max(CHAINS_MIN);
    let number = before.len() as u64;
    let ticks = 2 * search.ticks * chains as u64;
    progress.total.store(progress.done.load(Ordering::Relaxed) + ticks, Ordering::Relaxed);
    let mut surprise = |points: &[&Vec<f64>]| -> Result<Vec<f64>, Trouble> {
        let trial = |y: &&Vec<f64>| Trial {
            values: values(task.axes(), &inside(y)),
            seed: SEEDS + (seed << 20) + number,
        };
        let trials: Vec<Trial> = points.iter().map(trial).collect();
        let manner = Manner { atlas: &task.coarse, effort: 1.0, takes: search.takes };
        let found = task.evaluate(&trials, manner, progress)?;
        Ok(found.iter().zip(points).map(|(e, y)| task.surprise(e) + search.pull(&inside(y))).collect())
    };
    match before.is_empty() {
        false => moved(before, seed, &mut surprise),
        true => {
            let spread: Vec<f64> =
                (0..state.centre.len()).map(|i| state.strategy.sd(i).clamp(FIRST.0, FIRST.1)).collect();
            Ok(Round { chains: first(&state.centre, &spread, chains, seed), accepted: 0, seen: Vec::new() })
        }
    }
}

/// R̂ and the effective number of draws of one coordinate; `draws` by chain.
fn agreement(draws: &[Vec<f64>]) -> (f64, f64) {
    let (m, n) = (draws.len() as f64, draws.first().map_or(0, Vec::len) as f64);
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let variance = |x: &[f64]| {
        let middle = mean(x);
        x.iter().map(|v| (v - middle) * (v - middle)).sum::<f64>() / (x.len() as f64 - 1.0).max(1.0)
    };
    let means: Vec<f64> = draws.iter().map(|c| mean(c)).collect();
    let within = mean(&draws.iter().map(|c| variance(c)).collect::<Vec<_>>()).max(1e-300);
    let between = n * variance(&means);
    let whole = ((n - 1.0) * within + between) / n;
    ((whole / within).sqrt().min(99.0), (m * n * whole / between.max(1e-300)).min(m * n))
}

fn summary(kept: &[Round]) -> Summary {
    let chains = kept.first().map_or(0, |r| r.chains.len());
    let of = |k: usize, i: usize| kept.iter().map(|r| inside(&r.chains[k])[i]).collect::<Vec<f64>>();
    let dimensions = kept.first().map_or(0, |r| r.chains[0].len());
    let all: Vec<(f64, f64)> =
        (0..dimensions).map(|i| agreement(&(0..chains).map(|k| of(k, i)).collect::<Vec<_>>())).collect();
    let draws = chains * kept.len();
    Summary {
        draws,
        effective: all.iter().map(|a| a.1).fold(draws as f64, f64::min),
        accepted: kept.iter().map(|r| r.accepted).sum::<usize>() as f64 / draws.max(1) as f64,
        unsettled: all.iter().map(|a| a.0).fold(1.0, f64::max),
    }
}

/// Draws of the posterior in the units of the atlas.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// Whose atlas.
    pub lineage: String,
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
    /// The draws of the second half of the rounds, and how well they are known.
    pub fn of(task: &Task, rounds: &[Round]) -> (Draws, Summary) {
        let kept = &rounds[rounds.len() / 2..];
        let all: Vec<&Vec<f64>> = kept.iter().flat_map(|r| &r.chains).collect();
        let draws = Draws {
            lineage: task.fitting.lineage.clone(),
            paths: task.axes().iter().map(|a| a.path.clone()).collect(),
            units: task.axes().iter().map(|a| a.unit.clone()).collect(),
            values: all.iter().map(|y| values(task.axes(), &inside(y))).collect(),
            weights: vec![1.0 / all.len() as f64; all.len()],
        };
        (draws, summary(kept))
    }

    /// As a table: weight, lineage, then one column for each path.
    pub fn table(&self) -> Table {
        let mut columns = vec![
            Column::new(WEIGHT, "weight of the draw; all weights sum to 1"),
            Column::new(LINEAGE, "whose atlas"),
        ];
        for (path, unit) in self.paths.iter().zip(&self.units) {
            columns.push(Column::new(path.as_str(), "a number of the atlas").units(unit.as_str()));
        }
        let mut table = Table::new(columns);
        for (values, weight) in self.values.iter().zip(&self.weights) {
            let first = [Cell::Number(*weight), Cell::Text(self.lineage.clone())];
            table.push(first.into_iter().chain(values.iter().map(|v| Cell::Number(*v))).collect());
        }
        table
    }

    /// Reads what [`Draws::table`] wrote.
    pub fn read(path: &Path) -> Result<Draws, StoreError> {
        let table = Table::read(path)?;
        let damaged =
            || StoreError::Damaged { path: path.to_path_buf(), why: "not the draws of a posterior".into() };
        let headed = |i: usize, name: &str| table.columns.get(i).is_some_and(|c| c.name == name);
        let lineage = match table.rows.first().and_then(|row| row.get(1)) {
            Some(Cell::Text(lineage)) if headed(0, WEIGHT) && headed(1, LINEAGE) => lineage.clone(),
            _ => return Err(damaged()),
        };
        let number = |cell: &Cell| cell.number().filter(|v| v.is_finite()).ok_or_else(damaged);
        let rows: Vec<Vec<f64>> =
            table.rows.iter().map(|row| row[2..].iter().map(number).collect()).collect::<Result<_, _>>()?;
        Ok(Draws {
            lineage,
            paths: table.columns[2..].iter().map(|c| c.name.clone()).collect(),
            units: table.columns[2..].iter().map(|c| c.units.clone()).collect(),
            weights: table.rows.iter().map(|row| number(&row[0])).collect::<Result<_, _>>()?,
            values: rows,
        })
    }

    /// The value below which a share of the weight lies.
    pub fn quantile(&self, parameter: usize, share: f64) -> f64 {
        let values: Vec<f64> = self.values.iter().map(|draw| draw[parameter]).collect();
        quantile_weighted(&values, &self.weights, share)
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

    /// Chains on a normal likelihood of u with these means and this sd, correlated in the first two, begun away from it.
    fn chains(rounds: usize, sd: f64) -> Vec<Round> {
        let mut surprise = |points: &[&Vec<f64>]| -> Result<Vec<f64>, ()> {
            let one = |y: &&Vec<f64>| {
                let z: Vec<f64> = inside(y).iter().zip([0.3, 0.5, 0.8]).map(|(u, m)| (u - m) / sd).collect();
                let (a, b, r) = (z[0], z[1], 0.8);
                0.5 * ((a * a - 2.0 * r * a * b + b * b) / (1.0 - r * r) + z[2] * z[2])
            };
            Ok(points.iter().map(one).collect())
        };
        let begun = first(&[0.5; 3], &[0.03; 3], 30, 5);
        let mut all = vec![Round { chains: begun, accepted: 0, seen: Vec::new() }];
        while all.len() < rounds {
            let next = moved(&all, 5, &mut surprise).unwrap();
            all.push(next);
        }
        all
    }

    #[test]
    fn exact_moments_of_a_known_posterior() {
        let rounds = chains(120, 0.05);
        let kept = &rounds[60..];
        let summary = summary(kept);
        assert!(summary.settled() && (0.6..0.95).contains(&summary.accepted), "{summary:?}");
        let u: Vec<Vec<f64>> = kept.iter().flat_map(|r| r.chains.iter().map(|y| inside(y))).collect();
        let mean = |f: &dyn Fn(&Vec<f64>) -> f64| u.iter().map(f).sum::<f64>() / u.len() as f64;
        for (i, want) in [0.3, 0.5, 0.8].into_iter().enumerate() {
            let m = mean(&|u| u[i]);
            let sd = mean(&|u| (u[i] - m) * (u[i] - m)).sqrt();
            assert!((m - want).abs() < 0.006 && (sd - 0.05).abs() < 0.005, "{i}: {m} ± {sd}");
        }
        let r = mean(&|u| (u[0] - 0.3) * (u[1] - 0.5)) / 0.0025;
        assert!((r - 0.8).abs() < 0.1, "{r}");
    }

    #[test]
    fn keeps_saying_that_few_rounds_have_not_settled() {
        let rounds = chains(6, 0.0003);
        let summary = summary(&rounds[3..]);
        assert!(!summary.settled() && summary.effective < 0.5 * summary.draws as f64, "{summary:?}");
    }

    #[test]
    fn exact_overrides_follow_the_weights() {
        let draws = Draws {
            lineage: "vole".into(),
            paths: vec!["a".into()],
            units: vec!["min".into()],
            values: vec![vec![1.0], vec![2.0], vec![3.0]],
            weights: vec![0.25, 0.0, 0.75],
        };
        let texts: Vec<String> = draws.overrides(4).map(|d| d[0].1.clone()).collect();
        assert_eq!(texts, ["1 min", "3 min", "3 min", "3 min"]);
        assert_eq!((draws.quantile(0, 0.0), draws.quantile(0, 1.0)), (1.0, 3.0));
    }
}
