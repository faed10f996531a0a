//! What a user names: protocol files and keys of built-in protocols, read with the bibliographies beside them.

use crate::protocols;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use syntony_language::problem::nearest;
use syntony_language::text::{BYTES_MAX, decode};
use syntony_language::{Place, Problem, Problems};
use syntony_model::protocol::Beside;
use syntony_model::{Atlas, Library, Protocol};
use syntony_study::Options;
use syntony_study::inert::Inert;
use syntony_study::run::Study;
use syntony_study::selection::{self, Candidate};

/// A problem of a whole file or folder.
pub fn problem(file: impl Into<String>, what: impl Into<String>, hint: Option<String>) -> Problem {
    Problem { place: Place { file: file.into(), line: 0, column: 0 }, what: what.into(), hint }
}

/// A text with the name to be used in messages.
#[derive(Debug, Clone)]
pub struct Named {
    /// File as the user named it, or the place inside the binary.
    pub name: String,
    /// Text.
    pub text: String,
}

/// Whether what the user gave is a file rather than the key of a protocol.
pub fn is_file(given: &str) -> bool {
    given == "-" || given.ends_with(".toml") || given.contains(['/', '\\']) || Path::new(given).is_file()
}

/// The text of a file, of a built-in protocol, or (for `-`) of stdin.
pub fn text(given: &str) -> Result<Named, Problems> {
    if is_file(given) {
        return file(given);
    }
    if let Some(text) = protocols::text(given) {
        return Ok(Named { name: format!("protocols/{given}.toml"), text: text.into() });
    }
    let hint = match protocols::near(given) {
        Some(near) => format!("did you mean '{near}'? `syntony show protocols` lists all"),
        None => "`syntony show protocols` lists all".to_string(),
    };
    let what = if Path::new(given).is_dir() {
        "is a folder, expected a file or the key of a protocol"
    } else {
        "no such file and no such protocol"
    };
    Err(Problems(vec![problem(given, what, Some(hint))]))
}

/// The text of a file, or (for `-`) of stdin.
pub fn file(given: &str) -> Result<Named, Problems> {
    let name = if given == "-" { "stdin" } else { given };
    let one =
        |what: String, hint: Option<&str>| Problems(vec![problem(name, what, hint.map(str::to_string))]);
    let read = || -> io::Result<(Vec<u8>, u64)> {
        let mut bytes = Vec::new();
        // one byte more than allowed is enough to know
        let limit = BYTES_MAX as u64 + 1;
        if given == "-" {
            let read = io::stdin().lock().take(limit).read_to_end(&mut bytes)? as u64;
            return Ok((bytes, read));
        }
        let file = File::open(given)?;
        let length = file.metadata()?.len();
        let read = file.take(limit).read_to_end(&mut bytes)? as u64;
        Ok((bytes, length.max(read)))
    };
    match read() {
        Ok((_, length)) if length > BYTES_MAX as u64 => {
            let megabytes = |n: u64| n as f64 / 1_048_576.0;
            let most = megabytes(BYTES_MAX as u64);
            // a device or a pipe does not say how much is to come
            let is = if length == BYTES_MAX as u64 + 1 {
                format!("more than {most:.0}")
            } else {
                format!("{:.1}", megabytes(length))
            };
            let what = format!("the file has {is} MB, expected at most {most:.0} MB");
            Err(one(what, Some("check that it is the file you meant: a protocol has some kilobytes")))
        }
        Ok((bytes, _)) => Ok(Named { name: name.into(), text: decode(name, bytes)? }),
        Err(e) if e.kind() == io::ErrorKind::IsADirectory => {
            Err(one("is a folder, expected a file".into(), None))
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let stem = Path::new(given).file_stem().and_then(|s| s.to_str()).unwrap_or_default();
            let hint = match (protocols::text(stem), near_file(given)) {
                (_, Some(near)) => format!("did you mean {}?", near.display()),
                (Some(_), _) => {
                    format!("a protocol of that name is built in: give '{stem}' without path and ending")
                }
                _ => match protocols::near(stem) {
                    Some(near) => format!("the protocol '{near}' is built in: give its name alone"),
                    None => "check the spelling of the path".into(),
                },
            };
            Err(one("does not exist, expected a file".into(), Some(&hint)))
        }
        Err(e) => Err(one(format!("cannot be read ({}), expected a text file", e.kind()), None)),
    }
}

