//! Steps with noise: exact Ornstein-Uhlenbeck rows, and dy = (a − k y) dt + g dW for everything else.

use crate::layout::Slots;
use crate::math::{exp, expm1};
use crate::noise::{Key, fill_normal};
use crate::state::State;
use crate::stepper::Evaluate;
use crate::term::Rates;

/// The step number kept for draws that start a process, far beyond any step of a run.
const START: u64 = u64::MAX;

/// Rows that follow dx = −x/τ dt + s √(2/τ) dW exactly, whatever dt: coloured noise of stationary spread s.
#[derive(Clone, Debug)]
pub struct OrnsteinUhlenbeck {
    slots: Slots,
    stream: u32,
    keys: Vec<Key>,
    spread: Vec<f64>,
    decay: Vec<f64>,
    kick: Vec<f64>,
    noise: Vec<f64>,
}

impl OrnsteinUhlenbeck {
    /// A process on `slots` with steps of `dt`. `tau` and `spread` are `[member x lane]`; `keys` has one per lane.
    ///
    /// # Panics
    /// If `tau` or `spread` is not of length `slots.len * keys.len()`.
    pub fn new(
        slots: Slots,
        stream: u32,
        keys: &[Key],
        tau: &[f64],
        spread: &[f64],
        dt: f64,
    ) -> OrnsteinUhlenbeck {
        let size = slots.len * keys.len();
        assert!(tau.len() == size && spread.len() == size, "one time constant and spread per row and lane");
        let kick = |(&tau, &spread): (&f64, &f64)| spread * (-expm1(-2.0 * dt / tau)).sqrt();
        OrnsteinUhlenbeck {
            slots,
            stream,
            keys: keys.to_vec(),
            spread: spread.to_vec(),
            decay: tau.iter().map(|&tau| exp(-dt / tau)).collect(),
            kick: tau.iter().zip(spread).map(kick).collect(),
            noise: vec![0.0; size],
        }
    }

    /// Draws the rows from the stationary distribution.
    pub fn start(&mut self, state: &mut State) {
        fill_normal(&mut self.noise, &self.keys, self.stream, self.slots.start as u32, START);
        for ((value, &noise), &spread) in
            state.rows_mut(self.slots).iter_mut().zip(&self.noise).zip(&self.spread)
        {
            *value = spread * noise;
        }
    }

    /// Advances the rows by one dt with the draws of step number `step`.
    pub fn step(&mut self, state: &mut State, step: u64) {
        fill_normal(&mut self.noise, &self.keys, self.stream, self.slots.start as u32, step);
        let coefficients = self.decay.iter().zip(&self.kick).zip(&self.noise);
        for (value, ((&decay, &kick), &noise)) in state.rows_mut(self.slots).iter_mut().zip(coefficients) {
            *value = *value * decay + kick * noise;
        }
    }
}

/// Increments of independent Wiener processes, one per row and lane, as a pure function of the step number.
#[derive(Clone, Debug)]
pub struct Wiener {
    keys: Vec<Key>,
    stream: u32,
}

impl Wiener {
    /// Increments for the lanes of `keys` in the noise stream `stream`.
    pub fn new(keys: &[Key], stream: u32) -> Wiener {
        Wiener { keys: keys.to_vec(), stream }
    }

    /// Fills `[row x lane]` with √dt times normal numbers, for the variables `first_variable ..`.
    pub fn fill(&self, increments: &mut [f64], first_variable: u32, step: u64, dt: f64) {
        fill_normal(increments, &self.keys, self.stream, first_variable, step);
        let root = dt.sqrt();
        increments.iter_mut().for_each(|increment| *increment *= root);
    }
}

/// Which meaning of the stochastic integral a stepper converges to; they agree when g does not depend on y.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calculus {
    /// Itô: g at the beginning of the step.
    Ito,
    /// Stratonovich: g in the middle, the limit of coloured noise.
    Stratonovich,
}

/// What a stochastic stepper calls to learn g at (state, time): writes one value per row and lane; comes in zeroed.
pub type Diffuse<'a> = dyn FnMut(&State, f64, &mut [f64]) + 'a;

/// Advances dy = (a − k y) dt + g dW with given increments; row and lane i sees only its own increment.
pub trait StochasticStepper: Send {
    /// The name used in plans and reports.
    fn name(&self) -> &'static str;

    /// Strong order when g depends on the row's own y.
    fn strong_order(&self) -> f64;

    /// Strong order when g does not depend on y.
    fn strong_order_additive(&self) -> f64;

    /// The integral it converges to.
    fn calculus(&self) -> Calculus;

    /// Moves `state` from `t` to `t + dt` along `increments` `[slot x lane]`, the change of W over the step.
    ///
    /// # Panics
    /// If the state or the increments have another shape than the stepper was made for.
    fn step(
        &mut self,
        state: &mut State,
        t: f64,
        dt: f64,
        increments: &[f64],
        evaluate: &mut Evaluate<'_>,
        diffuse: &mut Diffuse<'_>,
    );
}

