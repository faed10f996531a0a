//! Claims: what the paper says, checked against groups and measures.

use super::measures::suits;
use super::read::{Draft, Reader};
use super::{Claim, ClaimKind, Criterion, Expect, Measure, Sample, Spread, Threshold};
use syntony_language::quantity::Unit;
use syntony_language::text::{Spot, Table};

/// Error level unless the claim says otherwise.
const ALPHA: f64 = 0.05;

/// What a claim may refer to.
pub(super) struct Referents<'a> {
    groups: &'a [Draft],
    pub(super) measures: &'a [Measure],
    samples: &'a [Sample],
    measure_keys: Vec<&'a str>,
}

impl<'a> Referents<'a> {
    /// Names of groups and samples.
    pub(super) fn group_keys(&self) -> Vec<&'a str> {
        let groups = self.groups.iter().map(|d| d.group.key.as_str());
        groups.chain(self.samples.iter().map(|s| s.key.as_str())).collect()
    }
}

/// The animals of a group, or of a sample that takes all of its groups, in the order in which they are scored.
pub(super) fn animals(name: &str, known: &Referents<'_>) -> Option<Vec<usize>> {
    let sample = known.samples.iter().find(|s| s.key == name);
    if sample.is_some_and(|s| !s.keep.is_empty()) {
        return None;
    }
    let meant = |g: &String| sample.map_or(g == name, |s| s.groups.contains(g));
    let places = (0..known.groups.len()).filter(|&g| meant(&known.groups[g].group.key));
    let all: Vec<usize> = places.map(|g| known.groups[g].group.same_as.unwrap_or(g)).collect();
    (!all.is_empty()).then_some(all)
}

/// The groups behind the name of a group or sample.
fn groups_of<'a>(name: &str, known: &Referents<'a>) -> Vec<&'a Draft> {
    let sample = known.samples.iter().find(|s| s.key == name);
    let means = |d: &&Draft| sample.map_or(d.group.key == name, |s| s.groups.contains(&d.group.key));
    known.groups.iter().filter(means).collect()
}

