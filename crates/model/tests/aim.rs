//! Plan files: what is wrong with them is said at once, with the way out. `SYNTONY_BLESS=1` writes the texts anew.

use std::path::Path;
use syntony_model::{Aim, Atlas};

const PEOPLE: &str = "
[cast.anna]
species = \"human\"
sex = \"F\"
[cast.ben]
species = \"human\"
sex = \"M\"
";

/// Files with something wrong, after the key and before the people.
const BAD: [(&str, &str); 6] = [
    (
        "many",
        "goal = \"hapiness\"\nhorizon = \"2 d\"\nbudget = 40\nreach = \"touch\"\nstrain = { stressor = \"conflct\", time = \"10 min\" }
practices = [\"tuch\", \"attention\"]\n[[limit]]\npractice = \"atention\"\nmost = \"5 min\"\n[[limit]]\npractice = \"repair\"\nmots = \"3 min\"\n",
    ),
    (
        "contradiction",
        "goal = \"security\"\nbudget = \"30 min\"\n[[limit]]\npractice = \"touch\"\nleast = \"20 min\"\nmost = \"5 min\"\n",
    ),
    (
        "too_much",
        "goal = \"security\"\nbudget = \"30 min\"\n[[limit]]\npractice = \"touch\"\nleast = \"20 min\"\n[[limit]]\npractice = \"repair\"\nleast = \"15 min\"\n",
    ),
    (
        "too_far",
        "goal = \"security\"\nbudget = \"30 min\"\nreach = \"voice\"\n[[limit]]\npractice = \"touch\"\nleast = \"5 min\"\n",
    ),
    ("nothing_left", "goal = \"security\"\nbudget = \"30 min\"\nreach = \"voice\"\npractices = [\"touch\", \"novelty\"]\n"),
    ("long_day", "goal = \"recovery\"\nbudget = \"3 h\"\nhours = \"22 h\"\n"),
];

#[test]
fn text_what_is_wrong_with_a_plan_is_said_with_the_way_out() {
    let atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    let mut said = String::new();
    for (name, middle) in BAD {
        let text = format!("key = \"{name}\"\n{middle}{PEOPLE}");
        match Aim::read(&format!("{name}.toml"), &text, &atlas) {
            Ok(_) => said.push_str(&format!("{name}: fine\n")),
            Err(problems) => said.push_str(&format!("{problems}\n\n")),
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/text/plans.txt");
    if std::env::var_os("SYNTONY_BLESS").is_some() {
        std::fs::write(&path, &said).expect("a text in the source tree");
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(said, want, "SYNTONY_BLESS=1 writes it anew");
}

#[test]
fn keeps_within_reach_what_needs_no_touch() {
    let atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    let text =
        format!("key = \"far\"\ngoal = \"security\"\nbudget = \"30 min\"\nreach = \"voice\"\n{PEOPLE}");
    let aim = Aim::read("far.toml", &text, &atlas).unwrap_or_else(|p| panic!("{p}"));
    let near: Vec<&str> = aim.limits.iter().map(|l| l.practice.as_str()).collect();
    assert_eq!(near, ["alone", "attention", "disclosure", "mindful", "repair", "therapy"]);
    assert_eq!(aim.unreachable, ["novelty", "touch"]);
    assert_eq!((aim.horizon_s, aim.hours_s), (28.0 * 86_400.0, 4.0 * 3600.0));
}

#[test]
fn text_words_of_the_field_in_a_plan_are_read_and_told() {
    let atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    let head = "key = \"words\"\ngoal = \"well-being\"\nbudget = \"30 min\"\npractices = [\"mindfulness\", \"touch\"]\n";
    let aim = Aim::read("words.toml", &format!("{head}{PEOPLE}"), &atlas).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(aim.goal.word(), "wellbeing");
    assert!(aim.limits.iter().any(|l| l.practice == "mindful"));
    let told: Vec<String> = aim.remarks.iter().map(|r| r.to_string()).collect();
    assert_eq!(
        told,
        [
            "words.toml:2:8: 'well-being' is read as 'wellbeing'",
            "words.toml:4:14: 'mindfulness' is read as 'mindful'"
        ]
    );
}
