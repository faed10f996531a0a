//! The commands of the README and of the guides work as they are printed, in order: blocks marked ```sh are run with `syntony` on the path, in
//! a copy of what a clone has. A block marked ```sh no-run takes long, opens a browser or needs a file of one's own; ```toml NAME is the file
//! of that name.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A fenced block: its language, what stands behind that, and its text.
struct Block {
    language: String,
    mark: String,
    text: String,
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut all: Vec<Block> = Vec::new();
    let mut inside = false;
    for line in markdown.lines() {
        match line.strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(head) => {
                inside = true;
                let (language, mark) = head.split_once(' ').unwrap_or((head, ""));
                all.push(Block { language: language.into(), mark: mark.into(), text: String::new() });
            }
            None if inside => {
                if let Some(block) = all.last_mut() {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
            }
            None => {}
        }
    }
    all
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder of the repository") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).expect("a copy");
    }
}

/// Runs the commands of a page in a folder of its own; gives how many blocks were run.
fn follow(page: &str) -> usize {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let dir = tempfile::tempdir().expect("a folder");
    for name in ["atlas", "protocols", "examples"] {
        copy(&root.join(name), &dir.path().join(name));
    }
    let blocks = blocks(&fs::read_to_string(root.join(page)).expect("a page"));
    for block in blocks.iter().filter(|b| b.language == "toml" && b.mark.ends_with(".toml")) {
        fs::write(dir.path().join(&block.mark), &block.text).expect("a file of the page");
    }
    let bin = Path::new(env!("CARGO_BIN_EXE_syntony")).parent().expect("the folder of the binary");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let shown: Vec<&Block> = blocks.iter().filter(|b| b.language == "sh").collect();
    for block in &shown {
        assert!(["", "no-run"].contains(&block.mark.as_str()), "{page}: ```sh {}", block.mark);
    }
    let run: Vec<&Block> = shown.into_iter().filter(|b| b.mark.is_empty()).collect();
    for block in &run {
        let mut sh = Command::new("sh");
        sh.args(["-euc", &block.text]).current_dir(dir.path()).env("PATH", &path).stdin(Stdio::null());
        let said = sh.output().expect("sh starts");
        let words = String::from_utf8_lossy(&said.stderr);
        assert!(said.status.success(), "{page}:\n{}\n{words}", block.text);
    }
    run.len()
}

#[test]
fn text_commands_of_readme_and_guides_work_in_order() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    assert!(follow("README.md") > 0);
    let mut guides: Vec<String> = fs::read_dir(root.join("docs/guides"))
        .expect("guides")
        .map(|e| format!("docs/guides/{}", e.expect("a guide").file_name().to_string_lossy()))
        .filter(|name| name.ends_with(".md"))
        .collect();
    guides.sort();
    let run: usize = guides.iter().map(|guide| follow(guide)).sum();
    assert!(run > 10, "{run} blocks");
}
