//! What is written down of one person in one phase: a scanner's per cent signal of a region, a mark on a scale, a hormone.
//!
//! **Equations**
//! ```text
//! u_r = s_r (p_r/p*_r − 1),   z = mean over the populations of a region of u/(1 + |u|/(κ X_max)),   s = 1 in cortex, κ (1 + y)/(1 − y) in nuclei
//! BOLD = bold(z) e^(σ_V ν_i − σ_V²/2) + e,   Var e = (c_AR/N)/tSNR² + 2 (2 bold(κ/2) σ_s)² τ (1/T − 1/W)
//! mark = between ends of x e^(σ_u υ_i) + σ_b b_ix + σ_a α_iq + σ_d δ_iq(day) + σ_p ε
//! answers = between ends of x + σ_q √((1 − ρ_q)/ρ_q) ε                           σ_q: 1 of a trait, else a share of the scale
//! motor = x e^(σ_m ν_i − σ_m²/2) + σ_e ε
//! level = x e^(σ_t ν_i + σ_d δ_i(day) + cv ε)
//! organ = x^(e^(ρ ν'_i − ρ²/2)) e^(σ_t ν_i + σ_d δ_i(day) + σ_m ε)                              heart, pressure, skin, amylase, rsa, pep over their mean at rest
//! ```
//! **Symbols.** p/p*: activity over rest, mean of a tick; y: output of a population at rest; κ: slope of cortex relative to rest (1); X_max: drive (logit
//! units) that a nucleus shows half of; bold(z): steady state of the balloon of [`super::blood`] (1); σ_V: vessels; N: volumes of T seconds in trials;
//! c_AR: what correlated noise takes of them; tSNR: mean over SD of a region's course; σ_s, τ: ongoing activity that trials shorter than the
//! window W leave; ρ_q: reliability of a questionnaire; υ: use of the scale, b: own shift, α: appraisal of content q that no region carries, ε: the pen; ν, δ: a person, a day; x of an organ:
//! that of the mean person over rest ([`syntony_brain::social::autonomic`]); ρ: how much organs of one person differ in following it.
//! All of them standard normal, keyed by the names of person, measure, variable, content. **Shape.** one number a unit. **Assumptions.** The mean of a
//! phase stands for what a general linear model estimates of its trials. **Papers.** Logothetis 2003 (blood follows synaptic activity), Kalcher et al.
//! 2013 (vessels); a scale: Bijur et al. 2001.

use super::blood::{BalloonState, Blood};
use super::take;
use syntony_brain::neural::Node;
use syntony_brain::neural::fluctuation::FluctuationParameters;
use syntony_brain::numbers::Numbers;
use syntony_brain::social::autonomic::Organ;
use syntony_engine::Key;
use syntony_engine::math::{exp, ln, pow};
use syntony_engine::noise::{name, normal};
use syntony_language::quantity::Dimension;

/// Least flow of blood, relative to rest.
const FLOW_LEAST: f64 = 0.5;
/// Stream of traits and of errors of instruments.
const READING: u32 = 200;
/// Stream of days, apart from that of traits: whoever is nobody's twin has one key for both.
const READING_DAY: u32 = 201;

/// What a person is, whatever the measure is called that reads it.
const PERSON: u64 = name("person");

