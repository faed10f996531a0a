//! From levels to receptor signals, and from signals to what they change.

// Expansion of `multiversion`: the same source for every vector width, with the same bits.
#![allow(unsafe_code)]

use super::Block;
use super::situation::add_weighted_to;
use crate::chemistry::Level;
use crate::chemistry::doses::Part;
use crate::chemistry::effects::{Input, Target, respond};
use crate::chemistry::hpa;
use crate::chemistry::receptors::Site;
use multiversion::multiversion;
use syntony_engine::grid;
use syntony_engine::math::exp_slice;

impl Block {
    /// Levels of given compounds, occupancies, signals and effects of this moment.
    pub(crate) fn receive(&mut self) {
        self.given_levels();
        self.bind();
        self.affect();
    }

    fn given_levels(&mut self) {
        let (lanes, regions) = (self.lanes.lanes(), self.plan.regions.len());
        for (c, compound) in self.plan.doses.compounds.iter().enumerate() {
            if !self.given_any[c] {
                continue;
            }
            let plasma = self.lanes.row(self.slots.compartments.at(Part::Plasma.of(c)));
            let csf = self.lanes.row(self.slots.compartments.at(Part::Csf.of(c)));
            let nerve = self.lanes.row(self.slots.compartments.at(Part::Nerve.of(c)));
            for r in 0..regions {
                let row = &mut self.work.given[(c * regions + r) * lanes..(c * regions + r + 1) * lanes];
                for ((x, p), f) in row.iter_mut().zip(plasma).zip(csf) {
                    *x = compound.csf_fraction * f + compound.brain_fraction * p;
                }
                let access = self.plan.doses.nerve_access[r];
                if access > 0.0 {
                    row.iter_mut().zip(nerve).for_each(|(x, n)| *x += access * n);
                }
                if let Some(i) = self.infused.iter().position(|&at| at == (c, r)) {
                    for (x, s) in row.iter_mut().zip(self.lanes.row(self.slots.infused.at(i))) {
                        *x += s;
                    }
                }
            }
        }
    }

    fn bind(&mut self) {
        let (lanes, regions, units) = (self.lanes.lanes(), self.plan.regions.len(), self.units);
        let members = self.plan.members();
        let mut den = std::mem::take(&mut self.work.x);
        den.resize(lanes, 0.0);
        for (s, site) in self.plan.receptors.sites.iter().enumerate() {
            let given = site.bound.iter().any(|b| matches!(b.level, Level::Given(c, _) if self.given_any[c]));
            let changed = grid::row(&self.changes.density, s, members).iter().any(|x| *x != 1.0);
            let acted_on = given || changed || self.expressing.contains(&s);
            // where nothing that binds ever changes, the signal is that of the first tick
            if site.still && self.work.bound && !acted_on {
                continue;
            }
            let signal = grid::row_mut(&mut self.work.signal, s, lanes);
            let mut first = true;
            for bound in &site.bound {
                let (k, e) = (bound.affinity, bound.efficacy * bound.affinity);
                let level = match bound.level {
                    Level::Pool(i) => self.lanes.row(self.slots.level.at(i)),
                    Level::Given(c, _) if !self.given_any[c] => continue,
                    Level::Given(c, r) => {
                        &self.work.given[(c * regions + r) * lanes..(c * regions + r + 1) * lanes]
                    }
                    Level::Hormone(basal) => {
                        let level = self.lanes.row(self.slots.hpa.at(hpa::row::CORTICOSTERONE));
                        bind(signal, &mut den, level, e * basal, k * basal, first);
                        first = false;
                        continue;
                    }
                    Level::Ambient(c) => {
                        if first {
                            signal.fill(e * c);
                            den.fill(1.0 + k * c);
                        } else {
                            for (x, d) in signal.iter_mut().zip(&mut den) {
                                *x += e * c;
                                *d += k * c;
                            }
                        }
                        first = false;
                        continue;
                    }
                };
                bind(signal, &mut den, level, e, k, first);
                first = false;
            }
            if first {
                signal.fill(0.0);
                den.fill(1.0);
            }
            if let Some(i) = self.plan.coupling.channel_of[s] {
                let rest = self.plan.coupling.channels[i].rest;
                self.work.touched[i] |= acted_on;
                for (x, d) in self.work.open[i * lanes..(i + 1) * lanes].iter_mut().zip(&den) {
                    *x = rest / d;
                }
            }
            let occupied = grid::row_mut(&mut self.work.occupied, s, lanes);
            occupy(signal, occupied, &den, grid::row(&self.traits.density, s, lanes));
            for m in 0..members {
                let factor = grid::row(&self.changes.density, s, members)[m];
                if factor != 1.0 {
                    signal[m * units..(m + 1) * units].iter_mut().for_each(|x| *x *= factor);
                }
            }
        }
        for (slots, sites) in
            [(self.slots.surface, &self.trafficking), (self.slots.expression, &self.expressing)]
        {
            for (i, &s) in sites.iter().enumerate() {
                times(grid::row_mut(&mut self.work.signal, s, lanes), self.lanes.row(slots.at(i)));
            }
        }
        if let Some(d1) = self.plan.bond.d1_nacc {
            for (x, m) in self.work.signal[d1 * lanes..].iter_mut().zip(&self.work.maturation_max) {
                *x *= 1.0 + self.plan.bond.d1_upregulation * m;
            }
        }
        self.work.bound = self.changes.density.iter().all(|x| *x == 1.0);
        den.resize(self.units, 0.0);
        self.work.x = den;
    }

