//! What the biology says, sentence by sentence: each runs, and each is lost when its mechanism is taken away. The claims of the protocols
//! `says_*` compare intact groups with lesioned ones, so a mechanism that is bypassed makes a claim fail.

use std::path::Path;
use syntony_model::{Library, Protocol};
use syntony_study::Options;
use syntony_study::run::{Progress, Study};

fn holds(key: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let file = root.join(format!("protocols/{key}.toml"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let atlas = library.of(&text);
    let protocol = Protocol::read(&format!("{key}.toml"), &text, atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed: 7, replicates: 2, groups: Vec::new(), traces: false };
    let study = Study::compile(&protocol, atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let parts = study
        .run(&Progress::default(), &|_| None, &|_, _| {})
        .unwrap_or_else(|outcome| panic!("{key}: {outcome:?}"));
    let fallen: Vec<String> = study
        .gather(parts, atlas)
        .verdicts
        .iter()
        .filter(|v| v.share < 0.5)
        .map(|v| format!("{}: {} ({})", v.claim, v.text, v.simulated))
        .collect();
    assert!(fallen.is_empty(), "{key}\n{}", fallen.join("\n"));
}

macro_rules! sentences {
    ($($key:ident),* $(,)?) => {
        $(#[test] fn $key() { holds(stringify!($key)); })*
    };
}

sentences!(
    says_a_regions,
    says_b_resonance,
    says_c_reward,
    says_d_oxytocin,
    says_e_vasopressin,
    says_f_modulation,
    says_g_mirror,
    says_h_develops,
    says_i_need,
    says_j_imprinted,
    says_k_loss,
    says_l_practice,
    says_m_society,
    says_n_constellations,
);
