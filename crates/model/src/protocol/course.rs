//! The course of an experiment: phases, doses and what is changed in the brain.

use crate::atlas::{Reach, Route, Strategy};
use syntony_language::problem::Place;
use syntony_language::quantity::Quantity;

/// A trial begins so often, s, where a protocol does not say how many there are.
const TRIAL_EVERY_S: f64 = 10.0;
/// A trial takes so long, s, where a protocol does not say.
const TRIAL_S: f64 = 6.0;

/// A stretch of time in which some members share a place.
#[derive(Debug, Clone)]
pub struct Phase {
    /// Name within the protocol.
    pub name: String,
    /// What happens.
    pub kind: PhaseKind,
    /// Start after the beginning of the experiment, s.
    pub start_s: f64,
    /// Length, s.
    pub duration_s: f64,
    /// Largest step of the behaviour and brain clock, s, if the protocol asks for one.
    pub tick_s: Option<f64>,
    /// Trials of the paper that it stands for, and how long each takes, s, if the protocol says so.
    pub trials: (Option<f64>, Option<f64>),
    /// Where it is written.
    pub place: Place,
}

impl Phase {
    /// End after the beginning of the experiment, s.
    pub fn end_s(&self) -> f64 {
        self.start_s + self.duration_s
    }

    /// How many trials of a paper it stands for: as many as it says, else one for every 10 s.
    pub fn trials(&self) -> f64 {
        self.trials.0.unwrap_or(self.duration_s / TRIAL_EVERY_S).max(1.0)
    }

    /// For how long trials last in all, s: not more than the phase.
    pub fn in_trials_s(&self) -> f64 {
        (self.trials() * self.trials.1.unwrap_or(TRIAL_S)).min(self.duration_s)
    }
}

/// People in one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Encounter {
    /// Who.
    pub members: Vec<String>,
    /// How near they are.
    pub reach: Reach,
    /// Whether they choose what they do.
    pub free: bool,
    /// What they were told to do.
    pub script: Vec<Script>,
    /// Time of each day that they are together, s; all of it if there is none.
    pub hours_s: Option<f64>,
    /// Stressor that acts meanwhile.
    pub stressor: Option<String>,
    /// On whom stressor, threat and pain act.
    pub stressed: Vec<String>,
    /// Threat of a cue or a film, 0-1.
    pub threat: f64,
    /// Pain from outside, 0-1.
    pub pain: f64,
    /// Who deals with feelings how, and how hard.
    pub regulate: Vec<(String, Strategy, f64)>,
    /// What they do from millisecond to millisecond, if this phase runs at that clock.
    pub moments: Option<Moments>,
}

/// What people do at the millisecond clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// What.
    pub task: Task,
    /// Whether each does it without seeing or hearing the other.
    pub apart: bool,
    /// Share of attention that each gives to the others, 0 to 1.
    pub attention: f64,
}

/// What people were asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Nothing.
    Rest,
    /// To talk with each other.
    Conversation,
    /// To move the hands, and to do as the other does.
    Imitation,
    /// To watch the first member move the hands, and keep still; the first one moves.
    Observation,
    /// To watch the same film.
    Film,
}

impl Task {
    /// Every task with its word.
    pub const ALL: [(&'static str, Task); 5] = [
        ("rest", Task::Rest),
        ("conversation", Task::Conversation),
        ("imitation", Task::Imitation),
        ("observation", Task::Observation),
        ("film", Task::Film),
    ];

    /// The task of a word.
    pub fn of(word: &str) -> Option<Task> {
        Task::ALL.iter().find(|(w, _)| *w == word).map(|(_, t)| *t)
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        Task::ALL.iter().find(|(_, t)| *t == self).map_or("", |(w, _)| w)
    }
}

/// An act that somebody was told to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// Who does it.
    pub by: String,
    /// To whom.
    pub to: String,
    /// Key of the act.
    pub act: String,
    /// Share of the time.
    pub share: f64,
    /// Velocity of stroking, m/s, if given.
    pub velocity: Option<f64>,
    /// Temperature of what touches, K, if given.
    pub temperature: Option<f64>,
    /// Key of the act with which the other was told to answer.
    pub answer: Option<String>,
}

