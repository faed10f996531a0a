//! `syntony check`: all problems of all files at once.

use crate::fail::{Fail, problem};
use crate::input;
use crate::out::{Out, aligned, count};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use syntony_language::{Problem, Problems};
use syntony_model::{Aim, Fitting, Library, Protocol};
use syntony_study::Options;
use syntony_study::inert::Inert;
use syntony_study::run::Study;
use syntony_study::scan;

/// What to check.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Protocol, plan or fit files, keys of built-in protocols, folders of protocols, folders of an atlas; `-` is stdin
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Atlas to check against, instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
    /// Fail on warnings, too
    #[arg(long)]
    strict: bool,
}

/// Checks; one line per file that is fine, on stdout.
pub fn check(args: &CheckArgs, out: &Out) -> Result<(), Fail> {
    let library = input::library(args.atlas.as_deref())?;
    let mut problems = Problems::default();
    let (mut rows, mut data, mut warnings, mut remarks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for given in expanded(&args.files, &mut problems) {
        match one(&given, &library) {
            Ok(Seen { row, value, faults, warnings: told, remarks: said }) => {
                if faults.is_empty() {
                    rows.push(row);
                    data.push(value);
                }
                problems.0.extend(faults.0);
                warnings.extend(told);
                remarks.extend(said);
            }
            Err(p) => problems.0.extend(p.0),
        }
    }
    if out.json {
        out.data(&json!({ "ok": data, "problems": problems, "warnings": warnings, "remarks": remarks }))?;
        return outcome(&problems, &warnings, args.strict);
    }
    if !rows.is_empty() {
        out.text(&aligned(&rows, ""))?;
    }
    warnings.iter().for_each(|w| out.word(&format!("warning: {w}")));
    remarks.iter().for_each(|remark| out.word(&format!("note: {remark}")));
    if problems.is_empty() {
        return outcome(&problems, &warnings, args.strict);
    }
    let files =
        problems.0.iter().map(|p| p.place.file.as_str()).collect::<std::collections::BTreeSet<_>>().len();
    let total = problems.0.len();
    out.word(&problems.to_string());
    out.word(&format!("{} in {}", count(total, "problem"), count(files, "file")));
    Err(Fail::Told)
}

/// How a check ends when all has been told.
fn outcome(problems: &Problems, warnings: &[Problem], strict: bool) -> Result<(), Fail> {
    match (problems.is_empty(), warnings.is_empty()) {
        (false, _) => Err(Fail::Told),
        (true, false) if strict => Err(Fail::Claims),
        (true, _) => Ok(()),
    }
}

/// Folders of protocols become their files; a folder with `sources.bib` or `common` is an atlas and stays.
fn expanded(files: &[String], problems: &mut Problems) -> Vec<String> {
    let mut all = Vec::new();
    for given in files {
        let path = Path::new(given);
        if !path.is_dir() || path.join("sources.bib").is_file() || path.join("common").is_dir() {
            all.push(given.clone());
            continue;
        }
        let entries = match std::fs::read_dir(path) {
            Ok(entries) => entries,
            Err(e) => {
                problems.0.push(problem(
                    given,
                    format!("cannot be read ({}), expected a folder", e.kind()),
                    None,
                ));
                continue;
            }
        };
        let mut inside: Vec<String> = entries.flatten().map(|e| e.path().display().to_string()).collect();
        inside.retain(|f| f.ends_with(".toml"));
        inside.sort_unstable();
        if inside.is_empty() {
            let hint = "give the folder of an atlas (with sources.bib), or files";
            problems.0.push(problem(
                given,
                "the folder has no .toml file, expected protocols",
                Some(hint.into()),
            ));
        }
        all.extend(inside);
    }
    all
}

/// What is said of a file that could be read.
struct Seen {
    row: Vec<String>,
    value: Value,
    /// What is wrong all the same.
    faults: Problems,
    /// What does nothing.
    warnings: Vec<Problem>,
    /// What should be known, such as the canonical word of an alias.
    remarks: Vec<Problem>,
}

impl Seen {
    /// Of which nothing else is to be said.
    fn new(row: Vec<String>, value: Value) -> Seen {
        Seen { row, value, faults: Problems::default(), warnings: Vec::new(), remarks: Vec::new() }
    }
}

/// Says that it is not known how something of the paper is known.
fn ungraded(p: &Protocol, name: &str) -> Option<Problem> {
    let missing = p.ungraded();
    let lines: Vec<String> = missing.iter().map(|what| format!("{what} = \"…\"")).collect();
    let what = format!("nothing says how {} of the paper are known", missing.join(", "));
    let hint = format!("write [known] {} with full_text, abstract, memory or assumed", lines.join(", "));
    (!missing.is_empty()).then(|| problem(name, what, Some(hint)))
}

fn one(given: &str, library: &Library) -> Result<Seen, Problems> {
    if Path::new(given).is_dir() {
        let own = Library::from_dir(Path::new(given))?;
        let sizes: Vec<(&str, usize)> = own.iter().map(|(name, a)| (name, a.params.len())).collect();
        let words: Vec<String> =
            sizes.iter().map(|(name, n)| format!("{name} {}", count(*n, "number"))).collect();
        let row = vec!["ok".into(), given.into(), format!("atlas: {}", words.join(", "))];
        let total: usize = sizes.iter().map(|(_, n)| n).sum();
        return Ok(Seen::new(row, json!({ "file": given, "kind": "atlas", "numbers": total })));
    }
    let named = input::text(given)?;
    if Fitting::is(&named.text) {
        let fitting = Fitting::read(&named.name, &named.text, library)?;
        let parameters = fitting.axes.len();
        let value =
            json!({ "file": named.name, "kind": "fit", "key": fitting.key, "parameters": parameters });
        let row = vec!["ok".into(), named.name, format!("fit: {}", count(parameters, "parameter"))];
        return Ok(Seen { remarks: fitting.remarks, ..Seen::new(row, value) });
    }
    let atlas = library.of(&named.text);
    if Aim::is(&named.text) {
        let aim = Aim::read(&named.name, &named.text, atlas)?;
        let (members, practices) = (count(aim.cast.len(), "member"), count(aim.limits.len(), "practice"));
        let value =
            json!({ "file": named.name, "kind": "plan", "key": aim.key, "practices": aim.limits.len() });
        let row = vec!["ok".into(), named.name, format!("plan: {members}, {practices}")];
        return Ok(Seen { remarks: aim.remarks, ..Seen::new(row, value) });
    }
    let protocol = input::read_protocol(&named, atlas)?;
    let options = Options { seed: 1, replicates: 1, groups: Vec::new(), traces: false };
    let mut remarks = protocol.remarks.clone();
    remarks.extend(ungraded(&protocol, &named.name));
    // what can only be seen when the brains are put together
    let (faults, warnings) = match Study::compile(&protocol, atlas, &options) {
        Ok(study) => {
            let Inert { mut faults, warnings } = Inert::of(&study, atlas);
            faults.0.extend(scan::unscannable(&study, atlas).0);
            (faults, warnings)
        }
        Err(problems) => (problems, Vec::new()),
    };
    let faults = input::named(faults, &named.name);
    let (groups, measures, claims) = (protocol.groups.len(), protocol.measures.len(), protocol.claims.len());
    let counts = [count(groups, "group"), count(measures, "measure"), count(claims, "claim")].join(", ");
    let value = json!({
        "file": named.name, "kind": "protocol", "key": protocol.key,
        "groups": groups, "measures": measures, "claims": claims,
    });
    let row = vec!["ok".into(), named.name.clone(), counts];
    Ok(Seen { row, value, faults, warnings, remarks })
}
