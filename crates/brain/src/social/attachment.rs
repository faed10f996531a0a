//! Trust, attachment, social reward, and the safety that a trusted other gives.
//!
//! **Equations** (edge i → j; x_resp, x_host, x_excl: shares of time in which j is responsive, hostile, excluding):
//! ```text
//! da/dt = k_+ (x_resp + k_d x_disc) − (a − a⁰)/τ_b        db/dt = k_− (x_host + x_excl) − (b − b⁰)/τ_b        trust = a/(a + b)
//! closeness C = 1 − (1 − B)(1 − G c)
//! safety S_i = max(S̄_i, max_j (1 − k_av avoidance) C_ij trust_ij near_ij (k_s + (1 − k_s) touch_ij))
//! dS̄/dt = ⟨S − S̄⟩₊/τ_on − S̄/τ_calm                        (support is felt at once and for a while after)
//! dπ_ij/dt = y_i apart_ij (1 − π)/τ_π − π near_ij/τ_back       (that somebody is gone sinks in slowly, and is undone by a return)
//! yearning = B_ij ⟨X_ij − A_ij⟩₊ (k_0 + (1 − k_0) π)           dX_ij/dt = … − (1 − near_ij) π X_ij/τ_X
//! exclusion alarm = Σ_j (k_x + X_ij) x_excl (1 + k_an anxiety)
//! hurt_ij = k_h B_ij ⟨1 − trust_ij (a⁰ + b⁰)/a⁰⟩₊                  (trusted less than a stranger: exclusion relived where j is, or j's picture)
//! r_social = r_resp x_resp + r_disc x_disc + r_play x_play + r_joy joy + r_voice x_voice − r_host x_host − r_excl x_excl
//! attraction α_ij = σ_s z_j + σ_o z_ij  (0 towards kin and for children):  value on sight + k_w α,  r_social's gains × ⟨1 + k_α α⟩₊
//! comfort of touch = (1 − k_av avoidance) trust F touch     (who touches gates the release of oxytocin, not the skin)
//! quality q = (1 − k_av avoidance)(touch + k_v x_voice + k_q x_resp) trust
//! a⁰ = prior_good (1 − k_p tanh anxiety),  b⁰ = prior_bad (1 + k_p tanh anxiety)
//! ```
//! **Symbols.** B, G, c, X, A: bond, preference, consolidation, expected and felt presence; anxiety, avoidance: traits, mean 0; y: a person's own speed,
//! log-normal; k_± (1/s). **Shape.** `[pair × unit]`.
//! **Assumptions.** a belief counts bids answered and missed and forgets. Hostile contact fills no need. **Papers.** Mikulincer & Shaver 2007
//! (the two traits); King-Casas et al. 2005 (trust follows reciprocity).

use crate::numbers::Numbers;
use syntony_language::quantity::Dimension;

/// Rows of the state that others read.
pub mod row {
    /// a.
    pub const GOOD: usize = 0;
    /// b.
    pub const BAD: usize = 1;
}

/// Parameters of attachment.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations above
pub struct AttachmentParameters {
    pub rate_good: f64,
    pub rate_bad: f64,
    pub decay: f64,
    pub prior_good: f64,
    pub prior_bad: f64,
    pub anxiety_sd: f64,
    pub avoidance_sd: f64,
    pub anxiety_alarm: f64,
    pub avoidance_comfort: f64,
    pub reward_responsive: f64,
    pub reward_disclosure: f64,
    pub reward_play: f64,
    pub reward_joy: f64,
    pub reward_voice: f64,
    pub cost_hostility: f64,
    pub cost_exclusion: f64,
    pub quality_voice: f64,
    pub quality_responsive: f64,
    pub jealousy: f64,
    pub hurt: f64,
    pub usual_presence: f64,
    pub quality_sd: f64,
    pub calm_time: f64,
    pub exclusion_stranger: f64,
    pub calm_on: f64,
    pub presence_safety: f64,
    pub realise_time: f64,
    pub realise_back: f64,
    pub realise_sd: f64,
    pub disbelief: f64,
    pub need_sd: f64,
    pub disclosure_known: f64,
    pub attraction_shared: f64,
    pub attraction_own: f64,
    pub attraction_wanting: f64,
    pub attraction_reward: f64,
    pub kin_fading: f64,
    pub anxiety_prior: f64,
    pub intake_min: f64,
    pub intake_max: f64,
    pub alarm_min: f64,
    pub alarm_max: f64,
    pub disclosure: f64,
    pub history_weight: f64,
    pub history_share: f64,
}

