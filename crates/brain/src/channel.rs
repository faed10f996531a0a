//! The signals that percepts and inner states send into the circuit.

use crate::named::named;

named! {
    /// The signals that percepts and inner states send into the circuit. The atlas says what each drives.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    #[repr(usize)]
    pub enum Channel {
        /// Smell and sight of another.
        Odour = "odour",
        /// The other is unknown: 1 − familiarity.
        Novelty = "novelty",
        /// The other is known.
        Familiarity = "familiarity",
        /// Touch, C-tactile.
        Touch = "touch",
        /// Sexual stimulation.
        Sexual = "sexual",
        /// Pain and threat from attack.
        Pain = "pain",
        /// Positive part of the reward prediction error.
        Reward = "reward",
        /// Negative part of the reward prediction error.
        Disappointment = "disappointment",
        /// What the other's cue is worth now: its positive value, more in need.
        Incentive = "incentive",
        /// Go weight of the other's cue, scaled by prelimbic activity.
        Go = "go",
        /// What was learned against the other.
        Aversion = "aversion",
        /// Rejection by a bonded animal: of a stranger of the kind that competes, and of whoever is worth less than the partner.
        Rejection = "rejection",
        /// Threat to a bond: an unknown other near a bonded animal.
        Rivalry = "rivalry",
        /// Alarm of an absent attachment figure.
        Alarm = "alarm",
        /// Stressor, now.
        Stress = "stress",
        /// Stress, now and remembered.
        Strain = "strain",
        /// Deficit of contact.
        Need = "need",
        /// Deficit of contact that has lasted.
        Isolation = "isolation",
        /// Warmth of the other's skin; this and the following only in people, see [`crate::social`].
        Warmth = "warmth",
        /// Being looked at.
        Gaze = "gaze",
        /// The other's voice.
        Voice = "voice",
        /// Being answered.
        Responsive = "responsive",
        /// Being confided in.
        Disclosure = "disclosure",
        /// Play.
        Play = "play",
        /// Hostility.
        Hostility = "hostility",
        /// Exclusion.
        Exclusion = "exclusion",
        /// Joy seen.
        Joy = "joy",
        /// Distress seen.
        Distress = "distress",
        /// Motor resonance with what is seen.
        Mirror = "mirror",
        /// Mirrored distress.
        Vicarious = "vicarious",
        /// Mirrored joy.
        Resonance = "resonance",
        /// Biological motion seen.
        Act = "act",
        /// A trusted other is near.
        Safety = "safety",
        /// Effort of regulation.
        Effort = "effort",
        /// Withheld expression.
        Conflict = "conflict",
        /// Threat as appraised.
        Threat = "threat",
        /// Touch as myelinated fibres have it.
        Pressure = "pressure",
        /// Touch by somebody trusted and known.
        Comfort = "comfort",
    }
}

impl From<Channel> for usize {
    fn from(row: Channel) -> usize {
        row as usize
    }
}
