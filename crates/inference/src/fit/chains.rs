//! Markov chains on a density with a standard normal prior, and whether they agree.
//!
//! **Equations** (z: standard normal before; L: log likelihood)
//! ```text
//! v ~ N(0, I);  leaps of length ε through  dz/dt = v,  dv/dt = ∇L − z  for about a quarter of a turn           Hamiltonian Monte Carlo
//! accepted with probability min(1, e^(H − H')),  H = |v|²/2 + |z|²/2 − L;  ε such that 0.8 are, by dual averaging while it learns
//! R̂ = √((B / W + n − 1) / n)                of ranks as normal scores in halves of chains, and of their distance from the median; the greater one
//! ESS = m n / (−1 + 2 Σ ρ_t)                ρ: autocorrelation over m half chains of n draws, summed while pairs are positive and fall
//! bulk: of normal scores;  tail: the least of those of  x ≤ 5 %  and  x ≤ 95 %
//! ```
//! **Papers.** Neal 2011 (Hamiltonian Monte Carlo), arXiv 1206.1901; Hoffman & Gelman 2014 (dual averaging), arXiv 1111.4246; Vehtari et al. 2021 (R̂, bulk and tail ESS), doi 10.1214/20-BA1221;
//! Geyer 1992 (monotone sequence), doi 10.1214/ss/1177011137

use statrs::distribution::{ContinuousCDF, Normal};
use syntony_engine::Stream;
use syntony_engine::math::{exp, ln, pow};
use syntony_results::stats::{mean, quantile, sd};

/// Log likelihood at a point; adds its gradient.
pub trait Likelihood: Fn(&[f64], &mut [f64]) -> f64 {}
impl<F: Fn(&[f64], &mut [f64]) -> f64> Likelihood for F {}

/// First length of a leap.
const FIRST: f64 = 0.2;
/// Moves that are accepted, of all.
const ACCEPTED: f64 = 0.8;
/// Most leaps of a move.
const LEAPS: f64 = 64.0;

/// A chain.
#[derive(Debug, Clone)]
pub struct Chain {
    /// Where it is.
    pub z: Vec<f64>,
    gradient: Vec<f64>,
    /// Log density.
    here: f64,
    /// ln of the length of a leap, and the running means by which it is learnt.
    leap: f64,
    learnt: (f64, f64),
    moves: u32,
}

/// Log density with its gradient.
fn density(z: &[f64], gradient: &mut [f64], likelihood: &impl Likelihood) -> f64 {
    gradient.iter_mut().zip(z).for_each(|(g, z)| *g = -z);
    likelihood(z, gradient) - 0.5 * z.iter().map(|z| z * z).sum::<f64>()
}

impl Chain {
    /// Begins at a draw of the prior.
    pub(super) fn new(numbers: usize, random: &mut Stream, likelihood: &impl Likelihood) -> Chain {
        let z: Vec<f64> = (0..numbers).map(|_| random.normal()).collect();
        let mut gradient = vec![0.0; numbers];
        let here = density(&z, &mut gradient, likelihood);
        Chain { z, gradient, here, leap: ln(FIRST), learnt: (0.0, ln(FIRST)), moves: 0 }
    }

    /// A move; while it `learns` the length of a leap is adapted.
    pub(super) fn step(&mut self, learns: bool, random: &mut Stream, likelihood: &impl Likelihood) {
        let leap = exp(if learns { self.leap } else { self.learnt.1 });
        // a quarter of a turn of the prior, more or less, so that no orbit closes
        let leaps =
            (std::f64::consts::FRAC_PI_2 * (0.6 + 0.8 * random.uniform()) / leap).ceil().clamp(1.0, LEAPS);
        let mut speed: Vec<f64> = self.z.iter().map(|_| random.normal()).collect();
        let energy = |speed: &[f64], density: f64| density - 0.5 * speed.iter().map(|v| v * v).sum::<f64>();
        let before = energy(&speed, self.here);
        let (mut z, mut gradient, mut there) = (self.z.clone(), self.gradient.clone(), self.here);
        for _ in 0..leaps as usize {
            speed.iter_mut().zip(&gradient).for_each(|(v, g)| *v += 0.5 * leap * g);
            z.iter_mut().zip(&speed).for_each(|(z, v)| *z += leap * v);
            there = density(&z, &mut gradient, likelihood);
            speed.iter_mut().zip(&gradient).for_each(|(v, g)| *v += 0.5 * leap * g);
        }
        let gained = energy(&speed, there) - before;
        let accepted = if gained.is_nan() { 0.0 } else { exp(gained.min(0.0)) };
        if random.uniform() < accepted {
            (self.z, self.gradient, self.here) = (z, gradient, there);
        }
        if learns {
            // dual averaging, with the constants of the paper
            self.moves += 1;
            let t = f64::from(self.moves);
            self.learnt.0 += (ACCEPTED - accepted - self.learnt.0) / (t + 10.0);
            self.leap = ln(10.0 * FIRST) - t.sqrt() / 0.05 * self.learnt.0;
            let weight = pow(t, -0.75);
            self.learnt.1 += weight * (self.leap - self.learnt.1);
        }
    }
}

