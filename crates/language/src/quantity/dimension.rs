//! What kind of thing a number measures: a vector of exponents, and the words for it.

use serde::{Serialize, Serializer};
use std::fmt;

/// Number of base dimensions.
const AXES: usize = 11;

/// Symbols of the internal units, one per axis.
const SYMBOLS: [&str; AXES] = ["s", "m", "ng", "nmol", "l", "K", "mV", "nA", "IU", "kg", "side"];

/// A physical dimension. Body mass (the `/kg` of `mg/kg`) is kept apart from mass, and volume from
/// length, so that nM is nmol per l and a dose per animal weight never passes for a ratio of masses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dimension([i8; AXES]);

const fn base(axis: usize) -> Dimension {
    let mut exponents = [0; AXES];
    exponents[axis] = 1;
    Dimension(exponents)
}

impl Dimension {
    /// A pure number, a count, a fraction.
    pub const NONE: Dimension = Dimension([0; AXES]);
    /// Time, s.
    pub const TIME: Dimension = base(0);
    /// Length, m.
    pub const LENGTH: Dimension = base(1);
    /// Mass, ng.
    pub const MASS: Dimension = base(2);
    /// Amount of substance, nmol.
    pub const AMOUNT: Dimension = base(3);
    /// Volume, l.
    pub const VOLUME: Dimension = base(4);
    /// Temperature, K.
    pub const TEMPERATURE: Dimension = base(5);
    /// Electric potential, mV.
    pub const POTENTIAL: Dimension = base(6);
    /// Electric current, nA.
    pub const CURRENT: Dimension = base(7);
    /// International units of a hormone; these are no mass.
    pub const IU: Dimension = base(8);
    /// Mass of the animal, kg, as the denominator of a dose.
    pub const BODY: Dimension = base(9);
    /// One side of a bilateral infusion.
    pub const SIDE: Dimension = base(10);
    /// Per time, 1/s or Hz.
    pub const RATE: Dimension = Self::NONE.per(Self::TIME);
    /// Speed, m/s.
    pub const SPEED: Dimension = Self::LENGTH.per(Self::TIME);
    /// Area, m2.
    pub const AREA: Dimension = Self::LENGTH.times(Self::LENGTH);
    /// Diffusion coefficient, m2/s.
    pub const DIFFUSION: Dimension = Self::AREA.per(Self::TIME);
    /// Concentration, nM.
    pub const CONCENTRATION: Dimension = Self::AMOUNT.per(Self::VOLUME);
    /// Concentration per time, nM/s.
    pub const CONCENTRATION_RATE: Dimension = Self::CONCENTRATION.per(Self::TIME);
    /// Association rate, 1/nM/s.
    pub const ASSOCIATION: Dimension = Self::RATE.per(Self::CONCENTRATION);
    /// Mass concentration, ng/l.
    pub const MASS_CONCENTRATION: Dimension = Self::MASS.per(Self::VOLUME);
    /// Molar mass, ng/nmol or g/mol.
    pub const MOLAR_MASS: Dimension = Self::MASS.per(Self::AMOUNT);
    /// Infusion by mass, ng/s.
    pub const MASS_RATE: Dimension = Self::MASS.per(Self::TIME);
    /// Infusion by amount of substance, nmol/s.
    pub const AMOUNT_RATE: Dimension = Self::AMOUNT.per(Self::TIME);
    /// Flow, l/s.
    pub const FLOW: Dimension = Self::VOLUME.per(Self::TIME);
    /// Mass per side.
    pub const MASS_PER_SIDE: Dimension = Self::MASS.per(Self::SIDE);
    /// Amount of substance per side.
    pub const AMOUNT_PER_SIDE: Dimension = Self::AMOUNT.per(Self::SIDE);
    /// Volume per side.
    pub const VOLUME_PER_SIDE: Dimension = Self::VOLUME.per(Self::SIDE);
    /// Mass per body mass, ng/kg.
    pub const MASS_PER_BODY: Dimension = Self::MASS.per(Self::BODY);
    /// Amount of substance per body mass, nmol/kg.
    pub const AMOUNT_PER_BODY: Dimension = Self::AMOUNT.per(Self::BODY);
    /// Volume per body mass, l/kg.
    pub const VOLUME_PER_BODY: Dimension = Self::VOLUME.per(Self::BODY);
    /// Mass per body mass and time, ng/kg/s.
    pub const MASS_RATE_PER_BODY: Dimension = Self::MASS_PER_BODY.per(Self::TIME);
    /// International units per body mass.
    pub const IU_PER_BODY: Dimension = Self::IU.per(Self::BODY);
    /// International units per time.
    pub const IU_RATE: Dimension = Self::IU.per(Self::TIME);
    /// Biological activity per mass, IU/ng: the only bridge from IU to mass.
    pub const POTENCY: Dimension = Self::IU.per(Self::MASS);
    /// Conductance, uS.
    pub const CONDUCTANCE: Dimension = Self::CURRENT.per(Self::POTENTIAL);
    /// Conductivity, uS/m.
    pub const CONDUCTIVITY: Dimension = Self::CONDUCTANCE.per(Self::LENGTH);
    /// Moment of a current dipole, nA m.
    pub const DIPOLE: Dimension = Self::CURRENT.times(Self::LENGTH);
    /// Moment of a current dipole per potential, nA m/mV.
    pub const DIPOLE_PER_POTENTIAL: Dimension = Self::DIPOLE.per(Self::POTENTIAL);
    /// Per time and time, 1/s^2.
    pub const RATE_OF_RATE: Dimension = Self::RATE.per(Self::TIME);

