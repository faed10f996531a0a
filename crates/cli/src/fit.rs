//! `syntony fit`: numbers of the atlas adjusted to the claims of calibration records.

use crate::fail::{Fail, problem};
use crate::input;
use crate::out::{Out, aligned, count};
use crate::watch::{Bar, stop_on_signal};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use syntony_inference::fit::apply::{Change, apply};
use syntony_inference::fit::folder::{self, FitFolderState, SET};
use syntony_inference::fit::posterior::{Left, PosteriorSummary};
use syntony_inference::fit::{
    Asked, By, Cross, FitError, FitOptions, FitRecord, FitStopped, FitTask, look, perform,
};
use syntony_language::{Problem, Problems};
use syntony_model::protocol::RecordRole;
use syntony_model::{Atlas, Fitting, Library, Protocol};
use syntony_study::Progress;

/// What to fit, and how long to search.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct FitArgs {
    #[command(subcommand)]
    then: Option<Then>,
    /// Fit file: parameters, protocols, settings of the search; `-` is stdin
    #[arg(value_name = "FILE", required = true)]
    file: Option<String>,
    /// Generations of the search [default: those of the fit file]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    generations: Option<u32>,
    /// Seed of the search and of the animals [default: that of the fit file]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    seed: Option<u64>,
    /// Override a number of the atlas, or all those of a file; repeatable
    #[arg(long, value_name = "PATH=VALUE|@FILE")]
    set: Vec<String>,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// Folder of the fit [default: fits/KEY-sSEED, with a short hash behind it if another fit is there]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on with an interrupted fit, or with more generations
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Replace a fit that is in the folder
    #[arg(long)]
    force: bool,
    /// Fit again without each experiment (or topic), and judge what was left out
    #[arg(long, value_name = "WHAT")]
    cross_validate: Option<Without>,
    /// Generations of each fit of the cross-validation
    #[arg(long, value_name = "N", default_value_t = 12, requires = "cross_validate", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    cross_generations: u32,
    /// Atlas to use instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
}

/// What a cross-validation leaves out at once.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Without {
    Experiment,
    Topic,
    Laboratory,
}

/// What to do with a fit.
#[derive(Debug, clap::Subcommand)]
enum Then {
    /// Write the values of a complete fit into the files of an atlas
    Apply(ApplyArgs),
}

/// Which fit, and into which atlas.
#[derive(Debug, clap::Args)]
struct ApplyArgs {
    /// Folder of the fit
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Folder of the atlas whose files are changed
    #[arg(long, value_name = "DIR")]
    atlas: PathBuf,
    /// Write also over numbers that have changed since the fit
    #[arg(long)]
    force: bool,
}

/// Fits, or writes what was fitted into an atlas.
pub fn fit(args: &FitArgs, out: &Out) -> Result<(), Fail> {
    if let Some(Then::Apply(args)) = &args.then {
        return apply_to(args, out);
    }
    let mut library = input::library(args.atlas.as_deref())?;
    let mut problems = Problems::default();
    let set = input::set(&mut library, &args.set, &mut problems);
    problems.into_result(())?;
    let named = input::text(args.file.as_deref().unwrap_or_default())?;
    let mut fitting = Fitting::read(&named.name, &named.text, &library)?;
    fitting.remarks.iter().for_each(|remark| out.word(&format!("note: {remark}")));
    if let Some(generations) = args.generations {
        fitting.search.generations = generations as usize;
    }
    fitting.search.seed = args.seed.unwrap_or(fitting.search.seed);
    let Some(atlas) = library.lineage(&fitting.lineage) else {
        return Err(Fail::one(named.name, "the lineage has no atlas", None));
    };
    let task = FitTask::new(&fitting, atlas, read(&fitting, &library, atlas)?)?;
    let asked = Asked::of(&task, &set);
    let own = format!("{}-s{}", fitting.key, fitting.search.seed);
    let path = args.out.clone().unwrap_or_else(|| {
        let other = |path: &Path| matches!(folder::look(path, &asked), Ok(FitFolderState::Other(_)));
        input::own_folder(PathBuf::from("fits").join(own), &asked.hash(), false, args.force, other)
    });
    if let Some(record) = there(&path, &asked, &fitting, args, out)? {
        return tell(&record, None, &path, out);
    }
    let claims = task.targets().count();
    out.word(&format!(
        "{}: {}, {} of {}",
        fitting.key,
        count(fitting.axes.len(), "parameter"),
        count(claims, "claim"),
        count(task.experiments.len(), "protocol")
    ));
    let progress = Arc::new(Progress::default());
    stop_on_signal(&progress);
    let bar = Bar::follow(&progress, &fitting.key);
    let by = args.cross_validate.map(|w| match w {
        Without::Experiment => By::Experiment,
        Without::Topic => By::Topic,
        Without::Laboratory => By::Laboratory,
    });
    let how = FitOptions {
        overwrite: args.force,
        threads: args.threads.unwrap_or(0) as usize,
        cross: by.map(|by| (by, args.cross_generations as usize)),
    };
    let done = perform(&task, &asked, &path, how, &progress);
    drop(bar);
    let (record, cross) = done.map_err(|s| failed(s, &path, out))?;
    tell(&record, cross.as_ref(), &path, out)
}

