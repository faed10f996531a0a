//! The outcome of an experiment: what is scored and what the paper says.

use super::knowledge::Known;
use super::variables::{Scale, VariableForm, VariableKind};
use super::variation::{Threshold, Varies};
use crate::effect::Effect;
use syntony_language::problem::Place;

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

/// What reads a state of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instrument {
    /// A mark on a scale for what is felt at the moment.
    Rating,
    /// Many items about what somebody is like, or has with another.
    Questionnaire,
    /// Motor evoked potentials, or times of reaction: how strongly a sight moves the own muscles.
    Motor,
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
    /// Share of time in an act (key of the atlas) towards a member.
    ActShare(String, String),
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
    /// A state variable, in a form of [`VARIABLES`](super::VARIABLES), and how it is reduced.
    State(String, Reduce),
    /// What an instrument finds of a state of a person.
    Reading(Instrument, String, Reduce),
    /// An organ of a person that autonomic branches move, relative to its mean at rest.
    Body(String, Reduce),
    /// Per cent signal of a region of a person in a scanner.
    Bold(String),
    /// Microdialysis of a ligand in a region: mean over the window, with the instrument's noise.
    Microdialysis(String, String),
    /// Plasma level of a hormone at the end of the window.
    Plasma(String),
    /// Binding (density times surface fraction) of a receptor in a region at the end of the window.
    Binding(String, String),
    /// Correlation of a state variable with that of another member, less that of shuffled pairs.
    Resonance {
        /// The other.
        with: String,
        /// Variable of both.
        variable: String,
    },
    /// Coordination and differentiation of the parts of a person, a pair or a group.
    Integration {
        /// Parts of what.
        level: IntegrationLevel,
        /// What of it.
        aspect: Aspect,
        /// Variable of each member, where the parts are people.
        variable: String,
    },
    /// Correlation over time of a state variable of the member and of another.
    Coupling(String, String),
    /// Linear feedback (Granger causality) from another to the member.
    Feedback {
        /// The other.
        with: String,
        /// State variable of both.
        variable: String,
        /// Lags, in ticks of the phase.
        lags: usize,
    },
    /// Power of a rhythm of populations, at the millisecond clock.
    Power {
        /// Populations, whose mean is taken.
        populations: Vec<String>,
        /// Rhythm.
        rhythm: Rhythm,
        /// Only while a series of gestures of anybody goes on.
        acting: bool,
    },
    /// Time from when a gesture of another can be seen to the response of populations, at the millisecond clock.
    Evoked {
        /// Populations, whose mean is taken.
        populations: Vec<String>,
    },
    /// Share in which a decoder that was trained on the others tells this phase from another, at the millisecond clock.
    Decoding {
        /// Populations, each a feature.
        populations: Vec<String>,
        /// The other phase.
        versus: String,
    },
    /// How a rhythm goes together with that of another, beyond shuffled pairs, at the millisecond clock.
    Synchrony {
        /// The other.
        with: String,
        /// Populations of both, whose mean is taken.
        populations: Vec<String>,
        /// Rhythm.
        rhythm: Rhythm,
    },
    /// Sum of other measures.
    Sum(Vec<String>),
    /// Mean of those of other measures that a unit has.
    Mean(Vec<String>),
    /// First measure minus second.
    Difference(String, String),
    /// First measure over second.
    Quotient(String, String),
}

/// Ends of the scale on which a person says a variable; a trait has none.
pub fn scale(variable: &str) -> (f64, f64) {
    let form = VariableForm::of(variable);
    if form.is_some_and(|v| matches!(v.kind, VariableKind::Attachment | VariableKind::Trait)) {
        return (f64::NEG_INFINITY, f64::INFINITY);
    }
    let signed = form.is_some_and(|v| matches!(v.scale, Scale::Signed | Scale::Words(_)));
    if signed { (-1.0, 1.0) } else { (0.0, 1.0) }
}

/// A band of frequencies by the name that the field gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// 4 to 8 Hz.
    Theta,
    /// 8 to 13 Hz.
    Alpha,
    /// 8 to 12 Hz, over sensorimotor cortex.
    Mu,
    /// 13 to 30 Hz.
    Beta,
    /// 0.02 to 0.1 Hz.
    Slow,
}

