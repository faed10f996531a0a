//! One group of an experiment: its plan, its schedule, and many units of its cast living through it.

mod changes;
mod entrance;
mod pace;

use crate::cast::{cast_of, meetings};
use crate::parameters::SceneParameters;
use crate::scene::arena::{self, LeverState, Levers, Where};
use crate::scene::cage::{self, DyadState};
use crate::scene::encounter::{self, EncounterState};
use crate::scene::moments::{MomentState, Timing, moments};
use crate::scene::{Scene, tests};
use crate::schedule::{Schedule, Segment};
use std::collections::BTreeMap;
use std::sync::Arc;
use syntony_brain::block::Knob;
use syntony_brain::block::moving::Moving;
use syntony_brain::chemistry::doses::Delivery;
use syntony_brain::neural::FastPlan;
use syntony_brain::neural::fast::NotFinite;
use syntony_brain::neural::fast::percepts::{Percepts, ROW_S};
use syntony_brain::numbers::{Meaning, Numbers};
use syntony_brain::{Block, Cast, Drives, Imprint, Plan, Senses};
use syntony_engine::Key;
use syntony_engine::grid;
use syntony_engine::noise::name;
use syntony_language::Problems;
use syntony_language::problem::nearest;
use syntony_model::atlas::Route;
use syntony_model::protocol::{Group, ManipulationKind, PhaseKind};
use syntony_model::{Atlas, ParamId};
use syntony_observe::bout::Moment;
use syntony_observe::instrument::reading::Readings;

/// A group ready to run: everything that its units share.
#[derive(Debug, Clone)]
pub struct Run {
    /// The group.
    pub group: Group,
    /// Plan of its cast.
    pub plan: Arc<Plan>,
    /// Numbers of the scenes.
    pub scenes: SceneParameters,
    /// Timeline.
    pub schedule: Schedule,
    /// What is read of people with which error.
    pub readings: Option<Arc<Readings>>,
    /// What phases at the millisecond clock need, where there are any.
    pub moments: Option<(FastPlan, Timing)>,
    /// Deliveries by dose and member: (member, delivery).
    deliveries: Vec<Vec<(usize, Delivery)>>,
    /// Infused (compound, region).
    infused: Vec<(usize, usize)>,
    /// Members who bring what another scene has left in them.
    pub people: Vec<(usize, Imprint)>,
    /// Parameters read.
    pub used: std::collections::BTreeSet<ParamId>,
    /// What they mean.
    pub meanings: Vec<Meaning>,
}

impl Run {
    /// Compiles a group; `watched` are the (ligand or receptor, region) that somebody measures.
    pub fn compile(atlas: &Atlas, group: &Group, watched: &[(String, String)]) -> Result<Run, Problems> {
        Run::compile_with(atlas, group, watched, &[])
    }

    /// Compiles a group some of whose members, by name, have lived through another scene before.
    pub fn compile_with(
        atlas: &Atlas,
        group: &Group,
        watched: &[(String, String)],
        people: &[(&str, &Imprint)],
    ) -> Result<Run, Problems> {
        let mut cast = Cast { watched: watched.to_vec(), ..cast_of(group) };
        let index = |name: &str| group.cast.iter().position(|m| m.name == name);
        let people: Vec<(usize, Imprint)> =
            people.iter().filter_map(|(name, x)| Some((index(name)?, (*x).clone()))).collect();
        // somebody known from another scene is missed, and known again, whether they meet in this one or not
        for (i, imprint) in &people {
            for j in imprint.edges.keys().filter_map(|other| index(other)) {
                if j != *i && !cast.pairs.contains(&(*i, j)) {
                    cast.pairs.push((*i, j));
                }
            }
        }
        let plan = Plan::compile(atlas, cast)?;
        let mut n = Numbers::new(atlas);
        let scenes = SceneParameters::read(atlas, &mut n);
        let people_are_read = atlas.processes.contains_key("instrument");
        let readings = people_are_read.then(|| Arc::new(Readings::read(&mut n)));
        let schedule = Schedule::new(group, &scenes);
        let (deliveries, infused) = deliveries(&plan, group);
        for m in &group.manipulations {
            if let ManipulationKind::Process { process, .. } = &m.kind
                && Knob::of(process).is_none()
            {
                let hint =
                    nearest(process, Knob::ALL.map(|(word, _)| word)).map(|p| format!("did you mean `{p}`?"));
                let what = format!(
                    "unknown process input `{process}`, expected one of {}",
                    Knob::ALL.map(|(word, _)| word).join(", ")
                );
                n.problems.add(m.place.clone(), what, hint);
            }
        }
        let moving = |kind: &PhaseKind| matches!(kind, PhaseKind::Encounter(e) if e.moments.is_some());
        let moments = if group.phases.iter().any(|f| moving(&f.kind)) {
            let fast = FastPlan::compile(atlas, &plan.circuit, &plan.regions)?;
            n.used.extend(fast.used.iter().copied());
            Some((fast, Timing::read(&mut n)))
        } else {
            None
        };
        let used = plan.used.union(&n.used).copied().collect();
        let meanings = plan.meanings.iter().chain(&n.meanings).cloned().collect();
        let run = Run {
            group: group.clone(),
            plan: Arc::new(plan),
            scenes,
            schedule,
            readings,
            moments,
            deliveries,
            infused,
            people,
            used,
            meanings,
        };
        n.problems.into_result(run)
    }

