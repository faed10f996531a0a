//! Tab-separated tables with a JSON sidecar that says what the columns mean, in the manner of BIDS.
//!
//! `animals.tsv` has a header line and one line per row; a missing value is `n/a`. `animals.json` has one object per column with
//! `LongName`, `Description`, `Units` and `Levels`, in the order of the columns.

use crate::atomic;
use crate::error::StoreError;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::io::{self, BufRead};
use std::path::Path;

/// Written for a missing value.
pub const MISSING: &str = "n/a";

/// A column and its meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// Heading in the table.
    pub name: String,
    /// Name in words; empty for none.
    pub long_name: String,
    /// What it means.
    pub description: String,
    /// Unit; empty for none.
    pub units: String,
    /// For a column of labels: each label and its meaning.
    pub levels: Vec<(String, String)>,
}

impl Column {
    /// A column with its meaning.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Column {
        Column { name: name.into(), description: description.into(), ..Column::default() }
    }
    /// Names the column in words.
    pub fn long_name(mut self, name: impl Into<String>) -> Column {
        self.long_name = name.into();
        self
    }
    /// Gives it a unit.
    pub fn units(mut self, units: impl Into<String>) -> Column {
        self.units = units.into();
        self
    }
    /// Adds a label and its meaning.
    pub fn level(mut self, label: impl Into<String>, meaning: impl Into<String>) -> Column {
        self.levels.push((label.into(), meaning.into()));
        self
    }
}

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// Nothing.
    Missing,
}

impl Cell {
    /// The number in the cell, also when it was read as text.
    pub fn number(&self) -> Option<f64> {
        match self {
            Cell::Number(v) => Some(*v),
            Cell::Integer(v) => Some(*v as f64),
            Cell::Text(t) => t.parse().ok(),
            Cell::Missing => None,
        }
    }
}

impl From<&str> for Cell {
    fn from(v: &str) -> Cell {
        Cell::Text(v.into())
    }
}
impl From<String> for Cell {
    fn from(v: String) -> Cell {
        Cell::Text(v)
    }
}
impl From<f64> for Cell {
    fn from(v: f64) -> Cell {
        Cell::Number(v)
    }
}
impl From<i64> for Cell {
    fn from(v: i64) -> Cell {
        Cell::Integer(v)
    }
}
impl From<usize> for Cell {
    fn from(v: usize) -> Cell {
        Cell::Integer(v as i64)
    }
}
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(v: Option<T>) -> Cell {
        v.map_or(Cell::Missing, Into::into)
    }
}

/// A table in memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DataTable {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, one cell per column.
    pub rows: Vec<Vec<Cell>>,
}

