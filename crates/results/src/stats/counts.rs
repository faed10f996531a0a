//! Tests on counts: of each group, how many animals have an outcome and how many have not.

use super::Test;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Relative slack by which two tables are taken for equally probable, as in R.
const SLACK: f64 = 1e-7;

/// Animals with and without an outcome: those above a value.
pub fn counted(x: &[f64], above: f64) -> [f64; 2] {
    let with = x.iter().filter(|v| **v > above).count();
    [with as f64, (x.len() - with) as f64]
}

/// Difference of shares, first minus second.
fn difference([a, b]: [[f64; 2]; 2]) -> f64 {
    let share = |c: [f64; 2]| if c[0] + c[1] > 0.0 { c[0] / (c[0] + c[1]) } else { 0.0 };
    share(a) - share(b)
}

/// Fisher's exact test of two groups: all tables with the same margins that are no more probable. The effect is ln of the odds ratio,
/// half an animal added to each cell (Haldane and Anscombe) so that it is never infinite.
pub fn fisher(table: [[f64; 2]; 2]) -> Test {
    let [[a, b], [c, d]] = table;
    let (first, with, all) = (a + b, a + c, a + b + c + d);
    // probabilities relative to that of the first possible table, by the ratio of neighbours
    let (low, high) = ((first + with - all).max(0.0), first.min(with));
    let mut logs = vec![0.0f64];
    let mut k = low;
    while k < high {
        let ratio = (first - k) * (with - k) / ((k + 1.0) * (all - first - with + k + 1.0));
        logs.push(logs[logs.len() - 1] + ratio.ln());
        k += 1.0;
    }
    let most = logs.iter().fold(f64::NEG_INFINITY, |m, l| m.max(*l));
    let ways: Vec<f64> = logs.iter().map(|l| (l - most).exp()).collect();
    let observed = ways.get((a - low) as usize).copied().unwrap_or(0.0) * (1.0 + SLACK);
    let p = ways.iter().filter(|w| **w <= observed).sum::<f64>() / ways.iter().sum::<f64>();
    let effect = ((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5))).ln();
    Test { difference: difference(table), effect, p: p.min(1.0) }
}

/// Pearson's χ² test of two or more groups, of two with Yates's correction. The effect is Cramér's V; of two groups the difference is
/// that of the shares, of more it is V, too.
pub fn chi2(table: &[[f64; 2]]) -> Test {
    let sum = |c: usize| table.iter().map(|row| row[c]).sum::<f64>();
    let totals = [sum(0), sum(1)];
    let all = totals[0] + totals[1];
    let correction: f64 = if table.len() == 2 { 0.5 } else { 0.0 };
    let (mut plain, mut corrected) = (0.0, 0.0);
    for row in table {
        for (found, total) in row.iter().zip(totals) {
            let expected = (row[0] + row[1]) * total / all;
            let off = (found - expected).abs();
            plain += off * off / expected;
            corrected += (off - correction.min(off)).powi(2) / expected;
        }
    }
    let between = |v: f64| if let [a, b] = table { difference([*a, *b]) } else { v };
    match ChiSquared::new(table.len() as f64 - 1.0) {
        Ok(law) if plain.is_finite() => {
            let v = (plain / all).sqrt();
            Test { difference: between(v), effect: v, p: law.sf(corrected) }
        }
        // every animal has the outcome, or none
        _ => Test { difference: 0.0, effect: 0.0, p: 1.0 },
    }
}
