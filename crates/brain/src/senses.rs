//! The two doors of a block: what its brains sense, and what they are disposed to do.
//!
//! Rows are `[pair × unit]` or `[member × unit]`, unit innermost, as in [`crate::plan::Plan`].

use crate::social::{CODES, Feature, State};

/// Autonomic branches that show: sympathetic, vagal.
pub const BRANCHES: usize = 2;

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
    /// What else a percept of another carries, `[feature × pair]`; empty for lineages without it, as are the following.
    pub social: Vec<f64>,
    /// Acts of the other that are seen, `[motor category × pair]`.
    pub seen: Vec<f64>,
    /// Own acts, `[motor category × lane]`.
    pub done: Vec<f64>,
    /// Acts done within half a second of the sight of another act, `[done × seen × lane]`.
    pub paired: Vec<f64>,
    /// Autonomic outflow of the other that shows, `[branch × pair]`.
    pub outflow: Vec<f64>,
    /// Threat of a cue or a film, per lane.
    pub threat: Vec<f64>,
    /// Pain from outside, per lane.
    pub heat: Vec<f64>,
    /// Number of the name of what a member meets that is nobody: a picture, heat, a task; per member.
    pub content: Vec<Option<u64>>,
}

impl Senses {
    /// Nothing sensed.
    pub fn new(pairs: usize, lanes: usize, places: usize, people: bool) -> Self {
        let (pairs_of_people, lanes_of_people) = if people { (pairs, lanes) } else { (0, 0) };
        Senses {
            content: vec![None; lanes_of_people],
            social: vec![0.0; Feature::ALL.len() * pairs_of_people],
            seen: vec![0.0; CODES * pairs_of_people],
            done: vec![0.0; CODES * lanes_of_people],
            paired: vec![0.0; CODES * CODES * lanes_of_people],
            outflow: vec![0.0; BRANCHES * pairs_of_people],
            threat: vec![0.0; lanes_of_people],
            heat: vec![0.0; lanes_of_people],
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
        self.content.fill(None);
        for row in [
            &mut self.near,
            &mut self.touch,
            &mut self.sexual,
            &mut self.pain,
            &mut self.stress,
            &mut self.place,
            &mut self.social,
            &mut self.seen,
            &mut self.done,
            &mut self.paired,
            &mut self.outflow,
            &mut self.threat,
            &mut self.heat,
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
    /// Wanting to work for the other (logit units), per ordered pair, see [`crate::action::vigour`].
    pub work: Vec<f64>,
    /// E of each lane: how little effort costs.
    pub vigour: Vec<f64>,
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
    /// Joy that shows, per lane; empty for lineages without it, as are the following.
    pub joy: Vec<f64>,
    /// Distress that shows, per lane.
    pub distress: Vec<f64>,
    /// Autonomic outflow that shows, `[branch × lane]`.
    pub outflow: Vec<f64>,
    /// States that incline to acts, `[state × pair]`.
    pub feelings: Vec<f64>,
}

impl Drives {
    /// Nothing wanted.
    pub fn new(pairs: usize, lanes: usize, places: usize, people: bool) -> Self {
        let (pairs_of_people, lanes_of_people) = if people { (pairs, lanes) } else { (0, 0) };
        Drives {
            joy: vec![0.0; lanes_of_people],
            distress: vec![0.0; lanes_of_people],
            outflow: vec![0.0; BRANCHES * lanes_of_people],
            feelings: vec![0.0; State::ALL.len() * pairs_of_people],
            wanting: vec![0.0; pairs],
            work: vec![0.0; pairs],
            vigour: vec![1.0; lanes],
            consent: vec![0.0; pairs],
            attack: vec![0.0; pairs],
            sexual: vec![0.0; pairs],
            anxiety: vec![0.0; lanes],
            passivity: vec![0.0; lanes],
            place: vec![0.0; places * lanes],
        }
    }
}
