//! Samples: units that claims name other than by group, put together from groups and chosen by what they did.

use super::measures::suits;
use super::read::{Draft, Reader};
use super::{Keep, Measure, Sample};
use syntony_language::text::Table;

impl Reader<'_> {
    /// All samples; what they refer to must exist, and every group must give the score by which its units are kept.
    pub(super) fn samples(&mut self, groups: &[Draft], measures: &[Measure]) -> Vec<Sample> {
        let root = self.root;
        let mut out = self.pooled.clone();
        for table in root.tables("sample") {
            let names: Vec<&str> = groups.iter().map(|d| d.group.key.as_str()).collect();
            let key = table.text_or_empty("key");
            if names.contains(&key.as_str()) {
                self.notes.add(
                    table.spot_of("key"),
                    format!("a group is called '{key}' too, expected a name of its own for the sample"),
                    None,
                );
            }
            let mut of: Vec<String> = Vec::new();
            for (name, spot) in table.texts("groups") {
                if let Some(both) = self.pooled(name).map(<[String]>::to_vec) {
                    of.extend(both.into_iter().filter(|g| !of.contains(g)).collect::<Vec<_>>());
                    continue;
                }
                if !self.notes.known("group", "protocol", name, spot, names.iter().copied()) {
                    continue;
                }
                if of.iter().any(|g| g == name) {
                    self.notes.add(spot, format!("the group '{name}' is named twice, expected once"), None);
                } else {
                    of.push(name.to_string());
                }
            }
            if table.get("groups").is_some() && table.list("groups").is_empty() {
                self.notes.add(
                    table.spot_of("groups"),
                    "'groups' is empty, expected at least one group",
                    None,
                );
            }
            let drafts: Vec<&Draft> = groups.iter().filter(|d| of.contains(&d.group.key)).collect();
            let keep = table.tables("keep").filter_map(|t| self.keep(t, &drafts, measures)).collect();
            out.push(Sample { key, groups: of, keep });
        }
        out
    }

    fn keep(&mut self, table: &Table, groups: &[&Draft], measures: &[Measure]) -> Option<Keep> {
        let name = table.text("measure")?;
        let keys = measures.iter().map(|m| m.key.as_str());
        if !self.notes.known("measure", "protocol", name, table.spot_of("measure"), keys) {
            return None;
        }
        let measure = measures.iter().find(|m| m.key == name)?;
        for draft in groups {
            if let Err(fault) = suits(measure, measures, draft) {
                let what = format!("no unit can be kept by '{name}': {fault}");
                self.notes.add(table.spot_of("measure"), what, None);
            }
        }
        let (above, below) = (table.number("above"), table.number("below"));
        if above.is_none() && below.is_none() {
            self.notes.add(table.spot, "a unit is kept by no bound, expected 'above', 'below' or both", None);
        }
        let (above, below) = (above.unwrap_or(f64::NEG_INFINITY), below.unwrap_or(f64::INFINITY));
        if above >= below {
            self.notes.add(
                table.spot_of("below"),
                format!("no number is above {above} and below {below}, expected 'below' to be greater"),
                None,
            );
        }
        Some(Keep { measure: name.to_string(), above, below })
    }
}
