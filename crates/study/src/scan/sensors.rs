//! What instruments show of a recorded person: EEG, fNIRS, BOLD and physiology.
//!
//! **A clock.** All instruments of a person share one clock. A clock that runs faster by a factor takes its sample i at (i + ½)/factor − ½ samples of
//! the recording, so that what happens comes later in its file, and a recording has more samples. Constants of the balloon and of the body
//! are taken by that clock, too: they are off by as little as the clock is.

use super::{Activity, ScanManifest};
use syntony_engine::Stream;
use syntony_observe::instrument::body::Physiology;
use syntony_observe::instrument::{Anatomy, Instruments, TooFast, averaged, every};

/// The population that pupil, heart and skin follow.
pub(super) const AROUSAL: &str = "lc";

/// Random-number stream of instruments.
const STREAM: u32 = 300;
/// Rate at which blood is followed, Hz.
const BLOOD_HZ: f64 = 50.0;

/// How instruments are set.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// EEG samples a second.
    pub eeg_hz: f64,
    /// fNIRS samples a second.
    pub fnirs_hz: f64,
    /// Repetition time of BOLD, s.
    pub repeat_s: f64,
    /// Samples of physiology a second.
    pub body_hz: f64,
    /// Whether there are eye-blink artefacts.
    pub artefacts: bool,
    /// How much faster than that of the first person the clock of every further person's instruments runs, parts per million.
    pub drift_ppm: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            eeg_hz: 250.0,
            fnirs_hz: 10.0,
            repeat_s: 1.0,
            body_hz: 50.0,
            artefacts: false,
            drift_ppm: 0.0,
        }
    }
}

impl Settings {
    /// As they are unless something else is asked, for a recording at this rate: EEG at 250 Hz, or at the rate of the recording.
    pub fn for_recording(recorded_hz: f64) -> Settings {
        let usual = Settings::default();
        let eeg_hz = if every(usual.eeg_hz, recorded_hz).is_ok() { usual.eeg_hz } else { recorded_hz };
        Settings { eeg_hz, ..usual }
    }

    /// How many times as fast as true time the clock of a person's instruments runs.
    pub fn clock(&self, person: usize) -> f64 {
        if person > 0 { 1.0 + 1e-6 * self.drift_ppm } else { 1.0 }
    }
}

/// A person as instruments show it in one phase.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Electrodes, `[channel][sample]`, µV.
    pub eeg: Vec<Vec<f64>>,
    /// Oxyhaemoglobin over each cortical region, µM.
    pub oxy: Vec<Vec<f64>>,
    /// Deoxyhaemoglobin likewise.
    pub deoxy: Vec<Vec<f64>>,
    /// BOLD of each region, relative to its mean.
    pub bold: Vec<Vec<f64>>,
    /// Physiology: pupil, heart, skin, breath.
    pub body: Physiology,
}

