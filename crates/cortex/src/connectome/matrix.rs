//! A square table of numbers, with or without labels above and to the left, whoever wrote it.
//!
//! **Labels.** Words above or to the left are labels. Numbers are, too, where the shape or an empty corner says so, and where the first
//! line and the first column are the same distinct whole numbers in both weights and lengths, which no tracts are.

use super::REGIONS_MAX;
use syntony_engine::grid;
use syntony_language::problem::{Place, Problems};
use syntony_language::table::{CellTable, TextCell};

/// Problems of one table that are named before the rest is counted.
const NAMED_MAX: usize = 20;

/// Rows of equal length.
#[derive(Debug, Default)]
pub(super) struct Matrix {
    pub name: String,
    pub rows: usize,
    pub columns: usize,
    pub values: Vec<f64>,
    /// Labels that stood above, and to the left.
    pub above: Option<Vec<String>>,
    pub left: Option<Vec<String>>,
    /// The first line and column, if both are the same distinct whole numbers, that may be labels or not.
    pub maybe: Option<Vec<String>>,
    /// What was read otherwise than it looks.
    pub notes: Vec<String>,
    /// Where each row and column stood before they were put into order.
    from: [Vec<usize>; 2],
    /// Line of each row; empty for files without lines.
    at: Vec<usize>,
    /// Cells before the first value of a row.
    before: usize,
}

impl Matrix {
    /// Reads a text; what is no number is a problem, `nan` and `inf` are numbers here.
    pub fn read(name: &str, text: &str, problems: &mut Problems) -> Option<Matrix> {
        let table = CellTable::new(name, text);
        let mut reading = Reading::new(&table);
        let mut rows = table.rows(REGIONS_MAX + 2);
        for row in rows.by_ref() {
            if !reading.row(row.line, row.cells, row.more) {
                break;
            }
        }
        let mut found = Problems::default();
        rows.tell(name, &mut found);
        let matrix = reading.finish(&mut found);
        let fine = found.is_empty();
        problems.0.extend(found.0);
        matrix.filter(|_| fine)
    }

    /// A matrix of a file of numbers.
    pub fn of(name: &str, shape: &[usize], values: Vec<f64>, problems: &mut Problems) -> Option<Matrix> {
        let place = Place { file: name.into(), ..Place::default() };
        match *shape {
            [rows, columns] if rows * columns == values.len() => {
                Some(Matrix { name: name.into(), rows, columns, values, ..Matrix::default() })
            }
            _ => {
                let shape: Vec<String> = shape.iter().map(usize::to_string).collect();
                problems.add(place, format!("has the shape {}, expected a square", shape.join(" × ")), None);
                None
            }
        }
    }

    /// Place of a value; the column counts cells.
    pub fn place(&self, row: usize, column: usize) -> Place {
        let from = |k: usize, at: usize| self.from[k].get(at).copied().unwrap_or(at);
        let (row, column) = (from(0, row), from(1, column));
        let line = self.at.get(row).copied().unwrap_or(if self.at.is_empty() { row + 1 } else { 0 });
        Place { file: self.name.clone(), line, column: column + 1 + self.before }
    }

    /// Place of the whole.
    pub fn whole(&self) -> Place {
        Place { file: self.name.clone(), ..Place::default() }
    }

    /// Puts rows and columns into another order: where each is from.
    pub fn reorder(&mut self, rows: Option<Vec<usize>>, columns: Option<Vec<usize>>) {
        if rows.is_none() && columns.is_none() {
            return;
        }
        let same = |n: usize| (0..n).collect::<Vec<usize>>();
        self.from = [rows.unwrap_or_else(|| same(self.rows)), columns.unwrap_or_else(|| same(self.columns))];
        let ([rows, columns], width) = (&self.from, self.columns);
        let at = (0..rows.len() * width).map(|k| rows[k / width] * width + columns[k % width]);
        self.values = at.map(|at| self.values[at]).collect();
    }

    /// Takes the first line and column for labels.
    pub fn take_labels(&mut self) {
        let Some(labels) = self.maybe.take() else { return };
        self.above = Some(labels.clone());
        self.left = Some(labels);
        self.strip(true, true);
    }

    /// Takes the first line, the first column or both away from the values.
    fn strip(&mut self, line: bool, column: bool) {
        let (was, from) = (self.columns, usize::from(line));
        if column {
            let mut at = 0;
            self.values.retain(|_| {
                at += 1;
                (at - 1) % was != 0
            });
            self.columns -= 1;
            self.before = 1;
        }
        if line {
            self.values.drain(..self.columns);
            self.at.drain(..from.min(self.at.len()));
            self.rows -= 1;
        }
    }
}

/// A cell that is no number.
struct Bad {
    row: usize,
    column: usize,
    text: String,
}

