//! Nanoseconds per element of the math and the noise, and per step of every stepper for 1, 16 and 256 lanes.
//!
//! Divide a step's time by rows x lanes (its item count), or read divan's throughput column.

use divan::{Bencher, black_box, counter::ItemsCount};
use syntony_engine::noise::{Key, fill_normal, fill_uniform};
use syntony_engine::{OrnsteinUhlenbeck, Slots, State, math, stepper::stepper};

const SIZE: usize = 1024;
const ROWS: usize = 64;
const LANES: [usize; 3] = [1, 16, 256];

fn main() {
    divan::main();
}

/// One pass over fresh arguments from −6 to 6; making them is not timed.
fn pass(bencher: Bencher, function: fn(&mut [f64])) {
    let arguments: Vec<f64> = (0..SIZE).map(|index| 12.0 * index as f64 / SIZE as f64 - 6.0).collect();
    bencher
        .counter(ItemsCount::new(SIZE))
        .with_inputs(|| arguments.clone())
        .bench_local_refs(|values| function(black_box(values)));
}

#[divan::bench(name = "exp_1024")]
fn exp(bencher: Bencher) {
    pass(bencher, math::exp_slice);
}

#[divan::bench(name = "exp_1024_scalar_calls")]
fn exp_scalar(bencher: Bencher) {
    pass(bencher, |values| values.iter_mut().for_each(|value| *value = math::exp(*value)));
}

#[divan::bench(name = "exp_1024_std_for_comparison")]
#[allow(clippy::disallowed_methods)]
fn exp_std(bencher: Bencher) {
    pass(bencher, |values| values.iter_mut().for_each(|value| *value = value.exp()));
}

#[divan::bench(name = "logistic_1024")]
fn logistic(bencher: Bencher) {
    pass(bencher, math::logistic_slice);
}

#[divan::bench(name = "tanh_1024")]
fn tanh(bencher: Bencher) {
    pass(bencher, math::tanh_slice);
}

#[divan::bench(name = "pow_1024")]
fn pow(bencher: Bencher) {
    pass(bencher, |values| math::pow_slice(values, 2.5));
}

#[divan::bench(name = "ln_1024")]
fn ln(bencher: Bencher) {
    pass(bencher, math::ln_slice);
}

#[divan::bench(name = "normal_from_uniform_1024")]
fn quantile(bencher: Bencher) {
    let uniform: Vec<f64> = (0..SIZE).map(|index| (index as f64 + 0.5) / SIZE as f64).collect();
    bencher
        .counter(ItemsCount::new(SIZE))
        .with_inputs(|| uniform.clone())
        .bench_local_refs(|values| math::normal_from_uniform_slice(black_box(values)));
}

fn noise(bencher: Bencher, lanes: usize, fill: fn(&mut [f64], &[Key], u32, u32, u64)) {
    let keys = Key::of_lanes(1, &(0..lanes as u64).collect::<Vec<_>>());
    let mut values = vec![0.0; ROWS * lanes];
    let mut step = 0;
    bencher.counter(ItemsCount::new(ROWS * lanes)).bench_local(|| {
        step += 1;
        fill(black_box(&mut values), &keys, 0, 0, step);
    });
}

#[divan::bench(name = "uniform_64_rows", args = LANES)]
fn uniforms(bencher: Bencher, lanes: usize) {
    noise(bencher, lanes, fill_uniform);
}

#[divan::bench(name = "normal_64_rows", args = LANES)]
fn normals(bencher: Bencher, lanes: usize) {
    noise(bencher, lanes, fill_normal);
}

#[divan::bench(name = "ornstein_uhlenbeck_64_rows", args = LANES)]
fn coloured(bencher: Bencher, lanes: usize) {
    let keys = Key::of_lanes(1, &(0..lanes as u64).collect::<Vec<_>>());
    let (slots, size) = (Slots { start: 0, len: ROWS }, ROWS * lanes);
    let mut process = OrnsteinUhlenbeck::new(slots, 0, &keys, &vec![8.0; size], &vec![1.0; size], 1.0);
    let mut state = State::zeros(ROWS, lanes);
    let mut step = 0;
    bencher.counter(ItemsCount::new(size)).bench_local(|| {
        step += 1;
        process.step(black_box(&mut state), step);
    });
}

/// A step of 64 rows with rates that cost little, so that the stepper's own work shows.
fn step(bencher: Bencher, name: &str, lanes: usize) {
    let mut stepper = stepper(name, ROWS, lanes).expect("a stepper of the table");
    let mut state = State::zeros(ROWS, lanes);
    let all = Slots { start: 0, len: ROWS };
    bencher.counter(ItemsCount::new(ROWS * lanes)).bench_local(|| {
        stepper.step(black_box(&mut state), 0.0, 0.01, &mut |_, _, rates| {
            rates.add_constant_gain(all, 1.0);
            rates.add_constant_loss(all, 0.5);
        });
    });
}

#[divan::bench(args = LANES)]
fn step_euler(bencher: Bencher, lanes: usize) {
    step(bencher, "euler", lanes);
}

#[divan::bench(args = LANES)]
fn step_heun(bencher: Bencher, lanes: usize) {
    step(bencher, "heun", lanes);
}

#[divan::bench(args = LANES)]
fn step_rk4(bencher: Bencher, lanes: usize) {
    step(bencher, "rk4", lanes);
}

#[divan::bench(args = LANES)]
fn step_exponential_euler(bencher: Bencher, lanes: usize) {
    step(bencher, "exponential_euler", lanes);
}

#[divan::bench(args = LANES)]
fn step_exponential_heun(bencher: Bencher, lanes: usize) {
    step(bencher, "exponential_heun", lanes);
}