impl DataTable {
    /// An empty table.
    pub fn new(columns: Vec<Column>) -> DataTable {
        DataTable { columns, rows: Vec::new() }
    }
    /// Adds a row.
    pub fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }
    /// Position of the column of that name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// Writes `path` (ending in `.tsv`) and, before it, the sidecar of the same name ending in `.json`.
    pub fn write(&self, path: &Path) -> Result<(), StoreError> {
        self.check(path)?;
        atomic::write_json(&path.with_extension("json"), &self.sidecar())?;
        atomic::write(path, self.text().as_bytes())
    }

    /// Reads a table and, if it is there, its sidecar. All values that are not missing come back as text.
    pub fn read(path: &Path) -> Result<DataTable, StoreError> {
        let mut rows = Vec::new();
        let columns = DataTable::scan(path, &mut |_, row| {
            rows.push(row);
            Ok(true)
        })?;
        Ok(DataTable { columns, rows })
    }

    /// Reads a table row by row, for those that are larger than what is wanted of them; `each` gets the number of a row and the row, and
    /// says whether to go on. Gives the columns.
    pub fn scan(
        path: &Path,
        each: &mut dyn FnMut(usize, Vec<Cell>) -> Result<bool, StoreError>,
    ) -> Result<Vec<Column>, StoreError> {
        let damaged = |why: String| StoreError::Damaged { path: path.to_path_buf(), why };
        let fail = |e: io::Error| match e.kind() {
            io::ErrorKind::InvalidData => damaged("not UTF-8 text".into()),
            _ => StoreError::from_io(path, &e),
        };
        let mut lines = atomic::lines_of(path)?.lines();
        let header = lines.next().ok_or_else(|| damaged("no header line".into()))?.map_err(fail)?;
        let sidecar: Map<String, Value> = match atomic::read_json(&path.with_extension("json")) {
            Ok(sidecar) => sidecar,
            Err(StoreError::NotFound { .. }) => Map::new(),
            Err(e) => return Err(e),
        };
        let columns: Vec<Column> =
            header.split('\t').map(|name| read_column(name, sidecar.get(name))).collect();
        for (i, line) in lines.enumerate() {
            let line = line.map_err(fail)?;
            let row: Vec<Cell> =
                line.split('\t').map(|c| if c == MISSING { Cell::Missing } else { c.into() }).collect();
            if row.len() != columns.len() {
                let (line, is, want) = (i + 2, row.len(), columns.len());
                return Err(damaged(format!("line {line} has {is} values, the header has {want}")));
            }
            if !each(i, row)? {
                break;
            }
        }
        Ok(columns)
    }

    fn check(&self, path: &Path) -> Result<(), StoreError> {
        let invalid = |why: String| Err(StoreError::Invalid { path: path.to_path_buf(), why });
        if path.extension().is_none_or(|e| e != "tsv") {
            return invalid("the name of a table ends in `.tsv`".into());
        }
        for (i, c) in self.columns.iter().enumerate() {
            if self.columns[..i].iter().any(|d| d.name == c.name) {
                return invalid(format!("two columns are called `{}`", c.name));
            }
        }
        for (i, row) in self.rows.iter().enumerate() {
            if row.len() != self.columns.len() {
                let (is, want) = (row.len(), self.columns.len());
                return invalid(format!("row {i} has {is} values for {want} columns"));
            }
        }
        Ok(())
    }

    fn text(&self) -> String {
        let mut out = String::new();
        for (i, c) in self.columns.iter().enumerate() {
            out.push_str(if i > 0 { "\t" } else { "" });
            out.push_str(&one_line(&c.name));
        }
        out.push('\n');
        for row in &self.rows {
            for (i, cell) in row.iter().enumerate() {
                out.push_str(if i > 0 { "\t" } else { "" });
                write_cell(&mut out, cell);
            }
            out.push('\n');
        }
        out
    }

    fn sidecar(&self) -> Map<String, Value> {
        let mut all = Map::new();
        for c in &self.columns {
            let mut one = Map::new();
            let texts = [("LongName", &c.long_name), ("Description", &c.description), ("Units", &c.units)];
            for (key, text) in texts {
                if !text.is_empty() {
                    one.insert(key.into(), text.clone().into());
                }
            }
            if !c.levels.is_empty() {
                let levels: Map<String, Value> =
                    c.levels.iter().map(|(k, v)| (k.clone(), v.clone().into())).collect();
                one.insert("Levels".into(), levels.into());
            }
            all.insert(one_line(&c.name), one.into());
        }
        all
    }
}

fn read_column(name: &str, sidecar: Option<&Value>) -> Column {
    let text =
        |key: &str| sidecar.and_then(|s| s.get(key)).and_then(Value::as_str).unwrap_or_default().to_string();
    let levels = sidecar.and_then(|s| s.get("Levels")).and_then(Value::as_object);
    Column {
        name: name.into(),
        long_name: text("LongName"),
        description: text("Description"),
        units: text("Units"),
        levels: levels.map_or(Vec::new(), |l| {
            l.iter().map(|(k, v)| (k.clone(), v.as_str().unwrap_or_default().into())).collect()
        }),
    }
}

