//! A table of numbers as text: commas, semicolons, tabs or spaces, with or without labels above and to the left.

use crate::problem::{Place, Problems};

/// Rows of equal length.
pub(super) struct Matrix {
    pub name: String,
    pub columns: usize,
    pub values: Vec<f64>,
    /// Labels that stood above or to the left.
    pub labels: Option<Vec<String>>,
    /// Line of each row.
    at: Vec<usize>,
    /// Cells before the first value of a row.
    before: usize,
}

impl Matrix {
    /// Reads it; what is no number is a problem, `nan` and `inf` are numbers here.
    pub fn read(name: &str, text: &str, problems: &mut Problems) -> Option<Matrix> {
        let before_all = problems.0.len();
        let mut m = Matrix {
            name: name.into(),
            columns: 0,
            values: Vec::new(),
            labels: None,
            at: Vec::new(),
            before: 0,
        };
        let mut left = Vec::new();
        for (line, cells) in lines(text) {
            let numbers = cells.iter().filter(|c| c.parse::<f64>().is_ok()).count();
            if m.at.is_empty() && numbers < cells.len().div_ceil(2) {
                // labels above, with a corner over labels to the left or without
                m.labels = Some(cells.iter().map(|c| c.to_string()).collect());
                continue;
            }
            if m.at.is_empty() {
                m.before = usize::from(cells[0].parse::<f64>().is_err());
                m.columns = cells.len() - m.before;
            }
            if m.before == 1 {
                left.push(cells[0].to_string());
            }
            if cells.len() - m.before.min(cells.len()) != m.columns {
                let what = format!("{} numbers, expected {} as before", cells.len() - m.before, m.columns);
                problems.add(Place { file: name.into(), line, column: 0 }, what, None);
                continue;
            }
            m.at.push(line);
            for (c, cell) in cells[m.before..].iter().enumerate() {
                m.values.push(cell.parse().unwrap_or_else(|_| {
                    let place = Place { file: name.into(), line, column: c + 1 + m.before };
                    problems.add(place, format!("'{cell}' is no number"), None);
                    0.0
                }));
            }
        }
        if m.at.is_empty() {
            problems.add(m.place(0, 0), "is empty, expected rows of numbers", None);
        }
        let fits = |l: &Vec<String>| l.len() == m.columns;
        m.labels = match m.before {
            1 => Some(left).filter(fits),
            _ => m.labels.take().filter(fits),
        };
        (problems.0.len() == before_all).then_some(m)
    }

    pub fn rows(&self) -> usize {
        self.at.len()
    }

    /// Place of a value; the column counts cells.
    pub fn place(&self, row: usize, column: usize) -> Place {
        let line = self.at.get(row).copied().unwrap_or(0);
        Place { file: self.name.clone(), line, column: column + 1 + self.before }
    }
}

/// Lines that hold anything, from 1, as cells; what follows `#` is a remark.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let held =
        text.lines().enumerate().map(|(i, line)| (i + 1, line.split('#').next().unwrap_or_default().trim()));
    held.filter(|(_, line)| !line.is_empty()).map(|(i, line)| (i, split(line)))
}

fn split(line: &str) -> Vec<&str> {
    match [',', ';', '\t'].into_iter().find(|s| line.contains(*s)) {
        Some(s) => line.split(s).map(|c| c.trim().trim_matches('"')).collect(),
        None => line.split_whitespace().map(|c| c.trim_matches('"')).collect(),
    }
}
