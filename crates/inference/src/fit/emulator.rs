//! A stand-in for one claim that costs nothing to ask: which of many numbers move it, and how.
//!
//! **Equations** (z: positions of the numbers, standard normal before anything is known; y: what a claim shows at a point; w: weight of the point)
//! ```text
//! m(z) = β₀ + Σ_{t∈A} β_t t(z)              t: z_i, or (z_i² − 1) / √2 and z_i z_j where z_i and z_j are in A;  |z| at most 3
//! A grows by the term that takes most of RSS = Σ w (y − m)², while  n ln(RSS) + k (ln n + 2 γ ln p)  falls      n = (Σ w)² / Σ w²,  γ = 1
//! s² = ⟨(y − m)²⟩ n / (n − k)               over the points of greatest weight: what the numbers outside A do, and the luck of the simulated animals
//! ```
//! **Assumption.** Of a thousand numbers a few dozen move a claim; the others together are noise around it.
//! **Papers.** Mallat & Zhang 1993 (matching pursuit), doi 10.1109/78.258082; Chen & Chen 2008 (extended Bayesian information criterion), doi 10.1093/biomet/asn034

use syntony_engine::math::ln;
use syntony_results::linear::{backward, cholesky, forward};
use syntony_results::stats;

/// Farthest position that is told apart.
const FAR: f64 = 3.0;
/// Points for each term, at least.
const POINTS: f64 = 8.0;
/// What is left of a term that says nothing beside those that were taken, as a share.
const NOTHING: f64 = 1e-3;

/// A term: the position of a number, its square, or the product of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// Which number.
    pub number: usize,
    /// What it is multiplied with, perhaps itself.
    pub by: Option<usize>,
}

impl Basis {
    fn at(self, z: &[f64]) -> f64 {
        let at = |i: usize| z[i].clamp(-FAR, FAR);
        match self.by {
            None => at(self.number),
            Some(same) if same == self.number => {
                (at(same) * at(same) - 1.0) * std::f64::consts::FRAC_1_SQRT_2
            }
            Some(other) => at(self.number) * at(other),
        }
    }

    /// Adds its gradient times a factor.
    fn slope(self, z: &[f64], factor: f64, gradient: &mut [f64]) {
        let at = |i: usize| z[i].clamp(-FAR, FAR);
        let mut add = |i: usize, slope: f64| {
            if z[i].abs() < FAR {
                gradient[i] += factor * slope;
            }
        };
        match self.by {
            None => add(self.number, 1.0),
            Some(same) if same == self.number => add(same, std::f64::consts::SQRT_2 * at(same)),
            Some(other) => {
                add(self.number, at(other));
                add(other, at(self.number));
            }
        }
    }

    /// The same of numbers that are called otherwise.
    pub fn renamed(self, name: impl Fn(usize) -> usize) -> Basis {
        Basis { number: name(self.number), by: self.by.map(name) }
    }
}

/// The stand-in of one claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Emulator {
    constant: f64,
    /// Terms with their coefficients.
    pub terms: Vec<(Basis, f64)>,
    /// Standard deviation around it.
    pub sd: f64,
}

/// A point that was run.
#[derive(Debug, Clone, Copy)]
pub struct TrainingPoint<'a> {
    /// Positions of all numbers.
    pub z: &'a [f64],
    /// What the claim shows there.
    pub y: f64,
    /// Its weight.
    pub weight: f64,
}

/// A term that may be taken: its column without what was taken before.
struct Candidate {
    term: Basis,
    column: Vec<f64>,
    whole: f64,
    left: f64,
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Takes from a column what lies along another.
fn without(column: &mut [f64], other: &[f64], norm: f64) {
    let along = dot(column, other) / norm;
    column.iter_mut().zip(other).for_each(|(c, o)| *c -= along * o);
}

/// Weighted and centred values over points.
fn centred(seen: &[TrainingPoint], of: impl Fn(&TrainingPoint) -> f64) -> Vec<f64> {
    let weights: f64 = seen.iter().map(|s| s.weight).sum();
    let mean = seen.iter().map(|s| s.weight * of(s)).sum::<f64>() / weights;
    seen.iter().map(|s| s.weight.sqrt() * (of(s) - mean)).collect()
}

impl Candidate {
    fn of(term: Basis, seen: &[TrainingPoint], taken: &[Candidate]) -> Candidate {
        let mut column = centred(seen, |s| term.at(s.z));
        let whole = dot(&column, &column);
        taken.iter().for_each(|t| without(&mut column, &t.column, t.left));
        let left = dot(&column, &column);
        Candidate { term, column, whole, left }
    }

