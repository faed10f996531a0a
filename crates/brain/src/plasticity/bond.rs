//! A bond is a directed edge: what one brain has learned about one other.
//!
//! **Equations** (o: share of time near, t: touch, m: sexual stimulation while near, ⟨·⟩₊: positive part):
//! ```text
//! r⁺ = (1 + hedonic) (r_t t + r_s m + r_c) + relief   (r_c: company itself: smell, sight, voice)
//! r⁻ = r_p pain + r_f ⟨ψ_CRF − ψ*_CRF − θ⟩₊                    (CRFR1 of the bed nucleus: felt with whoever is there)
//! Q = L + G − L′ − N                                           (value of the other's cue; its own expectation, no separate critic)
//! δ = A r⁺ − r⁻ − Q                                            (A: how much of a reward is credited to who is there, see [`super::attribution`])
//! Λ = g₀ (S_D2/S*_D2)^n / (1 + (S_D1/κ)²)
//! dL/dt = k_L (p_pl/p*_pl) o Λ δ̂ − L/τ_L − k_c L − χ_L χ W L     (labile value, hours; δ̂: the error as dopamine brings it, see [`super::teaching`])
//! dL′/dt = k_N o ⟨2 − S_D2/S*_D2⟩₊ ⟨−δ⟩₊ − L′/τ_L − k_c L′      (labile aversion: pauses of dopamine and states poor in D2 signal)
//! dG/dt = k_c L − (1 − o)(1 − C) G/τ_G − χ W G                 (consolidated value)
//! dN/dt = k_c L′ − (1 − o) N/τ_G                               (consolidated aversion)
//! W_ij = Σ_{k≠j} o_k k_L (p_pl/p*_pl) Λ δ̂_k                    (what is learned of others weakens what was learned of this one)
//! burst at the cue = k_b (m ⟨Q⟩₊ + b_ν (1 − F))                (of dopamine, relative to its tonic level, for seconds: `cue:MEMBER`; m: see [`super::need`])
//! dC/dt = o G/(G + G_C) (1 − C)/τ_C                            (resistance to fading by time together; lasts)
//! dB/dt = k_B L/(L + θ) ⟨A r⁺ − δ_B⟩₊ o (1 − B) − (1 − o) B/τ_B    (bond: distress and guarding; needs intense reward)
//! κ̂ = ψ_κ/ψ*_κ                                                 (rejection of others and rivalry are as strong as dynorphin makes them; D1 cells release it)
//! dM/dt = (B o G/(G + G_C) − M)/τ_M                            (maturation: D1 and dynorphin up, strangers rejected)
//! dF/dt = (1 + recognition) o (1 − F)/τ_F − (1 − o) F/τ_forget (familiarity)
//! dX/dt = o (1 − X)/τ_X − (1 − o) X/τ_Y                        (expected presence; absence is believed slowly)
//! dH/dt = t (1 − H)/τ_H − (1 − o) H/τ_G                       (ease: safety learned of a known other by touch over days; needs no dopamine)
//! in people (1 − o) in the decay of G, N, H, B and F is ⟨1 − A/X⟩₊: a bond is not lost by going to work
//! ```
//! **Symbols.** S: receptor signal (1); p: activity (1); edge states 0-1, Q of either sign; rates 1/s. **Shape.** rows of `[pair × unit]`.
//! **Assumptions.** Early and late plasticity follow tag and capture. Signed value is two opponent weights with a delta rule. Preference and
//! bond are separate, with different thresholds: peers prefer but do not grieve. D1 blocks with a Hill coefficient of 2.
//! **Papers.** Redondo & Morris 2011 (tag and capture), Collins & Frank 2014 (opponent weights), Chistiakova et al. 2015 (heterosynaptic
//! loss), Baumgartner et al. 2021 (CRF cells of the bed nucleus are aversive), Liu & Wang 2003 (OT and D2 need each other), Aragona et al. 2003, 2006 (D2 promotes, D1 prevents).

// Expansion of `multiversion`: the same source for every vector width, with the same bits.
#![allow(unsafe_code)]

use crate::chemistry::effects::respond;
use crate::chemistry::receptors::ReceptorPlan;
use crate::homologue::Role;
use crate::numbers::Numbers;
use multiversion::multiversion;
use syntony_engine::math::pow;
use syntony_engine::{Rates, Slots, State};
use syntony_language::quantity::Dimension;

