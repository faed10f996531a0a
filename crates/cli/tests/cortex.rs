//! What `syntony cortex` says, word for word, and what is left of a run that is stopped.

mod shell;

use shell::{Shell, same_words};

fn said(name: &str, args: &str) {
    let shell = Shell::new();
    same_words(&shell, name, &shell.syntony(args));
}

#[test]
fn text_cortex_of_what_cannot_be() {
    said("cortex_nowhere", "cortex --connectome nowhere");
    said("cortex_unknown", "cortex --connectome synthetic:12 --mass jansen --set w_q=1 --map gain=otr");
    said("cortex_times", "cortex --connectome synthetic:12 --dt 20ms --duration 5 --speed fast --map gain_e");
    let shell = Shell::new();
    std::fs::create_dir(shell.path("c")).unwrap();
    for (file, text) in [
        ("c/weights.csv", "0,1,1\n1,0,1\n1,1,0\n"),
        ("c/lengths.csv", "0,20,20\n20,0,20\n20,20,0\n"),
        ("c/labels.csv", "lCCA\nrV1\nrAMYG\n"),
        ("regions.csv", "region,atlas\nrV11,acc\nlCCA,midcingulat\nrAMYG,bla\nrAMYG,cea\n"),
    ] {
        shell.write(file, text.as_bytes());
    }
    let of = |more: &str| shell.syntony(&format!("cortex --connectome c --duration 5ms {more}"));
    same_words(&shell, "cortex_regions", &of("--regions regions.csv --map gain_e=2nM*otr"));
    let done = of("--map gain_e=0.2*otr");
    assert!(done.stderr.contains("note: 1 of 3 regions are not in the atlas: rV1"), "{}", done.stderr);
    assert_eq!(done.code, 0, "{}", done.stderr);
}

#[test]
fn text_a_cortex_is_stimulated_scanned_and_gone_on_with() {
    let shell = Shell::new();
    shell.write(
        "pulses.csv",
        b"region,number,amount,from,to\nleft_1,i_ext,0.1nA,20ms,30ms # a pulse\nleft_x,i_ext,1,0s,1ms\n",
    );
    let of = |more: &str| {
        shell.syntony(&format!("cortex --connectome synthetic:6 --duration 50ms --skip 10ms {more}"))
    };
    same_words(
        &shell,
        "cortex_stimuli",
        &of("--stimulus @pulses.csv --stimulus left_1,i_ext --bold 0.7ms --record S"),
    );
    let done = of("--stimulus left_1,i_ext,0.1nA,20ms,30ms --record S_i,S_e --bold 10ms --json --out r");
    assert_eq!(done.json()["bold"], "r/bold.zarr");
    same_words(&shell, "cortex_there", &of("--out r"));
    same_words(&shell, "cortex_resume_other", &of("--out r --resume"));
    let anew = of("--out nowhere --resume");
    assert_eq!(anew.code, 0, "{}", anew.stderr);
}

#[test]
fn issue_11_very_short_tracts() {
    let shell = Shell::new();
    for (name, lengths, words) in [
        (
            "short",
            "0,0.2,90\n0.2,0,40\n90,40,0\n",
            "note: 2 of 6 tracts are shorter than a step at 3 m/s: they get the delay of one step, 0.1ms",
        ),
        (
            "zero",
            "0,0,90\n0,0,40\n90,40,0\n",
            "note: 2 of 6 tracts are shorter than a step at 3 m/s, 2 of them have no length: they get",
        ),
    ] {
        std::fs::create_dir(shell.path(name)).unwrap();
        shell.write(&format!("{name}/weights.csv"), b"0,3,1\n3,0,2\n1,2,0\n");
        shell.write(&format!("{name}/tract_lengths.csv"), lengths.as_bytes());
        let said = shell.syntony(&format!("cortex --connectome {name} --duration 10ms --out {name}-out"));
        assert!(said.code == 0 && said.stderr.contains(words), "{}", said.stderr);
    }
    std::fs::write(shell.path("short/tract_lengths.csv"), "0,0,0\n0,0,0\n0,0,0\n").unwrap();
    let said = shell.syntony("cortex --connectome short --duration 10ms --out all");
    assert!(
        said.code == 2 && said.stderr.contains("every tract is shorter than a step of 0.1ms"),
        "{}",
        said.stderr
    );
}

#[test]
fn issue_rel_09_negative_noise() {
    let shell = Shell::new();
    for (args, words) in [
        ("--noise -1 --duration 10ms", "noise=-1: '-1 1/ms' is negative, expected 0 or more"),
        ("--duration 1e9y", "expected at most 4e11\n  hint: a shorter --duration, or a longer --dt"),
        ("--skip 1e9d", "expected at most 4e11\n  hint: a shorter --skip, or a longer --dt"),
        ("--duration 10ms --dt 1e-300s", "--dt: 1e-300 s, expected a step of at least 1e-9 s"),
        ("--duration 10ms --dt -1ms", "expected a step of at least 1e-9 s"),
        ("--duration -5s", "--duration: -5000ms, expected at least one step of 0.1ms"),
        ("--duration 9000h --every 0.1ms", "recorded values of a region, expected at most 100000000"),
        ("--duration 24h --brains 1000000", "the series would take 3e15 bytes, expected at most 1e13"),
        (
            "--duration 10ms --set tau_e=-1ms",
            "the shortest time constant of wong_wang_ei is -1ms, expected one above zero",
        ),
    ] {
        let said = shell.syntony(&format!("cortex --connectome synthetic:10 --out o --force {args}"));
        assert!(said.code == 2 && said.stderr.contains(words), "{args}: exit {}\n{}", said.code, said.stderr);
        assert!(said.stderr.lines().all(|line| line.len() < 200), "{}", said.stderr);
    }
}

#[test]
fn issue_08_byte_order_mark_of_stimuli_and_overrides() {
    let shell = Shell::new();
    let head = "\u{feff}region,number,amount,from,to\r\n";
    shell.write("pulses.csv", format!("{head}left_1,i_ext,0.1nA,1ms,5ms\r\n").as_bytes());
    shell.write("comma.csv", b"left_1;i_ext;0,1nA;1ms;5ms\n\"left_2\";i_ext;0,1 nA;1 ms;5 ms # a pulse\n");
    shell.write("set.txt", "\u{feff}process.wong_wang_ei.w_p=1.2\r\n# remark\r\n".as_bytes());
    let wide: Vec<u8> = "process.wong_wang_ei.w_p=1.2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    shell.write("wide.txt", &wide);
    for more in ["--stimulus @pulses.csv", "--stimulus @comma.csv", "--set @set.txt", "--set @wide.txt"] {
        let said =
            shell.syntony(&format!("cortex --connectome synthetic:6 --duration 10ms --out o --force {more}"));
        assert_eq!(said.code, 0, "{more}: {}", said.stderr);
    }
    shell.write("empty.csv", head.as_bytes());
    let said = shell.syntony("cortex --connectome synthetic:6 --duration 10ms --stimulus @empty.csv");
    assert!(said.code == 2 && said.stderr.contains("empty.csv: has no stimulus"), "{}", said.stderr);
}
