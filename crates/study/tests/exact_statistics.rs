//! Tests of claims against values computed by hand or with a statistics package (R 4 and SciPy agree on them).

use syntony_study::stats::*;

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
    assert!((quantile(&[1.0, 2.0, 3.0, 4.0], 0.25) - 1.75).abs() < 1e-12);
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