/// Parameters of bonds.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations above; meanings are given where they are read
pub struct BondParameters {
    pub tag_rate: f64,
    pub tag_decay: f64,
    pub gate_scale: f64,
    pub gate_d2_exponent: f64,
    pub gate_d1_half: f64,
    pub capture_rate: f64,
    pub aversion_rate: f64,
    pub competition: f64,
    pub competition_labile: f64,
    pub preference_decay: f64,
    pub consolidation_time: f64,
    pub consolidation_half: f64,
    pub bond_half: f64,
    pub ease_time: f64,
    pub housed_touch: f64,
    pub rejection_unknown: f64,
    pub cost_crf: f64,
    pub cue_gain: f64,
    pub cue_novelty: f64,
    pub cost_above: f64,
    pub bond_rate: f64,
    pub bond_reward: f64,
    pub bond_decay: f64,
    pub maturation_time: f64,
    pub familiarity_time: f64,
    pub forgetting_time: f64,
    pub expectation_time: f64,
    pub yearning_time: f64,
    pub reward_touch: f64,
    pub reward_sexual: f64,
    pub reward_company: f64,
    pub reward_relief: f64,
    pub cost_pain: f64,
    pub rejection_same: f64,
    pub d1_upregulation: f64,
    pub dynorphin_upregulation: f64,
    pub crf_upregulation: f64,
    /// D2 in the accumbens shell, if anybody has it.
    pub d2_nacc: Option<usize>,
    /// D1 there.
    pub d1_nacc: Option<usize>,
    /// Kappa receptors there: site and ψ at rest.
    pub kappa: Option<(usize, f64)>,
    /// CRFR1 of the bed nucleus: site and ψ at rest.
    pub crf: Option<(usize, f64)>,
    reserve: f64,
}

impl BondParameters {
    /// Reads them and finds the sites of the gate.
    pub fn read(n: &mut Numbers, receptors: &ReceptorPlan, regions: &[String], reserve: f64) -> Self {
        let (one, time, rate) = (Dimension::NONE, Dimension::TIME, Dimension::RATE);
        let site = |receptor: &str, role: Role| {
            regions.iter().position(|r| role.is(r)).and_then(|r| receptors.find(receptor, r))
        };
        let rested = |s: usize| (s, respond(receptors.sites[s].reference, reserve));
        let bed = regions.iter().position(|r| r == "bnst");
        BondParameters {
            kappa: site("kor", Role::Accumbens).map(rested),
            crf: bed.and_then(|r| receptors.find("crfr1", r)).map(rested),
            reserve,
            cue_gain: n.take(
                "bond.cue_gain",
                one,
                "relative burst of dopamine per unit of what a cue is worth",
            ),
            cue_novelty: n.take("bond.cue_novelty", one, "worth of the cue of somebody unknown"),
            cost_crf: n.take("bond.cost_crf", one, "cost per response of CRF receptors of the bed nucleus"),
            cost_above: n.take("bond.cost_above", one, "response over rest above which it is aversive"),
            tag_rate: n.take("bond.tag_rate", rate, "speed of learning from gated reward prediction error"),
            tag_decay: n.take("bond.tag_decay", time, "life of labile value that is not captured"),
            gate_scale: n.take("bond.gate_scale", one, "size of the gate at tonic dopamine"),
            gate_d2_exponent: n.take("bond.gate_d2_exponent", one, "supralinearity of the D2 factor"),
            gate_d1_half: n.take("bond.gate_d1_half", one, "D1 signal that halves the gate"),
            capture_rate: n.take("bond.capture_rate", rate, "speed at which labile value is captured"),
            aversion_rate: n.take("bond.aversion_rate", rate, "speed of learning from negative errors"),
            competition: n.take("bond.competition", one, "loss of value by what is learned of another"),
            competition_labile: n.take("bond.competition_labile", one, "such loss of labile value, times"),
            preference_decay: n.take("bond.preference_decay", time, "life apart before consolidation"),
            consolidation_time: n.take("bond.consolidation_time", time, "time together that consolidates"),
            consolidation_half: n.take(
                "bond.consolidation_half",
                one,
                "captured value of half speed of both",
            ),
            bond_half: n.take("bond.bond_half", one, "labile value at which a bond forms at half speed"),
            ease_time: n.take("bond.ease_time", time, "time in touch in which another comes to be safe"),
            housed_touch: n.take(
                "bond.housed_touch",
                one,
                "share of time in touch of who has lived together",
            ),
            rejection_unknown: n.take("bond.rejection_unknown", one, "rejection of the unknown"),
            bond_rate: n.take("bond.bond_rate", rate, "speed of bond formation"),
            bond_reward: n.take("bond.bond_reward", one, "reward above which a bond forms"),
            bond_decay: n.take("bond.bond_decay", time, "life of a bond apart"),
            maturation_time: n.take("bond.maturation_time", time, "time in which a bond changes the brain"),
            familiarity_time: n.take("bond.familiarity_time", time, "time together that makes familiar"),
            forgetting_time: n.take("bond.forgetting_time", time, "time apart in which familiarity fades"),
            expectation_time: n.take("bond.expectation_time", time, "time in which presence is expected"),
            yearning_time: n.take("bond.yearning_time", time, "time in which absence comes to be believed"),
            reward_touch: n.take("bond.reward_touch", one, "reward of touch all the time"),
            reward_sexual: n.take("bond.reward_sexual", one, "reward of full sexual stimulation"),
            reward_company: n.take("bond.reward_company", one, "reward of company without touch"),
            reward_relief: n.take("bond.reward_relief", one, "reward of touch per unit of unmet need"),
            cost_pain: n.take("bond.cost_pain", one, "cost of being attacked"),
            rejection_same: n.take(
                "bond.rejection_same",
                one,
                "rejection of strangers of the own sex, over others",
            ),
            d1_upregulation: n.take("bond.d1_upregulation", one, "rise of D1 receptors by a mature bond"),
            dynorphin_upregulation: n.take("bond.dynorphin_upregulation", one, "rise of dynorphin by a bond"),
            crf_upregulation: n.take("bond.crf_upregulation", one, "rise of CRF release by a mature bond"),
            d2_nacc: site("d2r", Role::Accumbens),
            d1_nacc: site("d1r", Role::Accumbens),
        }
    }