    /// The same brains with another course of phases, doses, manipulations, acts and absences; none if the cast, its pairs, or what
    /// may be given or expressed is another, so that brains in time could not go on with it.
    pub fn revised(&self, group: &Group) -> Option<Run> {
        let (new, old) = (cast_of(group), cast_of(&self.group));
        let plan = &self.plan.cast;
        let fits = new.members == old.members
            && new.pairs == old.pairs
            && new.expressed == old.expressed
            && new.places == old.places
            && new.compounds.iter().all(|c| plan.compounds.contains(c));
        let (deliveries, infused) = deliveries(&self.plan, group);
        let known = infused.iter().all(|x| self.infused.contains(x));
        let schedule = Schedule::new(group, &self.scenes);
        (fits && known).then(|| Run { group: group.clone(), schedule, deliveries, ..self.clone() })
    }
}

/// (member, delivery) of each dose, and the (compound, region) that are infused.
type Given = (Vec<Vec<(usize, Delivery)>>, Vec<(usize, usize)>);

fn deliveries(plan: &Plan, group: &Group) -> Given {
    let mut infused = Vec::new();
    let deliveries = group
        .doses
        .iter()
        .map(|dose| {
            let site = dose.site.as_ref().and_then(|s| plan.region(s));
            let members = dose.members.iter().filter_map(|m| plan.member(m));
            let given: Vec<(usize, Delivery)> = members
                .flat_map(|m| plan.doses.deliver(dose, m, site).into_iter().map(move |d| (m, d)))
                .collect();
            if let (Route::Site, Some(site), Some((_, d))) = (dose.route, site, given.first())
                && !infused.contains(&(d.compound, site))
            {
                infused.push((d.compound, site));
            }
            given
        })
        .collect();
    (deliveries, infused)
}

/// What scenes carry from tick to tick.
#[derive(Debug, Clone, Default)]
struct SceneStates {
    dyads: BTreeMap<(usize, usize), DyadState>,
    places: BTreeMap<usize, Vec<Where>>,
    levers: BTreeMap<usize, Vec<LeverState>>,
    flags: BTreeMap<usize, Vec<bool>>,
    spots: BTreeMap<usize, Vec<usize>>,
    encounters: BTreeMap<usize, EncounterState>,
    moments: BTreeMap<usize, MomentState>,
}

/// Units of one group in time. A clone is a snapshot: it goes on with the same bits.
#[derive(Clone)]
pub struct Society {
    /// What is run.
    pub run: Arc<Run>,
    /// Brains.
    pub block: Block,
    keys: Vec<Key>,
    senses: Senses,
    drives: Drives,
    active: Vec<bool>,
    states: SceneStates,
    moving: Option<Moving>,
    waiting: Option<entrance::Waiting>,
    segment: usize,
    /// Whether the segment's boluses and changes have been applied.
    begun: bool,
    tick_in_segment: u64,
    tick: u64,
}

/// Something went wrong while time passed.
#[derive(Debug, Clone, PartialEq)]
pub struct BlowUp {
    /// When, s.
    pub time_s: f64,
    /// Variable.
    pub variable: String,
    /// Unit of the block.
    pub unit: usize,
    /// Member, or the two members of an edge.
    pub member: String,
    /// Where in the study: group, replicate, animal; added by whoever knows.
    pub place: String,
    /// Value.
    pub value: f64,
    /// When all was well for the last time, s.
    pub good_s: f64,
}

impl std::fmt::Display for BlowUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let BlowUp { variable, member, value, time_s, good_s, place, .. } = self;
        write!(f, "{variable} of {member} became {value} by {time_s:.0} s; all was well at {good_s:.0} s")?;
        if place.is_empty() { Ok(()) } else { write!(f, " ({place})") }
    }
}

