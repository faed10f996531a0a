//! `syntony sensitivity`: which guessed numbers a score hangs on, and which experiment would pin them down.

use crate::fail::{Fail, problem};
use crate::input;
use crate::out::{Out, aligned, count};
use crate::watch::{self, Bar, stop_on_signal};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use syntony_inference::sensitivity::{
    self, AskedScore, AskedTarget, CandidateExperiment, Method, Question, SensitivityAsk, SensitivityReport,
    SensitivityStopped,
};
use syntony_language::Problems;
use syntony_model::{Atlas, Protocol};
use syntony_study::folder::FolderError;
use syntony_study::work::{self, WorkFolder};
use syntony_study::{Progress, RunEnd};

/// Numbers and experiments told of; the rest is in the files.
const ROWS: usize = 20;
/// Said of a score whose variance by the parameters has an interval down to 0.
const UNTOLD: &str = "no parameter effect was distinguishable from sampling noise: its indices are shares of nothing. More --replicates make less noise,\n\
     more --samples a narrower interval; a score at its floor or ceiling depends on nothing over these ranges\n";

/// Of what, over what, how.
#[derive(Debug, clap::Args)]
pub struct SensitivityArgs {
    /// Protocol file or key of a built-in protocol
    #[arg(value_name = "FILE|KEY")]
    protocol: String,
    /// Measure whose dependence is asked for; repeatable
    #[arg(long, value_name = "MEASURE")]
    measure: Vec<String>,
    /// Claim whose difference or mean is asked for; repeatable
    #[arg(long, value_name = "CLAIM")]
    claim: Vec<String>,
    /// Group of the measures [default: the first that has them]
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// Numbers to move: PATH, a glob such as 'process.bond.*', or PATH=LOW..HIGH; repeatable [default: every fitted or assumed number that the run reads]
    #[arg(long, value_name = "PATH")]
    over: Vec<String>,
    /// How
    #[arg(long, value_name = "METHOD", value_enum, default_value_t = How::Both)]
    method: How,
    /// Numbers that go from the screen to the indices
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=128))]
    screen: u32,
    /// Trajectories of the screen, each a run more than there are numbers
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    trajectories: u32,
    /// Rows of the design for indices, each two runs more than there are numbers; best a power of two
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = clap::value_parser!(u32).range(8..=65_536))]
    samples: u32,
    /// Virtual repetitions of the study at every point
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    replicates: u32,
    /// Experiments to weigh for what they would tell, by key, glob, file, lineage, role or topic; repeatable
    #[arg(long, value_name = "SELECTION")]
    candidates: Vec<String>,
    /// Seed of animals and designs
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Override a number of the atlas, which then stays there, or the numbers of @FILE, which may move; repeatable
    #[arg(long, value_name = "PATH=VALUE|@FILE")]
    set: Vec<String>,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// Folder of the answer, and of what an interruption must not cost [default: runs/sensitivity-KEY-sSEED, with a short hash behind it if another answer is there]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other work that is in the folder
    #[arg(long)]
    force: bool,
    /// Atlas to use instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
}

/// Ways to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum How {
    /// A screen if there are many numbers, then indices of those that matter
    Both,
    /// The screen alone
    Morris,
    /// Indices of all numbers
    Sobol,
}

