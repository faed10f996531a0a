//! Electroencephalogram: cortical activity as dipoles in a spherical head.
//!
//! **Equations.** A radial dipole of moment Q at f R from the centre of a homogeneous sphere of radius R gives at an electrode, x the cosine between:
//! ```text
//! V = Q/(4 π σ R²) · ((1 − f²)/D³ − 1)/f,   D = √(1 − 2 f x + f²)         (3 x for f → 0)
//! Q = moment · (p − p*),   f = skull · distance/R
//! ```
//! plus 1/f background and white noise, and blinks if asked; then referred to the average.
//! **Symbols.** Q (A m), σ (S/m), V (µV out); p − p*: activity less that at rest. **Shape.** `[channel][sample]`. **Assumptions.** one dipole on each
//! side, radial, alike left and right; nuclei are closed fields. A skull is a dipole nearer to the centre (Ary). **Papers.** Frank 1952 (sphere);
//! Ary, Klein & Fender 1981.

use super::{Anatomy, Recorded, TooFast, averaged, every, pink, take};
use syntony_brain::numbers::Numbers;
use syntony_engine::Stream;
use syntony_engine::math::exp;
use syntony_language::quantity::Dimension;

/// Names of the electrodes, in their usual order.
pub const NAMES: [&str; 28] = [
    "Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "FC5", "FC1", "FC2", "FC6", "T7", "C3", "Cz", "C4", "T8",
    "CP5", "CP1", "CP2", "CP6", "P7", "P3", "Pz", "P4", "P8", "O1", "Oz", "O2",
];
/// Regions within this distance of the midline have one dipole, m.
const MIDLINE: f64 = 6e-3;

/// µV in one mV, the internal unit of potentials: what electrodes record is in µV.
const UV: f64 = 1e3;

/// Numbers of the instrument.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // each is explained where it is read
pub struct Eeg {
    pub radius: f64,
    pub centre: [f64; 3],
    pub conductivity: f64,
    pub skull: f64,
    pub moment: f64,
    /// The same of a region per mV of the mean potential of its cells.
    pub moment_psp: f64,
    pub background: f64,
    /// Lowest frequency of that background, Hz.
    pub background_hz: f64,
    pub noise: f64,
    pub blinks: f64,
    pub blink: f64,
    pub blink_time: f64,
    /// Electrodes on a unit sphere.
    pub electrodes: Vec<[f64; 3]>,
    /// How far below its equator nasion and ears lie.
    pub ears: f64,
}

impl Eeg {
    pub(super) fn read(n: &mut Numbers) -> Eeg {
        let (one, length, potential) = (Dimension::NONE, Dimension::LENGTH, Dimension::POTENTIAL);
        Eeg {
            radius: take(n, "head_radius", length, "radius of the head"),
            centre: [
                0.0,
                take(n, "head_y", length, "centre of the head in front of the anterior commissure"),
                take(n, "head_z", length, "centre of the head above the anterior commissure"),
            ],
            conductivity: take(n, "conductivity", Dimension::CONDUCTIVITY, "conductivity of the head"),
            skull: take(n, "skull", one, "how much nearer to the centre a dipole behind a skull looks"),
            moment: take(n, "moment", Dimension::DIPOLE, "dipole moment of a region at p = 1"),
            moment_psp: take(
                n,
                "moment_psp",
                Dimension::DIPOLE_PER_POTENTIAL,
                "dipole moment of a region per potential of its cells",
            ),
            background: UV * take(n, "eeg_background", potential, "1/f background"),
            background_hz: take(
                n,
                "background_frequency",
                Dimension::RATE,
                "lowest frequency of that background",
            ),
            noise: UV * take(n, "eeg_noise", potential, "noise of amplifier and skin"),
            blinks: take(n, "blinks", Dimension::RATE, "blinks"),
            blink: UV * take(n, "blink", potential, "size of a blink at the forehead"),
            blink_time: take(n, "blink_time", Dimension::TIME, "half of a blink's length").max(1e-3),
            electrodes: NAMES
                .iter()
                .map(|name| {
                    let key = name.to_lowercase();
                    [
                        n.take(&format!("montage.{key}_x"), one, "how far to the right an electrode lies"),
                        n.take(&format!("montage.{key}_y"), one, "how far in front an electrode lies"),
                        n.take(&format!("montage.{key}_z"), one, "how far up an electrode lies"),
                    ]
                })
                .collect(),
            ears: n.take("montage.ears", one, "how far below the equator nasion and ears lie"),
        }
    }

