//! Two branches of the autonomic nervous system, and what of them goes from one person to another: what pain, threat, faces, company and a quarrel must do to
//! them, whatever the numbers.

mod cohort;

use syntony_results::stats::{correlation, mean, paired_t, welch_t};

/// Values of all measures by group and person.
fn rows(text: &str) -> Vec<Vec<Vec<f64>>> {
    cohort::rows(text, 5, 1)
}

/// A measure of all people of a group.
fn of(rows: &[Vec<Vec<f64>>], group: usize, measure: usize) -> Vec<f64> {
    cohort::column(&rows[group], measure)
}

const HEAD: &str =
    "key = \"autonomic\"\ntitle = \"t\"\nsource = \"\"\nrole = \"scenario\"\nsummary = \"s\"\n";
const PAIR: &str =
    "[cast.subject]\nspecies = \"human\"\nsex = \"F\"\n[cast.partner]\nspecies = \"human\"\nsex = \"M\"\n";
const BONDED: &str = "[cast.subject]\nspecies = \"human\"\nsex = \"F\"\nbond = [{ with = \"partner\", for = \"5 y\", quality = 0.9 }]\n\
    [cast.partner]\nspecies = \"human\"\nsex = \"M\"\nbond = [{ with = \"subject\", for = \"5 y\", quality = 0.9 }]\n";

/// A protocol with these phases, groups (key, n, what is changed) and measures (key, the rest of the table).
fn protocol(cast: &str, phases: &str, groups: &[(&str, usize, &str)], measures: &[(&str, &str)]) -> String {
    let mut text = format!("{HEAD}{cast}{phases}");
    for (key, n, changed) in groups {
        text += &format!("[[group]]\nkey = \"{key}\"\nn = {n}\n{changed}");
    }
    for (key, rest) in measures {
        text += &format!("[[measure]]\nkey = \"{key}\"\nphase = \"now\"\nunit = \"1\"\n{rest}\n");
    }
    let (group, measure) = (groups[0].0, measures[0].0);
    text + &format!(
        "[[claim]]\nkey = \"any\"\ntext = \"t\"\nkind = \"against\"\ngroup = \"{group}\"\nmeasure = \"{measure}\"\nvalue = 0\nexpect = \"greater\"\ncriterion = \"one_sample_t\"\n"
    )
}

/// A phase of 10 min of these members.
fn now(members: &str, more: &str) -> String {
    format!(
        "[[phase]]\nname = \"now\"\nkind = \"encounter\"\nmembers = [{members}]\nduration = \"10 min\"\ntick = \"15 s\"\nfree = false\n{more}"
    )
}

const S: (&str, &str) = ("s", "kind = \"state\"\nvariable = \"sympathetic\"");
const V: (&str, &str) = ("v", "kind = \"state\"\nvariable = \"vagal\"");
const ALONE: &str = "\"subject\"";
const BOTH: &str = "\"subject\", \"partner\"";

/// Pain alone raises the sympathetic branch and skin conductance, the more the stronger it is.
#[test]
fn keeps_pain_in_the_body() {
    let pain = |x: f64| format!("phase.now = {{ pain = {x} }}\n");
    let (none, weak, strong) = (pain(0.0), pain(0.3), pain(0.6));
    let groups = [
        ("none", 1500, none.as_str()),
        ("weak", 1500, &format!("same_as = \"none\"\n{weak}")),
        ("strong", 1500, &format!("same_as = \"none\"\n{strong}")),
    ];
    let skin = ("skin", "kind = \"body\"\norgan = \"skin\"");
    let cast = "[cast.subject]\nspecies = \"human\"\nsex = \"F\"\n";
    let phases = now(ALONE, "stressed = [\"subject\"]\npain = 0.5\n");
    let rows = rows(&protocol(cast, &phases, &groups, &[S, skin]));
    for (measure, word) in [(0, "sympathetic"), (1, "skin")] {
        for (less, more) in [(0, 1), (1, 2)] {
            // conductance is lognormal over people
            let read = |group: usize| -> Vec<f64> {
                let x = of(&rows, group, measure);
                if word == "skin" { x.iter().map(|x| x.ln()).collect() } else { x }
            };
            let t = paired_t(&read(more), &read(less));
            assert!(
                t.difference > 0.0 && t.p < 0.01,
                "{word}, {less} to {more}: {}, p {}",
                t.difference,
                t.p
            );
        }
    }
}

