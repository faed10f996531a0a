//! Tables as text, whoever wrote them: the one reader of everything delimited that a user gives.
//!
//! ```text
//! text        UTF-8 or UTF-16, with or without a byte order mark; lines end with LF, CRLF or CR
//! separator   tab, semicolon, comma or spaces, found from the lines; `sep=;` on the first line says it, as spreadsheets do
//! cells       RFC 4180: a cell in quotes may hold separators, line ends, # and (doubled) quotes
//! remarks     # or % at the start of a line; # with a space on both sides, outside quotes
//! numbers     1, 1.5, 1e-3, 1.5D-3, and 1,5 where the separator is no comma or the cell is quoted
//! ```
//! What is not sure is refused by whoever asks for a number; nothing is guessed here but the separator.

use crate::problem::{Place, Problems};
use std::borrow::Cow;

/// Lines that are looked at to find the separator, and bytes of each.
const LOOKED_AT: usize = 200;
const LINE_LOOKED_AT: usize = 1 << 16;

/// Cells of a table that is kept, at most.
const CELLS_MAX: usize = 1_000_000;

/// What stands between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// This character.
    Char(char),
    /// Spaces and tabs, any number of them.
    Space,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextCell<'a> {
    /// Its text, without quotes and spaces around it.
    pub text: Cow<'a, str>,
    /// Whether it stood in quotes.
    pub quoted: bool,
}

/// A line that holds anything, or more lines if a cell in quotes has line ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// Line where it begins, from 1.
    pub line: usize,
    /// Its cells.
    pub cells: Vec<TextCell<'a>>,
    /// Whether it has more cells than were asked for; the rest is left out.
    pub more: bool,
}

/// A text as a table.
#[derive(Debug, Clone)]
pub struct CellTable<'a> {
    /// Name in messages.
    pub name: &'a str,
    /// What stands between cells.
    pub separator: Separator,
    body: &'a str,
    first_line: usize,
}

impl<'a> CellTable<'a> {
    /// Takes a text, and finds what separates its cells.
    pub fn new(name: &'a str, text: &'a str) -> CellTable<'a> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (first, rest) = match text.find(['\n', '\r']) {
            Some(end) => (&text[..end], text[end..].strip_prefix("\r\n").unwrap_or(&text[end + 1..])),
            None => (text, ""),
        };
        let said = first.trim().strip_prefix("sep=").filter(|s| s.chars().count() == 1 || s.is_empty());
        match said.map(|s| s.chars().next().unwrap_or('\t')) {
            Some(c) => CellTable { name, separator: Separator::Char(c), body: rest, first_line: 2 },
            None => CellTable { name, separator: separator(text), body: text, first_line: 1 },
        }
    }

    /// The same text with another separator.
    pub fn separated(self, separator: Separator) -> CellTable<'a> {
        CellTable { separator, ..self }
    }

    /// Its rows with at most so many cells each; a quote that is never closed is a problem.
    pub fn rows(&self, cells_max: usize) -> TableRows<'a> {
        TableRows { rest: self.body, line: self.first_line, separator: self.separator, cells_max, open: None }
    }

    /// All rows, of a table that is small enough to be kept; a larger one is a problem.
    pub fn all(&self, problems: &mut Problems) -> Vec<Row<'a>> {
        let mut rows = self.rows(CELLS_MAX);
        let (mut all, mut cells) = (Vec::new(), 0);
        for row in rows.by_ref() {
            cells += row.cells.len();
            if cells > CELLS_MAX || row.more {
                let what = format!("has more than {CELLS_MAX} cells, expected a smaller table");
                problems.add(self.place(row.line, 0), what, None);
                return Vec::new();
            }
            all.push(row);
        }
        rows.tell(self.name, problems);
        // a separator at the end of every line makes no column
        while all.iter().all(|r| r.cells.len() > 1 && r.cells.last().is_some_and(TextCell::is_empty))
            && !all.is_empty()
        {
            all.iter_mut().for_each(|r| drop(r.cells.pop()));
        }
        all
    }

    /// The number in a cell, and whether it has a decimal comma.
    pub fn number(&self, cell: &TextCell) -> Option<(f64, bool)> {
        let comma = self.separator != Separator::Char(',') || cell.quoted;
        number(&cell.text, comma)
    }

    /// A quantity as its reader expects it: with a decimal point.
    pub fn quantity<'c>(&self, cell: &'c TextCell) -> Cow<'c, str> {
        let text: &'c str = &cell.text;
        let digits = |s: &str| s.starts_with(|c: char| c.is_ascii_digit());
        let comma = self.separator != Separator::Char(',') || cell.quoted;
        match text.split_once(',') {
            Some((a, b))
                if comma && a.ends_with(|c: char| c.is_ascii_digit()) && digits(b) && !a.contains('.') =>
            {
                format!("{a}.{b}").into()
            }
            _ => text.into(),
        }
    }

    /// A place in it; columns count cells.
    pub fn place(&self, line: usize, column: usize) -> Place {
        Place { file: self.name.into(), line, column }
    }
}

