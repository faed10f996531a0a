//! `syntony cortex`: a neural mass in every region of a connectome, at the clock of milliseconds.

use crate::fail::{Fail, folder_problem, problem};
use crate::input;
use crate::out::{Out, count};
use crate::run::command;
use crate::watch::{Bar, stop_on_signal};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use syntony_cortex::Connectome;
use syntony_cortex::connectome::Axes;
use syntony_cortex::{
    self as cortex, CortexAsk, CortexPlan, CortexStopped, Opening, Scaling, Scheme, Summary,
};
use syntony_language::quantity::Dimension;
use syntony_language::{Problems, Quantity};
use syntony_study::Progress;

/// What to simulate, and how.
#[derive(Debug, clap::Args)]
pub struct CortexArgs {
    /// Folder with weights.csv and tract_lengths.csv, an archive (.zip of TVB, .npz, .mat, .h5), or synthetic:76
    #[arg(long, value_name = "PATH")]
    connectome: String,
    /// Where x, y and z of its centres point [default: right,front,up, or what the names of regions say]
    #[arg(long, value_name = "X,Y,Z")]
    axes: Option<String>,
    /// Neural mass of every region: wong_wang_ei, wong_wang, montbrio, wilson_cowan, jansen_rit, stuart_landau, kuramoto
    #[arg(long, value_name = "MASS", default_value = "wong_wang_ei")]
    mass: String,
    /// Simulated time that is recorded
    #[arg(long, value_name = "TIME", default_value = "10s", allow_hyphen_values = true)]
    duration: String,
    /// Simulated time before it that is not recorded
    #[arg(long, value_name = "TIME", default_value = "0s", allow_hyphen_values = true)]
    skip: String,
    /// Length of a step
    #[arg(long, value_name = "TIME", default_value = "0.1ms", allow_hyphen_values = true)]
    dt: String,
    /// Scheme of a step
    #[arg(long, value_name = "SCHEME", value_enum, default_value_t = Steps::Heun)]
    scheme: Steps,
    /// Speed of conduction; inf leaves delays out (but for one step)
    #[arg(long, value_name = "SPEED", default_value = "3mm/ms", allow_hyphen_values = true)]
    speed: String,
    /// Global coupling [default: process.MASS.coupling of the atlas]
    #[arg(long, value_name = "G", allow_hyphen_values = true)]
    coupling: Option<String>,
    /// Intensity D of the noise (σ² = 2 D), per ms if no unit is given; 0 for none [default: process.MASS.noise]
    #[arg(long, value_name = "D", allow_hyphen_values = true)]
    noise: Option<String>,
    /// How weights are scaled before the coupling
    #[arg(long, value_name = "HOW", value_enum, default_value_t = Weights::Max)]
    weights: Weights,
    /// Set local inhibition so that every region fires at its rate (wong_wang_ei)
    #[arg(long)]
    balance: bool,
    /// Scale a number by region: MAP is a column of the connectome's maps.csv, or SIZE*MAP for 1 + SIZE × a column or the density of a receptor of the atlas (gain_e=0.2*otr); repeatable
    #[arg(long, value_name = "NUMBER=MAP")]
    map: Vec<String>,
    /// Table with the columns region,atlas: which region of the atlas a region of the connectome is [default: by name]
    #[arg(long, value_name = "FILE")]
    regions: Option<String>,
    /// Override a number, of the mass (w_p=1.2) or by its path, or all those of a file; repeatable
    #[arg(long, value_name = "PATH=VALUE|@FILE")]
    set: Vec<String>,
    /// A number of a region that is more for a while, in a file one a line; repeatable
    #[arg(long, value_name = "REGION,NUMBER,AMOUNT,FROM,TO|@FILE", allow_hyphen_values = true)]
    stimulus: Vec<String>,
    /// Brains, each with noise and first states of its own
    #[arg(long, value_name = "N", default_value_t = 1)]
    brains: usize,
    /// Time over which a recorded value is a mean
    #[arg(long, value_name = "TIME", default_value = "1ms", allow_hyphen_values = true)]
    every: String,
    /// What is recorded, by name: what the mass shows, and its states [default: the former]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    record: Vec<String>,
    /// Show what a scanner would, with so much time between two volumes; rest is the mean over the second half of --skip
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    bold: Option<String>,
    /// Show what electrodes would, so many samples a second; rest as for --bold, places are the centres of the connectome
    #[arg(long, value_name = "RATE", allow_hyphen_values = true)]
    eeg: Option<String>,
    /// Instruments have no noise of their own
    #[arg(long)]
    clean: bool,
    /// Precision of the arithmetic and of what is recorded
    #[arg(long, value_name = "PRECISION", value_enum, default_value_t = Precision::F32)]
    precision: Precision,
    /// All stages of a step see the coupling at its beginning, as in TVB
    #[arg(long)]
    frozen: bool,
    /// Seed of all randomness
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// Folder of the run [default: runs/cortex-MASS-sSEED, with a short hash behind it if another run is there]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on with this run, which was interrupted
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Replace a run that is in the folder
    #[arg(long)]
    force: bool,
    /// Atlas to use instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
}