    fn affect(&mut self) {
        let (lanes, units, members) = (self.lanes.lanes(), self.units, self.plan.members());
        let work = &mut self.work;
        work.input.fill(0.0);
        work.g.fill(1.0);
        spread(&mut work.h, &self.changes.drive, members, units);
        spread(&mut work.release, &self.changes.release, members, units);
        for (i, pool) in self.plan.pools.pools.iter().enumerate() {
            let factor = grid::row(&self.traits.release, pool.ligand, lanes);
            times(grid::row_mut(&mut work.release, i, lanes), factor);
        }
        self.couple();
        let work = &mut self.work;
        for e in &self.plan.effects {
            let reference = self.plan.receptors.sites[e.site].reference;
            let (into, multiplied) = match e.target {
                Target::Excitability(r) => (grid::row_mut(&mut work.h, r, lanes), false),
                Target::Gain(r) => (grid::row_mut(&mut work.g, r, lanes), false),
                Target::Release(p) => (grid::row_mut(&mut work.release, p, lanes), true),
                Target::Input(i) => (&mut work.input[i as usize * lanes..(i as usize + 1) * lanes], false),
            };
            let signal = grid::row(&work.signal, e.site, lanes);
            let parts = into.chunks_mut(units).zip(signal.chunks(units));
            for ((into, signal), g) in parts.zip(&self.plan.receptors.sites[e.site].coupling) {
                if multiplied {
                    multiply(into, signal, *g, e.amount, reference);
                } else {
                    shift(into, signal, *g, e.amount, reference);
                }
            }
        }
        self.actions_of_compounds();
        self.mature_peptides();
        for g in &mut self.work.g {
            *g = g.clamp(self.plan.circuit.gain.0, self.plan.circuit.gain.1);
        }
        for i in [Input::Hedonic, Input::Recognition] {
            for x in &mut self.work.input[i as usize * lanes..(i as usize + 1) * lanes] {
                *x = x.max(-1.0);
            }
        }
    }

