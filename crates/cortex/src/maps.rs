//! Numbers that differ by region: maps of the connectome, and receptor densities of the atlas.
//!
//! ```text
//! NUMBER=MAP          number · x          x: column of the connectome's maps.csv
//! NUMBER=SIZE*MAP     number · (1 + SIZE · x)    x: such a column, or the density of a receptor in the region of the atlas
//! ```
//! Densities are relative to the densest region of the receptor. A region that the atlas lacks, or has no density for, keeps its number.
//! **Paper.** Gains that grow with receptor density, 1 + s d: Deco et al. 2018.

use super::{CortexAsk, flag};
use crate::Connectome;
use crate::mass::Card;
use syntony_language::problem::nearest;
use syntony_language::{Place, Problems};
use syntony_model::{Atlas, ParamId};

/// Key of the paper in the atlas.
pub(super) const PAPER: &str = "deco_2018";

/// Multiplies numbers by maps; gives the numbers of the atlas that it read.
pub(super) fn apply(
    ask: &CortexAsk,
    card: &Card,
    (connectome, atlas): (&mut Connectome, &Atlas),
    numbers: &mut [Vec<f64>],
    problems: &mut Problems,
) -> Vec<ParamId> {
    let receptor = |map: &str| atlas.receptors.contains_key(map) && connectome.map(map).is_none();
    let densities = ask.maps.iter().any(|(_, map)| receptor(parts(map).1));
    if ask.sites.is_some() || densities {
        let file = ask.sites.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
        if let Err(more) = connectome.locate(file, atlas) {
            problems.0.extend(more.0);
        }
    }
    let mut used = Vec::new();
    for (number, text) in &ask.maps {
        let place = flag(&format!("--map {number}={text}"));
        let at = card.numbers.iter().position(|(name, ..)| name == number);
        if at.is_none() || at == Some(card.numbers.len() - 1) {
            let names = || card.numbers[..card.numbers.len() - 1].iter().map(|n| n.0);
            let hint = match nearest(number, names()) {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
            };
            let what = format!("{} has no number '{number}' that may differ by region", card.key);
            problems.add(place.clone(), what, Some(hint));
        }
        let factors = factors(text, (connectome, atlas), &place, &mut used, problems);
        if let (Some(at), Some(factors)) = (at, factors) {
            numbers.iter_mut().zip(factors).for_each(|(n, x)| n[at] *= x);
        }
    }
    used
}

/// Size, if one is written, and map.
fn parts(text: &str) -> (Option<&str>, &str) {
    text.split_once('*').map_or((None, text.trim()), |(size, map)| (Some(size.trim()), map.trim()))
}

/// By what the number of each region is multiplied.
fn factors(
    text: &str,
    (connectome, atlas): (&Connectome, &Atlas),
    place: &Place,
    used: &mut Vec<ParamId>,
    problems: &mut Problems,
) -> Option<Vec<f64>> {
    let (size, map) = parts(text);
    let values = match connectome.map(map) {
        Some(values) => Some(values.to_vec()),
        None if atlas.receptors.contains_key(map) => {
            densities(map, (connectome, atlas), place, used, problems)
        }
        None => {
            let names = || connectome.maps.iter().map(|m| m.0.as_str());
            let all = names().chain(atlas.receptors.keys().map(String::as_str));
            let hint = match (nearest(map, all), connectome.maps.is_empty()) {
                (Some(near), _) => format!("did you mean '{near}'?"),
                (None, true) => "put a maps.csv into the folder of the connectome, or name a receptor".into(),
                (None, false) => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
            };
            let what = format!("no map '{map}', expected a column of maps.csv or a receptor of the atlas");
            problems.add(place.clone(), what, Some(hint));
            None
        }
    };
    let size = match size.map(|s| (s, s.parse::<f64>())) {
        Some((_, Ok(size))) if size.is_finite() => size,
        Some((written, _)) => {
            let hint = Some(format!("for instance 0.2*{map}: 0.2 more where the map is 1"));
            problems.add(
                place.clone(),
                format!("'{written}' is no size, expected a number without unit"),
                hint,
            );
            return None;
        }
        None if connectome.map(map).is_some() => return values,
        None => {
            let what = format!("'{map}' is a density of the atlas, 0 in many regions, expected SIZE*{map}");
            let hint = Some(format!("for instance 0.2*{map}: 0.2 more where the receptor is densest"));
            problems.add(place.clone(), what, hint);
            return None;
        }
    };
    let factors: Vec<f64> = values?.iter().map(|x| 1.0 + size * x).collect();
    if let Some(r) = factors.iter().position(|f| *f <= 0.0) {
        let what = format!(
            "multiplies the number of region '{}' by {:.3}, expected above zero",
            connectome.labels[r], factors[r]
        );
        problems.add(place.clone(), what, Some("a size nearer to zero".into()));
        return None;
    }
    Some(factors)
}

/// Density of a receptor by region, 0 where the atlas has none.
fn densities(
    receptor: &str,
    (connectome, atlas): (&Connectome, &Atlas),
    place: &Place,
    used: &mut Vec<ParamId>,
    problems: &mut Problems,
) -> Option<Vec<f64>> {
    let species = atlas.species.values().find(|s| s.castable)?.key.as_str();
    let id = |site: &Option<String>| atlas.density_id(species, receptor, site.as_ref()?);
    let ids: Vec<Option<ParamId>> = connectome.sites.iter().map(id).collect();
    for id in ids.iter().flatten() {
        if !used.contains(id) {
            used.push(*id);
        }
    }
    if ids.iter().all(Option::is_none) {
        let there = atlas.regions.keys().filter(|r| atlas.density_id(species, receptor, r).is_some());
        let there: Vec<&str> = there.map(String::as_str).collect();
        let hint = match there.is_empty() {
            true => None,
            false => {
                Some(format!("the atlas has it in {}; map a region to one with --regions", there.join(", ")))
            }
        };
        let what = format!("the atlas has no density of '{receptor}' in any region of this connectome");
        problems.add(place.clone(), what, hint);
        return None;
    }
    Some(ids.iter().map(|id| id.map_or(0.0, |id| atlas.params.value(id))).collect())
}
