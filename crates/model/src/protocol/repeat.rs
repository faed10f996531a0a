//! Phases that are done several times, and members who are others each time.
//!
//! A repeated phase `session` becomes `session_1`, `session_2`, …, and a member `stranger` who is another each time becomes `stranger_1`,
//! `stranger_2`, …, before anything else is read: whatever can be said of a phase or a member can be said of one repetition.

use super::read::{Draft, Reader, Repeats};
use super::{Measure, MeasureKind, Member};
use syntony_language::text::{Node, Spot, Table, Value};

impl Reader<'_> {
    /// What a group repeats: its own list, else the shared one.
    pub(super) fn repeats(&mut self, group: &Table, cast: &[Member]) -> Vec<Repeats> {
        let from = if group.get("repeat").is_some() { group } else { self.root };
        let mut all: Vec<Repeats> = Vec::new();
        for table in from.tables("repeat") {
            let names: Vec<(String, Spot)> = table.texts("phases").map(|(n, s)| (n.to_string(), s)).collect();
            for (name, spot) in &names {
                if all.iter().any(|r| r.phases.contains(name)) {
                    let what = format!("the phase '{name}' is in two repetitions, expected one");
                    self.notes.add(*spot, what, None);
                }
            }
            if names.is_empty() {
                let what = "a repetition without phases, expected at least one";
                self.notes.add(table.spot_of("phases"), what, None);
            }
            let mut fresh = Vec::new();
            for (name, spot) in table.texts("fresh") {
                let others = cast.iter().map(|m| m.name.as_str()).filter(|m| *m != self.subject);
                if !self.notes.known("member", "cast, other than the subject", name, spot, others) {
                    continue;
                }
                for m in cast {
                    let knows = m.familiar_with.iter().chain(m.bonds.iter().map(|b| &b.0)).any(|o| o == name);
                    if knows {
                        let what = format!(
                            "'{}' knows '{name}', who is another each time, expected somebody whom nobody knows",
                            m.name
                        );
                        self.notes.add(spot, what, None);
                    }
                }
                fresh.push(name.to_string());
            }
            let phases = names.into_iter().map(|n| n.0).collect();
            all.push(Repeats { phases, times: table.count("times").unwrap_or(1), fresh });
        }
        all
    }

    /// The tables of the phases with repeated ones written out.
    pub(super) fn repeated(&mut self, tables: Vec<Table>, repeats: &[Repeats], group: &Table) -> Vec<Table> {
        let mut out = Vec::new();
        let at = |name: &Option<String>| {
            repeats.iter().position(|r| name.as_ref().is_some_and(|n| r.phases.contains(n)))
        };
        let names: Vec<Option<String>> = tables.iter().map(|t| t.text("name").map(String::from)).collect();
        for r in 0..repeats.len() {
            let places: Vec<usize> = (0..tables.len()).filter(|&i| at(&names[i]) == Some(r)).collect();
            if places.windows(2).any(|w| w[1] != w[0] + 1) {
                let what = "phases are repeated that do not follow each other, expected neighbours";
                let from = if group.get("repeat").is_some() { group } else { self.root };
                let spot = from.tables("repeat").nth(r).map_or(group.spot, |t| t.spot_of("phases"));
                self.notes.add(spot, what, None);
            }
        }
        let mut i = 0;
        while i < tables.len() {
            let Some(r) = at(&names[i]) else {
                out.push(tables[i].clone());
                i += 1;
                continue;
            };
            let end = (i..tables.len()).find(|&j| at(&names[j]) != Some(r)).unwrap_or(tables.len());
            for k in 1..=repeats[r].times {
                out.extend(tables[i..end].iter().map(|t| nth_phase(t, &repeats[r], k)));
            }
            i = end;
        }
        out
    }

    /// The measures of each repetition, where a measure names a repeated phase, and then their mean under its own name.
    pub(super) fn measures_of_repetitions(
        &mut self,
        table: &Table,
        groups: &[Draft],
        before: &[Measure],
    ) -> Option<Vec<Measure>> {
        let phase = table.text("phase")?;
        let repeats = groups.iter().flat_map(|d| &d.repeats).filter(|r| r.phases.iter().any(|p| p == phase));
        let longest = repeats.max_by_key(|r| r.times)?.clone();
        let (key, label) = (table.text("key")?, table.text("label"));
        let mut all = Vec::new();
        for k in 1..=longest.times {
            let mut one = nth(table, &longest, k);
            set(&mut one, "key", Repeats::nth(key, k));
            set(&mut one, "label", format!("{}, {phase} {k}", label.unwrap_or(key)));
            for name in ["phase", "versus"] {
                if let Some(p) = one.text(name).filter(|p| longest.phases.iter().any(|x| x == p)) {
                    let renamed = Repeats::nth(p, k);
                    set(&mut one, name, renamed);
                }
            }
            let known: Vec<Measure> = before.iter().chain(&all).cloned().collect();
            all.extend(self.one_measure(&one, groups, &known));
        }
        let first = all.first()?.clone();
        let of = all.iter().map(|m| m.key.clone()).collect();
        let mean = Measure {
            key: key.to_string(),
            label: label.unwrap_or(key).to_string(),
            kind: MeasureKind::Mean(of),
            phase: String::new(),
            ..first
        };
        all.push(mean);
        Some(all)
    }

    /// A time in words, or with `each` before a repeated phase the times of all repetitions.
    pub(super) fn times_of(&mut self, text: &str, spot: Spot, draft: &Draft) -> Option<Vec<f64>> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let Some(each) = words.iter().position(|w| *w == "each") else {
            return Some(vec![self.moment(text, spot, draft)?]);
        };
        let phase = words.get(each + 1).copied().unwrap_or_default();
        let Some(repeat) = draft.repeats.iter().find(|r| r.phases.iter().any(|p| p == phase)) else {
            let all = draft.repeats.iter().flat_map(|r| &r.phases).map(String::as_str);
            let what = format!("'each' before '{phase}', expected a phase that is repeated");
            let hint = format!("repeated are: {}", syntony_language::shape::join(all));
            self.notes.add(spot, what, Some(hint));
            return None;
        };
        let times = repeat.times;
        let nth = |k: usize| {
            let mut words: Vec<String> = words.iter().map(|w| w.to_string()).collect();
            words[each + 1] = Repeats::nth(phase, k);
            words.remove(each);
            words.join(" ")
        };
        (1..=times).map(|k| self.moment(&nth(k), spot, draft)).collect()
    }
}