/// Numbers of what is read of people.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // named as in the equations
pub struct Readings {
    blood: Blood,
    /// κ.
    pub slope: f64,
    limit: f64,
    vessels: f64,
    steady: f64,
    correlated: f64,
    repeat: f64,
    ongoing: FluctuationParameters,
    use_of_scale: f64,
    shift: f64,
    appraisal: f64,
    appraisal_day: f64,
    pen: f64,
    spread: f64,
    reliability: f64,
    motor: (f64, f64),
    organs: [Own; Organ::ALL.len()],
    /// σ_t and σ_d of oxytocin, vasopressin and cortisol.
    pub levels: [(&'static str, f64, f64); 3],
}

/// How people differ in an organ.
#[derive(Debug, Clone, Copy)]
struct Own {
    word: &'static str,
    follows: f64,
    person: f64,
    day: f64,
    moment: f64,
}

/// What a mark is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Ends of the scale.
    pub ends: (f64, f64),
    /// Number of the variable's name.
    pub variable: u64,
    /// Number of the name of what it is about.
    pub content: u64,
    /// Day.
    pub day: u64,
}

/// Who is read: keys of birth and of what is lived through, the measure by the number of its name, and the day.
#[derive(Debug, Clone, Copy)]
pub struct Sitter {
    /// Of birth.
    pub born: Key,
    /// Of what is lived through.
    pub key: Key,
    /// Number of the measure's name.
    pub measure: u64,
}

impl Sitter {
    fn trait_of(&self, what: u64) -> f64 {
        normal(self.born.named(what), READING, 0, 0)
    }
    fn day_of(&self, what: u64, day: u64) -> f64 {
        normal(self.key.named(what), READING_DAY, 0, day)
    }
    /// A draw of this reading alone.
    pub fn once(&self) -> f64 {
        normal(self.key.named(self.measure), READING, 0, 0)
    }
}

impl Readings {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Readings {
        let one = Dimension::NONE;
        let blood = Blood::read(n);
        let mut take = |name: &str, meaning| take(n, name, one, meaning);
        let (slope, limit) = (
            take("bold_slope", "relative activity of cortex per logit unit of drive"),
            take("bold_limit", "drive, logit units, of which a scanner shows half"),
        );
        let organs = Organ::ALL.map(|(word, _)| {
            let mut of = |what: &str, meaning| take(&format!("{word}_{what}"), meaning);
            Own {
                word,
                follows: of("own", "SD of ln of how strongly the organ of a person follows"),
                person: of("person", "SD of ln of an organ at rest between people"),
                day: of("day", "SD of ln of an organ at rest between days"),
                moment: of("moment", "SD of ln of a reading"),
            }
        });
        Readings {
            organs,
            slope,
            limit,
            vessels: take("vessels", "SD of ln of how vessels answer, between people"),
            steady: take("steady", "mean over SD of the signal of a region in a scanner").max(1.0),
            correlated: take("correlated", "variance of a mean over that of as many independent volumes"),
            use_of_scale: take("use_of_scale", "SD of ln of how much of a scale is used, between people"),
            shift: take("scale_shift", "SD of the own shift on a scale"),
            appraisal: take("appraisal", "SD of what a content is to a person that no region carries"),
            appraisal_day: take("appraisal_day", "SD of that between days"),
            spread: take(
                "questionnaire_spread",
                "SD between people of what questionnaires ask, of the scale",
            ),
            reliability: take("questionnaire_reliability", "reliability of questionnaires")
                .clamp(f64::EPSILON, 1.0),
            motor: (
                take("motor_person", "SD of ln of motor responses between people"),
                take("motor_error", "SD of the error of a mean of motor responses"),
            ),
            levels: [
                (
                    "oxytocin",
                    take("oxytocin_level", "SD of ln oxytocin in plasma between people"),
                    take("oxytocin_day", "SD of ln oxytocin in plasma between days"),
                ),
                (
                    "vasopressin",
                    take("vasopressin_level", "SD of ln vasopressin in plasma between people"),
                    take("vasopressin_day", "SD of ln vasopressin in plasma between days"),
                ),
                ("corticosterone", 0.0, take("cortisol_day", "SD of ln cortisol between days")),
            ],
            repeat: n.take("instrument.repeat", Dimension::TIME, "time from volume to volume"),
            pen: n.take("assay.rating_sd", one, "error of what a person says on a scale"),
            ongoing: FluctuationParameters::read(n),
            blood,
        }
    }

    /// s of a population.
    pub fn sensitivity(&self, node: &Node) -> f64 {
        // p* = y/(1 + y), so that (1 + y)/(1 − y) = 1/(1 − 2 p*)
        if node.cortical { 1.0 } else { self.slope / (1.0 - 2.0 * node.rest) }
    }

