//! Dose-response: a Hill curve through the means at the doses of a sweep.
//!
//! **Equation.** y(x) = bottom + (top − bottom)/(1 + (EC50/x)^h), and bottom at x = 0.
//!
//! **Fit.** Least squares on the means over repetitions. Given EC50 and h the two levels are a linear regression; EC50 and h are searched on a
//! grid and from its best node with CMA-ES. **Interval.** 95 % percentiles over bootstraps of repetitions, the same at every dose, since the
//! same animals live at every dose; it is open where it leaves the doses.
//!
//! **Refused** are curves that do not change with the dose beyond what repetitions do (analysis of variance), that no Hill curve
//! explains (rising and falling, for instance), and whose half lies outside the doses.

use crate::cma::{CmaEs, points};
use serde::Serialize;
use syntony_engine::Stream;
use syntony_engine::math::{exp, ln};
use syntony_results::stats::{anova, mean, quantile};
use syntony_results::words::short;

/// Doses above 0 that four unknowns need at least.
const DOSES_MIN: usize = 5;
/// Repetitions that tell a curve from chance, and those that give an interval.
const REPEATS_MIN: usize = 3;
const INTERVAL_MIN: usize = 5;
/// A curve is flat unless chance makes such differences between doses less often.
const ALPHA: f64 = 0.01;
/// Share of the differences between doses that the curve explains at least.
const EXPLAINED: f64 = 0.8;
/// Bootstraps behind the interval.
const BOOTSTRAPS: usize = 500;
/// Nodes of the grid and what it spans: EC50 by this factor beyond the doses, h from and to.
const NODES: (usize, usize) = (61, 21);
const BEYOND: f64 = 10.0;
const SLOPES: (f64, f64) = (0.3, 8.0);
/// Generations of the search from the best node: to the end, and to a few percent of a step of the grid for a bootstrap.
const GENERATIONS: u64 = 40;
const ROUGHLY: u64 = 10;
const STREAM: u32 = 0x68_69_6c;

/// A curve through doses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Hill {
    /// Level without any.
    pub bottom: f64,
    /// Level that more and more comes to.
    pub top: f64,
    /// Dose half-way between.
    pub ec50: f64,
    /// Lower limit at 95 %; none below the lowest dose.
    pub low: Option<f64>,
    /// Upper limit; none above the highest dose.
    pub high: Option<f64>,
    /// Whether there were repetitions enough for an interval.
    pub interval: bool,
    /// Hill's slope.
    pub slope: f64,
    /// Share of the differences between doses that it explains.
    pub explained: f64,
}

impl Hill {
    /// Its height at a dose.
    pub fn at(&self, dose: f64) -> f64 {
        self.bottom + (self.top - self.bottom) * basis(ln(self.ec50), self.slope, dose)
    }
}

fn basis(ln_ec50: f64, slope: f64, dose: f64) -> f64 {
    if dose > 0.0 { 1.0 / (1.0 + exp(slope * (ln_ec50 - ln(dose)))) } else { 0.0 }
}

/// The curve through `means[dose][repetition]`, or why there is none.
pub fn fitted(doses: &[f64], means: &[Vec<Option<f64>>], unit: &str, seed: u64) -> Result<Hill, String> {
    let positive: Vec<f64> = doses.iter().copied().filter(|x| *x > 0.0).collect();
    if positive.len() < DOSES_MIN {
        return Err(format!("{} doses, a Hill curve needs {DOSES_MIN}", positive.len()));
    }
    let repeats = means.iter().map(Vec::len).min().unwrap_or(0);
    let whole: Vec<usize> = (0..repeats).filter(|&r| means.iter().all(|m| m[r].is_some())).collect();
    if whole.len() < REPEATS_MIN {
        return Err(format!("{} repetitions, telling a curve from chance takes {REPEATS_MIN}", whole.len()));
    }
    let there: Vec<Vec<f64>> = means.iter().map(|m| whole.iter().filter_map(|&r| m[r]).collect()).collect();
    let test = anova(&there.iter().map(Vec::as_slice).collect::<Vec<_>>());
    if test.p >= ALPHA {
        return Err(format!("flat: doses differ no more than repetitions do (p = {})", short(test.p)));
    }
    let search = Search::new(doses, &positive, seed);
    let level: Vec<f64> = there.iter().map(|m| mean(m)).collect();
    let mut hill = search.best(&level, GENERATIONS);
    let total: f64 = level.iter().map(|y| (y - mean(&level)).powi(2)).sum();
    let left: f64 = doses.iter().zip(&level).map(|(x, y)| (y - hill.at(*x)).powi(2)).sum();
    hill.explained = 1.0 - left / total;
    if hill.explained < EXPLAINED {
        let share = (100.0 * hill.explained).floor();
        return Err(format!(
            "no Hill curve: the best explains {share} % of the differences between doses, expected {} %",
            100.0 * EXPLAINED
        ));
    }
    let (least, most) = (positive[0], positive[positive.len() - 1]);
    let open = |side: &str, dose: f64| {
        let unit = if unit == "1" { String::new() } else { format!(" {unit}") };
        format!(
            "the half lies {side} the doses swept ({side} {}{unit}), so there is no EC50; sweep further",
            short(dose)
        )
    };
    if hill.ec50 < least {
        return Err(open("below", least));
    }
    if hill.ec50 > most {
        return Err(open("above", most));
    }
    if whole.len() >= INTERVAL_MIN {
        let mut random = Stream::new(seed, whole.len() as u64, STREAM, 0);
        let drawn: Vec<f64> = (0..BOOTSTRAPS)
            .map(|_| {
                let which: Vec<usize> =
                    whole.iter().map(|_| random.below(whole.len() as u64) as usize).collect();
                let level: Vec<f64> = there
                    .iter()
                    .map(|m| which.iter().map(|&i| m[i]).sum::<f64>() / which.len() as f64)
                    .collect();
                search.best(&level, ROUGHLY).ec50
            })
            .collect();
        let within = |x: f64| (least..=most).contains(&x).then_some(x);
        (hill.low, hill.high) = (within(quantile(&drawn, 0.025)), within(quantile(&drawn, 0.975)));
        hill.interval = true;
    }
    Ok(hill)
}

