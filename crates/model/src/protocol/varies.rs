//! Claims about how people or animals differ: reliability over sessions, spread, spread over time against spread between.

use super::claims::{Referents, named};
use super::read::Reader;
use super::{ClaimKind, Form, MeasureKind, Variation, Varies};
use syntony_language::quantity::Unit;
use syntony_language::text::Table;

impl Reader<'_> {
    /// A claim of kind `icc`, `spread` or `within_between`; nothing if its table is not complete.
    pub(super) fn varies(&mut self, table: &Table, kind: &str, known: &Referents<'_>) -> Option<ClaimKind> {
        let of = match (kind, table.text("form"), table.text("of")) {
            ("icc", Some("one_way"), _) => Variation::Icc(Form::OneWay),
            ("icc", Some("consistency"), _) => Variation::Icc(Form::Consistency),
            ("icc", Some("agreement"), _) => Variation::Icc(Form::Agreement),
            ("spread", _, Some("sd")) => Variation::Sd,
            ("spread", _, Some("cv")) => Variation::Cv,
            ("within_between", ..) => Variation::WithinBetween,
            // a word that is missing or unknown has been noted
            _ => return None,
        };
        let measures = match of {
            Variation::Sd | Variation::Cv => vec![table.text("measure")?.to_string()],
            _ => self.sessions(table, known)?,
        };
        let (value, n) = (table.number("value")?, table.count("n")?);
        if n < Varies::FEWEST {
            let least = Varies::FEWEST;
            let what = format!("'n' is {n}, expected at least {least}: a spread of fewer says nothing");
            self.notes.add(table.spot_of("n"), what, None);
        }
        let ends: Vec<f64> = table.list("interval").iter().filter_map(|n| n.number()).collect();
        let interval = if let [low, high] = ends[..] { Some((low, high)) } else { None };
        // the least that k sessions of the same animals can give; a number of the other kinds is above 0, which its shape says
        let (least, most) = match of {
            Variation::Icc(_) => (-1.0 / (measures.len() as f64 - 1.0), 1.0),
            _ => (0.0, f64::INFINITY),
        };
        let bounds =
            if most.is_finite() { format!("between {least:.2} and 1") } else { String::from("above 0") };
        if most.is_finite() && (value <= least || value >= most) {
            let what = format!("'value' is {value}, expected it {bounds}");
            self.notes.add(table.spot_of("value"), what, None);
        }
        if let Some((low, high)) = interval.filter(|(low, high)| low <= high) {
            if low <= least || high >= most {
                let what = format!("the interval [{low}, {high}], expected its ends {bounds}");
                self.notes.add(table.spot_of("interval"), what, None);
            } else if !(low..=high).contains(&value) {
                let what = format!(
                    "the value {value} lies outside the interval [{low}, {high}], expected it inside"
                );
                self.notes.add(table.spot_of("value"), what, None);
            }
        }
        let group = table.text("group")?.to_string();
        Some(ClaimKind::Varies(Varies { group, of, measures, value, interval, n }))
    }

    /// The measures of each session; nothing if there are fewer than two, one twice, or of different units.
    fn sessions(&mut self, table: &Table, known: &Referents<'_>) -> Option<Vec<String>> {
        let names = named(table, "measures");
        let measure = |name: &str| known.measures.iter().find(|m| m.key == name);
        let all: Vec<String> = match names[..] {
            [(only, _)] => match measure(only).map(|m| &m.kind) {
                // one of a phase that is repeated is the mean of its repetitions
                Some(MeasureKind::Mean(of)) if of.iter().all(|k| k.starts_with(&format!("{only}_"))) => {
                    of.clone()
                }
                _ => vec![only.to_string()],
            },
            _ => names.iter().map(|n| n.0.to_string()).collect(),
        };
        let twice = all.iter().enumerate().any(|(i, n)| all[..i].contains(n));
        if all.len() < 2 || twice {
            let names = syntony_language::shape::join(names.iter().map(|n| n.0));
            let what = format!("'measures' is [{names}], expected two or more different measures");
            let hint =
                "one measure will do where its phase is repeated: it stands for each of its repetitions";
            self.notes.add(table.spot_of("measures"), what, Some(hint.into()));
            return None;
        }
        let unit = |name: &str| Some(Unit::parse(&measure(name)?.unit).ok()?.text().to_string());
        let first = unit(&all[0]);
        for (name, spot) in &names {
            if let (Some(own), Some(first)) = (unit(name), &first)
                && own != *first
            {
                let what = format!("a measure in '{own}' beside one in '{first}', expected the same unit");
                self.notes.add(*spot, what, None);
            }
        }
        Some(all)
    }
}
