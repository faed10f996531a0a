//! Connectomes: regions, weights and lengths of the tracts between them, read from a folder or an archive and checked.
//!
//! ```text
//! weights.csv         [to × from], any unit, 0 for no tract      (or .txt, .tsv, .npy, .mat; labels above and to the left or not)
//! tract_lengths.csv   [to × from], mm                            (or lengths.csv)
//! labels.csv          one label a line                           (optional)
//! centres.csv         label x y z a line                         (optional, as in TVB archives)
//! maps.csv            a head line, then label and numbers: receptor maps and the like (optional)
//! ```
//! All problems are told at once. What is odd but can be worked with becomes a note.

mod axes;
mod content;
mod files;
mod hdf;
mod maps;
mod mat;
mod matrix;
mod names;
mod npy;
mod raw;
mod regions;
mod synthetic;
mod values;

pub use axes::Axes;
use axes::Said;
use content::Content;
use files::{FileRole, Items};
use matrix::Matrix;
use std::path::Path;
use syntony_language::problem::{Place, Problems};

/// Regions at most.
const REGIONS_MAX: usize = 20_000;

/// Regions and the tracts between them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Connectome {
    /// Labels of the regions, all different.
    pub labels: Vec<String>,
    /// Weights `[to × from]`, none negative, zero on the diagonal.
    pub weights: Vec<f64>,
    /// Lengths in m `[to × from]`.
    pub lengths: Vec<f64>,
    /// Centres in mm to the right, front and top of where theirs is zero.
    pub centres: Option<Vec<[f64; 3]>>,
    /// Numbers by region: name, and one for each.
    pub maps: Vec<(String, Vec<f64>)>,
    /// The region of the atlas of each region, once [`Connectome::locate`] has looked.
    pub sites: Vec<Option<String>>,
    /// What is odd, in words.
    pub notes: Vec<String>,
}

impl Connectome {
    /// Reads a folder or an archive, or makes `synthetic:N`.
    pub fn read(given: &str) -> Result<Connectome, Problems> {
        Connectome::read_with(given, None)
    }

    /// The same with centres whose axes somebody knows.
    pub fn read_with(given: &str, axes: Option<Axes>) -> Result<Connectome, Problems> {
        if let Some(n) = given.strip_prefix("synthetic:") {
            return synthetic::from_words(given, n);
        }
        Connectome::of(files::gather(Path::new(given))?, given, axes)
    }

    /// The same of files in memory, by name and bytes.
    pub fn of_files(given: &str, files: &[(&str, &[u8])]) -> Result<Connectome, Problems> {
        Connectome::of(files::in_memory(given, files)?, given, None)
    }

