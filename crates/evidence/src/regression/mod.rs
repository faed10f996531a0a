//! A baseline that knows designs and no mechanism: ridge regression on what was done to whom and what was measured.
//!
//! **Equations.** s: even features of a comparison, which do not change when its two sides are swapped; x: odd ones, which change sign.
//! ```text
//! P(differ) = σ(a + u·s)      P(first above second | differ) = σ(w·x), without a constant
//! u, w: largest Σ log P(published) − λ/2 |u|² (or |w|²), each with the λ that foretells the laboratories of the training records best that are left out in four parts
//! ```
//! **Symbols.** σ: logistic function; features as [`features`] has them. **Shape.** One row a claim, features that fewer than six papers have left out.
//! **Assumptions.** Who writes a claim down chooses which side comes first, often the greater one: a model that is odd in its sides is the same as one that
//! is trained on both orders, with the features' signs changed, and cannot learn that. Claims are foretold by the records of other papers, or of other
//! laboratories; a laboratory is the last author ([`syntony_model::protocol::laboratory`]). All records with a paper train, of whichever role.
//! **Papers.** Hoerl and Kennard 1970, Technometrics 12:55 (ridge); le Cessie and van Houwelingen 1992, Appl Stat 41:191 (in logistic regression).

pub mod features;

use super::{Validation, scores};
use features::Design;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use syntony_results::linear::{backward, cholesky, forward};

/// Penalties that are tried, the largest first: each start is the last solution.
const PENALTIES: [f64; 4] = [30.0, 10.0, 3.0, 1.0];
/// Parts of the training records by which the penalty is chosen.
const PARTS: usize = 4;
/// Papers that must have a feature.
const PAPERS: usize = 6;
/// Penalty of the constant: small enough to leave it free, and something where no claim is there.
const FREE: f64 = 1e-3;
/// Steps of Newton's method at most, and the change at which it ends.
const STEPS: usize = 30;
const CLOSE: f64 = 1e-5;

/// A row: features that are not zero by number, and whether it came out.
struct Row<'a> {
    x: Vec<(usize, f64)>,
    y: bool,
    laboratory: &'a str,
}

/// A fitted logistic regression.
struct Fit {
    weights: Vec<f64>,
}

impl Fit {
    fn probability(&self, x: &[(usize, f64)]) -> f64 {
        sigma(x.iter().map(|(i, v)| self.weights[*i] * v).sum())
    }
}

fn sigma(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// Fills in what the regression foretells of every comparison, and scores it. `designs` are those of all records with a paper.
pub fn fill(v: &mut Validation, designs: &[Design]) {
    let places: BTreeMap<(&str, &str), usize> =
        designs.iter().enumerate().map(|(i, d)| ((d.protocol.as_str(), d.claim.as_str()), i)).collect();
    let mut asked: Vec<(usize, usize, usize)> = Vec::new();
    for (e, experiment) in v.experiments.iter().enumerate() {
        for (c, finding) in experiment.claims.iter().enumerate().filter(|(_, f)| f.forecast.is_some()) {
            let name = (experiment.protocol.as_str(), finding.verdict.claim.as_str());
            asked.extend(places.get(&name).map(|&i| (e, c, i)));
        }
    }
    let wanted: BTreeSet<usize> = asked.iter().map(|a| a.2).collect();
    let foretold = foretell(designs, &wanted);
    for (e, c, i) in asked {
        let finding = &mut v.experiments[e].claims[c];
        let Some(forecast) = &finding.forecast else { continue };
        let bits = |p: [f64; 3]| (p[forecast.published as usize] / forecast.base).log2();
        let [paper, laboratory] = foretold[&i];
        (finding.ridge_bits, finding.ridge_laboratory_bits) = (Some(bits(paper)), Some(bits(laboratory)));
    }
    v.scores = scores(&v.experiments);
}

/// Probabilities of the outcomes of some designs: foretold by other papers, and by other laboratories.
pub fn foretell(designs: &[Design], wanted: &BTreeSet<usize>) -> BTreeMap<usize, [[f64; 3]; 2]> {
    let by = |of: fn(&Design) -> &str| {
        let mut folds: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (i, d) in designs.iter().enumerate() {
            folds.entry(of(d)).or_default().insert(i);
        }
        folds
    };
    let papers = by(|d| &d.paper);
    let laboratories = by(|d| &d.laboratory);
    // a laboratory of one paper is the same fold twice
    let folds: BTreeSet<&BTreeSet<usize>> = papers
        .values()
        .chain(laboratories.values())
        .filter(|f| f.iter().any(|i| wanted.contains(i)))
        .collect();
    let folds: Vec<&BTreeSet<usize>> = folds.into_iter().collect();
    let told: Vec<BTreeMap<usize, [f64; 3]>> = folds.par_iter().map(|out| left_out(designs, out)).collect();
    let told: BTreeMap<&BTreeSet<usize>, BTreeMap<usize, [f64; 3]>> = folds.into_iter().zip(told).collect();
    let of = |i: usize, folds: &BTreeMap<&str, BTreeSet<usize>>, key: &str| told[&folds[key]][&i];
    let both = |i: usize| [of(i, &papers, &designs[i].paper), of(i, &laboratories, &designs[i].laboratory)];
    wanted.iter().map(|&i| (i, both(i))).collect()
}

/// What all other designs foretell of those that are left out.
fn left_out(designs: &[Design], out: &BTreeSet<usize>) -> BTreeMap<usize, [f64; 3]> {
    let train: Vec<&Design> =
        designs.iter().enumerate().filter(|(i, _)| !out.contains(i)).map(|(_, d)| d).collect();
    let (even, odd) = (numbers(&train, |d| &d.even), numbers(&train, |d| &d.odd));
    let row = |d: &'_ Design, names: &BTreeMap<&str, usize>, of: fn(&Design) -> &BTreeMap<String, f64>| {
        of(d).iter().filter_map(|(n, v)| Some((*names.get(n.as_str())?, *v))).collect::<Vec<_>>()
    };
    let mut differ = Vec::new();
    let mut above = Vec::new();
    for d in &train {
        let laboratory = d.laboratory.as_str();
        if d.outcomes == 3 {
            differ.push(Row { x: row(d, &even, |d| &d.even), y: d.above.is_some(), laboratory });
        }
        if let Some(y) = d.above {
            above.push(Row { x: row(d, &odd, |d| &d.odd), y, laboratory });
        }
    }
    let free = even.get(features::CONSTANT).copied();
    let (differ, above) = (best(&differ, even.len(), free), best(&above, odd.len(), None));
    let told = |d: &Design| {
        let q = if d.outcomes == 3 { differ.probability(&row(d, &even, |d| &d.even)) } else { 1.0 };
        let s = above.probability(&row(d, &odd, |d| &d.odd));
        [q * s, q * (1.0 - s), 1.0 - q]
    };
    out.iter().map(|&i| (i, told(&designs[i]))).collect()
}

