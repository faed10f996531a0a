//! `syntony cite`: the papers that a run, or a protocol before it is run, rests on, and Syntony itself.

use crate::fail::Fail;
use crate::input;
use crate::out::{Out, count, wrapped};
use serde_json::json;
use std::path::{Path, PathBuf};
use syntony_results::record::SourceRecord;
use syntony_study::folder::FolderError;
use syntony_study::run::Study;
use syntony_study::{Options, folder};

/// Widest line of words.
const WIDTH: usize = 100;
/// How Syntony itself is cited.
const CITATION: &str = include_str!("../../../CITATION.cff");

/// Of what, and how.
#[derive(Debug, clap::Args)]
pub struct CiteArgs {
    /// Folder of a complete run, or a protocol by file or key
    #[arg(value_name = "RUN|FILE|KEY")]
    what: String,
    /// Format; --json is the same as json
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Bibtex)]
    format: Format,
    /// Atlas to use for a protocol instead of the one inside
    #[arg(long, value_name = "DIR")]
    atlas: Option<PathBuf>,
}

/// How citations are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Entries for a bibliography
    Bibtex,
    /// A line each, with what it is cited for
    Text,
    /// Both, for programs
    Json,
}

/// Cites.
pub fn cite(args: &CiteArgs, out: &Out) -> Result<(), Fail> {
    let sources = sources(args)?;
    if !sources.iter().any(|s| s.protocol || !s.equations.is_empty()) {
        out.word("note: the run does not say what each is cited for, and no paper of equations; run it again for both");
    }
    match if out.json { Format::Json } else { args.format } {
        Format::Json => out.data(&json!({ "syntony": syntony(), "sources": sources })),
        Format::Bibtex => {
            let own = syntony();
            let entries: Vec<&str> = sources.iter().chain([&own]).map(|s| s.bibtex.trim()).collect();
            out.text(&entries.join("\n\n"))
        }
        Format::Text => out.text(&sources.iter().chain([&syntony()]).map(words).collect::<String>()),
    }
}

fn sources(args: &CiteArgs) -> Result<Vec<SourceRecord>, Fail> {
    let path = Path::new(&args.what);
    if let Some(sources) = syntony_cortex::sources(path).map_err(FolderError::from)? {
        return Ok(sources);
    }
    if path.is_dir() {
        return Ok(folder::read(path)?.1.sources);
    }
    let library = input::library(args.atlas.as_deref())?;
    let (protocol, atlas) = input::protocol(&args.what, &library)?;
    let options = Options { seed: 0, replicates: 1, groups: Vec::new(), traces: false };
    Ok(Study::compile(&protocol, atlas, &options)?.sources(atlas))
}

/// Syntony, as CITATION.cff has it.
fn syntony() -> SourceRecord {
    let field = |name: &str| {
        let line = CITATION.lines().find_map(|l| l.trim_start_matches([' ', '-']).strip_prefix(name));
        line.and_then(|l| l.strip_prefix(':')).map_or("", |t| t.trim().trim_matches('"'))
    };
    let (author, title, version) = (field("name"), field("title"), field("version"));
    let year = field("date-released").split('-').next().unwrap_or_default();
    let line = |name: &str, value: &str| match value.is_empty() {
        true => String::new(),
        false => format!(",\n  {name} = {{{value}}}"),
    };
    let mut bibtex = format!("@software{{syntony,\n  author = {{{{{author}}}}}");
    bibtex +=
        &[line("title", title), line("version", version), line("year", year), line("doi", field("doi"))]
            .concat();
    SourceRecord {
        key: "syntony".into(),
        citation: format!("{author}. {title}, version {version}"),
        bibtex: bibtex + "\n}",
        protocol: false,
        equations: Vec::new(),
        parameters: Vec::new(),
    }
}

/// Key, citation and what it is cited for.
fn words(s: &SourceRecord) -> String {
    let mut for_what: Vec<String> = Vec::new();
    if s.protocol {
        for_what.push("the protocol".into());
    }
    if !s.equations.is_empty() {
        for_what.push(format!("equations of {}", s.equations.join(", ")));
    }
    if !s.parameters.is_empty() {
        for_what.push(format!("{}: {}", count(s.parameters.len(), "number"), s.parameters.join(", ")));
    }
    let mut text = format!("{}: {}\n", s.key, s.citation);
    for what in for_what {
        wrapped(&what, WIDTH - 2).iter().for_each(|l| text.push_str(&format!("  {l}\n")));
    }
    text
}
