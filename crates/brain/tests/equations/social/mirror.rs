//! The mirror system.

use crate::{Brains, UNITS, atlas, moved, near, number};
use syntony_brain::social::CODES;
use syntony_brain::social::mirror::{HANDLE, fidelity};

#[test]
fn exact_a_tick_of_association() {
    let (mut b, atlas) = (Brains::people(), atlas("human"));
    let take = |name: &str| number(&atlas, &format!("mirror.{name}"));
    let before = b.block.lanes.clone();
    b.step();
    let lanes = b.block.lane_count();
    for lane in 0..lanes {
        // alone one sees oneself act
        let alone = take("solitary") * b.block.work().attention[lane];
        let paired =
            |a: usize, seen: usize| take("act_rate") * b.senses.paired[(a * CODES + seen) * lanes + lane];
        let pairing = |a: usize, seen: usize| {
            let done = b.senses.done[a * lanes + lane] + if a >= HANDLE { alone } else { 0.0 };
            let own = if a == seen { take("self_seen") * done } else { 0.0 };
            take("act_rate") * own + paired(a, seen)
        };
        let trained = |a: usize, seen: usize| before.row(b.block.slots.trained.at(a * CODES + seen))[lane];
        for seen in 0..CODES {
            let all: f64 = (0..CODES).map(|a| pairing(a, seen)).sum();
            let all_paired: f64 = (0..CODES).map(|a| paired(a, seen)).sum();
            let all_trained: f64 = (0..CODES).map(|a| trained(a, seen)).sum();
            for a in 0..CODES {
                let i = a * CODES + seen;
                let (row, born) =
                    (b.block.slots.mirror.at(i), b.block.traits.mirror_at_birth[i * lanes + lane]);
                let lasts = take("consolidation");
                let gain = take("eta") * pairing(a, seen) + born / take("tau") + trained(a, seen) / lasts;
                let loss = take("eta") * all + 1.0 / take("tau") + all_trained / lasts;
                near("W", b.block.lanes.row(row)[lane], moved(before.row(row)[lane], gain, loss));
                let row = b.block.slots.trained.at(i);
                let gain = take("trained") * paired(a, seen);
                let loss = take("trained") * all_paired + 1.0 / take("trained_time");
                near("F", b.block.lanes.row(row)[lane], moved(before.row(row)[lane], gain, loss));
            }
        }
    }
}

#[test]
fn exact_what_sight_evokes() {
    let b = Brains::people();
    let p = &b.block.plan.social.as_ref().unwrap().mirror;
    let k = p.weight;
    for (lasting, trained, all) in [(0.9, 0.0, 0.0), (0.9, 0.2, 0.6), (0.1, 0.9, 1.0)] {
        near("E", p.evoked(lasting, trained, all), lasting * (1.0 - k * all) + k * trained);
    }
}

/// Who has grown up is where the equation stands still for somebody who does each category equally often.
#[test]
fn exact_grown_weights_stand_still() {
    let b = Brains::people();
    let p = &b.block.plan.social.as_ref().unwrap().mirror;
    let born: Vec<f64> = (0..CODES * CODES).map(|i| 0.01 * (i % 7) as f64).collect();
    let grown = p.grown(&born);
    let same = p.act_rate * p.self_seen / CODES as f64;
    for (i, (w, w0)) in grown.iter().zip(&born).enumerate() {
        let paired = if i / CODES == i % CODES { same } else { 0.0 };
        let slope = p.eta * (paired - w * same) - (w - w0) / p.tau;
        assert!(slope.abs() < 1e-15, "{i}: {slope}");
    }
    let all: f64 = (0..CODES).map(|a| grown[a * CODES + 3]).sum();
    near("φ", fidelity(|a, seen| grown[a * CODES + seen], 3), grown[3 * CODES + 3] / all);
    assert_eq!(UNITS, 2);
}