impl TextCell<'_> {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// The number that a text is; with a decimal comma if that may be.
pub fn number(text: &str, comma: bool) -> Option<(f64, bool)> {
    if let Ok(x) = text.parse::<f64>() {
        return Some((x, false));
    }
    let digit = |c: char| c.is_ascii_digit();
    let mut plain = text.replace('\u{2212}', "-");
    let between = |(a, b): (&str, &str)| a.ends_with(digit) && b.starts_with(digit) && !b.contains(',');
    let mark = comma && plain.split_once(',').is_some_and(between) && !plain.contains('.');
    if mark {
        plain = plain.replace(',', ".");
    }
    // Fortran writes 1.5D-3
    if plain.bytes().all(|b| b.is_ascii_digit() || b"+-.eEdD".contains(&b)) {
        plain = plain.replace(['d', 'D'], "e");
    }
    let digits = plain.contains(digit);
    plain.parse::<f64>().ok().filter(|_| digits).map(|x| (x, mark))
}

/// A line without its remark: `#` at its start, or with a space on both sides.
pub fn without_remark(line: &str) -> &str {
    let starts = |(at, _): &(usize, &str)| remark(line, *at, line[..*at].trim().is_empty());
    line.match_indices('#').find(starts).map_or(line, |(at, _)| &line[..at]).trim()
}

fn remark(text: &str, at: usize, line_start: bool) -> bool {
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    line_start || space(text[..at].chars().next_back()) && space(text[at + 1..].chars().next())
}

/// Rows one after another.
pub struct TableRows<'a> {
    rest: &'a str,
    line: usize,
    separator: Separator,
    cells_max: usize,
    open: Option<usize>,
}

impl<'a> Iterator for TableRows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        loop {
            let start = self.rest.trim_start_matches([' ', '\t']);
            match start.chars().next()? {
                '\n' | '\r' => self.end_of_line(start),
                '#' | '%' => {
                    let end = start.find(['\n', '\r']).unwrap_or(start.len());
                    self.end_of_line(&start[end..]);
                }
                _ => {
                    let row = self.row();
                    if row.cells.iter().any(|c| !c.is_empty() || c.quoted) {
                        return Some(row);
                    }
                }
            }
        }
    }
}

impl<'a> TableRows<'a> {
    /// Says what was wrong with quotes, once all rows have been taken.
    pub fn tell(&self, name: &str, problems: &mut Problems) {
        if let Some(line) = self.open {
            let place = Place { file: name.into(), line, column: 0 };
            let hint = "close it, or write it twice (\"\") if it belongs to the cell";
            problems.add(place, "a quote is opened here and never closed", Some(hint.into()));
        }
    }

    fn end_of_line(&mut self, at: &'a str) {
        self.rest = at.strip_prefix("\r\n").unwrap_or_else(|| at.get(1..).unwrap_or(""));
        self.line += 1;
    }

