//! How much of a social reward is credited to the one who is there: the peptides' part in learning.
//!
//! **Equations**
//! ```text
//! P = Σ_s ω_s ψ(g_s S_s)                     over oxytocin and vasopressin receptors, wherever they sit
//! ω_s = ⟨∂y/∂h_s⟩₊ / ∂y/∂h_shell             y = p_D1/p*_D1 − p_VP/p*_VP + p_DA/p*_DA: what teaches and shows value, by the circuit at rest
//! ω_s = ω_VP for V1a receptors of the pallidum (it keeps learned value itself)
//! a = (ε z + P_pl)/(z + P_pl)                attention, by the prefrontal signal
//! A = min(A_max, c P^n/(P^n + P_½^n) a)
//! ```
//! **Symbols.** S: receptor signal (1); g: coupling by sex (1); ψ: see [`crate::chemistry::effects`]; h: excitability of the cells that carry the
//! receptor. **Shape.** `[lane]`. **Assumptions.** Peptides set how much a social reward is worth to the cue, dopamine how fast that is learned:
//! a receptor knock-down lowers what is reached, not only when. **Papers.** Dölen et al. 2013 (oxytocin of the accumbens is needed for social
//! reward), Hung et al. 2017 (oxytocin of the ventral tegmental area gates it), Lim & Young 2004 (V1a receptors of the pallidum).

// Expansion of `multiversion`: the same source for every vector width, with the same bits.
#![allow(unsafe_code)]

use crate::chemistry::effects::{Coupling, respond};
use crate::chemistry::receptors::ReceptorPlan;
use crate::homologue::Role;
use crate::neural::circuit::{Circuit, Columns};
use crate::numbers::Numbers;
use multiversion::multiversion;
use syntony_engine::grid;
use syntony_engine::math::pow;
use syntony_language::quantity::Dimension;

/// Which receptors credit, and how much.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// Sites and their weights ω.
    pub sites: Vec<(usize, f64)>,
    /// Sites of the prefrontal signal.
    pub prefrontal: Vec<usize>,
    scale: f64,
    most: f64,
    exponent: f64,
    /// P_½^n.
    half_raised: f64,
    attention_half: f64,
    attention_floor: f64,
    reserve: f64,
}

/// Drive by which paths through the circuit are measured, logit units.
const NUDGE: f64 = 0.2;
/// Sweeps after which a circuit that is nudged has settled.
const SETTLED: usize = 200;

impl Attribution {
    /// Reads its numbers and follows the paths from every peptide receptor through the circuit.
    pub fn compile(
        n: &mut Numbers,
        circuit: &Circuit,
        regions: &[String],
        receptors: &ReceptorPlan,
        coupling: &Coupling,
        dopamine: Option<usize>,
    ) -> Self {
        let one = Dimension::NONE;
        let pallidum = n.take(
            "attribution.pallidum",
            one,
            "weight of pallidal V1a receptors against receptors of the accumbens",
        );
        let paths = paths(circuit, dopamine);
        let carried = |s: usize| -> f64 {
            let of = coupling.coupled.iter().find(|c| c.site == s);
            of.map_or(0.0, |of| of.cells.iter().map(|&r| paths[r]).sum())
        };
        let accumbens = regions.iter().position(|r| Role::Accumbens.is(r));
        let unit: f64 = (0..circuit.nodes.len())
            .filter(|&r| Some(circuit.nodes[r].region) == accumbens)
            .map(|r| paths[r])
            .sum();
        let peptides = |s: &usize| receptors.sites[*s].nonapeptide;
        let (mut sites, mut prefrontal) = (Vec::new(), Vec::new());
        for s in (0..receptors.sites.len()).filter(peptides) {
            let region = &regions[receptors.sites[s].region];
            let weight = if Role::Accumbens.is(region) {
                1.0
            } else if receptors.sites[s].receptor == "v1ar" && Role::Pallidum.is(region) {
                pallidum
            } else {
                (carried(s) / unit.max(1e-9)).max(0.0)
            };
            if weight > 0.0 {
                sites.push((s, weight));
            }
            if Role::Prefrontal.is(region) {
                prefrontal.push(s);
            }
        }
        let exponent = n.take("attribution.exponent", one, "cooperation of peptide signals");
        let half = n.take("attribution.half", one, "peptide signal at which half is credited");
        Attribution {
            sites,
            prefrontal,
            scale: n.take("attribution.scale", one, "share of a reward credited at full peptide signal"),
            most: n.take("attribution.most", one, "most of a reward that is ever credited"),
            exponent,
            half_raised: pow(half, exponent),
            attention_half: n.take("attribution.attention_half", one, "prefrontal signal of half attention"),
            attention_floor: n.take("attribution.attention_floor", one, "attention without that signal"),
            reserve: coupling.reserve,
        }
    }

