//! `syntony validate --first`: records that git holds are run once, and what the model said of them is appended to the log.

use crate::fail::{Fail, problem};
use crate::out::{Out, aligned};
use crate::validate::ValidateArgs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};
use syntony::protocols;
use syntony_evidence::first::{self, Log, Stamp};
use syntony_evidence::{Trial, Validation};
use syntony_language::Problems;
use syntony_language::text::decode_any;
use syntony_model::protocol::RecordRole;
use syntony_model::{Atlas, Protocol};
use syntony_store::{StoreError, atomic, log};
use syntony_study::folder::FolderError;

/// The log in a checkout.
const LOG: &str = "docs/evidence/first_scores.toml";
/// Digits of a commit in the log.
const SHORT: &str = "--short=7";

/// A log that may be appended to, and what is said of where the scores come from.
pub struct First {
    path: PathBuf,
    known: Vec<u8>,
    stamp: Stamp,
}

/// Where the log is: as asked, or that of the checkout.
fn path(args: &ValidateArgs) -> PathBuf {
    args.log.clone().unwrap_or_else(|| checkout().unwrap_or_default().join(LOG))
}

/// The checkout that this command was started in.
fn checkout() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().find(|f| f.join(".git").exists()).map(Path::to_path_buf)
}

/// The log with its bytes; none where there is none, an error where it is damaged.
pub fn read(args: &ValidateArgs) -> Result<Option<(Log, Vec<u8>)>, Fail> {
    let (path, name) = (path(args), path(args).display().to_string());
    let bytes = match atomic::read(&path) {
        Ok(bytes) => bytes,
        Err(StoreError::NotFound { .. }) => return Ok(None),
        Err(e) => return Err(FolderError::from(e).into()),
    };
    let log = decode_any(&name, bytes.clone()).and_then(|text| Log::read(&name, &text))?;
    Ok(Some((log, bytes)))
}

/// That the pages do without the log.
pub fn missing(args: &ValidateArgs, out: &Out) {
    out.word(&format!("{}: no first scores there, the pages leave them out", path(args).display()));
}

impl First {
    /// Looks whether records may have a first score; everything that speaks against it.
    pub fn check(args: &ValidateArgs, chosen: &[(Protocol, &Atlas)]) -> Result<First, Fail> {
        let mut problems = Problems::default();
        let mut add = |at: &str, what: String, hint: &str| {
            problems.0.push(problem(at, what, Some(hint.into())));
        };
        let model = "a first score is of the model as it is, leave it out";
        for (option, given) in [
            ("--set", !args.set.is_empty()),
            ("--atlas", args.atlas.is_some()),
            ("--posterior", !args.posterior.is_empty()),
        ] {
            if given {
                add(option, "together with --first, expected neither".into(), model);
            }
        }
        if args.selection.is_empty() {
            add("--first", "without a selection, expected the records that are new".into(), "name them");
        }
        let path = path(args);
        let (log, known) = match read(args) {
            Ok(found) => found.unwrap_or_default(),
            Err(Fail::Input(damaged)) => {
                problems.0.extend(damaged.0);
                return Err(problems.into());
            }
            Err(other) => return Err(other),
        };
        if let Some(line) = cut(&path, &known) {
            let mut cut = problem(
                path.display().to_string(),
                "is not what git holds of it, expected that with entries appended at most",
                Some("take back what was changed; entries are appended by this command alone".into()),
            );
            cut.place.line = line;
            problems.0.push(cut);
        }
        let pages = pages(&path);
        for (protocol, _) in chosen {
            problems.0.extend(against(protocol, &log, &path, &pages));
        }
        let folder = chosen.first().map(|(p, _)| file(p)).unwrap_or_default();
        let commit = git(folder.parent().unwrap_or(Path::new("")), &["rev-parse", SHORT, "HEAD"]);
        let commit = commit.unwrap_or_default();
        let stamp = Stamp {
            commit: String::from_utf8_lossy(&commit).trim().into(),
            date: today(),
            seed: args.seed,
            replicates: args.replicates as usize,
        };
        Ok(problems.into_result(First { path, known, stamp })?)
    }

    /// Appends the first scores.
    pub fn append(&self, done: &Validation, trials: &[Trial], out: &Out) -> Result<(), Fail> {
        let mut more = if self.known.is_empty() { first::HEAD.to_string() } else { String::new() };
        for (e, trial) in done.experiments.iter().zip(trials) {
            more.push_str(&first::entries(e, trial, &self.stamp));
        }
        log::append(&self.path, &self.known, more.as_bytes()).map_err(FolderError::from)?;
        let claims = done.experiments.iter().map(|e| e.claims.len()).sum();
        out.word(&format!(
            "appended to {}: {} of {}, seed {}, commit {}",
            self.path.display(),
            crate::out::count(claims, "first score"),
            crate::out::count(done.experiments.len(), "record"),
            self.stamp.seed,
            self.stamp.commit
        ));
        Ok(())
    }
}

