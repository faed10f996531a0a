//! Maps: numbers of every region, a column for each.

use super::Connectome;
use super::content::Content;
use super::files::ConnectomeFile;
use syntony_language::problem::{Problems, nearest};
use syntony_language::table::CellTable;

/// Problems of a table that are told.
const TOLD_MAX: usize = 20;

impl Connectome {
    /// Reads maps: a head line with names, then a line for each region in any order.
    pub(super) fn read_maps(&mut self, item: &ConnectomeFile, problems: &mut Problems) {
        let Content::Text(text) = &item.content else {
            let place =
                syntony_language::Place { file: item.name.clone(), ..syntony_language::Place::default() };
            return problems.add(place, "is no text, expected a table with a head line", None);
        };
        let table = CellTable::new(&item.name, text);
        let rows = table.all(problems);
        let Some((head, rows)) = rows.split_first() else {
            return problems.add(
                table.place(0, 0),
                "is empty, expected a head line and a line for each region",
                None,
            );
        };
        let mut cells: Vec<String> = head.cells.iter().map(|c| c.text.to_string()).collect();
        // R writes no corner
        if rows.first().is_some_and(|r| r.cells.len() == cells.len() + 1) {
            cells.insert(0, String::new());
        }
        let names: Vec<String> = cells[1..].to_vec();
        if self.labels.contains(&cells[0]) {
            let hint = "write region and the names of the maps above the lines";
            let what = format!("the first line is that of region '{}', expected a head", cells[0]);
            return problems.add(table.place(head.line, 0), what, Some(hint.into()));
        }
        let before = problems.0.len();
        let mut values = vec![vec![f64::NAN; self.regions()]; names.len()];
        for row in rows {
            if problems.0.len() >= before + TOLD_MAX {
                break;
            }
            let label = &row.cells[0].text;
            let Some(region) = self.labels.iter().position(|l| l == label) else {
                let near = nearest(label, self.labels.iter().map(String::as_str));
                let what = format!("no region '{label}', expected a label of the connectome");
                problems.add(table.place(row.line, 1), what, near.map(|n| format!("did you mean '{n}'?")));
                continue;
            };
            if row.cells.len() != cells.len() {
                let what = format!("{} cells, expected {}", row.cells.len(), cells.len());
                problems.add(table.place(row.line, 0), what, None);
                continue;
            }
            for (column, cell) in row.cells[1..].iter().enumerate() {
                let known = &mut values[column][region];
                match table.number(cell) {
                    Some((x, _)) if x.is_finite() && known.is_nan() => *known = x,
                    Some((x, _)) if x.is_finite() => {
                        let what = format!("'{label}' is there twice, expected once");
                        problems.add(table.place(row.line, 1), what, None);
                    }
                    _ => {
                        let what = format!("'{}' is no number", cell.text);
                        problems.add(table.place(row.line, column + 2), what, None);
                        *known = 0.0;
                    }
                }
            }
        }
        let told = problems.0.len() >= before + TOLD_MAX;
        for (name, map) in names.iter().zip(&values).filter(|_| !told) {
            if let Some(missing) = map.iter().position(|x| x.is_nan()) {
                let what = format!("'{name}' has no number for region '{}'", self.labels[missing]);
                problems.add(table.place(0, 0), what, None);
            }
        }
        self.maps = names.into_iter().zip(values).collect();
    }
}
