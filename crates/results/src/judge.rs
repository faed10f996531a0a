//! Claims against what came out, by each paper's own criterion and n.

pub mod reduction;
mod values;
pub mod varies;

pub use values::{Judged, Unjudged, Values, effect_name, expects_none};

use crate::record::{AnimalRow, Counted, Verdict};
use crate::stats::{self, Test, Z95};
use crate::words::{pair, short};
use syntony_model::Protocol;
use syntony_model::protocol::{Claim, ClaimKind, Criterion, Expect, Keep, Knowledge, Reduction};
pub use values::sem;

/// Share of replicates from which a claim is said to hold.
pub const HOLDS: f64 = 0.8;
/// Share of replicates below which it fails.
pub const WEAK: f64 = 0.5;

/// Scores by group, measure and replicate.
pub struct ScoreTable<'a> {
    protocol: &'a Protocol,
    rows: &'a [AnimalRow],
    replicates: usize,
}

impl<'a> ScoreTable<'a> {
    /// A table over all replicates; rows are sorted by group, replicate and animal.
    pub fn new(protocol: &'a Protocol, rows: &'a [AnimalRow], replicates: usize) -> Self {
        ScoreTable { protocol, rows, replicates }
    }

    /// The protocol.
    pub fn protocol(&self) -> &'a Protocol {
        self.protocol
    }

    fn column(&self, group: &str, measure: &str, replicate: Option<usize>) -> Option<Vec<Option<f64>>> {
        let m = self.protocol.measures.iter().position(|x| x.key == measure)?;
        Some(rows_of(self.protocol, self.rows, group, replicate).into_iter().map(|r| r.values[m]).collect())
    }

    fn values(&self, group: &str, measure: &str, replicate: Option<usize>) -> Option<Vec<f64>> {
        let column: Vec<f64> = self.column(group, measure, replicate)?.into_iter().flatten().collect();
        (!column.is_empty()).then_some(column)
    }

    /// Two columns of the same animals, without those that lack a score.
    fn both(
        &self,
        (group, first): (&str, &str),
        (other, second): (&str, &str),
        replicate: Option<usize>,
    ) -> Option<(Vec<f64>, Vec<f64>)> {
        let (x, y) = (self.column(group, first, replicate)?, self.column(other, second, replicate)?);
        let pairs: Vec<(f64, f64)> = x.into_iter().zip(y).filter_map(|(a, b)| Some((a?, b?))).collect();
        (!pairs.is_empty()).then(|| pairs.into_iter().unzip())
    }

    /// Columns of the same animals, without those that lack a score in one of them.
    fn complete<'c>(
        &self,
        columns: impl Iterator<Item = (&'c str, &'c str)>,
        replicate: Option<usize>,
    ) -> Option<Values> {
        let all: Vec<Vec<Option<f64>>> =
            columns.map(|(group, measure)| self.column(group, measure, replicate)).collect::<Option<_>>()?;
        let animals = all.iter().map(Vec::len).min()?;
        let whole: Vec<usize> = (0..animals).filter(|&i| all.iter().all(|c| c[i].is_some())).collect();
        let kept = |c: &Vec<Option<f64>>| whole.iter().filter_map(|&i| c[i]).collect();
        (!whole.is_empty()).then(|| Values(all.iter().map(kept).collect()))
    }

    /// What a reduction looks at: the values of its control, then those of its arm; of the same animals in the same order where they are the same.
    fn reduction(&self, r: &Reduction, k: Option<usize>) -> Option<Values> {
        let columns = |kind: &ClaimKind| -> Vec<(String, String)> {
            let (groups, measures) = (kind.groups(), kind.measures());
            let pairs =
                groups.iter().flat_map(|g| measures.iter().map(move |m| (g.to_string(), m.to_string())));
            pairs.collect()
        };
        let complete = |columns: &[(String, String)]| {
            self.complete(columns.iter().map(|(g, m)| (g.as_str(), m.as_str())), k).map(|v| v.0)
        };
        let (control, arm) = (columns(&r.control), columns(&r.arm));
        let sets: Vec<Vec<(String, String)>> = match (r.by_animal(), r.same_animals) {
            (true, true) => vec![[control, arm].concat()],
            (true, false) => vec![control, arm],
            // group by group: the first of both, and the second of both
            (false, true) => control.into_iter().zip(arm).map(|(a, b)| vec![a, b]).collect(),
            (false, false) => control.into_iter().chain(arm).map(|c| vec![c]).collect(),
        };
        let all: Vec<Vec<f64>> = sets.iter().map(|set| complete(set)).collect::<Option<Vec<_>>>()?.concat();
        // the pairs of two groups lie beside each other; the control comes first
        let order: &[usize] = if !r.by_animal() && r.same_animals { &[0, 2, 1, 3] } else { &[0, 1, 2, 3] };
        Some(Values(order.iter().filter_map(|&i| all.get(i).cloned()).collect()))
    }

    /// A measure in all groups that have it; none if fewer than two have.
    pub fn pool(&self, measure: &str, replicate: Option<usize>) -> Option<Vec<f64>> {
        let groups = self.protocol.groups.iter().map(|g| g.key.as_str());
        let each: Vec<Vec<f64>> = groups.filter_map(|g| self.values(g, measure, replicate)).collect();
        (each.len() > 1).then(|| each.concat())
    }

    /// The verdict on one claim.
    pub fn judge(&self, claim: &Claim) -> Verdict {
        let each: Vec<Result<Judged, Unjudged>> =
            (0..self.replicates).map(|k| self.outcome(claim, Some(k))).collect();
        let reason = unjudged(claim, &each).or_else(|| self.no_control(claim));
        let counted = self.counted(claim);
        let outcomes: Vec<Judged> = match &reason {
            Some(_) => Vec::new(),
            None => each.iter().filter_map(|r| r.as_ref().ok()).copied().collect(),
        };
        let reason = reason.or_else(|| partly(&each));
        let all = self.outcome(claim, None).ok();
        let words = |x: Vec<&str>| x.into_iter().map(String::from).collect::<Vec<String>>();
        let (groups, measures) = (words(claim.kind.groups()), words(claim.kind.measures()));
        let share = outcomes.iter().filter(|o| o.holds).count() as f64 / outcomes.len().max(1) as f64;
        let values: Vec<f64> = outcomes.iter().map(|o| o.value).filter(|v| v.is_finite()).collect();
        let interval = stats::central95(&values);
        let verdict = match outcomes.is_empty() {
            true => "not applicable",
            false if share >= HOLDS => "holds",
            false if share >= WEAK => "weak",
            false => "fails",
        };
        let own = self.protocol.is_hypothesis();
        let (expected, value, interval_of_value) = self.published(claim);
        let (published, hypothesis) = if own { (String::new(), expected) } else { (expected, String::new()) };
        Verdict {
            claim: claim.key.clone(),
            text: claim.text.clone(),
            kind: kind_word(&claim.kind).into(),
            groups,
            measures,
            published,
            hypothesis,
            published_value: value.filter(|_| !own),
            published_interval: interval_of_value.filter(|_| !own),
            published_effect: claim.effect.clone().filter(|_| !own),
            simulated: self.simulated(claim),
            simulated_value: (!values.is_empty()).then(|| stats::mean(&values)),
            simulated_interval: interval,
            effect_size: all.and_then(|o| o.effect).filter(|e| e.is_finite()),
            effect_name: effect_name(&claim.kind).into(),
            counted,
            criterion: criterion_words(claim),
            share,
            replicates: outcomes.len(),
            control: claim.control.clone().unwrap_or_default(),
            hollow: outcomes.iter().filter(|o| o.hollow).count(),
            verdict: verdict.into(),
            reason: reason.unwrap_or_default(),
            verified: claim.known.outcome.is_some_and(Knowledge::is_read),
            known: claim.known,
        }
    }

    /// What a claim looks at in one replicate, or in all of them together.
    pub fn values_of(&self, claim: &Claim, k: Option<usize>) -> Result<Values, Unjudged> {
        let no_score = |group: &String, measure: &String| Unjudged::NoScore {
            group: group.clone(),
            measure: measure.clone(),
        };
        let one = |group: &String, measure: &String| {
            self.values(group, measure, k).ok_or_else(|| no_score(group, measure))
        };
        match &claim.kind {
            ClaimKind::Within { group, first, second, .. }
            | ClaimKind::Correlation { group, first, second, .. } => {
                let (x, y) =
                    self.both((group, first), (group, second), k).ok_or_else(|| no_score(group, first))?;
                Ok(Values(vec![x, y]))
            }
            ClaimKind::Between { measure, first, second, .. } if claim.kind.paired() => {
                let both = self.both((first, measure), (second, measure), k);
                both.map(|(x, y)| Values(vec![x, y])).ok_or_else(|| no_score(first, measure))
            }
            ClaimKind::Between { measure, first, second, .. }
            | ClaimKind::Ratio { measure, first, second, .. } => {
                Ok(Values(vec![one(first, measure)?, one(second, measure)?]))
            }
            ClaimKind::Among { measure, groups, .. } => {
                Ok(Values(groups.iter().map(|g| one(g, measure)).collect::<Result<_, _>>()?))
            }
            ClaimKind::Interaction { measure, first, second, .. } => {
                let groups = [&first.0, &first.1, &second.0, &second.1];
                Ok(Values(groups.into_iter().map(|g| one(g, measure)).collect::<Result<_, _>>()?))
            }
            ClaimKind::Against { group, measure, .. }
            | ClaimKind::Mean { group, measure, .. }
            | ClaimKind::Quantile { group, measure, .. }
            | ClaimKind::Fraction { group, measure, .. } => Ok(Values(vec![one(group, measure)?])),
            ClaimKind::Reduces(r) => self.reduction(r, k).ok_or_else(|| {
                let (groups, measures) = (r.arm.groups(), r.arm.measures());
                let first = |names: Vec<&str>| names.first().map_or(String::new(), |n| n.to_string());
                Unjudged::NoScore { group: first(groups), measure: first(measures) }
            }),
            ClaimKind::Varies(v) => {
                let columns = v.measures.iter().map(|m| (v.group.as_str(), m.as_str()));
                self.complete(columns, k).ok_or_else(|| no_score(&v.group, &v.measures[0]))
            }
        }
    }

    /// How many animals of each group a claim looks at, of how many: the least and most over replicates.
    fn counted(&self, claim: &Claim) -> Vec<Counted> {
        let measures = claim.kind.measures();
        let of = |name: &&str| {
            let scored = |k: usize| {
                let columns: Vec<_> = measures.iter().filter_map(|m| self.column(name, m, Some(k))).collect();
                let animals = columns.first().map_or(0, Vec::len);
                (0..animals)
                    .filter(|&i| columns.iter().all(|c| c.get(i).copied().flatten().is_some()))
                    .count()
            };
            let each: Vec<usize> = (0..self.replicates).map(scored).collect();
            Counted {
                group: name.to_string(),
                of: self
                    .protocol
                    .groups_of(name)
                    .into_iter()
                    .map(|g| self.protocol.groups[g].key.clone())
                    .collect(),
                n: self.protocol.n_of(name),
                least: each.iter().copied().min().unwrap_or(0),
                most: each.iter().copied().max().unwrap_or(0),
            }
        };
        claim.kind.groups().iter().map(of).collect()
    }

    /// The test behind a claim in one replicate, or over all; none for a claim without a test, or without enough values.
    pub fn test(&self, claim: &Claim, k: Option<usize>) -> Option<Test> {
        self.values_of(claim, k).ok()?.test(claim)
    }

    /// Judges a claim, together with its control.
    fn outcome(&self, claim: &Claim, k: Option<usize>) -> Result<Judged, Unjudged> {
        let own = self.values_of(claim, k)?.judge(claim)?;
        let shown = |control| self.outcome(control, k).is_ok_and(|j| j.holds);
        Ok(own.beside(self.protocol.control_of(claim).is_none_or(shown)))
    }

    /// Why the control of a claim can be judged in no repetition.
    fn no_control(&self, claim: &Claim) -> Option<String> {
        let control = self.protocol.control_of(claim)?;
        let each: Vec<_> = (0..self.replicates).map(|k| self.outcome(control, Some(k))).collect();
        let why = each.iter().find_map(|r| r.as_ref().err())?;
        each.iter().all(Result::is_err).then(|| format!("its control '{}': {why}", control.key))
    }

    fn published(&self, claim: &Claim) -> (String, Option<f64>, Option<(f64, f64)>) {
        let direction = |e: &Expect, first: &str, second: &str| match e {
            Expect::Greater => format!("{first} > {second}"),
            Expect::Less => format!("{first} < {second}"),
            Expect::None => format!("{first} = {second}"),
            Expect::Differ => format!("{first} ≠ {second}"),
        };
        let within = |first: &str, second: &str, margin: f64| format!("{first} = {second} ± {margin}");
        let compared = |e: &Expect, c: &Criterion, first: &str, second: &str| match c {
            Criterion::Tost { margin } => within(first, second, *margin),
            _ => direction(e, first, second),
        };
        match &claim.kind {
            ClaimKind::Within { first, second, expect, criterion, .. }
            | ClaimKind::Between { first, second, expect, criterion, .. } => {
                (compared(expect, criterion, first, second), None, None)
            }
            ClaimKind::Among { groups, expect, .. } => {
                let sign = if *expect == Expect::None { " = " } else { " ≠ " };
                (groups.join(sign), None, None)
            }
            ClaimKind::Interaction { first, second, expect, .. } => {
                let minus = |g: &(String, String)| format!("({} − {})", g.0, g.1);
                (direction(expect, &minus(first), &minus(second)), None, None)
            }
            ClaimKind::Against { measure, value, expect, criterion, .. } => {
                (compared(expect, criterion, measure, &format!("{value}")), Some(*value), None)
            }
            ClaimKind::Mean { measure, value, spread, n, .. } => {
                let s = sem(*spread, *n);
                let (low, high) = self.protocol.bounds(measure);
                let interval = ((value - Z95 * s).max(low), (value + Z95 * s).min(high));
                (format!("{value} ± {}", short(s)), Some(*value), Some(interval))
            }
            ClaimKind::Ratio { value, interval, .. } => {
                (format!("×{value:.2}"), Some(*value), Some(*interval))
            }
            ClaimKind::Correlation { value, expect, .. } => match value {
                Some(r) => (format!("r = {r:.2}"), Some(*r), None),
                None => (direction(expect, "r", "0"), None, None),
            },
            ClaimKind::Quantile { probability, value, .. } => {
                (format!("q{:.0} = {value}", probability * 100.0), Some(*value), None)
            }
            ClaimKind::Fraction { value, threshold, n, .. } => {
                let counted = (value * *n as f64).round() as usize;
                let interval = stats::wilson(counted, *n);
                (format!("{:.0} % {threshold}", value * 100.0), Some(*value), Some(interval))
            }
            ClaimKind::Reduces(r) => {
                let sides = |kind: &ClaimKind| match kind {
                    ClaimKind::Within { group, first, second, .. } => {
                        format!("({first} − {second} of {group})")
                    }
                    ClaimKind::Against { group, measure, value, .. } => {
                        format!("({measure} − {value} of {group})")
                    }
                    kind => format!("({})", kind.groups().join(" − ")),
                };
                let gone = if r.gone { ", which is none" } else { "" };
                (direction(&r.expect(), &sides(&r.control), &sides(&r.arm)) + gone, None, None)
            }
            ClaimKind::Varies(v) => {
                (varies::words(v.of, v.value), Some(v.value), Some(varies::published_interval(v)))
            }
        }
    }

    fn simulated(&self, claim: &Claim) -> String {
        let m = |group: &str, measure: &str| {
            self.values(group, measure, None).map_or(f64::NAN, |x| stats::mean(&x))
        };
        let share = |group: &str, measure: &str, above: f64| {
            let [with, without] =
                self.values(group, measure, None).map_or([0.0; 2], |x| stats::counted(&x, above));
            format!("{:.0} %", 100.0 * with / (with + without))
        };
        match &claim.kind {
            ClaimKind::Within { group, first, second, .. } => pair(m(group, first), m(group, second)),
            ClaimKind::Between {
                measure,
                first,
                second,
                criterion: Criterion::Fisher { above } | Criterion::Chi2 { above },
                ..
            } => [first, second].map(|g| share(g, measure, *above)).join(" vs "),
            ClaimKind::Between { measure, first, second, .. } => pair(m(first, measure), m(second, measure)),
            ClaimKind::Among { measure, groups, criterion: Criterion::Chi2 { above }, .. } => {
                groups.iter().map(|g| share(g, measure, *above)).collect::<Vec<_>>().join(", ")
            }
            ClaimKind::Among { measure, groups, .. } => {
                groups.iter().map(|g| short(m(g, measure))).collect::<Vec<_>>().join(", ")
            }
            ClaimKind::Interaction { measure, first, second, .. } => {
                let of = |g: &(String, String)| m(&g.0, measure) - m(&g.1, measure);
                pair(of(first), of(second))
            }
            ClaimKind::Against { group, measure, .. } | ClaimKind::Mean { group, measure, .. } => {
                short(m(group, measure))
            }
            ClaimKind::Ratio { measure, first, second, .. } => {
                format!("×{:.2}", m(first, measure) / m(second, measure))
            }
            ClaimKind::Correlation { .. } => {
                self.outcome(claim, None).map_or_else(|_| "-".into(), |o| format!("r = {:.2}", o.value))
            }
            ClaimKind::Quantile { .. } => {
                self.outcome(claim, None).map_or_else(|_| "-".into(), |o| short(o.value))
            }
            ClaimKind::Fraction { .. } => {
                self.outcome(claim, None).map_or_else(|_| "-".into(), |o| format!("{:.0} %", o.value * 100.0))
            }
            ClaimKind::Reduces(r) => {
                let side = |kind: &ClaimKind| match kind {
                    ClaimKind::Within { group, first, second, .. } => m(group, first) - m(group, second),
                    ClaimKind::Against { group, measure, value, .. } => m(group, measure) - value,
                    ClaimKind::Between { measure, first, second, .. } => {
                        m(first, measure) - m(second, measure)
                    }
                    _ => f64::NAN,
                };
                pair(side(&r.control), side(&r.arm))
            }
            ClaimKind::Varies(v) => {
                self.outcome(claim, None).map_or_else(|_| "-".into(), |o| varies::words(v.of, o.value))
            }
        }
    }
}

