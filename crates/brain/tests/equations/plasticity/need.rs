//! Need, alarm, passive coping, load.

use crate::{Brains, UNITS, atlas, moved, near, number};
use syntony_brain::chemistry::doses::Part;
use syntony_brain::chemistry::effects::Input;

#[test]
fn exact_a_tick_of_need() {
    let (mut b, atlas) = (Brains::voles(), atlas("vole"));
    let take = |name: &str| number(&atlas, &format!("need.{name}"));
    let (before, edges) = (b.block.lanes.clone(), b.block.edges.clone());
    b.step();
    let (plan, slots, work) = (b.block.plan.clone(), b.block.slots.clone(), b.block.work());
    let steroid = plan.doses.find("corticosterone").unwrap();
    let plasma = |lane: usize| before.row(slots.compartments.at(Part::Plasma.of(steroid)))[lane];
    for lane in 0..b.block.lane_count() {
        let x = |i: usize| before.row(slots.need.at(i))[lane];
        let [h, set, coping, load, isolation] = [0, 1, 2, 3, 4].map(x);
        let (member, unit) = (lane / UNITS, lane % UNITS);
        let own = || plan.cast.pairs.iter().enumerate().filter(move |(_, pair)| pair.0 == member);
        let touch: f64 = own().map(|(k, _)| b.senses.touch[k * UNITS + unit]).sum();
        let q = touch / take("fill_time");
        let inborn = b.block.traits.set_point[lane];
        let towards = if h < set { h } else { inborn };
        let fold = before.row(slots.hpa.at(2))[lane] + plan.doses.compounds[steroid].hormone * plasma(lane);
        let strain = (fold.ln() - take("load_threshold")).max(0.0);
        let passive = work.input[Input::Passivity as usize * b.block.lane_count() + lane];
        let (tau, rest) = (take("isolation_time"), plan.need.set_point);
        let expected = [
            moved(h, q, q + 1.0 / take("decay_time")),
            moved(set, towards / take("set_point_time"), 1.0 / take("set_point_time")),
            moved(coping, passive / take("passivity_time"), 1.0 / take("passivity_time")),
            moved(load, strain / take("load_time"), 1.0 / take("load_recovery")),
            moved(isolation, (rest - h).max(0.0) / tau, 1.0 / tau),
        ];
        for (i, expected) in expected.into_iter().enumerate() {
            near(b.block.layout.name(slots.need.at(i)), b.block.lanes.row(slots.need.at(i))[lane], expected);
        }
        near("D", work.need[lane], (set - h).max(0.0).powf(take("exponent")));
        let alarm: f64 = own()
            .map(|(k, _)| {
                let edge = |s: syntony_engine::Slots| edges.row(s.at(0))[k * UNITS + unit];
                let s = b.block.edge_slots;
                take("alarm_gain") * edge(s.bond) * (edge(s.expectation) - edge(s.presence)).max(0.0)
            })
            .sum();
        near("alarm", work.alarm[lane], alarm);
    }
}
