//! The need for contact, and the alarm of its absence.
//!
//! **Equations.** Contact state h with set point h*, drive D, alarm a, passive coping y:
//! ```text
//! dh/dt = q (1 − h)/τ_fill − h/τ_h              q: touch by familiar others
//! dh*/dt = (h − h*)₋ /τ_set + (h*₀ − h*)₊ h/τ_set
//! D = |h* − h|₊^(n/m)                            (n > m: reward grows with deficit)
//! m = 1 + k_m D                                  (the same cue is worth more in need; m ⟨Q⟩₊ drives dopamine cells, `percept.incentive`)
//! a = Σ_j B_j ⟨X_j − A_j⟩₊                       dA_j/dt = (o_j − A_j)/τ_A
//! dy/dt = (passivity − y)/τ_y                    (low-pass of what CRFR2 and OTR in the accumbens say)
//! dL/dt = ⟨ln F − ε⟩₊/τ_L − L/τ_rec            (allostatic load)
//! dI/dt = (⟨h*₀ − h⟩₊ − I)/τ_I                   (isolation: a deficit that lasts for weeks)
//! ```
//! **Symbols.** all states 0-1 but L; B, X, A, o: bond, expected, felt and actual presence; F: fold of corticosterone; h*₀: inborn set point. **Shape.** rows of
//! lanes. **Assumptions.** one need (contact); the second need (novelty) is a trait. The drive follows a set point that long isolation lowers, the
//! strain of isolation does not: an animal alone for weeks seeks less and is stressed more. **Papers.** Keramati & Gutkin 2014 (form of D); Zhang et al. 2009 (m);
//! Matthews et al. 2016 (24 h isolation); Bosch et al. 2009 (CRF and passive coping after loss);
//! Grippo et al. 2007 (hormones and passive coping after four weeks alone).

use crate::numbers::Numbers;
use syntony_language::quantity::Dimension;

/// Rows of the state that others read.
pub mod row {
    /// h.
    pub const CONTACT: usize = 0;
    /// h*.
    pub const SET_POINT: usize = 1;
    /// y.
    pub const PASSIVITY: usize = 2;
    /// L.
    pub const LOAD: usize = 3;
    /// I.
    pub const ISOLATION: usize = 4;
}

/// Parameters of need and separation.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations above
pub struct NeedParameters {
    pub fill_time: f64,
    pub decay_time: f64,
    pub set_point: f64,
    pub set_point_time: f64,
    pub exponent: f64,
    pub alarm_gain: f64,
    pub incentive: f64,
    pub presence_time: f64,
    pub isolation_time: f64,
    pub passivity_time: f64,
    pub load_threshold: f64,
    pub load_time: f64,
    pub load_recovery: f64,
}

impl NeedParameters {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Self {
        let (one, time) = (Dimension::NONE, Dimension::TIME);
        NeedParameters {
            fill_time: n.take("need.fill_time", time, "time of touch that fills the need"),
            decay_time: n.take("need.decay_time", time, "time alone in which the filled state decays"),
            set_point: n.take("need.set_point", one, "set point of the contact state"),
            set_point_time: n.take("need.set_point_time", time, "time in which the set point follows"),
            exponent: n.take("need.exponent", one, "n/m of the drive"),
            incentive: n.take("need.incentive", one, "gain of what a cue is worth per unit of need"),
            alarm_gain: n.take("need.alarm_gain", one, "alarm per unit of bond and missing presence"),
            presence_time: n.take("need.presence_time", time, "time over which absence is felt").max(1.0),
            isolation_time: n
                .take("need.isolation_time", time, "time over which a deficit of contact becomes a strain")
                .max(1.0),
            passivity_time: n.take("need.passivity_time", time, "time in which passive coping builds up"),
            load_threshold: n.take("need.load_threshold", one, "deviation of ln corticosterone that is load"),
            load_time: n.take("need.load_time", time, "time in which load builds up"),
            load_recovery: n.take("need.load_recovery", time, "time in which load fades"),
        }
    }
}
