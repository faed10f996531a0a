//! What the signal of a receptor does: by its class everywhere it sits, and beyond it what papers say of a site.
//!
//! **Equations** (σ: shares of a receptor on principal cells, interneurons and terminals; a, b: sizes of its class):
//! ```text
//! ψ(S) = (1 + η) S/(S + η)                               response, with spare receptors; ψ(1) = 1
//! Δψ_s = ψ(g S_s) − ψ(S_ref,s)                           g: coupling by sex; S_ref: the reference animal at rest
//! h_p += a (σ_p − ι σ_n) Δψ_s                            excitability of the cells of the region that carry it (logit units)
//! ln T_r = Σ_s in r b σ_t Δψ_s                           terminals in r: release of every ligand there, transmission of every projection to it
//! A_τ,r = 1 − Σ_ρ f_ρ (1 − S^own_ρ/S^own_ρ,rest)         channels: what is left of the transmission by glutamate or GABA
//! h_p ± = a_ion ψ(S^given)                               a channel's agonist
//! X_r = Σ_e w_e (A_τ(e),r T_r p_e − p*_e) + A_glu,r T_r Σ_c w_c channel_c + h_r       (see [`crate::neural::circuit`])
//! ```
//! Where a receptor names the ligands whose terminals carry it, T acts on the release of these, or on transmission by glutamate or GABA, alone.
//! An effect of the atlas (`[[effect]]`) on cells or on release replaces what its receptor does there by class. It acts on g S − S_ref, linearly.
//! **Symbols.** S: signal (1); h: logit units; T, A: factors (1). **Shape.** `[site × lane]` to `[population × lane]` and `[region × lane]`.
//! **Assumptions.** A receptor has one coupling; sizes are those of its class where no paper says more. **Papers.** classes: Alexander et al. 2023.

use crate::chemistry::Level;
use crate::chemistry::pools::PoolPlan;
use crate::chemistry::receptors::{ReceptorPlan, Site};
use crate::named::named;
use crate::neural::Circuit;
use crate::numbers::Numbers;
use syntony_language::quantity::Dimension;
use syntony_model::Atlas;
use syntony_model::atlas::{Receptor, ReceptorClass};

named! {
    /// Inputs of the processes that receptors modulate.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    #[repr(usize)]
    pub enum Input {
        /// Hedonic value of touch and sex (factor 1 + input).
        Hedonic = "bond.hedonic",
        /// Speed of recognition (factor 1 + input).
        Recognition = "bond.recognition",
        /// General inclination to contact (logit units).
        Approach = "action.approach",
        /// Guarding: an unknown other is a rival by itself (added).
        Guarding = "bond.guarding",
        /// Passive coping (added).
        Passivity = "action.passivity",
        /// Anxiety (added).
        Anxiety = "action.anxiety",
        /// Salience of another's feelings, see [`crate::social::mirror`].
        Salience = "mirror.salience",
        /// Descending inhibition of pain (added), see [`crate::social::pain`].
        Analgesia = "pain.analgesia",
    }
}

/// What an effect changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Excitability h of a population.
    Excitability(usize),
    /// Gain g of a population (added to 1).
    Gain(usize),
    /// Release into a pool (factor 1 + Σ).
    Release(usize),
    /// Input of a process.
    Input(Input),
}

/// One effect of one site.
#[derive(Debug, Clone, Copy)]
pub struct EffectPlan {
    /// Site.
    pub site: usize,
    /// Per unit of S − S_ref.
    pub amount: f64,
    /// Target.
    pub target: Target,
}