/// A line of the table of stochastic steppers.
#[derive(Clone, Copy, Debug)]
pub struct StochasticEntry {
    /// The name, as [`StochasticStepper::name`].
    pub name: &'static str,
    /// Makes a stepper for a shape (slots, lanes).
    pub build: fn(usize, usize) -> Box<dyn StochasticStepper>,
}

/// Every stochastic stepper there is; a new one gets a line here, and the order test picks it up.
pub fn stochastic_steppers() -> &'static [StochasticEntry] {
    &[
        StochasticEntry {
            name: "euler_maruyama",
            build: |slots, lanes| Box::new(EulerMaruyama::new(slots, lanes)),
        },
        StochasticEntry {
            name: "stochastic_heun",
            build: |slots, lanes| Box::new(StochasticHeun::new(slots, lanes)),
        },
    ]
}

/// y ← y + (a − k y) dt + g ΔW.
#[derive(Debug)]
pub struct EulerMaruyama {
    rates: Rates,
    /// Drift and diffusion.
    near: [Vec<f64>; 2],
}

impl EulerMaruyama {
    /// Scratch for `slots` rows and `lanes` lanes.
    pub fn new(slots: usize, lanes: usize) -> EulerMaruyama {
        let size = slots * lanes;
        EulerMaruyama { rates: Rates::zeros(slots, lanes), near: [vec![0.0; size], vec![0.0; size]] }
    }
}

impl StochasticStepper for EulerMaruyama {
    fn name(&self) -> &'static str {
        "euler_maruyama"
    }

    fn strong_order(&self) -> f64 {
        0.5
    }

    fn strong_order_additive(&self) -> f64 {
        1.0
    }

    fn calculus(&self) -> Calculus {
        Calculus::Ito
    }

    fn step(
        &mut self,
        state: &mut State,
        t: f64,
        dt: f64,
        increments: &[f64],
        evaluate: &mut Evaluate<'_>,
        diffuse: &mut Diffuse<'_>,
    ) {
        assert_eq!(increments.len(), state.values().len(), "one increment per row and lane");
        slopes(&mut self.rates, state, t, evaluate, diffuse, &mut self.near);
        let [drift, spread] = &self.near;
        let slopes = drift.iter().zip(spread).zip(increments);
        for (value, ((&slope, &spread), &increment)) in state.values_mut().iter_mut().zip(slopes) {
            *value += dt * slope + spread * increment;
        }
    }
}

/// Euler predictor, then the mean of drift and diffusion at both ends; a Stratonovich method.
#[derive(Debug)]
pub struct StochasticHeun {
    rates: Rates,
    ahead: State,
    near: [Vec<f64>; 2],
    far: [Vec<f64>; 2],
}

impl StochasticHeun {
    /// Scratch for `slots` rows and `lanes` lanes.
    pub fn new(slots: usize, lanes: usize) -> StochasticHeun {
        let pair = || [vec![0.0; slots * lanes], vec![0.0; slots * lanes]];
        StochasticHeun {
            rates: Rates::zeros(slots, lanes),
            ahead: State::zeros(slots, lanes),
            near: pair(),
            far: pair(),
        }
    }
}

impl StochasticStepper for StochasticHeun {
    fn name(&self) -> &'static str {
        "stochastic_heun"
    }

    fn strong_order(&self) -> f64 {
        1.0
    }

    fn strong_order_additive(&self) -> f64 {
        1.0
    }

    fn calculus(&self) -> Calculus {
        Calculus::Stratonovich
    }

    fn step(
        &mut self,
        state: &mut State,
        t: f64,
        dt: f64,
        increments: &[f64],
        evaluate: &mut Evaluate<'_>,
        diffuse: &mut Diffuse<'_>,
    ) {
        assert_eq!(increments.len(), state.values().len(), "one increment per row and lane");
        slopes(&mut self.rates, state, t, evaluate, diffuse, &mut self.near);
        let [drift, spread] = &self.near;
        let near = state.values().iter().zip(drift).zip(spread).zip(increments);
        for (ahead, (((&value, &drift), &spread), &increment)) in self.ahead.values_mut().iter_mut().zip(near)
        {
            *ahead = value + dt * drift + spread * increment;
        }
        slopes(&mut self.rates, &self.ahead, t + dt, evaluate, diffuse, &mut self.far);
        let [far_drift, far_spread] = &self.far;
        let ends = drift.iter().zip(far_drift).zip(spread.iter().zip(far_spread)).zip(increments);
        for (value, (((&drift0, &drift1), (&spread0, &spread1)), &increment)) in
            state.values_mut().iter_mut().zip(ends)
        {
            *value += 0.5 * (dt * (drift0 + drift1) + (spread0 + spread1) * increment);
        }
    }
}

/// Drift and diffusion at one point.
fn slopes(
    rates: &mut Rates,
    state: &State,
    t: f64,
    evaluate: &mut Evaluate<'_>,
    diffuse: &mut Diffuse<'_>,
    [drift, spread]: &mut [Vec<f64>; 2],
) {
    rates.clear();
    evaluate(state, t, rates);
    rates.derivative(state, drift);
    spread.fill(0.0);
    diffuse(state, t, spread);
}