/// Schemes by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Steps {
    /// Euler, Euler-Maruyama
    Euler,
    /// Heun, stochastic Heun
    Heun,
    /// Classical Runge-Kutta of order 4
    Rk4,
}

/// Scalings by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Weights {
    /// The largest weight is 1
    Max,
    /// The largest sum of weights into a region is 1
    Strength,
    /// As they are
    Raw,
}

/// Precisions by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Precision {
    /// Single
    F32,
    /// Double
    F64,
}

/// Runs. Everything that is wrong is said before the first step.
pub fn cortex(args: &CortexArgs, out: &Out) -> Result<(), Fail> {
    let mut problems = Problems::default();
    let mut library = input::library(args.atlas.as_deref())?;
    let set = input::set(&mut library, &overrides(args), &mut problems);
    let ask = ask(args, set, &mut problems);
    let axes = args.axes.as_deref().and_then(|text| match Axes::parse(text) {
        Ok(axes) => Some(axes),
        Err(what) => {
            let hint = "for instance --axes front,left,up".to_string();
            problems.0.push(problem(format!("--axes {text}"), what, Some(hint)));
            None
        }
    });
    let connectome = match Connectome::read_with(&args.connectome, axes) {
        Ok(connectome) => connectome,
        Err(p) => {
            problems.0.extend(p.0);
            return problems.into_result(()).map_err(Fail::from);
        }
    };
    let human = library.lineage("human").or_else(|| library.iter().next().map(|(_, a)| a));
    let Some(atlas) = human else { return Err(Fail::from(problems)) };
    let plan = match CortexPlan::compile(&ask, connectome, atlas) {
        Ok(plan) if problems.is_empty() => plan,
        Ok(_) => return Err(Fail::from(problems)),
        Err(p) => {
            problems.0.extend(p.0);
            return problems.into_result(()).map_err(Fail::from);
        }
    };
    plan.connectome.notes.iter().for_each(|note| out.word(&format!("note: {note}")));
    input::out_of_range(atlas).iter().for_each(|note| out.word(note));

    let own = format!("cortex-{}-s{}", args.mass, args.seed);
    let path = args.out.clone().unwrap_or_else(|| {
        let (hash, other) =
            (cortex::hash_of(&plan, atlas), |path: &Path| cortex::is_other(&plan, atlas, path));
        input::own_folder(PathBuf::from("runs").join(own), &hash, false, args.force, other)
    });
    let progress = Arc::new(Progress::default());
    stop_on_signal(&progress);
    let bar = Bar::follow(&progress, &args.mass);
    let opening = match (args.force, args.resume) {
        (true, _) => Opening::Overwrite,
        (_, true) => Opening::Resume,
        _ => Opening::New,
    };
    let done = cortex::run(&plan, atlas, &path, opening, &progress);
    drop(bar);
    let shown = path.display().to_string();
    match done {
        Ok(summary) => {
            if progress.total.load(Ordering::Relaxed) == 0 {
                out.word(&format!("{shown} holds this very run already; --force runs it again"));
            }
            summary.damaged.iter().for_each(|d| out.word(&format!("{shown}: simulated again: {d}")));
            tell(&plan, &summary, &shown, out)
        }
        Err(stopped) => Err(failed(stopped, shown, args)),
    }
}

/// Why there are no results in a folder, in words.
fn failed(stopped: CortexStopped, shown: String, args: &CortexArgs) -> Fail {
    match stopped {
        CortexStopped::Interrupted => {
            let hint = format!("go on with `{} --resume`", command());
            Fail::Interrupted(problem(shown, "interrupted; what has been simulated is kept", Some(hint)))
        }
        CortexStopped::BlowUp(blown) => {
            let hint = format!(
                "that state is in {shown}/last_good.zarr, and what was recorded in {shown}/parts; go on from it with --resume and a --dt of a whole part of {}, or begin anew with less coupling or less noise",
                args.dt
            );
            Fail::Numbers(problem(&args.mass, blown.to_string(), Some(hint)))
        }
        CortexStopped::Folder(e) => {
            let mut p = folder_problem(&e);
            if p.what.contains("holds a run") || p.hint.as_deref().is_some_and(|h| h.contains("overwrite")) {
                p.hint = Some("replace it with --force, or choose another folder with --out; go on with --resume if it was interrupted".into());
            }
            Fail::from(p)
        }
    }
}

/// `--set`, with numbers of the mass by their name alone, and what has a flag of its own.
fn overrides(args: &CortexArgs) -> Vec<String> {
    let own = |number: &str, value: &str| format!("process.{}.{number}={value}", args.mass);
    let full = |text: &String| match text.split_once('=') {
        Some((path, value)) if !path.contains('.') && !text.starts_with('@') => own(path.trim(), value),
        _ => text.clone(),
    };
    let flags = [("coupling", &args.coupling), ("noise", &args.noise)];
    let flags = flags.into_iter().filter_map(|(name, value)| value.as_ref().map(|v| own(name, v)));
    args.set.iter().map(full).chain(flags).collect()
}

