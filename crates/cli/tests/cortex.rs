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
