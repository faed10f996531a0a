//! Doses and manipulations that touch nothing, reach no measure, or come after the last one.

use super::measures::{in_plasma, reads};
use super::{Inert, Said, Seen, runs};
use crate::run::Study;
use std::collections::BTreeSet;
use syntony_model::atlas::Route;
use syntony_model::protocol::{Dose, Manipulation, ManipulationKind, Measure};
use syntony_model::{Atlas, Protocol};
use syntony_society::Run;
use syntony_society::influence::{At, Influence};

/// What a group measures: the nodes, until when, and of whom and what the concentration in plasma.
struct Measured<'a> {
    nodes: Vec<(Vec<At>, f64)>,
    plasma: Vec<(&'a str, &'a str, f64)>,
}

impl<'a> Measured<'a> {
    fn of(protocol: &'a Protocol, run: &Run) -> Self {
        let end = |m: &Measure| {
            let phase = run.group.phases.iter().find(|f| f.name == m.phase)?;
            Some((phase.start_s + m.window_s.1).min(phase.end_s()))
        };
        let nodes = protocol.measures.iter().filter_map(|m| Some((reads(m, run), end(m)?))).collect();
        let plasma =
            protocol.measures.iter().filter_map(|m| Some((m.member.as_str(), in_plasma(m)?, end(m)?)));
        Measured { nodes, plasma: plasma.collect() }
    }

    /// What to say of something that moves these nodes from a time on; nothing if a measure may show it.
    fn judge(
        &self,
        run: &Run,
        what: &str,
        moved: Vec<At>,
        from_s: f64,
        nothing: impl Fn() -> Said,
    ) -> Option<Said> {
        if moved.is_empty() {
            return Some(nothing());
        }
        let reached: BTreeSet<At> = Influence(&run.plan).reach(moved);
        let last = self
            .nodes
            .iter()
            .filter(|(nodes, _)| nodes.iter().any(|at| reached.contains(at)))
            .map(|(_, end)| *end);
        match last.reduce(f64::max) {
            None if self.nodes.is_empty() && self.plasma.is_empty() => None,
            None => Some((format!("{what} reaches nothing that is measured"), None)),
            Some(end) if end <= from_s => {
                Some((format!("{what} comes after everything measured that it could change"), None))
            }
            Some(_) => None,
        }
    }
}

impl Inert {
    pub(super) fn treatments(&mut self, study: &Study, atlas: &Atlas) {
        let mut seen = Seen::default();
        for (_, run) in runs(study) {
            let measured = Measured::of(study.protocol, run);
            for (i, dose) in run.group.doses.iter().enumerate() {
                seen.add(&dose.place, dosed(run, atlas, &measured, i, dose));
            }
            for m in &run.group.manipulations {
                seen.add(&m.place, changed(run, &measured, m));
                if matches!(m.kind, ManipulationKind::Express { developmental: true, .. }) {
                    let what = "'developmental' changes nothing: animals of this model do not grow up with a receptor";
                    let hint = "a change without 'from' holds from the beginning; leave 'developmental' out";
                    self.warn(&m.place, what.into(), Some(hint.into()));
                }
            }
        }
        self.warn_all(seen);
    }
}

fn dosed(run: &Run, atlas: &Atlas, measured: &Measured, i: usize, dose: &Dose) -> Option<Said> {
    let compound = atlas.compounds.get(&dose.compound)?;
    let control =
        compound.class == "vector" && compound.actions.iter().all(|a| atlas.params.value(a.amount) == 0.0);
    if compound.class == "vehicle" || control {
        return None;
    }
    let from_s = dose.times_s.first().copied().unwrap_or(0.0);
    let shown = measured.plasma.iter().any(|(member, name, end)| {
        let same = *name == compound.key || compound.ligand.as_deref() == Some(*name);
        same && dose.members.iter().any(|m| m == member) && from_s < *end
    });
    if shown {
        return None;
    }
    let site = dose.site.as_ref().map(|s| format!(" in '{s}'")).unwrap_or_default();
    let what = format!("'{}'{site}", dose.compound);
    let nothing = || {
        let binds: Vec<&str> = targets(atlas, compound);
        let members = dose.members.join(", ");
        let why = match (binds.is_empty(), dose.route) {
            (true, _) => "no receptor of the atlas binds it".to_string(),
            (_, Route::Site) => format!("nothing that it acts on ({}) does anything there", binds.join(", ")),
            _ => format!(
                "nothing that it acts on ({}) is where it comes to and does anything",
                binds.join(", ")
            ),
        };
        let sites = live_sites(run, atlas, dose);
        let hint =
            (!sites.is_empty()).then(|| format!("by the route 'site' it acts in {}", sites.join(", ")));
        (format!("{what} changes nothing in '{members}': {why}"), hint)
    };
    measured.judge(run, &what, run.touched_by_dose(i), from_s, nothing)
}

