//! Numbers of the scenes: how often animals meet, part, mate, press, float.

use syntony_brain::numbers::Numbers;
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;

/// Parameters of scenes; rates in 1/s, times in s.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // each is explained where it is read
pub struct SceneParameters {
    pub huddle_start: f64,
    pub huddle_stop: f64,
    pub cross: f64,
    pub cage_factor: f64,
    pub attack_pain: f64,
    pub attack_start_delay: f64,
    pub attack_abroad: f64,
    pub investigate: f64,
    pub mate_latency: f64,
    pub mate_latency_sd: f64,
    pub mate_latency_max: f64,
    pub mate_decay: f64,
    pub mate_late: f64,
    pub mate_contact_loss: f64,
    pub mate_bout_rate: f64,
    pub press_rate: f64,
    pub press_effort: f64,
    pub float_base: f64,
    pub float_slope: f64,
    pub float_rate: f64,
    pub arm_base: f64,
    pub arm_slope: f64,
    pub arm_rate: f64,
    pub swim_stress: f64,
    pub maze_stress: f64,
    pub place_rate: f64,
    pub tick: f64,
    pub tick_long: f64,
    pub tick_short: f64,
    pub settle_time: f64,
    pub microdialysis_cv: f64,
    pub assay_cv: f64,
    /// SD of ln amounts between groups of one laboratory that are treated alike, beyond sampling; widens predictions, moves no animal.
    pub groups_sd: f64,
    /// SD of the ln factor with which a laboratory measures amounts; widens predictions, moves no animal.
    pub laboratory_sd: f64,
    /// Stressor intensities by name.
    pub stressors: Vec<(String, f64)>,
}

impl SceneParameters {
    /// Reads them.
    pub fn read(atlas: &Atlas, n: &mut Numbers) -> Self {
        let (one, time, rate) = (Dimension::NONE, Dimension::TIME, Dimension::RATE);
        let named = atlas.processes.get("stress").map(|p| p.numbers.keys().cloned().collect::<Vec<_>>());
        let stressors = named
            .unwrap_or_default()
            .into_iter()
            .map(|s| (n.take(&format!("stress.{s}"), one, "intensity of a stressor"), s))
            .map(|(x, s)| (s, x))
            .collect();
        SceneParameters {
            huddle_start: n.take("choice.huddle_start", rate, "start of contact at wanting 0"),
            huddle_stop: n.take("choice.huddle_stop", rate, "end of contact at wanting 0"),
            cross: n.take("choice.cross", rate, "change of chamber at wanting 0"),
            cage_factor: n.take(
                "scene.cage_factor",
                one,
                "start of contact in a home cage relative to the arena",
            ),
            attack_pain: n.take("scene.attack_pain", time, "time for which one attack hurts"),
            attack_abroad: n.take(
                "scene.attack_abroad",
                one,
                "attacks of an intruder relative to those at home",
            ),
            attack_start_delay: n.take("scene.attack_delay", time, "shortest time from meeting to attack"),
            investigate: n.take("scene.investigate", rate, "rate of investigation bouts of an unknown other"),
            mate_latency: n.take("mating.latency", time, "median time from meeting to mating"),
            mate_latency_sd: n.take("mating.latency_sd", one, "SD of ln latency between pairs"),
            mate_latency_max: n.take("mating.latency_max", time, "latest start of mating"),
            mate_decay: n.take("mating.decay", time, "time in which mating wanes"),
            mate_late: n.take("mating.late", one, "level of mating that stays"),
            mate_contact_loss: n.take("mating.contact_loss", one, "share of contact time that mating takes"),
            mate_bout_rate: n.take("mating.bout_rate", rate, "mating bouts at full level"),
            press_rate: n.take("operant.press_rate", rate, "lever presses at wanting 0"),
            press_effort: n.take("operant.effort", one, "loss of wanting per ln of required presses"),
            float_base: n.take("test.float_base", one, "logit share of floating at rest"),
            float_slope: n.take(
                "test.float_slope",
                one,
                "rise of the logit share of floating per unit of passive coping",
            ),
            float_rate: n.take("test.float_rate", rate, "changes between floating and swimming"),
            arm_base: n.take("test.arm_base", one, "logit share of time on open arms at rest"),
            arm_slope: n.take(
                "test.arm_slope",
                one,
                "fall of the logit share of open arms per unit of anxiety",
            ),
            arm_rate: n.take("test.arm_rate", rate, "changes between open and closed arms"),
            swim_stress: n.take("test.swim_stress", one, "stress of the forced swim"),
            maze_stress: n.take("test.maze_stress", one, "stress of the plus maze"),
            place_rate: n.take("test.place_rate", rate, "changes of place at value 0"),
            tick: n.take("scene.tick", time, "longest step in general"),
            tick_long: n.take(
                "scene.tick_long",
                time,
                "longest step once a housing phase has lasted `settle_time`",
            ),
            tick_short: n.take("scene.tick_short", time, "longest step in brief tests and during stress"),
            settle_time: n.take("scene.settle_time", time, "time after which housing changes slowly"),
            microdialysis_cv: n.take("assay.microdialysis_cv", one, "relative error of microdialysis"),
            groups_sd: n.take("assay.groups_sd", one, "SD of ln amounts between groups treated alike"),
            laboratory_sd: n.take("assay.laboratory_sd", one, "SD of the ln factor of a laboratory"),
            assay_cv: n.take("assay.plasma_cv", one, "relative error of a plasma assay"),
            stressors,
        }
    }

    /// Intensity of a stressor.
    pub fn stressor(&self, name: &str) -> f64 {
        self.stressors.iter().find(|(s, _)| s == name).map_or(1.0, |(_, x)| *x)
    }
}
