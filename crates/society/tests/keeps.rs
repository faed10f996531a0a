//! What no schedule and no dose may break: positive states, receptors that are neither made nor lost, mass that goes nowhere else.

mod common;

use common::{atlas, compile, pair, society};
use proptest::prelude::*;
use syntony_brain::chemistry::doses::{Compartment, Delivery, Part};
use syntony_observe::bout::{Bout, Witness};

/// Fails as soon as a state leaves its range.
struct Ranges;

impl Witness for Ranges {
    fn bout(&mut self, b: &Bout) {
        assert!(b.duration_s >= 0.0 && b.onset_s.is_finite());
    }
    fn tick(&mut self, time_s: f64, _: f64, _: &[usize], block: &syntony_brain::Block) {
        for slot in 0..block.lanes.slots() {
            let name = block.layout.name(slot);
            // passive coping is a signed readout; everything else is a level or a fraction
            let signed = name.contains("passivity") || name.contains("place");
            for x in block.lanes.row(slot) {
                assert!(x.is_finite() && (signed || *x >= 0.0), "{name} = {x} at {time_s} s");
                assert!(!name.starts_with("surface") || *x <= 1.0 + 1e-12, "{name} = {x}");
            }
        }
        for slot in 0..block.edges.slots() {
            let name = block.edge_layout.name(slot);
            for x in block.edges.row(slot) {
                assert!(x.is_finite() && *x >= 0.0, "{name} = {x} at {time_s} s");
                assert!(name == "tag" || *x <= 1.0 + 1e-9, "{name} = {x} at {time_s} s");
            }
        }
        for x in &block.p {
            assert!((0.0..=0.5).contains(x), "activity {x} at {time_s} s");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn keeps_states_in_range(
        seed in 0u64..1000,
        hours in 1u32..8,
        mating in any::<bool>(),
        male in any::<bool>(),
        ng in 1u32..2000,
        compound in prop::sample::select(vec!["oxytocin", "vasopressin", "ota", "crf", "quinpirole", "amphetamine"]),
    ) {
        let (sex, other) = if male { ("M", "F") } else { ("F", "M") };
        let dose = format!(
            r#"dose = [{{ compound = "{compound}", route = "icv", amount = "{ng} ng", at = "30 min before cohabitation" }}]"#
        );
        let plan = compile(&atlas(), &pair(sex, other, f64::from(hours), mating, &dose));
        let mut s = society(&plan, seed, &[0, 1]);
        let ended = s.run(&mut Ranges, &|| false);
        prop_assert!(matches!(ended, Ok(true)));
    }

    /// What is given by any route is, before anything is cleared, in the depot, in plasma or absorbed, at any tick.
    #[test]
    fn keeps_dose_mass(
        nmol in 0.001f64..10.0,
        ticks in 1u32..40,
        tick_s in prop::sample::select(vec![30.0, 240.0, 1200.0]),
        part in prop::sample::select(Part::DEPOTS.to_vec()),
        infused in any::<bool>(),
    ) {
        let mut atlas = atlas();
        for path in ["compound.morphine.half_life_plasma", "compound.morphine.half_life_brain"] {
            atlas.set(path, "1000000000000 h").unwrap_or_else(|p| panic!("{p}"));
        }
        let dose = r#"dose = [{ compound = "morphine", route = "ip", amount = "1 ng", at = "start of test" }]"#;
        let plan = compile(&atlas, &pair("F", "M", 0.1, false, dose));
        let mut block = society(&plan, 1, &[0]).block;
        let (total, delivery) = (nmol * f64::from(ticks) * tick_s, |amount| Delivery { compound: 0, to: Compartment::Body(part), amount });
        if infused {
            (block.infusions, block.given_any[0]) = (vec![(delivery(nmol), 0)], true);
        } else {
            block.bolus(delivery(total), 0);
        }
        let (senses, active) = (block.no_senses(), vec![false; plan.plan.pairs()]);
        for _ in 0..ticks {
            block.step(&senses, &active, tick_s);
        }
        let row = |part: Part| block.lanes.row(block.slots.compartments.at(part.of(0)))[0];
        let plasma = row(Part::Plasma) * plan.plan.doses.plasma_volume(0, 0);
        prop_assert!((row(part) + plasma - total).abs() < 1e-9 * total, "{} + {plasma} of {total}", row(part));
    }
}

/// Half of what is given into each depot is absorbed after the half-life that the species has for it.
#[test]
fn exact_absorption_by_route() {
    let atlas = atlas();
    let dose = r#"dose = [{ compound = "morphine", route = "ip", amount = "1 ng", at = "start of test" }]"#;
    let plan = compile(&atlas, &pair("F", "M", 0.1, false, dose));
    for (part, route) in
        [(Part::Ip, "ip"), (Part::Sc, "sc"), (Part::Oral, "oral"), (Part::Nasal, "intranasal")]
    {
        let half_life = atlas.body("vole", &format!("absorption_half_life_{route}"));
        let mut block = society(&plan, 1, &[0]).block;
        block.bolus(Delivery { compound: 0, to: Compartment::Body(part), amount: 2.0 }, 0);
        block.step(&block.no_senses(), &vec![false; plan.plan.pairs()], half_life.unwrap_or(f64::NAN));
        let left = block.lanes.row(block.slots.compartments.at(part.of(0)))[0];
        assert!((left - 1.0).abs() < 1e-12, "{left} of 2 nmol left after a half-life by {route}");
    }
}

#[test]
fn keeps_a_resting_animal_at_rest() {
    let plan = compile(&atlas(), &pair("F", "M", 1.0, false, ""));
    let mut block = society(&plan, 1, &[0, 1, 2]).block;
    let (senses, active) = (block.no_senses(), vec![false; plan.plan.pairs()]);
    let rates = |b: &syntony_brain::Block| b.work().mean.clone();
    block.look(&senses, &active);
    block.step(&senses, &active, 240.0);
    let first = rates(&block);
    for _ in 0..100 {
        block.step(&senses, &active, 240.0);
    }
    for (now, then) in rates(&block).iter().zip(&first) {
        assert!((now - then).abs() < 0.05, "{now} after 7 h alone, {then} before");
    }
}