impl Rhythm {
    /// Every rhythm with its word.
    pub const ALL: [(&'static str, Rhythm); 5] = [
        ("theta", Rhythm::Theta),
        ("alpha", Rhythm::Alpha),
        ("mu", Rhythm::Mu),
        ("beta", Rhythm::Beta),
        ("slow", Rhythm::Slow),
    ];
}

impl MeasureKind {
    /// Keys of the measures that it is computed from; empty for what is scored itself.
    pub fn parts(&self) -> Vec<&str> {
        match self {
            MeasureKind::Sum(of) | MeasureKind::Mean(of) => of.iter().map(String::as_str).collect(),
            MeasureKind::Difference(a, b) | MeasureKind::Quotient(a, b) => vec![a, b],
            _ => Vec::new(),
        }
    }

    /// How it is computed from other measures, in signs; nothing for what is scored itself.
    pub fn formula(&self) -> Option<String> {
        match self {
            MeasureKind::Sum(of) => Some(of.join(" + ")),
            MeasureKind::Mean(of) => match (of.first(), of.last()) {
                (Some(first), Some(last)) if of.len() > 3 => {
                    Some(format!("mean of {first} to {last} ({})", of.len()))
                }
                _ => Some(format!("mean of {}", of.join(", "))),
            },
            MeasureKind::Difference(a, b) => Some(format!("{a} − {b}")),
            MeasureKind::Quotient(a, b) => Some(format!("{a} / {b}")),
            _ => None,
        }
    }
}

/// Units that a claim may name as if they were a group: several groups together, or those that met a criterion.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Key used by claims.
    pub key: String,
    /// Groups that it is taken from.
    pub groups: Vec<String>,
    /// What a unit must meet; nothing keeps all.
    pub keep: Vec<Keep>,
}

/// A criterion that a unit must meet to be kept.
#[derive(Debug, Clone)]
pub struct Keep {
    /// Measure.
    pub measure: String,
    /// It must be greater than this.
    pub above: f64,
    /// It must be less than this.
    pub below: f64,
}

/// Whose parts integration is scored of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntegrationLevel {
    /// Populations of one brain.
    Own,
    /// The member and another.
    Pair(String),
    /// Everybody in the phase.
    Group,
}

/// What of integration is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// How far the parts go together.
    Coordination,
    /// How far each part is its own.
    Differentiation,
    /// The product of both.
    Integration,
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
    /// Of a claim of no difference: the claim that shows the effect elsewhere, and must hold in the same repetition.
    pub control: Option<String>,
    /// The published size of its effect.
    pub effect: Option<Effect>,
    /// How n, doses, durations, test and outcome are known.
    pub known: Known,
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
    /// A difference of several groups, in any direction.
    Differ,
}

/// Statistical criterion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Criterion {
    /// Paired t test within animals.
    PairedT,
    /// Welch's t test between groups.
    WelchT,
    /// Wilcoxon signed-rank or rank-sum test.
    Rank,
    /// One-sample t test against a value.
    OneSampleT,
    /// Direction of the means only; of a correlation its sign.
    Direction,
    /// Two one-sided tests: equivalent if the difference is smaller than a margin.
    Tost {
        /// The margin, in the measure's unit.
        margin: f64,
    },
    /// Fisher's exact test of the shares of animals above a value.
    Fisher {
        /// The value.
        above: f64,
    },
    /// χ² test of the shares of animals above a value.
    Chi2 {
        /// The value.
        above: f64,
    },
    /// One-way analysis of variance.
    Anova,
    /// Pearson's coefficient with a t test.
    Pearson,
    /// Spearman's coefficient, exact for few pairs.
    Spearman,
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
    /// One measure in several groups.
    Among {
        /// Measure.
        measure: String,
        /// Groups.
        groups: Vec<String>,
        /// Whether they differ.
        expect: Expect,
        /// Test.
        criterion: Criterion,
    },
    /// One measure in four groups: the difference of the first two against that of the last two.
    Interaction {
        /// Measure.
        measure: String,
        /// Groups whose difference is compared.
        first: (String, String),
        /// Groups whose difference it is compared with.
        second: (String, String),
        /// Expected direction.
        expect: Expect,
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
        /// Coefficient, and whether it is tested.
        criterion: Criterion,
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
    /// Share of animals on one side of a threshold.
    Fraction {
        /// Group.
        group: String,
        /// Measure.
        measure: String,
        /// Threshold.
        threshold: Threshold,
        /// Published share.
        value: f64,
        /// Published n.
        n: usize,
    },
    /// How people or animals of a group differ.
    Varies(Varies),
    /// An effect that is smaller in an arm than in the control of the claim, or gone from it.
    Reduces(Box<Reduction>),
}

