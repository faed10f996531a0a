//! `syntony sweep`: a protocol at every point of a grid, and dose-response.

mod manifest;
mod tables;
mod told;

use crate::fail::{Fail, problem};
use crate::input;
use crate::out::{Out, count};
use crate::watch::{self, Bar, stop_on_signal};
use manifest::SweepManifest;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use syntony_inference::sweep::{self, PowerStopped, Shard, Sweep, SweepAsk, SweepReport};
use syntony_language::Problems;
use syntony_model::{Library, Protocol};
use syntony_study::folder::FolderError;
use syntony_study::work::{self, WorkFolder};
use syntony_study::{Progress, RunEnd};

/// Over what, how.
#[derive(Debug, clap::Args)]
pub struct SweepArgs {
    /// Protocol file or key of a built-in protocol
    #[arg(value_name = "FILE|KEY", required_unless_present = "merge", conflicts_with = "merge")]
    protocol: Option<String>,
    /// What to sweep: PATH=FROM..TO[:log][/N], or a list PATH=A,B,C; repeatable. PATH is a number of the atlas, or one of the protocol:
    /// dose.COMPOUND, phase.PHASE.duration, n, express.RECEPTOR, with GROUP. before it for one group alone
    #[arg(long, value_name = "PATH=VALUES", conflicts_with = "merge")]
    over: Vec<String>,
    /// Sobol points over the ranges instead of all combinations
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000), conflicts_with = "merge")]
    points: Option<u32>,
    /// Groups to run, by key, separated by commas [default: all]
    #[arg(long, value_name = "GROUP,…", value_delimiter = ',', conflicts_with = "merge")]
    groups: Vec<String>,
    /// Virtual repetitions of the study at every point
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    replicates: u32,
    /// Seed of animals and of Sobol points
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Override a number of the atlas, or all those of a file; repeatable
    #[arg(long, value_name = "PATH=VALUE|@FILE", conflicts_with = "merge")]
    set: Vec<String>,
    /// Run only a part of it, such as 1/4, to be merged with the others
    #[arg(long, value_name = "I/N", value_parser = shard, conflicts_with = "merge")]
    shard: Option<Shard>,
    /// Put folders of shards together
    #[arg(long, value_name = "DIR", num_args = 1..)]
    merge: Vec<PathBuf>,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// Folder of the answer, and of what an interruption must not cost [default: runs/sweep-KEY-sSEED, with a short hash behind it if another answer is there]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other work that is in the folder
    #[arg(long)]
    force: bool,
    /// Atlas to use instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
}

fn shard(text: &str) -> Result<Shard, String> {
    let read = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
    let fine = |(i, n): &Shard| *i >= 1 && i <= n;
    read.filter(fine).ok_or_else(|| "expected I/N with I from 1 to N, such as 1/4".to_string())
}

