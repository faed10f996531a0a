//! Labels and centres: read from their files, compared over all of them, and everything put into the order of the weights.
//!
//! **Rule.** The order is that of the labels of the weights. What has the same labels in another order is joined by name, and said; what has
//! others is refused with the first two that differ. Where the weights have no labels, all others must be in one order, for nothing says
//! which of two would be theirs. Numbers of positions (1, 2, 3; 0, 1, 2; V1, V2, V3) are no names.

use super::content::Content;
use super::files::ConnectomeFile;
use super::matrix::{Matrix, short};
use std::collections::BTreeMap;
use syntony_language::problem::{Place, Problems};
use syntony_language::table::{CellTable, Row, Separator};

/// Heads of a column of labels.
const HEADS: [&str; 8] = ["label", "labels", "name", "names", "region", "regions", "roi", "x"];

/// Labels, and where they are from.
struct Source {
    what: String,
    file: String,
    labels: Vec<String>,
}

/// Centres as they were read.
pub(super) struct Centres {
    pub file: String,
    pub places: Vec<[f64; 3]>,
    labels: Option<Vec<String>>,
}

/// Puts lengths and centres into the order of the weights, and gives the labels.
pub(super) fn join(
    weights: &mut Matrix,
    lengths: &mut Matrix,
    labels: Option<(String, Vec<String>)>,
    centres: &mut Option<Centres>,
    (notes, problems): (&mut Vec<String>, &mut Problems),
) -> Vec<String> {
    let n = weights.rows;
    let of_matrix = |m: &Matrix| {
        let source = |labels: &Option<Vec<String>>, what: &str| {
            let what = format!("the {what} of {}", short(&m.name));
            labels.clone().map(|labels| Source { what, file: m.name.clone(), labels })
        };
        [source(&m.above, "columns"), source(&m.left, "rows")]
    };
    let [above, left] = of_matrix(weights);
    let [columns, rows] = of_matrix(lengths);
    let of_file = |(file, labels): (String, Vec<String>)| Source { what: short(&file).into(), file, labels };
    let given = centres.as_ref().and_then(|c| Some((c.file.clone(), c.labels.clone()?)));
    let sources = [above, left, columns, rows, labels.map(of_file), given.map(of_file)];
    let before = problems.0.len();
    for source in sources.iter().flatten() {
        fits(source, n, problems);
    }
    if problems.0.len() > before {
        return Vec::new();
    }
    let named = |source: &Option<Source>| source.as_ref().is_some_and(|s| !positions(&s.labels));
    let own = sources[..2].iter().position(named);
    let Some(base) = own.or_else(|| sources.iter().position(named)) else {
        let written = sources.iter().flatten().next().map(|s| s.labels.clone());
        return written.unwrap_or_else(|| (1..=n).map(|r| format!("region_{r}")).collect());
    };
    let base = sources[base].as_ref().map(|s| (s, own.is_some()));
    let Some((base, own)) = base else { return Vec::new() };
    let orders: Vec<Option<Vec<usize>>> = sources
        .iter()
        .map(|s| {
            let other = s.as_ref().filter(|s| !positions(&s.labels) && s.what != base.what)?;
            order(other, base, own, (notes, problems))
        })
        .collect();
    let [above, left, columns, rows, _, at]: [Option<Vec<usize>>; 6] = match orders.try_into() {
        Ok(orders) => orders,
        Err(_) => return Vec::new(),
    };
    let unnamed = |at: usize| !named(&sources[at]);
    // a side without names goes with the other
    weights.reorder(left.clone(), above);
    lengths.reorder(
        if unnamed(3) { columns.clone() } else { rows.clone() },
        if unnamed(2) { rows } else { columns },
    );
    if let (Some(order), Some(centres)) = (at, centres) {
        centres.places = order.iter().map(|&k| centres.places[k]).collect();
    }
    base.labels.clone()
}

/// Whether labels are as many as regions, and all different.
fn fits(source: &Source, n: usize, problems: &mut Problems) {
    let place = || Place { file: source.file.clone(), ..Place::default() };
    if source.labels.len() != n {
        problems.add(place(), format!("{} labels, expected {n}", source.labels.len()), None);
    }
    let mut sorted: Vec<&String> = source.labels.iter().collect();
    sorted.sort();
    if let Some(empty) = sorted.first().filter(|l| l.is_empty()) {
        problems.add(place(), format!("a label is '{empty}', expected a name for each region"), None);
    } else if let Some(twice) = sorted.windows(2).find(|w| w[0] == w[1]) {
        problems.add(place(), format!("the label '{}' is there twice, expected once", twice[0]), None);
    }
}

