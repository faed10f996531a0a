//! How what a protocol says of its paper is known: n, doses, durations, tests and outcomes, each with a grade.

use super::knowledge::{Knowledge, Known};
use super::read::{Draft, Reader};
use super::{Claim, ClaimKind, Criterion, Group, Protocol, RecordRole};
use syntony_language::text::Table;

impl Reader<'_> {
    /// What is known of the paper, for the whole protocol.
    pub(super) fn known(&mut self, groups: &[Draft]) -> Known {
        let root = self.root;
        let (table, spot) = (root.table("known"), root.spot_of("known"));
        let claims = root.tables("claim").filter(|t| t.get("known").is_some());
        let parts = root.tables("group").filter(|t| t.get("known").is_some());
        let first = parts.chain(claims).map(|t| t.spot_of("known")).next();
        if root.text("role") == Some(RecordRole::Scenario.word())
            && root.text_or_empty("source").is_empty()
            && let Some(spot) = table.map(|_| spot).or(first)
        {
            let hint = "give the paper as `source` and another role, or leave `known` out";
            self.notes.add(
                spot,
                "a scenario without a paper has `known`, expected nothing of the kind",
                Some(hint.into()),
            );
        }
        let given = |g: &Group| !g.doses.is_empty() || !g.manipulations.is_empty();
        for table in std::iter::once(root).chain(root.tables("group")).filter_map(|t| t.table("known")) {
            if table.get("dose").is_some() && !groups.is_empty() && !groups.iter().any(|d| given(&d.group)) {
                let what =
                    "`dose` is known of a protocol that gives nothing, expected a dose or a manipulation";
                self.notes.add(table.spot_of("dose"), what, None);
            }
        }
        Known::read(table)
    }

    /// How what a claim says is known: its own word, else the worst of its groups', else the protocol's.
    pub(super) fn known_of(&mut self, table: &Table, kind: &ClaimKind, groups: &[&Draft]) -> Known {
        let whole = Known::read(self.root.table("known"));
        let own = |d: &&Draft| {
            let known = d.known.or(whole);
            let given = !d.group.doses.is_empty() || !d.group.manipulations.is_empty();
            Known { dose: known.dose.filter(|_| given), ..known }
        };
        let each: Vec<Known> = groups.iter().map(own).collect();
        let worst = |of: fn(&Known) -> Option<Knowledge>| each.iter().filter_map(of).max();
        let of_groups =
            Known { n: worst(|k| k.n), dose: worst(|k| k.dose), duration: worst(|k| k.duration), ..whole };
        let claim = Known::read(table.table("known"));
        let mut known = claim.or(of_groups);
        known.outcome = Some(self.outcome_of(table, claim.outcome, whole.outcome));
        if !kind.tested() {
            known.test = None;
        }
        known
    }

    /// How an outcome is known. `verified` says of one claim whether it was read at all.
    fn outcome_of(&mut self, table: &Table, own: Option<Knowledge>, whole: Option<Knowledge>) -> Knowledge {
        let known = own.or(whole);
        if table.get("verified").is_none() {
            return known.unwrap_or(Knowledge::Memory);
        }
        match (table.flag("verified"), own, known) {
            (true, _, Some(known)) | (false, Some(known), _) if known.is_read() != table.flag("verified") => {
                let (is, expected) = if table.flag("verified") {
                    ("true", "full_text or abstract")
                } else {
                    ("false", "memory or assumed")
                };
                let what = format!(
                    "`verified` is {is} but the outcome is known as '{}', expected {expected}",
                    known.word()
                );
                self.notes.add(
                    table.spot_of("verified"),
                    what,
                    Some("leave `verified` out: `known` says it".into()),
                );
                known
            }
            (true, ..) => known.unwrap_or(Knowledge::Abstract),
            (false, own, _) => own.unwrap_or(Knowledge::Memory),
        }
    }
}

impl ClaimKind {
    /// Whether a statistical test decides it.
    pub fn tested(&self) -> bool {
        self.compared().is_some_and(|(_, criterion)| criterion != Criterion::Direction)
    }
}

impl Protocol {
    /// Whether its claims are a design of one's own rather than what a paper found.
    pub fn is_hypothesis(&self) -> bool {
        self.role == RecordRole::Scenario && self.paper.is_none()
    }

    /// Whether everything that its claims rest on was read in the full text.
    pub fn read_in_full(&self) -> bool {
        let known = |k: Option<Knowledge>, needed: bool| k.map_or(!needed, |k| k == Knowledge::FullText);
        !self.claims.is_empty()
            && self.claims.iter().all(|c| {
                let k = &c.known;
                [
                    (k.n, true),
                    (k.dose, self.gives(c)),
                    (k.duration, true),
                    (k.test, c.kind.tested()),
                    (k.outcome, true),
                ]
                .into_iter()
                .all(|(k, needed)| known(k, needed))
            })
    }

    /// Whether n of all groups behind its claims was read.
    pub fn n_is_read(&self) -> bool {
        !self.claims.is_empty() && self.claims.iter().all(|c| c.known.n.is_some_and(Knowledge::is_read))
    }

    /// What a paper says that no grade is given of.
    pub fn ungraded(&self) -> Vec<&'static str> {
        let missing = |name: &&str| {
            self.claims.iter().any(|c| match *name {
                "n" => c.known.n.is_none(),
                "dose" => c.known.dose.is_none() && self.gives(c),
                "duration" => c.known.duration.is_none(),
                _ => c.known.test.is_none() && c.kind.tested(),
            })
        };
        let all = ["n", "dose", "duration", "test"];
        if self.is_hypothesis() { Vec::new() } else { all.into_iter().filter(missing).collect() }
    }

    /// Whether anything is given or changed in the groups of a claim.
    fn gives(&self, claim: &Claim) -> bool {
        let groups = claim.kind.groups().into_iter().flat_map(|key| self.groups_of(key));
        groups
            .into_iter()
            .map(|g| &self.groups[g])
            .any(|g| !g.doses.is_empty() || !g.manipulations.is_empty())
    }
}
