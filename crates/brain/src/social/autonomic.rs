//! Two branches of the autonomic nervous system, what organs make of them, and what of them goes over to whoever attends.
//!
//! **Equations** (x: relative activity p_x/p*_x − 1; o: heart, skin, vessels)
//! ```text
//! A   = a_l lc + a_h hyp + a_p nocicept + a_c challenge + a_e effort + a_b (bla + cea) − a_s safety − a_t touch + linked_S
//! A_o = A with its own inputs × (1 + s), those of another organ × (1 − s)          own: heart challenge, effort; skin nocicept; vessels lc, nocicept, bla + cea
//!       and for skin + a_n novelty + a_w hidden
//! B   = b_v vmpfc + b_s safety + b_t touch − b_b bla − b_e effort − b_p nocicept + b_o novelty + linked_V
//! τ_S dS/dt = max(A, −1) − S,   S_o likewise        τ_V dV/dt = max(B, −1) − V          −1: no outflow
//! linked_S,i = κ_S Σ_j a_ij (k₀ + k_d distress seen + k_h hostility + k_α ⟨α_ij⟩₊ + k_c C_ij) S_j shown        linked_V,i = κ_V Σ_j a_ij V_j shown
//! shown = clarity · leak (1 − hide) (S, V), at most as strong as a feeling can be
//! hidden = hide · distress + k_w ⟨avoidance⟩₊ (alarm + hostility)
//! over rest: heart (1 + h_s S_heart)/(1 + h_v V), pressure 1 + p_s S_vessels, skin 1 + c_s S_skin, amylase e^(m_s S + m_v V), rsa (1 + V)^r_v, pep 1 − e_s S_heart
//! ```
//! **Symbols.** S, V: sympathetic and vagal outflow, 0 at rest (1); nocicept: pain from outside, less what touch keeps out, and from others; challenge: a stressor as
//! appraised; effort of regulation; touch: C-tactile; novelty of whom one attends (orienting: V up, skin up); a_ij: share of attention; α: attraction (SD); C: closeness;
//! k_w: how far avoidant people deactivate. **Shape.** `[outlet × lane]`. **Assumptions.** Branches multiply in the heart and may go together or apart; nothing here feeds back
//! into the circuit. A tick is longer than τ, so S and V relax exactly to where its inputs lead. No sign of linkage with good relations is put in. What of the other's
//! outflow shows is seen a tick later. **Papers.** Berntson et al. 1991, 1993 (autonomic space); Loggia et al. 2011 (pain); Thorsteinsson & James 1999 (support); Konvalinka
//! et al. 2011, Mayo et al. 2021 (linkage); Dozier & Kobak 1992 (hidden).

use crate::named::named;
use crate::numbers::Numbers;
use syntony_engine::math::{exp, pow};
use syntony_language::quantity::Dimension;

named! {
    /// What goes out of the brain to organs: a row of the lane state each.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[repr(usize)]
    pub enum Outlet {
        /// S: sympathetic outflow to all organs.
        Sympathetic = "sympathetic",
        /// S_heart.
        Heart = "heart",
        /// S_skin.
        Skin = "skin",
        /// S_vessels.
        Vessels = "vessels",
        /// V.
        Vagal = "vagal",
    }
}

impl From<Outlet> for usize {
    fn from(row: Outlet) -> usize {
        row as usize
    }
}

named! {
    /// An organ as it is measured.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[allow(missing_docs)] // the words say it
    pub enum Organ {
        Heart = "heart",
        Pressure = "pressure",
        Skin = "skin",
        Amylase = "amylase",
        Rsa = "rsa",
        Pep = "pep",
    }
}

/// Outlets, in the order of [`Outlet`].
pub const OUTLETS: usize = Outlet::ALL.len();

/// What drives the branches in a tick.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs)] // named as in the equations above
pub struct Arousing {
    pub lc: f64,
    pub hyp: f64,
    pub bla: f64,
    pub cea: f64,
    pub vmpfc: f64,
    pub pain: f64,
    pub challenge: f64,
    pub effort: f64,
    pub safety: f64,
    pub touch: f64,
    pub novelty: f64,
    pub hidden: f64,
    pub linked: [f64; 2],
}

/// Parameters of both branches.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations above
pub struct AutonomicParameters {
    pub sympathetic_time: f64,
    pub vagal_time: f64,
    pub s_lc: f64,
    pub s_hyp: f64,
    pub s_pain: f64,
    pub s_challenge: f64,
    pub s_effort: f64,
    pub s_threat: f64,
    pub s_safety: f64,
    pub s_touch: f64,
    pub s_novelty: f64,
    pub s_hidden: f64,
    pub specific: f64,
    pub v_vmpfc: f64,
    pub v_safety: f64,
    pub v_touch: f64,
    pub v_threat: f64,
    pub v_effort: f64,
    pub v_pain: f64,
    pub v_novelty: f64,
    pub link_sympathetic: f64,
    pub link_vagal: f64,
    pub link_base: f64,
    pub link_distress: f64,
    pub link_hostility: f64,
    pub link_attraction: f64,
    pub link_closeness: f64,
    pub withheld: f64,
    pub heart_sympathetic: f64,
    pub heart_vagal: f64,
    pub pressure_sympathetic: f64,
    pub skin_sympathetic: f64,
    pub amylase_sympathetic: f64,
    pub amylase_vagal: f64,
    pub rsa_vagal: f64,
    pub pep_sympathetic: f64,
}