impl Society {
    /// `ids` name the units: their lanes' random numbers are keyed by (seed, id, name of the member), so a unit lives the same life in any block.
    pub fn new(run: Arc<Run>, seed: u64, ids: &[u64]) -> Self {
        Society::born(run, seed, ids, ids)
    }

    /// As [`Society::new`], with what is inborn and the past keyed by `born` instead: the same animals on other days.
    pub fn born(run: Arc<Run>, seed: u64, born: &[u64], ids: &[u64]) -> Self {
        let members = run.plan.members();
        let keys = |ids: &[u64]| -> Vec<Key> {
            let of = |name: &u64| ids.iter().map(|id| Key::new(seed, *id).named(*name)).collect::<Vec<_>>();
            run.plan.names.iter().flat_map(of).collect()
        };
        let (born, keys) = (keys(born), keys(ids));
        let mut block = Block::new(run.plan.clone(), ids.len(), born, keys.clone(), run.infused.clone());
        for (member, imprint) in &run.people {
            block.recall(*member, imprint);
        }
        // what was lived through stands above what the scene says of before
        let knows = |i: usize, j: usize| {
            let other = &run.group.cast[j].name;
            run.people.iter().any(|(m, imprint)| *m == i && imprint.edges.contains_key(other))
        };
        for (i, member) in run.group.cast.iter().enumerate() {
            for other in &member.familiar_with {
                let Some(j) = run.plan.member(other) else { continue };
                for pair in [(i, j), (j, i)].into_iter().filter(|p| !knows(p.0, p.1)) {
                    if let Some(pair) = run.plan.pair(pair.0, pair.1) {
                        block.acquaint(pair, member.familiar_for_s);
                    }
                }
            }
            for (other, seconds, quality) in &member.bonds {
                let other = run.plan.member(other).filter(|&j| !knows(i, j));
                if let Some(pair) = other.and_then(|j| run.plan.pair(i, j)) {
                    block.attach(pair, *seconds, *quality);
                }
            }
        }
        if run.plan.social.is_some() {
            block.settle_trust();
        }
        Society {
            senses: block.no_senses(),
            drives: block.no_drives(),
            active: vec![false; run.plan.pairs()],
            states: SceneStates::default(),
            moving: None,
            waiting: entrance::Waiting::new(members, &block.lanes, &block.edges),
            segment: 0,
            begun: false,
            tick_in_segment: 0,
            tick: 0,
            run,
            block,
            keys,
        }
    }

    /// Keys of what is lived through, and of birth, of all members, `[member × unit]`.
    pub fn member_keys(&self) -> (Vec<Key>, Vec<Key>) {
        (self.keys.clone(), self.block.born().to_vec())
    }

    /// Runs to the end; `witness` sees every act and tick. Stops early, between ticks, when `stop` says so.
    pub fn run(
        &mut self,
        witness: &mut dyn syntony_observe::Witness,
        stop: &dyn Fn() -> bool,
    ) -> Result<bool, BlowUp> {
        loop {
            if stop() && !self.ended() {
                return Ok(false);
            }
            if !self.step(witness)? {
                return Ok(true);
            }
        }
    }

    /// One tick; false, and nothing done, at the end.
    pub fn step(&mut self, witness: &mut dyn syntony_observe::Witness) -> Result<bool, BlowUp> {
        let run = self.run.clone();
        let Some(segment) = run.schedule.segments.get(self.segment) else { return Ok(false) };
        if !self.begun {
            self.begin(segment);
            self.begun = true;
        }
        self.one_tick(segment, witness)?;
        self.tick_in_segment += 1;
        self.tick += 1;
        if self.tick_in_segment == segment.ticks {
            self.finite(segment)?;
            self.segment += 1;
            self.tick_in_segment = 0;
            self.begun = false;
        }
        Ok(true)
    }

