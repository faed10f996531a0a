//! Groups of both sexes: a group whose subject has `sex = "both"` is written out as two, `KEY_f` and `KEY_m`, and a sample of the name KEY.
//!
//! Of n animals `females` are female, by default half of them, and the odd one too. Brains of one group are of one sex, so that a claim may
//! ask of either; a claim that names KEY takes all.

use super::read::{Reader, patch};
use super::{Member, Sample, Sex};
use syntony_language::text::{KeyValue, Node, Spot, Table, Value};

/// The two halves: end of the key, word of the sex, in words.
const HALVES: [(&str, &str, &str); 2] = [("f", "F", "females"), ("m", "M", "males")];

impl Reader<'_> {
    /// The tables of all groups, those of both sexes as two.
    pub(super) fn group_tables(&mut self) -> Vec<Table> {
        let root = self.root;
        let all: Vec<&Table> = root.tables("group").collect();
        let split: Vec<String> =
            all.iter().filter(|t| self.of_both(t)).map(|t| t.text_or_empty("key")).collect();
        let mut out = Vec::new();
        for table in all {
            let key = table.text_or_empty("key");
            if !self.of_both(table) {
                if let Some(entry) = table.entry("females") {
                    let what = "'females' in a group of one sex, expected `sex = \"both\"` of the subject";
                    self.notes.add(entry.at, what, None);
                }
                out.push(table.clone());
                continue;
            }
            let n = table.count("n").unwrap_or(2);
            let females = table.count("females").unwrap_or(n.div_ceil(2));
            if n < 2 || females >= n {
                let what = format!("{females} of {n} animals are female, expected some of either sex");
                let spot = table.get("females").map_or(table.spot_of("n"), |n| n.spot);
                self.notes.add(spot, what, None);
            }
            for (end, sex, words) in HALVES {
                let half = if sex == "F" { females } else { n.saturating_sub(females) }.max(1);
                out.push(one_sex(table, &self.subject, (end, sex, words), half, &split));
            }
            let groups: Vec<String> = HALVES.iter().map(|(end, ..)| format!("{key}_{end}")).collect();
            for name in groups.iter().filter(|g| root.tables("group").any(|t| t.text("key") == Some(g))) {
                let what = format!(
                    "the group '{name}' has the name of one sex of '{key}', expected a name of its own"
                );
                self.notes.add(table.spot_of("key"), what, None);
            }
            self.pooled.push(Sample { key, groups, keep: Vec::new() });
        }
        out
    }

    /// Whether the subject of a group is of both sexes.
    fn of_both(&self, group: &Table) -> bool {
        let nobody = Table::default();
        let base = self.root.table("cast").unwrap_or(&nobody);
        let cast = patch(base, group.table("cast").unwrap_or(&nobody));
        cast.table(&self.subject).is_some_and(|t| t.text("sex") == Some("both"))
    }

    /// The sex of a member, given that of the subject.
    pub(super) fn sex(&mut self, table: &Table, before: Option<&Member>) -> Sex {
        let subject = before.map(|m| m.sex);
        match (table.text("sex"), subject) {
            (Some("M"), _) => Sex::M,
            (Some("opposite"), Some(Sex::F)) => Sex::M,
            (Some("same"), Some(sex)) => sex,
            (Some("both" | "opposite" | "same"), None) | (Some("both"), Some(_)) => {
                let what = "a sex that is not said here, expected F or M";
                let hint =
                    "`both` is for the first member of a protocol, `opposite` and `same` for all others";
                self.notes.add(table.spot_of("sex"), what, Some(hint.into()));
                Sex::F
            }
            _ => Sex::F,
        }
    }

    /// The groups that a name means, where it is one of both sexes.
    pub(super) fn pooled(&self, name: &str) -> Option<&[String]> {
        self.pooled.iter().find(|s| s.key == name).map(|s| &s.groups[..])
    }
}

fn one_sex(
    table: &Table,
    subject: &str,
    (end, sex, words): (&str, &str, &str),
    n: usize,
    split: &[String],
) -> Table {
    let mut out = table.clone();
    let key = table.text_or_empty("key");
    let text = |text: String, spot: Spot| Node { value: Value::Text(text), spot };
    let mut set = |key: &str, node: Node| out.set(KeyValue { key: key.into(), at: node.spot, node });
    set("key", text(format!("{key}_{end}"), table.spot_of("key")));
    set("label", text(format!("{}, {words}", table.text("label").unwrap_or(&key)), table.spot_of("label")));
    set("n", Node { value: Value::Integer(n as i64), spot: table.spot_of("n") });
    if let Some(other) = table.text("same_as").filter(|o| split.iter().any(|s| s == o)) {
        set("same_as", text(format!("{other}_{end}"), table.spot_of("same_as")));
    }
    let spot = table.spot_of("cast");
    let one =
        |key: &str, node: Node| Table { entries: vec![KeyValue { key: key.into(), at: spot, node }], spot };
    let of = one(subject, Node { value: Value::Table(one("sex", text(sex.into(), spot))), spot });
    let cast = patch(table.table("cast").unwrap_or(&Table::default()), &of);
    set("cast", Node { value: Value::Table(cast), spot });
    out
}
