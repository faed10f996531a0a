//! Where the scores of a measure can lie: what draws them must not leave it.

use super::variables::{Scale, VariableForm};
use super::{MeasureKind, Protocol};
use crate::quantity::Unit;

impl Protocol {
    /// Lowest and highest score that a measure can give, in its unit; infinite where there is no limit.
    pub fn bounds(&self, measure: &str) -> (f64, f64) {
        const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
        const AMOUNT: (f64, f64) = (0.0, f64::INFINITY);
        let Some(m) = self.measures.iter().find(|m| m.key == measure) else { return ANY };
        let in_unit = |(low, high): (f64, f64)| match Unit::parse(&m.unit) {
            Ok(unit) => (unit.from_internal(low), unit.from_internal(high)),
            Err(_) => ANY,
        };
        match &m.kind {
            MeasureKind::Contact(_)
            | MeasureKind::Chamber(_)
            | MeasureKind::Latency(..)
            | MeasureKind::ActCount(..)
            | MeasureKind::Attacks(_)
            | MeasureKind::Presses(_)
            | MeasureKind::Floating
            | MeasureKind::OpenArmEntries
            | MeasureKind::Microdialysis(..)
            | MeasureKind::Plasma(_)
            | MeasureKind::Binding(..)
            | MeasureKind::Feedback { .. }
            | MeasureKind::Power { .. }
            | MeasureKind::Evoked { .. } => AMOUNT,
            MeasureKind::Share(..)
            | MeasureKind::ActShare(..)
            | MeasureKind::OpenArmShare
            | MeasureKind::Decoding { .. } => in_unit((0.0, 1.0)),
            MeasureKind::PlaceShare(_) | MeasureKind::Coupling(..) => in_unit((-1.0, 1.0)),
            MeasureKind::State(variable, _) => match VariableForm::of(variable).map(|form| form.scale) {
                Some(Scale::Share) => in_unit((0.0, 1.0)),
                Some(Scale::Signed) => in_unit((-1.0, 1.0)),
                Some(Scale::NotNegative | Scale::Sum(_)) => AMOUNT,
                Some(Scale::Words(_)) | None => ANY,
            },
            MeasureKind::Rating(..)
            | MeasureKind::Resonance { .. }
            | MeasureKind::Integration { .. }
            | MeasureKind::Synchrony { .. } => ANY,
            MeasureKind::Sum(of) => {
                let each = of.iter().map(|key| self.bounds(key));
                each.fold((0.0, 0.0), |sum, b| (sum.0 + b.0, sum.1 + b.1))
            }
            MeasureKind::Mean(of) => {
                let each = of.iter().map(|key| self.bounds(key));
                each.reduce(|wide, b| (wide.0.min(b.0), wide.1.max(b.1))).unwrap_or(ANY)
            }
            MeasureKind::Difference(a, b) => {
                let (a, b) = (self.bounds(a), self.bounds(b));
                (a.0 - b.1, a.1 - b.0)
            }
            MeasureKind::Quotient(a, b) if self.bounds(a).0 >= 0.0 && self.bounds(b).0 >= 0.0 => AMOUNT,
            MeasureKind::Quotient(..) => ANY,
        }
    }
}