    fn of(mut items: Items, given: &str, axes: Option<Axes>) -> Result<Connectome, Problems> {
        let mut problems = Problems::default();
        let mut all = Connectome::default();
        let [weights, lengths] = [FileRole::Weights, FileRole::Lengths].map(|role| {
            let Some(item) = items.take(role, &mut problems) else {
                let what = if role == FileRole::Weights { "a row for each region" } else { "lengths in mm" };
                let place = Place { file: given.into(), ..Place::default() };
                problems.add(place, format!("has no {}", role.name()), Some(items.hint(role, what)));
                return None;
            };
            if item.renamed {
                all.notes.push(format!("{} of {} are {}", role.name(), given, matrix::short(&item.name)));
            }
            match item.content {
                Content::Text(text) => Matrix::read(&item.name, &text, &mut problems),
                Content::Numbers(shape, values) => Matrix::of(&item.name, &shape, values, &mut problems),
                Content::Names(_) => {
                    let place = Place { file: item.name, ..Place::default() };
                    problems.add(place, "holds texts, expected numbers", None);
                    None
                }
            }
        });
        let (Some(mut weights), Some(mut lengths)) = (weights, lengths) else {
            return Err(problems);
        };
        if heads(&mut weights, &mut lengths) {
            let labels = weights.above.as_ref().map_or(String::new(), |l| l[..2].join(", "));
            all.notes.push(format!("the first line and column ({labels} …) are the same whole numbers in weights and lengths: read as labels"));
        }
        square(&weights, &mut problems);
        let n = weights.rows;
        if (lengths.rows, lengths.columns) != (n, weights.columns) {
            let what = format!(
                "{} rows of {}, expected {n} of {} as in {}",
                lengths.rows, lengths.columns, weights.columns, weights.name
            );
            problems.add(lengths.whole(), what, None);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        all.notes.append(&mut weights.notes);
        all.notes.append(&mut lengths.notes);
        all.name_regions(&mut items, (&mut weights, &mut lengths), axes, &mut problems);
        all.values(&weights, &lengths, &mut problems);
        if let Some(item) = items.take(FileRole::Maps, &mut problems)
            && !all.labels.is_empty()
        {
            all.read_maps(&item, &mut problems);
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

    /// Labels and centres, and everything in the order of the weights.
    fn name_regions(
        &mut self,
        items: &mut Items,
        (weights, lengths): (&mut Matrix, &mut Matrix),
        axes: Option<Axes>,
        problems: &mut Problems,
    ) {
        let n = weights.rows;
        let notes = &mut self.notes;
        let before = problems.0.len();
        let labels =
            items.take(FileRole::Labels, problems).and_then(|item| names::labels(&item, n, problems));
        let centres = items.take(FileRole::Centres, problems);
        let mut centres = centres.and_then(|item| names::centres(&item, n, (notes, problems)));
        if problems.0.len() > before {
            return;
        }
        self.labels = names::join(weights, lengths, labels, &mut centres, (notes, problems));
        if let Some(centres) = centres.filter(|_| self.labels.len() == n) {
            self.place(centres, axes, problems);
        }
    }

    /// Centres to the right, front and top, whatever their axes are.
    fn place(&mut self, centres: names::Centres, given: Option<Axes>, problems: &mut Problems) {
        let file = matrix::short(&centres.file);
        let taken = given.unwrap_or(axes::RIGHT_FRONT_UP);
        let turned = match (axes::check(taken, &self.labels, &centres.places), given) {
            (Said::Nothing, None) => {
                self.notes
                    .push(format!("{file}: no name of a region tells the axes, taken as {taken} (--axes)"));
                taken
            }
            (Said::Nothing | Said::Same, _) => taken,
            (Said::Other(.., words), Some(_)) => {
                self.notes.push(format!("{file}: axes are {taken} as you say, but {words}"));
                taken
            }
            (Said::Other(best, true, words), None) => {
                self.notes.push(format!(
                    "{file}: by the names of regions its axes are {best} and not {taken} ({words}): turned; --axes says it otherwise"
                ));
                best
            }
            (Said::Other(best, false, words), None) => {
                let place = Place { file: centres.file.clone(), ..Place::default() };
                let what = format!("{words}, expected centres whose axes are {taken}");
                let hint = format!("say where x, y and z point, perhaps --axes {best}");
                return problems.add(place, what, Some(hint));
            }
        };
        self.centres = Some(centres.places.into_iter().map(|p| turned.turn(p)).collect());
    }
}

/// Takes a first line and column of numbers for labels where both tables have the same, or where the other shows that they must be.
fn heads(weights: &mut Matrix, lengths: &mut Matrix) -> bool {
    let same = weights.maybe.is_some() && weights.maybe == lengths.maybe && weights.values != lengths.values;
    let (w, l) = (weights.rows, lengths.rows);
    if same || w == l + 1 {
        weights.take_labels();
    }
    if same || l == w + 1 {
        lengths.take_labels();
    }
    same
}

fn square(weights: &Matrix, problems: &mut Problems) {
    let (rows, columns) = (weights.rows, weights.columns);
    if rows != columns {
        let what = format!("{rows} rows of {columns}, expected as many rows as columns");
        let hint = match rows.abs_diff(columns) {
            1 => Some(
                "are there labels above or to the left? then every one of them differs from the others"
                    .into(),
            ),
            _ => None,
        };
        problems.add(weights.whole(), what, hint);
    } else if !(2..=REGIONS_MAX).contains(&rows) {
        let what = format!("{rows} regions, expected 2 to {REGIONS_MAX}");
        problems.add(weights.whole(), what, None);
    }
}
