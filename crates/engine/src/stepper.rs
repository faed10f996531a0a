//! Ways to advance a state by one step of dy/dt = a − k·y with a and k depending on y and t.

mod explicit;
mod exponential;

pub use explicit::{Euler, Heun, Rk4};
pub use exponential::{ExponentialEuler, ExponentialHeun};

use crate::state::State;
use crate::term::Rates;

/// What a stepper calls to learn gains and losses at (state, time); the rates come in cleared.
pub type Evaluate<'a> = dyn FnMut(&State, f64, &mut Rates) + 'a;

/// Advances a state by a fixed step. Scratch arrays are sized at construction; a step allocates nothing.
pub trait Stepper: Send {
    /// The name used in plans and reports.
    fn name(&self) -> &'static str;

    /// The power of dt with which the global error shrinks, checked by the order test.
    fn order(&self) -> f64;

    /// Evaluations of the rates per step.
    fn stages(&self) -> usize;

    /// Whether non-negative states stay so for any dt when gains and losses are non-negative.
    fn keeps_positive(&self) -> bool;

    /// Moves `state` from time `t` to `t + dt`.
    ///
    /// # Panics
    /// If the state has another shape than the stepper was made for.
    fn step(&mut self, state: &mut State, t: f64, dt: f64, evaluate: &mut Evaluate<'_>);
}

/// A line of the table of steppers: its name and how to make one for `slots` rows and `lanes` lanes.
#[derive(Clone, Copy, Debug)]
pub struct StepperEntry {
    /// The name of the stepper, as [`Stepper::name`].
    pub name: &'static str,
    /// Makes a stepper for a shape (slots, lanes).
    pub build: fn(usize, usize) -> Box<dyn Stepper>,
}

/// Every stepper there is; a new one gets a line here, and the order test picks it up.
pub fn steppers() -> &'static [StepperEntry] {
    &[
        StepperEntry { name: "euler", build: |slots, lanes| Box::new(Euler::new(slots, lanes)) },
        StepperEntry { name: "heun", build: |slots, lanes| Box::new(Heun::new(slots, lanes)) },
        StepperEntry { name: "rk4", build: |slots, lanes| Box::new(Rk4::new(slots, lanes)) },
        StepperEntry {
            name: "exponential_euler",
            build: |slots, lanes| Box::new(ExponentialEuler::new(slots, lanes)),
        },
        StepperEntry {
            name: "exponential_heun",
            build: |slots, lanes| Box::new(ExponentialHeun::new(slots, lanes)),
        },
    ]
}

/// The stepper called `name` for a shape (slots, lanes).
pub fn stepper(name: &str, slots: usize, lanes: usize) -> Option<Box<dyn Stepper>> {
    steppers().iter().find(|entry| entry.name == name).map(|entry| (entry.build)(slots, lanes))
}

fn evaluate_into(rates: &mut Rates, state: &State, t: f64, evaluate: &mut Evaluate<'_>) {
    rates.clear();
    evaluate(state, t, rates);
}

#[track_caller]
fn check_shape(rates: &Rates, state: &State) {
    assert!(
        rates.gains().len() == state.values().len() && rates.lanes() == state.lanes(),
        "a stepper for {} numbers in {} lanes got a state of {} in {}",
        rates.gains().len(),
        rates.lanes(),
        state.values().len(),
        state.lanes(),
    );
}