fn apply_to(args: &ApplyArgs, out: &Out) -> Result<(), Fail> {
    let record = folder::read(&args.folder).map_err(fit_problem)?;
    let library = input::library(Some(&args.atlas))?;
    let Some(atlas) = library.lineage(&record.asked.lineage) else {
        let what = format!("has no lineage '{}', expected the atlas of the fit", record.asked.lineage);
        return Err(Fail::one(args.atlas.display().to_string(), what, None));
    };
    let changes = apply(&record, atlas, args.force)?;
    if out.json {
        return out.data(&json!({ "changes": changes }));
    }
    let row = |c: &Change| {
        let unit = if c.unit == "1" { "" } else { &c.unit };
        vec![c.path.clone(), format!("{} → {} {unit}", c.before, c.after), c.file.clone()]
    };
    out.text(&aligned(&changes.iter().map(row).collect::<Vec<_>>(), ""))?;
    let same = record.parameters.len() - changes.len();
    let files = changes.iter().map(|c| &c.file).collect::<BTreeSet<_>>().len();
    out.word(&format!(
        "{} written in {}, {same} had their values already",
        count(changes.len(), "number"),
        count(files, "file")
    ));
    Ok(())
}

/// The protocols of a fit: those that it chooses, or all of its lineage that may be fitted.
fn read(fitting: &Fitting, library: &Library, atlas: &Atlas) -> Result<Vec<Protocol>, Problems> {
    let all = [fitting.lineage.clone(), RecordRole::Calibration.word().to_string()];
    let words = if fitting.protocols.is_empty() { &all[..] } else { &fitting.protocols[..] };
    let mut problems = Problems::default();
    let mut protocols = Vec::new();
    for (protocol, own) in input::selection(words, library)? {
        match std::ptr::eq(own, atlas) {
            true => protocols.push(protocol),
            false => {
                let what = format!("its cast is not of the lineage '{}'", fitting.lineage);
                let hint = format!("add \"{}\" to 'protocols', which leaves the others out", fitting.lineage);
                problems.0.push(problem(protocol.key, what, Some(hint)));
            }
        }
    }
    problems.into_result(protocols)
}

/// What is in the folder already: the record of this very fit, if it is complete; a problem, if it must not be touched.
fn there(
    path: &Path,
    asked: &Asked,
    fitting: &Fitting,
    args: &FitArgs,
    out: &Out,
) -> Result<Option<FitRecord>, Fail> {
    let shown = path.display().to_string();
    if args.force {
        return Ok(None);
    }
    match look(path, asked).map_err(fit_problem)? {
        FitFolderState::Free => Ok(None),
        FitFolderState::Other(e) => Err(fit_problem(e).into()),
        FitFolderState::Same(_, Some(_)) if args.cross_validate.is_some() => Ok(None),
        FitFolderState::Same(_, Some(record)) if undrawn(fitting, &record) => Ok(None),
        FitFolderState::Same(done, Some(record)) if done >= fitting.search.generations || !args.resume => {
            out.word(&format!("{shown} holds this very fit already; --force fits again, --resume with more --generations goes on"));
            Ok(Some(*record))
        }
        FitFolderState::Same(done, _) if args.resume => {
            out.word(&format!("{shown}: resumed after {}", count(done, "generation")));
            Ok(None)
        }
        FitFolderState::Same(..) => {
            let hint = "go on with --resume, or begin again with --force".to_string();
            Err(Fail::one(shown, "holds this fit, interrupted", Some(hint)))
        }
    }
}