fn ask(args: &CortexArgs, set: Vec<String>, problems: &mut Problems) -> CortexAsk {
    let mut read = |name: &str, text: &str, dimension: Dimension| -> f64 {
        match Quantity::parse_as(text, &[dimension]) {
            Ok(quantity) => quantity.internal(),
            Err(e) => {
                problems.0.push(problem(format!("{name} {text}"), e.to_string(), e.hint()));
                f64::NAN
            }
        }
    };
    let speed = match args.speed.trim() {
        "inf" => f64::INFINITY,
        text => read("--speed", text, Dimension::SPEED),
    };
    let (duration, skip) =
        (read("--duration", &args.duration, Dimension::TIME), read("--skip", &args.skip, Dimension::TIME));
    let (dt, every) =
        (read("--dt", &args.dt, Dimension::TIME), read("--every", &args.every, Dimension::TIME));
    let bold = args.bold.as_ref().map(|text| read("--bold", text, Dimension::TIME));
    let eeg = args.eeg.as_ref().map(|text| read("--eeg", text, Dimension::RATE));
    let mut stimuli = Vec::new();
    for text in &args.stimulus {
        match text.strip_prefix('@').map(input::file) {
            Some(Ok(named)) => stimuli.extend(cortex::stimuli_of(&named.name, &named.text, problems)),
            Some(Err(p)) => problems.0.extend(p.0),
            None => stimuli.extend(cortex::stimulus_of(text, problems)),
        }
    }
    let maps = maps(args, problems);
    let sites = args.regions.as_ref().and_then(|name| match input::file(name) {
        Ok(named) => Some((named.name, named.text)),
        Err(p) => {
            problems.0.extend(p.0);
            None
        }
    });
    CortexAsk {
        connectome: args.connectome.clone(),
        mass: args.mass.clone(),
        duration,
        skip,
        dt,
        scheme: match args.scheme {
            Steps::Euler => Scheme::Euler,
            Steps::Heun => Scheme::Heun,
            Steps::Rk4 => Scheme::RungeKutta,
        },
        speed,
        every,
        brains: args.brains,
        seed: args.seed,
        single: args.precision == Precision::F32,
        scaling: match args.weights {
            Weights::Max => Scaling::Max,
            Weights::Strength => Scaling::Strength,
            Weights::Raw => Scaling::Raw,
        },
        balanced: args.balance,
        frozen: args.frozen,
        maps,
        sites,
        record: args.record.iter().map(|n| n.trim().to_string()).collect(),
        stimuli,
        bold,
        eeg,
        clean: args.clean,
        set,
        threads: args.threads.unwrap_or(0) as usize,
    }
}

/// Numbers and their maps over regions.
fn maps(args: &CortexArgs, problems: &mut Problems) -> Vec<(String, String)> {
    let mut maps = Vec::new();
    for text in &args.map {
        match text.split_once('=').map(|(n, m)| (n.trim().to_string(), m.trim().to_string())) {
            Some(pair) => maps.push(pair),
            None => {
                let hint = "write for instance --map gain_e=0.2*otr".to_string();
                problems.0.push(problem(format!("--map {text}"), "expected NUMBER=MAP", Some(hint)));
            }
        }
    }
    maps
}

fn tell(plan: &CortexPlan, s: &Summary, folder: &str, out: &Out) -> Result<(), Fail> {
    let (regions, tracts) = (plan.connectome.regions(), plan.connectome.tracts());
    let (name, unit, _) = plan.card.shown;
    let simulated = (plan.steps.0 as f64 * plan.ask.dt * 1e9).round() / 1e9;
    let ns = s.wall_s * 1e9 * s.threads as f64 / s.node_steps;
    let series = format!("{folder}/series.zarr");
    let bold = plan.bold.is_some().then(|| format!("{folder}/bold.zarr"));
    let eeg = plan.scalp.is_some().then(|| format!("{folder}/eeg.zarr"));
    if out.json {
        return out.data(&json!({
            "folder": folder, "series": series, "bold": bold, "eeg": eeg, "mass": plan.card.key, "regions": regions, "tracts": tracts,
            "brains": plan.ask.brains, "simulated_s": simulated, "wall_s": s.wall_s, "threads": s.threads,
            "ns_per_node_step": ns, "mean": s.shown.0, "standard_deviation": s.shown.1,
        }));
    }
    let unit = if unit == "1" { String::new() } else { format!(" {unit}") };
    out.text(&format!(
        "{}, {} with {}, {}: {simulated} s simulated in {:.2} s\n\
         {name}: mean {:.4}{unit}, standard deviation over time {:.4}{unit}\n{series}{}{}",
        plan.card.about,
        count(regions, "region"),
        count(tracts, "tract"),
        count(plan.ask.brains, "brain"),
        s.wall_s,
        s.shown.0,
        s.shown.1,
        bold.map_or(String::new(), |bold| format!("\n{bold}")),
        eeg.map_or(String::new(), |eeg| format!("\n{eeg}")),
    ))
}
