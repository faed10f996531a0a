//! Connectomes: regions, weights and lengths of the tracts between them, read from a folder or a TVB archive and checked.
//!
//! ```text
//! weights.csv         [to × from], any unit, 0 for no tract      (or .txt, .tsv; commas, semicolons, tabs or spaces)
//! tract_lengths.csv   [to × from], mm                            (or lengths.csv)
//! labels.csv          one label a line                           (optional)
//! centres.csv         label x y z a line                         (optional, as in TVB archives)
//! maps.csv            a head line, then label and numbers: receptor maps and the like (optional)
//! ```
//! All problems are told at once. What is odd but can be worked with becomes a note.

mod files;
mod matrix;
mod regions;
mod synthetic;

use crate::problem::{Place, Problems, nearest};
use files::File;
use matrix::Matrix;
use std::path::Path;

/// Shortest and longest plausible tract in mm; beyond, the unit is another.
const LENGTHS_MM: (f64, f64) = (0.1, 1000.0);
/// Regions at most.
const REGIONS_MAX: usize = 20_000;
/// Places of one kind that are named before the rest is counted.
const NAMED_MAX: usize = 5;

/// Regions and the tracts between them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Connectome {
    /// Labels of the regions, all different.
    pub labels: Vec<String>,
    /// Weights `[to × from]`, none negative, zero on the diagonal.
    pub weights: Vec<f64>,
    /// Lengths in m `[to × from]`.
    pub lengths: Vec<f64>,
    /// Centres as they were given.
    pub centres: Option<Vec<[f64; 3]>>,
    /// Numbers by region: name, and one for each.
    pub maps: Vec<(String, Vec<f64>)>,
    /// The region of the atlas of each region, once [`Connectome::locate`] has looked.
    pub sites: Vec<Option<String>>,
    /// What is odd, in words.
    pub notes: Vec<String>,
    /// Tracts with a weight whose length is zero: the first, and how many.
    pub without_length: Option<(Place, usize)>,
}

impl Connectome {
    /// Reads a folder or a `.zip` archive, or makes `synthetic:N`.
    pub fn read(given: &str) -> Result<Connectome, Problems> {
        if let Some(n) = given.strip_prefix("synthetic:") {
            return synthetic::from_words(given, n);
        }
        Connectome::of(&files::gather(Path::new(given))?, given)
    }

