//! Scenes that play by themselves, with words: what is said depends on what the running scene shows.
//!
//! A tour sets pace and layers and names what to look for. Amounts of what is given come from groups of built-in protocols.

use crate::texts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use syntony_language::Quantity;
use syntony_model::{Atlas, Library, Protocol};
use syntony_study::live::{Deed, Timed};

/// All tours.
const TOURS: &str = include_str!("../tours.toml");

/// A scene with words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tour {
    /// Key of the scene.
    pub scene: String,
    /// Title.
    pub title: String,
    /// One sentence before it begins.
    pub lead: String,
    /// Member whose channels are looked at.
    pub who: String,
    /// The other member that is shown.
    pub with: String,
    /// Story to read on.
    pub story: String,
    /// Steps in their order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
    /// Courses that are drawn below.
    #[serde(rename = "strip")]
    pub strips: Vec<Strip>,
    /// What may be tried after it.
    #[serde(default)]
    pub again: Vec<Again>,
    /// Text of the scene's protocol.
    #[serde(skip_deserializing)]
    pub text: String,
}

/// A stretch of time with one pace.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Title.
    pub title: String,
    /// Time of the scene at its end, with unit.
    pub until: String,
    /// The same, s.
    #[serde(skip_deserializing)]
    pub until_s: f64,
    /// How long it takes on the screen, s.
    pub seconds: f64,
    /// Ligand that is shown; none for activity.
    pub layer: String,
    /// What happens.
    pub words: String,
    /// What may come to be seen.
    pub sees: Vec<Sight>,
}

/// A sentence that is said when it is true.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sight {
    /// Channel of `who`.
    pub channel: String,
    /// True from this value on.
    pub above: Option<f64>,
    /// True when it has fallen to this value.
    pub below: Option<f64>,
    /// The sentence.
    pub says: String,
    /// The sentence where it did not become true.
    pub not: Option<String>,
}

/// Courses of one unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strip {
    /// Title.
    pub title: String,
    /// Unit.
    #[serde(default)]
    pub unit: String,
    /// Upper end of the scale; what comes if there is none.
    pub top: Option<f64>,
    /// Curves.
    pub lines: Vec<TourLine>,
}

/// A curve.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TourLine {
    /// Channel of `who`.
    pub channel: String,
    /// Name.
    pub label: String,
}

/// The same scene with what a group of a protocol was given.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Again {
    /// Words of the button.
    pub label: String,
    /// Protocol.
    pub protocol: String,
    /// Its group.
    pub group: String,
    /// What `who` is given at the beginning.
    #[serde(skip_deserializing)]
    pub deeds: Vec<Timed>,
}

/// All tours by key, whole; the first problem of one that is not.
pub fn tours(library: &Library) -> Result<BTreeMap<String, Tour>, String> {
    let mut all: BTreeMap<String, Tour> = toml::from_str(TOURS).map_err(|e| e.to_string())?;
    for (key, tour) in &mut all {
        let text = texts::scene(&tour.scene).ok_or_else(|| format!("{key}: no scene `{}`", tour.scene))?;
        tour.text = text.into();
        for step in &mut tour.steps {
            step.until_s = Quantity::parse(&step.until).map_err(|e| format!("{key}: {e}"))?.internal();
        }
        for again in &mut tour.again {
            again.deeds = given(again, &tour.who, library.of(text)).map_err(|e| format!("{key}: {e}"))?;
        }
    }
    Ok(all)
}

fn given(again: &Again, who: &str, atlas: &Atlas) -> Result<Vec<Timed>, String> {
    let (key, group) = (&again.protocol, &again.group);
    let text = texts::built_in(key).ok_or_else(|| format!("no protocol `{key}`"))?;
    let protocol = Protocol::read(key, text, atlas).map_err(|p| p.to_string())?;
    let group =
        protocol.groups.iter().find(|g| g.key == *group).ok_or_else(|| format!("no group `{group}`"))?;
    let deed = |d: &syntony_model::protocol::Dose| Deed::Dose {
        member: who.into(),
        compound: d.compound.clone(),
        route: d.route.word().into(),
        site: d.site.clone(),
        amount: d.amount.to_string(),
    };
    Ok(group.doses.iter().map(|d| Timed { at_s: 0.0, deed: deed(d) }).collect())
}