    /// Changes, boluses and new scenes at a boundary.
    fn begin(&mut self, segment: &Segment) {
        let run = self.run.clone();
        self.enter(&run, segment);
        self.block.changes = run.changes(segment);
        self.block.infusions =
            segment.infusions.iter().flat_map(|&i| run.deliveries[i].iter().map(|&(m, d)| (d, m))).collect();
        for (d, _) in self.block.infusions.clone() {
            self.block.given_any[d.compound] = true;
        }
        for &i in &segment.boluses {
            for &(member, delivery) in &run.deliveries[i] {
                self.block.bolus(delivery, member);
            }
        }
        self.block.dawn(day(segment.start_s));
        for &i in &segment.begins {
            let phase = &run.group.phases[i];
            for member in phase.kind.members().iter().filter_map(|m| run.plan.member(m)) {
                let first = member * self.block.units;
                self.block.begin(first..first + self.block.units, name(&phase.name), phase.trials());
            }
            if matches!(run.group.phases[i].kind, PhaseKind::Choice { .. } | PhaseKind::Operant { .. }) {
                self.block.new_day(name(&run.group.phases[i].name));
            }
        }
        self.active.fill(false);
        for &i in &segment.phases {
            for (a, b) in meetings(&run.group.phases[i].kind) {
                if segment.away.contains(&a) || segment.away.contains(&b) {
                    continue;
                }
                let (Some(a), Some(b)) = (run.plan.member(&a), run.plan.member(&b)) else { continue };
                for pair in [run.plan.pair(a, b), run.plan.pair(b, a)].into_iter().flatten() {
                    self.active[pair] = true;
                }
            }
        }
        for (m, member) in run.plan.cast.members.iter().enumerate() {
            self.block.accompanied[m] = segment.phases.iter().any(|&i| match &run.group.phases[i].kind {
                PhaseKind::Together { members, .. } => {
                    let here = || members.iter().filter(|name| !segment.away.contains(name));
                    here().count() > 1 && here().any(|name| *name == member.name)
                }
                _ => false,
            });
        }
        self.senses.clear();
        self.block.look(&self.senses, &self.active);
        // brains go on moving as long as nothing else runs; what an experimenter changes is in their numbers
        self.moving = match (&run.moments, moving_phase(&run, segment)) {
            (Some((fast, _)), Some(_)) => Some(Moving::new(&self.block, fast, fast.step)),
            _ => None,
        };
    }

    fn one_tick(
        &mut self,
        segment: &Segment,
        witness: &mut dyn syntony_observe::Witness,
    ) -> Result<(), BlowUp> {
        let run = self.run.clone();
        let rows = if self.moving.is_some() { (segment.dt_s / ROW_S).round() as usize } else { 0 };
        let mut percepts = Percepts::new(self.block.lane_count(), rows);
        let (dt, time) = (segment.dt_s, segment.start_s + segment.dt_s * self.tick_in_segment as f64);
        self.block.dawn(day(time));
        self.block.drives(&mut self.drives);
        self.senses.clear();
        for &phase in &segment.phases {
            let mut scene = Scene {
                plan: &run.plan,
                p: &run.scenes,
                units: self.block.units,
                keys: &self.keys,
                phase,
                into_s: time - run.group.phases[phase].start_s,
                time_s: time,
                dt_s: dt,
                tick: self.tick,
                drives: &self.drives,
                senses: &mut self.senses,
                witness,
            };
            let kind = &run.group.phases[phase].kind;
            let staged = segment.staged.iter().find(|(i, _)| *i == phase);
            match (kind, &run.moments, staged) {
                (PhaseKind::Encounter(e), Some((_, timing)), _) if e.moments.is_some() => {
                    let state = self.states.moments.entry(phase).or_default();
                    let Some(what) = e.moments else { continue };
                    let now = staged.map_or(&**e, |(_, now)| now);
                    moments(&mut scene, state, (e, now), what, timing, &mut percepts);
                }
                (_, _, Some((_, staged))) => {
                    let state = self.states.encounters.entry(phase).or_default();
                    encounter::encounter(&mut scene, state, staged);
                }
                _ => play(&mut scene, kind, phase, &mut self.states, &segment.away),
            }
        }
        match &mut self.moving {
            Some(moving) => {
                let phase = moving_phase(&run, segment).unwrap_or(0);
                let (nodes, dt_s, lanes) =
                    (moving.fast.nodes().to_vec(), moving.fast.dt(), self.block.lane_count());
                let mut step = 0.0;
                let mut seen = |p: &[f64]| {
                    step += 1.0;
                    let time_s = time + step * dt_s;
                    witness.moment(&Moment { phase, time_s, dt_s, p, nodes: &nodes, lanes });
                };
                let done = self.block.step_moving(&self.senses, &self.active, moving, &percepts, &mut seen);
                done.map_err(|e| blown(&run, (time, time + dt), e, self.block.units))?;
            }
            None => self.block.step(&self.senses, &self.active, dt),
        }
        self.hold();
        witness.tick(time + dt, dt, &segment.phases, &self.block);
        Ok(())
    }
}

