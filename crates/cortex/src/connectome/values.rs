//! Weights and lengths: what cannot be, and what is odd.

use super::Connectome;
use super::matrix::Matrix;
use syntony_engine::grid;
use syntony_language::problem::Problems;

/// Longest plausible tract in mm, and the shortest that the longest one may be; beyond, the unit is another.
const LONGEST_MM: (f64, f64) = (1.0, 1000.0);
/// Places of one kind that are named before the rest is counted.
const NAMED_MAX: usize = 5;

impl Connectome {
    /// Checks weights and lengths and takes them over.
    pub(super) fn values(&mut self, weights: &Matrix, lengths: &Matrix, problems: &mut Problems) {
        let n = weights.rows;
        let mut wrong = [Wrong::new(weights), Wrong::new(weights), Wrong::new(lengths), Wrong::new(lengths)];
        let (mut own, mut unknown, mut asymmetry, mut longest) = (0, 0, 0.0_f64, 0.0_f64);
        let largest = weights.values.iter().copied().filter(|w| w.is_finite()).fold(0.0, f64::max);
        self.weights = weights.values.clone();
        self.lengths = lengths.values.clone();
        for (at, (&w, &length)) in weights.values.iter().zip(&lengths.values).enumerate() {
            let (to, from) = (at / n, at % n);
            wrong[0].check(w.is_finite(), at);
            wrong[1].check(!w.is_finite() || w >= 0.0, at);
            // a length is needed where there is a tract
            let tract = to != from && w != 0.0;
            wrong[2].check(length.is_finite() || !tract, at);
            wrong[3].check(!length.is_finite() || length >= 0.0, at);
            if !length.is_finite() {
                unknown += usize::from(!tract && to != from);
                self.lengths[at] = 0.0;
            }
            if to == from {
                own += usize::from(w != 0.0);
                self.weights[at] = 0.0;
            } else if w > 0.0 && length.is_finite() {
                asymmetry = asymmetry.max((w - grid::row(&weights.values, from, n)[to]).abs());
                longest = longest.max(length);
            }
        }
        let missing = weights.values.iter().filter(|w| **w < 0.0).all(|w| *w == -1.0);
        let signs = "weights of tracts have no sign; of correlations or differences give those that are tracts, 0 for the others";
        let [nan, negative, no_length, short] = wrong;
        nan.tell("is not a finite number, expected a weight, 0 for no tract", None, problems);
        negative.tell(
            "is negative, expected a weight of at least 0",
            Some(if missing { "does -1 stand for no tract? write 0" } else { signs }),
            problems,
        );
        no_length.tell("is not a finite number, expected a length in mm", None, problems);
        short.tell("is negative, expected a length of at least 0 mm", None, problems);
        if largest == 0.0 {
            problems.add(weights.whole(), "every weight is zero, expected tracts", None);
        }
        if longest > LONGEST_MM.1 || longest > 0.0 && longest < LONGEST_MM.0 {
            let what = format!("the longest tract has {longest}, expected mm");
            let hint = match longest > LONGEST_MM.1 {
                true => "are they in µm? divide them by 1000",
                false => "are they in m or cm? multiply them by 1000 or 10",
            };
            problems.add(lengths.whole(), what, Some(hint.into()));
        }
        if own > 0 {
            self.notes.push(format!("{own} regions have a weight to themselves, which is left out"));
        }
        if unknown > 0 {
            self.notes.push(format!("{unknown} lengths are no numbers, where there is no tract"));
        }
        if asymmetry > 1e-6 * largest {
            self.notes.push(format!(
                "weights are not symmetric (up to {:.2} of the largest); row = to, column = from",
                asymmetry / largest
            ));
        }
        let alone = (0..n).filter(|&r| self.is_alone(r, n)).count();
        if alone > 0 {
            self.notes.push(format!("{alone} regions have no tract at all"));
        }
        self.lengths.iter_mut().for_each(|l| *l *= 1e-3);
    }

    /// Whether no tract comes from a region of `n`, and none goes there.
    fn is_alone(&self, region: usize, n: usize) -> bool {
        (0..n).all(|k| grid::row(&self.weights, region, n)[k] == 0.0)
            && (0..n).all(|k| grid::row(&self.weights, k, n)[region] == 0.0)
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
    fn tell(self, words: &str, hint: Option<&str>, problems: &mut Problems) {
        let n = self.matrix.columns;
        for at in &self.at {
            let place = self.matrix.place(at / n, at % n);
            problems.add(place, format!("{} {words}", self.matrix.values[*at]), hint.map(str::to_string));
        }
        if self.count > self.at.len() {
            let what = format!("{} more like these", self.count - self.at.len());
            problems.add(self.matrix.whole(), what, None);
        }
    }
}
