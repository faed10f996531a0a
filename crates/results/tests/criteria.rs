//! Criteria of claims on scores made by hand: what is read is judged by its own test, and what cannot be judged says why.

use syntony_model::{Library, Protocol};
use syntony_results::judge::Table;
use syntony_results::record::{AnimalRow, Verdict};

/// The tiny protocol with this claim alone.
fn protocol(claim: &str) -> Protocol {
    let tiny = include_str!("../../cli/tests/tiny.toml").split("[[claim]]").next().unwrap_or_default();
    let text = format!("{tiny}[[claim]]\nkey = \"it\"\ntext = \"it\"\nverified = true\n{claim}\n");
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    Protocol::read("tiny.toml", &text, library.of(&text)).unwrap_or_else(|p| panic!("{p}"))
}

/// One repetition: minutes with the partner and with the stranger of two groups.
fn judged(claim: &str, first: &[(f64, f64)], second: &[(f64, f64)]) -> Verdict {
    let protocol = protocol(claim);
    let row = |group: usize, animal: usize, (a, b): (f64, f64)| AnimalRow {
        replicate: 0,
        group,
        animal,
        // NaN stands for a score that is missing
        values: [a, b].map(|v| Some(v).filter(|v| !v.is_nan())).into_iter().chain([None]).collect(),
    };
    let rows: Vec<AnimalRow> = [first, second]
        .into_iter()
        .enumerate()
        .flat_map(|(g, of)| of.iter().enumerate().map(move |(i, v)| (g, i, *v)))
        .map(|(g, i, v)| row(g, i, v))
        .collect();
    Table::new(&protocol, &rows, 1).judge(&protocol.claims[0])
}

fn alone(partner: &[f64]) -> Vec<(f64, f64)> {
    partner.iter().map(|p| (*p, 0.0)).collect()
}

#[test]
fn exact_shares_of_animals_are_judged_by_fishers_test() {
    let claim = |criterion: &str| {
        format!(
            "kind = \"between\"\nmeasure = \"partner\"\nfirst = \"ot\"\nsecond = \"csf\"\nexpect = \"greater\"\ncriterion = \"{criterion}\"\nabove = 30"
        )
    };
    // five of six against one of six: p = 0.0801 by Fisher's test, 0.0833 by χ² with Yates's correction
    let (ot, csf) = (alone(&[31.0, 40.0, 50.0, 60.0, 70.0, 2.0]), alone(&[1.0, 2.0, 3.0, 4.0, 5.0, 90.0]));
    let (ot, csf) = (&ot[..], &csf[..]);
    let groups = |claim: &str| {
        let first_is_ot = protocol(claim).groups[0].key == "ot";
        if first_is_ot { judged(claim, ot, csf) } else { judged(claim, csf, ot) }
    };
    for criterion in ["fisher", "chi2"] {
        let v = groups(&claim(criterion));
        assert_eq!((v.verdict.as_str(), v.simulated.as_str()), ("fails", "83 % vs 17 %"), "{criterion}");
        let v = groups(&format!("{}\nalpha = 0.1", claim(criterion)));
        assert_eq!(v.verdict, "holds", "{criterion}");
    }
    assert_eq!(groups(&claim("fisher")).effect_name, "ln OR");
}

#[test]
fn exact_several_groups_differ_by_an_analysis_of_variance() {
    let claim = "kind = \"among\"\nmeasure = \"partner\"\ngroups = [\"ot\", \"csf\"]\nexpect = \"differ\"\ncriterion = \"anova\"";
    let v = judged(claim, &alone(&[1.0, 2.0, 3.0]), &alone(&[8.0, 9.0, 10.0]));
    assert_eq!((v.verdict.as_str(), v.effect_name.as_str()), ("holds", "η²"));
    // between 73.5, within 4
    assert!((v.effect_size.unwrap() - 73.5 / 77.5).abs() < 1e-12);
    let v = judged(claim, &alone(&[1.0, 2.0, 3.0]), &alone(&[1.5, 2.0, 3.5]));
    assert_eq!(v.verdict, "fails");
}

#[test]
fn exact_equivalence_needs_a_small_difference_and_a_small_error() {
    let claim = |margin: f64| {
        format!(
            "kind = \"within\"\ngroup = \"ot\"\nfirst = \"partner\"\nsecond = \"stranger\"\nexpect = \"none\"\ncriterion = \"tost\"\nmargin = {margin}"
        )
    };
    let animals = [(5.0, 5.1), (6.0, 5.8), (7.0, 7.2), (8.0, 7.9), (9.0, 9.1)];
    assert_eq!(judged(&claim(1.0), &animals, &animals).verdict, "holds");
    assert_eq!(judged(&claim(0.1), &animals, &animals).verdict, "fails", "nothing is shown within 0.1 min");
    assert_eq!(judged(&claim(1.0), &animals, &animals).expected(), "partner = stranger ± 1");
}