/// What is known of how chains of one number agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// R̂; near 1 when chains agree.
    pub r_hat: f64,
    /// Effective number of draws for the middle of the distribution.
    pub bulk: f64,
    /// Effective number of draws for its tails.
    pub tail: f64,
}

/// Agreement of chains of equal length, 4 draws at least.
pub fn agreement(chains: &[Vec<f64>]) -> Agreement {
    let halves: Vec<Vec<f64>> = chains.iter().flat_map(|c| split(c)).collect();
    let median = quantile(&halves.concat(), 0.5);
    let folded: Vec<Vec<f64>> =
        halves.iter().map(|c| c.iter().map(|x| (x - median).abs()).collect()).collect();
    let (scores, all) = (scored(&halves), chains.concat());
    let below = |share: f64| {
        let at = quantile(&all, share);
        effective(
            &halves
                .iter()
                .map(|c| c.iter().map(|x| f64::from(u8::from(*x <= at))).collect())
                .collect::<Vec<_>>(),
        )
    };
    Agreement {
        r_hat: r_hat(&scores).max(r_hat(&scored(&folded))),
        bulk: effective(&scores),
        tail: below(0.05).min(below(0.95)),
    }
}

/// Both halves of a chain, without the middle of an odd number.
fn split(chain: &[f64]) -> [Vec<f64>; 2] {
    let half = chain.len() / 2;
    [chain[..half].to_vec(), chain[chain.len() - half..].to_vec()]
}

