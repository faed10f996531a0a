//! Markov chains on a density with a standard normal prior, and whether they agree.
//!
//! **Equations** (z: standard normal before; L: log likelihood; ν: a fresh draw of the prior; θ: an angle)
//! ```text
//! z' = z cos θ + ν sin θ,   θ drawn from [θ_min, θ_max] that shrinks to 0 until  L(z') > L(z) + ln u          elliptical slice sampling
//! R̂ = √((B / W + n − 1) / n)                of ranks as normal scores in halves of chains, and of their distance from the median; the greater one
//! ESS = m n / (−1 + 2 Σ ρ_t)                ρ: autocorrelation over m half chains of n draws, summed while pairs are positive and fall
//! bulk: of normal scores;  tail: the least of those of  x ≤ 5 %  and  x ≤ 95 %
//! ```
//! **Papers.** Murray, Adams & MacKay 2010 (elliptical slice sampling), arXiv 1001.0175; Vehtari et al. 2021 (R̂, bulk and tail ESS), doi 10.1214/20-BA1221;
//! Geyer 1992 (monotone sequence), doi 10.1214/ss/1177011137

use statrs::distribution::{ContinuousCDF, Normal};
use syntony_engine::Stream;
use syntony_engine::math::ln;
use syntony_results::stats::{mean, quantile, sd};

/// One draw further; `here` is the log likelihood at z. Gives the new one.
pub fn step(z: &mut Vec<f64>, here: f64, random: &mut Stream, likelihood: &impl Fn(&[f64]) -> f64) -> f64 {
    let prior: Vec<f64> = (0..z.len()).map(|_| random.normal()).collect();
    let level = here + ln(random.uniform().max(1e-300));
    let mut angle = std::f64::consts::TAU * random.uniform();
    let (mut low, mut high) = (angle - std::f64::consts::TAU, angle);
    loop {
        let (sin, cos) = angle.sin_cos();
        let next: Vec<f64> = z.iter().zip(&prior).map(|(z, p)| z * cos + p * sin).collect();
        let there = likelihood(&next);
        // an ellipse of no size is where it began
        if there > level || high - low < 1e-12 {
            *z = next;
            return there;
        }
        if angle < 0.0 {
            low = angle
        } else {
            high = angle
        }
        angle = low + (high - low) * random.uniform();
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
            (-0.5, 101, 2, 0.994_295_635_981_502_4, 424.626_750_099_830_57, 205.564_593_188_926_12),
        ] {
            let found = agreement(&(0..m).map(|k| chain(k, n, phi)).collect::<Vec<_>>());
            for (found, want) in [(found.r_hat, r_hat), (found.bulk, bulk), (found.tail, tail)] {
                assert!((found / want - 1.0).abs() < 1e-6, "φ {phi}: {found} for {want}");
            }
        }
    }

    /// One observation y = 2 of z₀ with SD ½, and z₁ seen to be above 1: N(1.6, 0.2), and a normal cut at 1 with mean 1.5251.
    #[test]
    fn exact_moments_of_a_known_posterior() {
        let likelihood = |z: &[f64]| {
            let seen = if z[1] > 1.0 { 0.0 } else { -1e9 };
            -0.5 * (z[0] - 2.0).powi(2) / 0.25 + seen
        };
        let chains: Vec<Vec<Vec<f64>>> = (0..4)
            .map(|k| {
                let mut random = Stream::new(3, k, 1, 0);
                let mut z = vec![0.5, 1.2, 0.0];
                let mut here = likelihood(&z);
                (0..6000)
                    .map(|_| {
                        here = step(&mut z, here, &mut random, &likelihood);
                        z.clone()
                    })
                    .collect()
            })
            .collect();
        for (i, mean_of, sd_of) in [(0, 1.6, 0.2f64.sqrt()), (1, 1.5251, 0.4464), (2, 0.0, 1.0)] {
            let of: Vec<Vec<f64>> = chains.iter().map(|c| c.iter().map(|z| z[i]).collect()).collect();
            let (found, all) = (agreement(&of), of.concat());
            assert!(found.r_hat < 1.01 && found.bulk > 400.0, "{i}: {found:?}");
            assert!(
                (mean(&all) - mean_of).abs() < 0.03 && (sd(&all) - sd_of).abs() < 0.03,
                "{i}: {} {}",
                mean(&all),
                sd(&all)
            );
        }
    }
}
