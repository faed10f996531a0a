//! The science as data: species, regions, populations, projections, ligands, receptors, effects,
//! compounds, percepts, acts, processes and sources.

mod bib;
mod build;
mod circuit;
pub mod edit;
mod library;
mod query;
mod read;
mod substances;

pub(crate) use bib::{entry, read as read_bib};
pub use library::Library;
pub use query::Found;

use crate::param::{ParamId, Params};
use std::collections::BTreeMap;
use syntony_language::problem::Place;

/// Everything that the atlas says. Numbers live in [`Atlas::params`]; entries hold their ids.
#[derive(Debug, Clone, Default)]
pub struct Atlas {
    /// Every number.
    pub params: Params,
    /// Species by key.
    pub species: BTreeMap<String, Species>,
    /// Anatomical sites by key: where ligands diffuse and receptors sit.
    pub regions: BTreeMap<String, Region>,
    /// Populations of neurons (nodes of the circuit), in file order.
    pub populations: Vec<Population>,
    /// Fast projections between populations.
    pub projections: Vec<Projection>,
    /// How percepts and internal signals drive populations.
    pub percepts: Vec<Percept>,
    /// Ligands by key.
    pub ligands: BTreeMap<String, Ligand>,
    /// Receptors by key.
    pub receptors: BTreeMap<String, Receptor>,
    /// What an occupied receptor does where.
    pub effects: Vec<ReceptorEffect>,
    /// Compounds by key.
    pub compounds: BTreeMap<String, Compound>,
    /// Acts by key.
    pub acts: BTreeMap<String, ActKind>,
    /// Practices by key: what people may do on purpose.
    pub practices: BTreeMap<String, Practice>,
    /// Named processes (bond, need, hpa, choice, …) and their parameters by name.
    pub processes: BTreeMap<String, Process>,
    /// Literature by key.
    pub sources: BTreeMap<String, Source>,
    /// The texts it was read from, by file name within the atlas: what a content hash covers.
    pub texts: Vec<(String, String)>,
}

/// A species: maps of receptors and fibres over regions, by inheritance.
#[derive(Debug, Clone)]
pub struct Species {
    /// Key, e.g. `prairie`.
    pub key: String,
    /// Name in words and Latin.
    pub name: String,
    /// The species that it refines.
    pub inherits: Option<String>,
    /// Whether a protocol may cast it (a base such as `vole` may not).
    pub castable: bool,
    /// Receptor density by (receptor, region), relative to 1.
    pub density: BTreeMap<(String, String), ParamId>,
    /// Fibre density by (ligand, region), relative to 1.
    pub fibre: BTreeMap<(String, String), ParamId>,
    /// Body numbers by name: body_mass, brain_csf_volume, plasma_volume, …
    pub body: BTreeMap<String, ParamId>,
    /// Where it is written.
    pub place: Place,
}

/// An anatomical site.
#[derive(Debug, Clone)]
pub struct Region {
    /// Key, e.g. `nacc_shell`.
    pub key: String,
    /// Name in words.
    pub name: String,
    /// Other names under which papers give it (`NAcc`, `accumbens`); a site of a dose may use them.
    pub aliases: Vec<String>,
    /// Tissue volume that a site infusion fills.
    pub volume: ParamId,
    /// Share of what travels along the nerves of the nose that reaches it; none where nothing was found.
    pub nerve_access: Option<ParamId>,
    /// Where it is written.
    pub place: Place,
}

/// The two kinds of neural mass in the social circuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MassKind {
    /// Principal and interneuron population.
    Cortex,
    /// Principal population only.
    Nucleus,
}

/// A population of neurons: a node of the circuit.
#[derive(Debug, Clone)]
pub struct Population {
    /// Key, e.g. `nacc_d1`.
    pub key: String,
    /// Name in words.
    pub name: String,
    /// The region that it lies in.
    pub region: String,
    /// Neural mass.
    pub kind: MassKind,
    /// Rest output of F (0-1): thresholds follow from it in closed form.
    pub rest: ParamId,
    /// Firing rate at p = 1.
    pub rate_max: ParamId,
    /// Where it is written.
    pub place: Place,
}

/// A fast projection.
#[derive(Debug, Clone)]
pub struct Projection {
    /// Source population.
    pub from: String,
    /// Target population.
    pub to: String,
    /// Signed ordinal strength (−3…3).
    pub strength: ParamId,
    /// Transmitter.
    pub transmitter: String,
    /// Where it is written.
    pub place: Place,
}

/// The drive that a percept or an internal signal gives to a population.
#[derive(Debug, Clone)]
pub struct Percept {
    /// Channel, e.g. `touch`, `novelty`, `alarm`.
    pub channel: String,
    /// Population driven.
    pub to: String,
    /// Drive in logit units at channel = 1.
    pub weight: ParamId,
    /// Where it is written.
    pub place: Place,
}