    /// A of every lane of a member, into `credited`, from the signals of its receptors (`signal(site)` gives the row and its coupling).
    /// `cortex` is scratch of the same length.
    pub fn of<'a>(
        &self,
        credited: &mut [f64],
        cortex: &mut [f64],
        signal: impl Fn(usize) -> (&'a [f64], f64),
    ) {
        let add = |into: &mut [f64], s: usize, weight: f64| {
            let (row, coupling) = signal(s);
            add_response(into, row, coupling, weight, self.reserve);
        };
        credited.fill(0.0);
        self.sites.iter().for_each(|&(s, weight)| add(credited, s, weight));
        cortex.fill(0.0);
        self.prefrontal.iter().for_each(|&s| add(cortex, s, 1.0));
        self.credit(credited, cortex);
    }

    fn credit(&self, p: &mut [f64], cortex: &[f64]) {
        let z = self.attention_half;
        for (x, cortex) in p.iter_mut().zip(cortex) {
            let raised = pow(x.max(0.0), self.exponent);
            let attention = (self.attention_floor * z + cortex) / (z + cortex);
            *x = (self.scale * raised / (raised + self.half_raised) * attention).min(self.most);
        }
    }
}

/// Adds the weighted response of a row.
#[multiversion(targets = "simd")]
fn add_response(into: &mut [f64], signal: &[f64], coupling: f64, weight: f64, reserve: f64) {
    for (x, s) in into.iter_mut().zip(signal) {
        *x += weight * respond(coupling * s, reserve);
    }
}

/// ∂y/∂h of every population at rest.
fn paths(circuit: &Circuit, dopamine: Option<usize>) -> Vec<f64> {
    let find = |keys: [&str; 2]| circuit.nodes.iter().position(|node| keys.contains(&&*node.key));
    let ends = [(find(["nacc_d1"; 2]), 1.0), (find(Role::PallidalOutput.keys()), -1.0), (dopamine, 1.0)];
    let populations = circuit.nodes.len();
    let weights: Vec<f64> = circuit.synapses.iter().map(|s| s.weight).collect();
    // one column for each population that is nudged
    let mut h = vec![0.0; populations * populations];
    (0..populations).for_each(|r| h[r * populations + r] = NUDGE);
    let rest = |r: usize| circuit.nodes[r].rest;
    let mut p: Vec<f64> = (0..populations * populations).map(|i| rest(i / populations)).collect();
    let mut n = vec![circuit.cortex.n_rest; populations * populations];
    let (still, one) = (vec![0.0; populations * populations], vec![1.0; populations * populations]);
    let mut x = vec![0.0; 3 * populations];
    for _ in 0..SETTLED / circuit.sweeps.max(1) {
        let these = Columns {
            p: &mut p,
            n: &mut n,
            stimulus: &still,
            columns: populations,
            at: 0,
            width: populations,
            h: &h,
            g: &one,
            glutamate: &one,
            gaba: &one,
            other: &one,
            lanes: populations,
            lane: 0,
            x: &mut x,
        };
        circuit.relax(&weights, these);
    }
    let moved = |r: usize, nudged: usize| grid::row(&p, r, populations)[nudged] / rest(r) - 1.0;
    (0..populations)
        .map(|nudged| {
            ends.iter().filter_map(|&(r, sign)| Some(sign * moved(r?, nudged))).sum::<f64>() / NUDGE
        })
        .collect()
}
