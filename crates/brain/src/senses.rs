//! The two doors of a block: what its brains sense, and what they are disposed to do.
//!
//! Rows are `[pair × unit]` or `[member × unit]`, unit innermost, as in [`crate::plan::Plan`].

/// What the brains sensed during the last tick, as time averages over it (0-1 unless said otherwise).
#[derive(Debug, Clone, Default)]
pub struct Senses {
    /// Share of time in which the other was near and attended, per ordered pair.
    pub near: Vec<f64>,
    /// Share of time touched by the other.
    pub touch: Vec<f64>,
    /// Sexual stimulation from the other.
    pub sexual: Vec<f64>,
    /// Pain or threat of being attacked by the other.
    pub pain: Vec<f64>,
    /// Stressor intensity, per lane.
    pub stress: Vec<f64>,
    /// Presence of a place cue, per place and lane.
    pub place: Vec<f64>,
}

impl Senses {
    /// Nothing sensed.
    pub fn new(pairs: usize, lanes: usize, places: usize) -> Self {
        Senses {
            near: vec![0.0; pairs],
            touch: vec![0.0; pairs],
            sexual: vec![0.0; pairs],
            pain: vec![0.0; pairs],
            stress: vec![0.0; lanes],
            place: vec![0.0; places * lanes],
        }
    }
    /// Forgets everything.
    pub fn clear(&mut self) {
        for row in [
            &mut self.near,
            &mut self.touch,
            &mut self.sexual,
            &mut self.pain,
            &mut self.stress,
            &mut self.place,
        ] {
            row.fill(0.0);
        }
    }
}

/// What the brains are disposed to do.
#[derive(Debug, Clone, Default)]
pub struct Drives {
    /// Wanting of contact with the other (logit units), per ordered pair.
    pub wanting: Vec<f64>,
    /// Readiness to accept contact (0-1), per ordered pair.
    pub consent: Vec<f64>,
    /// Rate of attacks on the other while near, 1/s, per ordered pair.
    pub attack: Vec<f64>,
    /// Sexual motivation (0-1), per ordered pair.
    pub sexual: Vec<f64>,
    /// Anxiety relative to rest (0 at rest), per lane.
    pub anxiety: Vec<f64>,
    /// Passive coping relative to rest (0 at rest), per lane.
    pub passivity: Vec<f64>,
    /// Wanting of a place, per place and lane.
    pub place: Vec<f64>,
}

impl Drives {
    /// Nothing wanted.
    pub fn new(pairs: usize, lanes: usize, places: usize) -> Self {
        Drives {
            wanting: vec![0.0; pairs],
            consent: vec![0.0; pairs],
            attack: vec![0.0; pairs],
            sexual: vec![0.0; pairs],
            anxiety: vec![0.0; lanes],
            passivity: vec![0.0; lanes],
            place: vec![0.0; places * lanes],
        }
    }
}
