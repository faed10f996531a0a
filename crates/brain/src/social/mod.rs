//! What people have beyond the circuit, chemistry and bonds that all species share.
//!
//! A lineage has it when its atlas has the process `mirror`; for others nothing here runs or takes room, but for [`contagion`], which voles have.

pub mod affect;
pub mod attachment;
pub mod autonomic;
pub mod contagion;
pub mod mirror;
pub mod pain;
pub mod regulation;
pub mod repertoire;

use crate::named::named;
use crate::neural::Circuit;
use crate::numbers::Numbers;
pub use affect::AffectParameters;
pub use attachment::AttachmentParameters;
use autonomic::Arousing;
pub use autonomic::AutonomicParameters;
pub use contagion::Contagion;
pub use mirror::{CODES, MirrorParameters};
pub use pain::PainParameters;
pub use regulation::RegulationParameters;
pub use repertoire::{Repertoire, State};
use syntony_model::Atlas;

named! {
    /// What a percept of another carries, besides touch, sex and pain.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[repr(usize)]
    pub enum Feature {
        /// Warmth of skin.
        Warmth = "warmth",
        /// Being looked at.
        Gaze = "gaze",
        /// Voice.
        Voice = "voice",
        /// The other answers what one needs.
        Responsive = "responsive",
        /// The other discloses.
        Disclosure = "disclosure",
        /// Play and laughter.
        Play = "play",
        /// Criticism, contempt, attack in words.
        Hostility = "hostility",
        /// Being left out or ignored.
        Exclusion = "exclusion",
        /// Joy on the other's face and in the voice.
        Joy = "joy",
        /// Distress on the other's face and in the voice.
        Distress = "distress",
        /// Warmth that the other gives to somebody else here.
        Aside = "aside",
        /// Touch as myelinated fibres have it: the more, the faster.
        Pressure = "pressure",
    }
}

impl From<Feature> for usize {
    fn from(row: Feature) -> usize {
        row as usize
    }
}

/// Everything that people have beyond other species.
#[derive(Debug, Clone)]
pub struct Social {
    /// Mirror system.
    pub mirror: MirrorParameters,
    /// Affect.
    pub affect: AffectParameters,
    /// Regulation.
    pub regulation: RegulationParameters,
    /// Attachment, trust, social reward.
    pub attachment: AttachmentParameters,
    /// What of pain gets through.
    pub pain: PainParameters,
    /// Acts.
    pub repertoire: Repertoire,
    /// Heart, skin, vessels.
    pub autonomic: AutonomicParameters,
}

impl Social {
    /// Reads them if the lineage has them.
    pub fn read(atlas: &Atlas, circuit: &Circuit, n: &mut Numbers) -> Option<Social> {
        atlas.processes.contains_key("mirror").then(|| Social {
            mirror: MirrorParameters::read(n),
            affect: AffectParameters::read(circuit, n),
            regulation: RegulationParameters::read(n),
            attachment: AttachmentParameters::read(n),
            pain: PainParameters::read(n),
            repertoire: Repertoire::compile(atlas, n),
            autonomic: AutonomicParameters::read(n),
        })
    }
}

/// What people feel and take from each other in a tick; empty for other species.
#[derive(Debug, Clone, Default)]
pub struct SocialWork {
    /// Positive and negative affect, per lane.
    pub joy: Vec<f64>,
    /// Negative affect, per lane.
    pub distress: Vec<f64>,
    /// Distress of the circuit at this moment, before it is felt, per lane.
    pub raw: Vec<f64>,
    /// Share of expression that is withheld, per lane.
    pub hide: Vec<f64>,
    /// Effort of regulation, per lane.
    pub effort: Vec<f64>,
    /// Effort by strategy, `[strategy × lane]`.
    pub by_strategy: Vec<f64>,
    /// Safety from trusted others near, per lane.
    pub safety: Vec<f64>,
    /// Factor by which threat and stress are milder, per lane.
    pub mild: Vec<f64>,
    /// Threat as appraised, per lane.
    pub threat: Vec<f64>,
    /// Pain from outside that gets through, per lane.
    pub heat: Vec<f64>,
    /// Where descending inhibition of pain goes, per lane.
    pub descending: Vec<f64>,
    /// Words of support that others have, per lane.
    pub words: Vec<f64>,
    /// Touch by all others, per lane.
    pub touched: Vec<f64>,
    /// What the sight of a category evokes, `[seen × lane]`: fidelity of faces, weight of the same act.
    pub mirrored: Vec<f64>,
    /// What drives both autonomic branches, per lane.
    pub arousing: Vec<Arousing>,
    /// Where autonomic outlets are led, `[outlet × lane]`.
    pub led: Vec<f64>,
    /// Closeness, per pair column.
    pub closeness: Vec<f64>,
    /// Trust, per pair column.
    pub trust: Vec<f64>,
    /// Mirrored distress of the other, per pair column.
    pub vicarious: Vec<f64>,
    /// Mirrored joy of the other, per pair column.
    pub resonance: Vec<f64>,
    /// Motor resonance with what is seen, per pair column.
    pub motor: Vec<f64>,
    /// Social reward besides touch and sex, per pair column.
    pub reward: Vec<f64>,
    /// Quality of contact that fills the need, per pair column.
    pub quality: Vec<f64>,
    /// Share of time in which the other is engaged with one, per pair column.
    pub engaged: Vec<f64>,
}

impl SocialWork {
    /// For so many lanes and pair columns.
    pub fn new(lanes: usize, pairs: usize) -> Self {
        let (lane, pair) = (vec![0.0; lanes], vec![0.0; pairs]);
        SocialWork {
            joy: lane.clone(),
            distress: lane.clone(),
            raw: lane.clone(),
            hide: lane.clone(),
            effort: lane.clone(),
            by_strategy: vec![0.0; 3 * lanes],
            safety: lane.clone(),
            mild: vec![1.0; lanes],
            threat: lane.clone(),
            heat: lane.clone(),
            descending: lane.clone(),
            words: lane.clone(),
            touched: lane,
            mirrored: vec![0.0; CODES * lanes],
            arousing: vec![Arousing::default(); lanes],
            led: vec![0.0; autonomic::OUTLETS * lanes],
            closeness: pair.clone(),
            trust: vec![0.5; pairs],
            vicarious: pair.clone(),
            resonance: pair.clone(),
            motor: pair.clone(),
            reward: pair.clone(),
            quality: pair.clone(),
            engaged: pair,
        }
    }
}