/// Looks at one person in one phase. `who` names person, unit and phase for the noise of instruments.
pub fn look(
    manifest: &ScanManifest,
    instruments: &Instruments,
    settings: &Settings,
    activity: &[f32],
    (dyad, person, phase): (usize, usize, usize),
) -> Result<Shown, TooFast> {
    let anatomy = manifest.anatomy();
    let mut recorded = anatomy.recorded(activity, manifest.rate_hz);
    let clock = settings.clock(person);
    if clock != 1.0 {
        let courses = recorded.relative.iter_mut().chain(&mut recorded.deviation);
        courses.for_each(|x| *x = clocked(x, clock));
    }
    let lane = (dyad * 64 + person) as u64;
    let mut random = Stream::new(manifest.seed, lane, STREAM, phase as u64);
    let eeg =
        instruments.eeg.record(&anatomy, &recorded, settings.eeg_hz, settings.artefacts, &mut random)?;
    // blood and body are slow: what is faster need not be followed, if the rates allow it
    let slow = [settings.fnirs_hz, 1.0 / settings.repeat_s, settings.body_hz];
    let slow_hz =
        if slow.iter().all(|hz| every(*hz, BLOOD_HZ).is_ok()) && every(BLOOD_HZ, manifest.rate_hz).is_ok() {
            BLOOD_HZ
        } else {
            manifest.rate_hz
        };
    let per = every(slow_hz, manifest.rate_hz)?;
    let courses: Vec<Vec<f64>> = recorded.relative.iter().map(|x| averaged(x, per)).collect();
    let samples = courses.first().map_or(0, Vec::len);
    let light = every(settings.fnirs_hz, slow_hz)?;
    let waves = instruments.blood.waves(samples / light, settings.fnirs_hz, &mut random);
    let (mut oxy, mut deoxy, mut bold) = (Vec::new(), Vec::new(), Vec::new());
    for (population, course) in courses.iter().enumerate() {
        let states = instruments.blood.balloon(course, slow_hz);
        if anatomy.cortical[population] {
            let [o, d] = instruments.blood.light(&states, slow_hz, settings.fnirs_hz, &waves, &mut random)?;
            oxy.push(o);
            deoxy.push(d);
        }
        bold.push(instruments.blood.scan(&states, slow_hz, settings.repeat_s, &mut random)?);
    }
    let body = every(settings.body_hz, slow_hz)?;
    let arousal = anatomy.find(AROUSAL).map(|lc| averaged(&courses[lc], body)).unwrap_or_default();
    let body = instruments.body.measure(&arousal, settings.body_hz, &mut random);
    Ok(Shown { eeg, oxy, deoxy, bold, body })
}

/// Activity of one person of a unit.
pub fn person(activity: &Activity, person: usize) -> &[f32] {
    activity.get(person).map_or(&[], Vec::as_slice)
}

/// Populations of cortex, in their order.
pub fn cortex(anatomy: &Anatomy) -> Vec<usize> {
    (0..anatomy.keys.len()).filter(|&p| anatomy.cortical[p]).collect()
}

/// A course as a clock samples it that runs faster by a factor; cubic between samples, and no longer than the course.
fn clocked(x: &[f64], factor: f64) -> Vec<f64> {
    let last = x.len() as i64 - 1;
    let count = ((x.len() as f64 - 0.5) * factor + 0.5).floor().max(0.0) as i64;
    let near = |k: i64| x[k.clamp(0, last) as usize];
    (0..if last < 0 { 0 } else { count })
        .map(|i| {
            let at = (i as f64 + 0.5) / factor - 0.5;
            let (k, u) = (at.floor() as i64, at - at.floor());
            let (a, b, c, d) = (near(k - 1), near(k), near(k + 1), near(k + 2));
            let (v, w, z) = (u + 1.0, u - 1.0, u - 2.0);
            -u * w * z / 6.0 * a + v * w * z / 2.0 * b - v * u * z / 2.0 * c + v * u * w / 6.0 * d
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::clocked;

    #[test]
    fn issue_clock_drift_moves_later_and_holds_nothing() {
        let course = |hz: f64, t: f64| (2.0 * std::f64::consts::PI * hz * t).sin();
        let rate = 250.0;
        let x: Vec<f64> = (0..25_000).map(|i| course(7.0, (i as f64 + 0.5) / rate)).collect();
        for factor in [1.005, 1.0003, 1.0, 0.9997, 0.995] {
            let y = clocked(&x, factor);
            assert!((y.len() as f64 - 25_000.0 * factor).abs() <= 1.0, "{factor}: {}", y.len());
            // what the clock shows at t happened at t/factor
            for (i, y) in y.iter().enumerate().take(y.len() - 3).skip(3) {
                let want = course(7.0, (i as f64 + 0.5) / rate / factor);
                assert!((y - want).abs() < 1e-3, "{factor} {i}: {y} {want}");
            }
            assert!(y[y.len() - 3..].windows(2).all(|w| w[0] != w[1]), "{factor}: a held end");
        }
        assert_eq!(clocked(&x, 1.0), x);
        assert!(clocked(&[], 1.005).is_empty());
    }
}
