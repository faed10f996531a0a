//! What must hold for any input: positivity, conservation, bits through a snapshot, no panic on damaged bytes.

use proptest::prelude::*;
use syntony_engine::layout::Fnv;
use syntony_engine::noise::{Key, Stream, fill_uniform};
use syntony_engine::{Snapshot, State, math, steppers};

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// Zero, or a size anywhere between 1e-12 and 1e6.
fn magnitude() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 9 => (-12.0..6.0_f64).prop_map(|power| math::pow(10.0, power))]
}

fn bytes_of_snapshot() -> Vec<u8> {
    let arrays = vec![("state".to_owned(), vec![1.5, -0.0, 3.0]), ("delay".to_owned(), vec![f64::NAN; 2])];
    Snapshot { layout_hash: 7, lanes: 3, step: 12, seed: 99, arrays }.write()
}

/// Replaces the checksum by the right one, so that reading goes on to the contents.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut hash = Fnv::new();
    hash.write(&bytes);
    bytes.extend_from_slice(&hash.finish().to_le_bytes());
    bytes
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn keeps_positive_with_exponential_steppers(
        cells in prop::collection::vec((magnitude(), magnitude(), magnitude(), magnitude()), 6),
        dt in magnitude(),
    ) {
        for entry in steppers() {
            let mut stepper = (entry.build)(2, 3);
            if !stepper.keeps_positive() {
                continue;
            }
            let mut state = State::zeros(2, 3);
            for (value, cell) in state.values_mut().iter_mut().zip(&cells) {
                *value = cell.0;
            }
            for step in 0..4 {
                stepper.step(&mut state, f64::from(step) * dt, dt, &mut |state, _, rates| {
                    for slot in 0..2 {
                        let (gain, loss) = rates.row_mut(slot);
                        for lane in 0..3 {
                            // production that the other row inhibits, and a loss that grows with the row itself
                            let (_, a, k, half) = cells[slot * 3 + lane];
                            gain[lane] = a / (1.0 + half * state.get(1 - slot, lane));
                            loss[lane] = k * (1.0 + state.get(slot, lane));
                        }
                    }
                });
                for &value in state.values() {
                    prop_assert!(value >= 0.0 && value.is_finite(), "{} made {value}", entry.name);
                }
            }
        }
    }

    #[test]
    fn keeps_equilibrium_with_every_stepper(level in magnitude(), rate in 0.0..1.0_f64) {
        for entry in steppers() {
            let mut stepper = (entry.build)(1, 1);
            let mut state = State::zeros(1, 1);
            state.set(0, 0, level);
            for _ in 0..10 {
                stepper.step(&mut state, 0.0, 1.0, &mut |_, _, rates| rates.add_relaxation(0, rate, &[level]));
            }
            let drift = (state.get(0, 0) - level).abs();
            prop_assert!(drift <= 1e-14 * level, "{} drifts by {drift} from {level}", entry.name);
        }
    }

    #[test]
    fn keeps_functions_in_their_ranges(x in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO) {
        prop_assert!(math::exp(x) >= 0.0);
        prop_assert!((0.0..=1.0).contains(&math::logistic(x)));
        prop_assert!((-1.0..=1.0).contains(&math::tanh(x)));
        prop_assert!(math::expm1(x) >= -1.0);
        prop_assert!(math::expm1_over_x(x) >= 0.0);
    }

    #[test]
    fn keeps_functions_monotone(x in -700.0..700.0_f64, step in 1e-9..1.0_f64) {
        // up to the documented error of each: neighbours that differ by less may come out in either order
        let ulps = 1.0 + 3.0 * f64::EPSILON;
        prop_assert!(math::exp(x) <= math::exp(x + step) * ulps);
        prop_assert!(math::logistic(x) <= math::logistic(x + step) * ulps);
        prop_assert!(math::tanh(x) <= math::tanh(x + step) + 3.0 * f64::EPSILON);
        let (low, high) = (0.5 + x / 1401.0, 0.5 + (x + step) / 1401.0);
        prop_assert!(math::normal_from_uniform(low) <= math::normal_from_uniform(high));
    }

    #[test]
    fn keeps_draws_inside_the_open_interval(seed: u64, lane: u64, stream: u32, step: u64, n in 1..u64::MAX) {
        let mut draws = Stream::new(seed, lane, stream, step);
        for _ in 0..4 {
            let value = draws.uniform();
            prop_assert!(value > 0.0 && value < 1.0);
            prop_assert!(draws.exponential() > 0.0);
            prop_assert!(draws.normal().abs() < 8.3);
            prop_assert!(draws.below(n) < n);
        }
    }

    #[test]
    fn keeps_keys_of_lanes_apart(seed: u64, lane: u64, other: u64) {
        prop_assert_eq!(Key::new(seed, lane) == Key::new(seed, other), lane == other);
    }

    #[test]
    fn keeps_bits_through_a_snapshot(
        header: (u64, u64, u64, u64),
        arrays in prop::collection::btree_map(".{0,12}", prop::collection::vec(any::<u64>(), 0..20), 0..4),
    ) {
        let arrays: Vec<(String, Vec<f64>)> =
            arrays.into_iter().map(|(name, bits)| (name, bits.into_iter().map(f64::from_bits).collect())).collect();
        let (layout_hash, lanes, step, seed) = header;
        let snapshot = Snapshot { layout_hash, lanes, step, seed, arrays };
        let bytes = snapshot.write();
        let back = Snapshot::read(&bytes).expect("just written");
        prop_assert_eq!((back.layout_hash, back.lanes, back.step, back.seed), header);
        prop_assert_eq!(back.write(), bytes);
        for ((name, values), (name_back, values_back)) in snapshot.arrays.iter().zip(&back.arrays) {
            prop_assert_eq!(name, name_back);
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(values), bits(values_back));
        }
    }

    #[test]
    fn keeps_calm_on_damaged_snapshots(at in 0..200_usize, change in 1..=255_u8, cut in 0..200_usize) {
        let bytes = bytes_of_snapshot();
        let mut changed = bytes.clone();
        let at = at % bytes.len();
        changed[at] ^= change;
        prop_assert!(Snapshot::read(&changed).is_err(), "byte {at} changed unnoticed");
        let cut = cut % bytes.len();
        prop_assert!(Snapshot::read(&bytes[..cut]).is_err(), "cut at {cut} unnoticed");
    }

    #[test]
    fn keeps_calm_on_forged_contents(at in 12..140_usize, value: u64, noise in prop::collection::vec(any::<u8>(), 0..200)) {
        let whole = bytes_of_snapshot();
        let mut body = whole[..whole.len() - 8].to_vec();
        let at = at.min(body.len() - 8);
        body[at..at + 8].copy_from_slice(&value.to_le_bytes());
        // any result will do, but it must be a result; a snapshot that is accepted is written back the same
        let bytes = sealed(body);
        if let Ok(snapshot) = Snapshot::read(&bytes) {
            prop_assert_eq!(snapshot.write(), bytes);
        }
        let random = sealed([&whole[..12], &noise].concat());
        prop_assert!(Snapshot::read(&random).map_or(true, |snapshot| snapshot.write() == random));
        prop_assert!(Snapshot::read(&noise).is_err());
    }
}

#[test]
fn keeps_a_snapshot_from_trusting_its_counts() {
    let bytes = bytes_of_snapshot();
    let mut body = bytes[..bytes.len() - 8].to_vec();
    let name_end = 52 + 8 + "state".len();
    body[name_end..name_end + 8].copy_from_slice(&u64::MAX.to_le_bytes());
    let error = Snapshot::read(&sealed(body)).expect_err("more values than bytes");
    assert!(error.to_string().contains("values of an array needs 18446744073709551615 bytes"), "{error}");
    let long = sealed([&bytes[..bytes.len() - 8], &[0; 3]].concat());
    let error = Snapshot::read(&long).expect_err("bytes behind the last array");
    assert_eq!(error.to_string(), "3 bytes follow the last array, expected none");
}

#[test]
fn keeps_quiet_about_no_lanes() {
    fill_uniform(&mut [], &[], 0, 0, 0);
    let mut state = State::zeros(3, 0);
    for entry in steppers() {
        (entry.build)(3, 0).step(&mut state, 0.0, 0.1, &mut |_, _, _| {});
    }
    assert_eq!(state.first_not_finite(), None);
}
