//! The masses against The Virtual Brain: `tvb/reference.tsv` is what `tvb/reference.py` made with tvb-library 2.10.0.

use std::collections::BTreeMap;
use syntony_brain::neural::mass::{Card, Maker, cards};
use syntony_engine::network::{Edges, Scheme, Setting};
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
    let setting = Setting { scheme, dt: DT, frozen: true, noise: Vec::new(), every: 1000 };
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