/// Where each label of the base is in another source; none if it is in the same place.
fn order(
    other: &Source,
    base: &Source,
    own: bool,
    (notes, problems): (&mut Vec<String>, &mut Problems),
) -> Option<Vec<usize>> {
    if other.labels == base.labels {
        return None;
    }
    let at: BTreeMap<&str, usize> = other.labels.iter().map(String::as_str).zip(0..).collect();
    let place = Place { file: other.file.clone(), ..Place::default() };
    let order: Option<Vec<usize>> = base.labels.iter().map(|l| at.get(l.as_str()).copied()).collect();
    let differs = base.labels.iter().zip(&other.labels).position(|(a, b)| a != b).unwrap_or(0);
    let (a, b) = (&base.labels[differs], &other.labels[differs]);
    let (here, there) = (&other.what, &base.what);
    match order {
        Some(order) if own => {
            notes.push(format!(
                "{here}: region {} is '{b}', in {there} '{a}': joined by name, in the order of {there}",
                differs + 1
            ));
            Some(order)
        }
        Some(_) => {
            let what = format!(
                "region {} is '{b}' in {here} and '{a}' in {there}, and the weights have no labels, expected one order",
                differs + 1
            );
            problems.add(place, what, Some("put the labels above and to the left of the weights".into()));
            None
        }
        None => {
            let missing = base.labels.iter().find(|l| !at.contains_key(l.as_str()));
            let base_has: BTreeMap<&str, ()> = base.labels.iter().map(|l| (l.as_str(), ())).collect();
            let extra = other.labels.iter().find(|l| !base_has.contains_key(l.as_str()));
            let (missing, extra) = (missing.map_or("", String::as_str), extra.map_or("", String::as_str));
            let what = format!(
                "region {} is '{b}' in {here} and '{a}' in {there}, expected the same labels; there is no '{missing}' in {here} and no '{extra}' in {there}",
                differs + 1
            );
            problems.add(place, what, None);
            None
        }
    }
}

/// Whether labels only count: 0, 1, 2 or 1, 2, 3, as spreadsheets, R and pandas number lines and columns.
fn positions(labels: &[String]) -> bool {
    let count = |from: usize, prefix: &str| {
        labels
            .iter()
            .enumerate()
            .all(|(k, l)| l.strip_prefix(prefix).is_some_and(|l| l == (k + from).to_string()))
    };
    [(0, ""), (1, ""), (1, "V"), (1, "X"), (1, "Var"), (0, "X"), (1, "region_")]
        .iter()
        .any(|&(from, p)| count(from, p))
}

/// Labels of a file: one a line, or a column of it.
pub(super) fn labels(
    item: &ConnectomeFile,
    n: usize,
    problems: &mut Problems,
) -> Option<(String, Vec<String>)> {
    let text = match &item.content {
        Content::Names(names) => {
            return Some((item.name.clone(), names.iter().map(|l| l.trim().to_string()).collect()));
        }
        Content::Numbers(_, numbers) => {
            return Some((item.name.clone(), numbers.iter().map(f64::to_string).collect()));
        }
        Content::Text(text) => text,
    };
    let table = CellTable::new(&item.name, text);
    let spaces = table.separator == Separator::Space;
    // a label may have spaces in it
    let table = if spaces { table.separated(Separator::Char('\0')) } else { table };
    let mut rows = table.all(problems);
    let head = rows.len() == n + 1
        && rows[0].cells.iter().any(|c| c.is_empty() || HEADS.contains(&c.text.to_lowercase().as_str()));
    let wanted = |c: &str| HEADS.contains(&c.to_lowercase().as_str());
    let column = rows.first().filter(|_| head).and_then(|r| r.cells.iter().position(|c| wanted(&c.text)));
    if head {
        rows.remove(0);
    }
    if rows.is_empty() {
        problems.add(table.place(0, 0), "is empty, expected a label a line", None);
        return None;
    }
    let width = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let whole = |r: &Row| r.cells[0].text.parse::<u64>().is_ok();
    let column = match (width, column) {
        (1, _) => 0,
        (_, Some(column)) => column,
        (2, None) if rows.iter().all(|r| whole(r) && r.cells.len() == 2) => 1,
        _ => {
            let hint = "write one label a line, in quotes if a comma belongs to it, or a head line with a column `label`";
            let what = format!("{} cells, expected a label", rows[0].cells.len());
            problems.add(table.place(rows[0].line, 0), what, Some(hint.into()));
            return None;
        }
    };
    let cell = |r: &Row| r.cells.get(column).map(|c| c.text.to_string()).unwrap_or_default();
    let all: Vec<String> = rows.iter().map(cell).collect();
    let numbered = spaces.then(|| all.iter().map(|l| numbered(l)).collect::<Option<Vec<&str>>>()).flatten();
    let all = match numbered {
        Some(words) => words.into_iter().map(String::from).collect(),
        None => all,
    };
    Some((item.name.clone(), all))
}

