//! A bond is a directed edge: what one brain has learned about one other.
//!
//! **Equations** (o: share of time near, t: touch, m: sexual stimulation while near, ⟨·⟩₊: positive part):
//! ```text
//! r = (1 + hedonic) (r_t t + r_s m) + relief − r_p pain
//! δ = r − G                                                    (G is its own expectation: no separate critic)
//! P = c_ot S_OTR(nacc) S_OTR(pl)/s_ot + c_avp S_V1aR(vp)       (c by sex: post-receptor)
//! g = g₀ (S_D2/S*_D2)^n P / (1 + (S_D1/κ)²)                    (product: each factor is permissive)
//! dT/dt = k_T (p_pl/p*_pl) o g δ̂ − T/τ_T                       (tag, hours; δ̂: the error as dopamine brings it, see [`super::teaching`])
//! H = T^h / (T^h + θ^h)
//! dG/dt = k_G (1 + consolidation) H (1 − G) − (1 − o)(1 − C) G/τ_G        (preference)
//! dC/dt = o G (1 − C)/τ_C                                      (consolidation by time together; lasts)
//! dB/dt = k_B H ⟨δ − δ_B⟩₊ (1 − B) − (1 − o) B/τ_B         (bond: distress and guarding; needs intense reward)
//! dM/dt = (B o − M)/τ_M                                        (maturation: D1 and dynorphin up, strangers rejected)
//! dF/dt = (1 + recognition) o (1 − F)/τ_F − (1 − o) F/τ_forget (familiarity)
//! dX/dt = o (1 − X)/τ_X − (1 − o) X/τ_Y                        (expected presence; absence is believed slowly)
//! in people (1 − o) in the decay of G, B and F is ⟨1 − A/X⟩₊: a bond is not lost by going to work
//! ```
//! **Symbols.** S: receptor signal (1); p: activity (1); all edge states 0-1; rates 1/s. **Shape.** rows of `[pair × unit]`.
//! **Assumptions.** Preference and bond are separate, with different thresholds: peers prefer but do not grieve. The tag gates
//! through a Hill threshold. D1 blocks with a Hill coefficient of 2. **Papers.** Liu & Wang 2003 (OT and D2 need each other),
//! Aragona et al. 2003, 2006 (D2 promotes, D1 prevents), Lim et al. 2004 (V1aR in the ventral pallidum).

// Expansion of `multiversion`: the same source for every vector width, with the same bits.
#![allow(unsafe_code)]

use crate::chemistry::receptors::ReceptorPlan;
use crate::homologue::Role;
use crate::numbers::Numbers;
use multiversion::multiversion;
use syntony_engine::math::pow;
use syntony_engine::{Rates, Slots, State};
use syntony_language::quantity::Dimension;
use syntony_model::protocol::Sex;

/// Parameters of bonds.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations above; meanings are given where they are read
pub struct BondParameters {
    pub tag_rate: f64,
    pub tag_decay: f64,
    pub gate_scale: f64,
    pub gate_d2_exponent: f64,
    pub gate_d1_half: f64,
    pub oxytocin_scale: f64,
    pub oxytocin_female: f64,
    pub oxytocin_male: f64,
    pub vasopressin_female: f64,
    pub vasopressin_male: f64,
    pub threshold: f64,
    pub hill: f64,
    pub preference_rate: f64,
    pub preference_decay: f64,
    pub consolidation_time: f64,
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
    pub reward_relief: f64,
    pub cost_pain: f64,
    pub rejection_same: f64,
    pub d1_upregulation: f64,
    pub dynorphin_upregulation: f64,
    pub crf_upregulation: f64,
    /// Sites of the gate: OTR in accumbens shell and prelimbic cortex, V1aR in ventral pallidum, D2 and D1 in accumbens shell.
    pub sites: GateSites,
}

/// Receptor sites that gate learning; absent where nobody has the receptor.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct GateSites {
    pub otr_nacc: Option<usize>,
    pub otr_pl: Option<usize>,
    pub v1ar_vp: Option<usize>,
    pub d2_nacc: Option<usize>,
    pub d1_nacc: Option<usize>,
}

