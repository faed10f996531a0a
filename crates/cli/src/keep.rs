//! `syntony keep`: what a history has left in one person or vole goes into a file.

use crate::fail::{Fail, problem};
use crate::input;
use crate::out::Out;
use crate::watch::{Bar, stop_on_signal};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use syntony_language::Problems;
use syntony_language::problem::nearest;
use syntony_model::Protocol;
use syntony_store::atomic;
use syntony_study::person::{self, Kept, Origin};
use syntony_study::run::{Study, Which};
use syntony_study::{Options, Progress, RunEnd};

/// Whom to keep, and where.
#[derive(Debug, clap::Args)]
pub struct KeepArgs {
    /// Protocol file or key of a built-in protocol; `-` is stdin
    #[arg(value_name = "FILE|KEY")]
    protocol: String,
    /// Group whose history is lived through
    #[arg(long, value_name = "KEY")]
    group: String,
    /// Member of the cast who is kept
    #[arg(long, value_name = "NAME")]
    member: String,
    /// Which of the group's animals, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    animal: usize,
    /// Of which repetition of the study, from 0
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..10_000))]
    replicate: u32,
    /// Seed of all randomness
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// File to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace the file if there is one
    #[arg(long)]
    force: bool,
    /// Override a number of the atlas, or all those of a file; repeatable
    #[arg(long, value_name = "PATH=VALUE|@FILE")]
    set: Vec<String>,
    /// Who a member is: somebody kept before; repeatable
    #[arg(long, value_name = "MEMBER=FILE")]
    person: Vec<String>,
    /// Atlas to use instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
}

/// Runs one unit to its end and writes the file.
pub fn keep(args: &KeepArgs, out: &Out) -> Result<(), Fail> {
    let mut library = input::library(args.atlas.as_deref())?;
    let mut problems = Problems::default();
    let set = input::set(&mut library, &args.set, &mut problems);
    let people = input::people(&args.person, &mut problems);
    let path = args.out.display().to_string();
    if args.out.is_dir() {
        problems.0.push(problem(&path, "is a folder, expected a file", None));
    } else if args.out.exists() && !args.force {
        let hint = "choose another name with --out, or replace it with --force".to_string();
        problems.0.push(problem(&path, "exists already, expected a new file", Some(hint)));
    }
    let (protocol, atlas) = match input::protocol(&args.protocol, &library) {
        Ok(read) => read,
        Err(mut p) => {
            p.0.extend(problems.0);
            return Err(p.into());
        }
    };
    let (seed, replicates) = (args.seed, args.replicate as usize + 1);
    let options = Options { seed, replicates, groups: vec![args.group.clone()], traces: false };
    let study = Study::compile_with(&protocol, atlas, &options, &people);
    let study = study.map_err(|mut p| problems.0.append(&mut p.0)).ok();
    let which = which(args, &protocol, &mut problems);
    let file = &args.protocol;
    problems.0.iter_mut().filter(|p| p.place.file.is_empty()).for_each(|p| p.place.file = file.clone());
    problems.into_result(())?;
    let (Some(study), Some(which)) = (study, which) else { return Ok(()) };
    input::out_of_range(atlas).iter().for_each(|note| out.word(note));
    person::notes(&people, &protocol).iter().for_each(|note| out.word(note));

    let progress = Arc::new(Progress::default());
    stop_on_signal(&progress);
    let bar = Bar::follow(&progress, &protocol.key);
    let imprint = study.imprint(&which, &progress);
    drop(bar);
    let imprint = imprint.map_err(|outcome| match outcome {
        RunEnd::BlowUp(blow_up) => {
            let hint = "please report this with the protocol and the seed".to_string();
            Fail::Numbers(problem(&protocol.key, blow_up.to_string(), Some(hint)))
        }
        _ => Fail::Interrupted(problem(&path, "interrupted; nothing is written", None)),
    })?;
    let from = Origin::new(&protocol, atlas, &options, &set, &people, &which);
    let kept = Kept { imprint, from };
    atomic::write_json(&args.out, &kept.to_json())
        .map_err(|e| Fail::one(&path, e.what(), e.hint().map(str::to_string)))?;
    match out.json {
        true => out.data(&json!({ "file": path, "hash": kept.hash(), "from": kept.from })),
        false => out.text(&format!("{path}: {}", words(&kept))),
    }
}

/// The unit and member asked for.
fn which(args: &KeepArgs, protocol: &Protocol, problems: &mut Problems) -> Option<Which> {
    // an unknown group has been told by the compiler
    let group = protocol.groups.iter().position(|g| g.key == args.group)?;
    let (cast, n) = (&protocol.groups[group].cast, protocol.groups[group].n);
    if args.animal >= n {
        let what = format!(
            "no animal {} in group `{}`, expected 0 to {}",
            args.animal,
            args.group,
            n.saturating_sub(1)
        );
        problems.add(Default::default(), what, Some("other repetitions have others: --replicate".into()));
    }
    let member = cast.iter().position(|m| m.name == args.member);
    if member.is_none() {
        let known = cast.iter().map(|m| m.name.as_str());
        let hint = nearest(&args.member, known.clone()).map(|n| format!("did you mean `{n}`?"));
        let all = known.collect::<Vec<_>>().join(", ");
        let what = format!("no member `{}` in group `{}`, expected one of {all}", args.member, args.group);
        problems.add(Default::default(), what, hint);
    }
    Some(Which { group, replicate: args.replicate as usize, animal: args.animal, member: member? })
}

/// Who it is, in a line.
fn words(kept: &Kept) -> String {
    let (from, imprint) = (&kept.from, &kept.imprint);
    let others: Vec<&str> = imprint.edges.keys().map(String::as_str).collect();
    let knows = if others.is_empty() { "nobody".into() } else { others.join(", ") };
    format!(
        "{} ({}) of {}, group {}, replicate {}, animal {}, seed {}; knows {knows}",
        from.member, imprint.species, from.protocol, from.group, from.replicate, from.animal, from.seed
    )
}