    /// What it would take of the squares of `rest`.
    fn takes(&self, rest: &[f64]) -> f64 {
        if self.left <= NOTHING * self.whole { 0.0 } else { dot(&self.column, rest).powi(2) / self.left }
    }
}

impl Emulator {
    /// From points that were run; nothing of too few.
    pub fn of(seen: &[TrainingPoint]) -> Option<Emulator> {
        let weights: f64 = seen.iter().map(|s| s.weight).sum();
        let n = weights * weights / seen.iter().map(|s| s.weight * s.weight).sum::<f64>();
        if n.is_nan() || n < POINTS {
            return None;
        }
        let numbers = seen[0].z.len();
        // γ = 1: of a thousand numbers that do nothing hardly one is taken
        let terms = chosen(seen, n, ln(n) + 2.0 * ln(numbers as f64));
        // least squares with those terms
        let y = centred(seen, |s| s.y);
        let columns: Vec<Vec<f64>> = terms.iter().map(|t| centred(seen, |s| t.at(s.z))).collect();
        let normal: Vec<Vec<f64>> =
            columns.iter().map(|a| columns.iter().map(|b| dot(a, b)).collect()).collect();
        let root = cholesky(&normal)?;
        let slopes =
            backward(&root, &forward(&root, &columns.iter().map(|c| dot(c, &y)).collect::<Vec<_>>()));
        let mut found = Emulator { constant: 0.0, terms: terms.into_iter().zip(slopes).collect(), sd: 0.0 };
        let off: Vec<f64> = seen.iter().map(|s| s.weight * (s.y - found.at(s.z))).collect();
        found.constant = off.iter().sum::<f64>() / weights;
        let most = seen.iter().map(|s| s.weight).fold(0.0, f64::max);
        let squares: Vec<f64> =
            seen.iter().filter(|s| s.weight >= most).map(|s| (s.y - found.at(s.z)).powi(2)).collect();
        found.sd = (stats::mean(&squares) * n / (n - found.terms.len() as f64)).sqrt();
        Some(found)
    }

    /// What it expects at a point.
    pub fn at(&self, z: &[f64]) -> f64 {
        self.constant + self.terms.iter().map(|(t, slope)| slope * t.at(z)).sum::<f64>()
    }
}

impl Emulator {
    /// Adds its gradient times a factor.
    pub fn slope(&self, z: &[f64], factor: f64, gradient: &mut [f64]) {
        self.terms.iter().for_each(|(t, slope)| t.slope(z, factor * slope, gradient));
    }
}

/// The terms, in the order in which they were taken.
fn chosen(seen: &[TrainingPoint], n: f64, penalty: f64) -> Vec<Basis> {
    let mut pool: Vec<Candidate> =
        (0..seen[0].z.len()).map(|number| Candidate::of(Basis { number, by: None }, seen, &[])).collect();
    let mut rest = centred(seen, |s| s.y);
    let mut taken: Vec<Candidate> = Vec::new();
    while (taken.len() as f64 + 1.0) * POINTS <= n {
        let best = pool
            .iter()
            .map(|c| c.takes(&rest))
            .enumerate()
            .fold((0, 0.0), |a, b| if b.1 > a.1 { b } else { a });
        let rss = dot(&rest, &rest);
        if best.1 <= 0.0 || n * ln(rss / (rss - best.1).max(1e-12 * rss)) < penalty {
            break;
        }
        let new = pool.swap_remove(best.0);
        without(&mut rest, &new.column, new.left);
        for c in &mut pool {
            without(&mut c.column, &new.column, new.left);
            c.left = dot(&c.column, &c.column);
        }
        let Basis { number, by } = new.term;
        taken.push(new);
        if by.is_none() {
            let alone = taken.iter().map(|t| t.term).filter(|t| t.by.is_none());
            let products: Vec<Basis> = alone.map(|t| Basis { number: t.number, by: Some(number) }).collect();
            pool.extend(products.into_iter().map(|t| Candidate::of(t, seen, &taken)));
        }
    }
    taken.into_iter().map(|c| c.term).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntony_engine::Stream;

    #[test]
    fn exact_terms_are_found_among_hundreds_that_do_nothing() {
        let draw = |k: usize| {
            let mut random = Stream::new(7, k as u64, 1, 0);
            (0..400).map(|_| random.normal()).collect::<Vec<f64>>()
        };
        let points: Vec<Vec<f64>> = (0..300).map(draw).collect();
        let truth = |z: &[f64]| {
            1.0 + 2.0 * z[3] - 1.5 * z[70] + 0.8 * (z[3] * z[3] - 1.0) / 2f64.sqrt() - 0.7 * z[3] * z[70]
        };
        let noise = |z: &[f64]| 0.5 * (z[200] + z[201] + z[202] + z[203]) / 2.0;
        let seen: Vec<TrainingPoint> =
            points.iter().map(|z| TrainingPoint { z, y: truth(z) + noise(z), weight: 1.0 }).collect();
        let found = Emulator::of(&seen).unwrap();
        let strong: Vec<(usize, Option<usize>)> =
            found.terms.iter().filter(|t| t.1.abs() > 0.5).map(|(t, _)| (t.number, t.by)).collect();
        assert_eq!(strong.len(), 4, "{found:?}");
        for term in [(3, None), (70, None), (3, Some(3)), (3, Some(70))] {
            assert!(strong.contains(&term), "{term:?} {found:?}");
        }
        assert!(found.sd < 0.6, "{found:?}");
        for k in 400..420 {
            let z: Vec<f64> = draw(k).iter().map(|z| z.clamp(-FAR, FAR)).collect();
            assert!((found.at(&z) - truth(&z)).abs() < 1.5, "{} {}", found.at(&z), truth(&z));
        }
        // its gradient is what differences say
        let z = draw(500);
        let mut gradient = vec![0.0; z.len()];
        found.slope(&z, 2.0, &mut gradient);
        for i in [3, 70, 200] {
            let moved = |by: f64| {
                found.at(&z
                    .iter()
                    .enumerate()
                    .map(|(k, z)| z + if k == i { by } else { 0.0 })
                    .collect::<Vec<_>>())
            };
            let want = 2.0 * (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!((gradient[i] - want).abs() < 1e-6, "{i}: {} {want}", gradient[i]);
        }
        assert_eq!(Emulator::of(&seen[..4]), None);
    }
}
