//! Doses: compound, route, site, amount and times, each checked against the atlas and the phases.

use super::Dose;
use super::plausible::{Dosing, carrier};
use super::read::{Draft, Reader};
use crate::atlas::{Compound, Route};
use syntony_language::quantity::{Dimension as D, Quantity};
use syntony_language::text::{Spot, Table};

/// More repetitions than any experiment has.
const TIMES_MAX: usize = 10_000;
/// Rounding of times is no lateness.
const LATE_S: f64 = 1e-6;

impl<'a> Reader<'a> {
    /// Fills in the doses of a group: the shared ones, then its own.
    pub(super) fn doses(&mut self, group: &Table, draft: &mut Draft) {
        let root = self.root;
        for table in root.tables("dose").chain(group.tables("dose")) {
            if let Some(dose) = self.dose(table, draft) {
                draft.group.doses.push(dose);
            }
        }
    }

    fn dose(&mut self, table: &Table, draft: &Draft) -> Option<Dose> {
        let members = self.members(table, "members", draft);
        let route = table.text("route").and_then(|word| Route::ALL.iter().find(|r| r.0 == word)).map(|r| r.1);
        let site = self.site(table, route);
        let compound = self.compound(table, route);
        let duration_s = self.positive(table, "for");
        let infused = table.get("for").is_some();
        let amount = self.amount(table, route, compound, infused);
        if let (Some(compound), Some(route), Some(amount)) = (compound, route, amount) {
            let species = |m: &&crate::protocol::Member| members.contains(&m.name);
            let given = draft.group.cast.iter().filter(species);
            let heaviest = given.filter_map(|m| self.body_kg(&m.species)).fold(0.0, f64::max);
            let how = Dosing { route, duration_s: duration_s.unwrap_or(0.0), body_kg: heaviest };
            self.plausible(table.spot_of("amount"), compound, amount, how);
        }
        let starts_s = table.text("at").and_then(|at| self.times_of(at, table.spot_of("at"), draft));
        let times_s = self.times(table, starts_s);
        if let (Some(times), true) = (&times_s, draft.timed) {
            self.within(table, times, draft);
        }
        Some(Dose {
            compound: compound?.key.clone(),
            route: route?,
            site,
            amount: amount?,
            members,
            times_s: times_s?,
            duration_s: duration_s.unwrap_or(0.0),
            place: self.notes.files.place(table.spot),
        })
    }

    fn site(&mut self, table: &Table, route: Option<Route>) -> Option<String> {
        match (table.text("site"), route) {
            (Some(name), Some(Route::Site)) => self.region(name, table.spot_of("site")),
            (Some(name), Some(_)) => {
                let route = table.text_or_empty("route");
                let hint = Some("write route = \"site\", or take 'site' away".to_string());
                self.notes.add(
                    table.spot_of("site"),
                    format!("the site '{name}' with the route '{route}', expected the route 'site'"),
                    hint,
                );
                None
            }
            (None, Some(Route::Site)) if table.get("site").is_none() => {
                let hint = Some("write site = \"REGION\", a region of the atlas".to_string());
                self.notes.add(
                    table.spot,
                    "a dose by the route 'site' has no 'site', expected a region",
                    hint,
                );
                None
            }
            _ => None,
        }
    }

