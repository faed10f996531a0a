//! What protocols may say is done: repetitions, others each time, both sexes, drawn traits, contact at levers and with intruders, counts of acts.

use syntony_model::{Atlas, Protocol};
use syntony_study::Options;
use syntony_study::run::{Progress, Study};

fn rows(lineage: &str, set: &[(&str, &str)], text: &str) -> Vec<(String, Vec<Option<f64>>)> {
    let mut atlas = Atlas::embedded(lineage).unwrap_or_else(|p| panic!("{p}"));
    for (path, value) in set {
        atlas.set(path, value).unwrap_or_else(|p| panic!("{p}"));
    }
    let protocol = Protocol::read("own.toml", text, &atlas).unwrap_or_else(|p| panic!("{p}"));
    let options = Options { seed: 1, replicates: 1, groups: Vec::new(), traces: false };
    let study = Study::compile(&protocol, &atlas, &options).unwrap_or_else(|p| panic!("{p}"));
    let rows = study.rows(&Progress::default()).unwrap_or_else(|e| panic!("{e:?}"));
    rows.into_iter().map(|r| (protocol.groups[r.group].key.clone(), r.values)).collect()
}

fn voles(sex: &str, rest: &str) -> String {
    format!(
        "key = \"own\"\ntitle = \"own\"\nrole = \"scenario\"\n[cast.subject]\nspecies = \"prairie\"\nsex = \"{sex}\"\n[cast.partner]\nspecies = \"prairie\"\nsex = \"opposite\"\n[cast.stranger]\nspecies = \"prairie\"\nsex = \"opposite\"\n{rest}"
    )
}

fn phase(name: &str, kind: &str, rest: &str) -> String {
    format!("[[phase]]\nname = \"{name}\"\nkind = \"{kind}\"\n{rest}\n")
}

fn score(key: &str, kind: &str, phase: &str, unit: &str, rest: &str) -> String {
    format!(
        "[[measure]]\nkey = \"{key}\"\nkind = \"{kind}\"\nphase = \"{phase}\"\nunit = \"{unit}\"\n{rest}\n"
    )
}

fn mean(rows: &[(String, Vec<Option<f64>>)], measure: usize) -> f64 {
    let x: Vec<f64> = rows.iter().filter_map(|r| r.1[measure]).collect();
    assert_eq!(x.len(), rows.len(), "no score {measure}");
    x.iter().sum::<f64>() / x.len() as f64
}

#[test]
fn exact_contact_is_scored_at_levers_and_with_an_intruder_from_both_sides() {
    let text = [
        voles("F", ""),
        phase("home", "together", "members = [\"subject\", \"partner\"]\nduration = \"1 d\"\nmating = true"),
        phase(
            "work",
            "operant",
            "options = [\"partner\", \"stranger\"]\nratio = 1\naccess = \"1 min\"\nduration = \"2 h\"",
        ),
        phase("visit", "intruder", "resident = \"subject\"\nintruder = \"partner\"\nduration = \"1 h\""),
        "[[group]]\nkey = \"only\"\nn = 8\n".to_string(),
        score("work", "contact", "work", "min", "with = \"partner\""),
        score("back", "contact", "work", "min", "member = \"partner\"\nwith = \"subject\""),
        score("share", "share", "work", "1", "of = \"partner\"\nagainst = \"stranger\""),
        score("visit", "contact", "visit", "min", "with = \"partner\""),
        score("same", "contact", "visit", "min", "member = \"partner\"\nwith = \"subject\""),
        score("near", "act_share", "work", "1", "act = \"near\"\nwith = \"partner\""),
    ]
    .concat();
    let rows = rows("vole", &[], &text);
    assert!(mean(&rows, 0) > 1.0 && mean(&rows, 3) > 1.0, "{rows:?}");
    for (_, v) in &rows {
        assert!((v[0].unwrap() - v[1].unwrap()).abs() < 1e-9 && (v[3].unwrap() - v[4].unwrap()).abs() < 1e-9);
        assert!(v[0].unwrap() <= 120.0 * v[5].unwrap() + 1e-9, "contact without nearness: {v:?}");
    }
}

/// A couple, one of whom was told to hug for a tenth of the time.
fn couple(tick: &str) -> String {
    let script = "members = [\"subject\", \"partner\"]\nduration = \"30 min\"\nfree = false\nscript = [{ by = \"partner\", to = \"subject\", act = \"hug\", share = 0.1 }]";
    [
        "key = \"own\"\ntitle = \"own\"\nrole = \"scenario\"\n[cast.subject]\nspecies = \"human\"\nsex = \"F\"\n[cast.partner]\nspecies = \"human\"\nsex = \"M\"\n".to_string(),
        phase("home", "encounter", &format!("{script}\ntick = \"{tick}\"")),
        "[[group]]\nkey = \"only\"\nn = 3\n".to_string(),
        score("hugs", "act_count", "home", "count", "act = \"hug\"\nmember = \"partner\"\nwith = \"subject\""),
    ]
    .concat()
}

