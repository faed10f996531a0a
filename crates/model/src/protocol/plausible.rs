//! Doses that only a slip of the unit explains: more than dissolves in what a route takes, or a millionth of what is usual.
//!
//! The limits are in the atlas, process `dosing`; an atlas without it has none.

use super::read::Reader;
use crate::atlas::{Compound, Route};
use syntony_language::quantity::{Dimension as D, Quantity};
use syntony_language::text::Spot;

const DAY_S: f64 = 86_400.0;
const KG_PER_NG: f64 = 1e-12;

/// How a dose is given: route, seconds that an infusion lasts, heaviest body that it is given to in kg.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dosing {
    pub route: Route,
    pub duration_s: f64,
    pub body_kg: f64,
}

/// Whether a compound is only a carrier, of which a volume is given.
pub(super) fn carrier(compound: &Compound) -> bool {
    matches!(compound.class.as_str(), "vehicle" | "vector")
        || matches!(compound.key.as_str(), "csf" | "saline" | "vehicle")
}

impl Reader<'_> {
    /// Notes an amount that is absurd for its route.
    pub(super) fn plausible(&mut self, spot: Spot, compound: &Compound, amount: Quantity, how: Dosing) {
        let number = |name: &str| {
            let id = self.atlas.params.find(&format!("process.dosing.{name}"))?;
            Some(self.atlas.params.value(id))
        };
        let (key, per_body) = match how.route {
            Route::Site => ("site", false),
            Route::Icv => ("icv", false),
            Route::Ip | Route::Sc | Route::Iv => ("body", true),
            Route::Oral => ("oral", true),
            Route::Intranasal => ("nose", true),
        };
        let all = ["solute", "least"].map(number);
        let own = [number(&format!("{key}_volume")), number(&format!("{key}_usual"))];
        let ([Some(solute), Some(least)], [Some(volume), Some(usual)]) = (all, own) else { return };
        let body = if per_body { how.body_kg } else { 1.0 };
        let volume_only = carrier(compound);
        let (most, usual) = if volume_only {
            (body * volume, 0.1 * body * volume)
        } else {
            (body * volume * solute, body * usual)
        };
        let size = |q: Quantity| self.size(compound, q, how);
        let Some(given) = size(amount) else { return };
        if given > 0.0 && (least * usual..=most).contains(&given) || amount.number <= 0.0 {
            return;
        }
        let neighbours = || {
            let near = |unit: String| Quantity::new(amount.number, &unit).ok();
            neighbours(amount.unit.text()).into_iter().filter_map(near)
        };
        // the limit in the unit in which it reads best
        let (bound, word) = if given > most { (most, "at most") } else { (least * usual, "at least") };
        let limit = neighbours()
            .filter_map(|q| Some(Quantity { number: q.number * bound / size(q)?, ..q }))
            .min_by(|a, b| (a.number.log10() - 1.0).abs().total_cmp(&(b.number.log10() - 1.0).abs()));
        let meant = neighbours()
            .filter_map(|q| Some(((size(q)? / usual).log10().abs(), q)))
            .filter(|(_, q)| size(*q).is_some_and(|s| (least * usual..=most).contains(&s)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let limit = limit.map_or(String::new(), |q| {
            let rounded = Quantity { number: format!("{:.1e}", q.number).parse().unwrap_or(q.number), ..q };
            format!(", expected {word} {rounded}")
        });
        let why = match (given > most, volume_only) {
            (true, true) => "more than this route takes",
            (true, false) => "more than dissolves in what this route takes",
            (false, _) => "far less than anybody gives by this route",
        };
        let route = Route::ALL.iter().find(|r| r.1 == how.route).map_or("?", |r| r.0);
        let what = format!("'{amount}' of {} by the route '{route}' is {why}{limit}", compound.key);
        self.notes.add(spot, what, meant.map(|(_, q)| format!("did you mean '{q}'?")));
    }

    /// What a member gets at once or in a day, ng, or l of a carrier; nothing where that is not known, as of a drink.
    fn size(&self, compound: &Compound, q: Quantity, how: Dosing) -> Option<f64> {
        let number = |name: &str| {
            let ligand = compound.ligand.as_ref().and_then(|l| self.atlas.ligands.get(l));
            let id = compound.numbers.get(name).or_else(|| ligand?.numbers.get(name))?;
            Some(self.atlas.params.value(*id))
        };
        let mut is = q.dimension();
        let mut size = q.internal();
        let days = (how.duration_s / DAY_S).max(1.0);
        for base in [D::MASS, D::AMOUNT, D::IU, D::VOLUME] {
            for per_time in [false, true] {
                let timed = if per_time { base.per(D::TIME) } else { base };
                if [timed.per(D::BODY), timed.per(D::SIDE), timed].contains(&is) {
                    size *= if is == timed.per(D::BODY) { how.body_kg } else { 1.0 };
                    size *= if per_time { how.duration_s } else { 1.0 };
                    is = base;
                }
            }
        }
        let mass = match is {
            D::MASS | D::VOLUME => size,
            D::AMOUNT => size * number("molar_mass")?,
            D::IU => size / number("potency")?,
            _ => return None,
        };
        Some(mass / days)
    }

    /// Mass of a species, kg.
    pub(super) fn body_kg(&self, species: &str) -> Option<f64> {
        let chain = self.atlas.species_chain(species);
        let id = chain.iter().find_map(|s| s.body.get("body_mass").copied())?;
        Some(self.atlas.params.value(id) * KG_PER_NG)
    }
}

/// The unit itself and those that differ in the prefix of its first symbol.
fn neighbours(unit: &str) -> Vec<String> {
    const FAMILIES: [&[&str]; 4] = [
        &["g", "mg", "ug", "ng", "pg"],
        &["mol", "mmol", "umol", "nmol", "pmol"],
        &["l", "ml", "ul", "nl"],
        &["IU", "mIU"],
    ];
    let end = unit.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(unit.len());
    let (first, rest) = unit.split_at(end);
    let family = FAMILIES.into_iter().find(|f| f.contains(&first));
    match family {
        Some(all) => all.iter().map(|u| format!("{u}{rest}")).collect(),
        None => vec![unit.to_string()],
    }
}
