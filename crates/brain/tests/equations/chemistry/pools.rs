//! Ligand pools.

use crate::{Brains, moved, near};
use syntony_brain::chemistry::pools::Release;

#[test]
fn exact_a_tick_of_the_pools() {
    for mut b in [Brains::voles(), Brains::people()] {
        let before = b.block.lanes.clone();
        b.step();
        let (plan, lanes) = (b.block.plan.clone(), b.block.lane_count());
        let (work, columns) = (b.block.work(), lanes + b.block.pair_count());
        for (i, pool) in plan.pools.pools.iter().enumerate() {
            let ligand = &plan.pools.ligands[pool.ligand];
            let Release::Population(r, exponent) = ligand.release else {
                panic!("{} has a pool", ligand.key)
            };
            for lane in 0..lanes {
                let (member, unit) = (lane / crate::UNITS, lane % crate::UNITS);
                let fold = |column: usize| {
                    let p = b.block.p[r * columns + column] / plan.circuit.nodes[r].rest;
                    work.attention[column] * p.powf(exponent)
                };
                // attending nobody, and each of the others
                let others = plan.cast.pairs.iter().enumerate().filter(|(_, pair)| pair.0 == member);
                let released: f64 =
                    fold(lane) + others.map(|(k, _)| fold(lanes + k * crate::UNITS + unit)).sum::<f64>();
                let (k, row) = (pool.clearance, b.block.slots.level.at(i));
                let gain = k * pool.basal[member] * released * work.release[i * lanes + lane];
                let expected = moved(before.row(row)[lane], gain, k);
                near(&ligand.key, b.block.lanes.row(row)[lane], expected);
            }
        }
    }
}
