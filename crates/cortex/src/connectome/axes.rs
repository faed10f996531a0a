//! Which way the axes of centres point: as somebody says, or to the right, front and top; checked against the names of regions.
//!
//! **Rule.** For right, front and top, names give a value to regions: right 1 and left −1; frontal 1 and visual −1; motor 1 and temporal −1
//! (`landmarks.csv`; 0 for the other landmarks). The covariance of that value with the three coordinates, made a unit vector, shows where the
//! direction lies. Of the 48 ways in which three axes may point the one that agrees best is what the names say. Axes that nobody gave
//! and that the names contradict are turned if all three directions are known, and refused if not.

use super::regions::plain;
use syntony_language::table::CellTable;

const LANDMARKS: &str = include_str!("landmarks.csv");
/// A direction disagrees below the first if another axis agrees above the second; all above the third are sure enough to turn by.
const DISAGREES: f64 = 0.3;
const AGREES: f64 = 0.6;
const TURNS: f64 = 0.4;
/// Names of directions, positive and negative.
const NAMES: [[&str; 2]; 3] = [["right", "left"], ["front", "back"], ["up", "down"]];
/// Other words for them.
const ALSO: [(&str, &str); 12] = [
    ("r", "right"),
    ("l", "left"),
    ("a", "front"),
    ("anterior", "front"),
    ("p", "back"),
    ("posterior", "back"),
    ("s", "up"),
    ("superior", "up"),
    ("top", "up"),
    ("i", "down"),
    ("inferior", "down"),
    ("bottom", "down"),
];

/// Of each coordinate: the direction (right, front, up), and whether it points there or the other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axes([(usize, bool); 3]);

/// To the right, front and top.
pub const RIGHT_FRONT_UP: Axes = Axes([(0, true), (1, true), (2, true)]);

impl Axes {
    /// Reads `front,left,up` or `ALS`.
    pub fn parse(text: &str) -> Result<Axes, String> {
        let text = text.trim().to_lowercase();
        let words: Vec<&str> = match text.contains(',') {
            true => text.split(',').map(str::trim).collect(),
            false => text.split("").filter(|w| !w.is_empty()).collect(),
        };
        let axis = |word: &&str| {
            let word = ALSO.iter().find(|(short, _)| short == word).map_or(*word, |(_, long)| long);
            NAMES
                .iter()
                .enumerate()
                .find_map(|(d, names)| Some((d, names.iter().position(|n| *n == word)? == 0)))
        };
        let all: Option<Vec<(usize, bool)>> = words.iter().map(axis).collect();
        match all.as_deref() {
            Some(&[a, b, c]) if a.0 != b.0 && b.0 != c.0 && a.0 != c.0 => Ok(Axes([a, b, c])),
            _ => Err("expected where x, y and z point: right or left, front or back, up or down".into()),
        }
    }

    /// A place in m or mm to the right, front and top.
    pub fn turn(self, place: [f64; 3]) -> [f64; 3] {
        let mut turned = [0.0; 3];
        for (x, (direction, positive)) in place.into_iter().zip(self.0) {
            turned[direction] = if positive { x } else { -x };
        }
        turned
    }

    /// All 48.
    fn all() -> impl Iterator<Item = Axes> {
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        orders
            .into_iter()
            .flat_map(|o| (0..8).map(move |signs| Axes(std::array::from_fn(|k| (o[k], signs >> k & 1 == 0)))))
    }
}

impl std::fmt::Display for Axes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|&(d, positive)| NAMES[d][usize::from(!positive)]).collect();
        f.write_str(&names.join(","))
    }
}

/// What the names say.
pub(super) enum Said {
    /// Nothing that tells axes apart.
    Nothing,
    /// The same.
    Same,
    /// Another: the axes that agree best, whether all directions are known, and what disagrees in words.
    Other(Axes, bool, String),
}

