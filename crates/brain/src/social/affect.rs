//! Affect, read from the circuit: never a free variable.
//!
//! **Equations.**
//! ```text
//! joy and distress follow, with inertia τ_a:
//! joy → c_v ⟨1 − p_vp/p*_vp⟩₊ + c_d ⟨p_d1/p*_d1 − 1⟩₊
//! distress → ⟨ c_b b + c_a (a + a_o)/2 + c_p g + c_i (i + i_o)/2 − distress₀ ⟩₊        x = p_x/p*_x − 1
//! felt: the above + k_f expressed                          (the own face feeds back)
//! valence = tanh(joy − distress)    arousal = p_lc/p*_lc − 1
//! closeness = k_F F + k_G G + k_t trust + k_j joy near
//! dw/dt = (valence − k_D D − k_L load − w)/τ_w
//! ```
//! **Symbols.** b, a, g, i: basolateral amygdala, cingulate, periaqueductal grey, insula (own-driven and other-driven, index o); p/p*: activity over
//! rest; F, G: familiarity, preference; D: need; w: well-being, a slow average. **Shape.** `[lane]`. **Assumptions.** ratings follow these readouts
//! linearly. **Paper.** Craig 2009 (insula); Shackman et al. 2011 (cingulate): regions, not sizes.

use crate::neural::Circuit;
use crate::numbers::Numbers;
use syntony_language::quantity::Dimension;

/// Parameters of affect.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations above
pub struct AffectParameters {
    pub value: f64,
    pub reward: f64,
    pub bla: f64,
    pub acc: f64,
    pub pag: f64,
    pub ains: f64,
    pub rest: f64,
    pub inertia: f64,
    pub limit: f64,
    pub face: f64,
    pub closeness_familiar: f64,
    pub closeness_preference: f64,
    pub closeness_trust: f64,
    pub closeness_joy: f64,
    pub wellbeing_need: f64,
    pub wellbeing_load: f64,
    pub wellbeing_time: f64,
    pub populations: Populations,
}

/// Populations that affect is read from.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs)]
pub struct Populations {
    pub vp: usize,
    pub d1: usize,
    pub bla: usize,
    pub acc: usize,
    pub acc_o: usize,
    pub pag: usize,
    pub ains: usize,
    pub ains_o: usize,
    pub lc: usize,
    pub hyp: usize,
    pub lpfc: usize,
    pub vmpfc: usize,
}

impl Populations {
    /// All of them.
    pub fn all(&self) -> [usize; 12] {
        let p = self;
        [p.vp, p.d1, p.bla, p.acc, p.acc_o, p.pag, p.ains, p.ains_o, p.lc, p.hyp, p.lpfc, p.vmpfc]
    }
}

impl AffectParameters {
    /// Reads them and finds the populations.
    pub fn read(circuit: &Circuit, n: &mut Numbers) -> Self {
        let one = Dimension::NONE;
        let mut find = |key: &str| {
            circuit.nodes.iter().position(|node| node.key == key).unwrap_or_else(|| {
                let what = format!("no population `{key}`, which affect is read from");
                n.problems.add(Default::default(), what, None);
                0
            })
        };
        let populations = Populations {
            vp: find("vp"),
            d1: find("nacc_d1"),
            bla: find("bla"),
            acc: find("acc"),
            acc_o: find("acc_o"),
            pag: find("pag"),
            ains: find("ains"),
            ains_o: find("ains_o"),
            lc: find("lc"),
            hyp: find("hyp"),
            lpfc: find("lpfc"),
            vmpfc: find("vmpfc"),
        };
        AffectParameters {
            value: n.take("affect.value", one, "joy per pallidal value"),
            reward: n.take("affect.reward", one, "joy per relative activity of D1 cells"),
            bla: n.take("affect.bla", one, "distress per relative activity of the basolateral amygdala"),
            acc: n.take("affect.acc", one, "distress per relative activity of the cingulate"),
            pag: n.take("affect.pag", one, "distress per relative activity of the periaqueductal grey"),
            ains: n.take("affect.ains", one, "distress per relative activity of the insula"),
            rest: n.take("affect.neg_rest", one, "distress that is not felt"),
            inertia: n
                .take("affect.inertia", Dimension::TIME, "time in which affect follows the circuit")
                .max(1.0),
            face: n.take("affect.face", one, "feeling that the own expression gives back"),
            limit: n.take("affect.limit", one, "strongest feeling"),
            closeness_familiar: n.take("affect.closeness_familiar", one, "closeness per familiarity"),
            closeness_preference: n.take("affect.closeness_preference", one, "closeness per preference"),
            closeness_trust: n.take("affect.closeness_trust", one, "closeness per trust"),
            closeness_joy: n.take("affect.closeness_joy", one, "closeness per joy in the other's company"),
            wellbeing_need: n.take("affect.wellbeing_need", one, "loss of well-being per need"),
            wellbeing_load: n.take("affect.wellbeing_load", one, "loss of well-being per load"),
            wellbeing_time: n
                .take("affect.wellbeing_time", Dimension::TIME, "time over which well-being is averaged")
                .max(1.0),
            populations,
        }
    }
}
