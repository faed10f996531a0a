//! TOML text as a tree that knows the place of every key and value.

use crate::problem::{Place, Problem, Problems};
use toml::de::{DeTable, DeValue};

/// Largest file that is read; a protocol has some kilobytes.
pub const BYTES_MAX: usize = 8 * 1024 * 1024;
/// After so many syntax errors in one file the rest is noise.
const SYNTAX_ERRORS_MAX: usize = 20;

/// Columns are counted in characters up to here and in bytes after, so that one huge line stays cheap.
const COUNTED_MAX: usize = 4096;

/// A place before its file name is looked up. The default is nowhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spot {
    file: u32,
    line: u32,
    column: u32,
}

impl Spot {
    /// By which spots are sorted as they stand in their files.
    pub fn order(self) -> (u32, u32, u32) {
        (self.file, self.line, self.column)
    }
}

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it begins.
    pub spot: Spot,
}

/// A value of a TOML file.
#[derive(Debug, Clone)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number; it may still be NaN or infinite.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A date or a number out of range: nothing here takes one.
    Other(&'static str),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

/// A table in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Its entries.
    pub entries: Vec<KeyValue>,
    /// Where it begins.
    pub spot: Spot,
}

/// A key with its value.
#[derive(Debug, Clone)]
pub struct KeyValue {
    /// The key.
    pub key: String,
    /// Where the key is written.
    pub at: Spot,
    /// The value.
    pub node: Node,
}

/// The files that spots point into.
#[derive(Debug, Clone, Default)]
pub struct Files {
    names: Vec<String>,
}

impl Files {
    /// The place in words.
    pub fn place(&self, spot: Spot) -> Place {
        let file = self.names.get(spot.file as usize).cloned().unwrap_or_default();
        Place { file, line: spot.line as usize, column: spot.column as usize }
    }

    /// Reads the text of one more file. Syntax errors are noted; then there is no tree.
    pub fn parse(&mut self, name: &str, text: &str, problems: &mut Problems) -> Option<Table> {
        let file = self.names.len() as u32;
        self.names.push(name.to_string());
        if let Some((what, hint)) = too_big(text.len()) {
            problems.add(Place { file: name.to_string(), line: 0, column: 0 }, what, Some(hint));
            return None;
        }
        let lines = Lines::new(file, text);
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut seen = std::collections::BTreeSet::new();
        for error in &errors {
            let spot = lines.spot(error.span().map_or(0, |s| s.start));
            if seen.insert(spot.line) && seen.len() <= SYNTAX_ERRORS_MAX {
                problems.add(
                    self.place(spot),
                    format!("not valid TOML: {}", one_line(error.message())),
                    None,
                );
            }
        }
        errors.is_empty().then(|| lines.table(root.get_ref(), lines.spot(0)))
    }
}

/// Whether a text is what a pattern says; `*` is any text and `?` any one character.
pub fn glob(pattern: &str, text: &str) -> bool {
    wildmatch::WildMatch::new(pattern).matches(text)
}

/// Turns the bytes of a file into text, or says why not.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Problems> {
    match too_big(bytes.len()) {
        Some((what, hint)) => {
            let place = Place { file: name.to_string(), line: 0, column: 0 };
            Err(Problems(vec![Problem { place, what, hint: Some(hint) }]))
        }
        None => decode_any(name, bytes),
    }
}

/// The same of any size: UTF-8 or UTF-16, without the byte order mark.
pub fn decode_any(name: &str, bytes: Vec<u8>) -> Result<String, Problems> {
    let mut problems = Problems::default();
    if let Some(big) = utf16(&bytes) {
        let pair =
            |b: &[u8]| if big { u16::from_be_bytes([b[0], b[1]]) } else { u16::from_le_bytes([b[0], b[1]]) };
        let text: Result<String, _> = char::decode_utf16(bytes.chunks_exact(2).map(pair)).collect();
        return match text {
            Ok(text) if bytes.len().is_multiple_of(2) => Ok(text.trim_start_matches('\u{feff}').to_string()),
            _ => {
                let what = "is UTF-16 text with characters cut in two, expected whole ones";
                let place = Place { file: name.to_string(), line: 0, column: 0 };
                problems.add(place, what, Some("save the file as UTF-8".into()));
                Err(problems)
            }
        };
    }
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..at];
        let line = 1 + before.iter().filter(|b| **b == b'\n').count();
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        let column =
            1 + before.iter().rev().take_while(|b| **b != b'\n').filter(|b| (**b as i8) >= -0x40).count();
        let what = format!("byte {at} of the file (0x{byte:02x}) is not UTF-8, expected UTF-8 text");
        problems.add(
            Place { file: name.to_string(), line, column },
            what,
            Some("save the file as UTF-8".into()),
        );
        problems
    })
}

/// Whether bytes are UTF-16, and if so, with the larger byte first; without a mark every other byte of plain text is zero.
fn utf16(bytes: &[u8]) -> Option<bool> {
    let zeros = |from: usize| bytes.iter().take(64).skip(from).step_by(2).all(|b| *b == 0);
    let some = |from: usize| bytes.iter().take(64).skip(from).step_by(2).all(|b| *b != 0);
    match bytes {
        [0xff, 0xfe, ..] => Some(false),
        [0xfe, 0xff, ..] => Some(true),
        [_, _, _, _, ..] if some(0) && zeros(1) => Some(false),
        [_, _, _, _, ..] if zeros(0) && some(1) => Some(true),
        _ => None,
    }
}

