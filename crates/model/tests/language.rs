//! What a protocol may say beyond the plainest way: other words of the field, repetitions, others each time, infusions that outlast the run.

use syntony_language::alias::ALIASES;
use syntony_language::shape;
use syntony_model::protocol::{MeasureKind, PhaseKind, VARIABLES};
use syntony_model::{Atlas, Protocol};

fn read(phases: &str, rest: &str) -> Result<Protocol, String> {
    let text = format!(
        r#"key = "own"
title = "own"
role = "scenario"
[cast.subject]
species = "prairie"
sex = "F"
[cast.partner]
species = "prairie"
sex = "M"
[cast.stranger]
species = "prairie"
sex = "M"
{phases}
[[group]]
key = "only"
n = 6
{rest}
"#
    );
    let atlas = Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
    Protocol::read("own.toml", &text, &atlas).map_err(|p| p.to_string())
}

const TEST: &str = r#"[[phase]]
name = "cohabitation"
kind = "together"
members = ["subject", "partner"]
duration = "1 d"
[[phase]]
name = "test"
kind = "choice"
options = ["partner", "stranger"]
duration = "3 h""#;

const SESSIONS: &str = r#"[[phase]]
name = "cohabitation"
kind = "together"
members = ["subject", "partner"]
duration = "1 d"
[[phase]]
name = "session"
kind = "choice"
options = ["partner", "stranger"]
duration = "1 h"
[[phase]]
name = "night"
kind = "alone"
members = ["subject"]
duration = "23 h"
[[repeat]]
phases = ["session", "night"]
times = 3
fresh = ["stranger"]"#;

#[test]
fn same_protocol_in_other_words_of_the_field() {
    let plain = r#"
[[measure]]
key = "beside"
kind = "contact"
with = "partner"
phase = "test"
unit = "min"
[[measure]]
key = "grief"
kind = "state"
variable = "alarm"
phase = "test"
unit = "1"
[[measure]]
key = "sniffs"
kind = "act_count"
act = "investigate"
with = "stranger"
phase = "test"
unit = "count"
[[measure]]
key = "binding"
kind = "binding"
receptor = "otr"
region = "nacc_shell"
phase = "test"
unit = "1"
[[claim]]
key = "none"
text = "none"
kind = "against"
group = "only"
measure = "grief"
value = 1
expect = "less"
criterion = "one_sample_t""#;
    let words = [
        ("kind = \"choice\"", "kind = \"partner_preference_test\""),
        ("kind = \"together\"", "kind = \"cohabitation\""),
        ("kind = \"contact\"", "kind = \"huddling\""),
        ("variable = \"alarm\"", "variable = \"separation_distress\""),
        ("act = \"investigate\"", "act = \"sniffing\""),
        ("receptor = \"otr\"", "receptor = \"Oxtr\""),
        ("expect = \"less\"", "expect = \"lower\""),
    ];
    let other = |text: &str| words.iter().fold(text.to_string(), |t, (name, word)| t.replace(name, word));
    let (a, b) = (read(TEST, plain), read(&other(TEST), &other(plain)));
    let (Ok(a), Ok(b)) = (&a, &b) else { panic!("{a:?} {b:?}") };
    assert_eq!(format!("{:?}{:?}", a.groups, a.measures), format!("{:?}{:?}", b.groups, b.measures));
    assert!(a.remarks.is_empty());
    let told: Vec<&str> = b.remarks.iter().map(|r| r.what.as_str()).collect();
    assert_eq!(told[0], "'cohabitation' is read as 'together'");
    assert_eq!(told[1], "'partner_preference_test' is read as 'choice'");
    assert_eq!(told.len(), words.len(), "{told:?}");
}

#[test]
fn exact_every_alias_means_a_name_that_there_is() {
    let atlases = ["vole", "human"].map(|l| Atlas::embedded(l).unwrap_or_else(|p| panic!("{p}")));
    let mut known: Vec<String> = VARIABLES.iter().map(|v| v.word().to_string()).collect();
    for atlas in &atlases {
        known.extend(atlas.acts.keys().chain(atlas.ligands.keys()).chain(atlas.practices.keys()).cloned());
    }
    let schemas =
        [&shape::PROTOCOL, &shape::PLAN, &shape::FIT].map(|s| shape::schema(s, "").to_string()).concat();
    for (written, name) in ALIASES {
        let unit = syntony_language::Unit::parse(name).is_ok();
        let there = unit || known.iter().any(|k| k == name) || schemas.contains(&format!("\"{name}\""));
        assert!(there, "{written} means {name}, which is nothing");
    }
}

#[test]
fn exact_phases_are_repeated_with_others_each_time() {
    let measure = "[[measure]]\nkey = \"near\"\nkind = \"contact\"\nwith = \"stranger\"\nphase = \"session\"\nunit = \"min\"\n[[measure]]\nkey = \"second\"\nkind = \"contact\"\nwith = \"stranger_2\"\nphase = \"session_2\"\nunit = \"min\"";
    let p = read(SESSIONS, measure).unwrap_or_else(|p| panic!("{p}"));
    let group = &p.groups[0];
    let names: Vec<&str> = group.phases.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(
        names,
        ["cohabitation", "session_1", "night_1", "session_2", "night_2", "session_3", "night_3"]
    );
    assert_eq!(group.phases[5].start_s, 3.0 * 86_400.0);
    let cast: Vec<&str> = group.cast.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(cast, ["subject", "partner", "stranger_1", "stranger_2", "stranger_3"]);
    let PhaseKind::Choice { options, .. } = &group.phases[3].kind else { panic!("a choice") };
    assert_eq!(options[1].as_deref(), Some("stranger_2"));
    let keys: Vec<&str> = p.measures.iter().map(|m| m.key.as_str()).collect();
    assert_eq!(keys, ["near_1", "near_2", "near_3", "near", "second"]);
    assert_eq!(p.measures[1].kind, MeasureKind::Contact("stranger_2".into()));
    assert_eq!(
        p.measures[3].kind,
        MeasureKind::Mean(vec!["near_1".into(), "near_2".into(), "near_3".into()])
    );
}

