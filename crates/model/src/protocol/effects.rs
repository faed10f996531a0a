//! Effect sizes that papers give for claims: read, checked against the claim, and derived.

use super::read::Reader;
use super::{ClaimKind, Criterion, Expect};
use crate::effect::{Effect, Metric, Purpose, t_of_p};
use syntony_language::text::Table;

/// Keys of which an effect has one.
const SIZES: [&str; 9] = ["d", "g", "dz", "r", "t", "F", "eta2", "p", "means"];

/// What a claim says of its effect.
struct Asked {
    metric: Metric,
    /// Value that a mean is compared with.
    against: f64,
    /// 1 or -1; 0 for a claim of no difference.
    direction: f64,
    /// Subjects of each group of the claim.
    n: Vec<usize>,
}

impl ClaimKind {
    /// In what the effect of a claim is counted; none where it has no direction or compares nothing.
    pub fn metric(&self) -> Option<Metric> {
        match self {
            kind if kind.paired() => Some(Metric::Pairs),
            ClaimKind::Between { criterion: Criterion::Fisher { .. } | Criterion::Chi2 { .. }, .. } => None,
            ClaimKind::Between { .. } | ClaimKind::Interaction { .. } => Some(Metric::Groups),
            ClaimKind::Against { .. } => Some(Metric::One),
            ClaimKind::Correlation { .. } => Some(Metric::Correlation),
            _ => None,
        }
    }
}