/// What happens in a phase. Members that no running phase names are alone in their home cages.
#[derive(Debug, Clone)]
pub enum PhaseKind {
    /// Each named member alone in a cage of its own (isolation, separation).
    Alone {
        /// Who.
        members: Vec<String>,
    },
    /// Members live together in a home cage (cohabitation, reunion, re-pairing, group housing).
    Together {
        /// Who.
        members: Vec<String>,
        /// Whether opposite-sex pairs mate: the female is in oestrus.
        mating: bool,
        /// Contact is kept from them by a screen that sight and smell pass.
        barrier: bool,
    },
    /// People meet.
    Encounter(Box<Encounter>),
    /// One chooses among tethered or caged others and empty places (partner preference test).
    Choice {
        /// Who chooses.
        chooser: String,
        /// Who or what is offered; `None` is an empty cage.
        options: Vec<Option<String>>,
        /// Behind screens: nearness is possible, contact is not.
        barrier: bool,
    },
    /// A stranger is put into a resident's cage (resident-intruder).
    Intruder {
        /// Whose cage it is.
        resident: String,
        /// Who is put in.
        intruder: String,
    },
    /// A stressor acts on members.
    Stress {
        /// Who.
        members: Vec<String>,
        /// Stressor: a percept channel with an entry in the process `stress` (`restraint`, `swim`, `shock`, `novelty`, …).
        stressor: String,
    },
    /// Forced swim or tail suspension: active against passive coping.
    ForcedSwim {
        /// Who.
        member: String,
    },
    /// Elevated plus maze or light-dark box: approach against anxiety.
    PlusMaze {
        /// Who.
        member: String,
    },
    /// Levers or barriers give access to others.
    Operant {
        /// Who works.
        member: String,
        /// For whom; `None` is an empty chamber or food.
        options: Vec<Option<String>>,
        /// Presses for the first access.
        ratio: f64,
        /// Added presses after each access (progressive ratio); 0 for a fixed ratio.
        ratio_step: f64,
        /// Length of one access, s.
        access_s: f64,
    },
    /// A place is paired with what the member gets there (a dose, a companion, nothing).
    Conditioning {
        /// Who.
        member: String,
        /// Name of the place.
        place: String,
        /// Companion there.
        with: Option<String>,
    },
    /// Choice between places.
    PlaceTest {
        /// Who.
        member: String,
        /// Names of the places.
        places: Vec<String>,
    },
}

/// A dose.
#[derive(Debug, Clone)]
pub struct Dose {
    /// Compound key.
    pub compound: String,
    /// Route.
    pub route: Route,
    /// Region, for route `site`.
    pub site: Option<String>,
    /// Amount as written: mass, mass per side, mass per body mass, mass per time, IU, or concentration in drinking water.
    pub amount: Quantity,
    /// Who gets it.
    pub members: Vec<String>,
    /// Times at which it starts, s after the beginning of the experiment.
    pub times_s: Vec<f64>,
    /// Length of an infusion, s; 0 for a bolus.
    pub duration_s: f64,
    /// Where it is written.
    pub place: Place,
}

/// A change of the brain other than by a dose.
#[derive(Debug, Clone)]
pub struct Manipulation {
    /// Who.
    pub members: Vec<String>,
    /// What.
    pub kind: ManipulationKind,
    /// From when to when, s after the beginning of the experiment; before 0 and infinity are allowed.
    pub window_s: (f64, f64),
    /// Where it is written.
    pub place: Place,
}

/// An act that somebody does at a time of their own, in whatever encounter runs then.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedAct {
    /// What.
    pub script: Script,
    /// From when to when, s after the beginning of the experiment.
    pub window_s: (f64, f64),
}

/// Somebody is away from the encounters and home cages of the others for a while.
#[derive(Debug, Clone, PartialEq)]
pub struct Absence {
    /// Who.
    pub member: String,
    /// From when to when, s after the beginning of the experiment; the end may be infinite.
    pub window_s: (f64, f64),
}

/// What is changed.
#[derive(Debug, Clone)]
pub enum ManipulationKind {
    /// Density of a receptor is multiplied (vector, knock-down, knock-out: 0).
    Express {
        /// Receptor key.
        receptor: String,
        /// Region key; `None` is everywhere.
        region: Option<String>,
        /// Factor.
        factor: f64,
        /// Since development, so that learning and set points have grown with it.
        developmental: bool,
    },
    /// Release of a ligand is multiplied (0 depletes it).
    Release {
        /// Ligand key.
        ligand: String,
        /// Region key; `None` is everywhere.
        region: Option<String>,
        /// Factor.
        factor: f64,
    },
    /// A population is set to a fixed drive: −∞ is a lesion.
    Drive {
        /// Population key or region key (all of its populations).
        target: String,
        /// Added drive in logit units; `NEG_INFINITY` for a lesion.
        amount: f64,
    },
    /// A projection is multiplied (0 cuts it, >1 stimulates it).
    Project {
        /// Source population.
        from: String,
        /// Target population.
        to: String,
        /// Factor.
        factor: f64,
    },
    /// An input of a process is scaled (`bond.learning`, `bond.prediction_error`): takes a mechanism away from the model.
    Process {
        /// `PROCESS.INPUT`.
        process: String,
        /// Factor.
        factor: f64,
    },
}
