//! Closed forms: functions, generators and steps against values that can be known exactly.

// Measured errors are shown by --nocapture.
#![allow(clippy::print_stdout)]

use proptest::prelude::*;
use syntony_engine::math;
use syntony_engine::noise::{Key, Stream, fill_normal, fill_uniform, normal, philox4x32};
use syntony_engine::{OrnsteinUhlenbeck, Slots, State, steppers};

const REFERENCES: &str = include_str!("data/math_references.tsv");

type Function = fn(f64) -> f64;

/// Distance from `got` to nearest + rest, in units in the last place of `nearest`.
fn ulps(got: f64, nearest: f64, rest: f64) -> f64 {
    let spacing = f64::from_bits(nearest.abs().to_bits() + 1) - nearest.abs();
    ((got - nearest) - rest).abs() / spacing
}

/// Largest error of `function` over its reference values, and how many there were.
fn worst_ulps(name: &str, function: Function) -> (f64, usize) {
    let mut worst = (0.0_f64, 0);
    for line in REFERENCES.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields[0] != name {
            continue;
        }
        let number = |index: usize| fields[index].parse::<f64>().expect("a number");
        let error = ulps(function(number(1)), number(2), number(3));
        assert!(error.is_finite(), "{name}({}) = {}", fields[1], function(number(1)));
        worst = (worst.0.max(error), worst.1 + 1);
    }
    worst
}

#[test]
fn exact_functions_match_references_to_their_declared_ulps() {
    let bounds: [(&str, Function, f64); 8] = [
        ("exp", math::exp, 1.0),
        ("ln", math::ln, 1.0),
        ("expm1", math::expm1, 2.5),
        ("expm1_over_x", math::expm1_over_x, 2.5),
        ("tanh", math::tanh, 3.0),
        ("logistic", math::logistic, 2.5),
        // 2e-11 in units of 2^-52, halved at worst by the position within a binade
        ("normal_from_uniform", math::normal_from_uniform, 2e-11 / f64::EPSILON * 2.0),
        ("erf_inv", math::erf_inv, 2e-11 / f64::EPSILON * 2.0),
    ];
    for (name, function, bound) in bounds {
        let (worst, count) = worst_ulps(name, function);
        println!("{name}: {worst:.3} ulp at worst over {count} values");
        assert!(count > 50, "{name} has {count} reference values");
        assert!(worst <= bound, "{name}: {worst:.3} ulp, declared {bound}");
    }
}

#[test]
fn exact_functions_at_the_edges() {
    let infinity = f64::INFINITY;
    assert_eq!(math::exp(0.0), 1.0);
    assert_eq!(math::exp(-0.0), 1.0);
    assert_eq!(math::exp(infinity), infinity);
    assert_eq!(math::exp(710.0), infinity);
    assert_eq!(math::exp(-infinity), 0.0);
    assert_eq!(math::exp(-745.0), 5e-324);
    assert_eq!(math::ln(1.0), 0.0);
    assert_eq!(math::ln(0.0), -infinity);
    assert_eq!(math::ln(infinity), infinity);
    assert!(math::ln(-1.0).is_nan());
    assert_eq!(math::expm1_over_x(0.0), 1.0);
    assert_eq!(math::expm1_over_x(-infinity), 0.0);
    assert_eq!(math::expm1_over_x(infinity), infinity);
    assert_eq!(math::expm1_over_x(1e-320), 1.0);
    assert_eq!(math::pow(0.0, 0.0), 1.0);
    assert_eq!(math::pow(0.0, 2.5), 0.0);
    assert_eq!(math::pow(0.0, -1.0), infinity);
    assert_eq!(math::pow(1.0, 1e300), 1.0);
    assert!(math::pow(-1.0, 2.0).is_nan());
    assert_eq!(math::tanh(infinity), 1.0);
    assert_eq!(math::tanh(-infinity), -1.0);
    assert_eq!(math::tanh(-0.0).to_bits(), (-0.0_f64).to_bits());
    assert_eq!(math::logistic(-infinity), 0.0);
    assert_eq!(math::logistic(infinity), 1.0);
    assert_eq!(math::logistic(0.0), 0.5);
    assert_eq!(math::normal_from_uniform(0.5), 0.0);
    let functions =
        [math::exp, math::ln, math::expm1, math::expm1_over_x, math::tanh, math::logistic, math::erf_inv];
    assert!(functions.iter().all(|function| function(f64::NAN).is_nan()));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn exact_power_is_within_its_declared_error(x in 1e-6..1e6_f64, y in -8.0..8.0_f64) {
        #[allow(clippy::disallowed_methods)]
        let (reference, exponent) = (x.powf(y), y * x.ln());
        let error = (math::pow(x, y) / reference - 1.0).abs();
        prop_assert!(error <= (4.0 + exponent.abs()) * 2.3e-16, "{x}^{y}: {error:e}");
    }

    #[test]
    fn exact_quantile_is_odd(u in 1e-12..0.5_f64) {
        let u = (u * 4_503_599_627_370_496.0).floor() / 4_503_599_627_370_496.0 + f64::EPSILON / 2.0;
        prop_assert_eq!(math::normal_from_uniform(u), -math::normal_from_uniform(1.0 - u));
    }
}

