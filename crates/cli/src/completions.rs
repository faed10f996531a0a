//! `syntony completions`: a script for a shell.

use crate::fail::Fail;
use crate::out::Out;
use clap::CommandFactory;
use serde_json::json;

/// Which shell.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// Shell
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

/// Prints the script.
pub fn completions(args: &CompletionsArgs, out: &Out) -> Result<(), Fail> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::Cli::command(), "syntony", &mut script);
    let script = String::from_utf8_lossy(&script);
    match out.json {
        true => out.data(&json!({ "shell": args.shell.to_string(), "script": script })),
        false => out.text(&script),
    }
}
