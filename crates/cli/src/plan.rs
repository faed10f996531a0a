//! `syntony plan`: what people could do with the time they have, as a model sees it.

use crate::fail::{Fail, problem};
use crate::input;
use crate::out::{Out, aligned, count, wrapped};
use crate::watch::{self, Bar, stop_on_signal};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use syntony_inference::plan::{DrawSpread, NOTICE, PlanOptions, PlanReport, PlanTrouble, Planner, page};
use syntony_model::Aim;
use syntony_study::Progress;

/// Widest line of words.
const WIDTH: usize = 100;

/// What to plan, and how long to search.
#[derive(Debug, clap::Args)]
pub struct PlanArgs {
    /// Plan file: people, goal, budget, limits; `-` is stdin
    #[arg(value_name = "FILE")]
    file: String,
    /// Seed of the people and of the search
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Draws of the people that the search sees; the report is about others
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    draws: u32,
    /// Generations of the search
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    generations: u32,
    /// Override a number of the atlas, or all those of a file; repeatable
    #[arg(long, value_name = "PATH=VALUE|@FILE")]
    set: Vec<String>,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// Folder for plan.json and report.html [default: neither is written]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Atlas to use instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
}

/// Searches and tells.
pub fn plan(args: &PlanArgs, out: &Out) -> Result<(), Fail> {
    let mut library = input::library(args.atlas.as_deref())?;
    let mut problems = syntony_language::Problems::default();
    input::set(&mut library, &args.set, &mut problems);
    problems.into_result(())?;
    let named = input::text(&args.file)?;
    let atlas = library.of(&named.text);
    let aim = Aim::read(&named.name, &named.text, atlas)?;
    aim.remarks.iter().for_each(|remark| out.word(&format!("note: {remark}")));
    let options =
        PlanOptions { seed: args.seed, draws: args.draws as usize, generations: args.generations as usize };
    let planner = Planner::compile(&aim, atlas, options).map_err(|mut p| {
        p.0.iter_mut().filter(|p| p.place.file.is_empty()).for_each(|p| p.place.file = named.name.clone());
        p
    })?;
    input::out_of_range(atlas).iter().for_each(|note| out.word(note));
    watch::expected(planner.seconds(), args.threads, out);
    let progress = Arc::new(Progress::default());
    stop_on_signal(&progress);
    let bar = Bar::follow(&progress, &aim.key);
    let report = planner.plan(args.threads.unwrap_or(0) as usize, &progress);
    drop(bar);
    let report = report.map_err(|trouble| failed(trouble, &aim.key))?;
    if let Some(folder) = &args.out {
        write(folder, &report)?;
    }
    match out.json {
        true => out.data(&json!({ "plan": report }))?,
        false => out.text(&told(&report))?,
    }
    if let Some(folder) = &args.out {
        out.word(&format!("report: {}", folder.join("report.html").display()));
    }
    if report.interrupted {
        let what = "interrupted; told is the best so far, not judged on fresh draws";
        return Err(Fail::Interrupted(problem(&aim.key, what, None)));
    }
    Ok(())
}

fn failed(trouble: PlanTrouble, key: &str) -> Fail {
    match trouble {
        PlanTrouble::Problems(problems) => Fail::Input(problems),
        PlanTrouble::Interrupted => {
            Fail::Interrupted(problem(key, "interrupted before any schedule had been tried", None))
        }
        PlanTrouble::BlowUp(blow_up) => {
            let hint = "please report this with the plan file and the seed".to_string();
            Fail::Numbers(problem(key, blow_up.to_string(), Some(hint)))
        }
    }
}

fn write(folder: &Path, report: &PlanReport) -> Result<(), Fail> {
    let json = format!("{:#}\n", json!({ "plan": report }));
    std::fs::create_dir_all(folder).map_err(|e| cannot(folder, &e))?;
    let html = page::render(report).map_err(|e| Fail::one("report.html", e.to_string(), None))?;
    for (name, text) in [("plan.json", json), ("report.html", html)] {
        let path = folder.join(name);
        let written = syntony_store::atomic::write(&path, text.as_bytes());
        written.map_err(|e| Fail::one(path.display().to_string(), e.to_string(), None))?;
    }
    Ok(())
}

fn cannot(folder: &Path, error: &std::io::Error) -> Fail {
    let what = format!("cannot be written ({}), expected a folder", error.kind());
    Fail::one(folder.display().to_string(), what, None)
}

