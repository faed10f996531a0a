//! What is swept: a number of the atlas or of the protocol, and the values that it takes.
//!
//! ```text
//! PATH=FROM..TO[:log][/N]      N values from FROM to TO, in equal steps or in equal ratios; 7 unless told
//! PATH=A,B,C                   these values
//! PATH                         over the range that the atlas gives
//! ```
//! Every value may carry a unit; one without has that of the last that has one, else that of the place where the number is written.

use crate::sensitivity::between;
use serde::Serialize;
use syntony_language::problem::nearest;
use syntony_language::{Problems, Quantity};
use syntony_model::{Atlas, ParamId};
use syntony_study::factors::Factors;

/// Values of a range of which nothing else is said.
const USUAL: usize = 7;
/// Values that are this many times apart are looked at by their logarithm.
const WIDE: f64 = 10.0;

/// A number that is swept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Swept {
    /// Path.
    pub path: String,
    /// Unit of the values.
    pub unit: String,
    /// Where it is without the sweep, in that unit; none where it is written in another kind of unit.
    pub home: Option<f64>,
    /// Lowest and highest value.
    pub range: (f64, f64),
    /// Values of the grid, rising.
    pub values: Vec<f64>,
    /// Whether equal steps are equal ratios.
    pub logarithmic: bool,
    /// Whether it is the amount of a dose.
    pub dose: bool,
    /// Whether it counts animals.
    pub count: bool,
    /// Whether it is a number of the atlas.
    pub atlas: bool,
    /// Whether a range was asked for, not a list.
    pub continuous: bool,
}

impl Swept {
    /// Path and unit, as a heading.
    pub fn name(&self) -> String {
        if self.unit == "1" { self.path.clone() } else { format!("{} ({})", self.path, self.unit) }
    }

    /// The value at a share of its range; of a list, one of the list.
    pub fn at(&self, share: f64) -> f64 {
        let value = match self.continuous {
            true => between(self.range, self.logarithmic, share),
            false => {
                let place = (share * self.values.len() as f64) as usize;
                self.values[place.min(self.values.len() - 1)]
            }
        };
        if self.count { value.round() } else { tidy(value) }
    }

    /// A value with its unit, as it would be written.
    pub fn quantity(&self, value: f64) -> Quantity {
        // the unit has been read before
        Quantity::new(value, &self.unit).unwrap_or_else(|_| Quantity::pure(value))
    }
}

