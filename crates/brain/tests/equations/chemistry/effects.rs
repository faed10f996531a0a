//! What signals of receptors do.

use crate::{Brains, UNITS, near, response};
use syntony_brain::chemistry::effects::{Input, Target, respond};

#[test]
fn exact_response_with_spare_receptors() {
    for reserve in [0.1, 1.0, 7.0] {
        near("ψ(0)", respond(0.0, reserve), 0.0);
        near("ψ(1)", respond(1.0, reserve), 1.0);
        near("half of the ceiling", respond(reserve, reserve), (1.0 + reserve) / 2.0);
    }
}

/// Two states of the same brains differ in h, T and inputs by what the equations make of their signals.
#[test]
fn exact_excitability_release_and_inputs() {
    for mut a in [Brains::voles(), Brains::people()] {
        let mut b = Brains { block: a.block.clone(), senses: a.senses.clone(), active: a.active.clone() };
        for x in b.block.lanes.rows_mut(b.block.slots.level) {
            *x *= 1.3;
        }
        let plan = a.block.plan.clone();
        let (lanes, coupling) = (a.block.lane_count(), &plan.coupling);
        a.block.look(&a.senses, &a.active);
        b.block.look(&b.senses, &b.active);
        let site_of = |s: usize, lane: usize| {
            let g = plan.receptors.sites[s].coupling[lane / UNITS];
            [&a, &b].map(|x| g * x.block.work().signal[s * lanes + lane])
        };
        // Δψ of the second state less that of the first
        let change = |s: usize, lane: usize| {
            let [of_a, of_b] = site_of(s, lane);
            response(of_b, coupling.reserve) - response(of_a, coupling.reserve)
        };
        for lane in 0..lanes {
            for (r, node) in plan.circuit.nodes.iter().enumerate() {
                let mut expected = 0.0;
                for of in coupling.coupled.iter().filter(|of| of.cells.contains(&r)) {
                    expected += of.amount * change(of.site, lane);
                }
                for e in plan.effects.iter().filter(|e| e.target == Target::Excitability(r)) {
                    let [of_a, of_b] = site_of(e.site, lane);
                    expected += e.amount * (of_b - of_a);
                }
                let [of_a, of_b] = [&a, &b].map(|x| x.block.work().h[r * lanes + lane]);
                assert!((of_b - of_a - expected).abs() < 1e-9, "{}: {} {expected}", node.key, of_b - of_a);
            }
            for (i, pool) in plan.pools.pools.iter().enumerate() {
                let mut terminals = 0.0;
                for of in &coupling.coupled {
                    let here = plan.receptors.sites[of.site].region == pool.region;
                    let carries = of.ends.as_ref().map_or(here, |ends| ends.pools.contains(&i));
                    terminals += if carries { of.terminals * change(of.site, lane) } else { 0.0 };
                }
                let mut fold = terminals.exp();
                for e in plan.effects.iter().filter(|e| e.target == Target::Release(i)) {
                    let reference = plan.receptors.sites[e.site].reference;
                    let [of_a, of_b] =
                        site_of(e.site, lane).map(|s| (1.0 + e.amount * (s - reference)).max(0.0));
                    fold *= of_b / of_a;
                }
                let [of_a, of_b] = [&a, &b].map(|x| x.block.work().release[i * lanes + lane]);
                near(&plan.pools.ligands[pool.ligand].key, of_b / of_a, fold);
            }
            for (name, input) in Input::ALL {
                let on = plan.effects.iter().filter(|e| e.target == Target::Input(input));
                let expected: f64 = on
                    .map(|e| e.amount * (site_of(e.site, lane)[1] - plan.receptors.sites[e.site].reference))
                    .sum();
                let expected = match input {
                    Input::Hedonic | Input::Recognition => expected.max(-1.0),
                    _ => expected,
                };
                let found = b.block.work().input[input as usize * lanes + lane];
                assert!((found - expected).abs() < 1e-9, "{name}: {found}, expected {expected}");
            }
        }
    }
}