    fn compound(&mut self, table: &Table, route: Option<Route>) -> Option<&'a Compound> {
        let name = table.text("compound")?;
        let spot = table.spot_of("compound");
        let atlas = self.atlas;
        let Some(compound) = atlas.compound_named(name) else {
            let names = atlas
                .compounds
                .values()
                .flat_map(|c| std::iter::once(&c.key).chain(&c.aliases))
                .map(String::as_str);
            self.notes.known("compound", "atlas", name, spot, names);
            return None;
        };
        if let Some(route) = route.filter(|r| !compound.routes.contains(r)) {
            let word = |route: &Route| Route::ALL.iter().find(|r| r.1 == *route).map_or("?", |r| r.0);
            let routes = syntony_language::shape::join(compound.routes.iter().map(word));
            let what = format!(
                "'{}' does not reach its target by the route '{}', expected one of {routes}",
                compound.key,
                word(&route)
            );
            self.notes.add(table.spot_of("route"), what, None);
        }
        Some(compound)
    }

    fn amount(
        &mut self,
        table: &Table,
        route: Option<Route>,
        compound: Option<&Compound>,
        infused: bool,
    ) -> Option<Quantity> {
        let quantity = Quantity::parse(table.text("amount")?).ok()?;
        let spot = table.spot_of("amount");
        if quantity.number <= 0.0 {
            let hint = Some("leave a dose of nothing out, or give the vehicle".to_string());
            self.notes.add(spot, format!("the amount is '{quantity}', expected more than 0"), hint);
        }
        let (route, compound) = (route?, compound?);
        let allowed = allowed(route, carrier(compound), infused);
        if let Err(error) = quantity.of(&allowed) {
            let per_time =
                self::allowed(route, carrier(compound), true).contains(&quantity.dimension()) && !infused;
            let per_side =
                self::allowed(Route::Site, carrier(compound), infused).contains(&quantity.dimension());
            let hint = match () {
                () if per_time => {
                    Some("an amount per time needs 'for', the length of the infusion".to_string())
                }
                () if per_side && route != Route::Site => {
                    Some("an amount per side needs the route 'site'".to_string())
                }
                () => error.hint(),
            };
            self.notes.add(spot, format!("the amount {error}"), hint);
            return None;
        }
        self.convertible(quantity, compound, spot);
        Some(quantity)
    }

    /// A mass needs a molar mass and IU need a potency before they can become a concentration.
    fn convertible(&mut self, quantity: Quantity, compound: &Compound, spot: Spot) {
        if carrier(compound) {
            return;
        }
        let ligand = compound.ligand.as_ref().and_then(|l| self.atlas.ligands.get(l));
        let has = |number: &str| {
            compound.numbers.contains_key(number) || ligand.is_some_and(|l| l.numbers.contains_key(number))
        };
        let is = quantity.dimension();
        let by_iu = [D::IU, D::IU_PER_BODY, D::IU_RATE].contains(&is);
        let by_amount = [D::AMOUNT, D::AMOUNT_PER_SIDE, D::AMOUNT_PER_BODY, D::AMOUNT_RATE, D::CONCENTRATION]
            .contains(&is);
        let lacks = if by_iu && !has("potency") {
            Some(("potency", "in international units"))
        } else if !by_amount && !has("molar_mass") {
            Some(("molar_mass", "by mass"))
        } else {
            None
        };
        if let Some((number, how)) = lacks {
            let key = &compound.key;
            let what = format!(
                "'{key}' is given {how} but has no '{number}' in the atlas, expected one to convert the dose"
            );
            self.notes.add(spot, what, Some(format!("add compound.{key}.{number} to the atlas")));
        }
    }

    /// Start times of a dose, repeated or not.
    fn times(&mut self, table: &Table, starts_s: Option<Vec<f64>>) -> Option<Vec<f64>> {
        let every = self.positive(table, "every");
        match (table.get("every").is_some(), table.get("times").is_some()) {
            (true, false) => {
                self.notes.add(
                    table.spot_of("every"),
                    "'every' without 'times', expected how often",
                    Some("write times = 3".into()),
                );
                return None;
            }
            (false, true) => {
                self.notes.add(
                    table.spot_of("times"),
                    "'times' without 'every', expected the interval",
                    Some("write every = \"12 h\"".into()),
                );
                return None;
            }
            (false, false) => return starts_s,
            (true, true) => {}
        }
        let times = table.count("times")?;
        if times > TIMES_MAX {
            self.notes.add(
                table.spot_of("times"),
                format!("{times} repetitions, expected at most {TIMES_MAX}"),
                None,
            );
            return None;
        }
        let (starts, every) = (starts_s?, every?);
        if let Some(length) = self.time(table, "for").filter(|l| *l > every + LATE_S && times > 1) {
            let what =
                format!("an infusion of {length} s is repeated every {every} s, expected a longer interval");
            self.notes.add(table.spot_of("every"), what, None);
        }
        Some(starts.into_iter().flat_map(|s| (0..times).map(move |i| s + every * i as f64)).collect())
    }

    /// Notes a dose that the run does not reach. An infusion may outlast the run: what is left of it then is not given.
    fn within(&mut self, table: &Table, times: &[f64], draft: &Draft) {
        let end = draft.end_s();
        let last = times.last().copied().unwrap_or(0.0);
        if last >= end {
            let what = format!(
                "a dose {} h after the beginning, but the run ends at {} h, expected it before",
                hours(last),
                hours(end)
            );
            self.notes.add(table.spot_of("at"), what, None);
        }
    }
}

/// Hours with at most three decimals.
fn hours(seconds: f64) -> f64 {
    (seconds / 3.6).round() / 1000.0
}

/// Dimensions that an amount may have.
fn allowed(route: Route, carrier: bool, infused: bool) -> Vec<D> {
    let mut out = Vec::new();
    if carrier {
        out.push(D::VOLUME);
        match route {
            Route::Site => out.push(D::VOLUME_PER_SIDE),
            Route::Icv | Route::Intranasal => {}
            _ => out.push(D::VOLUME_PER_BODY),
        }
        if infused {
            out.push(D::FLOW);
        }
        return out;
    }
    out.extend([D::MASS, D::AMOUNT, D::IU]);
    match route {
        Route::Site => out.extend([D::MASS_PER_SIDE, D::AMOUNT_PER_SIDE]),
        Route::Icv => {}
        _ => out.extend([D::MASS_PER_BODY, D::AMOUNT_PER_BODY, D::IU_PER_BODY]),
    }
    if route == Route::Oral {
        out.extend([D::CONCENTRATION, D::MASS_CONCENTRATION]);
    }
    if infused {
        out.extend([D::MASS_RATE, D::AMOUNT_RATE, D::IU_RATE]);
        if !matches!(route, Route::Icv | Route::Site) {
            out.push(D::MASS_RATE_PER_BODY);
        }
    }
    out
}