/// What has been read of a text.
struct Reading<'a> {
    table: &'a CellTable<'a>,
    m: Matrix,
    first: Vec<String>,
    left: Vec<String>,
    /// Which cells of the first line, and of the first column, are words.
    words: [usize; 2],
    bad: Vec<Bad>,
    bad_more: usize,
    /// Rows of another length: line, length.
    ragged: Vec<(usize, usize)>,
    /// The first line is one shorter: labels without a corner, as R writes them.
    short_head: bool,
    /// Whether every line ended with a separator.
    trailing: bool,
    /// First cell with a decimal comma, and with a point.
    marks: [Option<(usize, usize, String)>; 2],
    too_long: Option<usize>,
}

impl<'a> Reading<'a> {
    fn new(table: &'a CellTable<'a>) -> Self {
        let m = Matrix { name: table.name.into(), ..Matrix::default() };
        Reading {
            table,
            m,
            first: Vec::new(),
            left: Vec::new(),
            words: [0; 2],
            bad: Vec::new(),
            bad_more: 0,
            ragged: Vec::new(),
            short_head: false,
            trailing: true,
            marks: [None, None],
            too_long: None,
        }
    }

    /// Takes one row; false when the rest cannot matter.
    fn row(&mut self, line: usize, cells: Vec<TextCell>, more: bool) -> bool {
        let row = self.m.at.len();
        if more {
            self.too_long = Some(line);
            return false;
        }
        if row == 1 && cells.len() == self.first.len() + 1 && !cells.last().is_some_and(TextCell::is_empty) {
            // the head gets the corner that it lacks
            self.short_head = true;
            self.first.insert(0, String::new());
            self.m.values.insert(0, f64::NAN);
            self.m.columns += 1;
            self.left[0] = String::new();
        }
        if row == 0 {
            self.m.columns = cells.len();
        } else if cells.len() != self.m.columns {
            self.ragged.push((line, cells.len()));
            return self.ragged.len() < NAMED_MAX;
        }
        self.m.at.push(line);
        self.trailing &= cells.last().is_some_and(|c| c.is_empty() && !c.quoted);
        for (column, cell) in cells.iter().enumerate() {
            let number = self.table.number(cell);
            self.note_mark(line, column, cell, number);
            if number.is_none() {
                self.no_number(row, column, cell);
            }
            self.m.values.push(number.map_or(f64::NAN, |n| n.0));
        }
        if row == 0 {
            self.first = cells.iter().map(|c| c.text.to_string()).collect();
        }
        self.left.push(cells.first().map(|c| c.text.to_string()).unwrap_or_default());
        // more rows than columns and a head have no shape that fits
        row <= self.m.columns + 1
    }

    fn note_mark(&mut self, line: usize, column: usize, cell: &TextCell, number: Option<(f64, bool)>) {
        let mark = match number {
            Some((_, true)) => 0,
            Some((_, false)) if cell.text.contains('.') => 1,
            _ => return,
        };
        self.marks[mark].get_or_insert_with(|| (line, column + 1, cell.text.to_string()));
    }

    fn no_number(&mut self, row: usize, column: usize, cell: &TextCell) {
        if !cell.is_empty() && row == 0 && column > 0 {
            self.words[0] += 1;
        }
        if !cell.is_empty() && column == 0 && row > 0 {
            self.words[1] += 1;
        }
        // those of the first line and column may be labels
        match row == 0 || column == 0 || self.bad.len() < NAMED_MAX {
            true if row == 0 || column == 0 => {}
            true => self.bad.push(Bad { row, column, text: cell.text.chars().take(40).collect() }),
            false => self.bad_more += 1,
        }
    }

    fn finish(mut self, problems: &mut Problems) -> Option<Matrix> {
        let name = self.m.name.clone();
        let whole = || Place { file: name.clone(), ..Place::default() };
        if let Some(line) = self.too_long {
            let what = format!("the line has more than {REGIONS_MAX} cells, expected a cell for each region");
            problems.add(self.table.place(line, 0), what, None);
            return None;
        }
        if self.m.at.is_empty() {
            problems.add(whole(), "is empty, expected rows of numbers", None);
            return None;
        }
        self.m.rows = self.m.at.len();
        if self.trailing && self.m.columns > 1 {
            let was = self.m.columns;
            let mut at = 0;
            self.m.values.retain(|_| {
                at += 1;
                at % was != 0
            });
            self.m.columns -= 1;
            self.first.truncate(self.m.columns);
            self.bad.retain(|b| b.column + 1 < was);
        }
        let (above, beside) = self.labels();
        for (is, words, cells, what) in
            [(above, self.words[0], &self.first, "line"), (beside, self.words[1], &self.left, "column")]
        {
            if is && words == 0 && !self.first[0].is_empty() {
                let start = cells.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
                self.m.notes.push(format!(
                    "{}: the first {what} ({start} …) is one too many: read as labels",
                    short(&name)
                ));
            }
        }
        if let [Some((line, column, comma)), Some((_, _, point))] = &self.marks {
            let what = format!("'{comma}' has a decimal comma and '{point}' a point, expected one of them");
            problems.add(self.table.place(*line, *column), what, None);
        } else if let Some((_, _, comma)) = &self.marks[0] {
            let (x, _) = syntony_language::table::number(comma, true)?;
            self.m.notes.push(format!("{}: commas are decimal commas: '{comma}' is {x}", short(&name)));
        }
        for (line, cells) in &self.ragged {
            let hint = "is a cell with a separator in it not in quotes, or a line cut short?";
            let what = format!("{cells} cells, expected {} as in line {}", self.m.columns, self.m.at[0]);
            problems.add(self.table.place(*line, 0), what, Some(hint.into()));
        }
        self.words_among_numbers(above, beside, problems);
        if problems.is_empty() { self.take(above, beside) } else { None }
    }

