//! How much memory and time a run would take: what no machine has is refused before it begins, with the numbers.
//!
//! Estimates are coarse. They are there to tell a slip (a million animals for a thousand) from work that is merely long.

use crate::run::Options;
use std::sync::Arc;
use syntony_language::{Place, Problems};
use syntony_model::Protocol;
use syntony_society::Run;

/// Memory that results may take, bytes.
const BYTES_MAX: f64 = 8e9;
/// Time that a run may take on one core, s: ten years.
const TIME_MAX: f64 = 10.0 * YEAR;
const YEAR: f64 = 365.25 * 86_400.0;
/// Bytes of an animal's row, and of a score in it.
const ROW: f64 = 120.0;
const SCORE: f64 = 16.0;
/// Bytes of an animal's time courses: about fifty of 240 samples.
const COURSES: f64 = 60_000.0;
/// Time of a brain's tick at the slow clock and at that of milliseconds, s.
const TICK: f64 = 2e-6;
const MOMENTS: f64 = 1e-3;

/// What a study of so many replicates would take beyond all reason.
pub(crate) fn too_large(protocol: &Protocol, runs: &[Option<Arc<Run>>], options: &Options) -> Problems {
    let mut problems = Problems::default();
    let measures = protocol.measures.len() as f64;
    let (mut bytes, mut seconds, mut animals) = (0.0, 0.0, 0.0);
    for run in runs.iter().flatten() {
        let n = run.group.n as f64;
        let all = n * options.replicates as f64;
        animals += all;
        bytes += all * (ROW + SCORE * measures) + if options.traces { n * COURSES } else { 0.0 };
        seconds += all * unit_seconds(run);
    }
    let place = protocol.groups.first().map_or(Place::default(), |g| g.place.clone());
    let animals = format!("{animals} animals in all groups and replicates");
    if bytes > BYTES_MAX {
        let what = format!("{animals} need {}, expected at most {}", gigabytes(bytes), gigabytes(BYTES_MAX));
        let hint = "a smaller n, or fewer replicates; time courses are left out with --no-traces";
        problems.add(place, what, Some(hint.into()));
    } else if seconds > TIME_MAX {
        let (is, most) = (seconds / YEAR, TIME_MAX / YEAR);
        let what = format!("{animals} take about {is:.0} years of one core, expected at most {most:.0}");
        let hint = "a smaller n, fewer replicates, or shorter phases";
        problems.add(place, what, Some(hint.into()));
    }
    problems
}

/// Time that one unit of a group takes, s.
pub fn unit_seconds(run: &Run) -> f64 {
    let tick = if run.moments.is_some() { MOMENTS } else { TICK };
    run.schedule.ticks() as f64 * run.plan.cast.members.len() as f64 * tick
}

/// Bytes in words.
pub fn gigabytes(bytes: f64) -> String {
    format!("{:.0} GB", (bytes / 1e9).ceil())
}

/// What a series on the disk and the time of its steps would take beyond all reason: bytes, and s on one core.
pub fn series(bytes: f64, seconds: f64) -> Option<String> {
    const DISK_MAX: f64 = 1e13;
    if bytes > DISK_MAX {
        return Some(format!(
            "the series would take {}, expected at most {}",
            gigabytes(bytes),
            gigabytes(DISK_MAX)
        ));
    }
    let years = seconds / YEAR;
    (seconds > TIME_MAX).then(|| {
        format!("it would take about {years:.0} years of one core, expected at most {:.0}", TIME_MAX / YEAR)
    })
}
