//! Whether the past of one signal helps to predict another.
//!
//! **Equations.** y is predicted from its own last `order` values (residual variance v₁) and from those of x too (v₂):
//! ```text
//! Granger causality x → y = ln(v₁/v₂),   transfer entropy = ½ ln(v₁/v₂) nats
//! ```
//! **Shape.** `[time]`. **Assumptions.** linear and Gaussian, where the two are one (Barnett et al. 2009). A common input with different delays looks
//! like prediction; so does a filter: give unfiltered, down-sampled signals. **Paper.** Granger 1969.

use syntony_engine::math::ln;

/// Granger causality from x to y.
pub fn granger(x: &[f64], y: &[f64], order: usize) -> f64 {
    let n = x.len().min(y.len());
    if n < 4 * order.max(1) {
        return f64::NAN;
    }
    let own = residual(&[&y[..n]], &y[..n], order);
    let both = residual(&[&y[..n], &x[..n]], &y[..n], order);
    ln(own / both)
}

/// Transfer entropy from x to y, nats.
pub fn transfer_entropy(x: &[f64], y: &[f64], order: usize) -> f64 {
    0.5 * granger(x, y, order)
}

/// Residual variance of `target` predicted from the past of `sources`.
fn residual(sources: &[&[f64]], target: &[f64], order: usize) -> f64 {
    let size = sources.len() * order;
    let centred = |v: &[f64]| {
        let mean = v.iter().sum::<f64>() / v.len() as f64;
        v.iter().map(|x| x - mean).collect::<Vec<f64>>()
    };
    let sources: Vec<Vec<f64>> = sources.iter().map(|s| centred(s)).collect();
    let target = centred(target);
    let (mut normal, mut right, mut total) = (vec![0.0; size * size], vec![0.0; size], 0.0);
    let mut past = vec![0.0; size];
    for t in order..target.len() {
        for (s, source) in sources.iter().enumerate() {
            for lag in 0..order {
                past[s * order + lag] = source[t - 1 - lag];
            }
        }
        for i in 0..size {
            right[i] += past[i] * target[t];
            for j in 0..=i {
                normal[i * size + j] += past[i] * past[j];
            }
        }
        total += target[t] * target[t];
    }
    let explained = solve(&mut normal, &right, size);
    ((total - explained) / (target.len() - order) as f64).max(1e-300)
}

/// bᵀ A⁻¹ b by Cholesky; A is symmetric, its lower half given.
fn solve(a: &mut [f64], b: &[f64], n: usize) -> f64 {
    let ridge = 1e-10 * (0..n).map(|i| a[i * n + i]).fold(0.0, f64::max);
    let mut z = vec![0.0; n];
    for i in 0..n {
        for j in 0..=i {
            let mut sum = a[i * n + j] + if i == j { ridge } else { 0.0 };
            for k in 0..j {
                sum -= a[i * n + k] * a[j * n + k];
            }
            a[i * n + j] = if i == j { sum.max(1e-300).sqrt() } else { sum / a[j * n + j] };
        }
        let mut sum = b[i];
        for k in 0..i {
            sum -= a[i * n + k] * z[k];
        }
        z[i] = sum / a[i * n + i];
    }
    z.iter().map(|x| x * x).sum()
}