/// The doses with the curves of the grid at each, made once for all bootstraps.
struct Search<'a> {
    doses: &'a [f64],
    /// Least and greatest ln EC50, and ln h.
    limits: [(f64, f64); 2],
    /// ln EC50, ln h, and the curve from 0 to 1.
    nodes: Vec<([f64; 2], Vec<f64>)>,
    seed: u64,
}

impl<'a> Search<'a> {
    fn new(doses: &'a [f64], positive: &[f64], seed: u64) -> Search<'a> {
        let (least, most) = (ln(positive[0]), ln(positive[positive.len() - 1]));
        let limits = [(least - ln(BEYOND), most + ln(BEYOND)), (ln(SLOPES.0), ln(SLOPES.1))];
        let step = |(a, b): (f64, f64), i: usize, n: usize| a + (b - a) * i as f64 / (n - 1) as f64;
        let mut nodes = Vec::new();
        for i in 0..NODES.0 {
            for j in 0..NODES.1 {
                let at = [step(limits[0], i, NODES.0), step(limits[1], j, NODES.1)];
                nodes.push((at, doses.iter().map(|x| basis(at[0], exp(at[1]), *x)).collect()));
            }
        }
        Search { doses, limits, nodes, seed }
    }

    /// The curve of least squares.
    fn best(&self, level: &[f64], generations: u64) -> Hill {
        let (mut at, mut least) = ([0.0; 2], f64::INFINITY);
        for (node, curve) in &self.nodes {
            let (_, _, left) = levels(curve, level);
            if left < least {
                (at, least) = (*node, left);
            }
        }
        // one unit of the search is about a step of the grid
        let size = [0, 1].map(|i| {
            let (low, high) = self.limits[i];
            (high - low) / ([NODES.0, NODES.1][i] - 1) as f64
        });
        let here =
            |z: &[f64]| [0, 1].map(|i| (at[i] + size[i] * z[i]).clamp(self.limits[i].0, self.limits[i].1));
        let curve = |p: [f64; 2]| -> Vec<f64> {
            let slope = exp(p[1]);
            self.doses.iter().map(|x| basis(p[0], slope, *x)).collect()
        };
        let mut best = at;
        let mut search = CmaEs::new(vec![0.0; 2], 1.0, points(2), self.seed);
        for _ in 0..generations {
            let tried = search.ask();
            let left: Vec<f64> = tried.iter().map(|z| levels(&curve(here(z)), level).2).collect();
            for (z, l) in tried.iter().zip(&left) {
                if *l < least {
                    (best, least) = (here(z), *l);
                }
            }
            search.tell(&tried, &left);
        }
        let (bottom, rise, _) = levels(&curve(best), level);
        Hill {
            bottom,
            top: bottom + rise,
            ec50: exp(best[0]),
            low: None,
            high: None,
            interval: false,
            slope: exp(best[1]),
            explained: f64::NAN,
        }
    }
}

/// Bottom and rise of a curve by linear regression, and the squares that are left.
fn levels(curve: &[f64], level: &[f64]) -> (f64, f64, f64) {
    let n = curve.len() as f64;
    let (mx, my) = (curve.iter().sum::<f64>() / n, level.iter().sum::<f64>() / n);
    let (mut sxx, mut sxy, mut syy) = (0.0, 0.0, 0.0);
    for (x, y) in curve.iter().zip(level) {
        sxx += (x - mx) * (x - mx);
        sxy += (x - mx) * (y - my);
        syy += (y - my) * (y - my);
    }
    let rise = if sxx > 1e-12 { sxy / sxx } else { 0.0 };
    (my - rise * mx, rise, syy - rise * sxy)
}
