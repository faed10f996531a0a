//! Times of an experiment in words: `start of test`, `30 min before test`, `12 h into test`, `6 h`.

use crate::quantity::{Dimension, Quantity};

/// A time in words.
#[derive(Debug, Clone, PartialEq)]
pub enum TimeText {
    /// So many seconds after the beginning of the first phase.
    Clock(f64),
    /// Seconds after (or, negative, before) an edge of a phase.
    Phase {
        /// Phase.
        phase: String,
        /// Its end instead of its start.
        end: bool,
        /// Seconds after the edge.
        offset_s: f64,
    },
}

const EXPECTED: &str = "a time such as 'start of test', 'end of test', '30 min before test', '2 h into test' or '24 h after start of test'";

impl TimeText {
    /// Reads a time; the error says what is wrong and what was expected.
    pub fn parse(text: &str) -> Result<TimeText, String> {
        let text = text.trim();
        let words: Vec<&str> = text.split_whitespace().collect();
        // an edge comes first, and a time before its relation: so a phase may be called `after` or `start`
        if let Some((phase, end)) = edge(&words) {
            return Ok(TimeText::Phase { phase, end: end.unwrap_or(false), offset_s: 0.0 });
        }
        let relation = words.iter().position(|w| matches!(*w, "before" | "after" | "into"));
        let Some(at) = relation else {
            if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
                return Err(format!("'{}' is no time, expected {EXPECTED}", short(text)));
            }
            let clock = Quantity::parse_as(text, &[Dimension::TIME]).map_err(|e| e.to_string())?;
            return Ok(TimeText::Clock(clock.internal()));
        };
        let span = words[..at].join(" ");
        let offset = Quantity::parse_as(&span, &[Dimension::TIME]).map_err(|e| e.to_string())?;
        if offset.number < 0.0 {
            return Err(format!(
                "'{span}' is negative, expected a time of at least 0 before '{}'",
                words[at]
            ));
        }
        let anchor = &words[at + 1..];
        let (phase, end) = match (edge(anchor), anchor) {
            (Some(found), _) => found,
            (None, [phase]) => (phase.to_string(), None),
            _ => return Err(format!("'{}' is no time, expected {EXPECTED}", short(text))),
        };
        let offset_s = offset.internal();
        match (words[at], end) {
            ("into", None) => Ok(TimeText::Phase { phase, end: false, offset_s }),
            ("into", Some(_)) => Err(format!("'{}' is no time, expected '{span} into {phase}'", short(text))),
            ("before", end) => Ok(TimeText::Phase { phase, end: end.unwrap_or(false), offset_s: -offset_s }),
            (_, end) => Ok(TimeText::Phase { phase, end: end.unwrap_or(true), offset_s }),
        }
    }

    /// The phase that it refers to.
    pub fn phase(&self) -> Option<&str> {
        match self {
            TimeText::Clock(_) => None,
            TimeText::Phase { phase, .. } => Some(phase),
        }
    }

    /// Seconds after the beginning of the first phase, given start and end of each phase by name.
    pub fn resolve(&self, span_of: impl Fn(&str) -> Option<(f64, f64)>) -> Option<f64> {
        match self {
            TimeText::Clock(s) => Some(*s),
            TimeText::Phase { phase, end, offset_s } => {
                span_of(phase).map(|(a, b)| if *end { b + offset_s } else { a + offset_s })
            }
        }
    }
}

/// `start of X`, `end of X` into X and whether it is the end.
fn edge(words: &[&str]) -> Option<(String, Option<bool>)> {
    match words {
        ["start" | "beginning", "of", phase] => Some((phase.to_string(), Some(false))),
        ["end", "of", phase] => Some((phase.to_string(), Some(true))),
        _ => None,
    }
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
