//! Criteria of claims on scores made by hand: what is read is judged by its own test, and what cannot be judged says why.

use syntony_model::{Library, Protocol};
use syntony_results::judge::ScoreTable;
use syntony_results::record::{AnimalRow, Verdict};

/// The tiny protocol with this claim alone.
fn protocol(claim: &str) -> Protocol {
    let tiny = include_str!("../../cli/tests/tiny.toml").split("[[claim]]").next().unwrap_or_default();
    // with a paper, so that claims are what it says and not hypotheses
    let tiny = tiny.replace("role = \"scenario\"", "role = \"development\"\nsource = \"insel_hulihan_1995\"");
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
    ScoreTable::new(&protocol, &rows, 1).judge(&protocol.claims[0])
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
    // with a paper, so that claims are what it says and not hypotheses
    let tiny = tiny.replace("role = \"scenario\"", "role = \"development\"\nsource = \"insel_hulihan_1995\"");
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
        let table = ScoreTable::new(&protocol, &rows, repetitions.len());
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

/// Minutes with the partner in a first and a second session of one group.
fn sessions(claim: &str, first: &[f64], second: &[f64]) -> Verdict {
    let both: Vec<(f64, f64)> = first.iter().copied().zip(second.iter().copied()).collect();
    let ot = usize::from(protocol(claim).groups[0].key != "ot");
    if ot == 0 { judged(claim, &both, &[]) } else { judged(claim, &[], &both) }
}

#[test]
fn exact_a_retest_is_judged_within_the_errors_of_both_studies() {
    let claim = |form: &str, value: f64, n: usize, more: &str| {
        format!(
            "kind = \"icc\"\ngroup = \"ot\"\nmeasures = [\"partner\", \"stranger\"]\nform = \"{form}\"\nvalue = {value}\nn = {n}\n{more}"
        )
    };
    // mean squares 55 between animals, 0.5 left, 0.9 within, 2.5 between sessions: 54.5 / 55.5, 54.5 / (55.5 + 2/5 · 2), 54.1 / 55.9
    let (a, b) = ([2.0, 6.0, 9.0, 12.0, 16.0], [3.0, 8.0, 9.0, 14.0, 16.0]);
    for (form, name, value) in [
        ("consistency", "ICC(C,1)", "0.982"),
        ("agreement", "ICC(A,1)", "0.968"),
        ("one_way", "ICC(1)", "0.968"),
    ] {
        let v = sessions(&claim(form, 0.98, 20, ""), &a, &b);
        assert_eq!(
            (v.simulated.as_str(), v.verdict.as_str()),
            (format!("{name} = {value}").as_str(), "holds")
        );
    }
    // 53 animals: 0.453 with 0.2105 to 0.6430 (F distribution of SciPy); the five above are too alike, published intervals count as they are
    let v = sessions(&claim("consistency", 0.453, 53, ""), &a, &b);
    let (low, high) = v.published_interval.unwrap();
    assert!((low - 0.210_474_954).abs() < 1e-6 && (high - 0.642_998_198).abs() < 1e-6, "{low} {high}");
    assert_eq!((v.verdict.as_str(), v.kind.as_str()), ("fails", "icc"));
    assert_eq!(sessions(&claim("consistency", 0.9, 20, ""), &a, &a).verdict, "fails", "no error at all");
    let v = sessions(&claim("consistency", 0.5, 20, "interval = [0.1, 0.995]"), &a, &b);
    assert_eq!((v.verdict.as_str(), v.published_interval), ("holds", Some((0.1, 0.995))));
    assert_eq!(sessions(&claim("consistency", 0.9, 20, ""), &a[..2], &b[..2]).verdict, "not applicable");
}

#[test]
fn exact_spreads_are_judged_on_the_scale_of_logarithms() {
    let claim = |of: &str, value: f64, n: usize| {
        format!(
            "kind = \"spread\"\ngroup = \"ot\"\nmeasure = \"partner\"\nof = \"{of}\"\nvalue = {value}\nn = {n}"
        )
    };
    // SD √10 = 3.162 of five, ln 1.151; errors ln: 1/√8 and, of 33 published, 1/√64: apart by up to 1.96 · 0.3750 = 0.7350, ×2.086
    let x = [6.0, 8.0, 10.0, 12.0, 14.0];
    let of = |claim: &str| sessions(claim, &x, &x);
    assert_eq!(of(&claim("sd", 6.59, 33)).verdict, "holds");
    assert_eq!(of(&claim("sd", 6.60, 33)).verdict, "fails");
    // CV 0.3162 of five: 1/8 + 0.1/5 = 0.145; of 33 published with 0.7: 1/64 + 0.49/33 = 0.030473: ×exp(1.96 · 0.418898) = ×2.2728, 0.7187
    assert_eq!(of(&claim("cv", 0.70, 33)).verdict, "holds");
    assert_eq!(of(&claim("cv", 0.75, 33)).verdict, "fails");
    assert_eq!(of(&claim("cv", 0.70, 33)).simulated, "CV = 0.316");
    assert_eq!(sessions(&claim("sd", 3.0, 33), &[7.0; 5], &x).verdict, "fails", "nobody differs");
}

#[test]
fn exact_wavering_is_told_against_differences_between_animals() {
    let claim = |value: f64| {
        format!(
            "kind = \"within_between\"\ngroup = \"ot\"\nmeasures = [\"partner\", \"stranger\"]\nvalue = {value}\nn = 20"
        )
    };
    // within √0.9, between √(54.1 / 2): 0.1824
    let (a, b) = ([2.0, 6.0, 9.0, 12.0, 16.0], [3.0, 8.0, 9.0, 14.0, 16.0]);
    let v = sessions(&claim(0.25), &a, &b);
    assert_eq!((v.simulated.as_str(), v.verdict.as_str()), ("SD within / between = 0.182", "holds"));
    assert_eq!(sessions(&claim(2.0), &a, &b).verdict, "fails");
    // animals that differ by less than they waver: an ICC of 0.001 is the least that is told
    let v = sessions(&claim(1.0), &[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]);
    assert_eq!(v.simulated, "SD within / between = 31.6");
}

#[test]
fn exact_shares_are_of_animals_on_either_side_with_wilsons_interval() {
    let claim = |side: &str| {
        format!("kind = \"fraction\"\ngroup = \"ot\"\nmeasure = \"partner\"\n{side}\nvalue = 0.09375\nn = 32")
    };
    let x = [0.2, 0.5, 0.9, 0.8, 1.0, 0.7];
    let v = sessions(&claim("below = 0.5"), &x, &x);
    assert_eq!((v.simulated.as_str(), v.published.as_str()), ("17 %", "9 % below 0.5"));
    // three of 32 by statsmodels' proportion_confint, method wilson
    let (low, high) = v.published_interval.unwrap();
    assert!((low - 0.032_401_551).abs() < 1e-8 && (high - 0.242_181_547).abs() < 1e-8, "{low} {high}");
    assert_eq!(sessions(&claim("above = 0.5"), &x, &x).simulated, "67 %");
}

/// The protocol with more groups, of the same animals as `csf` where that is said, and these claims.
fn with_groups(groups: &[(&str, bool)], claims: &[String]) -> Result<Protocol, String> {
    let tiny = include_str!("../../cli/tests/tiny.toml").split("[[claim]]").next().unwrap_or_default();
    let tiny = tiny.replace("role = \"scenario\"", "role = \"development\"\nsource = \"insel_hulihan_1995\"");
    let group = |(key, same): &(&str, bool)| {
        let same = if *same { "same_as = \"csf\"\n" } else { "" };
        format!("[[group]]\nkey = \"{key}\"\nn = 5\n{same}\n")
    };
    let more: String = groups.iter().map(group).collect();
    let text = format!("{tiny}{more}{}", claims.concat());
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    Protocol::read("tiny.toml", &text, library.of(&text)).map_err(|p| p.to_string())
}

fn claim(key: &str, body: &str) -> String {
    format!("[[claim]]\nkey = \"{key}\"\ntext = \"it\"\nverified = true\n{body}\n")
}

/// Rows of one repetition: by group its differences of partner and stranger, the latter 20 min each.
fn rows_of(protocol: &Protocol, groups: &[(&str, &[f64])]) -> Vec<AnimalRow> {
    let mut rows = Vec::new();
    for (group, key) in protocol.groups.iter().map(|g| &g.key).enumerate() {
        let values = groups.iter().find(|g| g.0 == key).map_or(&[][..], |g| g.1);
        for (animal, d) in values.iter().enumerate() {
            rows.push(AnimalRow {
                replicate: 0,
                group,
                animal,
                values: vec![Some(20.0 + d), Some(20.0), None],
            });
        }
    }
    rows
}

const PREFERS: &str = "kind = \"within\"\ngroup = \"csf\"\nfirst = \"partner\"\nsecond = \"stranger\"\nexpect = \"greater\"\ncriterion = \"paired_t\"";

#[test]
fn exact_an_effect_is_smaller_or_gone_only_beside_a_control_that_shows_it() {
    let arm = |kind: &str| claim(kind, &format!("kind = \"{kind}\"\ncontrol = \"prefers\"\narm = [\"ot\"]"));
    // the control stands after the claims that it is of
    let claims = [arm("reduces"), arm("abolishes"), claim("prefers", PREFERS)];
    let protocol = with_groups(&[], &claims).unwrap_or_else(|p| panic!("{p}"));
    let judge = |control: &[f64], arm: &[f64]| {
        let rows = rows_of(&protocol, &[("csf", control), ("ot", arm)]);
        let table = ScoreTable::new(&protocol, &rows, 1);
        let (a, b) = (table.judge(&protocol.claims[0]), table.judge(&protocol.claims[1]));
        (table.test(&protocol.claims[0], Some(0)).unwrap().p, a, b)
    };
    let shown = [10.0, 12.0, 14.0, 11.0, 13.0];
    // gone: 12 against 0, error 1
    let (_, reduced, gone) = judge(&shown, &[1.0, -1.0, 2.0, 0.0, -2.0]);
    assert_eq!((reduced.verdict.as_str(), gone.verdict.as_str()), ("holds", "holds"));
    assert_eq!((gone.kind.as_str(), gone.control.as_str(), gone.hollow), ("abolishes", "prefers", 0));
    assert_eq!(reduced.published, "(partner − stranger of csf) > (partner − stranger of ot)");
    assert_eq!(reduced.simulated, "12.0 vs 0.000");
    // smaller and still there: 12 against 8, p = 0.00394977 (SciPy, ttest_ind without equal variances)
    let (p, reduced, gone) = judge(&shown, &[6.0, 8.0, 10.0, 7.0, 9.0]);
    assert!((p - 0.003_949_772_803).abs() < 1e-12, "{p}");
    assert_eq!((reduced.verdict.as_str(), gone.verdict.as_str()), ("holds", "fails"));
    // an arm so noisy that nothing can be seen is no absence: p = 0.588 of the contrast, 0.587 of the arm alone
    let (p, reduced, gone) = judge(&shown, &[30.0, -20.0, 25.0, -15.0, 10.0]);
    assert!((p - 0.587_628_440_050).abs() < 1e-9, "{p}");
    assert_eq!((reduced.verdict.as_str(), gone.verdict.as_str()), ("fails", "fails"));
    // a control without an effect above an arm with one of the other sign: hollow
    let (_, reduced, gone) = judge(&[1.0, -1.0, 2.0, 0.0, -2.0], &[-10.0, -12.0, -14.0, -11.0, -13.0]);
    assert_eq!(
        (reduced.verdict.as_str(), reduced.hollow, gone.hollow),
        ("fails", 1, 0),
        "gone it is not, either"
    );
}

#[test]
fn exact_animals_that_are_in_control_and_arm_are_compared_with_themselves() {
    let claims = [
        claim("same", "kind = \"reduces\"\ncontrol = \"prefers\"\narm = [\"again\"]"),
        claim("others", "kind = \"reduces\"\ncontrol = \"prefers\"\narm = [\"ot\"]"),
        claim("prefers", PREFERS),
    ];
    let protocol = with_groups(&[("again", true)], &claims).unwrap_or_else(|p| panic!("{p}"));
    let arm = [9.0, 10.0, 13.0, 9.0, 12.0];
    let rows = rows_of(&protocol, &[("csf", &[10.0, 12.0, 14.0, 11.0, 13.0]), ("again", &arm), ("ot", &arm)]);
    let table = ScoreTable::new(&protocol, &rows, 1);
    let p = |i: usize| table.test(&protocol.claims[i], Some(0)).unwrap().p;
    // differences of differences 1, 2, 1, 2, 1 (ttest_1samp), against two groups (ttest_ind)
    assert!((p(0) - 0.004_635_839_418).abs() < 1e-12, "{}", p(0));
    assert!((p(1) - 0.230_511_021_388).abs() < 1e-12, "{}", p(1));
}

#[test]
fn exact_a_group_that_control_and_arm_share_cancels() {
    let between = |first: &str, second: &str| {
        format!(
            "kind = \"between\"\nmeasure = \"partner\"\nfirst = \"{first}\"\nsecond = \"{second}\"\nexpect = \"greater\"\ncriterion = \"welch_t\""
        )
    };
    let arm = |kind: &str, groups: &str| format!("kind = \"{kind}\"\ncontrol = \"rises\"\narm = [{groups}]");
    let claims = [
        claim("shared", &arm("abolishes", "\"blocked\", \"csf\"")),
        claim("own", &arm("reduces", "\"blocked\", \"block\"")),
        claim("sisters", &arm("reduces", "\"blocked\", \"again\"")),
        claim("rises", &between("ot", "csf")),
    ];
    let groups = [("blocked", false), ("block", false), ("again", true)];
    let protocol = with_groups(&groups, &claims).unwrap_or_else(|p| panic!("{p}"));
    let values: [(&str, &[f64]); 5] = [
        ("ot", &[10.0, 12.0, 14.0]),
        ("csf", &[1.0, 2.0, 3.0]),
        ("blocked", &[4.0, 6.0, 8.0]),
        ("block", &[0.0, 2.0, 4.0]),
        ("again", &[1.0, 3.0, 2.0]),
    ];
    let rows = rows_of(&protocol, &values);
    let table = ScoreTable::new(&protocol, &rows, 1);
    let test = |i: usize| table.test(&protocol.claims[i], Some(0)).unwrap();
    // 12 against 6, variances 4 of three each: ttest_ind of ot and blocked; blocked against csf alone p = 0.0548, so gone
    assert!((test(0).p - 0.021_311_641_129).abs() < 1e-12 && test(0).difference == 6.0, "{:?}", test(0));
    assert_eq!(table.judge(&protocol.claims[0]).verdict, "holds");
    // (12 − 2) − (6 − 2) = 6, variances 4, 1, 4, 4
    assert!((test(1).difference - 6.0).abs() < 1e-12);
    assert!((test(1).p - 0.023_954_514_533).abs() < 1e-9, "{}", test(1).p);
    // of the first group others, of the second the same animals: as four groups
    assert!((test(2).difference - 6.0).abs() < 1e-12);
}
