//! Pain that gets through.

use crate::{Brains, UNITS, atlas, moved, near, number};
use syntony_brain::Variable;
use syntony_brain::chemistry::effects::Input;

/// Row of descending inhibition among what a person carries.
const DESCENDING: usize = 5;

#[test]
fn exact_a_tick_of_pain() {
    let (mut b, atlas) = (Brains::people(), atlas("human"));
    let take = |name: &str| number(&atlas, &format!("pain.{name}"));
    b.senses.heat.fill(0.4);
    b.step();
    let before = b.block.lanes.clone();
    let at = b.block.plan.social.as_ref().unwrap().affect.populations;
    let lanes = b.block.lane_count();
    let rest: Vec<[f64; 3]> =
        (0..lanes).map(|lane| [at.vmpfc, at.bla, at.pag].map(|r| b.relative(r, lane))).collect();
    let lpfc: Vec<f64> = (0..lanes)
        .map(|lane| b.relative(at.lpfc, lane).min(number(&atlas, "regulation.lateral_max")))
        .collect();
    b.step();
    let opioid: Vec<f64> =
        (0..lanes).map(|lane| b.block.work().input[Input::Analgesia as usize * lanes + lane]).collect();
    let now = b.block.work().social.clone();
    for lane in 0..UNITS {
        let person = |i: usize| before.row(b.block.slots.person.at(i))[lane];
        // all that touches the subject, from both others
        let touch: f64 = (0..2).map(|of| b.senses.touch[2 * of * UNITS + lane]).sum::<f64>().min(1.0);
        let through =
            (1.0 - number(&atlas, "touch.gate") * touch) * (1.0 - take("descending") * person(DESCENDING));
        near("nociception", now.heat[lane], 0.4 * b.block.traits.pain[lane] * through);
        let [vmpfc, bla, pag] = rest[lane];
        let sent = take("safety") * now.safety[lane] * vmpfc.min(take("prefrontal_max"))
            + opioid[lane]
            + take("reappraised") * person(4) * lpfc[lane]
            - take("fear") * (bla - 1.0).max(0.0);
        let towards = sent.clamp(0.0, 1.0) * pag.min(1.0);
        near("sent down", now.descending[lane], towards);
        let tau = take("time");
        let row = b.block.slots.person.at(DESCENDING);
        let reached = moved(person(DESCENDING), towards / tau, 1.0 / tau);
        near("inhibition", b.block.lanes.row(row)[lane], reached);
        let read = |name: &str| {
            let variable = Variable::resolve(name, 0, &b.block).unwrap_or_else(|| panic!("no {name}"));
            variable.read(&b.block, 0, lane)
        };
        near("pain", read("pain"), now.heat[lane]);
        near("inhibition as read", read("pain_inhibition"), reached);
    }
}