impl BondParameters {
    /// Reads them and finds the sites of the gate.
    pub fn read(n: &mut Numbers, receptors: &ReceptorPlan, regions: &[String]) -> Self {
        let (one, time, rate) = (Dimension::NONE, Dimension::TIME, Dimension::RATE);
        let site = |receptor: &str, role: Role| {
            regions.iter().position(|r| role.is(r)).and_then(|r| receptors.find(receptor, r))
        };
        BondParameters {
            tag_rate: n.take("bond.tag_rate", rate, "speed of tagging by gated reward prediction error"),
            tag_decay: n.take("bond.tag_decay", time, "life of the tag"),
            gate_scale: n.take("bond.gate_scale", one, "size of the gate at tonic dopamine and P = 1"),
            gate_d2_exponent: n.take("bond.gate_d2_exponent", one, "supralinearity of the D2 factor"),
            gate_d1_half: n.take("bond.gate_d1_half", one, "D1 signal that halves the gate"),
            oxytocin_scale: n.take(
                "bond.oxytocin_scale",
                one,
                "normalisation of the product of the two OTR signals",
            ),
            oxytocin_female: n.take("bond.oxytocin_female", one, "weight of oxytocin in females"),
            oxytocin_male: n.take("bond.oxytocin_male", one, "weight of oxytocin in males"),
            vasopressin_female: n.take("bond.vasopressin_female", one, "weight of vasopressin in females"),
            vasopressin_male: n.take("bond.vasopressin_male", one, "weight of vasopressin in males"),
            threshold: n.take(
                "bond.threshold",
                one,
                "tag at which half of the drive to preference is reached",
            ),
            hill: n.take("bond.hill", one, "steepness of the tag's threshold"),
            preference_rate: n.take("bond.preference_rate", rate, "speed of preference formation"),
            preference_decay: n.take(
                "bond.preference_decay",
                time,
                "life of an unconsolidated preference apart",
            ),
            consolidation_time: n.take(
                "bond.consolidation_time",
                time,
                "time together that consolidates a preference",
            ),
            bond_rate: n.take("bond.bond_rate", rate, "speed of bond formation"),
            bond_reward: n.take("bond.bond_reward", one, "reward above which a bond forms"),
            bond_decay: n.take("bond.bond_decay", time, "life of a bond apart"),
            maturation_time: n.take(
                "bond.maturation_time",
                time,
                "time in which a bond changes D1, dynorphin and rejection",
            ),
            familiarity_time: n.take("bond.familiarity_time", time, "time together that makes familiar"),
            forgetting_time: n.take("bond.forgetting_time", time, "time apart in which familiarity fades"),
            expectation_time: n.take(
                "bond.expectation_time",
                time,
                "time in which presence comes to be expected",
            ),
            yearning_time: n.take("bond.yearning_time", time, "time in which absence comes to be believed"),
            reward_touch: n.take("bond.reward_touch", one, "reward of touch all the time"),
            reward_sexual: n.take("bond.reward_sexual", one, "reward of full sexual stimulation"),
            reward_relief: n.take("bond.reward_relief", one, "reward of touch per unit of unmet need"),
            cost_pain: n.take("bond.cost_pain", one, "cost of being attacked"),
            rejection_same: n.take(
                "bond.rejection_same",
                one,
                "rejection of a stranger of the own sex, relative to the other sex",
            ),
            d1_upregulation: n.take(
                "bond.d1_upregulation",
                one,
                "relative rise of D1 receptors in a mature bond",
            ),
            dynorphin_upregulation: n.take(
                "bond.dynorphin_upregulation",
                one,
                "relative rise of dynorphin release in a mature bond",
            ),
            crf_upregulation: n.take(
                "bond.crf_upregulation",
                one,
                "relative rise of CRF release in a mature bond",
            ),
            sites: GateSites {
                otr_nacc: site("otr", Role::Accumbens),
                otr_pl: site("otr", Role::Prefrontal),
                v1ar_vp: site("v1ar", Role::Pallidum),
                d2_nacc: site("d2r", Role::Accumbens),
                d1_nacc: site("d1r", Role::Accumbens),
            },
        }
    }