    /// κ̂: response of kappa receptors over rest, given their signal with its coupling; 1 where nobody has them.
    pub fn kappa_fold(&self, signal: impl Fn(usize) -> f64) -> f64 {
        self.kappa.map_or(1.0, |(s, rest)| respond(signal(s), self.reserve) / rest.max(1e-9))
    }

    /// r_f: what CRF receptors of the bed nucleus take from a reward.
    pub fn crf_cost(&self, signal: impl Fn(usize) -> f64) -> f64 {
        let beyond =
            |(s, rest): (usize, f64)| (respond(signal(s), self.reserve) - rest - self.cost_above).max(0.0);
        self.cost_crf * self.crf.map_or(0.0, beyond)
    }

    /// The plasticity gate Λ of one lane: D2 relative to its tonic signal and raised to its power, see [`raise`], and D1.
    pub fn gate(&self, d2: f64, d1: f64) -> f64 {
        let d1 = d1 / self.gate_d1_half;
        self.gate_scale * d2 / (1.0 + d1 * d1)
    }
}

/// Rows of the edge state.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct EdgeSlots {
    pub familiarity: Slots,
    /// L, labile value.
    pub tag: Slots,
    /// L′, labile aversion.
    pub tag_against: Slots,
    /// G, captured value.
    pub captured: Slots,
    /// N, captured aversion.
    pub aversion: Slots,
    /// H, ease with a known other.
    pub ease: Slots,
    pub consolidation: Slots,
    pub bond: Slots,
    pub maturation: Slots,
    pub expectation: Slots,
    /// Felt presence A of [`super::need`].
    pub presence: Slots,
    /// How far it is believed that the other is gone, see [`crate::social::attachment`]; empty for lineages without it.
    pub realised: Slots,
    /// How far the novelty of who is here has worn off; empty for lineages without it.
    pub habituated: Slots,
    /// Attraction, in standard deviations; constant, empty for lineages without it.
    pub attraction: Slots,
    /// Evidence for and against responsiveness, see [`crate::social::attachment`]; empty for lineages without it.
    pub trust: Slots,
}

/// What the edges of a tick are driven by, `[pair × unit]`.
#[derive(Debug, Clone, Default)]
pub struct EdgeDrive {
    /// Share of time near.
    pub near: Vec<f64>,
    /// Share of time in touch.
    pub touch: Vec<f64>,
    /// Absence: 1 − near; for people, how far felt presence falls short of what is expected.
    pub apart: Vec<f64>,
    /// Reward prediction error δ.
    pub error: Vec<f64>,
    /// Plasticity gate Λ of each lane.
    pub gate: Vec<f64>,
    /// A of each lane, see [`super::attribution`].
    pub attribution: Vec<f64>,
    /// κ̂ of each lane.
    pub kappa: Vec<f64>,
    /// r_f of each lane.
    pub crf_cost: Vec<f64>,
    /// ⟨2 − S_D2/S*_D2⟩₊ of each lane.
    pub against: Vec<f64>,
    /// A r⁺.
    pub credited: Vec<f64>,
    /// What is learned, k_L-less: (p_pl/p*) Λ δ̂.
    pub tagging: Vec<f64>,
    /// What each lane learns of everybody, k_L-less; W of an edge leaves its own part out.
    pub learned: Vec<f64>,
    /// Factor on fading by absence; below 1 for kin.
    pub fading: Vec<f64>,
    /// How far it is believed that the other is gone; 1 for lineages that believe nothing.
    pub realised: Vec<f64>,
    /// 1 + recognition.
    pub recognition: Vec<f64>,
    /// 1/τ_A, 1/s.
    pub presence_rate: f64,
    /// Factor on learning (1, or less where a test switches it off).
    pub learning: f64,
}