/// What is to be said of a text of so many bytes, and a way out, if that is too many.
pub fn too_big(bytes: usize) -> Option<(String, String)> {
    (bytes > BYTES_MAX).then(|| {
        let what = format!(
            "the file has {:.1} MB, expected at most {} MB",
            bytes as f64 / 1_048_576.0,
            BYTES_MAX / 1_048_576
        );
        (what, "split it, or check that it is the file you meant".to_string())
    })
}

fn one_line(message: &str) -> String {
    if message.contains("recurs") {
        return "nested too deeply, expected fewer brackets within brackets".to_string();
    }
    let words: Vec<&str> = message.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_string()
}

/// Byte offsets to lines and columns of one file.
struct Lines<'a> {
    file: u32,
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(file: u32, text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        Lines { file, text, starts }
    }

    fn spot(&self, offset: usize) -> Spot {
        let line = self.starts.partition_point(|s| *s <= offset).max(1);
        let start = self.starts[line - 1];
        let column = match self.text.get(start..offset) {
            Some(before) if before.len() <= COUNTED_MAX => 1 + before.chars().count(),
            _ => 1 + offset - start,
        };
        Spot { file: self.file, line: line as u32, column: column as u32 }
    }

    fn table(&self, table: &DeTable<'_>, spot: Spot) -> Table {
        let entries = table
            .iter()
            .map(|(key, value)| KeyValue {
                key: key.get_ref().to_string(),
                at: self.spot(key.span().start),
                node: self.node(value.get_ref(), self.spot(value.span().start)),
            })
            .collect();
        Table { entries, spot }
    }

    fn node(&self, value: &DeValue<'_>, spot: Spot) -> Node {
        let value = match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(i) => match i64::from_str_radix(i.as_str(), i.radix()) {
                Ok(i) => Value::Integer(i),
                Err(_) => Value::Other("an integer beyond 64 bits"),
            },
            DeValue::Float(x) => Value::Number(x.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(b) => Value::Bool(*b),
            DeValue::Datetime(_) => Value::Other("a date"),
            DeValue::Array(list) => {
                Value::List(list.iter().map(|v| self.node(v.get_ref(), self.spot(v.span().start))).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table, spot)),
        };
        Node { value, spot }
    }
}

impl Value {
    /// What kind of value it is, with an article.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Text(_) => "a string",
            Value::Integer(_) => "an integer",
            Value::Number(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::Other(what) => what,
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

impl Node {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(t) = &self.value { Some(t) } else { None }
    }
    /// The finite number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self.value {
            Value::Number(x) if x.is_finite() => Some(x),
            Value::Integer(i) => Some(i as f64),
            _ => None,
        }
    }
    /// The table, if it is one.
    pub fn table(&self) -> Option<&Table> {
        if let Value::Table(t) = &self.value { Some(t) } else { None }
    }
    /// The items, if it is a list.
    pub fn list(&self) -> Option<&[Node]> {
        if let Value::List(l) = &self.value { Some(l) } else { None }
    }
}

impl Table {
    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&KeyValue> {
        self.entries.iter().find(|e| e.key == key)
    }
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|e| &e.node)
    }
    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }
    /// The text of a key, or nothing.
    pub fn text_or_empty(&self, key: &str) -> String {
        self.text(key).unwrap_or_default().to_string()
    }
    /// The finite number of a key.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.get(key)?.number()
    }
    /// The positive whole number of a key.
    pub fn count(&self, key: &str) -> Option<usize> {
        match self.get(key)?.value {
            Value::Integer(i) => usize::try_from(i).ok(),
            _ => None,
        }
    }
    /// The flag of a key; false if it is not there.
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key).map(|n| &n.value), Some(Value::Bool(true)))
    }
    /// The table of a key.
    pub fn table(&self, key: &str) -> Option<&Table> {
        self.get(key)?.table()
    }
    /// The items of a list, or none.
    pub fn list(&self, key: &str) -> &[Node] {
        self.get(key).and_then(Node::list).unwrap_or_default()
    }
    /// The tables of a list, or none.
    pub fn tables(&self, key: &str) -> impl Iterator<Item = &Table> {
        self.list(key).iter().filter_map(Node::table)
    }
    /// The texts of a list with their spots, or none.
    pub fn texts(&self, key: &str) -> impl Iterator<Item = (&str, Spot)> {
        self.list(key).iter().filter_map(|n| Some((n.text()?, n.spot)))
    }
    /// Where the value of a key is written, else where the table begins.
    pub fn spot_of(&self, key: &str) -> Spot {
        self.get(key).map_or(self.spot, |n| n.spot)
    }
    /// Sets a key, as a patch does.
    pub fn set(&mut self, entry: KeyValue) {
        match self.entries.iter_mut().find(|e| e.key == entry.key) {
            Some(old) => *old = entry,
            None => self.entries.push(entry),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_stars_stand_for_any_characters() {
        for (pattern, text, want) in [
            ("a.b", "a.b", true),
            ("a.b", "a.bc", false),
            ("a.*", "a.b.c", true),
            ("*.c", "a.b.c", true),
            ("a*c", "abc", true),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "a-c", false),
            ("ab*bc", "abc", false),
            ("a?c", "abc", true),
            ("*", "", true),
        ] {
            assert_eq!(glob(pattern, text), want, "{pattern} {text}");
        }
    }
}