/// Numbers are shown with their posterior where it leaves less than this share of the range.
const LEARNT: f64 = 0.8;

/// Whether another posterior was asked for than there is.
fn undrawn(fitting: &Fitting, record: &FitRecord) -> bool {
    let there = record.posterior.as_ref().map_or((0, 0), |p| (p.points, p.draws));
    fitting.posterior.is_some_and(|asked| {
        let draws = if asked.ensemble { asked.points } else { asked.draws };
        (asked.points * asked.rounds, draws) != there
    })
}

fn fit_problem(error: FitError) -> Problem {
    match error {
        FitError::Store(e) => problem(e.path().display().to_string(), e.what(), e.hint().map(str::to_string)),
        FitError::Other { path, differs } => problem(
            path.display().to_string(),
            format!("holds a fit of something else: {}", differs.join("; ")),
            Some(
                "nothing was changed; choose another folder with --out, or replace the fit with --force"
                    .into(),
            ),
        ),
        FitError::Incomplete { path } => problem(
            path.display().to_string(),
            "the fit is not complete, expected one with a result",
            Some("go on with `syntony fit … --resume`".into()),
        ),
        FitError::Threads { said } => problem(
            "--threads",
            format!("the threads could not be started: {said}"),
            Some("ask for fewer with --threads".into()),
        ),
    }
}

fn failed(stopped: FitStopped, path: &Path, _: &Out) -> Fail {
    match stopped {
        FitStopped::Interrupted(done) => {
            let what = format!("interrupted; {} are kept", count(done, "generation"));
            let hint = "go on with the same command and --resume".to_string();
            Fail::Interrupted(problem(path.display().to_string(), what, Some(hint)))
        }
        FitStopped::Problems(p) => Fail::Input(p),
        FitStopped::Folder(e) => fit_problem(e).into(),
    }
}

fn tell(record: &FitRecord, cross: Option<&Cross>, path: &Path, out: &Out) -> Result<(), Fail> {
    if out.json {
        return out.data(&json!({ "folder": path.display().to_string(), "fit": record, "cross": cross }));
    }
    out.text(&told(record))?;
    if let Some(cross) = cross {
        out.text(&crossed(cross))?;
    }
    let speed = record.trials as f64 / record.wall_s.max(1e-9);
    out.word(&format!(
        "{} in {:.0} s: {speed:.2} a second; {:.0} % of {} at work; result {}",
        count(record.trials, "evaluation"),
        record.wall_s,
        100.0 * record.busy_s / (record.wall_s * record.threads as f64).max(1e-9),
        count(record.threads, "thread"),
        &record.result_hash[..record.result_hash.len().min(12)]
    ));
    out.word(&format!("values: {} (use them with --set @FILE)", path.join(SET).display()));
    Ok(())
}

/// A cross-validation in words.
fn crossed(cross: &Cross) -> String {
    let share = |(all, hold): (usize, usize)| format!("{hold} of {all}");
    let mut rows = vec![vec!["left out".into(), "hold there".into(), "hold where fitted".into()]];
    rows.extend(cross.folds.iter().map(|f| vec![f.without.clone(), share(f.out), share(f.fitted)]));
    let (out, fitted) = cross.shares();
    format!(
        "\ncross-validation, {} each\n{}claims that hold: {:.0} % where left out, {:.0} % where fitted, {:+.0} points\n",
        count(cross.generations, "generation"),
        aligned(&rows, "  "),
        100.0 * out,
        100.0 * fitted,
        100.0 * (out - fitted)
    )
}

/// What is foretold of laboratories whose claims were left out.
fn left_out(all: &[Left]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let head = ["left out", "comparisons", "bits of each", "when fitted", "amounts", "in 90 %"];
    let mut rows = vec![head.map(String::from).to_vec()];
    let bits = |sum: f64, n: usize| if n == 0 { "-".into() } else { format!("{:+.2}", sum / n as f64) };
    let row = |name: &str, l: &Left| {
        let (n, amounts) = (l.comparisons, l.amounts);
        vec![
            name.to_string(),
            n.to_string(),
            bits(l.bits, n),
            bits(l.fitted, n),
            amounts.1.to_string(),
            amounts.0.to_string(),
        ]
    };
    rows.extend(all.iter().map(|l| row(&l.laboratory, l)));
    let whole = all.iter().fold(Left::default(), |sum, l| sum.with(l));
    rows.push(row("all", &whole));
    format!(
        "foretold of a laboratory (last author) from the claims of the others, by stand-ins\n{}",
        aligned(&rows, "  ")
    )
}

