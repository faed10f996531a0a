//! Explicit Runge-Kutta steppers on the slope a − k·y.

// Expansion of `multiversion`, see `math`.
#![allow(unsafe_code)]

use super::{Evaluate, Stepper, check_shape, evaluate_into};
use crate::state::State;
use crate::term::Rates;
use multiversion::multiversion;

/// y ← y + dt (a − k y).
#[derive(Debug)]
pub struct Euler {
    rates: Rates,
}

impl Euler {
    /// Scratch for `slots` rows and `lanes` lanes.
    pub fn new(slots: usize, lanes: usize) -> Euler {
        Euler { rates: Rates::zeros(slots, lanes) }
    }
}

impl Stepper for Euler {
    fn name(&self) -> &'static str {
        "euler"
    }

    fn order(&self) -> f64 {
        1.0
    }

    fn stages(&self) -> usize {
        1
    }

    fn keeps_positive(&self) -> bool {
        false
    }

    fn step(&mut self, state: &mut State, t: f64, dt: f64, evaluate: &mut Evaluate<'_>) {
        check_shape(&self.rates, state);
        evaluate_into(&mut self.rates, state, t, evaluate);
        move_along(state.values_mut(), self.rates.gains(), self.rates.losses(), dt);
    }
}

/// Explicit trapezoid: the mean of the slopes at both ends, the far end reached by Euler.
#[derive(Debug)]
pub struct Heun {
    rates: Rates,
    ahead: State,
    slope: Vec<f64>,
}

impl Heun {
    /// Scratch for `slots` rows and `lanes` lanes.
    pub fn new(slots: usize, lanes: usize) -> Heun {
        Heun {
            rates: Rates::zeros(slots, lanes),
            ahead: State::zeros(slots, lanes),
            slope: vec![0.0; slots * lanes],
        }
    }
}

impl Stepper for Heun {
    fn name(&self) -> &'static str {
        "heun"
    }

    fn order(&self) -> f64 {
        2.0
    }

    fn stages(&self) -> usize {
        2
    }

    fn keeps_positive(&self) -> bool {
        false
    }

    fn step(&mut self, state: &mut State, t: f64, dt: f64, evaluate: &mut Evaluate<'_>) {
        check_shape(&self.rates, state);
        evaluate_into(&mut self.rates, state, t, evaluate);
        self.rates.derivative(state, &mut self.slope);
        offset(self.ahead.values_mut(), state.values(), &self.slope, dt);
        evaluate_into(&mut self.rates, &self.ahead, t + dt, evaluate);
        add_slope(&mut self.slope, self.ahead.values(), self.rates.gains(), self.rates.losses(), 1.0);
        advance(state.values_mut(), &self.slope, 0.5 * dt);
    }
}

/// The classical Runge-Kutta method of order four.
#[derive(Debug)]
pub struct Rk4 {
    rates: Rates,
    ahead: State,
    slope: Vec<f64>,
    sum: Vec<f64>,
}

impl Rk4 {
    /// Scratch for `slots` rows and `lanes` lanes.
    pub fn new(slots: usize, lanes: usize) -> Rk4 {
        Rk4 {
            rates: Rates::zeros(slots, lanes),
            ahead: State::zeros(slots, lanes),
            slope: vec![0.0; slots * lanes],
            sum: vec![0.0; slots * lanes],
        }
    }
}

impl Stepper for Rk4 {
    fn name(&self) -> &'static str {
        "rk4"
    }

    fn order(&self) -> f64 {
        4.0
    }

    fn stages(&self) -> usize {
        4
    }

    fn keeps_positive(&self) -> bool {
        false
    }

    fn step(&mut self, state: &mut State, t: f64, dt: f64, evaluate: &mut Evaluate<'_>) {
        check_shape(&self.rates, state);
        evaluate_into(&mut self.rates, state, t, evaluate);
        self.rates.derivative(state, &mut self.slope);
        self.sum.copy_from_slice(&self.slope);
        for (reach, weight) in [(0.5, 2.0), (0.5, 2.0), (1.0, 1.0)] {
            offset(self.ahead.values_mut(), state.values(), &self.slope, reach * dt);
            evaluate_into(&mut self.rates, &self.ahead, t + reach * dt, evaluate);
            self.rates.derivative(&self.ahead, &mut self.slope);
            advance(&mut self.sum, &self.slope, weight);
        }
        advance(state.values_mut(), &self.sum, dt / 6.0);
    }
}

#[multiversion(targets = "simd")]
fn move_along(values: &mut [f64], gains: &[f64], losses: &[f64], dt: f64) {
    for ((value, &gain), &loss) in values.iter_mut().zip(gains).zip(losses) {
        *value += dt * (gain - loss * *value);
    }
}

#[multiversion(targets = "simd")]
fn add_slope(slope: &mut [f64], values: &[f64], gains: &[f64], losses: &[f64], weight: f64) {
    for (((slope, &value), &gain), &loss) in slope.iter_mut().zip(values).zip(gains).zip(losses) {
        *slope += weight * (gain - loss * value);
    }
}

#[multiversion(targets = "simd")]
fn offset(out: &mut [f64], values: &[f64], slope: &[f64], dt: f64) {
    for ((out, &value), &slope) in out.iter_mut().zip(values).zip(slope) {
        *out = value + dt * slope;
    }
}

#[multiversion(targets = "simd")]
fn advance(values: &mut [f64], slope: &[f64], dt: f64) {
    for (value, &slope) in values.iter_mut().zip(slope) {
        *value += dt * slope;
    }
}
