//! Where the scores of a measure can lie: what draws them must not leave it.

use super::{Instrument, Measure, MeasureKind, Protocol, VariableKind, scale};
use syntony_language::quantity::Unit;

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
            // no time in a phase is longer than the phase
            MeasureKind::Contact(_)
            | MeasureKind::Chamber(_)
            | MeasureKind::Latency(..)
            | MeasureKind::Floating => in_unit((0.0, self.longest_s(m))),
            MeasureKind::ActCount(..)
            | MeasureKind::Attacks(_)
            | MeasureKind::Presses(_)
            | MeasureKind::OpenArmEntries
            | MeasureKind::Microdialysis(..)
            | MeasureKind::Plasma(_)
            | MeasureKind::Body(..)
            | MeasureKind::Binding(..)
            | MeasureKind::Feedback { .. }
            | MeasureKind::Power { .. }
            | MeasureKind::Evoked { .. } => AMOUNT,
            MeasureKind::Share(..)
            | MeasureKind::ActShare(..)
            | MeasureKind::OpenArmShare
            | MeasureKind::Decoding { .. } => in_unit((0.0, 1.0)),
            MeasureKind::PlaceShare(_) | MeasureKind::Coupling(..) => in_unit((-1.0, 1.0)),
            MeasureKind::State(variable, _) => match VariableKind::split(variable).map(|v| v.0) {
                Some(
                    VariableKind::Rate
                    | VariableKind::Level
                    | VariableKind::Signal
                    | VariableKind::Binding
                    | VariableKind::Corticosterone
                    | VariableKind::Acth
                    | VariableKind::Crh,
                ) => AMOUNT,
                _ => ANY,
            },
            MeasureKind::Reading(Instrument::Motor, ..) => ANY,
            MeasureKind::Reading(_, variable, _) => in_unit(scale(variable)),
            MeasureKind::Bold(_)
            | MeasureKind::Resonance { .. }
            | MeasureKind::Integration { .. }
            | MeasureKind::Synchrony { .. } => ANY,
            MeasureKind::Sum(of) => {
                let each = of.iter().map(|key| self.bounds(key));
                each.fold((0.0, 0.0), |sum, b| (sum.0 + b.0, sum.1 + b.1))
            }
            MeasureKind::Mean(of) => {
                let each = of.iter().map(|key| self.bounds(key));
                each.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or(ANY)
            }
            MeasureKind::Difference(a, b) => {
                let (a, b) = (self.bounds(a), self.bounds(b));
                (a.0 - b.1, a.1 - b.0)
            }
            MeasureKind::Quotient(a, b) if self.bounds(a).0 >= 0.0 && self.bounds(b).0 >= 0.0 => AMOUNT,
            MeasureKind::Quotient(..) => ANY,
        }
    }

    /// The longest that the window of a measure is in any group, s; infinite where no group has its phase.
    fn longest_s(&self, m: &Measure) -> f64 {
        let phases = self.groups.iter().flat_map(|g| g.phases.iter().filter(|p| p.name == m.phase));
        let lengths = phases.map(|p| (p.end_s() - p.start_s).min(m.window_s.1) - m.window_s.0);
        lengths.reduce(f64::max).map_or(f64::INFINITY, |s| s.max(0.0))
    }
}