/// Runs, or merges, and tells.
pub fn sweep(args: &SweepArgs, out: &Out) -> Result<(), Fail> {
    let asked = match args.merge.first() {
        Some(folder) => merged(folder)?,
        None => given(args),
    };
    let mut library = input::library(args.atlas.as_deref())?;
    let mut problems = Problems::default();
    let set = input::set(&mut library, &asked.set, &mut problems);
    let read = asked.protocol(&library).map_err(|p| problems.0.extend(p.0)).ok();
    let Some((protocol, atlas)) = read else { return Err(problems.into()) };
    let sweep =
        Sweep::new(&protocol, atlas, &asked.wanted, args.threads).map_err(|p| problems.0.extend(p.0)).ok();
    let file = &asked.name;
    problems.0.iter_mut().filter(|p| p.place.file.is_empty()).for_each(|p| p.place.file = file.clone());
    let Some(sweep) = sweep.filter(|_| problems.0.is_empty()) else { return Err(problems.into()) };
    input::out_of_range(atlas).iter().for_each(|note| out.word(note));

    let identity = sweep.identity(&set);
    let shard = args.shard;
    let own = own_name(&protocol, &asked.wanted, shard);
    let path = args.out.clone().unwrap_or_else(|| {
        input::own_folder(own, &work::hash_of(&identity), false, args.force, |p| work::is_other(p, &identity))
    });
    let begun = std::time::Instant::now();
    let work = WorkFolder::open(&path, &identity, args.force)?;
    let mut manifest = SweepManifest::new(&protocol, atlas, &asked.wanted, &set, &sweep, shard);
    manifest.begin(&path);
    work.folder().write_json(manifest::NAME, &manifest.json()).map_err(FolderError::from)?;
    work.folder().write_text("protocol.toml", &protocol.text).map_err(FolderError::from)?;
    if let Some(paper) = &protocol.paper {
        work.folder()
            .write_text("paper.bib", &format!("{}\n", paper.bibtex.trim()))
            .map_err(FolderError::from)?;
    }
    let progress = Arc::new(Progress::default());
    let done = match args.merge.is_empty() {
        true => run(&sweep, args, &work, &progress, out),
        false => gather(&sweep, args, &identity, &work, &progress),
    };
    manifest.took(begun.elapsed().as_secs_f64(), args.threads);
    if let Err(fail) = done {
        manifest.status = "interrupted".into();
        // the disk may be full: what is on it can be gone on with all the same
        let _ = work.folder().write_json(manifest::NAME, &manifest.json());
        return Err(fail);
    }
    match sweep.answer(&work) {
        Ok(report) => {
            write(&work, &report)?;
            manifest.complete(&report);
            work.folder().write_json(manifest::NAME, &manifest.json()).map_err(FolderError::from)?;
            match out.json {
                true => out.data(&json!({ "sweep": report }))?,
                false => out.text(&told::told(&report))?,
            }
            out.word(&format!("report: {}", path.join("report.html").display()));
        }
        Err(missing) => {
            manifest.status = "shard".into();
            work.folder().write_json(manifest::NAME, &manifest.json()).map_err(FolderError::from)?;
            let (done, of) = (sweep.pieces() - missing, sweep.pieces());
            if out.json {
                out.data(&json!({ "shard": { "done": done, "of": of, "folder": path } }))?;
            }
            out.word(&format!("{}: {done} of {of} pieces are done", path.display()));
            out.word("when the other shards are, too: syntony sweep --merge FOLDER FOLDER …");
        }
    }
    Ok(())
}

/// What is asked, whoever said it.
struct Question {
    name: String,
    /// Text and bibliography of a sweep that was begun; none for what the user names.
    text: Option<(String, Option<String>)>,
    set: Vec<String>,
    wanted: SweepAsk,
}

impl Question {
    fn protocol<'a>(&self, library: &'a Library) -> Result<(Protocol, &'a syntony_model::Atlas), Problems> {
        let Some((text, bib)) = &self.text else { return input::protocol(&self.name, library) };
        let atlas = library.of(text);
        let beside: Vec<_> = bib.iter().map(|b| ("paper.bib".to_string(), Ok(b.clone()))).collect();
        let protocol = Protocol::read_beside("protocol", text, atlas, &beside)?;
        Ok((protocol, atlas))
    }
}

fn given(args: &SweepArgs) -> Question {
    let wanted = SweepAsk {
        over: args.over.clone(),
        points: args.points.map(|n| n as usize),
        groups: args.groups.clone(),
        replicates: args.replicates as usize,
        seed: args.seed,
    };
    Question { name: args.protocol.clone().unwrap_or_default(), text: None, set: args.set.clone(), wanted }
}

