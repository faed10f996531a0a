//! Writes the evidence page: every claim of the given protocols beside what came out, and scores by role.
//!
//! `cargo run --release -p syntony-study --example evidence -- REPLICATES SEED protocols/*.toml > docs/evidence/voles.md`
//! `PATH=VALUE` arguments override numbers of the atlas, to see what a change would do.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a tool for the terminal

use std::fmt::Write;
use syntony_model::protocol::Role;
use syntony_model::{Library, Protocol};
use syntony_study::record::Verdict;
use syntony_study::run::{Options, Progress, Study};

/// Claims of one protocol.
struct Page {
    protocol: Protocol,
    citation: String,
    verdicts: Vec<Verdict>,
}

/// Claims that compare conditions (a preference, an order) rather than quantities.
fn directional(v: &Verdict) -> bool {
    matches!(v.kind.as_str(), "within" | "between" | "against")
}

fn score(pages: &[&Page], wanted: impl Fn(&Verdict) -> bool) -> (usize, usize) {
    let all: Vec<&Verdict> = pages.iter().flat_map(|p| &p.verdicts).filter(|v| wanted(v)).collect();
    (all.iter().filter(|v| v.verdict == "holds").count(), all.len())
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Calibration => "calibration",
        Role::Development => "development",
        Role::Prediction => "prediction",
        Role::Constraint => "constraint",
        Role::Scenario => "scenario",
    }
}

fn page_of(file: &str, library: &Library, replicates: usize, seed: u64) -> Result<Page, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
    let atlas = library.of(&text);
    let protocol = Protocol::read(file, &text, atlas).map_err(|p| p.to_string())?;
    let options = Options { seed, replicates, groups: vec![], traces: false };
    let study = Study::compile(&protocol, atlas, &options).map_err(|p| p.to_string())?;
    let parts = study
        .run(&Progress::default(), &|_| None, &|_, _| {})
        .map_err(|outcome| format!("{file}: {outcome:?}"))?;
    let verdicts = study.gather(parts, atlas).verdicts;
    eprintln!("{}", protocol.key);
    let citation = atlas.sources.get(&protocol.source).map_or(String::new(), |s| s.citation.clone());
    Ok(Page { protocol, citation, verdicts })
}

fn render(pages: &[Page], replicates: usize, seed: u64) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let people =
        pages.iter().any(|p| p.protocol.groups.iter().flat_map(|g| &g.cast).any(|m| m.species == "human"));
    writeln!(out, "# Evidence: {}\n", if people { "people" } else { "voles" })?;
    writeln!(
        out,
        "Every claim of every protocol, by the paper's own test at the paper's n, in {replicates} virtual repetitions (seed {seed}, not used in\n\
         fitting). A claim *holds* when it does so in at least 80 % of them, is *weak* from 50 %, and *fails* below. A claim of no difference passes\n\
         easily; read it with its positive controls. This page is written by `cargo run --release -p syntony-study --example evidence`.\n"
    )?;
    writeln!(out, "| role | protocols | claims that hold | of preference and order | of quantities |")?;
    writeln!(out, "|---|---|---|---|---|")?;
    for role in [Role::Calibration, Role::Development, Role::Constraint] {
        let of: Vec<&Page> = pages.iter().filter(|p| p.protocol.role == role).collect();
        if of.is_empty() {
            continue;
        }
        let share = |(hold, all): (usize, usize)| {
            format!("{hold} of {all} ({:.0} %)", 100.0 * hold as f64 / all.max(1) as f64)
        };
        let (all, order) = (score(&of, |_| true), score(&of, directional));
        let quantities = score(&of, |v| !directional(v));
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            role_word(role),
            of.len(),
            share(all),
            share(order),
            share(quantities)
        )?;
    }
    for page in pages {
        let p = &page.protocol;
        writeln!(out, "\n## {}\n\n{} · {}\n", p.title, role_word(p.role), page.citation)?;
        writeln!(out, "| verdict | share | claim | simulated | published |\n|---|---|---|---|---|")?;
        for v in &page.verdicts {
            let recalled = if v.verified { "" } else { " (recalled)" };
            writeln!(
                out,
                "| {} | {:.2} | {} | {} | {}{recalled} |",
                v.verdict, v.share, v.text, v.simulated, v.published
            )?;
        }
        for note in &p.notes {
            writeln!(out, "\n- {note}")?;
        }
    }
    Ok(out)
}

fn main() -> Result<(), String> {
    let mut args = std::env::args().skip(1);
    let mut number = |what: &str| {
        let word = args.next().ok_or(format!("usage: evidence REPLICATES SEED FILE…: no {what}"))?;
        word.parse::<u64>().map_err(|e| format!("{what} `{word}`: {e}"))
    };
    let (replicates, seed) = (number("REPLICATES")? as usize, number("SEED")?);
    let mut library = Library::embedded().map_err(|p| p.to_string())?;
    let (overrides, files): (Vec<String>, Vec<String>) = args.partition(|a| a.contains('='));
    for (path, value) in overrides.iter().filter_map(|o| o.split_once('=')) {
        library.set(path, value).map_err(|p| format!("{p:?}"))?;
    }
    let pages: Vec<Page> =
        files.iter().map(|f| page_of(f, &library, replicates, seed)).collect::<Result<_, _>>()?;
    println!("{}", render(&pages, replicates, seed).map_err(|e| e.to_string())?.trim_end());
    Ok(())
}
