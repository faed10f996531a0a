//! The masses against The Virtual Brain: `tvb/*.tsv` are what the scripts beside them made with tvb-library 2.10.0.

use std::collections::{BTreeMap, BTreeSet};
use syntony_cortex::mass::{Card, Maker, cards};
use syntony_engine::network::{Edges, NetworkSetting, Scheme};
use syntony_engine::{Key, Real};
use syntony_model::Atlas;

const REGIONS: usize = 6;
const DT: f64 = 1e-4;

/// One network: process, overrides, first states by region, states by step and region.
#[derive(Default)]
struct Case {
    process: String,
    set: Vec<(String, f64)>,
    first: Vec<Vec<f64>>,
    states: Vec<(u64, usize, Vec<f64>)>,
}

fn read() -> (Edges, BTreeMap<String, Case>) {
    let mut edges = Edges { starts: vec![0; REGIONS + 1], ..Edges::default() };
    let mut cases: BTreeMap<String, Case> = BTreeMap::new();
    for line in include_str!("tvb/reference.tsv").lines().filter(|l| !l.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |k: usize| cells[k].parse::<f64>().unwrap();
        let from = |k: usize| (k..cells.len()).map(number).collect::<Vec<f64>>();
        if cells[0] == "edge" {
            edges.from.push(cells[2].parse().unwrap());
            edges.weight.push(number(3));
            edges.delay.push(cells[4].parse().unwrap());
            edges.starts[cells[1].parse::<usize>().unwrap() + 1..].iter_mut().for_each(|s| *s += 1);
            continue;
        }
        let case = cases.entry(cells[1].into()).or_default();
        match cells[0] {
            "set" => {
                case.process = cells[2].into();
                case.set.push((cells[3].into(), number(4)));
            }
            "first" => case.first.push(from(3)),
            _ => case.states.push((number(2) as u64, number(3) as usize, from(4))),
        }
    }
    (edges, cases)
}

/// Largest difference of a state from TVB's, relative to the largest value of that state.
fn difference<R: Real>(edges: &Edges, case: &Case, make: fn(&Card) -> Maker<R>) -> f64 {
    let atlas = Atlas::embedded("human").unwrap();
    let card = cards().into_iter().find(|c| c.key == case.process).unwrap();
    let value = |name: &str| {
        let path = format!("process.{}.{name}", case.process);
        let given = case.set.iter().find(|(n, _)| n == name).map(|(_, v)| *v);
        given.unwrap_or_else(|| atlas.params.value(atlas.params.find(&path).unwrap()))
    };
    let numbers: Vec<f64> = card.numbers.iter().map(|n| value(n.0)).collect();
    let mut edges = edges.clone();
    edges.weight.iter_mut().for_each(|w| *w *= (card.factor)(&numbers));
    let strength = |r: usize| edges.weight[edges.starts[r]..edges.starts[r + 1]].iter().sum();
    let rows: Vec<Vec<f64>> = (0..REGIONS).map(|r| (card.fold)(&numbers, strength(r))).collect();
    let turned = |rows: &[Vec<f64>], scale: &dyn Fn(usize) -> f64| -> Vec<f64> {
        (0..rows[0].len()).flat_map(|v| rows.iter().map(move |r| r[v] * scale(v))).collect()
    };
    // TVB has the speeds of potentials in mV/ms
    let scale = |v: usize| if card.states[v].1 == "mV/s" { 1e3 } else { 1.0 };
    let scheme = if card.key == "kuramoto" { Scheme::Euler } else { Scheme::Heun };
    let setting =
        NetworkSetting { scheme, dt: DT, frozen: true, noise: Vec::new(), every: 1000, states: false };
    let keys = [Key::new(1, 0)];
    let mut net = make(&card)(&edges, &turned(&case.first, &scale), &turned(&rows, &|_| 1.0), &keys, setting);
    let (mut step, mut worst) = (0, 0.0_f64);
    for (at, region, states) in &case.states {
        net.advance(at - step, &mut |_| {}).unwrap();
        step = *at;
        for (v, &want) in states.iter().enumerate() {
            let largest = case.states.iter().map(|s| s.2[v].abs()).fold(0.0, f64::max);
            let mut apart = net.at(v, *region, 0) / scale(v) - want;
            if card.key == "kuramoto" {
                apart -= (apart / std::f64::consts::TAU).round() * std::f64::consts::TAU;
            }
            worst = worst.max(apart.abs() / largest);
        }
    }
    worst
}

#[test]
fn cross_tvb_trajectories_of_every_mass() {
    let (edges, cases) = read();
    assert_eq!(cases.len(), 9);
    for (name, case) in &cases {
        let double = difference(&edges, case, |card| card.double);
        assert!(double < 1e-13, "{name}: {double:e}");
        let single = difference(&edges, case, |card| card.single);
        assert!(single < 1e-4, "{name} in single precision: {single:e}");
    }
}

