//! Given compounds.

use crate::{Brains, TICK, UNITS};
use syntony_brain::chemistry::doses::{Compartment, Delivery, Part};

/// Steps of the reference, Runge and Kutta's rule of order four.
const STEPS: usize = 2_000;

#[test]
fn exact_compartments_follow_their_equations() {
    for mut b in [Brains::voles(), Brains::people()] {
        let plan = b.block.plan.clone();
        let c = plan.doses.find("oxytocin").unwrap();
        let (compound, body) = (plan.doses.compounds[c].clone(), plan.doses.body[1].clone());
        for (_, part) in Part::ALL {
            b.block.bolus(Delivery { compound: c, to: Compartment::Body(part), amount: 2.0 }, 1);
        }
        let slow = Delivery { compound: c, to: Compartment::Body(Part::Nose), amount: 0.01 };
        b.block.infusions.push((slow, 1));
        let row = |part: Part| b.block.slots.compartments.at(part.of(c));
        let lane = UNITS;
        let mut x = Part::ALL.map(|(_, part)| b.block.lanes.row(row(part))[lane]);
        let volume = plan.doses.plasma_volume(c, 1);
        let at = |part: Part| part as usize;
        let slope = |x: &[f64; 8]| {
            let mut d = [0.0; 8];
            for (k, depot) in body.absorption.into_iter().zip(Part::DEPOTS) {
                let k = compound.absorption.unwrap_or(k);
                d[at(depot)] = -k * x[at(depot)];
                d[at(Part::Plasma)] += k * x[at(depot)] / volume;
            }
            let inward = compound.nasal_rate * x[at(Part::Nose)];
            d[at(Part::Plasma)] -= compound.elimination * x[at(Part::Plasma)];
            d[at(Part::Csf)] =
                compound.nasal_share * inward / body.csf_volume - compound.clearance * x[at(Part::Csf)];
            d[at(Part::Nose)] = slow.amount - inward;
            d[at(Part::Nerve)] = compound.nasal_tissue * inward - compound.clearance * x[at(Part::Nerve)];
            d
        };
        let dt = TICK / STEPS as f64;
        let plus = |x: &[f64; 8], d: &[f64; 8], by: f64| std::array::from_fn(|i| x[i] + by * d[i]);
        for _ in 0..STEPS {
            let k1 = slope(&x);
            let k2 = slope(&plus(&x, &k1, dt / 2.0));
            let k3 = slope(&plus(&x, &k2, dt / 2.0));
            let k4 = slope(&plus(&x, &k3, dt));
            x = std::array::from_fn(|i| x[i] + dt / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]));
        }
        b.step();
        for (i, (name, part)) in Part::ALL.into_iter().enumerate() {
            let found = b.block.lanes.row(b.block.slots.compartments.at(part.of(c)))[lane];
            assert!((found / x[i] - 1.0).abs() < 1e-8, "{name}: {found}, expected {}", x[i]);
        }
        // what of it reaches the receptors of each region
        b.block.look(&b.senses, &b.active);
        let lanes = b.block.lane_count();
        for (r, region) in plan.regions.iter().enumerate() {
            let level = |part: Part| b.block.lanes.row(b.block.slots.compartments.at(part.of(c)))[lane];
            let expected = plan.doses.nerve_access[r] * level(Part::Nerve)
                + compound.csf_fraction * level(Part::Csf)
                + compound.brain_fraction * level(Part::Plasma);
            let found = b.block.work().given[(c * plan.regions.len() + r) * lanes + lane];
            crate::near(region, found, expected);
        }
    }
}
