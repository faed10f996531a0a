//! `syntony validate`: many protocols are run together, every claim is judged, and the whole is scored.

mod args;

pub use args::ValidateArgs;

use crate::fail::{Fail, problem};
use crate::first::{self, First};
use crate::out::{Out, aligned, wrapped};
use crate::watch::{Bar, stop_on_signal};
use crate::{input, table};
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use syntony::protocols;
use syntony_evidence::first as scores;
use syntony_evidence::{
    self as validate, Base, Experiment, Link, Reasons, Repeat, TopicScore, Trial, Validation, cache, digest,
    pages, regression,
};
use syntony_inference::fit::posterior::Draws;
use syntony_language::Problems;
use syntony_language::problem::{Place, Problem};
use syntony_model::{Atlas, Library, Protocol};
use syntony_results::record::AnimalRow;
use syntony_store::{Opening, Parts, RunFolder, StoreError, atomic};
use syntony_study::folder::FolderError;
use syntony_study::{Progress, RunEnd};

/// Folder of the scores that are kept, below that of the validation.
const KEPT: &str = "kept";
/// Widest claim before it is broken.
const CLAIM_WIDTH: usize = 46;

/// Validates. Everything that can be wrong with any of the protocols is said before the first begins.
pub fn validate(args: &ValidateArgs, out: &Out) -> Result<(), Fail> {
    let mut library = input::library(args.atlas.as_deref())?;
    let mut problems = Problems::default();
    let set = input::set(&mut library, &args.set, &mut problems);
    problems.into_result(())?;
    let chosen = input::selection(&args.selection, &library)?;
    let repeat = Repeat { seed: args.seed, replicates: args.replicates as usize };
    let first = if args.first { Some(First::check(args, &chosen)?) } else { None };
    let trials = compiled(&chosen, &library, repeat)?;
    let mut log = first::read(args)?;
    let drawn = Drawn::read(args, &library)?;
    let built_in = input::selection(&[], &library)?;
    let all: Vec<_> = built_in.iter().map(|(p, _)| (library.lineage_of(&p.text), p)).collect();
    let base = Base::of(all.iter().copied());
    let own = chosen.iter().filter(|(p, _)| built_in.iter().all(|(b, _)| b.key != p.key));
    let designs = own.chain(&built_in).map(|(p, atlas)| (library.lineage_of(&p.text), p, *atlas));
    let designs = regression::features::designs(designs);
    for (_, atlas) in library.iter() {
        input::out_of_range(atlas).iter().for_each(|note| out.word(note));
    }
    let folder = open(&args.out)?;
    let kept = Parts::unread(&folder.file(KEPT).map_err(FolderError::from)?, "syntony validate")
        .map_err(FolderError::from)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.unwrap_or(0) as usize).build();
    let pool = pool.map_err(|e| FolderError::Threads { said: e.to_string() })?;
    let progress = Arc::new(Progress::default());
    stop_on_signal(&progress);
    let with = With { args, kept: &kept, pool: &pool, progress: &progress, out };
    let perform = |trials: &[Trial], repeat| perform(&with, trials, repeat);
    let rows = perform(&trials, repeat)?;
    let drawn = drawn.rows(&trials, repeat, perform)?;
    let mut done = pool.install(|| validate::judge(&trials, &rows, &drawn, repeat, &set, &base));
    pool.install(|| regression::fill(&mut done, &designs));
    done.posterior = args.posterior.iter().map(|file| file.display().to_string()).collect();
    if let Some(first) = &first {
        first.append(&done, &trials, out)?;
        log = first::read(args)?;
    }
    match &log {
        Some((log, _)) => done.first = scores::mean::running(log, &all, &base),
        None if args.pages.is_some() || args.readme.is_some() => first::missing(args, out),
        None => {}
    }
    let report = write(args, &folder, &done)?;
    write_pages(args, &done, &library, out)?;
    if out.json {
        out.data(&serde_json::json!({ "folder": args.out.display().to_string(), "report": report, "validation": done }))?;
    } else {
        tell(&done, &report, args.first, out)?;
    }
    let fails = done.experiments.iter().flat_map(|e| &e.claims).any(|f| f.verdict.verdict == "fails");
    if fails && args.strict { Err(Fail::Claims) } else { Ok(()) }
}

