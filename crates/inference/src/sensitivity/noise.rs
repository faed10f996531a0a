//! Products of expectations from the scores of few animals, without the noise that they share.
//!
//! At a design point x every animal u scores y_u = f(x) + ε_u(x). The mean of n animals still carries ε, whose variance a plain estimator
//! takes for an effect of x, and since it differs at every point, for interaction. Different animals are independent, so
//!
//! ```text
//! ⟨a, b⟩ = 1/(n (n − 1)) Σ_{u ≠ v} a_u b_v = ((Σ a)(Σ b) − Σ a_u b_u)/(n (n − 1))         E⟨a, b⟩ = E[a] E[b]
//! ```
//! The same animals live at every point (common random numbers), so a difference between two points is that of the same animals.
//! A score that is missing (NaN) leaves its animal out of the pair of points.

/// ⟨a, b⟩; NaN with fewer than two animals.
pub fn product(a: &[f64], b: &[f64]) -> f64 {
    let (mut n, mut sum_a, mut sum_b, mut both) = (0.0, 0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b).filter(|(x, y)| x.is_finite() && y.is_finite()) {
        n += 1.0;
        sum_a += x;
        sum_b += y;
        both += x * y;
    }
    if n < 2.0 { f64::NAN } else { (sum_a * sum_b - both) / (n * (n - 1.0)) }
}

/// a − b, animal by animal.
pub fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x - y).collect()
}

/// Mean and variance over animals of the scores that are there; NaN with fewer than two.
pub fn moments(a: &[f64]) -> (f64, f64) {
    let there: Vec<f64> = a.iter().copied().filter(|x| x.is_finite()).collect();
    if there.len() < 2 {
        return (f64::NAN, f64::NAN);
    }
    let mean = there.iter().sum::<f64>() / there.len() as f64;
    let squares = there.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
    (mean, squares / (there.len() as f64 - 1.0))
}
