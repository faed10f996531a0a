//! The stress axis.

use crate::{Brains, atlas, moved, near, number};
use syntony_brain::chemistry::doses::Part;

#[test]
fn exact_a_tick_of_the_stress_axis() {
    for (lineage, b) in [("vole", Brains::voles()), ("human", Brains::people())] {
        a_tick(lineage, b);
    }
}

fn a_tick(lineage: &str, mut b: Brains) {
    let before = b.block.lanes.clone();
    b.step();
    let (plan, slots, atlas) = (b.block.plan.clone(), b.block.slots.clone(), atlas(lineage));
    let take = |name: &str| number(&atlas, &format!("hpa.{name}"));
    let [w1, w2, w3] = ["crh", "acth", "cort"].map(|h| 2f64.ln() / take(&format!("{h}_half_life")));
    let (crh, pag) = (plan.action.populations.crh, plan.action.populations.pag);
    let compound = |ligand: &str| plan.doses.find(ligand).unwrap();
    let plasma = |c: usize| slots.compartments.at(Part::Plasma.of(c));
    let steroid = compound("corticosterone");
    assert!(plan.doses.compounds[steroid].hormone > 0.0);
    for lane in 0..b.block.lane_count() {
        let row = |i: usize| before.row(slots.hpa.at(i))[lane];
        let [h, a, f, m, sigma] = [0, 1, 2, 3, 4].map(row);
        let given = plan.doses.compounds[steroid].hormone * before.row(plasma(steroid))[lane];
        let oxytocin = before.row(plasma(compound("oxytocin")))[lane];
        let x = (f + given).powf(take("hill"));
        let feedback = (1.0 - take("feedback") * x / (1.0 + x)) / (1.0 - take("feedback") / 2.0);
        let rise = b.relative(crh, lane) - 1.0;
        let drive = (1.0 + take("drive") * b.block.traits.axis[lane] * rise).max(0.05);
        let restrained = 1.0 - take("oxytocin_restraint") * oxytocin / (oxytocin + take("oxytocin_half"));
        let sympathetic = (b.relative(pag, lane) - 1.0).max(0.0);
        let stress = b.senses.stress[lane];
        let expected = [
            moved(h, w1 * drive * feedback, w1),
            moved(a, w2 * h * feedback * restrained, w2),
            moved(f, w3 * sigma * a, w3),
            moved(m, stress / take("memory_on"), stress / take("memory_on") + 1.0 / take("memory_off")),
            moved(
                sigma,
                (1.0 + take("sensitivity") * sympathetic) / take("sensitivity_time"),
                1.0 / take("sensitivity_time"),
            ),
        ];
        for (i, expected) in expected.into_iter().enumerate() {
            near(b.block.layout.name(slots.hpa.at(i)), b.block.lanes.row(slots.hpa.at(i))[lane], expected);
        }
    }
}

/// At rest nothing restrains the axis; more cortisol and more oxytocin do.
#[test]
fn keeps_feedback_negative() {
    let p = &Brains::people().block.plan.hpa;
    near("restraint", p.restraint(1.0), 1.0);
    near("pituitary", p.pituitary(0.0), 1.0);
    assert!(p.restraint(2.0) < 1.0 && p.restraint(0.5) > 1.0 && p.pituitary(1.0) < 1.0);
}
