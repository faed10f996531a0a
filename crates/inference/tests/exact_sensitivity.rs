//! Indices of sensitivity against analytic ones, and that noise between animals is not taken for an effect.

use std::f64::consts::PI;
use syntony_engine::Stream;
use syntony_inference::sensitivity::gain::{DesignMeans, gain, slopes};
use syntony_inference::sensitivity::morris::{effects, trajectory};
use syntony_inference::sensitivity::sobol::{Indices, indices, points};

/// Scores of `animals` at a point: the function, and noise of standard deviation `sd` that is another one for each animal and point.
fn scores(f: &dyn Fn(&[f64]) -> f64, x: &[f64], animals: usize, sd: f64, point: u64) -> Vec<f64> {
    let mut random = Stream::new(11, point, 7, 0);
    (0..animals).map(|_| f(x) + sd * random.normal()).collect()
}

fn sobol_of(f: &dyn Fn(&[f64]) -> f64, axes: usize, rows: usize, animals: usize, sd: f64) -> Indices {
    let of_row = |j: usize| -> Vec<Vec<f64>> {
        let at = points(j, axes, 3);
        at.iter().enumerate().map(|(p, x)| scores(f, x, animals, sd, (j * 1000 + p) as u64)).collect()
    };
    let rows: Vec<Vec<Vec<f64>>> = (0..rows).map(of_row).collect();
    let rows: Vec<&[Vec<f64>]> = rows.iter().map(Vec::as_slice).collect();
    indices(&rows, 1).expect("indices")
}

fn check(found: &Indices, first: &[f64], total: &[f64], error: f64) {
    for (i, (s, t)) in first.iter().zip(total).enumerate() {
        for (estimate, truth, what) in [(found.first[i], *s, "first"), (found.total[i], *t, "total")] {
            assert!(
                (estimate.value - truth).abs() < error,
                "{what} index of {i}: {estimate:?}, {truth} expected"
            );
            let slack = 0.2 * error;
            let covered = estimate.low - slack <= truth && truth <= estimate.high + slack;
            assert!(covered, "{what} index of {i}: {truth} lies outside of {estimate:?}");
        }
    }
}

fn ishigami(x: &[f64]) -> f64 {
    let [a, b, c] = [0, 1, 2].map(|i| PI * (2.0 * x[i] - 1.0));
    a.sin() + 7.0 * b.sin().powi(2) + 0.1 * c.powi(4) * a.sin()
}

const ISHIGAMI_VARIANCE: f64 = 13.8446;
const ISHIGAMI_FIRST: [f64; 3] = [0.3139, 0.4424, 0.0];
const ISHIGAMI_TOTAL: [f64; 3] = [0.5576, 0.4424, 0.2437];

#[test]
fn exact_sobol_indices_of_the_ishigami_function() {
    let found = sobol_of(&ishigami, 3, 4096, 2, 0.0);
    check(&found, &ISHIGAMI_FIRST, &ISHIGAMI_TOTAL, 0.02);
    assert!((found.variance.value / ISHIGAMI_VARIANCE - 1.0).abs() < 0.02, "{:?}", found.variance);
    assert_eq!(found.within, 0.0);
}

#[test]
fn exact_sobol_indices_do_not_count_noise_between_animals() {
    // the variance of noise in an animal's score equals that which the numbers make; means of four carry a quarter of it
    let sd = ISHIGAMI_VARIANCE.sqrt();
    let found = sobol_of(&ishigami, 3, 8192, 4, sd);
    check(&found, &ISHIGAMI_FIRST, &ISHIGAMI_TOTAL, 0.04);
    let share = found.within / (found.within + found.variance.value);
    assert!((share - 0.5).abs() < 0.01, "share of noise {share}");
    // what a plain estimator makes of the very same scores: the noise of means is taken for interaction
    let plain = |x: &[f64], point: u64| scores(&ishigami, x, 4, sd, point).iter().sum::<f64>() / 4.0;
    let total: f64 = (0..8192usize)
        .map(|j| {
            let at = points(j, 3, 3);
            let d = plain(&at[0], (j * 1000) as u64) - plain(&at[4], (j * 1000 + 4) as u64);
            0.5 * d * d / 8192.0
        })
        .sum();
    assert!(total / ISHIGAMI_VARIANCE > ISHIGAMI_TOTAL[2] + 0.2, "{}", total / ISHIGAMI_VARIANCE);
}

