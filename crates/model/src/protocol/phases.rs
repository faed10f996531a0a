//! The phases of a group: the shared ones with what the group changes, one after the other in time.

use super::read::{Draft, MANY, Reader, Repeats, patch};
use super::repeat::{fresh_cast, names};
use super::{MEMBERS_MAX, Phase, PhaseKind};
use std::borrow::Cow;
use syntony_language::TimeText;
use syntony_language::shape::{PHASE, check};
use syntony_language::text::{Spot, Table};

/// Longer than a life.
const DURATION_MAX_S: f64 = 100.0 * 365.25 * 86_400.0;
/// Two phases may touch; rounding is no overlap.
const TOUCH_S: f64 = 1e-6;

impl Reader<'_> {
    /// Fills in the phases of a group.
    pub(super) fn phases(&mut self, group: &Table, draft: &mut Draft) {
        let repeats = draft.repeats.clone();
        let tables = self.tables(group, &repeats);
        draft.group.cast = fresh_cast(std::mem::take(&mut draft.group.cast), &repeats, |who| {
            let own = |t: &Table| {
                let name = t.text_or_empty("name");
                repeats
                    .iter()
                    .any(|r| (1..=r.times).any(|k| r.phases.iter().any(|p| Repeats::nth(p, k) == name)))
            };
            tables.iter().filter(|t| !own(t)).any(|t| names(t, who))
        });
        if draft.group.cast.len() > MEMBERS_MAX && !repeats.is_empty() {
            let what = format!(
                "with others each time the cast has {} members, expected at most {MEMBERS_MAX}",
                draft.group.cast.len()
            );
            self.notes.add(group.spot, what, None);
        }
        if tables.len() > MANY {
            self.notes.add(
                group.spot,
                format!("the group has {} phases, expected at most {MANY}", tables.len()),
                None,
            );
            draft.timed = false;
            return;
        }
        for table in &tables {
            let name = table.text_or_empty("name");
            let kind = self.phase_kind(table, draft);
            if kind.is_none() {
                draft.vague.push(name.clone());
            }
            let duration_s = self.positive(table, "duration").unwrap_or_else(|| {
                draft.timed = false;
                1.0
            });
            if duration_s > DURATION_MAX_S {
                let text = table.text_or_empty("duration");
                self.notes.add(
                    table.spot_of("duration"),
                    format!("'duration' is '{text}', expected at most 100 years"),
                    None,
                );
                draft.timed = false;
            }
            let start_s = self.start(table, draft);
            let tick_s = self.positive(table, "tick");
            if tick_s.is_some_and(|t| t > duration_s) && draft.timed {
                self.notes.add(
                    table.spot_of("tick"),
                    "the tick is longer than the phase, expected a shorter one",
                    None,
                );
            }
            let trials = self.trials(table, duration_s, draft.timed);
            let kind = kind.unwrap_or(PhaseKind::Alone { members: Vec::new() });
            let place = self.notes.files.place(table.spot);
            draft.group.phases.push(Phase { name, kind, start_s, duration_s, tick_s, trials, place });
        }
        if draft.group.phases.is_empty() {
            let what = format!("the group '{}' has no phase, expected at least one", draft.group.key);
            self.notes.add(group.spot, what, None);
            draft.timed = false;
        }
        if draft.timed {
            self.overlaps(&tables, draft);
        }
    }

    /// Trials that a phase stands for and how long each takes, s; together they fit into it.
    fn trials(&mut self, table: &Table, duration_s: f64, timed: bool) -> (Option<f64>, Option<f64>) {
        let (number, each) = (table.count("trials"), self.positive(table, "trial"));
        let key = if number.is_some() { "trials" } else { "trial" };
        if (number.is_some() || each.is_some()) && !self.atlas.processes.contains_key("response") {
            let what = format!("'{key}' of a phase of animals, expected of people only");
            let hint =
                "trials average out how differently a person's regions answer, and in animals nothing does";
            self.notes.add(table.spot_of(key), what, Some(hint.into()));
        }
        if number == Some(0) {
            self.notes.add(table.spot_of("trials"), "0 trials, expected at least 1", None);
        }
        if let (Some(number), Some(each)) = (number, each)
            && timed
            && number as f64 * each > duration_s * (1.0 + 1e-9)
        {
            let what = format!("{number} trials of {each} s are longer than the phase of {duration_s} s");
            let hint = "a longer phase, or fewer or shorter trials";
            self.notes.add(table.spot_of("trials"), what, Some(hint.into()));
        }
        (number.map(|n| n as f64), each)
    }

    /// The tables of a group's phases after patches, omissions and repetitions.
    fn tables(&mut self, group: &Table, repeats: &[Repeats]) -> Vec<Table> {
        let own = group.get("phases").is_some();
        self.unique("phase", group, "phases", "name");
        let base: Vec<Table> =
            if own { group.tables("phases") } else { self.root.tables("phase") }.cloned().collect();
        let names: Vec<String> = base.iter().map(|t| t.text_or_empty("name")).collect();
        let again = |r: &Repeats| -> Vec<String> {
            (1..=r.times.min(MANY)).flat_map(|k| r.phases.iter().map(move |p| Repeats::nth(p, k))).collect()
        };
        let repeated: Vec<String> = repeats.iter().flat_map(again).collect();
        for name in repeated.iter().filter(|r| names.contains(r)) {
            let what = format!("the phase '{name}' has the name of a repetition, expected a name of its own");
            self.notes.add(group.spot, what, None);
        }
        let known = || names.iter().chain(&repeated).map(String::as_str);
        for (name, spot) in group.texts("skip") {
            self.notes.known("phase", "protocol", name, spot, known());
        }
        for entry in group.table("phase").map_or(&[][..], |t| &t.entries) {
            self.notes.known("phase", "protocol", &entry.key, entry.at, known());
        }
        for table in self.root.tables("repeat").chain(group.tables("repeat")) {
            for (name, spot) in table.texts("phases") {
                self.notes.known("phase", "protocol", name, spot, names.iter().map(String::as_str));
            }
        }
        let altered = self.altered(base, group);
        let written_out = self.repeated(altered, repeats, group);
        self.altered(written_out, group)
    }

    /// Phases with what a group changes in them, without those that it leaves out.
    fn altered(&mut self, base: Vec<Table>, group: &Table) -> Vec<Table> {
        let mut out = Vec::new();
        for table in base {
            let name = table.text_or_empty("name");
            if group.texts("skip").any(|(skipped, _)| skipped == name) {
                continue;
            }
            match group.table("phase").and_then(|t| t.table(&name)) {
                Some(change) => {
                    let merged = patch(&kept(&table, change), change);
                    check(&PHASE, &merged, &self.notes.files, &mut self.notes.problems);
                    out.push(merged);
                }
                None => out.push(table),
            }
        }
        out
    }

    /// When a phase starts: after all before it, unless it says.
    fn start(&mut self, table: &Table, draft: &mut Draft) -> f64 {
        let next = draft.end_s();
        let Some(text) = table.text("start") else {
            return next;
        };
        let spot = table.spot_of("start");
        let start = self.moment(text, spot, draft);
        match start {
            Some(start) if start < 0.0 && draft.timed => {
                let what = format!("the phase starts {} s before the first one, expected 0 or later", -start);
                self.notes.add(spot, what, None);
                draft.timed = false;
                next
            }
            Some(start) => start,
            None => {
                draft.timed = false;
                next
            }
        }
    }

    /// A time in s after the beginning of the first phase; notes what is wrong with it.
    pub(super) fn moment(&mut self, text: &str, spot: Spot, draft: &Draft) -> Option<f64> {
        let moment = match TimeText::parse(text) {
            Ok(moment) => moment,
            Err(what) => {
                self.notes.add(spot, what, None);
                return None;
            }
        };
        let found = moment.resolve(|name| draft.span(name));
        if found.is_none()
            && let Some(phase) = moment.phase()
        {
            self.missing_phase(phase, spot, draft);
        }
        found
    }

    /// Notes a phase that a group does not have: one that nobody has is told once, not once per group.
    pub(super) fn missing_phase(&mut self, phase: &str, spot: Spot, draft: &Draft) {
        let own = self.root.tables("group").flat_map(|g| g.tables("phases"));
        let all = self.root.tables("phase").chain(own).filter_map(|t| t.text("name"));
        let all: Vec<&str> = all.collect();
        if self.notes.known("phase", "protocol", phase, spot, all.into_iter()) {
            let key = &draft.group.key;
            let what = format!("the group '{key}' has no phase '{phase}' by then, expected one that it has");
            let has = syntony_language::shape::join(draft.group.phases.iter().map(|p| p.name.as_str()));
            self.notes.add(spot, what, Some(format!("it has {has}")));
        }
    }

    fn overlaps(&mut self, tables: &[Table], draft: &Draft) {
        let mut order: Vec<usize> = (0..draft.group.phases.len()).collect();
        order.sort_by(|a, b| draft.group.phases[*a].start_s.total_cmp(&draft.group.phases[*b].start_s));
        for (i, &late) in order.iter().enumerate() {
            for &early in &order[..i] {
                let (first, second) = (&draft.group.phases[early], &draft.group.phases[late]);
                if first.end_s() <= second.start_s + TOUCH_S {
                    continue;
                }
                let others = first.kind.members();
                for member in second.kind.members().into_iter().filter(|m| others.contains(m)) {
                    let (a, b) = (&first.name, &second.name);
                    let what = format!(
                        "'{member}' is in the phases '{a}' and '{b}' at the same time, expected one at a time"
                    );
                    self.notes.add(tables[early.max(late)].spot, what, None);
                }
            }
        }
    }
}

/// The base of a patched phase: when the kind changes, only what every kind has is kept.
fn kept<'t>(table: &'t Table, change: &Table) -> Cow<'t, Table> {
    let changed = change.text("kind").is_some_and(|k| table.text("kind") != Some(k));
    if !changed {
        return Cow::Borrowed(table);
    }
    let mut out = table.clone();
    out.entries.retain(|e| PHASE.fields.iter().any(|f| f.name == e.key));
    Cow::Owned(out)
}