    /// Product of two dimensions.
    pub const fn times(self, other: Dimension) -> Dimension {
        let mut out = self.0;
        let mut i = 0;
        while i < AXES {
            out[i] = out[i].saturating_add(other.0[i]);
            i += 1;
        }
        Dimension(out)
    }

    /// Quotient of two dimensions.
    pub const fn per(self, other: Dimension) -> Dimension {
        self.times(other.power(-1))
    }

    /// Integer power.
    pub const fn power(self, exponent: i8) -> Dimension {
        let mut out = self.0;
        let mut i = 0;
        while i < AXES {
            out[i] = out[i].saturating_mul(exponent);
            i += 1;
        }
        Dimension(out)
    }

    /// Whether it is a pure number.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// The internal unit as text, e.g. `ng/s`; `1` for a pure number.
    pub fn internal_unit(self) -> String {
        if let Some(short) = NAMED.iter().find(|n| n.0 == self).and_then(|n| n.3) {
            return short.to_string();
        }
        let mut up = String::new();
        let mut down = String::new();
        for (symbol, &exponent) in SYMBOLS.iter().zip(&self.0) {
            let power = exponent.unsigned_abs();
            let text = if power > 1 { format!("{symbol}^{power}") } else { (*symbol).to_string() };
            match exponent.signum() {
                1 => up = if up.is_empty() { text } else { format!("{up}*{text}") },
                -1 => down = format!("{down}/{text}"),
                _ => {}
            }
        }
        format!("{}{down}", if up.is_empty() { "1" } else { &up })
    }

    /// Words for people, e.g. `a time (s, min, h, d, week)`.
    pub fn describe(self) -> String {
        match NAMED.iter().find(|n| n.0 == self) {
            Some((_, words, units, _)) => format!("{words} ({units})"),
            None => format!("a quantity in {}", self.internal_unit()),
        }
    }

    /// Units that people write for it, as text; empty if it has no name.
    pub fn units(self) -> &'static str {
        NAMED.iter().find(|n| n.0 == self).map_or("", |n| n.2)
    }
}

