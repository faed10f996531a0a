//! State variables that a measure may name, and the check of what they refer to.

use crate::atlas::Atlas;
use crate::problem::nearest;

/// What a state variable belongs to; the brain has an arm for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableKind {
    /// Firing of a population.
    Rate,
    /// Ligand in a region.
    Level,
    /// Signal of a receptor in a region.
    Signal,
    /// Binding of a receptor in a region.
    Binding,
    /// What a member is to the animal; the word names the state.
    Edge,
    /// Hormone of the adrenal cortex.
    Corticosterone,
    /// Corticotropin.
    Acth,
    /// Releasing hormone in the portal vessels.
    Crh,
    /// Contact of late.
    Contact,
    /// Contact that the animal is used to.
    SetPoint,
    /// Passive coping.
    Passivity,
    /// Load of chronic stress.
    Load,
    /// Social need.
    Need,
    /// Alarm.
    Alarm,
    /// What can be read of a person; the word says what.
    Person,
    /// What one person has of another; the word says what.
    Relation,
}

use VariableKind as V;

/// Form, kind and meaning of every state variable: what a protocol may name and what the brain resolves.
pub const VARIABLES: &[(&str, VariableKind, &str)] = &[
    ("rate:POPULATION", V::Rate, "firing of a population, Hz"),
    ("level:LIGAND@REGION", V::Level, "extracellular concentration, nM"),
    ("signal:RECEPTOR@REGION", V::Signal, "signal of a receptor"),
    ("occupancy:RECEPTOR@REGION", V::Signal, "another word for signal"),
    ("binding:RECEPTOR@REGION", V::Binding, "density times surface fraction of a receptor"),
    ("bond:MEMBER", V::Edge, "strength of the bond to a member"),
    ("preference:MEMBER", V::Edge, "learned preference for a member"),
    ("familiarity:MEMBER", V::Edge, "familiarity of a member"),
    ("tag:MEMBER", V::Edge, "trace of reward with a member, for hours"),
    ("consolidation:MEMBER", V::Edge, "how lasting the preference is, by time together"),
    ("maturation:MEMBER", V::Edge, "maturation of the bond to a member"),
    ("expectation:MEMBER", V::Edge, "presence of a member that is expected"),
    ("presence:MEMBER", V::Edge, "presence of a member that is felt"),
    ("attraction:MEMBER", V::Relation, "liking of a member at first sight, in standard deviations"),
    ("realised:MEMBER", V::Relation, "how far it is believed that a member is gone"),
    ("corticosterone", V::Corticosterone, "glucocorticoid in plasma, fold of its basal level"),
    ("cortisol", V::Corticosterone, "another word for corticosterone"),
    ("acth", V::Acth, "corticotropin in plasma, fold of its basal level"),
    ("crh", V::Crh, "releasing hormone in the portal vessels, fold of its basal level"),
    ("need", V::Need, "social need"),
    ("contact", V::Contact, "state of contact"),
    ("set_point", V::SetPoint, "set point of contact"),
    ("alarm", V::Alarm, "alarm at the absence of a member bonded with"),
    ("passivity", V::Passivity, "passive coping"),
    ("load", V::Load, "load of chronic stress"),
    ("joy", V::Person, "positive affect of a person"),
    ("distress", V::Person, "negative affect of a person"),
    ("valence", V::Person, "joy against distress, -1 to 1"),
    ("arousal", V::Person, "activity of the locus coeruleus over rest"),
    ("effort", V::Person, "effort of regulating feelings"),
    ("shown", V::Person, "distress that shows"),
    ("safety", V::Person, "safety that a trusted other gives"),
    ("capacity", V::Person, "capacity to regulate feelings"),
    ("skill", V::Person, "practised skill in regulation"),
    ("wellbeing", V::Person, "well-being, averaged over days"),
    ("mirror", V::Person, "share of what the sight of an act evokes that is the same act"),
    (
        "counter_mirror",
        V::Person,
        "share of what the sight of handling evokes that is striking: what counter-mirror training makes",
    ),
    ("trust:MEMBER", V::Relation, "belief that a member is responsive"),
    ("vicarious:MEMBER", V::Relation, "mirrored distress of a member"),
    ("resonance:MEMBER", V::Relation, "mirrored joy of a member"),
    ("closeness:MEMBER", V::Relation, "felt closeness to a member"),
];

impl VariableKind {
    /// Kind, word and what stands after the colon (nothing if there is none).
    pub fn split(name: &str) -> Option<(VariableKind, &str, &str)> {
        let (word, what) = name.split_once(':').unwrap_or((name, ""));
        let found = VARIABLES.iter().find(|v| v.0.split(':').next() == Some(word))?;
        (found.0.contains(':') == name.contains(':')).then_some((found.1, word, what))
    }
}

/// What is wrong with a variable, and a hint.
pub(super) type Fault = (String, Option<String>);

/// The variable with regions by key; else what is wrong with it.
pub(super) fn normal(text: &str, atlas: &Atlas, cast: &[&str]) -> Result<String, Fault> {
    let forms = || VARIABLES.iter().map(|v| v.0);
    let (kind, what) = text.split_once(':').map_or((text, None), |(kind, what)| (kind, Some(what)));
    let words = || forms().map(|f| f.split(':').next().unwrap_or(f));
    let Some(form) = forms().find(|f| f.split(':').next() == Some(kind)) else {
        let hint = nearest(kind, words()).map(|n| format!("did you mean '{n}'?"));
        let known = crate::shape::join(words());
        return Err((format!("unknown state variable '{text}', expected one of {known}"), hint));
    };
    let wrong = || (format!("'{text}' is no state variable, expected {form}"), None);
    match (form.split_once(':'), what) {
        (None, None) => Ok(text.to_string()),
        (None, Some(_)) | (Some(_), None) => Err(wrong()),
        (Some((_, "POPULATION")), Some(population)) => {
            one_of(
                "population",
                "atlas",
                population,
                &atlas.populations.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(),
            )?;
            Ok(text.to_string())
        }
        (Some((_, "MEMBER")), Some(member)) => {
            one_of("member", "cast", member, cast)?;
            Ok(text.to_string())
        }
        (Some((_, form)), Some(what)) => {
            let (name, site) = what.split_once('@').ok_or_else(wrong)?;
            if form.starts_with("LIGAND") {
                one_of(
                    "ligand",
                    "atlas",
                    name,
                    &atlas.ligands.keys().map(String::as_str).collect::<Vec<_>>(),
                )?;
            } else {
                one_of(
                    "receptor",
                    "atlas",
                    name,
                    &atlas.receptors.keys().map(String::as_str).collect::<Vec<_>>(),
                )?;
            }
            match atlas.region_of_site(site) {
                Some(region) => Ok(format!("{kind}:{name}@{region}")),
                None => one_of(
                    "region",
                    "atlas",
                    site,
                    &atlas.regions.keys().map(String::as_str).collect::<Vec<_>>(),
                )
                .map(|()| String::new()),
            }
        }
    }
}

fn one_of(what: &str, owner: &str, name: &str, known: &[&str]) -> Result<(), Fault> {
    if known.contains(&name) {
        return Ok(());
    }
    let hint = nearest(name, known.iter().copied()).map(|n| format!("did you mean '{n}'?"));
    Err((format!("unknown {what} '{name}', expected a {what} of the {owner}"), hint))
}
