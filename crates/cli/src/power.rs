//! `syntony power`: how many subjects a study needs to find what the model does.

use crate::fail::{Fail, problem};
use crate::input;
use crate::out::{Out, aligned};
use crate::watch::{Bar, stop_on_signal};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use syntony_inference::power::{self, Power, PowerAsk, PowerStopped};
use syntony_language::Problems;
use syntony_model::Protocol;
use syntony_study::folder::FolderError;
use syntony_study::work::WorkFolder;
use syntony_study::{Progress, RunEnd};

/// Rows of a table for a range of n.
const ROWS: usize = 16;

/// Which design, and how exactly.
#[derive(Debug, clap::Args)]
pub struct PowerArgs {
    /// Protocol file or key of a built-in protocol: the design
    #[arg(value_name = "FILE|KEY")]
    protocol: String,
    /// Claim to find; repeatable [default: every claim with a test]
    #[arg(long, value_name = "CLAIM")]
    claim: Vec<String>,
    /// Subjects (casts) of the smallest group, the others in proportion: a list, or LOW..HIGH [default: 4 to 40 and the protocol's own]
    #[arg(long, value_name = "4,6,8|LOW..HIGH")]
    n: Option<String>,
    /// Power wanted
    #[arg(long, value_name = "SHARE", default_value_t = 0.8)]
    target: f64,
    /// Error level [default: that of each claim]
    #[arg(long, value_name = "P")]
    alpha: Option<f64>,
    /// Studies of the largest n that are simulated; there are more of smaller n
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(10..=100_000))]
    simulations: u32,
    /// Seed of all randomness
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Override a number of the atlas, or all those of a file; repeatable
    #[arg(long, value_name = "PATH=VALUE|@FILE")]
    set: Vec<String>,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// Folder for power.json, power.tsv and power.html, and for what an interruption must not cost
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other work that is in the folder
    #[arg(long, requires = "out")]
    force: bool,
    /// Atlas to use instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
}

/// Simulates and tells.
pub fn power(args: &PowerArgs, out: &Out) -> Result<(), Fail> {
    let mut library = input::library(args.atlas.as_deref())?;
    let mut problems = Problems::default();
    let set = input::set(&mut library, &args.set, &mut problems);
    shares(args, &mut problems);
    let read = input::protocol(&args.protocol, &library).map_err(|p| problems.0.extend(p.0)).ok();
    let Some((protocol, atlas)) = read else { return Err(problems.into()) };
    let ask = PowerAsk {
        claims: args.claim.clone(),
        n: numbers(args, &mut problems),
        own: args.n.is_none(),
        target: args.target,
        alpha: args.alpha,
        simulations: args.simulations as usize,
        seed: args.seed,
    };
    if let Err(p) = power::claims(&protocol, &ask) {
        problems.0.extend(p.0);
    }
    let file = &args.protocol;
    problems.0.iter_mut().filter(|p| p.place.file.is_empty()).for_each(|p| p.place.file = file.clone());
    problems.into_result(())?;
    input::out_of_range(atlas).iter().for_each(|note| out.word(note));

    let most = ask.n.last().copied().unwrap_or_default();
    let of = |what: &str, value: String| (what.to_string(), value);
    let asked = [
        of("question", "power".into()),
        of("Syntony", env!("CARGO_PKG_VERSION").into()),
        of("protocol", protocol.text.clone()),
        of("atlas", format!("{:?}", atlas.texts)),
        of("overrides", set.join(", ")),
        of("seed", args.seed.to_string()),
        of("simulations", args.simulations.to_string()),
        of("largest n", most.to_string()),
    ];
    let work = args.out.as_deref().map(|path| WorkFolder::open(path, &asked, args.force)).transpose()?;
    let progress = Arc::new(Progress::default());
    stop_on_signal(&progress);
    let bar = Bar::follow(&progress, &protocol.key);
    let threads = args.threads.unwrap_or(0) as usize;
    let done = power::power(&protocol, atlas, &ask, threads, &progress, work.as_ref());
    drop(bar);
    let all = done.map_err(|stopped| failed(stopped, &protocol.key, args))?;
    if let Some(work) = &work {
        write(work, &protocol, args.seed, &all)?;
    }
    match out.json {
        true => out.data(&json!({ "protocol": protocol.key, "seed": args.seed, "power": all }))?,
        false => out.text(&told(&protocol, &all))?,
    }
    if let Some(work) = &work {
        out.word(&format!("report: {}", work.path().join("power.html").display()));
    }
    Ok(())
}

fn shares(args: &PowerArgs, problems: &mut Problems) {
    let mut share = |what: &str, x: f64| {
        if !(x > 0.0 && x < 1.0) {
            problems.0.push(problem(format!("{what} {x}"), "expected a share between 0 and 1", None));
        }
    };
    share("--target", args.target);
    if let Some(alpha) = args.alpha {
        share("--alpha", alpha);
    }
}

/// The numbers of subjects asked for, rising.
fn numbers(args: &PowerArgs, problems: &mut Problems) -> Vec<usize> {
    let mut all: Vec<usize> = match &args.n {
        None => power::USUAL.to_vec(),
        Some(text) => match listed(text) {
            Some(all) => all,
            None => {
                let hint = "write for instance --n 4,8,12 or --n 4..40".to_string();
                let what = "expected whole numbers separated by commas, or LOW..HIGH";
                problems.0.push(problem(format!("--n {text}"), what, Some(hint)));
                vec![power::N_MIN]
            }
        },
    };
    all.sort_unstable();
    all.dedup();
    all
}

