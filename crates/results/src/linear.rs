//! Linear equations by Cholesky: few lines whose bits are the same on every machine, which blocked and vectorised libraries do not promise.

/// A symmetric matrix, or any square one, by rows.
pub type SquareMatrix = Vec<Vec<f64>>;

/// The lower triangle L with L Lᵀ = m; nothing unless m is positive definite.
pub fn cholesky(m: &[Vec<f64>]) -> Option<SquareMatrix> {
    let n = m.len();
    let mut l = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let s = m[i][j] - (0..j).map(|k| l[i][k] * l[j][k]).sum::<f64>();
            if i == j {
                if s.is_nan() || s <= 0.0 {
                    return None;
                }
                l[i][i] = s.sqrt();
            } else {
                l[i][j] = s / l[j][j];
            }
        }
    }
    Some(l)
}

/// x with L x = b.
pub fn forward(l: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let mut x = b.to_vec();
    for i in 0..x.len() {
        let s: f64 = (0..i).map(|j| l[i][j] * x[j]).sum();
        x[i] = (x[i] - s) / l[i][i];
    }
    x
}

/// x with Lᵀ x = b.
pub fn backward(l: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let mut x = b.to_vec();
    for i in (0..x.len()).rev() {
        let s: f64 = (i + 1..x.len()).map(|j| l[j][i] * x[j]).sum();
        x[i] = (x[i] - s) / l[i][i];
    }
    x
}
