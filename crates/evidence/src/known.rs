//! What the model says of an amount once those of other animals of its laboratory are known.
//!
//! **Equations** (i: an amount, j: those of the same paper and dimension that are of other animals; r = ln(published/simulated))
//! ```text
//! δ_i = Σ_j r_j/v_j / (Σ_j 1/v_j + 1/σ²)                   v_j = σ_g² + s_j²
//! fold error, laboratory known = exp |r_i − δ_i|           as it is for what is no amount, or the only one
//! ```
//! **Symbols** σ: `assay.laboratory_sd`, σ_g: `assay.groups_sd`, s_j: standard deviation of ln simulated at the paper's n. **Assumption.** A laboratory
//! measures all amounts of a dimension with one factor. Amounts of the same animals, and means over groups that hold them, have no part: they would foretell
//! a number by itself.
//! **Paper.** Robinson 1991, Stat Sci 6:15 (best linear unbiased prediction).

use super::{ComparedQuantity, Experiment};
use std::collections::BTreeMap;

/// An amount of a laboratory.
#[derive(Debug, Clone)]
struct Amount {
    /// Experiment and claim.
    at: (usize, usize),
    /// Animals that it is of.
    animals: Vec<String>,
    /// r.
    ratio: f64,
    /// v.
    variance: f64,
    /// σ².
    prior: f64,
}

/// Fills in the fold errors that are left where the laboratory is known.
pub(super) fn fill(experiments: &mut [Experiment]) {
    let mut laboratories: BTreeMap<String, Vec<Amount>> = BTreeMap::new();
    for (i, e) in experiments.iter().enumerate() {
        for (k, q) in e.claims.iter().enumerate().filter_map(|(k, f)| Some((k, f.quantity.as_ref()?))) {
            let (Some(laboratory), Some(_)) = (&q.laboratory, q.fold) else { continue };
            let amount = Amount {
                at: (i, k),
                animals: laboratory.animals.clone(),
                ratio: (q.published / q.simulated).ln(),
                variance: laboratory.groups_sd.powi(2) + laboratory.sampling_sd.powi(2),
                prior: laboratory.sd.powi(2),
            };
            laboratories.entry(laboratory.name.clone()).or_default().push(amount);
        }
    }
    for amounts in laboratories.values() {
        for a in amounts {
            let others = amounts.iter().filter(|b| b.animals.iter().all(|g| !a.animals.contains(g)));
            let known = (a.ratio - shift(others.map(|b| (b.ratio, b.variance)), a.prior)).abs().exp();
            let quantity: Option<&mut ComparedQuantity> =
                experiments[a.at.0].claims[a.at.1].quantity.as_mut();
            quantity.into_iter().for_each(|q| q.fold_known = Some(known));
        }
    }
}

/// δ from ratios and their variances.
fn shift(others: impl Iterator<Item = (f64, f64)>, prior: f64) -> f64 {
    if prior <= 0.0 {
        return 0.0;
    }
    let (sum, weight) =
        others.fold((0.0, 0.0), |(s, w), (r, v)| (s + r / v.max(1e-9), w + 1.0 / v.max(1e-9)));
    sum / (weight + 1.0 / prior)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_shift_of_a_laboratory() {
        // two others at −1 and −0.6 with variance 0.1, prior 0.05: −16 / (20 + 20)
        let got = shift([(-1.0, 0.1), (-0.6, 0.1)].into_iter(), 0.05);
        assert!((got + 0.4).abs() < 1e-12, "{got}");
        assert_eq!(shift([].into_iter(), 0.05), 0.0, "alone, nothing is known");
        assert_eq!(shift([(-1.0, 0.1)].into_iter(), 0.0), 0.0);
    }
}
