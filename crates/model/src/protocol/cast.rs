//! The animals of a group: the shared cast with what the group changes.

use super::read::{Reader, patch};
use super::{Age, BodyState, Member, Rearing, Sex};
use syntony_language::quantity::{Dimension, Quantity};
use syntony_language::shape::{PROTOCOL, check_field};
use syntony_language::text::{KeyValue, Table};

/// Members of a group at most: so many have random numbers of their own.
pub const MEMBERS_MAX: usize = 64;
/// Names that mean something else where a member is expected.
const RESERVED: [&str; 2] = ["empty", "neutral"];

impl Reader<'_> {
    /// The complete cast of a group.
    pub(super) fn cast(&mut self, group: &Table) -> Vec<Member> {
        let nobody = Table::default();
        let base = self.root.table("cast").unwrap_or(&nobody);
        let changes = group.table("cast").unwrap_or(&nobody);
        let merged = patch(base, changes);
        if !changes.entries.is_empty() {
            check_field(&PROTOCOL, "cast", &merged, &self.notes.files, &mut self.notes.problems);
        }
        if let Some(node) = self.root.get("cast").filter(|_| merged.entries.is_empty()) {
            self.notes.add(node.spot, "the cast is empty, expected at least the subject", None);
        }
        if merged.entries.len() > MEMBERS_MAX {
            let spot =
                if changes.entries.is_empty() { self.root.spot_of("cast") } else { group.spot_of("cast") };
            self.notes.add(
                spot,
                format!("the cast has {} members, expected at most {MEMBERS_MAX}", merged.entries.len()),
                Some("more people are more units: write n = 400 in the group".into()),
            );
        }
        let names: Vec<&str> = merged.entries.iter().map(|e| e.key.as_str()).collect();
        let mut cast: Vec<Member> = Vec::new();
        for entry in &merged.entries {
            if let Some(table) = entry.node.table() {
                let sex = self.sex(table, cast.first());
                cast.push(self.animal(entry, table, &names, sex));
            }
        }
        cast
    }

    fn animal(&mut self, entry: &KeyValue, table: &Table, names: &[&str], sex: Sex) -> Member {
        let name = entry.key.clone();
        if RESERVED.contains(&name.as_str()) {
            self.notes.add(
                entry.at,
                format!("'{name}' cannot be a member, expected another name; it stands for an empty place"),
                None,
            );
        }
        self.species(table);
        let mut familiar_with = Vec::new();
        for (other, spot) in table.texts("familiar_with") {
            if other == name {
                self.notes.add(
                    spot,
                    format!("'{name}' is familiar with itself, expected another member"),
                    None,
                );
            } else {
                self.notes.known("member", "cast", other, spot, names.iter().copied());
            }
            familiar_with.push(other.to_string());
        }
        let familiar_for_s = self.positive(table, "familiar_for");
        if !familiar_with.is_empty() && table.get("familiar_for").is_none() {
            let hint = Some("write familiar_for = \"30 d\", with the time that you mean".to_string());
            self.notes.add(
                table.spot_of("familiar_with"),
                format!("'{name}' has 'familiar_with' but no 'familiar_for', expected a time"),
                hint,
            );
        }
        Member {
            species: table.text_or_empty("species"),
            sex,
            age: match table.text("age") {
                Some("neonate") => Age::Neonate,
                Some("juvenile") => Age::Juvenile,
                _ => Age::Adult,
            },
            rearing: match table.text("rearing") {
                Some("mother_sister") => Rearing::MotherSister,
                Some("mother_only") => Rearing::MotherOnly,
                Some("deprived") => Rearing::Deprived,
                _ => Rearing::Biparental,
            },
            familiar_with,
            familiar_for_s: familiar_for_s.unwrap_or(0.0),
            state: self.state(table),
            density: self.genotype(table),
            anxiety: table.table("attachment").and_then(|t| t.number("anxiety")),
            avoidance: table.table("attachment").and_then(|t| t.number("avoidance")),
            bonds: self.bonds(table, &name, names),
            kin: table
                .tables("bond")
                .filter(|b| b.flag("kin"))
                .filter_map(|b| b.text("with").map(String::from))
                .collect(),
            attraction: self.attraction(table, &name, names),
            place: self.notes.files.place(entry.at),
            name,
        }
    }

    fn bonds(&mut self, table: &Table, name: &str, names: &[&str]) -> Vec<(String, f64, f64)> {
        let mut bonds = Vec::new();
        for item in table.tables("bond") {
            let Some(with) = item.text("with") else { continue };
            let spot = item.spot_of("with");
            if with == name {
                let what = format!("'{name}' is bonded with itself, expected another member");
                self.notes.add(spot, what, None);
            } else {
                self.notes.known("member", "cast", with, spot, names.iter().copied());
            }
            let quality = item.number("quality").unwrap_or(0.8);
            bonds.push((with.to_string(), self.positive(item, "for").unwrap_or(0.0), quality));
        }
        bonds
    }

    fn attraction(&mut self, table: &Table, name: &str, names: &[&str]) -> Vec<(String, f64)> {
        let mut all = Vec::new();
        for item in table.tables("attraction") {
            let (Some(to), Some(value)) = (item.text("to"), item.number("value")) else { continue };
            let spot = item.spot_of("to");
            if to == name {
                self.notes.add(
                    spot,
                    format!("'{name}' is attracted to itself, expected another member"),
                    None,
                );
            } else {
                self.notes.known("member", "cast", to, spot, names.iter().copied());
            }
            all.push((to.to_string(), value));
        }
        all
    }

    fn species(&mut self, table: &Table) {
        let Some(species) = table.text("species") else {
            return;
        };
        let spot = table.spot_of("species");
        let atlas = self.atlas;
        let castable = || atlas.species.values().filter(|s| s.castable).map(|s| s.key.as_str());
        match atlas.species.get(species) {
            Some(found) if !found.castable => {
                let what = format!(
                    "the species '{species}' is a base that others inherit from, expected one that may be cast"
                );
                self.notes.add(
                    spot,
                    what,
                    Some(format!("such as {}", syntony_language::shape::join(castable()))),
                );
            }
            Some(_) => {}
            None => {
                self.notes.known("species", "atlas", species, spot, castable());
            }
        }
    }

    fn state(&mut self, table: &Table) -> BodyState {
        let mut state = BodyState::default();
        let Some(table) = table.table("state") else {
            return state;
        };
        state.gonadectomised = table.flag("gonadectomised");
        state.adrenalectomised = table.flag("adrenalectomised");
        state.contraception = table.flag("contraception");
        state.estradiol = table.number("estradiol").unwrap_or(state.estradiol);
        state.testosterone = table.number("testosterone").unwrap_or(state.testosterone);
        if let Some(day) = self.time(table, "day_length") {
            let hours = day / 3600.0;
            if !(0.0..=24.0).contains(&hours) {
                self.notes.add(
                    table.spot_of("day_length"),
                    format!("a day with {hours} h of light, expected 0 h to 24 h"),
                    None,
                );
            }
            state.day_length_h = hours;
        }
        state
    }

    fn genotype(&mut self, table: &Table) -> Vec<(String, String, f64)> {
        let mut out = Vec::new();
        for item in table.tables("density") {
            if let Some(receptor) = item.text("receptor") {
                self.receptor(receptor, item.spot_of("receptor"));
            }
            let region = match item.text("region") {
                None | Some("*") => Some("*".to_string()),
                Some(name) => self.region(name, item.spot_of("region")),
            };
            if let (Some(receptor), Some(region), Some(factor)) =
                (item.text("receptor"), region, item.number("factor"))
            {
                out.push((receptor.to_string(), region, factor));
            }
        }
        out
    }

    /// A time in s, if it is one; anything else has been noted.
    pub(super) fn time(&self, table: &Table, key: &str) -> Option<f64> {
        let quantity = Quantity::parse_as(table.text(key)?, &[Dimension::TIME]).ok()?;
        Some(quantity.internal())
    }

    /// A time above 0; notes one that is not.
    pub(super) fn positive(&mut self, table: &Table, key: &str) -> Option<f64> {
        let time = self.time(table, key)?;
        if time > 0.0 {
            return Some(time);
        }
        let text = table.text_or_empty(key);
        let what = if time < 0.0 { "negative" } else { "no time at all" };
        self.notes.add(
            table.spot_of(key),
            format!("'{key}' is '{text}', {what}, expected a time above 0"),
            None,
        );
        None
    }

    /// Notes a receptor that the atlas does not have.
    pub(super) fn receptor(&mut self, name: &str, spot: syntony_language::text::Spot) {
        let keys = self.atlas.receptors.keys().map(String::as_str);
        self.notes.known("receptor", "atlas", name, spot, keys);
    }

    /// Notes a ligand that the atlas does not have.
    pub(super) fn ligand(&mut self, name: &str, spot: syntony_language::text::Spot) {
        let keys = self.atlas.ligands.keys().map(String::as_str);
        self.notes.known("ligand", "atlas", name, spot, keys);
    }
}