/// Compares axes with the names of regions.
pub(super) fn check(axes: Axes, labels: &[String], places: &[[f64; 3]]) -> Said {
    let values = values(labels);
    let found: [Option<[f64; 3]>; 3] = std::array::from_fn(|d| direction(&values[d], places));
    if found.iter().all(Option::is_none) {
        return Said::Nothing;
    }
    // how far each direction lies along the axis that is said to point there
    let along =
        |axes: Axes| -> [Option<f64>; 3] { std::array::from_fn(|d| found[d].map(|v| axes.turn(v)[d])) };
    let sum = |axes: &Axes| along(*axes).iter().flatten().sum::<f64>();
    let best = Axes::all().fold(axes, |best, a| if sum(&a) > sum(&best) + 1e-9 { a } else { best });
    let (is, would) = (along(axes), along(best));
    let wrong =
        (0..3).find(|&d| is[d].is_some_and(|m| m < DISAGREES) && would[d].is_some_and(|m| m > AGREES));
    let Some(d) = wrong else { return Said::Same };
    let sure = would.iter().all(|m| m.is_some_and(|m| m > TURNS));
    let ends = |positive: bool| {
        let fits = |v: &Option<f64>| v.is_some_and(|v| if positive { v > 0.0 } else { v < 0.0 });
        values[d].iter().position(fits).or_else(|| values[d].iter().position(|v| *v == Some(0.0)))
    };
    let words = match (ends(true), ends(false)) {
        (Some(a), Some(b)) => {
            let at = |r: usize| axes.turn(places[r])[d];
            let (a_label, b_label) = (&labels[a], &labels[b]);
            let toward = NAMES[d][0];
            format!("'{a_label}' lies at {} and '{b_label}' at {} to the {toward}", at(a), at(b))
        }
        _ => "names contradict it".to_string(),
    };
    Said::Other(best, sure, words)
}

/// Unit vector along which regions of larger values lie.
fn direction(values: &[Option<f64>], places: &[[f64; 3]]) -> Option<[f64; 3]> {
    let known: Vec<(f64, [f64; 3])> =
        values.iter().zip(places).filter_map(|(v, p)| Some(((*v)?, *p))).collect();
    let mean = known.iter().map(|k| k.0).sum::<f64>() / known.len() as f64;
    let mut sums = [0.0; 3];
    for (value, place) in &known {
        sums.iter_mut().zip(place).for_each(|(s, x)| *s += (value - mean) * x);
    }
    let length = sums.iter().map(|s| s * s).sum::<f64>().sqrt();
    (length > 1e-9).then(|| sums.map(|s| s / length))
}

/// What names say of each region along right, front and top.
fn values(labels: &[String]) -> [Vec<Option<f64>>; 3] {
    let table: Vec<(String, String, String)> = CellTable::new("landmarks.csv", LANDMARKS)
        .rows(3)
        .filter(|r| r.cells.len() == 3)
        .map(|r| (r.cells[0].text.to_string(), r.cells[1].text.to_string(), r.cells[2].text.to_string()))
        .collect();
    let mark = |label: &String| -> Option<&str> {
        let bare = label
            .strip_prefix(['l', 'r'])
            .filter(|rest| rest.starts_with(char::is_uppercase))
            .unwrap_or(label);
        let (whole, words) = (plain(bare), bare.to_lowercase());
        let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
        let fits = |(how, text, _): &&(String, String, String)| match how.as_str() {
            "word" => whole == *text || words.contains(&text.as_str()),
            "start" => words.iter().any(|w| w.starts_with(text.as_str())),
            _ => whole.contains(text.as_str()),
        };
        table.iter().find(fits).map(|(.., at)| at.as_str())
    };
    let along =
        |ends: [&str; 2], at: &str| ends.iter().position(|e| *e == at).map_or(0.0, |k| [1.0, -1.0][k]);
    let marks: Vec<Option<&str>> = labels.iter().map(mark).collect();
    let of = |ends: [&'static str; 2]| marks.iter().map(|m| m.map(|at| along(ends, at))).collect();
    [labels.iter().map(|l| side(l)).collect(), of(["front", "back"]), of(["top", "low"])]
}

/// 1 for a region on the right, -1 for one on the left, by its name.
fn side(label: &str) -> Option<f64> {
    // the last one counts
    let words = label.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let mut named = words.rev().filter_map(|w| match w.as_str() {
        "r" | "rh" | "right" => Some(1.0),
        "l" | "lh" | "left" => Some(-1.0),
        _ => None,
    });
    let begins =
        |word: &str| label.strip_prefix(word).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    let joined = [("r", 1.0), ("l", -1.0), ("Right", 1.0), ("Left", -1.0)];
    named.next().or_else(|| joined.iter().find(|(word, _)| begins(word)).map(|(_, side)| *side))
}
