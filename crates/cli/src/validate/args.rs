//! What may be said to `syntony validate`.

use std::path::PathBuf;
use syntony_evidence::first as scores;

/// What to validate, and how.
#[derive(Debug, clap::Args)]
pub struct ValidateArgs {
    /// Keys, globs (says_*), files, lineages (vole, human), roles (calibration, …) or topic:NAME; words of different kind narrow the
    /// choice, words of the same kind widen it [default: everything built in]
    pub selection: Vec<String>,
    /// Seed of all randomness
    #[arg(long, value_name = "N", default_value_t = 1, default_value_if("first", "true", scores::SEED))]
    pub seed: u64,
    /// Virtual repetitions of each study, at the n of its record
    #[arg(long, value_name = "N", default_value_t = 100, default_value_if("first", "true", scores::REPLICATES), value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub replicates: u32,
    /// Override a number of the atlas, or all those of a file; repeatable
    #[arg(long, value_name = "PATH=VALUE|@FILE")]
    pub set: Vec<String>,
    /// Draws of a posterior (posterior.tsv of a fit), one file for each lineage: forecasts and intervals are then those of studies each of which has the numbers of one draw
    #[arg(long, value_name = "FILE")]
    pub posterior: Vec<PathBuf>,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
    /// Folder of the report, and of what is kept so that only what changed runs again
    #[arg(long, value_name = "DIR", default_value = "runs/validate")]
    pub out: PathBuf,
    /// Run everything again
    #[arg(long)]
    pub force: bool,
    /// Atlas to use instead of the one inside
    #[arg(long, value_name = "DIR")]
    pub atlas: Option<PathBuf>,
    /// Write the pages of the evidence to a folder; reasons.toml in it says why claims fail
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,
    /// Write the scores between the marks of a Markdown file
    #[arg(long, value_name = "FILE")]
    pub readme: Option<PathBuf>,
    /// Score records for the first time: they must be new and committed to git; appends to the log of first scores, with seed 90210 and
    /// 20 repetitions unless others are asked for
    #[arg(long)]
    pub first: bool,
    /// Log of first scores [default: docs/evidence/first_scores.toml of the checkout]
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Exit with 1 if a claim fails
    #[arg(long)]
    pub strict: bool,
}
