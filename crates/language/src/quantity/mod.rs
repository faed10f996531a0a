//! Numbers with units: read once at the door, converted once to the internal units
//! (s, m, ng, nmol, l, nM, K, mV, IU, kg of body mass).

mod dimension;
mod unit;

pub use dimension::{Dimension, describe_any};
pub use unit::Unit;

use serde::{Serialize, Serializer};
use std::fmt;

/// A number with its unit as written. Cheap to copy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// The number as written.
    pub number: f64,
    /// The unit as written.
    pub unit: Unit,
}

/// What is wrong with a quantity.
#[derive(Debug, Clone, PartialEq)]
pub enum QuantityError {
    /// Does not begin with a number.
    NotANumber {
        /// The text.
        text: String,
    },
    /// NaN, infinite, or too large for the internal units.
    NotFinite {
        /// The text.
        text: String,
    },
    /// A number without a unit where one is needed.
    NoUnit {
        /// The number.
        number: String,
    },
    /// A unit that nobody knows.
    UnknownUnit {
        /// The unit.
        unit: String,
        /// The way out.
        hint: Option<String>,
    },
    /// A unit of absurd length.
    UnitTooLong {
        /// The unit.
        unit: String,
        /// Longest length allowed.
        max: usize,
    },
    /// A known unit of the wrong dimension.
    WrongDimension {
        /// The quantity as written.
        text: String,
        /// What it is.
        is: Dimension,
        /// What would do.
        expected: Vec<Dimension>,
    },
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QuantityError::NotANumber { text } => {
                write!(
                    f,
                    "'{text}' does not begin with a number, expected a number and a unit such as '20 min'"
                )
            }
            QuantityError::NotFinite { text } => {
                write!(f, "'{text}' is not a finite number, expected one")
            }
            QuantityError::NoUnit { number } if number.is_empty() => {
                write!(f, "the unit is empty, expected one such as '1' or 'min'")
            }
            QuantityError::NoUnit { number } => {
                write!(f, "'{number}' has no unit, expected one such as '{number} min'")
            }
            QuantityError::UnknownUnit { unit, .. } => {
                write!(f, "unknown unit '{unit}', expected one such as min, nM, ng/side, mg/kg")
            }
            QuantityError::UnitTooLong { unit, max } => {
                let start: String = unit.chars().take(12).collect();
                write!(f, "the unit '{start}…' is {} bytes long, expected at most {max}", unit.len())
            }
            QuantityError::WrongDimension { text, is, expected } => {
                if is.is_none() && text.parse::<f64>().is_ok() {
                    write!(f, "'{text}' has no unit, expected {}", describe_any(expected))
                } else {
                    write!(f, "'{text}' is {}, expected {}", is.describe(), describe_any(expected))
                }
            }
        }
    }
}

impl std::error::Error for QuantityError {}

impl QuantityError {
    /// The way out, if one is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            QuantityError::UnknownUnit { hint, .. } => hint.clone(),
            QuantityError::WrongDimension { is, expected, .. } => {
                let per_mass = Dimension::MASS_PER_BODY;
                (*is == Dimension::MASS.per(Dimension::MASS) && expected.contains(&per_mass))
                    .then(|| "write a dose per body mass with kg, as in '5 mg/kg'".to_string())
            }
            _ => None,
        }
    }
}

impl Quantity {
    /// A number in a unit.
    pub fn new(number: f64, unit: &str) -> Result<Quantity, QuantityError> {
        Quantity { number, unit: Unit::parse(unit)? }.finite()
    }

    /// A pure number.
    pub fn pure(number: f64) -> Quantity {
        Quantity { number, unit: Unit::pure() }
    }

    /// Reads `"20 min"`, `"0.1 ng/side"`, `"10 %"`, or `"5"` for a pure number.
    pub fn parse(text: &str) -> Result<Quantity, QuantityError> {
        let text = text.trim();
        let end = number_end(text);
        let (number, unit) = text.split_at(end);
        if end == 0 {
            let bare = text.trim_start_matches(['+', '-']).to_ascii_lowercase();
            let infinite = bare.starts_with("nan") || bare.starts_with("inf") || bare.starts_with('∞');
            let text = text.chars().take(40).collect();
            return Err(if infinite {
                QuantityError::NotFinite { text }
            } else {
                QuantityError::NotANumber { text }
            });
        }
        let number: f64 = number.parse().map_err(|_| QuantityError::NotANumber { text: text.to_string() })?;
        let unit = if unit.trim().is_empty() { Unit::pure() } else { Unit::parse(unit)? };
        Quantity { number, unit }.finite()
    }

    /// Reads a quantity whose dimension is one of those given (any, if none is given).
    pub fn parse_as(text: &str, expected: &[Dimension]) -> Result<Quantity, QuantityError> {
        Quantity::parse(text)?.of(expected)
    }

    /// The quantity itself if its dimension is one of those given (any, if none is given).
    pub fn of(self, expected: &[Dimension]) -> Result<Quantity, QuantityError> {
        if expected.is_empty() || expected.contains(&self.dimension()) {
            return Ok(self);
        }
        Err(QuantityError::WrongDimension {
            text: self.to_string(),
            is: self.dimension(),
            expected: expected.to_vec(),
        })
    }

    fn finite(self) -> Result<Quantity, QuantityError> {
        if self.number.is_finite() && self.internal().is_finite() {
            Ok(self)
        } else {
            Err(QuantityError::NotFinite { text: self.to_string() })
        }
    }

    /// Value in internal units.
    pub fn internal(&self) -> f64 {
        self.unit.internal(self.number)
    }

    /// Physical dimension.
    pub fn dimension(&self) -> Dimension {
        self.unit.dimension()
    }

    /// The number that it is in another unit of the same dimension.
    pub fn number_in(&self, unit: &Unit) -> Option<f64> {
        (unit.dimension() == self.dimension()).then(|| unit.from_internal(self.internal()))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.number.abs();
        let plain = magnitude == 0.0 || (1e-5..1e15).contains(&magnitude) || !magnitude.is_finite();
        if plain {
            write!(f, "{}", self.number)?
        } else {
            write!(f, "{:e}", self.number)?
        }
        if self.unit.text() == "1" { Ok(()) } else { write!(f, " {}", self.unit.text()) }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Byte length of the number at the beginning of a text.
fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let start = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(start);
    let mut end = whole;
    let mut any = whole > start;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        any |= fraction > end + 1;
        end = fraction;
    }
    if !any {
        return 0;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    end
}
