//! What goes wrong around a run: killed in its first moment, asked for beyond all reason, named so that it cannot be written, done already.

mod shell;

use shell::{Said, Shell};
use std::os::unix::ffi::OsStrExt;

const MARKER: &[u8] =
    b"Folder of a Syntony run. The files below are Syntony's and are removed when the run is overwritten.\n";

const SCAN: &str = "scan dumas_2010 --dyads 1 --rate 50";
const CORTEX: &str = "cortex --connectome synthetic:10 --duration 100ms";
const RUN: &str = "run tiny.toml --replicates 1";

fn done(said: &Said) {
    assert_eq!(said.code, 0, "{}", said.stderr);
}

#[test]
fn issue_rel_02_start_hole() {
    let shell = Shell::new();
    for (i, command) in [SCAN, CORTEX, RUN].iter().enumerate() {
        for (j, resume) in ["", " --resume"].iter().enumerate() {
            // killed after the folder, after the lock, after the marker, while a file was written
            for (k, files) in
                [&[][..], &["run.lock"], &[".syntony-run"], &[".syntony-run", ".x.partial", "run.lock"]]
                    .iter()
                    .enumerate()
            {
                if *command == SCAN && k % 2 == 0 {
                    continue; // a scan takes seconds
                }
                let out = format!("q{i}{j}{k}");
                std::fs::create_dir(shell.path(&out)).expect("a folder");
                for file in *files {
                    shell.write(&format!("{out}/{file}"), if *file == ".syntony-run" { MARKER } else { b"" });
                }
                done(&shell.syntony(&format!("{command} --out {out}{resume}")));
                for left in ["run.lock", ".x.partial", "parts"] {
                    assert!(!shell.path(&out).join(left).exists(), "{command}: {left}");
                }
            }
        }
    }
}

#[test]
fn same_output_when_a_complete_run_is_resumed() {
    let shell = Shell::new();
    for (i, command) in [SCAN, CORTEX, RUN, "run tiny.toml --replicates 1 --json"].iter().enumerate() {
        let first = shell.syntony(&format!("{command} --out d{i}"));
        done(&first);
        // left by a process that was killed after the last word
        std::fs::create_dir(shell.path(&format!("d{i}/parts"))).expect("a folder");
        for resume in [" --resume", ""] {
            let again = shell.syntony(&format!("{command} --out d{i}{resume}"));
            done(&again);
            assert_eq!(again.stdout, first.stdout, "{command}{resume}");
            assert!(again.stderr.contains("already; --force"), "{}", again.stderr);
            assert!(!shell.path(&format!("d{i}/parts")).exists(), "{command}");
        }
    }
}

#[test]
fn keeps_work_of_one_kind_from_the_folder_of_another() {
    let shell = Shell::new();
    done(&shell.syntony(&format!("{CORTEX} --out cortex")));
    done(&shell.syntony(&format!("{RUN} --out run")));
    for (command, out, holds) in [
        (RUN, "cortex", "holds a run of `syntony cortex`"),
        (SCAN, "run", "holds a run, expected a folder of its own"),
        ("validate tiny.toml", "run", "holds a run, expected a folder of its own"),
        ("report cortex", "", "holds a run of `syntony cortex`"),
    ] {
        let out = if out.is_empty() { String::new() } else { format!("--out {out}") };
        let said = shell.syntony(&format!("{command} {out}"));
        assert_eq!(said.code, 2, "{command}");
        assert!(said.stderr.contains(holds), "{command}: {}", said.stderr);
    }
}

#[test]
fn text_a_file_where_a_folder_should_be_is_named_as_it_was_given() {
    let shell = Shell::new();
    shell.write("file", b"mine");
    for command in [RUN, SCAN, CORTEX, "validate tiny.toml", "fit apply"] {
        let asked = match command {
            "fit apply" => "fit apply file --atlas x".to_string(),
            command => format!("{command} --out file"),
        };
        let said = shell.syntony(&asked);
        assert_eq!(said.code, 2, "{asked}");
        assert!(said.stderr.contains("file: is not a folder\n"), "{asked}: {}", said.stderr);
        assert_eq!(shell.read("file"), "mine");
    }
}

#[test]
fn issue_rel_03_n_1e9() {
    let shell = Shell::new();
    let many = include_str!("tiny.toml").replace("key = \"tiny\"", "key = \"many\"");
    let of = |n: &str| many.replace("n = 5", &format!("n = {n}"));
    for n in ["1000000000", "100001", "9223372036854775807"] {
        shell.write("many.toml", of(n).as_bytes());
        for command in ["check many.toml", "run many.toml --replicates 1 --no-traces --out o"] {
            let said = shell.sh(&format!("ulimit -v 3000000; exec $S {command}"));
            assert_eq!(said.code, 2, "{command}: {}", said.stderr);
            assert!(
                said.stderr
                    .contains(&format!("many.toml:34:5: the group has n = {n}, expected at most 100000")),
                "{}",
                said.stderr
            );
        }
    }
    // each of the numbers is fine, their product is not
    shell.write("many.toml", of("100000").as_bytes());
    let said = shell.sh("ulimit -v 3000000; exec $S run many.toml --replicates 10000 --no-traces --out o");
    assert_eq!(said.code, 2, "{}", said.stderr);
    assert!(said.stderr.contains("1000040000 animals in all groups and replicates need"), "{}", said.stderr);
    for (command, problem) in [
        ("cortex --connectome synthetic:10 --duration 1e9s --every 0.1ms --out o", "expected at most"),
        ("cortex --connectome synthetic:10 --duration 1e7s --brains 1000000 --out o", "expected at most"),
        (
            "cortex --connectome synthetic:10 --duration 1e7s --every 1000s --brains 100000 --out o",
            "years of one core, expected at most 10",
        ),
        ("power tiny.toml --n 4,100000000 --out o", "expected at most 10000"),
    ] {
        let said = shell.sh(&format!("ulimit -v 3000000; exec $S {command}"));
        assert_eq!(said.code, 2, "{command}: {}", said.stderr);
        assert!(said.stderr.contains(problem), "{command}: {}", said.stderr);
    }
    assert!(!shell.path("o").exists());
}

