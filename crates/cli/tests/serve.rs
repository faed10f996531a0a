//! What the command line says of the explorer.

mod shell;

use shell::Shell;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn text_serve_names_a_folder_that_is_not_there() {
    let said = Shell::new().syntony("serve nowhere");
    assert_eq!((said.code, said.stdout.as_str()), (2, ""));
    let want = "nowhere: no such folder, expected a run or a folder of runs\n  hint: `syntony run PROTOCOL` writes a run folder\n";
    assert!(said.stderr.starts_with(want), "{}", said.stderr);
}

#[test]
fn text_serve_prints_an_address_of_this_machine_with_a_token_of_its_own() {
    let shell = Shell::new();
    let address = || {
        let mut command = shell.command("serve --port 0 --json");
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary starts");
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut text = String::new();
        while !text.contains('}') && out.read_line(&mut text).is_ok_and(|n| n > 0) {}
        let _ = child.kill();
        let _ = child.wait();
        let data: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        data["url"].as_str().unwrap_or_default().to_string()
    };
    let (first, second) = (address(), address());
    assert!(first.starts_with("http://127.0.0.1:"), "{first}");
    let token = |url: &str| url.split("token=").nth(1).unwrap_or_default().to_string();
    assert_eq!(token(&first).len(), 32);
    assert_ne!(token(&first), token(&second));
}
