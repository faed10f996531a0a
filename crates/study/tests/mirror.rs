//! What training does to a mirror system: by how many pairs, only by contingent ones, and for how long.

mod cohort;

use cohort::{column, rows};
use syntony_results::stats::mean;

/// Share of what the sight of handling evokes that is striking: before, after, and after days without; by group.
fn trained(groups: &str, days: &[&str]) -> Vec<Vec<f64>> {
    let mut text = String::from(
        "key = \"trained\"\ntitle = \"t\"\nsource = \"\"\nrole = \"scenario\"\nsummary = \"s\"\n[cast.subject]\nspecies = \"human\"\nsex = \"F\"\n[cast.trainer]\nspecies = \"human\"\nsex = \"F\"\n",
    );
    let alone = |name: &str, length: &str| {
        format!(
            "[[phase]]\nname = \"{name}\"\nkind = \"alone\"\nmembers = [\"subject\"]\nduration = \"{length}\"\n"
        )
    };
    text += &alone("first", "5 min");
    text += "[[phase]]\nname = \"training\"\nkind = \"encounter\"\nmembers = [\"subject\", \"trainer\"]\nduration = \"100 min\"\nfree = false\nscript = [{ by = \"trainer\", to = \"subject\", act = \"joint_task\", answer = \"attack\" }]\n";
    text += &alone("last", "5 min");
    for (i, length) in days.iter().enumerate() {
        text += &alone(&format!("day_{i}"), length);
    }
    text += groups;
    let names = ["first".to_string(), "last".to_string()]
        .into_iter()
        .chain((0..days.len()).map(|i| format!("day_{i}")));
    let names: Vec<String> = names.collect();
    for name in &names {
        text += &format!(
            "[[measure]]\nkey = \"at_{name}\"\nkind = \"state\"\nvariable = \"counter_mirror\"\nphase = \"{name}\"\nreduce = \"last\"\nunit = \"1\"\n"
        );
    }
    text += "[[claim]]\nkey = \"any\"\ntext = \"t\"\nkind = \"within\"\ngroup = \"all\"\nfirst = \"at_last\"\nsecond = \"at_first\"\nexpect = \"greater\"\ncriterion = \"paired_t\"\n";
    let means = |group: &Vec<Vec<f64>>| (0..names.len()).map(|m| mean(&column(group, m))).collect();
    rows(&text, 3, 1).iter().map(means).collect()
}

const ALL: &str = "[[group]]\nkey = \"all\"\nn = 8\n";

#[test]
fn keeps_more_pairs_more_reversal() {
    let lengths = ["5 min", "20 min", "60 min"]
        .map(|t| {
            format!(
                "[[group]]\nkey = \"t{}\"\nn = 8\nphase.training = {{ duration = \"{t}\" }}\n",
                &t[..2].trim()
            )
        })
        .concat();
    let after: Vec<f64> = trained(&format!("{lengths}{ALL}"), &[]).iter().map(|g| g[1]).collect();
    assert!(after.windows(2).all(|w| w[0] <= w[1] + 1e-9), "{after:?}");
    assert!(after[0] < 0.6 * after[3], "a few pairs do little: {after:?}");
    assert!(after[3] > 0.5, "an hour and a half turns it round: {after:?}");
}

#[test]
fn keeps_pairs_that_are_not_contingent_idle() {
    let sight = "[[group]]\nkey = \"seen\"\nn = 8\nphase.training = { script = [{ by = \"trainer\", to = \"subject\", act = \"joint_task\" }] }\n";
    let all = trained(&format!("{ALL}{sight}"), &[]);
    assert!(all[0][1] > 0.5, "trained: {:?}", all[0]);
    assert!((all[1][1] - all[1][0]).abs() < 0.05, "seen alone: {:?}", all[1]);
}

#[test]
fn keeps_training_for_a_day_and_not_for_weeks() {
    let all = trained(ALL, &["1 d", "13 d"]);
    let of = &all[0];
    assert!(of[2] > 0.5 * of[1], "a day later: {of:?}");
    assert!(of[3] < 0.35 * of[1], "a fortnight later: {of:?}");
}