/// The trials of protocols; everything that is wrong with any of them.
fn compiled<'a>(
    chosen: &'a [(Protocol, &'a Atlas)],
    library: &Library,
    repeat: Repeat,
) -> Result<Vec<Trial<'a>>, Problems> {
    let mut problems = Problems::default();
    let mut trials = Vec::new();
    for (protocol, atlas) in chosen {
        match Trial::compile(protocol, atlas, library.lineage_of(&protocol.text), repeat) {
            Ok(trial) => trials.push(trial),
            Err(p) => problems.0.extend(p.0),
        }
    }
    problems.into_result(trials)
}

/// Scores of animals, trial by trial.
type Rows = Vec<Vec<AnimalRow>>;

/// Draws of posteriors.
struct Drawn {
    /// Lineages that have one.
    lineages: Vec<String>,
    /// The atlases as each repetition has them: with the numbers of one draw.
    libraries: Vec<Library>,
}

impl Drawn {
    fn read(args: &ValidateArgs, library: &Library) -> Result<Drawn, Fail> {
        let mut problems = Problems::default();
        let mut drawn = Drawn { lineages: Vec::new(), libraries: Vec::new() };
        for file in &args.posterior {
            let draws = Draws::read(file).map_err(FolderError::from)?;
            let place = || Place { file: file.display().to_string(), ..Place::default() };
            if library.lineage(&draws.lineage).is_none() || drawn.lineages.contains(&draws.lineage) {
                let what =
                    format!("draws of '{}', expected those of a lineage, one file each", draws.lineage);
                problems.add(place(), what, None);
                continue;
            }
            drawn.libraries.resize(args.replicates as usize, library.clone());
            for (library, numbers) in
                drawn.libraries.iter_mut().zip(draws.overrides(args.replicates as usize))
            {
                for (path, value) in numbers {
                    // every draw has the same paths
                    if let Err(p) = library.set_in(&draws.lineage, &path, &value)
                        && problems.0.iter().all(|there: &Problem| there.what != p.what)
                    {
                        problems.add(place(), p.what, p.hint);
                    }
                }
            }
            drawn.lineages.push(draws.lineage);
        }
        Ok(problems.into_result(drawn)?)
    }

    /// The animals of the trials whose lineage has draws.
    fn rows(
        &self,
        trials: &[Trial],
        repeat: Repeat,
        perform: impl Fn(&[Trial], Repeat) -> Result<Rows, Fail>,
    ) -> Result<Vec<Option<Vec<AnimalRow>>>, Fail> {
        let has = |lineage: &String| self.lineages.contains(lineage);
        let number = trials.iter().filter(|t| has(&t.lineage)).count();
        if number == 0 {
            return Ok(vec![None; trials.len()]);
        }
        let one = |r: usize| Repeat { seed: repeat.seed_of(r), replicates: 1 };
        // protocols are as they were read with the atlas' own numbers: what may be given to an animal is not drawn
        let mut all = Vec::new();
        let mut problems = Problems::default();
        for (r, library) in self.libraries.iter().enumerate() {
            for t in trials.iter().filter(|t| has(&t.lineage)) {
                let Some(atlas) = library.lineage(&t.lineage) else { continue };
                match Trial::compile(t.protocol, atlas, &t.lineage, one(r)) {
                    Ok(trial) => all.push(trial),
                    Err(p) => problems.0.extend(p.0),
                }
            }
        }
        problems.into_result(())?;
        let mut rows = validate::gathered(perform(&all, one(0))?, number).into_iter();
        Ok(trials.iter().map(|t| if has(&t.lineage) { rows.next() } else { None }).collect())
    }
}