/// Normal scores of the ranks over all chains; equal values share their mean rank.
fn scored(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let n = chains[0].len();
    let mut order: Vec<(f64, usize)> = chains.concat().into_iter().enumerate().map(|(i, x)| (x, i)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (normal, size) = (Normal::standard(), order.len() as f64);
    let mut scores = vec![0.0; order.len()];
    let mut from = 0;
    while from < order.len() {
        let to = from + order[from..].iter().take_while(|x| x.0 == order[from].0).count();
        let rank = 0.5 * (from + to + 1) as f64;
        let score = normal.inverse_cdf((rank - 0.375) / (size + 0.25));
        order[from..to].iter().for_each(|(_, i)| scores[*i] = score);
        from = to;
    }
    scores.chunks(n).map(<[f64]>::to_vec).collect()
}

fn r_hat(chains: &[Vec<f64>]) -> f64 {
    let n = chains[0].len() as f64;
    let within = mean(&chains.iter().map(|c| sd(c).powi(2)).collect::<Vec<_>>());
    let between = n * sd(&chains.iter().map(|c| mean(c)).collect::<Vec<_>>()).powi(2);
    ((between / within + n - 1.0) / n).sqrt()
}

/// Effective number of draws.
fn effective(chains: &[Vec<f64>]) -> f64 {
    let n = chains[0].len();
    let (size, length) = ((chains.len() * n) as f64, n as f64);
    let means: Vec<f64> = chains.iter().map(|c| mean(c)).collect();
    // mean over chains of the covariance of draws that are t apart
    let covariance = |t: usize| {
        let one = |(c, m): (&Vec<f64>, &f64)| {
            c[t..].iter().zip(c).map(|(a, b)| (a - m) * (b - m)).sum::<f64>() / length
        };
        chains.iter().zip(&means).map(one).sum::<f64>() / chains.len() as f64
    };
    let variance = covariance(0) * length / (length - 1.0);
    let whole = variance * (length - 1.0) / length + sd(&means).powi(2);
    if whole <= 0.0 {
        return size; // nothing moves
    }
    let rho = |t: usize| 1.0 - (variance - covariance(t)) / whole;
    let mut all = vec![0.0; n];
    let mut pair = (1.0, rho(1));
    (all[0], all[1]) = pair;
    // pairs of neighbours while their sum is positive
    let mut t = 1;
    while t + 3 < n && pair.0 + pair.1 > 0.0 {
        pair = (rho(t + 1), rho(t + 2));
        if pair.0 + pair.1 >= 0.0 {
            (all[t + 1], all[t + 2]) = pair;
        }
        t += 2;
    }
    let last = t.saturating_sub(2);
    if pair.0 > 0.0 {
        all[last + 1] = pair.0;
    }
    // and no sum above the one before
    for t in (1..=last.saturating_sub(2)).step_by(2) {
        let before = all[t - 1] + all[t];
        if all[t + 1] + all[t + 2] > before {
            (all[t + 1], all[t + 2]) = (0.5 * before, 0.5 * before);
        }
    }
    let tau = -1.0 + 2.0 * all[..=last].iter().sum::<f64>() + all[last + 1];
    size / tau.max(1.0 / size.log10())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An autoregressive sequence that other programs can make, too.
    fn chain(k: usize, n: usize, phi: f64) -> Vec<f64> {
        let mut x = 0.0;
        let mut one = |i: usize| {
            let at = (k * n + i + 1) as f64;
            let u = (at * 0.618_033_988_749_894_9 * (1.0 + 0.01 * k as f64)).fract();
            let v = (at * 0.414_213_562_373_095_03 * (1.0 + 0.003 * k as f64)).fract();
            x = phi * x + (-2.0 * u.max(1e-12).ln()).sqrt() * (std::f64::consts::TAU * v).cos();
            x
        };
        (0..n).map(&mut one).collect()
    }

    /// `arviz.rhat` and `arviz.ess` (bulk, tail) of ArviZ 0.23.4.
    #[test]
    fn exact_r_hat_and_ess_are_those_of_arviz() {
        for (phi, n, m, r_hat, bulk, tail) in [
            (0.0, 200, 4, 0.995_753_836_741_052_4, 730.773_916_580_817_1, 908.904_202_301_686_7),
            (0.7, 200, 4, 1.004_194_225_054_428_7, 205.811_018_944_622_52, 501.759_843_106_418_43),
            (0.95, 300, 3, 1.063_872_516_860_943_7, 107.622_532_459_636_95, 228.833_384_345_110_56),
            (-0.5, 101, 2, 0.994_295_635_981_502_4, 424.626_750_099_830_6, 205.564_593_188_926_12),
        ] {
            let found = agreement(&(0..m).map(|k| chain(k, n, phi)).collect::<Vec<_>>());
            for (found, want) in [(found.r_hat, r_hat), (found.bulk, bulk), (found.tail, tail)] {
                assert!((found / want - 1.0).abs() < 1e-6, "φ {phi}: {found} for {want}");
            }
        }
    }

    /// One observation y = 2 of z₀ with SD ½: N(1.6, 0.2); one of z₁ + z₂ = 1 with SD 0.1; none of z₃.
    #[test]
    fn exact_moments_of_a_known_posterior() {
        let likelihood = |z: &[f64], gradient: &mut [f64]| {
            let (a, b) = (z[0] - 2.0, z[1] + z[2] - 1.0);
            gradient[0] -= a / 0.25;
            gradient[1] -= b / 0.01;
            gradient[2] -= b / 0.01;
            -0.5 * (a * a / 0.25 + b * b / 0.01)
        };
        let chains: Vec<Vec<Vec<f64>>> = (0..4)
            .map(|k| {
                let mut random = Stream::new(3, k, 1, 0);
                let mut chain = Chain::new(4, &mut random, &likelihood);
                (0..300).for_each(|_| chain.step(true, &mut random, &likelihood));
                let mut one = |_: usize| {
                    chain.step(false, &mut random, &likelihood);
                    chain.z.clone()
                };
                (0..3000).map(&mut one).collect()
            })
            .collect();
        // of the sum s: precision 1/2 + 100, mean 100 / 100.5; of the difference: variance 2
        let part = 0.25 * (1.0 / 100.5 + 2.0);
        for (i, mean_of, sd_of) in [
            (0, 1.6, 0.2f64.sqrt()),
            (1, 50.0 / 100.5, f64::sqrt(part)),
            (2, 50.0 / 100.5, f64::sqrt(part)),
            (3, 0.0, 1.0),
        ] {
            let of: Vec<Vec<f64>> = chains.iter().map(|c| c.iter().map(|z| z[i]).collect()).collect();
            let (found, all) = (agreement(&of), of.concat());
            assert!(found.r_hat < 1.01 && found.bulk > 1000.0, "{i}: {found:?}");
            assert!((mean(&all) - mean_of).abs() < 0.04, "{i}: {} {mean_of}", mean(&all));
            assert!((sd(&all) - sd_of).abs() < 0.03, "{i}: {} {sd_of}", sd(&all));
        }
    }
}
