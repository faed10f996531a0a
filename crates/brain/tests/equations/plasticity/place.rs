//! Value of places.

use crate::{Brains, UNITS, atlas, moved, near, number};

/// Of an animal alone: company adds a reward of its own.
#[test]
fn exact_a_tick_of_the_value_of_places() {
    let (mut b, atlas) = (Brains::voles(), atlas("vole"));
    let take = |name: &str| number(&atlas, &format!("place.{name}"));
    for row in [&mut b.senses.near, &mut b.senses.touch, &mut b.senses.sexual, &mut b.senses.pain] {
        row.fill(0.0);
    }
    let before = b.block.lanes.clone();
    b.step();
    let (plan, lanes) = (b.block.plan.clone(), b.block.lane_count());
    let shell = plan.region("nacc_shell").unwrap();
    let pool = plan.pools.find(plan.pools.ligand("dopamine").unwrap(), shell).unwrap();
    let d1 = plan.receptors.find("d1r", shell).unwrap();
    for place in 0..plan.cast.places.len() {
        for lane in 0..lanes {
            let dopamine = before.row(b.block.slots.level.at(pool))[lane];
            let fold = dopamine / plan.pools.pools[pool].basal[lane / UNITS];
            let signal = b.block.work().signal[d1 * lanes + lane] / plan.receptors.sites[d1].reference;
            let reward = take("dopamine_value") * fold.ln() * signal.min(2.0);
            let k = take("rate") * b.senses.place[place * lanes + lane];
            let row = b.block.slots.place.at(place);
            near("value", b.block.lanes.row(row)[lane], moved(before.row(row)[lane], k * reward, k));
        }
    }
}
