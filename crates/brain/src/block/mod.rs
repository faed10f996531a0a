//! Many brains of one plan, side by side.

mod autonomic;
mod birth;
pub mod imprint;
pub mod moving;
pub mod responses;
mod signals;
mod situation;
pub mod social;
mod terms;
mod tick;

use crate::chemistry::doses::{Compartment, Delivery, Part};
use crate::chemistry::kinetics::Rows;
use crate::named::named;
use crate::neural::fluctuation::Fluctuation;
use crate::person::mood::Moods;
use crate::plan::Plan;
use crate::plasticity::bond::{EdgeDrive, EdgeSlots};
use crate::senses::{Drives, Senses};
use crate::social::SocialWork;
use crate::stream;
use birth::{draw_traits, edge_layout, expressing_sites, lane_layout};
use responses::Responses;
use std::sync::Arc;
use syntony_engine::grid;
use syntony_engine::noise::normal;
use syntony_engine::stepper::{ExponentialEuler, Stepper};
use syntony_engine::{Key, Layout, Rates, Slots, State, Term};
use terms::Tick;

/// Rows of the lane state.
#[derive(Debug, Clone)]
pub struct LaneSlots {
    /// Ligand pools, nM.
    pub level: Slots,
    /// Surface fraction by trafficking site (see [`Block::trafficking`]).
    pub surface: Slots,
    /// Expression by site that a given compound changes.
    pub expression: Slots,
    /// Per compound: depot (nmol), plasma (nM), csf (nM), nose (nmol).
    pub compartments: Slots,
    /// Per infused (compound, region): nM.
    pub infused: Slots,
    /// CRH, ACTH, corticosterone (fold), stress memory, adrenal sensitivity.
    pub hpa: Slots,
    /// Contact state, set point, passive coping, load.
    pub need: Slots,
    /// Place values.
    pub place: Slots,
    /// Weights of the mirror system, `[done × seen]`; empty for lineages without it, as the next.
    pub mirror: Slots,
    /// What was trained of late, `[done × seen]`.
    pub trained: Slots,
    /// Capacity and skill of regulation, well-being.
    pub person: Slots,
    /// Outflow of the autonomic branches.
    pub outflow: Slots,
}

/// Fixed differences and experimental changes of the brains of a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Traits {
    /// Density by `[site × lane]`, species times individual.
    pub density: Vec<f64>,
    /// Factor on release, `[ligand × lane]`.
    pub release: Vec<f64>,
    /// Factor on basal stress hormones, per lane.
    pub hormone: Vec<f64>,
    /// Factor on the drive of the stress axis today, per lane.
    pub axis: Vec<f64>,
    /// Inclination to contact, per lane.
    pub affiliation: Vec<f64>,
    /// Attraction by unknown others, per lane.
    pub novelty: Vec<f64>,
    /// Inclination to one other today, per pair column.
    pub day: Vec<f64>,
    /// Attachment anxiety and avoidance, per lane; 0 for lineages without it.
    pub anxiety: Vec<f64>,
    /// Attachment avoidance, per lane.
    pub avoidance: Vec<f64>,
    /// Speed of realising a loss and set point of contact, relative to the mean, per lane.
    pub realising: Vec<f64>,
    /// Set point of contact, per lane.
    pub set_point: Vec<f64>,
    /// Strength of regulation relative to the mean, per lane.
    pub regulation: Vec<f64>,
    /// How much of the same pain is felt, relative to the mean, per lane.
    pub pain: Vec<f64>,
    /// Mirror weights at birth, `[done × seen × lane]`; empty for lineages without it.
    pub mirror_at_birth: Vec<f64>,
}

/// What an experimenter changes for a while; reset and set again at every boundary of the timeline.
#[derive(Debug, Clone)]
pub struct Changes {
    /// Factor on density, `[site × member]`.
    pub density: Vec<f64>,
    /// Factor on release, `[pool × member]`.
    pub release: Vec<f64>,
    /// Added drive, `[population × member]`.
    pub drive: Vec<f64>,
    /// Weights of the fast circuit, `[member][synapse]`.
    pub weights: Vec<Vec<f64>>,
    /// Factors on inputs of processes, by [`Knob`].
    pub knobs: [f64; Knob::ALL.len()],
    /// Instructed strategies of regulation (reappraise, suppress, accept), per member.
    pub strategy: Vec<[f64; 3]>,
}

