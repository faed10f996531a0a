//! Acts as an observer sees them.

use syntony_brain::Block;
use syntony_engine::grid;

/// A stretch (or a point) of an act within one tick.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bout {
    /// Index of the phase.
    pub phase: usize,
    /// Unit.
    pub unit: usize,
    /// Member who acts.
    pub actor: usize,
    /// What.
    pub act: Act,
    /// Member towards whom, or number of a place; none otherwise.
    pub target: Option<usize>,
    /// Onset after the beginning of the experiment, s.
    pub onset_s: f64,
    /// Duration, s; 0 for a point event.
    pub duration_s: f64,
    /// Whether the act begins here rather than goes on from the tick before.
    pub begins: bool,
}

/// What the apparatus of a scene can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// In the chamber of another (contact included).
    Near,
    /// In the neutral chamber.
    Neutral,
    /// Side-by-side contact.
    Huddle,
    /// Mating bout.
    Mate,
    /// Attack.
    Attack,
    /// Investigation of another.
    Investigate,
    /// Lever press for access.
    Press,
    /// Floating or immobile.
    Float,
    /// On an open arm.
    OpenArm,
    /// In a conditioned place.
    Place,
    /// An act of the repertoire of people, by its number.
    Done(u16),
}

impl Act {
    /// Every act with the word that measures use for it.
    pub const ALL: [(&'static str, Act); 10] = [
        ("near", Act::Near),
        ("neutral", Act::Neutral),
        ("huddle", Act::Huddle),
        ("mate", Act::Mate),
        ("attack", Act::Attack),
        ("investigate", Act::Investigate),
        ("press", Act::Press),
        ("float", Act::Float),
        ("open_arm", Act::OpenArm),
        ("place", Act::Place),
    ];

    /// A number of its own.
    pub fn number(self) -> u32 {
        match self {
            Act::Done(k) => 100 + u32::from(k),
            other => Act::ALL.iter().position(|(_, a)| *a == other).unwrap_or(0) as u32,
        }
    }

    /// The word for it, given the keys of the repertoire.
    pub fn name(self, plan: &syntony_brain::Plan) -> String {
        match (self, &plan.social) {
            (Act::Done(k), Some(social)) => social.repertoire.acts[k as usize].key.clone(),
            _ => self.word().to_string(),
        }
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, a)| *a == self).map_or("", |(w, _)| w)
    }
}

/// Something with an onset at the millisecond clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cue {
    /// Index of the phase.
    pub phase: usize,
    /// Unit.
    pub unit: usize,
    /// Who acts; nobody for a film.
    pub member: Option<usize>,
    /// What.
    pub what: Cued,
    /// Onset as others could see or hear it, after the beginning of the experiment, s.
    pub onset_s: f64,
    /// Duration, s.
    pub duration_s: f64,
}

/// What begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cued {
    /// A syllable.
    Syllable,
    /// A gesture.
    Gesture,
    /// A turn of speaking.
    Turn,
    /// A series of gestures.
    Series,
    /// A syllable and movement of a film.
    Film,
}

impl Cued {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Cued::Syllable => "syllable",
            Cued::Gesture => "gesture",
            Cued::Turn => "turn",
            Cued::Series => "series",
            Cued::Film => "film",
        }
    }
}

/// All brains after one step of the millisecond clock.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Index of the phase.
    pub phase: usize,
    /// End of the step, s.
    pub time_s: f64,
    /// Length of a step, s.
    pub dt_s: f64,
    /// Activity, `[node × lane]`.
    pub p: &'a [f64],
    /// Node of each population.
    pub nodes: &'a [usize],
    /// Lanes, `[member × unit]`.
    pub lanes: usize,
}

impl Moment<'_> {
    /// Activity of a population in a lane.
    pub fn activity(&self, population: usize, lane: usize) -> f64 {
        grid::row(self.p, self.nodes[population], self.lanes)[lane]
    }
}

/// Somebody who writes down what happens.
pub trait Witness {
    /// An act, or its part within this tick.
    fn bout(&mut self, bout: &Bout);
    /// The brains at the end of a tick of `dt_s` seconds in the given phases.
    fn tick(&mut self, time_s: f64, dt_s: f64, phases: &[usize], block: &Block);
    /// Something begins at the millisecond clock.
    fn cue(&mut self, _: &Cue) {}
    /// The brains after a step of the millisecond clock.
    fn moment(&mut self, _: &Moment) {}
}

/// Nobody watches.
pub struct Nobody;

impl Witness for Nobody {
    fn bout(&mut self, _: &Bout) {}
    fn tick(&mut self, _: f64, _: f64, _: &[usize], _: &Block) {}
}
