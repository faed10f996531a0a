//! The syntony command line: data to stdout, words to stderr, `--json` everywhere.
//!
//! | exit | means |
//! |---|---|
//! | 0 | fine |
//! | 1 | a claim failed (with `--strict`) |
//! | 2 | bad input, or a folder that cannot be used |
//! | 3 | numerical instability: a state became NaN or infinite |
//! | 130 | interrupted |

mod benchmark_synchrony;
mod check;
mod cite;
mod completions;
mod cortex;
mod describe;
mod export;
mod fail;
mod first;
mod fit;
mod input;
mod keep;
mod language;
mod new;
mod out;
mod plan;
mod power;
mod report;
mod run;
mod scan;
mod schema;
mod sensitivity;
mod serve;
mod show;
mod sweep;
mod table;
mod validate;
mod watch;

use clap::{Parser, Subcommand};
use fail::Fail;
use out::Out;
use std::process::ExitCode;
use syntony_language::{Place, Problem, Problems};

/// Simulates the neurobiology of intimacy: published experiments on voles and people, run on a model of the brains involved.
#[derive(Debug, Parser)]
#[command(
    name = "syntony",
    version,
    max_term_width = 100,
    propagate_version = true,
    disable_help_subcommand = true
)]
#[command(after_help = "Research software, not clinical advice.")]
struct Cli {
    /// Data and problems as JSON on stdout
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Check protocols (or an atlas): all problems of all files at once
    Check(check::CheckArgs),
    /// Run protocols and judge their claims
    Run(run::RunArgs),
    /// Run many protocols together, judge every claim and score the whole
    Validate(validate::ValidateArgs),
    /// Save the state of one person or vole after a history, to reuse it in another scene
    Keep(keep::KeepArgs),
    /// Look for what people could do with the time they have, as the model sees it
    Plan(plan::PlanArgs),
    /// Simulate whole cortices: a neural mass in every region of a connectome, at millisecond resolution
    Cortex(Box<cortex::CortexArgs>),
    /// How many subjects a study needs to find what the model does
    Power(power::PowerArgs),
    /// Sensitivity analysis: which assumed numbers a score depends on, and which experiment would be most informative
    Sensitivity(sensitivity::SensitivityArgs),
    /// Sweeps and dose-response: a protocol at every point of a grid of doses, durations or numbers of the atlas
    Sweep(sweep::SweepArgs),
    /// Adjust numbers of the atlas to the claims of calibration records
    Fit(fit::FitArgs),
    /// Record people at millisecond resolution, region by region
    Scan(scan::ScanArgs),
    /// Export a scan as a dataset that other tools read: EEG, fNIRS, BOLD, physiology, and the ground truth
    Export(export::ExportArgs),
    /// Datasets of known synchrony, and what common measures make of them
    BenchmarkSynchrony(benchmark_synchrony::BenchmarkSynchronyArgs),
    /// Watch scenes and runs in the browser, on this machine alone
    Serve(serve::ServeArgs),
    /// Look something up: a region, receptor, compound, parameter, protocol, …
    Show(show::ShowArgs),
    /// Render the report of a run again
    Report(report::ReportArgs),
    /// Cite what a run rests on: protocol, equations, numbers, and Syntony itself
    Cite(cite::CiteArgs),
    /// Write a commented protocol to begin with
    New(new::NewArgs),
    /// Print the JSON Schema of protocols, plans or the atlas, for editors
    Schema(schema::SchemaArgs),
    /// Print completions for a shell
    Completions(completions::CompletionsArgs),
}

fn main() -> ExitCode {
    if let Some(fail) = not_text() {
        let json = std::env::args_os().any(|a| a == "--json");
        return ExitCode::from(fail.tell(&Out { json }));
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(usage(&error)),
    };
    let out = Out { json: cli.json };
    let done = match cli.verb {
        Verb::Check(args) => check::check(&args, &out),
        Verb::Run(args) => run::run(&args, &out),
        Verb::Validate(args) => validate::validate(&args, &out),
        Verb::Keep(args) => keep::keep(&args, &out),
        Verb::Plan(args) => plan::plan(&args, &out),
        Verb::Cortex(args) => cortex::cortex(&args, &out),
        Verb::Power(args) => power::power(&args, &out),
        Verb::Sensitivity(args) => sensitivity::sensitivity(&args, &out),
        Verb::Sweep(args) => sweep::sweep(&args, &out),
        Verb::Fit(args) => fit::fit(&args, &out),
        Verb::Scan(args) => scan::scan(&args, &out),
        Verb::Export(args) => export::export(&args, &out),
        Verb::BenchmarkSynchrony(args) => benchmark_synchrony::benchmark(&args, &out),
        Verb::Serve(args) => serve::serve(&args, &out),
        Verb::Show(args) => show::show(&args, &out),
        Verb::Report(args) => report::report(&args, &out),
        Verb::Cite(args) => cite::cite(&args, &out),
        Verb::New(args) => new::new(&args, &out),
        Verb::Schema(args) => schema::schema(&args, &out),
        Verb::Completions(args) => completions::completions(&args, &out),
    };
    ExitCode::from(match done {
        Ok(()) => 0,
        Err(fail) => fail.tell(&out),
    })
}

/// Names that are no text: arrays in a folder of such a name could not be written, and messages could not name it.
fn not_text() -> Option<Fail> {
    let bad = std::env::args_os().find_map(|a| a.into_string().err())?;
    let what = format!("'{}' is not UTF-8, expected a name in UTF-8", bad.to_string_lossy());
    Some(Fail::one("command line", what, Some("choose or give another name for it".into())))
}

/// Help and version are data; a command line that is not understood is a problem like any other.
fn usage(error: &clap::Error) -> u8 {
    let json = std::env::args_os().any(|a| a == "--json");
    if error.use_stderr() && json {
        let text = error.render().to_string();
        let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
        let what = lines.next().unwrap_or_default().trim_start_matches("error: ").to_string();
        let hint = lines.find_map(|l| l.strip_prefix("tip: ")).map(str::to_string);
        let place = Place { file: "command line".into(), line: 0, column: 0 };
        let fail = Fail::Input(Problems(vec![Problem { place, what, hint }]));
        return fail.tell(&Out { json });
    }
    // a reader that went away is no failure
    let _ = error.print();
    if error.use_stderr() { 2 } else { 0 }
}
