//! State variables that a measure may name, and the check of what they refer to.

use crate::atlas::Atlas;
use crate::problem::nearest;

/// Form and meaning of every state variable that a protocol may measure.
pub const VARIABLES: &[(&str, &str)] = &[
    ("rate:POPULATION", "firing of a population, Hz"),
    ("level:LIGAND@REGION", "extracellular concentration, nM"),
    ("occupancy:RECEPTOR@REGION", "share of receptors bound"),
    ("signal:RECEPTOR@REGION", "signal of a receptor"),
    ("bond:MEMBER", "strength of the bond to a member"),
    ("preference:MEMBER", "learned preference for a member"),
    ("familiarity:MEMBER", "familiarity of a member"),
    ("cortisol", "glucocorticoid in plasma"),
    ("acth", "corticotropin in plasma"),
    ("need", "social need"),
    ("load", "load of chronic stress"),
];

/// What is wrong with a variable, and a hint.
pub(super) type Fault = (String, Option<String>);

/// The variable with regions by key; else what is wrong with it.
pub(super) fn normal(text: &str, atlas: &Atlas, cast: &[&str]) -> Result<String, Fault> {
    let forms = || VARIABLES.iter().map(|v| v.0);
    let (kind, what) = text.split_once(':').map_or((text, None), |(kind, what)| (kind, Some(what)));
    let Some(form) = forms().find(|f| f.split(':').next() == Some(kind)) else {
        let hint = nearest(kind, forms().map(|f| f.split(':').next().unwrap_or(f)))
            .map(|n| format!("did you mean '{n}'?"));
        return Err((
            format!(
                "unknown state variable '{text}', expected one of {}",
                forms().collect::<Vec<_>>().join(", ")
            ),
            hint,
        ));
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
