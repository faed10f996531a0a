//! Without the mechanism there is no effect: each test takes one part away and looks whether the preference goes.
//!
//! Every protocol is run with 40 pairs, so that a preference that is there cannot be missed.

#[path = "../../society/tests/common/mod.rs"]
mod common;

use common::{atlas, pair};
use syntony_model::Protocol;
use syntony_results::stats::{Test, paired_t};
use syntony_study::run::{Options, Progress, Study};

/// Paired t test of contact with partner against stranger in 40 pairs.
fn preference(sex: &str, hours: f64, mating: bool, group: &str) -> Test {
    let atlas = atlas();
    let other = if sex == "F" { "M" } else { "F" };
    let text = pair(sex, other, hours, mating, group).replace("n = 10", "n = 40");
    let protocol = Protocol::read("pair.toml", &text, &atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed: 11, replicates: 1, groups: vec![], traces: false };
    let study = Study::compile(&protocol, &atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let parts = study.run(&Progress::default(), &|_| None, &|_, _| {}).unwrap_or_else(|e| panic!("{e:?}"));
    let rows = study.gather(parts, &atlas).animals;
    let column = |k: usize| rows.iter().filter_map(|r| r.values[k]).collect::<Vec<f64>>();
    let (partner, stranger) = (column(0), column(1));
    assert_eq!(partner.len(), 40);
    paired_t(&partner, &stranger)
}

fn manipulation(kind: &str) -> String {
    format!("manipulation = [{{ {kind} }}]")
}

/// A preference that ten animals would show.
fn assert_prefers(t: Test) {
    assert!(t.effect > 0.75 && t.p < 1e-4, "a clear preference was expected: {t:?}");
}

/// Less than ten animals would show.
fn assert_none(t: Test) {
    assert!(t.effect.abs() < 0.5, "no preference was expected: {t:?}");
}

#[test]
fn paper_williams_1992_female_prefers_after_mating() {
    assert_prefers(preference("F", 24.0, true, ""));
}

#[test]
fn paper_winslow_1993_male_prefers_after_mating() {
    assert_prefers(preference("M", 24.0, true, ""));
}

#[test]
fn keeps_no_female_preference_without_oxytocin_receptors() {
    assert_none(preference(
        "F",
        24.0,
        true,
        &manipulation(r#"kind = "express", receptor = "otr", factor = 0"#),
    ));
}

#[test]
fn keeps_no_male_preference_without_v1a_receptors() {
    assert_none(preference(
        "M",
        24.0,
        true,
        &manipulation(r#"kind = "express", receptor = "v1ar", factor = 0"#),
    ));
}

#[test]
fn keeps_females_without_vasopressin_receptors() {
    assert_prefers(preference(
        "F",
        24.0,
        true,
        &manipulation(r#"kind = "express", receptor = "v1ar", factor = 0"#),
    ));
}

#[test]
fn keeps_no_preference_without_dopamine_receptors() {
    let none = manipulation(r#"kind = "express", receptor = "d2r", factor = 0"#);
    assert_none(preference("F", 24.0, true, &none));
    assert_none(preference("M", 24.0, true, &none));
}

#[test]
fn keeps_no_preference_without_learning() {
    let none = manipulation(r#"kind = "process", process = "bond.learning", factor = 0"#);
    assert_none(preference("F", 24.0, true, &none));
    assert_none(preference("M", 24.0, true, &none));
}

#[test]
fn keeps_no_preference_with_dopamine_fixed() {
    // dopamine stays at its tonic level: receptors are served, but no burst says that contact was better than expected
    let fixed = manipulation(r#"kind = "process", process = "bond.prediction_error", factor = 0"#);
    assert_none(preference("F", 24.0, true, &fixed));
    assert_none(preference("M", 24.0, true, &fixed));
}

#[test]
fn keeps_no_preference_without_dopamine_cells() {
    let lesion = manipulation(r#"kind = "lesion", target = "vta""#);
    assert_none(preference("F", 24.0, true, &lesion));
    assert_none(preference("M", 24.0, true, &lesion));
}

#[test]
fn keeps_no_preference_when_the_cue_cannot_drive_the_accumbens() {
    assert_none(preference("F", 24.0, true, &manipulation(r#"kind = "lesion", target = "nacc_shell""#)));
}
