//! `syntony benchmark-synchrony`: datasets of which it is known what couples people, and what common measures make of them.

use crate::fail::{Fail, problem};
use crate::input;
use crate::out::{Out, aligned};
use crate::watch::{Bar, stop_on_signal};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use syntony_model::Protocol;
use syntony_store::{Column, DataTable, Opening, atomic};
use syntony_study::run::Study;
use syntony_study::scan::benchmark::{BenchmarkFinding, BenchmarkStopped, PROTOCOL, SETS, Set, findings};
use syntony_study::scan::sensors::Settings;
use syntony_study::scan::{self, Made, Scan, bids};
use syntony_study::{Options, Progress};

/// How much, and where to.
#[derive(Debug, clap::Args)]
pub struct BenchmarkSynchronyArgs {
    /// New folder: a BIDS dataset for each condition, and findings.tsv
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Dyads in each dataset
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(3..=999))]
    dyads: u32,
    /// Sampling rate of activity and EEG, a multiple of 50
    #[arg(long, value_name = "HZ", default_value_t = 250.0, allow_negative_numbers = true)]
    eeg: f64,
    /// How much faster the clock of the partner's instruments runs in the dataset with drifting clocks, parts per million
    #[arg(long, value_name = "PPM", default_value_t = 300.0, allow_negative_numbers = true)]
    drift: f64,
    /// Add eye-blink artefacts to the EEG
    #[arg(long)]
    artefacts: bool,
    /// Seed of all randomness
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Only these datasets, separated by commas [default: all]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    sets: Vec<String>,
}

/// Makes the sets and measures them.
pub fn benchmark(args: &BenchmarkSynchronyArgs, out: &Out) -> Result<(), Fail> {
    let unknown: Vec<_> = args.sets.iter().filter(|s| SETS.iter().all(|x| x.name != **s)).collect();
    if let Some(name) = unknown.first() {
        let known = SETS.map(|s| s.name).join(", ");
        return Err(Fail::one("--sets", format!("unknown set `{name}`, expected one of {known}"), None));
    }
    let shown = args.out.display().to_string();
    if args.out.exists() {
        let hint = "choose another name".to_string();
        return Err(Fail::one(shown, "exists already, expected a new folder", Some(hint)));
    }
    let progress = Arc::new(Progress::default());
    stop_on_signal(&progress);
    let mut all: Vec<BenchmarkFinding> = Vec::new();
    for set in SETS.iter().filter(|s| args.sets.is_empty() || args.sets.iter().any(|n| n == s.name)) {
        all.extend(measured(set, args, &shown, &progress)?);
    }
    let path = args.out.join("findings.tsv");
    table(&all).write(&path).map_err(store)?;
    atomic::write_json(&args.out.join("findings.json"), &all).map_err(store)?;
    if out.json {
        return out.data(&json!({ "folder": shown, "findings": all }));
    }
    out.text(&text(&all))?;
    out.word(&format!("datasets and findings: {shown}"));
    Ok(())
}

fn store(e: syntony_store::StoreError) -> Fail {
    Fail::one(e.path().display().to_string(), e.what(), e.hint().map(String::from))
}

