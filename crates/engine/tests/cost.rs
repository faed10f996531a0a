//! Work counts: no allocation per step.

// A counting allocator has to implement an unsafe trait; it only counts and passes on.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout as Shape, System};
use std::cell::Cell;
use syntony_engine::noise::{Key, Stream, fill_normal, fill_uniform};
use syntony_engine::{OrnsteinUhlenbeck, Slots, State, Wiener, math, steppers, stochastic_steppers};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    ALLOCATIONS.with(|count| count.set(count.get() + 1));
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, shape: Shape) -> *mut u8 {
        count();
        unsafe { System.alloc(shape) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, shape: Shape) {
        unsafe { System.dealloc(pointer, shape) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, shape: Shape, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(pointer, shape, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Allocations of this thread while `work` runs.
fn allocations(work: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.with(Cell::get);
    work();
    ALLOCATIONS.with(Cell::get) - before
}

#[test]
fn cost_the_counter_counts() {
    let mut kept = Vec::new();
    assert_eq!(allocations(|| kept.reserve_exact(100)), 1);
    kept.push(1.0);
    assert_eq!(allocations(|| kept.reserve_exact(100_000)), 1, "growing counts too");
}

#[test]
fn cost_no_allocation_per_step() {
    for lanes in [1, 16, 100] {
        for entry in steppers() {
            let mut stepper = (entry.build)(4, lanes);
            let mut state = State::zeros(4, lanes);
            let count = allocations(|| {
                for step in 0..10 {
                    stepper.step(&mut state, f64::from(step), 0.1, &mut |state, _, rates| {
                        rates.add_gain_scaled(0, 0.5, state.row(1));
                        rates.add_constant_gain(Slots { start: 1, len: 3 }, 1.0);
                        rates.add_relaxation(1, 0.2, state.row(2));
                    });
                }
            });
            assert_eq!(count, 0, "{} with {lanes} lanes", entry.name);
        }
    }
}

#[test]
fn cost_no_allocation_per_noisy_step() {
    for lanes in [1, 16, 100] {
        let keys = Key::of_lanes(1, &(0..lanes as u64).collect::<Vec<_>>());
        let slots = Slots { start: 1, len: 3 };
        let size = slots.len * lanes;
        let mut process = OrnsteinUhlenbeck::new(slots, 1, &keys, &vec![5.0; size], &vec![1.0; size], 0.1);
        let mut state = State::zeros(4, lanes);
        let count = allocations(|| {
            process.start(&mut state);
            (0..10).for_each(|step| process.step(&mut state, step));
        });
        assert_eq!(count, 0, "coloured noise with {lanes} lanes");
        let wiener = Wiener::new(&keys, 2);
        let mut increments = vec![0.0; 4 * lanes];
        for entry in stochastic_steppers() {
            let mut stepper = (entry.build)(4, lanes);
            let count = allocations(|| {
                for step in 0..10 {
                    wiener.fill(&mut increments, 0, step, 0.1);
                    stepper.step(
                        &mut state,
                        0.0,
                        0.1,
                        &increments,
                        &mut |_, _, rates| rates.add_constant_loss(slots, 1.0),
                        &mut |_, _, spread| spread.fill(0.3),
                    );
                }
            });
            assert_eq!(count, 0, "{} with {lanes} lanes", entry.name);
        }
    }
}

#[test]
fn cost_no_allocation_in_math_and_noise() {
    let keys = Key::of_lanes(1, &[7; 20]);
    let mut values = vec![0.3; 400];
    let mut other = State::zeros(20, 20);
    let source = State::zeros(20, 20);
    let count = allocations(|| {
        math::exp_slice(&mut values);
        math::logistic_slice(&mut values);
        fill_uniform(&mut values, &keys, 0, 1, 2);
        fill_normal(&mut values, &keys[..4], 0, 1, 2);
        let mut draws = Stream::new(1, 2, 3, 4);
        values.iter_mut().for_each(|value| *value = draws.normal() + draws.exponential());
        other.clone_from(&source);
    });
    assert_eq!(count, 0);
}
