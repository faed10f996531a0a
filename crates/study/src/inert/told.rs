//! What people are told to do, and who is away, without anything coming of it.

use super::{Inert, Seen, runs};
use crate::run::Study;
use syntony_brain::Plan;
use syntony_model::protocol::{PhaseKind, Script};

impl Inert {
    pub(super) fn told(&mut self, study: &Study) {
        let mut seen = Seen::default();
        for (_, run) in runs(study) {
            for phase in &run.group.phases {
                let PhaseKind::Encounter(e) = &phase.kind else { continue };
                let idle = e.regulate.iter().find(|r| r.2 == 0.0);
                let idle =
                    idle.map(|r| format!("'{}' regulates with a strength of 0, which changes nothing", r.0));
                let script = e.script.iter().find_map(|s| nothing_of(&run.plan, s));
                seen.add(&phase.place, idle.or(script).map(|what| (what, None)));
            }
            let acts = run.group.acts.iter().find_map(|a| nothing_of(&run.plan, &a.script));
            let absent = run.group.absences.iter().find(|a| {
                !run.group.phases.iter().any(|f| {
                    let shared = matches!(f.kind, PhaseKind::Encounter(_) | PhaseKind::Together { .. });
                    let then = f.start_s < a.window_s.1 && a.window_s.0 < f.end_s();
                    shared && then && f.kind.members().contains(&a.member.as_str())
                })
            });
            let absent = absent.map(|a| {
                format!(
                    "'{}' is away when nobody shares a cage or an encounter with it, which changes nothing",
                    a.member
                )
            });
            seen.add(&run.group.place, acts.or(absent).map(|what| (what, None)));
        }
        self.warn_all(seen);
    }
}

/// What a told act says and does not do.
fn nothing_of(plan: &Plan, script: &Script) -> Option<String> {
    let repertoire = &plan.social.as_ref()?.repertoire;
    let act = &repertoire.acts[repertoire.find(&script.act)?];
    if script.share == 0.0 {
        return Some(format!("the act '{}' has a share of 0 and is never done", script.act));
    }
    let stroked = script.velocity.is_some() || script.temperature.is_some();
    (stroked && act.touch == 0.0).then(|| {
        format!("velocity or temperature of the act '{}' changes nothing: nobody is touched", script.act)
    })
}