/// Opens the folder, or makes it; the folder of a run is not one.
fn open(path: &Path) -> Result<RunFolder, Fail> {
    RunFolder::only(path, &[KEPT]).map_err(FolderError::from)?;
    let opening = if RunFolder::holds_run(path) { Opening::Resume } else { Opening::New };
    Ok(RunFolder::create(path, opening).map_err(FolderError::from)?)
}

/// The name under which the scores of a trial are kept.
fn name(trial: &Trial) -> String {
    format!("{}.{}", trial.protocol.key, &trial.key[..32])
}

/// What a validation runs with.
struct With<'a> {
    args: &'a ValidateArgs,
    /// Scores that are kept.
    kept: &'a Parts,
    pool: &'a rayon::ThreadPool,
    progress: &'a Arc<Progress>,
    out: &'a Out,
}

/// Takes what is kept, runs the rest and keeps it.
fn perform(with: &With<'_>, trials: &[Trial], repeat: Repeat) -> Result<Rows, Fail> {
    let With { args, kept, pool, progress, out } = with;
    let known: Vec<Option<Vec<AnimalRow>>> =
        trials.iter().map(|t| if args.force { None } else { read(kept, t, repeat, out) }).collect();
    let there = known.iter().flatten().count();
    if there > 0 {
        out.word(&format!(
            "{there} of {} protocols are kept from before, {} run",
            trials.len(),
            trials.len() - there
        ));
    }
    progress.done.store(0, Ordering::Relaxed);
    let bar = Bar::follow(progress, &crate::out::count(trials.len() - there, "protocol"));
    let failed: Mutex<Option<StoreError>> = Mutex::new(None);
    let broken = AtomicBool::new(false);
    let keep = |trial: &Trial, rows: &[AnimalRow]| {
        if let Err(e) = kept.write(&name(trial), &cache::encode(rows)) {
            failed.lock().unwrap_or_else(|e| e.into_inner()).get_or_insert(e);
            broken.store(true, Ordering::Relaxed);
            progress.stop.store(true, Ordering::Relaxed);
        }
    };
    let done = pool.install(|| validate::perform(trials, known, progress, &keep));
    drop(bar);
    if let Some(e) = failed.lock().unwrap_or_else(|e| e.into_inner()).take() {
        return Err(FolderError::from(e).into());
    }
    done.map_err(|outcome| match outcome {
        RunEnd::BlowUp(b) => {
            let hint = match args.set.is_empty() {
                true => "please report this with the protocol and the seed".to_string(),
                false => format!("an override may be too large for the model: {}", args.set.join(", ")),
            };
            Fail::Numbers(problem("validate", b.to_string(), Some(hint)))
        }
        _ => {
            let what = "interrupted; the finished protocols are kept";
            let hint = "the same command goes on".to_string();
            Fail::Interrupted(problem(args.out.display().to_string(), what, Some(hint)))
        }
    })
}

/// The scores of a trial that are kept; what is damaged is told and run again.
fn read(kept: &Parts, trial: &Trial, repeat: Repeat, out: &Out) -> Option<Vec<AnimalRow>> {
    let damaged = |why: &str| {
        out.word(&format!("{}: what is kept is damaged, run again: {why}", trial.protocol.key));
        None
    };
    match kept.read(&name(trial)) {
        Ok(bytes) => match cache::decode(&bytes, trial.protocol, repeat.replicates) {
            Some(rows) => Some(rows),
            None => damaged("not the animals of this protocol"),
        },
        Err(StoreError::NotFound { .. }) => None,
        Err(StoreError::Damaged { why, .. }) => damaged(&why),
        Err(e) => damaged(&e.to_string()),
    }
}

