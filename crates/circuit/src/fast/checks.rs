//! What makes a circuit in motion senseless before it begins, with the value that would do.

use super::FastPlan;
use super::percepts::ROW_S;
use crate::circuit::Circuit;
use syntony_language::{Place, Problems};
use syntony_model::Atlas;

/// Steps per shortest time constant at least.
const STEPS_MIN: f64 = 2.0;
/// Longest delay that a brain can have, s.
const DELAY_MAX: f64 = 2.0;

impl FastPlan {
    /// Reads them for a circuit whose nodes lie in `regions`; reports everything that is missing or senseless.
    pub fn compile(atlas: &Atlas, circuit: &Circuit, regions: &[String]) -> Result<FastPlan, Problems> {
        let (fast, mut problems) = FastPlan::read(atlas, circuit, regions);
        if problems.is_empty() {
            check(atlas, circuit, &fast, &mut problems);
        }
        problems.into_result(fast)
    }
}

/// Step, time constants and delays against each other.
fn check(atlas: &Atlas, circuit: &Circuit, fast: &FastPlan, problems: &mut Problems) {
    let place = |name: &str| match atlas.params.find(&path(name)) {
        Some(id) => atlas.params.get(id).place.clone(),
        None => Place::default(),
    };
    let taken = [("tau_p", fast.tau_p), ("tau_n", fast.tau_n), ("tau_u", fast.tau_u)];
    for (name, tau) in taken {
        if tau.is_nan() || tau <= 0.0 {
            problems.add(
                place(name),
                format!("`{}` is {}, expected a time above zero", path(name), ms(tau)),
                None,
            );
        }
    }
    let step = fast.step;
    let parts = (ROW_S / step).round();
    if !(step > 0.0 && parts >= 1.0 && (parts * step - ROW_S).abs() < 1e-9) {
        let what = format!("`{}` is {}, expected 1 ms or a whole part of it", path("step"), ms(step));
        problems.add(place("step"), what, Some("for instance 0.5 ms".into()));
        return;
    }
    let (name, tau) = taken.into_iter().fold(("", f64::INFINITY), |a, b| if b.1 < a.1 { b } else { a });
    if tau > 0.0 && step > tau / STEPS_MIN {
        let what =
            format!("`{}` of {} is too long for `{}` of {}", path("step"), ms(step), path(name), ms(tau));
        problems.add(
            place(name),
            what,
            Some(format!("use at most --set {}={}", path("step"), longest(tau / STEPS_MIN))),
        );
    }
    let (shortest, longest_delay) = extremes(circuit, fast);
    let between =
        |(_, from, to): Tract| format!("from {} to {}", circuit.nodes[from].key, circuit.nodes[to].key);
    if shortest.0 < step {
        let what = format!(
            "the shortest delay, {}, is {}, expected at least a step of {}",
            between(shortest),
            ms(shortest.0),
            ms(step)
        );
        let hint = match shortest.0 > 0.0 {
            true => format!("use at most --set {}={}", path("step"), longest(shortest.0)),
            false => format!("`{}` is the least that a delay can be", path("synapse")),
        };
        problems.add(place("synapse"), what, Some(hint));
    }
    if longest_delay.0 > DELAY_MAX {
        let what = format!(
            "the longest delay, {}, is {:.0} s, expected at most {DELAY_MAX} s",
            between(longest_delay),
            longest_delay.0
        );
        let hint =
            format!("it is `{}` and the length of a tract over `{}`", path("synapse"), path("velocity"));
        problems.add(place("velocity"), what, Some(hint));
    }
}

/// A delay, from which population, to which.
type Tract = (f64, usize, usize);

/// The tracts with the shortest delay and with the longest, the first of equals.
fn extremes(circuit: &Circuit, fast: &FastPlan) -> (Tract, Tract) {
    let (mut shortest, mut longest) = ((f64::INFINITY, 0, 0), (0.0, 0, 0));
    for to in 0..circuit.nodes.len() {
        for s in circuit.starts[to]..circuit.starts[to + 1] {
            let (delay, from) = (fast.delay[s], circuit.synapses[s].from);
            if delay < shortest.0 {
                shortest = (delay, from, to);
            }
            if delay > longest.0 {
                longest = (delay, from, to);
            }
        }
    }
    (shortest, longest)
}

fn path(name: &str) -> String {
    format!("process.millisecond.{name}")
}

/// Milliseconds in words.
fn ms(time: f64) -> String {
    format!("{} ms", (time * 1e9).round() / 1e6)
}

/// The longest part of a millisecond not above a time that is a whole number of microseconds.
fn longest(time: f64) -> String {
    let least = (ROW_S / time - 1e-9).ceil().max(1.0) as u32;
    let parts = (least..1000).find(|parts| 1000 % parts == 0).unwrap_or(1000);
    format!("{}ms", 1.0 / f64::from(parts))
}