    /// What receptors do by their class: to cells, terminals and transmission.
    fn couple(&mut self) {
        let (lanes, units) = (self.lanes.lanes(), self.units);
        let (plan, work) = (&self.plan, &mut self.work);
        let coupling = &plan.coupling;
        work.terminals.fill(0.0);
        work.x.resize(lanes.max(work.x.len()), 0.0);
        for of in &coupling.coupled {
            let site = &plan.receptors.sites[of.site];
            let changed = &mut work.x[..lanes];
            deviations(
                changed,
                grid::row(&work.signal, of.site, lanes),
                site,
                (coupling.reserve, of.rest),
                units,
            );
            for &r in of.cells.iter().filter(|_| of.amount != 0.0) {
                add_weighted_to(grid::row_mut(&mut work.h, r, lanes), changed, of.amount);
            }
            if of.ends.is_none() {
                let here = grid::row_mut(&mut work.terminals, site.region, lanes);
                add_weighted_to(here, changed, of.terminals);
            }
        }
        exp_slice(&mut work.terminals);
        for (i, pool) in plan.pools.pools.iter().enumerate() {
            let here = grid::row(&work.terminals, pool.region, lanes);
            times(grid::row_mut(&mut work.release, i, lanes), here);
        }
        for (r, node) in plan.circuit.nodes.iter().enumerate() {
            let here = grid::row(&work.terminals, node.region, lanes);
            work.through.iter_mut().for_each(|row| row[r * lanes..][..lanes].copy_from_slice(here));
        }
        for of in coupling.coupled.iter().filter(|of| of.terminals != 0.0) {
            let Some(ends) = &of.ends else { continue };
            let site = &plan.receptors.sites[of.site];
            let factor = &mut work.x[..lanes];
            deviations(
                factor,
                grid::row(&work.signal, of.site, lanes),
                site,
                (coupling.reserve, of.rest),
                units,
            );
            factor.iter_mut().for_each(|x| *x *= of.terminals);
            exp_slice(factor);
            for &pool in &ends.pools {
                times(grid::row_mut(&mut work.release, pool, lanes), factor);
            }
            for (through, _) in work.through.iter_mut().zip(ends.transmit).filter(|(_, carries)| *carries) {
                for r in
                    (0..plan.circuit.nodes.len()).filter(|&r| plan.circuit.nodes[r].region == site.region)
                {
                    times(grid::row_mut(through, r, lanes), factor);
                }
            }
        }
        for (i, channel) in coupling.channels.iter().enumerate().filter(|(i, _)| work.touched[*i]) {
            let site = &plan.receptors.sites[channel.site];
            let kind = usize::from(!channel.excitatory);
            let sign = if channel.excitatory { 1.0 } else { -1.0 };
            let (signal, occupied) = (
                grid::row(&work.signal, channel.site, lanes),
                grid::row(&work.occupied, channel.site, lanes),
            );
            let (open, density) =
                (grid::row(&work.open, i, lanes), grid::row(&self.traits.density, channel.site, lanes));
            let cells =
                (0..plan.circuit.nodes.len()).filter(|&r| plan.circuit.nodes[r].region == site.region);
            for r in cells {
                let through = grid::row_mut(&mut work.through[kind], r, lanes);
                let h = grid::row_mut(&mut work.h, r, lanes);
                for lane in 0..lanes {
                    // share of its receptors that lesions, knock-downs and vectors leave it
                    let whole = occupied[lane] * density[lane];
                    let left = if whole > 0.0 { signal[lane] / whole } else { 0.0 };
                    let given = (occupied[lane] - channel.own * open[lane]).max(0.0);
                    through[lane] *= 1.0 - channel.share * (1.0 - open[lane] * left);
                    h[lane] += sign * coupling.agonist * respond(given * left, coupling.reserve);
                }
            }
        }
    }

    /// A mature bond raises the synthesis, and so the release, of dynorphin and CRF.
    fn mature_peptides(&mut self) {
        let lanes = self.lanes.lanes();
        let bond = &self.plan.bond;
        for (i, pool) in self.plan.pools.pools.iter().enumerate() {
            let rise = match self.plan.pools.ligands[pool.ligand].key.as_str() {
                "dynorphin" => bond.dynorphin_upregulation,
                "crf" => bond.crf_upregulation,
                _ => continue,
            };
            for (x, m) in
                self.work.release[i * lanes..(i + 1) * lanes].iter_mut().zip(&self.work.maturation_max)
            {
                *x *= 1.0 + rise * m;
            }
        }
    }

