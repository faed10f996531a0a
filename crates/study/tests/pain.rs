//! Pain follows what gets through: regions and rating fall together, whoever relieves it does so by who they are, and the grey carries it.

mod cohort;

use cohort::{column, rows};
use syntony_results::stats::{mean, sd};

/// Conditions under heat, with who is there and what is done.
const CONDITIONS: [(&str, &str); 7] = [
    ("calm", "members = [\"subject\"]"),
    ("alone", "members = [\"subject\"]"),
    ("presence", "members = [\"subject\", \"stranger\"]\nreach = \"sight\"\nfree = false"),
    ("sight", "members = [\"subject\", \"partner\"]\nreach = \"sight\"\nfree = false"),
    (
        "stranger",
        "members = [\"subject\", \"stranger\"]\nfree = false\nscript = [{ by = \"stranger\", to = \"subject\", act = \"hug\" }]",
    ),
    (
        "friend",
        "members = [\"subject\", \"friend\"]\nfree = false\nscript = [{ by = \"friend\", to = \"subject\", act = \"hug\" }]",
    ),
    (
        "partner",
        "members = [\"subject\", \"partner\"]\nfree = false\nscript = [{ by = \"partner\", to = \"subject\", act = \"hug\" }]",
    ),
];
/// What is read: pain, and regions that have it.
const READ: [&str; 3] = ["pain", "rate:s1", "rate:pins"];

/// Values by measure, in the order of `CONDITIONS` times `READ`; a group at a time.
fn heat(groups: &str) -> Vec<Vec<Vec<f64>>> {
    let mut text =
        String::from("key = \"heat\"\ntitle = \"t\"\nsource = \"\"\nrole = \"scenario\"\nsummary = \"s\"\n");
    text += "[cast.subject]\nspecies = \"human\"\nsex = \"F\"\nbond = [{ with = \"partner\", for = \"3 y\", quality = 0.9 }, { with = \"friend\", for = \"3 y\", quality = 0.5 }]\n";
    for (who, sex) in [("partner", "M"), ("friend", "F"), ("stranger", "F")] {
        text += &format!("[cast.{who}]\nspecies = \"human\"\nsex = \"{sex}\"\n");
    }
    for (name, what) in CONDITIONS {
        text += &format!(
            "[[phase]]\nname = \"rest_{name}\"\nkind = \"alone\"\nmembers = [\"subject\"]\nduration = \"3 h\"\n"
        );
        text += &format!(
            "[[phase]]\nname = \"{name}\"\nkind = \"encounter\"\n{what}\nduration = \"4 min\"\n{}\n",
            if name == "calm" { "" } else { "pain = 0.5\nstressed = [\"subject\"]" }
        );
    }
    text += groups;
    for (name, _) in CONDITIONS {
        for variable in READ {
            let (key, unit) = (variable.replace(':', "_"), if variable.contains(':') { "Hz" } else { "1" });
            text += &format!(
                "[[measure]]\nkey = \"{key}_{name}\"\nlabel = \"m\"\nkind = \"state\"\nvariable = \"{variable}\"\nphase = \"{name}\"\nreduce = \"mean\"\nunit = \"{unit}\"\n"
            );
        }
    }
    text += "[[claim]]\nkey = \"any\"\ntext = \"t\"\nkind = \"within\"\ngroup = \"intact\"\nfirst = \"pain_partner\"\nsecond = \"pain_alone\"\nexpect = \"less\"\ncriterion = \"paired_t\"\n";
    let measures = CONDITIONS.len() * READ.len();
    let by_measure = |group: &Vec<Vec<f64>>| (0..measures).map(|m| column(group, m)).collect();
    rows(&text, 5, 1).iter().map(by_measure).collect()
}

/// Values of one reading in one condition.
fn at<'a>(group: &'a [Vec<f64>], condition: &str, read: &str) -> &'a [f64] {
    let c = CONDITIONS
        .iter()
        .position(|(name, _)| *name == condition)
        .unwrap_or_else(|| panic!("no {condition}"));
    let r = READ.iter().position(|name| *name == read).unwrap_or_else(|| panic!("no {read}"));
    &group[c * READ.len() + r]
}

fn d(a: &[f64], b: &[f64]) -> f64 {
    let pooled = ((sd(a).powi(2) + sd(b).powi(2)) / 2.0).sqrt();
    (mean(a) - mean(b)) / pooled
}

const INTACT: &str = "[[group]]\nkey = \"intact\"\nn = 200\n";

#[test]
fn keeps_who_relieves_in_order_and_presence_idle() {
    let of = &heat(INTACT)[0];
    let pain = |condition: &str| mean(at(of, condition, "pain"));
    assert!(pain("partner") < pain("friend"), "{} {}", pain("partner"), pain("friend"));
    assert!(pain("friend") < pain("stranger"), "{} {}", pain("friend"), pain("stranger"));
    assert!(pain("sight") < pain("presence"), "{} {}", pain("sight"), pain("presence"));
    let idle = d(at(of, "presence", "pain"), at(of, "alone", "pain"));
    assert!(idle.abs() < 0.15, "somebody who is merely there: d {idle}");
}

#[test]
fn keeps_regions_with_the_rating() {
    // whoever is seen and not felt does nothing else to these regions
    let of = &heat(INTACT)[0];
    let kept = |read: &str| {
        let over = |c: &str| mean(at(of, c, read)) - mean(at(of, "calm", read));
        over("sight") / over("alone")
    };
    let pain = kept("pain");
    assert!(pain < 0.9, "sight of a partner relieves: {pain}");
    for region in ["rate:s1", "rate:pins"] {
        let region_keeps = kept(region);
        assert!((region_keeps / pain - 1.0).abs() < 0.2, "{region} keeps {region_keeps}, the rating {pain}");
    }
}

#[test]
fn keeps_the_gate_without_the_grey() {
    let groups = format!(
        "{INTACT}[[group]]\nkey = \"no_grey\"\nsame_as = \"intact\"\nn = 200\nmanipulation = [{{ kind = \"lesion\", target = \"pag\", members = [\"subject\"] }}]\n"
    );
    let all = heat(&groups);
    let (intact, without) = (&all[0], &all[1]);
    let fall =
        |of: &[Vec<f64>], condition: &str| mean(at(of, condition, "pain")) / mean(at(of, "alone", "pain"));
    assert!(fall(intact, "sight") < 0.85, "sight relieves: {}", fall(intact, "sight"));
    assert!((fall(without, "sight") - 1.0).abs() < 0.02, "not without the grey: {}", fall(without, "sight"));
    // the hand still closes the gate, alike for all
    let [partner, stranger] = ["partner", "stranger"].map(|c| fall(without, c));
    assert!(partner < 0.85 && (partner - stranger).abs() < 0.05, "gate {partner} {stranger}");
}