#[test]
fn exact_sobol_indices_of_a_score_that_is_all_noise_are_not_told() {
    let found = sobol_of(&|_| 1.0, 3, 256, 4, 1.0);
    assert!(
        !found.are_told() && (found.mean - 1.0).abs() < 0.1 && (found.within - 1.0).abs() < 0.1,
        "{found:?}"
    );
    assert!(sobol_of(&ishigami, 3, 256, 4, 1.0).are_told());
}

#[test]
fn exact_sobol_indices_of_the_g_function() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0];
    let g = |x: &[f64]| x.iter().zip(&a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product();
    let own = a.map(|a: f64| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let all: f64 = own.iter().map(|v| 1.0 + v).product::<f64>() - 1.0;
    let first = own.map(|v| v / all);
    let total = own.map(|v| v * (all + 1.0) / (1.0 + v) / all);
    check(&sobol_of(&g, 5, 4096, 2, 0.0), &first, &total, 0.02);
}

#[test]
fn same_design_begins_a_longer_one() {
    let row = points(5, 3, 9);
    assert_eq!(row.len(), 5);
    for (i, c) in row[2..].iter().enumerate() {
        let moved: Vec<usize> = (0..3).filter(|&d| c[d] != row[0][d]).collect();
        assert_eq!((moved, c[i]), (vec![i], row[1][i]));
    }
    assert_ne!(points(5, 3, 9), points(5, 3, 10));
}

#[test]
fn keeps_rows_with_missing_scores_out() {
    let mut rows: Vec<Vec<Vec<f64>>> = (0..64)
        .map(|j| points(j, 2, 3).iter().map(|x| scores(&|x| x[0] + x[1], x, 3, 0.0, 0)).collect())
        .collect();
    rows[7][2] = vec![f64::NAN; 3];
    rows[9][0] = Vec::new();
    rows[11][1][2] = f64::NAN;
    let rows: Vec<&[Vec<f64>]> = rows.iter().map(Vec::as_slice).collect();
    let found = indices(&rows, 1).expect("indices");
    assert_eq!(found.rows, 62);
    assert!(found.total.iter().all(|t| (t.value - 0.5).abs() < 0.1), "{found:?}");
    assert!(indices(&rows[9..10], 1).is_none());
}

#[test]
fn exact_morris_effects_of_a_linear_function_are_its_slopes() {
    let slope = [3.0, -2.0, 0.5, 0.0];
    let f = |x: &[f64]| x.iter().zip(&slope).map(|(x, s)| x * s).sum::<f64>();
    let walks: Vec<_> = (0..6).map(|t| trajectory(t, 4, 2)).collect();
    for walk in &walks {
        assert!(walk.points.iter().flatten().all(|x| (-1e-12..=1.0 + 1e-12).contains(x)), "{walk:?}");
    }
    let of = |w: &syntony_inference::sensitivity::morris::Trajectory| -> Vec<Vec<f64>> {
        w.points.iter().map(|x| vec![f(x); 2]).collect()
    };
    let scores: Vec<Vec<Vec<f64>>> = walks.iter().map(of).collect();
    let scores: Vec<&[Vec<f64>]> = scores.iter().map(Vec::as_slice).collect();
    for (e, s) in effects(&walks, &scores).iter().zip(slope) {
        assert!((e.mu - s).abs() < 1e-12 && (e.mu_star - s.abs()).abs() < 1e-12, "{e:?}");
        assert!(e.sigma < 1e-7 && e.floor < 1e-7 && (e.effect - s.abs()).abs() < 1e-7, "{e:?}");
    }
}

#[test]
fn exact_morris_tells_noise_from_an_effect() {
    let walks: Vec<_> = (0..200).map(|t| trajectory(t, 2, 2)).collect();
    let of = |(t, w): (usize, &syntony_inference::sensitivity::morris::Trajectory)| -> Vec<Vec<f64>> {
        let at = |(p, x): (usize, &Vec<f64>)| scores(&|x| x[0], x, 8, 1.0, (t * 10 + p) as u64);
        w.points.iter().enumerate().map(at).collect()
    };
    let scores: Vec<Vec<Vec<f64>>> = walks.iter().enumerate().map(of).collect();
    let scores: Vec<&[Vec<f64>]> = scores.iter().map(Vec::as_slice).collect();
    let e = effects(&walks, &scores);
    assert!((e[0].effect - 1.0).abs() < 0.1 && (e[0].mu - 1.0).abs() < 0.1, "{e:?}");
    // a number that does nothing: μ* is its floor, the effect without noise is near nothing
    assert!((e[1].mu_star / e[1].floor - 1.0).abs() < 0.15 && e[1].effect < 0.3 && e[1].sigma < 0.3, "{e:?}");
}

/// Points with normal numbers, so that the linear and Gaussian answer is exact.
fn normal_points(n: usize, k: usize) -> Vec<Vec<f64>> {
    (0..n)
        .map(|j| {
            let mut random = Stream::new(21, j as u64, 1, 0);
            (0..k).map(|_| random.normal()).collect()
        })
        .collect()
}

#[test]
fn exact_gain_of_linear_experiments() {
    let x = normal_points(2000, 3);
    let noise = |j: usize, c: u64| Stream::new(22, j as u64, c as u32, 0).normal();
    // two means of 10 animals each, 10 of which were simulated: 2 θ₀ + e and θ₀ + θ₁ + e, e of variance 1
    let first = x.iter().enumerate().map(|(j, p)| 2.0 * p[0] + noise(j, 1)).collect();
    let second = x.iter().enumerate().map(|(j, p)| p[0] + p[1] + noise(j, 2)).collect();
    let chance = x.iter().enumerate().map(|(j, _)| noise(j, 3)).collect();
    let cell = |group: usize, means: Vec<f64>| DesignMeans { group, n: 10, simulated: 10, means };
    let nothing = vec![vec![0.0; 3]; 3];
    let target = slopes(&x, &x.iter().map(|p| 3.0 * p[1]).collect::<Vec<_>>()).expect("slopes");
    let cells = [cell(0, first), cell(1, second), cell(2, chance)];
    let g = gain(&x, &[0, 1, 2], &cells, &nothing, &[target]).expect("a gain");
    // I + GᵀG = [[6, 1, 0], [1, 2, 0], [0, 0, 1]], determinant 11, inverse diagonal 2/11, 6/11, 1
    assert!((g.bits - 0.5 * 11f64.log2()).abs() < 0.05, "{g:?}");
    for (learned, left) in g.learned.iter().zip([2.0 / 11.0, 6.0 / 11.0, 1.0]) {
        assert!((learned - (1.0 - f64::sqrt(left))).abs() < 0.02, "{g:?}");
    }
    assert!(g.targets[0].is_some_and(|t| (t - 5.0 / 11.0).abs() < 0.02), "{g:?}");
}

#[test]
fn exact_gain_of_a_smaller_study_is_less() {
    let x = normal_points(2000, 1);
    // means of 40 simulated animals, of variance 4 each: 0.1 in the mean; a study of 4 has 1
    let means =
        x.iter().enumerate().map(|(j, p)| p[0] + 0.1f64.sqrt() * Stream::new(23, j as u64, 0, 0).normal());
    let cell = DesignMeans { group: 0, n: 4, simulated: 40, means: means.collect() };
    let g = gain(&x, &[0], &[cell], &vec![vec![4.0]], &[]).expect("a gain");
    assert!((g.bits - 0.5).abs() < 0.03, "{g:?}");
}

#[test]
fn keeps_chance_from_telling_anything() {
    let x = normal_points(128, 20);
    let cells: Vec<DesignMeans> = (0..60)
        .map(|c| {
            let means = (0..128).map(|j| Stream::new(24, j, c, 0).normal()).collect();
            DesignMeans { group: c as usize, n: 10, simulated: 10, means }
        })
        .collect();
    let all: Vec<usize> = (0..20).collect();
    let g = gain(&x, &all, &cells, &vec![vec![0.0; 60]; 60], &[]).expect("a gain");
    assert!(g.bits < 1.0, "{g:?}");
}
