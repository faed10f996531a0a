//! Invariance: lanes, slices, rows filled together, and a restart give the same bits; so does every machine.

use syntony_engine::layout::Fnv;
use syntony_engine::math;
use syntony_engine::noise::{Key, Stream, fill_normal, fill_uniform, normal, uniform};
use syntony_engine::{
    Layout, OrnsteinUhlenbeck, Rates, Slots, Snapshot, State, Wiener, steppers, stochastic_steppers,
};

const SEED: u64 = 20_260_704;

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Arguments of every size and sign, including the special ones.
fn arguments(count: usize) -> Vec<f64> {
    let mut draws = Stream::new(SEED, 1, 2, 3);
    let special = [0.0, -0.0, 1.0, -1.0, 1e-310, 800.0, -800.0, f64::INFINITY, f64::NEG_INFINITY];
    let wide = (special.len()..count).map(|index| match index % 3 {
        0 => draws.normal(),
        1 => 80.0 * draws.normal(),
        _ => math::exp(30.0 * draws.normal()),
    });
    special.into_iter().chain(wide).take(count).collect()
}

type Pair = (&'static str, fn(f64) -> f64, fn(&mut [f64]));

const PAIRS: [Pair; 7] = [
    ("exp", math::exp, math::exp_slice),
    (
        "ln",
        |x| math::ln(x.abs()),
        |values| {
            values.iter_mut().for_each(|value| *value = value.abs());
            math::ln_slice(values);
        },
    ),
    ("tanh", math::tanh, math::tanh_slice),
    ("logistic", math::logistic, |values| math::logistic_slice(values)),
    ("expm1_over_x", math::expm1_over_x, |values| math::expm1_over_x_slice(values)),
    (
        "pow",
        |x| math::pow(x.abs(), 1.7),
        |values| {
            values.iter_mut().for_each(|value| *value = value.abs());
            math::pow_slice(values, 1.7);
        },
    ),
    (
        "normal_from_uniform",
        |x| math::normal_from_uniform(math::logistic(x)),
        |values| {
            math::logistic_slice(values);
            math::normal_from_uniform_slice(values);
        },
    ),
];

#[test]
fn same_bits_for_slice_and_scalar() {
    for (name, scalar, slice) in PAIRS {
        for length in (0..40).chain([1000, 4096]) {
            let arguments = arguments(length);
            let mut values = arguments.clone();
            slice(&mut values);
            for (x, value) in arguments.iter().zip(&values) {
                assert_eq!(value.to_bits(), scalar(*x).to_bits(), "{name}({x:e}) in a slice of {length}");
            }
        }
    }
}

#[test]
fn same_bits_for_rows_filled_together_or_drawn_singly() {
    for lanes in [1_usize, 2, 3, 7, 8, 9, 16, 33, 100] {
        let ids: Vec<u64> = (0..lanes as u64).map(|lane| lane * lane + 5).collect();
        let keys = Key::of_lanes(SEED, &ids);
        for rows in [0, 1, 2, 3, 6, 90] {
            for first in [0, 1, 6, 0x7fff_fffe] {
                let mut flat = vec![0.0; rows * lanes];
                let mut bell = flat.clone();
                fill_uniform(&mut flat, &keys, 9, first, u64::from(first) << 20);
                fill_normal(&mut bell, &keys, 9, first, u64::from(first) << 20);
                for (index, (flat, bell)) in flat.iter().zip(&bell).enumerate() {
                    let (variable, key) = (first + (index / lanes) as u32, keys[index % lanes]);
                    let step = u64::from(first) << 20;
                    assert_eq!(
                        flat.to_bits(),
                        uniform(key, 9, variable, step).to_bits(),
                        "{lanes} lanes, {rows} rows"
                    );
                    assert_eq!(
                        bell.to_bits(),
                        normal(key, 9, variable, step).to_bits(),
                        "{lanes} lanes, {rows} rows"
                    );
                }
            }
        }
    }
}

#[test]
fn same_draw_whoever_asks_and_none_twice() {
    let mut first = Stream::new(SEED, 4, 5, 6);
    let mut again = Stream::with_key(Key::new(SEED, 4), 5, 6);
    let mut seen = std::collections::BTreeSet::new();
    for draw in 0..1000 {
        let value = first.uniform();
        assert_eq!(value.to_bits(), again.uniform().to_bits(), "draw {draw}");
        assert!(seen.insert(value.to_bits()), "draw {draw} came before");
        let row = uniform(Key::new(SEED, 4), 5, draw, 6);
        assert!(seen.insert(row.to_bits()), "variable {draw} repeats a draw of the stream");
    }
}

/// Three coupled rows with an input per lane.
fn network(inputs: &[f64]) -> impl Fn(&State, f64, &mut Rates) + '_ {
    |state, t, rates| {
        for (lane, input) in inputs.iter().enumerate() {
            let [x, y, z] = [0, 1, 2].map(|slot| state.get(slot, lane));
            let drive = math::logistic(4.0 * (x - z) + input + 0.1 * t);
            for (slot, gain, loss) in [(0, drive, 1.0), (1, x * x, 0.5 + y), (2, 0.3 * y, 0.2 + 0.1 * x)] {
                let (gains, losses) = rates.row_mut(slot);
                gains[lane] += gain;
                losses[lane] += loss;
            }
        }
    }
}