/// 9.999999999999998 as 10.
fn tidy(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

pub(super) type Wrong = (String, Option<String>);

/// What the words ask for, in their order; everything that is wrong with them.
pub(super) fn swept(
    words: &[String],
    used: &[ParamId],
    atlas: &Atlas,
    factors: &Factors,
) -> Result<Vec<Swept>, Problems> {
    let mut problems = Problems::default();
    let mut all: Vec<Swept> = Vec::new();
    let mut add = |what: String, hint: Option<String>| problems.add(Default::default(), what, hint);
    if words.is_empty() {
        let hint =
            "write for instance --over dose.oxytocin=1..1000:log/7 or --over process.bond.tag_rate=0.1..3";
        add("nothing is swept, expected --over PATH=FROM..TO".into(), Some(hint.into()));
    }
    for word in words {
        match of_word(word, used, atlas, factors) {
            Ok(one) if all.iter().any(|a| a.path == one.path) => {
                add(format!("--over {word}: '{}' is swept twice, expected once", one.path), None);
            }
            Ok(one) => all.push(one),
            Err((what, hint)) => add(format!("--over {word}: {what}"), hint),
        }
    }
    problems.into_result(all)
}

/// Whose number it is, and how it is written.
struct Home {
    written: Quantity,
    range: Option<(f64, f64)>,
    dose: bool,
    count: bool,
    atlas: bool,
}

fn of_word(word: &str, used: &[ParamId], atlas: &Atlas, factors: &Factors) -> Result<Swept, Wrong> {
    let (path, spec) = match word.split_once('=') {
        Some((path, spec)) => (path.trim(), Some(spec.trim())),
        None => (word.trim(), None),
    };
    let home = home(path, used, atlas, factors)?;
    let spec = match (spec, home.range) {
        (Some(spec), _) => spec.to_string(),
        (None, Some((low, high))) if low != high => {
            let (low, high) = (low.min(high), low.max(high));
            let log = if low > 0.0 && high / low > WIDE { ":log" } else { "" };
            format!("{low}..{high}{log}")
        }
        (None, _) => {
            let hint = format!("give it one: --over {path}=FROM..TO");
            return Err(("the number has no range, expected one to sweep over".into(), Some(hint)));
        }
    };
    let swept = values(path, &spec, &home)?;
    if swept.atlas {
        for value in [swept.range.0, swept.range.1] {
            let set = atlas.clone().set(path, &swept.quantity(value).to_string());
            set.map_err(|p| (p.what, p.hint))?;
        }
    }
    Ok(swept)
}

fn home(path: &str, used: &[ParamId], atlas: &Atlas, factors: &Factors) -> Result<Home, Wrong> {
    if let Some(f) = factors.get(path) {
        return Ok(Home { written: f.written, range: None, dose: f.dose, count: f.count, atlas: false });
    }
    let Some(id) = atlas.params.find(path) else {
        let near = nearest(path, factors.paths().chain(atlas.params.paths()));
        let all = factors.paths().filter(|p| p.split('.').count() <= 3).collect::<Vec<_>>().join(", ");
        let hint = near.map_or(format!("the protocol has {all}"), |n| format!("did you mean '{n}'?"));
        let what = "no number of that path, expected one of the atlas or of the protocol";
        return Err((what.into(), Some(hint)));
    };
    if !used.contains(&id) {
        return Err(("the run does not read this number, expected one that it reads".into(), None));
    }
    let p = atlas.params.get(id);
    Ok(Home { written: p.written, range: p.range, dose: false, count: false, atlas: true })
}

fn values(path: &str, spec: &str, home: &Home) -> Result<Swept, Wrong> {
    let (spec, number) = match spec.rsplit_once('/') {
        Some((spec, n)) if !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()) => (spec, Some(n)),
        _ => (spec, None),
    };
    let (spec, log) = match spec.trim().strip_suffix(":log") {
        Some(spec) => (spec, true),
        None => (spec.trim(), false),
    };
    let ends = spec.split_once("..");
    let words: Vec<&str> = match ends {
        Some((from, to)) => vec![from.trim(), to.trim()],
        None => spec.split(',').map(str::trim).collect(),
    };
    let (numbers, unit) = numbers(&words, home)?;
    let (low, high) =
        numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    let at_home = home.written.number_in(&unit.unit);
    let mut swept = Swept {
        path: path.into(),
        unit: unit.unit.text().into(),
        home: at_home,
        range: (low, high),
        values: Vec::new(),
        logarithmic: log,
        dose: home.dose,
        count: home.count,
        atlas: home.atlas,
        continuous: ends.is_some(),
    };
    if let Some((from, to)) = ends {
        if numbers[0] >= numbers[1] {
            let hint = (numbers[0] > numbers[1]).then(|| format!("write {path}={to}..{from}"));
            let what = format!("'{from}..{to}' is an empty range, expected FROM below TO");
            return Err((what, hint));
        }
        if log && low <= 0.0 {
            let hint = match low == 0.0 {
                true => format!("begin above 0, or list the values: {path}=0,1,10,100"),
                false => format!("begin above 0: {path}=1..{to}:log"),
            };
            return Err((
                format!("a range in equal ratios from {from}, expected both ends above 0"),
                Some(hint),
            ));
        }
        let n = number.map_or(Ok(USUAL), str::parse::<usize>).unwrap_or(usize::MAX);
        if !(2..=super::POINTS_MAX).contains(&n) {
            let what = format!("/{} values, expected 2 to {}", number.unwrap_or_default(), super::POINTS_MAX);
            return Err((what, None));
        }
        swept.values = (0..n).map(|i| swept.at(i as f64 / (n - 1) as f64)).collect();
    } else {
        if number.is_some() || log {
            let what = "a list of values with ':log' or '/N', expected these with FROM..TO";
            return Err((what.into(), None));
        }
        swept.values = numbers;
        swept.values.sort_by(f64::total_cmp);
        let least = swept.values.iter().copied().filter(|x| *x > 0.0).fold(f64::INFINITY, f64::min);
        swept.logarithmic = low >= 0.0 && high / least >= WIDE && swept.values.len() > 2;
    }
    if swept.count {
        swept.values.iter_mut().for_each(|x| *x = x.round());
    }
    swept.values.dedup();
    Ok(swept)
}

/// The numbers in one unit, and that unit.
fn numbers(words: &[&str], home: &Home) -> Result<(Vec<f64>, Quantity), Wrong> {
    let hint = || Some("write for instance 0.1..3, 1..1000 ng:log/7, or 1, 10, 100 ng".to_string());
    let mut read = Vec::new();
    for word in words {
        if word.is_empty() {
            return Err(("a value is missing, expected FROM..TO or a list".into(), hint()));
        }
        let quantity = Quantity::parse(word).map_err(|e| (e.to_string(), e.hint().or_else(hint)))?;
        read.push((quantity, word.parse::<f64>().is_ok()));
    }
    let unit = read.iter().rev().find(|(_, bare)| !bare).map_or(home.written, |(q, _)| *q);
    if home.atlas || home.written.unit.text() == "1" {
        unit.of(&[home.written.dimension()]).map_err(|e| (e.to_string(), e.hint()))?;
    }
    let one = |(q, bare): &(Quantity, bool)| match bare {
        true => Ok(q.number),
        false => q.number_in(&unit.unit).ok_or_else(|| {
            (format!("'{q}' is not of the unit {}, expected values of one kind", unit.unit.text()), None)
        }),
    };
    Ok((read.iter().map(one).collect::<Result<_, Wrong>>()?, unit))
}
