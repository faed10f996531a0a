//! Choice among others.

use super::{Room, UNITS, agree};
use crate::common::{atlas, compile, pair};
use syntony_observe::bout::Act;
use syntony_society::scene::arena::{EMPTY, Where, choice};

/// Chambers and contact are in detailed balance with the neutral chamber.
#[test]
fn exact_shares_of_chambers_and_contact() {
    let plan = compile(&atlas(), &pair("F", "M", 1.0, false, "")).plan.clone();
    for (options, barrier) in
        [([Some(1), Some(2)], false), ([Some(1), Some(2)], true), ([Some(1), None], false)]
    {
        let mut room = Room::of(&plan, 60.0 * 3600.0);
        let wanting = [1.2, if options[1].is_some() { -0.6 } else { EMPTY }];
        room.wants(0, 1, 1.2, 1.0);
        room.wants(0, 2, -0.6, 1.0);
        room.tick(|s| choice(s, &mut vec![Where::Neutral; UNITS], 0, &options, barrier));
        let chamber = wanting.map(|u: f64| (u / 2.0).exp());
        let contact: [f64; 2] = std::array::from_fn(|k| match options[k] {
            Some(_) if !barrier => chamber[k] * room.p.huddle_start / room.p.huddle_stop * wanting[k].exp(),
            _ => 0.0,
        });
        let all = 1.0 + chamber.iter().chain(&contact).sum::<f64>();
        agree("neutral", room.share(Act::Neutral, 0, None), 1.0 / all);
        for k in 0..2 {
            agree("near", room.share(Act::Near, 0, options[k]), (chamber[k] + contact[k]) / all);
            agree("contact", room.share(Act::Huddle, 0, options[k]), contact[k] / all);
        }
    }
}
