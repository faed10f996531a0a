//! The files of a connectome, from a folder or a zip archive, as texts.

use crate::problem::{Place, Problems};
use std::io::{Cursor, Read};
use std::path::Path;

/// Endings of what is read.
const ENDINGS: [&str; 3] = ["csv", "txt", "tsv"];
/// Largest file.
const BYTES_MAX: u64 = 1 << 30;

/// A text with its name in messages and its stem in lower case.
pub(super) struct File {
    pub name: String,
    pub stem: String,
    pub text: String,
}

/// The file with one of the names.
pub(super) fn find<'a>(files: &'a [File], names: &[&str]) -> Option<&'a File> {
    names.iter().find_map(|n| files.iter().find(|f| f.stem == *n))
}

/// Every text of a folder or archive.
pub(super) fn gather(path: &Path) -> Result<Vec<File>, Problems> {
    let shown = path.display().to_string();
    let raw = if path.is_dir() {
        folder(path)
    } else if path.is_file() {
        archive(path)
    } else {
        let hint =
            "give a folder with weights.csv and tract_lengths.csv, a TVB archive (.zip), or synthetic:76";
        Err(("does not exist, expected a connectome".into(), Some(hint)))
    };
    let raw = raw.map_err(|(what, hint): Wrong| {
        let place = Place { file: shown.clone(), ..Place::default() };
        Problems(vec![crate::Problem { place, what, hint: hint.map(str::to_string) }])
    })?;
    let mut files = Vec::new();
    for (inner, bytes) in raw {
        let name = format!("{shown}/{inner}");
        let stem = Path::new(&inner).file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        // a label in another encoding does no harm, a number in one is told
        files.push(File { name, stem, text: String::from_utf8_lossy(&bytes).into_owned() });
    }
    Ok(files)
}

/// What is wrong, and a hint.
type Wrong = (String, Option<&'static str>);
/// Name within the folder or archive, and bytes.
type Raw = Vec<(String, Vec<u8>)>;

fn wanted(name: &str) -> bool {
    let ending = Path::new(name).extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
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
    ENDINGS.contains(&ending.as_str()) && known.contains(&stem.as_str())
}

fn folder(path: &Path) -> Result<Raw, Wrong> {
    let fail = |e: std::io::Error| (format!("cannot be read ({})", e.kind()), None);
    let mut all = Vec::new();
    for entry in std::fs::read_dir(path).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if wanted(&name) {
            let file = std::fs::File::open(entry.path()).map_err(fail)?;
            all.push((name, limited(file).map_err(fail)?));
        }
    }
    all.sort();
    Ok(all)
}

fn archive(path: &Path) -> Result<Raw, Wrong> {
    let fail = |e: std::io::Error| (format!("cannot be read ({})", e.kind()), None);
    let bytes = limited(std::fs::File::open(path).map_err(fail)?).map_err(fail)?;
    let hint = Some("give a folder with weights.csv and tract_lengths.csv, or a TVB archive (.zip)");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|e| (format!("is no zip archive ({e}), expected a connectome"), hint))?;
    let mut all = Vec::new();
    for i in 0..zip.len() {
        let file = zip.by_index(i).map_err(|e| (format!("is damaged ({e})"), None))?;
        let name = file.name().map_err(|e| (format!("is damaged ({e})"), None))?.to_string();
        if wanted(&name) && !name.contains("__MACOSX") {
            all.push((name, limited(file).map_err(|e| (format!("is damaged ({e})"), None))?));
        } else if name.ends_with(".bz2") {
            return Err((format!("holds {name}, which is packed again"), Some("unpack it into a folder")));
        }
    }
    all.sort();
    Ok(all)
}

/// All bytes, but not of an endless or huge file.
fn limited(file: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(std::io::Error::from(std::io::ErrorKind::FileTooLarge));
    }
    Ok(bytes)
}
