//! A schedule as phases: every day practice, life together, what weighs on them, and rest.

use super::Minutes;
use syntony_language::problem::Place;
use syntony_model::Atlas;
use syntony_model::atlas::Practice;
use syntony_model::protocol::{Aim, Encounter, Group, Phase, PhaseKind, Script, Strain};

const DAY_S: f64 = 86_400.0;
/// Longest steps: of practice and strain, which change feelings fast, of life together, and of rest. With steps of 1, 1 and 5 min the gain
/// in well-being of the example is the same to 0.001, the gain in trust a tenth greater.
const TICK_PRACTICE_S: f64 = 120.0;
const TICK_LIFE_S: f64 = 600.0;
pub(super) const TICK_REST_S: f64 = 3600.0;
/// The stressor that people are to each other; others act on each alone.
const CONFLICT: &str = "conflict";

/// A day that is written again and again.
#[derive(Debug, Clone, Default)]
struct Day {
    blocks: Vec<(String, Vec<PhaseKind>, f64, f64)>,
}

impl Day {
    /// Adds a stretch of time; each kind in it happens at once.
    fn add(&mut self, name: &str, kinds: Vec<PhaseKind>, seconds: f64, tick_s: f64) {
        if seconds > 0.0 && !kinds.is_empty() {
            self.blocks.push((name.to_string(), kinds, seconds, tick_s));
        }
    }

    fn phases(&self, days: usize, everybody: &[String]) -> Vec<Phase> {
        let busy: f64 = self.blocks.iter().map(|b| b.2).sum();
        let rest = PhaseKind::Alone { members: everybody.to_vec() };
        let rest = ("rest".to_string(), vec![rest], DAY_S - busy, TICK_REST_S);
        let mut phases = Vec::new();
        for day in 0..days {
            let mut at = day as f64 * DAY_S;
            for (name, kinds, seconds, tick) in self.blocks.iter().chain(Some(&rest).filter(|r| r.2 > 1.0)) {
                for (i, kind) in kinds.iter().enumerate() {
                    phases.push(Phase {
                        name: format!("{name}_{i}_{day}"),
                        kind: kind.clone(),
                        start_s: at,
                        duration_s: *seconds,
                        tick_s: Some(*tick),
                        trials: (None, None),
                        place: Place::default(),
                    });
                }
                at += seconds;
            }
        }
        phases
    }
}

/// The phases of a schedule over the whole horizon. `free_s` is time together a day besides what the aim has.
pub(super) fn phases(aim: &Aim, atlas: &Atlas, minutes: &Minutes, free_s: f64) -> Vec<Phase> {
    let everybody: Vec<String> = aim.cast.iter().map(|m| m.name.clone()).collect();
    let mut day = Day::default();
    for (limit, minutes) in aim.limits.iter().zip(minutes) {
        let practice = &atlas.practices[&limit.practice];
        day.add(&practice.key, practise(aim, atlas, practice, &everybody), minutes * 60.0, TICK_PRACTICE_S);
    }
    let life = || vec![PhaseKind::Encounter(Box::new(meeting(aim, everybody.clone())))];
    day.add("more", life(), free_s, TICK_PRACTICE_S);
    match &aim.strain {
        None => day.add("life", life(), aim.hours_s, TICK_LIFE_S),
        Some(strain) => {
            day.add("before", life(), 0.5 * aim.hours_s, TICK_LIFE_S);
            day.add("strain", weigh(aim, strain, &everybody), strain.time_s, TICK_PRACTICE_S);
            day.add("after", life(), 0.5 * aim.hours_s, TICK_LIFE_S);
        }
    }
    day.phases((aim.horizon_s / DAY_S).round() as usize, &everybody)
}

/// A group in which everybody can meet everybody, to compile the brains once for all schedules.
pub(super) fn group(aim: &Aim) -> Group {
    let everybody = aim.cast.iter().map(|m| m.name.clone()).collect();
    let phase = Phase {
        name: "life".into(),
        kind: PhaseKind::Encounter(Box::new(meeting(aim, everybody))),
        start_s: 0.0,
        duration_s: DAY_S,
        tick_s: None,
        trials: (None, None),
        place: Place::default(),
    };
    Group {
        key: aim.key.clone(),
        label: aim.title.clone(),
        n: 1,
        same_as: None,
        born: String::new(),
        cast: aim.cast.clone(),
        phases: vec![phase],
        doses: Vec::new(),
        manipulations: Vec::new(),
        acts: Vec::new(),
        absences: Vec::new(),
        place: Place::default(),
    }
}

fn meeting(aim: &Aim, members: Vec<String>) -> Encounter {
    Encounter {
        moments: None,
        stressed: members.clone(),
        members,
        reach: aim.reach,
        free: true,
        script: Vec::new(),
        hours_s: None,
        stressor: None,
        threat: 0.0,
        pain: 0.0,
        regulate: Vec::new(),
    }
}

/// A practice: everybody does the acts towards everybody, or each is by itself.
fn practise(aim: &Aim, atlas: &Atlas, practice: &Practice, everybody: &[String]) -> Vec<PhaseKind> {
    let groups: Vec<Vec<String>> = match practice.alone {
        true => everybody.iter().map(|m| vec![m.clone()]).collect(),
        false => vec![everybody.to_vec()],
    };
    let one = |members: Vec<String>| {
        // silence is what the shares leave over: a free choice might be a quarrel
        let mut e = Encounter { free: false, ..meeting(aim, members) };
        if let Some(strategy) = practice.strategy {
            e.regulate = e.members.iter().map(|m| (m.clone(), strategy, 1.0)).collect();
        }
        e.script = script(aim, atlas, practice, &e.members);
        PhaseKind::Encounter(Box::new(e))
    };
    groups.into_iter().map(one).collect()
}

fn script(aim: &Aim, atlas: &Atlas, practice: &Practice, members: &[String]) -> Vec<Script> {
    let acts: Vec<(&String, f64, bool)> = practice
        .acts
        .iter()
        .filter_map(|(key, id)| {
            let act = atlas.acts.get(key).filter(|a| a.reach <= aim.reach)?;
            Some((key, atlas.params.value(*id), act.mutual))
        })
        .collect();
    let total: f64 = acts.iter().map(|a| a.1).sum();
    let others = members.len().saturating_sub(1) as f64;
    let mut script = Vec::new();
    for by in members {
        for to in members.iter().filter(|m| *m != by) {
            for (act, share, mutual) in &acts {
                // both do a mutual act, whoever begins it
                let once = if *mutual { 0.5 } else { 1.0 };
                script.push(Script {
                    by: by.clone(),
                    to: to.clone(),
                    act: act.to_string(),
                    share: once * share / total.max(1.0) / others,
                    velocity: None,
                    temperature: None,
                    answer: None,
                });
            }
        }
    }
    script
}

/// What weighs on them: a quarrel is met together, anything else by each alone.
fn weigh(aim: &Aim, strain: &Strain, everybody: &[String]) -> Vec<PhaseKind> {
    let groups: Vec<Vec<String>> = match strain.stressor == CONFLICT {
        true => vec![everybody.to_vec()],
        false => everybody.iter().map(|m| vec![m.clone()]).collect(),
    };
    let one = |members| {
        let e = Encounter { stressor: Some(strain.stressor.clone()), ..meeting(aim, members) };
        PhaseKind::Encounter(Box::new(e))
    };
    groups.into_iter().map(one).collect()
}
