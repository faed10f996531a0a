//! The stress axis, in fold of its resting levels.
//!
//! **Equations** (Vinther form, normalised to 1 at rest, feedback on both upper levels):
//! ```text
//! fb(F) = (1 − μ F^a/(1 + F^a)) / (1 − μ/2)            of F + G
//! dH/dt = w_1 (D fb(F + G) − H)        D = max(0.05, 1 + k a_i (p_crh/p*_crh − 1))
//! dA/dt = w_2 (H fb(F + G) (1 − κ O/(O + O_½)) − A),   dF/dt = w_3 (σ A − F) (without adrenals − w_3 F),   G = f P / basal
//! dσ/dt = (1 + k_σ ⟨p_pag/p*_pag − 1⟩₊ − σ)/τ_σ       (the adrenal grows sensitive under lasting sympathetic drive)
//! dm/dt = (s (1 − m))/τ_on − m/τ_off       (stress outlasts the stressor)
//! ```
//! **Symbols.** H, A, F: CRH, ACTH, own corticosterone over basal (1); G: given corticosterone over basal (1), from its concentration P in
//! plasma (nM, [`super::doses`]), its unbound share f and the basal free level (nM); w: elimination (1/s); p_crh: activity of the PVN CRH
//! neurons; a_i: how strongly the axis of a person answers today ([`crate::person::response`]; 1 in animals); p_pag: activity of the periaqueductal grey, source of the sympathetic drive; σ: sensitivity of the adrenal to ACTH (1);
//! s: stressor intensity 0-1; m: stress memory (1); O: given oxytocin in plasma (nM), which restrains the pituitary by κ at most. **Shape.** rows of lanes. **Assumptions.** No circadian drive at
//! vole scale (vole corticosterone is very high and only fold change is used). OT in the PVN acts on p_crh through the
//! effects of the atlas. **Papers.** Vinther, Andersen & Ottesen 2011; the
//! sensitivity is a claim of the model: after a loss corticosterone rises without a clear rise of ACTH (Bosch et al. 2009).

use crate::chemistry::LN_2;
use crate::numbers::Numbers;
use syntony_engine::math::pow;
use syntony_language::quantity::Dimension;

/// Rows of the state that others read.
pub mod row {
    /// F.
    pub const CORTICOSTERONE: usize = 2;
    /// m.
    pub const MEMORY: usize = 3;
    /// σ.
    pub const ADRENAL: usize = 4;
}

/// Parameters of the stress axis.
#[derive(Debug, Clone)]
pub struct HpaParameters {
    /// Elimination of CRH, 1/s.
    pub w1: f64,
    /// Elimination of ACTH, 1/s.
    pub w2: f64,
    /// Elimination of the glucocorticoid, 1/s.
    pub w3: f64,
    /// Greatest feedback.
    pub feedback: f64,
    /// Hill coefficient of feedback.
    pub hill: f64,
    /// Drive per relative activity of the CRH neurons.
    pub drive: f64,
    /// τ_on, s.
    pub memory_on: f64,
    /// τ_off, s.
    pub memory_off: f64,
    /// Weight of the memory against the stressor itself.
    pub memory_weight: f64,
    /// Greatest strain.
    pub strain_max: f64,
    /// k_σ.
    pub sensitivity: f64,
    /// τ_σ, s.
    pub sensitivity_time: f64,
    /// κ.
    pub oxytocin_restraint: f64,
    /// O_½, nM.
    pub oxytocin_half: f64,
}

impl HpaParameters {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Self {
        let (time, one) = (Dimension::TIME, Dimension::NONE);
        HpaParameters {
            w1: LN_2 / n.take("hpa.crh_half_life", time, "half-life of CRH").max(1.0),
            w2: LN_2 / n.take("hpa.acth_half_life", time, "half-life of ACTH").max(1.0),
            w3: LN_2 / n.take("hpa.cort_half_life", time, "half-life of corticosterone").max(1.0),
            feedback: n.take("hpa.feedback", one, "greatest feedback of corticosterone"),
            hill: n.take("hpa.hill", one, "Hill coefficient of the feedback"),
            drive: n.take("hpa.drive", one, "CRH drive per relative activity of PVN CRH neurons"),
            memory_on: n.take("hpa.memory_on", time, "time in which stress builds up").max(1.0),
            memory_off: n
                .take("hpa.memory_off", time, "time in which stress fades after the stressor")
                .max(1.0),
            memory_weight: n.take("hpa.memory_weight", one, "drive by remembered stress over the stressor"),
            strain_max: n.take("hpa.strain_max", one, "greatest strain, of a stressor and its memory"),
            sensitivity: n.take("hpa.sensitivity", one, "rise of adrenal sensitivity per sympathetic drive"),
            sensitivity_time: n
                .take(
                    "hpa.sensitivity_time",
                    time,
                    "time in which adrenal sensitivity follows sympathetic drive",
                )
                .max(1.0),
            oxytocin_restraint: n.take("hpa.oxytocin_restraint", one, "most that oxytocin restrains ACTH"),
            oxytocin_half: n.take(
                "hpa.oxytocin_half",
                Dimension::CONCENTRATION,
                "oxytocin in plasma that restrains ACTH by half of that",
            ),
        }
    }

    /// What oxytocin in plasma (nM) leaves of the drive of ACTH.
    #[inline(always)]
    pub fn pituitary(&self, oxytocin: f64) -> f64 {
        1.0 - self.oxytocin_restraint * oxytocin / (oxytocin + self.oxytocin_half)
    }

    /// Feedback of the glucocorticoid, 1 at rest.
    #[inline(always)]
    pub fn restraint(&self, f: f64) -> f64 {
        let x = pow(f, self.hill);
        (1.0 - self.feedback * x / (1.0 + x)) / (1.0 - 0.5 * self.feedback)
    }
}
