//! Claims that an effect is smaller in an arm, or gone from it: read together with the claim that shows it, which is their control.

use super::claims::{Referents, animals, named};
use super::read::Reader;
use super::{ClaimKind, Criterion, Expect, Reduction};
use syntony_language::text::Table;

/// What a claim compares, of other groups, without an effect.
fn of_arm(control: &ClaimKind, groups: &[String]) -> Option<ClaimKind> {
    let mut arm = control.clone();
    match (&mut arm, groups) {
        (ClaimKind::Within { group, expect, .. } | ClaimKind::Against { group, expect, .. }, [own]) => {
            (*group, *expect) = (own.clone(), Expect::None);
        }
        (ClaimKind::Between { first, second, expect, .. }, [a, b]) => {
            (*first, *second, *expect) = (a.clone(), b.clone(), Expect::None);
        }
        _ => return None,
    }
    Some(arm)
}

impl Reader<'_> {
    /// A claim of kind `reduces` or `abolishes`, whose control compares this; nothing if it cannot be told.
    pub(super) fn reduction(
        &mut self,
        table: &Table,
        known: &Referents<'_>,
        control: Option<&ClaimKind>,
    ) -> Option<ClaimKind> {
        let fine = self.refer("group", table, "arm", known.group_keys().into_iter());
        let spot = table.spot_of("arm");
        // a control that is unknown, broken, or expects nothing is noted where controls are
        let control = control?;
        let groups: Vec<String> = named(table, "arm").into_iter().map(|n| n.0.to_string()).collect();
        let needed = match control {
            ClaimKind::Within { .. } | ClaimKind::Against { .. } => 1,
            ClaimKind::Between { .. } => 2,
            // a number is noted where controls are
            kind if kind.compared().is_none() => return None,
            _ => {
                let what = "a control of another kind, expected one of kind within, between or against";
                self.notes.add(table.spot_of("control"), what, None);
                return None;
            }
        };
        if groups.len() != needed {
            let each = if needed == 1 { "one group" } else { "two groups, as the control has" };
            let has = syntony_language::shape::join(groups.iter().map(String::as_str));
            self.notes.add(spot, format!("'arm' is [{has}], expected {each}"), None);
            return None;
        }
        let arm = of_arm(control, &groups)?;
        if !fine {
            return None;
        }
        if control.groups() == arm.groups() {
            self.notes.add(spot, "'arm' is the control itself, expected other groups", None);
            return None;
        }
        for (group, spot) in named(table, "arm") {
            for measure in control.measures() {
                self.gives(known, group, measure, spot);
            }
        }
        let gone = table.text("kind") == Some("abolishes");
        if gone && matches!(control.compared(), Some((_, Criterion::Direction))) {
            let what = "an effect is gone by direction of the means, expected a control with a test";
            let hint = "means are never equal; kind = \"reduces\" asks only that the effect is smaller";
            self.notes.add(table.spot_of("control"), what, Some(hint.into()));
        }
        let pairs: Vec<(&str, &str)> = control.groups().into_iter().zip(arm.groups()).collect();
        let same_animals = pairs
            .iter()
            .all(|(a, b)| a != b && animals(a, known).is_some_and(|x| Some(x) == animals(b, known)));
        let reduction = Reduction { control: control.clone(), arm, gone, same_animals };
        Some(ClaimKind::Reduces(Box::new(reduction)))
    }
}
