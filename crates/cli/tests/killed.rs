//! Killed at any moment and gone on with: the folder is that of an undisturbed run, to the byte.
//!
//! `KILLS=1000 cargo test --release --workspace --test killed` tries a thousand moments of each.

mod shell;

use shell::Shell;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Everything in a folder by name; of what was written when and how fast nothing.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(here) = folders.pop() {
        for entry in std::fs::read_dir(&here).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("below it").display().to_string();
            let bytes = std::fs::read(&path).expect("a file");
            all.insert(name, untimed(bytes));
        }
    }
    all
}

/// A file without the lines that say how long it took.
fn untimed(bytes: Vec<u8>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&bytes) else { return bytes };
    let timed = |l: &&str| ["\"wall_s\"", "\"busy_s\"", "<dt>Time</dt>"].iter().any(|w| l.contains(w));
    text.lines().filter(|l| !timed(l)).collect::<Vec<_>>().join("\n").into_bytes()
}

/// Kills a command after so long; whether it had not ended by itself.
fn kill_after(shell: &Shell, args: &str, time: Duration) -> bool {
    let mut child = shell.command(args);
    let child = child.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut child = child.spawn().expect("the binary starts");
    let begun = Instant::now();
    while begun.elapsed() < time {
        if child.try_wait().expect("a child").is_some() {
            return false;
        }
        std::thread::sleep((time - begun.elapsed().min(time)).min(Duration::from_millis(1)));
    }
    child.kill().expect("a signal");
    child.wait().expect("a child");
    true
}

/// Kills `command` at moments spread over the time that it takes, every third of them once more as it goes on.
fn killed(command: &str, moments: usize) {
    let shell = Shell::new();
    shell.write("small.toml", shell::small_fit(3).as_bytes());
    let moments = std::env::var("KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(moments);
    let begun = Instant::now();
    let whole = shell.syntony(&format!("{command} --out whole"));
    let mut took = begun.elapsed();
    assert_eq!(whole.code, 0, "{}", whole.stderr);
    let want = contents(&shell.path("whole"));
    let (mut struck, mut share) = (0, 0.0_f64);
    for i in 0..moments {
        // the golden ratio never comes near a moment that was already tried
        share = (share + 0.618_033_988_749_895).fract();
        let out = format!("{command} --out k{i}");
        match kill_after(&shell, &out, took.mul_f64(share)) {
            true => struck += 1,
            // the machine was slower before
            false => took = took.mul_f64(0.9),
        }
        if i % 3 == 0 {
            kill_after(&shell, &format!("{out} --resume"), took.mul_f64((3.0 * share).fract()));
        }
        let resumed = shell.syntony(&format!("{out} --resume"));
        assert_eq!(resumed.code, 0, "{command} at {share}: {}", resumed.stderr);
        assert_eq!(resumed.stdout, whole.stdout, "{command} at {share}");
        let found = contents(&shell.path(&format!("k{i}")));
        assert_eq!(found.keys().collect::<Vec<_>>(), want.keys().collect::<Vec<_>>(), "{command} at {share}");
        for (name, bytes) in &want {
            assert!(found[name] == *bytes, "{command} at {share}: {name} differs");
        }
        std::fs::remove_dir_all(shell.path(&format!("k{i}"))).expect("removed");
    }
    assert!(struck > 0, "{command}: none of {moments} kills came before its end");
}

#[test]
fn same_folder_of_a_run_killed_at_any_moment() {
    killed("run tiny.toml --replicates 60 --threads 2", 12);
}

#[test]
fn same_folder_of_a_scan_killed_at_any_moment() {
    killed("scan dumas_2010 --dyads 1 --rate 50", 2);
}

#[test]
fn same_folder_of_a_fit_killed_at_any_moment() {
    killed("fit small.toml", 6);
}
