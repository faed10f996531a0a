//! Measures: what is scored, in which phase, and whether a group can give such a score at all.

use super::read::{Draft, Reader};
use super::variables;
use super::{Aspect, Instrument, IntegrationLevel, Measure, MeasureKind, Phase, PhaseKind, Reduce, Rhythm};
use syntony_language::quantity::{Dimension as D, Unit};
use syntony_language::text::Table;

/// Lags of a measure of feedback, at most.
const LAGS_MAX: usize = 8;

impl Reader<'_> {
    /// All measures; those that no group can give are noted.
    pub(super) fn measures(&mut self, groups: &[Draft]) -> Vec<Measure> {
        let root = self.root;
        let mut out: Vec<Measure> = Vec::new();
        for table in root.tables("measure") {
            match self.measures_of_repetitions(table, groups, &out) {
                Some(all) => out.extend(all),
                None => out.extend(self.one_measure(table, groups, &out)),
            }
        }
        out
    }

    /// A measure as it is written, in one phase or computed.
    pub(super) fn one_measure(
        &mut self,
        table: &Table,
        groups: &[Draft],
        before: &[Measure],
    ) -> Option<Measure> {
        let measure = self.measure(table, groups, before)?;
        if !measure.kind.parts().is_empty() || self.phase_of(table, groups) {
            let fault = |d: &Draft| suits(&measure, before, d).err();
            let faults: Vec<String> = groups.iter().filter_map(fault).collect();
            if let Some(fault) = faults.first().filter(|_| faults.len() == groups.len()) {
                let what = format!("the measure '{}' cannot be scored: {fault}", measure.key);
                self.notes.add(table.spot, what, None);
            }
        }
        Some(measure)
    }

    fn phase_of(&mut self, table: &Table, groups: &[Draft]) -> bool {
        let names: Vec<&str> = groups.iter().flat_map(|d| &d.group.phases).map(|p| p.name.as_str()).collect();
        let mut known = |key: &str, phase: &str| {
            let names = names.iter().copied();
            groups.is_empty() || self.notes.known("phase", "protocol", phase, table.spot_of(key), names)
        };
        let other = table.text("versus").is_none_or(|phase| known("versus", phase));
        other && table.text("phase").is_some_and(|phase| known("phase", phase))
    }

    fn measure(&mut self, table: &Table, groups: &[Draft], before: &[Measure]) -> Option<Measure> {
        let cast: Vec<&str> = groups.iter().flat_map(|d| &d.group.cast).map(|m| m.name.as_str()).collect();
        let mut fine = true;
        for key in ["member", "with", "of", "against"] {
            let name = table
                .text(key)
                .filter(|n| !(key == "with" && matches!(*n, "empty" | "neutral")) && *n != "empty");
            if let Some(name) = name.filter(|_| !groups.is_empty()) {
                fine &= self.notes.known("member", "cast", name, table.spot_of(key), cast.iter().copied());
            }
        }
        let member = table.text("member").unwrap_or(&self.subject).to_string();
        for key in ["with", "of", "against"] {
            if table.text(key) == Some(&member) {
                self.notes.add(
                    table.spot_of(key),
                    format!("'{member}' is scored with itself, expected another member"),
                    None,
                );
                fine = false;
            }
        }
        let kind = match table.text("kind") {
            Some("sum" | "mean" | "difference" | "quotient") => self.computed(table, before),
            _ => self.measure_kind(table, &cast),
        };
        let window_s = self.measure_window(table);
        let key = table.text("key")?.to_string();
        let kind = kind.filter(|_| fine)?;
        self.measure_unit(table, &kind);
        Some(Measure {
            label: table.text("label").unwrap_or(&key).to_string(),
            key,
            kind,
            member,
            phase: table.text_or_empty("phase"),
            window_s,
            unit: table.text_or_empty("unit"),
            place: self.notes.files.place(table.spot),
        })
    }

    fn measure_window(&mut self, table: &Table) -> (f64, f64) {
        let (from, to) = (self.time(table, "from"), self.time(table, "to"));
        if let Some(from) = from.filter(|f| *f < 0.0) {
            self.notes.add(
                table.spot_of("from"),
                format!("the window begins at {from} s, expected 0 or later within the phase"),
                None,
            );
        }
        let window = (from.unwrap_or(0.0), to.unwrap_or(f64::INFINITY));
        if window.1 <= window.0 {
            self.notes.add(
                table.spot_of("to"),
                "the window ends before it begins, expected 'to' after 'from'",
                None,
            );
        }
        window
    }

    /// Notes a unit that the kind of measure cannot have.
    fn measure_unit(&mut self, table: &Table, kind: &MeasureKind) {
        let Some(Ok(unit)) = table.text("unit").map(Unit::parse) else {
            return;
        };
        let expected: &[D] = match kind {
            MeasureKind::Contact(_)
            | MeasureKind::Chamber(_)
            | MeasureKind::Latency(..)
            | MeasureKind::Floating => &[D::TIME],
            MeasureKind::Microdialysis(..) => &[D::CONCENTRATION],
            MeasureKind::Plasma(_) => &[D::NONE, D::CONCENTRATION],
            MeasureKind::State(name, _) if name.starts_with("level:") => &[D::CONCENTRATION],
            MeasureKind::State(..)
            | MeasureKind::Reading(..)
            | MeasureKind::Sum(_)
            | MeasureKind::Mean(_)
            | MeasureKind::Difference(..) => &[],
            _ => &[D::NONE],
        };
        if !expected.is_empty() && !expected.contains(&unit.dimension()) {
            let word = table.text_or_empty("kind");
            let what = format!(
                "'{unit}' is {}, expected {} for a measure of kind '{word}'",
                unit.dimension().describe(),
                syntony_language::quantity::describe_any(expected)
            );
            self.notes.add(table.spot_of("unit"), what, None);
        }
    }

    /// A measure that is computed from others, which stand before it and have the same unit.
    fn computed(&mut self, table: &Table, before: &[Measure]) -> Option<MeasureKind> {
        let kind = table.text("kind")?;
        let names: Vec<_> = match kind {
            "sum" | "mean" => table.texts("of").collect(),
            _ => {
                ["first", "second"].iter().filter_map(|k| Some((table.text(k)?, table.spot_of(k)))).collect()
            }
        };
        let mut units = Vec::new();
        let mut fine = true;
        for &(name, spot) in &names {
            match before.iter().find(|m| m.key == name) {
                Some(measure) => units.push((measure.unit.as_str(), spot)),
                None => {
                    fine = false;
                    let hint =
                        format!("a measure of kind '{kind}' stands after those that it is computed from");
                    let what = format!("no measure '{name}' stands before this one, expected one that does");
                    self.notes.add(spot, what, Some(hint));
                }
            }
        }
        let own = table.text("unit").filter(|_| kind != "quotient").map(|u| (u, table.spot_of("unit")));
        let all: Vec<_> = units.into_iter().chain(own).collect();
        if let Some((unit, spot)) = all.iter().find(|u| u.0 != all[0].0) {
            let what = format!("a {kind} of '{}' and '{unit}', expected the same unit", all[0].0);
            self.notes.add(*spot, what, None);
        }
        if matches!(kind, "sum" | "mean") && names.len() < 2 {
            let what = format!("a {kind} of fewer than two measures, expected two or more");
            self.notes.add(table.spot_of("of"), what, None);
        }
        let names: Vec<String> = names.into_iter().map(|n| n.0.to_string()).collect();
        if !matches!(kind, "sum" | "mean") && names.len() == 2 && names[0] == names[1] {
            let what = format!("the {kind} of '{}' and itself, expected two different measures", names[0]);
            self.notes.add(table.spot_of("second"), what, None);
        }
        match (kind, &names[..]) {
            _ if !fine => None,
            ("sum", _) => Some(MeasureKind::Sum(names)),
            ("mean", _) => Some(MeasureKind::Mean(names)),
            ("difference", [a, b]) => Some(MeasureKind::Difference(a.clone(), b.clone())),
            (_, [a, b]) => Some(MeasureKind::Quotient(a.clone(), b.clone())),
            _ => None,
        }
    }

    /// A state variable in its normal form; notes what is wrong with it.
    fn variable(&mut self, table: &Table, cast: &[&str]) -> Option<String> {
        match variables::normal(table.text("variable")?, self.atlas, cast) {
            Ok(variable) => Some(variable),
            Err((what, hint)) => {
                self.notes.add(table.spot_of("variable"), what, hint);
                None
            }
        }
    }

    fn measure_kind(&mut self, table: &Table, cast: &[&str]) -> Option<MeasureKind> {
        let with = || table.text("with").map(String::from);
        if let Some(act) = table.text("act") {
            let acts = self.atlas.acts.keys().map(String::as_str);
            self.notes.known("act", "atlas", act, table.spot_of("act"), acts);
        }
        let kind = table.text("kind")?;
        let people = ["questionnaire", "motor", "bold", "body"].contains(&kind);
        if people && !self.atlas.processes.contains_key("instrument") {
            let what = format!("a measure of kind '{kind}' of animals, expected of people only");
            let hint = Some("`state` has rates of populations".into());
            self.notes.add(table.spot_of("kind"), what, hint);
            return None;
        }
        Some(match kind {
            "contact" => MeasureKind::Contact(with()?),
            "chamber" => MeasureKind::Chamber(Some(with()?).filter(|w| w != "neutral")),
            "share" => {
                let (of, against) = (table.text("of")?, table.text("against")?);
                if of == against {
                    let what = format!("the share of '{of}' against itself, expected another member");
                    self.notes.add(table.spot_of("against"), what, None);
                }
                MeasureKind::Share(of.to_string(), against.to_string())
            }
            "latency" => MeasureKind::Latency(table.text("act")?.to_string(), with()?),
            "act_count" => MeasureKind::ActCount(table.text("act")?.to_string(), with()?),
            "act_share" => MeasureKind::ActShare(table.text("act")?.to_string(), with()?),
            "attacks" => MeasureKind::Attacks(with()?),
            "presses" => MeasureKind::Presses(with()?),
            "floating" => MeasureKind::Floating,
            "open_arm_share" => MeasureKind::OpenArmShare,
            "open_arm_entries" => MeasureKind::OpenArmEntries,
            "place_share" => MeasureKind::PlaceShare(table.text("place")?.to_string()),
            "state" => MeasureKind::State(self.variable(table, cast)?, reduce(table)),
            "rating" => MeasureKind::Reading(Instrument::Rating, self.variable(table, cast)?, reduce(table)),
            "questionnaire" => {
                MeasureKind::Reading(Instrument::Questionnaire, self.variable(table, cast)?, reduce(table))
            }
            "motor" => {
                let of = table.text_or_empty("variable");
                if !["mirror", "hand_mirror", "counter_mirror"].contains(&of.as_str()) {
                    let what = format!(
                        "motor responses of '{of}', expected `mirror`, `hand_mirror` or `counter_mirror`"
                    );
                    self.notes.add(table.spot_of("variable"), what, None);
                    return None;
                }
                MeasureKind::Reading(Instrument::Motor, of, reduce(table))
            }
            "coupling" => MeasureKind::Coupling(self.variable(table, cast)?, with()?),
            "feedback" => {
                let lags = table.count("lags").unwrap_or(1);
                if lags > LAGS_MAX {
                    let what = format!("{lags} lags, expected at most {LAGS_MAX}");
                    self.notes.add(table.spot_of("lags"), what, None);
                }
                MeasureKind::Feedback { with: with()?, variable: self.variable(table, cast)?, lags }
            }
            kind => return self.recorded_kind(kind, table, cast),
        })
    }

    /// What an instrument records, and what is computed from courses of a brain.
    fn recorded_kind(&mut self, kind: &str, table: &Table, cast: &[&str]) -> Option<MeasureKind> {
        let with = || table.text("with").map(String::from);
        Some(match kind {
            "power" => MeasureKind::Power {
                populations: self.rhythmic(table),
                rhythm: rhythm(table)?,
                acting: table.flag("acting"),
            },
            "evoked" => MeasureKind::Evoked { populations: self.rhythmic(table) },
            "decoding" => MeasureKind::Decoding {
                populations: self.rhythmic(table),
                versus: table.text_or_empty("versus"),
            },
            "synchrony" => MeasureKind::Synchrony {
                with: with()?,
                populations: self.rhythmic(table),
                rhythm: rhythm(table)?,
            },
            "body" => MeasureKind::Body(table.text_or_empty("organ"), reduce(table)),
            "bold" => {
                let region = self.region(table.text("region")?, table.spot_of("region"))?;
                if !self.atlas.populations.iter().any(|p| p.region == region) {
                    let what = format!(
                        "'{region}' has no population that a scanner could see, expected a region with one"
                    );
                    self.notes.add(table.spot_of("region"), what, None);
                    return None;
                }
                MeasureKind::Bold(region)
            }
            "microdialysis" => {
                self.ligand(table.text("ligand")?, table.spot_of("ligand"));
                MeasureKind::Microdialysis(
                    table.text_or_empty("ligand"),
                    self.region(table.text("region")?, table.spot_of("region"))?,
                )
            }
            "plasma" => MeasureKind::Plasma(self.hormone(table.text("hormone")?, table)),
            "binding" => {
                self.receptor(table.text("receptor")?, table.spot_of("receptor"));
                MeasureKind::Binding(
                    table.text_or_empty("receptor"),
                    self.region(table.text("region")?, table.spot_of("region"))?,
                )
            }
            "resonance" => MeasureKind::Resonance { with: with()?, variable: self.course(table, cast)? },
            "integration" => MeasureKind::Integration {
                level: match table.text("level") {
                    Some("pair") => IntegrationLevel::Pair(self.partner(table)?),
                    Some("group") => IntegrationLevel::Group,
                    _ => IntegrationLevel::Own,
                },
                aspect: match table.text("aspect") {
                    Some("coordination") => Aspect::Coordination,
                    Some("differentiation") => Aspect::Differentiation,
                    _ => Aspect::Integration,
                },
                variable: self.course(table, cast)?,
            },
            _ => return None,
        })
    }

    /// A hormone, or a compound that is given; by the key of what it is identical with, if there is such a ligand.
    fn hormone(&mut self, name: &str, table: &Table) -> String {
        let atlas = self.atlas;
        if let Some(compound) = atlas.compound_named(name).filter(|_| !atlas.ligands.contains_key(name)) {
            return compound.ligand.clone().unwrap_or_else(|| compound.key.clone());
        }
        let names: Vec<&str> =
            atlas.ligands.keys().chain(atlas.compounds.keys()).map(String::as_str).collect();
        self.notes.known("hormone", "atlas", name, table.spot_of("hormone"), names.into_iter());
        name.to_string()
    }

    /// Populations whose rhythm is measured.
    fn rhythmic(&mut self, table: &Table) -> Vec<String> {
        let known = self.atlas.populations.iter().map(|p| p.key.as_str());
        let named: Vec<_> = table.texts("populations").collect();
        for (name, spot) in &named {
            self.notes.known("population", "atlas", name, *spot, known.clone());
        }
        named.into_iter().map(|(name, _)| name.to_string()).collect()
    }

    /// The variable whose course is compared: valence if none is named.
    fn course(&mut self, table: &Table, cast: &[&str]) -> Option<String> {
        match table.text("variable") {
            None => Some("valence".into()),
            Some(_) => self.variable(table, cast),
        }
    }

    /// The other of a pair.
    fn partner(&mut self, table: &Table) -> Option<String> {
        let with = table.text("with").map(String::from);
        if with.is_none() {
            let what = "integration of a pair without 'with', expected the other member";
            self.notes.add(table.spot, what, None);
        }
        with
    }
}

