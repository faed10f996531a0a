//! Units: the symbols that may be written and how they turn into the internal ones.

use super::{Dimension, QuantityError};
use std::fmt;

/// Longest unit text that is kept.
const TEXT_MAX: usize = 23;
/// Largest exponent that makes sense in a unit.
const POWER_MAX: i8 = 6;

/// A unit as written, with its dimension and its size in internal units. Cheap to copy.
#[derive(Clone, Copy, PartialEq)]
pub struct Unit {
    text: [u8; TEXT_MAX],
    len: u8,
    dimension: Dimension,
    /// Internal value = number * up / down + offset; two factors keep `1/60` exact.
    up: f64,
    down: f64,
    offset: f64,
}

/// Symbol, dimension, internal units in one (numerator and denominator).
type Atom = (&'static str, Dimension, f64, f64);

const ATOMS: &[Atom] = &[
    ("1", Dimension::NONE, 1.0, 1.0),
    ("%", Dimension::NONE, 1.0, 100.0),
    ("count", Dimension::NONE, 1.0, 1.0),
    ("ms", Dimension::TIME, 1.0, 1e3),
    ("s", Dimension::TIME, 1.0, 1.0),
    ("min", Dimension::TIME, 60.0, 1.0),
    ("h", Dimension::TIME, 3600.0, 1.0),
    ("d", Dimension::TIME, 86_400.0, 1.0),
    ("week", Dimension::TIME, 604_800.0, 1.0),
    ("month", Dimension::TIME, 2_629_800.0, 1.0),
    ("y", Dimension::TIME, 31_557_600.0, 1.0),
    ("Hz", Dimension::RATE, 1.0, 1.0),
    ("kHz", Dimension::RATE, 1e3, 1.0),
    ("nm", Dimension::LENGTH, 1.0, 1e9),
    ("um", Dimension::LENGTH, 1.0, 1e6),
    ("mm", Dimension::LENGTH, 1.0, 1e3),
    ("cm", Dimension::LENGTH, 1.0, 1e2),
    ("m", Dimension::LENGTH, 1.0, 1.0),
    ("fg", Dimension::MASS, 1.0, 1e6),
    ("pg", Dimension::MASS, 1.0, 1e3),
    ("ng", Dimension::MASS, 1.0, 1.0),
    ("ug", Dimension::MASS, 1e3, 1.0),
    ("mg", Dimension::MASS, 1e6, 1.0),
    ("g", Dimension::MASS, 1e9, 1.0),
    ("kg", Dimension::MASS, 1e12, 1.0),
    ("fmol", Dimension::AMOUNT, 1.0, 1e6),
    ("pmol", Dimension::AMOUNT, 1.0, 1e3),
    ("nmol", Dimension::AMOUNT, 1.0, 1.0),
    ("umol", Dimension::AMOUNT, 1e3, 1.0),
    ("mmol", Dimension::AMOUNT, 1e6, 1.0),
    ("mol", Dimension::AMOUNT, 1e9, 1.0),
    ("pl", Dimension::VOLUME, 1.0, 1e12),
    ("nl", Dimension::VOLUME, 1.0, 1e9),
    ("ul", Dimension::VOLUME, 1.0, 1e6),
    ("ml", Dimension::VOLUME, 1.0, 1e3),
    ("dl", Dimension::VOLUME, 1.0, 10.0),
    ("l", Dimension::VOLUME, 1.0, 1.0),
    ("fM", Dimension::CONCENTRATION, 1.0, 1e6),
    ("pM", Dimension::CONCENTRATION, 1.0, 1e3),
    ("nM", Dimension::CONCENTRATION, 1.0, 1.0),
    ("uM", Dimension::CONCENTRATION, 1e3, 1.0),
    ("mM", Dimension::CONCENTRATION, 1e6, 1.0),
    ("M", Dimension::CONCENTRATION, 1e9, 1.0),
    ("K", Dimension::TEMPERATURE, 1.0, 1.0),
    ("degC", Dimension::TEMPERATURE, 1.0, 1.0),
    ("uV", Dimension::POTENTIAL, 1.0, 1e3),
    ("mV", Dimension::POTENTIAL, 1.0, 1.0),
    ("V", Dimension::POTENTIAL, 1e3, 1.0),
    ("pA", Dimension::CURRENT, 1.0, 1e3),
    ("nA", Dimension::CURRENT, 1.0, 1.0),
    ("uA", Dimension::CURRENT, 1e3, 1.0),
    ("uS", Dimension::CONDUCTANCE, 1.0, 1.0),
    ("S", Dimension::CONDUCTANCE, 1e6, 1.0),
    ("mIU", Dimension::IU, 1.0, 1e3),
    ("IU", Dimension::IU, 1.0, 1.0),
    ("side", Dimension::SIDE, 1.0, 1.0),
];

impl Unit {
    /// Reads a unit such as `nM`, `ng/side`, `1/h`, `um^2/s`, `1/(nM min)`.
    pub fn parse(text: &str) -> Result<Unit, QuantityError> {
        let clean = normalise(text);
        if clean.is_empty() {
            return Err(QuantityError::NoUnit { number: String::new() });
        }
        if clean.len() > TEXT_MAX {
            return Err(QuantityError::UnitTooLong { unit: clean, max: TEXT_MAX });
        }
        let mut unit =
            Unit { text: [0; TEXT_MAX], len: 0, dimension: Dimension::NONE, up: 1.0, down: 1.0, offset: 0.0 };
        for (i, part) in clean.split('/').enumerate() {
            let part = part.trim().trim_start_matches('(').trim_end_matches(')');
            if part.trim().is_empty() {
                return Err(unknown(
                    &clean,
                    "",
                    Some(format!("write a unit before and after each /, as in 1/h, not '{clean}'")),
                ));
            }
            for factor in part.split([' ', '*', '·']).filter(|f| !f.is_empty()) {
                unit.multiply(&clean, factor, if i == 0 { 1 } else { -1 })?;
            }
        }
        if clean == "degC" {
            unit.offset = 273.15;
        }
        unit.text[..clean.len()].copy_from_slice(clean.as_bytes());
        unit.len = clean.len() as u8;
        Ok(unit)
    }

    fn multiply(&mut self, whole: &str, factor: &str, sign: i8) -> Result<(), QuantityError> {
        let (symbol, power) = split_power(factor).ok_or_else(|| unknown(whole, factor, None))?;
        let power = power * sign;
        let atom = ATOMS.iter().find(|a| a.0 == symbol).ok_or_else(|| unknown(whole, symbol, None))?;
        let body = symbol == "kg" && power < 0;
        let (dimension, up, down) = if body { (Dimension::BODY, 1.0, 1.0) } else { (atom.1, atom.2, atom.3) };
        self.dimension = self.dimension.times(dimension.power(power));
        for _ in 0..power.unsigned_abs() {
            let (u, d) = if power > 0 { (up, down) } else { (down, up) };
            self.up *= u;
            self.down *= d;
        }
        Ok(())
    }

    /// The unit of a pure number.
    pub fn pure() -> Unit {
        let mut text = [0; TEXT_MAX];
        text[0] = b'1';
        Unit { text, len: 1, dimension: Dimension::NONE, up: 1.0, down: 1.0, offset: 0.0 }
    }

    /// The unit as written, with `u` for micro.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.text[..self.len as usize]).unwrap_or("?")
    }

    /// Physical dimension.
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// A number in this unit, in internal units.
    pub fn internal(&self, number: f64) -> f64 {
        number * self.up / self.down + self.offset
    }

    /// A number in internal units, in this unit.
    pub fn from_internal(&self, value: f64) -> f64 {
        (value - self.offset) * self.down / self.up
    }

    /// All simple symbols, for schemas and messages.
    pub fn symbols() -> impl Iterator<Item = (&'static str, Dimension)> {
        ATOMS.iter().map(|a| (a.0, a.1))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unit({})", self.text())
    }
}