/// A file beside the missing one with nearly its name.
fn near_file(given: &str) -> Option<PathBuf> {
    let path = Path::new(given);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stem = path.file_stem()?.to_str()?;
    let names = std::fs::read_dir(folder).ok()?.flatten().filter_map(|e| e.file_name().into_string().ok());
    let mut stems: Vec<String> = names.filter_map(|n| n.strip_suffix(".toml").map(str::to_string)).collect();
    stems.sort_unstable();
    let near = nearest(stem, stems.iter().map(String::as_str))?;
    Some(path.with_file_name(format!("{near}.toml")))
}

/// Reads a protocol; its paper may be in a BibTeX file of the same folder.
pub fn read_protocol(named: &Named, atlas: &Atlas) -> Result<Protocol, Problems> {
    Protocol::read_beside(&named.name, &named.text, atlas, &bibliographies(&named.name))
}

/// The BibTeX files in the folder of a file, by name; none where there is no such file.
fn bibliographies(name: &str) -> Vec<Beside> {
    let path = Path::new(name);
    if !path.is_file() {
        return Vec::new();
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|e| e.path().extension().is_some_and(|e| e.eq_ignore_ascii_case("bib")))
        .filter_map(|e| e.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    let named = |name: String| folder.map_or(name.clone(), |f| f.join(&name).display().to_string());
    let read = |name: String| {
        let text = file(&name).map(|n| n.text);
        (name, text)
    };
    names.into_iter().map(named).map(read).collect()
}

/// Refuses a protocol with measures that nothing can score.
pub fn scored(protocol: &Protocol, atlas: &Atlas) -> Result<(), Problems> {
    let options = Options { seed: 1, replicates: 1, groups: Vec::new(), traces: false };
    // whoever goes on with a protocol that does not compile tells of that
    match Study::compile(protocol, atlas, &options) {
        Ok(study) => Inert::faults(&study, atlas).into_result(()),
        Err(_) => Ok(()),
    }
}

/// Protocols chosen by words: keys, globs, files, lineages, roles, topics; everything built in without any.
pub fn selection<'a>(words: &[String], library: &'a Library) -> Result<Vec<(Protocol, &'a Atlas)>, Problems> {
    let mut problems = Problems::default();
    let mut candidates = Vec::new();
    for key in protocols::keys() {
        let text = protocols::text(key).unwrap_or_default();
        candidates.push(Candidate::of(&format!("protocols/{key}.toml"), None, text, library));
    }
    for word in words.iter().filter(|w| is_file(w)) {
        match file(word) {
            Ok(named) => candidates.push(Candidate::of(&named.name, Some(word), &named.text, library)),
            Err(p) => problems.0.extend(p.0),
        }
    }
    // a file that could not be read has been told
    let read = |w: &&String| !is_file(w) || candidates.iter().any(|c| c.given.as_ref() == Some(*w));
    let words: Vec<String> = words.iter().filter(read).cloned().collect();
    let chosen = match selection::select(&words, &candidates, library) {
        Ok(chosen) if problems.is_empty() => chosen,
        Ok(_) => return Err(problems),
        Err(p) => {
            problems.0.extend(p.0);
            return Err(problems);
        }
    };
    let mut protocols = Vec::new();
    for candidate in chosen.into_iter().map(|i| &candidates[i]) {
        let atlas = library.of(&candidate.text);
        let named = Named { name: candidate.name.clone(), text: candidate.text.clone() };
        let read = read_protocol(&named, atlas);
        match read.and_then(|p| if candidate.given.is_some() { scored(&p, atlas).map(|()| p) } else { Ok(p) })
        {
            Ok(protocol) => protocols.push((protocol, atlas)),
            Err(p) => problems.0.extend(p.0),
        }
    }
    problems.into_result(protocols)
}