/// What was asked of the sweep whose shard lies in a folder.
fn merged(folder: &Path) -> Result<Question, Fail> {
    let name = folder.display().to_string();
    let none = || {
        let hint = "give the folders of `syntony sweep --shard I/N`".to_string();
        Fail::one(&name, "is no folder of a sweep, expected that of a shard", Some(hint))
    };
    let words = work::asked(folder).map_err(|_| none())?;
    let of = |what: &str| words.iter().find(|(w, _)| w == what).map(|(_, v)| v.clone());
    let list = |what: &str| -> Option<Vec<String>> { serde_json::from_str(&of(what)?).ok() };
    let read = || -> Option<Question> {
        (of("question")? == "sweep").then_some(())?;
        let wanted = SweepAsk {
            over: list("over")?,
            points: of("points")?.parse().ok(),
            groups: list("groups")?,
            replicates: of("replicates")?.parse().ok()?,
            seed: of("seed")?.parse().ok()?,
        };
        let bib = std::fs::read_to_string(folder.join("paper.bib")).ok();
        let set = list("overrides")?;
        Some(Question { name: name.clone(), text: Some((of("protocol")?, bib)), set, wanted })
    };
    read().ok_or_else(none)
}

fn own_name(protocol: &Protocol, wanted: &SweepAsk, shard: Option<Shard>) -> PathBuf {
    let part = shard.map_or(String::new(), |(i, n)| format!("-{i}of{n}"));
    PathBuf::from("runs").join(format!("sweep-{}-s{}{part}", protocol.key, wanted.seed))
}

fn run(
    sweep: &Sweep,
    args: &SweepArgs,
    work: &WorkFolder,
    progress: &Arc<Progress>,
    out: &Out,
) -> Result<(), Fail> {
    if work.kept() > 0 {
        out.word(&format!("{}: {} kept from before", work.path().display(), count(work.kept(), "piece")));
    }
    let part = args.shard.map_or(String::new(), |(i, n)| format!(", shard {i} of {n}"));
    out.word(&format!(
        "{} over {}: {} of a group to run{part}",
        count(sweep.points.len(), "point"),
        sweep.axes.iter().map(|a| a.path.as_str()).collect::<Vec<_>>().join(", "),
        count(sweep.pieces(), "variant"),
    ));
    watch::expected(sweep.seconds(args.shard), args.threads, out);
    stop_on_signal(progress);
    let bar = Bar::follow(progress, "sweep");
    let done = sweep.run(args.shard, progress, work);
    drop(bar);
    done.map_err(|stopped| match stopped {
        PowerStopped::Input(problems) => Fail::Input(problems),
        PowerStopped::Folder(e) => e.into(),
        PowerStopped::Outcome(RunEnd::BlowUp(e)) => Fail::Numbers(problem("sweep", e.to_string(), None)),
        PowerStopped::Outcome(_) => {
            let hint = "the same command goes on from there".to_string();
            Fail::Interrupted(problem("sweep", "interrupted; the finished pieces are kept", Some(hint)))
        }
    })
}

fn gather(
    sweep: &Sweep,
    args: &SweepArgs,
    identity: &[(String, String)],
    work: &WorkFolder,
    progress: &Progress,
) -> Result<(), Fail> {
    let own = work.path();
    let mut from = Vec::new();
    for folder in args.merge.iter().filter(|f| **f != own) {
        if !folder.is_dir() {
            return Err(Fail::one(
                folder.display().to_string(),
                "does not exist, expected the folder of a shard",
                None,
            ));
        }
        from.push(WorkFolder::open(folder, identity, false)?);
    }
    let missing = sweep.gather(work, &from, progress)?;
    if missing > 0 {
        let what = format!(
            "{missing} of {} pieces are in none of the folders, expected all of them",
            sweep.pieces()
        );
        let hint = "run the shards that are missing, or those that were stopped, and merge again".to_string();
        return Err(Fail::one("--merge", what, Some(hint)));
    }
    Ok(())
}

fn write(work: &WorkFolder, report: &SweepReport) -> Result<(), Fail> {
    let page = sweep::render(report).map_err(FolderError::from)?;
    let folder = work.folder();
    folder.write_json("sweep.json", report).map_err(FolderError::from)?;
    folder.write_text("points.csv", &tables::points_csv(report)).map_err(FolderError::from)?;
    folder.write_text("claims.csv", &tables::claims_csv(report)).map_err(FolderError::from)?;
    folder.write_text("report.html", &page).map_err(FolderError::from)?;
    Ok(())
}