/// Runs and tells.
pub fn sensitivity(args: &SensitivityArgs, out: &Out) -> Result<(), Fail> {
    let mut library = input::library(args.atlas.as_deref())?;
    let mut problems = Problems::default();
    input::set(&mut library, &args.set, &mut problems);
    let candidates = candidates(args, &library, &mut problems);
    let read = input::protocol(&args.protocol, &library).map_err(|p| problems.0.extend(p.0)).ok();
    let Some((protocol, atlas)) = read else { return Err(problems.into()) };
    let ask = ask(args);
    let question =
        Question::new(&protocol, atlas, &ask, &candidates).map_err(|p| problems.0.extend(p.0)).ok();
    let file = &args.protocol;
    problems.0.iter_mut().filter(|p| p.place.file.is_empty()).for_each(|p| p.place.file = file.clone());
    let Some(question) = question.filter(|_| problems.0.is_empty()) else { return Err(problems.into()) };
    input::out_of_range(atlas).iter().for_each(|note| out.word(note));

    let own = PathBuf::from("runs").join(format!("sensitivity-{}-s{}", protocol.key, args.seed));
    let identity = question.identity();
    let path = args.out.clone().unwrap_or_else(|| {
        input::own_folder(own, &work::hash_of(&identity), false, args.force, |p| work::is_other(p, &identity))
    });
    let work = WorkFolder::open(&path, &identity, args.force)?;
    if work.kept() > 0 {
        out.word(&format!("{}: {} kept from before", path.display(), count(work.kept(), "piece")));
    }
    let numbers = count(question.axes.len(), "parameter");
    out.word(&format!("{numbers} to vary, up to {} of {}", count(question.points(), "run"), protocol.key));
    watch::expected(question.seconds(), args.threads, out);
    let progress = Arc::new(Progress::default());
    stop_on_signal(&progress);
    let bar = Bar::follow(&progress, &protocol.key);
    let answer = question.answer(args.threads.unwrap_or(0) as usize, &progress, Some(&work));
    drop(bar);
    let report = answer.map_err(|stopped| failed(stopped, &protocol.key))?;
    write(&work, &report)?;
    match out.json {
        true => out.data(&json!({ "sensitivity": report }))?,
        false => out.text(&told(&report))?,
    }
    out.word(&format!("report: {}", path.join("sensitivity.html").display()));
    Ok(())
}

fn ask(args: &SensitivityArgs) -> SensitivityAsk {
    SensitivityAsk {
        asked: AskedTarget {
            measures: args.measure.clone(),
            claims: args.claim.clone(),
            group: args.group.clone(),
        },
        over: args.over.clone(),
        // what is set one by one stays there; a file of fitted values is a place to start from
        fixed: args.set.iter().filter_map(|s| Some(s.split_once('=')?.0.trim().to_string())).collect(),
        method: match args.method {
            How::Both => Method::Both,
            How::Morris => Method::Morris,
            How::Sobol => Method::Sobol,
        },
        screen: args.screen as usize,
        trajectories: args.trajectories as usize,
        samples: args.samples as usize,
        replicates: args.replicates as usize,
        seed: args.seed,
    }
}

/// The experiments to weigh; none unless they are asked for.
fn candidates<'a>(
    args: &SensitivityArgs,
    library: &'a syntony_model::Library,
    problems: &mut Problems,
) -> Vec<(Protocol, &'a Atlas)> {
    let words: Vec<String> = args
        .candidates
        .iter()
        .flat_map(|c| c.split([',', ' ']))
        .filter(|w| !w.is_empty())
        .map(String::from)
        .collect();
    if words.is_empty() {
        return Vec::new();
    }
    input::selection(&words, library).map_err(|p| problems.0.extend(p.0)).unwrap_or_default()
}

fn failed(stopped: SensitivityStopped, key: &str) -> Fail {
    match stopped {
        SensitivityStopped::Folder(e) => e.into(),
        SensitivityStopped::Nothing => {
            let what = "no row of the design could be used: at every one there was numerical instability (NaN or infinity), or the score was missing";
            Fail::Numbers(problem(key, what, Some("narrow the ranges with --over PATH=LOW..HIGH".into())))
        }
        SensitivityStopped::Outcome(RunEnd::BlowUp(blow_up)) => {
            let hint = "please report this with the protocol and the seed".to_string();
            Fail::Numbers(problem(key, blow_up.to_string(), Some(hint)))
        }
        SensitivityStopped::Outcome(_) => {
            let hint = "the same command goes on from there".to_string();
            Fail::Interrupted(problem(key, "interrupted; the finished pieces are kept", Some(hint)))
        }
    }
}

