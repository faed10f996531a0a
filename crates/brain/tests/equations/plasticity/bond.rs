//! Edges.

use crate::{Brains, UNITS, atlas, near, number, response};
use syntony_brain::plasticity::bond::{EdgeDrive, rates};
use syntony_engine::{Rates, Stream};

/// Gains and losses of every row, for drives in no particular state.
#[test]
fn exact_rates_of_an_edge() {
    let (b, atlas) = (Brains::voles(), atlas("vole"));
    let take = |name: &str| number(&atlas, &format!("bond.{name}"));
    let (plan, pairs, lanes) = (&b.block.plan, b.block.pair_count(), b.block.lane_count());
    let mut random = Stream::new(2, 0, 0, 0);
    let mut draw = |n: usize| -> Vec<f64> { (0..n).map(|_| random.uniform()).collect() };
    let near_by = draw(pairs);
    let d = EdgeDrive {
        touch: draw(pairs),
        apart: near_by.iter().map(|o| 1.0 - o).collect(),
        near: near_by,
        error: draw(pairs).iter().map(|x| x - 0.5).collect(),
        gate: draw(lanes),
        attribution: draw(lanes),
        kappa: draw(lanes),
        crf_cost: draw(lanes),
        against: draw(lanes),
        credited: draw(pairs),
        learned: draw(lanes),
        tagging: draw(pairs),
        fading: vec![1.0; pairs],
        realised: draw(pairs),
        recognition: draw(pairs),
        presence_rate: 1.0 / number(&atlas, "need.presence_time"),
        learning: 1.0,
    };
    let from = |c: usize| plan.cast.pairs[c / UNITS].0 * UNITS + c % UNITS;
    let mut found = Rates::like(&b.block.edges);
    rates(&plan.bond, &b.block.edge_slots, &b.block.edges, &d, from, &mut found);
    let s = b.block.edge_slots;
    for c in 0..pairs {
        let x = |slots: syntony_engine::Slots| b.block.edges.row(slots.at(0))[c];
        let (o, t, lane) = (d.near[c], d.touch[c], from(c));
        let (k_c, tau_l, tau_g) = (take("capture_rate"), take("tag_decay"), take("preference_decay"));
        let (labile, against, settled) = (x(s.tag), x(s.tag_against), x(s.captured));
        let saturated = settled / (settled + take("consolidation_half"));
        // W: what is learned of the others
        let others = (d.learned[lane] - o * d.tagging[c]).max(0.0);
        let w = take("competition") * take("tag_rate") * others;
        let bonds = take("bond_rate") * labile / (labile + take("bond_half"))
            * (d.credited[c] - take("bond_reward")).max(0.0)
            * o;
        let tau_c = take("consolidation_time");
        // decay that is written as −x/τ, growth as k (1 − x): gain and loss of each
        let expected = [
            (s.tag, take("tag_rate") * o * d.tagging[c], 1.0 / tau_l + k_c + take("competition_labile") * w),
            (
                s.tag_against,
                take("aversion_rate") * o * d.against[lane] * (-d.error[c]).max(0.0),
                1.0 / tau_l + k_c,
            ),
            (s.captured, k_c * labile, (1.0 - o) * (1.0 - x(s.consolidation)) / tau_g + w),
            (s.aversion, k_c * against, (1.0 - o) / tau_g),
            (s.ease, t / take("ease_time"), t / take("ease_time") + (1.0 - o) / tau_g),
            (s.consolidation, o * saturated / tau_c, o * saturated / tau_c),
            (s.bond, bonds, bonds + (1.0 - o) / take("bond_decay")),
            (
                s.maturation,
                x(s.bond) * o * saturated / take("maturation_time"),
                1.0 / take("maturation_time"),
            ),
            (
                s.familiarity,
                d.recognition[c] * o / take("familiarity_time"),
                d.recognition[c] * o / take("familiarity_time") + (1.0 - o) / take("forgetting_time"),
            ),
            (s.presence, o * d.presence_rate, d.presence_rate),
            (
                s.expectation,
                o / take("expectation_time"),
                o / take("expectation_time") + (1.0 - o) * d.realised[c] / take("yearning_time"),
            ),
        ];
        for (slots, gain, loss) in expected {
            let (row, name) = (slots.at(0), b.block.edge_layout.name(slots.at(0)));
            near(&format!("gain of {name}"), found.gains()[row * pairs + c], gain);
            near(&format!("loss of {name}"), found.losses()[row * pairs + c], loss);
        }
    }
}

#[test]
fn exact_gate_and_costs() {
    let (b, atlas) = (Brains::voles(), atlas("vole"));
    let take = |name: &str| number(&atlas, &format!("bond.{name}"));
    let (p, reserve) = (&b.block.plan.bond, b.block.plan.coupling.reserve);
    for (d2, d1) in [(1.0, 0.0), (2.5, 0.1), (0.3, 0.6)] {
        let blocked = 1.0 + (d1 / take("gate_d1_half")) * (d1 / take("gate_d1_half"));
        near("Λ", p.gate(d2, d1), take("gate_scale") * d2 / blocked);
    }
    let ((_, kappa), (_, crf)) = (p.kappa.unwrap(), p.crf.unwrap());
    for signal in [0.01, 0.3, 1.2] {
        near("κ̂", p.kappa_fold(|_| signal), response(signal, reserve) / kappa);
        let beyond = (response(signal, reserve) - crf - take("cost_above")).max(0.0);
        near("r_f", p.crf_cost(|_| signal), take("cost_crf") * beyond);
    }
}
