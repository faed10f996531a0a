//! Receptors at their sites.

use crate::{Brains, TICK, near};
use syntony_brain::chemistry::Level;

#[test]
fn exact_signals_are_those_of_competing_ligands() {
    let mut b = Brains::voles();
    let plan = b.block.plan.clone();
    // maturation acts on D1 receptors from the next tick on
    b.block.look(&b.senses, &b.active);
    b.block.look(&b.senses, &b.active);
    let (lanes, slots) = (b.block.lane_count(), &b.block.slots);
    let before = b.block.clone();
    let mut after = b.block.clone();
    after.step(&b.senses, &b.active, TICK);
    for (s, site) in plan.receptors.sites.iter().enumerate() {
        for lane in 0..lanes {
            let (mut active, mut all) = (0.0, 1.0);
            for bound in &site.bound {
                let level = match bound.level {
                    Level::Pool(i) => b.block.lanes.row(slots.level.at(i))[lane],
                    Level::Hormone(basal) => basal * b.block.lanes.row(slots.hpa.at(2))[lane],
                    Level::Ambient(level) => level,
                    Level::Given(..) => 0.0,
                };
                active += bound.efficacy * level * bound.affinity;
                all += level * bound.affinity;
            }
            let occupied = active / all;
            let at = |sites: &[usize]| sites.iter().position(|x| *x == s);
            let surface = at(&b.block.trafficking).map(|i| slots.surface.at(i));
            let left = |row: Option<usize>| row.map_or(1.0, |row| before.lanes.row(row)[lane]);
            let expressed: f64 = (0..b.block.expressing.len())
                .filter(|&i| b.block.expressing[i] == s)
                .map(|i| left(Some(slots.expression.at(i))))
                .product();
            let risen = match plan.bond.d1_nacc == Some(s) {
                true => 1.0 + plan.bond.d1_upregulation * matured(&b, lane),
                false => 1.0,
            };
            let density = b.block.traits.density[s * lanes + lane];
            let expected = density * left(surface) * expressed * occupied * risen;
            near(&site.receptor, b.block.work().signal[s * lanes + lane], expected);
            if let Some(row) = surface {
                let (k, loss) = (site.recycling, site.recycling + site.internalisation * occupied);
                let expected = crate::moved(before.lanes.row(row)[lane], k, loss);
                near(&site.receptor, after.lanes.row(row)[lane], expected);
            }
        }
    }
}

/// Largest maturation over others.
fn matured(b: &Brains, lane: usize) -> f64 {
    let row = b.block.edges.row(b.block.edge_slots.maturation.at(0));
    let own = b.block.plan.cast.pairs.iter().enumerate().filter(|(_, pair)| pair.0 == lane / crate::UNITS);
    own.map(|(k, _)| row[k * crate::UNITS + lane % crate::UNITS]).fold(0.0, f64::max)
}