impl AutonomicParameters {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Self {
        let mut time = |name: &str, meaning| {
            n.take(&format!("autonomic.{name}"), Dimension::TIME, meaning).max(f64::MIN_POSITIVE)
        };
        let (sympathetic_time, vagal_time) = (
            time("sympathetic_time", "time in which the sympathetic branch follows"),
            time("vagal_time", "time in which the vagal branch follows"),
        );
        let mut take = |name: &str, meaning| n.take(&format!("autonomic.{name}"), Dimension::NONE, meaning);
        AutonomicParameters {
            sympathetic_time,
            vagal_time,
            s_lc: take("s_lc", "sympathetic outflow per relative activity of the coeruleus"),
            s_hyp: take("s_hyp", "sympathetic outflow per relative activity of the hypothalamus"),
            s_pain: take("s_pain", "sympathetic outflow per pain that gets through"),
            s_challenge: take("s_challenge", "sympathetic outflow per stressor as appraised"),
            s_effort: take("s_effort", "sympathetic outflow per effort"),
            s_threat: take("s_threat", "sympathetic outflow per relative activity of the amygdala"),
            s_safety: take("s_safety", "sympathetic outflow lost per safety"),
            s_touch: take("s_touch", "sympathetic outflow lost per C-tactile touch"),
            s_novelty: take("s_novelty", "outflow to the skin per novelty of whom one attends"),
            s_hidden: take("s_hidden", "outflow to the skin per feeling that is hidden"),
            specific: take("specific", "how far an organ follows its own inputs more than others"),
            v_vmpfc: take("v_vmpfc", "vagal outflow per relative activity of the ventromedial cortex"),
            v_safety: take("v_safety", "vagal outflow per safety"),
            v_touch: take("v_touch", "vagal outflow per C-tactile touch"),
            v_threat: take("v_threat", "vagal outflow lost per relative activity of the amygdala"),
            v_effort: take("v_effort", "vagal outflow lost per effort"),
            v_pain: take("v_pain", "vagal outflow lost per pain"),
            v_novelty: take("v_novelty", "vagal outflow per novelty of whom one attends (orienting)"),
            link_sympathetic: take("link_sympathetic", "sympathetic outflow per that of another as linked"),
            link_vagal: take("link_vagal", "vagal outflow per that of another who is attended"),
            link_base: take("link_base", "sympathetic linkage with anybody attended"),
            link_distress: take("link_distress", "sympathetic linkage per distress seen"),
            link_hostility: take("link_hostility", "sympathetic linkage per hostility"),
            link_attraction: take("link_attraction", "sympathetic linkage per SD of attraction"),
            link_closeness: take("link_closeness", "sympathetic linkage per closeness"),
            withheld: take("withheld", "attachment threat that is hidden, per avoidance"),
            heart_sympathetic: take("heart_sympathetic", "relative rise of heart rate per outflow"),
            heart_vagal: take("heart_vagal", "relative rise of the interval between beats per vagal outflow"),
            pressure_sympathetic: take("pressure_sympathetic", "relative rise of pressure per outflow"),
            skin_sympathetic: take("skin_sympathetic", "relative rise of skin conductance per outflow"),
            amylase_sympathetic: take("amylase_sympathetic", "rise of ln amylase per sympathetic outflow"),
            amylase_vagal: take("amylase_vagal", "rise of ln amylase per vagal outflow"),
            rsa_vagal: take("rsa_vagal", "power of vagal outflow in respiratory sinus arrhythmia"),
            pep_sympathetic: take("pep_sympathetic", "relative loss of the pre-ejection period per outflow"),
        }
    }

    /// Where the outlets are led, in the order of [`Outlet`].
    pub fn led(&self, x: &Arousing) -> [f64; OUTLETS] {
        let heart = self.s_challenge * x.challenge + self.s_effort * x.effort;
        let pain = self.s_pain * x.pain;
        let watch = self.s_lc * x.lc + self.s_threat * (x.bla + x.cea);
        let common = self.s_hyp * x.hyp - self.s_safety * x.safety - self.s_touch * x.touch + x.linked[0];
        let (own, other) = (1.0 + self.specific, 1.0 - self.specific);
        let skin = self.s_novelty * x.novelty + self.s_hidden * x.hidden;
        let vagal = self.v_vmpfc * x.vmpfc + self.v_safety * x.safety + self.v_touch * x.touch
            - self.v_threat * x.bla
            - self.v_effort * x.effort
            - self.v_pain * x.pain
            + self.v_novelty * x.novelty
            + x.linked[1];
        [
            common + heart + pain + watch,
            common + own * heart + other * (pain + watch),
            common + own * pain + other * (heart + watch) + skin,
            common + own * (pain + watch) + other * heart,
            vagal,
        ]
        .map(|to| to.max(-1.0))
    }

    /// Time in which an outlet follows, s.
    pub fn time(&self, outlet: Outlet) -> f64 {
        if outlet == Outlet::Vagal { self.vagal_time } else { self.sympathetic_time }
    }

    /// An organ over its value at rest, of the mean person with these outflows.
    pub fn organ(&self, organ: Organ, outflow: impl Fn(Outlet) -> f64) -> f64 {
        let (heart, vagal) = (outflow(Outlet::Heart), outflow(Outlet::Vagal));
        let ratio = match organ {
            Organ::Heart => (1.0 + self.heart_sympathetic * heart) / (1.0 + self.heart_vagal * vagal),
            Organ::Pressure => 1.0 + self.pressure_sympathetic * outflow(Outlet::Vessels),
            Organ::Skin => 1.0 + self.skin_sympathetic * outflow(Outlet::Skin),
            Organ::Amylase => {
                exp(self.amylase_sympathetic * outflow(Outlet::Sympathetic) + self.amylase_vagal * vagal)
            }
            Organ::Rsa => pow((1.0 + vagal).max(0.0), self.rsa_vagal),
            Organ::Pep => 1.0 - self.pep_sympathetic * heart,
        };
        ratio.max(0.0)
    }
}
