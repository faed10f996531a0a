//! A checked atlas and a cast, flattened into indices and numbers.
//!
//! A *unit* is one repetition of the cast (subject, partner, stranger, …). A block holds U units; its lanes are ordered
//! `[member × unit]`, its pairs `[ordered pair × unit]`, and its columns (situations of the circuit) are the lanes
//! (attending nobody) followed by the pairs (attending that other), unit innermost everywhere.

pub use crate::cast::{Cast, CastMember};
pub use crate::channel::Channel;

use crate::action::ActionParameters;
use crate::action::vigour::Vigour;
use crate::chemistry::doses::DosePlan;
use crate::chemistry::effects::{Coupling, EffectPlan};
use crate::chemistry::hpa::HpaParameters;
use crate::chemistry::pools::PoolPlan;
use crate::chemistry::receptors::ReceptorPlan;
use crate::neural::circuit::{Circuit, Cortex, Node, Synapse, Transmitter, activity};
use crate::neural::fluctuation::FluctuationParameters;
use crate::numbers::Numbers;
use crate::person::mood::MoodParameters;
use crate::person::response::ResponseParameters;
use crate::plasticity::attribution::Attribution;
use crate::plasticity::{BondParameters, NeedParameters, PlaceParameters, Teacher};
use crate::social::{Contagion, Social};
use std::collections::BTreeSet;
use syntony_engine::math::ln;
use syntony_language::Problems;
use syntony_language::quantity::Dimension;
use syntony_model::atlas::MassKind;
use syntony_model::{Atlas, ParamId};