/// What follows a number and spaces.
fn numbered(label: &str) -> Option<&str> {
    let (number, rest) = label.split_once([' ', '\t'])?;
    number.parse::<u64>().is_ok().then(|| rest.trim())
}

/// Centres of a file: label, x, y, z a line, or x, y, z; a head may say which column is which.
pub(super) fn centres(
    item: &ConnectomeFile,
    n: usize,
    (notes, problems): (&mut Vec<String>, &mut Problems),
) -> Option<Centres> {
    let file = item.name.clone();
    let text = match &item.content {
        Content::Numbers(shape, values) if **shape == [values.len() / 3, 3] => {
            return counted(
                Centres { file, places: values.as_chunks().0.to_vec(), labels: None },
                n,
                problems,
            );
        }
        Content::Text(text) => text,
        _ => {
            let place = Place { file, ..Place::default() };
            problems.add(place, "is no table of three columns, expected x, y and z of each region", None);
            return None;
        }
    };
    let table = CellTable::new(&item.name, text);
    let mut rows = table.all(problems);
    let numbers = |r: &Row| r.cells.iter().filter(|c| table.number(c).is_some()).count();
    let head = rows.first().filter(|r| numbers(r) == 0).cloned();
    if head.is_some() {
        rows.remove(0);
    }
    let axes = head.as_ref().and_then(|head| {
        let at = |axis: &str| head.cells.iter().position(|c| c.text.to_lowercase() == axis);
        Some([at("x")?, at("y")?, at("z")?])
    });
    let (mut places, mut labels, mut left_out) = (Vec::new(), Vec::new(), None);
    for row in &rows {
        match centre(&table, row, axes) {
            Some((label, place, rest)) => {
                places.push(place);
                labels.extend(label);
                left_out = left_out.or(rest);
            }
            None if problems.0.len() < 20 => {
                problems.add(table.place(row.line, 0), "expected a label and three numbers", None);
            }
            None => {}
        }
    }
    if let Some(rest) = left_out {
        notes.push(format!("{}: what follows the three numbers ('{rest}') is left out", short(&file)));
    }
    let labels = (!labels.is_empty()).then_some(labels);
    counted(Centres { file, places, labels }, n, problems)
}

/// Label, place, and the first cell that is neither.
fn centre(
    table: &CellTable,
    row: &Row,
    axes: Option<[usize; 3]>,
) -> Option<(Option<String>, [f64; 3], Option<String>)> {
    let number = |at: usize| table.number(row.cells.get(at)?).map(|n| n.0).filter(|x| x.is_finite());
    let is_word = |at: &usize| number(*at).is_none();
    let at = match axes {
        Some(axes) => axes,
        None => {
            let first = match row.cells.len() {
                3 => 0,
                // a number of the region before its label
                5.. if number(0).is_some_and(|x| x.fract() == 0.0) && is_word(&1) => 2,
                _ if is_word(&3) && row.cells.len() == 4 => 0,
                _ => 1,
            };
            [first, first + 1, first + 2]
        }
    };
    let place = [number(at[0])?, number(at[1])?, number(at[2])?];
    let mut others = (0..row.cells.len()).filter(|k| !at.contains(k));
    let text = |k: usize| row.cells[k].text.to_string();
    let word = others.clone().find(is_word).filter(|k| *k < at[0] || axes.is_some() || *k == 3 && at[0] == 0);
    let label = word.or_else(|| others.next());
    // a label that is a number counts something
    if label.is_some_and(|k| number(k).is_some_and(|x| x.fract() != 0.0))
        || label.is_none() && row.cells.len() > 3
    {
        return None;
    }
    let rest = (0..row.cells.len()).find(|k| !at.contains(k) && Some(*k) != label && *k > at[2]);
    Some((label.map(text), place, rest.map(text)))
}

fn counted(centres: Centres, n: usize, problems: &mut Problems) -> Option<Centres> {
    if centres.places.len() != n {
        let place = Place { file: centres.file.clone(), ..Place::default() };
        problems.add(place, format!("{} centres, expected {n}", centres.places.len()), None);
        return None;
    }
    if let Some(at) = centres.places.iter().position(|p| p.iter().any(|x| !x.is_finite())) {
        let place = Place { file: centres.file.clone(), ..Place::default() };
        problems.add(place, format!("the centre of region {} is no number, expected mm", at + 1), None);
        return None;
    }
    Some(centres)
}
