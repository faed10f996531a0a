//! `syntony serve`: scenes and runs in the browser.

use crate::fail::{Fail, problem};
use crate::out::Out;
use serde_json::json;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use syntony_language::Problems;
use syntony_serve::{Config, ServeError};

/// Port that is tried first, so that an address stays the same from day to day.
const PORT: u16 = 8477;

/// What to serve.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// A run, or a folder of runs, to look at; `runs` if there is one
    #[arg(value_name = "RUN_OR_FOLDER")]
    folder: Option<PathBuf>,
    /// Port; 8477 by default, or a free one if it is taken
    #[arg(long)]
    port: Option<u16>,
    /// Open the browser
    #[arg(long)]
    open: bool,
    /// Listen on this address instead of loopback: others on the network who have the token can then look and play
    #[arg(long, value_name = "IP")]
    address: Option<IpAddr>,
    /// A name by which browsers call this machine, with `--address`
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// Pages from a folder instead of those inside
    #[arg(long, value_name = "DIR", hide = true)]
    pages: Option<PathBuf>,
}

/// Serves until it is interrupted.
pub fn serve(args: &ServeArgs, out: &Out) -> Result<(), Fail> {
    let folder = args.folder.clone().or_else(|| Some(PathBuf::from("runs")).filter(|f| f.is_dir()));
    if let Some(given) = args.folder.as_ref().filter(|f| !f.is_dir()) {
        let given = given.display().to_string();
        let hint = "`syntony run PROTOCOL` writes a run folder";
        return Err(input(problem(
            &given,
            "no such folder, expected a run or a folder of runs",
            Some(hint.into()),
        )));
    }
    let mut config = Config {
        port: args.port.unwrap_or(PORT),
        hosts: args.hosts.clone(),
        folder,
        pages: args.pages.clone(),
        ..Config::default()
    };
    config.address = args.address.unwrap_or(config.address);
    if !config.address.is_loopback() {
        out.word(&format!(
            "note: others on the network can reach {}; who has the token can look and play",
            config.address
        ));
    }
    match syntony_serve::serve(config.clone(), |url| ready(args, out, url)) {
        Err(ServeError::Bind { .. }) if args.port.is_none() => {
            config.port = 0;
            end(syntony_serve::serve(config, |url| ready(args, out, url)))
        }
        other => end(other),
    }
}

fn ready(args: &ServeArgs, out: &Out, url: &str) {
    // who reads standard output may have gone; the server goes on
    let _ = if out.json { out.data(&json!({ "url": url })) } else { out.text(&format!("{url}\n")) };
    out.word("Ctrl-C ends it.");
    if args.open && !opened(url) {
        out.word("no browser could be opened: open the address above");
    }
}

/// Asks the system for the browser.
fn opened(url: &str) -> bool {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}

fn end(result: Result<(), ServeError>) -> Result<(), Fail> {
    result.map_err(|error| match error {
        ServeError::Atlas(problems) => Fail::Input(problems),
        ServeError::Bind { address, why } => {
            let hint = "take another --port, or leave it out for a free one";
            input(problem(address.to_string(), format!("cannot be listened on ({why})"), Some(hint.into())))
        }
        ServeError::System(why) => input(problem("serve", why, None)),
    })
}

fn input(problem: syntony_language::Problem) -> Fail {
    Fail::Input(Problems(vec![problem]))
}