/// Whether a group can give a score; else why not.
pub(super) fn suits(measure: &Measure, measures: &[Measure], draft: &Draft) -> Result<(), String> {
    let parts = measure.kind.parts();
    if !parts.is_empty() {
        let mut parts = measures.iter().filter(|m| parts.contains(&m.key.as_str()));
        if let MeasureKind::Mean(_) = measure.kind {
            // a mean is of those that there are
            let mut each: Vec<Result<(), String>> = parts.map(|m| suits(m, measures, draft)).collect();
            let at = each.iter().position(Result::is_ok).unwrap_or(0);
            return if each.is_empty() { Ok(()) } else { each.swap_remove(at) };
        }
        return parts.try_for_each(|m| suits(m, measures, draft));
    }
    let group = &draft.group.key;
    let name = &measure.phase;
    let Some(phase) = draft.group.phases.iter().find(|p| p.name == *name) else {
        return Err(format!("the group '{group}' has no phase '{name}', expected it there"));
    };
    if draft.vague.contains(name) {
        return Ok(());
    }
    if draft.timed && measure.window_s.0 >= phase.duration_s {
        return Err(format!("its window begins after the end of the phase '{name}', expected it within"));
    }
    let members = phase.kind.members();
    let offers_empty = match &phase.kind {
        PhaseKind::Choice { options, .. } | PhaseKind::Operant { options, .. } => {
            options.iter().any(Option::is_none)
        }
        _ => false,
    };
    let there = |who: &str| members.contains(&who) || who == "empty" && offers_empty;
    let anywhere = matches!(
        &measure.kind,
        MeasureKind::State(..)
            | MeasureKind::Reading(..)
            | MeasureKind::Microdialysis(..)
            | MeasureKind::Plasma(_)
            | MeasureKind::Binding(..)
    );
    if anywhere {
        return match draft.casts(&measure.member) {
            true => Ok(()),
            false => Err(format!("'{}' is not in the group '{group}'", measure.member)),
        };
    }
    if let Some(absent) = who(measure).into_iter().find(|w| !there(w)) {
        let list = syntony_language::shape::join(members.iter().copied());
        return Err(format!("'{absent}' is not in the phase '{name}', expected one of {list}"));
    }
    fits(measure, phase)
}