    /// The plasticity gate g of one lane from its receptor signals.
    pub fn gate(&self, sex: Sex, s: &GateSignals) -> f64 {
        let (c_ot, c_avp) = match sex {
            Sex::F => (self.oxytocin_female, self.vasopressin_female),
            Sex::M => (self.oxytocin_male, self.vasopressin_male),
        };
        let permission = c_ot * s.otr_nacc * s.otr_pl / self.oxytocin_scale + c_avp * s.v1ar_vp;
        let d1 = s.d1_nacc / self.gate_d1_half;
        self.gate_scale * s.d2_nacc * permission / (1.0 + d1 * d1)
    }
}

/// Receptor signals of one lane that enter the gate; D2 relative to its tonic signal and raised to its power, see [`raise`].
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct GateSignals {
    pub otr_nacc: f64,
    pub otr_pl: f64,
    pub v1ar_vp: f64,
    pub d2_nacc: f64,
    pub d1_nacc: f64,
}

/// Rows of the edge state.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct EdgeSlots {
    pub familiarity: Slots,
    pub tag: Slots,
    pub preference: Slots,
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
    /// Absence: 1 − near; for people, how far felt presence falls short of what is expected.
    pub apart: Vec<f64>,
    /// Reward prediction error δ.
    pub error: Vec<f64>,
    /// Plasticity gate g of each lane.
    pub gate: Vec<f64>,
    /// H, how far the tag opens learning.
    pub opened: Vec<f64>,
    /// k_T-less tagging drive (p_pl/p*) g δ̂.
    pub tagging: Vec<f64>,
    /// Factor on fading by absence; below 1 for kin.
    pub fading: Vec<f64>,
    /// How far it is believed that the other is gone; 1 for lineages that believe nothing.
    pub realised: Vec<f64>,
    /// 1 + recognition.
    pub recognition: Vec<f64>,
    /// 1 + consolidation.
    pub consolidation: Vec<f64>,
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

/// H of every tag: `into = tag^h / (tag^h + θ^h)`.
#[multiversion(targets = "simd")]
pub fn opened(threshold: f64, hill: f64, tag: &[f64], into: &mut [f64]) {
    let half = pow(threshold, hill);
    for (x, &tag) in into.iter_mut().zip(tag) {
        let t = pow(tag, hill);
        *x = t / (t + half);
    }
}

/// Adds gains and losses of the edges.
pub fn rates(p: &BondParameters, slots: &EdgeSlots, state: &State, d: &EdgeDrive, rates: &mut Rates) {
    let row = |s: Slots| state.row(s.at(0));
    let (pref, cons, bond) = (row(slots.preference), row(slots.consolidation), row(slots.bond));
    let apart = |c: usize| d.apart[c] * d.fading[c];
    let opened = |c: usize| d.opened[c] * d.learning;
    rates.add(slots.tag.at(0), |c| (p.tag_rate * d.learning * d.near[c] * d.tagging[c], 1.0 / p.tag_decay));
    rates.add(slots.preference.at(0), |c| {
        let k = p.preference_rate * d.consolidation[c] * opened(c);
        (k, k + apart(c) * (1.0 - cons[c]) / p.preference_decay)
    });
    rates.add(slots.consolidation.at(0), |c| {
        let k = d.near[c] * pref[c] / p.consolidation_time;
        (k, k)
    });
    rates.add(slots.bond.at(0), |c| {
        let k = p.bond_rate * opened(c) * (d.error[c] - p.bond_reward).max(0.0) * d.near[c];
        (k, k + apart(c) / p.bond_decay)
    });
    rates.add(slots.maturation.at(0), |c| (bond[c] * d.near[c] / p.maturation_time, 1.0 / p.maturation_time));
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