impl ClaimKind {
    /// Whether the same animals are compared with themselves.
    pub fn paired(&self) -> bool {
        matches!(self, ClaimKind::Within { .. } | ClaimKind::Between { criterion: Criterion::PairedT, .. })
    }

    /// What is expected and the criterion, of a claim that compares.
    pub fn compared(&self) -> Option<(Expect, Criterion)> {
        match self {
            ClaimKind::Within { expect, criterion, .. }
            | ClaimKind::Between { expect, criterion, .. }
            | ClaimKind::Among { expect, criterion, .. }
            | ClaimKind::Against { expect, criterion, .. }
            | ClaimKind::Correlation { expect, criterion, .. } => Some((*expect, *criterion)),
            ClaimKind::Interaction { expect, .. } => Some((*expect, Criterion::WelchT)),
            ClaimKind::Reduces(r) => Some((r.expect(), Criterion::WelchT)),
            ClaimKind::Mean { .. }
            | ClaimKind::Ratio { .. }
            | ClaimKind::Quantile { .. }
            | ClaimKind::Fraction { .. }
            | ClaimKind::Varies(_) => None,
        }
    }

    /// Groups or samples that are compared.
    pub fn groups(&self) -> Vec<&str> {
        match self {
            ClaimKind::Within { group, .. }
            | ClaimKind::Correlation { group, .. }
            | ClaimKind::Against { group, .. }
            | ClaimKind::Mean { group, .. }
            | ClaimKind::Quantile { group, .. }
            | ClaimKind::Fraction { group, .. }
            | ClaimKind::Varies(Varies { group, .. }) => vec![group],
            ClaimKind::Between { first, second, .. } | ClaimKind::Ratio { first, second, .. } => {
                vec![first, second]
            }
            ClaimKind::Interaction { first, second, .. } => vec![&first.0, &first.1, &second.0, &second.1],
            ClaimKind::Among { groups, .. } => groups.iter().map(String::as_str).collect(),
            ClaimKind::Reduces(r) => [r.control.groups(), r.arm.groups()].concat(),
        }
    }

    /// Measures that are compared.
    pub fn measures(&self) -> Vec<&str> {
        match self {
            ClaimKind::Within { first, second, .. } | ClaimKind::Correlation { first, second, .. } => {
                vec![first, second]
            }
            ClaimKind::Between { measure, .. }
            | ClaimKind::Among { measure, .. }
            | ClaimKind::Interaction { measure, .. }
            | ClaimKind::Ratio { measure, .. }
            | ClaimKind::Against { measure, .. }
            | ClaimKind::Mean { measure, .. }
            | ClaimKind::Quantile { measure, .. }
            | ClaimKind::Fraction { measure, .. } => vec![measure],
            ClaimKind::Varies(v) => v.measures.iter().map(String::as_str).collect(),
            ClaimKind::Reduces(r) => r.control.measures(),
        }
    }
}

/// The effect of a control that is smaller in an arm.
#[derive(Debug, Clone)]
pub struct Reduction {
    /// What the control compares.
    pub control: ClaimKind,
    /// The same in the arm, where nothing differs.
    pub arm: ClaimKind,
    /// Whether the effect is gone from the arm rather than smaller.
    pub gone: bool,
    /// Whether control and arm are of the same animals, group by group.
    pub same_animals: bool,
}

impl Reduction {
    /// The word by which a claim of it is told.
    pub fn kind_word(&self) -> &'static str {
        if self.gone { "abolishes" } else { "reduces" }
    }

    /// Whether the control compares each animal with itself, or with a value.
    pub fn by_animal(&self) -> bool {
        self.control.paired() || matches!(self.control, ClaimKind::Against { .. })
    }

    /// The direction of the effect.
    pub fn expect(&self) -> Expect {
        self.control.compared().map_or(Expect::None, |c| c.0)
    }
}