/// The posterior in words.
fn posterior(r: &FitRecord, p: &PosteriorSummary) -> String {
    let mut text = String::new();
    let rounds: Vec<String> = p.surprise.iter().map(|s| format!("{s:.1}")).collect();
    text.push_str(&format!(
        "\nposterior: {} draws after {} points; surprise of the claims by round: {} (of the atlas {:.1})\n",
        p.draws,
        p.points,
        rounds.join(", "),
        p.surprise_of_atlas
    ));
    if let Some(c) = &p.chains {
        text.push_str(&format!(
            "{} of {} numbers matter to the claims; R̂ {:.3}, effective draws {:.0} (bulk) and {:.0} (tails){}; stand-ins erred by {:.2} of what they expected\n",
            c.numbers,
            r.parameters.len(),
            c.r_hat,
            c.bulk,
            c.tail,
            if c.enough() { "" } else { ": not settled" },
            c.off
        ));
        text.push_str(&left_out(&c.left_out));
    }
    text.push_str(&format!(
        "median and 95 % interval of numbers of which less than {:.0} % of the range is left\n",
        100.0 * LEARNT
    ));
    let row = |f: &syntony_inference::fit::record::Fitted| {
        let (median, low, high) = f.learnt(LEARNT)?;
        Some(vec![f.was.path.clone(), format!("{median:.4}"), format!("{low:.4} to {high:.4}")])
    };
    text.push_str(&aligned(&r.parameters.iter().filter_map(row).collect::<Vec<_>>(), "  "));
    text
}

/// The record in words.
fn told(r: &FitRecord) -> String {
    let mut text = format!("{}: {}\n\n", r.asked.key, r.title);
    let mut rows =
        vec![vec!["parameter".into(), "was".into(), "fitted".into(), "range".into(), "spread".into()]];
    for p in &r.parameters {
        let unit = if p.was.unit == "1" { "" } else { &p.was.unit };
        rows.push(vec![
            p.was.path.clone(),
            format!("{} {unit}", p.was.value),
            format!("{} {unit}", p.fitted),
            format!("{} to {}", p.was.range.0, p.was.range.1),
            format!("{:.0} %", 100.0 * p.spread),
        ]);
    }
    let searched = !r.history.is_empty();
    if searched {
        text.push_str(&aligned(&rows, ""));
    }
    if let Some(p) = &r.posterior {
        text.push_str(&posterior(r, p));
    }
    if !searched {
        return text;
    }
    let moved: Vec<Vec<String>> = r
        .claims
        .iter()
        .filter(|c| c.verdict.0 != c.verdict.1)
        .map(|c| {
            vec![
                format!("{}/{}", c.protocol, c.claim),
                format!("published {}", c.published),
                format!("{} → {}", c.simulated.0, c.simulated.1),
                format!("{} → {}", c.verdict.0, c.verdict.1),
            ]
        })
        .collect();
    if !moved.is_empty() {
        text.push_str("\nclaims with another verdict\n");
        text.push_str(&aligned(&moved, "  "));
    }
    let (before, after) = r.share_holds();
    text.push_str(&format!(
        "\nclaims that hold: {:.0} % → {:.0} % of {}\n",
        100.0 * before,
        100.0 * after,
        r.claims.len()
    ));
    text.push_str(&format!(
        "loss on animals that the search has not seen: {:.2} ± {:.2} → {:.2} ± {:.2}, gained {:.2} ± {:.2}\n",
        r.start.loss, r.start.error, r.end.loss, r.end.error, r.gained.loss, r.gained.error
    ));
    if r.chosen == "start" {
        text.push_str("the search has found nothing better than the start, which is kept\n");
    } else if r.gained.loss < 2.0 * r.gained.error {
        text.push_str("the gain cannot be told from nothing\n");
    }
    text
}
