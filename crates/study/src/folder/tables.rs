//! Animals and acts as tables with a sidecar, and back, bit by bit.

use std::path::Path;
use syntony_results::record::{AnimalRow, EventRow, GroupRecord, Results};
use syntony_store::{Cell, Column, DataTable, StoreError};

/// Columns before the measures.
const LEADING: [&str; 3] = ["group", "replicate", "animal"];

fn group_column(groups: &[GroupRecord]) -> Column {
    groups.iter().fold(Column::new("group", "group of the study"), |c, g| c.level(&g.key, &g.label))
}

/// One row per subject and replicate.
pub fn animals(results: &Results) -> DataTable {
    let mut columns = vec![
        group_column(&results.groups),
        Column::new("replicate", "virtual repetition of the whole study, from 0"),
        Column::new("animal", "subject within the group, from 0"),
    ];
    for m in &results.measures {
        let taken = LEADING.contains(&m.key.as_str());
        let name = if taken { format!("measure_{}", m.key) } else { m.key.clone() };
        let place = match m.phase.as_str() {
            "" => format!("{}, computed from other measures; missing where one of them is", m.label),
            phase => {
                format!("{}, scored in phase {phase}; missing where the group has no such phase", m.label)
            }
        };
        columns.push(Column::new(name, place).long_name(&m.label).units(&m.unit));
    }
    let mut table = DataTable::new(columns);
    for row in &results.animals {
        let mut cells: Vec<Cell> =
            vec![results.groups[row.group].key.as_str().into(), row.replicate.into(), row.animal.into()];
        cells.extend(row.values.iter().map(|&v| Cell::from(v)));
        table.push(cells);
    }
    table
}

/// Acts, as BIDS wants events: onset and duration first.
pub fn events(results: &Results) -> DataTable {
    let mut table = DataTable::new(vec![
        Column::new("onset", "beginning of the act, from the beginning of the first phase").units("s"),
        Column::new("duration", "length of the act; 0 for a point event").units("s"),
        group_column(&results.groups),
        Column::new("animal", "subject within the group, from 0; first replicate"),
        Column::new("actor", "who acts"),
        Column::new("act", "what"),
        Column::new("target", "towards whom or what"),
    ]);
    for e in &results.events {
        table.push(vec![
            e.onset_s.into(),
            e.duration_s.into(),
            results.groups[e.group].key.as_str().into(),
            e.animal.into(),
            e.actor.as_str().into(),
            e.act.as_str().into(),
            e.target.as_str().into(),
        ]);
    }
    table
}

/// Reads the table of animals.
pub fn read_animals(
    path: &Path,
    groups: &[GroupRecord],
    measures: usize,
) -> Result<Vec<AnimalRow>, StoreError> {
    let mut all = Vec::new();
    scan_animals(path, groups, measures, &mut |row| all.push(row))?;
    Ok(all)
}

/// Reads it row by row.
pub fn scan_animals(
    path: &Path,
    groups: &[GroupRecord],
    measures: usize,
    each: &mut dyn FnMut(AnimalRow),
) -> Result<(), StoreError> {
    let rows = Rows { path, groups };
    let fits = |columns: usize| {
        let want = LEADING.len() + measures;
        (columns == want)
            .then_some(())
            .ok_or_else(|| rows.damaged(0, format!("{columns} columns, expected {want}")))
    };
    let columns = DataTable::scan(path, &mut |i, row| {
        fits(row.len())?;
        let value = |c: &Cell| if *c == Cell::Missing { Ok(None) } else { rows.number(i, c).map(Some) };
        each(AnimalRow {
            group: rows.group(i, &row[0])?,
            replicate: rows.number(i, &row[1])? as usize,
            animal: rows.number(i, &row[2])? as usize,
            values: row[3..].iter().map(value).collect::<Result<_, _>>()?,
        });
        Ok(true)
    })?;
    fits(columns.len())
}

/// Reads the table of acts, the first so many.
pub fn read_events(path: &Path, groups: &[GroupRecord], most: usize) -> Result<Vec<EventRow>, StoreError> {
    let rows = Rows { path, groups };
    let fits = |columns: usize| {
        (columns == 7).then_some(()).ok_or_else(|| rows.damaged(0, format!("{columns} columns, expected 7")))
    };
    let text = |c: &Cell| if let Cell::Text(t) = c { t.clone() } else { String::new() };
    let mut all = Vec::new();
    let columns = DataTable::scan(path, &mut |i, row| {
        fits(row.len())?;
        all.push(EventRow {
            onset_s: rows.number(i, &row[0])?,
            duration_s: rows.number(i, &row[1])?,
            group: rows.group(i, &row[2])?,
            animal: rows.number(i, &row[3])? as usize,
            actor: text(&row[4]),
            act: text(&row[5]),
            target: text(&row[6]),
        });
        Ok(all.len() < most)
    })?;
    fits(columns.len())?;
    Ok(all)
}

/// Rows of a file being read.
struct Rows<'a> {
    path: &'a Path,
    groups: &'a [GroupRecord],
}

impl Rows<'_> {
    fn damaged(&self, line: usize, why: String) -> StoreError {
        StoreError::Damaged { path: self.path.to_path_buf(), why: format!("line {}: {why}", line + 1) }
    }
    fn number(&self, row: usize, cell: &Cell) -> Result<f64, StoreError> {
        cell.number()
            .filter(|x| x.is_finite())
            .ok_or_else(|| self.damaged(row + 1, format!("{cell:?} is not a number")))
    }
    fn group(&self, row: usize, cell: &Cell) -> Result<usize, StoreError> {
        let found = match cell {
            Cell::Text(key) => self.groups.iter().position(|g| g.key == *key),
            _ => None,
        };
        found.ok_or_else(|| self.damaged(row + 1, format!("{cell:?} is not a group of the run")))
    }
}