fn write(work: &WorkFolder, report: &SensitivityReport) -> Result<(), Fail> {
    let page = sensitivity::render(report).map_err(FolderError::from)?;
    let folder = work.folder();
    folder.write_json("sensitivity.json", report).map_err(FolderError::from)?;
    folder.write_text("sensitivity.html", &page).map_err(FolderError::from)?;
    folder.write_text("sensitivity.tsv", &tsv(report)).map_err(FolderError::from)?;
    Ok(())
}

fn tsv(report: &SensitivityReport) -> String {
    let head = "score\tpath\tvalue\tunit\tlow\thigh\tgrade\tsource\tmu\tmu_star\tfloor\tsigma\teffect\tfirst\tfirst_low\tfirst_high\ttotal\ttotal_low\ttotal_high";
    let mut text = format!("{head}\n");
    for s in &report.scores {
        for (i, a) in report.axes.iter().enumerate() {
            let source = if a.source.is_empty() { "n/a" } else { &a.source };
            let (low, high) = a.range;
            let mut row = format!(
                "{}\t{}\t{}\t{}\t{low}\t{high}\t{}\t{source}",
                s.label, a.path, a.value, a.unit, a.grade
            );
            let effect =
                s.effects.as_ref().map(|e| [e[i].mu, e[i].mu_star, e[i].floor, e[i].sigma, e[i].effect]);
            let place = report.chosen.iter().position(|&c| c == i);
            let index = s.indices.as_ref().zip(place).map(|(x, p)| [x.first[p], x.total[p]]);
            let cell = |x: Option<f64>| x.map_or("\tn/a".to_string(), |x| format!("\t{x}"));
            (0..5).for_each(|k| row += &cell(effect.map(|e| e[k])));
            for k in 0..2 {
                let e = index.map(|x| x[k]);
                row += &[cell(e.map(|e| e.value)), cell(e.map(|e| e.low)), cell(e.map(|e| e.high))].concat();
            }
            text.push_str(&(row + "\n"));
        }
    }
    text
}

fn told(r: &SensitivityReport) -> String {
    let mut text = format!("{}: {}\n", r.protocol, r.title);
    let same = count(r.animals, "animal");
    text.push_str(&format!(
        "{} varied over their ranges, {}, the same {same} at each\n",
        count(r.axes.len(), "parameter"),
        count(r.points, "point")
    ));
    if r.failed > 0 {
        text.push_str(&format!(
            "numerical instability (NaN or infinity) at {}; what depends on them is left out\n",
            count(r.failed, "point")
        ));
    }
    for s in &r.scores {
        text.push_str(&of_score(r, s));
    }
    if !r.experiments.is_empty() {
        text.push_str(&experiments(r));
    }
    text
}

fn of_score(r: &SensitivityReport, s: &AskedScore) -> String {
    let unit = if s.unit.is_empty() { String::new() } else { format!(" {}", s.unit) };
    let mut text = format!("\n{}\n", s.label);
    let mut head = vec!["parameter", "value", "range", "grade", "source"];
    match &s.indices {
        Some(i) => {
            let share = i.within / (i.within + i.variance.value.max(0.0));
            text.push_str(&format!(
                "mean over the ranges {}{unit}; SD {} by the numbers, {} between animals: {:.0} % of the variance of one animal's score is noise\n",
                short(i.mean),
                short(i.variance.value.max(0.0).sqrt()),
                short(i.within.sqrt()),
                100.0 * share
            ));
            if i.are_told() {
                let first: f64 = i.first.iter().map(|e| e.value).sum();
                text.push_str(&format!(
                    "first-order effects make {:.0} % of the variance by parameters; {} of rows used\n",
                    100.0 * first,
                    i.rows
                ));
            } else {
                text.push_str(UNTOLD);
            }
            head.extend(["first-order (S1)", "total-order (ST)"]);
        }
        None if s.effects.is_none() => text.push_str("no row of the design could be used\n"),
        None => {}
    }
    if s.effects.is_some() {
        head.extend(["μ*", "σ", "effect"]);
    }
    let mut rows = vec![head.into_iter().map(String::from).collect::<Vec<_>>()];
    let order = r.order(s);
    rows.extend(order.iter().take(ROWS).map(|&p| row(r, s, p)));
    text.push_str(&aligned(&rows, "  "));
    if order.len() > ROWS {
        text.push_str(&format!("  … and {} more\n", order.len() - ROWS));
    }
    if let Some(effects) = s.effects.as_ref().filter(|_| r.chosen.len() < r.axes.len()) {
        let most = effects.iter().map(|e| e.effect).fold(0.0, f64::max);
        let left = (0..r.axes.len())
            .filter(|i| !r.chosen.contains(i))
            .map(|i| effects[i].effect)
            .fold(0.0, f64::max);
        text.push_str(&format!(
            "  left out: {}, with {:.0} % of the greatest effect at most\n",
            count(r.axes.len() - r.chosen.len(), "number"),
            100.0 * left / most
        ));
    }
    text
}