    /// Whether the first line, and the first column, are labels.
    fn labels(&self) -> (bool, bool) {
        let (rows, columns) = (self.m.rows, self.m.columns);
        let most = |words: usize, of: usize| words * 2 > of;
        let corner = columns > 1 && rows > 1 && self.first[0].is_empty();
        let mut above =
            corner || self.short_head || most(self.words[0], columns.saturating_sub(1)) && rows > 1;
        let mut beside = corner || self.short_head || most(self.words[1], rows - 1) && columns > 1;
        // what is left is one longer than wide, or one wider than long
        let (down, across) = (rows - usize::from(above), columns - usize::from(beside));
        above |= !above && down == across + 1 && whole_numbers(&self.first[usize::from(beside)..]);
        beside |= !beside && across == down + 1 && whole_numbers(&self.left[usize::from(above)..]);
        (above, beside)
    }

    fn words_among_numbers(&self, above: bool, beside: bool, problems: &mut Problems) {
        let mut named = 0;
        let mut add = |row: usize, column: usize, text: &str, hint: Option<&str>| {
            named += 1;
            if named <= NAMED_MAX {
                let what = match text {
                    "" => "is empty, expected a number".to_string(),
                    text => format!("'{text}' is no number"),
                };
                problems.add(self.table.place(self.m.at[row], column + 1), what, hint.map(str::to_string));
            }
        };
        let is_no_number =
            |row: usize, column: usize| grid::row(&self.m.values, row, self.m.columns)[column].is_nan();
        let word = |text: &str| !text.eq_ignore_ascii_case("nan");
        if !above {
            let hint = "is the first line labels? then each of its cells is one, but the first";
            for (column, text) in self.first.iter().enumerate().skip(usize::from(beside)) {
                if is_no_number(0, column) && word(text) {
                    add(0, column, text, Some(hint).filter(|_| self.words[0] > 1));
                }
            }
        }
        if !beside {
            for (row, text) in self.left.iter().enumerate().skip(1) {
                if is_no_number(row, 0) && word(text) {
                    add(row, 0, text, None);
                }
            }
        }
        for bad in &self.bad {
            let hint = match &bad.text {
                t if t.starts_with('#') => Some("a remark begins with # and a space"),
                t if t.contains(',') || t.contains(' ') => {
                    Some("separate cells by tabs, semicolons, commas or spaces, the same in every line")
                }
                _ => None,
            };
            add(bad.row, bad.column, &bad.text, hint);
        }
        let more = self.bad_more + named.saturating_sub(NAMED_MAX);
        if more > 0 {
            problems.add(self.m.whole(), format!("{more} more cells are no numbers"), None);
        }
    }

    /// Takes labels away from the values.
    fn take(self, above: bool, beside: bool) -> Option<Matrix> {
        let Reading { mut m, first, left, .. } = self;
        if !above && !beside && m.rows == m.columns && m.rows > 2 {
            let same = first[1..] == left[1..] && whole_numbers(&first[1..]);
            m.maybe = same.then(|| first[1..].to_vec());
        }
        m.above = above.then(|| first[usize::from(beside)..].to_vec());
        m.left = beside.then(|| left[usize::from(above)..].to_vec());
        m.strip(above, beside);
        Some(m)
    }
}

/// Whether these are distinct whole numbers.
fn whole_numbers(cells: &[String]) -> bool {
    let numbers = cells.iter().map(|c| c.parse::<f64>().ok().filter(|x| x.fract() == 0.0).map(|x| x as i64));
    let mut all: Vec<i64> = numbers.clone().flatten().collect();
    let whole = all.len() == cells.len();
    all.sort_unstable();
    whole && all.windows(2).all(|w| w[0] != w[1])
}

/// The last part of a name.
pub(super) fn short(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