    fn of(files: &[File], given: &str) -> Result<Connectome, Problems> {
        let mut problems = Problems::default();
        let mut take = |names: &[&str], what: &str| -> Option<Matrix> {
            let Some(file) = files::find(files, names) else {
                let known: Vec<&str> = files.iter().map(|f| f.stem.as_str()).collect();
                let near = names.iter().find_map(|n| nearest(n, known.iter().copied()));
                let hint = match near {
                    Some(near) => format!("is it '{near}'? rename it to {}.csv", names[0]),
                    None => format!("expected for instance {}.csv with {what}", names[0]),
                };
                let place = Place { file: given.into(), ..Place::default() };
                problems.add(place, format!("has no {}", names[0]), Some(hint));
                return None;
            };
            Matrix::read(&file.name, &file.text, &mut problems)
        };
        let weights = take(&["weights"], "a row for each region");
        let lengths = take(&["tract_lengths", "lengths"], "lengths in mm");
        let (Some(weights), Some(lengths)) = (weights, lengths) else {
            return Err(problems);
        };
        square(&weights, &mut problems);
        let n = weights.rows();
        if (lengths.rows(), lengths.columns) != (n, weights.columns) {
            let what = format!(
                "{} rows of {}, expected {n} of {} as in {}",
                lengths.rows(),
                lengths.columns,
                weights.columns,
                weights.name
            );
            problems.add(lengths.place(0, 0), what, None);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut all = Connectome { lengths: lengths.values.clone(), ..Connectome::default() };
        all.values(&weights, &lengths, &mut problems);
        all.name_regions(files, &weights, &mut problems);
        if let Some(file) = files::find(files, &["maps", "regions"]) {
            all.read_maps(file, &mut problems);
        }
        problems.into_result(all)
    }

    /// Number of regions.
    pub fn regions(&self) -> usize {
        self.labels.len()
    }

    /// Number of tracts.
    pub fn tracts(&self) -> usize {
        self.weights.iter().filter(|w| **w > 0.0).count()
    }

    /// The numbers of a map by region.
    pub fn map(&self, name: &str) -> Option<&[f64]> {
        self.maps.iter().find(|(n, _)| n == name).map(|(_, values)| &values[..])
    }

    /// Checks weights and lengths and takes them over.
    fn values(&mut self, weights: &Matrix, lengths: &Matrix, problems: &mut Problems) {
        let n = weights.rows();
        let mut wrong = [Wrong::new(weights), Wrong::new(weights), Wrong::new(lengths), Wrong::new(lengths)];
        let (mut own, mut asymmetry, mut longest, mut shortest) = (0, 0.0_f64, 0.0_f64, f64::INFINITY);
        let largest = weights.values.iter().copied().filter(|w| w.is_finite()).fold(0.0, f64::max);
        self.weights = weights.values.clone();
        for (at, (&w, &length)) in weights.values.iter().zip(&lengths.values).enumerate() {
            let (to, from) = (at / n, at % n);
            wrong[0].check(w.is_finite(), at);
            wrong[1].check(!w.is_finite() || w >= 0.0, at);
            wrong[2].check(length.is_finite(), at);
            wrong[3].check(!length.is_finite() || length >= 0.0, at);
            if to == from {
                own += usize::from(w != 0.0);
                self.weights[at] = 0.0;
            } else if w > 0.0 && length.is_finite() {
                asymmetry = asymmetry.max((w - weights.values[from * n + to]).abs());
                longest = longest.max(length);
                if length > 0.0 {
                    shortest = shortest.min(length);
                } else if length == 0.0 {
                    let first = || (lengths.place(to, from), 0);
                    self.without_length.get_or_insert_with(first).1 += 1;
                }
            }
        }
        let [nan, negative, no_length, short] = wrong;
        nan.tell("is not a finite number, expected a weight, 0 for no tract", problems);
        negative.tell("is negative, expected a weight of at least 0", problems);
        no_length.tell("is not a finite number, expected a length in mm", problems);
        short.tell("is negative, expected a length of at least 0 mm", problems);
        if largest == 0.0 {
            problems.add(weights.place(0, 0), "every weight is zero, expected tracts", None);
        }
        if longest > LENGTHS_MM.1 || (longest > 0.0 && longest < 1.0) || shortest < LENGTHS_MM.0 {
            let what = format!("lengths from {shortest} to {longest}, expected mm");
            let hint = match longest > LENGTHS_MM.1 {
                true => "are they in µm? divide them by 1000",
                false => "are they in m or cm? multiply them; and give no tract of nearly no length",
            };
            problems.add(lengths.place(0, 0), what, Some(hint.into()));
        }
        if own > 0 {
            self.notes.push(format!("{own} regions have a weight to themselves, which is left out"));
        }
        if asymmetry > 1e-6 * largest {
            self.notes.push(format!(
                "weights are not symmetric (up to {:.2} of the largest); row = to, column = from",
                asymmetry / largest
            ));
        }
        let alone = |r: usize| {
            (0..n).all(|k| self.weights[r * n + k] == 0.0) && (0..n).all(|k| self.weights[k * n + r] == 0.0)
        };
        let alone = (0..n).filter(|&r| alone(r)).count();
        if alone > 0 {
            self.notes.push(format!("{alone} regions have no tract at all"));
        }
        self.lengths.iter_mut().for_each(|l| *l *= 1e-3);
    }

    /// Labels and centres.
    fn name_regions(&mut self, files: &[File], weights: &Matrix, problems: &mut Problems) {
        let n = weights.rows();
        let mut labels = weights.labels.clone();
        if let Some(file) = files::find(files, &["centres", "centers"]) {
            let mut centres = Vec::new();
            for (line, cells) in matrix::lines(&file.text) {
                let numbers: Vec<f64> =
                    cells.iter().rev().take(3).rev().filter_map(|c| c.parse().ok()).collect();
                let place = Place { file: file.name.clone(), line, column: 0 };
                match (&numbers[..], &cells[..]) {
                    (&[x, y, z], [label, _, _, _]) if [x, y, z].iter().all(|v| v.is_finite()) => {
                        centres.push((label.to_string(), [x, y, z]));
                    }
                    // a line of heads
                    _ if centres.is_empty() && numbers.is_empty() => {}
                    _ => problems.add(place, "expected a label and three numbers", None),
                }
            }
            if centres.len() == n {
                labels = Some(centres.iter().map(|c| c.0.clone()).collect());
                self.centres = Some(centres.iter().map(|c| c.1).collect());
            } else {
                let place = Place { file: file.name.clone(), ..Place::default() };
                problems.add(place, format!("{} centres, expected {n}", centres.len()), None);
            }
        }
        if let Some(file) = files::find(files, &["labels", "region_labels"]) {
            let given: Vec<String> = matrix::lines(&file.text).map(|(_, cells)| cells.join(" ")).collect();
            if given.len() == n {
                labels = Some(given);
            } else {
                let place = Place { file: file.name.clone(), ..Place::default() };
                problems.add(place, format!("{} labels, expected {n}", given.len()), None);
            }
        }
        self.labels = labels.unwrap_or_else(|| (1..=n).map(|r| format!("region_{r}")).collect());
        let mut sorted: Vec<&String> = self.labels.iter().collect();
        sorted.sort();
        if let Some(twice) = sorted.windows(2).find(|w| w[0] == w[1]) {
            let what = format!("the label '{}' is there twice, expected once", twice[0]);
            problems.add(Place { file: weights.name.clone(), ..Place::default() }, what, None);
        }
    }

    /// Reads maps: a head line with names, then a line for each region in any order.
    fn read_maps(&mut self, file: &File, problems: &mut Problems) {
        let place = |line: usize, column: usize| Place { file: file.name.clone(), line, column };
        let mut lines = matrix::lines(&file.text);
        let Some((_, head)) = lines.next() else { return };
        let names: Vec<String> = head[1..].iter().map(|h| h.to_string()).collect();
        let mut values = vec![vec![f64::NAN; self.regions()]; names.len()];
        for (line, cells) in lines {
            let Some(region) = self.labels.iter().position(|l| l == cells[0]) else {
                let near = nearest(cells[0], self.labels.iter().map(String::as_str));
                let what = format!("no region '{}', expected a label of the connectome", cells[0]);
                problems.add(place(line, 1), what, near.map(|n| format!("did you mean '{n}'?")));
                continue;
            };
            if cells.len() != head.len() {
                problems.add(place(line, 0), format!("{} cells, expected {}", cells.len(), head.len()), None);
                continue;
            }
            for (column, cell) in cells[1..].iter().enumerate() {
                match cell.parse::<f64>() {
                    Ok(x) if x.is_finite() => values[column][region] = x,
                    _ => {
                        problems.add(place(line, column + 2), format!("'{cell}' is no number"), None);
                        values[column][region] = 0.0;
                    }
                }
            }
        }
        for (name, map) in names.iter().zip(&values) {
            if let Some(missing) = map.iter().position(|x| x.is_nan()) {
                let what = format!("'{name}' has no number for region '{}'", self.labels[missing]);
                problems.add(place(0, 0), what, None);
            }
        }
        self.maps = names.into_iter().zip(values).collect();
    }
}

fn square(weights: &Matrix, problems: &mut Problems) {
    let (rows, columns) = (weights.rows(), weights.columns);
    if rows != columns {
        let what = format!("{rows} rows of {columns}, expected as many rows as columns");
        problems.add(weights.place(0, 0), what, None);
    } else if !(2..=REGIONS_MAX).contains(&rows) {
        let what = format!("{rows} regions, expected 2 to {REGIONS_MAX}");
        problems.add(weights.place(0, 0), what, None);
    }
}

/// Values of one kind that are wrong: the first few by place.
struct Wrong<'a> {
    matrix: &'a Matrix,
    at: Vec<usize>,
    count: usize,
}

impl<'a> Wrong<'a> {
    fn new(matrix: &'a Matrix) -> Self {
        Wrong { matrix, at: Vec::new(), count: 0 }
    }
    fn check(&mut self, good: bool, at: usize) {
        if !good {
            self.count += 1;
            if self.at.len() < NAMED_MAX {
                self.at.push(at);
            }
        }
    }
    fn tell(self, words: &str, problems: &mut Problems) {
        let n = self.matrix.columns;
        for at in &self.at {
            let place = self.matrix.place(at / n, at % n);
            problems.add(place, format!("{} {words}", self.matrix.values[*at]), None);
        }
        if self.count > self.at.len() {
            let what = format!("{} more like these", self.count - self.at.len());
            problems.add(self.matrix.place(0, 0), what, None);
        }
    }
}
