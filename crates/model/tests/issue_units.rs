//! A slip of the unit is noticed: amounts that no route takes, and numbers below zero that have none.

use syntony_model::{Atlas, Library, Protocol};

const PROTOCOL: &str = r#"
key = "slip"
title = "A slip"
source = ""
role = "scenario"
summary = "A dose and a choice."
[cast.subject]
species = "prairie"
sex = "F"
[cast.partner]
species = "prairie"
sex = "M"
[cast.stranger]
species = "prairie"
sex = "M"
[[phase]]
name = "cohabitation"
kind = "together"
members = ["subject", "partner"]
duration = "10 d"
[[phase]]
name = "test"
kind = "choice"
options = ["partner", "stranger"]
duration = "3 h"
[[dose]]
DOSE
at = "start of cohabitation"
[[group]]
key = "a"
n = 8
[[measure]]
key = "partner"
kind = "contact"
with = "partner"
phase = "test"
unit = "min"
[[claim]]
key = "c"
text = "t"
kind = "against"
group = "a"
measure = "partner"
value = 0
expect = "greater"
criterion = "one_sample_t"
alpha = 0.05
verified = true
"#;

fn atlas() -> Atlas {
    Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"))
}

/// What is said of a dose; nothing if it is taken.
fn said(dose: &str, atlas: &Atlas) -> String {
    let text = PROTOCOL.replace("DOSE", &dose.replace(", ", "\n"));
    Protocol::read("slip.toml", &text, atlas).err().map_or(String::new(), |p| p.to_string())
}

#[test]
fn issue_slip_of_a_unit_in_a_dose() {
    let atlas = atlas();
    let icv = r#"compound = "oxytocin", route = "icv", amount"#;
    for (dose, what, hint) in [
        (
            format!(r#"{icv} = "1 g""#),
            "slip.toml:29:10: '1 g' of oxytocin by the route 'icv' is more than dissolves in what this route takes, expected at most 2.5 mg",
            "did you mean '1 ng'?",
        ),
        (format!(r#"{icv} = "50 mg""#), "expected at most 2.5 mg", "did you mean '50 ng'?"),
        (format!(r#"{icv} = "1 mg/h", for = "24 h""#), "expected at most 100 ug/h", "did you mean '1 ng/h'?"),
        (format!(r#"{icv} = "1 mol""#), "expected at most 2.5 umol", "did you mean '1 pmol'?"),
        (format!(r#"{icv} = "1e-9 ng""#), "is far less than anybody gives by this route", "did you mean"),
        (
            r#"compound = "ota", route = "site", site = "nacc_shell", amount = "5 mg/side""#.into(),
            "by the route 'site' is more than dissolves",
            "did you mean '5 ng/side'?",
        ),
        (
            r#"compound = "haloperidol", route = "ip", amount = "500 g/kg""#.into(),
            "expected at most 5 g/kg",
            "did you mean '500 ug/kg'?",
        ),
        (
            r#"compound = "haloperidol", route = "ip", amount = "20 g""#.into(),
            "expected at most 200 mg",
            "did you mean '20 ug'?",
        ),
        (
            r#"compound = "csf", route = "icv", amount = "2 ml""#.into(),
            "is more than this route takes, expected at most 25 ul",
            "did you mean '2 ul'?",
        ),
        (
            r#"compound = "oxytocin", route = "intranasal", amount = "40000000 IU""#.into(),
            "by the route 'intranasal' is more than dissolves",
            "",
        ),
    ] {
        let said = said(&dose, &atlas);
        assert!(said.contains(what) && said.contains(hint), "{dose}\n{said}");
    }
    for dose in [
        format!(r#"{icv} = "1 ng""#),
        format!(r#"{icv} = "100 ug""#),
        format!(r#"{icv} = "500 ng/h", for = "7 d""#),
        r#"compound = "crf", route = "icv", amount = "0.01 ng""#.into(),
        r#"compound = "ethanol", route = "oral", amount = "70 g/kg", for = "7 d""#.into(),
        r#"compound = "ethanol", route = "ip", amount = "2 g/kg""#.into(),
        r#"compound = "csf", route = "site", site = "vp", amount = "500 nl/side""#.into(),
        r#"compound = "saline", route = "ip", amount = "0.2 ml""#.into(),
    ] {
        assert_eq!(said(&dose, &atlas), "", "{dose}");
    }
}

#[test]
fn issue_negative_noise() {
    let mut library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    for (path, value) in [
        ("process.kuramoto.noise", "-1"),
        ("process.instrument.eeg_noise", "-1"),
        ("process.millisecond.noise_sd", "-0.1"),
        ("species.vole.body.body_mass", "-40 g"),
        ("process.instrument.transit", "-1 s"),
    ] {
        let said = library.set(path, value).err().map_or(String::new(), |p| p.to_string());
        assert!(said.contains("is negative, expected 0 or more"), "{path}: {said}");
        assert!(said.contains("hint: the atlas gives "), "{path}: {said}");
    }
    // what has a sign keeps it
    library.set("process.montbrio.eta", "-4.6").unwrap_or_else(|p| panic!("{p}"));
    library.set("process.kuramoto.coupling", "-1").unwrap_or_else(|p| panic!("{p}"));
}
