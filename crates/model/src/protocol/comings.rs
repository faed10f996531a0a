//! Acts at times of their own, and who is away when.

use super::read::{Draft, Reader};
use super::{Absence, PhaseKind, Script, Task, TimedAct};
use syntony_language::quantity::Quantity;
use syntony_language::text::Table;

impl Reader<'_> {
    /// Fills in the timed acts of a group: the shared ones, then its own.
    pub(super) fn acts(&mut self, group: &Table, draft: &mut Draft) {
        let root = self.root;
        for table in root.tables("act").chain(group.tables("act")) {
            for window_s in self.stay(table, draft).unwrap_or_default() {
                self.act(table, window_s, draft);
            }
        }
    }

    /// An act at one time.
    fn act(&mut self, table: &Table, window_s: (f64, f64), draft: &mut Draft) {
        let (by, to) = (table.text_or_empty("by"), table.text_or_empty("to"));
        let act = table.text_or_empty("act");
        for (key, name) in [("by", &by), ("to", &to)] {
            self.member(name, table.spot_of(key), draft);
        }
        if by == to && !by.is_empty() {
            let what = format!("'{by}' acts towards '{by}', expected another member");
            self.notes.add(table.spot_of("to"), what, None);
        }
        self.known_act(&act, table.spot_of("act"));
        if let Some(answer) = table.text("answer") {
            self.known_act(answer, table.spot_of("answer"));
        }
        let met = |p: &&super::Phase| {
            matches!(&p.kind, PhaseKind::Encounter(e) if e.members.contains(&by) && e.members.contains(&to))
                && p.start_s < window_s.1
                && window_s.0 < p.end_s()
        };
        let reached = |p: &super::Phase| matches!(&p.kind, PhaseKind::Encounter(e) if e.moments.is_none_or(|m| !m.apart && m.task != Task::Film));
        let mut then = draft.group.phases.iter().filter(met).peekable();
        if draft.timed && draft.vague.is_empty() && !then.clone().any(reached) {
            let what = match then.peek() {
                Some(phase) => format!(
                    "'{by}' and '{to}' do not reach each other in '{}', apart or at a film, expected an encounter in which they do for the act '{act}'",
                    phase.name
                ),
                None => {
                    format!("no encounter of '{by}' and '{to}' runs then, expected one for the act '{act}'")
                }
            };
            self.notes.add(table.spot_of("at"), what, None);
        }
        let quantity = |key: &str| Quantity::parse(table.text(key)?).ok().map(|q| q.internal());
        let script = Script {
            share: table.number("share").unwrap_or(1.0),
            velocity: quantity("velocity"),
            temperature: quantity("temperature"),
            answer: table.text("answer").map(String::from),
            by,
            to,
            act,
        };
        draft.group.acts.push(TimedAct { script, window_s });
    }

    /// Fills in who is away when.
    pub(super) fn absences(&mut self, group: &Table, draft: &mut Draft) {
        let root = self.root;
        for table in root.tables("absence").chain(group.tables("absence")) {
            let member = self.one_member(table, "member", draft);
            for window_s in self.stay(table, draft).unwrap_or_default() {
                draft.group.absences.push(Absence { member: member.clone(), window_s });
            }
        }
    }

    fn known_act(&mut self, key: &str, spot: syntony_language::text::Spot) {
        let atlas = self.atlas;
        self.notes.known("act", "atlas", key, spot, atlas.acts.keys().map(String::as_str));
    }

    /// `at` and, unless it lasts for ever, `for`.
    fn stay(&mut self, table: &Table, draft: &Draft) -> Option<Vec<(f64, f64)>> {
        let at = self.times_of(table.text("at")?, table.spot_of("at"), draft);
        let length = self.positive(table, "for");
        Some(at?.into_iter().map(|at| (at, length.map_or(f64::INFINITY, |s| at + s))).collect())
    }
}
