//! A published experiment as data: cast, groups, phases, doses, manipulations, measures, claims.

mod cast;
mod claims;
mod doses;
mod manipulations;
mod measures;
mod moment;
mod phases;
mod read;
mod settings;
mod variables;

pub use moment::Moment;
pub use variables::{VARIABLES, VariableKind};

use crate::atlas::Route;
use crate::problem::Place;
use crate::quantity::Quantity;

/// A checked protocol. Groups are complete: what they share has been filled in.
#[derive(Debug, Clone)]
pub struct Protocol {
    /// `first_author_year[_topic]`, also the file's name.
    pub key: String,
    /// Title in words.
    pub title: String,
    /// What was asked and done, in a few sentences.
    pub summary: String,
    /// Key in `sources.bib`.
    pub source: String,
    /// How the record may be used.
    pub role: Role,
    /// Deviations and judgements, one sentence each.
    pub notes: Vec<String>,
    /// Groups with everything filled in.
    pub groups: Vec<Group>,
    /// What is scored.
    pub measures: Vec<Measure>,
    /// What the paper says.
    pub claims: Vec<Claim>,
    /// FNV-1a (64 bit, hex) of the text; run folders keep a cryptographic hash of their own.
    pub hash: String,
    /// The text itself.
    pub text: String,
}

/// How a record may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Parameters may be fitted to it.
    Calibration,
    /// Used to build and check, not to fit.
    Development,
    /// Kept apart: a prediction.
    Prediction,
    /// An effect that must not be wired in.
    Constraint,
    /// A scenario without a paper.
    Scenario,
}

/// One group of the design.
#[derive(Debug, Clone)]
pub struct Group {
    /// Key, e.g. `ot`.
    pub key: String,
    /// Label for plots.
    pub label: String,
    /// Number of experimental units (subjects) as published.
    pub n: usize,
    /// Animals of one unit; the subject first.
    pub cast: Vec<Member>,
    /// What happens, in order.
    pub phases: Vec<Phase>,
    /// What is given.
    pub doses: Vec<Dose>,
    /// What is changed in the brain other than by a dose.
    pub manipulations: Vec<Manipulation>,
    /// Where it is written.
    pub place: Place,
}

/// One animal of a unit.
#[derive(Debug, Clone)]
pub struct Member {
    /// Name within the protocol: `subject`, `partner`, `stranger`, …
    pub name: String,
    /// Species key.
    pub species: String,
    /// Sex.
    pub sex: Sex,
    /// Age class when the first phase begins.
    pub age: Age,
    /// How it was reared.
    pub rearing: Rearing,
    /// Members that it grew up or was long housed with (siblings): familiar when the first phase begins.
    pub familiar_with: Vec<String>,
    /// Duration of that acquaintance.
    pub familiar_for_s: f64,
    /// Day length, gonads and the like.
    pub state: BodyState,
    /// Multipliers of receptor density for this group, e.g. a genotype: (receptor, region or "*", factor).
    pub density: Vec<(String, String, f64)>,
}

/// Sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
}

/// Age class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// First days.
    Neonate,
    /// After weaning.
    Juvenile,
    /// Adult.
    Adult,
}

/// Early care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rearing {
    /// By both parents.
    Biparental,
    /// By the mother and an older sister.
    MotherSister,
    /// By the mother alone.
    MotherOnly,
    /// With long separations from the mother.
    Deprived,
}

/// Endocrine and seasonal state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BodyState {
    /// Gonadectomised.
    pub gonadectomised: bool,
    /// Estradiol relative to an intact animal of long days (1).
    pub estradiol: f64,
    /// Testosterone relative to an intact animal (1).
    pub testosterone: f64,
    /// Light per day, h.
    pub day_length_h: f64,
}

impl Default for BodyState {
    fn default() -> Self {
        BodyState { gonadectomised: false, estradiol: 1.0, testosterone: 1.0, day_length_h: 14.0 }
    }
}

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
    /// Where it is written.
    pub place: Place,
}

impl Phase {
    /// End after the beginning of the experiment, s.
    pub fn end_s(&self) -> f64 {
        self.start_s + self.duration_s
    }
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

/// What is scored, one number per experimental unit. Some group of the protocol can give it; those that a claim names can.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Key used by claims.
    pub key: String,
    /// Label for plots.
    pub label: String,
    /// What.
    pub kind: MeasureKind,
    /// Whose behaviour or brain.
    pub member: String,
    /// Phase in which it is scored.
    pub phase: String,
    /// Window, s after the beginning of the phase; to infinity by default.
    pub window_s: (f64, f64),
    /// Unit for people, e.g. `min`.
    pub unit: String,
    /// Where it is written.
    pub place: Place,
}

