//! `syntony new`: a commented protocol to begin with.

use crate::fail::Fail;
use crate::out::Out;
use serde_json::json;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use syntony::protocols;

const STARTER: &str = include_str!("starter.toml");

/// What to write.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// Key of the new protocol, e.g. my_study; the file is KEY.toml
    #[arg(value_name = "KEY")]
    key: String,
    /// Folder to write it to
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
}

/// Writes; prints where the protocol is. Nothing is overwritten.
pub fn new(args: &NewArgs, out: &Out) -> Result<(), Fail> {
    let key = args.key.strip_suffix(".toml").unwrap_or(&args.key);
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if key.is_empty() || !key.starts_with(|c: char| c.is_ascii_lowercase()) || !key.chars().all(fine) {
        let hint = "for instance insel_hulihan_1995 or my_study".to_string();
        let what = "not a key, expected lower-case letters, digits and underscores, a letter first";
        return Err(Fail::one(key, what, Some(hint)));
    }
    if protocols::text(key).is_some() {
        let hint = format!("choose another; `syntony show {key}` shows the one there is");
        return Err(Fail::one(key, "a built-in protocol has this key, expected a new one", Some(hint)));
    }
    let path = args.out.join(format!("{key}.toml"));
    let name = path.strip_prefix("./").unwrap_or(&path).display().to_string();
    let written = OpenOptions::new().write(true).create_new(true).open(&path);
    let written = written.and_then(|mut f| f.write_all(STARTER.replace("KEY", key).as_bytes()));
    if let Err(e) = written {
        return Err(match e.kind() {
            ErrorKind::AlreadyExists => Fail::one(
                name,
                "exists already, expected a new file",
                Some("choose another key, or remove it".into()),
            ),
            kind => Fail::one(
                name,
                format!("cannot be written ({kind})"),
                Some("choose a folder that you may write with --out".into()),
            ),
        });
    }
    out.word(&format!("check it with `syntony check {name}`, run it with `syntony run {name}`"));
    match out.json {
        true => out.data(&json!({ "file": name, "key": key })),
        false => out.text(&name),
    }
}
