//! The signals that percepts and inner states send into the circuit.

/// The signals that percepts and inner states send into the circuit. The atlas says what each drives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
pub enum Channel {
    /// Smell and sight of another.
    Odour,
    /// The other is unknown: 1 − familiarity.
    Novelty,
    /// The other is known.
    Familiarity,
    /// Touch, C-tactile.
    Touch,
    /// Sexual stimulation.
    Sexual,
    /// Pain and threat from attack.
    Pain,
    /// Positive part of the reward prediction error.
    Reward,
    /// Negative part of the reward prediction error.
    Disappointment,
    /// Go weight of the other's cue, scaled by prelimbic activity.
    Go,
    /// What was learned against the other.
    Aversion,
    /// Rejection by a bonded animal: of a stranger of the kind that competes, and of whoever is worth less than the partner.
    Rejection,
    /// Threat to a bond: an unknown other near a bonded animal.
    Rivalry,
    /// Alarm of an absent attachment figure.
    Alarm,
    /// Stressor, now.
    Stress,
    /// Stress, now and remembered.
    Strain,
    /// Deficit of contact.
    Need,
    /// Deficit of contact that has lasted.
    Isolation,
    /// Warmth of the other's skin; this and the following only in people, see [`crate::social`].
    Warmth,
    /// Being looked at.
    Gaze,
    /// The other's voice.
    Voice,
    /// Being answered.
    Responsive,
    /// Being confided in.
    Disclosure,
    /// Play.
    Play,
    /// Hostility.
    Hostility,
    /// Exclusion.
    Exclusion,
    /// Joy seen.
    Joy,
    /// Distress seen.
    Distress,
    /// Motor resonance with what is seen.
    Mirror,
    /// Mirrored distress.
    Vicarious,
    /// Mirrored joy.
    Resonance,
    /// Biological motion seen.
    Act,
    /// A trusted other is near.
    Safety,
    /// Effort of regulation.
    Effort,
    /// Withheld expression.
    Conflict,
    /// Threat as appraised.
    Threat,
    /// Touch as myelinated fibres have it.
    Pressure,
    /// Touch by somebody trusted and known.
    Comfort,
}

impl Channel {
    /// Every channel with its name in the atlas.
    pub const ALL: [(&'static str, Channel); 37] = [
        ("odour", Channel::Odour),
        ("novelty", Channel::Novelty),
        ("familiarity", Channel::Familiarity),
        ("touch", Channel::Touch),
        ("sexual", Channel::Sexual),
        ("pain", Channel::Pain),
        ("reward", Channel::Reward),
        ("disappointment", Channel::Disappointment),
        ("go", Channel::Go),
        ("aversion", Channel::Aversion),
        ("rejection", Channel::Rejection),
        ("rivalry", Channel::Rivalry),
        ("alarm", Channel::Alarm),
        ("stress", Channel::Stress),
        ("strain", Channel::Strain),
        ("need", Channel::Need),
        ("isolation", Channel::Isolation),
        ("warmth", Channel::Warmth),
        ("gaze", Channel::Gaze),
        ("voice", Channel::Voice),
        ("responsive", Channel::Responsive),
        ("disclosure", Channel::Disclosure),
        ("play", Channel::Play),
        ("hostility", Channel::Hostility),
        ("exclusion", Channel::Exclusion),
        ("joy", Channel::Joy),
        ("distress", Channel::Distress),
        ("mirror", Channel::Mirror),
        ("vicarious", Channel::Vicarious),
        ("resonance", Channel::Resonance),
        ("act", Channel::Act),
        ("safety", Channel::Safety),
        ("effort", Channel::Effort),
        ("conflict", Channel::Conflict),
        ("threat", Channel::Threat),
        ("pressure", Channel::Pressure),
        ("comfort", Channel::Comfort),
    ];
}

impl From<Channel> for usize {
    fn from(row: Channel) -> usize {
        row as usize
    }
}