named! {
    /// Inputs of processes that an experimenter of the model may scale, to take a mechanism away.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[repr(usize)]
    pub enum Knob {
        /// Learning of bonds, places and beliefs.
        Learning = "bond.learning",
        /// Reward prediction errors as they drive the VTA.
        PredictionError = "bond.prediction_error",
        /// Alarm at the absence of somebody bonded with.
        Alarm = "need.alarm",
        /// Social need.
        Need = "need.drive",
        /// Learning of the mirror system.
        MirrorLearning = "mirror.learning",
        /// What the mirror system gives: motor resonance and vicarious feeling.
        Mirror = "mirror.output",
        /// Safety that a trusted other gives.
        Safety = "attachment.safety",
        /// Effort of regulation.
        Effort = "regulation.effort",
    }
}

/// The brains of U units of one cast. A clone is a snapshot: it steps on with the same bits.
#[derive(Clone)]
pub struct Block {
    /// The plan.
    pub plan: Arc<Plan>,
    /// Units.
    pub units: usize,
    /// Lane state.
    pub lanes: State,
    /// Edge state.
    pub edges: State,
    /// Rows of the lane state.
    pub slots: LaneSlots,
    /// Rows of the edge state.
    pub edge_slots: EdgeSlots,
    /// Names of rows, for messages and snapshots.
    pub layout: Layout,
    /// Names of edge rows.
    pub edge_layout: Layout,
    /// Individual differences.
    pub traits: Traits,
    /// Experimental changes in force.
    pub changes: Changes,
    /// Rates of running infusions: (delivery, member).
    pub infusions: Vec<(Delivery, usize)>,
    /// Activity of principals and interneurons, `[population × column]`.
    pub p: Vec<f64>,
    pub(crate) n: Vec<f64>,
    /// Sites with trafficking, in the order of `slots.surface`.
    pub trafficking: Vec<usize>,
    /// Sites with changing expression, in the order of `slots.expression`; once more for each vector.
    pub expressing: Vec<usize>,
    /// Infused (compound, region), in the order of `slots.infused`.
    pub infused: Vec<(usize, usize)>,
    /// Members whose circuit stays at rest: they are not there yet.
    pub resting: Vec<bool>,
    /// Members who share a cage all the time now, so that they are never in the situation of attending nobody.
    pub accompanied: Vec<bool>,
    /// Whether a compound was ever given.
    pub given_any: Vec<bool>,
    /// Of what is inborn and of the past.
    born: Vec<Key>,
    keys: Vec<Key>,
    fluctuation: Fluctuation,
    responses: Option<Responses>,
    moods: Option<Moods>,
    work: Work,
    lane_stepper: ExponentialEuler,
    edge_stepper: ExponentialEuler,
    terms: Arc<[AnyTerm]>,
}

/// One process of the lane state.
type AnyTerm = Box<dyn for<'a> Term<Tick<'a>>>;

/// Arrays that a tick fills and the next one overwrites.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// Occupancy by what activates, `[site × lane]`.
    pub(crate) occupied: Vec<f64>,
    /// S by `[site × lane]`.
    pub signal: Vec<f64>,
    /// Whether the signals of the last tick are those of receptors as they were born.
    bound: bool,
    /// Process inputs, `[input × lane]`.
    pub input: Vec<f64>,
    /// Excitability and gain, `[population × lane]`.
    pub h: Vec<f64>,
    pub(crate) g: Vec<f64>,
    /// Transmission into it by glutamate, GABA and all else, likewise.
    pub(crate) through: [Vec<f64>; 3],
    /// ln T, then T, `[region × lane]`.
    pub(crate) terminals: Vec<f64>,
    /// Channels to which something was ever done.
    pub(crate) touched: Vec<bool>,
    /// 1 + Σ C/K at rest over now, of every channel, `[channel × lane]`.
    pub(crate) open: Vec<f64>,
    /// Factor on release, `[pool × lane]`.
    pub release: Vec<f64>,
    /// Level of given compounds, `[compound × region × lane]`.
    pub given: Vec<f64>,
    pub(crate) channel: Vec<f64>,
    pub(crate) stimulus: Vec<f64>,
    /// Activity averaged over the situations of the tick, `[population × lane]`.
    pub mean: Vec<f64>,
    /// ⟨(p/p*)^x⟩ of the releasing population, `[ligand × lane]`.
    pub released: Vec<f64>,
    /// Share of attention, `[column]`: lanes (nobody) then pairs.
    pub attention: Vec<f64>,
    /// Largest bond and maturation over partners, and alarm and drive, per lane.
    pub bond_max: Vec<f64>,
    pub(crate) maturation_max: Vec<f64>,
    /// Largest Q over others, per lane.
    pub(crate) value_max: Vec<f64>,
    /// Alarm, per lane.
    pub alarm: Vec<f64>,
    /// Need D, per lane.
    pub need: Vec<f64>,
    pub(crate) social_reward: Vec<f64>,
    /// E of each lane, see [`crate::action::vigour`].
    pub(crate) vigour: Vec<f64>,
    /// What people feel and take from each other.
    pub social: SocialWork,
    pub(crate) edge: EdgeDrive,
    pub(crate) x: Vec<f64>,
    spans: Vec<situation::Span>,
    /// Excitability, gain and transmission by column, `[population × column]` each.
    spread: Vec<f64>,
}