/// Day of a time after the beginning of the experiment.
pub fn day(time_s: f64) -> u64 {
    (time_s / 86_400.0).floor().max(0.0) as u64
}

/// A phase of a segment that runs at the millisecond clock.
fn moving_phase(run: &Run, segment: &Segment) -> Option<usize> {
    segment
        .phases
        .iter()
        .copied()
        .find(|&i| matches!(&run.group.phases[i].kind, PhaseKind::Encounter(e) if e.moments.is_some()))
}

/// Says whose activity left the numbers.
fn blown(run: &Run, (good_s, time_s): (f64, f64), e: NotFinite, units: usize) -> BlowUp {
    BlowUp {
        time_s,
        variable: format!("activity of {}", run.plan.circuit.nodes[e.population].key),
        unit: e.lane % units,
        member: run.plan.cast.members[e.lane / units].name.clone(),
        place: String::new(),
        value: f64::NAN,
        good_s,
    }
}

/// Plays one phase for one tick.
fn play(s: &mut Scene, kind: &PhaseKind, phase: usize, states: &mut SceneStates, away: &[String]) {
    let plan = s.plan;
    let member = |name: &String| plan.member(name).unwrap_or(0);
    let others = |options: &[Option<String>]| -> Vec<Option<usize>> {
        options.iter().map(|o| o.as_ref().map(member)).collect()
    };
    let units = s.units;
    match kind {
        PhaseKind::Alone { .. } => {}
        PhaseKind::Together { members, mating, barrier } => {
            for (k, a) in members.iter().enumerate() {
                for b in &members[k + 1..] {
                    let (i, j) = (member(a).min(member(b)), member(a).max(member(b)));
                    let state = states.dyads.entry((i, j)).or_insert_with(|| DyadState::new(units));
                    if away.contains(a) || away.contains(b) {
                        state.contact.fill(false);
                        continue;
                    }
                    cage::dyad(s, state, i, j, *mating, *barrier);
                }
            }
        }
        PhaseKind::Choice { chooser, options, barrier } => {
            let state = states.places.entry(phase).or_insert_with(|| vec![Where::Neutral; units]);
            arena::choice(s, state, member(chooser), &others(options), *barrier);
        }
        PhaseKind::Encounter(e) => {
            let state = states.encounters.entry(phase).or_default();
            encounter::encounter(s, state, e);
        }
        PhaseKind::Intruder { resident, intruder } => {
            let (i, j) = (member(resident), member(intruder));
            let state = states.dyads.entry((i.min(j), i.max(j))).or_insert_with(|| DyadState::new(units));
            arena::intruder(s, state, i, j);
        }
        PhaseKind::Stress { members, stressor } => {
            let intensity = s.p.stressor(stressor);
            for m in members.iter().map(member) {
                grid::row_mut(&mut s.senses.stress, m, units).fill(intensity);
            }
        }
        PhaseKind::ForcedSwim { member: m } => {
            let state = states.flags.entry(phase).or_insert_with(|| vec![false; units]);
            tests::forced_swim(s, state, member(m));
        }
        PhaseKind::PlusMaze { member: m } => {
            let state = states.flags.entry(phase).or_insert_with(|| vec![false; units]);
            tests::plus_maze(s, state, member(m));
        }
        PhaseKind::Operant { member: m, options, ratio, ratio_step, access_s } => {
            let state = states.levers.entry(phase).or_insert_with(|| vec![LeverState::default(); units]);
            let (ratio, ratio_step, access_s) = (*ratio, *ratio_step, *access_s);
            let options = &others(options);
            arena::operant(s, state, &Levers { worker: member(m), options, ratio, ratio_step, access_s });
        }
        PhaseKind::Conditioning { member: m, place, with } => {
            let i = member(m);
            if let Some(at) = plan.cast.places.iter().position(|p| p == place) {
                for unit in 0..units {
                    *s.place(at, s.lane(i, unit)) = 1.0;
                }
            }
            if let Some(other) = with {
                let j = member(other);
                let (i, j) = (i.min(j), i.max(j));
                let state = states.dyads.entry((i, j)).or_insert_with(|| DyadState::new(units));
                cage::dyad(s, state, i, j, false, false);
            }
        }
        PhaseKind::PlaceTest { member: m, places } => {
            let at: Vec<usize> =
                places.iter().filter_map(|name| plan.cast.places.iter().position(|p| p == name)).collect();
            let state = states.spots.entry(phase).or_insert_with(|| vec![0; units]);
            tests::places(s, state, member(m), &at);
        }
    }
}