impl Reader<'_> {
    /// The published effect of a claim whose groups have n subjects.
    pub(super) fn effect(&mut self, claim: &Table, kind: &ClaimKind, n: Vec<usize>) -> Option<Effect> {
        let table = claim.table("effect")?;
        let Some(metric) = kind.metric() else {
            let what =
                "an effect of a claim whose test knows no standard deviation, expected another criterion";
            self.notes.add(table.spot, what, None);
            return None;
        };
        let direction = match kind.compared()?.0 {
            Expect::Greater => 1.0,
            Expect::Less => -1.0,
            Expect::None | Expect::Differ => 0.0,
        };
        let against = if let ClaimKind::Against { value, .. } = kind { *value } else { 0.0 };
        // the same animals twice are one group
        let n = if metric == Metric::Pairs { n[..1].to_vec() } else { n };
        let asked = Asked { metric, against, direction, n };
        if table.get("source").is_none() && !table.flag("from_memory") {
            let what = "an effect without 'source', expected where it stands";
            self.notes.add(table.spot, what, Some("from_memory = true, where it is recalled".into()));
        }
        let purpose = Purpose::ALL.into_iter().find(|p| Some(p.word()) == table.text("use"))?;
        let said = self.subjects(table, &asked)?;
        let value = self.derived(table, &asked, said.as_deref())?;
        if purpose != Purpose::Null && value * direction < 0.0 {
            let (word, side) = if direction > 0.0 { ("greater", "above") } else { ("less", "below") };
            let what =
                format!("an effect of {value:.2} in a claim that expects '{word}', expected one {side} 0");
            let hint = "it is the first of the claim minus the second; use = \"null\" where pooled evidence is about nothing";
            self.notes.add(table.spot, what, Some(hint.into()));
        }
        let interval = self.interval(table, value, metric)?;
        // a size as such may be of other people than the claim; what a test of the claim says is of its own
        let own = if metric == Metric::Correlation { &["r"][..] } else { &["d", "g", "dz"] };
        let as_such = own.iter().any(|k| table.get(k).is_some());
        let of = said.or((!as_such).then_some(asked.n));
        Some(Effect {
            metric,
            value,
            interval: interval.or(of.map(|n| metric.interval(value, &n))),
            purpose,
            source: table.text_or_empty("source"),
            from_memory: table.flag("from_memory"),
            note: table.text_or_empty("note"),
        })
    }

    /// The n that an effect says; nothing if that is wrong.
    fn subjects(&mut self, table: &Table, asked: &Asked) -> Option<Option<Vec<usize>>> {
        let least = if asked.metric == Metric::Correlation { 4 } else { 2 };
        if table.get("n").is_none() {
            return Some(None);
        }
        let n: Vec<usize> = table.list("n").iter().filter_map(|n| n.number()).map(|n| n as usize).collect();
        if n.len() != asked.n.len() || n.iter().any(|n| *n < least) {
            let groups = asked.n.len();
            let each = if groups == 1 {
                "one number".into()
            } else {
                format!("{groups} numbers, one for each group")
            };
            let what = format!("'n' of an effect is {n:?}, expected {each}, of at least {least}");
            self.notes.add(table.spot_of("n"), what, None);
            return None;
        }
        Some(Some(n))
    }

    /// The published interval; nothing if it is wrong.
    fn interval(&mut self, table: &Table, value: f64, metric: Metric) -> Option<Option<(f64, f64)>> {
        let ends: Vec<f64> = table.list("ci").iter().filter_map(|n| n.number()).collect();
        let [low, high] = ends[..] else { return Some(None) };
        let possible = metric != Metric::Correlation || (low >= -1.0 && high <= 1.0);
        // published numbers are rounded
        if low <= high && !(low - 0.01..=high + 0.01).contains(&value) || !possible {
            let what = format!(
                "the interval [{low}, {high}] of an effect of {value:.2}, expected one that contains it"
            );
            self.notes.add(table.spot_of("ci"), what, None);
            return None;
        }
        Some(Some((low, high)))
    }

    /// The effect in its metric.
    fn derived(&mut self, table: &Table, asked: &Asked, said: Option<&[usize]>) -> Option<f64> {
        let given: Vec<&str> = SIZES.into_iter().filter(|k| table.get(k).is_some()).collect();
        let [key] = given[..] else {
            let (has, all) = (
                syntony_language::shape::join(given.into_iter()),
                syntony_language::shape::join(SIZES.into_iter()),
            );
            self.notes.add(table.spot, format!("an effect with {has}, expected one of {all}"), None);
            return None;
        };
        let Asked { metric, direction, .. } = *asked;
        let n = said.unwrap_or(&asked.n);
        let m = metric.freedom(n);
        if m < 1.0 {
            self.notes.add(table.spot, format!("an effect of n = {n:?}, expected more subjects"), None);
            return None;
        }
        let fits = match key {
            "d" => matches!(metric, Metric::Groups | Metric::One),
            "g" => metric == Metric::Groups,
            "dz" => metric == Metric::Pairs,
            "means" => metric != Metric::Correlation,
            _ => true,
        };
        if !fits {
            let own = match metric {
                Metric::Groups => "g or d",
                Metric::Pairs => "dz",
                Metric::One => "d",
                Metric::Correlation => "r",
            };
            let what =
                format!("'{key}' in an effect of this kind of claim, expected {own}, or t, F, eta2 or p");
            self.notes.add(table.spot_of(key), what, None);
            return None;
        }
        if key == "means" {
            let d = self.of_means(table, asked, n)?;
            return Some(metric.corrected(d, n));
        }
        let x = table.number(key)?;
        if matches!(key, "F" | "eta2" | "p") && direction == 0.0 {
            let what = format!("'{key}' has no sign and the claim expects no difference, expected d, r or t");
            self.notes.add(table.spot_of(key), what, None);
            return None;
        }
        if key == "r" && x.abs() >= 1.0 {
            self.notes.add(table.spot_of("r"), format!("'r' is {x}, expected one between -1 and 1"), None);
            return None;
        }
        let t = match key {
            "t" => x,
            "F" => direction * x.sqrt(),
            "eta2" => direction * (m * x / (1.0 - x)).sqrt(),
            "p" => direction * t_of_p(x, m)?,
            "r" if metric != Metric::Correlation => x * (m / (1.0 - x * x)).sqrt(),
            "d" | "dz" => return Some(said.map_or(x, |n| metric.corrected(x, n))),
            _ => return Some(x),
        };
        // a number out of its bounds has been noted
        Some(metric.corrected(metric.of_t(t, n), n)).filter(|e| e.is_finite())
    }

    /// The uncorrected difference of means in standard deviations.
    fn of_means(&mut self, table: &Table, asked: &Asked, n: &[usize]) -> Option<f64> {
        let list = |key: &str| -> Vec<f64> { table.list(key).iter().filter_map(|n| n.number()).collect() };
        let (means, sd, sem) = (list("means"), list("sd"), list("sem"));
        let pairs = asked.metric == Metric::Pairs;
        let many = if pairs { 2 } else { n.len() };
        let spread: Vec<f64> = match (sd.is_empty(), sem.is_empty()) {
            (false, true) => sd,
            (true, false) => {
                sem.iter().enumerate().map(|(i, s)| s * (n[i.min(n.len() - 1)] as f64).sqrt()).collect()
            }
            _ => Vec::new(),
        };
        if means.len() != many || spread.len() != many {
            let what = format!("means of an effect, expected {many} with as many of either 'sd' or 'sem'");
            self.notes.add(table.spot_of("means"), what, None);
            return None;
        }
        let rho = table.number("correlation");
        if pairs != rho.is_some() {
            let what = if pairs {
                "means of pairs, expected 'correlation' of the two, too: their difference spreads by it"
            } else {
                "'correlation', expected with means of pairs only"
            };
            self.notes.add(table.spot_of("means"), what, None);
            return None;
        }
        let pooled = || {
            let parts = spread.iter().zip(n).map(|(s, n)| (*n as f64 - 1.0) * s * s).sum::<f64>();
            parts / asked.metric.freedom(n)
        };
        let (difference, variance) = match (&means[..], rho) {
            ([a, b], Some(rho)) => {
                let (s, t) = (spread[0], spread[1]);
                (a - b, s * s + t * t - 2.0 * rho * s * t)
            }
            ([a], _) => (a - asked.against, spread[0] * spread[0]),
            (means, _) => {
                // a difference, or a difference against another
                let signs = [1.0, -1.0, -1.0, 1.0];
                (means.iter().zip(signs).map(|(m, sign)| sign * m).sum(), pooled())
            }
        };
        Some(difference / variance.sqrt()).filter(|d| d.is_finite())
    }
}