/// Receptors that a compound binds, and what its other actions are on.
fn targets<'a>(atlas: &'a Atlas, compound: &'a syntony_model::atlas::Compound) -> Vec<&'a str> {
    let binds = |r: &syntony_model::atlas::Receptor| {
        r.binding.contains_key(&compound.key)
            || compound.ligand.as_ref().is_some_and(|l| r.binding.contains_key(l))
    };
    let receptors = atlas.receptors.values().filter(|r| binds(r)).map(|r| r.key.as_str());
    let others = compound.actions.iter().filter_map(|a| Some(a.target.split_once(':')?.1));
    receptors.chain(others).collect()
}

/// Regions in which the same compound would move something in the same members.
fn live_sites(run: &Run, atlas: &Atlas, dose: &Dose) -> Vec<String> {
    let plan = &run.plan;
    let site = |r: usize| Dose { route: Route::Site, site: Some(plan.regions[r].clone()), ..dose.clone() };
    let moves = |r: &usize| {
        dose.members.iter().filter_map(|m| plan.member(m)).any(|m| {
            let given = plan.doses.deliver(&site(*r), m, Some(*r));
            given.into_iter().any(|d| !Influence(plan).touched(d, m).is_empty())
        })
    };
    let allowed = atlas.compounds.get(&dose.compound).is_some_and(|c| c.routes.contains(&Route::Site));
    (0..plan.regions.len()).filter(|_| allowed).filter(moves).map(|r| plan.regions[r].clone()).collect()
}

fn changed(run: &Run, measured: &Measured, m: &Manipulation) -> Option<Said> {
    let place =
        |region: &Option<String>| region.as_ref().map_or("anywhere".to_string(), |r| format!("in '{r}'"));
    let (what, why): (String, String) = match &m.kind {
        ManipulationKind::Express { factor: 1.0, .. }
        | ManipulationKind::Release { factor: 1.0, .. }
        | ManipulationKind::Project { factor: 1.0, .. }
        | ManipulationKind::Process { factor: 1.0, .. } => {
            return Some(("a factor of 1 changes nothing".into(), None));
        }
        ManipulationKind::Express { receptor, region, .. } => {
            let site = place(region);
            (format!("'{receptor}' {site}"), "there is none, or nothing depends on it there".into())
        }
        ManipulationKind::Release { ligand, region, .. } => (
            format!("release of '{ligand}' {}", place(region)),
            "no cells release it there onto anything that reads it".into(),
        ),
        ManipulationKind::Drive { target, .. } => (format!("'{target}'"), "it has no cells".into()),
        ManipulationKind::Project { from, to, .. } => {
            (format!("'{from}' to '{to}'"), "there is no such projection".into())
        }
        ManipulationKind::Process { process, .. } => {
            (format!("'{process}'"), "this cast has nothing of it".into())
        }
    };
    let begin = run.schedule.segments.first().map_or(0.0, |s| s.start_s);
    let end = run.schedule.segments.last().map_or(0.0, |s| s.start_s + s.dt_s * s.ticks as f64);
    if m.window_s.0 >= end || m.window_s.1 <= begin {
        return Some((format!("the change of {what} is outside of the run"), None));
    }
    let members = m.members.join(", ");
    let nothing = || (format!("the change of {what} changes nothing in '{members}': {why}"), None);
    measured.judge(
        run,
        &format!("the change of {what}"),
        run.touched_by_manipulation(m),
        m.window_s.0,
        nothing,
    )
}
