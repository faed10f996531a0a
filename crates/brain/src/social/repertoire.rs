//! Acts as data, flattened: what each lets another sense, and what inclines a person to it.

use super::{CODES, Feature};
use crate::named::named;
use crate::numbers::Numbers;
use syntony_engine::math::{exp, ln};
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;
use syntony_model::atlas::Reach;

named! {
    /// A state of the actor, towards one other, that inclines to acts.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[repr(usize)]
    #[allow(missing_docs)] // the words say it; see [`crate::block`] for what each is
    pub enum State {
        Wanting = "wanting",
        Need = "need",
        Bond = "bond",
        Familiar = "familiar",
        Trust = "trust",
        Joy = "joy",
        Distress = "distress",
        Anger = "anger",
        Concern = "concern",
        Fear = "fear",
        Desire = "desire",
        Reciprocity = "reciprocity",
        Capacity = "capacity",
    }
}

impl From<State> for usize {
    fn from(row: State) -> usize {
        row as usize
    }
}

/// One act.
#[derive(Debug, Clone)]
pub struct ActPlan {
    /// Key in the atlas.
    pub key: String,
    /// Both do it at once.
    pub mutual: bool,
    /// How near one must be.
    pub reach: Reach,
    /// Motor category.
    pub code: usize,
    /// Touch that is not stroking, 0-1.
    pub touch: f64,
    /// Velocity of stroking, m/s; 0 for touch that rests.
    pub velocity: f64,
    /// Temperature of what touches, K.
    pub temperature: f64,
    /// Sexual stimulation.
    pub sexual: f64,
    /// Pain.
    pub pain: f64,
    /// Other features, by [`Feature`].
    pub features: [f64; Feature::ALL.len()],
    /// Inclination, logit units.
    pub base: f64,
    /// Effort, logit units lost as capacity goes.
    pub cost: f64,
    /// Typical length, s: by it time in the act becomes a number of acts.
    pub bout: f64,
    /// Inclination per state, by [`State`].
    pub appeal: [f64; State::ALL.len()],
    /// The states that count, reciprocity apart, with their appeal.
    pub drawn_by: Vec<(State, f64)>,
}

impl ActPlan {
    /// Warmth less hostility, given how much of warmth it is to confide in somebody.
    pub fn kindness(&self, disclosure: f64) -> f64 {
        let f = |x: Feature| self.features[x as usize];
        let warm =
            self.touch + f(Feature::Responsive) + f(Feature::Play) + disclosure * f(Feature::Disclosure);
        warm.min(1.0) - f(Feature::Hostility) - f(Feature::Exclusion) - self.pain
    }
}

/// All acts and how touch is felt.
#[derive(Debug, Clone)]
pub struct Repertoire {
    /// Acts.
    pub acts: Vec<ActPlan>,
    best_velocity: f64,
    velocity_width: f64,
    best_temperature: f64,
    temperature_width: f64,
    /// Share of pain from outside that full touch keeps out (gate control).
    pub gate: f64,
    fast: f64,
    /// Drive of myelinated fibres by touch that rests, relative to fast touch.
    resting: f64,
    /// How much of another a likeness, a voice, a body is, by [`Reach`]: it holds less attention and gives less safety.
    nearness: [f64; 4],
    /// How clearly face and voice come over, by [`Reach`].
    clarity: [f64; 4],
    /// Inclination of the other at which a mutual act is as likely as not, logit units below 0.
    pub consent: f64,
    /// Warmth of confiding in somebody.
    pub disclosure: f64,
    /// Wanting that counts as 1 for acts.
    pub wanting_unit: f64,
    /// Strongest state that a choice of act sees.
    pub state_limit: f64,
    /// Time in which the novelty of somebody here wears off, and time apart in which it comes back, s.
    pub habituation: f64,
    /// See [`Repertoire::habituation`].
    pub habituation_recovery: f64,
    /// Length of a choice of act, s.
    pub bout: f64,
    /// Share of affect that shows.
    pub leak: f64,
    /// How much a bid that is not taken is felt as exclusion.
    pub missed: f64,
    /// Randomness of choice.
    pub temperature: f64,
}