fn write_cell(out: &mut String, cell: &Cell) {
    // writing to a String cannot fail
    let _ = match cell {
        Cell::Missing => write!(out, "{MISSING}"),
        Cell::Number(v) if !v.is_finite() => write!(out, "{MISSING}"),
        Cell::Number(v) if *v != 0.0 && !(1e-5..1e15).contains(&v.abs()) => write!(out, "{v:e}"),
        Cell::Number(v) => write!(out, "{v}"),
        Cell::Integer(v) => write!(out, "{v}"),
        Cell::Text(t) if t.is_empty() => write!(out, "{MISSING}"),
        Cell::Text(t) => write!(out, "{}", one_line(t)),
    };
}

/// A tab or a line break inside a value would shift the table; it becomes a space.
fn one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> DataTable {
        let mut t = DataTable::new(vec![
            Column::new("group", "group of the study").level("csf", "CSF").level("ot", "oxytocin"),
            Column::new("partner", "side-by-side contact").long_name("with partner").units("min"),
            Column::new("presses", "lever presses"),
        ]);
        t.push(vec!["csf".into(), 71.5.into(), Cell::Integer(3)]);
        t.push(vec!["ot".into(), (0.1 + 0.2).into(), Cell::Missing]);
        t.push(vec!["a\tb\nc".into(), None::<f64>.into(), 7usize.into()]);
        t.push(vec!["".into(), f64::NAN.into(), Cell::Number(1e-300)]);
        t
    }

    #[test]
    fn text_of_a_table_and_its_sidecar() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("animals.tsv");
        example().write(&path).unwrap();
        assert_eq!(
            atomic::read_text(&path).unwrap(),
            "group\tpartner\tpresses\ncsf\t71.5\t3\not\t0.30000000000000004\tn/a\na b c\tn/a\t7\nn/a\tn/a\t1e-300\n"
        );
        let sidecar: Value = atomic::read_json(&dir.path().join("animals.json")).unwrap();
        let keys: Vec<&String> = sidecar.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["group", "partner", "presses"], "in the order of the columns");
        assert_eq!(sidecar["group"]["Levels"]["ot"], "oxytocin");
        assert_eq!(sidecar["partner"]["Units"], "min");
        assert_eq!(sidecar["partner"]["LongName"], "with partner");
        assert!(sidecar["presses"].get("Units").is_none());
    }

    #[test]
    fn same_table_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("animals.tsv");
        let wrote = example();
        wrote.write(&path).unwrap();
        let read = DataTable::read(&path).unwrap();
        assert_eq!(read.columns, wrote.columns);
        let bits = |t: &DataTable, r: usize, c: usize| t.rows[r][c].number().map(f64::to_bits);
        for (row, column) in [(0, 1), (1, 1), (0, 2), (2, 1), (3, 2)] {
            assert_eq!(bits(&read, row, column), bits(&wrote, row, column), "{row} {column}");
        }
        assert_eq!(read.rows[1][2], Cell::Missing);
        assert_eq!(read.column("presses"), Some(2));
    }

    #[test]
    fn text_a_table_that_does_not_fit_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("animals.tsv");
        let mut t = example();
        t.push(vec![Cell::Missing]);
        let error = t.write(&path).unwrap_err();
        assert!(error.what().ends_with("row 4 has 1 values for 3 columns"), "{error}");
        let twice = DataTable::new(vec![Column::new("a", ""), Column::new("a", "")]);
        assert!(twice.write(&path).unwrap_err().what().contains("two columns are called `a`"));
        assert!(example().write(&dir.path().join("x.csv")).is_err());
        assert!(!path.exists() && !path.with_extension("json").exists());
        atomic::write(&path, b"a\tb\n1\n").unwrap();
        assert!(DataTable::read(&path).unwrap_err().what().contains("line 2 has 1 values"));
    }
}
