//! What happens in a phase, by kind, and who takes part.

use super::read::{Draft, Reader};
use super::{Encounter, Moments, PhaseKind, Script, Task};
use crate::atlas::{Reach, Strategy};
use syntony_language::quantity::Quantity;
use syntony_language::text::Table;

impl PhaseKind {
    /// Everybody who takes part.
    pub fn members(&self) -> Vec<&str> {
        fn with<'a>(first: &'a str, others: &'a [Option<String>]) -> Vec<&'a str> {
            std::iter::once(first).chain(others.iter().flatten().map(String::as_str)).collect()
        }
        match self {
            PhaseKind::Alone { members }
            | PhaseKind::Together { members, .. }
            | PhaseKind::Stress { members, .. } => members.iter().map(String::as_str).collect(),
            PhaseKind::Encounter(e) => e.members.iter().map(String::as_str).collect(),
            PhaseKind::Choice { chooser, options, .. } => with(chooser, options),
            PhaseKind::Operant { member, options, .. } => with(member, options),
            PhaseKind::Intruder { resident, intruder } => vec![resident, intruder],
            PhaseKind::Conditioning { member, with: other, .. } => {
                std::iter::once(member).chain(other).map(String::as_str).collect()
            }
            PhaseKind::ForcedSwim { member }
            | PhaseKind::PlusMaze { member }
            | PhaseKind::PlaceTest { member, .. } => vec![member],
        }
    }
}

