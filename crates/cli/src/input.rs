//! Reads what the user names: atlas, overrides, protocol files and keys. Problems are gathered, not thrown.

#[cfg(test)]
mod robust;

use crate::fail::problem;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use syntony::source::scored;
pub use syntony::source::{Named, file, is_file, read_protocol, selection, text};
use syntony_language::text::decode;
use syntony_language::{Place, Problems};
use syntony_model::{Atlas, Library, Protocol};
use syntony_study::person::{Kept, Person};

/// The atlases in a folder, or those inside the binary.
pub fn library(folder: Option<&Path>) -> Result<Library, Problems> {
    match folder {
        Some(folder) => Library::from_dir(folder),
        None => Library::embedded(),
    }
}

/// Problems of overrides that are told.
const TOLD_MAX: usize = 50;

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
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (place, text) in &all {
        if problems.0.len() >= TOLD_MAX {
            problems.add(place.clone(), "after so many problems the rest is not read", None);
            break;
        }
        let Some((path, value)) = text.split_once('=') else {
            let hint =
                "write for instance --set process.bond.tag_rate=0.4 or --set 'process.bond.tag_rate=0.4 1/h'";
            problems.add(place.clone(), "no '=', expected PATH=VALUE", Some(hint.into()));
            continue;
        };
        if !seen.insert(path.trim()) {
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

/// Problems of a whole input, with its name.
pub fn named(mut problems: Problems, name: &str) -> Problems {
    problems.0.iter_mut().filter(|p| p.place.file.is_empty()).for_each(|p| p.place.file = name.into());
    problems
}

/// What a file holds, one a line, without remarks.
pub fn lines(named: &Named) -> Vec<(Place, String)> {
    let one = |(i, line): (usize, &str)| {
        let text = syntony_language::table::without_remark(line);
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

/// The default folder of some work: `place`, with the beginning of a hash of what is asked if that is `changed` or the place holds
/// something else.
pub fn own_folder(
    place: PathBuf,
    hash: &str,
    changed: bool,
    force: bool,
    other: impl Fn(&Path) -> bool,
) -> PathBuf {
    if !changed && (force || !other(&place)) {
        return place;
    }
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(format!("-{}", &hash[..hash.len().min(8)]));
    place.with_file_name(name)
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

/// Reads a protocol by file or key, with the atlas of its cast; one whose measures nothing can score is refused.
pub fn protocol<'a>(given: &str, library: &'a Library) -> Result<(Protocol, &'a Atlas), Problems> {
    let named = text(given)?;
    let atlas = library.of(&named.text);
    let protocol = read_protocol(&named, atlas)?;
    if is_file(given) {
        scored(&protocol, atlas)?;
    }
    Ok((protocol, atlas))
}