fn listed(text: &str) -> Option<Vec<usize>> {
    let number = |t: &str| t.trim().parse::<usize>().ok();
    if let Some((low, high)) = text.split_once("..") {
        let (low, high) = (number(low)?, number(high)?);
        let steps = high.checked_sub(low)?.clamp(1, ROWS - 1);
        return Some((0..=steps).map(|i| low + (high - low) * i / steps).collect());
    }
    text.split(',').map(number).collect()
}

fn failed(stopped: PowerStopped, key: &str, args: &PowerArgs) -> Fail {
    match stopped {
        PowerStopped::Input(problems) => Fail::Input(problems),
        PowerStopped::Folder(e) => e.into(),
        PowerStopped::Outcome(RunEnd::BlowUp(blow_up)) => {
            let hint = match args.set.is_empty() {
                true => "please report this with the protocol and the seed".to_string(),
                false => format!("an override may be too large for the model: {}", args.set.join(", ")),
            };
            Fail::Numbers(problem(key, blow_up.to_string(), Some(hint)))
        }
        PowerStopped::Outcome(_) => {
            let (what, hint) = match args.out {
                Some(_) => {
                    ("interrupted; the finished parts are kept", "the same command goes on from there")
                }
                None => ("interrupted; nothing is kept", "with --out DIR the finished parts are kept"),
            };
            Fail::Interrupted(problem(key, what, Some(hint.into())))
        }
    }
}

fn write(work: &WorkFolder, protocol: &Protocol, seed: u64, all: &[Power]) -> Result<(), Fail> {
    let page = power::render(&protocol.key, &protocol.title, seed, all).map_err(FolderError::from)?;
    let folder = work.folder();
    let json = json!({ "protocol": protocol.key, "seed": seed, "power": all });
    folder.write_json("power.json", &json).map_err(FolderError::from)?;
    folder.write_text("power.html", &page).map_err(FolderError::from)?;
    let mut tsv = String::from("claim\tn\tsizes\tstudies\tfound\tpower\tlow\thigh\n");
    for p in all {
        for c in &p.curve {
            let row = [c.power, c.low, c.high].map(|x| x.to_string()).join("\t");
            tsv.push_str(&format!(
                "{}\t{}\t{}\t{}\t{}\t{row}\n",
                p.claim,
                c.n,
                joined(&c.sizes),
                c.studies,
                c.found
            ));
        }
    }
    folder.write_text("power.tsv", &tsv).map_err(FolderError::from)?;
    Ok(())
}

fn told(protocol: &Protocol, all: &[Power]) -> String {
    let mut text = format!("{}: {}\n", protocol.key, protocol.title);
    for p in all {
        text.push_str(&format!("\n{}: {}\n", p.claim, p.text));
        text.push_str(&format!(
            "{}; finds {}; n counts {}, {}; effect {} {:.2}\n",
            p.criterion,
            p.finds,
            p.unit,
            where_counted(p),
            p.effect_name,
            p.effect
        ));
        let mut rows = vec![["n", "power", "95 % interval", "studies", ""].map(String::from).to_vec()];
        for c in &p.curve {
            let own = if c.sizes == p.paper_n { "the protocol's n" } else { "" };
            rows.push(vec![
                if unequal(p) { joined(&c.sizes) } else { c.n.to_string() },
                format!("{:.2}", c.power),
                format!("{:.2} to {:.2}", c.low, c.high),
                c.studies.to_string(),
                own.into(),
            ]);
        }
        text.push_str(&aligned(&rows, "  "));
        text.push_str(&smallest(p));
    }
    text
}

/// Whether the groups of the design differ in size.
fn unequal(p: &Power) -> bool {
    p.paper_n.iter().any(|n| *n != p.paper_n[0])
}

/// `25 + 20`.
fn joined(sizes: &[usize]) -> String {
    sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(" + ")
}

fn where_counted(p: &Power) -> String {
    match unequal(p) {
        false => format!("in each of {}", p.groups.join(", ")),
        true => format!("in {} as {} in the protocol", p.groups.join(" + "), joined(&p.paper_n)),
    }
}

fn smallest(p: &Power) -> String {
    let most = p.curve.last().map_or(0, |c| c.n);
    let or_more = |n: Option<usize>| n.map_or(format!("more than {most}"), |n| n.to_string());
    match p.smallest {
        Some(n) => {
            let all = match p.groups.len() {
                1 => String::new(),
                _ if unequal(p) => {
                    let sizes = power::sizes(&p.paper_n, n);
                    format!(
                        " in the smallest group: {}, {} in all",
                        joined(&sizes),
                        sizes.iter().sum::<usize>()
                    )
                }
                groups => format!(" in each of {groups} groups, {} in all", groups * n),
            };
            let (low, high) = (or_more(p.interval.0), or_more(p.interval.1));
            format!("smallest n for a power of {}: {n}{all} (95 % interval {low} to {high})\n", p.target)
        }
        None if p.interval.0.is_some() => format!(
            "smallest n for a power of {}: more than {most}, perhaps {}\n",
            p.target,
            or_more(p.interval.0)
        ),
        None => format!("smallest n for a power of {}: more than {most}\n", p.target),
    }
}
