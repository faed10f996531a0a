//! How what was given moves through the body during a tick: the equations of [`super::doses`], solved exactly.
//!
//! **Equations.** Of a store x with loss k and inflow I, and of what it passes on to a store y with loss l, over a time t:
//! ```text
//! x(t) = x(0) e^(−k t) + I g(k)            g(k) = (1 − e^(−k t))/k
//! y(t) = y(0) e^(−l t) + k r (x(0) E(k, l) + I (g(l) − E(k, l))/k)
//! E(k, l) = ∫₀ᵗ e^(−l (t − s)) e^(−k s) ds = e^(−min(k, l) t) (1 − e^(−|k − l| t))/|k − l|
//! ```
//! **Symbols.** k, l (1/s); I (nmol/s); r: what a nmol that leaves x is in y (1/l). **Shape.** one number a lane.
//! **Assumptions.** Rates and inflows stay during a tick: infusions begin and end at its borders. **Paper.** Bateman 1910.

use super::doses::{Compartment, Delivery, DosePlan, Part};
use syntony_engine::math::{exp, expm1_over_x};
use syntony_engine::{Slots, State};

/// g(k): what is left of a steady inflow of one after `t`.
fn filled(k: f64, t: f64) -> f64 {
    t * expm1_over_x(-k * t)
}

/// E(k, l): what is in the second store of what was one in the first.
fn passed(k: f64, l: f64, t: f64) -> f64 {
    exp(-k.min(l) * t) * filled((k - l).abs(), t)
}

/// Rows of the state that doses move.
pub struct Rows<'a> {
    /// Compartments of each compound, see [`Part::of`].
    pub compartments: Slots,
    /// Infused regions.
    pub infused: Slots,
    /// (compound, region) of these.
    pub sites: &'a [(usize, usize)],
}

/// A store that empties into others: rows, rates, and for each other store its row, its loss and r.
struct Store<'a> {
    row: usize,
    loss: f64,
    into: &'a [(usize, f64, f64)],
}

impl DosePlan {
    /// Moves the compartments of the compounds in `given` over `dt` seconds.
    pub fn advance(
        &self,
        state: &mut State,
        rows: &Rows<'_>,
        infusions: &[(Delivery, usize)],
        given: &[bool],
        dt: f64,
    ) {
        let units = state.lanes() / self.body.len().max(1);
        for (c, compound) in self.compounds.iter().enumerate().filter(|(c, _)| given[*c]) {
            let row = |part: Part| rows.compartments.at(part.of(c));
            for (member, body) in self.body.iter().enumerate() {
                let lanes = member * units..(member + 1) * units;
                let inflow = |to: Compartment| -> f64 {
                    let here = |(d, m): &&(Delivery, usize)| *m == member && d.compound == c && d.to == to;
                    infusions.iter().filter(here).map(|(d, _)| d.amount).sum()
                };
                let volume = self.plasma_volume(c, member);
                let plasma = [(row(Part::Plasma), compound.elimination, 1.0 / volume)];
                let inward = [
                    (row(Part::Csf), compound.clearance, compound.nasal_share / body.csf_volume),
                    (row(Part::Nerve), compound.clearance, compound.nasal_tissue),
                ];
                // what is passed on adds to what is there, which decays first
                for (part, loss, volume) in [
                    (Part::Plasma, compound.elimination, volume),
                    (Part::Csf, compound.clearance, body.csf_volume),
                    (Part::Nerve, compound.clearance, 1.0),
                ] {
                    let store = Store { row: row(part), loss, into: &[] };
                    store.empty(state, lanes.clone(), inflow(Compartment::Body(part)) / volume, dt);
                }
                for (part, of_body) in Part::DEPOTS.into_iter().zip(body.absorption) {
                    let loss = compound.absorption.unwrap_or(of_body);
                    let store = Store { row: row(part), loss, into: &plasma };
                    store.empty(state, lanes.clone(), inflow(Compartment::Body(part)), dt);
                }
                let nose = Store { row: row(Part::Nose), loss: compound.nasal_rate, into: &inward };
                nose.empty(state, lanes.clone(), inflow(Compartment::Body(Part::Nose)), dt);
                for (i, &(_, region)) in rows.sites.iter().enumerate().filter(|(_, at)| at.0 == c) {
                    let site = Store { row: rows.infused.at(i), loss: compound.clearance, into: &[] };
                    let rate = inflow(Compartment::Region(region)) / self.site_volume(c, region);
                    site.empty(state, lanes.clone(), rate, dt);
                }
            }
        }
    }
}

impl Store<'_> {
    fn empty(&self, state: &mut State, lanes: std::ops::Range<usize>, inflow: f64, dt: f64) {
        let (k, keep, fill) = (self.loss, exp(-self.loss * dt), filled(self.loss, dt));
        for &(row, loss, ratio) in self.into {
            let (of_store, of_inflow) = (passed(k, loss, dt), filled(loss, dt) - passed(k, loss, dt));
            for lane in lanes.clone() {
                let there = state.row(self.row)[lane];
                state.row_mut(row)[lane] += ratio * (k * of_store * there + of_inflow * inflow);
            }
        }
        for x in &mut state.row_mut(self.row)[lanes] {
            *x = *x * keep + inflow * fill;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two stores with loss and inflow against a fourth-order reference in small steps.
    #[test]
    fn exact_chain_of_two_stores() {
        for (k, l) in [(0.002, 0.0003), (0.0003, 0.002), (0.001, 0.001), (0.001, 0.0), (0.0, 0.001)] {
            let (t, inflow, x0, y0, ratio) = (1200.0, 0.7, 3.0, 0.4, 2.0);
            let (mut x, mut y) = (x0, y0);
            let steps = 20_000;
            let dt = t / f64::from(steps);
            let f = |x: f64, y: f64| (inflow - k * x, k * ratio * x - l * y);
            for _ in 0..steps {
                let (a, b) = f(x, y);
                let (c, d) = f(x + 0.5 * dt * a, y + 0.5 * dt * b);
                let (e, g) = f(x + 0.5 * dt * c, y + 0.5 * dt * d);
                let (h, i) = f(x + dt * e, y + dt * g);
                x += dt / 6.0 * (a + 2.0 * c + 2.0 * e + h);
                y += dt / 6.0 * (b + 2.0 * d + 2.0 * g + i);
            }
            let first = x0 * exp(-k * t) + inflow * filled(k, t);
            let passed_on = k * passed(k, l, t) * x0 + (filled(l, t) - passed(k, l, t)) * inflow;
            let second = y0 * exp(-l * t) + ratio * passed_on;
            assert!((first - x).abs() < 1e-9 * x, "k {k}, l {l}: {first} against {x}");
            assert!((second - y).abs() < 1e-9 * y, "k {k}, l {l}: {second} against {y}");
        }
    }
}