/// Numbers of the features that enough papers have.
fn numbers<'a>(train: &[&'a Design], of: fn(&Design) -> &BTreeMap<String, f64>) -> BTreeMap<&'a str, usize> {
    let mut papers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for d in train {
        for name in of(d).keys() {
            papers.entry(name).or_default().insert(&d.paper);
        }
    }
    let enough = papers.into_iter().filter(|(_, p)| p.len() >= PAPERS);
    enough.enumerate().map(|(i, (name, _))| (name, i)).collect()
}

/// The regression with the penalty that foretells laboratories best which are left out.
fn best(rows: &[Row], features: usize, free: Option<usize>) -> Fit {
    let names: BTreeSet<&str> = rows.iter().map(|r| r.laboratory).collect();
    let part: BTreeMap<&str, usize> = names.into_iter().enumerate().map(|(i, l)| (l, i % PARTS)).collect();
    let mut loss = [0.0; PENALTIES.len()];
    for k in 0..PARTS {
        let (test, train): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|r| part[r.laboratory] == k);
        let mut weights = vec![0.0; features];
        for (loss, penalty) in loss.iter_mut().zip(PENALTIES) {
            weights = newton(&train, weights, penalty, free);
            let fit = Fit { weights: weights.clone() };
            let p = |r: &&Row| if r.y { fit.probability(&r.x) } else { 1.0 - fit.probability(&r.x) };
            *loss -= test.iter().map(|r| p(r).ln()).sum::<f64>();
        }
    }
    let least = (0..PENALTIES.len()).min_by(|&a, &b| loss[a].total_cmp(&loss[b])).unwrap_or(0);
    let rows: Vec<&Row> = rows.iter().collect();
    Fit { weights: newton(&rows, vec![0.0; features], PENALTIES[least], free) }
}

