//! `syntony run`: protocols are run, claims judged, everything kept in a folder each.

use crate::fail::{Fail, folder_problem, problem};
use crate::out::Out;
use crate::watch::{Bar, stop_on_signal};
use crate::{input, table};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use syntony_language::{Problem, Problems};
use syntony_model::{Atlas, Library, Protocol};
use syntony_results::record::{Manifest, Results};
use syntony_study::folder::{self, Folder, FolderError, FolderState, RunAsk, RunStopped};
use syntony_study::inert::Inert;
use syntony_study::person::{self, Person};
use syntony_study::run::Study;
use syntony_study::{Options, Progress};

/// Run when nothing is named.
const FIRST: &str = "insel_hulihan_1995";

/// What to run, and how.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// Protocol files or keys of built-in protocols; `-` is stdin [default: insel_hulihan_1995]
    #[arg(value_name = "FILE|KEY")]
    protocols: Vec<String>,
    /// Seed of all randomness
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Virtual repetitions of the whole study, at the n of its record
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    replicates: u32,
    /// Groups to run, separated by commas [default: all]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    groups: Vec<String>,
    /// Override a number of the atlas, or all those of a file; repeatable
    #[arg(long, value_name = "PATH=VALUE|@FILE")]
    set: Vec<String>,
    /// Who a member is: somebody kept with `syntony keep`; repeatable
    #[arg(long, value_name = "MEMBER=FILE")]
    person: Vec<String>,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// Folder of the run; for several protocols a folder with one for each [default: runs/KEY-sSEED, with a short hash behind it
    /// when numbers or people are changed, or another run is there]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on with an interrupted run
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Replace a run that is in the folder
    #[arg(long)]
    force: bool,
    /// Atlas to use instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
    /// Keep no time courses and acts of the first replicate
    #[arg(long)]
    no_traces: bool,
    /// Exit with 1 if a claim fails
    #[arg(long)]
    strict: bool,
}

/// A protocol with the folder that it goes to.
struct Job<'a> {
    ask: RunAsk<'a>,
    study: Study<'a>,
    path: PathBuf,
    state: FolderState,
}

/// Runs. Everything that can be wrong with any of the protocols is said before the first begins.
pub fn run(args: &RunArgs, out: &Out) -> Result<(), Fail> {
    let mut library = input::library(args.atlas.as_deref())?;
    let mut problems = Problems::default();
    let set = input::set(&mut library, &args.set, &mut problems);
    let protocols = read(args, &library, &mut problems);
    let options = Options {
        seed: args.seed,
        replicates: args.replicates as usize,
        groups: args.groups.iter().map(|g| g.trim().to_string()).filter(|g| !g.is_empty()).collect(),
        traces: !args.no_traces,
    };
    let people = input::people(&args.person, &mut problems);
    let jobs = jobs(args, &set, &protocols, &options, &people, &mut problems);
    problems.into_result(())?;
    let mut warnings = unread(&library, &jobs);
    warnings.extend(jobs.iter().flat_map(|job| Inert::of(&job.study, job.ask.atlas).warnings));
    if !out.json {
        warnings.iter().for_each(|w| out.word(&format!("warning: {w}")));
    }
    for (_, protocol, _) in &protocols {
        protocol.remarks.iter().for_each(|remark| out.word(&format!("note: {remark}")));
        person::notes(&people, protocol).iter().for_each(|note| out.word(note));
    }
    for (_, atlas) in library.iter() {
        input::out_of_range(atlas).iter().for_each(|note| out.word(note));
    }

    let progress = Arc::new(Progress::default());
    stop_on_signal(&progress);
    let (mut data, mut failed) = (Vec::new(), false);
    for job in jobs {
        let path = job.path.clone();
        let (manifest, results) = perform(job, args, &progress, out)?;
        failed |= results.verdicts.iter().any(|v| v.verdict == "fails");
        let report = path.join(folder::REPORT).display().to_string();
        if out.json {
            data.push(json!({ "folder": path.display().to_string(), "report": report, "manifest": manifest, "verdicts": results.verdicts }));
        } else {
            tell(&manifest, &results, &report, out)?;
        }
    }
    if out.json {
        out.data(&json!({ "runs": Value::Array(data), "warnings": warnings }))?;
    }
    if failed && args.strict { Err(Fail::Claims) } else { Ok(()) }
}

