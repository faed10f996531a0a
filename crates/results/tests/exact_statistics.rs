//! Tests of claims against values computed by hand, and against SciPy's (tests/data/scipy_tests.py wrote the table).

use syntony_results::stats::*;

/// One test by its name in the table.
fn test(name: &str, samples: &[Vec<f64>]) -> Test {
    let (x, y) = (&samples[0][..], &samples[1][..]);
    let cells = || samples.iter().map(|s| [s[0], s[1]]).collect::<Vec<[f64; 2]>>();
    match name {
        "signed_rank" => signed_rank(x, y),
        "rank_sum" => rank_sum(x, y),
        "spearman" | "pearson" => correlation(x, y, name == "spearman"),
        "welch_t" => welch_t(x, y),
        "paired_t" => paired_t(x, y),
        "tost_welch_1.5" => Student::welch(x, y).equivalent(1.5),
        "tost_paired_1.5" => Student::paired(x, y).equivalent(1.5),
        "anova" => anova(&samples.iter().map(Vec::as_slice).collect::<Vec<_>>()),
        "fisher" => fisher([cells()[0], cells()[1]]),
        "chi2" => chi2(&cells()),
        other => panic!("no test '{other}'"),
    }
}

#[test]
fn exact_p_values_are_those_of_scipy() {
    let number = |t: &str| t.parse::<f64>().unwrap_or_else(|_| panic!("'{t}'"));
    let mut rows = 0;
    for line in include_str!("data/scipy_tests.tsv").lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let samples: Vec<Vec<f64>> =
            cells[1].split(';').map(|s| s.split(',').map(number).collect()).collect();
        let (found, p) = (test(cells[0], &samples), number(cells[2]));
        assert!((found.p - p).abs() < 1e-12, "{}: p = {:e}, {p:e} expected: {}", cells[0], found.p, cells[1]);
        // small p keep their digits
        assert!((found.p - p).abs() <= 1e-9 * p, "{}: p = {:e}, {p:e} expected", cells[0], found.p);
        let statistic = number(cells[3]);
        if matches!(cells[0], "spearman" | "pearson") && !statistic.is_nan() {
            assert!((found.difference - statistic).abs() < 1e-12, "{}: {found:?}", cells[0]);
        }
        rows += 1;
    }
    assert_eq!(rows, 244);
}

#[test]
fn issue_rank_tests_at_small_n_cannot_be_significant() {
    // the smallest two-sided p: 2 / C(6, 3) and 2 / 2⁵; by the normal approximation 0.0495 and 0.0431
    assert_eq!(rank_sum(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]).p, 0.1);
    assert_eq!(rank_sum(&[4.0, 5.0, 6.0], &[1.0, 2.0, 3.0]).p, 0.1);
    assert_eq!(signed_rank(&[1.0, 2.0, 3.0, 4.0, 5.0], &[0.0; 5]).p, 0.0625);
    assert!((correlation(&[1.0, 2.0, 3.0, 4.0], &[1.0, 4.0, 9.0, 16.0], true).p - 2.0 / 24.0).abs() < 1e-15);
}

#[test]
fn exact_student_sleep_data() {
    // Student's sleep data, paired: t = -4.0621, df = 9, p = 0.002833
    let a = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    let b = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    let t = paired_t(&a, &b);
    assert!((t.difference + 1.58).abs() < 1e-12 && (t.p - 0.002833).abs() < 1e-6, "{t:?}");
    // unpaired, unequal variances: t = -1.8608, df = 17.776, p = 0.07939
    let t = welch_t(&a, &b);
    assert!((t.p - 0.07939).abs() < 1e-5, "{t:?}");
}

#[test]
fn exact_ranks_with_ties() {
    assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), vec![3.5, 1.0, 3.5, 2.0]);
}

#[test]
fn exact_correlations() {
    let (x, y) = ([1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 1.0, 4.0, 3.0, 7.0]);
    assert!((correlation(&x, &y, false).difference - 0.824163383692134).abs() < 1e-12);
    assert!((correlation(&x, &y, true).difference - 0.8).abs() < 1e-12);
}

#[test]
fn exact_degenerate_inputs() {
    assert_eq!(paired_t(&[1.0, 2.0], &[1.0, 2.0]).p, 1.0);
    assert_eq!(paired_t(&[2.0, 3.0], &[1.0, 2.0]).p, 0.0);
    assert_eq!(one_sample_t(&[1.0], 0.0).p, 1.0);
    assert_eq!(signed_rank(&[], &[]).p, 1.0);
}

#[test]
fn exact_interaction_is_the_contrast_of_four_means() {
    let (a, b) = ([4.0, 6.0, 8.0], [1.0, 2.0, 3.0]);
    let (c, d) = ([5.0, 7.0], [4.0, 6.0, 8.0, 10.0]);
    // means 6, 2, 6, 7: (6 - 2) - (6 - 7) = 5; variances over n 4/3, 1/3, 1, 5/3: t = 5 / sqrt(13/3)
    let t = interaction([&a, &b, &c, &d]);
    assert!((t.difference - 5.0).abs() < 1e-12, "{t:?}");
    // degrees of freedom (13/3)² / (16/18 + 1/18 + 1 + 25/27) = 6.5419, two-sided p of t = 2.4019
    assert!((t.p - 0.0497647).abs() < 1e-6, "{t:?}");
    // with two equal groups for the second difference it is Welch's difference of the first
    assert_eq!(interaction([&a, &b, &c, &c]).difference, welch_t(&a, &b).difference);
    assert_eq!(interaction([&a, &b, &c, &[1.0]]).p, 1.0);
}