#[test]
fn exact_acts_are_counted_by_their_length_and_not_by_ticks() {
    // three minutes of hugs of ten seconds
    for tick in ["10 s", "30 s"] {
        assert_eq!(mean(&rows("human", &[], &couple(tick)), 0), 18.0, "{tick}");
    }
    let longer = [("act.hug.numbers.bout", "60 s")];
    assert_eq!(mean(&rows("human", &longer, &couple("30 s")), 0), 3.0);
}

#[test]
fn exact_a_repeated_phase_is_scored_each_time_and_on_average_with_others_each_time() {
    let text = [
        voles("F", ""),
        phase("home", "together", "members = [\"subject\", \"partner\"]\nduration = \"6 h\""),
        phase("session", "choice", "options = [\"partner\", \"stranger\"]\nduration = \"1 h\""),
        phase("night", "alone", "members = [\"subject\"]\nduration = \"5 h\""),
        "[[repeat]]\nphases = [\"session\", \"night\"]\ntimes = 3\nfresh = [\"stranger\"]\n[[group]]\nkey = \"only\"\nn = 6\n".to_string(),
        score("beside", "contact", "session", "min", "with = \"stranger\""),
        score("known", "state", "session", "1", "variable = \"familiarity:stranger\"\nreduce = \"max\""),
        score("old", "state", "session", "1", "variable = \"familiarity:partner\"\nreduce = \"max\""),
    ]
    .concat();
    let rows = rows("vole", &[], &text);
    for (_, v) in &rows {
        let each: Vec<f64> = v[..3].iter().map(|x| x.unwrap()).collect();
        assert!((v[3].unwrap() - each.iter().sum::<f64>() / 3.0).abs() < 1e-9, "{v:?}");
    }
    // a stranger of the third day is as new as that of the first, the partner is not
    assert!(mean(&rows, 6) < 1.5 * mean(&rows, 4), "{rows:?}");
    assert!(mean(&rows, 10) > mean(&rows, 6));
}

#[test]
fn exact_both_sexes_of_a_crossover_are_compared_with_themselves() {
    let text = [
        voles("both", ""),
        phase("home", "together", "members = [\"subject\", \"partner\"]\nduration = \"6 h\""),
        phase("test", "choice", "options = [\"partner\", \"stranger\"]\nduration = \"1 h\""),
        "[[group]]\nkey = \"control\"\nn = 6\n[[group]]\nkey = \"drug\"\nn = 6\nsame_as = \"control\"\n".to_string(),
        score("born", "state", "home", "1", "variable = \"sociability\""),
        score("sites", "state", "home", "1", "variable = \"density:otr@nacc_shell\""),
        "[[claim]]\nkey = \"same\"\ntext = \"same\"\nkind = \"between\"\nmeasure = \"born\"\nfirst = \"drug\"\nsecond = \"control\"\nexpect = \"none\"\ncriterion = \"paired_t\"\n".to_string(),
        "[[claim]]\nkey = \"related\"\ntext = \"related\"\nkind = \"correlation\"\ngroup = \"drug\"\nfirst = \"born\"\nsecond = \"sites\"\nexpect = \"none\"\n".to_string(),
    ]
    .concat();
    let rows = rows("vole", &[], &text);
    let of = |group: &str| -> Vec<&Vec<Option<f64>>> {
        rows.iter().filter(|r| r.0.starts_with(group)).map(|r| &r.1).collect()
    };
    let (control, drug) = (of("control"), of("drug"));
    assert_eq!((control.len(), drug.len()), (6, 6));
    assert_eq!(control, drug, "the same animals have the same traits");
    assert!(control.iter().any(|v| v[0] != control[0][0]) && control.iter().any(|v| v[1] != control[0][1]));
}

#[test]
fn exact_attachment_is_measured_on_the_scale_on_which_it_is_given() {
    let text = couple("30 s").replace("sex = \"F\"\n", "sex = \"F\"\nattachment = { anxiety = 1.5 }\n")
        + &score("anxiety", "state", "home", "1", "variable = \"attachment_anxiety\"")
        + &score("avoidance", "state", "home", "1", "variable = \"attachment_avoidance\"");
    let rows = rows("human", &[], &text);
    assert!(rows.iter().all(|r| (r.1[1].unwrap() - 1.5).abs() < 1e-12), "{rows:?}");
    assert!(rows[0].1[2] != rows[1].1[2], "avoidance is drawn");
}

#[test]
fn same_infusion_to_the_end_and_beyond() {
    let text = |length: &str| {
        [
            voles("F", ""),
            phase("home", "together", "members = [\"subject\", \"partner\"]\nduration = \"6 h\""),
            phase("later", "alone", "members = [\"subject\"]\nduration = \"6 h\""),
            format!("[[group]]\nkey = \"only\"\nn = 3\ndose = [{{ compound = \"oxytocin\", route = \"icv\", amount = \"10 ng/h\", at = \"3 h into home\", for = \"{length}\" }}]\n"),
            score("level", "state", "later", "nM", "variable = \"level:oxytocin@nacc_shell\"\nreduce = \"last\""),
        ]
        .concat()
    };
    let (to_the_end, beyond, short) =
        (rows("vole", &[], &text("9 h")), rows("vole", &[], &text("14 d")), rows("vole", &[], &text("1 h")));
    assert_eq!(to_the_end, beyond);
    assert!(mean(&beyond, 0) > 2.0 * mean(&short, 0), "the pump goes on over the later phase");
}