/// Writes results and report; gives the report's path.
fn write(args: &ValidateArgs, folder: &RunFolder, done: &Validation) -> Result<String, Fail> {
    let runs = args.out.parent().unwrap_or(Path::new("."));
    let link = |e: &Experiment| {
        let report = Path::new(&format!("{}-s{}", e.protocol, done.seed)).join("report.html");
        runs.join(&report)
            .exists()
            .then(|| Link { protocol: e.protocol.clone(), report: format!("../{}", report.display()) })
    };
    let links: Vec<Link> = done.experiments.iter().filter_map(link).collect();
    let page = validate::render(done, &links).map_err(FolderError::from)?;
    folder.write_json("validation.json", done).map_err(FolderError::from)?;
    folder.write_text("report.html", &page).map_err(FolderError::from)?;
    Ok(args.out.join("report.html").display().to_string())
}

/// Writes the pages of the evidence and the scores of a README, if asked.
fn write_pages(args: &ValidateArgs, done: &Validation, library: &Library, out: &Out) -> Result<(), Fail> {
    let put = |path: &Path, text: &str| -> Result<(), Fail> {
        atomic::write(path, text.as_bytes()).map_err(FolderError::from)?;
        out.word(&format!("written: {}", path.display()));
        Ok(())
    };
    if let Some(folder) = &args.pages {
        let file = folder.join("reasons.toml");
        let text = if file.exists() { input::text(&file.display().to_string())?.text } else { String::new() };
        let reasons = Reasons::read(&file.display().to_string(), &text, &protocols::keys(), done)?;
        for (lineage, _) in library.iter().filter(|(l, _)| done.experiments.iter().any(|e| e.lineage == *l)) {
            let page = pages::evidence(done, lineage, &reasons);
            put(&folder.join(format!("{}.md", validate::people_say(lineage))), &page)?;
        }
        put(&folder.join("README.md"), &pages::overview(done, &reasons))?;
        let glance = serde_json::json!(digest::digest(done)).to_string();
        put(&folder.join(digest::FILE), &(glance + "\n"))?;
    }
    if let Some(file) = &args.readme {
        let shown = file.display().to_string();
        let text = atomic::read_text(file).map_err(FolderError::from)?;
        let Some(new) = pages::replaced(&text, &pages::readme(done)) else {
            let hint = "put `<!-- syntony validate: begin -->` and `<!-- syntony validate: end -->` on lines of their own";
            return Err(Fail::one(shown, "has no marks between which scores are written", Some(hint.into())));
        };
        put(file, &new)?;
    }
    Ok(())
}

fn tell(done: &Validation, report: &str, first: bool, out: &Out) -> Result<(), Fail> {
    let mut text = String::new();
    for e in &done.experiments {
        let topic = if e.topic.is_empty() { String::new() } else { format!(", {}", e.topic) };
        text.push_str(&format!("{} ({}, {}{topic}): {}\n", e.protocol, e.lineage, e.role, e.title));
        text.push_str(&claims(e, out.colour()));
        text.push('\n');
    }
    text.push_str(&if first { first::table(done) } else { board(done) });
    out.text(&text)?;
    let replicates = crate::out::count(done.replicates, "replicate");
    out.word(&format!(
        "{}, {replicates}, seed {}",
        crate::out::count(done.experiments.len(), "protocol"),
        done.seed
    ));
    out.word(&format!("report: {report}"));
    Ok(())
}

