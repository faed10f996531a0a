//! Whether the past of one signal helps to predict another: [`crate::granger`] over a whole recording.
//!
//! **Equation.** transfer entropy x → y = ½ F_{x→y} nats, where signals are linear and Gaussian (Barnett et al. 2009). A common input with different
//! delays looks like prediction; so does a filter: give unfiltered, down-sampled signals.

use crate::granger::Granger;

/// Granger causality from x to y, looking `order` samples back; NaN for courses that stand still.
pub fn granger(x: &[f64], y: &[f64], order: usize) -> f64 {
    let mut sums = Granger::new(order, 1);
    for (x, y) in x.iter().zip(y) {
        sums.add(|which, _| if which == 0 { *y } else { *x });
    }
    sums.feedback(0).unwrap_or(f64::NAN)
}

/// Transfer entropy from x to y, nats.
pub fn transfer_entropy(x: &[f64], y: &[f64], order: usize) -> f64 {
    0.5 * granger(x, y, order)
}
