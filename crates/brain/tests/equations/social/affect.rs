//! Affect and well-being.

use crate::{Brains, TICK, UNITS, atlas, moved, near, number};
use syntony_brain::Variable;

#[test]
fn exact_a_tick_of_affect() {
    let (mut b, atlas) = (Brains::people(), atlas("human"));
    let take = |name: &str| number(&atlas, &format!("affect.{name}"));
    b.step();
    let (felt, before) = (b.block.work().social.clone(), b.block.lanes.clone());
    b.step();
    let (plan, now) = (b.block.plan.clone(), b.block.work().social.clone());
    let social = plan.social.as_ref().unwrap();
    let at = social.affect.populations;
    let follow = 1.0 - (-TICK / take("inertia")).exp();
    for lane in 0..b.block.lane_count() {
        let x = |r: usize| b.relative(r, lane) - 1.0;
        let joy = take("value") * (-x(at.vp)).max(0.0) + take("reward") * x(at.d1).max(0.0);
        let distress = take("bla") * x(at.bla)
            + take("acc") * (x(at.acc) + x(at.acc_o)) / 2.0
            + take("pag") * x(at.pag)
            + take("ains") * (x(at.ains) + x(at.ains_o)) / 2.0
            - take("neg_rest");
        // the own face feeds back what it shows
        let shows =
            |feeling: f64| take("face") * social.repertoire.leak * (1.0 - now.hide[lane]) * feeling.min(1.0);
        let limited = |x: f64| x.clamp(0.0, take("limit"));
        let joy = limited(joy + shows(felt.joy[lane]));
        let distress = limited(distress + shows(felt.distress[lane]));
        near("joy", now.joy[lane], felt.joy[lane] + follow * (joy - felt.joy[lane]));
        near("distress", now.distress[lane], felt.distress[lane] + follow * (distress - felt.distress[lane]));
        let valence = (now.joy[lane] - now.distress[lane]).tanh();
        let load = before.row(b.block.slots.need.at(3))[lane];
        let towards =
            valence - take("wellbeing_need") * b.block.work().need[lane] - take("wellbeing_load") * load;
        let row = b.block.layout.slot("wellbeing").unwrap_or(b.block.slots.person.at(2));
        let (tau, was) = (take("wellbeing_time"), before.row(row)[lane]);
        near("well-being", b.block.lanes.row(row)[lane], moved(was, towards / tau, 1.0 / tau));
        let read = |name: &str| {
            let variable =
                Variable::resolve(name, lane / UNITS, &b.block).unwrap_or_else(|| panic!("no {name}"));
            variable.read(&b.block, lane / UNITS, lane % UNITS)
        };
        near("valence", read("valence"), valence);
        near("arousal", read("arousal"), x(at.lc));
    }
}
