//! What instruments show of a recorded person: electrodes, light and scanner over named regions, and the body.

use super::{Activity, Manifest};
use syntony_engine::Stream;
use syntony_observe::instrument::body::Physiology;
use syntony_observe::instrument::{Anatomy, Instruments, TooFast, averaged, every};

/// Random-number stream of instruments.
const STREAM: u32 = 300;
/// Rate at which blood is followed, Hz.
const BLOOD_HZ: f64 = 50.0;

/// How instruments are set.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Samples of electrodes a second.
    pub eeg_hz: f64,
    /// Samples of light a second.
    pub fnirs_hz: f64,
    /// Time between two scans, s.
    pub repeat_s: f64,
    /// Samples of the body a second.
    pub body_hz: f64,
    /// Whether people blink.
    pub artefacts: bool,
    /// How much faster than the first the clock of every further person's amplifier runs, parts per million.
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
    /// All rates that a recording cannot give.
    pub fn too_fast(&self, recorded_hz: f64) -> Vec<TooFast> {
        let rates = [self.eeg_hz, self.fnirs_hz, 1.0 / self.repeat_s, self.body_hz];
        rates.into_iter().filter_map(|hz| every(hz, recorded_hz).err()).collect()
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
    /// Pupil, heart, skin, breath.
    pub body: Physiology,
}

/// Looks at one person in one phase. `who` names person, unit and phase for the noise of instruments.
pub fn look(
    manifest: &Manifest,
    instruments: &Instruments,
    settings: &Settings,
    activity: &[f32],
    (dyad, person, phase): (usize, usize, usize),
) -> Result<Shown, TooFast> {
    let anatomy = manifest.anatomy();
    let recorded = anatomy.recorded(activity, manifest.rate_hz);
    let lane = (dyad * 64 + person) as u64;
    let mut random = Stream::new(manifest.seed, lane, STREAM, phase as u64);
    let mut eeg =
        instruments.eeg.record(&anatomy, &recorded, settings.eeg_hz, settings.artefacts, &mut random)?;
    if person > 0 && settings.drift_ppm != 0.0 {
        eeg.iter_mut().for_each(|x| *x = resampled(x, 1.0 + settings.drift_ppm * 1e-6));
    }
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
    let arousal = anatomy.find("lc").map(|lc| averaged(&courses[lc], body)).unwrap_or_default();
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

/// A signal as a clock reads it that runs faster by a factor; the end is held.
fn resampled(x: &[f64], factor: f64) -> Vec<f64> {
    let last = x.len().saturating_sub(1);
    (0..x.len())
        .map(|i| {
            let at = (i as f64 * factor).min(last as f64);
            let (k, u) = (at as usize, at.fract());
            x[k] * (1.0 - u) + x[(k + 1).min(last)] * u
        })
        .collect()
}
