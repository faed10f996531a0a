//! A folder of its own and the binary under test: what it says and how it exits.

#![allow(dead_code)] // each test file uses its own part

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A fit of one number to the claims of `tiny.toml`, which is a scenario, in so many generations.
pub fn small_fit(generations: usize) -> String {
    format!(
        "key = \"small\"\nlineage = \"vole\"\nprotocols = [\"tiny.toml\"]\nallow = [{{ role = \"scenario\", reason = \"a test\" }}]\n\
         [[parameter]]\npath = \"compound.oxytocin.csf_fraction\"\n\
         [search]\ngenerations = {generations}\npoints = 4\nanimals = 8\nfresh = 1\n"
    )
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    /// Exit code; 128 + n for a signal.
    pub code: i32,
    /// Data.
    pub stdout: String,
    /// Words.
    pub stderr: String,
}

impl Said {
    /// The JSON on stdout.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.stdout, self.stderr))
    }
}

/// A temporary folder to work in, with `tiny.toml`.
pub struct Shell {
    dir: tempfile::TempDir,
}

impl Shell {
    /// A new one.
    pub fn new() -> Shell {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let shell = Shell { dir };
        shell.write("tiny.toml", include_bytes!("../tiny.toml"));
        shell
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).expect("a file in a temporary folder");
    }

    /// The command with its arguments, words separated by spaces, ready to be altered.
    pub fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_syntony"));
        command.args(args.split_whitespace()).current_dir(self.dir.path());
        command.stdin(Stdio::null()).env_remove("NO_COLOR");
        command
    }

    /// Runs the binary.
    pub fn syntony(&self, args: &str) -> Said {
        said(self.command(args).output().expect("the binary starts"))
    }

    /// Runs a line of `sh`; `$S` is the binary.
    pub fn sh(&self, line: &str) -> Said {
        let mut command = Command::new("sh");
        command.args(["-c", line]).current_dir(self.dir.path()).env("S", env!("CARGO_BIN_EXE_syntony"));
        said(command.stdin(Stdio::null()).output().expect("sh starts"))
    }

    /// Starts the binary and sends it `signal` once `parts` finished parts lie in a folder.
    pub fn signalled(&self, args: &str, folder: &str, parts: usize, signal: &str) -> Said {
        let mut command = self.command(args);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        while finished(&self.path(folder)) < parts {
            let ended = child.try_wait().expect("a child to wait for");
            assert!(ended.is_none(), "it ended before it was interrupted: {:?}", wait(child));
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        let pid = child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status().expect("kill starts");
        assert!(sent.success());
        wait(child)
    }

    /// The manifest of a run.
    pub fn manifest(&self, out: &str) -> serde_json::Value {
        let text = std::fs::read_to_string(self.path(out).join("run.json")).expect("a manifest");
        serde_json::from_str(&text).expect("JSON")
    }

    /// The result hash of a complete run.
    pub fn hash(&self, out: &str) -> String {
        let manifest = self.manifest(out);
        assert_eq!(manifest["status"], "complete");
        let hash = manifest["result_hash"].as_str().unwrap_or_default();
        assert_eq!(hash.len(), 64);
        hash.to_string()
    }

    /// A file of a run.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }
}

fn finished(parts: &Path) -> usize {
    let names = std::fs::read_dir(parts).into_iter().flatten().flatten();
    names.filter(|e| e.file_name().to_string_lossy().ends_with(".bin")).count()
}

fn wait(child: Child) -> Said {
    said(child.wait_with_output().expect("a child to wait for"))
}

fn said(output: Output) -> Said {
    use std::os::unix::process::ExitStatusExt;
    let code = output.status.code().or(output.status.signal().map(|s| 128 + s));
    let stderr = String::from_utf8(output.stderr).expect("UTF-8 on stderr");
    // on a slow machine more is said of how far it is and how long it takes
    let pace =
        |l: &&str| (l.contains(" % done, ") && l.contains(" gone")) || l.ends_with("; Ctrl-C stops it");
    Said {
        code: code.unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8 on stdout"),
        stderr: stderr.split_inclusive('\n').filter(|l| !pace(&l.trim_end())).collect(),
    }
}

/// Compares with `tests/text/NAME.txt`; what differs from run to run or machine to machine is masked.
pub fn same_words(shell: &Shell, name: &str, said: &Said) {
    let text = format!("exit {}\n--- stdout\n{}--- stderr\n{}", said.code, said.stdout, said.stderr);
    let text = text.replace(&shell.path("").display().to_string(), "TMP/");
    let text = mask(&mask(&text, " s, result ", true), "result ", false);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/text").join(format!("{name}.txt"));
    if std::env::var_os("SYNTONY_BLESS").is_some() {
        std::fs::write(&path, &text).expect("a text in the source tree");
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, want, "{name} differs; SYNTONY_BLESS=1 writes it anew");
}

/// Replaces the word before or after each `mark` by `…`.
fn mask(text: &str, mark: &str, before: bool) -> String {
    let mut parts: Vec<String> = text.split(mark).map(str::to_string).collect();
    let last = parts.len() - 1;
    for (i, part) in parts.iter_mut().enumerate() {
        if before && i < last {
            let start = part.rfind(' ').map_or(0, |at| at + 1);
            part.replace_range(start.., "…");
        } else if !before && i > 0 {
            let end = part.find(|c: char| c.is_whitespace()).unwrap_or(part.len());
            part.replace_range(..end, "…");
        }
    }
    parts.join(mark)
}