/// The sight of a worried face raises the sympathetic branch, by less than an own threat.
#[test]
fn keeps_a_worried_face_below_an_own_threat() {
    let face = "script = [{ by = \"partner\", to = \"subject\", act = \"cry_face\" }]\n";
    let of_group = |phases: &str| of(&rows(&protocol(PAIR, phases, &[("g", 100, "")], &[S])), 0, 0);
    let seen = of_group(&now(BOTH, &format!("reach = \"sight\"\n{face}")));
    let plain = of_group(&now(BOTH, "reach = \"sight\"\n"));
    let threat = of_group(&now(ALONE, "stressed = [\"subject\"]\nthreat = 0.5\n"));
    let alone = of_group(&now(ALONE, ""));
    let (seen, own) = (mean(&seen) - mean(&plain), mean(&threat) - mean(&alone));
    assert!(seen > 0.0 && seen < own, "seen {seen}, own {own}");
}

/// A trusted partner who is there raises the vagal branch, while the sympathetic one stays where it is.
#[test]
fn keeps_safe_company_vagal() {
    let of_group = |members: &str| rows(&protocol(BONDED, &now(members, ""), &[("g", 100, "")], &[S, V]));
    let (with, alone) = (of_group(BOTH), of_group(ALONE));
    let rise = |measure: usize| mean(&of(&with, 0, measure)) - mean(&of(&alone, 0, measure));
    let (s, v) = (rise(0), rise(1));
    assert!(v > 0.05, "vagal {v}");
    assert!(s.abs() < 0.5 * v, "sympathetic {s}, vagal {v}");
}

/// Skin and heart of people who speak before judges go together by less than 0.4.
#[test]
fn keeps_organs_of_a_person_apart() {
    let speech = now(ALONE, "stressed = [\"subject\"]\nstressor = \"tsst\"\n");
    let organ = |o: &str| format!("kind = \"body\"\norgan = \"{o}\"");
    let (heart, skin) = (organ("heart"), organ("skin"));
    let cast = "[cast.subject]\nspecies = \"human\"\nsex = \"F\"\n";
    let of_phase =
        |phase: &str| rows(&protocol(cast, phase, &[("g", 400, "")], &[("heart", &heart), ("skin", &skin)]));
    let (rest, speech) = (of_phase(&now(ALONE, "")), of_phase(&speech));
    let (heart, skin) = (of(&speech, 0, 0), of(&speech, 0, 1));
    let r = correlation(&heart, &skin, false).effect;
    assert!(r.abs() < 0.4, "r {r}");
    // at rest a heart beats 69 times a minute, in a speech 90 to 105 times
    let beats = 69.0 * mean(&heart) / mean(&of(&rest, 0, 0));
    assert!((80.0..115.0).contains(&beats), "{beats} a minute in a speech");
}

/// How sympathetic branches of two go together: not back to back, nor with those of other pairs; in a quarrel more than in talk.
#[test]
fn keeps_linkage_between_who_attend() {
    const PAIRS: usize = 400;
    let with = |of: &str| format!("with = \"{of}\"\nvariable = \"sympathetic\"\nfrom = \"2 min\"\n");
    let together = format!("kind = \"coupling\"\n{}", with("partner"));
    let back = format!("kind = \"coupling\"\nmember = \"partner\"\n{}", with("subject"));
    let beyond = format!("kind = \"resonance\"\n{}", with("partner"));
    let both = |act: &str| {
        format!(
            "script = [{{ by = \"subject\", to = \"partner\", act = \"{act}\", share = 0.5 }}, {{ by = \"partner\", to = \"subject\", act = \"{act}\", share = 0.5 }}]\n"
        )
    };
    let of_phase = |phase: &str| {
        let measures = [("together", together.as_str()), ("back", &back), ("beyond", &beyond)];
        rows(&protocol(BONDED, phase, &[("g", PAIRS, "")], &measures))
    };
    let alone = "[[phase]]\nname = \"now\"\nkind = \"alone\"\nmembers = [\"subject\", \"partner\"]\nduration = \"10 min\"\ntick = \"15 s\"\n";
    let apart = of_phase(alone);
    let r = mean(&of(&apart, 0, 0));
    assert!(r.abs() < 0.03, "back to back {r}");
    let (talk, quarrel) = (of_phase(&now(BOTH, &both("talk"))), of_phase(&now(BOTH, &both("criticise"))));
    for rows in [&talk, &quarrel] {
        for (here, there) in of(rows, 0, 0).iter().zip(of(rows, 0, 1)) {
            assert!((here - there).abs() < 1e-9, "{here} of one, {there} of the other");
        }
        // what shuffled pairs have
        let shuffled = mean(&of(rows, 0, 0)) - mean(&of(rows, 0, 2));
        assert!(shuffled.abs() < 0.03, "shuffled {shuffled}");
    }
    let t = welch_t(&of(&quarrel, 0, 0), &of(&talk, 0, 0));
    let (quarrel, talk) = (mean(&of(&quarrel, 0, 0)), mean(&of(&talk, 0, 0)));
    assert!(t.difference > 0.0 && t.p < 0.01, "quarrel {quarrel}, talk {talk}, p {}", t.p);
    assert!(talk > 0.0, "talk {talk}");
}