/// A transmitter, peptide or hormone made by the body.
#[derive(Debug, Clone)]
pub struct Ligand {
    /// Key, e.g. `oxytocin`.
    pub key: String,
    /// Name in words.
    pub name: String,
    /// `peptide`, `monoamine`, `opioid`, `steroid`, …
    pub class: String,
    /// Population whose firing releases it; none for circulating hormones.
    pub released_by: Option<String>,
    /// Papers that the equations of its release rest on, by key.
    pub papers: Vec<String>,
    /// Numbers by name: half_life, basal, release_exponent, molar_mass, …
    pub numbers: BTreeMap<String, ParamId>,
    /// Where it is written.
    pub place: Place,
}

/// A receptor (or transporter, or ligand-gated channel) and who binds it.
#[derive(Debug, Clone)]
pub struct Receptor {
    /// Key, e.g. `otr`.
    pub key: String,
    /// Name in words.
    pub name: String,
    /// Gene symbol.
    pub gene: String,
    /// What it couples to.
    pub class: ReceptorClass,
    /// Populations that carry it, by region; where a region is not named, all of it.
    pub cells: BTreeMap<String, Vec<String>>,
    /// Ligands whose terminals carry it; where none is named, all.
    pub terminals: Vec<String>,
    /// Binding partners by ligand or compound key.
    pub binding: BTreeMap<String, Binding>,
    /// Numbers by name: internalisation, recycling, …
    pub numbers: BTreeMap<String, ParamId>,
    /// Where it is written.
    pub place: Place,
}

/// What a receptor couples to, see `process.coupling`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceptorClass {
    /// Stimulates adenylyl cyclase.
    Gs,
    /// Raises calcium by phospholipase C.
    Gq,
    /// Restrains adenylyl cyclase, opens potassium channels.
    Gi,
    /// Channel of glutamate.
    Excitatory,
    /// Channel of GABA.
    Inhibitory,
    /// Changes expression.
    Nuclear,
}

impl ReceptorClass {
    /// Every class with its name in the atlas.
    pub const ALL: [(&'static str, ReceptorClass); 6] = [
        ("Gs", ReceptorClass::Gs),
        ("Gq", ReceptorClass::Gq),
        ("Gi", ReceptorClass::Gi),
        ("excitatory", ReceptorClass::Excitatory),
        ("inhibitory", ReceptorClass::Inhibitory),
        ("nuclear", ReceptorClass::Nuclear),
    ];

    /// Its name in the atlas.
    pub fn key(self) -> &'static str {
        ReceptorClass::ALL.iter().find(|(_, class)| *class == self).map_or("", |(key, _)| key)
    }
}

/// Affinity and efficacy of one ligand or compound at one receptor.
#[derive(Debug, Clone)]
pub struct Binding {
    /// Equilibrium dissociation constant.
    pub kd: ParamId,
    /// Efficacy: 1 full agonist, 0 antagonist.
    pub efficacy: ParamId,
}

/// What the signal S of a receptor does at its region, relative to rest.
#[derive(Debug, Clone)]
pub struct ReceptorEffect {
    /// Receptor.
    pub receptor: String,
    /// Region where it sits.
    pub region: String,
    /// `excitability:POP`, `gain:POP`, `release:LIGAND`, or a process input `PROCESS.INPUT`.
    pub target: String,
    /// Size per unit of S − S_rest.
    pub amount: ParamId,
    /// Where it is written.
    pub place: Place,
}

/// A substance, vector or enzyme inhibitor that an experimenter gives.
#[derive(Debug, Clone)]
pub struct Compound {
    /// Key, e.g. `quinpirole`.
    pub key: String,
    /// Name in words.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// `agonist`, `antagonist`, `vector`, `inhibitor`, `stimulant`, `opioid`, `peptide`, `hormone`, …
    pub class: String,
    /// Same substance as this ligand (exogenous oxytocin), if any.
    pub ligand: Option<String>,
    /// Routes that reach a target at all.
    pub routes: Vec<Route>,
    /// Numbers by name: molar_mass, half_life_brain, half_life_plasma, brain_fraction, …
    pub numbers: BTreeMap<String, ParamId>,
    /// Slow actions on receptor or ligand expression: (target such as `otr`, `otr@nacc_shell`, `release:dopamine`, size).
    pub actions: Vec<Action>,
    /// Where it is written.
    pub place: Place,
}

/// An action of a compound that is not competition at a receptor.
#[derive(Debug, Clone)]
pub struct Action {
    /// `expression:RECEPTOR`, `release:LIGAND`, `clearance:LIGAND`.
    pub target: String,
    /// Fold change at the half-effective concentration's double, minus one, per unit of occupancy C/(C+half).
    pub amount: ParamId,
    /// Half-effective concentration.
    pub half: ParamId,
}

