//! What people write instead of a name that Syntony knows: abbreviations of papers, long words, plurals.

/// What is written, and the name that is meant. Which of several names is meant depends on what may stand there.
const ALIASES: &[(&str, &str)] = &[
    // ligands and hormones
    ("OT", "oxytocin"),
    ("OXT", "oxytocin"),
    ("AVP", "vasopressin"),
    ("VP", "vasopressin"),
    ("ADH", "vasopressin"),
    ("DA", "dopamine"),
    ("5-HT", "serotonin"),
    ("5HT", "serotonin"),
    ("NA", "noradrenaline"),
    ("NE", "noradrenaline"),
    ("norepinephrine", "noradrenaline"),
    ("CORT", "corticosterone"),
    ("cortisol", "corticosterone"),
    ("CRH", "crf"),
    ("DYN", "dynorphin"),
    ("Glu", "glutamate"),
    ("ACTH", "acth"),
    // sexes
    ("female", "F"),
    ("male", "M"),
    // directions
    ("smaller", "less"),
    ("lower", "less"),
    ("below", "less"),
    ("larger", "greater"),
    ("bigger", "greater"),
    ("higher", "greater"),
    ("more", "greater"),
    ("above", "greater"),
    ("equal", "none"),
    ("same", "none"),
    ("no_difference", "none"),
    // units
    ("fold", "1"),
    ("ratio", "1"),
    ("x", "1"),
    ("sec", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("minute", "min"),
    ("minutes", "min"),
    ("mins", "min"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("hours", "h"),
    ("day", "d"),
    ("days", "d"),
    ("weeks", "week"),
    ("wk", "week"),
    ("w", "week"),
    ("mcg", "ug"),
    ("gram", "g"),
    ("grams", "g"),
    ("C", "degC"),
    ("U", "IU"),
    ("NM", "nM"),
    ("percent", "%"),
    ("counts", "count"),
    ("sides", "side"),
    ("times", "count"),
];

/// The known name that an alias stands for; letter case decides only between two that differ in it alone.
pub fn meant<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let one = |is: &dyn Fn(&str) -> bool| {
        let names = ALIASES.iter().filter(|a| is(a.0)).map(|a| a.1);
        names.into_iter().find_map(|n| known.iter().copied().find(|k| *k == n))
    };
    one(&|alias| alias == name)
        .or_else(|| known.iter().copied().find(|k| k.eq_ignore_ascii_case(name)))
        .or_else(|| one(&|alias| alias.eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Unit;

    fn check(written: &str, known: &[&str], expected: Option<&str>) {
        assert_eq!(meant(written, known), expected, "{written}");
    }

    #[test]
    fn text_an_alias_means_a_name_that_may_stand_there() {
        let ligands = ["crf", "dopamine", "oxytocin", "vasopressin"];
        check("OT", &ligands, Some("oxytocin"));
        check("avp", &ligands, Some("vasopressin"));
        check("DA", &ligands, Some("dopamine"));
        check("female", &["F", "M"], Some("F"));
        check("smaller", &["greater", "less", "none"], Some("less"));
        check("OT", &["F", "M"], None);
        check("Oxytocin", &ligands, Some("oxytocin"));
    }

    #[test]
    fn text_no_unit_is_an_alias() {
        for (symbol, _) in Unit::symbols() {
            assert!(ALIASES.iter().all(|a| a.0 != symbol), "{symbol} is a unit");
        }
    }
}
