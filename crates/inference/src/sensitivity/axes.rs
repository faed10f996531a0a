//! Numbers that move, and where in their ranges a point of the unit cube lies.

use serde::Serialize;
use syntony_engine::math::{exp, ln};
use syntony_language::problem::nearest;
use syntony_language::text::glob;
use syntony_language::{Problems, Quantity};
use syntony_model::{Atlas, Grade, ParamId};
use syntony_results::stats;

/// A range whose ends differ by more than this factor is walked in equal ratios.
const LOGARITHMIC: f64 = 10.0;

/// A number that moves over its range.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Axis {
    /// Index in the atlas.
    #[serde(skip)]
    pub id: ParamId,
    /// Path.
    pub path: String,
    /// Value in the atlas, as written.
    pub value: f64,
    /// Unit, as written.
    pub unit: String,
    /// Range, in that unit.
    pub range: (f64, f64),
    /// Whether equal steps are equal ratios.
    pub logarithmic: bool,
    /// Grade.
    pub grade: String,
    /// Key of its source; empty for none.
    pub source: String,
}

impl Axis {
    fn new(id: ParamId, atlas: &Atlas, range: (f64, f64)) -> Axis {
        let p = atlas.params.get(id);
        let (low, high) = (range.0.min(range.1), range.0.max(range.1));
        Axis {
            id,
            path: p.path.clone(),
            value: p.written.number,
            unit: p.written.unit.text().to_string(),
            range: (low, high),
            logarithmic: low > 0.0 && high / low > LOGARITHMIC,
            grade: format!("{:?}", p.grade).to_lowercase(),
            source: p.source.clone(),
        }
    }

    /// The number at a share of its range.
    pub fn at(&self, share: f64) -> f64 {
        between(self.range, self.logarithmic, share)
    }
}

/// The number at a share of a range, in equal steps or in equal ratios.
pub(crate) fn between((low, high): (f64, f64), logarithmic: bool, share: f64) -> f64 {
    match logarithmic {
        // the ratio of the ends may be too large for a number
        true => (low * exp(share * (ln(high) - ln(low)))).clamp(low, high),
        false => low + share * (high - low),
    }
}

/// Puts the numbers of an atlas where a point of the unit cube says.
pub fn place(atlas: &mut Atlas, axes: &[Axis], point: &[f64]) {
    for (axis, share) in axes.iter().zip(point) {
        let param = atlas.params.get_mut(axis.id);
        param.written = Quantity { number: axis.at(*share), unit: param.written.unit };
    }
}

/// The numbers to move: what is asked for by path or glob (`PATH=LOW..HIGH` for a range of one's own), else every number that the run
/// reads, that is fitted or assumed, and has a range, but not the `fixed`.
pub fn axes(
    asked: &[String],
    fixed: &[String],
    used: &[ParamId],
    atlas: &Atlas,
) -> Result<Vec<Axis>, Problems> {
    let mut problems = Problems::default();
    let guess = |id: &&ParamId| {
        let p = atlas.params.get(**id);
        let wide = p.range.is_some_and(|(a, b)| a != b);
        matches!(p.grade, Grade::Fitted | Grade::Assumed) && wide && !fixed.contains(&p.path)
    };
    let default = |id: &ParamId| Axis::new(*id, atlas, atlas.params.get(*id).range.unwrap_or_default());
    if asked.is_empty() {
        return Ok(used.iter().filter(guess).map(default).collect());
    }
    let mut chosen: Vec<Axis> = Vec::new();
    for word in asked {
        match of_word(word, used, atlas) {
            Ok(found) => {
                chosen.retain(|a| found.iter().all(|f| f.id != a.id));
                chosen.extend(found);
            }
            Err((what, hint)) => problems.add(Default::default(), format!("--over {word}: {what}"), hint),
        }
    }
    chosen.sort_by_key(|a| a.id);
    problems.into_result(chosen)
}

type Wrong = (String, Option<String>);

fn of_word(word: &str, used: &[ParamId], atlas: &Atlas) -> Result<Vec<Axis>, Wrong> {
    let (path, own) = match word.split_once('=') {
        Some((path, range)) => (path.trim(), Some(own_range(range)?)),
        None => (word.trim(), None),
    };
    if !path.contains(['*', '?']) {
        let Some(id) = atlas.params.find(path) else {
            let near = nearest(path, atlas.params.paths()).map(|n| format!("did you mean `{n}`?"));
            return Err(("no number of that path, expected a path of the atlas or a glob".into(), near));
        };
        if !used.contains(&id) {
            return Err(("the run does not read this number, expected one that it reads".into(), None));
        }
        let Some(range) = own.or(atlas.params.get(id).range).filter(|(a, b)| a != b) else {
            let hint = format!("give it one: --over {path}=LOW..HIGH");
            return Err(("the number has no range, expected one to move over".into(), Some(hint)));
        };
        return Ok(vec![Axis::new(id, atlas, range)]);
    }
    if own.is_some() {
        return Err(("a range for several numbers, expected a path".into(), None));
    }
    let fits = |id: &&ParamId| glob(path, &atlas.params.get(**id).path);
    let ranged = |id: &ParamId| {
        let range = atlas.params.get(*id).range.filter(|(a, b)| a != b)?;
        Some(Axis::new(*id, atlas, range))
    };
    let found: Vec<Axis> = used.iter().filter(fits).filter_map(ranged).collect();
    match found.is_empty() {
        true => Err(("no number with a range that the run reads has such a path".into(), None)),
        false => Ok(found),
    }
}

fn own_range(text: &str) -> Result<(f64, f64), Wrong> {
    let ends =
        text.split_once("..").and_then(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?)));
    let fine = ends.filter(|(a, b): &(f64, f64)| a.is_finite() && b.is_finite() && a < b);
    fine.ok_or_else(|| {
        let hint =
            "write for instance --over process.bond.tag_rate=0.1..3, in the unit of the atlas".to_string();
        (format!("`{text}` is no range, expected LOW..HIGH"), Some(hint))
    })
}

/// Scales a share of a range, uniform from 0 to 1, to mean 0 and variance 1.
pub fn standard(share: f64) -> f64 {
    (share - 0.5) * 12f64.sqrt()
}

/// Mean of the scores that are there, NaN for none.
pub fn mean(scores: &[f64]) -> f64 {
    let there: Vec<f64> = scores.iter().copied().filter(|x| x.is_finite()).collect();
    if there.is_empty() { f64::NAN } else { stats::mean(&there) }
}