/// How a compound is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// Into the cerebral ventricles.
    Icv,
    /// Into a region.
    Site,
    /// Intraperitoneal.
    Ip,
    /// Subcutaneous.
    Sc,
    /// Intravenous.
    Iv,
    /// By mouth.
    Oral,
    /// Intranasal.
    Intranasal,
}

impl Route {
    /// Every route with the word that a protocol uses for it.
    pub const ALL: [(&'static str, Route); 7] = [
        ("icv", Route::Icv),
        ("site", Route::Site),
        ("ip", Route::Ip),
        ("sc", Route::Sc),
        ("iv", Route::Iv),
        ("oral", Route::Oral),
        ("intranasal", Route::Intranasal),
    ];

    /// The word that a protocol uses for it.
    pub fn word(self) -> &'static str {
        Route::ALL.iter().find(|(_, route)| *route == self).map_or("", |(word, _)| word)
    }
}

/// How feelings are dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// See it in another light: early, costs effort.
    Reappraise,
    /// Do not show it: late, costs effort, hides expression.
    Suppress,
    /// Notice it without judging.
    Accept,
}

impl Strategy {
    /// The strategy of a word.
    pub fn of(word: &str) -> Option<Strategy> {
        match word {
            "reappraise" => Some(Strategy::Reappraise),
            "suppress" => Some(Strategy::Suppress),
            "accept" => Some(Strategy::Accept),
            _ => None,
        }
    }
}

/// How far an act, or a place where people meet, reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Reach {
    /// Only a likeness of the other is there.
    Picture,
    /// Voices are heard.
    Voice,
    /// Faces and hands are seen.
    Sight,
    /// Bodies touch.
    #[default]
    Touch,
}

impl Reach {
    /// Every reach with its word.
    pub const ALL: [(&'static str, Reach); 4] = [
        ("picture", Reach::Picture),
        ("voice", Reach::Voice),
        ("sight", Reach::Sight),
        ("touch", Reach::Touch),
    ];

    /// The reach of a word; touch if there is none.
    pub fn of(word: Option<&str>) -> Reach {
        Reach::ALL.iter().find(|(w, _)| Some(*w) == word).map_or(Reach::Touch, |(_, r)| *r)
    }
}

/// An act that one animal does towards another, and what the other (and the actor) senses.
#[derive(Debug, Clone)]
pub struct ActKind {
    /// Key, e.g. `huddle`.
    pub key: String,
    /// Name in words.
    pub name: String,
    /// Whether both do it at once (huddling, mating) or one does it to the other.
    pub mutual: bool,
    /// Sensory content by channel for the one who receives it (for both, when mutual).
    pub senses: BTreeMap<String, ParamId>,
    /// How far it reaches.
    pub reach: Reach,
    /// Motor category, for people: what a mirror system tells apart.
    pub code: Option<usize>,
    /// Numbers by name: cost, bout, base.
    pub numbers: BTreeMap<String, ParamId>,
    /// Inclination to the act per unit of a state of the actor, by state.
    pub appeal: BTreeMap<String, ParamId>,
    /// Where it is written.
    pub place: Place,
}

/// What people may do on purpose for some minutes a day.
#[derive(Debug, Clone)]
pub struct Practice {
    /// Key, e.g. `touch`.
    pub key: String,
    /// Name in words.
    pub name: String,
    /// What is done, in a sentence.
    pub about: String,
    /// Share of the time that each gives to an act, towards all others together.
    pub acts: BTreeMap<String, ParamId>,
    /// How feelings are dealt with meanwhile.
    pub strategy: Option<Strategy>,
    /// Whether each is by itself.
    pub alone: bool,
    /// Where it is written.
    pub place: Place,
}

/// A process of the model and its parameters by name.
#[derive(Debug, Clone)]
pub struct Process {
    /// Key, e.g. `bond`.
    pub key: String,
    /// What it is, in a sentence.
    pub about: String,
    /// Papers that its equations rest on, by key.
    pub papers: Vec<String>,
    /// Parameters by name.
    pub numbers: BTreeMap<String, ParamId>,
    /// Where it is written.
    pub place: Place,
}

/// A publication.
#[derive(Debug, Clone)]
pub struct Source {
    /// BibTeX key.
    pub key: String,
    /// The BibTeX entry as written.
    pub bibtex: String,
    /// Author, year, title, journal, doi in one line.
    pub citation: String,
    /// Title without braces; empty where none is given.
    pub title: String,
    /// Digital object identifier as written; empty where none is given.
    pub doi: String,
}