impl EffectPlan {
    /// Resolves the atlas's effects; effects of receptors that nobody has are left out.
    pub fn compile(
        atlas: &Atlas,
        circuit: &Circuit,
        regions: &[String],
        receptors: &ReceptorPlan,
        pools: &PoolPlan,
        n: &mut Numbers,
    ) -> Vec<Self> {
        let mut effects = Vec::new();
        for e in &atlas.effects {
            let Some(region) = regions.iter().position(|r| *r == e.region) else { continue };
            let Some(site) = receptors.find(&e.receptor, region) else { continue };
            let target = match e.target.split_once(':') {
                Some(("excitability", pop)) => {
                    circuit.nodes.iter().position(|node| node.key == pop).map(Target::Excitability)
                }
                Some(("gain", pop)) => {
                    circuit.nodes.iter().position(|node| node.key == pop).map(Target::Gain)
                }
                Some(("release", ligand)) => match pools.ligand(ligand).and_then(|l| pools.find(l, region)) {
                    Some(pool) => Some(Target::Release(pool)),
                    None => continue,
                },
                _ => Input::of(&e.target).map(Target::Input),
            };
            match target {
                Some(target) => effects.push(EffectPlan { site, amount: n.value(e.amount), target }),
                None => {
                    let known = Input::ALL.map(|(name, _)| name).join(", ");
                    n.problems.add(
                        e.place.clone(),
                        format!("unknown target `{}` of an effect, expected excitability:POPULATION, gain:POPULATION, release:LIGAND or one of {known}", e.target),
                        None,
                    );
                }
            }
        }
        effects
    }
}

/// What a site does by the class of its receptor.
#[derive(Debug, Clone)]
pub struct Coupled {
    /// Site.
    pub site: usize,
    /// ψ of the signal of the reference animal at rest.
    pub rest: f64,
    /// Populations that carry it.
    pub cells: Vec<usize>,
    /// What it adds to their excitability per Δψ (logit units).
    pub amount: f64,
    /// ln T per Δψ in its region.
    pub terminals: f64,
    /// The terminals that carry it, if not all of the region.
    pub ends: Option<Ends>,
}

/// Terminals of some ligands alone.
#[derive(Debug, Clone)]
pub struct Ends {
    /// Pools that they release into.
    pub pools: Vec<usize>,
    /// Whether they transmit by glutamate, by GABA.
    pub transmit: [bool; 2],
}

/// A channel that carries transmission into its region.
#[derive(Debug, Clone, Copy)]
pub struct ChannelSite {
    /// Site.
    pub site: usize,
    /// Whether of glutamate; else of GABA.
    pub excitatory: bool,
    /// Share f of the transmission that it carries.
    pub share: f64,
    /// 1 + Σ C/K at rest.
    pub rest: f64,
    /// Occupancy by the body's own transmitter at rest.
    pub own: f64,
}

/// Everything that receptors do by class.
#[derive(Debug, Clone)]
pub struct Coupling {
    /// η.
    pub reserve: f64,
    /// Excitability per ψ of a channel's agonist, logit units.
    pub agonist: f64,
    /// By site.
    pub coupled: Vec<Coupled>,
    /// Channels.
    pub channels: Vec<ChannelSite>,
    /// Channel of each site, if it is one.
    pub channel_of: Vec<Option<usize>>,
}

/// Sizes of a class: soma, terminals, and shares on principal cells, interneurons and terminals.
struct Sizes {
    soma: f64,
    release: f64,
    shares: [f64; 3],
}

