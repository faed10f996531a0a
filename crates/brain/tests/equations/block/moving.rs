//! Ticks at the millisecond clock.

use crate::{Brains, UNITS, atlas};
use syntony_brain::block::moving::Moving;
use syntony_brain::neural::FastPlan;
use syntony_brain::neural::fast::percepts::{Percepts, ROW_S, Sense};
use syntony_brain::social::Feature;

/// Somebody talks all the time, in brains without noise: the course of the percept ends at its mean, and the means over a tick are the fixed
/// points of the slow clock.
#[test]
fn exact_means_of_a_steady_tick_are_fixed_points() {
    let (atlas, mut b) = (atlas("human"), Brains::people());
    let mut plan = FastPlan::compile(&atlas, &b.block.plan.circuit, &b.block.plan.regions)
        .unwrap_or_else(|p| panic!("{p}"));
    (plan.noise_sd, plan.slow_sd, plan.tau_sd) = (0.0, 0.0, 0.0);
    let (lanes, nodes, pairs) =
        (b.block.lane_count(), b.block.plan.circuit.nodes.len(), b.block.pair_count());
    let mut moving = Moving::new(&b.block, &plan, plan.step);
    let mut percepts = Percepts::new(lanes, (4.0 / ROW_S) as usize);
    for (row, lane) in (0..percepts.rows()).flat_map(|row| (0..2 * UNITS).map(move |lane| (row, lane))) {
        percepts.set(row, Sense::Voice, lane, 0.3);
    }
    b.senses = b.block.no_senses();
    // each in one situation: two with each other, the third alone
    let together = 0..2 * UNITS;
    b.senses.near[together.clone()].fill(1.0);
    b.senses.social[Feature::Voice as usize * pairs..][together].fill(0.3);
    let mut slow = b.block.clone();
    for _ in 0..5 {
        slow.clone_from(&b.block);
        let done = b.block.step_moving(&b.senses, &b.active, &mut moving, &percepts, &mut |_| {});
        assert_eq!(done, Ok(()));
        slow.look(&b.senses, &b.active);
    }
    for (r, lane) in (0..nodes).flat_map(|r| (0..lanes).map(move |lane| (r, lane))) {
        let [fast, slow] = [&b.block, &slow].map(|x| x.work().mean[r * lanes + lane]);
        let name = &b.block.plan.circuit.nodes[r].key;
        assert!((fast / slow - 1.0).abs() < 1e-4, "{name}, lane {lane}: {fast} in motion, {slow} at rest");
    }
}