/// The rows that a claim means by the name of a group or sample; all are sorted by group, replicate and animal.
pub fn rows_of<'a>(
    protocol: &Protocol,
    rows: &'a [AnimalRow],
    name: &str,
    replicate: Option<usize>,
) -> Vec<&'a AnimalRow> {
    let sample = protocol.samples.iter().find(|s| s.key == name);
    let keep: Vec<(Option<usize>, &Keep)> = sample
        .iter()
        .flat_map(|s| &s.keep)
        .map(|k| (protocol.measures.iter().position(|m| m.key == k.measure), k))
        .collect();
    let kept = |row: &&AnimalRow| {
        keep.iter().all(|(m, k)| m.and_then(|m| row.values[m]).is_some_and(|x| x > k.above && x < k.below))
    };
    let of_group = |g: usize| {
        let from = rows.partition_point(|r| r.group < g);
        let rows = &rows[from..rows.partition_point(|r| r.group <= g)];
        replicate.map_or(rows, |k| {
            &rows[rows.partition_point(|r| r.replicate < k)..rows.partition_point(|r| r.replicate <= k)]
        })
    };
    protocol.groups_of(name).into_iter().flat_map(of_group).filter(kept).collect()
}

/// Why a claim cannot be judged: not in half of the repetitions, or only because nothing can differ.
fn unjudged(claim: &Claim, each: &[Result<Judged, Unjudged>]) -> Option<String> {
    let judged = each.iter().filter(|r| r.is_ok()).count();
    if judged == 0 || 2 * judged < each.len() {
        let why = each.iter().find_map(|r| r.as_ref().err())?;
        let within =
            if judged > 0 { format!(" in {} of {}", each.len() - judged, each.len()) } else { String::new() };
        return Some(format!("{why}{within}"));
    }
    // "no difference" where nothing can differ would hold for the wrong reason; a difference that does not come out fails
    let flat = |r: &Result<Judged, Unjudged>| r.as_ref().map_or(true, |j| j.flat);
    (expects_none(&claim.kind) && each.iter().all(flat)).then(|| Unjudged::Flat.to_string())
}