    /// Compounds that change release or clearance of a ligand everywhere it has pools.
    fn actions_of_compounds(&mut self) {
        let (lanes, regions) = (self.lanes.lanes(), self.plan.regions.len());
        for (c, compound) in self.plan.doses.compounds.iter().enumerate() {
            if !self.given_any[c] {
                continue;
            }
            for action in &compound.actions {
                let Some((kind, ligand)) = action.target.split_once(':') else { continue };
                let sign = match kind {
                    "release" => 1.0,
                    "clearance" => -1.0,
                    _ => continue,
                };
                for (i, pool) in self.plan.pools.pools.iter().enumerate() {
                    if self.plan.pools.ligands[pool.ligand].key != ligand {
                        continue;
                    }
                    let level = &self.work.given[(c * regions + pool.region) * lanes..];
                    for (x, level) in self.work.release[i * lanes..(i + 1) * lanes].iter_mut().zip(level) {
                        let fold = 1.0 + action.amount * level / (level + action.half);
                        *x *= if sign > 0.0 { fold.max(0.0) } else { 1.0 / fold.max(0.05) };
                    }
                }
            }
        }
    }
}

/// Copies `[row × member]` into `[row × lane]`.
fn spread(into: &mut [f64], from: &[f64], members: usize, units: usize) {
    for (row, values) in into.chunks_mut((members * units).max(1)).zip(from.chunks(members)) {
        for (part, value) in row.chunks_mut(units).zip(values) {
            part.fill(*value);
        }
    }
}

#[multiversion(targets = "simd")]
fn bind(signal: &mut [f64], all: &mut [f64], level: &[f64], efficacy: f64, affinity: f64, first: bool) {
    if first {
        for ((x, d), c) in signal.iter_mut().zip(all).zip(level) {
            *x = efficacy * c;
            *d = 1.0 + affinity * c;
        }
        return;
    }
    for ((x, d), c) in signal.iter_mut().zip(all).zip(level) {
        *x += efficacy * c;
        *d += affinity * c;
    }
}

#[multiversion(targets = "simd")]
fn occupy(signal: &mut [f64], occupied: &mut [f64], all: &[f64], density: &[f64]) {
    for (((x, o), d), density) in signal.iter_mut().zip(occupied).zip(all).zip(density) {
        *o = *x / d;
        *x = *o * density;
    }
}

/// Δψ of the signals of a site, each member with its own coupling.
fn deviations(into: &mut [f64], signal: &[f64], site: &Site, (reserve, rest): (f64, f64), units: usize) {
    for ((into, signal), g) in into.chunks_mut(units).zip(signal.chunks(units)).zip(&site.coupling) {
        deviate(into, signal, *g, reserve, rest);
    }
}

/// Δψ of a row of signals.
#[multiversion(targets = "simd")]
fn deviate(into: &mut [f64], signal: &[f64], coupling: f64, reserve: f64, rest: f64) {
    for (x, s) in into.iter_mut().zip(signal) {
        *x = respond(coupling * s, reserve) - rest;
    }
}

#[multiversion(targets = "simd")]
fn times(into: &mut [f64], by: &[f64]) {
    for (x, y) in into.iter_mut().zip(by) {
        *x *= y;
    }
}

#[multiversion(targets = "simd")]
fn shift(into: &mut [f64], signal: &[f64], coupling: f64, amount: f64, reference: f64) {
    for (x, s) in into.iter_mut().zip(signal) {
        *x += amount * (coupling * s - reference);
    }
}

#[multiversion(targets = "simd")]
fn multiply(into: &mut [f64], signal: &[f64], coupling: f64, amount: f64, reference: f64) {
    for (x, s) in into.iter_mut().zip(signal) {
        *x *= (1.0 + amount * (coupling * s - reference)).max(0.0);
    }
}
