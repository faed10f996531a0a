//! Phases and members that nothing reads, groups alike, and traits that change nothing of who has them.

use super::measures::reads;
use super::{Inert, Said, Seen, runs};
use crate::run::{Study, society};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use syntony_brain::Cast;
use syntony_brain::block::Traits;
use syntony_engine::State;
use syntony_language::Place;
use syntony_model::Atlas;
use syntony_model::protocol::{Age, BodyState, Group, Measure, MeasureKind, Member, PhaseKind, Rearing};
use syntony_society::Run;
use syntony_society::influence::Influence;

impl Inert {
    /// Phases after the last measure, and those that move nothing measured.
    pub(super) fn phases(&mut self, study: &Study) {
        let mut seen = Seen::default();
        for (_, run) in runs(study) {
            let measures: Vec<&Measure> =
                study.protocol.measures.iter().filter(|m| m.kind.parts().is_empty()).collect();
            let phase_of = |name: &str| run.group.phases.iter().find(|f| f.name == name);
            let end = |m: &&&Measure| phase_of(&m.phase).map(|f| (f.start_s + m.window_s.1).min(f.end_s()));
            let last = measures.iter().filter_map(|m| end(&m)).reduce(f64::max);
            let read: BTreeSet<_> = measures.iter().flat_map(|m| reads(m, run)).collect();
            let named = |name: &str| {
                let versus =
                    |m: &Measure| matches!(&m.kind, MeasureKind::Decoding { versus, .. } if versus == name);
                measures.iter().any(|m| m.phase == name || versus(m))
            };
            for (i, phase) in run.group.phases.iter().enumerate() {
                let name = &phase.name;
                let moves = || !Influence(&run.plan).reach(run.touched_by_phase(i)).is_disjoint(&read);
                let said = match last {
                    None => None,
                    _ if named(name) => None,
                    Some(last) if phase.start_s >= last - 1e-6 => {
                        Some(format!("nothing is measured in the phase '{name}' or after it"))
                    }
                    Some(_) if !read.is_empty() && !moves() => {
                        Some(format!("nothing that is measured depends on the phase '{name}'"))
                    }
                    Some(_) => None,
                };
                seen.add(&phase.place, said.map(|what| (what, None)));
                if let PhaseKind::Together { mating: true, members, .. } = &phase.kind {
                    let sexes: BTreeSet<bool> = run
                        .group
                        .cast
                        .iter()
                        .filter(|m| members.contains(&m.name))
                        .map(|m| m.sex == syntony_model::protocol::Sex::F)
                        .collect();
                    if sexes.len() < 2 {
                        let what = format!(
                            "'mating' in the phase '{name}' changes nothing: all there are of one sex"
                        );
                        self.warn(&phase.place, what, None);
                    }
                }
            }
        }
        self.warn_all(seen);
    }

    /// Groups that live through the same.
    pub(super) fn groups(&mut self, study: &Study) {
        let mut first: BTreeMap<String, &str> = BTreeMap::new();
        for (_, run) in runs(study) {
            match first.get(&lived(&run.group)) {
                Some(other) => {
                    let what =
                        format!("the group '{}' differs from '{other}' in nothing but n", run.group.key);
                    let hint = "say what differs, or leave one of them out";
                    self.warn(&run.group.place, what, Some(hint.into()));
                }
                None => {
                    first.insert(lived(&run.group), &run.group.key);
                }
            }
        }
    }