/// Why some repetitions of a claim could not be judged.
fn partly(each: &[Result<Judged, Unjudged>]) -> Option<String> {
    let why = each.iter().find_map(|r| r.as_ref().err())?;
    let judged = each.iter().filter(|r| r.is_ok()).count();
    Some(format!("judged in {judged} of {}: in others {why}", each.len()))
}

/// The kind of a claim as protocols write it.
pub fn kind_word(kind: &ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Within { .. } => "within",
        ClaimKind::Between { .. } => "between",
        ClaimKind::Interaction { .. } => "interaction",
        ClaimKind::Among { .. } => "among",
        ClaimKind::Mean { .. } => "mean",
        ClaimKind::Against { .. } => "against",
        ClaimKind::Ratio { .. } => "ratio",
        ClaimKind::Correlation { .. } => "correlation",
        ClaimKind::Quantile { .. } => "quantile",
        ClaimKind::Fraction { .. } => "fraction",
        ClaimKind::Varies(v) => v.of.kind_word(),
        ClaimKind::Reduces(r) => r.kind_word(),
    }
}

/// The criterion of a claim in words.
pub fn criterion_words(claim: &Claim) -> String {
    let p = |words: &str| format!("{words}, p < {}", claim.alpha);
    match (&claim.kind, claim.kind.compared()) {
        (ClaimKind::Interaction { .. }, _) => p("contrast, Welch t"),
        (ClaimKind::Reduces(r), _) => {
            p(if r.same_animals { "contrast, t of differences" } else { "contrast, Welch t" })
        }
        (kind, Some((_, criterion))) => match criterion {
            Criterion::PairedT => p("paired t"),
            Criterion::WelchT => p("Welch t"),
            Criterion::Rank => p("rank test"),
            Criterion::OneSampleT => p("one-sample t"),
            Criterion::Direction => "direction".into(),
            Criterion::Tost { margin } => {
                let test = match kind {
                    ClaimKind::Against { .. } => "one-sample t",
                    kind if kind.paired() => "paired t",
                    _ => "Welch t",
                };
                p(&format!("equivalence within {margin}, {test}"))
            }
            Criterion::Fisher { above } => p(&format!("above {above}, Fisher")),
            Criterion::Chi2 { above } => p(&format!("above {above}, χ²")),
            Criterion::Anova => p("one-way ANOVA"),
            Criterion::Pearson => p("Pearson"),
            Criterion::Spearman => p("Spearman"),
        },
        (ClaimKind::Mean { .. } | ClaimKind::Varies(_), _) => "difference within 95 %".into(),
        (ClaimKind::Ratio { .. }, _) => "within the interval".into(),
        _ => "binomial 95 %".into(),
    }
}
