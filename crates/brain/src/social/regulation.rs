//! Regulation of feelings: reappraisal, suppression, acceptance, and not needing any.
//!
//! **Equations** (x: strategy; n: distress; S: safety):
//! ```text
//! R_x = k setting_x c n_x (1 − S)/(1 + n_x) · p_lpfc/p*_lpfc        n_reappraise: distress of the circuit now; else: distress that is felt
//! dρ/dt = (R_reappraise + k_w max_j(x_resp trust) − ρ)/τ_ρ          (a new meaning is found within seconds, or given by words, and then held)
//! effort R = k_h R_reappraise + (1 − k_h) ⟨R_reappraise − ρ⟩₊ + R_suppress + k_e R_accept        (drives lpfc)
//! threat and stress felt = (…) (1 − k_r ρ)(1 − k_a (k_u + skill) R_accept)/(1 + κ S)
//! hide = min(1, k_s R_suppress)       withheld = n hide      (drives acc, pins and bla: hiding does not take the feeling away)
//! dc/dt = (1 − c)/τ_rest − (k_c R + k_F ⟨F − 1⟩₊) c
//! dskill/dt = (R_accept + R_reappraise) c (1 − skill)/τ_practice − skill/τ_forget
//! ```
//! **Symbols.** c: capacity 0-1; ρ: what has been reappraised; F: cortisol, fold of rest; k_c, k_F (1/s). A trusted other near (S) removes the demand, so that less effort is made, not
//! more. **Shape.** `[lane]`. **Assumptions.** reappraisal acts on the appraisal, suppression on expression only; people reappraise a little without
//! being told (`habit`), and accept as far as they are skilled; who is told to do one thing does that alone, so that hiding costs the habit of reappraising
//! (which is most of why hiding raises what is felt and amygdala and insula here). **Papers.** Goldin et al. 2008 (reappraisal early, suppression late); Coan et al. 2006 (less lateral prefrontal activity
//! with a spouse).

use crate::numbers::Numbers;
use syntony_language::quantity::Dimension;
use syntony_model::atlas::Strategy;

/// Parameters of regulation.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations above
pub struct RegulationParameters {
    pub strength: f64,
    pub habit: f64,
    pub reappraise: f64,
    pub suppress: f64,
    pub accept: f64,
    pub divisive: f64,
    pub sd: f64,
    pub rest_time: f64,
    pub cost: f64,
    pub chronic: f64,
    pub practice_time: f64,
    pub forget_time: f64,
    pub unskilled: f64,
    pub accept_effort: f64,
    pub lateral_max: f64,
    pub floor: f64,
    pub reframe_time: f64,
    pub hold: f64,
    pub words: f64,
}

impl RegulationParameters {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Self {
        let (one, time, rate) = (Dimension::NONE, Dimension::TIME, Dimension::RATE);
        RegulationParameters {
            strength: n.take("regulation.strength", one, "effort per distress at full capacity"),
            habit: n.take("regulation.habit", one, "reappraisal without instruction, relative to instructed"),
            reappraise: n.take("regulation.reappraise", one, "loss of threat per effort of reappraisal"),
            suppress: n.take("regulation.suppress", one, "loss of expression per effort of suppression"),
            accept: n.take("regulation.accept", one, "loss of threat per effort of acceptance and skill"),
            divisive: n.take("regulation.divisive", one, "loss of threat and stress per safety"),
            sd: n.take("regulation.sd", one, "SD of ln strength between people"),
            rest_time: n.take("regulation.rest_time", time, "time in which capacity recovers").max(1.0),
            cost: n.take("regulation.cost", rate, "loss of capacity per effort"),
            chronic: n.take("regulation.chronic", rate, "loss of capacity per cortisol above rest"),
            practice_time: n.take("regulation.practice_time", time, "practice that makes skilled").max(1.0),
            forget_time: n.take("regulation.forget_time", time, "time in which skill fades").max(1.0),
            unskilled: n.take("regulation.unskilled", one, "what acceptance does without any skill"),
            accept_effort: n.take("regulation.accept_effort", one, "effort of acceptance, over reappraisal"),
            lateral_max: n.take(
                "regulation.lateral_max",
                one,
                "lateral activity beyond which effort gains nothing",
            ),
            reframe_time: n
                .take("regulation.reframe_time", time, "time in which a new meaning is found")
                .max(0.1),
            hold: n.take("regulation.hold", one, "effort of holding a new meaning, relative to finding it"),
            words: n.take("regulation.words", one, "new meaning by words of support of somebody trusted"),
            floor: n.take("regulation.floor", one, "share of threat that no strategy takes away"),
        }
    }
}

/// Row of a strategy in settings and efforts.
pub fn row(strategy: Strategy) -> usize {
    match strategy {
        Strategy::Reappraise => 0,
        Strategy::Suppress => 1,
        Strategy::Accept => 2,
    }
}