impl Reader<'_> {
    /// What happens in a phase; nothing if its table is not complete.
    pub(super) fn phase_kind(&mut self, table: &Table, draft: &Draft) -> Option<PhaseKind> {
        let subject = |reader: &mut Self| reader.one_member(table, "member", draft);
        Some(match table.text("kind")? {
            "alone" => PhaseKind::Alone { members: self.needed(table, draft)? },
            "together" => self.together(table, draft)?,
            "choice" => {
                let chooser = self.one_member(table, "chooser", draft);
                let options = self.options(table, &chooser, draft)?;
                PhaseKind::Choice { chooser, options, barrier: table.flag("barrier") }
            }
            "encounter" => self.encounter(table, draft)?,
            "intruder" => self.intruder(table, draft)?,
            "stress" => {
                let stressor = table.text("stressor")?.to_string();
                let numbers = self.atlas.processes.get("stress").map(|p| &p.numbers);
                let names = numbers.iter().flat_map(|n| n.keys()).map(String::as_str);
                let spot = table.spot_of("stressor");
                self.notes.known("stressor", "process 'stress'", &stressor, spot, names);
                PhaseKind::Stress { members: self.needed(table, draft)?, stressor }
            }
            "forced_swim" => PhaseKind::ForcedSwim { member: subject(self) },
            "plus_maze" => PhaseKind::PlusMaze { member: subject(self) },
            "operant" => {
                let member = subject(self);
                let options = self.options(table, &member, draft)?;
                let access_s = self.positive(table, "access")?;
                let ratio = table.number("ratio")?;
                let ratio_step = table.number("ratio_step").unwrap_or(0.0);
                PhaseKind::Operant { member, options, ratio, ratio_step, access_s }
            }
            "conditioning" => {
                let member = subject(self);
                let with = table.text("with").map(String::from);
                let spot = table.spot_of("with");
                if let Some(other) = &with {
                    self.member(other, spot, draft);
                    if *other == member {
                        let what = format!("'{member}' is with itself, expected another member");
                        self.notes.add(spot, what, None);
                    }
                }
                PhaseKind::Conditioning { member, place: table.text("place")?.to_string(), with }
            }
            "place_test" => {
                let member = subject(self);
                let places: Vec<String> = table.texts("places").map(|p| p.0.to_string()).collect();
                let twice = places.iter().enumerate().any(|(i, p)| places[..i].contains(p));
                if places.len() < 2 || twice {
                    let what = "a choice between places, expected at least two different ones";
                    self.notes.add(table.spot_of("places"), what, None);
                }
                PhaseKind::PlaceTest { member, places }
            }
            _ => return None,
        })
    }

    fn together(&mut self, table: &Table, draft: &Draft) -> Option<PhaseKind> {
        let members = self.needed(table, draft)?;
        let (mating, barrier) = (table.flag("mating"), table.flag("barrier"));
        if members.len() < 2 {
            let what = "a phase together has one member, expected at least two";
            self.notes.add(table.spot_of("members"), what, None);
        }
        if mating && barrier {
            let what = "mating through a barrier, expected one of the two";
            self.notes.add(table.spot_of("mating"), what, None);
        }
        Some(PhaseKind::Together { members, mating, barrier })
    }

    fn encounter(&mut self, table: &Table, draft: &Draft) -> Option<PhaseKind> {
        let members = self.needed(table, draft)?;
        let reach = Reach::of(table.text("reach"));
        let script = self.script(table, &members, reach);
        let stressor = table.text("stressor").map(String::from);
        if let Some(name) = &stressor {
            let numbers = self.atlas.processes.get("stress").map(|p| &p.numbers);
            let names = numbers.iter().flat_map(|n| n.keys()).map(String::as_str);
            self.notes.known("stressor", "process 'stress'", name, table.spot_of("stressor"), names);
        }
        let mut regulate = Vec::new();
        for item in table.tables("regulate") {
            let Some(member) = self.present(&members, item, "member") else { continue };
            let strategy = match item.text("strategy") {
                Some("reappraise") => Strategy::Reappraise,
                Some("suppress") => Strategy::Suppress,
                _ => Strategy::Accept,
            };
            regulate.push((member, strategy, item.number("strength").unwrap_or(1.0)));
        }
        let moments = self.moments(table);
        Some(PhaseKind::Encounter(Box::new(Encounter {
            moments,
            reach,
            free: table.get("free").is_none() || table.flag("free"),
            script,
            hours_s: self.positive(table, "hours"),
            stressor,
            stressed: self.members(table, "stressed", draft),
            threat: table.number("threat").unwrap_or(0.0),
            pain: table.number("pain").unwrap_or(0.0),
            regulate,
            members,
        })))
    }

    /// Somebody who is there.
    fn present(&mut self, members: &[String], item: &Table, key: &str) -> Option<String> {
        let name = item.text(key)?;
        let among = members.iter().map(String::as_str);
        self.notes.known("member", "encounter", name, item.spot_of(key), among);
        Some(name.to_string())
    }

    /// Who does what to whom, as it is prescribed.
    fn script(&mut self, table: &Table, members: &[String], reach: Reach) -> Vec<Script> {
        let mut script = Vec::new();
        for item in table.tables("script") {
            let (Some(by), Some(to)) = (self.present(members, item, "by"), self.present(members, item, "to"))
            else {
                continue;
            };
            if by == to {
                let what = format!("'{by}' acts towards itself, expected another member");
                self.notes.add(item.spot_of("to"), what, None);
            }
            for key in ["act", "answer"] {
                let Some(act) = item.text(key) else { continue };
                let (spot, acts) = (item.spot_of(key), self.atlas.acts.keys().map(String::as_str));
                self.notes.known("act", "atlas", act, spot, acts);
                if let Some(known) = self.atlas.acts.get(act).filter(|a| a.reach > reach) {
                    let word = |r: Reach| Reach::ALL.iter().find(|(_, x)| *x == r).map_or("", |(w, _)| w);
                    let what = format!(
                        "the act '{act}' needs {}, expected an act within reach of {}",
                        word(known.reach),
                        word(reach)
                    );
                    self.notes.add(spot, what, Some("leave `reach` out, or choose another act".into()));
                }
            }
            let quantity = |key: &str| Quantity::parse(item.text(key)?).ok().map(|q| q.internal());
            script.push(Script {
                act: item.text_or_empty("act"),
                share: item.number("share").unwrap_or(1.0),
                velocity: quantity("velocity"),
                temperature: quantity("temperature"),
                answer: item.text("answer").map(String::from),
                by,
                to,
            });
        }
        script
    }

    /// What happens from millisecond to millisecond, at that clock.
    fn moments(&mut self, table: &Table) -> Option<Moments> {
        if table.text("clock") != Some("ms") {
            for key in ["task", "apart", "attention"].into_iter().filter(|k| table.get(k).is_some()) {
                let what = format!("`{key}` without `clock = \"ms\"`, expected both or neither");
                self.notes.add(table.spot_of(key), what, None);
            }
            return None;
        }
        if !self.atlas.processes.contains_key("millisecond") {
            let what =
                "`clock = \"ms\"` in a lineage whose atlas has no process `millisecond`, expected people";
            self.notes.add(table.spot_of("clock"), what, None);
        }
        for key in ["script", "hours"].into_iter().filter(|k| table.get(k).is_some()) {
            let what = format!("`{key}` at the millisecond clock, expected a `task`");
            self.notes.add(table.spot_of(key), what, None);
        }
        let task = table.text("task").and_then(Task::of).unwrap_or(Task::Conversation);
        Some(Moments {
            task,
            apart: table.flag("apart"),
            attention: table.number("attention").unwrap_or(1.0),
        })
    }

    fn intruder(&mut self, table: &Table, draft: &Draft) -> Option<PhaseKind> {
        let resident = table.text("resident")?.to_string();
        let intruder = table.text("intruder")?.to_string();
        self.member(&resident, table.spot_of("resident"), draft);
        self.member(&intruder, table.spot_of("intruder"), draft);
        if resident == intruder {
            let what = format!("'{intruder}' intrudes on itself, expected another member");
            self.notes.add(table.spot_of("intruder"), what, None);
        }
        Some(PhaseKind::Intruder { resident, intruder })
    }

    fn needed(&mut self, table: &Table, draft: &Draft) -> Option<Vec<String>> {
        table.get("members")?.list()?;
        Some(self.members(table, "members", draft))
    }

    /// Members or empty cages to choose among.
    fn options(&mut self, table: &Table, chooser: &str, draft: &Draft) -> Option<Vec<Option<String>>> {
        table.get("options")?.list()?;
        let mut options: Vec<Option<String>> = Vec::new();
        for (name, spot) in table.texts("options") {
            if name == "empty" {
                options.push(None);
                continue;
            }
            self.member(name, spot, draft);
            if name == chooser {
                self.notes.add(spot, format!("'{name}' is offered to itself, expected another member"), None);
            } else if options.iter().flatten().any(|o| o == name) {
                self.notes.add(spot, format!("the member '{name}' is offered twice, expected once"), None);
            }
            options.push(Some(name.to_string()));
        }
        if options.is_empty() {
            self.notes.add(
                table.spot_of("options"),
                "'options' is empty, expected at least one member",
                None,
            );
        }
        Some(options)
    }
}
