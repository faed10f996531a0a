//! `syntony scan`: people recorded at the millisecond clock, into a folder that instruments read.

use crate::fail::{Fail, problem};
use crate::input;
use crate::out::Out;
use crate::watch::{Bar, stop_on_signal};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use syntony_language::Problems;
use syntony_store::Opening;
use syntony_study::run::Study;
use syntony_study::scan::{Scan, ScanStopped};
use syntony_study::{Options, Progress};

/// What to record.
#[derive(Debug, clap::Args)]
pub struct ScanArgs {
    /// Protocol file or key of a built-in protocol, with a phase at `clock = "ms"`; `-` is stdin
    #[arg(value_name = "FILE|KEY")]
    protocol: String,
    /// Group [default: the first one]
    #[arg(long, value_name = "KEY")]
    group: Option<String>,
    /// Dyads, or larger groups of people
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=999))]
    dyads: u32,
    /// Sampling rate of the activity of every region, a multiple of 50
    #[arg(long, value_name = "HZ", default_value_t = 250.0, allow_negative_numbers = true)]
    rate: f64,
    /// Seed of all randomness
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Override a number of the atlas, or all those of a file; repeatable
    #[arg(long, value_name = "PATH=VALUE|@FILE")]
    set: Vec<String>,
    /// Folder of the scan [default: scans/KEY-sSEED, with a short hash behind it when numbers are changed or another scan is there]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Continue an interrupted scan
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Replace a scan that is in the folder
    #[arg(long)]
    force: bool,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// Atlas to use instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
}

/// Records.
pub fn scan(args: &ScanArgs, out: &Out) -> Result<(), Fail> {
    let mut library = input::library(args.atlas.as_deref())?;
    let mut problems = Problems::default();
    let set = input::set(&mut library, &args.set, &mut problems);
    let (protocol, atlas) = match input::protocol(&args.protocol, &library) {
        Ok(read) => read,
        Err(mut p) => {
            p.0.extend(problems.0);
            return Err(p.into());
        }
    };
    let group = args.group.clone().unwrap_or_else(|| protocol.groups[0].key.clone());
    let options = Options { seed: args.seed, replicates: 1, groups: vec![group.clone()], traces: false };
    let mut note = |p: Problems| problems.0.extend(input::named(p, &args.protocol).0);
    // what an export would lack
    let _ = syntony_study::scan::instruments(&library).map_err(&mut note);
    let study = Study::compile(&protocol, atlas, &options).map_err(&mut note).ok();
    problems.into_result(())?;
    let Some(study) = study else { return Err(Fail::Told) };
    let asked = (args.seed, args.dyads as usize, args.rate);
    let scan = Scan::new(&study, atlas, &group, asked, &set).map_err(|p| input::named(p, &args.protocol))?;
    input::out_of_range(atlas).iter().for_each(|note| out.word(note));
    let path = args.out.clone().unwrap_or_else(|| {
        let place = PathBuf::from("scans").join(format!("{}-s{}", protocol.key, args.seed));
        let changed = !set.is_empty() || args.atlas.is_some();
        input::own_folder(place, &scan.hash(), changed, args.force, |path| scan.is_other(path))
    });
    let shown = path.display().to_string();
    let opening = match (args.resume, args.force) {
        (true, _) => Opening::Resume,
        (_, true) => Opening::Overwrite,
        _ => Opening::New,
    };
    let progress = Arc::new(Progress::default());
    stop_on_signal(&progress);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.unwrap_or(0) as usize).build();
    let pool = pool.map_err(|e| Fail::one("threads", e.to_string(), None))?;
    let bar = Bar::follow(&progress, &protocol.key);
    let done = pool.install(|| scan.perform(&path, opening, &progress));
    drop(bar);
    let manifest = done.map_err(|stopped| failed(stopped, &shown, &protocol.key))?;
    if progress.total.load(Ordering::Relaxed) == 0 {
        out.word(&format!("{shown} holds this very scan already; --force records it again"));
    }
    if out.json {
        return out.data(&json!({ "folder": shown, "scan": manifest }));
    }
    for phase in &manifest.phases {
        let what = match (phase.coupled, phase.common_input) {
            (true, _) => "coupled through acts",
            (_, true) => "common input (the same film), no interaction",
            _ => "no coupling",
        };
        out.text(&format!("{}  {} s of {}: {what}", phase.name, phase.duration_s, phase.task))?;
    }
    out.word(&format!("{} at {} Hz: {shown}", crate::out::count(manifest.dyads, "dyad"), manifest.rate_hz));
    Ok(())
}

/// Why a scan of a protocol has nothing in its folder, in words.
fn failed(stopped: ScanStopped, folder: &str, key: &str) -> Fail {
    match stopped {
        ScanStopped::Interrupted => {
            let hint = "go on with the same command and --resume".to_string();
            Fail::Interrupted(problem(folder, "interrupted; the dyads that were done are kept", Some(hint)))
        }
        ScanStopped::BlowUp(e) => {
            let hint = format!(
                "what was recorded until then is in {folder}/diverged-….zarr; the dyads that were done are kept for --resume"
            );
            Fail::Numbers(problem(key, e.to_string(), Some(hint)))
        }
        ScanStopped::Other(what) => {
            Fail::one(folder, what, Some("choose another folder, or replace it with --force".into()))
        }
        ScanStopped::Store(e) => {
            Fail::one(e.path().display().to_string(), e.what(), e.hint().map(String::from))
        }
    }
}