fn row(r: &SensitivityReport, s: &AskedScore, p: usize) -> Vec<String> {
    let a = &r.axes[r.chosen[p]];
    let unit = if a.unit == "1" { String::new() } else { format!(" {}", a.unit) };
    let ratio = if a.logarithmic { ", log" } else { "" };
    let source = if a.source.is_empty() { "-".to_string() } else { a.source.clone() };
    let range = format!("{} to {}{ratio}", a.range.0, a.range.1);
    let mut row = vec![a.path.clone(), format!("{}{unit}", a.value), range, a.grade.clone(), source];
    if let Some(i) = &s.indices {
        let one = |e: sensitivity::sobol::Estimate| format!("{:.2} ({:.2} to {:.2})", e.value, e.low, e.high);
        match i.are_told() {
            true => row.extend([one(i.first[p]), one(i.total[p])]),
            false => row.extend(["-".to_string(), "-".into()]),
        }
    }
    if let Some(e) = s.effects.as_ref().map(|e| e[r.chosen[p]]) {
        row.extend([short(e.mu_star), short(e.sigma), short(e.effect)]);
    }
    row
}

fn experiments(r: &SensitivityReport) -> String {
    let mut text = String::from("\nexperiments, by what they would tell at their own n\n");
    let mut head = vec!["experiment".to_string(), "animals".into(), "bits".into()];
    let name = |s: &AskedScore| s.label.split(':').next().unwrap_or_default().to_string();
    head.extend(r.scores.iter().map(|s| format!("expected reduction of uncertainty in {}", name(s))));
    head.push("most informative about".into());
    let mut rows = vec![head];
    rows.extend(r.experiments.iter().take(ROWS).map(|e| experiment(r, e)));
    text.push_str(&aligned(&rows, "  "));
    if r.experiments.len() > ROWS {
        text.push_str(&format!("  … and {} more\n", r.experiments.len() - ROWS));
    }
    text
}

fn experiment(r: &SensitivityReport, e: &CandidateExperiment) -> Vec<String> {
    let mut row = vec![e.protocol.clone(), e.animals.to_string()];
    let Some(g) = &e.gain else {
        row.push("-".into());
        row.extend(r.scores.iter().map(|_| "-".to_string()));
        row.push(if e.reads == 0 { "reads none of the numbers".into() } else { "cannot be weighed".into() });
        return row;
    };
    row.push(format!("{:.1}", g.bits));
    row.extend(g.targets.iter().map(|t| t.map_or("-".to_string(), |t| format!("{:.0} %", 100.0 * t))));
    let mut order: Vec<usize> = (0..g.learned.len()).filter(|&i| g.learned[i] >= 0.01).collect();
    order.sort_by(|&a, &b| g.learned[b].total_cmp(&g.learned[a]));
    let words = order
        .iter()
        .take(3)
        .map(|&i| format!("{} (−{:.0} %)", r.axes[r.chosen[i]].path, 100.0 * g.learned[i]));
    let words = words.collect::<Vec<_>>().join(", ");
    row.push(if words.is_empty() { "nothing".into() } else { words });
    row
}

/// Three figures.
fn short(x: f64) -> String {
    syntony_results::words::short(x)
}
