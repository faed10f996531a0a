//! ARCHITECTURE.md against the tree: what it names exists, and every room is named.

use super::Problem;
use crate::tree::Tree;

/// The map.
pub const MAP: &str = "ARCHITECTURE.md";

/// A row of the table of rooms.
pub struct Room {
    /// `crates/engine`, `atlas`.
    pub place: String,
    /// Our crates that it may use.
    pub may_use: Vec<String>,
}

/// A path in backticks exists. Names without a slash, and patterns such as `src/<verb>.rs`, are no paths.
pub fn names_exist(tree: &Tree) -> Vec<Problem> {
    let Some(map) = tree.file(MAP) else {
        return vec![Problem::new(MAP, 1, "no such file, expected the map of the tree")];
    };
    let mut found = Vec::new();
    for (n, line) in map.text.lines().enumerate() {
        for path in ticked(line).filter(|t| is_path(t) && !tree.has(t)) {
            found.push(Problem::new(
                MAP,
                n + 1,
                format!("names `{path}`, expected a file or folder of the tree"),
            ));
        }
    }
    found
}

/// Every crate and every folder at the top has a row in the table of rooms.
pub fn rooms_are_named(tree: &Tree) -> Vec<Problem> {
    if tree.file(MAP).is_none() {
        return Vec::new();
    }
    let rooms = rooms(tree);
    let mut places = tree.crates();
    let tops = tree.files.iter().filter_map(|f| f.path.split_once('/')).map(|(top, _)| top);
    places.extend(tops.filter(|top| *top != "crates" && !top.starts_with('.')));
    places.sort();
    places.dedup();
    let unnamed = places.into_iter().filter(|p| !rooms.iter().any(|r| r.place == *p));
    unnamed
        .map(|p| Problem::new(MAP, 1, format!("does not name `{p}`, expected a row of the rooms for it")))
        .collect()
}

/// The table whose header has the columns `place` and `may use`. A cell `all above` stands for all crates of the rows
/// above it.
pub fn rooms(tree: &Tree) -> Vec<Room> {
    let text = tree.file(MAP).map_or("", |f| &f.text);
    let mut columns: Option<(usize, usize)> = None;
    let mut rooms: Vec<Room> = Vec::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        if !line.trim_start().starts_with('|') {
            columns = None;
        } else if let Some((place, may_use)) = columns {
            let Some(place) = cells.get(place).and_then(|c| ticked(c).next()) else { continue };
            let may_use = match cells.get(may_use).copied().unwrap_or_default() {
                "all above" => {
                    rooms.iter().filter_map(|r| r.place.strip_prefix("crates/")).map(str::to_string).collect()
                }
                cell => crates_in(cell),
            };
            rooms.push(Room { place: place.trim_end_matches('/').to_string(), may_use });
        } else {
            let column = |name: &str| cells.iter().position(|c| *c == name);
            columns = column("place").zip(column("may use"));
        }
    }
    rooms
}

/// The words of a cell; a dash is none.
fn crates_in(cell: &str) -> Vec<String> {
    let words = cell.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty());
    words.map(str::to_string).collect()
}

/// What stands in backticks.
fn ticked(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn is_path(text: &str) -> bool {
    text.contains('/') && text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
}
