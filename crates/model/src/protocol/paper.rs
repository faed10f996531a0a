//! The paper of a protocol: in the built-in bibliography, in one beside the file, or written in the protocol itself.

use super::read::{Beside, Reader};
use crate::atlas::{Source, entry, read_bib};
use std::collections::BTreeMap;
use syntony_language::problem::{Problems, nearest};
use syntony_language::text::{Spot, Table};

/// The way out where a paper is in no bibliography.
const OWN: &str = "write source = { title = \"…\", authors = [\"…\"], year = 2024, doi = \"10.…\" } or put a .bib file beside the protocol";
/// Years in which a paper can have been published.
const YEARS: std::ops::RangeInclusive<usize> = 1700..=2200;

impl Reader<'_> {
    /// The paper; nothing for a scenario without one, or where something is wrong with it.
    pub(super) fn paper(&mut self, beside: &[Beside]) -> Option<Source> {
        let root = self.root;
        let spot = root.spot_of("source");
        if let Some(table) = root.table("source") {
            return self.own_paper(table);
        }
        match root.text("source").filter(|key| !key.is_empty()) {
            Some(key) => self.listed(key, spot, beside),
            None => {
                // a value of the wrong type has been told
                if root.text("role") != Some("scenario")
                    && root.get("source").is_none_or(|n| n.text().is_some())
                {
                    let hint = format!("{OWN}; what has no paper is of the role \"scenario\"");
                    self.notes.add(spot, "the protocol has no 'source', expected a paper", Some(hint));
                }
                None
            }
        }
    }

    /// The paper of a key: built in, or in a file beside the protocol.
    fn listed(&mut self, key: &str, spot: Spot, beside: &[Beside]) -> Option<Source> {
        let (mut own, mut wrong) = (BTreeMap::new(), Problems::default());
        for (name, text) in beside {
            match text {
                Ok(text) => read_bib(name, text, &mut own, &mut wrong),
                Err(problems) => wrong.0.extend(problems.0.iter().cloned()),
            }
        }
        match (self.atlas.sources.get(key), own.remove(key)) {
            (Some(known), Some(own)) if !own.same_paper(known) => {
                self.another(known, spot, "give the entry of the file another key");
                None
            }
            (Some(known), _) => Some(known.clone()),
            (None, Some(own)) => Some(own),
            (None, None) => {
                // what is wrong with the files matters only where the paper is not found
                self.notes.problems.0.extend(wrong.0);
                let files: Vec<&str> = beside.iter().map(|(name, _)| name.as_str()).collect();
                let among = match files.is_empty() {
                    true => "a key of the built-in sources.bib".to_string(),
                    false => format!("a key of the built-in sources.bib or of {}", files.join(", ")),
                };
                let keys = self.atlas.sources.keys().chain(own.keys()).map(String::as_str);
                let near = nearest(key, keys).map(|n| format!("did you mean '{n}'? A paper of your own: "));
                let hint = format!("{}{OWN}", near.unwrap_or_default());
                self.notes.add(spot, format!("unknown source '{key}', expected {among}"), Some(hint));
                None
            }
        }
    }

    /// A paper that the protocol itself gives.
    fn own_paper(&mut self, table: &Table) -> Option<Source> {
        let before = self.notes.problems.0.len();
        let mut text = |key: &str| {
            let text = table.text(key).map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
            if text.as_deref() == Some("") {
                self.notes.add(table.spot_of(key), format!("'{key}' is empty, expected some words"), None);
            }
            text.unwrap_or_default()
        };
        let (title, journal, doi) = (text("title"), text("journal"), text("doi"));
        let doi = self.doi(&doi, table);
        let authors = self.authors(table);
        let year = table.count("year").unwrap_or_default();
        if table.get("year").is_some() && year > 0 && !YEARS.contains(&year) {
            let what = format!("'year' is {year}, expected the year of publication, such as 1995");
            self.notes.add(table.spot_of("year"), what, None);
        }
        if self.notes.problems.0.len() > before || title.is_empty() || authors.is_empty() || year == 0 {
            return None;
        }
        let given = table.text("key").map(String::from);
        let key = given.clone().unwrap_or_else(|| self.root.text_or_empty("key"));
        let fields = [
            ("author", authors.join(" and ")),
            ("title", title),
            ("journal", journal),
            ("year", year.to_string()),
            ("doi", doi),
        ];
        let own = entry(&key, &fields);
        let known =
            self.atlas.sources.values().find(|s| !s.doi.is_empty() && own.doi.eq_ignore_ascii_case(&s.doi));
        match known.or_else(|| self.atlas.sources.get(&key)) {
            Some(known) if own.same_paper(known) => Some(known.clone()),
            Some(known) => {
                let spot = if given.is_some() { table.spot_of("key") } else { table.spot };
                self.another(known, spot, "give the paper another `key`");
                None
            }
            None => Some(own),
        }
    }

    /// Tells that a key is taken by another paper.
    fn another(&mut self, known: &Source, spot: Spot, remedy: &str) {
        let what = format!(
            "the key '{}' is that of another paper, expected a new one: {}",
            known.key, known.citation
        );
        let hint = format!("{remedy}; if it is that paper, write source = \"{}\" alone", known.key);
        self.notes.add(spot, what, Some(hint));
    }

    /// The bare identifier of what may be written as an address.
    fn doi(&mut self, written: &str, table: &Table) -> String {
        let lower = written.to_lowercase();
        let starts = [
            "https://doi.org/",
            "http://doi.org/",
            "https://dx.doi.org/",
            "http://dx.doi.org/",
            "doi.org/",
            "doi:",
        ];
        let skip = starts.iter().find(|s| lower.starts_with(*s)).map_or(0, |s| s.len());
        let doi = written[skip..].trim();
        let parts = doi.strip_prefix("10.").and_then(|rest| rest.split_once('/'));
        let fine = parts.is_some_and(|(registrant, name)| {
            registrant.len() >= 4
                && registrant.chars().all(|c| c.is_ascii_digit() || c == '.')
                && !name.is_empty()
        });
        if !written.is_empty() && (!fine || doi.contains(char::is_whitespace)) {
            let what = format!("'doi' is '{written}', expected one such as 10.1037/0735-7044.109.4.782");
            self.notes.add(table.spot_of("doi"), what, Some("leave it out where there is none".into()));
        }
        doi.to_string()
    }

    /// Authors, from a list or from one string.
    fn authors(&mut self, table: &Table) -> Vec<String> {
        let list: Vec<&str> = match table.text("authors") {
            Some(all) => all.split(" and ").flat_map(|a| a.split(';')).collect(),
            None => table.texts("authors").map(|(a, _)| a).collect(),
        };
        let authors: Vec<String> =
            list.into_iter().map(|a| a.trim().to_string()).filter(|a| !a.is_empty()).collect();
        let written = table.get("authors").is_some_and(|n| n.text().is_some() || n.list().is_some());
        if authors.is_empty() && written {
            let what = "'authors' is empty, expected at least one such as \"Insel TR\"";
            self.notes.add(table.spot_of("authors"), what, None);
        }
        authors
    }
}