    /// Potential at each electrode of unit activity of a region, µV, before a reference is chosen.
    pub fn lead(&self, position: [f64; 3]) -> Vec<f64> {
        let mut lead = vec![0.0; self.electrodes.len()];
        let both = if position[0].abs() < MIDLINE { &[1.0][..] } else { &[1.0, -1.0][..] };
        for side in both {
            let field = self.field([side * position[0], position[1], position[2]], self.moment);
            lead.iter_mut().zip(field).for_each(|(v, x)| *v += x);
        }
        lead
    }

    /// Potential at each electrode of one radial dipole of a moment (nA m) at a place (m), µV, before a reference is chosen.
    pub fn field(&self, position: [f64; 3], moment: f64) -> Vec<f64> {
        let r = self.from_centre(position);
        let distance = (r[0] * r[0] + r[1] * r[1] + r[2] * r[2]).sqrt().max(1e-9);
        let f = (self.skull * distance / self.radius).min(0.95);
        let at = |e: &[f64; 3]| {
            let x = (r[0] * e[0] + r[1] * e[1] + r[2] * e[2]) / distance;
            // nA m over µS/m and m² is mV
            UV * moment * potential(f, x)
                / (4.0 * std::f64::consts::PI * self.conductivity * self.radius * self.radius)
        };
        self.electrodes.iter().map(at).collect()
    }

    /// A place as seen from the centre of the head, m.
    pub fn from_centre(&self, position: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|k| position[k] - self.centre[k])
    }

    /// What the electrodes record at `rate_hz`, µV against their average, `[channel][sample]`.
    pub fn record(
        &self,
        anatomy: &Anatomy,
        recorded: &Recorded,
        rate_hz: f64,
        artefacts: bool,
        random: &mut Stream,
    ) -> Result<Vec<Vec<f64>>, TooFast> {
        let every = every(rate_hz, recorded.rate_hz)?;
        let samples = recorded.deviation.first().map_or(0, Vec::len) / every;
        let mut all = vec![vec![0.0; samples]; self.electrodes.len()];
        for (population, course) in recorded.deviation.iter().enumerate() {
            if !anatomy.cortical[population] {
                continue;
            }
            let (lead, course) = (self.lead(anatomy.position[population]), averaged(course, every));
            for (channel, weight) in all.iter_mut().zip(lead) {
                channel.iter_mut().zip(&course).for_each(|(v, x)| *v += weight * x);
            }
        }
        let lids = if artefacts { self.lids(samples, rate_hz, random) } else { Vec::new() };
        for (channel, e) in all.iter_mut().zip(&self.electrodes) {
            let background = pink(samples, rate_hz, self.background_hz, random);
            // the eye's field falls off from the forehead, half way to the vertex it is gone
            let near = if artefacts { ((e[1] - 0.2) / 0.8).max(0.0) } else { 0.0 };
            for (i, v) in channel.iter_mut().enumerate() {
                *v += self.background * background[i] + self.noise * random.normal();
                if near > 0.0 {
                    *v += self.blink * near * near * lids[i];
                }
            }
        }
        for i in 0..samples {
            let mean = all.iter().map(|c| c[i]).sum::<f64>() / all.len() as f64;
            all.iter_mut().for_each(|c| c[i] -= mean);
        }
        Ok(all)
    }

    /// Blinks, 0 to 1.
    fn lids(&self, samples: usize, rate_hz: f64, random: &mut Stream) -> Vec<f64> {
        let mut lids = vec![0.0; samples];
        let mut at = random.exponential() / self.blinks.max(1e-9);
        while at * rate_hz < samples as f64 {
            let reach = 4.0 * self.blink_time;
            let (from, to) = (((at - reach) * rate_hz).max(0.0) as usize, (at + reach) * rate_hz);
            for (i, lid) in lids.iter_mut().enumerate().take(to as usize).skip(from) {
                let u = (i as f64 / rate_hz - at) / self.blink_time;
                *lid += exp(-0.5 * u * u);
            }
            at += 8.0 * self.blink_time + random.exponential() / self.blinks.max(1e-9);
        }
        lids
    }
}

/// Potential of a radial unit dipole, in units of Q/(4 π σ R²).
pub fn potential(f: f64, x: f64) -> f64 {
    if f < 1e-6 {
        return 3.0 * x;
    }
    let d = (1.0 - 2.0 * f * x + f * f).sqrt();
    ((1.0 - f * f) / (d * d * d) - 1.0) / f
}