fn inputs(lanes: &[u64]) -> Vec<f64> {
    lanes.iter().map(|&lane| normal(Key::new(SEED, lane), 77, 0, 0)).collect()
}

const LAST: Slots = Slots { start: 3, len: 2 };

/// Everything at once: a stepper on rows 0..3, coloured noise on rows 3 and 4; then noisy steps for all rows.
fn march(lanes: &[u64], stepper: &str, steps: std::ops::Range<u64>, state: &mut State) {
    let (inputs, keys) = (inputs(lanes), Key::of_lanes(SEED, lanes));
    let width = lanes.len();
    let mut process =
        OrnsteinUhlenbeck::new(LAST, 2, &keys, &vec![4.0; 2 * width], &vec![0.3; 2 * width], 0.05);
    let mut deterministic = syntony_engine::stepper::stepper(stepper, 5, width).expect("listed");
    let mut noisy: Vec<_> = stochastic_steppers().iter().map(|entry| (entry.build)(5, width)).collect();
    let wiener = Wiener::new(&keys, 3);
    let mut increments = vec![0.0; 5 * width];
    let network = network(&inputs);
    for step in steps {
        let t = step as f64 * 0.05;
        deterministic.step(state, t, 0.05, &mut |state, t, rates| network(state, t, rates));
        process.step(state, step);
        wiener.fill(&mut increments, 0, step, 0.05);
        for noisy in &mut noisy {
            let mut spread = |state: &State, _: f64, spread: &mut [f64]| {
                spread[..width].iter_mut().zip(state.row(1)).for_each(|(spread, y)| *spread = 0.1 * y);
            };
            noisy.step(
                state,
                t,
                0.05,
                &increments,
                &mut |state, t, rates| network(state, t, rates),
                &mut spread,
            );
        }
    }
}

#[test]
fn same_bits_for_one_lane_and_sixteen() {
    let ids: Vec<u64> = (100..116).collect();
    for entry in steppers() {
        let mut together = State::zeros(5, ids.len());
        march(&ids, entry.name, 0..60, &mut together);
        for (lane, &id) in ids.iter().enumerate() {
            let mut alone = State::zeros(5, 1);
            march(&[id], entry.name, 0..60, &mut alone);
            assert_eq!(bits(&alone.lane(0)), bits(&together.lane(lane)), "{}, lane {id}", entry.name);
        }
        assert_ne!(together.lane(0), together.lane(1), "lanes differ, or the test shows nothing");
    }
}

#[test]
fn same_bits_after_a_snapshot() {
    let mut layout = Layout::new();
    layout.add("level", 3);
    layout.add("noise", LAST.len);
    let ids = [3, 1, 4, 1_000_000_007];
    for entry in steppers() {
        let mut whole = State::new(&layout, ids.len());
        march(&ids, entry.name, 0..80, &mut whole);
        let mut first = State::new(&layout, ids.len());
        march(&ids, entry.name, 0..33, &mut first);
        let bytes = Snapshot::of(&layout, &first, 33, SEED).write();
        let snapshot = Snapshot::read(&bytes).expect("just written");
        let mut rest = snapshot.state(&layout).expect("the same layout");
        march(&ids, entry.name, snapshot.step..80, &mut rest);
        assert_eq!(bits(rest.values()), bits(whole.values()), "{}", entry.name);
    }
}

/// FNV-1a of results; equal on every machine, operating system, build profile and vector width.
#[test]
fn same_hashes_on_every_machine() {
    let mut found = Vec::new();
    let hash = |values: &[f64]| {
        let mut hash = Fnv::new();
        hash.write_f64(values);
        hash.finish()
    };
    for (name, _, slice) in PAIRS {
        let mut values = arguments(4096);
        slice(&mut values);
        assert!(values.iter().all(|value| !value.is_nan()), "a NaN has no defined bits");
        found.push((name, hash(&values)));
    }
    let keys = Key::of_lanes(SEED, &(0..64).collect::<Vec<_>>());
    let mut values = vec![0.0; 64 * 33];
    fill_uniform(&mut values, &keys, 1, 5, 1 << 40);
    found.push(("uniform", hash(&values)));
    fill_normal(&mut values, &keys, 1, 5, 1 << 40);
    found.push(("normal", hash(&values)));
    for entry in steppers() {
        let mut state = State::zeros(5, 4);
        march(&[0, 1, 2, 3], entry.name, 0..100, &mut state);
        found.push((entry.name, hash(state.values())));
    }
    let lines: Vec<String> = found.iter().map(|(name, hash)| format!("{name}\t{hash:016x}")).collect();
    let golden: Vec<&str> = include_str!("data/golden_hashes.tsv").lines().collect();
    assert_eq!(lines, golden, "all hashes found:\n{}", lines.join("\n"));
}