impl Coupling {
    /// Sizes of classes over all sites; what the atlas says of a site by name goes before.
    pub fn compile(
        atlas: &Atlas,
        circuit: &Circuit,
        regions: &[String],
        receptors: &ReceptorPlan,
        pools: &PoolPlan,
        n: &mut Numbers,
    ) -> Self {
        let one = Dimension::NONE;
        let reserve = n.take("coupling.reserve", one, "signal at which the response is half of its ceiling");
        let iota =
            n.take("coupling.local", one, "weight of interneurons of a nucleus against its principal cells");
        let mut class = |key: &str| {
            let mut take = |of: &str, what| n.take(&format!("coupling.{key}_{of}"), one, what);
            Sizes {
                soma: take("soma", "excitability of cells per response of a receptor of this class"),
                release: take("release", "ln release per response of a receptor of this class on terminals"),
                shares: [
                    take("cells", "share of receptors of this class on principal cells"),
                    take("interneurons", "share of receptors of this class on interneurons"),
                    take("terminals", "share of receptors of this class on terminals"),
                ],
            }
        };
        let (gs, gq, gi) = (class("gs"), class("gq"), class("gi"));
        let carried = [
            n.take("coupling.ampa", one, "share of glutamate's transmission that AMPA receptors carry"),
            n.take("coupling.gaba_a", one, "share of GABA's transmission that GABA-A receptors carry"),
        ];
        let agonist =
            n.take("coupling.agonist", one, "excitability per response of a channel to its agonist");
        let (mut coupled, mut channels) = (Vec::new(), Vec::new());
        for (s, site) in receptors.sites.iter().enumerate() {
            let receptor = &atlas.receptors[&site.receptor];
            let said = Said::of(atlas, site, &regions[site.region]);
            let sizes = match site.class {
                ReceptorClass::Gs => &gs,
                ReceptorClass::Gq => &gq,
                ReceptorClass::Gi => &gi,
                ReceptorClass::Nuclear => continue,
                ReceptorClass::Excitatory | ReceptorClass::Inhibitory => {
                    let excitatory = site.class == ReceptorClass::Excitatory;
                    if !said.cells {
                        let (own, rest) = ambient(site);
                        let share = carried[usize::from(!excitatory)];
                        channels.push(ChannelSite { site: s, excitatory, share, rest, own });
                    }
                    continue;
                }
            };
            let names = ["on_cells", "on_interneurons", "on_terminals"];
            let [p, i, t] = [0, 1, 2].map(|k| n.optional(&receptor.numbers, names[k], sizes.shares[k]));
            let amount = if said.cells { 0.0 } else { sizes.soma * (p - iota * i) };
            let terminals = if said.release { 0.0 } else { sizes.release * t };
            let cells = carriers(receptor, site, circuit, &regions[site.region]);
            let rest = respond(site.reference, reserve);
            let ends = ends(receptor, site, pools);
            coupled.push(Coupled { site: s, rest, cells, amount, terminals, ends });
        }
        let channel = |s: usize| channels.iter().position(|c: &ChannelSite| c.site == s);
        let channel_of = (0..receptors.sites.len()).map(channel).collect();
        Coupling { reserve, agonist, coupled, channels, channel_of }
    }
}

/// ψ.
#[inline(always)]
pub fn respond(signal: f64, reserve: f64) -> f64 {
    (1.0 + reserve) * signal / (signal + reserve)
}

/// What effects of the atlas say of a site.
struct Said {
    cells: bool,
    release: bool,
}

impl Said {
    fn of(atlas: &Atlas, site: &Site, region: &str) -> Self {
        let here = || atlas.effects.iter().filter(|e| e.receptor == site.receptor && e.region == region);
        let cells = here().any(|e| e.target.starts_with("excitability:") || e.target.starts_with("gain:"));
        Said { cells, release: here().any(|e| e.target.starts_with("release:")) }
    }
}

/// Populations of a site's region whose cells carry its receptor: those that the receptor names, or all where this lineage has none of them.
fn carriers(receptor: &Receptor, site: &Site, circuit: &Circuit, region: &str) -> Vec<usize> {
    let all: Vec<usize> =
        (0..circuit.nodes.len()).filter(|&r| circuit.nodes[r].region == site.region).collect();
    let named = receptor.cells.get(region).map_or(&[][..], |names| names);
    let some: Vec<usize> = all.iter().copied().filter(|&r| named.contains(&circuit.nodes[r].key)).collect();
    if some.is_empty() { all } else { some }
}

/// Terminals of a site's region that carry its receptor, if it names them.
fn ends(receptor: &Receptor, site: &Site, pools: &PoolPlan) -> Option<Ends> {
    let named = |ligand: &str| receptor.terminals.iter().any(|t| t == ligand);
    let here = pools.pools.iter().enumerate().filter(|(_, pool)| pool.region == site.region);
    let some = || Ends {
        pools: here.filter(|(_, pool)| named(&pools.ligands[pool.ligand].key)).map(|(i, _)| i).collect(),
        transmit: ["glutamate", "gaba"].map(named),
    };
    (!receptor.terminals.is_empty()).then(some)
}

/// Occupancy of a channel by the body's own transmitter at rest, and what it divides by.
fn ambient(site: &Site) -> (f64, f64) {
    let (mut own, mut all) = (0.0, 1.0);
    for b in &site.bound {
        if let Level::Ambient(c) = b.level {
            own += b.efficacy * b.affinity * c;
            all += b.affinity * c;
        }
    }
    (own / all, all)
}