/// Overrides of numbers that no group of any of these runs reads.
fn unread(library: &Library, jobs: &[Job]) -> Vec<Problem> {
    let read =
        |job: &Job| job.study.used().map(|id| job.ask.atlas.params.get(id).path.clone()).collect::<Vec<_>>();
    let read: BTreeSet<String> = jobs.iter().flat_map(read).collect();
    let set = library.iter().flat_map(|(_, atlas)| atlas.params.iter());
    let set: BTreeSet<&str> =
        set.filter(|(_, p)| p.overridden.is_some()).map(|(_, p)| p.path.as_str()).collect();
    let unread = set.into_iter().filter(|path| !jobs.is_empty() && !read.contains(*path));
    unread
        .map(|path| problem(format!("--set {path}"), "nothing that is run reads this number", None))
        .collect()
}

/// A protocol with the name under which it was given, and the atlas of its cast.
type Read<'a> = (String, Protocol, &'a Atlas);

fn read<'a>(args: &RunArgs, library: &'a Library, problems: &mut Problems) -> Vec<Read<'a>> {
    let default = [FIRST.to_string()];
    let named = if args.protocols.is_empty() { &default[..] } else { &args.protocols[..] };
    let mut protocols: Vec<Read> = Vec::new();
    for given in named {
        match input::protocol(given, library) {
            Ok((p, _)) if protocols.iter().any(|(_, q, _)| q.key == p.key) => {
                problems.0.push(problem(
                    given,
                    format!("the protocol '{}' is given twice, expected once", p.key),
                    None,
                ));
            }
            Ok((p, atlas)) => protocols.push((given.clone(), p, atlas)),
            Err(p) => problems.0.extend(p.0),
        }
    }
    protocols
}

fn jobs<'a>(
    args: &'a RunArgs,
    set: &'a [String],
    protocols: &'a [Read<'a>],
    options: &'a Options,
    people: &'a [Person],
    problems: &mut Problems,
) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    for (given, protocol, atlas) in protocols {
        let study = match Study::compile_with(protocol, atlas, options, people) {
            Ok(study) => study,
            Err(mut p) => {
                p.0.iter_mut().filter(|p| p.place.file.is_empty()).for_each(|p| p.place.file = given.clone());
                problems.0.extend(p.0);
                continue;
            }
        };
        let threads = args.threads.unwrap_or(0) as usize;
        let ask = RunAsk { protocol, atlas, options, set, people, threads };
        let path = match &args.out {
            Some(out) if protocols.len() == 1 && args.protocols.len() <= 1 => out.clone(),
            out => {
                let place =
                    out.clone().unwrap_or("runs".into()).join(format!("{}-s{}", protocol.key, args.seed));
                let changed = !set.is_empty() || !people.is_empty() || args.atlas.is_some();
                let other = |path: &Path| matches!(folder::look(path, &ask), Ok(FolderState::Other(_)));
                input::own_folder(place, &ask.hash(), changed, args.force, other)
            }
        };
        let state = match folder::look(&path, &ask) {
            Ok(state) => state,
            // a folder that cannot be read can still be replaced
            Err(_) if args.force => FolderState::Free,
            Err(e) => {
                problems.0.push(folder_problem(&e));
                continue;
            }
        };
        match &state {
            FolderState::Begun if !args.resume && !args.force => {
                let hint = "go on with --resume, or begin again with --force".to_string();
                problems.0.push(problem(
                    path.display().to_string(),
                    "holds this run, interrupted",
                    Some(hint),
                ));
            }
            FolderState::Other(e) if !args.force => problems.0.push(folder_problem(e)),
            _ => jobs.push(Job { ask, study, path, state }),
        }
    }
    jobs
}

