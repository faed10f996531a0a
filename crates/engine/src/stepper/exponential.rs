//! Exponential steppers: exact in the linear loss, positive at any dt.

// Expansion of `multiversion`, see `math`.
#![allow(unsafe_code)]

use super::{Evaluate, Stepper, check_shape, evaluate_into};
use crate::math::exp_and_phi1;
use crate::state::State;
use crate::term::Rates;
use multiversion::multiversion;

/// y ← y e^(−k dt) + a φ₁(−k dt) dt: exact while a and k stay constant, at any dt.
#[derive(Clone, Debug)]
pub struct ExponentialEuler {
    rates: Rates,
}

impl ExponentialEuler {
    /// Scratch for `slots` rows and `lanes` lanes.
    pub fn new(slots: usize, lanes: usize) -> ExponentialEuler {
        ExponentialEuler { rates: Rates::zeros(slots, lanes) }
    }
}

impl Stepper for ExponentialEuler {
    fn name(&self) -> &'static str {
        "exponential_euler"
    }

    fn order(&self) -> f64 {
        1.0
    }

    fn stages(&self) -> usize {
        1
    }

    fn keeps_positive(&self) -> bool {
        true
    }

    fn step(&mut self, state: &mut State, t: f64, dt: f64, evaluate: &mut Evaluate<'_>) {
        check_shape(&self.rates, state);
        evaluate_into(&mut self.rates, state, t, evaluate);
        let lanes = self.rates.lanes();
        relax(state.values_mut(), self.rates.gains(), self.rates.losses(), dt, lanes);
    }
}

/// Exponential predictor, then an exponential step with the mean of the gains and losses at both ends.
///
/// With ā = (a₀ + a₁)/2 and k̄ likewise, the step expands to y + dt (ā − k̄ y) − ½ dt² k (a − k y) + O(dt³), and
/// since ā = a + ½ dt a', k̄ = k + ½ dt k', this is y + dt y' + ½ dt² (a' − k' y − k y') = y + dt y' + ½ dt² y'':
/// second order. Both steps are exact for constant rates and a mean of non-negative rates is non-negative, so
/// positivity is kept at any dt.
#[derive(Debug)]
pub struct ExponentialHeun {
    rates: Rates,
    ahead_rates: Rates,
    ahead: State,
}

impl ExponentialHeun {
    /// Scratch for `slots` rows and `lanes` lanes.
    pub fn new(slots: usize, lanes: usize) -> ExponentialHeun {
        ExponentialHeun {
            rates: Rates::zeros(slots, lanes),
            ahead_rates: Rates::zeros(slots, lanes),
            ahead: State::zeros(slots, lanes),
        }
    }
}

impl Stepper for ExponentialHeun {
    fn name(&self) -> &'static str {
        "exponential_heun"
    }

    fn order(&self) -> f64 {
        2.0
    }

    fn stages(&self) -> usize {
        2
    }

    fn keeps_positive(&self) -> bool {
        true
    }

    fn step(&mut self, state: &mut State, t: f64, dt: f64, evaluate: &mut Evaluate<'_>) {
        check_shape(&self.rates, state);
        evaluate_into(&mut self.rates, state, t, evaluate);
        self.ahead.values_mut().copy_from_slice(state.values());
        let lanes = self.rates.lanes();
        relax(self.ahead.values_mut(), self.rates.gains(), self.rates.losses(), dt, lanes);
        evaluate_into(&mut self.ahead_rates, &self.ahead, t + dt, evaluate);
        let (near, far) = (&self.rates, &self.ahead_rates);
        relax_mean(state.values_mut(), [near.gains(), near.losses()], [far.gains(), far.losses()], dt);
    }
}

/// Exact flow of dy/dt = a − k y over dt for constant a and k.
#[inline(always)]
fn relaxed(y: f64, gain: f64, loss: f64, dt: f64) -> f64 {
    let (decay, weight) = exp_and_phi1(-loss * dt);
    y * decay + gain * (weight * dt)
}

/// Row by row: of a row whose lanes all lose at one rate, as pools do, the exponential is computed once.
#[multiversion(targets = "simd")]
fn relax(values: &mut [f64], gains: &[f64], losses: &[f64], dt: f64, lanes: usize) {
    let rows = values.chunks_mut(lanes.max(1)).zip(gains.chunks(lanes.max(1)));
    for ((values, gains), losses) in rows.zip(losses.chunks(lanes.max(1))) {
        let first = losses[0];
        if losses.iter().all(|loss| *loss == first) {
            let (decay, weight) = exp_and_phi1(-first * dt);
            let weight = weight * dt;
            for (value, &gain) in values.iter_mut().zip(gains) {
                *value = *value * decay + gain * weight;
            }
        } else {
            for ((value, &gain), &loss) in values.iter_mut().zip(gains).zip(losses) {
                *value = relaxed(*value, gain, loss, dt);
            }
        }
    }
}

#[multiversion(targets = "simd")]
fn relax_mean(values: &mut [f64], near: [&[f64]; 2], far: [&[f64]; 2], dt: f64) {
    let rates = near[0].iter().zip(near[1]).zip(far[0].iter().zip(far[1]));
    for (value, ((&gain0, &loss0), (&gain1, &loss1))) in values.iter_mut().zip(rates) {
        *value = relaxed(*value, 0.5 * (gain0 + gain1), 0.5 * (loss0 + loss1), dt);
    }
}
