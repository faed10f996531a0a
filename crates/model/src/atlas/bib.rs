//! A small reader of BibTeX: keys, entries as written, and a citation in one line.

use super::Source;
use std::collections::BTreeMap;
use syntony_language::problem::{Place, Problems};

/// Adds the entries of one file to the sources.
pub(crate) fn read(name: &str, text: &str, sources: &mut BTreeMap<String, Source>, problems: &mut Problems) {
    let mut at = 0;
    let place = |offset: usize| {
        let before = text.get(..offset).unwrap_or_default();
        let line = 1 + before.matches('\n').count();
        Place {
            file: name.to_string(),
            line,
            column: 1 + before.rsplit('\n').next().map_or(0, |l| l.chars().count()),
        }
    };
    if let Some((what, hint)) = syntony_language::text::too_big(text.len()) {
        return problems.add(Place { file: name.to_string(), line: 0, column: 0 }, what, Some(hint));
    }
    while let Some(start) = text[at..].find('@').map(|i| at + i) {
        // an @ inside a line is no entry (an address in a comment)
        let begins = text[..start].rsplit('\n').next().is_none_or(|l| l.trim().is_empty());
        let Some(open) = text[start..].find('{').map(|i| start + i).filter(|_| begins) else {
            at = start + 1;
            continue;
        };
        let kind = text[start + 1..open].trim().to_lowercase();
        if kind.is_empty() || !kind.chars().all(|c| c.is_ascii_alphanumeric()) {
            problems.add(place(start), "the entry has no type, expected one such as @article{key, …}", None);
            at = start + 1;
            continue;
        }
        let Some(close) = closing(text, open) else {
            problems.add(
                place(start),
                format!("the @{kind} entry is not closed, expected a }} for every {{"),
                None,
            );
            return;
        };
        at = close + 1;
        if matches!(kind.as_str(), "comment" | "string" | "preamble") {
            continue;
        }
        let body = &text[open + 1..close];
        let (key, fields) = body.split_once(',').unwrap_or((body, ""));
        let key = key.trim();
        if key.is_empty() || key.contains(char::is_whitespace) {
            problems.add(
                place(start),
                format!("the @{kind} entry has no key, expected one such as insel_1995"),
                None,
            );
        } else if sources.contains_key(key) {
            problems.add(place(start), format!("the source '{key}' is given twice, expected once"), None);
        } else {
            let source = source(key, text[start..=close].to_string(), &fields_of(fields));
            sources.insert(key.to_string(), source);
        }
    }
}

fn source(key: &str, bibtex: String, fields: &BTreeMap<String, String>) -> Source {
    let get = |name: &str| fields.get(name).cloned().unwrap_or_default();
    Source { key: key.into(), bibtex, citation: citation(fields), title: get("title"), doi: get("doi") }
}

/// The entry of a paper whose fields are plain text, empty ones left out.
pub(crate) fn entry(key: &str, fields: &[(&str, String)]) -> Source {
    let fields: Vec<&(&str, String)> = fields.iter().filter(|(_, value)| !value.is_empty()).collect();
    let kind = if fields.iter().any(|(name, _)| *name == "journal") { "article" } else { "misc" };
    let line = |(name, value): &&(&str, String)| {
        let (open, close) = if *name == "title" { ("{{", "}}") } else { ("{", "}") };
        format!(",\n  {name} = {open}{}{close}", latex(value))
    };
    let lines: String = fields.iter().map(line).collect();
    let plain = fields.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    source(key, format!("@{kind}{{{key}{lines}\n}}"), &plain)
}

/// Plain text in LaTeX.
fn latex(value: &str) -> String {
    let escaped = |c: char| match c {
        '&' | '%' | '#' | '$' | '_' => format!("\\{c}"),
        '\\' => "\\textbackslash{}".into(),
        '{' | '}' => String::new(),
        c if c.is_control() => " ".into(),
        c => c.to_string(),
    };
    value.chars().map(escaped).collect()
}

impl Source {
    /// Whether two entries are of the same paper: the same DOI, or the same title where one has none.
    pub fn same_paper(&self, other: &Source) -> bool {
        let plain =
            |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        match self.doi.is_empty() || other.doi.is_empty() {
            true => plain(&self.title) == plain(&other.title),
            false => self.doi.eq_ignore_ascii_case(&other.doi),
        }
    }
}

/// Where the brace that opens at `open` closes.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (i, byte) in text.as_bytes().iter().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}

/// `author = {…}, year = 1995` by name, without braces.
fn fields_of(body: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut rest = body;
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, next) = match after.as_bytes().first() {
            Some(b'{') => match closing(after, 0) {
                Some(end) => (&after[1..end], &after[end + 1..]),
                None => (after, ""),
            },
            Some(b'"') => after[1..].split_once('"').unwrap_or((&after[1..], "")),
            _ => after.split_once(',').unwrap_or((after, "")),
        };
        let name = name.trim().trim_start_matches(',').trim().to_lowercase();
        fields.insert(name, plain(value));
        rest = next;
    }
    fields
}

/// LaTeX to plain text, as far as titles need it.
fn plain(value: &str) -> String {
    let value: String =
        value.replace("\\&", "&").replace("---", "—").replace("--", "–").replace(['{', '}'], "");
    value.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(',').to_string()
}

fn citation(fields: &BTreeMap<String, String>) -> String {
    let get = |name: &str| fields.get(name).map(String::as_str).filter(|v| !v.is_empty());
    let mut parts = Vec::new();
    let authors = get("author").map(|a| a.replace(" and ", "; "));
    match (authors, get("year")) {
        (Some(authors), Some(year)) => parts.push(format!("{authors} ({year})")),
        (Some(authors), None) => parts.push(authors),
        (None, Some(year)) => parts.push(format!("({year})")),
        (None, None) => {}
    }
    parts.extend(get("title").map(String::from));
    if let Some(journal) = get("journal").or(get("booktitle")).or(get("publisher")) {
        let volume = get("volume").map(|v| format!(" {v}")).unwrap_or_default();
        let pages = get("pages").map(|p| format!(":{p}")).unwrap_or_default();
        parts.push(format!("{journal}{volume}{pages}"));
    }
    parts.extend(get("doi").map(|d| format!("doi:{d}")));
    parts.iter().map(|p| p.trim_end_matches('.')).collect::<Vec<_>>().join(". ")
}
