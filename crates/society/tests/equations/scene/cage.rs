//! A home cage.

use super::{Room, agree};
use crate::common::{atlas, compile, pair};
use syntony_observe::bout::Act;
use syntony_society::scene::cage::{DyadState, dyad};

#[test]
fn exact_contact_in_the_long_run() {
    let plan = compile(&atlas(), &pair("F", "M", 1.0, false, "")).plan.clone();
    for (wanting, consent) in [([0.0, 0.0], [1.0, 1.0]), ([1.0, -0.4], [0.8, 0.5]), ([2.0, 1.0], [0.3, 1.0])]
    {
        let mut room = Room::of(&plan, 40.0 * 3600.0);
        room.wants(0, 1, wanting[0], consent[0]);
        room.wants(1, 0, wanting[1], consent[1]);
        room.tick(|s| dyad(s, &mut DyadState::new(super::UNITS), 0, 1, false, false));
        let u = 0.5 * (wanting[0] + wanting[1]);
        let start = room.p.cage_factor * room.p.huddle_start * consent[0] * consent[1] * (u / 2.0).exp();
        let stop = room.p.huddle_stop * (-u / 2.0).exp();
        agree("contact", room.share(Act::Huddle, 0, Some(1)), start / (start + stop));
        let felt = room.senses.touch.iter().take(super::UNITS).sum::<f64>() / super::UNITS as f64;
        agree("touch", felt, start / (start + stop));
    }
}
