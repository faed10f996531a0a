//! Regulation of feelings.

use crate::{Brains, UNITS, atlas, moved, near, number};
use syntony_brain::chemistry::doses::Part;

#[test]
fn exact_a_tick_of_regulation() {
    for told in [[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.2, 0.0, 0.8]] {
        let (mut b, atlas) = (Brains::people(), atlas("human"));
        let take = |name: &str| number(&atlas, &format!("regulation.{name}"));
        b.block.changes.strategy[0] = told;
        b.step();
        let (felt, before) = (b.block.work().social.clone(), b.block.lanes.clone());
        let lpfc = b.block.plan.social.as_ref().unwrap().affect.populations.lpfc;
        let lanes = b.block.lane_count();
        let lateral: Vec<f64> =
            (0..lanes).map(|lane| b.relative(lpfc, lane).min(take("lateral_max"))).collect();
        b.step();
        let (plan, slots, now) = (b.block.plan.clone(), b.block.slots.clone(), b.block.work().social.clone());
        let steroid = plan.doses.find("corticosterone").unwrap();
        for (lane, lateral) in lateral.into_iter().enumerate().take(UNITS) {
            let x = |i: usize| before.row(slots.person.at(i))[lane];
            let [capacity, skill, found] = [x(0), x(1), x(4)];
            let own = if told == [0.0; 3] { [take("habit"), 0.0, skill] } else { [0.0; 3] };
            let meets = [felt.raw[lane], felt.distress[lane], felt.distress[lane]];
            // R of each strategy, before the lateral prefrontal cortex
            let raw: [f64; 3] = std::array::from_fn(|s| {
                let demand = meets[s] * (1.0 - now.safety[lane]) / (1.0 + meets[s]);
                let k = take("strength") * b.block.traits.regulation[lane];
                k * (told[s] + own[s]) * capacity * demand
            });
            let [reappraise, suppress, accept] = raw.map(|r| r * lateral);
            let held = found * lateral;
            let effort = take("hold") * reappraise
                + (1.0 - take("hold")) * (reappraise - held).max(0.0)
                + suppress
                + take("accept_effort") * accept;
            near("effort", now.effort[lane], effort);
            near("hide", now.hide[lane], (take("suppress") * suppress).min(1.0));
            let milder = (1.0 - take("reappraise") * held).max(take("floor"))
                * (1.0 - take("accept") * (take("unskilled") + skill) * accept).max(take("floor"))
                / (1.0 + take("divisive") * now.safety[lane]);
            near("milder", now.mild[lane], milder);
            near("threat", now.threat[lane], b.senses.threat[lane] * milder);
            let plasma = before.row(slots.compartments.at(Part::Plasma.of(steroid)))[lane];
            let cortisol = before.row(slots.hpa.at(2))[lane] + plan.doses.compounds[steroid].hormone * plasma;
            let tired = take("cost") * effort + take("chronic") * (cortisol - 1.0).max(0.0);
            let rest = 1.0 / take("rest_time");
            let meant = if told == [0.0; 3] { 0.0 } else { raw[0] };
            let learns = (raw[2] + meant) * capacity / take("practice_time");
            let tau = take("reframe_time");
            for (i, gain, loss) in [
                (0, rest, rest + tired),
                (1, learns, learns + 1.0 / take("forget_time")),
                (4, (raw[0] + take("words") * now.words[lane]) / tau, 1.0 / tau),
            ] {
                let row = slots.person.at(i);
                near(b.block.layout.name(row), b.block.lanes.row(row)[lane], moved(x(i), gain, loss));
            }
        }
    }
}
