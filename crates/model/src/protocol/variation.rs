//! What is said of how people or animals differ.

/// A threshold and the side of it that counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// What is greater.
    Above(f64),
    /// What is less.
    Below(f64),
}

impl Threshold {
    /// Whether a value counts.
    pub fn counts(self, value: f64) -> bool {
        match self {
            Threshold::Above(limit) => value > limit,
            Threshold::Below(limit) => value < limit,
        }
    }

    /// The share of values that count; NaN of none.
    pub fn share(self, values: &[f64]) -> f64 {
        values.iter().filter(|v| self.counts(**v)).count() as f64 / values.len() as f64
    }
}

impl std::fmt::Display for Threshold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Threshold::Above(limit) => write!(f, "above {limit}"),
            Threshold::Below(limit) => write!(f, "below {limit}"),
        }
    }
}

/// A published number about how people or animals of a group differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Varies {
    /// Group.
    pub group: String,
    /// Which number.
    pub of: Variation,
    /// The measure of a spread; else the same thing each time, two or more.
    pub measures: Vec<String>,
    /// Published.
    pub value: f64,
    /// Published 95 % interval, if given.
    pub interval: Option<(f64, f64)>,
    /// Published n.
    pub n: usize,
}

/// A number about differences between people or animals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variation {
    /// Intraclass correlation of single measurements.
    Icc(Form),
    /// Standard deviation, in the measure's unit.
    Sd,
    /// Standard deviation over mean.
    Cv,
    /// Standard deviation of one over time, over that between people.
    WithinBetween,
}

/// Which intraclass correlation of single measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Sessions have no order.
    OneWay,
    /// What all gain from one session to the next is left out.
    Consistency,
    /// What all gain from one session to the next is error.
    Agreement,
}

impl Variation {
    /// The word by which a claim of it is told.
    pub fn kind_word(self) -> &'static str {
        match self {
            Variation::Icc(_) => "icc",
            Variation::Sd | Variation::Cv => "spread",
            Variation::WithinBetween => "within_between",
        }
    }

    /// Its sign.
    pub fn name(self) -> &'static str {
        match self {
            Variation::Icc(Form::OneWay) => "ICC(1)",
            Variation::Icc(Form::Consistency) => "ICC(C,1)",
            Variation::Icc(Form::Agreement) => "ICC(A,1)",
            Variation::Sd => "SD",
            Variation::Cv => "CV",
            Variation::WithinBetween => "SD within / between",
        }
    }
}

impl Varies {
    /// Fewest animals of which a spread says something.
    pub const FEWEST: usize = 3;
}