/// Kinds of scores.
#[derive(Debug, Clone, PartialEq)]
pub enum MeasureKind {
    /// Time in side-by-side contact with a member.
    Contact(String),
    /// Time in the chamber of a member, contact included; `None` is the neutral chamber, `empty` that of the empty cage
    /// (a phase that offers one; the same word serves contact, share and presses).
    Chamber(Option<String>),
    /// Contact with the first, divided by contact with first and second.
    Share(String, String),
    /// Time from the start of the phase to the first such act with a member (whole window if none).
    Latency(String, String),
    /// Number of acts (key of the atlas) towards a member.
    ActCount(String, String),
    /// Attacks on a member.
    Attacks(String),
    /// Lever presses for a member.
    Presses(String),
    /// Time floating or immobile.
    Floating,
    /// Share of time on open arms.
    OpenArmShare,
    /// Entries to open arms.
    OpenArmEntries,
    /// Time in a place after conditioning minus chance, as share.
    PlaceShare(String),
    /// A state variable, in a form of [`VARIABLES`], and how it is reduced.
    State(String, Reduce),
    /// Microdialysis of a ligand in a region: mean over the window, with the instrument's noise.
    Microdialysis(String, String),
    /// Plasma level of a hormone at the end of the window.
    Plasma(String),
    /// Binding (density times surface fraction) of a receptor in a region at the end of the window.
    Binding(String, String),
}

/// How a time course becomes a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduce {
    /// Mean over the window.
    Mean,
    /// Largest value.
    Max,
    /// Smallest value.
    Min,
    /// Last value.
    Last,
}

/// Something that the paper says, with the test by which it says so.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Key, unique in the protocol.
    pub key: String,
    /// In words.
    pub text: String,
    /// What.
    pub kind: ClaimKind,
    /// Error level of the paper's criterion.
    pub alpha: f64,
    /// Whether the published outcome was read (`true`) or recalled.
    pub verified: bool,
    /// Where it is written.
    pub place: Place,
}

/// Direction of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// First greater than second.
    Greater,
    /// First less than second.
    Less,
    /// No difference by the test.
    None,
}

/// Statistical criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// Paired t test within animals.
    PairedT,
    /// Welch's t test between groups.
    WelchT,
    /// Wilcoxon signed-rank or rank-sum test.
    Rank,
    /// One-sample t test against a value.
    OneSampleT,
    /// Direction of the means only.
    Direction,
}

/// Spread of a published mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spread {
    /// Standard deviation.
    Sd(f64),
    /// Standard error of the mean.
    Sem(f64),
}

/// What a claim compares.
#[derive(Debug, Clone)]
pub enum ClaimKind {
    /// Within one group, two measures of the same animals.
    Within {
        /// Group.
        group: String,
        /// First measure.
        first: String,
        /// Second measure.
        second: String,
        /// Expected direction.
        expect: Expect,
        /// Test.
        criterion: Criterion,
    },
    /// One measure between two groups.
    Between {
        /// Measure.
        measure: String,
        /// First group.
        first: String,
        /// Second group.
        second: String,
        /// Expected direction.
        expect: Expect,
        /// Test.
        criterion: Criterion,
    },
    /// A group mean against a published mean, in the measure's unit.
    Mean {
        /// Group.
        group: String,
        /// Measure.
        measure: String,
        /// Published mean.
        value: f64,
        /// Published spread.
        spread: Spread,
        /// Published n.
        n: usize,
    },
    /// A group mean against a fixed value (chance).
    Against {
        /// Group.
        group: String,
        /// Measure.
        measure: String,
        /// The value.
        value: f64,
        /// Expected direction.
        expect: Expect,
        /// Test.
        criterion: Criterion,
    },
    /// Ratio of the means of two groups (first over second); percent change = ratio − 1.
    Ratio {
        /// Measure.
        measure: String,
        /// First group.
        first: String,
        /// Second group.
        second: String,
        /// Published ratio.
        value: f64,
        /// Published or plausible interval.
        interval: (f64, f64),
    },
    /// Correlation of two measures over animals of a group.
    Correlation {
        /// Group.
        group: String,
        /// First measure.
        first: String,
        /// Second measure.
        second: String,
        /// Published coefficient, if any.
        value: Option<f64>,
        /// Expected sign.
        expect: Expect,
        /// Spearman instead of Pearson.
        ranks: bool,
    },
    /// A quantile of a measure in a group.
    Quantile {
        /// Group.
        group: String,
        /// Measure.
        measure: String,
        /// Probability.
        probability: f64,
        /// Published value.
        value: f64,
        /// Published n.
        n: usize,
    },
    /// Share of animals above a threshold.
    Fraction {
        /// Group.
        group: String,
        /// Measure.
        measure: String,
        /// Threshold.
        above: f64,
        /// Published share.
        value: f64,
        /// Published n.
        n: usize,
    },
}