/// Makes one set in the folder that is shown as `shown`, and measures it.
fn measured(
    set: &Set,
    args: &BenchmarkSynchronyArgs,
    shown: &str,
    progress: &Arc<Progress>,
) -> Result<Vec<BenchmarkFinding>, Fail> {
    let mut library = input::library(None)?;
    for (path, value) in set.set {
        library.set(path, value)?;
    }
    let atlas = library.lineage("human").ok_or(Fail::Told)?;
    let protocol = Protocol::read("synchrony_benchmark.toml", PROTOCOL, atlas)?;
    let options = Options { seed: args.seed, replicates: 1, groups: vec![set.group.into()], traces: false };
    let study = Study::compile(&protocol, atlas, &options)?;
    let overrides: Vec<String> = set.set.iter().map(|(p, v)| format!("{p}={v}")).collect();
    let asked = (args.seed, args.dyads as usize, args.eeg);
    // the rate of the scan is that of the EEG
    let ready = Scan::new(&study, atlas, set.group, asked, &overrides).map_err(|mut p| {
        p.0.iter_mut().filter(|p| p.place.file == "--rate").for_each(|p| p.place.file = "--eeg".into());
        p
    })?;
    let settings = Settings {
        eeg_hz: args.eeg,
        artefacts: args.artefacts,
        drift_ppm: if set.drifts { args.drift } else { 0.0 },
        ..Settings::default()
    };
    // what a later set would refuse is refused before the first
    let any = Settings { drift_ppm: args.drift, ..settings.clone() };
    scan::unready(&ready.manifest, &any).into_result(())?;
    let path = args.out.join("scans").join(set.name);
    let bar = Bar::follow(progress, set.name);
    ready.perform(&path, Opening::New, progress).map_err(|e| match e {
        scan::ScanStopped::Interrupted => {
            Fail::Interrupted(problem(shown, "interrupted; sets that were done are kept", None))
        }
        scan::ScanStopped::BlowUp(e) => Fail::Numbers(problem(set.name, e.to_string(), None)),
        scan::ScanStopped::Other(what) => Fail::one(shown, what, None),
        scan::ScanStopped::Store(e) => store(e),
    })?;
    let made = Made::open(&path).map_err(store)?;
    let instruments = scan::instruments(&library)?;
    bids::export(&made, &instruments, &settings, &args.out.join(set.name), progress).map_err(
        |e| match e {
            bids::ExportStopped::Interrupted => {
                Fail::Interrupted(problem(shown, "interrupted; sets that were done are kept", None))
            }
            bids::ExportStopped::Refused(problems) => problems.into(),
            bids::ExportStopped::Format(what) => Fail::one(shown, what, None),
            bids::ExportStopped::Store(e) => store(e),
        },
    )?;
    let found = findings(set, &made, &instruments, &settings).map_err(|e| match e {
        BenchmarkStopped::Store(e) => store(e),
        BenchmarkStopped::TooFast(e) => Fail::one("--eeg", e.to_string(), None),
    });
    drop(bar);
    found
}

fn table(all: &[BenchmarkFinding]) -> DataTable {
    let mut table = DataTable::new(vec![
        Column::new("set", "Dataset."),
        Column::new("measure", "Measure of synchrony."),
        Column::new("interaction", "Ground truth: whether the two interact.")
            .level("yes", "a positive is a true one")
            .level("no", "a positive is a false one"),
        Column::new("real", "Mean over pairs."),
        Column::new("surrogate", "Mean over shuffled pairs, or over phase-randomised copies within a head."),
        Column::new("rate", "Share of pairs detected as coupled at 5 %."),
        Column::new("pairs", "Pairs."),
    ]);
    for f in all {
        table.push(vec![
            f.set.as_str().into(),
            f.measure.as_str().into(),
            if f.interaction { "yes" } else { "no" }.into(),
            f.real.into(),
            f.surrogate.into(),
            f.rate.into(),
            f.pairs.into(),
        ]);
    }
    table
}

/// Measures down, sets across: the share of pairs detected as coupled.
fn text(all: &[BenchmarkFinding]) -> String {
    let mut sets: Vec<&str> = Vec::new();
    let mut measures: Vec<&str> = Vec::new();
    for f in all {
        if !sets.contains(&f.set.as_str()) {
            sets.push(&f.set);
        }
        if !measures.contains(&f.measure.as_str()) {
            measures.push(&f.measure);
        }
    }
    let mut rows = vec![vec!["pairs detected as coupled, %".to_string()]];
    rows[0].extend(sets.iter().map(|s| (*s).to_string()));
    for m in measures {
        let mut row = vec![m.to_string()];
        for s in &sets {
            let rate = all.iter().find(|f| f.set == *s && f.measure == m).map(|f| 100.0 * f.rate);
            row.push(rate.map_or(String::from("–"), |r| format!("{r:.0}")));
        }
        rows.push(row);
    }
    let interacts = |s: &&str| all.iter().any(|f| f.set == **s && f.interaction);
    let mut last = vec!["interaction (ground truth)".to_string()];
    last.extend(sets.iter().map(|s| if interacts(s) { "yes".into() } else { "no".to_string() }));
    rows.push(last);
    aligned(&rows, "")
}