/// Newton's method for the penalised log likelihood, which has one maximum; the weight of a constant is all but free.
fn newton(rows: &[&Row], mut w: Vec<f64>, penalty: f64, free: Option<usize>) -> Vec<f64> {
    let n = w.len();
    let penalty: Vec<f64> = (0..n).map(|i| if free == Some(i) { FREE } else { penalty }).collect();
    for _ in 0..STEPS {
        let mut gradient: Vec<f64> = w.iter().zip(&penalty).map(|(w, p)| -p * w).collect();
        let mut curve = vec![vec![0.0; n]; n];
        (0..n).for_each(|i| curve[i][i] = penalty[i]);
        for row in rows {
            let p = sigma(row.x.iter().map(|(i, v)| w[*i] * v).sum());
            let (off, spread) = (f64::from(u8::from(row.y)) - p, p * (1.0 - p));
            for &(i, a) in &row.x {
                gradient[i] += off * a;
                // the lower triangle alone is looked at
                row.x.iter().filter(|(j, _)| *j <= i).for_each(|&(j, b)| curve[i][j] += spread * a * b);
            }
        }
        let Some(l) = cholesky(&curve) else { break };
        let step = backward(&l, &forward(&l, &gradient));
        w.iter_mut().zip(&step).for_each(|(w, s)| *w += s);
        if step.iter().all(|s| s.abs() < CLOSE) {
            break;
        }
    }
    w
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntony_engine::noise::Stream;

    /// Forty papers of ten laboratories with five claims each. A drug raises the first group where it is given; `rule` says how surely.
    fn made(rule: f64, leaks: bool) -> Vec<Design> {
        let mut designs = Vec::new();
        for paper in 0..40u64 {
            for claim in 0..5u64 {
                let mut draw = Stream::new(7, paper, 1, claim);
                // which side has the drug is chosen by the writer, who puts the greater one first if it `leaks`
                let mut side = if draw.uniform() < 0.5 { 1.0 } else { -1.0 };
                let mut up = (draw.uniform() < rule) == (side > 0.0);
                if leaks && !up {
                    (side, up) = (-side, true);
                }
                let large = draw.uniform() < 0.5;
                let differs = draw.uniform() < if large { 0.9 } else { 0.1 };
                let even = BTreeMap::from([
                    (features::CONSTANT.to_string(), 1.0),
                    ("large".to_string(), f64::from(u8::from(large))),
                ]);
                designs.push(Design {
                    protocol: format!("p{paper}"),
                    claim: format!("c{claim}"),
                    paper: format!("p{paper}"),
                    laboratory: format!("l{}", paper % 10),
                    outcomes: 3,
                    above: differs.then_some(up),
                    even,
                    odd: BTreeMap::from([("drug".to_string(), side)]),
                });
            }
        }
        designs
    }

    /// Mean bits against one half of either sign and the share that differs.
    fn bits(designs: &[Design]) -> [f64; 2] {
        let wanted = (0..designs.len()).collect();
        let told = foretell(designs, &wanted);
        let differ = designs.iter().filter(|d| d.above.is_some()).count() as f64 / designs.len() as f64;
        let mut sum = [0.0; 2];
        for (i, p) in told {
            let (at, base) = match designs[i].above {
                Some(up) => (usize::from(!up), 0.5 * differ),
                None => (2, 1.0 - differ),
            };
            (0..2).for_each(|k| sum[k] += (p[k][at] / base).log2() / designs.len() as f64);
        }
        sum
    }

    #[test]
    fn exact_rule_of_made_up_designs_is_recovered() {
        // sure of the direction: one bit of what differs, and whether it differs is 0.53 bits
        for bits in bits(&made(1.0, false)) {
            assert!((0.75..1.1).contains(&bits), "{bits}");
        }
        let wanted = (0..200).collect();
        let told = foretell(&made(1.0, false), &wanted);
        assert_eq!(told, foretell(&made(1.0, false), &wanted), "the same each time");
        assert!(told.values().flatten().all(|p| (p.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    }

    #[test]
    fn keeps_the_order_of_groups_from_saying_anything() {
        // the drug does nothing; its side is chosen so that the first is the greater one
        let plain = bits(&made(0.5, false))[0];
        let leaking = bits(&made(0.5, true))[0];
        assert!(leaking < plain + 0.12, "{leaking} with an order that leaks, {plain} without");
        // the same claims the other way round are foretold the other way round
        let designs = made(0.9, false);
        let mut swapped = designs.clone();
        for d in swapped.iter_mut().take(5) {
            d.odd.values_mut().for_each(|v| *v = -*v);
        }
        let first: BTreeSet<usize> = (0..5).collect();
        for (a, b) in foretell(&designs, &first).values().zip(foretell(&swapped, &first).values()) {
            let near = |x: f64, y: f64| assert!((x - y).abs() < 1e-9, "{a:?} {b:?}");
            near(a[0][0], b[0][1]);
            near(a[0][1], b[0][0]);
            near(a[0][2], b[0][2]);
        }
    }

    #[test]
    fn keeps_what_is_left_out_from_training() {
        // only laboratory 3 has the rule turned round, surely; whoever saw none of it foretells the wrong sign
        let mut designs = made(1.0, false);
        for d in designs.iter_mut().filter(|d| d.laboratory == "l3") {
            d.above = d.above.map(|up| !up);
        }
        let own: BTreeSet<usize> = (0..200).filter(|&i| designs[i].laboratory == "l3").collect();
        let one: BTreeSet<usize> = own.iter().copied().filter(|&i| designs[i].paper == "p3").collect();
        let other = |keep: &dyn Fn(&Design) -> bool| {
            let mut changed = designs.clone();
            for d in changed.iter_mut().filter(|d| keep(d)) {
                d.above = d.above.map(|up| !up);
            }
            foretell(&changed, &one)
        };
        let told = foretell(&designs, &one);
        let paper = other(&|d| d.paper == "p3");
        let laboratory = other(&|d| d.laboratory == "l3");
        for i in &one {
            assert_eq!(told[i], paper[i], "a paper's own outcomes change nothing of what is said of it");
            assert_eq!(told[i][1], laboratory[i][1], "nor do those of its laboratory");
            assert_ne!(told[i][0], laboratory[i][0], "which the fold of papers sees");
        }
    }
}
