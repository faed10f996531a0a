//! `syntony report`: the report of a run, rendered again.

use crate::fail::Fail;
use crate::out::Out;
use serde_json::json;
use std::path::PathBuf;
use syntony_study::folder;

/// Which run.
#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// Folder of a complete run
    #[arg(value_name = "RUN")]
    run: PathBuf,
}

/// Renders; prints where the report is.
pub fn report(args: &ReportArgs, out: &Out) -> Result<(), Fail> {
    let path = folder::write_report(&args.run)?.display().to_string();
    match out.json {
        true => out.data(&json!({ "report": path })),
        false => out.text(&path),
    }
}
