//! What began when, as a person's instruments have it: by their own clock.

use crate::scan::PhaseOf;
use syntony_store::{Cell, Column, DataTable};

/// What began in a recording, as others could see or hear it.
pub(super) struct Began {
    pub onset_s: f64,
    pub duration_s: f64,
    pub what: String,
    /// The one recorded, a partner, or the film.
    pub actor: &'static str,
}

/// What began in a phase while it was recorded, by a clock that runs faster by a factor.
pub(super) fn began(
    events: &DataTable,
    phase: &PhaseOf,
    own: &str,
    recorded_s: f64,
    clock: f64,
) -> Vec<Began> {
    let column = |c: &str| events.column(c);
    let (Some(on), Some(long), Some(kind), Some(by), Some(of)) =
        (column("onset"), column("duration"), column("trial_type"), column("person"), column("phase"))
    else {
        return Vec::new();
    };
    let word = |cell: &Cell| if let Cell::Text(t) = cell { t.clone() } else { String::new() };
    // to a tenth of a millisecond
    let read = |s: f64| (clock * s * 1e4).round() / 1e4;
    let rows = events.rows.iter().filter(|r| word(&r[of]) == phase.name);
    let all = rows.map(|row| Began {
        onset_s: read(row[on].number().unwrap_or(0.0) - phase.start_s),
        duration_s: read(row[long].number().unwrap_or(0.0)),
        what: word(&row[kind]),
        actor: match &row[by] {
            Cell::Text(t) if t == own => "self",
            Cell::Missing => "film",
            _ => "other",
        },
    });
    let inside = all.filter(|b| (0.0..recorded_s).contains(&b.onset_s));
    // what goes on when the recording ends
    let cut = |b: Began| {
        let left = ((recorded_s - b.onset_s) * 1e4).floor() / 1e4;
        Began { duration_s: b.duration_s.min(left), ..b }
    };
    inside.map(cut).collect()
}

/// The same as a table of events.
pub(super) fn table(began: &[Began]) -> DataTable {
    let mut table = DataTable::new(vec![
        Column::new("onset", "Time after the beginning of the recording, by the clock of the amplifier.")
            .units("s"),
        Column::new("duration", "Duration, by the same clock, as far as it was recorded.").units("s"),
        Column::new("trial_type", "What began, as others could see or hear it.")
            .level("syllable", "a spoken syllable")
            .level("gesture", "a gesture of the hands")
            .level("turn", "a turn of speaking")
            .level("series", "a series of gestures")
            .level("film", "a syllable and movement of the film"),
        Column::new("actor", "Who did it.")
            .level("self", "the person recorded")
            .level("other", "a partner")
            .level("film", "the film"),
    ]);
    for b in began {
        table.push(vec![b.onset_s.into(), b.duration_s.into(), b.what.as_str().into(), b.actor.into()]);
    }
    table
}