#[test]
fn issue_correlation_with_a_direction_is_tested() {
    let claim = |more: &str| {
        format!(
            "kind = \"correlation\"\ngroup = \"ot\"\nfirst = \"partner\"\nsecond = \"stranger\"\nexpect = \"greater\"\n{more}"
        )
    };
    // r = 0.40 of five animals: p = 0.51
    let weak = [(1.0, 2.0), (2.0, 4.0), (3.0, 1.0), (4.0, 5.0), (5.0, 3.5)];
    let strong = [(1.0, 1.1), (2.0, 2.3), (3.0, 2.9), (4.0, 4.2), (5.0, 5.1)];
    assert_eq!(judged(&claim(""), &weak, &weak).verdict, "fails");
    assert_eq!(judged(&claim(""), &strong, &strong).verdict, "holds");
    assert_eq!(judged(&claim("criterion = \"direction\""), &weak, &weak).verdict, "holds");
    let ranks = judged(&claim("criterion = \"spearman\""), &strong, &strong);
    assert_eq!((ranks.verdict.as_str(), ranks.criterion.as_str()), ("holds", "Spearman, p < 0.05"));
}

#[test]
fn issue_a_nearly_empty_sample_is_not_judged() {
    let claim = "kind = \"within\"\ngroup = \"ot\"\nfirst = \"partner\"\nsecond = \"stranger\"\nexpect = \"none\"\ncriterion = \"paired_t\"";
    let none = f64::NAN;
    let animals = [(5.0, 1.0), (6.0, 2.0), (none, 3.0), (none, 1.0), (8.0, none)];
    let v = judged(claim, &animals, &animals);
    assert_eq!(v.verdict, "not applicable");
    assert_eq!(v.reason, "2 with a score, the criterion needs at least 3");
    assert_eq!((v.counted[0].least, v.counted[0].most), (2, 2));
}

#[test]
fn issue_no_difference_by_ranks_does_not_hold_for_want_of_animals() {
    let claim = "kind = \"between\"\nmeasure = \"partner\"\nfirst = \"ot\"\nsecond = \"csf\"\nexpect = \"none\"\ncriterion = \"rank\"";
    let v = judged(claim, &alone(&[1.0, 2.0, 3.0]), &alone(&[8.0, 9.0, 10.0]));
    assert_eq!(v.verdict, "not applicable");
    assert_eq!(v.reason, "3 with a score: the smallest p that the test can give is 0.10");
}

#[test]
fn exact_nulls_count_only_beside_a_control_that_holds() {
    // repetition by repetition: the control holds, or not; the null shows no difference, or one
    let within = |key: &str, group: &str, more: &str| {
        format!(
            "[[claim]]\nkey = \"{key}\"\ntext = \"it\"\nverified = true\nkind = \"within\"\ngroup = \"{group}\"\nfirst = \"partner\"\nsecond = \"stranger\"\ncriterion = \"paired_t\"\n{more}\n"
        )
    };
    let tiny = include_str!("../../cli/tests/tiny.toml").split("[[claim]]").next().unwrap_or_default();
    let null = within("null", "csf", "expect = \"none\"\ncontrol = \"control\"");
    let text = format!(
        "{tiny}{null}{}{}",
        within("control", "ot", "expect = \"greater\""),
        within("bare", "csf", "expect = \"none\"")
    );
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let protocol = Protocol::read("tiny.toml", &text, library.of(&text)).unwrap_or_else(|p| panic!("{p}"));
    let judge = |repetitions: &[(bool, bool)]| {
        let mut rows = Vec::new();
        for group in 0..2 {
            for (replicate, (shows, same)) in repetitions.iter().enumerate() {
                let differs = if protocol.groups[group].key == "ot" { *shows } else { !same };
                for animal in 0..4 {
                    let noise = [-1.0, -0.5, 0.5, 1.0][animal];
                    let partner = 10.0 + noise + if differs { 9.0 } else { 0.0 };
                    rows.push(AnimalRow {
                        replicate,
                        group,
                        animal,
                        values: vec![Some(partner), Some(10.0 - noise), None],
                    });
                }
            }
        }
        let table = Table::new(&protocol, &rows, repetitions.len());
        [0, 2].map(|claim| table.judge(&protocol.claims[claim]))
    };
    let each = [(true, true), (true, false), (false, true), (false, false)];
    for (one, (holds, hollow)) in each.iter().zip([(1.0, 0), (0.0, 0), (0.0, 1), (0.0, 0)]) {
        let [null, _] = judge(&[*one]);
        assert_eq!((null.share, null.hollow, null.replicates), (holds, hollow, 1), "{one:?}");
    }
    let [null, bare] = judge(&each);
    assert_eq!(
        (null.share, null.hollow, null.verdict.as_str(), null.control.as_str()),
        (0.25, 1, "fails", "control")
    );
    assert_eq!((bare.share, bare.hollow, bare.verdict.as_str(), bare.control.as_str()), (0.5, 0, "weak", ""));
}