#[test]
fn exact_times_of_a_repeated_phase() {
    let given = r#"
dose = [
  { compound = "oxytocin", route = "icv", amount = "1 ng", at = "30 min before each session" },
  { compound = "oxytocin", route = "icv", amount = "1 ng", at = "1 h after end of session" },
]
manipulation = [{ kind = "silence", target = "vta", amount = 2, during = "session" }]
phase.session_2 = { duration = "2 h" }"#;
    let p = read(SESSIONS, given).unwrap_or_else(|p| panic!("{p}"));
    let group = &p.groups[0];
    let hours = |s: f64| s / 3600.0;
    assert_eq!(group.doses[0].times_s.iter().copied().map(hours).collect::<Vec<_>>(), [23.5, 47.5, 72.5]);
    assert_eq!(group.doses[1].times_s.iter().copied().map(hours).collect::<Vec<_>>(), [75.0]);
    let windows: Vec<f64> = group.manipulations.iter().map(|m| hours(m.window_s.1 - m.window_s.0)).collect();
    assert_eq!(windows, [1.0, 2.0, 1.0]);
}

#[test]
fn text_repetitions_that_cannot_be() {
    let check = |from: &str, to: &str, expected: &str| {
        let said = read(&SESSIONS.replace(from, to), "").err().unwrap_or_default();
        assert!(said.contains(expected), "{said}");
    };
    check("phases = [\"session\", \"night\"]", "phases = [\"session\", \"cohab\"]", "unknown phase 'cohab'");
    check(
        "phases = [\"session\", \"night\"]",
        "phases = [\"cohabitation\", \"night\"]",
        "do not follow each other",
    );
    check("fresh = [\"stranger\"]", "fresh = [\"subject\"]", "unknown member 'subject'");
    check("times = 3", "times = 0", "'times' is 0");
    let each = "dose = [{ compound = \"oxytocin\", route = \"icv\", amount = \"1 ng\", at = \"1 h before each cohabitation\" }]";
    let said = read(SESSIONS, each).err().unwrap_or_default();
    assert!(said.contains("expected a phase that is repeated"), "{said}");
}

#[test]
fn exact_an_infusion_may_outlast_the_run() {
    let pump = "dose = [{ compound = \"oxytocin\", route = \"icv\", amount = \"1 ng/h\", at = \"12 h into cohabitation\", for = \"14 d\" }]";
    let p = read(TEST, pump).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(
        (p.groups[0].doses[0].times_s[0], p.groups[0].doses[0].duration_s),
        (43_200.0, 14.0 * 86_400.0)
    );
}

#[test]
fn exact_a_group_of_both_sexes_is_two_and_their_sample() {
    let cross = r#"
[[group]]
key = "drug"
n = 7
same_as = "control"
[[group]]
key = "control_"
n = 4
cast.subject = { sex = "M" }
[[measure]]
key = "beside"
kind = "contact"
with = "partner"
phase = "test"
unit = "min"
[[claim]]
key = "more"
text = "more"
kind = "between"
measure = "beside"
first = "drug"
second = "control"
expect = "greater"
criterion = "paired_t""#;
    let text = |males: &str| {
        format!(
            "key = \"own\"\ntitle = \"own\"\nrole = \"scenario\"\n[cast.subject]\nspecies = \"prairie\"\nsex = \"both\"\n[cast.partner]\nspecies = \"prairie\"\nsex = \"opposite\"\n[cast.stranger]\nspecies = \"prairie\"\nsex = \"same\"\n{TEST}\n[[group]]\nkey = \"control\"\nn = 7\n{males}{cross}"
        )
    };
    let atlas = Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
    let p = Protocol::read("own.toml", &text(""), &atlas).unwrap_or_else(|p| panic!("{p}"));
    let groups: Vec<(&str, usize, String)> = p
        .groups
        .iter()
        .map(|g| (g.key.as_str(), g.n, g.cast.iter().map(|m| format!("{:?}", m.sex)).collect()))
        .collect();
    assert_eq!(
        groups,
        [
            ("control_f", 4, "FMF".to_string()),
            ("control_m", 3, "MFM".into()),
            ("drug_f", 4, "FMF".into()),
            ("drug_m", 3, "MFM".into()),
            ("control_", 4, "MFM".into())
        ]
    );
    assert_eq!((p.groups[2].same_as, p.groups[3].same_as), (Some(0), Some(1)));
    assert_eq!((p.n_of("drug"), p.groups_of("drug")), (7, vec![2, 3]));
    assert!(p.claims[0].kind.paired());
    let p = Protocol::read(
        "own.toml",
        &text("females = 2\n").replace("n = 7\nsame_as", "n = 7\nfemales = 2\nsame_as"),
        &atlas,
    );
    let p = p.unwrap_or_else(|p| panic!("{p}"));
    assert_eq!((p.groups[0].n, p.groups[1].n), (2, 5));
    let said = Protocol::read("own.toml", &text("females = 7\n"), &atlas).err().map(|p| p.to_string());
    assert!(said.unwrap_or_default().contains("7 of 7 animals are female"));
}