impl AttachmentParameters {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Self {
        let (one, time, rate) = (Dimension::NONE, Dimension::TIME, Dimension::RATE);
        AttachmentParameters {
            rate_good: n.take("belief.rate_good", rate, "evidence of responsiveness per time answered"),
            rate_bad: n.take("belief.rate_bad", rate, "evidence against per time of hostility or exclusion"),
            decay: n.take("belief.decay", time, "time in which evidence is forgotten").max(1.0),
            prior_good: n.take("belief.prior_good", one, "prior evidence for a stranger"),
            prior_bad: n.take("belief.prior_bad", one, "prior evidence against a stranger"),
            anxiety_sd: n.take("attachment.anxiety_sd", one, "SD of attachment anxiety"),
            avoidance_sd: n.take("attachment.avoidance_sd", one, "SD of attachment avoidance"),
            anxiety_alarm: n.take("attachment.anxiety_alarm", one, "rise of alarm per unit of anxiety"),
            avoidance_comfort: n.take("attachment.avoidance_comfort", one, "loss of comfort per avoidance"),
            reward_responsive: n.take("reward.responsive", one, "reward of being answered"),
            reward_disclosure: n.take("reward.disclosure", one, "reward of being confided in"),
            reward_play: n.take("reward.play", one, "reward of play and laughter"),
            reward_joy: n.take("reward.joy", one, "reward of the other's joy as mirrored"),
            reward_voice: n.take("reward.voice", one, "reward of talk"),
            cost_hostility: n.take("reward.hostility", one, "cost of hostility"),
            cost_exclusion: n.take("reward.exclusion", one, "cost of exclusion"),
            quality_voice: n.take("reward.quality_voice", one, "talk that fills the need like touch"),
            quality_responsive: n.take("reward.quality_responsive", one, "being answered that fills it"),
            usual_presence: n.take(
                "attachment.usual_presence",
                one,
                "share of time a bonded pair was together",
            ),
            quality_sd: n.take("attachment.quality_sd", one, "SD of the quality of bonds people come with"),
            calm_time: n
                .take("attachment.calm_time", time, "time for which safety is felt after it")
                .max(1.0),
            calm_on: n.take("attachment.calm_on", time, "time in which safety comes to be felt").max(1.0),
            presence_safety: n.take("attachment.presence_safety", one, "safety of a presence without touch"),
            realise_time: n
                .take("attachment.realise_time", time, "time in which it sinks in that somebody is gone")
                .max(1.0),
            realise_back: n
                .take("attachment.realise_back", time, "time together in which that is forgotten")
                .max(1.0),
            realise_sd: n.take("attachment.realise_sd", one, "SD of ln speed of realising between people"),
            disbelief: n.take(
                "attachment.disbelief",
                one,
                "yearning before the loss is believed, over later",
            ),
            need_sd: n.take("attachment.need_sd", one, "SD of the set point of contact between people"),
            disclosure_known: n.take("attachment.disclosure_known", one, "familiarity gained by disclosure"),
            attraction_shared: n.take("attraction.shared_sd", one, "SD of what people are to everybody"),
            attraction_own: n.take("attraction.own_sd", one, "SD of what one is to another"),
            attraction_wanting: n.take("attraction.wanting", one, "value before anything is learned, per SD"),
            attraction_reward: n.take("attraction.reward", one, "gain of social reward per SD"),
            kin_fading: n.take("attraction.kin_fading", one, "fading of ties of kin relative to others"),
            exclusion_stranger: n.take(
                "attachment.exclusion_stranger",
                one,
                "alarm at being left out by strangers",
            ),
            anxiety_prior: n.take("attachment.anxiety_prior", one, "largest shift of beliefs by anxiety"),
            intake_min: n.take("attachment.intake_min", one, "least share of comfort that is taken in"),
            intake_max: n.take("attachment.intake_max", one, "greatest share of comfort that is taken in"),
            alarm_min: n.take("attachment.alarm_min", one, "least factor of anxiety on alarm"),
            alarm_max: n.take("attachment.alarm_max", one, "greatest factor of anxiety on alarm"),
            disclosure: n.take("belief.disclosure", one, "evidence of being confided in, over answered"),
            history_weight: n.take("belief.history_weight", one, "evidence that a long history has left"),
            history_share: n.take("attachment.history_share", one, "bond that a long perfect history leaves"),
            jealousy: n.take("reward.jealousy", one, "rivalry per warmth given to another"),
            hurt: n.take("reward.hurt", one, "rejection relived per bond and broken trust"),
        }
    }

    /// a⁰ and b⁰ of a person with this anxiety.
    pub fn prior(&self, anxiety: f64) -> (f64, f64) {
        let t = self.anxiety_prior * syntony_engine::math::tanh(anxiety);
        (self.prior_good * (1.0 - t), self.prior_bad * (1.0 + t))
    }

    /// What the presence of somebody brings back whom one is bonded to and trusts less than a stranger.
    pub fn hurt(&self, anxiety: f64, bond: f64, trust: f64) -> f64 {
        let (good, bad) = self.prior(anxiety);
        self.hurt * bond * (1.0 - trust * (good + bad) / good).max(0.0)
    }

    /// Share of comfort that a person with this avoidance takes in.
    pub fn intake(&self, avoidance: f64) -> f64 {
        (1.0 - self.avoidance_comfort * avoidance).clamp(self.intake_min, self.intake_max)
    }

    /// Factor on alarm of a person with this anxiety.
    pub fn alarm(&self, anxiety: f64) -> f64 {
        (1.0 + self.anxiety_alarm * anxiety).clamp(self.alarm_min, self.alarm_max)
    }
}

/// Trust of beliefs with so much evidence for and against.
pub fn trust(good: f64, bad: f64) -> f64 {
    good / (good + bad).max(1e-9)
}