impl Block {
    /// A block at rest. `born` are the keys of what the lanes are, `[member × unit]`, `keys` of what they live through; `infused`
    /// lists the (compound, region) that site infusions reach.
    pub fn new(
        plan: Arc<Plan>,
        units: usize,
        born: Vec<Key>,
        keys: Vec<Key>,
        infused: Vec<(usize, usize)>,
    ) -> Self {
        let (members, pairs) = (plan.members(), plan.pairs());
        let (lanes, columns) = (members * units, (members + pairs) * units);
        let trafficking: Vec<usize> = (0..plan.receptors.sites.len())
            .filter(|&s| plan.receptors.sites[s].internalisation > 0.0)
            .collect();
        let expressing = expressing_sites(&plan, &infused);
        let (layout, slots) = lane_layout(&plan, &trafficking, &expressing, &infused);
        let (edge_layout, edge_slots) = edge_layout(plan.social.is_some());
        let traits = draw_traits(&plan, units, &born);
        let fluctuation = Fluctuation::new(plan.circuit.keys(&keys), stream::FLUCTUATION);
        let responses = plan.response.as_ref().map(|p| Responses::new(p, &plan, &born, &keys));
        let people = plan.mood.as_ref().zip(plan.response.as_ref());
        let moods = people.map(|(p, days)| Moods::new(p, days, &born, &keys));
        let populations = plan.circuit.nodes.len();
        let mut p = vec![0.0; populations * columns];
        let n = vec![plan.circuit.cortex.n_rest; populations * columns];
        for (row, node) in p.chunks_mut(columns.max(1)).zip(&plan.circuit.nodes) {
            row.fill(node.rest);
        }
        let mut block = Block {
            lanes: State::new(&layout, lanes),
            edges: State::new(&edge_layout, (pairs * units).max(1)),
            changes: Changes::none(&plan),
            infusions: Vec::new(),
            work: Work::new(&plan, units),
            lane_stepper: ExponentialEuler::new(layout.len(), lanes),
            edge_stepper: ExponentialEuler::new(edge_layout.len(), (pairs * units).max(1)),
            terms: terms::all(&plan, &slots, &trafficking, &expressing).into(),
            given_any: vec![false; plan.doses.compounds.len()],
            resting: vec![false; members],
            accompanied: vec![false; members],
            plan,
            units,
            slots,
            edge_slots,
            layout,
            edge_layout,
            traits,
            p,
            n,
            trafficking,
            expressing: expressing.into_iter().map(|(site, _)| site).collect(),
            infused,
            born,
            keys,
            fluctuation,
            responses,
            moods,
        };
        if let Some(responses) = &block.responses {
            responses.axis(&mut block.traits.axis);
        }
        block.start();
        block
    }

    /// Keys of birth, `[member × unit]`.
    pub fn born(&self) -> &[Key] {
        &self.born
    }