/// The report in words.
fn told(r: &PlanReport) -> String {
    let mut text = format!("{}: {}\n", r.key, r.title);
    text.push_str(&format!(
        "goal {}, {} days, at most {} min of practice a day; {} tried on {}, judged on {} others, seed {}\n",
        r.goal,
        r.days,
        r.budget,
        count(r.tried, "schedule"),
        count(r.draws.0, "draw"),
        r.draws.1,
        r.seed
    ));
    if !r.unreachable.is_empty() {
        text.push_str(&format!("out of reach: {}\n", r.unreachable.join(", ")));
    }
    if let Some(base) = r.base {
        text.push_str(&format!("without practice: {}\n", spread(&base, false)));
    }
    text.push('\n');
    text.push_str(&schedules(r));
    if r.base.is_some() && r.schedules.first().and_then(|f| f.gain).is_none_or(|g| g.mean <= 0.0) {
        text.push_str("\nNone of them raises the goal: in the model no schedule of these components is better than none. Either the goal is near its ceiling without\npractice, or differences between virtual couples exceed what practice changes; more --draws tell smaller gains from chance.\n");
    }
    if !r.drivers.is_empty() {
        text.push_str("\nwhat drives the gain of the first: lost when left out\n");
        let row = |d: &syntony_inference::plan::Driver| {
            vec![d.practice.clone(), format!("{} min", d.minutes), spread(&d.lost, true)]
        };
        text.push_str(&aligned(&r.drivers.iter().map(row).collect::<Vec<_>>(), "  "));
    }
    if !r.losers.is_empty() {
        text.push_str(
            "\nwho is worse off with the first: proportion of draws that end lower than without practice\n",
        );
        let row = |l: &syntony_inference::plan::Loser| {
            vec![
                l.member.clone(),
                format!("{:.0} %", 100.0 * l.share),
                format!("on average {}", signed(l.change)),
            ]
        };
        text.push_str(&aligned(&r.losers.iter().map(row).collect::<Vec<_>>(), "  "));
    }
    if let Some(d) = &r.doubt {
        text.push_str(&doubt(d));
    }
    text.push('\n');
    wrapped(NOTICE, WIDTH).iter().for_each(|l| text.push_str(&format!("{l}\n")));
    text
}

fn schedules(r: &PlanReport) -> String {
    let mut rows =
        vec![vec!["minutes a day".to_string(), "gain".into(), "more than the same time together".into()]];
    for f in &r.schedules {
        let minutes: Vec<String> = f.minutes.iter().map(|(k, m)| format!("{k} {m}")).collect();
        let gain = match &f.gain {
            Some(g) => spread(g, true),
            None => format!("{} in the search", signed(f.searched)),
        };
        let minutes = if minutes.is_empty() { "none".to_string() } else { minutes.join(", ") };
        rows.push(vec![minutes, gain, f.beyond.as_ref().map_or("-".into(), |s| spread(s, true))]);
    }
    let mut text = aligned(&rows, "");
    if r.base_sd > 0.0
        && let Some(g) = r.schedules.first().and_then(|f| f.gain)
    {
        let sd = g.mean / r.base_sd;
        text.push_str(&format!(
            "\nthe first gains {sd:.2} standard deviations of what draws differ by without practice"
        ));
        let same = |s: &Option<DrawSpread>| s.is_none_or(|s| s.mean < 2.0 * s.error);
        text.push_str(match &r.schedules[0] {
            f if same(&f.gain) => "; that is not distinguishable from no gain at all\n",
            f if same(&f.beyond) => {
                ";\nthat is not distinguishable from the same time together without practice\n"
            }
            _ => "\n",
        });
    }
    text
}

fn doubt(d: &syntony_inference::plan::Doubt) -> String {
    let mut text = format!(
        "\nwhere the model is guessing: {} of {} behind these practices assumed; the gain is most sensitive to\n",
        d.assumed,
        count(d.numbers, "number")
    );
    let row = |w: &syntony_inference::plan::Weak| {
        vec![w.path.clone(), w.grade.clone(), format!("gain {} to {}", signed(w.at_low), signed(w.at_high))]
    };
    text.push_str(&aligned(&d.weak.iter().map(row).collect::<Vec<_>>(), "  "));
    text.push_str(&format!(
        "while they move over their ranges together the gain goes from {} to {} (here {}); in {:.0} % of {} there is none;\nnumbers of the brain itself did not move, so the doubt is greater than that\n",
        signed(d.spread.0),
        signed(d.spread.1),
        signed(d.gain),
        100.0 * d.spread.2,
        count(d.trials, "trial")
    ));
    text
}

fn signed(x: f64) -> String {
    format!("{x:+.3}")
}

/// Mean, and where nine of ten draws lie.
fn spread(s: &DrawSpread, gain: bool) -> String {
    let n = |x: f64| if gain { signed(x) } else { format!("{x:.3}") };
    format!("{} (90 % of draws {} to {})", n(s.mean), n(s.low), n(s.high))
}