/// The claims of an experiment.
fn claims(e: &Experiment, colour: bool) -> String {
    let expected = e.claims.first().map_or("published", |f| f.verdict.expected_is());
    let mut rows =
        vec![["verdict", "holds in", "claim", "simulated", "effect", expected].map(String::from).to_vec()];
    let mut words = vec![String::new()];
    for f in &e.claims {
        let v = &f.verdict;
        let mut lines = wrapped(&v.text, CLAIM_WIDTH).into_iter();
        let first = lines.next().unwrap_or_default();
        rows.push(vec![
            v.verdict.clone(),
            pages::held(f),
            first,
            v.simulated.clone(),
            pages::effect(f),
            format!("{}{}", v.expected(), table::doubts(&v.known)),
        ]);
        words.push(v.verdict.clone());
        let more = if v.reason.is_empty() { Vec::new() } else { wrapped(&v.reason, CLAIM_WIDTH) };
        for line in lines.chain(more) {
            rows.push(vec![String::new(), String::new(), line]);
            words.push(String::new());
        }
    }
    let text = aligned(&rows, "  ");
    let paint = |(line, word): (&str, &String)| match (colour && !word.is_empty(), line.strip_prefix("  ")) {
        (true, Some(rest)) if rest.starts_with(word.as_str()) => {
            format!("  {}{}\n", table::painted(word, word), &rest[word.len()..])
        }
        _ => format!("{line}\n"),
    };
    text.lines().zip(&words).map(paint).collect()
}

/// The scores, and the baselines beside all of them.
fn board(done: &Validation) -> String {
    let head = [
        "",
        "experiments",
        "hold",
        "mixed",
        "correct direction",
        "fold error",
        "within two-fold",
        "coverage of 90 % interval",
    ];
    let mut rows = vec![head.map(String::from).to_vec()];
    let mut beside = vec![
        ["", "claims", "no effect", "model", "claims", "same effect", "model"].map(String::from).to_vec(),
    ];
    for s in done.scores.iter().filter(|s| s.topic.is_none()) {
        rows.push(row(s));
        let percent = |x: Option<f64>| x.map_or("-".into(), |x| format!("{:.0} %", 100.0 * x));
        beside.push(vec![
            validate::name(s),
            s.null.model.of.to_string(),
            percent(s.null.baseline.share()),
            percent(s.null.model.share()),
            s.constant.model.of.to_string(),
            percent(s.constant.baseline.share()),
            percent(s.constant.model.share()),
        ]);
    }
    let topics: Vec<&TopicScore> = done.scores.iter().filter(|s| s.topic.is_some()).collect();
    let mut text = format!("scores\n{}", aligned(&rows, "  "));
    if topics.len() > 1 {
        let mut rows = vec![head.map(String::from).to_vec()];
        rows.extend(topics.into_iter().map(row));
        text.push_str(&format!("\nby topic\n{}", aligned(&rows, "  ")));
    }
    text.push_str(&format!(
        "\nclaims that hold where nothing has an effect, and where every comparison has the same\n{}",
        aligned(&beside, "  ")
    ));
    text + &sizes(done)
}

/// Simulated effects over published ones, by lineage and role; nothing without published ones.
fn sizes(done: &Validation) -> String {
    let head = [
        "",
        "simulated over published",
        "spread",
        "within two-fold",
        "in 90 % interval",
        "2 × bound",
        "2 × benchmark",
    ];
    let mut rows = vec![head.map(String::from).to_vec()];
    for s in done.scores.iter().filter(|s| s.topic.is_none() && s.sizes.any()) {
        let z = &s.sizes;
        let times = |x: Option<f64>| x.map_or("-".into(), |x| format!("×{x:.2}"));
        rows.push(vec![
            validate::name(s),
            times(z.ratio),
            times(z.spread),
            z.two_fold.words(),
            z.covered.words(),
            z.above_bound.words(),
            z.above_benchmark.words(),
        ]);
    }
    if rows.len() == 1 {
        return String::new();
    }
    format!(
        "\nsizes of effects that were measured well; above twice an upper bound, a benchmark\n{}",
        aligned(&rows, "  ")
    )
}

fn row(s: &TopicScore) -> Vec<String> {
    vec![
        validate::name(s),
        s.experiments.to_string(),
        s.holds.words(),
        s.weak.to_string(),
        s.signs.words(),
        s.fold.map_or("-".into(), |f| format!("×{f:.2}")),
        s.two_fold.words(),
        s.covered.words(),
    ]
}