/// Who has to be there.
fn who(measure: &Measure) -> Vec<&String> {
    match &measure.kind {
        MeasureKind::Contact(a)
        | MeasureKind::Latency(_, a)
        | MeasureKind::ActCount(_, a)
        | MeasureKind::ActShare(_, a)
        | MeasureKind::Attacks(a) => vec![&measure.member, a],
        MeasureKind::Presses(a) | MeasureKind::Chamber(Some(a)) => vec![&measure.member, a],
        MeasureKind::Coupling(_, a)
        | MeasureKind::Feedback { with: a, .. }
        | MeasureKind::Synchrony { with: a, .. } => vec![&measure.member, a],
        MeasureKind::Share(a, b) => vec![&measure.member, a, b],
        MeasureKind::Resonance { with, .. }
        | MeasureKind::Integration { level: IntegrationLevel::Pair(with), .. } => {
            vec![&measure.member, with]
        }
        _ => vec![&measure.member],
    }
}

/// Whether a phase is of the kind that a measure needs; else why not.
fn fits(measure: &Measure, phase: &Phase) -> Result<(), String> {
    let name = &measure.phase;
    let (kind, fits) = match (&measure.kind, &phase.kind) {
        (MeasureKind::Presses(_), kind) => ("operant", matches!(kind, PhaseKind::Operant { .. })),
        (MeasureKind::Chamber(_), kind) => ("choice", matches!(kind, PhaseKind::Choice { .. })),
        (MeasureKind::Floating, kind) => ("forced_swim", matches!(kind, PhaseKind::ForcedSwim { .. })),
        (MeasureKind::OpenArmShare | MeasureKind::OpenArmEntries, kind) => {
            ("plus_maze", matches!(kind, PhaseKind::PlusMaze { .. }))
        }
        (MeasureKind::PlaceShare(place), PhaseKind::PlaceTest { places, .. }) => {
            if !places.contains(place) {
                let list = syntony_language::shape::join(places.iter().map(String::as_str));
                return Err(format!(
                    "the place '{place}' is not in the phase '{name}', expected one of {list}"
                ));
            }
            ("place_test", true)
        }
        (MeasureKind::PlaceShare(_), _) => ("place_test", false),
        (
            MeasureKind::Power { .. }
            | MeasureKind::Synchrony { .. }
            | MeasureKind::Evoked { .. }
            | MeasureKind::Decoding { .. },
            kind,
        ) => {
            let moves = matches!(kind, PhaseKind::Encounter(e) if e.moments.is_some());
            if !moves {
                return Err(format!("the phase '{name}' has not `clock = \"ms\"`, expected one that has"));
            }
            ("encounter", true)
        }
        _ => ("", true),
    };
    if fits {
        Ok(())
    } else {
        Err(format!("the phase '{name}' is not of kind '{kind}', expected one that is"))
    }
}

fn rhythm(table: &Table) -> Option<Rhythm> {
    let word = table.text("rhythm")?;
    Rhythm::ALL.iter().find(|(w, _)| *w == word).map(|(_, r)| *r)
}

/// How a time course becomes a number.
fn reduce(table: &Table) -> Reduce {
    match table.text("reduce") {
        Some("max") => Reduce::Max,
        Some("min") => Reduce::Min,
        Some("last") => Reduce::Last,
        _ => Reduce::Mean,
    }
}