/// Mean, deviation and correlations over time of six series, and the logarithm of their power in eight bands, as `tvb/statistics.py`.
fn statistics(series: &[Vec<f64>]) -> Vec<f64> {
    let n = series[0].len() as f64;
    let means: Vec<f64> = series.iter().map(|s| s.iter().sum::<f64>() / n).collect();
    let product = |i: usize, j: usize| -> f64 {
        let pairs = series[i].iter().zip(&series[j]);
        pairs.map(|(a, b)| (a - means[i]) * (b - means[j])).sum::<f64>() / n
    };
    let deviations: Vec<f64> = (0..REGIONS).map(|i| product(i, i).sqrt()).collect();
    let mut all = [means.clone(), deviations.clone()].concat();
    for i in 0..REGIONS {
        all.extend((i + 1..REGIONS).map(|j| product(i, j) / deviations[i] / deviations[j]));
    }
    let power = |region: usize, bin: usize| -> f64 {
        // Goertzel's recurrence for one frequency
        let (twice, mut a, mut b) = (2.0 * (std::f64::consts::TAU * bin as f64 / n).cos(), 0.0, 0.0);
        for x in &series[region] {
            (a, b) = (x - means[region] + twice * a - b, a);
        }
        a * a + b * b - twice * a * b
    };
    for band in 0..8 {
        let bins = (0..137).map(|k| 1 + band * 137 + k);
        let total: f64 = bins.flat_map(|bin| (0..REGIONS).map(move |r| power(r, bin))).sum();
        all.push((total / (137 * REGIONS) as f64).ln());
    }
    all
}

/// Noisy runs of a mass: step, first state, numbers, and name, mean and standard error of each statistic.
#[derive(Default)]
struct Noisy {
    dt: f64,
    first: Vec<f64>,
    set: Vec<(String, f64)>,
    theirs: Vec<(String, f64, f64)>,
}

fn noisy() -> BTreeMap<String, Noisy> {
    let mut all: BTreeMap<String, Noisy> = BTreeMap::new();
    for line in include_str!("tvb/statistics.tsv").lines().filter(|l| !l.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |k: usize| cells[k].parse::<f64>().unwrap();
        let case = all.entry(cells[1].into()).or_default();
        match cells[0] {
            "dt" => case.dt = number(2),
            "first" => case.first = (2..cells.len()).map(number).collect(),
            "set" => case.set.push((cells[2].into(), number(3))),
            _ => case.theirs.push((cells[2].into(), number(3), number(4))),
        }
    }
    all
}

#[test]
fn cross_tvb_statistics_of_noisy_runs_of_every_mass() {
    let (runs, all, atlas) = (12, noisy(), Atlas::embedded("human").unwrap());
    assert_eq!(
        all.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        cards().iter().map(|c| c.key).collect()
    );
    for card in cards() {
        let case = &all[card.key];
        let value = |name: &str| {
            let given = case.set.iter().find(|(n, _)| n == name).map(|(_, v)| *v);
            let path = format!("process.{}.{name}", card.key);
            given.unwrap_or_else(|| atlas.params.value(atlas.params.find(&path).unwrap()))
        };
        let numbers: Vec<f64> = card.numbers.iter().map(|n| value(n.0)).collect();
        let (mut edges, _) = read();
        edges.weight.iter_mut().for_each(|w| *w *= (card.factor)(&numbers));
        let strength = |r: usize| edges.weight[edges.starts[r]..edges.starts[r + 1]].iter().sum();
        let rows: Vec<Vec<f64>> = (0..REGIONS).map(|r| (card.fold)(&numbers, strength(r))).collect();
        let folded: Vec<f64> = (0..rows[0].len()).flat_map(|v| rows.iter().map(move |r| r[v])).collect();
        let first: Vec<f64> = case.first.iter().flat_map(|x| [*x; REGIONS]).collect();
        let sigma = (2.0 * numbers[numbers.len() - 1]).sqrt();
        let noise = card.noisy.iter().map(|noisy| if *noisy { sigma } else { 0.0 }).collect();
        let scheme = if card.key == "kuramoto" { Scheme::Euler } else { Scheme::Heun };
        let setting = NetworkSetting { scheme, dt: case.dt, frozen: true, noise, every: 10, states: false };
        let keys: Vec<Key> = (0..runs as u64).map(|run| Key::new(1, run)).collect();
        let mut net = (card.double)(&edges, &first, &folded, &keys, setting);
        let mut series = vec![vec![Vec::new(); REGIONS]; runs];
        let mut seen = 0;
        net.advance(60_000, &mut |mean| {
            seen += 1;
            if seen > 500 {
                (0..REGIONS * runs).for_each(|k| series[k % runs][k / runs].push(mean[k]));
            }
        })
        .unwrap();
        let ours: Vec<Vec<f64>> = series.iter().map(|s| statistics(s)).collect();
        let kind = |name: &str| name.split(' ').next().unwrap().to_string();
        let mut squares = Vec::new();
        for (i, (name, want, error)) in case.theirs.iter().enumerate() {
            let mean = ours.iter().map(|o| o[i]).sum::<f64>() / runs as f64;
            let spread = ours.iter().map(|o| (o[i] - mean) * (o[i] - mean)).sum::<f64>() / (runs - 1) as f64;
            // the errors of all statistics of a kind are alike, those of one alone are known from few runs only
            let errors: Vec<f64> =
                case.theirs.iter().filter(|t| kind(&t.0) == kind(name)).map(|t| t.2).collect();
            let pooled = (errors.iter().map(|e| e * e).sum::<f64>() / errors.len() as f64).sqrt();
            let z = (mean - want) / (pooled.max(*error).powi(2) + spread / runs as f64).sqrt();
            assert!(
                z.abs() < 4.0,
                "{} {name}: {mean}, TVB has {want}, {z:.1} standard errors apart",
                card.key
            );
            squares.push(z * z);
        }
        let all = (squares.iter().sum::<f64>() / squares.len() as f64).sqrt();
        assert!(all < 1.6, "{}: {all} standard errors apart over all statistics", card.key);
    }
}