/// What was foretold of every claim, as a table.
pub fn table(done: &Validation) -> String {
    let head = ["record", "claim", "above", "below", "no difference", "published", "bits"];
    let mut rows = vec![head.map(String::from).to_vec()];
    for (e, f) in done.experiments.iter().flat_map(|e| e.claims.iter().map(move |f| (e, f))) {
        let p = f.forecast.as_ref().map(|f| f.probability);
        let percent = |i: usize| p.map_or("-".into(), |p| format!("{:.0} %", 100.0 * p[i]));
        let bits = f.bits.map_or("-".into(), |b| format!("{b:+.2}"));
        let own = [e.protocol.clone(), f.verdict.claim.clone()];
        let rest = [percent(0), percent(1), percent(2), f.verdict.published.clone(), bits];
        rows.push(own.into_iter().chain(rest).collect());
    }
    format!("first scores\n{}", aligned(&rows, "  "))
}

/// What speaks against a first score of a record.
fn against(
    protocol: &Protocol,
    log: &Log,
    path: &Path,
    pages: &[(String, String)],
) -> Vec<syntony_language::Problem> {
    let file = file(protocol);
    let mut out = Vec::new();
    let mut add = |what: String, hint: &str| {
        out.push(problem(file.display().to_string(), what, Some(hint.into())));
    };
    if protocol.paper.is_none() {
        add(
            "has no paper, expected a record of one".into(),
            "`syntony validate` without --first runs scenarios",
        );
    }
    if protocol.role == RecordRole::Calibration {
        add(
            "is a calibration record, expected one that nothing was fitted to".into(),
            "a new record is of the role \"development\" or \"prediction\"",
        );
    }
    let page = pages.iter().find(|(_, text)| text.contains(&format!("`{}` · ", protocol.key)));
    if let Some(score) = log.of(&protocol.key) {
        let what = format!("has a first score ({}:{}), expected a new record", path.display(), score.line);
        add(what, "`syntony validate` without --first scores it again");
    } else if let Some((name, _)) = page {
        add(
            format!("has been run before ({name}), expected a new record"),
            "only the first run is a first score",
        );
    }
    if let Some((what, hint)) = held(&file, &protocol.text) {
        add(what.into(), hint);
    }
    out
}

/// The file of a protocol: the one in the checkout, if it is built in.
fn file(protocol: &Protocol) -> PathBuf {
    let built_in = protocols::text(&protocol.key) == Some(protocol.text.as_str());
    match checkout().filter(|_| built_in) {
        Some(top) => top.join(format!("protocols/{}.toml", protocol.key)),
        None => protocol.groups.first().map_or(PathBuf::new(), |g| PathBuf::from(&g.place.file)),
    }
}

/// Why git does not hold this text of a file, and the way out; nothing if it does.
fn held(file: &Path, text: &str) -> Option<(&'static str, &'static str)> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let name = format!("HEAD:./{}", file.file_name().unwrap_or_default().to_string_lossy());
    if git(folder, &["rev-parse", SHORT, "HEAD"]).is_none() {
        let hint =
            "a first score needs proof of what was written down before it: `git init`, and commit the record";
        return Some(("is in no folder of which git holds a commit, expected one", hint));
    }
    match git(folder, &["show", &name]) {
        None => Some(("is not committed to git, expected a record that is", "commit it, then run it")),
        // line ends are as the checkout has them
        Some(there) if String::from_utf8_lossy(&there).lines().eq(text.lines()) => None,
        Some(_) => Some((
            "is not what git holds, expected it as committed",
            "commit it; a built-in record is that of the last build",
        )),
    }
}

/// What git prints; nothing if it fails or is not there.
fn git(folder: &Path, args: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    if folder != Path::new("") {
        command.arg("-C").arg(folder);
    }
    // a hook of git says where the repository of its own is
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    let said = command.args(args).output().ok()?;
    said.status.success().then_some(said.stdout)
}

/// The first line in which a log is not what git holds with something appended.
fn cut(path: &Path, known: &[u8]) -> Option<usize> {
    let name = format!("HEAD:./{}", path.file_name()?.to_string_lossy());
    let held = git(path.parent()?, &["show", &name])?;
    if known.starts_with(&held) {
        return None;
    }
    let same = held.iter().zip(known).take_while(|(a, b)| a == b);
    Some(1 + same.filter(|(a, _)| **a == b'\n').count())
}

/// The pages beside the log, with their names.
fn pages(log: &Path) -> Vec<(String, String)> {
    let folder = log.parent().unwrap_or(Path::new(""));
    let read = |name: &str| Some((name.to_string(), atomic::read_text(&folder.join(name)).ok()?));
    ["voles.md", "people.md"].into_iter().filter_map(read).collect()
}

/// Today.
fn today() -> String {
    first::day(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64()))
}
