//! A group's phases, doses and manipulations, cut into segments within which nothing changes but time.

use crate::parameters::SceneParameters;
use syntony_model::protocol::{Encounter, Group, PhaseKind, Script};

/// A stretch of time with the same phases, infusions and changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Start, s.
    pub start_s: f64,
    /// Length of a tick, s.
    pub dt_s: f64,
    /// Ticks.
    pub ticks: u64,
    /// Running phases.
    pub phases: Vec<usize>,
    /// Doses whose bolus falls on the start: (dose, time index).
    pub boluses: Vec<usize>,
    /// Infusions that run.
    pub infusions: Vec<usize>,
    /// Manipulations in force.
    pub changes: Vec<usize>,
    /// Phases that begin here.
    pub begins: Vec<usize>,
    /// Encounters as timed acts and absences change them: (phase, encounter).
    pub staged: Vec<(usize, Encounter)>,
    /// Members who are away.
    pub away: Vec<String>,
}

/// All segments of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// In order.
    pub segments: Vec<Segment>,
}

impl Schedule {
    /// Cuts a group's timeline at every boundary.
    pub fn new(group: &Group, p: &SceneParameters) -> Self {
        let begin = group.phases.iter().map(|f| f.start_s).fold(0.0, f64::min);
        let end = group.phases.iter().map(|f| f.end_s()).fold(0.0, f64::max);
        let mut cuts = vec![begin, end];
        for phase in &group.phases {
            cuts.extend([phase.start_s, phase.end_s()]);
            if is_housing(&phase.kind) && phase.duration_s > p.settle_time {
                cuts.push(phase.start_s + p.settle_time);
            }
        }
        for dose in &group.doses {
            for t in &dose.times_s {
                cuts.extend([*t, t + dose.duration_s]);
            }
        }
        for m in &group.manipulations {
            cuts.extend([m.window_s.0, m.window_s.1]);
        }
        for window in group.acts.iter().map(|a| a.window_s).chain(group.absences.iter().map(|a| a.window_s)) {
            cuts.extend([window.0, window.1]);
        }
        let first = group.doses.iter().flat_map(|d| &d.times_s).fold(begin, |a, t| a.min(*t));
        cuts.push(first);
        cuts.retain(|t| t.is_finite() && *t >= first && *t <= end);
        cuts.sort_by(f64::total_cmp);
        cuts.dedup_by(|a, b| (*a - *b).abs() < 1e-6);
        let segments = cuts.windows(2).map(|w| segment(group, p, w[0], w[1])).collect();
        Schedule { segments }
    }

    /// Ticks in all.
    pub fn ticks(&self) -> u64 {
        self.segments.iter().map(|s| s.ticks).sum()
    }
}

/// Encounters of the phases with the acts of the moment, and without those who are away; only those that differ.
fn staged(group: &Group, phases: &[usize], away: &[String], inside: f64) -> Vec<(usize, Encounter)> {
    let now = |window: (f64, f64)| window.0 < inside && inside < window.1;
    // what was begun last comes first: it takes its share of the time from what was told before
    let mut acts: Vec<&Script> = group.acts.iter().filter(|a| now(a.window_s)).map(|a| &a.script).collect();
    acts.reverse();
    let mut all = Vec::new();
    for &i in phases {
        let PhaseKind::Encounter(e) = &group.phases[i].kind else { continue };
        let here = |name: &String| e.members.contains(name) && !away.contains(name);
        let acts: Vec<&Script> = acts.iter().copied().filter(|s| here(&s.by) && here(&s.to)).collect();
        if acts.is_empty() && !away.iter().any(|m| e.members.contains(m)) {
            continue;
        }
        let mut changed = Encounter::clone(e);
        changed.members.retain(|m| !away.contains(m));
        let told = acts.into_iter().chain(e.script.iter().filter(|s| here(&s.by) && here(&s.to)));
        changed.script = Vec::new();
        for script in told {
            let taken: f64 = changed.script.iter().filter(|s| s.by == script.by).map(|s| s.share).sum();
            let share = script.share.min(1.0 - taken);
            if share > 1e-9 {
                changed.script.push(Script { share, ..script.clone() });
            }
        }
        all.push((i, changed));
    }
    all
}

/// An encounter up to this long is followed closely.
const BRIEF_S: f64 = 3.0 * 3600.0;

/// Ticks of chemistry and learning while circuits move at the millisecond clock.
const MOMENTS_S: f64 = 1.0;

fn is_housing(kind: &PhaseKind) -> bool {
    match kind {
        PhaseKind::Alone { .. } | PhaseKind::Together { .. } => true,
        PhaseKind::Encounter(e) => e.moments.is_none(),
        _ => false,
    }
}

fn segment(group: &Group, p: &SceneParameters, start: f64, end: f64) -> Segment {
    let (near, inside) = (1e-6, 0.5 * (start + end));
    let phases: Vec<usize> = (0..group.phases.len())
        .filter(|&i| group.phases[i].start_s < inside && inside < group.phases[i].end_s())
        .collect();
    let begins = phases.iter().copied().filter(|&i| (group.phases[i].start_s - start).abs() < near).collect();
    let longest = phases
        .iter()
        .map(|&i| {
            let phase = &group.phases[i];
            let usual = match &phase.kind {
                kind if is_housing(kind) && start - phase.start_s >= p.settle_time - near => p.tick_long,
                PhaseKind::Encounter(e) if e.moments.is_some() => MOMENTS_S,
                PhaseKind::Encounter(_) if phase.duration_s <= BRIEF_S => p.tick_short,
                kind if is_housing(kind) => p.tick,
                PhaseKind::Choice { .. }
                | PhaseKind::Conditioning { .. }
                | PhaseKind::PlaceTest { .. }
                | PhaseKind::Operant { .. } => p.tick,
                _ => p.tick_short,
            };
            phase.tick_s.map_or(usual, |t| t.min(usual))
        })
        .fold(p.tick_long, f64::min);
    let ticks = ((end - start) / longest - 1e-9).ceil().max(1.0);
    let mut boluses = Vec::new();
    let mut infusions = Vec::new();
    for (i, dose) in group.doses.iter().enumerate() {
        for t in &dose.times_s {
            if dose.duration_s > 0.0 {
                if *t < inside && inside < t + dose.duration_s {
                    infusions.push(i);
                }
            } else if (t - start).abs() < near {
                boluses.push(i);
            }
        }
    }
    let changes = (0..group.manipulations.len())
        .filter(|&i| group.manipulations[i].window_s.0 < inside && inside < group.manipulations[i].window_s.1)
        .collect();
    let away: Vec<String> = group
        .absences
        .iter()
        .filter(|a| a.window_s.0 < inside && inside < a.window_s.1)
        .map(|a| a.member.clone())
        .collect();
    Segment {
        staged: staged(group, &phases, &away, inside),
        away,
        start_s: start,
        dt_s: (end - start) / ticks,
        ticks: ticks as u64,
        phases,
        boluses,
        infusions,
        changes,
        begins,
    }
}
