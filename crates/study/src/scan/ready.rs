//! What an export will refuse, known before anything is scanned or written.

use super::ScanManifest;
use super::sensors::{AROUSAL, Settings};
use syntony_language::{Place, Problems};
use syntony_observe::instrument::every;

/// Clocks are off by less, parts per million: quartz by up to about a hundred, this is a hundredth.
const DRIFT_MAX_PPM: f64 = 10_000.0;

/// An option of the command line as a place.
pub(super) fn flag(name: &str) -> Place {
    Place { file: name.into(), ..Place::default() }
}

/// All reasons why instruments set like this could not record what is scanned.
pub fn unready(m: &ScanManifest, s: &Settings) -> Problems {
    let mut problems = Problems::default();
    let recorded = m.rate_hz;
    let repeat_hz = 1.0 / s.repeat_s;
    let rates = [
        ("--eeg", "EEG", s.eeg_hz, "Hz", s.eeg_hz),
        ("--fnirs", "fNIRS", s.fnirs_hz, "Hz", s.fnirs_hz),
        ("--tr", "BOLD", s.repeat_s, "s", repeat_hz),
        ("--rate", "physiology", s.body_hz, "Hz", s.body_hz),
    ];
    for (option, what, value, unit, hz) in rates {
        if !(value > 0.0 && value.is_finite()) {
            problems.add(flag(option), format!("{value}, expected a number above 0 ({unit})"), None);
        } else if every(hz, recorded).is_err() {
            let said = format!(
                "{what} at {hz} Hz cannot be made of activity recorded at {recorded} Hz, expected a rate that divides it"
            );
            problems.add(flag(option), said, Some(nearest(option, hz, recorded)));
        }
    }
    if s.drift_ppm.is_nan() || s.drift_ppm.abs() > DRIFT_MAX_PPM {
        let said = format!("{} ppm, expected at most {DRIFT_MAX_PPM} either way", s.drift_ppm);
        let hint = "crystals are off by a few to a hundred ppm; 1 % is 10000".to_string();
        problems.add(flag("--drift"), said, Some(hint));
    }
    // the longest time between two samples
    let each = [s.eeg_hz, s.fnirs_hz, repeat_hz, s.body_hz].map(|hz| 1.0 / hz);
    let longest = each.into_iter().filter(|t| t.is_finite()).fold(0.0, f64::max);
    for phase in m.phases.iter().filter(|p| p.duration_s < longest * (1.0 - 1e-9)) {
        let said = format!(
            "the phase `{}` lasts {} s, expected at least one sample of each instrument: {} s",
            phase.name,
            phase.duration_s,
            (longest * 1e9).round() / 1e9
        );
        problems.add(Place::default(), said, Some("a longer phase, or a higher rate".into()));
    }
    if !m.populations.iter().any(|p| p.key == AROUSAL) {
        let said = format!("the circuit has no population `{AROUSAL}`, which pupil, heart and skin follow");
        problems.add(Place::default(), said, None);
    }
    if !m.populations.iter().any(|p| p.cortical) {
        let said = "the circuit has no cortical population, the source of EEG and fNIRS".to_string();
        problems.add(Place::default(), said, None);
    }
    problems
}

/// The way out for a rate that does not divide that of the recording.
fn nearest(option: &str, hz: f64, recorded: f64) -> String {
    if option == "--rate" {
        return format!("scan at a multiple of {hz} Hz, such as 250");
    }
    let rate = recorded / (recorded / hz).round().max(1.0);
    match option {
        "--tr" => format!("for instance --tr {}", 1.0 / rate),
        _ => format!("for instance {option} {rate}, or scan with another --rate"),
    }
}
