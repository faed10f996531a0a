//! The animals of a protocol: who they are and how they were reared.

use syntony_language::problem::Place;

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
    /// Attachment anxiety in standard deviations, if given.
    pub anxiety: Option<f64>,
    /// Attachment avoidance in standard deviations, if given.
    pub avoidance: Option<f64>,
    /// Bonds from before: to whom, for how long (s), share of bids answered well.
    pub bonds: Vec<(String, f64, f64)>,
    /// Those of them who are kin.
    pub kin: Vec<String>,
    /// Attraction to others in standard deviations, where given.
    pub attraction: Vec<(String, f64)>,
    /// Where it is written.
    pub place: Place,
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
    /// Adrenalectomised.
    pub adrenalectomised: bool,
    /// Estradiol relative to an intact animal of long days (1).
    pub estradiol: f64,
    /// Testosterone relative to an intact animal (1).
    pub testosterone: f64,
    /// Under hormonal contraception.
    pub contraception: bool,
    /// Light per day, h.
    pub day_length_h: f64,
}

impl Default for BodyState {
    fn default() -> Self {
        BodyState {
            gonadectomised: false,
            adrenalectomised: false,
            estradiol: 1.0,
            testosterone: 1.0,
            contraception: false,
            day_length_h: 14.0,
        }
    }
}