#[test]
fn exact_philox_matches_random123_known_answers() {
    assert_eq!(philox4x32([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
    assert_eq!(
        philox4x32([u32::MAX; 4], [u32::MAX; 2]),
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
    );
    assert_eq!(
        philox4x32([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
    );
}

fn moments(values: &[f64]) -> (f64, f64, f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let central = |power: i32| values.iter().map(|value| (value - mean).powi(power)).sum::<f64>() / n;
    let variance = central(2);
    (mean, variance, central(3) / variance.powf(1.5), central(4) / (variance * variance))
}

#[test]
fn exact_normal_moments_and_independence() {
    const LANES: usize = 1024;
    const ROWS: usize = 256;
    let keys = Key::of_lanes(11, &(0..LANES as u64).collect::<Vec<_>>());
    let mut now = vec![0.0; LANES * ROWS];
    let mut next = vec![0.0; LANES * ROWS];
    fill_normal(&mut now, &keys, 3, 0, 100);
    fill_normal(&mut next, &keys, 3, 0, 101);
    let (mean, variance, skew, kurtosis) = moments(&now);
    let se = 1.0 / ((LANES * ROWS) as f64).sqrt();
    assert!(mean.abs() < 4.0 * se, "mean {mean}");
    assert!((variance - 1.0).abs() < 4.0 * 2.0_f64.sqrt() * se, "variance {variance}");
    assert!(skew.abs() < 4.0 * 6.0_f64.sqrt() * se, "skew {skew}");
    assert!((kurtosis - 3.0).abs() < 4.0 * 24.0_f64.sqrt() * se, "kurtosis {kurtosis}");
    let correlate = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / a.len() as f64;
    let neighbours = [
        ("step", correlate(&now, &next)),
        ("lane", correlate(&now, &now[1..])),
        ("variable", correlate(&now, &now[LANES..])),
        ("pair of variables", correlate(&now, &now[2 * LANES..])),
    ];
    for (axis, correlation) in neighbours {
        assert!(correlation.abs() < 4.0 * se, "neighbours along {axis} correlate by {correlation}");
    }
}

#[test]
fn exact_uniform_histogram() {
    let keys = Key::of_lanes(5, &(0..1000).collect::<Vec<_>>());
    let mut values = vec![0.0; 200_000];
    fill_uniform(&mut values, &keys, 1, 7, 0);
    let mut counts = [0_u32; 100];
    values.iter().for_each(|value| counts[(value * 100.0) as usize] += 1);
    let chi: f64 = counts.iter().map(|&count| (f64::from(count) - 2000.0).powi(2) / 2000.0).sum();
    // 99 degrees of freedom: mean 99, standard deviation 14.1
    assert!((99.0 - chi).abs() < 4.0 * 14.1, "chi-square {chi}");
}

#[test]
fn exact_stream_draws() {
    const DRAWS: usize = 40_000;
    let mut stream = Stream::new(1, 2, 3, 4);
    let waits: Vec<f64> = (0..DRAWS).map(|_| stream.exponential()).collect();
    let (mean, variance, ..) = moments(&waits);
    let se = 1.0 / (DRAWS as f64).sqrt();
    assert!((mean - 1.0).abs() < 4.0 * se, "mean wait {mean}");
    assert!((variance - 1.0).abs() < 4.0 * 8.0_f64.sqrt() * se, "variance of waits {variance}");
    let mut counts = [0_u32; 7];
    (0..DRAWS).for_each(|_| counts[stream.below(7) as usize] += 1);
    let expected = DRAWS as f64 / 7.0;
    let chi: f64 = counts.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
    assert!(chi < 6.0 + 4.0 * 12.0_f64.sqrt(), "chi-square {chi}");
    assert_eq!(stream.drawn() as usize, 2 * DRAWS);
    assert_eq!(stream.below(1), 0);
}

#[test]
fn exact_exponential_steppers_for_constant_rates() {
    let cases = [
        (3.0, 2.0, 0.5, 0.1),
        (0.0, 1.0, 4.0, 2.0),
        (5.0, 0.0, 3.0, 7.0),
        (1.0, 2.0, 0.0, 0.3),
        (1.0, 8.0, 2e3, 50.0),
    ];
    for entry in steppers() {
        let mut stepper = (entry.build)(1, cases.len());
        if !stepper.keeps_positive() {
            continue;
        }
        for (lane, &(start, gain, loss, dt)) in cases.iter().enumerate() {
            let mut state = State::zeros(1, cases.len());
            state.set(0, lane, start);
            stepper.step(&mut state, 0.0, dt, &mut |_, _, rates| {
                let (gains, losses) = rates.row_mut(0);
                (gains[lane], losses[lane]) = (gain, loss);
            });
            #[allow(clippy::disallowed_methods)]
            let exact = if loss == 0.0 {
                start + gain * dt
            } else {
                start * (-loss * dt).exp() - gain / loss * (-loss * dt).exp_m1()
            };
            let got = state.get(0, lane);
            assert!(
                (got - exact).abs() <= 4.0 * f64::EPSILON * exact,
                "{}: {got}, exact {exact}",
                entry.name
            );
        }
    }
}

#[test]
fn exact_ornstein_uhlenbeck_moments_at_any_dt() {
    const LANES: usize = 60_000;
    let keys = Key::of_lanes(21, &(0..LANES as u64).collect::<Vec<_>>());
    let slots = Slots { start: 1, len: 1 };
    for (tau, spread, dt) in [(20.0, 0.5, 1.0), (20.0, 0.5, 15.0), (2.0, 3.0, 40.0)] {
        let mut state = State::zeros(2, LANES);
        let mut process = OrnsteinUhlenbeck::new(slots, 4, &keys, &[tau; LANES], &[spread; LANES], dt);
        process.start(&mut state);
        let begin = state.row(1).to_vec();
        (0..3).for_each(|step| process.step(&mut state, step));
        let end = state.row(1);
        let se = 1.0 / (LANES as f64).sqrt();
        let mean = |a: &[f64], b: &[f64]| {
            a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / (LANES as f64 * spread * spread)
        };
        assert!((mean(end, end) - 1.0).abs() < 4.0 * 2.0_f64.sqrt() * se, "variance {}", mean(end, end));
        #[allow(clippy::disallowed_methods)]
        let kept = (-3.0 * dt / tau).exp();
        let found = mean(&begin, end);
        assert!((found - kept).abs() < 4.0 * 2.0_f64.sqrt() * se, "autocorrelation {found}, exact {kept}");
        assert!(state.row(0).iter().all(|&value| value == 0.0), "a row beside the process moved");
    }
}

#[test]
fn exact_increments_of_the_process_are_the_declared_draws() {
    let keys = [Key::new(1, 8), Key::new(1, 9)];
    let slots = Slots { start: 3, len: 1 };
    let mut state = State::zeros(4, 2);
    let mut process = OrnsteinUhlenbeck::new(slots, 6, &keys, &[10.0; 2], &[2.0; 2], 1e9);
    process.step(&mut state, 77);
    // after a step much longer than tau only the kick is left
    assert_eq!(state.get(3, 1), 2.0 * normal(keys[1], 6, 3, 77));
}
