//! `syntony export`: a scan as a dataset that others' tools read.

use crate::fail::{Fail, problem};
use crate::input;
use crate::out::Out;
use crate::watch::{Bar, stop_on_signal};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use syntony_language::Problems;
use syntony_study::Progress;
use syntony_study::scan::sensors::Settings;
use syntony_study::scan::{Made, bids};

/// What to export, and how instruments are set.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// Folder of a scan
    #[arg(value_name = "SCAN")]
    scan: PathBuf,
    /// New folder for a BIDS dataset
    #[arg(long, value_name = "DIR")]
    bids: PathBuf,
    /// EEG sampling rate [default: 250, or that of the scan if 250 does not divide it]
    #[arg(long, value_name = "HZ", allow_negative_numbers = true)]
    eeg: Option<f64>,
    /// fNIRS sampling rate
    #[arg(long, value_name = "HZ", default_value_t = 10.0, allow_negative_numbers = true)]
    fnirs: f64,
    /// Repetition time of BOLD, seconds
    #[arg(long, value_name = "S", default_value_t = 1.0, allow_negative_numbers = true)]
    tr: f64,
    /// Add eye-blink artefacts to the EEG
    #[arg(long)]
    artefacts: bool,
    /// How much faster the clock of all instruments of everybody but the first person runs, parts per million: the same moment comes later in the file, samples and markers alike
    #[arg(long, value_name = "PPM", default_value_t = 0.0, allow_negative_numbers = true)]
    drift: f64,
    /// Override a number of the atlas, or all those of a file; repeatable
    #[arg(long, value_name = "PATH=VALUE|@FILE")]
    set: Vec<String>,
    /// Atlas to use instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
}

/// Exports.
pub fn export(args: &ExportArgs, out: &Out) -> Result<(), Fail> {
    let mut library = input::library(args.atlas.as_deref())?;
    let mut problems = Problems::default();
    input::set(&mut library, &args.set, &mut problems);
    problems.into_result(())?;
    for (_, atlas) in library.iter() {
        input::out_of_range(atlas).iter().for_each(|note| out.word(note));
    }
    let store = |e: syntony_store::StoreError| {
        Fail::one(e.path().display().to_string(), e.what(), e.hint().map(String::from))
    };
    let scan = Made::open(&args.scan).map_err(store)?;
    let instruments = syntony_study::scan::instruments(&library)?;
    let usual = Settings::for_recording(scan.manifest.rate_hz);
    let settings = Settings {
        eeg_hz: args.eeg.unwrap_or(usual.eeg_hz),
        fnirs_hz: args.fnirs,
        repeat_s: args.tr,
        artefacts: args.artefacts,
        drift_ppm: args.drift,
        ..usual
    };
    let progress = Arc::new(Progress::default());
    stop_on_signal(&progress);
    let shown = args.bids.display().to_string();
    let bar = Bar::follow(&progress, &shown);
    let done = bids::export(&scan, &instruments, &settings, &args.bids, &progress);
    drop(bar);
    done.map_err(|stopped| match stopped {
        bids::ExportStopped::Interrupted => {
            Fail::Interrupted(problem(&shown, "interrupted; nothing was written", None))
        }
        bids::ExportStopped::Refused(problems) => {
            input::named(problems, &args.scan.display().to_string()).into()
        }
        bids::ExportStopped::Format(what) => Fail::one(shown.clone(), what, None),
        bids::ExportStopped::Store(e) => store(e),
    })?;
    if out.json {
        return out.data(&json!({ "folder": shown, "dyads": scan.manifest.dyads }));
    }
    out.text(&format!(
        "{shown}: {}, {} people each",
        crate::out::count(scan.manifest.dyads, "dyad"),
        scan.manifest.people.len()
    ))
}