/// (S_D2/S*_D2)^n of every lane, in place.
#[multiversion(targets = "simd")]
pub fn raise(signals: &mut [f64], rest: f64, exponent: f64) {
    for x in signals {
        *x = pow(*x / rest, exponent);
    }
}

/// Q of an edge, by its number.
pub fn value<'a>(slots: &EdgeSlots, state: &'a State) -> impl Fn(usize) -> f64 + 'a {
    let row = |s: Slots| state.row(s.at(0));
    let (l, g) = (row(slots.tag), row(slots.captured));
    let (against, aversion) = (row(slots.tag_against), row(slots.aversion));
    move |c| l[c] + g[c] - against[c] - aversion[c]
}

/// Adds gains and losses of the edges; `from` gives the lane that an edge belongs to.
pub fn rates(
    p: &BondParameters,
    slots: &EdgeSlots,
    state: &State,
    d: &EdgeDrive,
    from: impl Fn(usize) -> usize,
    rates: &mut Rates,
) {
    let row = |s: Slots| state.row(s.at(0));
    let (labile, against) = (row(slots.tag), row(slots.tag_against));
    let (captured, cons, bond) = (row(slots.captured), row(slots.consolidation), row(slots.bond));
    let apart = |c: usize| d.apart[c] * d.fading[c];
    let settled = |c: usize| captured[c] / (captured[c] + p.consolidation_half);
    let capture = p.capture_rate;
    // what is learned of all others at this time
    let rivals = |c: usize| {
        let own = d.near[c] * d.tagging[c];
        p.competition * p.tag_rate * d.learning * (d.learned[from(c)] - own).max(0.0)
    };
    rates.add(slots.tag.at(0), |c| {
        let gain = p.tag_rate * d.learning * d.near[c] * d.tagging[c];
        (gain, 1.0 / p.tag_decay + capture + p.competition_labile * rivals(c))
    });
    rates.add(slots.tag_against.at(0), |c| {
        let pause = d.near[c] * d.against[from(c)] * (-d.error[c]).max(0.0);
        (p.aversion_rate * d.learning * pause, 1.0 / p.tag_decay + capture)
    });
    rates.add(slots.captured.at(0), |c| {
        (capture * d.learning * labile[c], apart(c) * (1.0 - cons[c]) / p.preference_decay + rivals(c))
    });
    rates.add(slots.aversion.at(0), |c| (capture * d.learning * against[c], apart(c) / p.preference_decay));
    rates.add(slots.ease.at(0), |c| {
        let k = d.learning * d.touch[c] / p.ease_time;
        (k, k + apart(c) / p.preference_decay)
    });
    rates.add(slots.consolidation.at(0), |c| {
        let k = d.near[c] * settled(c) / p.consolidation_time;
        (k, k)
    });
    rates.add(slots.bond.at(0), |c| {
        let open = d.learning * labile[c] / (labile[c] + p.bond_half);
        let k = p.bond_rate * open * (d.credited[c] - p.bond_reward).max(0.0) * d.near[c];
        (k, k + apart(c) / p.bond_decay)
    });
    rates.add(slots.maturation.at(0), |c| {
        (bond[c] * d.near[c] * settled(c) / p.maturation_time, 1.0 / p.maturation_time)
    });
    rates.add(slots.familiarity.at(0), |c| {
        let k = d.recognition[c] * d.near[c] / p.familiarity_time;
        (k, k + apart(c) / p.forgetting_time)
    });
    rates.add(slots.presence.at(0), |c| (d.near[c] * d.presence_rate, d.presence_rate));
    rates.add(slots.expectation.at(0), |c| {
        let k = d.near[c] / p.expectation_time;
        (k, k + (1.0 - d.near[c]) * d.realised[c] / p.yearning_time)
    });
}