/// Runs one job, or reads it if it has been run already.
fn perform(
    job: Job,
    args: &RunArgs,
    progress: &Arc<Progress>,
    out: &Out,
) -> Result<(Manifest, Results), Fail> {
    let Job { ask, study, path, state } = job;
    let shown = path.display().to_string();
    if matches!(state, FolderState::Complete(_)) && !args.force {
        let read = folder::read(&path).map_err(|e| {
            let mut p = folder_problem(&e);
            p.hint = Some("run it again with --force".into());
            p
        })?;
        out.word(&format!("{shown} holds this very run already; --force runs it again"));
        return Ok(read);
    }
    let folder = Folder::open(&path, &ask, args.force)?;
    let chunks = study.chunks().len();
    if args.resume {
        match folder.kept() {
            0 => out.word(&format!("{shown}: nothing to resume, begun anew")),
            kept => out.word(&format!("{shown}: resumed, {kept} of {chunks} parts are there")),
        }
    }
    for damaged in folder.damaged() {
        out.word(&format!("{shown}: part run again: {damaged}"));
    }
    progress.done.store(0, Ordering::Relaxed);
    progress.total.store(0, Ordering::Relaxed);
    let bar = Bar::follow(progress, &ask.protocol.key);
    let done = folder::perform(&ask, &study, folder, progress);
    drop(bar);
    done.map_err(|stopped| match stopped {
        RunStopped::Interrupted => {
            let hint = format!("go on with `{} --resume`", command());
            Fail::Interrupted(problem(shown, "interrupted; the finished parts are kept", Some(hint)))
        }
        RunStopped::BlowUp(blow_up) => {
            let hint = match args.set.is_empty() {
                true => "please report this with the protocol and the seed".to_string(),
                false => format!("an override may be too large for the model: {}", args.set.join(", ")),
            };
            Fail::Numbers(problem(&ask.protocol.key, blow_up.to_string(), Some(hint)))
        }
        RunStopped::Folder(e) => match e {
            FolderError::Store(_) => {
                let mut p = folder_problem(&e);
                let resume = format!("; then go on with `{} --resume`", command());
                p.hint = Some(p.hint.unwrap_or_else(|| "mend that".into()) + &resume);
                p.into()
            }
            e => e.into(),
        },
    })
}

/// The command line as it was given, without what stands against resuming.
pub fn command() -> String {
    let quoted = |a: String| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:@+%".contains(c);
        if !a.is_empty() && a.chars().all(plain) { a } else { format!("'{}'", a.replace('\'', r"'\''")) }
    };
    let given = std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned());
    let kept = given.filter(|a| a != "--resume" && a != "--force").map(quoted);
    std::iter::once("syntony".to_string()).chain(kept).collect::<Vec<_>>().join(" ")
}

fn tell(manifest: &Manifest, results: &Results, report: &str, out: &Out) -> Result<(), Fail> {
    let head = format!("{}: {}", manifest.protocol, manifest.title);
    let table =
        if results.verdicts.is_empty() { String::new() } else { table::claims(results, out.colour()) };
    let groups = table::groups(results);
    out.text(&format!("{head}\n\n{table}{groups}{}", table::tally(&results.verdicts)))?;
    manifest.warnings.iter().for_each(|w| out.word(&format!("warning: {w}")));
    let replicates = crate::out::count(manifest.replicates, "replicate");
    let hash = &manifest.result_hash[..manifest.result_hash.len().min(12)];
    out.word(&format!("{replicates}, seed {}, {:.1} s, result {hash}", manifest.seed, manifest.wall_s));
    out.word(&format!("report: {report}"));
    Ok(())
}
