//! Where things go: data to stdout, words to stderr.

use crate::fail::Fail;
use serde_json::{Value, json};
use std::io::{self, IsTerminal, Write};
use syntony_language::Problems;

/// How the user wants it.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    /// Data as JSON.
    pub json: bool,
}

impl Out {
    /// Puts text on stdout, with a line break at its end.
    pub fn text(&self, text: &str) -> Result<(), Fail> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            stdout.write_all(b"\n")?;
        }
        Ok(stdout.flush()?)
    }

    /// Puts a value on stdout as JSON.
    pub fn data(&self, value: &Value) -> Result<(), Fail> {
        self.text(&format!("{value:#}"))
    }

    /// Says something on stderr; nobody need be listening.
    pub fn word(&self, text: &str) {
        let mut stderr = io::stderr().lock();
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.write_all(b"\n"));
    }

    /// Whether stdout takes colours: a terminal, and nobody said no.
    pub fn colour(&self) -> bool {
        let unset = |name: &str| std::env::var_os(name).is_none_or(|v| v.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        unset("NO_COLOR") && !dumb && io::stdout().is_terminal()
    }
}

impl Fail {
    /// Tells it and gives the exit code.
    pub fn tell(self, out: &Out) -> u8 {
        let (code, problems) = match self {
            Fail::Input(problems) => (2, problems),
            Fail::Numbers(problem) => (3, Problems(vec![problem])),
            Fail::Interrupted(problem) => (130, Problems(vec![problem])),
            Fail::Claims => return 1,
            Fail::Told => return 2,
            Fail::Pipe => return 0,
        };
        if !out.json {
            out.word(&problems.to_string());
        } else if let Err(Fail::Input(lost)) = out.data(&json!({ "problems": problems })) {
            out.word(&lost.to_string());
        }
        code
    }
}

/// Rows with their columns aligned, two spaces between; trailing spaces are cut.
pub fn aligned(rows: &[Vec<String>], indent: &str) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| rows.iter().filter_map(|r| r.get(c)).map(|t| t.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = indent.to_string();
        for (c, cell) in row.iter().enumerate() {
            line.push_str(cell);
            let pad = widths[c].saturating_sub(cell.chars().count()) + 2;
            line.extend(std::iter::repeat_n(' ', if c + 1 < row.len() { pad } else { 0 }));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Text broken at spaces so that no line is wider than `width` where that can be.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// `1 claim`, `3 claims`.
pub fn count(n: usize, one: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        n if one.ends_with('s') => format!("{n} {one}"),
        n => format!("{n} {one}s"),
    }
}