impl Repertoire {
    /// Flattens the acts of the atlas.
    pub fn compile(atlas: &Atlas, n: &mut Numbers) -> Self {
        let skin =
            n.take("touch.skin_temperature", Dimension::TEMPERATURE, "temperature of skin and clothes");
        let choice = n.take("talk.bout", Dimension::TIME, "time between choices of act").max(1.0);
        let acts = atlas
            .acts
            .values()
            .map(|act| {
                let mut features = [0.0; Feature::ALL.len()];
                for (word, feature) in Feature::ALL {
                    features[feature as usize] = n.optional(&act.senses, word, 0.0);
                }
                let mut appeal = [0.0; State::ALL.len()];
                for (word, state) in State::ALL {
                    appeal[state as usize] = n.optional(&act.appeal, word, 0.0);
                }
                for (kind, words, names) in [
                    ("sense", Self::senses(), act.senses.keys()),
                    ("state", State::ALL.map(|(w, _)| w).to_vec(), act.appeal.keys()),
                ] {
                    for name in names.filter(|name| !words.contains(&name.as_str())) {
                        let what = format!(
                            "unknown {kind} `{name}` of the act `{}`, expected one of {}",
                            act.key,
                            words.join(", ")
                        );
                        n.problems.add(act.place.clone(), what, None);
                    }
                }
                let counts = |(_, state): (&str, State)| {
                    let of = appeal[state as usize];
                    (of != 0.0 && state != State::Reciprocity).then_some((state, of))
                };
                ActPlan {
                    drawn_by: State::ALL.into_iter().filter_map(counts).collect(),
                    key: act.key.clone(),
                    mutual: act.mutual,
                    reach: act.reach,
                    code: act.code.unwrap_or(0).min(CODES - 1),
                    touch: n.optional(&act.senses, "touch", 0.0),
                    velocity: n.optional(&act.senses, "velocity", 0.0),
                    temperature: n.optional(&act.senses, "temperature", skin),
                    sexual: n.optional(&act.senses, "sexual", 0.0),
                    pain: n.optional(&act.senses, "pain", 0.0),
                    features,
                    base: n.optional(&act.numbers, "base", 0.0),
                    cost: n.optional(&act.numbers, "cost", 0.0),
                    bout: n.optional(&act.numbers, "bout", choice).max(1e-3),
                    appeal,
                }
            })
            .collect();
        let (one, time) = (Dimension::NONE, Dimension::TIME);
        let (speed, warmth) = (Dimension::SPEED, Dimension::TEMPERATURE);
        Repertoire {
            acts,
            best_velocity: n.take("touch.best_velocity", speed, "velocity that C-tactile fibres like best"),
            velocity_width: n.take("touch.velocity_width", one, "width of their tuning, log10 units"),
            best_temperature: n.take("touch.best_temperature", warmth, "temperature that they like best"),
            temperature_width: n.take("touch.temperature_width", warmth, "width of that tuning"),
            gate: n.take("touch.gate", one, "share of pain that touch keeps out"),
            fast: n.take("touch.fast_velocity", speed, "velocity that half excites myelinated fibres"),
            resting: n.take("touch.resting", one, "drive of myelinated fibres by touch that rests"),
            nearness: [
                n.take("talk.near_picture", one, "how much of another a picture is"),
                n.take("talk.near_voice", one, "how much of another a voice is"),
                1.0,
                1.0,
            ],
            clarity: [
                0.0,
                n.take("talk.clear_voice", one, "share of affect that a voice alone carries"),
                1.0,
                1.0,
            ],
            consent: n.take("talk.consent", one, "readiness for an act of both that one does not mind"),
            disclosure: n.take("talk.disclosure", one, "warmth of confiding, relative to answering"),
            wanting_unit: n.take("talk.wanting_unit", one, "wanting that counts as 1 for acts").max(1e-9),
            state_limit: n.take("talk.state_limit", one, "strongest state that a choice of act sees"),
            habituation: n
                .take("talk.habituation", time, "time in which the novelty of somebody wears off")
                .max(1.0),
            habituation_recovery: n
                .take("talk.habituation_recovery", time, "time apart in which it comes back")
                .max(1.0),
            bout: choice,
            leak: n.take("talk.leak", one, "share of affect that shows in face and voice"),
            missed: n.take("talk.missed", one, "exclusion felt when a bid is not taken"),
            temperature: n.take("talk.temperature", one, "randomness of choice").max(0.05),
        }
    }

    /// Words for what an act lets another sense.
    fn senses() -> Vec<&'static str> {
        let more = ["touch", "velocity", "temperature", "sexual", "pain"];
        more.into_iter().chain(Feature::ALL.map(|(w, _)| w)).collect()
    }

    /// How much of another is there within this reach.
    pub fn nearness(&self, reach: Reach) -> f64 {
        self.nearness[reach as usize]
    }

    /// Share of expressed affect that comes over within this reach.
    pub fn clarity(&self, reach: Reach) -> f64 {
        self.clarity[reach as usize]
    }

    /// Index of an act.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.acts.iter().position(|a| a.key == key)
    }

    /// Drive of myelinated fibres by an act: rises with velocity.
    pub fn pressure(&self, act: &ActPlan, velocity: Option<f64>) -> f64 {
        let v = velocity.unwrap_or(act.velocity);
        act.touch * (self.resting + (1.0 - self.resting) * v / (v + self.fast))
    }

    /// C-tactile drive of an act, with another velocity (m/s) or temperature (K) where given.
    pub fn touch(&self, act: &ActPlan, velocity: Option<f64>, temperature: Option<f64>) -> f64 {
        let (v, t) = (velocity.unwrap_or(act.velocity), temperature.unwrap_or(act.temperature));
        let warm = (t - self.best_temperature) / self.temperature_width;
        let tuned = exp(-0.5 * warm * warm);
        if v <= 0.0 {
            return act.touch * tuned;
        }
        let decades = ln(v / self.best_velocity) / (std::f64::consts::LN_10 * self.velocity_width);
        act.touch * tuned * exp(-0.5 * decades * decades)
    }
}