/// Words for several allowed dimensions: `a mass (…) or a mass per side (…)`.
pub fn describe_any(dimensions: &[Dimension]) -> String {
    let words: Vec<String> = dimensions.iter().map(|d| d.describe()).collect();
    match words.split_last() {
        None => "any quantity".to_string(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// Dimension, words, units that people write, short internal unit if it has its own name.
type Named = (Dimension, &'static str, &'static str, Option<&'static str>);

const NAMED: &[Named] = &[
    (Dimension::NONE, "a pure number", "1, %", Some("1")),
    (Dimension::TIME, "a time", "s, min, h, d, week", None),
    (Dimension::RATE, "a rate", "1/s, 1/min, 1/h, 1/d, Hz", None),
    (Dimension::LENGTH, "a length", "um, mm, cm, m", None),
    (Dimension::SPEED, "a speed", "cm/s, m/s", None),
    (Dimension::AREA, "an area", "mm^2, cm^2, m^2", None),
    (Dimension::DIFFUSION, "a diffusion coefficient", "um^2/s, cm^2/s", None),
    (Dimension::MASS, "a mass", "pg, ng, ug, mg, g", None),
    (Dimension::AMOUNT, "an amount of substance", "fmol, pmol, nmol, umol", None),
    (Dimension::VOLUME, "a volume", "nl, ul, ml, l", None),
    (Dimension::CONCENTRATION, "a concentration", "pM, nM, uM, mM", Some("nM")),
    (Dimension::CONCENTRATION_RATE, "a concentration per time", "nM/s, nM/min, nM/h", Some("nM/s")),
    (Dimension::ASSOCIATION, "an association rate", "1/nM/s, 1/nM/min", Some("1/nM/s")),
    (Dimension::MASS_CONCENTRATION, "a mass per volume", "pg/ml, ng/ml, ug/ml, mg/ml", None),
    (Dimension::MOLAR_MASS, "a molar mass", "g/mol", None),
    (Dimension::MASS_RATE, "a mass per time", "ng/h, ug/h", None),
    (Dimension::AMOUNT_RATE, "an amount of substance per time", "pmol/h, nmol/h", None),
    (Dimension::FLOW, "a flow", "ul/min, ul/h, ml/h", None),
    (Dimension::MASS_PER_SIDE, "a mass per side", "ng/side, ug/side", None),
    (Dimension::AMOUNT_PER_SIDE, "an amount of substance per side", "pmol/side, nmol/side", None),
    (Dimension::VOLUME_PER_SIDE, "a volume per side", "nl/side, ul/side", None),
    (Dimension::MASS_PER_BODY, "a mass per body mass", "ug/kg, mg/kg", None),
    (Dimension::AMOUNT_PER_BODY, "an amount of substance per body mass", "nmol/kg, umol/kg", None),
    (Dimension::VOLUME_PER_BODY, "a volume per body mass", "ml/kg, l/kg", None),
    (Dimension::MASS_RATE_PER_BODY, "a mass per body mass and time", "ug/kg/h, mg/kg/d", None),
    (Dimension::TEMPERATURE, "a temperature", "degC, K", None),
    (Dimension::POTENTIAL, "a potential", "uV, mV, V", None),
    (Dimension::CURRENT, "a current", "pA, nA, uA", None),
    (Dimension::CONDUCTANCE, "a conductance", "uS, S", None),
    (Dimension::CONDUCTIVITY, "a conductivity", "uS/m, S/m", None),
    (Dimension::DIPOLE, "the moment of a current dipole", "nA m, uA m", None),
    (Dimension::DIPOLE_PER_POTENTIAL, "the moment of a current dipole per potential", "uA m/mV", None),
    (Dimension::RATE_OF_RATE, "a rate per time", "1/s^2", None),
    (Dimension::IU, "an amount in international units", "mIU, IU", None),
    (Dimension::IU_PER_BODY, "international units per body mass", "IU/kg", None),
    (Dimension::IU_RATE, "international units per time", "IU/h", None),
    (Dimension::POTENCY, "a potency", "IU/mg, IU/ug", None),
];

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe())
    }
}

impl Serialize for Dimension {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.internal_unit())
    }
}