    /// Lanes.
    pub fn lane_count(&self) -> usize {
        self.lanes.lanes()
    }
    /// Pair columns.
    pub fn pair_count(&self) -> usize {
        self.plan.pairs() * self.units
    }
    /// Empty senses of the right size.
    pub fn no_senses(&self) -> Senses {
        Senses::new(
            self.pair_count(),
            self.lane_count(),
            self.plan.cast.places.len(),
            self.plan.social.is_some(),
        )
    }
    /// Empty drives of the right size.
    pub fn no_drives(&self) -> Drives {
        Drives::new(
            self.pair_count(),
            self.lane_count(),
            self.plan.cast.places.len(),
            self.plan.social.is_some(),
        )
    }
    /// What the last tick computed.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// Draws the inclination towards each other of a day, which has a number of its own.
    pub fn new_day(&mut self, day: u64) {
        let plan = self.plan.clone();
        for (pair, &(from, to)) in plan.cast.pairs.iter().enumerate() {
            for u in 0..self.units {
                let key = grid::row(&self.keys, from, self.units)[u];
                let z = normal(key.named(plan.names[to]), stream::DAY, 0, day);
                grid::row_mut(&mut self.traits.day, pair, self.units)[u] = z;
            }
        }
    }

    /// Goes to a day after the beginning of the experiment: regions answer otherwise than yesterday.
    pub fn dawn(&mut self, day: u64) {
        let Some(responses) = &mut self.responses else { return };
        if responses.dawn(&self.plan, day) {
            responses.axis(&mut self.traits.axis);
            let (plan, moods) = (&self.plan, &mut self.moods);
            if let (Some(moods), Some(p), Some(days)) = (moods, &plan.mood, &plan.response) {
                moods.dawn(p, days, day);
            }
        }
    }

    /// Lanes begin a phase, by the number of its name, that stands for so many trials.
    pub fn begin(&mut self, lanes: std::ops::Range<usize>, phase: u64, trials: f64) {
        if let Some(responses) = &mut self.responses {
            responses.begin(&self.plan, lanes, phase, trials);
        }
    }

    /// Puts a bolus into its compartment for one member of every unit.
    pub fn bolus(&mut self, d: Delivery, member: usize) {
        self.given_any[d.compound] = true;
        if let Some((slot, amount)) = self.compartment(d, member) {
            for x in grid::row_mut(self.lanes.row_mut(slot), member, self.units) {
                *x += amount;
            }
        }
    }

    /// Row of a compartment and the amount (nmol in depots, else nM) that a delivery adds to it.
    pub(crate) fn compartment(&self, d: Delivery, member: usize) -> Option<(usize, f64)> {
        let doses = &self.plan.doses;
        Some(match d.to {
            Compartment::Body(part) => {
                let volume = match part {
                    Part::Plasma => doses.plasma_volume(d.compound, member),
                    Part::Csf => doses.body[member].csf_volume,
                    _ => 1.0,
                };
                (self.slots.compartments.at(part.of(d.compound)), d.amount / volume)
            }
            Compartment::Region(r) => {
                let i = self.infused.iter().position(|&x| x == (d.compound, r))?;
                (self.slots.infused.at(i), d.amount / doses.site_volume(d.compound, r))
            }
        })
    }

    /// The first value that is not a finite number: (name of the variable, column, value).
    pub fn first_not_finite(&self) -> Option<(String, usize, f64)> {
        if let Some((slot, lane, value)) = self.lanes.first_not_finite() {
            return Some((self.layout.name(slot).to_string(), lane, value));
        }
        let (slot, column, value) = self.edges.first_not_finite()?;
        Some((self.edge_layout.name(slot).to_string(), column, value))
    }

    /// Whose variable a column belongs to: a member, or the two of an edge.
    pub fn who(&self, variable: &str, column: usize) -> String {
        let name = |m: usize| self.plan.cast.members.get(m).map_or("?", |x| x.name.as_str());
        match self.edge_layout.slot(variable) {
            Some(_) => match self.plan.cast.pairs.get(column / self.units) {
                Some(&(from, to)) => format!("{} towards {}", name(from), name(to)),
                None => String::new(),
            },
            None => name(column / self.units).to_string(),
        }
    }