    /// Members who take part in nothing, and what is said of members and changes nothing of them.
    pub(super) fn members(&mut self, study: &Study, atlas: &Atlas) {
        type Told<'a> = (&'a Place, Vec<Option<Said>>);
        let mut all: BTreeMap<(&str, &str), Told> = BTreeMap::new();
        let mut known: BTreeMap<(String, &str), bool> = BTreeMap::new();
        for (_, run) in runs(study) {
            let mut own = None;
            for (i, member) in run.group.cast.iter().enumerate() {
                let name = member.name.as_str();
                let mut add = |what: &'static str, said: Option<String>| {
                    let (_, each) = all.entry((name, what)).or_insert((&member.place, Vec::new()));
                    each.push(said.map(|what| (what, None)));
                };
                let there = run.group.phases.iter().any(|f| f.kind.members().contains(&name));
                let met = run.plan.cast.pairs.iter().any(|&(a, b)| a == i || b == i);
                add("", (!there && !met).then(|| format!("'{name}' is in the cast and in no phase")));
                for (word, reset) in TRAITS {
                    let mut other = run.group.clone();
                    reset(&mut other.cast[i]);
                    if format!("{:?}", other.cast[i]) == format!("{member:?}") {
                        continue;
                    }
                    let pairs = format!("{i}{:?}{:?}", run.group.cast, run.plan.cast.pairs);
                    let same = *known.entry((pairs, word)).or_insert_with(|| {
                        let plain = Run::compile(atlas, &other, &run.plan.cast.watched);
                        let own = own.get_or_insert_with(|| Born::of(run.clone()));
                        plain.is_ok_and(|plain| *own == Born::of(plain))
                    });
                    let species = atlas.species.get(&member.species).map_or("", |s| s.name.as_str());
                    let species = species.split(" (").next().unwrap_or(species);
                    add(
                        word,
                        same.then(|| format!("'{word}' of '{name}' changes nothing of this {species}")),
                    );
                }
            }
        }
        for (place, each) in all.into_values() {
            let mut one = Seen::default();
            each.into_iter().for_each(|said| one.add(place, said));
            self.warn_all(one);
        }
    }
}

/// What may be said of a member, and how it is unsaid.
type Trait = (&'static str, fn(&mut Member));

const TRAITS: [Trait; 16] = [
    ("age", |m| m.age = Age::Adult),
    ("rearing", |m| m.rearing = Rearing::Biparental),
    ("gonadectomised", |m| m.state.gonadectomised = false),
    ("adrenalectomised", |m| m.state.adrenalectomised = false),
    ("estradiol", |m| m.state.estradiol = BodyState::default().estradiol),
    ("testosterone", |m| m.state.testosterone = BodyState::default().testosterone),
    ("contraception", |m| m.state.contraception = false),
    ("day_length", |m| m.state.day_length_h = BodyState::default().day_length_h),
    ("attachment anxiety", |m| m.anxiety = None),
    ("attachment avoidance", |m| m.avoidance = None),
    ("familiar_with", |m| m.familiar_with.clear()),
    ("bond", |m| m.bonds.clear()),
    ("quality of a bond", |m| m.bonds.iter_mut().for_each(|b| b.2 = 0.8)),
    ("kin", |m| m.kin.clear()),
    ("attraction", |m| m.attraction.clear()),
    ("density", |m| m.density.clear()),
];

/// Everything that brains of each member are born with, and what they bring.
#[derive(PartialEq)]
struct Born {
    plan: String,
    traits: Traits,
    lanes: State,
    edges: State,
}

impl Born {
    fn of(mut run: Run) -> Born {
        // what members and groups are called decides what is drawn for them, and is not what is compared
        (run.group.key, run.group.born) = (String::new(), String::new());
        let mut named = syntony_brain::Plan::clone(&run.plan);
        named.names = (0..named.members() as u64).collect();
        run.plan = Arc::new(named);
        // more than one unit, for some are born at a bound
        let units: Vec<(usize, usize)> =
            (0..(64 / run.plan.members()).clamp(1, 16)).map(|a| (0, a)).collect();
        let block = society(Arc::new(run), 1, &units).block;
        let mut plan = syntony_brain::Plan::clone(&block.plan);
        plan.cast = Cast::default();
        plan.used.clear();
        plan.meanings.clear();
        Born { plan: format!("{plan:?}"), traits: block.traits, lanes: block.lanes, edges: block.edges }
    }
}

/// What a group lives through, in words that do not say where it is written.
fn lived(group: &Group) -> String {
    let mut g = group.clone();
    (g.key, g.label, g.n, g.place) = (String::new(), String::new(), 0, Place::default());
    g.same_as = None;
    g.born = String::new();
    g.cast.iter_mut().for_each(|m| m.place = Place::default());
    g.phases.iter_mut().for_each(|f| f.place = Place::default());
    g.doses.iter_mut().for_each(|d| d.place = Place::default());
    g.manipulations.iter_mut().for_each(|m| m.place = Place::default());
    format!("{g:?}")
}
