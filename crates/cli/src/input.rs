//! Reads what the user names: atlas, overrides, protocol files and keys. Problems are gathered, not thrown.

use crate::fail::problem;
use crate::protocols;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use syntony_model::problem::nearest;
use syntony_model::protocol::Beside;
use syntony_model::text::{BYTES_MAX, decode};
use syntony_model::{Atlas, Library, Place, Problems, Protocol};
use syntony_study::person::{Kept, Person};
use syntony_study::selection::{self, Candidate};

/// The atlases in a folder, or those inside the binary.
pub fn library(folder: Option<&Path>) -> Result<Library, Problems> {
    match folder {
        Some(folder) => Library::from_dir(folder),
        None => Library::embedded(),
    }
}

/// Applies overrides `PATH=VALUE`, and those of files given as `@FILE`; gives them all, one for each number.
pub fn set(library: &mut Library, overrides: &[String], problems: &mut Problems) -> Vec<String> {
    let mut all: Vec<(Place, String)> = Vec::new();
    for text in overrides {
        match text.strip_prefix('@') {
            Some(name) => match file(name) {
                Ok(named) => all.extend(lines(&named)),
                Err(p) => problems.0.extend(p.0),
            },
            None => all.push((Place { file: format!("--set {text}"), line: 0, column: 0 }, text.clone())),
        }
    }
    for (i, (place, text)) in all.iter().enumerate() {
        let Some((path, value)) = text.split_once('=') else {
            let hint =
                "write for instance --set process.bond.tag_rate=0.4 or --set 'process.bond.tag_rate=0.4 1/h'";
            problems.add(place.clone(), "no '=', expected PATH=VALUE", Some(hint.into()));
            continue;
        };
        let earlier = all[..i].iter().filter_map(|(_, t)| t.split_once('='));
        if earlier.into_iter().any(|(p, _)| p.trim() == path.trim()) {
            problems.add(place.clone(), format!("'{}' is set twice, expected once", path.trim()), None);
        } else if let Err(mut p) = library.set(path.trim(), value.trim()) {
            if place.line > 0 {
                p.place = place.clone();
            }
            problems.0.push(p);
        }
    }
    all.into_iter().map(|(_, text)| text).collect()
}

/// What a file holds, one a line; what follows `#` is a remark.
pub fn lines(named: &Named) -> Vec<(Place, String)> {
    let one = |(i, line): (usize, &str)| {
        let text = line.split('#').next().unwrap_or_default().trim();
        let place = Place { file: named.name.clone(), line: i + 1, column: 0 };
        (!text.is_empty()).then(|| (place, text.to_string()))
    };
    named.text.lines().enumerate().filter_map(one).collect()
}

/// Overrides that leave the range of what is plausible, in words.
pub fn out_of_range(atlas: &Atlas) -> Vec<String> {
    let leaves = atlas.params.iter().filter_map(|(_, p)| {
        let (low, high) = p.range?;
        let x = p.written.number;
        let outside = p.overridden.is_some() && !(low.min(high)..=high.max(low)).contains(&x);
        outside.then(|| {
            format!(
                "note: {} = {} is outside the range that the atlas gives, {low} to {high}",
                p.path, p.written
            )
        })
    });
    leaves.collect()
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

/// Largest file of a person; most have some ten kilobytes.
const PERSON_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Reads who members are, `MEMBER=FILE` each.
pub fn people(given: &[String], problems: &mut Problems) -> Vec<Person> {
    let mut people = Vec::new();
    for text in given {
        let split = text.split_once('=').map(|(m, f)| (m.trim(), f.trim()));
        let Some((member, file)) = split.filter(|(m, f)| !m.is_empty() && !f.is_empty()) else {
            let hint = "write for instance --person subject=anna.json".to_string();
            problems.0.push(problem(format!("--person {text}"), "expected MEMBER=FILE", Some(hint)));
            continue;
        };
        match person_text(file).and_then(|text| Kept::read(file, &text)) {
            Ok(kept) => people.push(Person { member: member.into(), file: file.into(), kept }),
            Err(p) => problems.0.extend(p.0),
        }
    }
    people
}

fn person_text(file: &str) -> Result<String, Problems> {
    let one = |what: String, hint: &str| Problems(vec![problem(file, what, Some(hint.into()))]);
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(file)?.take(PERSON_BYTES_MAX + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match read() {
        Ok(bytes) if bytes.len() as u64 > PERSON_BYTES_MAX => {
            let most = PERSON_BYTES_MAX / 1_048_576;
            let what = format!("the file has more than {most} MB, expected the file of a person");
            Err(one(what, "`syntony keep` writes the file of a person"))
        }
        Ok(bytes) => decode(file, bytes),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            Err(one("does not exist, expected the file of a person".into(), "`syntony keep` writes one"))
        }
        Err(e) if e.kind() == io::ErrorKind::IsADirectory => {
            let hint = "a run keeps those whom it was given as person_NAME.json";
            Err(one("is a folder, expected the file of a person".into(), hint))
        }
        Err(e) => {
            let what = format!("cannot be read ({}), expected the file of a person", e.kind());
            Err(one(what, "`syntony keep` writes one"))
        }
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

/// Reads a protocol by file or key, with the atlas of its cast.
pub fn protocol<'a>(given: &str, library: &'a Library) -> Result<(Protocol, &'a Atlas), Problems> {
    let named = text(given)?;
    let atlas = library.of(&named.text);
    Ok((read_protocol(&named, atlas)?, atlas))
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
        match read_protocol(&named, atlas) {
            Ok(protocol) => protocols.push((protocol, atlas)),
            Err(p) => problems.0.extend(p.0),
        }
    }
    problems.into_result(protocols)
}