    /// What of a relative activity reaches the vessels.
    pub fn synaptic(&self, relative: f64, sensitivity: f64) -> f64 {
        let u = sensitivity * relative;
        u / (1.0 + u.abs() / (self.slope * self.limit))
    }

    /// BOLD of a region that stays at z, relative to the mean signal: the balloon when it has settled.
    pub fn settled(&self, z: f64) -> f64 {
        let flow = (1.0 + self.blood.efficacy * z / self.blood.gamma).max(FLOW_LEAST);
        let volume = exp(self.blood.alpha * ln(flow));
        let extracted = 1.0 - exp(ln(1.0 - self.blood.extraction) / flow);
        self.blood.bold(BalloonState { volume, content: volume * extracted / self.blood.extraction })
    }

    /// A scanner's signal of a region whose z was this on average, relative to the mean signal; trials last so long in a window, s.
    pub fn scan(&self, z: f64, (trials, window): (f64, f64), who: &Sitter) -> f64 {
        let vessels = exp(self.vessels * who.trait_of(name("vessels")) - 0.5 * self.vessels * self.vessels);
        let volumes = (trials / self.repeat.max(f64::MIN_POSITIVE)).max(1.0);
        let noise = self.correlated / (volumes * self.steady * self.steady);
        let per_drive = 2.0 * self.settled(0.5 * self.slope);
        let left = 2.0 * self.ongoing.time * (1.0 / trials.max(self.ongoing.time) - 1.0 / window).max(0.0);
        let ongoing = per_drive * per_drive * self.ongoing.sd * self.ongoing.sd * left;
        self.settled(z) * vessels + (noise + ongoing).sqrt() * who.once()
    }

    /// A mark on a scale for what is felt.
    pub fn mark(&self, felt: f64, of: &Mark, who: &Sitter) -> f64 {
        let Mark { ends, variable, content, day } = *of;
        let used = exp(self.use_of_scale * who.trait_of(name("use of scales")));
        let told = name("appraisal") ^ content;
        let x = felt * used
            + self.shift * who.trait_of(name("shift") ^ variable)
            + self.appraisal * who.trait_of(told ^ variable)
            + self.appraisal_day * who.day_of(told ^ variable, day)
            + self.pen * who.once();
        x.max(ends.0).min(ends.1)
    }

    /// What a questionnaire finds of this, between the ends of its scale; a trait without ends is in SDs of people.
    pub fn answers(&self, x: f64, ends: (f64, f64), who: &Sitter) -> f64 {
        let width = ends.1 - ends.0;
        let spread = if width.is_finite() { self.spread * width } else { 1.0 };
        let error = spread * ((1.0 - self.reliability) / self.reliability).sqrt();
        (x + error * who.once()).max(ends.0).min(ends.1)
    }

    /// Motor responses of this strength, relative to those of a person with whom all was learned.
    pub fn motor(&self, x: f64, of: u64, who: &Sitter) -> f64 {
        let (person, error) = self.motor;
        let own = exp(person * who.trait_of(name("motor") ^ of) - 0.5 * person * person);
        x * own + error * who.once()
    }

    /// An organ over its mean at rest, where that of the mean person is `x`.
    pub fn organ(&self, x: f64, (organ, day): (Organ, u64), who: &Sitter) -> f64 {
        let o = &self.organs[organ as usize];
        let of = name(o.word) ^ PERSON;
        let follows = exp(o.follows * who.trait_of(of ^ name("follows")) - 0.5 * o.follows * o.follows);
        let spread = o.person * who.trait_of(of) + o.day * who.day_of(of, day) + o.moment * who.once();
        pow(x.max(0.0), follows) * exp(spread)
    }

    /// A hormone's level as an assay of this relative error finds it; `hormone` is an entry of `levels`.
    pub fn level(&self, level: f64, (hormone, day): (usize, u64), cv: f64, who: &Sitter) -> f64 {
        let (word, sd, sd_day) = self.levels[hormone];
        let of = name(word) ^ PERSON;
        level * exp(sd * who.trait_of(of) + sd_day * who.day_of(of, day) + cv * who.once())
    }
}