/// The cast with everybody who is another each time written out; who takes part in other phases, too, stays beside.
pub(super) fn fresh_cast(
    cast: Vec<Member>,
    repeats: &[Repeats],
    elsewhere: impl Fn(&str) -> bool,
) -> Vec<Member> {
    let mut out = Vec::new();
    for member in cast {
        let Some(repeat) = repeats.iter().find(|r| r.fresh.contains(&member.name)) else {
            out.push(member);
            continue;
        };
        if elsewhere(&member.name) {
            out.push(member.clone());
        }
        out.extend(
            (1..=repeat.times).map(|k| Member { name: Repeats::nth(&member.name, k), ..member.clone() }),
        );
    }
    out
}

/// Whether a table names somebody in any of its values.
pub(super) fn names(table: &Table, who: &str) -> bool {
    table.entries.iter().any(|e| node_names(&e.node, who))
}

fn node_names(node: &Node, who: &str) -> bool {
    match &node.value {
        Value::Text(text) => text == who,
        Value::List(items) => items.iter().any(|item| node_names(item, who)),
        Value::Table(table) => names(table, who),
        _ => false,
    }
}

/// A phase in a repetition: its name, who is there, and times of phases of the same repetition.
fn nth_phase(table: &Table, repeat: &Repeats, k: usize) -> Table {
    let mut out = nth(table, repeat, k);
    let name = Repeats::nth(&table.text_or_empty("name"), k);
    set(&mut out, "name", name);
    if let Some(start) = table.text("start") {
        let own = |w: &str| repeat.phases.iter().any(|p| p == w);
        let words = start.split_whitespace().map(|w| if own(w) { Repeats::nth(w, k) } else { w.to_string() });
        let start = words.collect::<Vec<_>>().join(" ");
        set(&mut out, "start", start);
    }
    out
}

/// A table with those who are others each time under their names of a repetition.
fn nth(table: &Table, repeat: &Repeats, k: usize) -> Table {
    let mut out = table.clone();
    for entry in out
        .entries
        .iter_mut()
        .filter(|e| !matches!(e.key.as_str(), "name" | "key" | "label" | "phase" | "kind"))
    {
        rename(&mut entry.node, repeat, k);
    }
    out
}

fn rename(node: &mut Node, repeat: &Repeats, k: usize) {
    match &mut node.value {
        Value::Text(text) => {
            let (word, who) = text.split_once(':').map_or(("", text.as_str()), |(word, who)| (word, who));
            if repeat.fresh.iter().any(|f| f == who) {
                let who = Repeats::nth(who, k);
                *text = if word.is_empty() { who } else { format!("{word}:{who}") };
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| rename(item, repeat, k)),
        Value::Table(table) => table.entries.iter_mut().for_each(|e| rename(&mut e.node, repeat, k)),
        _ => {}
    }
}

/// Says something else under a key, at the same place.
fn set(table: &mut Table, key: &str, text: String) {
    let spot = table.spot_of(key);
    let at = table.entry(key).map_or(spot, |e| e.at);
    table.set(syntony_language::text::KeyValue {
        key: key.to_string(),
        at,
        node: Node { value: Value::Text(text), spot },
    });
}