/// The flattened model of one cast.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The cast.
    pub cast: Cast,
    /// Number of the pair of two members, `[from × to]`; `u32::MAX` where they never meet.
    ties: Vec<u32>,
    /// Numbers of the members' names, which key what is drawn about them.
    pub names: Vec<u64>,
    /// Region keys.
    pub regions: Vec<String>,
    /// Fast circuit.
    pub circuit: Circuit,
    /// (channel, population, weight), by population.
    pub percepts: Vec<(Channel, usize, f64)>,
    /// Ligand pools.
    pub pools: PoolPlan,
    /// Receptors at their sites.
    pub receptors: ReceptorPlan,
    /// What receptors do by their class.
    pub coupling: Coupling,
    /// What papers say of a site beyond it.
    pub effects: Vec<EffectPlan>,
    /// How much of a reward is credited.
    pub attribution: Attribution,
    /// Compounds and their kinetics.
    pub doses: DosePlan,
    /// Stress axis.
    pub hpa: HpaParameters,
    /// Factor of steroid state on the drive of the stress axis, by member.
    pub stress_drive: Vec<f64>,
    /// Factors that early care leaves on the release of ligands, by member.
    pub rearing: Vec<[(&'static str, f64); 2]>,
    /// Bonds.
    pub bond: BondParameters,
    /// Dopamine cells as they teach, where there are any.
    pub teacher: Option<Teacher>,
    /// Needs and separation.
    pub need: NeedParameters,
    /// Conditioned places.
    pub place: PlaceParameters,
    /// Dispositions to act.
    pub action: ActionParameters,
    /// How differently regions answer, in people.
    pub response: Option<ResponseParameters>,
    /// Mood, in people.
    pub mood: Option<MoodParameters>,
    /// Ongoing activity.
    pub fluctuation: FluctuationParameters,
    /// Between-animal variability.
    pub cohort: CohortParameters,
    /// What is taken from the distress of others, in a lineage that has it apart from `social`.
    pub contagion: Option<Contagion>,
    /// 1, or 0 without adrenals, by member.
    pub adrenal: Vec<f64>,
    /// Who carries effort.
    pub vigour: Vigour,
    /// What people have beyond other species.
    pub social: Option<Social>,
    /// Parameters read.
    pub used: BTreeSet<ParamId>,
    /// Meaning of the process parameters.
    pub meanings: Vec<crate::numbers::Meaning>,
}

/// How animals of a cohort differ.
#[derive(Debug, Clone)]
pub struct CohortParameters {
    /// SD of ln density, peptide receptors.
    pub density_sd: f64,
    /// SD of ln density, dopamine and other receptors.
    pub density_sd_other: f64,
    /// Share of that variance that all sites of a receptor have in common.
    pub density_shared: f64,
    /// SD of ln basal stress hormones.
    pub hormone_sd: f64,
    /// SD of ln peptide release.
    pub release_sd: f64,
    /// SD of the general inclination to contact, logit units.
    pub affiliation_sd: f64,
    /// SD of the attraction by unknown others, logit units.
    pub novelty_sd: f64,
    /// SD of the inclination to a known other on one day, logit units.
    pub session_sd: f64,
    /// The same to an unknown other.
    pub session_other_sd: f64,
}

impl CohortParameters {
    /// SD of the inclination of a day to an other of this familiarity: strangers are what days differ in most.
    pub fn day(&self, familiarity: f64) -> f64 {
        self.session_sd + (self.session_other_sd - self.session_sd) * (1.0 - familiarity)
    }

    fn read(n: &mut Numbers) -> Self {
        let one = Dimension::NONE;
        CohortParameters {
            density_sd: n.take("cohort.density_sd", one, "SD of ln density of peptide receptors"),
            density_sd_other: n.take("cohort.density_sd_other", one, "SD of ln density of other receptors"),
            density_shared: n.take(
                "cohort.density_shared",
                one,
                "share of that variance all its sites have in common",
            ),
            hormone_sd: n.take("cohort.hormone_sd", one, "SD of ln basal stress hormones between animals"),
            release_sd: n.take("cohort.release_sd", one, "SD of ln peptide release between animals"),
            affiliation_sd: n.take("cohort.affiliation_sd", one, "SD of the inclination to contact"),
            novelty_sd: n.take("cohort.novelty_sd", one, "SD of the attraction by unknown others"),
            session_sd: n.take("cohort.session_sd", one, "SD of wanting a known other between days"),
            session_other_sd: n.take("cohort.session_other_sd", one, "SD of wanting an unknown other, days"),
        }
    }
}

impl Plan {
    /// Flattens the atlas for a cast; reports everything that the model needs and the atlas lacks.
    pub fn compile(atlas: &Atlas, mut cast: Cast) -> Result<Plan, Problems> {
        let mut n = Numbers::new(atlas);
        let stress_drive = crate::chemistry::steroids::apply(atlas, &mut cast, &mut n);
        crate::chemistry::season::apply(atlas, &mut cast, &mut n);
        let rearing = crate::chemistry::rearing::release(atlas, &cast, &mut n);
        let regions: Vec<String> = atlas.regions.keys().cloned().collect();
        let circuit = compile_circuit(atlas, &regions, &mut n);
        let percepts = compile_percepts(atlas, &circuit, &mut n);
        let doses = DosePlan::compile(atlas, &cast, &regions, &mut n);
        let pools = PoolPlan::compile(atlas, &cast, &regions, &circuit, &mut n);
        let receptors = ReceptorPlan::compile(atlas, &cast, &regions, &pools, &doses, &mut n);
        let coupling = Coupling::compile(atlas, &circuit, &regions, &receptors, &pools, &mut n);
        let effects = EffectPlan::compile(atlas, &circuit, &regions, &receptors, &pools, &mut n);
        let bond = BondParameters::read(&mut n, &receptors, &regions, coupling.reserve);
        let social = Social::read(atlas, &circuit, &mut n);
        let teacher = Teacher::find(&circuit, &percepts, &pools, &regions);
        let dopamine = teacher.as_ref().map(|t| t.population);
        let plan = Plan {
            attribution: Attribution::compile(&mut n, &circuit, &regions, &receptors, &coupling, dopamine),
            teacher,
            adrenal: cast.members.iter().map(|m| if m.state.adrenalectomised { 0.0 } else { 1.0 }).collect(),
            vigour: Vigour::compile(&receptors, &regions, coupling.reserve),
            contagion: Contagion::read(atlas, &mut n, &circuit, &receptors, &regions, coupling.reserve),
            response: social.as_ref().map(|_| ResponseParameters::read(&mut n)),
            mood: social.as_ref().map(|s| MoodParameters::read(&mut n, &circuit, &s.affect)),
            social,
            hpa: HpaParameters::read(&mut n),
            stress_drive,
            rearing,
            need: NeedParameters::read(&mut n),
            place: PlaceParameters::read(&mut n),
            action: ActionParameters::read(atlas, &mut n, &circuit, &regions, &cast),
            bond,
            fluctuation: FluctuationParameters::read(&mut n),
            cohort: CohortParameters::read(&mut n),
            ties: ties(&cast),
            names: cast.members.iter().map(|m| syntony_engine::noise::name(&m.name)).collect(),
            cast,
            regions,
            circuit,
            percepts,
            pools,
            receptors,
            coupling,
            effects,
            doses,
            used: BTreeSet::new(),
            meanings: Vec::new(),
        };
        let Numbers { problems, used, meanings, .. } = n;
        problems.into_result(Plan { used, meanings, ..plan })
    }

    /// Animals per unit.
    pub fn members(&self) -> usize {
        self.cast.members.len()
    }
    /// Ordered pairs per unit.
    pub fn pairs(&self) -> usize {
        self.cast.pairs.len()
    }
    /// Index of a population.
    pub fn population(&self, key: &str) -> Option<usize> {
        self.circuit.nodes.iter().position(|node| node.key == key)
    }
    /// Index of a region.
    pub fn region(&self, key: &str) -> Option<usize> {
        self.regions.iter().position(|r| r == key)
    }
    /// Index of a member.
    pub fn member(&self, name: &str) -> Option<usize> {
        self.cast.members.iter().position(|m| m.name == name)
    }
    /// Index of an ordered pair.
    pub fn pair(&self, from: usize, to: usize) -> Option<usize> {
        let at = *self.ties.get(from * self.members() + to)?;
        (at != u32::MAX).then_some(at as usize)
    }
}

fn ties(cast: &Cast) -> Vec<u32> {
    let members = cast.members.len();
    let mut all = vec![u32::MAX; members * members];
    for (i, &(from, to)) in cast.pairs.iter().enumerate() {
        all[from * members + to] = i as u32;
    }
    all
}

fn compile_circuit(atlas: &Atlas, regions: &[String], n: &mut Numbers) -> Circuit {
    let one = Dimension::NONE;
    let logit = |y: f64| ln(y / (1.0 - y));
    let coupling = n.take("circuit.coupling", one, "global coupling G");
    let spread = n.take("circuit.coupling_offset", one, "offset of the normalisation of projections");
    let n_output = n.take("circuit.interneuron_rest", one, "output of F of interneurons at rest");
    let cortex = Cortex {
        w_pp: n.take("circuit.w_pp", one, "recurrent excitation of principals"),
        w_pn: n.take("circuit.w_pn", one, "inhibition of principals"),
        w_np: n.take("circuit.w_np", one, "excitation of interneurons"),
        w_nn: n.take("circuit.w_nn", one, "inhibition among interneurons"),
        kappa: n.take("circuit.kappa", one, "share of external drive that reaches interneurons"),
        n_rest: activity(n_output),
        n_threshold: -logit(n_output),
    };
    let gain = (
        n.take("circuit.gain_min", one, "least gain that receptors can give a population"),
        n.take("circuit.gain_max", one, "greatest gain that receptors can give a population"),
    );
    let sweeps = n.take("circuit.sweeps", one, "relaxation sweeps per tick").round().max(1.0) as usize;
    let nodes: Vec<Node> = atlas
        .populations
        .iter()
        .map(|p| {
            let output = n.value(p.rest);
            Node {
                key: p.key.clone(),
                region: regions.iter().position(|r| *r == p.region).unwrap_or(0),
                cortical: p.kind == MassKind::Cortex,
                threshold: -logit(output),
                rest: activity(output),
                rate_max: n.value(p.rate_max),
            }
        })
        .collect();
    let index = |key: &str| nodes.iter().position(|node| node.key == key);
    let (mut starts, mut synapses) = (vec![0], Vec::new());
    for node in &nodes {
        let into: Vec<(usize, f64, Transmitter)> = atlas
            .projections
            .iter()
            .filter(|p| p.to == node.key)
            .filter_map(|p| Some((index(&p.from)?, n.value(p.strength), Transmitter::of(&p.transmitter))))
            .collect();
        let total: f64 = into.iter().map(|(_, s, _)| s.abs()).sum();
        synapses.extend(into.iter().map(|&(from, s, transmitter)| Synapse {
            from,
            weight: s * coupling / (total + spread),
            transmitter,
        }));
        starts.push(synapses.len());
    }
    Circuit { nodes, starts, synapses, cortex, gain, sweeps }
}

fn compile_percepts(atlas: &Atlas, circuit: &Circuit, n: &mut Numbers) -> Vec<(Channel, usize, f64)> {
    let mut percepts = Vec::new();
    for p in &atlas.percepts {
        let channel = Channel::of(&p.channel);
        let to = circuit.nodes.iter().position(|node| node.key == p.to);
        match (channel, to) {
            (Some(channel), Some(to)) => percepts.push((channel, to, n.value(p.weight))),
            (None, _) => {
                let known = Channel::ALL.map(|(name, _)| name).join(", ");
                n.problems.add(
                    p.place.clone(),
                    format!("unknown channel `{}`, expected one of {known}", p.channel),
                    None,
                );
            }
            _ => {}
        }
    }
    percepts
}