/// Both mu characters become `u`, `°C` becomes `degC`, space around `/` goes.
fn normalise(text: &str) -> String {
    let mut out = String::new();
    for c in text.trim().chars() {
        match c {
            '\u{b5}' | '\u{3bc}' => out.push('u'),
            '°' => out.push_str("deg"),
            '²' => out.push_str("^2"),
            '³' => out.push_str("^3"),
            '/' => {
                out.truncate(out.trim_end().len());
                out.push('/');
            }
            c if c.is_whitespace() && (out.ends_with('/') || out.ends_with(' ')) => {}
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// `cm^2` and `cm2` into symbol and power.
fn split_power(factor: &str) -> Option<(&str, i8)> {
    if factor == "1" {
        return Some((factor, 1));
    }
    let (symbol, power) = match factor.split_once('^') {
        Some((symbol, power)) => (symbol, power.parse::<i8>().ok()?),
        None => {
            let symbol = factor.trim_end_matches(|c: char| c.is_ascii_digit());
            let digits = &factor[symbol.len()..];
            (symbol, if digits.is_empty() { 1 } else { digits.parse::<i8>().ok()? })
        }
    };
    (power != 0 && power.unsigned_abs() <= POWER_MAX.unsigned_abs()).then_some((symbol, power))
}

fn unknown(whole: &str, part: &str, hint: Option<String>) -> QuantityError {
    let meant = crate::problem::nearest(part, ATOMS.iter().map(|a| a.0));
    let hint = hint.or_else(|| meant.map(|m| format!("did you mean '{m}'?")));
    QuantityError::UnknownUnit { unit: whole.to_string(), hint }
}
