//! Tests of one animal.

use super::{Room, UNITS, agree};
use crate::common::{atlas, compile, pair};
use syntony_observe::bout::Act;
use syntony_society::scene::tests::{forced_swim, places, plus_maze};

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[test]
fn exact_floating_and_open_arms_in_the_long_run() {
    let plan = compile(&atlas(), &pair("F", "M", 1.0, false, "")).plan.clone();
    for x in [0.0, 0.4, 1.5] {
        let mut room = Room::of(&plan, 4.0 * 3600.0);
        room.drives.passivity.fill(x);
        room.drives.anxiety.fill(x);
        room.tick(|s| forced_swim(s, &mut [false; UNITS], 0));
        room.tick(|s| plus_maze(s, &mut [false; UNITS], 0));
        let (p, share) = (&room.p, |act| room.share(act, 0, None));
        agree("floating", share(Act::Float), logistic(p.float_base + p.float_slope * x));
        agree("open arms", share(Act::OpenArm), logistic(p.arm_base - p.arm_slope * x));
    }
}

/// Places are left at a rate that falls with half their value.
#[test]
fn exact_places_by_value() {
    let mut plan = (*compile(&atlas(), &pair("F", "M", 1.0, false, "")).plan).clone();
    plan.cast.places = ["left", "middle", "right"].map(String::from).into();
    let mut room = Room::of(&std::sync::Arc::new(plan), 40.0 * 3600.0);
    let (lanes, worth) = (room.keys.len(), [0.0, 1.0, -2.0]);
    for (row, value) in room.drives.place.chunks_mut(lanes).zip(worth) {
        row.fill(value);
    }
    room.tick(|s| places(s, &mut [0; UNITS], 0, &[0, 1, 2]));
    let weights = worth.map(|v: f64| (v / 2.0).exp());
    for place in 0..3 {
        let expected = weights[place] / weights.iter().sum::<f64>();
        agree("place", room.share(Act::Place, 0, Some(place)), expected);
        let sensed = room.senses.place[place * lanes..][..UNITS].iter().sum::<f64>() / UNITS as f64;
        agree("presence", sensed, expected);
    }
}
