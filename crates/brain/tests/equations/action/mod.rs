//! Dispositions to act.

mod vigour;

use crate::{Brains, UNITS, atlas, near, number};
use syntony_brain::chemistry::effects::Input;
use syntony_model::protocol::Sex;

#[test]
fn exact_dispositions_of_voles() {
    let mut b = Brains::voles();
    b.block.look(&b.senses, &b.active);
    let (plan, atlas) = (b.block.plan.clone(), atlas("vole"));
    let take = |name: &str| number(&atlas, &format!("action.{name}"));
    let mut drives = b.block.no_drives();
    b.block.drives(&mut drives);
    let (lanes, work, at) = (b.block.lane_count(), b.block.work(), plan.action.populations);
    let columns = lanes + b.block.pair_count();
    let slots = b.block.edge_slots;
    for (k, &(from, _)) in plan.cast.pairs.iter().enumerate() {
        for u in 0..UNITS {
            let (c, lane) = (k * UNITS + u, from * UNITS + u);
            let edge = |s: syntony_engine::Slots| b.block.edges.row(s.at(0))[c];
            let attending = |r: usize| b.block.p[r * columns + lanes + c] / plan.circuit.nodes[r].rest;
            let (known, value) = (edge(slots.familiarity), 1.0 - attending(at.vp));
            let density = |receptor: &str, region: &str| {
                atlas.density_id("prairie", receptor, region).map_or(0.0, |id| atlas.params.value(id))
            };
            let both = (density("otr", "nacc_shell") + density("v1ar", "vp")) / 2.0;
            // this species does not keep apart, so there is nothing to tolerate
            assert!(both >= 1.0);
            let male = if plan.cast.members[from].sex == Sex::M { take("base_male") } else { 0.0 };
            let expected = take("base")
                + male
                + take("sociability") * (both - 1.0)
                + take("ease") * edge(slots.ease)
                + take("value_slope") * value
                + b.block.traits.affiliation[lane]
                + b.block.traits.novelty[lane] * (1.0 - known)
                + take("maturation") * edge(slots.maturation)
                + take("need") * work.need[lane]
                + work.input[Input::Approach as usize * lanes + lane]
                + b.block.traits.day[c] * plan.cohort.day(known);
            near("wanting", drives.wanting[c], expected);
            let floor = take("consent_floor");
            near("consent", drives.consent[c], floor + (1.0 - floor) * known);
            let x = take("attack_slope") * (attending(at.ah) - take("attack_threshold"));
            near("attack rate", drives.attack[c], take("attack_max") / (1.0 + (-x).exp()));
            let unknown_female = if from == 0 { 0.0 } else { take("sexual_novelty") };
            let work_for = expected - take("ease") * edge(slots.ease)
                + take("value_slope") * value * (drives.vigour[lane] - 1.0)
                + unknown_female * (1.0 - known);
            near("wanting to work", drives.work[c], work_for);
        }
    }
    for lane in 0..lanes {
        let expected = take("anxiety_crh") * (b.relative(at.crh, lane) - 1.0)
            + take("anxiety_cea") * (b.relative(at.cea, lane) - 1.0)
            + work.input[Input::Anxiety as usize * lanes + lane];
        near("anxiety", drives.anxiety[lane], expected);
    }
}
