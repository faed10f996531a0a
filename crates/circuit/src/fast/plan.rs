//! Numbers of the fast clock, read from the atlas: time constants, noise, and where regions lie, hence delays.

use super::course::PerceptShape;
use crate::circuit::Circuit;
use crate::numbers::Numbers;
use std::collections::BTreeSet;
use syntony_language::Problems;
use syntony_language::quantity::Dimension;
use syntony_model::{Atlas, ParamId};

/// Time constants, noise and delays of the circuit.
#[derive(Debug, Clone)]
pub struct FastPlan {
    /// Length of a step, s.
    pub step: f64,
    /// Time constant of principals in cortex, s.
    pub tau_p: f64,
    /// Time constant of the slow inhibitory loop in cortex, s.
    pub tau_n: f64,
    /// Time constant of nuclei, s.
    pub tau_u: f64,
    /// SD of ln of these between people.
    pub tau_sd: f64,
    /// Time constant of fast noise, s.
    pub noise_tau: f64,
    /// SD of fast noise, logit units.
    pub noise_sd: f64,
    /// How long a draw of fast noise is held, s.
    pub noise_step: f64,
    /// Time constant of infra-slow noise, s.
    pub slow_tau: f64,
    /// SD of infra-slow noise, logit units.
    pub slow_sd: f64,
    /// Time over which drive by acts is correlated, s.
    pub act_tau: f64,
    /// Course of percepts.
    pub course: PerceptShape,
    /// Time in which mirrored acts set in, two stages, s.
    pub mirror: f64,
    /// How much later than its sight an act is mirrored, s.
    pub mirror_late: f64,
    /// Time in which a command to move rises, two stages, s.
    pub motor: f64,
    /// Drive by the own voice or movement relative to that of others.
    pub heard: f64,
    /// Drive of somatosensory cortex by the own movement, logit units.
    pub felt: f64,
    /// Delay of each synapse of the circuit, s.
    pub delay: Vec<f64>,
    /// Where the region of each population lies on the right, m (right, anterior, superior of the anterior commissure).
    pub position: Vec<[f64; 3]>,
    /// Parameters read.
    pub used: BTreeSet<ParamId>,
}

impl FastPlan {
    /// Reads them for a circuit, with what the atlas lacks.
    pub(super) fn read(atlas: &Atlas, circuit: &Circuit, regions: &[String]) -> (FastPlan, Problems) {
        let (one, time, length) = (Dimension::NONE, Dimension::TIME, Dimension::LENGTH);
        let mut n = Numbers::new(atlas);
        let position: Vec<[f64; 3]> = circuit
            .nodes
            .iter()
            .map(|node| {
                let region = &regions[node.region];
                [
                    n.take(&format!("position.{region}_x"), length, "how far to the right a region lies"),
                    n.take(&format!("position.{region}_y"), length, "how far in front of the commissure"),
                    n.take(&format!("position.{region}_z"), length, "how far above the commissure"),
                ]
            })
            .collect();
        let velocity = n.take("millisecond.velocity", Dimension::SPEED, "conduction velocity of fibres");
        let detour = n.take("millisecond.detour", one, "length of a tract over the straight line");
        let synapse = n.take("millisecond.synapse", time, "delay of a synapse, with dendrites");
        let delay = (0..circuit.nodes.len())
            .flat_map(|r| {
                circuit.synapses[circuit.starts[r]..circuit.starts[r + 1]].iter().map(move |s| (r, s.from))
            })
            .map(|(to, from)| {
                let (a, b) = (position[to], position[from]);
                let straight = (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum::<f64>().sqrt();
                synapse + detour * straight / velocity.max(0.0)
            })
            .collect();
        let fast = FastPlan {
            step: n.take("millisecond.step", time, "step of the circuit"),
            tau_p: n.take("millisecond.tau_p", time, "time constant of principals in cortex"),
            tau_n: n.take("millisecond.tau_n", time, "time constant of the inhibitory loop in cortex"),
            tau_u: n.take("millisecond.tau_u", time, "time constant of nuclei"),
            tau_sd: n.take("millisecond.tau_sd", one, "SD of ln of the time constants between people"),
            noise_tau: n.take("millisecond.noise_tau", time, "time constant of fast noise").max(1e-5),
            noise_sd: n.take("millisecond.noise_sd", one, "SD of fast noise"),
            noise_step: n.take("millisecond.noise_step", time, "how long a draw of fast noise is held"),
            // the time of ongoing activity at the slow clock, which this noise stands in for
            slow_tau: n
                .take("circuit.fluctuation_time", time, "time in which ongoing activity drifts")
                .max(1e-3),
            slow_sd: n.take("millisecond.slow_sd", one, "SD of infra-slow noise"),
            act_tau: n
                .take("millisecond.act_tau", time, "time over which drive by acts is correlated")
                .max(1e-4),
            course: PerceptShape {
                onset: n.take("millisecond.onset", time, "time in which a percept sets in").max(1e-4),
                lasting: n.take("millisecond.lasting", time, "time for which a percept lasts").max(1e-3),
                phasic: n.take("millisecond.phasic", one, "size of the onset relative to what lasts"),
            },
            mirror: n.take("millisecond.mirror", time, "time in which a mirrored act sets in").max(1e-3),
            mirror_late: n.take("millisecond.mirror_late", time, "time from sight to its mirroring"),
            motor: n.take("millisecond.motor", time, "time in which a command to move rises").max(1e-3),
            heard: n.take("millisecond.heard", one, "drive by the own voice relative to that of others"),
            felt: n.take("millisecond.felt", one, "drive of somatosensory cortex by the own movement"),
            delay,
            position,
            used: BTreeSet::new(),
        };
        (FastPlan { used: n.used, ..fast }, n.problems)
    }
}