#[test]
fn issue_rel_07_not_utf8_out() {
    let shell = Shell::new();
    let name = std::ffi::OsStr::from_bytes(b"bad\xff");
    for command in [
        RUN,
        SCAN,
        CORTEX,
        "validate tiny.toml",
        "power tiny.toml",
        "keep tiny.toml --group csf --member subject",
    ] {
        let mut asked = shell.command(command);
        let output = asked.arg("--out").arg(name).output().expect("the binary starts");
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command}: {words}");
        assert!(words.contains("is not UTF-8, expected a name in UTF-8\n  hint: "), "{command}: {words}");
        assert!(!shell.path("").join(name).exists(), "nothing is begun");
    }
    for command in ["check", "report", "cite"] {
        let output = shell.command(command).arg(name).output().expect("the binary starts");
        assert_eq!(output.status.code(), Some(2), "{command}");
    }
}

#[test]
fn issue_rel_11_cortex_chunk() {
    let shell = Shell::new();
    let run = "cortex --connectome synthetic:76 --duration 40s --threads 1";
    done(&shell.syntony(&format!("{run} --out whole")));
    // stopped as soon as a piece of the series is on the disk
    let mut child = shell.command(&format!("{run} --out a")).spawn().expect("the binary starts");
    let chunk = shell.path("a/parts/series.zarr/S_e/c/0/0/0");
    while !chunk.exists() && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-s", "INT", &pid]).status().expect("kill").success());
    assert_eq!(child.wait().expect("a child").code(), Some(130));
    let mut bytes = std::fs::read(&chunk).expect("a piece");
    let third = bytes.len() / 3;
    bytes[third] ^= 0x40;
    std::fs::write(&chunk, bytes).expect("a damaged piece");
    let again = shell.syntony(&format!("{run} --out a --resume"));
    done(&again);
    assert!(again.stderr.contains("simulated again: brains-0: what was recorded"), "{}", again.stderr);
    let read = |of: &str| std::fs::read(shell.path(of).join("series.zarr/S_e/c/0/0/0")).expect("a series");
    assert!(read("a") == read("whole"), "a flipped bit is in the series");
}

#[test]
fn same_folder_is_never_asked_for_by_two_runs() {
    let shell = Shell::new();
    done(&shell.syntony(RUN));
    for other in ["--set process.bond.tag_rate=0.4", "--groups ot", "--no-traces", ""] {
        let said = shell.syntony(&format!("{RUN} {other} --replicates 2").replace("--replicates 1 ", ""));
        done(&said);
        let folder =
            said.stderr.lines().find_map(|l| l.strip_prefix("report: ")).expect("a report").to_string();
        assert!(folder.starts_with("runs/tiny-s1-"), "{folder}");
        assert_eq!(folder.len(), "runs/tiny-s1-12345678/report.html".len(), "{folder}");
    }
    let again = shell.syntony(RUN);
    assert!(again.stderr.starts_with("runs/tiny-s1 holds this very run already"), "{}", again.stderr);
    done(&shell.syntony(CORTEX));
    done(&shell.syntony(&CORTEX.replace("100ms", "200ms")));
    let folders = std::fs::read_dir(shell.path("runs")).expect("runs").count();
    assert_eq!(folders, 1 + 4 + 2);
}

#[test]
fn keeps_nothing_half_written_on_a_full_disk() {
    let shell = Shell::new();
    for command in [CORTEX, RUN, "power tiny.toml --n 4 --simulations 100"] {
        // a limit on the size of files looks to a program like a full disk
        let said = shell.sh(&format!("trap '' XFSZ; ulimit -f 1; exec $S {command} --out full"));
        assert_eq!(said.code, 2, "{command}: {}", said.stderr);
        assert!(said.stderr.contains("no space left\n  hint: free some space"), "{command}: {}", said.stderr);
        let left = std::fs::read_dir(shell.path("full")).expect("the folder");
        let partial =
            left.flatten().filter(|e| e.file_name().to_string_lossy().ends_with(".partial")).count();
        assert_eq!(partial, 0, "{command}");
        std::fs::remove_dir_all(shell.path("full")).expect("removed");
    }
}

#[test]
fn same_folder_after_the_disk_was_full() {
    let shell = Shell::new();
    done(&shell.syntony(&format!("{RUN} --out whole")));
    let mut told = 0;
    // in blocks of 512 bytes: from the first manifest to the last array
    for blocks in [1, 4, 8, 16, 32, 64, 128, 256] {
        let said = shell.sh(&format!("trap '' XFSZ; ulimit -f {blocks}; exec $S {RUN} --out full"));
        if said.code != 0 {
            assert_eq!(said.code, 2, "{blocks}: {}", said.stderr);
            assert!(said.stderr.contains("no space left\n  hint: "), "{blocks}: {}", said.stderr);
            assert!(shell.sh("test -z \"$(find full -name '*.partial')\"").code == 0, "{blocks}");
            told += 1;
        }
        done(&shell.syntony(&format!("{RUN} --out full --resume")));
        assert_eq!(shell.hash("full"), shell.hash("whole"), "{blocks}");
        let differ = shell.sh("diff -rq whole full | grep -v -e run.json -e report.html");
        assert_eq!(differ.stdout, "", "{blocks}");
        std::fs::remove_dir_all(shell.path("full")).expect("removed");
    }
    assert!(told >= 4, "{told}");
}
