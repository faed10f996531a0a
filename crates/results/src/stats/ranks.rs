//! Tests on ranks. Up to [`EXACT`] values they are exact: the permutation distribution of the ranks at hand, mid-ranks where values tie.
//! Above, the normal approximation with corrections for ties and continuity, as R and SciPy take it.
//!
//! Two-sided p: twice the smaller tail, at most 1.

use super::{Test, mean, two_sided_z};

/// Most values for which a signed-rank or rank-sum test is exact; every count of ways is then a whole number below 2⁵³.
pub const EXACT: usize = 50;
/// Most pairs for which Spearman's coefficient is tested exactly.
const EXACT_PAIRS: usize = 10;

/// Mid-ranks.
pub fn ranks(x: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
    let mut rank = vec![0.0; x.len()];
    let mut i = 0;
    while i < order.len() {
        let mut j = i;
        while j + 1 < order.len() && x[order[j + 1]] == x[order[i]] {
            j += 1;
        }
        for &k in &order[i..=j] {
            rank[k] = 0.5 * (i + j) as f64 + 1.0;
        }
        i = j + 1;
    }
    rank
}

/// Wilcoxon's signed-rank test; pairs without a difference are left out.
pub fn signed_rank(x: &[f64], y: &[f64]) -> Test {
    let d: Vec<f64> = x.iter().zip(y).map(|(a, b)| a - b).filter(|d| *d != 0.0).collect();
    let difference = if x.is_empty() { 0.0 } else { mean(x) - mean(y) };
    if d.is_empty() {
        return Test { difference, effect: 0.0, p: 1.0 };
    }
    let r = ranks(&d.iter().map(|d| d.abs()).collect::<Vec<_>>());
    let plus: f64 = r.iter().zip(&d).filter(|(_, d)| **d > 0.0).map(|(r, _)| r).sum();
    let off = plus - r.iter().sum::<f64>() / 2.0;
    let sd = (r.iter().map(|r| r * r).sum::<f64>() / 4.0).sqrt();
    let p = match d.len() {
        ..=EXACT => {
            let (whole, scale) = whole(&r);
            two_tails(&sums_of_any(&whole), (plus * scale).round() as usize)
        }
        _ => two_sided_z(continuous(off) / sd),
    };
    Test { difference, effect: off / sd / (d.len() as f64).sqrt(), p }
}

/// The rank-sum test of Wilcoxon, Mann and Whitney.
pub fn rank_sum(x: &[f64], y: &[f64]) -> Test {
    if x.is_empty() || y.is_empty() {
        return Test { difference: 0.0, effect: 0.0, p: 1.0 };
    }
    let difference = mean(x) - mean(y);
    let (nx, ny) = (x.len() as f64, y.len() as f64);
    let n = nx + ny;
    let r = ranks(&x.iter().chain(y).copied().collect::<Vec<_>>());
    let middle = (n + 1.0) / 2.0;
    let variance = r.iter().map(|r| (r - middle) * (r - middle)).sum::<f64>() / (n - 1.0) * nx * ny / n;
    if variance == 0.0 {
        return Test { difference, effect: 0.0, p: 1.0 };
    }
    let sum: f64 = r[..x.len()].iter().sum();
    let off = sum - nx * middle;
    let p = match r.len() {
        ..=EXACT => {
            let (whole, scale) = whole(&r);
            // of the smaller group, which has the same distribution
            let (of, sum) = if x.len() <= y.len() { (x.len(), sum) } else { (y.len(), n * middle - sum) };
            two_tails(&sums_of(&whole, of), (sum * scale).round() as usize)
        }
        _ => two_sided_z(continuous(off) / variance.sqrt()),
    };
    Test { difference, effect: off / (variance * n).sqrt(), p }
}

/// Two-sided p of Spearman's coefficient by all pairings; none where there are too many.
pub(super) fn spearman_exact(x: &[f64], y: &[f64]) -> Option<f64> {
    if x.len() > EXACT_PAIRS {
        return None;
    }
    let ((x, _), (y, _)) = (whole(x), whole(y));
    let most = x.iter().sum::<usize>() * y.iter().copied().max()?;
    // ways[taken]: of giving the ranks `taken` of y to the first of x, by the sum of products
    let mut ways: Vec<Vec<f64>> = vec![Vec::new(); 1 << y.len()];
    ways[0] = vec![1.0];
    for taken in 0..ways.len() - 1 {
        let own = std::mem::take(&mut ways[taken]);
        let of = x[taken.count_ones() as usize];
        for (j, rank) in y.iter().enumerate().filter(|(j, _)| taken & (1 << j) == 0) {
            let next = &mut ways[taken | (1 << j)];
            let more = of * rank;
            next.resize((own.len() + more).max(next.len()).min(most + 1), 0.0);
            for (to, from) in next[more..].iter_mut().zip(&own) {
                *to += from;
            }
        }
    }
    let at: usize = x.iter().zip(&y).map(|(a, b)| a * b).sum();
    Some(two_tails(&ways.pop()?, at))
}

/// Half a step towards the middle.
fn continuous(off: f64) -> f64 {
    (off.abs() - 0.5).max(0.0)
}

/// Ranks as whole numbers, and by what they were multiplied: ties have halves.
fn whole(ranks: &[f64]) -> (Vec<usize>, f64) {
    let scale = if ranks.iter().all(|r| r.fract() == 0.0) { 1.0 } else { 2.0 };
    (ranks.iter().map(|r| (r * scale).round() as usize).collect(), scale)
}

/// In how many ways any of the ranks have each sum.
fn sums_of_any(ranks: &[usize]) -> Vec<f64> {
    let mut ways = vec![1.0];
    for &r in ranks {
        let before = ways.clone();
        ways.resize(before.len() + r, 0.0);
        for (to, from) in ways[r..].iter_mut().zip(&before) {
            *to += from;
        }
    }
    ways
}

/// In how many ways so many of the ranks have each sum.
fn sums_of(ranks: &[usize], many: usize) -> Vec<f64> {
    let mut ways: Vec<Vec<f64>> = vec![Vec::new(); many + 1];
    ways[0] = vec![1.0];
    for &r in ranks {
        for k in (1..=many).rev() {
            let (fewer, here) = ways.split_at_mut(k);
            let (fewer, here) = (&fewer[k - 1], &mut here[0]);
            if !fewer.is_empty() {
                here.resize(here.len().max(fewer.len() + r), 0.0);
                for (to, from) in here[r..].iter_mut().zip(fewer) {
                    *to += from;
                }
            }
        }
    }
    ways.pop().unwrap_or_default()
}

/// Twice the smaller tail at an observed sum.
fn two_tails(ways: &[f64], at: usize) -> f64 {
    let all: f64 = ways.iter().sum();
    let (lower, upper): (f64, f64) = (ways.iter().take(at + 1).sum(), ways.iter().skip(at).sum());
    (2.0 * lower.min(upper) / all).min(1.0)
}