impl Reader<'_> {
    /// All claims.
    pub(super) fn claims(
        &mut self,
        groups: &[Draft],
        measures: &[Measure],
        samples: &[Sample],
    ) -> Vec<Claim> {
        let root = self.root;
        let written = root.tables("measure").filter_map(|t| t.text("key"));
        let measure_keys = written.chain(measures.iter().map(|m| m.key.as_str())).collect();
        let known = Referents { groups, measures, samples, measure_keys };
        let mut out = Vec::new();
        // what a claim reduces is known when all others are read
        let tables: Vec<&Table> = root.tables("claim").collect();
        let kinds: Vec<_> = tables.iter().map(|t| self.claim_kind(t, &known)).collect();
        for (i, table) in tables.iter().copied().enumerate() {
            let control = table.text("control");
            let of_control = || tables.iter().position(|t| control.is_some() && t.text("key") == control);
            let kind = match table.text("kind") {
                Some("reduces" | "abolishes") => {
                    self.reduction(table, &known, of_control().and_then(|c| kinds[c].as_ref()))
                }
                _ => kinds[i].clone(),
            };
            if let (Some(kind), Some(key)) = (kind, table.text("key")) {
                let each: Vec<Vec<&Draft>> =
                    kind.groups().into_iter().map(|name| groups_of(name, &known)).collect();
                let n = each.iter().map(|of| of.iter().map(|d| d.group.n).sum()).collect();
                out.push(Claim {
                    known: self.known_of(table, &kind, &each.concat()),
                    effect: self.effect(table, &kind, n),
                    key: key.to_string(),
                    text: table.text_or_empty("text"),
                    kind,
                    alpha: table.number("alpha").unwrap_or(ALPHA),
                    control: table.text("control").map(String::from),
                    place: self.notes.files.place(table.spot),
                });
            }
        }
        self.controls(&out);
        out
    }

    fn claim_kind(&mut self, table: &Table, known: &Referents<'_>) -> Option<ClaimKind> {
        let kind = table.text("kind")?;
        let (of_groups, of_measures): (&[&str], &[&str]) = match kind {
            "within" | "correlation" => (&["group"], &["first", "second"]),
            "between" | "ratio" | "percent_change" | "interaction" => (&["first", "second"], &["measure"]),
            "among" => (&["groups"], &["measure"]),
            "mean" | "against" | "quantile" | "fraction" | "spread" => (&["group"], &["measure"]),
            "icc" | "within_between" => (&["group"], &["measures"]),
            _ => return None,
        };
        let mut fine = true;
        for key in of_groups {
            fine &= self.refer("group", table, key, known.group_keys().into_iter());
        }
        for key in of_measures {
            fine &= self.refer("measure", table, key, known.measure_keys.iter().copied());
        }
        if fine {
            self.scored(table, known, of_groups, of_measures);
        }
        let text = |key: &str| table.text(key).map(String::from);
        if let (Some(first), Some(second)) = (text("first"), text("second"))
            && first == second
        {
            self.notes.add(
                table.spot_of("second"),
                format!("'{first}' is compared with itself, expected two different ones"),
                None,
            );
        }
        if kind == "within" {
            self.same_unit(table, known);
        }
        self.comparison(table, kind, known)
    }

    /// What a claim compares; nothing if its table is not complete.
    fn comparison(&mut self, table: &Table, kind: &str, known: &Referents<'_>) -> Option<ClaimKind> {
        let text = |key: &str| table.text(key).map(String::from);
        let expect = expect(table);
        let criterion = self.criterion(table, kind, known);
        let (value, n) = (table.number("value"), table.count("n"));
        let (group, measure) = (text("group"), text("measure"));
        let (first, second) = (text("first"), text("second"));
        Some(match kind {
            "within" => {
                let (expect, criterion) = (expect?, criterion?);
                ClaimKind::Within { group: group?, first: first?, second: second?, expect, criterion }
            }
            "between" => {
                let (expect, criterion) = (expect?, criterion?);
                ClaimKind::Between { measure: measure?, first: first?, second: second?, expect, criterion }
            }
            "among" => {
                let (expect, criterion) = (expect?, criterion?);
                let groups = self.several(table)?;
                ClaimKind::Among { measure: measure?, groups, expect, criterion }
            }
            "interaction" => {
                let expect = expect?;
                let (first, second) = (self.two(table, "first")?, self.two(table, "second")?);
                ClaimKind::Interaction { measure: measure?, first, second, expect }
            }
            "mean" => {
                let spread = self.spread(table)?;
                ClaimKind::Mean { group: group?, measure: measure?, value: value?, spread, n: n? }
            }
            "against" => {
                let (expect, criterion) = (expect?, criterion?);
                ClaimKind::Against { group: group?, measure: measure?, value: value?, expect, criterion }
            }
            "ratio" | "percent_change" => {
                let (value, interval) = self.ratio(table, kind == "percent_change")?;
                ClaimKind::Ratio { measure: measure?, first: first?, second: second?, value, interval }
            }
            "correlation" => {
                self.signs(value, expect, table);
                let (expect, criterion) = (expect?, criterion.unwrap_or(Criterion::Pearson));
                ClaimKind::Correlation {
                    group: group?,
                    first: first?,
                    second: second?,
                    value,
                    expect,
                    criterion,
                }
            }
            "quantile" => {
                let probability = table.number("probability")?;
                ClaimKind::Quantile { group: group?, measure: measure?, probability, value: value?, n: n? }
            }
            "fraction" => {
                let threshold = self.threshold(table)?;
                ClaimKind::Fraction { group: group?, measure: measure?, threshold, value: value?, n: n? }
            }
            kind => self.varies(table, kind, known)?,
        })
    }

    /// Notes a group or measure that the protocol does not have.
    pub(super) fn refer<'k>(
        &mut self,
        what: &str,
        table: &Table,
        key: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> bool {
        let names = named(table, key);
        let mut fine = !names.is_empty();
        for (name, spot) in names {
            fine &= self.notes.known(what, "protocol", name, spot, known.clone());
        }
        fine
    }

    /// Notes a group that cannot give the score which a claim needs of it.
    fn scored(&mut self, table: &Table, known: &Referents<'_>, groups: &[&str], measures: &[&str]) {
        let names: Vec<&str> = groups.iter().flat_map(|k| named(table, k)).map(|n| n.0).collect();
        for key in measures {
            for (measure, _) in named(table, key) {
                names.iter().for_each(|group| self.gives(known, group, measure, table.spot_of(key)));
            }
        }
    }

    /// Notes where a group, or one of a sample, cannot give a score.
    pub(super) fn gives(&mut self, known: &Referents<'_>, group: &str, measure: &str, spot: Spot) {
        let Some(measure) = known.measures.iter().find(|m| m.key == measure) else { return };
        // a measure that no group can give has been noted where it is written
        if known.groups.iter().all(|d| suits(measure, known.measures, d).is_err()) {
            return;
        }
        for draft in groups_of(group, known) {
            if let Err(fault) = suits(measure, known.measures, draft) {
                let what = format!("the group '{}' has no score '{}': {fault}", draft.group.key, measure.key);
                self.notes.add(spot, what, None);
            }
        }
    }

    /// The two groups of one difference.
    fn two(&mut self, table: &Table, key: &str) -> Option<(String, String)> {
        match named(table, key)[..] {
            [(a, _), (b, _)] if a != b => Some((a.to_string(), b.to_string())),
            ref names => {
                let names = syntony_language::shape::join(names.iter().map(|n| n.0));
                let what = format!("'{key}' is [{names}], expected two different groups");
                self.notes.add(table.spot_of(key), what, None);
                None
            }
        }
    }

    /// Two or more groups, each once.
    fn several(&mut self, table: &Table) -> Option<Vec<String>> {
        let names: Vec<&str> = table.texts("groups").map(|n| n.0).collect();
        let twice = names.iter().enumerate().any(|(i, n)| names[..i].contains(n));
        if names.len() < 2 || twice {
            let names = syntony_language::shape::join(names.into_iter());
            let what = format!("'groups' is [{names}], expected two or more different groups");
            self.notes.add(table.spot_of("groups"), what, None);
            return None;
        }
        Some(names.into_iter().map(String::from).collect())
    }

    fn same_unit(&mut self, table: &Table, known: &Referents<'_>) {
        let unit = |key: &str| {
            let measure = known.measures.iter().find(|m| Some(m.key.as_str()) == table.text(key))?;
            Unit::parse(&measure.unit).ok()
        };
        if let (Some(first), Some(second)) = (unit("first"), unit("second"))
            && first.text() != second.text()
        {
            let what = format!("a measure in '{first}' against one in '{second}', expected the same unit");
            self.notes.add(table.spot_of("second"), what, None);
        }
    }

    fn criterion(&mut self, table: &Table, kind: &str, known: &Referents<'_>) -> Option<Criterion> {
        let word = table.text("criterion")?;
        let of = |key: &str| animals(table.text(key)?, known);
        let same = of("first").is_some() && of("first") == of("second");
        let suitable: &[&str] = match kind {
            "within" => &["paired_t", "rank", "tost", "direction"],
            "between" if same => &["paired_t", "direction"],
            "between" => &["welch_t", "rank", "fisher", "chi2", "tost", "direction"],
            "against" => &["one_sample_t", "rank", "tost", "direction"],
            // the words of the shape are all that these take
            "among" | "correlation" => &[],
            _ => return None,
        };
        if !suitable.is_empty() && !suitable.contains(&word) {
            let what = format!(
                "the criterion '{word}' in a claim of kind '{kind}', expected one of {}",
                suitable.join(", ")
            );
            self.notes.add(table.spot_of("criterion"), what, elsewhere(word, kind, same));
            return None;
        }
        self.about_none(table, word);
        let margin =
            self.given_with(table, "margin", &["tost"], word, "how small a difference counts as none");
        let above = self.given_with(table, "above", &["fisher", "chi2"], word, "which animals are counted");
        Some(match word {
            "paired_t" => Criterion::PairedT,
            "welch_t" => Criterion::WelchT,
            "rank" => Criterion::Rank,
            "one_sample_t" => Criterion::OneSampleT,
            "direction" => Criterion::Direction,
            "tost" => Criterion::Tost { margin: margin? },
            "fisher" => Criterion::Fisher { above: above? },
            "chi2" => Criterion::Chi2 { above: above? },
            "anova" => Criterion::Anova,
            "pearson" => Criterion::Pearson,
            "spearman" => Criterion::Spearman,
            _ => return None,
        })
    }

    /// A criterion that cannot say what is expected: no difference by direction, a direction by equivalence.
    fn about_none(&mut self, table: &Table, word: &str) {
        let none = table.text("expect") == Some("none");
        let (what, hint) = match word {
            "direction" if none => (
                "no difference by direction of the means, expected a test",
                "means are never equal; use a test, or expect greater or less",
            ),
            "tost" if !none => (
                "a direction by a test of equivalence, expected expect = \"none\"",
                "tost says that there is no difference greater than its margin",
            ),
            _ => return,
        };
        self.notes.add(table.spot_of("criterion"), what, Some(hint.into()));
    }

    /// A number that a criterion needs and no other reads.
    fn given_with(&mut self, table: &Table, key: &str, by: &[&str], word: &str, says: &str) -> Option<f64> {
        let given = table.get(key).is_some();
        match by.contains(&word) {
            true if !given => {
                let what =
                    format!("the criterion '{word}' without '{key}', expected the value: it says {says}");
                self.notes.add(table.spot_of("criterion"), what, None);
            }
            false if given => {
                let what =
                    format!("'{key}' with the criterion '{word}', expected it with {} only", by.join(" or "));
                self.notes.add(table.spot_of(key), what, None);
            }
            _ => {}
        }
        table.number(key)
    }

    fn spread(&mut self, table: &Table) -> Option<Spread> {
        match (table.get("sd"), table.get("sem")) {
            (Some(_), Some(sem)) => {
                self.notes.add(sem.spot, "a mean with 'sd' and 'sem', expected one of them", None);
                None
            }
            (None, None) => {
                self.notes.add(table.spot, "a mean without 'sd' or 'sem', expected one of them", None);
                None
            }
            (Some(_), None) => table.number("sd").map(Spread::Sd),
            (None, Some(_)) => table.number("sem").map(Spread::Sem),
        }
    }

    /// The threshold of a share.
    fn threshold(&mut self, table: &Table) -> Option<Threshold> {
        let (above, below) = (table.number("above"), table.number("below"));
        match (above, below) {
            (Some(limit), None) => Some(Threshold::Above(limit)),
            (None, Some(limit)) => Some(Threshold::Below(limit)),
            (both, _) => {
                let has = if both.is_some() {
                    "with both 'above' and 'below'"
                } else {
                    "without 'above' or 'below'"
                };
                self.notes.add(table.spot, format!("a share {has}, expected one of them"), None);
                None
            }
        }
    }

    /// Value and interval of a ratio, from ratios or from changes in percent.
    fn ratio(&mut self, table: &Table, percent: bool) -> Option<(f64, (f64, f64))> {
        let as_ratio = |x: f64| if percent { 1.0 + x / 100.0 } else { x };
        let value = table.number("value")?;
        let interval: Vec<f64> = table.list("interval").iter().filter_map(|n| n.number()).collect();
        let [low, high] = interval[..] else {
            return None;
        };
        if low <= high && !(low..=high).contains(&value) {
            let what =
                format!("the value {value} lies outside the interval [{low}, {high}], expected it inside");
            self.notes.add(table.spot_of("value"), what, None);
        }
        if as_ratio(low) < 0.0 {
            let (key, least) = if percent { ("percent_change", "-100") } else { ("ratio", "0") };
            self.below(table.spot_of("interval"), low, key, least);
        }
        Some((as_ratio(value), (as_ratio(low), as_ratio(high))))
    }

    fn below(&mut self, spot: Spot, low: f64, key: &str, least: &str) {
        self.notes.add(
            spot,
            format!("the interval of a {key} begins at {low}, expected at least {least}"),
            None,
        );
    }

    fn signs(&mut self, value: Option<f64>, expect: Option<Expect>, table: &Table) {
        let (Some(value), Some(expect)) = (value, expect) else {
            return;
        };
        if expect == Expect::Greater && value <= 0.0 || expect == Expect::Less && value >= 0.0 {
            let word = table.text_or_empty("expect");
            self.notes.add(
                table.spot_of("value"),
                format!("a coefficient of {value} with expect '{word}', expected the same sign"),
                None,
            );
        }
    }
}

/// The names under a key that holds one, or a list of them.
pub(super) fn named<'t>(table: &'t Table, key: &str) -> Vec<(&'t str, Spot)> {
    match table.text(key) {
        Some(name) => vec![(name, table.spot_of(key))],
        None => table.texts(key).collect(),
    }
}

/// Where a criterion that does not suit a kind of claim belongs.
fn elsewhere(word: &str, kind: &str, same: bool) -> Option<String> {
    let hint = match (word, kind) {
        ("paired_t", "between") => "pairs need the same animals: give the second group same_as = \"FIRST\"",
        (_, "between") if same => "the groups are the same animals, so the test is one of pairs",
        ("welch_t" | "fisher" | "chi2", "within") => "a claim of kind between compares groups",
        _ => return None,
    };
    Some(hint.to_string())
}

fn expect(table: &Table) -> Option<Expect> {
    match table.text("expect")? {
        "greater" => Some(Expect::Greater),
        "less" => Some(Expect::Less),
        "none" => Some(Expect::None),
        "differ" => Some(Expect::Differ),
        _ => None,
    }
}