    fn row(&mut self) -> Row<'a> {
        let mut row = Row { line: self.line, cells: Vec::new(), more: false };
        let spaces: &[char] = if self.separator == Separator::Char('\t') { &[' '] } else { &[' ', '\t'] };
        loop {
            let start = self.rest.trim_start_matches(spaces);
            let (cell, rest) = match start.starts_with('"') {
                true => self.quoted(start),
                false => self.plain(start),
            };
            let space = self.separator == Separator::Space;
            if !(space && cell.is_empty() && !cell.quoted) {
                match row.cells.len() < self.cells_max {
                    true => row.cells.push(cell),
                    false => row.more = true,
                }
            }
            match rest.chars().next() {
                None => self.rest = "",
                Some('\n' | '\r') => self.end_of_line(rest),
                Some('#') => {
                    let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
                    if rest.len() > end {
                        self.end_of_line(&rest[end..]);
                    } else {
                        self.rest = "";
                    }
                }
                Some(c) => {
                    self.rest = if space { rest } else { &rest[c.len_utf8()..] };
                    continue;
                }
            }
            return row;
        }
    }

    /// A cell in quotes, and what follows it from a separator, a remark or the end of the line on.
    fn quoted(&mut self, start: &'a str) -> (TextCell<'a>, &'a str) {
        let inside = &start[1..];
        let mut text = Cow::Borrowed("");
        let mut from = 0;
        loop {
            let Some(at) = inside[from..].find('"').map(|at| from + at) else {
                self.open = self.open.or(Some(self.line));
                return (TextCell { text: inside.lines().next().unwrap_or("").into(), quoted: true }, "");
            };
            text = match text.is_empty() {
                true => Cow::Borrowed(&inside[from..at]),
                false => Cow::Owned(text.into_owned() + &inside[from..at]),
            };
            if !inside[at + 1..].starts_with('"') {
                self.line += inside[..at].matches('\n').count();
                let (after, rest) = self.plain(&inside[at + 1..]);
                // "a"b is one cell, as spreadsheets read it
                let text = if after.is_empty() { text } else { Cow::Owned(text.into_owned() + &after.text) };
                return (TextCell { text, quoted: true }, rest);
            }
            text = Cow::Owned(text.into_owned() + "\"");
            from = at + 2;
        }
    }

    /// A cell without quotes, and what follows it.
    fn plain(&self, start: &'a str) -> (TextCell<'a>, &'a str) {
        let mut end = start.len();
        for (at, c) in start.char_indices() {
            let separates = match self.separator {
                Separator::Char(s) => c == s,
                Separator::Space => c == ' ' || c == '\t',
            };
            if separates || c == '\n' || c == '\r' || c == '#' && at > 0 && remark(start, at, false) {
                end = at;
                break;
            }
        }
        // a remark that follows a cell right after its separator or quote
        if start.starts_with('#')
            && remark(start, 0, false)
            && start[1..].starts_with([' ', '\t', '\n', '\r'])
        {
            end = 0;
        }
        (TextCell { text: start[..end].trim().into(), quoted: false }, &start[end..])
    }
}

/// What separates the cells of a text: what most of its lines hold outside quotes.
fn separator(text: &str) -> Separator {
    let mut counts = [0usize; 3];
    let (mut lines, mut spaced) = (0usize, 0usize);
    let mut look = |bare: &str| {
        let bare = without_remark(bare);
        if bare.is_empty() || bare.starts_with('%') {
            return;
        }
        lines += 1;
        for (count, c) in counts.iter_mut().zip(['\t', ';', ',']) {
            *count += usize::from(bare.contains(c));
        }
        spaced += usize::from(decimal_commas(bare));
    };
    let (mut bare, mut inside, mut before) = (String::new(), false, '\n');
    let mut seen = 0;
    for c in text.chars() {
        match c {
            '"' if inside => inside = false,
            // only a quote at the start of a cell opens one, and a doubled one goes on
            '"' if matches!(before, '"' | ' ' | '\t' | ';' | ',' | '\n' | '\r') => inside = true,
            '\n' | '\r' if !inside => {
                look(&bare);
                bare.clear();
                seen += 1;
            }
            c if !inside && bare.len() < LINE_LOOKED_AT => bare.push(c),
            _ => {}
        }
        before = c;
        if seen == LOOKED_AT {
            break;
        }
    }
    look(&bare);
    let most = |count: usize| count * 2 >= lines.max(1) && count > 0;
    match counts {
        [tabs, ..] if most(tabs) => Separator::Char('\t'),
        [_, semicolons, _] if most(semicolons) => Separator::Char(';'),
        [.., commas] if most(commas) && spaced < commas => Separator::Char(','),
        _ => Separator::Space,
    }
}

/// Whether the cells of a line are separated by spaces and have decimal commas: `0 3,5 1,25`.
fn decimal_commas(line: &str) -> bool {
    let cells: Vec<&str> = line.split_whitespace().collect();
    let mut commas = cells.iter().filter(|c| c.contains(',')).peekable();
    cells.len() > 1 && commas.peek().is_some() && commas.all(|c| number(c, true).is_some())
}