    pub(crate) fn step_states(&mut self, senses: &Senses, dt: f64) {
        self.arouse(senses);
        let Block {
            plan,
            units,
            work,
            lanes,
            edges,
            terms,
            lane_stepper,
            edge_stepper,
            slots,
            infusions,
            edge_slots,
            traits,
            changes,
            infused,
            given_any,
            ..
        } = self;
        let tick = Tick { plan, units: *units, slots, work, senses, traits, changes };
        lane_stepper.step(lanes, 0.0, dt, &mut |state: &State, _, rates: &mut Rates| {
            for term in terms.iter() {
                term.rates(state, &tick, rates);
            }
        });
        let rows = Rows { compartments: slots.compartments, infused: slots.infused, sites: infused };
        plan.doses.advance(lanes, &rows, infusions, given_any, dt);
        if plan.pairs() > 0 {
            edge_stepper.step(edges, 0.0, dt, &mut |state: &State, _, rates: &mut Rates| {
                let from = |c: usize| plan.cast.pairs[c / *units].0 * *units + c % *units;
                crate::plasticity::bond::rates(&plan.bond, edge_slots, state, &work.edge, from, rates);
                terms::beliefs(&tick, edge_slots, rates);
            });
        }
    }
}

impl Changes {
    /// Factor on an input of a process.
    pub fn of(&self, knob: Knob) -> f64 {
        self.knobs[knob as usize]
    }
    /// Nothing changed.
    pub fn none(plan: &Plan) -> Self {
        let members = plan.members();
        Changes {
            density: vec![1.0; plan.receptors.sites.len() * members],
            release: vec![1.0; plan.pools.pools.len() * members],
            drive: vec![0.0; plan.circuit.nodes.len() * members],
            weights: vec![plan.circuit.synapses.iter().map(|s| s.weight).collect(); members],
            knobs: [1.0; Knob::ALL.len()],
            strategy: vec![[0.0; 3]; members],
        }
    }
}

impl Work {
    fn new(plan: &Plan, units: usize) -> Self {
        let (lanes, pairs) = (plan.members() * units, plan.pairs() * units);
        let columns = lanes + pairs;
        let populations = plan.circuit.nodes.len();
        let per = |rows: usize, width: usize| vec![0.0; rows * width];
        Work {
            occupied: per(plan.receptors.sites.len(), lanes),
            signal: per(plan.receptors.sites.len(), lanes),
            bound: false,
            input: per(crate::chemistry::effects::Input::ALL.len(), lanes),
            h: per(populations, lanes),
            g: per(populations, lanes),
            through: [0, 1, 2].map(|_| vec![1.0; populations * lanes]),
            terminals: per(plan.regions.len(), lanes),
            touched: vec![false; plan.coupling.channels.len()],
            open: per(plan.coupling.channels.len(), lanes),
            release: per(plan.pools.pools.len(), lanes),
            given: per(plan.doses.compounds.len() * plan.regions.len(), lanes),
            channel: per(crate::channel::Channel::ALL.len(), columns),
            stimulus: per(populations, columns),
            mean: per(populations, lanes),
            released: vec![1.0; plan.pools.ligands.len() * lanes],
            attention: per(1, columns),
            bond_max: per(1, lanes),
            maturation_max: per(1, lanes),
            value_max: per(1, lanes),
            alarm: per(1, lanes),
            need: per(1, lanes),
            social_reward: per(1, lanes),
            vigour: vec![1.0; lanes],
            social: if plan.social.is_some() { SocialWork::new(lanes, pairs) } else { SocialWork::default() },
            edge: EdgeDrive {
                near: per(1, pairs.max(1)),
                touch: per(1, pairs.max(1)),
                apart: vec![1.0; pairs.max(1)],
                error: per(1, pairs.max(1)),
                gate: per(1, lanes),
                attribution: per(1, lanes),
                kappa: vec![1.0; lanes],
                crf_cost: per(1, lanes),
                against: per(1, lanes),
                credited: per(1, pairs.max(1)),
                learned: per(1, lanes),
                tagging: per(1, pairs.max(1)),
                fading: fading(plan, units),
                realised: vec![1.0; pairs.max(1)],
                recognition: vec![1.0; pairs.max(1)],
                presence_rate: 1.0 / plan.need.presence_time,
                learning: 1.0,
            },
            x: per(3, units),
            spans: Vec::new(),
            spread: Vec::new(),
        }
    }
}

/// Factor on fading of every edge: ties of kin fade more slowly.
fn fading(plan: &Plan, units: usize) -> Vec<f64> {
    let mut all = vec![1.0; (plan.pairs() * units).max(1)];
    let Some(social) = &plan.social else { return all };
    for (pair, &(from, to)) in plan.cast.pairs.iter().enumerate() {
        if plan.cast.members[from].kin.contains(&plan.cast.members[to].name) {
            grid::row_mut(&mut all, pair, units).fill(social.attachment.kin_fading);
        }
    }
    all
}
